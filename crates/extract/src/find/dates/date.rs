//! Dates that are sure enough to be dates, and where they may stand.

use handbill_lexicon::{Concept, Gap};

use super::counted::{bare_day, bare_range, counted};
use super::holiday::holiday;
use super::hours::clock_after;
use super::list::{DateList, date_list};
use super::number::year_number;
use super::parts::{Day, Days, Relative};
use super::period::periods;
use super::phrase::trailing_weekday;
use super::recurrence::ordinal;
use super::relative::relative;
use super::remark::remark;
use super::rows;
use super::words::Words;

/// The rule of a day that stands for its whole week ("week of 5 May").
pub(super) const WEEK_OF: &str = "date.week-of";

/// The dates at the token, if they are certain enough to be dates.
pub(super) fn dates(words: Words, at: usize) -> Option<Vec<Days>> {
    if let Some(days) = rows::under_month(words, at) {
        return Some(days);
    }
    if let Some(days) = nth_weekday(words, at).or_else(|| remark(words, at)) {
        return Some(vec![days]);
    }
    if let Some(holiday) = holiday(words, at) {
        return Some(vec![holiday]);
    }
    if let Some(counted) = counted(words, at) {
        return Some(vec![counted]);
    }
    if let Some((relative, end)) = relative(words, at)
        && let Some(days) = relative_days(words, relative, at, end)
    {
        return Some(vec![days]);
    }
    if let Some(periods) = periods(words, at) {
        return Some(periods);
    }
    if let Some(hit) = words.hit(at, Concept::DateWeekOf)
        && let first = words
            .phrase(hit.end, Concept::DateConnector)
            .unwrap_or(hit.end)
        && let Some(mut list) = date_list(words, first)
        && words.same_line(first)
        && let [days] = list.dates.as_mut_slice()
        && days.start.day.is_some()
        && (days.start.month.is_some() || words.is_remark())
        && days.end.is_none()
    {
        days.first_token = at;
        days.rule = WEEK_OF;
        return Some(list.dates);
    }
    if let Some(range) = bare_range(words, at) {
        return Some(vec![range]);
    }
    let list = date_list(words, at)?;
    let end = list.dates.last()?.end_token;
    is_date(words, at, end, &list).then_some(list.dates)
}

/// "the last Sunday of March 2026": one day, for the month is told.
fn nth_weekday(words: Words, at: usize) -> Option<Days> {
    let (nth, after) = ordinal(words, at)?;
    let day = words
        .hit(after, Concept::DateWeekday)
        .filter(|_| words.same_line(after))?;
    let next = words
        .phrase(day.end, Concept::DateConnector)
        .or_else(|| words.phrase(day.end, Concept::DateYearCue))
        .or_else(|| words.is_month(day.end).then_some(day.end))?;
    let month = date_list(words, next).filter(|_| words.same_line(next))?;
    let [days] = month.dates.as_slice() else {
        return None;
    };
    let whole_month = days.end.is_none() && days.start.day.is_none();
    (whole_month && days.start.month.is_some()).then_some(Days {
        start: Day {
            relative: Some(Relative::NthWeekday(nth, day.value as u8)),
            ..days.start
        },
        end: None,
        first_token: at,
        end_token: days.end_token,
        rule: "date.nth-weekday",
    })
}

fn relative_days(words: Words, relative: Relative, at: usize, end: usize) -> Option<Days> {
    let mut days = Days {
        start: Day {
            relative: Some(relative),
            ..Day::default()
        },
        end: None,
        first_token: at,
        end_token: end,
        rule: "date.relative",
    };
    if matches!(relative, Relative::WeekNumber(_)) {
        with_year(words, &mut days);
        let goes_on = words.glued_right(end) && days.end_token == end;
        // "Week 3" is more often that of a course than of the year.
        const WITH_YEAR_ONLY: i32 = 1;
        let bare = days.end_token == end
            && !words.is_remark()
            && words
                .hit(at, Concept::DateWeekNumber)
                .is_some_and(|hit| hit.value == WITH_YEAR_ONLY);
        if goes_on || bare {
            return None;
        }
    }
    Some(days)
}

/// "KW 12/2026", "week 27 of last year".
fn with_year(words: Words, days: &mut Days) {
    let at = days.end_token;
    let slash = words.mark(at, '/') && words.touches(at);
    let next = words
        .phrase(at, Concept::DateConnector)
        .unwrap_or(at + usize::from(slash));
    if !words.same_line(at) || !words.same_line(next) {
        return;
    }
    if let Some((year, end)) = year_number(words, next) {
        days.start.year = Some(year);
        days.end_token = end;
    } else if let Some(year) = words.hit(next, Concept::DateRelativeYear) {
        days.start.years_ahead = Some(year.value);
        days.end_token = year.end;
    }
}

