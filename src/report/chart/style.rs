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

/// The colour-blind safe palette of Okabe and Ito, without black and with a darker yellow for thin lines.
pub(in crate::report) const PALETTE: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(185, 172, 30),
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
    RGBColor(217, 205, 82),
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
