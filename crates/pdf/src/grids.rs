//! Tables whose cells are ruled: what stands in which of them.

use crate::lines::{self, Line};
use crate::order::{Group, order};
use crate::rules::{Rule, Rules};
use crate::words::Word;

/// A ruled table, or a frame with rules in it.
#[derive(Debug)]
struct Grid {
    /// Where its columns and rows begin and end.
    xs: Vec<f32>,
    ys: Vec<f32>,
    /// For each field, row by row, the first field of the cell that it belongs to.
    cells: Vec<usize>,
}

/// A ruled table with its text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ruled {
    /// Rows of cells, empty ones too.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Where its columns begin and end.
    xs: Vec<f32>,
    /// Where its last line of text ends.
    bottom: f32,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    /// In reading order.
    pub(crate) lines: Vec<Line>,
    /// Where its room for text ends.
    pub(crate) right: f32,
    /// Whether the document's own structure says that it heads its column.
    pub(crate) is_header: bool,
}

/// How far apart rules may be that are one, or that meet.
const NEAR: f32 = 3.0;

/// The shortest rule of a table.
const SHORTEST: f32 = 6.0;

/// The most rules of one direction that are looked at.
const MOST: usize = 1200;

/// The most columns or rows.
const MOST_FIELDS: usize = 400;

/// The most words of a cell, on average: what has more is a page that is divided by rules.
const MOST_WORDS: usize = 70;

/// Takes what stands in ruled tables out of the words, and makes of each table a line that holds it.
pub(crate) fn tables(words: &mut Vec<Word>, rules: &Rules, is_right_to_left: bool) -> Vec<Line> {
    if rules.across.len() < 2 || rules.down.len() < 2 || rules.is_picture() {
        return Vec::new();
    }
    let mut grids = grids(rules);
    // What lies in another is read first.
    grids.sort_by(|one, other| one.area().total_cmp(&other.area()));
    let mut tables = Vec::new();
    for grid in grids {
        // The words of each cell, by its first field.
        let mut fields: Vec<Vec<usize>> = vec![Vec::new(); grid.cells.len()];
        for (index, word) in words.iter().enumerate() {
            let middle = (word.left + word.right) / 2.0;
            if let Some(field) = grid.field(middle, word.y - 0.3 * word.size) {
                fields[grid.cells[field]].push(index);
            }
        }
        if !grid.is_table(&fields) {
            continue;
        }
        let table = grid.read(words, &fields, is_right_to_left);
        let mut inside: Vec<bool> = vec![false; words.len()];
        for index in fields.into_iter().flatten() {
            inside[index] = true;
        }
        let mut inside = inside.into_iter();
        words.retain(|_| !inside.next().unwrap_or(false));
        tables.extend(table);
    }
    tables
}

impl Grid {
    fn columns(&self) -> usize {
        self.xs.len() - 1
    }

    fn area(&self) -> f32 {
        let length = |edges: &[f32]| edges[edges.len() - 1] - edges[0];
        length(&self.xs) * length(&self.ys)
    }

    /// The field that a point lies in.
    fn field(&self, x: f32, y: f32) -> Option<usize> {
        let at = |edges: &[f32], it: f32| {
            let behind = edges.partition_point(|edge| *edge <= it);
            (behind > 0 && behind < edges.len()).then(|| behind - 1)
        };
        Some(at(&self.ys, y)? * self.columns() + at(&self.xs, x)?)
    }

    /// Whether the cells are those of a table, not of a frame or a page divided by rules.
    fn is_table(&self, fields: &[Vec<usize>]) -> bool {
        let filled: Vec<usize> = (0..fields.len())
            .filter(|field| !fields[*field].is_empty())
            .collect();
        let count = |of: fn(usize, usize) -> usize| {
            let mut all: Vec<usize> = filled.iter().map(|it| of(*it, self.columns())).collect();
            all.sort_unstable();
            all.dedup();
            all.len()
        };
        let (rows, columns) = (
            count(|it, columns| it / columns),
            count(|it, columns| it % columns),
        );
        let words: usize = fields.iter().map(Vec::len).sum();
        (columns >= 2 && rows >= 2 || rows >= 3) && words <= MOST_WORDS * filled.len()
    }

