//! Access of handsets and the links between countries.

use crate::random::Law;
use crate::units::Duration;

/// When a handset has data, which kind, and how it is lost.
#[derive(Clone, Debug)]
pub struct Connectivity {
    /// Length of a spell with data, in seconds.
    pub on: Law,
    /// Length of a spell without data, in seconds.
    pub off: Law,
    /// Share of off-spells in which the handset cannot receive SMS either.
    pub unreachable: f64,
    /// Share of off-spells that begin with a clean close of the push channel.
    pub graceful: f64,
    /// Share of Wi-Fi spells on a black hole: associated, but nothing passes.
    pub black_hole: f64,
    /// How long a handset stays on a black hole, in seconds.
    pub black_hole_stay: Law,
    /// The kinds of access: `gprs`, `edge`, `3g`, `lte`, `wifi` (always these five, in this order).
    pub access: [Link; 5],
    /// First retransmission time-out of a connection; doubles at each loss.
    pub retransmit: Duration,
    /// Losses in a row after which a connection's packet is given up.
    pub retransmit_limit: u32,
}

/// Names of the kinds of access, in the order of [`Connectivity::access`].
pub const ACCESS: [&str; 5] = ["gprs", "edge", "3g", "lte", "wifi"];

/// One way of a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Least delay.
    pub floor: Duration,
    /// What comes on top, in seconds.
    pub jitter: Law,
    /// Share of packets lost.
    pub loss: f64,
}

/// Links between countries (and, within one, between handset and data centre).
#[derive(Clone, Debug)]
pub struct WideArea {
    /// Codes of the places that links join: all countries, then places with a data centre and no handsets.
    pub places: Vec<String>,
    /// One way from place `a` to place `b` at `links[a * places.len() + b]`.
    pub links: Vec<BorderLink>,
}

/// One way between two places.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderLink {
    /// Delay and loss in quiet hours.
    pub link: Link,
    /// Hours of the day (of the destination place's clock: `[from, to)`, may wrap) in which it is congested.
    pub congested: Option<Congestion>,
}

/// What a congested hour adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Congestion {
    /// First hour.
    pub from: u8,
    /// Hour after the last.
    pub to: u8,
    /// Delay added to every packet.
    pub delay: Duration,
    /// Loss instead of the quiet one.
    pub loss: f64,
}
