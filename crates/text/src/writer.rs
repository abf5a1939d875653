//! Writes the normalised text: blocks without their marks, with the way back to the clean text.

use std::ops::Range;

use handbill_model::{Block, BlockKind, Link, Span, Styled};

use crate::lines::Line;
use crate::markdown::{self, Context, Edit};
use crate::source_map::SourceMap;

/// The most line ends that are kept in a row: two empty lines.
const MOST_LINE_ENDS: usize = 3;

/// A text that was written, with all that was noted on the way.
pub(crate) struct Written {
    pub(crate) text: String,
    /// From the text to the clean text.
    pub(crate) map: SourceMap,
    pub(crate) blocks: Vec<Block>,
    pub(crate) links: Vec<Link>,
    pub(crate) styles: Vec<Styled>,
}

/// Writes blocks one behind the other.
pub(crate) struct Writer<'a> {
    /// The clean text that is read.
    clean: &'a str,
    context: Context<'a>,
    /// Whether marks inside blocks are read.
    reads_marks: bool,
    pub(crate) text: String,
    /// From the text to the clean text.
    pub(crate) map: SourceMap,
    pub(crate) blocks: Vec<Block>,
    pub(crate) links: Vec<Link>,
    pub(crate) styles: Vec<Styled>,
    /// Line ends of the clean text since the last block.
    line_ends: usize,
    /// Where the last written piece ends in the clean text.
    clean_end: usize,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(clean: &'a str, context: Context<'a>, reads_marks: bool) -> Self {
        Writer {
            clean,
            context,
            reads_marks,
            text: String::with_capacity(clean.len()),
            map: SourceMap::default(),
            blocks: Vec::new(),
            links: Vec::new(),
            styles: Vec::new(),
            line_ends: 0,
            clean_end: 0,
        }
    }

    pub(crate) fn finish(mut self) -> Written {
        self.drop_trailing_blanks(0);
        Written {
            text: self.text,
            map: self.map,
            blocks: self.blocks,
            links: self.links,
            styles: self.styles,
        }
    }

    /// Notes that a line of the clean text has ended.
    pub(crate) fn line_end(&mut self) {
        self.line_ends += 1;
    }

    /// Writes the pieces as the lines of one block. Nothing becomes of a block without text.
    pub(crate) fn block(&mut self, kind: BlockKind, lines: &[Line], pieces: &[Range<usize>]) {
        let may_be_marked = lines.iter().any(|line| line.may_be_marked);
        let span = self.lines(may_be_marked, pieces);
        self.add_block(kind, span);
    }

    pub(crate) fn add_block(&mut self, kind: BlockKind, span: Span) {
        if !span.is_empty() {
            self.blocks.push(Block::new(kind, span));
        }
    }

    /// Writes one line as it is and returns where it stands.
    pub(crate) fn line(&mut self, piece: Range<usize>) -> Span {
        self.lines(false, std::slice::from_ref(&piece))
    }

    /// Writes the pieces as lines and returns where they stand, without outer space.
    pub(crate) fn lines(&mut self, may_be_marked: bool, pieces: &[Range<usize>]) -> Span {
        let Some(first) = pieces.first() else {
            return Span::new(self.text.len(), self.text.len());
        };
        self.write_line_ends(first.start);
        let start = self.text.len();
        if may_be_marked && self.reads_marks {
            self.marked(pieces);
        } else {
            self.verbatim(pieces);
        }
        self.drop_trailing_blanks(start);
        self.line_ends = 1;
        Span::new(start, self.text.len()).trim(&self.text)
    }

    /// Writes one cell of a table, and a tab before all but the first of a row.
    pub(crate) fn cell(
        &mut self,
        is_first: bool,
        may_be_marked: bool,
        pieces: &[Range<usize>],
    ) -> Span {
        if !is_first {
            let start = pieces.first().map_or(0, |piece| piece.start);
            self.literal("\t", start.max(self.clean_end));
            self.line_ends = 0;
        }
        let span = self.lines(may_be_marked, pieces);
        self.line_ends = 0;
        span
    }

    fn write_line_ends(&mut self, next: usize) {
        let count = std::mem::take(&mut self.line_ends).min(MOST_LINE_ENDS);
        if count == 0 || self.text.is_empty() {
            return;
        }
        const LINE_ENDS: &str = "\n\n\n";
        let from = next.saturating_sub(count).max(self.clean_end);
        let is_straight =
            self.clean.as_bytes().get(from..next) == Some(&LINE_ENDS.as_bytes()[..count]);
        self.map.push(self.text.len(), from, is_straight);
        self.text.push_str(&LINE_ENDS[..count]);
    }

    fn verbatim(&mut self, pieces: &[Range<usize>]) {
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 {
                self.map.push(
                    self.text.len(),
                    piece.start.saturating_sub(1).max(self.clean_end),
                    true,
                );
                self.text.push('\n');
            }
            self.copy(piece.start, &self.clean[piece.clone()]);
        }
    }

    /// Copies text that stands in the clean text; tabs become spaces.
    fn copy(&mut self, from: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        self.map.push(self.text.len(), from, true);
        let start = self.text.len();
        for (index, part) in text.split('\t').enumerate() {
            if index > 0 {
                self.text.push(' ');
            }
            self.text.push_str(part);
        }
        debug_assert_eq!(self.text.len() - start, text.len());
        self.clean_end = from + text.len();
    }

    fn literal(&mut self, text: &str, at: usize) {
        if !text.is_empty() {
            self.map.push(self.text.len(), at, false);
            self.text.push_str(text);
        }
    }

    fn drop_trailing_blanks(&mut self, from: usize) {
        let kept = from + self.text[from..].trim_end_matches([' ', '\n']).len();
        if kept < self.text.len() {
            self.text.truncate(kept);
            self.map.truncate(kept);
        }
    }

    /// Writes the pieces without the marks in them.
    fn marked(&mut self, pieces: &[Range<usize>]) {
        let (raw, raw_map) = join(self.clean, pieces);
        let inline = markdown::parse(&raw, &self.context);
        let mut copied = Copied::default();
        let mut at = 0;
        for edit in &inline.edits {
            self.copy_raw(&raw, at..edit.range.start, &raw_map, &mut copied);
            self.apply(&raw, edit, &raw_map, &mut copied);
            at = edit.range.end;
        }
        self.copy_raw(&raw, at..raw.len(), &raw_map, &mut copied);
        let length = self.text.len();
        let span = |range: &Range<usize>| {
            let end = copied.written(range.end).min(length);
            Span::new(copied.written(range.start).min(end), end)
        };
        for (range, target) in inline.links {
            let span = span(&range).trim(&self.text);
            if !span.is_empty() {
                self.links.push(Link { span, target });
            }
        }
        for (range, style) in inline.styles {
            let span = span(&range).trim(&self.text);
            if !span.is_empty() {
                self.styles.push(Styled { span, style });
            }
        }
    }

    /// Copies a stretch of the raw text, line by line, without spaces at line ends.
    fn copy_raw(
        &mut self,
        raw: &str,
        range: Range<usize>,
        raw_map: &SourceMap,
        copied: &mut Copied,
    ) {
        let mut at = range.start;
        for (index, line) in raw[range].split('\n').enumerate() {
            if index > 0 {
                self.drop_trailing_blanks_of_line(copied);
                self.map.push(self.text.len(), raw_map.source(at - 1), true);
                self.text.push('\n');
            }
            copied.push(at, self.text.len(), line.len());
            self.copy(raw_map.source(at), line);
            at += line.len() + 1;
        }
    }

    fn drop_trailing_blanks_of_line(&mut self, copied: &mut Copied) {
        let kept = self.text.trim_end_matches(' ').len();
        if kept < self.text.len() {
            self.text.truncate(kept);
            self.map.truncate(kept);
            copied.cut(kept);
        }
    }

    /// Writes what stands in place of the marks. The end that it shares with the source, as the
    /// inner address of a proxied one does, leads back byte by byte.
    fn apply(&mut self, raw: &str, edit: &Edit, raw_map: &SourceMap, copied: &mut Copied) {
        let source = &raw[edit.range.clone()];
        let shared: usize = source
            .chars()
            .rev()
            .zip(edit.text.chars().rev())
            .take_while(|(old, new)| old == new && *old != '\n')
            .map(|(old, _)| old.len_utf8())
            .sum();
        let (fresh, kept) = edit.text.split_at(edit.text.len() - shared);
        if fresh.starts_with('\n') {
            self.drop_trailing_blanks_of_line(copied);
        }
        copied.push(edit.range.start, self.text.len(), 0);
        self.literal(fresh, raw_map.source(edit.range.start));
        copied.push(edit.range.end - shared, self.text.len(), shared);
        self.copy(raw_map.source(edit.range.end - shared), kept);
    }
}

