//! What all SMS of a study could come to, held against what a bill can count.
//!
//! Knows prices and how much is written on average; no tariff of any single message.

use crate::scenario::country::Carrier;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::Node;
use crate::scenario::reader::Reader;
use crate::scenario::study::Scenario;
use crate::scenario::workload::Language;

/// Most of a currency that is counted: millionths in 63 bits.
const MOST: f64 = 9e12;
/// Septets and letters of a segment, where several make one message.
const SEPTETS: f64 = 153.0;
const LETTERS: f64 = 67.0;
/// How much more may be sent than is expected: chance, and what falls back after it was sent already.
const MARGIN: f64 = 2.0;

/// Refuses prices that would run over in the bills of as many people.
pub(super) fn check(scenario: &Scenario, reader: &mut Reader<'_, '_>) {
    let workload = &scenario.workload;
    let days = scenario.duration.as_micros() as f64 / 8.64e10;
    let sent = workload.trace.as_ref().map_or_else(
        || f64::from(scenario.population.handsets) * workload.sent_per_day.mean() * days,
        |trace| trace.messages.len() as f64,
    );
    let parts = |language: &Language| {
        let mean = (language.gsm7_length.mean() / SEPTETS).max(language.ucs2_length.mean() / LETTERS);
        mean.min(f64::from(language.limit) / LETTERS)
    };
    let longest = workload.languages.iter().map(parts).fold(0.0, f64::max);
    let segments = sent * (1.0 + longest) * MARGIN;
    let share = |carrier: &Carrier| scenario.countries[carrier.country].share * carrier.share;
    let cost = |carrier: &Carrier| share(carrier) * dearest(carrier).1 * segments;
    let whole: f64 = scenario.carriers.iter().map(cost).sum();
    let Some(most) = scenario.carriers.iter().max_by(|a, b| cost(a).total_cmp(&cost(b))) else { return };
    if whole <= MOST {
        return;
    }
    let (key, price) = dearest(most);
    let code = &scenario.countries[most.country].code;
    let below =
        |node: Option<&'_ Node>, key: &str| node.and_then(Node::table).and_then(|table| table.get(key)).cloned();
    let node = [code, "carriers", &most.name, "sms", key]
        .iter()
        .fold(reader.node("countries").cloned(), |node, key| below(node.as_ref(), key));
    let at = node.map_or_else(|| reader.at("countries"), |node| node.at);
    let message = format!("all SMS of this study could come to {whole:.1e}, at a price of {price} for a segment");
    let label = format!("expected bills of at most {MOST:.0e} in all: they are counted in millionths");
    let help = "lower the price, or simulate fewer handsets that stand for more, or a shorter time".to_owned();
    reader.report.push(Diagnostic::at(&at, message, label).help(Some(help)));
}

/// The highest price of a carrier, and its key.
fn dearest(carrier: &Carrier) -> (&'static str, f64) {
    let prices = [
        ("on_net", carrier.on_net),
        ("off_net", carrier.off_net),
        ("international", carrier.international),
        ("roaming", carrier.roaming),
    ];
    prices.into_iter().fold(prices[0], |most, price| if price.1 > most.1 { price } else { most })
}
