//! The rows of schedules: runs of lines that each give days, as tables and lists of meetings do.

use std::collections::BTreeSet;
use std::ops::Range;

use handbill_lexicon::{Concept, TokenKind};
use handbill_model::{BlockKind, Span};

use super::events::Scene;
use super::roles::{TimeRole, times_in, words};
use super::schedules::year_above;
use crate::layout::{has, has_any};
use crate::{Moment, View};

/// The fewest days of a schedule.
const FEWEST: usize = 3;

/// Lines without a day that may stand between two rows.
const WIDEST_GAP: usize = 3;

/// Words beside the days that a row of running lines may have.
const MOST_WORDS: usize = 14;

/// Words before the day of such a row.
const MOST_WORDS_BEFORE: usize = 1;

/// A day of a schedule.
#[derive(Clone, Debug)]
pub struct Day {
    /// The day, with its hour where the row gives one.
    pub start: Moment,
    /// The end, where the row gives one.
    pub end: Option<Moment>,
    /// Where the day is written.
    pub span: Span,
    /// Where the hour is written, if not with the day.
    pub hour: Option<Span>,
    /// Index of its line.
    pub line: usize,
    /// Whether it is put together from the cells of a row, or has the year of its list, and so may
    /// have been read otherwise.
    pub is_composed: bool,
    /// Whether neither a year nor a day of the week is written with it.
    pub is_open: bool,
    /// What belongs to this day alone: its row, its cell where a row has several, or its card.
    pub own: Span,
    /// What names it, on a card.
    pub name: Option<Span>,
}

/// A run of rows.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Its days, in order.
    pub days: Vec<Day>,
    /// Its lines.
    pub lines: Range<usize>,
    /// Whether each day has a card of its own, with its name on it.
    pub is_cards: bool,
}

/// The schedules of the document, in order: lists of cards, and runs of rows between them.
pub fn schedules(scene: &Scene) -> Vec<Schedule> {
    let mut out = rows(scene);
    out.retain(|schedule| {
        let is_free = |cards: &Schedule| {
            cards.lines.end <= schedule.lines.start || schedule.lines.end <= cards.lines.start
        };
        scene.cards.iter().all(is_free)
    });
    out.extend(scene.cards.iter().cloned());
    out.sort_by_key(|schedule| schedule.lines.start);
    out
}

fn rows(scene: &Scene) -> Vec<Schedule> {
    let layout = scene.layout;
    let mut out: Vec<Schedule> = Vec::new();
    let mut open: Option<Schedule> = None;
    for index in 0..layout.lines.len() {
        let line = &layout.lines[index];
        if line.navigation {
            continue;
        }
        let days = days(scene, index);
        let heads = matches!(line.kind, BlockKind::Heading { .. }) && days.is_empty();
        let ends = heads
            || line.kind == BlockKind::Separator
            || open.as_ref().is_some_and(|run| {
                let last = &layout.lines[run.lines.end - 1];
                index - run.lines.end > WIDEST_GAP
                    || last.part != line.part
                    || table_of(last.kind) != table_of(line.kind)
            });
        if ends {
            out.extend(open.take());
        }
        if days.is_empty() {
            continue;
        }
        match &mut open {
            Some(run) => {
                run.days.extend(days);
                run.lines.end = index + 1;
            }
            None => {
                open = Some(Schedule {
                    days,
                    lines: index..index + 1,
                    is_cards: false,
                });
            }
        }
    }
    out.extend(open);
    for schedule in &mut out {
        columns(scene, schedule);
        sections(scene, schedule);
    }
    out.retain(|schedule| {
        let days: BTreeSet<_> = schedule
            .days
            .iter()
            .filter_map(|day| day.start.date())
            .collect();
        days.len() >= FEWEST || !days.is_empty() && is_table_of_meetings(scene, schedule)
    });
    out
}

