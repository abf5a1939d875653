//! Places that are told once for several events: above or below a list, in the title, with an
//! earlier event.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use handbill_lexicon::{Concept, Tokens, classify, fold};
use handbill_model::{Address, Attendance, BlockKind, Event, Evidence, Span, Venue};

use super::events::{EventDraft, Scene};
use super::groups::alike;
use super::held_places::{names_day, told_in};
use super::named_places::named;
use super::places::{self, PlaceDraft, one_line};
use super::regular_hours::is_on_weekday;
use super::schedules;
use super::sites::addressed;
use super::title_heads;
use super::title_text;
use super::told_towns::Towns;
use super::town_heads;
use super::venue_names::is_room;
use crate::layout::{Line, has};
use crate::{Found, Mention, overlapping};

/// Gives events without a place of their own the one that the document tells for them.
pub fn inherit(scene: &Scene, drafts: &mut [EventDraft]) {
    let towns = Towns::of(scene);
    of_one_part(scene, drafts);
    rooms_in_house(scene, drafts);
    name_again(scene, drafts);
    town_of_name(drafts, &towns);
    from_holder(drafts);
    town_heads::place(scene, drafts);
    from_host(drafts);
    if drafts.iter().any(|draft| lacks_place(&draft.record))
        && let Some(general) = general_place(scene, drafts)
    {
        let elsewhere = some_online(scene, &general);
        let body = body_there(scene, &general, drafts);
        let theirs = |draft: &EventDraft| {
            (body.as_ref()).is_none_or(|body| fold(&draft.record.name).starts_with(body.as_str()))
        };
        let open = |draft: &&mut EventDraft| lacks_place(&draft.record) && theirs(draft);
        for draft in drafts.iter_mut().filter(open) {
            let told = draft.record.attendance;
            give(draft, &general, None);
            if elsewhere && told.is_none() {
                draft.record.attendance = None;
                draft.record.evidence.remove("attendance");
            }
        }
    }
    from_main(scene, drafts);
    at_seat(scene, drafts);
    only_town(scene, drafts);
    common_zone(scene, drafts);
}

/// Events of which nothing but a room is told are in the house that the document tells for all.
fn rooms_in_house(scene: &Scene, drafts: &mut [EventDraft]) {
    if drafts.iter().any(|draft| is_only_room(&draft.record))
        && let Some(house) = general_place(scene, drafts)
    {
        for draft in drafts
            .iter_mut()
            .filter(|draft| is_only_room(&draft.record))
        {
            give_house(draft, &house);
        }
    }
}

/// Events of which no place or but a room is told take place in the house whose page it is: the one
/// that bears a part of the page's title.
pub fn in_own_house(scene: &Scene, drafts: &mut [EventDraft]) {
    let is_open = |draft: &EventDraft| lacks_place(&draft.record) || is_only_room(&draft.record);
    if scene.view.title_parts.is_empty() || !drafts.iter().any(is_open) {
        return;
    }
    let titles = &scene.view.title_parts;
    let mut houses = scene
        .mentions
        .iter()
        .filter_map(|mention| place_at(scene, mention))
        .filter(|place| is_titled(place, titles) && !is_only_seat(place));
    if let Some(house) = houses.next() {
        for draft in drafts.iter_mut().filter(|draft| is_open(draft)) {
            give_house(draft, &house);
        }
    }
}

/// The body that a sentence says meets at the place, where events of several bodies are listed.
fn body_there(scene: &Scene, place: &PlaceDraft, drafts: &[EventDraft]) -> Option<String> {
    let view = scene.view;
    let told = place.evidence.values().flatten().next()?;
    let clauses = scene.layout.clauses.iter();
    let body = clauses
        .filter(|clause| has(view, clause.span, Concept::CueMeets))
        .find(|clause| {
            let here = view.evidence(clause.span, "");
            here.start <= told.start && told.end <= here.end
        })
        .and_then(|clause| schedules::who(view, clause.span))?;
    let body = fold(body.of(view.text()));
    let named = drafts.iter().any(|draft| fold(&draft.record.name) == body);
    named.then_some(body)
}

/// Gives the event a house, with the room that is told of the event already.
fn give_house(draft: &mut EventDraft, house: &PlaceDraft) {
    let record = &mut draft.record;
    if let Some(venue) = &mut record.venue
        && venue.room.is_none()
    {
        venue.room = venue.name.take();
        let told = record.evidence.remove("venue.name");
        let told = told.map(|told| ("venue.room".to_owned(), told));
        record.evidence.extend(told);
    }
    give(draft, house, None);
}

