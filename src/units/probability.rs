//! A probability as a threshold on 64 random bits: comparing is exact and needs no floating point.

/// The chance of an event, as the number of 64-bit draws that make it happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Probability(u128);

impl Probability {
    /// Never.
    pub const ZERO: Self = Self(0);
    /// Always.
    pub const ONE: Self = Self(1 << 64);

    /// From a share in `[0, 1]`; anything outside is clamped, because scenarios are checked before.
    pub fn from_share(share: f64) -> Self {
        let clamped = share.clamp(0.0, 1.0);
        Self((clamped * 18_446_744_073_709_551_616.0) as u128)
    }

    /// Whether the event happens for these 64 random bits.
    pub const fn hits(self, draw: u64) -> bool {
        (draw as u128) < self.0
    }

    /// The share in `[0, 1]`, for people and files.
    pub fn share(self) -> f64 {
        self.0 as f64 / 18_446_744_073_709_551_616.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_and_always_hold_for_every_draw() {
        for draw in [0, 1, u64::MAX / 2, u64::MAX] {
            assert!(!Probability::ZERO.hits(draw));
            assert!(Probability::ONE.hits(draw));
        }
        assert!(Probability::from_share(0.5).hits(u64::MAX / 2));
        assert!(!Probability::from_share(0.5).hits(u64::MAX / 2 + 1));
    }
}
