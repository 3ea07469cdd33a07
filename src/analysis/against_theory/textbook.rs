//! Textbook stations against theory: formulas take what was written, not what was measured.
//!
//! Knows which formula is closest to which station, and what each assumes.

use super::{TheoryRow, mean_and_error};
use crate::analysis::stations::station_rows;
use crate::analysis::theory::erlang_b;
use crate::analysis::theory::erlang_c::Mmc;
use crate::analysis::theory::finite_room::FiniteRoom;
use crate::analysis::theory::general_service;
use crate::analysis::theory::impatience::ErlangA;
use crate::analysis::theory::priorities::{self, Class};
use crate::analysis::theory::renewal::{self, Gim1};
use crate::analysis::{ArrivalKind, LawFacts, LawShape, RunRecord, TextbookFacts};
use crate::ledger::StationFigure as F;
use crate::units::{Currency, STATION_CLASSES};

/// What the closest formula says of a station.
struct Closest {
    formula: String,
    what_does_not: Vec<String>,
    /// Figures by class; of all customers where there is none.
    figures: Vec<(Option<&'static str>, F, Option<f64>)>,
}

/// A station as formulas see it.
struct Station<'f> {
    facts: &'f TextbookFacts,
    /// Arrivals a second, of all classes.
    rate: f64,
    /// Mean service over all customers.
    service: LawFacts,
}

/// Rows of one arm.
pub(super) fn rows(arm: &str, runs: &[&RunRecord]) -> Vec<TheoryRow> {
    let textbook = &runs.first().expect("an arm has a run").facts.textbook;
    let measured: Vec<_> = runs.iter().flat_map(|run| station_rows(run)).collect();
    let mut rows = Vec::new();
    for facts in textbook {
        let closest = closest(facts, textbook);
        for (class, figure, theory) in &closest.figures {
            let of = |row: &&crate::analysis::StationRow| row.station == facts.name && row.class == *class;
            let values: Vec<f64> = measured.iter().filter(of).filter_map(|row| row.figures[*figure as usize]).collect();
            let Some((simulated, standard_error)) = mean_and_error(&values) else { continue };
            rows.push(TheoryRow {
                arm: arm.to_owned(),
                station: class.map_or_else(|| facts.name.clone(), |class| format!("{}.{class}", facts.name)),
                formula: closest.formula.clone(),
                what_does_not: closest.what_does_not.clone(),
                metric: figure.name(),
                unit: match figure.unit().name(Currency::default()).as_str() {
                    "s" => "s",
                    "share" => "share",
                    _ => "count",
                },
                theory: *theory,
                simulated,
                standard_error,
            });
        }
    }
    rows
}

fn closest(facts: &TextbookFacts, network: &[TextbookFacts]) -> Closest {
    let rates: Option<Vec<f64>> = facts.classes.iter().map(|class| class.rate).collect();
    let rate = rates.map_or(0.0, |rates| rates.iter().sum());
    let station = Station { facts, rate, service: pooled(facts, rate) };
    let mut closest = if facts.classes.len() > 1 {
        with_priorities(&station)
    } else if let Some(patience) = facts.patience {
        impatient(&station, patience)
    } else {
        match facts.queue {
            Some(0) => loss(&station),
            Some(queue) => finite(&station, queue),
            None => endless(&station),
        }
    };
    let in_jackson = is_jackson(network);
    let outside = facts.classes.iter().filter_map(|class| class.arrivals);
    if facts.fed && !in_jackson {
        closest.what_does_not.push("what other stations send on is no Poisson stream".to_owned());
    } else if facts.fed {
        closest.formula += " in an open Jackson network";
    }
    let knows_gaps = closest.formula.contains("/M/1") || closest.formula.starts_with("GI");
    for arrivals in outside {
        match arrivals {
            ArrivalKind::Poisson => {}
            ArrivalKind::Renewal(_) if knows_gaps && facts.classes.len() == 1 && !facts.fed => {}
            ArrivalKind::Renewal(_) => closest.what_does_not.push("arrivals are no Poisson stream".to_owned()),
            ArrivalKind::Given => closest.what_does_not.push("arrivals are given one by one".to_owned()),
        }
    }
    if facts.fed_by_losers {
        closest.what_does_not.push("stations may lose customers before they come here".to_owned());
    }
    if facts.classes.iter().any(|class| class.rounded) {
        closest.what_does_not.push("services are rounded to whole microseconds".to_owned());
    }
    closest
}

