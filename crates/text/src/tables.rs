//! Tables drawn with bars or tabs, or lined up with spaces.

use std::ops::Range;

use crate::lines::Line;

/// The most lines that a row goes on for.
const LONGEST_ROW: usize = 8;

/// A table in the lines of a text.
pub(crate) struct Table {
    /// The rows that have cells.
    pub(crate) rows: Vec<Row>,
    /// One past the last line of the table.
    pub(crate) end: usize,
}

/// A row: its lines and its cells, which may be empty.
pub(crate) struct Row {
    pub(crate) lines: Range<usize>,
    /// The lines of each cell.
    pub(crate) cells: Vec<Vec<Range<usize>>>,
    pub(crate) is_header: bool,
}

/// The table that begins at the line, if one does.
pub(crate) fn table_at(text: &str, lines: &[Line], from: usize) -> Option<Table> {
    let first = lines.get(from)?;
    if first.has_bar {
        return bar_table(text, lines, from);
    }
    if first.has_tab {
        return tab_table(text, lines, from);
    }
    if first.has_gap {
        return spaced_table(text, lines, from);
    }
    None
}

fn bar_table(text: &str, lines: &[Line], from: usize) -> Option<Table> {
    let first = lines[from].content(text);
    let has_delimiter = lines
        .get(from + 1)
        .is_some_and(|line| is_delimiter_row(line.content(text)));
    if has_delimiter || is_framed(first) || open_row_end(text, lines, from).is_some() {
        let end = framed_end(text, lines, from, has_delimiter);
        return Some(rows(text, lines, from..end));
    }
    let bars = loose_bars(first);
    if bars == 0 {
        return None;
    }
    let end = run_end(lines, from, |line| {
        line.has_bar && loose_bars(line.content(text)) == bars
    });
    let enough = if bars >= 2 { 2 } else { 3 };
    (end - from >= enough).then(|| rows(text, lines, from..end))
}

/// The end of a table of which rows begin and end with a bar, or need not where a delimiter row
/// has said that it is a table.
fn framed_end(text: &str, lines: &[Line], from: usize, has_delimiter: bool) -> usize {
    let mut end = from;
    while let Some(line) = lines.get(end) {
        let content = line.content(text);
        let is_row = content.starts_with('|') || (has_delimiter && line.has_bar);
        if line.quotes != lines[from].quotes || !(is_row || is_grid_rule(content)) {
            break;
        }
        end = open_row_end(text, lines, end).unwrap_or(end + 1);
    }
    end
}

/// The end of a row that begins with a bar and whose last cell goes on over the next lines, up to
/// a bar at a line end.
fn open_row_end(text: &str, lines: &[Line], from: usize) -> Option<usize> {
    let first = lines[from].content(text);
    if !first.starts_with('|') || first.ends_with('|') {
        return None;
    }
    let after = lines.get(from + 1..)?.iter().take(LONGEST_ROW);
    let mut parts = after
        .map(|line| line.content(text))
        .take_while(|part| !part.is_empty() && !part.starts_with('|'));
    let length = parts.position(|part| part.ends_with('|') && part.matches('|').count() == 1)?;
    Some(from + 1 + length + 1)
}

/// Lines that follow `from` and satisfy the condition, in the same quotation.
fn run_end(lines: &[Line], from: usize, is_row: impl Fn(&Line) -> bool) -> usize {
    let quotes = lines[from].quotes;
    let mut end = from + 1;
    while lines
        .get(end)
        .is_some_and(|line| !line.is_blank() && line.quotes == quotes && is_row(line))
    {
        end += 1;
    }
    end
}

fn is_framed(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// `|---|:--:|`: the row that makes the one above it a header.
pub(crate) fn is_delimiter_row(line: &str) -> bool {
    line.contains("-")
        && line.contains('|')
        && line
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// `+----+----+`: the line between rows of a drawn table.
fn is_grid_rule(line: &str) -> bool {
    line.starts_with('+')
        && line.ends_with('+')
        && line.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'='))
}

