//! Handbill reads announcements and writes what they announce as records: events,
//! organisations, deadlines and contacts.
//!
//! ```
//! use handbill::{Options, Reading};
//!
//! let announcement = b"Summer fair\n\nSaturday 13 June 2026, 10 am to 3 pm";
//! let extraction = handbill::extract(announcement, &Reading::default(), &Options::default())?;
//! assert_eq!(extraction.source.media_type, "text/plain");
//! # Ok::<(), handbill::Error>(())
//! ```
//!
//! The façade detects the format, has its reader make a [`Document`] of the bytes, and has the
//! records extracted from that. The same bytes and options give the same result, everywhere.

mod detect;

use handbill_extract::View;
use handbill_mail::Attachment;
use ring::digest::{SHA256, digest};

pub use detect::{DOCUMENT_EXTENSIONS, Format};
pub use handbill_extract::{
    AddressMention, Bound, Clock, Found, LinkKind, Mention, Moment, Options, PhoneMention,
    TimeMention, Zone,
};
pub use handbill_model::*;
pub use handbill_pdf::pages_without_text;
#[cfg(feature = "ocr")]
pub use handbill_pdf::{Scan, scan};

/// Why bytes cannot be read. Prose is never an error: it yields fewer records.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are of a format that has no reader.
    #[error(
        "expected {}, found {found}, which is not supported",
        detect::SUPPORTED
    )]
    Unsupported {
        /// The format's name and, where it has one, its media type.
        found: String,
    },
    /// The reader of plain text and Markdown gave up.
    #[error(transparent)]
    Text(#[from] handbill_text::TextError),
    /// The reader of PDF gave up.
    #[error(transparent)]
    Pdf(#[from] handbill_pdf::PdfError),
    /// The reader of messages gave up.
    #[error(transparent)]
    Mail(#[from] handbill_mail::MailError),
}

/// How deep messages may lie in messages; those further down are not read.
const DEEPEST: usize = 4;

/// Reads bytes into a document: detects the format and calls its reader. Of a message this is
/// what it says, without its attachments.
///
/// `reading.media_type` is believed where it is given, except against a signature that no text
/// can have; else the bytes and the extension of `reading.uri` decide.
pub fn read(bytes: &[u8], reading: &Reading) -> Result<Document, Error> {
    read_whole(bytes, reading).map(|(document, _)| document)
}

/// The document, and what came with it.
fn read_whole(bytes: &[u8], reading: &Reading) -> Result<(Document, Vec<Attachment>), Error> {
    let format = detect::detect(bytes, reading)?;
    let reading = Reading {
        media_type: Some(format.media_type(reading.media_type.as_deref())),
        ..reading.clone()
    };
    let mut attachments = Vec::new();
    let mut document = match format {
        Format::PlainText | Format::Markdown => handbill_text::read(bytes, &reading)?,
        Format::Html => handbill_html::read(bytes, &reading),
        Format::Pdf => handbill_pdf::read(bytes, &reading)?,
        Format::Mail => {
            let mail = handbill_mail::read(bytes, &reading)?;
            attachments = mail.attachments;
            mail.document
        }
    };
    let source = &mut document.source;
    source.uri = reading.uri;
    source.media_type = format.name().to_owned();
    source.sha256 = sha256(bytes);
    source.byte_length = bytes.len() as u64;
    Ok((document, attachments))
}

/// Reads bytes and extracts their records, and those of the files that come with a message.
///
/// An attachment that cannot be read is told of in a warning of the message.
pub fn extract(bytes: &[u8], reading: &Reading, options: &Options) -> Result<Extraction, Error> {
    extract_down_to(DEEPEST, bytes, reading, options)
}

fn extract_down_to(
    depth: usize,
    bytes: &[u8],
    reading: &Reading,
    options: &Options,
) -> Result<Extraction, Error> {
    let (document, attachments) = read_whole(bytes, reading)?;
    let mut extraction = handbill_extract::extract(&document, options);
    if let Some(day) = options.reference_date {
        extraction.source.reference_date = Some(day.to_string());
    }
    // What was sent was written for the day of sending.
    let sent = extraction
        .source
        .published
        .as_deref()
        .and_then(|day| day.get(..10)?.parse().ok());
    let options = Options {
        reference_date: options.reference_date.or(sent),
        ..options.clone()
    };
    for attachment in attachments {
        let reading = detect::attachment(&attachment);
        let outcome = match depth.checked_sub(1) {
            Some(depth) => extract_down_to(depth, &attachment.bytes, &reading, &options)
                .map_err(|error| error.to_string()),
            None => Err("expected fewer messages in messages".to_owned()),
        };
        match outcome {
            Ok(mut records) => {
                records.source.uri = format!("{}#{}", extraction.source.uri, attachment.name);
                extraction.attachments.push(records);
            }
            Err(cause) => extraction.warnings.push(Warning {
                code: "attachment-unread".to_owned(),
                message: format!("{}: {cause}", attachment.name),
                evidence: Vec::new(),
            }),
        }
    }
    Ok(extraction)
}

/// The mentions in a document (dates and times, addresses, phones, links …), ascending and
/// without overlap: what records are put together from. Where the options tell a time of day, the
/// text is read as a remark said at that moment.
pub fn mentions(document: &Document, options: &Options) -> Vec<Mention> {
    handbill_extract::find::find(&View::of_remark(document, options))
}

/// The SHA-256 of bytes, as lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(64);
    for byte in digest(&SHA256, bytes).as_ref() {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_names_the_bytes() {
        let reading = Reading {
            uri: "in/flyer.md".to_owned(),
            ..Reading::default()
        };
        let options = Options {
            reference_date: chrono::NaiveDate::from_ymd_opt(2026, 3, 1),
            ..Options::default()
        };
        let source = extract(b"abc", &reading, &options).expect("text").source;
        assert_eq!(source.uri, "in/flyer.md");
        assert_eq!(source.media_type, "text/markdown");
        assert_eq!(source.byte_length, 3);
        assert_eq!(source.reference_date.as_deref(), Some("2026-03-01"));
        // The example of FIPS 180-4.
        assert_eq!(
            source.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn what_has_no_reader_is_a_clear_error() {
        let error = read(b"PK\x03\x04", &Reading::default()).expect_err("no reader for ZIP");
        assert_eq!(
            error.to_string(),
            "expected plain text, Markdown, HTML, PDF or a message, found a ZIP archive or office document, which is not supported"
        );
    }
}
