//! Writes the normalised text: blocks one behind the other, with the way back to the source.

use std::borrow::Cow;
use std::ops::Range;

use foldhash::HashMap;
use handbill_model::{Block, BlockKind, Link, Span, Style, Styled};
use handbill_text::normalise;
use handbill_text::source_map::SourceMap;

use crate::dom::{Flow, Id};

/// The text of a page, as far as it is written.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) text: String,
    /// From the text to the source.
    pub(crate) map: SourceMap,
    pub(crate) blocks: Vec<Block>,
    pub(crate) links: Vec<Link>,
    pub(crate) styles: Vec<Styled>,
    /// Where elements of interest show.
    pub(crate) elements: HashMap<Id, Span>,
    /// Line ends that go before the next block.
    line_ends: usize,
}

/// What a stretch of text in a line is besides text.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    Link(String),
    Style(Style),
    Element(Id),
}

/// The text of a block that is being gathered: white space collapsed, as a browser does.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) text: String,
    map: SourceMap,
    /// Marks that are open, innermost last, with where they begin.
    open: Vec<(usize, Mark)>,
    closed: Vec<(Range<usize>, Mark)>,
    /// Where the name of a field ends.
    pub(crate) key: Option<usize>,
}

impl Gathered {
    /// Adds text of the page. Preformatted text keeps its line ends.
    pub(crate) fn push(&mut self, text: &str, map: &SourceMap, preformatted: bool) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let blank = bytes[at..]
                .iter()
                .take_while(|byte| is_blank(**byte))
                .count();
            if blank > 0 {
                let lines = preformatted && bytes[at..at + blank].contains(&b'\n');
                self.blank(if lines { '\n' } else { ' ' }, map.source(at));
                at += blank;
                continue;
            }
            // Single spaces between words need no thought.
            let mut end = at;
            while end < bytes.len() {
                let single =
                    bytes[end] == b' ' && bytes.get(end + 1).is_some_and(|next| !is_blank(*next));
                if is_blank(bytes[end]) && !single {
                    break;
                }
                end += 1;
            }
            self.map.extend(self.text.len(), map, at, end - at);
            self.text.push_str(&text[at..end]);
            at = end;
        }
    }

    /// Adds text that comes from one place of the source.
    pub(crate) fn push_from(&mut self, text: &str, source: usize) {
        let mut map = SourceMap::default();
        map.push(0, source, false);
        self.push(text, &map, false);
    }

    /// Adds a space or line end where none stands yet.
    pub(crate) fn blank(&mut self, blank: char, source: usize) {
        if self.text.is_empty() || self.text.ends_with('\n') {
            return;
        }
        if self.text.ends_with(' ') {
            if blank == ' ' {
                return;
            }
            self.text.pop();
            self.map.truncate(self.text.len());
        }
        self.map.push(self.text.len(), source, false);
        self.text.push(blank);
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim_ascii().is_empty()
    }

    pub(crate) fn open(&mut self, mark: Mark) {
        self.open.push((self.text.len(), mark));
    }

    /// Closes the innermost open mark; tells whether it holds nothing in this block.
    pub(crate) fn close(&mut self) -> bool {
        let Some((start, mark)) = self.open.pop() else {
            return true;
        };
        // A trailing space may have been taken back since.
        let start = start.min(self.text.len());
        let is_empty = start == self.text.len();
        if !is_empty {
            self.closed.push((start..self.text.len(), mark));
        }
        is_empty
    }

    /// Takes all marks, and lets the open ones begin anew in the next block.
    fn take_marks(&mut self) -> Vec<(Range<usize>, Mark)> {
        let length = self.text.len();
        for (start, mark) in &mut self.open {
            if *start < length {
                self.closed.push((*start..length, mark.clone()));
            }
            *start = 0;
        }
        std::mem::take(&mut self.closed)
    }
}

/// White space that browsers collapse (HTML Living Standard, "ASCII whitespace").
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C')
}

impl Sheet {
    /// Notes that a line ends here, or that room follows.
    pub(crate) fn break_line(&mut self, flow: Flow) {
        let line_ends = match flow {
            Flow::Inline => 0,
            Flow::Line => 1,
            Flow::Apart => 2,
        };
        self.line_ends = self.line_ends.max(line_ends);
    }

