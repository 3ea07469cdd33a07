//! Kinds that are probability laws and curves.
//!
//! Knows no particular key.

use super::from_text;
use crate::random::Law;
use crate::scenario::law_text::{self, LawUnit};
use crate::scenario::layers::typed;
use crate::scenario::reader::{Item, Kind, Report};
use crate::scenario::schema::Shape;
use crate::scenario::timeline::Curve;

/// A probability law.
pub(in crate::scenario) struct LawKind {
    /// What its values are.
    pub(in crate::scenario) unit: LawUnit,
    /// Whether it must not be zero for ever.
    pub(in crate::scenario) positive: bool,
}

impl LawKind {
    /// All laws as a pattern, as far as one can follow them.
    pub(super) fn form(&self) -> String {
        let value = match self.unit {
            LawUnit::Seconds => "{number} {time}",
            LawUnit::Plain => "{number}",
        };
        let simple = ["exp", "fixed"].map(|law| format!(r"{law} \( {value} \)"));
        let others = [
            format!(r"uniform \( {value} , {value} \)"),
            format!(r"erlang \( {{number}} , {value} \)"),
            format!(r"lognormal \( (median {value} , sigma|mean {value} , scv) {{number}} \)"),
            // A mixture holds laws itself, which a pattern cannot follow.
            r"mix \( {number} :.*\)".to_owned(),
            r#"empirical \( ["'].*["'] \)"#.to_owned(),
        ];
        [simple.as_slice(), &others].concat().join("|")
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
    fn shape(&self) -> Shape {
        let shape = Shape::form(&self.form());
        match self.unit {
            LawUnit::Seconds => shape.example("exp(2 s)").example("lognormal(median 122 s, sigma 1.61)"),
            LawUnit::Plain => shape.example("lognormal(median 80, sigma 1.1)").example("fixed(3)"),
        }
    }
    fn written(&self, value: &Law) -> Option<serde_json::Value> {
        let unit = if self.unit == LawUnit::Seconds { " s" } else { "" };
        if let Law::Fixed(value) = value { Some(format!("fixed({value}{unit})").into()) } else { None }
    }
    fn placeholder(&self) -> Law {
        Law::Fixed(1.0)
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Law> {
        let files = report.shelf.clone().trusting(typed(item.node));
        let law = from_text(item, &self.expected(), report, |text| law_text::law(text, self.unit, &files))?;
        if self.positive && always_zero(&law) {
            item.wrong("is always zero", "a law with values above zero", None, report);
            return None;
        }
        Some(law)
    }
}

/// A law of durations.
pub(in crate::scenario) const TIMES: LawKind = LawKind { unit: LawUnit::Seconds, positive: false };

/// A law of durations that are not all zero.
pub(in crate::scenario) const SPELLS: LawKind = LawKind { unit: LawUnit::Seconds, positive: true };

/// A law of plain numbers.
pub(in crate::scenario) const NUMBERS: LawKind = LawKind { unit: LawUnit::Plain, positive: false };

/// A curve that grows over time.
pub(in crate::scenario) struct CurveKind;

impl Kind for CurveKind {
    type Value = Curve;
    fn expected(&self) -> String {
        "a curve such as \"logistic(mid 4 days, spread 1 day, never 0.12)\"".to_owned()
    }
    fn shape(&self) -> Shape {
        let step = "{number} {time} : {number}";
        let logistic = r"logistic \( mid {number} {time} , spread {number} {time} , never {number} \)";
        let shape = Shape::form(&format!(r"{logistic}|steps \( {step}( , {step})* \)"));
        shape.example("logistic(mid 4 days, spread 1 day, never 0.12)").example("steps(0 days: 0.001, 3 days: 0.05)")
    }
    fn placeholder(&self) -> Curve {
        Curve::Steps(Vec::new())
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Curve> {
        from_text(item, &self.expected(), report, law_text::curve)
    }
}

/// Whether a law has no value above zero.
pub(in crate::scenario) fn always_zero(law: &Law) -> bool {
    match law {
        Law::Fixed(value) => *value <= 0.0,
        Law::Uniform { high, .. } => *high <= 0.0,
        Law::Exponential { .. } | Law::Lognormal { .. } | Law::Erlang { .. } => false,
        Law::Mix(parts) => parts.iter().all(|(weight, law)| *weight <= 0.0 || always_zero(law)),
        Law::Empirical(values) => values.last().is_none_or(|greatest| *greatest <= 0.0),
    }
}
