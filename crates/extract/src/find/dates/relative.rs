//! Relative days, given the day that they depend on.

use chrono::{Datelike, Days, Months, NaiveDate};
use handbill_lexicon::{Concept, Languages};

use super::counted::is_long;
use super::holiday;
use super::number::amount;
use super::parts::Relative;
use super::term::term;
use super::units::{WEEK, WORKING_DAY};
use super::words::Words;
use crate::Moment;

/// The relative day, month or year that begins at the token.
pub(super) fn relative(words: Words, at: usize) -> Option<(Relative, usize)> {
    weekday_of_week(words, at)
        .or_else(|| from_today(words, at))
        .or_else(|| named(words, at))
        .or_else(|| week_number(words, at))
        .or_else(|| shifted(words, at))
        .or_else(|| offset(words, at))
}

/// "in two weeks", "5 days ago", "vor drei Monaten", "two weeks from now".
fn offset(words: Words, at: usize) -> Option<(Relative, usize)> {
    const MONTH: i32 = 5;
    const YEAR: i32 = 6;
    let ahead = words.hit(at, Concept::DateAhead);
    let ago = words.hit(at, Concept::DateAgo);
    let next = ahead.or(ago).map_or(at, |hit| hit.end);
    let (amount, unit_at) = amount(words, next)?;
    let lead = ahead.or(ago);
    let unit = words
        .hit(unit_at, Concept::DateUnit)
        .filter(|hit| is_long(hit) && words.same_line(unit_at))
        .filter(|hit| lead.is_none_or(|lead| lead.languages.meets(hit.languages)))?;
    let made = |sign: i32, end| Some((Relative::Offset(sign * amount, unit.value), end));
    if ago.is_some() {
        return made(-1, unit.end);
    }
    if let Some(ahead) = ahead {
        // "in 16 months" tells as often how long something took; "from now" behind it does not.
        let from_now = words.phrase(unit.end, Concept::DateAheadAfter);
        let plain = ahead.value == 1 || !(MONTH..=YEAR).contains(&unit.value);
        let end = from_now.or(plain.then_some(unit.end))?;
        return made(1, end);
    }
    let after = unit.end;
    if !words.same_line(after) {
        return None;
    }
    if let Some(hit) = words.hit(after, Concept::DateAgoAfter) {
        return made(-1, hit.end);
    }
    let hit = words.hit(after, Concept::DateAheadAfter)?;
    made(1, hit.end)
}

/// "heute in einer Woche", "i dag om en uge".
fn from_today(words: Words, at: usize) -> Option<(Relative, usize)> {
    let today = words
        .hit(at, Concept::DateRelativeDay)
        .filter(|hit| hit.value == 0 && words.same_line(hit.end))?;
    words.hit(today.end, Concept::DateAhead)?;
    offset(words, today.end)
}

/// What the lexicon knows as a whole: "tomorrow", "next week".
fn named(words: Words, at: usize) -> Option<(Relative, usize)> {
    type Make = fn(i32) -> Relative;
    const NAMES: [(Concept, Make); 6] = [
        (Concept::DateRelativeDay, Relative::Days),
        (Concept::DateRelativeWeek, Relative::Week),
        (Concept::DateRelativeWeekend, Relative::Weekend),
        (Concept::DateRelativeMonth, Relative::Month),
        (Concept::DateRelativeQuarter, Relative::Quarter),
        (Concept::DateRelativeYear, Relative::Year),
    ];
    NAMES.iter().find_map(|(concept, make)| {
        words
            .hit(at, *concept)
            .filter(|hit| !words.is_within(hit, Concept::DatePartOfDay))
            .filter(|hit| !ends_title(words, hit.end))
            .map(|hit| (make(hit.value), hit.end))
    })
}

/// Whether a quotation that a kind of event leads to closes at the token: the day that ends a title
/// (conference “Villages of tomorrow”) is none of the announcement.
fn ends_title(words: Words, at: usize) -> bool {
    const LONGEST: usize = 10;
    const NEAR: usize = 3;
    if !(words.mark(at, '"') && words.touches(at)) {
        return false;
    }
    let opens = (at.saturating_sub(LONGEST)..at)
        .rev()
        .take_while(|token| words.same_line(token + 1))
        .find(|token| words.mark(*token, '"') && words.touches(token + 1));
    opens.is_some_and(|open| {
        (open.saturating_sub(NEAR)..open).any(|token| {
            words
                .hit(token, Concept::EventNoun)
                .is_some_and(|noun| noun.end <= open)
        })
    })
}

