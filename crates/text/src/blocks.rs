//! From the lines of a clean text to blocks.

use std::ops::Range;

use handbill_model::{Block, BlockKind, Fact};

use crate::definitions::{Definitions, definition};
use crate::headers::{self, Field, Stated};
use crate::lines::Line;
use crate::marks::{ItemMark, heading_mark, is_rule, item_mark, underline_level};
use crate::tables::{Table, table_at};
use crate::writer::Writer;

/// How many lines away the next item of a numbered list is looked for.
const SEQUENCE_REACH: usize = 12;

/// Reads the blocks of a text, one after the other.
pub(crate) struct BlockReader<'a, 'w> {
    pub(crate) text: &'a str,
    pub(crate) lines: &'a [Line],
    pub(crate) writer: &'w mut Writer<'a>,
    pub(crate) definitions: &'a Definitions,
    pub(crate) is_markdown: bool,
    /// The line that is read next.
    at: usize,
    tables: u32,
    /// Indents of the lists that are open, outermost first.
    list_indents: Vec<usize>,
    /// The last item and the line behind it.
    last_item: Option<(ItemMark, usize)>,
    /// Whether the lines of an item are being collected.
    reads_item: bool,
    pub(crate) facts: Vec<Fact>,
}

impl<'a, 'w> BlockReader<'a, 'w> {
    pub(crate) fn new(
        text: &'a str,
        lines: &'a [Line],
        writer: &'w mut Writer<'a>,
        definitions: &'a Definitions,
        is_markdown: bool,
    ) -> Self {
        BlockReader {
            text,
            lines,
            writer,
            definitions,
            is_markdown,
            at: 0,
            tables: 0,
            list_indents: Vec::new(),
            last_item: None,
            reads_item: false,
            facts: Vec::new(),
        }
    }

    /// Reads all lines.
    pub(crate) fn read(mut self) -> Vec<Fact> {
        self.front_matter();
        let mut may_have_headers = true;
        while let Some(line) = self.lines.get(self.at) {
            if line.is_blank() {
                self.at += 1;
                self.writer.line_end();
                continue;
            }
            if may_have_headers {
                self.headers();
                may_have_headers = false;
                continue;
            }
            self.next_block();
            may_have_headers = self.last_kind() == Some(BlockKind::Separator);
        }
        self.facts
    }

    fn last_kind(&self) -> Option<BlockKind> {
        self.writer.blocks.last().map(|block| block.kind)
    }

