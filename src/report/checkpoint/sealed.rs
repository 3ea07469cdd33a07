//! A file that says what it belongs to, and by a hash at its end whether it is whole.
//!
//! Its bytes: a word, the version of this format (4 bytes, the lowest first), the length of the head (4 bytes), the head as
//! JSON, the content, and the blake3 hash of all that. Knows not what is in it. Nothing is believed before the hash is found
//! right, and no length reserves memory.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};

const WORD: &[u8; 20] = b"cloudmsg checkpoint\n";
const FORMAT: u32 = 1;
const HASH: u64 = 32;
/// Bytes before the head.
const BEFORE: u64 = WORD.len() as u64 + 8;
/// Bytes read together.
const BLOCK: usize = 1 << 16;

/// Why a file is not taken for what it should be.
#[derive(Debug)]
pub enum Fault {
    /// It is not as it was written, or never was one of ours.
    Damaged(String),
    /// It belongs to something else, or to another version.
    Foreign(String),
    /// It cannot be read.
    Failed(io::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(why) => write!(f, "it is damaged: {why}"),
            Self::Foreign(why) => f.write_str(why),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if error.kind() == ErrorKind::UnexpectedEof { damaged("it ends too soon") } else { Self::Failed(error) }
    }
}

fn damaged(why: &str) -> Fault {
    Fault::Damaged(why.to_owned())
}

/// What passes is hashed.
struct Hashing<'o> {
    out: &'o mut dyn Write,
    hash: blake3::Hasher,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a head, what `content` writes, and the hash.
///
/// # Errors
/// What `out` cannot take.
///
/// # Panics
/// Never: heads are short and have a JSON form.
pub(super) fn write(
    out: &mut dyn Write,
    head: &impl Serialize,
    content: &dyn Fn(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let head = serde_json::to_vec(head).expect("plain values have a JSON form");
    let length = u32::try_from(head.len()).expect("a head is short");
    let mut out = Hashing { out, hash: blake3::Hasher::new() };
    out.write_all(WORD)?;
    out.write_all(&FORMAT.to_le_bytes())?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&head)?;
    content(&mut out)?;
    let hash = out.hash.finalize();
    out.write_all(hash.as_bytes())?;
    out.flush()
}

/// Opens a file that is whole: its head, and its content to be read.
///
/// # Errors
/// One that is damaged, or of another format.
pub(super) fn open<H: DeserializeOwned, R: Read + Seek>(mut from: R) -> Result<(H, io::Take<R>), Fault> {
    let length = from.seek(SeekFrom::End(0))?;
    let Some(end) = length.checked_sub(HASH).filter(|&end| end >= BEFORE) else {
        return Err(damaged("it ends too soon"));
    };
    from.rewind()?;
    if hash_of(&mut from, end)? != hash_at_end(&mut from)? {
        return Err(damaged("its hash is another"));
    }
    from.rewind()?;
    head_of(from, end)
}

/// The head alone, and nothing about whether the file is whole: to tell people what stands there.
pub(super) fn glance<H: DeserializeOwned, R: Read + Seek>(mut from: R) -> Result<H, Fault> {
    let length = from.seek(SeekFrom::End(0))?;
    from.rewind()?;
    head_of(from, length).map(|(head, _)| head)
}

/// Head and content of a file that is known to be whole.
pub(super) fn head_and_content<H: DeserializeOwned>(mut from: File) -> Result<(H, io::Take<File>), Fault> {
    let length = from.seek(SeekFrom::End(0))?;
    from.rewind()?;
    head_of(from, length.saturating_sub(HASH))
}

/// The head of a file whose content ends at a place.
fn head_of<H: DeserializeOwned, R: Read>(mut from: R, end: u64) -> Result<(H, io::Take<R>), Fault> {
    let mut word = [0; WORD.len()];
    from.read_exact(&mut word)?;
    if word != *WORD {
        return Err(damaged("it is no checkpoint"));
    }
    let mut number = || -> Result<u32, Fault> {
        let mut bytes = [0; 4];
        from.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    };
    let (format, length) = (number()?, u64::from(number()?));
    if format != FORMAT {
        return Err(Fault::Foreign(format!("its format is {format}, this program reads {FORMAT}")));
    }
    let Some(left) = end.checked_sub(BEFORE + length) else { return Err(damaged("its head is too long")) };
    let mut head = Vec::new();
    from.by_ref().take(length).read_to_end(&mut head)?;
    let head = serde_json::from_slice(&head).map_err(|why| damaged(&format!("its head: {why}")))?;
    Ok((head, from.take(left)))
}

/// The hash of the first bytes.
fn hash_of(from: &mut impl Read, mut left: u64) -> Result<blake3::Hash, Fault> {
    let (mut hash, mut block) = (blake3::Hasher::new(), vec![0; BLOCK]);
    while left > 0 {
        let some = left.min(BLOCK as u64) as usize;
        from.read_exact(&mut block[..some])?;
        hash.update(&block[..some]);
        left -= some as u64;
    }
    Ok(hash.finalize())
}

fn hash_at_end(from: &mut impl Read) -> Result<blake3::Hash, Fault> {
    let mut hash = [0; HASH as usize];
    from.read_exact(&mut hash)?;
    Ok(blake3::Hash::from_bytes(hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn file() -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes, &("head", 7), &|out| out.write_all(&vec![5; 3 * BLOCK])).expect("a vector takes everything");
        bytes
    }

    fn opened(bytes: &[u8]) -> Result<((String, u8), Vec<u8>), Fault> {
        let (head, mut content) = open(Cursor::new(bytes))?;
        let mut all = Vec::new();
        content.read_to_end(&mut all).expect("it is in memory");
        Ok((head, all))
    }

    #[test]
    fn what_was_written_is_read() {
        let (head, content) = opened(&file()).expect("it is whole");
        assert_eq!((head, content), (("head".to_owned(), 7), vec![5; 3 * BLOCK]));
    }

    #[test]
    fn whatever_is_changed_cut_or_added_is_noticed() {
        let whole = file();
        let places = (0..200).chain((200..whole.len() - 200).step_by(9_973)).chain(whole.len() - 200..whole.len());
        for place in places {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            assert!(matches!(opened(&changed), Err(Fault::Damaged(_))), "{place}");
            assert!(matches!(opened(&whole[..place]), Err(Fault::Damaged(_))), "cut at {place}");
        }
        let longer = [&whole[..], &[0]].concat();
        assert!(matches!(opened(&longer), Err(Fault::Damaged(_))));
        assert!(matches!(opened(&[]), Err(Fault::Damaged(_))));
    }

    /// A right hash over something else: a head that is too long, no JSON, another word, another format.
    #[test]
    fn what_somebody_forged_is_refused_without_a_panic() {
        let forged = |bytes: &[u8]| [bytes, blake3::hash(bytes).as_bytes()].concat();
        let whole = file();
        let body = &whole[..whole.len() - HASH as usize];
        assert!(opened(&forged(body)).is_ok());
        for (place, byte) in [(0, b'C'), (24, 0xff), (27, 0xff), (28, b'{'), (24, 0)] {
            let mut other = body.to_vec();
            other[place] = byte;
            assert!(matches!(opened(&forged(&other)), Err(Fault::Damaged(_))), "{place}");
        }
        let mut other = body.to_vec();
        other[20] = 2;
        let Err(Fault::Foreign(why)) = opened(&forged(&other)) else { panic!("another format") };
        assert_eq!(why, "its format is 2, this program reads 1");
    }
}
