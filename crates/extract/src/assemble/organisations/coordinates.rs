//! The pages, e-mail addresses, phones and postal address of an organisation.

use handbill_lexicon::{Concept, Gap, Tokens, classify};
use handbill_model::{BlockKind, Organisation, Span};

use super::gathering::{Gathering, Group};
use super::push;
use crate::assemble::phones::{has_coordinate, phone_of};
use crate::find::LINKED_EMAIL;
use crate::find::hosts::after_scheme;
use crate::names;
use crate::names::domains::{host_of, letters, owner_label};
use crate::{Found, LinkKind, Mention, inside};

impl Gathering<'_, '_, '_> {
    /// The web and profile pages and e-mail addresses whose domain or path spells the
    /// organisation's name, and the phones and the postal address that stand with them.
    pub(super) fn add_coordinates(&self, group: &Group, record: &mut Organisation) {
        for mention in self.mentions {
            if let Found::Url { url, kind } = &mention.found {
                self.add_page(group, mention, url, *kind, record);
            }
        }
        for mention in self.mentions {
            if let Found::Email(email) = &mention.found {
                self.add_email(group, mention, email, record);
            }
        }
        self.add_address(group, record);
    }

    fn add_page(
        &self,
        group: &Group,
        mention: &Mention,
        url: &str,
        kind: LinkKind,
        record: &mut Organisation,
    ) {
        let page = matches!(kind, LinkKind::Page | LinkKind::Registration);
        if page && record.url.is_none() && self.owns(group, url) {
            record.url = Some(own_site(url));
            push(record, "url", self.words.view, mention);
        }
        let is_new = !record.same_as.iter().any(|known| known == url);
        if kind == LinkKind::Profile && is_new && is_profile_of(group, url) {
            record.same_as.push(url.to_owned());
            push(record, "same_as", self.words.view, mention);
        }
    }

    fn add_email(
        &self,
        group: &Group,
        mention: &Mention,
        email: &String,
        record: &mut Organisation,
    ) {
        if !self.is_own_email(group, email) {
            return;
        }
        if self.is_recipient(mention) {
            return;
        }
        let personal = is_personal(email)
            || self.is_of_person(mention)
            || names::speaks_of_me(self.words, mention.span);
        if !record.emails.contains(email) && !personal {
            record.emails.push(email.clone());
            push(record, "emails", self.words.view, mention);
            self.add_phones_near(mention, record);
        }
        // A person's address shows where the person works, not that the house takes part.
        let takes_part = !personal || !group.roles.is_empty();
        if record.url.is_none() && takes_part && self.owns(group, email) {
            record.url = Some(own_site(host_of(email)));
            push(record, "url", self.words.view, mention);
        }
    }

    /// Whether the address stands in the header of a mail, as that of somebody it is sent to.
    fn is_recipient(&self, email: &Mention) -> bool {
        let words = self.words;
        let Some(line) = words.line_at(email.span.start) else {
            return false;
        };
        let is_field = words
            .block(line)
            .is_some_and(|block| matches!(block.kind, BlockKind::KeyValue { .. }));
        is_field && words.is(words.lines[line].first, Concept::RoleNotContact)
    }

    /// Whether the address is made of a name on its line, or a person's name opens that line.
    fn is_of_person(&self, email: &Mention) -> bool {
        let words = self.words;
        let Some(line) = words.line_at(email.span.start) else {
            return false;
        };
        let (before, end) = words.tokens_of(email.span);
        let first = words.lines[line].first.max(before.saturating_sub(30));
        let written = match &email.found {
            Found::Email(address) if email.rule == LINKED_EMAIL => address,
            _ => email.span.of(words.view.text()),
        };
        let local = written.split('@').next().unwrap_or_default();
        // The name of a person may itself be the link.
        let before = match email.rule {
            LINKED_EMAIL => end,
            _ => before,
        };
        let spelt = (first..before).any(|token| {
            words.is_capital(token)
                && !words.is(token, Concept::RoleContact)
                && !self.named.get(token).copied().unwrap_or(false)
                && names::is_spelt_in(words, token, token + 1, local)
        });
        let below_name = self.person_over(line).is_some_and(|person| {
            let (first, end) = words.tokens_of(person);
            (first..end).any(|token| names::is_spelt_in(words, token, token + 1, local))
        });
        if spelt || below_name {
            return true;
        }
        names::name_end(words, first).is_some_and(|(end, parts)| {
            let span = words.span(first, end);
            let organisation = self
                .groups
                .iter()
                .flat_map(|group| &group.names)
                .any(|naming| naming.span.overlaps(span));
            parts >= 2
                && end < before
                && !organisation
                && (names::is_separator(words, end) || end + 1 >= before)
        })
    }

    fn owns(&self, group: &Group, address: &str) -> bool {
        let owner = self.owners.get(address);
        owner.is_some_and(|owner| group.labels.contains(&owner.label))
    }

    pub(super) fn is_own_email(&self, group: &Group, email: &str) -> bool {
        if let Some(spelt) = self.spelt_by(email) {
            return std::ptr::eq(spelt, group);
        }
        let local = email.split('@').next();
        self.owns(group, email)
            || local.is_some_and(|local| group.labels.iter().any(|label| label == local))
    }

    /// The organisation whose name an address and its domain spell together (`chor@oberlinde.example` of
    /// `Chor Oberlinde`): the domain may be the town's.
    fn spelt_by(&self, email: &str) -> Option<&Group> {
        let spelt = self.owners.get(email)?.spelt.as_ref()?;
        self.by_letters.get(spelt).map(|group| &self.groups[*group])
    }

    /// Notes the letters that the names of several words spell, for [`Self::spelt_by`].
    pub(super) fn spell_names(&mut self) {
        self.by_letters.clear();
        let email = |mention: &Mention| matches!(mention.found, Found::Email(_));
        if !self.mentions.iter().any(email) {
            return;
        }
        for (index, group) in self.groups.iter().enumerate() {
            for naming in group.names.iter().filter(|it| it.key.contains(' ')) {
                for spelt in spellings(&naming.key) {
                    self.by_letters.entry(spelt).or_insert(index);
                }
            }
        }
    }

    /// Phones on the line of the e-mail address or next to it.
    fn add_phones_near(&self, email: &Mention, record: &mut Organisation) {
        let Some(line) = self.words.line_at(email.span.start) else {
            return;
        };
        let lines = &self.words.lines;
        let near = lines[line.saturating_sub(1)]
            .span
            .cover(lines[(line + 1).min(lines.len() - 1)].span);
        for mention in inside(self.mentions, near) {
            if let Some(phone) = phone_of(self.words.view, mention)
                && !self.is_of_another(mention, email, line)
                && !record.phones.contains(&phone)
            {
                record.phones.push(phone);
                push(record, "phones", self.words.view, mention);
            }
        }
    }

    /// Whether a person is named right before the phone on its line, which begins at `start`: with a given
    /// name, or, where the phone is `parted` from what the organisation has, with the full name and a few
    /// words behind it.
    fn is_beside_person(&self, phone: &Mention, start: usize, parted: bool) -> bool {
        const FEW: usize = 4;
        let words = self.words;
        let line = Span::new(start, phone.span.start.max(start));
        let named = names::overlapping(&self.persons, line, |span| *span)
            .last()
            .is_some_and(|person| {
                let between = Span::new(person.end, line.end.max(person.end));
                words.view.words(between) <= FEW && !has_coordinate(self.mentions, between)
            });
        let (at, _) = words.tokens_of(phone.span);
        let from = at.saturating_sub(FEW).max(words.tokens_of(line).0);
        let last = (from..at).rev().find(|token| words.is_capital(*token));
        let given = last.is_some_and(|token| words.is(token, Concept::PersonGiven));
        parted && named || given
    }

    /// Whether a phone on another line than the e-mail address has a name of its own before it or
    /// above it: `Press: Edda Brandes, 030 …`.
    fn is_of_another(&self, phone: &Mention, email: &Mention, email_line: usize) -> bool {
        const FEW: usize = 30;
        let words = self.words;
        let Some(line) = words.line_at(phone.span.start) else {
            return false;
        };
        let start = words.lines[line].span.start;
        // On one line both are of the desk that the person is at, unless brackets part them.
        let between = Span::new(phone.span.end.min(email.span.start), email.span.start);
        let parted = line != email_line || between.of(words.view.text()).contains(')');
        if self.is_beside_person(phone, start, parted) {
            return true;
        }
        let opens = words
            .view
            .words(Span::new(start, phone.span.start.max(start)))
            <= 1;
        if line != email_line && opens && self.person_over(line).is_some() {
            return true;
        }
        let (end, _) = words.tokens_of(phone.span);
        let first = words.lines[line].first.max(end.saturating_sub(FEW));
        line != email_line
            && (first..end).any(|token| {
                names::name_end(words, token).is_some_and(|(name_end, parts)| {
                    let named = self.named.get(token).copied().unwrap_or(false);
                    parts >= 2 && name_end <= end && !named
                })
            })
    }

    /// The person whose name opens the line right above.
    fn person_over(&self, line: usize) -> Option<Span> {
        let above = line.checked_sub(1)?;
        if self.words.gap(self.words.lines[line].first) != Gap::Line {
            return None;
        }
        let whole = self.words.lines[above].span;
        names::overlapping(&self.persons, whole, |span| *span)
            .next()
            .copied()
            .filter(|person| self.words.view.words(Span::new(whole.start, person.start)) <= 1)
    }

    /// The address on the lines right below a place that names the organisation.
    fn add_address(&self, group: &Group, record: &mut Organisation) {
        let words = self.words;
        for (_, span, rule) in &group.roles {
            let Some(line) = words.line_at(span.start) else {
                continue;
            };
            let Some(next) = words.lines.get(line + 1) else {
                continue;
            };
            if *rule != "role.address-block" {
                continue;
            }
            for mention in inside(
                self.mentions,
                next.span
                    .cover(words.lines[(line + 3).min(words.lines.len() - 1)].span),
            ) {
                if let Found::Address(found) = &mention.found
                    && found.address.street.is_some()
                    && record.address.is_none()
                {
                    record.address = Some(found.address.clone());
                    push(record, "address", words.view, mention);
                }
            }
        }
    }
}

