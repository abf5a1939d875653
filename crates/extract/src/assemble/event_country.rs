//! The country of events whose venue is told without one.

use handbill_lexicon::gazetteer;
use handbill_model::{Address, Attendance};

use super::events::{EventDraft, Scene};
use crate::find::countries::Countries;
use crate::{Found, Mention};

/// Gives venues without a country the only one that the places, phones and domains of the document
/// tell of, where its language is at home.
pub fn fill(scene: &Scene, drafts: &mut [EventDraft]) {
    let lacks = |draft: &EventDraft| {
        let venue = draft.record.venue.as_ref();
        draft.record.attendance != Some(Attendance::Online)
            && venue.is_some_and(|venue| {
                // Who gives but the number of a room speaks to people of the house.
                let room = |name: &String| name.contains(|c: char| c.is_ascii_digit());
                match &venue.address {
                    Some(address) => address.country.is_none(),
                    None => venue.name.is_some() && !venue.name.iter().chain(&venue.room).any(room),
                }
            })
    };
    if !drafts.iter().any(lacks) {
        return;
    }
    let countries = scene.countries;
    let mut told = countries.told();
    let (Some(country), None) = (told.next(), told.next()) else {
        return;
    };
    if countries.of_language().all(|other| other != country) {
        return;
    }
    let all = || scene.mentions.iter().chain(scene.linked);
    // Places tell where something is; where there are none, phones and domains where somebody is at
    // home.
    let of_country = |mention: &&Mention| Countries::of_mention(mention) == Some(country);
    let is_place = |mention: &&Mention| matches!(&mention.found, Found::Address(found) if found.address.locality.is_some());
    let placed = all().filter(of_country).find(is_place);
    let Some(sign) = placed.or_else(|| all().find(of_country)) else {
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
