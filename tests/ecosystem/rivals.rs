//! Other designs of such a service: when they ask, what they learn, which way messages go, what that costs.

use crate::determinism::one_result;
use crate::worlds::{finish, study, world};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{Cause, CrossingTally, End, Form, Identifier, Ledger, Path, Seat, Sight, Tally, Traffic};
use cloudmsg::model::Finished;
use cloudmsg::scenario::Scenario;
use cloudmsg::units::{Duration, HandsetId, Instant};
use cloudmsg::world::{Intent, MessageId, NEW_CONTACTS, Party, World};
use std::collections::BTreeSet;

/// The only data centre of the bare world that anybody uses.
const OPERATOR: Seat = Seat::Operator(0);

/// The bare world with settings.
fn bare(settings: &[&str]) -> (Scenario, u64) {
    world("bare", settings)
}

fn run(settings: &[&str]) -> Finished {
    let (scenario, seed) = bare(settings);
    finish(&scenario, seed, 0, &Options::default())
}

fn measured(ledger: &Ledger) -> &Tally {
    &ledger.deliveries.phases[1]
}

/// Messages of a form at a seat in the measured days, with their bytes.
fn messages(ledger: &Ledger, seat: Seat, form: Form) -> (u64, u64) {
    let days: &[CrossingTally] = ledger.exposure.messages(seat, form);
    days.iter().skip(1).fold((0, 0), |(count, bytes), day| (count + day.count, bytes + day.bytes))
}

/// Three people who know nobody with the service, always have data, and whose every question is asked anew.
const ASKING: [&str; 12] = [
    "population.handsets=3",
    "population.represents=3",
    "population.homophily=0.000000001",
    "population.phonebook=fixed(5)",
    "countries.AA.lines=3000",
    "connectivity.on=fixed(29 days)",
    "client.presence_not_user=0 s",
    "client.lookup_queue=1000",
    "workload.sent_per_day=fixed(40)",
    "workload.unopened=0.5",
    "workload.opens_per_day=30",
    "workload.new_contacts_per_month=600",
];

/// How often each intent comes up in the measured time, and of the writing ones, how often from an open thread.
fn wishes(world: &World) -> [u64; 5] {
    let [mut looks, mut creates, mut opened, mut unopened, mut incoming] = [0; 5];
    for handset in (0..world.layout.handsets()).map(HandsetId) {
        let (people, country) = (&world.conversations, world.layout.country(handset));
        let (mut n, mut at) = (0, Instant::START);
        while let Some(next) = people.next(&world.draws, handset, country, n, at).filter(|&next| next < world.horizon) {
            at = next;
            let message = MessageId::new(handset, n as u16, 0);
            n += 1;
            if at < world.warm_up {
                continue;
            }
            match people.intent(&world.draws, message) {
                Intent::Look => looks += 1,
                Intent::Create => creates += 1,
                Intent::Incoming => incoming += 1,
                Intent::Write if people.typing(&world.draws, message).is_some() => opened += 1,
                Intent::Write => unopened += 1,
            }
        }
    }
    [looks, creates, opened, unopened, incoming]
}

/// A pass proves: each occasion makes exactly the look-ups that its name says, counted from what people want.
#[test]
fn each_occasion_makes_its_look_ups_and_no_other() {
    let (scenario, seed) = bare(&ASKING);
    let [looks, creates, opened, unopened, incoming] = wishes(&World::build(&scenario, seed, 0));
    println!("{looks} looks, {creates} creates, {opened} + {unopened} written, {incoming} received");
    assert!([looks, creates, opened, unopened, incoming].iter().all(|&n| n > 20));
    let asked = |occasions: &str| {
        let on = format!("client.lookup_on={occasions}");
        let settings: Vec<&str> = ASKING.iter().copied().chain([on.as_str()]).collect();
        let ledger = run(&settings).ledger;
        let (at_operator, _) = messages(&ledger, OPERATOR, Form::Lookup);
        assert_eq!(ledger.presence.lookups, at_operator, "{occasions}: every question arrives");
        at_operator
    };
    assert_eq!(asked("[\"open\"]"), looks + opened);
    assert_eq!(asked("[\"create\"]"), creates);
    assert_eq!(asked("[\"compose\"]"), opened + unopened);
    assert_eq!(asked("[\"receive\"]"), incoming);
    assert_eq!(asked("[\"open\", \"compose\"]"), looks + opened + unopened, "one question about one message");
    assert_eq!(
        asked("[\"open\", \"create\", \"compose\", \"receive\"]"),
        looks + creates + opened + unopened + incoming
    );
}

