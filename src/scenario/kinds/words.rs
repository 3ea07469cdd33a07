//! Kinds that are words: texts, switches, choices, names of the scenario, hours and offsets.
//!
//! Knows no particular key.

use super::from_text;
use crate::scenario::calendar;
use crate::scenario::diagnostic::did_you_mean;
use crate::scenario::document::Value;
use crate::scenario::quantity::{self, Fault};
use crate::scenario::reader::{Item, Kind, Report};
use crate::scenario::schema::Shape;

/// A text for people.
pub(in crate::scenario) struct TextKind {
    /// What it is, with an example.
    pub(in crate::scenario) expected: &'static str,
}

impl Kind for TextKind {
    type Value = String;
    fn expected(&self) -> String {
        self.expected.to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::text()
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

/// True or false.
pub(in crate::scenario) struct FlagKind;

impl Kind for FlagKind {
    type Value = bool;
    fn expected(&self) -> String {
        "true or false".to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::flag()
    }
    fn written(&self, value: &bool) -> Option<serde_json::Value> {
        Some((*value).into())
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

/// Hours of a day.
pub(in crate::scenario) struct HoursKind;

impl Kind for HoursKind {
    type Value = (u8, u8);
    fn expected(&self) -> String {
        "hours of the day such as \"18..24\"".to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::form(r"[0-9]{1,2} \.\. [0-9]{1,2}").example("18..24")
    }
    fn placeholder(&self) -> (u8, u8) {
        (0, 24)
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<(u8, u8)> {
        from_text(item, &self.expected(), report, quantity::hours)
    }
}

/// An offset from UTC.
pub(in crate::scenario) struct OffsetKind;

impl Kind for OffsetKind {
    type Value = i32;
    fn expected(&self) -> String {
        calendar::OFFSET.to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::form("[+-][0-9]{2}:[0-9]{2}").example("+05:30")
    }
    fn placeholder(&self) -> i32 {
        0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<i32> {
        from_text(item, &self.expected(), report, calendar::offset_minutes)
    }
}

/// A text of a few digits.
pub(in crate::scenario) struct DigitsKind {
    /// Fewest digits.
    pub(in crate::scenario) least: usize,
    /// Most digits.
    pub(in crate::scenario) most: usize,
    /// How many, in words.
    pub(in crate::scenario) many: &'static str,
    /// An example.
    pub(in crate::scenario) example: &'static str,
}

impl Kind for DigitsKind {
    type Value = String;
    fn expected(&self) -> String {
        format!("{} in quotes, such as \"{}\"", self.many, self.example)
    }
    fn shape(&self) -> Shape {
        Shape::form(&format!("[0-9]{{{},{}}}", self.least, self.most)).example(self.example)
    }
    fn placeholder(&self) -> String {
        self.example.to_owned()
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<String> {
        from_text(item, &self.expected(), report, |text| {
            let right =
                (self.least..=self.most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            right
                .then(|| text.to_owned())
                .ok_or_else(|| Fault::new(0..text.len(), format!("is not {}", self.many), self.expected()))
        })
    }
}

/// One of a few values with names.
pub(in crate::scenario) struct ChoiceKind<'n, T> {
    /// The names with their values.
    pub(in crate::scenario) names: &'n [(&'n str, T)],
}

impl<T: Copy + PartialEq> Kind for ChoiceKind<'_, T> {
    type Value = T;
    fn expected(&self) -> String {
        let names: Vec<String> = self.names.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        format!("one of {}", names.join(", "))
    }
    fn shape(&self) -> Shape {
        Shape::choice(self.names.iter().map(|(name, _)| *name)).example(self.names[0].0)
    }
    fn written(&self, value: &T) -> Option<serde_json::Value> {
        self.names.iter().find(|(_, named)| named == value).map(|(name, _)| (*name).into())
    }
    fn placeholder(&self) -> T {
        self.names[0].1
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<T> {
        from_text(item, &self.expected(), report, |text| {
            let found = self.names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
            found.ok_or_else(|| {
                let fault = unknown(text, "value", self.expected(), self.names.iter().map(|(name, _)| *name));
                // There is no adding to these: what the key means is better advice.
                let help = fault.help.clone().filter(|help| help.starts_with("did"));
                Fault { help, ..fault }
            })
        })
    }
}

/// The index of one of the names of this scenario.
pub(in crate::scenario) struct NameKind<'n> {
    /// What is named, e.g. `country`.
    pub(in crate::scenario) what: &'static str,
    /// The names.
    pub(in crate::scenario) names: &'n [String],
}

impl Kind for NameKind<'_> {
    type Value = usize;
    fn expected(&self) -> String {
        format!("the name of a {}", self.what)
    }
    fn shape(&self) -> Shape {
        let shape = Shape::text();
        match self.names.first() {
            Some(name) => shape.example(name.as_str()),
            None => shape,
        }
    }
    fn placeholder(&self) -> usize {
        0
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<usize> {
        from_text(item, &self.expected(), report, |text| find_name(text, self.what, self.names))
    }
}

/// The index of a name, or what is wrong with it.
pub(in crate::scenario) fn find_name(text: &str, what: &str, names: &[String]) -> Result<usize, Fault> {
    names.iter().position(|name| name == text).ok_or_else(|| {
        let listed: Vec<&str> = names.iter().map(String::as_str).collect();
        let expected = if listed.is_empty() {
            format!("a known {what}, but this scenario has none")
        } else {
            format!("a known {what}: {}", listed.join(", "))
        };
        unknown(text, what, expected, listed.iter().copied())
    })
}

fn unknown<'n>(text: &str, what: &str, expected: String, names: impl Iterator<Item = &'n str>) -> Fault {
    let fault = Fault::new(0..text.len(), format!("names the unknown {what} `{text}`"), expected);
    match did_you_mean(text, names) {
        Some(close) => fault.help(format!("did you mean `{close}`?")),
        None => fault.help(format!("check the spelling, or add the {what}")),
    }
}
