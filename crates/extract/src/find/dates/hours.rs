//! The times of day that go with a date: behind marks, words and labels.

use handbill_lexicon::{Concept, Gap, TokenKind};

use super::clock_digits::is_dotted_hour;
use super::parts::{Time, Times};
use super::term::day_term;
use super::times::{in_part_of_day, times_of_day};
use super::words::Words;
use crate::Clock;

/// The time that goes with a date that ends at the token.
pub(super) fn clock_after(words: Words, at: usize) -> Option<Times> {
    let mut next = at;
    let mut lines = 0;
    let mut cued = false;
    let mut follows_day = true;
    for _ in 0..7 {
        match words.gap(next) {
            Gap::Blank => return None,
            Gap::Line => lines += 1,
            _ => {}
        }
        if lines > 1 {
            return None;
        }
        if let Some(times) = times_of_day(words, next)
            && (times.certain
                || ((cued || is_worded_range(words, &times))
                    && lines == 0
                    && !has_tail(words, times.end_token)
                    && !begins_date(words, next))
                || (lines == 0 && is_dotted_range(words, &times))
                || (lines == 0 && follows_day && is_dotted_hour(words, next)))
        {
            let own_row = lines > 0 && !cued && begins_row(words, times.end_token);
            return (!own_row).then_some(times);
        }
        if let Some(end) = clock_lead(words, next) {
            cued |= words.hit(next, Concept::DateClockCue).is_some()
                || words.hit(next, Concept::DateRangeOpen).is_some()
                || words.hit(next, Concept::DateLabel).is_some();
            next = end;
        } else if words.any_mark(next, ",|•-@:;()/.'*") || is_symbol(words, next) {
            cued |= words.mark(next, '@') || is_hours_of_row(words, next);
            follows_day &= words.any_mark(next, ",|");
            next += 1;
        } else if words.is_word(next)
            && words.touches(next)
            && words.view.tokens.folded(next) == "t"
        {
            next += 1;
        } else {
            return None;
        }
    }
    None
}

/// "11 till 4": hours that a word joins, where "11-4" may be anything.
fn is_worded_range(words: Words, times: &Times) -> bool {
    times.end.is_some()
        && (times.first_token..times.end_token)
            .any(|at| words.hit(at, Concept::DateRange).is_some())
        && words.is_number(times.first_token)
        && words.is_number(times.end_token - 1)
}

/// "18.30–20.00" behind a day: digits that could be something else elsewhere.
fn is_dotted_range(words: Words, times: &Times) -> bool {
    let Some(end) = times.end else {
        return false;
    };
    let five = |clock: Clock| clock.minute.is_multiple_of(5);
    words.mark(times.first_token + 1, '.')
        && words.mark(times.end_token - 2, '.')
        && five(times.start.clock)
        && five(end.clock)
        && times.start.clock < end.clock
        && words
            .phrase(times.end_token, Concept::DateMeasure)
            .is_none()
}

/// Whether a time on a line of its own leads a row of a programme ("9:00 Registration").
fn begins_row(words: Words, end: usize) -> bool {
    words.same_line(end) && (words.is_word(end) || words.any_mark(end, "-:|"))
}

/// "Mon 2 March: 10-12" and no more on the line: the numbers after the colon are hours.
fn is_hours_of_row(words: Words, colon: usize) -> bool {
    words.mark(colon, ':')
        && words.same_line(colon + 1)
        && bare_hours(words, colon + 1).is_some_and(|end| words.gap(end) >= Gap::Line)
}

/// "Sat 20 March 10-13 Course": bare hours behind a day with its weekday, where a cell, the line or a
/// capital letter says that nothing is counted.
pub(super) fn row_hours(words: Words, at: usize) -> Option<Times> {
    let end = bare_hours(words, at).filter(|_| words.same_line(at))?;
    let closes = words.gap(end) >= Gap::Line || words.is_beyond_cell(end) || words.mark(end, ':');
    let title = words.gap(end) == Gap::Space && words.is_word(end) && words.capital(end);
    let counts = [Concept::DateMeasure, Concept::DateUnit, Concept::DateMonth]
        .into_iter()
        .any(|concept| words.phrase(end, concept).is_some());
    let half_known = words.digits(at + 2)?.0 > 12;
    let time = |at| {
        Some(Time {
            clock: Clock::new(words.digits(at)?.0 as u8, 0),
            half_known,
            dial: false,
            zone: None,
        })
    };
    ((closes || title) && !counts).then_some(Times {
        start: time(at)?,
        end: time(at + 2),
        first_token: at,
        end_token: end,
        certain: true,
    })
}