/// Whether the place of an event is told by the name of a room alone.
fn is_only_room(record: &Event) -> bool {
    let Some(venue) = &record.venue else {
        return false;
    };
    let placed = venue
        .address
        .as_ref()
        .is_some_and(|it| it.street.is_some() || it.postcode.is_some());
    !placed
        && match (&venue.name, &venue.room) {
            (Some(name), None) => is_room(name),
            (None, Some(_)) => true,
            _ => false,
        }
}

/// A town or house that is told in the row of one part only is that part's, not the whole's: its
/// other parts may be anywhere.
fn of_one_part(scene: &Scene, drafts: &mut [EventDraft]) {
    let (view, layout) = (scene.view, scene.layout);
    let row = |anchor: &Span| {
        let line = layout.line_at(anchor.start)?;
        let span = layout.lines[line].span;
        let here = view.evidence(span, "");
        Some((here.start, here.end))
    };
    let mut parts_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        if let Some(holder) = draft.part_of.filter(|holder| *holder != index) {
            parts_of.entry(holder).or_default().push(index);
        }
    }
    for (index, parts) in parts_of {
        let holder = &drafts[index];
        let told = holder
            .record
            .evidence
            .get("venue.address")
            .or_else(|| holder.record.evidence.get("venue.name"))
            .and_then(|list| list.first());
        let Some(told) = told.filter(|_| parts.len() > 1) else {
            continue;
        };
        let inside = |draft: &EventDraft| {
            let mut rows = draft.anchors.iter().filter_map(row);
            rows.any(|(start, end)| start <= told.start && told.end <= end)
        };
        if inside(holder) || !parts.iter().any(|part| inside(&drafts[*part])) {
            continue;
        }
        let record = &mut drafts[index].record;
        record.venue = None;
        record
            .evidence
            .retain(|field, _| !field.starts_with("venue."));
        if record.attendance == Some(Attendance::Offline) {
            record.attendance = None;
            record.evidence.remove("attendance");
        }
        drafts[index].place_zone = None;
    }
}

/// The hours of an online event, and of one whose place is not told, are those of the one zone that
/// all addresses of the document share.
fn common_zone(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut zones = scene
        .mentions
        .iter()
        .filter_map(|mention| match &mention.found {
            Found::Address(found)
                if found.address.street.is_some() || found.address.postcode.is_some() =>
            {
                Some(found.time_zone)
            }
            _ => None,
        });
    let Some(Some(zone)) = zones.next() else {
        return;
    };
    if zones.any(|other| other != Some(zone)) {
        return;
    }
    for draft in drafts.iter_mut().filter(|draft| {
        draft.record.attendance == Some(Attendance::Online) || draft.record.venue.is_none()
    }) {
        draft.place_zone = draft.place_zone.or(Some(zone));
    }
}

/// In a document without rules between its parts, whose only address is that of its first event,
/// the later ones are held there too; not where each has a heading of its own, as items of a
/// newsletter do.
fn from_main(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut doors = drafts.iter().enumerate().filter(|(_, draft)| {
        draft
            .record
            .venue
            .as_ref()
            .is_some_and(|venue| venue.address.as_ref().is_some_and(|it| it.street.is_some()))
    });
    let (Some((0, holder)), None) = (doors.next(), doors.next()) else {
        return;
    };
    if scene.layout.parts > 1 {
        return;
    }
    let (place, attendance) = (place_of(holder), holder.record.attendance);
    let apart = is_under_heading(scene, holder);
    for draft in drafts[1..]
        .iter_mut()
        .filter(|draft| lacks_place(&draft.record) && !(apart && is_under_heading(scene, draft)))
    {
        if let Some(place) = &place {
            give(draft, place, attendance);
        }
    }
}

/// Whether the event is called by a heading, or by a line over the paragraph that tells of it.
fn is_under_heading(scene: &Scene, draft: &EventDraft) -> bool {
    let layout = scene.layout;
    let line = draft
        .anchors
        .first()
        .and_then(|date| layout.line_at(date.start));
    let above = line.and_then(|line| {
        let heads = |index: &usize| {
            let line = &layout.lines[*index];
            line.first || matches!(line.kind, BlockKind::Heading { .. })
        };
        (0..line).rev().find(heads)
    });
    above.is_some_and(|above| {
        let heading = layout.lines[above].span.of(scene.view.text());
        one_line(heading).contains(&draft.record.name)
    })
}

