//! Byte-level inputs: entries of a corpus with some bytes changed, as a fuzzer's bytes say.
//!
//! Knows no reader and no format but words, numbers and lines.

use super::input::Input;
use arbitrary::{Arbitrary, Unstructured};
use std::ops::Range;

/// Numbers at which readers stumble.
pub(crate) const NUMBERS: [&str; 40] = [
    "0",
    "-0",
    "-1",
    "1",
    "2",
    "255",
    "256",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "1e6",
    "1e12",
    "1e18",
    "1e308",
    "1e309",
    "-1e308",
    "1e-308",
    "5e-324",
    "1e-400",
    "1e99999999999999999999",
    "0.1",
    "0.30000000000000004",
    "1e-15",
    "99999999999999999.5",
    "nan",
    "inf",
    "-inf",
    "0x10",
    "0b1",
    "1_000",
    "00",
    ".5",
    "5.",
];
/// Bytes at which readers stumble.
const PIECES: [&[u8]; 36] = [
    b"\0",
    b"\xff",
    b"\xc3\x28",
    b"\xe2\x82",
    b"\xf0\x9f\x98\x80",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\r",
    b"\n",
    b"\t",
    b"\x1b[2J",
    b"\x7f",
    b"\x08",
    b"\"",
    b"'",
    b"\"\"\"",
    b"'''",
    b"\\",
    b"=",
    b".",
    b"..",
    b",",
    b":",
    b"[",
    b"]",
    b"[[",
    b"{",
    b"}",
    b"(",
    b")",
    b"#",
    b"%",
    b"\xe2\x80\xae",
    b"\xcc\x80",
    b"\xe2\x80\x8b",
    b"\xc2\x85",
];
/// What can be nested.
const OPEN: [&[u8]; 8] = [b"[", b"{a=", b"(", b"a.", b"mix(1:", b"\"a.\".", b"{\"a\":", b"[["];

/// One change of a file.
#[derive(Clone, Copy, Debug, Arbitrary)]
enum Edit {
    /// Turns a bit over.
    Flip { at: u16, bit: u8 },
    /// Sets a byte.
    Set { at: u16, byte: u8 },
    /// Puts something in.
    Insert { at: u16, piece: u8 },
    /// Takes a stretch out.
    Delete { at: u16, length: u8 },
    /// Repeats a stretch.
    Repeat { at: u16, length: u8, times: u8 },
    /// Ends the file.
    Cut { at: u16 },
    /// Puts a stretch of another entry in.
    Splice { at: u16, from: u16, from_at: u16, length: u16 },
    /// Puts another number in a number's place.
    Number { which: u16, with: u8 },
    /// Puts a word of the language in a word's place.
    Word { which: u16, with: u16 },
    /// Puts a word of the language anywhere.
    AddWord { at: u16, word: u16 },
    /// Repeats a line.
    Line { which: u16, times: u8 },
    /// Swaps two lines.
    Swap { one: u16, other: u16 },
    /// Makes a line long.
    Long { at: u16, byte: u8, hundreds: u8 },
    /// Nests something deeply.
    Nest { at: u16, what: u8, depth: u16 },
}

/// An entry with changes.
#[derive(Clone, Debug, Arbitrary)]
struct Mutant {
    entry: u16,
    first: (u8, Edit),
    more: Vec<(u8, Edit)>,
}

/// What mutants are made of.
pub(crate) struct Stock {
    /// Well-formed inputs.
    pub(crate) corpus: Vec<Input>,
    /// Words of the language.
    pub(crate) words: Vec<String>,
}

/// Bytes that one edit adds at most: edits of edits would fill any memory.
const ADDED: usize = 256 << 10;

/// How often a piece is repeated.
fn repeats(piece: &[u8], times: impl Into<usize>) -> usize {
    times.into().min(ADDED / piece.len().max(1))
}

