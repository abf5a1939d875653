//! The command as its users meet it: arguments and files in; output, messages and status out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// A new empty folder for a test.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder that can be removed");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// Runs the command in the folder.
fn handbill(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_handbill"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command");
    let mut standard_input = child.stdin.take().expect("its input");
    // A command that does not read its input may have ended by now.
    let _ = standard_input.write_all(input.as_bytes());
    drop(standard_input);
    child.wait_with_output().expect("its end")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn json_lines(output: &Output) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).expect("a line of JSON");
    stdout(output).lines().map(parse).collect()
}

fn uris(lines: &[Value]) -> Vec<&str> {
    lines
        .iter()
        .filter_map(|line| line["source"]["uri"].as_str())
        .collect()
}

#[test]
fn one_file_gives_an_object_and_many_a_list() {
    let folder = folder("object_or_list");
    write(&folder, "in/a.txt", "Fair on 3 May 2026");
    let object = handbill(&folder, &["extract", "in/a.txt"], "");
    let object: Value = serde_json::from_slice(&object.stdout).expect("JSON");
    assert_eq!(object["source"]["uri"], "in/a.txt");
    assert_eq!(object["source"]["media_type"], "text/plain");

    let list = handbill(&folder, &["extract", "in"], "");
    assert_eq!(list.status.code(), Some(0));
    let list: Value = serde_json::from_slice(&list.stdout).expect("JSON");
    assert_eq!(list, json!([object]));

    let none = handbill(
        &folder,
        &["extract", "in/a.txt", "missing.txt", "--format", "jsonl"],
        "",
    );
    assert_eq!(json_lines(&none), [object]);
}

#[test]
fn folders_are_walked_in_order_without_what_is_no_document() {
    let folder = folder("walk");
    for name in [
        "b.txt",
        "a/z.md",
        "a/B.TXT",
        "a/letter",
        ".hidden.txt",
        "x.png",
        "x.css",
    ] {
        write(&folder, &format!("in/{name}"), "Fair");
    }
    let output = handbill(&folder, &["extract", "in", "--format", "jsonl"], "");
    assert_eq!(
        uris(&json_lines(&output)),
        ["in/a/B.TXT", "in/a/letter", "in/a/z.md", "in/b.txt"]
    );
    assert_eq!(stderr(&output), "handbill: in: left out 1 .css, 1 .png\n");
    assert_eq!(output.status.code(), Some(0));

    write(&folder, "in/.gitignore", "a/\n");
    let output = handbill(
        &folder,
        &["extract", "in", "--gitignore", "--format", "jsonl"],
        "",
    );
    assert_eq!(uris(&json_lines(&output)), ["in/b.txt"]);
}

#[test]
fn bad_inputs_are_named_and_the_rest_goes_on() {
    let folder = folder("bad_inputs");
    write(&folder, "a.txt", "Fair");
    write(&folder, "data.txt", b"\0\x01\x02\0\0\x03");
    write(&folder, "flyer.pdf", "%PDF-1.7\n");
    let arguments = [
        "extract",
        "missing.txt",
        "data.txt",
        "a.txt",
        "flyer.pdf",
        "--format",
        "jsonl",
    ];
    let output = handbill(&folder, &arguments, "");
    assert_eq!(uris(&json_lines(&output)), ["a.txt"]);
    assert_eq!(output.status.code(), Some(1));
    let messages = stderr(&output);
    let messages: Vec<&str> = messages.lines().collect();
    assert!(
        messages[0].starts_with("handbill: missing.txt: No such file"),
        "{messages:?}"
    );
    assert_eq!(
        messages[1..],
        [
            "handbill: data.txt: expected plain text, Markdown, HTML, PDF or a message, found binary data, which is not supported",
            "handbill: flyer.pdf: expected a PDF, found damaged data without any page",
            "handbill: 3 of 4 inputs failed",
        ]
    );
}

