//! What each time of the document is for: an event, a deadline, a publication day …
//!
//! The questions are asked in one order, the surest first, and the first yes decides: is the time struck
//! out or moved, an hour of the day alone, the day of a letter (`letters`) or of a posting (`postings`),
//! one on which nothing takes place, the limit of something (`limits`)? What is left may be an event's.
//! `surroundings` tells what stands around a time and may say so.

mod letters;
mod limits;
mod news;
mod postings;
mod surroundings;

use handbill_lexicon::{Concept, Hit};
use handbill_model::{BlockKind, Boundary, DeadlineKind, Span, Style};

use self::surroundings::{ColumnHeads, before};
use super::moves;
use crate::layout::{Layout, has};
use crate::{Bound, Found, Mention, TimeMention, View};

pub use self::limits::KINDS;
pub use self::news::{COMMENTS, heads_news};
pub use self::postings::is_day_of_bulletin;

/// What a time is for.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeRole {
    /// Perhaps the time of an event.
    Event,
    /// A time of day without a day.
    Clock,
    /// A limit.
    Deadline {
        /// For what.
        kind: DeadlineKind,
        /// Which end of the period.
        boundary: Boundary,
        /// The cue that says so.
        label: Span,
    },
    /// The day that something was written or posted.
    Published,
    /// The day that a notice or comment beside others was posted.
    Posted,
    /// The end of the event whose start stands before it, behind a label of its own.
    Ends,
    /// Part of a programme.
    Agenda,
    /// Struck out, or moved to another day that the sentence tells.
    Struck,
    /// Nothing that records are made of: past, opening hours, a period, a date without cue.
    Other,
}

impl TimeRole {
    /// Whether something was written or posted at the time.
    pub fn is_of_writing(&self) -> bool {
        matches!(self, TimeRole::Published | TimeRole::Posted)
    }
}

/// A time of the document with its surroundings.
#[derive(Clone, Debug)]
pub struct Timed<'a> {
    /// Where.
    pub span: Span,
    /// What.
    pub time: &'a TimeMention,
    /// The rule that found it.
    pub rule: &'static str,
    /// Index of its clause.
    pub clause: usize,
    /// Index of its line.
    pub line: usize,
    /// What it is for.
    pub role: TimeRole,
}

/// All times of the document with their roles, in order.
pub fn times<'a>(view: &View, layout: &Layout, mentions: &'a [Mention]) -> Vec<Timed<'a>> {
    let mut out: Vec<Timed> = mentions
        .iter()
        .filter_map(|mention| match &mention.found {
            Found::Time(time) => Some(Timed {
                span: mention.span,
                time,
                rule: mention.rule,
                clause: layout.clause_at(mention.span.start)?,
                line: layout.line_at(mention.span.start)?,
                role: TimeRole::Other,
            }),
            _ => None,
        })
        .collect();
    let heads = ColumnHeads::of(view, &out);
    let sections = news::Sections::of(view, layout);
    for index in 0..out.len() {
        out[index].role = role(view, layout, &heads, &sections, &out, index);
    }
    for index in news::stamps(view, layout, &out) {
        out[index].role = TimeRole::Posted;
    }
    out
}

/// Whether the time has a day, month or year, and is not only a time of day.
pub fn is_dated(time: &TimeMention) -> bool {
    time.start.month.is_some() || time.start.year.is_some() || time.start.day.is_some()
}

