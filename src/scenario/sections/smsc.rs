//! `[smsc]`: store and forward at all message centres.
//!
//! Knows no carrier.

use super::network::LinkKind;
use crate::scenario::country::Smsc;
use crate::scenario::kinds::{ListKind, SOME_TIME, SPELLS, ShareKind};
use crate::scenario::reader::Reader;

/// Reads `[smsc]`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Smsc {
    reader.table("smsc", "store and forward of SMS", |smsc| Smsc {
        submit: smsc.required("submit", "link from the handset to its message centre", &LinkKind),
        deliver: smsc.required("deliver", "link from the message centre to the handset", &LinkKind),
        interconnect: smsc.required("interconnect", "link that is added for another carrier of the country", &LinkKind),
        international: smsc.required("international", "link that is added for another country", &LinkKind),
        loss: smsc.required("loss", "share of SMS that are lost without a word", &ShareKind),
        retries: smsc.required(
            "retries",
            "waits before retries; the last one doubles",
            &ListKind { item: SPELLS, least: 1, most: 64 },
        ),
        retry_cap: smsc.required("retry_cap", "longest wait between two retries", &SOME_TIME),
        validity: smsc.required("validity", "age at which an undelivered SMS is dropped", &SOME_TIME),
        queue: smsc.required("queue", "backlog at which messages are refused", &SOME_TIME),
        reachable: smsc.required("reachable", "chance that an attempt finds the person", &ShareKind),
    })
}
