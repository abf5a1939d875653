//! Programmes and longer events that hold others.

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::Concept;
use handbill_model::{AgendaItem, EventKind, Evidence};

use super::agenda::{self, AgendaRow, DayHead, Programme, Section};
use super::events::{EventDraft, Scene};
use super::places::one_line;
use crate::{Clock, Moment};

/// Gives each programme to the event on whose days it runs, and the event the programme's hours
/// where it has none of its own.
pub fn attach_agendas(scene: &Scene, drafts: &mut [EventDraft]) {
    for programme in scene.programmes {
        let Some(owner) = owner(drafts, programme) else {
            continue;
        };
        let draft = &mut drafts[owner];
        if programme.own_days {
            extend(draft, programme);
        }
        let days = days(draft, programme);
        let mut items = Vec::new();
        let mut evidence = Vec::new();
        for (section, day) in programme.sections.iter().zip(&days) {
            let Some(day) = day else {
                continue;
            };
            for row in &section.rows {
                if let Some(item) = item(scene, draft, row, day) {
                    items.push(item);
                    evidence.push(place(scene, row));
                }
            }
        }
        give_hours(scene, draft, programme, &days);
        draft.record.agenda.extend(items);
        draft
            .record
            .evidence
            .entry("agenda".to_owned())
            .or_default()
            .extend(evidence);
    }
}

/// The days of the programme are those of the event, where no other date tells them.
fn extend(draft: &mut EventDraft, programme: &Programme) {
    let last = programme
        .sections
        .iter()
        .rev()
        .find_map(|section| section.head?.date);
    let (Some(last), Some(start)) = (last, draft.start.date()) else {
        return;
    };
    let ends_on_start = draft.end.is_none_or(|end| end.date() == Some(start));
    if ends_on_start && last.date().is_some_and(|last| last > start) {
        draft.end = Some(last);
    }
}

/// The day of each section: the one that its head tells within the event, that of the section
/// before, or the event's first.
fn days(draft: &EventDraft, programme: &Programme) -> Vec<Option<Moment>> {
    let mut current = Some(draft.start).filter(|start| start.date().is_some());
    programme
        .sections
        .iter()
        .map(|section| {
            if let Some(head) = &section.head {
                current = day(draft, head);
            }
            current
        })
        .collect()
}

fn day(draft: &EventDraft, head: &DayHead) -> Option<Moment> {
    let (first, last) = range(draft)?;
    let inside = |day: NaiveDate| first <= day && day <= last;
    if head.date.and_then(|date| date.date()).is_some_and(inside) {
        return head.date;
    }
    let found = if let Some(number) = head.number {
        Some(first + chrono::Days::new(u64::from(number) - 1)).filter(|day| inside(*day))
    } else if let Some(weekday) = head.weekday {
        let mut days = first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| day.weekday().number_from_monday() == u32::from(weekday));
        days.next().filter(|_| days.next().is_none())
    } else {
        None
    };
    found.map(|day| Moment {
        year: Some(day.year()),
        month: Some(day.month() as u8),
        day: Some(day.day() as u8),
        ..Moment::default()
    })
}

/// The first and the last day of an event.
fn range(draft: &EventDraft) -> Option<(NaiveDate, NaiveDate)> {
    let first = draft.start.date()?;
    let last = draft.end.and_then(|end| end.date()).unwrap_or(first);
    Some((first, last.max(first)))
}

fn on_day(draft: &EventDraft, day: &Moment, moment: &Moment) -> Moment {
    Moment {
        clock: moment.clock,
        zone: moment.zone.or(draft.start.zone),
        ..*day
    }
}

fn item(scene: &Scene, draft: &EventDraft, row: &AgendaRow, day: &Moment) -> Option<AgendaItem> {
    let (title, speakers) = agenda::said(scene, row);
    let title = one_line(title.of(scene.view.text()));
    let start = on_day(draft, day, &row.start).iso()?;
    let end = row
        .end
        .and_then(|end| on_day(draft, day, &end).iso())
        .filter(|end| *end > start);
    (!title.is_empty()).then_some(AgendaItem {
        start,
        end,
        title,
        speakers,
    })
}

fn place(scene: &Scene, row: &AgendaRow) -> Evidence {
    scene
        .view
        .evidence(row.time.cover(row.title), "event.agenda.row")
}

