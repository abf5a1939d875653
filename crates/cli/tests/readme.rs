//! The example of the README is what the command prints. `INSTA_UPDATE=always`, which accepts
//! changed snapshots, puts the present output into the README too.

use std::fs;
use std::path::Path;
use std::process::Command;

const COMMAND: &str = "cargo run --release -p handbill-cli -- ";

#[test]
fn the_example_is_real() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let (_, rest) = readme.split_once(COMMAND).expect("the first command");
    let arguments: Vec<&str> = rest.lines().next().unwrap_or_default().split(' ').collect();

    let document = arguments.last().expect("a document");
    let document = fs::read_to_string(root.join(document)).expect("the document");
    assert_eq!(block(&readme, "text"), document);

    let output = Command::new(env!("CARGO_BIN_EXE_handbill"))
        .args(&arguments)
        .current_dir(&root)
        .output()
        .expect("the command");
    let printed = String::from_utf8_lossy(&output.stdout);
    let shown = block(rest, "json");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        let updated = readme.replacen(shown, &printed, 1);
        fs::write(root.join("README.md"), updated).expect("README.md");
    } else {
        assert_eq!(shown, printed);
    }
}

/// The first fenced block in that language.
fn block<'a>(page: &'a str, language: &str) -> &'a str {
    let fence = format!("```{language}\n");
    let (_, block) = page.split_once(&fence).expect("a block");
    block.split_once("```").expect("its end").0
}
