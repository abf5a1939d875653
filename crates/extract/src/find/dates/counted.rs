//! What is counted: `three days after Easter`, `the next two weeks`, `the 20th of next month`, `the
//! first week of May`.

use handbill_lexicon::{Concept, Gap, Hit};

use super::holiday;
use super::hours::clock_after;
use super::list::date_list;
use super::number::{amount, day_number, year_number};
use super::parts::{Day, Days, Relative};
use super::recurrence::ordinal;
use super::relative::{WEEKDAY, relative_month, relative_year};
use super::units::{DAY, FORTNIGHT, MONTH, WEEK, WEEKEND, WORKING_DAY, YEAR};
use super::words::Words;

/// What is counted from another day or in a month, from the token on.
pub(super) fn counted(words: Words, at: usize) -> Option<Days> {
    let count = amount(words, at);
    away(words, at, count)
        .or_else(|| weekdays_away(words, at, count))
        .or_else(|| of_relative_month(words, at))
        .or_else(|| in_relative_month(words, at))
        .or_else(|| part_of_month(words, at))
        .or_else(|| span(words, at, count))
}

/// Whether the hit is a unit of days or more.
pub(super) fn is_long(unit: &Hit) -> bool {
    (DAY..=YEAR).contains(&unit.value) || [FORTNIGHT, WORKING_DAY].contains(&unit.value)
}

/// What begins with the day, at the tokens.
pub(super) fn days(start: Day, first_token: usize, end_token: usize, rule: &'static str) -> Days {
    Days {
        start,
        end: None,
        first_token,
        end_token,
        rule,
    }
}

/// A day that is told by another.
pub(super) fn relative(relative: Relative) -> Day {
    Day {
        relative: Some(relative),
        ..Day::default()
    }
}

/// "3 days after 12 January", "two weeks before Easter".
fn away(words: Words, at: usize, count: Option<(i32, usize)>) -> Option<Days> {
    if let Some(day) = words.hit(at, Concept::DateSaidDay) {
        // "the day after Christmas"
        let next = words
            .phrase(day.end, Concept::DateConnector)
            .unwrap_or(day.end);
        let (base, end) = base(words, next).filter(|_| words.same_line(day.end))?;
        let start = Day {
            away: Some((day.value, DAY)),
            ..base
        };
        return words
            .same_line(next)
            .then(|| days(start, at, end, "date.away"));
    }
    let (amount, unit_at) = count?;
    let unit = words
        .hit(unit_at, Concept::DateUnit)
        // Years are counted in laws and contracts ("10 ans à partir du 31 décembre").
        .filter(|unit| {
            let counted = unit.value != YEAR || words.is_remark();
            is_long(unit) && counted && words.same_line(unit_at)
        })?;
    let lasts = words.follows(at, Concept::DateLasting) && [DAY, WEEK].contains(&unit.value);
    let away = words
        .hit(unit.end, Concept::DateAway)
        .or_else(|| words.hit(unit.end, Concept::DateFrom).filter(|_| lasts))
        .filter(|_| words.same_line(unit.end))?;
    let next = words
        .phrase(away.end, Concept::DateDayCue)
        .max(words.phrase(away.end, Concept::DateConnector))
        .filter(|next| {
            words.hit(away.end, Concept::DateHoliday).is_none() && words.same_line(*next)
        })
        .unwrap_or(away.end);
    if !words.same_line(next) {
        return None;
    }
    let (base, end) = base(words, next)?;
    if lasts && away.value >= 0 {
        // "for 10 days from 24 December"
        return Some(Days {
            end: Some(last_of(base, amount, unit.value)),
            ..days(base, at, end, "date.lasting")
        });
    }
    let start = Day {
        away: Some((away.value * amount, unit.value)),
        ..base
    };
    Some(days(start, at, end, "date.away"))
}

/// The last day of so many days or weeks that begin on a day.
fn last_of(first: Day, amount: i32, unit: i32) -> Day {
    let days = if unit == WEEK { amount * 7 } else { amount };
    Day {
        away: Some((days - 1, DAY)),
        ..first
    }
}

