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
        submit: smsc.required("submit", "handset to message centre", &LinkKind),
        deliver: smsc.required("deliver", "message centre to handset", &LinkKind),
        interconnect: smsc.required("interconnect", "added for another carrier of the country", &LinkKind),
        international: smsc.required("international", "added for another country", &LinkKind),
        loss: smsc.required("loss", "share of messages lost silently", &ShareKind),
        retries: smsc.required("retries", "waits before retries", &ListKind { item: SPELLS, least: 1, most: 64 }),
        retry_cap: smsc.required("retry_cap", "longest wait between retries", &SOME_TIME),
        validity: smsc.required("validity", "age at which a message is dropped", &SOME_TIME),
        queue: smsc.required("queue", "backlog at which messages are refused", &SOME_TIME),
        reachable: smsc.required("reachable", "chance that an attempt finds the person", &ShareKind),
    })
}
