//! Textbook stations: who came, waited, was turned away or gave up, for how long, and how many were inside when.
//!
//! Counts are of customers that come after the warm-up; integrals over time begin at its end and stop at the end of the
//! run; the series covers the whole run, so that a warm-up can be found in it. Knows no service discipline and no law.

mod figure;

pub use figure::StationFigure;

use super::few::at_most;
use super::{StationLoad, histogram};
use crate::units::{Duration, Instant};
use hdrhistogram::Histogram;
use serde::{Deserialize, Deserializer, Serialize};

/// Steps of the series of a run, the last one perhaps partial.
const STEPS: u64 = 1_000;
/// Most stations of a record that is read.
const STATIONS: usize = 1 << 12;
/// Significant digits of percentiles.
const DIGITS: u8 = 3;

/// Sizes a record of stations needs to know before anything happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationsShape {
    /// Where measuring begins.
    pub warm_up: Instant,
    /// Where the run ends.
    pub end: Instant,
    /// Classes of each station.
    pub classes: Vec<usize>,
}

/// What happened at all stations of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stations {
    /// Where measuring begins.
    pub warm_up: Instant,
    /// Where the run ends.
    pub end: Instant,
    /// Length of a step of the series.
    pub step: Duration,
    /// Customers that came to the network from outside after the warm-up.
    pub entered: u64,
    /// The stations in the order of their places.
    #[serde(deserialize_with = "at_most::<STATIONS, _, _>")]
    pub books: Vec<StationBook>,
}

/// What happened at one station.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationBook {
    /// By class: one, or high and low.
    #[serde(deserialize_with = "at_most::<2, _, _>")]
    pub classes: Vec<ClassBook>,
    /// Step by step, from the start of the run on.
    pub steps: Vec<StationStep>,
    /// The whole run, and what Little's law needs.
    pub totals: StationLoad,
}

/// What happened to one class of customers after the warm-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassBook {
    /// Customers that came.
    pub arrivals: u64,
    /// Turned away.
    pub blocked: u64,
    /// Gave up waiting.
    pub abandoned: u64,
    /// Waited at all, whether or not they gave up.
    pub delayed: u64,
    /// Came and were let in.
    pub visits: u64,
    /// Sum of their times in the queue, in microseconds.
    pub wait: u128,
    /// Sum of their times here, in microseconds.
    pub sojourn: u128,
    /// Their times in the queue, in microseconds.
    #[serde(serialize_with = "histogram::write", deserialize_with = "times")]
    pub waits: Histogram<u32>,
    /// Their times here, in microseconds.
    #[serde(serialize_with = "histogram::write", deserialize_with = "times")]
    pub sojourns: Histogram<u32>,
    /// Integral of the number waiting over measured time, in customer-microseconds.
    pub in_queue: u128,
    /// Integral of the number being served.
    pub in_service: u128,
}

/// One step of the series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationStep {
    /// Customers that came.
    pub arrivals: u64,
    /// Integral of the number here over the step, in customer-microseconds.
    pub in_system: u64,
    /// Integral of the number waiting.
    pub in_queue: u64,
}

/// One customer's time at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// When the customer came.
    pub came: Instant,
    /// When service began; nothing where the customer gave up.
    pub began: Option<Instant>,
    /// When the customer left.
    pub left: Instant,
}

impl Stations {
    /// An empty record.
    pub fn new(shape: &StationsShape) -> Self {
        let step = Duration::from_micros(shape.end.as_micros().div_ceil(STEPS).max(1));
        let steps = shape.end.as_micros().div_ceil(step.as_micros()) as usize;
        let book = |classes: &usize| StationBook {
            classes: (0..*classes).map(|_| ClassBook::new()).collect(),
            steps: vec![StationStep::default(); steps],
            totals: StationLoad::default(),
        };
        Self {
            warm_up: shape.warm_up,
            end: shape.end,
            step,
            entered: 0,
            books: shape.classes.iter().map(book).collect(),
        }
    }

    /// A customer comes to a station, from outside or from another one.
    pub fn came(&mut self, station: usize, class: usize, now: Instant, from_outside: bool) {
        let (measured, step) = (now >= self.warm_up, self.step_of(now));
        let book = &mut self.books[station];
        book.steps[step].arrivals += 1;
        book.classes[class].arrivals += u64::from(measured);
        self.entered += u64::from(measured && from_outside);
    }

    /// A customer who just came is turned away.
    pub fn blocked(&mut self, station: usize, class: usize, now: Instant) {
        self.books[station].classes[class].blocked += u64::from(now >= self.warm_up);
    }

