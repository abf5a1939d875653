//! What depends on the moment of a remark: `in five minutes`, `now`, `tonight`, `end of the month`.
//!
//! An announcement is of a day, a remark is made at a moment. What tells a time only to somebody
//! who was there is read where the caller knows that moment, and nowhere else. Parts of the day
//! and of periods then stand for the hours and days that they are commonly held to have.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use handbill_lexicon::{Concept, Languages};

use super::counted::{days, relative};
use super::date::dates;
use super::list::date_list;
use super::number::{amount, year_number};
use super::parts::{Day, Days, Relative, Stretch, Time, Times};
use super::relative::{day, later, relative_unit, shift};
use super::resolve::next_numbered_weekday;
use super::times::times;
use super::units::{
    DAY, FORTNIGHT, HALF_HOUR, HOUR, MINUTE, MONTH, QUARTER, QUARTER_HOUR, SECOND, WEEK, YEAR,
};
use super::words::Words;
use crate::{Clock, Moment};

/// Values of `date.part_of_month`, and what a remark tells besides.
const LATE: i32 = 3;
const EARLIER: i32 = 4;
const LATER: i32 = 5;
const REST: i32 = 6;

/// What the moment of a remark gives a meaning, from the token on.
pub(super) fn remark(words: Words, at: usize) -> Option<Days> {
    if !words.is_remark() {
        return None;
    }
    // "acum" is now, and leads into the past where a stretch of time follows.
    from_now(words, at)
        .or_else(|| now(words, at))
        .or_else(|| said_day(words, at))
        .or_else(|| third(words, at))
        .or_else(|| named_third(words, at))
        .or_else(|| season(words, at))
        .or_else(|| other_part(words, at))
        .or_else(|| running(words, at))
        .or_else(|| next_hour(words, at))
        .or_else(|| part_of_day(words, at))
}

fn now(words: Words, at: usize) -> Option<Days> {
    let end = words.phrase(at, Concept::DateNow)?;
    Some(days(relative(Relative::Now), at, end, "date.now"))
}

/// "the day after", "la veille": of another day in a story, of today in a remark.
fn said_day(words: Words, at: usize) -> Option<Days> {
    let hit = words
        .hit(at, Concept::DateSaidDay)
        .filter(|_| words.phrase(at, Concept::DateRelativeDay).is_none())?;
    let goes_on = [
        Concept::DateConnector,
        Concept::DateRelativeDay,
        Concept::DateHoliday,
        Concept::DateWeekday,
    ]
    .into_iter()
    .any(|concept| words.phrase(hit.end, concept).is_some());
    let closed = !(words.same_line(hit.end) && goes_on);
    closed.then(|| {
        days(
            relative(Relative::Days(hit.value)),
            at,
            hit.end,
            "date.relative",
        )
    })
}

/// "in five minutes", "two hours ago", "within 3 days", "half an hour later".
fn from_now(words: Words, at: usize) -> Option<Days> {
    // "za kwadrans ósma" is a time of day.
    if words.hit(at, Concept::DateHourShiftBefore).is_some()
        && times(words, at).is_some_and(|times| times.certain)
    {
        return None;
    }
    let lead = |concept| words.hit(at, concept);
    let ago = lead(Concept::DateAgo);
    let ahead = lead(Concept::DateAhead).or(lead(Concept::DateAheadSaid));
    let main = words.view.main_language();
    let within = lead(Concept::DateWithin).filter(|hit| hit.languages.meets(main));
    let led = within.or(ahead).or(ago);
    let next = led.map_or(at, |hit| hit.end);
    if led.is_some() && !words.same_line(next) {
        return None;
    }
    // The unit alone is one of them before what only a stretch of time stands before ("rok temu").
    let alone = words.hit(at, Concept::DateUnit).filter(|unit| {
        [Concept::DateAgoAfter, Concept::DateLaterAfter]
            .into_iter()
            .any(|concept| words.phrase(unit.end, concept).is_some())
    });
    let one = lead(Concept::DateAheadOne).or(alone);
    let (stretch, end) = stretch(words, next, one.map(|hit| hit.languages))?;
    let behind = |concept| words.hit(end, concept).filter(|_| words.same_line(end));
    let (sign, end) = if let Some(after) = behind(Concept::DateAgoAfter) {
        (-1, after.end)
    } else if let Some(after) = behind(Concept::DateAheadAfter) {
        (1, after.end)
    } else if let Some(after) = behind(Concept::DateLaterAfter) {
        // "dos días antes de Navidad" is counted from another day.
        if behind(Concept::DateAway).is_some_and(|away| words.same_line(away.end)) {
            return None;
        }
        (after.value, after.end)
    } else if ago.is_some() {
        (-1, end)
    } else {
        (led.map(|_| 1)?, end)
    };
    let value = if within.is_some() {
        Relative::Within(stretch)
    } else {
        Relative::In(stretch.times(sign))
    };
    Some(days(relative(value), at, end, "date.relative"))
}

