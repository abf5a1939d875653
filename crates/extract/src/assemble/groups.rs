//! Groups: anchors that speak of one event, and which groups are events.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::{Concept, Hit, fold};
use handbill_model::{BlockKind, Span};

use super::anchors::{Anchor, ends_like_prose, is_apposed};
use super::events::Scene;
use super::roles::{TimeRole, Timed};
use super::title_heads;
use super::title_phrases;
use super::title_text::is_generic;
use super::titles::Title;
use crate::layout::{Layout, Line, has};
use crate::weights;
use crate::{Bound, Moment, overlapping};

/// Dates that speak of one event.
#[derive(Clone, Debug)]
pub struct Group {
    pub anchors: Vec<Anchor>,
    pub start: Moment,
    pub end: Option<Moment>,
    pub name: Option<Title>,
    /// The candidates that were not chosen, best first.
    pub spare: Vec<Title>,
    pub main: bool,
}

impl Group {
    pub fn strength(&self) -> f32 {
        let best = self
            .anchors
            .iter()
            .map(|anchor| anchor.strength)
            .fold(f32::MIN, f32::max);
        best + 0.4 * (self.anchors.len() as f32 - 1.0).min(3.0)
    }

    /// Further names of the event that is called `name`, among the candidates that were not chosen.
    pub fn others<'a>(&'a self, text: &'a str, name: &'a Title) -> impl Iterator<Item = &'a Title> {
        self.spare.iter().filter(move |other| {
            let (own, further) = (name.span.of(text), other.span.of(text));
            other.span != name.span
                && other.score >= weights::TITLE_ALTERNATE
                && alike(further, own)
                && !holds(own, further)
                && further.matches('"').count() % 2 == 0
        })
    }

    fn own_name(&self) -> Option<&Title> {
        self.anchors
            .iter()
            .take(4 * COMPARED)
            .filter_map(|anchor| anchor.names.first())
            .max_by(|a, b| a.score.total_cmp(&b.score))
    }
}

/// Joins the anchors that speak of one event.
pub fn groups(scene: &Scene, anchors: Vec<Anchor>) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    // Only groups of one day are compared, and of many the last ones and those of the very name.
    let mut days: HashMap<Day, Vec<usize>> = HashMap::new();
    let mut named: HashMap<(Day, String), usize> = HashMap::new();
    for anchor in anchors {
        let day = (anchor.start.year, anchor.start.month, anchor.start.day);
        let key = anchor
            .names
            .first()
            .map(|name| (day, fold(name.span.of(scene.view.text()))));
        let of_day = days.entry(day).or_default();
        let last = &of_day[of_day.len().saturating_sub(COMPARED_OF_DAY)..];
        let of_name = key.as_ref().and_then(|key| named.get(key));
        let of_name = of_name.filter(|at| last.first().is_some_and(|first| *at < first));
        let same = of_name.into_iter().chain(last).copied().find(|at| {
            let group = &out[*at];
            agree(
                (&group.start, group.end.as_ref()),
                (&anchor.start, anchor.end.as_ref()),
            ) && belongs(scene, group, &anchor)
        });
        if let Some(key) = key {
            named.entry(key).or_insert(same.unwrap_or(out.len()));
        }
        match same.map(|at| &mut out[at]) {
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
            None => {
                of_day.push(out.len());
                out.push(Group {
                    start: anchor.start,
                    end: anchor.end,
                    anchors: vec![anchor],
                    name: None,
                    spare: Vec::new(),
                    main: false,
                });
            }
        }
    }
    out
}

/// Year, month and day, as far as they are told.
type Day = (Option<i32>, Option<u8>, Option<u8>);

/// So many groups of a day are compared with a further date of it.
const COMPARED_OF_DAY: usize = 64;

