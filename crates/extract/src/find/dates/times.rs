//! Times of day and ranges of them: `9-11am`, `von 9 bis 17 Uhr`.

use handbill_lexicon::{Concept, Gap};

use super::clock::{Written, apply_part, clock};
use super::clock_digits::is_surely_clock;
use super::number::spelt_number;
use super::parts::{Time, Times};
use super::term::term;
use super::words::Words;
use crate::Clock;

/// A time of day or a range of them. What begins with a bare number is one only in a range
/// whose other side is certain, or after a cue, which the caller knows.
pub(super) fn times(words: Words, at: usize) -> Option<Times> {
    times_in(words, at, false)
}

/// The same behind a date, where bare hours are more likely than elsewhere: "3:30-5", "11 till 4".
pub(super) fn times_of_day(words: Words, at: usize) -> Option<Times> {
    times_in(words, at, true)
}

fn times_in(words: Words, at: usize, dated: bool) -> Option<Times> {
    let (first, at) = leading_part_of_day(words, at);
    if first.is_some() && term(words, at, false).is_some_and(|term| term.day.month.is_some()) {
        // "la mañana del 5 de mayo"
        return None;
    }
    let mut start = clock(words, at)?;
    if first.is_some() && !start.certain && !may_follow_part_of_day(words, at, start.end) {
        return None;
    }
    if let Some(part) = first {
        apply_part(&mut start, part);
        // "Öğleden sonra 19": the hour is one of 24, and no number of things.
        start.certain |= start.clock.hour > 12;
    }
    let mut out = Times {
        start: finish(start, None),
        end: None,
        first_token: at,
        end_token: start.end,
        certain: start.certain,
    };
    let opened = dated
        || first.is_some()
        || words.follows(at, Concept::DateRangeOpen)
        || words.follows(at, Concept::DateClockCue)
        || is_hours_after_colon(words, at);
    if let Some(next) = range_separator(words, at, start.end)
        && let Some(mut end) = clock(words, next)
        && (start.certain || end.certain || opened)
        && (is_plausible_range(words, &start, &end, opened)
            || is_surely_range(words, (at, &start), (next, &end)))
    {
        if let Some(part) = first {
            apply_part(&mut end, part);
        }
        let zone = start.zone.or(end.zone);
        (out.start, out.end) = settle(start, end);
        out.start.zone = zone;
        if let Some(end) = &mut out.end {
            end.zone = zone;
        }
        out.end_token = end.end;
        out.certain = start.certain
            || end.certain
            || is_opened_in_dots(words, (at, &start), (next, &end))
            || (words.follows(at, Concept::DateRangeOpen) && words.is_whole(at, end.end));
        if let Some(after) = words
            .phrase(end.end, Concept::DateBetweenAfter)
            .filter(|_| (dated || first.is_some()) && words.same_line(end.end))
        {
            out.certain = true;
            out.end_token = after;
        }
    } else if let Some((first, last)) = dotted_row(words, at, &start) {
        (out.start, out.end) = settle(first, last);
        out.end_token = last.end;
        out.certain = true;
    } else if out.certain
        && let Some((end, after)) = lasting(words, &out)
    {
        out.end = Some(end);
        out.end_token = after;
    } else if !out.certain && is_in_dotted_column(words, at) {
        out.certain = true;
    }
    Some(out)
}

/// "18:00 for 90 minutes": the end that a stretch of time behind the start gives.
fn lasting(words: Words, times: &Times) -> Option<(Time, usize)> {
    let at = times.end_token;
    let next = words
        .phrase(at, Concept::DateLasting)
        .filter(|_| words.same_line(at))?;
    let (minutes, end) = stretch(words, next)?;
    Some((after(times.start, minutes)?, end))
}

/// "for 30 minutes from 4 pm": how long it lasts stands before the start.
pub(super) fn lasting_from(words: Words, at: usize) -> Option<Times> {
    let next = words.phrase(at, Concept::DateLasting)?;
    let (minutes, end) = stretch(words, next)?;
    let start = [
        Concept::DateFrom,
        Concept::DateClockCue,
        Concept::DateRangeOpen,
    ]
    .into_iter()
    .filter_map(|concept| words.phrase(end, concept))
    .max()
    .filter(|start| words.same_line(end) && words.same_line(*start))?;
    let times = times(words, start).filter(|times| times.certain && times.end.is_none())?;
    Some(Times {
        end: Some(after(times.start, minutes)?),
        ..times
    })
}

