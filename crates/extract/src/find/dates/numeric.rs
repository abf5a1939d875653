//! Dates in digits: `2025-10-09`, `9.10.2025`, `10/09/2025`, `22.10.`, `20251009`.

use handbill_lexicon::{Concept, Gap, MONTH_FIRST};

use super::clock_digits::is_dotted_hour;
use super::number::two_digit_year;
use super::parts::Day;
use super::words::Words;

/// "24/7" is no day of July.
const AROUND_THE_CLOCK: (u32, u32) = (24, 7);

/// A date in digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numeric {
    pub day: Day,
    pub end: usize,
    /// Whether it is a date by its looks alone, without words around it.
    pub certain: bool,
    pub rule: &'static str,
}

/// The date in digits that begins at the token.
pub(super) fn numeric_date(words: Words, at: usize) -> Option<Numeric> {
    let (first, length) = words.digits(at)?;
    // "2/4 de 8" is half past seven.
    if words.hit(at, Concept::DateHourShiftBefore).is_some() {
        return None;
    }
    if length == 8 {
        return compact(words, at, first);
    }
    if let Some(found) = spaced(words, at)
        .or_else(|| loose(words, at))
        .or_else(|| field(words, at))
    {
        return Some(found);
    }
    let separator = ['-', '/', '.']
        .into_iter()
        .find(|mark| words.mark(at + 1, *mark) && words.touches(at + 1))?;
    let second_at = next_number(words, at + 1, separator)?;
    let (second, second_length) = words.digits(second_at)?;
    if length == 4 {
        return year_first(words, (first, second, second_length), second_at, separator);
    }
    if length > 2 {
        return None;
    }
    if second_length == 4 {
        return month_and_year(words, first, second, second_at)
            .filter(|found| !follows_code(words, at) && !is_cited(words, found.end));
    }
    if second_length > 2 {
        return None;
    }
    let padded = length == 2 && second_length == 2;
    if words.mark(second_at + 1, separator)
        && words.touches(second_at + 1)
        && let Some(third_at) = next_number(words, second_at + 1, separator)
            .or_else(|| short_year(words, second_at + 2))
        && let Some((third, third_length)) = words.digits(third_at)
        && let Some(year) = year_of(third, third_length, separator, padded)
        && !goes_on(words, third_at + 1)
        && !is_hour(words, third_at)
        && !(third_length == 2 && are_days_on_end(words, [first, second, third], third_at + 1))
    {
        // A year leaves no doubt that these are days and months, whatever parts them.
        let day = day_and_month(first, second, if second > 12 { '/' } else { separator })?;
        return Some(Numeric {
            day: Day {
                year: Some(year),
                ..day
            },
            end: third_at + 1,
            // "7.3.26" may be a version too.
            certain: third_length == 4 || separator != '.' || second_length == 2,
            rule: "date.digits",
        });
    }
    without_year(words, (first, second), second_at, separator, padded)
}

/// "24 12 2014", "2014 12 24": only where no other number stands beside, and the order is plain.
fn spaced(words: Words, at: usize) -> Option<Numeric> {
    let part = |at: usize, length: usize| {
        words
            .digits(at)
            .filter(|(_, written)| *written == length && words.gap(at) == Gap::Space)
            .map(|(value, _)| value)
    };
    let (first, length) = words.digits(at)?;
    let (month, last) = (part(at + 1, 2)?, part(at + 2, 6 - length.min(4))?);
    let (year, day) = if length == 4 {
        (first, last)
    } else {
        (last, first)
    };
    let beside = (at > 0 && words.is_number(at - 1)) || words.is_number(at + 3);
    // No month: which of both is the day is open where the year stands behind.
    let valid = (length == 4 || (length == 2 && day > 12))
        && (1900..2100).contains(&year)
        && is_day(year as i32, month, day)
        && !beside
        && !words.glued_right(at + 3)
        && !words.follows(at, Concept::PhoneCue);
    valid.then(|| Numeric {
        day: full(year as i32, month, day),
        end: at + 3,
        certain: true,
        rule: "date.digits",
    })
}

