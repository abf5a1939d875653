//! From drafts to records: merging, zones, links between records, ids, and the decision what is
//! a record at all.

mod doubts;
mod identity;
mod merge;
mod zones;

use std::collections::BTreeSet;

use handbill_lexicon::{Concept, Tokens, classify, fold};
use handbill_model::{
    Document, Event, EventKind, EventStatus, EvidenceMap, Extraction, Item, Role, SCHEMA_VERSION,
    Span, Warning,
};

use crate::assemble::actors::Actor;
use crate::assemble::deadlines::DeadlineDraft;
use crate::assemble::event_kinds::kind_of;
use crate::assemble::events::EventDraft;
use crate::assemble::{ContactDraft, OrganisationDraft};
use crate::{Moment, View};

pub use doubts::doubts;
use identity::Ids;
pub use zones::offset_at;

/// The drafts of all four kinds.
#[derive(Debug, Default)]
pub struct Drafts {
    /// Events, in document order.
    pub events: Vec<EventDraft>,
    /// Organisations.
    pub organisations: Vec<OrganisationDraft>,
    /// Deadlines.
    pub deadlines: Vec<DeadlineDraft>,
    /// Contacts.
    pub contacts: Vec<ContactDraft>,
    /// What was noticed in making them.
    pub warnings: Vec<Warning>,
}

/// Makes the records of a document.
pub fn resolve(view: &View, document: &Document, drafts: Drafts) -> Extraction {
    let mut out = Extraction {
        schema_version: SCHEMA_VERSION.to_owned(),
        source: document.source.clone(),
        warnings: document.warnings.clone(),
        ..Extraction::default()
    };
    out.warnings.extend(drafts.warnings);
    let mut events = merge::events(drafts.events);
    let deadlines = merge::deadlines(drafts.deadlines);
    zones::fill(view, &mut events, &mut out.warnings);

    let mut organisations = drafts.organisations;
    house_events(&events, &mut organisations);
    acting_bodies(view, &events, &mut organisations);
    let organisation_ids = organisation_ids(&organisations, &drafts.contacts);
    link_organisers(&organisations, &organisation_ids, &mut events);

    let mut ids = Ids::default();
    let event_ids: Vec<String> = events
        .iter()
        .map(|event| ids.give(&["event", &day_of(&event.record), &event.record.name]))
        .collect();
    let holders: Vec<Option<usize>> = events.iter().map(|event| event.part_of).collect();
    announced(&mut events);
    for ((mut event, id), holder) in events.iter().cloned().zip(&event_ids).zip(&holders) {
        event.record.id.clone_from(id);
        event.record.part_of = holder.and_then(|holder| event_ids.get(holder).cloned());
        out.events.push(event.record);
    }
    for deadline in deadlines {
        let event = event_of(view, &events, &deadline);
        let mut record = deadline.record;
        if let Some(event) = event {
            zones::fill_deadline(&mut record, &events[event]);
        }
        let kind = serde_name(&record.kind);
        record.id = ids.give(&[
            "deadline",
            record.date.get(..10).unwrap_or(&record.date),
            &kind,
        ]);
        record.event = event.map(|event| event_ids[event].clone());
        if record.event.is_some() || events.is_empty() {
            let of_others = event.is_some_and(|event| events[event].actor.is_some());
            record.organisation = match event.filter(|_| of_others) {
                Some(event) => events[event].record.organizers.first().cloned(),
                None => behind(&organisations, &organisation_ids, &items(&events)),
            };
        }
        out.deadlines.push(record);
    }
    for contact in drafts.contacts {
        let mut record = contact.record;
        let address = record
            .name
            .clone()
            .or_else(|| record.emails.first().cloned())
            .or_else(|| {
                record
                    .phones
                    .first()
                    .map(|phone| phone.e164.clone().unwrap_or_else(|| phone.text.clone()))
            })
            .or_else(|| record.urls.first().cloned());
        let Some(address) = address else {
            continue;
        };
        record.id = ids.give(&["contact", &address]);
        record.organisation = contact
            .organisation
            .and_then(|index| organisation_ids.get(index).cloned().flatten());
        out.contacts.push(record);
    }
    for (organisation, id) in organisations.into_iter().zip(organisation_ids) {
        if let Some(id) = id {
            let mut record = organisation.record;
            record.id = id;
            out.organisations.push(record);
        }
    }
    out
}

