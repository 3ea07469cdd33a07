//! Sobol indices: how much of a figure's variance over a design is owed to each factor, alone and with the others.
//!
//! Estimators: first order by Saltelli et al. (Computer Physics Communications 181, 2010, table 2 b), total by Jansen
//! (Computer Physics Communications 117, 1999; the same table, f); intervals by bootstrap over blocks (Archer, Saltelli and
//! Sobol, Journal of Statistical Computation and Simulation 58, 1997). Knows no factor by name and draws nothing itself.

#[cfg(test)]
mod tests;

/// An estimate with its bootstrap interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// From all blocks.
    pub value: f64,
    /// 2.5 % of the resamples lie below.
    pub low: f64,
    /// 2.5 % of the resamples lie above.
    pub high: f64,
}

/// What a factor's variation does to a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SobolIndex {
    /// The share of the variance that goes when the factor alone is known.
    pub first: Estimate,
    /// The share of the variance that stays when all other factors are known.
    pub total: Estimate,
}

/// Least number of blocks that say anything.
const FEWEST: usize = 4;

/// The indices of all factors from blocks of figures: at A, at B, then for each factor at A with this factor from B.
/// Each of `resamples` is a round of the bootstrap: which blocks it takes. Nothing from few blocks, or where the figure does
/// not vary.
///
/// # Panics
/// Where blocks differ in length, or a round takes one that is not there.
pub fn sobol_indices(blocks: &[Vec<f64>], resamples: &[Vec<usize>]) -> Option<Vec<SobolIndex>> {
    let factors = blocks.first()?.len().checked_sub(2)?;
    assert!(blocks.iter().all(|block| block.len() == factors + 2), "every block has the same points");
    if blocks.len() < FEWEST {
        return None;
    }
    // The estimators lose fewer digits, and vary less, where the mean is nought.
    let points = blocks.len() * (factors + 2);
    let mean = blocks.iter().flatten().sum::<f64>() / points as f64;
    let centred: Vec<Vec<f64>> = blocks.iter().map(|block| block.iter().map(|y| y - mean).collect()).collect();
    let all: Vec<usize> = (0..blocks.len()).collect();
    let whole = once(&centred, factors, &all)?;
    let rounds: Vec<Vec<(f64, f64)>> = resamples.iter().filter_map(|chosen| once(&centred, factors, chosen)).collect();
    let of = |factor: usize| {
        let (first, total) = whole[factor];
        let spread = |pick: fn(&(f64, f64)) -> f64, value| {
            let mut drawn: Vec<f64> = rounds.iter().map(|round| pick(&round[factor])).collect();
            drawn.sort_by(f64::total_cmp);
            let at = |share: f64| drawn.get((share * drawn.len() as f64) as usize).copied().unwrap_or(value);
            Estimate { value, low: at(0.025), high: at(0.975) }
        };
        SobolIndex { first: spread(|pair| pair.0, first), total: spread(|pair| pair.1, total) }
    };
    Some((0..factors).map(of).collect())
}

/// First-order and total index of every factor from the chosen blocks; nothing where the figure does not vary in them.
fn once(blocks: &[Vec<f64>], factors: usize, chosen: &[usize]) -> Option<Vec<(f64, f64)>> {
    let n = chosen.len() as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut sums = vec![(0.0, 0.0); factors];
    for block in chosen.iter().map(|&block| &blocks[block]) {
        let (a, b) = (block[0], block[1]);
        sum += a + b;
        squares += a * a + b * b;
        for (factor, (first, total)) in sums.iter_mut().enumerate() {
            let mixed = block[factor + 2];
            *first += b * (mixed - a);
            *total += (a - mixed) * (a - mixed);
        }
    }
    let mean = sum / (2.0 * n);
    let variance = squares / (2.0 * n) - mean * mean;
    // What remains of a constant figure after its mean was taken off is rounding.
    let varies = variance.is_finite() && variance > squares / n * 1e-24;
    varies.then(|| sums.iter().map(|(first, total)| (first / n / variance, total / (2.0 * n) / variance)).collect())
}
