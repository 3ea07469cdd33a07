//! Lives, SIMs and activation: what happens to handsets and cards, who is bound, what it costs.

use crate::worlds::{finish, shipped, small, study, world};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{ActivationTally, Ledger, NotBound, Traffic};
use cloudmsg::scenario::Scenario;
use cloudmsg::units::{Duration, HandsetId, Instant};
use cloudmsg::world::{ActivationSms, Episode, Standing, World};

fn handsets(world: &World) -> impl Iterator<Item = HandsetId> {
    (0..world.layout.handsets()).map(HandsetId)
}

/// A world of some handsets that stand for themselves.
fn many(name: &str, handsets: u32, more: &[&str]) -> Scenario {
    let count = [format!("population.handsets={handsets}"), format!("population.represents={handsets}")];
    let lines = ["countries.AA.lines=1000000", "countries.BB.lines=1000000"];
    let settings: Vec<&str> = count.iter().map(String::as_str).chain(lines).chain(more.iter().copied()).collect();
    world(name, &settings).0
}

/// Holds a share or mean of `n` observations to the exact value, within four standard errors.
fn within(what: &str, exact: f64, found: f64, deviation: f64, n: usize) {
    let error = deviation / (n as f64).sqrt();
    println!("{what}: exact {exact:.5}, found {found:.5}, standard error {error:.5}");
    assert!((found - exact).abs() <= 4.0 * error + 1e-12, "{what}: exact {exact}, found {found} +- {error}");
}

fn binomial(p: f64) -> f64 {
    (p * (1.0 - p)).sqrt()
}

/// A pass proves: with SMS that arrive at once or not at all, the ladder sends (1 - p^5) / (1 - p) SMS on average and binds
/// 1 - p^5 of SIMs; with the guard 1 + p and 1 - p^2; one try by hand makes it six and three tries.
#[test]
fn the_ladder_sends_and_binds_as_on_paper() {
    for p in [0.2, 0.5] {
        for (guard, by_hand, tries) in [(false, 0, 5), (false, 1, 6), (true, 0, 2), (true, 1, 3)] {
            let settings = [
                format!("activation.sms_loss={p}"),
                format!("activation.once_per_sim={guard}"),
                format!("activation.manual_retry={by_hand}"),
                "population.resets_per_month=1".to_owned(),
                "study.duration=60 days".to_owned(),
            ];
            let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
            let world = World::build(&many("bare", 6_000, &settings), 1, 0);
            let (mut sms, mut bound, mut n) = (Vec::new(), 0, 0);
            for handset in handsets(&world) {
                for start in world.starts(handset).iter().filter(|s| s.episode == Episode::Reset) {
                    let activation = world.activation(handset, start, 0, None);
                    let sent = activation.tries().iter().filter(|t| t.sms == ActivationSms::Uplink).count();
                    sms.push(sent as f64);
                    bound += usize::from(activation.bound.is_some());
                    n += 1;
                }
            }
            let mean = sms.iter().sum::<f64>() / n as f64;
            let deviation = (sms.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64).sqrt();
            let lost = libm::pow(p, f64::from(tries));
            let what = format!("loss {p}, guard {guard}, by hand {by_hand}");
            within(&format!("SMS, {what}"), (1.0 - lost) / (1.0 - p), mean, deviation, n);
            within(&format!("bound, {what}"), 1.0 - lost, bound as f64 / n as f64, binomial(1.0 - lost), n);
        }
    }
}

/// What the world says that a run's activations must come to.
fn foretold(world: &World) -> ActivationTally {
    let mut tally = ActivationTally::default();
    for handset in handsets(world) {
        let starts = world.starts(handset);
        for (n, start) in starts.iter().enumerate().filter(|(_, s)| Instant::START < s.at && s.at < world.horizon) {
            if world.switched(handset, start.at) == Standing::Off {
                continue;
            }
            for sim in (0..world.sims(handset)).filter(|&sim| world.binds_anew(start, sim)) {
                let next = starts[n + 1..].iter().find(|s| s.episode == Episode::Left || world.binds_anew(s, sim));
                let activation = world.activation(handset, start, sim, next);
                tally.started += 1;
                for (i, this) in activation.tries().iter().enumerate() {
                    if start.at + this.after >= world.horizon {
                        break;
                    }
                    tally.sms += u64::from(this.sms == ActivationSms::Uplink);
                    tally.downlink_sms += u64::from(this.sms == ActivationSms::Downlink);
                    tally.polls += u64::from(this.polls);
                    if i + 1 == activation.tries().len() && activation.bound.is_none() {
                        tally.not_bound[activation.cause as usize] += 1;
                    }
                }
                tally.bound += u64::from(activation.bound.is_some_and(|after| start.at + after < world.horizon));
            }
        }
    }
    tally
}

