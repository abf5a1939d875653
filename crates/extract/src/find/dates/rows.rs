//! Rows of a calendar that write less than a date: "4.10. Fair" beside "18.10. Concert", and "25 – Hike"
//! under a line that is the name of the month.

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::{Concept, Gap};

use super::number::year_number;
use super::parts::{Day, Days};
use super::term::exists;
use super::weekday::{after_weekday, weekday};
use super::words::Words;

/// Rows and their months are looked for so many tokens away.
const FURTHEST: usize = 400;

/// The next row of a programme is looked for so many tokens away.
const NEAREST: usize = 80;

/// Whether the dotted day that begins at the token leads a row, and another one near by has a day
/// that is no month: "4.10." beside "18.10.". Beside numbers of sections ("3.1." over "3.2.") it is none.
pub(super) fn is_dotted_row(words: Words, at: usize) -> bool {
    let Some(own) = dotted(words, at).filter(|_| leads_line(words, at)) else {
        return false;
    };
    let last = (at + FURTHEST).min(words.len());
    let first = at.saturating_sub(FURTHEST);
    let rows = (first..last).filter(|other| *other != at && leads_line(words, *other));
    let mut among_days = false;
    for (day, month) in rows.filter_map(|other| dotted(words, other)) {
        let next_section = day == own.0 && month.abs_diff(own.1) <= 1;
        if next_section || day > 31 || month > 12 {
            return false;
        }
        among_days |= day > 12;
    }
    among_days
}

/// Whether the dotted hour at the token ("8.30") leads a row among others that do, of which it or the
/// nearest can be no day of a month: rows of a programme. They rise, or a line with a day parts them.
pub(super) fn is_row_of_hours(words: Words, at: usize) -> bool {
    let Some((own, no_day)) = dotted_clock(words, at).filter(|_| leads_line(words, at)) else {
        return false;
    };
    let number = |other: &usize| {
        let joined = words.any_mark(*other + 1, ".:") && words.touches(*other + 1);
        joined
            && words.is_number(*other)
            && words.is_number(*other + 2)
            && leads_line(words, *other)
    };
    let last = (at + NEAREST).min(words.len());
    let first = at.saturating_sub(NEAREST);
    let above = (first..at).rev().find(number);
    let below = (at + 1..last).find(number);
    let rises = |from: Option<((u32, u32), bool)>, to: Option<((u32, u32), bool)>| match (from, to)
    {
        (Some(from), Some(to)) => from.0 < to.0 && (from.1 || to.1),
        _ => false,
    };
    let told = Some((own, no_day));
    let above_told = above.and_then(|above| dotted_clock(words, above));
    let below_told = below.and_then(|below| dotted_clock(words, below));
    let parted = || {
        let next_day = |other: usize| (other..at).any(|token| weekday(words, token).is_some());
        no_day && above_told.is_some() && above.is_some_and(next_day)
    };
    // Numbers of sections and prices beside them are none.
    let alien = above.is_some() && above_told.is_none() || below.is_some() && below_told.is_none();
    !alien && (rises(above_told, told) || rises(told, below_told) || parted())
}

/// Hour and minutes in dots, and whether they can be no day and month: "8.00", "18.30", but "10.10".
fn dotted_clock(words: Words, at: usize) -> Option<((u32, u32), bool)> {
    const LATEST_MONTH: u32 = 12;
    let (hour, 1..=2) = words.digits(at)? else {
        return None;
    };
    let joined = words.any_mark(at + 1, ".:") && words.touches(at + 1) && words.touches(at + 2);
    let (minute, 2) = words.digits(at + 2).filter(|_| joined)? else {
        return None;
    };
    let end = at + 3;
    let goes_on = words.glued_right(end) || words.any_mark(end, ".%€$£") && words.touches(end);
    let counts = words.any_mark(end, "€$£") || words.phrase(end, Concept::DateMeasure).is_some();
    (hour < 24 && minute < 60 && minute.is_multiple_of(5) && !goes_on && !counts)
        .then_some(((hour, minute), minute == 0 || minute > LATEST_MONTH))
}

/// Whether the token is the first of its line, but for the name of a day or a bullet.
pub(super) fn leads_line(words: Words, at: usize) -> bool {
    let gap = |at: usize| words.gap(at) >= Gap::Line;
    gap(at)
        || at.checked_sub(1).is_some_and(|before| {
            let marked = words.any_mark(before, "-•*·");
            marked && gap(before)
        })
        || (at.saturating_sub(2)..at).any(|first| {
            let day = weekday(words, first).map(|(_, after)| after_weekday(words, after));
            day == Some(at) && gap(first)
        })
}

/// Both numbers of "4.10." with a word behind them.
fn dotted(words: Words, at: usize) -> Option<(u32, u32)> {
    let (day, 1..=2) = words.digits(at)? else {
        return None;
    };
    let joined = words.mark(at + 1, '.') && words.touches(at + 1) && words.touches(at + 2);
    let (month, 1..=2) = words.digits(at + 2).filter(|_| joined)? else {
        return None;
    };
    let closed = words.mark(at + 3, '.') && words.touches(at + 3) && !words.touches(at + 4);
    closed.then_some((day, month))
}