    /// Writes what was gathered as a block. `beside` says that it stands in the line of the
    /// block before, as the cells of a row do.
    pub(crate) fn block(
        &mut self,
        gathered: &mut Gathered,
        kind: BlockKind,
        navigation: bool,
        beside: bool,
    ) -> Option<Span> {
        let key = gathered.key.take();
        if gathered.text.is_empty() {
            return None;
        }
        let marks = gathered.take_marks();
        let (text, to_gathered) = tidy(&gathered.text);
        let map = to_gathered.through(&gathered.map, text.len());
        gathered.text.clear();
        gathered.map = SourceMap::default();
        if text.is_empty() {
            return None;
        }
        self.separate(map.source(0), beside);
        let start = self.text.len();
        self.map.extend(start, &map, 0, text.len());
        self.text.push_str(&text);
        let span = Span::new(start, self.text.len());
        let place = |range: &Range<usize>, sheet: &Sheet| {
            let from = start + to_gathered.text_at(range.start, text.len());
            let to = start + to_gathered.text_at(range.end, text.len());
            Span::new(from, to.max(from)).trim(&sheet.text)
        };
        for (range, mark) in marks {
            let span = place(&range, self);
            if !span.is_empty() {
                self.mark(span, mark);
            }
        }
        let kind = match key.map(|end| place(&(0..end), self)) {
            Some(key) if !key.is_empty() => BlockKind::KeyValue {
                key: strip_colon(&self.text, key),
                value: Span::new(key.end, span.end).trim(&self.text),
            },
            _ => kind,
        };
        self.blocks.push(Block {
            navigation,
            ..Block::new(kind, span)
        });
        Some(span)
    }

    /// Writes the rule between two parts.
    pub(crate) fn rule(&mut self, source: usize, navigation: bool) {
        if self
            .blocks
            .last()
            .is_none_or(|block| block.kind == BlockKind::Separator)
        {
            return;
        }
        self.break_line(Flow::Apart);
        let mut gathered = Gathered::default();
        gathered.push_from("---", source);
        self.block(&mut gathered, BlockKind::Separator, navigation, false);
        self.break_line(Flow::Apart);
    }

    fn separate(&mut self, source: usize, beside: bool) {
        let line_ends = std::mem::take(&mut self.line_ends);
        if self.text.is_empty() {
            return;
        }
        let between = match (beside, line_ends) {
            (true, _) => "\t",
            (false, 0 | 1) => "\n",
            (false, _) => "\n\n",
        };
        self.map.push(self.text.len(), source, false);
        self.text.push_str(between);
    }

    fn mark(&mut self, span: Span, mark: Mark) {
        match mark {
            Mark::Link(target) => self.links.push(Link { span, target }),
            Mark::Style(style) => self.styles.push(Styled { span, style }),
            Mark::Element(id) => {
                let place = self.elements.entry(id).or_insert(span);
                *place = place.cover(span);
            }
        }
    }
}

/// Cleans the characters of a block, and collapses the blanks that this brings to light.
fn tidy(gathered: &str) -> (String, SourceMap) {
    let clean = normalise::clean(gathered);
    if let Cow::Borrowed(plain) = clean.text {
        return (plain.trim_end().to_owned(), SourceMap::straight_from(0));
    }
    let mut out = String::with_capacity(clean.text.len());
    let mut map = SourceMap::default();
    let mut blank: Option<(char, usize)> = None;
    let mut at = 0;
    for piece in clean.text.split_inclusive([' ', '\n']) {
        let word = piece.trim_end_matches([' ', '\n']);
        if !word.is_empty() {
            if let Some((blank, from)) = blank.take().filter(|_| !out.is_empty()) {
                map.push(out.len(), from, true);
                out.push(blank);
            }
            map.push(out.len(), at, true);
            out.push_str(word);
        }
        if let Some(last) = piece[word.len()..].chars().next()
            && (last == '\n' || blank.is_none())
        {
            blank = Some((last, at + word.len()));
        }
        at += piece.len();
    }
    let whole = map.through(&clean.map, out.len());
    (out, whole)
}

fn strip_colon(text: &str, key: Span) -> Span {
    let name = key.of(text).trim_end_matches([':', '：', ' ']);
    Span::new(key.start, key.start + name.len())
}
