//! A keyed permutation of `0..n` without memory, and the pairing that follows from it.
//!
//! Knows no graph and no people: the world makes its contacts out of pairings.

/// A keyed permutation of `0..n`: an alternating Feistel network over the least power of two that holds `n`, walked
/// along its cycles until it is back inside `0..n` (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
/// The power of two is below `2 n`, so that a walk takes less than two steps on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permutation {
    key: u64,
    n: u64,
    /// The width of the low half; the high half has as many bits or one fewer.
    low_bits: u32,
    low_mask: u64,
    high_mask: u64,
    half_rounds: u32,
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
const FIRST_MULTIPLIER: u64 = 0xBF58_476D_1CE4_E5B9;
const SECOND_MULTIPLIER: u64 = 0x94D0_49BB_1331_11EB;

/// Half-rounds for a domain of so many bits. Narrow halves mix slowly whatever the round function: with 6 half-rounds
/// the partners over 8 elements are visibly uneven, and with 4 those over 500 are. These counts pass the test of
/// uniformity below.
const fn half_rounds(bits: u32) -> u32 {
    match bits {
        0..=3 => 24,
        4..=6 => 12,
        7..=10 => 8,
        11.. => 6,
    }
}

impl Permutation {
    /// The permutation of `0..n` for this key. Keys that differ in any bit give unrelated permutations.
    ///
    /// # Panics
    /// If `n` is 0 or exceeds 2^62.
    pub const fn new(key: u64, n: u64) -> Self {
        assert!(n > 0 && n <= 1 << 62, "a permutation needs between 1 and 2^62 elements");
        let bits = u64::BITS - (n - 1).leading_zeros();
        let low_bits = bits.div_ceil(2);
        let (low_mask, high_mask) = ((1 << low_bits) - 1, (1 << (bits - low_bits)) - 1);
        Self { key: scramble(key), n, low_bits, low_mask, high_mask, half_rounds: half_rounds(bits) }
    }

    /// How many elements are permuted.
    pub const fn size(&self) -> u64 {
        self.n
    }

    /// Where `x` goes.
    ///
    /// # Panics
    /// If `x` is not below `n`.
    #[inline]
    pub const fn apply(&self, x: u64) -> u64 {
        assert!(x < self.n, "a permutation knows only its own elements");
        let mut y = self.forth(x);
        while y >= self.n {
            y = self.forth(y);
        }
        y
    }

    /// Where `y` comes from.
    ///
    /// # Panics
    /// If `y` is not below `n`.
    #[inline]
    pub const fn invert(&self, y: u64) -> u64 {
        assert!(y < self.n, "a permutation knows only its own elements");
        let mut x = self.back(y);
        while x >= self.n {
            x = self.back(x);
        }
        x
    }

    /// Whom `x` is paired with: a keyed involution of `0..n`. For even `n` nobody is paired with itself; for odd `n`
    /// exactly one element is.
    ///
    /// # Panics
    /// If `x` is not below `n`.
    #[inline]
    pub const fn partner(&self, x: u64) -> u64 {
        let other = self.apply(x) ^ 1;
        if other < self.n { self.invert(other) } else { x }
    }

    const fn forth(&self, x: u64) -> u64 {
        let (mut high, mut low) = (x >> self.low_bits, x & self.low_mask);
        let mut round = 0;
        while round < self.half_rounds {
            high ^= self.mix(low, round) & self.high_mask;
            low ^= self.mix(high, round + 1) & self.low_mask;
            round += 2;
        }
        high << self.low_bits | low
    }

    const fn back(&self, y: u64) -> u64 {
        let (mut high, mut low) = (y >> self.low_bits, y & self.low_mask);
        let mut round = self.half_rounds;
        while round > 0 {
            round -= 2;
            low ^= self.mix(high, round + 1) & self.low_mask;
            high ^= self.mix(low, round) & self.high_mask;
        }
        high << self.low_bits | low
    }

    /// A keyed function of one half whose lower 32 bits are all well mixed.
    #[inline]
    const fn mix(&self, half: u64, round: u32) -> u64 {
        let key = self.key.wrapping_add(GOLDEN.wrapping_mul(round as u64 + 1));
        let product = (half ^ key).wrapping_mul(FIRST_MULTIPLIER);
        (product ^ product >> 32).wrapping_mul(SECOND_MULTIPLIER) >> 32
    }
}

