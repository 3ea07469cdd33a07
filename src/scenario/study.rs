//! What a study is: its span, its arms, its replications; and the scenario that one arm runs.
//!
//! Plain validated values. Knows nothing of TOML, of the world built from it, or of results.

use super::{
    Activation, Carrier, Client, Connectivity, Countermeasures, Country, Intervention, Population, Script, Site, Smsc,
    Stations, Sweep, WideArea, Workload,
};
use crate::units::{Bound, Currency, Duration};

/// One scenario file, read and validated: what to run and under which arms.
#[derive(Clone, Debug)]
pub struct Study {
    /// The file's name without its ending: names the result folder.
    pub name: String,
    /// A line for people.
    pub title: String,
    /// When simulated time begins, with the offset the file gave.
    pub start: StudyStart,
    /// Length of the study, warm-up included.
    pub duration: Duration,
    /// Time at the start whose events run but are not measured.
    pub warm_up: Duration,
    /// Whether the warm-up is to be found by a pilot run; it is none then.
    pub detect_warm_up: bool,
    /// Root of all random numbers.
    pub seed: u64,
    /// Independent repetitions of every arm; at least one.
    pub replications: u32,
    /// The arms in the order of the file; one called `base` where the file has none.
    pub arms: Vec<Arm>,
    /// What the figures shall keep to, in the order of the file.
    pub bounds: Vec<Bound>,
    /// Which fleet is looked for, where the file has `[plan]`.
    pub plan: Option<super::Plan>,
    /// What nobody outside knows: each setting at each of its values, in the order of the file.
    pub unknowns: Vec<Unknown>,
    /// Which points `sweep` runs the study at.
    pub sweep: Option<Sweep>,
    /// The merged document, as `scenario.resolved.toml` stores it.
    pub resolved: String,
}

/// The study's first instant as a calendar date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyStart {
    /// As written: RFC 3339 with an offset.
    pub text: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub unix_seconds: i64,
}

impl StudyStart {
    /// The date a while later, on the same clock, to the second.
    #[must_use]
    pub fn later(&self, by: Duration) -> Self {
        let unix_seconds = self.unix_seconds + (by.as_micros() / Duration::SECOND.as_micros()).cast_signed();
        Self { text: super::calendar::written(unix_seconds, self.utc_offset_s()), unix_seconds }
    }

    /// Offset of the written clock from UTC in seconds; 0 for `Z`.
    pub fn utc_offset_s(&self) -> i32 {
        let tail = self.text.get(self.text.len().saturating_sub(6)..).unwrap_or_default();
        let digits = |range: std::ops::Range<usize>| tail.get(range).and_then(|d| d.parse::<i32>().ok());
        match (tail.as_bytes().first(), digits(1..3), digits(4..6)) {
            (Some(b'+'), Some(hours), Some(minutes)) => hours * 3_600 + minutes * 60,
            (Some(b'-'), Some(hours), Some(minutes)) => -(hours * 3_600 + minutes * 60),
            (_, _, _) => 0,
        }
    }
}

/// A variant of the scenario: same people and random numbers, other rules.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Name in the file, e.g. `before`.
    pub name: String,
    /// What this arm runs.
    pub subject: Subject,
}

/// What an arm runs; the same kind in all arms of a study.
#[derive(Clone, Debug)]
pub enum Subject {
    /// Handsets, carriers and data centres.
    Ecosystem(Box<Scenario>),
    /// Textbook stations.
    Stations(Stations),
}

impl Arm {
    /// An arm that runs an ecosystem.
    pub fn of(name: String, scenario: Scenario) -> Self {
        Self { name, subject: Subject::Ecosystem(Box::new(scenario)) }
    }

    /// The ecosystem that this arm runs; nothing where it runs stations.
    pub fn ecosystem(&self) -> Option<&Scenario> {
        match &self.subject {
            Subject::Ecosystem(scenario) => Some(scenario),
            Subject::Stations(_) => None,
        }
    }

    /// The stations that this arm runs; nothing where it runs an ecosystem.
    pub fn stations(&self) -> Option<&Stations> {
        match &self.subject {
            Subject::Ecosystem(_) => None,
            Subject::Stations(stations) => Some(stations),
        }
    }

    /// The ecosystem that this arm runs, where it is known to run one.
    ///
    /// # Panics
    /// Where it runs stations.
    pub fn scenario(&self) -> &Scenario {
        self.ecosystem().expect("an arm of an ecosystem was asked for")
    }

    /// As [`scenario`](Self::scenario), by value.
    ///
    /// # Panics
    /// Where it runs stations.
    pub fn into_scenario(self) -> Scenario {
        match self.subject {
            Subject::Ecosystem(scenario) => *scenario,
            Subject::Stations(_) => panic!("an arm of an ecosystem was asked for"),
        }
    }
}

/// A setting that nobody outside knows, at one of the values it may have.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// The setting, a dotted key.
    pub key: String,
    /// The value, as written.
    pub value: String,
    /// The arms as this value makes them; those that it leaves as they are, are not among them.
    pub arms: Vec<Arm>,
}

/// Everything one run needs to know, in the units of the file (floats become integers when the world is built).
#[derive(Clone, Debug)]
pub struct Scenario {
    /// When simulated time begins.
    pub start: StudyStart,
    /// Length of the run, warm-up included.
    pub duration: Duration,
    /// Time at the start that is not measured.
    pub warm_up: Duration,
    /// Who takes part.
    pub population: Population,
    /// How SIMs are bound.
    pub activation: Activation,
    /// What owners do against the service.
    pub countermeasures: Countermeasures,
    /// The Cloud Messaging client.
    pub client: Client,
    /// Whether carriers run the service, each for its own subscribers, in one operator's place.
    pub run_by_carriers: bool,
    /// When handsets have which access.
    pub connectivity: Connectivity,
    /// Links between countries.
    pub wide_area: WideArea,
    /// Countries in the order of their codes.
    pub countries: Vec<Country>,
    /// Carriers of all countries, grouped by country in the countries' order.
    pub carriers: Vec<Carrier>,
    /// Rules of all message centres.
    pub smsc: Smsc,
    /// Data centres in the order of their names.
    pub sites: Vec<Site>,
    /// What people want to say, to whom and when.
    pub workload: Workload,
    /// Named people and what they do, instead of the generator.
    pub script: Option<Script>,
    /// Backup of owners' data.
    pub micloud: Option<super::MiCloud>,
    /// Public content.
    pub content: Option<super::PublicContent>,
    /// What happens on the way, sorted by time; disabled ones left out.
    pub timeline: Vec<Intervention>,
    /// Reference currency of cost totals.
    pub reference_currency: Currency,
    /// What the operator keeps.
    pub holdings: super::Holdings,
    /// What those who listen are able to do.
    pub observers: super::Observers,
    /// What is recorded.
    pub ledger: LedgerOptions,
}

/// What the ledger records beyond deliveries and costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerOptions {
    /// Whether crossings of identifying data are counted; never changes the trajectory.
    pub exposure: bool,
    /// Steps by which the load of stations is kept.
    pub load_step: Duration,
    /// People followed at each seat at most; beyond, a sample stands for all.
    pub people: u64,
    /// Owners whose acquaintances are followed at most.
    pub owners: u64,
}
