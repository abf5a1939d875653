//! Events that are stated.

use handbill_model::{
    Attendance, Event, EventStatus, Evidence, PropertyValue, Span, Syntax, Thing,
};

use super::{Stated, is_link, places, stamps, vocabulary};
use crate::assemble::events::EventDraft;
use crate::{Clock, Moment};

/// An event that the source states.
pub struct StatedEvent {
    pub draft: EventDraft,
    /// Index of its thing.
    pub thing: usize,
    pub syntax: Syntax,
    /// Index of the thing that it is part of.
    pub holder: Option<usize>,
    /// What the element shows that states the start, where it states another way than it shows.
    pub shown_start: Option<Span>,
}

impl StatedEvent {
    /// Whether the element that states the start shows the text's start.
    pub fn shows(&self, text: &EventDraft) -> bool {
        self.shown_start
            .is_some_and(|shown| text.anchors.iter().any(|anchor| shown.contains(*anchor)))
    }
}

/// All stated events with a name and a start, in the order of the source.
pub fn events(stated: &Stated) -> Vec<StatedEvent> {
    let mut out = Vec::new();
    for (index, thing) in stated.things().iter().enumerate() {
        // A broadcast is told of as part of what it shows, which is an event of its own.
        let shows_other = stated
            .property(thing, &["broadcastOfEvent"])
            .is_some_and(|it| stated.thing(it).is_some());
        if vocabulary::is_event(&thing.types) && !shows_other {
            out.extend(event(stated, index, thing));
        }
    }
    hold(stated, &mut out);
    out
}

/// When the stated events begin, as far as they say.
pub fn starts(stated: &Stated) -> Vec<Moment> {
    let events = stated
        .things()
        .iter()
        .filter(|thing| vocabulary::is_event(&thing.types));
    let told = events.filter_map(|thing| stated.value(thing, &["startDate", "startTime"]));
    told.filter_map(stamps::stamp).collect()
}

fn event(stated: &Stated, index: usize, thing: &Thing) -> Option<StatedEvent> {
    let schedule = stated
        .property(thing, &["eventSchedule"])
        .and_then(|it| stated.thing(it));
    let start_property = stated
        .property(thing, &["startDate", "startTime"])
        .or_else(|| stated.property(schedule?, &["startDate"]))?;
    let written_start = stated.text(start_property)?;
    let mut start = stamps::moment(stated.view, written_start)?;
    let end_property = stated.property(thing, &["endDate", "endTime"]);
    let mut end = end_property
        .and_then(|property| stated.text(property))
        .and_then(|text| ending(stated, text, &start))
        .filter(|end| !before(end, &start))
        .or_else(|| lasting(stated.value(thing, &["duration"])?, &start));
    // Stamps have the hour zero where the page only knows the day.
    if is_midnight(&start) && end.is_none_or(|end| end.clock.is_none() || ends_day(&end)) {
        let had_clock = end.is_some_and(|end| {
            end.clock
                .is_some_and(|clock| clock.hour == 0 && clock.minute == 0)
        });
        start = without_clock(start);
        end = end.map(without_clock).map(|end| {
            if had_clock {
                day_before(end, &start)
            } else {
                end
            }
        });
    }
    let name_property = stated.property(thing, &["name", "headline", "summary"]);
    let mut record = Event {
        kind: vocabulary::kind(&thing.types),
        status: stated.value(thing, &["eventStatus"]).and_then(status),
        ..Event::default()
    };
    if let Some(property) = name_property
        && let Some(name) = stated.text(property)
    {
        record.name = name.to_owned();
        record
            .evidence
            .insert("name".to_owned(), vec![stated.evidence(thing, property)]);
    }
    let performers = || -> Option<(String, Evidence)> {
        let property = stated.property(thing, &["performer", "performers", "actor"])?;
        Some((
            stated.text(property)?.to_owned(),
            stated.evidence(thing, property),
        ))
    };
    if record.name.is_empty() {
        // A concert may bear no name but those of who plays.
        let (name, evidence) = performers().or_else(|| host(stated, index))?;
        record.name = name;
        record.evidence.insert("name".to_owned(), vec![evidence]);
    }
    record.evidence.insert(
        "start".to_owned(),
        vec![stated.evidence(thing, start_property)],
    );
    if let Some(property) = end_property.filter(|_| end.is_some()) {
        record
            .evidence
            .insert("end".to_owned(), vec![stated.evidence(thing, property)]);
    }
    let located = places::located(stated, thing);
    let mode = stated
        .value(thing, &["eventAttendanceMode"])
        .and_then(attendance);
    record.attendance = mode.or(located.attendance);
    record.evidence.extend(located.evidence);
    let is_known = located.venue != handbill_model::Venue::default();
    record.venue = is_known.then_some(located.venue);
    if let Some(property) = stated.property(thing, &["url", "mainEntityOfPage"])
        && let Some(url) = stated.text(property).filter(|url| is_link(url))
    {
        record.url = Some(url.to_owned());
        record
            .evidence
            .insert("url".to_owned(), vec![stated.evidence(thing, property)]);
    }
    offers(stated, thing, &mut record);
    let named_zone = stated.value(thing, &["timeZone"]).and_then(known_zone);
    let organizers = stated
        .all(thing, "organizer")
        .filter_map(|property| stated.text(property))
        .map(str::to_owned)
        .collect();
    record.confidence = confidence(thing.syntax);
    let anchor = thing
        .span
        .or(start_property.span)
        .or_else(|| stated.shown(&start_property.value));
    Some(StatedEvent {
        draft: EventDraft {
            start,
            end,
            anchors: anchor.into_iter().collect(),
            scope: thing.span.unwrap_or_default(),
            place_zone: named_zone.or(located.time_zone),
            stated_organizers: organizers,
            record,
            ..EventDraft::default()
        },
        thing: index,
        syntax: thing.syntax,
        holder: None,
        // A stamp with an offset is exact, whatever the element shows.
        shown_start: start_property.span.filter(|_| start.zone.is_none()),
    })
}

