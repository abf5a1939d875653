//! Towns by nothing but their name: at the end of the name of an event or of a venue.

use std::collections::BTreeSet;

use handbill_lexicon::gazetteer::{self, PlaceKind};
use handbill_lexicon::{Concept, Gap, Hit, TokenKind, Tokens, classify, fold};
use handbill_model::{Address, Evidence, Span};

use super::events::Scene;
use super::places::PlaceDraft;
use crate::View;

/// Inhabitants of a town that is known by its name alone, where the name may be another's.
const LARGE: u32 = 50_000;

/// The longest name, in words.
const LONGEST: usize = 3;

/// The names of a document that can be towns.
pub struct Towns {
    /// Countries that the document tells of, else those of its language.
    countries: Vec<&'static str>,
    /// Folded names that stand behind a preposition of place somewhere in the document.
    prepared: BTreeSet<String>,
}

impl Towns {
    /// Looks for the names that the document tells behind a preposition ("in Smallham").
    pub fn of(scene: &Scene) -> Self {
        let view = scene.view;
        let countries = scene.countries;
        let told: Vec<&str> = countries.told().collect();
        let countries = match told.is_empty() {
            true => countries.of_language().collect(),
            false => told,
        };
        let leads = view.hits.iter().filter(|hit| {
            hit.concept == Concept::AddressPreposition
                && view
                    .hits
                    .find(hit.first, Concept::CuePlacePreposition)
                    .is_some()
        });
        let names = leads.flat_map(|hit| {
            (1..=LONGEST)
                .take_while(|count| is_capital(view, hit.end + count - 1))
                .map(|count| {
                    let (first, last) = (view.tokens[hit.end], view.tokens[hit.end + count - 1]);
                    let name = Span::new(first.start as usize, last.end as usize);
                    fold(name.of(view.text()))
                })
        });
        Towns {
            countries,
            prepared: names.collect(),
        }
    }

