//! Colours and sizes of all charts. They stand here and nowhere else.

use plotters::style::RGBColor;

pub(super) const WIDTH: i32 = 1200;
pub(super) const HEIGHT: i32 = 700;

/// Names a viewer of the SVG looks for, and the name under which the built-in face is registered for pixels.
pub(super) const FONT: &str = "Ubuntu, Arial, sans-serif";
pub(super) const TITLE: i32 = 30;
pub(super) const SUBTITLE: i32 = 20;
pub(super) const TEXT: i32 = 19;
/// From one line of small text to the next.
pub(super) const LINE: i32 = 20;

pub(super) const MARGIN: i32 = 24;
/// Where panels begin, below title and subtitle.
pub(super) const TOP: i32 = 104;
/// Where panels end, above the labels of the time axis.
pub(super) const BOTTOM: i32 = HEIGHT - 66;
/// Room left of a panel for its axis labels.
pub(super) const AXIS: i32 = 62;

pub(super) const THICK: u32 = 3;
pub(super) const THIN: u32 = 1;
/// Lengths of dash and gap.
pub(super) const DASH: (f64, f64) = (9.0, 6.0);

pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);
pub(super) const INK: RGBColor = RGBColor(20, 20, 20);
pub(super) const SOFT: RGBColor = RGBColor(90, 90, 90);
pub(super) const GRID: RGBColor = RGBColor(225, 225, 225);
pub(super) const OTHERS: RGBColor = RGBColor(170, 170, 170);

/// The colour-blind safe palette of Okabe and Ito, without black, and with an aubergine for its yellow, which thin lines on
/// white cannot have.
pub(in crate::report) const PALETTE: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(66, 28, 82),
    RGBColor(90, 90, 90),
];

/// The same on dark paper: as far from it as the others are from white, hue by hue.
const DARK: [RGBColor; 8] = [
    RGBColor(86, 168, 226),
    RGBColor(255, 138, 61),
    RGBColor(46, 196, 150),
    RGBColor(226, 160, 199),
    RGBColor(242, 187, 66),
    RGBColor(146, 208, 247),
    RGBColor(165, 100, 245),
    RGBColor(168, 168, 168),
];

/// The colour of the n-th line, as style sheets write it.
pub(in crate::report) fn css(n: usize) -> String {
    hex(PALETTE[n % PALETTE.len()])
}

/// The same on dark paper.
pub(in crate::report) fn dark(n: usize) -> String {
    hex(DARK[n % DARK.len()])
}

fn hex(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The colour of the n-th line.
pub(super) fn colour(n: usize) -> RGBColor {
    PALETTE[n % PALETTE.len()]
}

/// A colour as text on white has it: as dark as reading needs (WCAG 2.2, 1.4.3), of the same hue.
pub(super) fn text(colour: RGBColor) -> RGBColor {
    let mut shown = colour;
    while contrast(shown, PAPER) < 4.5 {
        let darker = |part: u8| (f64::from(part) * 0.95) as u8;
        shown = RGBColor(darker(shown.0), darker(shown.1), darker(shown.2));
    }
    shown
}

/// How far two colours stand apart in lightness, from 1 to 21 (WCAG 2.2).
fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let [a, b] = [a, b].map(|RGBColor(r, g, b)| {
        let [r, g, b] = [r, g, b].map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
    });
    a.max(b) / a.min(b)
}

/// A part of a colour as light, 0 to 1 (sRGB).
fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.04045 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What eyes make of light, for all cones, and without those for red, green and blue: Machado, Oliveira and Fernandes
    /// (2009), severity 1.
    const EYES: [(&str, [[f64; 3]; 3]); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    fn times(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum::<f64>())
    }

    /// CIELAB under daylight (D65).
    fn lab(light: [f64; 3]) -> [f64; 3] {
        const XYZ: [[f64; 3]; 3] = [
            [0.412_456_4, 0.357_576_1, 0.180_437_5],
            [0.212_672_9, 0.715_152_2, 0.072_175_0],
            [0.019_333_9, 0.119_192_0, 0.950_304_1],
        ];
        let [x, y, z] = times(&XYZ, light.map(|part| part.clamp(0.0, 1.0)));
        let [x, y, z] = [x / 0.950_47, y, z / 1.088_83]
            .map(|t| if t > 216.0 / 24_389.0 { libm::cbrt(t) } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn distance(eyes: &[[f64; 3]; 3], a: RGBColor, b: RGBColor) -> f64 {
        let [a, b] = [a, b].map(|RGBColor(r, g, b)| lab(times(eyes, [r, g, b].map(linear))));
        libm::sqrt(a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>())
    }

    /// A pass proves: any two colours of a palette are told apart by everybody; a difference of 2.3 can just be seen.
    #[test]
    fn colours_are_told_apart_without_any_kind_of_cone() {
        for (palette, least) in [(PALETTE, 12.0), (DARK, 8.0)] {
            for (name, eyes) in &EYES {
                for (n, a) in palette.iter().enumerate() {
                    for (m, b) in palette.iter().enumerate().skip(n + 1) {
                        let apart = distance(eyes, *a, *b);
                        assert!(apart > least, "{n} and {m} with {name}: {apart:.1}");
                    }
                }
            }
        }
        let [_, protanopia, ..] = &EYES;
        assert!(distance(&protanopia.1, RGBColor(230, 159, 0), RGBColor(185, 172, 30)) < 2.3, "a pair that is not");
    }

    #[test]
    fn texts_in_the_colour_of_a_line_can_be_read() {
        for colour in PALETTE.into_iter().chain([INK, SOFT, OTHERS]) {
            assert!(contrast(text(colour), PAPER) >= 4.5);
        }
        assert_eq!(text(INK), INK);
        assert!((contrast(RGBColor(0, 0, 0), PAPER) - 21.0).abs() < 1e-9);
    }
}
