//! The presence cache: what the client believes about a few correspondents.
//!
//! Bounded to the last few; numbers that are no users give way first. Knows nothing of how answers come.

use super::TICK;
use crate::engine::mix2;
use crate::units::{Duration, Instant};

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
struct Entry {
    /// When the belief expires, in hundredths of a second.
    expires: u32,
    slot: u16,
    /// A [`Belief`]; 0 where the entry is empty.
    belief: u8,
    /// Day until which the account id is known, modulo 256.
    id_until: u8,
}

const ENTRIES: usize = 4;

/// The client's cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::model) struct Cache([Entry; ENTRIES]);

fn ticks(at: Instant) -> u32 {
    (at.as_micros() / TICK) as u32
}

impl Cache {
    /// What is believed about a slot, expired or not.
    pub(super) fn belief(&self, slot: u16) -> Option<Belief> {
        let entry = self.0.iter().find(|e| e.belief != 0 && e.slot == slot)?;
        Some(match entry.belief {
            1 => Belief::NotUser,
            2 => Belief::Offline,
            _ => Belief::Online,
        })
    }

    /// Whether the belief about a slot is still fresh.
    pub(super) fn fresh(&self, slot: u16, now: Instant) -> bool {
        self.0.iter().any(|e| e.belief != 0 && e.slot == slot && e.expires > ticks(now))
    }

    /// Whether the account id of a slot is known and not expired.
    pub(super) fn knows_id(&self, slot: u16, now: Instant) -> bool {
        let today = now.day() as u8;
        self.0.iter().any(|e| e.belief >= 2 && e.slot == slot && e.id_until.wrapping_sub(today) < 128)
    }

    /// Believes something about a slot for a while; `id_days` where the account id was just learnt.
    pub(super) fn believe(&mut self, slot: u16, belief: Belief, now: Instant, life: Duration, id_days: Option<u64>) {
        let known = self.0.iter().position(|e| e.belief != 0 && e.slot == slot);
        let place = known.unwrap_or_else(|| self.victim());
        let entry = &mut self.0[place];
        let id_until = match (id_days, known) {
            (Some(days), _) => (now.day() + days.min(127)) as u8,
            (None, Some(_)) => entry.id_until,
            (None, None) => (now.day() as u8).wrapping_sub(1),
        };
        *entry = Entry { expires: ticks(now + life), slot, belief: belief as u8, id_until };
    }

    /// The entry to overwrite: an empty one, else of a non-user, else the one that expires first.
    fn victim(&self) -> usize {
        let worth = |e: &Entry| (e.belief.min(2), e.expires);
        (0..ENTRIES).min_by_key(|&i| worth(&self.0[i])).expect("a cache has entries")
    }

    /// A word of the cache, to have it near.
    pub(in crate::model) fn touch(&self) -> u64 {
        self.0[0].expires.into()
    }

    /// A hash of the cache, for digests.
    pub(in crate::model) fn digest(&self) -> u64 {
        let [a, b, c, d] = self.0.map(|e| {
            u64::from(e.expires) << 32 | u64::from(e.slot) << 16 | u64::from(e.belief) << 8 | u64::from(e.id_until)
        });
        mix2(a ^ b.rotate_left(23), c ^ d.rotate_left(23))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: u64) -> Instant {
        Instant::START + Duration::from_secs(s)
    }

    #[test]
    fn an_expired_entry_is_still_believed_but_not_fresh() {
        let mut cache = Cache::default();
        cache.believe(7, Belief::Online, at(0), Duration::from_secs(300), Some(7));
        assert_eq!(cache.belief(7), Some(Belief::Online));
        assert!(cache.fresh(7, at(299)) && !cache.fresh(7, at(300)));
        assert_eq!(cache.belief(7), Some(Belief::Online));
        assert_eq!(cache.belief(8), None);
    }

    #[test]
    fn numbers_that_are_no_users_give_way_first() {
        let mut cache = Cache::default();
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
        let mut cache = Cache::default();
        cache.believe(1, Belief::Online, at(0), Duration::from_secs(1), Some(7));
        cache.believe(1, Belief::Offline, at(86_400 * 3), Duration::from_secs(1), None);
        assert!(cache.knows_id(1, at(86_400 * 7)));
        assert!(!cache.knows_id(1, at(86_400 * 8)));
        assert!(!cache.knows_id(2, at(0)));
    }
}
