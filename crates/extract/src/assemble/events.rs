//! Events: dates that are anchors of events, each with its name, place and hours.

use handbill_lexicon::Concept;
use handbill_model::{AgendaItem, BlockKind, Event, EventKind, EventStatus, Span};

use super::agenda::Agenda;
use super::places::{self, PlaceDraft, one_line};
use super::roles::{TimeRole, Timed, is_dated, words};
use super::titles::{self, Place, Title};
use crate::layout::{Layout, has};
use crate::weights;
use crate::{Found, LinkKind, Mention, Moment, View};

/// An event of the document before ids are given.
#[derive(Clone, Debug, Default)]
pub struct EventDraft {
    /// The record; its `id`, `organizers`, `partners` and `part_of` are still empty.
    pub record: Event,
    /// The start, as found.
    pub start: Moment,
    /// The end, as found.
    pub end: Option<Moment>,
    /// The places of its dates.
    pub anchors: Vec<Span>,
    /// The stretch of the document that speaks of it.
    pub scope: Span,
    /// Index of the event that it is part of.
    pub part_of: Option<usize>,
    /// Whether it is the only or main event of the document.
    pub main: bool,
    /// IANA zone of its place.
    pub place_zone: Option<&'static str>,
}

/// A date that may be that of an event.
#[derive(Clone, Debug)]
struct Anchor {
    /// Index among the times.
    time: usize,
    start: Moment,
    end: Option<Moment>,
    strength: f32,
    /// Names near by, best first.
    names: Vec<Title>,
    line: usize,
    part: usize,
}

/// What the assembly of events looks at.
pub struct Scene<'a> {
    /// The document.
    pub view: &'a View<'a>,
    /// Its lines and clauses.
    pub layout: &'a Layout,
    /// The mentions, ascending and without overlap.
    pub mentions: &'a [Mention],
    /// Marked-up links; they may hold mentions.
    pub linked: &'a [Mention],
    /// The times with their roles.
    pub times: &'a [Timed<'a>],
    /// The programmes.
    pub agendas: &'a [Agenda],
}

/// All events of the document, in order.
pub fn events(scene: &Scene) -> Vec<EventDraft> {
    let heads = titles::heads(
        scene.view,
        scene.layout,
        scene.mentions,
        0..scene.layout.lines.len(),
    );
    let anchors = anchors(scene, &heads);
    let groups = groups(scene, anchors);
    let chosen = choose(scene, groups, &heads);
    let mut drafts: Vec<EventDraft> = Vec::new();
    let scopes = scopes(scene, &chosen);
    for (group, scope) in chosen.into_iter().zip(scopes) {
        drafts.push(draft(scene, group, scope));
    }
    attach_agendas(scene, &mut drafts);
    parts(&mut drafts);
    drafts
}

/// Dates that speak of one event.
#[derive(Clone, Debug)]
struct Group {
    anchors: Vec<Anchor>,
    start: Moment,
    end: Option<Moment>,
    name: Option<Title>,
    others: Vec<Title>,
    main: bool,
}

impl Group {
    fn strength(&self) -> f32 {
        let best = self
            .anchors
            .iter()
            .map(|anchor| anchor.strength)
            .fold(f32::MIN, f32::max);
        best + 0.4 * (self.anchors.len() as f32 - 1.0).min(3.0)
    }

    fn own_name(&self) -> Option<&Title> {
        self.anchors
            .iter()
            .filter_map(|anchor| anchor.names.first())
            .max_by(|a, b| a.score.total_cmp(&b.score))
    }
}

fn anchors(scene: &Scene, heads: &[Title]) -> Vec<Anchor> {
    let mut out = Vec::new();
    for index in 0..scene.times.len() {
        let timed = &scene.times[index];
        let (start, end) = match timed.role {
            TimeRole::Event => (timed.time.start, timed.time.end),
            TimeRole::Clock => match clock_under_day(scene, index) {
                Some(dated) => dated,
                None => continue,
            },
            _ => continue,
        };
        if timed.time.ambiguous || start.year.is_none() {
            continue;
        }
        let line = &scene.layout.lines[timed.line];
        let names = names(scene, index, heads);
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
        });
    }
    out
}