/// Whether the heads of the schedule's table name the day and the place or hour of what it lists: then
/// a single row is one of a list.
fn is_table_of_meetings(scene: &Scene, schedule: &Schedule) -> bool {
    let Some(heads) = heads(scene, schedule) else {
        return false;
    };
    let says = |concept: Concept| {
        let heads = heads
            .iter()
            .filter(|(_, head)| has(scene.view, *head, concept));
        heads.count()
    };
    says(Concept::CueWhen) >= 1
        && (says(Concept::CueVenue) >= 1 || says(Concept::CueWhen) >= 2)
        && says(Concept::DeadlineWord) == 0
        && (says(Concept::EventNoun) >= 1 || says(Concept::CueRecord) >= 1)
}

/// What stands under a day that is a heading belongs to it, up to the next one.
fn sections(scene: &Scene, schedule: &mut Schedule) {
    let lines = &scene.layout.lines;
    let starts: Vec<usize> = schedule.days.iter().map(|day| day.line).collect();
    for (at, day) in schedule.days.iter_mut().enumerate() {
        if !matches!(lines[day.line].kind, BlockKind::Heading { .. }) {
            continue;
        }
        let next = starts[at..].iter().find(|line| **line > day.line).copied();
        let end = next.unwrap_or(day.line + WIDEST_GAP).min(lines.len());
        let last = (day.line + 1..end)
            .take_while(|line| {
                !lines[*line].navigation && !matches!(lines[*line].kind, BlockKind::Heading { .. })
            })
            .last();
        if let Some(last) = last {
            day.own = day.own.cover(lines[last].span);
        }
    }
}

fn table_of(kind: BlockKind) -> Option<u32> {
    match kind {
        BlockKind::Cell { table, .. } => Some(table),
        _ => None,
    }
}

/// The days of a line, where it could be a row.
fn days(scene: &Scene, index: usize) -> Vec<Day> {
    let line = &scene.layout.lines[index];
    if !line.cells.is_empty() {
        let days = month_row(scene, index);
        if !days.is_empty() {
            return days;
        }
    }
    let times = times_in(scene.times, line.span);
    let mut dated: Vec<_> = times
        .iter()
        .filter(|timed| {
            let time = timed.time;
            let counts = matches!(
                timed.role,
                TimeRole::Event | TimeRole::Other | TimeRole::Published
            );
            counts
                && line.span.contains(timed.span)
                && time.start.date().is_some()
                && time.recurrence.is_none()
                && !time.relative
                && !time.ambiguous
                && time
                    .end
                    .is_none_or(|end| end.date() == time.start.date() || end.day.is_none())
        })
        .collect();
    // Beside the day of a meeting, that on which its record was posted counts for nothing.
    if dated.iter().any(|timed| timed.role != TimeRole::Published) {
        dated.retain(|timed| timed.role != TimeRole::Published);
    }
    let taken: usize = times
        .iter()
        .map(|timed| words(scene.view, timed.span))
        .sum();
    let is_row =
        !line.cells.is_empty() || words(scene.view, line.span).saturating_sub(taken) <= MOST_WORDS;
    if dated.is_empty() || !is_row {
        return Vec::new();
    }
    // A line of its own begins with its day, perhaps behind the word for a record of the meeting, and
    // is no field.
    let begins = dated.first().is_some_and(|first| {
        let lead = Span::new(line.span.start, first.span.start);
        words(scene.view, lead) <= MOST_WORDS_BEFORE || is_record(scene.view, lead)
    });
    if line.cells.is_empty() && (!begins || matches!(line.kind, BlockKind::KeyValue { .. })) {
        return Vec::new();
    }
    let several = dated.len() > 1;
    let own = |span: Span| {
        let cell = line.cells.iter().find(|cell| cell.contains(span)).copied();
        if several {
            cell.unwrap_or(span)
        } else {
            line.span
        }
    };
    let clock = times
        .iter()
        .find(|timed| timed.role == TimeRole::Clock && timed.time.start.clock.is_some());
    dated
        .iter()
        .map(|timed| {
            let mut day = Day {
                start: timed.time.start,
                end: timed.time.end,
                span: timed.span,
                hour: None,
                line: index,
                is_composed: false,
                is_open: !timed.time.year_written && timed.time.weekday.is_none(),
                own: own(timed.span),
                name: None,
            };
            if let Some(clock) = clock
                .filter(|clock| day.start.clock.is_none() && own(timed.span).contains(clock.span))
            {
                set_hour(&mut day, clock.time.start, clock.time.end);
                day.hour = Some(clock.span);
            }
            day
        })
        .collect()
}

