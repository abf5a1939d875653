//! The state that scripts of a page are given as JSON: events are looked for in it.

use handbill_model::Syntax;
use memchr::memmem;
use serde_json::{Map, Value};

use super::{Builder, json, one_line, path};
use crate::dom::{self, attribute};
use crate::parse::Page;

/// Names of fields, in lower case and without marks, and the name in schema.org.
const FIELDS: &[(&[&str], &str)] = &[
    (
        &[
            "name",
            "title",
            "eventname",
            "eventtitle",
            "meetingname",
            "meetingtitle",
            "eventbodyname",
            "bodyname",
            "committeename",
        ],
        "name",
    ),
    (
        &[
            "startdate",
            "start",
            "startsat",
            "starttime",
            "startdatetime",
            "datestart",
            "starton",
            "startat",
            "datetime",
            "begin",
            "beginsat",
            "eventdate",
            "meetingdate",
            "meetingdatetime",
        ],
        "startDate",
    ),
    (&["eventtime", "meetingtime"], "startTime"),
    (
        &[
            "enddate",
            "end",
            "endsat",
            "endtime",
            "enddatetime",
            "dateend",
            "endon",
            "endat",
            "finish",
            "endsdate",
        ],
        "endDate",
    ),
    (
        &[
            "location",
            "venue",
            "place",
            "venuename",
            "locationname",
            "eventlocation",
            "meetinglocation",
        ],
        "location",
    ),
    (
        &[
            "address",
            "streetaddress",
            "addressline",
            "addressline1",
            "address1",
            "street",
        ],
        "address",
    ),
    (
        &["city", "locality", "addresslocality", "town"],
        "addressLocality",
    ),
    (&["postalcode", "postcode", "zip", "zipcode"], "postalCode"),
    (
        &["country", "addresscountry", "countrycode"],
        "addressCountry",
    ),
    (&["url", "link", "eventurl", "permalink"], "url"),
    (&["status", "eventstatus"], "eventStatus"),
    (&["timezone", "tz"], "timeZone"),
];

/// Names of fields that tell, by a truth value, that an event is called off.
const CANCELLED: &[&str] = &["cancelled", "canceled", "iscancelled", "iscanceled"];

/// The most values of a state that are looked at.
const MOST: usize = 200_000;

/// The text of a page that is nothing but the answer of a service to a program, as browsers show it:
/// one preformatted piece that reads as JSON.
pub(crate) fn answer(page: &Page) -> Option<Vec<Value>> {
    let body = page
        .html
        .root_element()
        .children()
        .find(|it| dom::is(*it, "body"))?;
    let mut shown = body.children().filter(|it| dom::element(*it).is_some());
    let whole = shown.next().filter(|it| dom::is(*it, "pre"))?;
    if shown.next().is_some() {
        return None;
    }
    let mut texts = whole.descendants().filter_map(|it| it.value().as_text());
    let first = texts.next()?;
    if !first.trim_start().starts_with(['[', '{']) {
        return None;
    }
    let text = texts.fold(first.to_string(), |text, more| text + more);
    json::values(&text)
}

pub(crate) fn read(page: &Page, answer: Option<&[Value]>, stated: &mut Builder) {
    let mut budget = MOST;
    for value in answer.unwrap_or_default() {
        search(value, "pre", stated, &mut budget);
    }
    for (node, it, text) in page.scripts() {
        let kind = attribute(it, "type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind.contains("ld+json") || attribute(it, "src").is_some() {
            continue;
        }
        // Most scripts say nothing of events.
        let lower = text.to_ascii_lowercase();
        if ![
            "\"start",
            "date_start",
            "\"datetime",
            "\\\"start",
            "datestart",
            "\"begin",
        ]
        .iter()
        .any(|mark| lower.contains(mark))
        {
            continue;
        }
        let found = if kind.contains("json") {
            json::values(text)
        } else {
            assigned(text)
        };
        let place = path(node);
        let mut budget = MOST;
        for value in found.iter().flatten() {
            search(value, &place, stated, &mut budget);
        }
    }
}

