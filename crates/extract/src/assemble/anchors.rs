//! Anchors: dates that may be those of events, and how likely each is.

use chrono::Datelike;
use handbill_lexicon::{Concept, Hit};
use handbill_model::{BlockKind, Span};

use super::event_names::{self, label_name, names};
use super::events::Scene;
use super::neighbours;
use super::regular_hours::is_on_weekday;
use super::roles::{TimeRole, Timed, is_dated, is_struck, times_in, words};
use super::same_hour;
use super::title_heads;
use super::title_sides;
use super::title_text::{self, trim_marks};
use super::titles::{Title, ends_open};
use crate::layout::{Line, has};
use crate::weights;
use crate::{Found, Moment, View, overlapping};

/// A date that may be that of an event.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// Index among the times.
    pub time: usize,
    pub start: Moment,
    pub end: Option<Moment>,
    pub strength: f32,
    /// Names near by, best first.
    pub names: Vec<Title>,
    /// The line of the time, or of the name where it is a further one of the time.
    pub line: usize,
    pub part: usize,
    /// Whether a day of its line is struck out: one name serves the old day and the new one.
    pub moved: bool,
}

pub fn anchors(scene: &Scene, heads: &[Title]) -> Vec<Anchor> {
    let mut out = Vec::new();
    let told_in_full = scene.times.iter().any(|timed| {
        timed.role == TimeRole::Event && timed.time.start.date().is_some() && !timed.time.relative
    });
    let told_by_number = scene.times.iter().any(|timed| {
        timed.role == TimeRole::Event && timed.time.start.day.is_some() && timed.rule != HOLIDAY
    });
    let below = title_sides::named_below(scene);
    let habits: Vec<&str> = scene
        .times
        .iter()
        .filter_map(|timed| timed.time.recurrence.as_deref())
        .filter(|rule| rule.starts_with("FREQ=WEEKLY") && rule.contains("BYDAY"))
        .take(MOST_HABITS)
        .collect();
    for index in 0..scene.times.len() {
        let timed = &scene.times[index];
        let (start, end) = match timed.role {
            TimeRole::Event if timed.time.recurrence.is_some() && !is_dated(timed.time) => {
                match first_day(scene, index) {
                    Some(dated) => dated,
                    None => continue,
                }
            }
            TimeRole::Event if is_first_day(scene, index) => continue,
            TimeRole::Event if told_in_full && is_loose(scene.view, timed) => continue,
            TimeRole::Event if is_habit(scene, timed) => continue,
            TimeRole::Event if is_of_habit(scene.view, timed, &habits) => continue,
            TimeRole::Event if is_told_afterwards(scene, timed) || is_gone(scene, timed) => {
                continue;
            }
            TimeRole::Event if told_by_number && is_named_for(scene, timed) => continue,
            TimeRole::Event if heads_hours(scene, index) => continue,
            TimeRole::Event => match moved_to(scene, timed) {
                Some(day) => (day, None),
                None => (timed.time.start, timed.time.end),
            },
            TimeRole::Clock => {
                match clock_under_day(scene, index).or_else(|| hours_of_post(scene, index)) {
                    Some(dated) => dated,
                    None => continue,
                }
            }
            _ => continue,
        };
        if timed.time.ambiguous || start.year.is_none() || governs_finer(scene, index) {
            continue;
        }
        let line = &scene.layout.lines[timed.line];
        let names = names(scene, index, heads, below.contains(&timed.line));
        let strength = strength(scene, index, &start, end.as_ref(), &names);
        if strength < weights::ANCHOR_THRESHOLD {
            continue;
        }
        out.push(Anchor {
            time: index,
            start,
            end,
            strength,
            names,
            line: timed.line,
            part: line.part,
            moved: is_struck(scene.view, line.span),
        });
        let further = out.last().map(|anchor| same_hour::under(scene, anchor));
        out.extend(further.into_iter().flatten());
    }
    out
}

/// The new day, where words before the time say that it is moved from the one to the other ("moved from
/// 3 October to 10 October").
fn moved_to(scene: &Scene, timed: &Timed) -> Option<Moment> {
    const NEAR: usize = 2;
    let view = scene.view;
    let last = timed.time.end?;
    let clause = scene.layout.clauses[timed.clause].span;
    let lead = Span::new(clause.start.min(timed.span.start), timed.span.start);
    let moved = view.hits.within(&view.tokens, lead).any(|hit| {
        hit.concept == Concept::CuePostponed
            && view.words(Span::new(hit.span.end, timed.span.start)) <= NEAR
    });
    let days = last.day.is_some() && last.date() != timed.time.start.date();
    (moved && days).then_some(Moment {
        clock: last.clock.or(timed.time.start.clock),
        zone: last.zone.or(timed.time.start.zone),
        ..last
    })
}

/// Lines that a document opens with.
const TOP_LINES: usize = 6;

