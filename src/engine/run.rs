//! The loop: windows, interventions, mail between shards, threads.
//!
//! Knows no model. The result depends on the model and its states alone, not on anything in [`Options`].

use std::io;
use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard};
use std::thread;

use super::crew::{Broken, Crew};
use super::keep::Keep;
use super::list::FutureEventList;
use super::model::Model;
use super::reference::ReferenceList;
use super::shard::{Post, ShardRun};
use super::wheel::RadixWheel;
use crate::units::{Duration, Instant};

/// Events between two reports of progress, where nothing else is asked for.
const BEAT: u64 = 1 << 20;
/// Windows before one that its pace is an average of, about: so that the others are not called and let sleep in turn.
const MEMORY: u64 = 16;
/// Windows that the average of waits is taken over, about, as a multiple of [`MEMORY`].
const PATIENCE: u64 = 64;
/// Turns of waiting, some third of a microsecond each, that an event excuses: one shard may have had most of a window's.
/// Where others are waited for longer than that on average, another program has their core, each meeting costs
/// milliseconds, and one thread is faster than two.
const EXCUSE: u64 = 1;

/// Which future event list a run uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListKind {
    /// The radix wheel: fast.
    #[default]
    Wheel,
    /// The list on the `priority-queue` crate: plain.
    Reference,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Simulated time reached.
    pub now: Instant,
    /// Events handled so far.
    pub events: u64,
}

/// How to run: none of it changes the result.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Threads to use; more than there are shards are not started. At least one.
    pub threads: usize,
    /// The future event list.
    pub list: ListKind,
    /// Length of a window: more than zero, at most the lookahead. By default the lookahead; one shard then needs no
    /// windows at all.
    pub window: Option<Duration>,
    /// Events of a beat, about; more than zero.
    pub beat: u64,
    /// Called once a beat, between two windows; with one shard, between two events.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
    /// Asked once a beat whether the run is to be kept as it is, so that it can be [gone on with](super::resume).
    pub keep: Option<&'a dyn Keep>,
    /// Whether the events left at the end are kept: a copy of all of them.
    pub pending: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { threads: 1, list: ListKind::Wheel, window: None, beat: BEAT, progress: None, keep: None, pending: false }
    }
}

/// What a run leaves behind.
pub struct Outcome<M: Model> {
    /// The shards' states, in the order they came in.
    pub states: Vec<M::Shard>,
    /// Wrapping sum over all handled events of a mix of the event and its target's state after it.
    pub fingerprint: u64,
    /// Events handled.
    pub events: u64,
    /// Events sent, none of them into the past: each was handled or is left.
    pub sent: u64,
    /// Events at or after the horizon.
    pub left: u64,
    /// Interventions carried out.
    pub interventions: usize,
    /// Events at or after the horizon, sorted; none where they were not asked for.
    pub pending: Vec<M::Event>,
    /// Most memory the future event lists took, in bytes. The only figure that may differ from run to run: chunks are
    /// taken in the order mail comes in.
    pub bytes: u64,
}

/// Runs a model from its start to its horizon.
///
/// # Panics
/// On a programmer's mistake: a wrong number of states, a window of zero or beyond the lookahead, no lookahead,
/// interventions out of order, an event sent against the rules of [`Outbox::send`](super::Outbox::send). A panic in a
/// handler comes through with its own message, whichever thread it happened on.
pub fn run<M: Model>(model: &M, states: Vec<M::Shard>, options: &Options<'_>) -> Outcome<M> {
    match options.list {
        ListKind::Wheel => run_on::<M, RadixWheel<M::Event>>(model, states, options),
        ListKind::Reference => run_on::<M, ReferenceList<M::Event>>(model, states, options),
    }
}

/// Runs a model on a future event list of the caller's; the kind in `options` is not looked at.
///
/// # Panics
/// As [`run`].
pub fn run_on<M: Model, L: FutureEventList<M::Event>>(
    model: &M,
    states: Vec<M::Shard>,
    options: &Options<'_>,
) -> Outcome<M> {
    let shards = model.shards();
    assert!(shards > 0 && states.len() == shards, "{} states for {shards} shards", states.len());
    let begun = states.into_iter().enumerate().map(|(index, state)| ShardRun::new(model, index, state)).collect();
    Conductor::<M, L>::new(model, begun, options).conduct(None)
}

/// A shard on lines of the cache that no other shard's thread writes to, the neighbouring line included that processors
/// fetch with one.
#[repr(align(128))]
struct Apart<T>(T);

