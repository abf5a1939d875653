use crate::{Source, Span, Warning};

/// What every reader makes of bytes: the one waist between formats and extraction.
///
/// A document holds all that a reader of the page would see; it says nothing about meaning.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Where the document comes from.
    pub source: Source,
    /// The normalised text: NFC, `\n` line ends, plain letters and spaces. All spans of the
    /// document are byte ranges of this text.
    pub text: String,
    /// The blocks, ascending and without overlap; all text but white space lies in one.
    pub blocks: Vec<Block>,
    /// Marked-up links, ascending. Addresses that merely stand in the text are left to the finders.
    pub links: Vec<Link>,
    /// Runs of style, ascending by start; runs of different styles may overlap.
    pub styles: Vec<Styled>,
    /// What stands repeatedly in the structure of the source, such as the cards of a page: each list
    /// of such items together, outer lists before those in their items.
    pub items: Vec<Item>,
    /// What the source states in machine-readable form.
    pub facts: Vec<Fact>,
    /// The things that the source describes for machines, in the terms of schema.org.
    pub things: Vec<Thing>,
    /// The way back from the text to the source.
    pub origins: Origins,
    /// What the reader noticed.
    pub warnings: Vec<Warning>,
}

/// Options of a reading that apply to every format.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Where the bytes come from, as it is to stand in `source.uri`.
    pub uri: String,
    /// The media type, where the caller knows it (RFC 6838); its `charset` parameter is heeded.
    pub media_type: Option<String>,
    /// The address that relative links are resolved against.
    pub base_url: Option<String>,
    /// What a reader of images found on pages that hold no text of their own.
    pub recognised: Vec<RecognisedPage>,
}

/// The words that a reader of images found on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct RecognisedPage {
    /// The page, from 1.
    pub page: u32,
    /// Its words, line by line.
    pub words: Vec<RecognisedWord>,
}

/// A word that was read from an image.
#[derive(Clone, Debug, PartialEq)]
pub struct RecognisedWord {
    /// The word, with the marks that touch it.
    pub text: String,
    /// Left, top, right, bottom in points from the page's top left corner.
    pub bounds: [f32; 4],
    /// Where its line begins and ends, from the top.
    pub line: (f32, f32),
    /// How sure the reader is of it, from 0 to 1.
    pub confidence: f32,
}

/// A piece of the document that stands by itself on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// Its text, without the white space around it and without the marks of its format
    /// (bullet, number sign, table bar).
    pub span: Span,
    /// Whether it belongs to navigation, a banner or a page's running head rather than to its
    /// matter. Such blocks stay in the text.
    pub navigation: bool,
}

impl Block {
    /// A block of the page's matter.
    pub fn new(kind: BlockKind, span: Span) -> Self {
        Block {
            kind,
            span,
            navigation: false,
        }
    }
}

/// The kinds of block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading; level 1 is the highest.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// Running text: one or more lines between blank lines.
    Paragraph,
    /// An item of a list, marked or numbered.
    ListItem {
        /// 0 for an outermost list.
        depth: u8,
    },
    /// A cell of a table.
    Cell {
        /// Number of the table in the document.
        table: u32,
        /// Row in the table, from 0.
        row: u32,
        /// Column in the row, from 0.
        column: u32,
        /// Whether the cell names its row or column.
        header: bool,
    },
    /// A named field whose name the format itself marks, such as a header line of an e-mail.
    KeyValue {
        /// The name, without its colon.
        key: Span,
        /// The value; may be empty.
        value: Span,
    },
    /// The caption of a figure or table.
    Caption,
    /// A rule between parts: `-----`, `* * *`, `<hr>`.
    Separator,
}

/// A marked-up link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The text that is linked.
    pub span: Span,
    /// The address, unwrapped from proxies and trackers; absolute where that is known.
    pub target: String,
}

/// One of several pieces that stand side by side in the structure of the source and are made alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// All that it shows.
    pub span: Span,
    /// Number of the list that it is of.
    pub list: u32,
}

/// A run of text in a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Styled {
    /// Where.
    pub span: Span,
    /// How.
    pub style: Style,
}

/// Styles that carry meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bold or otherwise strong.
    Strong,
    /// Italic or otherwise stressed.
    Emphasis,
    /// Struck out: no longer valid.
    Struck,
}

