//! The hours of an event where they do not stand with its date.

use std::collections::BTreeSet;

use chrono::Datelike;
use handbill_lexicon::Concept;
use handbill_model::{Event, Span};

use super::anchors::{Anchor, is_when_labelled};
use super::events::{EventDraft, Scene};
use super::groups::Group;
use super::roles::{TimeRole, Timed, is_dated, times_in};
use crate::Moment;
use crate::layout::has;

/// Gives the days of a list the hour that holds for all of them ("All concerts begin at 7:30 pm
/// unless another hour is given").
pub(super) fn usual_hour(scene: &Scene, drafts: &mut [EventDraft]) {
    let usual = scene.times.iter().find(|timed| {
        let clause = scene.layout.clauses[timed.clause].span;
        timed.role == TimeRole::Clock
            && timed.time.start.clock.is_some()
            && has(scene.view, clause, Concept::CueForAll)
    });
    let Some(usual) = usual.filter(|_| drafts.len() > 1) else {
        return;
    };
    for draft in drafts {
        let one_day = draft.end.is_none_or(|end| end.date() == draft.start.date());
        if draft.start.clock.is_some() || draft.start.day.is_none() || !one_day || draft.main {
            continue;
        }
        let day = draft.start;
        let on_day = |moment: Moment| Moment {
            clock: moment.clock,
            zone: moment.zone,
            ..day
        };
        draft.end = usual.time.end.map(on_day);
        draft.start = on_day(usual.time.start);
        let evidence = scene.view.evidence(usual.span, usual.rule);
        draft
            .record
            .evidence
            .entry("start".to_owned())
            .or_default()
            .push(evidence);
    }
}

/// Gives a day that is said to have the same hours ("The next meeting is on 14 April at the same
/// hour") those of the event before it.
pub(super) fn same_hour(scene: &Scene, drafts: &mut [EventDraft]) {
    let view = scene.view;
    for index in 1..drafts.len() {
        let (before, rest) = drafts.split_at_mut(index);
        let draft = &mut rest[0];
        let open = draft.start.clock.is_none() && draft.start.day.is_some() && draft.end.is_none();
        let said = |anchor: &Span| {
            let clause = &scene.layout.clauses[scene.layout.clause_at(anchor.start)?];
            let mut hits = view.hits.within(&view.tokens, clause.span);
            hits.find(|hit| hit.concept == Concept::CueSameHour)
        };
        let Some(told) = draft.anchors.iter().find_map(said).filter(|_| open) else {
            continue;
        };
        let Some(like) = before.last().filter(|other| other.start.clock.is_some()) else {
            continue;
        };
        let on_day = |moment: Moment| Moment {
            clock: moment.clock,
            zone: moment.zone,
            ..draft.start
        };
        let one_day = |end: &Moment| end.date() == like.start.date();
        draft.end = like.end.filter(one_day).map(on_day);
        draft.start = on_day(like.start);
        let evidence = view.evidence(told.span, "time.same");
        let list = draft.record.evidence.entry("start".to_owned());
        list.or_default().push(evidence);
    }
}

/// An event begins when it is said to begin, not when its doors open ("doors 7 pm, show 8 pm").
pub(super) fn after_doors(scene: &Scene, drafts: &mut [EventDraft]) {
    const NEAR: usize = 4;
    let view = scene.view;
    for draft in drafts {
        let Some(opening) = draft.start.clock else {
            continue;
        };
        let evidence = draft.record.evidence.get("start").into_iter().flatten();
        let rules: Vec<&str> = evidence.filter_map(|told| told.rule.as_deref()).collect();
        // What names an hour: the words from the time before it, on its line.
        let lead = |index: usize| {
            let timed = &scene.times[index];
            let line = scene.layout.lines[timed.line].span;
            let before = index
                .checked_sub(1)
                .map(|before| scene.times[before].span.end);
            let start = before.unwrap_or(0).max(line.start).min(timed.span.start);
            Span::new(start, timed.span.start)
        };
        let at = |index: &usize| {
            let timed = &scene.times[*index];
            timed.time.start.clock == Some(opening)
                && draft.scope.contains(timed.span)
                && rules.contains(&timed.rule)
        };
        let bound = |offset: usize| scene.times.partition_point(|it| it.span.start < offset);
        let mut inside = bound(draft.scope.start)..bound(draft.scope.end);
        let doors = inside.find(at).filter(|index| {
            let timed = &scene.times[*index];
            let named = match timed.role {
                TimeRole::Clock => lead(*index),
                _ => timed.span,
            };
            has(view, named, Concept::CueDoors)
        });
        let Some(doors) = doors else {
            continue;
        };
        let line = scene.times[doors].line;
        let begins = (doors + 1..scene.times.len()).find(|index| {
            let timed = &scene.times[*index];
            let words = lead(*index);
            timed.line <= line + 1
                && timed.role == TimeRole::Clock
                && timed.time.start.clock > Some(opening)
                && draft.scope.contains(timed.span)
                && view.words(words) <= NEAR
                && has(view, words, Concept::CueBegins)
        });
        let Some(begins) = begins.map(|index| &scene.times[index]) else {
            continue;
        };
        draft.start.clock = begins.time.start.clock;
        if let Some(end) = begins.time.end {
            draft.end = Some(Moment {
                clock: end.clock,
                ..draft.start
            });
        }
        let told = view.evidence(begins.span, begins.rule);
        let list = draft.record.evidence.entry("start".to_owned());
        list.or_default().push(told);
    }
}