/// The name of the group or place that the event is stated as one of.
fn host(stated: &Stated, event: usize) -> Option<(String, Evidence)> {
    let is_holder = |thing: &&Thing| {
        thing.properties.iter().any(|property| {
            matches!(property.name.as_str(), "event" | "events" | "performerIn")
                && property.value == PropertyValue::Thing(event)
        })
    };
    let holder = stated.things().iter().find(is_holder)?;
    let property = stated.property(holder, &["name"])?;
    let name = stated.text(property)?.to_owned();
    Some((name, stated.evidence(holder, property)))
}

fn confidence(syntax: Syntax) -> f32 {
    match syntax {
        Syntax::JsonLd | Syntax::Microdata | Syntax::Rdfa => 0.95,
        Syntax::Microformats | Syntax::CalendarLink => 0.93,
        Syntax::Meta => 0.9,
        Syntax::State => 0.8,
    }
}

/// The ticket shop and the price.
fn offers(stated: &Stated, thing: &Thing, record: &mut Event) {
    for offer in stated
        .all(thing, "offers")
        .filter_map(|property| stated.thing(property))
    {
        if record.registration_url.is_none()
            && let Some(property) = stated.property(offer, &["url"])
            && let Some(url) = stated.text(property).filter(|url| is_web_address(url))
            && record.url.as_deref() != Some(url)
        {
            record.registration_url = Some(url.to_owned());
            let evidence = vec![stated.evidence(offer, property)];
            record
                .evidence
                .insert("registration_url".to_owned(), evidence);
        }
        let price = stated
            .value(offer, &["price", "lowPrice"])
            .filter(|price| *price != "0" && *price != "0.00");
        if let (None, Some(price)) = (&record.price, price) {
            let currency = stated.value(offer, &["priceCurrency"]).unwrap_or_default();
            record.price = Some(format!("{price} {currency}").trim().to_owned());
            if let Some(property) = stated.property(offer, &["price", "lowPrice"]) {
                let evidence = vec![stated.evidence(offer, property)];
                record.evidence.insert("price".to_owned(), evidence);
            }
        }
    }
}

fn is_web_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// An end that may be an hour of the day of the start.
fn ending(stated: &Stated, text: &str, start: &Moment) -> Option<Moment> {
    if let Some(moment) = stamps::moment(stated.view, text) {
        return Some(moment);
    }
    let (hour, minute) = text.trim().split_once(':')?;
    let clock = Clock {
        hour: hour.parse().ok().filter(|hour| *hour < 24)?,
        minute: minute
            .get(..2)?
            .parse()
            .ok()
            .filter(|minute| *minute < 60)?,
        second: 0,
    };
    Some(Moment {
        clock: Some(clock),
        ..*start
    })
}

