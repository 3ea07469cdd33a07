//! The identity of a message: who the conversation is counted at, which of their activities began it, which turn.
//!
//! Fifty bits, a model id: the same message has the same id in every arm and on any shard.

use crate::units::HandsetId;
use serde::{Deserialize, Serialize};

/// A message: handset (28 bits), activity (16 bits), turn (6 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId(u64);

impl MessageId {
    /// Bits of an id.
    pub const BITS: u32 = 50;
    /// Turns a conversation can have.
    pub const TURNS: u32 = 1 << 6;
    /// Activities a handset can have.
    pub const ACTIVITIES: u32 = 1 << 16;
    /// Handsets an id can name.
    pub const HANDSETS: u32 = 1 << 28;

    /// The `turn`-th message of the conversation that activity `activity` of `handset` began.
    ///
    /// # Panics
    /// Where a part does not fit its bits.
    pub fn new(handset: HandsetId, activity: u16, turn: u32) -> Self {
        assert!(handset.0 < Self::HANDSETS && turn < Self::TURNS, "an id has 28 bits of handset and 6 of turn");
        Self(u64::from(handset.0) << 22 | u64::from(activity) << 6 | u64::from(turn))
    }

    /// From the 50 bits of an event's argument.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The 50 bits.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The handset that the conversation is counted at: it began it, or an outsider began it towards it.
    pub const fn initiator(self) -> HandsetId {
        HandsetId((self.0 >> 22) as u32)
    }

    /// The activity that began it.
    pub const fn activity(self) -> u16 {
        (self.0 >> 6) as u16
    }

    /// The turn, from 0.
    pub const fn turn(self) -> u32 {
        (self.0 & 63) as u32
    }

    /// The conversation as a number, for draws that all its turns share.
    pub const fn conversation(self) -> u64 {
        self.0 >> 6
    }

    /// The same conversation's next turn.
    #[must_use]
    pub fn next(self) -> Self {
        Self::new(self.initiator(), self.activity(), self.turn() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_gives_back_its_parts_at_the_edges() {
        for handset in [0, 1, MessageId::HANDSETS - 1] {
            for activity in [0, u16::MAX] {
                for turn in [0, MessageId::TURNS - 1] {
                    let id = MessageId::new(HandsetId(handset), activity, turn);
                    assert_eq!((id.initiator(), id.activity(), id.turn()), (HandsetId(handset), activity, turn));
                    assert!(id.bits() < 1 << MessageId::BITS);
                }
            }
        }
    }
}