/// The lines of fields that a document begins with, which say nothing yet: headers of a mail.
fn head_lines(scene: &Scene) -> usize {
    let lines = scene.layout.lines.iter();
    let fields = lines.take_while(|line| matches!(line.kind, BlockKind::KeyValue { .. }));
    fields.count()
}

/// So many times of a line are looked at from one of them: more are no line of one event.
const MOST_ON_LINE: usize = 256;

/// The first occurrence of a recurring time, where the line names the day that it begins on
/// ("every first Monday at 8 pm, starting 7 September").
fn first_day(scene: &Scene, index: usize) -> Option<(Moment, Option<Moment>)> {
    let timed = &scene.times[index];
    let day = scene.times[index + 1..]
        .iter()
        .take(MOST_ON_LINE)
        .take_while(|other| other.line == timed.line && other.time.recurrence.is_none())
        .find(|other| {
            other.role == TimeRole::Event
                && other.time.start.date().is_some()
                && other.time.start.clock.is_none()
                && other.time.end.is_none()
        })?;
    Some(on_day_of(day, timed))
}

/// Whether the day is the first of a recurring time before it on the line.
fn is_first_day(scene: &Scene, index: usize) -> bool {
    let timed = &scene.times[index];
    scene.times[..index]
        .iter()
        .enumerate()
        .rev()
        .take(MOST_ON_LINE)
        .take_while(|(_, other)| other.line == timed.line)
        .find(|(_, other)| other.time.recurrence.is_some())
        .and_then(|(recurring, _)| first_day(scene, recurring))
        .is_some_and(|(start, _)| start.date() == timed.time.start.date())
}

/// Whether the time only gives the year or month to finer ones of its clause.
fn governs_finer(scene: &Scene, index: usize) -> bool {
    let timed = &scene.times[index];
    let (year, month) = (timed.time.start.year, timed.time.start.month);
    timed.time.end.is_none()
        && timed.time.start.day.is_none()
        && scene.times[index + 1..]
            .iter()
            .take_while(|other| other.clause == timed.clause)
            .any(|other| {
                let start = other.time.start;
                let finer = start.day.is_some() || (month.is_none() && start.month.is_some());
                finer && start.year == year && (month.is_none() || start.month == month)
            })
}

/// A time of day in a row under a day that heads the rows ("Saturday 2 March:" over "Berlin, 10 am").
fn clock_under_day(scene: &Scene, index: usize) -> Option<(Moment, Option<Moment>)> {
    let timed = &scene.times[index];
    let line = &scene.layout.lines[timed.line];
    if let Some(day) = day_over_rows(scene, timed) {
        return Some(on_day_of(day, timed));
    }
    if scene.times[..index]
        .iter()
        .rev()
        .take(MOST_ON_LINE)
        .take_while(|other| other.line == timed.line)
        .any(|other| is_dated(other.time))
    {
        return None;
    }
    // "10h : pruning", where the hour is all the label.
    let labelled = scene.layout.clauses[timed.clause]
        .label
        .is_some_and(|label| !label.contains(timed.span));
    // Hours at which a house is open are those of no day.
    let above = timed
        .line
        .checked_sub(1)
        .map(|above| &scene.layout.lines[above]);
    let hours = |line: &Line| has(scene.view, line.span, Concept::CueHours);
    let open = hours(line) || above.is_some_and(|above| hours(above) && is_heading(above));
    if words(scene.view, line.span) > 40 || labelled || open {
        return None;
    }
    let day_index = scene.times[..index]
        .iter()
        .rposition(|other| is_dated(other.time))?;
    let day = &scene.times[day_index];
    let day_line = &scene.layout.lines[day.line];
    // The date finder joins the day with the hour that begins the first row.
    let told = day.span.of(scene.view.text());
    let joined = day.time.start.clock.is_some() && told.contains('\n');
    let head = Span::new(
        day.span.start,
        day.span.start + told.find('\n').unwrap_or(told.len()),
    );
    let heads_rows = day.time.start.day.is_some()
        && (joined || day.time.end.is_none() && day.time.start.clock.is_none())
        && matches!(day.role, TimeRole::Event)
        && words(scene.view, day_line.span) <= words(scene.view, head) + 2
        && day_line.part == line.part
        && day_line.span.end < line.span.start;
    // One row alone is rather the hour of the event whose day stands above it.
    // "16.00 Music. The choir sings." is one too, by its hour and the capital letter behind it.
    let leads = |row: &Timed| {
        let behind = scene.view.text()[row.span.end..].strip_prefix(' ');
        let begins = scene.layout.lines[row.line].span.start;
        let lead = Span::new(begins, row.span.start.max(begins)).trim(scene.view.text());
        let cue = |hit: &Hit| hit.concept == Concept::DateClockCue && hit.span == lead;
        let bare = lead.is_empty() || scene.view.hits.within(&scene.view.tokens, lead).any(cue);
        bare && behind.is_some_and(|rest| rest.starts_with(char::is_uppercase))
    };
    let is_row = |row: &Timed| {
        leads(row) || !ends_like_prose(scene.view, title_heads::joined(scene.layout, row.line))
    };
    let first_row = scene.times[day_index + 1].line;
    let several = scene.times[day_index + 1..]
        .iter()
        .take_while(|other| !is_dated(other.time))
        .any(|other| {
            let further = joined || other.line != first_row;
            other.role == TimeRole::Clock && further && is_row(other)
        });
    // Behind the hours of an event others may be told of it.
    let is_row = !joined || leads(timed);
    if !heads_rows || !several || !is_row {
        return None;
    }
    Some(on_day_of(day, timed))
}