/// Chances that are all or nothing, and what else is strange.
const STRANGE: [&[&str]; 10] = [
    &[],
    &["population.joins_per_month=1", "population.leaves_per_month=1", "population.sim_swaps_per_month=1"],
    &["population.opt_in=1", "population.opted_out=1", "population.opt_in_after=exp(20 min)"],
    &["activation.sms_loss=1", "activation.manual_retry=0"],
    &["activation.no_balance=1", "activation.other_failure=0", "activation.manual_retry=1"],
    &["activation.other_failure=1", "activation.no_balance=0", "activation.sms_delay=fixed(400 s)"],
    &["activation.language_barrier=1", "activation.works_roaming=false", "activation.manual_retry=0"],
    &["activation.once_per_sim=true", "activation.guard_retry=2 h"],
    &["activation.form=downlink-first", "activation.server_knows=0.5", "activation.sim_knows=0.5"],
    &["countermeasures.disabled_app=1", "countermeasures.disabled_still_connects=true"],
];

fn strange(seed: u64, more: &[&str]) -> Scenario {
    let storm = [
        "study.warm_up=0 s",
        "study.duration=12 h",
        "population.resets_per_month=1",
        "population.replacements_per_month=1",
        "population.sim_removals_per_month=1",
        "countries.AA.dual_sim=0.8",
        "timeline.sale.at=2014-08-04T02:00:00Z",
        "timeline.sale.duration=1 h",
        "timeline.sale.sale.share=0.2",
        "timeline.accounts.at=2014-08-04T03:00:00Z",
        "timeline.accounts.duration=90 min",
        "timeline.accounts.account_outage.site=north",
    ];
    let settings: Vec<&str> = storm.iter().chain(more).copied().collect();
    // Sixty times as many starts: a storm in which everything that can happen in a month happens in half a day.
    let mut scenario = many("storm", 60 + seed as u32 % 3, &settings);
    for share in [
        &mut scenario.population.resets_per_month,
        &mut scenario.population.replacements_per_month,
        &mut scenario.population.sim_swaps_per_month,
        &mut scenario.population.sim_removals_per_month,
        &mut scenario.population.leaves_per_month,
    ] {
        *share *= 60.0;
    }
    scenario
}

/// A pass proves: what a run counts of activations, each try and each cent, is what follows from the world's functions, in
/// worlds where everything happens within hours, and the same on one shard and on three; messages add up all the while.
#[test]
fn activations_add_up_in_strange_worlds() {
    let mut all = ActivationTally::default();
    for (n, more) in STRANGE.iter().enumerate() {
        let scenario = strange(n as u64, more);
        let run = |shards| finish(&scenario, n as u64, 0, &Options { shards: Some(shards), ..Options::default() });
        let (one, three) = (run(1), run(3));
        assert_eq!(one.fingerprint, three.fingerprint, "{more:?}");
        let found = one.ledger.presence.activations;
        assert_eq!(found, foretold(&one.world), "{more:?}");
        let ended = found.bound + found.not_bound.iter().sum::<u64>();
        assert!(found.started > 10 && ended <= found.started, "{more:?}: {found:?}");
        println!("{more:?}: {found:?}");
        all.downlink_sms += found.downlink_sms;
        all.bound += found.bound;
        for (mine, theirs) in all.not_bound.iter_mut().zip(found.not_bound) {
            *mine += theirs;
        }
    }
    assert!(all.bound > 100 && all.downlink_sms > 10);
    for &cause in NotBound::ALL {
        assert!(all.not_bound[cause as usize] > 0, "nobody failed by {cause:?}");
    }
}

