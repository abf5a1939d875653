//! What do the sentences around a date name? Its own, and those before it in its paragraph as far as
//! they speak of the same day.

use handbill_lexicon::Concept;
use handbill_model::Span;

use super::super::anchors::{is_called_off, is_loose};
use super::super::events::Scene;
use super::super::neighbours;
use super::super::roles::{TimeRole, Timed, is_dated, times_in, words};
use super::super::title_phrases;
use super::super::title_sentences;
use super::super::titles::Title;
use crate::layout::Clause;
use crate::weights;

/// The names in the sentence of the date and, with less weight, in the three before it. `apart` says
/// that a line over the date in its own paragraph names its event, so that only sentences of that
/// paragraph count.
pub fn sentence_names(scene: &Scene, timed: &Timed, apart: bool) -> Vec<Title> {
    let layout = scene.layout;
    let line = &layout.lines[timed.line];
    let clause = layout.clauses[timed.clause].span;
    let mut out = clause_names(scene, timed, clause, 0.0);
    // A sentence that calls something off says itself what.
    let called_off = is_called_off(scene, timed, clause);
    for step in 1..=3 {
        let Some(previous) = timed.clause.checked_sub(step) else {
            break;
        };
        let before = &layout.clauses[previous];
        if apart && layout.lines[before.line].block != line.block
            || neighbours::is_of_other_day(scene, before.line, timed)
        {
            break;
        }
        let timed_there = times_in(scene.times, before.span).iter().any(|other| {
            is_dated(other.time)
                && before.span.contains(other.span)
                && other.role == TimeRole::Event
                && (timed.time.relative || !is_loose(scene.view, other))
        });
        let own_line = layout.clauses[timed.clause].line;
        let same_line = layout.lines[before.line].part == line.part && before.line + 2 >= own_line;
        // The heads of a table name its columns.
        let is_row = before.line != own_line && layout.lines[before.line].cells.len() > 1;
        let is_other = || step > 1 || called_off || is_parallel(scene, timed, clause, before);
        if !same_line || is_row || timed_there && is_other() {
            break;
        }
        out.extend(clause_names(scene, timed, before.span, -0.25 * step as f32));
    }
    out
}

/// Whether two sentences of a paragraph begin with their dates: each then speaks of its own.
fn is_parallel(scene: &Scene, timed: &Timed, own: Span, before: &Clause) -> bool {
    let leads = |clause: Span, date: &Timed| {
        let lead = Span::new(clause.start.min(date.span.start), date.span.start);
        words(scene.view, lead) <= 1
    };
    let lines = &scene.layout.lines;
    lines[before.line].block == lines[timed.line].block
        && before.span.of(scene.view.text()).ends_with(['.', '!', '?'])
        && leads(own, timed)
        && times_in(scene.times, before.span)
            .first()
            .is_some_and(|first| leads(before.span, first))
}

/// Names in a clause, those right before the date first.
fn clause_names(scene: &Scene, timed: &Timed, clause: Span, shift: f32) -> Vec<Title> {
    let text = scene.view.text();
    let pictured = scene.layout.clauses[timed.clause]
        .label
        .is_some_and(|label| label.end <= timed.span.start);
    let from = timed.span.end.max(clause.start);
    let behind = title_phrases::behind_colon(scene.view, scene.mentions, clause, from)
        .filter(|_| clause.contains(timed.span) && pictured);
    let own = clause.contains(timed.span).then_some(timed.span);
    let beside =
        own.map(|date| title_sentences::beside_date(scene.view, scene.mentions, clause, date));
    let mut found = title_phrases::phrases(scene.view, scene.mentions, clause);
    found.extend(behind);
    found.extend(beside.into_iter().flatten());
    if own.is_some() && clause.of(text).ends_with(['.', '!', '?']) {
        without_others(scene, timed, clause, &mut found);
    }
    found
        .into_iter()
        .filter(|title| !tells_other_years(scene, timed, title.span))
        .map(|mut title| {
            title.score += shift;
            if is_led_to(scene, title.span) {
                title.score += weights::TITLE_COMPANY;
            }
            if text[..clause.end].trim_end().ends_with(':') && clause.end <= timed.span.start {
                title.score += weights::TITLE_LEADING_IN;
            }
            if title.span.start >= timed.span.end && pictured {
                title.score += weights::TITLE_BEHIND_FIELD;
            }
            if title.span.end <= timed.span.start {
                let between = &text[title.span.end..timed.span.start];
                // "World Congress (Barcelona, 4–6 Nov)": the bracket belongs to the name before it.
                if between.trim_start().starts_with('(') && !between.contains(')') {
                    title.score += 1.2;
                }
            }
            title
        })
        .collect()
}

/// Leaves out the names that belong to other dates of the sentence. Where a date begins it, each name is of
/// the date before it ("on 3 May we hold the fair and on 5 May the ball"), else of the one behind it ("the
/// fair is on 3 May, the ball on 5 May"). Dates that but a word or two part are of one event.
fn without_others(scene: &Scene, timed: &Timed, clause: Span, found: &mut Vec<Title>) {
    const MOST: usize = 24;
    const APART: usize = 2;
    let mut groups: Vec<Span> = Vec::new();
    let days = times_in(scene.times, clause)
        .iter()
        .filter(|other| other.role == TimeRole::Event && other.time.start.day.is_some());
    for day in days.take(MOST) {
        match groups.last_mut() {
            Some(last)
                if scene
                    .view
                    .words(Span::new(last.end, day.span.start.max(last.end)))
                    <= APART =>
            {
                *last = last.cover(day.span);
            }
            _ => groups.push(day.span),
        }
    }
    let [first, _, ..] = groups.as_slice() else {
        return;
    };
    let named_first = found.iter().any(|name| name.span.end <= first.start);
    found.retain(|name| {
        let behind = groups.iter().find(|group| group.start >= name.span.end);
        let before = groups
            .iter()
            .rev()
            .find(|group| group.end <= name.span.start);
        let owner = if named_first {
            behind.or(before)
        } else {
            before
        };
        owner.is_none_or(|owner| owner.contains(timed.span))
    });
}

/// Whether words such as "in conjunction with" lead right to the name of another event.
fn is_led_to(scene: &Scene, name: Span) -> bool {
    const LONGEST: usize = 5;
    let view = scene.view;
    let name = view.tokens.first_at(name.start);
    let ends = |end: usize| {
        let mut hits = (end.saturating_sub(LONGEST)..end).flat_map(|at| view.hits.at(at));
        hits.any(|hit| hit.end == end && hit.concept == Concept::CueAlongside)
    };
    let article = |at: usize| view.hits.find(at, Concept::NameArticle).is_some();
    ends(name) || name > 0 && article(name - 1) && ends(name - 1)
}

/// Whether a phrase tells several years, and not that of the date: what took place in these.
fn tells_other_years(scene: &Scene, timed: &Timed, span: Span) -> bool {
    let tokens = &scene.view.tokens;
    let years = || {
        let range = tokens.first_at(span.start)..tokens.first_at(span.end);
        let numbers = range.filter_map(|token| tokens.number(token));
        numbers.filter(|number| (1900..2100).contains(number))
    };
    let own = timed.time.start.year;
    years().count() > 1 && years().all(|year| own.is_none_or(|own| own as u32 != year))
}
