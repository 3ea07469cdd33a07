//! Money: paid, avoided and saved, in the reference currency.
//!
//! Measured days only; amounts of a country are converted at the scenario's rate.

use super::metrics;
use super::reading::Reading;
use crate::analysis::CountryFacts;
use crate::ledger::Bill;

metrics! {
    "cost.paid", Money, "Paid for SMS: segments times tariff.", |r| r.money(|b, _| b.paid.units());
    "cost.paid_direct", Money,
        "Of that, SMS to people without the service and between owners of whom one has it off.",
        |r| r.money(|b, _| b.paid_direct.units());
    "cost.paid_fallback", Money, "Of that, the rest: SMS between two owners who both have the service on.",
        |r| r.money(|b, _| (b.paid - b.paid_direct).units());
    "cost.avoided", Money, "What messages delivered over the service alone would have cost as SMS.",
        |r| r.money(|b, _| b.avoided.units());
    "cost.activation", Money, "Paid for activation SMS.", |r| r.money(|b, _| b.activation.units());
    "cost.data", Money, "Mobile data of the service at the price of a mebibyte.", |r| r.money(data);
    "cost.saved", Money, "Avoided less activation less data.", saved;
    "sms.saved", Messages, "Messages delivered over the service alone: SMS nobody had to pay for.",
        |r| r.scaled(r.sms_saved());
}

/// What a bill's data cost in the country's currency.
pub(in crate::analysis) fn data(bill: &Bill, country: &CountryFacts) -> f64 {
    bill.data_bytes as f64 / f64::from(1 << 20) * country.data_price_mib
}

fn saved(r: &Reading) -> Option<f64> {
    r.money(|b, c| (b.avoided - b.activation).units() - data(b, c))
}
