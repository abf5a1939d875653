use schemars::{Schema, generate::SchemaSettings};

use crate::Extraction;

/// Where the schema of this version of the contract has its name.
const SCHEMA_ID: &str = "urn:handbill:extraction:1.0";

/// The JSON Schema (draft 2020-12) of an [`Extraction`], described by the records' own comments.
pub fn schema() -> Schema {
    let mut schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Extraction>();
    schema.insert("$id".to_owned(), SCHEMA_ID.into());
    schema
}