/// The day in the first cell of a row of a table that reaches down to the row of the time.
fn day_over_rows<'a>(scene: &Scene<'a>, timed: &Timed) -> Option<&'a Timed<'a>> {
    /// Rows that such a cell reaches over.
    const MOST: usize = 40;
    let lines = &scene.layout.lines;
    let first_column = |line: &Line| match line.kind {
        BlockKind::Cell { table, column, .. } => Some((table, column)),
        _ => None,
    };
    let (table, column) = first_column(&lines[timed.line])?;
    if column == 0 {
        return None;
    }
    let above = lines[..timed.line].iter().rev().take(MOST);
    let head = above
        .take_while(|line| first_column(line).is_some_and(|(own, _)| own == table))
        .find(|line| first_column(line) == Some((table, 0)))?;
    let cell = *head.cells.first()?;
    let mut told = times_in(scene.times, head.span).iter();
    told.find(|day| {
        cell.start <= day.span.start
            && day.span.start < cell.end
            && day.role == TimeRole::Event
            && day.time.start.date().is_some()
            && day
                .time
                .end
                .is_none_or(|end| end.date() == day.time.start.date())
    })
}

/// The hours that a post bids to come at, where it tells no other time and no day: those of the day that it
/// was posted on.
fn hours_of_post(scene: &Scene, index: usize) -> Option<(Moment, Option<Moment>)> {
    let Scene { view, layout, .. } = *scene;
    let timed = &scene.times[index];
    let day = view.written_at(timed.span.start).filter(|_| layout.posts)?;
    let post = layout.part_span(layout.lines[timed.line].part);
    let bids = timed.time.end.is_some() && has(view, post, Concept::CueHeld);
    let alone = |other: &Timed| other.role == TimeRole::Published || other.span == timed.span;
    let posted = Moment {
        year: Some(day.year()),
        month: u8::try_from(day.month()).ok(),
        day: u8::try_from(day.day()).ok(),
        ..Moment::default()
    };
    let on_day = |moment: &Moment| Moment {
        clock: moment.clock,
        zone: moment.zone,
        ..posted
    };
    (bids && times_in(scene.times, post).iter().all(alone)).then(|| {
        let end = timed.time.end.as_ref().map(on_day);
        (on_day(&timed.time.start), end)
    })
}

/// Whether the day only heads the rows below it, each of which is an event with its hour.
fn heads_hours(scene: &Scene, index: usize) -> bool {
    let timed = &scene.times[index];
    let line = scene.layout.lines[timed.line].span;
    // "Tag" ends days of the week as it ends events.
    let names_event =
        |hit: &Hit| hit.concept == Concept::EventNoun && !timed.span.contains(hit.span);
    let mut hits = scene.view.hits.within(&scene.view.tokens, line);
    let bare = timed.time.start.clock.is_none()
        && timed.time.recurrence.is_none()
        && !hits.any(names_event);
    let tells = |below: &Timed| {
        let line = scene.layout.lines[below.line].span;
        let rest = Span::new(below.span.end.min(line.end), line.end);
        words(scene.view, rest) > 0
    };
    let below = scene.times.get(index + 1);
    bare && below.is_some_and(|below| {
        below.role == TimeRole::Clock
            && tells(below)
            && clock_under_day(scene, index + 1)
                .is_some_and(|(start, _)| start.date() == timed.time.start.date())
    })
}

fn is_heading(line: &Line) -> bool {
    matches!(line.kind, BlockKind::Heading { .. })
}

/// The hours of the second on the day of the first.
fn on_day_of(day: &Timed, timed: &Timed) -> (Moment, Option<Moment>) {
    let on_day = |moment: &Moment| Moment {
        clock: moment.clock,
        zone: moment.zone,
        ..day.time.start
    };
    (
        on_day(&timed.time.start),
        timed.time.end.as_ref().map(on_day),
    )
}

