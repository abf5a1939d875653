//! Web addresses: with a scheme, bare, and behind linked text.

use handbill_lexicon::Concept;
use handbill_model::{Link, Span};
use linkify::{LinkFinder, LinkKind as Linkified};

use super::LINKED_TEXT;
use super::hosts::{after_scheme, has_known_suffix, host_end, known_suffix};
use super::link_kinds::link_kind;
use crate::{Found, LinkKind, Mention, View};

/// The web addresses of a document.
pub struct Links {
    /// Addresses that stand in the text, ascending.
    pub claimed: Vec<Mention>,
    /// Links of other text, ascending: they lie over what else the text says.
    pub overlaid: Vec<Mention>,
}

/// The web addresses of the document.
pub fn find(view: &View) -> Links {
    let text = view.text();
    let mut finder = LinkFinder::new();
    finder.kinds(&[Linkified::Url]).url_must_have_scheme(false);
    let mut claimed: Vec<Mention> = finder
        .links(text)
        .filter_map(|link| written(text, Span::new(link.start(), link.end())))
        .collect();
    for found in &mut claimed {
        if let Found::Url { url, kind } = &mut found.found
            && *kind == LinkKind::Page
            && has_path(url)
            && follows_bid(view, found.span)
        {
            *kind = LinkKind::Profile;
        }
    }
    let mut overlaid = Vec::new();
    for link in &view.document.links {
        let Some(url) = normalised(&link.target) else {
            continue;
        };
        if !replace_written(&mut claimed, text, link, &url) {
            overlaid.push(mention(link.span, url, LINKED_TEXT));
        }
    }
    Links { claimed, overlaid }
}

/// Whether words that bid to follow somebody lead to the address ("Like us: …", "Follow us on …").
fn follows_bid(view: &View, address: Span) -> bool {
    const NEAR: usize = 6;
    let at = view.tokens.first_at(address.start);
    (at.saturating_sub(NEAR)..at)
        .filter_map(|token| view.hits.find(token, Concept::CueFollow))
        .any(|hit| {
            let between = Span::new(hit.span.end.min(address.start), address.start);
            view.words(between) <= 1 && !between.of(view.text()).contains('\n')
        })
}

/// Whether the address names a page of its site.
fn has_path(url: &str) -> bool {
    let rest = after_scheme(url).map_or(url, |(_, rest)| rest);
    rest.split_once('/')
        .is_some_and(|(_, path)| !path.is_empty())
}

fn mention(span: Span, url: String, rule: &'static str) -> Mention {
    let kind = link_kind(&url);
    Mention {
        span,
        found: Found::Url { url, kind },
        rule,
    }
}

/// Where the linked text holds a written address, that takes the link's target: the text may
/// show it shortened. Otherwise the text is other text.
fn replace_written(claimed: &mut [Mention], text: &str, link: &Link, url: &str) -> bool {
    if link.span.is_empty() {
        return false;
    }
    let next = claimed.partition_point(|mention| mention.span.end <= link.span.start);
    let Some(written) = claimed
        .get_mut(next)
        .filter(|written| written.span.overlaps(link.span))
    else {
        return false;
    };
    // More text than the address: the link is that text's, and the address its own.
    let whole = link.span.trim(text).len() <= written.span.len() + "<>…".len();
    if whole {
        *written = mention(written.span, url.to_owned(), "link.marked");
    }
    whole
}

/// The address that linkify found at the span, if it is one.
fn written(text: &str, span: Span) -> Option<Mention> {
    let span = trimmed(text, span);
    let address = span.of(text);
    // An address cut short on display leads nowhere.
    let after = &text[span.end..];
    if address.contains('…') || after.starts_with('…') || after.starts_with("...") {
        return None;
    }
    if address.contains("://") {
        return Some(mention(span, normalised(address)?, "link.scheme"));
    }
    let end = host_end(text, span.start)?.min(span.end);
    let host = &text[span.start..end];
    let span =
        if host.len() < address.len() && !address[host.len()..].starts_with(['/', '?', '#', ':']) {
            Span::new(span.start, end)
        } else {
            span
        };
    let address = span.of(text);
    let rule = if is_www(host) {
        "link.www"
    } else if is_bare_host(text, span, host) {
        "link.bare"
    } else {
        return None;
    };
    Some(mention(
        span,
        normalised(&format!("https://{address}"))?,
        rule,
    ))
}

/// The span without marks of emphasis at its end.
fn trimmed(text: &str, span: Span) -> Span {
    let address = span.of(text);
    let end = address.trim_end_matches(['*', '_', '~', '|', '\\', '»', '”', '’']);
    Span::new(span.start, span.start + end.len())
}

fn is_www(host: &str) -> bool {
    let prefixed = host
        .get(..4)
        .is_some_and(|head| head.eq_ignore_ascii_case("www."));
    prefixed && has_known_suffix(&host[4..])
}

