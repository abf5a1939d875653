//! What do the columns of a programme's table hold: what happens, who speaks, the room, what runs at
//! once in another room, or another day? Their heads tell.

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::{Concept, fold};
use handbill_model::{BlockKind, Span};

use super::heads::{DayAt, day_told};
use crate::View;
use crate::assemble::roles::{Timed, times_in, words};
use crate::layout::{Layout, Line, has, has_any};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Who speaks.
    Speaker,
    /// The room or place.
    Place,
    /// What happens on a day.
    Day(DayAt),
    /// What happens.
    Text,
}

/// The columns of a table, by number.
pub(super) struct Columns {
    kinds: Vec<(u32, Kind)>,
    /// Whether rooms or tracks head several columns.
    tracks: bool,
}

impl Columns {
    pub fn kind(&self, column: Option<u32>) -> Option<Kind> {
        let (_, kind) = self.kinds.iter().find(|(own, _)| Some(*own) == column)?;
        Some(*kind)
    }

    /// The day that heads the column.
    pub fn day(&self, column: Option<u32>) -> Option<DayAt> {
        match self.kind(column)? {
            Kind::Day(day) => Some(day),
            _ => None,
        }
    }

    /// Whether several columns of a row tell what happens.
    pub fn is_parallel(&self) -> bool {
        self.tracks
            || self
                .kinds
                .iter()
                .any(|(_, kind)| matches!(kind, Kind::Day(_)))
    }
}

/// The columns of each table whose first row heads them: one that tells an hour is a row of the
/// programme itself.
pub(super) fn columns(view: &View, layout: &Layout, times: &[Timed]) -> HashMap<u32, Columns> {
    let mut out = HashMap::new();
    let mut last = None;
    for line in &layout.lines {
        let BlockKind::Cell { table, .. } = line.kind else {
            continue;
        };
        if last == Some(table) {
            continue;
        }
        last = Some(table);
        let told = times_in(times, line.span);
        if !told.iter().any(|timed| timed.time.start.clock.is_some()) {
            out.entry(table)
                .or_insert_with(|| of_heads(view, times, line));
        }
    }
    out
}

fn of_heads(view: &View, times: &[Timed], line: &Line) -> Columns {
    let days: Vec<Option<DayAt>> = line
        .cells
        .iter()
        .map(|cell| day_told(view, times, *cell, true))
        .collect();
    let several_days = days.iter().flatten().count() >= 2;
    let kind = |cell: usize| -> Kind {
        match days[cell].filter(|_| several_days) {
            Some(day) => Kind::Day(day),
            None => kind_of_head(view, line.cells[cell]),
        }
    };
    let heads: Vec<Span> = (0..line.cells.len())
        .filter(|cell| kind(*cell) == Kind::Text)
        .map(|cell| line.cells[cell])
        .collect();
    Columns {
        tracks: heads.iter().enumerate().any(|(at, head)| {
            heads[at + 1..]
                .iter()
                .any(|other| are_alike(view, *head, *other))
        }),
        kinds: (0..line.cells.len())
            .filter_map(|cell| Some((column_of(view, line, cell)?, kind(cell))))
            .collect(),
    }
}

/// A head that is but a word for speakers or places; "Room 4" and "Great Hall" are places of what
/// stands below.
fn kind_of_head(view: &View, head: Span) -> Kind {
    const PLACES: [Concept; 3] = [Concept::CueRoom, Concept::CueVenue, Concept::CueBuilding];
    let alone = words(view, head) == 1;
    if has(view, head, Concept::CueSpeaker) {
        Kind::Speaker
    } else if has_any(view, head, &PLACES) && (alone || has(view, head, Concept::CueVenue)) {
        Kind::Place
    } else {
        Kind::Text
    }
}

/// Whether two heads name two of a kind: "Room 2" and "Room 4", "Main track" and "Green track", both
/// with more to them than the word that they share; or two rooms.
fn are_alike(view: &View, one: Span, other: Span) -> bool {
    let is_place = |head| has_any(view, head, &[Concept::CueRoom, Concept::CueBuilding]);
    if is_place(one) && is_place(other) {
        return true;
    }
    let (one, other) = (fold(one.of(view.text())), fold(other.of(view.text())));
    let pieces = |head: &str| -> Vec<String> {
        head.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (one, other) = (pieces(&one), pieces(&other));
    one.len() > 1
        && other.len() > 1
        && one != other
        && (one.first() == other.first() || one.last() == other.last())
}

/// The number of the column that a cell of the row stands in.
pub(super) fn column_of(view: &View, line: &Line, cell: usize) -> Option<u32> {
    match view.document.blocks.get(line.block + cell)?.kind {
        BlockKind::Cell { column, .. } => Some(column),
        _ => None,
    }
}

/// The first line of what a cell says, with those that it runs on to, and what stands below.
pub(super) fn first_lines(text: &str, cell: Span) -> (Span, Option<Span>) {
    /// Bytes of a line that may have been wrapped.
    const WRAPPED: usize = 25;
    let mut end = cell.start;
    for line in cell.of(text).split_inclusive('\n') {
        let told = line.trim();
        let first = Span::new(cell.start, end).trim(text).of(text);
        let runs_on = first.len() >= WRAPPED
            && first.starts_with(char::is_uppercase)
            && !first.ends_with(['.', '!', '?', ':', ';'])
            && told.starts_with(char::is_lowercase);
        if !first.is_empty() && !runs_on {
            break;
        }
        end += line.len();
    }
    let below = Span::new(end, cell.end).trim(text);
    (
        Span::new(cell.start, end).trim(text),
        Some(below).filter(|below| !below.is_empty()),
    )
}
