//! Mi Cloud and public content: what is stored, by whom, how often, and what it shows.

use crate::worlds::{finish, world};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{
    Consent, Form, Hop, Identifier, Ledger, Protection, Register, Seat, Sort, Store, Stored, Whose,
};
use cloudmsg::units::HandsetId;
use cloudmsg::world::{Party, Storable, World};
use std::collections::BTreeSet;

fn run(name: &str, settings: &[&str]) -> Ledger {
    let (scenario, seed) = world(name, settings);
    finish(&scenario, seed, 0, &Options::default()).ledger
}

fn messages(ledger: &Ledger, form: Form, of: impl Fn(Hop) -> bool) -> u64 {
    let exposure = &ledger.exposure;
    let at = |seat: Seat| exposure.messages(seat, form).iter().map(|day| day.count).sum::<u64>();
    exposure.seats().filter(|seat| of(seat.hop())).map(at).sum()
}

/// The scripted world: Ana knows Bob, gets to know Cat, and logs in.
const ANA: [&str; 7] = [
    "script.actions=[{ at = '+1 h', who = 'ana', does = 'log-in' }, { at = '+90 min', who = 'ana', does = \
     'create-contact', whom = 'cat' }, { at = '+2 h', who = 'ana', does = 'open', whom = 'bob' }]",
    "micloud.share=0",
    "micloud.interval=1 h",
    "micloud.contacts={ consent = 1.0, bytes = 'fixed(300)' }",
    "micloud.notes={ consent = 1.0, a_day = 'fixed(24)', bytes = 'fixed(50)' }",
    "micloud.photos={ consent = 1.0, a_day = 'fixed(48)', bytes = 'fixed(1000)' }",
    "micloud.run_bytes=10",
];

/// A pass proves: a backup stores the phonebook first, then what is new, and says so. Backups at 1, 2 ... 7 o'clock; by
/// the last one 24 grains of 1,024 s have passed: 6 notes at one an hour, 13 photos at two. Bob's card comes at one
/// o'clock, Cat's at two.
#[test]
fn one_owner_stores_what_is_counted_by_hand() {
    let ledger = run("script", &ANA);
    let storage = &ledger.storage;
    assert_eq!((storage.logins, storage.backups), (1, 7));
    let bytes = 7 * 10 + 2 * 300 + 6 * 50 + 13 * 1000;
    assert_eq!(storage.stored, Stored { items: [2, 6, 0, 13], bytes });
    assert_eq!(storage.fetched, Stored::default());

    let operator = |identifier, whose, consent| {
        let sort = Sort { identifier, whose, consent, protected: Protection::Clear };
        ledger.exposure.measured(|hop, found| hop == Hop::Operator && found == sort)
    };
    assert_eq!(operator(Identifier::Contact, Whose::NonUser, Consent::Never), 1);
    assert_eq!(operator(Identifier::Contact, Whose::User, Consent::DefaultOn), 1);
    assert_eq!(operator(Identifier::Note, Whose::Own, Consent::DefaultOn), 6);
    assert_eq!(operator(Identifier::Photo, Whose::Own, Consent::DefaultOn), 13);
    let wire = |form| messages(&ledger, form, |hop| hop == Hop::Wifi);
    assert_eq!((wire(Form::Login), wire(Form::Backup)), (1, 7));
    // The login shows number, SIM and device to whoever listens; the backups are inside TLS.
    let clear = ledger.exposure.measured(|hop, sort| {
        hop == Hop::Wifi && sort.identifier == Identifier::Imsi && sort.protected == Protection::Clear
    });
    assert_eq!(clear, 1);
    let read = ledger.exposure.measured(|hop, sort| {
        hop == Hop::Wifi && sort.identifier == Identifier::Contact && sort.protected != Protection::Tls
    });
    assert_eq!(read, 0);
}

