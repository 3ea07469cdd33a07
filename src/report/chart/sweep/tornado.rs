//! A tornado: how much each factor moves a figure; by Sobol's total indices where points allow them, else by the figure's
//! means over the levels of each factor.

use super::factor::OnAxis;
use super::{Charted, pixels};
use crate::analysis::EffectRow;
use crate::report::chart::ends;
use crate::report::chart::panel::Panel;
use crate::report::chart::sheet::{Anchor, Sheet, fitted, text_width};
use crate::report::chart::style::{BOTTOM, GRID, INK, LINE, MARGIN, SOFT, TEXT, THIN, TOP, WIDTH, colour};
use crate::report::chart::ticks::Axis;
use crate::report::quantity;

/// Widest name of a factor in pixels; longer ones are cut.
const WIDEST: i32 = 420;
/// Most factors that are shown.
const MOST: usize = 12;

/// What one factor does in one arm.
struct Bar {
    low: f64,
    high: f64,
    /// What stands beside the ends: the levels that give them.
    labels: [String; 2],
    /// An interval around the upper end.
    interval: Option<(f64, f64)>,
}

/// A factor with its bars, one for each compared arm.
struct Row {
    key: String,
    bars: Vec<Option<Bar>>,
}

impl Row {
    fn width(&self) -> f64 {
        self.bars.iter().flatten().map(|bar| bar.high - bar.low).fold(0.0, f64::max)
    }
}

pub(super) fn draw(charted: &Charted) -> Sheet {
    let arms = charted.compared();
    let by_indices = charted.table.indices.iter().any(|row| row.metric == charted.metric && row.index.is_some());
    let bar = if by_indices { index_bar } else { swing_bar };
    let keys = charted.table.facts.factors.iter().map(|factor| factor.key.clone());
    let mut rows: Vec<Row> =
        keys.map(|key| Row { bars: arms.iter().map(|arm| bar(charted, &key, arm)).collect(), key }).collect();
    rows.sort_by(|a, b| b.width().total_cmp(&a.width()));
    rows.truncate(MOST);
    let (title, subtitle) = words(charted, &rows, by_indices);
    let mut sheet = Sheet::new(&title, &subtitle);
    let unit = if by_indices { "share" } else { charted.unit };
    let shown: Vec<String> = rows.iter().map(|row| fitted(&row.key, TEXT, WIDEST)).collect();
    let names = shown.iter().map(|key| text_width(key, TEXT)).max().unwrap_or(0) + 18;
    let panel = panel(&rows, unit, MARGIN + names);
    for (value, label) in &panel.x.ticks {
        let (x, _) = panel.point(*value, 0.0);
        sheet.line(vec![(x, panel.top), (x, panel.bottom)], GRID, THIN);
        sheet.label(label, (x, panel.bottom + 18), SOFT, Anchor::Middle);
    }
    let under = if by_indices { "share of the variance" } else { &panel.x.title };
    sheet.label(under, (i32::midpoint(panel.left, panel.right), panel.bottom + 42), SOFT, Anchor::Middle);
    if charted.table.facts.arms.len() > 1 {
        ends::row(&mut sheet, &arms, (panel.left, TOP + 4), WIDTH - MARGIN);
    }
    for (place, row) in rows.iter().enumerate() {
        let height = (panel.bottom - panel.top) / pixels(rows.len().max(1));
        let middle = panel.top + height * pixels(place) + height / 2;
        sheet.label(&shown[place], (panel.left - 10, middle), INK, Anchor::Right);
        let thick = (height / (pixels(arms.len()) + 1)).clamp(6, 44);
        for (n, bar) in row.bars.iter().enumerate() {
            let y = middle + thick * (2 * pixels(n) + 1 - pixels(arms.len())) / 2;
            match bar {
                Some(bar) => draw_bar(&mut sheet, &panel, bar, y, (thick - 6, n)),
                None => sheet.label("not measured", (panel.left + 8, y), SOFT, Anchor::Left),
            }
        }
    }
    sheet
}

fn words(charted: &Charted, rows: &[Row], by_indices: bool) -> (String, String) {
    let arms = charted.compared();
    // The longest bar stands in the first row.
    let bars =
        rows.first().into_iter().flat_map(|row| row.bars.iter().zip(&arms).map(move |(bar, arm)| (row, bar, arm)));
    let longest = bars
        .filter_map(|(row, bar, arm)| Some((row, bar.as_ref()?, arm)))
        .max_by(|a, b| (a.1.high - a.1.low).total_cmp(&(b.1.high - b.1.low)));
    let of = |arm: &str| if arms.len() > 1 { format!(" ({arm})") } else { String::new() };
    let finding = match longest {
        Some((row, bar, arm)) if bar.high > bar.low && by_indices => {
            let share = quantity(Some(bar.high.clamp(0.0, 1.0)), "share");
            format!("{} has a hand in {share} of its variance{}", row.key, of(arm))
        }
        Some((row, bar, arm)) if bar.high > bar.low => {
            format!("{} moves it most, {}{}", row.key, charted.between(bar.low, bar.high), of(arm))
        }
        Some(_) | None => "nothing that was varied moves it".to_owned(),
    };
    let how = if by_indices {
        "Sobol's total indices (Jansen 1999), the lines are 95 % bootstrap intervals".to_owned()
    } else {
        format!("least and greatest mean over the levels of each factor, {}", charted.runs())
    };
    (format!("{}: {finding}", charted.metric), format!("{}: {how}", charted.table.facts.title))
}

