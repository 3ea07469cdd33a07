//! One shard at work: its state, its future event list, its count of what happened.
//!
//! Knows no other shard, except as an address for mail, and no thread.

use std::hint::black_box;
use std::io;
use std::sync::Mutex;

use super::codec::{Decoder, Encoder, Unreadable};
use super::event::Event;
use super::list::FutureEventList;
use super::model::Model;
use super::outbox::{Desk, Mail, Outbox, Sender};
use crate::units::Instant;
use crate::units::mix2;

/// How many events are touched together: about as many loads as a core can have under way.
const AHEAD: usize = 24;

/// Most letters that a mailbox keeps room for: an intervention may send one to every process at once.
const ORDINARY: usize = 1 << 14;

/// The mailbox of every shard. The order of letters does not matter: the list orders them by content.
pub(super) struct Post<E> {
    boxes: Vec<Mutex<Vec<E>>>,
}

impl<E: Event> Post<E> {
    /// Empty mailboxes for `shards` shards.
    pub(super) fn new(shards: usize) -> Self {
        Self { boxes: (0..shards).map(|_| Mutex::new(Vec::new())).collect() }
    }
}

/// A shard and everything that belongs to it alone.
pub(super) struct ShardRun<M: Model, L> {
    index: usize,
    state: M::Shard,
    list: L,
    desk: Desk<M::Event>,
    letters: Vec<M::Event>,
    touched: usize,
    /// Time of the earliest event this shard knows of: pending here, or sent to another shard in the last step.
    earliest: Option<Instant>,
    now: Instant,
    events: u64,
    fingerprint: u64,
}

/// What is left of a shard at the end of a run.
pub(super) struct Remains<M: Model> {
    pub(super) state: M::Shard,
    pub(super) fingerprint: u64,
    pub(super) events: u64,
    pub(super) sent: u64,
    pub(super) left: u64,
    pub(super) bytes: u64,
}

impl<M: Model, L: FutureEventList<M::Event>> ShardRun<M, L> {
    /// Shard `index` of the model, with nothing pending.
    pub(super) fn new(model: &M, index: usize, state: M::Shard) -> Self {
        let shards = model.shards();
        let mail = Mail::new(shards);
        let desk = Desk { home: index, shards, lookahead: model.lookahead(), mail, sent: 0 };
        Self {
            index,
            state,
            list: L::default(),
            desk,
            letters: Vec::new(),
            touched: 0,
            earliest: None,
            now: Instant::START,
            events: 0,
            fingerprint: 0,
        }
    }

    /// The shard as it was written between two steps.
    pub(super) fn read(model: &M, index: usize, from: &mut Decoder<'_>) -> Result<Self, Unreadable> {
        let (now, events, sent, fingerprint): (Instant, u64, u64, u64) = from.take()?;
        let mut shard = Self { now, events, fingerprint, ..Self::new(model, index, model.load(index, from)?) };
        shard.desk.sent = sent;
        let pending: u64 = from.take()?;
        for _ in 0..pending {
            let event: M::Event = from.take()?;
            if event.time() < now || event.time() > Instant::MAX || !model.belongs(index, event) {
                return Err(Unreadable::Wrong(format!("an event that shard {index} cannot have")));
            }
            shard.list.push(event);
        }
        shard.earliest = shard.list.next_time();
        Ok(shard)
    }

    /// Writes the shard between two steps, when no mail is on its way. When its earliest event is, follows from the list.
    pub(super) fn write(&self, model: &M, to: &mut Encoder<'_>) -> io::Result<()> {
        to.put(&(self.now, self.events, self.desk.sent, self.fingerprint))?;
        model.save(&self.state, to)?;
        to.put(&(self.list.len() as u64))?;
        let mut written = Ok(());
        self.list.each(|event| {
            if written.is_ok() {
                written = to.put(&event);
            }
        });
        written
    }