/// A pass proves: the few bits by which most owners answer say what following their starts says, for every handset, SIM and
/// many instants.
#[test]
fn the_short_way_is_the_long_way() {
    let (mut still, mut moved) = (0, 0);
    for (n, more) in STRANGE.iter().enumerate() {
        for lively in [true, false] {
            let scenario = if lively { strange(n as u64, more) } else { many("storm", 80, more) };
            let world = World::build(&scenario, n as u64, 0);
            for handset in handsets(&world) {
                still += u32::from(world.stands_still(handset));
                moved += u32::from(!world.stands_still(handset));
                let length = world.horizon.as_micros();
                for at in (0..40).map(|part| Instant::from_micros(length / 40 * part)) {
                    let account = world.account(handset, at);
                    let disabled = more.iter().any(|s| s.contains("disabled_app"));
                    let [a, b] = account.bound;
                    assert_eq!(world.enabled(handset, at), (a || b) && !disabled);
                    for slot in 0..6 {
                        let bound = account.bound[usize::from(world.sim_towards(handset, slot))];
                        assert_eq!(world.registered_towards(handset, slot, at), bound);
                        assert_eq!(world.enabled_towards(handset, slot, at), bound && !disabled);
                    }
                    let on = if disabled { Standing::Off } else { account.switched };
                    assert_eq!(world.standing(handset, at), on);
                    assert_eq!(world.switched(handset, at), account.switched);
                }
            }
        }
    }
    println!("{still} owners stood still, {moved} did not");
    assert!(still > 300 && moved > 300);
}

/// Money paid for activation, in millionths, by country.
fn paid(ledger: &Ledger) -> Vec<i64> {
    let days = 0..ledger.costs.days();
    let of = |country| days.clone().map(|day| ledger.costs.bill(day, country).activation.0).sum();
    (0..ledger.costs.countries()).map(of).collect()
}

/// A pass proves: with SMS that always arrive, every start of a SIM costs one SMS; with the guard, all but those of cards
/// that are put back.
#[test]
fn the_guard_saves_the_sms_of_cards_put_back() {
    let of = |guard: bool| {
        let guard = format!("activation.once_per_sim={guard}");
        let settings = [
            "study.duration=30 days",
            "study.warm_up=0 s",
            "workload.sent_per_day=fixed(0.1)",
            "population.joins_per_month=0.3",
            "population.resets_per_month=0.5",
            "population.replacements_per_month=0.5",
            "population.sim_swaps_per_month=0.5",
            "population.sim_removals_per_month=1",
            "countries.AA.dual_sim=0.5",
            guard.as_str(),
        ];
        let finished = finish(&many("bare", 200, &settings), 3, 0, &Options::default());
        let world = &finished.world;
        let mut lives = [0u64; 2];
        for handset in handsets(world) {
            for start in world.life(handset).iter() {
                match start.episode {
                    Episode::HadIt | Episode::OptedIn | Episode::Left | Episode::SwitchedOff => {}
                    Episode::Joined | Episode::Reset | Episode::Replaced => lives[0] += u64::from(world.sims(handset)),
                    Episode::Swapped => lives[0] += 1,
                    Episode::PutBack => lives[1] += 1,
                }
            }
        }
        (lives, finished.ledger.presence.activations.sms, paid(&finished.ledger)[0])
    };
    let (lives, sms, money) = of(false);
    println!("{} starts and {} cards put back cost {sms} SMS", lives[0], lives[1]);
    assert!(lives[1] > 30);
    assert_eq!((sms, money), (lives[0] + lives[1], 500_000 * (lives[0] + lives[1]).cast_signed()));
    let (same, sms, money) = of(true);
    assert_eq!((same, sms, money), (lives, lives[0], 500_000 * lives[0].cast_signed()));
}

/// A pass proves: what happens to handsets and cards is the same in all arms, whatever the policy, the guard and the account
/// service do; only when somebody opts in follows policy.
#[test]
fn lives_are_the_same_in_all_arms() {
    for (name, more) in [("opt-in-2014", "population.resets_per_month=1"), ("activation", "population.opt_in=0.5")] {
        let arms = study(&shipped(name), &["population.handsets=2000", more]).arms;
        let worlds = [0, 1].map(|arm: usize| World::build(arms[arm].scenario(), 5, 0));
        let mut starts = 0;
        for handset in handsets(&worlds[0]) {
            let lives = worlds.each_ref().map(|world| world.life(handset));
            assert_eq!(lives[0], lives[1], "{handset:?}");
            starts += lives[0].len();
            for slot in 0..5 {
                assert_eq!(worlds[0].sim_towards(handset, slot), worlds[1].sim_towards(handset, slot));
            }
        }
        assert!(starts > 2_100, "{starts}");
    }
}

