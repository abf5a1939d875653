//! What a place is built from: name, room, address, town, each with the evidence for it.
//!
//! Whoever finds a place, in a sentence, a field or behind a label, sets its parts here; and here two
//! readings of one place become one.

use handbill_lexicon::{Concept, Gap};
use handbill_model::{Address, Evidence, EvidenceMap, Span, Venue};

use super::bare_streets::BareStreet;
use super::small_towns::{ends_town, small_town};
use super::venue_names::{is_room, one_line};
use crate::{AddressMention, Mention, View};

/// A place with the evidence for it.
#[derive(Clone, Debug, Default)]
pub struct PlaceDraft {
    /// The venue.
    pub venue: Venue,
    /// Its parts' places in the text, by the field names of an event.
    pub evidence: EvidenceMap,
    /// IANA zone of the place.
    pub time_zone: Option<&'static str>,
    /// How sure it is that this is the event's place.
    pub score: f32,
}

impl PlaceDraft {
    /// Gives the place an address with its evidence and zone; one of a street alone with the name of a
    /// small town that follows.
    pub fn set_address(&mut self, view: &View, mention: &Mention, found: &AddressMention) {
        let mut address = found.address.clone();
        let mut told = mention.span;
        let lacks = address.locality.is_none() && address.postcode.is_none();
        let town =
            (lacks && found.house_number.is_some()).then(|| town_behind(view, mention.span.end));
        if let Some(town) = town.flatten() {
            told = told.cover(town);
            address.text = Some(one_line(told.of(view.text())));
            address.locality = Some(one_line(town.of(view.text())));
        }
        self.venue.address = Some(address);
        self.time_zone = found.time_zone;
        let list = self.evidence.entry("venue.address".to_owned());
        list.or_default().push(view.evidence(told, mention.rule));
    }

    /// Gives the place a street without a number, before the town that it has, if any.
    pub fn set_bare_street(&mut self, view: &View, found: &BareStreet, rule: &str) {
        let text = view.text();
        let street = one_line(found.street.of(text));
        let address = self.venue.address.get_or_insert_with(Address::default);
        address.text = Some(match &address.text {
            Some(rest) => format!("{street}, {rest}"),
            None => one_line(found.span().of(text)),
        });
        address.street = Some(street);
        if let Some(town) = found.town.filter(|_| address.locality.is_none()) {
            address.locality = Some(one_line(town.of(text)));
        }
        let told = self.evidence.entry("venue.address".to_owned());
        told.or_default()
            .insert(0, view.evidence(found.span(), rule));
    }

    /// Gives the place a town by its bare name, which no gazetteer knows.
    pub fn set_town(&mut self, view: &View, town: Span, rule: &str) {
        let written = Some(one_line(town.of(view.text())));
        self.venue.address = Some(Address {
            text: written.clone(),
            locality: written,
            ..Address::default()
        });
        self.tell("venue.address", view.evidence(town, rule));
    }

    /// Gives the place a room.
    pub fn set_room(&mut self, view: &View, room: Span, rule: &str) {
        self.venue.room = Some(one_line(room.of(view.text())));
        self.tell("venue.room", view.evidence(room, rule));
    }

    /// Makes the name that of a room, whose house is told elsewhere.
    pub fn name_is_room(&mut self) {
        self.venue.room = self.venue.name.take();
        let told = self.evidence.remove("venue.name");
        let told = told.map(|told| ("venue.room".to_owned(), told));
        self.evidence.extend(told);
    }

    fn tell(&mut self, field: &str, evidence: Evidence) {
        self.evidence.insert(field.to_owned(), vec![evidence]);
    }
}

