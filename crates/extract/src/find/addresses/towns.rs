use handbill_lexicon::Concept;

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
        return Some((draft, "place.city-country"));
    }
    if continues_name(reader, end) {
        return None;
    }
    let population = draft.town(reader)?.population;
    let prepared = after_preposition(reader, token);
    let field = reader.begins_field(token) && reader.ends_field(end);
    let word = reader.hit(token, Concept::AddressAlsoWord).is_some()
        || reader.text(token).chars().count() < 4;
    let meant = if word {
        prepared && population >= LARGE
    } else {
        prepared && population >= MIDDLING || field && population >= LARGE
    };
    meant.then_some((draft, "place.city"))
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
