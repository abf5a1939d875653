//! The reader of PDF: bytes to [`Document`].
//!
//! [`read`] has objects and fonts of the file decoded by hayro, runs the pages for their glyphs
//! (`interpret`), and makes of these words (`words`), lines (`lines`), an order of reading
//! (`order`, `tables`), paragraphs (`paragraphs`) and at last blocks (`write`). All between is in
//! points of the page, from its top left corner.

mod bidi;
mod boxes;
mod budget;
mod facts;
mod fonts;
mod glyph;
mod grids;
mod headings;
mod heads;
mod interpret;
mod lines;
mod order;
mod packed;
mod paragraphs;
mod recognised;
mod rules;
#[cfg(feature = "ocr")]
mod scans;
mod strings;
mod structure;
mod tables;
mod tagged;
mod tex;
mod words;
mod write;

use handbill_model::{BlockKind, Document, Reading, Source, Warning};
use handbill_text::hyphens::Words;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use thiserror::Error;

use crate::budget::{Budget, LIMITS};
use crate::glyph::Drawn;
use crate::grids::Ruled;
use crate::headings::Sizes;
use crate::heads::{Heads, heads};
use crate::interpret::Interpreter;
use crate::lines::Line;
use crate::order::{Group, order};
use crate::paragraphs::{End, PageText, Paragraph, paragraphs};
use crate::structure::Structure;
use crate::tagged::Tags;
use crate::words::Frame;
use crate::write::Writer;

#[cfg(feature = "ocr")]
pub use scans::{Scan, scan};

/// Why bytes cannot be read as PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PdfError {
    /// No page can be found in the bytes.
    #[error("expected a PDF, found damaged data without any page")]
    Damaged,
    /// The document opens with a password only.
    #[error("expected a PDF that opens without a password, found one that asks for it")]
    Password,
    /// The document is encrypted in a way that is not known.
    #[error("expected a PDF with standard encryption, found one that is encrypted otherwise")]
    Encryption,
}

/// The part of the glyphs without characters from which a text is no longer one.
const UNKNOWN: f64 = 0.3;

/// The part of such glyphs that bullets and ornaments explain.
const FEW_UNKNOWN: f64 = 0.02;

/// Lines of one direction of a page.
struct Direction {
    frame: Frame,
    lines: Vec<Line>,
    is_right_to_left: bool,
    /// Which of the lines are running heads.
    heads: Vec<bool>,
    /// The shapes that text may be set on.
    boxes: Vec<boxes::Box>,
}

/// Reads a PDF. Pages without text show what `reading` says was recognised on them; the other
/// options are not asked for. Of [`Document::source`] it fills the title and language that the metadata state,
/// the number of pages, and as reference date the day that the file was made on.
///
/// # Errors
/// Where no page can be read, or only with a password. What is damaged in part, too large, or
/// without text is told in warnings.
pub fn read(bytes: &[u8], reading: &Reading) -> Result<Document, PdfError> {
    read_whole(bytes, reading).map(|(document, _)| document)
}

/// The pages, from 1, that show images or undecodable fonts and no text: what a reader of images
/// could read. [`Reading::recognised`] takes what it finds.
///
/// # Errors
/// As of [`read`].
pub fn pages_without_text(bytes: &[u8]) -> Result<Vec<u32>, PdfError> {
    read_whole(bytes, &Reading::default()).map(|(_, pages)| pages)
}

/// Opens the document; the second says whether some of its objects were too long to unpack.
fn open(bytes: &[u8]) -> Result<(Pdf, bool), PdfError> {
    let mut bytes = bytes.to_vec();
    let has_long_objects = packed::disarm(&mut bytes, LIMITS.packed);
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::Password,
        LoadPdfError::Decryption(_) => PdfError::Encryption,
        LoadPdfError::Invalid => PdfError::Damaged,
    })?;
    Ok((pdf, has_long_objects))
}

