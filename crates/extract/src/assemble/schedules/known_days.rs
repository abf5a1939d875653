//! What does a schedule tell of a day whose event is known already? Its state, the name where what was
//! read for one is none of its own, the hour, and the place of all.

use handbill_lexicon::{Concept, Tokens, classify, fold};
use handbill_model::{BlockKind, EventStatus, Span};

use super::attend;
use super::told::{Hours, Told};
use crate::View;
use crate::assemble::event_status::nothing;
use crate::assemble::events::{EventDraft, Scene};
use crate::assemble::schedule_rows::{Day, Schedule, set_hour};
use crate::assemble::title_text;
use crate::assemble::titles;

/// The lines of the day before one, and of the next below it.
pub struct Rows {
    pub before: Option<usize>,
    pub after: Option<usize>,
    /// The line behind the last row of all.
    pub end: usize,
}

impl Rows {
    /// The rows round that of a day of the schedule.
    pub fn around(schedule: &Schedule, index: usize) -> Self {
        let days = &schedule.days;
        let mut behind = days[index..].iter().map(|other| other.line);
        Self {
            before: index.checked_sub(1).map(|at| days[at].line),
            after: behind.find(|line| *line > days[index].line),
            end: schedule.lines.end,
        }
    }
}

/// Gives an event the day of its row, where what was read is none: a date over the borders of cells, or
/// one of another year than the list. What was read ends at `end_of_anchor`, in bytes of the text.
pub fn correct(scene: &Scene, day: &Day, end_of_anchor: usize, draft: &mut EventDraft) {
    let runs_on = draft.end.is_some() && end_of_anchor > day.own.end;
    if !day.is_composed || !runs_on && draft.start.date() == day.start.date() {
        return;
    }
    draft.start = day.start;
    draft.end = None;
    let evidence = vec![scene.view.evidence(day.span, "event.schedule.day")];
    draft.record.evidence.insert("start".to_owned(), evidence);
    draft.anchors = vec![day.span];
}

/// Gives an event that is known what the section says and it lacks.
pub fn complete(scene: &Scene, day: &Day, rows: &Rows, told: &Told, draft: &mut EventDraft) {
    if draft.record.status.is_none() && nothing(scene.view, day.own, true).is_some() {
        draft.record.status = Some(EventStatus::Cancelled);
    }
    if let Some(name) = told.name
        && (is_status(scene.view, day.own, &draft.record.name)
            || is_named_elsewhere(scene, day, rows, draft)
            || is_named_for_list(scene, name, draft)
            || is_named_for_place(scene.view, day, draft)
            || is_remark(scene.view, day, draft))
    {
        draft.record.name = title_text::written(name.of(scene.view.text()));
        let evidence = vec![scene.view.evidence(name, "event.title.schedule")];
        draft.record.evidence.insert("name".to_owned(), evidence);
    }
    // One way to write a name.
    if let Some(name) = told.name.map(|name| name.of(scene.view.text()))
        && fold(name) == fold(&draft.record.name)
    {
        draft.record.name = title_text::written(name);
    }
    if draft.start.clock.is_none()
        && draft.start.date() == day.start.date()
        && draft.end.is_none()
        && let Some(hour) = day
            .hour
            .map(|span| Hours {
                start: day.start,
                end: day.end,
                span,
            })
            .or_else(|| told.hours_of(scene.view, day))
        && told.speaks_of(scene.view, &draft.record.name)
    {
        let mut timed = day.clone();
        set_hour(&mut timed, hour.start, hour.end);
        draft.start = timed.start;
        draft.end = timed.end;
        let evidence = draft.record.evidence.entry("start".to_owned()).or_default();
        evidence.push(scene.view.evidence(hour.span, "event.schedule.hour"));
    }
    if (draft.record.venue.is_none() || is_held_behind(scene, rows, draft))
        && let Some(place) = &told.place
        && told.speaks_of(scene.view, &draft.record.name)
    {
        draft
            .record
            .evidence
            .retain(|field, _| !field.starts_with("venue"));
        draft.record.venue = Some(place.venue.clone());
        draft.record.evidence.extend(place.evidence.clone());
        draft.place_zone = draft.place_zone.or(place.time_zone);
        if draft.record.attendance.is_none() {
            attend(scene, day, Span::default(), Some(place), &mut draft.record);
        }
    }
}

/// Whether the place of an event is told behind its row, by that of the next day or under the list.
fn is_held_behind(scene: &Scene, rows: &Rows, draft: &EventDraft) -> bool {
    let Some(behind) = scene.layout.lines.get(rows.after.unwrap_or(rows.end)) else {
        return false;
    };
    let end = scene.view.evidence(behind.span, "").start;
    let places = draft.record.evidence.iter();
    let mut told = places
        .filter(|(field, _)| field.starts_with("venue"))
        .flat_map(|(_, all)| all)
        .peekable();
    told.peek().is_some() && told.all(|place| place.start >= end)
}