/// Whether the words name nothing but a record of a meeting ("Board Agenda -").
pub fn is_record(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    let range = tokens.first_at(span.start)..tokens.first_at(span.end);
    range.len() <= 8
        && has(view, span, Concept::CueRecord)
        && range.into_iter().all(|index| {
            tokens[index].kind != TokenKind::Word
                || view.hits.within(tokens, span).any(|hit| {
                    let counts = matches!(
                        hit.concept,
                        Concept::CueRecord
                            | Concept::CueList
                            | Concept::CueOrdinary
                            | Concept::DateMonth
                            | Concept::EventNoun
                            | Concept::NameUnit
                            | Concept::NameConnector
                    );
                    counts && hit.first <= index && index < hit.end
                })
        })
}

/// Gives a day its hours.
pub fn set_hour(day: &mut Day, start: Moment, end: Option<Moment>) {
    let date = Moment {
        clock: None,
        zone: None,
        ..day.start
    };
    day.start = Moment {
        clock: start.clock,
        zone: start.zone,
        ..date
    };
    day.end = end.and_then(|end| end.clock).map(|clock| Moment {
        clock: Some(clock),
        zone: start.zone,
        ..date
    });
}

/// The days of a row that begins with a month and goes on with numbers: "JAN. | 9 | 23". The year
/// is the one of the nearest line above that has one.
fn month_row(scene: &Scene, index: usize) -> Vec<Day> {
    let line = &scene.layout.lines[index];
    let Some((first, rest)) = line.cells.split_first() else {
        return Vec::new();
    };
    let Some(month) = lone_month(scene.view, *first) else {
        return Vec::new();
    };
    let Some(year) = year_above(scene, index) else {
        return Vec::new();
    };
    rest.iter()
        .filter_map(|cell| {
            let (month, day, span) = day_of_month(scene.view, *cell, month)?;
            let start = Moment {
                year: Some(year),
                month: Some(month),
                day: Some(day),
                ..Moment::default()
            };
            start.date()?;
            Some(Day {
                start,
                end: None,
                span,
                hour: None,
                line: index,
                is_composed: true,
                is_open: false,
                own: *cell,
                name: None,
            })
        })
        .collect()
}

/// The month that is all a cell says.
fn lone_month(view: &View, cell: Span) -> Option<u8> {
    let first = view.tokens.first_at(cell.start);
    let hit = month_at(view, first)?;
    let rest = Span::new(hit.1.end, cell.end).of(view.text());
    rest.chars().all(|c| !c.is_alphanumeric()).then_some(hit.0)
}

fn month_at(view: &View, token: usize) -> Option<(u8, Span)> {
    let hit = view
        .hits
        .at(token)
        .iter()
        .find(|hit| matches!(hit.concept, Concept::DateMonth | Concept::DateMonthShort))?;
    Some((u8::try_from(hit.value).ok()?, hit.span))
}

/// The day that a cell begins with; it may name another month first.
fn day_of_month(view: &View, cell: Span, month: u8) -> Option<(u8, u8, Span)> {
    let mut token = view.tokens.first_at(cell.start);
    let mut month = month;
    let start = cell.start;
    if let Some((other, span)) = month_at(view, token) {
        month = other;
        token = view.tokens.first_at(span.end);
        while view.tokens.is_mark(token, '.') {
            token += 1;
        }
    }
    let number = view
        .tokens
        .get(token)
        .filter(|token| token.kind == TokenKind::Number)?;
    let span = Span::new(number.start as usize, number.end as usize);
    let day = span
        .of(view.text())
        .parse()
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    // "9:00" and "12 members" are no days.
    let after = &view.text()[span.end..cell.end];
    let is_alone = after
        .chars()
        .next()
        .is_none_or(|c| !c.is_alphanumeric() && c != ':' && c != '/' && c != ',');
    (span.end <= cell.end && is_alone).then_some((month, day, Span::new(start, span.end)))
}

