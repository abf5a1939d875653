//! From glyphs to words: which stand on one line, where one ends and the next begins.

use unicode_normalization::UnicodeNormalization;

use crate::glyph::{Drawn, Glyph};
use crate::structure::Tag;

/// A word on the page. Its places are those of its frame: the page turned so that its line runs
/// from left to right; `y` grows downwards.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) left: f32,
    pub(crate) right: f32,
    /// The base line.
    pub(crate) y: f32,
    pub(crate) size: f32,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    /// Whether a space was drawn before it, behind the word before it in the stream.
    pub(crate) spaced: bool,
    /// Its place among the words of the frame in the order of the stream.
    pub(crate) order: u32,
    /// How sure it is, from 0 to 1, where it was read from an image.
    pub(crate) confidence: Option<f32>,
    /// The block of the document's own structure.
    pub(crate) tag: Tag,
}

/// The words of one direction.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) angle: u16,
    pub(crate) words: Vec<Word>,
}

impl Frame {
    /// The box on the page (left, top, right, bottom) of a box in the frame.
    pub(crate) fn on_page(&self, bounds: [f32; 4]) -> [f32; 4] {
        if self.angle == 0 {
            return bounds;
        }
        let (sin, cos) = f32::from(self.angle).to_radians().sin_cos();
        let [left, top, right, bottom] = bounds;
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
            .map(|(x, y)| (x * cos - y * sin, x * sin + y * cos));
        corners.iter().fold(
            [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
            |[left, top, right, bottom], (x, y)| {
                [left.min(*x), top.min(*y), right.max(*x), bottom.max(*y)]
            },
        )
    }
}

/// A glyph in its frame.
#[derive(Clone, Copy)]
struct Placed<'a> {
    text: &'a str,
    left: f32,
    right: f32,
    y: f32,
    size: f32,
    bold: bool,
    italic: bool,
    /// Raised (1) or lowered (-1) beside larger letters.
    shift: i8,
    tag: Tag,
}

/// The frames of a page, that of most glyphs first, then in the order of the stream.
pub(crate) fn frames(drawn: &Drawn, characters: &str) -> Vec<Frame> {
    let mut angles: Vec<(u16, Vec<Placed<'_>>)> = Vec::new();
    for glyph in drawn.glyphs.iter().filter(|glyph| is_seen(glyph, drawn)) {
        let text = &characters[glyph.start as usize..(glyph.start + glyph.length) as usize];
        let index = angles.iter().position(|(angle, _)| *angle == glyph.angle);
        let index = index.unwrap_or_else(|| {
            angles.push((glyph.angle, Vec::new()));
            angles.len() - 1
        });
        angles[index].1.push(place(glyph, text));
    }
    let most =
        (0..angles.len()).max_by_key(|index| (angles[*index].1.len(), std::cmp::Reverse(*index)));
    if let Some(most) = most {
        angles[..=most].rotate_right(1);
    }
    angles
        .into_iter()
        .map(|(angle, glyphs)| Frame {
            angle,
            words: words(&glyphs),
        })
        .collect()
}

/// Whether a reader of the page sees the glyph: it lies on the page, and where it is invisible, an
/// image shows it.
fn is_seen(glyph: &Glyph, drawn: &Drawn) -> bool {
    let (x, y) = ((glyph.x + glyph.end_x) / 2.0, (glyph.y + glyph.end_y) / 2.0);
    let margin = glyph.size;
    let on_page =
        x > -margin && x < drawn.width + margin && y > -margin && y < drawn.height + margin;
    on_page
        && (!glyph.invisible
            || drawn.images.iter().any(|[left, top, right, bottom]| {
                *left <= x && x <= *right && *top <= y && y <= *bottom
            }))
}

fn place<'a>(glyph: &Glyph, text: &'a str) -> Placed<'a> {
    let (sin, cos) = match glyph.angle {
        0 => (0.0, 1.0),
        angle => f32::from(angle).to_radians().sin_cos(),
    };
    let along = |x: f32, y: f32| x * cos + y * sin;
    let (begin, end) = (along(glyph.x, glyph.y), along(glyph.end_x, glyph.end_y));
    Placed {
        text,
        left: begin.min(end),
        right: begin.max(end),
        y: glyph.y * cos - glyph.x * sin,
        size: glyph.size,
        bold: glyph.bold,
        italic: glyph.italic,
        shift: 0,
        tag: glyph.tag,
    }
}

/// Letters that a font draws alone, with the mark that combines instead.
const ACCENTS: [(char, char); 12] = [
    ('`', '\u{300}'),
    ('´', '\u{301}'),
    ('ˆ', '\u{302}'),
    ('˜', '\u{303}'),
    ('¯', '\u{304}'),
    ('˘', '\u{306}'),
    ('˙', '\u{307}'),
    ('¨', '\u{308}'),
    ('˚', '\u{30A}'),
    ('˝', '\u{30B}'),
    ('ˇ', '\u{30C}'),
    ('¸', '\u{327}'),
];

