//! What a run of textbook stations measured: shares, means and percentiles by station and class, and the series by step.
//!
//! Knows counts and their names; neither theory nor what was written in a scenario.

use super::{RunKey, RunRecord, TextbookFacts};
use crate::ledger::{ClassBook, StationBook, StationFigure, Stations};
use crate::units::{Duration, FigureName, NETWORK_FIGURES, STATION_CLASSES};

/// One station's figures of one run, all customers together or one class of them.
#[derive(Clone, Debug, PartialEq)]
pub struct StationRow {
    /// Of which run.
    pub run: RunKey,
    /// Name of the station.
    pub station: String,
    /// High or low; nothing for all together.
    pub class: Option<&'static str>,
    /// By [`StationFigure`], in the order of [`StationFigure::ALL`]; nothing where it was not measured.
    pub figures: Vec<Option<f64>>,
}

/// The mean number at a station, step by step from the start of the run, warm-up included.
#[derive(Clone, Debug, PartialEq)]
pub struct StationSeries {
    /// Name of the station.
    pub station: String,
    /// Length of a step; the last one may be shorter.
    pub step: Duration,
    /// Mean number in the station, by step.
    pub number: Vec<f64>,
}

/// Rows of a run: each station, then its classes; none for a run of an ecosystem.
pub fn station_rows(run: &RunRecord) -> Vec<StationRow> {
    let Some(record) = &run.ledger.stations else { return Vec::new() };
    let key = RunKey { arm: run.arm.clone(), replication: run.replication };
    let mut rows = Vec::new();
    for (facts, book) in run.facts.textbook.iter().zip(&record.books) {
        let mut add = |class, of: &ClassBook| {
            let figures = StationFigure::ALL.iter().map(|&figure| measured(record, facts, of, figure)).collect();
            rows.push(StationRow { run: key.clone(), station: facts.name.clone(), class, figures });
        };
        add(None, &together(book));
        if let [high, low] = &book.classes[..] {
            add(Some(STATION_CLASSES[0]), high);
            add(Some(STATION_CLASSES[1]), low);
        }
    }
    rows
}

/// Every figure of a run of stations, with its dotted name.
pub(super) fn station_figures(run: &RunRecord) -> Vec<(FigureName, Option<f64>)> {
    let Some(record) = &run.ledger.stations else { return Vec::new() };
    let mut all = Vec::new();
    for row in station_rows(run) {
        let class = row.class.map(|class| format!("{class}.")).unwrap_or_default();
        for (figure, value) in StationFigure::ALL.iter().zip(row.figures) {
            let name = format!("stations.{}.{class}{}", row.station, figure.name());
            all.push((FigureName { name, unit: figure.unit() }, value));
        }
    }
    let books: Vec<ClassBook> = record.books.iter().map(together).collect();
    let spent: u128 = books.iter().map(|book| book.sojourn).sum();
    let inside: u128 = books.iter().map(|book| book.in_queue + book.in_service).sum();
    // Time spent at all stations, over those who came from outside: what one of them spends in the network.
    let sojourn = over(spent as f64 / 1e6, record.entered as f64);
    let number = over(inside as f64, measured_micros(record));
    for ((figure, unit), value) in NETWORK_FIGURES.into_iter().zip([sojourn, number]) {
        all.push((FigureName { name: format!("network.{figure}"), unit }, value));
    }
    all
}

/// The series of all stations of a run; none for a run of an ecosystem.
pub fn station_series(run: &RunRecord) -> Vec<StationSeries> {
    let Some(record) = &run.ledger.stations else { return Vec::new() };
    let length = |step: usize| {
        let from = record.step.as_micros() * step as u64;
        (from + record.step.as_micros()).min(record.end.as_micros()) - from
    };
    let of = |book: &StationBook| {
        let numbers = book.steps.iter().enumerate().map(|(n, step)| step.in_system as f64 / length(n) as f64);
        numbers.collect::<Vec<f64>>()
    };
    let named = run.facts.textbook.iter().zip(&record.books);
    named
        .map(|(facts, book)| StationSeries { station: facts.name.clone(), step: record.step, number: of(book) })
        .collect()
}

fn together(book: &StationBook) -> ClassBook {
    let (first, others) = book.classes.split_first().expect("a station has a class");
    others.iter().fold(first.clone(), |all, class| all.with(class))
}

fn measured_micros(record: &Stations) -> f64 {
    record.end.saturating_since(record.warm_up).as_micros() as f64
}

fn over(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

fn measured(record: &Stations, facts: &TextbookFacts, of: &ClassBook, figure: StationFigure) -> Option<f64> {
    let time = measured_micros(record);
    let share = |count: u64| over(count as f64, of.arrivals as f64);
    let mean = |sum: u128| over(sum as f64 / 1e6, of.visits as f64);
    let percentile = |of: &hdrhistogram::Histogram<u32>, quantile: f64| {
        // The middle of what the histogram does not tell apart.
        (!of.is_empty()).then(|| of.median_equivalent(of.value_at_quantile(quantile)) as f64 / 1e6)
    };
    match figure {
        StationFigure::Arrivals => Some(of.arrivals as f64),
        StationFigure::Utilisation => over(of.in_service as f64, time * f64::from(facts.servers)),
        StationFigure::Delayed => share(of.delayed),
        StationFigure::Blocked => share(of.blocked),
        StationFigure::Abandoned => share(of.abandoned),
        StationFigure::WaitMean => mean(of.wait),
        StationFigure::WaitP95 => percentile(&of.waits, 0.95),
        StationFigure::WaitP99 => percentile(&of.waits, 0.99),
        StationFigure::SojournMean => mean(of.sojourn),
        StationFigure::SojournP95 => percentile(&of.sojourns, 0.95),
        StationFigure::SojournP99 => percentile(&of.sojourns, 0.99),
        StationFigure::QueueMean => over(of.in_queue as f64, time),
        StationFigure::NumberMean => over((of.in_queue + of.in_service) as f64, time),
    }
}
