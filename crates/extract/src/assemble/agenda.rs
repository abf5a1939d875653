//! Programmes: rows that begin with a time of day and say what happens then, under the days that
//! head them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::roles::{TimeRole, Timed, words};
use super::schedule_rows::Schedule;
use crate::layout::{Layout, Line, has};
use crate::{Moment, View};

/// A row of a programme.
#[derive(Clone, Debug)]
pub struct AgendaRow {
    /// The time of day that begins the row.
    pub start: Moment,
    /// Where it ends.
    pub end: Option<Moment>,
    /// What happens.
    pub title: Span,
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
/// Lines that may stand between the day and its first row.
const LINES_UNDER_DAY: usize = 4;
/// Lines that may stand between the rows of one day and those of the next.
const LINES_BETWEEN_DAYS: usize = 14;
/// Lines that may stand between a heading such as "Programme" and the first row or day.
const LINES_UNDER_HEADING: usize = 6;
/// A date that covers the days of a programme is no longer than so many days.
const LONGEST_EVENT: i64 = 14;
/// Days in a row under which a list of rows without a covering date is still one programme.
const LONGEST_RUN: usize = 5;

/// A row with its place among times and lines.
struct Found {
    time: usize,
    line: usize,
    /// The day that the date finder has joined with the hour of the row.
    day: Option<Moment>,
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
        let headed = is_headed(view, layout, &runs);
        let several = runs.iter().map(|run| run.rows.len()).sum::<usize>() >= 2;
        if !several || !(covered || headed || alone && is_run_of_days(&runs)) {
            continue;
        }
        if !covered && tell_places(view, layout, &runs) {
            continue;
        }
        mark(layout, times, &runs, covered);
        out.push(programme(times, runs, !covered));
    }
    out
}

/// Rows that belong together by their place.
fn candidates(view: &View, layout: &Layout, times: &[Timed]) -> Vec<Vec<Run>> {
    let headers = table_headers(layout, times);
    let mut out: Vec<Vec<Run>> = Vec::new();
    let mut last: Option<usize> = None;
    for time in 0..times.len() {
        let Some(found) = row(view, layout, &headers, times, time) else {
            continue;
        };
        let line = found.line;
        let above = last.map_or(0, |last| last + 1);
        let (head, head_time, head_line) = match found.day {
            Some(day) => {
                let weekday = times[time].time.weekday;
                let head = DayHead {
                    date: Some(day),
                    weekday,
                    number: None,
                };
                (Some(head), Some(time), times[time].line)
            }
            None => head_above(view, layout, times, above, line),
        };
        let distance = last.map(|last| line.saturating_sub(last));
        let same_part = last.is_some_and(|last| layout.lines[last].part == layout.lines[line].part);
        let reach = match head {
            Some(_) => LINES_BETWEEN_DAYS,
            None => LINES_BETWEEN,
        };
        let goes_on = same_part && distance.is_some_and(|distance| distance <= reach);
        last = Some(line);
        match out.last_mut().filter(|_| goes_on) {
            Some(runs) if head.is_none() => {
                if let Some(run) = runs.last_mut() {
                    run.rows.push(found);
                }
            }
            Some(runs) => runs.push(Run {
                head,
                head_time,
                line: head_line,
                rows: vec![found],
            }),
            None => out.push(vec![Run {
                head,
                head_time,
                line: head_line,
                rows: vec![found],
            }]),
        }
    }
    out
}

/// The line of each table's first row, where that names columns: one that tells a time is a row of
/// the programme itself.
fn table_headers(layout: &Layout, times: &[Timed]) -> HashMap<u32, usize> {
    let mut out = HashMap::new();
    for (index, line) in layout.lines.iter().enumerate() {
        if let BlockKind::Cell { table, .. } = line.kind {
            out.entry(table).or_insert(index);
        }
    }
    let with_times: HashSet<usize> = times.iter().map(|time| time.line).collect();
    out.retain(|_, line| !with_times.contains(line));
    out
}

