//! Towns that venues and events lack: the one that ends their own name, or the only one of the document.

use std::collections::BTreeMap;

use handbill_lexicon::fold;
use handbill_model::{Address, Attendance, Venue};

use super::{give, lacks_place};
use crate::Found;
use crate::assemble::events::{EventDraft, Scene};
use crate::assemble::places::PlaceDraft;
use crate::assemble::told_towns::Towns;

/// Marks before a town that ends an event's name.
const OF_EVENT: [&str; 3] = [" - ", " – ", " — "];

/// The town that ends the name of a venue or of an event without one ("Village Hall Smallham", "Round
/// Dance - Smallham").
pub(super) fn town_of_name(drafts: &mut [EventDraft], towns: &Towns) {
    const OF_VENUE: [&str; 3] = [", ", " - ", " – "];
    let first =
        |draft: &EventDraft, field: &str| draft.record.evidence.get(field)?.first().cloned();
    for draft in drafts.iter_mut() {
        if let Some(venue) = &draft.record.venue {
            let lacks = venue
                .address
                .as_ref()
                .is_none_or(|address| address.locality.is_none());
            let told = first(draft, "venue.name").filter(|_| lacks);
            let town = venue.name.as_ref().zip(told);
            let town = town.and_then(|(name, told)| {
                let parted = towns.behind(name, &OF_VENUE, &told);
                let parted = parted.or_else(|| towns.ending(name, &told));
                parted.or_else(|| towns.inside(name, &told, true))
            });
            let town = town.or_else(|| {
                let told = first(draft, "name").filter(|_| lacks && draft.main)?;
                towns.inside(&draft.record.name, &told, false)
            });
            let Some(PlaceDraft {
                venue:
                    Venue {
                        address: Some(town),
                        ..
                    },
                evidence,
                time_zone,
                ..
            }) = town
            else {
                continue;
            };
            let Some(venue) = &mut draft.record.venue else {
                continue;
            };
            let address = venue.address.get_or_insert_with(Address::default);
            if let (Some(text), Some(town)) = (&mut address.text, &town.text) {
                *text = format!("{text}, {town}");
            }
            address.text = address.text.take().or(town.text);
            address.locality = town.locality;
            address.country = address.country.take().or(town.country);
            draft.place_zone = draft.place_zone.or(time_zone);
            for (field, list) in evidence {
                draft.record.evidence.entry(field).or_default().extend(list);
            }
        } else if lacks_place(&draft.record)
            && let Some(told) = first(draft, "name")
            && let Some(place) = towns.behind(&draft.record.name, &OF_EVENT, &told)
        {
            give(draft, &place, None);
        }
    }
}

/// An event whose name ends with another town than the one where all events of the document are held
/// takes place there ("Round Dance - Smallham").
pub fn town_of_own_name(scene: &Scene, drafts: &mut [EventDraft]) {
    if drafts.iter().all(|draft| draft.record.venue.is_none()) {
        return;
    }
    let address = |draft: &EventDraft| {
        let told = draft.record.evidence.get("venue.address")?.first()?;
        Some((told.start, told.end))
    };
    let mut uses: BTreeMap<_, usize> = BTreeMap::new();
    for told in drafts.iter().filter_map(address) {
        *uses.entry(told).or_default() += 1;
    }
    let towns = Towns::of(scene);
    for draft in drafts.iter_mut() {
        let record = &draft.record;
        // What several events are told to be at is told for all.
        let shared = address(draft).is_some_and(|told| uses.get(&told).copied() > Some(1));
        let here = record
            .venue
            .as_ref()
            .filter(|_| shared)
            .and_then(|venue| venue.address.as_ref()?.locality.clone());
        let (Some(here), Some(told)) =
            (here, record.evidence.get("name").and_then(|it| it.first()))
        else {
            continue;
        };
        let place = towns.behind(&record.name, &OF_EVENT, told);
        let there = place
            .as_ref()
            .and_then(|place| place.venue.address.as_ref()?.locality.clone());
        if let (Some(place), true) = (
            place,
            there.is_some_and(|there| fold(&there) != fold(&here)),
        ) {
            draft
                .record
                .evidence
                .retain(|field, _| !field.starts_with("venue."));
            draft.place_zone = None;
            give(draft, &place, None);
        }
    }
}

/// A street or a venue without its town lies in the one town that all addresses of the document
/// name.
pub(super) fn only_town(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut towns: Vec<(&Address, Option<&'static str>)> = Vec::new();
    for mention in scene.mentions {
        if let Found::Address(found) = &mention.found
            && (found.address.street.is_some() || found.address.postcode.is_some())
            && found.address.locality.is_some()
        {
            towns.push((&found.address, found.time_zone));
        }
    }
    let Some((town, zone)) = towns.first().copied() else {
        return;
    };
    if towns
        .iter()
        .any(|(other, _)| other.locality != town.locality || other.country != town.country)
    {
        return;
    }
    for draft in drafts.iter_mut() {
        let online = draft.record.attendance == Some(Attendance::Online);
        let Some(venue) = draft.record.venue.as_mut().filter(|_| !online) else {
            continue;
        };
        let address = venue.address.get_or_insert_with(Address::default);
        if address.locality.is_none() && address.country.is_none() {
            address.locality.clone_from(&town.locality);
            address.country.clone_from(&town.country);
            if address.text.is_none() {
                address.text.clone_from(&town.locality);
            }
            draft.place_zone = draft.place_zone.or(zone);
        }
    }
}
