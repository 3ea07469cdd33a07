//! Numbers as people read them: rounded honestly, with their unit.
//!
//! Knows the units of the analysis by name; files get full precision elsewhere.

/// A figure with its unit, to three significant digits; `–` where it was not measured.
pub fn quantity(value: Option<f64>, unit: &str) -> String {
    match value {
        Some(x) => scaled(x, unit, 3, false).replacen('-', "−", 1),
        None => "–".to_owned(),
    }
}

/// A figure and half the width of its interval, in the unit of the larger one, to two significant digits of the half width.
pub(super) fn quantity_interval(value: f64, half_width: f64, unit: &str) -> String {
    let (divisor, suffix) = step(value.abs().max(half_width), unit, false);
    let decimals = decimals((half_width / divisor).max(1e-9), 2);
    let (value, half) = (value / divisor, half_width / divisor);
    format!("{value:.decimals$} ± {half:.decimals$}{suffix}").replacen('-', "−", 1)
}

/// A difference with its sign, to two significant digits; shares in percentage points.
pub fn quantity_change(value: Option<f64>, half_width: Option<f64>, unit: &str) -> String {
    let Some(x) = value else { return "–".to_owned() };
    let Some(half) = half_width else { return signed(x, &scaled(x, unit, 2, true)) };
    // Both in the unit of the larger one, so that they can be compared.
    let (divisor, suffix) = step(x.abs().max(half), unit, true);
    let decimals = decimals((half / divisor).max(1e-9), 2);
    let (x, half) = (x / divisor, half / divisor);
    signed(x, &format!("{x:.decimals$} ± {half:.decimals$}{suffix}"))
}

/// Two figures of one kind, the lesser first, in the unit of the larger one; changes with their signs.
pub fn quantity_range(low: f64, high: f64, unit: &str, change: bool) -> String {
    let size = low.abs().max(high.abs());
    let (divisor, suffix) = step(size, unit, change);
    let decimals = decimals(size / divisor, 3);
    let one = |x: f64| {
        let text = format!("{:.decimals$}", x / divisor);
        if change { signed(x, &text) } else { text.replacen('-', "−", 1) }
    };
    format!("{}…{}{suffix}", one(low), one(high))
}

fn signed(x: f64, text: &str) -> String {
    let zero = text.chars().take_while(|c| !c.is_whitespace()).all(|c| !('1'..='9').contains(&c));
    match (x > 0.0, zero) {
        (_, true) => text.trim_start_matches('-').to_owned(),
        (true, false) => format!("+{text}"),
        (false, false) => text.replacen('-', "−", 1),
    }
}

fn scaled(x: f64, unit: &str, digits: i32, change: bool) -> String {
    let (divisor, suffix) = step(x.abs(), unit, change);
    let x = x / divisor;
    if x.abs() >= HUGE {
        return format!("{x:.2e}{suffix}");
    }
    let decimals = decimals(x.abs(), digits);
    format!("{x:.decimals$}{suffix}")
}

/// From here on a power of ten says it better.
const HUGE: f64 = 1e6;

/// Decimals that leave `digits` significant ones, between none and three.
fn decimals(x: f64, digits: i32) -> usize {
    if x <= 0.0 {
        return 0;
    }
    let magnitude = libm::floor(libm::log10(x)) as i32;
    (digits - 1 - magnitude).clamp(0, 3) as usize
}

/// What to divide by, and what to write behind.
fn step(size: f64, unit: &str, change: bool) -> (f64, String) {
    match unit {
        "share" if change => (0.01, " pp".into()),
        "share" => (0.01, " %".into()),
        "s" if size >= 7_200.0 => (3_600.0, " h".into()),
        "s" if size >= 600.0 => (60.0, " min".into()),
        "s" if size > 0.0 && size < 0.1 => (1e-3, " ms".into()),
        "s" => (1.0, " s".into()),
        _ => {
            let (divisor, prefix) = match size {
                s if s >= 999.5e9 => (1e12, " T"),
                s if s >= 999.5e6 => (1e9, " G"),
                s if s >= 999.5e3 => (1e6, " M"),
                s if s >= 10e3 => (1e3, " k"),
                _ => (1.0, ""),
            };
            let currency = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
            let prefix = prefix.to_owned();
            (divisor, if currency { format!("{prefix} {unit}") } else { prefix })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_and_a_unit() {
        let cases = [
            (0.4123, "share", "41.2 %"),
            (0.00412, "share", "0.412 %"),
            (0.842, "s", "0.842 s"),
            (0.042, "s", "42.0 ms"),
            (122.4, "s", "122 s"),
            (3_000.0, "s", "50.0 min"),
            (12_345_678.0, "messages", "12.3 M"),
            (1_234.0, "messages", "1234"),
            (2_345_678.0, "CNY", "2.35 M CNY"),
            (0.0, "s", "0 s"),
            (-1.234e21, "CNY", "−1.23e9 T CNY"),
        ];
        for (value, unit, text) in cases {
            assert_eq!(quantity(Some(value), unit), text);
        }
        assert_eq!(quantity(None, "s"), "–");
    }

    #[test]
    fn an_interval_shares_a_unit_with_its_figure() {
        assert_eq!(quantity_interval(0.8421, 0.0123, "s"), "0.842 ± 0.012 s");
        assert_eq!(quantity_interval(0.0421, 0.0123, "share"), "4.2 ± 1.2 %");
        assert_eq!(quantity_interval(-2.5e6, 1.5e5, "CNY"), "−2.50 ± 0.15 M CNY");
        assert_eq!(quantity_interval(7.0, 0.0, "people"), "7.000 ± 0.000");
    }

    #[test]
    fn ranges_share_a_unit() {
        assert_eq!(quantity_range(320.1e6, 391.4e6, "people", false), "320…391 M");
        assert_eq!(quantity_range(-0.0121, 0.0009, "share", true), "−1.21…+0.09 pp");
        assert_eq!(quantity_range(0.0, 950e3, "CNY", true), "0…+950 k CNY");
        assert_eq!(quantity_range(-2.5e6, -1.5e6, "CNY", false), "−2.50…−1.50 M CNY");
    }

    #[test]
    fn changes_carry_a_sign_and_the_digits_of_their_interval() {
        assert_eq!(quantity_change(Some(0.0071), None, "share"), "+0.71 pp");
        assert_eq!(quantity_change(Some(-0.0071), None, "share"), "−0.71 pp");
        assert_eq!(quantity_change(Some(0.0), None, "share"), "0 pp");
        assert_eq!(quantity_change(Some(12_345_678.0), Some(456_000.0), "CNY"), "+12.35 ± 0.46 M CNY");
        assert_eq!(quantity_change(None, None, "s"), "–");
    }
}
