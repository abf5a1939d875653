//! Tags as the tokenizer of the standard bounds them (HTML Living Standard §13.2.5.8 and after).

use std::ops::Range;

use memchr::memchr;

/// A tag, with its attributes in the list that was handed to [`read`].
pub(crate) struct Tag {
    /// Its name in the source, as it is written there.
    pub(crate) name: Range<usize>,
    pub(crate) closes: bool,
    pub(crate) closes_itself: bool,
    /// One past its last byte; the end of the source where the tag never ends.
    pub(crate) end: usize,
    /// Whether it ends.
    pub(crate) ends: bool,
}

/// An attribute: where its name and its value stand in the source.
pub(crate) struct Span {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

/// Reads the tag that begins at the offset with `<` or `</` and a letter; `attributes` are
/// replaced by its own, in their order, doubles included, but for those after `most` and one.
pub(crate) fn read(source: &[u8], start: usize, attributes: &mut Vec<Span>, most: usize) -> Tag {
    attributes.clear();
    let closes = source.get(start + 1) == Some(&b'/');
    let from = start + 1 + usize::from(closes);
    let mut at = skip_to(source, from, |byte| {
        is_space(byte) || matches!(byte, b'/' | b'>')
    });
    let mut tag = Tag {
        name: from..at,
        closes,
        closes_itself: false,
        end: source.len(),
        ends: false,
    };
    loop {
        let mut slash = false;
        while let Some(&byte) = source.get(at)
            && (is_space(byte) || byte == b'/')
        {
            slash = byte == b'/';
            at += 1;
        }
        match source.get(at) {
            None => return tag,
            Some(b'>') => {
                tag.closes_itself = slash;
                tag.end = at + 1;
                tag.ends = true;
                return tag;
            }
            Some(_) => {}
        }
        let from = at;
        // The first character is part of the name whatever it is.
        at = skip_to(source, at + 1, |byte| {
            is_space(byte) || matches!(byte, b'/' | b'>' | b'=')
        });
        let name = from..at;
        at = skip_to(source, at, |byte| !is_space(byte));
        let mut value = at..at;
        if source.get(at) == Some(&b'=') {
            at = skip_to(source, at + 1, |byte| !is_space(byte));
            (value, at) = match source.get(at) {
                Some(quote @ (b'"' | b'\'')) => {
                    let Some(length) = memchr(*quote, &source[at + 1..]) else {
                        return tag;
                    };
                    (at + 1..at + 1 + length, at + length + 2)
                }
                _ => {
                    let end = skip_to(source, at, |byte| is_space(byte) || byte == b'>');
                    (at..end, end)
                }
            };
        }
        if attributes.len() <= most {
            attributes.push(Span { name, value });
        }
    }
}

fn skip_to(source: &[u8], from: usize, ends: impl Fn(u8) -> bool) -> usize {
    let rest = source.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .position(|byte| ends(*byte))
        .unwrap_or(rest.len())
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &str) -> String {
        let mut attributes = Vec::new();
        let tag = read(source.as_bytes(), 0, &mut attributes, 10);
        let mut out = source[tag.name].to_owned();
        for span in &attributes {
            out += &format!(
                " {}={}",
                &source[span.name.clone()],
                &source[span.value.clone()]
            );
        }
        format!(
            "{out}{}|{}",
            if tag.closes_itself { "/" } else { "" },
            &source[tag.end..]
        )
    }

    #[test]
    fn tags_end_where_the_standard_says() {
        assert_eq!(told("<p>x"), "p|x");
        assert_eq!(told("<a href='a>b' title=c/>x"), "a href=a>b title=c/|x");
        assert_eq!(told("<br/>x"), "br/|x");
        assert_eq!(told("<br / >x"), "br|x");
        assert_eq!(told("<a b = \"c\"d>x"), "a b=c d=|x");
        assert_eq!(told("<a =b=c \">x"), "a =b=c \"=|x");
        assert_eq!(told("<a b=>x"), "a b=|x");
        assert_eq!(told("</div a=1 / b>x"), "div a=1 b=|x");
        assert_eq!(told("<a b=\"c>x"), "a|");
    }
}