/// "2 hours", "half an hour", "2.5 hours", "3 weeks and 2 days"; in the languages that are given
/// the unit alone is one of it ("za godzinę").
fn stretch(words: Words, at: usize, one: Option<Languages>) -> Option<(Stretch, usize)> {
    let mut total = Stretch::default();
    let mut next = at;
    let mut end = None;
    for _ in 0..4 {
        let Some(after) = add_part(words, next, one.filter(|_| end.is_none()), &mut total) else {
            break;
        };
        end = Some(after);
        let comma = after + usize::from(words.mark(after, ','));
        next = words.phrase(comma, Concept::DateAnd).unwrap_or(comma);
        if !words.same_line(after) || !words.same_line(next) {
            break;
        }
    }
    Some((total, end?))
}

/// Adds the number and unit at the token; one past them.
fn add_part(words: Words, at: usize, one: Option<Languages>, total: &mut Stretch) -> Option<usize> {
    let at = words.phrase(at, Concept::DateApproximately).unwrap_or(at);
    let unit_at = |at: usize| {
        words
            .hit(at, Concept::DateUnit)
            .or_else(|| words.hit(at, Concept::DateUnitShort))
    };
    let (mut hundredths, unit) = match quantity(words, at) {
        Some((number, end)) => (number, unit_at(end).filter(|_| words.same_line(end))?),
        None => (
            100,
            unit_at(at).filter(|unit| one.is_some_and(|one| one.meets(unit.languages)))?,
        ),
    };
    let mut end = unit.end;
    if words.same_line(end)
        && let Some(more) = words.hit(end, Concept::DateFractionAfter)
    {
        hundredths += more.value;
        end = more.end;
    }
    total.add(hundredths, unit.value)?;
    Some(end)
}

/// A number of things in hundredths, and one past it: "2", "2.5", "1/2", "half an", "a couple of".
fn quantity(words: Words, at: usize) -> Option<(i32, usize)> {
    if let Some((whole, length)) = words.digits(at) {
        let whole = i32::try_from(whole).ok().filter(|_| length <= 3)?;
        let part = words
            .digits(at + 2)
            .filter(|_| words.touches(at + 1) && words.touches(at + 2));
        return Some(match part {
            Some((part @ 2..=8, 1)) if words.mark(at + 1, '/') => {
                (whole * 100 / part as i32, at + 3)
            }
            Some((part, 1)) if words.any_mark(at + 1, ".,") => {
                (whole * 100 + part as i32 * 10, at + 3)
            }
            Some((part, 2)) if words.any_mark(at + 1, ".,") => (whole * 100 + part as i32, at + 3),
            Some(_) if words.any_mark(at + 1, ".,:/-") => return None,
            _ => add_fraction(words, whole * 100, at + 1),
        });
    }
    if let Some(hit) = words.hit(at, Concept::DateFraction) {
        return Some((hit.value, hit.end));
    }
    let (whole, end) = amount(words, at)?;
    Some(add_fraction(words, whole * 100, end))
}

