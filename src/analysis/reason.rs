//! Why a message went another way in another arm, and why one arm has none: the rules, and their words.
//!
//! Knows two fates of one message, and no counts.

use crate::ledger::{Cause, Fate, Traffic, Way};

/// Why a message went another way in the second arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The sender had the service off in this arm.
    SenderOff(Side),
    /// The receiver had it off in this arm.
    ReceiverOff(Side),
    /// What kept it off the service in this arm.
    Kept(Side, Cause),
    /// What the networks did to it in this arm.
    Went(Side, Way),
}

/// One of two arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The first: the one subtracted.
    First,
    /// The second.
    Second,
}

/// Why an arm has no such message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    /// The last turn that it has was lost, expired or refused: nobody answered.
    Unanswered,
    /// The last turn that it has was on its way when the study ended.
    OnItsWay,
    /// The last turn that it has arrived; what follows would be written after the end.
    AfterTheEnd,
    /// The conversation does not begin in time.
    NotBegun,
    /// The same turn goes between other people there.
    OtherPeople,
}

/// Why a message took another way: what can be said of the second arm first.
pub(super) fn reason(a: &Fate, b: &Fate) -> Reason {
    let off = |arm, fate: &Fate| if fate.sender_on { Reason::ReceiverOff(arm) } else { Reason::SenderOff(arm) };
    let eligible = |fate: &Fate| fate.traffic == Traffic::Eligible;
    match (eligible(a), eligible(b)) {
        (true, false) => return off(Side::Second, b),
        (false, true) => return off(Side::First, a),
        (true, true) | (false, false) => {}
    }
    match (a.cause, b.cause) {
        (None, Some(cause)) => Reason::Kept(Side::Second, cause),
        (Some(before), Some(cause)) if before != cause => Reason::Kept(Side::Second, cause),
        (Some(cause), None) => Reason::Kept(Side::First, cause),
        // Nothing that a client knew tells them apart: the networks did it.
        (None, None) | (Some(_), Some(_)) => {
            if b.way() > a.way() {
                Reason::Went(Side::Second, b.way())
            } else {
                Reason::Went(Side::First, a.way())
            }
        }
    }
}

/// Why an arm, whose fates are in the order of ids, has no such message.
pub(super) fn absence(message: u64, arm: &[Fate]) -> Absence {
    let conversation = message >> TURN_BITS;
    let before = arm.partition_point(|fate| fate.message < message);
    let last = arm[..before].last().filter(|fate| fate.message >> TURN_BITS == conversation);
    match last.map(Fate::way) {
        None => Absence::NotBegun,
        Some(Way::InFlight) => Absence::OnItsWay,
        Some(Way::LostByService | Way::LostSms | Way::Expired | Way::Refused | Way::Astray) => Absence::Unanswered,
        Some(Way::Service | Way::Sms | Way::LateSms | Way::Twice) => Absence::AfterTheEnd,
    }
}

/// Bits of a message's id that count the turns of its conversation.
pub const TURN_BITS: u32 = 6;

impl Reason {
    /// In words; `first` is the first arm's name, said where the reason held there.
    pub fn words(self, first: &str) -> String {
        let (arm, text) = match self {
            Self::SenderOff(arm) => (arm, "sender's service off"),
            Self::ReceiverOff(arm) => (arm, "receiver's service off"),
            Self::Kept(arm, cause) => (arm, kept(cause)),
            Self::Went(arm, way) => (arm, went(way)),
        };
        match arm {
            Side::First => format!("{text} in {first}"),
            Side::Second => text.to_owned(),
        }
    }
}

impl Absence {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unanswered => "the turn before was lost",
            Self::OnItsWay => "the turn before is on its way at the end",
            Self::AfterTheEnd => "due after the end",
            Self::NotBegun => "conversation not begun",
            Self::OtherPeople => "between other people",
        }
    }
}

/// What kept a message off the service, in words.
pub const fn kept(cause: Cause) -> &'static str {
    match cause {
        Cause::SenderOffline => "sender without data",
        Cause::ChannelDown => "push channel down",
        Cause::ReceiverUnknown => "presence unknown",
        Cause::ReceiverOffline => "receiver thought offline",
        Cause::Timer => "no acknowledgement in time",
        Cause::Overload => "shed by the relay",
        Cause::Partition => "partition",
        Cause::Malformed => "number without country code",
    }
}

const fn went(way: Way) -> &'static str {
    match way {
        Way::Service => "carried by the service",
        Way::Sms => "sent as SMS",
        Way::LateSms => "sent as SMS in the end",
        Way::Twice => "both copies came",
        Way::InFlight => "on its way at the end",
        Way::LostByService => "no SMS after the service failed",
        Way::LostSms => "lost by a carrier",
        Way::Expired => "validity ran out",
        Way::Refused => "refused by a carrier",
        Way::Astray => "the number was somebody else's",
    }
}

