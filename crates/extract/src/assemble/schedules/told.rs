//! What does its section say of all days of a schedule: what takes place, at what hour, where, and who
//! meets? The lines that speak of it stand above it, back to the headings of its section, and seldom a
//! few lines below ("Meeting place: …"); a note under it speaks of the days that bear its mark.

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::{Concept, Tokens, classify, fold};
use handbill_model::{BlockKind, Span};

use super::names;
use crate::assemble::events::Scene;
use crate::assemble::groups::alike;
use crate::assemble::places;
use crate::assemble::regular_hours;
use crate::assemble::roles::{TimeRole, Timed, times_in, words};
use crate::assemble::schedule_rows::{self, Day, Schedule};
use crate::layout::{has, has_any};
use crate::{Moment, View};

/// Lines above a schedule that may speak of it.
pub const LEAD: usize = 14;

/// Lines above a schedule among which the headings of its section are looked for.
const FURTHEST: usize = 300;

/// The mark of a note.
const NOTE: char = '*';

/// The hours of a day, and where they stand.
#[derive(Clone, Copy)]
pub struct Hours {
    pub start: Moment,
    pub end: Option<Moment>,
    pub span: Span,
}

/// What a section says of all days of its schedule.
pub struct Told {
    /// What takes place.
    pub name: Option<Span>,
    hours: Option<Hours>,
    /// Where.
    pub place: Option<places::PlaceDraft>,
    /// Who meets at these hours and there, where the sentence says so.
    body: Option<Span>,
    /// Whether a cell of the schedule names nothing but this body, as one of several.
    lists_bodies: bool,
    /// The hours that a note below tells for the days that bear its mark.
    note: Option<Hours>,
    /// Whether anything says that people meet.
    pub meets: bool,
}

impl Hours {
    fn of(timed: &Timed) -> Self {
        Self {
            start: timed.time.start,
            end: timed.time.end,
            span: timed.span,
        }
    }
}

impl Told {
    /// Whether what is told of hours and place holds for what bears the name, rather than for another
    /// body.
    pub fn speaks_of(&self, view: &View, name: &str) -> bool {
        let Some(body) = self.body else {
            return true;
        };
        let body = body.of(view.text());
        let tokens = Tokens::new(name);
        let hits = classify(name, &tokens);
        let mut named = hits.within(&tokens, Span::new(0, name.len()));
        let is_body =
            named.any(|hit| matches!(hit.concept, Concept::NameUnit | Concept::NameOrganisation));
        // "Board Meeting" is that of the board which is told of.
        // "The seminars are held …" holds for all of them.
        if !is_body_name(body) {
            return true;
        }
        let words = fold(name);
        let is_theirs = alike(name, body)
            || words
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word.len() > 3 && fold(body).contains(word));
        is_theirs || !is_body && !self.lists_bodies
    }

    /// The hours of a day.
    pub fn hours_of(&self, view: &View, day: &Day) -> Option<Hours> {
        let marked = view.text()[day.span.end..].starts_with(NOTE);
        self.note.filter(|_| marked).or(self.hours)
    }
}

/// Whether the words name a body, rather than what it holds.
fn is_body_name(name: &str) -> bool {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    let mut hits = hits.iter();
    hits.any(|hit| {
        matches!(
            hit.concept,
            Concept::NameUnit | Concept::NameOrganisation | Concept::CueBody
        )
    })
}

