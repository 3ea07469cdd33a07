//! The discrete-event kernel: it carries events through time, on any number of threads, always with the same result.
//!
//! The engine does not know what a message is, what a handset is, or that there is randomness.
//!
//! # Events and their order
//!
//! An **event** is a plain number of (usually) 16 bytes that says what is due, when, and for which **logical process**
//! ([`Event`]). Events are handled in the order of their **content** (time first, then whatever the model packs next),
//! never in the order they were sent or arrived in. So the order in which threads deliver cannot be seen. Events that
//! compare equal are interchangeable, and all of them happen.
//!
//! A handler ([`Model::handle`]) takes one event and one shard's state, and sends further events through an [`Outbox`],
//! at the same instant or later. An event sent at the current instant that comes before others of that instant by
//! content is handled before them, but after the event that sent it.
//!
//! # Shards and windows
//!
//! Logical processes are cut into **shards**. Shards run side by side, one **window** of time after another: a window
//! begins at the earliest pending event anywhere (empty time is jumped over), is half-open, and is at most the
//! **lookahead** long, the least delay between process groups. What a handler sends to another group within a window
//! therefore happens after the window: shards need not hear of each other until the barrier at its end. This is
//! *conservative* synchronisation: nothing is ever rolled back, so a model may keep its state in plain columns and needs
//! no copies of it. The price is that the speed-up ends where windows hold few events; such windows run on one thread
//! without waking the others.
//!
//! All mail for a window is in the shard's future event list before the window's first event is handled, so that mail and
//! timers meet in content order. (A kernel that handles a window's mail apart from its timers passes every test that
//! varies threads and shards, and fails only when the length of the window changes.) **Interventions** happen between
//! windows, before all events of their instant.
//!
//! # Invariants
//!
//! - The result depends on the model and its states alone: not on threads, shards, window length or future event list.
//!   The **fingerprint** proves it: a wrapping sum, over all handled events, of a mix of the event and its target's state
//!   after it. It is commutative, so shards add theirs, and sees the order of events through the states.
//! - Zero delay exists only within a process group, and a group lies within one shard. Every sent event is checked
//!   against the lookahead even when no shard boundary is near: one shard finds a breach as well as seven.
//! - Events at or after the horizon are not handled; they are counted at the end.
//! - The engine reads no clock and no environment, and uses integers only.
//!
//! # Going on
//!
//! Between two steps a run is its shards' states, their pending events, four counters of each and the number of
//! interventions carried out: mail on its way is taken into the lists first. That is written ([`Keep`]) and gone on with
//! ([`resume`]), on any threads, with any list and window, to the same fingerprint. The bytes are those of [`Encoder`].
//!
//! # Rooms
//!
//! [`Event`], [`Model`], [`Outbox`]: what a model writes against. [`FutureEventList`]: the contract of [`RadixWheel`],
//! which is fast, and [`ReferenceList`], which is plain and holds the wheel to its trajectory. [`run`]: the loop.
//! [`phold`]: the customary benchmark, and the smallest example of a model. [`cost`]: a page on how cost grows with
//! handsets, and what was tried and not kept.

mod chunk;
mod codec;
pub mod cost;
mod crew;
mod event;
mod keep;
mod list;
mod model;
mod outbox;
pub mod phold;
mod reference;
mod run;
mod shard;
#[cfg(test)]
mod trajectory;
mod wheel;

pub use crate::units::{mix, mix2, weigh};
pub use codec::{Decoder, Encoder, Unreadable};
pub use event::Event;
pub use keep::{Keep, Save, readable, resume};
pub use list::FutureEventList;
pub use model::Model;
pub use outbox::Outbox;
pub use reference::ReferenceList;
pub use run::{ListKind, Options, Outcome, Progress, run, run_on};
pub use wheel::RadixWheel;
