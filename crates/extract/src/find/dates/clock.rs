//! One time of day with its half, part of the day and zone.

use handbill_lexicon::{Concept, Gap, Hit};

use super::clock_digits::digits;
use super::clock_words::spelt;
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
    pub twenty_four: bool,
    /// Whether the hour is written with a zero in front, as those do who count 24 hours.
    pub padded: bool,
    /// Whether seconds are written.
    pub stamped: bool,
    /// Whether it is told as one tells it from a dial of twelve ("um 3", "quarter past four").
    pub dial: bool,
    pub zone: Option<Zone>,
    pub end: usize,
}

/// The time of day that begins at the token, with its half, part of the day and zone.
pub(super) fn clock(words: Words, at: usize) -> Option<Written> {
    // A word of its own may begin with digits ("12 de la noche").
    let mut written = if let Some(hit) = clock_word(words, at) {
        named(words, hit)?
    } else if words.is_number(at) && words.hit(at, Concept::DateHourShiftBefore).is_none() {
        digits(words, at)?
    } else {
        spelt(words, at)?
    };
    half_and_part(words, &mut written);
    shift_after_half(words, &mut written);
    if written.half == Some(12) && !written.twenty_four && written.clock.hour > 12 {
        // "13.12 PM" is nonsense; "17:30 PM" is a slip that says the same twice.
        if !written.certain || words.mark(at + 1, '.') {
            return None;
        }
    }
    if written.half == Some(0) && written.clock.hour > 12 {
        // "2017 am 24. Mai": a year, and a word that only looks like a half of the day.
        return None;
    }
    if let Some((zone, end)) = zone_after(words, written.end, written.stamped) {
        // "12-13 CEST": a zone makes an hour of a bare number.
        written.certain = true;
        written.zone = Some(zone);
        written.end = end;
    }
    Some(written)
}

/// Added to the minutes of a word that needs no cue before it.
const WITH_CUE: i32 = 10_000;

/// The longest word for a time of day at the token.
pub(super) fn clock_word<'a>(words: Words<'a>, at: usize) -> Option<&'a Hit> {
    let hits = words.view.hits.at(at).iter();
    hits.filter(|hit| hit.concept == Concept::DateClockWord)
        .max_by_key(|hit| (hit.end, hit.value))
}

/// Whether the word for a time of day says so by itself ("a mezzogiorno").
pub(super) fn is_cued_word(hit: &Hit) -> bool {
    hit.value >= WITH_CUE
}

/// "noon", "midi et demi", "mezzanotte meno un quarto".
fn named(words: Words, hit: &Hit) -> Option<Written> {
    const DAY: i32 = 24 * 60;
    let minutes = hit.value % WITH_CUE;
    let shift = words
        .hit(hit.end, Concept::DateHourShiftAfter)
        .filter(|_| words.same_line(hit.end));
    match shift {
        Some(shift) => from_minutes((minutes + shift.value) % DAY, shift.end),
        None => from_minutes(minutes, hit.end),
    }
}

/// The time that is so many minutes after midnight.
pub(super) fn from_minutes(minutes: i32, end: usize) -> Option<Written> {
    let minutes = u16::try_from(minutes).ok()?;
    Some(Written {
        clock: Clock::new((minutes / 60) as u8, (minutes % 60) as u8),
        half: None,
        certain: true,
        twenty_four: true,
        stamped: false,
        padded: false,
        dial: false,
        zone: None,
        end,
    })
}

/// The time, if there is such a one on a clock.
pub(super) fn written(hour: u32, minute: u32, end: usize, certain: bool) -> Option<Written> {
    let valid = (hour < 24 && minute < 60) || (hour == 24 && minute == 0);
    valid.then_some(Written {
        clock: Clock::new(hour as u8, minute as u8),
        half: None,
        certain,
        twenty_four: false,
        stamped: false,
        padded: false,
        dial: false,
        zone: None,
        end,
    })
}

/// One past the unit after an hour. A single letter must not be the beginning of a word.
pub(super) fn clock_unit(words: Words, at: usize) -> Option<usize> {
    let end = words.phrase(at, Concept::DateClockUnit)?;
    let closed = !words.touches_letter(end) || words.is_number(end);
    (words.same_line(at) && closed).then_some(end)
}

/// The half of the day that is written right after a clock.
pub(super) fn meridiem(words: Words, at: usize) -> Option<(u8, usize)> {
    // "9.am"
    let dot = words.mark(at, '.') && words.touches(at) && words.touches(at + 1);
    let at = at + usize::from(dot);
    let hit = words.hit(at, Concept::DateMeridiem)?;
    if !words.same_line(at) || words.touches_letter(hit.end) {
        return None;
    }
    // "15:20 am Nachmittag"
    let part = words.hit(at, Concept::DatePartOfDay);
    if part.is_some_and(|part| part.end > hit.end) {
        return None;
    }
    let letter = hit.end == at + 1 && hit.span.of(words.view.text()).chars().nth(1).is_none();
    if letter && !(words.touches(at) && is_half_letter(words, at, hit.value)) {
        return None;
    }
    Some((hit.value as u8, hit.end))
}

