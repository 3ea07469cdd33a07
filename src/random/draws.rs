//! Addressed random bits: streams, entities and counts in, 64 bits out.
//!
//! Knows no probability law and no purpose of a stream; the model names those.

use std::convert::Infallible;

use rand::rand_core::utils;
use rand::{Rng, SeedableRng, TryRng};
use rand_chacha::ChaCha8Rng;

use super::philox4x32_10;

/// A named stream of random numbers: one variant for each purpose in the model.
pub trait StreamName: Copy {
    /// How many streams there are.
    const COUNT: usize;
    /// The stream's place in `0..COUNT`. Changing it changes every result.
    fn index(self) -> usize;
}

/// All random numbers of one replication. Immutable, so that every thread can draw from it; the address of a draw is
/// explained in [the room's page](super).
#[derive(Clone, Debug)]
pub struct Draws {
    seed: u64,
    replication: u32,
    keys: Box<[[u32; 2]]>,
}

/// What `ChaCha8` is asked for; kept apart inside its key, so that no answer is given twice.
#[derive(Clone, Copy)]
enum Purpose {
    StreamKeys = 0,
    Building = 1,
}

impl Draws {
    /// Derives the keys of `streams` streams. The key of a stream does not depend on how many streams follow it.
    pub fn new(seed: u64, replication: u32, streams: usize) -> Self {
        let mut source = chacha(seed, replication, Purpose::StreamKeys);
        let keys = (0..streams).map(|_| [source.next_u32(), source.next_u32()]).collect();
        Self { seed, replication, keys }
    }

    /// 64 random bits at an address.
    ///
    /// # Panics
    /// If the stream lies beyond the number of streams given to [`Draws::new`].
    #[inline]
    pub fn bits(&self, stream: impl StreamName, entity: u64, n: u64) -> u64 {
        self.pair(stream, entity, n)[0]
    }

    /// Two independent lots of 64 random bits at one address, for the price of one; the first equals
    /// [`bits`](Self::bits).
    ///
    /// # Panics
    /// If the stream lies beyond the number of streams given to [`Draws::new`].
    #[inline]
    pub fn pair(&self, stream: impl StreamName, entity: u64, n: u64) -> [u64; 2] {
        block(self.keys[stream.index()], entity, n)
    }

    /// A generator behind the traits of `rand` that walks `n` = 0, 1, 2 … of (stream, entity): for building the world
    /// and for algorithms of other crates. The model stores counts instead.
    ///
    /// # Panics
    /// If the stream lies beyond the number of streams given to [`Draws::new`].
    pub fn generator(&self, stream: impl StreamName, entity: u64) -> Generator {
        Generator { key: self.keys[stream.index()], entity, n: 0 }
    }

    /// A `ChaCha8` generator for one-off choices while the world is built, one for each `label`; unrelated to all
    /// streams.
    pub fn builder(&self, label: u64) -> ChaCha8Rng {
        let mut source = chacha(self.seed, self.replication, Purpose::Building);
        source.set_stream(label);
        source
    }
}

/// Random numbers of one (stream, entity) in the order of `n`: each 64-bit or 32-bit number and each eight bytes take
/// one address.
#[derive(Clone, Debug)]
pub struct Generator {
    key: [u32; 2],
    entity: u64,
    n: u64,
}

impl TryRng for Generator {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|bits| bits as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let [bits, _] = block(self.key, self.entity, self.n);
        self.n += 1;
        Ok(bits)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u64())
    }
}

/// A uniform integer in `0..n` from 64 random bits, by multiply and shift: monotone in `bits`, and each value's
/// probability is right to one part in 2^64. `below(bits, 0)` is 0.
#[inline]
pub const fn below(bits: u64, n: u64) -> u64 {
    ((bits as u128 * n as u128) >> 64) as u64
}

/// Two independent draws of 32 random bits each out of one of 64, for purposes that need no more: each fills the upper
/// half of its word and stands in the middle of the values it covers.
#[inline]
pub const fn halves(bits: u64) -> [u64; 2] {
    const MIDDLE: u64 = 1 << 31;
    [bits >> 32 << 32 | MIDDLE, bits << 32 | MIDDLE]
}

#[inline]
const fn block(key: [u32; 2], entity: u64, n: u64) -> [u64; 2] {
    let counter = [n as u32, (n >> 32) as u32, entity as u32, (entity >> 32) as u32];
    let words = philox4x32_10(counter, key);
    [(words[1] as u64) << 32 | words[0] as u64, (words[3] as u64) << 32 | words[2] as u64]
}

