//! E-mail addresses: plain, spaced, spelt out against robots, and behind links.

use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::Span;

use super::hosts::{has_known_suffix, host_end, known_suffix};
use crate::{Found, Mention, View};

/// The longest part before the @ (RFC 5321 §4.5.3.1.1).
const LOCAL_LENGTH: usize = 64;

/// The e-mail addresses of the document, ascending.
pub fn find(view: &View) -> Vec<Mention> {
    let mut found: Vec<Mention> = memchr::memchr_iter(b'@', view.text().as_bytes())
        .filter_map(|at| plain(view, at).or_else(|| spaced(view, at)))
        .collect();
    found.extend(spelt_out(view));
    found.extend(linked(view, &found));
    found.sort_by_key(|mention| (mention.span.start, mention.span.end));
    found
}

/// The placeholders that stand for hidden addresses, ascending: "[email protected]" and its
/// translations.
pub fn placeholders(view: &View) -> Vec<Span> {
    let bracket =
        |token: usize, marks: [char; 2]| marks.iter().any(|mark| view.tokens.is_mark(token, *mark));
    view.hits
        .iter()
        .filter(|hit| {
            hit.concept == Concept::EmailPlaceholder
                && hit.first > 0
                && bracket(hit.first - 1, ['[', '('])
                && bracket(hit.end, [']', ')'])
        })
        .filter(|hit| decoded_link_at(view, hit.span).is_none())
        .map(|hit| {
            let (open, close) = (view.tokens[hit.first - 1], view.tokens[hit.end]);
            Span::new(open.start as usize, close.end as usize)
        })
        .collect()
}

fn mention(span: Span, address: String, rule: &'static str) -> Mention {
    Mention {
        span,
        found: Found::Email(address),
        rule,
    }
}

/// `name@example.org`, as it stands, also with a misspelt or made-up end.
fn plain(view: &View, at: usize) -> Option<Mention> {
    let text = view.text();
    let start = local_start(text, at)?;
    if let Some(end) = host_end(text, at + 1) {
        let last = text[at + 1..end].rsplit('.').next()?;
        let worded = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic);
        let punycode = last.starts_with("xn--");
        // A second @ makes it the address of a handle at a server.
        if !(worded || punycode) || text[end..].starts_with('@') {
            return None;
        }
        let span = Span::new(start, end);
        return Some(mention(span, span.of(text).to_owned(), "email.plain"));
    }
    broken_after_at(text, start, at)
}

/// `name@` at the end of a line and a whole host name that is alone on the next.
fn broken_after_at(text: &str, start: usize, at: usize) -> Option<Mention> {
    let rest = text.get(at + 1..)?;
    let next = rest.strip_prefix('\n')?;
    let host = next.lines().next()?.trim();
    let host_start = at + 2 + (next.len() - next.trim_start_matches(' ').len());
    let end = host_end(text, host_start)?;
    if end - host_start != host.len()
        || !has_known_suffix(host)
        || host.contains(char::is_uppercase)
    {
        return None;
    }
    let address = format!("{}@{host}", &text[start..at]);
    Some(mention(Span::new(start, end), address, "email.line-break"))
}

/// `name @ example.org`: only where a mark, a line's start or an e-mail cue stands before the
/// name, since "meet us @ example.org" is no address.
fn spaced(view: &View, at: usize) -> Option<Mention> {
    let text = view.text();
    let before = text[..at].strip_suffix(' ').map_or(at, str::len);
    let host_start = at + 1 + usize::from(text[at + 1..].starts_with(' '));
    let start = local_start(text, before)?;
    let end = host_end(text, host_start)?;
    let host = &text[host_start..end];
    let token = view.tokens.first_at(start);
    let introduced = match token.checked_sub(1) {
        None => true,
        Some(previous) => {
            view.tokens[token].gap >= Gap::Line
                || matches!(view.tokens[previous].kind, TokenKind::Mark(_))
                || view
                    .hits
                    .at(previous)
                    .iter()
                    .any(|hit| hit.concept == Concept::EmailCue && hit.end == token)
        }
    };
    let lower = !host.contains(char::is_uppercase);
    if before == at && host_start == at + 1 || !introduced || !lower || !has_known_suffix(host) {
        return None;
    }
    let address = format!("{}@{host}", &text[start..before]);
    Some(mention(Span::new(start, end), address, "email.spaced"))
}

