//! The numbers that name people, cards and handsets: MSISDN, IMSI, IMEI, ICCID, account id. Functions, never stored.
//!
//! Each number is a keyed permutation of an index within its space, so that no two owners, cards or handsets share one.
//! Knows no event: which device and which card somebody uses at an instant is said by whoever asks.
//!
//! None of them can be dialled. The national numbers begin with 0, which in every country of the base is the trunk or the
//! international prefix and so the first digit of nobody's significant number. The IMEI bear the reporting body 00, which
//! GSMA keeps for test equipment. IMSI and ICCID bear the prefix of the real carrier, because what an observer learns from
//! them begins with it; their remaining digits are made up, and carriers do not publish which of them they have issued.

use super::{Party, Stream, World};
use crate::random::{Draws, Permutation};
use crate::units::{CarrierId, CountryId, HandsetId};
use std::fmt;

/// Cards that one owner can have had, first card included.
pub const CARDS: u8 = 16;

/// A number of decimal digits, leading zeros included; at most 19.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digits {
    value: u64,
    length: u8,
}

impl Digits {
    /// The digits of `value`, filled up with zeros in front.
    ///
    /// # Panics
    /// Where the value has more digits, or the length is above 19.
    pub const fn new(value: u64, length: u8) -> Self {
        assert!(length <= 19 && value < 10_u64.pow(length as u32), "a number has as many digits as its form");
        Self { value, length }
    }

    /// From text; none where it is no number of 1 to 19 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let value = text.parse().ok().filter(|_| fits)?;
        Some(Self::new(value, text.len() as u8))
    }

    /// How many digits.
    pub const fn length(self) -> u8 {
        self.length
    }

    /// The digits as one whole number.
    pub const fn value(self) -> u64 {
        self.value
    }

    /// These digits with others behind them.
    #[must_use]
    pub const fn then(self, more: Self) -> Self {
        Self::new(self.value * 10_u64.pow(more.length as u32) + more.value, self.length + more.length)
    }

    /// The check digit of Luhn's formula (ISO/IEC 7812-1, annex B): from the right every other digit counts double.
    pub const fn check_digit(self) -> u8 {
        let (mut left, mut sum, mut double) = (self.value, 0, true);
        while left > 0 {
            let digit = left % 10 * if double { 2 } else { 1 };
            sum += digit / 10 + digit % 10;
            double = !double;
            left /= 10;
        }
        ((10 - sum % 10) % 10) as u8
    }

    /// These digits with their check digit behind them.
    #[must_use]
    pub const fn checked(self) -> Self {
        self.then(Self::new(self.check_digit() as u64, 1))
    }

    /// Whether the last digit is the check digit of those before it.
    pub const fn is_checked(self) -> bool {
        self.length > 1 && Self::new(self.value / 10, self.length - 1).check_digit() as u64 == self.value % 10
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.value, width = usize::from(self.length))
    }
}

/// A phone number: E.164, at most 15 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Msisdn {
    /// The country's calling code.
    pub calling_code: Digits,
    /// The national significant number: without any trunk prefix.
    pub national: Digits,
}

impl fmt::Display for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}{}", self.calling_code, self.national)
    }
}

/// How a country writes phone numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberPlan {
    /// Calling code.
    pub calling_code: Digits,
    /// Digits of a mobile's national significant number.
    pub digits: u8,
    /// What people write before it at home, if anything.
    pub trunk: Option<Digits>,
}

/// A carrier's codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// Mobile country code, three digits.
    pub mcc: Digits,
    /// Mobile network code, two or three digits.
    pub mnc: Digits,
    /// Calling code of its country.
    pub calling_code: Digits,
}

/// All spaces of numbers.
#[derive(Clone, Debug)]
pub struct Identities {
    /// By country, with its permuted national numbers.
    plans: Vec<(NumberPlan, Digits, Permutation)>,
    /// By carrier, with permuted ends of IMSI and ICCID.
    networks: Vec<(Network, Permutation, Permutation)>,
    imei: Permutation,
    accounts: Permutation,
}

/// First digit of every national number.
const UNASSIGNED: Digits = Digits::new(0, 1);
/// Reporting body of test equipment.
const TEST_BODY: Digits = Digits::new(0, 2);
/// Digits of an IMEI between reporting body and check digit.
const IMEI_FREE: u8 = 12;
/// Digits of an IMSI.
const IMSI: u8 = 15;
/// Digits of an ICCID before its check digit.
const ICCID: u8 = 18;
/// Telecommunication, in an ICCID.
const TELECOM: Digits = Digits::new(89, 2);
/// Digits of an account id (assumed: the published client shows decimal ids, their length is not known).
const ACCOUNT: u8 = 10;

impl Identities {
    /// The spaces of these countries and carriers; `people` counts each country's owners and outsiders.
    pub(super) fn new(draws: &Draws, plans: &[NumberPlan], people: &[(u32, u32)], networks: &[Network]) -> Self {
        let permutation = |kind: u64, n: usize, digits: u8| {
            let key = draws.bits(Stream::Identity, kind, n as u64);
            Permutation::new(key, 10_u64.pow(digits.into()))
        };
        let plans = plans.iter().zip(people).enumerate().map(|(n, (&plan, &(owners, outsiders)))| {
            let needed = u64::from(outsiders) + u64::from(owners) * u64::from(CARDS);
            // A run at full scale may hold more people than numbers begin with 0: they get a digit more.
            let mut free = plan.digits.max(2) - 1;
            while 10_u64.pow(free.into()) < needed {
                free += 1;
            }
            (plan, Digits::new(0, free), permutation(0, n, free))
        });
        let networks = networks.iter().enumerate().map(|(n, &network)| {
            let imsi = IMSI - network.mcc.length() - network.mnc.length();
            let iccid = ICCID - issuer(&network).length();
            (network, permutation(1, n, imsi), permutation(2, n, iccid))
        });
        Self {
            plans: plans.collect(),
            networks: networks.collect(),
            imei: permutation(3, 0, IMEI_FREE),
            accounts: permutation(4, 0, ACCOUNT),
        }
    }

