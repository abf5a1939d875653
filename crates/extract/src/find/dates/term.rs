//! One term of a date expression: a day, month or year with what is written of it.

use handbill_lexicon::{Concept, Gap, Hit};

use super::number::{day_number, two_digit_year, year_number, year_suffix};
use super::numeric::{is_day, numeric_date};
use super::parts::Day;
use super::remark::hours_range;
use super::rows;
use super::times::{times, times_of_day};
use super::weekday::{after_weekday, weekday};
use super::words::Words;
use super::year::year_after;

/// A term and what its writing tells the list that it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub day: Day,
    pub first: usize,
    pub end: usize,
    /// Whether the month stands before the day, so that bare days may follow.
    pub month_first: bool,
    /// Whether the day is marked as an ordinal.
    pub ordinal: bool,
    /// Whether it is a date by itself, without a cue.
    pub certain: bool,
    /// Whether the month is written as an abbreviation or an everyday word.
    pub doubtful: bool,
    /// Whether full stops part its digits.
    pub dotted: bool,
    pub rule: &'static str,
}

impl Term {
    fn new(day: Day, first: usize, end: usize, rule: &'static str) -> Self {
        Term {
            day,
            first,
            end,
            month_first: false,
            ordinal: false,
            certain: true,
            doubtful: false,
            dotted: false,
            rule,
        }
    }
}

/// The term that begins at the token. `after_month_first` says that a month and a day stand
/// before, so that a bare day and its year may follow ("October 9-10. 2025").
pub(super) fn term(words: Words, at: usize, after_month_first: bool) -> Option<Term> {
    if let Some((weekday, after)) = weekday(words, at) {
        let next = after_weekday(words, after);
        if words.near(next)
            && let Some(mut term) = dated_term(words, next, after_month_first)
            && term.day.weekday.is_none()
            && term.day.day.is_some()
            && !is_clock_not_day(words, next, &term)
        {
            term.day.weekday = Some(weekday.value as u8);
            term.first = at;
            term.certain = true;
            return Some(term);
        }
        return lone_weekday(words, at, weekday, after);
    }
    dated_term(words, at, after_month_first).map(|term| with_weekday_behind(words, term))
}

/// "October 22 (Friday) - October 25 (Monday), 2010": the weekday in brackets, and the year behind;
/// "le 25 mardi".
fn with_weekday_behind(words: Words, mut term: Term) -> Term {
    if term.day.is_bare_number()
        && words.is_number(term.first)
        && words.same_line(term.end)
        && words.follows(term.first, Concept::DateDayCue)
        && let Some(weekday) = words.hit(term.end, Concept::DateWeekday)
        && dated_term(words, after_weekday(words, weekday.end), false)
            .is_none_or(|next| next.day.day.is_none())
    {
        term.day.weekday = Some(weekday.value as u8);
        term.end = weekday.end;
        return term;
    }
    let whole = term.day.day.is_some() && term.day.month.is_some() && term.day.year.is_none();
    if whole
        && words.mark(term.end, '(')
        && words.same_line(term.end)
        && let Some((weekday, end)) = weekday(words, term.end + 1)
        && words.mark(end, ')')
    {
        term.day.weekday = Some(weekday.value as u8);
        term.end = end + 1;
        if let Some((year, end)) = year_after(words, term.end, None) {
            term.day.year = Some(year);
            term.end = end;
        }
    }
    term
}

/// A term that does not begin with a day of the week.
fn dated_term(words: Words, at: usize, after_month_first: bool) -> Option<Term> {
    if words.is_number(at) {
        if let Some(numeric) = numeric_date(words, at) {
            let mut term = Term::new(numeric.day, at, numeric.end, numeric.rule);
            term.certain = numeric.certain;
            if term.day.year.is_some() {
                term.end = year_suffix(words, term.end).unwrap_or(term.end);
            }
            term.dotted = words.mark(at + 1, '.');
            // "2026.03.03–05."
            term.month_first = numeric.rule == "date.iso" && words.any_mark(at + 1, "./");
            return Some(with_trailing_year(words, term));
        }
        if let Some(term) = year_month_day(words, at).or_else(|| year_between(words, at)) {
            return Some(term);
        }
    }
    if let Some(term) = month_term(words, at) {
        return Some(term);
    }
    day_term(words, at, after_month_first)
}

