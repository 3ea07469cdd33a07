//! Tidy tables: one row an observation, for CSV files and charts.
//!
//! Counts are scaled up to the real population; measured days only. Knows no file and no chart.

use super::against_theory::{TheoryRunRow, theory_of};
use super::audit::{AuditRow, audit_rows};
use super::exposure_tables::{ExposureRow, KnowledgeRow, ObserverRow, RoleRow, crossings, knowledge, observed, roles};
use super::holdings_tables::{HoldingRow, holdings};
use super::metric::data_cost;
use super::ranges::RangeRow;
use super::replications::{FigureRow, RunRow, figures_of};
use super::stations::{StationRow, station_rows};
use super::{Calendar, RunRecord, StationKind};
use crate::ledger::{Bill, Cause, End, LoadStep, Path, Traffic};

/// All tables of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    /// Days and dates of the study.
    pub calendar: Calendar,
    /// Code of the reference currency.
    pub reference: String,
    /// Every run.
    pub runs: Vec<RunRow>,
    /// Every figure of every run.
    pub replications: Vec<FigureRow>,
    /// Every law in every run; empty in folders of earlier versions.
    pub audit: Vec<AuditRow>,
    /// Headlines by setting, where ranges were run.
    pub ranges: Vec<RangeRow>,
    /// Latency distributions.
    pub delivery: Vec<DeliveryRow>,
    /// Messages by day.
    pub days: Vec<DayRow>,
    /// Money by day and country.
    pub cost: Vec<CostRow>,
    /// Crossings by day; only those that happened.
    pub exposure: Vec<ExposureRow>,
    /// What each observer saw, by identifier.
    pub observers: Vec<ObserverRow>,
    /// What each observer came to know, by day.
    pub knowledge: Vec<KnowledgeRow>,
    /// What all observers of a role know together when the study ends.
    pub roles: Vec<RoleRow>,
    /// What the operator holds, by day.
    pub holdings: Vec<HoldingRow>,
    /// Totals of single queues.
    pub queues: Vec<QueueRow>,
    /// Load of stations by step.
    pub load: Vec<LoadRow>,
    /// Figures of textbook stations; empty for an ecosystem, as the rows above are for stations.
    pub stations: Vec<StationRow>,
    /// Stations of either kind beside theory, run by run.
    pub theory: Vec<TheoryRunRow>,
}

impl Tables {
    /// Tables without rows.
    pub fn empty(calendar: Calendar, reference: &str) -> Self {
        Self {
            calendar,
            reference: reference.to_owned(),
            runs: Vec::new(),
            replications: Vec::new(),
            audit: Vec::new(),
            ranges: Vec::new(),
            delivery: Vec::new(),
            days: Vec::new(),
            cost: Vec::new(),
            exposure: Vec::new(),
            observers: Vec::new(),
            knowledge: Vec::new(),
            roles: Vec::new(),
            holdings: Vec::new(),
            load: Vec::new(),
            queues: Vec::new(),
            stations: Vec::new(),
            theory: Vec::new(),
        }
    }

    /// Whether the study is of textbook stations instead of an ecosystem.
    pub fn of_stations(&self) -> bool {
        !self.stations.is_empty()
    }
}

/// A run that a row belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunKey {
    /// Name of the arm.
    pub arm: String,
    /// Replication, from 0.
    pub replication: u32,
}

/// A measured day that a row belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayKey {
    /// Measured day, from 1.
    pub day: usize,
    /// Its date on the study's clock.
    pub date: String,
}

/// One step of a latency distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryRow {
    /// Of which run.
    pub run: RunKey,
    /// Path of the first copy.
    pub path: Path,
    /// Upper end of the step, in seconds.
    pub latency_upper_s: f64,
    /// Messages in the step.
    pub messages: f64,
    /// Share of the path's messages at or below the upper end.
    pub share_at_or_below: f64,
}

/// One count of messages on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayRow {
    /// Of which run.
    pub run: RunKey,
    /// On which day they were composed.
    pub day: DayKey,
    /// What is counted: `composed.<traffic>`, `fallback.<cause>` or `ended.<end>` (the last two of eligible messages).
    pub quantity: String,
    /// How many.
    pub messages: f64,
}

/// One country's bill of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct CostRow {
    /// Of which run.
    pub run: RunKey,
    /// On which day.
    pub day: DayKey,
    /// Code of the country.
    pub country: String,
    /// Code of its currency.
    pub currency: String,
    /// Amounts in the country's currency.
    pub local: Amounts,
    /// The same in the reference currency.
    pub reference: Amounts,
    /// Code of the reference currency.
    pub reference_currency: String,
    /// SMS saved.
    pub sms_saved: f64,
}

