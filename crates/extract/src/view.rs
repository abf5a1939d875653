use std::cell::OnceCell;

use chrono::NaiveDate;
use handbill_lexicon::{Hits, LANGUAGES, Languages, TokenKind, Tokens, classify};
use handbill_model::{CodePoints, Document, Evidence, Span};

/// What the caller knows about the document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day that relative and year-less dates are resolved against.
    pub reference_date: Option<NaiveDate>,
    /// The document's language (BCP 47).
    pub language: Option<String>,
}

/// A document with its tokens and the lexicon's phrases: what every finder looks at.
pub struct View<'a> {
    /// The document.
    pub document: &'a Document,
    /// What the caller knows.
    pub options: &'a Options,
    /// The tokens of the document's text.
    pub tokens: Tokens,
    /// The phrases of the lexicon in it.
    pub hits: Hits,
    /// The languages that the caller or the document names; empty where neither does.
    pub languages: Languages,
    /// Stretches of the document that state the day they were written on, in order: posts, or all
    /// of it.
    pub written: Vec<(Span, NaiveDate)>,
    code_points: CodePoints,
    /// Words before each token.
    words_before: Vec<u32>,
    /// The outcome of [`View::votes`], which many dates ask for.
    votes: OnceCell<(usize, usize, usize)>,
}

impl<'a> View<'a> {
    /// Tokenises and classifies the document.
    pub fn new(document: &'a Document, options: &'a Options) -> Self {
        let tokens = Tokens::new(&document.text);
        let hits = classify(&document.text, &tokens);
        let mut words_before = Vec::with_capacity(tokens.len() + 1);
        let mut count = 0;
        for token in tokens.iter() {
            words_before.push(count);
            count += u32::from(token.kind == TokenKind::Word);
        }
        words_before.push(count);
        let code = options
            .language
            .as_deref()
            .or(document.source.language.as_deref());
        View {
            document,
            options,
            tokens,
            hits,
            languages: code.map(Languages::of).unwrap_or_default(),
            written: Vec::new(),
            code_points: CodePoints::new(&document.text),
            words_before,
            votes: OnceCell::new(),
        }
    }

    /// The day that dates at the offset are resolved against: the one that their stretch was
    /// written on, else the caller's, else the one that the document's metadata state.
    pub fn reference_at(&self, offset: usize) -> Option<NaiveDate> {
        let after = self
            .written
            .partition_point(|(span, _)| span.start <= offset);
        let own = after
            .checked_sub(1)
            .and_then(|last| self.written.get(last))
            .filter(|(span, _)| offset < span.end);
        own.map(|(_, day)| *day)
            .or(self.options.reference_date)
            .or_else(|| self.stated_day())
    }

    /// The day of publication that the document's metadata state.
    pub fn stated_day(&self) -> Option<NaiveDate> {
        let source = &self.document.source;
        let stated = source
            .reference_date
            .as_deref()
            .or(source.published.as_deref());
        stated?.get(..10)?.parse().ok()
    }

    /// The language that is named, else the one that most phrases of the lexicon belong to alone;
    /// empty where none stands out.
    pub fn main_language(&self) -> Languages {
        if self.languages != Languages::default() {
            return self.languages;
        }
        let (best, own, others) = self.votes();
        if own >= 2 && own > others {
            Languages(1 << best)
        } else {
            Languages::default()
        }
    }

    /// The code of the language that the document is plainly written in, where it is named nowhere.
    pub fn evident_language(&self) -> Option<&'static str> {
        let (best, own, others) = self.votes();
        (own >= 8 && own > 2 * others)
            .then(|| LANGUAGES.get(best).copied())
            .flatten()
    }

    /// The language (its bit) that has most phrases of its own, their number, and the number of
    /// those of all other languages together.
    fn votes(&self) -> (usize, usize, usize) {
        *self.votes.get_or_init(|| self.count_votes())
    }

    fn count_votes(&self) -> (usize, usize, usize) {
        let shared = Languages::of("mul");
        let mut counts = [0usize; 64];
        let own = self
            .hits
            .iter()
            .filter(|hit| hit.languages.0.is_power_of_two() && hit.languages != shared);
        for hit in own {
            counts[hit.languages.0.trailing_zeros() as usize] += 1;
        }
        let best = (0..counts.len())
            .max_by_key(|bit| (counts[*bit], std::cmp::Reverse(*bit)))
            .unwrap_or(0);
        (
            best,
            counts[best],
            counts.iter().sum::<usize>() - counts[best],
        )
    }

    /// The normalised text.
    pub fn text(&self) -> &'a str {
        &self.document.text
    }

    /// Number of words that begin in the span.
    pub fn words(&self, span: Span) -> usize {
        let first = self.tokens.first_at(span.start);
        let end = self.tokens.first_at(span.end).max(first);
        (self.words_before[end] - self.words_before[first]) as usize
    }

    /// The place of a value, as records carry it.
    pub fn evidence(&self, span: Span, rule: &str) -> Evidence {
        let text = self.text();
        Evidence {
            start: self.code_points.at(text, span.start),
            end: self.code_points.at(text, span.end),
            text: span.of(text).to_owned(),
            rule: Some(rule.to_owned()),
            ..Evidence::default()
        }
    }
}
