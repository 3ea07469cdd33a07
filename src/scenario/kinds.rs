//! The kinds of values: what each is called, which bounds it keeps, and how it is read from a node.
//!
//! Knows no particular key.

use super::calendar;
use super::diagnostic::{Diagnostic, did_you_mean};
use super::document::Value;
use super::law_text::{self, LawUnit};
use super::quantity::{self, Fault, LONGEST};
use super::reader::{Item, Kind, Report};
use super::timeline::Curve;
use crate::random::Law;
use crate::units::{Currency, Duration};

/// A duration from `least` to 200 days.
pub(super) struct DurationKind {
    /// Shortest duration allowed.
    pub(super) least: Duration,
}
/// A duration that may be zero.
pub(super) const DURATION: DurationKind = DurationKind { least: Duration::ZERO };
/// A duration above zero.
pub(super) const SOME_TIME: DurationKind = DurationKind { least: Duration::from_micros(1) };
/// A rate above zero, per second.
pub(super) struct RateKind;
/// A share from 0 to 1.
pub(super) struct ShareKind;
/// A number without a unit, from `least` to `most`.
pub(super) struct NumberKind {
    /// Least number allowed.
    pub(super) least: f64,
    /// Greatest number allowed.
    pub(super) most: f64,
}
/// A number of at least zero.
pub(super) const AMOUNT: NumberKind = NumberKind { least: 0.0, most: 1e9 };
/// A number above zero.
pub(super) const FACTOR: NumberKind = NumberKind { least: 1e-12, most: 1e12 };
/// A whole number from `least` to `most`.
pub(super) struct CountKind {
    /// Least number allowed.
    pub(super) least: u64,
    /// Greatest number allowed.
    pub(super) most: u64,
}
/// A size in bytes: a whole number or a text with a unit.
pub(super) struct SizeKind;
/// A probability law.
pub(super) struct LawKind {
    /// What its values are.
    pub(super) unit: LawUnit,
    /// Whether it must not be zero for ever.
    pub(super) positive: bool,
}
/// A law of durations.
pub(super) const TIMES: LawKind = LawKind { unit: LawUnit::Seconds, positive: false };
/// A law of durations that are not all zero.
pub(super) const SPELLS: LawKind = LawKind { unit: LawUnit::Seconds, positive: true };
/// A law of plain numbers.
pub(super) const NUMBERS: LawKind = LawKind { unit: LawUnit::Plain, positive: false };
/// A curve that grows over time.
pub(super) struct CurveKind;
/// A price in a currency.
pub(super) struct PriceKind {
    /// The currency it must be in.
    pub(super) currency: Currency,
    /// Whether it is a price of a mebibyte.
    pub(super) per_mib: bool,
}
/// A currency.
pub(super) struct CurrencyKind;
/// A text for people.
pub(super) struct TextKind {
    /// What it is, with an example.
    pub(super) expected: &'static str,
}
/// True or false.
pub(super) struct FlagKind;
/// Hours of a day.
pub(super) struct HoursKind;
/// An offset from UTC.
pub(super) struct OffsetKind;
/// A text of two or three digits.
pub(super) struct DigitsKind;
/// One of a few values with names.
pub(super) struct ChoiceKind<'n, T> {
    /// The names with their values.
    pub(super) names: &'n [(&'n str, T)],
}
/// The index of one of the names of this scenario.
pub(super) struct NameKind<'n> {
    /// What is named, e.g. `country`.
    pub(super) what: &'static str,
    /// The names.
    pub(super) names: &'n [String],
}
/// A list with `least` to `most` items.
pub(super) struct ListKind<K> {
    /// What the items are.
    pub(super) item: K,
    /// Fewest items.
    pub(super) least: usize,
    /// Most items.
    pub(super) most: usize,
}

