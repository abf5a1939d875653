//! Lists and ranges of dates: `4–6 Nov 2025`, `les 5, 6 et 7 octobre`, `Oct 20-22,27-29`.

use chrono::NaiveDate;
use handbill_lexicon::{Concept, Gap};

use super::parts::{Day, Days};
use super::term::{Term, term};
use super::units::DAY;
use super::weekday::{after_weekday, weekday};
use super::words::Words;

/// So many terms at most make one list; a longer one is read as several.
const LONGEST_LIST: usize = 32;

/// What joins two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    Range,
    And,
    Or,
    Comma,
}

/// The dates of a list or range.
#[derive(Clone, Debug)]
pub(super) struct DateList {
    /// In order.
    pub dates: Vec<Days>,
    /// Whether they are dates by their looks alone, without words around them.
    pub certain: bool,
    /// Whether all that is written are names of months that are everyday words too.
    pub doubtful: bool,
}

/// The dates of the list or range that begins at the token.
pub(super) fn date_list(words: Words, at: usize) -> Option<DateList> {
    list_after_weekdays(words, at).or_else(|| plain_list(words, at))
}

/// "Friday to Sunday, 8 to 10 May", "Sa/So 7./8.3.": the weekdays of the first and the last day
/// stand before all.
fn list_after_weekdays(words: Words, at: usize) -> Option<DateList> {
    let (first, after) = weekday(words, at)?;
    let next = if words.any_mark(after, "-/&+") {
        after + 1
    } else {
        words
            .phrase(after, Concept::DateRange)
            .or_else(|| words.phrase(after, Concept::DateAnd))?
    };
    let (_, after) = weekday(words, next)?;
    let start = after_weekday(words, after);
    let mut list = plain_list(words, start).filter(|_| words.near(start))?;
    let range = list.dates.len() > 1 || list.dates.first()?.end.is_some();
    let days = list.dates.first_mut()?;
    if !range || days.start.day.is_none() || days.start.weekday.is_some() {
        return None;
    }
    days.start.weekday = Some(first.value as u8);
    days.first_token = at;
    list.certain = true;
    Some(list)
}

fn plain_list(words: Words, at: usize) -> Option<DateList> {
    let first = term(words, at, false)?;
    if first.day.is_bare_number() && counts_days(words, at) {
        return None;
    }
    let mut terms = vec![first];
    let mut joints = Vec::new();
    while terms.len() < LONGEST_LIST {
        let last = &terms[terms.len() - 1];
        let month_first = terms.iter().any(|term| term.month_first);
        let Some((joint, next)) = joint(words, at, last) else {
            break;
        };
        let Some(next) = term(words, next, month_first) else {
            break;
        };
        // "~~15 May~~ until 29 May" moves a day, and is no range.
        if words.is_struck(last.end - 1) != words.is_struck(next.first) {
            break;
        }
        if !may_follow(last, &next, joint) {
            break;
        }
        joints.push(joint);
        terms.push(next);
    }
    // "3 October, Saturday, 8-12 h": the numbers before the unit are hours.
    let is_hour = |term: &Term| {
        term.day.is_bare_number()
            && words.same_line(term.end)
            && words.hit(term.end, Concept::DateClockUnit).is_some()
    };
    if terms.len() > 2 && terms.last().is_some_and(is_hour) {
        terms.pop();
        if matches!(joints.pop(), Some(Joint::Range)) {
            terms.pop();
            joints.pop();
        }
    }
    loop {
        let mut filled = terms.clone();
        let under_month = is_under_month(words, &terms, &joints);
        if under_month || is_complete(&mut filled, &joints) {
            return Some(DateList {
                dates: group(&filled, &joints),
                certain: under_month || is_certain(&terms),
                doubtful: terms
                    .iter()
                    .all(|term| term.doubtful && term.day.day.is_none() && term.day.year.is_none()),
            });
        }
        terms.pop();
        joints.pop()?;
    }
}

/// Whether the terms are days by their numbers that rise behind a day of the week, joined by "and":
/// "Sat 5th & Sun 6th", "martes 6 y 20". A heading tells their month.
fn is_under_month(words: Words, terms: &[Term], joints: &[Joint]) -> bool {
    let bare = |term: &Term| term.day.is_bare_number();
    let (Some(first), Some(last)) = (terms.first(), terms.last()) else {
        return false;
    };
    let minutes = words.any_mark(last.end, "-:./") && words.touches(last.end + 1);
    let hour = words.glued_right(last.end)
        || words.is_number(last.end) && !words.mark(last.end - 1, '.')
        || words.touches(last.end) && minutes && words.is_number(last.end + 1);
    let counts = last.day.weekday.is_none()
        && !last.ordinal
        && words.same_line(last.end)
        && words.is_word(last.end);
    terms.len() > 1
        && terms.iter().all(bare)
        && first.day.weekday.is_some()
        && joints.contains(&Joint::And)
        && joints
            .iter()
            .all(|joint| matches!(joint, Joint::And | Joint::Comma))
        && terms
            .windows(2)
            .all(|pair| pair[0].day.day < pair[1].day.day)
        && !hour
        && !counts
}

