//! From bytes to characters: which charset a document is in, and where each character stood.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

use crate::source_map::SourceMap;

/// How far into a document a declaration of its charset is looked for.
const DECLARATION_WINDOW: usize = 2048;

/// The characters of a document and the way back to its bytes.
pub struct Decoded<'a> {
    /// The characters.
    pub text: Cow<'a, str>,
    /// From the characters to the bytes.
    pub map: SourceMap,
}

/// Decodes the bytes. A byte order mark decides, then the charset that the media type declares,
/// then whether the bytes are UTF-8, then what the document itself declares, then a guess.
///
/// The document's own word comes after UTF-8 because saved mail is often transcoded without its
/// header lines being changed, and text in another charset is hardly ever valid UTF-8.
pub fn decode<'a>(bytes: &'a [u8], media_type: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes, mark);
    }
    let stated = media_type.and_then(charset_parameter);
    if let Some(encoding) = stated.filter(|encoding| *encoding != UTF_8) {
        return decode_as(encoding, bytes, 0);
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return decode_as(encoding, bytes, 0);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: Cow::Borrowed(text),
            map: SourceMap::straight_from(0),
        };
    }
    if is_damaged_utf_8(bytes) {
        return decode_as(UTF_8, bytes, 0);
    }
    let encoding = declared_inside(bytes)
        .filter(|encoding| *encoding != UTF_8)
        .unwrap_or_else(|| guess(bytes));
    decode_as(encoding, bytes, 0)
}

/// The `charset` parameter of a media type (RFC 2045 §5.1).
fn charset_parameter(media_type: &str) -> Option<&'static Encoding> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        if !name.trim().eq_ignore_ascii_case("charset") {
            return None;
        }
        Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
    })
}

/// The charset that a header line (`Content-Type: …; charset=…`) or an editor's line
/// (`-*- coding: … -*-`) near the top names, or a page's `<meta charset=…>` or XML declaration.
fn declared_inside(bytes: &[u8]) -> Option<&'static Encoding> {
    let top = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let top = top.to_ascii_lowercase();
    let header = memmem::find(&top, b"content-type:").and_then(|at| {
        let line_end = at + 200;
        label_after(&top[at..line_end.min(top.len())], b"charset=")
    });
    let behind = |mark: &[u8], marker: &[u8]| {
        let mut marks = memmem::find_iter(&top, mark);
        marks.find_map(|at| {
            let end = memchr::memchr(b'>', &top[at..]).map_or(top.len(), |length| at + length);
            label_after(&top[at..end], marker)
        })
    };
    header
        .or_else(|| {
            let at = memmem::find(&top, b"-*-")?;
            label_after(&top[at..], b"coding:")
        })
        .or_else(|| behind(b"<meta", b"charset="))
        .or_else(|| behind(b"<?xml", b"encoding="))
}

fn label_after(bytes: &[u8], marker: &[u8]) -> Option<&'static Encoding> {
    let at = memmem::find(bytes, marker)? + marker.len();
    let rest = bytes[at..].trim_ascii_start();
    let rest = rest
        .strip_prefix(b"\"")
        .or(rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    let length = rest
        .iter()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)))
        .unwrap_or(rest.len());
    Encoding::for_label(&rest[..length])
}

/// UTF-16 text of mostly Latin letters shows as zeros at every other byte.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let pairs = sample.len() / 2;
    if pairs < 4 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let zeros = |parity: usize| {
        let every_other = sample.iter().skip(parity).step_by(2);
        every_other.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > pairs * 7 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 7 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether the bytes are UTF-8 but for a few, as where a text was cut in the middle of a letter.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 5 && bad * 10 <= good
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8], skip: usize) -> Decoded<'a> {
    if encoding != UTF_8 {
        return decode_by_byte(encoding, bytes, skip);
    }
    match std::str::from_utf8(&bytes[skip..]) {
        Ok(text) => Decoded {
            text: Cow::Borrowed(text),
            map: SourceMap::straight_from(skip),
        },
        Err(_) => decode_damaged_utf_8(bytes, skip),
    }
}

/// Decodes UTF-8, with U+FFFD for what is none.
fn decode_damaged_utf_8<'a>(bytes: &'a [u8], skip: usize) -> Decoded<'a> {
    let mut text = String::with_capacity(bytes.len());
    let mut map = SourceMap::default();
    let mut at = skip;
    for chunk in bytes[skip..].utf8_chunks() {
        map.push(text.len(), at, true);
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            map.push(text.len(), at, false);
            text.push(char::REPLACEMENT_CHARACTER);
            at += chunk.invalid().len();
        }
    }
    Decoded {
        text: Cow::Owned(text),
        map,
    }
}