/// The lines above a schedule that speak of it: up to the schedule before, back to the headings of
/// its section.
pub fn lead(scene: &Scene, schedule: &Schedule, end_of_last: usize) -> Vec<usize> {
    let lines = &scene.layout.lines;
    let first = schedule.lines.start;
    let mut out = Vec::new();
    // Lines that speak of the schedule if the heading above them holds its section.
    let mut waiting = Vec::new();
    // A separator may part a list, under a line or less, from what speaks of it.
    let mut part = lines[first].part;
    let parted = part.checked_sub(1).filter(|_| !scene.layout.posts);
    let mut level = 7;
    for above in (0..first).rev().take(FURTHEST) {
        let line = &lines[above];
        if line.navigation {
            continue;
        }
        if let BlockKind::Heading { level: own } = line.kind {
            let holds = own < level;
            if holds {
                out.append(&mut waiting);
                out.push(above);
                level = own;
            }
            waiting.clear();
            if level == 1 {
                break;
            }
        } else if above >= end_of_last && waiting.len() < LEAD {
            if Some(line.part) == parted && waiting.len() <= 1 {
                part = line.part;
            }
            if line.part == part || line.part == lines[first].part {
                waiting.push(above);
            }
        }
    }
    if level == 7 {
        out.append(&mut waiting);
    }
    out.truncate(2 * LEAD);
    out
}

/// What the lines above a schedule, nearest first, and those below say of it.
pub fn told(scene: &Scene, schedule: &Schedule, lead: &[usize]) -> Told {
    let view = scene.view;
    let lines = &scene.layout.lines;
    let rows = &lines[schedule.lines.clone()];
    // The heads of a table speak of its columns.
    let near: Vec<Span> = lead
        .iter()
        .map(|line| &lines[*line])
        .filter(|line| line.cells.len() < 2)
        .map(|line| line.span)
        .chain(told_below(scene, schedule))
        .collect();
    let says = |span: Span| {
        let concepts = [
            Concept::EventNoun,
            Concept::CueHeld,
            Concept::CueRecord,
            Concept::NameUnit,
            Concept::CueCancelled,
        ];
        has_any(view, span, &concepts)
    };
    let is_limit = |span: Span| has(view, span, Concept::DeadlineWord);
    let hourly = schedule
        .days
        .iter()
        .filter(|day| day.start.clock.is_some())
        .count()
        * 2
        >= schedule.days.len();
    let meets = hourly
        || schedule_rows::head_of_days(scene, schedule)
            .is_some_and(|head| says(head) && !is_limit(head))
        || near.iter().any(|span| says(*span) && !is_limit(*span))
        || rows.iter().filter(|row| says(row.span)).count() * 2 >= rows.len();
    let name = names::name(scene, &near);
    let hours = hours(scene, &near, &schedule.days);
    let scope = near
        .iter()
        .copied()
        .filter(|span| words(view, *span) > 3)
        .reduce(Span::cover);
    let place = scope.filter(|scope| scope.len() < 3000).and_then(|scope| {
        let anchor = hours.map_or(Span::new(scope.end, scope.end), |hours| hours.span);
        places::place(
            view,
            scene.layout,
            scene.mentions,
            &[anchor],
            name.unwrap_or_default(),
            scope,
        )
    });
    let body = hours.and_then(|hours| {
        let clause = scene.layout.clause_at(hours.span.start)?;
        names::who(view, scene.layout.clauses[clause].span)
    });
    let lists_bodies = body.is_some_and(|body| {
        let body = fold(body.of(view.text()));
        let mut cells = rows.iter().flat_map(|row| &row.cells);
        cells.any(|cell| fold(cell.of(view.text())) == body)
    });
    Told {
        lists_bodies,
        name: name.map(|name| as_headed(scene, &near, name)),
        hours,
        place,
        body,
        note: note(scene, schedule),
        meets,
    }
}

/// The lines below a schedule that say when or where all of it takes place: "The board will meet on
/// Thursdays at 3 pm", "Meeting place: …".
fn told_below(scene: &Scene, schedule: &Schedule) -> Vec<Span> {
    const FURTHEST: usize = 8;
    const LONGEST_LABEL: usize = 3;
    let lines = &scene.layout.lines;
    let part = lines[schedule.lines.start].part;
    lines[schedule.lines.end..]
        .iter()
        .take(FURTHEST)
        .take_while(|line| line.part == part && !matches!(line.kind, BlockKind::Heading { .. }))
        .filter(|line| line.cells.len() < 2)
        .filter(|line| {
            let labels = |at: usize| scene.layout.clauses[at].label;
            let label = scene.layout.clause_at(line.span.start).and_then(labels);
            let says = has(scene.view, line.span, Concept::CueMeets)
                || label.is_some_and(|label| {
                    words(scene.view, label) <= LONGEST_LABEL
                        && has(scene.view, label, Concept::CueVenue)
                });
            // What has days of its own is told of these.
            let block = scene.view.document.blocks[line.block].span;
            let own = || times_in(scene.times, block);
            says && !own().iter().any(|timed| {
                let dated = timed.time.start.day.is_some() && timed.time.recurrence.is_none();
                dated && timed.rule != "date.weekday"
            })
        })
        .map(|line| line.span)
        .collect()
}

