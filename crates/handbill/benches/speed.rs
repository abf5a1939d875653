//! How fast documents become records: `cargo bench -p handbill -- FOLDER…` reads every file of
//! the folders (by default the fixtures; from the root of the workspace) on one thread for some
//! seconds and prints megabytes a second of processor time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use handbill::{Options, Reading};

/// For how long documents are read, at least.
const LONG_ENOUGH: Duration = Duration::from_secs(5);

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    if folders.is_empty() {
        folders.push("fixtures".to_owned());
    }
    let mut documents = Vec::new();
    for folder in &folders {
        collect(&root.join(folder), &mut documents);
    }
    let start = Instant::now();
    let start_of_processor = processor_time();
    let (mut bytes, mut read) = (0, 0);
    while !documents.is_empty() && start.elapsed() < LONG_ENOUGH {
        for (reading, content) in &documents {
            let extraction = handbill::extract(content, reading, &Options::default());
            read += usize::from(std::hint::black_box(extraction).is_ok());
            bytes += content.len();
        }
    }
    let (seconds, of) = match (start_of_processor, processor_time()) {
        (Some(start), Some(end)) => ((end - start).as_secs_f64(), "processor"),
        _ => (start.elapsed().as_secs_f64(), "wall clock"),
    };
    println!(
        "{read} documents, {:.2} MB, {seconds:.2} s of {of} time: {:.2} MB/s",
        bytes as f64 / 1e6,
        bytes as f64 / 1e6 / seconds.max(1e-9),
    );
}

/// The documents in a folder that can be read.
fn collect(folder: &Path, documents: &mut Vec<(Reading, Vec<u8>)>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder that can be listed").path())
        .collect();
    paths.sort();
    for path in paths {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&path, documents);
        } else if handbill::DOCUMENT_EXTENSIONS.contains(&extension.as_ref()) {
            let content = fs::read(&path).expect("a file that can be read");
            let reading = Reading {
                uri: path.to_string_lossy().into_owned(),
                ..Reading::default()
            };
            if handbill::read(&content, &reading).is_ok() {
                documents.push((reading, content));
            }
        }
    }
}

/// The time that this thread has spent on a processor, where the system tells it.
fn processor_time() -> Option<Duration> {
    let status = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = status.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
