//! Who takes the next connection: the nodes of a fleet in a knock-out tournament of their loads.
//!
//! Every node plays with its connections and, of equals, its number; nodes that are down do not play. A change replays
//! the matches between one node and the final, so the choice and every change of it touch a few words of one array.
//! Knows no handset and no time.

use serde::{Deserialize, Serialize};

/// The connections of each node, and the least loaded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Dispatcher {
    /// The winner of each match: match `m` is between the winners of `2 m` and `2 m + 1`, the final is 1, and node `n`
    /// enters at `size + n`.
    winners: Vec<u64>,
    size: usize,
    connections: Vec<u32>,
    up: u32,
    held: u32,
}

/// What stands where nobody plays.
const NOBODY: u64 = u64::MAX;

fn entry(load: u32, node: usize) -> u64 {
    u64::from(load) << 16 | node as u64
}

impl Dispatcher {
    /// Nodes without connections, all up.
    pub(super) fn new(nodes: u32) -> Self {
        assert!(nodes < 1 << 16, "a node's number fits its bits");
        let size = (nodes as usize).next_power_of_two();
        let mut winners = vec![NOBODY; 2 * size];
        for node in 0..nodes as usize {
            winners[size + node] = entry(0, node);
        }
        for m in (1..size).rev() {
            winners[m] = winners[2 * m].min(winners[2 * m + 1]);
        }
        Self { winners, size, connections: vec![0; nodes as usize], up: nodes, held: 0 }
    }

    /// Whether another one is for as many nodes.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let sizes = |of: &Self| (of.winners.len(), of.size, of.connections.len());
        sizes(self) == sizes(other)
    }

    /// The node with the fewest connections, of equals the first, and how many it has; none where all are down.
    pub(super) fn least(&self) -> Option<(u16, u32)> {
        let winner = self.winners[1];
        (winner != NOBODY).then_some((winner as u16, (winner >> 16) as u32))
    }

    /// Nodes that are up.
    pub(super) fn up(&self) -> u32 {
        self.up
    }

    /// Connections on all nodes.
    pub(super) fn held(&self) -> u32 {
        self.held
    }

    /// Whether a node is up.
    pub(super) fn is_up(&self, node: u16) -> bool {
        self.winners[self.size + usize::from(node)] != NOBODY
    }

    /// A node takes a connection.
    pub(super) fn hold(&mut self, node: u16) {
        self.held += 1;
        self.connections[usize::from(node)] += 1;
        if self.is_up(node) {
            self.play(node, true);
        }
    }

    /// A node loses a connection.
    pub(super) fn release(&mut self, node: u16) {
        self.held -= 1;
        self.connections[usize::from(node)] -= 1;
        if self.is_up(node) {
            self.play(node, true);
        }
    }

    /// A node that was up takes no connections any more; those it has are its holder's to release.
    pub(super) fn take_down(&mut self, node: u16) {
        assert!(self.is_up(node), "a node goes down once");
        self.up -= 1;
        self.play(node, false);
    }

    /// A node that was down takes connections again.
    pub(super) fn bring_up(&mut self, node: u16) {
        assert!(!self.is_up(node), "a node comes up once");
        self.up += 1;
        self.play(node, true);
    }

    /// Plays a node's matches again, up to the first whose winner stays.
    fn play(&mut self, node: u16, takes_part: bool) {
        let node = usize::from(node);
        let mut place = self.size + node;
        let mut winner = if takes_part { entry(self.connections[node], node) } else { NOBODY };
        while self.winners[place] != winner {
            self.winners[place] = winner;
            if place == 1 {
                break;
            }
            winner = winner.min(self.winners[place ^ 1]);
            place /= 2;
        }
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.winners.capacity() * size_of::<u64>() + self.connections.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mix2;

    /// The choice by looking at every node.
    fn by_looking(loads: &[u32], up: &[bool]) -> Option<(u16, u32)> {
        (0..loads.len()).filter(|&n| up[n]).map(|n| (loads[n], n)).min().map(|(load, n)| (n as u16, load))
    }

    #[test]
    fn the_least_loaded_is_who_a_look_at_all_finds() {
        for nodes in [1usize, 2, 3, 5, 8, 13, 400] {
            let mut fleet = Dispatcher::new(nodes as u32);
            let (mut loads, mut up) = (vec![0u32; nodes], vec![true; nodes]);
            for n in 0..4_000 {
                let bits = mix2(nodes as u64, n);
                let node = (bits >> 8) as usize % nodes;
                match bits % 8 {
                    // As handsets do: to whoever has the fewest.
                    0..=3 => {
                        if let Some((least, _)) = fleet.least() {
                            fleet.hold(least);
                            loads[usize::from(least)] += 1;
                        }
                    }
                    4..=5 if loads[node] > 0 => {
                        fleet.release(node as u16);
                        loads[node] -= 1;
                    }
                    6 if up[node] => {
                        fleet.take_down(node as u16);
                        up[node] = false;
                    }
                    7 if !up[node] => {
                        fleet.bring_up(node as u16);
                        up[node] = true;
                    }
                    _ => {}
                }
                assert_eq!(fleet.least(), by_looking(&loads, &up));
                assert_eq!(fleet.up() as usize, up.iter().filter(|&&u| u).count());
                assert_eq!(fleet.held(), loads.iter().sum::<u32>());
                assert!((0..nodes).all(|n| fleet.is_up(n as u16) == up[n]));
            }
        }
    }

    #[test]
    fn of_equals_the_first_and_nobody_where_all_are_down() {
        let mut fleet = Dispatcher::new(3);
        assert_eq!(fleet.least(), Some((0, 0)));
        fleet.hold(0);
        assert_eq!(fleet.least(), Some((1, 0)));
        for node in 0..3 {
            fleet.take_down(node);
        }
        assert_eq!(fleet.least(), None);
        // What a node that is down had is released, and counts when it comes back.
        fleet.release(0);
        fleet.bring_up(0);
        assert_eq!(fleet.least(), Some((0, 0)));
    }
}
