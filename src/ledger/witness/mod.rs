//! A witness of single messages: everything that happens to those it follows, where a run is asked for that.
//!
//! A view of what happens: it is written to and never read while the run lasts, so that nothing can depend on it, and no
//! fingerprint has it. Knows no world: what the numbers mean is said by whoever tells the story.

mod listing;
mod note;

pub use listing::{Listed, Listing, Near, Wanted};
pub use note::{Choice, Crossing, Known, Missing, Note, Noted, Source, Stay, Wait};

use super::{Form, Parcel, Seat};
use crate::units::Instant;
use std::collections::BTreeMap;

/// A message that a witness follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The bits of its id.
    pub message: u64,
    /// The handset that writes it, and the slot under which it keeps the receiver: what it learns of them is noted.
    pub writer: Option<(u32, u32)>,
    /// The same of the receiver's handset.
    pub reader: Option<(u32, u32)>,
}

/// Which messages a witness follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Follows {
    /// None: it lists them.
    None,
    /// One.
    One(Followed),
    /// All, but not what their senders learn: for tests of small worlds.
    All,
}

/// Notes about messages of one run, or of one shard of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    follows: Follows,
    /// The first messages of the run, where they are asked for.
    pub listing: Option<Listing>,
    /// Ids near the one that is followed.
    pub near: Option<Near>,
    /// The process whose event is being handled.
    process: u32,
    notes: Vec<Note>,
}

/// A note about a message that is found when the run is over.
const UNKNOWN: u64 = u64::MAX;

impl Witness {
    /// A witness before anything has happened.
    pub fn new(follows: Follows, listing: Option<Listing>) -> Self {
        let near = match &follows {
            Follows::One(followed) => Some(Near::new(followed.message)),
            Follows::None | Follows::All => None,
        };
        Self { follows, listing, near, process: 0, notes: Vec::new() }
    }

    /// The notes: by time, then by process, then as they happened there.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// What is noted from now on happens at a process.
    pub fn at_process(&mut self, process: u32) {
        self.process = process;
    }

    /// Notes what happens to a message, if it is followed.
    pub fn note(&mut self, at: Instant, message: u64, noted: Noted) {
        if let Some(listing) = &mut self.listing {
            listing.note(message, &noted);
        }
        if let (Some(near), Noted::Composed { .. }) = (&mut self.near, &noted) {
            near.see(message);
        }
        let follows = match &self.follows {
            Follows::None => false,
            Follows::One(followed) => followed.message == message,
            Follows::All => true,
        };
        if follows {
            self.write(at, message, noted);
        }
    }

    fn write(&mut self, at: Instant, message: u64, what: Noted) {
        self.notes.push(Note { at, process: self.process, message, what });
    }

    /// Notes that a message on its behalf passes a seat.
    pub fn crosses(&mut self, at: Instant, seat: Seat, opened: bool, parcel: &Parcel<'_>) {
        if let Some(message) = parcel.message {
            self.note(at, message, Noted::Crossed(Box::new(crossing(seat, opened, parcel))));
        } else if parcel.form == Form::ForwardedSms && self.may_forward(parcel) {
            // The copy of an SMS does not say of which: that is found when its sending is known.
            self.write(at, UNKNOWN, Noted::Crossed(Box::new(crossing(seat, opened, parcel))));
        }
    }

    fn may_forward(&self, parcel: &Parcel<'_>) -> bool {
        let Some(edge) = parcel.edge else { return false };
        let forwarder = Some((edge.owner, edge.slot));
        match &self.follows {
            Follows::None => false,
            Follows::One(followed) => followed.writer == forwarder || followed.reader == forwarder,
            Follows::All => true,
        }
    }

    /// Notes that a handset learns something about one of its slots, if a message that is followed rests on it.
    pub fn learns(&mut self, at: Instant, handset: u32, slot: u32, learned: Noted) {
        if let Follows::One(followed) = self.follows
            && followed.writer == Some((handset, slot))
        {
            self.write(at, followed.message, learned);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.notes.extend_from_slice(&other.notes);
        if let (Some(mine), Some(theirs)) = (&mut self.listing, &other.listing) {
            mine.merge(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.near, &other.near) {
            mine.merge(theirs);
        }
    }

    /// Puts the notes of all shards in their order, and finds whose the copies of SMS are; `forwarded` is the number of the
    /// kind of event that brings them.
    pub fn finish(&mut self, forwarded: u8) {
        // Notes of one process are of one shard, in the order in which they were written.
        self.notes.sort_by_key(|note| (note.at, note.process));
        let mut sent: BTreeMap<(Instant, u32), Vec<u64>> = BTreeMap::new();
        for note in &self.notes {
            if let Noted::Sent { kind, to, arrives, .. } = note.what
                && kind == forwarded
            {
                sent.entry((arrives, to)).or_default().push(note.message);
            }
        }
        // A copy that arrives may pass several seats there, each once.
        let mut arriving: Option<(Instant, u32, u64)> = None;
        let mut passed: Vec<Seat> = Vec::new();
        for note in self.notes.iter_mut().filter(|note| note.message == UNKNOWN) {
            let Noted::Crossed(crossing) = &note.what else { continue };
            let same = arriving.filter(|&(at, process, _)| (at, process) == (note.at, note.process));
            let same = same.filter(|_| !passed.contains(&crossing.seat));
            if same.is_none() {
                passed.clear();
                let next = sent.get_mut(&(note.at, note.process)).and_then(Vec::pop);
                arriving = next.map(|message| (note.at, note.process, message));
            }
            passed.push(crossing.seat);
            note.message = arriving.map_or(UNKNOWN, |(.., message)| message);
        }
        self.notes.retain(|note| note.message != UNKNOWN);
        if let Some(listing) = &mut self.listing {
            // What is on its way has no place in a list that two shards agree on.
            listing.forget_ways();
        }
        self.process = 0;
    }

    pub(super) fn bytes(&self) -> usize {
        self.notes.capacity() * size_of::<Note>()
    }
}

fn crossing(seat: Seat, opened: bool, parcel: &Parcel<'_>) -> Crossing {
    let &Parcel { form, bytes, items, edge, .. } = parcel;
    Crossing { seat, opened, form, bytes, items: items.to_vec(), edge }
}
