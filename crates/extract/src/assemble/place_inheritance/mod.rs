//! Places that are told once for several events: above or below a list, in the title, with an
//! earlier event.
//!
//! `general.rs` finds the place that the document tells for all, `series.rs` what a sentence says of a
//! series, `others.rs` what one event lends another, `towns.rs` the towns that are still missing. Here is
//! the order in which they are asked, and how an event is given what they found.

mod general;
mod others;
mod series;
mod towns;

use std::collections::BTreeMap;

use handbill_lexicon::fold;
use handbill_model::{Attendance, Event, Evidence, Span};

use super::events::{EventDraft, Scene};
use super::places::PlaceDraft;
use super::told_towns::Towns;
use super::town_heads;
use super::venue_names::is_room;
use crate::Found;
use general::{at_seat, body_there, general_place, is_only_seat, is_titled, place_at, some_online};
use others::{from_holder, from_host, from_main, from_the_last, name_again};
pub use series::of_series;
use towns::town_of_name;
pub use towns::{in_only_town, town_of_own_name};

/// Gives events without a place of their own the one that the document tells for them.
pub fn inherit(scene: &Scene, drafts: &mut [EventDraft]) {
    let towns = Towns::of(scene);
    of_one_part(scene, drafts);
    rooms_in_house(scene, drafts);
    name_again(scene, drafts);
    town_of_name(drafts, &towns);
    from_the_last(scene, drafts);
    from_holder(drafts);
    town_heads::place(scene, drafts);
    from_host(drafts);
    if drafts.iter().any(|draft| lacks_place(&draft.record))
        && let Some(general) = general_place(scene, drafts)
    {
        let elsewhere = some_online(scene, &general);
        let body = body_there(scene, &general, drafts);
        let theirs = |draft: &EventDraft| {
            (body.as_ref()).is_none_or(|body| fold(&draft.record.name).starts_with(body.as_str()))
        };
        let open = |draft: &&mut EventDraft| lacks_place(&draft.record) && theirs(draft);
        for draft in drafts.iter_mut().filter(open) {
            let told = draft.record.attendance;
            give(draft, &general, None);
            if elsewhere && told.is_none() {
                draft.record.attendance = None;
                draft.record.evidence.remove("attendance");
            }
        }
    }
    from_main(scene, drafts);
    at_seat(scene, drafts);
    common_zone(scene, drafts);
}

/// Events of which nothing but a room is told are in the house that the document tells for all.
fn rooms_in_house(scene: &Scene, drafts: &mut [EventDraft]) {
    if drafts.iter().any(|draft| is_only_room(&draft.record))
        && let Some(house) = general_place(scene, drafts)
    {
        for draft in drafts
            .iter_mut()
            .filter(|draft| is_only_room(&draft.record))
        {
            give_house(draft, &house);
        }
    }
}

/// Events of which no place or but a room is told take place in the house whose page it is: the one
/// that bears a part of the page's title.
pub fn in_own_house(scene: &Scene, drafts: &mut [EventDraft]) {
    let is_open = |draft: &EventDraft| lacks_place(&draft.record) || is_only_room(&draft.record);
    if scene.view.title_parts.is_empty() || !drafts.iter().any(is_open) {
        return;
    }
    let titles = &scene.view.title_parts;
    let mut houses = scene
        .mentions
        .iter()
        .filter_map(|mention| place_at(scene, mention))
        .filter(|place| is_titled(place, titles) && !is_only_seat(place));
    if let Some(house) = houses.next() {
        for draft in drafts.iter_mut().filter(|draft| is_open(draft)) {
            give_house(draft, &house);
        }
    }
}

/// Gives the event a house, with the room that is told of the event already.
fn give_house(draft: &mut EventDraft, house: &PlaceDraft) {
    let record = &mut draft.record;
    if let Some(venue) = &mut record.venue
        && venue.room.is_none()
    {
        venue.room = venue.name.take();
        let told = record.evidence.remove("venue.name");
        let told = told.map(|told| ("venue.room".to_owned(), told));
        record.evidence.extend(told);
    }
    give(draft, house, None);
}

