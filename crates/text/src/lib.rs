//! The reader of plain text and Markdown: bytes to [`Document`](handbill_model::Document).

use handbill_model::{Block, BlockKind, Document, Reading, Source, Span};

/// Why bytes cannot be read as text.
#[derive(Debug, thiserror::Error)]
pub enum TextError {}

/// Stand-in.
pub fn read(bytes: &[u8], reading: &Reading) -> Result<Document, TextError> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut blocks = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive("\n\n") {
        let span = Span::new(start, start + part.len()).trim(&text);
        start += part.len();
        if !span.is_empty() {
            blocks.push(Block::new(BlockKind::Paragraph, span));
        }
    }
    Ok(Document {
        source: Source {
            uri: reading.uri.clone(),
            ..Source::default()
        },
        text,
        blocks,
        ..Document::default()
    })
}
