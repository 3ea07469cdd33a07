//! Plain values as bytes and back: what a run that is under way is kept as.
//!
//! Knows no file: bytes go to whoever takes them and come from whoever has them. Reading reserves no memory that the bytes
//! themselves do not fill, so a length that lies costs nothing.

use postcard::{de_flavors, ser_flavors};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};

/// Bytes that go or come together.
const BLOCK: usize = 1 << 16;

/// Why bytes do not give back what was written.
#[derive(Debug)]
pub enum Unreadable {
    /// They end too soon.
    Ended,
    /// They mean something else, and what.
    Wrong(String),
    /// They could not be read.
    Failed(io::Error),
}

impl Unreadable {
    /// Bytes that mean something else than they should.
    pub fn wrong(what: impl Into<String>) -> Self {
        Self::Wrong(what.into())
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended => f.write_str("it ends too soon"),
            Self::Wrong(what) => f.write_str(what),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unreadable {}

/// Writes values one after another.
pub struct Encoder<'a> {
    out: &'a mut dyn Write,
    block: Vec<u8>,
    failed: Option<io::Error>,
}

impl<'a> Encoder<'a> {
    /// An encoder whose bytes go to `out`, the last of them with [`finish`](Self::finish).
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, block: Vec::with_capacity(BLOCK), failed: None }
    }

    /// Writes a value.
    ///
    /// # Errors
    /// What `out` cannot take.
    ///
    /// # Panics
    /// Where a value has no such form: a programmer's mistake.
    pub fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        let written = postcard::serialize_with_flavor(value, Sink(self));
        written.map_err(|fault| self.failed.take().unwrap_or_else(|| panic!("a value that cannot be written: {fault}")))
    }

    /// Hands on what is left.
    ///
    /// # Errors
    /// What `out` cannot take.
    pub fn finish(mut self) -> io::Result<()> {
        self.hand_on()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let written = self.out.write_all(&self.block);
        self.block.clear();
        written
    }
}

/// An encoder as `postcard` sees it.
struct Sink<'e, 'a>(&'e mut Encoder<'a>);

impl ser_flavors::Flavor for Sink<'_, '_> {
    type Output = ();

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        if self.0.block.len() == BLOCK {
            self.0.hand_on().map_err(|error| {
                self.0.failed = Some(error);
                postcard::Error::SerializeBufferFull
            })?;
        }
        self.0.block.push(byte);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// Reads values one after another, in the order in which they were written.
pub struct Decoder<'a> {
    from: &'a mut dyn Read,
    block: Box<[u8]>,
    at: usize,
    end: usize,
    /// Bytes that are wanted together.
    text: Vec<u8>,
    failed: Option<io::Error>,
}

impl<'a> Decoder<'a> {
    /// A decoder of the bytes that come from `from`.
    pub fn new(from: &'a mut dyn Read) -> Self {
        let block = vec![0; BLOCK].into_boxed_slice();
        Self { from, block, at: 0, end: 0, text: Vec::new(), failed: None }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// Bytes that end too soon, or are no such value.
    pub fn take<T: DeserializeOwned>(&mut self) -> Result<T, Unreadable> {
        let mut reader = postcard::Deserializer::from_flavor(Source(self));
        T::deserialize(&mut reader).map_err(|fault| match (self.failed.take(), fault) {
            (Some(error), _) => Unreadable::Failed(error),
            (None, postcard::Error::DeserializeUnexpectedEnd) => Unreadable::Ended,
            (None, fault) => Unreadable::Wrong(fault.to_string()),
        })
    }

    /// Reads as many values as there should be of one sort: a column that has its length already.
    ///
    /// # Errors
    /// Another number of them, and what [`take`](Self::take) finds.
    pub fn fill<T: DeserializeOwned>(&mut self, column: &mut [T]) -> Result<(), Unreadable> {
        let length: usize = self.take()?;
        if length != column.len() {
            return Err(Unreadable::Wrong(format!("{length} entries where {} belong", column.len())));
        }
        for entry in column {
            *entry = self.take()?;
        }
        Ok(())
    }

    /// Ends reading.
    ///
    /// # Errors
    /// Bytes that are left.
    pub fn finish(mut self) -> Result<(), Unreadable> {
        match self.next() {
            Ok(_) => Err(Unreadable::wrong("something follows its end")),
            Err(_) => self.failed.map_or(Ok(()), |error| Err(Unreadable::Failed(error))),
        }
    }

    #[inline]
    fn next(&mut self) -> postcard::Result<u8> {
        if self.at == self.end {
            self.refill()?;
        }
        let byte = self.block[self.at];
        self.at += 1;
        Ok(byte)
    }

    #[cold]
    fn refill(&mut self) -> postcard::Result<()> {
        loop {
            match self.from.read(&mut self.block) {
                Ok(0) => return Err(postcard::Error::DeserializeUnexpectedEnd),
                Ok(read) => {
                    (self.at, self.end) = (0, read);
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error);
                    return Err(postcard::Error::DeserializeUnexpectedEnd);
                }
            }
        }
    }
}

