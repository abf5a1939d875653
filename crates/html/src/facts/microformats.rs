//! Microformats: `h-event`, `h-card` and `h-adr` of microformats2, and the older hCalendar, hCard
//! and adr, which say the same in other words (microformats.org).

use handbill_model::{PropertyValue as Value, Syntax};
use memchr::memmem;
use scraper::node::Element;

use super::{Builder, path, text_of, value_of};
use crate::dom::{Ref, attribute, element};
use crate::parse::Page;

/// The class of a thing, its type and whether it is of microformats2.
const ROOTS: &[(&str, &str, bool)] = &[
    ("h-event", "Event", true),
    ("h-card", "Card", true),
    ("h-adr", "PostalAddress", true),
    ("h-geo", "GeoCoordinates", true),
    ("h-entry", "CreativeWork", true),
    ("h-feed", "Feed", true),
    ("h-item", "Thing", true),
    ("h-product", "Product", true),
    ("h-recipe", "Recipe", true),
    ("h-resume", "Resume", true),
    ("h-review", "Review", true),
    ("vevent", "Event", false),
    ("vcard", "Card", false),
    ("adr", "PostalAddress", false),
    ("geo", "GeoCoordinates", false),
];

/// Properties of events: name in microformats2, name in hCalendar, name in schema.org.
const EVENT: &[(&str, &str, &str)] = &[
    ("p-name", "summary", "name"),
    ("dt-start", "dtstart", "startDate"),
    ("dt-end", "dtend", "endDate"),
    ("dt-duration", "duration", "duration"),
    ("p-location", "location", "location"),
    ("u-location", "", "location"),
    ("h-location", "", "location"),
    ("p-organizer", "organizer", "organizer"),
    ("p-attendee", "attendee", "attendee"),
    ("u-url", "url", "url"),
    ("p-status", "status", "eventStatus"),
    ("p-summary", "", "description"),
    ("e-content", "description", "description"),
];

/// Properties of cards and addresses.
const CARD: &[(&str, &str, &str)] = &[
    ("p-name", "fn", "name"),
    ("p-given-name", "given-name", "givenName"),
    ("p-family-name", "family-name", "familyName"),
    ("p-org", "org", "worksFor"),
    ("", "organization-name", "orgName"),
    ("p-job-title", "title", "jobTitle"),
    ("p-role", "role", "jobTitle"),
    ("u-email", "email", "email"),
    ("p-tel", "tel", "telephone"),
    ("u-tel", "", "telephone"),
    ("u-url", "url", "url"),
    ("p-adr", "adr", "address"),
    ("p-street-address", "street-address", "streetAddress"),
    ("p-extended-address", "extended-address", "extendedAddress"),
    ("p-locality", "locality", "addressLocality"),
    ("p-region", "region", "addressRegion"),
    ("p-postal-code", "postal-code", "postalCode"),
    ("p-country-name", "country-name", "addressCountry"),
    ("u-photo", "photo", "image"),
    ("p-note", "note", "description"),
];

/// Whether a class may be one of a microformat.
pub(crate) fn has_mark(classes: &str) -> bool {
    classes.split_ascii_whitespace().any(|class| {
        let prefixed = ["h-", "p-", "u-", "e-", "dt-"]
            .iter()
            .any(|prefix| class.starts_with(prefix));
        let known =
            |names: &[(&str, &str, &str)]| names.iter().any(|(_, classic, _)| *classic == class);
        prefixed || class == "vevent" || class == "vcard" || known(EVENT) || known(CARD)
    })
}

/// Whether a root that stands alone is named in the source: few pages have any.
fn names_roots(source: &[u8]) -> bool {
    let is_root = |at: usize| {
        let names = ROOTS.iter().filter(|root| root.2);
        names
            .map(|root| root.0.as_bytes())
            .any(|name| source[at..].starts_with(name))
    };
    memmem::find_iter(source, b"h-").any(is_root)
        || memmem::find(source, b"vevent").is_some()
        || memmem::find(source, b"vcard").is_some()
}

#[derive(Clone, Copy)]
struct Waiting<'a> {
    node: Ref<'a>,
    /// The thing that properties belong to, and the root that it was made of.
    holder: Option<(usize, &'static (&'static str, &'static str, bool))>,
}

