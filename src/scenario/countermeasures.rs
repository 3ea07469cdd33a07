//! What owners do against the service beyond its own switch.

/// Shares of owners who take each counter-measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Countermeasures {
    /// Share of owners who have disabled the application; the framework still activates at each start.
    pub disabled_app: f64,
    /// Whether a disabled application keeps its push channel nevertheless.
    pub disabled_still_connects: bool,
    /// Share of owners who keep the client from the network: it is on and activates by SMS, and none of its packets leaves.
    pub firewall: f64,
}
