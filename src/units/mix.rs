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

/// Odd multipliers without pattern, one a word (splitmix64 from 1, lowest bit set).
const ODD: [u64; 10] = odd();

const fn odd() -> [u64; 10] {
    let mut multipliers = [0; 10];
    let mut n = 0;
    while n < multipliers.len() {
        multipliers[n] = mix(KEY.wrapping_mul(n as u64 + 1)) | 1;
        n += 1;
    }
    multipliers
}

/// A sum of words, each times a multiplier of its place: cheap, because no multiplication waits for another. To be
/// mixed before it is a hash.
#[inline]
pub const fn weigh<const N: usize>(words: [u64; N]) -> u64 {
    const { assert!(N <= ODD.len()) };
    let (mut sum, mut n) = (0_u64, 0);
    while n < N {
        sum = sum.wrapping_add(words[n].wrapping_mul(ODD[n]));
        n += 1;
    }
    sum
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
    fn a_weighed_sum_sees_every_bit_and_every_place() {
        let words = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31];
        for (place, bit) in (0..words.len()).flat_map(|place| (0..64).map(move |bit| (place, bit))) {
            let mut other = words;
            other[place] ^= 1 << bit;
            assert_ne!(weigh(words), weigh(other));
        }
        for place in 1..words.len() {
            let mut other = words;
            other.swap(0, place);
            assert_ne!(weigh(words), weigh(other));
        }
    }

    #[test]
    fn arguments_are_not_swappable_and_zero_is_not_fixed() {
        assert_ne!(mix2(1, 2), mix2(2, 1));
        assert_ne!(mix2(0, 0), 0);
    }
}
