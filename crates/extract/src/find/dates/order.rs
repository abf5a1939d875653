//! Which of day and month stands first in dates in digits.

use handbill_lexicon::{Concept, Gap, MONTH_FIRST, TokenKind, gazetteer};

use super::parts::Phrase;
use crate::View;
use crate::find::hosts::after_scheme;

/// The order of day and month in digits such as 03/04/2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    /// Nothing tells; the month stands first by the habit of the language's largest country.
    Open,
}

/// How the document writes digits, from dates that can be read in one way only, else from the
/// language that is given.
pub(super) fn order(view: &View, phrases: &[Phrase]) -> Order {
    // Digits tell of digits; names of months only where no digits do.
    let (mut digits, mut names) = (0, 0);
    for phrase in phrases {
        match phrase.rule {
            // The fifth of May is written one way in both orders.
            "date.digits" | "date.day-month-digits"
                if !phrase.start.order_open && phrase.start.month != phrase.start.day =>
            {
                digits += if leads_with_month(view, phrase) {
                    -1
                } else {
                    1
                };
            }
            "date.day-month-year" | "date.day-month" => names += 1,
            "date.month-day-year" | "date.month-day" => names -= 1,
            _ => {}
        }
    }
    let day_first = if digits == 0 { names } else { digits };
    if day_first != 0 {
        return if day_first > 0 {
            Order::DayFirst
        } else {
            Order::MonthFirst
        };
    }
    if view.main_language().meets(MONTH_FIRST) {
        return Order::MonthFirst;
    }
    let stated = view.options.language.as_deref();
    let found = view.document.source.language.as_deref();
    match order_of_language(stated.or(found).unwrap_or_default()) {
        // A caller who states a language means it with its likeliest region (CLDR's likely
        // subtags); a page that is merely written in it may come from anywhere.
        Some(Order::MonthFirst) if stated.is_some() => Order::MonthFirst,
        Some(Order::MonthFirst) | None if is_of_month_first(view, phrases) => Order::MonthFirst,
        Some(Order::MonthFirst) | None => Order::Open,
        Some(order) => order,
    }
}

/// The country that writes the month first.
const MONTH_FIRST_COUNTRY: &str = "US";

/// Links to hosts of a country that tell as much as its postcodes.
const ENOUGH_HOSTS: usize = 2;

/// Whether two signs tell that the document is of the country that writes the month first: its
/// postcodes behind their states, hosts under its domain, its region in the tag of the language
/// (which alone may be a template's), hours in halves of the day.
fn is_of_month_first(view: &View, phrases: &[Phrase]) -> bool {
    if !phrases.iter().any(|phrase| phrase.start.order_open) {
        return false;
    }
    let (own, others) = hosts(view);
    if others > own.max(ENOUGH_HOSTS) {
        return false;
    }
    let tag = view.document.source.language.as_deref().unwrap_or_default();
    let tagged = tag.split(['-', '_']).nth(1) == Some(MONTH_FIRST_COUNTRY);
    let halves = (0..view.tokens.len()).any(|at| {
        let hit = view.hits.find(at, Concept::DateMeridiem);
        hit.is_some_and(|hit| hit.value != 24) && at > 0 && view.tokens.number(at - 1).is_some()
    });
    let signs = 2 * usize::from(own >= ENOUGH_HOSTS)
        + 2 * usize::from(has_postcode(view))
        + usize::from(tagged)
        + usize::from(halves);
    signs >= 2
}

/// How many links lead to hosts of that country, and how many to those of any one other.
fn hosts(view: &View) -> (usize, usize) {
    const MOST: usize = 400;
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for link in view.document.links.iter().take(MOST) {
        let rest = after_scheme(&link.target).map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let domain = host.rsplit('.').next().unwrap_or_default();
        // Short domains of video platforms say nothing of who links to them.
        if let Some(country) = gazetteer::country_by_domain(domain).filter(|_| host.len() > 8) {
            *counts.entry(country).or_default() += 1;
        }
    }
    let own = counts.remove(MONTH_FIRST_COUNTRY).unwrap_or(0);
    (own, counts.into_values().max().unwrap_or(0))
}

/// Whether five digits stand behind the letters of one of that country's regions.
fn has_postcode(view: &View) -> bool {
    (1..view.tokens.len()).any(|at| {
        let (token, before) = (view.tokens[at], view.tokens[at - 1]);
        token.kind == TokenKind::Number
            && token.end - token.start == 5
            && before.end - before.start == 2
            && token.gap == Gap::Space
            && gazetteer::is_region_code(
                MONTH_FIRST_COUNTRY,
                &view.text()[before.start as usize..before.end as usize],
            )
    })
}

/// Whether the first number of a date in digits is its month ("03/25/2025").
fn leads_with_month(view: &View, phrase: &Phrase) -> bool {
    let first = (phrase.first_token..phrase.end_token).find_map(|at| view.tokens.number(at));
    first == phrase.start.month.map(u32::from)
}

/// The order that a language or locale writes digits in, if it is known.
fn order_of_language(language: &str) -> Option<Order> {
    const OPEN: [&str; 3] = ["en", "en-US", "en-PH"];
    match language {
        "" => None,
        _ if OPEN.contains(&language) => Some(Order::MonthFirst),
        _ => Some(Order::DayFirst),
    }
}

#[cfg(test)]
mod tests {
    use handbill_model::Link;

    use crate::find::testing::document;
    use crate::{Options, extract};

    fn start(text: &str, links: &[&str]) -> Option<String> {
        let mut document = document(text);
        document.links = links
            .iter()
            .map(|target| Link {
                span: handbill_model::Span::new(0, 1),
                target: (*target).to_owned(),
            })
            .collect();
        let extraction = extract(&document, &Options::default());
        extraction.events.first().map(|event| event.start.clone())
    }

    #[test]
    fn the_country_tells_the_order() {
        let placed = "Board Meeting\n\nDate: 9/5/2019\n\n12 Mill Road, Springfield, OH 45501";
        assert_eq!(start(placed, &[]).as_deref(), Some("2019-09-05"));
        let hosted = [
            "https://www.county.example.us/",
            "http://county.example.us/a",
        ];
        let bare = "Board Meeting\n\nDate: 9/5/2019";
        assert_eq!(start(bare, &hosted).as_deref(), Some("2019-09-05"));
        assert_eq!(start(bare, &[]), None);
        // An hour in halves of the day is written in many countries.
        assert_eq!(start("Board Meeting\n\nDate: 9/5/2019, 9:00 am", &[]), None);
    }

    #[test]
    fn hosts_of_another_country_leave_it_open() {
        let text = "Board Meeting\n\nDate: 9/5/2019\n\nFriends: 4 Elm St, Austin, TX 78701";
        let abroad = ["https://www.council.example.ie/"; 4];
        assert_eq!(start(text, &abroad), None);
    }

    #[test]
    fn a_weekday_settles_its_own_date() {
        let text = "Board Meeting\n\nWednesday, 10/2/2019";
        assert_eq!(start(text, &[]).as_deref(), Some("2019-10-02"));
    }
}
