//! PHOLD, the customary load for an event kernel: every event sends one event to a random process.
//!
//! Knows no messaging. Delays are 0.1 s + Exp(1 s), so about as many events are pending as there are processes.

use super::codec::{Decoder, Encoder, Unreadable};
use super::event::Event;
use super::model::Model;
use super::outbox::Outbox;
use crate::units::{Duration, Instant};
use crate::units::{mix, mix2};
use serde::{Deserialize, Serialize};
use std::io;

/// Bits of the target.
const TARGET_BITS: u32 = 28;
/// Bits of the argument.
const ARGUMENT_BITS: u32 = 56;

/// An event in 16 bytes: time (44 bits), target (28), argument (56), from the highest bit down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PholdEvent(#[serde(with = "postcard::fixint::le")] u128);

impl PholdEvent {
    /// An event that happens to `target` at `time`; the argument keeps its lower 56 bits.
    ///
    /// # Panics
    /// When the time or the target takes more bits than it has.
    pub fn new(time: Instant, target: u32, argument: u64) -> Self {
        assert!(time <= Instant::MAX && target >> TARGET_BITS == 0, "an event out of range");
        let argument = argument & ((1 << ARGUMENT_BITS) - 1);
        let high = u128::from(time.as_micros()) << TARGET_BITS | u128::from(target);
        Self(high << ARGUMENT_BITS | u128::from(argument))
    }
}

impl Event for PholdEvent {
    fn time(self) -> Instant {
        Instant::from_micros((self.0 >> (TARGET_BITS + ARGUMENT_BITS)) as u64)
    }

    fn target(self) -> u32 {
        (self.0 >> ARGUMENT_BITS) as u32 & ((1 << TARGET_BITS) - 1)
    }

    fn hash(self) -> u64 {
        mix2((self.0 >> 64) as u64, self.0 as u64)
    }
}

/// The processes of one shard: how many events each has handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PholdShard {
    first: u32,
    handled: Vec<u64>,
}

impl PholdShard {
    /// Number of events each process has handled.
    pub fn handled(&self) -> &[u64] {
        &self.handled
    }
}

/// The world of PHOLD.
pub struct Phold {
    processes: u32,
    /// Events to begin with.
    pending: u32,
    shards: usize,
    /// Processes of a shard; the last may have fewer.
    block: u32,
    seed: u64,
    horizon: Instant,
    delays: ExponentialTable,
}

impl Phold {
    /// The shortest delay.
    pub const FLOOR: Duration = Duration::from_micros(100_000);

    /// `processes` processes in `shards` shards, each with one event to begin with.
    ///
    /// # Panics
    /// When there are fewer processes than shards, no shards, or too many processes for an event's bits.
    pub fn new(processes: u32, shards: usize, seed: u64, horizon: Instant) -> Self {
        assert!(shards > 0 && shards <= processes as usize, "{processes} processes in {shards} shards");
        assert!(processes >> TARGET_BITS == 0, "{processes} processes do not fit {TARGET_BITS} bits");
        let block = processes.div_ceil(shards as u32);
        Self { processes, pending: processes, shards, block, seed, horizon, delays: ExponentialTable::new() }
    }

    /// The same with so many events to begin with, dealt to the processes in turn.
    #[must_use]
    pub fn with_pending(self, pending: u32) -> Self {
        Self { pending, ..self }
    }

    /// The states to begin with.
    pub fn states(&self) -> Vec<PholdShard> {
        (0..self.shards as u32).map(|index| self.state(index)).collect()
    }

    fn state(&self, index: u32) -> PholdShard {
        let first = index.saturating_mul(self.block);
        let end = first.saturating_add(self.block).min(self.processes);
        PholdShard { first, handled: vec![0; end.saturating_sub(first) as usize] }
    }

    /// The event that process `from` sends as its `count`-th at `now`.
    pub fn next(&self, from: u32, count: u64, now: Instant) -> PholdEvent {
        let draw = mix2(self.seed.wrapping_add(u64::from(from)), count);
        let target = ((draw >> 32) * u64::from(self.processes)) >> 32;
        PholdEvent::new(now + Self::FLOOR + self.delays.delay(mix(draw)), target as u32, draw)
    }
}

impl Model for Phold {
    type Event = PholdEvent;
    type Shard = PholdShard;

    fn shards(&self) -> usize {
        self.shards
    }

    fn shard_of(&self, target: u32) -> usize {
        (target / self.block) as usize
    }

    fn lookahead(&self) -> Duration {
        Self::FLOOR
    }

    fn same_process_group(&self, a: u32, b: u32) -> bool {
        a == b
    }

    fn horizon(&self) -> Instant {
        self.horizon
    }

    fn interventions(&self) -> &[Instant] {
        &[]
    }

