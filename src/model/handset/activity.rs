//! The owner turns to the phone: writes, looks, creates a contact; or somebody without the service writes.

use super::Phone;
use super::life::Stage;
use crate::ledger::{Stay, Wait};
use crate::model::context::Context;
use crate::model::event::{ToCentre, ToHandset};
use crate::units::Instant;
use crate::world::{Envelope, Intent, MessageId, Occasions, Party, Stream};

impl Phone<'_> {
    /// Schedules the next activity.
    pub(super) fn next_activity(&mut self, cx: &mut Context<'_, '_>) {
        let country = cx.world.layout.country(self.id);
        let n = u32::from(self.h.activity);
        if let Some(at) = cx.world.conversations.next(&cx.world.draws, self.id, country, n, cx.now) {
            self.later(cx, at, ToHandset::Activity, n.into());
        }
    }

    /// An activity happens.
    pub(super) fn activity(&mut self, cx: &mut Context<'_, '_>) {
        if self.h.stage() == Stage::Gone {
            return;
        }
        let message = MessageId::new(self.id, self.h.activity, 0);
        if let Some(next) = self.h.activity.checked_add(1) {
            self.h.activity = next;
            self.next_activity(cx);
        }
        if self.h.stage() == Stage::NotYet {
            return;
        }
        if self.acts(cx, message) {
            return;
        }
        match cx.world.conversations.intent(&cx.world.draws, message) {
            Intent::Write => match cx.world.conversations.typing(&cx.world.draws, message) {
                Some(typing) => {
                    self.open(cx, message, Occasions::OPEN.and(Occasions::COMPOSE));
                    self.later(cx, cx.now + typing, ToHandset::Compose, message.bits());
                }
                None => self.compose(cx, message),
            },
            Intent::Look => self.open(cx, message, Occasions::OPEN),
            Intent::Create => self.open(cx, message, Occasions::CREATE),
            Intent::Incoming => {
                let envelope = cx.world.envelope(message);
                if let Party::Outsider(_) = envelope.sender {
                    Self::outsider_writes(cx, &envelope, cx.now);
                }
            }
        }
    }

    /// A person without the service sends a message at an instant.
    pub(in crate::model) fn outsider_writes(cx: &mut Context<'_, '_>, envelope: &Envelope, at: Instant) {
        let message = envelope.message;
        let carrier = cx.world.carrier(envelope.sender, envelope);
        let bits = cx.world.draws.bits(Stream::SmsSubmit, message.conversation(), message.turn().into());
        let arrives = at + cx.world.smsc.submit.delay(bits);
        let wait = Wait::until(Stay::Thinking, at);
        cx.send_after(wait, arrives, cx.world.centre_process(carrier), ToCentre::SmsSubmit, message.bits());
    }

    /// The owner opens a thread or a contact and sees an icon; the client asks.
    fn open(&mut self, cx: &mut Context<'_, '_>, message: MessageId, occasions: Occasions) {
        if !self.h.enabled() {
            return;
        }
        let (_, slot) = cx.world.conversations.begun(&cx.world.contacts, &cx.world.draws, message);
        if let Party::Owner(other) = cx.world.contacts.party(self.id, slot)
            && other != self.id
        {
            let blue = self.within_reach(cx, slot as u16);
            cx.send(cx.now + cx.world.lookahead, other.0, ToHandset::IconShown, blue.into());
        }
        self.consult(cx, slot, occasions);
    }

    /// Somebody saw this owner's icon: was it right?
    pub(super) fn icon_shown(&mut self, cx: &mut Context<'_, '_>, blue: bool) {
        let online = self.truly_online(cx);
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.icons[usize::from(blue)][usize::from(online)]);
    }
}
