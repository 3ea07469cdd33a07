//! The life of one message, as plain data: who wrote to whom, every hop, wait and decision, what it cost, who saw what.
//!
//! Times are whole microseconds, so that parts add up. Knows neither world nor run: whoever followed the message fills it
//! in.

use serde::{Deserialize, Serialize};

/// Version of the form of [`StoryDocument`].
pub const STORY_SCHEMA: u32 = 1;

/// Stories of one study: one message in one arm or several, or several messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryDocument {
    /// Version of this form.
    pub schema: u32,
    /// The stories, in the order in which they were asked for.
    pub stories: Vec<Story>,
    /// Arms in which the message was not written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_written: Vec<NotWritten>,
}

/// An arm in which nobody wrote the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotWritten {
    /// The arm.
    pub arm: String,
    /// Its id.
    pub message: String,
    /// Why there is none, as far as that can be said.
    pub why: String,
}

/// The life of one message in one arm and replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its id, `CONVERSATION.TURN`: the same in every arm.
    pub message: String,
    /// The study.
    pub study: String,
    /// The arm.
    pub arm: String,
    /// The replication, from 0.
    pub replication: u32,
    /// Root of all random numbers.
    pub seed: u64,
    /// Fingerprint of the run, which is the one without a witness.
    pub fingerprint: String,
    /// Date and time at which it was written, on the study's clock.
    pub written: String,
    /// The same in microseconds since the start of the study.
    pub written_us: u64,
    /// Which message of its conversation, from 0.
    pub turn: u32,
    /// How many the conversation would have.
    pub turns: u32,
    /// Between whom: `eligible`, `owners_off`, `to_nonuser`, `from_nonuser`.
    pub traffic: String,
    /// Who wrote it.
    pub sender: StoryParty,
    /// Whom it was for.
    pub receiver: StoryParty,
    /// Who got it by mistake.
    pub stranger: Option<StoryParty>,
    /// Its text.
    pub text: StoryText,
    /// Where it was, from the sender's handset to the receiver's.
    pub lifelines: Vec<Lifeline>,
    /// What happened, by time.
    pub steps: Vec<StoryStep>,
    /// How it ended.
    pub ending: StoryEnding,
    /// Where the time went until its first copy arrived; none where none did.
    pub latency: Option<StoryLatency>,
    /// What it cost.
    pub cost: StoryCost,
    /// Whether crossings were recorded in this run.
    pub recorded: bool,
    /// Who saw which identifier of whom.
    pub seen: Vec<SeenRow>,
}

/// Somebody in a story. All numbers are made up, and none can be dialled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryParty {
    /// `owner 17`, `person 3 without the service`.
    pub who: String,
    /// As numbered in results: owners first, then people without the service.
    pub person: u32,
    /// Country of the number.
    pub country: String,
    /// Carrier of the number.
    pub carrier: String,
    /// How they stand with the service when it is written.
    pub consent: String,
    /// The same in words.
    pub standing: String,
    /// Made-up phone number.
    pub msisdn: String,
    /// Made-up identity of the handset.
    pub imei: Option<String>,
    /// Made-up identity of the subscriber.
    pub imsi: Option<String>,
    /// Made-up account id.
    pub account: Option<String>,
}

/// A text, of which nobody knows more than its length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryText {
    /// `gsm7` or `ucs2`.
    pub alphabet: String,
    /// Septets, or UTF-16 units.
    pub units: u32,
    /// SMS segments.
    pub segments: u32,
}

/// A place at which something happened to the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifeline {
    /// What it is called.
    pub name: String,
    /// A line below that: which one it is.
    pub which: String,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryStep {
    /// When it began, in microseconds since the message was written; below zero before.
    pub at_us: i64,
    /// The lifeline at which it happened, or set out.
    pub at: usize,
    /// The lifeline that it goes to.
    pub to: Option<usize>,
    /// When it was there.
    pub arrived_us: Option<i64>,
    /// In words.
    pub what: String,
    /// Reasons and facts it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    /// Waiting and service before it set out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<LatencyPart>,
    /// Who saw what of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Seen>,
    /// Millionths of the currency that it cost its writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_micros: Option<i64>,
    /// It came to nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
}

/// An identifier at a hop.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seen {
    /// What sort of hop, as in the tables.
    pub hop: String,
    /// Who sits there.
    pub observers: Vec<String>,
    /// Which message of the protocols, as in the tables.
    pub form: String,
    /// What, as in the tables.
    pub identifier: String,
    /// Whose: `sender`, `receiver`, `stranger`.
    pub of: String,
    /// What that person has agreed to, as in the tables.
    pub consent: String,
    /// How it was protected there, as in the tables.
    pub protected: String,
    /// Whether who sits there learns it.
    pub readable: bool,
}

/// How a message ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryEnding {
    /// As in the tables; nothing where it was on its way when the study ended.
    pub end: Option<String>,
    /// The way of its first copy, as in the tables.
    pub path: Option<String>,
    /// What kept it off the service, as in the tables.
    pub cause: Option<String>,
    /// In words.
    pub words: String,
    /// When nothing of it was left on the way, in microseconds since it was written.
    pub at_us: Option<i64>,
}

