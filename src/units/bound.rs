//! A bound on a figure: on which side of which limit it must stay.
//!
//! Knows neither the figure's value nor the file that the bound stands in.

/// How a figure must stand to its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Below the limit.
    Below,
    /// Below it or at it.
    AtMost,
    /// Above the limit.
    Above,
    /// Above it or at it.
    AtLeast,
}

impl Relation {
    /// All relations; those whose sign begins with another's come before it.
    pub const ALL: [Self; 4] = [Self::AtMost, Self::AtLeast, Self::Below, Self::Above];

    /// How it is written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether a value stands so to a limit.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Below => value < limit,
            Self::AtMost => value <= limit,
            Self::Above => value > limit,
            Self::AtLeast => value >= limit,
        }
    }

    /// How far a value is inside its limit; below zero outside.
    pub fn margin(self, value: f64, limit: f64) -> f64 {
        match self {
            Self::Below | Self::AtMost => limit - value,
            Self::Above | Self::AtLeast => value - limit,
        }
    }
}

/// A limit on a figure, as `[slo]` of a scenario holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The arm whose figure it is; nothing for that of every arm.
    pub arm: Option<String>,
    /// Dotted name of the metric.
    pub metric: String,
    /// How the figure must stand to the limit.
    pub relation: Relation,
    /// The limit, in the metric's unit: seconds, a share of one, a count.
    pub limit: f64,
    /// As it was written, e.g. `< 2 s`.
    pub written: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_belongs_to_two_relations() {
        let at = |relation: Relation| [1.0, 2.0, 3.0].map(|value| relation.holds(value, 2.0));
        assert_eq!(at(Relation::Below), [true, false, false]);
        assert_eq!(at(Relation::AtMost), [true, true, false]);
        assert_eq!(at(Relation::Above), [false, false, true]);
        assert_eq!(at(Relation::AtLeast), [false, true, true]);
    }

    #[test]
    fn a_margin_is_positive_inside() {
        for relation in Relation::ALL {
            let inside = [1.0, 3.0].into_iter().find(|value| relation.holds(*value, 2.0)).expect("one side is inside");
            assert!(relation.margin(inside, 2.0) > 0.0 && relation.margin(4.0 - inside, 2.0) < 0.0, "{relation:?}");
        }
    }
}
