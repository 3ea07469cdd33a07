//! Progress of a study while it runs: a bar on a terminal, a plain line now and then elsewhere.
//!
//! A thread of its own looks at the clock; runs only leave their latest figures. Nothing of it reaches a result.

use super::clock::Clock;
use super::terminal::say;
use super::{Terminal, memory};
use crate::experiment::{Phase, Progress, Search};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Columns of the bar.
const BAR: usize = 14;
/// Between two looks at a terminal's bar.
const TICK_S: f64 = 0.25;
/// Seconds over which the current speed is taken.
const RECENT_S: f64 = 5.0;
/// Plain lines: the first, the wait after it, what each later wait is multiplied by, and the longest.
const FIRST_LINE_S: f64 = 10.0;
const NEXT_LINE_S: f64 = 60.0;
const GROWTH: f64 = 1.5;
const LONGEST_WAIT_S: f64 = 600.0;

/// From so many runs on they are counted.
const MANY: usize = 10;

/// The meter of one study; nothing is shown any more once it is dropped.
pub(super) struct Meter {
    board: Arc<Board>,
    watcher: Option<JoinHandle<()>>,
}

/// Where runs leave their figures.
#[derive(Default)]
struct Board {
    /// The latest figures, whether all is over, and the events that are expected.
    latest: Mutex<(Progress, bool, Option<f64>)>,
    over: Condvar,
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, (Progress, bool, Option<f64>)> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits so long, or until all is over; the latest figures if it is not.
    fn wait(&self, seconds: f64) -> Option<(Progress, Option<f64>)> {
        let wait = Duration::from_secs_f64(seconds.max(0.001));
        let waited = self.over.wait_timeout_while(self.lock(), wait, |(_, over, _)| !*over);
        let (progress, over, expected) = *waited.unwrap_or_else(PoisonError::into_inner).0;
        (!over).then_some((progress, expected))
    }
}

impl Meter {
    /// So many events are expected in all: how long the rest takes is told from that at first, since the same simulated
    /// time takes longer by day than by night.
    #[must_use]
    pub(super) fn expecting(self, events: f64) -> Self {
        self.board.lock().2 = Some(events);
        self
    }

    /// A meter that begins now; one that shows nothing where quiet was asked for.
    pub(super) fn start(terminal: Terminal, quiet: bool) -> Self {
        let board = Arc::new(Board::default());
        let watched = Arc::clone(&board);
        let watch = move || if terminal.watched { draw(&watched, terminal.color) } else { tell(&watched) };
        // Where no thread can be had there is nothing to see, and the work goes on.
        let shown = if quiet { None } else { thread::Builder::new().spawn(watch).ok() };
        Self { board, watcher: shown }
    }

    /// Takes figures.
    pub(super) fn show(&self, progress: Progress) {
        self.board.lock().0 = progress;
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.board.lock().1 = true;
        self.board.over.notify_all();
        if let Some(watcher) = self.watcher.take() {
            // A watcher that panicked has said so.
            let _gone = watcher.join();
        }
    }
}

/// Draws a bar until all is over, and takes it away.
fn draw(board: &Board, color: bool) {
    let bar = ProgressBar::new(1000);
    bar.set_draw_target(ProgressDrawTarget::stderr());
    let color = if color { ".cyan" } else { "" };
    let template = format!("{{bar:{BAR}{color}}} {{msg}}");
    bar.set_style(ProgressStyle::with_template(&template).expect("the template is a constant"));
    let mut speed = Speedometer::start();
    while let Some((progress, expected)) = board.wait(TICK_S) {
        let reading = speed.read(progress, expected);
        bar.set_position((reading.share() * 1e3) as u64);
        bar.set_message(reading.short(room()));
        bar.tick();
    }
    bar.finish_and_clear();
}

/// Columns beside the bar. The last ones stay free: where a terminal echoes `^C` there, the line is still one line.
fn room() -> usize {
    let columns = terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
    columns.saturating_sub(BAR + 1 + 3)
}

