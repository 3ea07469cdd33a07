//! What did not cross is not counted, and what did is counted once, for the people whom it is about.

use crate::worlds::{finish, world};
use cloudmsg::experiment::Options;
use cloudmsg::ledger::{Form, Hop, Identifier, Ledger, Register, Seat, Sight, Store, Whose};

fn run(name: &str, settings: &[&str]) -> Ledger {
    let (scenario, seed) = world(name, settings);
    finish(&scenario, seed, 0, &Options { shards: Some(2), ..Options::default() }).ledger
}

/// Whether a seat lies between a handset and the service, or is the operator's.
const fn service(hop: Hop) -> bool {
    match hop {
        Hop::Wifi | Hop::Cellular | Hop::Visited | Hop::Border | Hop::Operator => true,
        Hop::MessageCentre | Hop::Interconnect => false,
    }
}

/// Measured messages of a form at some seats.
fn messages(ledger: &Ledger, form: Form, of: impl Fn(Hop) -> bool) -> u64 {
    let exposure = &ledger.exposure;
    let at = |seat: Seat| exposure.messages(seat, form).iter().skip(1).map(|day| day.count).sum::<u64>();
    exposure.seats().filter(|seat| of(seat.hop())).map(at).sum()
}

/// Bob, in BB on 3G, served from AA, does all there is to do: looks up, writes, resets, logs in, uploads, forwards, polls.
const BUSY: [&str; 10] = [
    "study.warm_up=40 min",
    "client.book={ every = \"30 min\", names = true }",
    "client.forwards_sms=true",
    "micloud.share=0",
    "micloud.interval=1 h",
    "micloud.contacts={ consent = 1.0, bytes = 'fixed(300)' }",
    "content.poll=30 min",
    "content.bytes=5000",
    "content.identified=true",
    "script.actions=[{ at = '+1 h', who = 'bob', does = 'create-contact', whom = 'cat' }, { at = '+2 h', who = 'bob', \
     does = 'write', whom = 'ana' }, { at = '+3 h', who = 'bob', does = 'reset' }, { at = '+4 h', who = 'bob', does = \
     'log-in' }, { at = '+5 h', who = 'bob', does = 'write', whom = 'cat' }, { at = '+5 h', who = 'bob', does = \
     'receive', whom = 'cat' }]",
];

const FORMS: [Form; 8] = [
    Form::StartUp,
    Form::ActivationPoll,
    Form::Hello,
    Form::Lookup,
    Form::ForwardedSms,
    Form::Book,
    Form::Login,
    Form::Backup,
];

/// A pass proves: nothing is counted on any hop of the service where a connection comes to nothing, be it for a ban, a
/// name that does not resolve, a border that is closed, a data centre that is down, or a handset without data;
/// and each of these messages is counted where it does come about.
#[test]
fn what_cannot_leave_is_not_counted() {
    let of = |more: &[&str]| run("observers", &BUSY.iter().chain(more).copied().collect::<Vec<_>>());
    let free = of(&[]);
    let cellular = |hop| hop == Hop::Cellular;
    for form in FORMS.into_iter().chain([Form::Content]) {
        let crossed = messages(&free, form, cellular);
        assert!(crossed > 0, "{form:?} crosses while nothing is in its way");
        assert_eq!(messages(&free, form, |hop| hop == Hop::Border), crossed, "{form:?}");
        // Ana polls, uploads and forwards, too.
        if !matches!(form, Form::Content | Form::Book | Form::ForwardedSms) {
            assert_eq!(messages(&free, form, |hop| hop == Hop::Operator), crossed, "{form:?} arrives");
        }
    }
    let from = ["timeline.x.at=+35 min", "timeline.x.duration=445 min"];
    let effects: [&[&str]; 5] = [
        &["timeline.x.at=+35 min", "timeline.x.ban.country=BB"],
        &[from[0], from[1], "timeline.x.name_outage.place=BB"],
        &[from[0], from[1], "timeline.x.site_outage.site=north"],
        &[from[0], from[1], "timeline.x.partition={ from = 'BB', to = 'AA' }"],
        &["script.people.bob.access=none"],
    ];
    for effect in effects {
        let ledger = of(effect);
        for form in FORMS.into_iter().chain([Form::Content]) {
            assert_eq!(messages(&ledger, form, cellular), 0, "{form:?} in spite of {effect:?}");
            assert_eq!(messages(&ledger, form, |hop| hop == Hop::Border), 0, "{form:?} in spite of {effect:?}");
        }
        let sms = messages(&ledger, Form::Sms, |hop| hop == Hop::MessageCentre);
        assert!(sms > 0, "SMS go on in spite of {effect:?}");
    }
    let walled = of(&["countermeasures.firewall=1"]);
    for form in FORMS {
        // The firewall keeps the client in; Mi Cloud is another application.
        let expected = if matches!(form, Form::Login | Form::Backup) { messages(&free, form, service) } else { 0 };
        assert_eq!(messages(&walled, form, service), expected, "{form:?} behind a firewall");
    }
}

