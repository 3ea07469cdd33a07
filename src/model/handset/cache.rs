//! The presence cache: what the client believes about a few correspondents.
//!
//! Bounded to the last few; numbers that are no users give way first. Every handset has room for four; what a design
//! keeps beyond them lies in a column that other runs do not have. Knows nothing of how answers come.

use crate::engine::{mix, weigh};
use crate::ledger::Known;
use crate::units::{Duration, Instant};
use crate::world::CACHE_ENTRIES;
use serde::{Deserialize, Serialize};

/// What the client believes about a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::model) enum Belief {
    /// Not a user of the service.
    NotUser = 1,
    /// A user, not online.
    Offline = 2,
    /// A user, online.
    Online = 3,
}

impl Belief {
    /// The belief, as a witness notes it.
    pub(in crate::model) const fn known(self) -> Known {
        match self {
            Self::NotUser => Known::NotUser,
            Self::Offline => Known::Offline,
            Self::Online => Known::Online,
        }
    }
}

/// One entry, in six bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[repr(C)]
pub(in crate::model) struct Entry {
    slot: u16,
    /// The lower bits of when the belief expires, in grains.
    expires: u16,
    /// Its upper bits, and below them a [`State`].
    rest: u16,
}

/// What an entry says, in eight bits: nothing, no user, or a user, whether online, and how long their id is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    belief: Belief,
    /// Days that the account id stays known after the day on which the belief expires, and two; 0 where it is not known.
    id_days: u8,
}

/// Length of a grain in microseconds, as a power of two: 24 bits of grains are as long as the 44 bits of an instant.
const GRAIN: u32 = 20;

/// The most days that a state can tell.
const MOST_DAYS: u64 = 126;

/// The entries that every handset has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::model) struct Cache([Entry; CACHE_ENTRIES]);

/// A handset's whole cache.
pub(in crate::model) struct Beliefs<'a> {
    pub(in crate::model) near: &'a mut Cache,
    /// Empty but where the scenario asks for more entries.
    pub(in crate::model) more: &'a mut [Entry],
}

impl Beliefs<'_> {
    fn known(&self, slot: u16) -> Option<&Entry> {
        let near = self.near.0.iter().find(|e| e.is_of(slot));
        if near.is_some() || self.more.is_empty() { near } else { self.more.iter().find(|e| e.is_of(slot)) }
    }

    /// The handset starts afresh.
    pub(super) fn forget(&mut self) {
        *self.near = Cache::default();
        self.more.fill(Entry::default());
    }

    /// What is believed about a slot, expired or not.
    pub(super) fn belief(&self, slot: u16) -> Option<Belief> {
        self.known(slot)?.state().map(|state| state.belief)
    }

    /// Whether the belief about a slot is still fresh.
    pub(super) fn fresh(&self, slot: u16, now: Instant) -> bool {
        self.known(slot).is_some_and(|e| e.expires() > grain(now))
    }

    /// Whether the account id of a slot is known and not expired.
    pub(super) fn knows_id(&self, slot: u16, now: Instant) -> bool {
        self.known(slot).is_some_and(|e| e.id_until().is_some_and(|day| day >= now.day()))
    }

    /// Believes something about a slot for a while; `id_days` where the account id was just learnt.
    pub(super) fn believe(&mut self, slot: u16, belief: Belief, now: Instant, life: Duration, id_days: Option<u64>) {
        let known = self.known(slot).map(|e| e.id_until());
        let id_until = id_days.map(|days| now.day() + days).or(known.flatten());
        *self.place(slot, known.is_some()) = Entry::new(slot, belief, expiry(now, life), id_until);
    }

    /// The entry of a slot. For a new one: an empty entry, else that of a non-user, else the one that expires first.
    fn place(&mut self, slot: u16, known: bool) -> &mut Entry {
        if self.more.is_empty() {
            return place_of(&mut self.near.0, |e| e.rank(slot, known));
        }
        let (near, more) = (self.near.0.iter_mut(), self.more.iter_mut());
        near.chain(more).min_by_key(|e| e.rank(slot, known)).expect("a cache has entries")
    }
}

