//! What is a heading: by size and weight against the running text of the document.

use std::collections::HashMap;

use crate::lines::Line;
use crate::paragraphs::Paragraph;

/// The sizes of type in a document.
#[derive(Debug)]
pub(crate) struct Sizes {
    /// Half points of the running text.
    body: i32,
    /// Whether the running text is bold.
    body_is_bold: bool,
    /// Half points of headings, from the largest down.
    headings: Vec<i32>,
}

/// The most characters of a heading.
const LONGEST: usize = 220;

impl Sizes {
    pub(crate) fn of<'a>(lines: impl Iterator<Item = &'a Line> + Clone) -> Self {
        let mut letters: HashMap<i32, usize> = HashMap::new();
        let (mut bold, mut all) = (0, 0);
        for line in lines.clone() {
            let length = line.length();
            *letters.entry(half_points(line.size)).or_default() += length;
            all += length;
            bold += if line.is_bold() { length } else { 0 };
        }
        let body = letters
            .iter()
            .max_by_key(|(size, count)| (**count, std::cmp::Reverse(**size)))
            .map_or(0, |(size, _)| *size);
        let mut headings: Vec<i32> = letters
            .into_keys()
            .filter(|size| is_larger(*size, body))
            .collect();
        headings.sort_unstable_by(|one, other| other.cmp(one));
        Sizes {
            body,
            body_is_bold: bold * 2 > all,
            headings,
        }
    }

    /// The size of the running text, in points.
    pub(crate) fn body(&self) -> f32 {
        self.body as f32 / 2.0
    }

    /// The level of a paragraph that is a heading, 1 to 6.
    pub(crate) fn level(&self, lines: &[Line], paragraph: &Paragraph) -> Option<u8> {
        const LOWEST: usize = 6;
        let own = || paragraph.lines.iter().map(|line| &lines[*line]);
        let length: usize = own().map(Line::length).sum();
        let first = own().next()?;
        let has_letters = own().any(|line| {
            line.words
                .iter()
                .any(|word| word.text.contains(char::is_alphabetic))
        });
        if length > LONGEST || paragraph.lines.len() > 5 || !has_letters {
            return None;
        }
        let size = half_points(first.size);
        if is_larger(size, self.body) {
            let rank = self
                .headings
                .iter()
                .position(|other| *other == size)
                .unwrap_or(LOWEST);
            return Some((rank + 1).min(LOWEST) as u8);
        }
        let last = own().next_back()?.words.last()?;
        let is_short = paragraph.lines.len() <= 2 && length <= 100;
        let is_bold = !self.body_is_bold && own().all(Line::is_bold) && size >= self.body - 1;
        let is_sentence = last.text.ends_with(['.', ',', ';', ':'])
            || own().any(|line| {
                line.words
                    .iter()
                    .rev()
                    .skip(1)
                    .any(|word| word.text.ends_with(':'))
            });
        (is_short && is_bold && !is_sentence).then(|| (self.headings.len() + 1).min(LOWEST) as u8)
    }
}

fn half_points(size: f32) -> i32 {
    (size * 2.0).round() as i32
}

fn is_larger(size: i32, body: i32) -> bool {
    size * 20 >= body * 23
}
