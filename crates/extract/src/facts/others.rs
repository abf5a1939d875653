//! Organisations and contacts that are stated.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt, HashSet};
use handbill_model::{Contact, EvidenceMap, Organisation, Phone, PropertyValue, Role, Span, Thing};

use super::{Stated, is_link, places, stamps, vocabulary};
use crate::Found;
use crate::assemble::groups::alike;
use crate::assemble::phones::same_phone;
use crate::assemble::{ContactDraft, OrganisationDraft, key_of};

/// Adds the organisations that are stated: to those that the text names, or as new ones.
pub fn organisations(stated: &Stated, drafts: &mut Vec<OrganisationDraft>) {
    let roles = roles(stated);
    let mut known: HashMap<String, usize> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let names = std::iter::once(&draft.record.name).chain(&draft.record.alternate_names);
        for name in names {
            known.entry(key_of(name)).or_insert(at);
        }
    }
    for (index, thing) in stated.things().iter().enumerate() {
        let given = roles.get(&index).cloned().unwrap_or_default();
        // An organiser or performer without a type is one, too, unless it is a person.
        let is_person = thing.types.iter().any(|name| name == "Person");
        let untyped = thing.types.is_empty() && !given.is_empty();
        if is_person || !(vocabulary::is_organisation(&thing.types) || untyped) {
            continue;
        }
        let Some(record) = organisation(stated, thing, given) else {
            continue;
        };
        match known.get(&key_of(&record.name)) {
            Some(at) => absorb(&mut drafts[*at], record),
            None => {
                known.insert(key_of(&record.name), drafts.len());
                drafts.push(OrganisationDraft {
                    record,
                    is_stated: true,
                    ..OrganisationDraft::default()
                });
            }
        }
    }
}

/// What things are to the events and pages that refer to them.
fn roles(stated: &Stated) -> HashMap<usize, BTreeSet<Role>> {
    let mut out: HashMap<usize, BTreeSet<Role>> = HashMap::new();
    for property in stated.things().iter().flat_map(|thing| &thing.properties) {
        if let PropertyValue::Thing(index) = property.value {
            let role = match property.name.as_str() {
                "organizer" => Role::Organizer,
                "sponsor" => Role::Sponsor,
                "funder" => Role::Funder,
                "publisher" => Role::Publisher,
                "worksFor" | "hiringOrganization" => Role::Employer,
                _ => continue,
            };
            out.entry(index).or_default().insert(role);
        }
    }
    out
}

fn absorb(draft: &mut OrganisationDraft, from: Organisation) {
    let into = &mut draft.record;
    draft.is_stated = true;
    into.url = into.url.take().or(from.url);
    into.address = into.address.take().or(from.address);
    into.founded = into.founded.take().or(from.founded);
    add(&mut into.emails, from.emails);
    add(&mut into.same_as, from.same_as);
    add(&mut into.roles, from.roles);
    add(&mut into.alternate_names, from.alternate_names);
    for phone in from.phones {
        if !into.phones.iter().any(|other| same_phone(other, &phone)) {
            into.phones.push(phone);
        }
    }
    into.confidence = into.confidence.max(from.confidence);
    for (field, evidence) in from.evidence {
        let known = into.evidence.entry(field).or_default();
        for item in evidence {
            if !known.contains(&item) {
                known.push(item);
            }
        }
    }
}

fn add<T: PartialEq>(into: &mut Vec<T>, from: Vec<T>) {
    for item in from {
        if !into.contains(&item) {
            into.push(item);
        }
    }
}

