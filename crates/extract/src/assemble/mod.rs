//! Records from mentions.

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
