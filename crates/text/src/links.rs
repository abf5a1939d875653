//! Addresses that only lead on to another: proxies, redirects that track, tracking parameters.

use std::borrow::Cow;

/// How many wrappers may lie round one address.
const MAXIMUM_LAYERS: usize = 5;

/// Query parameters that carry the address which a redirect leads to.
const TARGET_PARAMETERS: [&str; 17] = [
    "url",
    "u",
    "q",
    "target",
    "targeturl",
    "redirect",
    "redirecturl",
    "redirect_url",
    "to",
    "dest",
    "destination",
    "link",
    "goto",
    "href",
    "out",
    "desturl",
    "r",
];

/// Query parameters that only tell where a reader came from.
const TRACKING_PARAMETERS: [&str; 9] = [
    "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "mkt_tok",
];

/// The address that an `http` or `https` address stands for, where that is another: without the
/// proxy or redirect round it and without tracking parameters. `None` where it stands for itself
/// or is no such address. Shortened addresses stand for themselves, as they carry no target.
pub fn unwrap(address: &str) -> Option<String> {
    let rest = without_scheme(address)?;
    if !rest.contains('?') && !holds_scheme(rest) {
        return None;
    }
    let mut current = Cow::Borrowed(address);
    for _ in 0..MAXIMUM_LAYERS {
        let Some(inner) = target_in_path(&current).or_else(|| target_in_query(&current)) else {
            break;
        };
        current = Cow::Owned(inner);
    }
    if let Some(clean) = without_tracking(&current) {
        current = Cow::Owned(clean);
    }
    match current {
        Cow::Owned(inner) if inner != address => Some(inner),
        _ => None,
    }
}

/// The parts of an address that matter here; each is a slice of it.
struct Parts<'a> {
    host: &'a str,
    /// From the first slash on, without query and fragment.
    path: &'a str,
    query: &'a str,
    /// All after the host.
    after_host: &'a str,
}

/// Splits an absolute address with a host that could be a public one.
fn parts(address: &str) -> Option<Parts<'_>> {
    let rest = without_scheme(address)?;
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after_host) = rest.split_at(host_end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.split(':').next().unwrap_or(host);
    if !is_host(host) {
        return None;
    }
    let before_fragment = after_host.split('#').next().unwrap_or(after_host);
    let (path, query) = before_fragment
        .split_once('?')
        .unwrap_or((before_fragment, ""));
    Some(Parts {
        host,
        path,
        query,
        after_host,
    })
}

/// Whether the name of a web address's scheme stands in the text.
fn holds_scheme(text: &str) -> bool {
    let mut names = text.as_bytes().windows("http".len());
    names.any(|name| name[0] | 0x20 == b'h' && name.eq_ignore_ascii_case(b"http"))
}

fn without_scheme(address: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| {
        let head = address.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme)
            .then(|| &address[scheme.len()..])
    })
}

fn is_host(host: &str) -> bool {
    let mut labels = host.rsplit('.');
    let top = labels.next().unwrap_or_default();
    top.len() >= 2
        && top
            .chars()
            .all(|character| character.is_alphanumeric() || character == '-')
        && !top.chars().all(|character| character.is_ascii_digit())
        && labels.next().is_some_and(|label| !label.is_empty())
        && !host.contains(['%', ' ', '&', '='])
}

/// The target that stands in the path: `/https/host/…` right behind the host, or an address
/// written out, plain or percent-encoded, anywhere behind a slash.
fn target_in_path(address: &str) -> Option<String> {
    let outer = parts(address)?;
    proxied(&outer)
        .or_else(|| written_out(&outer))
        .or_else(|| encoded_in_path(&outer))
        .filter(|inner| parts(inner).is_some())
}

fn proxied(outer: &Parts) -> Option<String> {
    let (scheme, inner) = ["https", "http"].iter().find_map(|scheme| {
        let rest = outer.after_host.strip_prefix('/')?.strip_prefix(scheme)?;
        Some((scheme, rest.strip_prefix('/')?))
    })?;
    let host = inner.split(['/', '?', '#', ':']).next()?;
    // A file such as `setup.html` is written like a host, but has no public suffix.
    let is_public = psl::suffix(host.to_ascii_lowercase().as_bytes()).is_some_and(|suffix| suffix.is_known())
            // The top-level domain that RFC 2606 keeps for examples.
            || host.to_ascii_lowercase().ends_with(".example");
    (is_public && is_host(host)).then(|| format!("{scheme}://{inner}"))
}

fn written_out(outer: &Parts) -> Option<String> {
    let (at, separator) = ["/https:/", "/http:/", "__https:/", "__http:/"]
        .iter()
        .find_map(|mark| {
            let found = outer.path.find(mark)?;
            let at = found + mark.find('h').unwrap_or(0);
            Some((at, found + mark.len()))
        })?;
    // Some servers fold `//` in a path into one slash.
    let rest = outer.after_host[separator..].trim_start_matches('/');
    // One gateway closes the target with `__;`.
    let rest = rest.split("__;").next().unwrap_or(rest);
    Some(format!("{}/{rest}", &outer.after_host[at..separator]))
}

