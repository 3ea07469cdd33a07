//! The page of a result: hostile texts stay texts, figures are those of the summary, and it fits its budget.
//!
//! Reads the page as text; whether a browser draws it is tested elsewhere.

use crate::{files, made, markers, summarised};
use cloudmsg::analysis::{Summary, Tables};
use cloudmsg::report::{Marker, PAGE};
use std::collections::BTreeSet;

/// What somebody may call an arm, a station, a carrier.
const HOSTILE: [&str; 6] = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'-->]]><svg/onload=alert(1)>",
    "\u{202e}drawkcab\u{2066} \0\u{7}\u{1b}[31m",
    "<b>bold</b><a href=\"javascript:alert(1)\">link</a><br>",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
];

fn page(summary: &Summary, tables: &Tables, markers: &[Marker]) -> String {
    let rendered = files(summary, tables, markers).render();
    let page = rendered.into_iter().find(|file| file.name == PAGE).unwrap();
    String::from_utf8(page.bytes).unwrap()
}

/// The page without what stands inside its scripts and its style, and how many scripts there are.
fn without_scripts(page: &str) -> (String, usize) {
    let (mut rest, mut kept, mut scripts) = (page, String::new(), 0);
    loop {
        let Some((at, end)) = ["<script", "<style"]
            .into_iter()
            .zip(["</script>", "</style>"])
            .filter_map(|(b, e)| Some((rest.find(b)?, e)))
            .min()
        else {
            return (kept + rest, scripts);
        };
        scripts += usize::from(end == "</script>");
        let begun = at + rest[at..].find('>').unwrap() + 1;
        kept.push_str(&rest[..begun]);
        rest = &rest[begun..];
        rest = &rest[rest.find(end).unwrap()..];
        kept.push_str(end);
        rest = &rest[end.len()..];
    }
}

/// Every element's name and attributes.
fn elements(page: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut names, mut attributes) = (BTreeSet::new(), BTreeSet::new());
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        rest = rest[name.len()..].trim_start_matches(['/', '!']);
        while let Some(next) = rest.trim_start().chars().next().filter(|c| *c != '>' && *c != '/') {
            assert_ne!(next, '<', "an element inside an element");
            rest = rest.trim_start();
            let attribute: String = rest.chars().take_while(|c| !c.is_whitespace() && !"=>/".contains(*c)).collect();
            rest = &rest[attribute.len()..];
            if let Some(value) = rest.strip_prefix("=\"") {
                rest = &value[value.find('"').unwrap() + 1..];
            }
            attributes.insert(attribute.to_ascii_lowercase());
        }
        names.insert(name.to_ascii_lowercase());
    }
    (names, attributes)
}

/// A pass proves: whatever a study, its arms, stations, countries and interventions are called, the page has the elements and
/// scripts of a page whose names are plain, and none that a name brought along.
#[test]
fn hostile_texts_stay_texts() {
    let (mut study, mut runs) = (made::study(), made::runs(3));
    let plain = summarised(&study, &runs);
    let (plain, scripts) = without_scripts(&page(&plain.0, &plain.1, &markers()));
    let (known, _) = elements(&plain);
    study.title = HOSTILE.concat();
    study.scenario = HOSTILE[1].into();
    for (n, arm) in study.arms.iter_mut().enumerate() {
        for run in runs.iter_mut().filter(|run| run.arm == *arm) {
            run.arm = HOSTILE[n].into();
        }
        *arm = HOSTILE[n].into();
    }
    for run in &mut runs {
        let facts = &mut run.facts;
        facts.stations.iter_mut().zip(HOSTILE).for_each(|(station, name)| station.name = name.into());
        facts.carriers.iter_mut().zip(HOSTILE).for_each(|(carrier, name)| carrier.name = name.into());
        facts.sites.iter_mut().zip(HOSTILE).for_each(|(site, name)| site.name = name.into());
        facts.places.iter_mut().zip(HOSTILE).for_each(|(place, name)| *place = name.into());
        facts.countries.iter_mut().zip(HOSTILE).for_each(|(country, name)| country.code = name.into());
    }
    let markers: Vec<Marker> = HOSTILE.iter().map(|label| Marker { day: 2.0, label: (*label).into() }).collect();
    let (summary, tables) = summarised(&study, &runs);
    let page = page(&summary, &tables, &markers);
    let (bare, found) = without_scripts(&page);
    assert_eq!(found, scripts, "as many scripts as in a page of plain names");
    let (names, attributes) = elements(&bare);
    let foreign: Vec<_> = names.difference(&known).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    let handlers: Vec<_> = attributes.iter().filter(|a| a.starts_with("on") || *a == "src").collect();
    assert!(handlers.is_empty(), "{handlers:?}");
    assert!(
        !bare.contains("<b>bold")
            && !bare.contains("href=\"javascript")
            && !bare.contains(['\0', '\u{202e}', '\u{1b}'])
    );
    assert!(bare.contains("&lt;/script&gt;&lt;script&gt;alert(1)"), "it is shown as it was written");
}

/// A pass proves: every headline on the page has, in full, the value of the summary; and nothing is fetched.
#[test]
fn figures_are_those_of_the_summary() {
    let (summary, tables) = crate::made(3);
    let page = page(&summary, &tables, &markers());
    for arm in &summary.arm_order {
        for metric in ["fallback.rate", "delivery.ip.p99", "exposure.nonusers.people", "cost.saved"] {
            let value = summary.figure(arm, metric).unwrap().value.unwrap();
            let value = serde_json::to_string(&value).unwrap();
            let cell = format!("data-arm=\"{arm}\" data-metric=\"{metric}\" data-value=\"{value}\"");
            assert!(page.contains(&cell), "{cell}");
        }
    }
    let (bare, _) = without_scripts(&page);
    assert!(bare.contains("default-src 'none'") && !bare.contains("http://") && !bare.contains("https://"));
    assert_eq!(page.matches("plotly.js v").count(), 1, "the script that draws stands once");
    for id in ["verdict", "latency", "fallback", "money", "exposure", "load", "provenance"] {
        assert!(bare.contains(&format!("<section id=\"{id}\"")), "{id}");
    }
}

/// A pass proves: four weeks of two arms take less than the budget of a page.
#[test]
fn a_page_fits_its_budget() {
    let (summary, tables) = crate::made(28);
    let page = page(&summary, &tables, &markers());
    assert!(page.len() < 8_000_000, "{} bytes", page.len());
}
