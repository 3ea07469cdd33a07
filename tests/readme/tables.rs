//! Tables of the pages that are made from runs: the published probe, rival designs, headlines with their two ranges.

use crate::{half, root};
use cloudmsg::analysis::{Figure, HEADLINES, METRICS, StudyFacts, Summary, summarise, tables};
use cloudmsg::experiment::{Options, run};
use cloudmsg::ledger::{Hop, Identifier, Ledger, Protection, Whose};
use cloudmsg::report::{quantity, quantity_change, quantity_range, side_by_side_markdown};
use cloudmsg::scenario::{Study, read, render};
use cloudmsg::units::{HandsetId, PersonId};
use cloudmsg::world::{Party, World};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

fn study(name: &str) -> Study {
    let path = root().join("scenarios").join(name);
    read(&path, &[]).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)))
}

/// What the probe looks for, and where the published test saw it.
const SEEN: [(&str, &str, Identifier, Whose); 5] = [
    ("the carrier's name", "start-up", Identifier::Network, Whose::Own),
    ("IMEI", "start-up", Identifier::Imei, Whose::Own),
    ("own number", "start-up", Identifier::Msisdn, Whose::Own),
    ("numbers of the contact added and of the SMS's sender", "contact, SMS", Identifier::Msisdn, Whose::NonUser),
    ("IMSI", "login to Mi Cloud", Identifier::Imsi, Whose::Own),
];

/// How an identifier crossed the Wi-Fi, in a word.
fn on_wifi(ledger: &Ledger, identifier: Identifier, whose: Whose) -> &'static str {
    let seats = ledger.exposure.seats().filter(|seat| seat.hop() == Hop::Wifi);
    let sorts = seats.flat_map(|seat| ledger.exposure.crossings(seat)).map(|(sort, _)| sort);
    let protections: BTreeSet<Protection> =
        sorts.filter(|sort| (sort.identifier, sort.whose) == (identifier, whose)).map(|sort| sort.protected).collect();
    match protections.first() {
        None => "not sent",
        Some(Protection::Clear | Protection::Encoded) => "**in clear**",
        Some(_) => "encrypted",
    }
}

/// The published test by hand-made probe, as the model repeats it.
pub(crate) fn probe() -> String {
    let study = study("probe-2014-08-07.toml");
    let runs = run(&study, &Options::default(), &|_| {});
    let [before, after, enabled] = &runs[..] else { panic!("the probe has three arms") };
    let mut text =
        "| on the Wi-Fi | made up as | published for | before | after, service off | after, switched on |\n".to_owned();
    text.push_str("|---|---|---|---|---|---|\n");
    for ((what, when, identifier, whose), value) in SEEN.into_iter().zip(made_up(&study)) {
        let [a, b, c] = [before, after, enabled].map(|run| on_wifi(&run.ledger, identifier, whose));
        writeln!(text, "| {what} | {value} | {when} | {a} | {b} | {c} |").unwrap();
    }
    text
}

/// The identifiers of the probe's people, in the order of [`SEEN`]: functions of the seed that nobody can dial.
fn made_up(study: &Study) -> [String; 5] {
    let scenario = study.arms[0].scenario();
    let world = World::build(scenario, study.seed, 0);
    let (tester, [added, sender]) = (HandsetId(0), [0, 1].map(|n| Party::Outsider(PersonId(n))));
    let carrier = world.data_carrier(tester);
    let number = |party| world.msisdn(party, 0).to_string();
    [
        scenario.carriers[carrier.index()].name.clone(),
        world.imei(tester, 0).to_string(),
        number(Party::Owner(tester)),
        format!("{}, {}", number(added), number(sender)),
        // The carrier's prefix is real, so the rest stays unsaid.
        format!("{}…", &world.imsi(carrier, tester, 0).to_string()[..5]),
    ]
}

/// The rival designs side by side.
pub(crate) fn rivals() -> String {
    let study = study("rivals.toml");
    let facts = StudyFacts {
        scenario: study.name.clone(),
        title: study.title.clone(),
        seed: study.seed,
        arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
    };
    let tables = tables(&run(&study, &Options { threads: 2, ..Options::default() }, &|_| {}));
    side_by_side_markdown(&summarise(&facts, &tables.replications, &tables.runs))
}

/// A figure with its interval, and below it the range over what nobody knows.
fn cell(figure: &Figure, change: bool) -> String {
    let sampled = if change {
        quantity_change(figure.value, half(figure), &figure.unit)
    } else {
        let half = half(figure).map(|half| quantity_change(Some(half), None, &figure.unit));
        let half = half.map(|half| format!(" ± {}", half.trim_start_matches('+'))).unwrap_or_default();
        format!("{}{half}", quantity(figure.value, &figure.unit))
    };
    let range = figure.range.as_ref().expect("headlines have a second range");
    format!("{sampled}<br>{}", quantity_range(range.low, range.high, &figure.unit, change))
}

/// The headlines with intervals over replications, and ranges over what nobody knows.
pub(crate) fn headlines() -> String {
    let path = root().join("results/opt-in-2014-headlines/summary.json");
    let summary: Summary = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let swept = summary.swept.as_ref().expect("the reference was run with ranges");
    let mut text = format!(
        "{} replications, ± is a 95 % interval (fingerprint `{}`). Below each, from the least to the most over what nobody outside \
         knows, one at a time:\n",
        summary.replications, summary.fingerprint
    );
    let unknown: Vec<String> =
        swept.by_key().iter().map(|(key, values)| format!("`{key}` ({})", values.join(", "))).collect();
    writeln!(text, "{}.\n", unknown.join("; ")).unwrap();
    text.push_str("| | before | after | difference |\n|---|--:|--:|--:|\n");
    for name in HEADLINES {
        let metric =
            METRICS.iter().copied().flatten().find(|metric| metric.name == name).expect("a headline is a metric");
        let arm = |arm| cell(summary.figure(arm, name).expect("both arms have the headlines"), false);
        let difference = cell(&summary.differences[0].metrics[name], true);
        let what = metric.definition.trim_end_matches('.');
        writeln!(text, "| {what} | {} | {} | {difference} |", arm("before"), arm("after")).unwrap();
    }
    text
}
