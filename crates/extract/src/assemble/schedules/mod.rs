//! Which events are the days that a page lists, one a row or card, under a section that says what takes
//! place, at what hour and where ("All meetings are held at 6:30 pm in Room 514")? Days that nothing
//! else has read become events (`new_days.rs`); those that are known get what the section says and they
//! lack (`known_days.rs`). `told.rs` reads the section, `names.rs` what it calls the meetings,
//! `years.rs` of which year its days are.

mod known_days;
mod names;
mod new_days;
mod told;
mod years;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::fold;
use handbill_model::{Event, Span};

use super::attendance::attendance;
use super::events::{EventDraft, Scene};
use super::places;
use super::roles::{TimeRole, times_in, words};
use super::schedule_rows::{self, Day};
use crate::Moment;
use known_days::Rows;
use told::LEAD;

pub use names::{body, who};
pub use years::year_above;

/// Adds the days of schedules to the events: as new ones, and their hour, place and status to those
/// that are known.
pub fn add(scene: &Scene, drafts: &mut Vec<EventDraft>) {
    // The ends of the dates of known events, and whose they are, by where they begin.
    let mut anchored: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        anchored.extend(
            draft
                .anchors
                .iter()
                .map(|anchor| (anchor.start, (anchor.end, at))),
        );
    }
    let mut end_of_last = 0;
    let mut year = None;
    // Which schedule each known event was found in first.
    let mut found_in: HashMap<usize, usize> = HashMap::new();
    for (number, mut schedule) in schedule_rows::schedules(scene).into_iter().enumerate() {
        let lead = told::lead(scene, &schedule, end_of_last);
        let near: Vec<Span> = lead
            .iter()
            .map(|line| scene.layout.lines[*line].span)
            .collect();
        years::settle_years(scene, &mut schedule, &near, end_of_last, &mut year);
        end_of_last = schedule.lines.end;
        let told = told::told(scene, &schedule, &lead);
        if !told.meets && !schedule.is_cards {
            continue;
        }
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for (index, day) in schedule.days.iter().enumerate() {
            let rows = Rows::around(&schedule, index);
            let of_day = anchored
                .range(..day.span.end)
                .next_back()
                .filter(|(_, (end, _))| *end > day.span.start);
            let end_of_anchor = of_day.map_or(0, |(_, (end, _))| *end);
            let of_day = of_day.map(|(_, (_, at))| *at).filter(|at| {
                let is_same = |first: &usize| {
                    let draft = &drafts[*at];
                    let theirs = told.name.is_none_or(|name| {
                        fold(name.of(scene.view.text())) == fold(&draft.record.name)
                    });
                    (*first == number || theirs) && draft.start.date() == day.start.date()
                };
                found_in.get(at).is_none_or(is_same)
            });
            match of_day {
                Some(at) => {
                    found_in.entry(at).or_insert(number);
                    known_days::correct(scene, day, end_of_anchor, &mut drafts[at]);
                    known_days::complete(scene, day, &rows, &told, &mut drafts[at]);
                    known.push(at);
                }
                None if is_of_writing(scene, day) => {}
                // What the lines under a day tell of, each with its hour, is all that is on it.
                None if holds_others(scene, day, &rows, drafts, &anchored) => {}
                None => new.extend(new_days::draft(scene, day, &told)),
            }
        }
        share_place(drafts, &known, &mut new);
        drafts.append(&mut new);
    }
    for (at, draft) in drafts.iter_mut().enumerate() {
        if !found_in.contains_key(&at) {
            years::settle_year(scene, draft);
        }
    }
    in_order(drafts);
    once(drafts);
}

/// Whether the day stands in a title at the head of the document, which was written on it
/// ("Newsletter – 4 May"). Days of records are those of meetings.
fn is_of_writing(scene: &Scene, day: &Day) -> bool {
    const HEAD: usize = 5;
    let lead = Span::new(day.own.start.min(day.span.start), day.span.start);
    let mut told = times_in(scene.times, day.span).iter();
    day.line < HEAD
        && words(scene.view, lead) > 0
        && told.any(|timed| timed.role == TimeRole::Published)
        && !schedule_rows::is_record(scene.view, lead)
}