pub(crate) fn read(page: &Page, stated: &mut Builder) {
    if !names_roots(page.source.as_bytes()) {
        return;
    }
    let mut waiting = vec![Waiting {
        node: page.html.tree.root(),
        holder: None,
    }];
    let first = stated.things.len();
    while let Some(mut here) = waiting.pop() {
        let mut descends = true;
        if let Some(it) = element(here.node)
            && let Some(classes) = attribute(it, "class")
        {
            descends = classed(&mut here, it, classes, stated);
        }
        if descends {
            let from = waiting.len();
            waiting.extend(here.node.children().map(|node| Waiting { node, ..here }));
            waiting[from..].reverse();
        }
    }
    for index in first..stated.things.len() {
        settle(index, stated);
    }
}

/// Reads an element with classes; tells whether what is in it is still to be read.
fn classed<'a>(
    here: &mut Waiting<'a>,
    it: &'a Element,
    classes: &'a str,
    stated: &mut Builder,
) -> bool {
    let names = || classes.split_ascii_whitespace();
    // "adr" and "geo" are everyday words, but for inside of a card.
    let root = ROOTS.iter().find(|(class, _, is_new)| {
        names().any(|name| name == *class)
            && (*is_new || class.starts_with('v') || here.holder.is_some())
    });
    let properties: Vec<&'static str> = match here.holder {
        Some((_, holder)) => names().filter_map(|name| property(name, holder)).collect(),
        None => Vec::new(),
    };
    if let Some(root) = root {
        let Some(index) = stated.add(
            Syntax::Microformats,
            vec![root.1.to_owned()],
            path(here.node),
        ) else {
            return false;
        };
        stated.things[index].span = stated.span(here.node.id());
        if let Some((holder, _)) = here.holder {
            for name in &properties {
                let span = stated.span(here.node.id());
                stated.property(holder, name, Value::Thing(index), span);
            }
        }
        implied(here.node, it, root.2, index, stated);
        here.holder = Some((index, root));
        return true;
    }
    let Some((holder, _)) = here.holder else {
        return true;
    };
    for name in &properties {
        let value = value(here.node, it, name, stated);
        let span = stated.span(here.node.id());
        stated.property(holder, name, Value::Text(value), span);
    }
    true
}

/// The property that a class stands for in a thing.
fn property(class: &str, holder: &(&str, &str, bool)) -> Option<&'static str> {
    let table = if holder.1 == "Event" { EVENT } else { CARD };
    let other = if holder.1 == "Event" { CARD } else { EVENT };
    let find = |table: &'static [(&str, &str, &'static str)]| {
        table.iter().find(|(new, classic, _)| {
            if holder.2 {
                *new == class
            } else {
                !classic.is_empty() && *classic == class
            }
        })
    };
    // An event of microformats2 may hold the parts of its address itself.
    find(table)
        .or_else(|| find(other).filter(|_| holder.2))
        .map(|found| found.2)
}

/// The value of a property: of times the stamp, of addresses the target, else the words.
fn value(node: Ref, it: &Element, name: &str, stated: &Builder) -> String {
    let is_time = matches!(name, "startDate" | "endDate");
    let is_address = matches!(name, "url" | "image" | "email" | "telephone");
    let parts = parts(node);
    if !parts.is_empty() {
        return if is_time {
            joined_time(&parts)
        } else {
            parts.concat()
        };
    }
    let spelt = (it.name() == "abbr")
        .then(|| attribute(it, "title"))
        .flatten();
    match it.name() {
        _ if spelt.is_some() => spelt.unwrap_or_default().to_owned(),
        "a" | "area" | "img" | "link" if is_address => {
            let own = value_of(node, it, stated);
            own.strip_prefix("mailto:")
                .or(own.strip_prefix("tel:"))
                .unwrap_or(&own)
                .split('?')
                .next()
                .unwrap_or_default()
                .to_owned()
        }
        "img" | "area" => attribute(it, "alt").unwrap_or_default().to_owned(),
        "time" | "ins" | "del" if is_time => value_of(node, it, stated),
        "data" | "meter" | "input" => attribute(it, "value").unwrap_or_default().to_owned(),
        _ => text_of(node),
    }
}

