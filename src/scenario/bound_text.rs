//! Bounds as users write them: a relation and a limit in the metric's unit, such as `< 2 s`.
//!
//! Knows texts and units, but no document and no metric: mistakes are given as bytes of the text.

use super::quantity::{Fault, TIME_UNITS, leading_number, time_unit};
use super::schema::Shape;
use crate::units::{Currency, Relation, Unit};

/// Signs of relations, the longer ones first; two of them as they are printed.
const SIGNS: [(&str, Relation); 6] = [
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("≤", Relation::AtMost),
    ("≥", Relation::AtLeast),
    ("<", Relation::Below),
    (">", Relation::Above),
];

/// Sizes in bytes.
const SIZES: [(&str, f64); 5] =
    [("B", 1.0), ("KiB", 1_024.0), ("MiB", 1_048_576.0), ("GiB", 1_073_741_824.0), ("TiB", 1_099_511_627_776.0)];

/// What may stand behind the sign of a bound on a metric of this unit.
pub(super) fn example(unit: Unit, reference: Currency) -> String {
    match unit {
        Unit::Seconds => "\"< 2 s\" (units: us, ms, s, min, h, day, days)".to_owned(),
        Unit::Share => "\"< 5 %\" or \"< 0.05\"".to_owned(),
        Unit::Bytes => "\"< 2 GiB\" or a number of bytes".to_owned(),
        Unit::Money => format!("\"< 3 {reference}\""),
        Unit::Messages | Unit::People | Unit::Crossings => {
            let name = unit.name(reference);
            format!("\"< 1000\" or \"< 1000 {name}\"")
        }
        Unit::Count | Unit::NumbersPerSms => "\"< 1000\"".to_owned(),
    }
}

/// What a bound on a metric of this unit looks like, or a list of such bounds; without a unit any bound.
pub(super) fn shape(unit: Option<Unit>) -> Shape {
    let size = "( (B|KiB|MiB|GiB|TiB))?";
    let (tail, example) = match unit {
        None => (r"( (%|[A-Za-zµ/]+))?", "< 2 s"),
        Some(Unit::Seconds) => (" {time}", "< 2 s"),
        Some(Unit::Share) => ("( %)?", "< 5 %"),
        Some(Unit::Bytes) => (size, "< 2 GiB"),
        Some(Unit::Money) => (" [A-Z]{3}", "< 3 CNY"),
        Some(Unit::Messages) => ("( messages)?", "< 1000"),
        Some(Unit::People) => ("( people)?", "< 1000"),
        Some(Unit::Crossings) => ("( crossings)?", "< 1000"),
        Some(Unit::Count | Unit::NumbersPerSms) => ("", "< 1000"),
    };
    let one = Shape::form(&format!("(<=|>=|≤|≥|<|>) {{number}}{tail}"));
    Shape::either([one.clone(), Shape::list(&one, 0, 64)]).example(example)
}

/// Reads a relation and its limit; the limit comes in the metric's unit. Without a unit of the metric, as it is written:
/// seconds, a share of one, or a number.
pub(super) fn bound(text: &str, unit: Option<Unit>, reference: Currency) -> Result<(Relation, f64), Fault> {
    let lead = text.len() - text.trim_start().len();
    let signed = SIGNS.iter().find(|(sign, _)| text[lead..].starts_with(sign));
    let example = || unit.map_or_else(|| "such as \"< 2 s\"".to_owned(), |unit| example(unit, reference));
    let Some((sign, relation)) = signed else {
        let fault = Fault::new(
            0..text.len(),
            "does not begin with a relation",
            format!("one of <, <=, >, >= and a limit: {}", example()),
        );
        return Err(match leading_number(text.trim()) {
            Some(_) => fault.help(format!("did you mean \"< {}\"?", text.trim())),
            None => fault,
        });
    };
    let begins = lead + sign.len();
    let limit = &text[begins..];
    let value = match unit {
        Some(unit) => limit_of(limit, unit, reference),
        None => limit_as_written(limit),
    };
    value.map(|value| (*relation, value)).map_err(|fault| fault.shifted(begins))
}

/// A number, the trimmed rest and where that begins.
fn split<'t>(text: &'t str, expected: &str) -> Result<(f64, &'t str, usize), Fault> {
    let lead = text.len() - text.trim_start().len();
    let Some((number, end)) = leading_number(&text[lead..]) else {
        let within = if text.trim().is_empty() { 0..text.len() } else { lead..text.len() };
        return Err(Fault::new(within, "has no number behind the relation", format!("a limit: {expected}")));
    };
    let rest = &text[lead + end..];
    Ok((number, rest.trim(), lead + end + (rest.len() - rest.trim_start().len())))
}