fn role(
    view: &View,
    layout: &Layout,
    heads: &ColumnHeads,
    sections: &news::Sections,
    times: &[Timed],
    index: usize,
) -> TimeRole {
    let timed = &times[index];
    if is_struck(view, timed.span) {
        return match tells_of_change(view, layout, timed) {
            true => TimeRole::Event,
            false => TimeRole::Struck,
        };
    }
    if says_end(view, layout, timed) {
        return TimeRole::Ends;
    }
    if moves::is_moved(view, layout, times, index) {
        return TimeRole::Struck;
    }
    if !is_dated(timed.time) && timed.time.recurrence.is_none() {
        return match moves::is_old_hour(view, layout, times, index) {
            true => TimeRole::Struck,
            false => TimeRole::Clock,
        };
    }
    let clause = &layout.clauses[timed.clause];
    let before = before(layout, times, index);
    if letters::is_day_of_letter(view, layout, times, index)
        || postings::is_day_of_posting(view, layout, times, index)
    {
        return TimeRole::Published;
    }
    if postings::is_posted(view, layout, sections, times, index) {
        return TimeRole::Posted;
    }
    // "Office hours: Tue 10-12, Thu 16-18"
    let label = clause.label.filter(|label| label.end <= timed.span.start);
    let hours = |span: Span| has(view, span, Concept::CueHours);
    let labelled = timed.rule == "date.weekday" && label.is_some_and(hours);
    if (hours(before) || labelled) && !begins_on_day(times, index) {
        return TimeRole::Other;
    }
    if marks_occasion(view, timed, before) {
        return TimeRole::Other;
    }
    if has(view, before, Concept::CueFallback) || is_put_off(view, layout, times, index) {
        return TimeRole::Other;
    }
    if is_todays_date(view, layout, times, index) {
        return TimeRole::Other;
    }
    if is_called_again(view, layout, times, index) {
        return TimeRole::Struck;
    }
    // Programs stamp the second; nothing is announced for one.
    let is_stamp = timed.time.start.clock.is_some_and(|clock| clock.second > 0);
    if is_stamp
        || is_inside_agenda(view, layout, timed)
        || is_in_listing(view, layout, timed)
        || is_said_over(view, before)
    {
        return TimeRole::Other;
    }
    // A year alone limits nothing ("we accepted 42 papers in 2024").
    if timed.time.start.month.is_none() && timed.time.start.day.is_none() {
        return TimeRole::Event;
    }
    // "Sign up for the spring walks (19 to 22 May) by 5 May"
    let bracketed = layout.lines[timed.line].span.start < timed.span.start
        && view.text()[..timed.span.start].trim_end().ends_with('(')
        && timed.time.end.is_some()
        && limits::limits_next(view, times, index);
    if bracketed {
        return TimeRole::Event;
    }
    if let Some(deadline) = limits::deadline(view, layout, heads, times, index) {
        return deadline;
    }
    let is_period = |label: Span| has(view, label, Concept::CuePeriod);
    // What is to be seen until a day began before it.
    let ends = timed.time.bound == Bound::Until
        && timed.time.recurrence.is_none()
        && !moves::is_new_day(view, layout, timed);
    if ends || clause.label.is_some_and(is_period) {
        return TimeRole::Other;
    }
    TimeRole::Event
}

/// Whether all that stands before the time, on its line or as the one above, labels it as an end.
fn says_end(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let clause = &layout.clauses[timed.clause];
    let own = clause.label.filter(|label| label.end <= timed.span.start);
    let above = || {
        let above = &layout.clauses[timed.clause.checked_sub(1)?];
        let leads = clause.span.start == timed.span.start
            && layout.lines[above.line].part == layout.lines[clause.line].part;
        leads.then_some(above.label.unwrap_or(above.span))
    };
    let Some(label) = own.or_else(above) else {
        return false;
    };
    let says =
        |hit: &Hit| hit.concept == Concept::CueEnds && words(view, hit.span) == words(view, label);
    view.hits.within(&view.tokens, label).any(says)
}

/// Whether the time recurs from a day on that its line names, or is that day: hours that are held
/// like an event.
fn begins_on_day(times: &[Timed], index: usize) -> bool {
    let pair = |recurring: &Timed, day: &Timed| {
        recurring.line == day.line
            && recurring.time.recurrence.is_some()
            && day.time.start.date().is_some()
            && day.time.end.is_none()
    };
    let own = times[index].time;
    own.recurrence.is_some() && own.start.date().is_some()
        || times
            .get(index + 1)
            .is_some_and(|next| pair(&times[index], next))
        || index > 0 && pair(&times[index - 1], &times[index])
}

/// Whether the time stands inside an item of a list that an agenda heads: what is talked about then,
/// no day that anything takes place on.
fn is_inside_agenda(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let item = |line: usize| matches!(layout.lines[line].kind, BlockKind::ListItem { .. });
    let start = layout.lines[timed.line].span.start.min(timed.span.start);
    if !item(timed.line) || words(view, Span::new(start, timed.span.start)) == 0 {
        return false;
    }
    let head = (0..timed.line)
        .rev()
        .take(LONGEST_AGENDA)
        .find(|line| !item(*line));
    head.map(|line| layout.lines[line].span)
        .is_some_and(|head| words(view, head) <= 4 && has(view, head, Concept::CueAgenda))
}

/// Whether a label before the time says that something is over: "This event has passed: 9 May".
fn is_said_over(view: &View, before: Span) -> bool {
    let text = before.of(view.text()).trim_end();
    let end = before.start + text.trim_end_matches(':').trim_end().len();
    text.ends_with(':')
        && view.hits.within(&view.tokens, before).any(|hit| {
            hit.concept == Concept::CuePast && hit.end > hit.first + 1 && hit.span.end == end
        })
}