/// "volgende week dinsdag", "ensi viikolla tiistaina": the day of the week that is named first.
fn weekday_of_week(words: Words, at: usize) -> Option<(Relative, usize)> {
    let named = words.hit(at, Concept::DateRelativeWeek);
    let (weeks, end) = match named {
        Some(week) => (week.value, week.end),
        None => shifted_week(words, at)?,
    };
    // "previous week - Monday"
    let dash = end + usize::from(words.mark(end, '-') && words.same_line(end));
    let next = words.phrase(dash, Concept::DateDayCue).unwrap_or(dash);
    let spoken = named.map_or(Languages(u64::MAX), |week| week.languages);
    let day = words
        .hit(next, Concept::DateWeekday)
        .filter(|day| words.same_line(next) && day.languages.meets(spoken))?;
    // "next week Friday 5 May" is a date, which the weekday begins.
    let dated = term(words, next, false).is_some_and(|term| term.day.day.is_some());
    (!dated).then_some((Relative::OfWeek(day.value as u8, weeks), day.end))
}

/// "KW 12": a calendar week of the running year.
fn week_number(words: Words, at: usize) -> Option<(Relative, usize)> {
    let hit = words.hit(at, Concept::DateWeekNumber)?;
    let (number, length) = words.digits(hit.end)?;
    let valid = length <= 2 && (1..=53).contains(&number);
    valid.then_some((Relative::WeekNumber(number as u8), hit.end + 1))
}

/// The distance of the month that begins at the token ("next month", "the current month").
pub(super) fn relative_month(words: Words, at: usize) -> Option<(i32, usize)> {
    let article = words
        .phrase(at, Concept::DateConnector)
        .filter(|next| words.same_line(*next))
        .unwrap_or(at);
    match named(words, at).or_else(|| shifted(words, article))? {
        (Relative::Month(months), end) => Some((months, end)),
        _ => None,
    }
}

/// The distance of the year that begins at the token ("next year").
pub(super) fn relative_year(words: Words, at: usize) -> Option<(i32, usize)> {
    let article = words
        .phrase(at, Concept::DateConnector)
        .filter(|next| words.same_line(*next))
        .unwrap_or(at);
    match named(words, at).or_else(|| shifted(words, article))? {
        (Relative::Year(years), end) => Some((years, end)),
        _ => None,
    }
}

/// The week, month or year by its distance: "next week", "cette année"; the unit alone is the
/// running one ("the month").
pub(super) fn relative_unit(words: Words, at: usize) -> Option<(Relative, usize)> {
    let found = named(words, at)
        .or_else(|| shifted(words, at))
        .or_else(|| {
            let unit = words.hit(at, Concept::DateUnit)?;
            Some((shift_by(Shiftable::Unit(unit.value), 0)?, unit.end))
        })?;
    let period = matches!(
        found.0,
        Relative::Week(_) | Relative::Month(_) | Relative::Quarter(_) | Relative::Year(_)
    );
    period.then_some(found)
}

/// "next Friday", "vendredi prochain", "this September".
fn shifted(words: Words, at: usize) -> Option<(Relative, usize)> {
    let before = words
        .view
        .hits
        .at(at)
        .iter()
        .filter(|hit| hit.concept == Concept::DateShift && words.near(hit.end))
        .find_map(|shift| Some((shift, shiftable(words, shift.end, shift.languages)?)));
    if let Some((shift, (unit, end))) = before {
        // "this Friday, 6 March" is a date, which the weekday begins.
        if matches!(unit, Shiftable::Weekday(_))
            && term(words, shift.end, false).is_some_and(|term| term.day.day.is_some())
        {
            return None;
        }
        return Some((shift_by(unit, shift.value)?, end));
    }
    let (unit, end) = shiftable(words, at, Languages(u64::MAX))?;
    // "quarter past seven"
    if words
        .hit(at, Concept::DateHourShiftBefore)
        .is_some_and(|hit| hit.end > end)
    {
        return None;
    }
    if term(words, at, false).is_some_and(|term| term.day.month.is_some() && term.day.day.is_some())
    {
        return None;
    }
    if let Shiftable::Weekday(weekday) = unit
        && let Some((weeks, end)) = week_after(words, end)
    {
        return Some((Relative::OfWeek(weekday, weeks), end));
    }
    let shift = words
        .hit(end, Concept::DateShift)
        .filter(|_| words.same_line(end))?;
    let (unit, _) = shiftable(words, at, shift.languages)?;
    Some((shift_by(unit, shift.value)?, shift.end))
}

