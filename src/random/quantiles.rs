//! A quantile function over 64-bit draws as straight pieces between whole numbers, finer toward both tails.
//!
//! Knows neither units nor rounding to them: values are fixed-point numbers that the table gives a meaning.
//!
//! The top bit of a draw says on which side of the median it lies; the other 63 count the distance from that side's
//! end. Every halving of the distance is an octave, and every octave has 32 cells of equal width. Where a straight
//! line would miss the quantile function by too much, because the law jumps between two values, the cell is split at
//! further knots.

use super::Law;

const CELL_BITS: u32 = 5;
const CELLS: usize = 1 << CELL_BITS;
const OCTAVES: u32 = 40;
/// Nodes of one side, from the end inward: the end itself, the starts of all cells, the median.
const SIDE: usize = OCTAVES as usize * CELLS + 2;
/// Positions within a cell.
const FRACTION_BITS: u32 = 32;
/// How much of the mean and of the second moment one straight piece may misplace before it is split.
const TOLERANCE: f64 = 1e-6;

/// A monotone, piecewise linear function of 64 bits.
#[derive(Clone, Debug)]
pub(super) struct Quantiles {
    /// Two sides of nodes; twice the value, plus one if the cell that starts here is split.
    nodes: Box<[u64]>,
    splits: Box<[Split]>,
    knots: Box<[Knot]>,
}

/// The knots of a split cell.
#[derive(Clone, Debug)]
struct Split {
    node: usize,
    first: usize,
    end: usize,
}

/// From position `at` of the cell on, the function starts at `value`.
#[derive(Clone, Copy, Debug)]
struct Knot {
    at: u64,
    value: u64,
}

/// A straight piece: its probability and its end values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) weight: f64,
    pub(super) from: u64,
    pub(super) to: u64,
}

impl Quantiles {
    /// The quantiles of `law` in units of 1/`scale`, cut at `limit` units.
    pub(super) fn new(law: &Law, scale: f64, limit: u64) -> Self {
        let curve = Curve { law, scale, limit: limit as f64 };
        let values: Vec<u64> = (0..2 * SIDE).map(|node| curve.value(node, 0)).collect();
        let mut quantiles = Self {
            nodes: values.iter().map(|value| value << 1).collect(),
            splits: Box::default(),
            knots: Box::default(),
        };
        let budget = Budget::of(quantiles.pieces());
        let (mut splits, mut knots) = (Vec::new(), Vec::new());
        for node in (0..2 * SIDE).filter(|node| !is_end(*node) && !is_median(*node)) {
            let ends = [Knot { at: 0, value: values[node] }, Knot { at: 1 << FRACTION_BITS, value: values[node + 1] }];
            let inner = curve.knots(node, ends, &budget);
            if !inner.is_empty() {
                let first = knots.len();
                knots.push(ends[0]);
                knots.extend(inner);
                knots.push(ends[1]);
                splits.push(Split { node, first, end: knots.len() });
                quantiles.nodes[node] |= 1;
            }
        }
        (quantiles.splits, quantiles.knots) = (splits.into(), knots.into());
        quantiles
    }

    /// The value at a draw.
    #[inline]
    pub(super) fn at(&self, bits: u64) -> u64 {
        let upper = bits >> 63;
        let from_end = (bits ^ 0_u64.wrapping_sub(upper)) << 1;
        let (cell, position) = locate(from_end);
        let node = upper as usize * SIDE + cell;
        let from = self.nodes[node];
        if from & 1 == 0 {
            let rise = (self.nodes[node + 1] >> 1).wrapping_sub(from >> 1).cast_signed();
            // Two factors of 64 and 33 bits cannot overflow 128.
            let part = i128::from(rise).wrapping_mul(i128::from(position)) >> FRACTION_BITS;
            (from >> 1).wrapping_add(part as u64)
        } else {
            self.within(node, position)
        }
    }