/// A time of day in a row under a day that heads the rows ("Saturday 2 March:" over "Berlin, 10 am").
fn clock_under_day(scene: &Scene, index: usize) -> Option<(Moment, Option<Moment>)> {
    let timed = &scene.times[index];
    let line = &scene.layout.lines[timed.line];
    if scene.times[..index]
        .iter()
        .rev()
        .take_while(|other| other.line == timed.line)
        .any(|other| is_dated(other.time))
    {
        return None;
    }
    if words(scene.view, line.span) > 40 || scene.layout.clauses[timed.clause].label.is_some() {
        return None;
    }
    let day = scene.times[..index]
        .iter()
        .rev()
        .find(|other| is_dated(other.time))?;
    let day_line = &scene.layout.lines[day.line];
    let heads_rows = day.time.start.day.is_some()
        && day.time.end.is_none()
        && day.time.start.clock.is_none()
        && matches!(day.role, TimeRole::Event)
        && words(scene.view, day_line.span) <= words(scene.view, day.span) + 2
        && day_line.part == line.part
        && day_line.span.end < line.span.start;
    // One row alone is rather the hour of the event whose day stands above it.
    let rows = scene
        .times
        .iter()
        .filter(|other| other.role == TimeRole::Clock && other.span.start > day.span.end)
        .map(|other| other.line);
    let mut lines: Vec<usize> = rows.collect();
    lines.dedup();
    if !heads_rows || lines.len() < 2 {
        return None;
    }
    let on_day = |moment: &Moment| Moment {
        clock: moment.clock,
        zone: moment.zone,
        ..day.time.start
    };
    Some((
        on_day(&timed.time.start),
        timed.time.end.as_ref().map(on_day),
    ))
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
    let covered: usize = mentions
        .iter()
        .filter(|mention| line.span.contains(mention.span))
        .map(|mention| words(view, mention.span))
        .sum();
    let rest = words(view, line.span).saturating_sub(covered);
    if rest <= 3 {
        out += weights::ANCHOR_ALONE;
    } else if rest <= 16
        && (!line.cells.is_empty()
            || matches!(line.kind, BlockKind::ListItem { .. })
            || !ends_like_prose(view, line.span))
    {
        out += weights::ANCHOR_ROW;
    }
    let held = has(view, clause.span, Concept::CueHeld);
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
    if timed.line < 6 {
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
    let placed = mentions.iter().any(|mention| {
        clause.span.contains(mention.span) && matches!(mention.found, Found::Address(_))
    });
    if placed {
        out += weights::ANCHOR_PLACE;
    }
    if start.day.is_none() {
        out += weights::ANCHOR_COARSE;
        if start.month.is_none() {
            out += 2.0 * weights::ANCHOR_COARSE;
        }
    }
    if has(view, clause.span, Concept::CuePast) && !held {
        out += weights::ANCHOR_PAST;
    }
    if let (Some(reference), Some(day)) = (view.options.reference_date, start.date())
        && day < reference
        && end.and_then(Moment::date).is_none_or(|end| end < reference)
    {
        out += weights::ANCHOR_BEFORE;
    }
    if rest > 16 && !held {
        out += weights::ANCHOR_PROSE;
    }
    if line.navigation {
        out += weights::ANCHOR_NAVIGATION;
    }
    out
}

fn ends_like_prose(view: &View, span: Span) -> bool {
    span.of(view.text()).trim_end().ends_with('.') && words(view, span) > 8
}

/// Whether a label names the time, on its line or on the line above it.
fn is_when_labelled(scene: &Scene, timed: &Timed) -> bool {
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

/// The names near a time, best first.
fn names(scene: &Scene, index: usize, heads: &[Title]) -> Vec<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let timed = &scene.times[index];
    let line = &layout.lines[timed.line];
    let clause = &layout.clauses[timed.clause];
    let mut out: Vec<Title> = Vec::new();
    let row = row_rest(scene, timed);
    let prose = words(view, line.span) > 30
        || ends_like_prose(view, titles::joined(layout, timed.line))
        || line.continues;
    if let Some(row) = row
        && !prose
    {
        let place = if matches!(line.kind, BlockKind::Heading { .. }) {
            Place::Section
        } else {
            Place::Row
        };
        out.extend(titles::title(view, mentions, row, place));
    }
    if out.is_empty() && !prose {
        out.extend(above(scene, timed));
        out.extend(below(scene, timed));
    }
    out.extend(section(scene, timed.line, heads));
    out.extend(clause_names(scene, timed, clause.span, 0.0));
    let mut reached = timed.clause;
    for step in 1..=3 {
        let Some(previous) = reached.checked_sub(1) else {
            break;
        };
        reached = previous;
        let before = &layout.clauses[previous];
        let timed_there = scene.times.iter().any(|other| {
            is_dated(other.time)
                && before.span.contains(other.span)
                && other.role == TimeRole::Event
        });
        let same_line =
            layout.lines[before.line].part == line.part && before.line + 2 >= clause.line;
        if !same_line || (timed_there && step > 1) {
            break;
        }
        out.extend(clause_names(scene, timed, before.span, -0.25 * step as f32));
    }
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    out.dedup_by(|a, b| a.span == b.span);
    out.truncate(6);
    out
}

/// What a row says besides its date: a cell without a date, or the rest of the line.
fn row_rest(scene: &Scene, timed: &Timed) -> Option<Span> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let line = &layout.lines[timed.line];
    if line.cells.len() > 1 {
        return line
            .cells
            .iter()
            .filter(|cell| !cell.overlaps(timed.span))
            .filter_map(|cell| titles::title(view, mentions, *cell, Place::Row))
            .max_by(|a, b| a.score.total_cmp(&b.score))
            .map(|title| title.span);
    }
    let clause = &layout.clauses[timed.clause];
    if clause
        .label
        .is_some_and(|label| label.end <= timed.span.start)
    {
        let label = clause.label?;
        let cue = view.hits.within(&view.tokens, label).any(|hit| {
            matches!(
                hit.concept,
                Concept::CueWhen
                    | Concept::CueVenue
                    | Concept::CueRegister
                    | Concept::CueAgenda
                    | Concept::CuePublished
                    | Concept::CueSpeaker
            )
        });
        // "Workshop: 18 May 2010" names its event; "When: 18 May" does not.
        return if cue { None } else { Some(label) };
    }
    Some(line.span)
}