/// Whether the time stands in what a computer was told and answered: a block that begins with a prompt.
fn is_in_listing(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let block = &view.document.blocks[layout.lines[timed.line].block];
    let command = block.span.of(view.text()).trim_start().strip_prefix("$ ");
    command.is_some_and(|command| command.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// So many lines above an item its agenda may be headed.
const LONGEST_AGENDA: usize = 60;

/// Whether the row of a struck day says that what was on it is called off or put off: the day is
/// then that of an event which does not take place.
fn tells_of_change(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let line = layout.lines[timed.line].span;
    let changed = view
        .hits
        .within(&view.tokens, line)
        .any(|hit| matches!(hit.concept, Concept::CueCancelled | Concept::CuePostponed));
    timed.time.start.day.is_some() && changed
}

/// Whether the day is that of an occasion, on which nothing need take place: "concert on the occasion
/// of 24 May".
fn marks_occasion(view: &View, timed: &Timed, before: Span) -> bool {
    timed.time.start.clock.is_none()
        && timed.time.weekday.is_none()
        && !timed.time.year_written
        && view.hits.within(&view.tokens, before).any(|hit| {
            hit.concept == Concept::CueOccasion
                && words(view, Span::new(hit.span.end, before.end.max(hit.span.end))) <= 1
        })
}

/// Whether the span is struck out, wholly or in part.
pub fn is_struck(view: &View, span: Span) -> bool {
    view.document
        .styles
        .iter()
        .take_while(|styled| styled.span.start < span.end)
        .any(|styled| styled.style == Style::Struck && styled.span.overlaps(span))
}

/// Whether the sentence tells of bad weather on the day before the time: "in case of rain the walk
/// of 9 May is on 16 May". A label ("rain date: 9 May") is that of its own day alone.
fn is_put_off(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    let Some(last) = index
        .checked_sub(1)
        .filter(|last| times[*last].clause == times[index].clause)
    else {
        return false;
    };
    let lead = before(layout, times, last);
    let cue = view
        .hits
        .within(&view.tokens, lead)
        .find(|hit| hit.concept == Concept::CueFallback);
    cue.is_some_and(|cue| {
        let between = Span::new(
            times[last].span.end,
            times[index].span.start.max(times[last].span.end),
        );
        words(view, Span::new(cue.span.end, lead.end)) > 0
            && !between.of(view.text()).contains([';', '|', '\n'])
    })
}

/// Whether the line tells which day it is, as the head of a page does ("Today: Tuesday 3 November 2026").
fn is_todays_date(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    const MOST_BESIDE: usize = 4;
    let first = if times[index].time.relative {
        Some(index)
    } else {
        index.checked_sub(1)
    };
    let pair = first.and_then(|first| times.get(first).zip(times.get(first + 1)));
    let Some((today, timed)) = pair else {
        return false;
    };
    let line = layout.lines[timed.line].span;
    let between = Span::new(today.span.end, timed.span.start.max(today.span.end));
    let adjoins = || between.of(view.text()).chars().all(|c| " :,".contains(c));
    let whole = words(view, today.span) + words(view, timed.span);
    timed.time.year_written
        && timed.time.start.clock.is_none()
        && timed.time.end.is_none()
        && today.time.relative
        && today.time.end.is_none()
        && words(view, today.span) == 1
        && today.time.start.date() == view.reference_at(today.span.start)
        && adjoins()
        && words(view, line) <= whole + MOST_BESIDE
        && !has(view, line, Concept::EventNoun)
}

/// Whether the sentence calls the meeting again to a later day, on which it is held however few come
/// ("in prima convocazione venerdì 27 marzo, in seconda convocazione sabato 28 marzo"). Where the second
/// call is for an hour of the same day, the first one counts.
fn is_called_again(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    let (timed, Some(next)) = (&times[index], times.get(index + 1)) else {
        return false;
    };
    let clause = layout.clauses[timed.clause].span;
    let later = next.time.start.date() > timed.time.start.date() && next.time.end.is_none();
    let called = |span: Span| has(view, span, Concept::CueSecondCall);
    let between = Span::new(timed.span.end, next.span.start.max(timed.span.end));
    let behind = Span::new(next.span.end, clause.end.max(next.span.end));
    later
        && timed.time.start.date().is_some()
        && clause.contains(next.span)
        && called(clause)
        && (called(between) || !called(Span::new(clause.start, timed.span.end)) && called(behind))
}

/// The times that lie in the span.
pub fn times_in<'a, 'b>(times: &'a [Timed<'b>], span: Span) -> &'a [Timed<'b>] {
    let first = times.partition_point(|timed| timed.span.start < span.start);
    let end = times
        .partition_point(|timed| timed.span.end <= span.end)
        .max(first);
    &times[first..end]
}

/// Number of words in the span.
pub fn words(view: &View, span: Span) -> usize {
    view.words(span)
}