/// The row that the time begins, if it does.
fn row(
    view: &View,
    layout: &Layout,
    headers: &HashMap<u32, usize>,
    times: &[Timed],
    index: usize,
) -> Option<Found> {
    let timed = &times[index];
    let start = timed.time.start;
    start.clock?;
    let (clock, day) = match timed.role {
        TimeRole::Clock => (timed.span, None),
        TimeRole::Event => (clock_part(view, layout, timed)?, Some(start)),
        _ => return None,
    };
    let line_index = layout.line_at(clock.start)?;
    let line = &layout.lines[line_index];
    let lead = Span::new(line.span.start, clock.start.max(line.span.start));
    let bare_lead = is_bare_lead(view, lead);
    if line.navigation || !(bare_lead || day.is_some()) {
        return None;
    }
    let label = layout.clauses[timed.clause]
        .label
        .is_some_and(|label| label.end <= clock.start);
    if label && day.is_none() {
        return None;
    }
    let header = match line.kind {
        BlockKind::Cell { table, .. } => headers.get(&table).map(|line| &layout.lines[*line]),
        _ => None,
    };
    let title = title(view, layout, times, index, line_index, clock, header)?;
    let clock_only = |moment: Moment| Moment {
        year: None,
        month: None,
        day: None,
        ..moment
    };
    Some(Found {
        time: index,
        line: line_index,
        day: day.map(|day| Moment {
            clock: None,
            zone: None,
            ..day
        }),
        row: AgendaRow {
            start: clock_only(start),
            end: timed
                .time
                .end
                .filter(|end| end.clock.is_some())
                .map(clock_only),
            title,
            speaker: cell_for(view, line, header, &[Concept::CueSpeaker]),
            time: clock,
        },
    })
}

/// Whether nothing stands before the hour but marks and a word that leads to one ("klo", "kl.").
fn is_bare_lead(view: &View, lead: Span) -> bool {
    let words = |span: Span| span.of(view.text()).chars().any(char::is_alphanumeric);
    let cue = view
        .hits
        .within(&view.tokens, lead)
        .find(|hit| hit.concept == Concept::DateClockCue && hit.value == 1);
    match cue {
        Some(cue) => {
            !words(Span::new(lead.start, cue.span.start))
                && !words(Span::new(cue.span.end, lead.end))
        }
        None => !words(lead),
    }
}

/// The hour of a date that was joined with the hour that begins the next line or cell.
fn clock_part(view: &View, layout: &Layout, timed: &Timed) -> Option<Span> {
    let text = view.text();
    let start = timed.time.start;
    if start.day.is_none() || start.year.is_none() {
        return None;
    }
    let line_break = timed
        .span
        .of(text)
        .rfind('\n')
        .map(|at| timed.span.start + at);
    let cells = &layout.lines[timed.line].cells;
    let cell = cells
        .iter()
        .map(|cell| cell.start)
        .rfind(|at| timed.span.start < *at && *at < timed.span.end);
    let cut = line_break.max(cell)?;
    let part = Span::new(cut, timed.span.end).trim(text);
    let digits: String = part
        .of(text)
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let hour: u8 = digits.parse().ok()?;
    let clock = start.clock?.hour;
    (hour == clock || hour == clock % 12 || hour == 12 && clock == 0).then_some(part)
}

/// What a row says: the rest of its line or cell, the next cell, or the line under a time that
/// stands alone.
fn title(
    view: &View,
    layout: &Layout,
    times: &[Timed],
    index: usize,
    line_index: usize,
    clock: Span,
    header: Option<&Line>,
) -> Option<Span> {
    let text = view.text();
    let line = &layout.lines[line_index];
    if !line.cells.is_empty() {
        let cell_end = line
            .cells
            .iter()
            .find(|cell| cell.contains(clock))
            .map_or(clock.end, |cell| cell.end);
        let rest = trim_row(text, Span::new(clock.end, cell_end.max(clock.end)));
        if words(view, rest) > 0 {
            return Some(rest);
        }
        return line
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.start >= clock.end && words(view, **cell) > 0)
            .find(|(column, _)| {
                let named = header.and_then(|header| header.cells.get(*column));
                !named.is_some_and(|named| {
                    [Concept::CueSpeaker, Concept::CueRoom, Concept::CueVenue]
                        .iter()
                        .any(|concept| has(view, *named, *concept))
                })
            })
            .map(|(_, cell)| *cell);
    }
    let rest = trim_row(text, Span::new(clock.end.min(line.span.end), line.span.end));
    if words(view, rest) > 0 {
        return Some(rest);
    }
    // The time may stand on a line of its own, over what happens.
    let next = layout.lines.get(line_index + 1)?;
    let timed_next = times
        .get(index + 1)
        .is_some_and(|other| other.line == line_index + 1);
    (!timed_next && next.part == line.part && words(view, next.span) > 0)
        .then(|| trim_row(text, next.span))
}