/// Cuts the glyphs into runs on one base line, and these into words.
fn words(glyphs: &[Placed<'_>]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut run: Vec<Placed<'_>> = Vec::new();
    // The letters that others are raised or lowered beside.
    let mut base: Option<Placed<'_>> = None;
    for glyph in glyphs {
        let mut glyph = *glyph;
        let follows = match (run.last(), &base) {
            (Some(last), Some(base)) => {
                if is_repeated(last, &glyph)
                    || run.len() > 1 && is_repeated(&run[run.len() - 2], &glyph)
                {
                    continue;
                }
                let size = last.size.max(glyph.size);
                let gap = glyph.left - last.right;
                let near = gap >= -0.6 * size && gap <= 1.6 * size;
                let rise = base.y - glyph.y;
                if rise.abs() <= 0.12 * base.size
                    || rise.abs() <= 0.3 * base.size && glyph.size >= 0.9 * base.size
                {
                    near
                } else if glyph.size < 0.9 * base.size
                    && gap.abs() < 0.35 * base.size
                    && rise > -0.4 * base.size
                    && rise < 0.75 * base.size
                {
                    glyph.shift = if rise > 0.0 { 1 } else { -1 };
                    true
                } else {
                    false
                }
            }
            _ => false,
        };
        if !follows {
            cut(&run, &mut words);
            run.clear();
            base = None;
        }
        if glyph.shift == 0 && (base.is_none() || !glyph.text.trim().is_empty()) {
            base = Some(glyph);
        }
        run.push(glyph);
    }
    cut(&run, &mut words);
    words
}

/// Whether the second is the first drawn again, as is done for want of a bold font. Where it stands
/// behind the first, it is a letter of its own, narrow as letters may be: "ll".
fn is_repeated(first: &Placed<'_>, second: &Placed<'_>) -> bool {
    let apart = (first.left - second.left).abs();
    let width = first.right - first.left;
    first.text == second.text
        && !first.text.trim().is_empty()
        && apart < 0.13 * first.size
        && (apart < 0.6 * width || width < 0.01 * first.size)
        && (first.y - second.y).abs() < 0.13 * first.size
}

/// Cuts a run into words.
fn cut(run: &[Placed<'_>], words: &mut Vec<Word>) {
    let first_word = words.len();
    let limit = widest_gap_in_words(run);
    let mut spaced = false;
    let mut last_right = f32::MIN;
    let mut open = false;
    for glyph in run {
        if glyph.text.is_empty() {
            // Not known, but something stands there.
            last_right = glyph.right;
            continue;
        }
        if glyph.text.trim().is_empty() {
            open = false;
            spaced = true;
            continue;
        }
        let size = glyph.size.max(0.1);
        if open && (glyph.left - last_right) / size > limit {
            open = false;
        }
        match words.last_mut() {
            Some(word) if open && words_len_ok(word) => extend(word, glyph),
            _ => {
                let order = words.len() as u32;
                words.push(Word {
                    text: shifted(glyph).into_owned(),
                    left: glyph.left,
                    right: glyph.right,
                    y: glyph.y,
                    size,
                    bold: glyph.bold,
                    italic: glyph.italic,
                    spaced,
                    order,
                    confidence: None,
                    tag: glyph.tag,
                });
            }
        }
        open = true;
        spaced = false;
        last_right = glyph.right;
    }
    join_spaced_letters(words, first_word);
}

/// No word of a language is this long; what is, is cut so that time stays in proportion.
fn words_len_ok(word: &Word) -> bool {
    word.text.len() < 4000
}

fn extend(word: &mut Word, glyph: &Placed<'_>) {
    let accent = |character: char| {
        ACCENTS
            .iter()
            .find(|(alone, _)| *alone == character)
            .map(|it| it.1)
    };
    let mut characters = glyph.text.chars();
    let overlap = word.right.min(glyph.right) - word.left.max(glyph.left);
    let covers =
        overlap > 0.5 * (glyph.right - glyph.left) && glyph.right - word.right < 0.3 * glyph.size;
    if covers
        && let Some(mark) = characters.next().and_then(accent)
        && characters.next().is_none()
    {
        word.text.push(mark);
        word.text = word.text.nfc().collect();
        return;
    }
    let before = word.text.chars().next_back();
    if let (Some(mark), Some(letter)) = (before.and_then(accent), glyph.text.chars().next())
        && letter.is_alphabetic()
        && word.right - glyph.left > 0.15 * glyph.size
    {
        word.text.pop();
        word.text.push_str(glyph.text);
        word.text.push(mark);
        word.text = word.text.nfc().collect();
    } else {
        word.text.push_str(&shifted(glyph));
    }
    word.right = word.right.max(glyph.right);
    if glyph.shift == 0 {
        if word.size < glyph.size {
            word.y = glyph.y;
        }
        word.size = word.size.max(glyph.size);
    }
    word.bold &= glyph.bold;
    word.italic &= glyph.italic;
}

/// Raised figures would run into those beside them; they have characters of their own.
fn shifted<'a>(glyph: &Placed<'a>) -> std::borrow::Cow<'a, str> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    if glyph.shift > 0 && glyph.text.bytes().all(|byte| byte.is_ascii_digit()) {
        let raised = glyph
            .text
            .bytes()
            .map(|byte| RAISED[usize::from(byte - b'0')]);
        return raised.collect::<String>().into();
    }
    glyph.text.into()
}

