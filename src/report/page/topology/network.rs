//! The schema of textbook stations: one below the other, with the ways of customers between them.
//!
//! Wide and narrow alike, but for room.

use super::pen::{From, Pen};
use crate::analysis::StationNode;
use crate::report::quantity;
use maud::Markup;

const HEIGHT: i32 = 78;
const PITCH: i32 = 118;
const TOP: i32 = 30;

pub(super) fn wide(stations: &[StationNode], n: usize) -> Markup {
    drawn(stations, n, (900, 320, 260), "wide")
}

pub(super) fn narrow(stations: &[StationNode], n: usize) -> Markup {
    drawn(stations, n, (372, 56, 250), "narrow")
}

/// Stations at `left`, `width` wide; ways back and over others go round them.
fn drawn(stations: &[StationNode], n: usize, (all, left, width): (i32, i32, i32), class: &str) -> Markup {
    let mut pen = Pen::new();
    let top = |place: usize| TOP + i32::try_from(place).unwrap_or(0) * PITCH;
    for (place, station) in stations.iter().enumerate() {
        let y = top(place);
        pen.frame((left, y), (width, HEIGHT), "box");
        pen.text(&station.name, (left + 12, y + 22), width - 24, From::Start, "head");
        let room = station.queue.map_or_else(|| "room for all".to_owned(), |room| format!("room for {room} to wait"));
        let gives_up = if station.patience { ", some give up" } else { "" };
        let servers = if station.servers == 1 { "server" } else { "servers" };
        pen.text(
            &format!("{} {servers}, {room}", station.servers),
            (left + 12, y + 42),
            width - 24,
            From::Start,
            "label",
        );
        let service: Vec<String> = station.service_s.iter().map(|mean| quantity(Some(*mean), "s")).collect();
        pen.text(
            &format!("service {}{gives_up}", service.join(" / ")),
            (left + 12, y + 62),
            width - 24,
            From::Start,
            "soft",
        );
        if let Some(rate) = station.arrivals_per_s {
            pen.line(&[(left - 40, y + 20), (left, y + 20)], "link arrow");
            pen.text(&format!("{}/s", quantity(Some(rate), "count")), (left - 4, y + 14), left - 4, From::End, "label");
        }
        let stays: f64 = station.routing.iter().map(|(_, share)| share).sum();
        for (way, (to, share)) in (0..).zip(&station.routing) {
            let lane = left + width + 14 + 12 * way;
            let (from, to_y) = (y + HEIGHT - 16 - 6 * way, top(*to) + 14 + 6 * way);
            let label = quantity(Some(*share), "share");
            if *to == place + 1 {
                let x = left + width / 2;
                pen.line(&[(x, y + HEIGHT), (x, top(*to))], "link arrow");
                pen.text(&label, (x + 8, y + HEIGHT + 24), 80, From::Start, "label");
            } else {
                pen.line(&[(left + width, from), (lane, from), (lane, to_y), (left + width, to_y)], "link arrow");
                pen.text(&label, (lane + 6, i32::midpoint(from, to_y) + 4), all - lane - 6, From::Start, "label");
            }
        }
        if stays < 1.0 - 1e-9 && !station.routing.is_empty() {
            let leaves = quantity(Some(1.0 - stays), "share");
            pen.text(&format!("{leaves} leave"), (left + 12, y + HEIGHT + 18), width / 2 - 12, From::Start, "soft");
        }
    }
    let described = format!("Schema {}: {} stations; the table below says the same", n + 1, stations.len());
    let height = top(stations.len().max(1) - 1) + HEIGHT + 30;
    pen.svg((all, height), class, &described)
}
