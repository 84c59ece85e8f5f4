//! Reads text files that a person names, up to a size that no such file has. If somebody names a device or a disk image
//! by mistake, it is refused instead of being read for ever.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// In bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Some editors put it before the first letter.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The text of a file, without a byte order mark.
///
/// # Errors
/// [`io::ErrorKind::FileTooLarge`] above 16 MiB, [`io::ErrorKind::InvalidData`] when it is not UTF-8, and what the system
/// says.
pub fn read(file: &Path) -> io::Result<String> {
    read_from(File::open(file)?)
}

/// The same for something that is already open, such as standard input.
///
/// # Errors
/// As [`read`].
pub fn read_from(input: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    let read = input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if read as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let text = String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) => text.to_owned(),
        None => text,
    })
}

/// Why there is no text, as the end of a sentence.
#[must_use]
pub fn why(failure: &io::Error) -> &'static str {
    match failure.kind() {
        io::ErrorKind::NotFound => "there’s no such file",
        io::ErrorKind::PermissionDenied => "you don’t have permission to read it",
        io::ErrorKind::IsADirectory => "it’s a folder",
        io::ErrorKind::InvalidData => "it isn’t UTF-8 text",
        io::ErrorKind::FileTooLarge => "it’s too large",
        _ => "it couldn’t be read",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_letter_and_what_never_ends_is_refused() {
        assert_eq!(read_from("\u{feff}[]".as_bytes()).unwrap(), "[]");
        let kind = |input: &mut dyn Read| read_from(input).unwrap_err().kind();
        assert_eq!(kind(&mut io::repeat(b' ')), io::ErrorKind::FileTooLarge);
        assert_eq!(kind(&mut [0xff_u8].as_slice()), io::ErrorKind::InvalidData);
    }
}
