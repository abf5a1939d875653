//! Places, rooms of the net and postal addresses that are stated.

use handbill_lexicon::gazetteer;
use handbill_model::{Address, Attendance, EvidenceMap, Property, PropertyValue, Thing, Venue};

use super::Stated;
use super::stamps;
use crate::Found;

/// Where an event is stated to be.
#[derive(Default)]
pub struct Located {
    pub venue: Venue,
    pub attendance: Option<Attendance>,
    pub evidence: EvidenceMap,
    pub time_zone: Option<&'static str>,
}

/// The place that the locations of an event tell of.
pub fn located(stated: &Stated, event: &Thing) -> Located {
    let mut out = Located::default();
    let (mut online, mut offline) = (false, false);
    for property in event.properties.iter().filter(|it| it.name == "location") {
        let virtual_room = stated
            .thing(property)
            .filter(|place| place.types.iter().any(|name| name == "VirtualLocation"));
        if let Some(room) = virtual_room {
            online = true;
            if let Some(url) = stated.value(room, &["url"]).filter(|url| is_address(url)) {
                out.venue.url.get_or_insert_with(|| url.to_owned());
            }
            continue;
        }
        match &property.value {
            PropertyValue::Text(text) if is_address(text) => {
                online = true;
                out.venue.url.get_or_insert_with(|| text.clone());
            }
            PropertyValue::Text(text) => {
                offline = true;
                if out.venue.name.is_none() && out.venue.address.is_none() {
                    written(stated, event, property, text, &mut out);
                }
            }
            PropertyValue::Thing(_) => {
                if let Some(place) = stated.thing(property) {
                    offline = true;
                    if out.venue.name.is_none() && out.venue.address.is_none() {
                        described(stated, place, &mut out);
                    }
                }
            }
        }
    }
    // An event of microformats may hold its address itself.
    if out.venue.address.is_none()
        && let Some(address) = address_of(stated, event)
    {
        out.venue.address = Some(address);
    }
    out.attendance = match (online, offline) {
        (true, true) => Some(Attendance::Mixed),
        (true, false) => Some(Attendance::Online),
        (false, _) => None,
    };
    out
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// Reads a place that is words alone: a name, an address, or both.
fn written(stated: &Stated, event: &Thing, property: &Property, text: &str, out: &mut Located) {
    if super::is_placeholder(text) {
        return;
    }
    let evidence = stated.evidence(event, property);
    let found = stamps::mentions(stated.view, text)
        .into_iter()
        .find_map(|mention| match mention.found {
            Found::Address(found) => Some((mention.span, found)),
            _ => None,
        });
    let Some((span, found)) = found else {
        let name = without_countries(text);
        if !name.is_empty() {
            out.venue.name = Some(name);
            out.evidence.insert("venue.name".to_owned(), vec![evidence]);
        }
        return;
    };
    let before = text[..span.start].trim_matches([' ', ',', ';', '-', '|', '(', '–', '·']);
    let before = without_countries(before);
    let is_bare_town = found.address.street.is_none() && found.address.postcode.is_none();
    if !before.is_empty() {
        out.venue.name = Some(before);
        out.evidence
            .insert("venue.name".to_owned(), vec![evidence.clone()]);
    } else if is_bare_town {
        out.venue.name = Some(text.to_owned());
        out.evidence
            .insert("venue.name".to_owned(), vec![evidence.clone()]);
    }
    out.time_zone = found.time_zone;
    out.venue.address = Some(found.address);
    out.evidence
        .insert("venue.address".to_owned(), vec![evidence]);
}

/// The pieces of a place that commas part, without those that are but a country: forms put them
/// together from fields of which some are empty.
fn without_countries(text: &str) -> String {
    let pieces: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|piece| {
            !piece.is_empty()
                && gazetteer::country_by_code(piece).is_none()
                && gazetteer::country_by_name(piece).is_none()
        })
        .collect();
    pieces.join(", ")
}

