//! Which hours does a sentence or line string together as a programme? "At 10 we meet at the mill, at
//! 11.30 the walk begins, at 1 pm there is lunch."

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::Concept;
use handbill_model::Span;

use super::heads::{DayAt, day_told};
use super::rows::{begins_with_hour, trim_row};
use crate::View;
use crate::assemble::roles::{TimeRole, Timed, times_in, words};
use crate::layout::Layout;

/// An hour among others.
pub(super) struct Strung {
    /// The hour, as written.
    pub clock: Span,
    /// What happens then.
    pub title: Span,
    /// Whether the date finder has joined the hour with its day.
    pub joins_day: bool,
    /// The day that leads the line, if it is a mention of its own.
    pub day: Option<DayAt>,
}

/// The fewest hours of a sentence; a line that its day leads needs but two.
const FEWEST: usize = 3;

/// Words of what happens at an hour.
const MOST_WORDS: usize = 16;

/// The strung hours, by index of their time.
pub(super) fn strung(view: &View, layout: &Layout, times: &[Timed]) -> HashMap<usize, Strung> {
    let mut out = HashMap::new();
    let mut first = 0;
    while first < times.len() {
        let line = times[first].line;
        let last_line = (line + 1..layout.lines.len())
            .take_while(|next| layout.lines[*next].continues)
            .last()
            .unwrap_or(line);
        let (head, tail) = (&layout.lines[line], &layout.lines[last_line]);
        let whole = head.span.cover(tail.span);
        let end = times.partition_point(|timed| timed.span.start < whole.end);
        let end = end.max(first + 1);
        if end - first >= 2 && head.cells.is_empty() && !head.navigation {
            add(view, layout, times, whole, first..end, &mut out);
        }
        first = end;
    }
    out
}

fn add(
    view: &View,
    layout: &Layout,
    times: &[Timed],
    whole: Span,
    inside: std::ops::Range<usize>,
    out: &mut HashMap<usize, Strung>,
) {
    let text = view.text();
    let clocks: Vec<(usize, Span)> = inside
        .filter(|index| times[*index].time.recurrence.is_none())
        .filter_map(|index| Some((index, clock_of(view, layout, &times[index])?)))
        .collect();
    let Some((_, first_clock)) = clocks.first() else {
        return;
    };
    let lead = Span::new(
        whole.start,
        with_cue(view, *first_clock).start.max(whole.start),
    );
    let day = day_told(view, times, lead, true).filter(|_| words(view, lead) <= 5);
    let joined = |index: usize| times[index].time.start.day.is_some();
    let led = day.is_some() || clocks.first().is_some_and(|(index, _)| joined(*index));
    let fewest = if led { 2 } else { FEWEST };
    // From the first hour that nothing but a mark parts from what stands before it.
    let parted = |at: usize| {
        let before = Span::new(
            whole.start,
            with_cue(view, clocks[at].1).start.max(whole.start),
        );
        let before = before.trim(text);
        let joined = without_and(view, before) != before;
        let ends = [',', ';', ':', '.', '!', '–', '—', '|', '/', '•'];
        before.is_empty() || joined || before.of(text).ends_with(ends)
    };
    let from = (0..clocks.len())
        .rev()
        .take_while(|at| parted(*at) || led && *at == 0);
    let Some(from) = from.last().filter(|from| clocks.len() - from >= fewest) else {
        return;
    };
    let clocks = &clocks[from..];
    let rises = clocks.windows(2).all(|pair| {
        let clock = |at: usize| times[at].time.start.clock;
        clock(pair[0].0) < clock(pair[1].0)
    });
    let titles: Vec<Span> = (0..clocks.len())
        .map(|at| {
            let end = clocks
                .get(at + 1)
                .map_or(whole.end, |(_, next)| with_cue(view, *next).start);
            title(view, Span::new(clocks[at].1.end, end.max(clocks[at].1.end)))
        })
        .collect();
    let told = titles
        .iter()
        .all(|title| (1..=MOST_WORDS).contains(&words(view, *title)));
    // Another time between them would be that of something else.
    let alone = titles
        .iter()
        .all(|title| times_in(times, *title).is_empty());
    // Sentences of a bulletin announce something each ("Today at 12 … At 15 …").
    let notices = times[clocks[0].0].time.relative
        && view.written_at(whole.start).is_some()
        && !layout.posts
        && clocks
            .windows(2)
            .all(|pair| times[pair[0].0].clause != times[pair[1].0].clause);
    if !rises || !told || !alone || notices {
        return;
    }
    for (at, ((index, clock), title)) in clocks.iter().zip(titles).enumerate() {
        let strung = Strung {
            clock: *clock,
            title,
            joins_day: joined(*index),
            day: day.filter(|_| at == 0),
        };
        out.insert(*index, strung);
    }
}

