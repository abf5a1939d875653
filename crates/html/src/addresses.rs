//! Addresses of links: made absolute, unwrapped, decoded where the page hides them from machines.

use handbill_text::links::unwrap;
use scraper::node::Element;
use url::{ParseError, Position, Url};

use crate::dom::attribute;

/// The longest address that is a link's target; longer ones carry data of their own.
const LONGEST: usize = 4000;

/// Where a link leads: an absolute address where that is known, unwrapped. Nothing for links that
/// lead to their own page or run a script, unless that hides an address.
pub(crate) fn target(href: &str, base: Option<&Url>) -> Option<String> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') || href.len() > LONGEST {
        return None;
    }
    if let Some(script) = strip_scheme(href, "javascript:") {
        return shifted(script);
    }
    if is_plain(href) {
        return Some(unwrap(href).unwrap_or_else(|| href.to_owned()));
    }
    if let Some(whole) = base.and_then(|base| joined(base, href)) {
        return Some(unwrap(&whole).unwrap_or(whole));
    }
    let href: String = href.chars().filter(|c| !c.is_control()).collect();
    match Url::parse(&href) {
        Ok(url) if matches!(url.scheme(), "data" | "blob" | "about" | "vbscript") => None,
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(unwrap(&href).unwrap_or(href)),
        Ok(_) => Some(href),
        Err(ParseError::RelativeUrlWithoutBase) => match base {
            Some(base) => {
                let whole = String::from(base.join(&href).ok()?);
                Some(unwrap(&whole).unwrap_or(whole))
            }
            None => Some(href),
        },
        Err(_) => None,
    }
}

/// Whether this is a web address that stands as it is written: most do, and parsing them all would
/// cost more than reading the page.
fn is_plain(href: &str) -> bool {
    let rest = href
        .strip_prefix("https://")
        .or_else(|| href.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(host_end);
        // Other labels may be numbers or punycode, and not be valid.
        let is_name =
            |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_lowercase());
        host.split('.').all(is_name) && !path.contains(char::is_control)
    })
}

/// The address that a path from the root of the site leads to, where joining it changes nothing in
/// it: no segment steps up, and no character is to be encoded (WHATWG URL).
fn joined(base: &Url, href: &str) -> Option<String> {
    let stands = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~/!$&()*+,;=:@%?.".contains(&byte);
    let steps = |pair: &[u8]| pair[0] == b'/' && matches!(pair[1], b'.' | b'%');
    let plain = href.starts_with('/')
        && !href.starts_with("//")
        && matches!(base.scheme(), "http" | "https")
        && href.bytes().all(stands)
        && !href.as_bytes().windows(2).any(steps);
    plain.then(|| base[..Position::BeforePath].to_owned() + href)
}

fn strip_scheme<'a>(href: &'a str, scheme: &str) -> Option<&'a str> {
    let head = href.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme)
        .then(|| &href[scheme.len()..])
}

/// The mail address that an element hides: Cloudflare's `data-cfemail` holds a key and the bytes
/// of the address under it, in hexadecimal digits; so does the fragment of its link.
pub(crate) fn protected(element: &Element) -> Option<String> {
    let code = attribute(element, "data-cfemail").or_else(|| {
        let (page, code) = attribute(element, "href")?.split_once('#')?;
        page.ends_with("/cdn-cgi/l/email-protection")
            .then_some(code)
    })?;
    let digits = code.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let key = byte(digits.get(..2)?)?;
    let bytes: Option<Vec<u8>> = digits[2..]
        .chunks(2)
        .map(|pair| Some(byte(pair)? ^ key))
        .collect();
    let address = String::from_utf8(bytes?).ok()?;
    // The link may carry a subject behind the address.
    let address = address.split('?').next().unwrap_or_default();
    is_mail_address(address).then(|| address.to_owned())
}

fn is_mail_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    })
}

