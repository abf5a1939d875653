//! Times of day in digits: `18:30`, `18h30`, `18.30 Uhr`, `1430 hours`.

use handbill_lexicon::{Concept, Gap, TokenKind};

use super::clock::{Written, clock_unit, meridiem, written};
use super::clock_words::{minutes_before_hour, shift_after, spelt_minutes, spelt_out_minutes};
use super::rows::is_row_of_hours;
use super::words::Words;
use crate::Clock;

/// A time of day that begins with digits.
pub(super) fn digits(words: Words, at: usize) -> Option<Written> {
    let (hour, length) = words.digits(at)?;
    if length == 3 || length == 4 {
        return four_digits(words, at, hour, length);
    }
    if length > 2 {
        return None;
    }
    if let Some(minutes) = minutes_before_hour(words, at, hour as i32, at + 1) {
        return Some(minutes);
    }
    if let Some(minute) = raised_minutes(words, at + 1) {
        let unit = clock_unit(words, at + 3);
        // Powers of ten are the only ones with such exponents.
        let certain = hour != 10 || unit.is_some() || follows_cue(words, at, 1);
        return written(hour, minute, unit.unwrap_or(at + 3), certain);
    }
    const MORNING: u32 = 6;
    let unit = || hour > MORNING && clock_unit(words, at + 3).is_some();
    let told = is_surely_clock(words, at) || follows_cue(words, at, 2);
    let marks = if told || unit() || begins_comma_range(words, at) {
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
    // "ob 18. uri" counts the hour.
    let dot = words.mark(at + 1, '.') && words.touches(at + 1) && !words.touches(at + 2);
    if let Some(unit_end) = clock_unit(words, at + 1 + usize::from(dot)) {
        let mut out = with_unit(words, hour, unit_end)?;
        out.certain = !is_perhaps_duration(words, at, at + 1, &out);
        return Some(out);
    }
    let surely = (is_surely_clock(words, at) || is_led_to_hour(words, at, at + 1))
        && !words.glued_right(at + 1);
    // "od 9. do 17. ure"
    let ordinal = dot && words.same_line(at + 2) && words.hit(at + 2, Concept::DateRange).is_some();
    let mut bare = written(hour, 0, at + 1 + usize::from(ordinal), surely)?;
    shift_after(words, words.follows(at, Concept::DateClockCue), &mut bare);
    spelt_out_minutes(words, words.follows(at, Concept::DateClockCue), &mut bare);
    bare.dial |= surely && !is_surely_clock(words, at);
    let tail = meridiem(words, bare.end);
    (bare.certain || tail.is_some() || !words.glued_right(at + 1) && !words.mark(at + 1, '%'))
        .then_some(bare)
}

/// "19³⁰": the minutes stand raised behind the hour.
fn raised_minutes(words: Words, at: usize) -> Option<u32> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |at: usize| match words.kind(at) {
        Some(TokenKind::Mark(mark)) if words.touches(at) => {
            RAISED.iter().position(|raised| *raised == mark)
        }
        _ => None,
    };
    let minute = digit(at)? * 10 + digit(at + 1)?;
    (digit(at + 2).is_none() && minute < 60).then_some(minute as u32)
}

/// "dalle 9,30 alle 12,30", "das 20,45 às 22": behind a word for a time, a comma before the minutes
/// of a range's start.
fn begins_comma_range(words: Words, at: usize) -> bool {
    let minutes = |hour: usize| {
        words.mark(hour + 1, ',')
            && words.touches(hour + 1)
            && words.touches(hour + 2)
            && matches!(words.digits(hour + 2), Some((minute, 2)) if minute < 60 && minute % 5 == 0)
    };
    let over = |at: usize, concept| words.phrase(at, concept).unwrap_or(at);
    let to = over(over(at + 3, Concept::DateRange), Concept::DateClockCue);
    let hour = || {
        let bare = matches!(words.digits(to), Some((hour, 1 | 2)) if hour <= 24);
        bare && !words.glued_right(to + 1)
    };
    let end = || match minutes(to) {
        true => Some(to + 3),
        false => hour().then_some(to + 1),
    };
    words.follows(at, Concept::DateClockCue)
        && minutes(at)
        && to > at + 3
        && end().is_some_and(|end| {
            words.phrase(end, Concept::DateMeasure).is_none() && !words.mark(end, '%')
        })
}

/// Whether a word that leads to nothing but a time stands before ("ore 18,30").
pub(super) fn is_surely_clock(words: Words, at: usize) -> bool {
    follows_cue(words, at, 1)
}

/// "We meet at 7.", "alle 24", "a las 5 en el patio": an hour behind a word that may stand before
/// what is counted too, where nothing that could be counted follows.
pub(super) fn is_led_to_hour(words: Words, at: usize, end: usize) -> bool {
    let after_comma = end + usize::from(words.mark(end, ','));
    let closed = words.gap(end) >= Gap::Line
        || (words.any_mark(end, ".!?;") && words.touches(end) && !words.touches(end + 1))
        || (words.hit(end, Concept::DatePartOfDay).is_some() && words.same_line(end))
        || (words.same_line(after_comma)
            && words
                .phrase(after_comma, Concept::CuePlacePreposition)
                .is_some());
    follows_cue(words, at, 2) && closed
}

