//! Columns that are those of a table: their lines stand on the same rows.

use crate::lines::Line;

/// The rows of the columns, as cells of lines; `None` where they are columns of running text.
pub(crate) fn table(lines: &[Line], columns: &[Vec<usize>]) -> Option<Vec<Vec<Vec<usize>>>> {
    is_table(lines, columns).then(|| rows(lines, columns))
}

fn same_row(one: &Line, other: &Line) -> bool {
    (one.y - other.y).abs() < 0.35 * one.size.max(other.size)
}

fn is_table(lines: &[Line], columns: &[Vec<usize>]) -> bool {
    let Some(shortest) = columns.iter().min_by_key(|column| column.len()) else {
        return false;
    };
    let Some(longest) = columns.iter().max_by_key(|column| column.len()) else {
        return false;
    };
    if columns.len() < 2 || shortest.len() < 2 {
        return false;
    }
    // Beside each line of the shortest column stands one of each other, or nearly so.
    let beside = |line: &usize, column: &Vec<usize>| {
        let y = lines[*line].y;
        let near = column.partition_point(|other| lines[*other].y < y - lines[*line].size);
        column[near..]
            .iter()
            .take(4)
            .any(|other| (lines[*line].y - lines[*other].y).abs() < 0.12 * lines[*line].size)
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
    let prose = columns
        .iter()
        .filter(|column| is_prose(lines, column))
        .count();
    match prose {
        0 => true,
        // Marginal notes beside running text, line by line, against labels of some of its lines.
        1 if columns.len() == 2 => shortest.len() * 10 < longest.len() * 8,
        1 => true,
        _ => false,
    }
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
    let least = steps.iter().copied().fold(f32::MAX, f32::min);
    let is_wide = |step: f32| step > 1.3 * least;
    let is_even = !steps.iter().any(|step| is_wide(*step));
    let has_first = |level: &[(usize, usize)]| level.iter().any(|(column, _)| *column == 0);
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
                label.is_some()
                    && (is_wide(step) || is_even || !has_first(&levels[before]) || is_numbered)
                    || step > 1.8 * least
            }
        };
        if begins {
            rows.push(vec![Vec::new(); columns.len()]);
        }
        if let Some(row) = rows.last_mut() {
            for (column, line) in level {
                row[*column].push(*line);
            }
        }
    }
    rows
}