/// How likely the time is that of an event.
fn strength(
    scene: &Scene,
    index: usize,
    start: &Moment,
    end: Option<&Moment>,
    names: &[Title],
) -> f32 {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let timed = &scene.times[index];
    let clause = &layout.clauses[timed.clause];
    let line = &layout.lines[timed.line];
    let mut out = 0.0;
    if is_when_labelled(scene, timed) {
        out += weights::ANCHOR_LABEL;
    }
    if matches!(line.kind, BlockKind::Heading { .. }) {
        out += weights::ANCHOR_HEADING;
    }
    if clause.label.is_some_and(|label| label.contains(timed.span))
        || leads_row(view, clause.span, timed.span)
        || label_name(scene, timed).is_some()
    {
        out += weights::ANCHOR_LEAD;
    }
    // "Spring cleaning – Saturday 26 April, we meet at ten …"
    let parted = || event_names::lead_name(scene, timed).is_some();
    let told = start.day.is_some() && !timed.time.relative && !is_bare_weekday(view, timed);
    if told && uncovered(scene, line.span) > 3 && parted() {
        out += weights::ANCHOR_OPENED;
    }
    if in_bracket(view, clause.span, timed.span) {
        out += weights::ANCHOR_BRACKET;
        if is_under_year(scene, index) {
            out += weights::ANCHOR_LEAD;
        }
    }
    let apposed = names
        .iter()
        .find(|name| is_apposed(scene, name, timed.span));
    if let Some(name) = apposed {
        let opens = words(
            view,
            Span::new(clause.span.start.min(name.span.start), name.span.start),
        ) <= 1;
        if opens && clause.span.start <= name.span.start {
            out += weights::ANCHOR_OPENED;
        } else if layout.posts {
            out += weights::ANCHOR_APPOSED;
        }
    }
    let rest = uncovered(scene, line.span);
    // A paragraph may open with a sentence that is nothing but the date, or the date and the place.
    let opens = clause.span.start == line.span.start
        && begins_paragraph(scene, timed.line)
        && (uncovered(scene, clause.span) <= 3 || tells_only_place(scene, clause.span, timed.span));
    if rest <= 3 || opens {
        out += weights::ANCHOR_ALONE;
    } else if rest <= 16
        && (!line.cells.is_empty()
            || matches!(line.kind, BlockKind::ListItem { .. })
            || !ends_like_prose(view, line.span))
    {
        out += weights::ANCHOR_ROW;
        let lead = Span::new(line.span.start, timed.span.start.max(line.span.start));
        if words(view, lead) == 0 && neighbours::is_of_list(scene, timed) {
            out += weights::ANCHOR_LIST;
        }
        let named = |name: &Title| name.rule == "event.title.row";
        if line.cells.len() > 1 && names.first().is_some_and(named) {
            out += weights::ANCHOR_CELL;
        }
    }
    let held = has(view, clause.span, Concept::CueHeld)
        || is_called_off(scene, timed, clause.span)
        || sentence_before(scene, timed).is_some_and(|lead| has(view, lead, Concept::CueHeld))
        || layout.posts && has(view, layout.part_span(line.part), Concept::CueHeld);
    if held {
        out += weights::ANCHOR_HELD;
    }
    if has(view, clause.span, Concept::EventNoun)
        || names
            .first()
            .is_some_and(|name| has(view, name.span, Concept::EventNoun))
    {
        out += weights::ANCHOR_NOUN;
    }
    // "Unser Frühlingsfest feiern wir am 27. April ab 14 Uhr."
    let hour_told = start.clock.is_some() && start.day.is_some();
    if hour_told && !held && has(view, clause.span, Concept::EventNoun) {
        out += weights::ANCHOR_TOLD;
    }
    // "On Sunday 29 March we go to the plant fair of Millbrook."
    if told && !held && opens_sentence(scene, index, names) {
        out += weights::ANCHOR_OPENED;
    }
    if timed.line < head_lines(scene) + TOP_LINES {
        out += weights::ANCHOR_TOP;
    }
    if start.clock.is_some() {
        out += weights::ANCHOR_CLOCK;
    }
    if timed.time.weekday.is_some() {
        out += weights::ANCHOR_WEEKDAY;
    }
    if end.is_some() {
        out += weights::ANCHOR_RANGE;
    }
    let placed = overlapping(mentions, clause.span).iter().any(|mention| {
        clause.span.contains(mention.span) && matches!(mention.found, Found::Address(_))
    });
    if placed {
        out += weights::ANCHOR_PLACE;
    }
    if timed.time.relative || is_bare_weekday(view, timed) {
        out += weights::ANCHOR_RELATIVE;
    }
    let set_off = rest <= 3
        || label_name(scene, timed).is_some()
        || leads_row(view, clause.span, timed.span)
        || in_bracket(view, clause.span, timed.span)
        || is_when_labelled(scene, timed);
    if start.day.is_none() && !set_off {
        out += weights::ANCHOR_COARSE_INSIDE;
    }
    if start.day.is_none() {
        out += weights::ANCHOR_COARSE;
        if start.month.is_none() {
            out += 2.0 * weights::ANCHOR_COARSE;
        }
    }
    // A field says what it says, whatever is told behind it.
    let labelled = is_when_labelled(scene, timed);
    // "Dal 3 al 9 maggio" leads in to both ends, "dal 1974" to what has lasted since.
    let leads_in = |cue: &Hit| {
        let between = Span::new(cue.span.end, timed.span.start.max(cue.span.end));
        end.is_some()
            && timed.span.start >= cue.span.end
            && between.of(view.text()).trim().is_empty()
    };
    let is_past = view
        .hits
        .within(&view.tokens, clause.span)
        .any(|hit| hit.concept == Concept::CuePast && !leads_in(hit));
    if is_past && !held && !labelled {
        out += weights::ANCHOR_PAST;
    }
    if let (Some(reference), Some(day)) = (view.reference_at(timed.span.start), start.date())
        && day < reference
        && end.and_then(Moment::date).is_none_or(|end| end < reference)
    {
        out += weights::ANCHOR_BEFORE;
    }
    if rest > 16 && !held && !labelled && !opens && !scene.layout.posts {
        out += weights::ANCHOR_PROSE;
        if is_told_under_heading(scene, index) {
            out += weights::ANCHOR_SECTION;
        }
    }
    if line.navigation {
        out += weights::ANCHOR_NAVIGATION;
    }
    out
}

