//! Quantities as users write them: a number and a unit.
//!
//! Knows texts and units, but no document: mistakes are given as bytes of the text.

use crate::units::{Currency, Duration};
use std::ops::Range;

/// Longest duration of anything: what an event's clock can hold, in whole hundreds of days.
pub(super) const LONGEST: Duration = Duration::from_secs(200 * 86_400);

/// Units of time with their microseconds.
const TIME: [(&str, f64); 9] = [
    ("us", 1.0),
    ("µs", 1.0),
    ("ms", 1e3),
    ("s", 1e6),
    ("min", 6e7),
    ("h", 3.6e9),
    ("hours", 3.6e9),
    ("day", 8.64e10),
    ("days", 8.64e10),
];
/// How durations are written.
pub(super) const TIME_UNITS: &str = "a number with one of the units us, ms, s, min, h, day, days";
/// How rates are written.
pub(super) const RATE_UNITS: &str = "a rate such as \"8/s\" (units: /s, /min, /h, /day)";

/// What is wrong with a text, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Bytes of the text.
    pub(super) within: Range<usize>,
    /// What is wrong.
    pub(super) message: String,
    /// What was expected instead.
    pub(super) expected: String,
    /// Advice.
    pub(super) help: Option<String>,
}

impl Fault {
    /// A mistake without advice.
    pub(super) fn new(within: Range<usize>, message: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { within, message: message.into(), expected: expected.into(), help: None }
    }

    /// The same with advice.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, `by` bytes further on.
    #[must_use]
    pub(super) fn shifted(mut self, by: usize) -> Self {
        self.within = self.within.start + by..self.within.end + by;
        self
    }
}

/// A number at the beginning of a text, and where the rest begins.
pub(super) fn leading_number(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut exponent = false;
    while let Some(&byte) = bytes.get(end) {
        let sign = matches!(byte, b'+' | b'-') && exponent && matches!(bytes[end - 1], b'e' | b'E');
        // An `e` belongs to the number only when digits follow it.
        let power = matches!(byte, b'e' | b'E')
            && !exponent
            && bytes.get(end + 1).is_some_and(|next| next.is_ascii_digit() || matches!(next, b'+' | b'-'));
        // Two dots are a range.
        let dot = byte == b'.' && bytes.get(end + 1) != Some(&b'.');
        if !(byte.is_ascii_digit() || dot || sign || power || byte == b'_') {
            break;
        }
        exponent |= power;
        end += 1;
    }
    let number: f64 = text[..end].replace('_', "").parse().ok()?;
    number.is_finite().then_some((number, end))
}

/// Splits a text into a number, the trimmed rest, and where that rest begins.
fn split<'t>(text: &'t str, expected: &str) -> Result<(f64, &'t str, usize), Fault> {
    let lead = text.len() - text.trim_start().len();
    let Some((number, end)) = leading_number(&text[lead..]) else {
        return Err(Fault::new(0..text.len(), "does not begin with a number", expected));
    };
    let rest = &text[lead + end..];
    let begins = lead + end + (rest.len() - rest.trim_start().len());
    Ok((number, rest.trim(), begins))
}

/// Reads a duration of at most [`LONGEST`].
pub(super) fn duration(text: &str) -> Result<Duration, Fault> {
    let (number, unit, begins) = split(text, TIME_UNITS)?;
    let micros_per_unit = time_unit(unit, begins)?;
    let micros = number * micros_per_unit;
    if number < 0.0 {
        return Err(Fault::new(0..text.len(), "is negative", "a duration of at least 0 s"));
    }
    if micros > LONGEST.as_micros() as f64 {
        return Err(Fault::new(0..text.len(), "is too long", format!("at most {LONGEST}")));
    }
    if number > 0.0 && micros < 1.0 {
        return Err(Fault::new(0..text.len(), "is too short", "at least 1 us"));
    }
    Ok(Duration::from_micros(libm::round(micros) as u64))
}

/// Microseconds of a unit of time.
pub(super) fn time_unit(unit: &str, begins: usize) -> Result<f64, Fault> {
    if let Some((_, micros)) = TIME.iter().find(|(name, _)| *name == unit) {
        return Ok(*micros);
    }
    let within = begins..begins + unit.len();
    if unit.is_empty() {
        return Err(Fault::new(within, "has no unit", TIME_UNITS).help("write the unit, for example \"300 s\""));
    }
    let fault = Fault::new(within, format!("has the unknown unit `{unit}`"), TIME_UNITS);
    Err(match likely_time_unit(unit) {
        Some(likely) => fault.help(format!("did you mean `{likely}`?")),
        None => fault,
    })
}

fn likely_time_unit(unit: &str) -> Option<&'static str> {
    let lower = unit.to_lowercase();
    let likely = [("mic", "us"), ("mil", "ms"), ("ms", "ms"), ("mo", "30 days"), ("m", "min"), ("s", "s"), ("h", "h")];
    let more = [("d", "days"), ("w", "7 days"), ("y", "365 days")];
    likely.iter().chain(&more).find(|(begin, _)| lower.starts_with(begin)).map(|(_, unit)| *unit)
}

/// Reads a rate above zero, per second.
pub(super) fn rate(text: &str) -> Result<f64, Fault> {
    let (number, unit, begins) = split(text, RATE_UNITS)?;
    let within = begins..begins + unit.len();
    let Some(time) = unit.strip_prefix('/') else {
        return Err(Fault::new(within, "is not a rate", RATE_UNITS).help(format!("did you mean \"{number}/s\"?")));
    };
    let seconds = match time.trim() {
        "s" => 1.0,
        "min" => 60.0,
        "h" => 3_600.0,
        "day" => 86_400.0,
        other => {
            return Err(Fault::new(within, format!("has the unknown unit `/{other}`"), RATE_UNITS));
        }
    };
    if number <= 0.0 {
        return Err(Fault::new(0..text.len(), "is not above zero", RATE_UNITS));
    }
    if number > 1e12 {
        return Err(Fault::new(0..text.len(), "is too large", "at most 1e12/s"));
    }
    Ok(number / seconds)
}

