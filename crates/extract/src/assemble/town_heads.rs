//! Towns that head the sections of their events: "JENA", and below it a table of dates.

use handbill_lexicon::gazetteer::{self, Place, PlaceKind};
use handbill_lexicon::{Concept, TokenKind};
use handbill_model::{Address, BlockKind, Span};

use super::events::{EventDraft, Scene};
use super::place_inheritance::{give, lacks_place};
use super::places::PlaceDraft;

use crate::{AddressMention, Found, Mention};

/// A heading that may be the name of a town.
struct Head {
    line: usize,
    level: u8,
    span: Span,
    /// Its tokens.
    first: usize,
    end: usize,
    /// What the finders or the gazetteer know of it.
    known: Option<AddressMention>,
    /// Whether the finders read it as a place: it is one, whatever stands below it.
    is_mention: bool,
    /// Where else the document says that something is there: "in Bad Quellheim".
    said: Vec<Span>,
}

/// The most headings that are looked at.
const MOST: usize = 60;

/// The most words of the name of a town.
const MOST_WORDS: usize = 4;

/// Events whose section is headed by nothing but a town are held there, but for those whose own row
/// says that they are in one of the other sections' towns.
///
/// A heading is a town where the finders or the gazetteer know it, and a name that they do not know
/// is one where the document elsewhere says that something is "in" it. A name that is not told by
/// the finders counts only where it heads several events and another town heads others: towns are
/// called like many other things.
pub fn place(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut heads = heads(scene);
    if heads.is_empty() {
        return;
    }
    let own_line = |draft: &EventDraft| {
        let anchor = draft.anchors.first()?;
        scene.layout.line_at(anchor.start)
    };
    let of: Vec<Option<usize>> = drafts
        .iter()
        .map(|draft| head_of(scene, &heads, own_line(draft)?))
        .collect();
    let count = |head: usize| of.iter().filter(|of| **of == Some(head)).count();
    let is_likely: Vec<bool> = heads
        .iter()
        .enumerate()
        .map(|(index, head)| {
            head.is_mention || (head.known.is_some() || !head.said.is_empty()) && count(index) >= 2
        })
        .collect();
    let names: Vec<&str> = heads
        .iter()
        .map(|head| head.span.of(scene.view.text()))
        .collect();
    let is_town: Vec<bool> = (0..heads.len())
        .map(|index| {
            let beside = |other: usize| is_likely[other] && names[other] != names[index];
            is_likely[index] && (heads[index].is_mention || (0..heads.len()).any(beside))
        })
        .collect();
    // What the gazetteer lacks lies where the others do.
    let country = heads
        .iter()
        .zip(&is_town)
        .filter(|(_, is_town)| **is_town)
        .find_map(|(head, _)| head.known.as_ref()?.address.country.clone());
    for head in &mut heads {
        head.known.get_or_insert_with(|| {
            let text = head.span.of(scene.view.text()).to_owned();
            let zone = country.as_deref().and_then(gazetteer::country_zone);
            town(text, country.clone(), zone)
        });
    }
    for (draft, own) in drafts.iter_mut().zip(&of) {
        let row = own_line(draft).map(|line| scene.layout.lines[line].span);
        let Some(own) = own.filter(|own| {
            is_town[*own] && (lacks_place(&draft.record) || is_town_of_others(scene, draft, row))
        }) else {
            continue;
        };
        let said = heads.iter().enumerate().find_map(|(index, head)| {
            let said = head
                .said
                .iter()
                .find(|said| row.is_some_and(|row| row.contains(**said)));
            said.filter(|_| is_town[index]).map(|said| (index, *said))
        });
        let (told, span) = said.unwrap_or((own, heads[own].span));
        if let Some(found) = &heads[told].known {
            let mention = Mention {
                span,
                found: Found::Address(found.clone()),
                rule: "place.section-town",
            };
            let mut place = PlaceDraft::default();
            place.set_address(scene.view, &mention, found);
            give(draft, &place, None);
        }
    }
}

/// Whether all that is told of the place is a town, outside of the event's own row.
fn is_town_of_others(scene: &Scene, draft: &EventDraft, row: Option<Span>) -> bool {
    let Some(venue) = &draft.record.venue else {
        return false;
    };
    let is_bare = venue.name.is_none()
        && venue.room.is_none()
        && venue.address.as_ref().is_some_and(|address| {
            address.street.is_none() && address.postcode.is_none() && address.locality.is_some()
        });
    let told = draft.record.evidence.get("venue.address");
    let here = row.map(|row| scene.view.evidence(row, ""));
    is_bare
        && told.zip(here).is_some_and(|(told, here)| {
            told.iter()
                .all(|it| it.end <= here.start || here.end <= it.start)
        })
}

/// The heading over the section that the line stands in.
fn head_of(scene: &Scene, heads: &[Head], line: usize) -> Option<usize> {
    let lines = &scene.layout.lines;
    let index = heads
        .partition_point(|head| head.line < line)
        .checked_sub(1)?;
    let head = &heads[index];
    // A section of its own hides what stands over the one before it.
    let closes = |line: usize| matches!(lines[line].kind, BlockKind::Heading { level } if level <= head.level);
    let is_closed = (head.line + 1..line).any(closes);
    (!is_closed && lines[head.line].part == lines[line].part).then_some(index)
}

