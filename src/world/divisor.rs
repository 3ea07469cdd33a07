//! Division by a number that is known long before, as one multiplication.
//!
//! Knows nothing of what is divided. Source: Granlund and Montgomery, "Division by invariant integers using
//! multiplication", PLDI 1994.

/// A whole number of at most 28 bits, by which numbers of at most 62 are divided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Divisor {
    by: u64,
    factor: u64,
    shift: u32,
}

impl Divisor {
    /// Bits of what is divided.
    pub(super) const BITS: u32 = 62;
    const MOST: u32 = 1 << 28;

    /// # Panics
    /// Where the number is 0 or has more bits.
    pub(super) const fn new(by: u32) -> Self {
        assert!(by > 0 && by <= Self::MOST, "a divisor has at most 28 bits");
        let by = by as u64;
        let shift = by.next_power_of_two().trailing_zeros();
        // At most 2^63, and too large by less than one part in 2^62.
        Self { by, factor: ((1 << (Self::BITS + shift)) / by as u128 + 1) as u64, shift }
    }

    /// The number itself.
    pub(super) const fn value(&self) -> u64 {
        self.by
    }

    /// The quotient, rounded down.
    #[inline]
    pub(super) const fn floor(&self, of: u64) -> u64 {
        let product = (of << (64 - Self::BITS)) as u128 * self.factor as u128;
        (product >> 64) as u64 >> self.shift
    }

    /// The quotient, rounded up.
    #[inline]
    pub(super) const fn ceil(&self, of: u64) -> u64 {
        self.floor(of.wrapping_add(self.by - 1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_divisor_divides(by in 1_u32..=Divisor::MOST, few in 1_u32..300, of in 0_u64..(1 << 62) - (1 << 28)) {
            for by in [by, few, by.next_power_of_two().min(Divisor::MOST)] {
                let (divisor, by) = (Divisor::new(by), u64::from(by));
                let whole = of / by * by;
                for of in [of, of >> 20, of >> 40, whole, whole.max(1) - 1] {
                    prop_assert_eq!(divisor.floor(of), of / by);
                    prop_assert_eq!(divisor.ceil(of), of.div_ceil(by));
                }
            }
        }
    }
}
