use handbill_lexicon::gazetteer::{self, Place, PlaceKind};
use handbill_lexicon::{Concept, Gap, fold};

use super::draft::Draft;
use super::localities::continues_name;
use super::reader::Reader;

/// Inhabitants of a town that may be named without its country.
const LARGE: u32 = 100_000;
/// Inhabitants of a town of whose country nothing else tells.
const HUGE: u32 = 500_000;
/// The same where a preposition says that something is there.
const MIDDLING: u32 = 30_000;

/// A town at the token: with its country or region beside it, or alone where it is large and
/// where a preposition or its own field says that a place is meant.
pub fn anchored(reader: &Reader, token: usize) -> Option<(Draft, &'static str)> {
    let Some((end, towns)) = reader.towns(token) else {
        return unknown(reader, token);
    };
    if follows_name(reader, token) || is_patron(reader, token) {
        return None;
    }
    let mut draft = Draft::from_town(token, end, towns);
    draft.extend(reader);
    // "Central Florida": no comma parts an everyday word from the region.
    let one_name = reader.is_also_word(token, end) && continues_name(reader, end);
    // Digits behind a name are a postcode somewhere in the world.
    let coded = draft.country.is_none() && draft.region.is_none() && draft.has_postcode();
    let far = coded
        && draft
            .town(reader)
            .is_some_and(|town| town.population < HUGE && !is_of_document(reader, town));
    if far {
        return None;
    }
    let told = |town: Place| {
        is_of_document(reader, town) && gazetteer::bare_streets().contains(&town.country)
    };
    if reader.ends_field(end)
        && draft.town(reader).is_some_and(told)
        && draft.take_street_before_town(reader)
    {
        return Some((draft, "address.street-town"));
    }
    if !one_name && (draft.country.is_some() || draft.end > end) {
        draft.take_line_before(reader);
        return Some((draft, "place.city-country"));
    }
    if continues_name(reader, end) {
        return None;
    }
    let town = draft.town(reader)?;
    if !is_plain_name(reader, token, end, town) {
        return None;
    }
    let prepared = after_preposition(reader, token);
    let field = reader.begins_field(token) && reader.ends_field(end);
    let word = reader.is_also_word(token, end);
    let meant = if word {
        prepared && town.population >= LARGE && reader.ends_field(end)
    } else {
        prepared && town.population >= MIDDLING
            || field && (town.population >= LARGE || is_beside_day(reader, token, end, town))
    };
    meant.then_some((draft, "place.city"))
}

/// Whether the town is of a country that the document tells of, and nothing but a comma parts it from
/// a day on its line: "Safranbolu, 9-11 October".
fn is_beside_day(reader: &Reader, token: usize, end: usize, town: Place) -> bool {
    let comma = reader.is_mark(end, ',');
    let after = comma && reader.gap(end + 1) <= Gap::Space;
    // "14 May, Takayama, Gifu": the larger place may follow.
    let before = token
        .checked_sub(2)
        .filter(|_| !comma && reader.is_mark(token - 1, ',') && reader.gap(token) <= Gap::Space);
    let day = after && reader.is_taken(end + 1) || before.is_some_and(|day| reader.is_taken(day));
    day && is_of_document(reader, town)
}

/// Whether the town is of a country that the document tells of, or where its language is spoken.
fn is_of_document(reader: &Reader, town: Place) -> bool {
    let countries = reader.countries;
    let mut near = countries.told().chain(countries.of_language());
    near.any(|country| country == town.country)
}

/// A name that the gazetteer lacks, with its country behind a comma, where it is said that something
/// is there ("in Minsen, Germany") or a day stands beside it ("Minsen, Germany, 15 May"), or with its region on a line of their own.
fn unknown(reader: &Reader, token: usize) -> Option<(Draft, &'static str)> {
    const MOST_WORDS: usize = 3;
    let prepared = after_preposition(reader, token);
    if !prepared && !reader.begins_field(token) || !reader.is_free(token) {
        return None;
    }
    let end = reader.name_end(token, MOST_WORDS)?;
    let mut names = (token..end).flat_map(|token| reader.view.hits.at(token));
    let plain = names.all(|hit| {
        !matches!(
            hit.concept,
            Concept::NameOrganisation
                | Concept::NameUnit
                | Concept::NameEvent
                | Concept::EventNoun
                | Concept::CueBuilding
                | Concept::CueRoom
                | Concept::CueBody
                | Concept::PersonGiven
                | Concept::PersonHonorific
                | Concept::PersonPost
        )
    });
    if !plain || !reader.is_mark(end, ',') || reader.text(token).chars().count() < 3 {
        return None;
    }
    let mut draft = Draft::from_town(token, end, Vec::new());
    draft.extend(reader);
    let told = draft.country.is_some() && !draft.has_postcode();
    let behind = reader.gap(draft.end) <= Gap::Space
        && (draft.end..draft.end + 2).any(|token| reader.is_taken(token));
    let ahead = reader.gap(token) <= Gap::Space
        && (token.saturating_sub(2)..token).any(|token| reader.is_taken(token));
    let single = end == token + 1;
    let line = reader.gap(token) >= Gap::Line && reader.ends_line(draft.end);
    let meant = prepared || single && (behind || ahead || line) || line && draft.region.is_some();
    (told && meant).then_some((draft, "place.city-country"))
}

