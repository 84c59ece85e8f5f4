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
    let text = decoded(bytes)?;
    Ok(match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) => text.to_owned(),
        None => text,
    })
}

/// UTF-8, or the UTF-16 that Windows PowerShell writes with `>`, with its mark or without.
fn decoded(bytes: Vec<u8>) -> io::Result<String> {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    // Without a mark: nearly every second byte of plain text is zero, which no text in UTF-8 has.
    let most = bytes.len() / 4;
    let in_order: Option<fn([u8; 2]) -> u16> = match bytes.as_slice() {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        [_, _, ..] if bytes.len().is_multiple_of(2) && zeros(1) > most => Some(u16::from_le_bytes),
        [_, _, ..] if bytes.len().is_multiple_of(2) && zeros(0) > most => Some(u16::from_be_bytes),
        _ => None,
    };
    let text = match in_order {
        Some(read) if bytes.len().is_multiple_of(2) => {
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()
        }
        Some(_) => None,
        None => String::from_utf8(bytes).ok(),
    };
    text.ok_or_else(|| io::ErrorKind::InvalidData.into())
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
    fn r20_text_that_windows_writes_is_read() {
        let text = "name = \"mein-Team\"\r\n# äöü 配置\r\n".repeat(40);
        let marked = format!("\u{feff}{text}");
        for written in [&text, &marked] {
            let units: Vec<u16> = written.encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            assert_eq!(read_from(little.as_slice()).unwrap(), text);
            assert_eq!(read_from(big.as_slice()).unwrap(), text);
            let odd = &little[..little.len() - 1];
            assert_eq!(read_from(odd).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
        assert_eq!(read_from("a\0b".as_bytes()).unwrap(), "a\0b");
        assert_eq!(read_from(&[][..]).unwrap(), "");
    }

    #[test]
    fn a_byte_order_mark_is_no_letter_and_what_never_ends_is_refused() {
        assert_eq!(read_from("\u{feff}[]".as_bytes()).unwrap(), "[]");
        let kind = |input: &mut dyn Read| read_from(input).unwrap_err().kind();
        assert_eq!(kind(&mut io::repeat(b' ')), io::ErrorKind::FileTooLarge);
        assert_eq!(kind(&mut [0xff_u8].as_slice()), io::ErrorKind::InvalidData);
    }
}
