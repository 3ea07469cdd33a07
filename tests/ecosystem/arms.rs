//! Common random numbers: arms share people, wishes and luck, so that their differences are sharp.

use crate::worlds::{finish, shipped, study};
use cloudmsg::experiment::{self, Options};
use cloudmsg::ledger::Composed;
use cloudmsg::scenario::Arm;
use cloudmsg::units::HandsetId;
use cloudmsg::world::{MessageId, World};

/// The flagship in a few days, with its update on the first and many fresh starts.
///
/// Few simulated handsets that stand for very many would fill a node with one connection: nodes are patient here, and
/// owners know more owners, so that there are messages between them.
const FLAGSHIP: [&str; 7] = [
    "sites.beijing.relay.shed=1 h",
    "population.homophily=50",
    "study.duration=4 days",
    "study.warm_up=12 h",
    "population.resets_per_month=1",
    "timeline.opt-in.at=2014-07-28T06:00:00+08:00",
    "timeline.opt-in.ota.uptake=logistic(mid 6 h, spread 1 h, never 0.02)",
];

fn arms(more: &[&str]) -> Vec<Arm> {
    let settings: Vec<&str> = FLAGSHIP.iter().chain(more).copied().collect();
    study(&shipped("opt-in-2014"), &settings).arms
}

fn listed(arm: &Arm, seed: u64) -> Vec<Composed> {
    let finished = finish(arm.scenario(), seed, 0, &Options { composed: true, ..Options::default() });
    let mut list = finished.ledger.composed.expect("the list was asked for");
    list.sort_unstable();
    list
}

/// A pass proves: whatever the update does, the same people begin the same conversations at the same instants.
#[test]
fn first_messages_are_the_same_in_all_arms() {
    for seed in [1, 2] {
        let arms = arms(&["population.handsets=300", "workload.turns=fixed(1)"]);
        let [before, after] = &arms[..] else { panic!("two arms") };
        let (before, after) = (listed(before, seed), listed(after, seed));
        println!("seed {seed}: {} first messages", before.len());
        assert!(before.len() > 500);
        assert_eq!(before, after, "seed {seed}");
    }
}

/// A pass proves: a conversation has the same parties, turns, texts and thinking times in all arms, and its replies, whose
/// instants may differ, are nearly all there in both.
#[test]
fn conversations_are_the_same_in_all_arms() {
    let arms = arms(&["population.handsets=300"]);
    let [before, after] = &arms[..] else { panic!("two arms") };
    let worlds = [before, after].map(|arm| World::build(arm.scenario(), 7, 0));
    for handset in (0..300).map(HandsetId) {
        for activity in 0..40 {
            let told = worlds.each_ref().map(|world| {
                let first = MessageId::new(handset, activity, 0);
                let (c, d) = (&world.conversations, &world.draws);
                let turns = c.turns(d, first);
                let texts: Vec<_> = (0..turns.min(MessageId::TURNS))
                    .map(|turn| MessageId::new(handset, activity, turn))
                    .map(|m| {
                        let envelope = world.envelope(m);
                        let same = c.same_writer(d, m);
                        (world.text(&envelope), c.think(d, m, same), world.carrier(envelope.sender, &envelope))
                    })
                    .collect();
                (c.intent(d, first), world.envelope(first).receiver, turns, c.typing(d, first), texts)
            });
            assert_eq!(told[0], told[1], "activity {activity} of {handset:?}");
        }
    }
    let lists = [before, after].map(|arm| listed(arm, 7).iter().map(|m| (m.source, m.target)).collect::<Vec<_>>());
    let count = |list: &[(u32, u32)]| {
        let mut sorted = list.to_vec();
        sorted.sort_unstable();
        sorted
    };
    let (mut a, mut b) = (count(&lists[0]).into_iter().peekable(), count(&lists[1]).into_iter().peekable());
    let (mut shared, mut apart) = (0, 0);
    loop {
        match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x == y => {
                shared += 1;
                a.next();
                b.next();
            }
            (Some(x), Some(y)) if x < y => {
                apart += 1;
                a.next();
            }
            (Some(_), None) => {
                apart += 1;
                a.next();
            }
            (_, Some(_)) => {
                apart += 1;
                b.next();
            }
            (None, None) => break,
        }
    }
    println!("{shared} messages in both arms, {apart} in one of them");
    // A lost SMS ends its conversation, and of a few hundred owners one long conversation shows.
    assert!(apart * 20 < shared, "{apart} messages of one arm, {shared} of both");
}

fn variance(of: &[f64]) -> f64 {
    let mean = of.iter().sum::<f64>() / of.len() as f64;
    of.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (of.len() - 1) as f64
}

/// A pass proves: the difference between the arms is measured at least ten times as sharply with common random numbers as
/// with seeds of their own.
#[test]
fn paired_differences_are_sharper_than_independent_ones() {
    let settings: Vec<&str> =
        FLAGSHIP.iter().chain(&["population.handsets=600", "study.replications=40"]).copied().collect();
    let study = study(&shipped("opt-in-2014"), &settings);
    let records = experiment::run(&study, &Options { threads: 2, ..Options::default() }, &|_| {});
    let rate = |arm: &str| -> Vec<f64> {
        let of = |tally: &cloudmsg::ledger::Tally| tally.fallback.iter().sum::<u64>() as f64 / tally.composed[0] as f64;
        records.iter().filter(|r| r.arm == arm).map(|r| of(&r.ledger.deliveries.phases[1])).collect()
    };
    let (before, after) = (rate("before"), rate("after"));
    let paired: Vec<f64> = after.iter().zip(&before).map(|(a, b)| a - b).collect();
    let independent = variance(&before) + variance(&after);
    let ratio = independent / variance(&paired);
    println!(
        "fallback rate {:.4}, difference {:.5}; variance with own seeds {independent:.3e}, paired {:.3e}: {ratio:.1} times",
        before.iter().sum::<f64>() / 40.0,
        paired.iter().sum::<f64>() / 40.0,
        variance(&paired)
    );
    assert!(ratio >= 10.0, "{ratio}");
}