/// The pieces joined by line ends, and the way back to the clean text.
fn join(clean: &str, pieces: &[Range<usize>]) -> (String, SourceMap) {
    let mut raw = String::new();
    let mut map = SourceMap::default();
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            let line_end = pieces[index - 1].end;
            map.push(raw.len(), line_end, true);
            raw.push('\n');
        }
        map.push(raw.len(), piece.start, true);
        raw.push_str(&clean[piece.clone()]);
    }
    (raw, map)
}

/// Where the stretches of a raw text were written.
#[derive(Default)]
struct Copied {
    /// (offset in the raw text, offset in the written text, length).
    stretches: Vec<(usize, usize, usize)>,
}

impl Copied {
    fn push(&mut self, raw: usize, written: usize, length: usize) {
        self.stretches.push((raw, written, length));
    }

    /// Takes back what was written from the offset on.
    fn cut(&mut self, kept: usize) {
        for (_, written, length) in self.stretches.iter_mut().rev() {
            if *written + *length <= kept {
                break;
            }
            *written = kept.min(*written);
            *length = (*length).min(kept - *written);
        }
    }

    /// The written offset of a raw one; that of what follows where it was not written.
    fn written(&self, raw: usize) -> usize {
        let after = self.stretches.partition_point(|stretch| stretch.0 <= raw);
        let found = after
            .checked_sub(1)
            .and_then(|index| self.stretches.get(index));
        found.map_or(0, |(start, written, length)| {
            written + (raw - start).min(*length)
        })
    }
}
