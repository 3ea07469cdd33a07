//! Decimal numbers as they are written, so that steps of a range are exact: 0.03, not 0.030000000000000002.
//!
//! Knows digits, but no unit and no range.

use std::fmt;

/// `mantissa / 10^scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: i128,
    pub(super) scale: u32,
}

/// Digits after the point at most; numbers of so many digits stay far inside the mantissa.
const FINEST: u32 = 15;
const LARGEST: i128 = 1_000_000_000_000_000_000;

impl Decimal {
    /// A number at the beginning of a text, and where the rest begins; nothing where there is none or it is too fine or
    /// too large to step through.
    pub(super) fn leading(text: &str) -> Option<(Self, usize)> {
        let (_, end) = super::quantity::leading_number(text)?;
        let plain = text[..end].replace('_', "");
        let (digits, power) = match plain.split_once(['e', 'E']) {
            Some((digits, power)) => (digits, power.parse::<i32>().ok()?),
            None => (plain.as_str(), 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(power)?;
        let (mantissa, scale) = if scale < 0 {
            (mantissa.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?, 0)
        } else {
            (mantissa, scale.unsigned_abs())
        };
        (scale <= FINEST && mantissa.abs() <= LARGEST).then_some((Self { mantissa, scale }, end))
    }

    /// The mantissa with so many digits after the point, at least its own.
    pub(super) fn at(self, scale: u32) -> i128 {
        self.mantissa * 10_i128.pow(scale - self.scale)
    }

    /// The nearest float.
    pub(super) fn float(self) -> f64 {
        self.to_string().parse().expect("digits with a point are a number")
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if scale == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written_as_they_stand() {
        for (text, again) in [
            ("0.10", "0.10"),
            ("-0.05", "-0.05"),
            ("12", "12"),
            ("1_000", "1000"),
            ("1e3", "1000"),
            ("1.5e2", "150"),
            ("25e-3", "0.025"),
            ("+7", "7"),
            (".5", "0.5"),
        ] {
            let (decimal, end) = Decimal::leading(text).expect(text);
            assert_eq!((decimal.to_string().as_str(), end), (again, text.len()));
        }
        assert_eq!(Decimal::leading("0.01..0.10").map(|(d, end)| (d.to_string(), end)), Some(("0.01".into(), 4)));
        assert_eq!(Decimal::leading("5..60").map(|(d, end)| (d.to_string(), end)), Some(("5".into(), 1)));
        for wrong in ["", "x", "1e400", "1e-40", "99999999999999999999999"] {
            assert_eq!(Decimal::leading(wrong), None, "{wrong}");
        }
    }
}
