//! The tables of a study, one implementation a table: columns, cells, and the way back.
//!
//! Knows no folder. Figures of `replications.csv` stand in full, so that differences of pairs can be taken from them; other
//! numbers to nine digits.

use super::line::Line;
use super::row::{Cells, Row};
use crate::analysis::{
    Amounts, BASE, CostRow, DayRow, DeliveryRow, FigureRow, HoldingRow, JudgedBound, LoadRow, QueueRow, RangeRow,
    RunRow, Setting, StartUp, StationKind,
};
use crate::ledger::{Path, Register, Store};
use crate::units::Duration;

fn kind(cells: &mut Cells<'_>) -> Result<StationKind, String> {
    cells.one_of("a kind of station", &StationKind::ALL, StationKind::name)
}

fn start_up(cells: &mut Cells<'_>) -> Result<StartUp, String> {
    let settled = StartUp::Settled(Duration::ZERO);
    let found = cells.one_of("a start-up", &[settled, StartUp::TooShort, StartUp::Unknown], StartUp::name)?;
    match (found, cells.measured()?) {
        (StartUp::Settled(_), Some(seconds)) => Ok(StartUp::Settled(Duration::from_micros((seconds * 1e6) as u64))),
        (StartUp::Settled(_), None) => Err("expected the length of a start-up, found nothing".to_owned()),
        (other @ (StartUp::TooShort | StartUp::Unknown), _) => Ok(other),
    }
}

/// Every run.
impl Row for RunRow {
    const FILE: &'static str = "runs.csv";
    const HEADER: &'static [&'static str] = &[
        "arm",
        "replication",
        "fingerprint",
        "events",
        "handsets",
        "represents",
        "simulated_s",
        "start_up",
        "start_up_s",
        "peak_bytes",
    ];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).text(&format!("{:016x}", self.fingerprint)).number(self.events);
        line.number(self.handsets)
            .number(self.represents)
            .number(self.simulated_s)
            .text(self.start_up.name())
            .measured(self.start_up.seconds())
            .number(self.peak_bytes)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            fingerprint: cells.fingerprint()?,
            events: cells.whole()?,
            handsets: cells.whole()?,
            represents: cells.whole()?,
            simulated_s: cells.real()?,
            start_up: start_up(cells)?,
            peak_bytes: cells.whole()?,
        })
    }
}

/// Every figure of every run, in full.
impl Row for FigureRow {
    const FILE: &'static str = "replications.csv";
    const HEADER: &'static [&'static str] = &["arm", "replication", "metric", "unit", "value"];

    fn line(&self) -> Line {
        Line::of(&self.run).text(&self.metric).text(&self.unit).full(self.value)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            metric: cells.name("a metric with its unit")?,
            unit: cells.name("a metric with its unit")?,
            value: cells.measured()?,
        })
    }
}

/// What became of each bound.
impl Row for JudgedBound {
    const FILE: &'static str = "slo.csv";
    const HEADER: &'static [&'static str] = &[
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

    fn line(&self) -> Line {
        let line = Line::empty().text(&self.arm).text(&self.metric).text(&self.unit).text(&self.bound).real(self.limit);
        let line = line.measured(self.value).measured(self.low).measured(self.high).number(self.replications);
        let line = line.text(&self.verdict).measured(self.margin);
        match self.more_replications {
            Some(more) => line.number(more),
            None => line.text(""),
        }
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            arm: cells.text(),
            metric: cells.text(),
            unit: cells.text(),
            bound: cells.text(),
            limit: cells.real()?,
            value: cells.measured()?,
            low: cells.measured()?,
            high: cells.measured()?,
            replications: cells.whole()?,
            verdict: cells.text(),
            margin: cells.measured()?,
            more_replications: cells.whole_or_nothing()?,
        })
    }
}

/// Headlines by setting, one figure a row; the study itself is the factor `base`.
impl Row for RangeRow {
    const FILE: &'static str = "ranges.csv";
    const HEADER: &'static [&'static str] = &["arm", "factor", "value", "metric", "unit", "figure"];

    fn line(&self) -> Line {
        let factor = if self.setting.key.is_empty() { BASE } else { &self.setting.key };
        let line = Line::empty().text(&self.arm).text(factor).text(&self.setting.value);
        line.text(&self.metric).text(&self.unit).measured(self.figure)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        let arm = cells.text();
        let key = Some(cells.text()).filter(|factor| factor != BASE).unwrap_or_default();
        let setting = Setting { key, value: cells.text() };
        Ok(Self { arm, setting, metric: cells.text(), unit: cells.text(), figure: cells.measured()? })
    }
}

/// Latency distributions by path.
impl Row for DeliveryRow {
    const FILE: &'static str = "delivery.csv";
    const HEADER: &'static [&'static str] =
        &["arm", "replication", "path", "latency_upper_s", "messages", "share_at_or_below"];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).text(self.path.name());
        line.real(self.latency_upper_s).real(self.messages).real(self.share_at_or_below)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            path: cells.one_of("a path", Path::ALL, Path::name)?,
            latency_upper_s: cells.real()?,
            messages: cells.real()?,
            share_at_or_below: cells.real()?,
        })
    }
}

