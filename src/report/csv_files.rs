//! The tables of a study as CSV: one function a file, from rows to bytes.
//!
//! Knows no folder. Text is made safe for spreadsheets; what was not measured is an empty cell.

use crate::analysis::{Amounts, DayKey, JudgedBound, RunKey, Tables};
use std::borrow::Cow;

/// Text as a cell that no spreadsheet takes for a formula: a leading `=`, `+`, `-`, `@`, tab or return gets an apostrophe.
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => Cow::Owned(format!("'{text}")),
        Some(_) | None => Cow::Borrowed(text),
    }
}

/// One line of a table.
pub(super) struct Line(Vec<String>);

impl Line {
    pub(super) fn empty() -> Self {
        Self(Vec::new())
    }

    pub(super) fn of(run: &RunKey) -> Self {
        Self::empty().text(&run.arm).number(run.replication)
    }

    fn day(self, day: &DayKey) -> Self {
        self.number(day.day).text(&day.date)
    }

    pub(super) fn text(mut self, cell: &str) -> Self {
        self.0.push(safe_cell(cell).into_owned());
        self
    }

    pub(super) fn number(mut self, cell: impl std::fmt::Display + Copy) -> Self {
        self.0.push(cell.to_string());
        self
    }

    /// Nine significant digits: more than any count needs, and a third of the bytes.
    pub(super) fn real(self, cell: f64) -> Self {
        // Minus zero is zero.
        let rounded: f64 = format!("{:.8e}", cell + 0.0).parse().unwrap_or(cell);
        self.number(rounded)
    }

    /// Microseconds as seconds, exactly; nothing where there is no instant.
    pub(super) fn instant(self, micros: Option<u64>) -> Self {
        match micros {
            Some(micros) => self.number(micros as f64 / 1e6),
            None => self.text(""),
        }
    }

    pub(super) fn measured(self, cell: Option<f64>) -> Self {
        match cell {
            Some(x) => self.real(x),
            None => self.text(""),
        }
    }

    fn amounts(self, a: Amounts) -> Self {
        [a.paid, a.paid_direct, a.avoided, a.activation, a.data, a.saved].into_iter().fold(self, Self::real)
    }
}

pub(super) fn table(header: &[&str], lines: impl Iterator<Item = Line>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).expect("memory takes every record");
    for line in lines {
        writer.write_record(&line.0).expect("every line has as many cells as the header");
    }
    writer.into_inner().expect("memory takes every record")
}

/// `replications.csv`: every figure of every run, in full, so that differences of pairs can be taken from it.
pub(super) fn replications(tables: &Tables) -> Vec<u8> {
    let header = ["arm", "replication", "metric", "unit", "value"];
    let line = |row: &crate::analysis::FigureRow| {
        let line = Line::of(&row.run).text(&row.metric).text(&row.unit);
        match row.value {
            Some(value) => line.number(value),
            None => line.text(""),
        }
    };
    table(&header, tables.replications.iter().map(line))
}

/// `ranges.csv`: headlines by setting, one figure a row; the study itself is the factor `base`.
pub(super) fn ranges(tables: &Tables) -> Vec<u8> {
    let header = ["arm", "factor", "value", "metric", "unit", "figure"];
    let line = |row: &crate::analysis::RangeRow| {
        let factor = if row.setting.key.is_empty() { crate::analysis::BASE } else { &row.setting.key };
        let line = Line::empty().text(&row.arm).text(factor).text(&row.setting.value);
        line.text(&row.metric).text(&row.unit).measured(row.figure)
    };
    table(&header, tables.ranges.iter().map(line))
}

