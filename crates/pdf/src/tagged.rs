//! Heeds the structure that a document states, on the pages where it is sane: it covers the text, and
//! its order is one that somebody could read in.

use std::collections::BTreeMap;

use crate::grids::{self, Cell, in_order};
use crate::lines::{self, Line};
use crate::order::Group;
use crate::paragraphs::Paragraph;
use crate::structure::{ARTIFACT, Role, Structure, Tag};
use crate::words::Word;

/// The least part of the letters of a page that belong to some block.
const COVERED: f32 = 0.9;

/// The greatest part of the steps from block to block that lead back up the page.
const BACK: f32 = 0.1;

/// The greatest part of the letters that headings hold.
const HEADINGS: f32 = 0.4;

/// The most words of a cell, on average: what has more is a page that a table divides.
const MOST_WORDS: usize = 70;

/// What a page may take from the structure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tags<'a> {
    structure: &'a Structure,
    /// Whether its headings are headings.
    has_headings: bool,
    /// Whether its order is followed: no step leads back, as to what stands between the items of one
    /// list.
    has_order: bool,
}

impl<'a> Tags<'a> {
    /// The structure, where it is sane on the page of these lines.
    pub(crate) fn of(
        lines: &[Line],
        structure: &'a Structure,
        is_right_to_left: bool,
    ) -> Option<Self> {
        if structure.is_empty() {
            return None;
        }
        let (mut all, mut covered, mut headings) = (0, 0, 0);
        for line in lines.iter().flat_map(Line::lines) {
            for word in line.words.iter().filter(|word| word.tag != ARTIFACT) {
                let length = word.text.len();
                all += length;
                match structure.role(word.tag) {
                    None => {}
                    Some(Role::Heading(_)) => {
                        (covered, headings) = (covered + length, headings + length)
                    }
                    Some(_) => covered += length,
                }
            }
        }
        let back = steps_back(lines, structure, is_right_to_left);
        let is_sane = all > 0 && covered as f32 >= COVERED * all as f32 && back <= BACK;
        is_sane.then_some(Tags {
            structure,
            has_headings: headings as f32 <= HEADINGS * covered as f32,
            has_order: back == 0.0,
        })
    }

    /// What the block of the line is.
    pub(crate) fn role(&self, line: &Line) -> Option<Role> {
        self.structure.role(line.tag())
    }

    /// The level of the heading that the paragraph is.
    pub(crate) fn level(&self, lines: &[Line], paragraph: &Paragraph) -> Option<u8> {
        const MOST_LINES: usize = 5;
        match self.role(&lines[*paragraph.lines.first()?]) {
            Some(Role::Heading(level))
                if self.has_headings && paragraph.lines.len() <= MOST_LINES =>
            {
                Some(level)
            }
            _ => None,
        }
    }

    /// Whether the lines belong to one block, or to blocks that no paragraph joins; `None` where
    /// the structure does not tell.
    pub(crate) fn belong_together(&self, one: &Line, next: &Line) -> Option<bool> {
        let (role, other) = (self.role(one)?, self.role(next)?);
        if one.tag() == next.tag() {
            return Some(true);
        }
        let parts = |role: Role| matches!(role, Role::Heading(_));
        (parts(role) || parts(other) || other == Role::Item).then_some(false)
    }

    /// Puts the groups, and the lines of each, into the order that the structure states. What it does
    /// not name stays behind what stands before it.
    pub(crate) fn arrange(&self, groups: Vec<Group>, lines: &[Line]) -> Vec<Group> {
        if !self.has_order {
            return groups;
        }
        let rank = |line: usize| self.role(&lines[line]).map(|_| lines[line].tag());
        let sorted = |flow: Vec<usize>| {
            let mut last = flow.iter().find_map(|line| rank(*line)).unwrap_or(0);
            let mut ranked: Vec<(Tag, usize)> = Vec::with_capacity(flow.len());
            for line in flow {
                last = rank(line).unwrap_or(last);
                ranked.push((last, line));
            }
            ranked.sort_by_key(|(rank, _)| *rank);
            ranked.into_iter().map(|(_, line)| line).collect()
        };
        let mut last = 0;
        let mut ranked: Vec<(Tag, Group)> = Vec::with_capacity(groups.len());
        for group in groups {
            let group = match group {
                Group::Flow(flow) => Group::Flow(sorted(flow)),
                Group::Table(rows) if let Some(flow) = self.columns(&rows, lines) => {
                    Group::Flow(flow)
                }
                other => other,
            };
            last = group.lines().filter_map(&rank).min().unwrap_or(last);
            ranked.push((last, group));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, group)| group).collect()
    }

    /// The lines of what looks like a table and is read column by column: each column is of blocks
    /// that follow on those of the column before.
    fn columns(&self, rows: &[Vec<Vec<usize>>], lines: &[Line]) -> Option<Vec<usize>> {
        let width = rows.iter().map(Vec::len).max()?;
        let by_column =
            (0..width).flat_map(|column| rows.iter().filter_map(move |row| row.get(column)));
        let flow: Vec<usize> = by_column.flatten().copied().collect();
        let rank = |line: &usize| self.role(&lines[*line]).map(|_| lines[*line].tag());
        let ranks: Option<Vec<Tag>> = flow.iter().map(rank).collect();
        let is_down = ranks?.is_sorted();
        let across: Vec<Tag> = rows.iter().flatten().flatten().filter_map(rank).collect();
        (is_down && !across.is_sorted()).then_some(flow)
    }
}

