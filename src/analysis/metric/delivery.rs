//! Latency: from composing a message to its first copy on the receiver's handset.
//!
//! Quantiles of a histogram with two significant digits: a figure is exact to one per cent.

use super::metrics;
use crate::ledger::Path;

const IP: &[Path] = &[Path::Ip];
const SMS: &[Path] = &[Path::OnNet, Path::OffNet, Path::International, Path::AfterFallback];
const ON_NET: &[Path] = &[Path::OnNet];
const OFF_NET: &[Path] = &[Path::OffNet];
const INTERNATIONAL: &[Path] = &[Path::International];
const AFTER_FALLBACK: &[Path] = &[Path::AfterFallback];

metrics! {
    "delivery.ip.p50", Seconds, "Median latency of messages that came first over the service.",
        |r| r.latency(IP, 0.5);
    "delivery.ip.p90", Seconds, "Latency that 90 % of messages over the service stay below.", |r| r.latency(IP, 0.9);
    "delivery.ip.p99", Seconds, "Latency that 99 % of messages over the service stay below.", |r| r.latency(IP, 0.99);
    "delivery.sms.p50", Seconds, "Median latency of messages that came first by SMS, on any path.",
        |r| r.latency(SMS, 0.5);
    "delivery.sms.p90", Seconds, "Latency that 90 % of messages by SMS stay below.", |r| r.latency(SMS, 0.9);
    "delivery.sms.p99", Seconds, "Latency that 99 % of messages by SMS stay below.", |r| r.latency(SMS, 0.99);
    "delivery.sms_on_net.p50", Seconds, "Median latency of SMS within one carrier.", |r| r.latency(ON_NET, 0.5);
    "delivery.sms_on_net.p90", Seconds, "Latency that 90 % of SMS within one carrier stay below.",
        |r| r.latency(ON_NET, 0.9);
    "delivery.sms_on_net.p99", Seconds, "Latency that 99 % of SMS within one carrier stay below.",
        |r| r.latency(ON_NET, 0.99);
    "delivery.sms_off_net.p50", Seconds, "Median latency of SMS between carriers of one country.",
        |r| r.latency(OFF_NET, 0.5);
    "delivery.sms_off_net.p90", Seconds, "Latency that 90 % of SMS between carriers of one country stay below.",
        |r| r.latency(OFF_NET, 0.9);
    "delivery.sms_off_net.p99", Seconds, "Latency that 99 % of SMS between carriers of one country stay below.",
        |r| r.latency(OFF_NET, 0.99);
    "delivery.sms_international.p50", Seconds, "Median latency of SMS across a border.",
        |r| r.latency(INTERNATIONAL, 0.5);
    "delivery.sms_international.p90", Seconds, "Latency that 90 % of SMS across a border stay below.",
        |r| r.latency(INTERNATIONAL, 0.9);
    "delivery.sms_international.p99", Seconds, "Latency that 99 % of SMS across a border stay below.",
        |r| r.latency(INTERNATIONAL, 0.99);
    "delivery.sms_after_fallback.p50", Seconds, "Median latency of SMS sent after the cloud copy had failed.",
        |r| r.latency(AFTER_FALLBACK, 0.5);
    "delivery.sms_after_fallback.p90", Seconds,
        "Latency that 90 % of SMS sent after the cloud copy had failed stay below.",
        |r| r.latency(AFTER_FALLBACK, 0.9);
    "delivery.sms_after_fallback.p99", Seconds,
        "Latency that 99 % of SMS sent after the cloud copy had failed stay below.",
        |r| r.latency(AFTER_FALLBACK, 0.99);
}
