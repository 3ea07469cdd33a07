//! A table of magnitudes: each cell has its number and a colour as strong as the number is large.
//!
//! Knows no metric. The colour only repeats what the number says, so that nothing is lost in print or to a reader of screens.

use super::text::name;
use crate::report::{quantity, quantity_change};
use maud::{Markup, html};

/// A table of magnitudes in one unit.
pub(super) struct Matrix {
    /// What the table shows; plain text.
    pub(super) caption: String,
    /// What the rows are.
    pub(super) corner: &'static str,
    /// What the columns are.
    pub(super) columns: Vec<String>,
    /// Names of rows, with what stands in each column; nothing where it was not measured.
    pub(super) rows: Vec<(String, Vec<Option<f64>>)>,
    /// What is counted.
    pub(super) unit: &'static str,
    /// Whether cells are changes instead of magnitudes.
    pub(super) change: bool,
    /// What the darkest colour stands for; that of tables that are compared is the same.
    pub(super) most: f64,
}

/// Share of colour in the strongest cell, in per cent: text stays readable on it in both themes.
const STRONGEST: f64 = 45.0;

impl Matrix {
    /// The largest magnitude of some rows.
    pub(super) fn most(rows: &[(String, Vec<Option<f64>>)]) -> f64 {
        rows.iter().flat_map(|(_, cells)| cells).flatten().fold(0.0, |most: f64, x| most.max(x.abs()))
    }

    /// The table in a box of its own that scrolls.
    pub(super) fn markup(&self) -> Markup {
        html! {
            "\n" div.scroll tabindex="0" role="region" aria-label=(self.caption) {
                table.matrix {
                    caption { (self.caption) }
                    thead {
                        tr {
                            th scope="col" { (self.corner) }
                            @for column in &self.columns { th.number scope="col" { (name(column)) } }
                        }
                    }
                    tbody {
                        @for (row, cells) in &self.rows {
                            "\n" tr {
                                th scope="row" { (name(row)) }
                                @for cell in cells { (self.cell(*cell)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, value: Option<f64>) -> Markup {
        let Some(x) = value else {
            return html! { td.number.none { "–" } };
        };
        if x == 0.0 {
            return html! { td.number.none { "0" } };
        }
        // The eye compares areas: the root keeps a tenth of the largest visible.
        let strength = STRONGEST * libm::sqrt((x.abs() / self.most.max(f64::MIN_POSITIVE)).min(1.0));
        let text = if self.change { quantity_change(value, None, self.unit) } else { quantity(value, self.unit) };
        let side = match (self.change, x > 0.0) {
            (false, _) => "heat",
            (true, true) => "heat more",
            (true, false) => "heat less",
        };
        html! { td class={ "number " (side) } style={ "--heat:" (format!("{strength:.0}")) "%" } { (text) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_as_strong_as_their_numbers_and_never_markup() {
        let rows = vec![("</td><script>".to_owned(), vec![Some(400.0), Some(100.0), Some(0.0), None])];
        let matrix = Matrix {
            caption: "People".into(),
            corner: "observer",
            columns: ["a", "b", "<img onerror=x>", "d"].map(str::to_owned).to_vec(),
            most: Matrix::most(&rows),
            rows,
            unit: "people",
            change: false,
        };
        let text = matrix.markup().into_string();
        assert!(text.contains("--heat:45%\">400<") && text.contains("--heat:22%\">100<"), "{text}");
        assert!(text.contains(">–<") && text.contains(">0<"));
        assert!(!text.contains("<script") && !text.contains("<img"));
    }
}