/// The cell of a row that stands under a header of one of the concepts.
fn cell_for(view: &View, line: &Line, header: Option<&Line>, concepts: &[Concept]) -> Option<Span> {
    let header = header?;
    let column = header
        .cells
        .iter()
        .position(|cell| concepts.iter().any(|concept| has(view, *cell, *concept)))?;
    line.cells
        .get(column)
        .copied()
        .filter(|cell| words(view, *cell) > 0)
}

/// A title without the marks that part it from the time.
fn trim_row(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let start = span.start + inner.len()
        - inner
            .trim_start_matches(|c: char| c.is_whitespace() || ":-–—|•.,)·>".contains(c))
            .len();
    Span::new(start, span.end.max(start)).trim(text)
}

/// The nearest line above a row, not above the row before it, that tells the row's day; the time
/// that does, and the line.
fn head_above(
    view: &View,
    layout: &Layout,
    times: &[Timed],
    first: usize,
    line: usize,
) -> (Option<DayHead>, Option<usize>, usize) {
    let first = first.max(line.saturating_sub(LINES_UNDER_DAY));
    for above in (first..line).rev() {
        if layout.lines[above].part != layout.lines[line].part {
            break;
        }
        if let Some((head, time)) = day_head(view, layout, times, above) {
            return (Some(head), time, above);
        }
    }
    (None, None, line)
}

/// The day that a line tells, where it tells little else.
fn day_head(
    view: &View,
    layout: &Layout,
    times: &[Timed],
    line: usize,
) -> Option<(DayHead, Option<usize>)> {
    let span = layout.lines[line].span;
    let number = numbered_day(view, span);
    let heading = matches!(
        layout.lines[line].kind,
        BlockKind::Heading { .. } | BlockKind::Caption
    );
    let spare = if heading { 8 } else { 4 };
    let from = times.partition_point(|timed| timed.span.start < span.start);
    let day = (from..times.len())
        .take_while(|index| times[*index].span.start < span.end)
        .find(|index| {
            let time = times[*index].time;
            (time.start.day.is_some() || time.weekday.is_some())
                && time.start.clock.is_none()
                && time.end.is_none()
                && time.recurrence.is_none()
                && !matches!(
                    times[*index].role,
                    TimeRole::Struck | TimeRole::Deadline { .. }
                )
        });
    let told = day.map_or(0, |day| words(view, times[day].span));
    if words(view, span) > told + spare || (day.is_none() && number.is_none()) {
        return None;
    }
    let time = day.map(|day| times[day].time);
    let head = DayHead {
        date: time
            .filter(|time| !time.relative && time.start.year.is_some())
            .map(|time| time.start),
        weekday: time.and_then(|time| time.weekday),
        number,
    };
    Some((head, day))
}

/// The number beside the word for a day: "Day 2", "2. Tag", "Jour 1".
fn numbered_day(view: &View, span: Span) -> Option<u8> {
    const DAY: i32 = 3;
    let tokens = &view.tokens;
    let hit = view
        .hits
        .within(tokens, span)
        .find(|hit| hit.concept == Concept::DateUnit && hit.value == DAY)?;
    let at = tokens.first_at(hit.span.start);
    let inside = |token: usize| {
        tokens.get(token).is_some_and(|found| {
            span.start <= found.start as usize && (found.end as usize) <= span.end
        })
    };
    let after = at + 1;
    let before = [1, 2].iter().filter_map(|back| at.checked_sub(*back));
    std::iter::once(after)
        .chain(before)
        .filter(|token| inside(*token))
        .find_map(|token| tokens.number(token))
        .and_then(|number| u8::try_from(number).ok())
        .filter(|number| (1..=9).contains(number))
}

/// Whether a line such as "Programme" stands over the rows.
fn is_headed(view: &View, layout: &Layout, runs: &[Run]) -> bool {
    let Some(first) = runs.first() else {
        return false;
    };
    let first_row = first.rows.first().map_or(first.line, |found| found.line);
    (first.line.saturating_sub(LINES_UNDER_HEADING)..first_row).any(|index| {
        let line = &layout.lines[index];
        words(view, line.span) <= 6 && !line.navigation && has(view, line.span, Concept::CueAgenda)
    })
}

/// The days and ranges of days that may be those of an event, each with the first and last line
/// that it stands on.
type Covers = HashMap<(NaiveDate, NaiveDate), (usize, usize)>;

