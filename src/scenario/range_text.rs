//! Ranges as users write them: `"0.01..0.10 step 0.01"`, `"5 s..60 s step 5 s"`, `"0.01..0.10"`; and samples: `"lhs(100)"`.
//!
//! Knows texts and units, but no document: mistakes are given as bytes of the text.

use super::decimal::Decimal;
use super::quantity::Fault;
use crate::random::Sample;
use std::ops::Range;

/// How ranges are written.
pub(super) const RANGE: &str = "a range such as \"0.01..0.10 step 0.01\", or \"0.01..0.10\" with a sample";
/// How samples are written.
pub(super) const SAMPLE: &str = "a sample such as \"lhs(100)\", \"sobol(256)\" or \"saltelli(64)\"";

/// From one number to another, by steps or without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    low: Decimal,
    high: Decimal,
    step: Option<Decimal>,
    /// What follows each number: a blank where there is one, and the unit.
    tail: String,
}

/// One number of a range with its unit.
struct Part {
    number: Decimal,
    /// The unit with the blank before it.
    tail: String,
    within: Range<usize>,
}

impl Stretch {
    /// Reads a range.
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let whole = 0..text.len();
        let Some(dots) = text.find("..") else {
            return Err(Fault::new(whole, "is not a range", RANGE));
        };
        if text[dots..].starts_with("...") {
            return Err(Fault::new(dots..dots + 3, "has three dots", "two dots between the ends"));
        }
        let step_at = text.find("step");
        let high_end = step_at.unwrap_or(text.len());
        if high_end < dots {
            return Err(Fault::new(whole, "is not a range", RANGE));
        }
        let low = part(text, 0..dots)?;
        let high = part(text, dots + 2..high_end)?;
        let step = step_at.map(|at| part(text, at + "step".len()..text.len())).transpose()?;
        for other in [Some(&high), step.as_ref()].into_iter().flatten() {
            if other.tail.trim() != low.tail.trim() {
                let unit = |part: &Part| match part.tail.trim() {
                    "" => "no unit".to_owned(),
                    unit => format!("`{unit}`"),
                };
                let message = format!("has mixed units: {} and {}", unit(&low), unit(other));
                let fault = Fault::new(other.within.clone(), message, "one unit in the whole range");
                return Err(fault.help("write it as in \"5 s..60 s step 5 s\""));
            }
        }
        let stretch =
            Self { low: low.number, high: high.number, step: step.as_ref().map(|s| s.number), tail: low.tail };
        stretch.fault(&low.within, &high.within, step.map(|s| s.within)).map_or(Ok(stretch), Err)
    }

    fn fault(&self, low: &Range<usize>, high: &Range<usize>, step: Option<Range<usize>>) -> Option<Fault> {
        let ends = low.start..high.end;
        let width = self.high.at(self.scale()) - self.low.at(self.scale());
        if width == 0 {
            return Some(Fault::new(ends, "is an empty range", "two ends that differ"));
        }
        let Some((step, within)) = self.step.zip(step) else {
            let fault = Fault::new(ends, "is an empty range: it ends before it begins", "the lower end first");
            return (width < 0).then_some(fault);
        };
        match step.mantissa.signum() * width.signum() {
            0 => Some(Fault::new(within, "has a step of 0", "a step that leads from one end to the other")),
            1 => self.steps().is_none().then(|| {
                let fault = Fault::new(within, "has more steps than can be counted", "a larger step");
                fault.help("write fewer digits in the step or in the ends")
            }),
            _ => {
                let fault = Fault::new(within, "has a step of the wrong sign", "a step that leads to the second end");
                Some(fault.help("did you mean the same step with the other sign?"))
            }
        }
    }

    fn scale(&self) -> u32 {
        let step = self.step.map_or(0, |step| step.scale);
        self.low.scale.max(self.high.scale).max(step)
    }

    /// Levels of a range with a step.
    pub(super) fn steps(&self) -> Option<u64> {
        let scale = self.scale();
        let step = self.step?.at(scale);
        u64::try_from((self.high.at(scale) - self.low.at(scale)) / step + 1).ok()
    }

    /// The `index`-th level of a range with a step, as written.
    pub(super) fn level(&self, index: u64) -> String {
        let step = self.step.expect("the range has steps");
        let scale = self.low.scale.max(step.scale);
        self.written(Decimal { mantissa: self.low.at(scale) + i128::from(index) * step.at(scale), scale })
    }

    /// The value at `share` of the way, with four digits more than the ends; whole where both ends are and have no unit.
    pub(super) fn at(&self, share: f64) -> String {
        let scale = self.low.scale.max(self.high.scale);
        let (low, high) = (self.low.at(scale), self.high.at(scale));
        if scale == 0 && self.unit().is_empty() {
            let step = libm::floor(share * (high - low + 1) as f64) as i128;
            return self.written(Decimal { mantissa: (low + step).min(high), scale });
        }
        let finer = 10_i128.pow(4);
        let step = libm::round(share * ((high - low) * finer) as f64) as i128;
        self.written(Decimal { mantissa: low * finer + step, scale: scale + 4 })
    }

    /// The ends as written.
    pub(super) fn ends(&self) -> [String; 2] {
        [self.written(self.low), self.written(self.high)]
    }

    /// The ends as numbers, the lesser first.
    pub(super) fn bounds(&self) -> (f64, f64) {
        let (low, high) = (self.low.float(), self.high.float());
        (low.min(high), low.max(high))
    }

    /// The unit of all numbers; empty where there is none.
    pub(super) fn unit(&self) -> &str {
        self.tail.trim()
    }

    fn written(&self, number: Decimal) -> String {
        format!("{number}{}", self.tail)
    }
}

