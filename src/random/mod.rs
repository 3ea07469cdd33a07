//! Random numbers that have an address instead of a history, and probability laws as tables of whole numbers.
//!
//! This room knows nothing of messages, events or scenarios: the model names the streams, the scenario states the laws.
//!
//! # Addresses
//!
//! A draw is a pure function of five numbers:
//!
//! | part | who chooses it | what it tells apart |
//! |---|---|---|
//! | seed | the study | one study from its repetition |
//! | replication | the experiment | independent runs of one scenario |
//! | stream | the model, one [`StreamName`] a purpose | what is decided: a think time, a length, a route |
//! | entity | the caller | for whom it is decided: a handset, a conversation, a node |
//! | `n` | the caller | how often it was decided before |
//!
//! Seed and replication go through `ChaCha8` once and give every stream a key ([`Draws::new`]). Stream, entity and `n`
//! are the key and counter of one Philox4x32-10 block ([`philox4x32_10`]), which takes a few nanoseconds:
//!
//! ```
//! use cloudmsg::random::{Draws, Law, StreamName, Table};
//!
//! #[derive(Clone, Copy)]
//! enum Stream {
//!     ThinkTime,
//!     Route,
//! }
//!
//! impl StreamName for Stream {
//!     const COUNT: usize = 2;
//!     fn index(self) -> usize {
//!         self as usize
//!     }
//! }
//!
//! let draws = Draws::new(20_140_810, 0, Stream::COUNT);
//! let seconds = Law::Lognormal { median: 122.0, sigma: 1.61 };
//! let think = Table::new(&seconds, 1e6, 86_400_000_000); // microseconds, cut at one day
//! let (handset, turn) = (7, 3);
//! let first = think.draw(draws.bits(Stream::ThinkTime, handset, turn));
//! let _unrelated = draws.bits(Stream::Route, handset, turn);
//! assert_eq!(first, think.draw(draws.bits(Stream::ThinkTime, handset, turn)));
//! ```
//!
//! # Why addresses
//!
//! A generator with a state answers by the order of the questions. One more retry in one handset would shift every
//! later draw of the run, two arms of a study would share nothing after their first difference, and shards could not
//! draw side by side. With addresses an extra draw disturbs nothing else, arms keep *common random numbers* for
//! everything that policy does not touch, and any thread may ask in any order. The state of a handset holds counts of
//! draws, never a generator. For algorithms of the `rand` crate, [`Draws::generator`] walks one address line.
//!
//! # Why tables of whole numbers
//!
//! Logarithms and error functions differ in their last bit between platforms and libraries; one flipped bit in one
//! delay is another trajectory. A [`Law`] is therefore turned once, with the portable `libm`, into a [`Table`] of
//! quantiles, and a draw takes two loads, one multiplication and a rounding. Its cells halve toward both tails: with
//! 1,024 equal cells, a lognormal law with scv 4 would lose 29 % of its second moment.
//!
//! # Permutations
//!
//! [`Permutation`] puts `0..n` into a keyed random order without memory; its [`partner`](Permutation::partner) is the
//! involution out of which a social graph can be made.
//!
//! # Samples
//!
//! A [`Sample`] lays the points of an experiment into the unit cube: Latin hypercube, scrambled Sobol, Saltelli's blocks. A
//! point is a function of the seed and its number, so that any shard of a sweep knows its own points without the others'.

mod draws;
mod law;
mod permutation;
mod philox;
mod quantiles;
mod samples;
mod special;
mod table;

pub use draws::{Draws, Generator, StreamName, below, halves};
pub use law::Law;
pub use permutation::Permutation;
pub use philox::philox4x32_10;
pub use samples::{Sample, resamples};
pub use table::Table;
