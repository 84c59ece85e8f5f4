//! The only place that writes to standard output and standard error. Names of the help desk, keys of policy files, paths
//! that were typed: whatever is in a text, it can't steer the terminal, nor anything that shows the text later.

use std::io::{self, Write};

use desk_commands::words::{printable, printable_json};
use tracing_subscriber::fmt::MakeWriter;

/// Writes an answer in words, with a line break; nothing for no words.
pub(crate) fn print(words: &str) -> io::Result<()> {
    line(&printable(words))
}

/// The same for an answer in JSON.
pub(crate) fn print_json(json: &str) -> io::Result<()> {
    line(&printable_json(json))
}

fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if !text.is_empty() {
        writeln!(out, "{text}")?;
    }
    out.flush()
}

/// Writes a line of its own to standard error.
pub(crate) fn tell(words: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{}", printable(words))
}

/// Standard output for one JSON text after the other.
pub(crate) fn json_lines() -> Lines {
    Lines::new(printable_json)
}

/// Standard output for one line of words after the other.
pub(crate) fn word_lines() -> Lines {
    Lines::new(printable)
}

/// Takes whole lines.
pub(crate) struct Lines {
    out: io::BufWriter<io::StdoutLock<'static>>,
    safe: fn(&str) -> String,
}

impl Lines {
    fn new(safe: fn(&str) -> String) -> Self {
        let out = io::BufWriter::new(io::stdout().lock());
        Self { out, safe }
    }

    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", (self.safe)(text))
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Standard error for the log. Each line comes whole.
pub(crate) struct Log;

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(printable(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
