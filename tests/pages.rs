//! What the pages of the PDF fixtures show: their blocks, in reading order.

use std::fmt::Write;
use std::path::Path;

use handbill::{BlockKind, Document, Reading, RecognisedPage, RecognisedWord};
use handbill_tests::{Case, cases};

fn pdfs() -> impl Iterator<Item = Case> {
    cases()
        .into_iter()
        .filter(|case| case.reading.uri.ends_with(".pdf"))
}

/// One block a line: its kind, and its text with marks for line ends and links.
fn blocks(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        let kind = match block.kind {
            BlockKind::Heading { level } => format!("heading {level}"),
            BlockKind::Paragraph => "paragraph".to_owned(),
            BlockKind::ListItem { .. } => "item".to_owned(),
            BlockKind::Cell {
                table,
                row,
                column,
                header,
            } => {
                let name = if header { "header" } else { "cell" };
                format!("{name} {table}.{row}.{column}")
            }
            BlockKind::KeyValue { .. } => "field".to_owned(),
            BlockKind::Caption => "caption".to_owned(),
            BlockKind::Separator => "separator".to_owned(),
        };
        let edge = if block.navigation { " (page edge)" } else { "" };
        let text = block.span.of(&document.text).replace('\n', " / ");
        let page = document
            .origins
            .place(block.span)
            .map_or(0, |place| place.page);
        writeln!(out, "{page} {kind}{edge}: {text}").expect("a string");
    }
    for link in &document.links {
        writeln!(
            out,
            "link: {} -> {}",
            link.span.of(&document.text),
            link.target
        )
        .expect("a string");
    }
    for warning in &document.warnings {
        writeln!(out, "warning: {}: {}", warning.code, warning.message).expect("a string");
    }
    out
}

/// Compares with `snapshots/pages/<language>/<case>.snap`; accepted like those of records, beside a
/// picture of the page.
#[test]
fn every_page_is_read_in_its_order() {
    let mut count = 0;
    for case in pdfs() {
        let mut settings = insta::Settings::clone_current();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/pages");
        settings.set_snapshot_path(folder.join(&case.language));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let document = case.read().expect("a fixture that can be read");
        settings.bind(|| insta::assert_snapshot!(case.name.as_str(), blocks(&document)));
        count += 1;
    }
    assert!(
        count >= 3,
        "expected PDFs among the fixtures, found {count}"
    );
}

/// Every word of a page has a place there, and a box that is not turned inside out.
#[test]
fn recognised_words_are_laid_out() {
    let case = pdfs()
        .find(|case| case.reading.uri.ends_with("pdf-scanned.pdf"))
        .expect("a scanned page");
    assert_eq!(
        handbill::pages_without_text(&case.bytes).expect("a PDF"),
        [1]
    );
    let word = |text: &str, left: f32, top: f32| RecognisedWord {
        text: text.to_owned(),
        bounds: [left, top, left + 60.0, top + 12.0],
        line: (top - 2.0, top + 14.0),
        confidence: 0.9,
    };
    // Two columns, with words in an order of their own.
    let words = vec![
        word("Market", 40.0, 100.0),
        word("Concert", 300.0, 104.0),
        word("Saturday", 40.0, 118.0),
        word("Sunday", 300.0, 122.0),
    ];
    let reading = Reading {
        recognised: vec![RecognisedPage { page: 1, words }],
        ..case.reading
    };
    let document = handbill::read(&case.bytes, &reading).expect("a PDF");
    let lines: Vec<&str> = document.text.split_whitespace().collect();
    assert_eq!(lines, ["Market", "Saturday", "Concert", "Sunday"]);
    let place = document
        .blocks
        .first()
        .and_then(|block| document.origins.place(block.span));
    assert_eq!(
        place.map(|place| (place.page, place.confidence)),
        Some((1, Some(0.9)))
    );
    let codes: Vec<&str> = document
        .warnings
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    assert_eq!(codes, ["text-from-image"]);
}

#[test]
fn words_have_their_places() {
    for case in pdfs() {
        let document = case.read().expect("a fixture that can be read");
        for block in &document.blocks {
            let place = document.origins.place(block.span).expect("a place");
            let [left, top, right, bottom] = place.bounds;
            assert!(
                left < right && top < bottom,
                "{}: {place:?}",
                case.reading.uri
            );
            assert!(Some(place.page) <= document.source.page_count, "{place:?}");
        }
    }
}
