//! Which event is a day of a schedule that nothing else has read one from? It is named by its own row
//! or card, else by what the section tells of all, else by the page; what it lacks, the section tells.

use handbill_lexicon::Concept;
use handbill_model::{Event, EventStatus, Span};

use super::told::Told;
use super::{attend, names};
use crate::View;
use crate::assemble::event_kinds;
use crate::assemble::event_status::nothing;
use crate::assemble::events::{EventDraft, Scene};
use crate::assemble::links;
use crate::assemble::moves;
use crate::assemble::places::{self, PlaceDraft};
use crate::assemble::prices;
use crate::assemble::roles::words;
use crate::assemble::schedule_rows::{Day, set_hour};
use crate::assemble::speakers;
use crate::assemble::title_text;
use crate::layout::has;

/// How sure it is that a day of a schedule is an event.
const CONFIDENCE: f32 = 0.75;

/// The event of a day, where anything names it.
pub fn draft(scene: &Scene, day: &Day, told: &Told) -> Option<EventDraft> {
    let view = scene.view;
    let own = day.name.or_else(|| names::own_name(scene, day));
    if own.is_none() && names::says_more(scene, day) {
        return None;
    }
    let name = own
        .or(told.name)
        .or_else(|| names::cell_title(scene, day))
        .or_else(|| names::page_heading(scene));
    let (title, told_by) = match name {
        Some(name) => (
            title_text::written(name.of(view.text())),
            view.evidence(name, "event.title.schedule"),
        ),
        None => names::stated_title(scene)?,
    };
    let name = name.unwrap_or_default();
    let mut day = day.clone();
    let mut record = Event {
        name: title,
        confidence: CONFIDENCE,
        ..Event::default()
    };
    let mut start = vec![view.evidence(day.span, "event.schedule.day")];
    if let Some(span) = day.hour {
        start.push(view.evidence(span, "event.schedule.hour"));
    }
    let theirs = told.speaks_of(view, &record.name);
    let hours = told.hours_of(view, &day).filter(|_| theirs);
    if let (None, Some(hours)) = (day.start.clock, hours) {
        set_hour(&mut day, hours.start, hours.end);
        start.push(view.evidence(hours.span, "event.schedule.hour"));
    }
    record.evidence.insert("start".to_owned(), start);
    record.evidence.insert("name".to_owned(), vec![told_by]);
    let kind = view
        .hits
        .within(&view.tokens, name)
        .find(|hit| hit.concept == Concept::EventNoun);
    record.kind = kind.and_then(|hit| event_kinds::kind_of(hit.value));
    record.status = status(scene, day.own);
    let line = scene.layout.lines[day.line].span;
    let is_card = day.name.is_some() || day.own.len() > line.len();
    let name = if is_card {
        day.name.unwrap_or_default()
    } else {
        name
    };
    let place = if is_card {
        place_on_card(scene, &day, name)
    } else {
        place_in_row(scene, &day, name)
    };
    let place = place.or_else(|| told.place.clone().filter(|_| theirs));
    attend(scene, &day, name, place.as_ref(), &mut record);
    let place_zone = place.as_ref().and_then(|place| place.time_zone);
    if let Some(place) = place {
        record.venue = Some(place.venue);
        record.evidence.extend(place.evidence);
    }
    let anchors = vec![day.span];
    if is_card {
        links::links(scene, &anchors, day.own, &mut record);
        speakers::speakers(scene, day.own, &[], &mut record);
        prices::price(scene, day.own, &mut record);
    }
    Some(EventDraft {
        start: day.start,
        end: day.end,
        anchors,
        scope: day.own,
        place_zone,
        record,
        ..EventDraft::default()
    })
}

/// The place that a row tells for its only day: in a cell, as an address, or by a word for a place.
fn place_in_row(scene: &Scene, day: &Day, name: Span) -> Option<PlaceDraft> {
    /// The least score of a place that its own words tell.
    const TOLD: f32 = 3.0;
    let line = &scene.layout.lines[day.line];
    let place = place_in(scene, day, name, line.span)?;
    let address = place.venue.address.as_ref();
    let is_exact = !line.cells.is_empty()
        || address.is_some_and(|it| it.street.is_some() || it.postcode.is_some());
    // "9 July, 10 pm. Orchard Park. A film": a word tells it to be a place.
    let is_told = place.score >= TOLD && is_shown(scene, day, &place);
    ((is_exact || is_told) && day.own == line.span).then_some(place)
}

/// The place that a card shows.
fn place_on_card(scene: &Scene, day: &Day, name: Span) -> Option<PlaceDraft> {
    let place = place_in(scene, day, name, day.own).filter(|place| is_shown(scene, day, place));
    match place {
        Some(place) if place.venue.address.is_some() => Some(place),
        place => room_line(scene, day).or(place),
    }
}

fn place_in(scene: &Scene, day: &Day, name: Span, scope: Span) -> Option<PlaceDraft> {
    places::place(
        scene.view,
        scene.layout,
        scene.mentions,
        &[day.span],
        name,
        scope,
    )
}

/// Whether the place stands on the card, rather than on the one before it.
fn is_shown(scene: &Scene, day: &Day, place: &PlaceDraft) -> bool {
    let own = scene.view.evidence(day.own, "");
    let told = place.evidence.values().flatten();
    told.into_iter()
        .all(|part| own.start <= part.start && part.end <= own.end)
}

/// The line of a card that is but a room.
fn room_line(scene: &Scene, day: &Day) -> Option<PlaceDraft> {
    const LONGEST: usize = 6;
    let view = scene.view;
    let name = day.name.unwrap_or_default();
    let line = scene.layout.lines.iter().find(|line| {
        day.own.contains(line.span)
            && !line.span.overlaps(name)
            && !line.span.overlaps(day.span)
            && line.cells.is_empty()
            && words(view, line.span) <= LONGEST
            && begins_with_place(view, line.span)
    })?;
    let mut out = PlaceDraft::default();
    let text = title_text::written(line.span.of(view.text()));
    // "Town Auditorium" is a house, "Studio" one of its rooms.
    let is_house = words(view, line.span) > 1 && has(view, line.span, Concept::CueBuilding);
    let is_room = has(view, line.span, Concept::CueRoom) && !is_house;
    let field = if is_room {
        out.venue.room = Some(text);
        "venue.room"
    } else {
        out.venue.name = Some(text);
        "venue.name"
    };
    let evidence = vec![view.evidence(line.span, "event.venue.card")];
    out.evidence.insert(field.to_owned(), evidence);
    Some(out)
}

/// Whether the first word is one for a room or building.
fn begins_with_place(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    let is_place = |concept: Concept| view.hits.find(first, concept).is_some();
    is_place(Concept::CueRoom) || is_place(Concept::CueBuilding)
}

fn status(scene: &Scene, own: Span) -> Option<EventStatus> {
    let view = scene.view;
    // "moved from 3 May" is told of the day that holds now.
    let mut hits = view.hits.within(&view.tokens, own);
    let put_off = hits.any(|hit| {
        hit.concept == Concept::CuePostponed && !moves::leaves(view, scene.times, hit.span)
    });
    if has(view, own, Concept::CueCancelled) || nothing(view, own, true).is_some() {
        Some(EventStatus::Cancelled)
    } else if put_off {
        Some(EventStatus::Postponed)
    } else {
        None
    }
}
