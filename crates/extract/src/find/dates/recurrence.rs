//! Phrases that recur: `every first Monday`, `montags 19 Uhr`, `tous les jeudis de mars`.

use handbill_lexicon::{Concept, Hit};

use super::date::dates;
use super::hours::clock_after;
use super::list::date_list;
use super::number::{amount, day_number};
use super::parts::{Day, Days, Phrase, Times};
use super::rule::{Frequency, Rule};
use super::term::term;
use super::units::{DAY, MONTH, WEEK, YEAR};
use super::weekday::weekday;
use super::words::Words;
use crate::Bound;

/// So many weekdays or ordinals at most stand in one list.
const LONGEST_LIST: usize = 7;
/// The value of `date.frequency` whose number of days stands before it.
const NUMBERED: i32 = 6;

/// The recurring phrase that begins at the token.
pub(super) fn recurring(words: Words, at: usize) -> Option<Phrase> {
    if let Some((rule, end, times)) = with_hours(words, at) {
        return Some(bounded(words, at, rule, end, Some(times)));
    }
    if let Some((rule, end)) = monthly(words, at)
        .or_else(|| weekly(words, at))
        .or_else(|| on_day(words, at))
    {
        return Some(bounded(words, at, rule, end, None));
    }
    let (rule, end) = interval(words, at)?;
    let phrase = bounded(words, at, rule, end, None);
    // "weekly" alone is no time; "weekly from 3 March" is.
    (phrase.start.is_day() || phrase.end.is_some()).then_some(phrase)
}

/// The phrase with the hours, days and number of occurrences that follow its rule.
fn bounded(words: Words, at: usize, rule: Rule, end: usize, times: Option<Times>) -> Phrase {
    let mut phrase = Phrase {
        first_token: at,
        end_token: times.map_or(end, |times| times.end_token),
        start: Day {
            // "5 May every year" names its first occurrence.
            month: rule.month,
            day: rule.month_day.filter(|_| rule.month.is_some()),
            ..Day::default()
        },
        end: None,
        start_time: times.map(|times| times.start),
        end_time: times.and_then(|times| times.end),
        bound: Bound::At,
        recurrence: Some(rule),
        excepted: false,
        rule: "date.recurrence",
    };
    for _ in 0..2 {
        if phrase.start == Day::default()
            && phrase.end.is_none()
            && let Some((start, end, after)) = days_of_recurrence(words, phrase.end_token)
        {
            phrase.start = start;
            phrase.end = end;
            phrase.end_token = after;
        }
        count(words, &mut phrase);
        if phrase.start_time.is_none()
            && let Some(times) = clock_after(words, phrase.end_token)
        {
            phrase.start_time = Some(times.start);
            phrase.end_time = times.end;
            phrase.end_token = times.end_token;
        }
    }
    exceptions(words, &mut phrase);
    phrase
}

/// "for six weeks", "10 times".
fn count(words: Words, phrase: &mut Phrase) {
    let comma = usize::from(words.any_mark(phrase.end_token, ",("));
    let at = phrase.end_token + comma;
    let lasting = words.phrase(at, Concept::DateLasting);
    let next = lasting.unwrap_or(at);
    let Some((amount, after)) = amount(words, next).filter(|_| words.same_line(next)) else {
        return;
    };
    let Some(rule) = &mut phrase.recurrence else {
        return;
    };
    let times = words.phrase(after, Concept::DateTimes);
    let weeks = words
        .hit(after, Concept::DateUnit)
        .filter(|unit| unit.value == WEEK && lasting.is_some());
    let end = match (times, weeks) {
        (Some(end), _) => {
            rule.count = u32::try_from(amount).ok();
            end
        }
        (None, Some(unit)) if rule.frequency == Frequency::Weekly && !rule.days.is_empty() => {
            let weeks = u32::try_from(amount).unwrap_or(0);
            rule.count = Some(weeks * rule.days.len() as u32 / rule.interval);
            unit.end
        }
        _ => return,
    };
    let bracket = comma == 1 && words.mark(end, ')');
    phrase.end_token = end + usize::from(bracket);
}

