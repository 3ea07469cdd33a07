//! The events of the ecosystem: what happened or is due, to whom, in sixteen bytes.
//!
//! Layout from the top bit: time (44 bits of microseconds), target (28: handsets, then sites), kind (6), argument (50).
//! Comparing two events as one number is the content order. What follows from an event is the handlers' business.

use crate::engine;
use crate::units::{HandsetId, Instant};
use crate::world::{Access, MessageId};
use serde::{Deserialize, Serialize};

const ARGUMENT: u32 = 50;
const KIND: u32 = 6;
const TARGET: u32 = 28;

/// What happened or is due, for one sort of logical process.
pub trait Kind: Copy {
    /// Its number, which no other kind of any sort has.
    fn number(self) -> u8;

    /// The kind of a number.
    fn of(number: u8) -> Self;

    /// Whether a number is that of a kind of this sort.
    fn known(number: u8) -> bool;
}

macro_rules! kinds {
    ($(#[$sort:meta])* $sorts:ident from $first:literal: $($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $(#[$sort])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $sorts { $($(#[$doc])* $name),+ }

        impl Kind for $sorts {
            fn number(self) -> u8 {
                $first + self as u8
            }

            fn of(number: u8) -> Self {
                [$(Self::$name),+][usize::from(number - $first)]
            }

            fn known(number: u8) -> bool {
                number.checked_sub($first).is_some_and(|n| usize::from(n) < [$(Self::$name),+].len())
            }
        }
    };
}

kinds! {
    /// What happens to handsets.
    ToHandset from 0:
    // From themselves.
    /// A spell with or without data ends.
    Spell,
    /// The owner turns to the phone; argument: which activity.
    Activity,
    /// The handset starts: bought, reset, another SIM, given up; argument: which of its starts.
    Life,
    /// A message is ready to be sent.
    Compose,
    /// An attempt to reconnect is due; argument: generation.
    Retry,
    /// The keep-alive would find a dead link; argument: generation.
    LinkDead,
    /// The look-up worker's time-out passes.
    Worker,
    /// The delivery timer of a message runs out.
    DeliveryTimer,
    // From the service.
    /// The push channel is up; argument: generation.
    Connected,
    /// The attempt failed; argument: generation.
    Rejected,
    /// The connection was reset; argument: generation.
    Reset,
    /// A cloud message arrives.
    Deliver,
    /// The service has a message.
    ServerAck,
    /// The receiver has a message.
    DeliveredAck,
    /// The service sheds a message.
    Bounce,
    /// The account host answers a look-up; argument: slot and answer.
    LookupAnswer,
    /// The presence service answers a probe; argument: slot and answer.
    ProbeAnswer,
    // From message centres.
    /// An attempt to deliver an SMS reaches the handset.
    SmsDeliver,
    // The truth about what became of their messages and icons, for the ledger.
    /// The first cloud copy reached its reader.
    CopyDelivered,
    /// A cloud copy came to its end.
    CopyClosed,
    /// The SMS reached its reader.
    SmsDelivered,
    /// The SMS was lost.
    SmsLost,
    /// The SMS expired.
    SmsExpired,
    /// The SMS was refused.
    SmsFailed,
    /// Somebody saw this owner's icon; argument: its colour.
    IconShown,
    // Activation and the account service.
    /// A try of an activation is due, or a SIM is bound; argument: start, SIM, step.
    Activation,
    /// The account host answers a look-up with an error; argument: slot.
    LookupFailed,
    // Of designs that upload the phonebook.
    /// The phonebook's upload is due.
    UploadBook,
    /// The account host answers which entries are users; argument: when it compared them, and up to which activity.
    BookAnswer,
    // From themselves again.
    /// A backup is due; argument: up to where things are stored.
    Backup,
    /// A ping is due, in runs that spend an event on each; argument: generation.
    Ping,
}

kinds! {
    /// What happens to data centres.
    ToSite from 32:
    /// A handset connects; argument: handset, generation, kind of access.
    Hello,
    /// A handset closes its connection; argument: handset, generation.
    Goodbye,
    /// The silence of a handset has lasted too long; argument: handset, generation.
    Expire,
    /// A message arrives from its sender.
    Submit,
    /// A node has handled a message.
    Route,
    /// A message arrives at its receiver's data centre.
    Forward,
    /// The receiver acknowledges a message.
    AckSubmit,
    /// An acknowledgement arrives at the sender's data centre.
    AckForward,
    /// The sender acknowledges the acknowledgement.
    SenderAck,
    /// A stored message has been kept long enough.
    StoreExpire,
    /// A handset looks a number up; argument: handset, slot, kind of access.
    Lookup,
    /// A handset asks for presence; argument: handset, slot, kind of access.
    Probe,
    /// The same at the contact's data centre.
    ProbeRemote,
    /// A handset uploads its phonebook; argument: handset, its activities so far, kind of access.
    Book,
    /// A handset sends the text of an SMS; argument: handset, slot, kind of access, and whether its owner wrote it.
    ForwardedSms,
    /// A backup arrives; argument: how many items, how many bytes.
    Stored,
    /// Contact cards of a backup arrive; argument: whose, which.
    Cards,
    /// A SIM is bound, for the ledger; argument: handset.
    Bound,
    /// A worker has routed a message.
    Routed,
}

kinds! {
    /// What happens to message centres.
    ToCentre from 56:
    /// An SMS arrives from its sender.
    SmsSubmit,
    /// Another attempt is due.
    SmsRetry,
    /// The handset has the SMS.
    SmsReceived,
    /// The handset could not be reached.
    SmsUnreachable,
}

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Event(#[serde(with = "postcard::fixint::le")] u128);

impl Event {
    /// An event at an instant for a logical process.
    ///
    /// # Panics
    /// Where a part does not fit its bits.
    pub fn new(at: Instant, target: u32, kind: impl Kind, argument: u64) -> Self {
        assert!(target < 1 << TARGET && argument < 1 << ARGUMENT, "the parts of an event fit their bits");
        // Far beyond any horizon all instants are alike: never.
        let time = at.min(Instant::MAX).as_micros();
        Self(
            u128::from(time) << (TARGET + KIND + ARGUMENT)
                | u128::from(target) << (KIND + ARGUMENT)
                | u128::from(kind.number()) << ARGUMENT
                | u128::from(argument),
        )
    }

    /// What happened or is due; the target's sort says which kinds it can be.
    pub fn kind<K: Kind>(self) -> K {
        K::of(self.kind_number())
    }

    /// The argument.
    pub fn argument(self) -> u64 {
        self.0 as u64 & ((1 << ARGUMENT) - 1)
    }

    /// The number of its kind.
    pub(super) fn kind_number(self) -> u8 {
        (self.0 >> ARGUMENT) as u8 & ((1 << KIND) - 1)
    }

    /// The argument as a message.
    pub fn message(self) -> MessageId {
        MessageId::from_bits(self.argument())
    }
}

impl engine::Event for Event {
    fn time(self) -> Instant {
        Instant::from_micros((self.0 >> (TARGET + KIND + ARGUMENT)) as u64)
    }

    fn target(self) -> u32 {
        (self.0 >> (KIND + ARGUMENT)) as u32 & ((1 << TARGET) - 1)
    }

    fn hash(self) -> u64 {
        engine::mix(engine::weigh([self.0 as u64, (self.0 >> 64) as u64]))
    }
}

/// Kinds whose argument is a message, a bit each.
const ABOUT_MESSAGES: u64 = {
    use ToHandset as H;
    use ToSite as S;
    let handset = [
        H::Compose,
        H::DeliveryTimer,
        H::Deliver,
        H::ServerAck,
        H::DeliveredAck,
        H::Bounce,
        H::SmsDeliver,
        H::CopyDelivered,
        H::CopyClosed,
        H::SmsDelivered,
        H::SmsLost,
        H::SmsExpired,
        H::SmsFailed,
    ];
    let site = [S::Submit, S::Route, S::Routed, S::Forward, S::AckSubmit, S::AckForward, S::SenderAck, S::StoreExpire];
    let (mut bits, mut n) = (0b1111 << 56, 0);
    while n < handset.len() {
        bits |= 1 << handset[n] as u8;
        n += 1;
    }
    n = 0;
    while n < site.len() {
        bits |= 1 << (32 + site[n] as u8);
        n += 1;
    }
    bits
};

/// Whether the argument of events of a kind, given by its number, is a message.
pub(super) const fn is_about_message(number: u8) -> bool {
    ABOUT_MESSAGES >> number & 1 == 1
}

/// What a handset says of itself to a data centre, in an argument: handset, a 16-bit word, kind of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    /// Who.
    pub handset: HandsetId,
    /// Generation of the channel, or slot of the phonebook.
    pub word: u16,
    /// Access at the time of calling.
    pub access: Access,
}

impl Caller {
    /// As an argument.
    pub(super) fn pack(self) -> u64 {
        u64::from(self.handset.0) << 19 | u64::from(self.word) << 3 | self.access as u64
    }

    /// From an argument.
    pub(super) fn unpack(argument: u64) -> Self {
        Self {
            handset: HandsetId((argument >> 19) as u32),
            word: (argument >> 3) as u16,
            access: access((argument & 7) as u8),
        }
    }
}

/// Bit of an argument beyond a caller.
const WROTE: u32 = 47;

/// A forwarded SMS, in an argument: who forwards it, and whether its owner wrote it.
pub(super) fn forwarded(caller: Caller, wrote: bool) -> u64 {
    caller.pack() | u64::from(wrote) << WROTE
}

/// From an argument.
pub(super) fn forwarder(argument: u64) -> (Caller, bool) {
    (Caller::unpack(argument & ((1 << WROTE) - 1)), argument >> WROTE & 1 == 1)
}

/// Contact cards of an owner, in an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cards {
    /// The phonebook as it was when the study began.
    Book,
    /// The contact that an activity created.
    Created(u16),
}

