//! The audit of a run: laws that every sound run keeps, both sides of each in whole numbers, and where they disagree.
//!
//! Knows neither what the sides were counted from nor how a verdict is shown: whoever audits states them.

use super::delivery::named;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A law that every run keeps, part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Law {
    /// Of each kind of traffic, every message composed came to one end or is on its way.
    Messages,
    /// Days and phases count the same messages.
    MessagesByDay,
    /// A message falls back once, and only between owners who have the service.
    Fallbacks,
    /// Every message delivered has one latency: that of its first copy.
    FirstCopies,
    /// Nothing is delivered sooner than the floors of the links on its path allow.
    DeliveryFloors,
    /// No message is acknowledged before it was delivered.
    Acknowledgements,
    /// SMS that owners sent have come to a message centre, or are on their way to one.
    Sms,
    /// Their segments likewise.
    Segments,
    /// What senders paid for SMS is what message centres charge for them, country by country.
    SmsCharged,
    /// Bills by day and country sum to what was charged on the whole.
    Money,
    /// Bytes over mobile data by day and country sum to all that were sent and received.
    MobileData,
    /// SMS saved by day and country sum to the messages that went over the service alone.
    SmsSaved,
    /// Jobs that a station took have left it or are inside.
    Jobs,
    /// Its jobs step by step sum to those it took.
    JobsByStep,
    /// The area under the number in a station is the time its jobs spent there.
    LittlesLaw,
    /// Connections set up at a data centre are closed or open.
    Connections,
    /// What the operator's stores should hold is what the data centres hold.
    Stores,
    /// Identifiers that crossed a seat are the messages there times what they carry.
    Crossings,
    /// No more activations end than began.
    Activations,
    /// Events sent were handled or are due after the end; none was sent into the past.
    Events,
    /// Customers who came to a textbook station were let in or turned away.
    Customers,
    /// The number at a textbook station, followed event by event, is the time its customers spent there step by step.
    NumberInSystem,
}

named!(Law: Messages = "messages", MessagesByDay = "messages_by_day", Fallbacks = "fallbacks",
    FirstCopies = "first_copies", DeliveryFloors = "delivery_floors", Acknowledgements = "acknowledgements", Sms = "sms",
    Segments = "segments", SmsCharged = "sms_charged", Money = "money", MobileData = "mobile_data",
    SmsSaved = "sms_saved", Jobs = "jobs", JobsByStep = "jobs_by_step", LittlesLaw = "littles_law",
    Connections = "connections", Stores = "stores", Crossings = "crossings", Activations = "activations",
    Events = "events", Customers = "customers", NumberInSystem = "number_in_system");

/// How the left side of a law lies to its right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same number.
    Equal,
    /// No more.
    AtMost,
    /// No less.
    AtLeast,
}

impl Relation {
    /// Whether it holds.
    pub const fn holds(self, left: i128, right: i128) -> bool {
        match self {
            Self::Equal => left == right,
            Self::AtMost => left <= right,
            Self::AtLeast => left >= right,
        }
    }

    /// The name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::AtMost => "at_most",
            Self::AtLeast => "at_least",
        }
    }
}

impl Law {
    /// How its sides lie to each other.
    pub const fn relation(self) -> Relation {
        match self {
            Self::Fallbacks | Self::Activations => Relation::AtMost,
            Self::DeliveryFloors => Relation::AtLeast,
            Self::Messages
            | Self::MessagesByDay
            | Self::FirstCopies
            | Self::Acknowledgements
            | Self::Sms
            | Self::Segments
            | Self::SmsCharged
            | Self::Money
            | Self::MobileData
            | Self::SmsSaved
            | Self::Jobs
            | Self::JobsByStep
            | Self::LittlesLaw
            | Self::Connections
            | Self::Stores
            | Self::Crossings
            | Self::Events
            | Self::Customers
            | Self::NumberInSystem => Relation::Equal,
        }
    }

