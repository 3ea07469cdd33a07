//! What became of single messages between owners, where a run is asked to list it: for comparing arms message by message.
//!
//! A view of what the counts count: never part of a fingerprint. Knows no world and no other run.

use super::{Cause, End, Traffic};
use serde::{Deserialize, Serialize};

/// What became of one message between two owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fate {
    /// The bits of its id: the same in every arm.
    pub message: u64,
    /// When it was composed, in microseconds since the start.
    pub composed: u64,
    /// Who wrote: a handset.
    pub sender: u32,
    /// To whom: a handset.
    pub receiver: u32,
    /// Whether both had the service on.
    pub traffic: Traffic,
    /// Whether the sender had it on.
    pub sender_on: bool,
    /// Whether it was first sent over the service.
    pub tried: bool,
    /// What kept it off the service, if it went by SMS; of messages that could not have gone otherwise too.
    pub cause: Option<Cause>,
    /// How it ended; nothing where it was on its way when the study ended.
    pub end: Option<End>,
    /// How late the first copy came, in microseconds; nothing where none did.
    pub latency: Option<u64>,
}

/// Which way a message took and how that ended: what is compared between arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Over the service.
    Service,
    /// By SMS at once.
    Sms,
    /// By SMS after the service had failed.
    LateSms,
    /// Over the service, and by SMS as well.
    Twice,
    /// On its way at the end of the study.
    InFlight,
    /// Lost by the service, and no SMS was sent.
    LostByService,
    /// Lost as SMS.
    LostSms,
    /// Its validity as SMS ran out.
    Expired,
    /// Refused as SMS.
    Refused,
    /// Over the service to somebody else: the number was another's.
    Astray,
}

super::delivery::named!(Way: Service = "service", Sms = "sms", LateSms = "sms_after_service", Twice = "both",
    InFlight = "in_flight", LostByService = "lost_by_service", LostSms = "lost_sms", Expired = "expired",
    Refused = "failed", Astray = "astray");

impl Fate {
    /// The way it took.
    pub const fn way(&self) -> Way {
        match (self.end, self.tried) {
            (None, _) => Way::InFlight,
            (Some(End::Ip), _) => Way::Service,
            (Some(End::Sms), false) => Way::Sms,
            (Some(End::Sms), true) => Way::LateSms,
            (Some(End::Both), _) => Way::Twice,
            (Some(End::Lost), tried) if tried && self.cause.is_none() => Way::LostByService,
            (Some(End::Lost), _) => Way::LostSms,
            (Some(End::Expired), _) => Way::Expired,
            (Some(End::Failed), _) => Way::Refused,
            (Some(End::Astray), _) => Way::Astray,
        }
    }

    /// When its first copy arrived, in microseconds since the start.
    pub fn arrived(&self) -> Option<u64> {
        Some(self.composed + self.latency?)
    }
}