    /// The table as a line.
    fn read(&self, words: &[Word], fields: &[Vec<usize>], is_right_to_left: bool) -> Option<Line> {
        let columns = self.columns();
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        // A table that goes on over the page keeps its columns.
        let xs = self.xs.clone();
        let mut used = vec![false; columns];
        for (row, own) in fields.chunks(columns).enumerate() {
            if own.iter().all(Vec::is_empty) {
                continue;
            }
            let cell = |(column, own): (usize, &Vec<usize>)| {
                used[column] |= !own.is_empty();
                let words: Vec<Word> = own.iter().map(|index| words[*index].clone()).collect();
                let first = row * columns + column;
                let last = (column..columns)
                    .take_while(|it| self.cells[row * columns + it] == first)
                    .last()
                    .unwrap_or(column);
                Cell {
                    lines: in_order(lines::lines(words), is_right_to_left),
                    right: self.xs[last + 1],
                    is_header: false,
                }
            };
            let row = own.iter().enumerate().map(cell).collect();
            rows.extend(divided(row));
        }
        for row in &mut rows {
            let mut used = used.iter();
            row.retain(|_| used.next().copied().unwrap_or(false));
            if is_right_to_left {
                row.reverse();
            }
        }
        placed(rows, xs)
    }
}

/// The table as a line that stands where its first line does. `xs` are where its columns begin and end.
pub(crate) fn placed(rows: Vec<Vec<Cell>>, xs: Vec<f32>) -> Option<Line> {
    let all = || rows.iter().flatten().flat_map(|cell| &cell.lines);
    let first = all().min_by(|one, other| one.y.total_cmp(&other.y))?;
    let mut sizes: Vec<f32> = all().map(|line| line.size).collect();
    let middle = sizes.len() / 2;
    let (_, size, _) = sizes.select_nth_unstable_by(middle, f32::total_cmp);
    let size = *size;
    let bottom = all().map(|line| line.y).fold(first.y, f32::max);
    Some(Line {
        words: Vec::new(),
        left: all().map(|line| line.left).fold(f32::MAX, f32::min),
        right: all().map(|line| line.right).fold(f32::MIN, f32::max),
        y: first.y,
        size,
        table: Some(Box::new(Ruled { rows, xs, bottom })),
        bulleted: false,
    })
}

impl Ruled {
    /// Stands for lines that are read as a whole and placed as one.
    pub(crate) fn unit(bottom: f32) -> Self {
        Ruled {
            rows: Vec::new(),
            xs: Vec::new(),
            bottom,
        }
    }

    /// The lines of all cells.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Line> + Clone {
        self.rows.iter().flatten().flat_map(|cell| &cell.lines)
    }

    /// Whether the tables have the same columns.
    pub(crate) fn goes_on(&self, next: &Ruled) -> bool {
        let is_same = |(one, other): (&f32, &f32)| (one - other).abs() < NEAR;
        let width = |table: &Ruled| table.rows.first().map(Vec::len);
        self.xs.len() == next.xs.len()
            && width(self) == width(next)
            && self.xs.iter().zip(&next.xs).all(is_same)
    }

    /// The base line of its last line.
    pub(crate) fn bottom(&self) -> f32 {
        self.bottom
    }
}

/// The rows of a ruled row, where only groups of rows are ruled: figures on lines that all of its
/// cells share.
fn divided(row: Vec<Cell>) -> Vec<Vec<Cell>> {
    let is_figure = |line: &Line| {
        let text = line.text();
        let figures = text.chars().filter(char::is_ascii_digit).count();
        text.starts_with(|first: char| first.is_ascii_digit() || "$€£-+*(".contains(first))
            && text.ends_with(|last: char| !"-–—".contains(last))
            && 2 * figures >= text.chars().count()
    };
    let is_figures = |cell: &&Cell| cell.lines.len() > 1 && cell.lines.iter().all(is_figure);
    let figures = row.iter().filter(is_figures).count();
    let Some(longest) = row
        .iter()
        .filter(is_figures)
        .max_by_key(|cell| cell.lines.len())
    else {
        return vec![row];
    };
    if figures < 3 && longest.lines.len() < 3 {
        return vec![row];
    }
    let levels: Vec<(f32, f32)> = longest.lines.iter().map(|it| (it.y, it.size)).collect();
    let level = |line: &Line| {
        let near = |(y, size): &(f32, f32)| (line.y - y).abs() < 0.35 * size.max(line.size);
        levels.iter().position(near)
    };
    // A cell of one line is a label of them all.
    let is_shared = |cell: &Cell| match cell.lines.as_slice() {
        [] | [_] => true,
        lines => lines.iter().all(|line| level(line).is_some()),
    };
    if !row.iter().all(is_shared) {
        return vec![row];
    }
    let mut rows = vec![Vec::new(); levels.len()];
    for cell in row {
        for row in &mut rows {
            row.push(Cell {
                lines: Vec::new(),
                right: cell.right,
                is_header: false,
            });
        }
        for line in cell.lines {
            let row = level(&line).unwrap_or(0);
            if let Some(cell) = rows[row].last_mut() {
                cell.lines.push(line);
            }
        }
    }
    rows
}