/// The document, and its pages without text.
fn read_whole(bytes: &[u8], reading: &Reading) -> Result<(Document, Vec<u32>), PdfError> {
    let (pdf, has_long_objects) = open(bytes)?;
    let mut budget = Budget::new(&LIMITS);
    if has_long_objects {
        budget.reach("bytes of packed objects");
    }
    let count = pdf.pages().len();
    if count > LIMITS.pages {
        budget.reach("pages");
    }
    let structure = Structure::of(&pdf, &mut budget);
    let mut facts = facts::facts(&pdf);
    facts.extend(facts::alternatives(&structure));
    let mut source = Source {
        media_type: "application/pdf".to_owned(),
        page_count: u32::try_from(count).ok(),
        ..Source::default()
    };

    let mut pages: Vec<Vec<Direction>> = Vec::new();
    let mut heights = Vec::new();
    let mut areas = Vec::new();
    // Pages (from 1) without text, and with text that no font explains.
    let (mut blank, mut unknown) = (Vec::new(), Vec::new());
    // Pages some of whose characters no font explains, and those that were read from images.
    let (mut partly, mut from_images) = (Vec::new(), Vec::new());
    let mut interpreter = Interpreter::new(facts::layers_off(&pdf), &structure, &mut budget);
    for (index, page) in pdf.pages().iter().take(LIMITS.pages).enumerate() {
        let number = index as u32 + 1;
        let drawn = interpreter.page(page);
        let is_unknown = drawn.unknown as f64 > UNKNOWN * drawn.glyphs.len() as f64;
        let is_blank = drawn.glyphs.is_empty() && !drawn.images.is_empty();
        let seen =
            recognised::frame(&reading.recognised, number).filter(|_| is_unknown || is_blank);
        if seen.is_some() {
            from_images.push(number);
        } else if is_unknown {
            unknown.push(number);
        } else if is_blank {
            blank.push(number);
        } else if drawn.unknown as f64 > FEW_UNKNOWN * drawn.glyphs.len() as f64 {
            partly.push(number);
        }
        let frames = match seen {
            Some(frame) => vec![frame],
            None if is_unknown => Vec::new(),
            None => words::frames(&drawn, &interpreter.characters.0),
        };
        let directions = frames
            .into_iter()
            .map(|frame| direction(frame, &drawn, &structure));
        pages.push(directions.collect());
        heights.push(drawn.height);
        areas.extend(facts::links(page, number, interpreter.budget));
    }
    mark_heads(&mut pages, &heights);
    let sizes = Sizes::of(
        pages
            .iter()
            .flatten()
            .flat_map(|direction| direction.lines.iter().flat_map(Line::lines)),
    );
    let mut all = Vec::new();
    for (index, page) in pages.into_iter().enumerate() {
        for direction in page {
            all.extend(parts(direction, index as u32 + 1, sizes.body(), &structure));
        }
    }
    let raw = raw_text(&all);
    let known = Words::new(&raw);
    let mut writer = Writer::new(&known);
    let mut last = None;
    for part in &all {
        write_part(&mut writer, part, &sizes, &mut last);
    }
    let written = writer.finish();
    facts::describe(&mut source, &facts, &written.text);
    let links = write::links(&areas, &written.words, &written.text);
    let mut warnings = Vec::new();
    warn_of_images(&mut warnings, &blank, &unknown, written.text.is_empty());
    if !from_images.is_empty() {
        let message = format!(
            "Page {} was read from its image; letters may be wrong.",
            list(&from_images)
        );
        warnings.push(warning("text-from-image", message));
    }
    if !partly.is_empty() {
        let message = format!(
            "The fonts do not tell some characters of page {}; they are missing.",
            list(&partly)
        );
        warnings.push(warning("characters-missing", message));
    }
    for file in facts.iter().filter(|fact| fact.name == facts::EMBEDDED) {
        let message = format!("The file {:?} is embedded, and was not read.", file.value);
        warnings.push(warning(facts::EMBEDDED, message));
    }
    for limit in &budget.reached {
        warnings.push(warning(
            "limit-reached",
            format!("The limit of {limit} was reached; what was read before is kept."),
        ));
    }
    let mut without_text = [blank, unknown].concat();
    without_text.sort_unstable();
    let document = Document {
        source,
        text: written.text,
        blocks: written.blocks,
        links,
        styles: written.styles,
        facts,
        items: Vec::new(),
        things: Vec::new(),
        origins: written.origins,
        warnings,
    };
    Ok((document, without_text))
}