/// A pass proves: as many join, leave and buy in a sale as the scenario says, within four standard errors over replications.
#[test]
fn handsets_come_and_go_at_their_rates() {
    const HANDSETS: u32 = 4_000;
    const REPLICATIONS: u32 = 10;
    let settings = [
        "study.duration=45 days",
        "population.joins_per_month=0.2",
        "population.leaves_per_month=0.1",
        "population.resets_per_month=0.3",
        "countries.AA.share=0.5",
        "countries.BB.share=0.5",
        "timeline.sale.at=2014-08-12T12:00:00Z",
        "timeline.sale.duration=6 h",
        "timeline.sale.sale={ share = 0.05, countries = [\"AA\"] }",
    ];
    let scenario = many("bare", HANDSETS, &settings);
    let sale = scenario.timeline.iter().map(|entry| (entry.at, entry.until)).next().expect("there is a sale");
    let (mut sold, mut joined, mut left, mut reset) = ([0u32; 2], 0, 0, 0);
    for replication in 0..REPLICATIONS {
        let world = World::build(&scenario, 1, replication);
        for handset in handsets(&world) {
            let life = world.life(handset);
            let in_sale = sale.0 < life.joined() && life.joined() <= sale.1;
            sold[world.layout.country(handset).index()] += u32::from(in_sale);
            joined += u32::from(life.joined() > Instant::START);
            // Of those who have it from the start, nothing hides that they leave.
            if life.joined() == Instant::START {
                left += u32::from(life.left().is_some());
                reset += u32::from(life.when(Episode::Reset).is_some());
            }
        }
    }
    let n = (HANDSETS * REPLICATIONS) as usize;
    let joins = 1.0 - libm::pow(1.2, -1.5);
    // In the country of the sale some were sold, and of the others those joined; six hours of usual joins fall in it, too.
    let by_chance = joins / (45.0 * 4.0);
    let (a, b) = (0.05 + 0.95 * by_chance, by_chance);
    within("sold where the sale is", a, f64::from(sold[0]) / (n / 2) as f64, binomial(a), n / 2);
    within("sold where it is not", b, f64::from(sold[1]) / (n / 2) as f64, binomial(b), n / 2);
    let all = 0.5 * (0.05 + 0.95 * joins) + 0.5 * joins;
    within("bought", all, f64::from(joined) / n as f64, binomial(all), n);
    let there = n - joined as usize;
    let leaves = 1.0 - libm::exp(-0.1 * 1.5);
    within("given up", leaves, f64::from(left) / there as f64, binomial(leaves), there);
    // Resets after leaving do not happen: of two independent uniform instants either comes first.
    let resets = (1.0 - libm::exp(-0.3 * 1.5)) * (1.0 - leaves / 2.0);
    within("reset", resets, f64::from(reset) / there as f64, binomial(resets), there);
}

/// A pass proves: of two SIMs each is bound for itself, half of the correspondents know one number and half the other, and
/// second SIMs have the carriers that the scenario says.
#[test]
fn two_sims_are_two_numbers() {
    let settings = ["countries.AA.dual_sim=1", "activation.other_failure=0.4"];
    let world = World::build(&many("bare", 4_000, &settings), 1, 0);
    let n = world.layout.handsets() as usize;
    let (mut bound, mut apart, mut second, mut two) = (0, 0, 0, 0);
    for handset in handsets(&world) {
        let [a, b] = world.account(handset, Instant::START).bound;
        bound += usize::from(a) + usize::from(b);
        apart += usize::from(a != b);
        for slot in 0..10 {
            let sim = world.sim_towards(handset, slot);
            second += usize::from(sim);
            let on = world.enabled_towards(handset, slot, Instant::START);
            assert_eq!(on, [a, b][usize::from(sim)], "slot {slot} of {handset:?}");
        }
        two += usize::from(world.sim_carrier(handset, 1).index() == 1);
        assert_eq!((world.sims(handset), world.enabled(handset, Instant::START)), (2, a || b));
    }
    within("SIMs bound", 0.6, bound as f64 / (2 * n) as f64, binomial(0.6), 2 * n);
    within("one bound and one not", 0.48, apart as f64 / n as f64, binomial(0.48), n);
    within("correspondents of the second number", 0.5, second as f64 / (10 * n) as f64, 0.5, 10 * n);
    within("second SIMs of the second carrier", 0.7, two as f64 / n as f64, binomial(0.7), n);
}

