//! Dates of a study: RFC 3339 instants and offsets from UTC.
//!
//! Knows the calendar, but no document.

use super::quantity::{Fault, LONGEST, duration};
use super::study::StudyStart;
use crate::units::Instant;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// How a date is written.
pub(super) const DATE: &str = "a date with offset such as \"2014-08-10T12:00:00+08:00\"";
/// A date as a pattern.
pub(super) const PATTERN: &str =
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt\x20][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)";
/// How a time of the study is written.
pub(super) const TIME: &str =
    "a date such as \"2014-08-10T12:00:00+08:00\", or a time from the start such as \"+13 days\"";
/// How an offset from UTC is written.
pub(super) const OFFSET: &str = "an offset from UTC such as \"+05:30\"";

/// Reads the first instant of a study.
pub(super) fn start(text: &str) -> Result<StudyStart, Fault> {
    let date = timestamp(text, DATE)?;
    if date.subsec_nanosecond() != 0 {
        return Err(Fault::new(0..text.len(), "has a fraction of a second", "a whole second"));
    }
    Ok(StudyStart { text: text.to_owned(), unix_seconds: date.as_second() })
}

/// Reads a time of the study: a date, or an offset from its start. May lie after the study's end, not before its start.
pub(super) fn instant(text: &str, start: &StudyStart) -> Result<Instant, Fault> {
    if let Some(offset) = text.strip_prefix('+') {
        let after = duration(offset).map_err(|fault| fault.shifted(1))?;
        return Ok(Instant::START + after);
    }
    let micros = timestamp(text, TIME)?.as_microsecond() - start.unix_seconds * 1_000_000;
    let whole = 0..text.len();
    match u64::try_from(micros) {
        Ok(micros) if micros <= LONGEST.as_micros() => Ok(Instant::from_micros(micros)),
        Ok(_) => Err(Fault::new(whole, "lies after the end of the study", "a time inside the study")),
        Err(_) => {
            let fault = Fault::new(whole, "lies before the start of the study", "a time inside the study");
            Err(fault.help(format!("the study starts at {}", start.text)))
        }
    }
}

/// An instant as [`start`] reads it.
pub(super) fn written(unix_seconds: i64, offset_s: i32) -> String {
    let offset = Offset::from_seconds(offset_s).unwrap_or(Offset::UTC);
    let date = Timestamp::from_second(unix_seconds).map_or(DateTime::MIN, |t| offset.to_datetime(t));
    let (sign, minutes) = (if offset_s < 0 { '-' } else { '+' }, offset_s.unsigned_abs() / 60);
    format!("{}{sign}{:02}:{:02}", date.strftime("%Y-%m-%dT%H:%M:%S"), minutes / 60, minutes % 60)
}

fn timestamp(text: &str, expected: &str) -> Result<Timestamp, Fault> {
    text.parse().map_err(|_| {
        let fault = Fault::new(0..text.len(), "is not a date", expected);
        let dated = text.parse::<jiff::civil::DateTime>().is_ok() || text.parse::<jiff::civil::Date>().is_ok();
        fault.help(if dated {
            "add the time and the offset from UTC, for example T00:00:00+08:00"
        } else {
            "year-month-dayThour:minute:second, then the offset from UTC"
        })
    })
}

/// Reads an offset from UTC in minutes.
pub(super) fn offset_minutes(text: &str) -> Result<i32, Fault> {
    let fault = || Fault::new(0..text.len(), "is not an offset from UTC", OFFSET);
    let sign = match text.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) | None => return Err(fault().help("begin with + or -")),
    };
    let (hours, minutes) = text[1..].split_once(':').ok_or_else(fault)?;
    let two_digits = |digits: &str| {
        let right = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| digits.parse::<i32>().ok()).flatten()
    };
    match (two_digits(hours), two_digits(minutes)) {
        (Some(hours), Some(minutes)) if hours <= 14 && minutes < 60 => Ok(sign * (hours * 60 + minutes)),
        (Some(_) | None, Some(_) | None) => Err(fault()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Duration;

    #[test]
    fn times_are_counted_from_the_start_across_offsets() {
        let start = start("2014-07-28T00:00:00+08:00").expect("a date");
        assert_eq!(start.unix_seconds, 1_406_476_800);
        let noon = Instant::START + Duration::from_secs(13 * 86_400 + 43_200);
        assert_eq!(instant("2014-08-10T12:00:00+08:00", &start), Ok(noon));
        assert_eq!(instant("2014-08-10T04:00:00Z", &start), Ok(noon));
        assert_eq!(instant("+13.5 days", &start), Ok(noon));
        assert!(instant("2014-07-27T00:00:00+08:00", &start).expect_err("early").message.contains("before"));
        assert!(instant("2014-08-10", &start).expect_err("no offset").help.is_some_and(|help| help.contains("offset")));
    }

    #[test]
    fn a_later_start_reads_back() {
        let first = start("2014-07-28T20:00:00+08:00").expect("a date");
        let later = first.later(Duration::from_secs(5 * 3_600));
        assert_eq!(later.text, "2014-07-29T01:00:00+08:00");
        assert_eq!(start(&later.text), Ok(later));
        assert_eq!(
            start("2014-07-28T20:00:00Z").expect("a date").later(Duration::ZERO).text,
            "2014-07-28T20:00:00+00:00"
        );
    }

    #[test]
    fn offsets_from_utc() {
        assert_eq!(offset_minutes("+05:30"), Ok(330));
        assert_eq!(offset_minutes("-03:00"), Ok(-180));
        for wrong in ["05:30", "+5:30", "+0530", "+25:00", "+05:60", ""] {
            assert!(offset_minutes(wrong).is_err(), "{wrong}");
        }
    }
}