/// "except on holidays", "außer am 3. Oktober": days that the rule does not tell of.
fn exceptions(words: Words, phrase: &mut Phrase) {
    let mark = usize::from(words.any_mark(phrase.end_token, ",;("));
    let at = phrase.end_token + mark;
    let Some(end) = words
        .phrase(at, Concept::DateExcept)
        .filter(|_| words.near(at))
    else {
        return;
    };
    phrase.excepted = true;
    let next = [Concept::DateDayCue, Concept::DateConnector]
        .into_iter()
        .filter_map(|concept| words.phrase(end, concept))
        .max()
        .unwrap_or(end);
    // Their days are no days of their own.
    if let Some(days) = dates(words, next).and_then(|dates| dates.last().copied())
        && words.same_line(next)
    {
        let closes = words.mark(at - 1, '(') && words.mark(days.end_token, ')');
        phrase.end_token = days.end_token + usize::from(mark == 1 && closes);
    }
}

/// What a recurrence is held in: "from 3 March to 26 May", "de mars", "until 20 June". The first
/// and the last day, and one past them.
fn days_of_recurrence(words: Words, at: usize) -> Option<(Day, Option<Day>, usize)> {
    let mut next = at + usize::from(words.mark(at, ','));
    let (mut from, mut until) = (false, false);
    for _ in 0..3 {
        if !words.near(next) {
            return None;
        }
        let open = words
            .phrase(next, Concept::DateFrom)
            .max(words.phrase(next, Concept::DateRangeOpen));
        let close = words.phrase(next, Concept::DateUntil);
        let link = words
            .phrase(next, Concept::DateConnector)
            .max(words.phrase(next, Concept::DateDayCue));
        let Some(longest) = open.max(close).max(link) else {
            break;
        };
        from |= open == Some(longest);
        until |= close == Some(longest);
        next = longest;
    }
    let list = date_list(words, next).filter(|_| next > at && words.near(next))?;
    let [days] = list.dates.as_slice() else {
        return None;
    };
    let Days { start, end, .. } = *days;
    let written = start.month.is_some();
    if end.is_none() && until && written {
        return Some((Day::default(), Some(start), days.end_token));
    }
    let whole = written && (end.is_some() || start.day.is_none() || from);
    whole.then_some((start, end, days.end_token))
}

/// "every Tuesday", "montags und donnerstags", "every other Friday", "every two weeks on Friday".
fn weekly(words: Words, at: usize) -> Option<(Rule, usize)> {
    if let Some((rule, end)) = interval(words, at) {
        let (days, end) = weekdays(words, after_cues(words, end))?;
        let rule = Rule {
            interval: rule.interval,
            frequency: rule.frequency,
            ..Rule::weekly(days)
        };
        return (rule.frequency == Frequency::Weekly).then_some((rule, end));
    }
    if let Some(every) = every(words, at) {
        let (days, end) = weekdays(words, every.end)?;
        let interval = if every.value == 2 { 2 } else { 1 };
        return Some((
            Rule {
                interval,
                ..Rule::weekly(days)
            },
            end,
        ));
    }
    if let Some(weekly) = every_so_many(words, at) {
        return Some(weekly);
    }
    // "Tuesdays 5, 12 and 19 May" are three days.
    let dated = || term(words, at, false).is_some_and(|term| term.day.day.is_some());
    let Some(each) = words.hit(at, Concept::DateWeekdayEach) else {
        // "Dienstag, 14-tägig"
        let day = words.hit(at, Concept::DateWeekday)?;
        let (frequency, end) = frequency_behind(words, day.end);
        let interval = if frequency? == 5 { 2 } else { 1 };
        let rule = Rule {
            interval,
            ..Rule::weekly(vec![day.value])
        };
        return Some((rule, end));
    };
    if dated() && frequency_behind(words, each.end).0.is_none() {
        return None;
    }
    let (days, end) = weekdays(words, at)?;
    if words.phrase(end, Concept::DateShift).is_some() {
        // "vinerea viitoare" is one day.
        return None;
    }
    let mut rule = Rule::weekly(days);
    let (behind, end) = frequency_behind(words, end);
    // "monthly on Fridays" leaves open which Friday it is.
    match frequency_before(words, at).or(behind) {
        Some(3) => rule = Rule::new(Frequency::Monthly),
        Some(4) => rule = Rule::new(Frequency::Yearly),
        Some(5) => rule.interval = 2,
        _ => {}
    }
    Some((rule, end))
}