#[test]
fn wrong_usage_is_status_2() {
    let folder = folder("usage");
    let wrong: [&[&str]; 7] = [
        &[],
        &["extract"],
        &["text"],
        &["extract", "a.txt", "--format", "xml"],
        &["extract", "a.txt", "--reference-date", "03.05.2026"],
        &["extract", "a.txt", "--jobs", "0"],
        &["extract", "a.txt", "--resume"],
    ];
    for arguments in wrong {
        let output = handbill(&folder, arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn standard_input_is_read() {
    let folder = folder("stdin");
    let output = handbill(&folder, &["extract", "-"], "Fête le 3 mai 2026");
    let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["source"]["uri"], "-");
    assert_eq!(object["source"]["byte_length"], 19);

    let output = handbill(&folder, &["text", "-"], "Fête\nle 3 mai");
    assert_eq!(stdout(&output), "Fête\nle 3 mai\n");
}

#[test]
fn a_manifest_gives_inputs_and_their_options() {
    let folder = folder("manifest");
    write(&folder, "lists/a.txt", "Fair");
    write(&folder, "b.txt", "Fair");
    let manifest = [
        json!({"path": "a.txt", "reference_date": "2026-03-01"}).to_string(),
        String::new(),
        json!({"path": "b.txt", "language": "en", "media_type": "text/markdown"}).to_string(),
        json!({"path": "b.txt", "reference_date": "soon"}).to_string(),
        json!({"path": "b.txt", "laguage": "en"}).to_string(),
        "not JSON".to_owned(),
    ];
    write(&folder, "lists/in.jsonl", manifest.join("\n"));
    let arguments = [
        "extract",
        "--manifest",
        "lists/in.jsonl",
        "--format",
        "jsonl",
    ];
    let output = handbill(&folder, &arguments, "");
    let lines = json_lines(&output);
    assert_eq!(uris(&lines), ["a.txt", "b.txt"]);
    assert_eq!(lines[0]["source"]["reference_date"], "2026-03-01");
    assert_eq!(lines[1]["source"].get("reference_date"), None);
    assert_eq!(lines[1]["source"]["media_type"], "text/markdown");
    assert_eq!(output.status.code(), Some(1));
    for place in [
        "in.jsonl:4: expected reference_date",
        "in.jsonl:5: unknown field",
        "in.jsonl:6: ",
    ] {
        assert!(stderr(&output).contains(place), "{place}");
    }

    let output = handbill(&folder, &["extract", "--manifest", "missing.jsonl"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("handbill: missing.jsonl: No such file"));
}

#[test]
fn outputs_go_to_a_file_or_to_a_folder() {
    let folder = folder("outputs");
    write(&folder, "in/a.txt", "Fair");
    write(&folder, "in/sub/b.md", "Fair");
    for (arguments, format) in [
        (
            &["extract", "in", "--out", "all/records.jsonl"][..],
            "jsonl",
        ),
        (&["extract", "in", "--out", "all/records.json"], "json"),
    ] {
        let printed = handbill(&folder, &["extract", "in", "--format", format], "");
        let output = handbill(&folder, arguments, "");
        assert!(output.stdout.is_empty() && output.stderr.is_empty());
        let written = fs::read(folder.join("all").join(format!("records.{format}")));
        assert_eq!(written.expect("a file"), printed.stdout);
    }

    let output = handbill(
        &folder,
        &[
            "extract",
            "in",
            "in/a.txt",
            "missing.txt",
            "--out",
            "records",
        ],
        "",
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("in/a.txt: an earlier input writes a.txt.json already"));
    let printed = handbill(&folder, &["extract", "in/sub/b.md"], "");
    let written = fs::read(folder.join("records/sub/b.md.json")).expect("a file");
    assert_eq!(written, printed.stdout);
    assert!(folder.join("records/a.txt.json").is_file());
    assert_eq!(
        names_in(&folder.join("records")),
        [".handbill-resume.jsonl", "a.txt.json", "sub"]
    );

    let output = handbill(
        &folder,
        &["extract", "missing.txt", "--out", "none.json"],
        "",
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.join("none.json").exists());
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_is_resumed_where_nothing_has_changed() {
    let folder = folder("resume");
    write(&folder, "in/a.txt", "Fair");
    write(&folder, "in/b.txt", "Fair");
    let run = |more: &[&str]| {
        let arguments = [&["extract", "in", "--out", "out", "--resume"], more].concat();
        assert_eq!(handbill(&folder, &arguments, "").status.code(), Some(0));
        // What is marked and still marked after the next run was not written again.
        ["a.txt.json", "b.txt.json"].map(|name| {
            let path = folder.join("out").join(name);
            let marked = fs::read_to_string(&path).expect("an output") == "mark";
            fs::write(path, "mark").expect("a mark");
            marked
        })
    };
    assert_eq!(run(&[]), [false, false]);
    assert_eq!(run(&[]), [true, true]);
    write(&folder, "in/b.txt", "Another fair");
    assert_eq!(run(&[]), [true, false]);
    assert_eq!(run(&["--reference-date", "2026-01-01"]), [false, false]);
    fs::remove_file(folder.join("out/a.txt.json")).expect("an output");
    write(&folder, "out/a.txt.json", "mark");
    assert_eq!(run(&["--reference-date", "2026-01-01"]), [true, true]);
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let folder = folder("jobs");
    for number in 0..150 {
        let day = number % 28 + 1;
        write(
            &folder,
            &format!("in/{number}.txt"),
            format!("Fair {number}\n{day} May 2026, 14:30"),
        );
    }
    write(&folder, "in/7.pdf", "%PDF-1.7");
    let one = handbill(&folder, &["extract", "in", "--jobs", "1"], "");
    let two = handbill(&folder, &["extract", "in", "--jobs", "2"], "");
    assert_eq!(one, two);
    assert_eq!(
        serde_json::from_slice::<Vec<Value>>(&one.stdout)
            .expect("JSON")
            .len(),
        150
    );
}

#[test]
fn mentions_of_lines_keep_their_ids() {
    let folder = folder("mention_lines");
    let texts = [
        r#"{"id": 7, "text": "é info@example.org", "language": "en", "more": [1]}"#,
        "",
        r#"{"id": "x", "text": "nothing here", "reference_date": "2026-03-01T12:00:00"}"#,
        r#"{"id": "y"}"#,
        r#"{"text": "no id"}"#,
    ];
    let arguments = ["mentions", "--input-format", "jsonl", "--format", "jsonl"];
    let output = handbill(&folder, &arguments, &texts.join("\n"));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["id"], 7);
    let email = &lines[0]["mentions"][0];
    assert_eq!(email["type"], "email");
    assert_eq!(email["address"], "info@example.org");
    assert_eq!(email["text"], "info@example.org");
    assert_eq!(email["span"], json!([2, 18]));
    assert_eq!(lines[1], json!({"id": "x", "mentions": []}));
    assert_eq!(lines[2]["id"], "-:5");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("handbill: -:4: missing field `text`"));
}

#[test]
fn mentions_of_documents_are_lines_or_tables() {
    let folder = folder("mention_documents");
    write(&folder, "a.txt", "Write to info@example.org");
    let lines = handbill(&folder, &["mentions", "a.txt"], "");
    assert_eq!(json_lines(&lines)[0]["id"], "a.txt");
    let table = stdout(&handbill(
        &folder,
        &["mentions", "a.txt", "--format", "table"],
        "",
    ));
    assert!(
        table.starts_with("a.txt\n  email    info@example.org"),
        "{table}"
    );
    assert!(!table.contains('\x1b'), "colour is for terminals");
}

#[test]
fn several_texts_are_told_apart() {
    let folder = folder("texts");
    write(&folder, "a.txt", "Fair");
    write(&folder, "b.txt", "Concert\n");
    let output = handbill(&folder, &["text", "a.txt", "b.txt"], "");
    assert_eq!(
        stdout(&output),
        "==> a.txt <==\nFair\n\n==> b.txt <==\nConcert\n"
    );
}

#[test]
fn the_schema_is_printed() {
    let folder = folder("schema");
    let output = handbill(&folder, &["schema"], "");
    let committed =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/extraction.schema.json");
    assert_eq!(
        stdout(&output),
        fs::read_to_string(committed).expect("the schema")
    );
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = folder("broken_pipe");
    for number in 0..400 {
        write(&folder, &format!("in/{number}.txt"), "Fair");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_handbill"))
        .args(["extract", "in"])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("its end");
    assert_eq!(stderr(&output), "");
    assert_eq!(output.status.code(), Some(0));
}