/// "22 / 12 / 2026", "2026 - 12 - 22", "5 .7 .2026": three numbers parted twice by the same mark with
/// spaces beside it, of which one is a year of four digits, or both others have two.
fn loose(words: Words, at: usize) -> Option<Numeric> {
    if !words.any_mark(at + 1, "-/.")
        || !words.is_number(at + 2)
        || words.kind(at + 1) != words.kind(at + 3)
        || !words.is_number(at + 4)
    {
        return None;
    }
    let spaced = (at + 1..at + 5).any(|at| !words.touches(at));
    let same_line = (at + 1..at + 5).all(|at| words.same_line(at));
    if !spaced || !same_line || words.glued_right(at + 5) || is_hour(words, at + 4) {
        return None;
    }
    // "12. 3. 2026" is no slip but a habit, which is read elsewhere.
    if words.mark(at + 1, '.') && words.touches(at + 1) && words.touches(at + 3) {
        return None;
    }
    let goes_on = words.any_mark(at + 5, "-/") && words.is_number(at + 6);
    let (first, second, third) = (
        words.digits(at)?,
        words.digits(at + 2)?,
        words.digits(at + 4)?,
    );
    let day = match (first.1, second.1, third.1) {
        (4, 1..=2, 1..=2) if (1900..2200).contains(&first.0) => {
            is_day(first.0 as i32, second.0, third.0)
                .then(|| full(first.0 as i32, second.0, third.0))?
        }
        (1..=2, 1..=2, 4) if (1900..2200).contains(&third.0) => Day {
            year: Some(third.0 as i32),
            ..day_and_month(
                first.0,
                second.0,
                if words.mark(at + 1, '.') { '.' } else { '/' },
            )?
        },
        (2, 2, 2) if words.mark(at + 1, '.') && first.0 > 12 => Day {
            year: Some(two_digit_year(third.0)),
            ..day_and_month(first.0, second.0, '.')?
        },
        _ => return None,
    };
    (!goes_on && super::term::exists(day)).then_some(Numeric {
        day,
        end: at + 5,
        certain: true,
        rule: "date.digits",
    })
}

/// "2 / 15", "15-2" as a field of its own: a day and a month where only one of both can be the month.
fn field(words: Words, at: usize) -> Option<Numeric> {
    let end = at + 3;
    if !words.any_mark(at + 1, "-/") || !words.is_whole(at, end) || !words.same_line(at + 1) {
        return None;
    }
    let (first, 1..=2) = words.digits(at)? else {
        return None;
    };
    let (second, 1..=2) = words.digits(at + 2)? else {
        return None;
    };
    if words.follows(at, Concept::DateClockCue) || (first, second) == AROUND_THE_CLOCK {
        return None;
    }
    let cued = at > 0 && first >= second;
    (first > 12 || second > 12 || cued).then_some(Numeric {
        day: day_and_month(first, second, '/')?,
        end,
        certain: true,
        rule: "date.day-month-digits",
    })
}

/// The two digits behind an apostrophe: "14-03-'26".
fn short_year(words: Words, at: usize) -> Option<usize> {
    let joined = words.any_mark(at, "'’") && words.touches(at) && words.touches(at + 1);
    (joined && words.digits(at + 1).is_some_and(|(_, length)| length == 2)).then_some(at + 1)
}

/// The number after a separator; after a full stop a space may stand.
fn next_number(words: Words, separator_at: usize, separator: char) -> Option<usize> {
    let at = separator_at + 1;
    let joined = words.touches(at) || (separator == '.' && words.gap(at) == Gap::Space);
    (joined && words.is_number(at) && !words.is_beyond_cell(at)).then_some(at)
}

/// Whether more digits follow after another separator, as in versions and phone numbers.
fn goes_on(words: Words, at: usize) -> bool {
    words.touches(at)
        && (words.is_number(at)
            || (words.any_mark(at, "./") && words.touches(at + 1) && words.is_number(at + 1)))
}

/// Whether the number is the hour of a clock time, as behind a day in a calendar ("15.03.  15:00",
/// "1.11. 16 Uhr").
fn is_hour(words: Words, at: usize) -> bool {
    let unit = words.gap(at) == Gap::Space
        && words.same_line(at + 1)
        && words.hit(at + 1, Concept::DateClockUnit).is_some();
    unit || words.mark(at + 1, ':')
        && words.touches(at + 1)
        && words.is_number(at + 2)
        && words.touches(at + 2)
        || !words.touches(at) && (is_dotted_hour(words, at) || is_hour_range(words, at))
}

/// Whether bare hours from the token on are joined by a dash, and words follow ("28.02. 10–12 Fair").
fn is_hour_range(words: Words, at: usize) -> bool {
    words.mark(at + 1, '-')
        && words
            .digits(at + 2)
            .is_some_and(|(hour, length)| length <= 2 && hour <= 24)
        && words.gap(at + 3) == Gap::Space
        && words.is_word(at + 3)
}

/// `20251009`, perhaps with a time after a `T`.
fn compact(words: Words, at: usize, value: u32) -> Option<Numeric> {
    let (year, month, day) = (value / 10000, value / 100 % 100, value % 100);
    if !(1900..2100).contains(&year) || !is_day(year as i32, month, day) {
        return None;
    }
    // "tālr. 20000123"
    if words.follows(at, Concept::PhoneCue) {
        return None;
    }
    let free = !words.touches(at + 1) || !(words.is_number(at + 1) || words.is_word(at + 1));
    let stamp = words.touches(at + 1) && words.touches(at + 2) && words.is_number(at + 2);
    (free || stamp).then(|| Numeric {
        day: full(year as i32, month, day),
        end: at + 1,
        certain: true,
        rule: "date.stamp",
    })
}