/// The part of the steps from one block to the next that lead up the page, and not to a further column.
fn steps_back(lines: &[Line], structure: &Structure, is_right_to_left: bool) -> f32 {
    // The edges of each block: left, right, top, bottom.
    let mut blocks: BTreeMap<Tag, [f32; 4]> = BTreeMap::new();
    for line in lines.iter().flat_map(Line::lines) {
        let tag = line.tag();
        if structure.role(tag).is_none() {
            continue;
        }
        let (top, bottom) = line.core();
        let edges = blocks
            .entry(tag)
            .or_insert([f32::MAX, f32::MIN, f32::MAX, f32::MIN]);
        *edges = [
            edges[0].min(line.left),
            edges[1].max(line.right),
            edges[2].min(top),
            edges[3].max(bottom),
        ];
    }
    let edges: Vec<[f32; 4]> = blocks.into_values().collect();
    let is_back = |pair: &[[f32; 4]]| {
        let ([left, right, top, _], [next_left, next_right, _, next_bottom]) = (pair[0], pair[1]);
        let is_further = match is_right_to_left {
            false => next_left >= right - 1.0,
            true => next_right <= left + 1.0,
        };
        next_bottom < top && !is_further
    };
    let back = edges.windows(2).filter(|pair| is_back(pair)).count();
    back as f32 / edges.len().max(1) as f32
}

/// The words of the cells of a table, by row and column.
type Cells = BTreeMap<(u32, u32), Vec<usize>>;

/// Takes what stands in the tables of the structure out of the words, and makes of each table a line
/// that holds it. A table whose cells do not stand as its rows and columns say is left.
pub(crate) fn tables(
    words: &mut Vec<Word>,
    structure: &Structure,
    is_right_to_left: bool,
) -> Vec<Line> {
    let mut found: BTreeMap<u32, Cells> = BTreeMap::new();
    for (index, word) in words.iter().enumerate() {
        if let Some(Role::Cell {
            table, row, column, ..
        }) = structure.role(word.tag)
        {
            let cells = found.entry(table).or_default();
            cells.entry((row, column)).or_default().push(index);
        }
    }
    let mut inside = vec![false; words.len()];
    let mut tables = Vec::new();
    for cells in found.into_values() {
        let own: usize = cells.values().map(Vec::len).sum();
        if own > MOST_WORDS * cells.len() {
            continue;
        }
        let cells = with_head(cells, words, structure);
        let Some((mut rows, lefts)) = rows(&cells, words, is_right_to_left) else {
            continue;
        };
        let first = cells.keys().next().map(|cell| cell.0);
        let mut top = cells.iter().filter(|(cell, _)| Some(cell.0) == first);
        let is_head = |own: &Vec<usize>| {
            own.iter().all(|index| {
                let role = structure.role(words[*index].tag);
                !matches!(role, Some(Role::Cell { header: false, .. }))
            })
        };
        if top.all(|(_, own)| is_head(own)) {
            rows[0].iter_mut().for_each(|cell| cell.is_header = true);
        }
        if let Some(table) = grids::placed(rows, lefts) {
            for index in cells.into_values().flatten() {
                inside[index] = true;
            }
            tables.push(table);
        }
    }
    let mut inside = inside.into_iter();
    words.retain(|_| !inside.next().unwrap_or(false));
    tables
}

