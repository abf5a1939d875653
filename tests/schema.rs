//! The JSON Schema: up to date, and true of what is written.

use std::fs;
use std::path::Path;

use handbill_tests::cases;
use serde_json::{Value, json};

#[test]
fn the_committed_schema_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/extraction.schema.json");
    let committed = fs::read_to_string(path).expect("schemas/extraction.schema.json");
    let committed: Value = serde_json::from_str(&committed).expect("JSON");
    assert!(
        committed == *handbill::schema().as_value(),
        "schemas/extraction.schema.json is stale: run `cargo run -p xtask -- schema`"
    );
}

#[test]
fn every_fixture_gives_valid_records() {
    let validator = validator();
    for case in cases() {
        let extraction = case.extract().expect("a fixture that can be read");
        let value = serde_json::to_value(extraction).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", case.reading.uri);
    }
}

/// The schema holds what the contract promises: it is of no use where everything is valid.
#[test]
fn the_schema_refuses_what_the_contract_forbids() {
    let validator = validator();
    let source = json!({"uri": "a.txt", "media_type": "text/plain", "sha256": "0".repeat(64), "byte_length": 1});
    let event = json!({"id": "event:2026-05-03:fair", "name": "Fair", "start": "2026-05-03", "confidence": 0.5});
    let with = |key: &str, value: Value| {
        let mut event = event.clone();
        event[key] = value;
        json!({"schema_version": "1.0", "source": source, "events": [event], "organisations": [],
               "deadlines": [], "contacts": [], "warnings": []})
    };
    assert!(validator.is_valid(&with("end", json!("2026-05-04T18:00:00+02:00"))));
    let forbidden = [
        ("start", json!("3 May 2026")),
        ("id", json!("fair")),
        ("confidence", json!(1.5)),
        ("url", json!("example.org")),
        ("price", json!("")),
        ("price", Value::Null),
        ("speakers", json!([])),
        ("kind", json!("party")),
        ("unknown", json!(1)),
        ("venue", json!({"address": {"country": "France"}})),
        ("evidence", json!({"name": []})),
    ];
    for (key, value) in forbidden {
        assert!(
            !validator.is_valid(&with(key, value.clone())),
            "{key}: {value}"
        );
    }
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(handbill::schema().as_value())
        .expect("a schema")
}
