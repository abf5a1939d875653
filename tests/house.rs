//! The rules of the house that a compiler does not check.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which crates of the workspace a crate may know.
const WALLS: &[(&str, &[&str])] = &[
    ("handbill-model", &[]),
    ("handbill-lexicon", &["handbill-model"]),
    ("handbill-text", &["handbill-model"]),
    ("handbill-pdf", &["handbill-model", "handbill-text"]),
    ("handbill-extract", &["handbill-lexicon", "handbill-model"]),
    ("handbill-html", &["handbill-model", "handbill-text"]),
    (
        "handbill-mail",
        &["handbill-html", "handbill-model", "handbill-text"],
    ),
    (
        "handbill",
        &[
            "handbill-extract",
            "handbill-html",
            "handbill-mail",
            "handbill-model",
            "handbill-pdf",
            "handbill-text",
        ],
    ),
    ("handbill-cli", &["handbill"]),
];

/// Licences (SPDX) that ask for no more than their text and names of authors.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates under the Mozilla Public License 2.0, which asks for the source of their own files and
/// nothing of what links them. They come with `scraper`.
const FILE_COPYLEFT: &[&str] = &["cssparser", "cssparser-macros", "dtoa-short", "selectors"];

/// What only the command line may touch: files, the environment, the network, the clock, threads.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "println!(",
    "eprintln!(",
];

#[test]
fn crates_know_only_what_lies_below_them() {
    for (name, allowed) in WALLS {
        let known: BTreeSet<String> =
            tree(&["-p", name, "--depth", "1", "--edges", "normal"], "{p}")
                .into_iter()
                .filter_map(|line| line.split(' ').next().map(str::to_owned))
                .filter(|known| known.starts_with("handbill") && known != name)
                .collect();
        let allowed: BTreeSet<String> = allowed.iter().map(|name| (*name).to_owned()).collect();
        assert!(
            known.is_subset(&allowed),
            "{name} may know {allowed:?}, knows {known:?}"
        );
    }
}

#[test]
fn only_the_command_line_touches_the_outside() {
    for krate in [
        "model", "lexicon", "text", "html", "pdf", "mail", "extract", "handbill",
    ] {
        let folder = root().join("crates").join(krate).join("src");
        for path in rust_files(&folder) {
            let code = fs::read_to_string(&path).expect("a file of code");
            for line in code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
            {
                let found = OUTSIDE.iter().find(|name| line.contains(**name));
                assert_eq!(found, None, "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn dependencies_have_permissive_licences() {
    let lines = tree(&["--workspace", "--edges", "normal,build,dev"], "{p}|{l}");
    assert!(
        lines.len() > 20,
        "expected the dependencies, found {lines:?}"
    );
    for line in lines {
        let (package, licence) = line.split_once('|').unwrap_or((&line, ""));
        let licence = licence.trim_end_matches(" (*)");
        let name = package.split(' ').next().unwrap_or_default();
        let is_known = licence == "MPL-2.0" && FILE_COPYLEFT.contains(&name);
        assert!(
            is_known || permits(licence),
            "{package}: expected a permissive licence, found {licence:?}"
        );
    }
}

/// Whether an SPDX expression leaves a choice of permitted licences. `/` is the old way to write
/// `OR`.
fn permits(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let parts = split(&expression, " AND ");
    if parts.len() > 1 {
        return parts.into_iter().all(permits);
    }
    let choices = split(&expression, " OR ");
    if choices.len() > 1 {
        return choices.into_iter().any(permits);
    }
    let licence = expression.trim();
    match licence
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
    {
        Some(inner) => permits(inner),
        None => LICENCES.contains(&licence),
    }
}

/// Splits where the separator stands outside of brackets.
fn split<'a>(expression: &'a str, separator: &str) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (offset, character) in expression.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && offset >= start && expression[offset..].starts_with(separator) => {
                parts.push(&expression[start..offset]);
                start = offset + separator.len();
            }
            _ => {}
        }
    }
    parts.push(&expression[start..]);
    parts
}

#[test]
fn licence_expressions_are_understood() {
    for permitted in [
        "MIT",
        "MIT/GPL-3.0",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "GPL-3.0 OR ISC",
    ] {
        assert!(permits(permitted), "{permitted}");
    }
    for not in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT AND GPL-3.0) OR MPL-2.0",
    ] {
        assert!(!permits(not), "{not}");
    }
}

/// A map that names places which are gone is worse than none.
#[test]
fn the_files_that_the_guides_name_exist() {
    for guide in ["ARCHITECTURE.md", "README.md"] {
        let text = fs::read_to_string(root().join(guide)).expect("a guide");
        let quoted = text.split('`').skip(1).step_by(2);
        let paths = quoted.filter(|quoted| {
            let folders = [
                "crates/",
                "tests/",
                "xtask/",
                "schemas/",
                "fixtures/",
                ".ci/",
            ];
            folders.iter().any(|folder| quoted.starts_with(folder))
                && !quoted.contains(['<', ' ', '*'])
        });
        for path in paths {
            assert!(
                root().join(path).exists(),
                "{guide} names {path}, which does not exist"
            );
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The lines of `cargo tree`.
fn tree(arguments: &[&str], format: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--prefix", "none", "--format", format])
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cargo");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
    let lines = String::from_utf8_lossy(&output.stdout);
    lines
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of code") {
        let path = entry.expect("a folder that can be listed").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
