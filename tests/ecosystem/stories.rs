//! Lives of single messages: following them changes nothing, and what is told adds up to what was counted.

use crate::worlds::{SMALL, finish, small, study, world};
use cloudmsg::analysis::{PartSort, Story};
use cloudmsg::experiment::{Job, Options, Watch, explain, id_of, id_text, list_messages, story};
use cloudmsg::ledger::{End, Fate, Form, Note, Noted, Wanted};
use cloudmsg::model::Finished;
use cloudmsg::scenario::Study;
use cloudmsg::units::{Duration, Micros};
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::collections::BTreeMap;

/// Notes of a run that followed all messages, by message.
fn by_message(run: &Finished) -> BTreeMap<u64, Vec<Note>> {
    let witness = run.ledger.witness.as_ref().expect("all messages were followed");
    let mut notes: BTreeMap<u64, Vec<Note>> = BTreeMap::new();
    for note in witness.notes() {
        notes.entry(note.message).or_default().push(note.clone());
    }
    notes
}

fn all(shards: usize) -> Options {
    Options { watch: Some(Watch::All), fates: true, shards: Some(shards), ..Options::default() }
}

/// Settings under which much happens between shards, and copies of SMS go to the operator.
const FORWARDING: &[&str] = &["client.forwards_sms=true"];

/// A pass proves: a witness of one message, of all, or of none but for a list changes neither trajectory nor fingerprint, nor
/// anything that was counted.
#[test]
fn a_witness_changes_nothing() {
    for name in SMALL {
        let (scenario, seed) = world(name, &[]);
        let run = |watch| finish(&scenario, seed, 0, &Options { watch, shards: Some(2), ..Options::default() });
        let without = run(None);
        assert!(without.ledger.witness.is_none(), "nobody asked");
        let list = Watch::List { wanted: None, most: 3 };
        for watch in [Watch::All, Watch::One(1 << 6), list] {
            let mut with = run(Some(watch));
            assert!(with.ledger.witness.take().is_some());
            assert_eq!((with.trajectory, with.fingerprint), (without.trajectory, without.fingerprint), "{name}");
            assert!(with.ledger == without.ledger, "{name}, {watch:?}: another ledger");
        }
    }
}

/// A pass proves: the notes are the same however the run is cut.
#[test]
fn notes_are_the_same_on_any_shards_threads_and_windows() {
    for (name, settings) in [("small", FORWARDING), ("storm", FORWARDING), ("ties", &[]), ("strangers", &[])] {
        let (scenario, seed) = world(name, settings);
        let one = finish(&scenario, seed, 0, &all(1)).ledger.witness;
        let notes = one.as_ref().expect("all are followed").notes();
        assert!(notes.len() > 50, "{name}: {} notes", notes.len());
        for (threads, shards, window) in [(1, 3, None), (2, 7, Some(Duration::from_micros(1_700)))] {
            let options = Options { threads, window, ..all(shards) };
            let other = finish(&scenario, seed, 0, &options).ledger.witness;
            assert!(one == other, "{name}: other notes on {shards} shards");
        }
    }
}

/// The stories of all messages of a run.
fn stories(study: &Study, run: &Finished) -> Vec<(u64, Vec<Note>, Story)> {
    let job = Job { study, setting: None, arm: &study.arms[0], replication: 0 };
    let told = by_message(run).into_iter().filter_map(|(message, notes)| {
        let told = story(&job, job.arm.scenario(), run, &notes, message)?;
        Some((message, notes, told))
    });
    told.collect()
}