/// The place that an event has, with the evidence for it.
fn place_of(draft: &EventDraft) -> Option<PlaceDraft> {
    let evidence = draft.record.evidence.iter();
    Some(PlaceDraft {
        venue: draft.record.venue.clone()?,
        evidence: evidence
            .filter(|(field, _)| field.starts_with("venue."))
            .map(|(field, list)| (field.clone(), list.clone()))
            .collect(),
        time_zone: draft.place_zone,
        score: 0.0,
    })
}

/// Whether the event has no place, and may have one.
pub fn lacks_place(record: &Event) -> bool {
    record.venue.is_none() && record.attendance != Some(Attendance::Online)
}

/// Gives the event a place, and says how it is attended where nothing does yet.
pub fn give(draft: &mut EventDraft, place: &PlaceDraft, attendance: Option<Attendance>) {
    let evidence = &place.evidence;
    let told: Option<Evidence> = evidence
        .get("venue.address")
        .or_else(|| evidence.get("venue.name"))
        .and_then(|list| list.first().cloned());
    let record = &mut draft.record;
    let room = record.venue.take().and_then(|venue| venue.room);
    let room = room.filter(|room| Some(room) != place.venue.name.as_ref());
    let known = record.evidence.remove("venue.room");
    record.venue = Some(place.venue.clone());
    record.evidence.extend(evidence.clone());
    // A room that is told with the event itself is in the house that is told for all.
    if let (Some(venue), Some(_)) = (&mut record.venue, &room) {
        venue.room = room;
        record.evidence.remove("venue.room");
        record
            .evidence
            .extend(known.map(|told| ("venue.room".to_owned(), told)));
    }
    draft.place_zone = draft.place_zone.or(place.time_zone);
    if let (None, Some(told)) = (record.attendance, told) {
        record.attendance = attendance.or(Some(Attendance::Offline));
        record.evidence.insert("attendance".to_owned(), vec![told]);
    }
}

/// Venues of one document that are looked for by name alone: more would take long and help none.
const MOST_VENUES: usize = 50;

/// A venue whose address was told with another event is named without it; its bare name beside a
/// date is enough.
fn name_again(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut known: Vec<(String, PlaceDraft)> = drafts
        .iter()
        .filter_map(|draft| {
            let venue = draft.record.venue.as_ref()?;
            let name = fold(venue.name.as_ref()?);
            venue.address.as_ref()?.street.as_ref()?;
            Some((name, place_of(draft)?))
        })
        .collect();
    let doors = scene.mentions.iter().filter(
        |mention| matches!(&mention.found, Found::Address(found) if found.address.street.is_some()),
    );
    known.extend(doors.take(MOST_VENUES).filter_map(|mention| {
        let place = place_at(scene, mention)?;
        Some((fold(place.venue.name.as_ref()?), place))
    }));
    known.sort_by(|a, b| a.0.cmp(&b.0));
    known.dedup_by(|a, b| a.0 == b.0);
    known.truncate(MOST_VENUES);
    for draft in drafts.iter_mut() {
        let own = draft.record.venue.as_ref();
        let own_name = own.and_then(|venue| venue.name.as_deref().map(fold));
        let own_town = own.and_then(|venue| venue.address.clone());
        let told = near_text(scene, draft);
        let found = known
            .iter()
            .find(|(name, place)| match (&own_name, &own_town) {
                // "Aula Magna a Bologna" here is the "Aula Magna, Piazza Nuova 2, Bologna" of elsewhere.
                (Some(own), Some(town)) => {
                    let door = place.venue.address.as_ref();
                    let longer = own.strip_prefix(name.as_str());
                    town.street.is_none()
                        && (town.locality.is_none()
                            || door.is_some_and(|door| door.locality == town.locality))
                        && longer.is_some_and(|rest| {
                            rest.is_empty() || rest.starts_with(' ') && name.contains(' ')
                        })
                }
                (Some(own), None) => own == name,
                (None, Some(_)) => false,
                (None, None) => name.chars().count() >= 5 && told.contains(name.as_str()),
            });
        if let Some((_, place)) = found {
            let mut place = place.clone();
            place.venue.room = None;
            place.evidence.remove("venue.room");
            give(draft, &place, None);
        }
    }
}

