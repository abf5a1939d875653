//! `--ocr`, with a stand-in for `tesseract`.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCAN: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../fixtures/en/pdf-scanned.pdf"
);

/// Runs `handbill extract --ocr` over a scanned page, where programs are looked for in the folder.
fn extract(programs: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_handbill"))
        .args(["extract", "--ocr", "--language", "en", SCAN])
        .env("PATH", programs)
        .output()
        .expect("the command runs")
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[cfg(not(feature = "ocr"))]
#[test]
fn a_build_without_it_says_so() {
    let output = extract(&folder("no-programs"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("--features ocr"), "{said}");
}

#[cfg(feature = "ocr")]
#[test]
fn a_missing_program_is_named() {
    let output = extract(&folder("no-programs"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("apt install tesseract-ocr"), "{said}");
}

#[cfg(feature = "ocr")]
#[test]
fn pages_without_text_are_read() {
    use std::os::unix::fs::PermissionsExt;

    let programs = folder("stand-in");
    let program = programs.join("tesseract");
    // Asks for an image and for the model of the language, and prints two lines.
    let script = "#!/bin/sh
case \"$(/usr/bin/head -c 4 | /usr/bin/od -An -tx1)\" in *'89 50 4e 47'*) ;; *) echo no image >&2; exit 1;; esac
/bin/cat > /dev/null
[ \"$*\" = 'stdin stdout -l eng --dpi 300 tsv' ] || { echo \"$*\" >&2; exit 2; }
printf '4\\t1\\t1\\t1\\t1\\t0\\t300\\t300\\t900\\t100\\t-1\\t\\n'
printf '5\\t1\\t1\\t1\\t1\\t1\\t300\\t300\\t300\\t100\\t95\\tLantern\\n'
printf '5\\t1\\t1\\t1\\t1\\t2\\t640\\t300\\t300\\t100\\t90\\tworkshop\\n'
printf '4\\t1\\t1\\t1\\t2\\t0\\t300\\t600\\t900\\t50\\t-1\\t\\n'
printf '5\\t1\\t1\\t1\\t2\\t1\\t300\\t600\\t60\\t50\\t80\\t14\\n'
printf '5\\t1\\t1\\t1\\t2\\t2\\t380\\t600\\t160\\t50\\t85\\tMarch\\n'
printf '5\\t1\\t1\\t1\\t2\\t3\\t560\\t600\\t160\\t50\\t90\\t2026\\n'
";
    std::fs::write(&program, script).expect("a script");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("its rights");
    let output = extract(&programs);
    let said = String::from_utf8_lossy(&output.stderr);
    let records: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&said);
    let event = &records["events"][0];
    assert_eq!(event["name"], "Lantern workshop");
    assert_eq!(event["start"], "2026-03-14");
    let evidence = &event["evidence"]["start"][0];
    assert_eq!(evidence["page"], 1);
    assert_eq!(evidence["box"][0], 72.0);
    let sure = evidence["character_confidence"].as_f64().expect("a number");
    assert!((sure - 0.8).abs() < 0.001);
    assert_eq!(records["warnings"][0]["code"], "text-from-image");
}