/// A digits date without year takes the year that follows it: "01/05, 2020".
fn with_trailing_year(words: Words, mut term: Term) -> Term {
    // "14/3-26"
    if term.day.year.is_none()
        && words.mark(term.first + 1, '/')
        && words.mark(term.end, '-')
        && words.touches(term.end)
        && words.touches(term.end + 1)
        && let Some((year, 2)) = words.digits(term.end + 1)
        && !words.glued_right(term.end + 2)
        && year > term.day.day.map_or(0, u32::from)
    {
        term.day.year = Some(two_digit_year(year));
        term.end += 2;
        term.certain = true;
    }
    if term.day.year.is_none()
        && let Some((year, end)) = year_after(words, term.end, None)
    {
        term.day.year = Some(year);
        term.end = end;
        term.certain = true;
    }
    term
}

/// "Friday 9-11 am" names hours, not days.
fn is_clock_not_day(words: Words, at: usize, term: &Term) -> bool {
    // "jeudi 15 à 8h": the word before the hour is one that leads to a time, so 15 is no hour.
    let time_follows = words.phrase(term.end, Concept::DateClockCue).is_some();
    let hours = || {
        times(words, at).is_some_and(|times| times.end_token > term.end)
            || is_falling_range(words, at, term.end)
    };
    term.day.is_bare_number()
        && !time_follows
        && (hours() || hours_range(words, at).is_some())
        && !is_day_before_dash(words, at, term)
}

/// "Jueves 13 – 20:30", "Sat 5 - 7.30pm": a dash with spaces between the number of a day and an hour
/// that is written otherwise, where a range of hours would be written alike.
fn is_day_before_dash(words: Words, at: usize, term: &Term) -> bool {
    let (dash, next) = (term.end, term.end + 1);
    let led = [Concept::DateRangeOpen, Concept::DateClockCue]
        .into_iter()
        .any(|concept| words.follows(at, concept));
    term.end == at + 1
        && words.is_number(at)
        && words.mark(dash, '-')
        && words.gap(dash) == Gap::Space
        && words.gap(next) == Gap::Space
        && !led
        && times(words, next).is_some_and(|times| {
            let hour = times.start.clock.hour;
            let late = hour > 12 || term.day.day.is_some_and(|day| day > hour);
            times.certain && late && times.end_token > next + 2
        })
}

/// "11 till 4": as days the range would run backwards, as hours it does not.
fn is_falling_range(words: Words, at: usize, end: usize) -> bool {
    let last = words
        .phrase(end, Concept::DateRange)
        .and_then(|next| words.digits(next).filter(|_| words.near(next)));
    let falls = words
        .digits(at)
        .zip(last)
        .is_some_and(|((first, _), (last, _))| last < first && first <= 12);
    falls && times_of_day(words, at).is_some_and(|times| times.end.is_some())
}

/// A weekday that stands without a date.
fn lone_weekday(words: Words, at: usize, hit: &Hit, end: usize) -> Option<Term> {
    let short = words.hit(at, Concept::DateWeekday).is_none();
    let mut term = Term::new(
        Day {
            weekday: Some(hit.value as u8),
            ..Day::default()
        },
        at,
        if short { hit.end } else { end },
        "date.weekday",
    );
    term.certain = !short && !words.is_doubtful(hit);
    Some(term)
}

/// The month at the token, with the full stop of an abbreviation.
fn month<'a>(words: Words<'a>, at: usize) -> Option<(&'a Hit, usize, bool)> {
    let long = words.hit(at, Concept::DateMonth);
    let hit = long.or_else(|| words.hit(at, Concept::DateMonthShort))?;
    if words.touches_letter(hit.end) && !words.is_number(hit.end) {
        return None;
    }
    let dot = words.mark(hit.end, '.') && words.touches(hit.end);
    let short = long.is_none() || words.is_doubtful(hit);
    // The full stop of an abbreviation belongs to it only where the phrase goes on.
    Some((hit, hit.end + usize::from(dot && long.is_none()), short))
}

/// "May 5, 2025", "May 2025", "May".
fn month_term(words: Words, at: usize) -> Option<Term> {
    let (hit, end, doubtful) = month(words, at)?;
    let mut term = Term::new(
        Day {
            month: Some(hit.value as u8),
            ..Day::default()
        },
        at,
        hit.end,
        "date.month",
    );
    term.doubtful = doubtful;
    term.certain = false;
    let next = month_to_day(words, end);
    if let Some(number) = day_number(words, next)
        && !words.counts_no_days(at)
        && is_day(2000, hit.value as u32, u32::from(number.value))
        && !begins_clock(words, next, number.end)
        && !rows::leads_row(words, next)
        && !(number.spelt && (!number.ordinal || words.gap(next) >= Gap::Line))
    {
        term.day.day = Some(number.value);
        term.end = end_of_day(words, next, number.end);
        term.month_first = true;
        term.ordinal = number.ordinal;
        term.certain = true;
        term.rule = "date.month-day";
        if let Some((year, end)) = year_after(words, number.end, Some(next)) {
            term.day.year = Some(year);
            term.end = end;
            term.rule = "date.month-day-year";
        }
        return Some(term);
    }
    if let Some((year, end)) = year_after(words, end, None) {
        term.day.year = Some(year);
        term.end = end;
        term.certain = true;
        term.rule = "date.month-year";
    }
    Some(term)
}

