//! Programmes and longer events that hold others.

use handbill_model::AgendaItem;

use super::agenda::Agenda;
use super::events::{EventDraft, Scene};
use super::places::one_line;
use super::titles;
use crate::Moment;

/// Gives each programme to the event on whose day it runs, and the event the programme's hours
/// where it has none of its own.
pub fn attach_agendas(scene: &Scene, drafts: &mut [EventDraft]) {
    for agenda in scene.agendas {
        let Some(owner) = owner(drafts, agenda) else {
            continue;
        };
        let draft = &mut drafts[owner];
        let day = agenda
            .day
            .filter(|day| day.date().is_some())
            .unwrap_or(draft.start);
        if day.date().is_none() {
            continue;
        }
        let zone = draft.start.zone;
        let on_day = |moment: &Moment| Moment {
            clock: moment.clock,
            zone: moment.zone.or(zone),
            ..day
        };
        let text = scene.view.text();
        let mut items = Vec::new();
        let mut evidence = Vec::new();
        for row in &agenda.rows {
            let Some(start) = on_day(&row.start).iso() else {
                continue;
            };
            items.push(AgendaItem {
                start,
                end: row.end.as_ref().map(on_day).and_then(|end| end.iso()),
                title: one_line(titles::trim_marks(text, row.title).of(text)),
                speakers: Vec::new(),
            });
            evidence.push(
                scene
                    .view
                    .evidence(row.time.cover(row.title), "event.agenda.row"),
            );
        }
        let whole_event = draft.end.is_none_or(|end| end.date() == draft.start.date())
            && day.date() == draft.start.date();
        if whole_event && draft.start.clock.is_none() && draft.start.day.is_some() {
            draft.start = agenda
                .rows
                .first()
                .map_or(draft.start, |row| on_day(&row.start));
            draft.end = agenda
                .rows
                .last()
                .and_then(|row| row.end)
                .map(|end| on_day(&end))
                .or(draft.end);
        }
        draft.record.agenda.extend(items);
        draft
            .record
            .evidence
            .entry("agenda".to_owned())
            .or_default()
            .extend(evidence);
    }
}

/// The event that a programme belongs to.
fn owner(drafts: &[EventDraft], agenda: &Agenda) -> Option<usize> {
    let covers = |draft: &EventDraft| {
        let (Some(day), Some(start)) = (agenda.day.and_then(|day| day.date()), draft.start.date())
        else {
            return agenda.day.is_none();
        };
        start <= day && day <= draft.end.and_then(|end| end.date()).unwrap_or(start)
    };
    let mut found: Vec<usize> = (0..drafts.len())
        .filter(|index| covers(&drafts[*index]))
        .collect();
    if found.len() > 1 {
        let inside: Vec<usize> = found
            .iter()
            .copied()
            .filter(|index| drafts[*index].main || drafts[*index].scope.contains(agenda.span))
            .collect();
        if !inside.is_empty() {
            found = inside;
        }
    }
    found.into_iter().min_by_key(|index| {
        let nearest = drafts[*index]
            .anchors
            .iter()
            .filter(|anchor| anchor.start <= agenda.span.start)
            .map(|anchor| agenda.span.start - anchor.start)
            .min();
        (!drafts[*index].main, nearest.unwrap_or(usize::MAX))
    })
}

/// Links events to the longer one that holds them: a part has its own hours on one of the days,
/// or stands in the list under the document's main event.
pub fn parts(drafts: &mut [EventDraft]) {
    for index in 0..drafts.len() {
        drafts[index].part_of = (0..drafts.len())
            .find(|holder| *holder != index && holds(&drafts[*holder], &drafts[index]));
    }
}

fn holds(outer: &EventDraft, inner: &EventDraft) -> bool {
    let (Some(first), Some(last), Some(day)) = (
        outer.start.first_day(),
        outer.end.and_then(|end| end.first_day()),
        inner.start.first_day(),
    ) else {
        return false;
    };
    let shorter = inner
        .end
        .and_then(|end| end.first_day())
        .is_none_or(|end| end < last || day > first);
    first < last
        && first <= day
        && day <= last
        && shorter
        && (inner.start.clock.is_some() || outer.main)
}