/// Whether a day is called what the whole list is, with what the list gives besides: "Planning Board
/// Meeting Dates and Filing Deadlines".
fn is_named_for_list(scene: &Scene, name: Span, draft: &EventDraft) -> bool {
    let tokens = Tokens::new(&draft.record.name);
    let lists = classify(&draft.record.name, &tokens)
        .iter()
        .any(|hit| hit.concept == Concept::DeadlineWord);
    lists && fold(&draft.record.name).contains(&fold(name.of(scene.view.text())))
}

/// Whether a day is called what its row remarks in brackets, in a word or in small letters, and that
/// is no kind of event: "23 May (budget)".
fn is_remark(view: &View, day: &Day, draft: &EventDraft) -> bool {
    let name = &draft.record.name;
    let is_short = !name.contains(' ') || name.starts_with(char::is_lowercase);
    let own = day.own.of(view.text());
    let bracket = own.split_once('(').filter(|_| is_short);
    bracket.is_some_and(|(_, inner)| {
        let tokens = Tokens::new(name);
        let hits = classify(name, &tokens);
        inner.split(')').next().map(str::trim) == Some(name)
            && !hits.iter().any(|hit| hit.concept == Concept::EventNoun)
    })
}

/// Whether a day is called nothing but where its row says that it is held.
fn is_named_for_place(view: &View, day: &Day, draft: &EventDraft) -> bool {
    let name = &draft.record.name;
    let Some(at) = day.own.of(view.text()).find(name.as_str()) else {
        return false;
    };
    let span = Span::new(day.own.start + at, day.own.start + at + name.len());
    let (mut place, mut unit, mut event) = (0, 0, false);
    for hit in view.hits.within(&view.tokens, span) {
        let is_at_edge = hit.span.start == span.start || hit.span.end == span.end;
        match hit.concept {
            // "Games on the village green for all" are games.
            Concept::CueBuilding | Concept::CueRoom if is_at_edge => place = hit.span.end,
            Concept::NameUnit | Concept::CueBody => unit = hit.span.end,
            // So is what takes place "at the Old Library".
            Concept::EventNoun | Concept::CuePlacePreposition => event = true,
            _ => {}
        }
    }
    let venue = || {
        draft
            .record
            .venue
            .as_ref()
            .and_then(|it| it.name.as_deref())
    };
    // A "Park Board" is a board.
    let is_place = place > 0 && place >= unit;
    !event
        && !titles::is_in_quotes(view, span)
        && (is_place || venue().is_some_and(|venue| fold(venue) == fold(name)))
}

/// Whether the name of a day's event stands neither in its row nor right by it, or in that of another
/// day.
fn is_named_elsewhere(scene: &Scene, day: &Day, rows: &Rows, draft: &EventDraft) -> bool {
    /// Lines by a row that may name what it tells of.
    const NEAR: usize = 2;
    let lines = &scene.layout.lines;
    let before = rows.before.filter(|line| *line < day.line);
    let first = day.line.saturating_sub(NEAR);
    let first = first.max(before.map_or(0, |line| line + 1));
    let last = (day.line + NEAR).min(lines.len() - 1);
    let last = last.min(rows.after.map_or(usize::MAX, |line| line - 1));
    // A heading under the row begins what follows.
    let last = (day.line + 1..=last)
        .find(|line| matches!(lines[*line].kind, BlockKind::Heading { .. }))
        .map_or(last, |heading| heading - 1);
    let near = lines[first].span.cover(lines[last].span);
    let near = scene.view.evidence(near, "");
    let told = draft.record.evidence.get("name").into_iter().flatten();
    draft.part_of.is_none()
        && (!draft.main || draft.end.is_none() || is_bare(scene, &draft.record.name))
        && told
            .into_iter()
            .all(|name| name.end <= near.start || name.start >= near.end)
}

/// Whether a name is but a word for a kind of event.
fn is_bare(scene: &Scene, name: &str) -> bool {
    let text = scene.view.text();
    text.find(name)
        .is_some_and(|start| titles::is_bare_noun(scene.view, Span::new(start, start + name.len())))
}

/// Whether a name is but the word for the state of what its row tells of.
fn is_status(view: &View, own: Span, name: &str) -> bool {
    view.hits.within(&view.tokens, own).any(|hit| {
        matches!(
            hit.concept,
            Concept::CueCancelled
                | Concept::CueNothing
                | Concept::CuePostponed
                | Concept::CueTentative
        ) && hit.span.of(view.text()) == name
    })
}