/// Title-like lines above a date that stands alone.
fn above(scene: &Scene, timed: &Timed) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let part = layout.lines[timed.line].part;
    let mut index = timed.line;
    for _ in 0..3 {
        index = index.checked_sub(1)?;
        let line = &layout.lines[index];
        if line.part != part || matches!(line.kind, BlockKind::Heading { .. }) {
            return None;
        }
        if line.continues {
            continue;
        }
        let dated = scene.times.iter().any(|other| {
            is_dated(other.time)
                && line.span.contains(other.span)
                && other.time.start.month.is_some()
        });
        if dated {
            return None;
        }
        if titles::could_be_title(view, mentions, line) && !is_field(scene, index) {
            return titles::title(view, mentions, titles::joined(layout, index), Place::Above);
        }
    }
    None
}

/// Whether the line is a field: it has a label of the lexicon.
fn is_field(scene: &Scene, line: usize) -> bool {
    let layout = scene.layout;
    layout
        .clauses
        .iter()
        .filter(|clause| clause.line == line)
        .any(|clause| {
            clause.label.is_some_and(|label| {
                scene
                    .view
                    .hits
                    .within(&scene.view.tokens, label)
                    .any(|hit| {
                        matches!(
                            hit.concept,
                            Concept::CueWhen
                                | Concept::CueVenue
                                | Concept::CueRegister
                                | Concept::CueMore
                                | Concept::CueSpeaker
                                | Concept::CueAgenda
                                | Concept::CueGenericHeading
                        )
                    })
            })
        })
}

/// A title-like line right below a date that stands alone.
fn below(scene: &Scene, timed: &Timed) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let line = &layout.lines[timed.line];
    let next = layout.lines.get(timed.line + 1)?;
    let fits = next.part == line.part
        && titles::could_be_title(view, mentions, next)
        && !is_field(scene, timed.line + 1);
    if !fits {
        return None;
    }
    let place = if next.block == line.block || matches!(next.kind, BlockKind::Heading { .. }) {
        Place::Above
    } else {
        Place::Below
    };
    titles::title(
        view,
        mentions,
        titles::joined(layout, timed.line + 1),
        place,
    )
}

/// The nearest heading over the line, if it is specific and does not head the whole document.
fn section(scene: &Scene, line: usize, heads: &[Title]) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let part = layout.lines[line].part;
    for index in (0..line).rev().take(60) {
        let above = &layout.lines[index];
        if above.part != part {
            return None;
        }
        let marked = matches!(above.kind, BlockKind::Heading { .. });
        let standing = above.first
            && matches!(above.kind, BlockKind::Paragraph)
            && layout.lines.get(index + 1).is_some_and(|next| {
                next.block != above.block || above.span.of(view.text()).ends_with(':')
            })
            && words(view, above.span) <= 14;
        if !marked && !standing {
            continue;
        }
        if titles::is_generic(view, above.span) {
            if marked { return None } else { continue }
        }
        if !marked && !titles::could_be_title(view, mentions, above) {
            continue;
        }
        let found = titles::title(
            view,
            mentions,
            titles::joined(layout, index),
            Place::Section,
        )?;
        let is_head = heads.first().is_some_and(|head| head.span == found.span);
        return (!is_head).then_some(Title {
            score: if marked {
                found.score
            } else {
                found.score - 0.6
            },
            ..found
        });
    }
    None
}

