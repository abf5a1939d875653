//! Which format bytes are of.

use handbill_mail::Attachment;
use handbill_model::Reading;

use crate::Error;

/// The formats that have a reader, as an error names them.
pub(crate) const SUPPORTED: &str = "plain text, Markdown, HTML, PDF or a message";

/// The extensions of documents that announcements come in, those without a reader included: what
/// is worth an attempt, and an error, in a folder of all sorts of files.
pub const DOCUMENT_EXTENSIONS: &[&str] = &[
    "eml", "htm", "html", "markdown", "md", "pdf", "text", "txt", "xhtml",
];

/// A format that has a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    PlainText,
    /// Markdown.
    Markdown,
    /// HTML and XHTML.
    Html,
    /// PDF.
    Pdf,
    /// A message: e-mail.
    Mail,
}

impl Format {
    /// The media type (RFC 6838; RFC 7763 for Markdown, RFC 2854 for HTML, RFC 8118 for PDF,
    /// RFC 2046 for messages).
    pub fn name(self) -> &'static str {
        match self {
            Format::PlainText => "text/plain",
            Format::Markdown => "text/markdown",
            Format::Html => "text/html",
            Format::Pdf => "application/pdf",
            Format::Mail => "message/rfc822",
        }
    }

    /// The media type with the charset parameter of the given one, if it has one.
    pub(crate) fn media_type(self, given: Option<&str>) -> String {
        match given.and_then(charset) {
            Some(charset) => format!("{}; {charset}", self.name()),
            None => self.name().to_owned(),
        }
    }
}

/// The charset parameter of a media type, as it is written (`charset=utf-8`).
fn charset(media_type: &str) -> Option<&str> {
    media_type
        .split(';')
        .skip(1)
        .map(str::trim)
        .find(|parameter| parameter.to_ascii_lowercase().starts_with("charset="))
}

/// First bytes of formats that text never begins with, with their names.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"PK\x05\x06", "a ZIP archive (application/zip)"),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an OLE document (Word, Excel or PowerPoint before 2007)",
    ),
    (b"{\\rtf", "Rich Text Format (application/rtf)"),
    (b"\x89PNG\r\n", "a PNG image (image/png)"),
    (b"\xFF\xD8\xFF", "a JPEG image (image/jpeg)"),
    (b"GIF87a", "a GIF image (image/gif)"),
    (b"GIF89a", "a GIF image (image/gif)"),
    (b"\x1F\x8B", "gzip data (application/gzip)"),
    (b"\xFD7zXZ\0", "xz data (application/x-xz)"),
    (
        b"7z\xBC\xAF\x27\x1C",
        "a 7-Zip archive (application/x-7z-compressed)",
    ),
    (b"\x7FELF", "a program (ELF)"),
    (
        b"SQLite format 3\0",
        "an SQLite database (application/vnd.sqlite3)",
    ),
];

/// How many bytes are looked at.
const HEAD: usize = 8192;

/// How many bytes may stand before a PDF (ISO 32000-1, annex H.3, note 13).
const PDF_HEAD: usize = 1024;

/// The format of the bytes: by signature, else by the media type given, else by what the bytes
/// look like and the extension of the address.
pub(crate) fn detect(bytes: &[u8], reading: &Reading) -> Result<Format, Error> {
    let head = &bytes[..bytes.len().min(HEAD)];
    if let Some((_, found)) = SIGNATURES.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Err(unsupported(found));
    }
    // Some mailers and servers put bytes of their own before the file.
    if head[..head.len().min(PDF_HEAD)]
        .windows(5)
        .any(|bytes| bytes == b"%PDF-")
    {
        return Ok(Format::Pdf);
    }
    let given = reading.media_type.as_deref();
    if is_binary(head) && given.is_none_or(|given| charset(given).is_none()) {
        return Err(unsupported("binary data"));
    }
    if let Some(given) = given {
        return from_media_type(given);
    }
    let extension = extension(&reading.uri);
    match (extension.as_str(), markup(head)) {
        ("md" | "markdown", _) => Ok(Format::Markdown),
        ("eml", _) => Ok(Format::Mail),
        ("html" | "htm" | "xhtml", _) | (_, Some(Markup::Html)) => Ok(Format::Html),
        ("xml", _) | (_, Some(Markup::Xml)) => Err(unsupported("XML (application/xml)")),
        _ => Ok(Format::PlainText),
    }
}

fn unsupported(found: &str) -> Error {
    Error::Unsupported {
        found: found.to_owned(),
    }
}

fn from_media_type(given: &str) -> Result<Format, Error> {
    let essence = given.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "text/plain" => Ok(Format::PlainText),
        "message/rfc822" => Ok(Format::Mail),
        "text/markdown" | "text/x-markdown" => Ok(Format::Markdown),
        "text/html" | "application/xhtml+xml" => Ok(Format::Html),
        "application/pdf" => Ok(Format::Pdf),
        other => Err(unsupported(&format!("media type {other:?}"))),
    }
}