/// A pass proves: a second device fetches all that is stored, over its Wi-Fi and past nobody else.
#[test]
fn a_second_device_fetches_everything_again() {
    let settings: Vec<&str> = ANA.iter().copied().chain(["micloud.devices=2"]).collect();
    let (one, two) = (run("script", &ANA), run("script", &settings));
    assert_eq!(two.storage.fetched, one.storage.stored);
    assert_eq!(two.storage.stored, one.storage.stored);
    let of = |ledger: &Ledger, hop| messages(ledger, Form::Backup, |h| h == hop);
    assert_eq!((of(&one, Hop::Wifi), of(&two, Hop::Wifi)), (7, 14));
    assert_eq!((of(&one, Hop::Operator), of(&two, Hop::Operator)), (7, 7));
    assert_eq!(one.costs, two.costs);
}

/// A pass proves: a reset ends a login, another begins anew, and an old one does not go on beside it.
#[test]
fn a_reset_ends_a_login() {
    let act = |at: &str, does: &str| format!("{{ at = '{at}', who = 'ana', does = '{does}' }}");
    let actions = [act("+1 h", "log-in"), act("+170 min", "reset"), act("+250 min", "log-in")].join(", ");
    let actions = format!("script.actions=[{actions}]");
    let mut settings = ANA.to_vec();
    settings[0] = &actions;
    let storage = run("script", &settings).storage;
    // At 1:00 and 2:00; at 4:10, 5:10, 6:10, 7:10. All notes and photos of the handset come again.
    assert_eq!((storage.logins, storage.backups), (2, 6));
    // 2:00 is 7 grains, 1 note and 3 photos; 7:10 is 25 grains, 7 and 14.
    assert_eq!(storage.stored.items, [0, 1 + 7, 0, 3 + 14]);
}

/// A pass proves: photos wait for Wi-Fi, and mobile data are paid.
#[test]
fn photos_wait_for_wifi() {
    let with = |more: [&str; 2]| run("script", &ANA.iter().copied().chain(more).collect::<Vec<_>>());
    let wait = with(["script.people.ana.access=3g", "script.people.ana.carrier=two"]);
    assert_eq!(wait.storage.stored.items, [2, 6, 0, 0]);
    let settings = ["script.people.ana.access=3g", "script.people.ana.carrier=two", "micloud.wifi_only=false"];
    let all = run("script", &ANA.iter().copied().chain(settings).collect::<Vec<_>>());
    assert_eq!(all.storage.stored.items, [2, 6, 0, 13]);
    let paid = |ledger: &Ledger| ledger.costs.bill(1, 0).data_bytes;
    assert_eq!(paid(&all) - paid(&wait), 13 * 1000);
}

/// A pass proves: the first backup brings exactly the phonebook, of everybody.
#[test]
fn first_backups_bring_the_phonebooks() {
    let settings = [
        "micloud.share=1",
        "micloud.contacts={ consent = 1.0, bytes = 'fixed(300)' }",
        "micloud.interval=8 h",
        "study.warm_up=0 s",
        "population.joins_per_month=0",
        "population.resets_per_month=0",
        "population.replacements_per_month=0",
        "population.leaves_per_month=0",
        "workload.new_contacts_per_month=0",
        "connectivity.on=fixed(20 days)",
        "connectivity.off=fixed(1 ms)",
        "connectivity.black_hole=0",
    ];
    let (scenario, seed) = world("cloud", &settings);
    let finished = finish(&scenario, seed, 0, &Options::default());
    let handsets = finished.world.layout.handsets();
    let cards: u32 = (0..handsets).map(|h| finished.world.contacts.size(HandsetId(h))).sum();
    let (storage, holdings) = (&finished.ledger.storage, &finished.ledger.holdings);
    assert_eq!((storage.logins, storage.backups), (handsets.into(), handsets.into()));
    assert_eq!(storage.stored.items[0], u64::from(cards));
    // What was sent is held, and each person counted once.
    let (_, came) = holdings.level(Store::Backup).held();
    assert_eq!(came, storage.stored.items.iter().sum::<u64>());
    let (_, bytes) = holdings.level(Store::BackupBytes).held();
    assert_eq!(bytes, storage.stored.bytes - u64::from(handsets) * 1_000);
    let contacts = &finished.world.contacts;
    let slots = (0..handsets).map(HandsetId).flat_map(|h| (0..contacts.size(h)).map(move |slot| (h, slot)));
    let others: BTreeSet<Party> =
        slots.map(|(h, slot)| contacts.party(h, slot)).filter(|party| matches!(party, Party::Outsider(_))).collect();
    let held = holdings.held(Register::BackedUpNonUsers).by_hour();
    println!("{cards} cards of {handsets} owners; of {} people without the service", others.len());
    assert_eq!(held.last(), Some(&(others.len() as u64)));
}