/// The `mailto:` address in a script's string whose letters (and with some programs digits and
/// marks, each in its own range) are shifted by a number of places.
fn shifted(script: &str) -> Option<String> {
    const MAIL: &str = "mailto:";
    let quoted = script.split(['\'', '"']).skip(1).step_by(2);
    for code in quoted.filter(|code| code.len() > MAIL.len() && code.len() < 400) {
        let plain = percent_decoded(code);
        if plain.starts_with(MAIL) {
            return Some(plain);
        }
        for ranges in [
            &[(b'a', b'z'), (b'A', b'Z')][..],
            &[(b'a', b'z'), (b'@', b'Z'), (b'+', b':')],
        ] {
            for places in 1..26 {
                let mut letters = plain.bytes().map(|byte| shift(byte, places, ranges));
                if letters.by_ref().take(MAIL.len()).eq(MAIL.bytes()) {
                    let rest: Vec<u8> = letters.collect();
                    let address = String::from_utf8(rest).ok()?;
                    return is_mail_address(&address).then(|| MAIL.to_owned() + &address);
                }
            }
        }
    }
    None
}

fn shift(byte: u8, places: u8, ranges: &[(u8, u8)]) -> u8 {
    match ranges
        .iter()
        .find(|(first, last)| (*first..=*last).contains(&byte))
    {
        Some((first, last)) => {
            let length = last - first + 1;
            first + (byte - first + length - places % length) % length
        }
        None => byte,
    }
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| byte == b'%');
        let decoded = code
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        out.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() {
            &after[2..]
        } else {
            after
        };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Whether the words that stand for a picture are the name of its file, with its ending ("flyer.png")
/// or without ("summer_fair", "IMG-2071").
pub(crate) fn is_file_name(text: &str, source: &str) -> bool {
    let ending = text.rsplit_once('.').map(|(_, ending)| ending);
    let has_ending = ending.is_some_and(|ending| {
        ["jpg", "jpeg", "png", "gif", "webp", "svg", "avif"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    });
    let is_stem = || {
        let file = source.rsplit('/').next().unwrap_or_default();
        text.contains(|c: char| c == '-' || c.is_ascii_digit())
            && file
                .strip_prefix(text)
                .is_some_and(|rest| rest.starts_with('.'))
    };
    has_ending || !text.contains(char::is_whitespace) && (text.contains('_') || is_stem())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_absolute() {
        let base = Url::parse("https://example.org/events/").ok();
        let absolute = |href: &str| target(href, base.as_ref());
        assert_eq!(
            absolute("../a?b#c").as_deref(),
            Some("https://example.org/a?b#c")
        );
        assert_eq!(
            absolute("//example.com/x").as_deref(),
            Some("https://example.com/x")
        );
        assert_eq!(
            absolute(" mailto:a@example.org ").as_deref(),
            Some("mailto:a@example.org")
        );
        for href in [
            "/a/b.html?c=d",
            "/a/../b",
            "/a/%2e%2E/b",
            "/a b",
            "/\u{e9}t\u{e9}#x",
            "/a\\b",
            "/a^{b}'\"c\"?d'e|f",
            "/a%20b",
            "//example.com",
        ] {
            let whole = base.as_ref().and_then(|base| base.join(href).ok());
            assert_eq!(absolute(href), whole.map(String::from), "{href}");
        }
        for href in [
            "https://example.org",
            "https://a.example.org/x y",
            "http://Example.org",
        ] {
            assert_eq!(absolute(href).as_deref(), Some(href));
        }
        assert_eq!(absolute("https://exa mple.org/"), None);
        assert_eq!(absolute("#top"), None);
        assert_eq!(absolute("javascript:void(0)"), None);
        assert_eq!(target("a.html", None).as_deref(), Some("a.html"));
    }

    #[test]
    fn shifted_addresses_are_read() {
        for href in [
            "javascript:linkTo('ocknvq,kphqBgzcorng0qti')",
            "javascript:go('znvygb:vasb@rknzcyr.bet')",
            "javascript:location='mailto%3Ainfo%40example.org'",
        ] {
            assert_eq!(
                target(href, None).as_deref(),
                Some("mailto:info@example.org"),
                "{href}"
            );
        }
    }
}
