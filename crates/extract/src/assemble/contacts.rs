use std::collections::HashMap;

use handbill_lexicon::{Concept, Gap, fold};
use handbill_model::{BlockKind, Contact, Phone, Purpose, Role, Span};

use super::organisations::phone_of;
use super::{ContactDraft, OrganisationDraft};
use crate::find::LINKED_EMAIL;
use crate::names::domains::{host_of, owner_label};
use crate::names::{self, PersonMention, Words, one_line};
use crate::{Found, LinkKind, Mention, View};

/// All contacts that the document gives, in document order: persons and desks with an e-mail
/// address or phone to write to or call, the signature under a letter, and an organisation's list
/// of staff with their posts.
pub(crate) fn contacts(
    words: &Words,
    mentions: &[Mention],
    persons: &[PersonMention],
    organisations: &[OrganisationDraft],
) -> Vec<ContactDraft> {
    let desk = Desk {
        words,
        mentions,
        persons,
        organisations,
        namings: namings(organisations),
    };
    let mut drafts: Vec<ContactDraft> = desk
        .spots()
        .iter()
        .filter_map(|spot| desk.contact_at(spot))
        .collect();
    drafts.extend(desk.signatures());
    drafts.extend(desk.staff());
    drafts.sort_by_key(|draft| draft.span);
    merged(drafts)
}

/// The places that name organisations, with their index.
fn namings(organisations: &[OrganisationDraft]) -> Vec<(Span, usize)> {
    let mut out: Vec<(Span, usize)> = organisations
        .iter()
        .enumerate()
        .flat_map(|(index, draft)| draft.mentions.iter().map(move |mention| (*mention, index)))
        .collect();
    out.sort();
    out.dedup_by(|later, earlier| later.0.start < earlier.0.end);
    out
}

/// How far apart the lines of one contact's phone and e-mail may be, with labels between.
const LABEL_LINES: usize = 4;

/// Everything that a contact is read from.
struct Desk<'a, 'v, 'd> {
    words: &'a Words<'v, 'd>,
    mentions: &'a [Mention],
    persons: &'a [PersonMention],
    organisations: &'a [OrganisationDraft],
    /// The places that name the organisations, ascending and without overlap.
    namings: Vec<(Span, usize)>,
}

/// E-mail addresses and phones that stand together.
#[derive(Clone, Debug)]
struct Spot {
    /// Indices of the mentions.
    items: Vec<usize>,
    /// First line.
    line: usize,
    /// Last line.
    last_line: usize,
}

/// Who a spot belongs to.
#[derive(Clone, Debug)]
struct Owner {
    name: String,
    span: Span,
    job_title: Option<Span>,
    affiliation: Option<Span>,
    rule: &'static str,
}