/// Says plain lines until all is over.
fn tell(board: &Board) {
    let mut speed = Speedometer::start();
    let (mut due, mut wait) = (FIRST_LINE_S, NEXT_LINE_S);
    while let Some((progress, expected)) = board.wait(1.0) {
        let reading = speed.read(progress, expected);
        if reading.elapsed_s >= due {
            say(&reading.long());
            due = reading.elapsed_s + wait;
            wait = (wait * GROWTH).min(LONGEST_WAIT_S);
        }
    }
}

/// Puts a clock beside the figures.
struct Speedometer {
    clock: Clock,
    /// Time, simulated seconds and events when the first events had been handled.
    origin: Option<(f64, f64, u64)>,
    /// Time and events of the last seconds.
    recent: VecDeque<(f64, u64)>,
    /// Events of all runs, as far as an estimate knows.
    expected: Option<f64>,
}

impl Speedometer {
    fn start() -> Self {
        Self { clock: Clock::start(), origin: None, recent: VecDeque::new(), expected: None }
    }

    fn read(&mut self, progress: Progress, expected: Option<f64>) -> Reading {
        self.expected = expected;
        self.at(self.clock.seconds(), progress, memory::resident())
    }

    /// What figures mean at a time.
    fn at(&mut self, now: f64, progress: Progress, resident: Option<u64>) -> Reading {
        let mut reading =
            Reading { progress, elapsed_s: now, resident, recent_rate: None, whole_rate: None, left_s: None };
        if progress.events == 0 {
            return reading;
        }
        self.recent.push_back((now, progress.events));
        while self.recent.get(1).is_some_and(|(at, _)| now - at >= RECENT_S) {
            self.recent.pop_front();
        }
        let (begin, done_s, events) = *self.origin.get_or_insert((now, progress.done_s, progress.events));
        let gone = now - begin;
        if gone >= 1.0 {
            reading.whole_rate = Some((progress.events - events) as f64 / gone);
            let pace = (progress.done_s - done_s) / gone;
            let by_time = (progress.total_s - progress.done_s) / pace;
            let left = match (self.expected, reading.whole_rate) {
                // The estimate counts for as much as is still to come.
                (Some(expected), Some(rate)) if progress.runs < MANY => {
                    let by_events = (expected - progress.events as f64).max(0.0) / rate;
                    let share = reading.share();
                    if by_events.is_finite() { share * by_time + (1.0 - share) * by_events } else { by_time }
                }
                (_, _) => by_time,
            };
            reading.left_s = Some(left).filter(|left| left.is_finite());
        }
        let (at, before) = self.recent[0];
        if now - at >= 1.0 {
            reading.recent_rate = Some((progress.events - before) as f64 / (now - at));
        }
        reading
    }
}

/// What there is to show.
struct Reading {
    progress: Progress,
    elapsed_s: f64,
    resident: Option<u64>,
    recent_rate: Option<f64>,
    whole_rate: Option<f64>,
    left_s: Option<f64>,
}

impl Reading {
    /// The share of simulated time that is done.
    fn share(&self) -> f64 {
        // Of a search nobody knows the end: the share of the conditions of a fleet.
        if let Some(search) = self.progress.search.filter(|search| search.fleet > 0) {
            return f64::from(search.condition - 1) / f64::from(search.conditions.max(1));
        }
        if self.progress.total_s > 0.0 { (self.progress.done_s / self.progress.total_s).min(1.0) } else { 0.0 }
    }

    /// Simulated time, in the unit of all of it.
    fn reached(&self) -> String {
        let p = &self.progress;
        let (unit, name) = if p.total_s >= 3.0 * 86_400.0 { (86_400.0, "days") } else { (3_600.0, "h") };
        format!("{:.1} of {:.0} {name}", p.done_s / unit, p.total_s / unit)
    }

