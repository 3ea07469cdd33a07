//! The short ways of the exposure record against the plain one.

use super::*;
use crate::units::{Duration, mix2};

const HANDSETS: u32 = 40;
const SEATS: [Seat; 3] = [Seat::Wifi(0), Seat::Operator(0), Seat::Border(0, 1)];

fn exposure(people: Sample) -> Exposure {
    let days = Days { warm_up: Instant::START + Duration::DAY, end: Instant::START + Duration::DAY * 5 };
    Exposure {
        recording: true,
        calendar: days,
        shape: ExposureShape {
            seats: Seats { places: 2, carriers: 1, sites: 1 },
            readers: Readers { undoes_hash: true, undoes_salted: false },
            people,
            edges: Sample::ALL,
        },
        size: Size {
            crowd: Crowd { owners: HANDSETS, people: HANDSETS * 3, sample: people, days: days.count() },
            edges: Sample::ALL,
            readers: Readers { undoes_hash: true, undoes_salted: false },
        },
        books: vec![None; Seats { places: 2, carriers: 1, sites: 1 }.count()],
    }
}

const HELLO: &[Identifier] = &[Identifier::Account, Identifier::Imei, Identifier::Imsi];

/// Greets or carries the same messages: of changing consent and protection, on days that go to and fro.
fn greeted(plain: bool, people: Sample, identifiers: &'static [Identifier]) -> Exposure {
    let mut exposure = exposure(people);
    for n in 0..4_000_u64 {
        let draw = |what: u64, of: u64| mix2(n, what) % of;
        let at = Instant::START + Duration::HOUR * ((n / 50 + draw(0, 30)) % 121);
        let seat = SEATS[draw(1, 3) as usize];
        let sort = Sort {
            identifier: Identifier::Account,
            whose: Whose::Own,
            consent: Consent::ALL[draw(2, 3) as usize],
            protected: Protection::ALL[draw(3, 8) as usize],
        };
        let (person, opened) = (draw(4, HANDSETS.into()) as u32, draw(5, 2) == 0);
        if n % 7 == 0 {
            // Somebody's number, among them owners', by the plain way in both.
            let number = Sort { identifier: Identifier::Msisdn, whose: Whose::User, ..sort };
            let item = Item { sort: number, person: Some(person + draw(6, 80) as u32), count: 1 };
            exposure.carry(
                at,
                seat,
                &Parcel { form: Form::Lookup, bytes: 10, items: &[item], edge: None, message: None },
            );
        }
        let (form, bytes) = (Form::Hello, draw(7, 100));
        if plain {
            let item = |&identifier| Item { sort: Sort { identifier, ..sort }, person: Some(person), count: 1 };
            let items: Vec<Item> = identifiers.iter().map(item).collect();
            exposure.pass(at, seat, opened, &Parcel { form, bytes, items: &items, edge: None, message: None });
        } else {
            exposure.greet(at, seat, opened, &Greeting { form, bytes, person, sort, identifiers });
        }
    }
    exposure.finish();
    exposure
}

fn hash(exposure: &Exposure) -> u64 {
    let mut hash = 0;
    exposure.absorb(&mut |word| hash = mix2(hash, word));
    hash
}

/// Where crossings are not the messages times what they carry.
fn unbalanced(exposure: &Exposure) -> Vec<(Seat, Identifier)> {
    let off = exposure.balances().filter(|(.., [crossed, due])| crossed != due);
    off.map(|(seat, identifier, _)| (seat, identifier)).collect()
}

#[test]
fn greetings_are_counted_as_if_each_identifier_were_an_item() {
    for people in [Sample::ALL, Sample { shift: 2, key: 5 }] {
        let (plain, short) = (greeted(true, people, HELLO), greeted(false, people, HELLO));
        assert_eq!(plain, short);
        assert_eq!(hash(&plain), hash(&short));
        assert_eq!(unbalanced(&short), []);
    }
}

/// Messages and what they carry are counted apart: a greeting without one of its identifiers does not balance.
#[test]
fn the_audit_sees_a_greeting_that_lacks_an_identifier() {
    let short = greeted(false, Sample::ALL, &HELLO[..2]);
    let missed = unbalanced(&short);
    assert_eq!(missed.len(), SEATS.len());
    assert!(missed.iter().all(|(seat, what)| SEATS.contains(seat) && *what == Identifier::Imsi));
}
