//! The names of what is measured at a textbook station.
//!
//! Knows neither how it is recorded nor what theory says of it.

use crate::units::Unit;

/// One figure of a station, or of one class of its customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StationFigure {
    /// Customers that came.
    Arrivals,
    /// Share of the servers' time that is used.
    Utilisation,
    /// Share of arrivals that wait.
    Delayed,
    /// Share of arrivals turned away.
    Blocked,
    /// Share of arrivals that give up waiting.
    Abandoned,
    /// Mean time in the queue of those let in, given up or not.
    WaitMean,
    /// Its 95th percentile.
    WaitP95,
    /// Its 99th percentile.
    WaitP99,
    /// Mean time in the station of those let in, given up or not.
    SojournMean,
    /// Its 95th percentile.
    SojournP95,
    /// Its 99th percentile.
    SojournP99,
    /// Mean number waiting.
    QueueMean,
    /// Mean number in the station.
    NumberMean,
}

impl StationFigure {
    /// All of them in the order of results.
    pub const ALL: [Self; 13] = [
        Self::Arrivals,
        Self::Utilisation,
        Self::Delayed,
        Self::Blocked,
        Self::Abandoned,
        Self::WaitMean,
        Self::WaitP95,
        Self::WaitP99,
        Self::SojournMean,
        Self::SojournP95,
        Self::SojournP99,
        Self::QueueMean,
        Self::NumberMean,
    ];

    /// The last part of its name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arrivals => "arrivals",
            Self::Utilisation => "utilisation",
            Self::Delayed => "delayed",
            Self::Blocked => "blocked",
            Self::Abandoned => "abandoned",
            Self::WaitMean => "wait_mean",
            Self::WaitP95 => "wait_p95",
            Self::WaitP99 => "wait_p99",
            Self::SojournMean => "sojourn_mean",
            Self::SojournP95 => "sojourn_p95",
            Self::SojournP99 => "sojourn_p99",
            Self::QueueMean => "queue_mean",
            Self::NumberMean => "number_mean",
        }
    }

    /// What it is counted in.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Arrivals | Self::QueueMean | Self::NumberMean => Unit::Count,
            Self::Utilisation | Self::Delayed | Self::Blocked | Self::Abandoned => Unit::Share,
            Self::WaitMean
            | Self::WaitP95
            | Self::WaitP99
            | Self::SojournMean
            | Self::SojournP95
            | Self::SojournP99 => Unit::Seconds,
        }
    }
}
