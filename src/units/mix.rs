//! Mixing: numbers into well-spread numbers, behind fingerprints and keyed samples.
//!
//! Knows neither what is mixed nor why.

/// Separates the two arguments of [`mix2`]: the fractional bits of the golden ratio.
const KEY: u64 = 0x9e37_79b9_7f4a_7c15;

/// A bijective 64-bit mix (the finaliser of splitmix64, variant 13 of Stafford).
pub const fn mix(bits: u64) -> u64 {
    let a = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    b ^ (b >> 31)
}

/// A keyed 64-bit mix of two numbers in their order: `mix2(a, b)` is not `mix2(b, a)`.
pub const fn mix2(first: u64, second: u64) -> u64 {
    mix(mix(first ^ KEY).wrapping_add(KEY).wrapping_mul(3) ^ second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_flipped_bit_flips_about_half_of_the_result() {
        let mut flipped = 0;
        for n in 0..64 {
            for bit in 0..64 {
                flipped += (mix2(n, n) ^ mix2(n ^ (1 << bit), n)).count_ones();
                flipped += (mix2(n, n) ^ mix2(n, n ^ (1 << bit))).count_ones();
            }
        }
        let tries = 2 * 64 * 64;
        assert!((31 * tries..33 * tries).contains(&flipped), "{flipped} bits over {tries} tries");
    }

    #[test]
    fn arguments_are_not_swappable_and_zero_is_not_fixed() {
        assert_ne!(mix2(1, 2), mix2(2, 1));
        assert_ne!(mix2(0, 0), 0);
    }
}