/// "5 May for three days": the last day that a stretch of time behind the first gives, and one
/// past it.
pub(super) fn lasting_days(words: Words, first: Day, at: usize) -> Option<(Day, usize)> {
    let next = words
        .phrase(at, Concept::DateLasting)
        .filter(|_| words.same_line(at))?;
    let (count, unit_at) = amount(words, next).filter(|_| words.same_line(next))?;
    let unit = words
        .hit(unit_at, Concept::DateUnit)
        .filter(|unit| [DAY, WEEK].contains(&unit.value) && words.same_line(unit_at))?;
    let closed = !(words.same_line(unit.end) && words.is_word(unit.end))
        || words
            .phrase(unit.end, Concept::CuePlacePreposition)
            .is_some();
    (closed && count > 1).then(|| (last_of(first, count, unit.value), unit.end))
}

/// "the third Tuesday after Easter", "2 Sundays from now".
fn weekdays_away(words: Words, at: usize, count: Option<(i32, usize)>) -> Option<Days> {
    let nth = || ordinal(words, at).filter(|(nth, _)| *nth > 0);
    let (count, after) = count.or_else(nth)?;
    let day = words
        .hit(after, Concept::DateWeekday)
        .or_else(|| words.hit(after, Concept::DateWeekdayEach))
        .filter(|_| words.same_line(after))?;
    let weeks = |sign: i32| Some((sign * count, WEEKDAY + day.value));
    if !words.same_line(day.end) {
        return None;
    }
    if let Some(end) = words.phrase(day.end, Concept::DateAheadAfter) {
        let start = Day {
            away: weeks(1),
            ..relative(Relative::Days(0))
        };
        return Some(days(start, at, end, "date.away"));
    }
    if let Some(end) = words.phrase(day.end, Concept::DateAgoAfter) {
        let start = Day {
            away: weeks(-1),
            ..relative(Relative::Days(0))
        };
        return Some(days(start, at, end, "date.away"));
    }
    let away = words.hit(day.end, Concept::DateAway)?;
    let (base, end) = base(words, away.end).filter(|_| words.same_line(away.end))?;
    let start = Day {
        away: weeks(away.value),
        ..base
    };
    Some(days(start, at, end, "date.away"))
}

/// The day that others are counted from, and one past it.
fn base(words: Words, at: usize) -> Option<(Day, usize)> {
    if let Some(hit) = holiday::named(words, at) {
        let year = year_number(words, hit.end).filter(|_| words.same_line(hit.end));
        let day = Day {
            year: year.map(|(year, _)| year),
            ..relative(Relative::Holiday(hit.value, 0))
        };
        return Some((day, year.map_or(hit.end, |(_, end)| end)));
    }
    if let Some(hit) = words.hit(at, Concept::DateRelativeDay) {
        return Some((relative(Relative::Days(hit.value)), hit.end));
    }
    let list = date_list(words, at)?;
    let [one] = list.dates.as_slice() else {
        return None;
    };
    let single = one.end.is_none() && one.start.is_day() && !one.start.is_bare_number();
    single.then_some((one.start, one.end_token))
}

/// "the 20th of next month", "the first Monday of next month".
fn of_relative_month(words: Words, at: usize) -> Option<Days> {
    let month = |at: usize| {
        let next = words.phrase(at, Concept::DateConnector).unwrap_or(at);
        relative_month(words, next).filter(|_| words.same_line(at) && words.same_line(next))
    };
    if let Some(range) = numbers(words, at)
        && let Some((months, end)) = month(range.end)
    {
        return Some(in_month(&range, months, at, end));
    }
    // "les deux derniers mois" are months, "the 2nd of last month" is a day.
    if let Some(number) = day_number(words, at)
        && (number.ordinal && !number.spelt
            || words.phrase(number.end, Concept::DateConnector).is_some())
        && let Some((months, end)) = month(number.end)
    {
        let start = relative(Relative::DayOfMonth(number.value, months));
        return Some(days(start, at, end, "date.day-of-month"));
    }
    let (nth, after) = ordinal(words, at)?;
    let day = words
        .hit(after, Concept::DateWeekday)
        .filter(|_| words.same_line(after))?;
    let (months, end) = month(day.end)?;
    let start = relative(Relative::NthWeekdayOf(nth, day.value as u8, months));
    Some(days(start, at, end, "date.nth-weekday"))
}