/// "Friday of next week", "Freitag nächste Woche": the distance of the week.
fn week_after(words: Words, at: usize) -> Option<(i32, usize)> {
    if let Some((Relative::Offset(weeks, WEEK), end)) = offset(words, at)
        && words.same_line(at)
    {
        // "Mittwoch in zwei Wochen"
        return Some((weeks, end));
    }
    let next = words.phrase(at, Concept::DateConnector).unwrap_or(at);
    if !words.same_line(at) || !words.same_line(next) {
        return None;
    }
    let whole = words
        .hit(next, Concept::DateRelativeWeek)
        .or_else(|| words.hit(at, Concept::DateRelativeWeek))
        .map(|hit| (hit.value, hit.end));
    whole.or_else(|| shifted_week(words, next))
}

/// "the following week", "semaine suivante".
fn shifted_week(words: Words, at: usize) -> Option<(i32, usize)> {
    let week = |at| {
        words
            .hit(at, Concept::DateUnit)
            .filter(|unit| unit.value == WEEK && words.same_line(at))
    };
    let shift = |at| words.hit(at, Concept::DateShift);
    let (shift, end) = match shift(at) {
        Some(hit) => (hit, week(hit.end)?.end),
        None => {
            let hit = shift(week(at)?.end)?;
            (hit, hit.end)
        }
    };
    match shift_by(Shiftable::Unit(WEEK), shift.value)? {
        Relative::Week(weeks) => Some((weeks, end)),
        _ => None,
    }
}

/// What can be this, next or last: a weekday, a month or a unit of time.
#[derive(Clone, Copy)]
enum Shiftable {
    Weekday(u8),
    Month(u8),
    Unit(i32),
}

fn shiftable(words: Words, at: usize, spoken: Languages) -> Option<(Shiftable, usize)> {
    let found = |concept, make: fn(i32) -> Shiftable| {
        words
            .hit(at, concept)
            .filter(|hit| hit.languages.meets(spoken))
            .map(|hit| (make(hit.value), hit.end))
    };
    let everyday_word = words.hit(at, Concept::DateDoubtful).is_some() && !words.capital(at);
    let month = || {
        found(Concept::DateMonth, |value| Shiftable::Month(value as u8)).filter(|_| !everyday_word)
    };
    let weekday = |concept| found(concept, |value| Shiftable::Weekday(value as u8));
    let short = || {
        weekday(Concept::DateWeekdayShort).filter(|(_, end)| {
            let letters = words
                .hit(at, Concept::DateWeekdayShort)
                .map_or(0, |hit| hit.span.len());
            let everyday_word = words.phrase(at, Concept::DateDoubtful) == Some(*end);
            letters > 2 && (words.is_remark() || !everyday_word)
        })
    };
    weekday(Concept::DateWeekday)
        .or_else(short)
        .or_else(month)
        .or_else(|| found(Concept::DateUnit, Shiftable::Unit))
}

/// The value of the shift is -1 last, 0 this, 1 next, 2 next of units and coming of weekdays, 3 the
/// one after the next, 4 the one after that.
fn shift_by(what: Shiftable, shift: i32) -> Option<Relative> {
    let steps = if shift > 2 { shift - 1 } else { shift.min(1) };
    Some(match what {
        Shiftable::Weekday(weekday) => match shift {
            0 => Relative::Weekday(weekday, None),
            2 => Relative::ComingWeekday(weekday),
            3.. => Relative::WeekdayLater(weekday, shift - 2),
            weeks => Relative::Weekday(weekday, Some(weeks)),
        },
        Shiftable::Month(month) => Relative::NamedMonth(month, steps),
        Shiftable::Unit(WEEK) => Relative::Week(steps),
        Shiftable::Unit(5) => Relative::Month(steps),
        Shiftable::Unit(6) => Relative::Year(steps),
        Shiftable::Unit(7) => Relative::Quarter(steps),
        Shiftable::Unit(8) => Relative::Weekend(steps),
        Shiftable::Unit(WORKING_DAY) => Relative::Offset(steps, WORKING_DAY),
        Shiftable::Unit(11) => Relative::WorkingWeek(steps),
        Shiftable::Unit(_) => return None,
    })
}