/// The first byte of the local part that ends at the offset.
fn local_start(text: &str, end: usize) -> Option<usize> {
    let head = text.get(..end)?;
    let mut start = end;
    for (offset, character) in head.char_indices().rev() {
        if !is_local(character) || end - offset > LOCAL_LENGTH {
            break;
        }
        start = offset;
    }
    // Marks that wrap an address stand before it: "'name@example.org'", "-name@example.org".
    let local =
        head[start..].trim_start_matches(['.', '-', '\'', '*', '~', '/', '=', '&', '_', '+', '%']);
    let start = end - local.len();
    let wrapped = head[..start].ends_with('@');
    (!local.is_empty() && !local.ends_with('.') && !wrapped).then_some(start)
}

fn is_local(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(
            character,
            '.' | '_' | '-' | '+' | '\'' | '&' | '%' | '=' | '~'
        )
}

/// Addresses in which a word or a bracketed @ stands for the sign: "name (at) example.org",
/// "name_at_example.org", "name AT example DOT org".
fn spelt_out(view: &View) -> Vec<Mention> {
    let words = view
        .hits
        .iter()
        .filter(|hit| hit.concept == Concept::EmailAt && hit.end == hit.first + 1)
        .map(|hit| hit.first);
    let mut found: Vec<Mention> = words
        .filter_map(|token| spelt_out_at(view, token))
        .collect();
    let signs = memchr::memchr_iter(b'@', view.text().as_bytes())
        .map(|offset| view.tokens.first_at(offset));
    found.extend(signs.filter_map(|token| bracketed(view, token)));
    found
}

fn spelt_out_at(view: &View, token: usize) -> Option<Mention> {
    bracketed(view, token)
        .or_else(|| underscored(view, token))
        .or_else(|| shouted(view, token))
}

/// `(at)`, `[ at ]`, `{at}`, `<at>` and `(@)`.
fn bracketed(view: &View, token: usize) -> Option<Mention> {
    let (open, close) = brackets_around(view, token)?;
    let local = labels_before(view, open, true)?;
    let host = labels_after(view, close + 1, true)?;
    assembled(local, host)
}

/// `name_at_example.org`.
fn underscored(view: &View, token: usize) -> Option<Mention> {
    let before = token.checked_sub(1)?;
    let tight = view.tokens[token].gap == Gap::None
        && view.tokens.is_mark(before, '_')
        && view.tokens.is_mark(token + 1, '_')
        && view.tokens[token + 1].gap == Gap::None;
    if !tight {
        return None;
    }
    let text = view.text();
    let end = view.tokens[before].start as usize;
    let start = local_start(text, end)?;
    let host = labels_after(view, token + 2, false)?;
    let suffix = known_suffix(&host.value)?;
    if handbill_lexicon::suffix_is_file(&suffix) {
        return None;
    }
    let local = Labels {
        value: text[start..end].to_owned(),
        span: Span::new(start, end),
    };
    assembled(local, host)
}

/// `name AT example DOT org`, in capitals among small letters.
fn shouted(view: &View, token: usize) -> Option<Mention> {
    let written = |token: usize| {
        view.tokens
            .get(token)
            .map(|token| &view.text()[token.start as usize..token.end as usize])
    };
    let word = written(token)?;
    let spaced = |token: usize| {
        view.tokens
            .get(token)
            .is_some_and(|token| token.gap == Gap::Space)
    };
    if word.len() < 2
        || word.chars().any(|character| !character.is_uppercase())
        || !spaced(token)
        || !spaced(token + 1)
    {
        return None;
    }
    let local = labels_before(view, token, false)?;
    let host = labels_after(view, token + 1, true)?;
    let small = |text: &str| text.contains(char::is_lowercase);
    (small(&local.value) && small(&host.value)).then_some(())?;
    assembled(local, host)
}

