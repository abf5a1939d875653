//! Places that events take from other events of the document.
//!
//! A part is held where its whole is, what goes along with another event where that one is, and a venue
//! whose address was told once has it wherever its name stands again.

use chrono::NaiveDate;
use handbill_lexicon::{Concept, fold};
use handbill_model::{BlockKind, Span};

use super::general::place_at;
use super::{give, lacks_place, place_of};
use crate::assemble::events::{EventDraft, Scene};
use crate::assemble::places::{PlaceDraft, one_line};
use crate::layout::has;
use crate::{Found, overlapping};

/// In a document without rules between its parts, whose only address is that of its first event,
/// the later ones are held there too; not where each has a heading of its own, as items of a
/// newsletter do.
pub(super) fn from_main(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut doors = drafts.iter().enumerate().filter(|(_, draft)| {
        draft
            .record
            .venue
            .as_ref()
            .is_some_and(|venue| venue.address.as_ref().is_some_and(|it| it.street.is_some()))
    });
    let (Some((0, holder)), None) = (doors.next(), doors.next()) else {
        return;
    };
    if scene.layout.parts > 1 {
        return;
    }
    let (place, attendance) = (place_of(holder), holder.record.attendance);
    let apart = is_under_heading(scene, holder);
    for draft in drafts[1..]
        .iter_mut()
        .filter(|draft| lacks_place(&draft.record) && !(apart && is_under_heading(scene, draft)))
    {
        if let Some(place) = &place {
            give(draft, place, attendance);
        }
    }
}

/// The place of the event before, where words beside the date or on the lines below it stand for that
/// ("same venue").
pub(super) fn from_the_last(scene: &Scene, drafts: &mut [EventDraft]) {
    const BELOW: usize = 3;
    let lines = &scene.layout.lines;
    for index in 1..drafts.len() {
        let Some(date) = drafts[index].anchors.first() else {
            continue;
        };
        let next = drafts.get(index + 1).and_then(|next| next.anchors.first());
        let end = next.map_or(usize::MAX, |next| next.start.max(date.end));
        let first = scene.layout.line_at(date.start).unwrap_or_default();
        let near = lines[first..].iter().take(1 + BELOW).map(|line| line.span);
        let mut near = near.take_while(|line| line.start < end);
        if near.any(|line| has(scene.view, line, Concept::CueSamePlace))
            && let Some(place) = place_of(&drafts[index - 1])
        {
            let attendance = drafts[index - 1].record.attendance;
            give(&mut drafts[index], &place, attendance);
        }
    }
}

/// Whether the event is called by a heading, or by a line over the paragraph that tells of it.
fn is_under_heading(scene: &Scene, draft: &EventDraft) -> bool {
    let layout = scene.layout;
    let line = draft
        .anchors
        .first()
        .and_then(|date| layout.line_at(date.start));
    let above = line.and_then(|line| {
        let heads = |index: &usize| {
            let line = &layout.lines[*index];
            line.first || matches!(line.kind, BlockKind::Heading { .. })
        };
        (0..line).rev().find(heads)
    });
    above.is_some_and(|above| {
        let heading = layout.lines[above].span.of(scene.view.text());
        one_line(heading).contains(&draft.record.name)
    })
}

/// Venues of one document that are looked for by name alone: more would take long and help none.
const MOST_VENUES: usize = 50;

