//! Speed of the kernel: the hold model on three future event lists, and PHOLD on the whole loop.
//!
//! Knows no expected figures: machines vary by a factor of two from minute to minute, so the lists take turns within one
//! run and the medians of the ratios are what to compare. `cargo bench --bench phold -- 1e6` measures at that size instead
//! of the usual three; `-- peer 1e7 1e6 4e6` is one run as other simulators' programs do it, for `benches/peers.py`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_types, reason = "a benchmark reads the clock")]

#[path = "common/heap.rs"]
mod heap;

use std::hint::black_box;
use std::sync::Mutex;
use std::time;

use cloudmsg::engine::mix;
use cloudmsg::engine::phold::{Phold, PholdEvent};
use cloudmsg::engine::{Event as _, FutureEventList, Options, Progress, RadixWheel, ReferenceList, run_on};
use cloudmsg::units::{Duration, Instant};
use heap::HeapList;

/// Turns each list gets; odd, so that there is a median.
const TURNS: usize = 7;
/// Whole runs of each kind; odd, too.
const RUNS: usize = 3;

/// Delays drawn beforehand, so that the lists are measured and not the drawing.
const DELAYS: usize = 4_096;

/// A list under the hold model: pop one, push one.
struct Hold<L> {
    list: L,
    delays: Vec<Duration>,
    count: u64,
}

impl<L: FutureEventList<PholdEvent>> Hold<L> {
    /// A list in its steady state with so many events pending.
    fn new(pending: u32) -> Self {
        let model = Phold::new(pending, 1, 1, Instant::MAX);
        let mut list = L::default();
        for process in 0..pending {
            list.push(model.next(process, u64::MAX, Instant::START));
        }
        let delay = |n| model.next(n, u64::from(n), Instant::START).time() - Instant::START;
        let delays = (0..DELAYS as u32).map(delay).collect();
        let mut hold = Self { list, delays, count: 0 };
        hold.turn(u64::from(pending).clamp(1_000_000, 3_000_000));
        hold
    }

    /// Holds per microsecond, that is millions a second.
    fn turn(&mut self, holds: u64) -> f64 {
        let begin = time::Instant::now();
        for _ in 0..holds {
            let event = self.list.pop_before(Instant::MAX).expect("the hold model keeps its events");
            self.count += 1;
            let draw = mix(self.count);
            let jitter = Duration::from_micros(draw >> 54);
            let at = event.time() + self.delays[draw as usize % DELAYS] + jitter;
            self.list.push(PholdEvent::new(at, (draw >> 32) as u32 & 0xff_ffff, draw));
        }
        black_box(self.list.len());
        holds as f64 / begin.elapsed().as_secs_f64() / 1e6
    }

