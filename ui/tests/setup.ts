// Before every test: what happy-dom lacks and the real window has.

HTMLElement.prototype.scrollIntoView ??= () => {};
HTMLElement.prototype.showPopover ??= () => {};
HTMLElement.prototype.hidePopover ??= () => {};
