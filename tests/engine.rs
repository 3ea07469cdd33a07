//! The kernel from outside: one result for any threads, shards, windows and lists, on a world where ties abound.
//!
//! Knows nothing of messaging: the world here is a dozen logical processes that send each other numbers.

use cloudmsg::engine::mix2;
use cloudmsg::engine::phold::Phold;
use cloudmsg::engine::{Decoder, Encoder, Event, ListKind, Model, Options, Outbox, Outcome, Progress, Unreadable, run};
use cloudmsg::units::{Duration, Instant};
use serde::{Deserialize, Serialize};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

#[path = "engine/going_on.rs"]
mod going_on;

/// Time passes in steps of this many microseconds, so that ties abound.
const TICK: u64 = 1_000;
/// The lookahead in ticks.
const LOOKAHEAD: u64 = 7;

/// Ordered by time, target, kind, then content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Note {
    at: Instant,
    target: u32,
    kind: Kind,
    value: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Kind {
    /// Comes before others by content, and is often sent at the current instant.
    Echo,
    Letter,
    Timer,
}

impl Event for Note {
    fn time(self) -> Instant {
        self.at
    }

    fn target(self) -> u32 {
        self.target
    }

    fn hash(self) -> u64 {
        mix2(self.at.as_micros(), mix2(u64::from(self.target) << 32 | u64::from(self.value), self.kind as u64))
    }
}

/// What goes wrong in a world, if anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    TooSoon,
    IntoThePast,
    Panic(u32),
}

/// Processes in groups of two neighbours: a group may reach itself at once.
struct Dense {
    processes: u32,
    shards: usize,
    horizon: Instant,
    interventions: Vec<Instant>,
    fault: Fault,
}

/// An order-dependent state of every process of a shard (indexed by process; those of others stay untouched), and the
/// events that were left at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Memory(Vec<u64>, Vec<Note>);

const fn ticks(ticks: u64) -> Instant {
    Instant::from_micros(ticks * TICK)
}

impl Dense {
    fn new(processes: u32, shards: usize) -> Self {
        // 30 and 301 are shared with events; 301 comes twice; 5,000 is after the horizon.
        let interventions = [0, 30, 301, 301, 777, 5_000].map(ticks).to_vec();
        Self { processes, shards, horizon: ticks(1_500), interventions, fault: Fault::None }
    }

    fn states(&self) -> Vec<Memory> {
        vec![Memory(vec![0; self.processes as usize], Vec::new()); self.shards]
    }

    fn own(&self, shard: usize) -> impl Iterator<Item = u32> + '_ {
        (0..self.processes).filter(move |&process| self.shard_of(process) == shard)
    }

    fn run(&self, options: &Options<'_>) -> Outcome<Self> {
        run(self, self.states(), &Options { pending: true, ..*options })
    }
}

impl Model for Dense {
    type Event = Note;
    type Shard = Memory;

    fn shards(&self) -> usize {
        self.shards
    }

    fn shard_of(&self, target: u32) -> usize {
        (target / 2) as usize % self.shards
    }

    fn lookahead(&self) -> Duration {
        Duration::from_micros(LOOKAHEAD * TICK)
    }

    fn same_process_group(&self, a: u32, b: u32) -> bool {
        a / 2 == b / 2
    }

    fn horizon(&self) -> Instant {
        self.horizon
    }

    fn interventions(&self) -> &[Instant] {
        &self.interventions
    }

    fn start(&self, shard: usize, _state: &mut Memory, out: &mut Outbox<'_, Self>) {
        for target in self.own(shard) {
            // Twins: both happen.
            for _ in 0..2 {
                out.send(Note { at: ticks(u64::from(target % 3)), target, kind: Kind::Timer, value: 3 });
            }
        }
    }