/// The start and the end of what is meant, seen from the reference day. A whole week or weekend
/// has an end; a month, quarter or year is given at its own precision.
pub(super) fn resolve(relative: Relative, today: NaiveDate) -> Option<(Moment, Option<Moment>)> {
    match relative {
        Relative::Days(days) => Some((day(shift(today, i64::from(days))?), None)),
        Relative::Weekday(weekday, None) => Some((day(next_weekday(today, weekday)?), None)),
        Relative::Weekday(weekday, Some(-1)) => {
            let coming = next_weekday(today, weekday)?;
            Some((day(shift(coming, -7)?), None))
        }
        Relative::ComingWeekday(weekday) => {
            Some((day(next_weekday(shift(today, 1)?, weekday)?), None))
        }
        // What depends on the month or year beside it.
        Relative::NthWeekday(..)
        | Relative::NthWeek(_)
        | Relative::NthWeekend(_)
        | Relative::NthDay(_) => None,
        Relative::WorkingWeek(weeks) => {
            let first = shift(monday(today)?, i64::from(weeks) * 7)?;
            Some((day(first), Some(day(shift(first, 4)?))))
        }
        Relative::WeekdayLater(weekday, weeks) => {
            let coming = next_weekday(today, weekday)?;
            Some((day(shift(coming, i64::from(weeks) * 7)?), None))
        }
        Relative::DayOfMonth(number, months) => {
            let date = add_months(today, months)?.with_day(u32::from(number))?;
            Some((day(date), None))
        }
        Relative::NthWeekdayOf(nth, weekday, months) => {
            let within = add_months(today, months)?;
            let date = nth_weekday(within.year(), within.month() as u8, nth, weekday)?;
            Some((day(date), None))
        }
        Relative::Span(count, unit) => span(count, unit, today),
        Relative::Weekday(weekday, Some(weeks)) | Relative::OfWeek(weekday, weeks) => {
            let monday = monday(today)?;
            let offset = i64::from(weeks) * 7 + i64::from(weekday) - 1;
            Some((day(shift(monday, offset)?), None))
        }
        Relative::Week(weeks) => {
            let (first, last) = week_of(shift(today, i64::from(weeks) * 7)?)?;
            Some((first, Some(last)))
        }
        Relative::WeekNumber(number) => {
            let (first, last) = week_of_year(today.iso_week().year(), number)?;
            Some((first, Some(last)))
        }
        Relative::Weekend(weeks) => {
            let start = shift(monday(today)?, i64::from(weeks) * 7 + 5)?;
            Some((day(start), Some(day(shift(start, 1)?))))
        }
        Relative::Month(months) => Some((month(add_months(today, months)?), None)),
        Relative::NamedMonth(number, years) => {
            // "This March" is that of the running year, "next March" the one to come.
            let passed = i32::from(u32::from(number) < today.month());
            let shift = if years > 0 { passed + years - 1 } else { years };
            Some((
                Moment {
                    year: Some(today.year() + shift),
                    month: Some(number),
                    ..Moment::default()
                },
                None,
            ))
        }
        Relative::Quarter(quarters) => {
            let first = NaiveDate::from_ymd_opt(today.year(), (today.month() - 1) / 3 * 3 + 1, 1)?;
            let start = add_months(first, quarters * 3)?;
            Some((month(start), Some(month(add_months(start, 2)?))))
        }
        Relative::Season(season, years) => seasons(season, years, today),
        Relative::Year(years) => Some((year(today.year() + years), None)),
        Relative::Offset(amount, unit) => Some((day(later(today, amount, unit)?), None)),
        Relative::Holiday(code, later) => {
            Some(holiday::moments(holiday::coming(code, later, today)?))
        }
        Relative::PastHoliday(code) => Some(holiday::moments(holiday::past(code, today)?)),
        // What depends on more than the day.
        Relative::Now | Relative::In(_) | Relative::Within(_) => None,
    }
}