    /// The value within a split cell.
    #[cold]
    fn within(&self, node: usize, position: u64) -> u64 {
        let split = self.splits.binary_search_by_key(&node, |split| split.node).expect("a marked cell has its split");
        let knots = &self.knots[self.splits[split].first..self.splits[split].end];
        let next = knots.partition_point(|knot| knot.at <= position);
        line(knots[next - 1], knots[next], position)
    }

    /// All straight pieces.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece> {
        let whole = (0..2 * SIDE).filter(|node| !is_median(*node) && self.nodes[*node] & 1 == 0).map(|node| Piece {
            weight: weight(node),
            from: self.nodes[node] >> 1,
            to: self.nodes[node + 1] >> 1,
        });
        let split = self.splits.iter().flat_map(|split| {
            self.knots[split.first..split.end].windows(2).map(|ends| Piece {
                weight: weight(split.node) * share(ends[0], ends[1]),
                from: ends[0].value,
                to: ends[1].value,
            })
        });
        whole.chain(split)
    }

    /// Bytes of memory.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.nodes) + size_of_val(&*self.splits) + size_of_val(&*self.knots)
    }
}

/// The cell and the position in it at a distance from the side's end; the distance has 63 bits, aligned to the left.
#[inline]
const fn locate(from_end: u64) -> (usize, u64) {
    let octave = from_end.leading_zeros();
    if octave < OCTAVES {
        let in_octave = from_end << octave << 1;
        let cell = (OCTAVES - 1 - octave) as usize * CELLS + (in_octave >> (64 - CELL_BITS)) as usize;
        (1 + cell, in_octave << CELL_BITS >> (64 - FRACTION_BITS))
    } else {
        (0, from_end << (FRACTION_BITS + OCTAVES - 64))
    }
}

/// Whether the node is the end of its side, where the shared last cell starts.
const fn is_end(node: usize) -> bool {
    node.is_multiple_of(SIDE)
}

/// Whether the node is the median, where no cell starts.
const fn is_median(node: usize) -> bool {
    (node + 1).is_multiple_of(SIDE)
}

/// The probability of the cell that starts at `node`.
fn weight(node: usize) -> f64 {
    match node % SIDE {
        0 => halved(1.0, OCTAVES + 1),
        cell => halved(1.0, halvings(cell) + CELL_BITS + 1),
    }
}

/// How often the side is halved before the start of the octave of this cell.
const fn halvings(cell: usize) -> u32 {
    OCTAVES - ((cell - 1) / CELLS) as u32
}

/// `x` halved so many times, fewer than 64; exact.
fn halved(x: f64, times: u32) -> f64 {
    x / (1_u64 << times) as f64
}

/// The share of a cell between two knots.
fn share(from: Knot, to: Knot) -> f64 {
    halved((to.at - from.at) as f64, FRACTION_BITS)
}

/// The straight line between two knots.
fn line(from: Knot, to: Knot, at: u64) -> u64 {
    let rise = i128::from(to.value) - i128::from(from.value);
    let part = rise * i128::from(at - from.at) / i128::from(to.at - from.at);
    from.value.checked_add_signed(part as i64).expect("a value between two values")
}

/// The quantile function itself, seen from the nodes.
struct Curve<'a> {
    law: &'a Law,
    scale: f64,
    limit: f64,
}

