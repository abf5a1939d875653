//! Calendars of a month: tables with a column for each day of the week, whose cells begin with the
//! number of their day and list what takes place on it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::{Concept, TokenKind};
use handbill_model::{BlockKind, Span};

use super::roles::{TimeRole, Timed, times_in, words};
use super::schedule_rows::{Day, Schedule, set_hour};
use super::titles::{self, Place};
use crate::layout::Layout;
use crate::{Mention, Moment, View};

/// Days of a week.
const WEEK: u32 = 7;

/// Lines above a table among which its month is looked for.
const FURTHEST: usize = 8;

/// A cell of a table.
#[derive(Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    span: Span,
}

/// The calendars of the document, each with its entries as days of a schedule of cards.
pub fn grids(view: &View, layout: &Layout, mentions: &[Mention], times: &[Timed]) -> Vec<Schedule> {
    let mut tables: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    for block in &view.document.blocks {
        if let BlockKind::Cell {
            table, row, column, ..
        } = block.kind
        {
            let span = block.span;
            tables
                .entry(table)
                .or_default()
                .push(Cell { row, column, span });
        }
    }
    let read = |cells: Vec<Cell>| grid(view, layout, mentions, times, &cells);
    tables.into_values().filter_map(read).collect()
}

fn grid(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    times: &[Timed],
    cells: &[Cell],
) -> Option<Schedule> {
    let first = cells.first()?;
    let weekdays = weekdays(view, cells)?;
    let top = layout.line_at(first.span.start)?;
    let (head, month) = month_above(view, layout, top)?;
    let mut days = Vec::new();
    let mut last = 0;
    let mut begun = false;
    for cell in cells.iter().filter(|cell| cell.row > first.row) {
        let Some((day, number)) = day_number(view, cell.span) else {
            continue;
        };
        // Days of the months before and after fill the first week and the last.
        if day == 1 && !begun {
            begun = true;
        } else if day <= last && begun {
            break;
        }
        last = day;
        let Some(date) = month.with_day(day).filter(|_| begun) else {
            continue;
        };
        if weekdays.get(&cell.column) != Some(&date.weekday().number_from_monday()) {
            return None;
        }
        days.extend(entries(
            view, layout, mentions, times, date, number, cell.span,
        ));
    }
    let end = layout.line_at(cells.last()?.span.start)? + 1;
    (!days.is_empty()).then_some(Schedule {
        days,
        lines: head..end,
        is_cards: true,
    })
}

/// The day of the week of each column, where the first row names all of them.
fn weekdays(view: &View, cells: &[Cell]) -> Option<BTreeMap<u32, u32>> {
    let row = cells.first()?.row;
    let heads = cells.iter().take_while(|cell| cell.row == row);
    let mut out = BTreeMap::new();
    for head in heads {
        let token = view.tokens.first_at(head.span.start);
        let hit = view.hits.at(token).iter().find(|hit| {
            matches!(
                hit.concept,
                Concept::DateWeekday | Concept::DateWeekdayShort
            )
        })?;
        out.insert(head.column, u32::try_from(hit.value).ok()?);
    }
    let mut named: Vec<u32> = out.values().copied().collect();
    named.sort_unstable();
    (named == (1..=WEEK).collect::<Vec<_>>()).then_some(out)
}

/// The nearest line above that names one month with its year: its index, and the first day.
fn month_above(view: &View, layout: &Layout, top: usize) -> Option<(usize, NaiveDate)> {
    let furthest = top.saturating_sub(FURTHEST);
    (furthest..top).rev().find_map(|index| {
        let line = layout.lines[index].span;
        let mut months = view
            .hits
            .within(&view.tokens, line)
            .filter(|hit| matches!(hit.concept, Concept::DateMonth | Concept::DateMonthShort));
        let month = months.next()?;
        if months.any(|other| other.value != month.value) {
            return None;
        }
        let range = view.tokens.first_at(line.start)..view.tokens.first_at(line.end);
        let year = range.into_iter().find_map(|token| {
            let written = view.tokens.folded(token);
            let year: i32 = written.parse().ok()?;
            (written.len() == 4 && (1900..2100).contains(&year)).then_some(year)
        })?;
        let first = NaiveDate::from_ymd_opt(year, u32::try_from(month.value).ok()?, 1)?;
        Some((index, first))
    })
}

/// The number that a cell begins with.
fn day_number(view: &View, cell: Span) -> Option<(u32, Span)> {
    let index = view.tokens.first_at(cell.start);
    let token = view.tokens.get(index)?;
    let span = Span::new(token.start as usize, token.end as usize);
    let day = span.of(view.text()).parse().ok()?;
    let fits = token.kind == TokenKind::Number && cell.contains(span) && (1..=31).contains(&day);
    fits.then_some((day, span))
}