/// The folded text around the dates of an event: their clauses and the next ones, but for those that tell
/// an address, which were weighed with it.
fn near_text(scene: &Scene, draft: &EventDraft) -> String {
    let mut out = String::new();
    for anchor in &draft.anchors {
        let Some(at) = scene.layout.clause_at(anchor.start) else {
            continue;
        };
        let clauses = &scene.layout.clauses;
        let has_door = |clause: Span| {
            let mut mentions = overlapping(scene.mentions, clause).iter();
            mentions.any(|mention| {
                matches!(&mention.found, Found::Address(found)
                    if found.address.street.is_some() || found.address.postcode.is_some())
            })
        };
        for clause in clauses[at..].iter().take(3) {
            let own = clause.span.start == clauses[at].span.start;
            if own || draft.scope.contains(clause.span) && !has_door(clause.span) {
                out.push_str(&fold(clause.span.of(scene.view.text())));
                out.push('\n');
            }
        }
    }
    out
}

/// A part takes place where its whole does.
fn from_holder(drafts: &mut [EventDraft]) {
    for index in 0..drafts.len() {
        let Some(holder) = drafts[index].part_of else {
            continue;
        };
        if !lacks_place(&drafts[index].record) || holder == index {
            continue;
        }
        if let Some(place) = place_of(&drafts[holder]) {
            let attendance = drafts[holder].record.attendance;
            give(&mut drafts[index], &place, attendance);
        }
    }
}

/// What goes along with another event ("in conjunction with the …"), on its days, is held where that
/// one is.
fn from_host(drafts: &mut [EventDraft]) {
    let hosts: Vec<(Option<NaiveDate>, Option<NaiveDate>, PlaceDraft)> = drafts
        .iter()
        .filter(|draft| draft.foreign)
        .filter_map(|draft| {
            let mut place = place_of(draft)?;
            place.venue.room = None;
            place.evidence.remove("venue.room");
            let end = draft.end.unwrap_or(draft.start);
            Some((draft.start.date(), end.date(), place))
        })
        .collect();
    for draft in drafts.iter_mut() {
        if draft.foreign || !lacks_place(&draft.record) {
            continue;
        }
        let day = draft.start.date();
        let host = hosts.iter().find(|(first, last, _)| {
            day.is_some_and(|day| {
                first.is_some_and(|first| first <= day) && last.is_some_and(|last| day <= last)
            })
        });
        if let Some((_, _, place)) = host {
            give(draft, place, None);
        }
    }
}

/// The town that ends the name of a venue or of an event without one ("Village Hall Smallham", "Round
/// Dance - Smallham").
fn town_of_name(drafts: &mut [EventDraft], towns: &Towns) {
    const OF_VENUE: [&str; 3] = [", ", " - ", " – "];
    let first =
        |draft: &EventDraft, field: &str| draft.record.evidence.get(field)?.first().cloned();
    for draft in drafts.iter_mut() {
        if let Some(venue) = &draft.record.venue {
            let lacks = venue
                .address
                .as_ref()
                .is_none_or(|address| address.locality.is_none());
            let told = first(draft, "venue.name").filter(|_| lacks);
            let town = venue.name.as_ref().zip(told);
            let town = town.and_then(|(name, told)| {
                let parted = towns.behind(name, &OF_VENUE, &told);
                let parted = parted.or_else(|| towns.ending(name, &told));
                parted.or_else(|| towns.inside(name, &told, true))
            });
            let town = town.or_else(|| {
                let told = first(draft, "name").filter(|_| lacks && draft.main)?;
                towns.inside(&draft.record.name, &told, false)
            });
            let Some(PlaceDraft {
                venue:
                    Venue {
                        address: Some(town),
                        ..
                    },
                evidence,
                time_zone,
                ..
            }) = town
            else {
                continue;
            };
            let Some(venue) = &mut draft.record.venue else {
                continue;
            };
            let address = venue.address.get_or_insert_with(Address::default);
            if let (Some(text), Some(town)) = (&mut address.text, &town.text) {
                *text = format!("{text}, {town}");
            }
            address.text = address.text.take().or(town.text);
            address.locality = town.locality;
            address.country = address.country.take().or(town.country);
            draft.place_zone = draft.place_zone.or(time_zone);
            for (field, list) in evidence {
                draft.record.evidence.entry(field).or_default().extend(list);
            }
        } else if lacks_place(&draft.record)
            && let Some(told) = first(draft, "name")
            && let Some(place) = towns.behind(&draft.record.name, &OF_EVENT, &told)
        {
            give(draft, &place, None);
        }
    }
}

