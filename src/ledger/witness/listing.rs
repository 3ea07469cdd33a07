//! Which messages there are: the first of some fate, or those whose ids lie near another.
//!
//! Bounded, so that any run can be asked. Knows no party.

use super::note::Noted;
use crate::ledger::delivery::named;
use crate::ledger::{Cause, End, Path, Traffic};
use crate::units::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// A sort of fate by which a message can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// Delivered over the service alone.
    Ip,
    /// Delivered by SMS within one carrier.
    OnNet,
    /// Delivered by SMS between carriers of a country.
    OffNet,
    /// Delivered by SMS across a border.
    International,
    /// Could have gone over the service, and went by SMS.
    Fallback,
    /// Sent over the service first, and delivered by SMS.
    Late,
    /// Came by both ways.
    Duplicate,
    /// Lost.
    Lost,
    /// Its validity ran out.
    Expired,
    /// Refused.
    Failed,
    /// Went to somebody else.
    Astray,
    /// To or from somebody without the service.
    NonUser,
}

named!(Wanted: Ip = "ip", OnNet = "on-net", OffNet = "off-net", International = "international", Fallback = "fallback",
    Late = "late", Duplicate = "duplicate", Lost = "lost", Expired = "expired", Failed = "failed", Astray = "astray",
    NonUser = "nonuser");

/// One message of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The bits of its id.
    pub message: u64,
    /// When it was written.
    pub composed: Instant,
    /// By whom for whom.
    pub traffic: Traffic,
    /// How it ended; nothing where it was on its way at the end.
    pub end: Option<End>,
    /// The way of its first copy.
    pub path: Option<Path>,
    /// What kept it off the service.
    pub cause: Option<Cause>,
    /// It was sent over the service at first.
    pub tried: bool,
}

impl Listed {
    /// Whether its fate is of this sort.
    pub fn is(&self, wanted: Wanted) -> bool {
        let by = |path| self.end == Some(End::Sms) && self.path == Some(path);
        match wanted {
            Wanted::Ip => self.end == Some(End::Ip),
            Wanted::OnNet => by(Path::OnNet),
            Wanted::OffNet => by(Path::OffNet),
            Wanted::International => by(Path::International),
            Wanted::Fallback => self.traffic == Traffic::Eligible && self.cause.is_some(),
            Wanted::Late => by(Path::AfterFallback),
            Wanted::Duplicate => self.end == Some(End::Both),
            Wanted::Lost => self.end == Some(End::Lost),
            Wanted::Expired => self.end == Some(End::Expired),
            Wanted::Failed => self.end == Some(End::Failed),
            Wanted::Astray => self.end == Some(End::Astray),
            Wanted::NonUser => matches!(self.traffic, Traffic::Outbound | Traffic::Inbound),
        }
    }
}

/// The first messages of a run, all or of some fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    from: Instant,
    wanted: Option<Wanted>,
    most: usize,
    rows: BTreeMap<(Instant, u64), Listed>,
    /// Ways of messages that have arrived and not ended.
    paths: BTreeMap<u64, Path>,
}

impl Listing {
    /// At most `most` messages that are written from an instant on, only those of a fate where one is wanted.
    pub fn new(from: Instant, wanted: Option<Wanted>, most: usize) -> Self {
        Self { from, wanted, most, rows: BTreeMap::new(), paths: BTreeMap::new() }
    }

    /// The messages, by the instant at which they were written.
    pub fn rows(&self) -> impl Iterator<Item = &Listed> {
        self.rows.values()
    }

