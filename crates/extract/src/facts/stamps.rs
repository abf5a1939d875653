//! Moments as machines write them (ISO 8601, RFC 5545); other wording is read as any text.

use chrono::NaiveDate;
use handbill_model::{Block, BlockKind, Document, Span};

use crate::find::find;
use crate::{Clock, Found, Mention, Moment, View, Zone};

/// The moment that a stamp or a phrase names. Phrases without a year are resolved as in the
/// document.
pub fn moment(view: &View, text: &str) -> Option<Moment> {
    let text = text.trim();
    stamp(text).or_else(|| phrase(view, text))
}

/// Reads a stamp: a day, month or year, with or without a time of day and an offset.
pub fn stamp(text: &str) -> Option<Moment> {
    let (date, rest) = date(text)?;
    let rest = rest
        .strip_prefix(['T', 't', ' '])
        .unwrap_or(rest)
        .trim_start();
    if rest.is_empty() {
        return Some(date);
    }
    // A time belongs to a day.
    date.day?;
    let (clock, rest) = clock(rest)?;
    let zone = zone(rest.trim())?;
    Some(Moment {
        clock: Some(clock),
        zone,
        ..date
    })
}

fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let head = text.get(..count)?;
    head.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(())?;
    Some((head.parse().ok()?, &text[count..]))
}

fn date(text: &str) -> Option<(Moment, &str)> {
    let (year, rest) = digits(text, 4)?;
    let year = i32::try_from(year).ok()?;
    // Ordinal days of microformats: 2026-123.
    let ordinal = rest.strip_prefix('-').and_then(|rest| digits(rest, 3));
    if let Some((number, after)) = ordinal {
        let day = NaiveDate::from_yo_opt(year, number)?;
        return Some((day_of(day), after));
    }
    if let Some((month, after)) = rest.strip_prefix('-').and_then(|rest| digits(rest, 2)) {
        let month = u8::try_from(month)
            .ok()
            .filter(|month| (1..=12).contains(month))?;
        let Some((day, after)) = after.strip_prefix('-').and_then(|rest| digits(rest, 2)) else {
            let moment = Moment {
                year: Some(year),
                month: Some(month),
                ..Moment::default()
            };
            return after.is_empty().then_some((moment, after));
        };
        return Some((whole(year, u32::from(month), day)?, after));
    }
    if let Some((number, after)) = digits(rest, 4) {
        return Some((whole(year, number / 100, number % 100)?, after));
    }
    let moment = Moment {
        year: Some(year),
        ..Moment::default()
    };
    (rest.is_empty() && (1000..3000).contains(&year)).then_some((moment, rest))
}

fn whole(year: i32, month: u32, day: u32) -> Option<Moment> {
    NaiveDate::from_ymd_opt(year, month, day).map(day_of)
}

fn day_of(day: NaiveDate) -> Moment {
    use chrono::Datelike;
    Moment {
        year: Some(day.year()),
        month: u8::try_from(day.month()).ok(),
        day: u8::try_from(day.day()).ok(),
        ..Moment::default()
    }
}

fn clock(text: &str) -> Option<(Clock, &str)> {
    let hours = text.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, minute, mut rest) = match hours {
        1 | 2 => {
            let (hour, rest) = digits(text, hours)?;
            match rest.strip_prefix(':').and_then(|rest| digits(rest, 2)) {
                Some((minute, rest)) => (hour, minute, rest),
                None => (hour, 0, rest),
            }
        }
        4 | 6 => {
            let (number, _) = digits(text, 4)?;
            (number / 100, number % 100, &text[hours..])
        }
        _ => return None,
    };
    if let Some((_, after)) = rest.strip_prefix(':').and_then(|rest| digits(rest, 2)) {
        rest = after;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let lower = rest.trim_start().to_ascii_lowercase().replace('.', "");
    let half = ["am", "pm"]
        .into_iter()
        .find(|half| lower.starts_with(half));
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    if half.is_some() {
        rest = rest
            .trim_start()
            .trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    }
    let clock = Clock {
        hour: u8::try_from(hour).ok().filter(|hour| *hour <= 24)?,
        minute: u8::try_from(minute).ok().filter(|minute| *minute < 60)?,
        second: 0,
    };
    Some((clock, rest))
}

/// The zone behind a time: none, `Z`, or an offset. Nothing where something else stands there.
fn zone(text: &str) -> Option<Option<Zone>> {
    if text.is_empty() {
        return Some(None);
    }
    let zone = |minutes: i16| {
        Some(Some(Zone {
            offset: Some(minutes),
            name: None,
        }))
    };
    if text.eq_ignore_ascii_case("z") {
        return zone(0);
    }
    let sign = if text.starts_with('+') { 1 } else { -1 };
    let rest = text.strip_prefix(['+', '-', '\u{2212}'])?.replace(':', "");
    let number: i16 = rest.get(..rest.len().min(4))?.parse().ok()?;
    match rest.len() {
        1 | 2 => zone(sign * number * 60),
        4 => zone(sign * (number / 100 * 60 + number % 100)),
        _ => None,
    }
}

/// The start of the first time that a phrase names.
fn phrase(view: &View, text: &str) -> Option<Moment> {
    if text.len() > 200 {
        return None;
    }
    let document = small_document(view, text);
    let inner = View::new(&document, view.options);
    find(&inner)
        .into_iter()
        .find_map(|mention| match mention.found {
            Found::Time(time) if !time.ambiguous && time.start.year.is_some() => Some(time.start),
            _ => None,
        })
}

/// What a value says, read as a document of its own in the language of the page.
pub fn mentions(view: &View, text: &str) -> Vec<Mention> {
    let document = small_document(view, text);
    find(&View::new(&document, view.options))
}

fn small_document(view: &View, text: &str) -> Document {
    let source = &view.document.source;
    Document {
        source: handbill_model::Source {
            language: source.language.clone(),
            published: source.published.clone(),
            ..handbill_model::Source::default()
        },
        text: text.to_owned(),
        blocks: vec![Block::new(BlockKind::Paragraph, Span::new(0, text.len()))],
        ..Document::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_read_at_their_precision() {
        for (written, meant) in [
            ("2026-05-03T19:30:00+02:00", "2026-05-03T19:30:00+02:00"),
            ("2026-05-03T19:30", "2026-05-03T19:30:00"),
            ("2026-05-03 19:30:00.000Z", "2026-05-03T19:30:00+00:00"),
            ("20260503T193000Z", "2026-05-03T19:30:00+00:00"),
            ("2026-05-03T19:30-0700", "2026-05-03T19:30:00-07:00"),
            ("2026-05-03T7:30pm", "2026-05-03T19:30:00"),
            ("20260503", "2026-05-03"),
            ("2026-05-03", "2026-05-03"),
            ("2026-05", "2026-05"),
            ("2026", "2026"),
            ("2026-123", "2026-05-03"),
        ] {
            let found = stamp(written).and_then(|moment| moment.iso());
            assert_eq!(found.as_deref(), Some(meant), "{written}");
        }
        for none in [
            "",
            "2026-13-01",
            "2026-02-30",
            "2026-05-03Tsoon",
            "3 May 2026",
            "19:30",
        ] {
            assert_eq!(stamp(none), None, "{none}");
        }
    }
}
