//! Schedules: lists of days of which the section round them says what takes place, at what hour and
//! where ("All meetings are held at 6:30 pm in Room 514").

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::{Concept, Tokens, classify, fold};
use handbill_model::{BlockKind, Event, EventStatus, Evidence, Span};

use super::attendance::attendance;
use super::events::{EventDraft, Scene};
use super::groups::alike;
use super::links;
use super::places;
use super::prices;
use super::regular_hours;
use super::roles::{TimeRole, Timed, times_in, words};
use super::schedule_rows::{self, Day, Schedule, set_hour};
use super::speakers;
use super::title_sentences;
use super::title_text;
use super::titles;
use crate::layout::has;
use crate::weights;
use crate::{Found, Moment, View, overlapping};

/// Lines above a schedule that may speak of it.
const LEAD: usize = 14;

/// Lines above a schedule among which the headings of its section are looked for.
const FURTHEST: usize = 300;

/// How sure it is that a day of a schedule is an event.
const CONFIDENCE: f32 = 0.75;

/// What a section says of all days of its schedule.
struct Told {
    /// What takes place.
    name: Option<Span>,
    /// The hours, and where they stand.
    hours: Option<(Moment, Option<Moment>, Span)>,
    place: Option<places::PlaceDraft>,
    /// Who meets at these hours and there, where the sentence says so.
    body: Option<Span>,
    /// Whether a cell of the schedule names nothing but this body, as one of several.
    lists_bodies: bool,
    /// The hours that a note below tells for the days that bear its mark.
    note: Option<(Moment, Option<Moment>, Span)>,
    /// Whether anything says that people meet.
    meets: bool,
}

