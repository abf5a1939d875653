//! Persons that are contacts by their posts alone: who signs a letter, and lists of staff.

use handbill_lexicon::{Concept, Gap};
use handbill_model::{BlockKind, Contact, Span};

use super::owners::owner_of;
use super::{Desk, add_owner};
use crate::assemble::ContactDraft;
use crate::names::PersonMention;
use crate::{Found, inside};

impl Desk<'_, '_, '_> {
    /// Persons alone on a line with their posts beside or below, as under a letter: none of them in
    /// a row of others, and with a post at an organisation that the document is about, or at the
    /// one that a call with their names below it is of.
    pub(super) fn signatures(&self) -> Vec<ContactDraft> {
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
                let end = person
                    .job_title
                    .map_or(person.span.end, |title| title.end.max(person.span.end));
                let fills = person.span.end == whole.end || end == whole.end;
                (start == whole.start && fills).then_some((line, person))
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
                .or_else(|| self.naming(title))
                .or_else(|| self.main_organisation().filter(|_| self.closes_text(*line)));
            let told = organisation.is_some_and(|index| self.organisations[index].is_record());
            if !crowded && told {
                out.push(self.person_contact(person, organisation, "contact.signature"));
            }
        }
        out
    }

    /// Whether the line is a paragraph of its own right below one that ends with its sentence, as
    /// who signs stands below a call.
    fn closes_text(&self, line: usize) -> bool {
        let words = self.words;
        let tokens = words.lines[line];
        let Some(before) = tokens.first.checked_sub(1) else {
            return false;
        };
        let is_paragraph = |line: usize| {
            let block = words.block(line);
            block.is_some_and(|block| matches!(block.kind, BlockKind::Paragraph))
        };
        let alone = words.gap(tokens.first) >= Gap::Blank
            && (words.gap(tokens.end) >= Gap::Blank || tokens.end >= words.len());
        let sentence = matches!(words.folded(before), "." | "!");
        alone && sentence && line > 0 && is_paragraph(line) && is_paragraph(line - 1)
    }

    /// Persons with their posts whom a label names to be asked, on a line without a number or
    /// address.
    pub(super) fn to_be_asked(&self) -> Vec<ContactDraft> {
        let words = self.words;
        let labelled = self.persons.iter().filter_map(|person| {
            let first = person.honorific.unwrap_or(person.span).start;
            let (token, _) = words.tokens_of(Span::new(first, first));
            let line = words.lines[words.line_at(first)?];
            let colon = token.checked_sub(1).filter(|at| words.is_mark(*at, ':'))?;
            let posted = person
                .job_title
                .is_some_and(|title| title.start >= person.span.end);
            let cued = posted && self.cue_ends_at(colon, line.first);
            let purpose = self.purpose_on(line).filter(|_| cued)?;
            (!self.has_coordinate(line.span)).then_some((person, purpose))
        });
        labelled
            .map(|(person, purpose)| {
                let own = person.affiliation.and_then(|span| self.naming(span));
                let organisation = own.or_else(|| self.main_organisation());
                let mut draft = self.person_contact(person, organisation, "contact.person-on-line");
                draft.record.purpose = Some(purpose);
                draft
            })
            .collect()
    }

    /// Persons with posts under a heading of staff.
    pub(super) fn staff(&self) -> Vec<ContactDraft> {
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

    /// Whether an e-mail address stands on the person's line.
    fn has_mail_beside(&self, person: &PersonMention) -> bool {
        let text = self.words.view.text();
        let rest = text[person.span.end..].find('\n');
        let end = rest.map_or(text.len(), |at| person.span.end + at);
        inside(self.mentions, Span::new(person.span.end, end))
            .any(|mention| matches!(mention.found, Found::Email(_)))
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
