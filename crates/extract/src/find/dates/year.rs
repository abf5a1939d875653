//! The year that follows a day or a month.

use handbill_lexicon::{Concept, Gap};

use super::number::{two_digit_year, year_number};
use super::words::Words;

/// Years that announcements are of.
const RECENT: std::ops::RangeInclusive<i32> = 1990..=2060;

/// The year that follows a month or day, and one past it. `numbered` is the token of the day or
/// month before, given where a year of two digits may follow.
pub(super) fn year_after(words: Words, at: usize, numbered: Option<usize>) -> Option<(i32, usize)> {
    let mut next = at;
    for _ in 0..3 {
        if !words.near(next) {
            return None;
        }
        if words.mark(next, '\'') && words.touches(next + 1) {
            let (value, length) = words.digits(next + 1)?;
            return (length == 2).then(|| (two_digit_year(value), next + 2));
        }
        if let Some((year, end)) = year_number(words, next) {
            // "14CZE2025", "12.5." in a cell before "1800", which is rather an hour.
            let glued = words.touches(next) && next == at;
            let taken = if glued {
                words.is_word(at - 1) && RECENT.contains(&year)
            } else {
                !words.is_beyond_cell(next) || RECENT.contains(&year)
            };
            return taken.then_some((year, end));
        }
        if let Some((value, length)) = words.digits(next) {
            let short = || {
                numbered.is_some_and(|numbered| is_short_year(words, next, value, numbered))
                    || ((next == at || words.mark(next - 1, ','))
                        && is_closing_year(words, next, value))
            };
            return (length == 2 && short()).then(|| (two_digit_year(value), next + 1));
        }
        let steps = (words.any_mark(next, ",.") && words.same_line(next))
            || (words.any_mark(next, "-/") && words.touches(next) && words.touches(next + 1));
        if steps {
            next += 1;
        } else {
            let after = words.phrase(next, Concept::DateConnector)?;
            // "mayo de 68": what can be no day is a year.
            if let Some((value @ 32.., 2)) = words.digits(after) {
                let alone = !(words.glued_right(after + 1)
                    || (words.is_word(after + 1) && words.same_line(after + 1)));
                return alone.then(|| (two_digit_year(value), after + 1));
            }
            year_number(words, after)?;
            next = after;
        }
    }
    None
}

/// The year of a law or file that the day belongs to: "Ley 7/1985, de 2 de abril".
pub(super) fn cited_year(words: Words, at: usize) -> Option<i32> {
    let mut end = (at.saturating_sub(2)..at)
        .find(|first| words.phrase(*first, Concept::DateConnector) == Some(at))?;
    end -= usize::from(end > 0 && words.mark(end - 1, ','));
    let year_at = end.checked_sub(1)?;
    let (year, 4) = words.digits(year_at)? else {
        return None;
    };
    let number = year_at.checked_sub(2)?;
    let numbered =
        words.mark(year_at - 1, '/') && words.touches(year_at) && words.is_number(number);
    let same_line = (year_at..=at).all(|token| words.same_line(token));
    (numbered && same_line && (1800..2200).contains(&year)).then_some(year as i32)
}

/// "14th April 15": a number that no hour of an announcement stands like, and that ends all, where
/// the day before it is marked as an ordinal or nothing else is written.
fn is_closing_year(words: Words, at: usize, value: u32) -> bool {
    const FIRST: u32 = 13;
    let suffixed = |token: usize| {
        words.phrase(token, Concept::DateOrdinalSuffix).is_some() && words.touches(token)
    };
    let ordinal = (at.saturating_sub(4)..at).any(suffixed);
    let stop = words.any_mark(at + 1, ".,;)") && words.gap(at + 2) >= Gap::Line;
    let closed = words.gap(at + 1) >= Gap::Line || stop;
    value >= FIRST && closed && words.gap(at) == Gap::Space && ordinal
}

/// "24-May-95" has a year; "3 Aug 96" has one too, for 96 can be nothing else; "3 Aug 10" not.
fn is_short_year(words: Words, at: usize, value: u32, numbered: usize) -> bool {
    let joiner = |at: usize| {
        (at > 0 && words.touches(at) && words.any_mark(at - 1, "-/."))
            .then(|| words.kind(at - 1))
            .flatten()
    };
    let joined = joiner(at).is_some() && joiner(at) == joiner(numbered);
    let alone = value > 31 && !(words.is_word(at + 1) && words.same_line(at + 1));
    !words.glued_right(at + 1) && (joined || (alone && !words.mark(at + 1, ':')))
}
