//! Periods: years, quarters, seasons, parts of months, weeks by number.

use handbill_lexicon::{Concept, Gap};

use super::counted::nth_month;
use super::number::{day_number, year_number};
use super::parts::{Day, Days};
use super::term::year_month_day;
use super::words::Words;

/// The period that begins at the token, or the list of years.
pub(super) fn periods(words: Words, at: usize) -> Option<Vec<Days>> {
    let part = |at| {
        quarter(words, at)
            .or_else(|| half(words, at))
            .or_else(|| season(words, at))
            .or_else(|| nth_month(words, at))
    };
    if let Some(mut days) = part(at) {
        if let Some(last) = range_end(words, at, days.end_token).and_then(part)
            && (last.start.year, last.start.month) > (days.start.year, days.start.month)
        {
            days.end = last.end.or(Some(last.start));
            days.end_token = last.end_token;
        }
        return Some(vec![days]);
    }
    let mut list = vec![years(words, at)?];
    while let Some(next) = listed_year(words, &list[list.len() - 1]) {
        list.push(next);
    }
    Some(list)
}

/// "in 2024 and 2025": the year that is joined to one before it.
fn listed_year(words: Words, last: &Days) -> Option<Days> {
    let at = words.phrase(last.end_token, Concept::DateAnd)?;
    let (year, end) = year_number(words, at).filter(|_| words.same_line(at))?;
    (last.rule == "date.year" && year > last.start.year?).then_some(Days {
        start: year_only(year),
        end: None,
        first_token: at,
        end_token: end,
        rule: "date.year",
    })
}

/// "Q1 2026", "first quarter of 2026", "1. Quartal 2026", "2026 Q1": three months.
fn quarter(words: Words, at: usize) -> Option<Days> {
    let (number, year, end) = if let Some((year, after)) = year_number(words, at) {
        let next = after + usize::from(words.any_mark(after, "-/") && words.touches(after));
        let (number, end) = quarter_number(words, next).filter(|_| words.same_line(next))?;
        (number, Some(year), end)
    } else {
        let (number, end) = quarter_number(words, at)?;
        match year_of_period(words, end) {
            Some((year, end)) => (number, Some(year), end),
            // A remark speaks of the coming one.
            None => (number, None, words.is_remark().then_some(end)?),
        }
    };
    let first = 3 * number.checked_sub(1)? + 1;
    let month = |month| Day {
        year,
        month: Some(month),
        ..Day::default()
    };
    Some(Days {
        start: month(first),
        end: Some(month(first + 2)),
        first_token: at,
        end_token: end,
        rule: "date.quarter",
    })
}

/// "first half of 2026", "H1 2026", "1. Halbjahr 2026": six months.
fn half(words: Words, at: usize) -> Option<Days> {
    let hit = words.hit(at, Concept::DateHalf)?;
    let (year, end) = year_of_period(words, hit.end)?;
    let first = if hit.value == 1 { 1 } else { 7 };
    Some(Days {
        start: month_of(year, first),
        end: Some(month_of(year, first + 5)),
        first_token: at,
        end_token: end,
        rule: "date.half-year",
    })
}

/// Where the other end of a range may begin that the token before it ends one side of.
fn range_end(words: Words, first: usize, at: usize) -> Option<usize> {
    let between = words.follows(first, Concept::DateBetween);
    let next = if words.mark(at, '-') {
        at + 1
    } else if between {
        words.phrase(at, Concept::DateAnd)?
    } else {
        words.phrase(at, Concept::DateRange)?
    };
    let article = words.phrase(next, Concept::DateConnector).unwrap_or(next);
    (words.same_line(at) && words.same_line(next) && words.same_line(article)).then_some(article)
}

/// The number of a quarter, 1 to 4, and one past its name.
fn quarter_number(words: Words, at: usize) -> Option<(u8, usize)> {
    if let Some(hit) = words.hit(at, Concept::DateQuarter) {
        return Some((u8::try_from(hit.value).ok()?, hit.end));
    }
    let number = day_number(words, at).filter(|number| number.ordinal && number.value <= 4)?;
    let end = words
        .phrase(number.end, Concept::DateQuarterCue)
        .filter(|_| words.same_line(number.end))?;
    Some((number.value, end))
}

/// "Spring 2025": the months that the season is commonly counted by north of the equator, where
/// Europe lies (meteorological seasons: spring is March to May).
fn season(words: Words, at: usize) -> Option<Days> {
    let hit = words.hit(at, Concept::DateSeason)?;
    let (year, end) = year_of_period(words, hit.end)?;
    let first = 3 * u8::try_from(hit.value).ok()?;
    let last = if first + 2 > 12 {
        month_of(year + 1, first + 2 - 12)
    } else {
        month_of(year, first + 2)
    };
    Some(Days {
        start: month_of(year, first),
        end: Some(last),
        first_token: at,
        end_token: end,
        rule: "date.season",
    })
}

fn month_of(year: i32, month: u8) -> Day {
    Day {
        year: Some(year),
        month: Some(month),
        ..Day::default()
    }
}

/// The year right after a period's name, perhaps after a connecting word.
fn year_of_period(words: Words, at: usize) -> Option<(i32, usize)> {
    let next = words.phrase(at, Concept::DateConnector).unwrap_or(at);
    let next = next + usize::from(words.any_mark(next, "-,"));
    (words.same_line(next)).then(|| year_number(words, next))?
}

/// A year or a range of years after a cue ("in 2026", "from 2021 to 2027") or as a heading.
fn years(words: Words, at: usize) -> Option<Days> {
    let (year, end) = year_number(words, at)?;
    // "in 1865," but not "in 1780 homes".
    if year < 1900
        && (words.is_word(end) && words.same_line(end) || !words.follows(at, Concept::DateYearCue))
    {
        return None;
    }
    let mut days = Days {
        start: year_only(year),
        end: None,
        first_token: at,
        end_token: end,
        rule: "date.year",
    };
    let opened = words.follows(at, Concept::DateRangeOpen);
    let cued = opened || words.follows(at, Concept::DateYearCue);
    if let Some((last, end)) = last_year(words, at, end)
        && last > year
        && last - year <= 30
    {
        days.end = Some(year_only(last));
        days.end_token = end;
        days.rule = "date.years";
    }
    let next = days.end_token;
    let heading = words.gap(at) >= Gap::Line
        && (words.gap(next) >= Gap::Line
            || (words.mark(next, ':') && words.gap(next + 1) >= Gap::Space));
    if heading && !cued && !words.mark(next, ':') {
        // It governs the dates under it; by itself it is no more than a number.
        days.rule = "date.year-alone";
    }
    let goes_on = words.glued_right(next)
        || (days.end.is_none()
            && year_month_day(words, at).is_some_and(|term| {
                term.day.day.is_some() || (words.is_month(end) && !words.capital(end))
            }))
        || (words.mark(next, '-') && words.touches(next) && words.touches(next + 1));
    ((cued && !goes_on) || heading).then_some(days)
}

fn last_year(words: Words, first: usize, at: usize) -> Option<(i32, usize)> {
    year_number(words, range_end(words, first, at)?)
}

fn year_only(year: i32) -> Day {
    Day {
        year: Some(year),
        ..Day::default()
    }
}
