//! Updates on their way to handsets: build, staged offer, lag, poll, installation.

use crate::worlds::{finish, small, study, world};
use cloudmsg::experiment::Options;
use cloudmsg::units::{Duration, HandsetId, Instant};
use cloudmsg::world::World;

const HOUR: f64 = 3_600e6;

/// Four thousand owners and the update of `strangers.toml` with steps of a day.
const STEPS: [&str; 14] = [
    "population.handsets=20000",
    "population.represents=20000",
    "countries.AA.lines=100000",
    "countries.BB.lines=100000",
    "countries.AA.number_digits=9",
    "countries.BB.number_digits=9",
    "study.duration=30 days",
    "timeline.update.ota.offer=steps(0 h: 0.2, 24 h: 0.7, 48 h: 1)",
    "timeline.update.ota.poll=1 day",
    "timeline.update.ota.install=logistic(mid 30 h, spread 8 h, never 0.1)",
    "timeline.update.ota.lag.BB=36 h",
    "timeline.update.ota.cadence.nightly.every=1 day",
    "timeline.update.ota.cadence.nightly.first=6 h",
    "timeline.update.ota.cadence.stable.first=2 h",
];

/// Share installed `t` hours after the release: offers of the handsets' kinds of firmware, a poll that is uniform over the
/// day after, and the curve of installation.
fn closed_form(t: f64, lag: f64) -> f64 {
    let install = |t: f64| if t < 0.0 { 0.0 } else { 0.9 / (1.0 + libm::exp((30.0 - t) / 8.0)) };
    let mut sum = 0.0;
    for (kind, build) in [(0.3, 6.0), (0.7, 2.0)] {
        for (offered, at) in [(0.2, 0.0), (0.5, 24.0), (0.3, 48.0)] {
            const PARTS: u32 = 2_000;
            let mean = |f: &dyn Fn(f64) -> f64| {
                (0..PARTS).map(|i| f((f64::from(i) + 0.5) / f64::from(PARTS) * 24.0)).sum::<f64>() / f64::from(PARTS)
            };
            sum += kind * offered * mean(&|poll| install(t - lag - build - at - poll));
        }
    }
    sum
}

/// A pass proves: after any time as many handsets have the update as the product of its steps says, in either country.
#[test]
fn the_share_installed_is_that_of_its_steps() {
    let (scenario, seed) = world("strangers", &STEPS);
    let world = World::build(&scenario, seed, 0);
    let update = &world.owners.updates[0];
    for (country, lag) in [(0, 0.0), (1, 36.0)] {
        let range = &world.layout.countries()[country];
        let handsets = || (range.first_handset..range.first_handset + range.handsets).map(HandsetId);
        for hours in [12, 24, 36, 48, 60, 72, 96, 120, 168, 240] {
            let at = update.at + Duration::HOUR * hours;
            let has = |h: &HandsetId| world.owners.updated(&world.draws, *h, 0).is_some_and(|u| u <= at);
            let n = f64::from(range.handsets);
            let (found, exact) = (handsets().filter(has).count() as f64 / n, closed_form(hours as f64, lag));
            let error = (exact * (1.0 - exact) / n).sqrt();
            println!("country {country}, {hours} h: exact {exact:.4}, found {found:.4}");
            // The offer's steps are kept to one part in 4,096.
            assert!((found - exact).abs() < 4.0 * error + 5e-4, "{hours} h: exact {exact}, found {found} +- {error}");
        }
    }
}

/// A pass proves: every handset finds the update at a poll of its own, once a day at the same time, and never before it is
/// offered; those of one kind of firmware and country are offered it in the steps of the curve.
#[test]
fn handsets_find_updates_at_their_own_time_of_day() {
    let settings: Vec<&str> = STEPS.iter().copied().chain(["timeline.update.ota.install=steps(0 h: 1)"]).collect();
    let (scenario, seed) = world("strangers", &settings);
    let later: Vec<&str> = settings.iter().copied().chain(["timeline.update.at=2014-08-06T03:00:00Z"]).collect();
    let (worlds, day) = ([scenario, world("strangers", &later).0].map(|s| World::build(&s, seed, 0)), 24.0 * HOUR);
    let mut hours = [0_u32; 24];
    for handset in (0..20_000).map(HandsetId) {
        let found = worlds.each_ref().map(|w| w.owners.updated(&w.draws, handset, 0).expect("offered to all"));
        for (world, at) in worlds.iter().zip(found) {
            assert!(at >= world.owners.updates[0].at + Duration::HOUR * 2);
        }
        let times = found.map(|at| at.as_micros() % Duration::DAY.as_micros());
        // Steps of the offer take a cell of 4,096 to rise, within which offers, and so polls, lie between two days.
        assert_eq!(times[0], times[1], "{handset:?} asks at one time of the day");
        hours[(times[0] as f64 / day * 24.0) as usize] += 1;
    }
    let mean = 20_000.0 / 24.0;
    assert!(hours.iter().all(|&n| (f64::from(n) - mean).abs() < 5.0 * mean.sqrt()), "{hours:?}");
}

/// A pass proves: an update that comes in steps without delay is the update that comes at once, and a policy of one arm
/// changes nobody's luck: who is early in one roll-out is early in another.
#[test]
fn roll_outs_share_their_draws() {
    let at = |more: &[&str]| {
        let settings: Vec<&str> = STEPS.iter().chain(more).copied().collect();
        let (scenario, seed) = world("strangers", &settings);
        let world = World::build(&scenario, seed, 0);
        let updated = |h| world.owners.updated(&world.draws, HandsetId(h), 0);
        (0..20_000).map(updated).collect::<Vec<Option<Instant>>>()
    };
    let (early, late) = (at(&[]), at(&["timeline.update.ota.lag.BB=60 h", "timeline.update.ota.lag.AA=24 h"]));
    for (early, late) in early.iter().zip(&late) {
        let (Some(early), Some(late)) = (early, late) else {
            assert_eq!(early.is_some(), late.is_some(), "who never installs never does");
            continue;
        };
        assert_eq!(*late - *early, Duration::DAY, "a day later, to the microsecond");
    }
}

/// A pass proves: the ledger counts the handsets that have the update by the end, and on which day they took it.
#[test]
fn installations_are_counted_by_day() {
    let (scenario, seed) = world("storm", &["study.warm_up=2 h", "study.duration=60 h"]);
    let finished = finish(&scenario, seed, 0, &Options { shards: Some(5), ..Options::default() });
    let (world, presence) = (&finished.world, &finished.ledger.presence);
    let mut expected = vec![0_u64; presence.updates.len()];
    for n in 0..world.owners.updates.len() {
        for at in
            (0..12).filter_map(|h| world.owners.updated(&world.draws, HandsetId(h), n)).filter(|at| *at < world.horizon)
        {
            let since = at.as_micros().checked_sub(world.warm_up.as_micros());
            expected[since.map_or(0, |since| 1 + (since / Duration::DAY.as_micros()) as usize)] += 1;
        }
    }
    println!("installed by day: {expected:?} of {}", presence.updates_due);
    assert_eq!((&presence.updates, presence.updates_due), (&expected, 24));
    assert!(expected.iter().sum::<u64>() > 12);
}

/// A pass proves: nothing is counted, and no share invented, where no update is released.
#[test]
fn no_update_no_share() {
    let study = study(&small("small"), &[]);
    let ledger = finish(study.arms[0].scenario(), 1, 0, &Options::default()).ledger;
    assert_eq!((ledger.presence.updates.iter().sum::<u64>(), ledger.presence.updates_due), (0, 0));
}
