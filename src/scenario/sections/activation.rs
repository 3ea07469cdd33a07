//! `[activation]`: how SIMs are bound, what the SMS for it meets, and why it fails.
//!
//! Knows no other section.

use crate::scenario::activation::{Activation, ActivationForm};
use crate::scenario::kinds::{ChoiceKind, DurationKind, FlagKind, Ruled, ShareKind, TIMES};
use crate::scenario::reader::Reader;
use crate::units::Duration;

/// Forms by name.
const FORM: ChoiceKind<'static, ActivationForm> =
    ChoiceKind { names: &[("uplink", ActivationForm::Uplink), ("downlink-first", ActivationForm::DownlinkFirst)] };

/// Shortest wait of the guard's retry: the ladder of reschedules is over by then.
const AFTER_THE_LADDER: Ruled<DurationKind> = Ruled {
    kind: DurationKind { least: Duration::from_secs(2 * 3_600) },
    why: "the ladder of retries takes two hours, and the guard comes after it (the published client, later builds)",
};

/// Reads `[activation]`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Activation {
    reader.table("activation", "how SIMs are bound to accounts: the SMS that it takes, what that meets, and why it fails", |own| {
        let before = own.report.found();
        let activation = Activation {
            form: own.required("form", "which way the activation SMS goes", &FORM),
            once_per_sim: own.required("once_per_sim", "whether a card's SMS is sent once only", &FlagKind),
            guard_retry: own.or("guard_retry", "time until the guard tries once more; the ladder of retries takes two hours (published client, later builds)", &AFTER_THE_LADDER, Duration::DAY),
            sms_delay: own.required("sms_delay", "time from sending the activation SMS to its arrival", &TIMES),
            sms_loss: own.required("sms_loss", "share of activation SMS that are lost on the way", &ShareKind),
            no_balance: own.required("no_balance", "share of SIMs that cannot pay for the SMS", &ShareKind),
            works_roaming: own.or("works_roaming", "whether it works on a foreign network", &FlagKind, true),
            language_barrier: own.required(
                "language_barrier",
                "share of owners abroad who cannot follow it",
                &ShareKind,
            ),
            other_failure: own.required("other_failure", "share that fails whatever is tried", &ShareKind),
            manual_retry: own.required("manual_retry", "chance of a try by hand a day later", &ShareKind),
            server_knows: own.or("server_knows", "share of numbers the server knows", &ShareKind, 0.0),
            sim_knows: own.or("sim_knows", "share of SIMs that store their number", &ShareKind, 0.0),
        };
        let failures = activation.no_balance + activation.other_failure;
        if own.report.found() == before && failures > 1.0 {
            let message = format!("and `no_balance` are {failures} together");
            let help = "they exclude each other: a SIM fails for one of them".to_owned();
            own.wrong("other_failure", &message, "shares that sum to at most 1", Some(help));
        }
        activation
    })
}
