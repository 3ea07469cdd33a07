//! `[client]`: constants and switches of the client.
//!
//! Knows no other section.

use super::policy;
use crate::ledger::Protection;
use crate::random::Law;
use crate::scenario::client::{Backoff, Client};
use crate::scenario::document::Value;
use crate::scenario::kinds::{
    ChoiceKind, CountKind, DURATION, FlagKind, ListKind, SOME_TIME, SizeKind, TIMES, always_zero,
};
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::schema::{Shape, table_shape};
use serde_json::json;

/// Protections by name.
pub(super) const PROTECTION: ChoiceKind<'static, Protection> = ChoiceKind { names: Protection::NAMES };

struct BackoffKind;

impl Kind for BackoffKind {
    type Value = Backoff;
    fn expected(&self) -> String {
        "a table such as { through = 4, wait = \"uniform(10 s, 30 s)\" }".to_owned()
    }
    fn shape(&self) -> Shape {
        table_shape(rule).example(json!({ "through": 4, "wait": "uniform(10 s, 30 s)" }))
    }
    fn placeholder(&self) -> Backoff {
        Backoff { through: 1, wait: Law::Fixed(1.0) }
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Backoff> {
        let Value::Table(table) = &item.node.value else {
            item.wrong_type(&self.expected(), None, report);
            return None;
        };
        Some(Reader::run(table, &item.node.at, &item.path, report, rule))
    }
}

fn rule(rule: &mut Reader<'_, '_>) -> Backoff {
    Backoff {
        through: rule.required("through", "last attempt that the rule covers", &CountKind { least: 1, most: 1_000_000 })
            as u32,
        wait: rule.required("wait", "the wait before the attempt", &TIMES),
    }
}

/// Reads `[client]`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Client {
    reader.table("client", "constants and switches of the client on the handset", |client| Client {
        lookup_on: policy::lookup_on(client),
        route: policy::route(client),
        cache_entries: policy::cache_entries(client),
        book: policy::book(client),
        bucket_bits: policy::bucket_bits(client),
        bucket_entry: policy::bucket_entry(client),
        private_lookup: policy::private_lookup(client),
        forwards_sms: policy::forwards_sms(client),
        presence_known: client.required(
            "presence_known",
            "how long the answer that somebody is online or offline is trusted",
            &DURATION,
        ),
        presence_not_user: client.required(
            "presence_not_user",
            "how long the answer \"not a user\" is trusted",
            &DURATION,
        ),
        id_life: client.required("id_life", "how long the account id of a number stays known", &DURATION),
        connect_timeout: client.required(
            "connect_timeout",
            "time after which an attempt to connect is given up",
            &SOME_TIME,
        ),
        lookup_queue: client.required(
            "lookup_queue",
            "look-ups that may wait at a handset; more are dropped",
            &CountKind { least: 0, most: 10_000 },
        ) as u32,
        delivery_timer: client.required(
            "delivery_timer",
            "time without an acknowledgement after which a message goes by SMS",
            &SOME_TIME,
        ),
        fallback: client.required("fallback", "whether the delivery timer falls back to SMS", &FlagKind),
        ack_delay: client.required("ack_delay", "time before a receiver acknowledges", &TIMES),
        ping: client.required("ping", "interval of the push channel's ping", &SOME_TIME),
        reply_timeout: client.required(
            "reply_timeout",
            "time without a reply to a ping after which the channel counts as dead",
            &SOME_TIME,
        ),
        server_timeout: client.required(
            "server_timeout",
            "silence of a handset after which the server closes its channel",
            &SOME_TIME,
        ),
        backoff: backoff(client),
        numbers: client.required("numbers", "protection of phone numbers on the way and at the service", &PROTECTION),
        channel: client.required("channel", "protection of the push channel, on which messages travel", &PROTECTION),
        lookup_bytes: client.required("lookup_bytes", "bytes on the wire of a look-up with its answer", &SizeKind),
        message_bytes: client.required("message_bytes", "bytes on the wire of a message without its text", &SizeKind),
        connect_bytes: client.required("connect_bytes", "bytes on the wire of setting up a connection", &SizeKind),
        ping_bytes: client.required("ping_bytes", "bytes on the wire of a ping with its reply", &SizeKind),
    })
}

fn backoff(client: &mut Reader<'_, '_>) -> Vec<Backoff> {
    let rules = client.required(
        "backoff",
        "waits between attempts to reconnect, rule by rule; the last rule covers all later attempts",
        &ListKind { item: BackoffKind, least: 1, most: 64 },
    );
    if rules.windows(2).any(|pair| pair[0].through >= pair[1].through) {
        let help = "each rule goes `through` a later attempt than the one before".to_owned();
        client.wrong("backoff", "has rules out of order", "rules with increasing `through`", Some(help));
    }
    // The last rule covers all later attempts: without a wait a dead network would be tried without end.
    if rules.last().is_some_and(|rule| always_zero(&rule.wait)) {
        client.wrong(
            "backoff",
            "never waits in the end",
            "a last rule with a wait above zero",
            Some("it covers all later attempts".to_owned()),
        );
    }
    rules
}