fn organisation(stated: &Stated, thing: &Thing, roles: BTreeSet<Role>) -> Option<Organisation> {
    let name = stated.property(thing, &["name", "legalName"])?;
    let mut record = Organisation {
        name: stated.text(name)?.to_owned(),
        roles: if roles.is_empty() {
            vec![Role::Mentioned]
        } else {
            roles.into_iter().collect()
        },
        confidence: 0.95,
        ..Organisation::default()
    };
    record
        .evidence
        .insert("name".to_owned(), vec![stated.evidence(thing, name)]);
    for property in stated.all(thing, "alternateName") {
        let other = stated.text(property).filter(|other| *other != record.name);
        add(
            &mut record.alternate_names,
            other.map(str::to_owned).into_iter().collect(),
        );
    }
    if let Some(property) = stated.property(thing, &["url", "sameAs"])
        && let Some(url) = stated.text(property).filter(|url| is_link(url))
    {
        record.url = Some(url.to_owned());
        record
            .evidence
            .insert("url".to_owned(), vec![stated.evidence(thing, property)]);
    }
    for property in stated.all(thing, "sameAs") {
        let other = stated
            .text(property)
            .filter(|url| is_web_address(url) && record.url.as_deref() != Some(*url));
        add(
            &mut record.same_as,
            other.map(str::to_owned).into_iter().collect(),
        );
    }
    let mut reached = reached(stated, thing);
    for point in stated
        .all(thing, "contactPoint")
        .filter_map(|it| stated.thing(it))
    {
        let more = self::reached(stated, point);
        add(&mut reached.emails, more.emails);
        add(&mut reached.phones, more.phones);
        reached.evidence.extend(more.evidence);
    }
    record.emails = reached.emails;
    record.phones = reached.phones;
    record.evidence.extend(reached.evidence);
    record.address = places::address_of(stated, thing);
    if let (Some(_), Some(property)) = (&record.address, stated.property(thing, &["address"])) {
        record
            .evidence
            .insert("address".to_owned(), vec![stated.evidence(thing, property)]);
    }
    record.founded = stated
        .value(thing, &["foundingDate"])
        .and_then(stamps::stamp)
        .and_then(|moment| moment.iso());
    Some(record)
}

fn is_web_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// How somebody is reached.
#[derive(Default)]
struct Reached {
    emails: Vec<String>,
    phones: Vec<Phone>,
    evidence: EvidenceMap,
}

fn reached(stated: &Stated, thing: &Thing) -> Reached {
    let mut out = Reached::default();
    for property in stated.all(thing, "email") {
        let Some(text) = stated.text(property) else {
            continue;
        };
        let address = text.strip_prefix("mailto:").unwrap_or(text);
        let found = stamps::mentions(stated.view, address)
            .into_iter()
            .find_map(|mention| match mention.found {
                Found::Email(address) => Some(address),
                _ => None,
            });
        if let Some(address) = found.filter(|address| !out.emails.contains(address)) {
            out.emails.push(address);
            let evidence = stated.evidence(thing, property);
            out.evidence
                .entry("emails".to_owned())
                .or_default()
                .push(evidence);
        }
    }
    for property in thing
        .properties
        .iter()
        .filter(|it| matches!(it.name.as_str(), "telephone" | "phone"))
    {
        let Some(text) = stated.text(property) else {
            continue;
        };
        let text = text.strip_prefix("tel:").unwrap_or(text).trim();
        if text.bytes().filter(u8::is_ascii_digit).count() < 4
            || out.phones.iter().any(|known| known.text == text)
        {
            continue;
        }
        out.phones.push(Phone {
            e164: international(stated, text),
            text: text.to_owned(),
        });
        let evidence = stated.evidence(thing, property);
        out.evidence
            .entry("phones".to_owned())
            .or_default()
            .push(evidence);
    }
    out
}

/// The number in E.164, where it says its country itself.
fn international(stated: &Stated, text: &str) -> Option<String> {
    text.starts_with('+').then_some(())?;
    stamps::mentions(stated.view, text)
        .into_iter()
        .find_map(|mention| match mention.found {
            Found::Phone(phone) => phone.e164,
            _ => None,
        })
}