/// Whether the date begins its sentence, which tells a kind of event and more than the day: its weekday, its
/// hour, or the event right behind it. What a line close above tells of another day at the hour is rather
/// the same.
fn opens_sentence(scene: &Scene, index: usize, names: &[Title]) -> bool {
    const NEAR: usize = 3;
    let view = scene.view;
    let timed = &scene.times[index];
    let clause = &scene.layout.clauses[timed.clause];
    let before = |end: usize| Span::new(clause.span.start.min(end), end);
    let told = names.first().filter(|name| clause.span.contains(name.span));
    let Some(name) = told.filter(|_| clause.label.is_none()) else {
        return false;
    };
    let behind = Span::new(timed.span.end, name.span.start.max(timed.span.end));
    let known = timed.time.weekday.is_some()
        || timed.time.start.clock.is_some()
        || name.span.start >= timed.span.end && words(view, behind) <= 1;
    let again = |above: &Timed| {
        (1..=NEAR).contains(&(timed.line - above.line))
            && above.time.start.clock.is_some()
            && above.time.start.clock == timed.time.start.clock
    };
    let above = index.checked_sub(1).map(|above| &scene.times[above]);
    known
        && words(view, before(timed.span.start)) <= 1
        && has(view, name.span, Concept::EventNoun)
        && !above.is_some_and(again)
}

/// Whether the clause begins with the date, and goes on with nothing but a place ("Friday 6 March,
/// 8 pm, in the hall of the Old School").
fn tells_only_place(scene: &Scene, clause: Span, date: Span) -> bool {
    let view = scene.view;
    let rest = trim_marks(view.text(), Span::new(date.end.min(clause.end), clause.end));
    let first = view.tokens.first_at(rest.start);
    let leads = view
        .hits
        .find(first, Concept::CuePlacePreposition)
        .is_some();
    let built = has(view, rest, Concept::CueBuilding) || has(view, rest, Concept::CueRoom);
    date.start == clause.start && leads && built && view.words(rest) <= 8
}

/// Whether the date stands right behind the name, with a comma or a small word between them at most.
pub fn is_apposed(scene: &Scene, name: &Title, date: Span) -> bool {
    let view = scene.view;
    let between = Span::new(name.span.end.min(date.start), date.start);
    name.rule == "event.title.phrase"
        && name.span.end <= date.start
        && has(view, name.span, Concept::EventNoun)
        && !ends_open(view, name.span)
        && (words(view, between) <= 1 || words(view, between) == 2 && is_small(view, between))
        && between
            .of(view.text())
            .chars()
            .all(|c| c.is_alphabetic() || " ,\n".contains(c))
}

/// Whether all words of the span are small ones ("is on").
fn is_small(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    (tokens.first_at(span.start)..tokens.first_at(span.end))
        .all(|token| title_text::is_small_word(view, token))
}

