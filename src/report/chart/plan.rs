//! Charts of a plan.
use super::sheet::Sheet;
use crate::analysis::PlanDocument;
pub(super) fn fleet_size(_plan: &PlanDocument) -> Sheet {
    Sheet::new("a", "b")
}
pub(super) fn utilisation(_plan: &PlanDocument) -> Sheet {
    Sheet::new("a", "b")
}
pub(super) fn head_room(_plan: &PlanDocument) -> Sheet {
    Sheet::new("a", "b")
}
