//! Are rows the programme of an event, or a calendar in which each is an event? They are a programme
//! where a date outside of them covers their days, where a heading calls them one, or where they alone
//! fill a few days on end.

use chrono::NaiveDate;
use foldhash::HashMap;
use handbill_lexicon::Concept;

use super::{Found, Run};
use crate::View;
use crate::assemble::roles::{TimeRole, Timed, words};
use crate::layout::{Layout, has};

/// Lines that may stand between a heading such as "Programme" and the first row or day.
const LINES_UNDER_HEADING: usize = 6;

/// A date that covers the days of a programme is no longer than so many days.
const LONGEST_EVENT: i64 = 14;

/// Days in a row under which a list of rows without a covering date is still one programme.
const LONGEST_RUN: usize = 5;

/// Whether a line such as "Programme" stands over the rows.
pub(super) fn is_headed(view: &View, layout: &Layout, runs: &[Run]) -> bool {
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
pub(super) type Covers = HashMap<(NaiveDate, NaiveDate), (usize, usize)>;

pub(super) fn covers(times: &[Timed]) -> Covers {
    let mut out = Covers::default();
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
pub(super) fn is_covered(covers: &Covers, runs: &[Run]) -> bool {
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

/// Whether the days of the rows are none, or lie so close together that one event may fill them.
pub(super) fn is_close(runs: &[Run]) -> bool {
    /// Days from one with rows to the next.
    const WIDEST_GAP: i64 = 3;
    let days: Vec<NaiveDate> = runs
        .iter()
        .filter_map(|run| run.head?.date?.date())
        .collect();
    let lasts = days.first().zip(days.last());
    lasts.is_none_or(|(first, last)| (*last - *first).num_days() <= LONGEST_EVENT)
        && days
            .windows(2)
            .all(|pair| (0..=WIDEST_GAP).contains(&(pair[1] - pair[0]).num_days()))
}

/// Whether the rows fill one day, or a few days that follow one another, with several rows a day.
pub(super) fn is_run_of_days(runs: &[Run]) -> bool {
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
pub(super) fn tell_places(view: &View, layout: &Layout, runs: &[Run]) -> bool {
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