/// The JSON that a script assigns to a name or hands to a function.
fn assigned(script: &str) -> Option<Vec<Value>> {
    let mut out = Vec::new();
    let bytes = script.as_bytes();
    let mut from = 0;
    for mark in memmem::find_iter(bytes, b"=") {
        if mark < from {
            continue;
        }
        let rest = script[mark + 1..].trim_start();
        if let Some(quoted) = rest.strip_prefix("JSON.parse(") {
            // A string that holds JSON.
            let mut strings = serde_json::Deserializer::from_str(quoted).into_iter::<String>();
            if let Some(Ok(text)) = strings.next() {
                out.extend(json::values(&text).unwrap_or_default());
                from = script.len() - quoted.len() + strings.byte_offset();
            }
        } else if rest.starts_with(['{', '[']) {
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
            if let Some(Ok(value)) = values.next() {
                out.push(value);
                from = script.len() - rest.len() + values.byte_offset();
            }
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Looks for events in a value, without recursion.
fn search(value: &Value, place: &str, stated: &mut Builder, budget: &mut usize) {
    let mut waiting: Vec<&Value> = vec![value];
    while let Some(value) = waiting.pop() {
        if *budget == 0 {
            return;
        }
        *budget -= 1;
        let from = waiting.len();
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(fields) => {
                if is_event(fields) {
                    event(fields, place, stated);
                } else {
                    waiting.extend(fields.values());
                }
            }
            _ => {}
        }
        waiting[from..].reverse();
    }
}

/// The hour and minute of a stamp (`2026-05-03T19:30:00`) or of a time of day (`7:30 PM`), as `19:30`.
fn clock(text: &str) -> Option<String> {
    let text = if is_stamp(text) {
        text.get(11..)?
    } else {
        text
    };
    let (hour, rest) = text.split_once(':')?;
    let minute = rest.get(..2)?;
    let half = rest[2..].trim_start_matches([':', '0']).trim();
    let hour: u8 = hour.parse().ok().filter(|hour| *hour < 24)?;
    let minute: u8 = minute.parse().ok().filter(|minute| *minute < 60)?;
    let hour = match half.to_ascii_lowercase().as_str() {
        "am" if hour <= 12 => hour % 12,
        "pm" if hour <= 12 => hour % 12 + 12,
        "" => hour,
        _ => return None,
    };
    Some(format!("{hour:02}:{minute:02}"))
}

/// The schema.org name of a field.
fn field(key: &str) -> Option<&'static str> {
    let found = FIELDS.iter().find(|(names, _)| is_spelt(key, names));
    found.map(|found| found.1)
}

/// Whether the key is one of the names, but for case and marks.
fn is_spelt(key: &str, names: &[&str]) -> bool {
    let letters = || key.chars().filter(|c| c.is_alphanumeric());
    let first = letters().next().map(|c| c.to_ascii_lowercase());
    names
        .iter()
        .filter(|name| name.chars().next() == first)
        .any(|name| letters().map(|c| c.to_ascii_lowercase()).eq(name.chars()))
}

/// Whether the fields are those of an event: a name, and a start that is a stamp.
fn is_event(fields: &Map<String, Value>) -> bool {
    let has = |name: &str, fits: &dyn Fn(&str) -> bool| {
        let mut spellings = FIELDS.iter().filter(|(_, field)| *field == name);
        spellings.any(|(names, _)| {
            fields.iter().any(|(key, value)| {
                is_spelt(key, names) && plain(value).is_some_and(|text| fits(&text))
            })
        })
    };
    has("startDate", &is_stamp) && has("name", &|name| name.chars().any(char::is_alphabetic))
}

/// The text of a value that may be wrapped in an object of one text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(one_line(&handbill_text::entities::decode(text))),
        Value::Object(fields) => [
            "rendered", "local", "datetime", "date", "value", "text", "name", "title",
        ]
        .iter()
        .find_map(|key| fields.get(*key)?.as_str())
        .map(one_line),
        _ => None,
    }
}

/// `2026-05-03`, with or without a time.
fn is_stamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes[..10]
            .iter()
            .enumerate()
            .all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
        && bytes.get(10).is_none_or(|byte| matches!(byte, b'T' | b' '))
}

