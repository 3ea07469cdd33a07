//! What is fixed about each handset for a whole study, in two bytes: it is asked at almost every event.
//!
//! Nothing here is decided; the column only saves drawing it anew. What does not fit in it is drawn.

use super::{Standing, World};
use crate::units::{HandsetId, Instant};
use rayon::prelude::*;

/// What is fixed about one handset. From the lowest bit: carriers of both SIMs within the country, four bits each;
/// two SIMs; disabled application; abroad; nothing happens; then both SIMs bound, and two bits of [`Standing`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fixed(u16);

const CARRIER_BITS: u32 = 4;
/// In place of a carrier: draw it.
const ASK: u16 = (1 << CARRIER_BITS) - 1;
const TWO_SIMS: u16 = 1 << 8;
const DISABLED: u16 = 1 << 9;
const ABROAD: u16 = 1 << 10;
const STILL: u16 = 1 << 11;
const BOUND: u32 = 12;
const SWITCHED: u32 = 14;

impl Fixed {
    /// A SIM's carrier, counted within its country; none where it must be drawn.
    #[inline]
    pub(super) fn carrier(self, sim: u8) -> Option<u16> {
        let carrier = self.0 >> (CARRIER_BITS * u32::from(sim)) & ASK;
        (carrier != ASK).then_some(carrier)
    }

    /// All of it.
    pub(super) fn word(self) -> u64 {
        self.0.into()
    }

    /// Whether there are two SIMs.
    pub(super) fn two_sims(self) -> bool {
        self.0 & TWO_SIMS != 0
    }

    /// Whether the application is disabled.
    pub(super) fn disabled(self) -> bool {
        self.0 & DISABLED != 0
    }

    /// Whether the handset is abroad for the whole study.
    pub(super) fn abroad(self) -> bool {
        self.0 & ABROAD != 0
    }

    /// Whether nothing happens to the handset.
    pub(super) fn stands_still(self) -> bool {
        self.0 & STILL != 0
    }

    /// Which SIMs are bound, where nothing happens to the handset.
    pub(super) fn bound(self) -> Option<[bool; 2]> {
        self.stands_still().then_some([self.0 >> BOUND & 1 == 1, self.0 >> BOUND & 2 == 2])
    }

    /// Whether the service is switched on, were it only for the framework, where nothing happens to the handset.
    pub(super) fn switched(self) -> Option<Standing> {
        self.stands_still().then_some(match self.0 >> SWITCHED {
            0 => Standing::Chosen,
            1 => Standing::Default,
            _ => Standing::Off,
        })
    }
}

/// The column.
#[derive(Clone, Debug, Default)]
pub(super) struct FixedColumn(Vec<Fixed>);

/// Handsets that a thread looks at in a row.
const BLOCK: usize = 1 << 14;

impl FixedColumn {
    /// Draws them all.
    pub(super) fn of_all(world: &World) -> Self {
        let mut column = vec![Fixed::default(); world.layout.handsets() as usize];
        column.par_chunks_mut(BLOCK).enumerate().for_each(|(block, chunk)| {
            for (handset, place) in (block * BLOCK..).zip(chunk) {
                *place = world.draw_fixed(HandsetId(handset as u32));
            }
        });
        Self(column)
    }

    #[inline]
    pub(super) fn of(&self, handset: HandsetId) -> Fixed {
        self.0[handset.index()]
    }
}

impl World {
    fn draw_fixed(&self, handset: HandsetId) -> Fixed {
        let (owners, draws, layout) = (&self.owners, &self.draws, &self.layout);
        let first = layout.range(layout.country(handset)).first_carrier;
        let [one, other] = owners.sim_carriers(draws, layout, handset);
        let [two, abroad] = owners.sims_and_stay(draws, layout, handset);
        let mut of = (one.0 - first).min(ASK) | (other.0 - first).min(ASK) << CARRIER_BITS;
        let mut set = |flag, holds: bool| of |= if holds { flag } else { 0 };
        set(TWO_SIMS, two);
        set(DISABLED, owners.disables(draws, handset));
        set(ABROAD, abroad);
        let life = self.starts(handset);
        if life.len() == 1 && life.joined() == Instant::START {
            let account = self.account_of(handset, &life, two, Instant::START);
            set(STILL, true);
            set(1 << BOUND, account.bound[0]);
            set(2 << BOUND, account.bound[1]);
            of |= match account.switched {
                Standing::Chosen => 0,
                Standing::Default => 1,
                Standing::Off => 2,
            } << SWITCHED;
        }
        Fixed(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fixed_gives_back_its_parts() {
        let of = Fixed(3 | ASK << CARRIER_BITS | TWO_SIMS | STILL | 2 << BOUND | 1 << SWITCHED);
        assert_eq!([of.carrier(0), of.carrier(1)], [Some(3), None]);
        assert_eq!([of.two_sims(), of.disabled(), of.abroad(), of.stands_still()], [true, false, false, true]);
        assert_eq!((of.bound(), of.switched()), (Some([false, true]), Some(Standing::Default)));
        let moving = Fixed(of.0 & !STILL);
        assert_eq!((moving.bound(), moving.switched()), (None, None));
        assert_eq!(size_of::<Fixed>(), 2);
    }
}
