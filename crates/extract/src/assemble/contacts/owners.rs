//! Whose the coordinates are: the person named with them.

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
            .or_else(|| self.person_on_line(spot, first))
            .or_else(|| self.name_before(spot, first))
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
        let Found::Email(email) = &item.found else {
            return None;
        };
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
        let local = fold(email.split('@').next().unwrap_or_default());
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

    fn person_on_line(&self, spot: &Spot, item: &Mention) -> Option<Owner> {
        const LIST: usize = 3;
        let first = self.first_token(spot, item);
        let start = self.words.view.tokens.get(first)?.start as usize;
        let room = Span::new(start, item.span.start.max(start));
        let before = names::overlapping(self.persons, room, |person| person.span)
            .filter(|person| room.contains(person.span));
        // Behind a list of names stands the address of them all.
        let mut listed = 0;
        let before = before.inspect(|_| listed += 1).last();
        let local = match &item.found {
            Found::Email(email) => fold(email.split('@').next().unwrap_or_default()),
            _ => String::new(),
        };
        // Who stands before another number or address is reached there.
        let taken = self
            .before_on_line(spot)
            .find(|other| matches!(other.found, Found::Email(_) | Found::Phone(_)))
            .map_or(0, |other| other.span.start);
        let near = before.filter(|person| {
            let between = Span::new(person.span.end, item.span.start);
            let (first, end) = self.words.tokens_of(person.span);
            let free =
                taken <= person.span.start || names::is_spelt_in(self.words, first, end, &local);
            listed < LIST && free && !self.breaks(between, person) && !self.names_next(between)
        });
        near.map(|person| owner_of(person, "contact.person-on-line"))
    }

    /// The first token of the text that may tell whose a coordinate is: that of its line, or of
    /// the line before, where that one merely wraps before the coordinate.
    fn first_token(&self, spot: &Spot, item: &Mention) -> usize {
        let words = self.words;
        let line = words.lines[spot.line];
        let (at, _) = words.tokens_of(item.span);
        let opens = (line.first..at).all(|token| {
            !words.is_word(token)
                || words.is(token, Concept::PhoneCue)
                || words.is(token, Concept::EmailCue)
        });
        let Some(above) = spot.line.checked_sub(1).map(|above| words.lines[above]) else {
            return line.first;
        };
        let goes_on = words.gap(line.first) == Gap::Line
            && (words.runs_on(line.first)
                || words.is_mark(line.first - 1, ',')
                || words.is_mark(line.first - 1, ':'));
        let free = !self.has_coordinate(above.span);
        if opens && goes_on && free {
            above.first
        } else {
            line.first
        }
    }

    /// Whether a sentence ends, or too much prose stands, between a person and an address.
    fn breaks(&self, between: Span, person: &PersonMention) -> bool {
        const FARTHEST_WORDS: usize = 8;
        let text = between.of(self.words.view.text());
        let from = person
            .job_title
            .filter(|title| between.contains(*title))
            .map_or(between.start, |title| title.end);
        let rest = Span::new(from.min(between.end), between.end).of(self.words.view.text());
        let sentence = [". ", "! ", "? "].iter().any(|end| text.contains(end));
        let labels = rest.split_whitespace().count();
        (sentence && labels > 3) || labels > FARTHEST_WORDS
    }

    /// A name without other proof right before the address: after a cue (`contact Kim at …`), as
    /// the line's first part (`Kontakt: Kim Uhl | 030…`), or repeated by the address itself.
    fn name_before(&self, spot: &Spot, item: &Mention) -> Option<Owner> {
        const NEAREST: usize = 20;
        const NEAR: usize = 8;
        let words = self.words;
        let line_first = self.first_token(spot, item);
        let (at, _) = words.tokens_of(item.span);
        let local = match &item.found {
            Found::Email(email) => fold(email.split('@').next().unwrap_or_default()),
            _ => String::new(),
        };
        // Who stands before another number or address is reached there.
        let taken = self
            .before_on_line(spot)
            .find(|other| matches!(other.found, Found::Email(_) | Found::Phone(_)))
            .map_or(0, |other| words.tokens_of(other.span).1);
        let from = at.saturating_sub(NEAREST).max(line_first).max(taken);
        for first in from..at {
            let Some((end, parts)) = names::name_end(words, first).filter(|(end, _)| *end <= at)
            else {
                continue;
            };
            if first > 0
                && first > line_first
                && words.is_capital(first - 1)
                && words.gap(first) == Gap::None
            {
                continue;
            }
            let between = Span::new(words.span(first, end).end, item.span.start);
            if end < at && self.is_sentence_between(between) {
                continue;
            }
            let cued = self.follows_cue(first, line_first);
            let called = first > line_first && self.cue_ends_at(first, line_first);
            let spelt = names::is_spelt_in(words, first, end, &local);
            let given = words.is(first, Concept::PersonGiven);
            let closes = names::is_separator(words, end)
                || end == at
                || words.is_mark(end, ':')
                || end + 1 == at;
            let plain = (first..end).all(|token| !words.is(token, Concept::RoleContact));
            let reached = parts == 1
                && self.is_reached(end, at)
                && (given
                    || called && names::is_only_a_name(words, first)
                    || self.is_beside_alike(spot, item));
            // "Gérard, 06 …", "Yves (06 …)"
            let led = end + 1 == at && (words.is_mark(end, ',') || words.is_mark(end, '('));
            // "Ring Stian 911…", "Kim: 030…".
            let colon = end + 1 == at && words.is_mark(end, ':');
            let alone = parts == 1
                && matches!(item.found, Found::Phone(_))
                && (end == at || colon)
                && (given && (colon || first > line_first)
                    || called && names::is_only_a_name(words, first)
                    || colon && first == line_first && self.is_beside_named(spot, first));
            // "Szabó János 06 …": the given name may be the last.
            let family_first = parts == 2
                && (end == at || led)
                && words.is(end - 1, Concept::PersonGiven)
                && names::shape_end(words, first) == Some(end);
            let listed = first == line_first
                && (end == at || led)
                && names::shape_end(words, first) == Some(end)
                && self.is_listed(spot.line);
            let goes_on = words.is_word(end) && !words.is_capital(end);
            // "Camilla: 0389 …" on a line of its own.
            let heads = first == line_first && words.is_mark(end, ':') && end + 1 == at;
            let shown = (cued && closes && parts >= 2)
                || (called && goes_on && parts >= 2)
                || (given && (cued || end == at || heads || led))
                || reached
                || family_first
                || listed
                || (at - first <= NEAR
                    && spelt
                    && parts <= 3
                    && closes
                    && (parts >= 2 || cued || given));
            // "Call Elva before 4 May on elva@…": no everyday word, and the whole of the local part.
            let own = parts == 1
                && at - first <= NEAR
                && fold(words.span(first, end).of(words.view.text())) == local
                && (words.view.hits.at(first).iter())
                    .all(|hit| hit.concept == Concept::PersonGiven);
            if plain && (shown || own || alone) && !self.is_organisation(words.span(first, end)) {
                let span = words.span(first, end);
                return Some(Owner {
                    name: one_line(span.of(words.view.text())),
                    span,
                    job_title: names::post_after(words, first, end)
                        .filter(|title| title.end <= item.span.start),
                    affiliation: None,
                    rule: "contact.name-before",
                });
            }
        }
        None
    }

    /// Whether the line is one of a list under a line that heads contacts, of which each begins with what
    /// is written like a name and gives a coordinate.
    fn is_listed(&self, line: usize) -> bool {
        const LONGEST: usize = 20;
        let words = self.words;
        for above in (line.saturating_sub(LONGEST)..line).rev() {
            if words.gap(words.lines[above + 1].first) == Gap::Blank && above + 1 != line {
                return false;
            }
            let span = words.lines[above];
            if words
                .hit(span.first, Concept::RoleContact)
                .is_some_and(|hit| {
                    hit.end == span.end || words.is_mark(hit.end, ':') && hit.end + 1 == span.end
                })
            {
                return true;
            }
            let alike =
                names::shape_end(words, span.first).is_some() && self.has_coordinate(span.span);
            if !alike {
                return false;
            }
        }
        false
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
        let local = spot
            .items
            .iter()
            .find_map(|item| match &self.mentions[*item].found {
                Found::Email(email) => email.split('@').next().map(fold),
                _ => None,
            });
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

    /// The name in brackets right behind the coordinates: `030 … (Kim)`.
    fn name_behind(&self, spot: &Spot) -> Option<Owner> {
        const MOST_PARTS: usize = 3;
        let words = self.words;
        let (_, open) = words.tokens_of(self.mentions[*spot.items.last()?].span);
        let first = open + 1;
        let (end, parts) = names::name_end(words, first).filter(|_| words.is_mark(open, '('))?;
        let shown = words.is(first, Concept::PersonGiven)
            || parts >= 2 && names::shape_end(words, first) == Some(end);
        let closed = words.is_mark(end, ')') || words.is_mark(end, ',');
        let span = words.span(first, end);
        (shown && closed && parts <= MOST_PARTS && !self.is_organisation(span)).then(|| Owner {
            name: one_line(span.of(words.view.text())),
            span,
            job_title: None,
            affiliation: None,
            rule: "contact.name-behind",
        })
    }

    /// Whether the word may be a name as that on a line near by is one, with a colon and a number
    /// behind it: `Camilla: …`, `Ricky: …`.
    fn is_beside_named(&self, spot: &Spot, token: usize) -> bool {
        const NEAR: usize = 2;
        let words = self.words;
        let near = spot.line.saturating_sub(NEAR)..(spot.line + NEAR + 1).min(words.lines.len());
        names::is_only_a_name(words, token)
            && words.lines[near].iter().any(|line| {
                words.is(line.first, Concept::PersonGiven)
                    && words.is_mark(line.first + 1, ':')
                    && line.first != token
                    && inside(self.mentions, line.span)
                        .any(|it| matches!(it.found, Found::Phone(_)))
            })
    }

    /// Whether a contact cue ends right before the token, a colon or small word apart.
    fn follows_cue(&self, token: usize, line_first: usize) -> bool {
        let words = self.words;
        let mut end = token;
        for _ in 0..3 {
            if self.cue_ends_at(end, line_first) {
                return true;
            }
            if end <= line_first || words.is_capital(end - 1) {
                return false;
            }
            end -= 1;
        }
        false
    }

    /// Whether a coordinate of the same kind stands before the item on its line.
    pub(super) fn is_beside_alike(&self, spot: &Spot, item: &Mention) -> bool {
        let kind = std::mem::discriminant(&item.found);
        self.before_on_line(spot)
            .any(|other| std::mem::discriminant(&other.found) == kind)
    }

    /// The mentions before the spot on its first line, the nearest first.
    fn before_on_line(&self, spot: &Spot) -> impl Iterator<Item = &Mention> {
        let start = self.words.lines[spot.line].span.start;
        let first = spot.items.first().copied().unwrap_or(0);
        self.mentions[..first]
            .iter()
            .rev()
            .take_while(move |other| other.span.start >= start)
    }

    /// Whether but a remark in brackets and one small word lead from a name to a phone: `Kim
    /// (evenings only) on 030 …`.
    pub(super) fn is_reached(&self, end: usize, at: usize) -> bool {
        const LONGEST_REMARK: usize = 6;
        let words = self.words;
        let at = at - usize::from(at > 0 && words.is_mark(at - 1, ':'));
        let close = (end + 1..at.min(end + 1 + LONGEST_REMARK))
            .find(|token| words.is_mark(end, '(') && words.is_mark(*token, ')'));
        let after = close.map_or(end, |close| close + 1);
        after + 1 == at && words.is_word(after) && !words.is_capital(after)
    }

    pub(super) fn cue_ends_at(&self, end: usize, line_first: usize) -> bool {
        let words = self.words;
        let earliest = end.saturating_sub(6).max(line_first);
        (earliest..end).any(|first| {
            words
                .hit(first, Concept::RoleContact)
                .is_some_and(|hit| hit.end == end)
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

pub(super) fn owner_of(person: &PersonMention, rule: &'static str) -> Owner {
    Owner {
        name: person.name.clone(),
        span: person.span,
        job_title: person.job_title,
        affiliation: person.affiliation,
        rule,
    }
}
