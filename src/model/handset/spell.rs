//! Coverage: spells with data and without follow each other, whatever anybody does.
//!
//! Only a client that keeps a channel must act when a spell ends. For others nothing happens then, so no event is spent on
//! it: their spells are the same draws, gone through when something next happens to the handset.

use super::{Channel, Phone};
use crate::model::context::Context;
use crate::model::event::ToHandset;
use crate::random::{below, halves};
use crate::units::{Duration, Instant};
use crate::world::{Access, Stream};

/// Handsets that have data at the start find it within this time: they do not all connect at once.
const START_UP: Duration = Duration::from_secs(600);

const SECOND: u64 = Duration::SECOND.as_micros();

impl Phone<'_> {
    /// The first spell: what is left of one without data.
    pub(super) fn start_spells(&mut self, cx: &mut Context<'_, '_>) {
        if let Some(script) = &cx.world.script {
            self.h.set_access(script.access(self.id));
            let [_, nat] = cx.world.draws.pair(Stream::Access, self.id.0.into(), 0);
            self.learn_translation(cx, nat);
            self.begin(cx, Duration::from_micros(1));
            return;
        }
        let [whether, when] = cx.world.draws.pair(Stream::Spell, self.id.0.into(), 0);
        let left = if cx.world.geography.on_at_start.hits(whether) {
            Duration::from_micros(1 + below(when, START_UP.as_micros()))
        } else {
            Duration::from_micros(1 + cx.world.geography.off.draw(when))
        };
        self.h.set_access(Access::NoData);
        self.begin(cx, left);
    }

    /// Goes through the spells that ended unnoticed up to now.
    pub(super) fn pass_spells(&mut self, cx: &mut Context<'_, '_>) {
        while !self.h.followed() && self.h.spell_end() <= cx.now {
            let mut then = Context { world: cx.world, now: self.h.spell_end(), ledger: cx.ledger, out: cx.out };
            self.spell_ends(&mut then);
        }
    }

    /// The client keeps a channel from now on, and lives with the spells.
    pub(super) fn heed_spells(&mut self, cx: &mut Context<'_, '_>) {
        if !self.h.followed() {
            let [_, kind] = cx.world.draws.pair(Stream::Spell, self.id.0.into(), self.h.spell.into());
            let [_, nat] = halves(kind);
            self.learn_translation(cx, nat);
            self.follow_spells(cx);
        }
    }

    /// Whether the client must notice when the spell ends.
    fn must_follow(&self, cx: &Context<'_, '_>) -> bool {
        // Polls of public content are counted as their spell begins, for the ledger.
        self.h.connects() || cx.world.content.is_some() || cx.world.script.is_some()
    }

    /// Sees to it that the client notices when the spell ends, if it has or wants a channel.
    fn follow_spells(&mut self, cx: &mut Context<'_, '_>) {
        if self.must_follow(cx) && !self.h.followed() {
            self.h.set_followed(true);
            self.later(cx, self.h.spell_end(), ToHandset::Spell, 0);
        }
    }

    /// The spell is over: data come or go.
    pub(super) fn spell_ends(&mut self, cx: &mut Context<'_, '_>) {
        if cx.world.script.is_some() {
            // The one spell of a script never ends; this is its beginning.
            self.connect(cx);
            self.poll_content(cx);
            return;
        }
        self.h.set_followed(false);
        self.h.spell += 1;
        let n = u64::from(self.h.spell);
        let [length, kind] = cx.world.draws.pair(Stream::Spell, self.id.0.into(), n);
        let geography = &cx.world.geography;
        if self.h.access().seems_on() {
            let graceful = geography.graceful.hits(kind.rotate_left(32));
            self.channel_lost(cx, graceful);
            self.h.set_access(if geography.unreachable.hits(kind) { Access::Unreachable } else { Access::NoData });
            self.begin(cx, Duration::from_micros(1 + geography.off.draw(length)));
            self.expires_unless_back(cx, self.h.spell_end());
            return;
        }
        // One block has bits for all four.
        let ([length, hole], [kind, nat]) = (halves(length), halves(kind));
        let mix = &geography.access_mix[self.place(cx.world)];
        let found = mix.iter().position(|p| p.hits(kind)).unwrap_or(Access::KINDS.len() - 1);
        self.h.set_access(Access::KINDS[found]);
        let mut stay = geography.on.draw(length);
        if self.h.access() == Access::Wifi && geography.black_hole.hits(hole) {
            self.h.set_access(Access::BlackHole);
            stay = geography.black_hole_stay.draw(length);
        }
        if self.must_follow(cx) {
            self.learn_translation(cx, nat);
        }
        self.begin(cx, Duration::from_micros(1 + stay));
        self.h.set_tries(0);
        self.connect(cx);
        self.poll_content(cx);
    }

    /// How long the carrier's network remembers an idle channel in this spell.
    fn learn_translation(&mut self, cx: &Context<'_, '_>, bits: u64) {
        let carrier = cx.world.sim_carrier(self.id, 0);
        let life = Duration::from_micros(cx.world.geography.nat[carrier.index()].draw(bits));
        self.h.set_nat_s((life.as_micros() / SECOND).min(u64::from(u16::MAX)) as u16);
    }

    fn begin(&mut self, cx: &mut Context<'_, '_>, length: Duration) {
        self.h.set_spell_end(cx.now + length);
        self.follow_spells(cx);
    }

    /// Whether the handset's channel really carries packets now, both ways.
    pub(super) fn truly_online(&self, cx: &Context<'_, '_>) -> bool {
        self.h.channel() == Channel::Up
            && self.h.access().carries()
            && !self.translation_expired(cx, cx.now)
            && !self.path_cut(cx, cx.now)
    }

    /// Whether the cellular network has forgotten the idle channel.
    pub(super) fn translation_expired(&self, cx: &Context<'_, '_>, at: Instant) -> bool {
        self.short_translation(cx)
            && at.saturating_since(self.h.heard()).as_micros() > u64::from(self.h.nat_s()) * SECOND
    }

    /// Whether pings come too seldom for the network's translation.
    pub(super) fn short_translation(&self, cx: &Context<'_, '_>) -> bool {
        self.h.access().cellular() && u64::from(self.h.nat_s()) * SECOND < cx.world.channel.ping.as_micros()
    }

    /// Whether the client finds no way to the service for a fault of its own place, or its owner keeps it from looking.
    pub(super) fn walled_off(&self, cx: &Context<'_, '_>) -> bool {
        cx.world.geography.names_fail(self.place(cx.world), cx.now) || cx.world.firewalled(self.id)
    }

    /// Whether anybody is there to take a connection: what a handset has to say goes out only then.
    pub(super) fn is_answered(cx: &Context<'_, '_>, site: usize) -> bool {
        !cx.world.geography.site_down(site, cx.now)
    }

    /// Whether a new connection from here to a data centre comes to nothing: no name, no way there or back, nobody there.
    pub(super) fn no_way_to(&self, cx: &Context<'_, '_>, site: usize) -> bool {
        let geography = &cx.world.geography;
        let (here, there) = (self.place(cx.world), cx.world.sites[site].place);
        geography.ever_cut()
            && (geography.names_fail(here, cx.now)
                || geography.site_down(site, cx.now)
                || geography.cut(here, there, cx.now)
                || geography.cut(there, here, cx.now))
    }

    /// Whether the way to the channel's data centre is cut in either direction, or the data centre is down, or the service
    /// is banned here.
    pub(super) fn path_cut(&self, cx: &Context<'_, '_>, at: Instant) -> bool {
        let geography = &cx.world.geography;
        if !geography.ever_cut() {
            return false;
        }
        let (here, site) = (self.place(cx.world), usize::from(self.h.site));
        let there = cx.world.sites[site].place;
        geography.cut(here, there, at)
            || geography.cut(there, here, at)
            || geography.site_down(site, at)
            || geography.banned(here, at)
    }
}