/// The end after a length of time (ISO 8601: `PT1H30M`, `P2D`).
fn lasting(text: &str, start: &Moment) -> Option<Moment> {
    let length = text.trim().strip_prefix('P')?;
    let (days, hours) = length.split_once('T').unwrap_or((length, ""));
    let amount = |part: &str, unit: char| -> i64 {
        let Some(at) = part.find(unit) else { return 0 };
        let number = part[..at]
            .rsplit(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap_or_default();
        number.parse().unwrap_or(0).min(100_000)
    };
    let minutes = amount(days, 'D') * 1440 + amount(hours, 'H') * 60 + amount(hours, 'M');
    let clock = start.clock.filter(|_| minutes > 0)?;
    let begins = start
        .date()?
        .and_hms_opt(u32::from(clock.hour), u32::from(clock.minute), 0)?;
    let ends = begins.checked_add_signed(chrono::Duration::minutes(minutes))?;
    let mut end = stamps::stamp(&ends.format("%Y-%m-%dT%H:%M").to_string())?;
    end.zone = start.zone;
    Some(end)
}

fn before(end: &Moment, start: &Moment) -> bool {
    match (end.first_day(), start.first_day()) {
        (Some(last), Some(first)) if last == first => end
            .clock
            .zip(start.clock)
            .is_some_and(|(end, start)| end < start),
        (Some(last), Some(first)) => last < first,
        _ => true,
    }
}

fn is_midnight(moment: &Moment) -> bool {
    moment
        .clock
        .is_some_and(|clock| clock.hour == 0 && clock.minute == 0)
}

fn ends_day(moment: &Moment) -> bool {
    moment.clock.is_some_and(|clock| {
        (clock.hour == 0 && clock.minute == 0)
            || (clock.hour == 23 && clock.minute == 59)
            || clock.hour == 24
    })
}

fn without_clock(moment: Moment) -> Moment {
    Moment {
        clock: None,
        zone: None,
        ..moment
    }
}

/// Midnight ends the day before, unless that lies before the start.
fn day_before(end: Moment, start: &Moment) -> Moment {
    let day = end
        .date()
        .filter(|day| Some(*day) != start.date())
        .and_then(|day| day.pred_opt());
    day.and_then(|day| stamps::stamp(&day.format("%Y-%m-%d").to_string()))
        .unwrap_or(end)
}

fn local(text: &str) -> &str {
    text.trim()
        .trim_end_matches('/')
        .rsplit(['/', '#', ':'])
        .next()
        .unwrap_or(text)
}

/// The status that a term of schema.org or RFC 5545 tells.
fn status(text: &str) -> Option<EventStatus> {
    Some(match local(text).to_ascii_lowercase().as_str() {
        "eventcancelled" | "eventcanceled" | "cancelled" | "canceled" => EventStatus::Cancelled,
        "eventpostponed" | "postponed" => EventStatus::Postponed,
        "eventscheduled" | "eventrescheduled" | "eventmovedonline" | "confirmed" => {
            EventStatus::Scheduled
        }
        "tentative" => EventStatus::Tentative,
        _ => return None,
    })
}

fn attendance(text: &str) -> Option<Attendance> {
    Some(match local(text) {
        "OfflineEventAttendanceMode" => Attendance::Offline,
        "OnlineEventAttendanceMode" => Attendance::Online,
        "MixedEventAttendanceMode" => Attendance::Mixed,
        _ => return None,
    })
}

fn known_zone(text: &str) -> Option<&'static str> {
    text.trim()
        .parse::<chrono_tz::Tz>()
        .ok()
        .map(chrono_tz::Tz::name)
}

/// Notes which event is part of which.
fn hold(stated: &Stated, events: &mut [StatedEvent]) {
    let things: Vec<usize> = events.iter().map(|event| event.thing).collect();
    for event in events.iter_mut() {
        let above = stated.things()[event.thing]
            .properties
            .iter()
            .find_map(|property| match property.value {
                PropertyValue::Thing(index) if property.name == "superEvent" => Some(index),
                _ => None,
            });
        event.holder = above.filter(|above| things.contains(above));
    }
    for holder in &things {
        for property in &stated.things()[*holder].properties {
            if let PropertyValue::Thing(part) = property.value
                && matches!(property.name.as_str(), "subEvent" | "subEvents")
                && let Some(event) = events.iter_mut().find(|event| event.thing == part)
            {
                event.holder.get_or_insert(*holder);
            }
        }
    }
}