/// Reads a place with properties of its own.
fn described(stated: &Stated, place: &Thing, out: &mut Located) {
    if let Some(property) = stated.property(place, &["name", "legalName"])
        && let Some(name) = stated.text(property)
    {
        out.venue.name = Some(name.to_owned());
        out.evidence.insert(
            "venue.name".to_owned(),
            vec![stated.evidence(place, property)],
        );
    }
    if let Some(url) = stated
        .value(place, &["url", "sameAs"])
        .filter(|url| is_address(url))
    {
        out.venue.url = Some(url.to_owned());
    }
    if let Some(mut address) = address_of(stated, place) {
        out.time_zone = zone_of(&address);
        if address.country.is_none() {
            address.country = only_country(&address);
        }
        // A name that only repeats the address is none.
        let repeats = out.venue.name.is_some() && out.venue.name == address.street;
        if repeats {
            out.venue.name = None;
            out.evidence.remove("venue.name");
        }
        let property = stated.property(place, &["address"]);
        let evidence = property.map(|property| stated.evidence(place, property));
        out.venue.address = Some(address);
        if let Some(evidence) = evidence {
            out.evidence
                .insert("venue.address".to_owned(), vec![evidence]);
        }
    }
}

/// The zone of a place: of its town, else of a country that has one.
pub fn zone_of(address: &Address) -> Option<&'static str> {
    let country = address.country.as_deref();
    let towns = address
        .locality
        .as_deref()
        .map(gazetteer::places)
        .unwrap_or_default();
    let town = towns
        .iter()
        .find(|town| country.is_none_or(|country| town.country == country));
    town.and_then(|town| town.zone)
        .or_else(|| gazetteer::country_zone(country?))
}

/// The country of an address with a postcode, where all towns of its name lie in it.
fn only_country(address: &Address) -> Option<String> {
    let towns = gazetteer::places(address.locality.as_deref()?);
    let country = towns.first()?.country;
    let alone = towns.iter().all(|town| town.country == country);
    (alone && address.postcode.is_some()).then(|| country.to_owned())
}

/// The postal address of a place or organisation: stated in parts, or written out.
pub fn address_of(stated: &Stated, holder: &Thing) -> Option<Address> {
    let Some(property) = stated
        .property(holder, &["address", "location"])
        .filter(|it| it.name == "address")
    else {
        return parts(stated, holder);
    };
    if let Some(thing) = stated.thing(property) {
        return parts(stated, thing).or_else(|| {
            let text = stated.value(thing, &["name"])?;
            Some(spelt(stated, text))
        });
    }
    let text = stated.text(property)?;
    let mut address = spelt(stated, text);
    if let Some(more) = parts(stated, holder) {
        let town = more
            .locality
            .as_ref()
            .filter(|_| address.locality.is_none());
        if let (Some(line), Some(_), Some(rest)) = (&mut address.text, town, &more.text) {
            *line = format!("{line}, {rest}");
        }
        address.locality = address.locality.or(more.locality);
        address.postcode = address.postcode.or(more.postcode);
        address.country = address.country.or(more.country);
    }
    Some(address)
}

/// The address in a text: as it is written, with the parts that can be told.
fn spelt(stated: &Stated, text: &str) -> Address {
    let found = stamps::mentions(stated.view, text)
        .into_iter()
        .find_map(|mention| match mention.found {
            Found::Address(found) => Some(found.address),
            _ => None,
        });
    Address {
        text: Some(text.to_owned()),
        ..found.unwrap_or_default()
    }
}

/// The address that is stated in parts.
fn parts(stated: &Stated, address: &Thing) -> Option<Address> {
    let value = |names: &[&str]| stated.value(address, names).map(str::to_owned);
    let country = stated.value(address, &["addressCountry"]);
    let street = joined(address, &["streetAddress", "extendedAddress"]);
    let mut out = Address {
        text: None,
        street,
        postcode: value(&["postalCode"]),
        locality: value(&["addressLocality"]),
        region: value(&["addressRegion"]),
        country: country.and_then(country_code).map(str::to_owned),
    };
    let line: Vec<&str> = [&out.street, &out.locality, &out.region, &out.postcode]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain(country)
        .collect();
    if line.is_empty() {
        return None;
    }
    out.text = Some(line.join(", "));
    Some(out)
}

/// The values of properties on one line.
fn joined(thing: &Thing, names: &[&str]) -> Option<String> {
    let values: Vec<&str> = thing
        .properties
        .iter()
        .filter(|it| names.contains(&it.name.as_str()))
        .filter_map(|it| match &it.value {
            PropertyValue::Text(text) if !super::is_placeholder(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// The code of a country that is stated by code or name.
fn country_code(text: &str) -> Option<&'static str> {
    let text = text.trim().trim_end_matches('.');
    gazetteer::country_by_code(text)
        .or_else(|| gazetteer::country_by_code(&text.to_ascii_uppercase()))
        .or_else(|| gazetteer::country_by_name(text))
}
