//! Many arms in one table: a row for each, and what people ask first; for a terminal and as Markdown.
//!
//! Knows neither terminal nor file: text out. Intervals and all other figures stand in `summary.json`.

use super::lines::named;
use crate::analysis::{Figure, Summary};
use crate::report::quantity::quantity;

/// Most arms that are shown each against the first.
pub(in crate::report) const FEW: usize = 3;

const NAME: usize = 16;

/// What a figure is shown in, below the words of the head.
#[derive(Clone, Copy)]
enum Shown {
    /// As it is; the unit stands in the figure's prefix alone.
    Plain,
    PerCent,
    Seconds,
    /// In the currency of totals.
    Money,
}

/// A column: its width, two lines of its head, its name in Markdown, and its metric.
struct Column {
    width: usize,
    head: [&'static str; 2],
    long: &'static str,
    shown: Shown,
    metric: &'static str,
}

type Row = (usize, [&'static str; 2], &'static str, Shown, &'static str);

const fn column((width, head, long, shown, metric): Row) -> Column {
    Column { width, head, long, shown, metric }
}

/// Eighty letters with the names.
const COLUMNS: [Column; 8] = [
    column((9, ["", "operator"], "non-users known to the operator", Shown::Plain, "exposure.nonusers.people")),
    column((9, ["", "carriers"], "known to carriers", Shown::Plain, "exposure.carrier.nonusers")),
    column((8, ["on the", "wire"], "readable on the wire", Shown::Plain, "exposure.nonusers.wire_people")),
    column((7, ["by", "SMS"], "eligible messages by SMS", Shown::PerCent, "fallback.rate")),
    column((8, ["latency", "99 %"], "latency over the service, 99 %", Shown::Seconds, "delivery.ip.p99")),
    column((7, ["came", "twice"], "came twice", Shown::PerCent, "duplicates.rate")),
    column((8, ["money", "saved"], "money saved", Shown::Money, "cost.saved")),
    column((8, ["look-up", "load"], "load of look-ups", Shown::PerCent, "load.lookup.utilisation")),
];

/// The table for a terminal: no line is wider than 80 columns.
pub(in crate::report) fn side_by_side(summary: &Summary) -> Vec<String> {
    let line = |name: &str, cells: [String; COLUMNS.len()]| {
        let cells = COLUMNS.iter().zip(&cells).map(|(column, cell)| format!("{cell:>0$}", column.width));
        named(name, NAME, &cells.collect::<String>())
    };
    let mut lines = vec![format!("{:NAME$}  non-users known to", "")];
    lines.extend([0, 1].into_iter().flat_map(|row| line("", COLUMNS.each_ref().map(|c| c.head[row].to_owned()))));
    lines.extend(line("", COLUMNS.each_ref().map(|column| column.unit(summary))));
    for arm in &summary.arm_order {
        let cell = |column: &Column| column.short(summary.figure(arm, column.metric));
        lines.extend(line(arm, COLUMNS.each_ref().map(cell)));
    }
    lines.push(String::new());
    lines.push("Intervals, differences and all other figures: summary.json.".to_owned());
    lines
}

/// The same table in Markdown, with units in the cells.
pub fn side_by_side_markdown(summary: &Summary) -> String {
    let line = |name: &str, cells: [String; COLUMNS.len()]| format!("| {name} | {} |\n", cells.join(" | "));
    let mut text = line("", COLUMNS.each_ref().map(|column| column.long.to_owned()));
    text.extend(["|---|", &"--:|".repeat(COLUMNS.len()), "\n"]);
    for arm in &summary.arm_order {
        let cell = |column: &Column| {
            let figure = summary.figure(arm, column.metric);
            figure.map_or_else(|| quantity(None, ""), |figure| quantity(figure.value, &figure.unit))
        };
        text.push_str(&line(&arm.replace('|', "\\|"), COLUMNS.each_ref().map(cell)));
    }
    text
}

impl Column {
    /// The unit of all its cells, from the first arm that has the figure.
    fn unit(&self, summary: &Summary) -> String {
        match self.shown {
            Shown::Plain => String::new(),
            Shown::PerCent => "%".to_owned(),
            Shown::Seconds => "s".to_owned(),
            Shown::Money => {
                let found = summary.arm_order.iter().find_map(|arm| summary.figure(arm, self.metric));
                found.map(|figure| figure.unit.clone()).unwrap_or_default()
            }
        }
    }

    /// A figure without its unit, so that all of a column compare.
    fn short(&self, figure: Option<&Figure>) -> String {
        let times = match self.shown {
            Shown::PerCent => 100.0,
            Shown::Plain | Shown::Seconds | Shown::Money => 1.0,
        };
        quantity(figure.and_then(|figure| figure.value).map(|value| value * times), "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_lose_their_unit_but_not_their_size() {
        let figure = |value, unit: &str| Figure { value, unit: unit.into(), low: None, high: None, range: None };
        let short = |n: usize, value, unit| COLUMNS[n].short(Some(&figure(value, unit)));
        assert_eq!(short(0, Some(12_345_678.0), "people"), "12.3 M");
        assert_eq!(short(3, Some(0.4123), "share"), "41.2");
        assert_eq!(short(4, Some(3_000.0), "s"), "3000");
        assert_eq!(short(6, Some(-12_345_678.0), "CNY"), "−12.3 M");
        assert_eq!(short(7, None, "share"), "–");
        assert_eq!(COLUMNS[0].short(None), "–");
    }
}
