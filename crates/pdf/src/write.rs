//! Writes the text of a document: blocks in reading order, each word with its place.

use handbill_model::{Block, BlockKind, Link, Origins, Place, Span, Style, Styled};
use handbill_text::hyphens::Words;
use handbill_text::normalise;

use crate::grids::Cell;
use crate::lines::Line;
use crate::paragraphs::{End, Paragraph, end_in_cell};
use crate::words::Frame;

/// What was written.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) styles: Vec<Styled>,
    pub(crate) origins: Origins,
    /// The words of each page, with the boxes that they stand in.
    pub(crate) words: Vec<(Span, Place)>,
}

/// Writes blocks one behind the other.
pub(crate) struct Writer<'a> {
    out: Written,
    /// The words of the document, for hyphens at line ends.
    known: &'a Words<'a>,
    page: u32,
    /// Tables so far, and rows of the last of them.
    tables: u32,
    rows: u32,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(known: &'a Words<'a>) -> Self {
        Writer {
            out: Written::default(),
            known,
            page: 0,
            tables: 0,
            rows: 0,
        }
    }

    pub(crate) fn finish(self) -> Written {
        self.out
    }

    pub(crate) fn page(&mut self, number: u32) {
        self.page = number;
    }

    /// Writes a paragraph as a block of its own.
    pub(crate) fn paragraph(
        &mut self,
        frame: &Frame,
        lines: &[Line],
        paragraph: &Paragraph,
        kind: BlockKind,
        navigation: bool,
    ) {
        self.begin_block("\n\n");
        let skip = usize::from(
            paragraph.begins_with_mark(lines)
                && !lines[paragraph.lines[0]].words[0]
                    .text
                    .starts_with(|it: char| it.is_ascii_digit()),
        );
        let start = self.out.text.len();
        let own = paragraph.lines.iter().map(|line| &lines[*line]);
        self.lines(frame, own, &paragraph.ends, skip);
        self.end_block(kind, start, navigation);
    }

    /// Writes a table, a row a line; or what of the last table the page before had no room for.
    pub(crate) fn table(&mut self, frame: &Frame, rows: &[Vec<Cell>], goes_on: bool) {
        if !goes_on {
            self.tables += 1;
            self.rows = 0;
        }
        let is_bold = |row: &[Cell]| row.iter().flat_map(|cell| &cell.lines).all(Line::is_bold);
        let has_header = !goes_on
            && rows.len() > 1
            && is_bold(&rows[0])
            && !rows[1..].iter().any(|row| is_bold(row));
        for (row, cells) in rows.iter().enumerate() {
            let mut separator = if self.rows == 0 { "\n\n" } else { "\n" };
            for (column, cell) in cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !cell.lines.is_empty())
            {
                self.begin_block(separator);
                separator = "\t";
                let start = self.out.text.len();
                let end = |pair: &[Line]| end_in_cell(&pair[0], &pair[1], cell.right);
                let ends: Vec<End> = cell.lines.windows(2).map(end).collect();
                self.lines(frame, cell.lines.iter(), &ends, 0);
                let kind = BlockKind::Cell {
                    table: self.tables - 1,
                    row: self.rows,
                    column: column as u32,
                    header: cell.is_header || has_header && row == 0,
                };
                self.end_block(kind, start, false);
            }
            self.rows += 1;
        }
    }

    fn begin_block(&mut self, separator: &str) {
        if !self.out.text.is_empty() && !self.out.text.ends_with(separator) {
            self.out.text.push_str(separator);
        }
    }

    fn end_block(&mut self, kind: BlockKind, start: usize, navigation: bool) {
        let span = Span::new(start, self.out.text.len()).trim(&self.out.text);
        if !span.is_empty() {
            self.out.blocks.push(Block {
                kind,
                span,
                navigation,
            });
        }
    }

    /// Writes lines of words, without the first `skip` words.
    fn lines<'l>(
        &mut self,
        frame: &Frame,
        lines: impl Iterator<Item = &'l Line>,
        ends: &[End],
        skip: usize,
    ) {
        let start = self.out.text.len();
        let mut styled: [Option<Span>; 2] = [None, None];
        for (number, line) in lines.enumerate() {
            let mut separator = match number.checked_sub(1).map(|before| ends[before]) {
                None => "",
                Some(end) => self.line_end(start, &line.words[0].text, end),
            };
            let skipped = if number == 0 { skip } else { 0 };
            for word in line.words.iter().skip(skipped) {
                self.out.text.push_str(separator);
                separator = " ";
                let begin = self.out.text.len();
                if word.text.is_ascii() {
                    self.out.text.push_str(&word.text);
                } else {
                    self.out.text.push_str(&normalise::clean(&word.text).text);
                }
                let span = Span::new(begin, self.out.text.len());
                let ascent = 0.8 * word.size;
                let bounds = frame.on_page([
                    word.left,
                    word.y - ascent,
                    word.right,
                    word.y + 0.22 * word.size,
                ]);
                let place = Place {
                    page: self.page,
                    bounds: bounds.map(|number| (number * 10.0).round() / 10.0),
                    confidence: word.confidence,
                };
                self.out.origins.push_place(begin, place);
                self.out.words.push((span, place));
                for (index, is) in [word.bold, word.italic].into_iter().enumerate() {
                    if is {
                        styled[index] = Some(styled[index].map_or(span, |run| run.cover(span)));
                    } else if let Some(run) = styled[index].take() {
                        self.style(index, run);
                    }
                }
            }
        }
        for (index, run) in styled.into_iter().enumerate() {
            if let Some(run) = run {
                self.style(index, run);
            }
        }
    }

    fn style(&mut self, index: usize, span: Span) {
        let style = [Style::Strong, Style::Emphasis][index];
        self.out.styles.push(Styled { span, style });
    }

    /// What stands between the text written since `start` and a line that begins with the word.
    /// A hyphen that only divides a word goes.
    fn line_end(&mut self, start: usize, next: &str, end: End) -> &'static str {
        // Columns are narrow: "al-" "tra".
        const SHORTEST_PART: usize = 2;
        let written = &self.out.text[start..];
        if let Some(before) = written.strip_suffix('-') {
            if self.known.divided(before, next, SHORTEST_PART) {
                self.out.text.truncate(start + before.len());
                return "";
            }
            // A compound, or a dash: "Saint-" "Denis", "10-" "12".
            if before.ends_with(char::is_alphanumeric) && next.starts_with(char::is_alphanumeric) {
                return "";
            }
        }
        match end {
            End::Wrap => " ",
            End::Break => "\n",
        }
    }
}

