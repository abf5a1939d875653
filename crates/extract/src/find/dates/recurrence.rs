//! Phrases that recur, as RFC 5545 §3.3.10 rules.

use handbill_lexicon::Concept;

use super::parts::{Day, Phrase};
use super::phrase::{split, time_after};
use super::words::Words;
use crate::Bound;

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// The recurring phrase that begins at the token.
pub(super) fn recurring(words: Words, at: usize) -> Option<Phrase> {
    let (rule, end) = weekly(words, at)?;
    let times = time_after(words, end);
    let end_token = times.map_or(end, |times| times.end_token);
    let (start_time, end_time) = split(times);
    Some(Phrase {
        first_token: at,
        end_token,
        start: Day::default(),
        end: None,
        start_time,
        end_time,
        bound: Bound::At,
        recurrence: Some(rule),
        rule: "date.recurrence",
    })
}

/// "every Tuesday", "montags".
fn weekly(words: Words, at: usize) -> Option<(String, usize)> {
    if let Some(hit) = words.hit(at, Concept::DateWeekdayEach) {
        return Some((rule(&[hit.value])?, hit.end));
    }
    let every = words.hit(at, Concept::DateEvery)?;
    let day = words
        .hit(every.end, Concept::DateWeekday)
        .or_else(|| words.hit(every.end, Concept::DateWeekdayEach))?;
    Some((rule(&[day.value])?, day.end))
}

fn rule(days: &[i32]) -> Option<String> {
    let names: Option<Vec<&str>> = days
        .iter()
        .map(|day| DAYS.get(usize::try_from(day - 1).ok()?).copied())
        .collect();
    Some(format!("FREQ=WEEKLY;BYDAY={}", names?.join(",")))
}