/// Whether two times can be of one event: the same day, and no two different hours.
fn agree(a: (&Moment, Option<&Moment>), b: (&Moment, Option<&Moment>)) -> bool {
    let (first, second) = (a.0, b.0);
    let same = |x: &Moment, y: &Moment| {
        x.year == y.year
            && x.month == y.month
            && x.day == y.day
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

/// Whether an anchor on the same day speaks of the group's event: their names agree, or one has
/// none of its own that is as good.
fn belongs(scene: &Scene, group: &Group, anchor: &Anchor) -> bool {
    let bracketed = |title: &Title| title.rule == "event.title.bracket";
    let text = scene.view.text();
    let same_line = group
        .anchors
        .iter()
        .rev()
        .take(COMPARED)
        .any(|other| other.line == anchor.line);
    // A row under a day is of the event of the day only where both are called alike.
    let is_row = scene.times[anchor.time].role == TimeRole::Clock && group.start.clock.is_none();
    let (Some(name), Some(own)) = (group.own_name(), anchor.names.first()) else {
        return !is_row || anchor.names.is_empty();
    };
    if alike(name.span.of(text), own.span.of(text))
        || same_line && !(bracketed(name) && bracketed(own))
    {
        return true;
    }
    // The heading over an hour that has a name beside it is that of the hour before.
    let good = |names: &'_ [Title]| -> Vec<Title> {
        let named = names
            .first()
            .is_some_and(|name| name.rule == "event.title.above");
        names
            .iter()
            .filter(|name| name.score >= weights::TITLE_ENOUGH)
            .filter(|name| !(named && name.rule == "event.title.section"))
            .cloned()
            .collect()
    };
    let shares = group
        .anchors
        .iter()
        .rev()
        .take(COMPARED)
        .flat_map(|other| good(&other.names))
        .any(|other| {
            good(&anchor.names)
                .iter()
                .any(|name| alike(other.span.of(text), name.span.of(text)))
        });
    // A table of contents tells day, hour and name as the section does.
    let again = |title: &Title| {
        title.rule == "event.title.row" && title.span.of(text) == name.span.of(text)
    };
    if anchor.start == group.start && anchor.start.clock.is_some() && anchor.names.iter().any(again)
    {
        return true;
    }
    // The paragraph under a date may tell it again, hour for hour.
    const NEAR: usize = 4;
    let close = |other: &Anchor| (1..=NEAR).contains(&anchor.line.saturating_sub(other.line));
    let retold = !matches!(own.rule, "event.title.row" | "event.title.above")
        && anchor.start.clock.is_some()
        && (anchor.start, anchor.end) == (group.start, group.end)
        && group.anchors.iter().rev().take(COMPARED).any(close);
    if retold {
        return true;
    }
    let other_part = group
        .anchors
        .iter()
        .rev()
        .take(COMPARED)
        .all(|other| other.part != anchor.part);
    if shares {
        return true;
    }
    // A building in the row says where, not what.
    let placed = |title: &Title| {
        let view = scene.view;
        let mut hits = view.hits.within(&view.tokens, title.span);
        let at_edge =
            |hit: &Hit| hit.span.start == title.span.start || hit.span.end == title.span.end;
        hits.any(|hit| hit.concept == Concept::CueBuilding && at_edge(hit))
            && !has(view, title.span, Concept::EventNoun)
    };
    let row = |title: &Title| {
        matches!(
            title.rule,
            "event.title.row"
                | "event.title.above"
                | "event.title.section"
                | "event.title.label"
                | "event.title.bracket"
        ) && !placed(title)
    };
    // "The ordinary assembly" of a sentence is the "Assembly of the members" that a list gives no hour.
    let untimed = group.start.clock.is_some() != anchor.start.clock.is_some();
    if untimed && is_plainly_of_kind(scene, name, own) {
        return true;
    }
    // A row that names something else is another event; in running text it may be the same one.
    let listed = row(own) && own.rule == "event.title.row" && own.score >= weights::TITLE_ENOUGH;
    !(other_part || row(name) && row(own) || listed)
}

/// Whether both names have the same kind of event, and one of them nothing that is written large behind its
/// beginning.
fn is_plainly_of_kind(scene: &Scene, one: &Title, other: &Title) -> bool {
    let view = scene.view;
    let plain = |title: &Title| {
        let mut letters = title.span.of(view.text()).chars();
        letters.next().is_some() && !letters.any(char::is_uppercase)
    };
    let kind = |title: &Title| {
        let mut hits = view.hits.within(&view.tokens, title.span);
        let hit = hits.find(|hit| hit.concept == Concept::EventNoun)?;
        Some(view.tokens.folded(hit.first).to_owned())
    };
    (plain(one) || plain(other)) && kind(one).is_some_and(|noun| kind(other) == Some(noun))
}

/// Whether the other says nothing but the name again: a part of it, or more than a line or a label
/// around it.
fn holds(name: &str, other: &str) -> bool {
    let (name, folded) = (handbill_lexicon::fold(name), handbill_lexicon::fold(other));
    name.contains(&folded) || (folded.contains(&name) && other.contains(['\n', ':']))
}

/// So many of a group's dates are compared with a further one.
const COMPARED: usize = 8;

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

/// The stretch of the document that speaks of each event: all of it for a single event, else from
/// the event's name or date to the next event's.
pub fn scopes(scene: &Scene, groups: &[Group]) -> Vec<Span> {
    let whole = Span::new(0, scene.view.text().len());
    if groups.len() <= 1 {
        return groups.iter().map(|_| whole).collect();
    }
    let clause_start = |offset: usize| {
        scene
            .layout
            .clause_at(offset)
            .map_or(offset, |clause| scene.layout.clauses[clause].span.start)
    };
    let begin = |group: &Group| {
        let date = group
            .anchors
            .first()
            .map_or(0, |anchor| scene.times[anchor.time].span.start);
        let anchor = clause_start(date);
        // A further event of an hour begins where it is named.
        let line = group.anchors.first().map_or(0, |anchor| anchor.line);
        let named = scene.layout.lines[line].span;
        if named.start > date
            && let Some(name) = group.name.as_ref().filter(|name| named.overlaps(name.span))
        {
            return name.span.start;
        }
        match &group.name {
            Some(name) if name.span.start < date && date - name.span.start < 1500 => name
                .span
                .start
                .min(if clause_start(name.span.start) == anchor {
                    name.span.start
                } else {
                    anchor
                }),
            _ => anchor,
        }
    };
    let mut starts: Vec<usize> = groups.iter().map(begin).collect();
    behind_contents(scene, groups, &mut starts, clause_start);
    let mut sorted = starts.clone();
    sorted.sort_unstable();
    let longest = longest_item(&starts);
    let blocks = Blocks::new(scene.layout);
    let last_block = blocks.longest(&starts);
    groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            if group.main {
                return whole;
            }
            let start = starts[index];
            let part = group
                .anchors
                .first()
                .map_or(whole, |anchor| scene.layout.part_span(anchor.part));
            let next = sorted.partition_point(|other| *other <= start);
            let next = sorted.get(next).copied();
            let end = next.unwrap_or_else(|| (start + longest).min(blocks.end(start, last_block)));
            let end = next_section(scene, group, next.is_none(), end.min(part.end));
            Span::new(start.max(part.start.min(start)), end.max(start))
        })
        .collect()
}