fn direction(mut frame: Frame, drawn: &Drawn, structure: &Structure) -> Direction {
    let mut words = std::mem::take(&mut frame.words);
    let is_right_to_left = bidi::is_right_to_left(words.iter());
    let (mut tables, mut boxes) = (Vec::new(), Vec::new());
    if frame.angle == 0 {
        tables = grids::tables(&mut words, &drawn.rules, is_right_to_left);
        boxes.clone_from(&drawn.boxes);
        if !structure.is_empty() {
            tables.extend(tagged::tables(&mut words, structure, is_right_to_left));
        }
    }
    let mut lines = lines::lines(words);
    if frame.angle == 0 {
        lines::mark_bullets(&mut lines, &drawn.dots);
    }
    lines.extend(tables);
    Direction {
        heads: vec![false; lines.len()],
        frame,
        lines,
        is_right_to_left,
        boxes,
    }
}

/// Marks the running heads among the lines of the main direction of each page.
fn mark_heads(pages: &mut [Vec<Direction>], heights: &[f32]) {
    let seen: Vec<Heads<'_>> = pages
        .iter()
        .zip(heights)
        .map(|(page, height)| Heads {
            lines: page
                .first()
                .filter(|main| main.frame.angle == 0)
                .map_or(&[], |main| &main.lines),
            height: *height,
        })
        .collect();
    let marked = heads(&seen);
    for (page, heads) in pages.iter_mut().zip(marked) {
        if let Some(main) = page
            .first_mut()
            .filter(|main| main.lines.len() == heads.len())
        {
            main.heads = heads;
        }
    }
}

/// Lines of a page that are read together, in blocks.
struct Part<'s> {
    page: u32,
    frame: Frame,
    lines: Vec<Line>,
    items: Vec<Item>,
    is_head: bool,
    /// The document's own structure, where it is sane.
    tags: Option<Tags<'s>>,
}

/// The upper running heads, the matter and the lower running heads of a direction.
fn parts<'s>(
    direction: Direction,
    page: u32,
    body: f32,
    structure: &'s Structure,
) -> Vec<Part<'s>> {
    let mut lines = [Vec::new(), Vec::new(), Vec::new()];
    let count = direction.lines.len().max(1) as f32;
    let middle = direction.lines.iter().map(|line| line.y).sum::<f32>() / count;
    for (line, is_head) in direction.lines.into_iter().zip(direction.heads) {
        let to = match is_head {
            false => 1,
            true if line.y < middle => 0,
            true => 2,
        };
        lines[to].push(line);
    }
    let is_right_to_left = direction.is_right_to_left;
    let part = |(lines, is_head): (Vec<Line>, bool)| {
        let tags = Tags::of(&lines, structure, is_right_to_left);
        Part {
            page,
            frame: direction.frame.clone(),
            items: items(&lines, &direction.boxes, is_right_to_left, body, tags),
            lines,
            is_head,
            tags,
        }
    };
    lines
        .into_iter()
        .zip([true, false, true])
        .map(part)
        .collect()
}