    fn start(&self, _shard: usize, state: &mut PholdShard, out: &mut Outbox<'_, Self>) {
        for process in (state.first..).take(state.handled.len()) {
            for n in (process..self.pending).step_by(self.processes as usize) {
                let draw = mix2(self.seed.wrapping_add(u64::from(n)), u64::MAX);
                out.send(PholdEvent::new(out.now() + self.delays.delay(draw), process, draw));
            }
        }
    }

    fn intervene(&self, _index: usize, _shard: usize, _state: &mut PholdShard, _out: &mut Outbox<'_, Self>) {}

    fn handle(&self, state: &mut PholdShard, event: PholdEvent, out: &mut Outbox<'_, Self>) {
        let handled = &mut state.handled[(event.target() - state.first) as usize];
        *handled += 1;
        out.send(self.next(event.target(), *handled, out.now()));
    }

    fn digest(&self, state: &PholdShard, event: PholdEvent) -> u64 {
        state.handled[(event.target() - state.first) as usize]
    }

    fn save(&self, state: &PholdShard, to: &mut Encoder<'_>) -> io::Result<()> {
        to.put(&state.handled)
    }

    fn load(&self, shard: usize, from: &mut Decoder<'_>) -> Result<PholdShard, Unreadable> {
        let mut state = self.state(shard as u32);
        from.fill(&mut state.handled)?;
        Ok(state)
    }

    fn belongs(&self, shard: usize, event: PholdEvent) -> bool {
        event.target() < self.processes && self.shard_of(event.target()) == shard
    }

    fn touch(&self, state: &PholdShard, event: PholdEvent) -> u64 {
        self.digest(state, event)
    }
}

/// Nanoseconds of ln 2 seconds.
const LN_2: u64 = 693_147_181;
/// Steps of the table over one halving.
const STEPS: usize = 1 << STEP_BITS;
/// Bits of a step's number.
const STEP_BITS: u32 = 10;

/// The exponential distribution of mean one second, by inversion of a 64-bit draw `u` in (0, 1].
///
/// −ln u = k·ln 2 − ln m, where k counts the leading zeros of the draw and m in [½, 1) is what follows them: the table
/// covers one halving and the tail is exact.
struct ExponentialTable {
    /// −ln m in nanoseconds at m = ½ + step / 2048.
    nanos: Vec<u64>,
}

impl ExponentialTable {
    /// Builds the table with integers only.
    fn new() -> Self {
        let nanos = (0..=STEPS as u64).map(|step| {
            let log = log2_q32((1 << STEP_BITS) + step, STEP_BITS);
            LN_2 - ((u128::from(LN_2) * u128::from(log)) >> 32) as u64
        });
        Self { nanos: nanos.collect() }
    }

    /// The delay for a draw.
    fn delay(&self, draw: u64) -> Duration {
        let draw = draw | 1;
        let halvings = draw.leading_zeros();
        let rest = (draw << halvings) << 1;
        let step = (rest >> (64 - STEP_BITS)) as usize;
        let part = (rest << STEP_BITS) >> 32;
        let (above, below) = (self.nanos[step], self.nanos[step + 1]);
        let nanos = u64::from(halvings) * LN_2 + above - (((above - below) * part) >> 32);
        Duration::from_micros((nanos + 500) / 1_000)
    }
}

/// log2 of `number` / 2^`scale`, for a ratio in [1, 2], with 32 bits after the point.
fn log2_q32(number: u64, scale: u32) -> u64 {
    let mut x = u128::from(number) << (62 - scale);
    let mut log = 0;
    if x >= 1 << 63 {
        return 1 << 32;
    }
    for bit in (0..32).rev() {
        x = (x * x) >> 62;
        if x >= 1 << 63 {
            x >>= 1;
            log |= 1 << bit;
        }
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_have_the_first_two_moments_of_the_exponential() {
        let table = ExponentialTable::new();
        let draws = 1 << 20;
        let (mut sum, mut squares) = (0_u128, 0_u128);
        // The midpoints of equal strata: quadrature instead of chance.
        for n in 0..draws {
            let delay = u128::from(table.delay((2 * n + 1) << (63 - 20)).as_micros());
            sum += delay;
            squares += delay * delay;
        }
        let (mean, second) = (sum / u128::from(draws), squares / u128::from(draws));
        assert!((999_900..1_000_100).contains(&mean), "{mean}");
        assert!((1_999_800_000_000..2_000_200_000_000).contains(&second), "{second}");
    }

    #[test]
    fn an_event_gives_back_what_went_in() {
        let event = PholdEvent::new(Instant::MAX, (1 << TARGET_BITS) - 1, 7);
        assert_eq!((event.time(), event.target()), (Instant::MAX, (1 << TARGET_BITS) - 1));
        assert!(PholdEvent::new(Instant::from_micros(1), 9, u64::MAX) < PholdEvent::new(Instant::from_micros(2), 0, 0));
    }
}
