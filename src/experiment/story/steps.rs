//! Notes become steps: what happened, in words, with what was waited for, paid and seen.
//!
//! Knows the cast by its lifelines, and no file.

use super::cast::{Cast, SENDER};
use super::path::{Hop, hop_words, is_notice};
use super::words::{missing, reasons, short, stay_words};
use crate::analysis::{LatencyPart, PartSort, Seen, StoryStep, kept};
use crate::ledger::{Cause, Crossing, Form, Item, Note, Noted, Stay, Wait};
use crate::model::{Kind, ToCentre, ToHandset, ToSite};
use crate::units::{Duration, Instant};
use crate::world::segments;

/// A story in the making.
pub(super) struct Teller<'c, 'w> {
    cast: &'c Cast<'w>,
    notes: &'c [Note],
    steps: Vec<StoryStep>,
    /// Which step tells of which hop.
    arrows: Vec<(Hop, usize)>,
}

/// All steps of a message by time, from its notes.
pub(super) fn steps(cast: &Cast<'_>, notes: &[Note]) -> Vec<StoryStep> {
    let mut teller = Teller { cast, notes, steps: Vec::new(), arrows: Vec::new() };
    for (place, note) in notes.iter().enumerate() {
        teller.tell(place, note);
    }
    for note in notes {
        if let Noted::Crossed(crossing) = &note.what {
            teller.show(note, crossing);
        }
    }
    let mut steps = teller.steps;
    steps.sort_by_key(|step| step.at_us);
    steps
}

impl Teller<'_, '_> {
    fn offset(&self, at: Instant) -> i64 {
        at.as_micros().cast_signed() - self.cast.written.as_micros().cast_signed()
    }

    /// A step at a place.
    fn step(&mut self, at: Instant, lifeline: usize, what: impl Into<String>) -> &mut StoryStep {
        self.steps.push(StoryStep {
            at_us: self.offset(at),
            at: lifeline,
            to: None,
            arrived_us: None,
            what: what.into(),
            why: Vec::new(),
            stays: Vec::new(),
            seen: Vec::new(),
            paid_micros: None,
            failed: false,
        });
        self.steps.last_mut().expect("a step was pushed")
    }

    /// Whether something else was noted by the same handler.
    fn beside(&self, note: &Note, is: impl Fn(&Noted) -> bool) -> bool {
        self.notes.iter().any(|other| (other.at, other.process) == (note.at, note.process) && is(&other.what))
    }

    fn tell(&mut self, place: usize, note: &Note) {
        let here = self.cast.lifeline(note.process);
        match &note.what {
            Noted::Sent { kind, to, arrives, wait } => {
                let hop =
                    Hop { sent: note.at, from: note.process, kind: *kind, to: *to, arrives: *arrives, wait: *wait };
                self.sent(note, hop);
            }
            Noted::Handled { kind } => self.handled(note, *kind),
            Noted::Composed { at, .. } => self.composed(*at),
            Noted::Chose(choice) => {
                let why = reasons(choice, &self.notes[..place], note.at);
                let off = !choice.sender_on;
                let what = match (choice.by_ip, off) {
                    (true, _) => "goes over the service",
                    (false, true) => "goes by SMS: the service is off",
                    (false, false) => "goes by SMS",
                };
                self.step(note.at, here, what).why = why;
            }
            Noted::BySms(cause) => self.by_sms(note, *cause),
            Noted::Paid { amount, .. } => {
                let at = self.offset(note.at);
                let latest = self.steps.iter_mut().rev().find(|step| step.at == SENDER && step.at_us <= at);
                if let Some(step) = latest {
                    step.paid_micros = Some(step.paid_micros.unwrap_or(0) + amount.0);
                }
            }
            Noted::Shed(stay) => {
                let what = format!("{} turns it away: too long a queue", stay_words(self.cast, *stay));
                self.step(note.at, here, what).failed = true;
            }
            Noted::Received { by_ip, new, first } => {
                let what = match (by_ip, new, first) {
                    (_, _, true) => "shown to its owner",
                    (true, true, false) => "shown a second time: the cloud message after the SMS",
                    (false, true, false) => "shown a second time: an SMS carries no cloud id",
                    (_, false, false) => "known already: not shown again",
                };
                let failed = !new;
                self.step(note.at, here, what).failed = failed;
            }
            Noted::Missed(what) => self.step(note.at, here, missing(*what)).failed = true,
            Noted::Unstored { expired } => {
                let what = if *expired { "kept long enough: dropped from the store" } else { "leaves the store" };
                self.step(note.at, here, what).failed = *expired;
            }
            Noted::Settled { wait, first, received, attempts } => {
                self.settled(note.at, here, *wait, (*first, *received, *attempts));
            }
            Noted::Crossed(_)
            | Noted::Saved { .. }
            | Noted::Mobile { .. }
            | Noted::Arrived { .. }
            | Noted::Ended { .. }
            | Noted::Learned { .. } => {}
        }
    }