fn event(fields: &Map<String, Value>, place: &str, stated: &mut Builder) {
    let Some(index) = stated.add(Syntax::State, vec!["Event".to_owned()], place.to_owned()) else {
        return;
    };
    let hour = fields.iter().find_map(|(key, value)| {
        let hour = plain(value).filter(|_| field(key) == Some("startTime"))?;
        clock(&hour)
    });
    for (key, value) in fields {
        if *value == Value::Bool(true) && is_spelt(key, CANCELLED) {
            stated.text(index, "eventStatus", "EventCancelled");
        }
        let Some(name) = field(key) else { continue };
        match (name, value) {
            ("startTime", _) => {}
            ("startDate", value) => {
                // The day, and apart from it the hour.
                let text = plain(value).filter(|text| is_stamp(text));
                let is_day = |text: &str| text.len() == 10 || text[10..].starts_with("T00:00");
                match (text, &hour) {
                    (Some(day), Some(hour)) if is_day(&day) => {
                        stated.text(index, name, &format!("{}T{hour}", &day[..10]));
                    }
                    (Some(text), _) => stated.text(index, name, &text),
                    (None, _) => {
                        if let Some(text) = plain(value) {
                            stated.text(index, name, &text);
                        }
                    }
                }
            }
            ("location", Value::Object(inner)) => {
                let Some(location) =
                    stated.add(Syntax::State, vec!["Place".to_owned()], place.to_owned())
                else {
                    return;
                };
                for (key, value) in inner {
                    match (field(key), value) {
                        (Some("address"), Value::Object(parts)) => {
                            texts(parts, location, stated);
                        }
                        (Some(name), value) => {
                            let name = if name == "location" { "name" } else { name };
                            if let Some(text) = plain(value) {
                                stated.text(location, name, &text);
                            }
                        }
                        (None, _) => {}
                    }
                }
                stated.property(
                    index,
                    name,
                    handbill_model::PropertyValue::Thing(location),
                    None,
                );
            }
            _ => {
                if let Some(text) = plain(value) {
                    let text = if name == "url" {
                        stated.address(&text)
                    } else {
                        text
                    };
                    stated.text(index, name, &text);
                }
            }
        }
    }
}

/// The parts of an address, as those of its place.
fn texts(parts: &Map<String, Value>, place: usize, stated: &mut Builder) {
    for (key, value) in parts {
        if let (Some(name), Some(text)) = (field(key), plain(value))
            && name != "name"
        {
            stated.text(place, name, &text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assigned_json_is_found() {
        let script = "var a = 1; window.__STATE__ = {\"x\": [1, 2]}; f(); let b = JSON.parse(\"{\\\"y\\\":3}\");";
        let found = assigned(script).unwrap_or_default();
        let shown: Vec<String> = found.iter().map(Value::to_string).collect();
        assert_eq!(shown, ["{\"x\":[1,2]}", "{\"y\":3}"]);
    }

    #[test]
    fn hours_stand_in_stamps_or_alone() {
        let told = [
            "2026-05-03T19:30:00",
            "7:30 PM",
            "12:05 am",
            "19:30:00",
            "noon",
            "25:00",
        ];
        let read = told.map(|text| clock(text).unwrap_or_default());
        assert_eq!(read, ["19:30", "19:30", "00:05", "19:30", "", ""]);
    }

    #[test]
    fn events_have_a_name_and_a_stamp() {
        let event = |text: &str| {
            serde_json::from_str::<Value>(text)
                .is_ok_and(|value| value.as_object().is_some_and(is_event))
        };
        assert!(event(
            r#"{"title": "Fair", "start_date": "2026-05-03T10:00:00"}"#
        ));
        assert!(event(
            r#"{"name": {"text": "Fair"}, "start": {"local": "2026-05-03T10:00:00"}}"#
        ));
        assert!(event(
            r#"{"BodyName": "Tree Board", "MeetingDate": "2026-05-03T00:00:00"}"#
        ));
        assert!(!event(r#"{"title": "Fair", "start": "soon"}"#));
        assert!(!event(r#"{"start": "2026-05-03"}"#));
    }
}
