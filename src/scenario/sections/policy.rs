//! Keys of `[client]` and `[service]` in which designs of such a service differ: when the client looks whom up, what
//! travels and what it costs, which route follows; and which of them contradict each other.
//!
//! Knows no timer and no protection of its own. Every key may be left out: MIUI's way is the default.

use super::client::PROTECTION;
use crate::ledger::Protection;
use crate::scenario::client::{Book, OCCASIONS, PrivateLookup, Route};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::Node;
use crate::scenario::kinds::{ChoiceKind, CountKind, DURATION, DurationKind, FlagKind, ListKind, SizeKind};
use crate::scenario::reader::Reader;
use crate::scenario::study::Scenario;
use crate::scenario::timeline::Effect;
use crate::units::Duration;

/// Entries of the cache that every handset has room for.
const CACHE_ENTRIES: u64 = 4;
/// Shortest time that a service must keep messages which nobody sends again and no timer turns into SMS.
const LEAST_RETENTION: Duration = Duration::MINUTE;

pub(super) fn lookup_on(client: &mut Reader<'_, '_>) -> [bool; 4] {
    let names: [(&str, usize); 4] = std::array::from_fn(|i| (OCCASIONS[i], i));
    let kind = ListKind { item: ChoiceKind { names: &names }, least: 0, most: OCCASIONS.len() };
    let chosen = client.or(
        "lookup_on",
        "occasions on which the client looks a contact up: opening a thread, creating a contact, composing, receiving",
        &kind,
        vec![0, 1, 2, 3],
    );
    let mut on = [false; 4];
    for occasion in chosen {
        if on[occasion] {
            let message = format!("names `{}` twice", OCCASIONS[occasion]);
            client.wrong("lookup_on", &message, "each occasion once", Some("take one out".to_owned()));
        }
        on[occasion] = true;
    }
    on
}

pub(super) fn route(client: &mut Reader<'_, '_>) -> Route {
    let names = [("online", Route::Online), ("registered", Route::Registered)];
    let about = "what must be known of a contact for a message to go by IP";
    client.or("route", about, &ChoiceKind { names: &names }, Route::Online)
}

pub(super) fn cache_entries(client: &mut Reader<'_, '_>) -> u32 {
    let some = CountKind { least: CACHE_ENTRIES, most: 64 };
    client.or("cache_entries", "contacts that an answer is kept about", &some, CACHE_ENTRIES) as u32
}

pub(super) fn book(client: &mut Reader<'_, '_>) -> Option<Book> {
    client.optional_table("book", "upload of the phonebook; without it phonebooks stay on the handset", |book| {
        let whole = ChoiceKind { names: &[("whole", ())] };
        book.or("upload", "what is uploaded at each time", &whole, ());
        Book {
            every: book.required(
                "every",
                "time from one upload to the next",
                &DurationKind { least: Duration::MINUTE },
            ),
            entry_bytes: book.or("entry_bytes", "bytes of an entry with its share of the answer", &SizeKind, 40),
            entry_time: book.or(
                "entry_time",
                "time of a look-up server for each entry",
                &DURATION,
                Duration::from_micros(10),
            ),
            names: book.or("names", "whether names go with the numbers", &FlagKind, false),
        }
    })
}

pub(super) fn bucket_bits(client: &mut Reader<'_, '_>) -> Option<u32> {
    let bits = CountKind { least: 1, most: 40 };
    client.optional("bucket_bits", "bits of a number's hash that a bucket shows", &bits).map(|bits| bits as u32)
}

pub(super) fn bucket_entry(client: &mut Reader<'_, '_>) -> u64 {
    client.or("bucket_entry", "bytes of one user in the answer about a bucket", &SizeKind, 32)
}

pub(super) fn private_lookup(client: &mut Reader<'_, '_>) -> Option<PrivateLookup> {
    client.optional_table("private_lookup", "what a look-up costs that hides the number from the server", |lookup| {
        PrivateLookup {
            bytes: lookup.required("bytes", "bytes on the wire of a blind look-up with its answer", &SizeKind),
            server_time: lookup.required("server_time", "time of a look-up server for each", &DURATION),
        }
    })
}

pub(super) fn forwards_sms(client: &mut Reader<'_, '_>) -> bool {
    client.or("forwards_sms", "whether the texts of SMS go to the operator too", &FlagKind, false)
}

/// Reads `[service]`.
pub(super) fn run_by_carriers(reader: &mut Reader<'_, '_>) -> bool {
    let names = [("operator", false), ("carriers", true)];
    let read = |service: &mut Reader<'_, '_>| {
        service.or(
            "run_by",
            "who runs the service: the operator, or the carriers together",
            &ChoiceKind { names: &names },
            false,
        )
    };
    reader
        .optional_table("service", "who runs the service: the operator, or the carriers together", read)
        .unwrap_or(false)
}

/// Reports what contradicts itself, in a scenario that could be read.
pub(super) fn check(scenario: &Scenario, reader: &mut Reader<'_, '_>) {
    if reader.report.found() > 0 {
        return;
    }
    let client = &scenario.client;
    let asks = client.lookup_on.contains(&true);
    let told = client.book.is_some() && client.route == Route::Registered;
    if !asks && !told {
        let message = "never asks about anybody: no message could go by IP";
        let expected = format!("an occasion such as \"{}\", or a `book` with `route = \"registered\"`", OCCASIONS[0]);
        let help = "a `book` tells who is a user, a look-up also who is online".to_owned();
        wrong(reader, "lookup_on", message, &expected, help);
    }
    let protections = || {
        let update = |effect: &Effect| if let Effect::Ota(ota) = effect { Some(ota.numbers) } else { None };
        let later = scenario.timeline.iter().filter_map(move |entry| update(&entry.effect));
        std::iter::once(client.numbers).chain(later)
    };
    let priced = [
        ("bucket_bits", client.bucket_bits.is_some(), Protection::Bucket),
        ("private_lookup", client.private_lookup.is_some(), Protection::Blind),
    ];
    for (key, given, protection) in priced {
        if given && !protections().any(|p| p == protection) {
            let name = PROTECTION.names.iter().find(|(_, p)| *p == protection).map_or("", |(name, _)| name);
            let message = format!("prices look-ups by \"{name}\", and no look-up is one");
            let help = format!("write numbers = \"{name}\" beside it, or take it out");
            wrong(reader, key, &message, &format!("`client.numbers` or an update's `numbers` to be \"{name}\""), help);
        }
    }
    let forgetful = scenario.sites.iter().find(|site| site.relay.retention < LEAST_RETENTION);
    if let Some(site) = forgetful.filter(|_| client.route == Route::Registered && !client.fallback) {
        let kept = site.relay.retention;
        let message = format!("is \"registered\" without fallback, and `{}` keeps a message for {kept}", site.name);
        let help = format!("lengthen `sites.{}.relay.retention`, or write fallback = true", site.name);
        wrong(reader, "route", &message, &format!("a retention of at least {LEAST_RETENTION}, or a fallback"), help);
    }
}

/// A mistake at a key of `[client]`, or at the table where it is left out.
fn wrong(reader: &mut Reader<'_, '_>, key: &str, message: &str, expected: &str, help: String) {
    let client = reader.node("client").expect("a scenario that was read has a client");
    let at = client.table().and_then(|table| table.get(key)).map_or(&client.key, |node: &Node| &node.at);
    let diagnostic = Diagnostic::at(at, format!("`client.{key}` {message}"), format!("expected {expected}"));
    reader.report.push(diagnostic.help(Some(help)));
}
