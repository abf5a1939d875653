//! Programmes: rows that begin with a time of day and say what happens then.

use handbill_lexicon::Concept;
use handbill_model::Span;

use super::roles::{TimeRole, Timed, is_dated, words};
use crate::layout::{Layout, has};
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
    /// The time, as written.
    pub time: Span,
}

/// Rows that belong together, with the day that heads them.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The day over the rows, if one stands there.
    pub day: Option<Moment>,
    /// The rows, in order.
    pub rows: Vec<AgendaRow>,
    /// All of it, day and rows.
    pub span: Span,
}

/// Lines that may stand between two rows: speakers, descriptions.
const LINES_BETWEEN: usize = 8;
/// Lines that may stand between the day and its first row.
const LINES_UNDER_DAY: usize = 4;

/// Finds the programmes and marks their times.
pub fn agendas(view: &View, layout: &Layout, times: &mut [Timed]) -> Vec<Agenda> {
    let rows: Vec<(usize, AgendaRow)> = (0..times.len())
        .filter_map(|index| Some((index, row(view, layout, times, index)?)))
        .collect();
    let mut out: Vec<Agenda> = Vec::new();
    let mut run: Vec<(usize, AgendaRow)> = Vec::new();
    for (index, found) in rows {
        if let Some((last, _)) = run.last() {
            let (last_line, line) = (times[*last].line, times[index].line);
            let day_between = times[*last + 1..index]
                .iter()
                .any(|time| is_day(view, layout, time));
            let parted = layout.lines[last_line].part != layout.lines[line].part;
            if day_between || parted || line > last_line + LINES_BETWEEN {
                finish(view, layout, times, std::mem::take(&mut run), &mut out);
            }
        }
        run.push((index, found));
    }
    finish(view, layout, times, run, &mut out);
    out
}

/// The row that the time begins, if it does.
fn row(view: &View, layout: &Layout, times: &[Timed], index: usize) -> Option<AgendaRow> {
    let timed = &times[index];
    if timed.role != TimeRole::Clock || timed.time.start.clock.is_none() {
        return None;
    }
    let text = view.text();
    let line = &layout.lines[timed.line];
    let lead = Span::new(line.span.start, timed.span.start.max(line.span.start));
    if lead.of(text).chars().any(char::is_alphanumeric) || line.navigation {
        return None;
    }
    let rest = trim_row(
        text,
        Span::new(timed.span.end.min(line.span.end), line.span.end),
    );
    let title = if words(view, rest) > 0 {
        rest
    } else {
        // The time may stand on a line of its own, over what happens.
        let next = layout.lines.get(timed.line + 1)?;
        let timed_next = times
            .get(index + 1)
            .is_some_and(|other| other.line == timed.line + 1);
        if timed_next || next.part != line.part || words(view, next.span) == 0 {
            return None;
        }
        next.span
    };
    let label = layout.clauses[timed.clause]
        .label
        .is_some_and(|label| !label.contains(timed.span) && label.start < timed.span.start);
    (!label).then_some(AgendaRow {
        start: timed.time.start,
        end: timed.time.end,
        title,
        time: timed.span,
    })
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

/// Whether the time is a day that stands alone on its line, as the head of a programme does.
fn is_day(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let line = &layout.lines[timed.line];
    is_dated(timed.time)
        && timed.time.start.clock.is_none()
        && timed.time.end.is_none()
        && !matches!(timed.role, TimeRole::Struck)
        && words(view, line.span) <= words(view, timed.span) + 4
}

fn finish(
    view: &View,
    layout: &Layout,
    times: &mut [Timed],
    run: Vec<(usize, AgendaRow)>,
    out: &mut Vec<Agenda>,
) {
    let (Some(&(first, _)), Some(&(last, _))) = (run.first(), run.last()) else {
        return;
    };
    let first_line = times[first].line;
    let day = times[..first]
        .iter()
        .rposition(|timed| is_day(view, layout, timed))
        .filter(|day| {
            times[*day].line + LINES_UNDER_DAY >= first_line
                && layout.lines[times[*day].line].part == layout.lines[first_line].part
        });
    let headed = layout.lines[first_line.saturating_sub(6)..first_line]
        .iter()
        .any(|line| words(view, line.span) <= 6 && has(view, line.span, Concept::CueAgenda));
    let programme_so_far = out
        .last()
        .is_some_and(|before| before.day.is_some() && day.is_some());
    if run.len() < 2 && !(headed || programme_so_far) {
        return;
    }
    let start = day.map_or(times[first].span.start, |day| times[day].span.start);
    let last_title = run.last().map_or(times[last].span, |(_, row)| row.title);
    out.push(Agenda {
        day: day.map(|day| times[day].time.start),
        span: Span::new(start, last_title.end.max(times[last].span.end)),
        rows: run.iter().map(|(_, row)| row.clone()).collect(),
    });
    for (index, _) in &run {
        times[*index].role = TimeRole::Agenda;
    }
    if let Some(day) = day {
        times[day].role = TimeRole::Agenda;
    }
}
