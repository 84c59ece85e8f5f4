//! Reads text files that a person names, up to a size that no such file has, and within a time that no such file takes.
//! If somebody names a device, a pipe or a disk image by mistake, it is refused instead of being read or waited for, for
//! ever.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// In bytes.
const LARGEST: u64 = 16 * 1024 * 1024;
/// A folder of another computer that went away answers never, also to the first question.
pub(crate) const LONGEST: Duration = Duration::from_secs(5);
/// Some editors put it before the first letter.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The text of a file, without a byte order mark. Blocks for at most five seconds.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] when it is no regular file, [`io::ErrorKind::FileTooLarge`] above 16 MiB,
/// [`io::ErrorKind::InvalidData`] when it is not UTF-8, [`io::ErrorKind::TimedOut`], and what the system says.
pub fn read(file: &Path) -> io::Result<String> {
    let file = file.to_owned();
    in_time(LONGEST, move || read_from(open(&file)?))
}

/// Opens a regular file. Opening waits for nobody: a named pipe would wait for its other end, and some files of the
/// system (`/proc/kmsg`) until there is something to say.
fn open(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    let opened = options.open(file)?;
    let kind = opened.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !kind.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    Ok(opened)
}

/// Questions to the system that ran out of time and were not answered yet. A few, and no more are asked.
static UNANSWERED: AtomicUsize = AtomicUsize::new(0);
const MOST_UNANSWERED: usize = 4;

/// What the system says within this time. A question that it doesn't answer can't be taken back: its thread is left
/// behind.
///
/// # Errors
/// [`io::ErrorKind::TimedOut`], and those of `ask`.
pub(crate) fn in_time<T: Send + 'static>(
    limit: Duration,
    ask: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    if UNANSWERED.load(Ordering::Acquire) >= MOST_UNANSWERED {
        return Err(io::ErrorKind::TimedOut.into());
    }
    let (done, result) = mpsc::sync_channel(1);
    UNANSWERED.fetch_add(1, Ordering::AcqRel);
    let asking = std::thread::Builder::new().name("read-file".to_owned()).spawn(move || {
        let answer = ask();
        UNANSWERED.fetch_sub(1, Ordering::AcqRel);
        // Whoever asked may have stopped waiting.
        let _ = done.send(answer);
    });
    if let Err(failure) = asking {
        UNANSWERED.fetch_sub(1, Ordering::AcqRel);
        return Err(failure);
    }
    result
        .recv_timeout(limit)
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
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
        io::ErrorKind::InvalidInput | io::ErrorKind::WouldBlock => "it’s a pipe or a device, not a file",
        io::ErrorKind::TimedOut => "it took too long to read",
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

    #[cfg(unix)]
    #[test]
    fn r23_11_only_regular_files_are_read_and_nothing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (pipe, file) = (folder.path().join("pipe"), folder.path().join("file"));
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        std::fs::write(&file, "name = 1").unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        for (path, said) in [
            (pipe.as_path(), "it’s a pipe or a device, not a file"),
            (&link, "it’s a pipe or a device, not a file"),
            (Path::new("/dev/null"), "it’s a pipe or a device, not a file"),
            (Path::new("/dev/zero"), "it’s a pipe or a device, not a file"),
            (folder.path(), "it’s a folder"),
            (&folder.path().join("none"), "there’s no such file"),
        ] {
            let started = std::time::Instant::now();
            assert_eq!(why(&read(path).unwrap_err()), said, "{}", path.display());
            assert!(started.elapsed() < LONGEST, "{}", path.display());
        }
        assert_eq!(read(&file).unwrap(), "name = 1");
    }

    #[test]
    fn r23_11_a_file_system_that_does_not_answer_is_not_waited_for() {
        let slow = || {
            in_time(Duration::from_millis(10), || {
                std::thread::sleep(Duration::from_millis(200));
                Ok(())
            })
        };
        assert_eq!(slow().unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(in_time(LONGEST, || Ok(7)).unwrap(), 7);
    }

    #[test]
    fn a_byte_order_mark_is_no_letter_and_what_never_ends_is_refused() {
        assert_eq!(read_from("\u{feff}[]".as_bytes()).unwrap(), "[]");
        let kind = |input: &mut dyn Read| read_from(input).unwrap_err().kind();
        assert_eq!(kind(&mut io::repeat(b' ')), io::ErrorKind::FileTooLarge);
        assert_eq!(kind(&mut [0xff_u8].as_slice()), io::ErrorKind::InvalidData);
    }
}
