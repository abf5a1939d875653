use handbill::{Bound, CodePoints, Found, LinkKind, PhoneMention, TimeMention};
use serde::Serialize;

use super::Marked;

/// A text's mentions, as they are written.
#[derive(Serialize)]
pub struct Line<'a> {
    id: &'a serde_json::Value,
    mentions: Vec<Row<'a>>,
}

/// A mention, as it is written.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    value: Value<'a>,
    text: &'a str,
    /// First code point and one past the last.
    span: [usize; 2],
    rule: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Value<'a> {
    Time {
        #[serde(skip_serializing_if = "Option::is_none")]
        start: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        end: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        recurrence: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        bound: Option<&'static str>,
    },
    Email {
        address: &'a str,
    },
    Phone {
        #[serde(skip_serializing_if = "Option::is_none")]
        e164: Option<&'a str>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        fax: bool,
    },
    Url {
        url: &'a str,
        kind: &'static str,
    },
    Handle {
        handle: &'a str,
    },
    Hashtag {
        hashtag: &'a str,
    },
    Address {
        #[serde(skip_serializing_if = "Option::is_none")]
        street: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        house_number: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        postcode: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        locality: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        region: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        country: Option<&'a str>,
    },
}

/// The mentions of a text. Times without a value (a date whose year is open, figures that leave
/// open which is the day) are left out.
pub fn line(marked: &Marked) -> Line<'_> {
    let text = &marked.document.text;
    let code_points = CodePoints::new(text);
    let rows = marked.mentions.iter().filter_map(|mention| {
        let span = mention.span;
        Some(Row {
            value: value(&mention.found)?,
            text: span.of(text),
            span: [span.start, span.end].map(|offset| code_points.at(text, offset)),
            rule: mention.rule,
        })
    });
    Line {
        id: &marked.id,
        mentions: rows.collect(),
    }
}

fn value(found: &Found) -> Option<Value<'_>> {
    Some(match found {
        Found::Time(time) => time_value(time)?,
        Found::Email(address) => Value::Email { address },
        Found::Phone(PhoneMention { e164, fax }) => Value::Phone {
            e164: e164.as_deref(),
            fax: *fax,
        },
        Found::Url { url, kind } => Value::Url {
            url,
            kind: kind_name(*kind),
        },
        Found::Handle(handle) => Value::Handle { handle },
        Found::Hashtag(hashtag) => Value::Hashtag { hashtag },
        Found::Address(mention) => Value::Address {
            street: mention.street_name.as_deref(),
            house_number: mention.house_number.as_deref(),
            postcode: mention.address.postcode.as_deref(),
            locality: mention.address.locality.as_deref(),
            region: mention.address.region.as_deref(),
            country: mention.address.country.as_deref(),
        },
    })
}

fn time_value(time: &TimeMention) -> Option<Value<'_>> {
    let (start, end) = resolved(time)?;
    if start.is_none() && time.recurrence.is_none() {
        return None;
    }
    Some(Value::Time {
        start,
        end,
        recurrence: time.recurrence.as_deref(),
        bound: match time.bound {
            Bound::At => None,
            Bound::Until => Some("until"),
            Bound::From => Some("from"),
        },
    })
}

/// Start and end in ISO 8601; nothing where a moment is stated that cannot be told.
pub fn resolved(time: &TimeMention) -> Option<(Option<String>, Option<String>)> {
    let end = time.end.map(|end| end.iso());
    if time.ambiguous || end == Some(None) {
        return None;
    }
    Some((time.start.iso(), end.flatten()))
}

/// The name of a kind of link.
pub fn kind_name(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Page => "page",
        LinkKind::Registration => "registration",
        LinkKind::Map => "map",
        LinkKind::Profile => "profile",
        LinkKind::Meeting => "meeting",
        LinkKind::Shortened => "shortened",
    }
}

#[cfg(test)]
mod tests {
    use handbill::Moment;

    use super::*;

    #[test]
    fn a_time_without_a_value_is_left_out() {
        let moment = |year, month, day| Moment {
            year,
            month,
            day,
            ..Moment::default()
        };
        let known = TimeMention {
            start: moment(Some(2026), Some(5), Some(3)),
            ..TimeMention::default()
        };
        let open_end = TimeMention {
            end: Some(moment(None, Some(5), Some(4))),
            ..known.clone()
        };
        let ambiguous = TimeMention {
            ambiguous: true,
            ..known.clone()
        };
        let recurring = TimeMention {
            recurrence: Some("FREQ=WEEKLY".to_owned()),
            ..TimeMention::default()
        };
        assert!(time_value(&known).is_some());
        assert!(time_value(&recurring).is_some());
        assert!(time_value(&open_end).is_none());
        assert!(time_value(&ambiguous).is_none());
        assert!(time_value(&TimeMention::default()).is_none());
    }
}
