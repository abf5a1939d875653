//! From words to lines: what stands side by side on one base line, without wide gaps.

use crate::bidi;
use crate::grids::Ruled;
use crate::structure::Tag;
use crate::words::Word;

/// Words side by side. Where a row of the page has wide gaps, each part is a line of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// In reading order.
    pub(crate) words: Vec<Word>,
    pub(crate) left: f32,
    pub(crate) right: f32,
    /// The base line.
    pub(crate) y: f32,
    /// That of its largest word.
    pub(crate) size: f32,
    /// A ruled table in the place of words.
    pub(crate) table: Option<Box<Ruled>>,
    /// Whether a bullet is drawn before it that is no character.
    pub(crate) bulleted: bool,
}

impl Line {
    /// The upper edge of its low letters and the lower edge of those without tails: lines that are
    /// set tightly do not meet.
    pub(crate) fn core(&self) -> (f32, f32) {
        let last = self.table.as_ref().map_or(self.y, |table| table.bottom());
        (self.y - 0.6 * self.size, last + 0.08 * self.size)
    }

    /// Itself, or the lines of its table.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Line> + Clone {
        let table = self.table.iter().flat_map(|table| table.lines());
        let own = self.table.is_none().then_some(self);
        own.into_iter().chain(table)
    }

    /// Number of characters, spaces between words included.
    pub(crate) fn length(&self) -> usize {
        let letters: usize = self
            .words
            .iter()
            .map(|word| word.text.chars().count())
            .sum();
        letters + self.words.len().saturating_sub(1)
    }

    /// Its words with single spaces.
    pub(crate) fn text(&self) -> String {
        let words = self.lines().flat_map(|line| &line.words);
        let words: Vec<&str> = words.map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// The block of the document's own structure that its first word belongs to.
    pub(crate) fn tag(&self) -> Tag {
        let first = self.lines().find_map(|line| line.words.first());
        first.map_or(0, |word| word.tag)
    }

    pub(crate) fn is_bold(&self) -> bool {
        self.words.iter().all(|word| word.bold)
    }

    fn of(word: Word) -> Self {
        Line {
            left: word.left,
            right: word.right,
            y: word.y,
            size: word.size,
            words: vec![word],
            table: None,
            bulleted: false,
        }
    }

    fn push(&mut self, word: Word) {
        self.left = self.left.min(word.left);
        self.right = self.right.max(word.right);
        if word.size > self.size {
            self.size = word.size;
            self.y = word.y;
        }
        self.words.push(word);
    }
}

/// The most rows, or lines, that are compared with a word or shape.
const LAST: usize = 8;

/// A row that words are put into.
struct Row {
    y: f32,
    size: f32,
    words: Vec<Word>,
}

/// The lines of a frame, by row and from left to right.
pub(crate) fn lines(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|one, other| one.y.total_cmp(&other.y).then(one.order.cmp(&other.order)));
    let mut rows: Vec<Row> = Vec::new();
    for word in words {
        let same = rows
            .iter_mut()
            .rev()
            .take(LAST)
            .find(|row| (row.y - word.y).abs() < 0.3 * row.size.min(word.size));
        match same {
            Some(row) => {
                if word.size > row.size {
                    (row.size, row.y) = (word.size, word.y);
                }
                row.words.push(word);
            }
            None => rows.push(Row {
                y: word.y,
                size: word.size,
                words: vec![word],
            }),
        }
    }
    let is_right_to_left = bidi::is_right_to_left(rows.iter().flat_map(|row| &row.words));
    for row in &mut rows {
        row.words.sort_by(|one, other| {
            one.left
                .total_cmp(&other.left)
                .then(one.order.cmp(&other.order))
        });
    }
    let stops: Vec<(f32, Vec<f32>)> = rows
        .iter()
        .map(|row| (row.size, stops(&row.words)))
        .collect();
    let split = |(index, row): (usize, Row)| {
        // Where words of like rows close by begin, too, is a column of a table, narrow as the gap
        // may be.
        let near = index.saturating_sub(REACH)..(index + REACH + 1).min(stops.len());
        let is_stop = |word: &Word| {
            let same = |other: &f32| (other - word.left).abs() < 0.06 * row.size;
            let has = |(size, stops): &&(f32, Vec<f32>)| {
                *size < 1.25 * row.size && row.size < 1.25 * *size && stops.iter().any(same)
            };
            stops[near.clone()].iter().filter(has).count() > 2
        };
        split(row.words, is_stop)
    };
    let mut lines: Vec<Line> = rows.into_iter().enumerate().flat_map(split).collect();
    for line in &mut lines {
        bidi::to_logical(&mut line.words, is_right_to_left);
    }
    lines
}

