//! The words of the languages that Handbill reads.
//!
//! A language is a data file (`data/<code>.toml`, beside the names that `xtask` generates from
//! CLDR into `data/cldr/`). The build script turns all of them into one static table, so nothing
//! is parsed at start-up. [`classify`] marks the phrases of a text with their [`Concept`].

pub mod gazetteer;
mod hash;
mod services;
mod table;
mod tokens;

use std::borrow::Cow;
use std::ops::Range;

use handbill_model::Span;
use hash::hash_of_ending;

use table::{Entry, Phrase, Piece, Table, beginning_with};

pub use services::{ServiceKind, service_kind, suffix_is_file, suffix_is_word};
pub use tokens::{Gap, Token, TokenKind, Tokens, fold, fold_into};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// A set of languages: one bit for each of [`LANGUAGES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Languages(pub u64);

impl Languages {
    /// The set of the one language with this BCP 47 code (its region is ignored); empty where
    /// the lexicon lacks it.
    pub fn of(code: &str) -> Languages {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        LANGUAGES
            .iter()
            .position(|language| language.eq_ignore_ascii_case(primary))
            .map_or(Languages(0), |bit| Languages(1 << bit))
    }

    /// Whether the sets share a language.
    pub fn meets(self, other: Languages) -> bool {
        self.0 & other.0 != 0
    }

    /// The codes of the set.
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        LANGUAGES
            .iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 >> bit & 1 == 1)
            .map(|(_, code)| *code)
    }
}

/// A phrase of the lexicon in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Where, in bytes of the text.
    pub span: Span,
    /// What it means.
    pub concept: Concept,
    /// Its value, for concepts that have one (a month's number …), else 0.
    pub value: i32,
    /// The languages that it is a phrase of.
    pub languages: Languages,
    /// Whether the word only ends in the phrase ("Herbstkonzert" in "*konzert").
    pub compound: bool,
}

/// The phrases of a text, by first token; those of one token from long to short.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    hits: Vec<Hit>,
    /// For each token, the index of its first hit; one more entry closes the last.
    starts: Vec<u32>,
    /// For each token, the concepts of its hits as a set of bits, several to a bit: most tokens
    /// are none of what is looked for.
    concepts: Vec<u64>,
}

/// The concept's bit among those of a token.
fn bit(concept: Concept) -> u64 {
    1 << (concept as u8 % 64)
}

fn bits(hits: &[Hit]) -> u64 {
    hits.iter().fold(0, |bits, hit| bits | bit(hit.concept))
}

impl Hits {
    /// The hits that begin at the token, longest first.
    pub fn at(&self, token: usize) -> &[Hit] {
        match (self.starts.get(token), self.starts.get(token + 1)) {
            (Some(&start), Some(&end)) => &self.hits[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The longest hit of the concept that begins at the token.
    pub fn find(&self, token: usize, concept: Concept) -> Option<&Hit> {
        if self.concepts.get(token)? & bit(concept) == 0 {
            return None;
        }
        self.at(token).iter().find(|hit| hit.concept == concept)
    }

    /// Hands the hits of each token that has any, longest first, to `pick`, which removes those
    /// that are to go.
    pub fn retain_at_tokens(&mut self, mut pick: impl FnMut(&mut Vec<Hit>)) {
        let mut kept = Vec::with_capacity(self.hits.len());
        let mut of_token = Vec::new();
        for token in 0..self.starts.len().saturating_sub(1) {
            let range = self.starts[token] as usize..self.starts[token + 1] as usize;
            self.starts[token] = kept.len() as u32;
            if range.is_empty() {
                continue;
            }
            of_token.extend_from_slice(&self.hits[range]);
            pick(&mut of_token);
            self.concepts[token] = bits(&of_token);
            kept.append(&mut of_token);
        }
        if let Some(last) = self.starts.last_mut() {
            *last = kept.len() as u32;
        }
        self.hits = kept;
    }

    /// All hits in text order.
    pub fn iter(&self) -> std::slice::Iter<'_, Hit> {
        self.hits.iter()
    }

    /// The hits that lie wholly inside the span, in text order. `tokens` are those that were
    /// classified.
    pub fn within<'a>(&'a self, tokens: &Tokens, span: Span) -> impl Iterator<Item = &'a Hit> {
        let inside = tokens.range(span.start, span.end);
        let range = match (self.starts.get(inside.start), self.starts.get(inside.end)) {
            (Some(&start), Some(&stop)) => start as usize..stop as usize,
            _ => 0..0,
        };
        self.hits[range]
            .iter()
            .filter(move |hit| hit.span.end <= span.end)
    }
}

