//! What people want: whom they write to, when, how long and how quickly they answer. Never depends on policy.

use crate::random::Law;
use std::path::PathBuf;

/// The demand for messages and look-ups.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Messages an owner sends a day, over owners.
    pub sent_per_day: Law,
    /// Most messages a day.
    pub sent_limit: f64,
    /// Messages in a conversation, both sides.
    pub turns: Law,
    /// Time from reading to answering, in seconds.
    pub think: Law,
    /// Chance that a turn of a conversation is written by who wrote the turn before.
    pub again: f64,
    /// Time from sending a message to sending another after it, in seconds.
    pub pause: Law,
    /// Gap between conversations of one owner in units of the mean gap (mean 1): its spread is the burstiness.
    pub gap: Law,
    /// Time from opening a thread to sending its first message, in seconds.
    pub typing: Law,
    /// Share of first messages written without opening the thread before (number chosen in a new message).
    pub unopened: f64,
    /// Rank of the correspondent (0 = first) of a conversation.
    pub rank: Law,
    /// Times a day that an owner opens a conversation or a contact without writing.
    pub opens_per_day: f64,
    /// Contacts created in 30 days.
    pub new_contacts_per_month: f64,
    /// Share of incoming conversations whose number is in no phonebook.
    pub strangers: f64,
    /// Languages.
    pub languages: Vec<Language>,
    /// Hour-of-day profiles.
    pub hours: Vec<HourProfile>,
    /// Activity on Monday to Sunday, mean 1.
    pub weekdays: [f64; 7],
    /// Replay of a recorded trace instead of the generator.
    pub trace: Option<Trace>,
}

/// Alphabet and lengths of texts.
#[derive(Clone, Debug)]
pub struct Language {
    /// Name in the file.
    pub name: String,
    /// Share of messages that need UCS-2.
    pub ucs2: f64,
    /// Length in GSM-7 septets.
    pub gsm7_length: Law,
    /// Length in UTF-16 units of those that need UCS-2.
    pub ucs2_length: Law,
    /// Longest message in units.
    pub limit: u32,
}

/// Share of the day's activity in each hour.
#[derive(Clone, Debug)]
pub struct HourProfile {
    /// Name in the file.
    pub name: String,
    /// 24 shares, local time, normalised to sum 1.
    pub shares: [f64; 24],
}

/// Recorded messages: who, to whom, when.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The file.
    pub path: PathBuf,
    /// Messages by time: source and target dense from 0, microseconds from the study's start.
    pub messages: std::sync::Arc<Vec<TraceMessage>>,
    /// Distinct people in the trace.
    pub people: u32,
}

/// One recorded message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TraceMessage {
    /// When it was sent, from the study's start.
    pub at: crate::units::Instant,
    /// Who sent it.
    pub source: u32,
    /// Who got it.
    pub target: u32,
}
