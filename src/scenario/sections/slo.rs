//! `[slo]`: what figures shall keep to, for every arm or below `[slo.ARM]` for one.
//!
//! Knows what may be bounded by name and unit only: neither how a figure is computed nor whether it holds.

use crate::scenario::bound_text::{bound, shape as bound_shape};
use crate::scenario::diagnostic::{Diagnostic, Origin, did_you_mean};
use crate::scenario::document::{Node, Table, Value};
use crate::scenario::layers::{Document, position};
use crate::scenario::reader::{Item, Report};
use crate::scenario::schema::Shape;
use crate::scenario::study::Study;
use crate::units::{Bound, Currency, FigureName, NETWORK_FIGURES, STATION_CLASSES, STATION_FIGURES, Unit};

/// Names that are shown near one that is unknown.
const SHOWN: usize = 4;

/// Reads all bounds of a study, in the order of the file. What may be bounded are `figures` and those of the scenario's
/// stations; without `figures`, names and units are taken as they are written.
pub(in crate::scenario) fn read_bounds(
    document: &Document,
    study: &Study,
    figures: &[FigureName],
    report: &mut Report,
) -> Vec<Bound> {
    let Some(node) = document.root.get("slo") else { return Vec::new() };
    read_bounds_in(("slo", node), document, study, figures, report)
}

/// Reads the bounds of a table with a path of its own, in the order of the file, as those of `[slo]`.
pub(super) fn read_bounds_in(
    (path, node): (&str, &Node),
    document: &Document,
    study: &Study,
    figures: &[FigureName],
    report: &mut Report,
) -> Vec<Bound> {
    let Some(table) = node.table() else {
        let help = format!("write [{path}] and below it, for example, \"delivery.ip.p99\" = \"< 2 s\"");
        let item = Item { node, path: path.to_owned() };
        item.wrong_type("a table of bounds", Some(help), report);
        return Vec::new();
    };
    let mut known = figures.to_vec();
    known.extend(station_figures(&document.root));
    let mut reading = Reading {
        arms: study.arms.iter().map(|arm| arm.name.as_str()).collect(),
        reference: study.arms.iter().find_map(|arm| Some(arm.ecosystem()?.reference_currency)).unwrap_or_default(),
        checked: !figures.is_empty(),
        table: path.to_owned(),
        known,
        report,
        bounds: Vec::new(),
    };
    for (key, node) in in_order(table) {
        match node.table() {
            Some(of_arm) if reading.arms.contains(&key) => reading.bounds_below(of_arm, Some(key), ""),
            Some(inner) if reading.is_part(key) => reading.bounds_below(inner, None, key),
            Some(_) => reading.unknown_arm(key, node),
            None => reading.bounds_of(key, node, None),
        }
    }
    reading.bounds
}

/// What a bound on each figure is, by the figure's name.
pub(in crate::scenario) fn figure_shapes(figures: &[(FigureName, &str)]) -> Vec<(String, Shape)> {
    let shape = |(figure, about): &(FigureName, &str)| {
        let unit = figure.unit.name(Currency(*b"CNY"));
        let unit = if figure.unit == Unit::Money { "the reference currency" } else { &unit };
        let about = format!("{}. Unit: {unit}.", about.trim_end_matches('.'));
        (defined(&figure.name), bound_shape(Some(figure.unit)).about(&about))
    };
    figures.iter().map(shape).collect()
}

fn defined(figure: &str) -> String {
    format!("figure-{figure}")
}

/// Bounds on the figures of any scenario and on those of stations of any name; keys with dots or tables within tables. Where
/// `arms` may have bounds of their own they are tables of any name.
pub(in crate::scenario) fn shape(figures: &[(FigureName, &str)], arms: Option<Shape>) -> Shape {
    let mut keys: Vec<(String, Shape)> = Vec::new();
    let mut tree = Shape::table([], arms);
    for (figure, _) in figures {
        let shape = Shape::as_defined(&defined(&figure.name));
        let parts: Vec<&str> = figure.name.split('.').collect();
        tree = tree.joined(below(&parts, shape.clone()));
        keys.push((figure.name.clone(), shape));
    }
    for (figure, unit) in NETWORK_FIGURES {
        tree =
            tree.joined(below(&["network", figure], bound_shape(Some(unit)).about("A figure of the whole network.")));
    }
    let of_station = |unit| bound_shape(Some(unit)).about("A figure of the station.");
    let own = || STATION_FIGURES.map(|(figure, unit)| (figure.to_owned(), of_station(unit)));
    let classes = STATION_CLASSES.map(|class| (class.to_owned(), Shape::table(own(), None)));
    let stations = Shape::table([], Some(Shape::table(own().into_iter().chain(classes), None)));
    tree.joined(Shape::table(keys, None))
        .joined(Shape::table([("stations".to_owned(), stations.about("Figures of stations, by their names."))], None))
        .named_like(r"^(stations|network)\.", bound_shape(None).about("A figure of stations."))
}

/// Tables within tables down to a shape.
fn below(parts: &[&str], shape: Shape) -> Shape {
    match parts {
        [] => shape,
        [first, rest @ ..] => Shape::table([((*first).to_owned(), below(rest, shape))], None),
    }
}

/// Entries in the order of the file.
fn in_order(table: &Table) -> Vec<(&str, &Node)> {
    let mut entries: Vec<(&str, &Node)> = table.iter().map(|(key, node)| (key.as_str(), node)).collect();
    entries.sort_by_key(|(_, node)| position(node));
    entries
}

