//! What one run hands over: its ledger, and the facts needed to read it.

use crate::ledger::{Audit, Ledger};
use crate::units::{Currency, Duration};
use serde::{Deserialize, Serialize};

/// One finished run: an arm and a replication.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunRecord {
    /// Name of the arm.
    pub arm: String,
    /// Replication, from 0.
    pub replication: u32,
    /// Fingerprint of the trajectory and the ledger.
    pub fingerprint: u64,
    /// Model events handled.
    pub events: u64,
    /// Memory held at the end by events, columns, pools and ledger, in bytes.
    pub peak_bytes: u64,
    /// Wall-clock seconds; measured outside the run.
    pub wall_s: f64,
    /// What was recorded.
    pub ledger: Ledger,
    /// What the numbers mean.
    pub facts: Facts,
    /// The laws that the run was held against, and that all hold.
    pub audit: Audit,
}

/// Facts of a run that a reader of its ledger needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Simulated handsets.
    pub handsets: u64,
    /// Handsets of the real world they stand for: counts are scaled by `represents / handsets`.
    pub represents: u64,
    /// First instant of the study, seconds since 1970-01-01T00:00:00Z.
    pub start_unix_s: i64,
    /// Offset of the study's own clock from UTC, in seconds (from the scenario's start).
    pub utc_offset_s: i32,
    /// Length of the study with its warm-up.
    pub duration: Duration,
    /// Warm-up.
    pub warm_up: Duration,
    /// Steps by which the load of stations was kept.
    pub load_step: Duration,
    /// Countries in the ledger's order.
    pub countries: Vec<CountryFacts>,
    /// Rows of the load record.
    pub stations: Vec<StationFacts>,
    /// Simulated people without the service who stand in at least one owner's phonebook (expected number).
    pub nonusers_in_phonebooks: f64,
    /// Places in the order of the exposure record's seats.
    pub places: Vec<String>,
    /// Carriers in the same order.
    pub carriers: Vec<PlacedFacts>,
    /// Data centres in the same order.
    pub sites: Vec<PlacedFacts>,
    /// All simulated people without the service.
    pub nonusers: u64,
    /// Currency of totals.
    pub reference_currency: Currency,
    /// Textbook stations in the order of their books; none in a run of an ecosystem.
    pub textbook: Vec<TextbookFacts>,
}

impl Facts {
    /// How many of the real world's handsets one simulated handset stands for.
    pub fn scale(&self) -> f64 {
        if self.handsets == 0 { 1.0 } else { self.represents as f64 / self.handsets as f64 }
    }
}

/// A textbook station.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextbookFacts {
    /// Its name.
    pub name: String,
    /// Servers, at least one.
    pub servers: u32,
    /// How many may wait; without bound where it is not given.
    pub queue: Option<u64>,
    /// How long one waits before giving up.
    pub patience: Option<LawFacts>,
    /// Whether customers come from stations.
    pub fed: bool,
    /// Whether stations that lead here, directly or not, turn customers away or have them give up.
    pub fed_by_losers: bool,
    /// One class, or the high and the low one.
    pub classes: Vec<ClassFacts>,
}

/// One class of a textbook station's customers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassFacts {
    /// How they come from outside; nothing where they do not.
    pub arrivals: Option<ArrivalKind>,
    /// How many come a second, from outside and from stations, if nobody is turned away or gives up anywhere; nothing where
    /// there is no long run.
    pub rate: Option<f64>,
    /// How long service takes.
    pub service: LawFacts,
    /// Whether whole microseconds are too coarse for the law's mean.
    pub rounded: bool,
}

/// How customers come from outside.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum ArrivalKind {
    /// Independently of each other.
    Poisson,
    /// After independent gaps; the mean follows from the rate.
    Renewal(LawFacts),
    /// As listed.
    Given,
}

/// What formulas ask of a law of durations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LawFacts {
    /// Mean in seconds.
    pub mean: f64,
    /// Squared coefficient of variation.
    pub scv: f64,
    /// Which law.
    pub shape: LawShape,
}

/// Laws that formulas tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LawShape {
    /// Always the same.
    Fixed,
    /// Without memory.
    Exponential,
    /// A sum of so many exponential phases, two or more.
    Erlang(u32),
    /// Any other: its moments must do.
    Other,
}

/// A country in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountryFacts {
    /// Its code.
    pub code: String,
    /// Currency of its bills.
    pub currency: Currency,
    /// Units of the reference currency for one unit of `currency`.
    pub exchange: f64,
    /// Price of a mebibyte of mobile data in `currency`.
    pub data_price_mib: f64,
}

/// Something with a name that stands in a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedFacts {
    /// Its name.
    pub name: String,
    /// Index of its place.
    pub place: u16,
}

/// A row of the load record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationFacts {
    /// Name, e.g. `beijing/relay`, `CN/mobile/smsc`.
    pub name: String,
    /// What it is.
    pub kind: StationKind,
    /// Servers (nodes) behind it.
    pub servers: u32,
    /// Jobs a second of one server in the real world.
    pub rate: f64,
    /// Groups that the servers act in, each like one fast server: where one simulated job stands for many, for as many.
    pub groups: u32,
}

/// Kinds of station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StationKind {
    /// A fleet of connection nodes.
    Relay,
    /// The account and look-up service.
    Lookup,
    /// The presence service.
    Presence,
    /// The routing workers, where the relay has any.
    Workers,
    /// A carrier's message centres; its work includes the background of people without the service.
    Smsc,
}

impl StationKind {
    /// All kinds in their order.
    pub const ALL: [Self; 5] = [Self::Relay, Self::Lookup, Self::Presence, Self::Workers, Self::Smsc];

    /// The name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Lookup => "lookup",
            Self::Presence => "presence",
            Self::Workers => "workers",
            Self::Smsc => "smsc",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kind that is left out of the list cannot be read from a table again.
    #[test]
    fn every_kind_of_station_stands_in_the_list_of_all() {
        for (place, kind) in StationKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, place);
        }
        assert_eq!(StationKind::Smsc as usize + 1, StationKind::ALL.len());
    }
}