/// "two and a half hours"
fn add_fraction(words: Words, hundredths: i32, at: usize) -> (i32, usize) {
    words
        .hit(at, Concept::DateFractionAfter)
        .filter(|_| words.same_line(at))
        .map_or((hundredths, at), |hit| (hundredths + hit.value, hit.end))
}

impl Stretch {
    /// Adds hundredths of a unit; nothing for a unit that is no measure.
    fn add(&mut self, hundredths: i32, unit: i32) -> Option<()> {
        const HOUR_SECONDS: i32 = 3600;
        let fine = match unit {
            SECOND => 1,
            MINUTE => 60,
            HOUR => HOUR_SECONDS,
            QUARTER_HOUR => HOUR_SECONDS / 4,
            HALF_HOUR => HOUR_SECONDS / 2,
            DAY if hundredths % 100 != 0 => 24 * HOUR_SECONDS,
            DAY => {
                self.days += hundredths / 100;
                return Some(());
            }
            WEEK | FORTNIGHT => {
                self.days += hundredths * if unit == WEEK { 7 } else { 14 } / 100;
                return Some(());
            }
            MONTH | QUARTER | YEAR => {
                let months = match unit {
                    MONTH => 1,
                    QUARTER => 3,
                    _ => 12,
                } * hundredths;
                self.months += months / 100;
                self.days += months % 100 * 30 / 100;
                return Some(());
            }
            _ => return None,
        };
        let seconds = i64::from(hundredths) * i64::from(fine) / 100;
        self.seconds = Some(self.seconds.unwrap_or(0) + i32::try_from(seconds).ok()?);
        Some(())
    }

    fn times(self, sign: i32) -> Self {
        Stretch {
            months: self.months * sign,
            days: self.days * sign,
            seconds: self.seconds.map(|seconds| seconds * sign),
        }
    }

    /// The moment so long after another.
    fn after(self, from: NaiveDateTime) -> Option<NaiveDateTime> {
        let date = shift(
            later(from.date(), self.months, MONTH)?,
            i64::from(self.days),
        )?;
        let seconds = i64::from(self.seconds.unwrap_or(0));
        date.and_time(from.time())
            .checked_add_signed(Duration::seconds(seconds))
    }
}

/// "the end of the month", "early next week", "fin mars", "beginning of 2027", "later this week",
/// "end of day".
fn third(words: Words, at: usize) -> Option<Days> {
    let is_weekend = |end| {
        // "fim de semana"
        [Concept::DateUnit, Concept::DateRelativeWeekend]
            .into_iter()
            .any(|concept| words.phrase(at, concept).is_some_and(|unit| unit > end))
    };
    let part = words.hit(at, Concept::DatePartOfMonth);
    let (third, after) = if let Some(hit) = part.filter(|hit| !is_weekend(hit.end)) {
        (hit.value, hit.end)
    } else {
        // "prima settimana" is the first week, no earlier one.
        let hit = words
            .hit(at, Concept::DateLaterAfter)
            .filter(|hit| words.hit(hit.end, Concept::DateUnit).is_none())?;
        (if hit.value > 0 { LATER } else { EARLIER }, hit.end)
    };
    let mut next = after + usize::from(words.mark(after, '-') && words.touches(after));
    for _ in 0..2 {
        next = words
            .phrase(next, Concept::DateConnector)
            .or_else(|| words.phrase(next, Concept::DateYearCue))
            .filter(|end| words.same_line(next) && words.same_line(*end))
            .unwrap_or(next);
    }
    if !words.same_line(next) {
        return None;
    }
    let (start, end) = period(words, next, third == LATE)?;
    let start = Day {
        third: Some(third),
        ..start
    };
    Some(days(start, at, end, "date.part-of-period"))
}

/// "EOM", "by EOD": a part and its period in one word.
fn named_third(words: Words, at: usize) -> Option<Days> {
    let hit = words.hit(at, Concept::DatePartOfUnit)?;
    let value = match hit.value % 100 {
        DAY => Relative::Days(0),
        WEEK => Relative::Week(0),
        MONTH => Relative::Month(0),
        YEAR => Relative::Year(0),
        _ => return None,
    };
    let start = Day {
        third: Some(hit.value / 100),
        ..relative(value)
    };
    Some(days(start, at, hit.end, "date.part-of-period"))
}

