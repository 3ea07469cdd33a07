//! Stations against theory for the terminal: a table for textbook stations, a sentence for those of an ecosystem.
//!
//! Knows rows, not formulas.

use super::lines::{finished, wrapped};
use crate::analysis::{Tables, TheoryRow, against_theory};
use crate::report::quantity::quantity;

/// Stations of which every figure is shown; of more, one each.
const FEW: usize = 6;
/// Widths of the columns.
const FIGURE: usize = 32;
const VALUE: usize = 14;

/// What theory says of a study's stations; empty where nothing was compared.
pub fn theory_text(tables: &Tables) -> String {
    let rows = against_theory(&tables.theory);
    let lines = if tables.of_stations() { table(&rows) } else { sentence(&rows) };
    finished(&lines)
}

fn table(rows: &[TheoryRow]) -> Vec<String> {
    let mut stations: Vec<&[TheoryRow]> = Vec::new();
    let station_of = |row: &TheoryRow| (row.arm.clone(), row.station.split('.').next().map(str::to_owned));
    for of_station in rows.chunk_by(|a, b| station_of(a) == station_of(b)) {
        stations.push(of_station);
    }
    let arms = rows.iter().any(|row| row.arm != rows[0].arm);
    let heading =
        format!("{:FIGURE$}{:>VALUE$}{:>VALUE$}{:>VALUE$}", "Against theory", "theory", "simulated", "off by");
    let mut lines = vec![heading];
    for of_station in &stations {
        let first = &of_station[0];
        let (name, _) = first.station.split_once('.').unwrap_or((&first.station, ""));
        let name = if arms { format!("{}/{name}", first.arm) } else { name.to_owned() };
        lines.extend(wrapped(&format!("{name}: {}", first.formula), 0));
        if !first.assumptions_hold() {
            lines.extend(wrapped(&format!("does not hold: {}", first.what_does_not.join("; ")), 2));
        }
        let shown = if stations.len() > FEW { &of_station[..of_station.len().min(2)] } else { of_station };
        lines.extend(shown.iter().map(line));
    }
    if lines.len() == 1 { Vec::new() } else { lines }
}

fn line(row: &TheoryRow) -> String {
    let class = row.station.split_once('.').map(|(_, class)| format!("{class}.")).unwrap_or_default();
    let off = row.deviation_se().map_or_else(|| "–".to_owned(), |off| format!("{off:+.1} SE").replacen('-', "−", 1));
    let [theory, simulated] = [row.theory, row.simulated].map(|value| quantity(value, &row.unit));
    format!("{:FIGURE$}{theory:>VALUE$}{simulated:>VALUE$}{off:>VALUE$}", format!("  {class}{}", row.metric))
}

/// How many were compared, how many keep to what their formulas assume, and which is farthest off.
fn sentence(rows: &[TheoryRow]) -> Vec<String> {
    // In standard errors where there are some, else as a factor; whichever way.
    let many = rows.iter().any(|row| row.deviation_se().is_some());
    let off = |row: &TheoryRow| {
        let above_zero = |figure: Option<f64>| figure.filter(|x| *x > 0.0);
        let (theory, simulated) = (above_zero(row.theory)?, above_zero(row.simulated)?);
        if many { row.deviation_se().map(f64::abs) } else { Some(libm::log(simulated / theory).abs()) }
    };
    let worst = rows.iter().filter_map(|row| Some((off(row)?, row))).max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, worst)) = worst else { return Vec::new() };
    let sound = rows.iter().filter(|row| row.assumptions_hold()).count();
    let [theory, simulated] = [worst.theory, worst.simulated].map(|value| quantity(value, &worst.unit));
    let place = format!("{} in arm {}", worst.station, worst.arm);
    let text = format!(
        "Theory: {} stations compared, {sound} as their formulas assume; farthest off is {place}: mean wait {simulated}, \
         {theory} by {} (theory.csv).",
        rows.len(),
        worst.formula
    );
    wrapped(&text, 0)
}
