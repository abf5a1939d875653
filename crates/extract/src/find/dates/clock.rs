//! Times of day: `18:30`, `18h30`, `18.30 Uhr`, `9-11am`, `half past six`, `noon`.

use handbill_lexicon::{Concept, Gap};

use super::number::spelt_number;
use super::parts::{Time, Times};
use super::words::Words;
use super::zone::zone_after;
use crate::{Clock, Zone};

/// A time of day as written, before the half of the day is settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub clock: Clock,
    /// The half of the day that is written: 0 or 12.
    pub half: Option<u8>,
    /// Whether it is a time by its looks alone.
    pub certain: bool,
    /// Whether the hour is one of 24 whatever stands by it.
    twenty_four: bool,
    /// Whether seconds are written.
    stamped: bool,
    pub zone: Option<Zone>,
    pub end: usize,
}

/// A time of day or a range of them. What begins with a bare number is one only in a range
/// whose other side is certain, or after a cue, which the caller knows.
pub(super) fn times(words: Words, at: usize) -> Option<Times> {
    let (first, at) = leading_part_of_day(words, at);
    let mut start = clock(words, at)?;
    if let Some(part) = first {
        apply_part(&mut start, part);
    }
    let mut out = Times {
        start: finish(start, None),
        end: None,
        first_token: at,
        end_token: start.end,
        certain: start.certain,
    };
    let opened =
        words.follows(at, Concept::DateRangeOpen) || words.follows(at, Concept::DateClockCue);
    if let Some(next) = range_separator(words, at, start.end)
        && let Some(mut end) = clock(words, next)
        && (start.certain || end.certain || opened)
        && is_plausible_range(words, &start, &end, opened)
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
        out.certain = start.certain || end.certain;
    }
    Some(out)
}