/// Moves the beginnings of events that a table of contents names first to the sections that tell of
/// them: where the dates of most stand again below the
/// first of the last.
fn behind_contents(
    scene: &Scene,
    groups: &[Group],
    starts: &mut [usize],
    clause_start: impl Fn(usize) -> usize,
) {
    let listed = |group: &Group| {
        let row = |anchor: &Anchor| {
            let mut names = anchor.names.iter();
            names.any(|name| name.rule == "event.title.row")
        };
        group.anchors.len() > 1 && group.anchors.iter().take(2).all(row)
    };
    let last_first = groups
        .iter()
        .filter_map(|group| group.anchors.first())
        .map(|anchor| anchor.line)
        .max()
        .unwrap_or(0);
    let again = |group: &Group| {
        let anchor = group
            .anchors
            .iter()
            .find(|anchor| anchor.line > last_first)?;
        Some(clause_start(scene.times[anchor.time].span.start))
    };
    let moved: Vec<Option<usize>> = groups
        .iter()
        .map(|group| again(group).filter(|_| listed(group)))
        .collect();
    if moved.iter().flatten().count() * 2 <= groups.len() {
        return;
    }
    for (start, moved) in starts.iter_mut().zip(moved) {
        *start = moved.unwrap_or(*start);
    }
}