/// What all shards do next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Start,
    Intervene(usize),
    /// Handle the events before the instant.
    Window(Instant),
}

/// Leads all shards through a run.
pub(super) struct Conductor<'a, M: Model, L> {
    model: &'a M,
    /// `None`: windows reach to the next intervention, because nothing has to be synchronised.
    window: Option<Duration>,
    beat: u64,
    progress: Option<&'a (dyn Fn(Progress) + Sync)>,
    keeper: Option<&'a dyn Keep>,
    keep_pending: bool,
    /// Uncontended: a lock only proves that one thread at a time works on a shard.
    shards: Vec<Apart<Mutex<ShardRun<M, L>>>>,
    post: Post<M::Event>,
    crew: Crew<Step>,
}

/// The state of a run between two steps.
struct Survey {
    earliest: Option<Instant>,
    now: Instant,
    events: u64,
}

impl<'a, M: Model, L: FutureEventList<M::Event>> Conductor<'a, M, L> {
    /// Checks the request and takes the shards.
    pub(super) fn new(model: &'a M, shards: Vec<ShardRun<M, L>>, options: &Options<'a>) -> Self {
        let (count, lookahead) = (shards.len(), model.lookahead());
        assert!(lookahead > Duration::ZERO, "without lookahead no window is safe");
        assert!(model.interventions().is_sorted(), "interventions are out of order");
        assert!(options.threads > 0, "a run needs a thread");
        assert!(options.beat > 0, "a beat has an event");
        if let Some(window) = options.window {
            assert!(window > Duration::ZERO && window <= lookahead, "window {window}, lookahead {lookahead}");
        }
        Self {
            model,
            window: options.window.or((count > 1).then_some(lookahead)),
            beat: options.beat,
            progress: options.progress,
            keeper: options.keep,
            keep_pending: options.pending,
            shards: shards.into_iter().map(|shard| Apart(Mutex::new(shard))).collect(),
            post: Post::new(count),
            crew: Crew::new(options.threads.min(count) - 1),
        }
    }

    /// Leads the run to its end: from its start, or from where so many interventions were carried out.
    pub(super) fn conduct(self, carried_out: Option<usize>) -> Outcome<M> {
        if self.crew.followers() == 0 {
            self.lead(carried_out).expect("no follower, no broken crew");
        } else {
            self.lead_crew(carried_out);
        }
        self.finish()
    }

    /// Leads with followers on threads of their own.
    fn lead_crew(&self, carried_out: Option<usize>) {
        thread::scope(|scope| {
            let deal = |first: usize| self.crew.follow(|step| self.take_part(first, step));
            let followers: Vec<_> = (1..=self.crew.followers()).map(|first| scope.spawn(move || deal(first))).collect();
            let alarm = self.crew.alarm();
            let outcome = self.lead(carried_out);
            drop(alarm);
            self.crew.dismiss();
            for follower in followers {
                if let Err(panic) = follower.join() {
                    resume_unwind(panic);
                }
            }
            outcome.expect("a crew breaks only by a panic, which was passed on");
        });
    }

    /// Takes step after step until nothing is left before the horizon.
    fn lead(&self, carried_out: Option<usize>) -> Result<(), Broken> {
        if carried_out.is_none() {
            let _ = self.perform(Step::Start, true)?;
        }
        let mut carried_out = carried_out.unwrap_or(0);
        let mut before = self.survey();
        let mut beaten = before.events;
        let thin = self.model.thin() * MEMORY;
        // Events a window, times the memory; turns of waiting a window, times memory and patience.
        let (mut pace, mut waits) = (thin, 0);
        while let Some(step) = self.next_step(before.earliest, carried_out) {
            let mut waited = 0;
            match step {
                Step::Window(_) => {
                    let worth_it = pace >= thin && waits <= EXCUSE * PATIENCE * pace;
                    waited = self.perform(step, worth_it)?;
                }
                Step::Intervene(_) => {
                    let _ = self.perform(step, true)?;
                    carried_out += 1;
                }
                Step::Start => unreachable!("a run starts once"),
            }
            let after = self.survey();
            let handled = after.events - before.events;
            pace = pace - pace / MEMORY + handled;
            waits = waits - waits / (MEMORY * PATIENCE) + u64::from(waited);
            before = after;
            if before.events - beaten >= self.beat {
                beaten = before.events;
                self.report(carried_out, Progress { now: before.now, events: before.events });
            }
        }
        Ok(())
    }