/// How an attachment is to be read: its media type is believed where it names a format that has a
/// reader; many mailers send all files as mere bytes.
pub(crate) fn attachment(attachment: &Attachment) -> Reading {
    let known = |given: &String| from_media_type(given).is_ok();
    Reading {
        uri: attachment.name.clone(),
        media_type: attachment.media_type.clone().filter(known),
        ..Reading::default()
    }
}

/// The lower-case extension of the last part of a path or address, without query and fragment.
fn extension(uri: &str) -> String {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.')
        .map_or(String::new(), |(_, extension)| {
            extension.to_ascii_lowercase()
        })
}

/// Whether the bytes cannot be text in any charset: zero bytes outside of UTF-16 and UTF-32, or
/// many control characters.
fn is_binary(head: &[u8]) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return false;
    }
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    // UTF-16 of mostly Latin letters: every other byte is zero.
    let in_place = |parity: usize| {
        head.iter()
            .skip(parity)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let wide = zeros * 10 >= head.len() * 3 && (in_place(0) == 0 || in_place(1) == 0);
    let controls = head
        .iter()
        .filter(|byte| matches!(byte, 0x01..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F))
        .count();
    (zeros > 0 && !wide) || controls * 20 > head.len()
}

/// Languages of tags that the first bytes can tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Markup {
    Html,
    Xml,
}

/// What the text begins with, past a byte order mark, white space and comments.
fn markup(head: &[u8]) -> Option<Markup> {
    let text = String::from_utf8_lossy(head);
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    while let Some((_, after)) = rest
        .strip_prefix("<!--")
        .and_then(|comment| comment.split_once("-->"))
    {
        rest = after.trim_start();
    }
    let start: String = rest
        .chars()
        .take(16)
        .collect::<String>()
        .to_ascii_lowercase();
    let tag = |name: &str| {
        start
            .strip_prefix(name)
            .is_some_and(|after| after.starts_with(['>', ' ', '\n', '\r', '\t', '/']))
    };
    if tag("<!doctype")
        && rest[9..]
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("html")
        || ["<html", "<head", "<body"].into_iter().any(tag)
    {
        return Some(Markup::Html);
    }
    if !start.starts_with("<?xml") {
        return None;
    }
    // XHTML declares itself as XML first.
    Some(if rest.to_ascii_lowercase().contains("<html") {
        Markup::Html
    } else {
        Markup::Xml
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(bytes: &[u8], uri: &str, media_type: Option<&str>) -> Result<Format, String> {
        let reading = Reading {
            uri: uri.to_owned(),
            media_type: media_type.map(str::to_owned),
            ..Reading::default()
        };
        detect(bytes, &reading).map_err(|error| error.to_string())
    }

    #[test]
    fn text_is_text() {
        let wide: Vec<u8> = "Fête de quartier, 3 mai"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [&b""[..], b"Fair", b"caf\xe9 d'\xe9t\xe9", b"< 5 May", &wide] {
            assert_eq!(detected(bytes, "", None), Ok(Format::PlainText));
        }
        assert_eq!(
            detected(b"# Fair", "in/a.MD?x=1.pdf", None),
            Ok(Format::Markdown)
        );
        assert_eq!(
            detected(b"# Fair", "", Some("text/markdown; charset=utf-8")),
            Ok(Format::Markdown)
        );
    }

    #[test]
    fn pages_are_html() {
        let page = b"\xEF\xBB\xBF <!-- x -->\n<!DOCTYPE html>";
        for (bytes, uri, given) in [
            (&page[..], "", None),
            (b"Fair", "page.html", None),
            (b"<?xml version='1.0'?><html>", "", None),
            (b"Fair", "", Some("text/html; charset=utf-8")),
        ] {
            assert_eq!(detected(bytes, uri, given), Ok(Format::Html));
        }
    }

    #[test]
    fn what_is_given_overrides_the_extension_but_no_signature() {
        assert_eq!(
            detected(b"Fair", "a.html", Some("text/plain")),
            Ok(Format::PlainText)
        );
        assert_eq!(
            detected(b"\n%PDF-1.4", "a.txt", Some("text/plain")),
            Ok(Format::Pdf)
        );
        assert!(detected(b"PK\x03\x04", "a.txt", Some("text/plain")).is_err());
        assert!(detected(b"Fair", "a.txt", Some("image/png")).is_err());
    }

    #[test]
    fn other_formats_are_named() {
        let cases: [(&[u8], &str, &str); 4] = [
            (b"\x89PNG\r\n\x1a\n", "a.txt", "PNG"),
            (b"PK\x03\x04\x14", "a.docx", "ZIP"),
            (b"a\0b\0\0\0c", "", "binary"),
            (b"<?xml version='1.0'?><feed/>", "", "XML"),
        ];
        for (bytes, uri, name) in cases {
            let error = detected(bytes, uri, None).expect_err(name);
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_charset_is_passed_on() {
        assert_eq!(
            Format::PlainText.media_type(Some("text/plain; Charset=windows-1252")),
            "text/plain; Charset=windows-1252"
        );
        assert_eq!(Format::Markdown.media_type(None), "text/markdown");
    }
}