/// The heading that says the same words as the name, which shows how it is written.
fn as_headed(scene: &Scene, near: &[Span], name: Span) -> Span {
    let text = scene.view.text();
    let words = fold(name.of(text));
    let same = near.iter().find(|span| {
        let heading = fold(span.of(text));
        heading == words || words.ends_with(&heading) && words.len() < heading.len() + 5
    });
    same.copied().unwrap_or(name)
}

/// The hours in a note under a schedule.
fn note(scene: &Scene, schedule: &Schedule) -> Option<Hours> {
    const FURTHEST: usize = 4;
    let lines = scene.layout.lines.iter().skip(schedule.lines.end);
    let note = lines
        .take(FURTHEST)
        .find(|line| line.span.of(scene.view.text()).starts_with(NOTE))?;
    let mut told = times_in(scene.times, note.span)
        .iter()
        .filter(|timed| timed.role == TimeRole::Clock && timed.time.start.clock.is_some());
    let told = told.next()?;
    Some(Hours::of(told))
}

/// The one hour that the lead tells, the nearest first.
fn hours(scene: &Scene, near: &[Span], days: &[Day]) -> Option<Hours> {
    // A line that tells of other days of the week tells of other meetings.
    let speaks_of = |span: &Span| {
        let told = || times_in(scene.times, *span).iter();
        let dates = || days.iter().filter_map(|day| day.start.date());
        let mut rules = told().filter_map(|timed| timed.time.recurrence.as_deref());
        let kept = rules.all(|rule| {
            let kept = dates().filter(|day| regular_hours::is_on_weekday(rule, *day));
            kept.count() * 2 >= dates().count()
        });
        // "At 6 pm on the Tuesday before the council, which meets on Wednesdays."
        kept || told().any(|timed| {
            let named = |day: &NaiveDate| {
                timed.time.weekday == u8::try_from(day.weekday().number_from_monday()).ok()
            };
            timed.time.start.clock.is_some()
                && timed.time.recurrence.is_none()
                && dates().filter(named).count() * 2 > dates().count()
        })
    };
    // "On 6 May we begin at 10 am", "daily at 5 pm": the hours of other days.
    let of_own_day = |timed: &Timed| {
        let clause = scene.layout.clauses[timed.clause].span;
        let dated = |other: &Timed| {
            let day = other.time.start.date();
            let own = || days.iter().any(|own| own.start.date() == day);
            other.role == TimeRole::Event && day.is_some() && !other.time.relative && !own()
        };
        let daily = |rule: &str| rule.starts_with("FREQ=DAILY");
        times_in(scene.times, clause).iter().any(dated)
            || timed.time.recurrence.as_deref().is_some_and(daily)
    };
    near.iter().filter(|span| speaks_of(span)).find_map(|span| {
        let mut told = times_in(scene.times, *span).iter().filter(|timed| {
            timed.time.start.clock.is_some()
                && (timed.time.start.day.is_none() || timed.rule == "date.weekday")
                && matches!(
                    timed.role,
                    TimeRole::Clock | TimeRole::Event | TimeRole::Other
                )
                && !of_own_day(timed)
        });
        let first = told.next()?;
        let others = told.any(|other| other.time.start.clock != first.time.start.clock);
        (!others).then_some(Hours::of(first))
    })
}
