use std::ops::Range;

/// A range of a document's normalised text, in bytes, on character boundaries.
///
/// Inside the crates offsets are bytes; what is written for users are code points, which
/// [`CodePoints`] computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span of the bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text at the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte offset lies inside.
    pub fn contains_offset(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span without the white space at its ends.
    pub fn trim(self, text: &str) -> Span {
        let inner = self.of(text);
        let start = self.start + (inner.len() - inner.trim_start().len());
        Span::new(start, start + inner.trim().len())
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// Turns byte offsets of a text into offsets in code points.
#[derive(Clone, Debug)]
pub struct CodePoints {
    /// Code points before each run of [`Self::STEP`] bytes; empty where the text is all ASCII.
    counts: Vec<usize>,
}

impl CodePoints {
    const STEP: usize = 64;

    /// Indexes the text in one pass.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return CodePoints { counts: Vec::new() };
        }
        let mut counts = Vec::with_capacity(text.len() / Self::STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(Self::STEP) {
            counts.push(count);
            count += chunk.iter().filter(|byte| is_first_byte(**byte)).count();
        }
        CodePoints { counts }
    }

    /// The number of code points before the byte offset, which must be a character boundary of
    /// the text that was indexed.
    pub fn at(&self, text: &str, offset: usize) -> usize {
        if self.counts.is_empty() {
            return offset;
        }
        let step = (offset / Self::STEP).min(self.counts.len() - 1);
        let rest = &text.as_bytes()[step * Self::STEP..offset];
        self.counts[step] + rest.iter().filter(|byte| is_first_byte(**byte)).count()
    }
}

/// Whether a byte of UTF-8 begins a code point.
fn is_first_byte(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_agree_with_counting() {
        let text = "é".repeat(100) + "plain" + &"𝗔".repeat(40);
        let index = CodePoints::new(&text);
        for (count, (offset, _)) in text.char_indices().enumerate() {
            assert_eq!(index.at(&text, offset), count);
        }
        assert_eq!(index.at(&text, text.len()), text.chars().count());
    }

    #[test]
    fn trim_keeps_the_offsets() {
        let text = "  day\u{a0}\n";
        assert_eq!(Span::new(0, text.len()).trim(text).of(text), "day");
        assert!(Span::new(0, 2).trim(text).is_empty());
    }
}
