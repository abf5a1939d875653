//! Contacts: persons and desks to write to or call.

mod affiliation;
mod beside;
mod lists;
mod merging;
mod owners;
mod spots;

use handbill_lexicon::{Concept, Gap};
use handbill_model::{Contact, Purpose, Span};

use super::phones::{has_coordinate, phone_of, same_phone};
use super::{ContactDraft, OrganisationDraft};
use crate::names::{self, Line, PersonMention, Words, one_line};
use crate::{Found, LinkKind, Mention, View, inside};
use merging::merged;
use owners::Owner;
use spots::Spot;

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
        .flat_map(|spot| desk.contacts_at(spot))
        .collect();
    drafts.extend(desk.signatures());
    drafts.extend(desk.staff());
    drafts.extend(desk.to_be_asked());
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

/// Everything that a contact is read from.
struct Desk<'a, 'v, 'd> {
    words: &'a Words<'v, 'd>,
    mentions: &'a [Mention],
    persons: &'a [PersonMention],
    organisations: &'a [OrganisationDraft],
    /// The places that name the organisations, ascending and without overlap.
    namings: Vec<(Span, usize)>,
}

impl Desk<'_, '_, '_> {
    /// The contact that the spot gives, and those who share its coordinates.
    fn contacts_at(&self, spot: &Spot) -> Vec<ContactDraft> {
        let owner = self.owner(spot);
        let companions = owner
            .as_ref()
            .map(|owner| self.companions(owner))
            .unwrap_or_default();
        let shared: Vec<usize> = match &owner {
            Some(owner) if !companions.is_empty() => {
                let items = spot.items.iter().copied();
                items.filter(|item| !self.spells(*item, owner)).collect()
            }
            _ => Vec::new(),
        };
        let shared = Spot {
            items: shared,
            ..spot.clone()
        };
        let mut out: Vec<ContactDraft> = (companions.into_iter())
            .filter_map(|companion| self.contact_of(&shared, Some(companion)))
            .collect();
        out.extend(self.contact_of(spot, owner));
        out
    }

    /// Whether the coordinate is an address that spells the name of the owner.
    fn spells(&self, item: usize, owner: &Owner) -> bool {
        let (first, end) = self.words.tokens_of(owner.span);
        let local = owners::local_part(&self.mentions[item]);
        !local.is_empty() && names::is_spelt_in(self.words, first, end, &local)
    }

    fn contact_of(&self, spot: &Spot, owner: Option<Owner>) -> Option<ContactDraft> {
        let view = self.words.view;
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
        let other = self.has_coordinate(between);
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
        for mention in inside(self.mentions, span) {
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

    /// Whether an e-mail address or a phone begins inside of the span.
    fn has_coordinate(&self, span: Span) -> bool {
        has_coordinate(self.mentions, span)
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
        std::iter::once(spot.line)
            .chain(above)
            .find_map(|line| self.purpose_on(words.lines[line]))
    }

    /// What the words of the line say that a contact is for.
    fn purpose_on(&self, line: Line) -> Option<Purpose> {
        let words = self.words;
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
    fn persons_who_share_a_number_or_an_address() {
        let names = |text: &str| -> Vec<(String, String)> {
            let found = found(text).into_iter();
            found.map(|contact| (contact.0, contact.2)).collect()
        };
        let both = |one: &str, other: &str, email: &str| {
            [one, other].map(|name| (name.to_owned(), email.to_owned()))
        };
        for (text, one, other, email) in [
            (
                "Lisätietoja: Aino Virta ja Mikko Lehto, talkoot@efos.eu",
                "Aino Virta",
                "Mikko Lehto",
                "talkoot@efos.eu",
            ),
            (
                "Contact : Odile Perrin (présidente) et Jacques Morin (trésorier), quai@efos.eu",
                "Odile Perrin",
                "Jacques Morin",
                "quai@efos.eu",
            ),
            (
                "Más información: Lucía Prados y Andrés Gil, muelle@efos.eu",
                "Lucía Prados",
                "Andrés Gil",
                "muelle@efos.eu",
            ),
        ] {
            assert_eq!(names(text), both(one, other, email), "{text}");
        }
        // An address that spells one of two names is hers alone.
        let own = "Questions: Anna Berg or Paul Winter, paul.winter@efos.eu";
        assert_eq!(
            names(own),
            [("Paul Winter".to_owned(), "paul.winter@efos.eu".to_owned())]
        );
    }

    #[test]
    fn of_several_organisers_the_first_is_to_be_asked() {
        let text = "Organizator: Fundacja Żagiel\nWspółorganizator: Gminny Ośrodek Kultury\nZapisy: Anna Wrona, anna.wrona@gmail.com";
        let bodies: Vec<String> = found(text).into_iter().map(|contact| contact.3).collect();
        assert_eq!(bodies, ["Fundacja Żagiel"]);
        // Between two events each has its own.
        let text = "Organised by the Rowing Club Ghent\n5 May 2026, 7 pm\n\nOrganised by the Harbour Guild\nContact: Ann Example, ann.example@gmail.com";
        let bodies: Vec<String> = found(text).into_iter().map(|contact| contact.3).collect();
        assert_eq!(bodies, ["Harbour Guild"]);
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
                "The Harbour Foundation Ghent invites you.\n\nContact person: Sarah Uhl, Programme Manager.",
                "Sarah Uhl",
                "Programme Manager",
                "",
                "Harbour Foundation Ghent",
            ),
            (
                "The Harbour Foundation Ghent invites you.\n\nWrite to the board by Friday.\n\nSarah Uhl, secretary",
                "Sarah Uhl",
                "secretary",
                "",
                "Harbour Foundation Ghent",
            ),
            (
                "Organised by Harbour Foundation Ghent, in cooperation with Quay Foundation Ghent.\nMore: info@harbour.example",
                "",
                "",
                "info@harbour.example",
                "Harbour Foundation Ghent",
            ),
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
            (
                "Pour le comité,\nLa présidente,\nOleksa Hrynko\nreseau@example.org",
                "Oleksa Hrynko",
                "présidente",
                "reseau@example.org",
                "",
            ),
            (
                "Fdo.: Oleksa Hrynko\nPresidente\nruedo@example.org",
                "Oleksa Hrynko",
                "Presidente",
                "ruedo@example.org",
                "",
            ),
            (
                "Voorzitter - Oleksa Hrynko - bestuur@example.org",
                "Oleksa Hrynko",
                "Voorzitter",
                "bestuur@example.org",
                "",
            ),
            (
                "Az előadó Tóth Zsuzsa könyvtáros, zs@example.org",
                "Tóth Zsuzsa",
                "könyvtáros",
                "zs@example.org",
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

    /// Name, post and number of addresses and phones of all contacts.
    fn reached(text: &str) -> Vec<(String, String, usize, usize)> {
        with_view(text, |view, mentions| {
            let drafts = super::super::named(view, mentions).1.into_iter();
            let told = drafts.map(|draft| {
                let record = draft.record;
                let (name, post) = (record.name.unwrap_or_default(), record.job_title);
                let reached = (record.emails.len(), record.phones.len());
                (name, post.unwrap_or_default(), reached.0, reached.1)
            });
            told.collect()
        })
    }

    #[test]
    fn several_contacts_in_a_row() {
        for (text, expected) in [
            (
                "Questions? Anna Uhl (tel +44 1632 960 118), Paul Holm (tel +44 1632 960 552) or write to hello@efos.eu",
                &[
                    ("Anna Uhl", "", 0, 1),
                    ("Paul Holm", "", 0, 1),
                    ("", "", 1, 0),
                ][..],
            ),
            (
                "Info: tel. +44 1632 960 118 (Anna) – +44 1632 960 552 (Paul)",
                &[("Anna", "", 0, 1), ("Paul", "", 0, 1)][..],
            ),
            (
                "Lifts: Anna Uhl, as above, or text Paul on +44 1632 960 552",
                &[("Paul", "", 0, 1)][..],
            ),
            (
                "Secretary    Anna Uhl    +44 1632 960 118    office@efos.eu\nTreasurer    Paul Holm    +44 1632 960 552",
                &[
                    ("Anna Uhl", "Secretary", 1, 1),
                    ("Paul Holm", "Treasurer", 0, 1),
                ][..],
            ),
            (
                "Chair\nAnna Uhl\n+44 1632 960 118\nTreasurer\nPaul Holm\n+44 1632 960 552",
                &[
                    ("Anna Uhl", "Chair", 0, 1),
                    ("Paul Holm", "Treasurer", 0, 1),
                ][..],
            ),
            (
                "Anna Uhl\n\nTreasurer\n\nPhone: +44 1632 960 118\n\nPaul Holm\n\nPhone: +44 1632 960 552",
                &[("Anna Uhl", "Treasurer", 0, 1), ("Paul Holm", "", 0, 1)][..],
            ),
            (
                "Contacts:\nJui Joshi +44 1632 960 118\nOlu Bello +44 1632 960 552",
                &[("Jui Joshi", "", 0, 1), ("Olu Bello", "", 0, 1)][..],
            ),
            (
                "Blue Lagoon +44 1632 960 118\nGreen Parrot +44 1632 960 552",
                &[("", "", 0, 1), ("", "", 0, 1)][..],
            ),
            (
                "A jelentkezés: Szabó János +36 1 234 5678 a megadott számon",
                &[("Szabó János", "", 0, 1)][..],
            ),
            (
                "Editor: Anna Uhl, mayor\nDesign and layout of this: hello@efos.eu",
                &[("", "", 1, 0)][..],
            ),
            (
                "Repas avec Anna, +44 1632 960 118, ou Paul (+44 1632 960 552)",
                &[("Anna", "", 0, 1), ("Paul", "", 0, 1)][..],
            ),
        ] {
            let all = reached(text);
            let all: Vec<_> = all
                .iter()
                .map(|(name, post, emails, phones)| {
                    (name.as_str(), post.as_str(), *emails, *phones)
                })
                .collect();
            assert_eq!(all, expected, "{text}");
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
