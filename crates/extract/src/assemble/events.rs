//! Events: dates that are anchors of events, each with its name, place and hours.

use std::collections::BTreeSet;

use chrono::Datelike;
use handbill_lexicon::{Concept, Hit, fold};
use handbill_model::{Event, EventKind, EventStatus, Span, Venue};

use super::OrganisationDraft;
use super::agenda::Programme;
use super::anchors::{self, Anchor, is_when_labelled};
use super::attendance::attendance;
use super::bylines::byline;
use super::event_country;
use super::groups::{self, Group};
use super::links;
use super::own_house;
use super::place_inheritance;
use super::places::{self, PlaceDraft};
use super::prices;
use super::programmes;
use super::regular_hours;
use super::roles::{TimeRole, Timed, is_dated, times_in};
use super::schedule_rows::Schedule;
use super::schedules;
use super::speakers;
use super::title_heads;
use super::title_text;
use super::titles::{self, Place, Title};
use crate::layout::{Layout, has};
use crate::names::{PersonMention, Words};
use crate::weights;
use crate::{Found, Mention, Moment, View, overlapping};

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
    /// The names of its organisers, where the source states them for machines.
    pub stated_organizers: Vec<String>,
    /// Whether those that the document is by only go there, or go along with it.
    pub foreign: bool,
}

/// What the assembly of events looks at.
pub struct Scene<'a> {
    /// The document.
    pub view: &'a View<'a>,
    /// Its words, in lines, as names are read from them.
    pub words: &'a Words<'a, 'a>,
    /// Its lines and clauses.
    pub layout: &'a Layout,
    /// The mentions, ascending and without overlap.
    pub mentions: &'a [Mention],
    /// Marked-up links; they may hold mentions.
    pub linked: &'a [Mention],
    /// The times with their roles.
    pub times: &'a [Timed<'a>],
    /// The persons that the text names, ascending.
    pub persons: &'a [PersonMention],
    /// The organisations that the text names.
    pub organisations: &'a [OrganisationDraft],
    /// The programmes.
    pub programmes: &'a [Programme],
    /// The lists of cards, which are read by themselves.
    pub cards: &'a [Schedule],
}

/// All events of the document, in order.
pub fn events(scene: &Scene) -> Vec<EventDraft> {
    let mut heads = title_heads::heads(scene.view, scene.layout, scene.mentions);
    // What a programme lists are its parts.
    heads.retain(|head| {
        !scene
            .programmes
            .iter()
            .any(|programme| programme.span.overlaps(head.span))
    });
    who_is_no_event(scene, &mut heads);
    let mut anchors = anchors::anchors(scene, &heads);
    let is_on_card = |anchor: &Anchor| {
        let line = anchor.line;
        scene.cards.iter().any(|cards| cards.lines.contains(&line))
    };
    anchors.retain(|anchor| !is_on_card(anchor));
    let chosen = groups::choose(scene, groups::groups(scene, anchors), &heads);
    let mut drafts: Vec<EventDraft> = Vec::new();
    let scopes = groups::scopes(scene, &chosen);
    let taken: BTreeSet<usize> = chosen
        .iter()
        .flat_map(|group| {
            group
                .anchors
                .iter()
                .map(|anchor| scene.times[anchor.time].span.start)
        })
        .collect();
    for (group, scope) in chosen.into_iter().zip(scopes) {
        drafts.push(draft(scene, group, scope, &taken));
    }
    usual_hour(scene, &mut drafts);
    same_hour(scene, &mut drafts);
    after_doors(scene, &mut drafts);
    programmes::attach_agendas(scene, &mut drafts);
    programmes::parts(&mut drafts);
    place_inheritance::inherit(scene, &mut drafts);
    schedules::add(scene, &mut drafts);
    regular_hours::add(scene, &mut drafts);
    place_inheritance::of_series(scene, &mut drafts);
    place_inheritance::town_of_own_name(scene, &mut drafts);
    place_inheritance::in_own_house(scene, &mut drafts);
    own_house::add(scene, &mut drafts);
    event_country::fill(scene, &mut drafts);
    drafts
}

/// Who signs or sends a document is no event, and who heads it is one only where nothing else is.
fn who_is_no_event(scene: &Scene, heads: &mut Vec<Title>) {
    let view = scene.view;
    let same = |span: Span, other: &Span| span.trim(view.text()) == other.trim(view.text());
    heads.retain(|head| {
        let mut hits = view.hits.within(&view.tokens, head.span);
        !hits.any(|hit| hit.concept == Concept::CueFree && hit.span == head.span)
    });
    let speakers = speakers::labelled_names(scene);
    heads.retain(|head| !speakers.iter().any(|name| head.span.start == name.start));
    heads.retain(|head| {
        !scene
            .persons
            .iter()
            .any(|person| same(person.span, &head.span))
    });
    for head in heads {
        let organisations = scene.organisations.iter();
        let mut named = organisations.flat_map(|organisation| &organisation.mentions);
        if named.any(|span| same(*span, &head.span)) {
            head.score += weights::TITLE_ORGANISATION;
        }
        if !byline(scene, head.span).is_empty() {
            head.score += weights::TITLE_BARE_NOUN;
        }
    }
}

