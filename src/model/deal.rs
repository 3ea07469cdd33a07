//! Who goes to which shard: stations first, then handsets in blocks, so that all shards have about the same work.
//!
//! A pure function of the world and the number of shards. Knows nothing of the machine; and whatever it deals, a run's
//! result is the same.

use crate::units::HandsetId;
use crate::world::World;

/// Most blocks that handsets are dealt to shards in.
const BLOCKS: u32 = 4096;
/// Handsets that are asked about their service, evenly spaced.
const ASKED: u32 = 1024;

/// Work a handset makes, in thousands of instructions a day (a week of July 2014, ten thousand handsets): its own
/// spells and messages; its own channel and look-ups while it keeps a channel; that of data centres for it; that of
/// message centres.
const OWN: u64 = 40;
const CHANNEL: u64 = 100;
const CENTRES: u64 = 115;
const MESSAGES: u64 = 48;

/// The shards of handsets and stations.
pub(super) struct Deal {
    /// Handsets of a block are `1 << block`.
    block: u32,
    /// The shard of each block of handsets, ascending.
    shard_of_block: Vec<u16>,
    /// The shard of each data centre and message centre.
    shard_of_station: Vec<u16>,
    handsets: u32,
}

impl Deal {
    /// Deals a world to `shards` shards.
    pub(super) fn new(world: &World, shards: usize) -> Self {
        let handsets = world.layout.handsets();
        let work = Work::of(world);
        let mut load = vec![0; shards];
        // The operator's data centres share a shard, so that what it learns first and when is one set.
        let last = shards - 1;
        load[last] = work.sites;
        let mut shard_of_station = vec![last as u16; world.sites.len() + work.centres.len()];
        let mut heaviest: Vec<usize> = (0..work.centres.len()).collect();
        heaviest.sort_by_key(|&c| std::cmp::Reverse(work.centres[c]));
        for carrier in heaviest {
            let shard = (0..shards).min_by_key(|&shard| load[shard]).expect("there is at least one shard");
            load[shard] += work.centres[carrier];
            shard_of_station[world.sites.len() + carrier] = shard as u16;
        }
        let block = (handsets / BLOCKS).checked_ilog2().map_or(0, |b| b + 1);
        let blocks = (u64::from(handsets) >> block) + 1;
        Self { block, shard_of_block: deal_blocks(blocks, work.handsets, &load), shard_of_station, handsets }
    }

    /// The shard of a logical process.
    pub(super) fn shard_of(&self, target: u32) -> usize {
        match target.checked_sub(self.handsets) {
            None => usize::from(self.shard_of_block[(target >> self.block) as usize]),
            Some(station) => self.shard_of_station(station as usize),
        }
    }

    /// The shard of a data centre or, after all of these, of a message centre.
    pub(super) fn shard_of_station(&self, station: usize) -> usize {
        usize::from(self.shard_of_station[station])
    }

    /// The handsets of a shard: the first, and the one after the last.
    pub(super) fn handsets_of(&self, shard: usize) -> (u32, u32) {
        let first = self.shard_of_block.partition_point(|&s| usize::from(s) < shard) as u32;
        let end = self.shard_of_block.partition_point(|&s| usize::from(s) <= shard) as u32;
        ((first << self.block).min(self.handsets), (end << self.block).min(self.handsets))
    }
}

/// Expected work, in any unit.
struct Work {
    handsets: u64,
    sites: u64,
    /// By carrier.
    centres: Vec<u64>,
}

impl Work {
    fn of(world: &World) -> Self {
        let handsets = world.layout.handsets();
        let asked = handsets.clamp(1, ASKED);
        let mut work = Self { handsets: 0, sites: 0, centres: vec![0; usize::from(world.layout.carriers())] };
        let middle = crate::units::Instant::from_micros(world.horizon.as_micros() / 2);
        for n in 0..asked.min(handsets) {
            let handset = HandsetId((u64::from(n) * u64::from(handsets) / u64::from(asked)) as u32);
            let connects = world.enabled(handset, middle) || world.keeps_channel(handset, middle);
            work.handsets += OWN + if connects { CHANNEL } else { 0 };
            work.sites += if connects { CENTRES } else { 0 };
            work.centres[world.data_carrier(handset).index()] += MESSAGES;
        }
        work
    }
}

/// The shard of each block of handsets: shards that have less to do without them get more of them.
fn deal_blocks(blocks: u64, handsets: u64, load: &[u64]) -> Vec<u16> {
    let level = level(handsets, load);
    let share = |shard: usize| u128::from(level.saturating_sub(load[shard]));
    let all: u128 = (0..load.len()).map(share).sum::<u128>().max(1);
    let mut dealt = Vec::with_capacity(blocks as usize);
    let mut sum = 0;
    for shard in 0..load.len() {
        sum += share(shard);
        let end = (u128::from(blocks) * sum).div_ceil(all) as usize;
        dealt.resize(end.min(blocks as usize), shard as u16);
    }
    // Where nobody has anything to do.
    dealt.resize(blocks as usize, load.len() as u16 - 1);
    dealt
}

/// The load that all shards reach which the work of handsets raises to it: as water finds its level.
fn level(water: u64, load: &[u64]) -> u64 {
    let mut floors = load.to_vec();
    floors.sort_unstable();
    let mut below = 0;
    for (n, &floor) in floors.iter().enumerate() {
        below += floor;
        let level = (water + below) / (n as u64 + 1);
        if floors.get(n + 1).is_none_or(|&next| level <= next) {
            return level;
        }
    }
    unreachable!("the last floor has none above it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_reach_one_level_if_they_can() {
        assert_eq!(level(100, &[0]), 100);
        assert_eq!(level(100, &[10, 50]), 80);
        assert_eq!(level(30, &[10, 50]), 40);
        assert_eq!(level(90, &[10, 50, 30]), 60);
        assert_eq!(level(0, &[7, 7]), 7);
    }

    #[test]
    fn every_block_is_dealt_in_order_and_the_busy_get_fewer() {
        for (blocks, handsets, load) in
            [(4_097, 100, vec![10, 50]), (1, 5, vec![0, 0, 9]), (3, 0, vec![0, 0]), (2, 7, vec![0; 7])]
        {
            let dealt = deal_blocks(blocks, handsets, &load);
            assert_eq!(dealt.len() as u64, blocks);
            assert!(dealt.is_sorted() && dealt.iter().all(|&shard| usize::from(shard) < load.len()));
        }
        let dealt = deal_blocks(4_000, 100, &[10, 50]);
        assert_eq!(dealt.partition_point(|&shard| shard == 0), 2_800);
        assert!(deal_blocks(4_000, 30, &[10, 50]).iter().all(|&shard| shard == 0));
    }
}
