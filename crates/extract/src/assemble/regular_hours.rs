//! Hours and places that a page tells once for the days that it lists: "Meets every second Tuesday of
//! the month at 3 pm", "All meetings begin at 8:30 am in Room 4".

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::{Concept, fold};
use handbill_model::Span;

use super::events::{EventDraft, Scene};
use super::places::{self, PlaceDraft};
use super::roles::{TimeRole, Timed, times_in};
use super::titles::names_plain_meeting;
use super::{schedules, title_text};
use crate::layout::has;
use crate::{Moment, View};

/// The fewest days that a list has.
const FEWEST: usize = 3;

/// Words of sentences that say when the days of a list are held.
const SAYING: [Concept; 3] = [Concept::CueForAll, Concept::CueMeets, Concept::CueHeld];

/// What a sentence says of all days of a list.
struct Regular {
    /// Where it stands.
    clause: Span,
    /// The hours, and where they stand.
    start: Moment,
    end: Option<Moment>,
    hour: Span,
    /// Who meets, where it is named in full.
    body: Option<Span>,
    /// On which days, as a rule of RFC 5545; any day where it says "all".
    rule: Option<String>,
}

/// Gives days of lists the hours, and the place, that a sentence tells for all of them: the nearest
/// one above whose rule they keep, or the only one of the page.
pub fn add(scene: &Scene, drafts: &mut [EventDraft]) {
    if drafts.len() < FEWEST || !drafts.iter().any(is_open) {
        return;
    }
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for draft in drafts.iter() {
        *names.entry(fold(&draft.record.name)).or_default() += 1;
    }
    let told = sentences(scene);
    for (number, regular) in told.iter().enumerate() {
        let reach = match told.len() {
            1 => Span::new(0, scene.view.text().len()),
            _ => Span::new(
                regular.clause.end,
                told.get(number + 1)
                    .map_or(scene.view.text().len(), |next| next.clause.start),
            ),
        };
        // Days that have the hour already are of the list, too.
        let is_of_list = |draft: &EventDraft| {
            let anchor = draft.anchors.first();
            anchor.is_some_and(|anchor| reach.contains(*anchor))
                && (is_open(draft)
                    || draft.start.day.is_some() && draft.start.clock == regular.start.clock)
        };
        let within: Vec<usize> = (0..drafts.len())
            .filter(|at| is_of_list(&drafts[*at]))
            .collect();
        let keeps = |at: &&usize| {
            let day = drafts[**at].start.date();
            regular
                .rule
                .as_deref()
                .is_none_or(|rule| day.is_some_and(|day| falls_on(rule, day)))
        };
        let kept = within.iter().filter(keeps).count();
        if kept < FEWEST || kept * 2 < within.len() {
            continue;
        }
        let place = place(scene, regular);
        // A day that is moved for a holiday keeps its hours; one of another kind may not.
        let are_all = kept * 3 >= within.len() * 2;
        let says = SAYING
            .iter()
            .any(|concept| has(scene.view, regular.clause, *concept));
        let is_near = |at: usize| {
            let day = drafts[at].start.date();
            let rule = regular.rule.as_deref();
            let name = fold(&drafts[at].record.name);
            let is_plain = names.get(&name).copied() > Some(1) || names_plain_meeting(&name);
            // "Juniors: Saturdays 5 pm" is not said of an outing on some Saturday.
            (says || is_plain)
                && (are_all && is_plain
                    || rule
                        .zip(day)
                        .is_none_or(|(rule, day)| is_on_weekday(rule, day)))
        };
        let given = within.iter().copied().filter(|at| is_near(*at));
        let given: Vec<usize> = given.filter(|at| is_open(&drafts[*at])).collect();
        for at in given {
            give(scene, regular, place.as_ref(), &mut drafts[at]);
        }
    }
}

/// Whether the event is a bare day.
fn is_open(draft: &EventDraft) -> bool {
    draft.start.day.is_some()
        && draft.start.clock.is_none()
        && draft.end.is_none()
        && draft.record.recurrence.is_none()
        && draft.part_of.is_none()
}

/// The sentences of the document that tell hours of meetings to come.
fn sentences(scene: &Scene) -> Vec<Regular> {
    let layout = scene.layout;
    let mut out: Vec<Regular> = Vec::new();
    for timed in scene.times {
        let clause = layout.clauses[timed.clause].span;
        let told = timed.time.recurrence.is_some()
            || timed.role == TimeRole::Clock && has(scene.view, clause, Concept::CueForAll);
        if !told
            || layout.lines[timed.line].navigation
            || has(scene.view, clause, Concept::CueHours)
            || has(scene.view, clause, Concept::DeadlineWord)
            || out.last().is_some_and(|last| last.clause == clause)
        {
            continue;
        }
        out.extend(regular(scene, timed, clause));
    }
    out
}