/// Whether a host without scheme and `www.` is meant as an address, and is no file name,
/// abbreviation or full stop without its space.
fn is_bare_host(text: &str, span: Span, host: &str) -> bool {
    let Some(suffix) = known_suffix(host) else {
        return false;
    };
    let path = span.len() > host.len() + 1;
    let name = &host[..host.len() - suffix.len() - 1];
    let label = name.rsplit('.').next().unwrap_or_default();
    let after = &text[span.end..];
    let last = host.rsplit('.').next().unwrap_or_default();
    let written_small = !last.contains(char::is_uppercase);
    let short = label.chars().count() < 2;
    let numeric = label
        .chars()
        .all(|character| character.is_ascii_digit() || character == '-');
    if !written_small || (short || numeric) && !path || after.starts_with(['@', '(', '_', '=']) {
        return false;
    }
    if !path && handbill_lexicon::suffix_is_file(&suffix) {
        return false;
    }
    // Capitals inside a label: "Node.js", "Dr.Smith", "ASP.net" are names.
    let inner_capital = name
        .char_indices()
        .any(|(at, character)| at > 0 && character.is_uppercase());
    if inner_capital && !path {
        return false;
    }
    path || !handbill_lexicon::suffix_is_word(&suffix)
        || label.contains('-')
        || !stands_in_a_sentence(text, span)
}

/// Whether words stand before and after on the same line, as where a full stop lacks its space.
fn stands_in_a_sentence(text: &str, span: Span) -> bool {
    let word_before = text[..span.start]
        .trim_end_matches(' ')
        .ends_with(|character: char| character.is_alphanumeric() || character == ',');
    let word_after = text[span.end..]
        .trim_start_matches(' ')
        .starts_with(char::is_lowercase);
    word_after && (word_before || span.start == 0)
}

/// The address with scheme and host in lower case, where it is a web address (WHATWG URL).
fn normalised(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = after_scheme(address)?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(host_end);
    let normalised = format!("{scheme}://{}{path}", authority.to_lowercase());
    // A host of plain labels is valid; other labels may be numbers or punycode, and are not always.
    let is_plain =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_lowercase());
    if authority.contains('.') && authority.split('.').all(is_plain) {
        return Some(normalised);
    }
    let url = url::Url::parse(&normalised).ok()?;
    url.host_str()?.contains(['.', ':']).then_some(normalised)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::testing::{document, document_with_link, with_view};

    fn urls(text: &str) -> Vec<String> {
        with_view(&document(text), |view| {
            find(view).claimed.iter().map(address).collect()
        })
    }

    fn address(mention: &Mention) -> String {
        match &mention.found {
            Found::Url { url, .. } => url.clone(),
            other => panic!("expected a URL, found {other:?}"),
        }
    }

    #[test]
    fn addresses_in_the_text() {
        for (text, url) in [
            ("See https://Example.org/A.", "https://example.org/A"),
            ("(http://example.org/a_(b))", "http://example.org/a_(b)"),
            ("www.example.org, and", "https://www.example.org"),
            (
                "on example.eu/events/2025-autumn now",
                "https://example.eu/events/2025-autumn",
            ),
            ("Web: example.org", "https://example.org"),
            ("Booking at Example.com", "https://example.com"),
            ("**https://example.org**", "https://example.org"),
            (
                "<https://example.org/?a=1&b=2>",
                "https://example.org/?a=1&b=2",
            ),
            ("mehr auf muster-stadt.de oder", "https://muster-stadt.de"),
            ("|https://example.org|", "https://example.org"),
            ("example.org.Please", "https://example.org"),
        ] {
            assert_eq!(urls(text), [url], "{text}");
        }
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "node.js and readme.md",
            "e.g. or z.B. or i.e. it",
            "Dr.Smith met Mr.Jones",
            "at the end.The next",
            "we did it to the end.it was good",
            "from 3.de on",
            "at 10.30 a.m. or 5 p.m.",
            "name@example.org",
            "https://example.org/very/lo…",
            "ftp://example.org/file",
            "v1.2.3",
        ] {
            let found = urls(text);
            let stray = found
                .iter()
                .any(|url| !text.contains('@') || url.contains('@'));
            assert!(!stray, "{text}: {found:?}");
        }
    }

    #[test]
    fn a_link_lies_over_its_text_or_completes_it() {
        let target = "https://example.org/register";
        let marked = document_with_link("Register by 5 May", "Register by 5 May", target);
        with_view(&marked, |view| {
            let links = find(view);
            assert!(links.claimed.is_empty());
            assert_eq!(address(&links.overlaid[0]), target);
            assert_eq!(links.overlaid[0].rule, LINKED_TEXT);
        });
        let marked = document_with_link("Go to example.org/reg", "example.org/reg", target);
        with_view(&marked, |view| {
            let links = find(view);
            assert_eq!(address(&links.claimed[0]), target);
            assert!(links.overlaid.is_empty());
        });
    }
}