    /// A customer's time at a station is known, perhaps ahead of its end.
    ///
    /// # Panics
    /// Never: the histograms grow with what they take.
    pub fn visited(&mut self, station: usize, class: usize, visit: Visit) {
        let served_from = visit.began.unwrap_or(visit.left);
        let measured = visit.came >= self.warm_up;
        let within = |from: Instant, to: Instant| to.min(self.end).saturating_since(from.max(self.warm_up)).as_micros();
        let (queued, served) = (within(visit.came, served_from), within(served_from, visit.left));
        self.spread(station, visit.came, visit.left, |step| &mut step.in_system);
        self.spread(station, visit.came, served_from, |step| &mut step.in_queue);
        let book = &mut self.books[station].classes[class];
        book.in_queue += u128::from(queued);
        book.in_service += u128::from(served);
        if measured {
            let (wait, sojourn) = ((served_from - visit.came).as_micros(), (visit.left - visit.came).as_micros());
            book.visits += 1;
            book.abandoned += u64::from(visit.began.is_none());
            book.delayed += u64::from(wait > 0);
            book.wait += u128::from(wait);
            book.sojourn += u128::from(sojourn);
            book.waits.record(wait).expect("it grows with what it takes");
            book.sojourns.record(sojourn).expect("it grows with what it takes");
        }
    }

    /// Adds a span of time to the steps that it covers, up to the end of the run.
    fn spread(&mut self, station: usize, from: Instant, to: Instant, of: impl Fn(&mut StationStep) -> &mut u64) {
        let to = to.min(self.end);
        let mut at = from;
        while at < to {
            let step = self.step_of(at);
            let ends = Instant::from_micros((step as u64 + 1) * self.step.as_micros()).min(to);
            *of(&mut self.books[station].steps[step]) += (ends - at).as_micros();
            at = ends;
        }
    }

    fn step_of(&self, at: Instant) -> usize {
        (at.as_micros() / self.step.as_micros()) as usize
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        absorb(self.entered);
        for book in &self.books {
            for step in &book.steps {
                absorb(step.arrivals);
                absorb(step.in_system);
                absorb(step.in_queue);
            }
            for class in &book.classes {
                for word in [class.arrivals, class.blocked, class.abandoned, class.delayed, class.visits] {
                    absorb(word);
                }
                for sum in [class.wait, class.sojourn, class.in_queue, class.in_service] {
                    absorb(sum as u64);
                }
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let of_class = |class: &ClassBook| (class.waits.distinct_values() + class.sojourns.distinct_values()) * 4;
        let of_book = |book: &StationBook| {
            book.steps.len() * size_of::<StationStep>() + book.classes.iter().map(of_class).sum::<usize>()
        };
        self.books.iter().map(of_book).sum()
    }
}

fn no_times() -> Histogram<u32> {
    Histogram::new(DIGITS).expect("the digits are a constant")
}

fn times<'de, D: Deserializer<'de>>(from: D) -> Result<Histogram<u32>, D::Error> {
    histogram::read(no_times(), from)
}

impl ClassBook {
    fn new() -> Self {
        Self {
            arrivals: 0,
            blocked: 0,
            abandoned: 0,
            delayed: 0,
            visits: 0,
            wait: 0,
            sojourn: 0,
            waits: no_times(),
            sojourns: no_times(),
            in_queue: 0,
            in_service: 0,
        }
    }

    /// Adds what happened to another class of the same station.
    ///
    /// # Panics
    /// Never: the histograms grow with what they take.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.arrivals += other.arrivals;
        both.blocked += other.blocked;
        both.abandoned += other.abandoned;
        both.delayed += other.delayed;
        both.visits += other.visits;
        both.wait += other.wait;
        both.sojourn += other.sojourn;
        both.waits.add(&other.waits).expect("it grows with what it takes");
        both.sojourns.add(&other.sojourns).expect("it grows with what it takes");
        both.in_queue += other.in_queue;
        both.in_service += other.in_service;
        both
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(us: u64) -> Instant {
        Instant::from_micros(us)
    }

    fn record() -> Stations {
        Stations::new(&StationsShape { warm_up: at(1_000), end: at(10_000), classes: vec![2] })
    }

    #[test]
    fn time_is_measured_from_the_warm_up_to_the_end() {
        let mut record = record();
        record.came(0, 1, at(900), true);
        record.visited(0, 1, Visit { came: at(900), began: Some(at(1_100)), left: at(1_500) });
        record.came(0, 1, at(9_000), true);
        record.visited(0, 1, Visit { came: at(9_000), began: Some(at(9_500)), left: at(12_000) });
        let class = &record.books[0].classes[1];
        assert_eq!((class.arrivals, class.visits, class.delayed, record.entered), (1, 1, 1, 1));
        assert_eq!((class.in_queue, class.in_service), (100 + 500, 400 + 500));
        assert_eq!((class.wait, class.sojourn), (500, 3_000));
        let spent: u64 = record.books[0].steps.iter().map(|step| step.in_system).sum();
        assert_eq!((spent, record.books[0].steps.len()), (600 + 1_000, 1_000));
    }

    #[test]
    fn who_gives_up_has_waited_and_was_never_served() {
        let mut record = record();
        record.came(0, 0, at(2_000), true);
        record.visited(0, 0, Visit { came: at(2_000), began: None, left: at(2_300) });
        let class = &record.books[0].classes[0];
        assert_eq!((class.abandoned, class.delayed, class.wait, class.sojourn), (1, 1, 300, 300));
        assert_eq!((class.in_queue, class.in_service), (300, 0));
    }
}