/// Whether the letter right behind a number is a half of the day: "5:16p", "at 3p.", "10a-2p", but
/// neither "house 16a" nor "5p".
fn is_half_letter(words: Words, at: usize, half: i32) -> bool {
    let Some(hour) = at.checked_sub(1) else {
        return false;
    };
    if hour > 0 && words.any_mark(hour - 1, ":.") && words.touches(hour) {
        return true;
    }
    if words
        .digits(hour)
        .is_none_or(|(value, length)| length > 2 || !(1..=12).contains(&value))
    {
        return false;
    }
    let late = |at: usize| {
        words
            .hit(at, Concept::DateMeridiem)
            .is_some_and(|hit| hit.value == 12)
    };
    let opens = words.mark(at + 1, '-') && words.is_number(at + 2) && late(at + 3);
    let closes = half == 12
        && hour >= 3
        && words.mark(hour - 1, '-')
        && words.is_number(hour - 3)
        && words.hit(hour - 2, Concept::DateMeridiem).is_some();
    let ends = words.gap(at + 1) >= Gap::Line || words.any_mark(at + 1, ".,;)-");
    opens || closes || (half == 12 && ends && words.follows(hour, Concept::DateClockCue))
}

/// Reads the half or part of the day after the clock, and "c.t.".
fn half_and_part(words: Words, written: &mut Written) {
    // "19 Uhr am 15." has no morning.
    let fits = |half: u8| half != 0 || written.clock.hour <= 12 || !written.certain;
    if let Some((half, end)) = meridiem(words, written.end).filter(|(half, _)| fits(*half)) {
        const NIGHT: u8 = 24;
        let late = written.clock.hour >= 6 && written.clock.hour != 12;
        written.half = Some(match half {
            NIGHT => 12 * u8::from(late),
            half => half,
        });
        written.certain = true;
        written.end = end;
    }
    if twelve_by_name(words, written) {
        return;
    }
    part_after(words, written);
    academic_minutes(words, written);
}

/// "8 pm menos cuarto", "9 di sera e un quarto": minutes behind the half of the day.
fn shift_after_half(words: Words, written: &mut Written) {
    let Some(half) = written.half.filter(|_| written.clock.minute == 0) else {
        return;
    };
    let Some(hit) = words
        .hit(written.end, Concept::DateHourShiftAfter)
        .filter(|_| words.same_line(written.end) && written.clock.hour <= 12)
    else {
        return;
    };
    let minutes = i32::from(written.clock.hour % 12 + half) * 60 + hit.value;
    if let Some(shifted) = from_minutes(minutes, hit.end).filter(|_| half <= 12) {
        *written = shifted;
    }
}

/// "12 noon", "12:00 midnight": the word says which twelve it is.
fn twelve_by_name(words: Words, written: &mut Written) -> bool {
    let Some(hit) = words.hit(written.end, Concept::DateClockWord) else {
        return false;
    };
    let twelve = written.clock == Clock::new(12, 0) && words.same_line(written.end);
    if twelve {
        written.clock.hour = (hit.value % WITH_CUE / 60) as u8;
        written.half = None;
        written.twenty_four = true;
        written.certain = true;
        written.end = hit.end;
    }
    twelve
}

/// "8 Uhr abends": only after what is a time by itself, for "2 morning sessions" names no hour.
fn part_after(words: Words, written: &mut Written) {
    if let Some(hit) = words.hit(written.end, Concept::DatePartOfDay)
        && words.same_line(written.end)
        && written.certain
        && written.half.is_none()
        && written.clock.hour <= 12
    {
        apply_part(written, hit.value);
        written.end = hit.end;
    }
}

/// "18:00 c.t." begins a quarter of an hour later.
fn academic_minutes(words: Words, written: &mut Written) {
    if let Some(hit) = words.hit(written.end, Concept::DateAcademic)
        && words.same_line(written.end)
        && written.clock.minute == 0
    {
        written.clock.minute = hit.value as u8;
        written.certain = true;
        written.end = hit.end;
    }
}

/// The half that a part of the day implies: evening and afternoon the second, morning the first.
pub(super) fn apply_part(written: &mut Written, part: i32) {
    if written.half.is_some() || written.twenty_four || written.clock.hour > 12 {
        return;
    }
    let hour = written.clock.hour;
    written.half = match part {
        1 => Some(0),
        // The twelve of an evening is midnight.
        3 if written.clock == Clock::new(12, 0) => {
            written.clock.hour = 24;
            written.certain = true;
            return;
        }
        2 | 3 => Some(12),
        4 if (6..12).contains(&hour) => Some(12),
        4 => Some(0),
        _ => None,
    };
    written.certain = true;
}