/// "abends um 8", "in the afternoon at 7": the part of the day, and where the clock begins.
fn leading_part_of_day(words: Words, at: usize) -> (Option<i32>, usize) {
    let Some(part) = words.own_hit(at, Concept::DatePartOfDay) else {
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

/// Where the end of a clock range begins.
fn range_separator(words: Words, first: usize, at: usize) -> Option<usize> {
    if !words.near(at) {
        return None;
    }
    let mut next = if words.mark(at, '-') {
        at + 1 + usize::from(words.mark(at + 1, '-'))
    } else if let Some(end) = words.phrase(at, Concept::DateRange) {
        end
    } else if words.follows(first, Concept::DateBetween) {
        words.phrase(at, Concept::DateAnd)?
    } else {
        return None;
    };
    while let Some(end) = words.phrase(next, Concept::DateClockCue) {
        next = end;
    }
    (words.gap(next) <= Gap::Line).then_some(next)
}

/// "11pm-3" but not "10:30 - 12 people": a bare number ends a range of hours only where a half
/// is written before it, or where a word opened the range.
fn is_plausible_range(words: Words, start: &Written, end: &Written, opened: bool) -> bool {
    if !start.certain || end.certain {
        return true;
    }
    let closed = !(words.same_line(end.end)
        && (words.is_word(end.end) || words.any_mark(end.end, "/%€$£:")));
    closed && (opened || start.half.is_some())
}

/// The time of day that begins at the token, with its half, part of the day and zone.
pub(super) fn clock(words: Words, at: usize) -> Option<Written> {
    let mut written = if words.is_number(at) {
        digits(words, at)?
    } else if let Some(hit) = words.own_hit(at, Concept::DateClockWord) {
        from_minutes(hit.value, hit.end)?
    } else {
        spelt(words, at)?
    };
    half_and_part(words, &mut written);
    if written.half == Some(12) && !written.twenty_four && written.clock.hour > 12 {
        // "13.12 PM" is nonsense; "17:30 PM" is a slip that says the same twice.
        if !written.certain || words.mark(at + 1, '.') {
            return None;
        }
    }
    if let Some((zone, end)) = zone_after(words, written.end, written.stamped) {
        // "12-13 CEST": a zone makes an hour of a bare number.
        written.certain = true;
        written.zone = Some(zone);
        written.end = end;
    }
    Some(written)
}

fn from_minutes(minutes: i32, end: usize) -> Option<Written> {
    let minutes = u16::try_from(minutes).ok()?;
    Some(Written {
        clock: Clock {
            hour: (minutes / 60) as u8,
            minute: (minutes % 60) as u8,
        },
        half: None,
        certain: true,
        twenty_four: true,
        stamped: false,
        zone: None,
        end,
    })
}

fn written(hour: u32, minute: u32, end: usize, certain: bool) -> Option<Written> {
    let valid = (hour < 24 && minute < 60) || (hour == 24 && minute == 0);
    valid.then_some(Written {
        clock: Clock {
            hour: hour as u8,
            minute: minute as u8,
        },
        half: None,
        certain,
        twenty_four: false,
        stamped: false,
        zone: None,
        end,
    })
}

/// A time of day that begins with digits.
fn digits(words: Words, at: usize) -> Option<Written> {
    let (hour, length) = words.digits(at)?;
    if length == 3 || length == 4 {
        return four_digits(words, at, hour, length);
    }
    if length > 2 {
        return None;
    }
    if let Some(minutes) = minutes_before_hour(words, hour as i32, at + 1) {
        return Some(minutes);
    }
    let marks = if is_surely_clock(words, at) {
        ":.,"
    } else {
        ":."
    };
    if words.touches(at + 1)
        && words.any_mark(at + 1, marks)
        && words.touches(at + 2)
        && let Some((minute, 2)) = words.digits(at + 2)
    {
        return with_minutes(words, at, hour, minute);
    }
    if let Some(unit_end) = clock_unit(words, at + 1) {
        let mut out = with_unit(words, hour, unit_end)?;
        out.certain = !is_perhaps_duration(words, at, &out);
        return Some(out);
    }
    let mut bare = written(hour, 0, at + 1, false)?;
    shift_after(words, &mut bare);
    let tail = meridiem(words, bare.end);
    (bare.certain || tail.is_some() || !words.glued_right(at + 1) && !words.mark(at + 1, '%'))
        .then_some(bare)
}

/// Whether a word that leads to nothing but a time stands before ("ore 18,30").
fn is_surely_clock(words: Words, at: usize) -> bool {
    (at.saturating_sub(4)..at).any(|first| {
        words
            .hit(first, Concept::DateClockCue)
            .is_some_and(|hit| hit.end == at && hit.value == 1)
    })
}

/// "18:30", "18.30", "18:30:05.123".
fn with_minutes(words: Words, at: usize, hour: u32, minute: u32) -> Option<Written> {
    let colon = words.mark(at + 1, ':');
    let mut end = at + 3;
    if words.mark(end, if colon { ':' } else { '.' })
        && words.touches(end)
        && words.touches(end + 1)
        && let Some((second, 2)) = words.digits(end + 1)
    {
        if !colon || second > 60 {
            return None;
        }
        end += 2;
        if words.any_mark(end, ".,")
            && words.touches(end)
            && words.touches(end + 1)
            && words.is_number(end + 1)
        {
            end += 2;
        }
    }
    let unit = clock_unit(words, end);
    let half = meridiem(words, unit.unwrap_or(end)).is_some();
    let stamp_follows =
        words.mark(end, '/') && words.digits(end + 1).is_some_and(|(_, length)| length == 4);
    if unit.is_none()
        && !half
        && words.glued_right(end)
        && !stamp_follows
        && !is_stamp_zone(words, end)
    {
        return None;
    }
    let cued = words.follows(at, Concept::DateClockCue);
    let certain = colon || unit.is_some() || half || (cued && hour < 24);
    let mut out = written(hour, minute, unit.unwrap_or(end), certain)?;
    out.stamped = end > at + 3;
    Some(out)
}

/// What may touch the digits of a stamp: `Z`, `+02:00`, or the `h` of a sloppy clock.
fn is_stamp_zone(words: Words, at: usize) -> bool {
    words.any_mark(at, "+-") || (words.is_word(at) && words.view.tokens.folded(at) == "z")
}

/// "18 h", "18h30", "18 Uhr 30", "8h10m00".
fn with_unit(words: Words, hour: u32, unit_end: usize) -> Option<Written> {
    let mut end = unit_end;
    let mut minute = 0;
    if let Some((value, 2)) = words.digits(unit_end)
        && value < 60
        && words.same_line(unit_end)
        && !words.mark(unit_end + 1, ':')
        && !(words.mark(unit_end + 1, '.')
            && words.touches(unit_end + 2)
            && words.is_number(unit_end + 2))
        && (words.touches(unit_end)
            || !words.any_mark(unit_end + 1, "-/")
            || !words.touches(unit_end + 1))
    {
        minute = value;
        end = unit_end + 1;
        if let Some(after) = words.phrase(end, Concept::DateMinuteUnit).filter(|after| {
            words.same_line(end) && (!words.touches_letter(*after) || words.is_number(*after))
        }) {
            end = after;
            if words.touches(end)
                && words
                    .digits(end)
                    .is_some_and(|(value, length)| length == 2 && value < 60)
            {
                end += 1;
            }
        }
    } else if let Some((value, after)) = spelt_minutes(words, unit_end) {
        minute = value;
        end = after;
    }
    let mut out = written(hour, minute, end, true)?;
    if minute == 0 {
        shift_after(words, &mut out);
    }
    Some(out)
}

/// "2h", "3 heures", "24 hours" are as often a stretch of time, unless a cue says otherwise.
fn is_perhaps_duration(words: Words, at: usize, time: &Written) -> bool {
    let both = words
        .hit(at + 1, Concept::DateClockUnit)
        .is_some_and(|hit| hit.value == 1);
    if !both || words.follows(at, Concept::DateClockCue) {
        return false;
    }
    let long_word = words.hit(at + 1, Concept::DateUnit).is_some();
    let led = words.follows(at, Concept::DateAgo) || words.follows(at, Concept::DateAhead);
    led || time.clock.hour <= 6
        || time.clock.hour == 24
        || (long_word && time.clock.minute == 0 && time.clock.hour <= 12)
}

/// "8 h et vingt minutes", "huit heures trente": minutes in words after the unit of the hour.
fn spelt_minutes(words: Words, at: usize) -> Option<(u32, usize)> {
    if !words.same_line(at) {
        return None;
    }
    let at = words.phrase(at, Concept::DateAnd).unwrap_or(at);
    let (value, end, false) = spelt_number(words, at)? else {
        return None;
    };
    let unit = words.phrase(end, Concept::DateMinuteUnit);
    let plain = value >= 5 && value % 5 == 0;
    ((1..60).contains(&value) && (plain || unit.is_some()))
        .then_some((value as u32, unit.unwrap_or(end)))
}

/// One past the unit after an hour. A single letter must not be the beginning of a word.
pub(super) fn clock_unit(words: Words, at: usize) -> Option<usize> {
    let end = words.phrase(at, Concept::DateClockUnit)?;
    let closed = !words.touches_letter(end) || words.is_number(end);
    (words.same_line(at) && closed).then_some(end)
}

/// "1430 hours", "1140 a.m.", and "0730" for ranges.
fn four_digits(words: Words, at: usize, value: u32, length: usize) -> Option<Written> {
    let (hour, minute) = (value / 100, value % 100);
    let unit = clock_unit(words, at + 1);
    let half = meridiem(words, at + 1);
    if unit.is_none() && half.is_none() {
        // "0730-0930", "0900-1700 hrs": four digits with a zero in front, in a range.
        let leading_zero = |value: u32, length: usize| length == 4 && value < 1000;
        let before = at.checked_sub(2).and_then(|at| words.digits(at));
        let closes = length == 4
            && at >= 2
            && words.mark(at - 1, '-')
            && before.is_some_and(|(value, length)| leading_zero(value, length));
        let opens = leading_zero(value, length) && words.mark(at + 1, '-');
        let certain = closes || words.follows(at, Concept::DateRangeOpen);
        return ((closes && !words.glued_right(at + 1)) || opens)
            .then(|| written(hour, minute, at + 1, certain))
            .flatten();
    }
    if length == 3 && half.is_none() {
        return None;
    }
    written(hour, minute, unit.unwrap_or(at + 1), true)
}

/// "half past six", "halb acht", "seven o'clock", "sept heures", "twenty past eight".
fn spelt(words: Words, at: usize) -> Option<Written> {
    if let Some(shift) = words.own_hit(at, Concept::DateHourShiftBefore) {
        let (hour, end) = hour_number(words, shift.end)?;
        let end = clock_unit(words, end).unwrap_or(end);
        return shifted(hour * 60 + shift.value, end);
    }
    let (value, end, false) = spelt_number(words, at)? else {
        return None;
    };
    if let Some(minutes) = minutes_before_hour(words, value, end) {
        return Some(minutes);
    }
    if let Some(unit_end) = clock_unit(words, end) {
        return with_unit(words, u32::try_from(value).ok()?, unit_end);
    }
    let mut out = written(u32::try_from(value).ok()?, 0, end, false)?;
    shift_after(words, &mut out);
    (value <= 12).then_some(out)
}

/// "20 past eight", "zehn vor halb acht".
fn minutes_before_hour(words: Words, minutes: i32, end: usize) -> Option<Written> {
    let hit = words.hit(end, Concept::DateMinutesBeforeHour)?;
    if !words.same_line(end) || !(1..60).contains(&minutes) {
        return None;
    }
    let (hour, end) = hour_number(words, hit.end)?;
    let end = clock_unit(words, end).unwrap_or(end);
    let total = match hit.value {
        1 => hour * 60 + minutes,
        -1 if minutes < 30 => hour * 60 - minutes,
        29 => hour * 60 - 30 + minutes,
        -31 => hour * 60 - 30 - minutes,
        _ => return None,
    };
    // "5 to 6" is a range; "20 to 6" is not, but only words tell the two apart.
    if words.is_number(hit.end) && hit.value == -1 {
        return None;
    }
    shifted(total, end)
}

/// The hour of a spelt time, in words or digits.
fn hour_number(words: Words, at: usize) -> Option<(i32, usize)> {
    if !words.same_line(at) {
        return None;
    }
    if let Some((value, length)) = words.digits(at) {
        let closed = !words.glued_right(at + 1)
            || meridiem(words, at + 1).is_some()
            || clock_unit(words, at + 1).is_some();
        return (length <= 2 && value <= 24 && closed).then_some((value as i32, at + 1));
    }
    let (value, end, ordinal) = spelt_number(words, at)?;
    (!ordinal && (1..=24).contains(&value)).then_some((value, end))
}

fn shifted(minutes: i32, end: usize) -> Option<Written> {
    let minutes = if minutes < 0 { minutes + 720 } else { minutes };
    let mut out = from_minutes(minutes, end)?;
    out.twenty_four = false;
    (out.clock.hour < 24).then_some(out)
}

/// "et demie", "y media", "moins le quart" after the hour.
fn shift_after(words: Words, out: &mut Written) {
    if let Some(hit) = words.hit(out.end, Concept::DateHourShiftAfter)
        && words.same_line(out.end)
        && let Some(shifted) = shifted(i32::from(out.clock.hour) * 60 + hit.value, hit.end)
    {
        *out = shifted;
    }
}

/// The half of the day that is written right after a clock.
fn meridiem(words: Words, at: usize) -> Option<(u8, usize)> {
    // "9.am"
    let dot = words.mark(at, '.') && words.touches(at) && words.touches(at + 1);
    let at = at + usize::from(dot);
    let hit = words.own_hit(at, Concept::DateMeridiem)?;
    if !words.same_line(at) || words.touches_letter(hit.end) {
        return None;
    }
    Some((hit.value as u8, hit.end))
}

/// Reads the half or part of the day after the clock, and "c.t.".
fn half_and_part(words: Words, written: &mut Written) {
    let mut at = written.end;
    if let Some((half, end)) = meridiem(words, at) {
        written.half = Some(half);
        written.certain = true;
        written.end = end;
        at = end;
        // "12 noon", "10:30 a.m. in the morning": what is said twice is read once.
    }
    if !written.certain
        && written.clock.hour <= 12
        && let Some(hit) = words.own_hit(at, Concept::DateClockWord)
        && words.same_line(at)
        && written.clock.hour == 12
    {
        *written = Written {
            end: hit.end,
            ..from_minutes(hit.value, hit.end).unwrap_or(*written)
        };
        return;
    }
    if written.clock.hour == 12
        && written.clock.minute == 0
        && let Some(hit) = words.own_hit(at, Concept::DateClockWord)
        && words.same_line(at)
    {
        written.twenty_four = true;
        written.half = None;
        written.clock.hour = (hit.value / 60) as u8;
        written.end = hit.end;
        return;
    }
    if let Some(hit) = words.own_hit(at, Concept::DatePartOfDay)
        && words.same_line(at)
        && written.certain
        && written.half.is_none()
        && written.clock.hour <= 12
    {
        apply_part(written, hit.value);
        written.end = hit.end;
        at = hit.end;
    }
    if let Some(hit) = words.hit(at, Concept::DateAcademic)
        && words.same_line(at)
        && written.clock.minute == 0
    {
        written.clock.minute = hit.value as u8;
        written.certain = true;
        written.end = hit.end;
    }
}

/// The half that a part of the day implies: evening and afternoon the second, morning the first.
fn apply_part(written: &mut Written, part: i32) {
    if written.half.is_some() || written.twenty_four || written.clock.hour > 12 {
        return;
    }
    let hour = written.clock.hour;
    written.half = match part {
        1 => Some(0),
        2 | 3 => Some(12),
        4 if (6..12).contains(&hour) => Some(12),
        4 => Some(0),
        _ => None,
    };
    written.certain = true;
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
        zone: time.zone,
        end: 0,
    };
    apply_part(&mut written, part);
    finish(written, None)
}

fn finish(written: Written, half: Option<u8>) -> Time {
    let half = written.half.or(half);
    Time {
        clock: in_half(written.clock, half),
        half_known: half.is_some() || written.twenty_four || written.clock.hour > 12,
        zone: written.zone,
    }
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
    (finish(start, None), Some(finish(end, None)))
}
