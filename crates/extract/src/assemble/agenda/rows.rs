//! Which times begin a row of a programme, and what does the row say happens then? The time stands
//! first on its line, first in the row of a table or in a cell of it, or in a sentence that strings
//! hours together.

use foldhash::HashMap;
use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::heads::DayAt;
use super::strung::{Strung, strung};
use super::tables::{Columns, Kind, column_of, columns, first_lines};
use super::{AgendaRow, Found};
use crate::assemble::roles::{TimeRole, Timed, words};
use crate::layout::Layout;
use crate::{Moment, View};

/// What rows are read from.
pub(super) struct Reader<'a> {
    pub view: &'a View<'a>,
    pub layout: &'a Layout,
    pub times: &'a [Timed<'a>],
    /// What the first row of each table says of its columns.
    tables: HashMap<u32, Columns>,
    /// The hours that sentences string together.
    strung: HashMap<usize, Strung>,
}

impl<'a> Reader<'a> {
    pub fn new(view: &'a View, layout: &'a Layout, times: &'a [Timed]) -> Self {
        Self {
            view,
            layout,
            times,
            tables: columns(view, layout, times),
            strung: strung(view, layout, times),
        }
    }

    /// The rows that the time begins: several where a table tells what happens at once in columns.
    pub fn rows(&self, index: usize) -> Vec<Found> {
        let timed = &self.times[index];
        if timed.time.start.clock.is_none() {
            return Vec::new();
        }
        if let Some(told) = self.strung.get(&index) {
            let row = self.row(index, told.clock, told.title);
            let day = told.joins_day.then_some(timed.time.start);
            let found = self.found(index, told.clock, day, row);
            return vec![Found {
                head: told.day,
                whole: told.clock.cover(told.title),
                ..found
            }];
        }
        let (clock, day) = match timed.role {
            TimeRole::Clock => (timed.span, None),
            TimeRole::Event => match self.clock_part(timed) {
                Some(clock) => (clock, Some(timed.time.start)),
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let Some(at) = self.layout.line_at(clock.start) else {
            return Vec::new();
        };
        let line = &self.layout.lines[at];
        if line.navigation {
            return Vec::new();
        }
        if let BlockKind::Cell { table, .. } = line.kind {
            return self.in_table(index, clock, day, at, self.tables.get(&table));
        }
        let lead = Span::new(line.span.start, clock.start.max(line.span.start));
        let label = self.layout.clauses[timed.clause]
            .label
            .is_some_and(|label| label.end <= clock.start);
        if day.is_none() && (label || !self.is_bare(lead)) {
            return Vec::new();
        }
        let title = self.title_on_line(index, at, clock);
        title
            .map(|(title, below)| AgendaRow {
                below,
                ..self.row(index, clock, title)
            })
            .map(|row| self.found(index, clock, day, row))
            .into_iter()
            .collect()
    }

    /// The rows that a time in a table begins.
    fn in_table(
        &self,
        index: usize,
        clock: Span,
        day: Option<Moment>,
        at: usize,
        columns: Option<&Columns>,
    ) -> Vec<Found> {
        let (view, text) = (self.view, self.view.text());
        let line = &self.layout.lines[at];
        let Some(own) = line.cells.iter().position(|cell| cell.contains(clock)) else {
            return Vec::new();
        };
        let cell = line.cells[own];
        let column = |cell: usize| column_of(view, line, cell);
        let row_in = |title: Span, below: Option<Span>| AgendaRow {
            below,
            ..self.row(index, clock, title)
        };
        // A column of its own for each day, with hours in the cells.
        if let Some((head, head_time)) = columns.and_then(|it| it.day(column(own)))
            && day.is_none()
        {
            let lead = Span::new(cell.start, clock.start);
            let on_line = lead
                .of(text)
                .rfind('\n')
                .map_or(lead, |cut| Span::new(lead.start + cut, lead.end).trim(text));
            let next = self.times.get(index + 1).map(|next| next.span.start);
            let end = next.filter(|next| cell.contains(Span::new(*next, *next)));
            let rest = trim_row(text, Span::new(clock.end, end.unwrap_or(cell.end)));
            if !self.is_bare(on_line) || words(view, rest) == 0 {
                return Vec::new();
            }
            let (title, below) = first_lines(text, rest);
            let found = self.found(index, clock, None, row_in(title, below));
            return vec![Found {
                head: Some((head, head_time)),
                whole: clock.cover(title),
                ..found
            }];
        }
        let lead = Span::new(line.span.start, clock.start);
        if day.is_none() && !self.is_bare(lead) {
            return Vec::new();
        }
        let rest = trim_row(text, Span::new(clock.end, cell.end.max(clock.end)));
        if words(view, rest) > 0 {
            let (title, below) = first_lines(text, rest);
            return vec![self.found(index, clock, day, row_in(title, below))];
        }
        let cells = || {
            (own + 1..line.cells.len())
                .map(|cell| (cell, line.cells[cell]))
                .filter(|(_, cell)| words(view, *cell) > 0)
        };
        let speaker = columns.and_then(|columns| {
            cells()
                .find(|(cell, _)| columns.kind(column(*cell)) == Some(Kind::Speaker))
                .map(|(_, cell)| cell)
        });
        let told = |(number, cell): (usize, Span)| {
            let (title, below) = first_lines(text, cell);
            let row = AgendaRow {
                speaker,
                ..row_in(title, below)
            };
            let head = columns.and_then(|columns| columns.day(column(number)));
            Found {
                head,
                ..self.found(index, clock, day, row)
            }
        };
        let of_text = cells().filter(|(cell, _)| {
            let kind = columns.and_then(|columns| columns.kind(column(*cell)));
            !matches!(kind, Some(Kind::Speaker | Kind::Place))
        });
        if columns.is_some_and(|columns| columns.is_parallel()) {
            of_text.map(told).collect()
        } else {
            of_text.take(1).map(told).collect()
        }
    }

    fn row(&self, index: usize, clock: Span, title: Span) -> AgendaRow {
        let time = self.times[index].time;
        let clock_only = |moment: Moment| Moment {
            year: None,
            month: None,
            day: None,
            ..moment
        };
        AgendaRow {
            start: clock_only(time.start),
            end: time.end.filter(|end| end.clock.is_some()).map(clock_only),
            title,
            below: None,
            speaker: None,
            time: clock,
        }
    }

    fn found(&self, index: usize, clock: Span, day: Option<Moment>, row: AgendaRow) -> Found {
        let line = self.layout.line_at(clock.start).unwrap_or_default();
        Found {
            time: index,
            line,
            day: day.map(|day| Moment {
                clock: None,
                zone: None,
                ..day
            }),
            head: None::<DayAt>,
            whole: self.layout.lines[line].span.cover(row.title),
            row,
        }
    }

    /// Whether nothing stands before the hour but marks and a word that leads to one ("klo", "alle").
    fn is_bare(&self, lead: Span) -> bool {
        let words = |span: Span| span.of(self.view.text()).chars().any(char::is_alphanumeric);
        let mut cues = self.view.hits.within(&self.view.tokens, lead);
        let cue = cues.find(|hit| hit.concept == Concept::DateClockCue);
        match cue {
            Some(cue) => {
                !words(Span::new(lead.start, cue.span.start))
                    && !words(Span::new(cue.span.end, lead.end))
            }
            None => !words(lead),
        }
    }

    /// The hour of a date that was joined with the hour that begins the next line or cell.
    fn clock_part(&self, timed: &Timed) -> Option<Span> {
        let text = self.view.text();
        let start = timed.time.start;
        if start.day.is_none() || start.year.is_none() {
            return None;
        }
        let line_break = timed.span.of(text).rfind('\n');
        let line_break = line_break.map(|at| timed.span.start + at);
        let cells = &self.layout.lines[timed.line].cells;
        let cell = cells
            .iter()
            .map(|cell| cell.start)
            .rfind(|at| timed.span.start < *at && *at < timed.span.end);
        let part = Span::new(line_break.max(cell)?, timed.span.end).trim(text);
        let hour = part.of(text).find(|c: char| c.is_ascii_digit())?;
        let part_of_hour = Span::new(part.start + hour, part.end);
        // "from 2 pm, open end"
        let goes_on = text[part.end..].starts_with(',');
        (self.is_bare(Span::new(part.start, part_of_hour.start))
            && begins_with_hour(text, part_of_hour, timed)
            && !goes_on)
            .then_some(part_of_hour)
    }

    /// What a row says: the rest of its line, or the line under a time that stands alone; and the line
    /// below.
    fn title_on_line(&self, index: usize, at: usize, clock: Span) -> Option<(Span, Option<Span>)> {
        let text = self.view.text();
        let line = &self.layout.lines[at];
        let free = |below: usize| {
            let next = self.layout.lines.get(below)?;
            let timed_next = self.times.get(index + 1);
            let is_timed = timed_next.is_some_and(|other| other.line == below);
            let is_same = next.part == line.part && !next.navigation && next.cells.is_empty();
            (!is_timed && is_same && words(self.view, next.span) > 0).then_some(next.span)
        };
        let rest = trim_row(text, Span::new(clock.end.min(line.span.end), line.span.end));
        if words(self.view, rest) > 0 {
            return Some((rest, free(at + 1)));
        }
        // The time may stand on a line of its own, over what happens.
        let next = trim_row(text, free(at + 1)?);
        Some((next, free(at + 2)))
    }
}

/// Whether the digits that begin the span are the hour of the time.
pub(super) fn begins_with_hour(text: &str, span: Span, timed: &Timed) -> bool {
    let digits = span.of(text).chars().take_while(char::is_ascii_digit);
    let told: Option<u8> = digits.collect::<String>().parse().ok();
    timed
        .time
        .start
        .clock
        .zip(told)
        .is_some_and(|(clock, told)| {
            told == clock.hour || told == clock.hour % 12 || told == 12 && clock.hour == 0
        })
}

/// A title without the marks that part it from the time.
pub(super) fn trim_row(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let start = span.start + inner.len()
        - inner
            .trim_start_matches(|c: char| c.is_whitespace() || ":-–—|•.,)·>".contains(c))
            .len();
    Span::new(start, span.end.max(start)).trim(text)
}