/// The law of service of all customers together: its first two moments, and its shape where all have one law.
fn pooled(facts: &TextbookFacts, rate: f64) -> LawFacts {
    let first = facts.classes[0].service;
    if facts.classes.iter().all(|class| class.service == first) || rate <= 0.0 {
        return first;
    }
    let weighted = |of: &dyn Fn(LawFacts) -> f64| -> f64 {
        facts.classes.iter().map(|class| class.rate.unwrap_or(0.0) / rate * of(class.service)).sum()
    };
    let mean = weighted(&|law| law.mean);
    let square = weighted(&|law| law.mean * law.mean * (1.0 + law.scv));
    LawFacts { mean, scv: square / (mean * mean) - 1.0, shape: LawShape::Other }
}

/// Whether every station has Poisson arrivals from outside or none, one exponential law, and an endless queue that it keeps
/// up with.
fn is_jackson(network: &[TextbookFacts]) -> bool {
    network.iter().all(|station| {
        let [class] = &station.classes[..] else { return false };
        matches!(class.arrivals, None | Some(ArrivalKind::Poisson))
            && class.service.shape == LawShape::Exponential
            && station.queue.is_none()
            && station.patience.is_none()
            && class.rate.is_some_and(|rate| rate * class.service.mean < f64::from(station.servers))
    })
}

impl Station<'_> {
    fn servers(&self) -> u32 {
        self.facts.servers
    }

    fn utilisation(&self) -> f64 {
        self.rate * self.service.mean / f64::from(self.servers())
    }

    fn exponential(&self) -> bool {
        self.service.shape == LawShape::Exponential
    }

    /// What the services fail to be.
    fn only_exponential(&self) -> Vec<String> {
        if self.exponential() { Vec::new() } else { vec!["services are not exponential".to_owned()] }
    }

    /// Means from a mean wait, by Little's law.
    fn means(&self, wait: f64) -> Vec<(Option<&'static str>, F, Option<f64>)> {
        let sojourn = wait + self.service.mean;
        all([
            (F::Utilisation, self.utilisation()),
            (F::WaitMean, wait),
            (F::SojournMean, sojourn),
            (F::QueueMean, self.rate * wait),
            (F::NumberMean, self.rate * sojourn),
        ])
    }

    /// A station that cannot keep up: its queue grows, its servers are always busy.
    fn saturated(&self, formula: &str) -> Closest {
        let offered = libm::round(self.utilisation() * 1e4) / 1e4;
        Closest {
            formula: formula.to_owned(),
            what_does_not: vec![format!("saturated: {offered} times what it can do is asked of it, so no long run")],
            figures: vec![(None, F::Utilisation, Some(1.0)), (None, F::WaitMean, None)],
        }
    }
}

fn all<const N: usize>(figures: [(F, f64); N]) -> Vec<(Option<&'static str>, F, Option<f64>)> {
    figures.into_iter().map(|(figure, value)| (None, figure, Some(value))).collect()
}

fn loss(station: &Station<'_>) -> Closest {
    let blocked = erlang_b::blocked(station.rate * station.service.mean, station.servers());
    let carried = station.rate * (1.0 - blocked) * station.service.mean;
    Closest {
        formula: "M/G/c/c (Erlang B)".to_owned(),
        what_does_not: Vec::new(),
        figures: all([
            (F::Utilisation, carried / f64::from(station.servers())),
            (F::Blocked, blocked),
            (F::SojournMean, station.service.mean),
            (F::NumberMean, carried),
        ]),
    }
}

