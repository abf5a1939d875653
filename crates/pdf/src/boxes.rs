//! Boxed text: what stands on a filled or framed shape, or on an image, is read as a whole.

use crate::lines::Line;

/// The left, top, right and bottom edge of a shape.
pub(crate) type Box = [f32; 4];

/// The most shapes of a page that are looked at; what draws more is a picture.
pub(crate) const MOST: usize = 300;

/// The narrowest and the lowest shape that text is set on, in points.
const LEAST: (f32, f32) = (30.0, 16.0);

/// The greatest part of the page that a box covers; what is larger is its background.
const LARGEST: f32 = 0.6;

/// How far text may reach over the edge of its box, and how near edges are that are one.
const NEAR: f32 = 3.0;

/// Whether the shape could hold text of its own on a page of this width and height.
pub(crate) fn may_hold([left, top, right, bottom]: Box, page: (f32, f32)) -> bool {
    let (width, height) = (right - left, bottom - top);
    width >= LEAST.0 && height >= LEAST.1 && width * height <= LARGEST * page.0 * page.1
}

/// The lines of each box, ascending, where they are a unit: several rows, and beside or above or
/// below them lines that are none of the box's. Of two units one holds the other, or they are apart.
pub(crate) fn units(lines: &[Line], boxes: &[Box]) -> Vec<Vec<usize>> {
    if boxes.is_empty() || boxes.len() >= MOST || lines.len() < 3 {
        return Vec::new();
    }
    let mut boxes = boxes.to_vec();
    boxes.sort_by(|one, other| area(one).total_cmp(&area(other)));
    boxes.dedup_by(|one, other| is_near(one, other));
    let mut units: Vec<Vec<usize>> = Vec::new();
    for bounds in &boxes {
        if boxes.iter().any(|other| is_stacked(bounds, other)) {
            continue;
        }
        let Some(inside) = inside(lines, bounds) else {
            continue;
        };
        let is_unit = inside.len() < lines.len()
            && rows(lines, &inside) >= 2
            && is_text(lines, &inside)
            && !is_column_of_table(lines, &inside)
            && units.iter().all(|unit| is_nested(unit, &inside));
        if is_unit && !units.contains(&inside) {
            units.push(inside);
        }
    }
    units
}

/// Whether there is more than a label of what stands beside the box, and than the figures of a chart.
fn is_text(lines: &[Line], own: &[usize]) -> bool {
    const SHORTEST: usize = 28;
    const SHORTEST_LINES: usize = 7;
    let length: usize = own.iter().map(|line| lines[*line].length()).sum();
    length > SHORTEST && length >= SHORTEST_LINES * own.len()
}

fn area([left, top, right, bottom]: &Box) -> f32 {
    (right - left) * (bottom - top)
}

fn is_near(one: &Box, other: &Box) -> bool {
    one.iter()
        .zip(other)
        .all(|(one, other)| (one - other).abs() < NEAR)
}

/// Whether the boxes stand one on the other, edge to edge: rows of a table.
fn is_stacked(one: &Box, other: &Box) -> bool {
    let is_same = |one: f32, other: f32| (one - other).abs() < NEAR;
    is_same(one[0], other[0])
        && is_same(one[2], other[2])
        && (is_same(one[1], other[3]) || is_same(one[3], other[1]))
}

/// The lines inside of the box; `None` where one runs over its edge.
fn inside(lines: &[Line], bounds: &Box) -> Option<Vec<usize>> {
    let [left, top, right, bottom] = *bounds;
    let mut inside = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (over, under) = line.core();
        if under <= top + NEAR || over >= bottom - NEAR {
            continue;
        }
        let is_beside = line.right <= left + NEAR || line.left >= right - NEAR;
        let is_within = line.left >= left - NEAR
            && line.right <= right + NEAR
            && over >= top - NEAR
            && under <= bottom + NEAR;
        match (is_within, is_beside) {
            (true, _) => inside.push(index),
            (false, true) => {}
            (false, false) => return None,
        }
    }
    Some(inside)
}

/// Number of base lines.
fn rows(lines: &[Line], own: &[usize]) -> usize {
    let mut ys: Vec<(f32, f32)> = own
        .iter()
        .map(|line| (lines[*line].y, lines[*line].size))
        .collect();
    ys.sort_by(|one, other| one.0.total_cmp(&other.0));
    ys.dedup_by(|next, last| next.0 - last.0 < 0.5 * last.1);
    ys.len()
}

/// Whether most of the lines stand on base lines of others outside: a shaded column of a table, or
/// one of columns that are set on common lines.
fn is_column_of_table(lines: &[Line], own: &[usize]) -> bool {
    let mut outside: Vec<(f32, f32)> = Vec::new();
    let mut own_lines = own.iter().peekable();
    for (index, line) in lines.iter().enumerate() {
        if own_lines.next_if(|own| **own == index).is_none() {
            outside.push((line.y, line.size));
        }
    }
    outside.sort_by(|one, other| one.0.total_cmp(&other.0));
    let is_beside = |line: &&usize| {
        let line = &lines[**line];
        let reach = 0.2 * line.size;
        let first = outside.partition_point(|other| other.0 < line.y - reach);
        outside[first..]
            .iter()
            .take_while(|other| other.0 <= line.y + reach)
            .any(|other| other.1 < 1.35 * line.size && line.size < 1.35 * other.1)
    };
    own.iter().filter(is_beside).count() * 5 >= own.len() * 3
}

/// Whether the unit lies inside of the other, or apart from it. Both ascend.
fn is_nested(unit: &[usize], other: &[usize]) -> bool {
    let shared = unit
        .iter()
        .filter(|line| other.binary_search(line).is_ok())
        .count();
    shared == 0 || shared == unit.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;
    use crate::lines::tests::word;

    fn page() -> Vec<Line> {
        lines(vec![
            word("the-first-line-of-the-box", 10.0, 20.0),
            word("the-second-line", 10.0, 32.0),
            word("beside-it", 200.0, 26.0),
            word("and-below", 200.0, 41.0),
        ])
    }

    #[test]
    fn what_a_shape_holds_is_a_unit() {
        let lines = page();
        assert_eq!(units(&lines, &[[0.0, 5.0, 150.0, 40.0]]), [[0, 2]]);
        assert_eq!(units(&lines, &[[0.0, 5.0, 400.0, 100.0]]), [[0; 0]; 0]);
    }

    #[test]
    fn shapes_behind_parts_of_lines_and_rows_of_tables_hold_none() {
        let lines = page();
        assert!(units(&lines, &[[0.0, 5.0, 60.0, 40.0]]).is_empty());
        let rows = [[0.0, 5.0, 150.0, 40.0], [0.0, 40.0, 150.0, 80.0]];
        assert!(units(&lines, &rows).is_empty());
        let table = crate::lines::lines(vec![
            word("a-cell-of-a-shaded-column", 10.0, 20.0),
            word("and-the-next-of-it", 10.0, 32.0),
            word("beside-it", 200.0, 20.0),
            word("and-below", 200.0, 32.0),
        ]);
        assert!(units(&table, &[[0.0, 5.0, 150.0, 40.0]]).is_empty());
    }
}
