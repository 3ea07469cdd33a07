//! The push channel on the handset: connecting, back-off, keep-alive, finding a dead link.
//!
//! Pings are counted by arithmetic; an event is spent only where one would go unanswered. Nor is one spent on the data
//! centre's giving up a connection that the handset's next will have replaced by then, as most dead links are.

use super::{Channel, GENERATION, Handset, Phone};
use crate::ledger::{Form, Greeting, Identifier, Ledger};
use crate::model::context::{Context, packet_key};
use crate::model::event::{Caller, ToHandset, ToSite};
use crate::units::{Duration, HandsetId, Instant};
use crate::world::{Access, Stream, World};

const SECOND: u64 = Duration::SECOND.as_micros();

impl Handset {
    /// Counts the pings of a channel that is up until an instant.
    pub(in crate::model) fn count_pings(&self, world: &World, id: HandsetId, ledger: &mut Ledger, until: Instant) {
        if world.channel.each_ping {
            // They were counted as they were sent.
            return;
        }
        let pings =
            (until.as_micros() / SECOND - u64::from(self.connected_s)) * SECOND / world.channel.ping.as_micros();
        ledger.presence.count(until, pings, |p| &mut p.keepalives);
        if self.access().cellular() {
            let country = world.layout.country(id).index();
            let bytes = pings * world.channel.ping_bytes;
            ledger.costs.bill_mut(until, country).data_bytes += bytes;
            ledger.wholes.data_bytes += bytes;
        }
    }
}