/// The widest gap inside of words, in ems: wider where all letters are spaced.
fn widest_gap_in_words(run: &[Placed<'_>]) -> f32 {
    const USUAL: f32 = 0.13;
    let mut gaps: Vec<f32> = run
        .windows(2)
        .filter(|pair| pair.iter().all(|glyph| !glyph.text.trim().is_empty()))
        .map(|pair| (pair[1].left - pair[0].right) / pair[0].size.max(0.1))
        .collect();
    if gaps.len() < 4 {
        return USUAL;
    }
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f32::total_cmp);
    if *median > 0.08 {
        *median * 1.6 + 0.08
    } else {
        USUAL
    }
}

/// Joins letters that stand alone, one behind the other, as headings are set: "F A I R".
fn join_spaced_letters(words: &mut Vec<Word>, from: usize) {
    const FEWEST: usize = 5;
    let is_letter = |word: &Word| {
        let mut characters = word.text.chars();
        characters.next().is_some_and(char::is_alphanumeric)
            && characters
                .next()
                .is_none_or(|second| !second.is_alphanumeric() && characters.next().is_none())
    };
    let mut at = from;
    while at < words.len() {
        let count = words[at..]
            .iter()
            .take_while(|word| is_letter(word))
            .count();
        let letters = words[at..at + count]
            .iter()
            .filter(|word| word.text.starts_with(char::is_alphabetic))
            .count();
        if count < FEWEST || letters < 4 {
            at += count.max(1);
            continue;
        }
        let mut gaps: Vec<f32> = words[at..at + count]
            .windows(2)
            .map(|pair| pair[1].left - pair[0].right)
            .collect();
        gaps.sort_by(f32::total_cmp);
        let limit = gaps[gaps.len() / 2].max(0.02) * 1.7;
        let mut joined: Vec<Word> = Vec::new();
        for word in words.drain(at..at + count) {
            match joined.last_mut() {
                Some(last) if word.left - last.right <= limit => {
                    last.text.push_str(&word.text);
                    last.right = word.right;
                }
                _ => joined.push(word),
            }
        }
        let next = at + joined.len();
        words.splice(at..at, joined);
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glyphs half an em wide from the left, with the gaps in ems before them.
    fn run<'a>(glyphs: &[(&'a str, f32)]) -> Vec<Placed<'a>> {
        let mut right = 0.0;
        let place = |(text, gap): &(&'a str, f32)| {
            let left = right + gap * 10.0;
            right = left + 5.0;
            Placed {
                text,
                left,
                right,
                y: 100.0,
                size: 10.0,
                bold: false,
                italic: false,
                shift: 0,
                tag: 0,
            }
        };
        glyphs.iter().map(place).collect()
    }

    fn texts(glyphs: &[Placed<'_>]) -> Vec<String> {
        words(glyphs).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn gaps_and_spaces_divide_words() {
        let glyphs = run(&[("a", 0.0), ("b", 0.02), ("c", 0.3), (" ", 0.0), ("d", 0.0)]);
        assert_eq!(texts(&glyphs), ["ab", "c", "d"]);
    }

    #[test]
    fn spaced_letters_make_words() {
        let spaced: Vec<(&str, f32)> = "FAIR"
            .split("")
            .filter(|it| !it.is_empty())
            .map(|it| (it, 0.4))
            .collect();
        let mut two = spaced.clone();
        two.extend(&spaced);
        two[4].1 = 1.2;
        assert_eq!(texts(&run(&two)), ["FAIR", "FAIR"]);
        let drawn: Vec<(&str, f32)> = ["F", " ", "A", " ", "I", " ", "R", " ", "S"]
            .map(|it| (it, 0.0))
            .to_vec();
        assert_eq!(texts(&run(&drawn)), ["FAIRS"]);
    }

    #[test]
    fn repeated_glyphs_go_and_double_letters_stay() {
        let mut glyphs = run(&[("l", 0.0), ("l", 0.0), ("a", 0.0)]);
        assert_eq!(texts(&glyphs), ["lla"]);
        glyphs[1].left = glyphs[0].left + 0.3;
        assert_eq!(texts(&glyphs[..2]), ["l"]);
    }

    #[test]
    fn raised_figures_are_told_from_those_beside_them() {
        let mut glyphs = run(&[("2", 0.0), ("0", 0.0), ("3", 0.02), ("0", -0.02)]);
        for glyph in &mut glyphs[2..] {
            glyph.size = 6.0;
            glyph.y = 96.0;
        }
        assert_eq!(texts(&glyphs), ["20³⁰"]);
    }

    #[test]
    fn accents_join_their_letters() {
        let mut glyphs = run(&[("´", 0.0), ("e", 0.0)]);
        glyphs[1].left = glyphs[0].left;
        glyphs[1].right = glyphs[0].right;
        assert_eq!(texts(&glyphs), ["é"]);
    }
}