/// Whether the number before which the word for a day stands counts days ("Day 2 – Friday, 6 May"),
/// rather than names them ("los días 2, 3 y 4 de mayo").
fn counts_days(words: Words, at: usize) -> bool {
    let named = words.follows(at, Concept::DateDayCue) && !words.mark(at + 1, '-');
    !named
        && at
            .checked_sub(1)
            .and_then(|before| words.hit(before, Concept::DateUnit))
            .is_some_and(|unit| unit.value == DAY && unit.end == at && words.same_line(at))
}

/// A range or list of dates is certain where one of them is, or where all look alike.
fn is_certain(terms: &[Term]) -> bool {
    let slashes = |term: &Term| term.rule == "date.day-month-digits" && !term.dotted;
    let months = |term: &Term| term.day.day.is_none() && term.day.month.is_some();
    terms.iter().any(|term| term.certain)
        || (terms.len() > 1 && (terms.iter().all(slashes) || terms.iter().all(months)))
}

/// The joint after a term, and where the next term begins.
fn joint(words: Words, first: usize, last: &Term) -> Option<(Joint, usize)> {
    let mut at = last.end;
    // The full stop of "22." or "Sept." before a dash.
    if words.mark(at, '.') && words.touches(at) && !words.touches_letter(at + 1) {
        at += 1;
    }
    let comma = words.any_mark(at, ",;") && words.same_line(at);
    let after_comma = at + usize::from(comma);
    let (joint, mut next) = if let Some(end) = words
        .phrase(after_comma, Concept::DateRange)
        .filter(|_| words.near(after_comma))
    {
        (Joint::Range, end)
    } else if !comma && words.mark(at, '-') && words.near(at) {
        let mut next = at + 1;
        while words.mark(next, '-') && words.touches(next) {
            next += 1;
        }
        (Joint::Range, next)
    } else if let Some(end) = words
        .phrase(after_comma, Concept::DateAnd)
        .filter(|_| words.near(after_comma))
    {
        let between = words.follows(first, Concept::DateBetween);
        (if between { Joint::Range } else { Joint::And }, end)
    } else if let Some(end) = words
        .phrase(after_comma, Concept::DateOr)
        .filter(|_| words.near(after_comma))
    {
        (Joint::Or, end)
    } else if words.any_mark(at, "/+&") && words.same_line(at) {
        (Joint::And, at + 1)
    } else if comma {
        (Joint::Comma, after_comma)
    } else {
        return None;
    };
    for _ in 0..2 {
        match words
            .phrase(next, Concept::DateConnector)
            .max(words.phrase(next, Concept::DateDayCue))
        {
            Some(end) if words.near(next) => next = end,
            _ => break,
        }
    }
    let limit = if joint == Joint::Comma {
        Gap::Space
    } else {
        Gap::Line
    };
    (words.gap(next) <= limit).then_some((joint, next))
}

/// Whether two terms can be neighbours in one list.
fn may_follow(last: &Term, next: &Term, joint: Joint) -> bool {
    let whole_months = last.day.day.is_none() != next.day.day.is_none();
    let weekdays = last.day.is_bare_weekday() || next.day.is_bare_weekday();
    let falls = last.day.is_bare_number()
        && next.day.day.is_some()
        && last.day.day >= next.day.day
        && joint != Joint::Range;
    let year_first =
        last.rule == "date.year-month-day" || (last.rule == "date.iso" && last.month_first);
    let behind_year = next.day.is_bare_number() && last.day.year.is_some() && !year_first;
    // "10 to 4, Saturday 5 September": hours before a day.
    let unlike = joint == Joint::Comma
        && last.day.is_bare_number()
        && last.day.weekday.is_none()
        && next.day.weekday.is_some();
    !(whole_months || weekdays || falls || behind_year || unlike)
}

