//! The place that the document tells for all of its events.
//!
//! It stands behind a label outside of single events, in a sentence that says where they are held, at an
//! address above the first of them, or at one whose house the title names. The seat of a body counts only
//! where the events are said to be "at our offices".

use handbill_lexicon::{Concept, Tokens, classify, fold};
use handbill_model::{BlockKind, Span};

use super::{give, lacks_place};
use crate::assemble::events::{EventDraft, Scene};
use crate::assemble::groups::alike;
use crate::assemble::labelled_places::labelled;
use crate::assemble::named_places::named;
use crate::assemble::places::PlaceDraft;
use crate::assemble::sites::addressed;
use crate::assemble::{schedules, title_heads, title_text};
use crate::layout::{Line, has};
use crate::{Found, Mention};

/// The place of all events of the document: behind a label outside of single events, in a
/// sentence that says where they are held, at an address before the first of them, or at one
/// whose name is in the document's title.
pub(super) fn general_place(scene: &Scene, drafts: &[EventDraft]) -> Option<PlaceDraft> {
    let taken: Vec<&str> = drafts
        .iter()
        .filter_map(|draft| {
            draft
                .record
                .venue
                .as_ref()?
                .address
                .as_ref()?
                .text
                .as_deref()
        })
        .collect();
    let first = drafts
        .iter()
        .flat_map(|draft| &draft.anchors)
        .map(|anchor| anchor.start)
        .min()?;
    let titles = title_lines(scene, drafts);
    let moves = (drafts.iter()).any(|draft| {
        let venue = draft.record.venue.as_ref();
        venue.is_some_and(|venue| venue.name.is_some())
    });
    for mention in scene.mentions {
        let Found::Address(found) = &mention.found else {
            continue;
        };
        let Some(mut place) = place_at(scene, mention) else {
            continue;
        };
        let text = found.address.text.as_deref().unwrap_or_default();
        let Some(clause) = scene.layout.clause_at(mention.span.start) else {
            continue;
        };
        let clause = &scene.layout.clauses[clause];
        let own = taken.contains(&text);
        let held = has(scene.view, clause.span, Concept::CueHeld)
            && !drafts
                .iter()
                .flat_map(|draft| &draft.anchors)
                .any(|anchor| clause.span.overlaps(*anchor));
        let titled = is_titled(&place, &titles) && !is_of_item(scene, drafts, mention.span);
        let above = mention.span.end <= first && is_beside_events(scene, drafts, mention.span);
        let titled = titled && !is_only_seat(&place) && !(moves && is_bodys(&place));
        // "All other meetings are held at …"
        let for_all = held && has(scene.view, clause.span, Concept::CueForAll);
        if titled || (held || above) && !own || held && above || for_all {
            // The house is everybody's, the room that of the event that it is told with.
            if own && !held && !above {
                place.venue.room = None;
                place.evidence.remove("venue.room");
            }
            return Some(place);
        }
    }
    labelled_for_all(scene, drafts, first).or_else(|| held_for_all(scene, drafts))
}

/// Whether the place stands in an item or row beside the day of an event, with others beside it.
fn is_of_item(scene: &Scene, drafts: &[EventDraft], place: Span) -> bool {
    let layout = scene.layout;
    let at = layout.line_at(place.start);
    let is_row = at.is_some_and(|line| {
        let line = &layout.lines[line];
        matches!(line.kind, BlockKind::ListItem { .. }) || line.cells.len() > 1
    });
    let anchors = || drafts.iter().flat_map(|draft| &draft.anchors);
    is_row && drafts.len() > 1 && anchors().any(|anchor| layout.line_at(anchor.start) == at)
}

/// The body that a sentence says meets at the place, where events of several bodies are listed.
pub(super) fn body_there(
    scene: &Scene,
    place: &PlaceDraft,
    drafts: &[EventDraft],
) -> Option<String> {
    let view = scene.view;
    let told = place.evidence.values().flatten().next()?;
    let clauses = scene.layout.clauses.iter();
    let body = clauses
        .filter(|clause| has(view, clause.span, Concept::CueMeets))
        .find(|clause| {
            let here = view.evidence(clause.span, "");
            here.start <= told.start && told.end <= here.end
        })
        .and_then(|clause| schedules::who(view, clause.span))?;
    let body = fold(body.of(view.text()));
    let named = drafts.iter().any(|draft| fold(&draft.record.name) == body);
    named.then_some(body)
}

/// Whether the paragraph of a place that is told for all also speaks of attending online: it may
/// mean some of them ("the Monday meetings can also be followed from home").
pub(super) fn some_online(scene: &Scene, place: &PlaceDraft) -> bool {
    let Scene { view, layout, .. } = *scene;
    let start = |line: &Line| view.evidence(line.span, "").start;
    let mut told = place.evidence.values().flatten();
    let Some(told) = told.next() else {
        return false;
    };
    let at = layout
        .lines
        .partition_point(|line| start(line) <= told.start);
    at.checked_sub(1).is_some_and(|line| {
        let said = title_heads::joined(layout, line);
        has(view, said, Concept::CueOnline) || has(view, said, Concept::CueHybrid)
    })
}

/// The place at a full address, with the name before it.
pub(super) fn place_at(scene: &Scene, mention: &Mention) -> Option<PlaceDraft> {
    let Found::Address(found) = &mention.found else {
        return None;
    };
    if found.address.street.is_none() && found.address.postcode.is_none() {
        return None;
    }
    addressed(
        scene.view,
        scene.layout,
        scene.mentions,
        &[mention.span],
        clause_block(scene, mention),
    )
    .filter(|place| place.score > 2.0)
}