impl Curve<'_> {
    /// The quantile at a position of the cell that starts at `node`. Both ends stand for their outermost quarter of
    /// the last cell, a probability of 2^-43, because the end of an unbounded law has no value.
    fn value(&self, node: usize, at: u64) -> u64 {
        let from_end = match node % SIDE {
            0 => halved(1.0, OCTAVES + 2),
            cell => {
                let in_octave = ((cell - 1) % CELLS) as f64 + halved(at as f64, FRACTION_BITS);
                halved(1.0 + in_octave / CELLS as f64, halvings(cell))
            }
        };
        let probability = from_end / 2.0;
        let quantile = if node < SIDE { self.law.quantile(probability) } else { self.law.high_quantile(probability) };
        libm::round((quantile * self.scale).min(self.limit)) as u64
    }

    /// The knots that the cell between `ends` needs besides its ends.
    fn knots(&self, node: usize, ends: [Knot; 2], budget: &Budget) -> Vec<Knot> {
        let (mut open, mut kept) = (vec![ends], Vec::new());
        while let Some([from, to]) = open.pop() {
            let weight = weight(node) * share(from, to);
            let quarter = (to.at - from.at) / 4;
            if quarter == 0 || budget.allows(weight, from.value.abs_diff(to.value), from.value.max(to.value)) {
                continue;
            }
            let inner = [1, 2, 3].map(|i| {
                let at = from.at + i * quarter;
                Knot { at, value: self.value(node, at) }
            });
            let miss = inner.iter().map(|knot| line(from, to, knot.at).abs_diff(knot.value)).max();
            if !budget.allows(weight, miss.expect("three points"), from.value.max(to.value)) {
                kept.push(inner[1]);
                open.extend([[from, inner[1]], [inner[1], to]]);
            }
        }
        kept.sort_unstable_by_key(|knot| knot.at);
        thin(node, ends, &kept, budget)
    }
}

/// Leaves out the knots without which the line hardly changes: bisection leaves a trail of them beside every jump.
fn thin(node: usize, ends: [Knot; 2], knots: &[Knot], budget: &Budget) -> Vec<Knot> {
    let mut kept: Vec<Knot> = Vec::new();
    for (i, knot) in knots.iter().enumerate() {
        let before = *kept.last().unwrap_or(&ends[0]);
        let after = *knots.get(i + 1).unwrap_or(&ends[1]);
        let miss = line(before, after, knot.at).abs_diff(knot.value);
        if !budget.allows(weight(node) * share(before, after) * 16.0, miss, before.value.max(after.value)) {
            kept.push(*knot);
        }
    }
    kept
}

/// What an approximation may misplace in absolute terms.
struct Budget {
    mean: f64,
    second_moment: f64,
}

impl Budget {
    fn of(pieces: impl Iterator<Item = Piece>) -> Self {
        let mut budget = Self { mean: 0.0, second_moment: 0.0 };
        for Piece { weight, from, to } in pieces {
            let (from, to) = (from as f64, to as f64);
            budget.mean += TOLERANCE * weight * f64::midpoint(from, to);
            budget.second_moment += TOLERANCE * weight * (from * from + from * to + to * to) / 3.0;
        }
        budget
    }

    /// Whether values near `value` may be wrong by `miss` with probability `weight`.
    fn allows(&self, weight: f64, miss: u64, value: u64) -> bool {
        let moved = weight * miss as f64;
        moved <= self.mean && moved * 2.0 * value as f64 <= self.second_moment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_tile_the_draws_in_order() {
        assert_eq!(locate(0), (0, 0));
        assert_eq!(locate(1 << (63 - OCTAVES)), (0, 1 << 31));
        assert_eq!(locate((1 << (64 - OCTAVES)) - 1), (0, (1 << FRACTION_BITS) - (1 << 8)));
        assert_eq!(locate(1 << (64 - OCTAVES)), (1, 0));
        assert_eq!(locate(1 << 63), (SIDE - 1 - CELLS, 0));
        let (cell, position) = locate(u64::MAX);
        assert_eq!((cell, position), (SIDE - 2, (1 << FRACTION_BITS) - 1));
        let total: f64 = (0..2 * SIDE).filter(|node| !is_median(*node)).map(weight).sum();
        assert!((total - 1.0).abs() < 1e-15);
    }

    #[test]
    fn memory_stays_small() {
        let law = Law::Mix(vec![(0.87, Law::Fixed(1.0)), (0.13, Law::Exponential { mean: 30.0 })]);
        let bytes = Quantiles::new(&law, 1e6, 1 << 44).bytes();
        assert!(bytes < 24 * 1024, "{bytes} bytes");
    }
}
