//! Files that are either whole or not there.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;

/// The exit status after an interrupt: 128 and the number of SIGINT, as shells have it.
const INTERRUPTED: i32 = 130;

/// Files that are being written.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has files that are being written removed when the user ends the program.
pub fn remove_unfinished_on_interrupt() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        // The lock is never given back: no other file is begun meanwhile.
        for path in unfinished().iter() {
            let _ = fs::remove_file(path);
        }
        std::process::exit(INTERRUPTED);
    })
    .context("cannot watch for interrupts")
}

/// A file that takes its name when it is finished; dropped before, it leaves nothing.
pub struct Unfinished {
    file: BufWriter<File>,
    path: PathBuf,
    target: PathBuf,
}

impl Unfinished {
    /// Begins a file; its folder is made where it lacks.
    pub fn create(target: &Path) -> anyhow::Result<Self> {
        let folder = target.parent().unwrap_or(Path::new(""));
        if !folder.as_os_str().is_empty() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let name = target
            .file_name()
            .with_context(|| format!("expected a file, found {}", target.display()))?;
        let path = folder.join(format!(
            ".{}.{}.part",
            name.to_string_lossy(),
            std::process::id()
        ));
        let mut unfinished = unfinished();
        let file = File::create(&path).with_context(|| target.display().to_string())?;
        unfinished.insert(path.clone());
        Ok(Unfinished {
            file: BufWriter::new(file),
            path,
            target: target.to_owned(),
        })
    }

    /// Gives the file its name.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let mut unfinished = unfinished();
        self.file
            .flush()
            .and_then(|()| fs::rename(&self.path, &self.target))
            .with_context(|| self.target.display().to_string())?;
        unfinished.remove(&self.path);
        Ok(())
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if unfinished().remove(&self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}