/// Names in a clause, those right before the date first.
fn clause_names(scene: &Scene, timed: &Timed, clause: Span, shift: f32) -> Vec<Title> {
    let text = scene.view.text();
    titles::phrases(scene.view, scene.mentions, clause)
        .into_iter()
        .map(|mut title| {
            title.score += shift;
            if title.span.end <= timed.span.start {
                let between = &text[title.span.end..timed.span.start];
                // "World Congress (Barcelona, 4–6 Nov)": the bracket belongs to the name before it.
                if between.trim_start().starts_with('(') && !between.contains(')') {
                    title.score += 1.2;
                }
            }
            title
        })
        .collect()
}

/// Whether two times can be of one event: the same day, and no two different hours.
fn agree(a: (&Moment, Option<&Moment>), b: (&Moment, Option<&Moment>)) -> bool {
    let (first, second) = (a.0, b.0);
    let same = |x: &Moment, y: &Moment| {
        x.year == y.year
            && (x.month.is_none() || y.month.is_none() || x.month == y.month)
            && (x.day.is_none() || y.day.is_none() || x.day == y.day)
            && (x.clock.is_none() || y.clock.is_none() || x.clock == y.clock)
    };
    if !same(first, second) {
        return false;
    }
    let last_day = |moment: &Moment, end: Option<&Moment>| {
        end.map_or((moment.year, moment.month, moment.day), |end| {
            (end.year, end.month, end.day)
        })
    };
    let (ends, other_ends) = (last_day(first, a.1), last_day(second, b.1));
    ends == other_ends || a.1.is_none() || b.1.is_none()
}

/// Joins the anchors that speak of one event.
fn groups(scene: &Scene, anchors: Vec<Anchor>) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for anchor in anchors {
        let same = out
            .iter_mut()
            .filter(|group| {
                agree(
                    (&group.start, group.end.as_ref()),
                    (&anchor.start, anchor.end.as_ref()),
                )
            })
            .find(|group| belongs(scene, group, &anchor));
        match same {
            Some(group) => {
                // The fuller time wins; a day given with its hours is better than the bare day.
                if group.start.clock.is_none()
                    && anchor.start.clock.is_some()
                    && group
                        .end
                        .as_ref()
                        .is_none_or(|end| end.day == anchor.start.day || anchor.end.is_some())
                {
                    group.start = anchor.start;
                    group.end = anchor
                        .end
                        .or(group.end.filter(|end| end.date() != anchor.start.date()));
                } else if group.start.day.is_none() && anchor.start.day.is_some() {
                    group.start = anchor.start;
                    group.end = anchor.end.or(group.end);
                } else if group.end.is_none() {
                    group.end = anchor.end;
                }
                if group.start.zone.is_none() {
                    group.start.zone = anchor.start.zone;
                }
                group.anchors.push(anchor);
            }
            None => out.push(Group {
                start: anchor.start,
                end: anchor.end,
                anchors: vec![anchor],
                name: None,
                others: Vec::new(),
                main: false,
            }),
        }
    }
    out
}

/// Whether an anchor on the same day speaks of the group's event: their names agree, or one has
/// none of its own that is as good.
fn belongs(scene: &Scene, group: &Group, anchor: &Anchor) -> bool {
    let text = scene.view.text();
    let same_line = group.anchors.iter().any(|other| other.line == anchor.line);
    let (Some(name), Some(own)) = (group.own_name(), anchor.names.first()) else {
        return true;
    };
    if alike(name.span.of(text), own.span.of(text)) || same_line {
        return true;
    }
    let shares = group
        .anchors
        .iter()
        .flat_map(|other| &other.names)
        .any(|other| {
            anchor
                .names
                .iter()
                .any(|name| alike(other.span.of(text), name.span.of(text)))
        });
    let other_part = group.anchors.iter().all(|other| other.part != anchor.part);
    if shares {
        return true;
    }
    let row = |title: &Title| {
        matches!(
            title.rule,
            "event.title.row" | "event.title.above" | "event.title.section" | "event.title.label"
        )
    };
    // Two rows that each name something else are two events.
    !(other_part || row(name) && row(own))
}

/// Whether two names are likely names of one thing: most words of the shorter stand in the longer.
pub fn alike(a: &str, b: &str) -> bool {
    let fold_words = |text: &str| -> Vec<String> {
        handbill_lexicon::fold(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 2 || word.chars().any(|c| c.is_ascii_digit()))
            .map(str::to_owned)
            .collect()
    };
    let (first, second) = (fold_words(a), fold_words(b));
    let (short, long) = if first.len() <= second.len() {
        (first, second)
    } else {
        (second, first)
    };
    if short.is_empty() {
        return false;
    }
    let common = short.iter().filter(|word| long.contains(word)).count();
    if short.len() == 1 {
        return common == 1 && long.len() <= 3;
    }
    common * 10 >= short.len() * 7
}

