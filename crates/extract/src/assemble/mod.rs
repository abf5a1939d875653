//! Records from mentions.

pub(crate) mod actors;
pub(crate) mod agenda;
mod anchors;
mod attendance;
mod bare_streets;
mod bylines;
pub(crate) mod cards;
mod contacts;
pub(crate) mod deadlines;
mod event_country;
mod event_hours;
pub(crate) mod event_kinds;
mod event_names;
mod event_status;
pub(crate) mod events;
pub(crate) mod groups;
mod held_places;
mod inflected_places;
mod labelled_places;
mod links;
mod month_grids;
mod moves;
mod named_places;
mod neighbours;
mod notice_names;
mod notices;
mod organisations;
mod own_house;
pub(crate) mod phones;
mod place_drafts;
mod place_fields;
mod place_inheritance;
pub(crate) mod places;
mod prices;
mod programmes;
mod regular_hours;
pub(crate) mod roles;
mod same_hour;
pub(crate) mod schedule_rows;
mod schedules;
mod sites;
mod small_towns;
mod speaker_lines;
mod speakers;
mod title_heads;
mod title_phrases;
mod title_sentences;
mod title_sides;
pub(crate) mod title_text;
pub(crate) mod titles;
mod told_towns;
mod town_heads;
mod venue_names;

pub(crate) use contacts::contacts;
pub(crate) use organisations::{key_of, organisations};

use handbill_model::{Contact, Organisation, Role, Span};

/// An organisation of the document before ids are given.
#[derive(Clone, Debug, Default)]
pub struct OrganisationDraft {
    /// The record; its `id` is still empty.
    pub record: Organisation,
    /// Every place that names it, ascending.
    pub mentions: Vec<Span>,
    /// The places that give it a role (the span of the name there).
    pub roles: Vec<(Role, Span)>,
    /// Whether the source states it for machines.
    pub is_stated: bool,
}

/// A contact of the document before ids are given.
#[derive(Clone, Debug, Default)]
pub struct ContactDraft {
    /// The record; its `id` and `organisation` are still empty.
    pub record: Contact,
    /// The place that it was read from.
    pub span: Span,
    /// Index of its organisation among the drafts.
    pub organisation: Option<usize>,
}

impl OrganisationDraft {
    /// Whether it is more than mentioned: it has a part in the document's matter, or the document
    /// gives coordinates of its own.
    pub fn is_record(&self) -> bool {
        let record = &self.record;
        self.is_stated
            || self.roles.iter().any(|(role, _)| *role != Role::Mentioned)
            || record.url.is_some()
            || !record.emails.is_empty()
            || !record.phones.is_empty()
            || record.address.is_some()
    }
}

/// The organisations and the contacts of a text.
#[cfg(test)]
fn named(
    view: &crate::View,
    mentions: &[crate::Mention],
) -> (Vec<OrganisationDraft>, Vec<ContactDraft>) {
    let words = crate::names::Words::new(view, mentions);
    let names = crate::names::read(&words, mentions);
    let organisations = organisations(&words, mentions, &names);
    let contacts = contacts(&words, mentions, &names.persons, &organisations);
    (organisations, contacts)
}
