//! Character references and line ends (HTML Living Standard §13.2.3.5, §13.2.5.72 and after).

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;
use memchr::{memchr, memchr3};

/// Text as the tree has it: line ends are line feeds, and references are what they stand for.
/// `None` where that takes the rules for broken ones, or for null characters.
pub(crate) fn decoded(source: &str, is_attribute: bool) -> Option<Cow<'_, str>> {
    let mut out = String::new();
    let mut rest = source;
    while let Some(at) = memchr3(b'&', b'\r', 0, rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let taken = match rest.as_bytes()[at] {
            b'&' => reference(after, is_attribute, &mut out)?,
            b'\r' => {
                out.push('\n');
                usize::from(after.starts_with('\n'))
            }
            _ => return None,
        };
        rest = &after[taken..];
    }
    if rest.len() == source.len() {
        return Some(Cow::Borrowed(source));
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

/// Reads what follows an ampersand; returns how much of it the reference takes.
fn reference(after: &str, is_attribute: bool, out: &mut String) -> Option<usize> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let length = after.bytes().take_while(|byte| is_part(byte)).count();
    let name = &after[..length];
    if after.as_bytes().get(length) != Some(&b';') {
        // "?a=1&b=2" holds no reference; elsewhere a known one may do without its semicolon.
        let is_query = is_attribute && after.as_bytes().get(length) == Some(&b'=');
        let is_plain = name.is_empty() || (is_query && memchr(b'#', name.as_bytes()).is_none());
        out.push('&');
        return is_plain.then_some(0);
    }
    match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            // The others stand for something else.
            let plain = char::from_u32(code.ok()?).filter(|&it| it >= ' ' && it != '\x7F');
            out.push(plain.filter(|it| !it.is_control())?);
        }
        None => {
            let (first, second) = *NAMED_ENTITIES.get(&after[..=length])?;
            out.push(char::from_u32(first).filter(|it| *it != '\0')?);
            out.extend(char::from_u32(second).filter(|it| *it != '\0'));
        }
    }
    Some(length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_references_are_decoded_and_broken_ones_left() {
        let text = |source| decoded(source, false).map(Cow::into_owned);
        assert_eq!(text("a\r\nb\rc").as_deref(), Some("a\nb\nc"));
        assert_eq!(
            text("R&amp;D&nbsp;& caf&eacute; &#8211;&#x41;").as_deref(),
            Some("R&D\u{a0}& café –A")
        );
        assert_eq!(text("&fjlig;").as_deref(), Some("fj"));
        for broken in [
            "&amp", "&notit;", "&#0;", "&#128;", "&#xD800;", "a\0", "&x=1", "&#;",
        ] {
            assert_eq!(text(broken), None, "{broken}");
        }
        let value = decoded("/x?a=1&copy=2&amp;c", true);
        assert_eq!(value.as_deref(), Some("/x?a=1&copy=2&c"));
        assert_eq!(decoded("&copy", true), None);
        assert!(matches!(decoded("plain", true), Some(Cow::Borrowed(_))));
    }
}
