//! The presence cache: what the client believes about a few correspondents.
//!
//! Bounded to the last few; numbers that are no users give way first. Every handset has room for four; what a design
//! keeps beyond them lies in a column that other runs do not have. Knows nothing of how answers come.

use super::TICK;
use crate::engine::{mix, weigh};
use crate::units::{Duration, Instant};
use crate::world::CACHE_ENTRIES;

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

/// One entry, in eight bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::model) struct Entry {
    /// When the belief expires, in hundredths of a second.
    expires: u32,
    slot: u16,
    /// A [`Belief`]; 0 where the entry is empty.
    belief: u8,
    /// Day until which the account id is known, modulo 256.
    id_until: u8,
}

/// The entries that every handset has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::model) struct Cache([Entry; CACHE_ENTRIES]);

/// A handset's whole cache.
pub(in crate::model) struct Beliefs<'a> {
    pub(in crate::model) near: &'a mut Cache,
    /// Empty but where the scenario asks for more entries.
    pub(in crate::model) more: &'a mut [Entry],
}

/// An instant in ticks, rounded down.
pub(super) fn ticks(at: Instant) -> u32 {
    (at.as_micros() / TICK) as u32
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
        Some(match self.known(slot)?.belief {
            1 => Belief::NotUser,
            2 => Belief::Offline,
            _ => Belief::Online,
        })
    }

    /// Whether the belief about a slot is still fresh.
    pub(super) fn fresh(&self, slot: u16, now: Instant) -> bool {
        self.known(slot).is_some_and(|e| e.expires > ticks(now))
    }

    /// Whether the account id of a slot is known and not expired.
    pub(super) fn knows_id(&self, slot: u16, now: Instant) -> bool {
        let today = now.day() as u8;
        self.known(slot).is_some_and(|e| e.belief >= 2 && e.id_until.wrapping_sub(today) < 128)
    }

    /// Believes something about a slot for a while; `id_days` where the account id was just learnt.
    pub(super) fn believe(&mut self, slot: u16, belief: Belief, now: Instant, life: Duration, id_days: Option<u64>) {
        let today = now.day();
        let learnt = id_days.map(|days| (today + days.min(127)) as u8);
        let known = self.known(slot).map(|e| e.id_until);
        let id_until = learnt.or(known).unwrap_or((today as u8).wrapping_sub(1));
        let place = self.place(slot, known.is_some());
        *place = Entry { expires: ticks(now + life), slot, belief: belief as u8, id_until };
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

impl Entry {
    fn is_of(self, slot: u16) -> bool {
        self.belief != 0 && self.slot == slot
    }

    /// How readily this entry gives way to a slot: only to itself, where the slot is `known`.
    fn rank(self, slot: u16, known: bool) -> (u8, u32) {
        if known { (u8::from(!self.is_of(slot)), 0) } else { (self.belief.min(2), self.expires) }
    }

    /// The entry as a number, for digests.
    pub(in crate::model) fn word(self) -> u64 {
        u64::from(self.expires) << 32
            | u64::from(self.slot) << 16
            | u64::from(self.belief) << 8
            | u64::from(self.id_until)
    }
}

impl Cache {
    /// A word of the cache, to have it near.
    pub(in crate::model) fn touch(&self) -> u64 {
        self.0[0].expires.into()
    }

    /// A hash of the cache, for digests.
    pub(in crate::model) fn digest(&self) -> u64 {
        mix(weigh(self.0.map(Entry::word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(cache.fresh(7, at(299)) && !cache.fresh(7, at(300)));
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
