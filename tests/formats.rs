//! One announcement as text, as a web page and as a PDF says the same.

use std::fs;
use std::path::Path;

use handbill::{Options, Reading};
use serde_json::Value;

/// The records of a file, without what is its own: the source and the places in it.
fn records(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("formats")
        .join(name);
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let reading = Reading {
        uri: name.to_owned(),
        ..Reading::default()
    };
    let extraction = handbill::extract(&bytes, &reading, &Options::default()).expect(name);
    let mut value = serde_json::to_value(extraction).expect("JSON");
    let fields = value.as_object_mut().expect("an object");
    fields.remove("source");
    without_places(&mut value);
    value
}

fn without_places(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_places),
        Value::Object(fields) => {
            fields.remove("evidence");
            fields.remove("confidence");
            fields.values_mut().for_each(without_places);
        }
        _ => {}
    }
}

#[test]
fn one_announcement_gives_the_same_records_in_every_format() {
    let text = records("evening.txt");
    assert_eq!(
        text["events"][0]["agenda"].as_array().map(Vec::len),
        Some(3)
    );
    for name in ["evening.pdf", "evening.html"] {
        let other = records(name);
        assert_eq!(
            serde_json::to_string_pretty(&text).expect("JSON"),
            serde_json::to_string_pretty(&other).expect("JSON"),
            "{name}"
        );
    }
}