/// Whether the town alone is what the name says: no acronym, no country or region of the same
/// name, and its own name unless the town is large (other names of towns are words elsewhere).
fn is_plain_name(reader: &Reader, token: usize, end: usize, town: Place) -> bool {
    const LARGE_ENOUGH_FOR_OTHER_NAMES: u32 = 250_000;
    const LARGER_THAN_ITS_REGION: u32 = 1_000_000;
    const LARGE_ENOUGH_FOR_SHORT_NAMES: u32 = 800_000;
    const SHORTEST: usize = 4;
    let text = reader.span(token, end).of(reader.view.text());
    let length = text.chars().count();
    let (name, title) = (fold(text), fold(town.name));
    // What is written in other letters than the gazetteer's is the name that the town has at home.
    let at_home = || !name.starts_with(|it: char| it.is_ascii()) && is_of_document(reader, town);
    let own =
        name == title || length > 5 && name.chars().take(2).eq(title.chars().take(2)) || at_home();
    let other = if length > 4 {
        LARGE_ENOUGH_FOR_OTHER_NAMES
    } else {
        LARGE_ENOUGH_FOR_SHORT_NAMES
    };
    let mut letters = reader.text(token).chars().skip(1);
    let written_plainly = letters.clone().all(|letter| !letter.is_uppercase());
    let in_capitals =
        letters.all(char::is_uppercase) && town.population >= LARGE_ENOUGH_FOR_OTHER_NAMES;
    let country = reader
        .area(token, PlaceKind::Country)
        .filter(|hit| hit.end >= end);
    let region = reader
        .area(token, PlaceKind::Region)
        .filter(|hit| hit.end >= end);
    length >= SHORTEST
        && (written_plainly || in_capitals)
        && (own || town.population >= other)
        && country
            .is_none_or(|hit| hit.place.country == town.country && fold(town.name) == fold(text))
        && (region.is_none() || town.population >= LARGER_THAN_ITS_REGION)
}

/// Whether the name belongs to a longer one: "Jack London", "Saint-Denis", "New Paris".
fn follows_name(reader: &Reader, token: usize) -> bool {
    let Some(before) = token
        .checked_sub(1)
        .filter(|_| reader.gap(token) <= Gap::Space)
    else {
        return false;
    };
    let capital = reader.is_capital(before)
        && !after_preposition(reader, token)
        && reader.hit(before, Concept::AddressParticle).is_none();
    let touching = reader.gap(token) == Gap::None
        && (reader.is_mark(before, '-')
            || reader.is_mark(before, '\'')
            || reader.is_mark(before, '.') && !reader.begins_field(before)
            || reader.is_mark(before, '_'));
    capital || touching
}

/// Whether the name begins with a word like "San" behind a small word that makes it another's:
/// "Iglesia de San Francisco".
fn is_patron(reader: &Reader, token: usize) -> bool {
    let Some(before) = token.checked_sub(1) else {
        return false;
    };
    reader.hit(token, Concept::AddressAlsoWord).is_some()
        && reader.hit(before, Concept::AddressParticle).is_some()
        && reader.hit(before, Concept::CuePlacePreposition).is_none()
        && reader.gap(token) <= Gap::Space
        && reader.gap(before) <= Gap::Space
}

/// Whether a preposition of place ends right before the token.
fn after_preposition(reader: &Reader, token: usize) -> bool {
    const REACH: usize = 3;
    (token.saturating_sub(REACH)..token).any(|first| {
        reader
            .view
            .hits
            .at(first)
            .iter()
            .any(|hit| hit.concept == Concept::AddressPreposition && hit.end == token)
    })
}
