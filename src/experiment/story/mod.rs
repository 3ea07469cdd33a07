//! The life of one message: a run with a witness, and the story that its notes tell.
//!
//! The run is the one without a witness: same trajectory, same fingerprint. Knows no file and no terminal.

mod cast;
mod path;
mod steps;
mod words;

use super::progress::Counter;
use super::{Job, Options, Progress, Stage, facts, refuse_breaches, run_one};
use crate::analysis::{
    Calendar, Facts, ListedMessage, MessageList, STORY_SCHEMA, Story, StoryCost, StoryEnding, StoryLatency, StoryText,
    TURN_BITS, seen_rows,
};
use crate::ledger::{Followed, Follows, Listing, Near, Note, Noted, Wanted, Witness};
use crate::model::Finished;
use crate::scenario::Scenario;
use crate::units::{Duration, Instant};
use crate::world::{Alphabet, MessageId, Party, World, segments};
use cast::{Cast, who};

/// What a run's witness follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// One message, by the bits of its id.
    One(u64),
    /// Every message: for tests of small worlds.
    All,
    /// None: the first measured messages are listed, all or of a fate.
    List {
        /// Of which fate.
        wanted: Option<Wanted>,
        /// How many at most.
        most: usize,
    },
}

impl Watch {
    pub(super) fn witness(self, world: &World) -> Witness {
        match self {
            Self::All => Witness::new(Follows::All, None),
            Self::List { wanted, most } => Witness::new(Follows::None, Some(Listing::new(world.warm_up, wanted, most))),
            Self::One(bits) => Witness::new(Follows::One(followed(world, bits)), None),
        }
    }
}

fn followed(world: &World, bits: u64) -> Followed {
    let message = MessageId::from_bits(bits);
    if message.initiator().0 >= world.layout.handsets() {
        return Followed { message: bits, writer: None, reader: None };
    }
    let envelope = world.envelope(message);
    let slot = |party: Party| match party {
        Party::Owner(handset) => Some((handset.0, envelope.slot_at(handset))),
        Party::Outsider(_) => None,
    };
    Followed { message: bits, writer: slot(envelope.sender), reader: slot(envelope.receiver) }
}

/// A message that nobody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritten {
    /// Bits of ids that were written, near it.
    pub near: Vec<u64>,
}

impl Unwritten {
    /// Why there is no such message, as far as its neighbours say.
    pub fn why(&self, message: u64) -> &'static str {
        let same = |bits: &&u64| MessageId::from_bits(**bits).conversation() == message >> TURN_BITS;
        if self.near.iter().any(|bits| same(&bits)) {
            "its conversation did not come so far"
        } else {
            "its conversation did not begin"
        }
    }
}

/// An id as people write it: conversation and turn, as in the file of messages that `compare` writes.
pub fn id_text(bits: u64) -> String {
    let message = MessageId::from_bits(bits);
    format!("{}.{}", message.conversation(), message.turn())
}

/// The bits of an id that somebody wrote; none where it is not of that form.
pub fn id_of(text: &str) -> Option<u64> {
    let (conversation, turn) = text.trim().split_once('.')?;
    let (conversation, turn): (u64, u64) = (conversation.parse().ok()?, turn.parse().ok()?);
    (conversation < 1 << (MessageId::BITS - 6) && turn < MessageId::TURNS.into()).then_some(conversation << 6 | turn)
}

