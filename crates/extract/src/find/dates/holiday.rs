//! Holidays: the days that the lexicon's codes stand for, and where their names are dates.
//!
//! A name alone is no date ("Easter market", "Silvestergala"): a cue, a year, a time of day or the
//! silence around it must say so.

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::{Concept, Gap};

use super::hours::clock_after;
use super::number::year_number;
use super::parts::{Day, Days, Relative};
use super::recurrence::ordinal;
use super::relative::{next_weekday, shift};
use super::words::Words;

/// A holiday, perhaps with its year ("Easter Monday 2026", "last Thanksgiving", "an Ostern").
pub(super) fn holiday(words: Words, at: usize) -> Option<Days> {
    let shift = words
        .hit(at, Concept::DateShift)
        .filter(|hit| words.hit(hit.end, Concept::DateHoliday).is_some());
    let name = shift.map_or(at, |hit| hit.end);
    let (code, later, named) = numbered(words, name).or_else(|| {
        let hit = words.hit(name, Concept::DateHoliday)?;
        (hit.value != 0).then_some((hit.value, 0, hit.end))
    })?;
    let mut days = Days {
        start: Day {
            relative: Some(match shift {
                Some(shift) if shift.value < 0 => Relative::PastHoliday(code),
                _ => Relative::Holiday(code, later),
            }),
            ..Day::default()
        },
        end: None,
        first_token: at,
        end_token: named,
        rule: "date.holiday",
    };
    let mut next = named;
    for concept in [Concept::DateConnector, Concept::DateYearCue] {
        next = words
            .phrase(next, concept)
            .filter(|_| words.same_line(next))
            .unwrap_or(next);
    }
    let comma = usize::from(words.mark(next, ','));
    if words.same_line(next)
        && let Some((year, end)) =
            year_number(words, next + comma).filter(|_| words.same_line(next + comma))
    {
        days.start.year = Some(year);
        days.end_token = end;
        return Some(days);
    }
    if let Some(year) = words
        .hit(next, Concept::DateRelativeYear)
        .filter(|_| words.same_line(next))
    {
        days.start.years_ahead = Some(year.value);
        days.end_token = year.end;
        return Some(days);
    }
    (shift.is_some() || is_date(words, at, named)).then_some(days)
}

/// "2. Advent", "second Sunday of Advent", "1. Weihnachtstag": the code of the first, the days from
/// it on, and one past the name.
fn numbered(words: Words, at: usize) -> Option<(i32, i32, usize)> {
    let (number, end) = ordinal(words, at).filter(|(number, _)| *number > 0)?;
    let hit = words
        .hit(end, Concept::DateHolidayNumbered)
        .filter(|_| words.same_line(end))?;
    let step = if hit.value >= WEEKDAY_RULES { 7 } else { 1 };
    Some((hit.value, (number - 1) * step, hit.end))
}

/// Whether something around the name says that the day itself is meant.
fn is_date(words: Words, at: usize, end: usize) -> bool {
    let cued = [
        Concept::DateHolidayCue,
        Concept::DateUntil,
        Concept::DateFrom,
        Concept::DateRange,
        Concept::DateWeekday,
    ]
    .into_iter()
    .any(|concept| words.follows(at, concept));
    // "on Easter Monday", but not "at Christmas Market".
    let named_on = words.same_line(end) && words.is_word(end) && words.capital(end);
    // "la Navidad"
    let article = at > 0 && words.phrase(at - 1, Concept::DateConnector) == Some(at);
    let leads = words.gap(at - usize::from(article)) >= Gap::Line;
    let alone = leads && words.gap(end) >= Gap::Line;
    let opens = words.gap(at) >= Gap::Line && words.any_mark(end, ",:");
    (cued && !named_on) || alone || opens || clock_after(words, end).is_some()
}

/// Codes from here on are the first of a weekday from a day of the year on.
const WEEKDAY_RULES: i32 = 1_000_000;

/// The day of a holiday in a year. Codes are those of the lexicon, which `registry.toml` explains;
/// nothing for a holiday whose day takes more than arithmetic.
fn day_of(code: i32, year: i32) -> Option<NaiveDate> {
    match code {
        101..=1231 => fixed(year, code),
        9_000..=11_000 => shift(easter(year)?, i64::from(code - 10_000)),
        19_000..=21_000 => shift(orthodox_easter(year)?, i64::from(code - 20_000)),
        1_010_101..=1_071_231 => {
            next_weekday(fixed(year, code % 10_000)?, (code / 10_000 % 10) as u8)
        }
        2_000_101..=2_001_231 => {
            let day = fixed(year, code % 10_000)?;
            shift(day, -i64::from(day.weekday() == chrono::Weekday::Sun))
        }
        _ => None,
    }
}

fn fixed(year: i32, code: i32) -> Option<NaiveDate> {
    let code = u32::try_from(code).ok()?;
    NaiveDate::from_ymd_opt(year, code / 100, code % 100)
}

/// So many days after the holiday of a year.
pub(super) fn day_after(code: i32, days: i32, year: i32) -> Option<NaiveDate> {
    shift(day_of(code, year)?, i64::from(days))
}

/// The first day on or after the given one that is so many days after the holiday.
pub(super) fn coming(code: i32, days: i32, today: NaiveDate) -> Option<NaiveDate> {
    (0..2)
        .find_map(|years| day_after(code, days, today.year() + years).filter(|date| *date >= today))
}

/// The last such holiday before the day.
pub(super) fn past(code: i32, today: NaiveDate) -> Option<NaiveDate> {
    (0..2).find_map(|years| day_of(code, today.year() - years).filter(|date| *date < today))
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm in Meeus, Astronomical
/// Algorithms, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(n / 31).ok()?,
        u32::try_from(n % 31 + 1).ok()?,
    )
}

/// Easter Sunday of the Julian calendar, by the same chapter of Meeus, in Gregorian days. The
/// calendars are 13 days apart from 1900 to 2099.
fn orthodox_easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 4, year % 7, year % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let f = d + e + 114;
    let julian = NaiveDate::from_ymd_opt(
        year,
        u32::try_from(f / 31).ok()?,
        u32::try_from(f % 31 + 1).ok()?,
    )?;
    (1900..2100).contains(&year).then(|| shift(julian, 13))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, number) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)] {
            assert_eq!(easter(year), day(year, month, number));
        }
        for (year, month, number) in [(2024, 5, 5), (2025, 4, 20), (2026, 4, 12), (2027, 5, 2)] {
            assert_eq!(orthodox_easter(year), day(year, month, number));
        }
    }

    #[test]
    fn codes_stand_for_days() {
        assert_eq!(day_of(1224, 2026), day(2026, 12, 24));
        assert_eq!(day_of(10_001, 2026), day(2026, 4, 6));
        // Thanksgiving: the fourth Thursday of November; Advent: the Sunday from 27 November on.
        assert_eq!(day_of(1_041_122, 2026), day(2026, 11, 26));
        assert_eq!(day_of(1_071_127, 2026), day(2026, 11, 29));
        // 27 April, or the day before where it is a Sunday.
        assert_eq!(day_of(2_000_427, 2025), day(2025, 4, 26));
        assert_eq!(day_of(0, 2026), None);
    }
}