/// Marks the phrases of the lexicon in the text that the tokens were cut from. A phrase may run
/// over a line end, not over an empty line. Of one concept only the longest phrase that begins
/// at a token is given.
pub fn classify(text: &str, tokens: &Tokens) -> Hits {
    let mut hits = Vec::with_capacity(3 * tokens.len());
    let mut starts = Vec::with_capacity(tokens.len() + 1);
    let mut concepts = Vec::with_capacity(tokens.len());
    for index in 0..tokens.len() {
        let begin = hits.len();
        starts.push(begin as u32);
        let word = tokens.folded(index);
        let joined = tokens.get(index + 1).filter(|next| next.gap != Gap::Blank);
        let next = joined.map(|_| tokens.folded(index + 1));
        for phrases in WORDS.find(tokens.hashes()[index], |entry| entry == word.as_bytes()) {
            let (single, longer) = beginning_with(phrases, next);
            for phrase in single.iter().chain(longer) {
                if let Some(end) = phrase_end(text, tokens, index, phrase) {
                    push(&mut hits, begin, tokens, index..end, phrase, false);
                }
            }
        }
        if tokens[index].kind == TokenKind::Word
            && let Some(ending) = hash_of_ending(word)
        {
            let word = word.as_bytes();
            let ends = |suffix: &[u8]| word.len() > suffix.len() && word.ends_with(suffix);
            for phrase in SUFFIXES.find(ending, ends).flatten() {
                push(&mut hits, begin, tokens, index..index + 1, phrase, true);
            }
        }
        hits[begin..].sort_by(|a: &Hit, b: &Hit| b.end.cmp(&a.end).then(a.concept.cmp(&b.concept)));
        concepts.push(bits(&hits[begin..]));
    }
    starts.push(hits.len() as u32);
    Hits {
        hits,
        starts,
        concepts,
    }
}

/// Whether a phrase of the concept begins with the word, or is the word.
pub fn begins_phrase(word: &str, concept: Concept) -> bool {
    let folded = match word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(fold(word)),
    };
    WORDS
        .find(hash::hash(&folded), |entry| entry == folded.as_bytes())
        .flatten()
        .any(|phrase| phrase.concept == concept)
}

/// One past the last token of the phrase that begins at the token, if it stands there.
fn phrase_end(text: &str, tokens: &Tokens, first: usize, phrase: &Phrase) -> Option<usize> {
    let mut end = first + 1;
    for part in phrase.further() {
        if tokens.get(end)?.gap == Gap::Blank || tokens.folded(end).as_bytes() != part {
            return None;
        }
        end += 1;
    }
    let written = || &text[tokens[first].start as usize..tokens[end - 1].end as usize];
    let exact = phrase.exact;
    (exact.len() == 0 || exact.bytes() == written().as_bytes()).then_some(end)
}

fn push(
    hits: &mut Vec<Hit>,
    begin: usize,
    tokens: &Tokens,
    Range { start: first, end }: Range<usize>,
    phrase: &Phrase,
    compound: bool,
) {
    // One concept may have several values for a word ("second": a unit and an ordinal differ in
    // concept, but "mar" may be two months of two languages): those are all kept.
    for hit in hits[begin..].iter_mut() {
        if hit.concept != phrase.concept {
            continue;
        }
        // A longer phrase hides this one where it is of the same languages.
        if hit.end > end && phrase.languages.0 & !hit.languages.0 == 0 {
            return;
        }
        if hit.end == end && hit.value == phrase.value {
            hit.languages.0 |= phrase.languages.0;
            hit.compound &= compound;
            return;
        }
    }
    hits.push(Hit {
        first,
        end,
        span: Span::new(tokens[first].start as usize, tokens[end - 1].end as usize),
        concept: phrase.concept,
        value: phrase.value,
        languages: phrase.languages,
        compound,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_across_case_accents_and_line_ends() {
        let text = "INSCRIPTION AVANT\nLE 3 mars";
        let tokens = Tokens::new(text);
        assert_eq!(tokens.folded(0), "inscription");
        assert_eq!(tokens.number(3), Some(3));
        assert_eq!(tokens[2].gap, Gap::Line);
        assert_eq!(fold("Straße FÉVRIER"), "strasse fevrier");
    }

    #[test]
    fn letters_and_digits_part() {
        let text = "18h30 9th–10";
        let tokens = Tokens::new(text);
        let folded: Vec<&str> = (0..tokens.len())
            .map(|index| tokens.folded(index))
            .collect();
        assert_eq!(folded, ["18", "h", "30", "9", "th", "-", "10"]);
    }
}
