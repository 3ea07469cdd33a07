//! The way events leave a handler: into the shard's own list or into the mail for another shard.
//!
//! Knows the rules of time between logical processes and asserts them for every event, in release too.

use super::event::Event;
use super::list::FutureEventList;
use super::model::Model;
use crate::units::{Duration, Instant};

/// A future event list as far as an outbox needs it.
pub(super) trait Intake<E> {
    /// Takes an event.
    fn take(&mut self, event: E);
}

impl<E: Event, L: FutureEventList<E>> Intake<E> for L {
    #[inline]
    fn take(&mut self, event: E) {
        self.push(event);
    }
}

/// Mail of one shard for the others, not yet delivered.
pub(super) struct Mail<E> {
    boxes: Vec<Vec<E>>,
    /// Shards whose box holds something.
    addressed: Vec<usize>,
    earliest: Option<Instant>,
}

impl<E: Event> Mail<E> {
    /// No mail for any of `shards` shards.
    pub(super) fn new(shards: usize) -> Self {
        Self { boxes: (0..shards).map(|_| Vec::new()).collect(), addressed: Vec::new(), earliest: None }
    }

    /// Puts an event into the box for a shard.
    fn post(&mut self, shard: usize, event: E) {
        let letters = &mut self.boxes[shard];
        if letters.is_empty() {
            self.addressed.push(shard);
        }
        letters.push(event);
        self.earliest = Some(self.earliest.map_or(event.time(), |earliest| earliest.min(event.time())));
    }

    /// Hands every filled box to `deliver`, which empties it; the time of the earliest event sent.
    pub(super) fn deliver(&mut self, mut deliver: impl FnMut(usize, &mut Vec<E>)) -> Option<Instant> {
        for shard in self.addressed.drain(..) {
            deliver(shard, &mut self.boxes[shard]);
            assert!(self.boxes[shard].is_empty(), "mail was left behind");
        }
        self.earliest.take()
    }
}

/// Who sends, and so which rule of time holds.
#[derive(Clone, Copy)]
pub(super) enum Sender {
    /// The start of the run: own processes, any time.
    Start,
    /// An intervention: any process, any time from its instant on.
    Intervention,
    /// A logical process: its own group any time from now on, others no sooner than the lookahead.
    Process(u32),
}

/// What a shard's outbox is made of, kept between events.
pub(super) struct Desk<E> {
    /// The shard.
    pub(super) home: usize,
    /// The number of shards.
    pub(super) shards: usize,
    /// The model's lookahead.
    pub(super) lookahead: Duration,
    /// Events for other shards.
    pub(super) mail: Mail<E>,
    /// Events sent.
    pub(super) sent: u64,
}

/// Takes the events that a handler, an intervention or the start of the run sends.
pub struct Outbox<'a, M: Model + ?Sized> {
    model: &'a M,
    sender: Sender,
    now: Instant,
    /// Events before this instant need a reason.
    soon: Instant,
    desk: &'a mut Desk<M::Event>,
    /// The shard's own list.
    list: &'a mut dyn Intake<M::Event>,
}

impl<'a, M: Model + ?Sized> Outbox<'a, M> {
    /// The outbox of `sender` at the instant `now`.
    pub(super) fn new(
        model: &'a M,
        sender: Sender,
        now: Instant,
        desk: &'a mut Desk<M::Event>,
        list: &'a mut dyn Intake<M::Event>,
    ) -> Self {
        Self { model, sender, now, soon: now + desk.lookahead, desk, list }
    }

    /// The instant of the event being handled, of the intervention, or of the start.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Sends an event to its target.
    ///
    /// # Panics
    /// When the event lies in the past, or reaches another process group sooner than the lookahead. This is a
    /// programmer's mistake, and one shard finds it as well as seven.
    #[inline]
    pub fn send(&mut self, event: M::Event) {
        if event.time() < self.soon {
            self.assert_reason(event);
        }
        self.desk.sent += 1;
        if self.desk.shards == 1 {
            self.list.take(event);
            return;
        }
        let shard = self.model.shard_of(event.target());
        if shard == self.desk.home {
            self.list.take(event);
        } else {
            assert!(!matches!(self.sender, Sender::Start), "the start of a shard sends to a process of another shard");
            self.desk.mail.post(shard, event);
        }
    }

    /// Asserts that an event may come sooner than the lookahead.
    fn assert_reason(&self, event: M::Event) {
        let (now, at, target) = (self.now.as_micros(), event.time().as_micros(), event.target());
        assert!(at >= now, "an event for {target} at {at} us was sent at {now} us, into the past");
        let Sender::Process(from) = self.sender else { return };
        assert!(
            from == target || self.model.same_process_group(from, target),
            "{from} reaches {target} in {} us, sooner than the lookahead of {} us",
            at - now,
            self.desk.lookahead.as_micros(),
        );
        assert!(
            self.desk.shards == 1 || self.model.shard_of(target) == self.desk.home,
            "the group of {from} and {target} is split between shards",
        );
    }
}
