//! A shift worked by keyboard alone, against the real help desk: what a person presses, and what became of it there.

use std::time::Duration;

use crate::driver::{CTRL, ENTER, SHIFT, Window, until};
use crate::rt::Rt;
use crate::{add_account, duty, text};

const ESC: char = '\u{E00C}';

/// Opens a command or a ticket by its words.
async fn by_palette(window: &Window, words: &str) {
    window.press(&[CTRL, 'k']).await;
    let open = "document.activeElement?.getAttribute('role') === 'combobox'";
    window.wait_for("the palette has the focus", open).await;
    window.type_in(words).await;
    let found = "document.querySelectorAll('dialog[open] [role=option]').length > 1";
    window.wait_for(words, found).await;
    window.press(&[ENTER]).await;
}

#[tokio::test]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn h_shift_from_on_support_to_off_support_without_a_mouse() {
    let (rt, folder) = (Rt::here(), tempfile::tempdir().unwrap());
    let data = folder.path().join("data");
    add_account(&data, &rt, &rt.url);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let number = rt
        .raise("Nothing of ours answers", "502 on every app since five minutes.")
        .await;
    duty(&data, &["sync"]);
    let window = Window::open(&["--data-dir", text(&data)], None).await;
    window.says("Nothing of ours answers").await;
    by_palette(&window, "on support").await;
    window.says("You’re on support.").await;

    // P1 at once; the questions stay open.
    by_palette(&window, "of ours answers").await;
    window.says("Set P1 now").await;
    window.press(&[CTRL, SHIFT, 'p']).await;
    window.says("P1 set").await;
    until("Request Tracker has the priority", async || {
        rt.priority(&number).await == "100"
    })
    .await;

    // A reply, and right after it a note: whatever the send takes, the note is no second reply.
    let editor = "document.activeElement?.tagName === 'TEXTAREA'";
    window.press(&['r']).await;
    window.wait_for("the editor has the focus", editor).await;
    window.type_in("We look at it.").await;
    window.press(&[CTRL, ENTER]).await;
    window.press(&[ESC]).await;
    window.press(&['i']).await;
    window.wait_for("the editor has the focus", editor).await;
    window.type_in("Cell 3 is down.").await;
    window.press(&[CTRL, ENTER]).await;
    until("the note has arrived, as a note", async || {
        rt.notes(&number).await.iter().any(|note| note == "Cell 3 is down.")
    })
    .await;

    // The end of support asks first.
    by_palette(&window, "off support").await;
    window.says("Go off support?").await;
    window.picture("off-support").await;
    window.close().await;
}