/// "mercredi sur deux": a weekday whose weeks are counted behind it.
fn every_so_many(words: Words, at: usize) -> Option<(Rule, usize)> {
    let (day, after) = weekday(words, at)?;
    let every = words.hit(after, Concept::DateEveryAfter)?;
    let rule = Rule {
        interval: u32::try_from(every.value).ok()?,
        ..Rule::weekly(vec![day.value])
    };
    Some((rule, every.end))
}

/// A word that makes weekdays recur.
fn every<'a>(words: Words<'a>, at: usize) -> Option<&'a Hit> {
    const UNITS_ONLY: i32 = 3;
    words
        .hit(at, Concept::DateEvery)
        .filter(|hit| hit.value != UNITS_ONLY)
}

/// "every three weeks", "alle 2 Monate", "weekly", "every year": how often, without the days.
fn interval(words: Words, at: usize) -> Option<(Rule, usize)> {
    if let Some(hit) = words.hit(at, Concept::DateFrequency) {
        return Some((frequency(hit.value)?, hit.end));
    }
    let every = words.hit(at, Concept::DateEvery)?;
    let (amount, after) = amount(words, every.end)?;
    let unit = words
        .hit(after, Concept::DateUnit)
        .filter(|_| words.same_line(after) && (1..=52).contains(&amount))?;
    let mut rule = Rule::new(match unit.value {
        DAY => Frequency::Daily,
        WEEK => Frequency::Weekly,
        MONTH => Frequency::Monthly,
        YEAR => Frequency::Yearly,
        _ => return None,
    });
    rule.interval = u32::try_from(amount).ok()?;
    Some((rule, unit.end))
}

fn frequency(value: i32) -> Option<Rule> {
    Some(match value {
        1 => Rule::new(Frequency::Daily),
        2 => Rule::new(Frequency::Weekly),
        3 => Rule::new(Frequency::Monthly),
        4 => Rule::new(Frequency::Yearly),
        5 => Rule {
            interval: 2,
            ..Rule::new(Frequency::Weekly)
        },
        _ => return None,
    })
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
        (NUMBERED, Some((14, _))) => Some(5),
        (NUMBERED, _) => None,
        (value, _) => Some(value),
    }
}

/// "Tuesdays, fortnightly", "dienstags, 14-tägig": how often, and one past it.
fn frequency_behind(words: Words, end: usize) -> (Option<i32>, usize) {
    let at = end + usize::from(words.any_mark(end, ",("));
    let numbered = words.digits(at).is_some_and(|(days, _)| days == 14);
    let next = match numbered {
        true => at + 1 + usize::from(words.mark(at + 1, '-')),
        false => at,
    };
    let found = words.hit(next, Concept::DateFrequency).filter(|hit| {
        words.same_line(at) && matches!((hit.value, numbered), (2 | 5, false) | (NUMBERED, true))
    });
    match found {
        Some(hit) => {
            let bracket = words.mark(end, '(') && words.mark(hit.end, ')');
            let value = if numbered { 5 } else { hit.value };
            (Some(value), hit.end + usize::from(bracket))
        }
        None => (None, end),
    }
}

/// "first Monday of the month", "every first Monday", "2nd & 4th Wednesdays".
fn monthly(words: Words, at: usize) -> Option<(Rule, usize)> {
    let every = every(words, at).or_else(|| {
        words
            .hit(at, Concept::DateFrequency)
            .filter(|hit| hit.value == 3)
    });
    let second = every.filter(|hit| hit.concept == Concept::DateEvery && hit.value == 2);
    let start = every.map_or(at, |hit| after_cues(words, hit.end));
    let (ordinals, after) = match ordinals(words, start) {
        Some(found) => found,
        // "every second Tuesday of the month"
        None => second.map(|hit| (vec![2], hit.end))?,
    };
    let each = words.hit(after, Concept::DateWeekdayEach);
    let day = each.or_else(|| words.hit(after, Concept::DateWeekday))?;
    let months = words
        .phrase(day.end, Concept::DateOfEachMonth)
        .filter(|end| words.hit(*end, Concept::DateShift).is_none());
    let recurs = if second.is_some() {
        months.is_some()
    } else {
        every.is_some() || each.is_some() || months.is_some()
    };
    recurs.then(|| {
        let rule = Rule {
            days: ordinals.iter().map(|nth| (*nth, day.value)).collect(),
            ..Rule::new(Frequency::Monthly)
        };
        (rule, months.unwrap_or(day.end))
    })
}

