//! What is said of a run that is kept: which it is, and how far it has come.
//!
//! Knows neither what is kept nor where.

use super::Setting;
use crate::units::{Duration, Instant};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which run of a study.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunName {
    /// What it sets of what nobody knows.
    pub setting: Setting,
    /// Name of the arm.
    pub arm: String,
    /// Replication, from 0.
    pub replication: u32,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reached {
    /// It is on its way.
    UnderWay {
        /// Shards that its handsets are cut into.
        shards: usize,
        /// Simulated time reached.
        now: Instant,
        /// Model events handled.
        events: u64,
    },
    /// It is finished.
    Finished,
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.arm)?;
        if let Setting { key, value } = &self.setting
            && !key.is_empty()
        {
            write!(f, " with {key} = {value}")?;
        }
        write!(f, ", replication {}", self.replication)
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::UnderWay { now, .. } = self else { return f.write_str("finished") };
        let minutes = now.as_micros() % Duration::DAY.as_micros() / Duration::MINUTE.as_micros();
        write!(f, "day {} {:02}:{:02}", now.day() + 1, minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_named_and_a_day_begins_with_the_first() {
        let run = RunName { setting: Setting::default(), arm: "before".to_owned(), replication: 0 };
        assert_eq!(run.to_string(), "before, replication 0");
        let setting = Setting { key: "client.timer".to_owned(), value: "2 min".to_owned() };
        assert_eq!(RunName { setting, ..run }.to_string(), "before with client.timer = 2 min, replication 0");
        let now = Instant::START + Duration::DAY * 2 + Duration::HOUR * 12 + Duration::MINUTE * 5;
        assert_eq!(Reached::UnderWay { shards: 1, now, events: 0 }.to_string(), "day 3 12:05");
    }
}