/// Messages by day, one count a row.
impl Row for DayRow {
    const FILE: &'static str = "days.csv";
    const HEADER: &'static [&'static str] = &["arm", "replication", "day", "date", "quantity", "messages"];

    fn line(&self) -> Line {
        Line::of(&self.run).day(&self.day).text(&self.quantity).real(self.messages)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self { run: cells.run()?, day: cells.day()?, quantity: cells.text(), messages: cells.real()? })
    }
}

fn amounts(line: Line, a: Amounts) -> Line {
    [a.paid, a.paid_direct, a.avoided, a.activation, a.data, a.saved].into_iter().fold(line, Line::real)
}

fn read_amounts(cells: &mut Cells<'_>) -> Result<Amounts, String> {
    Ok(Amounts {
        paid: cells.real()?,
        paid_direct: cells.real()?,
        avoided: cells.real()?,
        activation: cells.real()?,
        data: cells.real()?,
        saved: cells.real()?,
    })
}

/// Bills by day and country, in its own currency and in the reference currency.
impl Row for CostRow {
    const FILE: &'static str = "cost.csv";
    const HEADER: &'static [&'static str] = &[
        "arm",
        "replication",
        "day",
        "date",
        "country",
        "currency",
        "paid_local",
        "paid_direct_local",
        "avoided_local",
        "activation_local",
        "data_local",
        "saved_local",
        "paid_reference",
        "paid_direct_reference",
        "avoided_reference",
        "activation_reference",
        "data_reference",
        "saved_reference",
        "reference_currency",
        "sms_saved",
    ];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).day(&self.day).text(&self.country).text(&self.currency);
        amounts(amounts(line, self.local), self.reference).text(&self.reference_currency).real(self.sms_saved)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            day: cells.day()?,
            country: cells.text(),
            currency: cells.text(),
            local: read_amounts(cells)?,
            reference: read_amounts(cells)?,
            reference_currency: cells.text(),
            sms_saved: cells.real()?,
        })
    }
}

/// What the operator holds, by day.
impl Row for HoldingRow {
    const FILE: &'static str = "holdings.csv";
    const HEADER: &'static [&'static str] =
        &["arm", "replication", "day", "date", "holding", "unit", "mean", "end", "most", "mean_held_s"];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).day(&self.day).text(self.holding).text(self.unit);
        line.real(self.mean).real(self.end).real(self.most).measured(self.mean_held_s)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        let names: Vec<&str> =
            Store::ALL.iter().map(|store| store.name()).chain(Register::ALL.iter().map(|r| r.name())).collect();
        Ok(Self {
            run: cells.run()?,
            day: cells.day()?,
            holding: cells.one_of("a holding", &names, |name| name)?,
            unit: cells.one_of("a unit of holdings", &["items", "bytes", "people"], |unit| unit)?,
            mean: cells.real()?,
            end: cells.real()?,
            most: cells.real()?,
            mean_held_s: cells.measured()?,
        })
    }
}

/// Totals of single queues.
impl Row for QueueRow {
    const FILE: &'static str = "queues.csv";
    const HEADER: &'static [&'static str] = &[
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

    fn line(&self) -> Line {
        let line = Line::of(&self.run).text(&self.station).text(self.kind.name()).number(self.queue);
        line.real(self.accepted).real(self.inside_mean).number(self.inside_most).measured(self.sojourn_mean_s)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            station: cells.text(),
            kind: kind(cells)?,
            queue: cells.whole()?,
            accepted: cells.real()?,
            inside_mean: cells.real()?,
            inside_most: cells.whole()?,
            sojourn_mean_s: cells.measured()?,
        })
    }
}

/// Load of stations by steps of time.
impl Row for LoadRow {
    const FILE: &'static str = "load.csv";
    const HEADER: &'static [&'static str] = &[
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

    fn line(&self) -> Line {
        let line = Line::of(&self.run).text(&self.station).text(self.kind.name());
        let line = line.number(self.step).text(&self.step_start);
        let line = line.real(self.arrivals).real(self.shed).real(self.utilisation);
        let line = line.measured(self.wait_mean_s).measured(self.wait_max_s).real(self.waiting_mean);
        line.real(self.connects).real(self.connections)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            station: cells.text(),
            kind: kind(cells)?,
            step: cells.whole()?,
            step_start: cells.text(),
            arrivals: cells.real()?,
            shed: cells.real()?,
            utilisation: cells.real()?,
            wait_mean_s: cells.measured()?,
            wait_max_s: cells.measured()?,
            waiting_mean: cells.real()?,
            connects: cells.real()?,
            connections: cells.real()?,
        })
    }
}