impl Desk<'_, '_, '_> {
    /// Groups the e-mail addresses and phones of the document.
    fn spots(&self) -> Vec<Spot> {
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
    fn is_no_contact(&self, index: usize) -> bool {
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
        if line == spot.last_line {
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
    fn names_next(&self, between: Span) -> bool {
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
    fn opens_entry(&self, line: usize, item: &Mention) -> bool {
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
    fn is_sentence_between(&self, between: Span) -> bool {
        let text = between.of(self.words.view.text());
        text.contains(". ") && text.split_whitespace().count() > 3
    }

    /// Whether the line is running text rather than a label with a value.
    fn is_prose(&self, line: usize) -> bool {
        const PROSE: usize = 160;
        self.words.lines[line].span.len() > PROSE
    }

    fn contact_at(&self, spot: &Spot) -> Option<ContactDraft> {
        let view = self.words.view;
        let owner = self.owner(spot);
        let mut record = Contact::default();
        for index in &spot.items {
            let mention = &self.mentions[*index];
            match &mention.found {
                Found::Email(email) if !record.emails.contains(email) => {
                    record.emails.push(email.clone());
                    push(&mut record, "emails", view, mention.span, mention.rule);
                }
                Found::Phone(_) => {
                    if let Some(phone) = phone_of(view, mention)
                        && !record.phones.iter().any(|known| same_phone(known, &phone))
                    {
                        record.phones.push(phone);
                        push(&mut record, "phones", view, mention.span, mention.rule);
                    }
                }
                _ => {}
            }
        }
        if record.emails.is_empty() && record.phones.is_empty() {
            return None;
        }
        self.add_urls(spot, &mut record);
        record.purpose = self.purpose(spot);
        let mut span = self.mentions[*spot.items.first()?].span;
        if let Some(owner) = &owner {
            span = span.cover(owner.span);
            add_owner(&mut record, owner, view);
        }
        if owner.is_none() && self.is_of_lodging(spot, &record) {
            return None;
        }
        let organisation = self.organisation(spot, owner.as_ref(), &record);
        if let Some(index) = organisation {
            self.tell_organisation(&mut record, index, span);
        }
        record.confidence = if owner.is_some() || organisation.is_some() {
            0.9
        } else {
            0.75
        };
        Some(ContactDraft {
            record,
            span,
            organisation,
        })
    }

    /// Whether the coordinates are those of a hotel that the same sentence names before them, and of
    /// no organisation of the document.
    fn is_of_lodging(&self, spot: &Spot, record: &Contact) -> bool {
        const REACH: usize = 30;
        let words = self.words;
        let Some(&item) = spot.items.first() else {
            return false;
        };
        let (at, _) = words.tokens_of(self.mentions[item].span);
        let first = (at.saturating_sub(REACH)..at)
            .rev()
            .take_while(|token| words.gap(token + 1) != Gap::Blank)
            .last()
            .unwrap_or(at);
        let lodging = (first..at).rev().find(|token| {
            words
                .hit(*token, Concept::CueGuestHouse)
                .is_some_and(|hit| hit.value == 1)
        });
        let Some(lodging) = lodging else {
            return false;
        };
        let between = words.span(lodging, at);
        let other = self
            .mentions_in(between)
            .any(|mention| matches!(mention.found, Found::Email(_) | Found::Phone(_)));
        let cued = (lodging..at).any(|token| words.is(token, Concept::RoleContact));
        let known = record
            .emails
            .iter()
            .any(|email| self.by_domain(email).is_some());
        !other && !cued && !known
    }

    /// Evidence of the organisation: its name nearest to the contact.
    fn tell_organisation(&self, record: &mut Contact, index: usize, span: Span) {
        let nearest = self.organisations[index]
            .mentions
            .iter()
            .min_by_key(|mention| mention.start.abs_diff(span.start));
        if let Some(mention) = nearest {
            push(
                record,
                "organisation",
                self.words.view,
                *mention,
                "contact.organisation",
            );
        }
    }

    /// Pages that stand on the lines of the spot.
    fn add_urls(&self, spot: &Spot, record: &mut Contact) {
        let lines = &self.words.lines;
        let span = lines[spot.line].span.cover(lines[spot.last_line].span);
        if self.is_prose(spot.line) {
            return;
        }
        for mention in self.mentions_in(span) {
            if let Found::Url {
                url,
                kind: LinkKind::Page,
            } = &mention.found
                && !record.urls.contains(url)
            {
                record.urls.push(url.clone());
                push(record, "urls", self.words.view, mention.span, mention.rule);
            }
        }
    }

    fn mentions_in(&self, span: Span) -> impl Iterator<Item = &Mention> {
        let first = self
            .mentions
            .partition_point(|mention| mention.span.start < span.start);
        self.mentions[first..]
            .iter()
            .take_while(move |mention| mention.span.start < span.end)
    }

    /// The person that the coordinates belong to: before them on the line, in brackets behind
    /// them, named by a cue, or on the lines of the block above.
    fn owner(&self, spot: &Spot) -> Option<Owner> {
        let first = &self.mentions[*spot.items.first()?];
        self.linked_person(first)
            .or_else(|| self.person_on_line(spot, first))
            .or_else(|| self.name_before(spot, first))
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
                let addressed = self
                    .mentions_in(span)
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
        let near = before.filter(|person| {
            let between = Span::new(person.span.end, item.span.start);
            listed < LIST && !self.breaks(between, person)
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
        let free = !self
            .mentions_in(above.span)
            .any(|mention| matches!(mention.found, Found::Email(_) | Found::Phone(_)));
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

    /// Whether an e-mail address stands on the person's line.
    fn has_mail_beside(&self, person: &PersonMention) -> bool {
        let text = self.words.view.text();
        let rest = text[person.span.end..].find('\n');
        let end = rest.map_or(text.len(), |at| person.span.end + at);
        self.mentions_in(Span::new(person.span.end, end))
            .any(|mention| matches!(mention.found, Found::Email(_)))
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
            // "Ring Stian 911…", "Kim: 030…".
            let colon = end + 1 == at && words.is_mark(end, ':');
            let alone = parts == 1
                && matches!(item.found, Found::Phone(_))
                && (end == at || colon)
                && (given && (colon || first > line_first)
                    || called && names::is_only_a_name(words, first)
                    || colon && first == line_first && self.is_beside_named(spot, first));
            let goes_on = words.is_word(end) && !words.is_capital(end);
            // "Camilla: 0389 …" on a line of its own.
            let heads = first == line_first && words.is_mark(end, ':') && end + 1 == at;
            let shown = (cued && closes && parts >= 2)
                || (called && goes_on && parts >= 2)
                || (given && (cued || end == at || heads))
                || reached
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
                    && self
                        .mentions_in(line.span)
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
    fn is_beside_alike(&self, spot: &Spot, item: &Mention) -> bool {
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
    fn is_reached(&self, end: usize, at: usize) -> bool {
        const LONGEST_REMARK: usize = 6;
        let words = self.words;
        let at = at - usize::from(at > 0 && words.is_mark(at - 1, ':'));
        let close = (end + 1..at.min(end + 1 + LONGEST_REMARK))
            .find(|token| words.is_mark(end, '(') && words.is_mark(*token, ')'));
        let after = close.map_or(end, |close| close + 1);
        after + 1 == at && words.is_word(after) && !words.is_capital(after)
    }

    fn cue_ends_at(&self, end: usize, line_first: usize) -> bool {
        let words = self.words;
        let earliest = end.saturating_sub(6).max(line_first);
        (earliest..end).any(|first| {
            words
                .hit(first, Concept::RoleContact)
                .is_some_and(|hit| hit.end == end)
        })
    }

    fn is_organisation(&self, span: Span) -> bool {
        self.naming(span).is_some()
    }

    /// The person whose name stands alone on a line of the same block above the coordinates.
    fn person_above(&self, spot: &Spot) -> Option<Owner> {
        const LINES: usize = 5;
        let words = self.words;
        let (item, _) = words.tokens_of(self.mentions[*spot.items.first()?].span);
        // Behind a label, spaces merely line up values.
        let from = words.lines[spot.line].span.start;
        let beside_another = self
            .mentions_in(Span::new(
                from,
                self.mentions[*spot.items.first()?].span.start,
            ))
            .any(|mention| matches!(mention.found, Found::Email(_) | Found::Phone(_)));
        let column = if beside_another {
            words.column(item)
        } else {
            0
        };
        let mut line = spot.line;
        for _ in 0..LINES {
            let first = words.lines[line].first;
            if words.gap(first) != Gap::Line || line == 0 || self.is_prose(line) {
                return None;
            }
            line -= 1;
            let above = words.lines[line];
            let occupied = self
                .mentions_in(above.span)
                .any(|mention| matches!(mention.found, Found::Email(_) | Found::Phone(_)));
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

    /// The person behind the label of a post on the last line of the block, right below the
    /// coordinates (`Head of the course: Kim Uhl`).
    fn person_below(&self, spot: &Spot) -> Option<Owner> {
        let words = self.words;
        let line = *words.lines.get(spot.last_line + 1)?;
        let ends_block = words.gap(line.end) >= Gap::Blank || line.end >= words.len();
        let occupied = self
            .mentions_in(line.span)
            .any(|mention| matches!(mention.found, Found::Email(_) | Found::Phone(_)));
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
        line.end.saturating_sub(end) <= 40
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

    /// What the contact is for: the cue on its line, else that of the line or heading above or of a
    /// line above in its block, unless a contact of its own stands there or between.
    fn purpose(&self, spot: &Spot) -> Option<Purpose> {
        const LINES: usize = 3;
        let words = self.words;
        let before = spot.items.first().map_or(0, |first| *first);
        let free = |line: usize| {
            !self.mentions[..before]
                .iter()
                .rev()
                .take_while(|mention| words.line_at(mention.span.start) >= Some(line))
                .any(|mention| matches!(mention.found, Found::Email(_) | Found::Phone(_)))
        };
        let joined = |line: usize| words.gap(words.lines[line + 1].first) == Gap::Line;
        // Over an empty line only a heading says what is below it.
        let heads = |line: usize| {
            let span = words.lines[line].span;
            crate::overlapping(self.mentions, span).is_empty() && words.view.words(span) <= 6
        };
        let above = (1..=LINES)
            .map_while(|up| spot.line.checked_sub(up))
            .take_while(|line| {
                let direct = line + 1 == spot.line;
                free(*line)
                    && (joined(*line) || direct && heads(*line))
                    && (direct || joined(line + 1))
            });
        std::iter::once(spot.line).chain(above).find_map(|line| {
            let line = words.lines[line];
            let mut best = None;
            for token in line.first..line.end {
                if let Some(hit) = words.hit(token, Concept::RoleContact) {
                    best = best.max(Some(hit.value));
                }
                // Who is told by a day that one comes is told to register.
                if words.is(token, Concept::DeadlineRegistration) {
                    best = best.max(Some(2));
                }
            }
            best.map(|value| match value {
                2 => Purpose::Registration,
                3 => Purpose::Press,
                _ => Purpose::General,
            })
        })
    }

    /// The organisation of a contact: that of the person's post; the one whose domain the
    /// address is of; the one named on the lines; the one that heads the section; the document's
    /// organiser or publisher.
    fn organisation(&self, spot: &Spot, owner: Option<&Owner>, record: &Contact) -> Option<usize> {
        let own = owner
            .and_then(|owner| self.naming(owner.affiliation?))
            .or_else(|| record.emails.iter().find_map(|email| self.by_domain(email)))
            .or_else(|| {
                self.named_on_lines(spot)
                    .filter(|index| !self.has_other_domain(*index, record))
            });
        // A person with an address at another house is not the organiser's.
        let elsewhere = owner.is_some()
            && record
                .emails
                .iter()
                .any(|email| owner_label(host_of(email)).is_some());
        if own.is_some() || elsewhere {
            return own;
        }
        self.named_by_heading(spot)
            .or_else(|| self.organiser_beside(spot))
            .or_else(|| self.main_organisation())
            .filter(|index| !self.has_other_domain(*index, record))
    }

    /// Whether the contact's addresses are of another domain than the organisation's own.
    fn has_other_domain(&self, organisation: usize, record: &Contact) -> bool {
        let site = self.organisations[organisation].record.url.as_deref();
        let own = site.and_then(|url| owner_label(host_of(url)));
        own.is_some()
            && record
                .emails
                .iter()
                .filter_map(|email| owner_label(host_of(email)))
                .any(|label| Some(label) != own)
    }

    fn naming(&self, span: Span) -> Option<usize> {
        names::overlapping(&self.namings, span, |(mention, _)| *mention)
            .next()
            .map(|(_, index)| *index)
    }

    fn by_domain(&self, email: &str) -> Option<usize> {
        let label = owner_label(host_of(email));
        self.organisations.iter().position(|draft| {
            draft.record.emails.iter().any(|known| known == email)
                || label.is_some()
                    && draft
                        .record
                        .url
                        .as_deref()
                        .and_then(|url| owner_label(host_of(url)))
                        == label
        })
    }

    /// The organisation that is named last before the coordinates, on their lines or on the two
    /// lines above, as far as those hold no other contact's and belong to the section.
    fn named_on_lines(&self, spot: &Spot) -> Option<usize> {
        const LINES: usize = 2;
        let words = self.words;
        let last = self.mentions[*spot.items.first()?].span.start;
        let is_heading = |line: usize| {
            let block = words.view.document.blocks.get(words.lines[line].block);
            matches!(block.map(|it| it.kind), Some(BlockKind::Heading { .. }))
        };
        let first_line = (1..=LINES)
            .map_while(|up| spot.line.checked_sub(up))
            .take_while(|line| !is_heading(line + 1))
            .take_while(|line| {
                !self
                    .mentions_in(words.lines[*line].span)
                    .any(|mention| matches!(mention.found, Found::Email(_) | Found::Phone(_)))
            })
            .last()
            .unwrap_or(spot.line);
        self.last_named(words.lines[first_line].span.start, last)
    }

    /// The organisation that the heading of the section names.
    fn named_by_heading(&self, spot: &Spot) -> Option<usize> {
        const LINES_TO_HEADING: usize = 12;
        let words = self.words;
        let heading = (spot.line.saturating_sub(LINES_TO_HEADING)..spot.line)
            .rev()
            .find(|line| {
                words
                    .block(*line)
                    .is_some_and(|block| matches!(block.kind, BlockKind::Heading { .. }))
            })?;
        let span = words.lines[heading].span;
        // A heading that is nothing but a name makes it that of the section.
        let whole = || {
            let mut namings = names::overlapping(&self.namings, span, |(mention, _)| *mention);
            namings
                .find(|(mention, _)| *mention == span)
                .map(|(_, index)| *index)
        };
        self.last_named(span.start, span.end).or_else(whole)
    }

    fn last_named(&self, from: usize, to: usize) -> Option<usize> {
        let span = Span::new(from.min(to), to);
        names::overlapping(&self.namings, span, |(mention, _)| *mention)
            .filter(|(mention, index)| {
                let draft = &self.organisations[*index];
                span.contains(*mention) && draft.is_record() && !only_gives_money(draft)
            })
            .last()
            .map(|(_, index)| *index)
    }

    /// The organiser that is told of nearest to the coordinates, in a document of several.
    fn organiser_beside(&self, spot: &Spot) -> Option<usize> {
        const FEWEST: usize = 3;
        const REACH: usize = 300;
        let at = self.mentions[*spot.items.first()?].span.start;
        let leads = |draft: &OrganisationDraft| {
            let mut spans = draft
                .roles
                .iter()
                .filter(|(role, _)| *role == Role::Organizer);
            let distance = |span: &Span| span.start.abs_diff(at);
            spans.by_ref().map(|(_, span)| distance(span)).min()
        };
        let organisers = || {
            let drafts = self.organisations.iter().enumerate();
            drafts.filter_map(|(index, draft)| Some((leads(draft)?, index)))
        };
        let nearest = organisers()
            .min()
            .filter(|(distance, _)| *distance <= REACH);
        nearest
            .filter(|_| organisers().count() >= FEWEST)
            .map(|(_, index)| index)
    }

    fn main_organisation(&self) -> Option<usize> {
        [Role::Organizer, Role::Publisher]
            .iter()
            .find_map(|wanted| {
                self.organisations
                    .iter()
                    .position(|draft| draft.roles.iter().any(|(role, _)| role == wanted))
            })
    }

    /// Persons alone on a line with their posts below, as under a letter: none of them in a row
    /// of others, and with a post at an organisation that the document is about.
    fn signatures(&self) -> Vec<ContactDraft> {
        const LINES_APART: usize = 6;
        let words = self.words;
        let alone: Vec<(usize, &PersonMention)> = self
            .persons
            .iter()
            .filter_map(|person| {
                let line = words.line_at(person.span.start)?;
                let whole = words.lines[line].span;
                let start = person
                    .honorific
                    .map_or(person.span.start, |title| title.start);
                (start == whole.start && person.span.end == whole.end).then_some((line, person))
            })
            .collect();
        let mut out = Vec::new();
        for (index, (line, person)) in alone.iter().enumerate() {
            let crowded = index > 0 && line - alone[index - 1].0 <= LINES_APART
                || alone
                    .get(index + 1)
                    .is_some_and(|(next, _)| next - line <= LINES_APART);
            let Some(title) = person
                .job_title
                .filter(|title| title.start > person.span.end)
            else {
                continue;
            };
            let organisation = person
                .affiliation
                .and_then(|span| self.naming(span))
                .or_else(|| self.naming(title));
            let told = organisation.is_some_and(|index| self.organisations[index].is_record());
            if !crowded && told {
                out.push(self.person_contact(person, organisation, "contact.signature"));
            }
        }
        out
    }

    /// Persons with posts under a heading of staff.
    fn staff(&self) -> Vec<ContactDraft> {
        const LONGEST_LIST: usize = 40;
        let words = self.words;
        let mut out = Vec::new();
        for (index, line) in words.lines.iter().enumerate() {
            let Some(hit) = words.hit(line.first, Concept::NameStaffHeading) else {
                continue;
            };
            let rest = words.span(hit.end, line.end);
            let named = (hit.end < line.end).then(|| self.naming(rest)).flatten();
            if hit.end < line.end && named.is_none() && !words.is_mark(hit.end, ':') {
                continue;
            }
            let organisation = named.or_else(|| self.main_organisation());
            let last = (index + 1 + LONGEST_LIST).min(words.lines.len());
            let end = (index + 1..last)
                .find(|line| {
                    words
                        .block(*line)
                        .is_some_and(|block| matches!(block.kind, BlockKind::Heading { .. }))
                        || self.is_prose(*line)
                })
                .unwrap_or(last);
            let span = Span::new(
                line.span.end,
                words.lines[end - 1].span.end.max(line.span.end),
            );
            for person in self
                .persons
                .iter()
                .filter(|person| span.contains(person.span))
            {
                if person.job_title.is_some() && organisation.is_some() {
                    // An address beside the name tells better whose people they are.
                    let own = named.is_none() && self.has_mail_beside(person);
                    let of = organisation.filter(|_| !own);
                    out.push(self.person_contact(person, of, "contact.staff"));
                }
            }
        }
        out
    }

    fn person_contact(
        &self,
        person: &PersonMention,
        organisation: Option<usize>,
        rule: &'static str,
    ) -> ContactDraft {
        let mut record = Contact {
            confidence: 0.8,
            ..Contact::default()
        };
        add_owner(&mut record, &owner_of(person, rule), self.words.view);
        if let Some(index) = organisation {
            self.tell_organisation(&mut record, index, person.span);
        }
        ContactDraft {
            record,
            span: person.span,
            organisation,
        }
    }
}

/// Whether all that the document tells of the organisation is that it pays for something.
fn only_gives_money(draft: &OrganisationDraft) -> bool {
    !draft.roles.is_empty()
        && draft
            .roles
            .iter()
            .all(|(role, _)| matches!(role, Role::Funder | Role::Sponsor))
}

fn owner_of(person: &PersonMention, rule: &'static str) -> Owner {
    Owner {
        name: person.name.clone(),
        span: person.span,
        job_title: person.job_title,
        affiliation: person.affiliation,
        rule,
    }
}

fn add_owner(record: &mut Contact, owner: &Owner, view: &View) {
    record.name = Some(owner.name.clone());
    push(record, "name", view, owner.span, owner.rule);
    if let Some(title) = owner.job_title {
        record.job_title = Some(one_line(title.of(view.text())));
        push(record, "job_title", view, title, owner.rule);
    }
}

fn push(record: &mut Contact, field: &str, view: &View, span: Span, rule: &str) {
    record
        .evidence
        .entry(field.to_owned())
        .or_default()
        .push(view.evidence(span, rule));
}

fn same_phone(a: &Phone, b: &Phone) -> bool {
    match (&a.e164, &b.e164) {
        (Some(a), Some(b)) => a == b,
        _ => digits(&a.text) == digits(&b.text),
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Joins drafts that tell the same contact: same person, or a shared address with no two names.
fn merged(drafts: Vec<ContactDraft>) -> Vec<ContactDraft> {
    let mut out: Vec<ContactDraft> = Vec::new();
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for draft in drafts {
        let keys = keys_of(&draft.record);
        let same = keys
            .iter()
            .filter_map(|key| by_key.get(key))
            .flatten()
            .copied()
            .filter(|index| is_same(&out[*index].record, &draft.record))
            .min();
        let index = same.unwrap_or(out.len());
        match same {
            Some(index) => absorb(&mut out[index], draft),
            None => out.push(draft),
        }
        for key in keys {
            let known = by_key.entry(key).or_default();
            if !known.contains(&index) {
                known.push(index);
            }
        }
    }
    out
}

/// What two tellings of a contact may share: name, addresses, numbers.
fn keys_of(record: &Contact) -> Vec<String> {
    let phones = record.phones.iter().map(|phone| match &phone.e164 {
        Some(number) => number.clone(),
        None => digits(&phone.text),
    });
    record
        .name
        .iter()
        .map(|name| fold(name))
        .chain(record.emails.iter().cloned())
        .chain(phones)
        .collect()
}

fn is_same(a: &Contact, b: &Contact) -> bool {
    let shared_email = a.emails.iter().any(|email| b.emails.contains(email));
    let shared_phone = a
        .phones
        .iter()
        .any(|phone| b.phones.iter().any(|other| same_phone(phone, other)));
    match (&a.name, &b.name) {
        (Some(one), Some(other)) => fold(one) == fold(other),
        (None, None) => {
            shared_email || shared_phone && (a.emails.is_empty() || b.emails.is_empty())
        }
        _ => shared_email,
    }
}

fn absorb(known: &mut ContactDraft, other: ContactDraft) {
    let record = &mut known.record;
    for email in other.record.emails {
        if !record.emails.contains(&email) {
            record.emails.push(email);
        }
    }
    for phone in other.record.phones {
        if !record.phones.iter().any(|had| same_phone(had, &phone)) {
            record.phones.push(phone);
        }
    }
    for url in other.record.urls {
        if !record.urls.contains(&url) {
            record.urls.push(url);
        }
    }
    record.name = record.name.take().or(other.record.name);
    record.job_title = record.job_title.take().or(other.record.job_title);
    record.purpose = record.purpose.or(other.record.purpose);
    for (field, evidence) in other.record.evidence {
        record.evidence.entry(field).or_default().extend(evidence);
    }
    known.organisation = known.organisation.or(other.organisation);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::testing::with_view;

    /// Name, job title and first address of all contacts in the text, and their organisation.
    fn found(text: &str) -> Vec<(String, String, String, String)> {
        with_view(text, |view, mentions| {
            let (organisations, contacts) = super::super::named(view, mentions);
            contacts
                .into_iter()
                .map(|draft| {
                    let record = draft.record;
                    let address = record.emails.first().cloned();
                    let organisation = draft.organisation.map(|index| &organisations[index].record);
                    (
                        record.name.unwrap_or_default(),
                        record.job_title.unwrap_or_default(),
                        address.unwrap_or_default(),
                        organisation
                            .map(|record| record.name.clone())
                            .unwrap_or_default(),
                    )
                })
                .collect()
        })
    }

    #[test]
    fn who_speaks_is_not_to_be_written_to() {
        let text = "Speaker: Hazel Quist\nFree entry\nMore: info@weir.example\n";
        let names: Vec<String> = found(text).into_iter().map(|contact| contact.0).collect();
        assert!(names.iter().all(String::is_empty), "{names:?}");
    }

    #[test]
    fn persons_and_desks() {
        for (text, name, title, email, organisation) in [
            (
                "Sarah Uhl – Programme Manager – uhl@efos.eu\n\nEfos rows.",
                "Sarah Uhl",
                "Programme Manager",
                "uhl@efos.eu",
                "Efos",
            ),
            (
                "Harbour Foundation Ghent invites you.\n\nQuestions: please contact Joke at joke@example.org",
                "Joke",
                "",
                "joke@example.org",
                "Harbour Foundation Ghent",
            ),
            (
                "Der Ruderverein Nord lädt ein.\n\nAnsprechpartner: Klaus Winter (Kassier), kasse@web.de",
                "Klaus Winter",
                "Kassier",
                "kasse@web.de",
                "Ruderverein Nord",
            ),
            (
                "Présidente\nJeanne PICON\npicon.j@orange.fr",
                "Jeanne PICON",
                "Présidente",
                "picon.j@orange.fr",
                "",
            ),
            (
                "Courses\nrow@web.de\nHead of the course: Oleksa Hrynko",
                "Oleksa Hrynko",
                "Head of the course",
                "row@web.de",
                "",
            ),
            ("Write to info@efos.eu.", "", "", "info@efos.eu", ""),
            (
                "Please call Oleksa Hrynko, Clerk of the Board, at hrynko@example.org at least a day ahead.",
                "Oleksa Hrynko",
                "Clerk of the Board",
                "hrynko@example.org",
                "",
            ),
            (
                "Prices can be had from Oleksa Hrynko, Secretary, Harbour Walk, oleksa@example.org.",
                "Oleksa Hrynko",
                "Secretary",
                "oleksa@example.org",
                "",
            ),
        ] {
            let expected = [name, title, email, organisation].map(str::to_owned);
            let all: Vec<_> = found(text)
                .into_iter()
                .map(|(a, b, c, d)| [a, b, c, d])
                .collect();
            assert_eq!(all, [expected], "{text}");
        }
    }

    #[test]
    fn a_hotels_phone_is_no_contact() {
        let text = "The Rowing Club Ghent invites you.\n\nRooms: Hotel Anchor, 4 Quay Lane, tel. (212) 555-2368";
        assert_eq!(found(text), []);
    }

    #[test]
    fn the_head_of_a_block_tells_what_its_contact_is_for() {
        let text = "Press and pictures\nEdda Brandes, Head of Communication\n(212) 555-2368";
        let purposes: Vec<Option<Purpose>> = with_view(text, |view, mentions| {
            super::super::named(view, mentions)
                .1
                .into_iter()
                .map(|draft| draft.record.purpose)
                .collect()
        });
        assert_eq!(purposes, [Some(Purpose::Press)]);
    }

    #[test]
    fn one_contact_told_twice_is_one() {
        let text = "Contact: Klaus Abel, abel@efos.eu\n\nRow with us.\n\nQuestions: Klaus Abel, abel@efos.eu";
        assert_eq!(found(text).len(), 1);
    }

    #[test]
    fn entries_of_a_list_stay_apart() {
        let text = "Tickets: tickets@efos.eu\nPress: Edda Brandes, (212) 555-2368";
        let names: Vec<String> = found(text).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, ["", "Edda Brandes"]);
    }

    #[test]
    fn an_address_of_another_house_is_not_the_publishers() {
        let text =
            "Harbour Foundation Ghent\n\nhttps://harbourfoundation.eu\n\nBills: bills@rowers.eu";
        let all = found(text);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].3, "");
    }

    #[test]
    fn two_persons_on_a_line_keep_their_own_numbers() {
        let text = "Ring Anna on 01632 960 118, or Kashvi (evenings only) on 01632 960 552\nor email hello@efos.eu";
        let all = with_view(text, |view, mentions| {
            super::super::named(view, mentions)
                .1
                .into_iter()
                .map(|draft| {
                    let record = draft.record;
                    let phones: Vec<String> =
                        record.phones.into_iter().map(|phone| phone.text).collect();
                    (record.name.unwrap_or_default(), phones, record.emails.len())
                })
                .collect::<Vec<_>>()
        });
        assert_eq!(
            all,
            [
                ("Anna".to_owned(), vec!["01632 960 118".to_owned()], 0),
                ("Kashvi".to_owned(), vec!["01632 960 552".to_owned()], 0),
                (String::new(), Vec::new(), 1),
            ]
        );
    }

    #[test]
    fn given_names_before_their_numbers() {
        for (text, names) in [
            (
                "Info\n\nAnna: +44 1632 960 118\n\nKashvi: +44 1632 960 552",
                &["Anna", "Kashvi"][..],
            ),
            (
                "Please ring Kashvi 01632 960 552 before noon",
                &["Kashvi"][..],
            ),
            (
                "Office: +44 1632 960 118\n\nMobile: +44 1632 960 552",
                &["", ""][..],
            ),
        ] {
            let all = with_view(text, |view, mentions| {
                let drafts = super::super::named(view, mentions).1.into_iter();
                let names = drafts.map(|draft| draft.record.name.unwrap_or_default());
                names.collect::<Vec<_>>()
            });
            assert_eq!(all, names, "{text}");
        }
    }

    #[test]
    fn persons_that_are_no_contacts() {
        for text in [
            "Committee\nJane Goodwin, University of Ghent\nMark Leeson, Port of Cork",
            "Jane Goodwin, Professor at Newcastle University, will speak.",
            "To unsubscribe write to list@efos.eu",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