/// A pass proves: a service that keeps messages delivers them when their receivers come back, within what it keeps.
#[test]
fn the_registered_route_waits_for_whoever_comes_back() {
    let of = |settings: &[&str]| {
        let settings: Vec<&str> = ["client.route=registered"].iter().chain(settings).copied().collect();
        run(&settings).ledger
    };
    let patient = of(&["client.delivery_timer=2 h", "sites.north.relay.retention=1 h"]);
    let eligible = Traffic::Eligible as usize;
    let ends = |ledger: &Ledger, end: End| measured(ledger).ended[eligible][end as usize];
    let fell = |ledger: &Ledger, cause: Cause| measured(ledger).fallback[cause as usize];
    // Spells without data last five minutes, so nobody is waited for longer; those came late who were waited for.
    let slowest = patient.deliveries.latency[Path::Ip as usize].max();
    println!(
        "{} by IP, {} by SMS, the slowest after {} s",
        ends(&patient, End::Ip),
        ends(&patient, End::Sms),
        slowest / 1_000_000
    );
    assert!(ends(&patient, End::Ip) > 500);
    assert_eq!(
        (fell(&patient, Cause::Timer), fell(&patient, Cause::ReceiverOffline), ends(&patient, End::Both)),
        (0, 0, 0)
    );
    let minute = Duration::MINUTE.as_micros();
    assert!(slowest > 4 * minute && slowest < 7 * minute, "{slowest}");

    let hasty = of(&["client.delivery_timer=60 s", "sites.north.relay.retention=1 h"]);
    let late = fell(&hasty, Cause::Timer);
    println!("{late} fell back by the timer, {} came twice", ends(&hasty, End::Both));
    assert!(late > 50, "{late}");
    // The copy is kept: whoever got the SMS without data gets the message again with them.
    assert!(ends(&hasty, End::Both) * 10 > late * 9, "{} of {late}", ends(&hasty, End::Both));

    let forgetful = of(&["client.delivery_timer=2 h", "sites.north.relay.retention=1 s"]);
    println!("{} fell back by the timer where nothing is kept", fell(&forgetful, Cause::Timer));
    assert!(fell(&forgetful, Cause::Timer) > 50);
    let silent = of(&["client.delivery_timer=2 h", "sites.north.relay.retention=1 h", "client.fallback=false"]);
    // What is written without data waits for them; only first messages, to people not known yet, are SMS.
    assert_eq!((fell(&silent, Cause::ChannelDown), fell(&silent, Cause::SenderOffline)), (0, 0));
    assert!(fell(&patient, Cause::SenderOffline) > 50);
}

/// Owners and outsiders in phonebooks of thirty, uploaded every three hours.
const BOOKS: [&str; 8] = [
    "population.phonebook=fixed(30)",
    "population.homophily=30",
    "countries.AA.lines=2000",
    "population.phonebook_limit=40",
    "client.lookup_on=[]",
    "client.route=registered",
    "client.book={ every = \"3 h\", entry_bytes = 10, names = true }",
    "client.numbers=tls",
];

