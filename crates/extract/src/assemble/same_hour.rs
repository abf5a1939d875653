//! Several headings under one day or hour, each with its place: events that begin together.

use handbill_lexicon::Concept;
use handbill_model::BlockKind;

use super::anchors::Anchor;
use super::events::Scene;
use super::roles::{times_in, words};
use super::titles::{self, Place};
use crate::layout::{Layout, has};
use crate::weights;

/// Lines that may stand under a heading before its place.
const NEAREST: usize = 3;

/// So many lines below an hour are looked at.
const FURTHEST: usize = 60;

/// The further events of an hour whose own is named by the heading right below it: one for each
/// other heading of that level before the next time, where a field under it tells the place.
pub fn under(scene: &Scene, anchor: &Anchor) -> Vec<Anchor> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let first = anchor.line + 1;
    let Some(level) = heading(layout, first) else {
        return Vec::new();
    };
    let named = |name: &titles::Title| layout.lines[first].span.overlaps(name.span);
    if !anchor.names.first().is_some_and(named) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for index in first + 1..layout.lines.len().min(first + FURTHEST) {
        let line = &layout.lines[index];
        let ends = heading(layout, index).is_some_and(|own| own < level);
        if ends || line.part != anchor.part || !times_in(scene.times, line.span).is_empty() {
            break;
        }
        if heading(layout, index) != Some(level) || !line.first || !has_place(scene, index) {
            continue;
        }
        let whole = super::title_heads::joined(layout, index);
        out.extend(
            titles::title(view, mentions, whole, Place::Above).map(|name| Anchor {
                names: vec![titles::Title {
                    score: name.score.max(weights::TITLE_ENOUGH),
                    ..name
                }],
                line: index,
                ..anchor.clone()
            }),
        );
    }
    out
}

fn heading(layout: &Layout, line: usize) -> Option<u8> {
    match layout.lines.get(line)?.kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    }
}

/// Whether a field for the place stands right under the line.
fn has_place(scene: &Scene, line: usize) -> bool {
    let clauses = &scene.layout.clauses;
    let first = clauses.partition_point(|clause| clause.line <= line);
    clauses[first..]
        .iter()
        .take_while(|clause| clause.line <= line + NEAREST)
        .take_while(|clause| heading(scene.layout, clause.line).is_none())
        .filter_map(|clause| clause.label)
        .any(|label| words(scene.view, label) <= 3 && has(scene.view, label, Concept::CueVenue))
}
