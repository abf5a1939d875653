//! Phrases: dates with their times of day, in either order.

use handbill_lexicon::{Concept, Gap};

use super::clock::{clock_word, is_cued_word};
use super::counted::lasting_days;
use super::date::{dates, dates_after};
use super::holiday::closes_sentence;
use super::hours::{clock_after, in_part, part_of_day, row_hours};
use super::number::year_number;
use super::parts::{Day, Days, Phrase, Times};
use super::remark::{hours_of_day, hours_range};
use super::term::exists;
use super::times::{dotted_time_of_line, lasting_from, times};
use super::weekday::{after_weekday, weekday};
use super::words::Words;
use super::year::cited_year;
use crate::Bound;

/// All phrases of the text, in order. A phrase begins at a number or a word of dates; the text of a
/// phrase is not read again.
pub(super) fn phrases(words: Words) -> Vec<Phrase> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut hits = words.view.hits.at(at).iter();
        let remark = words.is_remark();
        let anchor = words.is_number(at) || hits.any(|hit| may_begin(hit.concept, remark));
        let end = if anchor {
            phrases_at(words, at, &mut out)
        } else {
            None
        };
        at = end.map_or(at + 1, |end| end.max(at + 1));
    }
    out
}

/// Whether a phrase can begin with a word of the concept. Those that only lead to a time, join two
/// or end one begin none, and are much more frequent than those that do.
fn may_begin(concept: Concept, remark: bool) -> bool {
    match concept {
        Concept::DateConnector | Concept::DateYearCue => remark,
        Concept::DateNow
        | Concept::DateWithin
        | Concept::DateAmountVague
        | Concept::DateFraction
        | Concept::DateLaterAfter
        | Concept::DateAheadSaid
        | Concept::DateHoursOf => remark,
        Concept::DateDoubtful
        | Concept::DateFractionAfter
        | Concept::DateUnitShort
        | Concept::DateAway
        | Concept::DateOrdinalSuffix
        | Concept::DateDaySuffix
        | Concept::DateYearSuffix
        | Concept::DateDayCue
        | Concept::DateRange
        | Concept::DateRangeOpen
        | Concept::DateBetween
        | Concept::DateAnd
        | Concept::DateOr
        | Concept::DateUntil
        | Concept::DateFrom
        | Concept::DateUntilAfter
        | Concept::DateFromAfter
        | Concept::DateClockUnit
        | Concept::DateMinuteUnit
        | Concept::DateClockLink
        | Concept::DateClockCue
        | Concept::DateMeridiem
        | Concept::DateMinutesBeforeHour
        | Concept::DateHourShiftAfter
        | Concept::DateAcademic
        | Concept::DateZone
        | Concept::DateZoneCue
        | Concept::DateZoneCueBefore
        | Concept::DateAheadAfter
        | Concept::DateAgoAfter
        | Concept::DateEveryAfter
        | Concept::DateOfEachMonth
        | Concept::DateTimes
        | Concept::DateExcept
        | Concept::DateQuarterCue
        | Concept::DateHolidayCue
        | Concept::DateEdition
        | Concept::DateMeasure
        | Concept::DateLabel
        | Concept::DateApproximately => false,
        _ => concept.name().starts_with("date."),
    }
}

/// Adds the phrases that begin at the token; one past what was read.
fn phrases_at(words: Words, at: usize, out: &mut Vec<Phrase>) -> Option<usize> {
    if words.is_number(at) && words.glued_left(at) && !is_stamp_in_name(words, at) {
        return None;
    }
    if let Some(end) = impossible_date(words, at) {
        return Some(end);
    }
    if let Some(phrase) = super::recurrence::recurring(words, at) {
        let end = phrase.end_token;
        out.push(phrase);
        return Some(end);
    }
    if let Some(end) = habitual_weekdays(words, at) {
        return Some(end);
    }
    if let Some(dates) = dates(words, at) {
        return Some(dated(words, dates, out));
    }
    if let Some(end) = words.phrase(at, Concept::DateHoliday) {
        // "Black Friday offers": no date, and no Friday either.
        let year = year_number(words, end).filter(|_| words.same_line(end));
        return Some(year.map_or(end, |(_, end)| end));
    }
    timed(words, at, out)
}

