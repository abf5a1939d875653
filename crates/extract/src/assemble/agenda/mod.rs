//! Programmes: rows that begin with a time of day and say what happens then, under the days that head
//! them. `rows.rs` finds the rows on lines, in tables (`tables.rs`) and sentences (`strung.rs`),
//! `heads.rs` their days, `titles.rs` what they are called, `business.rs` lists without hours, and `covers.rs` tells a programme from a
//! calendar.

mod business;
mod covers;
mod heads;
mod rows;
mod strung;
mod tables;
mod titles;

use handbill_model::Span;

use super::roles::{TimeRole, Timed};
use super::schedule_rows::Schedule;
use crate::layout::Layout;
use crate::{Moment, View};
use covers::{covers, is_close, is_covered, is_headed, is_run_of_days, tell_places};
use heads::{DayAt, head_above};
use rows::Reader;

pub use titles::said;

/// A row of a programme.
#[derive(Clone, Debug)]
pub struct AgendaRow {
    /// The time of day that begins the row; empty in an order of business.
    pub start: Moment,
    /// Where it ends.
    pub end: Option<Moment>,
    /// What happens.
    pub title: Span,
    /// What stands below it in its cell, or on the next line.
    pub below: Option<Span>,
    /// The cell that names who speaks, in a table that has a column for it.
    pub speaker: Option<Span>,
    /// The time, as written.
    pub time: Span,
}

/// What stands over rows to say on which day they are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DayHead {
    /// A date.
    pub date: Option<Moment>,
    /// A day of the week, 1 (Monday) to 7.
    pub weekday: Option<u8>,
    /// The number of the day, counted from the event's first ("Day 2").
    pub number: Option<u8>,
}

/// Rows of one day.
#[derive(Clone, Debug)]
pub struct Section {
    /// What heads the rows, if something does.
    pub head: Option<DayHead>,
    /// The rows, in order.
    pub rows: Vec<AgendaRow>,
}

/// The rows of one or several days that belong together.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Its days, in order.
    pub sections: Vec<Section>,
    /// All of it, from the first head to the last row.
    pub span: Span,
    /// Whether no other date of the document covers its days: they are then those of the event.
    pub own_days: bool,
}

/// Lines that may stand between two rows: speakers, descriptions.
const LINES_BETWEEN: usize = 8;

/// Lines that may stand between the rows of one day and those of the next.
const LINES_BETWEEN_DAYS: usize = 14;

/// A row with its place among times and lines.
struct Found {
    time: usize,
    line: usize,
    /// The day that the date finder has joined with the hour of the row.
    day: Option<Moment>,
    /// The day that heads its column or leads its line.
    head: Option<DayAt>,
    /// All that it covers.
    whole: Span,
    row: AgendaRow,
}

/// Rows under one head, before it is known whether they make a programme.
#[derive(Default)]
struct Run {
    head: Option<DayHead>,
    /// The time that heads the rows, and its line or that of the first row.
    head_time: Option<usize>,
    line: usize,
    rows: Vec<Found>,
}

/// Finds the programmes and marks their times. What stands on cards is in none of them.
pub fn programmes(
    view: &View,
    layout: &Layout,
    times: &mut [Timed],
    cards: &[Schedule],
) -> Vec<Programme> {
    let mut candidates = candidates(view, layout, times);
    let is_on_card = |line: usize| cards.iter().any(|cards| cards.lines.contains(&line));
    candidates.retain(|runs| !runs.iter().any(|run| is_on_card(run.line)));
    let covers = covers(times);
    let covered: Vec<bool> = candidates
        .iter()
        .map(|runs| is_covered(&covers, runs))
        .collect();
    // Several lists of days without an event over them are a calendar, in which each row is one.
    let alone = covered.iter().filter(|covered| !**covered).count() == 1;
    let mut out = Vec::new();
    for (runs, covered) in candidates.into_iter().zip(covered) {
        let headed = is_headed(view, layout, &runs) && is_close(&runs);
        let several = runs.iter().map(|run| run.rows.len()).sum::<usize>() >= 2;
        if !several || !(covered || headed || alone && is_run_of_days(&runs)) {
            continue;
        }
        if !covered && tell_places(view, layout, &runs) {
            continue;
        }
        mark(times, &runs, covered);
        out.push(programme(times, runs, !covered));
    }
    let orders = business::orders(view, layout, times, &out);
    out.extend(orders);
    out
}

