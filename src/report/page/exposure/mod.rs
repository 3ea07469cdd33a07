//! Who learnt what about whom: the question about non-users first, then observers and identifiers, consent, and what the
//! operator keeps.
//!
//! Every word that a reader may quote has its meaning beside it. Knows no hop by number and no person.

mod consent;
mod held;
mod known;
mod nonusers;
mod observed;
mod protected;
mod words;

use super::{PageData, Section};
use maud::html;

/// The figure by which one sees whether exposure was recorded.
const RECORDED: &str = "exposure.crossings";

pub(super) fn section(data: &PageData) -> Option<Section> {
    if data.tables.of_stations() {
        return None;
    }
    let recorded =
        data.summary.arm_order.iter().any(|arm| data.summary.figure(arm, RECORDED).is_some_and(|f| f.value.is_some()));
    let body = html! {
        @if recorded {
            (nonusers::part(data))
            (words::part(data))
            (observed::part(data))
            (known::part(data))
            (protected::part(data))
            (consent::part(data))
            (held::part(data))
        } @else {
            p { "Not measured: the scenario switches the record of exposure off ("
                code { "ledger.exposure = false" } ")." }
        }
    };
    Some(Section { id: "exposure", heading: "Who learned what about whom".to_owned(), body })
}
