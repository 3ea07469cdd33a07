//! Main effects: a figure's mean over the levels of each factor, all else averaged; a small panel a factor, one height.

use super::factor::OnAxis;
use super::lines::heading;
use super::{Charted, pixels};
use crate::analysis::EffectRow;
use crate::report::chart::ends;
use crate::report::chart::panel::{Panel, Stroke};
use crate::report::chart::sheet::{Anchor, Sheet, text_width};
use crate::report::chart::style::{AXIS, BOTTOM, INK, MARGIN, TEXT, TOP, WIDTH, colour};
use crate::report::chart::ticks::Axis;

/// Most factors that are shown: the first ones of the file.
const MOST: usize = 6;
const ACROSS: usize = 3;
const GAP: i32 = 74;

pub(super) fn draw(charted: &Charted) -> Sheet {
    let facts = &charted.table.facts;
    let factors = &facts.factors[..facts.factors.len().min(MOST)];
    let left_out = facts.factors.len() - factors.len();
    let title = format!("{} by each factor: {}", charted.metric, charted.finding(&charted.compared()));
    let more = if left_out > 0 { format!("; {left_out} more factors are in effects.csv") } else { String::new() };
    let subtitle = format!("{}: means over all levels of the other factors{more}", facts.title);
    let mut sheet = Sheet::new(&title, &subtitle);
    let shown = |e: &&EffectRow| e.metric == charted.metric && factors.iter().any(|factor| factor.key == e.factor);
    let means = charted.table.effects.iter().filter(shown).filter_map(|effect| effect.mean);
    let (low, high) = means.fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(x), h.max(x)));
    let y = Axis::figure(low, high, charted.unit);
    let head = heading(charted.metric, &y.title);
    sheet.label(&head, (MARGIN + AXIS, TOP - 6), INK, Anchor::Left);
    let at = MARGIN + AXIS + text_width(&head, TEXT) + MARGIN;
    if facts.arms.len() > 1 {
        let arms: Vec<&str> = facts.arms.iter().map(String::as_str).collect();
        ends::row(&mut sheet, &arms, (at, TOP - 6), WIDTH - MARGIN);
    }
    let across = factors.len().clamp(1, ACROSS);
    let down = factors.len().div_ceil(ACROSS).max(1);
    let width = (WIDTH - 2 * MARGIN) / pixels(across);
    let height = (BOTTOM + 40 - TOP) / pixels(down);
    for (n, factor) in factors.iter().enumerate() {
        let (column, row) = (pixels(n % ACROSS), pixels(n / ACROSS));
        let (left, top) = (MARGIN + column * width + AXIS, TOP + row * height + 14);
        let (right, bottom) = (MARGIN + (column + 1) * width - 14, top + height - GAP);
        let on = OnAxis::of(factor);
        let panel = Panel { left, right, top, bottom, x: on.axis(right - left), y: y.clone(), strip: 0 };
        panel.frame(&mut sheet, "", true);
        for (n, arm) in facts.arms.iter().enumerate() {
            let of = |e: &&EffectRow| e.factor == factor.key && e.arm == *arm && e.metric == charted.metric;
            let effects = charted.table.effects.iter().filter(of);
            let mut line: Vec<(f64, f64)> = effects.filter_map(|e| Some((on.place_of(e)?, e.mean?))).collect();
            line.sort_by(|a, b| a.0.total_cmp(&b.0));
            panel.line(&mut sheet, &line, colour(n), Stroke::of(n, facts.arms.len()));
            for (x, y) in line {
                sheet.dot(panel.point(x, y), colour(n), 3);
            }
        }
    }
    sheet
}