/// The labels of one side of an address, joined by full stops.
struct Labels {
    value: String,
    span: Span,
}

fn assembled(local: Labels, host: Labels) -> Option<Mention> {
    if !has_known_suffix(&host.value) || host.value.contains(char::is_uppercase) {
        return None;
    }
    let address = format!("{}@{}", local.value, host.value);
    Some(mention(
        local.span.cover(host.span),
        address,
        "email.spelt-out",
    ))
}

/// The brackets that hold the one token, if it is in such.
fn brackets_around(view: &View, token: usize) -> Option<(usize, usize)> {
    let open = token.checked_sub(1)?;
    let pairs = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>')];
    let fits = |pair: &(char, char)| {
        view.tokens.is_mark(open, pair.0) && view.tokens.is_mark(token + 1, pair.1)
    };
    let one_line = (token..=token + 1).all(|index| {
        view.tokens
            .get(index)
            .is_some_and(|token| token.gap <= Gap::Space)
    });
    (one_line && pairs.iter().any(fits)).then_some((open, token + 1))
}

/// The labels that begin at the token. `words` allows words that stand for the full stop.
fn labels_after(view: &View, first: usize, words: bool) -> Option<Labels> {
    const MOST_LABELS: usize = 8;
    let text = view.text();
    let head = view.tokens.get(first)?;
    if head.gap > Gap::Space {
        return None;
    }
    let start = head.start as usize;
    let mut value = String::new();
    let mut end = start;
    let mut token = first;
    for _ in 0..MOST_LABELS {
        let label_end = label_end(view, token)?;
        let from = view.tokens[token].start as usize;
        end = view.tokens[label_end - 1].end as usize;
        value.push_str(&text[from..end]);
        token = label_end;
        match stop_after(view, token, words) {
            Some(next) => {
                value.push('.');
                token = next;
            }
            None => break,
        }
    }
    // A stop that no label followed has returned above.
    Some(Labels {
        value,
        span: Span::new(start, end),
    })
}

/// One past the last token of the label that begins at the token: letters, digits, hyphens.
fn label_end(view: &View, first: usize) -> Option<usize> {
    let is_part = |token: usize| {
        view.tokens.get(token).is_some_and(|part| match part.kind {
            TokenKind::Word | TokenKind::Number => true,
            TokenKind::Mark(mark) => mark == '-' && token > first,
        })
    };
    is_part(first).then_some(())?;
    let mut end = first + 1;
    while is_part(end) && view.tokens[end].gap == Gap::None {
        end += 1;
    }
    while view.tokens.is_mark(end - 1, '-') {
        end -= 1;
    }
    (end > first).then_some(end)
}

/// The token after a full stop that goes on with a label, or after a word that stands for it.
fn stop_after(view: &View, token: usize, words: bool) -> Option<usize> {
    let goes_on = |next: usize, widest: Gap| {
        view.tokens.get(next).is_some_and(|next| {
            next.gap <= widest && matches!(next.kind, TokenKind::Word | TokenKind::Number)
        })
    };
    let stop = view.tokens.get(token)?;
    if stop.kind == TokenKind::Mark('.') && stop.gap == Gap::None {
        return goes_on(token + 1, Gap::None).then_some(token + 1);
    }
    if !words || stop.gap > Gap::Space {
        return None;
    }
    let is_dot = |token: usize| view.hits.find(token, Concept::EmailDot).is_some();
    if is_dot(token) && goes_on(token + 1, Gap::Space) {
        return Some(token + 1);
    }
    let bracketed_dot = (is_dot(token + 1) || view.tokens.is_mark(token + 1, '.'))
        && brackets_around(view, token + 1).is_some();
    (bracketed_dot && goes_on(token + 3, Gap::Space)).then_some(token + 3)
}

