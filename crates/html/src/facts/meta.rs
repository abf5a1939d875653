//! Statements in the head of a page: its title, language and `<meta>` elements.

use handbill_model::{Fact, Syntax};
use url::Url;

use super::Builder;
use crate::dom::{attribute, element};
use crate::parse::Page;

/// Names under which pages state their title, language and day of publication, best first.
const KNOWN: &[(&str, &[&str])] = &[
    (
        "title",
        &["og:title", "twitter:title", "dc.title", "dcterms.title"],
    ),
    (
        "language",
        &[
            "og:locale",
            "content-language",
            "dc.language",
            "dcterms.language",
        ],
    ),
    (
        "published",
        &[
            "article:published_time",
            "datepublished",
            "dc.date.issued",
            "dcterms.issued",
            "dc.date.created",
            "dcterms.created",
            "dc.date",
            "dcterms.date",
            "pubdate",
            "date",
        ],
    ),
];

/// The facts of the head: the title and language, then all `<meta>` elements as they stand.
pub(crate) fn facts(page: &Page) -> Vec<Fact> {
    let mut stated: Vec<Fact> = Vec::new();
    let mut own: Vec<Fact> = Vec::new();
    for node in page.html.tree.root().descendants() {
        let Some(it) = element(node) else { continue };
        match it.name() {
            "html" => push(
                &mut own,
                "language",
                attribute(it, "lang").or(attribute(it, "xml:lang")),
            ),
            "title" if own.iter().all(|fact| fact.name != "title") => {
                let text: String = node
                    .children()
                    .filter_map(|child| child.value().as_text())
                    .map(|text| &**text)
                    .collect();
                push(&mut own, "title", Some(&text));
            }
            "meta" => {
                let name = attribute(it, "property")
                    .or(attribute(it, "name"))
                    .or(attribute(it, "http-equiv"));
                if let Some(name) = name {
                    let name = name.trim().to_ascii_lowercase();
                    push(&mut stated, &name, attribute(it, "content"));
                }
            }
            "link" if is_canonical(it) => push(&mut stated, "canonical", attribute(it, "href")),
            "body" => break,
            _ => {}
        }
    }
    for (fact, names) in KNOWN {
        if own.iter().all(|known| known.name != *fact) {
            let named = |name: &&&str| stated.iter().find(|it| it.name == ***name).cloned();
            let value = names.iter().find_map(|name| named(&name));
            push(&mut own, fact, value.as_ref().map(|it| it.value.as_str()));
        }
    }
    own.append(&mut stated);
    own
}

fn is_canonical(link: &scraper::node::Element) -> bool {
    attribute(link, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
}

fn push(facts: &mut Vec<Fact>, name: &str, value: Option<&str>) {
    let value = value
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if !value.is_empty() {
        facts.push(Fact {
            name: name.to_owned(),
            value,
            span: None,
        });
    }
}

/// The address that the page gives itself.
pub(crate) fn address(page: &Page) -> Option<Url> {
    let facts = facts(page);
    let named = |name: &str| facts.iter().find(|fact| fact.name == name);
    let stated = named("canonical").or_else(|| named("og:url"))?;
    Url::parse(&stated.value).ok()
}

/// Fields under which pages state an event in their head, and the name in schema.org.
const EVENT: &[(&str, &str)] = &[
    ("og:title", "name"),
    ("event:start_time", "startDate"),
    ("event:end_time", "endDate"),
    ("event:location", "location"),
    ("og:url", "url"),
];

/// The event that the head states.
pub(crate) fn event(page: &Page, stated: &mut Builder) {
    let facts = facts(page);
    if !facts.iter().any(|fact| fact.name == "event:start_time") {
        return;
    }
    let types = vec!["Event".to_owned()];
    let Some(index) = stated.add(Syntax::Meta, types, "head".to_owned()) else {
        return;
    };
    for (name, property) in EVENT {
        if let Some(fact) = facts.iter().find(|fact| fact.name == *name) {
            stated.text(index, property, &fact.value);
        }
    }
}