/// The lines of a cell as they are read.
pub(crate) fn in_order(lines: Vec<Line>, is_right_to_left: bool) -> Vec<Line> {
    let groups = order(&lines, &[], is_right_to_left).into_iter();
    let indices = groups.flat_map(|group| match group {
        Group::Flow(lines) | Group::Label(lines) => lines,
        Group::Table(rows) => rows.into_iter().flatten().flatten().collect(),
    });
    let mut lines: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
    indices.filter_map(|index| lines[index].take()).collect()
}

/// What the rules that meet enclose.
fn grids(rules: &Rules) -> Vec<Grid> {
    let (across, down) = (joined(&rules.across), joined(&rules.down));
    if across.len() > MOST || down.len() > MOST {
        return Vec::new();
    }
    // Rules that meet, as trees of which each names its parent.
    let mut parents: Vec<usize> = (0..across.len() + down.len()).collect();
    for (row, one) in across.iter().enumerate() {
        for (column, other) in down.iter().enumerate() {
            if meets(one, other) && meets(other, one) {
                let (one, other) = (
                    root(&mut parents, row),
                    root(&mut parents, across.len() + column),
                );
                parents[one] = other;
            }
        }
    }
    let mut parts: Vec<(usize, Vec<Rule>, Vec<Rule>)> = Vec::new();
    for index in 0..parents.len() {
        let root = root(&mut parents, index);
        let part = parts.iter().position(|part| part.0 == root);
        let part = part.unwrap_or_else(|| {
            parts.push((root, Vec::new(), Vec::new()));
            parts.len() - 1
        });
        match index.checked_sub(across.len()) {
            None => parts[part].1.push(across[index]),
            Some(column) => parts[part].2.push(down[column]),
        }
    }
    parts
        .into_iter()
        .filter(|(_, across, down)| across.len() + down.len() >= 4)
        .filter_map(|(_, across, down)| grid(&across, &down))
        .collect()
}

fn root(parents: &mut [usize], mut index: usize) -> usize {
    while parents[index] != index {
        parents[index] = parents[parents[index]];
        index = parents[index];
    }
    index
}

fn meets(rule: &Rule, other: &Rule) -> bool {
    rule.from - NEAR <= other.at && other.at <= rule.to + NEAR
}

/// Rules that go on with one another are one.
fn joined(rules: &[Rule]) -> Vec<Rule> {
    let mut rules = rules.to_vec();
    rules.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut joined: Vec<Rule> = Vec::new();
    let mut start = 0;
    while start < rules.len() {
        let level = rules[start..]
            .iter()
            .take_while(|rule| rule.at - rules[start].at < NEAR)
            .count();
        let level = &mut rules[start..start + level];
        level.sort_by(|one, other| one.from.total_cmp(&other.from));
        let first = joined.len();
        for rule in level.iter() {
            match joined[first..].last_mut() {
                Some(last) if rule.from <= last.to + NEAR => last.to = last.to.max(rule.to),
                _ => joined.push(*rule),
            }
        }
        start += level.len();
    }
    joined.retain(|rule| rule.to - rule.from >= SHORTEST);
    joined
}

/// Places that are nearly one are one.
fn edges(places: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut places: Vec<f32> = places.collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|one, other| *one - *other < NEAR);
    places
}

/// The fields between the rules, joined to cells where no rule divides them.
fn grid(across: &[Rule], down: &[Rule]) -> Option<Grid> {
    // A table may be open at its sides.
    let xs = edges(
        down.iter()
            .map(|rule| rule.at)
            .chain(across.iter().flat_map(|rule| [rule.from, rule.to])),
    );
    let ys = edges(
        across
            .iter()
            .map(|rule| rule.at)
            .chain(down.iter().flat_map(|rule| [rule.from, rule.to])),
    );
    if xs.len() < 2 || ys.len() < 2 || xs.len() > MOST_FIELDS || ys.len() > MOST_FIELDS {
        return None;
    }
    let columns = xs.len() - 1;
    let mut parents: Vec<usize> = (0..columns * (ys.len() - 1)).collect();
    if parents.len() < 2 {
        return None;
    }
    let down = sides(down, &xs);
    let across = sides(across, &ys);
    let is_ruled = |side: &[Rule], from: f32, to: f32| {
        let covered: f32 = side
            .iter()
            .map(|rule| (rule.to.min(to) - rule.from.max(from)).max(0.0))
            .sum();
        covered > 0.6 * (to - from)
    };
    for row in 0..ys.len() - 1 {
        for column in 0..columns {
            let field = row * columns + column;
            if column + 1 < columns && !is_ruled(&down[column + 1], ys[row], ys[row + 1]) {
                join(&mut parents, field, field + 1);
            }
            if row + 2 < ys.len() && !is_ruled(&across[row + 1], xs[column], xs[column + 1]) {
                join(&mut parents, field, field + columns);
            }
        }
    }
    let cells = (0..parents.len())
        .map(|field| root(&mut parents, field))
        .collect();
    Some(Grid { xs, ys, cells })
}