/// A formula that spreads over more numbers than are added up.
fn unknown(formula: &str) -> Closest {
    let what_does_not = vec!["the number inside spreads too far to be added up".to_owned()];
    Closest { formula: formula.to_owned(), what_does_not, figures: vec![(None, F::WaitMean, None)] }
}

fn finite(station: &Station<'_>, queue: u64) -> Closest {
    let servers = station.servers();
    let room = queue + u64::from(servers);
    let Some(found) = FiniteRoom::new(station.rate, station.service.mean, servers, room) else {
        return unknown("M/M/c/K");
    };
    Closest {
        formula: "M/M/c/K".to_owned(),
        what_does_not: station.only_exponential(),
        figures: all([
            (F::Utilisation, found.utilisation),
            (F::Delayed, found.delayed),
            (F::Blocked, found.blocked),
            (F::WaitMean, found.wait_mean),
            (F::WaitP95, found.wait_quantile(0.95)),
            (F::WaitP99, found.wait_quantile(0.99)),
            (F::SojournMean, found.wait_mean + station.service.mean),
            (F::QueueMean, found.queue_mean),
            (F::NumberMean, found.number_mean),
        ]),
    }
}

fn impatient(station: &Station<'_>, patience: LawFacts) -> Closest {
    let servers = station.servers();
    let room = station.facts.queue.map(|queue| queue + u64::from(servers));
    let mut what_does_not = station.only_exponential();
    if patience.shape != LawShape::Exponential {
        what_does_not.push("patience is not exponential".to_owned());
    }
    let name = if room.is_some() { "M/M/c/K+M" } else { "M/M/c+M (Erlang A)" };
    if patience.mean <= 0.0 {
        let lost = loss(station);
        return Closest { formula: lost.formula, what_does_not: vec!["nobody has any patience".to_owned()], ..lost };
    }
    let Some(found) = ErlangA::new(station.rate, station.service.mean, servers, patience.mean, room) else {
        return unknown(name);
    };
    let let_in = station.rate * (1.0 - found.blocked);
    Closest {
        formula: name.to_owned(),
        what_does_not,
        figures: all([
            (F::Utilisation, found.utilisation),
            (F::Delayed, found.delayed),
            (F::Blocked, found.blocked),
            (F::Abandoned, found.abandoned),
            (F::WaitMean, found.wait_mean),
            (F::SojournMean, found.number_mean / let_in),
            (F::QueueMean, found.queue_mean),
            (F::NumberMean, found.number_mean),
        ]),
    }
}

fn endless(station: &Station<'_>) -> Closest {
    let gaps = match station.facts.classes[0].arrivals {
        Some(ArrivalKind::Renewal(gaps)) if !station.facts.fed => Some(gaps),
        Some(_) | None => None,
    };
    if let Some(gaps) = gaps {
        return renewal(station, gaps);
    }
    let (servers, service) = (station.servers(), station.service);
    let Some(exponential) = Mmc::new(station.rate, service.mean, servers) else {
        return station.saturated("M/G/c");
    };
    if station.exponential() {
        let mut figures = station.means(exponential.wait_mean());
        figures.extend(all([
            (F::Delayed, exponential.delayed),
            (F::WaitP95, exponential.wait_quantile(0.95)),
            (F::WaitP99, exponential.wait_quantile(0.99)),
            (F::SojournP95, exponential.sojourn_quantile(0.95)),
            (F::SojournP99, exponential.sojourn_quantile(0.99)),
        ]));
        let formula = if servers == 1 { "M/M/1" } else { "M/M/c (Erlang C)" };
        return Closest { formula: formula.to_owned(), what_does_not: Vec::new(), figures };
    }
    let wait = general_service::wait_mean(station.rate, service.mean, service.scv, servers);
    let mut figures = station.means(wait.expect("it keeps up"));
    let formula = match (servers, service.shape) {
        (1, LawShape::Fixed) => "M/D/1 (Pollaczek, Khinchine)",
        (1, _) => "M/G/1 (Pollaczek, Khinchine)",
        (_, LawShape::Fixed) => "M/D/c (Cosmetatos, approximate)",
        (_, _) => "M/G/c (Kimura, approximate)",
    };
    if servers == 1 {
        figures.push((None, F::Delayed, Some(station.utilisation())));
    }
    Closest { formula: formula.to_owned(), what_does_not: Vec::new(), figures }
}