impl Cards {
    /// As an argument.
    pub(super) fn pack(self, owner: HandsetId) -> u64 {
        let which = match self {
            Self::Book => 0,
            Self::Created(activity) => 1 << 16 | u64::from(activity),
        };
        u64::from(owner.0) << 17 | which
    }

    /// From an argument.
    pub(super) fn unpack(argument: u64) -> (HandsetId, Self) {
        let owner = HandsetId((argument >> 17) as u32);
        (owner, if argument >> 16 & 1 == 1 { Self::Created(argument as u16) } else { Self::Book })
    }
}

/// Bits of the bytes in what a backup says of its size, and the most items it can name at once.
const STORED_BYTES: u32 = 32;
const STORED_ITEMS: u64 = (1 << (ARGUMENT - STORED_BYTES)) - 1;

/// How many items and bytes a backup brings, in as many arguments as that takes.
pub(super) fn sizes(items: u64, bytes: u64) -> impl Iterator<Item = u64> {
    const MOST: u64 = (1 << STORED_BYTES) - 1;
    let pieces = bytes.div_ceil(MOST).max(items.div_ceil(STORED_ITEMS));
    (0..pieces).map(move |n| {
        let (i, b) = (items.saturating_sub(n * STORED_ITEMS), bytes.saturating_sub(n * MOST));
        i.min(STORED_ITEMS) << STORED_BYTES | b.min(MOST)
    })
}