/// Where the time went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryLatency {
    /// From writing to the first arrival, as the ledger counts it.
    pub total_us: u64,
    /// The parts in their order; they add up to the total.
    pub parts: Vec<LatencyPart>,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyPart {
    /// Of which sort.
    pub sort: PartSort,
    /// In words.
    pub what: String,
    /// How long.
    pub us: u64,
}

/// Sorts of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartSort {
    /// Waiting: in a queue, in a store, for coverage, for a timer.
    Waiting,
    /// Being worked on.
    Service,
    /// Under way.
    Travel,
}

impl PartSort {
    /// All sorts in their order.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Service, Self::Travel];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Service => "being served",
            Self::Travel => "under way",
        }
    }
}

impl StoryLatency {
    /// Time of one sort.
    pub fn of(&self, sort: PartSort) -> u64 {
        self.parts.iter().filter(|part| part.sort == sort).map(|part| part.us).sum()
    }
}

/// What a message cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryCost {
    /// Whose money: the writer's country's.
    pub currency: String,
    /// Paid for SMS, in millionths.
    pub paid_micros: i64,
    /// SMS segments paid for.
    pub segments: u32,
    /// What it would have cost as SMS, where it was delivered over the service alone; in millionths.
    pub saved_micros: i64,
    /// Bytes over mobile data, of both handsets.
    pub mobile_bytes: u64,
}

/// What an observer saw of a message, by identifier and person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRow {
    /// Who.
    pub observer: String,
    /// What.
    pub identifier: String,
    /// Whose.
    pub of: String,
    /// With whose consent: what that person has agreed to.
    pub consent: String,
    /// How it was protected where they sit; several where it passed in several ways.
    pub protected: Vec<String>,
    /// How often it passed them.
    pub times: u32,
    /// How often they could learn it.
    pub readable: u32,
}

/// Who saw what, from all steps: by observer, identifier and person in the order in which they saw it first.
pub fn seen_rows(steps: &[StoryStep]) -> Vec<SeenRow> {
    let mut rows: Vec<SeenRow> = Vec::new();
    for seen in steps.iter().flat_map(|step| &step.seen) {
        for observer in &seen.observers {
            let same = |row: &&mut SeenRow| {
                (&row.observer, &row.identifier, &row.of, &row.consent)
                    == (observer, &seen.identifier, &seen.of, &seen.consent)
            };
            if let Some(row) = rows.iter_mut().find(same) {
                row.times += 1;
                row.readable += u32::from(seen.readable);
                if !row.protected.contains(&seen.protected) {
                    row.protected.push(seen.protected.clone());
                }
            } else {
                rows.push(SeenRow {
                    observer: observer.clone(),
                    identifier: seen.identifier.clone(),
                    of: seen.of.clone(),
                    consent: seen.consent.clone(),
                    protected: vec![seen.protected.clone()],
                    times: 1,
                    readable: u32::from(seen.readable),
                });
            }
        }
    }
    let first = |name: &str| rows.iter().position(|row| row.observer == name);
    let order: Vec<Option<usize>> = rows.iter().map(|row| first(&row.observer)).collect();
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by_key(|&place| order[place]);
    places.into_iter().map(|place| rows[place].clone()).collect()
}

/// One message of a list, for people and for JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedMessage {
    /// Its id.
    pub message: String,
    /// Date and time at which it was written.
    pub written: String,
    /// Who wrote it.
    pub sender: String,
    /// Whom it was for.
    pub receiver: String,
    /// Between whom, as in the tables.
    pub traffic: String,
    /// How it ended, as in the tables; nothing where it was on its way at the end.
    pub end: Option<String>,
    /// What kept it off the service, as in the tables.
    pub cause: Option<String>,
    /// The way of its first copy, as in the tables.
    pub path: Option<String>,
}

/// A list of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageList {
    /// Version of the form of a [`StoryDocument`], of which this is the list.
    pub schema: u32,
    /// The arm.
    pub arm: String,
    /// The replication.
    pub replication: u32,
    /// The messages, by time of writing.
    pub messages: Vec<ListedMessage>,
}

/// A length of time for people, from microseconds: three digits while it is short, then whole minutes and seconds.
pub fn span(us: u64) -> String {
    let s = us as f64 / 1e6;
    let whole = us.div_ceil(1_000_000);
    match us {
        0 => "0 s".to_owned(),
        1..1_000 => format!("{us} us"),
        1_000..100_000 => format!("{:.1} ms", s * 1e3),
        100_000..1_000_000 => format!("{:.0} ms", s * 1e3),
        1_000_000..60_000_000 => format!("{s:.2} s"),
        60_000_000..3_600_000_000 => format!("{} min {} s", whole / 60, whole % 60),
        3_600_000_000..172_800_000_000 => format!("{} h {} min", whole / 3_600, whole / 60 % 60),
        _ => format!("{} days {} h", whole / 86_400, whole / 3_600 % 24),
    }
}