    /// What is being done, where that is not the handling of events.
    fn phase(&self) -> Option<&'static str> {
        // Of many short runs it changes by the moment.
        if self.progress.runs >= MANY && self.progress.events > 0 {
            return None;
        }
        match self.progress.phase {
            Phase::Building => Some("building the world"),
            Phase::Running => None,
            Phase::Closing => Some("closing the books"),
        }
    }

    /// For so many columns beside the bar: what comes first, as far as there is room.
    fn short(&self, room: usize) -> String {
        let mut text = String::new();
        for part in self.parts() {
            let gap = if text.is_empty() { "" } else { "  " };
            if text.chars().count() + gap.len() + part.chars().count() > room {
                break;
            }
            text = text + gap + &part;
        }
        text
    }

    /// What there is to say, the most important first.
    fn parts(&self) -> Vec<String> {
        if let Some(search) = self.progress.search {
            return self.searching(search);
        }
        let mut parts = vec![format!("{:3.0} %", self.share() * 100.0)];
        if let Some(phase) = self.phase() {
            parts.push(format!("{phase}, {} gone", duration(self.elapsed_s)));
        } else {
            parts.extend(self.left_s.map(|left| format!("{} left", duration(left))));
            // Of many runs it is told how many are done; simulated time says little then.
            let p = &self.progress;
            parts.push(if p.runs < MANY { self.reached() } else { format!("{} of {} runs", p.runs_done, p.runs) });
            let rate = |rate: Option<f64>| rate.map(|rate| format!("{:.2}", rate / 1e6));
            parts.extend(match (rate(self.recent_rate), rate(self.whole_rate)) {
                (Some(recent), Some(whole)) => Some(format!("{recent} M/s ({whole})")),
                (_, _) => None,
            });
        }
        parts.extend(self.resident.map(memory::bytes));
        parts
    }

    /// How far a search is. How many fleets it will try nobody knows; how long one takes it does.
    fn searching(&self, search: Search) -> Vec<String> {
        let Search { fleet, at_most, condition, conditions } = search;
        let mut parts = vec![match fleet {
            0 => "pilot run".to_owned(),
            fleet => format!("fleet {fleet} of {at_most} at most"),
        }];
        if conditions > 1 {
            parts.push(format!("condition {condition} of {conditions}"));
        }
        parts.push(format!("{} gone", duration(self.elapsed_s)));
        if fleet > 1 {
            parts.push(format!("{} each", duration(self.elapsed_s / f64::from(fleet - 1))));
        }
        parts
    }

    /// For a log.
    fn long(&self) -> String {
        let p = &self.progress;
        if let Some(search) = p.search {
            return self.searching(search).join(", ");
        }
        let mut parts = vec![match self.phase() {
            Some(phase) => phase.to_owned(),
            None => format!("{:.1} % done", self.share() * 100.0),
        }];
        parts.push(format!("simulated {}", self.reached()));
        if p.runs > 1 {
            parts.push(format!("{} of {} runs done", p.runs_done, p.runs));
        }
        if let (Some(recent), Some(whole)) = (self.recent_rate, self.whole_rate) {
            parts.push(format!("{:.2} M events/s ({:.2} over all)", recent / 1e6, whole / 1e6));
        }
        parts.push(format!("{} gone", duration(self.elapsed_s)));
        parts.extend(self.left_s.filter(|_| self.phase().is_none()).map(|left| format!("{} left", duration(left))));
        parts.extend(self.resident.map(memory::bytes));
        parts.join(", ")
    }
}