/// "this summer", "in winter", "l'été prochain".
fn season(words: Words, at: usize) -> Option<Days> {
    let shift = |at| {
        words
            .hit(at, Concept::DateShift)
            .filter(|_| words.same_line(at))
    };
    let led = words
        .hit(at, Concept::DateShift)
        .or_else(|| words.hit(at, Concept::DateYearCue));
    let name_at = led.map_or(at, |hit| hit.end);
    let name = words.hit(name_at, Concept::DateSeason)?;
    let behind = shift(name.end);
    let leading = led.filter(|hit| hit.concept == Concept::DateShift);
    let steps = leading.or(behind).map_or(0, |hit| hit.value.signum());
    if (led.is_some() && !words.same_line(name_at)) || (led.is_none() && behind.is_none()) {
        return None;
    }
    let value = Relative::Season(u8::try_from(name.value).ok()?, steps);
    let end = behind.map_or(name.end, |hit| hit.end);
    let dated = words.is_number(end) && words.same_line(end);
    (!dated).then(|| days(relative(value), at, end, "date.season"))
}

/// "in the year", "en el mes": the running one, where nothing more is said of it.
fn running(words: Words, at: usize) -> Option<Days> {
    if words.hit(at, Concept::DateHoliday).is_some() {
        return None;
    }
    let hits = words.view.hits.at(at).iter();
    let unit = hits
        .filter(|hit| matches!(hit.concept, Concept::DateYearCue | Concept::DateConnector))
        .find_map(|cue| {
            let article = words
                .phrase(cue.end, Concept::DateConnector)
                .unwrap_or(cue.end);
            words
                .hit(article, Concept::DateUnit)
                .filter(|_| words.same_line(cue.end) && words.same_line(article))
        })?;
    let value = match unit.value {
        WEEK => Relative::Week(0),
        MONTH => Relative::Month(0),
        YEAR => Relative::Year(0),
        _ => return None,
    };
    let closed =
        !(words.same_line(unit.end) && (words.is_word(unit.end) || words.is_number(unit.end)));
    closed.then(|| days(relative(value), at, unit.end, "date.relative"))
}

/// "the next hour", "la próxima hora".
fn next_hour(words: Words, at: usize) -> Option<Days> {
    let shift = words
        .hit(at, Concept::DateShift)
        .filter(|hit| (1..=2).contains(&hit.value))?;
    let unit = words
        .hit(shift.end, Concept::DateUnit)
        .filter(|unit| unit.value == HOUR && words.same_line(shift.end))?;
    let hour = Stretch {
        seconds: Some(3600),
        ..Stretch::default()
    };
    let start = relative(Relative::Within(hour));
    Some(days(start, at, unit.end, "date.relative"))
}

/// A week, month or year, or a day where that can be meant, and one past it.
fn period(words: Words, at: usize, or_day: bool) -> Option<(Day, usize)> {
    if let Some((unit, end)) = relative_unit(words, at) {
        return Some((relative(unit), end));
    }
    if let Some((year, end)) = year_number(words, at) {
        let year = Day {
            year: Some(year),
            ..Day::default()
        };
        return Some((year, end));
    }
    if let Some(unit) = words.hit(at, Concept::DateUnit)
        && unit.value == DAY
        && or_day
    {
        return Some((relative(Relative::Days(0)), unit.end));
    }
    if let Some(list) = date_list(words, at)
        && let [month] = list.dates.as_slice()
        && month.end.is_none()
        && month.start.day.is_none()
        && month.start.month.is_some()
    {
        return Some((month.start, month.end_token));
    }
    // "late tonight" is no end of a day, and parts have no parts.
    let day = or_day && !is_part(words, at) && words.hit(at, Concept::DateRelativePart).is_none();
    let found = day.then(|| dates(words, at))??;
    let [day] = found.as_slice() else {
        return None;
    };
    (day.end.is_none() && day.start.is_day()).then_some((day.start, day.end_token))
}

