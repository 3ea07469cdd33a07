//! Words for what was noted: places, reasons, lengths of time.
//!
//! Plain English, short enough for a terminal. Knows nothing that was not noted.

use super::cast::Cast;
use super::path::{Spent, Stretch, hop_words};
use crate::analysis::{LatencyPart, PartSort};
use crate::ledger::{Choice, End, Known, Missing, Note, Noted, Path, Protection, Source, Stay};
use crate::units::{Duration, Instant};

/// A length of time with three digits, in whole units where it is long.
pub(super) fn short(length: Duration) -> String {
    crate::analysis::span(length.as_micros())
}

/// Where something stays.
pub(super) fn stay_words(cast: &Cast<'_>, stay: Stay) -> String {
    let site = |site: u16| cast.site(usize::from(site));
    let carrier = |carrier: u16| cast.carrier(usize::from(carrier));
    match stay {
        Stay::Coverage => "without coverage".to_owned(),
        Stay::Relay(at) => format!("relay node, {}", site(at)),
        Stay::Workers(at) => format!("routing workers, {}", site(at)),
        Stay::MessageCentre(of) => format!("message centre, {}", carrier(of)),
        Stay::BackOff(of) => format!("until the next attempt, {}", carrier(of)),
        Stay::Timer => "delivery timer".to_owned(),
        Stay::Acknowledging => "client".to_owned(),
        Stay::Thinking => "thinking".to_owned(),
        Stay::Retention(at) => format!("store, {}", site(at)),
    }
}

/// A stretch of the latency.
pub(super) fn part(cast: &Cast<'_>, stretch: &Stretch) -> LatencyPart {
    let (sort, what) = match stretch.spent {
        Spent::Waiting(stay) => (PartSort::Waiting, stay_words(cast, stay)),
        Spent::Service(stay) => (PartSort::Service, stay_words(cast, stay)),
        Spent::Travel(kind) => (PartSort::Travel, hop_words(kind).to_owned()),
        Spent::Kept(process) => {
            let at = &cast.lifelines[cast.lifeline(process)];
            let what = if process < cast.world.layout.handsets() {
                "in the outbox until the channel is up"
            } else {
                "in the store until the reader's handset connects"
            };
            (PartSort::Waiting, format!("{what}, {}", at.which))
        }
        Spent::Attempts(attempts) => (PartSort::Waiting, format!("until attempt {attempts} reaches the phone")),
        Spent::LastHop => (PartSort::Travel, "SMS to the reader's phone".to_owned()),
    };
    LatencyPart { sort, what, us: stretch.until.saturating_since(stretch.from).as_micros() }
}

/// Why something came to nothing.
pub(super) const fn missing(what: Missing) -> &'static str {
    match what {
        Missing::ChannelDead => "no client hears it: the channel is dead",
        Missing::ApplicationOff => "nobody to show it to: the application is switched off",
        Missing::NoCoverage => "the handset has no coverage",
        Missing::NotConnected => "dropped: the data centre has no live connection of the sender's",
        Missing::SiteDown => "dropped: the data centre is down",
        Missing::KeptAlready => "dropped: the store has this message already",
        Missing::NotOnline => "the reader's handset is not connected: kept",
        Missing::PacketLost => "the packet is lost on the way, and no retransmission gets through",
        Missing::SmsLost => "the carrier loses the SMS",
        Missing::OutOfValidity => "the validity of the SMS has run out",
    }
}

/// What the choice of the way rested on.
pub(super) fn reasons(choice: &Choice, before: &[Note], now: Instant) -> Vec<String> {
    let mut why = Vec::new();
    if !choice.sender_on {
        why.push("the sender has the service off".to_owned());
        return why;
    }
    why.push("the sender has the service on".to_owned());
    if !choice.data {
        why.push("the handset has no data".to_owned());
    } else if choice.channel {
        why.push("its push channel is up".to_owned());
    } else {
        let cut = if choice.cut { ": the way to the service is cut" } else { "" };
        why.push(format!("its push channel is down{cut}"));
    }
    why.push(believed(choice, before, now));
    if !choice.readable {
        let host = "the account host may take it for another";
        why.push(format!("the number stands in the phonebook without its country code: {host}"));
    }
    let truth = if choice.receiver_on { "in truth the receiver has the service on" } else { "" };
    if !truth.is_empty() && choice.known != Some(Known::Online) {
        why.push(truth.to_owned());
    }
    why
}

/// What the client believes about the receiver, and how it came to it.
fn believed(choice: &Choice, before: &[Note], now: Instant) -> String {
    let Some(known) = choice.known else {
        return format!("its cache says nothing about the receiver{}", asked(before, now));
    };
    let says = match known {
        Known::NotUser => "not a user",
        Known::Offline => "a user, offline",
        Known::Online => "a user, online",
    };
    if choice.by_book {
        return format!("its uploaded phonebook was answered: {says}");
    }
    let learned = before.iter().rev().find_map(|note| {
        let Noted::Learned { known: Some(learned), source, .. } = note.what else { return None };
        (learned == known).then_some((note.at, source))
    });
    let how = learned.map_or_else(String::new, |(at, source)| {
        let ago = short(now.saturating_since(at));
        let from = match source {
            Source::Lookup => "from a look-up",
            Source::Probe => "from a presence probe",
            Source::Message => "from a cloud message of theirs",
            Source::Timer => "from a message that was not acknowledged",
        };
        format!(", learnt {from} {ago} before")
    });
    format!("its cache says: {says}{how}{}", asked(before, now))
}

/// The last look-up of the receiver's number.
fn asked(before: &[Note], now: Instant) -> String {
    let question = before.iter().rev().find_map(|note| {
        let Noted::Learned { source: Source::Lookup, protected: Some(protected), .. } = note.what else { return None };
        Some((note.at, protected))
    });
    question.map_or_else(String::new, |(at, protected)| {
        format!("; it looked the number up {} before, {}", short(now.saturating_since(at)), protection(protected))
    })
}

/// How something is protected, in words.
pub(super) const fn protection(protected: Protection) -> &'static str {
    match protected {
        Protection::Clear => "in clear",
        Protection::Encoded => "only encoded",
        Protection::Tls => "inside TLS",
        Protection::FieldEncrypted => "encrypted",
        Protection::Hash => "as a plain hash",
        Protection::SaltedHash => "as a salted hash",
        Protection::Bucket => "as one of a bucket of numbers",
        Protection::Blind => "blinded",
    }
}

/// How a message ended.
pub(super) fn ending(end: Option<End>, path: Option<Path>) -> String {
    let by = match path {
        Some(Path::OnNet) => " within one carrier",
        Some(Path::OffNet) => " between two carriers of one country",
        Some(Path::International) => " across a border",
        Some(Path::AfterFallback) => " after the service had failed",
        Some(Path::Ip) | None => "",
    };
    match end {
        Some(End::Ip) => "delivered over the service".to_owned(),
        Some(End::Sms) => format!("delivered by SMS{by}"),
        Some(End::Both) => "delivered twice, over the service and by SMS".to_owned(),
        Some(End::Lost) => "lost: a network dropped it, and nobody sends it again".to_owned(),
        Some(End::Expired) => "expired: the message centre could not deliver it within its validity".to_owned(),
        Some(End::Failed) => "refused by the message centre; the sender was told".to_owned(),
        Some(End::Astray) => "gone astray: a stranger has it, and its sender believes it delivered".to_owned(),
        None => "on its way when the study ended".to_owned(),
    }
}
