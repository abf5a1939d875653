//! Whose the coordinates are: the person named with them.
//!
//! Looked at are the link itself, the line (`beside.rs`), the row of a table, the lines of the block above
//! and the one below; the first that names a person decides. The name is then completed from the rest of
//! the document.

use handbill_lexicon::{Concept, Gap, fold};
use handbill_model::{BlockKind, Span};

use super::Desk;
use super::spots::Spot;
use crate::find::LINKED_EMAIL;
use crate::names::{self, PersonMention, one_line};
use crate::{Found, Mention, inside};

/// Who a spot belongs to.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) job_title: Option<Span>,
    pub(super) affiliation: Option<Span>,
    pub(super) rule: &'static str,
}

impl Desk<'_, '_, '_> {
    /// The person that the coordinates belong to: before them on the line, in brackets behind
    /// them, named by a cue, or on the lines of the block above.
    pub(super) fn owner(&self, spot: &Spot) -> Option<Owner> {
        let first = &self.mentions[*spot.items.first()?];
        self.linked_person(first)
            .or_else(|| self.person_before(spot, first))
            .or_else(|| self.person_in_row(spot))
            .or_else(|| self.name_behind(spot))
            .or_else(|| self.person_above(spot))
            .or_else(|| self.writer(first))
            .or_else(|| self.person_below(spot))
            .map(|owner| self.in_full(owner))
    }

    /// Who sends the mail, where the sentence of the coordinate bids to write to "me".
    fn writer(&self, item: &Mention) -> Option<Owner> {
        const HEADER_LINES: usize = 12;
        let words = self.words;
        if !names::speaks_of_me(words, item.span) {
            return None;
        }
        let header = (0..words.lines.len().min(HEADER_LINES)).take_while(|line| {
            let block = words.block(*line);
            block.is_some_and(|block| matches!(block.kind, BlockKind::KeyValue { .. }))
        });
        let mut senders = header
            .filter(|line| !self.is_no_contact(*line))
            .filter_map(|line| {
                let span = words.lines[line].span;
                let addressed = inside(self.mentions, span)
                    .any(|mention| matches!(mention.found, Found::Email(_)));
                let mut persons = names::overlapping(self.persons, span, |person| person.span);
                addressed.then(|| persons.next()).flatten()
            });
        senders
            .next()
            .map(|person| owner_of(person, "contact.writer"))
    }

    /// The person whose name is the link to the address.
    fn linked_person(&self, item: &Mention) -> Option<Owner> {
        if item.rule != LINKED_EMAIL {
            return None;
        }
        let words = self.words;
        let mut persons = names::overlapping(self.persons, item.span, |person| person.span);
        if let Some(person) = persons.next() {
            return Some(owner_of(person, "contact.linked-name"));
        }
        let (first, last) = words.tokens_of(item.span);
        let (end, parts) = names::name_end(words, first).filter(|(end, _)| *end == last)?;
        let local = local_part(item);
        let given = words.is(first, Concept::PersonGiven);
        let shown = given || parts >= 2 && names::is_spelt_in(words, first, end, &local);
        let span = words.span(first, end);
        (shown && parts <= 4 && !self.is_organisation(span)).then(|| Owner {
            name: one_line(span.of(words.view.text())),
            span,
            job_title: names::post_after(words, first, end),
            affiliation: None,
            rule: "contact.linked-name",
        })
    }

    /// The person in another cell of the row that the coordinates stand in, with the post that a third
    /// cell tells.
    fn person_in_row(&self, spot: &Spot) -> Option<Owner> {
        const CELLS: usize = 12;
        let words = self.words;
        let row = self.row_of(spot.line)?;
        let same = |line: &usize| self.row_of(*line) == Some(row);
        let before = (spot.line.saturating_sub(CELLS)..spot.line)
            .rev()
            .take_while(same);
        let after =
            (spot.last_line + 1..words.lines.len().min(spot.last_line + CELLS)).take_while(same);
        let cells: Vec<names::Line> = before.chain(after).map(|line| words.lines[line]).collect();
        let locals = spot
            .items
            .iter()
            .map(|item| local_part(&self.mentions[*item]));
        let local = locals.into_iter().find(|local| !local.is_empty());
        let post = cells.iter().find(|cell| {
            words.is(cell.first, Concept::PersonPost)
                || words.is(cell.first, Concept::PersonPostQualifier)
        });
        let owner = cells.iter().find_map(|cell| {
            let mut persons = names::overlapping(self.persons, cell.span, |person| person.span);
            if let Some(person) = persons
                .next()
                .filter(|person| cell.span.contains(person.span))
            {
                return Some(owner_of(person, "contact.row"));
            }
            let (end, parts) = names::name_end(words, cell.first)?;
            let whole = end == cell.end && parts >= 2;
            let spelt = || {
                let local = local.as_deref().unwrap_or_default();
                names::is_spelt_in(words, cell.first, end, local)
            };
            let shown =
                || post.is_some() && names::shape_end(words, cell.first) == Some(end) || spelt();
            (whole && shown() && !self.is_organisation(cell.span)).then(|| Owner {
                name: one_line(cell.span.of(words.view.text())),
                span: cell.span,
                job_title: None,
                affiliation: None,
                rule: "contact.row",
            })
        })?;
        let title = post
            .map(|cell| cell.span)
            .filter(|span| !span.overlaps(owner.span));
        // The cell tells the whole post, of which a part may have been read beside the name.
        let part = |span: &Span| owner.job_title.is_none_or(|job| span.contains(job));
        Some(Owner {
            job_title: title.filter(part).or(owner.job_title),
            ..owner
        })
    }

    /// The person whose name stands alone on a line of the same block above the coordinates.
    fn person_above(&self, spot: &Spot) -> Option<Owner> {
        const LINES: usize = 5;
        let words = self.words;
        let (item, _) = words.tokens_of(self.mentions[*spot.items.first()?].span);
        // Behind a label, spaces merely line up values.
        let from = words.lines[spot.line].span.start;
        let beside_another = self.has_coordinate(Span::new(
            from,
            self.mentions[*spot.items.first()?].span.start,
        ));
        let column = if beside_another {
            words.column(item)
        } else {
            0
        };
        if let Some(person) = self.signed_above(spot.line) {
            return Some(owner_of(person, "contact.person-above"));
        }
        // A line with a label of its own is another entry.
        if self.opens_entry(spot.line, &self.mentions[*spot.items.first()?]) {
            return None;
        }
        if let Some(owner) = self.person_over_blocks(spot) {
            return Some(owner);
        }
        let mut line = spot.line;
        for _ in 0..LINES {
            let first = words.lines[line].first;
            if words.gap(first) != Gap::Line || line == 0 || self.is_prose(line) {
                return None;
            }
            line -= 1;
            let above = words.lines[line];
            let occupied = self.has_coordinate(above.span);
            // Who speaks is named for that alone.
            let speaks = words.hit(above.first, Concept::CueSpeaker);
            if occupied || speaks.is_some_and(|label| words.is_mark(label.end, ':')) {
                return None;
            }
            let on_line = names::overlapping(self.persons, above.span, |person| person.span);
            let person = on_line.into_iter().find(|person| {
                let start = person
                    .honorific
                    .map_or(person.span.start, |title| title.start);
                let (token, _) = words.tokens_of(Span::new(start, start));
                let beside = words.begins_column(token) && words.column(token) == column;
                let alone = column == 0
                    && (start == above.span.start || self.is_labelled(start))
                    && (self.fills(person, above.span) || self.has_columns(above));
                above.span.contains(person.span) && (beside || alone)
            });
            if let Some(person) = person {
                return Some(owner_of(person, "contact.person-above"));
            }
        }
        None
    }

    /// The person who fills a block of one line over the coordinates, as cards on pages do, perhaps with
    /// the post in a block between. The coordinates have no label but one for phones or e-mail.
    fn person_over_blocks(&self, spot: &Spot) -> Option<Owner> {
        const MOST_WORDS: usize = 7;
        let words = self.words;
        let begins = words.lines[spot.line];
        let item = self.mentions[*spot.items.first()?].span.start;
        let (first, end) =
            words.tokens_of(Span::new(begins.span.start, item.max(begins.span.start)));
        let bare = (first..end).all(|token| {
            !words.is_word(token)
                || words.is(token, Concept::PhoneCue)
                || words.is(token, Concept::EmailCue)
        });
        if !bare || words.gap(begins.first) != Gap::Blank {
            return None;
        }
        let lone = |line: usize| {
            let alone = words.gap(words.lines[line].first) == Gap::Blank
                && words
                    .lines
                    .get(line + 1)
                    .is_none_or(|next| words.gap(next.first) == Gap::Blank);
            let span = words.lines[line].span;
            alone && words.view.words(span) <= MOST_WORDS && !self.has_coordinate(span)
        };
        let above = spot.line.checked_sub(1).filter(|line| lone(*line))?;
        let post = {
            let line = words.lines[above];
            let few = line.end.min(line.first + MOST_WORDS);
            (line.first..few).any(|token| words.is(token, Concept::PersonPost))
        };
        let person = |line: usize| {
            let line = words.lines[line];
            let mut persons = names::overlapping(self.persons, line.span, |person| person.span);
            persons.find(|person| {
                let start = person
                    .honorific
                    .map_or(person.span.start, |title| title.start);
                start == line.span.start && person.span.end == line.span.end
            })
        };
        let named = match post {
            true => above
                .checked_sub(1)
                .filter(|line| lone(*line))
                .and_then(person),
            false => person(above),
        };
        named.map(|person| owner_of(person, "contact.person-above"))
    }

    /// Who signs with name and post on two lines over the empty one above the coordinates at the foot
    /// of a letter.
    fn signed_above(&self, line: usize) -> Option<&PersonMention> {
        const FOOT: usize = 6;
        let words = self.words;
        let parted = words.gap(words.lines[line].first) == Gap::Blank;
        if !parted || line < 2 || words.lines.len() - line > FOOT {
            return None;
        }
        let (name, post) = (words.lines[line - 2], words.lines[line - 1]);
        let joined = words.gap(post.first) == Gap::Line;
        names::overlapping(self.persons, name.span, |person| person.span)
            .find(|person| person.span.end == name.span.end)
            .filter(|person| joined && person.job_title.is_some_and(|job| post.span.contains(job)))
    }

    /// The person behind the label of a post on the last line of the block, right below the
    /// coordinates (`Head of the course: Kim Uhl`).
    fn person_below(&self, spot: &Spot) -> Option<Owner> {
        let words = self.words;
        let line = *words.lines.get(spot.last_line + 1)?;
        let ends_block = words.gap(line.end) >= Gap::Blank || line.end >= words.len();
        let first = &self.mentions[*spot.items.first()?];
        let own = words.lines[spot.line].span.start;
        let occupied = self.has_coordinate(line.span)
            || self.opens_entry(spot.line, first)
            || self.has_coordinate(Span::new(own, first.span.start.max(own)));
        if words.gap(line.first) != Gap::Line || !ends_block || occupied {
            return None;
        }
        let colon = (line.first + 1..line.end).find(|token| words.is_mark(*token, ':'))?;
        let first = (colon + 1..line.end).find(|token| words.is_word(*token))?;
        let (end, parts) = names::name_end(words, first)?;
        let posted = (line.first..colon).any(|token| words.is(token, Concept::PersonPost));
        let alone = (end..line.end).all(|token| !words.is_word(token));
        let span = words.span(first, end);
        (posted && alone && parts >= 2 && !self.is_organisation(span)).then(|| Owner {
            name: one_line(span.of(words.view.text())),
            span,
            job_title: Some(words.span(line.first, colon)),
            affiliation: None,
            rule: "contact.person-below",
        })
    }

    fn has_columns(&self, line: names::Line) -> bool {
        self.words.column_start(line, 1).is_some()
    }

    fn is_labelled(&self, start: usize) -> bool {
        let (token, _) = self.words.tokens_of(Span::new(start, start));
        token > 0 && self.words.is_mark(token - 1, ':')
    }

    /// Whether name and post are all that the line holds.
    fn fills(&self, person: &PersonMention, line: Span) -> bool {
        let end = person
            .job_title
            .filter(|title| line.contains(*title))
            .map_or(person.span.end, |title| title.end.max(person.span.end));
        // "Clerk: P. Hill, 3 Mill Lane, Aston AB1 2CD"
        let addressed = inside(self.mentions, Span::new(end, line.end.max(end)))
            .any(|it| it.span.start <= end + 2 && matches!(it.found, Found::Address(_)));
        line.end.saturating_sub(end) <= 40 || addressed
    }

    /// The name of a person that the document has in another case too ("with Ane Uhl", "Ana Uhl, chair"):
    /// the one with a known given name.
    fn in_nominative(&self, owner: &mut Owner) {
        const LONGEST_ENDING: usize = 2;
        let words = self.words;
        let given = |span: Span| words.is(words.tokens_of(span).0, Concept::PersonGiven);
        if given(owner.span) {
            return;
        }
        let is_case = |one: &str, other: &str| {
            let stem = one
                .chars()
                .zip(other.chars())
                .take_while(|(a, b)| a == b)
                .count();
            let longest = one.chars().count().max(other.chars().count());
            stem > 1 && longest - stem <= LONGEST_ENDING
        };
        let same = |name: &str| {
            let (one, other) = (owner.name.split(' '), name.split(' '));
            one.clone().count() == other.clone().count()
                && one
                    .zip(other)
                    .all(|(one, other)| is_case(&fold(one), &fold(other)))
        };
        let again = self
            .persons
            .iter()
            .find(|person| given(person.span) && same(&person.name));
        if let Some(person) = again {
            owner.name = person.name.clone();
            owner.job_title = owner.job_title.or(person.job_title);
        }
    }

    /// The full name, and the post, where the document gives them elsewhere.
    fn in_full(&self, mut owner: Owner) -> Owner {
        if owner.name.contains(' ') {
            let again = |person: &&PersonMention| {
                person.job_title.is_some() && fold(&person.name) == fold(&owner.name)
            };
            if let Some(again) = self
                .persons
                .iter()
                .find(again)
                .filter(|_| owner.job_title.is_none())
            {
                owner.job_title = again.job_title;
            }
            self.in_nominative(&mut owner);
            return owner;
        }
        let short = fold(&owner.name);
        let full = self.persons.iter().find(|person| {
            let mut parts = person.name.split_whitespace().map(fold);
            person.name.contains(' ') && parts.any(|part| part == short)
        });
        if let Some(person) = full {
            owner.name = person.name.clone();
            owner.job_title = owner.job_title.or(person.job_title);
        }
        owner
    }
}

/// What stands before the sign of an e-mail address, folded; empty for other coordinates.
pub(super) fn local_part(item: &Mention) -> String {
    match &item.found {
        Found::Email(email) => fold(email.split('@').next().unwrap_or_default()),
        _ => String::new(),
    }
}

pub(super) fn owner_of(person: &PersonMention, rule: &'static str) -> Owner {
    Owner {
        name: person.name.clone(),
        span: person.span,
        job_title: person.job_title,
        affiliation: person.affiliation,
        rule,
    }
}
