//! The reader of plain text and Markdown: bytes to [`Document`].
//!
//! [`read`] goes from bytes to characters (`charset`), to clean characters (`normalise`), to lines
//! and blocks (`blocks`), whose marks it takes away (`markdown`). Every step keeps the way back.

mod blocks;
pub mod charset;
mod definitions;
pub mod entities;
pub mod headers;
pub mod hyphens;
mod letters;
mod lines;
pub mod links;
mod markdown;
mod marks;
pub mod normalise;
pub mod source_map;
mod tables;
mod writer;

use std::cell::OnceCell;

use handbill_model::{Document, Fact, Link, Reading, Source};
use thiserror::Error;
use unicode_normalization::is_nfc;
use url::{ParseError, Url};

use crate::blocks::BlockReader;
use crate::definitions::Definitions;
use crate::markdown::Context;
use crate::writer::{Writer, Written};

/// Why bytes cannot be read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// The bytes are those of another kind of file.
    #[error("expected text, found binary data: {controls} control characters among {characters}")]
    Binary {
        /// Control characters, and bytes that are no characters.
        controls: usize,
        /// All characters.
        characters: usize,
    },
}

/// Reads plain text or Markdown. Of [`Document::source`] it fills the media type, and the title,
/// language and day of publication where headers or front matter state them.
///
/// # Errors
/// Only where the bytes are plainly no text; bad prose is read as it is.
pub fn read(bytes: &[u8], reading: &Reading) -> Result<Document, TextError> {
    let decoded = charset::decode(bytes, reading.media_type.as_deref());
    refuse_binary(&decoded.text)?;
    let clean = normalise::clean(&decoded.text);
    let media_type = media_type(reading);
    let is_markdown = media_type == MARKDOWN;
    let mut document = read_clean(&clean.text, is_markdown, true);
    if !document.0.text.is_ascii() && !is_nfc(&document.0.text) {
        // A mark that was taken away stood between a letter and an accent; so it is no mark.
        document = read_clean(&clean.text, is_markdown, false);
    }
    let (written, facts) = document;
    let length = written.text.len();
    let to_decoded = written.map.through(&clean.map, length);
    let origins = to_decoded.through(&decoded.map, length).into_origins();
    let mut source = Source {
        media_type: media_type.to_owned(),
        ..Source::default()
    };
    headers::describe(&mut source, &facts);
    let links = absolute(written.links, reading.base_url.as_deref());
    Ok(Document {
        source,
        text: written.text,
        blocks: written.blocks,
        links,
        styles: written.styles,
        facts,
        items: Vec::new(),
        things: Vec::new(),
        origins,
        warnings: Vec::new(),
    })
}

fn read_clean(text: &str, is_markdown: bool, reads_marks: bool) -> (Written, Vec<Fact>) {
    let lines = lines::lines(text);
    let definitions = Definitions::new(text, &lines);
    let context = Context {
        definitions: &definitions,
        text,
        words: OnceCell::new(),
    };
    let mut writer = Writer::new(text, context, reads_marks);
    let facts = BlockReader::new(text, &lines, &mut writer, &definitions, is_markdown).read();
    (writer.finish(), facts)
}

/// Resolves relative targets against the base, where there is one.
fn absolute(mut links: Vec<Link>, base: Option<&str>) -> Vec<Link> {
    if let Some(base) = base.and_then(|base| Url::parse(base).ok()) {
        for link in &mut links {
            let is_relative = Url::parse(&link.target) == Err(ParseError::RelativeUrlWithoutBase);
            if let Some(whole) = is_relative.then(|| base.join(&link.target).ok()).flatten() {
                link.target = whole.into();
            }
        }
    }
    links
}

const MARKDOWN: &str = "text/markdown";
const PLAIN: &str = "text/plain";

/// Markdown where the caller or the file's name says so.
fn media_type(reading: &Reading) -> &'static str {
    let stated = reading.media_type.as_deref().map(|stated| {
        let name = stated.split(';').next().unwrap_or(stated);
        name.trim().to_ascii_lowercase()
    });
    let by_name = || {
        let uri = reading.uri.to_ascii_lowercase();
        uri.ends_with(".md") || uri.ends_with(".markdown")
    };
    let is_markdown = stated.map_or_else(by_name, |name| name.ends_with("markdown"));
    if is_markdown { MARKDOWN } else { PLAIN }
}

/// Text holds hardly any control characters.
fn refuse_binary(text: &str) -> Result<(), TextError> {
    const FEW: usize = 8;
    const SHARE: usize = 30;
    let is_control = |byte: u8| matches!(byte, 0x00..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    let controls = text.bytes().filter(|byte| is_control(*byte)).count()
        + if text.is_ascii() {
            0
        } else {
            text.matches(char::REPLACEMENT_CHARACTER).count()
        };
    if controls < FEW {
        return Ok(());
    }
    let characters = text.chars().count();
    if controls * SHARE > characters {
        return Err(TextError::Binary {
            controls,
            characters,
        });
    }
    Ok(())
}
