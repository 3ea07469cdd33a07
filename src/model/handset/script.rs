//! What the owner of a scripted handset does with the handset itself.
//!
//! Knows no wishes: those are activities like any other's; nor the switch and resets: those are starts of its life.

use super::Phone;
use crate::model::context::Context;
use crate::world::{Act, LifeAct, MessageId};

impl Phone<'_> {
    /// Whether a script says that this activity is about the handset itself; then it is seen to.
    pub(super) fn acts(&mut self, cx: &mut Context<'_, '_>, message: MessageId) -> bool {
        let Some(script) = &cx.world.script else { return false };
        let Act::Life(act) = script.act(self.id, message.activity().into()) else { return false };
        match act {
            LifeAct::LogIn => self.log_in(cx),
            LifeAct::Enable | LifeAct::Disable | LifeAct::Reset => {}
        }
        true
    }
}