/// The amounts of a bill, in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amounts {
    /// Paid for SMS.
    pub paid: f64,
    /// Of that, to people without the service or with the service off.
    pub paid_direct: f64,
    /// Avoided by the service.
    pub avoided: f64,
    /// Paid for activation.
    pub activation: f64,
    /// Mobile data.
    pub data: f64,
    /// Avoided less activation less data.
    pub saved: f64,
}

/// One queue over the whole run, warm-up included: a node, or in a scaled run the nodes that share it.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    /// Of which run.
    pub run: RunKey,
    /// Name of the station row.
    pub station: String,
    /// What it is.
    pub kind: StationKind,
    /// Which of its queues, from 0.
    pub queue: usize,
    /// Jobs accepted.
    pub accepted: f64,
    /// Jobs inside on average.
    pub inside_mean: f64,
    /// Most simulated jobs inside at once.
    pub inside_most: u64,
    /// Mean time inside in seconds; nothing where no job came.
    pub sojourn_mean_s: Option<f64>,
}

/// One row of stations in one step of time.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadRow {
    /// Of which run.
    pub run: RunKey,
    /// Name of the station row.
    pub station: String,
    /// What it is.
    pub kind: StationKind,
    /// Step since the start of the study.
    pub step: usize,
    /// Beginning of the step on the study's clock.
    pub step_start: String,
    /// Jobs that came.
    pub arrivals: f64,
    /// Jobs turned away.
    pub shed: f64,
    /// Server time asked for as a share of the server time there was.
    pub utilisation: f64,
    /// Mean wait in seconds; nothing where no job came.
    pub wait_mean_s: Option<f64>,
    /// Longest wait in seconds; nothing where no job came.
    pub wait_max_s: Option<f64>,
    /// Jobs waiting on average: the waits of those that came over the length of the step.
    pub waiting_mean: f64,
    /// Connections set up.
    pub connects: f64,
    /// Connections open at the end of the step.
    pub connections: f64,
}

/// The tables of all runs, in the order of the runs.
///
/// # Panics
/// Without runs: a study has at least one.
pub fn tables(runs: &[RunRecord]) -> Tables {
    let first = &runs.first().expect("a study has at least one run").facts;
    let mut all = Tables {
        runs: runs.iter().map(RunRow::of).collect(),
        replications: runs.iter().flat_map(figures_of).collect(),
        audit: runs.iter().flat_map(audit_rows).collect(),
        stations: runs.iter().flat_map(station_rows).collect(),
        theory: runs.iter().flat_map(theory_of).collect(),
        ..Tables::empty(Calendar::of(first), &first.reference_currency.to_string())
    };
    for run in runs.iter().filter(|run| run.ledger.stations.is_none()) {
        let key = RunKey { arm: run.arm.clone(), replication: run.replication };
        latencies(run, &key, &mut all.delivery);
        for day in all.calendar.days() {
            let date = DayKey { day, date: all.calendar.date(day) };
            messages_of(run, &key, &date, &mut all.days);
            bills_of(run, &key, &date, &mut all.cost);
        }
        crossings(run, &key, &mut all.exposure);
        let seen = observed(run, &key, &mut all.observers);
        knowledge(run, &key, &seen, &mut all.knowledge);
        all.roles.extend(roles(run, &key, &seen, &all.knowledge));
        holdings(run, &key, &mut all.holdings);
        for station in 0..run.facts.stations.len() {
            load_of(run, &key, station, &mut all.load);
            queues_of(run, &key, station, &mut all.queues);
        }
    }
    all
}

/// Steps of a distribution in each factor of ten.
const STEPS: u32 = 20;

/// Upper ends of the steps in microseconds, from 1 ms on.
fn step(number: u32) -> u64 {
    libm::round(1e3 * libm::exp10(f64::from(number) / f64::from(STEPS))) as u64
}

fn latencies(run: &RunRecord, key: &RunKey, rows: &mut Vec<DeliveryRow>) {
    for &path in Path::ALL {
        let histogram = &run.ledger.deliveries.latency[path as usize];
        let mut recorded = histogram.iter_recorded().peekable();
        let (mut below, mut number) = (0, 0);
        while let Some(next) = recorded.peek() {
            // Straight to the step in which the next recorded value lies.
            while step(number) < next.value_iterated_to() {
                number += 1;
            }
            let mut inside = 0;
            while let Some(value) = recorded.next_if(|v| v.value_iterated_to() <= step(number)) {
                inside += value.count_at_value();
            }
            below += inside;
            rows.push(DeliveryRow {
                run: key.clone(),
                path,
                latency_upper_s: step(number) as f64 / 1e6,
                messages: inside as f64 * run.facts.scale(),
                share_at_or_below: below as f64 / histogram.len() as f64,
            });
        }
    }
}

