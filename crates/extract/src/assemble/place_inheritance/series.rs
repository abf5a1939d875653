//! Places that a sentence tells for a series: "The Society meets every third Tuesday at the Mill Centre".
//!
//! Its days, listed below or in its section, are held there where they fall on its day of the week.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::{give, lacks_place};
use crate::assemble::events::{EventDraft, Scene};
use crate::assemble::held_places::{names_day, told_in};
use crate::assemble::places::PlaceDraft;
use crate::assemble::regular_hours::is_on_weekday;
use crate::layout::{Line, has};
use crate::{Found, overlapping};

/// A sentence that tells where what it speaks of takes place again and again.
struct Series {
    span: Span,
    place: PlaceDraft,
    /// On which days, as a rule of RFC 5545; any day where it tells none.
    rule: Option<String>,
}

/// Gives events without a place the one that a sentence tells for a series that they are of: the last
/// sentence before them, on whose day of the week they fall, in their section or before all events.
pub fn of_series(scene: &Scene, drafts: &mut [EventDraft]) {
    if !drafts.iter().any(|draft| lacks_place(&draft.record)) {
        return;
    }
    let first = drafts.iter().flat_map(|draft| &draft.anchors);
    let Some(first) = first.map(|anchor| anchor.start).min() else {
        return;
    };
    let series = series(scene);
    for draft in drafts.iter_mut().filter(|draft| lacks_place(&draft.record)) {
        let Some(anchor) = draft.anchors.first().copied() else {
            continue;
        };
        let before = series.partition_point(|told| told.span.end <= anchor.start);
        let Some(told) = before.checked_sub(1).map(|last| &series[last]) else {
            continue;
        };
        let fits = match (&told.rule, draft.start.date()) {
            (Some(rule), Some(day)) => is_on_weekday(rule, day),
            (Some(_), None) => false,
            (None, _) => true,
        };
        let leads = told.span.end <= first && before == 1;
        if fits && (leads || is_in_section(scene, told.span, anchor)) {
            give(draft, &told.place, None);
        }
    }
}

fn series(scene: &Scene) -> Vec<Series> {
    let view = scene.view;
    let told = scene.layout.clauses.iter().filter_map(|clause| {
        let span = clause.span;
        let says = |concept| has(view, span, concept);
        let held = says(Concept::CueMeets) || says(Concept::CueHeld) && says(Concept::EventNoun);
        if !held
            || says(Concept::CueHours)
            || says(Concept::DeadlineWord)
            || names_day(scene.mentions, span)
        {
            return None;
        }
        let place = told_in(view, scene.layout, scene.mentions, clause)?;
        let mut times = overlapping(scene.mentions, span).iter();
        let rule = times.find_map(|mention| match &mention.found {
            Found::Time(time) => time.recurrence.clone(),
            _ => None,
        });
        let lasts = rule.is_some() || says(Concept::CueForAll);
        lasts.then_some(Series { span, place, rule })
    });
    told.collect()
}

/// Whether no heading of the rank of the one over the first place, or of a higher one, and no rule
/// stands between the two.
fn is_in_section(scene: &Scene, first: Span, second: Span) -> bool {
    let lines = &scene.layout.lines;
    let rank = |line: &Line| match line.kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    };
    let at = |span: Span| scene.layout.line_at(span.start).unwrap_or(0);
    let (first, second) = (at(first), at(second));
    let own = lines[..=first].iter().rev().find_map(rank);
    let closed = lines[(first + 1).min(second)..second]
        .iter()
        .filter_map(rank)
        .any(|rank| own.is_none_or(|own| rank <= own));
    !closed && lines[first].part == lines[second].part
}