/// How many rows above and below are looked at for columns.
const REACH: usize = 3;

/// Where words begin behind a gap that is wider than a space.
fn stops(words: &[Word]) -> Vec<f32> {
    let mut right = f32::MAX;
    let mut stops = Vec::new();
    for word in words {
        if word.left - right > 0.55 * word.size {
            stops.push(word.left);
        }
        right = if right == f32::MAX {
            word.right
        } else {
            right.max(word.right)
        };
    }
    stops
}

/// Whether the row is one line that was spread to its column's edges: its words have wide gaps of
/// one width, with a drawn space in each.
fn is_justified(words: &[Word]) -> bool {
    let in_order = words
        .windows(2)
        .all(|pair| pair[1].spaced && pair[1].order == pair[0].order + 1);
    let gaps = || words.windows(2).map(|pair| pair[1].left - pair[0].right);
    let (least, most) = gaps().fold((f32::MAX, 0.0_f32), |(least, most), gap| {
        (least.min(gap), most.max(gap))
    });
    in_order && words.len() >= 3 && most < 1.2 * least
}

/// Splits a row of words, from left to right, at wide gaps and at the given places, and joins what
/// touches.
fn split(words: Vec<Word>, is_stop: impl Fn(&Word) -> bool) -> Vec<Line> {
    let is_justified = is_justified(&words);
    let mut lines: Vec<Line> = Vec::new();
    // The order in the stream of the last part of the last word.
    let mut last_order = 0;
    for word in words {
        let order = word.order;
        let Some(line) = lines.last_mut() else {
            lines.push(Line::of(word));
            last_order = order;
            continue;
        };
        let is_after_bullet = is_bullet(line);
        let Some(last) = line.words.last_mut() else {
            continue;
        };
        let size = last.size.max(word.size);
        let gap = word.left - line.right;
        if last.text == word.text && (last.left - word.left).abs() < 0.25 * size {
            // Drawn twice, for a bold look or a shadow.
            continue;
        }
        let follows = order == last_order + 1;
        let touches = gap < 0.1 * last.size.min(word.size) && !(word.spaced && follows);
        let widest = match gap > 0.2 * size && is_stop(&word) {
            true => 0.2,
            false if is_justified => 4.0,
            false if follows && word.spaced => 1.6,
            false => 1.0,
        };
        if gap > widest * size && !(gap < 4.0 * size && is_after_bullet) || gap < -1.2 * size {
            lines.push(Line::of(word));
        } else if touches
            && gap > -0.5 * size
            && word.size < 1.6 * last.size
            && last.size < 1.6 * word.size
        {
            last.text.push_str(&word.text);
            last.right = last.right.max(word.right);
            last.bold &= word.bold;
            last.italic &= word.italic;
            line.right = line.right.max(word.right);
            if word.size > line.size {
                (line.size, line.y) = (word.size, word.y);
            }
        } else {
            line.push(word);
        }
        last_order = order;
    }
    lines
}

