//! Well-known services of the web (`data/services.toml`): what the address of a page says of it.

include!(concat!(env!("OUT_DIR"), "/services.rs"));

/// What sort of page a service offers at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceKind {
    /// A page of a service that is none of the following: a post, a button.
    Page,
    /// A form or ticket shop to register at.
    Registration,
    /// A video meeting to join, or a stream to watch.
    Meeting,
    /// A map.
    Map,
    /// A shortened address that does not show where it leads.
    Shortened,
    /// A profile in a social network.
    Profile,
}

/// The kind of page at `host` and `path` (the path without its leading slash), where a
/// well-known service is at home there. The host is lower-case.
pub fn service_kind(host: &str, path: &str) -> Option<ServiceKind> {
    let stems = stems(host);
    // A pattern is found by the label before its public suffix.
    let names = host.rsplit('.').skip(1).take(2);
    names
        .flat_map(|name| {
            let first = SERVICES.partition_point(|service| service.0 < name);
            SERVICES[first..]
                .iter()
                .take_while(move |service| service.0 == name)
        })
        .find(|(_, host_pattern, path_pattern, _)| {
            host_fits(host, &stems, host_pattern) && path_fits(path, path_pattern)
        })
        .map(|service| service.3)
}

/// Whether the end of a host name ("it") is also a word of some language, as in "end.it".
pub fn suffix_is_word(suffix: &str) -> bool {
    WORD_SUFFIXES.contains(&suffix)
}

/// Whether the end of a host name ("md") is also the end of file names, as in "readme.md".
pub fn suffix_is_file(suffix: &str) -> bool {
    FILE_SUFFIXES.contains(&suffix)
}

/// What may stand before the public suffix of the host: one or two short labels taken off.
fn stems(host: &str) -> [&str; 2] {
    let one = host.rsplit_once('.').map_or("", |(head, _)| head);
    let two = match one.rsplit_once('.') {
        Some((head, label)) if label.len() <= 3 => head,
        _ => "",
    };
    [one, two]
}

/// Whether the host is that of the pattern or lies under it. A pattern that ends in `.*` stands
/// for every public suffix.
fn host_fits(host: &str, stems: &[&str], pattern: &str) -> bool {
    match pattern.strip_suffix(".*") {
        None => ends_with_labels(host, pattern),
        Some(stem) => stems.iter().any(|head| ends_with_labels(head, stem)),
    }
}

fn ends_with_labels(host: &str, end: &str) -> bool {
    host.strip_suffix(end)
        .is_some_and(|head| head.is_empty() || head.ends_with('.'))
}

/// Whether the path begins as the pattern does; `*` stands for one segment, and where it ends
/// the pattern nothing may follow but a slash, a query or a fragment.
fn path_fits(path: &str, pattern: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return path.starts_with(pattern);
    };
    let Some(rest) = path.strip_prefix(head) else {
        return false;
    };
    let segment = rest.find(['/', '?', '#']).map_or(rest.len(), |end| end);
    let after = &rest[segment..];
    if segment == 0 {
        return false;
    }
    if tail.is_empty() {
        return matches!(after, "" | "/")
            || after.starts_with(['?', '#'])
            || after.starts_with("/?");
    }
    after.starts_with(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_told_by_host_and_path() {
        for (host, path, kind) in [
            ("us02web.zoom.us", "j/123", Some(ServiceKind::Meeting)),
            (
                "us02web.zoom.us",
                "webinar/register/WN_1",
                Some(ServiceKind::Registration),
            ),
            ("www.google.co.uk", "maps/place/x", Some(ServiceKind::Map)),
            ("www.google.com", "search?q=maps", None),
            ("x.com", "example", Some(ServiceKind::Profile)),
            ("x.com", "example/status/12", None),
            ("x.com", "intent/tweet?text=a", Some(ServiceKind::Page)),
            ("linux.com", "example", None),
            (
                "www.linkedin.com",
                "company/example/",
                Some(ServiceKind::Profile),
            ),
            (
                "www.linkedin.com",
                "posts/example_1",
                Some(ServiceKind::Page),
            ),
            ("www.facebook.com", "example", Some(ServiceKind::Profile)),
            ("www.facebook.com", "events/123", Some(ServiceKind::Page)),
            (
                "www.eventbrite.co.uk",
                "e/1",
                Some(ServiceKind::Registration),
            ),
            ("bit.ly", "abc", Some(ServiceKind::Shortened)),
            ("rabbit.ly", "abc", None),
        ] {
            assert_eq!(service_kind(host, path), kind, "{host}/{path}");
        }
    }
}