struct Reading<'r> {
    arms: Vec<&'r str>,
    reference: Currency,
    checked: bool,
    /// Path of the table that is read.
    table: String,
    known: Vec<FigureName>,
    report: &'r mut Report,
    bounds: Vec<Bound>,
}

impl Reading<'_> {
    /// Whether a metric's name may begin so.
    fn is_part(&self, first: &str) -> bool {
        !self.checked || self.known.iter().any(|figure| figure.name.split('.').next() == Some(first))
    }

    /// Bounds in a table; tables within tables are keys with dots.
    fn bounds_below(&mut self, table: &Table, arm: Option<&str>, path: &str) {
        for (key, node) in in_order(table) {
            let metric = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            match node.table() {
                Some(inner) => self.bounds_below(inner, arm, &metric),
                None => self.bounds_of(&metric, node, arm),
            }
        }
    }

    /// One bound on a metric, or a list of them.
    fn bounds_of(&mut self, metric: &str, node: &Node, arm: Option<&str>) {
        let unit = self.known.iter().find(|figure| figure.name == metric).map(|figure| figure.unit);
        if unit.is_none() && self.checked {
            self.unknown_metric(metric, node);
            return;
        }
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.bound_of(metric, item, unit, arm)),
            Value::Text { .. } | Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::Table(_) => {
                self.bound_of(metric, node, unit, arm);
            }
        }
    }

    fn bound_of(&mut self, metric: &str, node: &Node, unit: Option<Unit>, arm: Option<&str>) {
        let path =
            arm.map_or_else(|| format!("{}.{metric}", self.table), |arm| format!("{}.{arm}.{metric}", self.table));
        let item = Item { node, path };
        let Value::Text { text, .. } = &node.value else {
            let number = matches!(node.value, Value::Number { .. });
            let help = number.then(|| format!("did you mean \"< {}\"?", node.written()));
            item.wrong_type("a bound such as \"< 2 s\" or \">= 95 %\", or a list of them", help, self.report);
            return;
        };
        match bound(text, unit, self.reference) {
            Ok((relation, limit)) => self.bounds.push(Bound {
                arm: arm.map(str::to_owned),
                metric: metric.to_owned(),
                relation,
                limit,
                written: text.trim().to_owned(),
            }),
            Err(fault) => {
                let message = format!("`{}` {}", item.path, fault.message);
                let mistake =
                    Diagnostic::at(&node.inside(&fault.within), message, format!("expected {}", fault.expected));
                self.report.push(mistake.help(fault.help));
            }
        }
    }

    fn unknown_metric(&mut self, metric: &str, node: &Node) {
        self.report.push(no_such_metric(metric, &node.key, &self.known));
    }

    fn unknown_arm(&mut self, name: &str, node: &Node) {
        let close = did_you_mean(name, self.arms.iter().copied());
        let metrics = self.known.iter().filter_map(|figure| figure.name.split('.').next());
        let help = match (close, did_you_mean(name, metrics)) {
            (Some(arm), _) => format!("did you mean [slo.{arm}]?"),
            (None, Some(first)) => format!("did you mean a metric that begins with `{first}`?"),
            (None, None) => format!("the arms are {}", self.arms.join(", ")),
        };
        let message = format!("`{}.{name}` is neither an arm nor the beginning of a metric", self.table);
        let mistake = Diagnostic::at(&node.key, message, "expected an arm of this study or a metric");
        self.report.push(mistake.help(Some(help)));
    }
}

/// The mistake that a metric is not among the known ones.
pub(super) fn no_such_metric(metric: &str, at: &Origin, known: &[FigureName]) -> Diagnostic {
    let names = || known.iter().map(|figure| figure.name.as_str());
    let close = did_you_mean(metric, names());
    let help = close.map_or_else(
        || "docs/metrics.md lists all metrics; `replications.csv` of a result has their names".to_owned(),
        |close| format!("did you mean `{close}`?"),
    );
    let like_it = format!("near it: {}", near(metric, names()).join(", "));
    let mistake = Diagnostic::at(at, format!("unknown metric `{metric}`"), "expected the name of a metric");
    mistake.help(Some(help)).note(Some(like_it))
}

/// Names like one that is unknown: those that begin with the same words, then those that differ least.
fn near<'n>(metric: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let shared = |name: &str| metric.split('.').zip(name.split('.')).take_while(|(a, b)| a == b).count();
    let mut ranked: Vec<_> =
        names.map(|name| (std::cmp::Reverse(shared(name)), strsim::damerau_levenshtein(metric, name), name)).collect();
    ranked.sort_unstable();
    ranked.into_iter().take(SHOWN).map(|(_, _, name)| format!("`{name}`")).collect()
}

/// What the stations of a scenario measure, those of any of its arms.
pub(super) fn station_figures(root: &Table) -> Vec<FigureName> {
    let stations = |table: &Table| -> Vec<String> {
        table.get("stations").and_then(Node::table).map(|named| named.keys().cloned().collect()).unwrap_or_default()
    };
    let of_arms =
        root.get("arm").and_then(Node::table).into_iter().flat_map(|arms| arms.values().filter_map(Node::table));
    let mut names: Vec<String> = std::iter::once(root).chain(of_arms).flat_map(stations).collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        return Vec::new();
    }
    let mut figures = Vec::new();
    for station in names {
        for (figure, unit) in STATION_FIGURES {
            figures.push(FigureName { name: format!("stations.{station}.{figure}"), unit });
            for class in STATION_CLASSES {
                figures.push(FigureName { name: format!("stations.{station}.{class}.{figure}"), unit });
            }
        }
    }
    figures.extend(NETWORK_FIGURES.map(|(figure, unit)| FigureName { name: format!("network.{figure}"), unit }));
    figures
}
