//! `cloudmsg`: a deterministic discrete-event simulator of a cloud-messaging ecosystem.
pub mod random;
pub mod units;
