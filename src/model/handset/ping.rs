//! Keep-alives one by one: what the arithmetic of the channel stands for, kept to hold it to.
//!
//! An event for each ping and none counted otherwise; a run asks for it. Knows no spells and no messages.

use super::{Channel, Phone};
use crate::model::context::Context;
use crate::model::event::ToHandset;

impl Phone<'_> {
    /// The channel is up: the first ping is due when it has been silent for long enough.
    pub(super) fn start_pings(&mut self, cx: &mut Context<'_, '_>) {
        self.later(cx, self.h.heard() + cx.world.channel.ping, ToHandset::Ping, self.h.generation().into());
    }

    /// A ping is due, if nothing was heard meanwhile.
    pub(super) fn ping(&mut self, cx: &mut Context<'_, '_>, generation: u16) {
        if self.h.channel() != Channel::Up || self.h.generation() != generation {
            return;
        }
        let rules = &cx.world.channel;
        if self.h.heard() + rules.ping > cx.now {
            self.start_pings(cx);
            return;
        }
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.keepalives);
        cx.data(self.id, self.h.access(), rules.ping_bytes);
        if self.translation_expired(cx, cx.now) || self.path_cut(cx, cx.now) {
            self.later(cx, cx.now + rules.reply_timeout, ToHandset::LinkDead, generation.into());
        } else {
            self.h.set_heard(cx.now);
            self.start_pings(cx);
        }
    }
}
