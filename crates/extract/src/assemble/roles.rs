//! What each time of the document is for: an event, a deadline, a publication day …

use std::collections::{BTreeMap, BTreeSet};

use handbill_lexicon::{Concept, Hit};
use handbill_model::{BlockKind, Boundary, DeadlineKind, Span, Style};

use super::letters::{is_day_of_signing, is_letter_date, is_mail_stamp};
use super::moves;
use super::places::is_link;
use super::titles::ends_open;
use crate::layout::{Clause, Layout, Line, has};
use crate::{Bound, Found, Mention, TimeMention, View};

/// What a time is for.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeRole {
    /// Perhaps the time of an event.
    Event,
    /// A time of day without a day.
    Clock,
    /// A limit.
    Deadline {
        /// For what.
        kind: DeadlineKind,
        /// Which end of the period.
        boundary: Boundary,
        /// The cue that says so.
        label: Span,
    },
    /// The day that something was written or posted.
    Published,
    /// The day that a letter was signed on, at its foot.
    Signed,
    /// The end of the event whose start stands before it, behind a label of its own.
    Ends,
    /// Part of a programme.
    Agenda,
    /// Struck out, or moved to another day that the sentence tells.
    Struck,
    /// Nothing that records are made of: past, opening hours, a period, a date without cue.
    Other,
}

/// A time of the document with its surroundings.
#[derive(Clone, Debug)]
pub struct Timed<'a> {
    /// Where.
    pub span: Span,
    /// What.
    pub time: &'a TimeMention,
    /// The rule that found it.
    pub rule: &'static str,
    /// Index of its clause.
    pub clause: usize,
    /// Index of its line.
    pub line: usize,
    /// What it is for.
    pub role: TimeRole,
}

/// All times of the document with their roles, in order.
pub fn times<'a>(view: &View, layout: &Layout, mentions: &'a [Mention]) -> Vec<Timed<'a>> {
    let mut out: Vec<Timed> = mentions
        .iter()
        .filter_map(|mention| match &mention.found {
            Found::Time(time) => Some(Timed {
                span: mention.span,
                time,
                rule: mention.rule,
                clause: layout.clause_at(mention.span.start)?,
                line: layout.line_at(mention.span.start)?,
                role: TimeRole::Other,
            }),
            _ => None,
        })
        .collect();
    let heads = ColumnHeads::of(view, &out);
    for index in 0..out.len() {
        out[index].role = role(view, layout, &heads, &out, index);
    }
    out
}

/// The cells at the head of the columns of tables, where they name what is below them.
struct ColumnHeads(BTreeMap<(u32, u32), Span>);

