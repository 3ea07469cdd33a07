//! The names of what is measured at a textbook station.
//!
//! Knows neither how it is recorded nor what theory says of it.

use crate::units::{STATION_FIGURES, Unit};

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
        STATION_FIGURES[self as usize].0
    }

    /// What it is counted in.
    pub const fn unit(self) -> Unit {
        STATION_FIGURES[self as usize].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_may_be_bounded_in_their_order() {
        assert_eq!(StationFigure::ALL.len(), STATION_FIGURES.len());
        for (place, figure) in StationFigure::ALL.iter().enumerate() {
            assert_eq!(*figure as usize, place);
            let spelled: String = format!("{figure:?}").chars().filter(char::is_ascii_alphanumeric).collect();
            assert_eq!(spelled.to_lowercase(), figure.name().replace('_', ""));
        }
    }
}
