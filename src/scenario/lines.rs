//! Lines of a large file: none is held that is longer than a bound.
//!
//! Knows no format.

use std::io::{self, BufRead, Read};

/// Longest line, in bytes.
pub(super) const LONGEST_LINE: usize = 1 << 16;
/// Bytes of a line that are kept for showing it.
const SHOWN: usize = 1_000;

/// A source that fails in a line that is too long: nobody below has to hold it.
pub(super) struct ShortLines<R> {
    source: R,
    /// Bytes since the last line's end.
    length: usize,
}

/// What such a failure is.
const TOO_LONG: io::ErrorKind = io::ErrorKind::FileTooLarge;

/// Whether reading failed in a line that is too long.
pub(super) fn too_long(error: &io::Error) -> bool {
    error.kind() == TOO_LONG
}

impl<R> ShortLines<R> {
    pub(super) fn of(source: R) -> Self {
        Self { source, length: 0 }
    }
}

impl<R: Read> Read for ShortLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A line that began within the bound is handed on to its end by the next reading at most.
        if self.length > LONGEST_LINE {
            return Err(io::Error::from(TOO_LONG));
        }
        let read = self.source.read(buffer)?;
        for line in buffer[..read].split_inclusive(|&byte| byte == b'\n') {
            self.length += line.len();
            if self.length > LONGEST_LINE {
                break;
            }
            if line.ends_with(b"\n") {
                self.length = 0;
            }
        }
        Ok(read)
    }
}

/// Lines as they can be shown: of each its beginning, without its end and without a mark of byte order.
pub(super) struct Beginnings<R>(pub(super) R);

impl<R: BufRead> Iterator for Beginnings<R> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let (mut kept, mut any) = (Vec::new(), false);
        loop {
            let buffer = self.0.fill_buf().ok()?;
            if buffer.is_empty() {
                if !any {
                    return None;
                }
                break;
            }
            any = true;
            let end = buffer.iter().position(|&byte| byte == b'\n');
            let line = &buffer[..end.unwrap_or(buffer.len())];
            kept.extend_from_slice(&line[..line.len().min(SHOWN - kept.len())]);
            let used = line.len() + usize::from(end.is_some());
            self.0.consume(used);
            if end.is_some() {
                break;
            }
        }
        let text = String::from_utf8_lossy(&kept);
        Some(text.trim_end_matches('\r').trim_start_matches('\u{feff}').to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_fails_and_all_before_it_is_there() {
        let long = "x".repeat(LONGEST_LINE + 1);
        for (text, fails) in [("a\nb\n".repeat(100_000), false), (format!("a\n{long}\nb\n"), true), (long, true)] {
            let mut read = Vec::new();
            let result = io::BufReader::with_capacity(1000, ShortLines::of(text.as_bytes())).read_to_end(&mut read);
            assert_eq!(result.is_err_and(|error| too_long(&error)), fails);
            assert!(text.as_bytes().starts_with(&read) && read.len() <= text.len());
        }
        assert_eq!(io::copy(&mut ShortLines::of(&b"a"[..]), &mut io::sink()).expect("it is short"), 1);
    }

    #[test]
    fn lines_are_shown_by_their_beginnings() {
        let long = "y".repeat(5_000);
        let text = format!("\u{feff}a\r\n\n{long}\nb");
        let lines: Vec<String> = Beginnings(io::BufReader::with_capacity(7, text.as_bytes())).collect();
        assert_eq!(lines, ["a", "", &long[..SHOWN], "b"]);
    }
}