/// An event whose name ends with another town than the one where all events of the document are held
/// takes place there ("Round Dance - Smallham").
pub fn town_of_own_name(scene: &Scene, drafts: &mut [EventDraft]) {
    if drafts.iter().all(|draft| draft.record.venue.is_none()) {
        return;
    }
    let address = |draft: &EventDraft| {
        let told = draft.record.evidence.get("venue.address")?.first()?;
        Some((told.start, told.end))
    };
    let mut uses: BTreeMap<_, usize> = BTreeMap::new();
    for told in drafts.iter().filter_map(address) {
        *uses.entry(told).or_default() += 1;
    }
    let towns = Towns::of(scene);
    for draft in drafts.iter_mut() {
        let record = &draft.record;
        // What several events are told to be at is told for all.
        let shared = address(draft).is_some_and(|told| uses.get(&told).copied() > Some(1));
        let here = record
            .venue
            .as_ref()
            .filter(|_| shared)
            .and_then(|venue| venue.address.as_ref()?.locality.clone());
        let (Some(here), Some(told)) =
            (here, record.evidence.get("name").and_then(|it| it.first()))
        else {
            continue;
        };
        let place = towns.behind(&record.name, &OF_EVENT, told);
        let there = place
            .as_ref()
            .and_then(|place| place.venue.address.as_ref()?.locality.clone());
        if let (Some(place), true) = (
            place,
            there.is_some_and(|there| fold(&there) != fold(&here)),
        ) {
            draft
                .record
                .evidence
                .retain(|field, _| !field.starts_with("venue."));
            draft.place_zone = None;
            give(draft, &place, None);
        }
    }
}

/// Marks before a town that ends an event's name.
const OF_EVENT: [&str; 3] = [" - ", " – ", " — "];

/// The place of all events of the document: behind a label outside of single events, in a
/// sentence that says where they are held, at an address before the first of them, or at one
/// whose name is in the document's title.
fn general_place(scene: &Scene, drafts: &[EventDraft]) -> Option<PlaceDraft> {
    let taken: Vec<&str> = drafts
        .iter()
        .filter_map(|draft| {
            draft
                .record
                .venue
                .as_ref()?
                .address
                .as_ref()?
                .text
                .as_deref()
        })
        .collect();
    let first = drafts
        .iter()
        .flat_map(|draft| &draft.anchors)
        .map(|anchor| anchor.start)
        .min()?;
    let titles = title_lines(scene, drafts);
    let moves = (drafts.iter()).any(|draft| {
        let venue = draft.record.venue.as_ref();
        venue.is_some_and(|venue| venue.name.is_some())
    });
    for mention in scene.mentions {
        let Found::Address(found) = &mention.found else {
            continue;
        };
        let Some(mut place) = place_at(scene, mention) else {
            continue;
        };
        let text = found.address.text.as_deref().unwrap_or_default();
        let Some(clause) = scene.layout.clause_at(mention.span.start) else {
            continue;
        };
        let clause = &scene.layout.clauses[clause];
        let own = taken.contains(&text);
        let held = has(scene.view, clause.span, Concept::CueHeld)
            && !drafts
                .iter()
                .flat_map(|draft| &draft.anchors)
                .any(|anchor| clause.span.overlaps(*anchor));
        let titled = is_titled(&place, &titles) && !is_of_item(scene, drafts, mention.span);
        let above = mention.span.end <= first && is_beside_events(scene, drafts, mention.span);
        let titled = titled && !is_only_seat(&place) && !(moves && is_bodys(&place));
        if titled || (held || above) && !own || held && above {
            // The house is everybody's, the room that of the event that it is told with.
            if own && !held && !above {
                place.venue.room = None;
                place.evidence.remove("venue.room");
            }
            return Some(place);
        }
    }
    labelled_for_all(scene, drafts, first).or_else(|| held_for_all(scene, drafts))
}

/// Whether the place stands in an item or row beside the day of an event, with others beside it.
fn is_of_item(scene: &Scene, drafts: &[EventDraft], place: Span) -> bool {
    let layout = scene.layout;
    let at = layout.line_at(place.start);
    let is_row = at.is_some_and(|line| {
        let line = &layout.lines[line];
        matches!(line.kind, BlockKind::ListItem { .. }) || line.cells.len() > 1
    });
    let anchors = || drafts.iter().flat_map(|draft| &draft.anchors);
    is_row && drafts.len() > 1 && anchors().any(|anchor| layout.line_at(anchor.start) == at)
}

/// Whether the paragraph of a place that is told for all also speaks of attending online: it may
/// mean some of them ("the Monday meetings can also be followed from home").
fn some_online(scene: &Scene, place: &PlaceDraft) -> bool {
    let Scene { view, layout, .. } = *scene;
    let start = |line: &Line| view.evidence(line.span, "").start;
    let mut told = place.evidence.values().flatten();
    let Some(told) = told.next() else {
        return false;
    };
    let at = layout
        .lines
        .partition_point(|line| start(line) <= told.start);
    at.checked_sub(1).is_some_and(|line| {
        let said = title_heads::joined(layout, line);
        has(view, said, Concept::CueOnline) || has(view, said, Concept::CueHybrid)
    })
}