/// The early, middle or late days of a period, by its own first and last day; the end of a day.
pub(super) fn third_of(
    third: i32,
    start: Moment,
    end: Option<Moment>,
    now: NaiveDateTime,
) -> Option<(Moment, Option<Moment>)> {
    let first = start.first_day()?;
    let last = end.unwrap_or(start).last_day()?;
    let length = (last - first).num_days() + 1;
    let today = now.date();
    let (from, until) = match (length, third) {
        (1, LATE) => {
            let clock = Clock {
                second: 59,
                ..Clock::new(23, 59)
            };
            let end = Moment {
                clock: Some(clock),
                ..start
            };
            return Some((end, None));
        }
        (7, EARLIER) => (first, shift(first, 2)?.min(shift(today, -1)?).max(first)),
        (7, LATER) => (shift(first, 3)?.max(today).min(last), last),
        (_, REST) => (first.max(today).min(last), last),
        (_, EARLIER | LATER) => return Some((start, end)),
        (7, 1) => (first, shift(first, 2)?),
        (7, 2) => (shift(first, 2)?, shift(first, 3)?),
        (7, _) => (shift(first, 4)?, last),
        (28..=31, 1) => (first, shift(first, 9)?),
        (28..=31, 2) => (shift(first, 10)?, shift(first, 19)?),
        (28..=31, _) => (shift(first, 20)?, last),
        (365.., 1) => (first, first.with_day(31)?.with_month(3)?),
        (365.., 2) => (first.with_month(5)?, first.with_day(31)?.with_month(8)?),
        (365.., _) => (first.with_month(9)?, last),
        _ => return None,
    };
    Some((day(from), Some(day(until))))
}

/// "by the end of the month": from now on to the end of its last day.
pub(super) fn until_end_of(last: Moment, now: NaiveDateTime) -> (Moment, Option<Moment>) {
    let end = Moment {
        clock: Some(Clock::new(23, 59)),
        ..last
    };
    (moment(now), Some(end))
}

/// Whether a part of a day or of a period begins at the token.
fn is_part(words: Words, at: usize) -> bool {
    [
        Concept::DatePartOfMonth,
        Concept::DateLaterAfter,
        Concept::DatePartOfDay,
        Concept::DateHoursOf,
    ]
    .into_iter()
    .any(|concept| words.hit(at, concept).is_some())
}

/// "in the evening", "after lunch", "the morning of 5 May": hours of today or of the day behind.
fn part_of_day(words: Words, at: usize) -> Option<Days> {
    // "morgen" is tomorrow before it is the morning, "zaterdagmiddag" a Saturday.
    let (hours, end) = hours_at(words, at).filter(|(_, end)| {
        [Concept::DateRelativeDay, Concept::DateWeekday]
            .into_iter()
            .all(|concept| words.phrase(at, concept) != Some(*end))
    })?;
    let next = words
        .phrase(end, Concept::DateConnector)
        .max(words.phrase(end, Concept::DateDayCue))
        .unwrap_or(end);
    if words.same_line(end)
        && words.same_line(next)
        && !is_part(words, next)
        && let Some(found) = dates(words, next)
        && let [one] = found.as_slice()
        && one.end.is_none()
        && one.start.is_day()
        && one.start.hours.is_none()
    {
        let start = Day {
            hours: Some(hours),
            ..one.start
        };
        return Some(days(start, at, one.end_token, "date.part-of-day"));
    }
    let worded = end > at + 1 || words.hit(at, Concept::DateHoursOf).is_some();
    let closed = !(words.same_line(end) && (words.is_number(end) || words.is_word(end)));
    let start = Day {
        hours: Some(hours),
        ..relative(Relative::Now)
    };
    let lone = closed && (worded || words.fills_line(at, end));
    (lone && super::times::times(words, at).is_none())
        .then(|| days(start, at, end, "date.part-of-day"))
}

