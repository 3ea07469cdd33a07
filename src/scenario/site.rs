//! Data centres of the service.

use crate::units::Duration;

/// A data centre with its stations.
#[derive(Clone, Debug)]
pub struct Site {
    /// Name in the file, e.g. `beijing`.
    pub name: String,
    /// Index of its place in [`super::WideArea::places`].
    pub place: usize,
    /// Index of the country whose numbers its account host takes for its own where the country code is missing.
    pub default_country: Option<usize>,
    /// The connection nodes.
    pub relay: Relay,
    /// The look-up service.
    pub lookup: Servers,
    /// The presence service.
    pub presence: Servers,
}

/// The connection and relay nodes of a data centre.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Number of nodes.
    pub nodes: u32,
    /// Messages a second that one node handles.
    pub rate: f64,
    /// Connection set-ups a second that one node handles.
    pub connect_rate: f64,
    /// Connections that one node holds.
    pub connections: u64,
    /// Backlog at which a node sheds load.
    pub shed: Duration,
    /// How long an undelivered message is kept.
    pub retention: Duration,
    /// Servers that route messages; none where the nodes do it themselves.
    pub workers: Option<Servers>,
}

/// Equal servers behind one queue.
#[derive(Clone, Debug)]
pub struct Servers {
    /// How many.
    pub servers: u32,
    /// Requests a second that one handles.
    pub rate: f64,
    /// Backlog at which requests are refused.
    pub shed: Duration,
}
