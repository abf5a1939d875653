//! Header lines: `Subject: …` at the top of a message, and the front matter of a Markdown page.

use handbill_model::{BlockKind, Fact, Source, Span};

use crate::lines::Line;

/// The longest field name, in bytes, and the most words in one.
const LONGEST_NAME: usize = 30;
const MOST_WORDS: usize = 3;
/// The most columns that a continuation is indented by; text further in is centred on the page.
const LARGEST_INDENT: usize = 16;
/// The most lines that front matter may have.
const LONGEST_FRONT: usize = 200;

/// Indexes of the lines of one field: the first holds the name.
pub(crate) type Field = std::ops::Range<usize>;

/// The fields that begin at the line `from`: two or more header lines, continued by indented
/// lines, up to an empty line or the end. Three or more may be followed by other text directly.
pub(crate) fn header_fields(text: &str, lines: &[Line], from: usize) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut at = from;
    while let Some(line) = lines.get(at).filter(|line| !line.is_blank()) {
        let is_continuation = line.content > line.start && line.indent(text) <= LARGEST_INDENT;
        match fields.last_mut() {
            Some(last) if is_continuation => last.end = at + 1,
            _ if line.content == line.start && name_length(line.content(text)).is_some() => {
                fields.push(at..at + 1)
            }
            _ => break,
        }
        at += 1;
    }
    let ends_cleanly = lines.get(at).is_none_or(Line::is_blank);
    let enough = if ends_cleanly { 2 } else { 3 };
    if fields.len() < enough {
        fields.clear();
    }
    fields
}

/// The length of the field name that a line begins with: a few words of letters and a colon that
/// is followed by a space or nothing.
pub(crate) fn name_length(line: &str) -> Option<usize> {
    let length = line
        .bytes()
        .take(LONGEST_NAME + 1)
        .position(|byte| byte == b':')?;
    let (name, value) = line.split_at(length);
    let is_name = name.starts_with(char::is_alphabetic)
        && name
            .chars()
            .all(|sign| sign.is_alphabetic() || matches!(sign, '-' | '_' | ' ' | '/'))
        && name.split(' ').count() <= MOST_WORDS;
    let behind = value[1..].chars().next();
    (is_name && behind.is_none_or(|sign| sign == ' ' || sign == '\t')).then_some(length)
}

/// Whether a line is the identifier of a message, as stands before the headers of some archives.
pub(crate) fn is_message_id(line: &str) -> bool {
    let inside = line
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    inside.is_some_and(|id| id.contains('@') && !id.contains(['<', '>', ':']))
}