    fn composed(&mut self, at: Instant) {
        let text = self.cast.world.text(&self.cast.envelope);
        let count = segments(text.alphabet, text.units);
        let plural = if count == 1 { "" } else { "s" };
        let what = format!("written: {} characters, {count} SMS segment{plural} long", text.units);
        self.step(at, SENDER, what);
    }

    /// An event about the message sets out.
    fn sent(&mut self, note: &Note, hop: Hop) {
        if is_notice(hop.kind) {
            return;
        }
        let here = self.cast.lifeline(hop.from);
        if let Some(what) = self.inside(&hop) {
            // How long a timer runs stands in its words.
            let works = hop.kind == ToSite::Route.number() || hop.kind == ToSite::Routed.number();
            let stays = if works { stays(self.cast, hop.sent, hop.wait) } else { Vec::new() };
            self.step(note.at, here, what).stays = stays;
            return;
        }
        let from = if hop.kind == ToCentre::SmsSubmit.number() { SENDER } else { here };
        // Somebody else's waiting is not this message's.
        let thinks = hop.wait.is_some_and(|wait| wait.stay == Stay::Thinking);
        let stays = if thinks { Vec::new() } else { stays(self.cast, hop.sent, hop.wait) };
        let (to, arrived) = (self.cast.lifeline(hop.to), self.offset(hop.arrives));
        let late = hop.arrives >= self.cast.world.horizon;
        let step = self.step(hop.leaves(), from, hop_words(hop.kind));
        (step.to, step.arrived_us, step.stays) = (Some(to), Some(arrived), stays);
        if late {
            step.why.push("the study ends before it is there".to_owned());
        }
        self.arrows.push((hop, self.steps.len() - 1));
    }

    /// What goes on inside a process; none where something goes to another one.
    fn inside(&self, hop: &Hop) -> Option<String> {
        let of = |kind: ToHandset| kind.number() == hop.kind;
        let site = |kind: ToSite| kind.number() == hop.kind;
        let lasts = short(hop.arrives.saturating_since(hop.sent));
        if of(ToHandset::Compose) {
            let covered = hop.wait.is_some();
            let answers = self.cast.envelope.message.turn() > 0;
            Some(match (covered, answers) {
                (true, _) => format!("no coverage: waits {lasts} for it"),
                (false, true) => format!("the turn before is done: its writer takes {lasts} over this one"),
                (false, false) => format!("opens the thread and writes for {lasts}"),
            })
        } else if of(ToHandset::DeliveryTimer) {
            Some(format!("delivery timer set: {lasts}"))
        } else if site(ToSite::Route) {
            Some("a relay node takes it".to_owned())
        } else if site(ToSite::Routed) {
            Some("a worker routes it".to_owned())
        } else if site(ToSite::StoreExpire) {
            Some(format!("kept in the store, for {lasts} at most"))
        } else if hop.kind == ToCentre::SmsRetry.number() {
            Some(format!("tries again in {lasts}"))
        } else {
            None
        }
    }

    fn handled(&mut self, note: &Note, kind: u8) {
        let heard = |teller: &Self| !teller.beside(note, |noted| matches!(noted, Noted::Missed(_)));
        if kind == ToHandset::DeliveredAck.number() && heard(self) {
            let set = self.notes.iter().any(|other| {
                let runs = |kind: u8, arrives: Instant| {
                    kind == ToHandset::DeliveryTimer.number() && arrives > note.at && other.at <= note.at
                };
                matches!(other.what, Noted::Sent { kind, arrives, .. } if runs(kind, arrives))
            });
            let again = self.steps.iter().any(|step| step.what == TIMER_OFF);
            if set && !again {
                self.step(note.at, SENDER, TIMER_OFF);
            }
        } else if kind == ToHandset::DeliveryTimer.number() {
            let acted = self.notes.iter().any(|other| other.at <= note.at && matches!(other.what, Noted::BySms(_)));
            let off = self.steps.iter().any(|step| step.what == TIMER_OFF);
            if !acted && !off && self.beside(note, |noted| matches!(noted, Noted::Ended { .. })) {
                self.step(note.at, SENDER, "the delivery timer runs out, and this design sends no SMS").failed = true;
            }
        }
    }