/// Adds the persons that are stated with a way to reach them.
pub fn contacts(
    stated: &Stated,
    organisations: &[OrganisationDraft],
    drafts: &mut Vec<ContactDraft>,
) {
    let names = organisations.iter().map(|draft| key_of(&draft.record.name));
    let bodies: HashSet<String> = names.collect();
    let roles = roles(stated);
    for (index, thing) in stated.things().iter().enumerate() {
        let is_person = thing
            .types
            .iter()
            .any(|name| name == "Person" || name == "Card");
        let Some(name) = stated.value(thing, &["name"]).filter(|_| is_person) else {
            continue;
        };
        // Cards and calendars call organisers persons, too.
        let organises = roles
            .get(&index)
            .is_some_and(|roles| roles.contains(&Role::Organizer));
        if organises && bodies.contains(&key_of(name)) {
            continue;
        }
        let reached = reached(stated, thing);
        // A card is there to reach who it is of, and be it on their page.
        let is_card = thing.types.iter().any(|name| name == "Card");
        let page = stated
            .property(thing, &["url"])
            .filter(|_| {
                is_card
                    && stated
                        .property(thing, &["worksFor"])
                        .is_none_or(|org| stated.text(org) != Some(name))
            })
            .filter(|property| stated.text(property).is_some_and(is_web_address));
        if reached.emails.is_empty() && reached.phones.is_empty() && page.is_none() {
            continue;
        }
        let same = same(drafts, name, &reached);
        let mut evidence = reached.evidence;
        if let Some(property) = stated.property(thing, &["name"]) {
            evidence.insert("name".to_owned(), vec![stated.evidence(thing, property)]);
        }
        let urls: Vec<String> = page
            .and_then(|property| stated.text(property))
            .map(str::to_owned)
            .into_iter()
            .collect();
        if let Some(property) = page {
            evidence.insert("urls".to_owned(), vec![stated.evidence(thing, property)]);
        }
        let job_title = stated.value(thing, &["jobTitle"]).map(str::to_owned);
        match same {
            Some(at) => {
                let draft = &mut drafts[at];
                let record = &mut draft.record;
                record.name.get_or_insert_with(|| name.to_owned());
                record.job_title = record.job_title.take().or(job_title);
                add(&mut record.emails, reached.emails);
                add(&mut record.urls, urls);
                for phone in reached.phones {
                    if !record.phones.iter().any(|other| {
                        other.text == phone.text
                            || (phone.e164.is_some() && other.e164 == phone.e164)
                    }) {
                        record.phones.push(phone);
                    }
                }
                for (field, mut more) in evidence {
                    record.evidence.entry(field).or_default().append(&mut more);
                }
            }
            None => drafts.push(ContactDraft {
                record: Contact {
                    name: Some(name.to_owned()),
                    job_title,
                    emails: reached.emails,
                    phones: reached.phones,
                    urls,
                    confidence: 0.9,
                    evidence,
                    ..Contact::default()
                },
                span: thing.span.unwrap_or(Span::default()),
                organisation: None,
            }),
        }
    }
}

/// The draft that is of the stated person. What the text reads as one contact loses the addresses
/// that are stated to be another's.
fn same(drafts: &mut [ContactDraft], name: &str, reached: &Reached) -> Option<usize> {
    let is_named = |draft: &ContactDraft| {
        let own = draft.record.name.as_deref();
        own.is_some_and(|own| alike(own, name))
    };
    let named = drafts.iter().position(is_named);
    let is_theirs = |email: &String| reached.emails.contains(email);
    for draft in drafts.iter_mut() {
        let emails = &mut draft.record.emails;
        let is_shared = !emails.iter().all(is_theirs) || draft.record.name.is_some();
        if is_shared && emails.iter().any(is_theirs) && named.is_none() {
            emails.retain(|email| !is_theirs(email));
            if let Some(evidence) = draft.record.evidence.get_mut("emails") {
                evidence.retain(|told| !reached.emails.contains(&told.text));
            }
        }
    }
    if named.is_some() {
        return named;
    }
    drafts.iter().position(|draft| {
        let record = &draft.record;
        record.name.is_none() && record.emails.iter().any(is_theirs)
    })
}
