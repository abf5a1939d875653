mod json;
mod table;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use handbill::{Document, Mention, Options, Reading};
use serde::Deserialize;
use serde_json::Value;

use crate::arguments::{InputArguments, InputFormat, MentionFormat, MentionsArguments, Reference};
use crate::guard::guarded;
use crate::input::{self, Found, Outcome, with_input};
use crate::parallel::in_order;
use crate::report::Report;

/// A text with its mentions.
pub struct Marked {
    /// What the text is called: the id of its line, or the name of its file.
    pub id: Value,
    pub document: Document,
    pub mentions: Vec<Mention>,
}

/// `handbill mentions`: prints what the finders see in every input.
pub fn run(arguments: &MentionsArguments) -> anyhow::Result<bool> {
    let mut paths = arguments.inputs.paths.clone();
    if paths.is_empty() {
        paths.push("-".into());
    }
    match arguments.input_format {
        InputFormat::Text => {
            let inputs = InputArguments {
                paths,
                gitignore: arguments.inputs.gitignore,
                ocr: arguments.inputs.ocr,
            };
            let found = input::from_paths(&inputs, Some(&arguments.reading));
            let count = found.len();
            print(arguments, count, found.into_iter(), mark_document)
        }
        InputFormat::Jsonl => {
            let lines = paths.into_iter().flat_map(lines_of);
            print(arguments, 0, lines, |line| mark_line(line, arguments))
        }
    }
}

/// Marks all inputs and prints them in their order. `mark` gives the name and the outcome.
fn print<Item: Send>(
    arguments: &MentionsArguments,
    count: usize,
    inputs: impl Iterator<Item = Item>,
    mark: impl Fn(Item) -> Outcome<Marked> + Sync,
) -> anyhow::Result<bool> {
    let on_terminal = io::stdout().is_terminal();
    let format = arguments.format.unwrap_or(match on_terminal {
        true => MentionFormat::Table,
        false => MentionFormat::Jsonl,
    });
    let mut report = Report::new(count, on_terminal);
    let mut out = BufWriter::new(io::stdout().lock());
    in_order(
        arguments.reading.jobs,
        inputs,
        |input| {
            let (name, outcome) = mark(input);
            let rendered = outcome.and_then(|marked| {
                guarded(|| match format {
                    MentionFormat::Jsonl => Ok(serde_json::to_string(&json::line(&marked))?),
                    MentionFormat::Json => Ok(serde_json::to_string_pretty(&json::line(&marked))?),
                    MentionFormat::Table => Ok(table::render(&marked, on_terminal)),
                })
            });
            (name, rendered)
        },
        |(name, outcome)| {
            if let Some(rendered) = report.count(&name, outcome) {
                writeln!(out, "{rendered}")?;
            }
            Ok(())
        },
    )?;
    out.flush().context("standard output")?;
    Ok(report.finish())
}

/// The mentions of a document.
fn mark_document(found: Found) -> Outcome<Marked> {
    with_input(found, |input| {
        let bytes = input.read()?;
        let document = handbill::read(&bytes, &input.reading_of(&bytes)?)?;
        let mentions = handbill::mentions(&document, &input.options());
        Ok(Marked {
            id: input.name.clone().into(),
            document,
            mentions,
        })
    })
}

/// A line of a file, or the error that ended the file.
struct Line {
    /// File and number.
    name: String,
    content: anyhow::Result<String>,
}

/// The lines of a file that hold something; ends at the first that cannot be read.
fn lines_of(path: PathBuf) -> Box<dyn Iterator<Item = Line>> {
    let name = path.to_string_lossy().into_owned();
    let reader: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        match File::open(&path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => {
                return Box::new(std::iter::once(Line {
                    name,
                    content: Err(error.into()),
                }));
            }
        }
    };
    let mut failed = false;
    let lines = reader
        .split(b'\n')
        .enumerate()
        .map_while(move |(index, line)| {
            if failed {
                return None;
            }
            failed = line.is_err();
            Some(Line {
                name: format!("{name}:{}", index + 1),
                content: line
                    .map(|line| String::from_utf8_lossy(&line).into_owned())
                    .map_err(Into::into),
            })
        });
    Box::new(lines.filter(|line| !matches!(&line.content, Ok(text) if text.trim().is_empty())))
}

/// A text of a line; keys that are not known are ignored.
#[derive(Deserialize)]
struct Row {
    id: Option<Value>,
    text: String,
    language: Option<String>,
    region: Option<String>,
    reference_date: Option<String>,
}

/// The mentions of a line's text.
fn mark_line(line: Line, arguments: &MentionsArguments) -> Outcome<Marked> {
    let Line { name, content } = line;
    let marked = guarded(|| {
        let row: Row = serde_json::from_str(&content?)?;
        let reference = match &row.reference_date {
            Some(written) => Some(reference_date(written)?),
            None => arguments.reading.reference_date,
        };
        let options = Options {
            reference_date: reference.map(|reference| reference.day),
            reference_time: reference.and_then(|reference| reference.time),
            language: language_tag(row.language, row.region)
                .or_else(|| arguments.reading.language.clone()),
        };
        let reading = Reading {
            uri: name.clone(),
            media_type: Some("text/plain; charset=utf-8".to_owned()),
            ..Reading::default()
        };
        let document = handbill::read(row.text.as_bytes(), &reading)?;
        let mentions = handbill::mentions(&document, &options);
        Ok(Marked {
            id: row.id.unwrap_or_else(|| name.clone().into()),
            document,
            mentions,
        })
    });
    (name, marked)
}

fn reference_date(written: &str) -> anyhow::Result<Reference> {
    Reference::read(written)
        .with_context(|| format!("expected reference_date YYYY-MM-DD, found {written:?}"))
}

/// The BCP 47 tag of a language and a region (ISO 3166-1); of a region alone, that of the
/// undetermined language there.
fn language_tag(language: Option<String>, region: Option<String>) -> Option<String> {
    match (language, region) {
        (Some(language), Some(region)) if !language.contains(['-', '_']) => {
            Some(format!("{language}-{region}"))
        }
        (None, Some(region)) => Some(format!("und-{region}")),
        (language, _) => language,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_and_region_join() {
        let tag = |language: Option<&str>, region: Option<&str>| {
            language_tag(language.map(str::to_owned), region.map(str::to_owned))
        };
        assert_eq!(tag(Some("fr"), Some("BE")).as_deref(), Some("fr-BE"));
        assert_eq!(tag(Some("de-AT"), Some("CH")).as_deref(), Some("de-AT"));
        assert_eq!(tag(None, Some("GB")).as_deref(), Some("und-GB"));
        assert_eq!(tag(None, None), None);
    }
}
