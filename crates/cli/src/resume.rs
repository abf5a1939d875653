//! What a folder of outputs holds already.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::arguments::RecordFormat;
use crate::input::Input;

/// The file in a folder of outputs that tells what they were made of: one line an output, the
/// last line counts.
const LOG: &str = ".handbill-resume.jsonl";

/// What one output was made of.
#[derive(Serialize, Deserialize)]
pub struct Line {
    /// Its place in the folder.
    pub output: PathBuf,
    /// What [`key`] gives.
    pub key: String,
}

/// A fingerprint of all that an output depends on: the bytes, the options, the version.
pub fn key(input: &Input, bytes: &[u8], format: RecordFormat) -> String {
    let parts = format!(
        "{} {:?} {:?} {:?}",
        env!("CARGO_PKG_VERSION"),
        (handbill::sha256(bytes), format),
        (input.reading(), input.ocr),
        input.options()
    );
    handbill::sha256(parts.as_bytes())
}

/// The outputs that earlier runs finished, with the keys of what they were made of.
#[derive(Default)]
pub struct Done(HashMap<PathBuf, String>);

impl Done {
    /// Reads what the folder holds; nothing where it is new.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(LOG);
        let lines = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            lines => lines.with_context(|| path.display().to_string())?,
        };
        // An interrupted run may leave half a line: its output is made again.
        let lines = lines
            .lines()
            .filter_map(|line| serde_json::from_str::<Line>(line).ok());
        Ok(Done(lines.map(|line| (line.output, line.key)).collect()))
    }

    /// Whether the output was made of the same.
    pub fn holds(&self, line: &Line) -> bool {
        self.0.get(&line.output) == Some(&line.key)
    }
}

/// Notes outputs as they are finished.
pub struct Log {
    file: File,
    path: PathBuf,
}

impl Log {
    /// Opens the log of a folder, which is made where it lacks; begins anew unless `resume`.
    pub fn open(folder: &Path, resume: bool) -> anyhow::Result<Self> {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let path = folder.join(LOG);
        let mut options = OpenOptions::new();
        options
            .create(true)
            .append(resume)
            .write(true)
            .truncate(!resume);
        let mut file = options
            .open(&path)
            .with_context(|| path.display().to_string())?;
        if resume {
            // Closes the half line that an interrupted run may have left.
            file.write_all(b"\n")?;
        }
        Ok(Log { file, path })
    }

    /// Notes an output.
    pub fn add(&mut self, line: &Line) -> anyhow::Result<()> {
        let line = serde_json::to_string(line)?;
        // One write a line, so that what is noted is there even where the run is killed.
        self.file
            .write_all(format!("{line}\n").as_bytes())
            .with_context(|| self.path.display().to_string())
    }
}