/// Where the day after a month begins.
fn month_to_day(words: Words, mut at: usize) -> usize {
    if (words.mark(at, ',') && words.near(at))
        || (words.any_mark(at, "-/.") && words.touches(at) && words.touches(at + 1))
    {
        at += 1;
    }
    words
        .hit(at, Concept::DateConnector)
        // "in March in 5 towns": what leads to a month leads to no day behind it.
        .filter(|hit| words.phrase(at, Concept::DateYearCue) != Some(hit.end))
        .filter(|hit| words.same_line(at) && day_number(words, hit.end).is_some())
        .map_or(at, |hit| hit.end)
}

/// The full stop of "22." stays outside where nothing follows that it could belong to.
fn end_of_day(words: Words, at: usize, end: usize) -> usize {
    if end == at + 2 && words.mark(at + 1, '.') {
        at + 1
    } else {
        end
    }
}

/// Whether the number at the token is the hour of a time rather than a day.
fn begins_clock(words: Words, at: usize, end: usize) -> bool {
    words.is_number(at)
        && times(words, at).is_some_and(|times| times.certain && times.end_token > end)
}

/// "5 May 2025", "5th of May", "5."; a month may lack.
pub(super) fn day_term(words: Words, at: usize, after_month_first: bool) -> Option<Term> {
    let number = day_number(words, at)?;
    if !number.ordinal && words.phrase(number.end, Concept::DateTimes).is_some() {
        // "dienstags, 10 Termine"
        return None;
    }
    let mut term = Term::new(
        Day {
            day: Some(number.value),
            ..Day::default()
        },
        at,
        number.end,
        "date.day",
    );
    term.ordinal = number.ordinal;
    term.certain = false;
    // The end of a longer number above the name of a month.
    let is_tail = |next: usize| {
        !words.same_line(next) && at > 0 && words.is_number(at - 1) && words.same_line(at)
    };
    if let Some(next) = day_to_month(words, number.end).filter(|next| !is_tail(*next))
        && let Some((hit, end, doubtful)) = month(words, next)
        && is_day(2000, hit.value as u32, u32::from(number.value))
    {
        term.day.month = Some(hit.value as u8);
        term.end = hit.end;
        term.certain = true;
        term.doubtful = doubtful;
        term.rule = "date.day-month";
        if let Some((year, end)) = year_after(words, end, Some(next)) {
            term.day.year = Some(year);
            term.end = end;
            term.rule = "date.day-month-year";
        }
        return exists(term.day).then_some(term);
    }
    if let Some(term) = roman_month(words, &term) {
        return Some(term);
    }
    if after_month_first {
        if begins_clock(words, at, number.end) {
            return None;
        }
        if let Some((year, end)) = year_after(words, number.end, None) {
            term.day.year = Some(year);
            term.end = end;
        } else {
            term.end = end_of_day(words, at, number.end);
        }
    }
    Some(term)
}

/// "14 III 2026", "14.III.2026": a month in Roman numerals, which only a year behind it tells from
/// other numerals.
fn roman_month(words: Words, term: &Term) -> Option<Term> {
    let joined = words.any_mark(term.end, "./-") && words.touches(term.end);
    let at = term.end + usize::from(joined);
    let month = roman_number(words, at).filter(|_| words.same_line(at))?;
    let parted = words.any_mark(at + 1, "./-") && words.touches(at + 1);
    let (year, end) = year_number(words, at + 1 + usize::from(parted))?;
    let day = Day {
        month: Some(month),
        year: Some(year),
        ..term.day
    };
    (exists(day) && words.same_line(end - 1)).then_some(Term {
        day,
        end,
        certain: true,
        rule: "date.day-month-year",
        ..*term
    })
}

/// The number of a month in Roman numerals.
fn roman_number(words: Words, at: usize) -> Option<u8> {
    const NUMERALS: [&str; 12] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
    ];
    if !words.is_word(at) || !words.capital(at) {
        return None;
    }
    let token = words.view.tokens[at];
    let letters = &words.view.text()[token.start as usize..token.end as usize];
    let index = NUMERALS.iter().position(|numeral| *numeral == letters)?;
    u8::try_from(index + 1).ok()
}

