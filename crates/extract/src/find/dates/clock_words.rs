//! Times of day in words: `half past six`, `halb acht`, `sept heures et demie`.

use handbill_lexicon::{Concept, Gap, Hit};

use super::clock::{Written, clock_unit, from_minutes, meridiem, written};
use super::clock_digits::{is_led_to_hour, is_perhaps_duration, is_surely_clock, with_unit};
use super::number::spelt_number;
use super::words::Words;

/// "half past six", "halb acht", "seven o'clock", "sept heures", "twenty past eight".
pub(super) fn spelt(words: Words, at: usize) -> Option<Written> {
    if let Some(shift) = shift_before(words, at) {
        let (hour, end) = hour_number(words, shift.end)?;
        let end = clock_unit(words, end).unwrap_or(end);
        return shifted(hour * 60 + shift.value, end);
    }
    if let Some(hour) = words.hit(at, Concept::DateHour) {
        return named_hour(words, at, hour.value as u32, hour.end);
    }
    let (value, end, false) = spelt_number(words, at)? else {
        return None;
    };
    if let Some(minutes) = minutes_before_hour(words, at, value, end) {
        return Some(minutes);
    }
    if let Some(unit_end) = clock_unit(words, end) {
        let mut out = with_unit(words, u32::try_from(value).ok()?, unit_end)?;
        out.certain = !is_perhaps_duration(words, at, end, &out);
        return Some(out);
    }
    if let Some(minutes) = hour_and_minute(words, at, value, end) {
        return Some(minutes);
    }
    // "look at one" names no hour, "a la una" does.
    let article = value > 1
        || (at.saturating_sub(3)..at.saturating_sub(1))
            .any(|first| words.phrase(first, Concept::DateClockCue) == Some(at));
    let surely = is_surely_clock(words, at) || (article && is_led_to_hour(words, at, end));
    let mut out = written(u32::try_from(value).ok()?, 0, end, surely)?;
    out.dial = surely;
    let cued = words.follows(at, Concept::DateClockCue) || words.follows(at, Concept::DateRange);
    shift_after(words, cued, &mut out);
    spelt_out_minutes(words, cued, &mut out);
    (value <= 12 || cued).then_some(out)
}

/// What shifts the hour behind it, by the language of the document or of the hour: "half three"
/// is 3:30 in English, "half drie" 2:30 in Dutch.
fn shift_before<'a>(words: Words<'a>, at: usize) -> Option<&'a Hit> {
    let hits = words.view.hits.at(at).iter();
    let mut shifts = hits.filter(|hit| hit.concept == Concept::DateHourShiftBefore);
    let main = words.view.main_language();
    let speaks = |hit: &Hit| {
        words
            .hit(hit.end, Concept::DateNumber)
            .is_none_or(|hour| hour.languages.meets(hit.languages))
    };
    shifts
        .clone()
        .find(|hit| speaks(hit) && hit.languages.meets(main))
        .or_else(|| shifts.clone().find(|hit| speaks(hit)))
        .or_else(|| shifts.next())
}

/// "at seven twenty-seven", "from three thirty to four": only where a word leads to a time.
fn hour_and_minute(words: Words, at: usize, hour: i32, end: usize) -> Option<Written> {
    let led = [
        Concept::DateClockCue,
        Concept::DateRangeOpen,
        Concept::DateRange,
    ]
    .into_iter()
    .any(|concept| words.follows(at, concept));
    let next = end + usize::from(words.mark(end, '-'));
    let (minute, end, ordinal) = spelt_number(words, next)?;
    let valid = (led || meridiem(words, end).is_some())
        && words.same_line(next)
        && !ordinal
        && (1..=12).contains(&hour)
        && (10..60).contains(&minute);
    valid
        .then(|| written(hour as u32, minute as u32, end, true))
        .flatten()
}

/// "o osiemnastej", "trzecia po południu": the word counts other things as well.
fn named_hour(words: Words, at: usize, hour: u32, end: usize) -> Option<Written> {
    if let Some(unit_end) = clock_unit(words, end) {
        return with_unit(words, hour, unit_end);
    }
    const HUNDRED: u32 = 100;
    let (hour, minute) = if hour < HUNDRED {
        (hour, 0)
    } else {
        (hour / HUNDRED, hour % HUNDRED)
    };
    let mut out = written(hour, minute, end, false)?;
    out.dial = minute > 0;
    if let Some((minute, after, false)) = spelt_number(words, end)
        && out.clock.minute == 0
        && words.same_line(end)
        && words.follows(at, Concept::DateClockCue)
        && (10..60).contains(&minute)
    {
        // "o siódmej trzydzieści"
        out = written(hour, minute as u32, after, true)?;
        return Some(out);
    }
    shift_after(words, true, &mut out);
    let end = out.end;
    let shifted = i32::from(out.clock.minute) != minute as i32;
    let same_line = words.same_line(end);
    let half = words.hit(end, Concept::DatePartOfDay).is_some() || meridiem(words, end).is_some();
    let closed = !(same_line && words.is_word(end));
    out.certain =
        shifted || (same_line && half) || (closed && words.follows(at, Concept::DateClockCue));
    Some(out)
}

