//! Host names, as e-mail and web addresses share them.

/// The scheme of a web address and what follows its `://`; a colon ends the scheme wherever it stands first.
pub fn after_scheme(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    Some((scheme, rest.strip_prefix("//")?))
}

/// One past the end of the host name that begins at the byte offset: labels of letters, digits
/// and inner hyphens, joined by full stops, at least two of them.
pub fn host_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let run = rest
        .char_indices()
        .find(|(_, character)| !character.is_alphanumeric() && !matches!(character, '.' | '-'))
        .map_or(rest.len(), |(offset, _)| offset);
    let mut run = &rest[..run];
    if let Some(double) = run.find("..") {
        run = &run[..double];
    }
    let host = without_next_sentence(run.trim_end_matches(['.', '-']));
    let inner = host.contains('.') && !host.starts_with(['.', '-']);
    inner.then_some(start + host.len())
}

/// Cuts a capitalised last label off a host that is complete without it: "example.org.Please".
fn without_next_sentence(host: &str) -> &str {
    match host.rsplit_once('.') {
        Some((head, last))
            if last.starts_with(char::is_uppercase)
                && head.contains('.')
                && !head.contains(char::is_uppercase)
                && has_known_suffix(head) =>
        {
            head
        }
        _ => host,
    }
}

/// Whether the host ends in a suffix of the public suffix list's ICANN section and has a name
/// before it.
pub fn has_known_suffix(host: &str) -> bool {
    known_suffix(host).is_some()
}

/// The public suffix (ICANN section) of the host in lower case, where the host has a name before
/// it.
pub fn known_suffix(host: &str) -> Option<String> {
    let host = host.to_lowercase();
    // RFC 2606 keeps this top-level domain for documents like the ones that test us.
    if let Some(name) = host.strip_suffix(".example") {
        return (!name.is_empty()).then(|| "example".to_owned());
    }
    let suffix = psl::suffix(host.as_bytes())?;
    let icann = suffix.is_known() && suffix.typ() == Some(psl::Type::Icann);
    // Domains under a private suffix ("example.github.io") belong to the ICANN suffix above it.
    let private = suffix.is_known() && suffix.typ() == Some(psl::Type::Private);
    let text = if icann {
        std::str::from_utf8(suffix.as_bytes()).ok()?
    } else if private {
        host.rsplit('.').next()?
    } else {
        return None;
    };
    let name = host.strip_suffix(text)?;
    (name.len() > 1).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_end_where_the_sentence_does() {
        for (text, host) in [
            ("example.org.", Some("example.org")),
            ("example.org.Please", Some("example.org")),
            ("example.co.uk/page", Some("example.co.uk")),
            ("example.org-", Some("example.org")),
            ("example..org", None),
            ("example", None),
            (".org", None),
        ] {
            assert_eq!(host_end(text, 0).map(|end| &text[..end]), host, "{text}");
        }
    }

    #[test]
    fn suffixes_are_those_of_the_public_list() {
        assert!(has_known_suffix("example.co.uk"));
        assert!(has_known_suffix("example.github.io"));
        assert!(!has_known_suffix("node.js"));
        assert!(!has_known_suffix("co.uk"));
        assert!(!has_known_suffix("readme.txt"));
    }
}
