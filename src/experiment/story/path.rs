//! Where a message's time went: from its first arrival back to its writing, hop by hop, without a gap.
//!
//! Knows notes and no words.

use crate::ledger::{Note, Noted, Path, Stay, Wait};
use crate::model::{Kind, ToCentre, ToHandset, ToSite};
use crate::units::Instant;

/// One event about a message, from its sending to its arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hop {
    /// When it was sent, which is when it began to wait.
    pub(super) sent: Instant,
    /// By which process.
    pub(super) from: u32,
    /// The number of its kind.
    pub(super) kind: u8,
    /// To which process.
    pub(super) to: u32,
    /// When it is there.
    pub(super) arrives: Instant,
    /// What it waits for first.
    pub(super) wait: Option<Wait>,
}

impl Hop {
    /// When it sets out.
    pub(super) fn leaves(&self) -> Instant {
        self.wait.map_or(self.sent, |wait| wait.leaves)
    }
}

/// What a stretch of time was spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spent {
    /// Waiting before a hop.
    Waiting(Stay),
    /// Being served before a hop.
    Service(Stay),
    /// On a hop of this kind.
    Travel(u8),
    /// Kept at a process until something else happened there.
    Kept(u32),
    /// Between an SMS's attempts to reach somebody without a handset.
    Attempts(u32),
    /// The same SMS on its way.
    LastHop,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) spent: Spent,
    pub(super) from: Instant,
    pub(super) until: Instant,
}

/// All events about the message that were sent.
pub(super) fn hops(notes: &[Note]) -> Vec<Hop> {
    let hop = |note: &Note| {
        let Noted::Sent { kind, to, arrives, wait } = note.what else { return None };
        Some(Hop { sent: note.at, from: note.process, kind, to, arrives, wait })
    };
    notes.iter().filter_map(hop).collect()
}

/// Whether events of a kind are notices of the truth for the ledger, on which nobody acts.
pub(super) fn is_notice(kind: u8) -> bool {
    [
        ToHandset::CopyDelivered,
        ToHandset::CopyClosed,
        ToHandset::SmsDelivered,
        ToHandset::SmsLost,
        ToHandset::SmsExpired,
        ToHandset::SmsFailed,
    ]
    .into_iter()
    .any(|notice| notice.number() == kind)
}

/// The way of the first copy, backwards.
struct Way<'n> {
    hops: Vec<Hop>,
    notes: &'n [Note],
    written: Instant,
    stretches: Vec<Stretch>,
}

/// The stretches from writing to the first arrival, in order; none where nothing arrived.
pub(super) fn stretches(notes: &[Note], written: Instant, receiver: Option<u32>) -> Option<Vec<Stretch>> {
    let arrived = notes.iter().find_map(|note| {
        let Noted::Arrived { path, latency } = note.what else { return None };
        Some((path, written + latency))
    });
    let (path, at) = arrived?;
    let mut way = Way { hops: hops(notes), notes, written, stretches: Vec::new() };
    match receiver {
        Some(handset) => {
            let kind = match path {
                Path::Ip => ToHandset::Deliver.number(),
                Path::OnNet | Path::OffNet | Path::International | Path::AfterFallback => {
                    ToHandset::SmsDeliver.number()
                }
            };
            way.back(at, handset, kind);
        }
        None => way.settled(at),
    }
    way.stretches.reverse();
    Some(way.stretches)
}

