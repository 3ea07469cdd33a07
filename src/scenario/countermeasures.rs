//! What owners do against the service beyond its own switch.

/// Shares of owners who take each counter-measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Countermeasures {
    /// Owners who keep the client from the network: it is on and activates by SMS, and none of its packets leaves.
    pub firewall: f64,
}