/// An event that is announced for a day, and of which nothing says otherwise, is scheduled (as
/// schema.org takes an event without a status).
fn announced(events: &mut [EventDraft]) {
    for event in events {
        let record = &mut event.record;
        if record.status.is_none() && event.start.day.is_some() {
            record.status = Some(EventStatus::Scheduled);
        }
    }
}

/// The start day of an event at the precision known, for its id.
fn day_of(event: &Event) -> String {
    event.start.get(..10).unwrap_or(&event.start).to_owned()
}

fn serde_name<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Gives bodies at whose place events are held that role: `University of Ghent`. A house that is called
/// like an organisation (a library, a theatre) is a place.
fn house_events(events: &[EventDraft], organisations: &mut [OrganisationDraft]) {
    let venues: BTreeSet<&str> = (events.iter())
        .filter_map(|event| event.record.venue.as_ref()?.name.as_deref())
        .collect();
    for draft in organisations.iter_mut().filter(|draft| !draft.is_record()) {
        let name = &draft.record.name;
        let here = venues.iter().any(|venue| {
            venue
                .strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
        });
        if let Some(span) = draft.mentions.first().filter(|_| here && is_body(name)) {
            draft.roles.push((Role::Venue, *span));
            draft.record.roles = vec![Role::Venue];
            draft.record.confidence = draft.record.confidence.max(0.6);
        }
    }
}

/// Gives bodies that hold an event by what its sentence says that role.
fn acting_bodies(view: &View, events: &[EventDraft], organisations: &mut [OrganisationDraft]) {
    const RULE: &str = "role.actor";
    let acting: BTreeSet<Span> = (events.iter())
        .filter_map(|event| match event.actor {
            Some(Actor::Named(name)) => Some(name),
            _ => None,
        })
        .collect();
    if acting.is_empty() {
        return;
    }
    for draft in organisations {
        for name in draft.mentions.iter().filter(|name| acting.contains(name)) {
            draft.roles.push((Role::Organizer, *name));
            let roles = &mut draft.record.roles;
            roles.retain(|role| !matches!(role, Role::Mentioned | Role::Organizer));
            roles.push(Role::Organizer);
            roles.sort();
            let told = draft.record.evidence.entry("roles".to_owned());
            told.or_default().push(view.evidence(*name, RULE));
            draft.record.confidence = draft.record.confidence.max(0.75);
        }
    }
}

/// Whether a word of the name is one for a body of people.
fn is_body(name: &str) -> bool {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    let strong = hits
        .iter()
        .any(|hit| hit.concept == Concept::NameOrganisation && hit.value == 1);
    strong && hits.iter().any(|hit| hit.concept == Concept::CueBody)
}

/// An id for each draft that becomes a record.
fn organisation_ids(
    organisations: &[OrganisationDraft],
    contacts: &[ContactDraft],
) -> Vec<Option<String>> {
    let mut ids = Ids::default();
    // Who can be reached belongs to somebody.
    let reached: BTreeSet<usize> = contacts.iter().filter_map(|it| it.organisation).collect();
    organisations
        .iter()
        .enumerate()
        .map(|(index, draft)| {
            (draft.is_record() || reached.contains(&index))
                .then(|| ids.give(&["organisation", &draft.record.name]))
        })
        .collect()
}

