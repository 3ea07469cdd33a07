//! A file read as text: whole, never more than a bound, and never from something that has no end.
//!
//! Files are named by anybody. Knows no language.

use super::diagnostic::{Origin, Source};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Largest scenario file, in bytes.
pub(super) const MOST_SCENARIO: u64 = 4 << 20;
/// Largest file of numbers, one a line, in bytes.
pub(super) const MOST_NUMBERS: u64 = 256 << 20;
/// Longest line that is shown with a byte that is no text.
const SHOWN: usize = 500;

/// Why a file cannot be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// The system says no.
    System(io::Error),
    /// It is a pipe, a device or a socket: such a thing may have no end, or never begin.
    NoFile,
    /// It is larger than the bound, in bytes.
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The bound.
        most: u64,
    },
    /// It is not UTF-8.
    NotText {
        /// Line of the first byte that is wrong, from 1.
        line: usize,
        /// Place of that byte in its line, from 1.
        place: usize,
        /// The byte.
        byte: u8,
        /// The line, where it is short: text before the byte, and the whole with a sign for what is no text.
        shown: Option<(String, String)>,
    },
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl Unreadable {
    /// Why, in words that are the same on every system.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::System(error) => of_system(error),
            Self::NoFile => "it is a pipe, a device or a socket, not a file".to_owned(),
            Self::TooLarge { bytes, most } => format!("it has {bytes} bytes, more than the {most} that are read"),
            Self::NotText { line, place, byte, .. } => {
                format!("it is not UTF-8 text: byte {place} of line {line} is 0x{byte:02X}")
            }
        }
    }

    /// Where in the file it is, as far as it can be drawn.
    pub(super) fn origin(&self, path: &Path, order: usize) -> Origin {
        let name = path.display().to_string();
        if let Self::NotText { line, shown: Some((before, whole)), .. } = self {
            let source = Source { name, text: whole.clone(), first_line: *line, order };
            let sign = char::REPLACEMENT_CHARACTER.len_utf8();
            return Origin { source: Arc::new(source), span: before.len()..before.len() + sign };
        }
        Origin { source: Arc::new(Source { name, text: String::new(), first_line: 1, order }), span: 0..0 }
    }

    /// What to do about it, where that follows from what it is.
    pub(super) fn help(&self, path: &Path) -> Option<String> {
        match self {
            Self::System(error) if error.kind() == io::ErrorKind::NotFound => {
                super::layers::similar_file(path).map(|name| format!("did you mean `{name}`?"))
            }
            Self::System(_) => None,
            Self::NoFile => Some("write it to a file first".to_owned()),
            Self::TooLarge { .. } => Some("is it the file you meant?".to_owned()),
            Self::NotText { .. } => Some("save the file as UTF-8".to_owned()),
        }
    }
}

fn of_system(error: &io::Error) -> String {
    let known = [
        (io::ErrorKind::NotFound, "it does not exist"),
        (io::ErrorKind::PermissionDenied, "it may not be read"),
        (io::ErrorKind::InvalidData, "it is not UTF-8 text"),
        (io::ErrorKind::IsADirectory, "it is a folder"),
        (io::ErrorKind::NotADirectory, "a part of its path is not a folder"),
        (io::ErrorKind::InvalidInput, "its name cannot be that of a file"),
    ];
    let found = known.iter().find(|(kind, _)| *kind == error.kind());
    found.map_or_else(|| error.to_string(), |(_, reason)| (*reason).to_owned())
}

/// A file of at most so many bytes, opened.
pub(super) fn open(path: &Path, most: u64) -> Result<File, Unreadable> {
    // Looked at before it is opened: opening a pipe waits for whoever writes.
    let facts = fs::metadata(path)?;
    if facts.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    if !facts.is_file() {
        return Err(Unreadable::NoFile);
    }
    if facts.len() > most {
        return Err(Unreadable::TooLarge { bytes: facts.len(), most });
    }
    Ok(File::open(path)?)
}

/// The text of a file of at most so many bytes.
pub(super) fn read(path: &Path, most: u64) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    // It may grow while it is read.
    let read = open(path, most)?.take(most.saturating_add(1)).read_to_end(&mut bytes)? as u64;
    if read > most {
        return Err(Unreadable::TooLarge { bytes: read, most });
    }
    String::from_utf8(bytes).map_err(|error| not_text(error.as_bytes(), error.utf8_error().valid_up_to()))
}

fn not_text(bytes: &[u8], at: usize) -> Unreadable {
    let begins = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let ends = bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |end| at + end);
    let line = bytes[..begins].split(|&byte| byte == b'\n').count();
    let text = |range| String::from_utf8_lossy(&bytes[range]).trim_end_matches('\r').to_owned();
    let shown = (ends - begins <= SHOWN).then(|| (text(begins..at), text(begins..ends)));
    Unreadable::NotText { line, place: at - begins + 1, byte: bytes[at], shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_is_no_text_is_named_with_its_line() {
        let place = tempfile::tempdir().expect("a temporary folder can be made");
        let path = place.path().join("x.toml");
        for (bytes, reason) in [
            (&b"a = 1\nname = \"caf\xe9\"\n"[..], "byte 12 of line 2 is 0xE9"),
            (b"\xff", "byte 1 of line 1 is 0xFF"),
            (b"\n\nab\xc3", "byte 3 of line 3 is 0xC3"),
        ] {
            fs::write(&path, bytes).expect("the folder is ours");
            let why = read(&path, 100).expect_err("it is no text");
            assert!(why.reason().ends_with(reason), "{}", why.reason());
            let Origin { source, span } = why.origin(&path, 0);
            assert_eq!(&source.text[span], "\u{fffd}");
        }
        assert!(matches!(not_text(&[0xff; 600], 0), Unreadable::NotText { shown: None, .. }));
    }

    #[test]
    fn what_is_too_large_or_no_file_is_not_read() {
        let place = tempfile::tempdir().expect("a temporary folder can be made");
        let path = place.path().join("x.toml");
        fs::write(&path, "12345").expect("the folder is ours");
        assert_eq!(read(&path, 5).expect("it fits"), "12345");
        let reason = |path: &Path, most| read(path, most).expect_err("it is refused").reason();
        assert_eq!(reason(&path, 4), "it has 5 bytes, more than the 4 that are read");
        assert_eq!(reason(place.path(), 4), "it is a folder");
        assert_eq!(reason(&path.join("below"), 4), "a part of its path is not a folder");
        #[cfg(unix)]
        assert_eq!(reason(Path::new("/dev/zero"), 4), "it is a pipe, a device or a socket, not a file");
    }
}
