//! Runs that are interrupted and gone on with: the same result to the last byte, or a clear refusal.
//!
//! One file for each question; each test says in a line what a pass proves.

mod files;
mod killed;
mod measure;
mod results;
mod shelf;
#[path = "../ecosystem/worlds.rs"]
#[expect(dead_code, reason = "the ecosystem's tests need more of it")]
mod worlds;