/// "next evening", "dieser Abend", "afgelopen nacht": a part of today, tomorrow or yesterday.
fn other_part(words: Words, at: usize) -> Option<Days> {
    let shift = words
        .hit(at, Concept::DateShift)
        .filter(|hit| hit.value <= 2 && words.same_line(hit.end))?;
    let (hours, end) = hours_at(words, shift.end)?;
    let start = Day {
        hours: Some(hours),
        ..relative(Relative::Days(shift.value.signum()))
    };
    Some(days(start, at, end, "date.part-of-day"))
}

/// "Monday 11-4", "lundi prochain 6-8": behind a day of the week, numbers to twelve are hours.
pub(super) fn hours_range(words: Words, at: usize) -> Option<Times> {
    if !words.is_remark() {
        return None;
    }
    let first_at = [
        Concept::DateBetween,
        Concept::DateRangeOpen,
        Concept::DateClockCue,
    ]
    .into_iter()
    .filter_map(|concept| words.phrase(at, concept))
    .max()
    .unwrap_or(at);
    let hour = |at| match words.digits(at) {
        Some((hour @ 1..=12, 1..=2)) => Some(hour as u8),
        _ => None,
    };
    let end = first_at + 3;
    let (first, last) = (hour(first_at)?, hour(first_at + 2)?);
    let closed = !words.glued_right(end) && !words.any_mark(end, "-/:");
    let time = |hour| Time {
        clock: Clock::new(hour, 0),
        half_known: false,
        dial: true,
        zone: None,
    };
    let last = if last < first { last + 12 } else { last };
    (words.mark(first_at + 1, '-') && words.same_line(at) && closed && first != last).then_some(
        Times {
            start: time(first),
            end: Some(time(last)),
            first_token: first_at,
            end_token: end,
            certain: true,
        },
    )
}

/// The hours of the part of the day at the token, and one past it.
fn hours_at(words: Words, at: usize) -> Option<((u8, u8), usize)> {
    let stated = words.hit(at, Concept::DateHoursOf);
    let common = words.hit(at, Concept::DatePartOfDay);
    if let Some(hit) = stated.filter(|hit| common.is_none_or(|common| common.end <= hit.end)) {
        return Some((stated_hours(hit.value)?, hit.end));
    }
    let hit = common?;
    Some((common_hours(hit.value)?, hit.end))
}

/// The hours that go with a day in a remark: "tomorrow evening", "tonight", "Tuesday after work".
pub(super) fn hours_of_day(words: Words, first: usize, end: usize) -> Option<((u8, u8), usize)> {
    if !words.is_remark() {
        return None;
    }
    let within = |concept| words.hit(first, concept).filter(|hit| hit.end == end);
    if let Some(hit) = within(Concept::DateHoursOf) {
        return Some((stated_hours(hit.value)?, end));
    }
    if let Some(hit) = within(Concept::DateRelativePart) {
        return Some((common_hours(hit.value)?, end));
    }
    let mut next = end + usize::from(words.mark(end, ','));
    for _ in 0..2 {
        if !words.same_line(next) {
            return None;
        }
        if let Some(found) = hours_at(words, next) {
            return Some(found);
        }
        next = words
            .phrase(next, Concept::DateConnector)
            .max(words.phrase(next, Concept::DateClockCue))
            .max(words.phrase(next, Concept::DateYearCue))?;
    }
    None
}

fn stated_hours(value: i32) -> Option<(u8, u8)> {
    Some((
        u8::try_from(value / 100).ok()?,
        u8::try_from(value % 100).ok()?,
    ))
}

/// The hours that a part of the day is commonly held to have.
fn common_hours(part: i32) -> Option<(u8, u8)> {
    match part {
        1 => Some((4, 12)),
        2 => Some((12, 19)),
        3 => Some((18, 24)),
        4 => Some((0, 4)),
        _ => None,
    }
}