/// The labels that end before the token: the local part, in which words may stand for full
/// stops where they are bracketed.
fn labels_before(view: &View, end: usize, brackets: bool) -> Option<Labels> {
    let text = view.text();
    let last = view.tokens.get(end.checked_sub(1)?)?;
    if view.tokens[end].gap > Gap::Space {
        return None;
    }
    let stop = last.end as usize;
    let start = local_start(text, stop)?;
    let mut value = text[start..stop].to_owned();
    let mut span = Span::new(start, stop);
    let first = view.tokens.first_at(start);
    let dot = first.checked_sub(2).filter(|dot| {
        brackets
            && view.hits.find(*dot, Concept::EmailDot).is_some()
            && brackets_around(view, *dot).is_some()
    });
    if let Some(before) = dot.and_then(|dot| dot.checked_sub(2)) {
        let stop = view.tokens[before].end as usize;
        let start = local_start(text, stop)?;
        value = format!("{}.{value}", &text[start..stop]);
        span = span.cover(Span::new(start, stop));
    }
    Some(Labels { value, span })
}

/// Addresses that links lead to. Where the linked text is an address itself, that one stands.
fn linked(view: &View, found: &[Mention]) -> Vec<Mention> {
    let written = |span: Span| {
        let next = found.partition_point(|mention| mention.span.end <= span.start);
        found
            .get(next)
            .is_some_and(|mention| mention.span.overlaps(span))
    };
    view.document
        .links
        .iter()
        .filter(|link| !link.span.is_empty() && !written(link.span))
        .filter_map(|link| {
            let address = mailto(&link.target).or_else(|| decoded(&link.target))?;
            let address = shown(view, link.span).unwrap_or(address);
            Some(mention(link.span, address, super::LINKED_EMAIL))
        })
        .collect()
}

/// The address that the text of a link to one spells, and nothing else: archives of mailing lists
/// show the writer's ("kim at example.org"), and link to the list's.
fn shown(view: &View, link: Span) -> Option<String> {
    let mut parts = link.of(view.text()).split_whitespace();
    let (local, _, host) = (parts.next()?, parts.next()?, parts.next()?);
    let word = view.tokens.first_at(link.start + local.len());
    let at = view.hits.find(word, Concept::EmailAt)?;
    let address = format!("{local}@{host}");
    let whole = at.span.start == link.start + local.len() + 1
        && view.tokens.get(at.end)?.start as usize == at.span.end + 1;
    (whole && parts.next().is_none() && is_address(&address)).then_some(address)
}

/// The first address of a `mailto:` link (RFC 6068).
fn mailto(target: &str) -> Option<String> {
    let scheme = target.get(..7)?;
    if !scheme.eq_ignore_ascii_case("mailto:") {
        return None;
    }
    let addresses = target[7..].split('?').next()?;
    let first = percent_decoded(addresses.split(',').next()?)?;
    let first = first.trim();
    is_address(first).then(|| first.to_owned())
}

/// The address that Cloudflare hides in a link: `/cdn-cgi/l/email-protection#` and pairs of
/// hexadecimal digits, of which the first is the key that all others are combined with.
fn decoded(target: &str) -> Option<String> {
    let (page, digits) = target.split_once('#')?;
    if !page.ends_with("/email-protection") {
        return None;
    }
    let bytes: Option<Vec<u8>> = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let bytes = bytes?;
    let (key, hidden) = bytes.split_first()?;
    let clear: Vec<u8> = hidden.iter().map(|byte| byte ^ key).collect();
    let clear = String::from_utf8(clear).ok()?;
    is_address(&clear).then_some(clear)
}

