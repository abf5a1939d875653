//! Towns that venues and events lack: the one that ends their own name, the only one of the document, or
//! that of the municipality which the document is about.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use handbill_lexicon::gazetteer::{self, PlaceKind};
use handbill_lexicon::{Concept, Gap, Token, fold};
use handbill_model::{Address, Attendance, Evidence, Span, Venue};

use super::{give, lacks_place};
use crate::assemble::events::{EventDraft, Scene};
use crate::assemble::places::{PlaceDraft, one_line};
use crate::assemble::small_towns::small_town;
use crate::assemble::told_towns::Towns;
use crate::{Found, View};

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

/// A street or a venue without its town lies in the one town that all addresses of the document name;
/// where no address does, in that of the only municipality that the document speaks of.
pub fn in_only_town(scene: &Scene, drafts: &mut [EventDraft]) {
    let open = |draft: &EventDraft| {
        let address = |venue: &Venue| match &venue.address {
            Some(address) => address.locality.is_none() && address.postcode.is_none(),
            None => true,
        };
        let online = draft.record.attendance == Some(Attendance::Online);
        !online && draft.record.venue.as_ref().is_some_and(address)
    };
    if !drafts.iter().any(open) {
        return;
    }
    let Some(town) = town_of_addresses(scene).unwrap_or_else(|| municipality(scene)) else {
        return;
    };
    for draft in drafts.iter_mut().filter(|draft| open(draft)) {
        let Some(venue) = draft.record.venue.as_mut() else {
            continue;
        };
        let address = venue.address.get_or_insert_with(Address::default);
        if address.country.is_some() && address.country != town.country && town.country.is_some() {
            continue;
        }
        address.locality.clone_from(&town.locality);
        address.country = address.country.take().or(town.country.clone());
        if address.text.is_none() {
            address.text.clone_from(&town.locality);
        }
        draft.place_zone = draft.place_zone.or(town.zone);
        let list = draft.record.evidence.entry("venue.address".to_owned());
        list.or_default().push(town.told.clone());
    }
}

/// The town of a document.
struct OnlyTown {
    locality: Option<String>,
    country: Option<String>,
    zone: Option<&'static str>,
    /// Where it is told.
    told: Evidence,
}

/// The town of all addresses of the document, or nothing where they name several; `None` where no address
/// names any.
fn town_of_addresses(scene: &Scene) -> Option<Option<OnlyTown>> {
    let mut towns = scene
        .mentions
        .iter()
        .filter_map(|mention| match &mention.found {
            Found::Address(found)
                if (found.address.street.is_some() || found.address.postcode.is_some())
                    && found.address.locality.is_some() =>
            {
                Some((mention, &found.address, found.time_zone))
            }
            _ => None,
        });
    let (mention, town, zone) = towns.next()?;
    let same = |other: &Address| other.locality == town.locality && other.country == town.country;
    let one = towns.all(|(_, other, _)| same(other));
    Some(one.then(|| OnlyTown {
        locality: town.locality.clone(),
        country: town.country.clone(),
        zone,
        told: scene.view.evidence(mention.span, "event.town.document"),
    }))
}

/// The town of the only municipality that the document names: "Comune di Montebuio", "Thornby Town
/// Council".
fn municipality(scene: &Scene) -> Option<OnlyTown> {
    const BEFORE: i32 = 1;
    const BEFORE_NOUNS: i32 = 3;
    let view = scene.view;
    let words = view
        .hits
        .iter()
        .filter(|hit| hit.concept == Concept::NameMunicipality);
    let known = OnceCell::new();
    let is_known = |town: &Span| {
        let known = known.get_or_init(|| Towns::of(scene));
        let told = view.evidence(*town, "event.town.municipality");
        known.named(town.of(view.text()), told).is_some()
    };
    let mut towns = words.filter_map(|hit| match hit.value {
        BEFORE => town_from(view, hit.end),
        BEFORE_NOUNS => town_from(view, hit.end).filter(is_known),
        _ => town_until(view, hit.first),
    });
    let town = towns.next()?;
    let name = fold(town.of(view.text()));
    if towns.any(|other| fold(other.of(view.text())) != name) {
        return None;
    }
    let countries = scene.countries;
    let near: Vec<_> = countries.told().chain(countries.of_language()).collect();
    let known = gazetteer::places(&name)
        .into_iter()
        .filter(|place| place.kind == PlaceKind::City && near.contains(&place.country))
        .max_by_key(|place| place.population);
    Some(OnlyTown {
        locality: Some(one_line(town.of(view.text()))),
        country: known.map(|place| place.country.to_owned()),
        zone: known.and_then(|place| place.zone),
        told: view.evidence(town, "event.town.municipality"),
    })
}

