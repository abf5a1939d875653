//! Which e-mail addresses and phones of a document stand together.

use handbill_lexicon::{Concept, Gap};
use handbill_model::{BlockKind, Span};

use super::Desk;
use crate::assemble::phones::phone_of;
use crate::find::LINKED_EMAIL;
use crate::names;
use crate::{Found, Mention};

/// How far apart the lines of one contact's phone and e-mail may be, with labels between.
const LABEL_LINES: usize = 4;

/// E-mail addresses and phones that stand together.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// Indices of the mentions.
    pub(super) items: Vec<usize>,
    /// First line.
    pub(super) line: usize,
    /// Last line.
    pub(super) last_line: usize,
}

impl Desk<'_, '_, '_> {
    /// Groups the e-mail addresses and phones of the document.
    pub(super) fn spots(&self) -> Vec<Spot> {
        let mut out: Vec<Spot> = Vec::new();
        // The last line that was looked at, and whether it has no contact.
        let mut judged: Option<(usize, bool)> = None;
        for (index, mention) in self.mentions.iter().enumerate() {
            let is_email = matches!(mention.found, Found::Email(_));
            let is_phone = phone_of(self.words.view, mention).is_some();
            if !is_email && !is_phone {
                continue;
            }
            let Some(line) = self.words.line_at(mention.span.start) else {
                continue;
            };
            let no_contact = match judged {
                Some((known, no_contact)) if known == line => no_contact,
                _ => self.is_no_contact(line),
            };
            judged = Some((line, no_contact));
            if no_contact {
                continue;
            }
            match out.last_mut() {
                Some(spot) if self.belongs(spot, index, line) => {
                    spot.items.push(index);
                    spot.last_line = line;
                }
                _ => out.push(Spot {
                    items: vec![index],
                    line,
                    last_line: line,
                }),
            }
        }
        out
    }

    /// Whether the line says that its address is no contact's, or is a field of those written to.
    pub(super) fn is_no_contact(&self, index: usize) -> bool {
        let words = self.words;
        let line = words.lines[index];
        let is_field = words
            .block(index)
            .is_some_and(|block| matches!(block.kind, BlockKind::KeyValue { .. }));
        (line.first..line.end).any(|token| {
            words
                .hit(token, Concept::RoleNotContact)
                .is_some_and(|hit| hit.value == 1 || is_field && token == line.first)
        })
    }

    /// Whether the next coordinate stands with those of the spot: on the same line or the next,
    /// with no person between; a second of its kind on another line is another contact's.
    fn belongs(&self, spot: &Spot, index: usize, line: usize) -> bool {
        let Some(&last) = spot.items.last() else {
            return false;
        };
        let (before, now) = (&self.mentions[last], &self.mentions[index]);
        if now.span.start < before.span.end {
            return false;
        }
        let between = Span::new(before.span.end, now.span.start);
        let named = |item: &Mention| item.rule == LINKED_EMAIL && self.names_person(item.span);
        if self.names_person(between) || named(now) {
            return false;
        }
        if self.row_of(line) != self.row_of(spot.last_line)
            && (spot.last_line + 1..line).any(|cell| self.opens_row_of_other(cell))
        {
            return false;
        }
        if line == spot.last_line {
            if self.leaves_brackets(between) {
                return false;
            }
            let (at, _) = self.words.tokens_of(now.span);
            let alike = std::mem::discriminant(&before.found) == std::mem::discriminant(&now.found);
            if alike && (self.words.begins_column(at) || self.names_next(between)) {
                return false;
            }
            return !self.is_sentence_between(between);
        }
        // What stands under the numbers of two persons is not the second's alone.
        let first = spot.items.first().map(|first| &self.mentions[*first]);
        if self.opens_entry(line, now) || first.is_some_and(|it| self.is_beside_alike(spot, it)) {
            return false;
        }
        let same_kind = spot.items.iter().any(|item| {
            std::mem::discriminant(&self.mentions[*item].found)
                == std::mem::discriminant(&now.found)
        });
        let near = spot.last_line + 1 == line
            || line - spot.last_line <= LABEL_LINES
                && (spot.last_line + 1..line).all(|between| self.is_label(between));
        let bare = || {
            let told = now.rule != LINKED_EMAIL;
            told && spot.last_line + 1 == line && self.is_bare(line, between)
        };
        near && (!same_kind || bare()) && !self.is_prose(line) && !self.is_prose(spot.last_line)
    }

    /// Whether the line is a cell that holds nothing but a post or what is written like a name, as in a
    /// table of persons.
    fn opens_row_of_other(&self, line: usize) -> bool {
        let words = self.words;
        let cell = words.lines[line];
        self.row_of(line).is_some()
            && (words.is(cell.first, Concept::PersonPost)
                || names::shape_end(words, cell.first) == Some(cell.end))
    }

    /// The row of a table that the line is a cell of.
    pub(super) fn row_of(&self, line: usize) -> Option<(u32, u32)> {
        match self.words.block(line)?.kind {
            BlockKind::Cell { table, row, .. } => Some((table, row)),
            _ => None,
        }
    }

    /// Whether the brackets that a coordinate stands in close before the next, and more than a word for
    /// phones or e-mail leads to that: `Kim (030 …) or write to …`.
    fn leaves_brackets(&self, between: Span) -> bool {
        let words = self.words;
        let (first, end) = words.tokens_of(between);
        let close = (first..end)
            .find(|token| words.is_mark(*token, '(') || words.is_mark(*token, ')'))
            .filter(|token| words.is_mark(*token, ')'));
        close.is_some_and(|close| {
            (close..end).any(|token| {
                let cue = [Concept::PhoneCue, Concept::EmailCue]
                    .iter()
                    .any(|concept| words.is(token, *concept));
                words.is_word(token) && !cue
            })
        })
    }

    /// Whether a person is named in the span, with the full name or a given name.
    fn names_person(&self, span: Span) -> bool {
        let (first, end) = self.words.tokens_of(span);
        names::overlapping(self.persons, span, |person| person.span)
            .any(|person| span.contains(person.span))
            || (first..end).any(|token| {
                self.words.is_capital(token) && self.words.is(token, Concept::PersonGiven)
            })
    }

    /// Whether the words between two coordinates of one kind name whose the second is: one
    /// capitalised name, perhaps a remark, and the word that leads to the number (`or Kim (evenings
    /// only) on`).
    pub(super) fn names_next(&self, between: Span) -> bool {
        const NEAREST: usize = 12;
        let words = self.words;
        let (first, at) = words.tokens_of(between);
        (first.max(at.saturating_sub(NEAREST))..at).any(|token| {
            let plain = |part: usize| {
                !words.is(part, Concept::RoleContact) && !words.is(part, Concept::PhoneCue)
            };
            names::name_end(words, token).is_some_and(|(end, _)| {
                let given = end == at && words.is(token, Concept::PersonGiven);
                end <= at && (token..end).all(plain) && (given || self.is_reached(end, at))
            })
        })
    }

    /// Whether the words before the coordinate on its line begin an entry of a list of contacts:
    /// a label of their own that is none for phones or e-mail (`Press: …`), or two words that may
    /// be a person's name.
    pub(super) fn opens_entry(&self, line: usize, item: &Mention) -> bool {
        const LONG_LABEL: usize = 4;
        let words = self.words;
        let (first, (end, _)) = (words.lines[line].first, words.tokens_of(item.span));
        let channel = [Concept::PhoneCue, Concept::EmailCue]
            .iter()
            .any(|concept| (first..end).any(|token| words.is(token, *concept)));
        let labelled = (first + 1..end)
            .find(|token| words.is_mark(*token, ':'))
            .is_some_and(|colon| {
                // A short label that is not known may be one for phones in another language.
                colon - first >= LONG_LABEL
                    || (first..colon).any(|token| words.is(token, Concept::RoleContact))
            });
        let named = names::name_end(words, first).is_some_and(|(name_end, parts)| {
            parts >= 2 && name_end <= end && (name_end == end || !words.is_word(name_end))
        });
        named || labelled && !channel
    }

    /// Whether the line holds a few words at most, as a label does.
    fn is_label(&self, line: usize) -> bool {
        const FEW: usize = 5;
        let line = self.words.lines[line];
        line.end - line.first <= FEW
    }

    /// Whether nothing but words for phones and e-mail stands between two coordinates on
    /// successive lines.
    fn is_bare(&self, line: usize, between: Span) -> bool {
        let words = self.words;
        let (first, end) = words.tokens_of(between);
        words.gap(words.lines[line].first) == Gap::Line
            && (first..end).all(|token| {
                let cue = [Concept::PhoneCue, Concept::EmailCue, Concept::NamePlatform]
                    .iter()
                    .any(|concept| words.is(token, *concept));
                cue || !words.is_word(token)
            })
    }

    /// Whether a sentence ends in the text between two coordinates of a line.
    pub(super) fn is_sentence_between(&self, between: Span) -> bool {
        let text = between.of(self.words.view.text());
        // The stop behind a number closes no sentence ("by 5. May on …").
        let ends = text
            .match_indices(". ")
            .any(|(at, _)| !text[..at].ends_with(|before: char| before.is_ascii_digit()));
        ends && text.split_whitespace().count() > 3
    }

    /// Whether the line is running text rather than a label with a value.
    pub(super) fn is_prose(&self, line: usize) -> bool {
        const PROSE: usize = 160;
        self.words.lines[line].span.len() > PROSE
    }
}
