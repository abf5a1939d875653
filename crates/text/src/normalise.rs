//! From decoded characters to clean ones: NFC, plain letters, plain spaces, `\n` line ends.

use std::borrow::Cow;

use memchr::memmem;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::letters::{Plain, plain};
use crate::source_map::SourceMap;

const KEYCAP: char = '\u{20E3}';
const EMOJI_PRESENTATION: char = '\u{FE0F}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// The clean text and the way back to the decoded one.
pub struct Clean<'a> {
    /// The clean text.
    pub text: Cow<'a, str>,
    /// From the clean text to the decoded one.
    pub map: SourceMap,
}

/// Cleans the characters of a text. Comments of HTML and Markdown (`<!-- … -->`) are left out.
pub fn clean(decoded: &str) -> Clean<'_> {
    let comments = comments(decoded);
    if comments.is_empty() && decoded.bytes().all(is_plain_byte) {
        return Clean {
            text: Cow::Borrowed(decoded),
            map: SourceMap::straight_from(0),
        };
    }
    let mut cleaner = Cleaner {
        source: decoded,
        text: String::with_capacity(decoded.len()),
        map: SourceMap::default(),
        cluster: Vec::new(),
    };
    let mut from = 0;
    for (start, end) in comments {
        cleaner.stretch(from, start);
        from = end;
    }
    cleaner.stretch(from, decoded.len());
    cleaner.flush();
    Clean {
        text: Cow::Owned(cleaner.text),
        map: cleaner.map,
    }
}

/// Printable ASCII, tab and line feed stand for themselves.
fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n')
}

fn comments(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(opening) = memmem::find(&bytes[from..], b"<!--") {
        let start = from + opening;
        let Some(length) = memmem::find(&bytes[start + 4..], b"-->") else {
            break;
        };
        from = start + 4 + length + 3;
        found.push((start, from));
    }
    found
}

/// A letter that waits for the marks that may combine with it.
#[derive(Clone, Copy)]
struct Waiting {
    character: char,
    source: usize,
    /// Whether the character stands in the source as it is.
    same: bool,
}

struct Cleaner<'a> {
    source: &'a str,
    text: String,
    map: SourceMap,
    cluster: Vec<Waiting>,
}

impl Cleaner<'_> {
    /// Cleans the bytes `from..to` of the source.
    fn stretch(&mut self, from: usize, to: usize) {
        let bytes = self.source.as_bytes();
        let mut at = from;
        while at < to {
            let run = bytes[at..to]
                .iter()
                .take_while(|byte| is_plain_byte(**byte))
                .count();
            at = if run > 0 {
                self.plain_run(at, at + run)
            } else {
                self.special(at, to)
            };
        }
    }

    /// Copies plain ASCII but for its last byte, which a mark may follow.
    fn plain_run(&mut self, start: usize, end: usize) -> usize {
        self.flush();
        let last = end - 1;
        if start < last {
            self.map.push(self.text.len(), start, true);
            self.text.push_str(&self.source[start..last]);
        }
        self.wait(char::from(self.source.as_bytes()[last]), last, true);
        end
    }

    /// Reads the one character at `at` that needs thought; returns where the next begins.
    fn special(&mut self, at: usize, to: usize) -> usize {
        let mut rest = self.source[at..to].chars();
        let Some(character) = rest.next() else {
            return to;
        };
        let next = rest.next();
        let end = at + character.len_utf8();
        match character {
            '\r' if next == Some('\n') => {}
            '\r' | '\u{B}' | '\u{85}' | '\u{2028}' => self.wait('\n', at, false),
            '\u{C}' | '\u{2029}' => self.literal("\n\n", at),
            ZERO_WIDTH_JOINER if self.joins_emoji(next) => self.wait(character, at, true),
            '\u{FE00}'..='\u{FE0F}' if self.varies(next) => self.wait(character, at, true),
            _ if is_dropped(character) => {}
            _ if is_exotic_space(character) => self.wait(' ', at, false),
            _ => self.letter(character, at, next),
        }
        end
    }

    fn letter(&mut self, character: char, at: usize, next: Option<char>) {
        let is_emoji = next == Some(EMOJI_PRESENTATION);
        match plain(character) {
            Plain::One(letter) if !is_emoji || letter.is_ascii_punctuation() => {
                self.wait(letter, at, false);
            }
            Plain::Enclosed(spelt) => self.enclosed(spelt, at, next),
            _ => self.wait(character, at, true),
        }
    }

    /// A number in an enclosure must not run into a number beside it.
    fn enclosed(&mut self, spelt: [u8; 4], at: usize, next: Option<char>) {
        let length = spelt.iter().take_while(|byte| **byte != 0).count();
        let spelling = String::from_utf8_lossy(&spelt[..length]);
        let touches = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        self.flush();
        if touches(self.text.chars().next_back()) {
            self.literal(" ", at);
        }
        self.literal(&spelling, at);
        if touches(next) {
            self.literal(" ", at);
        }
    }

    fn literal(&mut self, text: &str, at: usize) {
        self.flush();
        self.map.push(self.text.len(), at, false);
        self.text.push_str(text);
    }

    fn last(&self) -> Option<char> {
        let waiting = self.cluster.last().map(|waiting| waiting.character);
        waiting.or_else(|| self.text.chars().next_back())
    }

    /// A joiner stays between two pictures, where it makes one of them.
    fn joins_emoji(&self, next: Option<char>) -> bool {
        self.last().is_some_and(is_picture) && next.is_some_and(is_picture)
    }

    /// A variation selector stays behind a picture and in a keycap.
    fn varies(&self, next: Option<char>) -> bool {
        self.last().is_some_and(is_picture) || next == Some(KEYCAP)
    }

    /// Adds a character to the cluster, or begins the next cluster with it.
    fn wait(&mut self, character: char, source: usize, same: bool) {
        if begins_cluster(character) {
            self.flush();
        }
        self.cluster.push(Waiting {
            character,
            source,
            same,
        });
    }

    /// Writes the cluster, composed.
    fn flush(&mut self) {
        let Some(&first) = self.cluster.first() else {
            return;
        };
        let characters = self.cluster.iter().map(|waiting| waiting.character);
        if is_nfc_quick(characters.clone()) == IsNormalized::Yes {
            for waiting in &self.cluster {
                self.map.push(self.text.len(), waiting.source, waiting.same);
                self.text.push(waiting.character);
            }
        } else {
            self.map.push(self.text.len(), first.source, false);
            self.text.extend(characters.nfc());
        }
        self.cluster.clear();
    }
}