fn follows_cue(words: Words, at: usize, value: i32) -> bool {
    (at.saturating_sub(4)..at).any(|first| {
        words.hit(first, Concept::DateClockCue).is_some()
            && words.view.hits.at(first).iter().any(|hit| {
                hit.concept == Concept::DateClockCue && hit.end == at && hit.value == value
            })
    })
}

/// "18:30", "18.30", "18:30:05.123".
fn with_minutes(words: Words, at: usize, hour: u32, minute: u32) -> Option<Written> {
    let colon = words.mark(at + 1, ':');
    let mut end = at + 3;
    let mut seconds = 0;
    if words.mark(end, if colon { ':' } else { '.' })
        && words.touches(end)
        && words.touches(end + 1)
        && let Some((second, 2)) = words.digits(end + 1)
    {
        if !colon || second > 60 {
            return None;
        }
        seconds = second.min(59) as u8;
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
    let named = words.hit(end, Concept::DateClockWord).is_some();
    let stamp_follows =
        words.mark(end, '/') && words.digits(end + 1).is_some_and(|(_, length)| length == 4);
    if unit.is_none()
        && !half
        && !named
        && words.glued_right(end)
        && !stamp_follows
        && !is_stamp_zone(words, end)
    {
        return None;
    }
    let measure = words.phrase(end, Concept::DateMeasure);
    let cued = words.follows(at, Concept::DateClockCue) && measure.is_none();
    let whole = words.is_whole(at, end) && hour > 0;
    let labelled = minute.is_multiple_of(5) && is_labelled(words, at) && measure.is_none();
    let dated = minute.is_multiple_of(5) && ends_date(words, at, end);
    let among_rows = || !colon && measure.is_none() && is_row_of_hours(words, at);
    let told = cued || whole || labelled || dated || among_rows();
    let certain = colon || unit.is_some() || half || told && hour < 24;
    let mut out = written(hour, minute, unit.unwrap_or(end), certain)?;
    out.stamped = end > at + 3;
    out.clock.second = seconds;
    out.padded = words.view.tokens.folded(at).starts_with('0');
    // "1.25 hours" is a stretch of time, "10.30 uur" none.
    if !colon && unit.is_some() && !minute.is_multiple_of(15) {
        out.certain = !is_perhaps_duration(words, at, end, &out);
    }
    Some(out)
}

/// Whether a label that only a time follows stands before ("Aanvang: 20.15").
fn is_labelled(words: Words, at: usize) -> bool {
    let end = at - usize::from(at > 0 && words.mark(at - 1, ':'));
    words.same_line(at)
        && (end.saturating_sub(3)..end).any(|first| {
            words
                .hit(first, Concept::DateLabel)
                .is_some_and(|hit| hit.end == end && hit.value == 1)
        })
}

/// Whether two digits of an hour stand right behind a date with its year, and nothing behind the
/// minutes in their field: "pátek 27. 3. 2026 18.00".
fn ends_date(words: Words, at: usize, end: usize) -> bool {
    let Some(year) = at.checked_sub(1) else {
        return false;
    };
    let written = matches!(words.digits(year), Some((1900..2200, 4)))
        && (words.is_month(year.wrapping_sub(1)) || words.mark(year.wrapping_sub(1), '.'));
    let closes = words.gap(end) >= Gap::Line || words.any_mark(end, ",;)") && words.touches(end);
    written && closes && words.gap(at) == Gap::Space && matches!(words.digits(at), Some((_, 2)))
}

/// Whether an hour and its minutes in dots stand at the token that are no day and month ("19.00",
/// "18.30"): a time where a day stands right before ("Wed 3.2. 19.00 Quiz").
pub(super) fn is_dotted_hour(words: Words, at: usize) -> bool {
    const MORNING: u32 = 6;
    const LATEST_MONTH: u32 = 12;
    let hour = matches!(words.digits(at), Some((MORNING..24, 1..=2)));
    let minutes = words.digits(at + 2).is_some_and(|(minute, length)| {
        let no_month = minute == 0 || minute > LATEST_MONTH;
        length == 2 && minute < 60 && minute.is_multiple_of(5) && no_month
    });
    let end = at + 3;
    hour && minutes
        && words.mark(at + 1, '.')
        && words.touches(at + 1)
        && words.touches(at + 2)
        && !words.glued_right(end)
        && !(words.mark(end, '.') && words.is_number(end + 1))
        && !words.any_mark(end, "%€$£")
        && words.phrase(end, Concept::DateMeasure).is_none()
}

/// What may touch the digits of a stamp: `Z`, `+02:00`, or the `h` of a sloppy clock.
fn is_stamp_zone(words: Words, at: usize) -> bool {
    words.any_mark(at, "+-") || (words.is_word(at) && words.view.tokens.folded(at) == "z")
}

/// "18 h", "18h30", "18 Uhr 30", "8h10m00".
pub(super) fn with_unit(words: Words, hour: u32, unit_end: usize) -> Option<Written> {
    let mut end = unit_end;
    let mut minute = 0;
    let at = after_stop(words, unit_end);
    if let Some((value, 2)) = words.digits(at)
        && value < 60
        && words.same_line(at)
        && (words.touches(at) || clock_unit(words, at + 1).is_none())
        && !(words.mark(at + 1, ':') && words.touches(at + 1) && words.is_number(at + 2))
        && !(words.mark(at + 1, '.') && words.touches(at + 2) && words.is_number(at + 2))
        && (words.touches(at) || !words.any_mark(at + 1, "-/") || !words.touches(at + 1))
    {
        minute = value;
        end = at + 1;
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
        shift_after(words, true, &mut out);
    }
    Some(out)
}

/// Where minutes may stand behind the full stop of an abbreviated unit ("18h.30", "18 h. 30").
fn after_stop(words: Words, unit_end: usize) -> usize {
    let at = unit_end + 1;
    let stop = words.mark(unit_end, '.') && words.touches(unit_end);
    let closed = || {
        let end = words.phrase(at + 1, Concept::DateMinuteUnit);
        end.is_some() || !(words.is_word(at + 1) && words.same_line(at + 1))
    };
    if stop && words.is_number(at) && (words.touches(at) || closed()) {
        at
    } else {
        unit_end
    }
}

/// "2h", "3 heures", "1.25 hours", "24 hours" are as often a stretch of time, unless a cue says
/// otherwise. `unit` is the token of the unit.
pub(super) fn is_perhaps_duration(words: Words, at: usize, unit: usize, time: &Written) -> bool {
    match words.hit(unit, Concept::DateClockUnit).map(|hit| hit.value) {
        Some(1) => {}
        Some(2) => {
            return !(words.follows(at, Concept::DateClockCue)
                || words.follows(at, Concept::DateApproximately)
                || meridiem(words, time.end).is_some()
                || words.is_whole(at, time.end));
        }
        _ => return false,
    }
    let long_word = words.hit(unit, Concept::DateUnit).is_some();
    if time.clock.minute > 0 && !long_word && words.is_whole(at, time.end) {
        return false;
    }
    let Clock { hour, minute, .. } = time.clock;
    if words.follows(at, Concept::DateClockCue) {
        // "à 1 heure de Toulouse" is a distance.
        return long_word && hour <= 2 && minute == 0;
    }
    // "9 h 40 min" is how long something takes, unless a range begins with it.
    let in_digits = time.end >= 2 && words.is_number(time.end - 2);
    if minute > 0 && in_digits && words.follows(time.end, Concept::DateMinuteUnit) {
        return !words.follows(at, Concept::DateRangeOpen);
    }
    let led = words.follows(at, Concept::DateAgo) || words.follows(at, Concept::DateAhead);
    led || hour <= 6 || hour == 24 || (long_word && minute == 0 && hour <= 12)
}

/// "1430 hours", "1140 a.m.", and "0730" for ranges.
fn four_digits(words: Words, at: usize, value: u32, length: usize) -> Option<Written> {
    let (hour, minute) = (value / 100, value % 100);
    // "1353 H Street": streets are named by letters.
    let is_street = |end: &usize| {
        !words.touches(at + 1)
            && words.capital(at + 1)
            && words.same_line(*end)
            && words.is_word(*end)
            && words.capital(*end)
    };
    let unit = clock_unit(words, at + 1).filter(|end| !is_street(end));
    let half = meridiem(words, at + 1);
    // "2017 am 24. Mai": a year, and a word that only looks like a half of the day.
    if unit.is_none() && hour > 12 && half.is_some_and(|(half, _)| half == 0) {
        return None;
    }
    if unit.is_none() && half.is_none() {
        // "0730-0930", "0900-1700 hrs": four digits with a zero in front, in a range.
        let leading_zero = |value: u32, length: usize| length == 4 && value < 1000;
        let before = at.checked_sub(2).and_then(|at| words.digits(at));
        let closes = length == 4
            && at >= 2
            && words.mark(at - 1, '-')
            && before.is_some_and(|(value, length)| leading_zero(value, length));
        let opens = leading_zero(value, length) && words.mark(at + 1, '-');
        // "kl 1930"
        let cued = length == 4 && is_surely_clock(words, at);
        let certain = cued || closes || words.follows(at, Concept::DateRangeOpen);
        return (((closes || cued) && !words.glued_right(at + 1)) || opens)
            .then(|| written(hour, minute, at + 1, certain))
            .flatten();
    }
    if length == 3 && half.is_none() {
        return None;
    }
    written(hour, minute, unit.unwrap_or(at + 1), true)
}