/// Gives a day its hours where a time of day stands by itself in the event's stretch: behind a
/// label, or near the date.
pub(super) fn add_clock(
    scene: &Scene,
    group: &Group,
    scope: Span,
    taken: &BTreeSet<usize>,
    (start, end): (&mut Moment, &mut Option<Moment>),
    record: &mut Event,
) {
    if start.clock.is_some()
        || start.day.is_none()
        || end.is_some_and(|end| end.date() != start.date())
    {
        return;
    }
    let near = |timed: &Timed| {
        group.anchors.iter().any(|anchor| {
            let clause = scene.times[anchor.time].clause;
            timed.clause >= clause && timed.clause <= clause + 3
        })
    };
    // "Tuesday at 4:30 pm" tells the hour of no other day.
    let own_day = start.date().map(|day| day.weekday().number_from_monday());
    let of_day = |weekday: u8| own_day == Some(u32::from(weekday));
    let found = times_in(scene.times, scope)
        .iter()
        .filter(|timed| {
            !taken.contains(&timed.span.start)
                && timed.role == TimeRole::Clock
                && scope.contains(timed.span)
                && timed.time.start.clock.is_some()
                && timed.time.weekday.is_none_or(of_day)
                && !is_of_other_day(scene, group, timed)
        })
        .find(|timed| is_when_labelled(scene, timed) || near(timed))
        .or_else(|| hour_beside(scene, group, taken))
        .or_else(|| held_hours(scene, group, scope, taken));
    if let Some(timed) = found {
        start.clock = timed.time.start.clock;
        start.zone = timed.time.start.zone;
        *end = timed.time.end.map(|close| Moment {
            clock: close.clock,
            zone: close.zone.or(start.zone),
            ..*start
        });
        record
            .evidence
            .entry("start".to_owned())
            .or_default()
            .push(scene.view.evidence(timed.span, timed.rule));
    }
}

/// The hour behind one of the group's further dates in its sentence, wherever that stands: "The meeting of
/// 10 December begins at 5 pm".
fn hour_beside<'s>(
    scene: &'s Scene,
    group: &Group,
    taken: &BTreeSet<usize>,
) -> Option<&'s Timed<'s>> {
    const LAST: usize = 4;
    group.anchors.iter().skip(1).take(LAST).find_map(|anchor| {
        let own = &scene.times[anchor.time];
        let clause = scene.layout.clauses[own.clause].span;
        let behind = Span::new(own.span.end, clause.end.max(own.span.end));
        let next = times_in(scene.times, behind).first()?;
        let hour = next.role == TimeRole::Clock && next.time.start.clock.is_some();
        (hour && !taken.contains(&next.span.start)).then_some(next)
    })
}

/// Whether the hour stands behind another day on its line or in the sentence of one, and none of the
/// group's dates is there.
fn is_of_other_day(scene: &Scene, group: &Group, hour: &Timed) -> bool {
    let line = scene.layout.lines[hour.line].span;
    let mut before = times_in(scene.times, line)
        .iter()
        .filter(|other| other.line == hour.line && other.span.end <= hour.span.start);
    let is_day = |other: &Timed| other.time.start.day.is_some() && other.role == TimeRole::Event;
    // "Every Tuesday at 7 pm, next on 6 October"
    let clause = scene.layout.clauses[hour.clause].span;
    let mut behind = times_in(scene.times, clause).iter();
    let day = before.any(is_day) || behind.any(is_day);
    let own = |anchor: &Anchor| {
        let anchor = &scene.times[anchor.time];
        anchor.line == hour.line || anchor.clause == hour.clause
    };
    day && !group.anchors.iter().any(own)
}

/// Gives an event without an end the one that a label of its own names in the event's stretch.
pub(super) fn stated_end(
    scene: &Scene,
    scope: Span,
    start: &Moment,
    end: &mut Option<Moment>,
    record: &mut Event,
) {
    if end.is_some() || start.day.is_none() {
        return;
    }
    let after = |moment: &Moment| {
        let clock = |moment: &Moment| moment.clock.map(|clock| (clock.hour, clock.minute));
        moment.date() > start.date()
            || moment.date() == start.date()
                && clock(moment) > clock(start)
                && start.clock.is_some()
    };
    let on_day = |moment: Moment| match moment.day {
        Some(_) => moment,
        None => Moment {
            clock: moment.clock,
            zone: moment.zone,
            ..*start
        },
    };
    let found = times_in(scene.times, scope).iter().find_map(|timed| {
        let moment = on_day(timed.time.start);
        let fits = timed.role == TimeRole::Ends
            && scope.contains(timed.span)
            && !timed.time.ambiguous
            && moment.clock.is_some() == start.clock.is_some()
            && after(&moment);
        fits.then_some((moment, timed))
    });
    if let Some((moment, timed)) = found {
        *end = Some(moment);
        let evidence = scene.view.evidence(timed.span, timed.rule);
        record.evidence.insert("end".to_owned(), vec![evidence]);
    }
}

