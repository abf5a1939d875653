//! Holidays: the days that the lexicon's codes stand for, and where their names are dates.
//!
//! A name alone is no date ("Easter market", "Silvestergala"): a cue, a year, a time of day or the
//! silence around it must say so.

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::{Concept, Gap, Hit};

use super::calendars::feast;
use super::hours::clock_after;
use super::number::{amount, year_number};
use super::parts::{Day, Days, Relative};
use super::recurrence::ordinal;
use super::relative::{day, next_weekday, shift};
use super::times::times;
use super::words::Words;
use crate::Moment;

/// A holiday, perhaps with its year ("Easter Monday 2026", "last Thanksgiving", "an Ostern").
pub(super) fn holiday(words: Words, at: usize) -> Option<Days> {
    let shift = words
        .hit(at, Concept::DateShift)
        .filter(|hit| words.hit(hit.end, Concept::DateHoliday).is_some());
    let name = shift.map_or(at, |hit| hit.end);
    let (code, later, name_end) = numbered(words, name).or_else(|| {
        let hit = named(words, name)?;
        Some((hit.value, 0, hit.end))
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
        end_token: name_end,
        rule: "date.holiday",
    };
    let weekend = |at: usize| {
        const WEEKEND: i32 = 8;
        words
            .hit(at, Concept::DateUnit)
            .filter(|unit| unit.value == WEEKEND && words.same_line(at))
            .map(|unit| unit.end)
    };
    let mut next = name_end;
    if let Some(end) = weekend(next) {
        // "Easter weekend 2026"
        days.start.weekend = true;
        days.end_token = end;
        next = end;
    }
    let name_end = next;
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
        if let Some(end) = weekend(end) {
            days.start.weekend = true;
            days.end_token = end;
        }
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
    if let Some((years, end)) = years_away(words, name_end) {
        days.start.years_ahead = Some(years);
        days.end_token = end;
        return Some(days);
    }
    (shift.is_some() || is_date(words, at, name_end)).then_some(days)
}

/// The holiday that is named at the token, if its day can be told. Feasts whose day is only to be
/// expected are read in remarks alone.
pub(super) fn named<'a>(words: Words<'a>, at: usize) -> Option<&'a Hit> {
    const SEEN: std::ops::Range<i32> = 3_000_000..5_000_000;
    const BY_PLACE: std::ops::Range<i32> = 6_000_000..7_000_000;
    words.hit(at, Concept::DateHoliday).filter(|hit| {
        let expected = SEEN.contains(&hit.value) || BY_PLACE.contains(&hit.value);
        hit.value != 0 && (!expected || words.is_remark())
    })
}

/// "in three years", "two years ago": the years, and one past them.
fn years_away(words: Words, at: usize) -> Option<(i32, usize)> {
    const YEAR: i32 = 6;
    let ahead = words.hit(at, Concept::DateAhead);
    let ago = words.hit(at, Concept::DateAgo);
    let lead = ahead.or(ago);
    let (count, unit_at) = amount(words, lead.map_or(at, |hit| hit.end))?;
    let unit = words
        .hit(unit_at, Concept::DateUnit)
        .filter(|unit| unit.value == YEAR && words.same_line(at) && words.same_line(unit_at))?;
    let behind = |concept| {
        words
            .phrase(unit.end, concept)
            .filter(|_| words.same_line(unit.end))
    };
    if let Some(end) = behind(Concept::DateAgoAfter) {
        return Some((-count, end));
    }
    if let Some(end) = behind(Concept::DateAheadAfter) {
        return Some((count, end));
    }
    let sign = if ago.is_some() { -1 } else { 1 };
    lead.map(|_| (sign * count, unit.end))
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
    let timed = || !closes_sentence(words, end) && clock_after(words, end).is_some();
    (cued && !named_on) || alone || opens || timed() || opens_notice(words, at, end)
}

/// Whether a full stop behind the name ends its sentence: an hour in the next one is not told with it.
pub(super) fn closes_sentence(words: Words, end: usize) -> bool {
    words.mark(end, '.')
        && words.touches(end)
        && words.gap(end + 1) == Gap::Space
        && words.capital(end + 1)
}

/// "On Corpus Christi at the mass at 11 jubilee of Ann Reed": the name begins its sentence behind a small
/// word, and an hour follows in it.
fn opens_notice(words: Words, at: usize, end: usize) -> bool {
    const FURTHEST: usize = 8;
    let leads = [
        Concept::DateHolidayCue,
        Concept::DateDayCue,
        Concept::DateConnector,
        Concept::CuePlacePreposition,
    ];
    let first = (at.saturating_sub(3)..at).find(|first| {
        let mut hits = words.view.hits.at(*first).iter();
        hits.any(|hit| hit.end == at && leads.contains(&hit.concept))
    });
    let begins = |first: usize| {
        words.gap(first) >= Gap::Line || first > 0 && words.any_mark(first - 1, ".!?)")
    };
    let hour = |next: &usize| {
        words.is_number(*next) && times(words, *next).is_some_and(|times| times.certain)
    };
    first.is_some_and(begins)
        && (end..end + FURTHEST)
            .take_while(|next| words.same_line(*next) && !words.any_mark(*next, ".!?:;"))
            .any(|next| hour(&next))
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

/// First and last day of a holiday of a year, or those so many days after it.
pub(super) fn of_year(code: i32, days: i32, year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = match code {
        7_000_000.. => {
            let first = day_of((code - 7_000_000) / 100, year)?;
            (first, shift(first, i64::from(code % 100) - 1)?)
        }
        3_000_000.. => feast(code, year)?,
        _ => {
            let day = day_of(code, year)?;
            (day, day)
        }
    };
    Some((
        shift(first, i64::from(days))?,
        shift(last, i64::from(days))?,
    ))
}

/// The first holiday on or after the day, or the day so many days after one.
pub(super) fn coming(code: i32, days: i32, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    (0..2).find_map(|years| {
        of_year(code, days, today.year() + years).filter(|(first, _)| *first >= today)
    })
}

/// The last such holiday before the day.
pub(super) fn past(code: i32, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    (0..2)
        .find_map(|years| of_year(code, 0, today.year() - years).filter(|(_, last)| *last < today))
}

/// The days as they are told: a single one, or the first and the last.
pub(super) fn moments((first, last): (NaiveDate, NaiveDate)) -> (Moment, Option<Moment>) {
    (day(first), (last > first).then(|| day(last)))
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
