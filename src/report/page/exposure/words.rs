//! What the words of the section mean, each in a line or two.

use crate::report::grouped;
use crate::report::page::PageData;
use maud::{Markup, html};

pub(super) fn part(data: &PageData) -> Markup {
    let engine = &data.summary.engine;
    html! {
        "\n" details.words open {
            summary { "What the words mean" }
            dl.facts {
                dt { "Non-user" }
                dd { "A person who uses the service in no arm and at no time of the study. Owners of a handset who have the \
                    service switched off are counted apart, as owners." }
                dt { "Crossing" }
                dd { "One message on one hop carrying one identifier. The same number asked about twice is two crossings." }
                dt { "Readable" }
                dd { "In clear or merely encoded on that hop, or a hash that the observer can undo by trying all numbers in \
                    the time it would spend (" code { "[observers]" } " in the scenario). What is encrypted on the way is \
                    readable again at the operator, where transport ends." }
                dt { "Known, learned" }
                dd { "A person is known to an observer by an identifier from the first time that a readable crossing at one of \
                    its seats carried it, after the warm-up. What was said before is not counted." }
                dt { "Consent" }
                dd { "Of the person whom the identifier is about, at that moment: " b { "opted in" } " (switched it on \
                    by choice), " b { "on by default" } " (it is on and nobody asked), " b { "off" } " (owns a handset and has it \
                    off), " b { "never a user" } ". Only the first counts as consent." }
                dt { "Observer" }
                dd { "Whoever sits at a set of hops. “All Wi-Fi”, “transit” and “states” are bounds: what everybody of that sort \
                    in a place would know together. A state may ask everyone within its borders." }
                dt { "People" }
                dd { "Each person once, however often seen. " (grouped(engine.handsets)) " simulated handsets stand for "
                    (grouped(engine.represents)) "; counts are scaled up by that ratio, and a sample of people is followed \
                    where there are too many, so figures carry the sample's error, which the intervals contain." }
            }
        }
    }
}