/// Whether the time is a day with its weekday or hour, and the first that is told in the paragraph
/// right under a heading that could name it, as in newsletters.
fn is_told_under_heading(scene: &Scene, index: usize) -> bool {
    const FEWEST: usize = 2;
    let Scene { view, layout, .. } = *scene;
    let timed = &scene.times[index];
    let lines = &layout.lines;
    let mut first = timed.line;
    while first > 0 && lines[first - 1].block == lines[timed.line].block {
        first -= 1;
    }
    let Some(above) = first.checked_sub(1).map(|above| &lines[above]) else {
        return false;
    };
    let start = &timed.time.start;
    let is_first = scene.times[..index]
        .iter()
        .rev()
        .take_while(|other| other.line >= first)
        .take(MOST_ON_LINE)
        .all(|other| !is_dated(other.time));
    is_heading(above)
        && above.part == lines[timed.line].part
        && start.day.is_some()
        && (timed.time.weekday.is_some() || start.clock.is_some())
        && !timed.time.relative
        && is_first
        && words(view, above.span) >= 1
        && !title_text::is_generic(view, above.span)
        && lines
            .iter()
            .filter(|line| is_heading(line))
            .nth(FEWEST - 1)
            .is_some()
}

/// The sentence that runs on into a clause which the time leads, as one that sets its date off on a
/// line of its own.
fn sentence_before(scene: &Scene, timed: &Timed) -> Option<Span> {
    let Scene { view, layout, .. } = *scene;
    let clause = &layout.clauses[timed.clause];
    let lead = Span::new(clause.span.start.min(timed.span.start), timed.span.start);
    let before = &layout.clauses[timed.clause.checked_sub(1)?];
    let (above, here) = (&layout.lines[before.line], &layout.lines[clause.line]);
    let open = before
        .span
        .of(view.text())
        .ends_with(|c: char| c.is_alphanumeric() || c == ',');
    let runs_on = open
        && matches!(above.kind, BlockKind::Paragraph)
        && above.part == here.part
        && before.line + 3 > clause.line
        && words(view, before.span) > 6;
    (runs_on && words(view, lead) <= 1 && times_in(scene.times, before.span).is_empty())
        .then_some(before.span)
}

/// Whether the line is the first of its paragraph, or only a short one stands over it there.
fn begins_paragraph(scene: &Scene, line: usize) -> bool {
    let lines = &scene.layout.lines;
    let headed = |above: &Line| {
        above.first && above.block == lines[line].block && words(scene.view, above.span) <= 8
    };
    lines[line].first
        || line
            .checked_sub(1)
            .is_some_and(|above| headed(&lines[above]))
}

/// Whether a year with a colon begins the line: what the line tells is the plan of that year.
fn is_under_year(scene: &Scene, index: usize) -> bool {
    let line = scene.times[index].line;
    let first = scene.times[..index]
        .iter()
        .rev()
        .take(MOST_ON_LINE)
        .take_while(|other| other.line == line)
        .last();
    first.is_some_and(|first| {
        let whole = scene.layout.lines[line].span;
        first.time.start.month.is_none() && leads_row(scene.view, whole, first.span)
    })
}

/// How many words of the span stand outside of mentions.
pub fn uncovered(scene: &Scene, span: Span) -> usize {
    let covered: usize = overlapping(scene.mentions, span)
        .iter()
        .take(MOST_ON_LINE)
        .filter(|mention| span.contains(mention.span))
        .map(|mention| words(scene.view, mention.span))
        .sum();
    words(scene.view, span).saturating_sub(covered)
}

/// Whether the clause calls off what was to take place then: no other day stands between the time and
/// the word that says so.
pub fn is_called_off(scene: &Scene, timed: &Timed, clause: Span) -> bool {
    let hits = scene.view.hits.within(&scene.view.tokens, clause);
    hits.filter(|hit| {
        matches!(
            hit.concept,
            Concept::CueCancelled | Concept::CuePostponed | Concept::CueMoved
        )
    })
    .any(|hit| {
        let from = timed.span.end.min(hit.span.end);
        let between = Span::new(from, timed.span.start.max(hit.span.start).max(from));
        !times_in(scene.times, between)
            .iter()
            .any(|other| is_dated(other.time) && between.contains(other.span))
    })
}

/// Whether the time stands in brackets that open right before it or before its place.
fn in_bracket(view: &View, clause: Span, time: Span) -> bool {
    let before = view
        .text()
        .get(clause.start..time.start)
        .unwrap_or_default();
    let Some(open) = before.rfind('(') else {
        return false;
    };
    let inside = &before[open + 1..];
    !inside.contains(')')
        && inside.split_whitespace().count() <= 4
        && before[..open].chars().any(char::is_alphanumeric)
}

/// Whether the phrase names a day of the week and no day of a month.
fn is_bare_weekday(view: &View, timed: &Timed) -> bool {
    let day = timed.time.start.day.map(u32::from);
    let first = view.tokens.first_at(timed.span.start);
    let end = view.tokens.first_at(timed.span.end);
    timed.time.weekday.is_some() && !(first..end).any(|index| view.tokens.number(index) == day)
}