/// Decides which groups are events, and what they are called.
fn choose(scene: &Scene, groups: Vec<Group>, heads: &[Title]) -> Vec<Group> {
    if groups.is_empty() {
        return groups;
    }
    let main = main_group(scene, &groups);
    let many = groups.len();
    let listed = groups.iter().filter(|group| is_listed(group)).count();
    let independent = independent_parts(scene, &groups);
    let mut used: Vec<Span> = Vec::new();
    let mut out = Vec::new();
    for (index, mut group) in groups.into_iter().enumerate() {
        let is_main = index == main;
        let listing = independent || listed >= 2;
        let own = own_names(&group, &used);
        let mut candidates = own.clone();
        if many == 1 || (is_main && !independent && (!listing || !is_listed(&group))) {
            candidates.extend(heads.iter().cloned());
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        if !is_main && many > 1 {
            let strong = group.strength() >= weights::ANCHOR_STRONG;
            let named = own.first().is_some_and(|name| name.score >= 2.0);
            if !(strong && named) {
                continue;
            }
        }
        let Some(name) = candidates.first().cloned() else {
            continue;
        };
        let text = scene.view.text();
        group.others = candidates[1..]
            .iter()
            .filter(|other| {
                other.score >= 1.5
                    && (alike(other.span.of(text), name.span.of(text))
                        || (is_main && many == 1 && other.score + 1.5 >= name.score))
            })
            .cloned()
            .collect();
        used.push(name.span);
        group.name = Some(name);
        group.main = is_main && !listing;
        out.push(group);
    }
    out
}

/// The names near a group's dates, without those that other events have taken.
fn own_names(group: &Group, used: &[Span]) -> Vec<Title> {
    let mut out: Vec<Title> = group
        .anchors
        .iter()
        .flat_map(|anchor| anchor.names.iter().cloned())
        .filter(|name| !used.iter().any(|taken| taken.overlaps(name.span)))
        .collect();
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    out.dedup_by(|a, b| a.span == b.span);
    out
}

/// Whether the group's dates stand in rows or sections with names of their own.
fn is_listed(group: &Group) -> bool {
    group.own_name().is_some_and(|name| {
        matches!(
            name.rule,
            "event.title.row" | "event.title.above" | "event.title.section"
        ) && name.score >= 2.0
    }) && group.strength() >= weights::ANCHOR_STRONG
}

/// Whether separators part the document into pieces that stand for themselves, such as posts.
fn independent_parts(scene: &Scene, groups: &[Group]) -> bool {
    let mut parts: Vec<usize> = groups
        .iter()
        .flat_map(|group| group.anchors.iter().map(|anchor| anchor.part))
        .collect();
    parts.sort_unstable();
    parts.dedup();
    scene.layout.parts >= 4 && parts.len() >= 2
}

/// The group that the document is about: the strongest, the first of equals.
fn main_group(scene: &Scene, groups: &[Group]) -> usize {
    let reach = scene.view.text().len().max(1) as f32;
    let weight = |group: &Group| {
        let first = group
            .anchors
            .first()
            .map_or(0, |anchor| scene.times[anchor.time].span.start) as f32;
        group.strength() - 1.5 * first / reach
    };
    let mut best = 0;
    for (index, group) in groups.iter().enumerate() {
        if weight(group) > weight(&groups[best]) + 0.01 {
            best = index;
        }
    }
    best
}

/// The stretch of the document that speaks of each event: all of it for a single event, else from
/// the event's name or date to the next event's.
fn scopes(scene: &Scene, groups: &[Group]) -> Vec<Span> {
    let whole = Span::new(0, scene.view.text().len());
    if groups.len() <= 1 {
        return groups.iter().map(|_| whole).collect();
    }
    let begin = |group: &Group| {
        let anchor = group
            .anchors
            .first()
            .map_or(0, |anchor| scene.layout.lines[anchor.line].span.start);
        match &group.name {
            Some(name) if name.span.start < anchor && anchor - name.span.start < 1500 => scene
                .layout
                .line_at(name.span.start)
                .map_or(name.span.start, |line| scene.layout.lines[line].span.start),
            _ => anchor,
        }
    };
    let starts: Vec<usize> = groups.iter().map(begin).collect();
    groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            if group.main {
                return whole;
            }
            let part = group
                .anchors
                .first()
                .map_or(whole, |anchor| scene.layout.part_span(anchor.part));
            let end = starts
                .iter()
                .copied()
                .filter(|start| *start > starts[index])
                .min()
                .unwrap_or(whole.end);
            let same_line = group
                .anchors
                .first()
                .is_some_and(|anchor| scene.layout.lines[anchor.line].span.end > end);
            let end = if same_line {
                scene.layout.lines[group.anchors[0].line].span.end
            } else {
                end
            };
            Span::new(
                starts[index].max(part.start.min(starts[index])),
                end.min(part.end).max(starts[index]),
            )
        })
        .collect()
}

