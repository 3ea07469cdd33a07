//! The scenario language: a TOML file becomes validated values, or a list of all mistakes in it.

mod client;
mod country;
mod network;
mod population;
mod site;
mod stub;
mod study;
mod timeline;
mod workload;

pub use client::{Backoff, Client, Protection};
pub use country::{Carrier, Country, Smsc};
pub use network::{ACCESS, BorderLink, Congestion, Connectivity, Link, WideArea};
pub use population::{Corridor, Population};
pub use site::{Relay, Servers, Site};
pub use stub::{Diagnostic, read, render};
pub use study::{Arm, LedgerOptions, Scenario, Study, StudyStart};
pub use timeline::{Curve, Effect, Intervention, Ota};
pub use workload::{HourProfile, Language, Trace, TraceMessage, Workload};
