//! A script: named people and what each of them does when, instead of the generator.
//!
//! Plain validated values. Knows nothing of what follows from an action.

use crate::units::Instant;

/// Most people of a script.
pub(super) const MOST_PEOPLE: usize = 1_000;
/// Most actions of a script.
pub(super) const MOST_ACTIONS: usize = 10_000;

/// Most times that a person switches the service or resets the handset.
pub(super) const MOST_SWITCHES: usize = 9;

/// People and their actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// In the order of their names.
    pub people: Vec<Scripted>,
    /// In the order of the file.
    pub actions: Vec<Action>,
}

/// A person of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scripted {
    /// Name in the file.
    pub name: String,
    /// Index of their country.
    pub country: usize,
    /// Index of their carrier among the country's.
    pub carrier: usize,
    /// Their handset; none where they are people without the service.
    pub handset: Option<ScriptedHandset>,
}

/// A handset of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScriptedHandset {
    /// The service when the handset starts; none where the rules for new handsets decide.
    pub service: Option<Service>,
    /// When it is first switched on; none where it was owned before the study.
    pub starts: Option<Instant>,
    /// Index of its kind of access in [`super::ACCESS`]; none where it never has data.
    pub access: Option<usize>,
}

/// State of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// On without having been asked for.
    On,
    /// Off.
    Off,
    /// Asked for.
    OptedIn,
}

/// Something that a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// When.
    pub at: Instant,
    /// Index of the person.
    pub who: usize,
    /// What.
    pub does: Deed,
    /// Index of the person it concerns, of the deeds that concern one.
    pub whom: Option<usize>,
    /// Messages of the conversation that it begins, both sides.
    pub turns: u32,
}

/// What people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Creates a contact.
    CreateContact,
    /// Opens a thread or a contact.
    Open,
    /// Begins a conversation.
    Write,
    /// Gets an SMS from somebody without a handset.
    Receive,
    /// Switches the service on.
    Enable,
    /// Switches the service off.
    Disable,
    /// Resets the handset.
    Reset,
    /// Logs in to Mi Cloud.
    LogIn,
}

impl Deed {
    /// Names in the file.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("create-contact", Self::CreateContact),
        ("open", Self::Open),
        ("write", Self::Write),
        ("receive", Self::Receive),
        ("enable", Self::Enable),
        ("disable", Self::Disable),
        ("reset", Self::Reset),
        ("log-in", Self::LogIn),
    ];

    /// Whether it concerns another person.
    pub const fn concerns(self) -> bool {
        match self {
            Self::CreateContact | Self::Open | Self::Write | Self::Receive => true,
            Self::Enable | Self::Disable | Self::Reset | Self::LogIn => false,
        }
    }

    /// Whether the handset starts anew with it.
    pub const fn switches(self) -> bool {
        matches!(self, Self::Enable | Self::Disable | Self::Reset)
    }

    /// Whether it begins a conversation.
    pub const fn converses(self) -> bool {
        matches!(self, Self::Write | Self::Receive)
    }
}

impl Script {
    /// How many handsets there are.
    pub fn handsets(&self) -> u32 {
        self.people.iter().filter(|person| person.handset.is_some()).count() as u32
    }
}
