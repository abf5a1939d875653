use handbill_lexicon::{Concept, ServiceKind, Tokens, begins_phrase, classify, service_kind};

use super::hosts::after_scheme;
use crate::LinkKind;

/// What an absolute web address tells of its page: by the services of the web that are known,
/// else by words of registration in its path.
pub fn link_kind(url: &str) -> LinkKind {
    let Some((_, rest)) = after_scheme(url) else {
        return LinkKind::Page;
    };
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(host_end);
    let host = authority.split(':').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = path.trim_start_matches('/');
    match service_kind(host, path) {
        Some(ServiceKind::Page) => LinkKind::Page,
        // The front page of a ticket shop registers nobody.
        Some(ServiceKind::Registration) if path.is_empty() => LinkKind::Page,
        Some(ServiceKind::Registration) => LinkKind::Registration,
        Some(ServiceKind::Meeting) => LinkKind::Meeting,
        Some(ServiceKind::Map) => LinkKind::Map,
        Some(ServiceKind::Shortened) => LinkKind::Shortened,
        Some(ServiceKind::Profile) => LinkKind::Profile,
        None if is_fediverse_profile(path) => LinkKind::Profile,
        None if tells_of_registration(host, path) => LinkKind::Registration,
        None => LinkKind::Page,
    }
}

/// `/@name`, as servers of the fediverse write profiles (ActivityPub, Mastodon).
fn is_fediverse_profile(path: &str) -> bool {
    path.strip_prefix('@').is_some_and(|name| {
        let name = name.trim_end_matches('/');
        !name.is_empty()
            && name.chars().all(|character| {
                character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '@')
            })
    })
}

/// Whether a word of registration stands in the path, or as the host's first label
/// ("tickets.example.org").
fn tells_of_registration(host: &str, path: &str) -> bool {
    let first_label = host.split('.').next().unwrap_or_default();
    /// What follows is data for the page (bytes).
    const LONGEST: usize = 160;
    let path = path.split('#').next().unwrap_or_default();
    let path = &path[..path.floor_char_boundary(LONGEST)];
    // Most addresses have no such word.
    let mut words = [first_label, path]
        .into_iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphabetic()));
    if !words.any(|word| !word.is_empty() && begins_phrase(word, Concept::LinkRegistration)) {
        return false;
    }
    let text = format!("{first_label}/{path}");
    let tokens = Tokens::new(&text);
    classify(&text, &tokens)
        .iter()
        .any(|hit| hit.concept == Concept::LinkRegistration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_service_and_by_words() {
        for (url, kind) in [
            ("https://example.org/registration", LinkKind::Registration),
            (
                "https://example.org/fr/inscription-2025",
                LinkKind::Registration,
            ),
            ("https://tickets.example.org/", LinkKind::Registration),
            (
                "https://www.example.de/anmeldung?id=3",
                LinkKind::Registration,
            ),
            ("https://example.org/registered-charities", LinkKind::Page),
            ("https://social.example.org/@name", LinkKind::Profile),
            (
                "https://www.linkedin.com/company/example",
                LinkKind::Profile,
            ),
            ("https://bit.ly/3abc", LinkKind::Shortened),
            ("https://www.eventbrite.com/", LinkKind::Page),
            ("https://www.eventbrite.com/e/12", LinkKind::Registration),
            ("https://meetup.com/group/events/12", LinkKind::Registration),
            ("https://meetup.com/group", LinkKind::Page),
            ("https://zoom.us/j/1?pwd=register", LinkKind::Meeting),
            ("https://example.org", LinkKind::Page),
            ("mailto:a@b.org", LinkKind::Page),
        ] {
            assert_eq!(link_kind(url), kind, "{url}");
        }
    }
}
