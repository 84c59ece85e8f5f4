// Runs before every test: adds what the real window has and happy-dom doesn't.

HTMLElement.prototype.scrollIntoView ??= () => {};
HTMLElement.prototype.showPopover ??= () => {};
HTMLElement.prototype.hidePopover ??= () => {};