    fn content(&self, index: usize) -> &'a str {
        self.lines
            .get(index)
            .map_or("", |line| line.content(self.text))
    }

    fn next_block(&mut self) {
        let line = self.lines[self.at];
        if may_be_special(&line, self.text) && (self.whole_line() || self.table() || self.item()) {
            return;
        }
        self.paragraph();
    }

    /// Writes lines from the one that is read next as one block, and steps over them.
    fn block(&mut self, kind: BlockKind, pieces: &[Range<usize>]) {
        let lines = &self.lines[self.at..self.at + pieces.len()];
        self.writer.block(kind, lines, pieces);
        self.at += pieces.len();
    }

    /// Rules, headings with number signs, fences of code, definitions of links.
    fn whole_line(&mut self) -> bool {
        let line = self.lines[self.at];
        let content = line.content(self.text);
        if is_fence(content) {
            self.code_block();
        } else if is_rule(content) {
            self.leave_lists();
            let span = self.writer.line(line.content..line.end);
            self.writer.add_block(BlockKind::Separator, span);
            self.at += 1;
        } else if let Some((level, length)) = heading_mark(content) {
            self.leave_lists();
            let start = line.content + length;
            let piece = start..(line.content + heading_text_end(content)).max(start);
            self.block(BlockKind::Heading { level }, std::slice::from_ref(&piece));
        } else if definition(content).is_some_and(|(label, _)| self.definitions.is_used(&label)) {
            self.at += 1;
        } else {
            return false;
        }
        true
    }

    /// Code between fences: the fences go, the lines stay as they are.
    fn code_block(&mut self) {
        let fence = &self.content(self.at)[..3];
        self.at += 1;
        let from = self.at;
        let close = (from..self.lines.len()).find(|index| self.content(*index).starts_with(fence));
        let end = close.unwrap_or(self.lines.len());
        let mut start = from;
        for index in from..=end {
            let ends = index == end || self.lines[index].is_blank();
            if ends && start < index {
                let pieces: Vec<_> = self.lines[start..index].iter().map(Line::range).collect();
                let span = self.writer.lines(false, &pieces);
                self.writer.add_block(BlockKind::Paragraph, span);
            }
            if ends {
                self.writer.line_end();
                start = index + 1;
            }
        }
        self.at = end + usize::from(close.is_some());
    }

    fn table(&mut self) -> bool {
        let Some(table) = table_at(self.text, self.lines, self.at) else {
            return false;
        };
        self.leave_lists();
        self.write_table(&table);
        self.at = table.end;
        true
    }

    fn write_table(&mut self, table: &Table) {
        for (row_index, row) in table.rows.iter().enumerate() {
            let may_be_marked = self.lines[row.lines.clone()]
                .iter()
                .any(|line| line.may_be_marked);
            for (column, cell) in row.cells.iter().enumerate() {
                let span = self.writer.cell(column == 0, may_be_marked, cell);
                let kind = BlockKind::Cell {
                    table: self.tables,
                    row: u32::try_from(row_index).unwrap_or(u32::MAX),
                    column: u32::try_from(column).unwrap_or(u32::MAX),
                    header: row.is_header,
                };
                self.writer.add_block(kind, span);
            }
            self.writer.line_end();
        }
        self.tables = self.tables.saturating_add(1);
    }

    /// An item of a list with the lines that continue it.
    fn item(&mut self) -> bool {
        let Some((mark, length)) = self.item_at(self.at) else {
            return false;
        };
        let line = self.lines[self.at];
        let indent = line.indent(self.text);
        let start = match mark {
            // The number could be the day of a date.
            ItemMark::Dotted(_) => line.content,
            _ => line.content + length,
        };
        let first = start..line.end;
        let mut pieces = vec![first];
        // A number above a stanza ("1. Opening night" and its lines) counts the whole of it.
        let is_stanza =
            mark != ItemMark::Bullet && (self.at == 0 || self.lines[self.at - 1].is_blank());
        let mut index = self.at + 1;
        self.last_item = Some((mark, index));
        self.reads_item = true;
        while self.continues_item(index, indent, is_stanza) {
            pieces.push(self.lines[index].range());
            index += 1;
        }
        self.reads_item = false;
        let depth = self.enter_list(indent);
        self.last_item = Some((mark, index));
        self.block(BlockKind::ListItem { depth }, &pieces);
        true
    }

    /// The mark of the item that a line begins. A number makes an item only in a sequence, and a
    /// dash before a number may continue a range from the line before.
    fn item_at(&self, index: usize) -> Option<(ItemMark, usize)> {
        let content = self.content(index);
        let Some((mark, length)) = item_mark(content) else {
            return self.touching_bullet(index);
        };
        if mark != ItemMark::Bullet {
            return self.is_in_sequence(index, mark).then_some((mark, length));
        }
        (!self.continues_text(index, length)).then_some((mark, length))
    }

    /// Whether a dash at the start of a line belongs to the text of the line before it: to a range
    /// ("3 March\n- 5 March"), or to a sentence that goes on with a small letter. A list of several
    /// items is none of these.
    fn continues_text(&self, index: usize, length: usize) -> bool {
        let content = self.content(index);
        let before = index
            .checked_sub(1)
            .map_or("", |before| self.content(before));
        let is_in_list =
            self.reads_item || matches!(self.last_kind(), Some(BlockKind::ListItem { .. }));
        let could_continue = !is_in_list
            && content.starts_with(['-', '–'])
            && !before.is_empty()
            && index
                .checked_sub(1)
                .is_some_and(|before| self.lines[before].quotes == self.lines[index].quotes)
            && !is_rule(before)
            && heading_mark(before).is_none()
            && item_mark(before).is_none();
        if !could_continue {
            return false;
        }
        let text = &content[length..];
        let is_digit = |sign: char| sign.is_ascii_digit();
        let goes_on = text.starts_with(char::is_lowercase)
            || (text.starts_with(is_digit) && before.contains(is_digit));
        goes_on
            && before.ends_with(char::is_alphanumeric)
            && !self.content(index + 1).starts_with(['-', '–'])
    }

    /// A star or dash that touches its text ("-Tickets") is a bullet where the line before or
    /// after begins in the same way.
    fn touching_bullet(&self, index: usize) -> Option<(ItemMark, usize)> {
        let sign = touching_sign(self.content(index))?;
        let is_alike = |neighbour: usize| touching_sign(self.content(neighbour)) == Some(sign);
        let has_alike = is_alike(index + 1) || index.checked_sub(1).is_some_and(is_alike);
        has_alike.then_some((ItemMark::Bullet, 1))
    }

    fn is_in_sequence(&self, index: usize, mark: ItemMark) -> bool {
        let follows = self
            .last_item
            .is_some_and(|(last, behind)| last.leads_to(mark) && index <= behind + SEQUENCE_REACH);
        follows || {
            let next = self.lines.iter().skip(index + 1).take(SEQUENCE_REACH);
            next.filter_map(|line| item_mark(line.content(self.text)))
                .any(|(next, _)| mark.leads_to(next))
        }
    }

    /// Whether a line belongs to the item above it: it is indented further than the item, or goes
    /// on in the middle of a sentence.
    fn continues_item(&self, index: usize, indent: usize, is_stanza: bool) -> bool {
        let Some(line) = self.lines.get(index) else {
            return false;
        };
        let is_indented = line.indent(self.text) > indent;
        let goes_on = self.content(index).starts_with(char::is_lowercase);
        (is_indented || goes_on || is_stanza) && !self.ends_paragraph(index)
    }

    fn enter_list(&mut self, indent: usize) -> u8 {
        while self.list_indents.last().is_some_and(|open| *open > indent) {
            self.list_indents.pop();
        }
        if self
            .list_indents
            .last()
            .is_none_or(|open| indent > open + 1)
        {
            self.list_indents.push(indent);
        }
        u8::try_from(self.list_indents.len() - 1).unwrap_or(u8::MAX)
    }

    fn leave_lists(&mut self) {
        self.list_indents.clear();
        self.last_item = None;
    }

    /// Lines up to an empty one or the start of another block. A rule under a single line makes
    /// that a heading.
    fn paragraph(&mut self) {
        let from = self.at;
        let mut end = from + 1;
        while !self.ends_paragraph(end) {
            end += 1;
        }
        if self.lines[from].content == self.lines[from].start {
            self.list_indents.clear();
        }
        if let Some(level) = self.underlined(from, end) {
            self.leave_lists();
            self.block(
                BlockKind::Heading { level },
                std::slice::from_ref(&self.lines[from].range()),
            );
            self.at += 1;
            return;
        }
        let pieces: Vec<_> = self.lines[from..end].iter().map(Line::range).collect();
        self.block(BlockKind::Paragraph, &pieces);
    }

    /// The level of the heading that a single line with a rule under it is. In plain text the rule
    /// must be as long as the line: others stand between parts.
    fn underlined(&self, from: usize, end: usize) -> Option<u8> {
        let rule = self.lines.get(end).filter(|_| end == from + 1)?;
        let level = underline_level(rule.content(self.text))?;
        let follows_mark = matches!(
            self.last_kind(),
            Some(BlockKind::Heading { .. } | BlockKind::Separator)
        );
        let stands_alone = from == 0 || self.lines[from - 1].is_blank() || follows_mark;
        let length = self.content(from).chars().count();
        let fits = rule.content(self.text).len().abs_diff(length) <= 3;
        (stands_alone && (fits || self.is_markdown)).then_some(level)
    }

    /// Whether a line cannot continue a paragraph.
    fn ends_paragraph(&self, index: usize) -> bool {
        let Some(line) = self.lines.get(index) else {
            return true;
        };
        if line.is_blank() || line.quotes != self.lines[index - 1].quotes {
            return true;
        }
        if !may_be_special(line, self.text) {
            return false;
        }
        let content = line.content(self.text);
        is_fence(content)
            || is_rule(content)
            || heading_mark(content).is_some()
            || self.item_at(index).is_some()
            || table_at(self.text, self.lines, index).is_some()
            || definition(content).is_some_and(|(label, _)| self.definitions.is_used(&label))
    }

    fn front_matter(&mut self) {
        let Some((fields, end)) = headers::front_matter(self.text, self.lines) else {
            return;
        };
        let stated = self.write_fields(&fields);
        self.facts.extend(headers::front_facts(&stated));
        self.at = end;
        self.writer.line_end();
    }

    /// Header lines at the top or behind a rule; where there are none the next block is read.
    fn headers(&mut self) {
        let is_id = headers::is_message_id(self.content(self.at));
        let first = self.at + usize::from(is_id);
        let fields = headers::header_fields(self.text, self.lines, first);
        if fields.is_empty() {
            self.next_block();
            return;
        }
        if is_id {
            let span = self.writer.line(self.lines[self.at].range());
            self.writer.blocks.push(Block {
                navigation: true,
                ..Block::new(BlockKind::Paragraph, span)
            });
        }
        let stated = self.write_fields(&fields);
        self.facts.extend(headers::message_facts(&stated));
        self.at = fields.last().map_or(first, |last| last.end);
    }

    fn write_fields(&mut self, fields: &[Field]) -> Vec<Stated> {
        let mut stated = Vec::with_capacity(fields.len());
        for field in fields {
            let lines = &self.lines[field.clone()];
            let pieces: Vec<_> = lines.iter().map(Line::range).collect();
            let is_machine_only = lines
                .first()
                .is_some_and(|line| headers::holds_message_ids(line.content(self.text)));
            let may_be_marked = !is_machine_only && lines.iter().any(|line| line.may_be_marked);
            let span = self.writer.lines(may_be_marked, &pieces);
            let kind = headers::key_value(&self.writer.text, span);
            self.writer.blocks.push(Block {
                navigation: is_machine_only,
                ..Block::new(kind, span)
            });
            if let BlockKind::KeyValue { key, value } = kind {
                stated.push(Stated::new(&self.writer.text, key, value));
            }
        }
        stated
    }
}