/// Reads a share written as a percentage.
pub(super) fn percentage(text: &str) -> Result<f64, Fault> {
    let expected = "a share such as 0.05 or \"5 %\"";
    let (number, unit, begins) = split(text, expected)?;
    match unit {
        "%" => Ok(number / 100.0),
        "" => Ok(number),
        other => {
            let within = begins..begins + other.len();
            Err(Fault::new(within, format!("has the unknown unit `{other}`"), expected))
        }
    }
}

/// Reads a size in bytes.
pub(super) fn size(text: &str) -> Result<u64, Fault> {
    let expected = "a size such as \"700 B\" or \"2 KiB\" (units: B, KiB, MiB, GiB)";
    let (number, unit, begins) = split(text, expected)?;
    let bytes = match unit {
        "B" => 1.0,
        "KiB" => 1_024.0,
        "MiB" => 1_048_576.0,
        "GiB" => 1_073_741_824.0,
        other => {
            let within = begins..begins + other.len();
            return Err(Fault::new(within, format!("has the unknown unit `{other}`"), expected));
        }
    };
    let bytes = libm::round(number * bytes);
    if !(0.0..=1.1e12).contains(&bytes) {
        return Err(Fault::new(0..text.len(), "is out of bounds", "a size from 0 B to 1024 GiB"));
    }
    Ok(bytes as u64)
}

/// Reads an amount of money, per mebibyte where `per_mib` says so.
pub(super) fn money(text: &str, per_mib: bool) -> Result<(f64, Currency), Fault> {
    let expected = if per_mib { "a price such as \"0.25 INR/MiB\"" } else { "a price such as \"0.10 CNY\"" };
    let (number, unit, begins) = split(text, expected)?;
    let within = begins..begins + unit.len();
    let code = if per_mib { unit.strip_suffix("/MiB") } else { Some(unit) };
    let Some(code) = code else {
        return Err(Fault::new(within, "is not a price per mebibyte", expected).help(format!("write \"{text}/MiB\"")));
    };
    let Some(currency) = Currency::parse(code.trim()) else {
        let message = if code.is_empty() { "has no currency".to_owned() } else { format!("has no currency `{code}`") };
        return Err(Fault::new(within, message, expected).help("currencies are three capital letters (ISO 4217)"));
    };
    if number < 0.0 {
        return Err(Fault::new(0..text.len(), "is negative", "a price of at least 0"));
    }
    if number > 1e9 {
        return Err(Fault::new(0..text.len(), "is too large", "at most 1e9"));
    }
    Ok((number, currency))
}

/// Reads hours of the day, `[from, to)`; they may wrap around midnight.
pub(super) fn hours(text: &str) -> Result<(u8, u8), Fault> {
    let expected = "hours of the day such as \"18..24\" (from, and hour after the last)";
    let fault = |message: &str| Fault::new(0..text.len(), message, expected);
    let (from, to) = text.split_once("..").ok_or_else(|| fault("is not a range of hours"))?;
    let hour = |text: &str| text.trim().parse::<u8>().ok().filter(|hour| *hour <= 24);
    match (hour(from), hour(to)) {
        (Some(from), Some(to)) if from < 24 && from != to => Ok((from, to)),
        (Some(_), Some(_)) => Err(fault("covers no hour")),
        (Some(_), None) | (None, Some(_) | None) => Err(fault("has an hour outside 0 to 24")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_all_units() {
        for (text, micros) in [
            ("300 s", 300_000_000),
            ("28 days", 28 * 86_400_000_000),
            ("1 day", 86_400_000_000),
            ("10 min", 600_000_000),
            ("2 h", 7_200_000_000),
            ("150 ms", 150_000),
            ("20 us", 20),
            ("0.5 s", 500_000),
            ("1e3 s", 1_000_000_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_micros(micros)), "{text}");
        }
    }

    #[test]
    fn a_wrong_unit_is_pointed_at_with_the_likely_one() {
        let fault = duration("600 sec").expect_err("no such unit");
        assert_eq!(fault.within, 4..7);
        assert_eq!(fault.help.as_deref(), Some("did you mean `s`?"));
        assert!(duration("300").expect_err("no unit").message.contains("no unit"));
        assert!(duration("-3 s").expect_err("negative").message.contains("negative"));
        assert!(duration("1e300 days").expect_err("overflow").expected.contains("200 days"));
    }

    #[test]
    fn rates_money_shares_sizes_and_hours() {
        assert_eq!(rate("8/s"), Ok(8.0));
        assert_eq!(rate("86400/day"), Ok(1.0));
        assert!(rate("8").is_err() && rate("0/s").is_err() && rate("8/week").is_err());
        assert_eq!(money("0.10 CNY", false), Ok((0.10, Currency(*b"CNY"))));
        assert_eq!(money("0.25 INR/MiB", true), Ok((0.25, Currency(*b"INR"))));
        assert!(money("0.25 INR", true).is_err() && money("0.25", false).is_err() && money("-1 INR", false).is_err());
        assert_eq!(percentage("5 %"), Ok(0.05));
        assert_eq!(size("2 KiB"), Ok(2048));
        assert_eq!(hours("18..24"), Ok((18, 24)));
        assert_eq!(hours("22..6"), Ok((22, 6)));
        assert!(hours("18..25").is_err() && hours("18").is_err() && hours("7..7").is_err());
    }
}