/// One past "10-12".
fn bare_hours(words: Words, at: usize) -> Option<usize> {
    let (first, _) = words.digits(at)?;
    let (last, _) = words.digits(at + 2)?;
    let hours = (5..24).contains(&first) && first < last && last <= 24;
    let touch = words.touches(at + 1) == words.touches(at + 2);
    (words.mark(at + 1, '-') && hours && touch).then_some(at + 3)
}

/// One past the words that lead to a time: "at", "from", "Time:".
fn clock_lead(words: Words, at: usize) -> Option<usize> {
    if let Some(hit) = words.hit(at, Concept::DateLabel)
        && hit.value == 1
    {
        let colon = words.mark(hit.end, ':');
        if colon || words.same_line(at) {
            return Some(hit.end + usize::from(colon));
        }
    }
    [
        Concept::DateClockCue,
        Concept::DateClockLink,
        Concept::DateRangeOpen,
        Concept::DateFrom,
        Concept::DateUntil,
        Concept::DateApproximately,
        Concept::DateConnector,
    ]
    .into_iter()
    .filter_map(|concept| words.phrase(at, concept))
    .max()
}

/// Whether a day and its month stand at the token: "ab dem 3. März".
fn begins_date(words: Words, at: usize) -> bool {
    day_term(words, at, false).is_some_and(|term| term.day.month.is_some())
}

/// A number that something follows which no hour has: "at 7 places". A single event is not counted ("alle
/// 21 assemblea").
fn has_tail(words: Words, end: usize) -> bool {
    if words.same_line(end) && words.phrase(end, Concept::EventNoun).is_some() {
        return false;
    }
    // "de 11 a 14 y de 17 a 20 h" are hours twice.
    let more_hours = words.phrase(end, Concept::DateAnd).is_some_and(|next| {
        let led = [Concept::DateRangeOpen, Concept::DateClockCue]
            .into_iter()
            .filter_map(|concept| words.phrase(next, concept))
            .max();
        led.is_some_and(|hour| words.is_number(hour))
    });
    !more_hours && words.same_line(end) && (words.is_word(end) || words.any_mark(end, "/%€$"))
}

/// Emoji and other symbols that stand between a date and its time.
fn is_symbol(words: Words, at: usize) -> bool {
    matches!(words.kind(at), Some(TokenKind::Mark(mark)) if !mark.is_ascii() && !mark.is_alphanumeric())
}

/// The part of the day that is said with a date: "tonight", "tomorrow morning", and one past it.
pub(super) fn part_of_day(words: Words, first: usize, end: usize) -> Option<(i32, usize)> {
    let before = words
        .hit(first, Concept::DateRelativePart)
        .filter(|hit| hit.end == end)
        .map(|hit| (hit.value, end));
    before.or_else(|| {
        let hit = words
            .hit(end, Concept::DatePartOfDay)
            .filter(|_| words.same_line(end) && !words.is_beyond_cell(end))?;
        // "5 giugno Notte dei musei": the name of what takes place.
        let leads_on = [Concept::NameConnector, Concept::NameArticle];
        let named = words.capital(end)
            && words.same_line(hit.end)
            && leads_on
                .into_iter()
                .any(|concept| words.phrase(hit.end, concept).is_some());
        (!named).then_some((hit.value, hit.end))
    })
}

/// Times in the half of the day that a part of it implies.
pub(super) fn in_part(times: Times, part: Option<(i32, usize)>) -> Times {
    let Some((part, _)) = part else {
        return times;
    };
    Times {
        start: in_part_of_day(times.start, part),
        end: times.end.map(|end| in_part_of_day(end, part)),
        ..times
    }
}
