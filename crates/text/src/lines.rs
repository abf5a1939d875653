//! The lines of a clean text, with what a look at each tells.

use std::ops::Range;

use crate::markdown::may_begin_mark;

/// A line without its line end, the spaces behind it and the marks of quotation before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// First byte behind the marks of quotation.
    pub(crate) start: usize,
    /// First byte that is no space; `end` where there is none.
    pub(crate) content: usize,
    /// One past the last byte that is no space.
    pub(crate) end: usize,
    /// How many marks of quotation (`>`) stand before it.
    pub(crate) quotes: u8,
    /// Whether it holds a bar.
    pub(crate) has_bar: bool,
    /// Whether it holds a tab.
    pub(crate) has_tab: bool,
    /// Whether it holds two spaces in a row, as between columns.
    pub(crate) has_gap: bool,
    /// Whether it may hold a mark, so that its text has to be parsed.
    pub(crate) may_be_marked: bool,
}

impl Line {
    pub(crate) fn is_blank(&self) -> bool {
        self.content == self.end
    }

    /// Its text without the spaces before it.
    pub(crate) fn content<'a>(&self, text: &'a str) -> &'a str {
        &text[self.content..self.end]
    }

    /// The bytes of its text, spaces before it included.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// How far it is indented, in columns; a tab counts as four.
    pub(crate) fn indent(&self, text: &str) -> usize {
        let blank = text[self.start..self.content].bytes();
        blank.map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
    }
}

/// Cuts a text into lines.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut all = Vec::with_capacity(bytes.len() / 40 + 1);
    let mut start = 0;
    for newline in memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len())) {
        all.push(line(bytes, start, newline));
        start = newline + 1;
    }
    all
}

const BAR: u8 = 1;
const TAB: u8 = 2;
const MARK: u8 = 4;
const COLON: u8 = 8;

/// What each byte says of the line that it stands in.
const FLAGS: [u8; 256] = {
    let mut flags = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if may_begin_mark(byte as u8) {
            flags[byte] = MARK;
        }
        byte += 1;
    }
    flags[b':' as usize] = COLON;
    flags[b'|' as usize] = BAR;
    flags[b'\t' as usize] = TAB;
    flags
};

fn line(bytes: &[u8], start: usize, newline: usize) -> Line {
    let mut end = newline;
    while end > start && is_blank(bytes[end - 1]) {
        end -= 1;
    }
    let (start, quotes) = behind_quotes(bytes, start, end);
    let mut content = start;
    while content < end && is_blank(bytes[content]) {
        content += 1;
    }
    let flags = bytes[content..end]
        .iter()
        .fold(0, |flags, byte| flags | FLAGS[usize::from(*byte)]);
    let text = &bytes[content..end];
    let may_be_marked = flags & MARK != 0
        || text.ends_with(b"-")
        || (flags & COLON != 0 && memchr::memmem::find(text, b"://").is_some());
    Line {
        start,
        content,
        end,
        quotes,
        has_bar: flags & BAR != 0,
        has_tab: flags & TAB != 0,
        has_gap: memchr::memmem::find(text, b"  ").is_some(),
        may_be_marked,
    }
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Steps over marks of quotation; each is followed by a space, another mark or the line end.
fn behind_quotes(bytes: &[u8], start: usize, end: usize) -> (usize, u8) {
    let mut after = start;
    let mut quotes = 0_u8;
    let mut at = start;
    loop {
        while at < end && bytes[at] == b' ' && at - after < 4 {
            at += 1;
        }
        let is_mark =
            at < end && bytes[at] == b'>' && (at + 1 == end || b" >".contains(&bytes[at + 1]));
        if !is_mark || quotes == u8::MAX {
            return (after, quotes);
        }
        quotes += 1;
        at += 1;
        if at < end && bytes[at] == b' ' {
            at += 1;
        }
        after = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_looked_at() {
        let text = "  a | b  \n\t\n> > c\td\n>x *y*";
        let all = lines(text);
        assert_eq!(all.len(), 4);
        assert_eq!(
            (all[0].content(text), all[0].has_bar, all[0].indent(text)),
            ("a | b", true, 2)
        );
        assert!(all[1].is_blank());
        assert_eq!(
            (all[2].content(text), all[2].quotes, all[2].has_tab),
            ("c\td", 2, true)
        );
        assert_eq!(
            (all[3].content(text), all[3].quotes, all[3].may_be_marked),
            (">x *y*", 0, true)
        );
    }
}
