//! Mi Cloud and public content: shares and laws become chances and tables.

use crate::random::Law;
use crate::scenario::{self, Scenario};
use crate::units::Probability;
use crate::world::TableCache;
use crate::world::micloud::{MiCloud, PublicContent, StorableRules};

/// Most of a kind that somebody makes a day, and most bytes of one: laws are cut there.
const MOST_A_DAY: f64 = 1e4;
const MOST_BYTES: f64 = 1e9;

pub(super) fn micloud(scenario: &Scenario, tables: &mut TableCache) -> Option<MiCloud> {
    let cloud = scenario.micloud.as_ref()?;
    let kind = |stored: &scenario::Storable| {
        let mut count = |law: &Law, scale, limit| tables.count(law, scale, limit);
        StorableRules {
            consent: Probability::from_share(stored.consent),
            a_day: count(&stored.a_day, 1_000_000, MOST_A_DAY),
            bytes: count(&stored.bytes, 1, MOST_BYTES),
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
