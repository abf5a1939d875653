//! From lines in reading order to paragraphs, and to the text that their line ends make.

use crate::lines::{Line, bullet};
use crate::structure::Role;
use crate::tagged::Tags;
use crate::words::Word;

/// Lines that make one block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Paragraph {
    pub(crate) lines: Vec<usize>,
    /// What follows each line but the last.
    pub(crate) ends: Vec<End>,
    /// Whether it is an item of a list.
    pub(crate) is_item: bool,
}

impl Paragraph {
    /// Whether its first word is but the mark of a list item.
    pub(crate) fn begins_with_mark(&self, lines: &[Line]) -> bool {
        let first = self.lines.first().map(|line| &lines[*line]);
        self.is_item && first.is_some_and(begins_with_mark)
    }
}

fn begins_with_mark(line: &Line) -> bool {
    line.words.len() > 1 && bullet(&line.words[0].text) > 0
}

/// What the end of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The line is full: the next word did not fit.
    Wrap,
    /// The next line was meant to be one.
    Break,
}

/// What paragraphs ask of the page that they stand on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageText<'a> {
    /// The size of the running text.
    pub(crate) body: f32,
    /// From the leftmost to the rightmost letter.
    pub(crate) width: f32,
    /// The lines of each box.
    pub(crate) units: &'a [Vec<usize>],
    /// The document's own structure, where it is sane.
    pub(crate) tags: Option<Tags<'a>>,
}

/// Cuts a flow of lines into paragraphs.
pub(crate) fn paragraphs(lines: &[Line], flow: &[usize], page: &PageText<'_>) -> Vec<Paragraph> {
    let right = flow
        .iter()
        .map(|line| lines[*line].right)
        .fold(f32::MIN, f32::max);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for &index in flow {
        let line = &lines[index];
        let last = paragraphs
            .last()
            .and_then(|open| open.lines.last())
            .map(|last| &lines[*last]);
        let together = page
            .tags
            .zip(last)
            .and_then(|(tags, last)| tags.belong_together(last, line));
        let is_tagged = page
            .tags
            .is_some_and(|tags| tags.role(line) == Some(Role::Item) && together != Some(true));
        let is_item = line.bulleted || begins_with_mark(line) || is_tagged;
        match paragraphs.last_mut() {
            Some(open)
                if !is_item
                    && together != Some(false)
                    && (together == Some(true) && is_next(lines, open, line)
                        || continues(lines, open, line)
                        || is_next_in_box(lines, open, index, page)) =>
            {
                let last = &lines[open.lines[open.lines.len() - 1]];
                open.ends.push(end(last, line, right, page));
                open.lines.push(index);
            }
            _ => paragraphs.push(Paragraph {
                lines: vec![index],
                ends: Vec::new(),
                is_item,
            }),
        }
    }
    paragraphs
}

/// Whether a line of the same block stands where the next line of the paragraph would.
fn is_next(lines: &[Line], open: &Paragraph, line: &Line) -> bool {
    let last = &lines[open.lines[open.lines.len() - 1]];
    let step = line.y - last.y;
    let size = last.size.max(line.size);
    (line.size - last.size).abs() <= 0.12 * size
        && (0.3 * size..=1.75 * size).contains(&step)
        && line.left < last.right
        && last.left < line.right
}

/// Whether the line goes on with a few words in a box, of which one is set bold between others: an
/// address, mostly.
fn is_next_in_box(lines: &[Line], open: &Paragraph, line: usize, page: &PageText<'_>) -> bool {
    const MOST_LINES: usize = 6;
    let last = open.lines[open.lines.len() - 1];
    let unit = page
        .units
        .iter()
        .find(|unit| unit.len() <= MOST_LINES && unit.contains(&line));
    let is_bold = |line: usize| lines[line].is_bold();
    unit.is_some_and(|unit| unit.contains(&last))
        && !is_bold(open.lines[0])
        && is_bold(last) != is_bold(line)
        && is_next(lines, open, &lines[line])
}

/// Whether the line goes on with the paragraph.
fn continues(lines: &[Line], open: &Paragraph, line: &Line) -> bool {
    let count = open.lines.len();
    let last = &lines[open.lines[count - 1]];
    let size = last.size.max(line.size);
    let step = line.y - last.y;
    if step.abs() < 0.3 * size {
        // Beside it: a value beside its label.
        return line.left >= last.right
            && last
                .words
                .last()
                .is_some_and(|word| word.text.ends_with(':'));
    }
    let is_same_size = (line.size - last.size).abs() <= 0.12 * size;
    let meets = line.left < last.right && last.left < line.right;
    if !is_same_size || !meets || step < 0.0 || step > 1.75 * size {
        return false;
    }
    if let Some(before) = count.checked_sub(2).map(|index| &lines[open.lines[index]])
        && last.y - before.y > 0.3 * size
        && step > 1.3 * (last.y - before.y)
    {
        return false;
    }
    let first_is_bold = line.words.first().is_some_and(|word| word.bold);
    if last.is_bold() != line.is_bold()
        && (last.is_bold() && !first_is_bold
            || line.is_bold() && count > 0 && !last.words.last().is_some_and(|word| word.bold))
    {
        return false;
    }
    let inset = line.left - last.left;
    if inset > 0.5 * size
        && last
            .words
            .last()
            .is_some_and(|word| word.text.ends_with(':'))
    {
        // What is announced, set in.
        return false;
    }
    // A first line that is set in.
    let is_aligned = count >= 2 && {
        let first = lines[open.lines[1]].left;
        open.lines[1..]
            .iter()
            .all(|other| (lines[*other].left - first).abs() < 0.2 * size)
            && (open.lines.len() > 2 || (lines[open.lines[0]].left - first).abs() < 2.5 * size)
    };
    !(is_aligned && inset > 0.8 * size && inset < 4.0 * size)
}