/// The hours of an event that tells none: those of its programme's first row, where that is on its
/// first day, and the written end of the last one on its last day.
fn give_hours(
    scene: &Scene,
    draft: &mut EventDraft,
    programme: &Programme,
    days: &[Option<Moment>],
) {
    let Some((first, last)) = range(draft) else {
        return;
    };
    if draft.start.clock.is_some() {
        return;
    }
    let on = |wanted: NaiveDate| {
        move |pair: &(&Section, &Option<Moment>)| pair.1.and_then(|day| day.date()) == Some(wanted)
    };
    let sections = || programme.sections.iter().zip(days);
    let opening = sections()
        .find(on(first))
        .and_then(|(section, day)| Some((section.rows.first()?, (*day)?)));
    let closing = sections()
        .rfind(on(last))
        .and_then(|(section, day)| Some((section.rows.last()?, (*day)?)));
    if let Some((row, day)) = opening.filter(|(row, _)| row.start.clock.is_some()) {
        draft.start = on_day(draft, &day, &row.start);
        draft
            .record
            .evidence
            .entry("start".to_owned())
            .or_default()
            .push(scene.view.evidence(row.time, "event.agenda.row"));
    }
    if let Some((row, day)) = closing
        && let Some(end) = row.end.or(says_end(scene, row).then_some(row.start))
        && end.clock > Some(Clock::default())
        && draft.end.is_none_or(|end| end.clock.is_none())
    {
        draft.end = Some(on_day(draft, &day, &end));
    }
}

/// Whether a row only says that the event ends ("5 pm Close").
fn says_end(scene: &Scene, row: &AgendaRow) -> bool {
    let view = scene.view;
    view.hits
        .within(&view.tokens, row.title)
        .any(|hit| hit.concept == Concept::DeadlineCloses && hit.span.start == row.title.start)
}

/// The event that a programme belongs to.
fn owner(drafts: &[EventDraft], programme: &Programme) -> Option<usize> {
    let covers = |draft: &EventDraft| {
        let Some((first, last)) = range(draft) else {
            return false;
        };
        let mut days = programme
            .sections
            .iter()
            .filter_map(|section| section.head?.date?.date());
        if programme.own_days {
            return days.next() == Some(first);
        }
        days.all(|day| first <= day && day <= last)
    };
    let mut found: Vec<usize> = (0..drafts.len())
        .filter(|index| covers(&drafts[*index]))
        .collect();
    if found.len() > 1 {
        let inside: Vec<usize> = found
            .iter()
            .copied()
            .filter(|index| drafts[*index].main || drafts[*index].scope.contains(programme.span))
            .collect();
        if !inside.is_empty() {
            found = inside;
        }
    }
    found.into_iter().min_by_key(|index| {
        let nearest = drafts[*index]
            .anchors
            .iter()
            .filter(|anchor| anchor.start <= programme.span.start)
            .map(|anchor| programme.span.start - anchor.start)
            .min();
        (!drafts[*index].main, nearest.unwrap_or(usize::MAX))
    })
}

/// Links events to the longer one that holds them: a part has its own hours on one of the days,
/// or stands in the list under the document's main event. Of two items of a list with a heading
/// each, none is a part of the other.
pub fn parts(drafts: &mut [EventDraft]) {
    let lasts = |draft: &EventDraft| {
        let last = draft.end.and_then(|end| end.first_day());
        last > draft.start.first_day()
    };
    let holders: Vec<usize> = (0..drafts.len()).filter(|at| lasts(&drafts[*at])).collect();
    for index in 0..drafts.len() {
        drafts[index].part_of = holders
            .iter()
            .copied()
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
        && (outer.main || !(is_headed(outer) && is_headed(inner) || are_items(outer, inner)))
        && (inner.start.clock.is_some() || outer.main)
}

/// Whether both are rows of a list, and the longer one is but another item of it: an exhibition, or what
/// stands below the other.
fn are_items(outer: &EventDraft, inner: &EventDraft) -> bool {
    let is_row = |event: &EventDraft| {
        let rules = event.record.evidence.get("name").into_iter().flatten();
        let mut rules = rules.filter_map(|evidence| evidence.rule.as_deref());
        rules.any(|rule| rule == "event.title.row")
    };
    let above = |event: &EventDraft| event.anchors.first().map(|anchor| anchor.start);
    is_row(outer)
        && is_row(inner)
        && (above(inner) < above(outer) || outer.record.kind == Some(EventKind::Exhibition))
}

/// Whether the event is called by a heading of its own.
fn is_headed(event: &EventDraft) -> bool {
    let rules = event.record.evidence.get("name").into_iter().flatten();
    rules
        .filter_map(|evidence| evidence.rule.as_deref())
        .any(|rule| matches!(rule, "event.title.above" | "event.title.section"))
}