    /// What stands on its left and on its right side, with the unit where it is not a count.
    pub const fn sides(self) -> [&'static str; 2] {
        match self {
            Self::Messages => ["messages composed", "ended or on their way"],
            Self::MessagesByDay => ["messages by phase", "messages by day"],
            Self::Fallbacks => ["messages fallen back", "eligible messages"],
            Self::FirstCopies => ["latencies measured", "messages delivered"],
            Self::DeliveryFloors => ["soonest delivery, us", "floors of its links, us"],
            Self::Acknowledgements => ["acknowledgements heard", "of them after the delivery"],
            Self::Sms => ["SMS sent by owners", "come to a message centre or on their way"],
            Self::Segments => ["segments paid for", "come to a message centre or on their way"],
            Self::SmsCharged => ["paid for SMS, millionths", "charged by message centres, millionths"],
            Self::Money => ["bills by day and country, millionths", "charged or spared on the whole, millionths"],
            Self::MobileData => ["bytes by day and country", "bytes on the whole"],
            Self::SmsSaved => ["SMS saved by day and country", "messages over the service alone"],
            Self::Jobs => ["jobs taken", "left or inside"],
            Self::JobsByStep => ["jobs step by step", "jobs taken"],
            Self::LittlesLaw => ["area under the number inside, us", "time that jobs spent inside, us"],
            Self::Connections => ["connections set up", "closed or open"],
            Self::Stores => ["held by the books", "found in the data centres"],
            Self::Crossings => ["identifiers that crossed", "messages times what they carry"],
            Self::Activations => ["activations ended", "activations begun"],
            Self::Events => ["events sent", "handled or due after the end"],
            Self::Customers => ["customers who came", "let in or turned away"],
            Self::NumberInSystem => ["number inside followed by event, us", "time spent inside by step, us"],
        }
    }
}

/// One law in one run: how many parts were compared one by one, and their sums on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Which law.
    pub law: Law,
    /// Parts: kinds of traffic, countries, stations, seats.
    pub parts: u64,
    /// Sum of the left sides.
    pub left: i128,
    /// Sum of the right sides.
    pub right: i128,
}

/// A part of a law that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// Which law.
    pub law: Law,
    /// Which part of it.
    pub part: String,
    /// Its left side.
    pub left: i128,
    /// Its right side.
    pub right: i128,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { law, part, left, right } = self;
        let [on_the_left, on_the_right] = law.sides();
        let should = match law.relation() {
            Relation::Equal => "should be equal",
            Relation::AtMost => "the first should be no more",
            Relation::AtLeast => "the first should be no less",
        };
        let name = law.name();
        write!(f, "{name} ({part}): {on_the_left} {left}, {on_the_right} {right}, off by {}: {should}", left - right)
    }
}

/// What the audit of a run found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// The laws that the run was held against, in the order of [`Law`].
    pub balances: Vec<Balance>,
    /// Parts that do not hold; none in a sound run.
    pub breaches: Vec<Breach>,
}

impl Audit {
    /// Holds one part of a law against its other side.
    pub fn hold(&mut self, law: Law, part: impl FnOnce() -> String, left: impl Into<i128>, right: impl Into<i128>) {
        let (left, right) = (left.into(), right.into());
        let place = match self.balances.binary_search_by_key(&law, |balance| balance.law) {
            Ok(place) => place,
            Err(place) => {
                self.balances.insert(place, Balance { law, parts: 0, left: 0, right: 0 });
                place
            }
        };
        let balance = &mut self.balances[place];
        balance.parts += 1;
        balance.left += left;
        balance.right += right;
        if !law.relation().holds(left, right) {
            self.breaches.push(Breach { law, part: part(), left, right });
        }
    }

    /// Whether every part of every law holds.
    pub fn is_sound(&self) -> bool {
        self.breaches.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_that_is_left_out_of_the_list_cannot_be_read_again() {
        for (place, law) in Law::ALL.iter().enumerate() {
            assert_eq!(*law as usize, place);
        }
        assert_eq!(Law::NumberInSystem as usize + 1, Law::ALL.len());
    }

    #[test]
    fn parts_are_held_one_by_one_and_errors_that_cancel_are_seen() {
        let mut audit = Audit::default();
        audit.hold(Law::Money, || "paid".to_owned(), 7, 8);
        audit.hold(Law::Messages, || "all".to_owned(), 3u64, 3u64);
        audit.hold(Law::Money, || "avoided".to_owned(), 8, 7);
        assert_eq!(
            audit.balances,
            [
                Balance { law: Law::Messages, parts: 1, left: 3, right: 3 },
                Balance { law: Law::Money, parts: 2, left: 15, right: 15 },
            ]
        );
        let parts: Vec<&str> = audit.breaches.iter().map(|breach| breach.part.as_str()).collect();
        assert_eq!(parts, ["paid", "avoided"]);
        assert!(!audit.is_sound());
        assert_eq!(
            audit.breaches[0].to_string(),
            "money (paid): bills by day and country, millionths 7, charged or spared on the whole, millionths 8, \
             off by -1: should be equal"
        );
    }

    #[test]
    fn some_laws_are_bounds() {
        let mut audit = Audit::default();
        audit.hold(Law::DeliveryFloors, || "ip".to_owned(), 62_000, 60_000);
        audit.hold(Law::Fallbacks, || "all".to_owned(), 2, 9);
        assert!(audit.is_sound());
        audit.hold(Law::DeliveryFloors, || "ip".to_owned(), 59_999, 60_000);
        audit.hold(Law::Fallbacks, || "all".to_owned(), 10, 9);
        assert_eq!(audit.breaches.len(), 2);
    }
}