fn covers(times: &[Timed]) -> Covers {
    let mut out = Covers::new();
    for timed in times.iter().filter(|timed| timed.role == TimeRole::Event) {
        let Some(start) = timed.time.start.date() else {
            continue;
        };
        let end = timed.time.end.and_then(|end| end.date()).unwrap_or(start);
        out.entry((start, end))
            .or_insert((timed.line, timed.line))
            .1 = timed.line;
    }
    out
}

/// Whether a date outside the rows covers all their days. Rows without a day of their own are
/// covered by the document.
fn is_covered(covers: &Covers, runs: &[Run]) -> bool {
    let days = || runs.iter().filter_map(|run| run.head?.date?.date());
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return runs.iter().any(|run| run.head.is_some()) || rises(runs);
    };
    let from = runs.first().map_or(0, |run| run.line);
    let to = runs
        .last()
        .and_then(|run| run.rows.last())
        .map_or(from, |found| found.line);
    let length = |start: NaiveDate, end: NaiveDate| (end - start).num_days();
    if length(first, last) > LONGEST_EVENT {
        return false;
    }
    std::iter::successors(Some(first), |day| day.pred_opt())
        .take_while(|start| length(*start, last) <= LONGEST_EVENT)
        .any(|start| {
            std::iter::successors(Some(last), |day| day.succ_opt())
                .take_while(|end| length(start, *end) <= LONGEST_EVENT)
                .filter_map(|end| Some((end, covers.get(&(start, end))?)))
                // Below the rows a longer stretch is rather that of something else.
                .any(|(end, (above, below))| {
                    *above < from || *below > to && (start, end) == (first, last)
                })
        })
}

/// Whether the hours of the rows never go back.
fn rises(runs: &[Run]) -> bool {
    let rows: Vec<_> = runs.iter().flat_map(|run| &run.rows).collect();
    rows.windows(2)
        .all(|pair| pair[0].row.start.clock <= pair[1].row.start.clock)
}

/// Whether the rows fill one day, or a few days that follow one another, with several rows a day.
fn is_run_of_days(runs: &[Run]) -> bool {
    let days: Vec<Option<NaiveDate>> = runs
        .iter()
        .map(|run| run.head.and_then(|head| head.date?.date()))
        .collect();
    let rows: usize = runs.iter().map(|run| run.rows.len()).sum();
    let follow = days
        .windows(2)
        .all(|pair| pair[0].is_some() && pair[0].and_then(|day| day.succ_opt()) == pair[1]);
    follow && days.len() <= LONGEST_RUN && rows >= 2 * days.len()
}

/// Whether most rows have a field for their place below them: they are events by themselves.
fn tell_places(view: &View, layout: &Layout, runs: &[Run]) -> bool {
    const NEAREST: usize = 3;
    let rows: Vec<&Found> = runs.iter().flat_map(|run| &run.rows).collect();
    let placed = |index: &usize| {
        let Some(title) = layout.line_at(rows[*index].row.title.end) else {
            return false;
        };
        let next = rows
            .get(index + 1)
            .map_or(layout.lines.len(), |row| row.line);
        let first = layout
            .clauses
            .partition_point(|clause| clause.line <= title);
        layout.clauses[first..]
            .iter()
            .take_while(|clause| clause.line < next.min(title + 1 + NEAREST))
            .filter_map(|clause| clause.label)
            .any(|label| words(view, label) <= 3 && has(view, label, Concept::CueVenue))
    };
    (0..rows.len()).filter(placed).count() * 3 >= rows.len() * 2
}

/// Takes the times of the programme out of those that may be events'. The first day stays one
/// where no other date tells of the event.
fn mark(layout: &Layout, times: &mut [Timed], runs: &[Run], covered: bool) {
    let kept = runs
        .first()
        .and_then(|run| run.head_time)
        .filter(|_| !covered);
    for run in runs {
        for found in &run.rows {
            let row = layout.lines[found.line].span.cover(found.row.title);
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
    fn a_calendar_is_no_programme() {
        let text = "What's on\n\nSaturday 4 July 2026\n18:00 Brass band\n20:00 Film night\n\nWednesday 8 July 2026\n19:00 Choir\n21:00 Quiz";
        assert_eq!(programmes_of(text), Vec::<Vec<String>>::new());
        // One hour alone is that of the event.
        let text = "Concert\n\nSaturday 4 July 2026\n18:00 Town hall";
        assert_eq!(programmes_of(text), Vec::<Vec<String>>::new());
    }
}