/// What the end of a line is, in a column that ends at `right`, on a page of text of size `body` and
/// of a given width.
fn end(line: &Line, next: &Line, right: f32, page: &PageText<'_>) -> End {
    let Some(word) = next.words.first() else {
        return End::Break;
    };
    let centre = |line: &Line| (line.left + line.right) / 2.0;
    let is_centred = (centre(line) - centre(next)).abs() < 0.5 * line.size
        && (line.left - next.left).abs() > 0.5 * line.size;
    // Centred lines show no column.
    let is_full = if is_centred {
        line.right - line.left + room(line, word) > page.width
    } else {
        line.right + room(line, word) > right
    };
    // Short lines are full by chance, as the longest of a list is: there only a word that cannot
    // begin a line of its own tells.
    let goes_on = is_lowercase_word(word) && !is_finished(line);
    let is_long = line.right - line.left >= LONG_LINE as f32 * 0.45 * page.body;
    if is_full && (is_long || goes_on) || goes_on && line.words.len() >= 4 {
        End::Wrap
    } else {
        End::Break
    }
}

/// What the end of a line in a cell of a column that ends at `right` is.
pub(crate) fn end_in_cell(line: &Line, next: &Line, right: f32) -> End {
    let step = next.y - line.y;
    let is_other = line.is_bold() != next.is_bold()
        || (line.size - next.size).abs() > 0.12 * line.size.max(next.size)
        || !(0.3 * line.size..1.75 * line.size).contains(&step);
    match next.words.first() {
        _ if is_other => End::Break,
        Some(word) if line.right + room(line, word) > right => End::Wrap,
        Some(word) if word.text.starts_with(char::is_lowercase) && !is_finished(line) => End::Wrap,
        _ => End::Break,
    }
}

/// What the word would take at the end of the line.
fn room(line: &Line, word: &Word) -> f32 {
    word.right - word.left + 0.2 * line.size
}

/// Whether the word cannot begin a line of its own: in small letters, and no address.
fn is_lowercase_word(word: &Word) -> bool {
    word.text.starts_with(char::is_lowercase)
        && !word.text.contains(['@', '/'])
        && !word.text.starts_with("www.")
}

/// The fewest characters of a line that is taken for one of running text.
const LONG_LINE: usize = 34;

fn is_finished(line: &Line) -> bool {
    let last = line.words.last();
    last.is_some_and(|last| last.text.ends_with(['.', '!', '?', ':', ';']))
}

/// Whether a paragraph that what stands beside it has cut in two goes on right below.
pub(crate) fn goes_on_below(
    lines: &[Line],
    open: &Paragraph,
    next: &Paragraph,
    page: &PageText<'_>,
) -> bool {
    let (Some(last), Some(first)) = (open.lines.last(), next.lines.first()) else {
        return false;
    };
    let (last, first) = (&lines[*last], &lines[*first]);
    let is_aligned = (last.left - first.left).abs() < 0.2 * first.size;
    let together = page.tags.and_then(|tags| tags.belong_together(last, first));
    let is_tagged = together == Some(true) && is_next(lines, open, first);
    let is_cut = together.is_none()
        && continues(lines, open, first)
        && !is_finished(last)
        && last.length() >= LONG_LINE / 2
        && first.words.first().is_some_and(is_lowercase_word);
    is_aligned && !next.is_item && (is_tagged || is_cut)
}

/// Whether the paragraph stops in the middle of a sentence that the other, at the head of the next
/// column, goes on with.
pub(crate) fn runs_on(lines: &[Line], open: &Paragraph, next: &Paragraph) -> bool {
    let own = || open.lines.iter().map(|line| &lines[*line]);
    let (Some(last), Some(line)) = (
        own().next_back(),
        next.lines.first().map(|line| &lines[*line]),
    ) else {
        return false;
    };
    let right = own().map(|line| line.right).fold(f32::MIN, f32::max);
    open.lines.len() >= 2
        && last.length() >= LONG_LINE
        && !is_finished(last)
        && last.right > right - 3.0 * last.size
        && line.length() >= LONG_LINE / 2
        && (line.size - last.size).abs() < 0.05 * last.size
        && last.words.last().map(|word| word.bold) == line.words.first().map(|word| word.bold)
        && !next.is_item
        && line.y < last.y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;
    use crate::lines::tests::word;

    const PAGE: PageText<'_> = PageText {
        units: &[],
        body: 10.0,
        width: 300.0,
        tags: None,
    };

    #[test]
    fn paragraphs_end_at_gaps_and_lines_where_they_are_full() {
        let lines = lines(vec![
            word("a-long-line-of-text-that-fills-a-column", 0.0, 10.0),
            word("short", 0.0, 22.0),
            word("end", 0.0, 34.0),
            word("next", 0.0, 60.0),
        ]);
        let found = paragraphs(&lines, &[0, 1, 2, 3], &PAGE);
        assert_eq!(found[0].lines, [0, 1, 2]);
        assert_eq!(found[0].ends, [End::Wrap, End::Break]);
        assert_eq!(found[1].lines, [3]);
    }

    #[test]
    fn items_begin_paragraphs() {
        let lines = lines(vec![
            word("•", 0.0, 10.0),
            word("one", 10.0, 10.0),
            word("•", 0.0, 22.0),
            word("two", 10.0, 22.0),
        ]);
        let found = paragraphs(&lines, &[0, 1], &PAGE);
        assert!(found.len() == 2 && found.iter().all(|item| item.is_item));
    }
}