fn heads(scene: &Scene) -> Vec<Head> {
    let view = scene.view;
    let countries = scene.countries;
    let home: Vec<&'static str> = countries
        .told()
        .take(1)
        .chain(countries.of_language())
        .collect();
    let mut heads = Vec::new();
    for (index, line) in scene.layout.lines.iter().enumerate() {
        let BlockKind::Heading { level } = line.kind else {
            continue;
        };
        let span = line.span.trim(view.text());
        let tokens = view.tokens.range(span.start, span.end);
        if heads.len() >= MOST || tokens.len() > 2 * MOST_WORDS || tokens.is_empty() {
            continue;
        }
        let mention = scene
            .mentions
            .iter()
            .find_map(|mention| match &mention.found {
                Found::Address(found)
                    if mention.span.contains(span)
                        && found.address.locality.is_some()
                        && found.address.street.is_none() =>
                {
                    Some(found.clone())
                }
                _ => None,
            });
        let is_mention = mention.is_some();
        if !is_mention && !is_name(scene, &tokens) {
            continue;
        }
        let known = mention.or_else(|| {
            let hits = gazetteer::places_at(&view.tokens, tokens.start);
            let whole = hits.iter().filter(|hit| hit.end == tokens.end);
            let mut towns = whole.map(|hit| hit.place);
            let town = towns.find(|it| it.kind == PlaceKind::City && home.contains(&it.country))?;
            let Place { country, zone, .. } = town;
            Some(self::town(
                span.of(view.text()).to_owned(),
                Some(country.to_owned()),
                zone,
            ))
        });
        heads.push(Head {
            line: index,
            level,
            span,
            first: tokens.start,
            end: tokens.end,
            known,
            is_mention,
            said: Vec::new(),
        });
    }
    if !heads.is_empty() {
        find_said(scene, &mut heads);
    }
    heads
}

/// Whether the tokens may be the name of a town: words that mean nothing else here.
fn is_name(scene: &Scene, tokens: &std::ops::Range<usize>) -> bool {
    let view = scene.view;
    let text = view.text();
    let written = |token: usize| {
        let token = &view.tokens[token];
        &text[token.start as usize..token.end as usize]
    };
    let plain = tokens.clone().all(|token| {
        view.tokens[token].kind == TokenKind::Word
            || matches!(written(token), "-" | "." | "'" | "’")
    });
    let words = tokens
        .clone()
        .filter(|token| view.tokens[*token].kind == TokenKind::Word)
        .count();
    let means_else = tokens
        .clone()
        .flat_map(|token| view.hits.at(token))
        .any(|hit| {
            !matches!(
                hit.concept,
                Concept::AddressParticle
                    | Concept::AddressAlsoWord
                    | Concept::AddressPreposition
                    | Concept::CuePlacePreposition
            )
        });
    let capital = written(tokens.start).starts_with(char::is_uppercase);
    plain && capital && words <= MOST_WORDS && !means_else
}

/// Notes where the names stand behind a preposition of place.
fn find_said(scene: &Scene, heads: &mut [Head]) {
    let view = scene.view;
    let prepositions = (0..view.tokens.len()).flat_map(|token| {
        let hits = view.hits.at(token).iter();
        hits.filter(|hit| hit.concept == Concept::AddressPreposition)
    });
    let folded = |tokens: std::ops::Range<usize>| tokens.map(|token| view.tokens.folded(token));
    for hit in prepositions {
        for head in heads.iter_mut() {
            let (first, end) = (hit.end, hit.end + head.end - head.first);
            if end <= view.tokens.len()
                && first != head.first
                && folded(first..end).eq(folded(head.first..head.end))
            {
                let span = Span::new(
                    view.tokens[first].start as usize,
                    view.tokens[end - 1].end as usize,
                );
                head.said.push(span);
            }
        }
    }
}

fn town(text: String, country: Option<String>, time_zone: Option<&'static str>) -> AddressMention {
    AddressMention {
        address: Address {
            locality: Some(text.clone()),
            text: Some(text),
            country,
            ..Address::default()
        },
        time_zone,
        ..AddressMention::default()
    }
}

#[cfg(test)]
mod tests {
    use handbill_model::BlockKind;

    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The towns and countries of the events of a text, whose lines in capitals are headings.
    fn towns(text: &str) -> Vec<String> {
        let mut document = document(text);
        for block in &mut document.blocks {
            let own = block.span.of(text);
            if !own.contains(char::is_lowercase) && !own.contains(char::is_numeric) {
                block.kind = BlockKind::Heading { level: 2 };
            }
        }
        extract(&document, &Options::default())
            .events
            .into_iter()
            .map(|event| {
                let address = event.venue.and_then(|venue| venue.address);
                let address = address.unwrap_or_default();
                format!(
                    "{} {}",
                    address.locality.unwrap_or_default(),
                    address.country.unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn towns_in_capitals_head_the_sections_of_their_events() {
        let text = "Gottesdienste im Mai 2026\n\nJENA\n\n3. Mai 2026, 10:00 Uhr - Gottesdienst\n\n10. Mai 2026, 10:00 Uhr - Familiengottesdienst\n\nBAD OSTERMOOR\n\n3. Mai 2026, 9:00 Uhr - Gottesdienst\n\n17. Mai 2026, 9:00 Uhr - Gottesdienst mit Chor\n\nWir fahren gemeinsam zum Fest in Bad Ostermoor.";
        assert_eq!(
            towns(text),
            ["JENA DE", "JENA DE", "BAD OSTERMOOR DE", "BAD OSTERMOOR DE"]
        );
    }

    #[test]
    fn headings_that_nothing_tells_to_be_towns_are_none() {
        let text = "Gottesdienste im Mai 2026\n\nJENA\n\n3. Mai 2026, 10:00 Uhr - Gottesdienst\n\n10. Mai 2026, 10:00 Uhr - Familiengottesdienst\n\nFRÜHLINGSREIHE\n\n3. Mai 2026, 17:00 Uhr - Orgelmusik\n\n17. Mai 2026, 17:00 Uhr - Lieder";
        assert_eq!(towns(text), [" ", " ", " ", " "]);
    }
}