/// What a cell lists: each name with the hour beside it, under it, or over the first.
fn entries(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    times: &[Timed],
    date: NaiveDate,
    number: Span,
    cell: Span,
) -> Vec<Day> {
    let text = view.text();
    let Some(line) = layout.line_at(cell.start) else {
        return Vec::new();
    };
    let moment = Moment {
        year: Some(date.year()),
        month: u8::try_from(date.month()).ok(),
        day: u8::try_from(date.day()).ok(),
        ..Moment::default()
    };
    let mut out: Vec<Day> = Vec::new();
    let mut waiting: Option<&Timed> = None;
    let mut start = number.end;
    for piece in Span::new(number.end, cell.end.max(number.end))
        .of(text)
        .split('\n')
    {
        let span = Span::new(start, start + piece.len()).trim(text);
        start += piece.len() + 1;
        let clock = times_in(times, span)
            .iter()
            .find(|timed| timed.role == TimeRole::Clock && span.contains(timed.span));
        let rest = match clock {
            Some(clock) if clock.span.start == span.start => Span::new(clock.span.end, span.end),
            Some(clock) => Span::new(span.start, clock.span.start),
            None => span,
        };
        let titled = |rest: Span| titles::title(view, mentions, rest, Place::Above);
        let name = (words(view, rest) > 0).then(|| titled(rest)).flatten();
        let Some(name) = name else {
            match (clock, out.last_mut()) {
                (Some(clock), Some(day)) if day.hour.is_none() => hour(day, clock),
                (Some(clock), _) => waiting = Some(clock),
                _ => {}
            }
            continue;
        };
        let mut day = Day {
            start: moment,
            end: None,
            span: number,
            hour: None,
            line,
            is_composed: false,
            is_open: false,
            own: span,
            name: Some(name.span),
        };
        if let Some(clock) = clock.or_else(|| waiting.take()) {
            hour(&mut day, clock);
        }
        out.push(day);
    }
    out
}

/// Gives an entry its hour.
fn hour(day: &mut Day, clock: &Timed) {
    set_hour(day, clock.time.start, clock.time.end);
    day.hour = Some(clock.span);
    day.own = day.own.cover(clock.span);
}

#[cfg(test)]
mod tests {
    use handbill_model::{Block, BlockKind, Document, Span};

    use crate::find::testing::document;
    use crate::{Options, extract};

    /// A page with a calendar of March 2026, of which the cells of the second week are given.
    fn page(first_of_month: u32, second_week: [&str; 7]) -> Document {
        let mut text = "Programme\n\nMarch 2026\n\n".to_owned();
        let mut cells: Vec<(u32, u32, Span)> = Vec::new();
        let numbers =
            |from: u32| -> Vec<String> { (from..from + 7).map(|day| day.to_string()).collect() };
        let heads = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(str::to_owned);
        let lead = (0..7).map(|column| match column < 7 - first_of_month {
            true => (22 + first_of_month + column).to_string(),
            false => (column + first_of_month - 6).to_string(),
        });
        let rows = [
            heads.to_vec(),
            lead.collect(),
            second_week.map(str::to_owned).to_vec(),
            numbers(first_of_month + 8),
        ];
        for (row, contents) in (0..).zip(rows) {
            for (column, content) in (0..).zip(contents) {
                let start = text.len();
                text.push_str(&content);
                cells.push((row, column, Span::new(start, text.len())));
                text.push(if column < 6 { '\t' } else { '\n' });
            }
        }
        let mut out = document(&text);
        let table = cells[0].2.start;
        out.blocks.retain(|block| block.span.end <= table);
        out.blocks
            .extend(cells.into_iter().map(|(row, column, span)| {
                let kind = BlockKind::Cell {
                    table: 0,
                    row,
                    column,
                    header: row == 0,
                };
                Block::new(kind, span)
            }));
        out
    }

    fn events(page: &Document) -> Vec<(String, String)> {
        let events = extract(page, &Options::default()).events.into_iter();
        events.map(|event| (event.start, event.name)).collect()
    }

    #[test]
    fn cells_list_what_takes_place_on_their_day() {
        let week = [
            "2",
            "3",
            "4",
            "5\nThe Borrowed Oboe\n18:00",
            "6",
            "7\n10:00 Kite Workshop\n20:00 Barn Dance",
            "8",
        ];
        let named = |start: &str, name: &str| (start.to_owned(), name.to_owned());
        assert_eq!(
            events(&page(1, week)),
            [
                named("2026-03-05T18:00:00", "The Borrowed Oboe"),
                named("2026-03-07T10:00:00", "Kite Workshop"),
                named("2026-03-07T20:00:00", "Barn Dance"),
            ]
        );
    }

    #[test]
    fn days_that_stand_under_other_weekdays_are_of_no_such_month() {
        let week = ["3", "4", "5\nThe Borrowed Oboe\n18:00", "6", "7", "8", "9"];
        let found = events(&page(2, week));
        assert!(
            found.iter().all(|(start, _)| !start.contains("T18:00")),
            "{found:?}"
        );
    }
}
