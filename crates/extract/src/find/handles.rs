//! `@names` and `#tags` of social networks.

use handbill_model::Span;

use crate::{Found, Mention, View};

/// The longest name or tag, in characters.
const LENGTH: usize = 60;

/// The handles and hashtags of the document, ascending.
pub fn find(view: &View) -> Vec<Mention> {
    let text = view.text();
    memchr::memchr2_iter(b'@', b'#', text.as_bytes())
        .filter_map(|at| {
            if text[..at].ends_with(is_joined) {
                return None;
            }
            match text.as_bytes()[at] {
                b'@' => handle(text, at),
                _ => hashtag(text, at),
            }
        })
        .collect()
}

/// Whether the sign after this character is inside a word, address or entity.
fn is_joined(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(
            character,
            '_' | '/' | '&' | '@' | '#' | '=' | '.' | '-' | '?'
        )
}

/// `@name` or `@name@server`.
fn handle(text: &str, at: usize) -> Option<Mention> {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-');
    let name = run(&text[at + 1..], is_part);
    let mut end = at + 1 + name.len();
    if let Some(rest) = text[end..].strip_prefix('@') {
        end += 1 + run(rest, is_part).len();
    }
    let span = Span::new(at, end);
    let value = span.of(text)[1..].trim_end_matches('@');
    let letters = name.chars().filter(char::is_ascii_alphabetic).count();
    let ended = !text[end..].starts_with(char::is_alphanumeric);
    (name.len() >= 2 && letters > 0 && ended).then(|| Mention {
        span: Span::new(at, at + 1 + value.len()),
        found: Found::Handle(value.to_owned()),
        rule: "social.handle",
    })
}

/// `#tag`: letters, digits and low lines, of which one is a letter.
fn hashtag(text: &str, at: usize) -> Option<Mention> {
    let tag = run(&text[at + 1..], |character| {
        character.is_alphanumeric() || character == '_'
    });
    let lettered = tag.contains(char::is_alphabetic);
    (tag.chars().count() >= 2 && lettered && !is_colour(tag)).then(|| Mention {
        span: Span::new(at, at + 1 + tag.len()),
        found: Found::Hashtag(tag.to_owned()),
        rule: "social.hashtag",
    })
}

/// A colour as style sheets write it: three or six hexadecimal digits, some of them decimal.
fn is_colour(tag: &str) -> bool {
    matches!(tag.len(), 3 | 6)
        && tag.chars().all(|character| character.is_ascii_hexdigit())
        && tag.contains(|character: char| character.is_ascii_digit())
}

/// The characters from the start of the text that fit, without marks at their end.
fn run(text: &str, is_part: impl Fn(char) -> bool) -> &str {
    let end = text
        .char_indices()
        .take(LENGTH)
        .take_while(|(_, character)| is_part(*character))
        .last()
        .map_or(0, |(at, character)| at + character.len_utf8());
    text[..end].trim_end_matches(['.', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::testing::{document, with_view};

    fn found(text: &str) -> Vec<String> {
        with_view(&document(text), |view| {
            find(view)
                .iter()
                .map(|mention| match &mention.found {
                    Found::Handle(name) => format!("@{name}"),
                    Found::Hashtag(tag) => format!("#{tag}"),
                    other => panic!("expected a handle or tag, found {other:?}"),
                })
                .collect()
        })
    }

    #[test]
    fn handles_and_tags() {
        assert_eq!(found("Follow @example_org."), ["@example_org"]);
        assert_eq!(found("(@name@social.example)"), ["@name@social.example"]);
        assert_eq!(found("#Climat2025, #Énergie"), ["#Climat2025", "#Énergie"]);
    }

    #[test]
    fn what_is_neither() {
        for text in [
            "name@example.org",
            "#1",
            "# Heading",
            "https://x.org/#top",
            "&#39;",
            "C# 2",
            "@ 5",
            "#ff00aa",
            "@12",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
