//! What the grammar sees of a text: tokens, their gaps, and what the lexicon says of them.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind};

use crate::View;

/// A text as the grammar reads it. All positions are token indices; none is out of bounds to ask.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub view: &'a View<'a>,
}

impl<'a> Words<'a> {
    pub fn new(view: &'a View<'a>) -> Self {
        Words { view }
    }

    /// Whether the text is a remark that is said at a known moment.
    pub fn is_remark(self) -> bool {
        self.view.said_at.is_some()
    }

    /// Whether the token is struck out.
    pub fn is_struck(self, at: usize) -> bool {
        let Some(token) = self.view.tokens.get(at) else {
            return false;
        };
        let start = token.start as usize;
        let before = self.view.struck.partition_point(|span| span.start <= start);
        before
            .checked_sub(1)
            .is_some_and(|index| start < self.view.struck[index].end)
    }

    pub fn len(self) -> usize {
        self.view.tokens.len()
    }

    pub fn mark(self, at: usize, mark: char) -> bool {
        self.view.tokens.is_mark(at, mark)
    }

    /// Whether the token is one of the marks.
    pub fn any_mark(self, at: usize, marks: &str) -> bool {
        matches!(self.kind(at), Some(TokenKind::Mark(mark)) if marks.contains(mark))
    }

    pub fn kind(self, at: usize) -> Option<TokenKind> {
        self.view.tokens.get(at).map(|token| token.kind)
    }