impl Phone<'_> {
    /// Tries to bring the channel up, if it is wanted and there seems to be data.
    pub(super) fn connect(&mut self, cx: &mut Context<'_, '_>) {
        if !self.h.connects() || !self.h.access().seems_on() {
            self.h.set_channel(Channel::Down);
            self.expires_unless_back(cx, if self.h.connects() { self.h.spell_end() } else { Instant::MAX });
            return;
        }
        let home = cx.world.home(cx.world.layout.country(self.id), cx.now);
        let (here, there) = (self.place(cx.world), cx.world.sites[home].place);
        let key = packet_key(self.id, ToSite::Hello, cx.now.as_micros());
        let sent = (!self.walled_off(cx)).then(|| cx.packet(self.h.access(), here, there, cx.now, key)).flatten();
        // What it knows of this attempt it must know before a connection that this one may not replace expires.
        let known = sent.filter(|_| home == usize::from(self.h.site)).map(|delay| cx.now + delay);
        self.expires_unless_back(cx, known.map_or(Instant::MAX, |at| at + cx.world.client.connect_timeout));
        self.h.site = home as u8;
        self.h.set_generation((self.h.generation() + 1) & GENERATION);
        let Some(delay) = sent else {
            self.attempt_failed(cx, cx.world.client.connect_timeout);
            return;
        };
        self.h.set_channel(Channel::Connecting);
        if Self::is_answered(cx, home) {
            cx.data(self.id, self.h.access(), cx.world.channel.connect_bytes);
            self.show_hello(cx, home);
        }
        let caller = Caller { handset: self.id, word: self.h.generation(), access: self.h.access() };
        cx.send(cx.now + delay, cx.world.site_process(home), ToSite::Hello, caller.pack());
    }

    /// What a connection set-up shows: the account, and which handset and SIM are online.
    fn show_hello(&self, cx: &mut Context<'_, '_>, site: usize) {
        if cx.recording() {
            cx.greets_on_the_wire(self.id, self.h.access(), site, &introduced(cx, self.id));
        }
    }

    /// Waits for the next attempt after one has failed; it takes `known` to know that it has.
    fn attempt_failed(&mut self, cx: &mut Context<'_, '_>, known: Duration) {
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.connects_failed);
        self.back_off(cx, known);
    }

    fn back_off(&mut self, cx: &mut Context<'_, '_>, known: Duration) {
        self.h.set_channel(Channel::Waiting);
        self.h.set_tries(self.h.tries().saturating_add(1));
        let rules = &cx.world.channel.backoff;
        let tries = u32::from(self.h.tries());
        let (_, law) = rules.iter().find(|(through, _)| tries <= *through).unwrap_or(&rules[rules.len() - 1]);
        let wait =
            Duration::from_micros(law.draw(cx.world.draws.bits(Stream::Backoff, self.id.0.into(), cx.now.as_micros())));
        let at = cx.now + known + wait;
        self.later(cx, at, ToHandset::Retry, self.h.generation().into());
        self.expires_unless_back(cx, at);
    }

    /// The wait is over.
    pub(super) fn retry(&mut self, cx: &mut Context<'_, '_>, generation: u16) {
        if self.h.channel() == Channel::Waiting && self.h.generation() == generation {
            self.connect(cx);
        }
    }

    /// The service answers: the channel is up.
    pub(super) fn connected(&mut self, cx: &mut Context<'_, '_>, generation: u16) {
        if self.h.channel() != Channel::Connecting || self.h.generation() != generation {
            return;
        }
        // Whatever connection there was before, this one has replaced it.
        self.h.set_abandoned(false);
        if self.path_cut(cx, cx.now) {
            self.abandon(cx.now);
            self.attempt_failed(cx, cx.world.client.connect_timeout);
            return;
        }
        self.h.set_channel(Channel::Up);
        self.h.connected_s = (cx.now.as_micros() / SECOND) as u32;
        self.h.set_heard(cx.now);
        self.h.set_tries(0);
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.connects);
        if cx.world.channel.each_ping {
            self.start_pings(cx);
        } else if self.short_translation(cx) {
            self.expect_dead_link(cx);
        }
        self.resend_stuck(cx);
        self.book_if_new(cx);
    }

    /// The service refuses, or nobody answered in time.
    pub(super) fn rejected(&mut self, cx: &mut Context<'_, '_>, generation: u16) {
        if self.h.channel() == Channel::Connecting && self.h.generation() == generation {
            self.expires_before(cx);
            self.attempt_failed(cx, Duration::ZERO);
        }
    }

    /// The node crashed and its kernel says so.
    pub(super) fn reset(&mut self, cx: &mut Context<'_, '_>, generation: u16) {
        if self.h.channel() == Channel::Up && self.h.generation() == generation && self.h.access().carries() {
            self.count_pings(cx);
            self.back_off(cx, Duration::ZERO);
        }
    }

    /// The country's data centre is another one from now on.
    pub(in crate::model) fn move_home(&mut self, cx: &mut Context<'_, '_>) {
        if self.h.channel() == Channel::Up || self.h.channel() == Channel::Connecting {
            self.channel_lost(cx, true);
            // The second rule of the back-off spreads the crowd.
            self.h.set_tries(1);
            self.back_off(cx, Duration::ZERO);
        }
    }

    /// A cut has begun: the next ping will go unanswered if it lasts.
    pub(in crate::model) fn feel_cut(&mut self, cx: &mut Context<'_, '_>) {
        if self.h.channel() == Channel::Up && !cx.world.channel.each_ping && self.path_cut(cx, cx.now) {
            self.expect_dead_link(cx);
        }
    }

    /// Schedules the next moment at which a ping's reply is overdue; the ping may be on its way.
    fn expect_dead_link(&mut self, cx: &mut Context<'_, '_>) {
        let rules = &cx.world.channel;
        let silent = cx.now.saturating_since(self.h.heard() + rules.reply_timeout);
        let pings = silent.as_micros() / rules.ping.as_micros() + 1;
        let overdue = self.h.heard() + rules.ping * pings + rules.reply_timeout;
        self.later(cx, overdue, ToHandset::LinkDead, self.h.generation().into());
    }

    /// A ping's reply would be overdue now: finds out whether the link is dead.
    pub(super) fn link_dead(&mut self, cx: &mut Context<'_, '_>, generation: u16) {
        if self.h.channel() != Channel::Up || self.h.generation() != generation {
            return;
        }
        let rules = &cx.world.channel;
        let pinged = Instant::from_micros((cx.now.as_micros()).saturating_sub(rules.reply_timeout.as_micros()));
        let forgotten = self.short_translation(cx) && pinged.saturating_since(self.h.heard()) >= rules.ping;
        if !forgotten && !self.path_cut(cx, pinged) {
            if cx.world.channel.each_ping {
                self.start_pings(cx);
            } else if self.short_translation(cx) || self.path_cut(cx, cx.now) {
                // The ping got through before the cut; the next will not.
                self.expect_dead_link(cx);
            }
            return;
        }
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.dead_links);
        let silent_since =
            self.h.heard().max(Instant::from_micros(pinged.as_micros().saturating_sub(rules.ping.as_micros())));
        self.count_pings(cx);
        self.abandon(silent_since);
        self.back_off(cx, Duration::ZERO);
    }

    /// The radio went away, or the service is switched off: closes the channel cleanly, or leaves it half open. When the
    /// handset can be back, the caller knows.
    pub(super) fn channel_lost(&mut self, cx: &mut Context<'_, '_>, graceful: bool) {
        let before = self.h.channel();
        self.h.set_channel(Channel::Down);
        match before {
            Channel::Down | Channel::Waiting => {}
            Channel::Connecting => {
                self.expires_before(cx);
                self.abandon(cx.now);
            }
            Channel::Up => {
                self.count_pings(cx);
                let said = graceful && self.say_goodbye(cx);
                if !said {
                    let ping = cx.world.channel.ping;
                    let pings = cx.now.saturating_since(self.h.heard()).as_micros() / ping.as_micros();
                    self.abandon(self.h.heard() + ping * pings);
                }
            }
        }
    }

    fn say_goodbye(&mut self, cx: &mut Context<'_, '_>) -> bool {
        if self.translation_expired(cx, cx.now) || self.path_cut(cx, cx.now) {
            return false;
        }
        let site = usize::from(self.h.site);
        let key = packet_key(self.id, ToSite::Goodbye, cx.now.as_micros());
        let (here, there) = (self.place(cx.world), cx.world.sites[site].place);
        let Some(delay) = cx.packet(self.h.access(), here, there, cx.now, key) else { return false };
        let caller = Caller { handset: self.id, word: self.h.generation(), access: self.h.access() };
        cx.send(cx.now + delay, cx.world.site_process(site), ToSite::Goodbye, caller.pack());
        true
    }

    /// The service will hear no ping after `heard`: it gives the connection up by itself, if no other replaces it before.
    fn abandon(&mut self, heard: Instant) {
        self.h.set_heard(heard);
        self.h.set_abandoned(true);
    }

    /// An abandoned connection expires at the data centre, unless the handset is back by `next` and it expires later.
    pub(super) fn expires_unless_back(&mut self, cx: &mut Context<'_, '_>, next: Instant) {
        let expires = self.h.heard() + cx.world.channel.server_timeout;
        if self.h.abandoned() && next + cx.world.lookahead >= expires {
            self.expires(cx, self.h.generation());
        }
    }

    /// The connection before the attempt that comes to nothing was abandoned, and expires.
    fn expires_before(&mut self, cx: &mut Context<'_, '_>) {
        if self.h.abandoned() {
            self.expires(cx, self.h.generation().wrapping_sub(1) & GENERATION);
        }
    }

    fn expires(&mut self, cx: &mut Context<'_, '_>, generation: u16) {
        self.h.set_abandoned(false);
        let at = (self.h.heard() + cx.world.channel.server_timeout).max(cx.now + cx.world.lookahead);
        let caller = Caller { handset: self.id, word: generation, access: Access::NoData };
        cx.send(at, cx.world.site_process(self.h.site.into()), ToSite::Expire, caller.pack());
    }

    /// Counts the pings of a channel that ends now.
    fn count_pings(&mut self, cx: &mut Context<'_, '_>) {
        self.h.count_pings(cx.world, self.id, cx.ledger, cx.now);
    }

    /// Whether a packet of the service gets through to the client; traffic keeps the translation alive.
    pub(super) fn channel_receives(&mut self, cx: &Context<'_, '_>) -> bool {
        let through = self.truly_online(cx);
        if through {
            self.h.set_heard(cx.now);
        }
        through
    }

    /// Sends a message's packet up the channel; none where it dies on the way.
    pub(super) fn channel_sends(
        &mut self,
        cx: &mut Context<'_, '_>,
        at: Instant,
        kind: ToSite,
        n: u64,
    ) -> Option<Instant> {
        if self.h.channel() != Channel::Up || self.translation_expired(cx, cx.now) {
            return None;
        }
        let site = usize::from(self.h.site);
        let (here, there) = (self.place(cx.world), cx.world.sites[site].place);
        if cx.world.geography.banned(here, at) {
            return None;
        }
        let delay = cx.packet(self.h.access(), here, there, at, packet_key(self.id, kind, n))?;
        self.h.set_heard(cx.now);
        Some(at + delay)
    }
}

/// What a connection set-up shows of the handset.
pub(in crate::model) fn introduced(cx: &Context<'_, '_>, handset: HandsetId) -> Greeting {
    Greeting {
        form: Form::Hello,
        bytes: cx.world.channel.connect_bytes,
        person: handset.0,
        sort: cx.own(Identifier::Account, handset, cx.world.client.protection).sort,
        identifiers: &[Identifier::Account, Identifier::Imei, Identifier::Imsi],
    }
}