/// A pass proves: nobody stores anything where nothing is said of it, and nobody polls.
#[test]
fn it_is_off_unless_asked_for() {
    let ledger = run("small", &[]);
    let storage = &ledger.storage;
    assert_eq!((storage.logins, storage.backups, storage.stored), (0, 0, Stored::default()));
    for form in [Form::Login, Form::Backup, Form::Content] {
        assert_eq!(messages(&ledger, form, |_| true), 0);
    }
}

/// A pass proves: shares of those logged in, of consents and of second devices are those of the file, within four standard
/// errors.
#[test]
fn shares_are_those_of_the_file() {
    let many = ["population.handsets=20000", "population.represents=20000", "countries.AA.lines=1e6"];
    let settings: Vec<&str> = many.iter().copied().chain(["countries.BB.lines=1e6"]).collect();
    let (scenario, seed) = world("cloud", &settings);
    let world = World::build(&scenario, seed, 0);
    let cloud = world.micloud.as_ref().expect("the world has Mi Cloud");
    let n = f64::from(world.layout.handsets());
    let accept = |what: &str, share: f64, hit: &dyn Fn(HandsetId) -> bool| {
        let found = (0..world.layout.handsets()).filter(|&h| hit(HandsetId(h))).count() as f64 / n;
        let error = (share * (1.0 - share) / n).sqrt();
        println!("{what}: {found} of {share}, off by {:.2} standard errors", (found - share).abs() / error);
        assert!((found - share).abs() <= 4.0 * error, "{what}: {found} instead of {share}");
    };
    accept("logged in", 0.8, &|h| cloud.uses(&world.draws, h));
    accept("second device", 0.5, &|h| cloud.second_device(&world.draws, h));
    for (kind, share) in Storable::ALL.into_iter().zip([0.8, 0.5, 0.5, 0.7]) {
        accept(&format!("{kind:?}"), share, &|h| cloud.consents(&world.draws, h, kind));
    }
}

/// A pass proves: public content is polled once an interval by whoever has data, names nobody, and is paid on mobile data.
#[test]
fn polls_are_hours_by_interval() {
    let plain = ["content.poll=30 min", "content.bytes=5000"];
    let ledger = run("script", &plain);
    // Ana and Bob for eight hours; Dan has no data.
    assert_eq!(messages(&ledger, Form::Content, |hop| hop == Hop::Wifi), 2 * 16);
    assert_eq!(messages(&ledger, Form::Content, |hop| hop == Hop::Operator), 2 * 16);
    let accounts = |ledger: &Ledger| {
        ledger.exposure.measured(|hop, sort| hop == Hop::Operator && sort.identifier == Identifier::Account)
    };
    let named = run("script", &[plain[0], plain[1], "content.identified=true"]);
    assert_eq!(accounts(&named) - accounts(&ledger), 2 * 16);
    // Dan begins after half an hour.
    let dan = ["script.people.dan.access=3g", "script.people.dan.carrier=two"];
    let with = run("script", &[plain[0], plain[1], dan[0], dan[1]]).costs.bill(1, 0).data_bytes;
    let without = run("script", &dan).costs.bill(1, 0).data_bytes;
    assert_eq!(with - without, 15 * 5000);
}