    /// Sends the shard's initial events.
    pub(super) fn start(&mut self, model: &M) {
        let mut out = Outbox::new(model, Sender::Start, Instant::START, &mut self.desk, &mut self.list);
        model.start(self.index, &mut self.state, &mut out);
    }

    /// Carries out an intervention.
    pub(super) fn intervene(&mut self, model: &M, intervention: usize, now: Instant) {
        let mut out = Outbox::new(model, Sender::Intervention, now, &mut self.desk, &mut self.list);
        model.intervene(intervention, self.index, &mut self.state, &mut out);
    }

    /// Handles up to `quota` events before `end` in content order; true when none is left before `end`.
    pub(super) fn advance(&mut self, model: &M, end: Instant, quota: u64) -> bool {
        for _ in 0..quota {
            let Some(event) = self.list.pop_before(end) else { return true };
            let target = event.target();
            self.touch_ahead(model, event);
            self.now = event.time();
            let mut out = Outbox::new(model, Sender::Process(target), self.now, &mut self.desk, &mut self.list);
            model.handle(&mut self.state, event, &mut out);
            let digest = model.digest(&self.state, event);
            self.fingerprint = self.fingerprint.wrapping_add(mix2(event.hash(), digest));
            self.events += 1;
        }
        false
    }

    /// Touches what the event just popped and those to come will read, a batch at a time.
    ///
    /// A batch, because loads wait for memory side by side only if nothing else stands between them: one load an event
    /// stalls nearly as long as no touching at all. Events that join the run after its batch go untouched.
    #[inline]
    fn touch_ahead(&mut self, model: &M, event: M::Event) {
        if self.touched > 0 {
            self.touched -= 1;
            return;
        }
        let upcoming = self.list.upcoming();
        let batch = &upcoming[..upcoming.len().min(AHEAD)];
        let mut loaded = model.touch(&self.state, event);
        for &event in batch {
            loaded ^= model.touch(&self.state, event);
        }
        black_box(loaded);
        self.touched = batch.len();
    }

    /// Takes the mail of earlier steps into the list. Must precede the events of a window: they may come before them.
    pub(super) fn collect(&mut self, post: &Post<M::Event>) {
        std::mem::swap(
            &mut self.letters,
            &mut *post.boxes[self.index].lock().expect("no thread panics with a mailbox"),
        );
        for event in self.letters.drain(..) {
            assert!(event.time() >= self.now, "mail came after its window was handled");
            self.list.push(event);
        }
        if self.letters.capacity() > ORDINARY {
            self.letters = Vec::new();
        }
    }

    /// Puts this step's mail into the mailboxes and notes the earliest event known.
    pub(super) fn deliver(&mut self, post: &Post<M::Event>) {
        let sent = self.desk.mail.deliver(|shard, letters| {
            let mut mailbox = post.boxes[shard].lock().expect("no thread panics with a mailbox");
            if mailbox.is_empty() {
                std::mem::swap(&mut *mailbox, letters);
            } else {
                mailbox.append(letters);
            }
        });
        self.earliest = sent.into_iter().chain(self.list.next_time()).min();
    }

    /// Time of the earliest event known after the last step.
    pub(super) const fn earliest(&self) -> Option<Instant> {
        self.earliest
    }

    /// Time of the last event handled.
    pub(super) const fn now(&self) -> Instant {
        self.now
    }

    /// Number of events handled.
    pub(super) const fn events(&self) -> u64 {
        self.events
    }

    /// Takes the shard apart at the end of the run; what was not handled goes to the model and to `left`.
    pub(super) fn finish(mut self, model: &M, post: &Post<M::Event>, mut left: impl FnMut(M::Event)) -> Remains<M> {
        self.collect(post);
        let Self { mut state, list, fingerprint, events, desk, .. } = self;
        let bytes = list.bytes();
        let mut left_over = 0;
        list.empty(|event| {
            left_over += 1;
            model.left(&mut state, event);
            left(event);
        });
        Remains { state, fingerprint, events, sent: desk.sent, left: left_over, bytes }
    }
}