/// The place at a full address, with the name before it.
fn place_at(scene: &Scene, mention: &Mention) -> Option<PlaceDraft> {
    let Found::Address(found) = &mention.found else {
        return None;
    };
    if found.address.street.is_none() && found.address.postcode.is_none() {
        return None;
    }
    addressed(
        scene.view,
        scene.layout,
        scene.mentions,
        &[mention.span],
        clause_block(scene, mention),
    )
    .filter(|place| place.score > 2.0)
}

/// Whether the name of the place stands in one of the titles.
fn is_titled(place: &PlaceDraft, titles: &[String]) -> bool {
    place.venue.name.as_ref().is_some_and(|name| {
        titles
            .iter()
            .any(|title| fold(title).contains(&fold(name)) || alike(title, name))
    })
}

/// Whether the place is but the seat of an organisation, whose name speaks of no house that events
/// are held in.
fn is_only_seat(place: &PlaceDraft) -> bool {
    let (bodies, houses) = words_of_name(place);
    !bodies.is_empty() && houses.is_empty()
}

/// Whether the place bears the name of a body, which meets elsewhere too, rather than that of a house.
fn is_bodys(place: &PlaceDraft) -> bool {
    let (bodies, houses) = words_of_name(place);
    let apart = |body: &Span| !houses.iter().any(|house| house.overlaps(*body));
    place.venue.name.is_some() && (houses.is_empty() || bodies.iter().any(apart))
}

/// The words of the place's name for bodies, and those for houses.
fn words_of_name(place: &PlaceDraft) -> (Vec<Span>, Vec<Span>) {
    let told = place.evidence.get("venue.name");
    let Some(told) = told.and_then(|list| list.first()) else {
        return (Vec::new(), Vec::new());
    };
    let tokens = Tokens::new(&told.text);
    let hits = classify(&told.text, &tokens);
    let of = |concepts: &[Concept]| {
        let hits = hits.iter().filter(|hit| concepts.contains(&hit.concept));
        hits.map(|hit| hit.span).collect()
    };
    let bodies = of(&[Concept::NameOrganisation, Concept::NameLegalForm]);
    (bodies, of(&[Concept::CueBuilding]))
}

/// Events that are held "at our offices" take place at the seat of the organisation that heads the
/// page.
fn at_seat(scene: &Scene, drafts: &mut [EventDraft]) {
    let at_home = |draft: &EventDraft| {
        lacks_place(&draft.record) && has(scene.view, draft.scope, Concept::CueOwnPremises)
    };
    if !drafts.iter().any(at_home) {
        return;
    }
    let titles = title_lines(scene, drafts);
    let seat = scene
        .mentions
        .iter()
        .filter_map(|mention| place_at(scene, mention))
        .find(|place| is_titled(place, &titles));
    let Some(seat) = seat else {
        return;
    };
    for draft in drafts.iter_mut().filter(|draft| at_home(draft)) {
        give(draft, &seat, None);
    }
}

/// The building or room of a sentence that says where all events of a kind are held.
fn held_for_all(scene: &Scene, drafts: &[EventDraft]) -> Option<PlaceDraft> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    if drafts.iter().any(|draft| draft.record.venue.is_some()) {
        return None;
    }
    layout.clauses.iter().find_map(|clause| {
        let held = view
            .hits
            .within(&view.tokens, clause.span)
            .find(|hit| hit.concept == Concept::CueHeld)?;
        if !has(view, clause.span, Concept::EventNoun)
            || !is_beside_events(scene, drafts, clause.span)
        {
            return None;
        }
        named(
            view,
            layout,
            mentions,
            &[held.span],
            Span::default(),
            clause.span,
        )
        .filter(|place| {
            let here = view.evidence(clause.span, "");
            place
                .evidence
                .values()
                .flatten()
                .all(|it| here.start <= it.start && it.end <= here.end)
        })
    })
}

/// The only place behind a label, where it stands before the first or behind the last event.
fn labelled_for_all(scene: &Scene, drafts: &[EventDraft], first: usize) -> Option<PlaceDraft> {
    let last = drafts
        .iter()
        .flat_map(|draft| &draft.anchors)
        .map(|anchor| anchor.end)
        .max()?;
    let mut found: Option<PlaceDraft> = None;
    for clause in &scene.layout.clauses {
        let place = places::labelled(scene.view, scene.layout, scene.mentions, &[], clause.span);
        let Some(place) = place else {
            continue;
        };
        let outside = clause.span.end <= first || clause.span.start >= last;
        if found.is_some() || !outside || !is_beside_events(scene, drafts, clause.span) {
            return None;
        }
        found = Some(place);
    }
    found
}