/// Beside the units of the lexicon, weekdays can be counted: 1 (Monday) to 7 more than this.
pub(super) const WEEKDAY: i32 = 100;

/// A season by the solstices and equinoxes, as the almanacs of Europe count it.
fn seasons(season: u8, years: i32, today: NaiveDate) -> Option<(Moment, Option<Moment>)> {
    const STARTS: [(u32, u32); 4] = [(3, 20), (6, 21), (9, 23), (12, 21)];
    let (month, number) = *STARTS.get(usize::from(season).checked_sub(1)?)?;
    let (last_month, last_number) = STARTS[usize::from(season) % 4];
    let of = |year: i32| {
        let first = NaiveDate::from_ymd_opt(year, month, number)?;
        let wraps = i32::from(last_month < month);
        Some((
            first,
            NaiveDate::from_ymd_opt(year + wraps, last_month, last_number)?,
        ))
    };
    let running = (today.year() - 1..=today.year() + 1)
        .filter_map(of)
        .find(|(_, last)| *last >= today)?;
    let begun = running.0 <= today;
    // "Next summer" is the coming one where none is running.
    let steps = years - i32::from(years > 0 && !begun);
    let (first, last) = of(running.0.year() + steps)?;
    Some((day(first), Some(day(last))))
}

/// So many of a unit after a day.
pub(super) fn later(from: NaiveDate, amount: i32, unit: i32) -> Option<NaiveDate> {
    match unit {
        101..=107 => {
            let after = next_weekday(shift(from, 1)?, (unit - WEEKDAY) as u8)?;
            let before = next_weekday(shift(from, -7)?, (unit - WEEKDAY) as u8)?;
            let (near, weeks) = if amount > 0 {
                (after, amount - 1)
            } else {
                (before, amount + 1)
            };
            shift(near, i64::from(weeks) * 7)
        }
        3 => shift(from, i64::from(amount)),
        4 => shift(from, i64::from(amount) * 7),
        5 => add_months(from, amount),
        10 => shift(from, i64::from(amount) * 14),
        WORKING_DAY => working_days(from, amount),
        _ => add_months(from, amount.checked_mul(12)?),
    }
}

/// So many days after a day, Saturdays and Sundays not counted.
fn working_days(from: NaiveDate, amount: i32) -> Option<NaiveDate> {
    let step = i64::from(amount.signum());
    let mut date = from;
    let mut left = amount.unsigned_abs().min(999);
    while left > 0 {
        date = shift(date, step)?;
        left -= u32::from(date.weekday().number_from_monday() <= 5);
    }
    Some(date)
}

/// The next so many whole units, or the last ones.
fn span(count: i32, unit: i32, today: NaiveDate) -> Option<(Moment, Option<Moment>)> {
    if !(3..=6).contains(&unit) {
        return None;
    }
    let (near, far) = (count.signum(), count);
    let (first, last) = if count > 0 { (near, far) } else { (far, near) };
    Some(match unit {
        3 => (
            day(later(today, first, unit)?),
            Some(day(later(today, last, unit)?)),
        ),
        4 => (
            week_of(later(today, first, unit)?)?.0,
            Some(week_of(later(today, last, unit)?)?.1),
        ),
        5 => (
            month(add_months(today, first)?),
            Some(month(add_months(today, last)?)),
        ),
        _ => (year(today.year() + first), Some(year(today.year() + last))),
    })
}

/// The week with that number in a month, -1 for the last: nothing where counting the weeks that
/// lie in the month as a whole gives another than counting by their Thursdays (ISO 8601), unless
/// that standard is to decide.
pub(super) fn nth_week(
    year: i32,
    month: u8,
    nth: i32,
    by_standard: bool,
) -> Option<(Moment, Moment)> {
    const MONDAY: u8 = 1;
    const THURSDAY: u8 = 4;
    const SUNDAY: u8 = 7;
    let by_thursday = week_of(nth_weekday(year, month, nth, THURSDAY)?)?;
    let whole = nth_weekday(year, month, nth, if nth > 0 { MONDAY } else { SUNDAY })?;
    (by_standard || week_of(whole)? == by_thursday).then_some(by_thursday)
}