/// A length of time for people.
pub(super) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 99.5 => format!("{s:.0} s"),
        s if s < 99.5 * 60.0 => format!("{:.0} min", s / 60.0),
        s if s < 72.0 * 3_600.0 => format!("{:.1} h", s / 3_600.0),
        s => format!("{:.1} days", s / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(done_s: f64, events: u64) -> Progress {
        Progress { phase: Phase::Running, runs_done: 0, runs: 1, done_s, total_s: 86_400.0, events, search: None }
    }

    #[test]
    fn a_reading_fits_beside_the_bar_and_tells_both_speeds() {
        let mut speed = Speedometer::start();
        speed.at(20.0, running(0.0, 1_000_000), None);
        let mut reading = None;
        for second in 21..=1_200_u64 {
            let rate = if second < 1_190 { 11_000_000 } else { 12_340_000 };
            let events = (second - 20) * rate;
            reading = Some(speed.at(second as f64, running((second - 20) as f64 * 20.0, events), Some(10 << 30)));
        }
        let reading = reading.expect("there were seconds");
        assert_eq!(reading.short(62), " 27 %  52 min left  6.6 of 24 h  12.34 M/s (12.34)  10.0 GiB");
        assert_eq!(reading.short(42), " 27 %  52 min left  6.6 of 24 h");
        assert!(reading.short(62).chars().count() <= 62);
        assert!(reading.long().starts_with("27.3 % done, simulated 6.6 of 24 h, 12.34 M events/s (12.34 over all)"));
    }

    #[test]
    fn before_the_first_events_the_phase_is_told() {
        let mut speed = Speedometer::start();
        let building = speed.at(31.0, Progress { total_s: 86_400.0, ..Progress::default() }, Some(4 << 30));
        assert_eq!(building.short(62), "  0 %  building the world, 31 s gone  4.00 GiB");
        assert_eq!(building.long(), "building the world, simulated 0.0 of 24 h, 31 s gone, 4.00 GiB");
        let closing = Progress { phase: Phase::Closing, ..running(86_400.0, 5) };
        assert!(speed.at(99.0, closing, None).short(62).starts_with("100 %  closing the books, 99 s gone"));
    }

    #[test]
    fn of_many_runs_it_is_told_how_many_are_done_and_what_is_left() {
        let mut speed = Speedometer::start();
        let many = |runs_done, done_s, events| Progress { runs_done, runs: 320, ..running(done_s, events) };
        speed.at(1.0, many(0, 0.0, 1), None);
        let later = Progress { phase: Phase::Building, ..many(80, 21_600.0, 10_000_001) };
        let reading = speed.at(11.0, later, None);
        assert_eq!(reading.short(62), " 25 %  30 s left  80 of 320 runs  1.00 M/s (1.00)");
        assert!(reading.long().contains("80 of 320 runs done") && reading.long().contains("30 s left"));
    }

    #[test]
    fn the_speed_of_the_last_seconds_forgets_what_was_before() {
        let mut speed = Speedometer::start();
        speed.at(0.0, running(0.0, 1), None);
        speed.at(100.0, running(100.0, 1_000_001), None);
        let later = speed.at(106.0, running(200.0, 4_000_001), None);
        assert!(
            later.short(62).contains("0.50 M/s (0.04)") && later.short(62).contains("12.7 h left"),
            "{}",
            later.short(62)
        );
    }

    /// By night a thousand events an hour, by day ten times as many: pace by simulated time alone would promise too much.
    #[test]
    fn what_is_left_is_told_from_the_events_that_are_expected() {
        let left = |expected| {
            let mut speed = Speedometer { expected, ..Speedometer::start() };
            speed.at(0.0, running(0.0, 1), None);
            speed.at(6.0, running(21_600.0, 6_001), None).left_s.expect("it has run for seconds")
        };
        assert!((left(None) - 18.0).abs() < 0.1, "{}", left(None));
        // 180,000 are still to come, a thousand a second.
        let told = left(Some(186_001.0));
        assert!((told - (0.25 * 18.0 + 0.75 * 180.0)).abs() < 0.1, "{told}");
    }

    #[test]
    fn a_search_says_how_many_fleets_it_tried_and_what_one_takes() {
        let search = |fleet| Some(Search { fleet, at_most: 200, condition: 2, conditions: 5 });
        let mut speed = Speedometer::start();
        let short = speed.at(60.0, Progress { search: search(13), ..running(5.0, 5) }, None).short(62);
        assert_eq!(short, "fleet 13 of 200 at most  condition 2 of 5  60 s gone  5 s each");
        assert!(short.chars().count() <= 62);
        let pilot = Search { fleet: 0, at_most: 200, condition: 0, conditions: 0 };
        assert_eq!(
            speed.at(61.0, Progress { search: Some(pilot), ..running(5.0, 5) }, None).long(),
            "pilot run, 61 s gone"
        );
    }

    #[test]
    fn a_meter_that_is_dropped_has_ended() {
        let meter = Meter::start(Terminal { watched: false, color: false, painted: false, answers: false }, false);
        meter.show(running(5.0, 5));
        drop(meter);
    }

    #[test]
    fn times_are_short() {
        let texts = [0.4, 99.0, 100.0, 3_600.0, 30_000.0, 400_000.0].map(duration);
        assert_eq!(texts, ["0 s", "99 s", "2 min", "60 min", "8.3 h", "4.6 days"]);
    }
}