fn chacha(seed: u64, replication: u32, purpose: Purpose) -> ChaCha8Rng {
    let mut key = *b"................cloudmsg draws 1";
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..12].copy_from_slice(&replication.to_le_bytes());
    key[12..16].copy_from_slice(&(purpose as u32).to_le_bytes());
    ChaCha8Rng::from_seed(key)
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;

    #[derive(Clone, Copy)]
    struct Stream(usize);

    impl StreamName for Stream {
        const COUNT: usize = 8;
        fn index(self) -> usize {
            self.0
        }
    }

    fn draws(seed: u64, replication: u32) -> Draws {
        Draws::new(seed, replication, Stream::COUNT)
    }

    /// `ChaCha8` with a zero key and nonce: the vector of draft-strombergson-chacha-test-vectors (TC1).
    #[test]
    fn known_answer_of_chacha8() {
        let mut bytes = [0; 16];
        ChaCha8Rng::from_seed([0; 32]).fill_bytes(&mut bytes);
        let expected = 0x3e00_ef2f_895f_40d6_7f5b_b8e8_1f09_a5a1_u128;
        assert_eq!(u128::from_be_bytes(bytes), expected);
    }

    /// Any change here changes every result of every study: bump the version and say why.
    #[test]
    fn frozen_values() {
        let draws = draws(20_140_810, 0);
        assert_eq!(draws.pair(Stream(0), 0, 0), [15_245_920_748_234_219_346, 13_610_510_482_584_972_730]);
        assert_eq!(draws.pair(Stream(7), u64::MAX, 5), [1_502_306_889_253_943_596, 10_553_259_491_719_075_130]);
        assert_eq!(draws.builder(1).next_u64(), 12_945_858_996_047_352_751);
    }

    #[test]
    fn more_streams_leave_the_first_alone() {
        let (few, many) = (Draws::new(1, 2, 3), Draws::new(1, 2, 300));
        assert_eq!(few.bits(Stream(2), 9, 9), many.bits(Stream(2), 9, 9));
    }

    #[test]
    fn a_generator_walks_the_counts() {
        let draws = draws(3, 1);
        let mut generator = draws.generator(Stream(4), 77);
        for n in 0..10 {
            assert_eq!(generator.next_u64(), draws.bits(Stream(4), 77, n));
        }
        assert_eq!(generator.next_u32(), draws.bits(Stream(4), 77, 10) as u32);
        let mut bytes = [0; 11];
        generator.fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], draws.bits(Stream(4), 77, 11).to_le_bytes());
        assert_eq!(bytes[8..], draws.bits(Stream(4), 77, 12).to_le_bytes()[..3]);
        assert!((0..6).contains(&generator.random_range(0..6)));
    }

    #[test]
    fn halves_share_no_bit() {
        let bits = draws(3, 1).bits(Stream(4), 77, 0);
        let [upper, lower] = halves(bits);
        assert_eq!((upper >> 32) << 32 | lower >> 32, bits);
        for other in 0..64 {
            let [upper_too, lower_too] = halves(bits ^ 1 << other);
            assert_eq!((upper_too == upper, lower_too == lower), (other < 32, other >= 32));
        }
    }

    #[test]
    fn builders_differ_by_label_replication_and_seed() {
        let firsts = [(1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1)]
            .map(|(seed, replication, label)| draws(seed, replication).builder(label).next_u64());
        for (i, a) in firsts.iter().enumerate() {
            assert!(!firsts[..i].contains(a));
        }
    }

    /// Neighbouring addresses differ in half of their 64 bits, like independent ones: the mean over 4,000 pairs has
    /// standard error 4/√4000 = 0.063, and each of the 64 positions flips in half of the cases.
    #[test]
    fn neighbouring_addresses_look_independent() {
        const PAIRS: u64 = 4_000;
        type Address = (u64, u32, usize, u64, u64);
        let steps: [fn(u64) -> (Address, Address); 6] = [
            |i| ((i, 0, 0, 0, 0), (i + 1, 0, 0, 0, 0)),
            |i| ((0, i as u32, 0, 0, 0), (0, i as u32 + 1, 0, 0, 0)),
            |i| ((i, 0, 3, 0, 0), (i, 0, 4, 0, 0)),
            |i| ((0, 0, 0, i, 0), (0, 0, 0, i + 1, 0)),
            |i| ((0, 0, 0, 0, i), (0, 0, 0, 0, i + 1)),
            |i| ((0, 0, 0, i, i + 1), (0, 0, 0, i + 1, i)),
        ];
        let at =
            |(seed, replication, stream, entity, n): Address| draws(seed, replication).bits(Stream(stream), entity, n);
        for (step, addresses) in steps.into_iter().enumerate() {
            let mut flips = [0_u32; 64];
            for i in 0..PAIRS {
                let (a, b) = addresses(i);
                let difference = at(a) ^ at(b);
                for (bit, count) in flips.iter_mut().enumerate() {
                    *count += (difference >> bit & 1) as u32;
                }
            }
            let mean = f64::from(flips.iter().sum::<u32>()) / PAIRS as f64;
            assert!((mean - 32.0).abs() < 5.0 * 0.0633, "step {step}: {mean} bits flip on average");
            for (bit, count) in flips.into_iter().enumerate() {
                let excess = (f64::from(count) - PAIRS as f64 / 2.0).abs();
                assert!(excess < 5.0 * 31.6, "step {step}, bit {bit}: {count} flips");
            }
        }
    }

    #[test]
    fn below_reaches_both_ends_and_nothing_else() {
        for n in [1, 2, 3, 10, u64::MAX] {
            assert_eq!(below(0, n), 0);
            assert_eq!(below(u64::MAX, n), n - 1);
        }
        let draws = draws(5, 0);
        let mut counts = [0_u32; 7];
        for n in 0..70_000 {
            counts[below(draws.bits(Stream(1), 0, n), 7) as usize] += 1;
        }
        for count in counts {
            assert!(count.abs_diff(10_000) < 5 * 93, "{counts:?}");
        }
    }
}
