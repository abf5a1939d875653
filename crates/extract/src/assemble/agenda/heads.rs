//! On which day are rows? A line, the head of a column or the words before an hour tell it: a date, a
//! day of the week, or its number ("Day 2").

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::DayHead;
use crate::View;
use crate::assemble::roles::{TimeRole, Timed, words};
use crate::layout::Layout;

/// A day, and the index of the time that tells it.
pub(super) type DayAt = (DayHead, Option<usize>);

/// Lines that may stand between the day and its first row.
const LINES_UNDER_DAY: usize = 4;

/// The nearest line above a row, not above the row before it, that tells the row's day; the time
/// that does, and the line.
pub(super) fn head_above(
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
fn day_head(view: &View, layout: &Layout, times: &[Timed], line: usize) -> Option<DayAt> {
    let heads = matches!(
        layout.lines[line].kind,
        BlockKind::Heading { .. } | BlockKind::Caption
    );
    day_told(view, times, layout.lines[line].span, heads)
}

/// The day that a stretch tells, where it tells little else; a heading may say a little more.
pub(super) fn day_told(view: &View, times: &[Timed], span: Span, heads: bool) -> Option<DayAt> {
    let number = numbered_day(view, span);
    let spare = if heads { 8 } else { 4 };
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