fn encoded_in_path(outer: &Parts) -> Option<String> {
    outer.path.split('/').find_map(|segment| {
        let head = segment.get(..9)?.to_ascii_lowercase();
        (head.starts_with("https%3a") || head.starts_with("http%3a")).then(|| decoded(segment))
    })
}

/// The target that a parameter of the query carries; its host is another than the redirect's.
fn target_in_query(address: &str) -> Option<String> {
    let outer = parts(address)?;
    pairs(outer.query).find_map(|(name, value)| {
        let name = name.to_ascii_lowercase();
        let is_target = TARGET_PARAMETERS.contains(&name.as_str())
            // In a search form `q` is what is searched for.
            && (name != "q" || outer.path.ends_with("/url"));
        if !is_target {
            return None;
        }
        let inner = decoded(value);
        let differs = parts(&inner)?.host != outer.host;
        differs.then_some(inner)
    })
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The address without tracking parameters, where it has some.
fn without_tracking(address: &str) -> Option<String> {
    let outer = parts(address)?;
    if !pairs(outer.query).any(|(name, _)| is_tracking(name)) {
        return None;
    }
    let kept: Vec<&str> = outer
        .query
        .split('&')
        .filter(|pair| !is_tracking(pair.split('=').next().unwrap_or(pair)))
        .collect();
    let head = &address[..address.len() - outer.after_host.len()];
    let fragment = &outer.after_host[(outer.path.len() + 1 + outer.query.len())..];
    let mark = if kept.is_empty() { "" } else { "?" };
    Some(format!(
        "{head}{}{mark}{}{fragment}",
        outer.path,
        kept.join("&")
    ))
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING_PARAMETERS.contains(&name.as_str())
}

/// Percent-decodes ASCII; what is not printable ASCII stays encoded, so that the result can stand
/// in a text as one address.
fn decoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest
            .get(1..3)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) if byte.is_ascii_graphic() && !b"<>\"".contains(&byte) => {
                out.push(char::from(byte));
                rest = &rest[3..];
            }
            _ => {
                out.push('%');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_addresses_are_unwrapped() {
        for (wrapped, address) in [
            (
                "https://calm-mud.example.dev:443/https/lnkd.in/eFwJ",
                "https://lnkd.in/eFwJ",
            ),
            (
                "https://proxy.example.org/http/www.ccre.org/",
                "http://www.ccre.org/",
            ),
            (
                "https://web.archive.org/web/20200101000000/https://example.org/a?b=1",
                "https://example.org/a?b=1",
            ),
            (
                "https://web.archive.org/web/2020/http:/example.org/",
                "http://example.org/",
            ),
            (
                "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1&data=05",
                "https://example.org/a?b=1",
            ),
            (
                "https://www.google.com/url?q=https://example.org/&sa=D",
                "https://example.org/",
            ),
            (
                "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F&h=AT0",
                "https://example.org/",
            ),
            (
                "https://www.linkedin.com/redir/redirect?url=http%3A%2F%2Fexample%2Eorg&urlhash=x",
                "http://example.org",
            ),
            (
                "https://news.example.com/redirect/https%3A%2F%2Fexample.org%2Fday",
                "https://example.org/day",
            ),
            (
                "https://urldefense.com/v3/__https://example.org/a__;!!abc",
                "https://example.org/a",
            ),
            (
                "https://example.org/a?utm_source=x&id=7&fbclid=y#part",
                "https://example.org/a?id=7#part",
            ),
            (
                "https://example.org/a?utm_source=x",
                "https://example.org/a",
            ),
            (
                "https://p.example.dev/https/t.example.com/go?url=https%3A%2F%2Fexample.org%2F%3Futm_medium%3Dm",
                "https://example.org/",
            ),
            (
                "https://t.example.com/?url=https%3A%2F%2Fexample.org%2F%C3%A9t%C3%A9",
                "https://example.org/%C3%A9t%C3%A9",
            ),
        ] {
            assert_eq!(unwrap(wrapped).as_deref(), Some(address), "{wrapped}");
        }
    }

    #[test]
    fn addresses_that_stand_for_themselves_stay() {
        for address in [
            "https://lnkd.in/eFwJMN8h",
            "https://bit.ly/3xY",
            "https://example.org/https/setup.html",
            "https://example.org/search?q=https://other.org",
            "https://example.org/login?redirect=https://example.org/home",
            "https://example.org/login?redirect=/home",
            "https://example.org/?u=42&to=noon",
            "https://example.org/?url=https://localhost/x",
            "mailto:info@example.org",
            "https://",
            "https://%",
            "",
        ] {
            assert_eq!(unwrap(address), None, "{address}");
        }
    }
}