fn decoded_link_at(view: &View, span: Span) -> Option<String> {
    let links = &view.document.links;
    let next = links.partition_point(|link| link.span.end <= span.start);
    let link = links.get(next)?;
    link.span
        .overlaps(span)
        .then(|| decoded(&link.target))
        .flatten()
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && local.chars().all(is_local)
            && host_end(text, local.len() + 1) == Some(text.len())
            && !host.starts_with('.')
    })
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' && tail.len() >= 2 {
            let digits = std::str::from_utf8(&tail[..2]).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::testing::{document, document_with_link, with_view};

    fn emails(text: &str) -> Vec<String> {
        with_view(&document(text), |view| addresses(&find(view)))
    }

    fn addresses(mentions: &[Mention]) -> Vec<String> {
        mentions
            .iter()
            .map(|mention| match &mention.found {
                Found::Email(address) => address.clone(),
                other => panic!("expected an e-mail, found {other:?}"),
            })
            .collect()
    }

    #[test]
    fn addresses_as_written() {
        for (text, address) in [
            (
                "Write to jean.dupont@example.org.",
                "jean.dupont@example.org",
            ),
            ("(info@example.co.uk)", "info@example.co.uk"),
            ("mailto:info@example.org?subject=a", "info@example.org"),
            ("info@example.org.Please write", "info@example.org"),
            ("'a+b@example.org'", "a+b@example.org"),
            ("info@exmaple.ogr", "info@exmaple.ogr"),
            ("contact@\nexample.org\nnext", "contact@example.org"),
            ("E-mail info @ example.org", "info@example.org"),
            ("Contact: info@ example.org", "info@example.org"),
        ] {
            assert_eq!(emails(text), [address], "{text}");
        }
    }

    #[test]
    fn addresses_spelt_out() {
        for (text, address) in [
            ("info(at)example.org", "info@example.org"),
            ("info (@) example.org", "info@example.org"),
            ("name [at] example [dot] org", "name@example.org"),
            (
                "first [dot] last [at] example [dot] co [dot] uk",
                "first.last@example.co.uk",
            ),
            ("name_at_example.org", "name@example.org"),
            ("name AT example DOT org", "name@example.org"),
            ("name {at} example.org, or", "name@example.org"),
            (
                "anna.muster (ät) example (punkt) de",
                "anna.muster@example.de",
            ),
            ("jean [arobase] example [point] fr", "jean@example.fr"),
        ] {
            assert_eq!(emails(text), [address], "{text}");
        }
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "Meet us at example.org today",
            "meet us @ example.org",
            "Follow @example and @example.org",
            "@user@mastodon.example",
            "look_at_me.py",
            "MEET US AT EXAMPLE DOT ORG",
            "[email protected]",
            "3 @ 4.50 each",
            "we met (at) noon",
            "@",
            "a@",
        ] {
            assert!(emails(text).is_empty(), "{text}: {:?}", emails(text));
        }
    }

    #[test]
    fn links_carry_addresses() {
        let document =
            document_with_link("Write to us", "us", "mailto:info%40example.org?subject=x");
        with_view(&document, |view| {
            assert_eq!(addresses(&find(view)), ["info@example.org"]);
        });
        let shown = document_with_link(
            "Kim kim at example.org",
            "kim at example.org",
            "mailto:list@example.net",
        );
        with_view(&shown, |view| {
            assert_eq!(addresses(&find(view)), ["kim@example.org"]);
        });
        // 0x42 combined with each byte of a@b.org.
        let hidden = "/cdn-cgi/l/email-protection#422302206c2d3025";
        let document =
            document_with_link("Write to [email protected]", "[email protected]", hidden);
        with_view(&document, |view| {
            assert_eq!(addresses(&find(view)), ["a@b.org"]);
            assert!(placeholders(view).is_empty());
        });
    }

    #[test]
    fn a_placeholder_is_reported() {
        let text = "Contact: [email protected] or [E-Mail geschützt]";
        with_view(&document(text), |view| {
            let spans: Vec<&str> = placeholders(view)
                .iter()
                .map(|span| span.of(text))
                .collect();
            assert_eq!(spans, ["[email protected]", "[E-Mail geschützt]"]);
        });
    }
}