    /// It goes by SMS from an outbox: at once, or after the service has failed.
    fn by_sms(&mut self, note: &Note, cause: Cause) {
        let at = self.offset(note.at);
        let chosen = self.steps.iter_mut().rev().find(|step| step.at_us == at && step.what.starts_with("goes by SMS"));
        if let Some(step) = chosen {
            if !step.why.iter().any(|why| why.contains("the service is off")) {
                step.what = format!("goes by SMS: {}", kept(cause));
            }
            return;
        }
        let what = match cause {
            Cause::Timer => "the delivery timer runs out without an acknowledgement: falls back to SMS".to_owned(),
            Cause::Overload => "shed by the relay: falls back to SMS".to_owned(),
            Cause::SenderOffline
            | Cause::ChannelDown
            | Cause::ReceiverUnknown
            | Cause::ReceiverOffline
            | Cause::Partition
            | Cause::Malformed => format!("falls back to SMS: {}", kept(cause)),
        };
        self.step(note.at, SENDER, what);
    }

    fn settled(&mut self, at: Instant, here: usize, wait: Wait, fate: (Instant, Option<Instant>, u32)) {
        let (first, received, attempts) = fate;
        let stays = stays(self.cast, at, Some(wait));
        let (end, there) = (self.cast.receiver(), received.unwrap_or(first));
        let arrived = self.offset(there);
        let late = there >= self.cast.world.horizon;
        let step = self.step(wait.leaves, here, "SMS to the reader's phone");
        (step.to, step.arrived_us, step.stays) = (Some(end), Some(arrived), stays);
        step.failed = received.is_none();
        if received.is_none() {
            step.why.push(format!("not reached in {attempts} attempts within its validity"));
        } else if attempts > 1 {
            step.why.push(format!("reached at attempt {attempts}"));
        }
        if late {
            step.why.push("the study ends before it is there".to_owned());
        }
    }

    /// A crossing, at the hop on which it happened.
    fn show(&mut self, note: &Note, crossing: &Crossing) {
        let kinds: &[u8] = match crossing.form {
            Form::Submit => &[ToSite::Submit as u8 + 32, ToSite::Forward as u8 + 32],
            Form::Deliver => &[ToHandset::Deliver as u8],
            Form::Sms => &[ToCentre::SmsSubmit as u8 + 56],
            Form::ForwardedSms => &[ToSite::ForwardedSms as u8 + 32],
            Form::StartUp
            | Form::ActivationSms
            | Form::ActivationPoll
            | Form::Hello
            | Form::Lookup
            | Form::Probe
            | Form::Book
            | Form::Login
            | Form::Backup
            | Form::Content => &[],
        };
        let of_kind = |hop: &&(Hop, usize)| kinds.contains(&hop.0.kind);
        let leaving = |hop: &&(Hop, usize)| (hop.0.sent, hop.0.from) == (note.at, note.process);
        let arriving = |hop: &&(Hop, usize)| (hop.0.arrives, hop.0.to) == (note.at, note.process);
        let mut arrows = self.arrows.iter().filter(of_kind);
        let found = if crossing.opened {
            arrows.find(arriving)
        } else {
            arrows.clone().find(leaving).or_else(|| arrows.find(arriving))
        };
        let seen = self.seen(crossing);
        if let Some(&(_, step)) = found {
            self.steps[step].seen.extend(seen);
        } else {
            // A hop that the witness did not see set out.
            let here = self.cast.lifeline(note.process);
            self.step(note.at, here, format!("passes: {}", crossing.form.name())).seen = seen;
        }
    }

    fn seen(&self, crossing: &Crossing) -> Vec<Seen> {
        let readers = self.cast.world.exposed.readers;
        let observers = self.cast.observers(crossing.seat);
        let there = |item: &Item| {
            let protected = item.sort.protected;
            if crossing.opened { protected.at_service() } else { protected }
        };
        let items = crossing.items.iter().map(|item| Seen {
            hop: crossing.seat.hop().name().to_owned(),
            observers: observers.clone(),
            form: crossing.form.name().to_owned(),
            identifier: item.sort.identifier.name().to_owned(),
            of: self.cast.of(item.person).to_owned(),
            consent: item.sort.consent.name().to_owned(),
            protected: there(item).name().to_owned(),
            readable: readers.reads(there(item)),
        });
        items.collect()
    }
}

const TIMER_OFF: &str = "the delivery timer is off: the reader has it";

/// Waiting and service before a hop.
fn stays(cast: &Cast<'_>, sent: Instant, wait: Option<Wait>) -> Vec<LatencyPart> {
    let Some(Wait { stay, served, leaves }) = wait else { return Vec::new() };
    let of = |sort, length: Duration| LatencyPart { sort, what: stay_words(cast, stay), us: length.as_micros() };
    let parts = [
        of(PartSort::Waiting, served.saturating_since(sent)),
        of(PartSort::Service, leaves.saturating_since(served.max(sent))),
    ];
    parts.into_iter().filter(|part| part.us > 0).collect()
}
