use handbill_lexicon::gazetteer::{Place, PlaceHit, PlaceKind, places_at};
use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::Span;

use super::draft::Draft;
use crate::find::claims::Claims;
use crate::find::countries::Countries;
use crate::{Mention, View};

/// The tokens of a document, and which of them an address may still use.
pub struct Reader<'a> {
    pub view: &'a View<'a>,
    pub countries: &'a Countries,
    taken: Vec<bool>,
    /// Towns that the gazetteer lacks, and the document tells elsewhere with their postcode.
    pub told: &'a [ToldTown],
}

/// A town by the folded words of its name, and its country.
pub type ToldTown = (Vec<String>, &'static str);

impl<'a> Reader<'a> {
    pub fn new(view: &'a View<'a>, claims: &Claims, countries: &'a Countries) -> Self {
        let mut taken = vec![false; view.tokens.len()];
        for mention in claims.mentions() {
            let first = view.tokens.first_at(mention.span.start);
            let end = view.tokens.first_at(mention.span.end);
            taken[first..end].fill(true);
        }
        Reader {
            view,
            countries,
            taken,
            told: &[],
        }
    }

    /// Closes the draft into a mention and takes its tokens.
    pub fn take(&mut self, draft: Draft, rule: &'static str) -> Option<Mention> {
        let mention = draft.finish(self, rule)?;
        self.taken[draft.first..draft.end].fill(true);
        Some(mention)
    }

    /// Whether the token exists and is not part of another mention.
    pub fn is_free(&self, token: usize) -> bool {
        self.taken.get(token) == Some(&false)
    }

    /// Whether the token is part of another mention.
    pub fn is_taken(&self, token: usize) -> bool {
        self.taken.get(token) == Some(&true)
    }

    /// Whether the token is free and stands on the line of the one before.
    pub fn goes_on(&self, token: usize) -> bool {
        self.is_free(token) && self.gap(token) <= Gap::Space
    }

    /// Whether the token stands in another cell than the one before.
    pub fn is_beyond_cell(&self, token: usize) -> bool {
        let tokens = &self.view.tokens;
        let before = token.checked_sub(1).and_then(|before| tokens.get(before));
        before
            .zip(tokens.get(token))
            .is_some_and(|(before, token)| {
                self.view.text()[before.end as usize..token.start as usize].contains('\t')
            })
    }

    pub fn gap(&self, token: usize) -> Gap {
        self.view
            .tokens
            .get(token)
            .map_or(Gap::Blank, |token| token.gap)
    }

    pub fn kind(&self, token: usize) -> Option<TokenKind> {
        self.view.tokens.get(token).map(|token| token.kind)
    }

    pub fn is_word(&self, token: usize) -> bool {
        self.kind(token) == Some(TokenKind::Word)
    }

    pub fn is_number(&self, token: usize) -> bool {
        self.kind(token) == Some(TokenKind::Number)
    }

    pub fn is_mark(&self, token: usize, mark: char) -> bool {
        self.view.tokens.is_mark(token, mark)
    }

    /// The token as it is written.
    pub fn text(&self, token: usize) -> &'a str {
        self.view.tokens.get(token).map_or("", |token| {
            &self.view.text()[token.start as usize..token.end as usize]
        })
    }

    pub fn is_capital(&self, token: usize) -> bool {
        self.is_word(token)
            && self
                .text(token)
                .starts_with(|letter: char| !letter.is_lowercase())
    }

    /// Whether the token is a word in capitals alone.
    pub fn is_upper(&self, token: usize) -> bool {
        self.is_word(token) && self.text(token).chars().all(char::is_uppercase)
    }

    pub fn hit(&self, token: usize, concept: Concept) -> Option<&Hit> {
        self.view.hits.find(token, concept)
    }

    /// The span of the tokens `first..end`; `end` lies after `first`.
    pub fn span(&self, first: usize, end: usize) -> Span {
        let tokens = &self.view.tokens;
        match (tokens.get(first), tokens.get(end.saturating_sub(1))) {
            (Some(head), Some(last)) if head.start <= last.end => {
                Span::new(head.start as usize, last.end as usize)
            }
            _ => Span::default(),
        }
    }

    /// The text of the tokens on one line.
    pub fn line(&self, first: usize, end: usize) -> String {
        let mut line = String::new();
        for part in self.span(first, end).of(self.view.text()).split('\n') {
            let words: Vec<&str> = part.split_whitespace().collect();
            if words.is_empty() {
                continue;
            }
            if !line.is_empty() {
                line.push_str(if line.ends_with([',', ';', '-', '/', '|']) {
                    " "
                } else {
                    ", "
                });
            }
            line.push_str(&words.join(" "));
        }
        line
    }

    /// Whether nothing of the same field stands before the token: it begins a line or follows a
    /// mark that parts fields.
    pub fn begins_field(&self, token: usize) -> bool {
        let Some(before) = token.checked_sub(1) else {
            return true;
        };
        self.gap(token) >= Gap::Line || self.is_parting(before) || self.is_beyond_cell(token)
    }

    /// Whether nothing of the same field stands at the token, which follows another.
    pub fn ends_field(&self, token: usize) -> bool {
        self.gap(token) >= Gap::Line
            || self.is_beyond_cell(token)
            || self.is_taken(token)
            || self.is_parting(token)
            || self.is_mark(token, ')')
            || self.is_mark(token, '.') && self.gap(token + 1) != Gap::None
    }

    /// Whether the token begins another line, or nothing is left.
    pub fn ends_line(&self, token: usize) -> bool {
        self.gap(token) >= Gap::Line
    }

    /// Whether the token is a mark that parts fields. A hyphen does where it stands apart.
    fn is_parting(&self, token: usize) -> bool {
        // "666/20" is one number.
        let inside_number = self.gap(token) == Gap::None
            && self.gap(token + 1) == Gap::None
            && self.is_number(token + 1)
            && token > 0
            && self.is_number(token - 1);
        match self.kind(token) {
            Some(TokenKind::Mark('/' | ',' | ':')) if inside_number => false,
            Some(TokenKind::Mark(
                ',' | ';' | '/' | '|' | '•' | '(' | ':' | '"' | '→' | '*' | '>' | '[',
            )) => true,
            Some(TokenKind::Mark('-')) => {
                self.gap(token) >= Gap::Space && self.gap(token + 1) >= Gap::Space
            }
            // Pictographs set fields apart.
            Some(TokenKind::Mark(mark)) => mark > '\u{2190}',
            _ => false,
        }
    }

    /// The token after the marks and at most one line end that may stand between the elements
    /// of an address.
    pub fn skip(&self, from: usize) -> Option<usize> {
        const MOST_MARKS: usize = 2;
        let mut lines = 0;
        for at in from..=from + MOST_MARKS {
            if !self.is_free(at) {
                return None;
            }
            match self.gap(at) {
                Gap::Blank if at > 0 => return None,
                Gap::Line => lines += 1,
                _ => {}
            }
            if lines > 1 {
                return None;
            }
            let joins = self.is_parting(at)
                || self.is_mark(at, '-')
                || self.is_mark(at, ')')
                || self.is_mark(at, '.') && at == from;
            if !joins {
                return Some(at);
            }
        }
        None
    }

    /// The places whose names begin with the capital at the token, best first.
    pub fn places(&self, token: usize) -> Vec<PlaceHit> {
        if !self.is_free(token) || !self.is_capital(token) {
            return Vec::new();
        }
        let hits = places_at(&self.view.tokens, token);
        hits.into_iter()
            .filter(|hit| (token..hit.end).all(|token| self.is_free(token)))
            .collect()
    }

    /// The longest name of a town at the token: one past it, and the towns of that name.
    pub fn towns(&self, token: usize) -> Option<(usize, Vec<Place>)> {
        let hits = self.places(token);
        let towns = hits.iter().filter(|hit| hit.place.kind == PlaceKind::City);
        let end = towns.clone().map(|hit| hit.end).max()?;
        Some((
            end,
            towns
                .filter(|hit| hit.end == end)
                .map(|hit| hit.place)
                .collect(),
        ))
    }

    /// The town at the token that the document tells elsewhere with its postcode: one past its
    /// name, and its country.
    pub fn told_town(&self, token: usize) -> Option<(usize, &'static str)> {
        let fits = |(words, _): &&ToldTown| {
            (words.iter().enumerate()).all(|(at, word)| {
                self.view.tokens.get(token + at).is_some()
                    && self.view.tokens.folded(token + at) == word
                    && (at == 0 || self.goes_on(token + at))
            })
        };
        let (words, country) = self.told.iter().find(fits)?;
        Some((token + words.len(), country))
    }

    /// The longest name of a country or region at the token.
    pub fn area(&self, token: usize, kind: PlaceKind) -> Option<PlaceHit> {
        let hits = self.places(token);
        hits.into_iter().find(|hit| hit.place.kind == kind)
    }

    /// Whether the name of a town at `first..end` is an everyday word as a whole ("Nice").
    pub fn is_also_word(&self, first: usize, end: usize) -> bool {
        self.hit(first, Concept::AddressAlsoWord)
            .is_some_and(|hit| hit.end >= end)
    }

    /// Whether a capitalised name fills the tokens, small words and hyphens inside it.
    pub fn is_name(&self, first: usize, end: usize) -> bool {
        (first..end).all(|at| {
            let joined = self.gap(at) == Gap::None && self.is_mark(at.saturating_sub(1), '-');
            let part = self.is_capital(at)
                || at > first
                    && (joined
                        || self.is_mark(at, '-')
                        || self.is_mark(at, '\'')
                        || self.is_mark(at, '.')
                        || self.hit(at, Concept::AddressParticle).is_some());
            part && self.is_free(at) && (at == first || self.goes_on(at))
        })
    }

    /// One past a run of capitalised words from the token, with small words and hyphens inside;
    /// nothing where no such run begins.
    pub fn name_end(&self, first: usize, most_words: usize) -> Option<usize> {
        if !self.is_free(first) || !self.is_capital(first) {
            return None;
        }
        let mut end = first + 1;
        let mut at = first + 1;
        let mut words = 1;
        while self.goes_on(at) && words < most_words {
            match self.kind(at) {
                Some(TokenKind::Word) if self.is_capital(at) => {
                    at += 1;
                    end = at;
                    words += 1;
                }
                // "Wack-wack": what a hyphen joins is one word.
                Some(TokenKind::Word) if self.gap(at) == Gap::None && self.is_mark(at - 1, '-') => {
                    at += 1;
                    end = at;
                }
                Some(TokenKind::Word) if self.hit(at, Concept::AddressParticle).is_some() => {
                    at += 1;
                }
                Some(TokenKind::Mark('-' | '\'')) if self.gap(at) == Gap::None => at += 1,
                Some(TokenKind::Mark('.'))
                    if self.gap(at) == Gap::None && self.text(at - 1).chars().count() <= 3 =>
                {
                    at += 1;
                }
                _ => break,
            }
        }
        Some(end)
    }
}