/// Ana gets to know Cat (an SMS), Eve and Dan before anything is measured; Bob knows Ana only. Both upload their books every
/// half hour: fourteen times in the seven hours measured. Ana logs in to Mi Cloud after two hours.
const BOOKS: [&str; 8] = [
    "study.warm_up=1 h",
    "client.lookup_on=[\"create\"]",
    "client.book={ every = \"30 min\", names = true }",
    "script.people.eve={ country = 'AA', handset = false }",
    "script.actions=[{ at = '+10 min', who = 'ana', does = 'receive', whom = 'cat' }, { at = '+15 min', who = 'ana', does \
     = 'create-contact', whom = 'eve' }, { at = '+20 min', who = 'ana', does = 'create-contact', whom = 'dan' }, { at = \
     '+25 min', who = 'bob', does = 'open', whom = 'ana' }, { at = '+2 h', who = 'ana', does = 'log-in' }]",
    "micloud.share=0",
    "micloud.interval=1 h",
    "micloud.contacts={ consent = 1.0, bytes = 'fixed(300)' }",
];

/// A pass proves: whole phonebooks and backups are counted person by person as by hand, contacts created during the study
/// included, whether they own a handset or not.
#[test]
fn books_and_backups_are_counted_by_hand() {
    let ledger = run("script", &BOOKS);
    let exposure = &ledger.exposure;
    let operator = |hop| hop == Hop::Operator;
    assert_eq!(messages(&ledger, Form::Book, operator), 2 * 14);
    assert_eq!(messages(&ledger, Form::Book, |hop| hop == Hop::Wifi), 2 * 14);
    let crossed = |identifier, whose| {
        exposure.measured(|hop, sort| operator(hop) && sort.identifier == identifier && sort.whose == whose)
    };
    // Ana's book: Cat and Eve never use the service, Bob and Dan do; Bob's: Ana.
    assert_eq!(crossed(Identifier::Msisdn, Whose::NonUser), 14 * 2);
    assert_eq!(crossed(Identifier::Msisdn, Whose::User), 14 * (2 + 1));
    // Names go with them, and once more with the first backup.
    assert_eq!(crossed(Identifier::Contact, Whose::NonUser), 14 * 2 + 2);
    assert_eq!(crossed(Identifier::Contact, Whose::User), 14 * (2 + 1) + 2);
    let [owners, others] = exposure.owners_and_others();
    let seats: Vec<Seat> = exposure.seats().filter(|seat| operator(seat.hop())).collect();
    let seen = exposure.seen_at(seats.iter().copied(), Sight::Of(Identifier::Msisdn));
    assert_eq!((seen.count(&owners), seen.count(&others)), (3, 2));
    assert_eq!(exposure.seen_at(seats.iter().copied(), Sight::KeptNumber).count(&others), 1, "Eve came later");
    assert_eq!(exposure.edges_at(seats).entries().len(), 4 + 1);
    let held = ledger.holdings.held(Register::BackedUpNonUsers).by_hour();
    assert_eq!(held, [0, 0, 2, 2, 2, 2, 2, 2]);
}

/// A pass proves: who stands in phonebooks that are uploaded again and again stays in a log that forgets; an account is held
/// from the binding of its SIM, connected or not, and what came before the measured time is held all the same.
#[test]
fn what_is_held_follows_what_came() {
    let settings: Vec<&str> = BOOKS.iter().copied().chain(["holdings.lookup_log=2 h"]).collect();
    let ledger = run("script", &settings);
    let by_hour = |register| ledger.holdings.held(register).by_hour();
    assert_eq!(by_hour(Register::LoggedNonUsers), [2; 8], "uploads in every hour");
    assert_eq!(by_hour(Register::LoggedOwners), [3; 8]);
    // Ana and Bob had it before, behind a firewall; Dan starts after half an hour, and his SIM is bound without data.
    let ledger = run("script", &["countermeasures.firewall=1", "script.actions=[]"]);
    assert_eq!(ledger.holdings.held(Register::Accounts).by_hour(), [3; 8]);
    let one = run("script", &["countermeasures.firewall=1", "script.actions=[]", "script.people.dan.starts=+90 min"]);
    assert_eq!(one.holdings.held(Register::Accounts).by_hour(), [2, 3, 3, 3, 3, 3, 3, 3]);
}

/// A pass proves: a deletion takes away what was collected before it, of those whom it concerns, and nothing else.
#[test]
fn a_deletion_takes_away_what_it_says() {
    let purge = ["timeline.purge.at=+5 h", "timeline.purge.deletion={ what = [\"backups\"] }"];
    let ledger = run("script", &BOOKS.iter().copied().chain(purge).collect::<Vec<_>>());
    assert_eq!(ledger.holdings.held(Register::BackedUpNonUsers).by_hour(), [0, 0, 2, 2, 2, 0, 0, 0]);
    let cards = |hour: usize| ledger.holdings.level(Store::Backup).over(hour..hour + 1).end;
    assert_eq!([cards(1), cards(4), cards(5), cards(7)], [0, 4, 0, 0]);
    // Bob switches it off at three o'clock, and comes back at seven.
    let off = [
        "script.actions=[{ at = '+3 h', who = 'bob', does = 'disable' }, { at = '+7 h', who = 'bob', does = 'enable' }]",
        "timeline.purge.at=+5 h",
        "timeline.purge.deletion={ what = [\"accounts-off\"] }",
    ];
    assert_eq!(run("script", &off).holdings.held(Register::Accounts).by_hour(), [3, 3, 3, 3, 3, 2, 2, 3]);
}
