//! Deadlines: times that limit something.
//!
//! A time is a deadline where words near it say what is handed in, applied or registered for, paid or
//! notified, and that it closes or opens then. These cues are read in a window: before the time, in what
//! leads in to it or heads its column, behind it, or below it. What a deadline is for that its own words
//! do not tell, the sentences and headings above do.

use handbill_lexicon::{Concept, Hit};
use handbill_model::{BlockKind, Boundary, DeadlineKind, Span};

use super::super::title_text;
use super::super::titles::ends_open;
use super::surroundings::{ColumnHeads, after, before, led_in, led_out};
use super::{TimeRole, Timed, words};
use crate::layout::{Clause, Layout, has};
use crate::{Bound, TimeMention, View};

/// The deadline that the words around the time make of it, if they do.
pub(super) fn deadline(
    view: &View,
    layout: &Layout,
    heads: &ColumnHeads,
    times: &[Timed],
    index: usize,
) -> Option<TimeRole> {
    let timed = &times[index];
    let clause = &layout.clauses[timed.clause];
    let before = before(layout, times, index);
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
    limits
        .deadline(before, false)
        .or_else(|| {
            // A column says what it lists; the heads of others do not.
            let head = heads.over(view, timed.span);
            let lead = head.or_else(|| led_in(view, layout, times, index))?;
            limits.deadline(lead, false)
        })
        .or_else(|| {
            let of_next = limits_next(view, times, index);
            let after = after(clause, times, index);
            (!of_next).then(|| limits.deadline(after, true)).flatten()
        })
        .or_else(|| {
            let below = led_out(view, layout, times, index)?;
            limits.deadline(below, true)
        })
}

/// Whether the next time of the clause is bounded, and this one is not: what stands between them says
/// what the next one limits ("for the May issue send your texts before 3 April").
pub(super) fn limits_next(view: &View, times: &[Timed], index: usize) -> bool {
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

pub(super) fn is_deadline(concept: Concept) -> bool {
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
            && !title_text::is_generic(view, label)
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
