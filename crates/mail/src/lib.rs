//! Messages (RFC 5322, MIME): their headers and what a reader of them sees, as one document, and
//! their attachments.

use handbill_model::{Document, Origins, Reading};
use mail_parser::{Address, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// Headers that a reader of a message is shown.
const SHOWN: [&str; 5] = ["Subject", "From", "Reply-To", "To", "Date"];

/// Why bytes cannot be read as a message.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// No header stands at the top.
    #[error("expected the headers of a message, found none")]
    NoHeaders,
    /// The part to show is no text.
    #[error(transparent)]
    Text(#[from] handbill_text::TextError),
}

/// A message.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// Its headers, as key–value blocks and facts, and its text.
    pub document: Document,
    /// What comes with it, in order.
    pub attachments: Vec<Attachment>,
}

/// A file that comes with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, where the message gives one, else `part-` and its number in the message.
    pub name: String,
    /// The media type that the message states (RFC 6838).
    pub media_type: Option<String>,
    /// The decoded bytes.
    pub bytes: Vec<u8>,
}

/// Reads a message. Of alternatives it takes the last, which the sender prefers (RFC 2046
/// §5.1.4), unless that says much less than the plain one. The origins of the text lead to its
/// bytes where these are not encoded, else to the beginning of their header or part.
///
/// # Errors
/// Where the bytes begin with no header, and where a text part is plainly no text.
pub fn read(bytes: &[u8], reading: &Reading) -> Result<Mail, MailError> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or(MailError::NoHeaders)?;
    if message.headers().is_empty() {
        return Err(MailError::NoHeaders);
    }
    let mut document = head(&message, reading)?;
    body(&message, bytes, reading, &mut document)?;
    let attachments = message
        .attachments()
        .enumerate()
        .filter(|(_, part)| !is_shown(part))
        .map(|(index, part)| attachment(index, part, bytes))
        .collect();
    Ok(Mail {
        document,
        attachments,
    })
}

/// The headers, as lines of a message in plain text.
fn head(message: &Message, reading: &Reading) -> Result<Document, MailError> {
    let mut text = String::new();
    // Where each line begins in the text and in the message.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for name in SHOWN {
        let found = message
            .headers()
            .iter()
            .find(|header| header.name.as_str().eq_ignore_ascii_case(name));
        let value = found
            .and_then(|_| header_value(message, name))
            .unwrap_or_default();
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if let (Some(header), false) = (found, value.is_empty()) {
            starts.push((text.len(), header.offset_field as usize));
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    let mut document = handbill_text::read(text.as_bytes(), &part_reading(reading, "text/plain"))?;
    let mut origins = Origins::default();
    for block in &document.blocks {
        let line = document.origins.source_offset(block.span.start);
        let after = starts.partition_point(|(start, _)| Some(*start) <= line);
        if let Some((_, source)) = after.checked_sub(1).map(|last| starts[last]) {
            origins.push(block.span.start, source, false);
        }
    }
    document.origins = origins;
    Ok(document)
}

/// What a header says, decoded (RFC 2047).
fn header_value(message: &Message, name: &str) -> Option<String> {
    match name {
        "Subject" => message.subject().map(str::to_owned),
        "From" => message.from().map(addresses),
        "Reply-To" => message.reply_to().map(addresses),
        "To" => message.to().map(addresses),
        _ => message.header_raw(name).map(str::to_owned),
    }
}

/// People and their addresses, as a header writes them.
fn addresses(list: &Address) -> String {
    let written = list.iter().filter_map(|one| {
        let address = one.address.as_deref().map(|address| format!("<{address}>"));
        match (one.name.as_deref(), address) {
            (Some(name), Some(address)) => Some(format!("{name} {address}")),
            (Some(name), None) => Some(name.to_owned()),
            (None, address) => address,
        }
    });
    written.collect::<Vec<_>>().join(", ")
}

/// Adds the parts that the message shows.
fn body(
    message: &Message,
    bytes: &[u8],
    reading: &Reading,
    document: &mut Document,
) -> Result<(), MailError> {
    let mut shown = parts(message.html_bodies(), bytes, reading)?;
    let plain: Vec<&MessagePart> = message.text_bodies().collect();
    let alternative = plain
        .iter()
        .all(|part| matches!(part.body, PartType::Text(_)));
    if alternative && !plain.is_empty() {
        let plain = parts(plain.into_iter(), bytes, reading)?;
        if words(&shown) * 2 < words(&plain) {
            shown = plain;
        }
    }
    // The language that the message states is that of its text; a page may state its own.
    let language = shown
        .iter()
        .find_map(|(part, _)| part.source.language.clone());
    document.source.language = document.source.language.take().or(language);
    for (part, (start, straight)) in shown {
        document.append(part, |at| {
            if straight {
                (start + at, true)
            } else {
                (start, false)
            }
        });
    }
    Ok(())
}

/// The documents of the parts, and where each lies in the message: its first byte, and whether
/// its bytes stand there as they are.
type Parts = Vec<(Document, (usize, bool))>;

fn parts<'a>(
    list: impl Iterator<Item = &'a MessagePart<'a>>,
    bytes: &[u8],
    reading: &Reading,
) -> Result<Parts, MailError> {
    let mut out = Parts::new();
    for part in list {
        let document = match &part.body {
            PartType::Text(text) => {
                handbill_text::read(text.as_bytes(), &part_reading(reading, "text/plain"))?
            }
            PartType::Html(text) => {
                handbill_html::read(text.as_bytes(), &part_reading(reading, "text/html"))
            }
            _ => continue,
        };
        let start = part.offset_body as usize;
        let raw = bytes.get(start..part.offset_end as usize);
        let straight = matches!(part.encoding, Encoding::None) && raw == Some(part.contents());
        out.push((document, (start, straight)));
    }
    Ok(out)
}

fn words(parts: &Parts) -> usize {
    let counts = parts
        .iter()
        .map(|(part, _)| part.text.split_whitespace().count());
    counts.sum()
}

/// How a decoded part is to be read.
fn part_reading(reading: &Reading, media_type: &str) -> Reading {
    Reading {
        media_type: Some(format!("{media_type}; charset=utf-8")),
        ..reading.clone()
    }
}

/// Whether the part is shown in the text: a picture that the page refers to (RFC 2392), or one
/// that is to stand there (RFC 2183).
fn is_shown(part: &MessagePart) -> bool {
    let inline = part.content_disposition().is_some_and(|it| it.is_inline());
    let named = part.content_id().is_some();
    let binary = matches!(part.body, PartType::Binary(_) | PartType::InlineBinary(_));
    binary && (inline || named)
}

fn attachment(index: usize, part: &MessagePart, bytes: &[u8]) -> Attachment {
    let mut media_type = part.content_type().map(|kind| match kind.subtype() {
        Some(subtype) => format!("{}/{subtype}", kind.ctype()).to_ascii_lowercase(),
        None => kind.ctype().to_ascii_lowercase(),
    });
    if matches!(part.body, PartType::Text(_) | PartType::Html(_)) {
        // Its characters are decoded, whatever the file says of itself.
        media_type = media_type.map(|kind| format!("{kind}; charset=utf-8"));
    }
    let contents = match &part.body {
        // A message in a message is never encoded (RFC 2046 §5.2.1).
        PartType::Message(_) => {
            let range = part.offset_body as usize..part.offset_end as usize;
            bytes.get(range).unwrap_or(part.contents())
        }
        _ => part.contents(),
    };
    Attachment {
        name: part
            .attachment_name()
            .map_or_else(|| format!("part-{}", index + 1), str::to_owned),
        media_type,
        bytes: contents.to_vec(),
    }
}
