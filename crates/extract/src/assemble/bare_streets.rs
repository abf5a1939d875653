//! Streets that are told without a number or a known town: "place de la Mairie à Vouneuil".

use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::Span;

use crate::{Mention, View, overlapping};

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

/// The street whose word leads at the token, as far as the offset reaches.
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
    let name = street_word(view, first).filter(|name| inside(*name))?;
    let last = run(name);
    if last == name {
        return None;
    }
    let town = inside(last)
        .then(|| last + 1)
        .filter(|town| leads_to_town(last) && inside(*town))
        .map(|town| (town, run(town)))
        .filter(|(town, last)| last > town);
    Some(BareStreet {
        street: span(first, last),
        town: town.map(|(first, last)| span(first, last)),
    })
}