fn index_bar(charted: &Charted, key: &str, arm: &str) -> Option<Bar> {
    let of = |row: &&crate::analysis::IndexRow| row.factor == key && row.arm == arm && row.metric == charted.metric;
    let total = charted.table.indices.iter().find(of)?.index?.total;
    let labels = [String::new(), format!("{:.2}", total.value)];
    Some(Bar { low: 0.0, high: total.value.max(0.0), labels, interval: Some((total.low.max(0.0), total.high)) })
}

fn swing_bar(charted: &Charted, key: &str, arm: &str) -> Option<Bar> {
    let of = |row: &&EffectRow| row.factor == key && row.arm == arm && row.metric == charted.metric;
    let means = charted.table.effects.iter().filter(of).filter_map(|row| Some((row.mean?, &row.level)));
    let factor = charted.table.facts.factors.iter().find(|factor| factor.key == key)?;
    let on = OnAxis::of(factor);
    let mut bar: Option<Bar> = None;
    for (mean, level) in means {
        let label = || on.alone(level);
        match &mut bar {
            None => bar = Some(Bar { low: mean, high: mean, labels: [label(), label()], interval: None }),
            Some(bar) if mean < bar.low => (bar.low, bar.labels[0]) = (mean, label()),
            Some(bar) if mean > bar.high => (bar.high, bar.labels[1]) = (mean, label()),
            Some(_) => {}
        }
    }
    bar
}

/// The panel right of the names, with room for the labels of all bars.
fn panel(rows: &[Row], unit: &str, left: i32) -> Panel {
    let bars = || rows.iter().flat_map(|row| row.bars.iter().flatten());
    let ends =
        |bar: &Bar| bar.interval.map_or((bar.low, bar.high), |(low, high)| (bar.low.min(low), bar.high.max(high)));
    let (low, high) = bars().map(ends).fold((f64::MAX, f64::MIN), |(l, h), (a, b)| (l.min(a), h.max(b)));
    let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
    let right = WIDTH - MARGIN - 8;
    let widest = |end: usize| bars().map(|bar| text_width(&bar.labels[end], TEXT)).max().unwrap_or(0) + 14;
    let pixel = (high - low) / f64::from((right - left - widest(0) - widest(1)).max(1));
    let room = |end: usize, empty: bool| if empty { 0.0 } else { pixel * f64::from(widest(end)) };
    let none = bars().all(|bar| bar.labels[0].is_empty());
    let positive = low >= 0.0;
    let (low, high) = (low - room(0, none), high + room(1, false));
    let mut x = if none { Axis::share(high.max(0.1), "") } else { Axis::figure_around(low, high, unit) };
    if positive {
        // Room for labels is no place for figures.
        x.ticks.retain(|tick| tick.0 >= 0.0);
    }
    Panel { left, right, top: TOP + LINE, bottom: BOTTOM, x, y: Axis::amount(1.0, ""), strip: 0 }
}

fn draw_bar(sheet: &mut Sheet, panel: &Panel, bar: &Bar, y: i32, (thick, n): (i32, usize)) {
    let [from, to] = [bar.low, bar.high].map(|x| panel.point(x, 0.0).0);
    let (top, bottom) = (y - thick / 2, y + thick / 2);
    let to = to.max(from + 2);
    sheet.area(vec![(from, top), (to, top), (to, bottom), (from, bottom)], colour(n), 0.85);
    let mut beside = to;
    if let Some((low, high)) = bar.interval {
        let [low, high] = [low, high].map(|x| panel.point(x, 0.0).0);
        sheet.line(vec![(low, y), (high, y)], INK, 2);
        for end in [low, high] {
            sheet.line(vec![(end, y - thick / 4), (end, y + thick / 4)], INK, 2);
        }
        beside = to.max(high);
    }
    if bar.high > bar.low || bar.interval.is_some() {
        sheet.label(&bar.labels[0], (from - 7, y), SOFT, Anchor::Right);
        sheet.label(&bar.labels[1], (beside + 7, y), SOFT, Anchor::Left);
    } else {
        sheet.label("no difference", (beside + 7, y), SOFT, Anchor::Left);
    }
}