/// The items and bytes in an argument.
pub(super) fn sized(argument: u64) -> (u64, u64) {
    (argument >> STORED_BYTES, argument & ((1 << STORED_BYTES) - 1))
}

/// The access whose number this is.
pub(super) fn access(number: u8) -> Access {
    const ALL: [Access; 8] = [
        Access::Gprs,
        Access::Edge,
        Access::ThreeG,
        Access::Lte,
        Access::Wifi,
        Access::BlackHole,
        Access::NoData,
        Access::Unreachable,
    ];
    ALL[usize::from(number)]
}

/// An answer about a slot, in an argument.
pub(super) fn answer(slot: u16, yes: bool) -> u64 {
    u64::from(slot) << 1 | u64::from(yes)
}

/// The slot and the answer in an argument.
pub(super) fn answered(argument: u64) -> (u16, bool) {
    ((argument >> 1) as u16, argument & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Event as _;

    #[test]
    fn an_event_gives_back_its_parts_at_the_edges() {
        let targets = [0, (1 << TARGET) - 1];
        for at in [Instant::START, Instant::MAX] {
            for target in targets {
                for kind in [ToCentre::SmsSubmit, ToCentre::SmsUnreachable] {
                    for argument in [0, (1 << ARGUMENT) - 1] {
                        let event = Event::new(at, target, kind, argument);
                        assert_eq!((event.time(), event.target()), (at, target));
                        assert_eq!((event.kind::<ToCentre>(), event.argument()), (kind, argument));
                    }
                }
            }
        }
    }

    #[test]
    fn order_is_time_then_target_then_kind_then_argument() {
        let event = |t, target, kind: ToHandset, argument| Event::new(Instant::from_micros(t), target, kind, argument);
        let sorted = [
            event(1, 9, ToHandset::Reset, 9),
            event(2, 0, ToHandset::Reset, 9),
            event(2, 1, ToHandset::Activity, 9),
            event(2, 1, ToHandset::Compose, 0),
            event(2, 1, ToHandset::Compose, 1),
        ];
        assert!(sorted.is_sorted());
    }

    #[test]
    fn kinds_about_messages_are_those_that_are_handed_one() {
        let about: Vec<u8> = (0..64).filter(|&number| is_about_message(number)).collect();
        let handset: Vec<ToHandset> = about.iter().filter(|n| **n < 32).map(|&n| ToHandset::of(n)).collect();
        assert_eq!((handset[0], handset.len(), about.len()), (ToHandset::Compose, 13, 25));
        assert!(about.contains(&ToSite::Routed.number()) && !about.contains(&ToSite::Book.number()));
        let centre = [ToCentre::SmsSubmit, ToCentre::SmsRetry, ToCentre::SmsReceived, ToCentre::SmsUnreachable];
        assert!(centre.into_iter().all(|kind| is_about_message(kind.number())));
    }

    #[test]
    fn cards_and_sizes_survive_packing() {
        for cards in [Cards::Book, Cards::Created(0), Cards::Created(u16::MAX)] {
            for owner in [HandsetId(0), HandsetId((1 << 28) - 1)] {
                assert_eq!(Cards::unpack(cards.pack(owner)), (owner, cards));
                assert!(cards.pack(owner) < 1 << ARGUMENT);
            }
        }
        for (items, bytes) in [(0, 1), (3, 5_000), (1 << 20, 7), (2, 1 << 40), (1 << 30, 1 << 34)] {
            let (mut i, mut b) = (0, 0);
            for (more, longer) in sizes(items, bytes).map(sized) {
                i += more;
                b += longer;
            }
            assert_eq!((i, b), (items, bytes));
            assert!(sizes(items, bytes).all(|argument| argument < 1 << ARGUMENT));
        }
        assert_eq!(sizes(0, 0).count(), 0);
    }

    #[test]
    fn a_caller_survives_packing() {
        let caller = Caller { handset: HandsetId((1 << 28) - 1), word: u16::MAX, access: Access::Wifi };
        assert_eq!(Caller::unpack(caller.pack()), caller);
        assert!(caller.pack() < 1 << ARGUMENT);
    }
}