/// Whether the place of an event is told by the name of a room alone.
fn is_only_room(record: &Event) -> bool {
    let Some(venue) = &record.venue else {
        return false;
    };
    let placed = venue
        .address
        .as_ref()
        .is_some_and(|it| it.street.is_some() || it.postcode.is_some());
    !placed
        && match (&venue.name, &venue.room) {
            (Some(name), None) => is_room(name),
            (None, Some(_)) => true,
            _ => false,
        }
}

/// A town or house that is told in the row of one part only is that part's, not the whole's: its
/// other parts may be anywhere.
fn of_one_part(scene: &Scene, drafts: &mut [EventDraft]) {
    let (view, layout) = (scene.view, scene.layout);
    let row = |anchor: &Span| {
        let line = layout.line_at(anchor.start)?;
        let span = layout.lines[line].span;
        let here = view.evidence(span, "");
        Some((here.start, here.end))
    };
    let mut parts_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        if let Some(holder) = draft.part_of.filter(|holder| *holder != index) {
            parts_of.entry(holder).or_default().push(index);
        }
    }
    for (index, parts) in parts_of {
        let holder = &drafts[index];
        let told = holder
            .record
            .evidence
            .get("venue.address")
            .or_else(|| holder.record.evidence.get("venue.name"))
            .and_then(|list| list.first());
        let Some(told) = told.filter(|_| parts.len() > 1) else {
            continue;
        };
        let inside = |draft: &EventDraft| {
            let mut rows = draft.anchors.iter().filter_map(row);
            rows.any(|(start, end)| start <= told.start && told.end <= end)
        };
        if inside(holder) || !parts.iter().any(|part| inside(&drafts[*part])) {
            continue;
        }
        let record = &mut drafts[index].record;
        record.venue = None;
        record
            .evidence
            .retain(|field, _| !field.starts_with("venue."));
        if record.attendance == Some(Attendance::Offline) {
            record.attendance = None;
            record.evidence.remove("attendance");
        }
        drafts[index].place_zone = None;
    }
}

/// The hours of an online event, and of one whose place is not told, are those of the one zone that
/// all addresses of the document share.
fn common_zone(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut zones = scene
        .mentions
        .iter()
        .filter_map(|mention| match &mention.found {
            Found::Address(found)
                if found.address.street.is_some() || found.address.postcode.is_some() =>
            {
                Some(found.time_zone)
            }
            _ => None,
        });
    let Some(Some(zone)) = zones.next() else {
        return;
    };
    if zones.any(|other| other != Some(zone)) {
        return;
    }
    for draft in drafts.iter_mut().filter(|draft| {
        draft.record.attendance == Some(Attendance::Online) || draft.record.venue.is_none()
    }) {
        draft.place_zone = draft.place_zone.or(Some(zone));
    }
}

/// The place that an event has, with the evidence for it.
fn place_of(draft: &EventDraft) -> Option<PlaceDraft> {
    let evidence = draft.record.evidence.iter();
    Some(PlaceDraft {
        venue: draft.record.venue.clone()?,
        evidence: evidence
            .filter(|(field, _)| field.starts_with("venue."))
            .map(|(field, list)| (field.clone(), list.clone()))
            .collect(),
        time_zone: draft.place_zone,
        score: 0.0,
    })
}

/// Whether the event has no place, and may have one.
pub fn lacks_place(record: &Event) -> bool {
    record.venue.is_none() && record.attendance != Some(Attendance::Online)
}