/// Fills the record of one event.
fn draft(scene: &Scene, group: Group, scope: Span) -> EventDraft {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let text = view.text();
    let spans: Vec<Span> = group
        .anchors
        .iter()
        .map(|anchor| scene.times[anchor.time].span)
        .collect();
    let name = group.name.clone().unwrap_or(Title {
        span: Span::default(),
        score: 0.0,
        rule: "",
    });
    let mut record = Event {
        name: one_line(name.span.of(text)),
        ..Event::default()
    };
    record
        .evidence
        .insert("name".to_owned(), vec![view.evidence(name.span, name.rule)]);
    for other in &group.others {
        let other_name = one_line(other.span.of(text));
        if other_name != record.name && !record.alternate_names.contains(&other_name) {
            record.alternate_names.push(other_name);
            record
                .evidence
                .entry("alternate_names".to_owned())
                .or_default()
                .push(view.evidence(other.span, other.rule));
        }
    }
    let start_evidence = group
        .anchors
        .iter()
        .map(|anchor| view.evidence(scene.times[anchor.time].span, scene.times[anchor.time].rule));
    record
        .evidence
        .insert("start".to_owned(), start_evidence.collect());

    let (mut start, mut end) = (group.start, group.end);
    add_clock(scene, &group, scope, &mut start, &mut end, &mut record);
    record.kind = kind(view, &name, scope, layout);
    let place = places::place(
        view,
        layout,
        mentions,
        &told(scene, &spans, &start, scope),
        scope,
    );
    if let Some((attendance, evidence)) = places::attendance(view, scope, place.as_ref()) {
        record.attendance = Some(attendance);
        record
            .evidence
            .insert("attendance".to_owned(), vec![evidence]);
    }
    status(view, layout, &group, &name, scope, &mut record);
    links(scene, &spans, scope, group.main, &mut record);
    speakers_and_tags(view, mentions, scope, &mut record);
    let place_zone = place.as_ref().and_then(|place| place.time_zone);
    if let Some(PlaceDraft {
        venue, evidence, ..
    }) = place
    {
        record.venue = Some(venue);
        record.evidence.extend(evidence);
    }
    record.confidence = (0.5 + 0.06 * group.strength() + 0.04 * name.score).clamp(0.3, 0.99);
    EventDraft {
        record,
        start,
        end,
        anchors: spans,
        scope,
        part_of: None,
        main: group.main,
        place_zone,
    }
}

/// The dates of an event and the places that tell its hour again.
fn told(scene: &Scene, anchors: &[Span], start: &Moment, scope: Span) -> Vec<Span> {
    let mut out = anchors.to_vec();
    let hours = scene.times.iter().filter(|timed| {
        timed.role == TimeRole::Clock
            && start.clock.is_some()
            && timed.time.start.clock == start.clock
            && scope.contains(timed.span)
    });
    out.extend(hours.map(|timed| timed.span));
    out.sort_unstable();
    out.dedup();
    out
}

/// Gives a day its hours where a time of day stands by itself in the event's stretch: behind a
/// label, or near the date.
fn add_clock(
    scene: &Scene,
    group: &Group,
    scope: Span,
    start: &mut Moment,
    end: &mut Option<Moment>,
    record: &mut Event,
) {
    if start.clock.is_some()
        || start.day.is_none()
        || end.is_some_and(|end| end.date() != start.date())
    {
        return;
    }
    let near = |timed: &Timed| {
        group.anchors.iter().any(|anchor| {
            let clause = scene.times[anchor.time].clause;
            timed.clause >= clause && timed.clause <= clause + 3
        })
    };
    let found = scene
        .times
        .iter()
        .filter(|timed| {
            timed.role == TimeRole::Clock
                && scope.contains(timed.span)
                && timed.time.start.clock.is_some()
        })
        .find(|timed| is_when_labelled(scene, timed) || near(timed));
    if let Some(timed) = found {
        start.clock = timed.time.start.clock;
        start.zone = timed.time.start.zone;
        *end = timed.time.end.map(|close| Moment {
            clock: close.clock,
            zone: close.zone.or(start.zone),
            ..*start
        });
        record
            .evidence
            .entry("start".to_owned())
            .or_default()
            .push(scene.view.evidence(timed.span, timed.rule));
    }
}