impl Way<'_> {
    fn push(&mut self, spent: Spent, from: Instant, until: Instant) {
        let from = from.max(self.written);
        if from < until {
            self.stretches.push(Stretch { spent, from, until });
        }
    }

    /// From somebody without a handset, whose SMS was settled at once.
    fn settled(&mut self, at: Instant) {
        let settled = self.notes.iter().find_map(|note| {
            let Noted::Settled { wait, first, attempts, .. } = note.what else { return None };
            Some((note, wait, first, attempts))
        });
        let Some((note, wait, first, attempts)) = settled else { return };
        self.push(Spent::Attempts(attempts), first, at);
        self.push(Spent::LastHop, wait.leaves, first.min(at));
        self.push(Spent::Service(wait.stay), wait.served, wait.leaves);
        self.push(Spent::Waiting(wait.stay), note.at, wait.served);
        self.back(note.at, note.process, ToCentre::SmsSubmit.number());
    }

    /// From the arrival of an event at a process.
    fn back(&mut self, at: Instant, process: u32, kind: u8) {
        let (mut at, mut process, mut kind) = (at, process, Some(kind));
        while at > self.written {
            let there = |hop: &&Hop| hop.arrives == at && hop.to == process && kind.is_none_or(|kind| hop.kind == kind);
            let brought = self.hops.iter().filter(there).filter(|hop| !is_notice(hop.kind) && hop.sent < at);
            if let Some(&hop) = brought.max_by_key(|hop| (hop.sent, hop.kind)) {
                self.push(Spent::Travel(hop.kind), hop.leaves(), hop.arrives);
                if let Some(wait) = hop.wait {
                    self.push(Spent::Service(wait.stay), wait.served, wait.leaves);
                    self.push(Spent::Waiting(wait.stay), hop.sent, wait.served);
                }
                (at, process) = (hop.sent, hop.from);
            } else {
                // Something that is not about the message set it going again: it had been there since before.
                let before = self.notes.iter().filter(|note| note.process == process && note.at < at);
                let since = before.map(|note| note.at).max().unwrap_or(self.written);
                self.push(Spent::Kept(process), since, at);
                at = since;
            }
            kind = None;
        }
    }
}

/// The name of a kind of event for people, in the words of the journey.
pub(super) fn hop_words(kind: u8) -> &'static str {
    if kind < 32 {
        handset_words(ToHandset::of(kind))
    } else if kind < 56 {
        site_words(ToSite::of(kind))
    } else {
        match ToCentre::of(kind) {
            ToCentre::SmsSubmit => "SMS to the message centre",
            ToCentre::SmsRetry => "next attempt",
            ToCentre::SmsReceived => "report: received",
            ToCentre::SmsUnreachable => "report: not reached",
        }
    }
}

fn handset_words(kind: ToHandset) -> &'static str {
    match kind {
        ToHandset::Compose => "writing",
        ToHandset::DeliveryTimer => "delivery timer",
        ToHandset::Deliver => "cloud message down to the reader",
        ToHandset::ServerAck => "\"sent\": the service has it",
        ToHandset::DeliveredAck => "\"delivered\": the reader has it",
        ToHandset::Bounce => "the service sheds it",
        ToHandset::SmsDeliver => "SMS to the reader's handset",
        ToHandset::CopyDelivered
        | ToHandset::CopyClosed
        | ToHandset::SmsDelivered
        | ToHandset::SmsLost
        | ToHandset::SmsExpired
        | ToHandset::SmsFailed => "notice for the books",
        ToHandset::Spell
        | ToHandset::Activity
        | ToHandset::Life
        | ToHandset::Retry
        | ToHandset::LinkDead
        | ToHandset::Worker
        | ToHandset::Connected
        | ToHandset::Rejected
        | ToHandset::Reset
        | ToHandset::LookupAnswer
        | ToHandset::ProbeAnswer
        | ToHandset::IconShown
        | ToHandset::Activation
        | ToHandset::LookupFailed
        | ToHandset::UploadBook
        | ToHandset::BookAnswer
        | ToHandset::Backup
        | ToHandset::Ping => "not about one message",
    }
}

fn site_words(kind: ToSite) -> &'static str {
    match kind {
        ToSite::Submit => "cloud message up to the service",
        ToSite::Route | ToSite::Routed => "routing",
        ToSite::Forward => "on to the reader's data centre",
        ToSite::AckSubmit => "the reader's client acknowledges",
        ToSite::AckForward => "acknowledgement to the writer's data centre",
        ToSite::SenderAck => "acknowledgement acknowledged",
        ToSite::StoreExpire => "end of keeping",
        ToSite::ForwardedSms => "copy of the SMS to the operator",
        ToSite::Hello
        | ToSite::Goodbye
        | ToSite::Expire
        | ToSite::Lookup
        | ToSite::Probe
        | ToSite::ProbeRemote
        | ToSite::Book
        | ToSite::Stored
        | ToSite::Cards
        | ToSite::Bound => "not about one message",
    }
}
