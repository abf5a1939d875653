//! Zones: the stated one is kept, else the one of the place; a contradiction is told.

use chrono::{NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;
use handbill_model::{Attendance, Warning};

use super::{with_offset, write_times};
use crate::assemble::events::EventDraft;
use crate::{Moment, View};

/// Fills offsets and zone names.
pub fn fill(view: &View, events: &mut [EventDraft], warnings: &mut Vec<Warning>) {
    for event in events {
        let stated = event.start.zone.or(event.end.and_then(|end| end.zone));
        let zone: Option<Tz> = stated
            .and_then(|zone| zone.name)
            .or(event.place_zone)
            .filter(|_| {
                event.record.attendance != Some(Attendance::Online)
                    || stated.is_some_and(|zone| zone.name.is_some())
            })
            .and_then(|name| name.parse().ok());
        match (stated.and_then(|zone| zone.offset), zone) {
            (Some(offset), zone) => {
                event.start = with_offset(event.start, Some(offset));
                event.end = event.end.map(|end| with_offset(end, Some(offset)));
                if let Some(actual) = zone.and_then(|zone| offset_at(zone, &event.start))
                    && actual != offset
                {
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

/// Minutes east of UTC that the zone has at the moment.
fn offset_at(zone: Tz, moment: &Moment) -> Option<i16> {
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
    let stamp = |text: &str| -> Option<String> {
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
    };
    if let Some(start) = stamp(&item.start) {
        item.start = start;
    }
    if let Some(end) = item.end.as_deref().and_then(stamp) {
        item.end = Some(end);
    }
}