/// A sentence that tells where what it speaks of takes place again and again.
struct Series {
    span: Span,
    place: PlaceDraft,
    /// On which days, as a rule of RFC 5545; any day where it tells none.
    rule: Option<String>,
}

/// Gives events without a place the one that a sentence tells for a series that they are of: the last
/// sentence before them, on whose day of the week they fall, in their section or before all events.
pub fn of_series(scene: &Scene, drafts: &mut [EventDraft]) {
    if !drafts.iter().any(|draft| lacks_place(&draft.record)) {
        return;
    }
    let first = drafts.iter().flat_map(|draft| &draft.anchors);
    let Some(first) = first.map(|anchor| anchor.start).min() else {
        return;
    };
    let series = series(scene);
    for draft in drafts.iter_mut().filter(|draft| lacks_place(&draft.record)) {
        let Some(anchor) = draft.anchors.first().copied() else {
            continue;
        };
        let before = series.partition_point(|told| told.span.end <= anchor.start);
        let Some(told) = before.checked_sub(1).map(|last| &series[last]) else {
            continue;
        };
        let fits = match (&told.rule, draft.start.date()) {
            (Some(rule), Some(day)) => is_on_weekday(rule, day),
            (Some(_), None) => false,
            (None, _) => true,
        };
        let leads = told.span.end <= first && before == 1;
        if fits && (leads || is_in_section(scene, told.span, anchor)) {
            give(draft, &told.place, None);
        }
    }
}

fn series(scene: &Scene) -> Vec<Series> {
    let view = scene.view;
    let told = scene.layout.clauses.iter().filter_map(|clause| {
        let span = clause.span;
        let says = |concept| has(view, span, concept);
        let held = says(Concept::CueMeets) || says(Concept::CueHeld) && says(Concept::EventNoun);
        if !held
            || says(Concept::CueHours)
            || says(Concept::DeadlineWord)
            || names_day(scene.mentions, span)
        {
            return None;
        }
        let place = told_in(view, scene.layout, scene.mentions, clause)?;
        let mut times = overlapping(scene.mentions, span).iter();
        let rule = times.find_map(|mention| match &mention.found {
            Found::Time(time) => time.recurrence.clone(),
            _ => None,
        });
        let lasts = rule.is_some() || says(Concept::CueForAll);
        lasts.then_some(Series { span, place, rule })
    });
    told.collect()
}

/// Whether no heading of the rank of the one over the first place, or of a higher one, and no rule
/// stands between the two.
fn is_in_section(scene: &Scene, first: Span, second: Span) -> bool {
    let lines = &scene.layout.lines;
    let rank = |line: &Line| match line.kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    };
    let at = |span: Span| scene.layout.line_at(span.start).unwrap_or(0);
    let (first, second) = (at(first), at(second));
    let own = lines[..=first].iter().rev().find_map(rank);
    let closed = lines[(first + 1).min(second)..second]
        .iter()
        .filter_map(rank)
        .any(|rank| own.is_none_or(|own| rank <= own));
    !closed && lines[first].part == lines[second].part
}

/// Whether no rule parts the place from all events.
fn is_beside_events(scene: &Scene, drafts: &[EventDraft], span: Span) -> bool {
    let part = |offset: usize| {
        scene
            .layout
            .line_at(offset)
            .map(|line| scene.layout.lines[line].part)
    };
    drafts
        .iter()
        .flat_map(|draft| &draft.anchors)
        .any(|anchor| part(anchor.start) == part(span.start))
}

/// The clauses around an address: what it can take its name from.
fn clause_block(scene: &Scene, mention: &Mention) -> Span {
    let clauses = &scene.layout.clauses;
    match scene.layout.clause_at(mention.span.start) {
        Some(at) => clauses[at].span.cover(mention.span),
        None => mention.span,
    }
}

/// The document's first lines, the parts of the title that it states, and the names of its events.
fn title_lines(scene: &Scene, drafts: &[EventDraft]) -> Vec<String> {
    let text = scene.view.text();
    scene
        .layout
        .lines
        .iter()
        .filter(|line| !line.navigation)
        .take(3)
        .map(|line| title_text::trim_marks(text, line.span).of(text).to_owned())
        .chain(scene.view.title_parts.iter().cloned())
        .chain(
            drafts
                .iter()
                .filter(|draft| draft.main)
                .map(|draft| draft.record.name.clone()),
        )
        .collect()
}

