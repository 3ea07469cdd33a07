//! Public content: greeting texts, jokes, poems, notices of updates, asked for at even intervals while there are data.
//!
//! Counted ahead for each spell by arithmetic; no event is spent on it.

use super::Phone;
use super::life::Stage;
use crate::ledger::{Form, Identifier, Item, Parcel};
use crate::model::context::Context;
use crate::world::PublicContent;

impl Phone<'_> {
    /// Counts the polls from now to the end of the spell, which is known when it begins.
    pub(super) fn poll_content(&mut self, cx: &mut Context<'_, '_>) {
        let Some(content) = cx.world.content else { return };
        if self.h.stage() != Stage::Here || !self.h.access().carries() {
            return;
        }
        // The one spell of a script has no end.
        let end = if cx.world.script.is_some() { cx.world.horizon } else { self.h.spell_end().min(cx.world.horizon) };
        let left = if cx.world.stands_still(self.id) { None } else { cx.world.life(self.id).left() };
        let end = left.map_or(end, |left| left.min(end));
        for at in content.polls(&cx.world.draws, self.id, cx.now, end) {
            let mut then = Context { world: cx.world, now: at, ledger: cx.ledger, out: cx.out };
            self.poll(&mut then, content);
        }
    }

    fn poll(&self, cx: &mut Context<'_, '_>, content: PublicContent) {
        let site = cx.world.home(cx.world.layout.country(self.id), cx.now);
        if self.walled_off(cx) || self.no_way_to(cx, site) {
            return;
        }
        cx.data(self.id, self.h.access(), content.bytes);
        if cx.recording() {
            let account = cx.own(Identifier::Account, self.id, content.protection);
            let items: &[Item] = if content.identified { std::slice::from_ref(&account) } else { &[] };
            let parcel = Parcel { form: Form::Content, bytes: content.bytes, items, edge: None, message: None };
            cx.on_the_wire(self.id, self.h.access(), site, &parcel);
            cx.at_the_service(self.id, site, &parcel);
        }
    }
}
