//! `[countermeasures]`: what owners do against the service. May be left out: nobody does anything.
//!
//! Knows no other section.

use crate::scenario::countermeasures::Countermeasures;
use crate::scenario::kinds::{FlagKind, ShareKind};
use crate::scenario::reader::Reader;

/// Reads `[countermeasures]`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Countermeasures {
    let read = |own: &mut Reader<'_, '_>| Countermeasures {
        disabled_app: own.or("disabled_app", "share of owners who disabled the application", &ShareKind, 0.0),
        disabled_still_connects: own.or(
            "disabled_still_connects",
            "whether a disabled application keeps its channel",
            &FlagKind,
            false,
        ),
        firewall: own.or("firewall", "share of owners who keep the client from the network", &ShareKind, 0.0),
    };
    reader.optional_table("countermeasures", "what owners do against the service", read).unwrap_or_default()
}