/// Fills the record of one event.
fn draft(scene: &Scene, group: Group, scope: Span, taken: &BTreeSet<usize>) -> EventDraft {
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
        name: title_text::written(name.span.of(text)),
        ..Event::default()
    };
    record
        .evidence
        .insert("name".to_owned(), vec![view.evidence(name.span, name.rule)]);
    let start_evidence = group
        .anchors
        .iter()
        .map(|anchor| view.evidence(scene.times[anchor.time].span, scene.times[anchor.time].rule));
    record
        .evidence
        .insert("start".to_owned(), start_evidence.collect());

    let recurring = group.anchors.iter().find_map(|anchor| {
        let timed = &scene.times[anchor.time];
        Some((
            timed.time.recurrence.clone()?,
            view.evidence(timed.span, timed.rule),
        ))
    });
    if let Some((rule, evidence)) = recurring {
        record.recurrence = Some(rule);
        record
            .evidence
            .insert("recurrence".to_owned(), vec![evidence]);
    }
    let (mut start, mut end) = (group.start, group.end);
    add_clock(
        scene,
        &group,
        scope,
        taken,
        (&mut start, &mut end),
        &mut record,
    );
    add_end(scene, scope, &start, &mut end, &mut record);
    stated_end(scene, scope, &start, &mut end, &mut record);
    let subtitle = title_heads::subtitle_of(view, layout, name.span)
        .and_then(|span| titles::title(view, mentions, span, Place::Below));
    record.kind = kind(
        scene,
        &name,
        subtitle.as_ref().map(|title| title.span),
        &spans,
    );
    let place = places::place(
        view,
        layout,
        mentions,
        &told(scene, &spans, &start, scope),
        name.span,
        scope,
    );
    let attended = attendance(scene, &spans, name.span, scope, place.as_ref());
    if let Some((attendance, evidence)) = attended {
        record.attendance = Some(attendance);
        record
            .evidence
            .insert("attendance".to_owned(), vec![evidence]);
    }
    let better = beside_venue(view, &group, &name, place.as_ref());
    if let Some(better) = better {
        record.name = title_text::written(better.span.of(text));
        record.evidence.insert(
            "name".to_owned(),
            vec![view.evidence(better.span, better.rule)],
        );
    }
    let others = group.others(text, better.unwrap_or(&name));
    for other in others.chain(&subtitle) {
        let other_name = title_text::written(other.span.of(text));
        if other_name != record.name && !record.alternate_names.contains(&other_name) {
            record.alternate_names.push(other_name);
            let list = record.evidence.entry("alternate_names".to_owned());
            list.or_default()
                .push(view.evidence(other.span, other.rule));
        }
    }
    status(scene, &group, &name, &mut record);
    hashtags(view, mentions, scope, &mut record);
    speakers::speakers(scene, scope, &mut record);
    prices::price(scene, scope, &mut record);
    let place_zone = place.as_ref().and_then(|place| place.time_zone);
    if let Some(PlaceDraft {
        mut venue,
        evidence,
        ..
    }) = place
    {
        // A neighbouring cell with the event's own name is no room.
        let room = venue.room.take().filter(|room| *room != record.name);
        record.evidence.extend(evidence);
        if room.is_none() {
            record.evidence.remove("venue.room");
        }
        record.venue = Some(Venue { room, ..venue });
    }
    without_venue_name(&mut record);
    links::links(scene, &spans, scope, &mut record);
    let confidence = 0.5 + 0.06 * group.strength() + 0.04 * name.score;
    record.confidence = (confidence.clamp(0.3, 0.99) * 100.0).round() / 100.0;
    EventDraft {
        record,
        start,
        end,
        anchors: spans,
        scope,
        part_of: None,
        main: group.main,
        place_zone,
        stated_organizers: Vec::new(),
        foreign: is_foreign(scene, better.unwrap_or(&name).span),
    }
}

/// Takes the name of the venue from the event's other names.
fn without_venue_name(record: &mut Event) {
    let Some(venue) = record
        .venue
        .as_ref()
        .and_then(|venue| venue.name.as_deref())
    else {
        return;
    };
    let venue = fold(venue);
    record.alternate_names.retain(|name| fold(name) != venue);
    let list = record.evidence.get_mut("alternate_names");
    if let Some(list) = list {
        list.retain(|told| fold(&title_text::written(&told.text)) != venue);
    }
    if record.alternate_names.is_empty() {
        record.evidence.remove("alternate_names");
    }
}

/// Whether words right before the name say that the event is another's: "find us at the …", "held
/// in conjunction with the …".
fn is_foreign(scene: &Scene, name: Span) -> bool {
    const NEAR: usize = 2;
    let view = scene.view;
    let Some(clause) = scene.layout.clause_at(name.start) else {
        return false;
    };
    // The words may fill the line above the name.
    let clauses = &scene.layout.clauses;
    let above = clause.checked_sub(1).map(|above| clauses[above].span);
    let from = above
        .filter(|above| {
            let gap = view.text().get(above.end..name.start).unwrap_or_default();
            gap.trim().is_empty() && gap.matches('\n').count() == 1
        })
        .map_or(clauses[clause].span.start, |above| above.start);
    let lead = Span::new(from.min(name.start), name.start);
    view.hits.within(&view.tokens, lead).any(|hit| {
        matches!(hit.concept, Concept::CueVisit | Concept::CueAlongside)
            && view.words(Span::new(hit.span.end, name.start)) <= NEAR
    })
}

