//! How a SIM is bound to an account: the ladder of tries, the SMS of each, the polls that follow, and why it fails.
//!
//! A pure function of luck, rules and outages, in time since a start. Knows no handset and no clock.

use crate::ledger::NotBound;
use crate::random::Table;
use crate::units::{Duration, Probability};
use std::sync::Arc;

/// When the client polls after a try (client's constants).
pub const POLLS: [Duration; 6] = [
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(15),
    Duration::from_secs(30),
    Duration::from_secs(60),
];

/// Automatic tries, since the start: 5, 20, 30 and 30 minutes after each other (client's constants).
pub const LADDER: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_secs(5 * 60),
    Duration::from_secs(25 * 60),
    Duration::from_secs(55 * 60),
    Duration::from_secs(85 * 60),
];

/// Most tries: the ladder, the guard's retry, one by hand.
const TRIES: usize = LADDER.len() + 2;

/// Time from giving up to a try by hand.
const BY_HAND: Duration = Duration::DAY;

/// The rules of activation.
pub struct ActivationRules {
    /// Whether only the first automatic SMS of a card is sent.
    pub once_per_sim: bool,
    /// With the guard: time to the one automatic retry that sends again.
    pub guard_retry: Duration,
    /// From sending an SMS to its arrival.
    pub delay: Arc<Table>,
    /// Chance that it is lost.
    pub loss: Probability,
    /// Chance that the SIM cannot pay.
    pub no_balance: Probability,
    /// Chance of that or of any other failure for good.
    pub any_failure: Probability,
    /// Whether it works on a foreign network.
    pub works_roaming: bool,
    /// Chance that an owner abroad cannot follow it.
    pub language_barrier: Probability,
    /// Chance of a try by hand.
    pub manual_retry: Probability,
    /// Chance that the number is known, so that the SMS goes to the handset.
    pub downlink: Probability,
}

/// What is decided about an activation before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Luck {
    /// Why it fails for good.
    pub failure: Option<NotBound>,
    /// Whether the SMS goes to the handset.
    pub downlink: bool,
    /// Whether its owner tries by hand in the end.
    pub by_hand: bool,
}

/// An SMS of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivationSms {
    /// None: the guard holds it back, or it was refused for want of money.
    None,
    /// From the handset, billed.
    Uplink,
    /// To the handset, free of charge.
    Downlink,
}

/// One try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// Since the start.
    pub after: Duration,
    /// What is sent.
    pub sms: ActivationSms,
    /// Polls until it succeeds, gives up or is cut short.
    pub polls: u8,
}

/// The activation of one SIM after one start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    tries: [Try; TRIES],
    count: u8,
    /// When the SIM is bound, since the start.
    pub bound: Option<Duration>,
    /// Why it is not, where it is not.
    pub cause: NotBound,
}

impl Activation {
    /// The tries in their order.
    pub fn tries(&self) -> &[Try] {
        &self.tries[..usize::from(self.count)]
    }
}

impl ActivationRules {
    /// When the tries are, and whether each may send an SMS.
    fn schedule(&self, by_hand: bool) -> impl Iterator<Item = (Duration, bool)> {
        let ladder = LADDER.into_iter().map(|after| (after, !self.once_per_sim || after == Duration::ZERO));
        let retry = self.once_per_sim.then_some((self.guard_retry, true));
        let last = retry.map_or(LADDER[LADDER.len() - 1], |(after, _)| after);
        ladder.chain(retry).chain(by_hand.then_some((last + BY_HAND, true)))
    }

