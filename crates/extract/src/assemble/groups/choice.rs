//! Which groups are events, and what are they called? The strongest is what the document is about; others
//! count where they stand in rows, sections or posts of their own, or are told surely enough.

use std::collections::BTreeMap;

use handbill_lexicon::Concept;
use handbill_model::Span;

use super::super::anchors::{Anchor, ends_like_prose, is_apposed};
use super::super::events::Scene;
use super::super::roles::{TimeRole, Timed};
use super::super::title_heads;
use super::super::title_phrases;
use super::super::titles::Title;
use super::{COMPARED, Group, alike};
use crate::layout::has;
use crate::weights;
use crate::{Bound, Moment};

/// Decides which groups are events, and what they are called.
pub fn choose(scene: &Scene, groups: Vec<Group>, heads: &[Title]) -> Vec<Group> {
    if groups.is_empty() {
        return groups;
    }
    let groups = without_headings(scene, groups);
    if groups.is_empty() {
        return groups;
    }
    let main = main_group(scene, &groups);
    let many = groups.len();
    let listed = groups.iter().filter(|group| is_listed(group)).count();
    let independent = independent_parts(scene, &groups);
    let umbrellas: Vec<usize> = (0..many)
        .filter(|index| is_umbrella(&groups, *index))
        .collect();
    let recurring = if heads.is_empty() {
        title_phrases::recurring(scene.view, scene.mentions)
    } else {
        Vec::new()
    };
    let taken: Vec<String> = groups
        .iter()
        .filter_map(|group| Some(group.own_name()?.span.of(scene.view.text()).to_owned()))
        .collect();
    let rows: Vec<Span> = groups.iter().filter_map(row_name).collect();
    let own_of: Vec<Option<Title>> = groups.iter().map(|it| it.own_name().cloned()).collect();
    // A title in a part of its own, set apart from the main event, names what that part tells.
    let part = |title: &Title| {
        let line = scene.layout.line_at(title.span.start)?;
        Some(scene.layout.lines[line].part)
    };
    let tells = |group: &Group, part: usize| group.anchors.iter().any(|it| it.part == part);
    let heir = heads.first().filter(|_| !independent);
    let heir = heir.and_then(part).and_then(|part| {
        let own = groups[main].own_name();
        let apart = own.is_some_and(|own| own.score >= weights::TITLE_ENOUGH_OF_POST)
            && !tells(&groups[main], part);
        groups.iter().position(|group| {
            apart && tells(group, part) && group.start.date() != groups[main].start.date()
        })
    });
    let owner = heir.unwrap_or(main);
    let owned = heads.first().and_then(part);
    let is_of_other =
        |index: usize, head: &Title| heir.is_some() && (part(head) == owned) != (index == owner);
    let mut used: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut out = Vec::new();
    for (index, mut group) in groups.into_iter().enumerate() {
        let is_main = index == main;
        let listing = independent || listed >= 2;
        let umbrella = umbrellas.contains(&index);
        let own = own_names(scene, &group, &used);
        let mut candidates = own.clone();
        let heir = heir == Some(index);
        let general = many == 1
            || umbrella
            || heir
            || (is_main && !independent && (!listing || !is_listed(&group) && !is_quoted(&group)));
        if general {
            let behind = if many > 1 && (!umbrella || is_titled(scene, &group, heads)) {
                weights::TITLE_HEAD_OF_MANY
            } else {
                0.0
            };
            let free = heads
                .iter()
                .filter(|head| umbrella || many == 1 || !rows.contains(&head.span))
                .filter(|head| umbrella || !is_of_other(index, head))
                .filter(|head| !closes(scene, &group, head.span))
                .filter(|head| {
                    umbrella || !is_told_of_other(scene, (index, &group), &own_of, head)
                });
            candidates.extend(free.map(|head| Title {
                score: head.score + behind,
                ..head.clone()
            }));
            let free = |name: &&Title| {
                !taken
                    .iter()
                    .any(|other| alike(other, name.span.of(scene.view.text())))
            };
            candidates.extend(recurring.iter().find(free).cloned());
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        if !is_main && !umbrella && many > 1 {
            let strong = group.strength() >= weights::ANCHOR_STRONG;
            let enough = if independent && group.strength() >= weights::ANCHOR_LABEL {
                weights::TITLE_ENOUGH_ALONE
            } else if independent && scene.layout.posts
                || is_certain(scene, &group)
                || is_row_under_day(scene, &group)
            {
                weights::TITLE_ENOUGH_OF_POST
            } else if is_kind(scene, &group, own.first()) {
                weights::TITLE_ENOUGH_OF_KIND
            } else {
                weights::TITLE_ENOUGH
            };
            let named = own.first().is_some_and(|name| name.score >= enough);
            if !(strong && named) {
                continue;
            }
        }
        let Some(name) = candidates.first().cloned() else {
            continue;
        };
        let first = group.anchors.first();
        used.extend(first.map(|anchor| ((name.span.start, anchor.time), name.span.end)));
        group.spare = candidates.split_off(1);
        group.name = Some(name);
        group.main = (is_main && !listing) || umbrella;
        out.push(group);
    }
    out
}

/// Without months and seasons that only head the days in them, and without groups that are too
/// weak to be events even alone.
fn without_headings(scene: &Scene, groups: Vec<Group>) -> Vec<Group> {
    let heads = |group: &Group| {
        let Some(first) = group
            .start
            .first_day()
            .filter(|_| group.start.day.is_none())
        else {
            return false;
        };
        let last = group.end.unwrap_or(group.start).last_day().unwrap_or(first);
        let is_within = |start: Moment| {
            let day = start.first_day().filter(|_| start.day.is_some());
            day.is_some_and(|day| first <= day && day <= last)
        };
        let mut on_cards = scene.cards.iter().flat_map(|cards| &cards.days);
        groups.iter().any(|other| is_within(other.start))
            || on_cards.any(|day| is_within(day.start))
    };
    let kept: Vec<bool> = (0..groups.len())
        .map(|index| {
            let enough = if is_umbrella(&groups, index) {
                weights::ANCHOR_THRESHOLD
            } else {
                weights::ANCHOR_STRONG
            };
            let group = &groups[index];
            group.strength() >= enough && !heads(group)
        })
        .collect();
    groups
        .into_iter()
        .zip(kept)
        .filter(|(_, kept)| *kept)
        .map(|(group, _)| group)
        .collect()
}

/// Whether the group's range of dates holds at least two others: what they are parts of. An item of
/// a list, such as an exhibition, is no whole of those before it.
fn is_umbrella(groups: &[Group], index: usize) -> bool {
    let outer = &groups[index];
    let (Some(first), Some(last)) = (
        outer.start.first_day(),
        outer.end.and_then(|end| end.first_day()),
    ) else {
        return false;
    };
    let held = || {
        groups.iter().enumerate().filter(|(other, group)| {
            *other != index
                && group
                    .start
                    .first_day()
                    .is_some_and(|day| first <= day && day <= last)
        })
    };
    let follows =
        held().any(|(_, group)| is_listed(group) && group.anchors[0].time < outer.anchors[0].time);
    first < last
        && !(follows && is_headed(outer))
        && held().count() >= 2
        && outer.strength() >= weights::ANCHOR_THRESHOLD + 0.5
}

/// Whether the text is among the last lines, below the paragraph that tells all of the group's dates,
/// and has no kind of event, as closing words and signatures do.
fn closes(scene: &Scene, group: &Group, title: Span) -> bool {
    const LAST: usize = 3;
    let lines = &scene.layout.lines;
    let at = lines.partition_point(|line| line.span.end <= title.start);
    let told = group.anchors.iter().map(|anchor| anchor.line).max();
    lines.len() <= at + LAST
        && !has(scene.view, title, Concept::EventNoun)
        && told.is_some_and(|told| {
            let line = title_heads::joined(scene.layout, told);
            line.end < title.start && ends_like_prose(scene.view, line)
        })
}

/// The row that names the group, beside its own date: it is the name of nothing else.
fn row_name(group: &Group) -> Option<Span> {
    let name = group.own_name()?;
    (name.rule == "event.title.row").then_some(name.span)
}

/// Whether the row of the group names it, and the title of the head is what another one is called in its
/// own sentence.
fn is_told_of_other(
    scene: &Scene,
    (index, group): (usize, &Group),
    names: &[Option<Title>],
    head: &Title,
) -> bool {
    let text = scene.view.text();
    let good = |name: &&Title| name.score >= weights::TITLE_ENOUGH;
    let is_like = |name: &Title| alike(name.span.of(text), head.span.of(text));
    let own = group.own_name().filter(good);
    let others = names.iter().enumerate().take(COMPARED);
    let mut others = others.filter_map(|(at, name)| name.as_ref().filter(|_| at != index));
    own.is_some_and(|own| own.rule == "event.title.row" && !is_like(own))
        && others.any(|name| good(&name) && is_like(name))
}

/// The names near a group's dates, without those that other events have taken.
fn own_names(scene: &Scene, group: &Group, used: &BTreeMap<(usize, usize), usize>) -> Vec<Title> {
    let moved = group.anchors.iter().any(|anchor| anchor.moved);
    let mut out: Vec<Title> = group
        .anchors
        .iter()
        .flat_map(|anchor| anchor.names.iter().map(move |name| (anchor, name)))
        .filter(|(anchor, name)| {
            // One name may serve several dates in brackets behind it, and the days of a list.
            moved
                || name.rule == "event.title.bracket"
                || !used
                    .range((name.span.start.saturating_sub(LONGEST_NAME), 0)..(name.span.end, 0))
                    .any(|((_, time), end)| {
                        *end > name.span.start && !are_listed(scene, *time, anchor.time)
                    })
        })
        .map(|(_, name)| name.clone())
        .collect();
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    out.dedup_by(|a, b| a.span == b.span);
    out
}

/// No name has more bytes.
const LONGEST_NAME: usize = 1000;

/// Whether a line right over one of the group's dates, in its paragraph, names it, and no less
/// plainly than the head of the document does.
fn is_titled(scene: &Scene, group: &Group, heads: &[Title]) -> bool {
    let kind = |name: &Title| has(scene.view, name.span, Concept::EventNoun);
    let headed = heads.first().is_some_and(kind);
    let block = |line: usize| scene.layout.lines[line].block;
    group.anchors.iter().take(COMPARED).any(|anchor| {
        let mut names = anchor.names.iter();
        names.any(|name| {
            let line = scene.layout.line_at(name.span.start);
            name.rule == "event.title.above"
                && (!headed || kind(name))
                && line.is_some_and(|line| block(line) == block(anchor.line))
        })
    })
}

/// Whether the name tells the kind of event, begins the sentence or stands beside the date there, and
/// the date is very likely that of an event.
fn is_kind(scene: &Scene, group: &Group, name: Option<&Title>) -> bool {
    // "on Friday we hold once more a lantern walk"
    const CLOSE: usize = 4;
    let view = scene.view;
    let begins = |timed: &Timed| {
        let value = scene.layout.clauses[timed.clause].value(view.text());
        view.words(Span::new(
            value.start.min(timed.span.start),
            timed.span.start,
        )) <= 1
    };
    let beside = |name: &Title| {
        group.anchors.iter().take(COMPARED).any(|anchor| {
            let timed = &scene.times[anchor.time];
            let clause = scene.layout.clauses[timed.clause].span;
            let lead = Span::new(clause.start.min(name.span.start), name.span.start);
            let inside = clause.contains(name.span);
            let told = timed.time.weekday.is_some() || timed.time.start.clock.is_some();
            let close = name.span.start >= timed.span.end
                && view.words(Span::new(timed.span.end, name.span.start)) <= CLOSE;
            inside && (view.words(lead) <= 1 || told && (begins(timed) || close))
                || is_apposed(scene, name, timed.span)
        })
    };
    group.strength() >= weights::ANCHOR_LIKELY
        && name.is_some_and(|name| {
            name.rule == "event.title.phrase"
                && has(view, name.span, Concept::EventNoun)
                && beside(name)
        })
}

/// Whether the group's date, with its hour, is sure to be one of an event; the day of the week tells
/// too, and what only bounds something does not.
fn is_certain(scene: &Scene, group: &Group) -> bool {
    let times = || {
        let anchors = group.anchors.iter().take(COMPARED);
        anchors.map(|anchor| &scene.times[anchor.time])
    };
    let enough = match times().any(|timed| timed.time.weekday.is_some()) {
        true => weights::ANCHOR_CERTAIN,
        false => weights::ANCHOR_CERTAIN + 1.0,
    };
    group.start.clock.is_some()
        && group.strength() >= enough
        && times().any(|timed| {
            timed.time.bound != Bound::Until && !has(scene.view, timed.span, Concept::DateUntil)
        })
}

/// Whether a row of hours under its day names the group: the day is sure to be that of events.
fn is_row_under_day(scene: &Scene, group: &Group) -> bool {
    let clock = |anchor: &Anchor| scene.times[anchor.time].role == TimeRole::Clock;
    row_name(group).is_some() && group.anchors.iter().take(COMPARED).any(clock)
}

/// Whether the two times are days of a list: "on 5 and 9 May", "5, 9 and 13 May".
fn are_listed(scene: &Scene, first: usize, last: usize) -> bool {
    const LONGEST: usize = 12;
    let view = scene.view;
    last > first
        && last - first < LONGEST
        && scene.times[first..=last].windows(2).all(|pair| {
            let between = Span::new(pair[0].span.end, pair[1].span.start.max(pair[0].span.end));
            pair[0].clause == pair[1].clause
                && view.words(between) <= 1
                && (view.words(between) == 0 || has(view, between, Concept::DateAnd))
        })
}

/// Whether the group's dates stand in rows or sections with names of their own.
fn is_listed(group: &Group) -> bool {
    is_headed(group) && group.strength() >= weights::ANCHOR_STRONG
}

/// Whether the group's dates have a name in quotation marks.
fn is_quoted(group: &Group) -> bool {
    let name = group.own_name();
    name.is_some_and(|name| {
        name.rule == "event.title.quoted" && name.score >= weights::TITLE_ENOUGH
    })
}

/// Whether the group's name heads a row or section of its own.
fn is_headed(group: &Group) -> bool {
    group.own_name().is_some_and(|name| {
        matches!(
            name.rule,
            "event.title.row" | "event.title.above" | "event.title.section" | "event.title.bracket"
        ) && name.score >= 2.0
    })
}

/// Whether separators part the document into pieces that stand for themselves, such as posts: at
/// least two pieces have dates of their own that are named there.
fn independent_parts(scene: &Scene, groups: &[Group]) -> bool {
    let enough = match scene.layout.posts {
        true => weights::TITLE_ENOUGH_OF_POST,
        false => weights::TITLE_ENOUGH,
    };
    let mut parts: Vec<usize> = groups
        .iter()
        .filter(|group| group.strength() >= weights::ANCHOR_STRONG)
        .filter_map(|group| {
            let anchor = &group.anchors[0];
            let here = scene.layout.part_span(anchor.part);
            let named = anchor
                .names
                .iter()
                .any(|name| here.contains(name.span) && name.score >= enough);
            named.then_some(anchor.part)
        })
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
