//! The scenario language: a TOML file becomes validated values, or a list of all mistakes in it.

mod calendar;
mod client;
mod country;
mod diagnostic;
mod document;
mod kinds;
mod law_text;
mod layers;
mod network;
mod observers;
mod population;
mod quantity;
mod read;
mod reader;
mod resolved;
mod sections;
mod site;
mod study;
mod timeline;
mod trace;
mod unknown;
mod workload;

pub use client::{Backoff, Client};
pub use country::{Carrier, Country, Smsc};
pub use diagnostic::{Diagnostic, Source, render};
pub use network::{ACCESS, BorderLink, Congestion, Connectivity, Link, WideArea};
pub use observers::Observers;
pub use population::{Corridor, Population};
pub use read::read;
pub use site::{Relay, Servers, Site};
pub use study::{Arm, LedgerOptions, Scenario, Study, StudyStart, Unknown};
pub use timeline::{Curve, Effect, Intervention, Ota};
pub use trace::read_trace;
pub use workload::{HourProfile, Language, Trace, TraceMessage, Workload};