    /// What becomes of an activation that nothing cuts short before `until`. `sms` says how long the SMS of a try takes,
    /// if it arrives; `up` whether the account service answers.
    pub fn activation(
        &self,
        luck: Luck,
        sms: impl Fn(usize) -> Option<Duration>,
        up: impl Fn(Duration) -> bool,
        until: Duration,
    ) -> Activation {
        let none = Try { after: Duration::ZERO, sms: ActivationSms::None, polls: 0 };
        let cause = luck.failure.unwrap_or(NotBound::NoAnswer);
        let mut activation = Activation { tries: [none; TRIES], count: 0, bound: None, cause };
        let mut arrival: Option<Duration> = None;
        for (n, (after, sends)) in self.schedule(luck.by_hand).enumerate() {
            if after >= until {
                activation.cause = NotBound::Interrupted;
                break;
            }
            let refused = luck.failure == Some(NotBound::NoBalance);
            let sent = match (sends && !refused, luck.downlink) {
                (false, _) => ActivationSms::None,
                (true, false) => ActivationSms::Uplink,
                (true, true) => ActivationSms::Downlink,
            };
            if sent != ActivationSms::None && luck.failure.is_none() {
                let arrives = sms(n).map(|delay| after + delay);
                arrival = [arrival, arrives].into_iter().flatten().min();
            }
            let mut polls = 0;
            for poll in POLLS.map(|wait| after + wait) {
                if poll >= until {
                    break;
                }
                polls += 1;
                if arrival.is_some_and(|arrived| arrived <= poll) && up(poll) {
                    activation.bound = Some(poll);
                    break;
                }
            }
            activation.tries[n] = Try { after, sms: sent, polls };
            activation.count += 1;
            if activation.bound.is_some() {
                break;
            }
        }
        activation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Law;

    fn rules(once_per_sim: bool) -> ActivationRules {
        ActivationRules {
            once_per_sim,
            guard_retry: Duration::DAY,
            delay: Arc::new(Table::new(&Law::Fixed(1.0), 1e6, 60_000_000)),
            loss: Probability::ZERO,
            no_balance: Probability::ZERO,
            any_failure: Probability::ZERO,
            works_roaming: true,
            language_barrier: Probability::ZERO,
            manual_retry: Probability::ZERO,
            downlink: Probability::ZERO,
        }
    }

    const LUCKY: Luck = Luck { failure: None, downlink: false, by_hand: false };
    const ALWAYS: Duration = Duration::from_secs(1_000 * 86_400);

    fn secs(s: u64) -> Duration {
        Duration::from_secs(s)
    }

    fn sent(activation: &Activation) -> Vec<u64> {
        let tries = activation.tries().iter().filter(|t| t.sms != ActivationSms::None);
        tries.map(|t| t.after.as_micros() / 1_000_000).collect()
    }

    #[test]
    fn a_sim_is_bound_at_the_first_poll_after_the_sms_arrives() {
        // (delay of every SMS, bound, SMS sent, polls), all in seconds, by hand.
        for (delay, bound, sms, polls) in [
            (0, 2, 1, 1),
            (2, 2, 1, 1),
            (3, 4, 1, 2),
            (9, 15, 1, 4),
            (60, 60, 1, 6),
            (61, 302, 2, 7),
            (303, 304, 2, 8),
            (400, 1_502, 3, 13),
        ] {
            let activation = rules(false).activation(LUCKY, |_| Some(secs(delay)), |_| true, ALWAYS);
            assert_eq!(activation.bound, Some(secs(bound)), "SMS of {delay} s");
            assert_eq!(sent(&activation).len(), sms, "SMS of {delay} s");
            assert_eq!(activation.tries().iter().map(|t| u32::from(t.polls)).sum::<u32>(), polls, "SMS of {delay} s");
        }
    }

    #[test]
    fn the_ladder_ends_and_the_guard_holds_sms_back() {
        let lost = |_: usize| None;
        let without = rules(false).activation(LUCKY, lost, |_| true, ALWAYS);
        assert_eq!(sent(&without), [0, 300, 1_500, 3_300, 5_100]);
        assert_eq!((without.bound, without.cause), (None, NotBound::NoAnswer));
        let with = rules(true).activation(LUCKY, lost, |_| true, ALWAYS);
        assert_eq!(sent(&with), [0, 86_400]);
        assert_eq!(with.tries().len(), 6, "the reschedules poll nevertheless");
        let by_hand = Luck { by_hand: true, ..LUCKY };
        assert_eq!(sent(&rules(false).activation(by_hand, lost, |_| true, ALWAYS)).last(), Some(&(5_100 + 86_400)));
        assert_eq!(sent(&rules(true).activation(by_hand, lost, |_| true, ALWAYS)), [0, 86_400, 172_800]);
        // With the guard a late SMS is found by the polls of a reschedule.
        let late = rules(true).activation(LUCKY, |_| Some(secs(400)), |_| true, ALWAYS);
        assert_eq!((late.bound, sent(&late).len()), (Some(secs(1_502)), 1));
    }

    #[test]
    fn polls_fail_while_the_account_service_is_down() {
        let back = secs(1_505);
        let activation = rules(false).activation(LUCKY, |_| Some(secs(1)), |at| at >= back, ALWAYS);
        assert_eq!(activation.bound, Some(secs(1_508)));
        assert_eq!(sent(&activation), [0, 300, 1_500], "each try pays again");
    }

    #[test]
    fn failures_for_good_pay_unless_there_is_no_money() {
        for (failure, sms) in
            [(NotBound::NoBalance, 0), (NotBound::Roaming, 5), (NotBound::Language, 5), (NotBound::Other, 5)]
        {
            let luck = Luck { failure: Some(failure), ..LUCKY };
            let activation = rules(false).activation(luck, |_| Some(secs(1)), |_| true, ALWAYS);
            assert_eq!((activation.bound, activation.cause, sent(&activation).len()), (None, failure, sms));
        }
    }

    #[test]
    fn what_is_cut_short_stops_there() {
        let activation = rules(false).activation(LUCKY, |_| None, |_| true, secs(310));
        assert_eq!((sent(&activation), activation.cause), (vec![0, 300], NotBound::Interrupted));
        assert_eq!(activation.tries()[1].polls, 3, "at 302, 304 and 308 s");
    }
}
