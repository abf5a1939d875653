//! What a page states for machines, as [`Thing`]s in the terms of schema.org.
//!
//! Every way of stating has its file; all fill the same list.

mod calendars;
mod items;
mod json;
mod jsonld;
pub(crate) mod meta;
pub(crate) mod microformats;
pub(crate) mod states;

use foldhash::HashMap;
use handbill_model::{Link, Property, PropertyValue as Value, Span, Syntax, Thing, Warning};
use scraper::node::Element;
use url::Url;

use crate::addresses;
use crate::dom::{Id, Ref, attribute, element};
use crate::parse::Page;

/// The most things that a page is read to state.
const MOST: usize = 20_000;

/// The most steps of a path that names the place of a statement.
const LONGEST_PATH: usize = 12;

/// The things that a page states, and what could not be read.
pub(crate) struct Stated {
    pub(crate) things: Vec<Thing>,
    pub(crate) warnings: Vec<Warning>,
}

/// Reads all statements. `shown` tells where elements show in the text, `links` are those of it.
pub(crate) fn read(
    page: &Page,
    shown: &HashMap<Id, Span>,
    links: &[Link],
    base: Option<&Url>,
    answer: Option<&[serde_json::Value]>,
) -> Stated {
    let mut stated = Builder {
        things: Vec::new(),
        warnings: Vec::new(),
        shown,
        base,
        language: page_language(page),
    };
    jsonld::read(page, &mut stated);
    items::read(page, &mut stated);
    microformats::read(page, &mut stated);
    meta::event(page, &mut stated);
    calendars::read(links, &mut stated);
    states::read(page, answer, &mut stated);
    Stated {
        things: stated.things,
        warnings: stated.warnings,
    }
}

/// The things read so far.
pub(crate) struct Builder<'a> {
    pub(crate) things: Vec<Thing>,
    pub(crate) warnings: Vec<Warning>,
    shown: &'a HashMap<Id, Span>,
    base: Option<&'a Url>,
    /// The language that the page says to be written in, without region.
    language: Option<&'a str>,
}

/// The language tag without region and script.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

fn page_language<'a>(page: &'a Page) -> Option<&'a str> {
    let root = page.html.tree.root().children().find_map(element)?;
    attribute(root, "lang").map(primary)
}

impl Builder<'_> {
    /// Adds a thing; nothing where there are far too many.
    pub(crate) fn add(
        &mut self,
        syntax: Syntax,
        types: Vec<String>,
        place: String,
    ) -> Option<usize> {
        if self.things.len() >= MOST {
            return None;
        }
        self.things.push(Thing {
            syntax,
            types,
            id: None,
            place,
            span: None,
            properties: Vec::new(),
        });
        Some(self.things.len() - 1)
    }

    pub(crate) fn property(&mut self, thing: usize, name: &str, value: Value, span: Option<Span>) {
        let is_empty = matches!(&value, Value::Text(text) if text.is_empty());
        if !is_empty {
            self.things[thing].properties.push(Property {
                name: local_name(name).to_owned(),
                value,
                span,
                is_foreign: false,
            });
        }
    }

    /// The same, as the element states it: what it says in another language than the page's stands
    /// behind what it says in the page's.
    pub(crate) fn property_of(
        &mut self,
        thing: usize,
        name: &str,
        value: Value,
        (id, it): (Id, &Element),
    ) {
        let is_foreign = |it: &Element| {
            let tag = attribute(it, "lang").or(attribute(it, "xml:lang"));
            tag.zip(self.language)
                .is_some_and(|(tag, own)| !primary(tag).eq_ignore_ascii_case(own))
        };
        let (foreign, span) = (is_foreign(it), self.span(id));
        let known = self.things[thing].properties.len();
        self.property(thing, name, value, span);
        let properties = &mut self.things[thing].properties;
        if foreign && let Some(added) = properties.get_mut(known) {
            added.is_foreign = true;
        } else if let Some(added) = properties.get(known)
            && let Some(first) = properties[..known]
                .iter()
                .position(|other| other.is_foreign && other.name == added.name)
        {
            properties[first..].rotate_right(1);
        }
    }

    pub(crate) fn text(&mut self, thing: usize, name: &str, text: &str) {
        self.property(thing, name, Value::Text(text.to_owned()), None);
    }

    /// Where the element shows.
    pub(crate) fn span(&self, id: Id) -> Option<Span> {
        self.shown.get(&id).copied()
    }

    /// The absolute address.
    pub(crate) fn address(&self, href: &str) -> String {
        addresses::target(href, self.base).unwrap_or_else(|| href.trim().to_owned())
    }
}

/// The last part of a name that may carry a namespace or prefix.
pub(crate) fn local_name(name: &str) -> &str {
    let name = name.trim().trim_end_matches('/');
    if name.contains("://") {
        return name.rsplit(['/', '#']).next().unwrap_or(name);
    }
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The words of an element as they would be read, on one line.
pub(crate) fn text_of(node: Ref) -> String {
    /// Longer values are texts, not names.
    const LONGEST: usize = 20_000;
    let mut out = String::new();
    for inner in node.descendants() {
        match inner.value() {
            scraper::Node::Text(text) => out.push_str(text),
            scraper::Node::Element(it)
                if crate::dom::flow(it.name()) != crate::dom::Flow::Inline || it.name() == "br" =>
            {
                out.push(' ');
            }
            _ => {}
        }
        if out.len() > LONGEST {
            break;
        }
    }
    one_line(&out)
}

/// Text with its white space collapsed and its characters cleaned.
pub(crate) fn one_line(text: &str) -> String {
    let clean = handbill_text::normalise::clean(text);
    clean.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A CSS path to the element, from the nearest element with an id on.
pub(crate) fn path(node: Ref) -> String {
    let mut steps: Vec<String> = Vec::new();
    let elements = std::iter::once(node).chain(node.ancestors());
    for here in elements {
        let Some(it) = element(here) else { continue };
        if let Some(id) = attribute(it, "id").filter(|id| is_plain(id)) {
            steps.push(format!("#{id}"));
            break;
        }
        if steps.len() == LONGEST_PATH {
            break;
        }
        let name = it.name();
        if matches!(name, "html" | "body" | "head") {
            steps.push(name.to_owned());
            break;
        }
        const MOST_SIBLINGS: usize = 500;
        let before = here
            .prev_siblings()
            .take(MOST_SIBLINGS)
            .filter(|other| element(*other).is_some_and(|other| other.name() == name))
            .count();
        steps.push(format!("{name}:nth-of-type({})", before + 1));
    }
    steps.reverse();
    steps.join(" > ")
}

fn is_plain(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The value that an element gives a property, where it is no thing of its own (HTML Living
/// Standard §5.2.4); `content` speaks for any element, as the readers of schema.org have it.
pub(crate) fn value_of(node: Ref, it: &Element, stated: &Builder) -> String {
    if let Some(content) = attribute(it, "content") {
        return one_line(content);
    }
    let address = |name: &str| attribute(it, name).map(|href| stated.address(href));
    let own = match it.name() {
        "a" | "area" | "link" => address("href"),
        "img" | "audio" | "embed" | "iframe" | "source" | "track" | "video" => address("src"),
        "object" => address("data"),
        "data" | "meter" => attribute(it, "value").map(str::to_owned),
        "time" | "del" | "ins" => attribute(it, "datetime").map(str::to_owned),
        _ => None,
    };
    own.unwrap_or_else(|| text_of(node))
}
