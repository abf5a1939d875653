//! One record of what markup and text say of the same event.
//!
//! Markup is made for machines: its values need no reading, but they are often a template's, or
//! older than the text. The text is what visitors read and editors mend. So values that agree keep
//! both evidences; a value that only one of them has is kept; and where they contradict each other
//! evidence decides, with a warning.

use std::cmp::Ordering;

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::fold;
use handbill_model::{Address, Event, Syntax, Warning};

use super::events::StatedEvent;
use crate::assemble::event_kinds::kind_in;
use crate::assemble::events::EventDraft;
use crate::assemble::groups::alike;
use crate::resolve::{self, Drafts};
use crate::{Moment, View, Zone};

/// The longest stretch that shows one event alone: its other dates are not those of others.
const LONGEST_CARD: usize = 1200;

/// The most stated events that are joined with those of the text.
const MOST: usize = 2000;

/// Joins stated events with those of the text.
pub fn fuse(view: &View, stated: Vec<StatedEvent>, drafts: &mut Drafts) {
    let mut stated = distinct(stated);
    stated.truncate(MOST);
    if stated.is_empty() {
        return;
    }
    let text_events = drafts.events.len();
    // Which draft each thing became.
    let mut became: Vec<(usize, usize)> = Vec::new();
    let mut holders: Vec<(usize, usize)> = Vec::new();
    let mut taken = vec![false; text_events];
    let alone = stated.len() == 1;
    for event in stated {
        let found = partner(&event, &drafts.events[..text_events], &taken, alone);
        let at = match found {
            Some(at) => {
                taken[at] = true;
                let (warnings, draft) = joined(view, &event, &drafts.events[at]);
                drafts.warnings.extend(warnings);
                drafts.events[at] = draft;
                at
            }
            // What scripts hold and nobody is shown may be anything.
            None if event.syntax == Syntax::State && !is_plain(&event, text_events) => continue,
            None => {
                drafts.events.push(event.draft);
                drafts.events.len() - 1
            }
        };
        became.push((event.thing, at));
        if let Some(holder) = event.holder {
            holders.push((at, holder));
        }
    }
    for (part, holder) in holders {
        let holder = became
            .iter()
            .find(|(thing, _)| *thing == holder)
            .map(|(_, at)| *at);
        drafts.events[part].part_of = holder
            .filter(|holder| *holder != part)
            .or(drafts.events[part].part_of);
    }
    drop_repeats(drafts, &taken, text_events);
}

/// Whether the state of a script is plainly an event that is announced: it has an end or a place,
/// and the text announces nothing.
fn is_plain(event: &StatedEvent, text_events: usize) -> bool {
    text_events == 0 && (event.draft.end.is_some() || event.draft.record.venue.is_some())
}

/// Events that are stated twice, in two syntaxes or in a list and by themselves, once.
fn distinct(stated: Vec<StatedEvent>) -> Vec<StatedEvent> {
    let mut out: Vec<StatedEvent> = Vec::new();
    let mut named: HashMap<String, Vec<usize>> = HashMap::new();
    for event in stated {
        let alike = named
            .entry(handbill_lexicon::fold(&event.draft.record.name))
            .or_default();
        let same = alike.iter().copied().find(|at| {
            agree(&out[*at].draft.start, &event.draft.start)
                && places_agree(&out[*at].draft.record, &event.draft.record)
        });
        match same {
            Some(at) => {
                let draft = &mut out[at].draft;
                // One of two statements may leave out the zone of the hour that both tell.
                if draft.start.clock == event.draft.start.clock {
                    draft.start.zone = draft.start.zone.or(event.draft.start.zone);
                }
                fill(draft, event.draft);
            }
            None => {
                alike.push(out.len());
                out.push(event);
            }
        }
    }
    out
}

fn places_agree(a: &Event, b: &Event) -> bool {
    let name = |event: &Event| event.venue.as_ref().and_then(|venue| venue.name.clone());
    match (name(a), name(b)) {
        (Some(a), Some(b)) => alike(&a, &b),
        _ => true,
    }
}

/// Whether two moments name one time, each as precisely as it does.
fn agree(a: &Moment, b: &Moment) -> bool {
    if let (Some(a), Some(b)) = (instant(a), instant(b)) {
        return a == b;
    }
    same_day(a, b) && (a.clock.is_none() || b.clock.is_none() || a.clock == b.clock)
}