/// `2025-10-09` and `2025/10`.
fn year_first(
    words: Words,
    (year, second, second_length): (u32, u32, usize),
    second_at: usize,
    separator: char,
) -> Option<Numeric> {
    if !(1500..2200).contains(&year) || second_length > 2 {
        return None;
    }
    if words.mark(second_at + 1, separator)
        && words.touches(second_at + 1)
        && let Some(third_at) = next_number(words, second_at + 1, separator)
        && let Some((third, third_length)) = words.digits(third_at)
    {
        let valid = third_length <= 2
            && is_day(year as i32, second, third)
            && !goes_on(words, third_at + 1);
        return valid.then(|| Numeric {
            day: full(year as i32, second, third),
            end: third_at + 1,
            certain: true,
            rule: "date.iso",
        });
    }
    // "2010-11" is rather a season than November 2010.
    let season = second == (year + 1) % 100;
    let valid = (1..=12).contains(&second)
        && (1900..2100).contains(&year)
        && separator != '.'
        && !season
        && !words.glued_right(second_at + 1)
        && !(words.mark(second_at + 1, '-') && words.touches(second_at + 1));
    valid.then(|| Numeric {
        day: Day {
            year: Some(year as i32),
            month: Some(second as u8),
            ..Day::default()
        },
        end: second_at + 1,
        certain: true,
        rule: "date.month-year",
    })
}

/// Whether a day follows that the number of a law was given on ("Ley 7/2021, de 20 de mayo").
fn is_cited(words: Words, end: usize) -> bool {
    words.mark(end, ',')
        && words
            .phrase(end + 1, Concept::DateConnector)
            .filter(|day| words.is_number(*day) && words.same_line(*day))
            .and_then(|day| super::term::day_term(words, day, false))
            .is_some_and(|term| term.day.month.is_some())
}

/// Whether capital letters that are no word stand before, as in the number of a file ("BU 12-1987").
fn follows_code(words: Words, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|_| words.same_line(at)) else {
        return false;
    };
    let token = words.view.tokens[before];
    let letters = &words.view.text()[token.start as usize..token.end as usize];
    words.is_word(before)
        && letters.chars().count() <= 3
        && letters.chars().all(char::is_uppercase)
        && !words
            .view
            .hits
            .at(before)
            .iter()
            .any(|hit| hit.concept.name().starts_with("date.") && hit.concept != Concept::DateShift)
}

/// `12/2015`.
fn month_and_year(words: Words, month: u32, year: u32, year_at: usize) -> Option<Numeric> {
    let valid = (1..=12).contains(&month)
        && (1900..2100).contains(&year)
        && words.touches(year_at)
        && !words.glued_right(year_at + 1);
    valid.then(|| Numeric {
        day: Day {
            year: Some(year as i32),
            month: Some(month as u8),
            ..Day::default()
        },
        end: year_at + 1,
        certain: true,
        rule: "date.month-year",
    })
}

fn year_of(value: u32, length: usize, separator: char, padded: bool) -> Option<i32> {
    match (length, separator) {
        (4, _) if (1500..2200).contains(&value) => Some(value as i32),
        (2, '/') => Some(two_digit_year(value)),
        (2, '.') => Some(two_digit_year(value)),
        (2, '-') if padded => Some(two_digit_year(value)),
        _ => None,
    }
}

/// "10-11-12 July", "10-11-12 and 17-18-19 July": three days, each the one after the last, whose month
/// follows, and no year of two digits.
fn are_days_on_end(words: Words, days: [u32; 3], end: usize) -> bool {
    let joined = || {
        words
            .phrase(end, Concept::DateAnd)
            .or_else(|| words.any_mark(end, ",/+&").then_some(end + 1))
    };
    let month = |at: usize| {
        [Concept::DateMonth, Concept::DateMonthShort]
            .into_iter()
            .any(|concept| words.phrase(at, concept).is_some())
    };
    days[0] + 1 == days[1]
        && days[1] + 1 == days[2]
        && words.same_line(end)
        && (month(end)
            || words.phrase(end, Concept::DateConnector).is_some_and(month)
            || joined().is_some_and(|next| words.is_number(next)))
}

