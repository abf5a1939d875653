//! Which kind of event a name or its sentence tells of.

use handbill_lexicon::{Concept, Hit};
use handbill_model::{EventKind, Span};

use super::events::Scene;
use super::titles::{self, Title};
use crate::View;
use crate::layout::has;

const EVENT_KINDS: [EventKind; 12] = [
    EventKind::Conference,
    EventKind::Workshop,
    EventKind::Training,
    EventKind::Webinar,
    EventKind::Meeting,
    EventKind::Talk,
    EventKind::Ceremony,
    EventKind::Festival,
    EventKind::Exhibition,
    EventKind::Concert,
    EventKind::Project,
    EventKind::Other,
];

/// The kind that an event noun of the value stands for.
pub fn kind_of(value: i32) -> Option<EventKind> {
    EVENT_KINDS.get(usize::try_from(value - 1).ok()?).copied()
}

/// The kind that the words of a name tell of, where the text has them.
pub fn kind_in(view: &View, name: &str) -> Option<EventKind> {
    let start = view.text().find(name)?;
    let hits = view
        .hits
        .within(&view.tokens, Span::new(start, start + name.len()));
    hits.filter(|hit| hit.concept == Concept::EventNoun)
        .filter_map(|hit| kind_of(hit.value).map(|kind| (hit, kind)))
        .filter(|(_, kind)| *kind != EventKind::Other)
        .max_by_key(|(hit, kind)| (*kind != EventKind::Project, hit.span.len(), hit.span.end))
        .map(|(_, kind)| kind)
}

/// The kind that the name tells of, else its subtitle, else the sentence of the date; nothing where
/// they tell none.
pub(super) fn kind(
    scene: &Scene,
    name: &Title,
    subtitle: Option<Span>,
    anchors: &[Span],
) -> Option<EventKind> {
    let view = scene.view;
    let of = |span: Span| {
        view.hits
            .within(&view.tokens, span)
            .filter(|hit| hit.concept == Concept::EventNoun && !is_verb(view, hit))
            .filter_map(|hit| kind_of(hit.value).map(|kind| (hit, kind)))
            .filter(|(_, kind)| *kind != EventKind::Other)
            .max_by_key(|(hit, kind)| (*kind != EventKind::Project, hit.span.len(), hit.span.end))
            .map(|(_, kind)| kind)
    };
    // "Webinar: “Willows”": the kind stands beside the name.
    let set_off = titles::is_set_off(view, name.span);
    let quoted = (set_off || matches!(name.rule, "event.title.quoted" | "event.title.label"))
        .then(|| scene.layout.clause_at(name.span.start))
        .flatten();
    let line = set_off
        .then(|| scene.layout.line_at(name.span.start))
        .flatten();
    let beside = quoted
        .and_then(|clause| of(scene.layout.clauses[clause].span))
        .or_else(|| of(scene.layout.lines[line?].span));
    let told = of(name.span).or_else(|| of(subtitle?)).or(beside);
    // A phrase that names another kind of event is none of those that the sentence speaks of.
    if name.rule == "event.title.phrase" && has(view, name.span, Concept::EventNoun) {
        return told;
    }
    told.or_else(|| {
        anchors
            .iter()
            .filter_map(|anchor| scene.layout.clause_at(anchor.start))
            .filter(|clause| {
                scene.layout.lines[scene.layout.clauses[*clause].line]
                    .cells
                    .len()
                    < 2
            })
            .find_map(|clause| of(scene.layout.clauses[clause].span))
    })
}

/// Whether the one word of the hit is a verb by the word before it ("toys that talk back").
fn is_verb(view: &View, hit: &Hit) -> bool {
    let before = hit
        .first
        .checked_sub(1)
        .map_or(&[][..], |at| view.hits.at(at));
    let mut before = before.iter().filter(|before| before.end == hit.first);
    hit.end == hit.first + 1 && before.any(|before| before.concept == Concept::CueVerb)
}
