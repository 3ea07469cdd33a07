//! What the operator holds: people with an account or in a log, messages in the queue.
//!
//! Nothing is measured where the scenario switches the exposure record off.

use super::metrics;
use super::reading::Reading;
use crate::ledger::{Register, Store};

metrics! {
    "holdings.accounts", People, "Owners of whom the operator holds an account when the study ends.",
        |r| register(r, Register::Accounts);
    "holdings.logged_nonusers", People,
        "People who never use the service whose number stands in the operator's log of look-ups when the study ends.",
        |r| register(r, Register::LoggedNonUsers);
    "holdings.backed_up_nonusers", People,
        "People who never use the service of whom a contact card is backed up when the study ends.",
        |r| register(r, Register::BackedUpNonUsers);
    "holdings.queue", Messages, "Messages that the operator holds on average for receivers who have not acknowledged them.",
        |r| mean(r, Store::Queue);
    "holdings.queue_time", Seconds, "Mean time for which it holds one, warm-up included.",
        |r| time(r, Store::Queue);
    "holdings.presence", Count, "Push channels that count as online, on average.", |r| mean(r, Store::Presence);
}

fn register(r: &Reading, register: Register) -> Option<f64> {
    let holdings = &r.run.ledger.holdings;
    let last = holdings.recording().then(|| holdings.held(register).by_hour())?.last().copied()?;
    r.scaled(last)
}

fn mean(r: &Reading, store: Store) -> Option<f64> {
    let holdings = &r.run.ledger.holdings;
    let hours = holdings.recording().then(|| r.measured_hours())?;
    let us = crate::units::Duration::HOUR.as_micros() as f64 * hours.len() as f64;
    (!hours.is_empty()).then(|| holdings.level(store).over(hours).area as f64 / us * r.run.facts.scale())
}

fn time(r: &Reading, store: Store) -> Option<f64> {
    let holdings = &r.run.ledger.holdings;
    let (area, came) = holdings.recording().then(|| holdings.level(store).held())?;
    (came > 0).then(|| area as f64 / 1e6 / came as f64)
}