/// The letters of all words of a name, and of those that are not short.
fn spellings(key: &str) -> [String; 2] {
    const SHORT: usize = 3;
    let long = |word: &&str| word.chars().count() > SHORT;
    [
        key.split(' ').map(letters).collect(),
        key.split(' ').filter(long).map(letters).collect(),
    ]
}

/// Whether the address is a person's rather than the house's: two parts, or a known given name.
fn is_personal(email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default();
    let tokens = Tokens::new(local);
    let hits = classify(local, &tokens);
    (0..tokens.len()).any(|token| {
        hits.find(token, Concept::PersonGiven)
            .is_some_and(|hit| hit.first == 0)
    })
}

/// The site of the owner of an address: its host, without the subdomains before the label that
/// names the owner.
fn own_site(address: &str) -> String {
    let scheme = after_scheme(address).map_or("https", |(scheme, _)| scheme);
    let host = host_of(address);
    let label = owner_label(host).unwrap_or_default();
    let bare = host.strip_prefix("www.").unwrap_or(host);
    let owned = bare
        .match_indices(&label)
        .map(|(at, _)| &bare[at..])
        .find(|rest| rest[label.len()..].starts_with('.'))
        .filter(|rest| *rest != bare);
    format!("{scheme}://{}", owned.unwrap_or(host))
}

/// Whether the path of a profile page is made of one of the organisation's names.
fn is_profile_of(group: &Group, url: &str) -> bool {
    const SHORTEST: usize = 4;
    let path = after_scheme(url)
        .map_or(url, |(_, rest)| rest)
        .split_once('/')
        .map_or("", |(_, path)| path);
    let path = letters(path);
    group
        .names
        .iter()
        .map(|naming| letters(&naming.name))
        .any(|name| name.len() >= SHORTEST && path.contains(&name))
}
