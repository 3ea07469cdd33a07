//! The named streams of random numbers: one for each purpose, so that a draw more in one disturbs no other.

use crate::random::StreamName;

macro_rules! streams {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// A purpose of random numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Stream { $($(#[$doc])* $name),+ }

        impl StreamName for Stream {
            const COUNT: usize = [$(Self::$name),+].len();
            #[inline]
            fn index(self) -> usize {
                self as usize
            }
        }
    };
}

streams! {
    /// Keys of the social graph's permutations.
    Graph,
    /// Vacant, since ranks are drawn with rates: its place keeps the keys of the streams below as they are.
    VacantRanks,
    /// Which outsider stands in a slot.
    Outsider,
    /// Number stored without its country code.
    Malformed,
    /// Carrier of an owner.
    Carrier,
    /// Carrier of an outsider.
    OutsiderCarrier,
    /// Two SIMs, which one's number a correspondent knows, and whether the handset roams.
    SecondSim,
    /// Messages sent a day, and which slot holds which rank.
    Rate,
    /// When the handset was bought.
    Join,
    /// When it is reset.
    Reset,
    /// When it takes the update.
    Update,
    /// Whether its owner opts in, or opts out.
    Choice,
    /// Where it roams.
    Roaming,
    /// Time between activities.
    Gap,
    /// Vacant, since what an activity is is drawn with whom it concerns.
    VacantIntent,
    /// Whom an activity concerns, and what it is.
    Correspondent,
    /// Messages in a conversation.
    Turns,
    /// Time to write a first message, and whether the thread was opened before.
    Typing,
    /// Time from reading to answering.
    Think,
    /// Alphabet and length.
    Text,
    /// Spells with and without data: length, kind of access, of outage, life of address translations.
    Spell,
    /// Life of the address translations of those whose days are written; others draw it with their spells.
    Access,
    /// Delay and loss of a packet between a handset and another place.
    AccessDelay,
    /// The same between data centres.
    WideDelay,
    /// Losses of packets sent again.
    Loss,
    /// Waits before reconnecting.
    Backoff,
    /// Receiver's time to acknowledge.
    Ack,
    /// Handset to message centre.
    SmsSubmit,
    /// Message centre to handset.
    SmsDeliver,
    /// Silent loss of SMS.
    SmsLoss,
    /// Waits between attempts.
    SmsRetry,
    /// Whether an outsider can be reached.
    SmsReach,
    /// Which turns have the same writer as the one before.
    Again,
    /// Which people are followed where there are too many for all.
    Followed,
    /// Whether and when a sale sells a handset.
    Sale,
    /// When it is replaced.
    Replacement,
    /// When a SIM is swapped, which, and whether its number is kept.
    Swap,
    /// When a SIM is taken out and put back, and which.
    Removal,
    /// When the owner gives the handset up.
    Leave,
    /// How long an owner takes to switch on what came switched off.
    OptInAfter,
    /// Whether an owner has disabled the application.
    DisabledApp,
    /// Why an activation fails, which way its SMS goes, whether its owner tries by hand.
    Activation,
    /// Loss and delay of activation SMS.
    ActivationSms,
    /// Keys of the spaces of numbers.
    Identity,
    /// Whose number another country's national number is.
    Collision,
    /// When an update is offered.
    Offer,
    /// When in its period a handset asks for updates.
    Poll,
    /// Which kind of firmware, and when its builds fall.
    Cadence,
    /// Who keeps the service from the network.
    Firewall,
    /// When in its interval a handset uploads its phonebook.
    Book,
    /// Who logs in to Mi Cloud, with how many devices, and stores what.
    MiCloud,
    /// Sizes of what is stored there.
    Stored,
    /// When public content is polled.
    Content,
    /// Which things happen to a handset and its SIMs at all.
    Life,
}
