//! `[observers]`: what those who listen are able to do.
//!
//! Knows no seat.

use crate::scenario::kinds::{NumberKind, RateKind, SOME_TIME};
use crate::scenario::observers::Observers;
use crate::scenario::reader::Reader;

/// Reads `[observers]`; where it is left out they have a graphics card of 2014.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Observers {
    let usual = Observers::default();
    let read = |observers: &mut Reader<'_, '_>| Observers {
        hash_rate: observers.or("hash_rate", "hashes a second that an observer computes", &RateKind, usual.hash_rate),
        numbers: observers.or(
            "numbers",
            "phone numbers that a hash may hide",
            &NumberKind { least: 1.0, most: 1e15 },
            usual.numbers,
        ),
        patience: observers.or("patience", "time that an observer spends on undoing", &SOME_TIME, usual.patience),
    };
    reader.optional_table("observers", "means of those who listen", read).unwrap_or(usual)
}