/// "next month from 4 to 23", "volgende maand van 4-23".
fn in_relative_month(words: Words, at: usize) -> Option<Days> {
    let led = [
        Concept::DateRelativeMonth,
        Concept::DateShift,
        Concept::DateUnit,
        Concept::DateConnector,
    ];
    if !led
        .into_iter()
        .any(|concept| words.hit(at, concept).is_some())
    {
        return None;
    }
    let (months, after) = relative_month(words, at).filter(|(_, end)| words.same_line(*end))?;
    let first = words.phrase(after, Concept::DateRangeOpen).unwrap_or(after);
    let range = numbers(words, first).filter(|_| words.same_line(first))?;
    let closed =
        !words.glued_right(range.end) && words.hit(range.end, Concept::DateMeasure).is_none();
    closed.then(|| in_month(&range, months, at, range.end))
}

fn in_month(range: &Numbers, months: i32, at: usize, end: usize) -> Days {
    Days {
        end: Some(relative(Relative::DayOfMonth(range.last, months))),
        ..days(
            relative(Relative::DayOfMonth(range.first, months)),
            at,
            end,
            "date.range",
        )
    }
}

/// Two numbers of days that a range is made of.
struct Numbers {
    first: u8,
    last: u8,
    end: usize,
    /// Whether both are marked as ordinals.
    ordinal: bool,
}

/// "4-23", "4 to 23", "the 4th to the 23rd", and "4 and 23" behind "between".
fn numbers(words: Words, at: usize) -> Option<Numbers> {
    let first = day_number(words, at)?;
    let mut next = if words.mark(first.end, '-') {
        first.end + 1
    } else if let Some(end) = words.phrase(first.end, Concept::DateRange) {
        end
    } else if words.follows(at, Concept::DateBetween) {
        words.phrase(first.end, Concept::DateAnd)?
    } else {
        return None;
    };
    if let Some(end) = words
        .phrase(next, Concept::DateConnector)
        .max(words.phrase(next, Concept::DateDayCue))
    {
        next = end;
    }
    let last = day_number(words, next).filter(|last| last.value > first.value)?;
    (words.same_line(first.end) && words.same_line(next)).then_some(Numbers {
        first: first.value,
        last: last.value,
        end: last.end,
        ordinal: first.ordinal && last.ordinal,
    })
}

/// "dal 3 al 5", "vom 3. bis 5.", "from the 3rd to the 5th": days of a month that stands elsewhere.
/// Only ordinals, and what a word opens that leads to days alone, for "von 3 bis 5" are hours.
pub(super) fn bare_range(words: Words, at: usize) -> Option<Days> {
    const DAYS_ONLY: i32 = 1;
    let range = numbers(words, at)?;
    let opened = (at.saturating_sub(4)..at).any(|first| {
        words
            .hit(first, Concept::DateRangeOpen)
            .is_some_and(|open| open.end == at && (range.ordinal || open.value == DAYS_ONLY))
    });
    let end = range.end;
    // "du 6 au 8, rue Haute"
    let street = words.hit(end + 1, Concept::AddressStreet).is_some();
    let closed = words.gap(end) >= Gap::Line
        || (words.any_mark(end, ".,;:)!?") && !words.touches(end + 1) && !street)
        || clock_after(words, end).is_some_and(|times| times.certain);
    let bare = |day| Day {
        day: Some(day),
        ..Day::default()
    };
    (opened && closed).then(|| Days {
        end: Some(bare(range.last)),
        ..days(bare(range.first), at, end, "date.range")
    })
}

/// "on the 15th" behind a time of day, where nothing goes on.
pub(super) fn bare_day(words: Words, at: usize) -> Option<Days> {
    let number = day_number(words, at).filter(|_| words.follows(at, Concept::DateDayCue))?;
    let end = number.end;
    let closed =
        words.gap(end) >= Gap::Line || (words.any_mark(end, ".,;)!?") && !words.touches(end + 1));
    let bare = Day {
        day: Some(number.value),
        ..Day::default()
    };
    closed.then(|| days(bare, at, end, "date.day"))
}

/// An ordinal up to that of the last month, -1 for the last.
fn any_ordinal(words: Words, at: usize) -> Option<(i32, usize)> {
    ordinal(words, at).or_else(|| {
        let number = day_number(words, at).filter(|number| number.ordinal && number.value <= 12)?;
        Some((i32::from(number.value), number.end))
    })
}