impl Stock {
    /// The mutant that some bytes mean.
    pub(crate) fn mutant(&self, u: &mut Unstructured<'_>) -> arbitrary::Result<Input> {
        let mutant = Mutant::arbitrary(u)?;
        let mut input = self.corpus[usize::from(mutant.entry) % self.corpus.len()].clone();
        for (file, edit) in std::iter::once(mutant.first).chain(mutant.more) {
            let place = usize::from(file) % input.0.len();
            let bytes = input.0.values_mut().nth(place).expect("the place is one of them");
            self.apply(edit, bytes);
        }
        Ok(input)
    }

    fn apply(&self, edit: Edit, bytes: &mut Vec<u8>) {
        match edit {
            Edit::Flip { at, bit } => {
                let at = scaled(at, bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Edit::Set { at, byte } => {
                let at = scaled(at, bytes.len());
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
            Edit::Insert { at, piece } => put(bytes, at, PIECES[usize::from(piece) % PIECES.len()]),
            Edit::Delete { at, length } => drop(bytes.drain(stretch(bytes, at, length.into()))),
            Edit::Repeat { at, length, times } => {
                let piece = &bytes[stretch(bytes, at, length.into())];
                let piece = piece.repeat(repeats(piece, times));
                put(bytes, at, &piece);
            }
            Edit::Cut { at } => bytes.truncate(scaled(at, bytes.len())),
            Edit::Splice { at, from, from_at, length } => {
                let other = &self.corpus[usize::from(from) % self.corpus.len()];
                let other = other.0.values().nth(usize::from(from) % other.0.len()).expect("the place is one of them");
                put(bytes, at, &other[stretch(other, from_at, usize::from(length) / 32)]);
            }
            Edit::Number { which, with } => {
                let digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_');
                replace(bytes, digit, which, NUMBERS[usize::from(with) % NUMBERS.len()].as_bytes());
            }
            Edit::Word { which, with } => {
                let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
                replace(bytes, letter, which, self.word(with).as_bytes());
            }
            Edit::AddWord { at, word } => put(bytes, at, self.word(word).as_bytes()),
            Edit::Line { which, times } => {
                let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                let Some(line) = lines.get(scaled(which, lines.len())) else { return };
                let piece = line.repeat(repeats(line, times));
                bytes.extend(piece);
            }
            Edit::Swap { one, other } => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                let (one, other) = (scaled(one, lines.len()), scaled(other, lines.len()));
                if one.max(other) < lines.len() {
                    lines.swap(one, other);
                }
                *bytes = lines.concat();
            }
            Edit::Long { at, byte, hundreds } => put(bytes, at, &vec![byte; usize::from(hundreds) * 100]),
            Edit::Nest { at, what, depth } => {
                put(bytes, at, &OPEN[usize::from(what) % OPEN.len()].repeat(usize::from(depth) / 16));
            }
        }
    }

    fn word(&self, which: u16) -> &str {
        self.words.get(scaled(which, self.words.len())).map_or("", String::as_str)
    }
}

/// A place at a share of the way.
fn scaled(at: u16, length: usize) -> usize {
    usize::from(at) * length / (usize::from(u16::MAX) + 1)
}

fn stretch(bytes: &[u8], at: u16, length: usize) -> Range<usize> {
    let begins = scaled(at, bytes.len());
    begins..(begins + length).min(bytes.len())
}

fn put(bytes: &mut Vec<u8>, at: u16, piece: &[u8]) {
    let at = scaled(at, bytes.len() + 1);
    bytes.splice(at..at, piece.iter().copied());
}

/// Puts a piece in the place of a run of some bytes.
fn replace(bytes: &mut Vec<u8>, belongs: impl Fn(u8) -> bool, which: u16, piece: &[u8]) {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| belongs(**byte)) {
        match runs.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end += 1,
            None => runs.push(at..at + 1),
        }
    }
    if let Some(run) = runs.get(scaled(which, runs.len())) {
        bytes.splice(run.clone(), piece.iter().copied());
    }
}
