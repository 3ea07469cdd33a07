//! Randomness (placeholder until the room is merged).
mod law;
pub use law::Law;
