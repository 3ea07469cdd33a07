//! The table of textbook stations: columns, cells, and the way back.
//!
//! Knows no folder and no ecosystem.

use super::line::Line;
use super::row::{Cells, Row};
use crate::analysis::StationRow;
use crate::ledger::StationFigure;
use crate::units::STATION_CLASSES;

/// Every station of every run, all customers together and by class.
impl Row for StationRow {
    const FILE: &'static str = "stations.csv";
    const HEADER: &'static [&'static str] = &[
        "arm",
        "replication",
        "station",
        "class",
        "arrivals",
        "utilisation",
        "delayed",
        "blocked",
        "abandoned",
        "wait_mean_s",
        "wait_p95_s",
        "wait_p99_s",
        "sojourn_mean_s",
        "sojourn_p95_s",
        "sojourn_p99_s",
        "queue_mean",
        "number_mean",
    ];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).text(&self.station).text(self.class.unwrap_or(""));
        self.figures.iter().fold(line, |line, figure| line.measured(*figure))
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        let (run, station) = (cells.run()?, cells.text());
        let [high, low] = STATION_CLASSES;
        let class = cells.one_of("a class or nothing", &["", high, low], |class| class)?;
        let class = Some(class).filter(|class| !class.is_empty());
        let figures = StationFigure::ALL.iter().map(|_| cells.measured()).collect::<Result<_, _>>()?;
        Ok(Self { run, station, class, figures })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Unit;

    #[test]
    fn columns_are_the_figures_with_their_units() {
        let named = StationFigure::ALL.iter().map(|figure| {
            if figure.unit() == Unit::Seconds { format!("{}_s", figure.name()) } else { figure.name().to_owned() }
        });
        assert_eq!(named.collect::<Vec<_>>(), StationRow::HEADER[4..]);
    }
}
