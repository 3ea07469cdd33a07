//! Where there are too many people to follow them all: those followed stand for the others.

use crate::worlds::{finish, shipped, study, world};
use cloudmsg::analysis::{Knowledge, Observer, Role};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::Hop;
use cloudmsg::model::Finished;
use cloudmsg::world::World;

/// Sixty owners among some three hundred people; look-ups, messages and starts in clear. Most start anew at some time.
const CROWD: [&str; 12] = [
    "population.handsets=60",
    "population.represents=60",
    "population.phonebook=fixed(12)",
    "population.homophily=30",
    "countries.AA.lines=300",
    "population.resets_per_month=1",
    "population.replacements_per_month=1",
    "population.sim_swaps_per_month=1",
    "client.route=registered",
    "workload.sent_per_day=fixed(15)",
    "study.duration=8 days",
    "study.warm_up=1 h",
];
const SEEDS: u64 = 20;

/// What the operator, and who listens on Wi-Fi, come to know.
fn known(finished: &Finished) -> Vec<u64> {
    let exposure = &finished.ledger.exposure;
    let of = |role, hop| {
        let seats = exposure.seats().filter(|seat| seat.hop() == hop).collect();
        let observer = Observer { role, name: String::new(), seats };
        Knowledge::ALL.map(|what| observer.learns(exposure, what).iter().sum::<u64>())
    };
    [of(Role::Operator, Hop::Operator), of(Role::Wifi, Hop::Wifi)].concat()
}

/// A pass proves: estimates from a quarter of the people, and from a quarter of those who know somebody, are right on
/// average, within four standard errors; following fewer changes nothing that happens.
#[test]
fn estimates_from_a_sample_are_unbiased() {
    let few = ["ledger.people=128", "ledger.owners=16"];
    let few: Vec<&str> = CROWD.iter().chain(&few).copied().collect();
    let mut errors: Vec<Vec<f64>> = Vec::new();
    let mut exact = Vec::new();
    for seed in 0..SEEDS {
        let run = |settings: &[&str]| finish(&world("bare", settings).0, seed, 0, &Options::default());
        let (all, sampled) = (run(&CROWD), run(&few));
        assert_eq!((all.trajectory, all.events), (sampled.trajectory, sampled.events), "seed {seed}");
        assert_eq!(sampled.world.exposed.people.shift, 2);
        assert_eq!(sampled.world.exposed.edges.shift, 2);
        let (truth, estimate) = (known(&all), known(&sampled));
        errors.push(truth.iter().zip(&estimate).map(|(&t, &e)| e as f64 - t as f64).collect());
        exact.push(truth);
    }
    for figure in 0..exact[0].len() {
        let of: Vec<f64> = errors.iter().map(|e| e[figure]).collect();
        let n = SEEDS as f64;
        let mean = of.iter().sum::<f64>() / n;
        let variance = of.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        let error = (variance / n).sqrt();
        let truth = exact.iter().map(|e| e[figure]).sum::<u64>() as f64 / n;
        let what = Knowledge::ALL[figure % Knowledge::ALL.len()].name();
        println!("{what}: {truth:.1} on average, estimates off by {mean:.2} with standard error {error:.2}");
        assert!(mean.abs() <= 4.0 * error + 1e-9, "{what}: off by {mean}, standard error {error}");
    }
    assert!(exact[0].iter().filter(|&&n| n > 20).count() >= 6, "there is somebody to be followed: {:?}", exact[0]);
}

/// A pass proves: the same people are followed in every arm, so that arms differ by policy alone; and others in each
/// replication, so that the variance over replications, and with it every interval, has the sample's share in it.
#[test]
fn arms_follow_the_same_people_and_replications_others() {
    for (name, arms) in [("opt-in-2014", 2), ("rivals", 12), ("holdings", 4)] {
        let settings = ["population.handsets=300", "ledger.people=64", "ledger.owners=64"];
        let study = study(&shipped(name), &settings);
        assert_eq!(study.arms.len(), arms, "{name}");
        let followed = |arm: usize, replication| {
            let exposed = World::build(study.arms[arm].scenario(), study.seed, replication).exposed;
            (exposed.people, exposed.edges)
        };
        let (people, edges) = followed(0, 0);
        assert!(people.shift > 0 && edges.shift > 0 && people.key != edges.key);
        for arm in 1..arms {
            assert_eq!(followed(arm, 0), (people, edges), "{name}, arm {}", study.arms[arm].name);
        }
        let (other, _) = followed(0, 1);
        assert!(other.shift == people.shift && other.key != people.key, "{name}");
    }
}