    fn bytes_per_event(&self) -> f64 {
        self.list.bytes() as f64 / self.list.len() as f64
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The lists in turn under the hold model.
fn hold(pending: u32) {
    let mut wheel = Hold::<Wheel>::new(pending);
    let mut heap = Hold::<HeapList<PholdEvent>>::new(pending);
    let mut reference = Hold::<ReferenceList<PholdEvent>>::new(pending);
    let holds = if pending >= 1_000_000 { 500_000 } else { 2_000_000 };
    let turns: Vec<[f64; 3]> =
        (0..TURNS).map(|_| [wheel.turn(4 * holds), heap.turn(holds), reference.turn(holds)]).collect();
    let of = |f: &dyn Fn(&[f64; 3]) -> f64| median(turns.iter().map(f).collect());
    println!(
        "hold  {pending:>9} pending: wheel {:6.2} M/s, BinaryHeap {:6.2}, priority-queue {:6.2}; \
         wheel/BinaryHeap {:5.1}, wheel/priority-queue {:5.1}; bytes an event {:.1}, {:.1}, {:.1}",
        of(&|turn| turn[0]),
        of(&|turn| turn[1]),
        of(&|turn| turn[2]),
        of(&|turn| turn[0] / turn[1]),
        of(&|turn| turn[0] / turn[2]),
        wheel.bytes_per_event(),
        heap.bytes_per_event(),
        reference.bytes_per_event(),
    );
}

/// What is measured.
type Wheel = RadixWheel<PholdEvent>;

/// PHOLD as a run: how many events are pending, for how many processes, and how many events are timed.
#[derive(Clone, Copy)]
struct Load {
    pending: u32,
    processes: u32,
    events: u64,
}

impl Load {
    /// As many processes as events; enough events to be timed.
    fn of(pending: u32, events: u64) -> Self {
        Self { pending, processes: pending, events }
    }

    /// Events before the timing begins, as the peers count them.
    fn warm_up(self) -> u64 {
        (self.events / 10).max(u64::from(self.pending).min(2_000_000))
    }

    /// Times the whole loop on one list, from the first report after the warm-up on: millions of events a second, and
    /// bytes of the list for each pending event.
    fn run<L: FutureEventList<PholdEvent>>(self, shards: usize, threads: usize) -> (f64, f64) {
        // A report more than asked for, because they come about once in a million events.
        let events = self.warm_up() + self.events + (2 << 20);
        let horizon = Instant::from_micros(1_000_000 + events * 1_100_000 / u64::from(self.pending));
        let model = Phold::new(self.processes, shards, 1, horizon).with_pending(self.pending);
        let beats = Mutex::new(Vec::new());
        let report = |p: Progress| {
            if p.events >= self.warm_up() {
                beats.lock().expect("nothing panics with the beats").push((time::Instant::now(), p.events));
            }
        };
        let states = model.states();
        let outcome =
            run_on::<_, L>(&model, states, &Options { threads, progress: Some(&report), ..Options::default() });
        let beats = beats.into_inner().expect("nothing panics with the beats");
        let (first, last) = (beats[0], beats[beats.len() - 1]);
        let rate = (last.1 - first.1) as f64 / (last.0 - first.0).as_secs_f64() / 1e6;
        (rate, outcome.bytes as f64 / f64::from(self.pending))
    }
}

/// The whole loop of PHOLD: the wheel against two heaps on one shard, and against itself on two shards and two threads.
fn phold(pending: u32) {
    let (many, few) = if pending >= 1_000_000 { (8_000_000, 2_000_000) } else { (16_000_000, 4_000_000) };
    let (many, few) = (Load::of(pending, many), Load::of(pending, few));
    let turn = || {
        [
            many.run::<Wheel>(1, 1).0,
            few.run::<HeapList<PholdEvent>>(1, 1).0,
            few.run::<ReferenceList<PholdEvent>>(1, 1).0,
            many.run::<Wheel>(2, 1).0,
            many.run::<Wheel>(2, 2).0,
        ]
    };
    let turns: Vec<[f64; 5]> = (0..RUNS).map(|_| turn()).collect();
    let of = |f: &dyn Fn(&[f64; 5]) -> f64| median(turns.iter().map(f).collect());
    println!(
        "phold {pending:>9} pending: wheel {:6.2} M events/s, BinaryHeap {:6.2}, priority-queue {:6.2}; \
         wheel/BinaryHeap {:5.1}, wheel/priority-queue {:5.1}; \
         two shards {:6.2}, on two threads {:6.2}; two threads/one {:.2}",
        of(&|turn| turn[0]),
        of(&|turn| turn[1]),
        of(&|turn| turn[2]),
        of(&|turn| turn[0] / turn[1]),
        of(&|turn| turn[0] / turn[2]),
        of(&|turn| turn[3]),
        of(&|turn| turn[4]),
        of(&|turn| turn[4] / turn[0]),
    );
}

/// One run of the wheel in the form of the peers' programs, for `peers.py`.
fn peer(load: Load) {
    let (rate, bytes) = load.run::<Wheel>(1, 1);
    let Load { pending, processes, events } = load;
    println!("cloudmsg pop={pending} lps={processes} ev={events} ev/s={:.0} B/pending={bytes:.1}", rate * 1e6);
}

fn main() {
    let given: Vec<u32> = std::env::args().filter_map(|argument| number(&argument)).collect();
    if std::env::args().any(|argument| argument == "peer") {
        let [pending, processes, events] = given[..] else { panic!("peer takes pending events, processes, events") };
        peer(Load { pending, processes, events: events.into() });
        return;
    }
    let sizes = if given.is_empty() { vec![1_000, 100_000, 10_000_000] } else { given };
    for pending in sizes {
        hold(pending);
        phold(pending);
    }
}

/// A whole number, also written as `1e7`.
fn number(text: &str) -> Option<u32> {
    let (digits, zeros) = text.split_once('e').unwrap_or((text, "0"));
    digits.parse::<u32>().ok()?.checked_mul(10_u32.checked_pow(zeros.parse().ok()?)?)
}