/// Gives the event a place, and says how it is attended where nothing does yet.
pub fn give(draft: &mut EventDraft, place: &PlaceDraft, attendance: Option<Attendance>) {
    let evidence = &place.evidence;
    let told: Option<Evidence> = evidence
        .get("venue.address")
        .or_else(|| evidence.get("venue.name"))
        .and_then(|list| list.first().cloned());
    let record = &mut draft.record;
    let room = record.venue.take().and_then(|venue| venue.room);
    let room = room.filter(|room| Some(room) != place.venue.name.as_ref());
    let known = record.evidence.remove("venue.room");
    record.venue = Some(place.venue.clone());
    record.evidence.extend(evidence.clone());
    // A room that is told with the event itself is in the house that is told for all.
    if let (Some(venue), Some(_)) = (&mut record.venue, &room) {
        venue.room = room;
        record.evidence.remove("venue.room");
        record
            .evidence
            .extend(known.map(|told| ("venue.room".to_owned(), told)));
    }
    draft.place_zone = draft.place_zone.or(place.time_zone);
    if let (None, Some(told)) = (record.attendance, told) {
        record.attendance = attendance.or(Some(Attendance::Offline));
        record.evidence.insert("attendance".to_owned(), vec![told]);
    }
}

#[cfg(test)]
mod tests {
    use handbill_model::BlockKind;

    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The streets of the events' venues.
    fn streets(text: &str) -> Vec<String> {
        extract(&document(text), &Options::default())
            .events
            .into_iter()
            .map(|event| {
                event
                    .venue
                    .and_then(|venue| venue.address)
                    .and_then(|address| address.street)
                    .unwrap_or_default()
            })
            .collect()
    }

    #[test]
    fn a_list_shares_the_place_that_is_told_for_it() {
        let text = "Concerts in spring\n\nAll concerts take place at Old Chapel, 12 Mill Road, Leeds LS1 4AB.\n\n4 March 2026, 19:30 - Strings for a Short Day\n\n11 March 2026, 19:30 - The Borrowed Oboe\n\n18 March 2026, 19:30 - Tango, Late";
        let streets = streets(text);
        assert!(streets.len() >= 2, "{streets:?}");
        assert!(
            streets.iter().all(|street| street == "12 Mill Road"),
            "{streets:?}"
        );
    }

    #[test]
    fn items_of_a_newsletter_do_not_share_the_place_of_the_first() {
        let text = "General Meeting\nThursday 26 March 2026, 19:30, at 12 Mill Road, Leeds LS1 4AB.\n\nBeach Cleaning\nSaturday 18 April 2026, 10:00\nBring gloves.";
        assert_eq!(streets(text), ["12 Mill Road", ""]);
    }

    #[test]
    fn events_that_move_about_are_not_at_the_seat_of_their_club() {
        let text = "Friends of the Weir\n\nJumble sale\nSaturday 4 April 2026, 10:00, Corn Exchange\n\nRiver clean-up\nSaturday 18 April 2026, 9:00\nBring boots.\n\nFriends of the Weir, 12 Mill Road, Leeds LS1 4AB";
        assert_eq!(streets(text), ["", ""]);
    }

    #[test]
    fn towns_head_the_sections_of_their_events() {
        let text = "Concerts\n\nHannover\n\n4 March 2026, 19:30 - Strings for a Short Day\n\nPotsdam\n\n11 March 2026, 19:30 - The Borrowed Oboe";
        let mut document = document(text);
        for block in &mut document.blocks {
            if ["Hannover", "Potsdam"].contains(&block.span.of(text)) {
                block.kind = BlockKind::Heading { level: 2 };
            }
        }
        let towns: Vec<Option<String>> = extract(&document, &Options::default())
            .events
            .into_iter()
            .map(|event| event.venue?.address?.locality)
            .collect();
        assert_eq!(
            towns,
            [Some("Hannover".to_owned()), Some("Potsdam".to_owned())]
        );
    }

    #[test]
    fn online_events_inherit_no_place() {
        let text = "Talks in spring\n\n4 March 2026, 19:30 - Strings for a Short Day\nOld Chapel, 12 Mill Road, Leeds LS1 4AB\n\n11 March 2026, 19:30 - The Borrowed Oboe\nOnline";
        let streets = streets(text);
        assert_ne!(
            streets.last().map(String::as_str),
            Some("12 Mill Road"),
            "{streets:?}"
        );
    }
}
