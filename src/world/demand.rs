//! Demand that is written down rather than generated: a trace, or a script.

use super::conversation::Intent;
use super::{Act, MessageId, Script, TraceDemand};
use crate::units::{HandsetId, Instant};
use std::sync::Arc;

/// What replaces the generator.
pub enum Demand {
    /// Recorded messages: open loop, each a conversation of one turn.
    Trace(TraceDemand),
    /// What named people do.
    Script(Arc<Script>),
}

impl Demand {
    /// When activity `n` of a handset happens.
    pub fn at(&self, handset: HandsetId, n: u32) -> Option<Instant> {
        match self {
            Self::Trace(trace) => trace.at(handset, n),
            Self::Script(script) => script.at(handset, n),
        }
    }

    /// What an activity is, and the slot it concerns.
    pub fn begun(&self, message: MessageId) -> (Intent, u32) {
        let (handset, n) = (message.initiator(), message.activity().into());
        match self {
            Self::Trace(trace) => (Intent::Write, trace.slot(handset, n)),
            Self::Script(script) => {
                let (intent, slot, _) = script.wish(handset, n);
                (intent, slot)
            }
        }
    }

    /// The slot of the contact that an activity creates, if it does.
    pub fn created(&self, handset: HandsetId, n: u32) -> Option<u32> {
        match self {
            Self::Trace(_) => None,
            Self::Script(script) => match script.act(handset, n) {
                Act::Wish(Intent::Create, slot, _) => Some(slot),
                Act::Wish(Intent::Write | Intent::Incoming | Intent::Look, ..) | Act::Life(_) => None,
            },
        }
    }

    /// Messages in a conversation, both sides.
    pub fn turns(&self, message: MessageId) -> u32 {
        match self {
            Self::Trace(_) => 1,
            Self::Script(script) => script.wish(message.initiator(), message.activity().into()).2,
        }
    }

    /// Whether threads may be opened some time before a first message is sent.
    pub fn types(&self) -> bool {
        match self {
            Self::Trace(_) => false,
            Self::Script(_) => true,
        }
    }
}
