//! The country of events whose venue is told without one.

use handbill_lexicon::gazetteer;
use handbill_model::{Address, Attendance, Event, Evidence};

use super::events::{EventDraft, Scene};
use crate::find::countries::Countries;
use crate::{Found, Mention};

/// Gives venues without a country the only one that the places, phones and domains of the document
/// tell of, where its language is at home; or that of a language of one country.
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
    let Some((country, sign)) = only_country(scene) else {
        return;
    };
    for draft in drafts.iter_mut().filter(|draft| lacks(draft)) {
        let record = &mut draft.record;
        let evidence = sign.clone().or_else(|| by_language(record));
        let (Some(venue), Some(evidence)) = (&mut record.venue, evidence) else {
            continue;
        };
        let address = venue.address.get_or_insert_with(Address::default);
        address.country = Some(country.to_owned());
        let list = record.evidence.entry("venue.address".to_owned());
        list.or_default().push(evidence);
        if sign.is_some() {
            draft.place_zone = draft.place_zone.or(gazetteer::country_zone(country));
        }
    }
}

/// The only country that the document tells of, with a sign of it; where it tells of none, the only one
/// that its language is at home in.
fn only_country(scene: &Scene) -> Option<(&'static str, Option<Evidence>)> {
    let countries = scene.countries;
    let mut told = countries.told();
    let Some(country) = told.next() else {
        let mut homes = countries.of_language();
        let home = homes.next()?;
        return homes.next().is_none().then_some((home, None));
    };
    if told.next().is_some() || countries.of_language().all(|other| other != country) {
        return None;
    }
    let all = || scene.mentions.iter().chain(scene.linked);
    // Places tell where something is; where there are none, phones and domains where somebody is at
    // home.
    let of_country = |mention: &&Mention| Countries::of_mention(mention) == Some(country);
    let is_place = |mention: &&Mention| matches!(&mention.found, Found::Address(found) if found.address.locality.is_some());
    let placed = all().filter(of_country).find(is_place);
    let sign = placed.or_else(|| all().find(of_country))?;
    let evidence = scene.view.evidence(sign.span, "event.country.document");
    Some((country, Some(evidence)))
}

/// The words that tell the place, in a language that is at home in one country alone.
fn by_language(record: &Event) -> Option<Evidence> {
    let told = ["venue.address", "venue.name", "venue.room"];
    let told = told
        .iter()
        .find_map(|field| record.evidence.get(*field)?.first())?;
    Some(Evidence {
        rule: Some("event.country.language".to_owned()),
        ..told.clone()
    })
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
        let meeting = "Årsmøde\n\nÅrsmødet holdes torsdag den 12. marts 2026 kl. 19.00 i Forsamlingshuset i Nørre Skovby. Alle er velkomne, og der er kaffe.";
        assert_eq!(country(meeting), Some("DK".to_owned()));
    }
}
