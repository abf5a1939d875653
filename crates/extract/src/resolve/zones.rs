//! Zones: the stated one is kept, else the one of the place; a contradiction is told.

use chrono::{NaiveDate, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{OffsetName, Tz};
use handbill_lexicon::gazetteer;
use handbill_model::{Attendance, Deadline, Warning};

use super::{with_offset, write_times};
use crate::assemble::events::EventDraft;
use crate::{Moment, View};

/// Fills offsets and zone names.
pub fn fill(view: &View, events: &mut [EventDraft], warnings: &mut Vec<Warning>) {
    for event in events {
        let stated = event.start.zone.or(event.end.and_then(|end| end.zone));
        let named = stated.and_then(|zone| zone.name);
        let zone: Option<Tz> = named
            .or(event.place_zone)
            .and_then(|name| name.parse().ok())
            .filter(|zone| named.is_some() || fits(event, *zone));
        match (stated.and_then(|zone| zone.offset), zone) {
            (Some(offset), zone) => {
                event.start = with_offset(event.start, Some(offset));
                event.end = event.end.map(|end| with_offset(end, Some(offset)));
                if let Some(actual) = expected(view, event, zone, offset) {
                    warnings.push(contradiction(view, event, offset, actual));
                }
            }
            (None, Some(zone)) => {
                let offset = offset_at(zone, &event.start);
                event.start = with_offset(event.start, offset);
                event.end = event.end.map(|end| with_offset(end, offset_at(zone, &end)));
            }
            (None, None) => {}
        }
        if event.start.clock.is_some() {
            event.record.time_zone = zone.map(|zone| zone.name().to_owned());
        }
        write_times(event);
        for item in &mut event.record.agenda {
            stamp_agenda(item, zone, stated.and_then(|zone| zone.offset));
        }
    }
}

/// Whether the zone can be that of the event's hours: of an online event it is only that of who
/// stands behind it, so an offset that the zone never has tells of another.
fn fits(event: &EventDraft, zone: Tz) -> bool {
    let stated = event.start.zone.and_then(|zone| zone.offset);
    event.record.attendance != Some(Attendance::Online)
        || stated.is_none_or(|offset| has_offset(zone, &event.start, offset))
}

/// Whether the zone has the offset in winter or in summer of the moment's year.
fn has_offset(zone: Tz, moment: &Moment, offset: i16) -> bool {
    winter_and_summer(moment)
        .into_iter()
        .flatten()
        .any(|local| minutes(zone, &local) == Some(offset))
}

fn winter_and_summer(moment: &Moment) -> [Option<NaiveDateTime>; 2] {
    [1, 7].map(|month| NaiveDate::from_ymd_opt(moment.year?, month, 15)?.and_hms_opt(12, 0, 0))
}

/// The offset that is right on the event's day, where the stated one contradicts it.
fn expected(view: &View, event: &EventDraft, zone: Option<Tz>, stated: i16) -> Option<i16> {
    if let Some(zone) = zone {
        return offset_at(zone, &event.start).filter(|actual| *actual != stated);
    }
    // Universal time has no seasons, though London's winter time bears its name.
    let names = if stated == 0 {
        Vec::new()
    } else {
        zone_names(event)
    };
    let abbreviated: Vec<Option<i16>> = names
        .iter()
        .filter_map(|name| out_of_season(name, &event.start, stated))
        .collect();
    match abbreviated.first() {
        Some(found) => *found,
        None if names.is_empty() => None,
        None => language_zone(view)
            .filter(|zone| has_offset(*zone, &event.start, stated))
            .and_then(|zone| offset_at(zone, &event.start))
            .filter(|actual| *actual != stated),
    }
}

/// The words in capitals in the event's times: names of zones are among them.
fn zone_names(event: &EventDraft) -> Vec<String> {
    let times = event.record.evidence.get("start");
    let mut out: Vec<String> = Vec::new();
    for evidence in times.into_iter().flatten() {
        for word in evidence.text.split(|c: char| !c.is_alphabetic()) {
            let name = (3..=5).contains(&word.len()) && word.chars().all(char::is_uppercase);
            if name && !out.iter().any(|other| other == word) {
                out.push(word.to_owned());
            }
        }
    }
    out
}

/// For a short name such as `CEST` that zones with summer time use at the stated offset: the
/// offset that they have at the moment instead, or nothing where one of them uses the name then.
/// Nothing at all where no such zone uses the name.
fn out_of_season(name: &str, moment: &Moment, stated: i16) -> Option<Option<i16>> {
    let clock = moment.clock?;
    let local = moment.date()?.and_hms_opt(
        u32::from(clock.hour.min(23)),
        u32::from(clock.minute.min(59)),
        0,
    )?;
    let seasons = winter_and_summer(moment);
    let uses = |zone: Tz, local: &NaiveDateTime| {
        zone.from_local_datetime(local)
            .earliest()
            .is_some_and(|at| {
                at.offset().abbreviation() == Some(name)
                    && at.offset().fix().local_minus_utc() == i32::from(stated) * 60
            })
    };
    let mut other = None;
    for zone in chrono_tz::TZ_VARIANTS {
        let used = seasons.iter().flatten().filter(|at| uses(zone, at)).count();
        if used != 1 {
            continue;
        }
        if uses(zone, &local) {
            return Some(None);
        }
        other = other.or(minutes(zone, &local));
    }
    other.map(Some)
}

/// The zone of the country that most texts of the document's language come from.
fn language_zone(view: &View) -> Option<Tz> {
    let code = view.main_language().codes().next()?;
    let country = gazetteer::countries_of_language(code).first()?;
    gazetteer::country_zone(country)?.parse().ok()
}

/// Minutes east of UTC that the zone has at the moment.
pub fn offset_at(zone: Tz, moment: &Moment) -> Option<i16> {
    let clock = moment.clock?;
    let hour = u32::from(clock.hour.min(23));
    let local = moment
        .date()?
        .and_hms_opt(hour, u32::from(clock.minute), 0)?;
    minutes(zone, &local)
}

fn minutes(zone: Tz, local: &NaiveDateTime) -> Option<i16> {
    let resolved = zone.from_local_datetime(local).earliest()?;
    i16::try_from(resolved.offset().fix().local_minus_utc() / 60).ok()
}

fn contradiction(view: &View, event: &EventDraft, stated: i16, actual: i16) -> Warning {
    let write = |minutes: i16| {
        let sign = if minutes < 0 { '-' } else { '+' };
        format!(
            "{sign}{:02}:{:02}",
            minutes.unsigned_abs() / 60,
            minutes.unsigned_abs() % 60
        )
    };
    Warning {
        code: "zone-contradicts-season".to_owned(),
        message: format!(
            "expected the offset {} at this place and day, found {}; the stated one is kept",
            write(actual),
            write(stated)
        ),
        evidence: event
            .anchors
            .iter()
            .take(1)
            .map(|span| view.evidence(*span, "zone.stated"))
            .collect(),
    }
}

/// Gives the rows of a programme the offset of their event.
fn stamp_agenda(item: &mut handbill_model::AgendaItem, zone: Option<Tz>, stated: Option<i16>) {
    if let Some(start) = stamped(&item.start, zone, stated) {
        item.start = start;
    }
    if let Some(end) = (item.end.as_deref()).and_then(|end| stamped(end, zone, stated)) {
        item.end = Some(end);
    }
}

/// A local time with the stated offset, else with that of the zone; nothing for what is no local
/// time.
fn stamped(text: &str, zone: Option<Tz>, stated: Option<i16>) -> Option<String> {
    if text.len() != 19 {
        return None;
    }
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok()?;
    let offset = stated.or_else(|| minutes(zone?, &local))?;
    let sign = if offset < 0 { '-' } else { '+' };
    Some(format!(
        "{text}{sign}{:02}:{:02}",
        offset.unsigned_abs() / 60,
        offset.unsigned_abs() % 60
    ))
}

/// The hour of a deadline that states no zone is that of the place of its event.
pub fn fill_deadline(record: &mut Deadline, event: &EventDraft) {
    let Some(name) = event.place_zone else {
        return;
    };
    if let Some(date) = stamped(&record.date, name.parse().ok(), None) {
        record.date = date;
        record.time_zone = Some(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, Zone};

    fn moment(month: u8, day: u8) -> Moment {
        Moment {
            year: Some(2026),
            month: Some(month),
            day: Some(day),
            clock: Some(Clock::new(10, 0)),
            zone: None,
        }
    }

    #[test]
    fn names_of_zones_are_out_of_season() {
        assert_eq!(out_of_season("CEST", &moment(11, 26), 120), Some(Some(60)));
        assert_eq!(out_of_season("CET", &moment(7, 14), 60), Some(Some(120)));
        assert_eq!(out_of_season("EST", &moment(7, 14), -300), Some(Some(-240)));
        assert_eq!(out_of_season("CEST", &moment(7, 14), 120), Some(None));
        assert_eq!(out_of_season("EST", &moment(12, 3), -300), Some(None));
        assert_eq!(out_of_season("XYZT", &moment(12, 3), -300), None);
    }

    #[test]
    fn an_online_event_has_no_zone_whose_offsets_differ() {
        let mut event = EventDraft {
            start: Moment {
                zone: Some(Zone {
                    offset: Some(-240),
                    name: None,
                }),
                ..moment(7, 14)
            },
            ..EventDraft::default()
        };
        assert!(fits(&event, Tz::Europe__Brussels));
        event.record.attendance = Some(Attendance::Online);
        assert!(!fits(&event, Tz::Europe__Brussels));
        assert!(fits(&event, Tz::America__New_York));
    }
}
