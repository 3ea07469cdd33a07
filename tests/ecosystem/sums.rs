//! Sums that must hold in any ledger, beyond what the audit of a run looks at.

use cloudmsg::ledger::{End, Ledger, Tally, Traffic};

/// Asserts all of them.
pub(crate) fn adds_up(ledger: &Ledger, handsets: u32) {
    let deliveries = &ledger.deliveries;
    for (phase, tally) in deliveries.phases.iter().enumerate() {
        for &traffic in Traffic::ALL {
            let ended: u64 = tally.ended[traffic as usize].iter().sum();
            let composed = tally.composed[traffic as usize];
            assert!(ended <= composed, "phase {phase}, {traffic:?}: {ended} ends of {composed} messages");
        }
        assert!(tally.first[0] <= tally.composed[0], "phase {phase}: more first messages than messages");
    }
    let both = |of: &dyn Fn(&Tally) -> u64| deliveries.phases.iter().map(of).sum::<u64>();
    let by_ip = both(&|p| p.ended[0][End::Ip as usize] + p.ended[1][End::Ip as usize]);
    let bills = || (0..ledger.costs.days()).flat_map(|d| (0..ledger.costs.countries()).map(move |c| (d, c)));
    let saved: u64 = bills().map(|(d, c)| ledger.costs.bill(d, c).sms_saved).sum();
    assert!(saved <= by_ip, "{saved} SMS saved by {by_ip} messages over the service");
    for (day, country) in bills() {
        let bill = ledger.costs.bill(day, country);
        assert!(bill.paid_direct <= bill.paid && bill.paid.0 >= 0 && bill.avoided.0 >= 0, "{bill:?}");
    }
    for row in 0..ledger.load.rows() {
        let mut open = 0;
        for hour in ledger.load.row(row) {
            open += hour.connections;
            assert!((0..=i64::from(handsets)).contains(&open), "row {row}: {open} connections of {handsets} handsets");
        }
    }
}