/// The text of the parts, line by line in reading order: what words hyphens may divide.
fn raw_text(parts: &[Part<'_>]) -> String {
    let mut text = String::new();
    for part in parts {
        for item in &part.items {
            match item {
                Item::Paragraph(paragraph) => {
                    let has_mark = paragraph.begins_with_mark(&part.lines);
                    write::add_raw(&mut text, &part.lines, &paragraph.lines, has_mark);
                }
                Item::Table(rows) => {
                    for cell in rows.iter().flatten() {
                        write::add_raw(&mut text, &part.lines, cell, false);
                    }
                }
                Item::Ruled(line) => {
                    for line in part.lines[*line].lines() {
                        write::add_raw(&mut text, std::slice::from_ref(line), &[0], false);
                    }
                }
            }
        }
    }
    text
}

/// Writes a part. `last` is the ruled table that the matter before it ends with, and its page.
fn write_part<'a>(
    writer: &mut Writer<'_>,
    part: &'a Part<'_>,
    sizes: &Sizes,
    last: &mut Option<(u32, &'a Ruled)>,
) {
    writer.page(part.page);
    for item in &part.items {
        let before = if part.is_head { None } else { last.take() };
        match item {
            Item::Paragraph(paragraph) => {
                let stated = part
                    .tags
                    .and_then(|tags| tags.level(&part.lines, paragraph));
                let kind = match stated.or_else(|| sizes.level(&part.lines, paragraph)) {
                    _ if paragraph.is_item => BlockKind::ListItem { depth: 0 },
                    Some(level) if !part.is_head => BlockKind::Heading { level },
                    _ => BlockKind::Paragraph,
                };
                writer.paragraph(&part.frame, &part.lines, paragraph, kind, part.is_head);
            }
            Item::Table(rows) => {
                writer.table(&part.frame, &write::cells(&part.lines, rows), false);
            }
            Item::Ruled(line) => {
                if let Some(table) = part.lines[*line].table.as_deref() {
                    let goes_on = before
                        .is_some_and(|(page, before)| page < part.page && before.goes_on(table));
                    writer.table(&part.frame, &table.rows, goes_on);
                    *last = Some((part.page, table));
                }
            }
        }
    }
}

/// A block, in lines.
enum Item {
    Paragraph(Paragraph),
    /// Rows of cells of lines.
    Table(Vec<Vec<Vec<usize>>>),
    /// The line that holds a ruled table.
    Ruled(usize),
}

/// The blocks that the lines make, in reading order. A paragraph may go on in the next column.
fn items(
    lines: &[Line],
    boxes: &[boxes::Box],
    is_right_to_left: bool,
    body: f32,
    tags: Option<Tags<'_>>,
) -> Vec<Item> {
    let (left, right) = lines
        .iter()
        .fold((f32::MAX, f32::MIN), |(left, right), line| {
            (left.min(line.left), right.max(line.right))
        });
    let units = boxes::units(lines, boxes);
    let page = PageText {
        units: &units,
        body,
        width: right - left,
        tags,
    };
    let mut items: Vec<Item> = Vec::new();
    let mut groups = order(lines, &units, is_right_to_left);
    if let Some(tags) = tags {
        groups = tags.arrange(groups, lines);
    }
    for group in groups {
        let flow = match group {
            Group::Flow(flow) => flow,
            Group::Label(lines) => {
                items.push(Item::Paragraph(Paragraph {
                    ends: vec![End::Wrap; lines.len().saturating_sub(1)],
                    lines,
                    is_item: false,
                }));
                continue;
            }
            Group::Table(rows) => {
                items.push(Item::Table(rows));
                continue;
            }
        };
        for (number, flow) in flow
            .split_inclusive(|line| lines[*line].table.is_some())
            .enumerate()
        {
            let (table, flow) = match flow.split_last() {
                Some((last, flow)) if lines[*last].table.is_some() => (Some(*last), flow),
                _ => (None, flow),
            };
            for (index, paragraph) in paragraphs(lines, flow, &page).into_iter().enumerate() {
                match items.last_mut() {
                    Some(Item::Paragraph(open))
                        if number + index == 0
                            && (paragraphs::runs_on(lines, open, &paragraph)
                                || paragraphs::goes_on_below(lines, open, &paragraph, &page)) =>
                    {
                        open.ends.push(End::Wrap);
                        open.ends.extend(paragraph.ends);
                        open.lines.extend(paragraph.lines);
                    }
                    _ => items.push(Item::Paragraph(paragraph)),
                }
            }
            items.extend(table.map(Item::Ruled));
        }
    }
    items
}

/// The first of the pages, for people.
fn list(pages: &[u32]) -> String {
    let shown: Vec<String> = pages.iter().take(10).map(u32::to_string).collect();
    let more = if pages.len() > 10 { " …" } else { "" };
    shown.join(", ") + more
}

/// Warns of pages whose text only a reader of images could tell.
fn warn_of_images(warnings: &mut Vec<Warning>, blank: &[u32], unknown: &[u32], has_no_text: bool) {
    if !unknown.is_empty() {
        let message = format!(
            "The fonts do not tell the characters of page {}; its text was left out.",
            list(unknown)
        );
        warnings.push(warning("needs-ocr", message));
    }
    if !blank.is_empty() {
        let message = format!("Page {} holds images without text.", list(blank));
        warnings.push(warning("needs-ocr", message));
    }
    if has_no_text && warnings.is_empty() {
        warnings.push(warning("no-text", "No page holds any text.".to_owned()));
    }
}

fn warning(code: &str, message: String) -> Warning {
    Warning {
        code: code.to_owned(),
        message,
        evidence: Vec::new(),
    }
}