    /// The place that the name is: a town of a country that the document tells of, or one that no
    /// gazetteer knows and that the document speaks of elsewhere.
    pub fn named(&self, name: &str, told: Evidence) -> Option<PlaceDraft> {
        let name = name.trim();
        let tokens = Tokens::new(name);
        let count = name.split_whitespace().count();
        if !(1..=LONGEST).contains(&count)
            || !name.starts_with(char::is_uppercase)
            || name.contains(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let hits = classify(name, &tokens);
        let also_word = hits.find(0, Concept::AddressAlsoWord).is_some();
        let known = gazetteer::places(name)
            .into_iter()
            .filter(|place| place.kind == PlaceKind::City)
            .filter(|place| self.countries.contains(&place.country))
            .max_by_key(|place| place.population);
        let prepared = self.prepared.contains(&fold(name));
        // What ends like a word for a meeting in some language may be the town that is known.
        let other = hits.iter().any(|hit| match known {
            Some(_) => says_field(hit.concept),
            None => says_field(hit.concept) || is_other(hit.concept),
        });
        if other || !prepared && (known.is_none() || also_word) {
            return None;
        }
        let mut draft = PlaceDraft {
            time_zone: known.and_then(|place| place.zone),
            ..PlaceDraft::default()
        };
        draft.venue.address = Some(Address {
            text: Some(name.to_owned()),
            locality: Some(name.to_owned()),
            country: known.map(|place| place.country.to_owned()),
            ..Address::default()
        });
        draft
            .evidence
            .insert("venue.address".to_owned(), vec![told]);
        Some(draft)
    }

    /// The town behind the last of the marks in a name.
    pub fn behind(&self, name: &str, marks: &[&str], told: &Evidence) -> Option<PlaceDraft> {
        let parted = marks
            .iter()
            .filter_map(|mark| name.rfind(mark).map(|at| &name[at + mark.len()..]))
            .min_by_key(|rest| rest.len());
        self.named(parted?, told.clone())
    }

    /// The known town that ends the name of an event ("Rope Days Turin 2026"), or follows the word for a
    /// body in that of its venue ("Polytechnic of Turin, main hall").
    pub fn inside(&self, name: &str, told: &Evidence, venue: bool) -> Option<PlaceDraft> {
        let tokens = Tokens::new(name);
        let hits = classify(name, &tokens);
        let body = hits.iter().find(|hit| hit.concept == Concept::CueBody);
        // "Brass Choir Turin" is from there, and plays anywhere.
        let whose = |hit: &Hit| matches!(hit.concept, Concept::CueBody | Concept::NameOrganisation);
        if !venue && hits.iter().any(whose) {
            return None;
        }
        let last = (0..tokens.len()).rfind(|at| tokens[*at].kind != TokenKind::Number)?;
        let known = |first: usize| {
            let found = gazetteer::places_at(&tokens, first).into_iter();
            found
                .filter(|hit| {
                    hit.place.kind == PlaceKind::City
                        && hit.place.population >= LARGE
                        && self.countries.contains(&hit.place.country)
                })
                .max_by_key(|hit| (hit.end, hit.place.population))
        };
        let capital = |at: usize| {
            let token = tokens[at];
            token.kind == TokenKind::Word
                && name[token.start as usize..].starts_with(char::is_uppercase)
        };
        let found = (1..=last).find_map(|first| {
            let fits = match venue {
                true => {
                    hits.find(first - 1, Concept::NameConnector).is_some()
                        && body.is_some_and(|body| body.first < first)
                }
                false => capital(first - 1),
            };
            let hit = (fits && capital(first)).then(|| known(first))??;
            (venue || hit.end == last + 1).then_some((first, hit))
        });
        let (first, hit) = found?;
        if hits.find(first, Concept::AddressAlsoWord).is_some() {
            return None;
        }
        let town = &name[tokens[first].start as usize..tokens[hit.end - 1].end as usize];
        self.named(town, told.clone())
    }

    /// The town whose name makes up the last words of a name, where the document speaks of it behind a
    /// preposition.
    pub fn ending(&self, name: &str, told: &Evidence) -> Option<PlaceDraft> {
        let last_words = |count: usize| {
            let (at, _) = name.rmatch_indices(' ').nth(count - 1)?;
            Some(&name[at + 1..])
        };
        (1..=LONGEST).rev().filter_map(last_words).find_map(|rest| {
            let prepared = self.prepared.contains(&fold(rest));
            prepared.then(|| self.named(rest, told.clone())).flatten()
        })
    }
}

/// Whether the token is a word with a capital on the line of the one before.
fn is_capital(view: &View, token: usize) -> bool {
    view.tokens.get(token).is_some_and(|at| {
        at.kind == TokenKind::Word
            && at.gap == Gap::Space
            && view.text()[at.start as usize..].starts_with(char::is_uppercase)
    })
}

/// Whether the word says what else a name is.
fn is_other(concept: Concept) -> bool {
    matches!(
        concept,
        Concept::EventNoun
            | Concept::CueBuilding
            | Concept::CueRoom
            | Concept::CueBody
            | Concept::NameOrganisation
            | Concept::NameLegalForm
            | Concept::PersonHonorific
    )
}

/// Whether the word heads a part of a page, or tells a time.
fn says_field(concept: Concept) -> bool {
    matches!(
        concept,
        Concept::CueOnline | Concept::DateMonth | Concept::DateWeekday | Concept::CueGenericHeading
    )
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The towns of the events.
    fn towns(text: &str) -> Vec<String> {
        let events = extract(&document(text), &Options::default()).events;
        let town = |event: handbill_model::Event| event.venue?.address?.locality;
        events
            .into_iter()
            .map(|event| town(event).unwrap_or_default())
            .collect()
    }

    #[test]
    fn names_of_events_and_bodies_hold_towns() {
        let days = "Giornate della Corda Torino 2026\n\nSabato 10 ottobre 2026 dalle 9 alle 18, Casa del Quartiere.\n\nL'ingresso è libero per tutti.";
        assert_eq!(towns(days), ["Torino"]);
    }

    #[test]
    fn names_end_with_towns() {
        let hall = "Concert de printemps\n\nLe concert a lieu le 3 mai 2026 à 19 h à la Salle des fêtes Vouneuil. Nous aimons chanter à Vouneuil.";
        assert_eq!(towns(hall), ["Vouneuil"]);
        let dance = "Agenda de la colla\n\nLocal de la Colla\nCarrer de la Dansa, 15\n08700 Igualada\n\n6 de gener de 2026\nAssaig general de tots els grups\n\n13 de gener de 2026\nTrobada de colles - Manresa\n\n20 de gener de 2026\nTaller de vestuari per a tothom";
        assert_eq!(towns(dance), ["Igualada", "Manresa", "Igualada"]);
        let topic = "Talk on 3 May 2026 at 7 pm: Bridges - Some Ways to Draw Them\n\nSmall Hall, 4 Quay Lane, Bristol BS1 6QZ";
        assert_eq!(towns(topic), ["Bristol"]);
    }
}