const EVENT_KINDS: [EventKind; 12] = [
    EventKind::Conference,
    EventKind::Workshop,
    EventKind::Training,
    EventKind::Webinar,
    EventKind::Meeting,
    EventKind::Talk,
    EventKind::Ceremony,
    EventKind::Festival,
    EventKind::Exhibition,
    EventKind::Concert,
    EventKind::Project,
    EventKind::Other,
];

/// The kind that the name tells of, else the first that the event's first lines do.
fn kind(view: &View, name: &Title, scope: Span, layout: &Layout) -> Option<EventKind> {
    let of = |span: Span| {
        view.hits
            .within(&view.tokens, span)
            .filter(|hit| hit.concept == Concept::EventNoun)
            .min_by_key(|hit| (hit.value >= 11, std::cmp::Reverse(hit.span.end)))
            .and_then(|hit| {
                EVENT_KINDS
                    .get(usize::try_from(hit.value - 1).ok()?)
                    .copied()
            })
    };
    of(name.span).or_else(|| {
        layout
            .clauses
            .iter()
            .filter(|clause| scope.contains(clause.span))
            .take(6)
            .find_map(|clause| {
                of(clause.span)
                    .filter(|kind| *kind != EventKind::Other && *kind != EventKind::Project)
            })
    })
}

/// Cancelled and postponed by words in the name or beside the date, tentative by those in the
/// event's stretch.
fn status(
    view: &View,
    layout: &Layout,
    group: &Group,
    name: &Title,
    scope: Span,
    record: &mut Event,
) {
    let mut lines: Vec<Span> = group
        .anchors
        .iter()
        .map(|anchor| layout.lines[anchor.line].span)
        .collect();
    lines.extend(
        layout
            .line_at(name.span.start)
            .map(|line| layout.lines[line].span),
    );
    let whole = [scope];
    let near: [(Concept, EventStatus, &[Span]); 3] = [
        (Concept::CueCancelled, EventStatus::Cancelled, &lines),
        (Concept::CuePostponed, EventStatus::Postponed, &lines),
        (Concept::CueTentative, EventStatus::Tentative, &whole),
    ];
    for (concept, status, spans) in near {
        let hit = spans
            .iter()
            .flat_map(|span| view.hits.within(&view.tokens, *span))
            .find(|hit| hit.concept == concept);
        if let Some(hit) = hit {
            record.status = Some(status);
            record.evidence.insert(
                "status".to_owned(),
                vec![view.evidence(hit.span, "event.status.cue")],
            );
            return;
        }
    }
}

/// The event's page and the page to register at.
fn links(scene: &Scene, anchors: &[Span], scope: Span, main: bool, record: &mut Event) {
    let Scene { view, layout, .. } = *scene;
    let mut registration: Option<(&str, &Mention, f32)> = None;
    let mut page: Option<(&str, &Mention, f32)> = None;
    for mention in scene
        .mentions
        .iter()
        .chain(scene.linked)
        .filter(|mention| scope.contains(mention.span))
    {
        let Found::Url { url, kind } = &mention.found else {
            continue;
        };
        let Some(clause) = layout.clause_at(mention.span.start) else {
            continue;
        };
        let clause = &layout.clauses[clause];
        let lead = Span::new(
            clause.span.start.min(mention.span.start),
            mention
                .span
                .end
                .min(clause.span.end)
                .max(clause.span.start.min(mention.span.start)),
        );
        let distance = anchors
            .iter()
            .map(|anchor| anchor.start.abs_diff(mention.span.start))
            .min()
            .unwrap_or(0) as f32
            / 3000.0;
        let register = has(view, lead, Concept::CueRegister) || *kind == LinkKind::Registration;
        if register && !matches!(kind, LinkKind::Map | LinkKind::Profile) {
            let score = 2.0 + f32::from(u8::from(*kind == LinkKind::Registration)) - distance;
            if registration.is_none_or(|(_, _, best)| score > best) {
                registration = Some((url, mention, score));
            }
        }
        if matches!(
            kind,
            LinkKind::Page | LinkKind::Shortened | LinkKind::Registration
        ) {
            let more = has(view, lead, Concept::CueMore);
            let elsewhere = has(view, lead, Concept::CueElsewhere) && !more;
            let mut score =
                1.0 - distance + f32::from(u8::from(more)) - 1.5 * f32::from(u8::from(elsewhere));
            if register && !more {
                score -= 0.6;
            }
            if main && mention.span.start < 1500 {
                score += 0.2;
            }
            if score > 0.2 && page.is_none_or(|(_, _, best)| score > best) {
                page = Some((url, mention, score));
            }
        }
    }
    for (found, field) in [(registration, "registration_url"), (page, "url")] {
        let Some((url, mention, _)) = found else {
            continue;
        };
        let slot = if field == "url" {
            &mut record.url
        } else {
            &mut record.registration_url
        };
        *slot = Some(url.to_owned());
        record.evidence.insert(
            field.to_owned(),
            vec![view.evidence(mention.span, mention.rule)],
        );
    }
}