/// Reads a text with `parse` and reports its fault inside the text.
pub(super) fn from_text<T>(
    item: &Item<'_>,
    expected: &str,
    report: &mut Report,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<T> {
    let text = item.text(expected, report)?;
    parse(text)
        .map_err(|fault| {
            let message = format!("`{}` {}", item.path, fault.message);
            let origin = item.node.inside(&fault.within);
            report.push(Diagnostic::at(&origin, message, format!("expected {}", fault.expected)).help(fault.help));
        })
        .ok()
}

fn number(item: &Item<'_>, expected: &str, report: &mut Report) -> Option<f64> {
    match &item.node.value {
        Value::Number { digits, radix: 10 } => digits.parse().ok(),
        Value::Number { digits, radix } => u64::from_str_radix(digits, *radix).ok().map(|number| number as f64),
        Value::Text { .. } => {
            item.wrong_type(expected, Some("write it without quotes and without a unit".to_owned()), report);
            None
        }
        Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
            item.wrong_type(expected, None, report);
            None
        }
    }
}

impl Kind for DurationKind {
    type Value = Duration;
    fn expected(&self) -> String {
        "a duration such as \"300 s\"".to_owned()
    }
    fn placeholder(&self) -> Duration {
        Duration::SECOND
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Duration> {
        let length = from_text(item, &self.expected(), report, quantity::duration)?;
        if length < self.least {
            let help = format!("lengths run up to {LONGEST}");
            item.wrong("is too short", &format!("a duration of at least {}", self.least), Some(help), report);
            return None;
        }
        Some(length)
    }
}

impl Kind for RateKind {
    type Value = f64;
    fn expected(&self) -> String {
        quantity::RATE_UNITS.to_owned()
    }
    fn placeholder(&self) -> f64 {
        1.0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<f64> {
        from_text(item, &self.expected(), report, quantity::rate)
    }
}

impl Kind for ShareKind {
    type Value = f64;
    fn expected(&self) -> String {
        "a share from 0 to 1, such as 0.05 or \"5 %\"".to_owned()
    }
    fn placeholder(&self) -> f64 {
        0.0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<f64> {
        let share = match &item.node.value {
            Value::Text { .. } => from_text(item, &self.expected(), report, quantity::percentage)?,
            Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
                number(item, &self.expected(), report)?
            }
        };
        if (0.0..=1.0).contains(&share) {
            return Some(share);
        }
        let help = (share > 1.0 && share <= 100.0).then(|| format!("did you mean \"{share} %\"?"));
        item.wrong("is not between 0 and 1", &self.expected(), help, report);
        None
    }
}

impl Kind for NumberKind {
    type Value = f64;
    fn expected(&self) -> String {
        if self.least > 0.0 {
            format!("a number above 0, at most {:e}", self.most)
        } else {
            format!("a number from {} to {:e}", self.least, self.most)
        }
    }
    fn placeholder(&self) -> f64 {
        self.least.max(1.0)
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<f64> {
        let number = number(item, &self.expected(), report)?;
        if (self.least..=self.most).contains(&number) {
            return Some(number);
        }
        item.wrong("is out of bounds", &self.expected(), None, report);
        None
    }
}

impl Kind for CountKind {
    type Value = u64;
    fn expected(&self) -> String {
        format!("a whole number from {} to {}", self.least, self.most)
    }
    fn placeholder(&self) -> u64 {
        self.least
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<u64> {
        let value = number(item, &self.expected(), report)?;
        // Digits of an integer are read exactly; a float such as 1e6 is whole or refused.
        let exact = match &item.node.value {
            Value::Number { digits, radix } => u64::from_str_radix(digits.trim_start_matches('+'), *radix).ok(),
            Value::Text { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => None,
        };
        let whole = libm::trunc(value) >= value && (0.0..=self.most as f64).contains(&value);
        let count = exact.or_else(|| whole.then_some(value as u64));
        match count.filter(|count| (self.least..=self.most).contains(count)) {
            Some(count) => Some(count),
            None => {
                let message = if value > self.most as f64 {
                    "is too large"
                } else if value < self.least as f64 {
                    "is too small"
                } else {
                    "is not a whole number"
                };
                item.wrong(message, &self.expected(), None, report);
                None
            }
        }
    }
}

impl Kind for SizeKind {
    type Value = u64;
    fn expected(&self) -> String {
        "a number of bytes, or a size such as \"2 KiB\"".to_owned()
    }
    fn placeholder(&self) -> u64 {
        0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<u64> {
        match &item.node.value {
            Value::Text { .. } => from_text(item, &self.expected(), report, quantity::size),
            Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
                CountKind { least: 0, most: 1 << 40 }.read(item, report)
            }
        }
    }
}

impl Kind for LawKind {
    type Value = Law;
    fn expected(&self) -> String {
        match self.unit {
            LawUnit::Seconds => "a law of durations such as \"exp(2 s)\" or \"fixed(5 s)\"".to_owned(),
            LawUnit::Plain => "a law of plain numbers such as \"lognormal(median 80, sigma 1.1)\"".to_owned(),
        }
    }
    fn placeholder(&self) -> Law {
        Law::Fixed(1.0)
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Law> {
        let folder = report.folder.clone();
        let law = from_text(item, &self.expected(), report, |text| law_text::law(text, self.unit, &folder))?;
        if self.positive && always_zero(&law) {
            item.wrong("is always zero", "a law with values above zero", None, report);
            return None;
        }
        Some(law)
    }
}

/// Whether a law has no value above zero.
pub(super) fn always_zero(law: &Law) -> bool {
    match law {
        Law::Fixed(value) => *value <= 0.0,
        Law::Uniform { high, .. } => *high <= 0.0,
        Law::Exponential { .. } | Law::Lognormal { .. } | Law::Erlang { .. } => false,
        Law::Mix(parts) => parts.iter().all(|(weight, law)| *weight <= 0.0 || always_zero(law)),
        Law::Empirical(values) => values.last().is_none_or(|greatest| *greatest <= 0.0),
    }
}

impl Kind for CurveKind {
    type Value = Curve;
    fn expected(&self) -> String {
        "a curve such as \"logistic(mid 4 days, spread 1 day, never 0.12)\"".to_owned()
    }
    fn placeholder(&self) -> Curve {
        Curve::Steps(Vec::new())
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Curve> {
        from_text(item, &self.expected(), report, law_text::curve)
    }
}

impl Kind for PriceKind {
    type Value = f64;
    fn expected(&self) -> String {
        format!("a price such as \"0.10 {}{}\"", self.currency, if self.per_mib { "/MiB" } else { "" })
    }
    fn placeholder(&self) -> f64 {
        0.0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<f64> {
        let (price, currency) = from_text(item, &self.expected(), report, |text| quantity::money(text, self.per_mib))?;
        if currency != self.currency {
            let help = format!("prices of a country are in its currency: convert the price to {}", self.currency);
            item.wrong(&format!("is in {currency}"), &self.expected(), Some(help), report);
            return None;
        }
        Some(price)
    }
}

impl Kind for CurrencyKind {
    type Value = Currency;
    fn expected(&self) -> String {
        "a currency: three capital letters such as \"CNY\"".to_owned()
    }
    fn placeholder(&self) -> Currency {
        Currency(*b"XXX")
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Currency> {
        from_text(item, &self.expected(), report, |text| {
            let help = format!("did you mean \"{}\"?", text.to_uppercase());
            Currency::parse(text).ok_or_else(|| Fault::new(0..text.len(), "is no currency", self.expected()).help(help))
        })
    }
}

impl Kind for TextKind {
    type Value = String;
    fn expected(&self) -> String {
        self.expected.to_owned()
    }
    fn placeholder(&self) -> String {
        String::new()
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<String> {
        let text = item.text(self.expected, report)?;
        if text.trim().is_empty() {
            item.wrong("is empty", self.expected, None, report);
            return None;
        }
        Some(text.to_owned())
    }
}

impl Kind for FlagKind {
    type Value = bool;
    fn expected(&self) -> String {
        "true or false".to_owned()
    }
    fn placeholder(&self) -> bool {
        false
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<bool> {
        match item.node.value {
            Value::Flag(flag) => Some(flag),
            Value::Text { .. } | Value::Number { .. } | Value::Date(_) | Value::List(_) | Value::Table(_) => {
                item.wrong_type("true or false, without quotes", None, report);
                None
            }
        }
    }
}

impl Kind for HoursKind {
    type Value = (u8, u8);
    fn expected(&self) -> String {
        "hours of the day such as \"18..24\"".to_owned()
    }
    fn placeholder(&self) -> (u8, u8) {
        (0, 24)
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<(u8, u8)> {
        from_text(item, &self.expected(), report, quantity::hours)
    }
}

impl Kind for OffsetKind {
    type Value = i32;
    fn expected(&self) -> String {
        calendar::OFFSET.to_owned()
    }
    fn placeholder(&self) -> i32 {
        0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<i32> {
        from_text(item, &self.expected(), report, calendar::offset_minutes)
    }
}

impl Kind for DigitsKind {
    type Value = String;
    fn expected(&self) -> String {
        "two or three digits in quotes, such as \"01\"".to_owned()
    }
    fn placeholder(&self) -> String {
        "00".to_owned()
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<String> {
        from_text(item, &self.expected(), report, |text| {
            let right = (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            right
                .then(|| text.to_owned())
                .ok_or_else(|| Fault::new(0..text.len(), "is not two or three digits", self.expected()))
        })
    }
}

impl<T: Copy> Kind for ChoiceKind<'_, T> {
    type Value = T;
    fn expected(&self) -> String {
        let names: Vec<String> = self.names.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        format!("one of {}", names.join(", "))
    }
    fn placeholder(&self) -> T {
        self.names[0].1
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<T> {
        from_text(item, &self.expected(), report, |text| {
            let found = self.names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
            found.ok_or_else(|| unknown(text, "value", self.expected(), self.names.iter().map(|(name, _)| *name)))
        })
    }
}

impl Kind for NameKind<'_> {
    type Value = usize;
    fn expected(&self) -> String {
        format!("the name of a {}", self.what)
    }
    fn placeholder(&self) -> usize {
        0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<usize> {
        from_text(item, &self.expected(), report, |text| find_name(text, self.what, self.names))
    }
}

/// The index of a name, or what is wrong with it.
pub(super) fn find_name(text: &str, what: &str, names: &[String]) -> Result<usize, Fault> {
    names.iter().position(|name| name == text).ok_or_else(|| {
        let listed: Vec<&str> = names.iter().map(String::as_str).collect();
        let expected = if listed.is_empty() {
            format!("a {what}, but this scenario has none")
        } else {
            format!("a {what} of this scenario: {}", listed.join(", "))
        };
        unknown(text, what, expected, listed.iter().copied())
    })
}

fn unknown<'n>(text: &str, what: &str, expected: String, names: impl Iterator<Item = &'n str>) -> Fault {
    let fault = Fault::new(0..text.len(), format!("names the unknown {what} `{text}`"), expected);
    match did_you_mean(text, names) {
        Some(close) => fault.help(format!("did you mean `{close}`?")),
        None => fault,
    }
}

impl<K: Kind> Kind for ListKind<K> {
    type Value = Vec<K::Value>;
    fn expected(&self) -> String {
        if self.least == self.most {
            format!("a list of {} items, each {}", self.least, self.item.expected())
        } else {
            format!("a list of {} to {} items, each {}", self.least, self.most, self.item.expected())
        }
    }
    fn placeholder(&self) -> Vec<K::Value> {
        (0..self.least).map(|_| self.item.placeholder()).collect()
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Vec<K::Value>> {
        let Value::List(nodes) = &item.node.value else {
            let help = "write the items in brackets, with commas between them".to_owned();
            item.wrong_type(&self.expected(), Some(help), report);
            return None;
        };
        if !(self.least..=self.most).contains(&nodes.len()) {
            item.wrong(&format!("has {} items", nodes.len()), &self.expected(), None, report);
            return None;
        }
        let items = nodes.iter().enumerate().map(|(index, node)| {
            let inner = Item { node, path: format!("{}[{index}]", item.path) };
            self.item.read(&inner, report).unwrap_or_else(|| self.item.placeholder())
        });
        Some(items.collect())
    }
}