/// The length of the mark that a list item begins with: a bullet, or a number with its point or
/// bracket. 0 where the line is no item.
pub(crate) fn bullet(word: &str) -> usize {
    const BULLETS: &str = "•‣◦▪▫■□●○◆◇►▶➢➤❖✓✔✗–—-*·»›➔→o";
    let mut characters = word.chars();
    match (characters.next(), characters.next()) {
        (Some(first), None) if BULLETS.contains(first) => first.len_utf8(),
        (Some(first), Some('.' | ')')) if first.is_ascii_digit() && characters.next().is_none() => {
            2
        }
        _ => 0,
    }
}

/// A small round or square shape: its left edge, its middle (from the top) and its width.
pub(crate) type Dot = [f32; 3];

/// Marks the lines that dots stand before, where at least two stand one below the other.
pub(crate) fn mark_bullets(lines: &mut [Line], dots: &[Dot]) {
    const SHORTEST_GAP: f32 = 0.1;
    const WIDEST_GAP: f32 = 2.5;
    let mut found: Vec<(f32, usize)> = Vec::new();
    for [left, middle, width] in dots {
        let before = |line: &Line| {
            let gap = (line.left - left - width) / line.size;
            let rise = (line.y - middle) / line.size;
            (SHORTEST_GAP..WIDEST_GAP).contains(&gap)
                && (0.1..0.6).contains(&rise)
                && (0.08 * line.size..0.6 * line.size).contains(width)
                && line.table.is_none()
        };
        let first = lines.partition_point(|line| line.y < *middle);
        let near = lines[first..].iter().take(LAST).position(before);
        found.extend(near.map(|near| (*left, first + near)));
    }
    for (left, line) in &found {
        let is_below = |(other, below): &(f32, usize)| {
            below != line && (other - left).abs() < 0.2 * lines[*line].size
        };
        if found.iter().any(is_below) {
            lines[*line].bulleted = true;
        }
    }
}

fn is_bullet(line: &Line) -> bool {
    matches!(line.words.as_slice(), [only] if bullet(&only.text) > 0)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn word(text: &str, left: f32, y: f32) -> Word {
        Word {
            text: text.to_owned(),
            left,
            right: left + 5.0 * text.chars().count() as f32,
            y,
            size: 10.0,
            bold: false,
            italic: false,
            spaced: false,
            order: 0,
            confidence: None,
            tag: 0,
        }
    }

    fn texts(words: Vec<Word>) -> Vec<String> {
        lines(words).iter().map(Line::text).collect()
    }

    #[test]
    fn rows_are_split_at_wide_gaps() {
        let words = vec![
            word("b", 8.0, 20.0),
            word("a", 0.0, 20.5),
            word("c", 40.0, 20.0),
            word("d", 0.0, 33.0),
        ];
        assert_eq!(texts(words), ["a b", "c", "d"]);
    }

    #[test]
    fn what_touches_is_one_word_and_what_repeats_goes() {
        let words = vec![
            word("ab", 0.0, 20.0),
            word("cd", 10.2, 20.0),
            word("cd", 30.0, 20.0),
            word("cd", 31.0, 20.0),
        ];
        assert_eq!(texts(words), ["abcd cd"]);
    }

    #[test]
    fn drawn_bullets_mark_the_lines_behind_them() {
        let mut lines = lines(vec![
            word("one", 20.0, 20.0),
            word("and-more", 20.0, 32.0),
            word("two", 20.0, 44.0),
            word("away", 200.0, 56.0),
        ]);
        mark_bullets(
            &mut lines,
            &[[10.0, 17.0, 3.0], [10.0, 41.0, 3.0], [190.0, 53.0, 3.0]],
        );
        let marked: Vec<bool> = lines.iter().map(|line| line.bulleted).collect();
        assert_eq!(marked, [true, false, true, false]);
    }

    #[test]
    fn bullets_stay_with_their_items() {
        assert_eq!(
            texts(vec![word("•", 0.0, 20.0), word("item", 30.0, 20.0)]),
            ["• item"]
        );
    }
}