/// Where the hour of a time stands, behind the day that the date finder may have joined it with.
fn clock_of(view: &View, layout: &Layout, timed: &Timed) -> Option<Span> {
    timed.time.start.clock?;
    match timed.role {
        TimeRole::Clock => Some(timed.span),
        TimeRole::Event if timed.time.start.date().is_some() => {
            let line = &layout.lines[timed.line];
            let leads = Span::new(line.span.start, timed.span.start.max(line.span.start));
            let tokens = &view.tokens;
            let range = tokens.first_at(timed.span.start)..tokens.first_at(timed.span.end);
            let is_hour = |token: &usize| {
                tokens.number(*token).is_some() && {
                    let start = tokens[*token].start as usize;
                    begins_with_hour(view.text(), Span::new(start, timed.span.end), timed)
                }
            };
            let hour = range.rev().find(is_hour)?;
            let clock = Span::new(tokens[hour].start as usize, timed.span.end);
            (words(view, leads) == 0).then_some(clock)
        }
        _ => None,
    }
}

/// The hour with the words that lead to it.
fn with_cue(view: &View, clock: Span) -> Span {
    const MOST: usize = 4;
    let at = view.tokens.first_at(clock.start);
    let cue = (at.saturating_sub(MOST)..at).find(|first| {
        view.hits.at(*first).iter().any(|hit| {
            hit.end == at
                && matches!(
                    hit.concept,
                    Concept::DateClockCue | Concept::DateApproximately | Concept::DateRangeOpen
                )
        })
    });
    cue.map_or(clock, |cue| {
        Span::new(view.tokens[cue].start as usize, clock.end)
    })
}

/// The text before a last "and".
fn without_and(view: &View, span: Span) -> Span {
    let span = span.trim(view.text());
    let end = view.tokens.first_at(span.end);
    let and = end.checked_sub(1).and_then(|last| {
        let mut hits = view.hits.at(last).iter();
        hits.find(|hit| hit.concept == Concept::NameAnd && hit.span.end == span.end)
    });
    and.map_or(span, |and| {
        Span::new(span.start, and.span.start.max(span.start)).trim(view.text())
    })
}

/// The stretch without the words that something takes place ("there is", "begint het"), where these lead to
/// what does rather than to where.
fn without_verb(view: &View, stretch: Span) -> Span {
    let first = view.tokens.first_at(stretch.start);
    let Some(held) = view.hits.find(first, Concept::CueHeld) else {
        return stretch;
    };
    let article = view.hits.find(held.end, Concept::NameArticle);
    let next = article.map_or(held.end, |article| article.end);
    let place = view.hits.find(next, Concept::CuePlacePreposition).is_some();
    match view.tokens.get(next).map(|token| token.start as usize) {
        Some(start) if start < stretch.end && !place => Span::new(start, stretch.end),
        _ => stretch,
    }
}

/// What a stretch between two hours says, up to the end of its sentence.
fn title(view: &View, stretch: Span) -> Span {
    let text = view.text();
    let stretch = without_verb(view, trim_row(text, without_and(view, stretch)));
    let inner = stretch.of(text);
    let mut ends = inner.match_indices(". ").map(|(at, _)| at);
    let sentence = ends.find(|at| {
        let before = inner[..*at]
            .chars()
            .rev()
            .take_while(|c| c.is_alphanumeric());
        before.count() > 2 && inner[at + 2..].trim_start().starts_with(char::is_uppercase)
    });
    let end = stretch.start + sentence.unwrap_or(inner.len());
    let told = Span::new(stretch.start, end).of(text);
    let closed = told.trim_end_matches([',', ';', '.', '!', ' ', '–', '—', '|', '/', '•', '\n']);
    Span::new(stretch.start, stretch.start + closed.len())
}
