//! What a crossing is: one message on one hop carrying one identifier.
//!
//! Knows neither where it crossed nor how crossings are counted.

use crate::ledger::delivery::named;
use serde::{Deserialize, Serialize};

/// What kind of identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Identifier {
    /// A phone number (E.164).
    Msisdn,
    /// The subscriber identity of the SIM (E.212).
    Imsi,
    /// The identity of the handset.
    Imei,
    /// The number of the SIM card.
    Iccid,
    /// The account id of the service.
    Account,
    /// The name of the home carrier.
    Network,
    /// The text of a message.
    Content,
    /// A contact's card: name and number.
    Contact,
    /// A note.
    Note,
    /// A photo.
    Photo,
}

/// Whose it is, seen from the handset that sends or asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whose {
    /// The owner's own.
    Own,
    /// A contact who has the service enabled.
    User,
    /// A contact who owns a handset and has the service off.
    SwitchedOff,
    /// A contact who never uses the service.
    NonUser,
}

/// What the person whom it is about has agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Consent {
    /// Switched it on by their own choice.
    OptedIn,
    /// Has it on because nobody asked.
    DefaultOn,
    /// Owns a handset and has it off.
    Off,
    /// Never a user, never asked.
    Never,
}

/// How it is protected on this hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Protection {
    /// Readable by whoever carries it.
    Clear,
    /// Encoded, readable by whoever looks.
    Encoded,
    /// Inside TLS.
    Tls,
    /// Encrypted as a field.
    FieldEncrypted,
    /// A plain hash.
    Hash,
    /// A salted hash.
    SaltedHash,
    /// A k-anonymous bucket.
    Bucket,
    /// Nothing is learnt.
    Blind,
}

/// Which message of the protocols carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Form {
    /// What a handset says of itself when it starts.
    StartUp,
    /// The silent SMS that binds a SIM.
    ActivationSms,
    /// The question whether the SIM is bound by now.
    ActivationPoll,
    /// Setting up the push channel.
    Hello,
    /// Asking whether a number is a user's.
    Lookup,
    /// Asking whether a user is online.
    Probe,
    /// A cloud message going up.
    Submit,
    /// A cloud message going down.
    Deliver,
    /// An SMS.
    Sms,
    /// A copy of an SMS for the service.
    ForwardedSms,
    /// A phonebook on its way to the service.
    Book,
    /// Logging in to the cloud storage.
    Login,
    /// Storing something in the cloud, or fetching it.
    Backup,
    /// Fetching public content.
    Content,
}

named!(Identifier: Msisdn = "msisdn", Imsi = "imsi", Imei = "imei", Iccid = "iccid", Account = "account",
    Network = "network", Content = "content", Contact = "contact", Note = "note", Photo = "photo");
named!(Whose: Own = "self", User = "user", SwitchedOff = "owner_off", NonUser = "non_user");
named!(Consent: OptedIn = "opted_in", DefaultOn = "default_on", Off = "off", Never = "never");
named!(Protection: Clear = "clear", Encoded = "encoded", Tls = "tls", FieldEncrypted = "field-encrypted", Hash = "hash",
    SaltedHash = "salted-hash", Bucket = "bucket", Blind = "blind");
named!(Form: StartUp = "start_up", ActivationSms = "activation_sms", ActivationPoll = "activation_poll", Hello = "hello",
    Lookup = "lookup", Probe = "probe", Submit = "submit", Deliver = "deliver", Sms = "sms",
    ForwardedSms = "forwarded_sms", Book = "book", Login = "login", Backup = "backup", Content = "content");

impl Protection {
    /// What is left of it where transport ends: at the service.
    #[must_use]
    #[inline]
    pub const fn at_service(self) -> Self {
        match self {
            Self::Clear | Self::Encoded | Self::Tls | Self::FieldEncrypted => Self::Clear,
            Self::Hash | Self::SaltedHash | Self::Bucket | Self::Blind => self,
        }
    }
}

impl Consent {
    /// Whether the person agreed.
    pub const fn given(self) -> bool {
        matches!(self, Self::OptedIn)
    }
}

impl Form {
    /// Whether messages of this form carry now more identifiers, now fewer.
    #[inline]
    pub const fn varies(self) -> bool {
        matches!(self, Self::Book | Self::Backup | Self::Content)
    }