/// Gives events the organisers and partners that are named in their own stretch, else those
/// that the document names for all.
fn link_organisers(
    organisations: &[OrganisationDraft],
    ids: &[Option<String>],
    events: &mut [EventDraft],
) {
    let scopes: Vec<Span> = events.iter().map(|event| event.scope).collect();
    let items = items(events);
    let alone = events.len() == 1;
    for event in events.iter_mut().filter(|event| !event.foreign) {
        for (roles, partner) in [
            (&[Role::Organizer][..], false),
            (&[Role::Partner][..], true),
        ] {
            let mut own = Vec::new();
            let mut general = Vec::new();
            for (draft, id) in organisations.iter().zip(ids) {
                let Some(id) = id else {
                    continue;
                };
                let spans: Vec<Span> = draft
                    .roles
                    .iter()
                    .filter(|(role, _)| roles.contains(role))
                    .map(|(_, span)| *span)
                    .collect();
                if spans.is_empty() {
                    continue;
                }
                if alone || spans.iter().any(|span| event.scope.contains(*span)) {
                    own.push(id.clone());
                } else if !spans
                    .iter()
                    .any(|span| scopes.iter().any(|scope| scope.contains(*span)))
                {
                    general.push(id.clone());
                }
            }
            let list = if partner {
                &mut event.record.partners
            } else {
                &mut event.record.organizers
            };
            // Whom the document is by holds no event of somebody else.
            let others = event.actor == Some(Actor::Other);
            *list = if own.is_empty() && !partner && !others {
                general
            } else {
                own
            };
        }
        let stated: Vec<String> = (event.stated_organizers.iter())
            .filter_map(|name| named(organisations, ids, name))
            .collect();
        if !stated.is_empty() {
            event.record.organizers = stated;
        }
        if event.record.organizers.is_empty() && event.actor.is_none() {
            // A host is the organiser where nobody else is told of.
            let organiser = behind(organisations, ids, &items).map(|organiser| vec![organiser]);
            event.record.organizers =
                organiser.unwrap_or_else(|| hosts(organisations, ids, event.scope));
        }
    }
    // Who runs the whole runs its parts.
    for index in 0..events.len() {
        let holder = events[index].part_of.filter(|holder| *holder != index);
        let lacks = events[index].record.organizers.is_empty()
            && !events[index].foreign
            && events[index].actor.is_none();
        if let Some(holder) = holder.filter(|_| lacks) {
            events[index].record.organizers = events[holder].record.organizers.clone();
        }
    }
}

/// The id of the organisation of the name.
fn named(
    organisations: &[OrganisationDraft],
    ids: &[Option<String>],
    name: &str,
) -> Option<String> {
    let name = handbill_lexicon::fold(name);
    let is_it = |draft: &OrganisationDraft| {
        std::iter::once(&draft.record.name)
            .chain(&draft.record.alternate_names)
            .any(|other| handbill_lexicon::fold(other) == name)
    };
    let found = organisations.iter().position(is_it)?;
    ids[found].clone()
}

/// The organisations that host within the stretch.
fn hosts(organisations: &[OrganisationDraft], ids: &[Option<String>], scope: Span) -> Vec<String> {
    organisations
        .iter()
        .zip(ids)
        .filter(|(draft, _)| {
            draft
                .roles
                .iter()
                .any(|(role, span)| *role == Role::Host && scope.contains(*span))
        })
        .filter_map(|(_, id)| id.clone())
        .collect()
}

/// The stretches of the events of a list, of which none is what the document is about.
fn items(events: &[EventDraft]) -> Vec<Span> {
    if events.len() < 2 || events.iter().any(|event| event.main) {
        return Vec::new();
    }
    events.iter().map(|event| event.scope).collect()
}

/// The one organisation that stands behind the document: its only organiser or publisher, else
/// its only one with an address of its own. Who runs one event of a list (`items`) runs not all.
fn behind(
    organisations: &[OrganisationDraft],
    ids: &[Option<String>],
    items: &[Span],
) -> Option<String> {
    let has = |draft: &OrganisationDraft, roles: &[Role]| {
        draft.roles.iter().any(|(role, span)| {
            roles.contains(role) && !items.iter().any(|item| item.contains(*span))
        })
    };
    let only = |fits: &dyn Fn(&OrganisationDraft) -> bool| {
        let mut found = organisations
            .iter()
            .zip(ids)
            .filter(|(draft, _)| fits(draft))
            .filter_map(|(_, id)| id.as_ref());
        let first = found.next()?;
        found.next().is_none().then(|| first.clone())
    };
    let leads = |draft: &OrganisationDraft| has(draft, &[Role::Organizer, Role::Publisher]);
    if organisations.iter().any(leads) {
        return only(&leads);
    }
    only(&|draft| {
        !draft.record.emails.is_empty()
            || draft.record.url.is_some()
            || has(draft, &[Role::Employer])
    })
}