/// "the third month of 2027", "el noveno mes del próximo año".
pub(super) fn nth_month(words: Words, at: usize) -> Option<Days> {
    let (nth, unit_at) = any_ordinal(words, at)?;
    let after = words
        .hit(unit_at, Concept::DateUnit)
        .filter(|unit| unit.value == MONTH && words.same_line(unit_at))?
        .end;
    let next = words
        .phrase(after, Concept::DateConnector)
        .max(words.phrase(after, Concept::DateYearCue))
        .unwrap_or(after);
    if !words.same_line(after) || !words.same_line(next) {
        return None;
    }
    let (year, years_ahead, end) = if let Some((year, end)) = year_number(words, next) {
        (Some(year), None, end)
    } else {
        let (years, end) = relative_year(words, next)?;
        (None, Some(years), end)
    };
    let month = u8::try_from(nth)
        .ok()
        .filter(|nth| (1..=12).contains(nth))?;
    let start = Day {
        year,
        years_ahead,
        month: Some(month),
        ..Day::default()
    };
    Some(days(start, at, end, "date.nth-month"))
}

/// "the last day of October 2026", "the first week of May", "the last week of 2026".
fn part_of_month(words: Words, at: usize) -> Option<Days> {
    let (mut nth, mut after) = any_ordinal(words, at)?;
    if let Some(last) = words.hit(after, Concept::DateOrdinal)
        && last.value == -1
        && words.same_line(after)
    {
        // "the third last week"
        (nth, after) = (-nth, last.end);
    }
    let unit = words
        .hit(after, Concept::DateUnit)
        .filter(|_| words.same_line(after))?;
    let next = words
        .phrase(unit.end, Concept::DateConnector)
        .max(words.phrase(unit.end, Concept::DateYearCue))
        // "ostatni dzień października"
        .or_else(|| words.is_month(unit.end).then_some(unit.end))
        .filter(|next| words.same_line(unit.end) && words.same_line(*next))?;
    let part = match unit.value {
        DAY => Relative::NthDay(nth),
        WEEK => Relative::NthWeek(nth),
        WEEKEND => Relative::NthWeekend(nth),
        _ => return None,
    };
    if let Some((year, end)) = year_number(words, next).filter(|_| unit.value == WEEK) {
        let start = Day {
            year: Some(year),
            ..relative(part)
        };
        return Some(days(start, at, end, "date.week"));
    }
    let next = words
        .phrase(next, Concept::DateConnector)
        .filter(|_| words.same_line(next))
        .unwrap_or(next);
    let list = date_list(words, next)?;
    let [month] = list.dates.as_slice() else {
        return None;
    };
    let whole = month.end.is_none() && month.start.day.is_none() && month.start.month.is_some();
    let start = Day {
        relative: Some(part),
        ..month.start
    };
    whole.then(|| days(start, at, month.end_token, "date.part-of-month"))
}

/// "the next three weeks", "die letzten zwei Tage", "3 prochains jours".
fn span(words: Words, at: usize, count: Option<(i32, usize)>) -> Option<Days> {
    let shift = |at: usize| {
        words
            .hit(at, Concept::DateShift)
            .filter(|hit| hit.value <= 2)
            .or_else(|| words.hit(at, Concept::DateShiftSpan))
    };
    let unit = |at: usize| {
        words.hit(at, Concept::DateUnit).filter(|unit| {
            // Years are those that a story looks back on.
            let long = (DAY..YEAR).contains(&unit.value);
            (long || words.is_remark()) && words.same_line(at)
        })
    };
    let (sign, count, unit, end) = if let Some(first) = shift(at) {
        let (count, end) = amount(words, first.end).filter(|_| words.same_line(first.end))?;
        let unit = unit(end)?;
        (first.value, count, unit, unit.end)
    } else {
        let (count, end) = count.filter(|(_, end)| words.same_line(*end))?;
        if let Some(shift) = shift(end) {
            let unit = unit(shift.end)?;
            (shift.value, count, unit, unit.end)
        } else {
            let unit = unit(end)?;
            let shift = shift(unit.end)
                .filter(|_| words.same_line(unit.end))
                .filter(|shift| shift.languages.meets(unit.languages))
                // "15 minutes past three"
                .filter(|shift| {
                    let hour = amount(words, shift.end).is_some()
                        || words.hit(shift.end, Concept::DateClockWord).is_some();
                    !words.same_line(shift.end) || !hour
                })?;
            (shift.value, count, unit, shift.end)
        }
    };
    let count = if sign < 0 { -count } else { count };
    let start = relative(Relative::Span(count, unit.value));
    (sign != 0 && count != 0 && count.abs() <= 366).then(|| days(start, at, end, "date.span"))
}