/// Asserts that what is told of all messages is what was counted of them.
fn adds_up(name: &str, study: &Study, run: &Finished) -> usize {
    let stories = stories(study, run);
    let ledger = &run.ledger;
    let composed: u64 = ledger.deliveries.phases.iter().map(cloudmsg::ledger::Tally::composed_total).sum();
    assert_eq!(stories.len() as u64, composed, "{name}: every message that was written has a story");
    let fates: BTreeMap<u64, &Fate> = ledger.fates.iter().flatten().map(|fate| (fate.message, fate)).collect();
    let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
    for (message, _, told) in &stories {
        if let Some(end) = &told.ending.end {
            *ends.entry(end.as_str()).or_default() += 1;
        }
        if let Some(fate) = fates.get(message) {
            assert_eq!(told.ending.end.as_deref(), fate.end.map(End::name), "{name}: {}", told.message);
            assert_eq!(told.latency.as_ref().map(|l| l.total_us), fate.latency, "{name}: {}", told.message);
            assert_eq!(told.written_us, fate.composed, "{name}: {}", told.message);
        }
        if let Some(latency) = &told.latency {
            let parts: u64 = PartSort::ALL.into_iter().map(|sort| latency.of(sort)).sum();
            assert_eq!(parts, latency.total_us, "{name}: {}: {latency:?}", told.message);
        }
        assert!(told.steps.is_sorted_by_key(|step| step.at_us), "{name}: steps are in order");
        assert!(told.steps.iter().all(|step| step.at < told.lifelines.len()));
    }
    for &end in End::ALL {
        let counted: u64 = ledger.deliveries.phases.iter().map(|phase| phase.ended_total(end)).sum();
        assert_eq!(ends.get(end.name()).copied().unwrap_or(0), counted, "{name}: {end:?}");
    }
    money_adds_up(name, run, &stories);
    crossings_add_up(name, run, &stories);
    stories.len()
}

fn money_adds_up(name: &str, run: &Finished, stories: &[(u64, Vec<Note>, Story)]) {
    let costs = &run.ledger.costs;
    let bills = (0..costs.days()).flat_map(|day| (0..costs.countries()).map(move |country| costs.bill(day, country)));
    let counted = bills.fold((Micros(0), Micros(0), 0), |(paid, avoided, segments), bill| {
        (Micros(paid.0 + bill.paid.0), Micros(avoided.0 + bill.avoided.0), segments + bill.segments)
    });
    let told = stories.iter().fold((0, 0, 0), |(paid, saved, segments), (_, _, told)| {
        let cost = &told.cost;
        (paid + cost.paid_micros, saved + cost.saved_micros, segments + u64::from(cost.segments))
    });
    assert_eq!(told, (counted.0.0, counted.1.0, counted.2), "{name}: paid, saved, segments");
    let steps: i64 = stories.iter().flat_map(|(.., told)| &told.steps).filter_map(|step| step.paid_micros).sum();
    assert_eq!(steps, counted.0.0, "{name}: what is paid is paid at a step");
}

fn crossings_add_up(name: &str, run: &Finished, stories: &[(u64, Vec<Note>, Story)]) {
    let exposure = &run.ledger.exposure;
    for form in [Form::Submit, Form::Deliver, Form::Sms, Form::ForwardedSms] {
        let mut told = BTreeMap::new();
        for (_, notes, _) in stories {
            for note in notes {
                if let Noted::Crossed(crossing) = &note.what
                    && crossing.form == form
                {
                    *told.entry(crossing.seat).or_insert(0) += 1;
                }
            }
        }
        for seat in exposure.seats() {
            let counted: u64 = exposure.messages(seat, form).iter().map(|tally| tally.count).sum();
            assert_eq!(told.get(&seat).copied().unwrap_or(0), counted, "{name}: {form:?} at {seat:?}");
        }
        // And each identifier of each is shown at a step, once.
        let items: usize = stories.iter().flat_map(|(_, notes, _)| notes).map(|note| items(note, form)).sum();
        let seen = stories.iter().flat_map(|(.., told)| &told.steps).flat_map(|step| &step.seen);
        assert_eq!(seen.filter(|seen| seen.form == form.name()).count(), items, "{name}: {form:?}");
    }
}

fn items(note: &Note, form: Form) -> usize {
    let Noted::Crossed(crossing) = &note.what else { return 0 };
    if crossing.form == form { crossing.items.len() } else { 0 }
}

/// A pass proves: in every small world all messages together have the ends, the money and the crossings that were counted,
/// and the time of each is told to the microsecond.
#[test]
fn stories_of_all_messages_are_the_ledger() {
    let worlds: [(&str, &[&str]); 8] = [
        ("small", FORWARDING),
        ("storm", &[]),
        ("ties", &[]),
        ("quiet", &[]),
        ("strangers", &[]),
        ("script", &[]),
        ("cloud", &[]),
        ("rivals", &[]),
    ];
    for (name, settings) in worlds {
        let mut study = study(&small(name), settings);
        study.arms.truncate(1);
        let run = finish(study.arms[0].scenario(), study.seed, 0, &all(2));
        let told = adds_up(name, &study, &run);
        println!("{name}: {told} stories");
    }
}