    /// What comes next: an intervention precedes the events of its instant, a window begins at the earliest event.
    fn next_step(&self, earliest: Option<Instant>, carried_out: usize) -> Option<Step> {
        let horizon = self.model.horizon();
        let intervention = self.model.interventions().get(carried_out).copied().filter(|&at| at < horizon);
        let begin = earliest.filter(|&at| at < horizon);
        let stop = intervention.unwrap_or(horizon);
        match begin {
            Some(begin) if intervention.is_none_or(|at| begin < at) => {
                Some(Step::Window(self.window.map_or(stop, |window| stop.min(begin + window))))
            }
            Some(_) | None => intervention.map(|_| Step::Intervene(carried_out)),
        }
    }

    /// Takes a step on all shards, with the crew if it is worth it; how long the crew was waited for, as it says.
    fn perform(&self, step: Step, with_crew: bool) -> Result<u32, Broken> {
        if with_crew && self.crew.followers() > 0 {
            self.crew.call(step);
            self.take_part(0, step);
            return self.crew.join();
        }
        for shard in &self.shards {
            self.step(&mut locked(&shard.0), step);
        }
        Ok(0)
    }

    /// Takes a step on the shards dealt to one thread.
    fn take_part(&self, first: usize, step: Step) {
        for shard in self.shards.iter().skip(first).step_by(self.crew.followers() + 1) {
            self.step(&mut locked(&shard.0), step);
        }
    }

    /// Takes a step on one shard: mail in, work, mail out.
    fn step(&self, shard: &mut ShardRun<M, L>, step: Step) {
        shard.collect(&self.post);
        match step {
            Step::Start => shard.start(self.model),
            Step::Intervene(index) => shard.intervene(self.model, index, self.model.interventions()[index]),
            // What is left of it at the end of a beat is the next window.
            Step::Window(end) if self.shards.len() == 1 => _ = shard.advance(self.model, end, self.beat),
            Step::Window(end) => assert!(shard.advance(self.model, end, u64::MAX), "2^64 events in a window"),
        }
        shard.deliver(&self.post);
    }

    /// Looks at all shards between two steps.
    fn survey(&self) -> Survey {
        let mut survey = Survey { earliest: None, now: Instant::START, events: 0 };
        for shard in &self.shards {
            let shard = locked(&shard.0);
            survey.earliest = survey.earliest.into_iter().chain(shard.earliest()).min();
            survey.now = survey.now.max(shard.now());
            survey.events += shard.events();
        }
        survey
    }

    /// Reports progress at a beat, and lets the run be kept.
    fn report(&self, carried_out: usize, reached: Progress) {
        if let Some(progress) = self.progress {
            progress(reached);
        }
        if let Some(keeper) = self.keeper {
            self.keep(keeper, carried_out, reached);
        }
    }

    /// The model that is run.
    pub(super) const fn model(&self) -> &'a M {
        self.model
    }

    /// Takes all mail into the lists, so that nothing is on its way between shards.
    pub(super) fn collect_mail(&self) {
        for shard in &self.shards {
            locked(&shard.0).collect(&self.post);
        }
    }

    /// Hands on every shard between two steps, up to the first that fails.
    pub(super) fn each_shard(&self, mut of: impl FnMut(&ShardRun<M, L>) -> io::Result<()>) -> io::Result<()> {
        self.shards.iter().try_for_each(|shard| of(&locked(&shard.0)))
    }

    /// Adds up what the shards leave behind.
    fn finish(self) -> Outcome<M> {
        let horizon = self.model.horizon();
        let interventions = self.model.interventions().partition_point(|&at| at < horizon);
        let mut outcome = Outcome {
            states: Vec::new(),
            fingerprint: 0,
            events: 0,
            sent: 0,
            left: 0,
            interventions,
            pending: Vec::new(),
            bytes: 0,
        };
        for shard in self.shards {
            let shard = shard.0.into_inner().expect("a panic on a shard ends the run before");
            let kept = |event| {
                if self.keep_pending {
                    outcome.pending.push(event);
                }
            };
            let remains = shard.finish(self.model, &self.post, kept);
            outcome.states.push(remains.state);
            outcome.fingerprint = outcome.fingerprint.wrapping_add(remains.fingerprint);
            outcome.events += remains.events;
            outcome.sent += remains.sent;
            outcome.left += remains.left;
            outcome.bytes += remains.bytes;
        }
        outcome.pending.sort_unstable();
        outcome
    }
}

/// A shard for one thread alone.
fn locked<T>(shard: &Mutex<T>) -> MutexGuard<'_, T> {
    shard.lock().expect("a panic on a shard ends the run")
}
