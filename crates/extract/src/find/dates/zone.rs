//! Time zones that are written with a time: `CET`, `UTC+2`, `+02:00`, `Brussels time`.

use handbill_lexicon::Concept;

use super::words::Words;
use crate::Zone;

/// The zone after a time, perhaps in brackets, and one past it. `stamped` says that the time has
/// seconds, so that "-05:00" behind it is an offset rather than the end of a range.
pub(super) fn zone_after(words: Words, at: usize, stamped: bool) -> Option<(Zone, usize)> {
    if !words.same_line(at) {
        return None;
    }
    if words.mark(at, '(') {
        let (zone, end) = zone(words, at + 1, false)?;
        return words.mark(end, ')').then_some((zone, end + 1));
    }
    let comma = words.mark(at, ',') && words.hit(at + 1, Concept::DateZone).is_some();
    zone(words, at + usize::from(comma), stamped)
}

fn zone(words: Words, at: usize, stamped: bool) -> Option<(Zone, usize)> {
    if (stamped || words.mark(at, '+'))
        && let Some((minutes, end)) = offset(words, at, false)
    {
        return Some((fixed(minutes), end));
    }
    if words.is_word(at) && words.view.tokens.folded(at) == "z" && words.touches(at) {
        return Some((fixed(0), at + 1));
    }
    if let Some(hit) = words.hit(at, Concept::DateZone) {
        if hit.value == 0
            && words.same_line(hit.end)
            && let Some((minutes, end)) = offset(words, hit.end, true)
        {
            return Some((fixed(minutes), end));
        }
        if words.touches_letter(hit.end) {
            return None;
        }
        let end = words
            .phrase(hit.end, Concept::DateZoneCue)
            .filter(|_| words.same_line(hit.end));
        return Some((fixed(hit.value as i16), end.unwrap_or(hit.end)));
    }
    named(words, at)
}

fn fixed(offset: i16) -> Zone {
    Zone {
        offset: Some(offset),
        name: None,
    }
}

/// `+02:00`, `-0500`, in minutes, and `+2` after the name of a zone.
fn offset(words: Words, at: usize, named: bool) -> Option<(i16, usize)> {
    let sign = match () {
        () if words.mark(at, '+') => 1,
        () if words.mark(at, '-') => -1,
        () => return None,
    };
    let (value, length) = words.digits(at + 1)?;
    if !words.touches(at + 1) {
        return None;
    }
    let (hours, minutes, end) = match length {
        4 => (value / 100, value % 100, at + 2),
        1 | 2 => match words.digits(at + 3) {
            Some((minutes, 2)) if words.mark(at + 2, ':') && words.touches(at + 3) => {
                (value, minutes, at + 4)
            }
            _ if named => (value, 0, at + 2),
            _ => return None,
        },
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then(|| (sign * (hours * 60 + minutes) as i16, end))
}

/// "Brussels time", "heure de Paris": a place whose name is that of a zone.
fn named(words: Words, at: usize) -> Option<(Zone, usize)> {
    if let Some(place) = words.phrase(at, Concept::DateZoneCueBefore) {
        return Some((place_zone(words, place)?, place + 1));
    }
    let cue = words.phrase(at + 1, Concept::DateZoneCue)?;
    (words.capital(at) && words.same_line(at + 1))
        .then(|| place_zone(words, at))
        .flatten()
        .map(|zone| (zone, cue))
}

fn place_zone(words: Words, at: usize) -> Option<Zone> {
    if !words.is_word(at) || !words.capital(at) {
        return None;
    }
    let place = words.view.tokens.folded(at);
    chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .find(|name| {
            name.rsplit_once('/')
                .is_some_and(|(_, city)| city.eq_ignore_ascii_case(place))
        })
        .map(|name| Zone {
            offset: None,
            name: Some(name),
        })
}