/// The moments that a remark's relative time means, said at `now`.
pub(super) fn resolve(written: &Day, now: NaiveDateTime) -> Option<(Moment, Option<Moment>)> {
    if written.away.is_some() || written.third.is_some() {
        return None;
    }
    if written.is_bare_weekday() || written.is_bare_number() {
        let today = now.date();
        let near = written
            .weekday
            .zip(written.day)
            .and_then(|(weekday, number)| next_numbered_weekday(today, weekday, number));
        return Some((day(near.or_else(|| coming_day(written, today))?), None));
    }
    let at_precision = |stretch: Stretch, at: NaiveDateTime| {
        if stretch.seconds.is_some() {
            moment(at)
        } else {
            day(at.date())
        }
    };
    match written.relative? {
        Relative::Now => Some((moment(now), None)),
        Relative::In(stretch) => Some((at_precision(stretch, stretch.after(now)?), None)),
        Relative::Within(stretch) => {
            let until = stretch.after(now)?;
            let until = match stretch.seconds {
                Some(_) => until,
                None => until.date().and_time(NaiveTime::MIN),
            };
            Some((moment(now), Some(moment(until))))
        }
        Relative::Span(count, unit) => {
            let unit = match unit {
                SECOND => 1,
                MINUTE => 60,
                HOUR => 3600,
                _ => return None,
            };
            let begun = i64::from(now.num_seconds_from_midnight()) / unit * unit;
            let running = now.date().and_time(NaiveTime::MIN) + Duration::seconds(begun);
            let count = i64::from(count);
            let (from, until) = if count > 0 {
                (1, count + 1)
            } else {
                (count, 0)
            };
            let after = |units| running.checked_add_signed(Duration::seconds(units * unit));
            Some((moment(after(from)?), Some(moment(after(until)?))))
        }
        _ => None,
    }
}

/// The first day after today that bears the weekday or number, or both.
fn coming_day(written: &Day, today: NaiveDate) -> Option<NaiveDate> {
    const TWO_YEARS: i64 = 731;
    let first = if written.day.is_some() { 0 } else { 1 };
    (first..TWO_YEARS)
        .filter_map(|days| shift(today, days))
        .find(|date| {
            let weekday = date.weekday().number_from_monday();
            written.day.is_none_or(|day| u32::from(day) == date.day())
                && written.weekday.is_none_or(|day| u32::from(day) == weekday)
        })
}

/// A moment with its time of day.
fn moment(at: NaiveDateTime) -> Moment {
    let time = at.time();
    Moment {
        clock: Some(Clock {
            hour: time.hour() as u8,
            minute: time.minute() as u8,
            second: time.second() as u8,
        }),
        ..day(at.date())
    }
}

/// Gives a day the hours of a part of it; today's, where no day is told, or tomorrow's where
/// they are over.
pub(super) fn give_hours(
    start: &mut Moment,
    end: &mut Option<Moment>,
    (from, until): (u8, u8),
    now: NaiveDateTime,
) -> Option<()> {
    let date = start.date()?;
    let today = start.clock.is_some() || (from == 0 && date == now.date());
    let date = if today && u32::from(until) <= now.hour() {
        date.succ_opt()?
    } else {
        date
    };
    let last = if until >= 24 || until < from {
        date.succ_opt()?
    } else {
        date
    };
    let at = |date, hour: u8| Moment {
        clock: Some(Clock::new(hour % 24, 0)),
        ..day(date)
    };
    *start = at(date, from);
    *end = Some(at(last, until));
    Some(())
}

/// The next time of day from a moment on, in the half of the day that is nearer where that is open.
pub(super) fn next_clock(
    clock: Clock,
    half_known: bool,
    now: NaiveDateTime,
) -> Option<(Moment, Clock)> {
    let minutes = u32::from(clock.hour) * 60 + u32::from(clock.minute);
    let said = now.hour() * 60 + now.minute();
    let later = Clock {
        hour: clock.hour + 12,
        ..clock
    };
    if minutes >= said {
        Some((day(now.date()), clock))
    } else if !half_known && clock.hour < 12 && minutes + 720 >= said {
        Some((day(now.date()), later))
    } else {
        Some((day(now.date().succ_opt()?), clock))
    }
}
