//! The tables of identifying data: columns, cells, and the way back.
//!
//! Knows no folder.

use super::line::Line;
use super::row::{Cells, Row};
use crate::analysis::{ExposureRow, Knowledge, KnowledgeRow, ObserverRow, Role, RoleRow};
use crate::ledger::{Consent, Hop, Identifier, Protection, Sort, Whose};

fn role(cells: &mut Cells<'_>) -> Result<Role, String> {
    cells.one_of("a role", &Role::ALL, Role::name)
}

fn knowledge(cells: &mut Cells<'_>) -> Result<Knowledge, String> {
    cells.one_of("what can be known", &Knowledge::ALL, Knowledge::name)
}

fn identifier(cells: &mut Cells<'_>) -> Result<Identifier, String> {
    cells.one_of("an identifier", Identifier::ALL, Identifier::name)
}

/// Crossings by day; only those that happened.
impl Row for ExposureRow {
    const FILE: &'static str = "exposure.csv";
    const HEADER: &'static [&'static str] = &[
        "arm",
        "replication",
        "day",
        "date",
        "hop",
        "identifier",
        "whose",
        "consent",
        "protection",
        "crossings",
        "message_bytes",
    ];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).day(&self.day).text(self.hop.name()).text(self.sort.identifier.name());
        let line = line.text(self.sort.whose.name()).text(self.sort.consent.name()).text(self.sort.protected.name());
        line.real(self.crossings).real(self.bytes)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            day: cells.day()?,
            hop: cells.one_of("a hop", Hop::ALL, Hop::name)?,
            sort: Sort {
                identifier: identifier(cells)?,
                whose: cells.one_of("whose it is", Whose::ALL, Whose::name)?,
                consent: cells.one_of("a consent", Consent::ALL, Consent::name)?,
                protected: cells.one_of("a protection", Protection::ALL, Protection::name)?,
            },
            crossings: cells.real()?,
            bytes: cells.real()?,
        })
    }
}

/// What each observer saw of each identifier, by day.
impl Row for ObserverRow {
    const FILE: &'static str = "observers.csv";
    const HEADER: &'static [&'static str] = &[
        "arm",
        "replication",
        "day",
        "date",
        "role",
        "observer",
        "identifier",
        "crossings",
        "message_bytes",
        "readable",
        "readable_without_consent",
        "readable_of_nonusers",
        "owners_new",
        "nonusers_new",
    ];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).day(&self.day).text(self.role.name()).text(&self.observer);
        let line = line.text(self.identifier.name()).real(self.crossings).real(self.bytes).real(self.readable);
        line.real(self.without_consent).real(self.nonuser).real(self.owners_new).real(self.nonusers_new)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            day: cells.day()?,
            role: role(cells)?,
            observer: cells.text(),
            identifier: identifier(cells)?,
            crossings: cells.real()?,
            bytes: cells.real()?,
            readable: cells.real()?,
            without_consent: cells.real()?,
            nonuser: cells.real()?,
            owners_new: cells.real()?,
            nonusers_new: cells.real()?,
        })
    }
}

/// What each observer came to know, on the days on which it learnt anything.
impl Row for KnowledgeRow {
    const FILE: &'static str = "knowledge.csv";
    const HEADER: &'static [&'static str] =
        &["arm", "replication", "day", "date", "role", "observer", "knowledge", "new", "cumulative"];

    fn line(&self) -> Line {
        let line = Line::of(&self.run).day(&self.day).text(self.role.name()).text(&self.observer);
        line.text(self.knowledge.name()).real(self.new).real(self.cumulative)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            run: cells.run()?,
            day: cells.day()?,
            role: role(cells)?,
            observer: cells.text(),
            knowledge: knowledge(cells)?,
            new: cells.real()?,
            cumulative: cells.real()?,
        })
    }
}

/// What all observers of a role know together when the study ends.
impl Row for RoleRow {
    const FILE: &'static str = "roles.csv";
    const HEADER: &'static [&'static str] = &["arm", "replication", "role", "knowledge", "known"];

    fn line(&self) -> Line {
        Line::of(&self.run).text(self.role.name()).text(self.knowledge.name()).real(self.known)
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self { run: cells.run()?, role: role(cells)?, knowledge: knowledge(cells)?, known: cells.real()? })
    }
}
