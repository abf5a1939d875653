//! What holds for the reading of any bytes.

use handbill_model::{BlockKind, Document, Reading};
use handbill_text::read;
use proptest::prelude::*;
use unicode_normalization::is_nfc;

/// Pieces that texts with marks are made of.
fn marked_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "~~",
        "[",
        "](https://a.example/b)",
        "]",
        "<",
        ">",
        "<b>",
        "</b>",
        "<br>",
        "`",
        "``",
        "\\",
        "&amp;",
        "&#769;",
        "|",
        "|---|",
        "\n",
        "\n\n",
        "\t",
        " ",
        "  ",
        "- ",
        "1. ",
        "2. ",
        "a) ",
        "# ",
        "---\n",
        "-\n",
        "> ",
        "```\n",
        "word",
        "Émile",
        "e\u{301}",
        "\u{301}",
        "𝗔𝘂\u{308}",
        "ﬁ",
        "①",
        "9",
        "👩\u{200D}💻",
        "\u{AD}",
        "\u{A0}",
        "\r\n",
        "\r",
        "\u{C}",
        "Key: ",
        "https://p.example:443/https/x.example/y?utm_a=b",
        "<!--",
        "-->",
        "a@b.example",
        "한",
        "ᄀ",
        "ᅡ",
        "[x]: https://x.example\n",
        "[x]",
        "confer-\nence",
        "=====",
        "\u{FEFF}",
        "日本",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(document) = read(bytes, &Reading::default()) else {
        return Ok(());
    };
    prop_assert!(is_nfc(&document.text), "{:?}", document.text);
    check_blocks(&document)?;
    check_spans(&document)?;
    check_origins(&document, bytes)
}

/// Blocks ascend without overlap and hold all but white space.
fn check_blocks(document: &Document) -> Result<(), TestCaseError> {
    let mut end = 0;
    for block in &document.blocks {
        prop_assert!(end <= block.span.start && block.span.end <= document.text.len());
        let between = document.text.get(end..block.span.start);
        prop_assert!(
            between.is_some_and(|gap| gap.trim().is_empty()),
            "{:?} in {:?}",
            between,
            document.text
        );
        let inner = document.text.get(block.span.start..block.span.end);
        prop_assert!(
            inner.is_some_and(|text| !text.is_empty() && text.trim().len() == text.len()),
            "{:?}",
            inner
        );
        if let BlockKind::KeyValue { key, value } = block.kind {
            prop_assert!(block.span.contains(key) && block.span.contains(value));
        }
        end = block.span.end;
    }
    prop_assert!(
        document.text[end..].trim().is_empty(),
        "{:?} at the end of {:?}",
        &document.text[end..],
        document.text
    );
    Ok(())
}

fn check_spans(document: &Document) -> Result<(), TestCaseError> {
    let links = document.links.iter().map(|link| link.span);
    let facts = document.facts.iter().filter_map(|fact| fact.span);
    let styles = document.styles.iter().map(|style| style.span);
    for span in links.chain(facts).chain(styles) {
        prop_assert!(document.text.get(span.start..span.end).is_some());
    }
    for pair in document.links.windows(2) {
        prop_assert!(pair[0].span.start <= pair[1].span.start);
    }
    for pair in document.styles.windows(2) {
        prop_assert!(pair[0].span.start <= pair[1].span.start);
    }
    Ok(())
}

/// Every offset leads to a byte of the source, in order; what was not changed leads to itself.
fn check_origins(document: &Document, bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut last = 0;
    for offset in 0..document.text.len() {
        let source = document.origins.source_offset(offset);
        let Some(source) = source else {
            return Err(TestCaseError::fail(format!(
                "no origin at {offset} of {:?}",
                document.text
            )));
        };
        prop_assert!(
            last <= source,
            "{} after {} at {} of {:?}",
            source,
            last,
            offset,
            document.text
        );
        prop_assert!(source < bytes.len());
        last = source;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes)?;
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        check(text.as_bytes())?;
    }

    #[test]
    fn any_marks_are_read(text in marked_text()) {
        check(text.as_bytes())?;
    }

    #[test]
    fn any_marks_in_other_charsets_are_read(text in marked_text()) {
        let wide: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        check(&wide)?;
        let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
        check(&japanese)?;
    }

    #[test]
    fn prose_is_read_as_it_is(words in prop::collection::vec("[A-Za-zéüßłšΑяи]{1,9}", 1..60)) {
        let text: String = words.chunks(7).map(|line| line.join(" ") + ".\n").collect();
        let document = read(text.as_bytes(), &Reading::default()).expect("text");
        prop_assert_eq!(&document.text, text.trim_end());
        prop_assert!((0..document.text.len()).all(|at| document.origins.source_offset(at) == Some(at)));
        prop_assert_eq!(document.blocks.len(), 1);
    }

    #[test]
    fn reading_again_changes_no_prose(text in "[a-zé0-9 ,.\\n\u{AD}\u{A0}𝗔𝟮]{0,120}") {
        let once = read(text.as_bytes(), &Reading::default()).expect("text");
        let twice = read(once.text.as_bytes(), &Reading::default()).expect("text");
        prop_assert_eq!(once.text, twice.text);
    }
}