/// Gives each term what it shares with its neighbours. Whether all have what a date needs.
fn is_complete(terms: &mut [Term], joints: &[Joint]) -> bool {
    if terms.len() == 1 {
        return true;
    }
    if ends_in_stray_numbers(terms, joints) {
        return false;
    }
    for index in (0..terms.len() - 1).rev() {
        let next = terms[index + 1].day;
        let term = &mut terms[index].day;
        if term.is_bare_number() && next.month.is_some() && !terms[index + 1].month_first {
            if joints[index] == Joint::Range && term.day >= next.day {
                // "11 to 4 May" are hours and a month, if anything.
                return false;
            }
            term.month = next.month;
            term.order_open = false;
        }
        if term.month.is_some() && term.year.is_none() && next.month.is_some() {
            term.year = next.year.map(|year| {
                let wraps = joints[index] == Joint::Range && order(term) > order(&next);
                year - i32::from(wraps)
            });
        }
    }
    for index in 1..terms.len() {
        let last = terms[index - 1];
        let term = &mut terms[index];
        if term.day.is_bare_number() && last.month_first {
            if term.day.day <= last.day.day {
                return false;
            }
            term.day.month = last.day.month;
            term.month_first = true;
        }
        if term.day.month.is_some() && term.day.year.is_none() {
            term.day.year = last.day.year.map(|year| {
                let wraps =
                    joints[index - 1] == Joint::Range && order(&last.day) > order(&term.day);
                year + i32::from(wraps)
            });
        }
    }
    // A year that stands only at the end holds for the month-first days before it too.
    for index in (0..terms.len() - 1).rev() {
        let next = terms[index + 1].day;
        let term = &mut terms[index].day;
        if term.year.is_none() && term.month.is_some() && next.year.is_some() {
            let wraps = joints[index] == Joint::Range && order(term) > order(&next);
            term.year = next.year.map(|year| year - i32::from(wraps));
        }
    }
    terms
        .iter()
        .all(|term| term.day.month.is_some() && super::term::exists(term.day))
        && terms
            .windows(2)
            .zip(joints)
            .all(|(pair, joint)| *joint != Joint::Range || is_forward(&pair[0].day, &pair[1].day))
}

/// "May 3, 10 people": after a comma alone a bare number is no day.
fn ends_in_stray_numbers(terms: &[Term], joints: &[Joint]) -> bool {
    let Some(last) = terms.last() else {
        return false;
    };
    last.day.is_bare_number()
        && joints.last() == Some(&Joint::Comma)
        && last.day.year.is_none()
        && !last.ordinal
        && last.day.weekday.is_none()
}

fn order(day: &Day) -> (Option<u8>, Option<u8>) {
    (day.month, day.day)
}

fn is_forward(start: &Day, end: &Day) -> bool {
    match (start.year, end.year) {
        (Some(first), Some(last)) => (first, order(start)) <= (last, order(end)),
        _ => true,
    }
}

/// Ranges and single dates; days on end joined by "and" are one range.
fn group(terms: &[Term], joints: &[Joint]) -> Vec<Days> {
    let mut out: Vec<Days> = Vec::new();
    for (index, term) in terms.iter().enumerate() {
        let joint = index.checked_sub(1).and_then(|index| joints.get(index));
        if joint == Some(&Joint::Range)
            && let Some(last) = out.last_mut()
            // "24-25-26 October": a dash before each day goes on with the range.
            && last.end.is_none_or(|end| is_next_day(&end, &term.day))
        {
            last.end = Some(term.day);
            last.end_token = term.end;
            last.rule = "date.range";
            continue;
        }
        out.push(Days {
            start: term.day,
            end: None,
            first_token: term.first,
            end_token: term.end,
            rule: term.rule,
        });
    }
    if joins_on_end(&out, joints) {
        let last = out[out.len() - 1];
        return vec![Days {
            end: Some(last.end.unwrap_or(last.start)),
            end_token: last.end_token,
            rule: "date.days-on-end",
            ..out[0]
        }];
    }
    out
}

/// Whether the dates are single days, each the one after the last, joined as a list with "and".
fn joins_on_end(dates: &[Days], joints: &[Joint]) -> bool {
    dates.len() > 1
        && joints.contains(&Joint::And)
        && joints
            .iter()
            .all(|joint| matches!(joint, Joint::And | Joint::Comma))
        && dates.windows(2).all(|pair| {
            pair[0].end.is_none()
                && pair[1].end.is_none()
                && is_next_day(&pair[0].start, &pair[1].start)
        })
}

/// Whether the second day is the one after the first, be it in a month that a heading tells.
fn is_next_day(first: &Day, second: &Day) -> bool {
    let day_of = |day: &Day| {
        NaiveDate::from_ymd_opt(
            day.year.unwrap_or(2000),
            u32::from(
                day.month
                    .or(first.month.xor(second.month).is_none().then_some(1))?,
            ),
            u32::from(day.day?),
        )
    };
    let next = day_of(first).and_then(|day| day.succ_opt());
    next.is_some() && next == day_of(second)
}
