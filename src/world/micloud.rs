//! Mi Cloud and public content: who stores what, how much of it there is, who polls when.
//!
//! Pure functions of draws and time, so that a backup needs to know no more than when the last one was. Knows neither
//! events nor what a data centre holds.

use super::Stream;
use crate::ledger::Protection;
use crate::random::{Draws, Table, below};
use crate::units::{Duration, HandsetId, Instant, Probability};
use std::sync::Arc;

/// A kind of data that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Storable {
    /// Cards of contacts.
    Contacts,
    /// Notes.
    Notes,
    /// Texts of SMS.
    Sms,
    /// Photos.
    Photos,
}

impl Storable {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Contacts, Self::Notes, Self::Sms, Self::Photos];
}

/// What is known of one kind.
pub struct StorableRules {
    /// Chance that somebody who is logged in stores it.
    pub consent: Probability,
    /// New ones a day, in millionths, over owners.
    pub a_day: Arc<Table>,
    /// Bytes of one.
    pub bytes: Arc<Table>,
}

/// Rules of Mi Cloud.
pub struct MiCloud {
    /// Chance that an owner logs in.
    pub share: Probability,
    /// Chance of a second device.
    pub second: Probability,
    /// Time from one backup to the next.
    pub interval: Duration,
    /// Whether photos wait for Wi-Fi.
    pub wifi_only: bool,
    /// How backups travel.
    pub protection: Protection,
    /// How logins travel.
    pub login_protection: Protection,
    /// Bytes of a login.
    pub login_bytes: u64,
    /// Bytes of a backup without what it stores.
    pub run_bytes: u64,
    /// By kind.
    pub kinds: [StorableRules; 4],
}

/// Draws of [`Stream::MiCloud`] by number: whether and when first, second device, then a consent and a pace by kind.
const WHETHER: u64 = 0;
const DEVICES: u64 = 1;
const KINDS: u64 = 2;

impl MiCloud {
    /// Whether an owner logs in, of those who are drawn.
    pub fn uses(&self, draws: &Draws, handset: HandsetId) -> bool {
        self.share.hits(draws.pair(Stream::MiCloud, handset.0.into(), WHETHER)[0])
    }

    /// Time from having the handset to the first login: less than from one backup to the next.
    pub fn first(&self, draws: &Draws, handset: HandsetId) -> Duration {
        let bits = draws.pair(Stream::MiCloud, handset.0.into(), WHETHER)[1];
        Duration::from_micros(1 + below(bits, self.interval.as_micros() - 1))
    }

    /// Whether an owner has a second device, which fetches all that the first stores.
    pub fn second_device(&self, draws: &Draws, handset: HandsetId) -> bool {
        self.second.hits(draws.bits(Stream::MiCloud, handset.0.into(), DEVICES))
    }

    /// Whether an owner who is logged in agreed to store a kind of data.
    pub fn consents(&self, draws: &Draws, handset: HandsetId, kind: Storable) -> bool {
        let bits = draws.pair(Stream::MiCloud, handset.0.into(), KINDS + kind as u64)[0];
        self.kinds[kind as usize].consent.hits(bits)
    }

    /// How many of a kind an owner has made from the start of the study to an instant. Contacts are counted elsewhere.
    pub fn made(&self, draws: &Draws, handset: HandsetId, kind: Storable, until: Instant) -> u64 {
        let bits = draws.pair(Stream::MiCloud, handset.0.into(), KINDS + kind as u64)[1];
        let pace = u128::from(self.kinds[kind as usize].a_day.draw(bits));
        (pace * u128::from(until.as_micros()) / (1_000_000 * u128::from(Duration::DAY.as_micros()))) as u64
    }

    /// Bytes of an owner's `n`-th of a kind.
    pub fn bytes(&self, draws: &Draws, handset: HandsetId, kind: Storable, n: u64) -> u64 {
        self.kinds[kind as usize].bytes.draw(draws.bits(Stream::Stored, handset.0.into(), (kind as u64) << 48 | n))
    }
}

/// Public content: polls at even intervals, each handset at its own phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicContent {
    /// Time from one poll to the next.
    pub poll: Duration,
    /// Bytes of a poll with its answer.
    pub bytes: u64,
    /// Whether polls name the account.
    pub identified: bool,
    /// How polls travel.
    pub protection: Protection,
}

impl PublicContent {
    /// The instants at which a handset polls, from one instant to before another.
    pub fn polls(
        &self,
        draws: &Draws,
        handset: HandsetId,
        from: Instant,
        until: Instant,
    ) -> impl Iterator<Item = Instant> + use<> {
        let every = self.poll.as_micros();
        let phase = below(draws.bits(Stream::Content, handset.0.into(), 0), every);
        let before = |at: Instant| at.as_micros().saturating_sub(phase).div_ceil(every);
        (before(from)..before(until)).map(move |k| Instant::from_micros(phase + k * every))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::StreamName;

    #[test]
    fn polls_are_one_an_interval_however_the_time_is_cut() {
        let content = PublicContent {
            poll: Duration::from_secs(3_600),
            bytes: 1,
            identified: false,
            protection: Protection::Clear,
        };
        let draws = Draws::new(1, 0, Stream::COUNT);
        let at = |s: u64| Instant::from_micros(s * 1_000_000);
        for handset in (0..50).map(HandsetId) {
            let all: Vec<Instant> = content.polls(&draws, handset, at(0), at(7 * 3_600)).collect();
            assert_eq!(all.len(), 7);
            let cut = [0, 1, 3_599, 3_600, 9_000, 25_200];
            let pieces = cut.windows(2).flat_map(|c| content.polls(&draws, handset, at(c[0]), at(c[1])));
            assert_eq!(pieces.collect::<Vec<_>>(), all);
        }
    }
}