/// The minutes of a stretch of time ("90 minutes", "two hours", "30'"), and one past it.
fn stretch(words: Words, at: usize) -> Option<(i32, usize)> {
    const MINUTE: i32 = 1;
    const HOUR: i32 = 2;
    let (amount, unit_at) = match words.digits(at) {
        Some((value, 1..=3)) => (value as i32, at + 1),
        Some(_) => return None,
        None => spelt_number(words, at).map(|(value, end, _)| (value, end))?,
    };
    if words.any_mark(unit_at, "'′’") && words.touches(unit_at) {
        return Some((amount, unit_at + 1));
    }
    let unit = words
        .hit(unit_at, Concept::DateUnit)
        .filter(|_| words.same_line(unit_at))?;
    let minutes = match unit.value {
        MINUTE => amount,
        HOUR => amount * 60,
        _ => return None,
    };
    Some((minutes, unit.end))
}

/// The time so many minutes later, on the same day.
fn after(time: Time, minutes: i32) -> Option<Time> {
    let end = i32::from(time.clock.hour) * 60 + i32::from(time.clock.minute) + minutes;
    (end < 24 * 60).then_some(Time {
        clock: Clock::new((end / 60) as u8, (end % 60) as u8),
        ..time
    })
}

/// Whether a colon stands before, behind which a range of bare hours may stand.
fn is_hours_after_colon(words: Words, at: usize) -> bool {
    at > 0 && words.mark(at - 1, ':') && words.gap(at) == Gap::Space
}

/// Whether the time at the token is written in dots, with minutes that a programme has.
fn is_in_dots(words: Words, at: usize, written: &Written) -> bool {
    words.mark(at + 1, '.') && written.end == at + 3 && written.clock.minute.is_multiple_of(5)
}

/// "tussen 15.00 en 17.00": a word opens the range, and its numbers are hours of the day.
fn is_opened_in_dots(words: Words, first: (usize, &Written), last: (usize, &Written)) -> bool {
    const MORNING: u8 = 6;
    words.follows(first.0, Concept::DateRangeOpen)
        && is_in_dots(words, first.0, first.1)
        && is_in_dots(words, last.0, last.1)
        && (MORNING..24).contains(&first.1.clock.hour)
        && first.1.clock < last.1.clock
        && words.phrase(last.1.end, Concept::DateMeasure).is_none()
}

/// "9.30 - 10.15 Keynote" at the start of a line: two times in dots of which none is certain by
/// itself, as in a programme.
fn dotted_row(words: Words, at: usize, start: &Written) -> Option<(Written, Written)> {
    let next = range_separator(words, at, start.end)?;
    let end = clock(words, next)?;
    let row = words.gap(at) >= Gap::Line
        && is_in_dots(words, at, start)
        && is_in_dots(words, next, &end)
        && start.clock < end.clock
        && !words.any_mark(end.end, ".")
        && words.phrase(end.end, Concept::DateMeasure).is_none();
    row.then_some((*start, end))
}

/// "17.30 Coffee", "18.00 Welcome", "18.15 Talk": lines of a programme that begin with times in
/// dots, one later than the other, of which one at least is no day of a month.
fn is_in_dotted_column(words: Words, at: usize) -> bool {
    const LATEST_MONTH: u8 = 12;
    let Some(own) = dotted_time_of_line(words, at) else {
        return false;
    };
    let next = |(at, from): (usize, Clock)| {
        let (line, clock) = next_dotted_line(words, at)?;
        (from < clock).then_some((line, clock))
    };
    let last = |(at, until): (usize, Clock)| {
        let (line, clock) = last_dotted_line(words, at)?;
        (clock < until).then_some((line, clock))
    };
    let (before, behind) = (last((at, own)), next((at, own)));
    let third = match (before, behind) {
        (Some(_), Some(_)) => None,
        (Some(row), None) => last(row),
        (None, Some(row)) => next(row),
        (None, None) => return false,
    };
    let rows = [Some((at, own)), before, behind, third];
    let clocks = || rows.iter().flatten().map(|(_, clock)| clock);
    clocks().count() == 3 && clocks().any(|clock| clock.minute == 0 || clock.minute > LATEST_MONTH)
}

