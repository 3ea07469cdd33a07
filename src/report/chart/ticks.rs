//! Axes: ranges, round ticks and their labels.
//!
//! Knows no pixel.

use super::Marker;
use crate::analysis::Calendar;
use crate::report::grouped;
use crate::units::Duration;

/// A range with labelled ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    log: bool,
    pub(super) ticks: Vec<(f64, String)>,
    pub(super) title: String,
}

impl Axis {
    /// Where a value lies between the ends, 0 to 1.
    pub(super) fn place(&self, x: f64) -> f64 {
        let place = if self.log {
            libm::log10(x.max(self.low) / self.low) / libm::log10(self.high / self.low)
        } else {
            (x - self.low) / (self.high - self.low)
        };
        place.clamp(0.0, 1.0)
    }

    /// Shares from none to `high` in per cent.
    pub(super) fn share(high: f64, title: &str) -> Self {
        let mut axis = Self::amount(high * 100.0, "");
        axis.high /= 100.0;
        axis.ticks.iter_mut().for_each(|tick| *tick = (tick.0 / 100.0, format!("{} %", tick.1)));
        Self { title: title.to_owned(), ..axis }
    }

    /// Amounts from none to `high`, in thousands or more where they are large.
    pub(super) fn amount(high: f64, title: &str) -> Self {
        Self::between(0.0, high, title)
    }

    /// Amounts from `low` (or none) to `high`.
    pub(super) fn between(low: f64, high: f64, title: &str) -> Self {
        Self::spanning(low.min(0.0), if high > 0.0 || low < 0.0 { high.max(0.0) } else { 1.0 }, title)
    }

    /// Amounts from `low` to `high`, with zero only where it lies between.
    pub(super) fn around(low: f64, high: f64, title: &str) -> Self {
        let size = low.abs().max(high.abs());
        let least = if size > 0.0 { size * 1e-3 } else { 1.0 };
        if high - low > least {
            Self::spanning(low, high, title)
        } else {
            Self::spanning(low - least, high + least, title)
        }
    }

    /// Figures of a unit from `low` to `high`, shares in per cent; from none where that is not far.
    pub(super) fn figure(low: f64, high: f64, unit: &str) -> Self {
        let near = low >= 0.0 && low < high * 0.6;
        Self::figure_around(if near { 0.0 } else { low }, high, unit)
    }

    /// Figures of a unit from `low` to `high`, shares in per cent.
    pub(super) fn figure_around(low: f64, high: f64, unit: &str) -> Self {
        if unit != "share" {
            return Self::around(low, high, if unit == "count" { "" } else { unit });
        }
        let mut axis = Self::around(low * 100.0, high * 100.0, "");
        (axis.low, axis.high) = (axis.low / 100.0, axis.high / 100.0);
        axis.ticks.iter_mut().for_each(|tick| *tick = (tick.0 / 100.0, format!("{} %", tick.1)));
        axis
    }

    /// Levels at their places, with a little room at both ends; places of positive numbers by powers where `log` says so.
    pub(super) fn levels(ticks: Vec<(f64, String)>, log: bool, title: &str) -> Self {
        let ends = ticks.iter().map(|tick| tick.0);
        let (low, high) = (ends.clone().fold(f64::INFINITY, f64::min), ends.fold(f64::NEG_INFINITY, f64::max));
        let (low, high) = if log {
            let more = libm::pow(high / low, 0.05);
            (low / more, high * more)
        } else {
            let more = if high > low { (high - low) * 0.05 } else { 0.5 };
            (low - more, high + more)
        };
        Self { low, high, log, ticks, title: title.to_owned() }
    }

    fn spanning(low: f64, high: f64, title: &str) -> Self {
        let step = round_step((high - low) / 5.0);
        let (first, last) = (libm::floor(low / step), libm::ceil(high / step));
        let size = (last * step).max(-first * step);
        let (divisor, word) = match size {
            s if s >= 2e9 => (1e9, "billion "),
            s if s >= 2e6 => (1e6, "million "),
            s if s >= 1e4 => (1e3, "thousand "),
            _ => (1.0, ""),
        };
        let decimals = decimals(step / divisor);
        let count = libm::round(last - first) as usize;
        let values = (0..=count).map(|i| (first + i as f64) * step);
        let ticks = values.map(|x| (x, format!("{:.decimals$}", x / divisor + 0.0).replace('-', "−"))).collect();
        Self { low: first * step, high: last * step, log: false, ticks, title: format!("{word}{title}") }
    }

    /// Latencies by powers of ten, from a microsecond on.
    pub(super) fn latency(low_s: f64, high_s: f64, title: &str) -> Self {
        let low_s = low_s.max(1e-6);
        let (low, high) = (low_s / 1.15, high_s.max(low_s * 10.0) * 1.15);
        let [first, last] = [libm::ceil(libm::log10(low)) as i32, libm::floor(libm::log10(high)) as i32];
        let power = |p: i32| libm::exp10(f64::from(p));
        let label = |p: i32| match p {
            ..0 => format!("{} ms", libm::round(power(p + 3))),
            0.. => format!("{} s", grouped(power(p) as u64)),
        };
        Self {
            low,
            high,
            log: true,
            ticks: (first..=last).map(|p| (power(p), label(p))).collect(),
            title: title.to_owned(),
        }
    }