/// Where the section that follows an event begins: at a heading behind its dates that is no lower
/// than the one that names it, or, where a line in capitals names it, at the next such line; behind
/// the last event also at a line that only names a part of the page ("Tickets"); `end` where none
/// begins before.
fn next_section(scene: &Scene, group: &Group, is_last: bool, end: usize) -> usize {
    let Scene { view, layout, .. } = *scene;
    let last = group.anchors.iter().map(|anchor| anchor.line).max();
    let Some(last) = last else {
        return end;
    };
    let named = group
        .name
        .as_ref()
        .and_then(|name| layout.line_at(name.span.start));
    // The name may stand below the date.
    let last = named.map_or(last, |line| last.max(line));
    let own = named.map(|line| &layout.lines[line]);
    let level = match own.map(|line| line.kind) {
        Some(BlockKind::Heading { level }) => level,
        _ => u8::MAX,
    };
    let shown = |line: &Line| line.first && title_heads::is_capitals(line.span.of(view.text()));
    let shows = own.is_some_and(shown);
    // Items that are a paragraph each, with their name as its first line.
    let titled = own.is_some_and(|line| opens_item(scene, line));
    // A line over an address names the place, and begins no section.
    let names_venue = |line: usize| {
        layout.lines.get(line + 1).is_some_and(|below| {
            let mut inside = overlapping(scene.mentions, below.span).iter();
            inside.any(|mention| {
                let lead = Span::new(below.span.start.min(mention.span.start), mention.span.start);
                mention.rule.starts_with("address.") && view.words(lead) <= 3
            })
        })
    };
    (last + 1..layout.lines.len())
        .take_while(|index| layout.lines[*index].span.start < end)
        .find(|index| match layout.lines[*index].kind {
            BlockKind::Heading { level: other } => other <= level,
            _ => {
                shows && shown(&layout.lines[*index]) && !names_venue(*index)
                    || is_last
                        && (names_part(scene, *index)
                            || titled
                                && opens_item(scene, &layout.lines[*index])
                                && !names_venue(*index))
            }
        })
        .map_or(end, |line| layout.lines[line].span.start)
}

/// Whether the line stands by itself and only says what part of the page follows.
fn names_part(scene: &Scene, index: usize) -> bool {
    const LONGEST_HEADING: usize = 4;
    let Scene { view, layout, .. } = *scene;
    let line = &layout.lines[index];
    let apart = layout
        .lines
        .get(index + 1)
        .is_none_or(|next| next.block != line.block);
    line.first
        && apart
        && line.cells.len() < 2
        && view.words(line.span) <= LONGEST_HEADING
        && !line.span.of(view.text()).ends_with(['.', ','])
        && is_generic(view, line.span)
}

/// Whether the line is a short first one of a paragraph that goes on, such as titles are.
fn opens_item(scene: &Scene, line: &Line) -> bool {
    const LONGEST_TITLE: usize = 8;
    let Scene { view, layout, .. } = *scene;
    let text = line.span.of(view.text());
    let at = layout
        .lines
        .partition_point(|other| other.span.start <= line.span.start);
    line.first
        && layout
            .lines
            .get(at)
            .is_some_and(|next| next.block == line.block)
        && view.words(line.span) <= LONGEST_TITLE
        && text.starts_with(char::is_uppercase)
        && !text.ends_with(['.', ',', ':', ';'])
        && overlapping(scene.mentions, line.span).is_empty()
}

/// How far the last event of a list reaches: not much further than the longest before it, for
/// what follows a list is rarely of its last item alone.
fn longest_item(starts: &[usize]) -> usize {
    let mut sorted = starts.to_vec();
    sorted.sort_unstable();
    let longest = sorted
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .max()
        .unwrap_or(0);
    longest + longest / 2 + ITEM_SLACK
}

/// Where the blocks and rows of a document begin.
struct Blocks {
    starts: Vec<usize>,
}

impl Blocks {
    fn new(layout: &Layout) -> Blocks {
        let first = layout.lines.iter().filter(|line| line.first);
        Blocks {
            starts: first.map(|line| line.span.start).collect(),
        }
    }

    /// The number of the block that holds the offset.
    fn at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// How many blocks the longest item but the last takes, where there are enough to tell: the
    /// items of a list have one shape.
    fn longest(&self, items: &[usize]) -> usize {
        let mut sorted = items.to_vec();
        sorted.sort_unstable();
        let sizes = sorted
            .windows(2)
            .map(|pair| self.at(pair[1]) - self.at(pair[0]));
        match sorted.len() {
            0..ITEMS_OF_A_SHAPE => usize::MAX,
            _ => sizes.max().unwrap_or(usize::MAX).max(1),
        }
    }

