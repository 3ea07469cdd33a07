//! Nothing gets lost: messages, jobs, money and connections add up in every world.

use crate::sums::adds_up;
use crate::worlds::{SMALL, finish, shipped, study, tiny_trace, world};
use cloudmsg::analysis::measure;
use cloudmsg::experiment::{self, Options};
use cloudmsg::ledger::Tally;
use cloudmsg::model::Finished;

fn run_and_check(finished: &Finished) {
    adds_up(&finished.ledger, finished.world.layout.handsets());
}

/// A pass proves: in the small worlds everything adds up, however they are cut.
#[test]
fn small_worlds_conserve() {
    for name in SMALL {
        let (scenario, seed) = world(name, &[]);
        for shards in [1, 3] {
            for seed in [seed, seed + 1, seed + 2] {
                run_and_check(&finish(&scenario, seed, 0, &Options { shards: Some(shards), ..Options::default() }));
            }
        }
    }
}

/// A pass proves: in every shipped scenario, cut short, everything adds up in every arm, and every figure can be measured.
#[test]
fn shipped_scenarios_conserve() {
    let trace = tiny_trace();
    for short in crate::worlds::shortened(&trace) {
        let study = study(&shipped(short.name), &short.settings());
        let options = Options { threads: 2, ..Options::default() };
        for record in experiment::run(&study, &options, &|_| {}) {
            adds_up(&record.ledger, record.facts.handsets as u32);
            let messages: u64 = record.ledger.deliveries.phases.iter().map(Tally::composed_total).sum();
            assert!(messages > 0, "{}, arm {}: nobody wrote", short.name, record.arm);
            assert!(!measure(&record).is_empty());
        }
    }
}

/// Interventions of the storm.
const STORM: [&str; 13] = [
    "update",
    "names",
    "both-ways",
    "one-way",
    "move-out",
    "back",
    "site",
    "nodes",
    "all-nodes",
    "crowd",
    "second-update",
    "accounts",
    "sale",
];

/// A pass proves: worlds that once broke still hold.
#[test]
fn seeds_of_past_faults_conserve() {
    let fast = ["connectivity.on=fixed(10 s)", "connectivity.off=fixed(10 s)", "connectivity.unreachable=1.0"];
    let slow = [
        "connectivity.access.wifi.loss=0.5",
        "connectivity.access.3g.loss=0.5",
        "connectivity.retransmit=20 s",
        "connectivity.retransmit_limit=10",
    ];
    // An SMS expired in another phase than it was composed in; a cloud copy arrived after its end had been noted.
    let faults: [(u64, &[&str]); 2] = [(433_832, &fast), (676_484, &slow)];
    for (seed, settings) in faults {
        let mut settings = settings.to_vec();
        let off: Vec<String> = STORM.iter().map(|name| format!("timeline.{name}.enabled=false")).collect();
        settings.extend(off.iter().map(String::as_str));
        let (scenario, _) = world("storm", &settings);
        run_and_check(&finish(&scenario, seed, 0, &Options::default()));
    }
}
