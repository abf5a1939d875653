//! What stands around a time and may tell what it is for.
//!
//! That is the stretch of its clause before or behind it, the head of its column in a table, and the
//! short lines that lead in to it from above or, in lists of days that each stand over what they are for,
//! follow it.

use std::collections::{BTreeMap, BTreeSet};

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::super::places::is_link;
use super::limits::KINDS;
use super::{TimeRole, Timed, is_dated, times_in, words};
use crate::layout::{Clause, Layout, has};
use crate::{Bound, View};

/// The cells at the head of the columns of tables, where they name what is below them.
pub(super) struct ColumnHeads(BTreeMap<(u32, u32), Span>);

impl ColumnHeads {
    pub(super) fn of(view: &View, times: &[Timed]) -> Self {
        const LONGEST: usize = 8;
        let mut heads = BTreeMap::new();
        let mut dated = BTreeSet::new();
        for block in &view.document.blocks {
            let BlockKind::Cell {
                table,
                row: 0,
                column,
                ..
            } = block.kind
            else {
                continue;
            };
            let is_dated = |timed: &Timed| is_dated(timed.time) && block.span.contains(timed.span);
            if words(view, block.span) > LONGEST || times_in(times, block.span).iter().any(is_dated)
            {
                dated.insert(table);
            }
            heads.insert((table, column), block.span);
        }
        heads.retain(|(table, _), _| !dated.contains(table));
        ColumnHeads(heads)
    }

    /// The head of the column that the span stands in, and whether another column has a head.
    pub(super) fn over(&self, view: &View, span: Span) -> Option<Span> {
        let blocks = &view.document.blocks;
        let at = blocks.partition_point(|block| block.span.end <= span.start);
        match blocks.get(at)?.kind {
            BlockKind::Cell {
                table, row, column, ..
            } if row > 0 => {
                let others = self.0.range((table, 0)..=(table, u32::MAX)).count();
                self.0.get(&(table, column)).copied().filter(|_| others > 1)
            }
            _ => None,
        }
    }
}

/// What stands before the time in its clause, back to the time before it.
pub(super) fn before(layout: &Layout, times: &[Timed], index: usize) -> Span {
    let clause = &layout.clauses[times[index].clause];
    let from = times[..index]
        .iter()
        .rev()
        .take_while(|other| other.clause == times[index].clause)
        .find(|other| is_dated(other.time) && other.role != TimeRole::Struck)
        .map_or(clause.span.start, |other| other.span.end);
    Span::new(from.min(times[index].span.start), times[index].span.start)
}

/// What stands after the time in its clause, up to the next time.
pub(super) fn after(clause: &Clause, times: &[Timed], index: usize) -> Span {
    let to = times[index + 1..]
        .iter()
        .take_while(|other| other.clause == times[index].clause)
        .find(|other| is_dated(other.time))
        .map_or(clause.span.end, |other| other.span.start);
    let from = times[index].span.end;
    Span::new(from, to.max(from))
}

/// The line above a clause that begins with the time, where that line only leads in to it: short,
/// and without a time of its own.
pub(super) fn led_in(view: &View, layout: &Layout, times: &[Timed], index: usize) -> Option<Span> {
    let timed = &times[index];
    let clause = &layout.clauses[timed.clause];
    if words(
        view,
        Span::new(clause.span.start, timed.span.start.max(clause.span.start)),
    ) > 1
    {
        // Other dates of the line, such as a struck one, may stand before it.
        let earlier = times[..index]
            .last()
            .is_some_and(|other| other.clause == timed.clause);
        if !earlier {
            return None;
        }
    }
    let lead = &layout.clauses[timed.clause.checked_sub(1)?];
    let same_part = layout.lines[lead.line].part == layout.lines[clause.line].part;
    let short = words(view, lead.span) <= 9;
    // What leads in on a line of its own has no time on that line at all.
    let alone = match lead.line == clause.line {
        true => lead.span,
        false => layout.lines[lead.line].span,
    };
    let timeless = times_in(times, alone).is_empty();
    let near = same_part && short && timeless && clause.line <= lead.line + 3;
    // A button of what is above leads in to nothing below.
    let is_button = || {
        let line = |index: usize| &layout.lines[index];
        line(lead.line).block != line(clause.line).block
            && is_link(view, line(lead.line).span)
            && timed.time.bound == Bound::At
    };
    (near && !is_button() && !leads_list(view, layout, times, index)).then_some(lead.span)
}

/// The line under a time of a list of dates that lead, each on a line of its own over what it is
/// for.
pub(super) fn led_out(view: &View, layout: &Layout, times: &[Timed], index: usize) -> Option<Span> {
    let here = times[index].line;
    let next = layout.lines.get(here + 1)?;
    let same_part = next.part == layout.lines[here].part;
    let short = words(view, next.span) <= 9;
    let timeless = times_in(times, next.span).is_empty();
    (same_part && short && timeless && leads_list(view, layout, times, index)).then_some(next.span)
}

/// Whether the time stands alone on its line, in a list of such, over what it is for: the line
/// above the first of them names nothing that has a deadline.
fn leads_list(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    const LONGEST_LIST: usize = 12;
    let alone = |timed: &Timed| {
        let line = layout.lines[timed.line].span;
        is_dated(timed.time) && words(view, line) <= words(view, timed.span)
    };
    let next_to = |above: usize, below: usize| {
        let apart = times[below].line.saturating_sub(times[above].line);
        alone(&times[above]) && alone(&times[below]) && (2..=3).contains(&apart)
    };
    let mut first = index;
    while first > 0 && index - first < LONGEST_LIST && next_to(first - 1, first) {
        first -= 1;
    }
    let goes_on = index + 1 < times.len() && next_to(index, index + 1);
    if first == index && !goes_on {
        return false;
    }
    let Some(lead) = times[first].line.checked_sub(1) else {
        return true;
    };
    let lead = layout.lines[lead].span;
    has(view, lead, Concept::DeadlineHeading)
        || !KINDS.iter().any(|(concept, _)| has(view, lead, *concept))
}
