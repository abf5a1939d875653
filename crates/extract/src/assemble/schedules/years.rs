//! Of which year are the days of a list that are written without one? That of the line which leads in
//! to the list, or of a heading over it: "2026 Meeting Schedule". From December on to January a new year
//! begins.

use std::ops::Range;

use handbill_lexicon::{Concept, TokenKind};
use handbill_model::{BlockKind, Span};

use crate::assemble::events::{EventDraft, Scene};
use crate::assemble::roles::{Timed, times_in, words};
use crate::assemble::schedule_rows::Schedule;
use crate::layout::has_any;
use crate::{Moment, View};

/// Gives the days of a list whose years are not written that of the line which leads in to it, where
/// that tells one, else that of the list before, else that of a heading above: from December on to
/// January a new year begins.
pub fn settle_years(
    scene: &Scene,
    schedule: &mut Schedule,
    near: &[Span],
    end_of_last: usize,
    of_last: &mut Option<i32>,
) {
    let told = near.iter().find_map(|span| year_of_list(scene, *span));
    *of_last = told.or(*of_last);
    if of_last.is_none() && schedule.days.iter().any(|day| day.is_open) {
        *of_last = year_of_heading(scene, end_of_last..schedule.lines.start);
    }
    let Some(mut year) = *of_last else {
        return;
    };
    let mut before = 0;
    for day in schedule.days.iter_mut().filter(|day| day.is_open) {
        let Some(month) = day.start.month else {
            continue;
        };
        year += i32::from(before >= 11 && month <= 2);
        before = month;
        let dated = Moment {
            year: Some(year),
            ..day.start
        };
        if day.start.year != Some(year) && dated.date().is_some() {
            day.start = dated;
            day.end = day.end.map(|end| Moment {
                year: Some(year),
                ..end
            });
            day.is_composed = true;
        }
    }
}

/// Gives the only day of a list whose year is not written that of the heading right over its section:
/// "2026 Harbour Committee Meetings / 22 January, 17:30".
pub fn settle_year(scene: &Scene, draft: &mut EventDraft) {
    /// Lines between the heading and the day.
    const REACH: usize = 6;
    let [anchor] = draft.anchors[..] else {
        return;
    };
    let lines = &scene.layout.lines;
    let Some(line) = scene.layout.line_at(anchor.start) else {
        return;
    };
    let is_row = lines[line].span.start == anchor.start
        && matches!(
            lines[line].kind,
            BlockKind::Paragraph | BlockKind::ListItem { .. }
        );
    let is_open = |timed: &Timed| {
        timed.span.start == anchor.start
            && !timed.time.year_written
            && !timed.time.relative
            && timed.time.weekday.is_none()
    };
    if !is_row || draft.end.is_some() || !times_in(scene.times, anchor).iter().any(is_open) {
        return;
    }
    let above = lines[..line].iter().rev().take(REACH);
    let heading = above
        .take_while(|above| !above.navigation && above.kind != BlockKind::Separator)
        .find(|above| matches!(above.kind, BlockKind::Heading { .. }));
    let year = heading.and_then(|heading| year_of_list(scene, heading.span));
    let dated = Moment {
        year: year.or(draft.start.year),
        ..draft.start
    };
    if dated.date().is_some() {
        draft.start = dated;
    }
}

/// The year that the nearest heading of the lines above with one names, where that speaks of a list
/// of meetings.
fn year_of_heading(scene: &Scene, above: Range<usize>) -> Option<i32> {
    let above = scene.layout.lines.get(above)?;
    above
        .iter()
        .rev()
        .filter(|line| matches!(line.kind, BlockKind::Heading { .. }) && !line.navigation)
        .find(|line| year_in(scene.view, line.span).is_some())
        .and_then(|line| year_of_list(scene, line.span))
}

/// The one year in a line that speaks of a list of meetings: "2026 Meeting Schedule".
fn year_of_list(scene: &Scene, span: Span) -> Option<i32> {
    let view = scene.view;
    let speaks = words(view, span) == 0
        || has_any(
            view,
            span,
            &[
                Concept::EventNoun,
                Concept::CueList,
                Concept::CueRecord,
                Concept::CueMeets,
            ],
        );
    // A line with days of its own tells of these.
    let is_dated = times_in(scene.times, span)
        .iter()
        .any(|timed| span.contains(timed.span) && timed.time.start.month.is_some());
    if speaks && !is_dated {
        year_in(view, span)
    } else {
        None
    }
}

/// The year that the nearest line above names by itself.
pub fn year_above(scene: &Scene, index: usize) -> Option<i32> {
    const REACH: usize = 60;
    let view = scene.view;
    (0..index)
        .rev()
        .filter(|above| !scene.layout.lines[*above].navigation)
        .take(REACH)
        .find_map(|above| year_in(view, scene.layout.lines[above].span))
}

/// The only year in a line that is not too long.
fn year_in(view: &View, span: Span) -> Option<i32> {
    const MOST: usize = 120;
    let range = view.tokens.first_at(span.start)..view.tokens.first_at(span.end);
    if range.len() > MOST {
        return None;
    }
    let mut years = range.filter_map(|index| {
        let token = view
            .tokens
            .get(index)
            .filter(|token| token.kind == TokenKind::Number)?;
        let text = Span::new(token.start as usize, token.end as usize).of(view.text());
        let year: i32 = text.parse().ok().filter(|_| text.len() == 4)?;
        (1980..2100).contains(&year).then_some(year)
    });
    let year = years.next()?;
    // A row of years leads to archives.
    years.next().is_none().then_some(year)
}