    fn intervene(&self, index: usize, shard: usize, state: &mut Memory, out: &mut Outbox<'_, Self>) {
        for process in self.own(shard) {
            let memory = &mut state.0[process as usize];
            *memory = mix2(*memory, index as u64);
            let (own, other) = (mix2(*memory, 1) % 3, mix2(*memory, 2));
            let at = out.now() + Duration::from_micros(own * TICK);
            out.send(Note { at, target: process, kind: Kind::Timer, value: 1 });
            // An intervention reaches any process at once: it stands between two windows.
            let at = out.now() + Duration::from_micros((other >> 8) % 8 * TICK);
            let target = other as u32 % self.processes;
            out.send(Note { at, target, kind: Kind::Letter, value: other as u32 >> 28 });
        }
    }

    fn handle(&self, state: &mut Memory, event: Note, out: &mut Outbox<'_, Self>) {
        assert_eq!(out.now(), event.at);
        let memory = &mut state.0[event.target as usize];
        *memory = mix2(*memory, event.hash());
        let draw = *memory;
        let later = |ticks: u64| event.at + Duration::from_micros(ticks * TICK);
        match self.fault {
            Fault::TooSoon if event.target == 3 => out.send(Note { at: later(LOOKAHEAD - 1), target: 4, ..event }),
            Fault::IntoThePast if event.at > ticks(99) => out.send(Note { at: ticks(99), ..event }),
            Fault::Panic(culprit) if event.target == culprit && event.at > ticks(60) => panic!("{culprit} had enough"),
            Fault::None | Fault::TooSoon | Fault::IntoThePast | Fault::Panic(_) => {}
        }
        match event.kind {
            Kind::Timer => {
                // Every second group is quiet, so that shards are ahead of each other.
                let pause = 1 + draw % if event.target % 4 < 2 { 4 } else { 40 };
                out.send(Note { at: later(pause), target: event.target, kind: Kind::Timer, value: 3 });
                let target = (draw >> 8) as u32 % self.processes;
                if draw >> 62 == 0 {
                    let at = later(LOOKAHEAD + (draw >> 40) % 3);
                    out.send(Note { at, target, kind: Kind::Letter, value: (draw >> 50) as u32 % 3 });
                }
            }
            Kind::Letter => {
                for value in 0..event.value % 3 {
                    out.send(Note { at: event.at, target: event.target ^ 1, kind: Kind::Echo, value });
                }
            }
            Kind::Echo if draw.is_multiple_of(3) => {
                out.send(Note { at: event.at, target: event.target, kind: Kind::Echo, value: event.value / 2 });
            }
            Kind::Echo => {}
        }
    }

    fn left(&self, state: &mut Memory, event: Note) {
        state.1.push(event);
    }

    fn digest(&self, state: &Memory, event: Note) -> u64 {
        state.0[event.target as usize]
    }

    fn save(&self, state: &Memory, to: &mut Encoder<'_>) -> io::Result<()> {
        to.put(&state.0)
    }

    fn load(&self, _shard: usize, from: &mut Decoder<'_>) -> Result<Memory, Unreadable> {
        let mut state = Memory(vec![0; self.processes as usize], Vec::new());
        from.fill(&mut state.0)?;
        Ok(state)
    }

    fn belongs(&self, shard: usize, event: Note) -> bool {
        event.target < self.processes && self.shard_of(event.target) == shard
    }
}

/// Every process's memory, from whichever shard holds it.
fn memories(model: &Dense, outcome: &Outcome<Dense>) -> Vec<u64> {
    (0..model.processes).map(|process| outcome.states[model.shard_of(process)].0[process as usize]).collect()
}