/// Hashtags of the event's stretch.
fn speakers_and_tags(view: &View, mentions: &[Mention], scope: Span, record: &mut Event) {
    for mention in mentions
        .iter()
        .filter(|mention| scope.contains(mention.span))
    {
        if let Found::Hashtag(tag) = &mention.found
            && !record.hashtags.contains(tag)
        {
            record.hashtags.push(tag.clone());
            record
                .evidence
                .entry("hashtags".to_owned())
                .or_default()
                .push(view.evidence(mention.span, mention.rule));
        }
    }
}

/// Gives each programme to the event on whose day it runs, and the event the programme's hours
/// where it has none of its own.
fn attach_agendas(scene: &Scene, drafts: &mut [EventDraft]) {
    for agenda in scene.agendas {
        let Some(owner) = owner(drafts, agenda) else {
            continue;
        };
        let draft = &mut drafts[owner];
        let day = agenda
            .day
            .filter(|day| day.date().is_some())
            .unwrap_or(draft.start);
        if day.date().is_none() {
            continue;
        }
        let zone = draft.start.zone;
        let on_day = |moment: &Moment| Moment {
            clock: moment.clock,
            zone: moment.zone.or(zone),
            ..day
        };
        let text = scene.view.text();
        let mut items = Vec::new();
        let mut evidence = Vec::new();
        for row in &agenda.rows {
            let Some(start) = on_day(&row.start).iso() else {
                continue;
            };
            items.push(AgendaItem {
                start,
                end: row.end.as_ref().map(on_day).and_then(|end| end.iso()),
                title: one_line(titles::trim_marks(text, row.title).of(text)),
                speakers: Vec::new(),
            });
            evidence.push(
                scene
                    .view
                    .evidence(row.time.cover(row.title), "event.agenda.row"),
            );
        }
        let whole_event = draft.end.is_none_or(|end| end.date() == draft.start.date())
            && day.date() == draft.start.date();
        if whole_event && draft.start.clock.is_none() && draft.start.day.is_some() {
            draft.start = agenda
                .rows
                .first()
                .map_or(draft.start, |row| on_day(&row.start));
            draft.end = agenda
                .rows
                .last()
                .and_then(|row| row.end)
                .map(|end| on_day(&end))
                .or(draft.end);
        }
        draft.record.agenda.extend(items);
        draft
            .record
            .evidence
            .entry("agenda".to_owned())
            .or_default()
            .extend(evidence);
    }
}

/// The event that a programme belongs to.
fn owner(drafts: &[EventDraft], agenda: &Agenda) -> Option<usize> {
    let covers = |draft: &EventDraft| {
        let (Some(day), Some(start)) = (agenda.day.and_then(|day| day.date()), draft.start.date())
        else {
            return agenda.day.is_none();
        };
        start <= day && day <= draft.end.and_then(|end| end.date()).unwrap_or(start)
    };
    let mut found: Vec<usize> = (0..drafts.len())
        .filter(|index| covers(&drafts[*index]))
        .collect();
    if found.len() > 1 {
        let inside: Vec<usize> = found
            .iter()
            .copied()
            .filter(|index| drafts[*index].main || drafts[*index].scope.contains(agenda.span))
            .collect();
        if !inside.is_empty() {
            found = inside;
        }
    }
    found.into_iter().min_by_key(|index| {
        let nearest = drafts[*index]
            .anchors
            .iter()
            .filter(|anchor| anchor.start <= agenda.span.start)
            .map(|anchor| agenda.span.start - anchor.start)
            .min();
        (!drafts[*index].main, nearest.unwrap_or(usize::MAX))
    })
}

/// Links events to the longer one that holds them.
fn parts(drafts: &mut [EventDraft]) {
    for index in 0..drafts.len() {
        let Some(start) = drafts[index].start.date() else {
            continue;
        };
        let holder = (0..drafts.len()).find(|other| {
            let outer = &drafts[*other];
            let (Some(first), Some(last)) =
                (outer.start.date(), outer.end.and_then(|end| end.date()))
            else {
                return false;
            };
            *other != index
                && first < last
                && first <= start
                && start <= last
                && drafts[index]
                    .end
                    .and_then(|end| end.date())
                    .is_none_or(|end| end < last || start > first)
                && drafts[index].start.clock.is_some()
        });
        drafts[index].part_of = holder;
    }
}