/// Rows that belong together by their place.
fn candidates(view: &View, layout: &Layout, times: &[Timed]) -> Vec<Vec<Run>> {
    let reader = Reader::new(view, layout, times);
    let mut out: Vec<Vec<Run>> = Vec::new();
    let mut last: Option<usize> = None;
    for time in 0..times.len() {
        for (number, found) in reader.rows(time).into_iter().enumerate() {
            // What happens at once in several columns is on one day.
            let alone = number == 0 || found.head.is_some();
            let line = found.line;
            let (head, head_time, head_line) = match (found.head, found.day) {
                _ if !alone => (None, None, line),
                (Some((head, time)), _) => (Some(head), time, line),
                (None, Some(day)) => {
                    let head = DayHead {
                        date: Some(day),
                        weekday: times[time].time.weekday,
                        number: None,
                    };
                    (Some(head), Some(time), times[time].line)
                }
                (None, None) => {
                    let above = last.map_or(0, |last| last + 1);
                    head_above(view, layout, times, above, line)
                }
            };
            let goes_on = last.is_some_and(|last| {
                let reach = match head {
                    Some(_) => LINES_BETWEEN_DAYS,
                    None => LINES_BETWEEN,
                };
                let same_part = layout.lines[last].part == layout.lines[line].part;
                same_part
                    && line.saturating_sub(last) <= reach
                    && !begins_another(layout, times, last, head_line)
            });
            last = Some(line);
            if !goes_on {
                out.push(Vec::new());
            }
            let Some(runs) = out.last_mut() else {
                continue;
            };
            // Each row of a table may go on with the days of all columns.
            let of_column = found.head.is_some();
            let run = match head {
                None => runs.len().checked_sub(1),
                Some(_) if of_column => runs.iter().position(|run| run.head == head),
                Some(_) => None,
            };
            match run {
                Some(run) => runs[run].rows.push(found),
                None => runs.push(Run {
                    head,
                    head_time,
                    line: head_line,
                    rows: vec![found],
                }),
            }
        }
    }
    out
}

/// Whether a date of several days stands between two lines with rows: that of another event, with a
/// programme of its own.
fn begins_another(layout: &Layout, times: &[Timed], last: usize, next: usize) -> bool {
    let end = layout.lines[next].span.start;
    let first = times.partition_point(|timed| timed.line <= last);
    let mut between = times[first..]
        .iter()
        .take_while(|timed| timed.span.start < end);
    between.any(|timed| {
        let last = timed.time.end.and_then(|end| end.date());
        timed.role == TimeRole::Event && timed.time.start.date().is_some_and(|day| last > Some(day))
    })
}

/// Takes the times of the programme out of those that may be events'. The first day stays one
/// where no other date tells of the event.
fn mark(times: &mut [Timed], runs: &[Run], covered: bool) {
    let kept = runs
        .first()
        .and_then(|run| run.head_time)
        .filter(|_| !covered);
    for run in runs {
        for found in &run.rows {
            let row = found.whole;
            let from = times.partition_point(|timed| timed.span.start < row.start);
            let inside = times[from..]
                .iter_mut()
                .take_while(|timed| timed.span.start < row.end)
                .filter(|timed| {
                    // A row may tell until when to register for what it offers.
                    !(matches!(timed.role, TimeRole::Deadline { .. } | TimeRole::Struck)
                        && timed.time.start.day.is_some())
                });
            for timed in inside {
                timed.role = TimeRole::Agenda;
            }
            if kept != Some(found.time) {
                times[found.time].role = TimeRole::Agenda;
            }
        }
        if let Some(head) = run.head_time.filter(|head| Some(*head) != kept) {
            times[head].role = TimeRole::Agenda;
        }
    }
}

