//! How a SIM is bound to an account, and what owners do against the service.
//!
//! Plain validated values.

use crate::random::Law;
use crate::units::Duration;

/// How the service learns that a number is the owner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivationForm {
    /// Always by an SMS from the handset to a gateway, billed to the owner (2012).
    Uplink,
    /// By an SMS to the handset, free of charge, where the number is known; else by one from it.
    DownlinkFirst,
}

/// The silent activation of a SIM.
#[derive(Clone, Debug)]
pub struct Activation {
    /// Which way the SMS goes.
    pub form: ActivationForm,
    /// Whether only the first automatic SMS of a SIM card is sent; forgotten on factory reset.
    pub once_per_sim: bool,
    /// With the guard: time to the one automatic retry that sends again.
    pub guard_retry: Duration,
    /// From sending the SMS to its arrival, in seconds.
    pub sms_delay: Law,
    /// Share of these SMS that are lost.
    pub sms_loss: f64,
    /// Share of SIMs that cannot pay for the SMS: it is refused and not billed.
    pub no_balance: f64,
    /// Whether activation works on a foreign network.
    pub works_roaming: bool,
    /// Share of owners outside the place of their data centre who cannot follow the service's language.
    pub language_barrier: f64,
    /// Share of activations that fail for any other reason, whatever is tried.
    pub other_failure: f64,
    /// Chance that an owner whose SIM is not bound tries again by hand a day later.
    pub manual_retry: f64,
    /// Share of SIMs whose number the server knows already.
    pub server_knows: f64,
    /// Share of SIMs that store their own number.
    pub sim_knows: f64,
}