/// The cells with the words on the line right above them, where these stand over the columns: the head
/// of a table is often no part of it.
fn with_head(cells: Cells, words: &[Word], structure: &Structure) -> Cells {
    let mut columns: BTreeMap<u32, (f32, f32)> = BTreeMap::new();
    let (mut top, mut size) = (f32::MAX, 0.0);
    // Where the second row begins.
    let (mut first, mut second) = (None, f32::MAX);
    for ((row, column), own) in &cells {
        let is_first = *first.get_or_insert(*row) == *row;
        for word in own.iter().map(|index| &words[*index]) {
            let edges = columns.entry(*column).or_insert((word.left, word.right));
            *edges = (edges.0.min(word.left), edges.1.max(word.right));
            if word.y < top {
                (top, size) = (word.y, word.size);
            }
            if !is_first {
                second = second.min(word.y);
            }
        }
    }
    let is_above = |word: &Word| {
        word.y < top - 0.6 * size
            && word.y > top - (3.0 * size).max(1.5 * (second - top))
            && !matches!(structure.role(word.tag), Some(Role::Cell { .. }))
    };
    let line = words
        .iter()
        .filter(|word| is_above(word))
        .map(|word| word.y)
        .fold(f32::MIN, f32::max);
    let mut head: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, word) in words.iter().enumerate() {
        if !is_above(word) || (word.y - line).abs() > 0.3 * size {
            continue;
        }
        let middle = (word.left + word.right) / 2.0;
        let reach = 1.5 * size;
        let over = columns
            .iter()
            .find(|(_, (left, right))| left - reach < middle && middle < right + reach);
        match over {
            Some((column, _)) => head.entry(*column).or_default().push(index),
            None => return cells,
        }
    }
    // What goes on over several lines is no head.
    let is_longer = |index: &usize| {
        let tag = words[*index].tag;
        let other = |word: &Word| word.tag == tag && (word.y - line).abs() > 0.3 * size;
        structure.role(tag).is_some() && words.iter().any(other)
    };
    let firsts = head.values().filter_map(|own| own.first());
    if head.len() < 2 || firsts.clone().any(is_longer) {
        return cells;
    }
    let below = cells
        .into_iter()
        .map(|((row, column), own)| ((row + 1, column), own));
    let head = head.into_iter().map(|(column, own)| ((0, column), own));
    head.chain(below).collect()
}