impl Told {
    /// Whether what is told of hours and place holds for what bears the name, rather than for another
    /// body.
    fn speaks_of(&self, view: &View, name: &str) -> bool {
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
    fn hours_of(&self, view: &View, day: &Day) -> Option<(Moment, Option<Moment>, Span)> {
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

/// The mark of a note.
const NOTE: char = '*';

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
        let lead = lead(scene, &schedule, end_of_last);
        let near: Vec<Span> = lead
            .iter()
            .map(|line| scene.layout.lines[*line].span)
            .collect();
        schedule_rows::settle_years(scene, &mut schedule, &near, end_of_last, &mut year);
        end_of_last = schedule.lines.end;
        let told = told(scene, &schedule, &lead);
        if !told.meets && !schedule.is_cards {
            continue;
        }
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for (index, day) in schedule.days.iter().enumerate() {
            let rows = Rows {
                before: index.checked_sub(1).map(|at| schedule.days[at].line),
                after: schedule.days[index..]
                    .iter()
                    .map(|other| other.line)
                    .find(|line| *line > day.line),
                end: schedule.lines.end,
            };
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
                    let runs_on = drafts[at].end.is_some() && end_of_anchor > day.own.end;
                    if day.is_composed && (runs_on || drafts[at].start.date() != day.start.date()) {
                        // What was read over the borders of cells is no date.
                        drafts[at].start = day.start;
                        drafts[at].end = None;
                        let evidence = vec![scene.view.evidence(day.span, "event.schedule.day")];
                        drafts[at]
                            .record
                            .evidence
                            .insert("start".to_owned(), evidence);
                        drafts[at].anchors = vec![day.span];
                    }
                    complete(scene, day, &rows, &told, &mut drafts[at]);
                    known.push(at);
                }
                None if is_of_writing(scene, day) => {}
                // What the lines under a day tell of, each with its hour, is all that is on it.
                None if holds_others(scene, day, &rows, drafts, &anchored) => {}
                None => new.extend(draft(scene, day, &told)),
            }
        }
        share_place(drafts, &known, &mut new);
        drafts.append(&mut new);
    }
    for (at, draft) in drafts.iter_mut().enumerate() {
        if !found_in.contains_key(&at) {
            schedule_rows::settle_year(scene, draft);
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

/// The lines above a schedule that speak of it: up to the schedule before, back to the headings of
/// its section.
fn lead(scene: &Scene, schedule: &Schedule, end_of_last: usize) -> Vec<usize> {
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

fn told(scene: &Scene, schedule: &Schedule, lead: &[usize]) -> Told {
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
        [
            Concept::EventNoun,
            Concept::CueHeld,
            Concept::CueRecord,
            Concept::NameUnit,
            Concept::CueCancelled,
        ]
        .iter()
        .any(|concept| has(view, span, *concept))
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
    let name = name(scene, &near);
    let hours = hours(scene, &near, &schedule.days);
    let scope = near
        .iter()
        .copied()
        .filter(|span| words(view, *span) > 3)
        .reduce(Span::cover);
    let place = scope.filter(|scope| scope.len() < 3000).and_then(|scope| {
        let anchor = hours.map_or(Span::new(scope.end, scope.end), |(_, _, span)| span);
        places::place(
            view,
            scene.layout,
            scene.mentions,
            &[anchor],
            name.unwrap_or_default(),
            scope,
        )
    });
    let body = hours.and_then(|(_, _, span)| {
        let clause = scene.layout.clause_at(span.start)?;
        who(view, scene.layout.clauses[clause].span)
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
fn note(scene: &Scene, schedule: &Schedule) -> Option<(Moment, Option<Moment>, Span)> {
    const FURTHEST: usize = 4;
    let lines = scene.layout.lines.iter().skip(schedule.lines.end);
    let note = lines
        .take(FURTHEST)
        .find(|line| line.span.of(scene.view.text()).starts_with(NOTE))?;
    let mut told = times_in(scene.times, note.span)
        .iter()
        .filter(|timed| timed.role == TimeRole::Clock && timed.time.start.clock.is_some());
    let told = told.next()?;
    Some((told.time.start, told.time.end, told.span))
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

/// Whether the place stands on the card, rather than on the one before it.
fn is_shown(scene: &Scene, day: &Day, place: &places::PlaceDraft) -> bool {
    let own = scene.view.evidence(day.own, "");
    let told = place.evidence.values().flatten();
    told.into_iter()
        .all(|part| own.start <= part.start && part.end <= own.end)
}

/// The line of a card that is but a room.
fn room_line(scene: &Scene, day: &Day) -> Option<places::PlaceDraft> {
    const LONGEST: usize = 6;
    let view = scene.view;
    let name = day.name.unwrap_or_default();
    let line = scene.layout.lines.iter().find(|line| {
        day.own.contains(line.span)
            && !line.span.overlaps(name)
            && !line.span.overlaps(day.span)
            && line.cells.is_empty()
            && words(view, line.span) <= LONGEST
            && begins_with_place(view, line.span)
    })?;
    let mut out = places::PlaceDraft::default();
    let text = title_text::written(line.span.of(view.text()));
    // "Town Auditorium" is a house, "Studio" one of its rooms.
    let is_house = words(view, line.span) > 1 && has(view, line.span, Concept::CueBuilding);
    let is_room = has(view, line.span, Concept::CueRoom) && !is_house;
    let field = if is_room {
        out.venue.room = Some(text);
        "venue.room"
    } else {
        out.venue.name = Some(text);
        "venue.name"
    };
    let evidence = vec![view.evidence(line.span, "event.venue.card")];
    out.evidence.insert(field.to_owned(), evidence);
    Some(out)
}

/// What the lines of a lead, nearest first, say takes place: the heading or sentence that names a
/// meeting or the body that meets.
fn name(scene: &Scene, near: &[Span]) -> Option<Span> {
    let named = || near.iter().filter_map(|span| name_in(scene, *span));
    // "Board Meetings" says less than the sentence that tells whose they are.
    let full = named().find(|name| !titles::is_plain_meeting(scene.view, *name));
    let plain = || named().find(|name| has(scene.view, *name, Concept::NameUnit));
    full.or_else(plain)
        .or_else(|| headed_by_body(scene, near))
        .or_else(|| named().next())
}

/// The nearest heading that is but the word for a body.
fn headed_by_body(scene: &Scene, near: &[Span]) -> Option<Span> {
    let view = scene.view;
    let is_body = |span: &&Span| {
        let mut hits = view.hits.at(view.tokens.first_at(span.start)).iter();
        let line = scene.layout.line_at(span.start);
        line.is_some_and(|line| matches!(scene.layout.lines[line].kind, BlockKind::Heading { .. }))
            && hits
                .any(|hit| hit.concept == Concept::NameUnit && hit.span == span.trim(view.text()))
    };
    near.iter().find(is_body).map(|span| span.trim(view.text()))
}

fn name_in(scene: &Scene, span: Span) -> Option<Span> {
    let view = scene.view;
    if words(view, span) > 12 {
        return clauses(scene, span)
            .find_map(|clause| body(view, clause))
            .or_else(|| {
                let mut clauses = clauses(scene, span);
                let subject = clauses
                    .find_map(|clause| title_sentences::subject(view, scene.mentions, clause))?;
                Some(subject.span)
            });
    }
    // "Meeting dates and deadlines" says what the list holds, not what takes place.
    stripped(view, span)
        .filter(|named| names_meeting(view, *named) && !has(view, span, Concept::DeadlineWord))
        .or_else(|| clauses(scene, span).find_map(|clause| body(view, clause)))
}

fn clauses<'a>(scene: &'a Scene, span: Span) -> impl Iterator<Item = Span> + 'a {
    let clauses = &scene.layout.clauses;
    let first = clauses.partition_point(|clause| clause.span.end <= span.start);
    clauses[first..]
        .iter()
        .map(|clause| clause.span)
        .take_while(move |clause| clause.start < span.end)
}

/// The body at the head of a sentence that says that it meets: "The Planning Board meets on …". What
/// is but a word for a body, or points at one ("this board"), names none.
pub fn body(view: &View, clause: Span) -> Option<Span> {
    const THIS: i32 = 0;
    who(view, clause).filter(|named| {
        let first = view
            .hits
            .find(view.tokens.first_at(named.start), Concept::DateShift);
        words(view, *named) >= 2 && first.is_none_or(|hit| hit.value != THIS)
    })
}

/// Who meets by the sentence, named in full or not.
pub fn who(view: &View, clause: Span) -> Option<Span> {
    let meets = view
        .hits
        .within(&view.tokens, clause)
        .find(|hit| hit.concept == Concept::CueMeets)?;
    let lead = Span::new(clause.start, meets.span.start).trim(view.text());
    let count = words(view, lead);
    let is_name = (1..=12).contains(&count)
        && !lead.of(view.text()).contains([',', ':'])
        && [
            Concept::NameUnit,
            Concept::EventNoun,
            Concept::NameOrganisation,
            Concept::CueBody,
        ]
        .iter()
        .any(|concept| has(view, lead, *concept));
    is_name.then(|| without_article(view, lead))
}

/// The span without a small word before its first capital.
fn without_article(view: &View, span: Span) -> Span {
    let text = span.of(view.text());
    let first = text.split(' ').next().unwrap_or_default();
    let next = text[first.len()..].trim_start().chars().next();
    let is_article = first.chars().count() <= 3
        && first.chars().skip(1).all(char::is_lowercase)
        && next.is_some_and(char::is_uppercase);
    if is_article {
        Span::new(span.start + first.len(), span.end).trim(view.text())
    } else {
        span
    }
}

/// A heading without years and words for lists and records round its name.
fn stripped(view: &View, span: Span) -> Option<Span> {
    let tokens = &view.tokens;
    let range = tokens.first_at(span.start)..tokens.first_at(span.end);
    let is_plain = |index: usize| -> bool {
        let token = tokens[index];
        let covered = |concept: Concept| {
            view.hits
                .within(tokens, span)
                .any(|hit| hit.concept == concept && hit.first <= index && index < hit.end)
        };
        match token.kind {
            handbill_lexicon::TokenKind::Mark(_) | handbill_lexicon::TokenKind::Number => true,
            handbill_lexicon::TokenKind::Word => [
                Concept::CueRecord,
                Concept::CueList,
                Concept::DateMonth,
                Concept::NameConnector,
                Concept::NameAnd,
                Concept::LanguageWord,
            ]
            .into_iter()
            .any(covered),
        }
    };
    if range.len() > 60 {
        return None;
    }
    let first = range.clone().find(|index| !is_plain(*index))?;
    let last = range.rev().find(|index| !is_plain(*index))?;
    Some(Span::new(
        tokens[first].start as usize,
        tokens[last].end as usize,
    ))
}

/// Whether the words name a meeting or a body, and are more than the word for one.
fn names_meeting(view: &View, span: Span) -> bool {
    let says = |concept: Concept| has(view, span, concept);
    let named = [
        Concept::NameUnit,
        Concept::EventNoun,
        Concept::NameOrganisation,
    ]
    .into_iter()
    .any(says);
    let alone = view.hits.within(&view.tokens, span).any(|hit| {
        hit.span == span
            && matches!(
                hit.concept,
                Concept::EventNoun | Concept::CueGenericHeading | Concept::NameUnit
            )
    });
    let other = [
        Concept::CueMeets,
        Concept::CueHeld,
        Concept::CueRecord,
        Concept::CueMore,
        Concept::CueRegister,
    ]
    .into_iter()
    .any(says);
    let begins = span
        .of(view.text())
        .starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    named && !alone && !other && begins
}

/// Whether the first word is one for a room or building.
fn begins_with_place(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    let is_place = |concept: Concept| view.hits.find(first, concept).is_some();
    is_place(Concept::CueRoom) || is_place(Concept::CueBuilding)
}

/// Whether the words name a room or building.
fn names_place(view: &View, span: Span) -> bool {
    has(view, span, Concept::CueRoom) || has(view, span, Concept::CueBuilding)
}

/// The one hour that the lead tells, the nearest first.
fn hours(scene: &Scene, near: &[Span], days: &[Day]) -> Option<(Moment, Option<Moment>, Span)> {
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
        (!others).then_some((first.time.start, first.time.end, first.span))
    })
}

/// The lines of the day before one, and of the next below it.
struct Rows {
    before: Option<usize>,
    after: Option<usize>,
    /// The line behind the last row of all.
    end: usize,
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

/// Gives an event that is known what the section says and it lacks.
fn complete(scene: &Scene, day: &Day, rows: &Rows, told: &Told, draft: &mut EventDraft) {
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
            .map(|span| (day.start, day.end, span))
            .or_else(|| told.hours_of(scene.view, day))
        && told.speaks_of(scene.view, &draft.record.name)
    {
        let mut timed = day.clone();
        set_hour(&mut timed, hour.0, hour.1);
        draft.start = timed.start;
        draft.end = timed.end;
        let evidence = draft.record.evidence.entry("start".to_owned()).or_default();
        evidence.push(scene.view.evidence(hour.2, "event.schedule.hour"));
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

/// The event of a day, where anything names it.
fn draft(scene: &Scene, day: &Day, told: &Told) -> Option<EventDraft> {
    let view = scene.view;
    let own = day.name.or_else(|| own_name(scene, day));
    if own.is_none() && says_more(scene, day) {
        return None;
    }
    let name = own
        .or(told.name)
        .or_else(|| cell_title(scene, day))
        .or_else(|| page_heading(scene));
    let stated = if name.is_none() {
        stated_title(scene)
    } else {
        None
    };
    let (title, told_by) = match (name, stated) {
        (Some(name), _) => (
            title_text::written(name.of(view.text())),
            view.evidence(name, "event.title.schedule"),
        ),
        (None, stated) => stated?,
    };
    let name = name.unwrap_or_default();
    let mut day = day.clone();
    let mut record = Event {
        name: title,
        confidence: CONFIDENCE,
        ..Event::default()
    };
    let mut start = vec![view.evidence(day.span, "event.schedule.day")];
    if let Some(span) = day.hour {
        start.push(view.evidence(span, "event.schedule.hour"));
    }
    let theirs = told.speaks_of(view, &record.name);
    let hours = told.hours_of(view, &day).filter(|_| theirs);
    if let (None, Some((hour, end, span))) = (day.start.clock, hours) {
        set_hour(&mut day, hour, end);
        start.push(view.evidence(span, "event.schedule.hour"));
    }
    record.evidence.insert("start".to_owned(), start);
    record.evidence.insert("name".to_owned(), vec![told_by]);
    let kind = view
        .hits
        .within(&view.tokens, name)
        .find(|hit| hit.concept == Concept::EventNoun);
    record.kind = kind.and_then(|hit| super::event_kinds::kind_of(hit.value));
    record.status = status(view, day.own);
    let line = scene.layout.lines[day.line].span;
    if day.name.is_some() || day.own.len() > line.len() {
        return Some(card(scene, &day, told, record));
    }
    let is_exact = |place: &places::PlaceDraft| {
        let address = place.venue.address.as_ref();
        let is_table = !scene.layout.lines[day.line].cells.is_empty();
        is_table || address.is_some_and(|it| it.street.is_some() || it.postcode.is_some())
    };
    let row = places::place(view, scene.layout, scene.mentions, &[day.span], name, line)
        .filter(|place| day.own == line && is_exact(place));
    let place = row.or_else(|| told.place.clone().filter(|_| theirs));
    attend(scene, &day, name, place.as_ref(), &mut record);
    let place_zone = place.as_ref().and_then(|place| place.time_zone);
    if let Some(place) = place {
        record.venue = Some(place.venue);
        record.evidence.extend(place.evidence);
    }
    Some(EventDraft {
        start: day.start,
        end: day.end,
        anchors: vec![day.span],
        scope: day.own,
        place_zone,
        record,
        ..EventDraft::default()
    })
}

/// The event of a card, with what else the card shows.
fn card(scene: &Scene, day: &Day, told: &Told, mut record: Event) -> EventDraft {
    let name = day.name.unwrap_or_default();
    let anchors = vec![day.span];
    let place = places::place(
        scene.view,
        scene.layout,
        scene.mentions,
        &anchors,
        name,
        day.own,
    )
    .filter(|place| is_shown(scene, day, place));
    let place = match place {
        Some(place) if place.venue.address.is_some() => Some(place),
        place => room_line(scene, day).or(place),
    }
    .or_else(|| {
        told.place
            .clone()
            .filter(|_| told.speaks_of(scene.view, &record.name))
    });
    attend(scene, day, name, place.as_ref(), &mut record);
    let place_zone = place.as_ref().and_then(|place| place.time_zone);
    if let Some(place) = place {
        record.venue = Some(place.venue);
        record.evidence.extend(place.evidence);
    }
    links::links(scene, &anchors, day.own, &mut record);
    speakers::speakers(scene, day.own, &[], &mut record);
    prices::price(scene, day.own, &mut record);
    EventDraft {
        start: day.start,
        end: day.end,
        anchors,
        scope: day.own,
        place_zone,
        record,
        ..EventDraft::default()
    }
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

/// The words that say, by themselves in the row or line, that nothing takes place: "No meeting", but
/// not "No meeting in the old hall".
///
/// Where all lines are of the day, what begins one does.
pub fn nothing(view: &View, own: Span, of_day: bool) -> Option<Span> {
    let text = view.text();
    let mut hits = view.hits.within(&view.tokens, own);
    let alone = hits.find(|hit| {
        if hit.concept != Concept::CueNothing {
            return false;
        }
        let before = text[..hit.span.start].trim_end_matches([' ', '(', '*']);
        let after = text[hit.span.end..].trim_start_matches([' ', ')', '*', '!', '.']);
        let follows = hit.span.start <= own.start
            || before.ends_with(['\n', '\t', ',', ':', '-', '–', '—'])
            || before.ends_with(|c: char| c.is_ascii_digit());
        let begins = of_day && before.ends_with('\n');
        begins
            || follows
                && (after.is_empty()
                    || after.starts_with(['\n', '\t', '(', ',', ';', '-', '–', '—']))
    });
    alone.map(|hit| hit.span)
}

fn status(view: &View, own: Span) -> Option<EventStatus> {
    if has(view, own, Concept::CueCancelled) || nothing(view, own, true).is_some() {
        Some(EventStatus::Cancelled)
    } else if has(view, own, Concept::CuePostponed) {
        Some(EventStatus::Postponed)
    } else {
        None
    }
}

/// What the row itself says takes place.
fn own_name(scene: &Scene, day: &Day) -> Option<Span> {
    let view = scene.view;
    let line = &scene.layout.lines[day.line];
    let cells: Vec<Span> = if line.cells.is_empty() {
        // What stands beside the day.
        vec![
            Span::new(day.span.end, day.own.end).trim(view.text()),
            Span::new(day.own.start, day.span.start.max(day.own.start)).trim(view.text()),
        ]
    } else if day.own == line.span {
        line.cells.clone()
    } else {
        return None;
    };
    cells.into_iter().find_map(|cell| {
        if cell.is_empty() || words(view, cell) > 14 {
            return None;
        }
        let is_place = overlapping(scene.mentions, cell).iter().any(|mention| {
            !matches!(
                mention.found,
                Found::Time(_) | Found::Url { .. } | Found::Hashtag(_)
            )
        });
        let cell = title_text::without_notes(view.text(), cell);
        let clean = title_text::clean(view, scene.mentions, cell)?;
        let named = stripped(view, clean).filter(|span| names_meeting(view, *span))?;
        let is_event = has(view, named, Concept::EventNoun) || has(view, named, Concept::NameUnit);
        (is_event && !is_place && !names_place(view, named) && words(view, named) >= 2)
            .then_some(named)
    })
}

/// Whether a line says something beside its day that the section cannot speak for: the name of what
/// takes place, perhaps.
fn says_more(scene: &Scene, day: &Day) -> bool {
    let view = scene.view;
    if !scene.layout.lines[day.line].cells.is_empty() {
        return false;
    }
    let behind = Span::new(day.span.end, day.own.end.max(day.span.end)).trim(view.text());
    let clean = title_text::clean(view, scene.mentions, behind);
    clean.is_some_and(|words| stripped(view, words).is_some())
}

/// The only cell beside the day of its row, where it could be a title.
fn cell_title(scene: &Scene, day: &Day) -> Option<Span> {
    let line = &scene.layout.lines[day.line];
    let mut rest = line.cells.iter().filter(|cell| !cell.contains(day.span));
    let (cell, None) = (rest.next()?, rest.next()) else {
        return None;
    };
    let titled = titles::title(scene.view, scene.mentions, *cell, titles::Place::Row)?;
    (day.own == line.span && titled.score >= weights::TITLE_ENOUGH).then_some(titled.span)
}

/// The part of the title that the source states which names a meeting or a body.
fn stated_title(scene: &Scene) -> Option<(String, Evidence)> {
    let title = scene.view.document.source.title.as_deref()?;
    let says = |part: &&str, concepts: &[Concept]| {
        let tokens = Tokens::new(part);
        let hits = classify(part, &tokens);
        let mut hits = hits.within(&tokens, Span::new(0, part.len()));
        hits.any(|hit| concepts.contains(&hit.concept) && hit.span.len() < part.len())
    };
    let parts = || crate::view::parts_of_title(title);
    let part = parts()
        .find(|part| says(part, &[Concept::EventNoun, Concept::NameUnit]))
        .or_else(|| {
            let mut bodies = parts().filter(|part| says(part, &[Concept::NameOrganisation]));
            bodies.next().filter(|_| bodies.next().is_none())
        })?;
    let evidence = Evidence {
        rule: Some("event.title.stated".to_owned()),
        selector: Some("title".to_owned()),
        stated: Some(part.to_owned()),
        ..Evidence::default()
    };
    Some((part.to_owned(), evidence))
}

/// The first heading of the page that is not general.
fn page_heading(scene: &Scene) -> Option<Span> {
    let view = scene.view;
    scene
        .layout
        .lines
        .iter()
        .filter(|line| !line.navigation && matches!(line.kind, BlockKind::Heading { level: 1 | 2 }))
        .find_map(|line| stripped(view, line.span).filter(|span| names_meeting(view, *span)))
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