/// Keeps of the columns of a table those whose heads name the day of what takes place, where heads
/// tell columns apart; never those of deadlines, records and postings.
fn columns(scene: &Scene, schedule: &mut Schedule) {
    let Some(heads) = heads(scene, schedule) else {
        return;
    };
    let head = |day: &Day| -> Option<Span> {
        let column = column(scene, day.span)?;
        heads
            .iter()
            .find(|(other, _)| *other == column)
            .map(|(_, span)| *span)
    };
    let view = scene.view;
    let is_other = |span: Span| {
        let concepts = [
            Concept::DeadlineWord,
            Concept::DeadlineCloses,
            Concept::CueRecord,
            Concept::CuePublished,
            Concept::CuePeriod,
        ];
        has_any(view, span, &concepts)
    };
    let is_own = |span: Span| {
        let concepts = [Concept::CueWhen, Concept::EventNoun, Concept::NameUnit];
        !is_other(span) && has_any(view, span, &concepts)
    };
    let of_day: Vec<Option<Span>> = schedule.days.iter().map(head).collect();
    let any_own = of_day.iter().flatten().any(|span| is_own(*span));
    // An archive of records may list the days of their meetings under nothing but their name.
    let archive = |span: Span| {
        of_day.iter().all(|other| *other == Some(span))
            && has(view, span, Concept::CueRecord)
            && !has_any(
                view,
                span,
                &[
                    Concept::DeadlineWord,
                    Concept::DeadlineCloses,
                    Concept::CuePeriod,
                ],
            )
    };
    if of_day.first().copied().flatten().is_some_and(archive) {
        return;
    }
    let mut of_day = of_day.into_iter();
    schedule.days.retain(|_| match of_day.next().flatten() {
        Some(span) => !is_other(span) && (!any_own || is_own(span)),
        None => !any_own,
    });
}

/// The head of the column that the days of the schedule stand in, where they share one.
pub fn head_of_days(scene: &Scene, schedule: &Schedule) -> Option<Span> {
    let heads = heads(scene, schedule)?;
    let mut columns = schedule.days.iter().map(|day| column(scene, day.span));
    let first = columns.next()??;
    let is_one = columns.all(|other| other == Some(first));
    let head = heads.into_iter().find(|(other, _)| *other == first);
    head.map(|(_, span)| span).filter(|_| is_one)
}

/// The column that the span stands in.
fn column(scene: &Scene, span: Span) -> Option<u32> {
    let blocks = &scene.view.document.blocks;
    let after = blocks.partition_point(|block| block.span.start <= span.start);
    match blocks[after.checked_sub(1)?].kind {
        BlockKind::Cell { column, .. } => Some(column),
        _ => None,
    }
}

/// The head cells of the schedule's table, by column: those of the first row without days.
fn heads(scene: &Scene, schedule: &Schedule) -> Option<Vec<(u32, Span)>> {
    let first = &scene.layout.lines[schedule.lines.start];
    let BlockKind::Cell { table, row, .. } = first.kind else {
        return None;
    };
    let above = schedule
        .lines
        .start
        .checked_sub(1)
        .map(|above| &scene.layout.lines[above])?;
    let BlockKind::Cell { table: other, .. } = above.kind else {
        return None;
    };
    if other != table || row == 0 {
        return None;
    }
    let blocks = &scene.view.document.blocks[above.block..];
    let heads = blocks
        .iter()
        .take(above.cells.len())
        .filter_map(|block| match block.kind {
            BlockKind::Cell { column, .. } => Some((column, block.span)),
            _ => None,
        })
        .collect();
    Some(heads)
}
