//! `[countermeasures]`: what owners do against the service beyond its own switch.
//!
//! Knows no other section.

use crate::scenario::countermeasures::Countermeasures;
use crate::scenario::kinds::ShareKind;
use crate::scenario::reader::Reader;

/// Reads `[countermeasures]`; nobody takes one that is left out.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Countermeasures {
    let read = |own: &mut Reader<'_, '_>| Countermeasures {
        firewall: own.or("firewall", "share of owners who keep the client from the network", &ShareKind, 0.0),
    };
    reader.optional_table("countermeasures", "what owners do against the service", read).unwrap_or_default()
}