    /// The measured days of a study, in days since its start, with at most `labels` dates.
    pub(super) fn days(calendar: &Calendar, labels: usize) -> Self {
        let days = |d: Duration| d.as_micros() as f64 / Duration::DAY.as_micros() as f64;
        let (low, high) = (days(calendar.warm_up), days(calendar.duration));
        let minute = 1.0 / 1440.0;
        let steps =
            [minute, 5.0 * minute, 15.0 * minute, 1.0 / 24.0, 0.125, 0.25, 0.5, 1.0, 2.0, 7.0, 14.0, 28.0, 91.0];
        let step = steps.into_iter().find(|step| (high - low) / step <= labels as f64).unwrap_or(182.0);
        let count = libm::floor((high - low) / step + 1e-9) as usize;
        let tick = |i: usize| {
            let at = low + i as f64 * step;
            let date = calendar.at(Duration::from_micros((at * Duration::DAY.as_micros() as f64) as u64 + 500_000));
            let midnight = date.strftime("%H:%M").to_string() == "00:00";
            let text = date.strftime(if step < 1.0 && !midnight { "%H:%M" } else { "%-d %b" });
            (at, text.to_string())
        };
        let ticks: Vec<_> = (0..=count).map(tick).collect();
        Self { low, high, log: false, ticks, title: Self::dates(calendar) }
    }

    /// `date, 2014 (UTC+8)`; of less than a day the day, of more than a year both years.
    fn dates(calendar: &Calendar) -> String {
        let end = calendar.duration.saturating_sub(Duration::from_micros(1));
        let (first, last) = (calendar.at(calendar.warm_up).date(), calendar.at(end).date());
        let when = if first == last {
            format!("time, {}", first.strftime("%-d %b %Y"))
        } else if first.year() == last.year() {
            format!("date, {}", first.year())
        } else {
            format!("date, {} to {}", first.year(), last.year())
        };
        let (hours, minutes) = (calendar.utc_offset_s / 3600, calendar.utc_offset_s.abs() / 60 % 60);
        let minutes = if minutes == 0 { String::new() } else { format!(":{minutes:02}") };
        format!("{when} (UTC{hours:+}{minutes})")
    }

    /// The markers that fall on the axis.
    pub(super) fn holds(&self, marker: &Marker) -> bool {
        (self.low..=self.high).contains(&marker.day)
    }
}

/// Decimals that a step needs.
fn decimals(step: f64) -> usize {
    let whole = |decimals: &i32| {
        let x = step * libm::exp10(f64::from(*decimals));
        (x - libm::round(x)).abs() < 1e-6
    };
    (0..6).find(whole).unwrap_or(6) as usize
}

/// 1, 2, 2.5 or 5 times a power of ten, at least `least`.
fn round_step(least: f64) -> f64 {
    let power = libm::exp10(libm::floor(libm::log10(least)));
    let factor = [1.0, 2.0, 2.5, 5.0].into_iter().find(|f| f * power >= least * (1.0 - 1e-9)).unwrap_or(10.0);
    factor * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|t| t.1.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        assert_eq!(labels(&Axis::amount(9.0, "")), ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(labels(&Axis::share(0.43, "")), ["0 %", "10 %", "20 %", "30 %", "40 %", "50 %"]);
        let axis = Axis::between(-1.5e6, 6e6, "CNY a day");
        assert_eq!((labels(&axis), axis.title.as_str()), (vec!["−2", "0", "2", "4", "6"], "million CNY a day"));
        assert_eq!(labels(&Axis::amount(0.0, "")).len(), 6);
        assert_eq!(labels(&Axis::around(361e6, 379e6, "")), ["360", "365", "370", "375", "380"]);
        assert!(Axis::around(5.0, 5.0, "").ticks.len() > 1);
        assert_eq!(labels(&Axis::around(0.0, 0.0, "")), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(labels(&Axis::latency(0.01, 900.0, "")), ["10 ms", "100 ms", "1 s", "10 s", "100 s", "1,000 s"]);
    }

    #[test]
    fn days_carry_dates() {
        let calendar = Calendar {
            start_unix_s: 1_406_476_800,
            utc_offset_s: 8 * 3600,
            warm_up: Duration::DAY,
            duration: Duration::DAY * 28,
            load_step: Duration::HOUR,
        };
        let axis = Axis::days(&calendar, 8);
        assert_eq!(labels(&axis), ["29 Jul", "5 Aug", "12 Aug", "19 Aug"]);
        assert_eq!(axis.title, "date, 2014 (UTC+8)");
    }
}