/// One past "de martes a sábado", where no date follows: the days of every week, and no two days.
fn habitual_weekdays(words: Words, at: usize) -> Option<usize> {
    let (_, after) = weekday(words, at)?;
    let next = words.phrase(after, Concept::DateRange)?;
    let (_, end) = weekday(words, next)?;
    let opened = words.follows(at, Concept::DateRangeOpen);
    let dated = words.is_number(after_weekday(words, end));
    let habitual = opened && !dated && !words.is_remark();
    (habitual && words.same_line(after) && words.same_line(next)).then_some(end)
}

/// The stamp in "report-2002-10-09.pdf".
fn is_stamp_in_name(words: Words, at: usize) -> bool {
    let length = words.digits(at).map_or(0, |(_, length)| length);
    (length == 4 || length == 8) && at >= 2 && words.any_mark(at - 1, "-_") && words.is_word(at - 2)
}

/// "30 February", "2015-1-32": what looks like a date and is none hides no other date.
fn impossible_date(words: Words, at: usize) -> Option<usize> {
    let (value, length) = words.digits(at)?;
    if length > 2 || value == 0 {
        return None;
    }
    let next = at + 1 + usize::from(words.mark(at + 1, '.'));
    let hit = words.hit(next, Concept::DateMonth)?;
    let day = Day {
        day: Some(value.min(99) as u8),
        month: Some(hit.value as u8),
        year: words
            .digits(hit.end)
            .and_then(|(year, length)| (length == 4).then_some(year as i32)),
        ..Day::default()
    };
    (words.same_line(next) && (29..=40).contains(&value) && !exists(day)).then_some(hit.end)
}

/// Turns dates, and the time that goes with them, into phrases.
fn dated(words: Words, dates: Vec<Days>, out: &mut Vec<Phrase>) -> usize {
    let mut dates = dates;
    let Some(last) = dates.last_mut() else {
        return 0;
    };
    years_ahead(words, last);
    side(words, last);
    let last = *last;
    let mut end_token = last.end_token;
    let trailing = trailing_weekday(words, end_token).filter(|_| last.start.day.is_some());
    if let Some((_, end)) = trailing {
        end_token = end;
    }
    let part = part_of_day(words, last.first_token, end_token).filter(|_| last.start.is_day());
    if let Some((_, end)) = part {
        end_token = end;
    }
    let closed = last.rule == "date.holiday" && closes_sentence(words, end_token);
    let times = if last.start.is_day() && !closed {
        clock_after(words, end_token).map(|times| in_part(times, part))
    } else {
        None
    };
    let day_end = dates.last().map_or(0, |days| days.end_token);
    let times = times.or_else(|| {
        let weekday = last.start.weekday.is_some() || last.start.relative.is_some();
        hours_range(words, end_token).filter(|_| weekday && last.start.is_day())
    });
    let times = times.or_else(|| {
        let day = last.start.weekday.is_some() && last.start.month.is_some() && last.end.is_none();
        row_hours(words, end_token).filter(|_| day)
    });
    let stated = words.is_remark() && words.phrase(day_end, Concept::DateHoursOf).is_some();
    let times = times.filter(|_| !stated);
    if times.is_none()
        && dates.len() == 1
        && last.start.is_day()
        && last.end.is_none()
        && let Some((hours, end)) = hours_of_day(words, last.first_token, day_end)
    {
        dates[0].start.hours = Some(hours);
        end_token = end.max(end_token);
    }
    let single = |days: &Days| days.start.day.is_some() && days.end.is_none();
    let shares =
        dates.len() == 1 || dates[0].start.month == last.start.month || dates.iter().all(single);
    let last_index = dates.len() - 1;
    for (index, days) in dates.into_iter().enumerate() {
        let is_last = index == last_index;
        let mut phrase = plain(&days);
        if is_last {
            phrase.end_token = end_token;
            if let Some((weekday, _)) = trailing {
                phrase.start.weekday = phrase.start.weekday.or(Some(weekday));
            }
        }
        if let Some(times) = times
            && (is_last || shares)
        {
            give_times(&mut phrase, &times);
            end_at_hour(words, &mut phrase, &times);
            if is_last {
                phrase.end_token = times.end_token;
            }
        }
        if is_last {
            close_bracket(words, &mut phrase);
            year_after_clock(words, &mut phrase);
            range_to_other_day(words, &mut phrase);
            if phrase.end.is_none()
                && phrase.start_time.is_none()
                && phrase.start.is_day()
                && let Some((last, end)) = lasting_days(words, phrase.start, phrase.end_token)
            {
                phrase.end = Some(last);
                phrase.end_token = end;
                phrase.rule = "date.lasting";
            }
        }
        if phrase.start.day.is_some() && phrase.start.month.is_some() && phrase.start.year.is_none()
        {
            phrase.start.year = cited_year(words, phrase.first_token);
        }
        set_bound(words, &mut phrase);
        out.push(phrase);
    }
    out.last().map_or(end_token, |phrase| phrase.end_token)
}