/// The time in dots that a line begins with at the token, before words.
pub(super) fn dotted_time_of_line(words: Words, at: usize) -> Option<Clock> {
    const MORNING: u32 = 6;
    let (hour, _) = words
        .digits(at)
        .filter(|(hour, _)| (MORNING..24).contains(hour))?;
    let (minute, length) = words.digits(at + 2)?;
    let end = at + 3;
    let row = (words.gap(at) >= Gap::Line || begins_item(words, at))
        && words.mark(at + 1, '.')
        && words.touches(at + 1)
        && words.touches(at + 2)
        && length == 2
        && minute < 60
        && minute.is_multiple_of(5)
        && words.gap(end) == Gap::Space
        && words.is_word(end)
        && words.phrase(end, Concept::DateMeasure).is_none();
    row.then(|| Clock::new(hour as u8, minute as u8))
}

/// Whether the token stands behind the mark of an item of a list.
fn begins_item(words: Words, at: usize) -> bool {
    at > 0 && words.any_mark(at - 1, "-*•") && words.gap(at - 1) >= Gap::Line
}

/// How many tokens a line of a programme has at most.
const LINE_OF_PROGRAMME: usize = 40;

/// The line after the token's, with the time in dots that it begins with.
fn next_dotted_line(words: Words, at: usize) -> Option<(usize, Clock)> {
    let line = (at + 1..at + LINE_OF_PROGRAMME).find(|&at| words.gap(at) >= Gap::Line)?;
    let first = line + usize::from(words.any_mark(line, "-*•"));
    Some((first, dotted_time_of_line(words, first)?))
}

/// The line before the token's, with the time in dots that it begins with.
fn last_dotted_line(words: Words, at: usize) -> Option<(usize, Clock)> {
    let own = at - usize::from(words.gap(at) < Gap::Line && at > 0);
    let line = (own.saturating_sub(LINE_OF_PROGRAMME)..own)
        .rev()
        .find(|&at| at == 0 || words.gap(at) >= Gap::Line)?;
    let first = line + usize::from(words.any_mark(line, "-*•"));
    Some((first, dotted_time_of_line(words, first)?))
}

/// "abends um 8", "in the afternoon at 7": the part of the day, and where the clock begins.
fn leading_part_of_day(words: Words, at: usize) -> (Option<i32>, usize) {
    let part = words.hit(at, Concept::DatePartOfDay);
    let Some(part) = part.filter(|_| !words.is_beyond_cell(at)) else {
        return (None, at);
    };
    let mut next = part.end;
    if words.mark(next, ',') {
        next += 1;
    }
    while let Some(end) = words
        .phrase(next, Concept::DateClockCue)
        .or_else(|| words.phrase(next, Concept::DateRangeOpen))
        .filter(|_| words.same_line(next))
    {
        next = end;
    }
    (Some(part.value), next)
}

/// "in the evening at seven" names an hour; "an evening, seven songs" does not.
fn may_follow_part_of_day(words: Words, at: usize, end: usize) -> bool {
    let closed =
        !(words.same_line(end) && words.is_word(end)) || range_separator(words, at, end).is_some();
    words.follows(at, Concept::DateClockCue)
        || words.follows(at, Concept::DateRangeOpen)
        || ((words.is_number(at) || words.hit(at, Concept::DateHour).is_some()) && closed)
}

/// Where the end of a clock range begins.
fn range_separator(words: Words, first: usize, at: usize) -> Option<usize> {
    if !words.near(at) {
        return None;
    }
    let mut next = if let Some(end) = words.phrase(at, Concept::DateRange) {
        end
    } else if words.follows(at, Concept::DateRange) {
        // "18 órától 20 óráig": the unit carries the ending that opens the range.
        at
    } else if words.mark(at, '-') {
        at + 1 + usize::from(words.mark(at + 1, '-'))
    } else if is_between(words, first) {
        words.phrase(at, Concept::DateAnd)?
    } else {
        return None;
    };
    while let Some(end) = words.phrase(next, Concept::DateClockCue) {
        next = end;
    }
    (words.gap(next) <= Gap::Line).then_some(next)
}

