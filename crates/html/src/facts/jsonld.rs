//! JSON-LD (W3C JSON-LD 1.1) as pages use it: objects with types, lists, graphs, references.

use foldhash::{HashMap, HashMapExt};
use handbill_model::{PropertyValue as Stated, Syntax, Warning};
use serde_json::{Map, Value};

use super::{Builder, json, local_name, one_line, path};
use crate::dom::attribute;
use crate::parse::Page;

/// Reads all scripts of the type.
pub(crate) fn read(page: &Page, stated: &mut Builder) {
    let first = stated.things.len();
    for (node, it, text) in page.scripts() {
        let kind = attribute(it, "type").unwrap_or_default();
        if !kind
            .trim()
            .to_ascii_lowercase()
            .starts_with("application/ld+json")
        {
            continue;
        }
        let place = path(node);
        match json::values(text) {
            Some(values) => {
                for value in &values {
                    top(value, &place, "", stated);
                }
            }
            None => stated.warnings.push(Warning {
                code: "unreadable-markup".to_owned(),
                message: format!("expected JSON, found what cannot be repaired safely at {place}"),
                evidence: Vec::new(),
            }),
        }
    }
    resolve(stated, first);
}

/// Reads a value that stands for itself: a thing, or a list of them.
fn top(value: &Value, place: &str, pointer: &str, stated: &mut Builder) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                top(item, place, &format!("{pointer}/{index}"), stated);
            }
        }
        Value::Object(fields) => {
            if let Some(graph) = fields.get("@graph") {
                top(graph, place, &format!("{pointer}/@graph"), stated);
            }
            if fields.keys().any(|key| !key.starts_with('@')) {
                thing(fields, place, pointer, stated);
            }
        }
        _ => {}
    }
}

fn thing(
    fields: &Map<String, Value>,
    place: &str,
    pointer: &str,
    stated: &mut Builder,
) -> Option<usize> {
    let types = fields
        .get("@type")
        .or_else(|| fields.get("type"))
        .map(names)
        .unwrap_or_default();
    let index = stated.add(Syntax::JsonLd, types, format!("{place}#{pointer}"))?;
    stated.things[index].id = fields.get("@id").and_then(Value::as_str).map(str::to_owned);
    for (key, value) in fields.iter().filter(|(key, _)| !key.starts_with('@')) {
        property(
            index,
            key,
            value,
            place,
            &format!("{pointer}/{key}"),
            stated,
        );
    }
    Some(index)
}

fn property(
    index: usize,
    key: &str,
    value: &Value,
    place: &str,
    pointer: &str,
    stated: &mut Builder,
) {
    match value {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                property(
                    index,
                    key,
                    item,
                    place,
                    &format!("{pointer}/{number}"),
                    stated,
                );
            }
        }
        Value::Object(fields) => {
            if let Some(plain) = fields.get("@value") {
                property(index, key, plain, place, pointer, stated);
            } else if let Some(list) = fields.get("@list") {
                property(index, key, list, place, pointer, stated);
            } else if let Some(other) = thing(fields, place, pointer, stated) {
                stated.property(index, key, Stated::Thing(other), None);
            }
        }
        Value::String(text) => {
            let text = one_line(&handbill_text::entities::decode(text));
            stated.text(index, key, &text);
        }
        Value::Number(number) => stated.text(index, key, &number.to_string()),
        Value::Bool(truth) => stated.text(index, key, &truth.to_string()),
        Value::Null => {}
    }
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![local_name(name).to_owned()],
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .map(|name| local_name(name).to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

/// Puts the thing itself where only its name (`@id`) stands.
fn resolve(stated: &mut Builder, first: usize) {
    let things = &stated.things[first..];
    let mut named: HashMap<&str, usize> = HashMap::new();
    for (index, thing) in things.iter().enumerate() {
        if let Some(id) = thing.id.as_deref().filter(|_| !thing.properties.is_empty()) {
            named.entry(id).or_insert(first + index);
        }
    }
    let is_reference = |index: usize| {
        let thing = stated.things.get(index)?;
        let id = thing
            .id
            .as_deref()
            .filter(|_| thing.properties.is_empty())?;
        named.get(id).copied()
    };
    let mut found: Vec<(usize, usize, Stated)> = Vec::new();
    for (index, thing) in things.iter().enumerate() {
        for (number, property) in thing.properties.iter().enumerate() {
            let Stated::Thing(other) = property.value else {
                continue;
            };
            if let Some(target) = is_reference(other) {
                found.push((first + index, number, Stated::Thing(target)));
            } else if property.name == "url"
                && let Some(named) = stated
                    .things
                    .get(other)
                    .filter(|it| it.properties.is_empty())
                && let Some(id) = &named.id
            {
                // The name of a page is its address.
                found.push((first + index, number, Stated::Text(id.clone())));
            }
        }
    }
    for (index, number, value) in found {
        stated.things[index].properties[number].value = value;
    }
}
