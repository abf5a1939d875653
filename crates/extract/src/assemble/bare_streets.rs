//! Streets that are told without a number or a known town: "place de la Mairie à Vouneuil".

use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::Span;

use super::small_towns::{ends_town, small_town};
use crate::layout::has;
use crate::{Mention, View, overlapping};

/// The most words of a name that its street word ends.
const LONGEST_NAME: usize = 4;

/// A street without a number.
#[derive(Clone, Copy, Debug)]
pub struct BareStreet {
    /// Its name.
    pub street: Span,
    /// The town behind a preposition.
    pub town: Option<Span>,
}

impl BareStreet {
    /// All of it.
    pub fn span(&self) -> Span {
        self.town
            .map_or(self.street, |town| self.street.cover(town))
    }
}

/// Whether a street word that leads a name ends right before the token returned.
pub fn street_word(view: &View, token: usize) -> Option<usize> {
    const LEADS: [i32; 2] = [1, 3];
    let mut hits = view.hits.at(token).iter();
    hits.find(|hit| hit.concept == Concept::AddressStreet && LEADS.contains(&hit.value))
        .map(|hit| hit.end)
}

/// Whether the street word that begins at the token ends a name that begins before it ("Drove Lane"),
/// or is one as a compound ("Hauptstraße"); gives one past it.
fn closing_word(view: &View, first: usize, token: usize) -> Option<usize> {
    const TRAILS: [i32; 3] = [2, 3, 6];
    const COMPOUND: i32 = 4;
    let mut hits = view.hits.at(token).iter();
    hits.find(|hit| {
        hit.concept == Concept::AddressStreet
            && (hit.value == COMPOUND || token > first && TRAILS.contains(&hit.value))
    })
    .map(|hit| hit.end)
}

/// The town that a comma parts from the street, as the last field before the offset.
fn town_behind(view: &View, mentions: &[Mention], comma: usize, end: usize) -> Option<Span> {
    if !view.tokens.is_mark(comma, ',') {
        return None;
    }
    let (town, last) = small_town(view, comma + 1, end)?;
    (ends_town(view, last, end) && overlapping(mentions, town).is_empty()).then_some(town)
}

/// The street whose word leads at the token, or ends a name there, as far as the offset reaches.
pub fn bare_street(
    view: &View,
    mentions: &[Mention],
    first: usize,
    end: usize,
) -> Option<BareStreet> {
    let (tokens, text) = (&view.tokens, view.text());
    let is = |token: usize, concept| view.hits.find(token, concept).is_some();
    let capital = |token: usize| {
        tokens.get(token).is_some_and(|token| {
            token.kind == TokenKind::Word
                && text[token.start as usize..].starts_with(char::is_uppercase)
        })
    };
    let inside = |token: usize| {
        tokens.get(token).is_some_and(|at| {
            let span = Span::new(at.start as usize, at.end as usize);
            span.end <= end && at.gap <= Gap::Line && overlapping(mentions, span).is_empty()
        })
    };
    let leads_to_town = |token: usize| {
        is(token, Concept::CuePlacePreposition)
            && is(token, Concept::AddressPreposition)
            && capital(token + 1)
    };
    // Capitals, with marks and small words between them.
    let run = |from: usize| {
        let (mut at, mut last) = (from, from);
        while inside(at) {
            let particle = is(at, Concept::AddressParticle) || is(at, Concept::NameConnector);
            match tokens[at].kind {
                TokenKind::Word if last > from && leads_to_town(at) => break,
                TokenKind::Word if capital(at) => last = at + 1,
                TokenKind::Word if particle => {}
                // "Triq il-Kbira": an article that a hyphen ties to its word.
                TokenKind::Word
                    if tokens.is_mark(at + 1, '-')
                        && tokens[at + 1].gap == Gap::None
                        && inside(at + 2)
                        && tokens[at + 2].gap == Gap::None
                        && capital(at + 2) => {}
                // "place de la mairie"
                TokenKind::Word if at > from && is(at - 1, Concept::AddressParticle) => {
                    last = at + 1
                }
                TokenKind::Number if last > from || is(at + 1, Concept::DateMonth) => last = at + 1,
                TokenKind::Mark('-' | '\'' | '.' | '/') if tokens[at].gap == Gap::None => {}
                _ => break,
            }
            at += 1;
        }
        last
    };
    let span = |first: usize, last: usize| {
        Span::new(tokens[first].start as usize, tokens[last - 1].end as usize)
    };
    let Some(name) = street_word(view, first).filter(|name| inside(*name)) else {
        let is_name = |token: &usize| inside(*token) && capital(*token);
        let last = (first..first + LONGEST_NAME)
            .take_while(is_name)
            .find_map(|token| closing_word(view, first, token))?;
        let goes_on = inside(last) && (capital(last) || tokens[last].kind == TokenKind::Number);
        let street = span(first, last);
        let built = has(view, street, Concept::CueBuilding) || has(view, street, Concept::CueRoom);
        let led =
            (leads_to_town(last) && inside(last + 1)).then(|| small_town(view, last + 1, end));
        let led = led.flatten().map(|(town, _)| town);
        return (!goes_on && !built).then(|| BareStreet {
            street,
            town: led.or_else(|| town_behind(view, mentions, last, end)),
        });
    };
    let last = run(name);
    if last == name {
        return None;
    }
    let town = inside(last)
        .then(|| last + 1)
        .filter(|town| leads_to_town(last) && inside(*town))
        .map(|town| (town, run(town)))
        .filter(|(town, last)| last > town);
    let town = town.map(|(first, last)| span(first, last));
    Some(BareStreet {
        street: span(first, last),
        town: town.or_else(|| town_behind(view, mentions, last, end)),
    })
}
