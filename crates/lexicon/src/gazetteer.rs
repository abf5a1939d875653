//! Places of the world: countries, regions, cities of at least 15,000 inhabitants (GeoNames,
//! CC BY 4.0), countries' names in the languages of Europe (CLDR), forms of postcodes.

use crate::hash::hash;
use crate::tokens::{Gap, TokenKind, Tokens};

include!(concat!(env!("OUT_DIR"), "/gazetteer.rs"));

static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/gazetteer_names.txt"));
static ENTRIES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer_entries.bin"));
static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer_index.bin"));
static PLACES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer_places.bin"));
static TITLES: &str = include_str!(concat!(env!("OUT_DIR"), "/gazetteer_titles.txt"));

/// Bytes of an entry: offset of the name (4), its length (1), number of the place (3).
const ENTRY: usize = 8;
/// Bytes of a place: offset of its title (4), inhabitants (4), zone (2), length of the title (1),
/// kind (1), country (1).
const PLACE: usize = 13;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A country or territory with a code of ISO 3166-1.
    Country,
    /// A state, province or region of a country.
    Region,
    /// A city or town.
    City,
}

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name in the gazetteer, often the English one.
    pub name: &'static str,
    /// What it is.
    pub kind: PlaceKind,
    /// Its country (ISO 3166-1 alpha-2).
    pub country: &'static str,
    /// IANA time zone: of the city; of the country where it has but one; never of a region.
    pub zone: Option<&'static str>,
    /// Inhabitants of a city, else 0.
    pub population: u32,
}

/// A name of a place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceHit {
    /// One past the last token of the name.
    pub end: usize,
    /// The place.
    pub place: Place,
}

/// A form of postcodes.
#[derive(Debug, PartialEq, Eq)]
pub struct PostcodeForm {
    /// The form: `9` is a digit, `A` a capital letter; a space may lack.
    pub pattern: &'static str,
    /// The countries that write their postcodes so (ISO 3166-1 alpha-2).
    pub countries: &'static [&'static str],
}

/// The places whose names begin at the token, longest name first, then countries before cities
/// and large cities before small ones. Case and accents of the text are ignored; the words may be
/// joined by hyphens, apostrophes or full stops, and stand on one line.
pub fn places_at(tokens: &Tokens, first: usize) -> Vec<PlaceHit> {
    let Some(mut entry) = first_entry(tokens.folded(first)) else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    let mut name = tokens.folded(first).to_owned();
    let mut end = first + 1;
    // Entries are sorted: those of a name stand right before those that it begins.
    loop {
        while entry_name(entry) == Some(&name) {
            hits.push(PlaceHit {
                end,
                place: entry_place(entry),
            });
            entry += 1;
        }
        let Some(word) = next_word(tokens, end) else {
            break;
        };
        name.push(' ');
        name.push_str(tokens.folded(word));
        end = word + 1;
        entry = first_entry_from(entry, &name);
        if !entry_name(entry).is_some_and(|found| found.starts_with(&name)) {
            break;
        }
    }
    hits.sort_by_key(|hit| {
        (
            std::cmp::Reverse(hit.end),
            hit.place.kind,
            std::cmp::Reverse(hit.place.population),
        )
    });
    hits
}

/// The places with this name, as [`places_at`] orders them.
pub fn places(name: &str) -> Vec<Place> {
    let tokens = Tokens::new(name);
    if tokens.is_empty() {
        return Vec::new();
    }
    places_at(&tokens, 0)
        .into_iter()
        .filter(|hit| hit.end == tokens.len())
        .map(|hit| hit.place)
        .collect()
}

/// The code of the country with this name in any language of the gazetteer, or with this short
/// form in capitals ("UK").
pub fn country_by_name(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let word = COUNTRY_WORDS.iter().find(|(word, _)| *word == name);
    if let Some((_, country)) = word {
        return Some(country);
    }
    places(name)
        .first()
        .filter(|place| place.kind == PlaceKind::Country)
        .map(|place| place.country)
}

/// The short forms of countries that are written in capitals, with the country's code.
pub fn country_words() -> &'static [(&'static str, &'static str)] {
    COUNTRY_WORDS
}

/// The code of the country with this code of two or three capitals (ISO 3166-1).
pub fn country_by_code(code: &str) -> Option<&'static str> {
    by_short_code(code.as_bytes())
        .or_else(|| COUNTRY_FACTS.iter().find(|facts| facts.1 == code))
        .map(|facts| facts.0)
}

/// The country with this domain ("de", "uk"), unless all the world uses the domain ("io").
pub fn country_by_domain(domain: &str) -> Option<&'static str> {
    if WORLDWIDE_DOMAINS.contains(&domain) {
        return None;
    }
    // Most domains are the country's code in small letters.
    by_short_code(domain.to_ascii_uppercase().as_bytes())
        .filter(|facts| facts.2 == domain)
        .or_else(|| COUNTRY_FACTS.iter().find(|facts| facts.2 == domain))
        .map(|facts| facts.0)
}

/// The facts of the country with this code of two letters, by which they are sorted.
fn by_short_code(code: &[u8]) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let found = COUNTRY_FACTS.binary_search_by(|facts| facts.0.as_bytes().cmp(code));
    found.ok().map(|index| &COUNTRY_FACTS[index])
}

/// The countries that a text of the language (BCP 47, without region) is likely of, likeliest
/// first.
pub fn countries_of_language(language: &str) -> &'static [&'static str] {
    LANGUAGE_COUNTRIES
        .iter()
        .find(|(code, _)| *code == language)
        .map_or(&[], |(_, countries)| countries)
}

