//! Links that add an event to a visitor's calendar: their parameters are statements.

use handbill_model::{Link, PropertyValue as Value, Syntax};
use url::Url;

use super::{Builder, one_line};

/// Parameters of such links: names in use, and the name in schema.org.
const PARAMETERS: &[(&[&str], &str)] = &[
    (&["text", "subject", "title"], "name"),
    (&["location", "in_loc"], "location"),
    (&["startdt", "st"], "startDate"),
    (&["enddt", "et"], "endDate"),
    (&["ctz"], "timeZone"),
];

pub(crate) fn read(links: &[Link], stated: &mut Builder) {
    for link in links {
        let Some(url) = calendar(&link.target) else {
            continue;
        };
        let Some(index) = stated.add(
            Syntax::CalendarLink,
            vec!["Event".to_owned()],
            String::new(),
        ) else {
            return;
        };
        stated.things[index].span = Some(link.span);
        for (key, value) in url.query_pairs() {
            let key = key.to_ascii_lowercase();
            let value = one_line(&value);
            if key == "dates" {
                let (start, end) = value.split_once('/').unwrap_or((&value, ""));
                stated.text(index, "startDate", start);
                stated.text(index, "endDate", end);
            } else if let Some((_, name)) = PARAMETERS
                .iter()
                .find(|(names, _)| names.contains(&key.as_str()))
            {
                stated.property(index, name, Value::Text(value), None);
            }
        }
    }
}

/// The address, where it is one that adds an event.
fn calendar(target: &str) -> Option<Url> {
    if !target.contains('?') {
        return None;
    }
    let url = Url::parse(target).ok()?;
    let has = |name: &str| {
        url.query_pairs()
            .any(|(key, _)| key.eq_ignore_ascii_case(name))
    };
    let named = ["text", "subject", "title"].into_iter().any(has);
    let dated = ["dates", "startdt", "st"].into_iter().any(has);
    (named && dated).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_links_are_known() {
        for yes in [
            "https://calendar.example.com/render?action=TEMPLATE&text=Fair&dates=20260503/20260504",
            "https://outlook.example.com/compose?subject=Fair&startdt=2026-05-03T10:00:00Z",
        ] {
            assert!(calendar(yes).is_some(), "{yes}");
        }
        assert!(calendar("https://example.org/search?text=fair").is_none());
    }
}
