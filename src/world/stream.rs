//! The named streams of random numbers: one for each purpose, so that a draw more in one disturbs no other.

use crate::random::StreamName;

macro_rules! streams {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// A purpose of random numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Stream { $($(#[$doc])* $name),+ }

        impl StreamName for Stream {
            const COUNT: usize = [$(Self::$name),+].len();
            fn index(self) -> usize {
                self as usize
            }
        }
    };
}

streams! {
    /// Keys of the social graph's permutations.
    Graph,
    /// Which slot holds which rank.
    Ranks,
    /// Which outsider stands in a slot.
    Outsider,
    /// Number stored without its country code.
    Malformed,
    /// Carrier of an owner.
    Carrier,
    /// Carrier of an outsider.
    OutsiderCarrier,
    /// Two SIMs, and which one's number a correspondent knows.
    SecondSim,
    /// Messages sent a day.
    Rate,
    /// When the handset was bought.
    Join,
    /// When it is reset.
    Reset,
    /// When it takes the update.
    Update,
    /// Whether its owner opts in, or opts out.
    Choice,
    /// Whether and where it roams.
    Roaming,
    /// Time between activities.
    Gap,
    /// What an activity is.
    Intent,
    /// Whom it concerns.
    Correspondent,
    /// Messages in a conversation.
    Turns,
    /// Time to write a first message, and whether the thread was opened before.
    Typing,
    /// Time from reading to answering.
    Think,
    /// Alphabet and length.
    Text,
    /// Lengths of spells with and without data.
    Spell,
    /// Kind of access, of outage, life of address translations.
    Access,
    /// Delay on the access link.
    AccessDelay,
    /// Delay on the wide-area link.
    WideDelay,
    /// Losses on connections.
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
    /// Who logs in to Mi Cloud, with how many devices, and stores what.
    MiCloud,
    /// Sizes of what is stored there.
    Stored,
    /// When public content is polled.
    Content,
}