/// The rows of a table and where its columns begin, if its cells stand as they are said to.
fn rows(
    cells: &Cells,
    words: &[Word],
    is_right_to_left: bool,
) -> Option<(Vec<Vec<Cell>>, Vec<f32>)> {
    let unique = |pick: fn(&(u32, u32)) -> u32| {
        let mut all: Vec<u32> = cells.keys().map(pick).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (rows, columns) = (unique(|cell| cell.0), unique(|cell| cell.1));
    if rows.len() < 2 || columns.len() < 2 {
        return None;
    }
    let mut lefts = vec![f32::MAX; columns.len()];
    let mut rights = vec![f32::MIN; columns.len()];
    let mut table: Vec<Vec<Cell>> = vec![vec![Cell::default(); columns.len()]; rows.len()];
    let mut tops = vec![f32::MAX; rows.len()];
    for ((row, column), own) in cells {
        let row = rows.partition_point(|it| it < row);
        let column = columns.partition_point(|it| it < column);
        for word in own.iter().map(|index| &words[*index]) {
            lefts[column] = lefts[column].min(word.left);
            rights[column] = rights[column].max(word.right);
            tops[row] = tops[row].min(word.y);
        }
        let own: Vec<Word> = own.iter().map(|index| words[*index].clone()).collect();
        table[row][column].lines = in_order(lines::lines(own), is_right_to_left);
    }
    let is_across = match is_right_to_left {
        false => lefts.is_sorted(),
        true => lefts.is_sorted_by(|one, next| one >= next),
    };
    if !is_across || !tops.is_sorted() {
        return None;
    }
    for row in &mut table {
        for (cell, right) in row.iter_mut().zip(&rights) {
            cell.right = *right;
        }
    }
    Some((table, lefts))
}

#[cfg(test)]
mod tests {
    use handbill_model::{BlockKind, Document};

    use crate::structure::tests::page;

    /// A page of lines with their marks and places, whose elements have the numbers of these.
    fn read(lines: &[(&str, u32, u32)], kids: &str) -> Document {
        let show = |(number, (text, x, y)): (usize, &(&str, u32, u32))| {
            format!("/P<</MCID {number}>>BDC BT /F 10 Tf {x} {y} Td ({text}) Tj ET EMC\n")
        };
        let content: String = lines.iter().enumerate().map(show).collect();
        crate::read(&page(&content, kids), &Default::default()).expect("a page that can be read")
    }

    fn kinds(document: &Document) -> Vec<(BlockKind, &str)> {
        let block = |block: &handbill_model::Block| (block.kind, block.span.of(&document.text));
        document.blocks.iter().map(block).collect()
    }

    #[test]
    fn headings_and_items_are_what_the_structure_says() {
        let lines = [
            ("Summer fair", 20, 380),
            ("All are welcome on the green.", 20, 368),
            ("Cake stall", 20, 356),
            ("Plant swap", 20, 344),
        ];
        let kids = "<</S/Document/Pg 3 0 R/K[<</S/H2/K 0>><</S/P/K 1>>\
                    <</S/L/K[<</S/LI/K 2>><</S/LI/K 3>>]>>]>>";
        assert_eq!(
            kinds(&read(&lines, kids)),
            [
                (BlockKind::Heading { level: 2 }, "Summer fair"),
                (BlockKind::Paragraph, "All are welcome on the green."),
                (BlockKind::ListItem { depth: 0 }, "Cake stall"),
                (BlockKind::ListItem { depth: 0 }, "Plant swap"),
            ]
        );
    }

    #[test]
    fn columns_without_a_gutter_are_read_as_the_structure_says() {
        // The same lines, of which the second column begins where the first ends.
        let lines = [
            ("The first column tells of", 20, 380),
            ("the mill and of its wheel", 20, 368),
            ("and the second of the", 136, 380),
            ("pond that drives them.", 136, 368),
        ];
        let kids = "<</S/Document/Pg 3 0 R/K[<</S/P/K[0 1]>><</S/P/K[2 3]>>]>>";
        let document = read(&lines, kids);
        let at = |words: &str| document.text.find(words);
        assert!(at("the mill") < at("and the second"), "{}", document.text);
        // An order that leads up the page is none: the second column above its first line.
        let back = "<</S/Document/Pg 3 0 R/K[<</S/P/K 1>><</S/P/K 0>><</S/P/K 3>><</S/P/K 2>>]>>";
        let document = read(&lines, back);
        let at = |words: &str| document.text.find(words);
        assert!(at("The first") < at("the mill"), "{}", document.text);
    }

    #[test]
    fn cells_of_several_lines_stay_together() {
        let lines = [
            ("Day", 20, 380),
            ("What", 80, 380),
            ("3 May", 20, 366),
            ("Walk along the river", 80, 366),
            ("with soup at the end", 80, 354),
            ("10 May", 20, 342),
            ("Repair evening", 80, 342),
        ];
        let kids = "<</S/Table/Pg 3 0 R/K[<</S/TR/K[<</S/TH/K 0>><</S/TH/K 1>>]>>\
                    <</S/TR/K[<</S/TD/K 2>><</S/TD/K[3 4]>>]>><</S/TR/K[<</S/TD/K 5>><</S/TD/K 6>>]>>]>>";
        let document = read(&lines, kids);
        let cell = |row, column| {
            document.blocks.iter().find_map(|block| match block.kind {
                BlockKind::Cell {
                    row: own_row,
                    column: own_column,
                    ..
                } if (own_row, own_column) == (row, column) => Some(block.span.of(&document.text)),
                _ => None,
            })
        };
        assert_eq!(
            cell(1, 1),
            Some("Walk along the river with soup at the end")
        );
        assert_eq!(cell(2, 0), Some("10 May"));
        let is_header = |block: &&handbill_model::Block| {
            matches!(block.kind, BlockKind::Cell { header: true, .. })
        };
        assert_eq!(document.blocks.iter().filter(is_header).count(), 2);
    }

    #[test]
    fn a_structure_that_covers_little_is_not_heeded() {
        let lines = [
            ("Summer fair on the green", 20, 380),
            ("All are welcome.", 20, 368),
        ];
        let document = read(&lines, "<</S/H1/Pg 3 0 R/K 1>>");
        assert!(
            document
                .blocks
                .iter()
                .all(|block| block.kind == BlockKind::Paragraph)
        );
    }
}