fn messages_of(run: &RunRecord, key: &RunKey, date: &DayKey, rows: &mut Vec<DayRow>) {
    let days = &run.ledger.deliveries.days[Calendar::of(&run.facts).indices(date.day)];
    let mut row = |quantity: String, count: u64| {
        let messages = count as f64 * run.facts.scale();
        rows.push(DayRow { run: key.clone(), day: date.clone(), quantity, messages });
    };
    for &traffic in Traffic::ALL {
        row(format!("composed.{}", traffic.name()), days.iter().map(|d| d.composed[traffic as usize]).sum());
    }
    for &cause in Cause::ALL {
        row(format!("fallback.{}", cause.name()), days.iter().map(|d| d.fallback[cause as usize]).sum());
    }
    for &end in End::ALL {
        row(format!("ended.{}", end.name()), days.iter().map(|d| d.ended[end as usize]).sum());
    }
}

fn bills_of(run: &RunRecord, key: &RunKey, date: &DayKey, rows: &mut Vec<CostRow>) {
    let ledger = &run.ledger.costs;
    for (index, country) in run.facts.countries.iter().enumerate() {
        let bills: Vec<&Bill> = Calendar::of(&run.facts).indices(date.day).map(|day| ledger.bill(day, index)).collect();
        let amount = |of: &dyn Fn(&Bill) -> f64| bills.iter().map(|b| of(b)).sum::<f64>() * run.facts.scale();
        let [avoided, activation] = [amount(&|b| b.avoided.units()), amount(&|b| b.activation.units())];
        let bytes = amount(&|b| data_cost(b, country));
        let local = Amounts {
            paid: amount(&|b| b.paid.units()),
            paid_direct: amount(&|b| b.paid_direct.units()),
            avoided,
            activation,
            data: bytes,
            saved: avoided - activation - bytes,
        };
        rows.push(CostRow {
            run: key.clone(),
            day: date.clone(),
            country: country.code.clone(),
            currency: country.currency.to_string(),
            local,
            reference: local.times(country.exchange),
            reference_currency: run.facts.reference_currency.to_string(),
            sms_saved: amount(&|b| b.sms_saved as f64),
        });
    }
}

impl Amounts {
    fn times(self, rate: f64) -> Self {
        Self {
            paid: self.paid * rate,
            paid_direct: self.paid_direct * rate,
            avoided: self.avoided * rate,
            activation: self.activation * rate,
            data: self.data * rate,
            saved: self.saved * rate,
        }
    }
}

fn queues_of(run: &RunRecord, key: &RunKey, station: usize, rows: &mut Vec<QueueRow>) {
    let (facts, scale) = (&run.facts.stations[station], run.facts.scale());
    for (queue, totals) in run.ledger.load.totals[station].iter().enumerate() {
        let came = totals.accepted > 0;
        rows.push(QueueRow {
            run: key.clone(),
            station: facts.name.clone(),
            kind: facts.kind,
            queue,
            accepted: totals.accepted as f64 * scale,
            inside_mean: totals.area as f64 / run.facts.duration.as_micros() as f64 * scale,
            inside_most: totals.most,
            sojourn_mean_s: came.then(|| totals.sojourn as f64 / totals.accepted as f64 / 1e6),
        });
    }
}

fn load_of(run: &RunRecord, key: &RunKey, station: usize, rows: &mut Vec<LoadRow>) {
    let (facts, calendar) = (&run.facts.stations[station], Calendar::of(&run.facts));
    let steps: &[LoadStep] = run.ledger.load.row(station);
    let (measured, scale) = (calendar.measured_steps(steps.len()), run.facts.scale());
    let mut open = 0;
    for (step, load) in steps.iter().enumerate() {
        open += load.connections;
        let capacity = calendar.step_length(step) * u64::from(facts.servers);
        if !measured.contains(&step) {
            continue;
        }
        let came = load.arrivals > 0;
        rows.push(LoadRow {
            run: key.clone(),
            station: facts.name.clone(),
            kind: facts.kind,
            step,
            step_start: calendar.at(calendar.load_step * step as u64).to_string(),
            arrivals: load.arrivals as f64 * scale,
            shed: load.shed as f64 * scale,
            utilisation: load.work as f64 / capacity as f64,
            wait_mean_s: came.then(|| load.wait as f64 / load.arrivals as f64 / 1e6),
            wait_max_s: came.then(|| load.wait_max as f64 / 1e6),
            waiting_mean: load.wait as f64 / calendar.step_length(step) as f64 * scale,
            connects: load.connects as f64 * scale,
            connections: open as f64 * scale,
        });
    }
}
