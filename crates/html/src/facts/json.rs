//! JSON as pages have it: with comments, line breaks in strings and commas too many.

use serde_json::{Deserializer, Value};

/// The values in the text: one, or several in a row. Nothing where it cannot be read even after
/// safe repairs.
pub(crate) fn values(text: &str) -> Option<Vec<Value>> {
    let text = unwrapped(text);
    if text.is_empty() {
        return Some(Vec::new());
    }
    stream(text).or_else(|| stream(&repaired(text)))
}

fn stream(text: &str) -> Option<Vec<Value>> {
    Deserializer::from_str(text)
        .into_iter::<Value>()
        .collect::<Result<_, _>>()
        .ok()
}

/// The text without the comment or section that hides it from old browsers, and without a
/// semicolon at its end.
fn unwrapped(text: &str) -> &str {
    let mut text = text.trim().trim_start_matches('\u{FEFF}').trim();
    for (opening, closing) in [
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ] {
        text = text.strip_prefix(opening).unwrap_or(text).trim();
        text = text.strip_suffix(closing).unwrap_or(text).trim();
    }
    text.trim_end_matches(';').trim()
}

/// Takes away what JSON forbids and nobody can mean otherwise: comments, control characters in
/// strings, backslashes before characters that need none, commas before a closing bracket.
fn repaired(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                out.push('"');
                string(&mut characters, &mut out);
            }
            '/' if characters.peek() == Some(&'/') => {
                for skipped in characters.by_ref() {
                    if skipped == '\n' {
                        break;
                    }
                }
            }
            '/' if characters.peek() == Some(&'*') => {
                let mut before = ' ';
                for skipped in characters.by_ref() {
                    if before == '*' && skipped == '/' {
                        break;
                    }
                    before = skipped;
                }
            }
            '}' | ']' => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(character);
            }
            ',' if out.trim_end().ends_with([',', '{', '[']) => {}
            _ => out.push(character),
        }
    }
    let kept = out.trim_end().trim_end_matches(',').len();
    out.truncate(kept);
    out
}

/// Copies a string up to its closing quote.
fn string(characters: &mut std::iter::Peekable<std::str::Chars>, out: &mut String) {
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                out.push('"');
                return;
            }
            '\\' => match characters.next() {
                Some(escaped) if "\"\\/bfnrtu".contains(escaped) => out.extend(['\\', escaped]),
                Some(other) => out.push(if other.is_control() { ' ' } else { other }),
                None => {}
            },
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_is_repaired_where_that_is_safe() {
        for (broken, plain) in [
            ("<!-- {\"a\": 1,} -->", "{\"a\":1}"),
            ("{\"a\": \"x\n\ty\"};", "{\"a\":\"x  y\"}"),
            ("/* c */ [1, 2,, // d\n]", "[1,2]"),
            (
                "{\"a\": \"it\\'s\", \"u\": \"https://example.org/\",}",
                "{\"a\":\"it's\",\"u\":\"https://example.org/\"}",
            ),
            ("//<![CDATA[\n{\"a\":{}}\n//]]>", "{\"a\":{}}"),
        ] {
            let found = values(broken).expect(broken);
            assert_eq!(
                found.first().map(Value::to_string).as_deref(),
                Some(plain),
                "{broken}"
            );
        }
        assert_eq!(values("{\"a\":1}\n{\"b\":2}").map(|all| all.len()), Some(2));
        assert_eq!(values("{\"a\": \"cut of"), None);
        assert_eq!(values("{a: 1}"), None);
        assert!(values(&"[".repeat(100_000)).is_none());
    }
}
