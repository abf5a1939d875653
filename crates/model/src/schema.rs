use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use serde_json::Value;

use crate::Extraction;

/// The name of the schema of this version of the contract.
const SCHEMA_ID: &str = "urn:handbill:extraction:1.0";

/// Keywords that already keep a string from being empty.
const NARROWER: &[&str] = &["enum", "const", "pattern", "format"];

/// The JSON Schema (draft 2020-12) of an [`Extraction`], described by the records' own comments.
pub fn schema() -> Schema {
    let mut schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Extraction>();
    schema.insert("$id".to_owned(), SCHEMA_ID.into());
    transform_subschemas(&mut drop_number_formats, &mut schema);
    // Inside of records only: the lists of the extraction itself may be empty.
    let definitions = schema.get_mut("$defs").and_then(Value::as_object_mut);
    for (_, definition) in definitions.into_iter().flatten() {
        if let Ok(definition) = definition.try_into() {
            forbid_empty_values(definition);
        }
    }
    schema
}

/// Drops `float`, `uint32` and the like: they name types of this implementation.
fn drop_number_formats(schema: &mut Schema) {
    transform_subschemas(&mut drop_number_formats, schema);
    let number = |name: &Value| name == "number" || name == "integer";
    if schema.get("type").is_some_and(|kind| {
        number(kind)
            || kind
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(number))
    }) {
        schema.remove("format");
    }
}

/// Forbids null, the empty string and the empty list: what is unknown is left out.
fn forbid_empty_values(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            schema.ensure_object().extend(only);
        }
    }
    transform_subschemas(&mut forbid_empty_values, schema);
    let Some(shape) = schema.as_object_mut() else {
        return;
    };
    let least = match shape.get("type").and_then(Value::as_str) {
        Some("array") => "minItems",
        Some("string") if !NARROWER.iter().any(|key| shape.contains_key(*key)) => "minLength",
        _ => return,
    };
    shape.entry(least).or_insert(1.into());
}