/// Feeds the decoder byte by byte, so that the first byte of every character is known. Runs of
/// ASCII between whole characters are copied.
fn decode_by_byte<'a>(encoding: &'static Encoding, bytes: &'a [u8], skip: usize) -> Decoded<'a> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 4);
    let mut map = SourceMap::default();
    // Room for all that one byte can release from any decoder.
    let mut released = [0_u8; 64];
    let mut first = skip;
    let mut at = skip;
    while at < bytes.len() {
        let plain = ascii_run(encoding, &bytes[at..]);
        if first == at && plain > 0 {
            map.push(text.len(), at, true);
            text.extend(bytes[at..at + plain].iter().map(|byte| char::from(*byte)));
            at += plain;
            first = at;
            continue;
        }
        let last = at + 1 == bytes.len();
        let (_, _, written, _) = decoder.decode_to_utf8(&bytes[at..=at], &mut released, last);
        at += 1;
        if written > 0 {
            map.push(text.len(), first, false);
            text.push_str(&String::from_utf8_lossy(&released[..written]));
            first = at;
        }
    }
    Decoded {
        text: Cow::Owned(text),
        map,
    }
}

/// The length of the ASCII that the bytes begin with, where ASCII bytes stand for themselves. The
/// last byte is left to the decoder, which has to be told that it is the last.
fn ascii_run(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    if !encoding.is_ascii_compatible() {
        return 0;
    }
    let run = bytes.iter().take_while(|byte| byte.is_ascii()).count();
    run.min(bytes.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

    const FRENCH: &str = "Réunion publique à l’hôtel de ville, jeudi 5 février à 18 h — entrée libre. \
        Les élèves sont invités à présenter leurs idées; le procès-verbal paraîtra après l’été.";
    const POLISH: &str = "Zapraszamy na spotkanie z mieszkańcami, które odbędzie się w piątek. Wstęp \
        wolny, miejsca są ograniczone. Prosimy o zgłoszenie się do końca września, także osoby, \
        które już zgłosiły się wcześniej. Dziękujemy i życzymy miłego dnia.";
    const RUSSIAN: &str = "Приглашаем жителей на открытое собрание в библиотеке в пятницу вечером.";
    const JAPANESE: &str =
        "市民説明会のお知らせ。日時は三月五日の午後六時からです。会場は市役所です。";

    fn check(text: &str, encoding: &'static Encoding, media_type: Option<&str>) {
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable);
        let decoded = decode(&bytes, media_type);
        assert_eq!(decoded.text, text);
        for (offset, character) in text.char_indices() {
            let source = decoded.map.source(offset);
            let lone = character.to_string();
            let (lone, _, _) = encoding.encode(&lone);
            assert!(
                bytes[source..].starts_with(&lone),
                "{character} at {offset}"
            );
        }
    }

    #[test]
    fn legacy_charsets_are_detected() {
        check(FRENCH, WINDOWS_1252, None);
        check(POLISH, WINDOWS_1250, None);
        check(RUSSIAN, WINDOWS_1251, None);
        check(JAPANESE, SHIFT_JIS, None);
    }

    #[test]
    fn a_stated_charset_decides() {
        check(
            "Č",
            WINDOWS_1250,
            Some("text/plain; charset=\"windows-1250\""),
        );
        check(
            "Ж",
            WINDOWS_1251,
            Some("text/plain;format=flowed; charset=cp1251"),
        );
    }

    #[test]
    fn a_header_line_decides_where_the_bytes_are_not_utf_8() {
        let head = b"Subject: x\nContent-Type: text/plain; charset=iso-8859-2\n\n\xE8";
        assert!(decode(head, None).text.ends_with('č'));
        let transcoded = "Content-Type: text/plain; charset=iso-8859-2\n\nč".as_bytes();
        assert!(decode(transcoded, None).text.ends_with('č'));
        let editor = b"-*- coding: koi8-r -*-\n\xD7\xCF\xD4";
        assert!(decode(editor, None).text.ends_with("вот"));
    }

    #[test]
    fn byte_order_marks_decide() {
        let bytes = b"\xEF\xBB\xBFday";
        let decoded = decode(bytes, Some("text/plain; charset=windows-1252"));
        assert_eq!((decoded.text.as_ref(), decoded.map.source(1)), ("day", 4));
        let little: Vec<u8> = "\u{FEFF}día 𝗔"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let decoded = decode(&little, None);
        assert_eq!(decoded.text, "día 𝗔");
        assert_eq!(decoded.map.source("día ".len()), 10);
        let big: Vec<u8> = "a day in May"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decode(&big, None).text, "a day in May");
    }

    #[test]
    fn damaged_utf_8_stays_utf_8() {
        let mut bytes = "äöüßäöüßäöüß".as_bytes().to_vec();
        bytes.push(0xC3);
        assert_eq!(decode(&bytes, None).text, "äöüßäöüßäöüß\u{FFFD}");
    }

    #[test]
    fn double_encoded_text_is_left_as_it_is() {
        assert_eq!(decode("cafÃ©".as_bytes(), None).text, "cafÃ©");
    }
}
