//! Columns that are those of a table: their lines stand on the same rows.

use crate::lines::Line;

/// The rows of the columns, as cells of lines; `None` where they are columns of running text.
pub(crate) fn table(lines: &[Line], columns: &[Vec<usize>]) -> Option<Vec<Vec<Vec<usize>>>> {
    is_table(lines, columns).then(|| rows(lines, columns))
}

fn same_row(one: &Line, other: &Line) -> bool {
    (one.y - other.y).abs() < 0.35 * one.size.max(other.size)
}

/// Whether two lines are cells of one row: on one base line, and of like size.
fn is_beside(one: &Line, other: &Line) -> bool {
    let (small, large) = (one.size.min(other.size), one.size.max(other.size));
    (one.y - other.y).abs() < 0.2 * small && large < 1.35 * small
}

fn is_table(lines: &[Line], columns: &[Vec<usize>]) -> bool {
    let Some(shortest) = columns.iter().min_by_key(|column| column.len()) else {
        return false;
    };
    if columns
        .iter()
        .flatten()
        .any(|line| lines[*line].table.is_some())
    {
        return false;
    }
    if columns.len() < 2 || shortest.len() < 2 {
        return false;
    }
    if let [first, second] = shortest.as_slice() {
        // Two lines beside more of them: rows of a table would leave room for these.
        let step = lines[*second].y - lines[*first].y;
        let has_more = columns.iter().any(|column| column.len() > 2);
        if has_more && step < 1.5 * lines[*first].size {
            return false;
        }
    }
    // Beside each line of the shortest column stands one of each other, or nearly so.
    let beside = |line: &usize, column: &Vec<usize>| {
        let y = lines[*line].y;
        let near = column.partition_point(|other| lines[*other].y < y - lines[*line].size);
        column[near..]
            .iter()
            .take(4)
            .any(|other| is_beside(&lines[*line], &lines[*other]))
    };
    let matched = shortest
        .iter()
        .filter(|line| {
            let found = columns.iter().filter(|column| beside(line, column)).count();
            2 * found > columns.len()
        })
        .count();
    if matched * 10 < shortest.len() * 7 {
        return false;
    }
    let headed = columns
        .iter()
        .filter(|column| has_headings(lines, column))
        .count();
    if headed >= 2 && headed * 3 >= columns.len() * 2 {
        return false;
    }
    let prose: Vec<&Vec<usize>> = columns
        .iter()
        .filter(|column| is_prose(lines, column))
        .collect();
    match prose.as_slice() {
        [] => true,
        // Notes in the margin stand beside any line, labels beside the first of what they name.
        [_] if columns.len() > 2 => true,
        [text] => {
            let others = columns
                .iter()
                .filter(|column| !std::ptr::eq(*column, *text));
            others
                .flatten()
                .filter(|label| is_inside(lines, text, &lines[**label]))
                .count()
                * 4
                <= columns.iter().map(Vec::len).sum::<usize>() - text.len()
        }
        _ => false,
    }
}

/// Whether the label stands beside a line of the text that goes on with the line above it.
fn is_inside(lines: &[Line], text: &[usize], label: &Line) -> bool {
    let at = text.partition_point(|line| lines[*line].y < label.y - 0.35 * label.size);
    if !text
        .get(at)
        .is_some_and(|line| same_row(&lines[*line], label))
    {
        return false;
    }
    let Some(above) = at.checked_sub(1).map(|above| &lines[text[above]]) else {
        return false;
    };
    let right = text
        .iter()
        .map(|line| lines[*line].right)
        .fold(f32::MIN, f32::max);
    let step = lines[text[at]].y - above.y;
    step < 1.5 * above.size && above.right > right - 0.25 * (right - above.left)
}

/// Whether larger lines stand between the others of a column, or of two sizes above them. The head
/// of a table is one size, and on top.
fn has_headings(lines: &[Line], column: &[usize]) -> bool {
    const LARGER: f32 = 1.14;
    let mut sizes: Vec<f32> = column.iter().map(|line| lines[*line].size).collect();
    let middle = sizes.len() / 2;
    let (_, median, _) = sizes.select_nth_unstable_by(middle, f32::total_cmp);
    let median = *median;
    column.windows(2).any(|pair| {
        let (above, line) = (lines[pair[0]].size, lines[pair[1]].size);
        line > LARGER * median && !(line / LARGER..line * LARGER).contains(&above)
    })
}