/// Whether "between" stands before the time, perhaps with the word that leads to it ("mellem kl.").
fn is_between(words: Words, first: usize) -> bool {
    let cued = |at: usize| words.phrase(at, Concept::DateClockCue) == Some(first);
    words.follows(first, Concept::DateBetween)
        || (first.saturating_sub(3)..first)
            .any(|at| cued(at) && words.follows(at, Concept::DateBetween))
}

/// "11pm-3" but not "10:30 - 12 people": a bare number ends a range of hours only where a half
/// is written before it, or where a word opened the range.
fn is_plausible_range(words: Words, start: &Written, end: &Written, opened: bool) -> bool {
    if !start.certain || end.certain {
        return true;
    }
    // "van 3:30 tot 5.55": minutes make an hour of what a word joins to one.
    let minutes = end.end >= 3 && end.clock.minute > 0 && words.mark(end.end - 2, '.');
    if minutes && start.clock.minute > 0 && !words.mark(start.end, '-') {
        return true;
    }
    let named = words.hit(end.end, Concept::DateBetweenAfter).is_some();
    let closed = named
        || !(words.same_line(end.end)
            && (words.is_word(end.end) || words.any_mark(end.end, "/%€$£")))
            && !(words.mark(end.end, ':') && words.touches(end.end + 1))
            && !(words.any_mark(end.end, ".,-") && words.is_number(end.end + 1));
    closed && (opened || start.half.is_some())
}

/// "kl. 10-13 samler vi affald": behind a word that leads to nothing but a time, two numbers are
/// hours whatever follows.
fn is_surely_range(words: Words, first: (usize, &Written), last: (usize, &Written)) -> bool {
    is_surely_clock(words, first.0)
        && words.is_number(last.0)
        && first.1.clock < last.1.clock
        && words.phrase(last.1.end, Concept::DateMeasure).is_none()
        && !words.any_mark(last.1.end, "/%€$£")
}

/// Both ends of a range: a half that is written once holds for both as far as it makes sense.
fn settle(start: Written, end: Written) -> (Time, Option<Time>) {
    let inherits = |written: &Written| {
        written.half.is_none() && !written.twenty_four && written.clock.hour <= 12
    };
    if inherits(&start)
        && let Some(half) = end.half
    {
        let same = finish(start, Some(half));
        let finished = finish(end, None);
        // "9:30-4:30pm" begins in the morning, "11-1pm" too.
        let time = if same.clock <= finished.clock {
            same
        } else {
            finish(start, Some(12 - half))
        };
        return (time, Some(finished));
    }
    if inherits(&end)
        && let Some(half) = start.half
    {
        let begun = finish(start, None);
        let same = finish(end, Some(half));
        let time = if same.clock > begun.clock {
            same
        } else {
            finish(end, Some(12 - half))
        };
        return (begun, Some(time));
    }
    let mut last = end;
    if inherits(&start) && inherits(&end) && !end.padded && end.clock < start.clock {
        // "12:30 to 2:00", "9:00-5:00": the hours of a day told on a dial of twelve.
        last.half = Some(12);
    }
    (finish(start, None), Some(finish(last, None)))
}

fn finish(written: Written, half: Option<u8>) -> Time {
    let half = written.half.or(half);
    Time {
        clock: in_half(written.clock, half),
        half_known: half.is_some() || written.twenty_four || written.clock.hour > 12,
        dial: written.dial,
        zone: written.zone,
    }
}

/// The hour of 24 that an hour and a written half mean.
fn in_half(clock: Clock, half: Option<u8>) -> Clock {
    let hour = match half {
        Some(12) if clock.hour < 12 => clock.hour + 12,
        Some(0) if clock.hour == 12 => 0,
        _ => clock.hour,
    };
    Clock { hour, ..clock }
}

/// The time with the half that a part of the day implies, where none is written.
pub(super) fn in_part_of_day(time: Time, part: i32) -> Time {
    let mut written = Written {
        clock: time.clock,
        half: None,
        certain: true,
        twenty_four: time.half_known,
        stamped: false,
        padded: false,
        dial: false,
        zone: time.zone,
        end: 0,
    };
    apply_part(&mut written, part);
    finish(written, None)
}