/// A statement that the source makes in machine-readable form (meta data, JSON-LD …).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it says: a path such as `title` or `published`.
    pub name: String,
    /// The value, as the source writes it.
    pub value: String,
    /// Where it shows in the text, if it does.
    pub span: Option<Span>,
}

/// A thing that the source describes for machines, in the terms of schema.org whatever the
/// vocabulary that it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// How it is stated.
    pub syntax: Syntax,
    /// Its types, such as `MusicEvent`, without a namespace; none where they are not stated.
    pub types: Vec<String>,
    /// The name that other things of the source refer to it by.
    pub id: Option<String>,
    /// Where it stands in the source, in the source's own way to tell places (for HTML a CSS
    /// path, with a JSON pointer behind a number sign).
    pub place: String,
    /// Where it shows in the text, if it does.
    pub span: Option<Span>,
    /// What is stated of it, in the order of the source.
    pub properties: Vec<Property>,
}

/// How a thing is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// JSON-LD.
    JsonLd,
    /// Microdata.
    Microdata,
    /// RDFa.
    Rdfa,
    /// Microformats.
    Microformats,
    /// The head of a page.
    Meta,
    /// The parameters of a link that adds an event to a calendar.
    CalendarLink,
    /// The state that scripts of a page work on: nobody promises what its fields mean.
    State,
}

/// One statement of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The name, such as `startDate`, without a namespace.
    pub name: String,
    /// The value.
    pub value: PropertyValue,
    /// Where it shows in the text, if it does.
    pub span: Option<Span>,
    /// Whether the value is in another language than the source says to be in.
    pub is_foreign: bool,
}

/// The value of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropertyValue {
    /// As the source writes it, on one line.
    Text(String),
    /// Another thing: its index in [`Document::things`].
    Thing(usize),
}

/// The way from the normalised text back to the source: runs in which text and source advance
/// together, ascending in both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origins {
    /// (offset in the text, offset in the source's bytes, whether the run maps byte by byte).
    /// Inside a run that does not, every offset stands for the run's first source byte.
    runs: Vec<(usize, usize, bool)>,
    /// (offset in the text, place on a page) of formats with pages, ascending. Each reaches to
    /// the next.
    places: Vec<(usize, Place)>,
}

/// A place on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The page, from 1.
    pub page: u32,
    /// Left, top, right, bottom in points from the page's top left corner.
    pub bounds: [f32; 4],
    /// How sure the characters are, from 0 to 1, where they were read from an image.
    pub confidence: Option<f32>,
}

impl Origins {
    /// Begins a run at the text offset, which must not lie before that of the last run.
    /// `straight` says that text and source advance byte by byte until the next run.
    pub fn push(&mut self, text_offset: usize, source_offset: usize, straight: bool) {
        if let Some(&(last_text, last_source, last_straight)) = self.runs.last() {
            debug_assert!(last_text <= text_offset, "origins are pushed in text order");
            if straight && last_straight && last_source + (text_offset - last_text) == source_offset
            {
                return;
            }
            if last_text == text_offset {
                self.runs.pop();
            }
        }
        self.runs.push((text_offset, source_offset, straight));
    }

    /// Says where on a page the text from the offset on stands; the offset must not lie before
    /// that of the last place.
    pub fn push_place(&mut self, text_offset: usize, place: Place) {
        debug_assert!(
            self.places.last().is_none_or(|last| last.0 <= text_offset),
            "places are pushed in text order"
        );
        self.places.push((text_offset, place));
    }

    /// Where the text stands: the page that it begins on and the smallest box there that holds it.
    /// `None` where the format has no pages.
    pub fn place(&self, span: Span) -> Option<Place> {
        let first = self.places.partition_point(|place| place.0 <= span.start);
        let first = first.checked_sub(1)?;
        let place = self.places.get(first)?.1;
        let rest = self.places[first + 1..]
            .iter()
            .take_while(|(offset, other)| *offset < span.end && other.page == place.page);
        Some(rest.fold(place, |place, (_, other)| {
            Place {
                page: place.page,
                bounds: [
                    place.bounds[0].min(other.bounds[0]),
                    place.bounds[1].min(other.bounds[1]),
                    place.bounds[2].max(other.bounds[2]),
                    place.bounds[3].max(other.bounds[3]),
                ],
                // A phrase is as sure as the least sure of its words.
                confidence: [place.confidence, other.confidence]
                    .into_iter()
                    .flatten()
                    .reduce(f32::min),
            }
        }))
    }