/// The hours that a sentence of the document's only event gives further down ("The meeting will be held
/// in the Old Mill, from 9:30 to 12").
fn held_hours<'s>(
    scene: &'s Scene,
    group: &Group,
    scope: Span,
    taken: &BTreeSet<usize>,
) -> Option<&'s Timed<'s>> {
    let whole = group.main || scope.len() == scene.view.text().len();
    let mut hours = times_in(scene.times, scope).iter().filter(|timed| {
        let clause = scene.layout.clauses[timed.clause].span;
        timed.role == TimeRole::Clock
            && timed.time.end.is_some_and(|end| end.clock.is_some())
            && timed.time.start.clock.is_some()
            && !taken.contains(&timed.span.start)
            && has(scene.view, clause, Concept::CueHeld)
            && !has(scene.view, clause, Concept::CueHours)
            // Beside a day they are the hours of that day.
            && !times_in(scene.times, clause).iter().any(|other| is_dated(other.time))
    });
    let first = hours.next().filter(|_| whole)?;
    hours.next().is_none().then_some(first)
}

/// Adds the hour that a label gives as the end ("End: 5 pm"), on one of the lines below the start.
pub(super) fn add_end(
    scene: &Scene,
    scope: Span,
    start: &Moment,
    end: &mut Option<Moment>,
    record: &mut Event,
) {
    if start.clock.is_none() || end.is_some() {
        return;
    }
    let labelled = |timed: &&Timed| {
        let clause = &scene.layout.clauses[timed.clause];
        let label = clause.label.filter(|label| scene.view.words(*label) <= 3);
        timed.role == TimeRole::Clock
            && timed.time.end.is_none()
            && label.is_some_and(|label| {
                label.end <= timed.span.start && has(scene.view, label, Concept::CueEnd)
            })
    };
    let mut found = times_in(scene.times, scope).iter().filter(labelled);
    let (Some(timed), None) = (found.next(), found.next()) else {
        return;
    };
    if timed.time.start.clock > start.clock {
        *end = Some(Moment {
            clock: timed.time.start.clock,
            ..*start
        });
        let list = record.evidence.entry("end".to_owned());
        list.or_default()
            .push(scene.view.evidence(timed.span, timed.rule));
    }
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    #[test]
    fn an_event_begins_after_its_doors_open() {
        for hours in [
            "doors 7 pm, show 8 pm",
            "Doors open at 7 pm. Concert starts at 8 pm.",
            "start 8 pm, doors 7 pm",
        ] {
            let text = format!(
                "Rope Band Live\nSaturday 28 February 2026, {hours}\nOld Mill, 4 Quay Lane, Bristol BS1 6QZ"
            );
            let extraction = extract(&document(&text), &Options::default());
            assert_eq!(
                extraction.events[0].start, "2026-02-28T20:00:00+00:00",
                "{hours}"
            );
        }
    }

    #[test]
    fn the_next_day_may_have_the_same_hours() {
        let text = "Board Meeting\nTuesday 10 March 2026, 18:00 - 19:30\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ\n\nThe next regular meeting will be held on Tuesday 14 April 2026 at the same time.";
        let extraction = extract(&document(text), &Options::default());
        let times: Vec<(String, Option<String>)> = extraction
            .events
            .into_iter()
            .map(|event| (event.start, event.end))
            .collect();
        let at = |start: &str, end: &str| (start.to_owned(), Some(end.to_owned()));
        assert_eq!(
            times,
            [
                at("2026-03-10T18:00:00+00:00", "2026-03-10T19:30:00+00:00"),
                at("2026-04-14T18:00:00+01:00", "2026-04-14T19:30:00+01:00"),
            ]
        );
    }

    #[test]
    fn the_hour_of_a_day_may_stand_further_below() {
        let text = "Reading circle, autumn 2026, 6 pm\n\n17 September – The Blue Tide\n15 October – Letters from the Delta\n10 December – An Evening of Tales\n\nWrite to us to take part. The evening of 10 December begins at 5 pm.";
        let found = crate::find::testing::told(text);
        let last = found
            .iter()
            .find(|(start, _)| start.starts_with("2026-12-10"));
        let start = last.map(|(start, _)| start.as_str());
        assert_eq!(start, Some("2026-12-10T17:00:00"));
    }
}
