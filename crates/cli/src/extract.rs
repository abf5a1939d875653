use std::collections::HashSet;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::arguments::{ExtractArguments, RecordFormat};
use crate::input::{self, Found, Input, with_input};
use crate::output::Unfinished;
use crate::parallel::in_order;
use crate::report::Report;
use crate::resume::{self, Done, Log};

/// `handbill extract`: writes the records of every input.
pub fn run(arguments: &ExtractArguments) -> anyhow::Result<bool> {
    let mut found = input::from_paths(&arguments.inputs, Some(&arguments.reading));
    if let Some(manifest) = &arguments.manifest {
        let mut listed = input::from_manifest(manifest, &arguments.reading)?;
        for input in listed.iter_mut().flatten() {
            input.ocr = arguments.inputs.ocr;
        }
        found.extend(listed);
    }
    let format = format(arguments);
    let Some(out) = &arguments.out else {
        let layout = layout(arguments, format);
        let mut out = BufWriter::new(io::stdout().lock());
        let complete = write_stream(arguments, found, layout, &mut out)?;
        out.flush().context("standard output")?;
        return Ok(complete.is_some_and(|complete| complete));
    };
    if !is_one_file(out) {
        return write_folder(arguments, found, format, out);
    }
    let mut file = Unfinished::create(out)?;
    let complete = write_stream(arguments, found, layout(arguments, format), &mut file)?;
    if complete.is_some() {
        file.finish()?;
    }
    Ok(complete.is_some_and(|complete| complete))
}

/// The format asked for, by name or by the name of the output.
fn format(arguments: &ExtractArguments) -> RecordFormat {
    let by_name = || match arguments.out.as_ref()?.extension()?.to_str()? {
        "jsonl" => Some(RecordFormat::Jsonl),
        _ => None,
    };
    arguments
        .format
        .or_else(by_name)
        .unwrap_or(RecordFormat::Json)
}

/// Whether the output is one file rather than a folder of files.
fn is_one_file(out: &Path) -> bool {
    let extension = out.extension().and_then(|extension| extension.to_str());
    !out.is_dir() && matches!(extension, Some("json" | "jsonl"))
}

/// How several records stand in one stream.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// The object of the only input.
    Object,
    /// One list of all.
    List,
    /// One line each.
    Lines,
}

/// A single file gives an object; whatever may be many gives a list, even of one.
fn layout(arguments: &ExtractArguments, format: RecordFormat) -> Layout {
    let paths = &arguments.inputs.paths;
    match format {
        RecordFormat::Jsonl => Layout::Lines,
        RecordFormat::Json
            if arguments.manifest.is_none() && paths.len() == 1 && !paths[0].is_dir() =>
        {
            Layout::Object
        }
        RecordFormat::Json => Layout::List,
    }
}

/// Writes all records to one stream. Gives whether every input was read, and nothing where the
/// stream was to hold one object and has none.
fn write_stream(
    arguments: &ExtractArguments,
    found: Vec<Found>,
    layout: Layout,
    out: &mut dyn Write,
) -> anyhow::Result<Option<bool>> {
    let on_terminal = arguments.out.is_none() && io::stdout().is_terminal();
    let mut report = Report::new(found.len(), on_terminal);
    let format = match layout {
        Layout::Lines => RecordFormat::Jsonl,
        Layout::Object | Layout::List => RecordFormat::Json,
    };
    let mut written = 0;
    in_order(
        arguments.reading.jobs,
        found.into_iter(),
        |found| with_input(found, |input| records(input, &input.read()?, format)),
        |(name, outcome)| {
            let Some(json) = report.count(&name, outcome) else {
                return Ok(());
            };
            match layout {
                Layout::List => {
                    out.write_all(if written == 0 { b"[" } else { b"," })?;
                    write!(out, "\n  {}", json.replace('\n', "\n  "))?;
                }
                Layout::Object | Layout::Lines => writeln!(out, "{json}")?,
            }
            written += 1;
            Ok(())
        },
    )?;
    if layout == Layout::List {
        out.write_all(if written == 0 { b"[]\n" } else { b"\n]\n" })?;
    }
    let complete = report.finish();
    Ok((layout != Layout::Object || written == 1).then_some(complete))
}

/// The records of an input as JSON, without a line end.
fn records(input: &Input, bytes: &[u8], format: RecordFormat) -> anyhow::Result<String> {
    let extraction = handbill::extract(bytes, &input.reading_of(bytes)?, &input.options())?;
    Ok(match format {
        RecordFormat::Json => serde_json::to_string_pretty(&extraction)?,
        RecordFormat::Jsonl => serde_json::to_string(&extraction)?,
    })
}

/// Writes the records of every input to a file of its own in the folder, at the place that the
/// input has in the folder it was found in.
fn write_folder(
    arguments: &ExtractArguments,
    found: Vec<Found>,
    format: RecordFormat,
    folder: &Path,
) -> anyhow::Result<bool> {
    let done = if arguments.resume {
        Done::read(folder)?
    } else {
        Done::default()
    };
    let mut log = Log::open(folder, arguments.resume)?;
    let mut report = Report::new(found.len(), false);
    in_order(
        arguments.reading.jobs,
        one_target_each(found, format).into_iter(),
        |found| with_input(found, |input| write_one(input, format, folder, &done)),
        |(name, outcome)| match report.count(&name, outcome) {
            Some(Some(line)) => log.add(&line),
            _ => Ok(()),
        },
    )?;
    Ok(report.finish())
}

/// Writes the records of an input to its file, unless they are there already. Gives the line of
/// the log that tells of it, if they were written.
fn write_one(
    input: &Input,
    format: RecordFormat,
    folder: &Path,
    done: &Done,
) -> anyhow::Result<Option<resume::Line>> {
    let bytes = input.read()?;
    let line = resume::Line {
        output: input.target.clone(),
        key: resume::key(input, &bytes, format),
    };
    let target = folder.join(&input.target);
    if done.holds(&line) && target.is_file() {
        return Ok(None);
    }
    let json = records(input, &bytes, format)?;
    let mut file = Unfinished::create(&target)?;
    writeln!(file, "{json}").with_context(|| target.display().to_string())?;
    file.finish()?;
    Ok(Some(line))
}

/// Gives every input its output's name; of inputs that would write the same one, the first has it.
fn one_target_each(found: Vec<Found>, format: RecordFormat) -> Vec<Found> {
    let extension = match format {
        RecordFormat::Json => ".json",
        RecordFormat::Jsonl => ".jsonl",
    };
    let mut taken = HashSet::new();
    let name = |found: Found| {
        let mut input = found?;
        let mut target = input.target.into_os_string();
        target.push(extension);
        input.target = PathBuf::from(target);
        if taken.insert(input.target.clone()) {
            return Ok(input);
        }
        let target = input.target.display();
        let error = anyhow::anyhow!("an earlier input writes {target} already");
        Err((input.name, error))
    };
    found.into_iter().map(name).collect()
}
