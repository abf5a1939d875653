use std::sync::OnceLock;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use handbill_lexicon::{Hits, Languages, TokenKind, Tokens, classify, fold};
use handbill_model::{CodePoints, Document, Evidence, Span, Style};

use crate::spoken::Spoken;

/// What the caller knows about the document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day that relative and year-less dates are resolved against.
    pub reference_date: Option<NaiveDate>,
    /// The time of that day at which the text was said, where it is a remark of a conversation
    /// ("in five minutes", "tonight"). Mentions alone are resolved against it: an announcement is
    /// of a day, so that the extraction of records leaves it out of account.
    pub reference_time: Option<NaiveTime>,
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
    /// The phrases of the lexicon in it, each of a language that is spoken around it.
    pub hits: Hits,
    /// Stretches of the document that state the day they were written on, in order: posts, or all
    /// of it.
    pub written: Vec<(Span, NaiveDate)>,
    /// The moment at which the text was said, where it is read as a remark.
    pub said_at: Option<NaiveDateTime>,
    /// What is struck out, in order.
    pub struck: Vec<Span>,
    /// The title that the document states, folded, in the parts that its marks make: of the page,
    /// of its site.
    pub title_parts: Vec<String>,
    code_points: CodePoints,
    /// Words before each token.
    words_before: Vec<u32>,
    /// The tokens by their hashes, sorted, once somebody asks for it.
    alike: OnceLock<Vec<(u32, u32)>>,
    spoken: Spoken,
}

impl<'a> View<'a> {
    /// Tokenises and classifies the document.
    pub fn new(document: &'a Document, options: &'a Options) -> Self {
        let tokens = Tokens::new(&document.text);
        let mut hits = classify(&document.text, &tokens);
        let code = options
            .language
            .as_deref()
            .or(document.source.language.as_deref());
        let named = code.map(Languages::of).unwrap_or_default();
        let spoken = Spoken::settle(document, &tokens, named, &mut hits);
        let mut words_before = Vec::with_capacity(tokens.len() + 1);
        let mut count = 0;
        for token in tokens.iter() {
            words_before.push(count);
            count += u32::from(token.kind == TokenKind::Word);
        }
        words_before.push(count);
        View {
            document,
            options,
            tokens,
            hits,
            written: Vec::new(),
            said_at: None,
            struck: document
                .styles
                .iter()
                .filter(|styled| styled.style == Style::Struck)
                .map(|styled| styled.span)
                .collect(),
            title_parts: title_parts(document.source.title.as_deref().unwrap_or_default()),
            code_points: CodePoints::new(&document.text),
            words_before,
            alike: OnceLock::new(),
            spoken,
        }
    }

    /// The tokens that are spelt like this one, itself among them, ascending: each with the hash that
    /// they share.
    pub fn spelt_like(&self, token: usize) -> &[(u32, u32)] {
        let all = self.alike.get_or_init(|| {
            let hashes = self.tokens.hashes().iter().zip(0..);
            let mut all: Vec<(u32, u32)> = hashes.map(|(hash, at)| (*hash, at)).collect();
            all.sort_unstable();
            all
        });
        let Some(hash) = self.tokens.hashes().get(token) else {
            return &[];
        };
        let first = all.partition_point(|(other, _)| other < hash);
        let count = all[first..].partition_point(|(other, _)| other == hash);
        &all[first..first + count]
    }

    /// The same, as a remark said at the moment that the options tell, if they do.
    pub fn of_remark(document: &'a Document, options: &'a Options) -> Self {
        let said_at = options
            .reference_date
            .zip(options.reference_time)
            .map(|(day, time)| day.and_time(time));
        View {
            said_at,
            ..View::new(document, options)
        }
    }

    /// The day that dates at the offset are resolved against: the one that their stretch was
    /// written on, else the caller's, else the one that the document's metadata state.
    pub fn reference_at(&self, offset: usize) -> Option<NaiveDate> {
        self.written_at(offset)
            .or(self.options.reference_date)
            .or_else(|| self.stated_day())
    }

    /// The day that the text around the offset says to be written on.
    pub fn written_at(&self, offset: usize) -> Option<NaiveDate> {
        let after = self
            .written
            .partition_point(|(span, _)| span.start <= offset);
        self.written
            .get(after.checked_sub(1)?)
            .filter(|(span, _)| offset < span.end)
            .map(|(_, day)| *day)
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

    /// The language that is named, else the one that stands out; empty where none does.
    pub fn main_language(&self) -> Languages {
        self.spoken.main
    }

    /// The code of the language that the document is plainly written in.
    pub fn evident_language(&self) -> Option<&'static str> {
        self.spoken.evident
    }

    /// The normalised text.
    pub fn text(&self) -> &'a str {
        &self.document.text
    }

    /// Number of words that begin in the span.
    pub fn words(&self, span: Span) -> usize {
        let inside = self.tokens.range(span.start, span.end);
        (self.words_before[inside.end] - self.words_before[inside.start]) as usize
    }

    /// The place of a value, as records carry it.
    pub fn evidence(&self, span: Span, rule: &str) -> Evidence {
        let text = self.text();
        let place = self.document.origins.place(span);
        Evidence {
            start: self.code_points.at(text, span.start),
            end: self.code_points.at(text, span.end),
            text: span.of(text).to_owned(),
            page: place.map(|place| place.page),
            bounds: place.map(|place| place.bounds),
            character_confidence: place.and_then(|place| place.confidence),
            rule: Some(rule.to_owned()),
            ..Evidence::default()
        }
    }
}

fn title_parts(title: &str) -> Vec<String> {
    parts_of_title(title).map(fold).collect()
}

/// The parts of the title of a page: of the page itself, of its site.
pub fn parts_of_title(title: &str) -> impl Iterator<Item = &str> {
    title
        .split(['|', '•', '»', '·', '–', '—'])
        .flat_map(|part| part.split(" - "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}