/// "III. 14." behind a year.
fn roman_month_day(words: Words, at: usize) -> Option<Term> {
    let month = roman_number(words, at)?;
    let stop = words.mark(at + 1, '.') && words.touches(at + 1);
    let number = day_number(words, at + 2).filter(|_| stop && words.same_line(at + 2))?;
    let day = Day {
        month: Some(month),
        day: Some(number.value),
        ..Day::default()
    };
    Some(Term::new(day, at, number.end, "date.year-month-day"))
}

/// Where the month after a day begins, if one can.
fn day_to_month(words: Words, mut at: usize) -> Option<usize> {
    for _ in 0..3 {
        if !words.near(at) {
            return None;
        }
        if words.hit(at, Concept::DateMonth).is_some()
            || words.hit(at, Concept::DateMonthShort).is_some()
        {
            return Some(at);
        }
        let dot = words.mark(at, '.') && words.touches(at);
        if dot || (words.any_mark(at, "-/") && words.touches(at) && words.touches(at + 1)) {
            at += 1;
        } else if at > 0 && words.mark(at - 1, '.') && words.capital(at) {
            // "6. In May": the number of an item, and its sentence.
            return None;
        } else {
            at = words.phrase(at, Concept::DateConnector)?;
        }
    }
    None
}

/// "2026. március 3", "2026 May", "2020/23/Sep", "2026. gada 3. martā".
pub(super) fn year_month_day(words: Words, at: usize) -> Option<Term> {
    let (year, mut next) = match words.digits(at)? {
        // "2020/23/Sep": what follows is no part of the number.
        (year @ 1900..2200, 4) if words.any_mark(at + 1, "-/") => (year as i32, at + 1),
        _ => year_number(words, at)?,
    };
    if words.any_mark(next, ".,") && words.touches(next)
        || (words.any_mark(next, "-/") && words.touches(next) && words.touches(next + 1))
    {
        next += 1;
    }
    // The year that ends the line above is that of a title ("MINES 2010").
    if !words.same_line(next) {
        return None;
    }
    // "the salon 2017 on 24 May": the year that the name ends in is that of the day.
    let cued = words
        .phrase(next, Concept::DateDayCue)
        .filter(|end| words.same_line(next) && words.is_number(*end) && next == at + 1);
    next = cued
        .or_else(|| words.phrase(next, Concept::DateConnector))
        .unwrap_or(next);
    let suffixed = year_suffix(words, at + 1) == Some(next);
    let mut term = if suffixed && words.is_number(next) {
        // In "2026. gada 3.–5. martā" the list brings the month.
        day_term(words, next, false)?
    } else if (cued.is_some() || words.any_mark(next - 1, "/-")) && words.is_number(next) {
        day_term(words, next, false).filter(|term| term.day.month.is_some())?
    } else {
        month_term(words, next).or_else(|| roman_month_day(words, next))?
    };
    if term.day.year.is_some() || (term.day.day.is_none() && term.doubtful) {
        return None;
    }
    term.day.year = Some(year);
    term.first = at;
    term.certain = true;
    term.rule = if term.day.day.is_some() {
        "date.year-month-day"
    } else {
        "date.year-month"
    };
    exists(term.day).then_some(term)
}

/// "23-2026-September": the year between day and month.
fn year_between(words: Words, at: usize) -> Option<Term> {
    if !words.any_mark(at + 1, "-/") || words.kind(at + 1) != words.kind(at + 3) {
        return None;
    }
    let (number, 1..=2) = words.digits(at)? else {
        return None;
    };
    let (year @ 1900..2200, 4) = words.digits(at + 2)? else {
        return None;
    };
    let (hit, _, _) = month(words, at + 4)?;
    let joined = (at + 1..=at + 4).all(|at| words.touches(at));
    let day = Day {
        year: Some(year as i32),
        month: Some(hit.value as u8),
        day: u8::try_from(number).ok(),
        ..Day::default()
    };
    (joined && exists(day)).then(|| Term::new(day, at, hit.end, "date.day-month-year"))
}

/// Whether the day exists in its year, or in some year where it is not known.
pub(super) fn exists(day: Day) -> bool {
    match (day.month, day.day) {
        (Some(month), Some(number)) => is_day(
            day.year.unwrap_or(2000),
            u32::from(month),
            u32::from(number),
        ),
        _ => true,
    }
}
