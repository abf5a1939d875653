use handbill_lexicon::{Concept, Gap, Hit, Token, TokenKind};
use handbill_model::{Block, BlockKind, Span};

use crate::find::LINKED_EMAIL;
use crate::{Found, Mention, View};

/// A line of a block: what a reader sees as one row of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Where.
    pub span: Span,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Index of its block.
    pub block: usize,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `word`
    Lower,
    /// `Word`
    Capital,
    /// `WORD`
    Upper,
    /// `CamelCase`, `iFAB`
    Mixed,
}

/// The tokens of a document as the finders of names see them: without those that dates, links
/// and numbers have claimed, and in lines.
pub(crate) struct Words<'v, 'd> {
    /// The document.
    pub view: &'v View<'d>,
    /// The lines of all blocks, ascending.
    pub lines: Vec<Line>,
    taken: Vec<bool>,
    /// How each token is written.
    cases: Vec<Case>,
}

impl<'v, 'd> Words<'v, 'd> {
    /// Lines up the tokens.
    pub fn new(view: &'v View<'d>, mentions: &[Mention]) -> Self {
        let mut taken = vec![false; view.tokens.len()];
        for mention in mentions.iter().filter(|mention| claims(mention)) {
            let first = view.tokens.first_at(mention.span.start);
            let end = view.tokens.first_at(mention.span.end);
            for token in taken.iter_mut().take(end).skip(first) {
                *token = true;
            }
        }
        Words {
            lines: lines(view),
            view,
            taken,
            cases: cases(view),
        }
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.view.tokens.len()
    }

    /// The longest hit of the concept at the token.
    pub fn hit(&self, token: usize, concept: Concept) -> Option<&'v Hit> {
        self.view.hits.find(token, concept)
    }

    /// Whether a phrase of the concept begins at the token.
    pub fn is(&self, token: usize, concept: Concept) -> bool {
        self.hit(token, concept).is_some()
    }

    /// Whether the token is this mark.
    pub fn is_mark(&self, token: usize, mark: char) -> bool {
        self.view.tokens.is_mark(token, mark)
    }

    /// The white space before the token; that of the text's end is an empty line.
    pub fn gap(&self, token: usize) -> Gap {
        self.view
            .tokens
            .get(token)
            .map_or(Gap::Blank, |token| token.gap)
    }

    /// Whether so many spaces stand before the token, inside a line, that it begins a column, or a tab as
    /// between the cells of a table.
    pub fn begins_column(&self, token: usize) -> bool {
        const COLUMN_GAP: u32 = 4;
        let Some(before) = token.checked_sub(1) else {
            return false;
        };
        match (self.view.tokens.get(before), self.view.tokens.get(token)) {
            (Some(before), Some(token)) => {
                let gap = before.end as usize..token.start as usize;
                token.gap == Gap::Space
                    && (token.start.saturating_sub(before.end) >= COLUMN_GAP
                        || self.view.text()[gap].contains('\t'))
            }
            _ => false,
        }
    }

    /// Whether a tab parts the token from the one before it, as it does cells of a row.
    fn begins_cell(&self, token: usize) -> bool {
        let Some(before) = token.checked_sub(1) else {
            return false;
        };
        match (self.view.tokens.get(before), self.view.tokens.get(token)) {
            (Some(before), Some(token)) if token.gap == Gap::Space => {
                let between = before.end as usize..token.start as usize;
                self.view.text().as_bytes()[between].contains(&b'\t')
            }
            _ => false,
        }
    }

    /// The column of its line that the token stands in, from 0.
    pub fn column(&self, token: usize) -> usize {
        const LONGEST: usize = 64;
        (token.saturating_sub(LONGEST)..=token)
            .rev()
            .take_while(|at| self.gap(*at) < Gap::Line)
            .filter(|at| self.begins_column(*at))
            .count()
    }

    /// The first token of the column of a line.
    pub fn column_start(&self, line: Line, column: usize) -> Option<usize> {
        const LONGEST: usize = 64;
        let last = line.end.min(line.first + LONGEST);
        match column {
            0 => Some(line.first),
            _ => (line.first..last)
                .filter(|at| self.begins_column(*at))
                .nth(column - 1),
        }
    }

    /// Whether the token is a word that no other finder has claimed.
    pub fn is_word(&self, token: usize) -> bool {
        self.view
            .tokens
            .get(token)
            .is_some_and(|found| found.kind == TokenKind::Word)
            && !self.taken[token]
    }

    /// Whether another finder has claimed the token.
    pub fn is_taken(&self, token: usize) -> bool {
        self.taken.get(token).copied().unwrap_or(false)
    }

    /// Whether the token is a dash between words rather than a hyphen inside one. Dashes longer
    /// than a hyphen always are.
    pub fn is_dash(&self, token: usize) -> bool {
        if !self.is_mark(token, '-') {
            return false;
        }
        let written = self.span(token, token + 1).of(self.view.text());
        let long = !matches!(written, "-" | "\u{2010}" | "\u{2011}");
        long || self.gap(token) != Gap::None || self.gap(token + 1) != Gap::None
    }

    /// How the word is written.
    pub fn case(&self, token: usize) -> Case {
        self.cases.get(token).copied().unwrap_or(Case::Lower)
    }

    /// Whether the token is a free word that begins with a capital letter or has one inside.
    pub fn is_capital(&self, token: usize) -> bool {
        self.is_word(token) && self.case(token) != Case::Lower
    }

    /// The folded spelling of the token.
    pub fn folded(&self, token: usize) -> &'v str {
        self.view.tokens.folded(token)
    }

    /// The span of the tokens `first..end`.
    pub fn span(&self, first: usize, end: usize) -> Span {
        let tokens = &self.view.tokens;
        match (tokens.get(first), tokens.get(end.saturating_sub(1))) {
            (Some(from), Some(to)) if first < end => {
                Span::new(from.start as usize, to.end as usize)
            }
            _ => Span::default(),
        }
    }

    /// The tokens that lie in the span.
    pub fn tokens_of(&self, span: Span) -> (usize, usize) {
        let tokens = &self.view.tokens;
        (tokens.first_at(span.start), tokens.first_at(span.end))
    }

    /// The line that holds the byte offset.
    pub fn line_at(&self, offset: usize) -> Option<usize> {
        let after = self.lines.partition_point(|line| line.span.start <= offset);
        let index = after.checked_sub(1)?;
        (offset <= self.lines[index].span.end).then_some(index)
    }

    /// The block of a line.
    pub fn block(&self, line: usize) -> Option<&'v Block> {
        self.view.document.blocks.get(self.lines.get(line)?.block)
    }

    /// Whether a sentence or a line begins at the token.
    pub fn begins_sentence(&self, token: usize) -> bool {
        if self.gap(token) >= Gap::Line || token == 0 {
            return true;
        }
        let before = self.view.tokens[token - 1];
        match before.kind {
            TokenKind::Mark(mark) => {
                matches!(mark, '.' | '!' | '?' | ':' | '|' | '•' | '-' | '*' | '"')
                    || (!mark.is_ascii() && mark != '\u{b0}')
            }
            _ => false,
        }
    }

    /// Whether the next token follows on the same line, or on the next line of running text that
    /// is merely wrapped there.
    pub fn runs_on(&self, token: usize) -> bool {
        match self.gap(token) {
            Gap::None | Gap::Space => {
                token < self.len() && !self.begins_column(token) && !self.begins_cell(token)
            }
            Gap::Line => self.is_wrapped_before(token),
            Gap::Blank => false,
        }
    }

    /// Whether the line before the token has the length of lines that are broken for their width:
    /// longer ones are whole paragraphs. A label begins a line of its own.
    fn is_wrapped_before(&self, token: usize) -> bool {
        const WRAPPED_LINE: std::ops::RangeInclusive<usize> = 60..=140;
        const LABEL: usize = 4;
        const LONG_FIELD: usize = 72;
        if (token..self.len().min(token + LABEL)).any(|at| self.is_mark(at, ':')) {
            return false;
        }
        let Some(previous) = token
            .checked_sub(1)
            .and_then(|before| self.view.tokens.get(before))
        else {
            return false;
        };
        self.line_at(previous.start as usize).is_some_and(|line| {
            let line = self.lines[line];
            // A field that a capital follows below is whole, unless it breaks off.
            let whole = line.span.len() < LONG_FIELD
                && (line.first..line.end.min(line.first + LABEL)).any(|at| self.is_mark(at, ':'))
                && self.is_capital(token)
                && self.is_capital(token - 1);
            WRAPPED_LINE.contains(&line.span.len()) && !whole
        })
    }
}