/// The moment in universal time, where its offset is known.
fn instant(moment: &Moment) -> Option<chrono::NaiveDateTime> {
    let clock = moment.clock?;
    let offset = moment.zone?.offset?;
    let local = moment
        .date()?
        .and_hms_opt(u32::from(clock.hour), u32::from(clock.minute), 0)?;
    local.checked_sub_signed(chrono::Duration::minutes(i64::from(offset)))
}

fn same_day(a: &Moment, b: &Moment) -> bool {
    let open = |x: Option<u8>, y: Option<u8>| x.is_none() || y.is_none() || x == y;
    a.year == b.year && open(a.month, b.month) && open(a.day, b.day)
}

/// The event of the text that is the stated one.
fn partner(event: &StatedEvent, text: &[EventDraft], taken: &[bool], alone: bool) -> Option<usize> {
    let stated = &event.draft;
    let mut best: Option<(u32, usize)> = None;
    for (at, draft) in text.iter().enumerate().filter(|(at, _)| !taken[*at]) {
        let within = !stated.scope.is_empty()
            && draft
                .anchors
                .iter()
                .any(|anchor| stated.scope.contains(*anchor));
        let day = same_day(&draft.start, &stated.start);
        let only = alone && text.len() == 1;
        if !(within || day || only) {
            continue;
        }
        let named = names(draft).any(|name| alike(name, &stated.record.name));
        let score = match (within, day, named) {
            (true, true, true) => 8,
            (_, true, true) => 7,
            (true, true, false) => 6,
            (true, false, true) => 5,
            (false, true, false)
                if only || agree(&draft.start, &stated.start) && draft.start.clock.is_some() =>
            {
                4
            }
            (false, false, true) if only => 3,
            _ => continue,
        };
        if best.is_none_or(|(other, _)| other < score) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
}

fn names(draft: &EventDraft) -> impl Iterator<Item = &str> {
    std::iter::once(draft.record.name.as_str())
        .chain(draft.record.alternate_names.iter().map(String::as_str))
}

/// The record of both.
fn joined(view: &View, event: &StatedEvent, text: &EventDraft) -> (Option<Warning>, EventDraft) {
    let mut out = event.draft.clone();
    let mut text = text.clone();
    let mut warning = None;
    if is_universal(&out, &text) {
        // The hour that visitors are shown, and the markup tells in universal time.
        (out.start, out.end) = (text.start, text.end);
    } else if !agree(&out.start, &text.start) {
        let text_wins = trusts_text(view, event, &text);
        warning = Some(contradiction(&event.draft, &text, text_wins));
        if text_wins {
            out.start = text.start;
            out.end = text.end;
            for field in ["start", "end"] {
                if let Some(evidence) = text.record.evidence.get(field) {
                    out.record
                        .evidence
                        .insert(field.to_owned(), evidence.clone());
                }
            }
        } else {
            text.end = None;
            text.record
                .evidence
                .retain(|field, _| field != "start" && field != "end");
        }
    } else if more_precise(&text.start, &out.start) {
        out.start = text.start;
        out.end = text.end.or(out.end);
    }
    if event.syntax == Syntax::State {
        // The words of the page are its own.
        std::mem::swap(&mut out.record.name, &mut text.record.name);
    }
    out.record.confidence = out.record.confidence.max(text.record.confidence).max(0.97);
    out.anchors.clone_from(&text.anchors);
    if out.scope.is_empty() {
        out.scope = text.scope;
    }
    out.main = text.main;
    out.part_of = text.part_of;
    // What the text seems to call it otherwise is seldom its name.
    if event.syntax != Syntax::State && !alike(&text.record.name, &out.record.name) {
        text.record.name.clear();
        text.record.evidence.remove("name");
        text.record.kind = None;
    }
    text.record.alternate_names.clear();
    text.record.evidence.remove("alternate_names");
    out.record.kind = out.record.kind.or_else(|| kind_in(view, &out.record.name));
    fill(&mut out, text);
    (warning, out)
}

/// Whether the markup tells in universal time what the text tells in that of the place.
fn is_universal(stated: &EventDraft, text: &EventDraft) -> bool {
    let (Some(told), Some(zone)) = (instant(&stated.start), text.place_zone) else {
        return false;
    };
    let local = zone.parse().ok().and_then(|zone| {
        let offset = resolve::offset_at(zone, &text.start)?;
        let zone = Zone {
            offset: Some(offset),
            name: None,
        };
        instant(&Moment {
            zone: Some(zone),
            ..text.start
        })
    });
    let universal = stated.start.zone.is_some_and(|zone| zone.offset == Some(0));
    universal && text.start.zone.is_none() && local == Some(told)
}

fn more_precise(a: &Moment, b: &Moment) -> bool {
    (a.day.is_some() && b.day.is_none())
        || (a.clock.is_some() && b.clock.is_none() && a.day.is_some())
}

/// Whether the text is to be believed where the markup has another time: its weekday agrees with
/// its day, or the markup has a day that was over when the page was written.
fn trusts_text(view: &View, event: &StatedEvent, text: &EventDraft) -> bool {
    if event.syntax == Syntax::State {
        return true;
    }
    let attested = text
        .record
        .evidence
        .get("start")
        .into_iter()
        .flatten()
        .any(|evidence| {
            crate::facts::stamps::mentions(view, &evidence.text).iter().any(|mention| {
            matches!(&mention.found, crate::Found::Time(time) if time.weekday_agrees == Some(true))
        })
        });
    let stale = view.stated_day().is_some_and(|written| {
        let is_over = |moment: &Moment| moment.last_day().is_some_and(|day| day < written);
        is_over(&event.draft.start) && !is_over(&text.start)
    });
    // A clock time of another zone is the markup's, not the visitor's.
    let same_day = same_day(&event.draft.start, &text.start);
    let universal = event
        .draft
        .start
        .zone
        .is_some_and(|zone| zone.offset == Some(0));
    attested
        || stale
        || same_day
            && text.start.clock.is_some()
            && (universal || is_shifted(&event.draft, text) || event.shows(text))
}

/// Whether both ends lie the same whole hours apart, as where a page turns the hours of its markup
/// into those of another zone.
fn is_shifted(stated: &EventDraft, text: &EventDraft) -> bool {
    let minutes = |moment: Moment| {
        let clock = moment.clock?;
        Some(i32::from(clock.hour) * 60 + i32::from(clock.minute))
    };
    let apart = |a: Option<Moment>, b: Option<Moment>| Some(minutes(a?)? - minutes(b?)?);
    let starts = apart(Some(stated.start), Some(text.start));
    starts.is_some_and(|minutes| minutes != 0 && minutes % 60 == 0)
        && starts == apart(stated.end, text.end)
}

fn contradiction(stated: &EventDraft, text: &EventDraft, text_wins: bool) -> Warning {
    let write = |moment: &Moment| moment.iso().unwrap_or_default();
    let kept = if text_wins { "text" } else { "markup" };
    Warning {
        code: "markup-contradicts-text".to_owned(),
        message: format!(
            "the markup says {}, the text says {}; that of the {kept} is kept",
            write(&stated.start),
            write(&text.start)
        ),
        evidence: text
            .record
            .evidence
            .get("start")
            .cloned()
            .unwrap_or_default(),
    }
}

/// Adds what the other draft has and this one lacks, and its evidence of what they share.
fn fill(into: &mut EventDraft, from: EventDraft) {
    let record = from.record;
    let kept = &mut into.record;
    into.end = into.end.or(from.end);
    for name in std::iter::once(record.name).chain(record.alternate_names) {
        let fold = handbill_lexicon::fold;
        let is_part =
            fold(&kept.name).contains(&fold(&name)) || fold(&name).contains(&fold(&kept.name));
        if !name.is_empty() && !is_part && !kept.alternate_names.contains(&name) {
            kept.alternate_names.push(name);
        }
    }
    kept.kind = kept.kind.or(record.kind);
    // What the text says of cancelling is what visitors are told.
    kept.status = match (kept.status, record.status) {
        (Some(handbill_model::EventStatus::Scheduled), Some(other)) => Some(other),
        (own, other) => own.or(other),
    };
    kept.attendance = kept.attendance.or(record.attendance);
    kept.venue = match (kept.venue.take(), record.venue) {
        (Some(own), Some(other)) => Some(both(own, other)),
        (own, other) => own.or(other),
    };
    kept.recurrence = kept.recurrence.take().or(record.recurrence);
    kept.url = kept.url.take().or(record.url);
    kept.registration_url = kept.registration_url.take().or(record.registration_url);
    kept.price = record.price.or(kept.price.take());
    kept.description = kept.description.take().or(record.description);
    if kept.agenda.is_empty() {
        kept.agenda = record.agenda;
    }
    for (list, more) in [
        (&mut kept.speakers, record.speakers),
        (&mut kept.hashtags, record.hashtags),
    ] {
        for item in more {
            if !list.contains(&item) {
                list.push(item);
            }
        }
    }
    for (field, evidence) in record.evidence {
        let known = kept.evidence.entry(field).or_default();
        for item in evidence {
            if !known.contains(&item) {
                known.push(item);
            }
        }
    }
    into.place_zone = into.place_zone.or(from.place_zone);
    if into.stated_organizers.is_empty() {
        into.stated_organizers = from.stated_organizers;
    }
    for anchor in from.anchors {
        if !into.anchors.contains(&anchor) {
            into.anchors.push(anchor);
        }
    }
}

/// A venue with what the other tells besides.
fn both(own: handbill_model::Venue, other: handbill_model::Venue) -> handbill_model::Venue {
    handbill_model::Venue {
        name: own.name.or(other.name),
        room: own.room.or(other.room),
        url: own.url.or(other.url),
        address: match (own.address, other.address) {
            (Some(own), Some(other))
                if own.postcode.is_none()
                    && other.postcode.is_some()
                    && own.street == other.street =>
            {
                Some(other)
            }
            (Some(own), Some(other)) if is_same_door(&own, &other) => Some(Address {
                text: own.text.or(other.text),
                street: own.street.or(other.street),
                postcode: own.postcode.or(other.postcode),
                locality: own.locality.or(other.locality),
                region: own.region.or(other.region),
                country: own.country.or(other.country),
            }),
            (own, other) => own.or(other),
        },
    }
}

/// Whether two addresses share their street and contradict each other in neither town nor country.
fn is_same_door(own: &Address, other: &Address) -> bool {
    let agree = |one: &Option<String>, two: &Option<String>| match (one, two) {
        (Some(one), Some(two)) => fold(one) == fold(two),
        _ => true,
    };
    own.street.is_some()
        && other.street.is_some()
        && agree(&own.street, &other.street)
        && agree(&own.locality, &other.locality)
        && agree(&own.country, &other.country)
}

/// Drops events of the text that a stated event tells better: they are read from the same stretch,
/// or repeat its day and hour under other words. Puts the rest in the order of the document.
fn drop_repeats(drafts: &mut Drafts, taken: &[bool], text_events: usize) {
    let (mut kept, mut gone) = (Vec::new(), vec![false; drafts.events.len()]);
    for at in (0..text_events).filter(|at| !taken[*at]) {
        let draft = &drafts.events[at];
        gone[at] = drafts.events.iter().enumerate().any(|(other, stated)| {
            let is_stated = other >= text_events || taken[other];
            let within = !stated.scope.is_empty()
                && stated.scope.len() < LONGEST_CARD
                && draft
                    .anchors
                    .iter()
                    .any(|anchor| stated.scope.contains(*anchor));
            is_stated && (within || agree(&draft.start, &stated.start))
        });
    }
    let mut moved: Vec<Option<usize>> = vec![None; gone.len()];
    let mut order: Vec<usize> = (0..gone.len()).filter(|at| !gone[*at]).collect();
    let place = |at: &usize| {
        drafts.events[*at]
            .anchors
            .iter()
            .map(|anchor| anchor.start)
            .min()
    };
    order.sort_by(|a, b| match (place(a), place(b)) {
        (Some(x), Some(y)) => x.cmp(&y),
        _ => Ordering::Equal,
    });
    for (new, old) in order.iter().enumerate() {
        moved[*old] = Some(new);
    }
    for old in order {
        let mut draft = std::mem::take(&mut drafts.events[old]);
        draft.part_of = draft
            .part_of
            .and_then(|holder| moved.get(holder).copied().flatten());
        kept.push(draft);
    }
    drafts.events = kept;
}