/// Ends of words that, of the countries of a language, only the country spells so.
pub fn spellings_of_country(country: &str) -> &'static [&'static str] {
    COUNTRY_SPELLINGS
        .iter()
        .find(|(code, _)| *code == country)
        .map_or(&[], |(_, ends)| ends)
}

/// The countries whose streets are often named without a word for one, before the number of the house.
pub fn bare_streets() -> &'static [&'static str] {
    BARE_STREETS
}

/// The time zone of a country that has but one among its cities.
pub fn country_zone(country: &str) -> Option<&'static str> {
    let number = COUNTRY_FACTS.iter().position(|facts| facts.0 == country)?;
    // Countries are the first places, in the order of their facts.
    place(number).zone
}

/// Whether the code is that of a region of the country ("PA" in US; ISO 3166-2).
pub fn is_region_code(country: &str, code: &str) -> bool {
    REGION_CODES.contains(&(country, code))
}

/// The countries that have a region with this code.
pub fn countries_of_region(code: &str) -> impl Iterator<Item = &'static str> {
    REGION_CODES
        .iter()
        .filter(move |region| region.1 == code)
        .map(|region| region.0)
}

/// The forms of postcodes, longest first.
pub fn postcode_forms() -> &'static [PostcodeForm] {
    POSTCODE_FORMS
}

/// The country that these letters before a postcode and its hyphen stand for ("D", "CH").
pub fn country_by_postcode_prefix(prefix: &str) -> Option<&'static str> {
    POSTCODE_PREFIXES
        .iter()
        .find(|pair| pair.0 == prefix)
        .map(|pair| pair.1)
}

/// The word or number that goes on a name at the token: behind one mark at most, on its line.
fn next_word(tokens: &Tokens, at: usize) -> Option<usize> {
    let mut marks = 0;
    for index in at.. {
        let token = tokens.get(index).filter(|token| token.gap <= Gap::Space)?;
        match token.kind {
            TokenKind::Mark('-' | '\'' | '.') if marks == 0 => marks += 1,
            TokenKind::Mark(_) => return None,
            _ => return Some(index),
        }
    }
    None
}

/// The first entry from this one on whose name is not before the given one.
fn first_entry_from(from: usize, name: &str) -> usize {
    let (mut low, mut high) = (from, ENTRIES.len() / ENTRY);
    while low < high {
        let middle = low.midpoint(high);
        if entry_name(middle).is_some_and(|found| found < name) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

fn first_word(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

/// The number of the first entry whose name begins with the word.
fn first_entry(word: &str) -> Option<usize> {
    let size = INDEX.len() / 4;
    let mut slot = hash(word) as usize & (size - 1);
    loop {
        let entry = (number(INDEX, slot * 4, 4)? as usize).checked_sub(1)?;
        if entry_name(entry).map(first_word) == Some(word) {
            return Some(entry);
        }
        slot = (slot + 1) & (size - 1);
    }
}

fn entry_name(entry: usize) -> Option<&'static str> {
    let start = number(ENTRIES, entry * ENTRY, 4)? as usize;
    let length = number(ENTRIES, entry * ENTRY + 4, 1)? as usize;
    NAMES.get(start..start + length)
}

fn entry_place(entry: usize) -> Place {
    place(number(ENTRIES, entry * ENTRY + 5, 3).unwrap_or_default() as usize)
}

fn place(index: usize) -> Place {
    let field =
        |at, length| number(PLACES, index * PLACE + at, length).unwrap_or_default() as usize;
    let title = field(0, 4);
    Place {
        name: TITLES.get(title..title + field(10, 1)).unwrap_or_default(),
        kind: match field(11, 1) {
            0 => PlaceKind::Country,
            1 => PlaceKind::Region,
            _ => PlaceKind::City,
        },
        country: COUNTRIES.get(field(12, 1)).copied().unwrap_or_default(),
        zone: ZONES
            .get(field(8, 2))
            .copied()
            .filter(|zone| !zone.is_empty()),
        population: field(4, 4) as u32,
    }
}

/// The little-endian number of up to four bytes at the offset.
fn number(bytes: &[u8], offset: usize, length: usize) -> Option<u32> {
    let bytes = bytes.get(offset..offset + length)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u32::from(*byte)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_by_name() {
        for (name, country, zone) in [
            ("Issy-les-Moulineaux", "FR", Some("Europe/Paris")),
            ("issy les moulineaux", "FR", Some("Europe/Paris")),
            ("München", "DE", Some("Europe/Berlin")),
            ("Wien", "AT", Some("Europe/Vienna")),
            ("Paris", "FR", Some("Europe/Paris")),
            ("New York", "US", None),
            ("Tschechien", "CZ", Some("Europe/Prague")),
            ("États-Unis", "US", None),
        ] {
            let places = places(name);
            let place = places
                .first()
                .unwrap_or_else(|| panic!("{name} is no place"));
            assert_eq!(place.country, country, "{name}");
            if zone.is_some() {
                assert_eq!(place.zone, zone, "{name}");
            }
        }
        assert!(places("Handbill").is_empty());
        assert!(places("").is_empty());
        assert!(places("-").is_empty());
    }

    #[test]
    fn countries_by_name_code_and_language() {
        assert_eq!(country_by_name("Frankreich"), Some("FR"));
        assert_eq!(country_by_name("UK"), Some("GB"));
        assert_eq!(country_by_name("us"), None);
        assert_eq!(country_by_code("SVK"), Some("SK"));
        assert_eq!(country_by_domain("uk"), Some("GB"));
        assert_eq!(countries_of_language("de")[0], "DE");
        assert_eq!(country_by_domain("io"), None);
        assert_eq!(country_zone("FR"), Some("Europe/Paris"));
        assert_eq!(country_zone("US"), None);
        assert!(is_region_code("US", "PA") && !is_region_code("US", "XX"));
    }
}