fn renewal(station: &Station<'_>, gaps: LawFacts) -> Closest {
    let (servers, service) = (station.servers(), station.service);
    let gap = 1.0 / station.rate;
    let exact = (servers == 1 && station.exponential()).then_some(match gaps.shape {
        LawShape::Fixed => Some(("D/M/1".to_owned(), Gim1::constant(gap, service.mean))),
        LawShape::Exponential => Some(("M/M/1".to_owned(), Gim1::erlang(gap, 1, service.mean))),
        LawShape::Erlang(k) => Some((format!("E{k}/M/1"), Gim1::erlang(gap, k, service.mean))),
        LawShape::Other => None,
    });
    if let Some(Some((formula, found))) = exact {
        let Some(found) = found else { return station.saturated(&formula) };
        let mut figures = station.means(found.wait_mean());
        figures.extend(all([
            (F::Delayed, found.delayed),
            (F::WaitP95, found.wait_quantile(0.95)),
            (F::WaitP99, found.wait_quantile(0.99)),
            (F::SojournP95, found.sojourn_quantile(0.95)),
            (F::SojournP99, found.sojourn_quantile(0.99)),
        ]));
        return Closest { formula, what_does_not: Vec::new(), figures };
    }
    let formula = "GI/G/c (Whitt, approximate)";
    match renewal::wait_mean(station.rate, gaps.scv, service.mean, service.scv, servers) {
        Some(wait) => Closest { formula: formula.to_owned(), what_does_not: Vec::new(), figures: station.means(wait) },
        None => station.saturated(formula),
    }
}

fn with_priorities(station: &Station<'_>) -> Closest {
    let (facts, servers) = (station.facts, station.servers());
    let [high, low] = [0, 1].map(|place| {
        let class = &facts.classes[place];
        Class { rate: class.rate.unwrap_or(0.0), service: class.service.mean, scv: class.service.scv }
    });
    let mut what_does_not = Vec::new();
    let (formula, waits) = if servers == 1 {
        ("M/G/1, two priorities (Cobham)", priorities::one_server(high, low))
    } else {
        if !station.exponential() {
            what_does_not.push("services are not of one exponential law".to_owned());
        }
        let waits = priorities::exponential(high.rate, low.rate, station.service.mean, servers);
        ("M/M/c, two priorities (Cobham)", waits)
    };
    if facts.queue.is_some() {
        what_does_not.push("the room is finite".to_owned());
    }
    if facts.patience.is_some() {
        what_does_not.push("customers give up".to_owned());
    }
    let [Some(first), Some(second)] = waits else {
        let saturated = station.saturated(formula);
        what_does_not.extend(saturated.what_does_not);
        return Closest { what_does_not, ..saturated };
    };
    let all_wait = if station.rate > 0.0 { (high.rate * first + low.rate * second) / station.rate } else { 0.0 };
    let mut figures = station.means(all_wait);
    for ((name, class), wait) in STATION_CLASSES.into_iter().zip([high, low]).zip([first, second]) {
        figures.push((Some(name), F::WaitMean, Some(wait)));
        figures.push((Some(name), F::SojournMean, Some(wait + class.service)));
        figures.push((Some(name), F::QueueMean, Some(class.rate * wait)));
    }
    Closest { formula: formula.to_owned(), what_does_not, figures }
}