fn part(text: &str, within: Range<usize>) -> Result<Part, Fault> {
    let piece = &text[within.clone()];
    let begins = within.start + (piece.len() - piece.trim_start().len());
    let piece = piece.trim();
    let place = begins..begins + piece.len();
    let Some((number, end)) = Decimal::leading(piece) else {
        let message = format!("has `{piece}` where a number should be");
        return Err(Fault::new(if piece.is_empty() { within } else { place }, message, RANGE));
    };
    Ok(Part { number, tail: piece[end..].to_owned(), within: place })
}

/// Reads a sample.
pub(super) fn sample(text: &str) -> Result<Sample, Fault> {
    let whole = 0..text.len();
    let Some((name, inner)) = text.trim_end().strip_suffix(')').and_then(|open| open.split_once('(')) else {
        return Err(Fault::new(whole, "is not a sample", SAMPLE));
    };
    let begins = name.len() + 1;
    let count = inner.trim().replace('_', "").parse::<u32>().ok().filter(|n| (1..=Sample::MOST).contains(n));
    let Some(n) = count else {
        let within = begins..begins + inner.len();
        let expected = format!("a whole number from 1 to {}", Sample::MOST);
        return Err(Fault::new(within, format!("has `{inner}` where the size should be"), expected));
    };
    match name.trim() {
        "lhs" => Ok(Sample::Lhs(n)),
        "sobol" => Ok(Sample::Sobol(n)),
        "saltelli" => Ok(Sample::Saltelli(n)),
        other => {
            let fault = Fault::new(0..name.len(), format!("is of the unknown kind `{other}`"), SAMPLE);
            Err(match super::diagnostic::did_you_mean(other, ["lhs", "sobol", "saltelli"]) {
                Some(likely) => fault.help(format!("did you mean `{likely}`?")),
                None => fault,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> Vec<String> {
        let range = Stretch::read(text).expect(text);
        (0..range.steps().expect("it has steps")).map(|i| range.level(i)).collect()
    }

    #[test]
    fn steps_are_exact_and_include_the_end_where_it_is_hit() {
        let shares = levels("0.01..0.10 step 0.01");
        assert_eq!((shares.len(), shares[2].as_str(), shares[9].as_str()), (10, "0.03", "0.10"));
        assert_eq!(levels("5 s..20 s step 5 s"), ["5 s", "10 s", "15 s", "20 s"]);
        assert_eq!(levels("1..8 step 3"), ["1", "4", "7"]);
        assert_eq!(levels("1..2 step 0.5"), ["1.0", "1.5", "2.0"]);
        assert_eq!(levels("10..1 step -4"), ["10", "6", "2"]);
        assert_eq!(levels("8/s..16/s step 8/s"), ["8/s", "16/s"]);
        assert_eq!(levels("1e6..3e6 step 1e6"), ["1000000", "2000000", "3000000"]);
        assert_eq!(Stretch::read("0..1 step 1e-12").expect("a range").steps(), Some(1_000_000_000_001));
    }

    #[test]
    fn samples_of_a_range_stay_inside_it() {
        let share = Stretch::read("0.01..0.10").expect("a range");
        assert_eq!([0.0, 0.5, 0.999_999_9].map(|u| share.at(u)), ["0.010000", "0.055000", "0.100000"]);
        let whole = Stretch::read("2..5").expect("a range");
        assert_eq!([0.0, 0.24, 0.26, 0.999].map(|u| whole.at(u)), ["2", "2", "3", "5"]);
        assert_eq!(Stretch::read("0 h..1 h").expect("a range").at(0.5), "0.5000 h");
        assert_eq!((share.unit(), share.bounds()), ("", (0.01, 0.10)));
    }

    #[test]
    fn mistakes_are_pointed_at() {
        let cases = [
            ("0.1", 0..3, "not a range"),
            ("1...9", 1..4, "three dots"),
            ("5..5", 0..4, "empty range"),
            ("9..1", 0..4, "ends before it begins"),
            ("1..9 step 0", 10..11, "step of 0"),
            ("1..9 step -2", 10..12, "wrong sign"),
            ("9..1 step 2", 10..11, "wrong sign"),
            ("5 s..1 min step 5 s", 5..10, "mixed units"),
            ("5 s..60 s step 5", 15..16, "mixed units"),
            ("1..x", 3..4, "where a number should be"),
            ("1..9 step", 9..9, "where a number should be"),
        ];
        for (text, within, message) in cases {
            let fault = Stretch::read(text).expect_err(text);
            assert_eq!(fault.within, within, "{text}");
            assert!(fault.message.contains(message), "{text}: {}", fault.message);
        }
    }

    #[test]
    fn samples() {
        assert_eq!(sample("lhs(100)"), Ok(Sample::Lhs(100)));
        assert_eq!(sample("sobol( 1_024 )"), Ok(Sample::Sobol(1024)));
        assert_eq!(sample("saltelli(64)"), Ok(Sample::Saltelli(64)));
        for wrong in ["lhs", "lhs(0)", "sobol(100000)", "lhs(x)", "lsh(5)", "lhs(5"] {
            sample(wrong).expect_err(wrong);
        }
        assert_eq!(sample("lsh(5)").expect_err("unknown").help.as_deref(), Some("did you mean `lhs`?"));
    }
}