/// A street or a venue without its town lies in the one town that all addresses of the document
/// name.
fn only_town(scene: &Scene, drafts: &mut [EventDraft]) {
    let mut towns: Vec<(&Address, Option<&'static str>)> = Vec::new();
    for mention in scene.mentions {
        if let Found::Address(found) = &mention.found
            && (found.address.street.is_some() || found.address.postcode.is_some())
            && found.address.locality.is_some()
        {
            towns.push((&found.address, found.time_zone));
        }
    }
    let Some((town, zone)) = towns.first().copied() else {
        return;
    };
    if towns
        .iter()
        .any(|(other, _)| other.locality != town.locality || other.country != town.country)
    {
        return;
    }
    for draft in drafts.iter_mut() {
        let online = draft.record.attendance == Some(Attendance::Online);
        let Some(venue) = draft.record.venue.as_mut().filter(|_| !online) else {
            continue;
        };
        let address = venue.address.get_or_insert_with(Address::default);
        if address.locality.is_none() && address.country.is_none() {
            address.locality.clone_from(&town.locality);
            address.country.clone_from(&town.country);
            if address.text.is_none() {
                address.text.clone_from(&town.locality);
            }
            draft.place_zone = draft.place_zone.or(zone);
        }
    }
}

#[cfg(test)]
mod tests {
    use handbill_model::BlockKind;

    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The streets of the events' venues.
    fn streets(text: &str) -> Vec<String> {
        extract(&document(text), &Options::default())
            .events
            .into_iter()
            .map(|event| {
                event
                    .venue
                    .and_then(|venue| venue.address)
                    .and_then(|address| address.street)
                    .unwrap_or_default()
            })
            .collect()
    }

    #[test]
    fn a_list_shares_the_place_that_is_told_for_it() {
        let text = "Concerts in spring\n\nAll concerts take place at Old Chapel, 12 Mill Road, Leeds LS1 4AB.\n\n4 March 2026, 19:30 - Strings for a Short Day\n\n11 March 2026, 19:30 - The Borrowed Oboe\n\n18 March 2026, 19:30 - Tango, Late";
        let streets = streets(text);
        assert!(streets.len() >= 2, "{streets:?}");
        assert!(
            streets.iter().all(|street| street == "12 Mill Road"),
            "{streets:?}"
        );
    }

    #[test]
    fn items_of_a_newsletter_do_not_share_the_place_of_the_first() {
        let text = "General Meeting\nThursday 26 March 2026, 19:30, at 12 Mill Road, Leeds LS1 4AB.\n\nBeach Cleaning\nSaturday 18 April 2026, 10:00\nBring gloves.";
        assert_eq!(streets(text), ["12 Mill Road", ""]);
    }

    #[test]
    fn events_that_move_about_are_not_at_the_seat_of_their_club() {
        let text = "Friends of the Weir\n\nJumble sale\nSaturday 4 April 2026, 10:00, Corn Exchange\n\nRiver clean-up\nSaturday 18 April 2026, 9:00\nBring boots.\n\nFriends of the Weir, 12 Mill Road, Leeds LS1 4AB";
        assert_eq!(streets(text), ["", ""]);
    }

    #[test]
    fn towns_head_the_sections_of_their_events() {
        let text = "Concerts\n\nHannover\n\n4 March 2026, 19:30 - Strings for a Short Day\n\nPotsdam\n\n11 March 2026, 19:30 - The Borrowed Oboe";
        let mut document = document(text);
        for block in &mut document.blocks {
            if ["Hannover", "Potsdam"].contains(&block.span.of(text)) {
                block.kind = BlockKind::Heading { level: 2 };
            }
        }
        let towns: Vec<Option<String>> = extract(&document, &Options::default())
            .events
            .into_iter()
            .map(|event| event.venue?.address?.locality)
            .collect();
        assert_eq!(
            towns,
            [Some("Hannover".to_owned()), Some("Potsdam".to_owned())]
        );
    }

    #[test]
    fn online_events_inherit_no_place() {
        let text = "Talks in spring\n\n4 March 2026, 19:30 - Strings for a Short Day\nOld Chapel, 12 Mill Road, Leeds LS1 4AB\n\n11 March 2026, 19:30 - The Borrowed Oboe\nOnline";
        let streets = streets(text);
        assert_ne!(
            streets.last().map(String::as_str),
            Some("12 Mill Road"),
            "{streets:?}"
        );
    }
}