    /// Where so many blocks from the offset on end.
    fn end(&self, offset: usize, count: usize) -> usize {
        let after = (self.at(offset) - 1).saturating_add(count);
        self.starts.get(after).copied().unwrap_or(usize::MAX)
    }
}

/// From so many items on their shape tells how far the last one reaches.
const ITEMS_OF_A_SHAPE: usize = 3;

/// So many bytes an item may always have.
const ITEM_SLACK: usize = 300;

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};
    use handbill_model::Event;

    fn events(text: &str) -> Vec<Event> {
        extract(&document(text), &Options::default()).events
    }

    #[test]
    fn what_follows_a_list_is_not_of_its_last_item() {
        let items = "Clay for Beginners\n4 March 2026, 19:30\n\nGlazes and Ash\n11 March 2026, 19:30\n\nThe Slow Kiln\n18 March 2026, 19:30";
        let after = "\n\nTickets for all evenings: https://tickets.example.org/spring";
        let found = events(&format!("{items}{after}"));
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|event| event.registration_url.is_none()));
        let own = "\nTickets: https://tickets.example.org/kiln";
        let found = events(&format!("{items}{own}"));
        let last = found
            .last()
            .and_then(|event| event.registration_url.as_deref());
        assert_eq!(last, Some("https://tickets.example.org/kiln"));
    }

    #[test]
    fn a_session_is_told_again_below_its_title() {
        let text = "Evenings about roofs and rafters\n\nSession #1: Thatch and Those Who Lay It Well\nMarch 3, 2026, 7-8 pm, Ida Holm and Per Lind\n\nWe look at reeds.\n\nSession #2: Slate From the Northern Quarries\nMarch 10, 2026, 7-8 pm, Ida Holm and Per Lind\n\nJoin us on March 10, 2026 from 7-8 pm for the second discussion about our roofs, with tea for everyone who comes.";
        let found = events(text);
        let names: Vec<&str> = found.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Session #1: Thatch and Those Who Lay It Well",
                "Session #2: Slate From the Northern Quarries"
            ]
        );
    }

    #[test]
    fn posts_are_events_for_themselves() {
        let text = "Everybody welcome to join our next planning call Oct 4, 2026, 12:00 where we share seeds! https://example.org/call\n\n---\n\nWe organise a winter bread workshop, November 21, 2026. Join us to knead and bake together.\n\n---\n\nThe registration for the Lowmill workshop, March 22-24, 2027, is now open for all: https://example.org/march\n\n---\n\nThank you to everybody who came, we had a splendid evening with you all.";
        let mut document = document(text);
        for block in &mut document.blocks {
            if block.span.of(text) == "---" {
                block.kind = handbill_model::BlockKind::Separator;
            }
        }
        let found = extract(&document, &Options::default()).events;
        let told: Vec<(&str, &str)> = found
            .iter()
            .map(|event| (event.start.as_str(), event.name.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("2026-10-04T12:00:00", "planning call"),
                ("2026-11-21", "winter bread workshop"),
                ("2027-03-22", "Lowmill workshop"),
            ]
        );
    }

    #[test]
    fn days_of_a_list_share_their_name() {
        let text = "Der Verein lädt zum offenen Reparaturabend am 3. und 10. März 2026 ein.";
        let found = events(text);
        let days: Vec<&str> = found.iter().map(|event| event.start.as_str()).collect();
        assert_eq!(days, ["2026-03-03", "2026-03-10"]);
        assert_eq!(found[0].name, found[1].name);
    }

    #[test]
    fn a_line_in_capitals_ends_the_section_of_another() {
        let text = "READING CIRCLE\nTuesday 3 March 2026, 19:30. We read aloud.\n\nBOOK BINDING\nWrite to us for the next day.\nRegister: https://tickets.example.org/binding\n\nPRINT NIGHT\nTuesday 31 March 2026, 19:30. Bring paper.";
        let found = events(text);
        let names: Vec<&str> = found.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["READING CIRCLE", "PRINT NIGHT"]);
        assert_eq!(found[0].registration_url, None);
    }
}
