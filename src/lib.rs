//! `cloudmsg`: a deterministic discrete-event simulator of a cloud-messaging ecosystem.
pub mod analysis;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod ledger;
pub mod model;
pub mod random;
pub mod report;
pub mod scenario;
pub mod units;
pub mod world;