/// The writing of all tokens.
fn cases(view: &View) -> Vec<Case> {
    let text = view.text();
    let written = |token: &Token| &text[token.start as usize..token.end as usize];
    view.tokens
        .iter()
        .map(|token| match token.kind {
            TokenKind::Word => case_of(written(token)),
            _ => Case::Lower,
        })
        .collect()
}

/// The writing of a word.
pub(crate) fn case_of(word: &str) -> Case {
    // Most words, without the tables of all letters.
    if let [first, rest @ ..] = word.as_bytes()
        && first.is_ascii_alphabetic()
        && rest.iter().all(u8::is_ascii_lowercase)
    {
        return match first.is_ascii_uppercase() {
            true => Case::Capital,
            false => Case::Lower,
        };
    }
    let mut letters = word.chars().filter(|character| character.is_alphabetic());
    let Some(first) = letters.next() else {
        return Case::Lower;
    };
    let (mut upper, mut lower) = (0usize, 0usize);
    for letter in letters {
        if letter.is_uppercase() {
            upper += 1;
        } else {
            lower += 1;
        }
    }
    match (first.is_uppercase(), upper, lower) {
        (true, 0, _) => Case::Capital,
        (true, _, 0) => Case::Upper,
        (false, 0, _) => Case::Lower,
        _ => Case::Mixed,
    }
}

/// Whether words inside the mention are closed to names. Places are not: a town's name is a part
/// of many names. Nor is the text of a link to an address: it may name whose that is.
fn claims(mention: &Mention) -> bool {
    match &mention.found {
        Found::Email(_) => mention.rule != LINKED_EMAIL,
        Found::Address(address) => address.address.street.is_some(),
        _ => true,
    }
}

fn lines(view: &View) -> Vec<Line> {
    let text = view.text();
    let mut out = Vec::new();
    for (index, block) in view.document.blocks.iter().enumerate() {
        if matches!(block.kind, BlockKind::Separator) {
            continue;
        }
        let mut start = block.span.start;
        for part in block.span.of(text).split('\n') {
            let span = Span::new(start, start + part.len()).trim(text);
            start += part.len() + 1;
            if !span.is_empty() {
                out.push(Line {
                    span,
                    first: view.tokens.first_at(span.start),
                    end: view.tokens.first_at(span.end),
                    block: index,
                });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_a_case() {
        assert_eq!(case_of("word"), Case::Lower);
        assert_eq!(case_of("Word"), Case::Capital);
        assert_eq!(case_of("É"), Case::Capital);
        assert_eq!(case_of("UCLG"), Case::Upper);
        assert_eq!(case_of("iFAB"), Case::Mixed);
        assert_eq!(case_of("WiFi"), Case::Mixed);
    }
}