/// Whether what looks like a date is one: a bare number is not, a month needs a cue or a year.
fn is_date(words: Words, at: usize, end: usize, list: &DateList) -> bool {
    let [days] = list.dates.as_slice() else {
        return list.certain || has_cue(words, at, end);
    };
    let day = &days.start;
    if days.end.is_some() {
        let certain = list.certain && (!list.doubtful || words.capital(at));
        return certain || has_cue(words, at, end);
    }
    if words.hit(end, Concept::DateEdition).is_some() && words.same_line(end) && day.year.is_none()
    {
        return false;
    }
    if words.is_remark() && is_said_day(words, at, end, day) {
        return true;
    }
    if day.is_bare_number() && day.weekday.is_none() {
        // "le 16 à 18h": a day of the running month.
        let leads = [Concept::DateClockCue, Concept::DateRangeOpen]
            .into_iter()
            .any(|concept| words.hit(end, concept).is_some());
        // "de 16 à 18h" are hours.
        let opens = words.follows(at, Concept::DateRangeOpen)
            || words.follows(at, Concept::DateClockCue)
            || words.follows(at, Concept::DateBetween);
        return leads
            && !opens
            && words.is_number(at)
            && words.follows(at, Concept::DateDayCue)
            && clock_after(words, end).is_some_and(|times| {
                // "dia 15 às dezoito"
                times.certain || !words.is_number(times.first_token)
            });
    }
    if day.is_bare_number() {
        // "Monday 11-4" may be hours as well as days.
        let hours = words.mark(end, '-') && words.touches(end);
        let code = words.is_number(end) && words.digits(end).is_none_or(|(_, length)| length > 4);
        return !hours && !code;
    }
    if day.is_bare_weekday() {
        return list.certain || clock_after(words, end).is_some();
    }
    if list.certain {
        return true;
    }
    if day.day.is_some() {
        return day.weekday.is_some()
            || has_cue(words, at, end)
            || rows::is_dotted_row(words, at)
            || closed_by_weekday(words, end);
    }
    let everyday_word = words.counts_no_days(at) && words.hit(at, Concept::DateMonth).is_none();
    let cued = !everyday_word
        && (words.follows(at, Concept::DateYearCue) || words.follows(at, Concept::DatePartOfMonth));
    let cued = cued
        || (words.hit(end, Concept::DateYearCueAfter).is_some()
            && words.same_line(end)
            && (!words.touches(end) || words.capital(at)));
    let bracketed = at > 0 && words.mark(at - 1, '(') && words.mark(end, ')') && words.capital(at);
    cued || bracketed || (stands_alone(words, at, end) && (!list.doubtful || words.capital(at)))
}

/// What is a day in a remark and not by itself: "Thu." as an answer, "on the 15th".
fn is_said_day(words: Words, at: usize, end: usize, day: &Day) -> bool {
    if day.is_bare_weekday() {
        let short = words
            .hit(at, Concept::DateWeekdayShort)
            .is_some_and(|hit| hit.span.len() <= 2 && words.is_doubtful(hit));
        return stands_alone(words, at, end) && (!short || words.mark(end, '.'));
    }
    let cued = words.follows(at, Concept::DateDayCue);
    let named = cued || words.follows(at, Concept::DateConnector);
    let follows = |concept| words.follows(at, concept);
    let hours = [Concept::DateRangeOpen, Concept::DateClockCue];
    let opens = hours.into_iter().any(follows) && !cued;
    // "around the 21st" names no day.
    let about = at > 0 && words.follows(at - 1, Concept::DateApproximately);
    let open = about || follows(Concept::DateBetween) || follows(Concept::DateAhead);
    let closed = !(words.same_line(end)
        && (words.is_word(end) || words.is_number(end) || words.any_mark(end, "-/:%")))
        && !words.glued_right(end);
    day.is_bare_number() && day.weekday.is_none() && named && !opens && !open && closed
}

/// Whether the weekday of the digits stands behind them and ends their line or field: "09.05, Sat".
fn closed_by_weekday(words: Words, end: usize) -> bool {
    trailing_weekday(words, end).is_some_and(|(_, after)| {
        !words.same_line(after)
            || words.any_mark(after, ",;:|)-–—")
            || clock_after(words, after).is_some()
    })
}

/// Whether nothing else stands in the paragraph, or it leads a line and a colon follows.
fn stands_alone(words: Words, at: usize, end: usize) -> bool {
    let leads = words.gap(at) >= Gap::Line && words.mark(end, ':') && !words.touches(end + 1);
    let end = end + usize::from(words.any_mark(end, ":.,"));
    leads || (words.gap(at) == Gap::Blank && words.gap(end) == Gap::Blank)
}

/// Whether something around digits such as "6/4" says that they are a date.
fn has_cue(words: Words, at: usize, end: usize) -> bool {
    let bound_behind = [Concept::DateUntilAfter, Concept::DateFromAfter]
        .into_iter()
        .any(|concept| words.hit(end, concept).is_some() && words.same_line(end));
    words.follows(at, Concept::DateDayCue)
        || bound_behind
        || clock_after(words, end).is_some()
        || stands_alone(words, at, end)
}

/// The date that follows a time: "7pm on Friday 5 May".
pub(super) fn dates_after(words: Words, at: usize) -> Option<Vec<Days>> {
    let mut next = at;
    if words.gap(at) == Gap::Line
        && let Some(label) = words.hit(at, Concept::DateLabel)
        && words.mark(label.end, ':')
        && words.same_line(label.end + 1)
    {
        // "Time: 6 pm", and on the next line "Date: 5 May".
        next = label.end + 1;
    }
    for _ in 0..3 {
        if !words.same_line(next) {
            return None;
        }
        if let Some(found) = dates(words, next) {
            // A date with a time of its own has no need of this one.
            let last = found.last()?;
            return clock_after(words, last.end_token)
                .is_none()
                .then_some(found);
        }
        if let Some(day) = bare_day(words, next) {
            return Some(vec![day]);
        }
        if words.any_mark(next, ",|•(-") {
            next += 1;
        } else {
            next = words
                .phrase(next, Concept::DateConnector)
                .max(words.phrase(next, Concept::DateDayCue))
                .max(words.phrase(next, Concept::DateRangeOpen))?;
        }
    }
    None
}