#[test]
fn one_result_for_any_threads_shards_windows_and_lists() {
    for processes in [2, 12, 40] {
        let serial = Dense::new(processes, 1);
        let expected = serial.run(&Options::default());
        assert!(expected.events > 1_000 && !expected.pending.is_empty());
        assert_eq!(expected.interventions, 5);
        for shards in [1, 2, 7] {
            let model = Dense::new(processes, shards);
            for divisor in [0, 1, 2, 7] {
                let window = (divisor > 0).then(|| Duration::from_micros(LOOKAHEAD * TICK / divisor.max(1)));
                for (threads, list) in [1, 2].into_iter().flat_map(|n| [(n, ListKind::Wheel), (n, ListKind::Reference)])
                {
                    let outcome = model.run(&Options { threads, list, window, ..Options::default() });
                    let case =
                        format!("{processes} processes, {shards} shards, {threads} threads, {window:?}, {list:?}");
                    assert_eq!(outcome.fingerprint, expected.fingerprint, "{case}");
                    assert_eq!(outcome.events, expected.events, "{case}");
                    assert_eq!(memories(&model, &outcome), memories(&serial, &expected), "{case}");
                    assert_eq!(outcome.pending, expected.pending, "{case}");
                }
            }
        }
    }
}

#[test]
fn crowded_windows_run_on_all_threads_with_the_same_result() {
    let horizon = Instant::from_micros(3_000_000);
    let keeping = Options { pending: true, ..Options::default() };
    let expected = run(&Phold::new(20_000, 1, 5, horizon), Phold::new(20_000, 1, 5, horizon).states(), &keeping);
    assert!(expected.events > 40_000);
    let handled = |outcome: &Outcome<Phold>| -> Vec<u64> {
        outcome.states.iter().flat_map(|state| state.handled().iter().copied()).collect()
    };
    for (threads, shards, list) in
        [(2, 2, ListKind::Wheel), (2, 7, ListKind::Wheel), (3, 7, ListKind::Reference), (9, 7, ListKind::Wheel)]
    {
        let model = Phold::new(20_000, shards, 5, horizon);
        let outcome = run(&model, model.states(), &Options { threads, list, ..keeping });
        assert_eq!(outcome.fingerprint, expected.fingerprint, "{threads} threads, {shards} shards, {list:?}");
        assert_eq!(handled(&outcome), handled(&expected));
        assert_eq!(outcome.pending, expected.pending);
    }
}

#[test]
fn a_lone_event_crosses_empty_time_between_shards() {
    for (processes, shards) in [(2, 2), (3, 3), (7, 7), (9, 7)] {
        let keeping = Options { pending: true, ..Options::default() };
        let serial = Phold::new(processes, 1, 3, Instant::from_micros(100_000_000));
        let expected = run(&serial, serial.states(), &keeping);
        let model = Phold::new(processes, shards, 3, Instant::from_micros(100_000_000));
        let outcome = run(&model, model.states(), &keeping);
        assert_eq!((outcome.fingerprint, outcome.pending), (expected.fingerprint, expected.pending), "{shards} shards");
    }
}

#[test]
fn the_fingerprint_sees_the_horizon_and_the_seed() {
    let fingerprint = |seed, horizon| {
        let model = Phold::new(100, 1, seed, Instant::from_micros(horizon));
        run(&model, model.states(), &Options::default()).fingerprint
    };
    let one = fingerprint(1, 10_000_000);
    assert_ne!(one, fingerprint(2, 10_000_000));
    assert_ne!(one, fingerprint(1, 11_000_000));
    // Debug or release, today or in five years: a change needs a reason.
    assert_eq!(one, 14_189_652_227_966_408_455);
}

#[test]
fn events_at_the_horizon_stay_pending() {
    let mut model = Dense::new(12, 1);
    model.horizon = ticks(1);
    model.interventions = vec![ticks(1)];
    let outcome = model.run(&Options::default());
    assert!(outcome.pending.iter().all(|event| event.at >= ticks(1)));
    assert!(outcome.pending.is_sorted());
    assert_eq!(outcome.events, 8, "both twins of four processes begin at the start");
    assert_eq!(outcome.interventions, 0, "an intervention at the horizon does not happen");
    assert_eq!(outcome.pending.iter().filter(|event| event.at == ticks(1) && event.target == 1).count(), 2, "twins");
}

