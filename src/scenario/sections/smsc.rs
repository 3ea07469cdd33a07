//! `[smsc]`: store and forward at all message centres.
//!
//! Knows no carrier.

use super::network::LinkKind;
use crate::scenario::country::Smsc;
use crate::scenario::kinds::{ListKind, SOME_TIME, SPELLS, ShareKind};
use crate::scenario::reader::Reader;
use crate::units::Duration;

/// Most times that an SMS is tried: each is an event, and an SMS that nobody takes is tried until its validity is over.
const MOST_TRIES: u64 = 100_000;

/// Reads `[smsc]`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Smsc {
    reader.table("smsc", "store and forward of SMS", |smsc| {
        let before = smsc.report.found();
        let read = all(smsc);
        let least = read.validity.as_micros().div_ceil(MOST_TRIES);
        // Missing keys are reported once the table is read.
        let readable = smsc.report.found() == before && smsc.has("retry_cap") && smsc.has("validity");
        if !smsc.describes() && readable && read.retry_cap.as_micros() < least {
            let tries = read.validity.as_micros() / read.retry_cap.as_micros();
            let message = format!("lets an SMS be tried {tries} times within its validity of {}", read.validity);
            let expected = format!("at least {}: {MOST_TRIES} times are the most", Duration::from_micros(least));
            smsc.wrong("retry_cap", &message, &expected, Some("or shorten `smsc.validity`".to_owned()));
        }
        read
    })
}

fn all(smsc: &mut Reader<'_, '_>) -> Smsc {
    Smsc {
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
    }
}
