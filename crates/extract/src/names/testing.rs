//! Hand-made documents for the tests of the finders.

use handbill_model::{Block, BlockKind, Document, Span};

use super::words::Words;
use crate::{Mention, Options, View};

/// A document of paragraphs: the parts of the text between empty lines.
pub(crate) fn document(text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut start = 0;
    for part in text.split("\n\n") {
        let span = Span::new(start, start + part.len()).trim(text);
        start += part.len() + 2;
        if !span.is_empty() {
            blocks.push(Block::new(BlockKind::Paragraph, span));
        }
    }
    Document {
        text: text.to_owned(),
        blocks,
        ..Document::default()
    }
}

/// Runs the test on the words of the text, without any mentions.
pub(crate) fn with_words<T>(text: &str, test: impl FnOnce(&Words) -> T) -> T {
    with_view(text, |view, mentions| test(&Words::new(view, mentions)))
}

/// Runs the test on the view of the text and the mentions that all finders make of it.
pub(crate) fn with_view<T>(text: &str, test: impl FnOnce(&View, &[Mention]) -> T) -> T {
    let document = document(text);
    let options = Options::default();
    let view = View::new(&document, &options);
    let mentions = crate::find::find(&view);
    test(&view, &mentions)
}