/// Bars with a space on either side.
fn loose_bars(line: &str) -> usize {
    memchr::memmem::find_iter(line.as_bytes(), b" | ").count()
}

fn rows(text: &str, lines: &[Line], range: Range<usize>) -> Table {
    let mut rows: Vec<Row> = Vec::new();
    let mut index = range.start;
    while index < range.end {
        let content = lines[index].content(text);
        let end = open_row_end(text, lines, index).unwrap_or(index + 1);
        if is_delimiter_row(content) {
            if let [header] = rows.as_mut_slice() {
                header.is_header = true;
            }
        } else if !is_grid_rule(content) {
            rows.push(Row {
                lines: index..end,
                cells: row_cells(text, &lines[index..end]),
                is_header: false,
            });
        }
        index = end;
    }
    Table {
        rows,
        end: range.end,
    }
}

/// The cells of a row; the last one may go on over more lines.
fn row_cells(text: &str, lines: &[Line]) -> Vec<Vec<Range<usize>>> {
    let Some((first, more)) = lines.split_first() else {
        return Vec::new();
    };
    let mut cells: Vec<_> = bar_cells(text, first)
        .into_iter()
        .map(|cell| vec![cell])
        .collect();
    if let Some(last) = cells.last_mut() {
        for line in more {
            let content = line.content(text).trim_end_matches(['|', ' ', '\t']);
            last.push(line.content..line.content + content.len());
        }
    }
    cells
}

/// The text between bars; bars behind a backslash and in code are none.
fn bar_cells(text: &str, line: &Line) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut start = line.content;
    if bytes.get(start) == Some(&b'|') {
        start += 1;
    }
    let first = start;
    for bar in memchr::memchr_iter(b'|', &bytes[first..line.end]) {
        let at = first + bar;
        if bytes[at - 1] != b'\\' {
            cells.push(trimmed(text, start..at));
            start = at + 1;
        }
    }
    if start < line.end {
        cells.push(trimmed(text, start..line.end));
    }
    cells
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + (inner.len() - inner.trim_start().len());
    start..start + inner.trim().len()
}

/// Lines with tabs at two or more lines running, in the same number of columns.
fn tab_table(text: &str, lines: &[Line], from: usize) -> Option<Table> {
    let columns = tab_cells(text, &lines[from]).len();
    if columns < 2 {
        return None;
    }
    let end = run_end(lines, from, |line| {
        line.has_tab && tab_cells(text, line).len() == columns
    });
    if end - from < 2 {
        return None;
    }
    let rows = (from..end).map(|index| Row {
        lines: index..index + 1,
        cells: tab_cells(text, &lines[index])
            .into_iter()
            .map(|cell| vec![cell])
            .collect(),
        is_header: false,
    });
    Some(Table {
        rows: rows.collect(),
        end,
    })
}

fn tab_cells(text: &str, line: &Line) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = line.content;
    for part in line.content(text).split('\t') {
        let cell = trimmed(text, start..start + part.len());
        if !cell.is_empty() {
            cells.push(cell);
        }
        start += part.len() + 1;
    }
    cells
}

/// Rows of three cells and more that spaces line up, as in a typed programme: the first cells are
/// short, and the second begin in the same column.
fn spaced_table(text: &str, lines: &[Line], from: usize) -> Option<Table> {
    const FEWEST_ROWS: usize = 3;
    const LONGEST_FIRST: usize = 24;
    let second = |line: &Line, fewest: usize| -> Option<usize> {
        let plain = line.has_gap && !line.has_bar && !line.has_tab;
        let cells = spaced_cells(text, line).filter(|_| plain)?;
        let fits = cells.len() >= fewest && cells[1].0 <= LONGEST_FIRST;
        fits.then_some(cells[1].0)
    };
    let head = lines.get(from..from + FEWEST_ROWS)?;
    let column = second(&head[0], 3)?;
    let lined_up = head
        .iter()
        .all(|line| line.content - line.start == head[0].content - head[0].start)
        && head[1..].iter().all(|line| second(line, 3) == Some(column));
    // Justified text lines up by chance alone.
    let third = |row: usize| spaced_cells(text, &head[row]).map(|cells| cells[2].0);
    if !lined_up || third(0) != third(1) && third(1) != third(2) {
        return None;
    }
    let end = run_end(lines, from, |line| second(line, 2) == Some(column));
    let rows = lines[from..end]
        .iter()
        .enumerate()
        .map(|(index, line)| Row {
            lines: from + index..from + index + 1,
            cells: spaced_cells(text, line)
                .unwrap_or_default()
                .into_iter()
                .map(|(_, cell)| vec![cell])
                .collect(),
            is_header: false,
        });
    Some(Table {
        rows: rows.collect(),
        end,
    })
}