/// "5 May next year", "le 5 mai de cette année".
fn years_ahead(words: Words, days: &mut Days) {
    let at = days.end_token;
    let next = words.phrase(at, Concept::DateConnector).unwrap_or(at);
    let open = days.start.month.is_some() && days.start.day.is_some() && days.start.year.is_none();
    if open
        && days.end.is_none()
        && words.same_line(at)
        && words.same_line(next)
        && let Some(year) = words.hit(next, Concept::DateRelativeYear)
    {
        days.start.years_ahead = Some(year.value);
        days.end_token = year.end;
    }
}

/// "el próximo 6 de abril", "le 12 mars dernier", "12 maart a.s.": which of the years is told.
fn side(words: Words, days: &mut Days) {
    const THIS: i32 = 0;
    const COMING: i32 = 2;
    let start = &mut days.start;
    if start.month.is_none()
        || start.day.is_none()
        || start.year.or(start.years_ahead).is_some()
        || days.end.is_some()
    {
        return;
    }
    let first = days.first_token;
    let before = (first.saturating_sub(3)..first).find_map(|at| {
        let shifts = words.view.hits.at(at).iter();
        shifts
            .filter(|hit| hit.concept == Concept::DateShift && hit.end == first)
            .map(|hit| hit.value)
            .find(|value| *value != THIS && *value <= COMING)
    });
    if let Some(shift) = before.filter(|_| words.same_line(first)) {
        start.side = Some(shift.signum() as i8);
        return;
    }
    let end = days.end_token;
    if !words.same_line(end) {
        return;
    }
    if let Some(past) = words.phrase(end, Concept::DatePastAfter) {
        start.side = Some(-1);
        days.end_token = past;
    } else if let Some(shift) = words
        .hit(end, Concept::DateShift)
        .filter(|hit| hit.value == COMING)
    {
        start.side = Some(1);
        days.end_token = shift.end;
    }
}

fn plain(days: &Days) -> Phrase {
    Phrase {
        first_token: days.first_token,
        end_token: days.end_token,
        start: days.start,
        end: days.end,
        start_time: None,
        end_time: None,
        bound: Bound::At,
        recurrence: None,
        excepted: false,
        rule: days.rule,
    }
}

fn give_times(phrase: &mut Phrase, times: &Times) {
    phrase.start_time = Some(times.start);
    phrase.end_time = times.end;
}

/// "from 1 May to 10 May until noon": the hour that closes a period is that of its last day.
fn end_at_hour(words: Words, phrase: &mut Phrase, times: &Times) {
    let closes = phrase.end.is_some()
        && times.end.is_none()
        && words.follows(times.first_token, Concept::DateUntil);
    if closes {
        phrase.end_time = phrase.start_time.take();
    }
}

/// "12 May 2025 (Monday)", "12 May, Monday", "2026. március 3., kedd".
pub(super) fn trailing_weekday(words: Words, at: usize) -> Option<(u8, usize)> {
    let dot = words.mark(at, '.') && words.touches(at);
    let at = at + usize::from(dot);
    if !words.same_line(at) {
        return None;
    }
    // "5 May /Monday/"
    let slashed = words.mark(at, '/') && !words.touches(at);
    let bracket = words.mark(at, '(') || slashed;
    let marked = bracket || words.mark(at, ',');
    let next = at + usize::from(marked);
    let (hit, end) = weekday(words, next)?;
    // Without a mark only a whole name is one; behind a full stop it begins no sentence.
    let plain = words.hit(next, Concept::DateWeekday).is_some() && !(dot && words.capital(next));
    if !marked && !plain {
        return None;
    }
    if bracket {
        let close = if slashed { '/' } else { ')' };
        return words.mark(end, close).then_some((hit.value as u8, end + 1));
    }
    let goes_on = words.same_line(end)
        && (words.is_number(end) && clock_after(words, end).is_none()
            || words.hit(end, Concept::DateMonth).is_some());
    (!goes_on).then_some((hit.value as u8, end))
}

