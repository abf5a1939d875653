//! Documents for the tests of finders.

use handbill_model::{Block, BlockKind, Document, Link, Span};

use crate::{Options, View, extract};

/// A document whose blocks are the paragraphs of the text.
pub fn document(text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut start = 0;
    for part in text.split("\n\n") {
        let span = Span::new(start, start + part.len()).trim(text);
        if !span.is_empty() {
            blocks.push(Block::new(BlockKind::Paragraph, span));
        }
        start += part.len() + 2;
    }
    Document {
        text: text.to_owned(),
        blocks,
        ..Document::default()
    }
}

/// The same with a link at the first place where `linked` stands.
pub fn document_with_link(text: &str, linked: &str, target: &str) -> Document {
    let start = text
        .find(linked)
        .expect("the linked text stands in the text");
    let mut document = document(text);
    document.links.push(Link {
        span: Span::new(start, start + linked.len()),
        target: target.to_owned(),
    });
    document
}

/// The document in a language.
pub fn document_in(language: &str, text: &str) -> Document {
    let mut document = document(text);
    document.source.language = Some(language.to_owned());
    document
}

/// Runs the test on a view of the document.
pub fn with_view<T>(document: &Document, test: impl FnOnce(&View) -> T) -> T {
    let options = Options::default();
    test(&View::new(document, &options))
}

/// The starts and names of the events that the text announces.
pub fn told(text: &str) -> Vec<(String, String)> {
    let events = extract(&document(text), &Options::default()).events;
    let told = events.into_iter();
    told.map(|event| (event.start, event.name)).collect()
}

/// The same, as a test expects it.
pub fn pairs(told: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |text: &&str| (*text).to_owned();
    told.iter()
        .map(|(start, name)| (owned(start), owned(name)))
        .collect()
}