    /// Adds those of a part of the source whose text begins at the text offset. `place` tells
    /// where a byte of the part lies in the source, and whether the bytes after it follow there.
    pub fn append(
        &mut self,
        part: &Origins,
        text_offset: usize,
        place: impl Fn(usize) -> (usize, bool),
    ) {
        for &(text, source, straight) in &part.runs {
            let (source, follows) = place(source);
            self.push(text_offset + text, source, straight && follows);
        }
    }

    /// The byte of the source that the byte of the text comes from.
    pub fn source_offset(&self, text_offset: usize) -> Option<usize> {
        let after = self.runs.partition_point(|run| run.0 <= text_offset);
        let &(text, source, straight) = self.runs.get(after.checked_sub(1)?)?;
        Some(if straight {
            source + (text_offset - text)
        } else {
            source
        })
    }
}

impl Document {
    /// Adds the text of another document behind an empty line, with its blocks, links, styles and
    /// facts; the source stays. `place` is that of [`Origins::append`].
    pub fn append(&mut self, part: Document, place: impl Fn(usize) -> (usize, bool)) {
        if !self.text.is_empty() && !part.text.is_empty() {
            let ends = self.text.len() - self.text.trim_end_matches('\n').len();
            self.text.push_str(&"\n\n"[ends.min(2)..]);
        }
        let start = self.text.len();
        let characters = self.text.chars().count();
        let tables = self.blocks.iter().filter_map(|block| match block.kind {
            BlockKind::Cell { table, .. } => Some(table + 1),
            _ => None,
        });
        let tables = tables.max().unwrap_or(0);
        let moved = |span: Span| Span::new(start + span.start, start + span.end);
        self.blocks.extend(part.blocks.into_iter().map(|mut block| {
            block.span = moved(block.span);
            match &mut block.kind {
                BlockKind::Cell { table, .. } => *table += tables,
                BlockKind::KeyValue { key, value } => {
                    (*key, *value) = (moved(*key), moved(*value));
                }
                _ => {}
            }
            block
        }));
        self.links.extend(part.links.into_iter().map(|link| Link {
            span: moved(link.span),
            ..link
        }));
        self.styles
            .extend(part.styles.into_iter().map(|run| Styled {
                span: moved(run.span),
                ..run
            }));
        self.facts.extend(part.facts.into_iter().map(|fact| Fact {
            span: fact.span.map(moved),
            ..fact
        }));
        self.warnings
            .extend(part.warnings.into_iter().map(|mut warning| {
                for evidence in &mut warning.evidence {
                    evidence.start += characters;
                    evidence.end += characters;
                }
                warning
            }));
        self.origins.append(&part.origins, start, place);
        self.text.push_str(&part.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_follow_runs() {
        let mut origins = Origins::default();
        origins.push(0, 3, true);
        origins.push(5, 8, true);
        origins.push(6, 12, false);
        origins.push(7, 16, true);
        assert_eq!(origins.source_offset(5), Some(8));
        assert_eq!(origins.source_offset(6), Some(12));
        assert_eq!(origins.source_offset(9), Some(18));
        assert_eq!(Origins::default().source_offset(0), None);
    }

    #[test]
    fn places_cover_the_span() {
        let mut origins = Origins::default();
        for (offset, page, left) in [(0, 1, 10.0), (6, 1, 40.0), (12, 2, 10.0)] {
            let bounds = [left, 20.0, left + 20.0, 30.0];
            let confidence = (left > 20.0).then_some(0.8);
            let place = Place {
                page,
                bounds,
                confidence,
            };
            origins.push_place(offset, place);
        }
        let whole = origins.place(Span::new(2, 15)).expect("a place");
        assert_eq!((whole.page, whole.bounds), (1, [10.0, 20.0, 60.0, 30.0]));
        assert_eq!(whole.confidence, Some(0.8));
        let second = origins.place(Span::new(6, 9)).expect("a place");
        assert_eq!(second.bounds, [40.0, 20.0, 60.0, 30.0]);
        assert_eq!(Origins::default().place(Span::new(0, 1)), None);
    }
}