/// `slo.csv`: what became of each bound.
pub(super) fn bounds(judged: &[JudgedBound]) -> Vec<u8> {
    let header = [
        "arm",
        "metric",
        "unit",
        "bound",
        "limit",
        "value",
        "low",
        "high",
        "replications",
        "verdict",
        "margin",
        "more_replications",
    ];
    let line = |row: &JudgedBound| {
        let line = Line::empty().text(&row.arm).text(&row.metric).text(&row.unit).text(&row.bound).real(row.limit);
        let line = line.measured(row.value).measured(row.low).measured(row.high).number(row.replications);
        let line = line.text(&row.verdict).measured(row.margin);
        match row.more_replications {
            Some(more) => line.number(more),
            None => line.text(""),
        }
    };
    table(&header, judged.iter().map(line))
}

/// `delivery.csv`: latency distributions by path.
pub(super) fn delivery(tables: &Tables) -> Vec<u8> {
    let header = ["arm", "replication", "path", "latency_upper_s", "messages", "share_at_or_below"];
    let line = |row: &crate::analysis::DeliveryRow| {
        let line = Line::of(&row.run).text(row.path.name());
        line.real(row.latency_upper_s).real(row.messages).real(row.share_at_or_below)
    };
    table(&header, tables.delivery.iter().map(line))
}

/// `days.csv`: messages by day, one count a row.
pub(super) fn days(tables: &Tables) -> Vec<u8> {
    let header = ["arm", "replication", "day", "date", "quantity", "messages"];
    let line = |row: &crate::analysis::DayRow| Line::of(&row.run).day(&row.day).text(&row.quantity).real(row.messages);
    table(&header, tables.days.iter().map(line))
}

/// `cost.csv`: bills by day and country, in its own currency and in the reference currency.
pub(super) fn cost(tables: &Tables) -> Vec<u8> {
    let mut header: Vec<String> = ["arm", "replication", "day", "date", "country", "currency"].map(String::from).into();
    for currency in ["local", "reference"] {
        let amounts = ["paid", "paid_direct", "avoided", "activation", "data", "saved"];
        header.extend(amounts.map(|amount| format!("{amount}_{currency}")));
    }
    header.extend(["reference_currency".to_owned(), "sms_saved".to_owned()]);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let line = |row: &crate::analysis::CostRow| {
        let line = Line::of(&row.run).day(&row.day).text(&row.country).text(&row.currency);
        line.amounts(row.local).amounts(row.reference).text(&tables.reference).real(row.sms_saved)
    };
    table(&header, tables.cost.iter().map(line))
}

/// `exposure.csv`: crossings by day; only those that happened.
pub(super) fn exposure(tables: &Tables) -> Vec<u8> {
    let header = [
        "arm",
        "replication",
        "day",
        "date",
        "hop",
        "identifier",
        "whose",
        "consent",
        "protection",
        "crossings",
        "message_bytes",
    ];
    let line = |row: &crate::analysis::ExposureRow| {
        let line = Line::of(&row.run).day(&row.day).text(row.hop.name()).text(row.sort.identifier.name());
        let line = line.text(row.sort.whose.name()).text(row.sort.consent.name()).text(row.sort.protected.name());
        line.real(row.crossings).real(row.bytes)
    };
    table(&header, tables.exposure.iter().map(line))
}

/// `observers.csv`: what each observer saw of each identifier, by day.
pub(super) fn observers(tables: &Tables) -> Vec<u8> {
    let header = [
        "arm",
        "replication",
        "day",
        "date",
        "role",
        "observer",
        "identifier",
        "crossings",
        "message_bytes",
        "readable",
        "readable_without_consent",
        "readable_of_nonusers",
        "owners_new",
        "nonusers_new",
    ];
    let line = |row: &crate::analysis::ObserverRow| {
        let line = Line::of(&row.run).day(&row.day).text(row.role.name()).text(&row.observer);
        let line = line.text(row.identifier.name()).real(row.crossings).real(row.bytes).real(row.readable);
        line.real(row.without_consent).real(row.nonuser).real(row.owners_new).real(row.nonusers_new)
    };
    table(&header, tables.observers.iter().map(line))
}

