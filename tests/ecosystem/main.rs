//! The ecosystem as a whole, from scenario to ledger: small, dense, strange worlds, and the shipped ones cut short.
//!
//! One file for each question that is asked of it; each test says in a line what a pass proves.

#![expect(clippy::print_stdout, reason = "a test prints what it measured, for who asks with --nocapture")]

mod arms;
mod audit;
mod bans;
mod behaviour;
mod cloud;
mod conservation;
mod crossings;
mod determinism;
mod fates;
mod fidelity;
mod fingerprints;
mod firmware;
mod lives;
mod numbers;
mod observers;
mod population;
mod probe;
mod rivals;
mod sampling;
mod scale;
mod script;
mod stories;
mod sums;
mod wishes;
mod workers;
mod worlds;
