//! `cloudmsg`: a deterministic discrete-event simulator of a cloud-messaging ecosystem.
pub mod engine;
pub mod units;