/// `knowledge.csv`: what each observer came to know, on the days on which it learnt anything.
pub(super) fn knowledge(tables: &Tables) -> Vec<u8> {
    let header = ["arm", "replication", "day", "date", "role", "observer", "knowledge", "new", "cumulative"];
    let line = |row: &crate::analysis::KnowledgeRow| {
        let line = Line::of(&row.run).day(&row.day).text(row.role.name()).text(&row.observer);
        line.text(row.knowledge.name()).real(row.new).real(row.cumulative)
    };
    table(&header, tables.knowledge.iter().filter(|row| row.new > 0.0).map(line))
}

/// `roles.csv`: what all observers of a role know together when the study ends.
pub(super) fn roles(tables: &Tables) -> Vec<u8> {
    let header = ["arm", "replication", "role", "knowledge", "known"];
    let line = |row: &crate::analysis::RoleRow| {
        Line::of(&row.run).text(row.role.name()).text(row.knowledge.name()).real(row.known)
    };
    table(&header, tables.roles.iter().map(line))
}

/// `holdings.csv`: what the operator holds, by day.
pub(super) fn holdings(tables: &Tables) -> Vec<u8> {
    let header = ["arm", "replication", "day", "date", "holding", "unit", "mean", "end", "most", "mean_held_s"];
    let line = |row: &crate::analysis::HoldingRow| {
        let line = Line::of(&row.run).day(&row.day).text(row.holding).text(row.unit);
        line.real(row.mean).real(row.end).real(row.most).measured(row.mean_held_s)
    };
    table(&header, tables.holdings.iter().map(line))
}

/// `queues.csv`: totals of single queues.
pub(super) fn queues(tables: &Tables) -> Vec<u8> {
    let header = [
        "arm",
        "replication",
        "station",
        "kind",
        "queue",
        "accepted",
        "inside_mean",
        "inside_most_simulated",
        "sojourn_mean_s",
    ];
    let line = |row: &crate::analysis::QueueRow| {
        let line = Line::of(&row.run).text(&row.station).text(row.kind.name()).number(row.queue);
        let line = line.real(row.accepted).real(row.inside_mean).number(row.inside_most as usize);
        line.measured(row.sojourn_mean_s)
    };
    table(&header, tables.queues.iter().map(line))
}

/// `load.csv`: load of stations by steps of time.
pub(super) fn load(tables: &Tables) -> Vec<u8> {
    let header = [
        "arm",
        "replication",
        "station",
        "kind",
        "step",
        "step_start",
        "arrivals",
        "shed",
        "utilisation",
        "wait_mean_s",
        "wait_max_s",
        "waiting_mean",
        "connects",
        "connections",
    ];
    let line = |row: &crate::analysis::LoadRow| {
        let line = Line::of(&row.run).text(&row.station).text(row.kind.name()).number(row.step).text(&row.step_start);
        let line = line.real(row.arrivals).real(row.shed).real(row.utilisation);
        let line = line.measured(row.wait_mean_s).measured(row.wait_max_s).real(row.waiting_mean);
        line.real(row.connects).real(row.connections)
    };
    table(&header, tables.load.iter().map(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(safe_cell(formula), format!("'{formula}"));
        }
        assert_eq!(safe_cell("before"), "before");
        assert_eq!(safe_cell(""), "");
    }

    #[test]
    fn an_arm_named_as_a_formula_stays_text_and_negative_numbers_stay_numbers() {
        let run = RunKey { arm: "=cmd|'/c calc'!A1".into(), replication: 0 };
        let bytes = table(&["arm", "replication", "saved"], std::iter::once(Line::of(&run).real(-1.5)));
        assert_eq!(
            String::from_utf8(bytes).expect("CSV is text"),
            "arm,replication,saved\n'=cmd|'/c calc'!A1,0,-1.5\n"
        );
    }

    #[test]
    fn not_measured_is_an_empty_cell() {
        let run = RunKey { arm: "a".into(), replication: 1 };
        let line = Line::of(&run).measured(None).measured(Some(0.0));
        assert_eq!(line.0, ["a", "1", "", "0"]);
    }
}