/// A better name where the chosen one is that of the venue.
fn beside_venue<'a>(
    view: &View,
    group: &'a Group,
    name: &Title,
    place: Option<&PlaceDraft>,
) -> Option<&'a Title> {
    let venue = place?.venue.name.as_deref()?;
    let text = view.text();
    let is_venue = |title: &Title| groups::alike(title.span.of(text), venue);
    let noun = view
        .hits
        .within(&view.tokens, name.span)
        .any(|hit| hit.concept == Concept::EventNoun);
    if noun || !is_venue(name) {
        return None;
    }
    group
        .spare
        .iter()
        .find(|title| title.score >= weights::TITLE_ALTERNATE && !is_venue(title))
}

/// The dates of an event and the places that tell its hour again.
fn told(scene: &Scene, anchors: &[Span], start: &Moment, scope: Span) -> Vec<Span> {
    let mut out = anchors.to_vec();
    let hours = times_in(scene.times, scope).iter().filter(|timed| {
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

/// Gives the days of a list the hour that holds for all of them ("All concerts begin at 7:30 pm
/// unless another hour is given").
fn usual_hour(scene: &Scene, drafts: &mut [EventDraft]) {
    let usual = scene.times.iter().find(|timed| {
        let clause = scene.layout.clauses[timed.clause].span;
        timed.role == TimeRole::Clock
            && timed.time.start.clock.is_some()
            && has(scene.view, clause, Concept::CueForAll)
    });
    let Some(usual) = usual.filter(|_| drafts.len() > 1) else {
        return;
    };
    for draft in drafts {
        let one_day = draft.end.is_none_or(|end| end.date() == draft.start.date());
        if draft.start.clock.is_some() || draft.start.day.is_none() || !one_day || draft.main {
            continue;
        }
        let day = draft.start;
        let on_day = |moment: Moment| Moment {
            clock: moment.clock,
            zone: moment.zone,
            ..day
        };
        draft.end = usual.time.end.map(on_day);
        draft.start = on_day(usual.time.start);
        let evidence = scene.view.evidence(usual.span, usual.rule);
        draft
            .record
            .evidence
            .entry("start".to_owned())
            .or_default()
            .push(evidence);
    }
}

/// Gives a day that is said to have the same hours ("The next meeting is on 14 April at the same
/// hour") those of the event before it.
fn same_hour(scene: &Scene, drafts: &mut [EventDraft]) {
    let view = scene.view;
    for index in 1..drafts.len() {
        let (before, rest) = drafts.split_at_mut(index);
        let draft = &mut rest[0];
        let open = draft.start.clock.is_none() && draft.start.day.is_some() && draft.end.is_none();
        let said = |anchor: &Span| {
            let clause = &scene.layout.clauses[scene.layout.clause_at(anchor.start)?];
            let mut hits = view.hits.within(&view.tokens, clause.span);
            hits.find(|hit| hit.concept == Concept::CueSameHour)
        };
        let Some(told) = draft.anchors.iter().find_map(said).filter(|_| open) else {
            continue;
        };
        let Some(like) = before.last().filter(|other| other.start.clock.is_some()) else {
            continue;
        };
        let on_day = |moment: Moment| Moment {
            clock: moment.clock,
            zone: moment.zone,
            ..draft.start
        };
        let one_day = |end: &Moment| end.date() == like.start.date();
        draft.end = like.end.filter(one_day).map(on_day);
        draft.start = on_day(like.start);
        let evidence = view.evidence(told.span, "time.same");
        let list = draft.record.evidence.entry("start".to_owned());
        list.or_default().push(evidence);
    }
}

/// An event begins when it is said to begin, not when its doors open ("doors 7 pm, show 8 pm").
fn after_doors(scene: &Scene, drafts: &mut [EventDraft]) {
    const NEAR: usize = 4;
    let view = scene.view;
    for draft in drafts {
        let Some(opening) = draft.start.clock else {
            continue;
        };
        let evidence = draft.record.evidence.get("start").into_iter().flatten();
        let rules: Vec<&str> = evidence.filter_map(|told| told.rule.as_deref()).collect();
        // What names an hour: the words from the time before it, on its line.
        let lead = |index: usize| {
            let timed = &scene.times[index];
            let line = scene.layout.lines[timed.line].span;
            let before = index
                .checked_sub(1)
                .map(|before| scene.times[before].span.end);
            let start = before.unwrap_or(0).max(line.start).min(timed.span.start);
            Span::new(start, timed.span.start)
        };
        let at = |index: &usize| {
            let timed = &scene.times[*index];
            timed.time.start.clock == Some(opening)
                && draft.scope.contains(timed.span)
                && rules.contains(&timed.rule)
        };
        let bound = |offset: usize| scene.times.partition_point(|it| it.span.start < offset);
        let mut inside = bound(draft.scope.start)..bound(draft.scope.end);
        let doors = inside.find(at).filter(|index| {
            let timed = &scene.times[*index];
            let named = match timed.role {
                TimeRole::Clock => lead(*index),
                _ => timed.span,
            };
            has(view, named, Concept::CueDoors)
        });
        let Some(doors) = doors else {
            continue;
        };
        let line = scene.times[doors].line;
        let begins = (doors + 1..scene.times.len()).find(|index| {
            let timed = &scene.times[*index];
            let words = lead(*index);
            timed.line <= line + 1
                && timed.role == TimeRole::Clock
                && timed.time.start.clock > Some(opening)
                && draft.scope.contains(timed.span)
                && view.words(words) <= NEAR
                && has(view, words, Concept::CueBegins)
        });
        let Some(begins) = begins.map(|index| &scene.times[index]) else {
            continue;
        };
        draft.start.clock = begins.time.start.clock;
        if let Some(end) = begins.time.end {
            draft.end = Some(Moment {
                clock: end.clock,
                ..draft.start
            });
        }
        let told = view.evidence(begins.span, begins.rule);
        let list = draft.record.evidence.entry("start".to_owned());
        list.or_default().push(told);
    }
}

/// Gives a day its hours where a time of day stands by itself in the event's stretch: behind a
/// label, or near the date.
fn add_clock(
    scene: &Scene,
    group: &Group,
    scope: Span,
    taken: &BTreeSet<usize>,
    (start, end): (&mut Moment, &mut Option<Moment>),
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
    // "Tuesday at 4:30 pm" tells the hour of no other day.
    let own_day = start.date().map(|day| day.weekday().number_from_monday());
    let of_day = |weekday: u8| own_day == Some(u32::from(weekday));
    let found = times_in(scene.times, scope)
        .iter()
        .filter(|timed| {
            !taken.contains(&timed.span.start)
                && timed.role == TimeRole::Clock
                && scope.contains(timed.span)
                && timed.time.start.clock.is_some()
                && timed.time.weekday.is_none_or(of_day)
                && !is_of_other_day(scene, group, timed)
        })
        .find(|timed| is_when_labelled(scene, timed) || near(timed))
        .or_else(|| held_hours(scene, group, scope, taken));
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

/// Whether the hour stands behind another day on its line, and none of the group's dates is there.
fn is_of_other_day(scene: &Scene, group: &Group, hour: &Timed) -> bool {
    let line = scene.layout.lines[hour.line].span;
    let mut before = times_in(scene.times, line)
        .iter()
        .filter(|other| other.line == hour.line && other.span.end <= hour.span.start);
    let day = before.any(|other| other.time.start.day.is_some() && other.role == TimeRole::Event);
    let own = |anchor: &Anchor| scene.times[anchor.time].line == hour.line;
    day && !group.anchors.iter().any(own)
}

/// Gives an event without an end the one that a label of its own names in the event's stretch.
fn stated_end(
    scene: &Scene,
    scope: Span,
    start: &Moment,
    end: &mut Option<Moment>,
    record: &mut Event,
) {
    if end.is_some() || start.day.is_none() {
        return;
    }
    let after = |moment: &Moment| {
        let clock = |moment: &Moment| moment.clock.map(|clock| (clock.hour, clock.minute));
        moment.date() > start.date()
            || moment.date() == start.date()
                && clock(moment) > clock(start)
                && start.clock.is_some()
    };
    let on_day = |moment: Moment| match moment.day {
        Some(_) => moment,
        None => Moment {
            clock: moment.clock,
            zone: moment.zone,
            ..*start
        },
    };
    let found = times_in(scene.times, scope).iter().find_map(|timed| {
        let moment = on_day(timed.time.start);
        let fits = timed.role == TimeRole::Ends
            && scope.contains(timed.span)
            && !timed.time.ambiguous
            && moment.clock.is_some() == start.clock.is_some()
            && after(&moment);
        fits.then_some((moment, timed))
    });
    if let Some((moment, timed)) = found {
        *end = Some(moment);
        let evidence = scene.view.evidence(timed.span, timed.rule);
        record.evidence.insert("end".to_owned(), vec![evidence]);
    }
}

/// The hours that a sentence of the document's only event gives further down ("The meeting will be held
/// in the Old Mill, from 9:30 to 12").
fn held_hours<'s>(
    scene: &'s Scene,
    group: &Group,
    scope: Span,
    taken: &BTreeSet<usize>,
) -> Option<&'s Timed<'s>> {
    let whole = group.main || scope.len() == scene.view.text().len();
    let mut hours = times_in(scene.times, scope).iter().filter(|timed| {
        let clause = scene.layout.clauses[timed.clause].span;
        timed.role == TimeRole::Clock
            && timed.time.end.is_some_and(|end| end.clock.is_some())
            && timed.time.start.clock.is_some()
            && !taken.contains(&timed.span.start)
            && has(scene.view, clause, Concept::CueHeld)
            && !has(scene.view, clause, Concept::CueHours)
            // Beside a day they are the hours of that day.
            && !times_in(scene.times, clause).iter().any(|other| is_dated(other.time))
    });
    let first = hours.next().filter(|_| whole)?;
    hours.next().is_none().then_some(first)
}

/// Adds the hour that a label gives as the end ("End: 5 pm"), on one of the lines below the start.
fn add_end(
    scene: &Scene,
    scope: Span,
    start: &Moment,
    end: &mut Option<Moment>,
    record: &mut Event,
) {
    if start.clock.is_none() || end.is_some() {
        return;
    }
    let labelled = |timed: &&Timed| {
        let clause = &scene.layout.clauses[timed.clause];
        let label = clause.label.filter(|label| scene.view.words(*label) <= 3);
        timed.role == TimeRole::Clock
            && timed.time.end.is_none()
            && label.is_some_and(|label| {
                label.end <= timed.span.start && has(scene.view, label, Concept::CueEnd)
            })
    };
    let mut found = times_in(scene.times, scope).iter().filter(labelled);
    let (Some(timed), None) = (found.next(), found.next()) else {
        return;
    };
    if timed.time.start.clock > start.clock {
        *end = Some(Moment {
            clock: timed.time.start.clock,
            ..*start
        });
        let list = record.evidence.entry("end".to_owned());
        list.or_default()
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

/// The kind that an event noun of the value stands for.
pub fn kind_of(value: i32) -> Option<EventKind> {
    EVENT_KINDS.get(usize::try_from(value - 1).ok()?).copied()
}

/// The kind that the words of a name tell of, where the text has them.
pub fn kind_in(view: &View, name: &str) -> Option<EventKind> {
    let start = view.text().find(name)?;
    let hits = view
        .hits
        .within(&view.tokens, Span::new(start, start + name.len()));
    hits.filter(|hit| hit.concept == Concept::EventNoun)
        .filter_map(|hit| kind_of(hit.value).map(|kind| (hit, kind)))
        .filter(|(_, kind)| *kind != EventKind::Other)
        .max_by_key(|(hit, kind)| (*kind != EventKind::Project, hit.span.len(), hit.span.end))
        .map(|(_, kind)| kind)
}

/// The kind that the name tells of, else its subtitle, else the sentence of the date; nothing where
/// they tell none.
fn kind(
    scene: &Scene,
    name: &Title,
    subtitle: Option<Span>,
    anchors: &[Span],
) -> Option<EventKind> {
    let view = scene.view;
    let of = |span: Span| {
        view.hits
            .within(&view.tokens, span)
            .filter(|hit| hit.concept == Concept::EventNoun && !is_verb(view, hit))
            .filter_map(|hit| kind_of(hit.value).map(|kind| (hit, kind)))
            .filter(|(_, kind)| *kind != EventKind::Other)
            .max_by_key(|(hit, kind)| (*kind != EventKind::Project, hit.span.len(), hit.span.end))
            .map(|(_, kind)| kind)
    };
    // "Webinar: “Willows”": the kind stands beside the name.
    let set_off = titles::is_set_off(view, name.span);
    let quoted = (set_off || matches!(name.rule, "event.title.quoted" | "event.title.label"))
        .then(|| scene.layout.clause_at(name.span.start))
        .flatten();
    let line = set_off
        .then(|| scene.layout.line_at(name.span.start))
        .flatten();
    let beside = quoted
        .and_then(|clause| of(scene.layout.clauses[clause].span))
        .or_else(|| of(scene.layout.lines[line?].span));
    let told = of(name.span).or_else(|| of(subtitle?)).or(beside);
    // A phrase that names another kind of event is none of those that the sentence speaks of.
    if name.rule == "event.title.phrase" && has(view, name.span, Concept::EventNoun) {
        return told;
    }
    told.or_else(|| {
        anchors
            .iter()
            .filter_map(|anchor| scene.layout.clause_at(anchor.start))
            .filter(|clause| {
                scene.layout.lines[scene.layout.clauses[*clause].line]
                    .cells
                    .len()
                    < 2
            })
            .find_map(|clause| of(scene.layout.clauses[clause].span))
    })
}

/// Whether the one word of the hit is a verb by the word before it ("toys that talk back").
fn is_verb(view: &View, hit: &Hit) -> bool {
    let before = hit
        .first
        .checked_sub(1)
        .map_or(&[][..], |at| view.hits.at(at));
    let mut before = before.iter().filter(|before| before.end == hit.first);
    hit.end == hit.first + 1 && before.any(|before| before.concept == Concept::CueVerb)
}

/// Cancelled and postponed by words in the name or beside the date, tentative by those in the
/// event's stretch.
fn status(scene: &Scene, group: &Group, name: &Title, record: &mut Event) {
    let (view, layout) = (scene.view, scene.layout);
    // "Concert, postponed to 5 May": the new day itself is not postponed.
    let leads_to_new_day = |cue: Span| {
        (name.span.end <= cue.start || layout.line_at(name.span.start) != layout.line_at(cue.start))
            && group.anchors.iter().any(|anchor| {
                let gap = Span::new(cue.end, scene.times[anchor.time].span.start.max(cue.end));
                // "moved from 3 May to 10 May"
                let told = &scene.times[anchor.time].time.start;
                let moved = cue.end <= scene.times[anchor.time].span.start
                    && anchor.start.date() != told.date();
                (1..=2).contains(&view.words(gap).max(usize::from(moved)))
                    && !gap.of(view.text()).contains(['(', '[', '.', '\n'])
            })
    };
    // "It replaces the trip of 6 December, which is cancelled": a day between the event's own and the
    // cue is what the cue speaks of.
    let of_other_day = |cue: Span| {
        let last = times_in(scene.times, Span::new(0, cue.start))
            .iter()
            .rev()
            .find(|timed| {
                let counts = !matches!(timed.role, TimeRole::Struck | TimeRole::Published);
                is_dated(timed.time) && counts
            });
        last.is_some_and(|last| {
            let own = |anchor: &Anchor| scene.times[anchor.time].span == last.span;
            let behind_own = group
                .anchors
                .iter()
                .any(|anchor| scene.times[anchor.time].span.end <= last.span.start);
            behind_own
                && !group.anchors.iter().any(own)
                && layout.clause_at(last.span.start) == layout.clause_at(cue.start)
        })
    };
    // "The café of 3 May is cancelled. The next one is on 10 May.": a sentence that tells another day
    // and none of the event's speaks of that.
    let of_other_clause = |cue: Span| {
        let Some(clause) = layout.clause_at(cue.start) else {
            return false;
        };
        let own = |anchor: &Anchor| scene.times[anchor.time].clause == clause;
        !group.anchors.iter().any(own)
            && times_in(scene.times, layout.clauses[clause].span)
                .iter()
                .any(|other| other.clause == clause && other.time.start.day.is_some())
    };
    let mut lines: Vec<Span> = group
        .anchors
        .iter()
        .map(|anchor| layout.lines[anchor.line].span)
        .collect();
    // The line of the name, and the few between it and the date.
    const APART: usize = 4;
    if let Some(named) = layout.line_at(name.span.start) {
        lines.push(layout.lines[named].span);
        let dated = group.anchors.iter().map(|anchor| anchor.line).min();
        if let Some(dated) = dated.filter(|dated| (named + 1..named + APART).contains(dated)) {
            let between = layout.lines[named + 1..dated].iter();
            lines.extend(between.map(|line| line.span));
        }
    }
    // What is said of dates that are not yet exact holds for all that are not.
    let whole: Vec<Span> = if group.start.day.is_none() {
        vec![Span::new(0, view.text().len())]
    } else {
        // Other paragraphs speak of days of their own ("Harvest supper: date to be confirmed").
        let blocks = &view.document.blocks;
        let own = |span: Span| {
            let line = layout.line_at(span.start)?;
            Some(blocks[layout.lines[line].block].span)
        };
        let dates = group.anchors.iter().map(|it| scene.times[it.time].span);
        let mut own: Vec<Span> = dates.chain([name.span]).filter_map(own).collect();
        own.dedup();
        own
    };
    let near: [(Concept, EventStatus, &[Span]); 3] = [
        (Concept::CueCancelled, EventStatus::Cancelled, &lines),
        (Concept::CuePostponed, EventStatus::Postponed, &lines),
        (Concept::CueTentative, EventStatus::Tentative, &whole),
    ];
    for (concept, status, spans) in near {
        let moved = |cue: Span| status == EventStatus::Postponed && leads_to_new_day(cue);
        let hit = spans
            .iter()
            .flat_map(|span| view.hits.within(&view.tokens, *span))
            .find(|hit| {
                hit.concept == concept
                    && !moved(hit.span)
                    && !of_other_day(hit.span)
                    && !of_other_clause(hit.span)
            });
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

/// Hashtags of the event's stretch.
fn hashtags(view: &View, mentions: &[Mention], scope: Span, record: &mut Event) {
    for mention in overlapping(mentions, scope) {
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

#[cfg(test)]
mod tests {
    use handbill_model::EventStatus;

    use crate::find::testing::document;
    use crate::{Options, extract};

    fn status(text: &str) -> Vec<(String, Option<EventStatus>)> {
        let extraction = extract(&document(text), &Options::default());
        let events = extraction.events.into_iter();
        events.map(|event| (event.start, event.status)).collect()
    }

    /// The names of the events with their starts.
    fn named(text: &str) -> Vec<(String, String)> {
        let extraction = extract(&document(text), &Options::default());
        let events = extraction.events.into_iter();
        events.map(|event| (event.name, event.start)).collect()
    }

    #[test]
    fn what_is_called_off_in_a_sentence_is_told() {
        let text = "Sewing Room\n\nMending Night - Saturday 14 November 2026, 8 pm\n\nThe Felting Course of 24 October 2026 has been cancelled, we are sorry to say.";
        let mut all = status(text);
        all.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(
            all,
            [
                ("2026-10-24".to_owned(), Some(EventStatus::Cancelled)),
                (
                    "2026-11-14T20:00:00".to_owned(),
                    Some(EventStatus::Scheduled)
                ),
            ]
        );
    }

    #[test]
    fn rows_under_a_month_have_its_days_and_their_own_names() {
        let own = |name: &str, start: &str| (name.to_owned(), start.to_owned());
        let text = "Programm 2025\n\nMärz\nSa 8. Kneipenquiz, Gasthaus Linde, 20 Uhr\nSo 23. Wanderung\nApril\nFr 4. Hauptversammlung";
        let found = named(text);
        assert_eq!(
            found,
            [
                own("Kneipenquiz", "2025-03-08T20:00:00"),
                own("Wanderung", "2025-03-23"),
                own("Hauptversammlung", "2025-04-04"),
            ]
        );
        // Who speaks is no name.
        let text = "Work for us\n\nSession 1: What to look for\nNov 17, 2026, 12-1 pm, Ida Vance and Tom Hale";
        assert_eq!(
            named(text),
            [own("Session 1: What to look for", "2026-11-17T12:00:00")]
        );
    }

    #[test]
    fn the_place_of_a_row_is_that_of_its_event() {
        let text = "# Dates\n\n- 12 April 2026: Concert of the band, 7.30 pm\n- 26 April 2026: Art in the Court, Old Court, 3 Mill Lane\n- 1 May 2026: Maypole fair, 11 am\n\n## Opening hours of the Town Hall\n\nMon to Fri 8 am to noon";
        let extraction = extract(&document(text), &Options::default());
        let places: Vec<bool> = extraction
            .events
            .iter()
            .map(|event| event.venue.is_some())
            .collect();
        assert_eq!(places, [false, true, false]);
    }

    #[test]
    fn a_labelled_place_ends_with_its_sentence() {
        let text = "# Harvest talk\n\nDate: 13 November 2026, 2 pm\nPlace: Lending Library. Mind the hour!";
        let extraction = extract(&document(text), &Options::default());
        let venue = extraction.events[0].venue.as_ref();
        assert_eq!(
            venue.and_then(|venue| venue.name.as_deref()),
            Some("Lending Library")
        );
    }

    #[test]
    fn a_cue_speaks_of_the_day_before_it() {
        let text = "Christmas on board\nThe party is on Sunday 13 December 2026 at 3 pm. It replaces the trip of 6 December, which is cancelled.";
        let party = status(text);
        assert!(
            party.contains(&(
                "2026-12-13T15:00:00".to_owned(),
                Some(EventStatus::Scheduled)
            )),
            "{party:?}"
        );
    }

    #[test]
    fn lone_weekdays_beside_days_in_full_are_no_events() {
        let text =
            "Yard Fair\nSaturday 5 September 2026, 2 pm\n\nHelpers to set up: Friday from 5 pm";
        let options = Options {
            reference_date: "2026-07-15".parse().ok(),
            ..Options::default()
        };
        let starts: Vec<String> = extract(&document(text), &options)
            .events
            .into_iter()
            .map(|event| event.start)
            .collect();
        assert_eq!(starts, ["2026-09-05T14:00:00"]);
    }

    #[test]
    fn steps_are_called_by_their_kind() {
        let text = "Golden Can Prize 2026\n\nDates\n\nInformation session: 11 February 2026, 6 pm\n\nAward ceremony: 30 August 2026, 11 am";
        let name = |name: &str, start: &str| (name.to_owned(), start.to_owned());
        assert_eq!(
            named(text),
            [
                name("Information session", "2026-02-11T18:00:00"),
                name("Award ceremony", "2026-08-30T11:00:00"),
            ]
        );
    }

    #[test]
    fn stamps_of_programs_announce_nothing() {
        let text =
            "Rules of the Flower Contest\n\nSigned by the organisers\nDate: 2024.12.09 20:44:08";
        assert_eq!(named(text), []);
    }

    #[test]
    fn a_holiday_is_part_of_a_name() {
        let text = "Christmas on the Quay\n\nSunday 13 December 2026, 3 pm";
        assert_eq!(named(text)[0].0, "Christmas on the Quay");
        let text = "Friends of the Quay\nLanterns for Christmas\nFriday 11 December 2026, 7.30pm";
        let days: Vec<String> = named(text).into_iter().map(|event| event.1).collect();
        assert_eq!(days, ["2026-12-11T19:30:00"]);
    }

    #[test]
    fn an_event_begins_after_its_doors_open() {
        for hours in [
            "doors 7 pm, show 8 pm",
            "Doors open at 7 pm. Concert starts at 8 pm.",
            "start 8 pm, doors 7 pm",
        ] {
            let text = format!(
                "Rope Band Live\nSaturday 28 February 2026, {hours}\nOld Mill, 4 Quay Lane, Bristol BS1 6QZ"
            );
            let extraction = extract(&document(&text), &Options::default());
            assert_eq!(
                extraction.events[0].start, "2026-02-28T20:00:00+00:00",
                "{hours}"
            );
        }
    }

    #[test]
    fn the_next_day_may_have_the_same_hours() {
        let text = "Board Meeting\nTuesday 10 March 2026, 18:00 - 19:30\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ\n\nThe next regular meeting will be held on Tuesday 14 April 2026 at the same time.";
        let extraction = extract(&document(text), &Options::default());
        let times: Vec<(String, Option<String>)> = extraction
            .events
            .into_iter()
            .map(|event| (event.start, event.end))
            .collect();
        let at = |start: &str, end: &str| (start.to_owned(), Some(end.to_owned()));
        assert_eq!(
            times,
            [
                at("2026-03-10T18:00:00+00:00", "2026-03-10T19:30:00+00:00"),
                at("2026-04-14T18:00:00+01:00", "2026-04-14T19:30:00+01:00"),
            ]
        );
    }

    #[test]
    fn events_of_others_are_not_organised_by_those_who_go_there() {
        let text = "Organised by Harbour Foundation Ghent\n\nFind us at the Rope Makers Fair (Bremen, 24-26 February 2026).\n\nOpen Quay Day\nTuesday 3 March 2026, 19:30\nOld Mill, 4 Quay Lane, Bristol BS1 6QZ";
        let extraction = extract(&document(text), &Options::default());
        let found: Vec<(String, usize)> = extraction
            .events
            .into_iter()
            .map(|event| (event.name, event.organizers.len()))
            .collect();
        assert_eq!(
            found,
            [
                ("Rope Makers Fair".to_owned(), 0),
                ("Open Quay Day".to_owned(), 1)
            ]
        );
    }

    #[test]
    fn items_of_a_list_are_no_parts_of_each_other_and_lend_no_organiser() {
        let text = "The Quay News\nHarbour Society of Lowmouth, spring 2026\n\nConcert of the Rope Choir\nSunday 10 May, 18:30\n\nExhibition of Old Charts\n2 to 24 May 2026, Sail Loft\nOrganised by the Chart Makers Association\n\nRowing for Beginners\nSaturday 16 May, 10:00\n\nQuestions: office@lowmouth.example";
        let extraction = extract(&document(text), &Options::default());
        let chart_makers = "organisation:chart-makers-association";
        for event in &extraction.events {
            assert_eq!(event.part_of, None, "{}", event.name);
            let theirs = event.organizers.iter().any(|id| id == chart_makers);
            assert_eq!(
                theirs,
                event.name.starts_with("Exhibition"),
                "{}",
                event.name
            );
        }
        assert_eq!(extraction.events.len(), 3);
    }

    #[test]
    fn a_period_of_registration_is_a_deadline() {
        let text = "Registration runs from 1 to 31 March 2026.\n\nSummer School of Letters\n6-10 July 2026, Old Mill, 4 Quay Lane, Bristol BS1 6QZ";
        let extraction = extract(&document(text), &Options::default());
        let names: Vec<&str> = extraction
            .events
            .iter()
            .map(|event| event.name.as_str())
            .collect();
        assert_eq!(names, ["Summer School of Letters"]);
        let days = extraction.deadlines.iter().map(|it| it.date.as_str());
        assert_eq!(days.collect::<Vec<_>>(), ["2026-03-01", "2026-03-31"]);
    }

    #[test]
    fn the_other_event_of_a_date_is_named_before_it() {
        let text = "Workshop on Old Maps\n3-4 September 2026\n\nheld in conjunction with the Tenth Meeting on\nSmall Archives, 1-5 September 2026";
        let extraction = extract(&document(text), &Options::default());
        let names: Vec<String> = extraction.events.into_iter().map(|it| it.name).collect();
        assert_eq!(
            names,
            ["Workshop on Old Maps", "Tenth Meeting on Small Archives"]
        );
    }

    #[test]
    fn a_plan_of_a_year_names_its_months_in_brackets() {
        let text = "2026: evening sessions for beginners (February-March), then roof weekends for the same group (May); a second round of sessions will follow (September-October)\n\nJune 2027: Closing conference in Ljubljana\n\nSeptember 2025 – June 2027";
        let extraction = extract(&document(text), &Options::default());
        let found: Vec<(String, String)> = extraction
            .events
            .into_iter()
            .map(|event| (event.start, event.name))
            .collect();
        for (start, name) in [
            ("2026-02", "evening sessions for beginners"),
            ("2026-05", "roof weekends for the same group"),
            ("2026-09", "second round of sessions"),
            ("2027-06", "Closing conference in Ljubljana"),
        ] {
            let wanted = (start.to_owned(), name.to_owned());
            assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
        }
    }

    #[test]
    fn items_of_an_agenda_are_no_events() {
        let mut agenda = document(
            "Board Meeting\nTuesday 10 March 2026, 18:00\n\nAgenda\n\n1. Minutes\n\n2. Ridership, fourth quarter 2025\n\n3. The fair of 5 May 2026",
        );
        for block in &mut agenda.blocks[2..] {
            block.kind = handbill_model::BlockKind::ListItem { depth: 0 };
        }
        let starts: Vec<String> = extract(&agenda, &Options::default())
            .events
            .into_iter()
            .map(|event| event.start)
            .collect();
        assert_eq!(starts, ["2026-03-10T18:00:00"]);
    }

    #[test]
    fn a_struck_day_is_an_event_where_its_row_says_what_became_of_it() {
        let text = "Autumn Concert\nSaturday 6 June 2026 POSTPONED, new date: Saturday 13 June 2026\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ";
        let mut struck = document(text);
        let day = text.find("Saturday 6 June 2026").expect("a day");
        struck.styles.push(handbill_model::Styled {
            span: handbill_model::Span::new(day, day + "Saturday 6 June 2026".len()),
            style: handbill_model::Style::Struck,
        });
        let events = extract(&struck, &Options::default()).events;
        let found: Vec<(&str, &str, Option<EventStatus>)> = events
            .iter()
            .map(|event| (event.name.as_str(), event.start.as_str(), event.status))
            .collect();
        assert_eq!(
            found,
            [
                ("Autumn Concert", "2026-06-06", Some(EventStatus::Postponed)),
                ("Autumn Concert", "2026-06-13", Some(EventStatus::Scheduled)),
            ]
        );
    }

    #[test]
    fn the_day_that_an_event_moves_to_is_not_postponed() {
        let moved = "Autumn Concert\nPOSTPONED to Saturday 13 June 2026\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ";
        assert_eq!(
            status(moved),
            [("2026-06-13".to_owned(), Some(EventStatus::Scheduled))]
        );
        let put_off = "Autumn Concert\nPOSTPONED: Saturday 13 June 2026\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ";
        assert_eq!(
            status(put_off),
            [("2026-06-13".to_owned(), Some(EventStatus::Postponed))]
        );
    }
}