#[test]
fn the_model_is_shown_every_event_left() {
    for (shards, list) in [(1, ListKind::Wheel), (7, ListKind::Wheel), (7, ListKind::Reference)] {
        let model = Dense::new(40, shards);
        let outcome = model.run(&Options { threads: 2, list, ..Options::default() });
        let mut shown: Vec<Note> = outcome.states.into_iter().flat_map(|state| state.1).collect();
        shown.sort_unstable();
        assert!(!shown.is_empty() && shown == outcome.pending);
        let unkept = run(&model, model.states(), &Options { list, ..Options::default() });
        assert!(unkept.pending.is_empty());
    }
}

#[test]
fn an_empty_run_ends() {
    for shards in [1, 2] {
        for threads in [1, 2] {
            let mut model = Dense::new(12, shards);
            model.horizon = Instant::START;
            let outcome = model.run(&Options { threads, ..Options::default() });
            assert_eq!((outcome.events, outcome.fingerprint), (0, 0));
            assert_eq!(outcome.pending.len(), 24);
            let mut nobody = Dense::new(0, shards);
            nobody.interventions = vec![ticks(3)];
            let outcome = nobody.run(&Options { threads, ..Options::default() });
            assert_eq!((outcome.events, outcome.pending.len(), outcome.interventions), (0, 0, 1));
        }
    }
}

fn run_with(fault: Fault, processes: u32, shards: usize, threads: usize) {
    let model = Dense { fault, ..Dense::new(processes, shards) };
    model.run(&Options { threads, ..Options::default() });
}

#[test]
#[should_panic(expected = "3 reaches 4 in 6000 us, sooner than the lookahead of 7000 us")]
fn one_shard_asserts_the_lookahead() {
    run_with(Fault::TooSoon, 12, 1, 1);
}

#[test]
#[should_panic(expected = "3 reaches 4 in 6000 us, sooner than the lookahead of 7000 us")]
fn seven_shards_assert_the_lookahead() {
    run_with(Fault::TooSoon, 12, 7, 2);
}

#[test]
#[should_panic(expected = "into the past")]
fn nothing_is_sent_into_the_past() {
    run_with(Fault::IntoThePast, 12, 2, 1);
}

#[test]
#[should_panic(expected = "3 had enough")]
fn a_panic_in_a_thin_window_ends_the_run() {
    run_with(Fault::Panic(3), 12, 2, 2);
}

#[test]
#[should_panic(expected = "2 had enough")]
fn a_panic_on_the_following_thread_ends_the_run() {
    run_with(Fault::Panic(2), 4_000, 2, 2);
}

#[test]
#[should_panic(expected = "4 had enough")]
fn a_panic_on_the_leading_thread_ends_the_run() {
    run_with(Fault::Panic(4), 4_000, 2, 2);
}

#[test]
#[should_panic(expected = "window")]
fn a_window_longer_than_the_lookahead_is_refused() {
    let window = Some(Duration::from_micros(LOOKAHEAD * TICK + 1));
    Dense::new(12, 2).run(&Options { window, ..Options::default() });
}

#[test]
fn progress_is_reported_about_once_in_a_million_events() {
    for shards in [1, 4] {
        let reports = AtomicU64::new(0);
        let report = |progress: Progress| {
            assert!(progress.events >= 1 << 20 && progress.now > Instant::START);
            reports.fetch_add(1, Ordering::Relaxed);
        };
        let model = Phold::new(100_000, shards, 1, Instant::from_micros(25_000_000));
        let outcome = run(&model, model.states(), &Options { progress: Some(&report), ..Options::default() });
        let expected = outcome.events >> 20;
        assert!(expected >= 2 && (expected - 1..=expected).contains(&reports.into_inner()), "{shards} shards");
    }
}