/// "the 15th of each month", "5 May every year", "every year on 5 May".
fn on_day(words: Words, at: usize) -> Option<(Rule, usize)> {
    if let Some(number) = day_number(words, at)
        && let Some(end) = words
            .phrase(number.end, Concept::DateOfEachMonth)
            // "le 20 du mois prochain"
            .filter(|end| {
                words.same_line(number.end) && words.hit(*end, Concept::DateShift).is_none()
            })
        && (number.ordinal || words.follows(at, Concept::DateDayCue))
    {
        let rule = Rule {
            month_day: Some(number.value),
            ..Rule::new(Frequency::Monthly)
        };
        return Some((rule, end));
    }
    let yearly = |at: usize| {
        words
            .hit(at, Concept::DateFrequency)
            .filter(|hit| hit.value == 4)
    };
    let leads = yearly(at).map(|hit| hit.end);
    let start = leads.map_or(at, |end| after_cues(words, end));
    let day = term(words, start, false)
        .filter(|term| term.day.day.is_some() && term.day.year.is_none())?;
    let end = leads.map(|_| day.end).or_else(|| {
        yearly(day.end)
            .filter(|_| words.same_line(day.end))
            .map(|hit| hit.end)
    })?;
    let rule = Rule {
        month: Some(day.day.month?),
        month_day: day.day.day,
        ..Rule::new(Frequency::Yearly)
    };
    Some((rule, end))
}

/// "daily 9–17 h", "Mon–Fri 9:00–17:00", "werktags 8–12 Uhr": recurrent because hours follow.
fn with_hours(words: Words, at: usize) -> Option<(Rule, usize, Times)> {
    if let Some(hit) = words
        .hit(at, Concept::DateFrequency)
        .filter(|hit| hit.value == 1)
    {
        let times = clock_after(words, hit.end)?;
        return Some((Rule::new(Frequency::Daily), hit.end, times));
    }
    if let Some(hit) = words.hit(at, Concept::DateWeekdays) {
        let times = clock_after(words, hit.end)?;
        return Some((Rule::weekly(days_of(hit.value)), hit.end, times));
    }
    let (days, end) = range_of_weekdays(words, at)?;
    let times = clock_after(words, end)?;
    Some((Rule::weekly(days), end, times))
}

/// The days that the bits of a value stand for, Monday the lowest.
fn days_of(bits: i32) -> Vec<i32> {
    (1..=7).filter(|day| bits >> (day - 1) & 1 == 1).collect()
}

/// "Mon–Fri", "montags bis freitags".
fn range_of_weekdays(words: Words, at: usize) -> Option<(Vec<i32>, usize)> {
    let (first, after) = weekday(words, at)?;
    let next = if words.mark(after, '-') {
        after + 1
    } else {
        words.phrase(after, Concept::DateRange)?
    };
    let (last, end) = weekday(words, next)?;
    let days = (0..7)
        .map(|step| (first.value - 1 + step) % 7 + 1)
        .take_while(|day| {
            (*day - first.value).rem_euclid(7) <= (last.value - first.value).rem_euclid(7)
        })
        .collect();
    Some((days, end))
}

/// Where the days begin after "every two weeks on", "monatlich am".
fn after_cues(words: Words, at: usize) -> usize {
    let at = at + usize::from(words.mark(at, ','));
    words
        .phrase(at, Concept::DateDayCue)
        .max(words.phrase(at, Concept::DateConnector))
        .filter(|_| words.near(at))
        .unwrap_or(at)
}

/// A list of weekdays and one past it.
fn weekdays(words: Words, at: usize) -> Option<(Vec<i32>, usize)> {
    let day = |at: usize| {
        words
            .hit(at, Concept::DateWeekdayEach)
            .or_else(|| words.hit(at, Concept::DateWeekday))
    };
    if let Some(hit) = words.hit(at, Concept::DateWeekdays) {
        return Some((days_of(hit.value), hit.end));
    }
    if let Some(range) = range_of_weekdays(words, at).filter(|_| day(at).is_some()) {
        return Some(range);
    }
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