/// Whether the name of the place stands in one of the titles.
pub(super) fn is_titled(place: &PlaceDraft, titles: &[String]) -> bool {
    place.venue.name.as_ref().is_some_and(|name| {
        titles
            .iter()
            .any(|title| fold(title).contains(&fold(name)) || alike(title, name))
    })
}

/// Whether the place is but the seat of an organisation, whose name speaks of no house that events
/// are held in.
pub(super) fn is_only_seat(place: &PlaceDraft) -> bool {
    let (bodies, houses) = words_of_name(place);
    !bodies.is_empty() && houses.is_empty()
}

/// Whether the place bears the name of a body, which meets elsewhere too, rather than that of a house.
fn is_bodys(place: &PlaceDraft) -> bool {
    let (bodies, houses) = words_of_name(place);
    let apart = |body: &Span| !houses.iter().any(|house| house.overlaps(*body));
    place.venue.name.is_some() && (houses.is_empty() || bodies.iter().any(apart))
}

/// The words of the place's name for bodies, and those for houses.
fn words_of_name(place: &PlaceDraft) -> (Vec<Span>, Vec<Span>) {
    let told = place.evidence.get("venue.name");
    let Some(told) = told.and_then(|list| list.first()) else {
        return (Vec::new(), Vec::new());
    };
    let tokens = Tokens::new(&told.text);
    let hits = classify(&told.text, &tokens);
    let of = |concepts: &[Concept]| {
        let hits = hits.iter().filter(|hit| concepts.contains(&hit.concept));
        hits.map(|hit| hit.span).collect()
    };
    let bodies = of(&[Concept::NameOrganisation, Concept::NameLegalForm]);
    (bodies, of(&[Concept::CueBuilding]))
}

/// Events that are held "at our offices" take place at the seat of the organisation that heads the
/// page.
pub(super) fn at_seat(scene: &Scene, drafts: &mut [EventDraft]) {
    let at_home = |draft: &EventDraft| {
        lacks_place(&draft.record) && has(scene.view, draft.scope, Concept::CueOwnPremises)
    };
    if !drafts.iter().any(at_home) {
        return;
    }
    let titles = title_lines(scene, drafts);
    let seat = scene
        .mentions
        .iter()
        .filter_map(|mention| place_at(scene, mention))
        .find(|place| is_titled(place, &titles));
    let Some(seat) = seat else {
        return;
    };
    for draft in drafts.iter_mut().filter(|draft| at_home(draft)) {
        give(draft, &seat, None);
    }
}

/// The building or room of a sentence that says where all events of a kind are held.
fn held_for_all(scene: &Scene, drafts: &[EventDraft]) -> Option<PlaceDraft> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    if drafts.iter().any(|draft| draft.record.venue.is_some()) {
        return None;
    }
    layout.clauses.iter().find_map(|clause| {
        let held = view
            .hits
            .within(&view.tokens, clause.span)
            .find(|hit| hit.concept == Concept::CueHeld)?;
        if !has(view, clause.span, Concept::EventNoun)
            || !is_beside_events(scene, drafts, clause.span)
        {
            return None;
        }
        named(
            view,
            layout,
            mentions,
            &[held.span],
            Span::default(),
            clause.span,
        )
        .filter(|place| {
            let here = view.evidence(clause.span, "");
            place
                .evidence
                .values()
                .flatten()
                .all(|it| here.start <= it.start && it.end <= here.end)
        })
    })
}

/// The only place behind a label, where it stands before the first or behind the last event.
fn labelled_for_all(scene: &Scene, drafts: &[EventDraft], first: usize) -> Option<PlaceDraft> {
    let last = drafts
        .iter()
        .flat_map(|draft| &draft.anchors)
        .map(|anchor| anchor.end)
        .max()?;
    let mut found: Option<PlaceDraft> = None;
    for clause in &scene.layout.clauses {
        let place = labelled(scene.view, scene.layout, scene.mentions, &[], clause.span);
        let Some(place) = place else {
            continue;
        };
        let outside = clause.span.end <= first || clause.span.start >= last;
        if found.is_some() || !outside || !is_beside_events(scene, drafts, clause.span) {
            return None;
        }
        found = Some(place);
    }
    found
}

/// Whether no rule parts the place from all events.
fn is_beside_events(scene: &Scene, drafts: &[EventDraft], span: Span) -> bool {
    let part = |offset: usize| {
        scene
            .layout
            .line_at(offset)
            .map(|line| scene.layout.lines[line].part)
    };
    drafts
        .iter()
        .flat_map(|draft| &draft.anchors)
        .any(|anchor| part(anchor.start) == part(span.start))
}

/// The clauses around an address: what it can take its name from.
fn clause_block(scene: &Scene, mention: &Mention) -> Span {
    let clauses = &scene.layout.clauses;
    match scene.layout.clause_at(mention.span.start) {
        Some(at) => clauses[at].span.cover(mention.span),
        None => mention.span,
    }
}

/// The document's first lines, the parts of the title that it states, and the names of its events.
fn title_lines(scene: &Scene, drafts: &[EventDraft]) -> Vec<String> {
    let text = scene.view.text();
    scene
        .layout
        .lines
        .iter()
        .filter(|line| !line.navigation)
        .take(3)
        .map(|line| title_text::trim_marks(text, line.span).of(text).to_owned())
        .chain(scene.view.title_parts.iter().cloned())
        .chain(
            drafts
                .iter()
                .filter(|draft| draft.main)
                .map(|draft| draft.record.name.clone()),
        )
        .collect()
}