/// The entry of the least rank, of equals the first.
fn place_of(entries: &mut [Entry; CACHE_ENTRIES], rank: impl Fn(&Entry) -> (u8, u32)) -> &mut Entry {
    let place = (0..CACHE_ENTRIES).min_by_key(|&i| rank(&entries[i])).expect("a cache has entries");
    &mut entries[place]
}

/// An instant in grains, rounded down.
fn grain(at: Instant) -> u32 {
    (at.as_micros() >> GRAIN) as u32
}

/// When a belief expires, in grains: the nearest, but one that is not to last at all is over at once.
fn expiry(now: Instant, life: Duration) -> u32 {
    let half = if life == Duration::ZERO { Duration::ZERO } else { Duration::from_micros(1 << (GRAIN - 1)) };
    grain((now + life + half).min(Instant::MAX))
}

/// The day of an instant in grains.
fn day(grains: u32) -> u64 {
    Instant::from_micros(u64::from(grains) << GRAIN).day()
}

impl State {
    fn pack(self) -> u8 {
        match self.belief {
            Belief::NotUser => 1,
            Belief::Offline => 2 + self.id_days * 2,
            Belief::Online => 3 + self.id_days * 2,
        }
    }

    fn unpack(bits: u8) -> Option<Self> {
        let belief = match bits {
            0 => return None,
            1 => return Some(Self { belief: Belief::NotUser, id_days: 0 }),
            even if even % 2 == 0 => Belief::Offline,
            _ => Belief::Online,
        };
        Some(Self { belief, id_days: (bits - 2) / 2 })
    }
}

impl Entry {
    /// A belief about a slot that expires in a grain; the account id is known up to a day, if at all.
    fn new(slot: u16, belief: Belief, expires: u32, id_until: Option<u64>) -> Self {
        let from = day(expires);
        let id_days = id_until.map_or(0, |until| (until + 2).saturating_sub(from).min(MOST_DAYS) as u8);
        let state = State { belief, id_days }.pack();
        Self { slot, expires: expires as u16, rest: (expires >> 16 << 8) as u16 | u16::from(state) }
    }

    fn state(self) -> Option<State> {
        State::unpack(self.rest as u8)
    }

    fn expires(self) -> u32 {
        u32::from(self.expires) | u32::from(self.rest >> 8) << 16
    }

    /// The last day on which the account id is known; none where there is no user or no id.
    fn id_until(self) -> Option<u64> {
        let days = self.state().map(|state| u64::from(state.id_days)).filter(|&days| days > 0)?;
        Some((day(self.expires()) + days).saturating_sub(2))
    }

    fn is_of(self, slot: u16) -> bool {
        self.slot == slot && self.rest as u8 != 0
    }

    /// How readily this entry gives way to a slot: only to itself, where the slot is `known`.
    fn rank(self, slot: u16, known: bool) -> (u8, u32) {
        if known { (u8::from(!self.is_of(slot)), 0) } else { ((self.rest as u8).min(2), self.expires()) }
    }

    /// The entry as a number, for digests.
    pub(in crate::model) fn word(self) -> u64 {
        u64::from(self.slot) << 32 | u64::from(self.expires) << 16 | u64::from(self.rest)
    }
}

