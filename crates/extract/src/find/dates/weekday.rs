//! Days of the week that stand before a date.

use handbill_lexicon::{Concept, Hit};

use super::term::day_term;
use super::words::Words;

/// The day of the week at the token, with its full stop, perhaps in brackets.
pub(super) fn weekday<'a>(words: Words<'a>, at: usize) -> Option<(&'a Hit, usize)> {
    let long = words
        .hit(at, Concept::DateWeekday)
        .or_else(|| words.hit(at, Concept::DateWeekdayEach));
    let (hit, short) = match long {
        Some(hit) => (hit, false),
        None => (words.hit(at, Concept::DateWeekdayShort)?, true),
    };
    // Two small letters are more often a word than a day.
    // "Mar 3" is a day of March where "mar" is a weekday of another language.
    if short
        && words.hit(at, Concept::DateMonthShort).is_some()
        && !is_weekday_before_month(words, at, hit)
    {
        return None;
    }
    let stated = words.view.main_language().meets(hit.languages);
    if short && hit.span.len() <= 2 && !words.capital(at) && !stated {
        return None;
    }
    if words.touches_letter(hit.end) && !words.is_number(hit.end) {
        return None;
    }
    let dot = short && words.mark(hit.end, '.') && words.touches(hit.end);
    Some((hit, hit.end + usize::from(dot)))
}

/// Whether an abbreviation that may be both a weekday and a month is the weekday: where it is no
/// month in the languages around, or a day and a month follow.
fn is_weekday_before_month(words: Words, at: usize, hit: &Hit) -> bool {
    if words.hit(at, Concept::DateMonthShort).is_none() {
        return true;
    }
    let dot = usize::from(words.mark(hit.end, '.'));
    day_term(words, after_weekday(words, hit.end + dot), false)
        .is_some_and(|term| term.day.month.is_some())
}

/// Where the date that belongs to a weekday begins: after commas and connecting words.
pub(super) fn after_weekday(words: Words, mut at: usize) -> usize {
    for _ in 0..4 {
        if !words.near(at) {
            break;
        }
        if words.any_mark(at, ",|-•)(") {
            at += 1;
        } else if let Some(end) = connecting(words, at).or(words.phrase(at, Concept::DateShift)) {
            at = end;
        } else {
            break;
        }
    }
    at
}

/// One past a word that may stand between weekday, day, month and year.
fn connecting(words: Words, at: usize) -> Option<usize> {
    if !words.near(at) {
        return None;
    }
    words
        .phrase(at, Concept::DateConnector)
        .max(words.phrase(at, Concept::DateDayCue))
}
