//! What the owner of a scripted handset does with the handset itself.
//!
//! Knows no wishes: those are activities like any other's.

use super::Phone;
use crate::model::context::Context;
use crate::world::{Act, LifeAct, MessageId};

impl Phone<'_> {
    /// Whether a script says that this activity is about the handset itself; then it happens now.
    pub(super) fn acts(&mut self, cx: &mut Context<'_, '_>, message: MessageId) -> bool {
        let Some(script) = &cx.world.script else { return false };
        let Act::Life(act) = script.act(self.id, message.activity().into()) else { return false };
        match act {
            LifeAct::Enable => self.switch_on(cx),
            LifeAct::Disable => self.switch_off(cx),
            LifeAct::Reset => self.life(cx),
            LifeAct::LogIn => self.log_in(cx),
        }
        true
    }

    fn switch_on(&mut self, cx: &mut Context<'_, '_>) {
        if self.h.enabled {
            return;
        }
        self.h.enabled = cx.world.enabled(self.id, cx.now);
        self.activate(cx);
        if self.h.enabled {
            self.h.tries = 0;
            self.connect(cx);
        }
    }

    fn switch_off(&mut self, cx: &mut Context<'_, '_>) {
        self.h.enabled = false;
        self.forget_lookups();
        self.channel_lost(cx, true);
    }
}