/// A decoder as `postcard` sees it: nothing is borrowed from it.
struct Source<'d, 'a>(&'d mut Decoder<'a>);

impl<'de, 'd: 'de, 'a: 'd> de_flavors::Flavor<'de> for Source<'d, 'a> {
    type Remainder = ();
    type Source = &'de [u8];

    #[inline]
    fn pop(&mut self) -> postcard::Result<u8> {
        self.0.next()
    }

    fn try_take_n(&mut self, _count: usize) -> postcard::Result<&'de [u8]> {
        Err(postcard::Error::WontImplement)
    }

    fn try_take_n_temp<'t>(&'t mut self, count: usize) -> postcard::Result<&'t [u8]>
    where
        'de: 't,
    {
        let decoder = &mut *self.0;
        decoder.text.clear();
        while decoder.text.len() < count {
            let byte = decoder.next()?;
            // What is there already is taken together.
            let more = (count - decoder.text.len() - 1).min(decoder.end - decoder.at);
            decoder.text.push(byte);
            decoder.text.extend_from_slice(&decoder.block[decoder.at..decoder.at + more]);
            decoder.at += more;
        }
        Ok(&decoder.text)
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written<T: Serialize>(value: &T) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        encoder.put(value).expect("a vector takes everything");
        encoder.finish().expect("a vector takes everything");
        bytes
    }

    #[test]
    fn what_was_written_is_read_however_the_bytes_come() {
        /// Hands out a few bytes at a time.
        struct Trickle<'b>(&'b [u8]);
        impl Read for Trickle<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let count = self.0.len().min(7).min(buffer.len());
                buffer[..count].copy_from_slice(&self.0[..count]);
                self.0 = &self.0[count..];
                Ok(count)
            }
        }
        let values: Vec<(u64, String, Option<i64>)> =
            (0..20_000).map(|n| (n * n, "ß".repeat(n as usize % 50), (n % 3 == 0).then_some(-5))).collect();
        let bytes = written(&values);
        assert!(bytes.len() > 4 * BLOCK);
        for from in [&mut Trickle(&bytes) as &mut dyn Read, &mut &bytes[..]] {
            let mut decoder = Decoder::new(from);
            assert!(decoder.take::<Vec<(u64, String, Option<i64>)>>().is_ok_and(|read| read == values));
            decoder.finish().expect("all is read");
        }
    }

    #[test]
    fn what_is_cut_or_longer_is_refused_and_a_length_that_lies_takes_no_memory() {
        let bytes = written(&vec![7_u64; 100]);
        for cut in 0..bytes.len() {
            let taken = Decoder::new(&mut &bytes[..cut]).take::<Vec<u64>>();
            assert!(matches!(taken, Err(Unreadable::Ended)), "{cut}");
        }
        let longer = [&bytes[..], &[0]].concat();
        let mut from = &longer[..];
        let mut decoder = Decoder::new(&mut from);
        decoder.take::<Vec<u64>>().expect("it is there");
        assert!(decoder.finish().is_err_and(|fault| fault.to_string() == "something follows its end"));
        // Lengths of 2^63.
        let lie = written(&(1_u64 << 63));
        assert!(matches!(Decoder::new(&mut &lie[..]).take::<Vec<u64>>(), Err(Unreadable::Ended)));
        assert!(matches!(Decoder::new(&mut &lie[..]).take::<String>(), Err(Unreadable::Ended)));
        assert!(Decoder::new(&mut &lie[..]).fill(&mut [0_u64; 3]).is_err());
    }

    #[test]
    fn a_full_disk_is_an_error() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::from(ErrorKind::StorageFull))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut full = Full;
        let mut encoder = Encoder::new(&mut full);
        assert_eq!(encoder.put(&vec![1_u8; 2 * BLOCK]).map_err(|e| e.kind()), Err(ErrorKind::StorageFull));
        let mut encoder = Encoder::new(&mut full);
        encoder.put(&1_u8).expect("it waits in the block");
        assert_eq!(encoder.finish().map_err(|e| e.kind()), Err(ErrorKind::StorageFull));
    }
}
