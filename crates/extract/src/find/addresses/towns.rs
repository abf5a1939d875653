use handbill_lexicon::gazetteer::{Place, PlaceKind};
use handbill_lexicon::{Concept, fold};

use super::draft::{Draft, continues_name};
use super::reader::Reader;

/// Inhabitants of a town that may be named without its country.
const LARGE: u32 = 100_000;
/// The same where a preposition says that something is there.
const MIDDLING: u32 = 30_000;

/// A town at the token: with its country or region beside it, or alone where it is large and
/// where a preposition or its own field says that a place is meant.
pub fn anchored(reader: &Reader, token: usize) -> Option<(Draft, &'static str)> {
    let (end, towns) = reader.towns(token)?;
    if follows_name(reader, token) {
        return None;
    }
    let mut draft = Draft::from_town(token, end, towns);
    draft.extend(reader);
    if draft.country.is_some() || draft.end > end {
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
    let word = reader.hit(token, Concept::AddressAlsoWord).is_some();
    let meant = if word {
        prepared && town.population >= LARGE && reader.ends_field(end)
    } else {
        prepared && town.population >= MIDDLING || field && town.population >= LARGE
    };
    meant.then_some((draft, "place.city"))
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
    let own = name == title || length > 5 && name.chars().take(2).eq(title.chars().take(2));
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
        .filter(|_| reader.gap(token) <= handbill_lexicon::Gap::Space)
    else {
        return false;
    };
    let capital = reader.is_capital(before)
        && !after_preposition(reader, token)
        && reader.hit(before, Concept::AddressParticle).is_none();
    let touching = reader.gap(token) == handbill_lexicon::Gap::None
        && (reader.is_mark(before, '-')
            || reader.is_mark(before, '\'')
            || reader.is_mark(before, '.')
            || reader.is_mark(before, '_'));
    capital || touching
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