/// `22.10.`, `22.10` and `22/10`.
fn without_year(
    words: Words,
    (first, second): (u32, u32),
    second_at: usize,
    separator: char,
    padded: bool,
) -> Option<Numeric> {
    let dotted = separator == '.'
        && words.mark(second_at + 1, '.')
        && words.touches(second_at + 1)
        && !(words.touches(second_at + 2) && words.is_number(second_at + 2));
    let end = second_at + 1 + usize::from(dotted);
    let at = second_at.saturating_sub(2);
    let dashed = separator == '-';
    if (dashed && !is_day_with_dash(words, at, first, second))
        || (!dotted && words.glued_right(end))
    {
        return None;
    }
    // "Raum 2.11"
    if words.follows(at, Concept::CueRoom) {
        return None;
    }
    if !dotted && !words.touches(second_at) {
        return None;
    }
    let month_first = separator == '.' && words.view.main_language().meets(MONTH_FIRST);
    let turned = month_first.then(|| month_and_day(first, second)).flatten();
    let day = turned.or_else(|| day_and_month(first, second, separator))?;
    // "03/04 55 66" is a phone number, "5/6 May" two days of May.
    let year_follows = words
        .digits(end)
        .is_some_and(|(value, length)| length == 4 && (1900..2100).contains(&value))
        && !words.is_number(end + 1)
        && !words.glued_right(end + 1);
    let number_follows = words.is_number(end)
        && words.same_line(end)
        && !year_follows
        && !words.is_beyond_cell(end)
        && !is_dotted_hour(words, end)
        && !is_hour_range(words, end)
        && super::times::times(words, end).is_none_or(|times| !times.certain);
    let follows = |concept| words.hit(end, concept).is_some() && words.same_line(end);
    let priced = separator == '/' && follows(Concept::DateMeasure);
    if number_follows || priced || follows(Concept::DateMonth) {
        return None;
    }
    let around_the_clock = separator == '/' && (first, second) == AROUND_THE_CLOCK;
    (!around_the_clock).then_some(Numeric {
        day,
        end,
        certain: (dotted && (first > 12 || padded)) || (separator == '/' && padded) || dashed,
        rule: "date.day-month-digits",
    })
}

/// Whether "15-2" is a day and its month rather than a range or a score: behind a cue where no
/// range runs so, before a word that leads to a time alone, or where two such are joined
/// ("van 1-10 tot 7-11").
fn is_day_with_dash(words: Words, at: usize, first: u32, second: u32) -> bool {
    let joined = |end: usize| {
        let between = words.phrase(end, Concept::DateAnd);
        let dash = (words.mark(end, '-') && !words.touches(end)).then_some(end + 1);
        words.phrase(end, Concept::DateRange).or(between).or(dash)
    };
    let pair = |at: usize| {
        words.digits(at).is_some_and(|(_, length)| length <= 2)
            && words.mark(at + 1, '-')
            && words.touches(at + 1)
            && words.touches(at + 2)
            && words.digits(at + 2).is_some_and(|(value, _)| value <= 12)
    };
    let end = at + 3;
    let opens = words.follows(at, Concept::DateRangeOpen) && joined(end).is_some_and(pair);
    let closes = (4..=7).any(|back| {
        at >= back
            && pair(at - back)
            && words.follows(at - back, Concept::DateRangeOpen)
            && joined(at - back + 3) == Some(at)
    });
    let cued = first > 12 && second <= 12 && words.follows(at, Concept::DateDayCue);
    let timed = words
        .hit(end, Concept::DateClockCue)
        .is_some_and(|cue| cue.value == 1 && words.same_line(end));
    opens || closes || cued || timed
}

/// Day and month in the order that the numbers allow; day before month where both do.
fn day_and_month(first: u32, second: u32, separator: char) -> Option<Day> {
    let (day, month, open) = match (first, second) {
        (1..=31, 13..=31) if first <= 12 && separator != '.' => (second, first, false),
        (1..=31, 1..=12) => (
            first,
            second,
            first <= 12 && first != second && separator != '.',
        ),
        _ => return None,
    };
    is_day(2000, month, day).then_some(Day {
        month: Some(month as u8),
        day: Some(day as u8),
        order_open: open,
        ..Day::default()
    })
}

/// Month and day in that order, as languages write them that begin with the year ("05.20.").
fn month_and_day(month: u32, day: u32) -> Option<Day> {
    is_day(2000, month, day).then_some(Day {
        month: Some(month as u8),
        day: Some(day as u8),
        ..Day::default()
    })
}

fn full(year: i32, month: u32, day: u32) -> Day {
    Day {
        year: Some(year),
        month: Some(month as u8),
        day: Some(day as u8),
        ..Day::default()
    }
}

/// Whether the day exists; in a leap year for years that are not known.
pub(super) fn is_day(year: i32, month: u32, day: u32) -> bool {
    chrono::NaiveDate::from_ymd_opt(year, month, day).is_some()
}