/// Whether running text tells of a day before the one that it says to be written on: nothing is
/// announced there.
fn is_told_afterwards(scene: &Scene, timed: &Timed) -> bool {
    let last = timed.time.end.as_ref().unwrap_or(&timed.time.start);
    let line = title_heads::joined(scene.layout, timed.line);
    scene
        .view
        .written_at(timed.span.start)
        .zip(last.date())
        .is_some_and(|(written, day)| day < written)
        && ends_like_prose(scene.view, line)
}

/// Whether the time tells a day so loosely that one told in full beside it is meant: a day of the week
/// alone, or a stretch of days counted from today.
pub fn is_loose(view: &View, timed: &Timed) -> bool {
    is_adrift(view, timed) || is_stretch(timed)
}

/// Whether the time counts back from the day of writing ("last week", "yesterday").
fn is_gone(scene: &Scene, timed: &Timed) -> bool {
    let last = timed.time.end.as_ref().unwrap_or(&timed.time.start);
    let written = scene.view.written_at(timed.span.start);
    timed.time.relative
        && written
            .zip(last.last_day())
            .is_some_and(|(written, day)| day < written)
}

/// Whether the time is a day of the week alone, where nothing says when it was written: beside days
/// that are told in full it counts from those rather than from the day of the reference.
fn is_adrift(view: &View, timed: &Timed) -> bool {
    timed.rule == "date.weekday"
        && !has(view, timed.span, Concept::DateShift)
        && view.written_at(timed.span.start).is_none()
}

/// So many recurring times of a document are looked at.
const MOST_HABITS: usize = 32;

/// Whether the time is a day of the week alone on which the document says elsewhere that something is
/// held every week: that is what it speaks of.
fn is_of_habit(view: &View, timed: &Timed, habits: &[&str]) -> bool {
    if timed.rule != "date.weekday" || has(view, timed.span, Concept::DateShift) {
        return false;
    }
    let date = timed.time.start.date();
    date.is_some_and(|date| habits.iter().any(|rule| is_on_weekday(rule, date)))
}

/// Whether a body says that it meets on a day of the week, with no word that makes it the next one:
/// it does so every week.
fn is_habit(scene: &Scene, timed: &Timed) -> bool {
    let clause = scene.layout.clauses[timed.clause].span;
    let before = Span::new(clause.start.min(timed.span.start), timed.span.start);
    is_adrift(scene.view, timed) && has(scene.view, before, Concept::CueMeets)
}

/// The rule that reads days by their names ("Easter Monday").
pub const HOLIDAY: &str = "date.holiday";

/// Whether a heading has the name of a day among other words: the event is named for the day, and
/// takes place on another ("Lanterns for Christmas").
fn is_named_for(scene: &Scene, timed: &Timed) -> bool {
    let line = &scene.layout.lines[timed.line];
    timed.rule == HOLIDAY
        && (matches!(line.kind, BlockKind::Heading { .. }) || is_over_date(scene, timed))
        && timed.time.start.clock.is_none()
        && uncovered(scene, line.span) > 0
        && !leads_row(scene.view, line.span, timed.span)
        && !scene.view.text()[timed.span.start..timed.span.end]
            .contains(|it: char| it.is_ascii_digit())
}

/// Whether a short line stands close above one that tells a full date.
fn is_over_date(scene: &Scene, timed: &Timed) -> bool {
    const MOST_WORDS: usize = 8;
    const NEAR: usize = 3;
    let lines = &scene.layout.lines;
    let own = &lines[timed.line];
    let below = lines[timed.line + 1..].iter().take(NEAR);
    let is_full = |other: &&Timed| {
        let start = &other.time.start;
        other.rule != HOLIDAY && !other.time.relative && start.day.is_some() && start.year.is_some()
    };
    words(scene.view, own.span) <= MOST_WORDS
        && below.take_while(|line| line.part == own.part).any(|line| {
            times_in(scene.times, line.span)
                .iter()
                .any(|it| is_full(&it))
        })
}

/// Whether the time is a stretch of days counted from today ("see you next week").
fn is_stretch(timed: &Timed) -> bool {
    let time = timed.time;
    time.relative && time.start.clock.is_none() && (time.start.day.is_none() || time.end.is_some())
}

/// Whether the time stands first in the clause, with a colon behind it ("May 2026: closing day").
fn leads_row(view: &View, clause: Span, time: Span) -> bool {
    let text = view.text();
    let before = text.get(clause.start..time.start).unwrap_or_default();
    !before.chars().any(char::is_alphanumeric) && text[time.end..].trim_start().starts_with(':')
}

/// How many sentences of at least three words the text has.
fn sentences(view: &View, span: Span) -> usize {
    const SHORTEST: usize = 3;
    let text = view.text();
    let mut start = span.start;
    let mut count = 0;
    for (at, _) in span.of(text).match_indices(['.', '!', '?']) {
        let end = span.start + at + 1;
        let rest = text[end..span.end].trim_start();
        let ends = rest.is_empty()
            || text[end..].starts_with(char::is_whitespace) && rest.starts_with(char::is_uppercase);
        if ends {
            count += usize::from(words(view, Span::new(start, end)) >= SHORTEST);
            start = end;
        }
    }
    count
}

