//! Microdata (HTML Living Standard §5) and RDFa Lite (W3C RDFa Lite 1.1): statements in the
//! attributes of elements.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use handbill_model::{PropertyValue as Value, Syntax};
use scraper::node::Element;

use super::{Builder, local_name, path, value_of};
use crate::dom::{Id, Ref, attribute, element};
use crate::parse::Page;

/// An element that waits to be read, with the things that it would speak of.
#[derive(Clone, Copy)]
struct Waiting<'a> {
    node: Ref<'a>,
    item: Option<usize>,
    resource: Option<usize>,
    /// The property of the resource that a thing below would be the value of.
    relation: Option<&'a str>,
}

/// Reads both in one walk over the page.
pub(crate) fn read(page: &Page, stated: &mut Builder) {
    let has_items = page.html.tree.nodes().any(|node| {
        element(node).is_some_and(|it| {
            it.attrs()
                .any(|(name, _)| matches!(name, "itemscope" | "typeof"))
        })
    });
    if !has_items {
        return;
    }
    let ids = ids(page);
    let mut referred: HashSet<(Id, usize)> = HashSet::new();
    let mut waiting = vec![Waiting {
        node: page.html.tree.root(),
        item: None,
        resource: None,
        relation: None,
    }];
    while let Some(mut here) = waiting.pop() {
        if let Some(it) = element(here.node) {
            if let Some(item) = microdata(&mut here, it, stated) {
                for name in attribute(it, "itemref")
                    .unwrap_or_default()
                    .split_ascii_whitespace()
                {
                    let Some(node) = ids.get(name) else { continue };
                    if referred.insert((node.id(), item)) {
                        waiting.push(Waiting {
                            node: *node,
                            item: Some(item),
                            resource: None,
                            relation: None,
                        });
                    }
                }
            }
            rdfa(&mut here, it, stated);
        }
        let from = waiting.len();
        waiting.extend(here.node.children().map(|node| Waiting { node, ..here }));
        waiting[from..].reverse();
    }
}

fn ids<'a>(page: &'a Page) -> HashMap<&'a str, Ref<'a>> {
    let mut out = HashMap::new();
    for node in page.html.tree.nodes() {
        if let Some(id) = element(node).and_then(|it| attribute(it, "id")) {
            out.entry(id).or_insert(node);
        }
    }
    out
}

/// The types that an attribute names.
fn types(names: &str) -> Vec<String> {
    names
        .split_ascii_whitespace()
        .map(|name| local_name(name).to_owned())
        .collect()
}

/// Reads the microdata of one element; tells the thing that begins there.
fn microdata<'a>(here: &mut Waiting<'a>, it: &'a Element, stated: &mut Builder) -> Option<usize> {
    let property = attribute(it, "itemprop");
    if attribute(it, "itemscope").is_some() {
        let types = types(attribute(it, "itemtype").unwrap_or_default());
        let item = stated.add(Syntax::Microdata, types, path(here.node))?;
        stated.things[item].id = attribute(it, "itemid").map(str::to_owned);
        stated.things[item].span = stated.span(here.node.id());
        if let (Some(names), Some(holder)) = (property, here.item) {
            for name in names.split_ascii_whitespace() {
                let span = stated.span(here.node.id());
                stated.property(holder, name, Value::Thing(item), span);
            }
        }
        here.item = Some(item);
        return Some(item);
    }
    if let (Some(names), Some(holder)) = (property, here.item) {
        let value = value_of(here.node, it, stated);
        for name in names.split_ascii_whitespace() {
            let element = (here.node.id(), it);
            stated.property_of(holder, name, Value::Text(value.clone()), element);
        }
    }
    None
}

/// Reads the RDFa of one element.
fn rdfa<'a>(here: &mut Waiting<'a>, it: &'a Element, stated: &mut Builder) {
    let properties = attribute(it, "property");
    let relation = attribute(it, "rel").filter(|_| it.name() != "link" || here.resource.is_some());
    if let Some(names) = attribute(it, "typeof") {
        let Some(resource) = stated.add(Syntax::Rdfa, types(names), path(here.node)) else {
            return;
        };
        let address = attribute(it, "resource").or(attribute(it, "about"));
        stated.things[resource].id = address.map(str::to_owned);
        stated.things[resource].span = stated.span(here.node.id());
        // A linked thing may be found at the address.
        if let Some(href) = attribute(it, "href") {
            let address = stated.address(href);
            stated.text(resource, "url", &address);
        }
        let property = properties.or(relation).or(here.relation);
        if let (Some(names), Some(holder)) = (property, here.resource) {
            for name in names.split_ascii_whitespace() {
                let span = stated.span(here.node.id());
                stated.property(holder, name, Value::Thing(resource), span);
            }
        }
        here.resource = Some(resource);
        here.relation = None;
        return;
    }
    let Some(holder) = here.resource else {
        return;
    };
    if let Some(names) = properties {
        let named = attribute(it, "resource").filter(|_| attribute(it, "content").is_none());
        let value = match named {
            Some(address) => stated.address(address),
            None => value_of(here.node, it, stated),
        };
        for name in names.split_ascii_whitespace() {
            let element = (here.node.id(), it);
            stated.property_of(holder, name, Value::Text(value.clone()), element);
        }
    } else if let Some(names) = relation {
        match attribute(it, "resource").or(attribute(it, "href")) {
            Some(address) => {
                let address = stated.address(address);
                for name in names.split_ascii_whitespace() {
                    stated.text(holder, name, &address);
                }
            }
            // The thing that it relates to stands below.
            None => here.relation = Some(names),
        }
    }
}
