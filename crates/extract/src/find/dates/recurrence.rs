//! Phrases that recur, as RFC 5545 §3.3.10 rules.

use handbill_lexicon::Concept;

use super::date::dates_of_recurrence;
use super::hours::clock_after;
use super::number::day_number;
use super::parts::{Day, Phrase, Times};
use super::term::term;
use super::words::Words;
use crate::Bound;

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// So many weekdays or ordinals at most stand in one list.
const LONGEST_LIST: usize = 7;

/// The recurring phrase that begins at the token.
pub(super) fn recurring(words: Words, at: usize) -> Option<Phrase> {
    let (rule, end, times) = with_hours(words, at).or_else(|| {
        let (rule, end) = monthly(words, at).or_else(|| weekly(words, at))?;
        Some((rule, end, clock_after(words, end)))
    })?;
    let mut phrase = Phrase {
        first_token: at,
        end_token: times.map_or(end, |times| times.end_token),
        start: Day::default(),
        end: None,
        start_time: times.map(|times| times.start),
        end_time: times.and_then(|times| times.end),
        bound: Bound::At,
        recurrence: Some(rule),
        rule: "date.recurrence",
    };
    if let Some(days) = dates_of_recurrence(words, phrase.end_token) {
        phrase.start = days.start;
        phrase.end = days.end;
        phrase.end_token = days.end_token;
        if phrase.start_time.is_none()
            && let Some(times) = clock_after(words, phrase.end_token)
        {
            phrase.start_time = Some(times.start);
            phrase.end_time = times.end;
            phrase.end_token = times.end_token;
        }
    }
    Some(phrase)
}

/// "every Tuesday", "montags und donnerstags", "every other Friday".
fn weekly(words: Words, at: usize) -> Option<(String, usize)> {
    if let Some(every) = words.hit(at, Concept::DateEvery) {
        let (days, end) = weekdays(words, every.end)?;
        let interval = if every.value == 2 { ";INTERVAL=2" } else { "" };
        return Some((
            format!("FREQ=WEEKLY{interval};BYDAY={}", names(&days)?),
            end,
        ));
    }
    if let Some(weekly) = every_so_many(words, at) {
        return Some(weekly);
    }
    words.hit(at, Concept::DateWeekdayEach)?;
    // "Tuesdays 5, 12 and 19 May" are three days.
    if term(words, at, false).is_some_and(|term| term.day.day.is_some()) {
        return None;
    }
    let (days, end) = weekdays(words, at)?;
    let days = names(&days)?;
    // "vinerea viitoare" is one day.
    if words.phrase(end, Concept::DateShift).is_some() {
        return None;
    }
    // "monthly on Fridays" leaves open which Friday it is.
    let rule = match frequency_before(words, at) {
        Some(3) => "FREQ=MONTHLY".to_owned(),
        Some(4) => "FREQ=YEARLY".to_owned(),
        Some(5) => format!("FREQ=WEEKLY;INTERVAL=2;BYDAY={days}"),
        _ => format!("FREQ=WEEKLY;BYDAY={days}"),
    };
    Some((rule, end))
}

/// "mercredi sur deux": a weekday whose weeks are counted behind it.
fn every_so_many(words: Words, at: usize) -> Option<(String, usize)> {
    let (day, after) = super::weekday::weekday(words, at)?;
    let every = words.hit(after, Concept::DateEveryAfter)?;
    let name = names(&[day.value])?;
    Some((
        format!("FREQ=WEEKLY;INTERVAL={};BYDAY={name}", every.value),
        every.end,
    ))
}

/// How often the words right before say, as the lexicon codes it.
fn frequency_before(words: Words, at: usize) -> Option<i32> {
    let ends = |end: usize| {
        (end.saturating_sub(4)..end).find_map(|first| {
            words
                .hit(first, Concept::DateFrequency)
                .filter(|hit| hit.end == end)
        })
    };
    let comma = usize::from(at > 0 && words.mark(at - 1, ','));
    let before = ends(at.checked_sub(comma)?);
    let frequency = before.filter(|_| words.near(at))?;
    let number = frequency
        .first
        .checked_sub(1)
        .map(|last| last - usize::from(last > 0 && words.mark(last, '-')))
        .and_then(|at| words.digits(at));
    match (frequency.value, number) {
        (6, Some((14, _))) => Some(5),
        (6, _) => None,
        (value, _) => Some(value),
    }
}

