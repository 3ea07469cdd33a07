//! Messages that moved between two arms as CSV: one row a message, both fates side by side.
//!
//! Knows no folder and no count.

use super::line::{Line, table};
use crate::analysis::{Move, MovedMessage, TURN_BITS};
use crate::ledger::{Cause, Fate};

const HEADER: [&str; 18] = [
    "from_arm",
    "to_arm",
    "replication",
    "conversation",
    "turn",
    "sender",
    "receiver",
    "from_composed_s",
    "to_composed_s",
    "from_arrived_s",
    "to_arrived_s",
    "from_way",
    "to_way",
    "from_cause",
    "to_cause",
    "move",
    "why",
    "shift_s",
];

/// The table of what moved: each with the name of the second arm.
pub fn moved_messages(from: &str, moved: &[(String, MovedMessage)]) -> Vec<u8> {
    table(&HEADER, moved.iter().map(|(to, message)| line(from, to, message)))
}

fn line(from: &str, to: &str, message: &MovedMessage) -> Line {
    let fates = [message.from, message.to];
    let fate = fates.into_iter().flatten().next().expect("a message is of one arm at least");
    let head = Line::empty().text(from).text(to).number(message.replication);
    let head = head.number(fate.message >> TURN_BITS).number(fate.message & ((1 << TURN_BITS) - 1));
    let head = head.number(fate.sender).number(fate.receiver);
    let composed = fates.map(|fate| fate.map(|f| f.composed));
    let arrived = fates.map(|fate| fate.as_ref().and_then(Fate::arrived));
    let line = composed.into_iter().chain(arrived).fold(head, Line::instant);
    let way = |fate: Option<Fate>| fate.map_or("", |f| f.way().name());
    let cause = |fate: Option<Fate>| fate.and_then(|f| f.cause).map_or("", Cause::name);
    let line = fates.into_iter().fold(line, |line, fate| line.text(way(fate)));
    let line = fates.into_iter().fold(line, |line, fate| line.text(cause(fate)));
    let (name, why, shift) = match message.moved {
        Move::Moved(why) => ("moved", why.words(from), None),
        Move::Later(by) => ("later", String::new(), Some(by)),
        Move::Earlier(by) => ("earlier", String::new(), Some(by)),
        Move::OnlyFrom(why) => ("only_from", why.words().to_owned(), None),
        Move::OnlyTo(why) => ("only_to", why.words().to_owned(), None),
    };
    line.text(name).text(&why).instant(shift)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Reason;
    use crate::analysis::Side;
    use crate::ledger::{End, Traffic};

    #[test]
    fn a_message_has_its_fates_side_by_side() {
        let fate = Fate {
            message: 5 << TURN_BITS | 3,
            composed: 1_500_000,
            sender: 7,
            receiver: 9,
            traffic: Traffic::Eligible,
            sender_on: true,
            tried: true,
            cause: None,
            end: Some(End::Ip),
            latency: Some(250_000),
        };
        let to = Fate { tried: false, cause: Some(Cause::ReceiverUnknown), end: Some(End::Sms), latency: None, ..fate };
        let why = Reason::Kept(Side::Second, Cause::ReceiverUnknown);
        let message = MovedMessage { replication: 2, from: Some(fate), to: Some(to), moved: Move::Moved(why) };
        let bytes = moved_messages("before", &[("after".to_owned(), message)]);
        let text = String::from_utf8(bytes).expect("CSV is text");
        let row = text.lines().nth(1).expect("there is a message");
        let expected = "before,after,2,5,3,7,9,1.5,1.5,1.75,,service,sms,,receiver_unknown,moved,presence unknown,";
        assert_eq!(row, expected);
    }
}