/// The event that a deadline is of: the only one, the one beside whose date it stands, or the
/// one that the document is about. What closes after the event is over is not of it.
fn event_of(view: &View, events: &[EventDraft], deadline: &DeadlineDraft) -> Option<usize> {
    let span = deadline.span;
    let in_time = |event: &EventDraft| {
        let last = event
            .end
            .and_then(|end| end.last_day())
            .or(event.start.last_day());
        match (deadline.moment.first_day(), last) {
            (Some(day), Some(last)) => day <= last,
            _ => true,
        }
    };
    // In a list of events only what stands in the same paragraph as an event's date is its own.
    let near = |event: &EventDraft| {
        event.scope.contains(span)
            && event.anchors.iter().any(|anchor| {
                let between = anchor.start.min(span.start)..anchor.start.max(span.start);
                !view.text()[between].contains("\n\n")
            })
    };
    // So is what stands in the card that shows this event alone.
    let is_on_card = |event: &EventDraft| {
        let holds = |item: &Item, event: &EventDraft| {
            event
                .anchors
                .iter()
                .any(|anchor| item.span.contains(*anchor))
        };
        let items = view.document.items.iter();
        let mut cards = items.filter(|item| item.span.contains(span) && holds(item, event));
        cards.any(|item| events.iter().filter(|other| holds(item, other)).count() == 1)
    };

    let found = if events.len() == 1 {
        Some(0)
    } else {
        let beside = events.iter().position(|event| !event.main && near(event));
        let beside = beside.or_else(|| events.iter().position(is_on_card));
        beside.or_else(|| called(view, events, span)).or_else(|| {
            events
                .iter()
                .position(|event| event.main && event.scope.contains(span))
        })
    };
    found.filter(|index| in_time(&events[*index]))
}

/// The only event whose name holds the kind of event that the paragraph before the deadline speaks of:
/// "For the workshop, register by 10 September", under a list with one workshop. Where the word is
/// bent otherwise than in the name, the only event of the kind.
fn called(view: &View, events: &[EventDraft], deadline: Span) -> Option<usize> {
    let text = view.text();
    let start = text[..deadline.start].rfind("\n\n").map_or(0, |at| at + 2);
    let nouns = || {
        view.hits
            .within(&view.tokens, Span::new(start, deadline.start))
            .filter(|hit| hit.concept == Concept::EventNoun)
    };
    let word = fold(nouns().next()?.span.of(text));
    let is_called = |event: &EventDraft| {
        fold(&event.record.name)
            .split(|it: char| !it.is_alphanumeric())
            .any(|part| part == word)
    };
    let kind = kind_of(nouns().next()?.value);
    let plain = matches!(kind, None | Some(EventKind::Other | EventKind::Project));
    let is_of_kind = |event: &EventDraft| event.record.kind == kind;
    if nouns().all(|hit| fold(hit.span.of(text)) == word) && events.iter().any(is_called) {
        only(events, is_called)
    } else if nouns().all(|hit| kind_of(hit.value) == kind) && !plain {
        only(events, is_of_kind)
    } else {
        None
    }
}

/// The index of the only event that fits.
fn only(events: &[EventDraft], fits: impl Fn(&EventDraft) -> bool) -> Option<usize> {
    let mut found = (0..events.len()).filter(|index| fits(&events[*index]));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Adds the evidence of one record to another's.
fn add_evidence(into: &mut EvidenceMap, from: EvidenceMap) {
    for (field, mut evidence) in from {
        let list = into.entry(field).or_default();
        evidence.retain(|item| !list.contains(item));
        list.append(&mut evidence);
    }
}

/// Writes the moments of a draft into its record.
fn write_times(event: &mut EventDraft) -> bool {
    let Some(start) = event.start.iso().filter(|_| event.start.year.is_some()) else {
        return false;
    };
    let end = event.end.and_then(|end| end.iso()).filter(|end| {
        *end != start && end.as_str() > start.get(..end.len().min(start.len())).unwrap_or("")
    });
    event.record.start = start;
    event.record.end = end;
    event.record.all_day = event
        .start
        .day
        .is_some()
        .then_some(event.start.clock.is_none());
    true
}

/// The moment with another offset.
fn with_offset(moment: Moment, offset: Option<i16>) -> Moment {
    match (moment.zone, offset) {
        (Some(_), _) | (_, None) => moment,
        (None, Some(offset)) => Moment {
            zone: Some(crate::Zone {
                offset: Some(offset),
                name: None,
            }),
            ..moment
        },
    }
}