/// Saturday and Sunday of the weekend with that number in a month, -1 for the last: nothing where
/// the month parts the two.
pub(super) fn nth_weekend(year: i32, month: u8, nth: i32) -> Option<(Moment, Moment)> {
    const SATURDAY: u8 = 6;
    const SUNDAY: u8 = 7;
    let first = nth_weekday(year, month, nth, SATURDAY)?;
    let last = nth_weekday(year, month, nth, SUNDAY)?;
    (first.succ_opt() == Some(last)).then(|| (day(first), day(last)))
}

/// The free days on end that a holiday gives: nothing for one in the middle of the week.
pub(super) fn weekend_with(holiday: NaiveDate, is_easter: bool) -> Option<(Moment, Moment)> {
    let (before, after) = match holiday.weekday() {
        chrono::Weekday::Mon => (2, 0),
        chrono::Weekday::Thu => (0, 3),
        chrono::Weekday::Fri => (0, 2),
        chrono::Weekday::Sat => (0, 1),
        chrono::Weekday::Sun if is_easter => (2, 1),
        chrono::Weekday::Sun => (1, 0),
        _ => return None,
    };
    Some((day(shift(holiday, -before)?), day(shift(holiday, after)?)))
}

/// The week with that number in a year, -1 for the last (ISO 8601).
pub(super) fn nth_week_of_year(year: i32, nth: i32) -> Option<(Moment, Moment)> {
    // The 28th of December always lies in the last week.
    if nth < 0 {
        let last = NaiveDate::from_ymd_opt(year, 12, 28)?;
        return week_of(shift(last, i64::from(nth + 1) * 7)?);
    }
    week_of_year(year, u8::try_from(nth).ok()?)
}

/// A calendar week of a year (ISO 8601).
pub(super) fn week_of_year(year: i32, number: u8) -> Option<(Moment, Moment)> {
    week_of(NaiveDate::from_isoywd_opt(
        year,
        u32::from(number),
        chrono::Weekday::Mon,
    )?)
}

/// The day with that number in a month, -1 for the last.
pub(super) fn nth_day(year: i32, month: u8, nth: i32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, u32::from(month), 1)?;
    let date = if nth > 0 {
        shift(first, i64::from(nth) - 1)?
    } else {
        shift(add_months(first, 1)?, i64::from(nth))?
    };
    (date.month() == first.month()).then_some(date)
}

/// The weekday with that number in a month, -1 for the last.
pub(super) fn nth_weekday(year: i32, month: u8, nth: i32, weekday: u8) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, u32::from(month), 1)?;
    let date = if nth > 0 {
        shift(next_weekday(first, weekday)?, i64::from(nth - 1) * 7)?
    } else {
        shift(
            next_weekday(add_months(first, 1)?, weekday)?,
            i64::from(nth) * 7,
        )?
    };
    (date.month() == first.month()).then_some(date)
}

/// The first day from `from` on that is the weekday, 1 (Monday) to 7.
pub(super) fn next_weekday(from: NaiveDate, weekday: u8) -> Option<NaiveDate> {
    let today = from.weekday().number_from_monday();
    let ahead = (u32::from(weekday) + 7 - today) % 7;
    from.checked_add_days(Days::new(u64::from(ahead)))
}

fn monday(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
}

pub(super) fn shift(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(chrono::TimeDelta::try_days(days)?)
}

fn add_months(date: NaiveDate, months: i32) -> Option<NaiveDate> {
    let count = Months::new(months.unsigned_abs());
    if months < 0 {
        date.checked_sub_months(count)
    } else {
        date.checked_add_months(count)
    }
}

/// Monday and Sunday of the day's week.
pub(super) fn week_of(date: NaiveDate) -> Option<(Moment, Moment)> {
    let first = monday(date)?;
    Some((day(first), day(shift(first, 6)?)))
}

/// A whole day.
pub(super) fn day(date: NaiveDate) -> Moment {
    Moment {
        year: Some(date.year()),
        month: Some(date.month() as u8),
        day: Some(date.day() as u8),
        ..Moment::default()
    }
}

/// A whole month.
fn month(date: NaiveDate) -> Moment {
    Moment {
        day: None,
        ..day(date)
    }
}

/// A whole year.
fn year(year: i32) -> Moment {
    Moment {
        year: Some(year),
        ..Moment::default()
    }
}