/// Absurd settings of the storm, for stories.
const EXTREMES: &[&[&str]] = &[
    &["client.forwards_sms=true"],
    &["client.fallback=false", "client.route=registered"],
    &["client.delivery_timer=1 s"],
    &["connectivity.on=fixed(20 s)", "connectivity.off=fixed(10 s)", "connectivity.unreachable=1.0"],
    &["connectivity.access.wifi.loss=0.5", "connectivity.access.3g.loss=0.5", "connectivity.retransmit=20 s"],
    &["smsc.loss=0.5"],
    &["service.run_by=carriers"],
    &["client.ack_delay=fixed(40 s)"],
];

/// Twelve cases, or as many as `PROPTEST_CASES` says.
fn cases() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(cases())]

    /// A pass proves: the same of worlds with absurd settings and any seed.
    #[test]
    fn stories_of_strange_worlds_are_the_ledger(
        seed in 0..1_000_000u64,
        extremes in proptest::sample::subsequence(EXTREMES.to_vec(), 0..=4),
    ) {
        let settings: Vec<&str> = extremes.into_iter().flatten().copied().collect();
        let study = study(&small("storm"), &settings);
        let run = finish(study.arms[0].scenario(), seed, 0, &all(3));
        let study = Study { seed, ..study };
        adds_up("storm", &study, &run);
    }
}

/// A pass proves: a story of one message is the same as among the stories of all, and its fingerprint that of the run.
#[test]
fn one_message_is_told_as_among_all() {
    let study = study(&small("storm"), &[]);
    let job = Job { study: &study, setting: None, arm: &study.arms[0], replication: 0 };
    let run = finish(job.arm.scenario(), study.seed, 0, &all(1));
    for (message, notes, _) in stories(&study, &run).into_iter().step_by(97) {
        let (told, fingerprint) =
            explain(&job, message, &Options::default(), &|_| {}).expect("the message was written");
        assert_eq!(fingerprint, run.fingerprint);
        let mut among = story(&job, job.arm.scenario(), &run, &notes, message).expect("it was written");
        // Who follows all does not note what their senders learn.
        for (step, alone) in among.steps.iter_mut().zip(&told.steps) {
            step.why.clone_from(&alone.why);
        }
        assert_eq!(told, among);
    }
}

/// A pass proves: every sort of fate that can be wanted is what the first message of it has, and the list is in order.
#[test]
fn the_first_of_a_fate_has_it() {
    let study = study(&small("storm"), &[]);
    let job = Job { study: &study, setting: None, arm: &study.arms[0], replication: 0 };
    let of = |wanted, most, shards| {
        let options = Options { shards: Some(shards), ..Options::default() };
        list_messages(&job, wanted, most, &options, &|_| {}).messages
    };
    let everything = of(None, usize::MAX, 1);
    assert!(everything.is_sorted_by_key(|row| row.written.clone()));
    assert_eq!(of(None, 5, 3), everything[..5]);
    for &wanted in Wanted::ALL {
        let found = of(Some(wanted), 2, 3);
        let all = of(Some(wanted), usize::MAX, 1);
        assert_eq!(found, all[..all.len().min(2)], "{}", wanted.name());
        println!("{}: {}", wanted.name(), all.len());
        let end = |row: &cloudmsg::analysis::ListedMessage| row.end.clone().unwrap_or_default();
        let expected = match wanted {
            Wanted::Ip => Some("ip"),
            Wanted::Duplicate => Some("both"),
            Wanted::Lost => Some("lost"),
            Wanted::Expired => Some("expired"),
            Wanted::Failed => Some("failed"),
            Wanted::Astray => Some("astray"),
            Wanted::OnNet | Wanted::OffNet | Wanted::International | Wanted::Late => Some("sms"),
            Wanted::Fallback | Wanted::NonUser => None,
        };
        assert!(all.iter().all(|row| expected.is_none_or(|expected| end(row) == expected)), "{}", wanted.name());
    }
}

/// A pass proves: an id is written as it is read, and nothing else is one.
#[test]
fn ids_are_a_conversation_and_a_turn() {
    for bits in [0, 1, 63, 64, (1 << 50) - 1] {
        assert_eq!(id_of(&id_text(bits)), Some(bits));
    }
    assert_eq!(id_text(5 << 6 | 3), "5.3");
    for wrong in ["", "5", "5.", ".3", "5.64", "5.-1", "a.b", "17592186044416.0", "5.3.1"] {
        assert_eq!(id_of(wrong), None, "{wrong}");
    }
}