    /// How many of an identifier each message of this form carries; none where it varies from message to message.
    pub const fn carries(self, identifier: Identifier) -> Option<u64> {
        use Identifier::{Account, Content, Iccid, Imei, Imsi, Msisdn, Network};
        let count = match self {
            Self::StartUp => matches!(identifier, Msisdn | Imei | Network) as u64,
            Self::ActivationSms => matches!(identifier, Msisdn | Imei | Iccid) as u64,
            Self::ActivationPoll => matches!(identifier, Imei) as u64,
            Self::Hello => matches!(identifier, Account | Imei | Imsi) as u64,
            Self::Lookup => matches!(identifier, Msisdn) as u64,
            Self::Probe => matches!(identifier, Account) as u64,
            Self::Submit => matches!(identifier, Msisdn | Account | Content) as u64,
            Self::Deliver | Self::ForwardedSms => matches!(identifier, Msisdn | Content) as u64,
            Self::Sms => match identifier {
                Msisdn => 2,
                Content => 1,
                Imsi
                | Imei
                | Iccid
                | Account
                | Network
                | Identifier::Contact
                | Identifier::Note
                | Identifier::Photo => 0,
            },
            Self::Login => matches!(identifier, Msisdn | Imei | Imsi) as u64,
            Self::Book | Self::Backup | Self::Content => return None,
        };
        Some(count)
    }
}

/// The sort of a crossing, wherever it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sort {
    /// What.
    pub identifier: Identifier,
    /// Whose.
    pub whose: Whose,
    /// With whose consent.
    pub consent: Consent,
    /// How protected on this hop.
    pub protected: Protection,
}

impl Sort {
    /// How many sorts there are.
    pub const COUNT: usize = Identifier::ALL.len() * 4 * 4 * 8;

    #[inline]
    pub(super) const fn index(self) -> usize {
        ((self.identifier as usize * 4 + self.whose as usize) * 4 + self.consent as usize) * 8 + self.protected as usize
    }

    pub(super) fn of(index: usize) -> Self {
        Self {
            identifier: Identifier::ALL[index / 128],
            whose: Whose::ALL[index / 32 % 4],
            consent: Consent::ALL[index / 8 % 4],
            protected: Protection::ALL[index % 8],
        }
    }
}

/// One identifier in a message, or `count` of them that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What, whose, with whose consent, how protected where it sets out.
    pub sort: Sort,
    /// Whom it is about: a handset's owner, or all handsets plus a person without the service; none where it is nobody
    /// in particular or somebody counted before.
    pub person: Option<u32>,
    /// How many.
    pub count: u64,
}

impl Item {
    /// Another identifier of the same person, as protected.
    #[must_use]
    pub const fn and(self, identifier: Identifier) -> Self {
        Self { sort: Sort { identifier, ..self.sort }, ..self }
    }
}

/// An owner and whom they keep in a slot of their phonebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The handset.
    pub owner: u32,
    /// The slot.
    pub slot: u32,
    /// Whether it stood in the phonebook when the study began.
    pub kept: bool,
}

/// A message as those see it who carry it.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    /// Which message of the protocols.
    pub form: Form,
    /// Its length.
    pub bytes: u64,
    /// The identifiers in it.
    pub items: &'a [Item],
    /// Who knows whom, where it shows that.
    pub edge: Option<Edge>,
    /// The bits of the message between people on whose behalf it is, where that is known here.
    pub message: Option<u64>,
}

/// A message that shows the same identifiers of whoever sends it as every one of its form, and nobody else's.
#[derive(Clone, Copy, Debug)]
pub struct Greeting {
    /// Which message of the protocols.
    pub form: Form,
    /// Its length.
    pub bytes: u64,
    /// Who sends it, numbered as in [`Item::person`].
    pub person: u32,
    /// Whose, with whose consent, how protected: alike for all identifiers.
    pub sort: Sort,
    /// The identifiers.
    pub identifiers: &'static [Identifier],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_is_its_index() {
        for index in 0..Sort::COUNT {
            assert_eq!(Sort::of(index).index(), index);
        }
    }

    #[test]
    fn a_form_varies_in_all_identifiers_or_in_none() {
        for &form in Form::ALL {
            assert!(Identifier::ALL.iter().all(|&identifier| form.carries(identifier).is_none() == form.varies()));
        }
    }
}
