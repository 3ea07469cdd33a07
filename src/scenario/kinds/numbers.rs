//! Kinds that are quantities: durations, rates, shares, counts, sizes, prices.
//!
//! Knows no particular key.

use super::{from_text, number};
use crate::scenario::document::Value;
use crate::scenario::quantity::{self, Fault};
use crate::scenario::reader::{Item, Kind, Report};
use crate::scenario::schema::Shape;
use crate::units::{Currency, Duration};

/// A duration from `least` to 200 days.
pub(in crate::scenario) struct DurationKind {
    /// Shortest duration allowed.
    pub(in crate::scenario) least: Duration,
}

impl Kind for DurationKind {
    type Value = Duration;
    fn expected(&self) -> String {
        "a duration such as \"300 s\"".to_owned()
    }
    fn shape(&self) -> Shape {
        // Where a second is too short, the shortest is right.
        let usual = Duration::from_secs(300);
        Shape::form("{number} {time}").example(spoken(usual.max(self.least)))
    }
    fn written(&self, value: &Duration) -> Option<serde_json::Value> {
        Some(spoken(*value).into())
    }
    fn placeholder(&self) -> Duration {
        Duration::SECOND
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Duration> {
        let length = from_text(item, &self.expected(), report, quantity::duration)?;
        if length < self.least {
            item.wrong("is too short", &format!("a duration of at least {}", self.least), None, report);
            return None;
        }
        Some(length)
    }
}

/// A duration as people write it.
pub(in crate::scenario) fn spoken(length: Duration) -> String {
    if length == Duration::DAY { "1 day".to_owned() } else { length.to_string() }
}

/// A duration that may be zero.
pub(in crate::scenario) const DURATION: DurationKind = DurationKind { least: Duration::ZERO };

/// A duration above zero.
pub(in crate::scenario) const SOME_TIME: DurationKind = DurationKind { least: Duration::from_micros(1) };

/// A rate above zero, per second.
pub(in crate::scenario) struct RateKind;

impl Kind for RateKind {
    type Value = f64;
    fn expected(&self) -> String {
        quantity::RATE_UNITS.to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::form("{number} / (s|min|h|day)").example("8/s")
    }
    fn written(&self, value: &f64) -> Option<serde_json::Value> {
        Some(if *value >= 1e6 { format!("{value:e}/s") } else { format!("{value}/s") }.into())
    }
    fn placeholder(&self) -> f64 {
        1.0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<f64> {
        from_text(item, &self.expected(), report, quantity::rate)
    }
}

/// A share from 0 to 1.
pub(in crate::scenario) struct ShareKind;

impl Kind for ShareKind {
    type Value = f64;
    fn expected(&self) -> String {
        "a share from 0 to 1, such as 0.05 or \"5 %\"".to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::either([Shape::number(0.0, 1.0), Shape::form("{number} %?")]).example(0.05).example("5 %")
    }
    fn written(&self, value: &f64) -> Option<serde_json::Value> {
        Some((*value).into())
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

/// A number without a unit, from `least` to `most`.
pub(in crate::scenario) struct NumberKind {
    /// Least number allowed.
    pub(in crate::scenario) least: f64,
    /// Greatest number allowed.
    pub(in crate::scenario) most: f64,
}

impl Kind for NumberKind {
    type Value = f64;
    fn expected(&self) -> String {
        if self.least > 0.0 && self.least < 1.0 {
            format!("a number above 0, at most {:e}", self.most)
        } else {
            format!("a number from {} to {:e}", self.least, self.most)
        }
    }
    fn shape(&self) -> Shape {
        Shape::number(self.least, self.most).example(self.least.max(1.0).min(self.most))
    }
    fn written(&self, value: &f64) -> Option<serde_json::Value> {
        Some((*value).into())
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

/// A number of at least zero.
pub(in crate::scenario) const AMOUNT: NumberKind = NumberKind { least: 0.0, most: 1e9 };

/// A number above zero.
pub(in crate::scenario) const FACTOR: NumberKind = NumberKind { least: 1e-12, most: 1e12 };

/// A whole number from `least` to `most`.
pub(in crate::scenario) struct CountKind {
    /// Least number allowed.
    pub(in crate::scenario) least: u64,
    /// Greatest number allowed.
    pub(in crate::scenario) most: u64,
}

impl Kind for CountKind {
    type Value = u64;
    fn expected(&self) -> String {
        format!("a whole number from {} to {}", self.least, self.most)
    }
    fn shape(&self) -> Shape {
        Shape::whole(self.least, self.most).example(self.least.max(1).min(self.most))
    }
    fn written(&self, value: &u64) -> Option<serde_json::Value> {
        Some((*value).into())
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
        let kept = count.filter(|count| (self.least..=self.most).contains(count));
        if kept.is_none() {
            let message = if value > self.most as f64 {
                "is too large"
            } else if value < self.least as f64 {
                "is too small"
            } else {
                "is not a whole number"
            };
            item.wrong(message, &self.expected(), None, report);
        }
        kept
    }
}

/// A size in bytes: a whole number or a text with a unit.
pub(in crate::scenario) struct SizeKind;

impl Kind for SizeKind {
    type Value = u64;
    fn expected(&self) -> String {
        "a number of bytes, or a size such as \"2 KiB\"".to_owned()
    }
    fn shape(&self) -> Shape {
        let whole = Shape::whole(0, 1 << 40);
        Shape::either([whole, Shape::form("{number} (B|KiB|MiB|GiB)")]).example(700).example("2 KiB")
    }
    fn written(&self, value: &u64) -> Option<serde_json::Value> {
        Some((*value).into())
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

/// A price in a currency.
pub(in crate::scenario) struct PriceKind {
    /// The currency it must be in.
    pub(in crate::scenario) currency: Currency,
    /// Whether it is a price of a mebibyte.
    pub(in crate::scenario) per_mib: bool,
}

impl Kind for PriceKind {
    type Value = f64;
    fn expected(&self) -> String {
        format!("a price such as \"0.10 {}{}\"", self.currency, if self.per_mib { "/MiB" } else { "" })
    }
    fn shape(&self) -> Shape {
        // The currency is that of the country, which a schema cannot follow.
        let (form, tail) = if self.per_mib { ("{number} [A-Z]{3} /MiB", "/MiB") } else { ("{number} [A-Z]{3}", "") };
        Shape::form(form).example(format!("0.10 {}{tail}", self.currency))
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

/// A currency.
pub(in crate::scenario) struct CurrencyKind;

impl Kind for CurrencyKind {
    type Value = Currency;
    fn expected(&self) -> String {
        "a currency: three capital letters such as \"CNY\"".to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::form("[A-Z]{3}").example("CNY")
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