impl ColumnHeads {
    fn of(view: &View, times: &[Timed]) -> Self {
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
    fn over(&self, view: &View, span: Span) -> Option<Span> {
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

/// Whether the time has a day, month or year, and is not only a time of day.
pub fn is_dated(time: &TimeMention) -> bool {
    time.start.month.is_some() || time.start.year.is_some() || time.start.day.is_some()
}

fn role(
    view: &View,
    layout: &Layout,
    heads: &ColumnHeads,
    times: &[Timed],
    index: usize,
) -> TimeRole {
    let timed = &times[index];
    if is_struck(view, timed.span) {
        return match tells_of_change(view, layout, timed) {
            true => TimeRole::Event,
            false => TimeRole::Struck,
        };
    }
    if says_end(view, layout, timed) {
        return TimeRole::Ends;
    }
    if moves::is_moved(view, layout, times, index) {
        return TimeRole::Struck;
    }
    if !is_dated(timed.time) && timed.time.recurrence.is_none() {
        return TimeRole::Clock;
    }
    let clause = &layout.clauses[timed.clause];
    let before = before(layout, times, index);
    let after = after(clause, times, index);
    if is_letter_date(view, layout, times, index) {
        return TimeRole::Published;
    }
    if is_day_of_signing(view, layout, times, index) {
        return TimeRole::Signed;
    }
    if is_mail_stamp(view, layout, timed)
        || quotes_mail(view, after)
        || is_dateline(view, layout, timed)
        || is_day_of_writing(view, layout, times, index) && !heads_hours(view, layout, times, index)
        || is_day_over_title(view, layout, times, index)
        || is_posted(view, layout, timed)
        || says_published(view, before)
        || led_in(view, layout, times, index).is_some_and(|lead| {
            words(view, lead) <= 2
                && says_published(view, lead)
                && !heads_hours(view, layout, times, index)
        })
        || is_byline(view, layout, clause, timed)
    {
        return TimeRole::Published;
    }
    // "Office hours: Tue 10-12, Thu 16-18"
    let label = clause.label.filter(|label| label.end <= timed.span.start);
    let hours = |span: Span| has(view, span, Concept::CueHours);
    let labelled = timed.rule == "date.weekday" && label.is_some_and(hours);
    if (hours(before) || labelled) && !begins_on_day(times, index) {
        return TimeRole::Other;
    }
    if marks_occasion(view, timed, before) {
        return TimeRole::Other;
    }
    if has(view, before, Concept::CueFallback) || is_put_off(view, layout, times, index) {
        return TimeRole::Other;
    }
    // Programs stamp the second; nothing is announced for one.
    let is_stamp = timed.time.start.clock.is_some_and(|clock| clock.second > 0);
    if is_stamp
        || is_inside_agenda(view, layout, timed)
        || is_in_listing(view, layout, timed)
        || is_said_over(view, before)
    {
        return TimeRole::Other;
    }
    // A year alone limits nothing ("we accepted 42 papers in 2024").
    if timed.time.start.month.is_none() && timed.time.start.day.is_none() {
        return TimeRole::Event;
    }
    let limits = Limits {
        view,
        layout,
        clause,
        timed,
        inherited: kind_before(times, index),
        leads: leads(view, clause, times, index),
        plain_lead: words(view, before) <= 6
            && ![Concept::EventNoun, Concept::CueHeld]
                .iter()
                .any(|concept| has(view, before, *concept)),
    };
    let head = heads.over(view, timed.span);
    // "Sign up for the spring walks (19 to 22 May) by 5 May"
    let bracketed = layout.lines[timed.line].span.start < timed.span.start
        && view.text()[..timed.span.start].trim_end().ends_with('(')
        && timed.time.end.is_some()
        && limits_next(view, times, index);
    if bracketed {
        return TimeRole::Event;
    }
    if let Some(deadline) = limits
        .deadline(before, false)
        .or_else(|| {
            // A column says what it lists; the heads of others do not.
            let lead = head.or_else(|| led_in(view, layout, times, index));
            lead.and_then(|lead| limits.deadline(lead, false))
        })
        .or_else(|| {
            let of_next = limits_next(view, times, index);
            (!of_next).then(|| limits.deadline(after, true)).flatten()
        })
        .or_else(|| {
            led_out(view, layout, times, index).and_then(|below| limits.deadline(below, true))
        })
    {
        return deadline;
    }
    let is_period = |label: Span| has(view, label, Concept::CuePeriod);
    // What is to be seen until a day began before it.
    let ends = timed.time.bound == Bound::Until && timed.time.recurrence.is_none();
    if ends || clause.label.is_some_and(is_period) {
        return TimeRole::Other;
    }
    TimeRole::Event
}

/// Whether all that stands before the time, on its line or as the one above, labels it as an end.
fn says_end(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let clause = &layout.clauses[timed.clause];
    let own = clause.label.filter(|label| label.end <= timed.span.start);
    let above = || {
        let above = &layout.clauses[timed.clause.checked_sub(1)?];
        let leads = clause.span.start == timed.span.start
            && layout.lines[above.line].part == layout.lines[clause.line].part;
        leads.then_some(above.label.unwrap_or(above.span))
    };
    let Some(label) = own.or_else(above) else {
        return false;
    };
    let says =
        |hit: &Hit| hit.concept == Concept::CueEnds && words(view, hit.span) == words(view, label);
    view.hits.within(&view.tokens, label).any(says)
}

/// Whether the next time of the clause is bounded, and this one is not: what stands between them says
/// what the next one limits ("for the May issue send your texts before 3 April").
fn limits_next(view: &View, times: &[Timed], index: usize) -> bool {
    let own = &times[index];
    times.get(index + 1).is_some_and(|next| {
        let between = Span::new(own.span.end, next.span.start.max(own.span.end));
        let closes = || {
            let hits = view.hits.within(&view.tokens, between);
            hits.filter(|hit| hit.concept == Concept::DeadlineCloses)
                .any(|hit| words(view, Span::new(hit.span.end, between.end)) == 0)
        };
        next.clause == own.clause
            && own.time.bound == Bound::At
            && (next.time.bound == Bound::Until || closes())
    })
}

/// Whether the time recurs from a day on that its line names, or is that day: hours that are held
/// like an event.
fn begins_on_day(times: &[Timed], index: usize) -> bool {
    let pair = |recurring: &Timed, day: &Timed| {
        recurring.line == day.line
            && recurring.time.recurrence.is_some()
            && day.time.start.date().is_some()
            && day.time.end.is_none()
    };
    let own = times[index].time;
    own.recurrence.is_some() && own.start.date().is_some()
        || times
            .get(index + 1)
            .is_some_and(|next| pair(&times[index], next))
        || index > 0 && pair(&times[index - 1], &times[index])
}

/// Whether the words before a time say that something was written or posted then. "Received by"
/// and "notifications sent" are rather words of deadlines.
fn says_published(view: &View, before: Span) -> bool {
    let hits = || view.hits.within(&view.tokens, before);
    // "Copy for the spring issue by 5 May"
    let limits = hits().any(|hit| {
        hit.concept == Concept::DeadlineCloses
            && words(view, Span::new(hit.span.end, before.end.max(hit.span.end))) == 0
    });
    if limits && hits().any(|hit| is_deadline(hit.concept)) {
        return false;
    }
    hits()
        .filter(|hit| hit.concept == Concept::CuePublished)
        .any(|published| {
            !hits().any(|hit| {
                hit.concept == Concept::DeadlineNotification
                    || is_deadline(hit.concept)
                        && hit.span.contains(published.span)
                        && hit.span.len() > published.span.len()
                    // "By our statutes I call a meeting, to be held on 3 March"
                    || hit.concept == Concept::CueHeld
                        && hit.span.start >= published.span.end
                        && words(view, Span::new(published.span.end, hit.span.start)) > 0
            })
        })
}

/// The kind of the deadline before the time in its clause ("registration opens on 2 March and
/// closes on 29 May").
fn kind_before(times: &[Timed], index: usize) -> Option<DeadlineKind> {
    let before = times[..index].last()?;
    match &before.role {
        TimeRole::Deadline { kind, .. } if before.clause == times[index].clause => Some(*kind),
        _ => None,
    }
}

/// Whether nothing but small words and struck times stand before the time in its clause.
fn leads(view: &View, clause: &Clause, times: &[Timed], index: usize) -> bool {
    const SMALL: usize = 2;
    let start = times[..index]
        .last()
        .filter(|other| other.clause == times[index].clause && other.role == TimeRole::Struck)
        .map_or(clause.span.start, |other| other.span.end);
    words(
        view,
        Span::new(start.min(times[index].span.start), times[index].span.start),
    ) <= SMALL
}

/// Whether the time stands inside an item of a list that an agenda heads: what is talked about then,
/// no day that anything takes place on.
fn is_inside_agenda(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let item = |line: usize| matches!(layout.lines[line].kind, BlockKind::ListItem { .. });
    let start = layout.lines[timed.line].span.start.min(timed.span.start);
    if !item(timed.line) || words(view, Span::new(start, timed.span.start)) == 0 {
        return false;
    }
    let head = (0..timed.line)
        .rev()
        .take(LONGEST_AGENDA)
        .find(|line| !item(*line));
    head.map(|line| layout.lines[line].span)
        .is_some_and(|head| words(view, head) <= 4 && has(view, head, Concept::CueAgenda))
}

/// Whether a label before the time says that something is over: "This event has passed: 9 May".
fn is_said_over(view: &View, before: Span) -> bool {
    let text = before.of(view.text()).trim_end();
    let end = before.start + text.trim_end_matches(':').trim_end().len();
    text.ends_with(':')
        && view.hits.within(&view.tokens, before).any(|hit| {
            hit.concept == Concept::CuePast && hit.end > hit.first + 1 && hit.span.end == end
        })
}

/// Whether the time stands in what a computer was told and answered: a block that begins with a prompt.
fn is_in_listing(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let block = &view.document.blocks[layout.lines[timed.line].block];
    let command = block.span.of(view.text()).trim_start().strip_prefix("$ ");
    command.is_some_and(|command| command.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// So many lines above an item its agenda may be headed.
const LONGEST_AGENDA: usize = 60;

/// Whether the time opens a quoted mail ("On 5 May at 9:12, Ann wrote:").
fn quotes_mail(view: &View, after: Span) -> bool {
    view.hits.within(&view.tokens, after).any(|hit| {
        let lead = Span::new(after.start, hit.span.start);
        hit.concept == Concept::CuePublished
            && words(view, lead) <= 8
            && view.text()[hit.span.end..].trim_start().starts_with(':')
    })
}

/// Whether the time is the dateline of a press release.
fn is_dateline(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let released = layout
        .lines
        .iter()
        .take(6)
        .any(|line| words(view, line.span) <= 8 && has(view, line.span, Concept::CueRelease));
    timed.line < 12 && timed.time.start.clock.is_none() && timed.time.end.is_none() && released
}

/// Whether the row of a struck day says that what was on it is called off or put off: the day is
/// then that of an event which does not take place.
fn tells_of_change(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let line = layout.lines[timed.line].span;
    let changed = view
        .hits
        .within(&view.tokens, line)
        .any(|hit| matches!(hit.concept, Concept::CueCancelled | Concept::CuePostponed));
    timed.time.start.day.is_some() && changed
}

/// Whether the day is that of an occasion, on which nothing need take place: "concert on the occasion
/// of 24 May".
fn marks_occasion(view: &View, timed: &Timed, before: Span) -> bool {
    timed.time.start.clock.is_none()
        && timed.time.weekday.is_none()
        && !timed.time.year_written
        && view.hits.within(&view.tokens, before).any(|hit| {
            hit.concept == Concept::CueOccasion
                && words(view, Span::new(hit.span.end, before.end.max(hit.span.end))) <= 1
        })
}

/// The value of cues that tell of a publisher ("newsletter of").
const PUBLISHER: i32 = 5;

/// Whether the time stands alone on one of the first lines, is the day that the document was written
/// on, and others follow: a letter that is dated below its title.
fn is_day_of_writing(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    const HEAD: usize = 5;
    const MOST_BESIDE: usize = 3;
    let timed = &times[index];
    if timed.line >= HEAD {
        return false;
    }
    let line = &layout.lines[timed.line];
    let time = timed.time;
    // A newsletter says itself that it is one ("Newsletter – Monday 4 May 2026").
    let letter = |line: &crate::layout::Line| {
        view.hits.within(&view.tokens, line.span).any(|hit| {
            hit.value == PUBLISHER
                && matches!(hit.concept, Concept::RoleAfter | Concept::RoleBefore)
        })
    };
    let others = words(view, line.span).saturating_sub(words(view, timed.span));
    let titled = || others <= MOST_BESIDE && timed.span.end == line.span.end && letter(line);
    let alone = others == 0 || titled();
    let written = time.start.date() == view.reference_at(timed.span.start)
        || layout.lines[..=timed.line].iter().any(letter);
    alone
        && line.cells.len() < 2
        && time.end.is_none()
        && time.start.clock.is_none()
        && !time.relative
        && time.start.date().is_some()
        && written
        && times[index + 1..]
            .iter()
            .any(|later| later.time.start.date() > time.start.date() && later.line > timed.line)
}

/// Whether the day fills the line beside the main heading, and what is told below takes place at an
/// hour of a later day: the day that an article was posted on.
fn is_day_over_title(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    /// Lines below within which the article tells of its event.
    const NEAR: usize = 6;
    let timed = &times[index];
    let (time, line) = (timed.time, &layout.lines[timed.line]);
    let bare = time.year_written
        && time.weekday.is_none()
        && time.end.is_none()
        && time.start.clock.is_none()
        && time.start.day.is_some()
        && line.cells.len() < 2
        && words(view, line.span) <= words(view, timed.span);
    if !bare || line.navigation {
        return false;
    }
    let title = |line: Option<&Line>| {
        line.is_some_and(|line| matches!(line.kind, BlockKind::Heading { level: 1 }))
    };
    let above = timed.line.checked_sub(1).map(|above| &layout.lines[above]);
    if !title(above) && !title(layout.lines.get(timed.line + 1)) {
        return false;
    }
    let next = times.get(index + 1);
    next.is_some_and(|next| {
        next.line > timed.line
            && next.line - timed.line <= NEAR
            && next.time.start.clock.is_some()
            && next.time.start.date() > time.start.date()
    })
}

/// Whether the day closes a line under a heading of news or comments: that of its posting.
fn is_posted(view: &View, layout: &Layout, timed: &Timed) -> bool {
    /// Lines above among which the heading is looked for.
    const FURTHEST: usize = 30;
    let (time, line) = (timed.time, &layout.lines[timed.line]);
    let closes = time.year_written
        && time.weekday.is_none()
        && time.end.is_none()
        && time.start.clock.is_none()
        && time.start.day.is_some()
        && timed.span.end == line.span.end
        && timed.span.start > line.span.start;
    closes
        && layout.lines[..timed.line]
            .iter()
            .rev()
            .take(FURTHEST)
            .find(|above| matches!(above.kind, BlockKind::Heading { .. }))
            .is_some_and(|heading| heads_news(view, heading.span))
}

/// Whether a heading says that news follow, whose days are those of their posting.
pub fn heads_news(view: &View, heading: Span) -> bool {
    let hits = || view.hits.within(&view.tokens, heading);
    let news = hits().find(|hit| hit.concept == Concept::CueNews);
    words(view, heading) <= 4
        && news.is_some_and(|news| {
            !hits().any(|hit| hit.concept == Concept::EventNoun && !news.span.contains(hit.span))
        })
}

/// Whether a row that begins with an hour stands right below the day: what takes place then, so that
/// nothing was written on it.
fn heads_hours(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    let (own, Some(next)) = (&times[index], times.get(index + 1)) else {
        return false;
    };
    let (line, below) = (&layout.lines[own.line], &layout.lines[next.line]);
    let lead = Span::new(below.span.start.min(next.span.start), next.span.start);
    own.time.start.clock.is_none()
        && next.line == own.line + 1
        && below.block == line.block
        && !is_dated(next.time)
        && next.time.start.clock.is_some()
        && words(view, lead) == 0
        && next.span.end < below.span.end
}

/// Whether the span is struck out, wholly or in part.
pub fn is_struck(view: &View, span: Span) -> bool {
    view.document
        .styles
        .iter()
        .take_while(|styled| styled.span.start < span.end)
        .any(|styled| styled.style == Style::Struck && styled.span.overlaps(span))
}

/// What stands before the time in its clause, back to the time before it.
fn before(layout: &Layout, times: &[Timed], index: usize) -> Span {
    let clause = &layout.clauses[times[index].clause];
    let from = times[..index]
        .iter()
        .rev()
        .take_while(|other| other.clause == times[index].clause)
        .find(|other| is_dated(other.time) && other.role != TimeRole::Struck)
        .map_or(clause.span.start, |other| other.span.end);
    Span::new(from.min(times[index].span.start), times[index].span.start)
}

/// Whether the sentence tells of bad weather on the day before the time: "in case of rain the walk
/// of 9 May is on 16 May". A label ("rain date: 9 May") is that of its own day alone.
fn is_put_off(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    let Some(last) = index
        .checked_sub(1)
        .filter(|last| times[*last].clause == times[index].clause)
    else {
        return false;
    };
    let lead = before(layout, times, last);
    let cue = view
        .hits
        .within(&view.tokens, lead)
        .find(|hit| hit.concept == Concept::CueFallback);
    cue.is_some_and(|cue| {
        let between = Span::new(
            times[last].span.end,
            times[index].span.start.max(times[last].span.end),
        );
        words(view, Span::new(cue.span.end, lead.end)) > 0
            && !between.of(view.text()).contains([';', '|', '\n'])
    })
}

/// What stands after the time in its clause, up to the next time.
fn after(clause: &Clause, times: &[Timed], index: usize) -> Span {
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
fn led_in(view: &View, layout: &Layout, times: &[Timed], index: usize) -> Option<Span> {
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
fn led_out(view: &View, layout: &Layout, times: &[Timed], index: usize) -> Option<Span> {
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

/// The times that lie in the span.
pub fn times_in<'a, 'b>(times: &'a [Timed<'b>], span: Span) -> &'a [Timed<'b>] {
    let first = times.partition_point(|timed| timed.span.start < span.start);
    let end = times
        .partition_point(|timed| timed.span.end <= span.end)
        .max(first);
    &times[first..end]
}

/// Number of words in the span.
pub fn words(view: &View, span: Span) -> usize {
    view.words(span)
}

/// A line that is nothing but a name and a day at the head of a post ("CodeClub · May 6, 2021").
fn is_byline(view: &View, layout: &Layout, clause: &Clause, timed: &Timed) -> bool {
    let line = &layout.lines[timed.line];
    let text = view.text();
    let first_of_part = timed.line == 0 || layout.lines[timed.line - 1].part != line.part;
    let lead = Span::new(line.span.start, timed.span.start.max(line.span.start))
        .of(text)
        .trim_end();
    let separated = lead.ends_with(['·', '•', '|', '—', '–']) && !lead.is_empty();
    first_of_part
        && layout.parts > 2
        && clause.span.start <= timed.span.start
        && timed.span.end >= line.span.end
        && separated
        && timed.time.start.clock.is_none()
}

/// The cues that a window has for deadlines.
#[derive(Default)]
struct Cues {
    kind: Option<(DeadlineKind, Span)>,
    word: Option<Span>,
    /// Whether that is a word which ends any stretch of time, where something takes place: "the
    /// exhibition is open until 5 May".
    plain: bool,
    opens: Option<Span>,
    closes: bool,
    event: bool,
}

/// What names the things that deadlines are for, with their kind.
pub const KINDS: &[(Concept, DeadlineKind)] = &[
    (Concept::DeadlineCameraReady, DeadlineKind::CameraReady),
    (Concept::DeadlineNotification, DeadlineKind::Notification),
    (Concept::DeadlineRegistration, DeadlineKind::Registration),
    (Concept::DeadlineApplication, DeadlineKind::Application),
    (Concept::DeadlineSubmission, DeadlineKind::Submission),
    (Concept::DeadlinePayment, DeadlineKind::Payment),
    (Concept::DeadlineOther, DeadlineKind::Other),
];

/// The furthest that a cue may stand from its time, in bytes.
const REACH: usize = 160;

fn cues(view: &View, window: Span, close_to_end: bool) -> Cues {
    let window = match close_to_end {
        true => Span::new(
            floor(
                view.text(),
                window.start.max(window.end.saturating_sub(REACH)),
            ),
            window.end,
        ),
        false => Span::new(
            window.start,
            floor(view.text(), window.end.min(window.start + REACH)).max(window.start),
        ),
    };
    let hits: Vec<&Hit> = view.hits.within(&view.tokens, window).collect();
    let mut out = Cues::default();
    let inside_longer = |hit: &Hit| {
        hits.iter().any(|other| {
            other.span.len() > hit.span.len()
                && other.span.contains(hit.span)
                && (is_deadline(other.concept)
                    || matches!(other.concept, Concept::EventNoun | Concept::DeadlineNone))
        })
    };
    let limits_places = |hit: &Hit| {
        let mut others = hits.iter();
        others.any(|other| other.concept == Concept::DeadlineNone && other.span.contains(hit.span))
    };
    for (concept, kind) in KINDS {
        if out.kind.is_none() {
            let mut of_kind = hits
                .iter()
                .filter(|hit| hit.concept == *concept && !inside_longer(hit))
                .map(|hit| (*kind, hit.span));
            // The one that stands next to the time.
            out.kind = match close_to_end {
                true => of_kind.next_back(),
                false => of_kind.next(),
            };
        }
    }
    if let Some((DeadlineKind::Submission | DeadlineKind::Registration, _)) = out.kind
        && let Some(span) = final_version(view, &hits)
    {
        out.kind = Some((DeadlineKind::CameraReady, span));
    }
    for hit in &hits {
        match hit.concept {
            Concept::DeadlineWord if !limits_places(hit) => out.word = Some(hit.span),
            Concept::DeadlineOpens => out.opens = Some(hit.span),
            Concept::CueBefore => {
                let behind = Span::new(hit.span.end, window.end.max(hit.span.end));
                out.closes |= words(view, behind) == 0;
            }
            Concept::DeadlineCloses => {
                out.closes |=
                    words(view, Span::new(hit.span.end, window.end.max(hit.span.end))) <= 3
            }
            Concept::EventNoun | Concept::CueHeld => out.event = true,
            _ => {}
        }
    }
    let until = |hit: &&Hit| hit.concept == Concept::DateUntil;
    out.plain = out.word.is_some_and(|word| {
        let mut untils = hits.iter().copied().filter(until);
        out.event && untils.any(|hit| hit.span.contains(word))
    });
    out
}

/// What is handed in last of all: "final" with what is handed in at most two words behind it.
fn final_version(view: &View, hits: &[&Hit]) -> Option<Span> {
    let of = |concept: Concept| hits.iter().filter(move |hit| hit.concept == concept);
    of(Concept::DeadlineFinal).find_map(|last| {
        let handed = of(Concept::DeadlineSubmission).find(|hit| {
            hit.span.start >= last.span.end
                && words(view, Span::new(last.span.end, hit.span.start)) <= 2
        })?;
        let between = Span::new(last.span.end, handed.span.start);
        (!has(view, between, Concept::DeadlineWord)).then(|| last.span.cover(handed.span))
    })
}

fn is_deadline(concept: Concept) -> bool {
    KINDS.iter().any(|(other, _)| *other == concept) || concept == Concept::DeadlineWord
}

/// The character boundary at or before the offset.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// A time that may be a deadline, with its surroundings.
struct Limits<'a> {
    view: &'a View<'a>,
    layout: &'a Layout,
    clause: &'a Clause,
    timed: &'a Timed<'a>,
    /// The kind of the deadline before it in its clause.
    inherited: Option<DeadlineKind>,
    /// Whether it begins its clause, but for a word that bounds it and for what is struck out.
    leads: bool,
    /// Whether a few words stand before it in its clause that tell of no event ("to take part, until 16
    /// March registration is needed").
    plain_lead: bool,
}

impl Limits<'_> {
    /// The deadline that the window's cues make of the time, if they do. The window stands before the
    /// time, or follows it.
    fn deadline(&self, window: Span, following: bool) -> Option<TimeRole> {
        let Limits {
            view,
            layout,
            clause,
            timed,
            ..
        } = *self;
        let cues = cues(view, window, !following);
        let short = words(view, window) <= 9;
        let listed = || short && (clause.label.is_some() || is_listed(view, layout, clause));
        let (kind, span) = match cues.kind {
            Some((kind, span)) => (kind, span),
            None => match (cues.word.filter(|_| !cues.plain), self.inherited) {
                (Some(word), _) if names_its_own(view, clause, word) => (DeadlineKind::Other, word),
                (Some(word), _) => (section_kind(view, layout, clause), word),
                (None, Some(kind)) if !following && (cues.closes || cues.opens.is_some()) => {
                    (kind, window.trim(view.text()))
                }
                _ => return None,
            },
        };
        let kind = match kind {
            DeadlineKind::Registration if is_about_lodging(view, layout, timed.line) => {
                DeadlineKind::Other
            }
            kind => kind,
        };
        let made = |boundary, label: Span| {
            Some(TimeRole::Deadline {
                kind,
                boundary,
                label,
            })
        };
        if cues.word.is_some() {
            return made(Boundary::Closes, window.trim(view.text()));
        }
        // "from 9 to 13": what the word begins is an hour.
        let hourly = |opens: Span| {
            let rest = &view.text()[opens.end..clause.span.end.max(opens.end)];
            following && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        };
        let soon = |opens: Span| words(view, Span::new(window.start, opens.start)) <= 2;
        let open = cues
            .opens
            .filter(|opens| (!following || short || soon(*opens)) && !hourly(*opens));
        if let Some(opens) = open {
            let bounded = timed.time.bound != Bound::Until;
            let near =
                words(view, Span::new(opens.end.min(window.end), window.end)) <= 4 || following;
            // "Registration is open for the workshop 3–5 May": those are the days of the workshop.
            let of_event = timed
                .time
                .end
                .is_some_and(|end| end.day != timed.time.start.day)
                && view
                    .hits
                    .within(
                        &view.tokens,
                        Span::new(opens.end.min(window.end), window.end),
                    )
                    .any(|hit| {
                        hit.concept == Concept::EventNoun
                            && words(view, Span::new(hit.span.end, window.end)) <= 1
                    });
            if bounded
                && !of_event
                && near
                && kind != DeadlineKind::Notification
                && kind != DeadlineKind::CameraReady
            {
                return made(Boundary::Opens, window.trim(view.text()));
            }
        }
        let limited = timed.time.bound == Bound::Until || cues.closes;
        match kind {
            DeadlineKind::Notification | DeadlineKind::CameraReady if short || limited => {
                made(Boundary::Closes, window.trim(view.text()))
            }
            DeadlineKind::Notification
                if !following && words(view, Span::new(span.end, window.end)) <= 5 =>
            {
                made(Boundary::Closes, span)
            }
            // A cue that breaks off at a small word goes on to what it is about.
            _ if limited && !following && short && ends_open(view, span) => {
                let told = Span::new(span.start, window.end.max(span.end));
                made(Boundary::Closes, told.trim(view.text()))
            }
            _ if limited && !following => made(Boundary::Closes, span),
            // "until 7 October: sending in of abstracts": the limit leads its clause.
            _ if following
                && (self.leads || self.plain_lead)
                && timed.time.bound == Bound::Until =>
            {
                let near = words(view, Span::new(window.start, span.start)) <= 5;
                let label = if short {
                    window.trim(view.text())
                } else {
                    span
                };
                near.then(|| made(Boundary::Closes, label)).flatten()
            }
            DeadlineKind::Submission
            | DeadlineKind::Application
            | DeadlineKind::Registration
            | DeadlineKind::Payment
                if !cues.event && listed() =>
            {
                made(Boundary::Closes, window.trim(view.text()))
            }
            // "Applications run from 1 to 31 March": a period that closes on its last day.
            DeadlineKind::Submission | DeadlineKind::Application | DeadlineKind::Registration
                if clause.span.contains(span)
                    && !following
                    && short
                    && !has(view, window, Concept::EventNoun)
                    && is_period(timed.time) =>
            {
                made(Boundary::Closes, window.trim(view.text()))
            }
            DeadlineKind::Submission
                if words(view, Span::new(span.end, window.end)) <= 1 && listed() =>
            {
                made(Boundary::Closes, window.trim(view.text()))
            }
            _ => None,
        }
    }
}

/// Whether the time runs over several days.
fn is_period(time: &TimeMention) -> bool {
    let first = time.start.first_day();
    let last = time.end.and_then(|end| end.last_day());
    matches!((first, last), (Some(first), Some(last)) if first < last)
}

/// Whether the line, or a short one that heads it, speaks of rooms to stay in: those are booked for
/// themselves.
fn is_about_lodging(view: &View, layout: &Layout, line: usize) -> bool {
    let said = |line: usize| has(view, layout.lines[line].span, Concept::CueLodging);
    let headed = |above: usize| words(view, layout.lines[above].span) <= 6 && said(above);
    said(line) || line.checked_sub(1).is_some_and(headed)
}

/// Whether the label of the clause says what its limit is for, and that is nothing that deadlines
/// mostly are for ("End of works: 31 March at the latest").
fn names_its_own(view: &View, clause: &Clause, word: Span) -> bool {
    clause.label.is_some_and(|label| {
        label.end <= word.start
            && words(view, label) > 1
            && !super::title_text::is_generic(view, label)
            && !has(view, label, Concept::CueCall)
    })
}

/// Whether the clause stands in a list of dates: a list item, a row, or a short line under a
/// heading that announces deadlines.
fn is_listed(view: &View, layout: &Layout, clause: &Clause) -> bool {
    let line = &layout.lines[clause.line];
    if matches!(
        line.kind,
        BlockKind::Cell { .. } | BlockKind::KeyValue { .. }
    ) {
        return true;
    }
    let mut index = clause.line;
    for _ in 0..12 {
        let Some(above) = index.checked_sub(1) else {
            return false;
        };
        index = above;
        let span = layout.lines[index].span;
        if words(view, span) <= 6 && has(view, span, Concept::DeadlineHeading) {
            return true;
        }
        if words(view, span) > 14 {
            return false;
        }
    }
    false
}

/// What deadlines are for where the cue does not say: the kind of the nearest heading or title
/// that speaks of one.
fn section_kind(view: &View, layout: &Layout, clause: &Clause) -> DeadlineKind {
    // Earlier sentences of the same stretch come first, then headings.
    let here = layout.clause_at(clause.span.start).unwrap_or(0);
    let part = layout.lines[clause.line].part;
    let nearby = layout.clauses[..here]
        .iter()
        .rev()
        .take(4)
        .take_while(|other| layout.lines[other.line].part == part && other.line + 3 > clause.line);
    for other in nearby {
        if let Some(kind) = kind_in(view, other.span) {
            return kind;
        }
    }
    for line in layout.lines[..=clause.line].iter().rev().take(40) {
        if words(view, line.span) > 14 {
            continue;
        }
        if let Some(kind) = kind_in(view, line.span) {
            return kind;
        }
    }
    let call = layout
        .lines
        .iter()
        .take(6)
        .any(|line| has(view, line.span, Concept::CueCall));
    if call {
        DeadlineKind::Submission
    } else {
        DeadlineKind::Other
    }
}

/// The kind of deadline that the words of a span speak of.
fn kind_in(view: &View, span: Span) -> Option<DeadlineKind> {
    let has_kind = |concept: Concept| has(view, span, concept);
    KINDS
        .iter()
        .skip(2)
        .find(|(concept, _)| has_kind(*concept))
        .map(|(_, kind)| *kind)
        .or(has_kind(Concept::CueCall).then_some(DeadlineKind::Submission))
}

#[cfg(test)]
mod tests {
    use crate::find::testing::told;

    fn days(text: &str) -> Vec<String> {
        told(text).into_iter().map(|(start, _)| start).collect()
    }

    #[test]
    fn the_day_of_a_signature_is_no_event() {
        let letter = "Dear members,\n\nThe Lantern Walk takes place on Saturday 10 October 2026 at 6 pm.\n\nAnna Reed, Secretary\nMillbrook, 4 September 2026";
        assert_eq!(days(letter), ["2026-10-10T18:00:00"]);
        // Rows of a list that goes back in time are no signatures.
        let list =
            "Concerts\n\nSpring concert, 10 October 2026\n\nAutumn concert, 4 September 2026";
        assert_eq!(days(list).len(), 2);
    }

    #[test]
    fn what_is_open_until_a_day_neither_begins_nor_closes_then() {
        let text =
            "A exposição de fotografia está patente até 30 de maio de 2026 na Casa da Serra.";
        let found = crate::extract(
            &crate::find::testing::document(text),
            &crate::Options::default(),
        );
        assert!(found.events.is_empty() && found.deadlines.is_empty());
    }

    #[test]
    fn a_word_right_before_the_day_closes_what_it_is_about() {
        let deadlines = |text: &str| {
            let document = crate::find::testing::document_in("nl", text);
            let found = crate::extract(&document, &crate::Options::default()).deadlines;
            found
                .into_iter()
                .map(|found| found.date)
                .collect::<Vec<_>>()
        };
        let text = "Burendag op zaterdag 26 september 2026 om 11 uur. Aanmelden voor 12 september bij Joke.";
        assert_eq!(deadlines(text), ["2026-09-12"]);
        let text = "Aanmelden voor de wandeling van 26 september 2026 kan bij Joke.";
        assert!(deadlines(text).is_empty());
    }
}