/// "20 past eight", "zehn vor halb acht".
pub(super) fn minutes_before_hour(
    words: Words,
    first: usize,
    minutes: i32,
    end: usize,
) -> Option<Written> {
    let hit = words.hit(end, Concept::DateMinutesBeforeHour)?;
    if !words.same_line(end) || !(1..60).contains(&minutes) {
        return None;
    }
    let (hour, hour_end) = hour_number(words, hit.end)?;
    let unit = clock_unit(words, hour_end);
    // "10 after 6 months"
    if unit.is_none() && words.hit(hour_end, Concept::DateUnit).is_some() {
        return None;
    }
    let end = unit.unwrap_or(hour_end);
    let total = match hit.value {
        // "10 minutes after 6 songs" is no time of day, "10 minutes after 6 pm" is one.
        2 | -2 if !is_surely_hour(words, first, hit, hour_end) => return None,
        1 | 2 => hour * 60 + minutes,
        -1 | -2 if minutes < 30 => hour * 60 - minutes,
        29 => hour * 60 - 30 + minutes,
        -31 => hour * 60 - 30 - minutes,
        _ => return None,
    };
    // "5 to 6" and "three to four" are ranges; "ten to eight" is a time, but only a word that
    // leads to one tells the two apart.
    if hit.value == -1
        && (words.is_number(hit.end)
            || minutes % 5 != 0
            || !(words.follows(first, Concept::DateClockCue) || words.is_whole(first, end)))
    {
        return None;
    }
    shifted(total, end)
}

/// Whether the hour behind minutes is one by its unit, its half of the day or the word before all, or
/// ends what is said; "10 po 5" in digits may be the price of ten things.
fn is_surely_hour(words: Words, first: usize, minutes: &Hit, end: usize) -> bool {
    let told = clock_unit(words, end).is_some()
        || meridiem(words, end).is_some()
        || words.phrase(end, Concept::DatePartOfDay).is_some();
    let closed = !(words.same_line(end) && words.is_word(end));
    let digits = minutes.value > 0 && words.is_number(first) && words.is_number(minutes.end);
    told || (closed && !digits) || words.follows(first, Concept::DateClockCue)
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
    if let Some(hour) = words.hit(at, Concept::DateHour) {
        return (hour.value <= 24).then_some((hour.value, hour.end));
    }
    if let Some(noon) = words.hit(at, Concept::DateClockWord) {
        // "five minutes past noon"
        return (noon.value % 60 == 0).then_some((noon.value / 60, noon.end));
    }
    let (value, end, ordinal) = spelt_number(words, at)?;
    (!ordinal && (1..=24).contains(&value)).then_some((value, end))
}

fn shifted(minutes: i32, end: usize) -> Option<Written> {
    let minutes = if minutes < 0 { minutes + 720 } else { minutes };
    let mut out = from_minutes(minutes, end)?;
    out.twenty_four = false;
    out.dial = true;
    (out.clock.hour < 24).then_some(out)
}

/// "et demie", "y media", "moins le quart" after the hour; "y diez" only behind what is surely an
/// hour, for "cinco y diez" are numbers as well.
pub(super) fn shift_after(words: Words, surely: bool, out: &mut Written) {
    if let Some(hit) = words.hit(out.end, Concept::DateHourShiftAfter)
        && words.same_line(out.end)
        && (surely || hit.value % 15 == 0)
        && let Some(shifted) = shifted(i32::from(out.clock.hour) * 60 + hit.value, hit.end)
    {
        *out = shifted;
    }
}

/// "alle otto e 30", "a las 8 y 30": minutes in digits behind a bare hour; such as no hour has, for
/// "om 8 en 10 uur" are two hours.
pub(super) fn spelt_out_minutes(words: Words, cued: bool, out: &mut Written) {
    const AFTER_ALL_HOURS: u32 = 25;
    if out.clock.minute > 0 || !words.same_line(out.end) {
        return;
    }
    let Some(next) = words
        .phrase(out.end, Concept::DateAnd)
        .filter(|next| words.same_line(*next))
    else {
        return;
    };
    let Some((minute, 2)) = words.digits(next) else {
        return;
    };
    let end = next + 1;
    let unit = words
        .phrase(end, Concept::DateMinuteUnit)
        .filter(|end| !words.touches_letter(*end));
    let half = meridiem(words, end).is_some() || words.hit(end, Concept::DatePartOfDay).is_some();
    let closed = half
        || words.gap(end) >= Gap::Line
        || words.any_mark(end, ".,;)") && !words.touches(end + 1);
    // "las 9 y 20 de la noche": of hours that are told so there are twelve.
    let first = if half && out.clock.hour <= 12 {
        13
    } else {
        AFTER_ALL_HOURS
    };
    let valid = (first..60).contains(&minute) && minute.is_multiple_of(5);
    if valid && (unit.is_some() || (cued && closed)) {
        out.clock.minute = minute as u8;
        out.certain = true;
        out.end = unit.unwrap_or(end);
    }
}

/// "8 h et vingt minutes", "huit heures trente": minutes in words after the unit of the hour.
pub(super) fn spelt_minutes(words: Words, at: usize) -> Option<(u32, usize)> {
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