fn regular(scene: &Scene, timed: &Timed, clause: Span) -> Option<Regular> {
    let times = || {
        times_in(scene.times, clause)
            .iter()
            .filter(|other| clause.contains(other.span) && other.time.start.clock.is_some())
    };
    let hour = if timed.time.start.clock.is_some() {
        timed
    } else {
        times().next()?
    };
    // Two hours in one sentence are of two kinds of days.
    if times().any(|other| other.time.start.clock != hour.time.start.clock) {
        return None;
    }
    let rule = times_in(scene.times, clause)
        .iter()
        .find_map(|other| other.time.recurrence.clone());
    Some(Regular {
        clause,
        start: hour.time.start,
        end: hour.time.end,
        hour: hour.span,
        body: schedules::body(scene.view, clause),
        rule,
    })
}

/// Whether a rule of weeks or months names the day.
fn falls_on(rule: &str, day: NaiveDate) -> bool {
    let week = (day.day0() / 7 + 1) as i32;
    let is_last = day.with_day(day.day() + 7).is_none();
    numbers(rule, day).any(|number| match number.parse::<i32>() {
        Ok(-1) => is_last,
        Ok(number) => number == week,
        Err(_) => number.is_empty(),
    })
}

/// Whether a rule names the day's day of the week, if any.
pub fn is_on_weekday(rule: &str, day: NaiveDate) -> bool {
    !rule.contains("BYDAY") || numbers(rule, day).next().is_some()
}

/// What stands before the day's day of the week wherever the rule names it.
fn numbers(rule: &str, day: NaiveDate) -> impl Iterator<Item = &str> {
    const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let name = NAMES[day.weekday().num_days_from_monday() as usize];
    rule.split(';')
        .filter_map(|part| part.strip_prefix("BYDAY="))
        .flat_map(|days| days.split(','))
        .filter_map(move |written| written.strip_suffix(name))
}

/// The place that the sentence names.
fn place(scene: &Scene, regular: &Regular) -> Option<PlaceDraft> {
    places::place(
        scene.view,
        scene.layout,
        scene.mentions,
        &[regular.hour],
        Span::default(),
        regular.clause,
    )
}

fn give(scene: &Scene, regular: &Regular, place: Option<&PlaceDraft>, draft: &mut EventDraft) {
    let view: &View = scene.view;
    let on_day = |moment: Moment| Moment {
        clock: moment.clock,
        zone: moment.zone,
        ..draft.start
    };
    draft.end = regular.end.filter(|end| end.clock.is_some()).map(on_day);
    draft.start = on_day(regular.start);
    let evidence = view.evidence(regular.hour, "event.regular.hour");
    let list = draft.record.evidence.entry("start".to_owned());
    list.or_default().push(evidence);
    // "Board Meetings" says less than the sentence that tells whose they are.
    if let Some(body) = regular.body
        && names_plain_meeting(&draft.record.name)
    {
        draft.record.name = title_text::written(body.of(view.text()));
        let evidence = vec![view.evidence(body, "event.title.schedule")];
        draft.record.evidence.insert("name".to_owned(), evidence);
    }
    if let Some(place) = place.filter(|_| draft.record.venue.is_none()) {
        draft.record.venue = Some(place.venue.clone());
        draft.record.evidence.extend(place.evidence.clone());
        draft.place_zone = draft.place_zone.or(place.time_zone);
    }
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    fn starts(text: &str) -> Vec<String> {
        let events = extract(&document(text), &Options::default()).events;
        events.into_iter().map(|event| event.start).collect()
    }

    const DAYS: &str =
        "\n\nMinutes\n\nJanuary 13, 2026\nFebruary 10, 2026\nMarch 10, 2026\nApril 14, 2026";

    #[test]
    fn days_that_keep_a_rule_have_its_hours() {
        let text = format!(
            "Harbour Board\n\nThe Harbour Board meets every second Tuesday of the month at 3:30 pm.{DAYS}"
        );
        let found = starts(&text);
        assert_eq!(found.len(), 4);
        assert!(
            found.iter().all(|start| start.ends_with("T15:30:00")),
            "{found:?}"
        );
    }

    #[test]
    fn days_that_keep_another_rule_have_none() {
        let text = format!(
            "Harbour Board\n\nThe Friends of the Harbour meet every first Monday of the month at 7 pm.{DAYS}"
        );
        let found = starts(&text);
        let clocks = found.iter().filter(|start| start.contains("T19:00"));
        assert!(clocks.count() <= 1, "{found:?}");
    }

    #[test]
    fn of_a_mixed_list_the_days_that_keep_the_weekday_have_the_hours() {
        let between = "Ask the clerk.\n\n".repeat(16);
        let found = starts(&format!(
            "Ferry Board\n\nThe Ferry Board meets on the first Thursday of every month at 8:30 am.\n\n{between}Minutes of the meetings\n\nMarch 5, 2026 Meeting\nApril 2, 2026 Meeting\nMay 27, 2026 Meeting\nJune 4, 2026 Meeting\nJune 17, 2026 Meeting"
        ));
        let told = found.iter().map(|start| start.ends_with("T08:30:00"));
        let told: Vec<bool> = told.collect();
        assert_eq!(told, [true, true, false, true, false], "{found:?}");
    }
}