/// A venue whose address was told with another event is named without it; its bare name beside a
/// date is enough.
pub(super) fn name_again(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut known: Vec<(String, PlaceDraft)> = drafts
        .iter()
        .filter_map(|draft| {
            let venue = draft.record.venue.as_ref()?;
            let name = fold(venue.name.as_ref()?);
            venue.address.as_ref()?.street.as_ref()?;
            Some((name, place_of(draft)?))
        })
        .collect();
    let doors = scene.mentions.iter().filter(
        |mention| matches!(&mention.found, Found::Address(found) if found.address.street.is_some()),
    );
    known.extend(doors.take(MOST_VENUES).filter_map(|mention| {
        let place = place_at(scene, mention)?;
        Some((fold(place.venue.name.as_ref()?), place))
    }));
    known.sort_by(|a, b| a.0.cmp(&b.0));
    known.dedup_by(|a, b| a.0 == b.0);
    known.truncate(MOST_VENUES);
    for draft in drafts.iter_mut() {
        let own = draft.record.venue.as_ref();
        let own_name = own.and_then(|venue| venue.name.as_deref().map(fold));
        let own_town = own.and_then(|venue| venue.address.clone());
        let told = near_text(scene, draft);
        let found = known
            .iter()
            .find(|(name, place)| match (&own_name, &own_town) {
                // "Aula Magna a Bologna" here is the "Aula Magna, Piazza Nuova 2, Bologna" of elsewhere.
                (Some(own), Some(town)) => {
                    let door = place.venue.address.as_ref();
                    let longer = own.strip_prefix(name.as_str());
                    town.street.is_none()
                        && (town.locality.is_none()
                            || door.is_some_and(|door| door.locality == town.locality))
                        && longer.is_some_and(|rest| {
                            rest.is_empty() || rest.starts_with(' ') && name.contains(' ')
                        })
                }
                (Some(own), None) => own == name,
                (None, Some(_)) => false,
                (None, None) => name.chars().count() >= 5 && told.contains(name.as_str()),
            });
        if let Some((_, place)) = found {
            let mut place = place.clone();
            place.venue.room = None;
            place.evidence.remove("venue.room");
            give(draft, &place, None);
        }
    }
}

/// The folded text around the dates of an event: their clauses and the next ones, but for those that tell
/// an address, which were weighed with it.
fn near_text(scene: &Scene, draft: &EventDraft) -> String {
    let mut out = String::new();
    for anchor in &draft.anchors {
        let Some(at) = scene.layout.clause_at(anchor.start) else {
            continue;
        };
        let clauses = &scene.layout.clauses;
        let has_door = |clause: Span| {
            let mut mentions = overlapping(scene.mentions, clause).iter();
            mentions.any(|mention| {
                matches!(&mention.found, Found::Address(found)
                    if found.address.street.is_some() || found.address.postcode.is_some())
            })
        };
        for clause in clauses[at..].iter().take(3) {
            let own = clause.span.start == clauses[at].span.start;
            if own || draft.scope.contains(clause.span) && !has_door(clause.span) {
                out.push_str(&fold(clause.span.of(scene.view.text())));
                out.push('\n');
            }
        }
    }
    out
}

/// A part takes place where its whole does.
pub(super) fn from_holder(drafts: &mut [EventDraft]) {
    for index in 0..drafts.len() {
        let Some(holder) = drafts[index].part_of else {
            continue;
        };
        if !lacks_place(&drafts[index].record) || holder == index {
            continue;
        }
        if let Some(place) = place_of(&drafts[holder]) {
            let attendance = drafts[holder].record.attendance;
            give(&mut drafts[index], &place, attendance);
        }
    }
}

/// What goes along with another event ("in conjunction with the …"), on its days, is held where that
/// one is.
pub(super) fn from_host(drafts: &mut [EventDraft]) {
    let hosts: Vec<(Option<NaiveDate>, Option<NaiveDate>, PlaceDraft)> = drafts
        .iter()
        .filter(|draft| draft.foreign)
        .filter_map(|draft| {
            let mut place = place_of(draft)?;
            place.venue.room = None;
            place.evidence.remove("venue.room");
            let end = draft.end.unwrap_or(draft.start);
            Some((draft.start.date(), end.date(), place))
        })
        .collect();
    for draft in drafts.iter_mut() {
        if draft.foreign || !lacks_place(&draft.record) {
            continue;
        }
        let day = draft.start.date();
        let host = hosts.iter().find(|(first, last, _)| {
            day.is_some_and(|day| {
                first.is_some_and(|first| first <= day) && last.is_some_and(|last| day <= last)
            })
        });
        if let Some((_, _, place)) = host {
            give(draft, place, None);
        }
    }
}
