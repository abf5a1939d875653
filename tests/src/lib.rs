//! The fixtures, for the tests beside this folder.
//!
//! A case is a document in `fixtures/<language>/`. A `.toml` file of the same name may stand
//! beside it, with the options that the document is read with (`reference_date`, `language`) and
//! with what its records still get wrong (`unapproved`).

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use handbill::{Document, Error, Extraction, Options, Reading};
use serde::Deserialize;

/// A document of the fixtures and how it is to be read.
pub struct Case {
    /// The folder, which says the main language of the document.
    pub language: String,
    /// The name of the file, without its extension.
    pub name: String,
    /// The bytes of the document.
    pub bytes: Vec<u8>,
    /// Its path from the root of the workspace, as its address.
    pub reading: Reading,
    /// What the file beside it says.
    pub options: Options,
    /// What its records still get wrong: such records are not approved.
    pub unapproved: Vec<String>,
}

impl Case {
    /// The document, as its reader gives it.
    pub fn read(&self) -> Result<Document, Error> {
        handbill::read(&self.bytes, &self.reading)
    }

    /// Its records.
    pub fn extract(&self) -> Result<Extraction, Error> {
        handbill::extract(&self.bytes, &self.reading, &self.options)
    }
}

/// What stands in the file beside a document.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    reference_date: Option<String>,
    language: Option<String>,
    #[serde(default)]
    unapproved: Vec<String>,
}

/// All cases, by language and name.
///
/// # Panics
///
/// Where the fixtures cannot be read.
pub fn cases() -> Vec<Case> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let mut cases = Vec::new();
    for folder in entries(&fixtures) {
        for path in entries(&folder) {
            if path
                .extension()
                .is_some_and(|extension| extension != "toml")
            {
                cases.push(case(&path));
            }
        }
    }
    assert!(
        !cases.is_empty(),
        "expected fixtures in {}",
        fixtures.display()
    );
    cases
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder that can be listed").path())
        .collect();
    paths.sort();
    paths
}

fn case(path: &Path) -> Case {
    let text =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let language = text(path.parent().and_then(Path::file_name));
    let settings = match fs::read_to_string(path.with_extension("toml")) {
        Ok(settings) => {
            toml::from_str(&settings).unwrap_or_else(|error| panic!("{path:?}: {error}"))
        }
        Err(_) => Settings::default(),
    };
    Case {
        name: text(path.file_stem()),
        bytes: fs::read(path).unwrap_or_else(|error| panic!("{path:?}: {error}")),
        reading: Reading {
            uri: format!("fixtures/{language}/{}", text(path.file_name())),
            ..Reading::default()
        },
        options: Options {
            reference_date: settings.reference_date.as_deref().map(day),
            language: settings.language,
            ..Options::default()
        },
        unapproved: settings.unapproved,
        language,
    }
}

fn day(written: &str) -> NaiveDate {
    written
        .parse()
        .unwrap_or_else(|error| panic!("expected a date, found {written:?}: {error}"))
}
