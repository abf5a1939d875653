use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use handbill::{Options, Reading};
use ignore::WalkBuilder;
use serde::Deserialize;

use crate::arguments::{InputArguments, ReadingArguments, Reference};
use crate::guard::{Failure, guarded};
use crate::ocr;
use crate::report::error_line;

/// A document to read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Its name in messages and in `source.uri`: the path as given.
    pub name: String,
    /// Where it lies; nothing for standard input.
    pub path: Option<PathBuf>,
    /// Its place in a folder of outputs, without the extension that is added.
    pub target: PathBuf,
    pub reference_date: Option<Reference>,
    pub language: Option<String>,
    pub media_type: Option<String>,
    pub base_url: Option<String>,
    /// Whether pages without text are read from their images.
    pub ocr: bool,
}

/// An input, or the name of what cannot be one and why.
pub type Found = Result<Input, (String, anyhow::Error)>;

/// What became of an input, with its name.
pub type Outcome<T> = (String, Result<T, Failure>);

/// Does guarded work on an input.
pub fn with_input<T>(found: Found, work: impl FnOnce(&Input) -> anyhow::Result<T>) -> Outcome<T> {
    match found {
        Ok(input) => {
            let outcome = guarded(|| work(&input));
            (input.name, outcome)
        }
        Err((name, error)) => (name, Err(Failure::Unreadable(error))),
    }
}

impl Input {
    /// The bytes.
    pub fn read(&self) -> anyhow::Result<Vec<u8>> {
        let Some(path) = &self.path else {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes)?;
            return Ok(bytes);
        };
        if path.is_dir() {
            bail!("expected a file, found a folder");
        }
        Ok(fs::read(path)?)
    }

    /// What the library is to know of the bytes, but for what images show.
    pub fn reading(&self) -> Reading {
        Reading {
            uri: self.name.clone(),
            media_type: self.media_type.clone(),
            base_url: self.base_url.clone(),
            recognised: Vec::new(),
        }
    }

    /// What the library is to know of the bytes.
    pub fn reading_of(&self, bytes: &[u8]) -> anyhow::Result<Reading> {
        let mut reading = self.reading();
        if self.ocr {
            reading.recognised = ocr::recognise(bytes, self.language.as_deref())?;
        }
        Ok(reading)
    }

    /// The options of the extraction.
    pub fn options(&self) -> Options {
        Options {
            reference_date: self.reference_date.map(|reference| reference.day),
            reference_time: self.reference_date.and_then(|reference| reference.time),
            language: self.language.clone(),
        }
    }

    fn file(name: String, path: PathBuf, target: PathBuf) -> Self {
        Input {
            name,
            path: Some(path),
            target,
            ..Input::default()
        }
    }

    fn standard_input() -> Self {
        Input {
            name: "-".to_owned(),
            target: "stdin".into(),
            ..Input::default()
        }
    }
}

/// The inputs that the paths name: files, standard input, and what folders hold, in order.
pub fn from_paths(arguments: &InputArguments, reading: Option<&ReadingArguments>) -> Vec<Found> {
    let mut found = Vec::new();
    for path in &arguments.paths {
        if path == Path::new("-") {
            found.push(Ok(Input::standard_input()));
        } else if path.is_dir() {
            walk(path, arguments.gitignore, &mut found);
        } else {
            let target = path.file_name().unwrap_or(path.as_os_str()).into();
            found.push(Ok(Input::file(name_of(path), path.clone(), target)));
        }
    }
    for input in found.iter_mut().flatten() {
        input.reference_date = reading.and_then(|reading| reading.reference_date);
        input.language = reading.and_then(|reading| reading.language.clone());
        input.ocr = arguments.ocr;
    }
    found
}

fn name_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The documents in a folder, by name. What cannot be a document is left out, with a note.
fn walk(folder: &Path, gitignore: bool, found: &mut Vec<Found>) {
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    let entries = WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .git_ignore(gitignore)
        .require_git(false)
        .follow_links(true)
        .sort_by_file_name(|a, b| a.cmp(b))
        .build();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.push(Err((name_of(folder), error.into())));
                continue;
            }
        };
        let path = entry.path();
        if !path.is_file() {
            continue;
        }
        match path
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase())
        {
            Some(other) if !handbill::DOCUMENT_EXTENSIONS.contains(&other.as_str()) => {
                *left_out.entry(other).or_default() += 1;
            }
            _ => {
                let target = path.strip_prefix(folder).unwrap_or(path).to_owned();
                found.push(Ok(Input::file(name_of(path), path.to_owned(), target)));
            }
        }
    }
    if !left_out.is_empty() {
        let kinds: Vec<String> = left_out
            .iter()
            .map(|(extension, count)| format!("{count} .{extension}"))
            .collect();
        error_line(&format!(
            "{}: left out {}",
            folder.display(),
            kinds.join(", ")
        ));
    }
}

/// A line of a manifest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    reference_date: Option<String>,
    language: Option<String>,
    media_type: Option<String>,
    base_url: Option<String>,
}

/// The inputs that a manifest lists. What a line leaves open, the command line says.
pub fn from_manifest(manifest: &Path, reading: &ReadingArguments) -> anyhow::Result<Vec<Found>> {
    let lines = fs::read_to_string(manifest).with_context(|| name_of(manifest))?;
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let rows = lines
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    Ok(rows
        .map(|(index, line)| {
            from_row(line, folder, reading)
                .map_err(|error| (format!("{}:{}", manifest.display(), index + 1), error))
        })
        .collect())
}

fn from_row(line: &str, folder: &Path, reading: &ReadingArguments) -> anyhow::Result<Input> {
    let row: Row = serde_json::from_str(line)?;
    let reference_date =
        match &row.reference_date {
            Some(written) => Some(Reference::read(written).with_context(|| {
                format!("expected reference_date YYYY-MM-DD, found {written:?}")
            })?),
            None => reading.reference_date,
        };
    let input = if row.path == "-" {
        Input::standard_input()
    } else {
        let mut path = PathBuf::from(&row.path);
        if path.is_relative() && !path.exists() && folder.join(&path).exists() {
            path = folder.join(path);
        }
        let target = inside(Path::new(&row.path));
        Input::file(row.path, path, target)
    };
    Ok(Input {
        reference_date,
        language: row.language.or_else(|| reading.language.clone()),
        media_type: row.media_type,
        base_url: row.base_url,
        ..input
    })
}

/// The path without what leads out of the folder that it is put in.
fn inside(path: &Path) -> PathBuf {
    path.components()
        .filter(|part| matches!(part, Component::Normal(_)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stay_inside() {
        assert_eq!(
            inside(Path::new("/a/../../b/./c.txt")),
            Path::new("a/b/c.txt")
        );
    }
}
