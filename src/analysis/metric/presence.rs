//! Icons, look-ups, connections and activations.
//!
//! Measured phase only, as the ledger counts them.

use super::metrics;
use super::reading::{Reading, ratio};
use crate::ledger::{ActivationTally, NotBound, Presence};

metrics! {
    "icon.blue_wrong", Share, "Share of blue icons that were shown for an owner who was offline.",
        |r| { let [offline, online] = presence(r).icons[1]; ratio(offline, offline + online) };
    "icon.gray_wrong", Share, "Share of gray icons shown for an owner who was online.",
        |r| { let [offline, online] = presence(r).icons[0]; ratio(online, offline + online) };
    "presence.lookups", Count, "Look-ups of a phone number sent to the account host.",
        |r| r.scaled(presence(r).lookups);
    "presence.lookups_failed", Count, "Look-ups that timed out or were refused.",
        |r| r.scaled(presence(r).lookups_failed);
    "presence.cache_hit_rate", Share, "Fresh cached answers over these and the look-ups sent.",
        |r| ratio(presence(r).cache_hits, presence(r).cache_hits + presence(r).lookups);
    "lookups.collisions", Count,
        "Look-ups of a number stored without its country code that the account host read as somebody else's.",
        |r| r.scaled(presence(r).collisions);
    "lookups.silent_misses", Count,
        "Look-ups of a number stored without its country code that the account host read as nobody's.",
        |r| r.scaled(presence(r).silent_misses);
    "ota.installed.share", Share, "Share of handsets that had an update by the end, over all updates and handsets.",
        |r| ratio(presence(r).updates.iter().sum(), presence(r).updates_due);
    "presence.probes", Count, "Presence probes sent over the push channel.", |r| r.scaled(presence(r).probes);
    "connections.connects", Count, "Push channels set up.", |r| r.scaled(presence(r).connects);
    "connections.failed", Count, "Attempts to set up a push channel that failed.",
        |r| r.scaled(presence(r).connects_failed);
    "connections.dead_links", Count, "Push channels that were dead before the handset knew.",
        |r| r.scaled(presence(r).dead_links);
    "keepalives", Count, "Keep-alive pings sent.", |r| r.scaled(presence(r).keepalives);
    "activations", Count, "Activations of the service, one for each SIM, failed ones included.",
        |r| r.scaled(activations(r).started);
    "activations.failed", Count, "Activations that came to their end without binding the SIM.",
        |r| r.scaled(activations(r).failed());
    "activations.bound", Count, "SIMs bound.", |r| r.scaled(activations(r).bound);
    "activations.sms", Count, "Activation SMS sent by handsets, all billed.", |r| r.scaled(activations(r).sms);
    "activations.downlink_sms", Count, "Activation SMS sent to handsets, free of charge.",
        |r| r.scaled(activations(r).downlink_sms);
    "activations.polls", Count, "Polls of the account service for a binding.", |r| r.scaled(activations(r).polls);
    "activations.no_balance", Count, "SIMs not bound because the SMS could not be paid.",
        |r| not_bound(r, NotBound::NoBalance);
    "activations.no_roaming", Count, "SIMs not bound because it does not work on a foreign network.",
        |r| not_bound(r, NotBound::Roaming);
    "activations.no_language", Count, "SIMs not bound because the owner could not follow the service's language.",
        |r| not_bound(r, NotBound::Language);
    "activations.no_answer", Count, "SIMs not bound because SMS were lost or late, or the account service was down.",
        |r| not_bound(r, NotBound::NoAnswer);
}

fn activations(r: &Reading<'_>) -> ActivationTally {
    presence(r).activations
}

fn not_bound(r: &Reading<'_>, cause: NotBound) -> Option<f64> {
    r.scaled(activations(r).not_bound[cause as usize])
}

fn presence<'a>(r: &Reading<'a>) -> &'a Presence {
    &r.run.ledger.presence
}
