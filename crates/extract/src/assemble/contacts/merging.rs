//! Contacts that are told twice.

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::fold;
use handbill_model::Contact;

use crate::assemble::ContactDraft;
use crate::assemble::phones::{digits, same_phone};

/// Joins drafts that tell the same contact: same person, or a shared address with no two names.
pub(super) fn merged(drafts: Vec<ContactDraft>) -> Vec<ContactDraft> {
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
        let known = record.evidence.entry(field).or_default();
        for told in evidence {
            if known.iter().all(|it| it.start != told.start) {
                known.push(told);
            }
        }
    }
    record.confidence = record.confidence.max(other.record.confidence);
    known.organisation = known.organisation.or(other.organisation);
}