fn programme(times: &[Timed], runs: Vec<Run>, own_days: bool) -> Programme {
    let first = runs.first().map_or(0, |run| {
        run.head_time
            .or(run.rows.first().map(|found| found.time))
            .map_or(0, |time| times[time].span.start)
    });
    let last = runs
        .last()
        .and_then(|run| run.rows.last())
        .map_or(first, |found| found.row.title.end.max(found.row.time.end));
    Programme {
        span: Span::new(first, last.max(first)),
        own_days: own_days
            && runs
                .iter()
                .any(|run| run.head.is_some_and(|head| head.date.is_some())),
        sections: runs
            .into_iter()
            .map(|run| Section {
                head: run.head,
                rows: run.rows.into_iter().map(|found| found.row).collect(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::testing::document;
    use crate::{Options, find};

    /// The programmes of a text, each row as its day, hour and title.
    fn programmes_of(text: &str) -> Vec<Vec<String>> {
        let (document, options) = (document(text), Options::default());
        let view = View::new(&document, &options);
        let mentions = find::find(&view);
        let layout = Layout::new(&view, &mentions);
        let mut times = super::super::roles::times(&view, &layout, &mentions);
        let shown = |section: &Section| {
            let head = section.head.unwrap_or_default();
            let date = head.date.and_then(|date| date.iso());
            let number = head.number.map(|number| number.to_string());
            let day = date.or(number).unwrap_or_default();
            let row = |row: &AgendaRow| {
                let clock = row.start.iso().unwrap_or_default();
                format!("{day} {clock} {}", row.title.of(text))
                    .trim()
                    .to_owned()
            };
            section.rows.iter().map(row).collect::<Vec<_>>()
        };
        programmes(&view, &layout, &mut times, &[])
            .iter()
            .map(|programme| programme.sections.iter().flat_map(shown).collect())
            .collect()
    }

    #[test]
    fn rows_begin_with_an_hour() {
        let text = "Come to our open day on 4 July 2026\n\n8:00AM-9:00AM: Welcome\n9.30 Uhr  Begrüßung\n11h00 – 11h30 Pause";
        assert_eq!(
            programmes_of(text),
            [["08:00 Welcome", "09:30 Begrüßung", "11:00 Pause"]]
        );
        // The hour may stand over what happens.
        let text = "Come to our open day on 4 July 2026\n\n10:00\nOpening\n\n11:15\nGuided tour";
        assert_eq!(
            programmes_of(text),
            [["10:00 Opening", "11:15 Guided tour"]]
        );
    }

    #[test]
    fn rows_take_the_day_over_them() {
        let text = "Conference, 4-5 July 2026\n\nSaturday 4 July\n9:00 Opening\n10:00 Talks\n\nSunday 5 July\n9:30 Walk";
        let rows = [
            "2026-07-04 09:00 Opening",
            "2026-07-04 10:00 Talks",
            "2026-07-05 09:30 Walk",
        ];
        assert_eq!(programmes_of(text), [rows]);
        let text =
            "Conference, 4-5 July 2026\n\nDay 1\n9:00 Opening\n10:00 Talks\n\nDay 2\n9:30 Walk";
        let rows = ["1 09:00 Opening", "1 10:00 Talks", "2 09:30 Walk"];
        assert_eq!(programmes_of(text), [rows]);
    }

    #[test]
    fn a_day_that_the_first_hour_joins_still_heads_the_rows() {
        let text =
            "Conference, 4 July 2026\n\nProgramme\nSaturday 4 July 2026\n8:00 Coffee\n9:00 Opening";
        assert_eq!(
            programmes_of(text),
            [["2026-07-04 08:00 Coffee", "2026-07-04 09:00 Opening"]]
        );
    }

    #[test]
    fn a_sentence_strings_hours_together() {
        let text = "Harvest walk, 4 October 2026\n\nThe day: at 9.30 am we meet at the mill, at 10 am the walk begins, at 12.30 pm there is soup and at 2 pm a bus takes us home.";
        let rows = [
            "2026-10-04 09:30 we meet at the mill",
            "2026-10-04 10:00 the walk begins",
            "2026-10-04 12:30 there is soup",
            "2026-10-04 14:00 a bus takes us home",
        ];
        assert_eq!(programmes_of(text), [rows]);
        // What is open and when it begins is no programme.
        let text = "Concert, 4 October 2026\n\nDoors at 7 pm, start 8 pm, bar until 11 pm.";
        assert_eq!(programmes_of(text), Vec::<Vec<String>>::new());
    }

    #[test]
    fn dotted_hours_lead_rows_together() {
        let text = "Open day, 4 October 2026\n\n8.00 Breakfast\n10.10 Walk\n13.30 Soup";
        assert_eq!(
            programmes_of(text),
            [[
                "2026-10-04 08:00 Breakfast",
                "2026-10-04 10:10 Walk",
                "2026-10-04 13:30 Soup"
            ]]
        );
        // Chapters and prices are none.
        let text = "Open day, 4 October 2026\n\n1.1 Aims\n1.10 Means\n2.05 Ends";
        assert_eq!(programmes_of(text), Vec::<Vec<String>>::new());
    }

    #[test]
    fn days_apart_are_a_calendar_whatever_heads_them() {
        let text = "Programme\n\nSaturday 4 July 2026\n18:00 Brass band\n20:00 Film night\n\nWednesday 22 July 2026\n19:00 Choir\n21:00 Quiz";
        assert_eq!(programmes_of(text), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_calendar_is_no_programme() {
        let text = "What's on\n\nSaturday 4 July 2026\n18:00 Brass band\n20:00 Film night\n\nWednesday 8 July 2026\n19:00 Choir\n21:00 Quiz";
        assert_eq!(programmes_of(text), Vec::<Vec<String>>::new());
        // One hour alone is that of the event.
        let text = "Concert\n\nSaturday 4 July 2026\n18:00 Town hall";
        assert_eq!(programmes_of(text), Vec::<Vec<String>>::new());
    }
}