/// Whether most lines of a column are filled, as those of running text are.
fn is_prose(lines: &[Line], column: &[usize]) -> bool {
    if column.len() < 3 {
        return false;
    }
    let left = column
        .iter()
        .map(|line| lines[*line].left)
        .fold(f32::MAX, f32::min);
    let right = column
        .iter()
        .map(|line| lines[*line].right)
        .fold(f32::MIN, f32::max);
    let full = column
        .iter()
        .map(|line| &lines[*line])
        .filter(|line| line.words.len() >= 4 && line.right > right - 0.2 * (right - left))
        .count();
    full * 10 >= column.len() * 6
}

fn rows(lines: &[Line], columns: &[Vec<usize>]) -> Vec<Vec<Vec<usize>>> {
    let mut all: Vec<(usize, usize)> = columns
        .iter()
        .enumerate()
        .flat_map(|(column, own)| own.iter().map(move |line| (column, *line)))
        .collect();
    all.sort_by(|one, other| lines[one.1].y.total_cmp(&lines[other.1].y));
    // Lines by base line.
    let mut levels: Vec<Vec<(usize, usize)>> = Vec::new();
    for item in all {
        match levels.last_mut() {
            Some(level) if same_row(&lines[level[0].1], &lines[item.1]) => level.push(item),
            _ => levels.push(vec![item]),
        }
    }
    let y = |level: &[(usize, usize)]| lines[level[0].1].y;
    let steps: Vec<f32> = levels
        .windows(2)
        .map(|pair| y(&pair[1]) - y(&pair[0]))
        .collect();
    // Notes in smaller type stand a little off their row.
    let least = steps
        .iter()
        .zip(&levels)
        .filter(|(step, level)| **step > 0.8 * lines[level[0].1].size)
        .map(|(step, _)| *step)
        .fold(f32::MAX, f32::min);
    let is_wide = |step: f32| step > 1.3 * least;
    // Only where wide steps come again and again do the others lie inside of cells.
    let is_grouped = steps.iter().filter(|step| is_wide(**step)).count() * 3 >= steps.len();
    let has_first = |level: &[(usize, usize)]| level.iter().any(|(column, _)| *column == 0);
    let is_lower = |line: usize| {
        let first = lines[line].words.first();
        first.is_some_and(|word| word.text.starts_with(char::is_lowercase))
    };
    let are_lower = columns.first().is_some_and(|labels| {
        labels.iter().filter(|line| is_lower(**line)).count() * 3 > labels.len() * 2
    });
    // Lines of one cell are set closer.
    let is_open = |level: &[(usize, usize)], step: f32| step > 1.45 * lines[level[0].1].size;
    let mut rows: Vec<Vec<Vec<usize>>> = Vec::new();
    for (index, level) in levels.iter().enumerate() {
        let begins = match index.checked_sub(1) {
            None => true,
            Some(before) => {
                let step = steps[before];
                let label = level.iter().find(|(column, _)| *column == 0);
                let is_numbered = label.is_some_and(|(_, line)| {
                    lines[*line].words.first().is_some_and(|word| {
                        word.text.starts_with(|first: char| first.is_ascii_digit())
                    })
                });
                // "Monday 4" over "September".
                let goes_on = label.is_some_and(|(_, line)| is_lower(*line)) && !are_lower;
                label.is_some()
                    && !(goes_on && has_first(&levels[before]) && !is_wide(step))
                    && (is_wide(step)
                        || is_open(level, step)
                        || !is_grouped
                        || !has_first(&levels[before])
                        || is_numbered)
                    || step > 1.8 * least
            }
        };
        if begins {
            rows.push(vec![Vec::new(); columns.len()]);
        }
        let mut level = level.clone();
        level.sort_by(|one, other| lines[one.1].left.total_cmp(&lines[other.1].left));
        if let Some(row) = rows.last_mut() {
            for (column, line) in level {
                row[column].push(line);
            }
        }
    }
    rows
}