/// Letters of the shortest name of a town.
const SHORTEST: usize = 3;

/// The name of a town that begins at the token.
fn town_from(view: &View, first: usize) -> Option<Span> {
    let near = view.tokens.get(first)?.gap <= Gap::Space;
    let (town, _) = small_town(view, first, view.text().len()).filter(|_| near)?;
    (town.len() >= SHORTEST).then_some(town)
}

/// The name of a town that ends before the token, and begins its field.
fn town_until(view: &View, end: usize) -> Option<Span> {
    const LONGEST: usize = 3;
    let tokens = &view.tokens;
    let start = tokens
        .get(end)
        .filter(|token| token.gap == Gap::Space)?
        .start as usize;
    // "The Town Council"
    let named = |first: &usize| view.hits.find(*first, Concept::NameArticle).is_none();
    let begins = |first: usize| {
        let before = first
            .checked_sub(1)
            .filter(named)
            .map(|before| tokens[before]);
        let capital = |before: &Token| {
            view.text()[before.start as usize..].starts_with(char::is_uppercase)
                && tokens[first].gap <= Gap::Space
        };
        !before.as_ref().is_some_and(capital)
    };
    (end.saturating_sub(LONGEST)..end)
        .filter(named)
        .find_map(|first| {
            let (town, last) = small_town(view, first, start).filter(|_| begins(first))?;
            (last == end && town.len() >= SHORTEST).then_some(town)
        })
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    #[test]
    fn venues_are_in_the_only_municipality() {
        let town = |text: &str| {
            let events = extract(&document(text), &Options::default()).events;
            let venue = events.into_iter().next().and_then(|event| event.venue);
            venue?.address?.locality
        };
        let council = "Consiglio comunale aperto\n\nMartedì 17 marzo 2026 ore 20.30\nSala consiliare, Piazza del Popolo 1";
        assert_eq!(
            town(&format!("Comune di Montebuio\n\n{council}")),
            Some("Montebuio".to_owned())
        );
        assert_eq!(
            town(&format!(
                "Comune di Montebuio, Comune di Valfosca\n\n{council}"
            )),
            None
        );
        assert_eq!(
            town(
                "Thornby Town Council\n\nAnnual Town Meeting\n\nTuesday 21 April 2026 at 7 pm\nJubilee Room, Town Hall"
            ),
            Some("Thornby".to_owned())
        );
        for notice in [
            "The Town Council invites you all.",
            "Our Parish Council is in favour.",
        ] {
            let text = format!(
                "Open evening\n\nTuesday 21 April 2026 at 7 pm\nJubilee Room, Town Hall\n\n{notice}"
            );
            assert_eq!(town(&text), None, "{text}");
        }
        let trees =
            "Offener Abend\n\nDienstag, 21. April 2026, 19 Uhr\nGroßer Saal, Bürgerhaus\n\n";
        assert_eq!(
            town(&format!("{trees}Wir wollen in der Stadt Bäume pflanzen.")),
            None
        );
        assert_eq!(
            town(&format!(
                "{trees}Gemeinde Moorhude\n\nWir freuen uns auf alle in Moorhude."
            )),
            Some("Moorhude".to_owned())
        );
    }
}