/// Makes two fields one cell, which the first names.
fn join(parents: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(parents, one), root(parents, other));
    parents[one.max(other)] = one.min(other);
}

/// The rules at each edge.
fn sides(rules: &[Rule], edges: &[f32]) -> Vec<Vec<Rule>> {
    let mut sides = vec![Vec::new(); edges.len()];
    for rule in rules {
        let behind = edges.partition_point(|edge| *edge <= rule.at);
        let side = [behind.saturating_sub(1), behind.min(edges.len() - 1)]
            .into_iter()
            .min_by(|one, other| {
                let off = |edge: usize| (edges[edge] - rule.at).abs();
                off(*one).total_cmp(&off(*other))
            })
            .unwrap_or(0);
        sides[side].push(*rule);
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::tests::word;

    fn rules(across: &[(f32, f32, f32)], down: &[(f32, f32, f32)]) -> Rules {
        let rule = |(at, from, to): &(f32, f32, f32)| Rule {
            at: *at,
            from: *from,
            to: *to,
        };
        Rules {
            across: across.iter().map(rule).collect(),
            down: down.iter().map(rule).collect(),
        }
    }

    fn read(line: &Line) -> Vec<Vec<String>> {
        let table = line.table.as_ref().expect("a table");
        let text = |cell: &Cell| {
            let lines: Vec<String> = cell.lines.iter().map(Line::text).collect();
            lines.join("/")
        };
        let rows = table.rows.iter();
        rows.map(|row| row.iter().map(text).collect()).collect()
    }

    #[test]
    fn words_stand_in_their_cells() {
        // Two columns; the second cell of the last two rows is one.
        let rules = rules(
            &[
                (0.0, 0.0, 200.0),
                (30.0, 0.0, 200.0),
                (60.0, 0.0, 100.0),
                (90.0, 0.0, 200.0),
            ],
            &[(0.0, 0.0, 90.0), (100.0, 0.0, 90.0), (200.0, 0.0, 90.0)],
        );
        let mut words = vec![
            word("title", 10.0, -20.0),
            word("9:00", 10.0, 15.0),
            word("Welcome", 110.0, 12.0),
            word("by-the-mayor", 110.0, 24.0),
            word("10:00", 10.0, 45.0),
            word("11:00", 10.0, 75.0),
            word("Workshops", 110.0, 60.0),
        ];
        let tables = tables(&mut words, &rules, false);
        assert_eq!(words.len(), 1);
        assert_eq!(
            read(&tables[0]),
            [
                vec!["9:00", "Welcome/by-the-mayor"],
                vec!["10:00", "Workshops"],
                vec!["11:00", ""]
            ]
        );
    }

    #[test]
    fn rows_that_no_rule_divides_are_rows() {
        let rules = rules(
            &[(0.0, 0.0, 200.0), (30.0, 0.0, 200.0), (90.0, 0.0, 200.0)],
            &[(0.0, 0.0, 90.0), (100.0, 0.0, 90.0), (200.0, 0.0, 90.0)],
        );
        let mut words = vec![word("Hour", 10.0, 15.0), word("Course", 110.0, 15.0)];
        for (hour, course, y) in [
            ("9:00", "Yoga", 45.0),
            ("10:00", "Judo", 60.0),
            ("11:00", "Chess", 75.0),
        ] {
            words.push(word(hour, 10.0, y));
            words.push(word(course, 110.0, y));
        }
        let tables = tables(&mut words, &rules, false);
        assert_eq!(
            read(&tables[0]),
            [
                ["Hour", "Course"],
                ["9:00", "Yoga"],
                ["10:00", "Judo"],
                ["11:00", "Chess"]
            ]
        );
    }

    #[test]
    fn a_frame_is_no_table() {
        let rules = rules(
            &[(0.0, 0.0, 200.0), (90.0, 0.0, 200.0)],
            &[(0.0, 0.0, 90.0), (200.0, 0.0, 90.0)],
        );
        let mut words = vec![word("one", 10.0, 15.0), word("two", 10.0, 60.0)];
        assert!(tables(&mut words, &rules, false).is_empty());
        assert_eq!(words.len(), 2);
    }
}