/// "first Monday of the month", "every first Monday", "2nd & 4th Wednesdays".
fn monthly(words: Words, at: usize) -> Option<(String, usize)> {
    let every = words.hit(at, Concept::DateEvery);
    let (ordinals, after) = ordinals(words, every.map_or(at, |hit| hit.end))?;
    let each = words.hit(after, Concept::DateWeekdayEach);
    let day = each.or_else(|| words.hit(after, Concept::DateWeekday))?;
    let months = words.phrase(day.end, Concept::DateOfEachMonth);
    if every.is_none() && each.is_none() && months.is_none() {
        return None;
    }
    let name = DAYS.get(usize::try_from(day.value - 1).ok()?)?;
    let list: Vec<String> = ordinals
        .iter()
        .map(|ordinal| format!("{ordinal}{name}"))
        .collect();
    Some((
        format!("FREQ=MONTHLY;BYDAY={}", list.join(",")),
        months.unwrap_or(day.end),
    ))
}

/// "daily 9–17 h", "Mon–Fri 9:00–17:00": recurrent because hours follow.
fn with_hours(words: Words, at: usize) -> Option<(String, usize, Option<Times>)> {
    if let Some(hit) = words.hit(at, Concept::DateFrequency) {
        let rule = match hit.value {
            1 => "FREQ=DAILY",
            _ => return None,
        };
        let times = clock_after(words, hit.end)?;
        return Some((rule.to_owned(), hit.end, Some(times)));
    }
    let (first, after) = super::weekday::weekday(words, at)?;
    let next = if words.mark(after, '-') {
        after + 1
    } else {
        words.phrase(after, Concept::DateRange)?
    };
    let (last, end) = super::weekday::weekday(words, next)?;
    let times = clock_after(words, end)?;
    let days: Vec<i32> = (0..7)
        .map(|step| (first.value - 1 + step) % 7 + 1)
        .take_while(|day| {
            (*day - first.value).rem_euclid(7) <= (last.value - first.value).rem_euclid(7)
        })
        .collect();
    Some((
        format!("FREQ=WEEKLY;BYDAY={}", names(&days)?),
        end,
        Some(times),
    ))
}

/// A list of weekdays and one past it.
fn weekdays(words: Words, at: usize) -> Option<(Vec<i32>, usize)> {
    let day = |at: usize| {
        words
            .hit(at, Concept::DateWeekdayEach)
            .or_else(|| words.hit(at, Concept::DateWeekday))
    };
    let first = day(at)?;
    let (mut days, mut end) = (vec![first.value], first.end);
    while days.len() < LONGEST_LIST {
        let comma = usize::from(words.mark(end, ','));
        let next = words.phrase(end + comma, Concept::DateAnd);
        let Some(next) = next.or((comma == 1).then_some(end + 1)) else {
            break;
        };
        let every = words.phrase(next, Concept::DateEvery).unwrap_or(next);
        let Some(hit) = day(every).filter(|_| words.same_line(every)) else {
            break;
        };
        days.push(hit.value);
        end = hit.end;
    }
    Some((days, end))
}

/// An ordinal that can count the weekdays of a month, -1 for the last, and one past it.
pub(super) fn ordinal(words: Words, at: usize) -> Option<(i32, usize)> {
    if let Some(hit) = words.hit(at, Concept::DateOrdinal) {
        return (hit.value <= 5).then_some((hit.value, hit.end));
    }
    let number = day_number(words, at)?;
    (number.ordinal && number.value <= 5).then_some((i32::from(number.value), number.end))
}

/// A list of ordinals, -1 for the last, and one past it.
fn ordinals(words: Words, at: usize) -> Option<(Vec<i32>, usize)> {
    let (first, mut end) = ordinal(words, at)?;
    let mut list = vec![first];
    while list.len() < LONGEST_LIST {
        let comma = usize::from(words.any_mark(end, ",/"));
        let next = words.phrase(end + comma, Concept::DateAnd);
        let Some(next) = next.or((comma == 1).then_some(end + 1)) else {
            break;
        };
        let Some((value, after)) = ordinal(words, next) else {
            break;
        };
        list.push(value);
        end = after;
    }
    Some((list, end))
}

/// The days as RFC 5545 writes them, each once and in order.
fn names(days: &[i32]) -> Option<String> {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let names: Option<Vec<&str>> = days
        .iter()
        .map(|day| DAYS.get(usize::try_from(day - 1).ok()?).copied())
        .collect();
    Some(names?.join(","))
}
