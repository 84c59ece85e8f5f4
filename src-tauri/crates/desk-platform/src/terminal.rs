//! The terminal that standard output is, if it is one.

/// How many cells wide the terminal of standard output is; `None` when that goes to a file or another program.
#[must_use]
pub fn terminal_width() -> Option<usize> {
    #[cfg(unix)]
    {
        let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
        (size.ws_col > 0).then_some(usize::from(size.ws_col))
    }
    #[cfg(not(unix))]
    None
}