/// The parts of a value that are marked as such (value class pattern).
fn parts(node: Ref) -> Vec<String> {
    let mut out = Vec::new();
    for inner in node.descendants().skip(1) {
        let Some(it) = element(inner) else { continue };
        let classes = attribute(it, "class").unwrap_or_default();
        let has = |name: &str| classes.split_ascii_whitespace().any(|class| class == name);
        if has("value-title") {
            out.push(attribute(it, "title").unwrap_or_default().to_owned());
        } else if has("value") {
            let own = match it.name() {
                "img" | "area" => attribute(it, "alt"),
                "data" => attribute(it, "value"),
                "abbr" => attribute(it, "title"),
                "time" | "ins" | "del" => attribute(it, "datetime"),
                _ => None,
            };
            out.push(own.map_or_else(|| text_of(inner), str::to_owned));
        }
    }
    out
}

/// Day and hour, which may stand in either order, as one stamp.
fn joined_time(parts: &[String]) -> String {
    let is_day = |part: &&String| {
        part.matches('-').count() >= 2 || part.matches('-').count() == 1 && !part.contains(':')
    };
    let day = parts.iter().find(is_day);
    let others: String = parts
        .iter()
        .filter(|part| Some(*part) != day)
        .map(String::as_str)
        .collect();
    match day {
        Some(day) if !others.is_empty() => format!("{day}T{others}"),
        Some(day) => day.clone(),
        None => parts.concat(),
    }
}

/// What the element of a thing says of it without a property: kept under other names, for it holds
/// only where no property says better.
fn implied(node: Ref, it: &Element, is_new: bool, index: usize, stated: &mut Builder) {
    if !is_new {
        return;
    }
    let picture = |node: Ref| {
        let it = element(node)?;
        match it.name() {
            "img" | "area" => attribute(it, "alt").map(str::to_owned),
            "abbr" => attribute(it, "title").map(str::to_owned),
            _ => None,
        }
    };
    let only = |node: Ref<'_>| {
        let mut inner = node.children().filter(|child| element(*child).is_some());
        inner
            .next()
            .filter(|_| inner.next().is_none())
            .map(|child| child.id())
    };
    let child = only(node).and_then(|id| node.tree().get(id));
    let grandchild = child.and_then(only).and_then(|id| node.tree().get(id));
    let near = [Some(node), child, grandchild];
    let name = near
        .iter()
        .flatten()
        .find_map(|node| picture(*node))
        .filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| text_of(node));
    let span = stated.span(node.id());
    stated.property(index, "impliedName", Value::Text(name), span);
    let link = near
        .iter()
        .flatten()
        .find_map(|node| attribute(element(*node)?, "href"));
    let link = attribute(it, "href").or(link);
    if let Some(href) = link {
        let address = stated.address(href);
        stated.text(index, "impliedUrl", &address);
    }
}

/// Gives implied values their names, where nothing else was stated, and tells cards of
/// organisations from those of persons: their organisation is their name.
fn settle(index: usize, stated: &mut Builder) {
    let thing = &mut stated.things[index];
    let has_parts = thing
        .properties
        .iter()
        .any(|it| !it.name.starts_with("implied") && it.name != "url" && it.name != "image");
    for (implied, name) in [("impliedName", "name"), ("impliedUrl", "url")] {
        let stands =
            thing.properties.iter().any(|it| it.name == name) || (name == "name" && has_parts);
        if stands {
            thing.properties.retain(|it| it.name != implied);
        }
        for property in &mut thing.properties {
            if property.name == implied {
                property.name = name.to_owned();
            }
        }
    }
    if thing.types.first().is_none_or(|name| name != "Card") {
        return;
    }
    let text = |name: &str| {
        thing
            .properties
            .iter()
            .find(|it| it.name == name)
            .and_then(|it| match &it.value {
                Value::Text(text) => Some(text.clone()),
                Value::Thing(_) => None,
            })
    };
    let organisation = text("orgName").or_else(|| text("worksFor"));
    let name = text("name");
    let is_organisation = organisation.is_some() && (name.is_none() || name == organisation);
    let kind = if is_organisation {
        "Organization"
    } else if text("givenName").is_some()
        || text("familyName").is_some()
        || text("jobTitle").is_some()
        || organisation.is_some()
    {
        "Person"
    } else {
        return;
    };
    thing.types = vec![kind.to_owned()];
    if is_organisation {
        thing.properties.retain(|it| it.name != "worksFor");
        if name.is_none() {
            let value = Value::Text(organisation.unwrap_or_default());
            thing.properties.push(handbill_model::Property {
                name: "name".to_owned(),
                value,
                span: None,
                is_foreign: false,
            });
        }
    }
}