/// `went by SMS instead of over the service`.
pub(super) fn words(a: Way, b: Way) -> String {
    match (path(a), path(b)) {
        (Some(a), Some(b)) => format!("went {b} instead of {a}"),
        (Some(path), None) => format!("{} instead of going {path}", ended(b).0),
        (None, Some(path)) => format!("went {path} instead of {}", ended(a).1),
        (None, None) => format!("{} instead of {}", ended(b).0, ended(a).1),
    }
}

const fn path(way: Way) -> Option<&'static str> {
    match way {
        Way::Service => Some("over the service"),
        Way::Sms => Some("by SMS"),
        Way::LateSms => Some("by SMS after the service failed"),
        Way::Twice | Way::InFlight | Way::LostByService | Way::LostSms | Way::Expired | Way::Refused | Way::Astray => {
            None
        }
    }
}

/// A verb for what happened, and as a noun.
const fn ended(way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Service | Way::Sms | Way::LateSms => ("arrived", "arriving"),
        Way::Twice => ("came twice", "coming twice"),
        Way::Astray => ("went to somebody else", "going to somebody else"),
        Way::InFlight => ("were on their way at the end", "being on their way at the end"),
        Way::LostByService => ("were lost by the service", "being lost by the service"),
        Way::LostSms => ("were lost as SMS", "being lost as SMS"),
        Way::Expired => ("expired as SMS", "expiring as SMS"),
        Way::Refused => ("were refused as SMS", "being refused as SMS"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::End;

    fn fate(end: Option<End>, cause: Option<Cause>, traffic: Traffic, sender_on: bool) -> Fate {
        let (message, composed, sender, receiver) = (64, 1, 1, 2);
        Fate { message, composed, sender, receiver, traffic, sender_on, tried: true, cause, end, latency: None }
    }

    #[test]
    fn what_changed_is_said_before_what_stayed() {
        let on = |end, cause| fate(Some(end), cause, Traffic::Eligible, true);
        let unknown = Some(Cause::ReceiverUnknown);
        let off = |sender_on| fate(Some(End::Sms), unknown, Traffic::Owners, sender_on);
        let told = |a, b| reason(&a, &b).words("before");
        assert_eq!(told(on(End::Ip, None), off(false)), "sender's service off");
        assert_eq!(told(on(End::Ip, None), off(true)), "receiver's service off");
        assert_eq!(told(off(true), on(End::Ip, None)), "receiver's service off in before");
        assert_eq!(told(on(End::Ip, None), on(End::Sms, unknown)), "presence unknown");
        assert_eq!(told(on(End::Sms, unknown), on(End::Ip, None)), "presence unknown in before");
        assert_eq!(told(on(End::Sms, unknown), on(End::Both, Some(Cause::Timer))), "no acknowledgement in time");
        assert_eq!(told(on(End::Sms, unknown), on(End::Lost, unknown)), "lost by a carrier");
        assert_eq!(told(on(End::Lost, unknown), on(End::Sms, unknown)), "lost by a carrier in before");
        assert_eq!(told(on(End::Ip, None), on(End::Lost, None)), "no SMS after the service failed");
    }

    #[test]
    fn an_absent_turn_is_explained_by_the_last_one_before_it() {
        let turn = |turn: u64, end| Fate { message: 64 + turn, ..fate(end, None, Traffic::Eligible, true) };
        assert_eq!(absence(67, &[]), Absence::NotBegun);
        assert_eq!(absence(128, &[turn(0, Some(End::Ip))]), Absence::NotBegun, "another conversation");
        assert_eq!(absence(67, &[turn(0, Some(End::Ip)), turn(1, Some(End::Lost))]), Absence::Unanswered);
        assert_eq!(absence(66, &[turn(0, Some(End::Ip)), turn(1, None)]), Absence::OnItsWay);
        assert_eq!(absence(66, &[turn(1, Some(End::Sms))]), Absence::AfterTheEnd);
    }

    #[test]
    fn ways_in_words() {
        assert_eq!(
            words(Way::LateSms, Way::Service),
            "went over the service instead of by SMS after the service failed"
        );
        assert_eq!(words(Way::Service, Way::Twice), "came twice instead of going over the service");
        assert_eq!(words(Way::LostSms, Way::Sms), "went by SMS instead of being lost as SMS");
        assert_eq!(words(Way::InFlight, Way::Expired), "expired as SMS instead of being on their way at the end");
    }
}