/// A pass proves: once it has the phonebooks, the operator knows everybody in them and who keeps whom, and nobody is
/// looked up.
#[test]
fn uploaded_phonebooks_show_everybody_in_them() {
    let finished = run(&BOOKS);
    let (ledger, world) = (&finished.ledger, &finished.world);
    assert_eq!((ledger.presence.lookups, ledger.presence.probes), (0, 0));
    let handsets = world.layout.handsets();
    let slots = |handset: HandsetId| 0..world.contacts.size(handset);
    let of = |party: Party| match party {
        Party::Owner(owner) => owner.0,
        Party::Outsider(person) => handsets + person.0,
    };
    let (mut kept, mut people) = (BTreeSet::new(), BTreeSet::new());
    for handset in (0..handsets).map(HandsetId) {
        kept.extend(slots(handset).map(|slot| (handset.0, slot)));
        people.extend(slots(handset).map(|slot| of(world.contacts.party(handset, slot))));
    }
    assert_eq!(kept.len(), 20 * 30);
    let edges = ledger.exposure.edges(OPERATOR).expect("phonebooks came").entries();
    let edges: BTreeSet<(u32, u32)> = edges.into_iter().map(|(owner, slot, _)| (owner, slot)).collect();
    assert_eq!(edges, kept);
    let cards = ledger.exposure.seen(OPERATOR, Sight::Of(Identifier::Contact)).expect("names came");
    let cards: BTreeSet<u32> = cards.entries().into_iter().map(|(person, _)| person).collect();
    assert_eq!(cards, people);
    // Two measured days with an upload every three hours, or later where there were no data; all of them of thirty.
    let (uploads, bytes) = messages(ledger, OPERATOR, Form::Book);
    assert!((290..=320).contains(&uploads), "{uploads}");
    assert_eq!(bytes, uploads * (700 + 30 * 10));
    let numbers = |day: &CrossingTally| day.count;
    let crossed: u64 = ledger
        .exposure
        .crossings(OPERATOR)
        .iter()
        .filter(|(sort, _)| sort.identifier == Identifier::Contact)
        .map(|(_, days)| days[1..].iter().map(numbers).sum::<u64>())
        .sum();
    assert_eq!(crossed, uploads * 30);
    // Nobody on the way reads what is inside TLS.
    assert!(ledger.exposure.seen(Seat::Wifi(0), Sight::Of(Identifier::Contact)).is_none());
    assert!(measured(ledger).ended[Traffic::Eligible as usize][End::Ip as usize] > 100);
}

/// A pass proves: a contact created between two uploads is known by the next, and stands under its own slot.
#[test]
fn created_contacts_are_in_the_next_upload() {
    let creating: Vec<&str> = BOOKS.iter().copied().chain(["workload.new_contacts_per_month=60"]).collect();
    let finished = run(&creating);
    let edges = finished.ledger.exposure.edges(OPERATOR).expect("phonebooks came").entries();
    let later: BTreeSet<(u32, u32)> =
        edges.into_iter().map(|(owner, slot, _)| (owner, slot)).filter(|(_, slot)| *slot >= NEW_CONTACTS).collect();
    let world = &finished.world;
    let created = |handset: HandsetId, until: Instant| {
        let (mut n, mut at, mut slots) = (0, Instant::START, BTreeSet::new());
        let country = world.layout.country(handset);
        while let Some(next) = world.conversations.next(&world.draws, handset, country, n, at).filter(|&at| at < until)
        {
            at = next;
            if world.conversations.intent(&world.draws, MessageId::new(handset, n as u16, 0)) == Intent::Create {
                slots.insert((handset.0, NEW_CONTACTS + n));
            }
            n += 1;
        }
        slots
    };
    let all = |until: Instant| (0..20).flat_map(|h| created(HandsetId(h), until)).collect::<BTreeSet<_>>();
    // The last three hours may be missing, and what waits for data.
    let before = all(Instant::START + (Duration::HOUR * 68));
    println!("{} contacts created, {} uploaded", all(world.horizon).len(), later.len());
    assert!(before.len() > 50 && before.is_subset(&later) && later.is_subset(&all(world.horizon)));
}

