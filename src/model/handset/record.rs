//! The record of a handset: plain numbers in one line of a processor's cache, read and written through their meaning.
//!
//! Instants that must be exact share words with what is asked for beside them; others are kept in coarser steps. Knows
//! no rule of the client.

use super::life::Stage;
use super::{Cache, Channel, pool};
use crate::engine::weigh;
use crate::model::event::access;
use crate::units::{HandsetId, Instant};
use crate::world::{Access, World};
use serde::{Deserialize, Serialize};

/// Everything that every handset has: 64 bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[repr(C, align(64))]
pub(in crate::model) struct Record {
    pub(in crate::model) h: Handset,
    pub(in crate::model) cache: Cache,
}

const _: () = assert!(size_of::<Record>() == 64, "a record fills a line and no more");

/// The state of a handset: 40 bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[repr(C)]
pub(in crate::model) struct Handset {
    /// When the current spell ends (44 bits), the life of its address translation in seconds (16), what the radio offers
    /// in it (3).
    coverage: u64,
    /// Last traffic on the channel (44 bits), its generation (12), attempts to reconnect since it was last up (8).
    line: u64,
    /// When the channel came up, in seconds.
    pub(super) connected_s: u32,
    /// When the worker's look-up times out, in ticks; 0 where it is idle.
    worker_until: u32,
    /// Where the chain of what is open begins; never part of a digest.
    pub(super) open: u32,
    /// Number of the current spell.
    pub(super) spell: u32,
    /// Number of the next activity.
    pub(super) activity: u16,
    /// Slot that the worker looks up.
    pub(super) worker_slot: u16,
    /// Data centre that the channel goes to.
    pub(super) site: u8,
    /// State of the channel (2 bits), stage (2), and what is on.
    flags: u8,
}

/// Length of a tick in microseconds: instants that need not be exact are kept in 32 bits.
pub(super) const TICK: u64 = 10_000;

/// An instant in ticks, rounded down.
pub(super) fn ticks(at: Instant) -> u32 {
    (at.as_micros() / TICK) as u32
}

/// Bits of a generation, so that a data centre can keep it in a few.
pub(in crate::model) const GENERATION: u16 = (1 << 12) - 1;

const INSTANT: u32 = 44;
const STAGE: u32 = 2;
const ENABLED: u32 = 4;
const CONNECTS: u32 = 5;
const FOLLOWED: u32 = 6;
const ABANDONED: u32 = 7;

/// Writes some bits of a word.
fn put(word: &mut u64, from: u32, bits: u32, value: u64) {
    let mask = (1u64 << bits) - 1;
    debug_assert!(value <= mask, "a value fits its bits");
    *word = *word & !(mask << from) | value << from;
}

/// Reads some bits of a word.
fn get(word: u64, from: u32, bits: u32) -> u64 {
    word >> from & ((1 << bits) - 1)
}

impl Record {
    /// A handset before anything has happened.
    pub(in crate::model) fn new() -> Self {
        Self { h: Handset::new(), cache: Cache::default() }
    }

    /// A hash of everything that a run must agree on but the beliefs.
    pub(in crate::model) fn digest(&self) -> u64 {
        self.h.digest()
    }

    /// A word of the record, to have it near.
    pub(in crate::model) fn touch(&self) -> u64 {
        self.h.line
    }

    /// The channel's pings up to the end of a run are still to be counted, where it is up.
    pub(in crate::model) fn close(&self, world: &World, id: HandsetId, ledger: &mut crate::ledger::Ledger) {
        if self.h.channel() == Channel::Up {
            self.h.count_pings(world, id, ledger, world.horizon);
        }
    }
}

impl Handset {
    fn new() -> Self {
        let mut handset = Self {
            coverage: 0,
            line: 0,
            connected_s: 0,
            worker_until: 0,
            open: pool::NONE,
            spell: 0,
            activity: 0,
            worker_slot: 0,
            site: 0,
            flags: 0,
        };
        handset.set_access(Access::NoData);
        handset
    }

    /// When the current spell ends.
    pub(super) fn spell_end(&self) -> Instant {
        Instant::from_micros(get(self.coverage, 0, INSTANT))
    }

    /// The current spell ends at an instant, or beyond any horizon.
    pub(super) fn set_spell_end(&mut self, at: Instant) {
        put(&mut self.coverage, 0, INSTANT, at.min(Instant::MAX).as_micros());
    }

    /// Life of the address translation of this spell, in seconds.
    pub(super) fn nat_s(&self) -> u16 {
        get(self.coverage, INSTANT, 16) as u16
    }

    /// The translation of this spell lives so long.
    pub(super) fn set_nat_s(&mut self, seconds: u16) {
        put(&mut self.coverage, INSTANT, 16, seconds.into());
    }

    /// What the radio offers.
    pub(super) fn access(&self) -> Access {
        access(get(self.coverage, INSTANT + 16, 3) as u8)
    }

    /// The radio offers something else.
    pub(super) fn set_access(&mut self, access: Access) {
        put(&mut self.coverage, INSTANT + 16, 3, access as u64);
    }

    /// Last traffic on the channel.
    pub(super) fn heard(&self) -> Instant {
        Instant::from_micros(get(self.line, 0, INSTANT))
    }

    /// There is traffic on the channel.
    pub(super) fn set_heard(&mut self, at: Instant) {
        put(&mut self.line, 0, INSTANT, at.as_micros());
    }