pub fn ends_like_prose(view: &View, span: Span) -> bool {
    let text = span.of(view.text()).trim_end();
    let two = || ["! ", "? ", ". "].iter().any(|mark| text.contains(mark));
    let ends = text.ends_with('.') || text.ends_with(['!', '?', '…']) && two();
    ends && words(view, span) > 8 || text.ends_with('.') && sentences(view, span) > 1
}

/// Whether a label names the time, on its line or on the line above it.
pub fn is_when_labelled(scene: &Scene, timed: &Timed) -> bool {
    let Scene { view, layout, .. } = *scene;
    let clause = &layout.clauses[timed.clause];
    if let Some(label) = clause.label {
        return label.end <= timed.span.start && has(view, label, Concept::CueWhen);
    }
    let Some(above) = timed
        .clause
        .checked_sub(1)
        .map(|above| &layout.clauses[above])
    else {
        return false;
    };
    words(view, above.span) <= 3
        && has(view, above.span, Concept::CueWhen)
        && layout.lines[above.line].part == layout.lines[clause.line].part
}

#[cfg(test)]
mod tests {
    use handbill_model::BlockKind;

    use crate::find::testing::{document, pairs, told};
    use crate::{Options, extract};

    #[test]
    fn each_date_of_a_sentence_has_its_own_event() {
        let text = "Dear friends,\n\nOn Monday 4 May 2026 at 7 pm there is a concert of the bell choir, and on Friday 8 May at 6 pm we hold a lantern walk.";
        assert_eq!(
            told(text),
            pairs(&[
                ("2026-05-04T19:00:00", "concert of the bell choir"),
                ("2026-05-08T18:00:00", "lantern walk"),
            ])
        );
    }

    #[test]
    fn a_day_told_loosely_first_is_the_one_told_in_full() {
        let english = "The lantern walk is next week. Three lanterns are still to be had! Come along on Tuesday 31 August at 8 pm.";
        let german = "Am Samstag steht unser Hoffest an! Drei Kuchen sind schon da. Kommt am 4. September um 15 Uhr.";
        for (text, start, name) in [
            (english, "2021-08-31T20:00:00", "lantern walk"),
            (german, "2021-09-04T15:00:00", "Hoffest"),
        ] {
            let options = Options {
                reference_date: chrono::NaiveDate::from_ymd_opt(2021, 8, 24),
                ..Options::default()
            };
            let found = extract(&document(text), &options).events;
            let [event] = &found[..] else {
                panic!("{found:?}")
            };
            assert_eq!((event.start.as_str(), event.name.as_str()), (start, name));
        }
    }

    #[test]
    fn a_sentence_may_begin_with_its_day() {
        let text = "Kedves Tagtársak!\n\nSzeptember 19-én, szombaton 15 órakor helytörténeti sétát tartunk.\nOktóber 3-án kirándulás a Kékhegyre, indulás 8 órakor a főtérről.\n\n2026. augusztus 1.\nAz elnökség";
        let found = told(text);
        let trip = ("2026-10-03T08:00:00", "kirándulás a Kékhegyre");
        assert!(found.contains(&pairs(&[trip])[0]), "{found:?}");
    }

    #[test]
    fn what_is_held_every_week_is_no_event_of_the_next() {
        let text = "Contact\n\nRehearsals: every Thursday, 8 pm\n\nVisit a rehearsal\n\nCome by on Thursday evening between 8 pm and 10 pm.";
        let options = Options {
            reference_date: chrono::NaiveDate::from_ymd_opt(2026, 5, 5),
            ..Options::default()
        };
        let found = extract(&document(text), &options).events;
        let dated = found.iter().filter(|event| event.recurrence.is_none());
        assert_eq!(dated.count(), 0, "{found:?}");
    }

    #[test]
    fn a_post_bids_to_come_on_its_day() {
        let text = "Tidepool Lab · May 6, 2026\nWe are ready for the kiln course, thank you all.\n\n-\n\nTidepool Lab · May 17, 2026\nDay 4 of the kiln course. Join our livestream! (09:00-12:30 CET)\n\n-\n\nTidepool Lab · May 20, 2026\nThe glaze came out well, and everybody took a bowl home.\n\n-\n\nTidepool Lab · May 28, 2026\nMore news will follow soon, stay with us.";
        let mut document = document(text);
        for block in &mut document.blocks {
            if block.span.of(text) == "-" {
                block.kind = BlockKind::Separator;
            }
        }
        let events = extract(&document, &Options::default()).events;
        let starts: Vec<&str> = events.iter().map(|event| event.start.as_str()).collect();
        assert_eq!(starts, ["2026-05-17T09:00:00+01:00"]);
    }
}