/// The finaliser of `SplitMix64`: neighbouring keys become unrelated ones.
const fn scramble(key: u64) -> u64 {
    let a = key.wrapping_add(GOLDEN);
    let b = (a ^ a >> 30).wrapping_mul(FIRST_MULTIPLIER);
    let c = (b ^ b >> 27).wrapping_mul(SECOND_MULTIPLIER);
    c ^ c >> 31
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_size_is_permuted_one_to_one() {
        for n in (1..300).chain([1_000, 1_023, 1_024, 1_025, 4_097, 99_991]) {
            let permutation = Permutation::new(n ^ 0xABCD, n);
            let mut hit = vec![false; n as usize];
            for x in 0..n {
                let y = permutation.apply(x);
                assert!(!std::mem::replace(&mut hit[y as usize], true), "n {n}: {y} was hit twice");
                assert_eq!(permutation.invert(y), x);
            }
        }
    }

    #[test]
    fn partners_are_mutual_and_nobody_is_alone_in_an_even_number() {
        for n in 1..300 {
            let pairing = Permutation::new(n, n);
            let alone = (0..n).filter(|x| pairing.partner(*x) == *x).count() as u64;
            assert_eq!(alone, n % 2, "n {n}");
            assert!((0..n).all(|x| pairing.partner(pairing.partner(x)) == x), "n {n}");
        }
    }

    proptest! {
        #[test]
        fn large_sizes_are_inverted(key: u64, n in 2_u64..=1 << 40, at: u64) {
            let (permutation, x) = (Permutation::new(key, n), at % n);
            prop_assert_eq!(permutation.invert(permutation.apply(x)), x);
            let partner = permutation.partner(x);
            prop_assert_eq!(permutation.partner(partner), x);
            prop_assert!(partner != x || n % 2 == 1);
        }
    }

    /// A name, how many values there are, and the value.
    type Statistic = (&'static str, u64, fn(&Permutation) -> u64);

    /// Chi-square over the keys: where one element goes, whom it is paired with, and the difference of two images are
    /// each uniform. The bound is five standard deviations of the statistic (variance 2 × degrees of freedom).
    #[test]
    fn images_and_pairings_are_uniform_over_keys() {
        const KEYS: u64 = 40_000;
        for n in [2, 4, 6, 8, 10, 16, 18, 30, 64, 100, 128, 500, 1_024, 3_000] {
            let statistics: [Statistic; 3] = [
                ("image", n, |p| p.apply(1)),
                ("partner", n - 1, |p| (p.partner(0) + p.n - 1) % p.n),
                ("difference", n - 1, |p| (p.apply(1) + p.n - p.apply(0) - 1) % p.n),
            ];
            for (name, cells, of) in statistics {
                let mut counts = vec![0_u64; cells as usize];
                for key in 0..KEYS {
                    counts[of(&Permutation::new(key, n)) as usize] += 1;
                }
                let expected = KEYS as f64 / cells as f64;
                let chi: f64 = counts.iter().map(|c| (*c as f64 - expected) * (*c as f64 - expected) / expected).sum();
                let freedom = cells as f64 - 1.0;
                assert!(
                    chi <= freedom + 5.0 * libm::sqrt(2.0 * freedom) + 1e-9,
                    "n {n}, {name}: chi-square {chi:.1} for {freedom} degrees of freedom"
                );
            }
        }
    }

    /// Far apart partners of neighbours: over one large permutation, the distance of x and x + 1 is uniform.
    #[test]
    fn neighbours_are_scattered() {
        const N: u64 = 1_000_000;
        for key in 0..4 {
            let pairing = Permutation::new(key, N);
            let mut counts = [0_u32; 100];
            for x in 0..100_000 {
                let distance = (pairing.partner(x) + N - pairing.partner(x + 1)) % N;
                counts[(distance * 100 / N) as usize] += 1;
            }
            let chi: f64 = counts.iter().map(|c| (f64::from(*c) - 1_000.0) * (f64::from(*c) - 1_000.0) / 1_000.0).sum();
            assert!(chi < 99.0 + 5.0 * 14.1, "key {key}: chi-square {chi:.1}");
        }
    }

    #[test]
    fn different_keys_agree_no_more_than_by_chance() {
        let (a, b) = (Permutation::new(1, 10_000), Permutation::new(2, 10_000));
        let same = (0..10_000).filter(|x| a.apply(*x) == b.apply(*x)).count();
        assert!(same < 10, "{same} common images, 1 expected");
    }
}