/// Whether nothing before the character can combine with it. All below U+0300 are such.
fn begins_cluster(character: char) -> bool {
    character < '\u{300}'
        || (canonical_combining_class(character) == 0
            && is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes)
}

/// Pictures, and the selectors and joiners that may stand inside a sequence of them.
fn is_picture(character: char) -> bool {
    matches!(character as u32, 0x200D | 0x2190..=0x2BFF | 0x3030 | 0x303D | 0x3297 | 0x3299
        | 0xFE0F | 0x1F000..=0x1FAFF | 0xE0020..=0xE007F)
        || matches!(
            character,
            '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '™'
        )
}

/// Characters without width or without meaning in text: controls, soft hyphens, bidirectional
/// controls, joiners, byte order marks.
fn is_dropped(character: char) -> bool {
    matches!(character as u32,
        0x00..=0x08 | 0x0E..=0x1F | 0x7F..=0x84 | 0x86..=0x9F | 0xAD | 0x034F | 0x061C | 0x180B..=0x180E
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
        | 0xFFF9..=0xFFFB | 0xE0001 | 0xE0100..=0xE01EF)
}

/// Spaces other than the plain one (Unicode category Zs).
fn is_exotic_space(character: char) -> bool {
    matches!(
        character,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> String {
        clean(text).text.into_owned()
    }

    #[test]
    fn marks_combine_with_folded_letters() {
        assert_eq!(cleaned("𝗧𝘂\u{308}𝗿𝗸𝗶𝘆𝗲"), "Türkiye");
        assert_eq!(
            cleaned("Cafe\u{301} a\u{327}\u{302}"),
            "Café a\u{327}\u{302}".nfc().to_string()
        );
        assert_eq!(cleaned("u\u{200B}\u{308}"), "ü");
    }

    #[test]
    fn invisible_characters_go_and_spaces_become_plain() {
        assert_eq!(
            cleaned("\u{FEFF}Ver\u{AD}an\u{200B}stal\u{2060}tung\u{202A}!\u{202C}"),
            "Veranstaltung!"
        );
        assert_eq!(
            cleaned("18\u{A0}h\u{202F}30\u{2009}\u{3000}x\u{2007}y"),
            "18 h 30  x y"
        );
        assert_eq!(cleaned("a\r\nb\rc\u{2028}d\u{C}e"), "a\nb\nc\nd\n\ne");
    }

    #[test]
    fn pictures_stay_whole() {
        for text in [
            "👩\u{200D}💻 and 🏳\u{FE0F}\u{200D}🌈",
            "🇩🇪 🇫🇷",
            "1\u{FE0F}\u{20E3} May",
            "🗓\u{FE0F} 5 May",
            "🅿\u{FE0F} here",
        ] {
            assert_eq!(cleaned(text), text);
        }
        assert_eq!(cleaned("a\u{200D}b"), "ab");
    }

    #[test]
    fn enclosed_numbers_do_not_run_into_numbers() {
        assert_eq!(cleaned("①12 May"), "1 12 May");
        assert_eq!(cleaned("① 12 May"), "1 12 May");
        assert_eq!(cleaned("5②"), "5 2");
    }

    #[test]
    fn comments_go() {
        assert_eq!(cleaned("a <!-- x\n\ny --> b <!-- open"), "a  b <!-- open");
    }

    #[test]
    fn offsets_lead_back() {
        let source = "\u{FEFF}𝗧𝘂\u{308} é\r\nx";
        let result = clean(source);
        assert_eq!(result.text, "Tü é\nx");
        for (needle, origin) in [("T", "𝗧"), ("ü", "𝘂"), ("é", "é"), ("\n", "\n"), ("x", "x")]
        {
            let at = result.text.find(needle).unwrap_or_default();
            assert_eq!(Some(result.map.source(at)), source.find(origin), "{needle}");
        }
    }
}
