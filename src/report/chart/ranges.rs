//! A tornado: how far each setting that nobody knows moves the first headline, in the arms and between them.
//!
//! Drawn only where ranges were run.

use super::Figures;
use super::panel::Panel;
use super::sheet::{Anchor, Sheet, fitted, text_width};
use super::style::{BOTTOM, GRID, INK, LINE, MARGIN, SOFT, TEXT, THIN, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::analysis::{HEADLINES, Setting, points};
use crate::report::quantity_range;
use plotters::style::RGBColor;

/// Widest name of a setting in pixels; longer ones are cut.
const WIDEST: i32 = 340;

/// Most settings that are drawn: those that move the headline most.
const MOST: usize = 10;

/// One bar: from the least to the greatest figure of a setting, with the values that give them.
struct Bar {
    low: f64,
    high: f64,
    at_low: String,
    at_high: String,
}

/// The bars of one arm, or of one difference.
struct Bars {
    name: String,
    colour: RGBColor,
    base: f64,
    /// By key, in the order of the file.
    of_keys: Vec<(String, Bar)>,
}

impl Bars {
    fn of(figures: &Figures, (arm, less): (&str, Option<&str>), name: &str, colour: RGBColor) -> Option<Self> {
        let points = points(&figures.tables.ranges, HEADLINES[0], arm, less);
        let base = points.iter().find(|(setting, _)| setting.key.is_empty())?.1;
        let keys = figures.summary.swept.as_ref()?.by_key();
        let of_keys = keys.iter().map(|(key, _)| ((*key).to_owned(), bar(key, base, &points))).collect();
        Some(Self { name: name.to_owned(), colour, base, of_keys })
    }

    fn width(&self, key: &str) -> f64 {
        self.of_keys.iter().find(|(k, _)| k == key).map_or(0.0, |(_, bar)| bar.high - bar.low)
    }

    /// Least and greatest of all bars.
    fn ends(&self) -> (f64, f64) {
        let lows = self.of_keys.iter().map(|(_, bar)| bar.low);
        let highs = self.of_keys.iter().map(|(_, bar)| bar.high);
        (lows.fold(self.base, f64::min), highs.fold(self.base, f64::max))
    }

    /// Without the bars that are not drawn.
    fn keep(&mut self, keys: &[String]) {
        self.of_keys.retain(|(key, _)| keys.contains(key));
    }
}

fn bar(key: &str, base: f64, points: &[(Setting, f64)]) -> Bar {
    let mut bar = Bar { low: base, high: base, at_low: String::new(), at_high: String::new() };
    for (setting, figure) in points.iter().filter(|(setting, _)| setting.key == key) {
        // A value that gives the figure of the base names the base's end.
        if *figure < bar.low || (*figure <= bar.low && bar.at_low.is_empty()) {
            (bar.low, bar.at_low) = (*figure, setting.value.clone());
        }
        if *figure > bar.high || (*figure >= bar.high && bar.at_high.is_empty()) {
            (bar.high, bar.at_high) = (*figure, setting.value.clone());
        }
    }
    bar
}

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms = figures.compared();
    let unit = arms.first().and_then(|arm| figures.summary.figure(arm, HEADLINES[0])).map_or("", |f| &f.unit);
    let title = format!("Non-users whose number reached the operator: {}", finding(figures, &arms, unit));
    let mut of_arms: Vec<Bars> =
        (0..).zip(&arms).filter_map(|(n, arm)| Bars::of(figures, (arm, None), arm, colour(n))).collect();
    let mut between: Vec<Bars> = match arms[..] {
        [first, last] => {
            Bars::of(figures, (last, Some(first)), &format!("{last} less {first}"), colour(2)).into_iter().collect()
        }
        [..] => Vec::new(),
    };
    let mut keys = ordered(&between, &of_arms);
    let all = keys.len();
    keys.truncate(MOST);
    of_arms.iter_mut().chain(&mut between).for_each(|bars| bars.keep(&keys));
    let mut sheet = Sheet::new(&title, &subtitle(&arms, all));
    let shown: Vec<String> = keys.iter().map(|key| fitted(key, TEXT, WIDEST)).collect();
    let names = shown.iter().map(|key| text_width(key, TEXT)).max().unwrap_or(0) + 16;
    let groups: Vec<&[Bars]> = [&of_arms[..], &between[..]].into_iter().filter(|group| !group.is_empty()).collect();
    let each = (WIDTH - 2 * MARGIN - names) / pixels(groups.len().max(1));
    for (i, group) in (0..).zip(&groups) {
        let left = MARGIN + names + i * each;
        panel(&mut sheet, group, &keys, (left + if i == 0 { 0 } else { 2 * MARGIN }, left + each - MARGIN / 2), unit);
    }
    for (row, key) in shown.iter().enumerate() {
        sheet.label(key, (MARGIN + names - 12, middle(row, keys.len())), INK, Anchor::Right);
    }
    sheet
}

