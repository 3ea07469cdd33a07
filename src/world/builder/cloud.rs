//! Mi Cloud and public content: shares and laws become chances and tables.

use crate::random::Law;
use crate::scenario::{self, Scenario};
use crate::units::Probability;
use crate::world::TableCache;
use crate::world::micloud::{KeptRules, MiCloud, PublicContent};

/// Most of a kind that somebody makes a day, and most bytes of one: laws are cut there.
const MOST_A_DAY: f64 = 1e4;
const MOST_BYTES: f64 = 1e9;

pub(super) fn micloud(scenario: &Scenario, tables: &mut TableCache) -> Option<MiCloud> {
    let cloud = scenario.micloud.as_ref()?;
    let kind = |kept: &scenario::Kept| {
        let mut count = |law: &Law, scale, limit| tables.count(law, scale, limit);
        KeptRules {
            consent: Probability::from_share(kept.consent),
            a_day: count(&kept.a_day, 1_000_000, MOST_A_DAY),
            bytes: count(&kept.bytes, 1, MOST_BYTES),
        }
    };
    Some(MiCloud {
        kinds: cloud.kinds.each_ref().map(kind),
        share: Probability::from_share(cloud.share),
        second: Probability::from_share(cloud.devices - 1.0),
        interval: cloud.interval,
        wifi_only: cloud.wifi_only,
        protection: cloud.protection,
        login_protection: cloud.login_protection,
        login_bytes: cloud.login_bytes,
        run_bytes: cloud.run_bytes,
    })
}

pub(super) fn content(scenario: &Scenario) -> Option<PublicContent> {
    scenario.content.map(|content| PublicContent {
        poll: content.poll,
        bytes: content.bytes,
        identified: content.identified,
        protection: content.protection,
    })
}