    pub(super) fn note(&mut self, message: u64, noted: &Noted) {
        match *noted {
            Noted::Composed { traffic, at } if self.wanted.is_none() => {
                let (end, path, cause) = (None, None, None);
                self.enter(Listed { message, composed: at, traffic, end, path, cause, tried: false });
            }
            Noted::Arrived { path, .. } => {
                self.paths.insert(message, path);
            }
            Noted::Ended { traffic, end, composed, tried, cause } => {
                let path = self.paths.remove(&message);
                let row = Listed { message, composed, traffic, end: Some(end), path, cause, tried };
                if self.wanted.is_none_or(|wanted| row.is(wanted)) {
                    self.enter(row);
                }
            }
            Noted::Handled { .. }
            | Noted::Sent { .. }
            | Noted::Composed { .. }
            | Noted::Chose(_)
            | Noted::BySms(_)
            | Noted::Crossed(_)
            | Noted::Paid { .. }
            | Noted::Saved { .. }
            | Noted::Mobile { .. }
            | Noted::Shed(_)
            | Noted::Received { .. }
            | Noted::Missed(_)
            | Noted::Unstored { .. }
            | Noted::Settled { .. }
            | Noted::Learned { .. } => {}
        }
    }

    fn enter(&mut self, row: Listed) {
        if row.composed >= self.from {
            let place = self.rows.entry((row.composed, row.message)).or_insert(row);
            if row.end.is_some() {
                *place = row;
            }
            self.trim();
        }
    }

    fn trim(&mut self) {
        while self.rows.len() > self.most {
            self.rows.pop_last();
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        other.rows.values().for_each(|row| self.enter(*row));
    }

    pub(super) fn forget_ways(&mut self) {
        self.paths.clear();
    }
}

/// Ids of messages that were written, near one that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    of: u64,
    /// Below and including it, and above it.
    found: [BTreeSet<u64>; 2],
}

/// Most ids on either side.
const SIDE: usize = 3;

impl Near {
    /// Near this id.
    pub fn new(of: u64) -> Self {
        Self { of, found: Default::default() }
    }

    pub(super) fn see(&mut self, message: u64) {
        let [below, above] = &mut self.found;
        if message <= self.of {
            below.insert(message);
            if below.len() > SIDE {
                below.pop_first();
            }
        } else {
            above.insert(message);
            if above.len() > SIDE {
                above.pop_last();
            }
        }
    }

    /// The ids in order: up to three below it, itself if it was written, up to three above.
    pub fn ids(&self) -> impl Iterator<Item = u64> {
        self.found.iter().flatten().copied()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        other.ids().for_each(|id| self.see(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composed(at: u64) -> Noted {
        Noted::Composed { traffic: Traffic::Owners, at: Instant::from_micros(at) }
    }

    fn ended(at: u64, end: End) -> Noted {
        let composed = Instant::from_micros(at);
        Noted::Ended { traffic: Traffic::Owners, end, composed, tried: false, cause: None }
    }

    #[test]
    fn the_first_are_kept_whatever_the_order_and_the_shards() {
        let fill = |notes: &[(u64, Noted)], wanted| {
            let mut listing = Listing::new(Instant::from_micros(10), wanted, 2);
            for (message, noted) in notes {
                listing.note(*message, noted);
            }
            listing
        };
        let all = [
            (1, composed(5)),
            (2, composed(40)),
            (3, composed(20)),
            (3, ended(20, End::Lost)),
            (4, composed(30)),
            (2, ended(40, End::Sms)),
        ];
        let ids = |listing: &Listing| listing.rows().map(|row| (row.message, row.end)).collect::<Vec<_>>();
        let expected = [(3, Some(End::Lost)), (4, None)];
        assert_eq!(ids(&fill(&all, None)), expected);
        for cut in 0..=all.len() {
            let (mut one, other) = (fill(&all[..cut], None), fill(&all[cut..], None));
            one.merge(&other);
            assert_eq!(ids(&one), expected, "cut at {cut}");
        }
        assert_eq!(ids(&fill(&all, Some(Wanted::Lost))), [(3, Some(End::Lost))]);
        assert_eq!(ids(&fill(&all, Some(Wanted::Expired))), []);
    }

    #[test]
    fn near_ids_are_the_nearest_on_both_sides() {
        let mut near = Near::new(50);
        (0..100).filter(|id| id % 7 == 0).for_each(|id| near.see(id));
        assert_eq!(near.ids().collect::<Vec<_>>(), [35, 42, 49, 56, 63, 70]);
    }
}