    /// How a country writes phone numbers.
    pub fn plan(&self, country: CountryId) -> &NumberPlan {
        &self.plans[country.index()].0
    }

    fn subscriber(&self, country: CountryId, index: u64) -> Msisdn {
        let (plan, form, permutation) = &self.plans[country.index()];
        let national = UNASSIGNED.then(Digits::new(permutation.apply(index), form.length()));
        Msisdn { calling_code: plan.calling_code, national }
    }
}

/// The prefix of a carrier's cards: telecommunication, country, issuer. Issuers' own numbers are not public in full; a
/// mobile carrier's is taken to be its network code, as it is for China's three.
fn issuer(network: &Network) -> Digits {
    TELECOM.then(network.calling_code).then(network.mnc)
}

impl World {
    /// Somebody's phone number; `card` says which of an owner's cards (0 = the first), and does not matter for outsiders.
    ///
    /// # Panics
    /// Where an owner has no such card: see [`CARDS`].
    pub fn msisdn(&self, party: Party, card: u8) -> Msisdn {
        let country = self.country(party);
        let range = self.layout.range(country);
        let index = match party {
            Party::Outsider(person) => u64::from(person.0 - range.first_outsider),
            Party::Owner(handset) => u64::from(range.outsiders) + self.card_index(handset, card),
        };
        self.identities.subscriber(country, index)
    }

    /// The subscriber identity of an owner's card of a carrier: 15 digits.
    ///
    /// # Panics
    /// Where the owner has no such card.
    pub fn imsi(&self, carrier: CarrierId, handset: HandsetId, card: u8) -> Digits {
        let (network, imsi, _) = &self.identities.networks[carrier.index()];
        let prefix = network.mcc.then(network.mnc);
        prefix.then(Digits::new(imsi.apply(self.card_index(handset, card)), IMSI - prefix.length()))
    }

    /// The number printed on an owner's card of a carrier: 19 digits, the last one a check digit.
    ///
    /// # Panics
    /// Where the owner has no such card.
    pub fn iccid(&self, carrier: CarrierId, handset: HandsetId, card: u8) -> Digits {
        let (network, _, iccid) = &self.identities.networks[carrier.index()];
        let prefix = issuer(network);
        let account = iccid.apply(self.card_index(handset, card));
        prefix.then(Digits::new(account, ICCID - prefix.length())).checked()
    }

    /// The identity of an owner's `device`-th handset (0 = the first): 15 digits, the last one a check digit.
    pub fn imei(&self, handset: HandsetId, device: u8) -> Digits {
        let index = u64::from(device) * u64::from(self.layout.handsets()) + u64::from(handset.0);
        TEST_BODY.then(Digits::new(self.identities.imei.apply(index), IMEI_FREE)).checked()
    }

    /// An owner's account id: the same for all their devices and cards.
    pub fn account_id(&self, handset: HandsetId) -> Digits {
        Digits::new(self.identities.accounts.apply(handset.0.into()), ACCOUNT)
    }

    /// A card among all cards of its owner's country.
    fn card_index(&self, handset: HandsetId, card: u8) -> u64 {
        assert!(card < CARDS, "an owner has at most {CARDS} cards");
        let range = self.layout.range(self.layout.country(handset));
        u64::from(card) * u64::from(range.handsets) + u64::from(handset.0 - range.first_handset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Digits {
        Digits::parse(text).expect("digits")
    }

    /// Published examples of the formula: 7992739871 takes 3; an IMEI of 49015420323751 takes 8; the
    /// payment industry's test card is 4242424242424242.
    #[test]
    fn known_check_digits() {
        assert_eq!(digits("7992739871").check_digit(), 3);
        assert_eq!(digits("49015420323751").checked().to_string(), "490154203237518");
        assert_eq!(digits("424242424242424").check_digit(), 2);
        assert_eq!(digits("0").check_digit(), 0);
        assert!(digits("79927398713").is_checked() && !digits("79927398710").is_checked());
    }

    /// The formula finds every single wrong digit.
    #[test]
    fn slips_are_found() {
        let right = digits("490154203237518").to_string();
        for place in 0..right.len() {
            for wrong in b'0'..=b'9' {
                let mut slip = right.clone().into_bytes();
                let before = std::mem::replace(&mut slip[place], wrong);
                let slip = digits(&String::from_utf8(slip).expect("digits are ASCII"));
                assert_eq!(slip.is_checked(), before == wrong);
            }
        }
    }

    #[test]
    fn digits_keep_their_zeros() {
        assert_eq!(digits("007").to_string(), "007");
        assert_eq!(digits("007").then(digits("00")).to_string(), "00700");
        assert_eq!((digits("0042").value(), digits("0042").length()), (42, 4));
        assert_eq!([Digits::parse(""), Digits::parse("12a"), Digits::parse("12345678901234567890")], [None; 3]);
    }
}