/// A pass proves: while the account service is down nobody is bound and every look-up fails, at once, so that numbers do not
/// queue; whoever was bound before stays so, but writes by SMS to whomever the client does not know.
#[test]
fn an_account_outage_stops_activations_and_look_ups() {
    let of = |share: &str| {
        let settings = [
            "study.warm_up=0 s",
            "population.resets_per_month=1",
            "workload.sent_per_day=fixed(20)",
            "timeline.error.at=2014-08-04T00:00:00Z",
            "timeline.error.duration=3 days",
            "timeline.error.account_outage.site=north",
            share,
        ];
        let scenario = study(&small("bare"), &settings).arms.remove(0).into_scenario();
        finish(&scenario, 1, 0, &Options::default()).ledger
    };
    let well = of("timeline.error.enabled=false");
    let down = of("timeline.error.enabled=true");
    let (a, b) = (well.presence.activations, down.presence.activations);
    println!("well: {a:?}, {} look-ups\ndown: {b:?}, {} look-ups", well.presence.lookups, down.presence.lookups);
    assert!(a.started > 0 && a.bound == a.started && a.sms == a.started);
    assert!(b.bound == 0 && b.sms > 3 * a.sms);
    let failed = |l: &Ledger| (l.presence.lookups_failed, l.presence.lookups);
    assert!(failed(&well).0 * 10 < failed(&well).1, "{:?}", failed(&well));
    let (failures, lookups) = failed(&down);
    assert!(failures > 100 && failures * 100 > lookups * 99, "{failures} of {lookups}");
    assert_eq!(down.costs.bill(1, 0).sms_saved, 0, "nobody is known to be online");
    assert!(well.costs.bill(1, 0).sms_saved > 10);
}

/// A pass proves: a disabled application looks nobody up, connects to nothing and receives nothing, while the framework goes
/// on activating, billed; where it keeps its channel, messages sent to it come by SMS in the end.
#[test]
fn a_disabled_application_still_pays_for_activation() {
    let of = |more: &[&str]| {
        let settings = ["study.warm_up=0 s", "population.resets_per_month=1", "workload.sent_per_day=fixed(20)"];
        let settings: Vec<&str> = settings.iter().chain(more).copied().collect();
        let scenario = many("bare", 40, &settings);
        finish(&scenario, 1, 0, &Options::default()).ledger
    };
    let on = of(&[]);
    let off = of(&["countermeasures.disabled_app=1"]);
    let connected = of(&["countermeasures.disabled_app=1", "countermeasures.disabled_still_connects=true"]);
    for ledger in [&off, &connected] {
        assert_eq!(ledger.presence.activations, on.presence.activations, "the framework does not ask");
        assert_eq!(paid(ledger), paid(&on));
        assert_eq!(ledger.presence.lookups, 0);
        assert_eq!(ledger.deliveries.phases[1].composed[Traffic::Eligible as usize], 0);
    }
    assert!(on.presence.activations.sms > 0 && on.presence.lookups > 0 && on.presence.connects > 0);
    assert_eq!(off.presence.connects, 0);
    assert!(connected.presence.connects > 0);
    // Some disable it, some write to them: the cloud copy of a connected one is never shown, the SMS is.
    let half = of(&["countermeasures.disabled_app=0.5", "countermeasures.disabled_still_connects=true"]);
    let tally = &half.deliveries.phases[1];
    println!("ends between owners of whom one is off: {:?}", tally.ended[Traffic::Owners as usize]);
    assert!(tally.composed[Traffic::Owners as usize] > 100);
}

/// A pass proves: in the flagship nearly all owners stand still, so that asking about them is short.
#[test]
fn most_owners_stand_still() {
    let scenario = study(&shipped("opt-in-2014"), &["population.handsets=20000"]).arms.remove(1).into_scenario();
    let world = World::build(&scenario, 1, 0);
    let still = handsets(&world).filter(|&h| world.stands_still(h)).count();
    println!("{still} of 20000 stand still for 28 days");
    assert!(still > 16_000 && world.horizon == Instant::START + Duration::DAY * 28);
}