    pub fn is_word(self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Word)
    }

    pub fn is_number(self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Number)
    }

    /// The gap before a token; `Blank` past the end.
    pub fn gap(self, at: usize) -> Gap {
        self.view
            .tokens
            .get(at)
            .map_or(Gap::Blank, |token| token.gap)
    }

    /// Whether the token touches the one before.
    pub fn touches(self, at: usize) -> bool {
        self.gap(at) == Gap::None
    }

    /// Whether the token stands on the line of the one before.
    pub fn same_line(self, at: usize) -> bool {
        self.gap(at) <= Gap::Space
    }

    /// Whether the token stands in another cell than the one before.
    pub fn is_beyond_cell(self, at: usize) -> bool {
        let tokens = &self.view.tokens;
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        before.zip(tokens.get(at)).is_some_and(|(before, token)| {
            self.view.text()[before.end as usize..token.start as usize].contains('\t')
        })
    }

    /// Whether no empty line parts the token from the one before.
    pub fn near(self, at: usize) -> bool {
        self.gap(at) != Gap::Blank
    }

    /// Whether the tokens are the whole text, but for a word that leads to a date or time and for
    /// closing marks: a field of a table or form, which says when and nothing else.
    pub fn is_whole(self, first: usize, end: usize) -> bool {
        const LEAD: usize = 3;
        let rest = end..self.len();
        let closed = rest.len() <= 1 && rest.clone().all(|at| self.any_mark(at, ".!?"));
        closed && first <= LEAD && (first == 0 || self.is_led_by_whole(first))
    }

    fn is_led_by_whole(self, end: usize) -> bool {
        [
            Concept::DateDayCue,
            Concept::DateRangeOpen,
            Concept::DateClockCue,
            Concept::DateApproximately,
        ]
        .into_iter()
        .any(|concept| self.phrase(0, concept) == Some(end))
    }

    /// The value of a run of digits and its length.
    pub fn digits(self, at: usize) -> Option<(u32, usize)> {
        let value = self.view.tokens.number(at)?;
        let token = self.view.tokens[at];
        Some((value, (token.end - token.start) as usize))
    }

    pub fn hit(self, at: usize, concept: Concept) -> Option<&'a Hit> {
        self.view.hits.find(at, concept)
    }

    /// One past a phrase of the concept.
    pub fn phrase(self, at: usize, concept: Concept) -> Option<usize> {
        self.hit(at, concept).map(|hit| hit.end)
    }

    /// Whether the name of a month or day is an everyday word too, all of it.
    pub fn is_doubtful(self, name: &Hit) -> bool {
        self.hit(name.first, Concept::DateDoubtful)
            .is_some_and(|word| word.end >= name.end)
    }

    /// Whether a word that is no name of a month before a number stands at the token, in small
    /// letters ("mai 3 zile", "des del 5 de maig").
    pub fn counts_no_days(self, at: usize) -> bool {
        self.hit(at, Concept::DateDoubtful)
            .is_some_and(|word| word.value == 1)
            && !self.capital(at)
    }

    /// Whether a phrase of the concept that begins before the hit covers it ("am Morgen").
    pub fn is_within(self, hit: &Hit, concept: Concept) -> bool {
        (hit.first.saturating_sub(4)..hit.first).any(|first| {
            self.hit(first, concept)
                .is_some_and(|longer| longer.end >= hit.end)
        })
    }

    /// Whether a phrase of the concept ends right before the token.
    pub fn follows(self, at: usize, concept: Concept) -> bool {
        (at.saturating_sub(5)..at).any(|first| {
            self.view
                .hits
                .at(first)
                .iter()
                .any(|hit| hit.concept == concept && hit.end == at)
        })
    }

    /// Whether nothing but a full stop stands beside the tokens on their line.
    pub fn fills_line(self, first: usize, end: usize) -> bool {
        let end = end + usize::from(self.mark(end, '.'));
        self.gap(first) >= Gap::Line && self.gap(end) >= Gap::Line
    }

    /// Whether the token begins with a capital letter.
    pub fn capital(self, at: usize) -> bool {
        self.view.tokens.get(at).is_some_and(|token| {
            self.view.text()[token.start as usize..]
                .chars()
                .next()
                .is_some_and(char::is_uppercase)
        })
    }

    /// Whether the number at the token is glued to something before it that makes it a part of
    /// another number, a price, a code or a name.
    pub fn glued_left(self, at: usize) -> bool {
        if at == 0 || !self.touches(at) {
            return false;
        }
        match self.kind(at - 1) {
            Some(TokenKind::Word) => !self.is_name_of_day_or_month(at - 1),
            Some(TokenKind::Number) => true,
            Some(TokenKind::Mark(mark)) => match mark {
                '.' | ',' | ':' | '/' => at >= 2 && self.touches(at - 1) && self.is_number(at - 2),
                '-' => {
                    at >= 2
                        && self.touches(at - 1)
                        && self.kind(at - 2).is_some()
                        && !self.is_led(at)
                }
                '$' | '€' | '£' | '#' | '@' | '_' | '=' | '%' | '+' | '\\' | '&' => true,
                _ => false,
            },
            None => false,
        }
    }

    /// Whether what ends right before the token goes on in it as a longer number or a code.
    pub fn glued_right(self, end: usize) -> bool {
        if !self.touches(end) {
            return false;
        }
        match self.kind(end) {
            Some(TokenKind::Word) => !self.is_name_of_day_or_month(end),
            Some(TokenKind::Number) => true,
            Some(TokenKind::Mark(mark)) => match mark {
                '.' | ',' | ':' | '/' => self.touches(end + 1) && self.is_number(end + 1),
                '%' | '€' | '$' | '£' | '°' | '_' | '=' | '@' | '+' | '\\' => true,
                _ => false,
            },
            None => false,
        }
    }

    /// Whether a word that leads to a date or time, hyphen and all, stands before ("mit-3 sal-5").
    fn is_led(self, at: usize) -> bool {
        [
            Concept::DateDayCue,
            Concept::DateRangeOpen,
            Concept::DateRange,
            Concept::DateClockCue,
        ]
        .into_iter()
        .any(|concept| self.follows(at, concept))
    }

    fn is_name_of_day_or_month(self, at: usize) -> bool {
        self.view.hits.at(at).iter().any(|hit| {
            matches!(
                hit.concept,
                Concept::DateMonth
                    | Concept::DateMonthShort
                    | Concept::DateWeekday
                    | Concept::DateWeekdayShort
            )
        })
    }
}