/// "5 March (10:00)": a bracket that opens in a phrase closes in it.
fn close_bracket(words: Words, phrase: &mut Phrase) {
    let count = |mark| {
        (phrase.first_token..phrase.end_token)
            .filter(|at| words.mark(*at, mark))
            .count()
    };
    if count('(') > count(')') && words.mark(phrase.end_token, ')') {
        phrase.end_token += 1;
    }
}

/// "Thu Oct 26 11:00:09 2023": the year stands behind the time.
fn year_after_clock(words: Words, phrase: &mut Phrase) {
    let at = phrase.end_token;
    if phrase.start_time.is_some()
        && phrase.start.month.is_some()
        && phrase.start.year.is_none()
        && words.gap(at) == Gap::Space
        && let Some((year, end)) = year_number(words, at)
    {
        phrase.start.year = Some(year);
        if let Some(end) = &mut phrase.end {
            end.year = Some(year);
        }
        phrase.end_token = end;
    }
}

/// "5 May 18:00 – 7 May 14:00": a range whose ends have their own times; "tomorrow until Friday".
fn range_to_other_day(words: Words, phrase: &mut Phrase) {
    let at = phrase.end_token;
    let weekday = words.is_remark() && phrase.start.is_bare_weekday();
    let relative = (weekday || phrase.start.relative.is_some_and(|day| !day.is_calendar()))
        && phrase.start.is_day()
        && words.hit(at, Concept::DateRange).is_some();
    if phrase.end.is_some()
        || phrase.end_time.is_some()
        || (phrase.start_time.is_none() && !relative)
    {
        return;
    }
    let interval = phrase.rule == "date.iso" && words.touches(at) && words.touches(at + 1);
    let mut next = if words.mark(at, '-') && words.near(at) || (interval && words.mark(at, '/')) {
        at + 1
    } else if let Some(end) = words
        .phrase(at, Concept::DateRange)
        .filter(|_| words.near(at))
    {
        end
    } else {
        return;
    };
    if let Some(end) = words
        .phrase(next, Concept::DateConnector)
        .max(words.phrase(next, Concept::DateDayCue))
    {
        next = end;
    }
    if !words.near(next) {
        return;
    }
    let Some(other) = dates(words, next) else {
        return;
    };
    let [other] = other.as_slice() else {
        return;
    };
    let to_weekday = relative && other.start.is_bare_weekday();
    let known = other.start.month.is_some() || other.start.relative.is_some() || to_weekday;
    if other.end.is_some() || !known {
        return;
    }
    let mut end = other.start;
    if end.year.is_none() {
        end.year = phrase.start.year;
    }
    if phrase.start.year.is_none() {
        phrase.start.year = end.year;
    }
    phrase.end = Some(end);
    phrase.end_token = other.end_token;
    phrase.rule = "date.range";
    if let Some(times) = clock_after(words, other.end_token) {
        phrase.end_time = Some(times.end.unwrap_or(times.start));
        phrase.end_token = times.end_token;
    }
}

/// A phrase that begins with a time of day, perhaps with its date behind it.
fn timed(words: Words, at: usize, out: &mut Vec<Phrase>) -> Option<usize> {
    let times = lasting_from(words, at).or_else(|| times(words, at))?;
    if let Some(dates) = dates_after(words, times.end_token)
        && let [days] = dates.as_slice()
        && days.start.is_day()
        && (times.certain
            || times.end.is_some()
            || words.follows(at, Concept::DateClockCue)
            || part_of_day(words, days.first_token, days.end_token).is_some())
    {
        let mut phrase = plain(days);
        phrase.first_token = times.first_token;
        let part = part_of_day(words, days.first_token, days.end_token);
        give_times(&mut phrase, &in_part(times, part));
        set_bound(words, &mut phrase);
        let end = part.map_or(phrase.end_token, |(_, end)| end);
        phrase.end_token = end;
        out.push(phrase);
        return Some(end);
    }
    let lone_word = !words.is_remark()
        && clock_word(words, at)
            .is_some_and(|hit| hit.end == times.end_token && !is_cued_word(hit))
        && !is_cued(words, at);
    let row = || heads_row(words, at, &times, out) || is_row_under_day(words, at, out);
    if lone_word || !times.certain && !row() {
        return None;
    }
    let mut phrase = Phrase {
        first_token: times.first_token,
        end_token: times.end_token,
        start: Day::default(),
        end: None,
        start_time: Some(times.start),
        end_time: times.end,
        bound: Bound::At,
        recurrence: None,
        excepted: false,
        rule: if times.end.is_some() {
            "time.range"
        } else {
            "time.clock"
        },
    };
    set_bound(words, &mut phrase);
    out.push(phrase);
    Some(times.end_token)
}

