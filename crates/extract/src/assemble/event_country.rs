//! The country of events whose venue is told without one.

use handbill_lexicon::gazetteer;
use handbill_model::{Address, Attendance};

use super::events::{EventDraft, Scene};
use crate::find::countries::Countries;
use crate::{Found, Mention};

/// Gives venues without a country the only one that the places, phones and domains of the document
/// tell of, where most who speak its language live there.
pub fn fill(scene: &Scene, drafts: &mut [EventDraft]) {
    let lacks = |draft: &EventDraft| {
        let venue = draft.record.venue.as_ref();
        draft.record.attendance != Some(Attendance::Online)
            && venue.is_some_and(|venue| {
                // Who gives but the number of a room speaks to people of the house.
                let room = |name: &String| name.contains(|c: char| c.is_ascii_digit());
                match &venue.address {
                    Some(address) => address.country.is_none() && address.locality.is_none(),
                    None => !venue.name.iter().chain(&venue.room).any(room),
                }
            })
    };
    if !drafts.iter().any(lacks) {
        return;
    }
    let countries = Countries::of(scene.view, &[scene.mentions, scene.linked]);
    let mut told = countries.told();
    let (Some(country), None) = (told.next(), told.next()) else {
        return;
    };
    if countries.of_language().next() != Some(country) {
        return;
    }
    let all = || scene.mentions.iter().chain(scene.linked);
    // Domains and phones tell where somebody is at home, places where something is.
    let placed = |mention: &&Mention| {
        matches!(&mention.found, Found::Address(found) if found.address.locality.is_some())
            && Countries::of_mention(mention) == Some(country)
    };
    let Some(sign) = all().find(placed) else {
        return;
    };
    let evidence = scene.view.evidence(sign.span, "event.country.document");
    for draft in drafts.iter_mut().filter(|draft| lacks(draft)) {
        let Some(venue) = &mut draft.record.venue else {
            continue;
        };
        let address = venue.address.get_or_insert_with(Address::default);
        address.country = Some(country.to_owned());
        let list = draft.record.evidence.entry("venue.address".to_owned());
        list.or_default().push(evidence.clone());
        draft.place_zone = draft.place_zone.or(gazetteer::country_zone(country));
    }
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    #[test]
    fn venues_are_in_the_only_country_that_is_told() {
        let country = |text: &str| {
            let events = extract(&document(text), &Options::default()).events;
            let venue = events.into_iter().next().and_then(|event| event.venue);
            venue?.address?.country
        };
        let concert = "Concierto de invierno\nEl sábado 14 de febrero de 2026 a las 19:00\nLugar: Casa de la Música\n\nLos vecinos de ";
        assert_eq!(
            country(&format!("{concert}Zaragoza están invitados.")),
            Some("ES".to_owned())
        );
        let both = format!("{concert}Zaragoza y de Toulouse están invitados.");
        assert_eq!(country(&both), None);
    }
}
