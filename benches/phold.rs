//! Speed of the kernel: the hold model on three future event lists, and PHOLD on the whole loop.
//!
//! Knows no expected figures: machines vary by a factor of two from minute to minute, so the lists take turns within one
//! run and the medians of the ratios are what to compare. `cargo bench --bench phold -- 10000000` adds a size; sizes
//! given replace the default ones.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_types, reason = "a benchmark reads the clock")]

#[path = "common/heap.rs"]
mod heap;

use std::hint::black_box;
use std::time;

use cloudmsg::engine::mix;
use cloudmsg::engine::phold::{Phold, PholdEvent};
use cloudmsg::engine::{Event as _, FutureEventList, Options, RadixWheel, ReferenceList, run};
use cloudmsg::units::{Duration, Instant};
use heap::HeapList;

/// Turns each list gets; odd, so that there is a median.
const TURNS: usize = 7;

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
    let mut wheel = Hold::<RadixWheel<PholdEvent>>::new(pending);
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

/// The whole loop on PHOLD: one shard, two shards on one thread, two shards on two threads. The beginning of the run is
/// timed apart and taken off.
fn phold(pending: u32) {
    let events = 4_000_000.max(u64::from(pending) * 2);
    let horizon = Instant::from_micros(200_000 + events * 1_100_000 / u64::from(pending));
    let speed = |shards: usize, threads: usize| {
        let timed = |horizon| {
            let model = Phold::new(pending, shards, 1, horizon);
            let states = model.states();
            let begin = time::Instant::now();
            let outcome = run(&model, states, &Options { threads, ..Options::default() });
            (outcome.events as f64, begin.elapsed().as_secs_f64())
        };
        let (short, long) = (timed(Instant::from_micros(1)), timed(horizon));
        (long.0 - short.0) / (long.1 - short.1) / 1e6
    };
    let turns: Vec<[f64; 3]> = (0..3).map(|_| [speed(1, 1), speed(2, 1), speed(2, 2)]).collect();
    let of = |f: &dyn Fn(&[f64; 3]) -> f64| median(turns.iter().map(f).collect());
    println!(
        "phold {pending:>9} pending: one shard {:6.2} M events/s, two shards {:6.2}, on two threads {:6.2}; \
         two threads/one {:.2}",
        of(&|turn| turn[0]),
        of(&|turn| turn[1]),
        of(&|turn| turn[2]),
        of(&|turn| turn[2] / turn[0]),
    );
}

fn main() {
    let given: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if given.is_empty() { vec![1_000, 100_000] } else { given };
    for pending in sizes {
        hold(pending);
        phold(pending);
    }
}