/// Whether an hour with its minutes fills a line right below a day, or as a later one that does:
/// "Saturday 5 May / 10.00 / Fair / 14.30 / Concert".
fn heads_row(words: Words, at: usize, times: &Times, out: &[Phrase]) -> bool {
    const FURTHEST: usize = 200;
    let dotted = |at: usize| words.any_mark(at + 1, ".") && words.is_number(at + 2);
    let fills = |first: usize, end: usize| dotted(first) && words.fills_line(first, end);
    let Some(last) = out.last().filter(|_| fills(at, times.end_token)) else {
        return false;
    };
    let under_day = last.start.is_day() && last.start_time.is_none() && last.end_token == at;
    let later = last.start_time.is_some_and(|hour| {
        let before = (hour.clock.hour, hour.clock.minute);
        last.start == Day::default()
            && fills(last.first_token, last.end_token)
            && before <= (times.start.clock.hour, times.start.clock.minute)
            && at - last.end_token <= FURTHEST
    });
    times.start.clock.minute.is_multiple_of(5) && (under_day || later)
}

/// Whether an hour in dots leads the line right below that of a day with its weekday, or below another
/// such row: "Sunday 14 March, Mothering Sunday / 11.00 Service / 16.00 Music".
fn is_row_under_day(words: Words, at: usize, out: &[Phrase]) -> bool {
    const LONGEST_LINE: usize = 40;
    let Some((hour, last)) = dotted_time_of_line(words, at).zip(out.last()) else {
        return false;
    };
    let end = last.end_token;
    let next_line = end <= at
        && at - end <= LONGEST_LINE
        && (end..=at).filter(|at| words.gap(*at) >= Gap::Line).count() == 1
        && words.gap(at) == Gap::Line;
    let under_day =
        last.start.month.is_some() && last.start.weekday.is_some() && last.start_time.is_none();
    let later = last.start == Day::default()
        && dotted_time_of_line(words, last.first_token).is_some_and(|before| before <= hour);
    next_line && (under_day || later)
}

/// Whether a word before the token says that a time of day or a date follows.
fn is_cued(words: Words, at: usize) -> bool {
    [
        Concept::DateClockCue,
        Concept::DateFrom,
        Concept::DateUntil,
        Concept::DateApproximately,
    ]
    .into_iter()
    .any(|concept| words.follows(at, concept))
}

/// "by the end of the month": said of the end of a period, a word before days is a limit.
fn is_limit_of_period(words: Words, phrase: &Phrase) -> bool {
    phrase.start.third.is_some()
        && words.follows(phrase.first_token, Concept::DateDayCue)
        && !words.follows(phrase.first_token, Concept::DateFrom)
}

/// What the words before a phrase bound, or those behind it ("március 5-ig"), which are then a part
/// of it. "From 5 to 7 May" bounds nothing beyond itself.
fn set_bound(words: Words, phrase: &mut Phrase) {
    let range = phrase.end.is_some() || phrase.end_time.is_some();
    let behind = |concept| {
        words
            .phrase(phrase.end_token, concept)
            .filter(|_| words.same_line(phrase.end_token))
    };
    let until = behind(Concept::DateUntilAfter);
    let from = behind(Concept::DateFromAfter);
    let ends_in = |concept| words.follows(phrase.end_token, concept);
    phrase.bound = if range {
        Bound::At
    } else if until.is_some()
        || ends_in(Concept::DateUntilAfter)
        || words.follows(phrase.first_token, Concept::DateUntil)
        || is_limit_of_period(words, phrase)
    {
        Bound::Until
    } else if from.is_some()
        || ends_in(Concept::DateFromAfter)
        || words.follows(phrase.first_token, Concept::DateFrom)
    {
        Bound::From
    } else {
        Bound::At
    };
    if let Some(end) = until.or(from) {
        phrase.end_token = end;
    }
}
