//! How an event is attended: at its place, online, or both.

use handbill_lexicon::Concept;
use handbill_model::{Attendance, Evidence, Span};

use super::events::Scene;
use super::places::PlaceDraft;
use crate::layout::has;
use crate::{Found, LinkKind};

/// How the event is attended, by the cues in its stretch; an event at a place is attended there.
pub fn attendance(
    scene: &Scene,
    anchors: &[Span],
    name: Span,
    scope: Span,
    place: Option<&PlaceDraft>,
) -> Option<(Attendance, Evidence)> {
    let view = scene.view;
    let cue = |concept: Concept, fits: &dyn Fn(Span) -> bool| {
        [name, scope]
            .iter()
            .flat_map(|span| view.hits.within(&view.tokens, *span))
            .find(|hit| hit.concept == concept && fits(hit.span))
            .map(|hit| view.evidence(hit.span, "event.attendance.cue"))
    };
    let attends = |span: Span| name.contains(span) || !is_paperwork(scene, span);
    if let Some(evidence) = cue(Concept::CueHybrid, &attends) {
        return Some((Attendance::Mixed, evidence));
    }
    let located = place.and_then(|place| {
        let found = place
            .evidence
            .get("venue.address")
            .or(place.evidence.get("venue.name"))?;
        found.first().cloned()
    });
    let onsite = cue(Concept::CueOnsite, &attends);
    // Beside a place, words far from the dates may speak of anything.
    let online = cue(Concept::CueOnline, &|span| {
        attends(span) && (located.is_none() || is_near(scene, anchors, span))
    })
    .or_else(|| meeting_link(scene, scope));
    match (online, onsite, located) {
        (Some(evidence), Some(_), _) | (Some(evidence), None, Some(_)) => {
            Some((Attendance::Mixed, evidence))
        }
        (Some(evidence), None, None) => Some((Attendance::Online, evidence)),
        (None, Some(evidence), _) | (None, None, Some(evidence)) => {
            Some((Attendance::Offline, evidence))
        }
        (None, None, None) => None,
    }
}

/// Whether the words at the span speak of registering, buying or reading on, which is done online
/// for events of any kind.
fn is_paperwork(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let Some(index) = scene.layout.clause_at(span.start) else {
        return false;
    };
    let clause = &scene.layout.clauses[index];
    let concepts = [
        Concept::CueRegister,
        Concept::CueMore,
        Concept::DeadlineRegistration,
        Concept::DeadlineSubmission,
        Concept::DeadlineApplication,
        Concept::DeadlinePayment,
        Concept::CuePast,
    ];
    let is_way = clause.label.is_some_and(|label| label == span)
        && scene.mentions.iter().any(|mention| {
            clause.span.contains(mention.span)
                && matches!(
                    mention.found,
                    Found::Url {
                        kind: LinkKind::Page | LinkKind::Registration | LinkKind::Profile,
                        ..
                    }
                )
        });
    is_way
        || concepts
            .iter()
            .any(|concept| has(view, clause.span, *concept))
}

/// Whether the span stands within a few clauses of a date.
fn is_near(scene: &Scene, anchors: &[Span], span: Span) -> bool {
    let Some(here) = scene.layout.clause_at(span.start) else {
        return false;
    };
    anchors.iter().any(|anchor| {
        scene
            .layout
            .clause_at(anchor.start)
            .is_some_and(|at| at.abs_diff(here) <= 4)
    })
}

/// A link to join a meeting or watch a stream.
fn meeting_link(scene: &Scene, scope: Span) -> Option<Evidence> {
    scene
        .mentions
        .iter()
        .find(|mention| {
            scope.contains(mention.span)
                && matches!(
                    mention.found,
                    Found::Url {
                        kind: LinkKind::Meeting,
                        ..
                    }
                )
        })
        .map(|mention| scene.view.evidence(mention.span, mention.rule))
}
