//! `[sites.NAME]`: data centres of the service.
//!
//! Knows places by their codes only.

use super::{Names, is_place};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::Value;
use crate::scenario::kinds::{CountKind, NameKind, RateKind, SOME_TIME, TextKind};
use crate::scenario::reader::Reader;
use crate::scenario::site::{Relay, Servers, Site};

const HOW_MANY: CountKind = CountKind { least: 1, most: 1_000_000 };

/// Reads `[sites]`.
pub(super) fn read(reader: &mut Reader<'_, '_>, names: &Names) -> Vec<Site> {
    let at = reader.at("sites");
    let before = reader.report.found();
    let sites = reader.named("sites", "data centres of the service, by name", |name, site| Site {
        name: name.to_owned(),
        place: place(site, names),
        default_country: default_country(site, names),
        relay: site.table("relay", "connection nodes, which hold the push channels", |relay| Relay {
            nodes: relay.required("nodes", "how many connection nodes there are", &HOW_MANY) as u32,
            rate: relay.required("rate", "messages that one node handles in a time", &RateKind),
            connect_rate: relay.required("connect_rate", "connection set-ups that one node handles", &RateKind),
            connections: relay.required(
                "connections",
                "connections that one node holds at most",
                &CountKind { least: 1, most: 1_000_000_000_000 },
            ),
            shed: relay.required("shed", "backlog at which a node sheds load", &SOME_TIME),
            retention: relay.required("retention", "how long an undelivered message is kept", &SOME_TIME),
            workers: relay.optional_table("workers", "servers that route messages", servers),
        }),
        lookup: site.table("lookup", "look-up service: is this number a user?", servers),
        presence: site.table("presence", "presence service: is this user online?", servers),
    });
    if sites.is_empty() && reader.report.found() == before && reader.has("sites") {
        let mistake = Diagnostic::at(&at, "`sites` has no data centre", "expected a table such as [sites.beijing]");
        reader.report.push(mistake.help(Some("the service needs one".to_owned())));
    }
    sites.into_iter().map(|(_, site)| site).collect()
}

fn place(site: &mut Reader<'_, '_>, names: &Names) -> usize {
    let code = site.required(
        "place",
        "country in which the data centre stands (ISO 3166)",
        &TextKind { expected: "a country code such as \"CN\"" },
    );
    if !code.is_empty() && !is_place(&code) {
        let help = Some("for example \"CN\" (ISO 3166)".to_owned());
        site.wrong("place", &format!("is `{code}`"), "a country code of two capital letters", help);
    }
    names.places.iter().position(|place| *place == code).unwrap_or(0)
}

/// The country of its place where the file does not say; none where that has no handsets.
fn default_country(site: &mut Reader<'_, '_>, names: &Names) -> Option<usize> {
    let own = NameKind { what: "country", names: &names.countries };
    let written = site.optional("default_country", "country of numbers without country code", &own);
    let place = site.node("place").map(|node| &node.value);
    written.or_else(|| match place {
        Some(Value::Text { text, .. }) => names.countries.iter().position(|country| country == text),
        Some(Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_)) | None => None,
    })
}

fn servers(servers: &mut Reader<'_, '_>) -> Servers {
    Servers {
        servers: servers.required("servers", "how many servers there are", &HOW_MANY) as u32,
        rate: servers.required("rate", "requests that one server handles in a time", &RateKind),
        shed: servers.required("shed", "backlog at which requests are refused", &SOME_TIME),
    }
}