fn finding(figures: &Figures, arms: &[&str], unit: &str) -> String {
    let one = |arm: &&str| {
        let range = figures.summary.figure(arm, HEADLINES[0]).and_then(|f| f.range.as_ref());
        let text = range.map_or_else(|| "–".to_owned(), |r| quantity_range(r.low, r.high, unit, false));
        if arms.len() == 1 { text } else { format!("{text} {arm}") }
    };
    arms.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn subtitle(arms: &[&str], settings: usize) -> String {
    let what = if settings > MOST {
        format!(
            "The {MOST} of {settings} unknowns that move it most, one at a time, lowest to highest; the line is the study"
        )
    } else {
        "What nobody knows, one setting at a time, from its lowest figure to its highest; the line is the study"
            .to_owned()
    };
    match arms {
        [_, _] => format!("{what}. Right: the difference"),
        [..] => what,
    }
}

/// Keys by the length of their bar between the arms, then in them.
fn ordered(between: &[Bars], of_arms: &[Bars]) -> Vec<String> {
    let mut keys: Vec<String> =
        of_arms.first().map(|of| of.of_keys.iter().map(|(key, _)| key.clone()).collect()).unwrap_or_default();
    let longest = |group: &[Bars], key: &str| group.iter().map(|of| of.width(key)).fold(0.0, f64::max);
    keys.sort_by(|a, b| longest(of_arms, b).total_cmp(&longest(of_arms, a)));
    keys.sort_by(|a, b| longest(between, b).total_cmp(&longest(between, a)));
    keys
}

/// First line of bars, below the names of the arms.
const FIRST: i32 = TOP + 2 * LINE;

/// Height of the middle of a row of bars.
fn middle(row: usize, rows: usize) -> i32 {
    let height = (BOTTOM - FIRST) / pixels(rows.max(1));
    FIRST + height * pixels(row) + height / 2
}

/// A count among pixels.
fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// One panel: a bar for each key and member of the group, with the values at both ends.
fn panel(sheet: &mut Sheet, group: &[Bars], keys: &[String], (left, right): (i32, i32), unit: &str) {
    let ends = group.iter().map(Bars::ends);
    let (low, high) = ends.fold((f64::MAX, f64::MIN), |(low, high), (l, h)| (low.min(l), high.max(h)));
    // Room for the values beside the bars.
    let drawn = group.iter().flat_map(|of| &of.of_keys).filter(|(_, bar)| bar.high > bar.low);
    let labels = drawn.flat_map(|(_, bar)| bar.labels());
    let widest = labels.map(|label| text_width(&label, TEXT)).max().unwrap_or(0) + 14;
    let room = (high - low) * f64::from(widest) / f64::from((right - left - 2 * widest).max(1));
    let panel = Panel {
        left,
        right,
        top: FIRST,
        bottom: BOTTOM,
        x: Axis::around(low - room, high + room, unit),
        y: Axis::amount(1.0, ""),
        strip: 0,
    };
    for (value, label) in &panel.x.ticks {
        let (x, _) = panel.point(*value, 0.0);
        sheet.line(vec![(x, panel.top), (x, panel.bottom)], GRID, THIN);
        sheet.label(label, (x, panel.bottom + 18), SOFT, Anchor::Middle);
    }
    sheet.line(vec![(left, panel.bottom), (right, panel.bottom)], SOFT, THIN);
    sheet.label(&panel.x.title, (i32::midpoint(left, right), panel.bottom + 42), SOFT, Anchor::Middle);
    let mut at = left;
    for of in group {
        let name = fitted(&of.name, TEXT, (right - left) / pixels(group.len()) - MARGIN / 2);
        sheet.label(&name, (at, TOP + LINE / 2), of.colour, Anchor::Left);
        at += text_width(&name, TEXT) + MARGIN;
    }
    let thick = ((BOTTOM - FIRST) / pixels(keys.len().max(1)) / (pixels(group.len()) + 1)).min(44);
    for (row, key) in keys.iter().enumerate() {
        for (n, of) in (0..).zip(group) {
            let Some((_, bar)) = of.of_keys.iter().find(|(k, _)| k == key) else { continue };
            let above = thick * (2 * n + 1 - pixels(group.len())) / 2;
            draw_bar(sheet, &panel, bar, middle(row, keys.len()) + above, (thick - 6, of.colour));
        }
    }
    for of in group {
        let (x, _) = panel.point(of.base, 0.0);
        sheet.dashes(&[(x, panel.top), (x, panel.bottom)], if group.len() == 1 { INK } else { of.colour }, 2);
    }
}

/// Most letters beside a bar.
const LETTERS: usize = 15;

impl Bar {
    /// The values at both ends as they fit beside a bar: of laws the first parameter, of mixtures that of their first part,
    /// or all where these are the same.
    fn labels(&self) -> [String; 2] {
        let values = [&self.at_low, &self.at_high];
        let [outer, nested, whole] =
            [first_of as fn(&str) -> String, first_of_first, inner].map(|part| values.map(|value| short(&part(value))));
        if outer[0] != outer[1] {
            outer
        } else if nested[0] != nested[1] {
            nested
        } else {
            whole
        }
    }
}

/// What stands within a law's parentheses; a plain value as it is.
fn inner(value: &str) -> String {
    let inner = value.split_once('(').map_or(value, |(_, inner)| inner);
    inner.strip_suffix(')').unwrap_or(inner).to_owned()
}

/// The first parameter of a law.
fn first_of(value: &str) -> String {
    inner(value).split(',').next().unwrap_or_default().to_owned()
}

/// The first parameter of a mixture's first law.
fn first_of_first(value: &str) -> String {
    first_of(&inner(value))
}

fn short(first: &str) -> String {
    let first = first.trim();
    if first.chars().count() <= LETTERS {
        return first.to_owned();
    }
    first.chars().take(LETTERS - 1).chain(['…']).collect()
}

fn draw_bar(sheet: &mut Sheet, panel: &Panel, bar: &Bar, y: i32, (thick, colour): (i32, RGBColor)) {
    let [from, to] = [bar.low, bar.high].map(|x| panel.point(x, 0.0).0);
    let (top, bottom) = (y - thick / 2, y + thick / 2);
    let to = to.max(from + 2);
    sheet.area(vec![(from, top), (to, top), (to, bottom), (from, bottom)], colour, 0.85);
    if bar.high > bar.low {
        let [low, high] = bar.labels();
        sheet.label(&low, (from - 7, y), SOFT, Anchor::Right);
        sheet.label(&high, (to + 7, y), SOFT, Anchor::Left);
    } else {
        sheet.label("no difference", (to + 7, y), SOFT, Anchor::Left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short_beside_a_bar() {
        let ends = |low: &str, high: &str| {
            Bar { low: 0.0, high: 1.0, at_low: low.into(), at_high: high.into() }.labels().map(|label| label + "|")
        };
        let law = |median: u32| format!("lognormal(median {median} min, sigma 1.5)");
        assert_eq!(ends(&law(20), &law(5)), ["median 20 min|", "median 5 min|"]);
        assert_eq!(ends("uniform(3, 6)", "uniform(3, 12)"), ["3, 6|", "3, 12|"]);
        let mix =
            |share: f64, median: f64| format!("mix({share}: lognormal(median {median}, sigma 1.2), 0.1: fixed(1))");
        assert_eq!(ends(&mix(0.9, 0.2), &mix(0.9, 0.8)), ["median 0.2|", "median 0.8|"]);
        assert_eq!(
            ends("mix(0.6: fixed(0), 0.4: fixed(1))", "mix(0.9: fixed(0), 0.1: fixed(1))"),
            ["0.6: fixed(0)|", "0.9: fixed(0)|"]
        );
        assert_eq!(ends("fixed(5 s)", "0.05"), ["5 s|", "0.05|"]);
        assert_eq!(ends("every first Tuesday", ""), ["every first Tu…|", "|"]);
    }

    #[test]
    fn a_bar_names_the_values_at_its_ends() {
        let point = |value: &str, figure| (Setting { key: "k".into(), value: value.into() }, figure);
        let found =
            bar("k", 5.0, &[(Setting::default(), 5.0), point("one", 4.0), point("two", 5.0), point("three", 5.0)]);
        assert_eq!((found.low, found.high), (4.0, 5.0));
        assert_eq!((found.at_low.as_str(), found.at_high.as_str()), ("one", "two"));
    }
}
