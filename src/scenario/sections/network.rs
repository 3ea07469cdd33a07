//! `[connectivity]`: when handsets have data, and the links of each kind of access.
//!
//! Knows no country and no place.

use crate::random::Law;
use crate::scenario::document::{Table, Value};
use crate::scenario::kinds::{CountKind, DurationKind, Ruled, SOME_TIME, SPELLS, ShareKind, TIMES};
use crate::scenario::network::{ACCESS, Connectivity, Link};
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::schema::{Shape, table_shape};
use crate::units::Duration;
use serde_json::json;

/// The least delay of a link.
const FLOOR: Ruled<DurationKind> = Ruled {
    kind: SOME_TIME,
    why: "the least delay of all links is how far parts of the simulation may run ahead of each other: none may be zero",
};

/// A link: its least delay, what comes on top, and its loss.
pub(super) struct LinkKind;

/// Most losses in a row before a packet is given up: waits double, and systems stop at about fifteen.
const MOST_LOSSES: u64 = 16;

/// How a link is written.
pub(super) const LINK: &str = "a link such as { floor = \"10 ms\", jitter = \"exp(5 ms)\", loss = 0.01 }";

impl Kind for LinkKind {
    type Value = Link;
    fn expected(&self) -> String {
        LINK.to_owned()
    }
    fn shape(&self) -> Shape {
        table_shape(link).example(json!({ "floor": "10 ms", "jitter": "exp(5 ms)", "loss": 0.01 }))
    }
    fn placeholder(&self) -> Link {
        Link { floor: Duration::MILLISECOND, jitter: Law::Fixed(0.0), loss: 0.0 }
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Link> {
        let table = table_of(item, LINK, report)?;
        Some(Reader::run(table, &item.node.at, &item.path, report, link))
    }
}

/// The table of a value, or a report that it is none.
pub(super) fn table_of<'i>(item: &'i Item<'_>, expected: &str, report: &mut Report) -> Option<&'i Table> {
    match &item.node.value {
        Value::Table(table) => Some(table),
        Value::Text { .. } | Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) => {
            item.wrong_type(expected, None, report);
            None
        }
    }
}

/// Reads a link. Its floor is above zero because the least floor of all links is the engine's lookahead.
pub(super) fn link(link: &mut Reader<'_, '_>) -> Link {
    Link {
        floor: link.required(
            "floor",
            "least delay one way, above zero; the least of all links is the engine's lookahead",
            &FLOOR,
        ),
        jitter: link.or("jitter", "delay on top of the floor, drawn for each packet", &TIMES, Law::Fixed(0.0)),
        loss: link.or("loss", "share of packets that are lost", &ShareKind, 0.0),
    }
}

/// Reads `[connectivity]`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Connectivity {
    reader.table("connectivity", "when handsets have data, and the links of each kind of access", |data| Connectivity {
        on: data.required("on", "length of a spell in which a handset has data", &SPELLS),
        off: data.required("off", "length of a spell in which a handset has no data", &SPELLS),
        unreachable: data.required("unreachable", "share of off-spells without SMS either", &ShareKind),
        graceful: data.required("graceful", "share of off-spells that close the channel", &ShareKind),
        black_hole: data.required("black_hole", "share of Wi-Fi spells on which nothing passes", &ShareKind),
        black_hole_stay: data.required(
            "black_hole_stay",
            "how long a handset stays on a Wi-Fi on which nothing passes",
            &SPELLS,
        ),
        access: data.table("access", "links of the kinds of access, one way", |access| {
            ACCESS
                .map(|kind| access.required(kind, "link from the handset to its carrier's gateway, one way", &LinkKind))
        }),
        retransmit: data.required(
            "retransmit",
            "first time-out before a lost packet is sent again; it doubles (RFC 6298)",
            &SOME_TIME,
        ),
        retransmit_limit: data.required(
            "retransmit_limit",
            "losses in a row that end a packet",
            &Ruled {
                kind: CountKind { least: 1, most: MOST_LOSSES },
                why: "waits double from one retransmission to the next, and systems give up after some fifteen (Linux by default)",
            },
        ) as u32,
    })
}