/// Whether a header line holds identifiers of messages (RFC 5322 §3.6.4), which look like e-mail
/// addresses but are none.
pub(crate) fn holds_message_ids(line: &str) -> bool {
    const NAMES: [&str; 4] = ["message-id", "in-reply-to", "references", "content-id"];
    let name = name_length(line).map_or("", |length| &line[..length]);
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The fields of front matter (`---`, fields, `---`) at the top, and the line behind it.
pub(crate) fn front_matter(text: &str, lines: &[Line]) -> Option<(Vec<Field>, usize)> {
    let first = lines.first()?;
    if &text[first.start..first.end] != "---" {
        return None;
    }
    let mut fields: Vec<Field> = Vec::new();
    for (index, line) in lines.iter().enumerate().skip(1).take(LONGEST_FRONT) {
        let content = line.content(text);
        if content == "---" || content == "..." {
            return (!fields.is_empty()).then_some((fields, index + 1));
        }
        let is_top = line.content == line.start;
        if line.is_blank() || content.starts_with('#') {
            continue;
        }
        if is_top && name_length(content).is_some() {
            fields.push(index..index + 1);
        } else if let Some(last) = fields
            .last_mut()
            .filter(|_| !is_top || content.starts_with('-'))
        {
            last.end = index + 1;
        } else {
            return None;
        }
    }
    None
}

/// The key and the value of a field that was written at the span.
pub(crate) fn key_value(text: &str, span: Span) -> BlockKind {
    let colon = span.of(text).find(':').unwrap_or(span.len());
    let key = Span::new(span.start, span.start + colon);
    let value = Span::new((key.end + 1).min(span.end), span.end);
    BlockKind::KeyValue {
        key: key.trim(text),
        value: value.trim(text),
    }
}

/// A field as it states something about its document: folded name, value and where that stands.
pub(crate) struct Stated {
    name: String,
    value: String,
    span: Span,
}

impl Stated {
    pub(crate) fn new(text: &str, key: Span, value: Span) -> Self {
        let unquoted = value.of(text).trim_matches(['"', '\'']);
        Stated {
            name: key.of(text).to_ascii_lowercase(),
            value: unquoted.split_whitespace().collect::<Vec<_>>().join(" "),
            span: value,
        }
    }
}

/// Facts by the names of fields in messages (RFC 5322 §3.6, RFC 3282).
const MESSAGE_FACTS: [(&str, &str); 6] = [
    ("subject", "subject"),
    ("from", "from"),
    ("to", "to"),
    ("reply-to", "reply-to"),
    ("date", "published"),
    ("content-language", "language"),
];
/// Fields that only a message has: one of them beside `Subject` or `From` marks it as one.
const MESSAGE_MARKS: [&str; 7] = [
    "message-id",
    "received",
    "mime-version",
    "content-type",
    "return-path",
    "delivered-to",
    "to",
];
/// Facts by the names of fields in front matter, as site generators use them.
const FRONT_FACTS: [(&str, &str); 11] = [
    ("title", "title"),
    ("date", "published"),
    ("published", "published"),
    ("publishdate", "published"),
    ("lang", "language"),
    ("language", "language"),
    ("locale", "language"),
    ("description", "description"),
    ("author", "author"),
    ("url", "url"),
    ("canonical_url", "url"),
];

/// The facts that the header fields of a message state; none where they are not of a message.
pub(crate) fn message_facts(fields: &[Stated]) -> Vec<Fact> {
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    let is_message = (has("from") && has("subject"))
        || ((has("from") || has("subject")) && MESSAGE_MARKS.iter().any(|name| has(name)));
    if is_message {
        facts(fields, &MESSAGE_FACTS)
    } else {
        Vec::new()
    }
}

/// The facts that front matter states.
pub(crate) fn front_facts(fields: &[Stated]) -> Vec<Fact> {
    facts(fields, &FRONT_FACTS)
}

fn facts(fields: &[Stated], names: &[(&str, &str)]) -> Vec<Fact> {
    let mut found = Vec::new();
    for field in fields {
        let known = names.iter().find(|(name, _)| *name == field.name);
        if let Some((_, fact)) = known.filter(|_| !field.value.is_empty()) {
            found.push(Fact {
                name: (*fact).to_owned(),
                value: field.value.clone(),
                span: Some(field.span),
            });
        }
    }
    found
}

/// Fills the document's title, language and day of publication from its facts.
pub fn describe(source: &mut Source, facts: &[Fact]) {
    let first = |name: &str| {
        let fact = facts.iter().find(|fact| fact.name == name);
        fact.map(|fact| fact.value.clone())
    };
    source.title = first("title").or_else(|| first("subject"));
    source.language = first("language").filter(|code| is_language_tag(code));
    source.published = first("published").as_deref().and_then(day);
}

fn is_language_tag(code: &str) -> bool {
    let main = code.split(['-', '_']).next().unwrap_or(code);
    (2..=3).contains(&main.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The day that a machine's stamp names (ISO 8601, or RFC 5322 §3.3).
fn day(stamp: &str) -> Option<String> {
    let date = stamp
        .get(..10)
        .and_then(|head| chrono::NaiveDate::parse_from_str(head, "%Y-%m-%d").ok())
        .or_else(|| {
            // A comment such as "(CET)" may follow the offset.
            let stamp = stamp.split('(').next().unwrap_or(stamp).trim();
            let moment = chrono::DateTime::parse_from_rfc2822(stamp).ok()?;
            Some(moment.date_naive())
        })?;
    Some(date.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;

    fn count(text: &str) -> usize {
        header_fields(text, &lines(text), 0).len()
    }

    #[test]
    fn header_lines_come_in_runs() {
        assert_eq!(
            count("Type:     a\nTopic:    b\n          c\nAbstract: \n\nText"),
            3
        );
        assert_eq!(count("Date: 4 July\nPlace: Paris"), 2);
        assert_eq!(count("Note: this is a\nparagraph that goes on"), 0);
        assert_eq!(count("Note: one line\n\nText"), 0);
        assert_eq!(count("9:00 Start\n10:00 Next"), 0);
        assert_eq!(count("https://a.org\nhttps://b.org"), 0);
    }

    #[test]
    fn message_ids_are_known() {
        assert!(is_message_id("<0.15.9.94@andrew.example.edu.1>"));
        assert!(!is_message_id("<https://example.org/@name>"));
        assert!(!is_message_id("info@example.org"));
    }

    #[test]
    fn stamps_name_a_day() {
        assert_eq!(day("2025-03-02T10:00:00Z").as_deref(), Some("2025-03-02"));
        assert_eq!(
            day("Wed, 05 Mar 2025 10:00:00 +0100 (CET)").as_deref(),
            Some("2025-03-05")
        );
        assert_eq!(day("4 July"), None);
        assert_eq!(day("éééééé"), None);
    }
}