/// The pieces of a line between runs of two spaces and more, with the columns that they begin in;
/// nothing where there is but one.
fn spaced_cells(text: &str, line: &Line) -> Option<Vec<(usize, Range<usize>)>> {
    const GAP: &str = "  ";
    let content = line.content(text);
    let first = content.find(GAP)?;
    let mut out = vec![(0, line.content..line.content + first)];
    let mut at = first;
    let mut column = content[..first].chars().count();
    while at < content.len() {
        let rest = &content[at..];
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        let length = rest[gap..].find(GAP).unwrap_or(rest.len() - gap);
        let start = at + gap;
        let cell = &content[start..start + length];
        out.push((
            column + gap,
            line.content + start..line.content + start + length,
        ));
        column += gap + cell.chars().count();
        at = start + length;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;

    fn cells(text: &str) -> Vec<Vec<&str>> {
        let all = lines(text);
        let table = table_at(text, &all, 0);
        let rows = table.map_or(Vec::new(), |table| table.rows);
        let whole = |cell: Vec<Range<usize>>| &text[cell[0].start..cell[cell.len() - 1].end];
        let texts = |row: Row| row.cells.into_iter().map(whole).collect();
        rows.into_iter().map(texts).collect()
    }

    #[test]
    fn spaces_line_up_tables() {
        assert_eq!(
            cells(
                "So 1.11.   16.00  Der Hof         Saal\nMi 4.11.   10.00  Schnee und Eis  Foyer\nDo 12.11.  19.30  Überall   Saal  ausverkauft"
            ),
            [
                vec!["So 1.11.", "16.00", "Der Hof", "Saal"],
                vec!["Mi 4.11.", "10.00", "Schnee und Eis", "Foyer"],
                vec!["Do 12.11.", "19.30", "Überall", "Saal", "ausverkauft"],
            ]
        );
        let justified =
            "the  old mill  stands by\nthe  river  and has two wheels\nof  which one turns  today";
        assert!(cells(justified).is_empty());
        assert!(cells("Name:   A Choir\nPlace:  The Hall\nDay:    Sunday").is_empty());
    }

    #[test]
    fn bars_make_tables() {
        assert_eq!(
            cells("| a | b |\n|---|---|\n| c | |"),
            [["a", "b"], ["c", ""]]
        );
        assert_eq!(cells("a | b\n--|--\nc | d"), [["a", "b"], ["c", "d"]]);
        assert_eq!(
            cells("| a | b\nc |\n| d | e |"),
            [["a", "b\nc"], ["d", "e"]]
        );
        assert_eq!(cells("| a \\| x | b |"), [["a \\| x", "b"]]);
        assert_eq!(
            cells("Mon | 18:00 | Hall\nTue | 19:00 | Park"),
            [["Mon", "18:00", "Hall"], ["Tue", "19:00", "Park"]]
        );
    }

    #[test]
    fn tabs_make_tables() {
        assert_eq!(
            cells("Date\tSpeaker\nMay 3\t\tBob\nother"),
            [["Date", "Speaker"], ["May 3", "Bob"]]
        );
        assert!(cells("lone\tline\nother").is_empty());
    }

    #[test]
    fn bars_in_a_sentence_make_none() {
        assert!(cells("4 May | 18:00 | Online\nOther line").is_empty());
        assert!(cells("a | b\nc | d").is_empty());
    }
}
