use std::fs;
use std::path::Path;

use anyhow::Context;

/// Writes the JSON Schema of the output to `schemas/extraction.schema.json`.
pub fn write() -> anyhow::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/extraction.schema.json");
    let schema = serde_json::to_string_pretty(&handbill_model::schema())?;
    fs::write(&path, schema + "\n").with_context(|| path.display().to_string())
}
