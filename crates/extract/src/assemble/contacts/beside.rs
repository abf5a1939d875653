//! Whose the coordinates are by what stands on their line: the person before them, or in brackets behind.
//!
//! A person that the document names as one is believed first. Else what is written like a name is one
//! where a cue leads in to it, the address spells it, a given name begins it, or the lines around hold
//! such names. Who stands before another number or address is reached there.

use handbill_lexicon::{Concept, Gap, fold};
use handbill_model::Span;

use super::Desk;
use super::owners::{Owner, local_part, owner_of};
use super::spots::Spot;
use crate::names::{self, PersonMention, one_line};
use crate::{Found, Mention, inside};

/// What stands before a coordinate and may tell whose it is.
struct Lead<'a> {
    /// The coordinate.
    item: &'a Mention,
    /// The first token that may tell.
    first: usize,
    /// The token that the coordinate begins with.
    at: usize,
    /// The token behind another number or address before it, by which who stands further ahead is reached.
    taken: usize,
    /// The name in front of an e-mail address, folded.
    local: String,
}

impl Desk<'_, '_, '_> {
    /// The person before the coordinate on its line: one that is known, else what is written like a name
    /// where one is to be expected.
    pub(super) fn person_before(&self, spot: &Spot, item: &Mention) -> Option<Owner> {
        let words = self.words;
        // Who stands before another number or address is reached there.
        let taken = self
            .before_on_line(spot)
            .find(|other| matches!(other.found, Found::Email(_) | Found::Phone(_)));
        let lead = Lead {
            item,
            first: self.first_token(spot, item),
            at: words.tokens_of(item.span).0,
            taken: taken.map_or(0, |other| words.tokens_of(other.span).1),
            local: local_part(item),
        };
        self.known_before(&lead)
            .or_else(|| self.name_before(spot, &lead))
    }

    /// The last known person before the coordinate.
    fn known_before(&self, lead: &Lead) -> Option<Owner> {
        const LIST: usize = 3;
        let words = self.words;
        let start = words.view.tokens.get(lead.first)?.start as usize;
        let room = Span::new(start, lead.item.span.start.max(start));
        let before = names::overlapping(self.persons, room, |person| person.span)
            .filter(|person| room.contains(person.span));
        // Behind a list of names stands the address of them all.
        let mut listed = 0;
        let before = before.inspect(|_| listed += 1).last();
        let near = before.filter(|person| {
            let between = Span::new(person.span.end, lead.item.span.start);
            let (first, end) = words.tokens_of(person.span);
            let free = lead.taken <= first || names::is_spelt_in(words, first, end, &lead.local);
            listed < LIST && free && !self.breaks(between, person) && !self.names_next(between)
        });
        near.map(|person| owner_of(person, "contact.person-on-line"))
    }

    /// A name without other proof right before the address: after a cue (`contact Kim at …`), as
    /// the line's first part (`Kontakt: Kim Uhl | 030…`), or repeated by the address itself.
    fn name_before(&self, spot: &Spot, lead: &Lead) -> Option<Owner> {
        const NEAREST: usize = 20;
        const NEAR: usize = 8;
        let words = self.words;
        let Lead {
            item,
            first: line_first,
            at,
            taken,
            ref local,
        } = *lead;
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
            let spelt = names::is_spelt_in(words, first, end, local);
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
                && fold(words.span(first, end).of(words.view.text())) == *local
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

    /// The name in brackets right behind the coordinates: `030 … (Kim)`.
    pub(super) fn name_behind(&self, spot: &Spot) -> Option<Owner> {
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

    /// Those who share the coordinates of the owner: named right before with an "and" or "or" between, and
    /// further ones behind commas (`Kim Uhl (chair) or Ola Berg on 030 …`).
    pub(super) fn companions(&self, owner: &Owner) -> Vec<Owner> {
        const MOST: usize = 4;
        let mut out: Vec<Owner> = Vec::new();
        let mut opens = self.opening(owner.span);
        while out.len() < MOST {
            let Some(end) = self.joint_before(opens, out.is_empty()) else {
                break;
            };
            let Some(person) = self.person_ending(end) else {
                break;
            };
            opens = self.opening(person.span);
            out.push(person);
        }
        out.reverse();
        out.extend(self.person_joined(owner));
        out
    }

    /// The person behind the owner and a joint, where the owner is the first of two that is known as one.
    fn person_joined(&self, owner: &Owner) -> Option<Owner> {
        let words = self.words;
        let (_, end) = words.tokens_of(owner.span);
        let joint = [Concept::NameAnd, Concept::DateOr]
            .iter()
            .find_map(|concept| words.hit(end, *concept))
            .filter(|_| words.gap(end) == Gap::Space)?;
        let stop = names::shape_end(words, joint.end)?;
        self.person_ending(stop)
            .filter(|other| other.span == words.span(joint.end, stop))
    }

    /// The token that the name of a person begins at, titles and an article included.
    fn opening(&self, name: Span) -> usize {
        let words = self.words;
        let mut persons = names::overlapping(self.persons, name, |person| person.span);
        let titles = persons.next().and_then(|person| person.honorific);
        let (first, _) = words.tokens_of(titles.unwrap_or(name));
        match first.checked_sub(1) {
            Some(article) if words.is(article, Concept::NameArticle) => article,
            _ => first,
        }
    }

    /// Where a joint begins that ends at the token: an "and" or "or"; a comma alone but in a list.
    fn joint_before(&self, end: usize, last: bool) -> Option<usize> {
        const LONGEST: usize = 3;
        let words = self.words;
        let comma = |at: usize| at > 0 && words.is_mark(at - 1, ',');
        let joint = (end.saturating_sub(LONGEST)..end).find(|token| {
            [Concept::NameAnd, Concept::DateOr].iter().any(|concept| {
                words.runs_on(*token)
                    && words
                        .hit(*token, *concept)
                        .is_some_and(|hit| hit.end == end)
            })
        });
        match joint {
            Some(joint) => Some(joint - usize::from(comma(joint))),
            None => (!last && comma(end)).then(|| end - 1),
        }
    }

    /// The person whose name, or the post behind it, ends right before the token.
    fn person_ending(&self, end: usize) -> Option<Owner> {
        const LONGEST: usize = 5;
        let words = self.words;
        let close = end - usize::from(end > 0 && words.is_mark(end - 1, ')'));
        let before = words.view.tokens.get(close.checked_sub(1)?)?.end as usize;
        let known = self
            .persons
            .partition_point(|person| person.span.end <= before);
        let person = known.checked_sub(1).map(|last| &self.persons[last]);
        if let Some(person) = person.filter(|person| {
            person.span.end == before || person.job_title.is_some_and(|job| job.end == before)
        }) {
            return Some(owner_of(person, "contact.shared"));
        }
        let first = (end.saturating_sub(LONGEST)..end)
            .find(|first| names::shape_end(words, *first) == Some(end))?;
        let span = words.span(first, end);
        (!self.is_organisation(span)).then(|| Owner {
            name: one_line(span.of(words.view.text())),
            span,
            job_title: None,
            affiliation: None,
            rule: "contact.shared",
        })
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
}