/// A pass proves: buckets and blind look-ups cost the bytes and the server time that the scenario says, and blind ones
/// show the operator nobody.
#[test]
fn protected_look_ups_cost_what_the_scenario_says() {
    let of = |more: &[&str]| {
        let settings: Vec<&str> = ASKING.iter().chain(more).copied().collect();
        let ledger = run(&settings).ledger;
        let (lookups, bytes) = messages(&ledger, OPERATOR, Form::Lookup);
        let work: u64 = ledger.load.row(1).iter().map(|step| step.work).sum();
        let all: u64 = ledger.load.row(1).iter().map(|step| step.arrivals).sum();
        let seen = ledger.exposure.seen(OPERATOR, Sight::Of(Identifier::Msisdn));
        let others = seen.map_or(0, |seen| seen.count(&ledger.exposure.owners_and_others()[1]));
        assert!(lookups > 100);
        (bytes / lookups, bytes % lookups, work / all, others)
    };
    let (each, rest, work, people) = of(&[]);
    assert_eq!((each, rest, work), (700, 0, 1));
    assert!(people > 10);
    // Three users in two buckets, 1,000 bytes each: 1,500 bytes in the mean one.
    let bucket = of(&["client.numbers=bucket", "client.bucket_bits=1", "client.bucket_entry=1000"]);
    assert_eq!(bucket, (700 + 1_500, 0, 1, 0));
    let blind = of(&["client.numbers=blind", "client.private_lookup={ bytes = 5000, server_time = \"2 ms\" }"]);
    assert_eq!(blind, (5_000, 0, 2_000, 0));
}

/// A pass proves: where texts are forwarded, the operator gets one of every SMS that an owner sends or receives.
#[test]
fn forwarded_texts_are_all_sms_of_owners() {
    let settings: Vec<&str> = ASKING.iter().copied().chain(["client.forwards_sms=true"]).collect();
    let ledger = run(&settings).ledger;
    let (copies, _) = messages(&ledger, OPERATOR, Form::ForwardedSms);
    let sent = measured(&ledger).composed[Traffic::Outbound as usize];
    let received = measured(&ledger).ended[Traffic::Inbound as usize][End::Sms as usize];
    println!("{sent} sent, {received} received, {copies} forwarded");
    assert_eq!(copies, sent + received);
    let contents = ledger
        .exposure
        .measured(|hop, sort| hop == cloudmsg::ledger::Hop::Operator && sort.identifier == Identifier::Content);
    assert_eq!(contents, copies, "nobody here writes over the service");
}

/// A pass proves: what other designs keep and send depends neither on threads nor on shards nor on windows, and adds up.
#[test]
fn a_world_of_every_design_has_one_result() {
    for more in [&[][..], &["client.fallback=false"], &["client.route=online", "client.lookup_on=[\"open\"]"]] {
        let (scenario, seed) = world("rivals", more);
        one_result("rivals", &scenario, seed);
    }
}

/// A pass proves: recording exposure changes nothing there either.
#[test]
fn recording_exposure_changes_no_design() {
    let print = |exposure: &str| {
        let (scenario, seed) = world("rivals", &[exposure]);
        finish(&scenario, seed, 0, &Options { shards: Some(2), ..Options::default() }).trajectory
    };
    assert_eq!(print("ledger.exposure=true"), print("ledger.exposure=false"));
}

/// A pass proves: an arm with a profile is the arm with the profile's keys written out, and its own keys win.
#[test]
fn a_profile_is_its_keys() {
    let shipped = crate::worlds::shipped("rivals");
    let arms = study(&shipped, &["arm.hashed.client.bucket_bits=20", "arm.hashed.client.numbers=bucket"]).arms;
    let of = |name: &str| {
        let arm = arms.iter().find(|arm| arm.name == name).expect("the study has the arm");
        format!("{:?}", arm.scenario().client)
    };
    assert_eq!(of("hashed"), of("prefix-bucket"), "the arm's own keys win");
    assert_ne!(of("psi"), of("enclave"));
}
