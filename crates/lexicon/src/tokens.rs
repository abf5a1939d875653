//! Tokens: words, numbers and single marks, each with its folded spelling.
//!
//! The build script includes this file too, so that phrases of the data files and the text of
//! documents are cut and folded by the same code.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::hash::hash;

/// The white space before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// None: the token touches the one before.
    None,
    /// Spaces or tabs.
    Space,
    /// One line end.
    Line,
    /// An empty line, or the start of the text.
    Blank,
}

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A run of letters.
    Word,
    /// A run of ASCII digits.
    Number,
    /// Any other single character, dashes and quotes folded to their ASCII forms.
    Mark(char),
}

/// A word, number or mark of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Range of the folded spelling in [`Tokens::folded`].
    fold_start: u32,
    fold_end: u32,
    /// What it is made of.
    pub kind: TokenKind,
    /// The white space before it.
    pub gap: Gap,
}

/// The tokens of a text.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    tokens: Vec<Token>,
    folded: String,
    /// The hashes of the folded spellings.
    hashes: Vec<u32>,
    /// For each stretch of [`STRIDE`] bytes the first token that starts in it or after.
    near: Vec<u32>,
}

/// Bytes of a stretch of text that has its first token noted.
const STRIDE: usize = 8;

impl std::ops::Deref for Tokens {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.tokens
    }
}

impl Tokens {
    /// Cuts the text.
    pub fn new(text: &str) -> Self {
        let mut out = Tokens {
            tokens: Vec::with_capacity(text.len() / 5),
            folded: String::with_capacity(text.len()),
            hashes: Vec::with_capacity(text.len() / 5),
            near: Vec::with_capacity(text.len() / STRIDE + 1),
        };
        let mut gap = Gap::Blank;
        let mut characters = text.char_indices().peekable();
        while let Some((start, character)) = characters.next() {
            if character.is_whitespace() {
                gap = match (character, gap) {
                    ('\n', Gap::Line | Gap::Blank) => Gap::Blank,
                    ('\n', _) => Gap::Line,
                    (_, Gap::None) => Gap::Space,
                    _ => gap,
                };
                continue;
            }
            let letter = is_letter(character);
            let digit = character.is_ascii_digit();
            let mut end = start + character.len_utf8();
            while let Some(&(at, next)) = characters.peek() {
                let same = (letter
                    && (is_letter(next) || is_combining_mark(next) || is_inner_dot(text, at)))
                    || (digit && next.is_ascii_digit())
                    || (!letter && !digit && (is_combining_mark(next) || next == '\u{200D}'));
                if !same {
                    break;
                }
                end = at + next.len_utf8();
                characters.next();
            }
            let fold_start = self_len(&out.folded);
            let kind = if letter {
                fold_into(&text[start..end], &mut out.folded);
                TokenKind::Word
            } else if digit {
                out.folded.push_str(&text[start..end]);
                TokenKind::Number
            } else {
                let mark = fold_mark(character);
                out.folded.push(mark);
                TokenKind::Mark(mark)
            };
            let here = out.tokens.len() as u32;
            out.near
                .resize(out.near.len().max(start / STRIDE + 1), here);
            out.hashes.push(hash(&out.folded[fold_start as usize..]));
            out.tokens.push(Token {
                start: start as u32,
                end: end as u32,
                fold_start,
                fold_end: self_len(&out.folded),
                kind,
                gap,
            });
            gap = Gap::None;
        }
        out
    }

    /// The folded spelling of a token: lower case, without accents; digits and marks as they are.
    pub fn folded(&self, index: usize) -> &str {
        let token = &self.tokens[index];
        &self.folded[token.fold_start as usize..token.fold_end as usize]
    }

    /// The hashes of the folded spellings, by token: tokens of different hashes differ.
    pub fn hashes(&self) -> &[u32] {
        &self.hashes
    }

    /// The number that a token of at most nine digits writes.
    pub fn number(&self, index: usize) -> Option<u32> {
        let token = self.tokens.get(index)?;
        if token.kind != TokenKind::Number || token.fold_end - token.fold_start > 9 {
            return None;
        }
        self.folded(index).parse().ok()
    }

    /// Whether the token is this mark.
    pub fn is_mark(&self, index: usize, mark: char) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == TokenKind::Mark(mark))
    }

    /// The first token that starts at or after the byte offset.
    pub fn first_at(&self, offset: usize) -> usize {
        let Some(&near) = self.near.get(offset / STRIDE) else {
            return self.tokens.len();
        };
        let rest = self.tokens[near as usize..].iter();
        near as usize
            + rest
                .take_while(|token| (token.start as usize) < offset)
                .count()
    }

    /// The tokens that start in the bytes from `start` to `end`.
    pub fn range(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let first = self.first_at(start);
        first..self.first_at(end).max(first)
    }
}

fn self_len(text: &str) -> u32 {
    text.len() as u32
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic()
}

/// Whether the point between two letters l stands at the offset, which parts no words ("col·lectiu").
fn is_inner_dot(text: &str, at: usize) -> bool {
    let l = ['l', 'L'];
    text[at..]
        .strip_prefix('\u{B7}')
        .is_some_and(|rest| rest.starts_with(l) && text[..at].ends_with(l))
}

/// Dashes, quotes and full-width marks in their ASCII forms.
fn fold_mark(mark: char) -> char {
    match mark {
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2043}'
        | '\u{FE58}'
        | '\u{FE63}'
        | '~'
        | '\u{223C}'
        | '\u{301C}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '`' | '\u{B4}'
        | '\u{2BC}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{AB}' | '\u{BB}' | '\u{2033}' | '\u{2039}' | '\u{203A}' => '"',
        '\u{FF1A}' | '\u{2236}' => ':',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2022}' | '\u{B7}' | '\u{2219}' | '\u{25CF}' | '\u{25E6}' | '\u{30FB}' => '•',
        '\u{2502}' | '\u{FF5C}' | '\u{A6}' => '|',
        _ => mark,
    }
}

/// Appends the folded spelling of a word: lower case, without accents, ligatures spelt out.
pub fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        let start = out.len();
        out.push_str(word);
        out[start..].make_ascii_lowercase();
        return;
    }
    for character in word.chars().flat_map(char::to_lowercase).nfkd() {
        match character {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            _ if is_combining_mark(character) => {}
            _ => out.push(character),
        }
    }
}

/// The folded spelling of a word.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}
