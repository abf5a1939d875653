//! Which organisation a contact is of.

use handbill_lexicon::fold;
use handbill_model::{BlockKind, Contact, Role, Span};

use super::Desk;
use super::owners::Owner;
use super::spots::Spot;
use crate::assemble::OrganisationDraft;
use crate::names;
use crate::names::domains::{host_of, owner_label};
use crate::{Found, inside};

impl Desk<'_, '_, '_> {
    /// The organisation of a contact: that of the person's post; the one whose domain the
    /// address is of; the one named on the lines; the one that heads the section; the document's
    /// organiser or publisher.
    pub(super) fn organisation(
        &self,
        spot: &Spot,
        owner: Option<&Owner>,
        record: &Contact,
    ) -> Option<usize> {
        let own = owner
            .and_then(|owner| self.naming(owner.affiliation?))
            .or_else(|| record.emails.iter().find_map(|email| self.by_domain(email)))
            .or_else(|| {
                self.named_on_lines(spot)
                    .map(|index| self.first_of_list(index))
                    .filter(|index| !self.has_other_domain(*index, record))
            });
        // A person with an address at another house is not the organiser's.
        let elsewhere = owner.is_some()
            && record
                .emails
                .iter()
                .any(|email| owner_label(host_of(email)).is_some_and(|it| !self.is_own_label(&it)));
        if own.is_some() || elsewhere {
            return own;
        }
        self.named_by_heading(spot)
            .or_else(|| self.organiser_beside(spot))
            .or_else(|| self.main_organisation())
            .filter(|index| !self.has_other_domain(*index, record))
    }

    /// Whether the label of a domain holds a long word of the name of one that the document is by, an
    /// ending apart. A name in other letters than those of domains may be spelt by any.
    fn is_own_label(&self, label: &str) -> bool {
        const LONG: usize = 5;
        const LONGEST_ENDING: usize = 2;
        let holds = |word: &str| {
            let count = word.chars().count();
            let stem = LONG.max(count.saturating_sub(LONGEST_ENDING));
            let end = word
                .char_indices()
                .nth(stem)
                .map_or(word.len(), |(at, _)| at);
            count >= LONG && label.contains(&word[..end])
        };
        let leading = self.organisations.iter().filter(|draft| {
            let mut roles = draft.roles.iter();
            roles.any(|(role, _)| matches!(role, Role::Organizer | Role::Publisher))
        });
        leading.map(|draft| fold(&draft.record.name)).any(|name| {
            !name.contains(|c: char| c.is_ascii_alphabetic())
                || name.split(|c: char| !c.is_alphanumeric()).any(holds)
        })
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

    pub(super) fn naming(&self, span: Span) -> Option<usize> {
        names::overlapping(&self.namings, span, |(mention, _)| *mention)
            .next()
            .map(|(_, index)| *index)
    }

    pub(super) fn is_organisation(&self, span: Span) -> bool {
        self.naming(span).is_some()
    }

    pub(super) fn by_domain(&self, email: &str) -> Option<usize> {
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
            .take_while(|line| !self.has_coordinate(words.lines[*line].span))
            .last()
            .unwrap_or(spot.line);
        let own = words.lines[spot.line].span.start;
        self.last_named(own, last)
            .or_else(|| self.leading_in(words.lines[first_line].span.start, own))
    }

    /// Whom the document is by, where it names the organiser in the same breath with it, without a day
    /// between them: of several the first is to be asked.
    fn first_of_list(&self, index: usize) -> usize {
        const REACH: usize = 300;
        let first = |index: usize| {
            let mut roles = self.organisations[index].roles.iter();
            let organises = roles.find(|(role, _)| *role == Role::Organizer);
            organises.map(|(_, span)| *span)
        };
        let together = |one: Span, other: Span| {
            let between = Span::new(one.end.min(other.start), other.start.max(one.end));
            one.end <= other.start
                && between.len() <= REACH
                && !inside(self.mentions, between).any(|it| matches!(it.found, Found::Time(_)))
        };
        let main = self.main_organisation().filter(|main| *main != index);
        main.filter(|main| {
            let spans = first(*main).zip(first(index));
            spans.is_some_and(|(one, other)| together(one, other))
        })
        .unwrap_or(index)
    }

    /// The organisation that a stretch of text above a contact names last, and where it names
    /// several, the first of those that lead: partners are named for themselves.
    fn leading_in(&self, from: usize, to: usize) -> Option<usize> {
        let last = self.last_named(from, to)?;
        let leads = |index: &usize| {
            let mut roles = self.organisations[*index].roles.iter();
            roles.any(|(role, _)| matches!(role, Role::Organizer | Role::Publisher))
        };
        let span = Span::new(from.min(to), to);
        let named = || names::overlapping(&self.namings, span, |(mention, _)| *mention);
        let alone = named().all(|(_, index)| *index == last);
        let first = named().map(|(_, index)| *index).find(leads);
        first
            .filter(|_| !alone)
            .or(Some(last))
            .filter(|index| !only_helps(&self.organisations[*index]))
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
        if organisers().count() < FEWEST {
            return None;
        }
        let (distance, nearest) = organisers().min()?;
        let line = |span: &Span| self.words.line_at(span.start);
        let there: Vec<Option<usize>> = (self.organisations[nearest].roles.iter())
            .filter(|(role, span)| *role == Role::Organizer && span.start.abs_diff(at) == distance)
            .map(|(_, span)| line(span))
            .collect();
        // Of those that one line tells the first leads.
        let first = self.organisations.iter().position(|draft| {
            let mut roles = draft.roles.iter();
            roles.any(|(role, span)| *role == Role::Organizer && there.contains(&line(span)))
        });
        first.filter(|_| distance <= REACH)
    }

    /// Whom the document is by: its first organiser, but for whose event is merely told of, else its
    /// first publisher.
    pub(super) fn main_organisation(&self) -> Option<usize> {
        let with = |wanted: Role, fits: &dyn Fn(&OrganisationDraft) -> bool| {
            self.organisations.iter().position(|draft| {
                draft.roles.iter().any(|(role, _)| *role == wanted) && fits(draft)
            })
        };
        let in_title = |draft: &OrganisationDraft| {
            let told = draft.record.evidence.get("roles");
            told.is_some_and(|told| {
                let mut rules = told.iter().map(|it| it.rule.as_deref());
                rules.all(|rule| rule == Some(names::EVENT_TITLE))
            })
        };
        with(Role::Organizer, &|draft| !in_title(draft))
            .or_else(|| with(Role::Publisher, &|_| true))
            .or_else(|| with(Role::Organizer, &|_| true))
    }
}

/// Whether all that the document tells of the organisation is that it helps those who run things here.
fn only_helps(draft: &OrganisationDraft) -> bool {
    let mut roles = draft.roles.iter();
    !draft.roles.is_empty()
        && roles.all(|(role, _)| matches!(role, Role::Partner | Role::Funder | Role::Sponsor))
}

/// Whether all that the document tells of the organisation is that it pays for something.
fn only_gives_money(draft: &OrganisationDraft) -> bool {
    !draft.roles.is_empty()
        && draft
            .roles
            .iter()
            .all(|(role, _)| matches!(role, Role::Funder | Role::Sponsor))
}