/// Runs a job and tells the life of a message of it; with the run's fingerprint.
///
/// # Errors
/// Nobody wrote the message in this run.
///
/// # Panics
/// Where the arm is of textbook stations, or the run's books do not balance.
pub fn explain(
    job: &Job<'_>,
    message: u64,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(Story, u64), Unwritten> {
    let scenario = job.arm.scenario();
    let options = Options { watch: Some(Watch::One(message)), ..options.clone() };
    let finished = watched(job, &options, progress);
    let witness = finished.ledger.witness.as_ref().expect("the run was asked for a witness");
    match story(job, scenario, &finished, witness.notes(), message) {
        Some(story) => Ok((story, finished.fingerprint)),
        None => Err(Unwritten { near: witness.near.iter().flat_map(Near::ids).collect() }),
    }
}

/// Runs a job as it is; its books must balance.
fn watched(job: &Job<'_>, options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Finished {
    let done = Counter::new(vec![job.study.duration]);
    let report = |stage: Stage| progress(done.advance(0, stage));
    let finished = run_one(job.arm.scenario(), job.study.seed, job.replication, options, &report);
    report(Stage::Done);
    refuse_breaches(job, &finished.audit);
    finished
}

/// The story of a message from notes of a run about it; none where it was not written.
pub fn story(job: &Job<'_>, scenario: &Scenario, run: &Finished, notes: &[Note], message: u64) -> Option<Story> {
    let (traffic, written) = notes.iter().find_map(|note| {
        let Noted::Composed { traffic, at } = note.what else { return None };
        Some((traffic, at))
    })?;
    let (world, facts) = (&run.world, facts(scenario, &run.world));
    let id = MessageId::from_bits(message);
    let envelope = world.envelope(id);
    let cast = Cast::new(world, &facts, envelope, written, notes);
    let steps = steps::steps(&cast, notes);
    let text = world.text(&envelope);
    Some(Story {
        message: id_text(message),
        study: job.study.name.clone(),
        arm: job.arm.name.clone(),
        replication: job.replication,
        seed: job.study.seed,
        fingerprint: format!("{:016x}", run.fingerprint),
        written: moment(&facts, written),
        written_us: written.as_micros(),
        turn: id.turn(),
        turns: world.conversations.turns(&world.draws, id).min(MessageId::TURNS),
        traffic: traffic.name().to_owned(),
        sender: cast.party(envelope.sender),
        receiver: cast.party(envelope.receiver),
        stranger: cast.stranger.map(|stranger| cast.party(Party::Owner(stranger))),
        text: StoryText {
            alphabet: match text.alphabet {
                Alphabet::Gsm7 => "gsm7".to_owned(),
                Alphabet::Ucs2 => "ucs2".to_owned(),
            },
            units: text.units,
            segments: segments(text.alphabet, text.units),
        },
        ending: ending(notes, written),
        latency: latency(&cast, notes),
        cost: billed(&cast, notes),
        recorded: world.exposure,
        seen: seen_rows(&steps),
        lifelines: cast.lifelines.clone(),
        steps,
    })
}

/// Date and time of day on the study's clock.
fn moment(facts: &Facts, at: Instant) -> String {
    let date = Calendar::of(facts).at(Duration::from_micros(at.as_micros()));
    format!("{} {:02}:{:02}:{:02}", date.date(), date.hour(), date.minute(), date.second())
}

fn ending(notes: &[Note], written: Instant) -> StoryEnding {
    let path = notes.iter().find_map(|note| {
        let Noted::Arrived { path, .. } = note.what else { return None };
        Some(path)
    });
    let ended = notes.iter().find_map(|note| {
        let Noted::Ended { end, cause, .. } = note.what else { return None };
        Some((note.at, end, cause))
    });
    let by_sms = notes.iter().find_map(|note| {
        let Noted::BySms(cause) = note.what else { return None };
        Some(cause)
    });
    let end = ended.map(|(_, end, _)| end);
    StoryEnding {
        end: end.map(|end| end.name().to_owned()),
        path: path.map(|path| path.name().to_owned()),
        cause: ended.map_or(by_sms, |(.., cause)| cause).map(|cause| cause.name().to_owned()),
        words: words::ending(end, path),
        at_us: ended.map(|(at, ..)| at.saturating_since(written).as_micros().cast_signed()),
    }
}

fn latency(cast: &Cast<'_>, notes: &[Note]) -> Option<StoryLatency> {
    let total = notes.iter().find_map(|note| {
        let Noted::Arrived { latency, .. } = note.what else { return None };
        Some(latency)
    })?;
    let stretches = path::stretches(notes, cast.written, cast.receiver_handset())?;
    let parts = stretches.iter().map(|stretch| words::part(cast, stretch)).collect();
    Some(StoryLatency { total_us: total.as_micros(), parts })
}

fn billed(cast: &Cast<'_>, notes: &[Note]) -> StoryCost {
    let country = cast.world.country(cast.envelope.sender);
    let currency = cast.facts.countries[country.index()].currency;
    let currency = currency.0.map(char::from).into_iter().collect();
    let mut bill = StoryCost { currency, paid_micros: 0, segments: 0, saved_micros: 0, mobile_bytes: 0 };
    for note in notes {
        if let Noted::Paid { amount, segments } = note.what {
            bill.paid_micros += amount.0;
            bill.segments += segments;
        } else if let Noted::Saved { amount } = note.what {
            bill.saved_micros += amount.0;
        } else if let Noted::Mobile { bytes } = note.what {
            bill.mobile_bytes += bytes;
        }
    }
    bill
}

/// Runs a job and lists its first measured messages, all or of a fate.
///
/// # Panics
/// As [`explain`].
pub fn list_messages(
    job: &Job<'_>,
    wanted: Option<Wanted>,
    most: usize,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> MessageList {
    let scenario = job.arm.scenario();
    let options = Options { watch: Some(Watch::List { wanted, most }), ..options.clone() };
    let finished = watched(job, &options, progress);
    let (world, facts) = (&finished.world, facts(scenario, &finished.world));
    let listing = finished.ledger.witness.as_ref().and_then(|witness| witness.listing.as_ref());
    let rows = listing.expect("the run was asked for a list").rows();
    let messages = rows.map(|row| {
        let envelope = world.envelope(MessageId::from_bits(row.message));
        ListedMessage {
            message: id_text(row.message),
            written: moment(&facts, row.composed),
            sender: who(envelope.sender),
            receiver: who(envelope.receiver),
            traffic: row.traffic.name().to_owned(),
            end: row.end.map(|end| end.name().to_owned()),
            cause: row.cause.map(|cause| cause.name().to_owned()),
            path: row.path.map(|path| path.name().to_owned()),
        }
    });
    MessageList {
        schema: STORY_SCHEMA,
        arm: job.arm.name.clone(),
        replication: job.replication,
        messages: messages.collect(),
    }
}