/// A limit in a unit.
pub(super) fn limit_of(text: &str, unit: Unit, reference: Currency) -> Result<f64, Fault> {
    let expected = example(unit, reference);
    let (number, suffix, begins) = split(text, &expected)?;
    let within = begins..begins + suffix.len();
    let counted = unit.name(reference);
    let wrong = || {
        let message = if suffix.is_empty() {
            format!("has no unit: the metric is counted in {counted}")
        } else {
            format!("has the unit `{suffix}`: the metric is counted in {counted}")
        };
        Fault::new(within.clone(), message, expected.clone())
    };
    let factor = match unit {
        Unit::Seconds if suffix.is_empty() => {
            return Err(wrong().help(format!("did you mean \"{} s\"?", text.trim())));
        }
        Unit::Seconds => {
            time_unit(suffix, begins).map_err(|fault| wrong().help(fault.help.unwrap_or(TIME_UNITS.into())))? / 1e6
        }
        Unit::Share if suffix == "%" => 0.01,
        Unit::Bytes => match SIZES.iter().find(|(name, _)| *name == suffix) {
            Some((_, bytes)) => *bytes,
            None if suffix.is_empty() => 1.0,
            None => return Err(wrong()),
        },
        Unit::Money | Unit::Messages | Unit::People | Unit::Crossings if suffix == counted => 1.0,
        Unit::Money => return Err(wrong().help(format!("amounts are in the reference currency, {counted}"))),
        Unit::Share | Unit::Messages | Unit::People | Unit::Crossings | Unit::Count | Unit::NumbersPerSms
            if suffix.is_empty() =>
        {
            1.0
        }
        Unit::Share | Unit::Messages | Unit::People | Unit::Crossings | Unit::Count | Unit::NumbersPerSms => {
            return Err(wrong());
        }
    };
    let limit = number * factor;
    if unit == Unit::Share && !(-1.0..=1.0).contains(&limit) {
        let fault = Fault::new(0..text.len(), "is not a share of one", expected);
        let percent = suffix.is_empty() && (1.0..=100.0).contains(&number);
        return Err(if percent { fault.help(format!("did you mean \"{number} %\"?")) } else { fault });
    }
    Ok(limit)
}

/// Reads a length on the scale of a metric, such as `0.1 s`, in its unit: for widths of intervals, typed and not read from a
/// file.
///
/// # Errors
/// What is wrong with it and what was expected, in a line for people.
pub fn width(text: &str, unit: Unit, reference: Currency) -> Result<f64, String> {
    let wrong = |fault: Fault| {
        let expected = fault.expected.replace("\"< ", "\"");
        format!("`{text}` {}: expected {expected}", fault.message)
    };
    limit_of(text, unit, reference).map_err(wrong)
}

/// A limit whose metric nobody named: its own unit says what it is in.
fn limit_as_written(text: &str) -> Result<f64, Fault> {
    let (_, suffix, begins) = split(text, "such as \"< 2 s\"")?;
    let unit = match suffix {
        "" => Unit::Count,
        "%" => Unit::Share,
        size if SIZES.iter().any(|(name, _)| *name == size) => Unit::Bytes,
        code if Currency::parse(code).is_some() => return split(text, "").map(|(number, _, _)| number),
        "messages" => Unit::Messages,
        "people" => Unit::People,
        "crossings" => Unit::Crossings,
        time => {
            time_unit(time, begins)?;
            Unit::Seconds
        }
    };
    limit_of(text, unit, Currency::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CNY: Currency = Currency(*b"CNY");

    fn read(text: &str, unit: Unit) -> Result<(Relation, f64), Fault> {
        bound(text, Some(unit), CNY)
    }

    #[test]
    fn limits_come_in_the_metrics_unit() {
        let cases = [
            ("< 2 s", Unit::Seconds, Relation::Below, 2.0),
            ("<=150 ms", Unit::Seconds, Relation::AtMost, 0.15),
            ("≥ 2 min", Unit::Seconds, Relation::AtLeast, 120.0),
            ("<= 5 %", Unit::Share, Relation::AtMost, 0.05),
            ("> 0.05", Unit::Share, Relation::Above, 0.05),
            ("> -3e6 CNY", Unit::Money, Relation::Above, -3e6),
            ("< 2 MiB", Unit::Bytes, Relation::Below, 2_097_152.0),
            ("< 1_000", Unit::People, Relation::Below, 1_000.0),
            ("< 1000 people", Unit::People, Relation::Below, 1_000.0),
            (" >= 0 ", Unit::Count, Relation::AtLeast, 0.0),
        ];
        for (text, unit, relation, limit) in cases {
            let (found, value) = read(text, unit).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            assert_eq!(found, relation, "{text}");
            assert!((value - limit).abs() <= 1e-12 * limit.abs(), "{text}: {value}");
            let (_, unnamed) = bound(text, None, CNY).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            assert!((unnamed - limit).abs() <= 1e-12 * limit.abs(), "{text}: {unnamed}");
        }
    }

    #[test]
    fn a_wrong_unit_is_pointed_at() {
        let bare = read("< 2", Unit::Seconds).expect_err("seconds have a unit");
        assert_eq!((bare.within.clone(), bare.help.as_deref()), (3..3, Some("did you mean \"2 s\"?")));
        let other = read("< 2 s", Unit::Share).expect_err("a share has no seconds");
        assert_eq!(other.within, 4..5);
        assert!(other.message.contains("counted in share"), "{other:?}");
        assert!(read("< 3 EUR", Unit::Money).expect_err("another currency").help.is_some());
        assert!(read("< 3", Unit::Money).is_err() && read("< 5 %", Unit::Count).is_err());
        assert_eq!(read("< 5", Unit::Share).expect_err("not a share").help.as_deref(), Some("did you mean \"5 %\"?"));
        assert!(
            read("< 3 sec", Unit::Seconds).expect_err("no such unit").help.is_some_and(|help| help.contains("`s`"))
        );
    }

    #[test]
    fn what_is_no_relation_is_said() {
        for wrong in ["2 s", "= 2 s", "about 2 s", ""] {
            assert!(read(wrong, Unit::Seconds).expect_err(wrong).message.contains("relation"), "{wrong}");
        }
        assert!(read("<", Unit::Seconds).expect_err("no limit").message.contains("no number"));
        assert!(read("< soon", Unit::Seconds).expect_err("no limit").message.contains("no number"));
    }
}
