//! Places that an ending tells rather than a preposition: "mälumäng Kullaaru rahvamajas".

use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::Span;

use super::places::{LONG, PlaceDraft, elsewhere};
use super::venue_names::set_whole_name;
use crate::layout::{Layout, has_any};
use crate::{Mention, View, overlapping};

/// The value of a word for a building or room whose form says that something is in or at it.
const WHERE: i32 = 1;

/// The place that a word for a building or room tells by its form, in a clause that has the event's day or
/// hour, or is its name.
pub fn inflected(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    name: Span,
) -> Option<PlaceDraft> {
    let at = |offset: usize| layout.clause_at(offset);
    let mut told: Vec<usize> = anchors.iter().filter_map(|it| at(it.start)).collect();
    told.dedup();
    // Where day and hour stand apart, the day may stand beside another event.
    if told.len() > 1 {
        told.clear();
    }
    let named = (!name.is_empty()).then(|| at(name.start)).flatten();
    let mut clauses: Vec<usize> = told.into_iter().chain(named).collect();
    clauses.dedup();
    clauses.into_iter().find_map(|index| {
        let clause = layout.clauses[index].span;
        if clause.len() > LONG || layout.lines[layout.clauses[index].line].navigation {
            return None;
        }
        let mut hits = view
            .hits
            .within(&view.tokens, clause)
            .filter(|hit| tells_where(hit));
        let hit = hits.next()?;
        // "raekoja saalis": the last of what stands together.
        let last = hits
            .take_while(|other| other.first <= hit.end + 1)
            .last()
            .filter(|last| last.end > hit.end)
            .unwrap_or(hit);
        let place = whole(view, mentions, clause, hit, last, name);
        let signing = [
            Concept::CueRegister,
            Concept::CuePast,
            Concept::CueHours,
            Concept::RoleContact,
        ];
        let before = Span::new(clause.start, place.start);
        if elsewhere(view, before) || has_any(view, before, &signing) {
            return None;
        }
        let mut draft = PlaceDraft {
            // What any other reading of the same words tells better.
            score: 0.5,
            ..PlaceDraft::default()
        };
        set_whole_name(view, &mut draft, place, "event.venue.ending");
        (draft.venue.name.is_some() || draft.venue.room.is_some()).then_some(draft)
    })
}

/// Whether the hit is a word for a building or room whose form says that something is in or at it.
pub fn tells_where(hit: &Hit) -> bool {
    matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom) && hit.value == WHERE
}

/// The words with the name that stands before them, by its capitals, or behind them, in quotation marks.
fn whole(
    view: &View,
    mentions: &[Mention],
    clause: Span,
    hit: &Hit,
    last: &Hit,
    name: Span,
) -> Span {
    const LONGEST: usize = 4;
    let tokens = &view.tokens;
    let text = view.text();
    let start = |token: usize| tokens[token].start as usize;
    let mut first = hit.first;
    while first > 0 && hit.first - first < LONGEST && tokens[first].gap == Gap::Space {
        let before = first - 1;
        let at = start(before);
        let capital =
            tokens[before].kind == TokenKind::Word && text[at..].starts_with(char::is_uppercase);
        let other = view.hits.at(before).iter().any(|hit| {
            matches!(
                hit.concept,
                Concept::EventNoun | Concept::DateWeekday | Concept::DateMonth | Concept::CueWhen
            )
        });
        let taken = overlapping(mentions, Span::new(at, at + 1))
            .iter()
            .any(|mention| !matches!(mention.found, crate::Found::Address(_)));
        if !capital || other || taken || at < clause.start {
            break;
        }
        first = before;
    }
    // "Bingo nuorisotalossa": a name keeps its first word, unless a mark parts the place from it.
    let mut end = last.span.end;
    let rest = text[end..clause.end.max(end)].trim_start();
    let parted = rest.starts_with(['–', '-', ':', ',', '—']);
    if first < hit.first && start(first) == name.start && !parted {
        first += 1;
    }
    let quote = last.end;
    if tokens.is_mark(quote, '"') && tokens[quote].gap == Gap::Space {
        let close = (quote + 1..tokens.len())
            .take(LONGEST * 2)
            .take_while(|at| start(*at) < clause.end)
            .find(|at| tokens.is_mark(*at, '"'));
        end = close.map_or(end, |close| tokens[close].end as usize);
    }
    Span::new(start(first), end)
}
