//! How much of a series' beginning is start-up: MSER-5.
//!
//! K. P. White, "An effective truncation heuristic for bias reduction in simulation output", *Simulation* 69 (1997) 323–334;
//! the five-observation batches from White, Cobb and Spratt, "A comparison of five steady-state truncation heuristics for
//! simulation", Proc. Winter Simulation Conference 2000, 755–760. The series is averaged in batches of five; what is dropped
//! is the number of batches that makes the marginal standard error of the rest's mean least. A least in the last half says
//! that the series is too short to tell. Knows numbers, not what they count.

/// Observations of a batch.
pub const BATCH: usize = 5;
/// Fewest batches of which anything is said.
const BATCHES: usize = 10;
/// Batches at the end at which the rest is not cut: so few would look alike by chance.
const TAIL: usize = 5;

/// What a series says of its start-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// So many observations from the beginning are start-up: whole batches, none where the series begins as it goes on.
    After(usize),
    /// The series is too short: it has not settled in its first half.
    TooShort,
    /// The series has too few observations to say anything.
    TooFew,
}

/// Where MSER-5 cuts a series; a rest of less than a batch at its end counts for nothing.
///
/// # Panics
/// Never: there are more batches than the tail has.
pub fn mser5(series: &[f64]) -> Truncation {
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    if batches.len() < BATCHES || batches.iter().any(|mean| !mean.is_finite()) {
        return Truncation::TooFew;
    }
    // Mean and sum of squares of the batches from `dropped` on, by Welford's update from the end.
    let (mut mean, mut squares) = (0.0, 0.0);
    let mut least: Option<(f64, usize)> = None;
    for (dropped, batch) in batches.iter().enumerate().rev() {
        let kept = (batches.len() - dropped) as f64;
        let apart = batch - mean;
        mean += apart / kept;
        squares += apart * (batch - mean);
        let statistic = squares / (kept * kept);
        // Of equal ones the shortest cut.
        if dropped + TAIL <= batches.len() && least.is_none_or(|(smallest, _)| statistic <= smallest) {
            least = Some((statistic, dropped));
        }
    }
    let (_, dropped) = least.expect("there are more batches than the tail has");
    if dropped * 2 > batches.len() { Truncation::TooShort } else { Truncation::After(dropped * BATCH) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, written out: variance of the kept batches over their number, squared sums afresh for every cut.
    fn by_definition(series: &[f64]) -> usize {
        let z: Vec<f64> = series.chunks_exact(5).map(|b| b.iter().sum::<f64>() / 5.0).collect();
        let statistic = |d: usize| {
            let kept = &z[d..];
            let n = kept.len() as f64;
            let mean = kept.iter().sum::<f64>() / n;
            kept.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n * n)
        };
        let cuts = 0..=z.len() - 5;
        cuts.min_by(|a, b| statistic(*a).total_cmp(&statistic(*b))).expect("there are batches")
    }

    /// Numbers that look random: the fractional parts of multiples of the golden section.
    fn noise(n: usize) -> impl Iterator<Item = f64> {
        (1..=n).map(|i| (i as f64 * 0.618_033_988_749_895) % 1.0 - 0.5)
    }

    #[test]
    fn a_step_is_cut_where_it_stands() {
        // 30 observations at 10, then 170 at 0: batches 1 to 6 are start-up. A step inside a batch takes it along.
        for (step, cut) in [(30, 30), (31, 35), (34, 35), (100, 100)] {
            let series: Vec<f64> = (0..200).map(|i| if i < step { 10.0 } else { 0.0 }).collect();
            assert_eq!(mser5(&series), Truncation::After(cut));
        }
        let late: Vec<f64> = (0..200).map(|i| if i < 105 { 10.0 } else { 0.0 }).collect();
        assert_eq!(mser5(&late), Truncation::TooShort);
    }

    #[test]
    fn what_begins_as_it_goes_on_is_not_cut() {
        assert_eq!(mser5(&[7.0; 100]), Truncation::After(0));
        let flat: Vec<f64> = (0..100).map(|i| f64::from(i % 2)).collect();
        assert_eq!(mser5(&flat), Truncation::After(0), "batches of 2/5 and 3/5 by turns: variance .01 over ever fewer");
    }

    #[test]
    fn a_series_that_grows_to_its_end_is_too_short() {
        let ramp: Vec<f64> = (0..200).map(f64::from).collect();
        assert_eq!(mser5(&ramp), Truncation::TooShort);
    }

    #[test]
    fn little_says_nothing() {
        assert_eq!(mser5(&[1.0; 49]), Truncation::TooFew);
        assert_eq!(mser5(&[1.0; 50]), Truncation::After(0));
        assert_eq!(mser5(&[f64::NAN; 100]), Truncation::TooFew);
        assert_eq!(mser5(&[]), Truncation::TooFew);
    }

    #[test]
    fn an_approach_is_cut_as_the_definition_cuts_it() {
        for constant in [2.0, 5.0, 12.0, 20.0] {
            let series: Vec<f64> =
                noise(300).enumerate().map(|(i, x)| x + 8.0 * libm::exp(-(i as f64) / constant)).collect();
            let cut = by_definition(&series);
            assert_eq!(mser5(&series), Truncation::After(cut * 5), "time constant {constant}");
            assert!(cut > 0);
        }
    }
}