/// The lines of the cells of a table, each with where its column ends.
pub(crate) fn cells(lines: &[Line], rows: &[Vec<Vec<usize>>]) -> Vec<Vec<Cell>> {
    let mut rights: Vec<f32> = Vec::new();
    for (column, cell) in rows.iter().flat_map(|row| row.iter().enumerate()) {
        rights.resize(rights.len().max(column + 1), f32::MIN);
        let own = cell.iter().map(|line| lines[*line].right);
        rights[column] = own.fold(rights[column], f32::max);
    }
    let cell = |(cell, right): (&Vec<usize>, &f32)| Cell {
        lines: cell.iter().map(|line| lines[*line].clone()).collect(),
        right: *right,
        is_header: false,
    };
    let cells = |row: &Vec<Vec<usize>>| row.iter().zip(&rights).map(cell).collect();
    rows.iter().map(cells).collect()
}

/// Adds the lines of a block to a text, a line each.
pub(crate) fn add_raw(text: &mut String, lines: &[Line], own: &[usize], has_mark: bool) {
    for (number, line) in own.iter().map(|line| &lines[*line]).enumerate() {
        let skip = usize::from(has_mark && number == 0);
        for (index, word) in line.words.iter().skip(skip).enumerate() {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(&word.text);
        }
        text.push('\n');
    }
}

/// A link of a page: its address, and the boxes on the page (left, top, right, bottom).
pub(crate) struct Area {
    pub(crate) target: String,
    pub(crate) boxes: Vec<[f32; 4]>,
    pub(crate) page: u32,
}

/// The text that links cover. One that covers none, as that of an image, is left out.
pub(crate) fn links(areas: &[Area], words: &[(Span, Place)], text: &str) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for area in areas {
        // Words are ascending by page, but for tables and frames.
        let first = words.partition_point(|(_, place)| place.page < area.page);
        let mut found: Option<Span> = None;
        for (span, place) in words[first..]
            .iter()
            .take_while(|(_, place)| place.page == area.page)
        {
            let [left, top, right, bottom] = place.bounds;
            let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
            let is_inside = area.boxes.iter().any(|[left, top, right, bottom]| {
                *left <= x && x <= *right && *top <= y && y <= *bottom
            });
            match found {
                _ if is_inside => found = Some(found.map_or(*span, |found| found.cover(*span))),
                Some(_) => break,
                None => {}
            }
        }
        let Some(span) = found.map(|span| without_marks(span, text, &area.target)) else {
            continue;
        };
        match links.last_mut() {
            // A link over two lines has two boxes.
            Some(last)
                if last.target == area.target
                    && span.start <= last.span.end + 1
                    && last.span.end <= span.start =>
            {
                last.span = last.span.cover(span);
            }
            _ => links.push(Link {
                span,
                target: area.target.clone(),
            }),
        }
    }
    links.sort_by_key(|link| link.span);
    links
}

/// The span without the marks of the sentence around it, which words hold and links do not cover.
fn without_marks(span: Span, text: &str, target: &str) -> Span {
    let inner = span.of(text);
    let inner = inner.trim_start_matches(['(', '[', '«', '„', '“']);
    let start = span.end - inner.len();
    let kept = inner.trim_end_matches(['.', ',', ';', ':', ')', ']', '»', '”', '“', '?', '!']);
    if kept.is_empty() || target.ends_with(inner) {
        return span;
    }
    Span::new(start, start + kept.len())
}
