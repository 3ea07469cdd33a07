//! What a witness writes down: one thing that happened to one message, at one place.
//!
//! Processes and kinds of events are numbers here; what they are called is known elsewhere.

use crate::ledger::{Cause, Edge, End, Form, Item, Path, Protection, Seat, Traffic};
use crate::units::{Duration, Instant, Micros};

/// One thing that happened to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// The logical process at which it happened.
    pub process: u32,
    /// The bits of the message's id.
    pub message: u64,
    /// What.
    pub what: Noted,
}

/// Where and why something stays before it sets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stay {
    /// The owner waits for coverage.
    Coverage,
    /// On a relay node of a data centre.
    Relay(u16),
    /// With the workers of a data centre that route messages.
    Workers(u16),
    /// In the queue of a carrier's message centres.
    MessageCentre(u16),
    /// At a carrier's message centres until the next attempt.
    BackOff(u16),
    /// The client's delivery timer runs.
    Timer,
    /// The receiver's client prepares its acknowledgement.
    Acknowledging,
    /// Whoever answers thinks and writes.
    Thinking,
    /// In the store of a data centre.
    Retention(u16),
}

/// A stay before something sets out: until `served` it waits, then it is worked on, and it leaves at `leaves`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Where and why.
    pub stay: Stay,
    /// End of waiting.
    pub served: Instant,
    /// End of being served.
    pub leaves: Instant,
}

impl Wait {
    /// Waiting alone, until an instant.
    pub const fn until(stay: Stay, leaves: Instant) -> Self {
        Self { stay, served: leaves, leaves }
    }
}

/// What a client believes about a correspondent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// Not a user of the service.
    NotUser,
    /// A user, not online.
    Offline,
    /// A user, online.
    Online,
}

/// How a client came to a belief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The account host answered a look-up.
    Lookup,
    /// The presence service answered a probe.
    Probe,
    /// The correspondent's own cloud message.
    Message,
    /// No acknowledgement came in time.
    Timer,
}

/// What a client knew when it chose a message's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, told one by one")]
pub struct Choice {
    /// Over the service.
    pub by_ip: bool,
    /// The sender has the service on, with the SIM that the receiver knows.
    pub sender_on: bool,
    /// So has the receiver: the truth, which the client does not know; no where they own no handset of this kind.
    pub receiver_on: bool,
    /// The handset seems to have data.
    pub data: bool,
    /// The push channel is up, as far as the client knows.
    pub channel: bool,
    /// The way to the service is cut.
    pub cut: bool,
    /// The number stands in the phonebook in a form that the account host reads rightly.
    pub readable: bool,
    /// What the client believes about the receiver.
    pub known: Option<Known>,
    /// Whether the phonebook's upload said so, and not the cache.
    pub by_book: bool,
}

/// Why something came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// No channel that carries anything.
    ChannelDead,
    /// The application is switched off.
    ApplicationOff,
    /// The handset has no coverage.
    NoCoverage,
    /// The data centre knows no connection of the sender's, or cannot be reached.
    NotConnected,
    /// The data centre is down.
    SiteDown,
    /// The store has it already.
    KeptAlready,
    /// The data centre knows no connection of the receiver's.
    NotOnline,
    /// The networks gave the packet up.
    PacketLost,
    /// The carrier lost the SMS.
    SmsLost,
    /// The SMS was not delivered within its validity.
    OutOfValidity,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// An event that names the message was handled.
    Handled {
        /// The number of its kind.
        kind: u8,
    },
    /// An event about the message was sent.
    Sent {
        /// The number of its kind.
        kind: u8,
        /// To which logical process.
        to: u32,
        /// When it is there.
        arrives: Instant,
        /// What it waits for before it sets out.
        wait: Option<Wait>,
    },
    /// It was written.
    Composed {
        /// By whom for whom.
        traffic: Traffic,
        /// When: where nobody simulated wrote it, before this note.
        at: Instant,
    },
    /// Its client chose its way.
    Chose(Choice),
    /// It goes by SMS from an outbox.
    BySms(Cause),
    /// It passed a seat.
    Crossed(Box<Crossing>),
    /// It was billed.
    Paid {
        /// To its writer.
        amount: Micros,
        /// SMS segments.
        segments: u32,
    },
    /// It ended by IP alone.
    Saved {
        /// What it would have cost as SMS.
        amount: Micros,
    },
    /// It took mobile data.
    Mobile {
        /// Bytes that a handset pays for.
        bytes: u64,
    },
    /// A station turned it away.
    Shed(Stay),
    /// A copy reached its reader.
    Received {
        /// Over the service.
        by_ip: bool,
        /// No copy came this way before.
        new: bool,
        /// No copy came at all before.
        first: bool,
    },
    /// Something about it came to nothing.
    Missed(Missing),
    /// It left the store of a data centre.
    Unstored {
        /// It was kept long enough, and nobody had acknowledged it.
        expired: bool,
    },
    /// An SMS to somebody without a handset: its whole delivery.
    Settled {
        /// In the queue.
        wait: Wait,
        /// When the first attempt is there.
        first: Instant,
        /// When it was received; nothing where it expired.
        received: Option<Instant>,
        /// Attempts made.
        attempts: u32,
    },
    /// Its first copy arrived.
    Arrived {
        /// Which way.
        path: Path,
        /// How late.
        latency: Duration,
    },
    /// The ledger pronounced its end.
    Ended {
        /// By whom for whom.
        traffic: Traffic,
        /// How.
        end: End,
        /// When it was written.
        composed: Instant,
        /// It was sent over the service at first.
        tried: bool,
        /// What kept it off the service.
        cause: Option<Cause>,
    },
    /// Its sender's client learnt something about its receiver.
    Learned {
        /// What; nothing where it only asked.
        known: Option<Known>,
        /// From what.
        source: Source,
        /// How the question protected the number, where this is a question.
        protected: Option<Protection>,
    },
}

/// A message at a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Where.
    pub seat: Seat,
    /// Whether transport and its protection end here.
    pub opened: bool,
    /// Which message of the protocols.
    pub form: Form,
    /// Its length.
    pub bytes: u64,
    /// The identifiers in it, as protected where it set out.
    pub items: Vec<Item>,
    /// Who knows whom, where it shows that.
    pub edge: Option<Edge>,
}
