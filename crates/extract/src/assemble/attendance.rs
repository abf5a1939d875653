//! How an event is attended: at its place, online, or both.

use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::{Attendance, Evidence, Span};

use super::events::Scene;
use super::places::PlaceDraft;
use super::roles::{TimeRole, words};
use crate::layout::has;
use crate::{Found, LinkKind, overlapping};

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
    let attends = |span: Span| {
        !is_in_name(scene, span)
            && !counts_visitors(scene, span)
            && (name.contains(span) || leads_noun(scene, span) || !is_paperwork(scene, span))
    };
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
    // "No parking on site" says where cars are.
    let onsite = cue(Concept::CueOnsite, &|span| {
        let clause = scene.layout.clause_at(span.start);
        let clause = clause.map_or(span, |clause| scene.layout.clauses[clause].span);
        attends(span) && !has(view, clause, Concept::CueElsewhere)
    });
    // Beside a place, words far from the dates may speak of anything.
    let online = cue(Concept::CueOnline, &|span| {
        attends(span)
            && (is_near(scene, anchors, span)
                || (located.is_none() || onsite.is_some()) && is_said(scene, span))
    })
    .or_else(|| meeting_link(scene, scope))
    .or_else(|| located.is_none().then(|| online_series(scene)).flatten());
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

/// Bytes within which words belong to one phrase.
const PHRASE: usize = 24;

/// Whether a kind of event stands right behind the words ("our virtual conference").
fn leads_noun(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let next = view.tokens.first_at(span.end);
    let near = view
        .tokens
        .get(next)
        .is_some_and(|token| token.gap == Gap::Space);
    near && view.hits.find(next, Concept::EventNoun).is_some()
}

/// Whether the words are of a heading over parts of the page, such as the count of its visitors ("Who's
/// online").
fn counts_visitors(scene: &Scene, span: Span) -> bool {
    /// Words of such a heading before the cue.
    const MOST_BEFORE: usize = 4;
    let at = scene.view.tokens.first_at(span.start);
    (at.saturating_sub(MOST_BEFORE)..=at)
        .filter_map(|token| scene.view.hits.find(token, Concept::CueGenericHeading))
        .any(|heading| heading.span.contains(span) && heading.span != span)
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
        && overlapping(scene.mentions, clause.span)
            .iter()
            .any(|mention| {
                clause.span.contains(mention.span)
                    && matches!(
                        mention.found,
                        Found::Url {
                            kind: LinkKind::Page | LinkKind::Registration | LinkKind::Profile,
                            ..
                        }
                    )
            });
    let reach = Span::new(
        span.start.saturating_sub(PHRASE).max(clause.span.start),
        (span.end + PHRASE).min(clause.span.end),
    );
    let near = view
        .hits
        .within(&view.tokens, clause.span)
        .any(|hit| concepts.contains(&hit.concept) && hit.span.overlaps(reach));
    is_way || near
}

/// Whether the clause of the words is about how an event is held, or says little else.
fn is_said(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let Some(index) = scene.layout.clause_at(span.start) else {
        return false;
    };
    let clause = scene.layout.clauses[index].span;
    let reach = Span::new(
        span.start.saturating_sub(PHRASE).max(clause.start),
        (span.end + PHRASE).min(clause.end),
    );
    let near = view.hits.within(&view.tokens, clause).any(|hit| {
        matches!(hit.concept, Concept::CueHeld | Concept::EventNoun) && hit.span.overlaps(reach)
    });
    near || words(view, clause) <= 4
}

/// Whether the words begin a name that is no event's ("Virtual Reality", "Hybrid Systems").
fn is_in_name(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let text = view.text();
    let capital = |at: usize| text[at..].starts_with(char::is_uppercase);
    let Some(next) = view.tokens.get(view.tokens.first_at(span.end)) else {
        return false;
    };
    let at = next.start as usize;
    let kind = next.kind == TokenKind::Word && next.gap == Gap::Space;
    kind && capital(span.start)
        && capital(at)
        && !view
            .hits
            .at(view.tokens.first_at(span.end))
            .iter()
            .any(|hit| matches!(hit.concept, Concept::EventNoun | Concept::CueOnline))
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

/// So many clauses at most lead in to the first day of a document.
const MOST_LEADING: usize = 60;

/// What the first lines of the document, or a sentence before its first day, say of all its events.
fn online_series(scene: &Scene) -> Option<Evidence> {
    let view = scene.view;
    let first_lines = scene
        .layout
        .lines
        .iter()
        .filter(|line| !line.navigation)
        .take(3)
        .map(|line| line.span)
        .filter(|line| words(view, *line) <= 14);
    let first_day = scene
        .times
        .iter()
        .find(|timed| timed.role == TimeRole::Event && timed.time.start.date().is_some())
        .map_or(0, |timed| timed.span.start);
    let before_days = scene
        .layout
        .clauses
        .iter()
        .map(|clause| clause.span)
        .take(MOST_LEADING)
        .take_while(|clause| clause.end <= first_day)
        .filter(|clause| {
            view.hits
                .within(&view.tokens, *clause)
                .any(|hit| hit.concept == Concept::CueOnline && follows_noun(scene, hit.span))
        });
    first_lines
        .chain(before_days)
        .flat_map(|span| view.hits.within(&view.tokens, span))
        .find(|hit| {
            hit.concept == Concept::CueOnline
                && !is_paperwork(scene, hit.span)
                && !is_in_name(scene, hit.span)
        })
        .map(|hit| view.evidence(hit.span, "event.attendance.series"))
}

/// Whether a kind of event stands right before the words ("courses on the screen").
fn follows_noun(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let lead = Span::new(span.start.saturating_sub(PHRASE), span.start);
    view.hits.within(&view.tokens, lead).any(|hit| {
        hit.concept == Concept::EventNoun && words(view, Span::new(hit.span.end, span.start)) == 0
    })
}

/// A link to join a meeting or watch a stream.
fn meeting_link(scene: &Scene, scope: Span) -> Option<Evidence> {
    overlapping(scene.mentions, scope)
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

#[cfg(test)]
mod tests {
    use handbill_model::Attendance;

    use crate::find::testing::document;
    use crate::{Options, extract};

    fn attendance(text: &str) -> Option<Attendance> {
        let extraction = extract(&document(text), &Options::default());
        extraction
            .events
            .first()
            .expect("the text has an event")
            .attendance
    }

    #[test]
    fn words_near_the_dates_tell() {
        let online = "Mending Clocks, a workshop\n\n11 June 2026, 10:00, online via Zoom";
        assert_eq!(attendance(online), Some(Attendance::Online));
        let offline = "Mending Clocks, a workshop\n\n11 June 2026, 10:00\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ\n\nRegister online by 4 June 2026.";
        assert_eq!(attendance(offline), Some(Attendance::Offline));
        let mixed = "Mending Clocks, a workshop\n\n11 June 2026, 10:00\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ, and by livestream";
        assert_eq!(attendance(mixed), Some(Attendance::Mixed));
    }

    #[test]
    fn names_and_paperwork_tell_nothing() {
        assert_eq!(
            attendance("Workshop on Virtual Reality\n\n11 June 2026, 10:00"),
            None
        );
        assert_eq!(
            attendance(
                "Mending Clocks, a workshop\n\n11 June 2026, 10:00\n\nOnline registration opens soon."
            ),
            None
        );
    }
}
