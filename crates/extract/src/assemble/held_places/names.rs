//! How far the name of a place reaches in a sentence.
//!
//! A name is a run of capitalised words, numbers and words for buildings and rooms, with the small words
//! between them that join its parts ("the yard of the former Rope Works"). It ends where another mention
//! begins, where a preposition leads on to a room, a street or a town, and where the sentence goes on.

use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::Span;

use super::Sentence;
use crate::assemble::bare_streets::street_word;
use crate::{Found, Mention, overlapping};

impl Sentence<'_> {
    pub(super) fn start(&self, token: usize) -> usize {
        self.view
            .tokens
            .get(token)
            .map_or(self.span.end, |token| token.start as usize)
    }

    pub(super) fn span_of(&self, first: usize, end: usize) -> Span {
        if end <= first {
            return Span::new(self.start(first), self.start(first));
        }
        Span::new(self.start(first), self.view.tokens[end - 1].end as usize)
    }

    pub(super) fn is(&self, token: usize, concept: Concept) -> bool {
        self.view.hits.find(token, concept).is_some()
    }

    /// The token behind the preposition; an article in it that has a capital is part of the name ("bij De
    /// Gouden Ploeg").
    pub(super) fn behind(&self, preposition: Span) -> usize {
        let view = self.view;
        let end = view.tokens.first_at(preposition.end);
        let first = view.tokens.first_at(preposition.start);
        let capital = |at: usize| view.text()[self.start(at)..].starts_with(char::is_uppercase);
        match end > first + 1 && capital(end - 1) && !capital(first) {
            true => end - 1,
            false => end,
        }
    }

    /// One past an article that is no part of the name behind it, as one with a capital is.
    pub(super) fn behind_article(&self, token: usize) -> usize {
        let capital = self.view.text()[self.start(token)..].starts_with(char::is_uppercase);
        if capital && self.start(token) < self.span.end {
            return token;
        }
        let hits = self.view.hits.at(token).iter();
        let article = hits.filter(|hit| hit.concept == Concept::NameArticle);
        article.map(|hit| hit.end).max().unwrap_or(token)
    }

    /// Whether the token begins a word for a building or a room; one past its last token.
    pub(super) fn building(&self, token: usize) -> Option<usize> {
        let hits = self.view.hits.at(token).iter();
        hits.filter(|hit| match hit.concept {
            Concept::CueBuilding | Concept::CueRoom | Concept::NamePlaceWord => true,
            Concept::CueElsewhere => self.gathers,
            _ => false,
        })
        .map(|hit| hit.end)
        .max()
    }

    fn is_strong(&self, token: usize) -> bool {
        let written = self
            .view
            .tokens
            .get(token)
            .filter(|_| self.start(token) < self.span.end);
        written.is_some_and(|written| {
            let first = self.view.text()[written.start as usize..].chars().next();
            written.kind == TokenKind::Number
                || first.is_some_and(char::is_uppercase)
                || self.building(token).is_some()
                || self.is(token, Concept::AddressUnit)
        })
    }

    /// A mention that a name ends before: anything but a town that may be part of it.
    pub(super) fn is_mention(&self, token: usize) -> bool {
        let at = self.start(token);
        overlapping(self.mentions, Span::new(at, at + 1))
            .iter()
            .any(|mention| match &mention.found {
                Found::Address(found) => {
                    found.address.street.is_some() || found.address.postcode.is_some()
                }
                Found::Handle(_) | Found::Hashtag(_) => false,
                _ => true,
            })
    }

    /// One past the last token of the name that begins at the token: capitalised words, numbers and
    /// words for buildings, with the small words between them.
    pub(super) fn name_end(&self, first: usize) -> usize {
        const MOST_SMALL: usize = 3;
        let Sentence { view, span, .. } = *self;
        let mut end = first;
        let mut at = first;
        let mut small = 0;
        // "the yard of the former Rope Works": behind a connector the name goes on.
        let mut joined = false;
        while self.start(at) < span.end && !self.is_mention(at) {
            let token = view.tokens[at];
            if at > first && token.gap > Gap::Line {
                break;
            }
            if let TokenKind::Mark(mark) = token.kind {
                let goes_on = match mark {
                    ',' => end > first && self.leads_to_building(at + 1),
                    '.' => {
                        token.gap == Gap::None && self.is_strong(at + 1) && self.is_short(at - 1)
                    }
                    '-' | '/' | '\'' | '&' | '"' | '°' | '#' => true,
                    _ => false,
                };
                if !goes_on || at == first && mark != '"' {
                    break;
                }
                at += 1;
                // A name in quotation marks ends with the closing one.
                let opened = || (first..at - 1).any(|open| view.tokens.is_mark(open, '"'));
                if mark == '"' && end + 1 == at && opened() {
                    end = at;
                }
                continue;
            }
            // "Dean's", "40th".
            if at > first && token.gap == Gap::None && end + 1 >= at {
                at += 1;
                end = at;
                continue;
            }
            // "Field Services 905 N. Main": a house number.
            let initial = at + 1;
            if token.kind == TokenKind::Number
                && at > first
                && view.tokens.is_mark(at + 2, '.')
                && self.is_strong(initial)
                && self.span_of(initial, initial + 1).len() == 1
            {
                break;
            }
            let hits = view.hits.at(at);
            let ends = hits.iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::CueHeld
                        | Concept::CueMeets
                        | Concept::CueForAll
                        | Concept::DateClockCue
                        | Concept::DateDayCue
                        | Concept::CueAlongside
                )
            });
            let joins = hits.iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::NameConnector | Concept::NameArticle | Concept::AddressParticle
                )
            });
            if self.is_strong(at) {
                at = self.building(at).unwrap_or(at + 1).max(at + 1);
                end = at;
                small = 0;
                joined = false;
            } else if end > first && (self.leads_on(at) || joins && self.leads_to_event(at)) {
                break;
            } else if let Some(postposition) = self.postposition(at).filter(|_| end > first) {
                return postposition;
            } else if small < MOST_SMALL && (joins || !ends) && (joins || joined || end == first) {
                small += 1;
                at += 1;
                joined = joins;
            } else {
                break;
            }
        }
        end
    }

    /// The word behind a few small ones that says of the name before it that something is there:
    /// "Linnamäe silla juures".
    fn postposition(&self, token: usize) -> Option<usize> {
        const MOST_SMALL: usize = 2;
        let at =
            (token..=token + MOST_SMALL).find(|at| self.is(*at, Concept::CuePlacePostposition))?;
        let small = |at: usize| {
            let word = self.span_of(at, at + 1).of(self.view.text());
            word.starts_with(char::is_lowercase) && !self.is(at, Concept::NameConnector)
        };
        (self.start(at) < self.span.end && (token..at).all(small)).then_some(at)
    }

    /// Whether the article or small word at the token leads to a kind of event, perhaps over an adjective in
    /// small letters: "in the hall the annual meeting".
    fn leads_to_event(&self, token: usize) -> bool {
        let next = token + 1;
        let small = self.view.text()[self.start(next)..].starts_with(char::is_lowercase);
        self.is(next, Concept::EventNoun)
            || small && self.building(next).is_none() && self.is(next + 1, Concept::EventNoun)
    }

    /// Whether a preposition of place leads on from a name at the token, to a room, a street or a
    /// town: "the Ferry Union in the Ballroom".
    fn leads_on(&self, token: usize) -> bool {
        const REACH: usize = 3;
        let mut hits = self.view.hits.at(token).iter();
        hits.any(|hit| {
            hit.concept == Concept::CuePlacePreposition && {
                let first = self.behind_article(hit.end);
                let begins = |mention: &Mention| {
                    mention.span.start == self.start(first)
                        && matches!(mention.found, Found::Address(_))
                };
                let at = self.start(first);
                let place = overlapping(self.mentions, Span::new(at, at + 1));
                place.iter().any(begins)
                    || street_word(self.view, first).is_some()
                    || (first..first + REACH).any(|at| self.is(at, Concept::CueRoom))
            }
        })
    }

    /// Whether a few words on a word for a building or a room stands in the piece of a name that
    /// begins at the token.
    fn leads_to_building(&self, first: usize) -> bool {
        const REACH: usize = 5;
        let text = self.view.text();
        text[self.start(first)..].starts_with(|c: char| c.is_uppercase() || c.is_numeric())
            && !self.is_mention(first)
            && street_word(self.view, first).is_none()
            && (first..first + REACH)
                .take_while(|at| self.start(*at) < self.span.end)
                .take_while(|at| {
                    ![',', '.']
                        .iter()
                        .any(|mark| self.view.tokens.is_mark(*at, *mark))
                })
                // "Rope Walk, a rest at the Old Mill"
                .take_while(|at| !self.beside || !self.is(*at, Concept::CuePlacePreposition))
                .any(|at| self.building(at).is_some() || self.is(at, Concept::AddressUnit))
    }

    fn is_short(&self, token: usize) -> bool {
        self.view.tokens.folded(token).chars().count() <= 3
    }

    /// Whether the name holds a word for a building or a room: two words at least, or a long one, as
    /// "the hall" may be any.
    pub(super) fn is_built(&self, name: Span) -> bool {
        const LONG: usize = 8;
        let range = self.view.tokens.range(name.start, name.end);
        // In small letters a word for a building heads the name, as many are words of another kind
        // in another language.
        let reach = match self.capitals(name) {
            0 => 2,
            _ => range.len(),
        };
        let built = range
            .clone()
            .take(reach)
            .any(|token| self.building(token).is_some());
        let long = range
            .clone()
            .any(|token| self.view.tokens.folded(token).chars().count() >= LONG);
        built && (range.len() >= 2 || long)
    }

    /// The number of capitalised words of a name.
    pub(super) fn capitals(&self, name: Span) -> usize {
        let text = name.of(self.view.text());
        let words = text.split_whitespace();
        words
            .filter(|word| word.starts_with(char::is_uppercase))
            .count()
    }
}