/// Whether a line could begin something else than a paragraph. Most begin with a letter and have
/// neither bar nor tab.
fn may_be_special(line: &Line, text: &str) -> bool {
    if line.has_bar || line.has_tab || line.has_gap {
        return true;
    }
    let bytes = &text.as_bytes()[line.content..line.end];
    match bytes {
        [first, second, ..] if first.is_ascii_alphabetic() => {
            *second == b')' || (*first == b'o' && *second == b' ')
        }
        _ => true,
    }
}

/// The star or dash that a line begins with, where a letter follows and no second star.
fn touching_sign(line: &str) -> Option<u8> {
    let sign = *line.as_bytes().first()?;
    let rest = line.get(1..)?;
    let touches = matches!(sign, b'-' | b'*') && rest.starts_with(char::is_alphabetic);
    (touches && !rest.contains('*')).then_some(sign)
}

fn is_fence(line: &str) -> bool {
    (line.starts_with("```") || line.starts_with("~~~")) && !line[3..].contains(['`', '~', ' '])
}

/// Where the text of a heading ends: before the number signs that may close it.
fn heading_text_end(content: &str) -> usize {
    let open = content.trim_end_matches('#');
    let text = open.trim_end_matches(' ');
    if text.len() < open.len() {
        text.len()
    } else {
        content.len()
    }
}