/// The days that lead a row under the name of their month: "12 – Hike", "25 and 26 – Camp".
pub(super) fn under_month(words: Words, at: usize) -> Option<Vec<Days>> {
    if !words.is_number(at) {
        return None;
    }
    if let Some(days) = with_weekday(words, at) {
        return Some(vec![days]);
    }
    if !leads_line(words, at) {
        return None;
    }
    let (numbers, is_range) = row_numbers(words, at)?;
    let month = month_above(words, at)?;
    let on = |number: u8| Day {
        day: Some(number),
        ..month
    };
    let days = |(token, number): (usize, u8)| Days {
        start: on(number),
        end: None,
        first_token: token,
        end_token: token + 1,
        rule: "date.row",
    };
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let exist = numbers.iter().all(|(_, number)| exists(on(*number)));
    exist.then(|| match is_range {
        true => vec![Days {
            end: Some(on(last.1)),
            end_token: last.0 + 1,
            ..days(first)
        }],
        false => numbers.into_iter().map(days).collect(),
    })
}

/// "Dia 3, sábado" at the head of a row: a day by its number, behind a word that says so, whose weekday
/// is that of the month over the row.
fn with_weekday(words: Words, at: usize) -> Option<Days> {
    let lead = at.checked_sub(1)?;
    let led = words.gap(lead) >= Gap::Line
        && [Concept::DateConnector, Concept::DateDayCue]
            .into_iter()
            .any(|concept| words.phrase(lead, concept) == Some(at));
    let (number, _) = words
        .digits(at)
        .filter(|(value, length)| led && *length <= 2 && (1..=31).contains(value))?;
    let comma = usize::from(words.mark(at + 1, ','));
    let (named, after) = weekday(words, at + 1 + comma)?;
    let day = Day {
        day: u8::try_from(number).ok(),
        ..month_closing_line(words, at)?
    };
    let date = NaiveDate::from_ymd_opt(day.year?, day.month?.into(), number)?;
    let agrees = i64::from(date.weekday().number_from_monday()) == i64::from(named.value);
    (agrees && words.same_line(after)).then_some(Days {
        start: day,
        end: None,
        first_token: at,
        end_token: at + 1,
        rule: "date.row",
    })
}

/// The month and year that close a line above ("Agenda – April 2027").
fn month_closing_line(words: Words, at: usize) -> Option<Day> {
    (at.saturating_sub(FURTHEST)..at).rev().find_map(|first| {
        let hit = words.hit(first, Concept::DateMonth)?;
        let next = words.phrase(hit.end, Concept::DateConnector);
        let (year, end) = year_number(words, next.unwrap_or(hit.end))?;
        (words.same_line(hit.end) && words.gap(end) >= Gap::Line).then_some(Day {
            year: Some(year),
            month: u8::try_from(hit.value).ok(),
            ..Day::default()
        })
    })
}

/// The numbers that lead a row, ascending, with their tokens and a mark behind them; whether they are a
/// range or days on end.
fn row_numbers(words: Words, at: usize) -> Option<(Vec<(usize, u8)>, bool)> {
    const MOST: usize = 6;
    let mut numbers: Vec<(usize, u8)> = Vec::new();
    let mut is_range = false;
    let mut next = at;
    loop {
        let number = words
            .digits(next)
            .filter(|(value, length)| *length <= 2 && (1..=31).contains(value))?;
        let number = u8::try_from(number.0).ok()?;
        if numbers.last().is_some_and(|last| last.1 >= number) || numbers.len() == MOST {
            return None;
        }
        numbers.push((next, number));
        let stop = words.mark(next + 1, '.') && words.touches(next + 1);
        let end = next + 1 + usize::from(stop);
        if !words.same_line(end) {
            return None;
        }
        let joint = if words.any_mark(end, "-/&+,") {
            Some(end + 1)
        } else {
            words.phrase(end, Concept::DateAnd)
        };
        if let Some(after) =
            joint.filter(|after| words.is_number(*after) && words.same_line(*after))
        {
            is_range |= words.mark(end, '-');
            next = after;
            continue;
        }
        let parted = words.any_mark(end, "-:|") && words.gap(end + 1) == Gap::Space && !stop;
        let in_cell = words.is_beyond_cell(end) && words.is_word(end);
        let on_end = numbers.len() > 1 && numbers.windows(2).all(|pair| pair[0].1 + 1 == pair[1].1);
        return (parted || in_cell).then_some((numbers, is_range || on_end));
    }
}

/// The month that fills a line above the row, perhaps with its year.
fn month_above(words: Words, at: usize) -> Option<Day> {
    (at.saturating_sub(FURTHEST)..at).rev().find_map(|first| {
        if words.gap(first) < Gap::Line {
            return None;
        }
        let hit = words.hit(first, Concept::DateMonth)?;
        let year = year_number(words, hit.end).filter(|_| words.same_line(hit.end));
        let end = year.map_or(hit.end, |(_, end)| end);
        let end = end + usize::from(words.mark(end, ':'));
        (words.gap(end) >= Gap::Line).then_some(Day {
            year: year.map(|(year, _)| year),
            month: u8::try_from(hit.value).ok(),
            ..Day::default()
        })
    })
}

/// Whether the number below a month that fills its line leads a row of its own: with a mark behind it
/// ("12 – Hike"), or as a whole date ("2. May: Hike", "12.6. Hike").
pub(super) fn leads_row(words: Words, at: usize) -> bool {
    if words.same_line(at) || !words.is_number(at) {
        return false;
    }
    let stop = usize::from(words.mark(at + 1, '.') && words.touches(at + 1));
    let own_month = words.is_month(at + 1 + stop);
    own_month || dotted(words, at).is_some() || row_numbers(words, at).is_some()
}