    /// Generation of the channel: voids events of earlier ones.
    pub(super) fn generation(&self) -> u16 {
        get(self.line, INSTANT, 12) as u16
    }

    /// Another channel begins.
    pub(super) fn set_generation(&mut self, generation: u16) {
        put(&mut self.line, INSTANT, 12, generation.into());
    }

    /// Attempts to reconnect since the channel was last up.
    pub(super) fn tries(&self) -> u8 {
        (self.line >> (INSTANT + 12)) as u8
    }

    /// So many attempts were made.
    pub(super) fn set_tries(&mut self, tries: u8) {
        put(&mut self.line, INSTANT + 12, 8, tries.into());
    }

    /// State of the push channel.
    pub(super) fn channel(&self) -> Channel {
        const ALL: [Channel; 4] = [Channel::Down, Channel::Waiting, Channel::Connecting, Channel::Up];
        ALL[usize::from(self.flags & 3)]
    }

    /// The channel is in another state.
    pub(super) fn set_channel(&mut self, channel: Channel) {
        self.flags = self.flags & !3 | channel as u8;
    }

    /// Whether it takes part.
    pub(super) fn stage(&self) -> Stage {
        match self.flags >> STAGE & 3 {
            0 => Stage::NotYet,
            1 => Stage::Here,
            _ => Stage::Gone,
        }
    }

    /// It takes part from now on, or no more.
    pub(super) fn set_stage(&mut self, stage: Stage) {
        self.flags = self.flags & !(3 << STAGE) | (stage as u8) << STAGE;
    }

    /// Whether the service is on, its application in use, and a SIM bound.
    pub(super) fn enabled(&self) -> bool {
        self.flag(ENABLED)
    }

    /// The service is on or off.
    pub(super) fn set_enabled(&mut self, on: bool) {
        self.set_flag(ENABLED, on);
    }

    /// Whether it keeps a push channel: the service is in use, or a disabled application keeps it all the same.
    pub(super) fn connects(&self) -> bool {
        self.flag(CONNECTS)
    }

    /// It keeps a push channel, or none.
    pub(super) fn set_connects(&mut self, on: bool) {
        self.set_flag(CONNECTS, on);
    }

    /// Whether the end of the spell is an event on its way.
    pub(super) fn followed(&self) -> bool {
        self.flag(FOLLOWED)
    }

    /// The end of the spell is an event on its way, or was one.
    pub(super) fn set_followed(&mut self, on: bool) {
        self.set_flag(FOLLOWED, on);
    }

    /// Whether the data centre may still take its last connection for alive, and expires it when `heard` is too long ago.
    pub(super) fn abandoned(&self) -> bool {
        self.flag(ABANDONED)
    }

    /// Its last connection is abandoned, or the data centre knows of its end.
    pub(super) fn set_abandoned(&mut self, on: bool) {
        self.set_flag(ABANDONED, on);
    }

    fn flag(&self, bit: u32) -> bool {
        self.flags >> bit & 1 == 1
    }

    fn set_flag(&mut self, bit: u32, on: bool) {
        self.flags = self.flags & !(1 << bit) | u8::from(on) << bit;
    }

    /// Whether the look-up worker waits for an answer.
    pub(super) fn worker_busy(&self, now: Instant) -> bool {
        u64::from(self.worker_until) * TICK > now.as_micros()
    }

    /// When the look-up that the worker waits for times out.
    pub(super) fn worker_deadline(&self) -> Instant {
        Instant::from_micros(u64::from(self.worker_until) * TICK)
    }

    /// The worker waits until an instant, rounded up to a tick.
    pub(super) fn worker_waits(&mut self, until: Instant) {
        self.worker_until = until.as_micros().div_ceil(TICK) as u32;
    }

    /// The worker waits for nothing.
    pub(super) fn worker_idle(&mut self) {
        self.worker_until = 0;
    }

    fn digest(&self) -> u64 {
        weigh([
            self.coverage,
            self.line,
            u64::from(self.connected_s) << 32 | u64::from(self.worker_until),
            u64::from(self.spell) << 32 | u64::from(self.activity) << 16 | u64::from(self.worker_slot),
            u64::from(self.site) << 8 | u64::from(self.flags),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else_changes() {
        let mut h = Handset::new();
        h.set_spell_end(Instant::MAX);
        h.set_nat_s(u16::MAX);
        h.set_heard(Instant::MAX);
        h.set_generation(GENERATION);
        h.set_tries(u8::MAX);
        for access in [Access::Gprs, Access::Unreachable, Access::BlackHole] {
            h.set_access(access);
            assert_eq!((h.spell_end(), h.nat_s(), h.access()), (Instant::MAX, u16::MAX, access));
        }
        h.set_generation(5);
        assert_eq!((h.heard(), h.generation(), h.tries()), (Instant::MAX, 5, u8::MAX));
        h.set_enabled(true);
        h.set_followed(true);
        for channel in [Channel::Up, Channel::Waiting, Channel::Connecting, Channel::Down] {
            for stage in [Stage::Gone, Stage::NotYet, Stage::Here] {
                h.set_channel(channel);
                h.set_stage(stage);
                assert_eq!((h.channel(), h.stage()), (channel, stage));
                assert_eq!((h.enabled(), h.connects(), h.followed()), (true, false, true));
            }
        }
        h.set_spell_end(Instant::from_micros(u64::MAX));
        assert_eq!(h.spell_end(), Instant::MAX);
    }
}