/// Whether events of the day that are known stand under it, up to the row of the next one.
fn holds_others(
    scene: &Scene,
    day: &Day,
    rows: &Rows,
    drafts: &[EventDraft],
    anchored: &BTreeMap<usize, (usize, usize)>,
) -> bool {
    let lines = &scene.layout.lines;
    if !lines[day.line].cells.is_empty() || day.name.is_some() {
        return false;
    }
    let last = (day.line + LEAD).min(lines.len() - 1);
    let end = lines[rows.after.map_or(last, |next| next.min(last))]
        .span
        .start;
    let mut under = anchored.range(day.span.end..end.max(day.span.end));
    under.any(|(_, (_, at))| drafts[*at].start.date() == day.start.date())
}

/// Tells how the event of a day is attended.
fn attend(
    scene: &Scene,
    day: &Day,
    name: Span,
    place: Option<&places::PlaceDraft>,
    record: &mut Event,
) {
    if let Some((attendance, evidence)) = attendance(scene, &[day.span], name, day.own, place) {
        record.attendance = Some(attendance);
        let list = record.evidence.entry("attendance".to_owned());
        list.or_default().push(evidence);
    }
}

/// Gives the new events the place that all known ones of their schedule share.
fn share_place(drafts: &[EventDraft], known: &[usize], new: &mut [EventDraft]) {
    let Some(first) = known.first().map(|at| &drafts[*at]) else {
        return;
    };
    let is_shared = known
        .iter()
        .all(|at| drafts[*at].record.venue == first.record.venue);
    let Some(venue) = first.record.venue.as_ref().filter(|_| is_shared) else {
        return;
    };
    for draft in new.iter_mut().filter(|draft| draft.record.venue.is_none()) {
        draft.record.venue = Some(venue.clone());
        draft.place_zone = draft.place_zone.or(first.place_zone);
        let of_place = first
            .record
            .evidence
            .iter()
            .filter(|(field, _)| field.starts_with("venue"));
        draft
            .record
            .evidence
            .extend(of_place.map(|(field, all)| (field.clone(), all.clone())));
    }
}

/// Puts the events in the order of the document.
fn in_order(drafts: &mut Vec<EventDraft>) {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|at| {
        drafts[*at]
            .anchors
            .first()
            .map_or(usize::MAX, |anchor| anchor.start)
    });
    let mut moved = vec![0; drafts.len()];
    for (new, old) in order.iter().enumerate() {
        moved[*old] = new;
    }
    let mut sorted: Vec<EventDraft> = order
        .iter()
        .map(|old| std::mem::take(&mut drafts[*old]))
        .collect();
    for draft in &mut sorted {
        draft.part_of = draft.part_of.map(|holder| moved[holder]);
    }
    *drafts = sorted;
}

/// A schedule may list a day once for each of its records: they are one event.
fn once(drafts: &mut Vec<EventDraft>) {
    let holds: Vec<Option<usize>> = drafts.iter().map(|draft| draft.part_of).collect();
    if holds.iter().any(Option::is_some) {
        return;
    }
    let mut seen: HashMap<(Option<String>, String), usize> = HashMap::new();
    let mut ends: Vec<(usize, Moment)> = Vec::new();
    let mut kept = 0;
    drafts.retain(|draft| {
        let is_scheduled = draft.record.evidence.get("start").is_some_and(|all| {
            all.iter()
                .any(|evidence| evidence.rule.as_deref() == Some("event.schedule.day"))
        });
        if is_scheduled {
            let key = (draft.start.iso(), draft.record.name.clone());
            if let Some(first) = seen.get(&key) {
                ends.extend(draft.end.map(|end| (*first, end)));
                return false;
            }
            seen.insert(key, kept);
        }
        kept += 1;
        true
    });
    // One of them may tell the end.
    for (first, end) in ends {
        let draft = &mut drafts[first];
        draft.end = draft.end.or(Some(end));
    }
}
