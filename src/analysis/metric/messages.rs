//! Messages: how many, how they ended, why they went by SMS.
//!
//! Measured phase only: a message belongs to the phase in which it was composed.

use super::metrics;
use super::reading::{Reading, ratio};
use crate::ledger::{Cause, End, Traffic};

metrics! {
    "messages.composed", Messages, "Messages written, of all traffic.", |r| r.scaled(r.tally().composed_total());
    "messages.eligible", Messages, "Messages written between two owners who both have the service on.",
        |r| composed(r, Traffic::Eligible);
    "messages.direct.owners_off", Messages, "Messages between two owners of whom at least one has the service off.",
        |r| composed(r, Traffic::Owners);
    "messages.direct.to_nonuser", Messages, "Messages from an owner to a person without the service.",
        |r| composed(r, Traffic::Outbound);
    "messages.direct.from_nonuser", Messages, "Messages from a person without the service to an owner.",
        |r| composed(r, Traffic::Inbound);
    "messages.delivered.ip", Messages, "Messages delivered over the service alone.", |r| ended(r, End::Ip);
    "messages.delivered.sms", Messages, "Messages delivered by SMS alone.", |r| ended(r, End::Sms);
    "messages.delivered.both", Messages, "Messages delivered by both: the receiver saw them twice.",
        |r| ended(r, End::Both);
    "messages.lost", Messages, "Messages dropped by a network that nobody tries again.", |r| ended(r, End::Lost);
    "messages.expired", Messages, "Messages whose validity ran out in a message centre.", |r| ended(r, End::Expired);
    "messages.failed", Messages, "Messages refused, with the sender told.", |r| ended(r, End::Failed);
    "messages.astray", Messages,
        "Messages delivered to a stranger, for whose number the account host took the receiver's: never delivered.",
        |r| ended(r, End::Astray);
    "messages.in_flight", Messages, "Messages still on their way when the study ended.", in_flight;
    "fallback.rate", Share, "Share of eligible messages that went by SMS.",
        |r| ratio(r.tally().fallback.iter().sum(), r.tally().composed[Traffic::Eligible as usize]);
    "fallback.sender_offline", Share, "Share of eligible messages sent by SMS because the sender had no data.",
        |r| fell_back(r, Cause::SenderOffline);
    "fallback.channel_down", Share,
        "Share of eligible messages sent by SMS because the sender had data but no push channel.",
        |r| fell_back(r, Cause::ChannelDown);
    "fallback.receiver_unknown", Share,
        "Share of eligible messages sent by SMS because the sender's cache knew nothing of the receiver.",
        |r| fell_back(r, Cause::ReceiverUnknown);
    "fallback.receiver_offline", Share,
        "Share of eligible messages sent by SMS because the sender's cache said the receiver was offline.",
        |r| fell_back(r, Cause::ReceiverOffline);
    "fallback.timer", Share, "Share of eligible messages sent by SMS because no delivery acknowledgement came in time.",
        |r| fell_back(r, Cause::Timer);
    "fallback.overload", Share, "Share of eligible messages sent by SMS because the relay shed them.",
        |r| fell_back(r, Cause::Overload);
    "fallback.partition", Share,
        "Share of eligible messages sent by SMS because a partition or a ban lay between the sender and the service.",
        |r| fell_back(r, Cause::Partition);
    "fallback.malformed", Share,
        "Share of eligible messages sent by SMS because the number was stored without its country code.",
        |r| fell_back(r, Cause::Malformed);
    "first_message.sms_rate", Share, "Share of eligible conversations whose first message went by SMS.",
        |r| ratio(r.tally().first[1], r.tally().first[0]);
    "duplicates.rate", Share, "Share of delivered eligible messages that came twice.", duplicates;
}

fn composed(r: &Reading, traffic: Traffic) -> Option<f64> {
    r.scaled(r.tally().composed[traffic as usize])
}

fn ended(r: &Reading, end: End) -> Option<f64> {
    r.scaled(r.tally().ended_total(end))
}

fn in_flight(r: &Reading) -> Option<f64> {
    let ended: u64 = End::ALL.iter().map(|&end| r.tally().ended_total(end)).sum();
    r.scaled(r.tally().composed_total().checked_sub(ended).expect("a message ends once, after it was composed"))
}

fn fell_back(r: &Reading, cause: Cause) -> Option<f64> {
    ratio(r.tally().fallback[cause as usize], r.tally().composed[Traffic::Eligible as usize])
}

fn duplicates(r: &Reading) -> Option<f64> {
    let ended = &r.tally().ended[Traffic::Eligible as usize];
    let [ip, sms, both] = [End::Ip, End::Sms, End::Both].map(|end| ended[end as usize]);
    ratio(both, ip + sms + both)
}