impl Cache {
    /// A hash of the cache, for digests.
    pub(in crate::model) fn digest(&self) -> u64 {
        mix(weigh(self.0.map(Entry::word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_gives_back_what_it_was_given() {
        assert_eq!(size_of::<Entry>(), 6);
        let last = grain(Instant::MAX);
        for belief in [Belief::NotUser, Belief::Offline, Belief::Online] {
            for expires in [0, 1, 0x1_0000, last] {
                for id_days in [0, 1, 7, MOST_DAYS - 2] {
                    let until = (belief != Belief::NotUser).then(|| day(expires) + id_days);
                    let entry = Entry::new(u16::MAX, belief, expires, until);
                    assert_eq!(entry.state().map(|s| s.belief), Some(belief));
                    assert_eq!((entry.slot, entry.expires(), entry.id_until()), (u16::MAX, expires, until));
                }
            }
        }
        assert_eq!(Entry::default().state(), None);
    }

    #[test]
    fn a_belief_that_is_not_to_last_is_over_at_once() {
        let mut kept = Kept::new(0);
        let mut cache = kept.all();
        for s in 0..10 {
            let now = Instant::from_micros(s * 777_777);
            cache.believe(1, Belief::Offline, now, Duration::ZERO, Some(7));
            assert!(!cache.fresh(1, now) && cache.knows_id(1, now));
        }
    }

    /// A cache of a test with some entries beyond the four.
    struct Kept(Cache, Vec<Entry>);

    impl Kept {
        fn new(more: usize) -> Self {
            Self(Cache::default(), vec![Entry::default(); more])
        }

        fn all(&mut self) -> Beliefs<'_> {
            Beliefs { near: &mut self.0, more: &mut self.1 }
        }
    }

    fn at(s: u64) -> Instant {
        Instant::START + Duration::from_secs(s)
    }

    #[test]
    fn an_expired_entry_is_still_believed_but_not_fresh() {
        let mut kept = Kept::new(0);
        let mut cache = kept.all();
        cache.believe(7, Belief::Online, at(0), Duration::from_secs(300), Some(7));
        assert_eq!(cache.belief(7), Some(Belief::Online));
        // To the nearest grain, which is a little over a second.
        assert!(cache.fresh(7, at(298)) && !cache.fresh(7, at(301)));
        assert_eq!(cache.belief(7), Some(Belief::Online));
        assert_eq!(cache.belief(8), None);
    }

    #[test]
    fn numbers_that_are_no_users_give_way_first() {
        let mut kept = Kept::new(0);
        let mut cache = kept.all();
        let life = Duration::from_secs(120);
        for slot in 0..3 {
            cache.believe(slot, Belief::Offline, at(slot.into()), life, Some(7));
        }
        for slot in 100..110 {
            cache.believe(slot, Belief::NotUser, at(50), life, None);
        }
        assert!((0..3).all(|slot| cache.belief(slot) == Some(Belief::Offline)));
        assert_eq!(cache.belief(109), Some(Belief::NotUser));
        assert_eq!(cache.belief(108), None);
    }

    #[test]
    fn an_account_id_is_forgotten_after_its_days() {
        let mut kept = Kept::new(0);
        let mut cache = kept.all();
        cache.believe(1, Belief::Online, at(0), Duration::from_secs(1), Some(7));
        cache.believe(1, Belief::Offline, at(86_400 * 3), Duration::from_secs(1), None);
        assert!(cache.knows_id(1, at(86_400 * 7)));
        assert!(!cache.knows_id(1, at(86_400 * 8)));
        assert!(!cache.knows_id(2, at(0)));
    }

    #[test]
    fn further_entries_are_used_like_the_first() {
        let mut kept = Kept::new(3);
        let mut cache = kept.all();
        for slot in 0..7 {
            cache.believe(slot, Belief::Offline, at(slot.into()), Duration::from_secs(60), Some(1));
        }
        assert!((0..7).all(|slot| cache.belief(slot) == Some(Belief::Offline)));
        cache.believe(6, Belief::Online, at(7), Duration::from_secs(60), None);
        cache.believe(7, Belief::Offline, at(8), Duration::from_secs(60), Some(1));
        assert_eq!((cache.belief(0), cache.belief(6)), (None, Some(Belief::Online)));
        cache.forget();
        assert!((0..8).all(|slot| cache.belief(slot).is_none()));
    }
}