/// The first place with what the second adds to it.
pub fn join(first: PlaceDraft, second: PlaceDraft) -> PlaceDraft {
    let (mut main, other) = if first.score >= second.score {
        (first, second)
    } else {
        (second, first)
    };
    let same_place = match (&main.venue.address, &other.venue.address) {
        (Some(a), Some(b)) => {
            a.locality.is_none() || b.locality.is_none() || a.locality == b.locality
        }
        _ => true,
    };
    if !same_place || !are_together(&main, &other) {
        return main;
    }
    let add = |field: &str, main: &mut PlaceDraft| {
        if let Some(evidence) = other.evidence.get(field) {
            main.evidence
                .entry(field.to_owned())
                .or_default()
                .extend(evidence.iter().cloned());
        }
    };
    // "Room 5" here is what "Room 5, Silk House" tells there.
    if main.venue.room.is_none()
        && other.venue.name.is_some()
        && main.venue.name.is_some()
        && main.venue.name == other.venue.room
    {
        main.venue.name = None;
        main.evidence.remove("venue.name");
    }
    // A room beside a house that has a door is one of its rooms.
    let housed = other
        .venue
        .name
        .as_deref()
        .is_some_and(|name| !is_room(name))
        && (other.venue.address.as_ref()).is_some_and(|address| address.street.is_some());
    if housed && main.venue.room.is_none() && main.venue.name.as_deref().is_some_and(is_room) {
        main.name_is_room();
    }
    let name = other.venue.name.as_ref();
    if main.venue.name.is_none() && name.is_some() && name != main.venue.room.as_ref() {
        main.venue.name.clone_from(&other.venue.name);
        add("venue.name", &mut main);
    }
    // What names but a room is the room of a house that has a door.
    let house = main.venue.name.is_some()
        && main.venue.name != other.venue.name
        && (main.venue.address.as_ref()).is_some_and(|address| address.street.is_some());
    if house
        && main.venue.room.is_none()
        && other.venue.room.is_none()
        && other.venue.name.as_deref().is_some_and(is_room)
    {
        main.venue.room.clone_from(&other.venue.name);
        let told = other.evidence.get("venue.name").cloned();
        let told = told.map(|told| ("venue.room".to_owned(), told));
        main.evidence.extend(told);
    }
    let room = other.venue.room.as_ref();
    if main.venue.room.is_none() && room.is_some() && room != main.venue.name.as_ref() {
        main.venue.room.clone_from(&other.venue.room);
        add("venue.room", &mut main);
    }
    let richer = |address: &Option<Address>| {
        address.as_ref().map_or(0, |a| {
            usize::from(a.street.is_some()) * 2 + usize::from(a.locality.is_some())
        })
    };
    if richer(&other.venue.address) > richer(&main.venue.address) {
        main.venue.address.clone_from(&other.venue.address);
        add("venue.address", &mut main);
        main.time_zone = other.time_zone.or(main.time_zone);
        // "Mill Hall, Quay Road" here is a hall in a road there.
        let street = other
            .venue
            .address
            .as_ref()
            .and_then(|it| it.street.as_deref());
        let parted = other.venue.name.as_deref().zip(street);
        let whole = parted.map(|(name, street)| format!("{name}, {street}"));
        if whole.is_some() && main.venue.name == whole {
            main.venue.name.clone_from(&other.venue.name);
            let told = other.evidence.get("venue.name").cloned();
            let told = told.map(|told| ("venue.name".to_owned(), told));
            main.evidence.extend(told);
        }
    }
    main.time_zone = main.time_zone.or(other.time_zone);
    main
}

/// Whether two places are told so near each other that they are one, or the second is likely by
/// itself.
fn are_together(main: &PlaceDraft, other: &PlaceDraft) -> bool {
    let starts = |draft: &PlaceDraft| -> Vec<usize> {
        draft
            .evidence
            .values()
            .flatten()
            .map(|evidence| evidence.start)
            .collect()
    };
    let near = starts(main).iter().any(|here| {
        starts(other)
            .iter()
            .any(|there| here.abs_diff(*there) <= 200)
    });
    // A street without its town may be in any.
    let placed = |draft: &PlaceDraft| {
        draft
            .venue
            .address
            .as_ref()
            .is_none_or(|address| address.locality.is_some())
    };
    near || other.score >= 2.0 && placed(main) && placed(other)
}

/// A name that fills the field behind a house number, or the rest of one behind a preposition: a town
/// that no gazetteer knows.
fn town_behind(view: &View, end: usize) -> Option<Span> {
    let tokens = &view.tokens;
    let at = tokens.first_at(end);
    let preposition = view.hits.at(at).iter().find(|hit| {
        hit.concept == Concept::AddressPreposition
            && view.hits.find(at, Concept::CuePlacePreposition).is_some()
    });
    let first = match preposition {
        Some(hit) => hit.end,
        None if tokens.is_mark(at, ',') => at + 1,
        None => return None,
    };
    let (town, last) = small_town(view, first, view.text().len())?;
    let closed = tokens
        .get(last)
        .is_none_or(|next| next.gap >= Gap::Line || tokens.is_mark(last, ','));
    (tokens[first].gap <= Gap::Space && (closed || ends_town(view, last, usize::MAX)))
        .then_some(town)
}
