//! What the reader makes of the manners of announcements.

use handbill_model::{BlockKind, Document, Reading, Style};
use handbill_text::read;

fn document(text: &str) -> Document {
    read(text.as_bytes(), &Reading::default()).expect("text")
}

fn markdown(text: &str) -> Document {
    let reading = Reading {
        media_type: Some("text/markdown".to_owned()),
        ..Reading::default()
    };
    read(text.as_bytes(), &reading).expect("text")
}

fn text_of(text: &str) -> String {
    document(text).text
}

/// The kinds of the blocks, one letter each, and their texts.
fn blocks(document: &Document) -> Vec<(String, &str)> {
    let kind = |kind: BlockKind| match kind {
        BlockKind::Heading { level } => format!("h{level}"),
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::ListItem { depth } => format!("i{depth}"),
        BlockKind::Cell {
            row,
            column,
            header,
            ..
        } => {
            format!("{}{row}.{column}", if header { "H" } else { "c" })
        }
        BlockKind::KeyValue { .. } => "kv".to_owned(),
        BlockKind::Caption => "caption".to_owned(),
        BlockKind::Separator => "s".to_owned(),
    };
    let blocks = document.blocks.iter();
    blocks
        .map(|block| (kind(block.kind), block.span.of(&document.text)))
        .collect()
}

fn check_blocks(text: &str, expected: &[(&str, &str)]) {
    let document = document(text);
    let found = blocks(&document);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(kind, text)| (kind.as_str(), *text))
        .collect();
    assert_eq!(found, expected, "{text:?}");
}

fn links(document: &Document) -> Vec<(&str, &str)> {
    let links = document.links.iter();
    links
        .map(|link| (link.span.of(&document.text), link.target.as_str()))
        .collect()
}

fn styled(document: &Document, style: Style) -> Vec<&str> {
    let runs = document.styles.iter().filter(|run| run.style == style);
    runs.map(|run| run.span.of(&document.text)).collect()
}

#[test]
fn marks_inside_a_line_vanish() {
    for (marked, plain) in [
        (
            "on **5 March** at *noon* and __all__ _day_",
            "on 5 March at noon and all day",
        ),
        ("***both*** and **a *b* c**", "both and a b c"),
        ("~~5 March~~ 6 March", "5 March 6 March"),
        ("see `handbill --help`", "see handbill --help"),
        (
            "[Tickets](https://a.example/t \"Buy\") here",
            "Tickets here",
        ),
        ("![our logo](logo.png) Fair", "our logo Fair"),
        ("[![map](m.png)](https://a.example)", "map"),
        (
            "<https://a.example/x_y> and <mailto:info@a.example>",
            "https://a.example/x_y and info@a.example",
        ),
        ("5 \\* 3, \\#tag, \\[sic\\]", "5 * 3, #tag, [sic]"),
        (
            "Arts &amp; Crafts&nbsp;&#8211; free",
            "Arts & Crafts – free",
        ),
        (
            "<b>Doors</b> at 7<br>Start <i>at</i> 8",
            "Doors at 7\nStart at 8",
        ),
        ("a <!-- hidden --> b", "a  b"),
    ] {
        assert_eq!(text_of(marked), plain);
    }
}

#[test]
fn signs_that_are_no_marks_stay() {
    for plain in [
        "4*5 and 6*7 make 62",
        "Bürger*innen und Partner*innen",
        "name_at_example.org, first_second_third",
        "https://a.example/x_y_z/*a*/b_c",
        "* starred footnote without a second star*",
        "price 10* (students 5*)",
        "about ~50 people, ~60 seats",
        "R&D; AT&T, a < b > c, <name>",
        "see [1] and [sic] (really)",
        "``AN EVENING'' and ``MORE''",
        "C:\\temp",
        "a | b",
    ] {
        let text = text_of(plain);
        assert_eq!(
            text.trim_start_matches("* "),
            plain.trim_start_matches("* ")
        );
    }
}

#[test]
fn links_and_styles_are_kept_beside_the_text() {
    let read = document(
        "Tell [us](mailto:a@b.example), see [here](https://p.example.org:443/https/c.example.org/x) \
         or <www.d.example>, <a href=\"https://e.example\">there</a>, [@name](#).\n\n\
         ~~Monday~~ **Tuesday** at *noon*, <s>Room 1</s>",
    );
    assert_eq!(
        links(&read),
        [
            ("us", "mailto:a@b.example"),
            ("here", "https://c.example.org/x"),
            ("www.d.example", "https://www.d.example"),
            ("there", "https://e.example"),
        ]
    );
    assert_eq!(styled(&read, Style::Struck), ["Monday", "Room 1"]);
    assert_eq!(styled(&read, Style::Strong), ["Tuesday"]);
    assert_eq!(styled(&read, Style::Emphasis), ["noon"]);
}

#[test]
fn definitions_serve_links_and_vanish() {
    let read = document(
        "Read [the call][call] and [Fees].\n\n[call]: https://a.example/call\n[fees]: https://a.example/fees \"Fees\"",
    );
    assert_eq!(read.text, "Read the call and Fees.");
    assert_eq!(
        links(&read),
        [
            ("the call", "https://a.example/call"),
            ("Fees", "https://a.example/fees")
        ]
    );
    let note = "See [1].\n\n[1]: https://a.example";
    assert_eq!(text_of(note), note);
}

#[test]
fn relative_links_are_resolved_where_the_base_is_known() {
    let reading = Reading {
        base_url: Some("https://a.example/events/".to_owned()),
        ..Reading::default()
    };
    let read = read(b"[form](form.pdf) [mail](mailto:x@y.example)", &reading).expect("text");
    assert_eq!(
        links(&read),
        [
            ("form", "https://a.example/events/form.pdf"),
            ("mail", "mailto:x@y.example")
        ]
    );
}

#[test]
fn addresses_in_the_text_are_unwrapped() {
    let source = "Apply: https://blue-sea.example.org:443/https/lnkd.in/eFwJ. Or (https://b.example.org/?utm_source=x).";
    let read = document(source);
    assert_eq!(
        read.text,
        "Apply: https://lnkd.in/eFwJ. Or (https://b.example.org/)."
    );
    let at = read.text.find("lnkd").expect("address");
    assert_eq!(read.origins.source_offset(at), source.find("lnkd"));
    assert!(read.links.is_empty());
}

#[test]
fn posts_are_parted_by_rules() {
    check_blocks(
        "- Website\n-\nhttps://a.example\nAbout\n-\n-\nFirst post\n* * *\nSecond\n\n-----\n--\nName",
        &[
            ("i0", "Website"),
            ("s", "-"),
            ("p", "https://a.example\nAbout"),
            ("s", "-"),
            ("s", "-"),
            ("p", "First post"),
            ("s", "* * *"),
            ("p", "Second"),
            ("s", "-----"),
            ("s", "--"),
            ("p", "Name"),
        ],
    );
}

#[test]
fn headings_are_marked() {
    check_blocks(
        "# Fair #\n## Programme\nTitle\n=====\nVenue\n-----\nText\n#Cologne #1",
        &[
            ("h1", "Fair"),
            ("h2", "Programme"),
            ("h1", "Title"),
            ("h2", "Venue"),
            ("p", "Text\n#Cologne #1"),
        ],
    );
    check_blocks(
        "Free and open to all.\n--------------------------------------------\nuntil next time",
        &[
            ("p", "Free and open to all."),
            ("s", "--------------------------------------------"),
            ("p", "until next time"),
        ],
    );
    assert_eq!(
        markdown("Short\n---------------").blocks[0].kind,
        BlockKind::Heading { level: 2 }
    );
    check_blocks(
        "SUMMER FAIR\n\nText",
        &[("p", "SUMMER FAIR"), ("p", "Text")],
    );
}

#[test]
fn lists_lose_bullets_and_keep_numbers_that_could_be_days() {
    check_blocks(
        "* **One**\n  goes on\n  - two\n• three\n\n1. Welcome\n2. Report\n\na) first\nb) second",
        &[
            ("i0", "One\n  goes on"),
            ("i1", "two"),
            ("i0", "three"),
            ("i0", "1. Welcome"),
            ("i0", "2. Report"),
            ("i0", "first"),
            ("i0", "second"),
        ],
    );
    check_blocks("-Tickets\n-Coffee", &[("i0", "Tickets"), ("i0", "Coffee")]);
    for plain in [
        "4. Juli 2025",
        "10. September 2025\nSaal",
        "1) alone",
        "+ 33 1 53",
        "– quoted",
        "-nothing",
    ] {
        let read = document(plain);
        let expected = plain.trim_start_matches("– ");
        assert_eq!(blocks(&read)[0].1, expected);
    }
    check_blocks(
        "1. Washing\nTuesday 16 June\n\n2. Lending\nFriday\n\n- Last\nUnder it",
        &[
            ("i0", "1. Washing\nTuesday 16 June"),
            ("i0", "2. Lending\nFriday"),
            ("i0", "Last"),
            ("p", "Under it"),
        ],
    );
    check_blocks("3 March\n- 5 March", &[("p", "3 March\n- 5 March")]);
}

#[test]
fn tables_become_cells() {
    check_blocks(
        "| Date | Place |\n|---|---:|\n| ~~5 May~~ | |\n| 6 May | **Hall** |\n\nDate\tSpeaker\nMay 3\tBob",
        &[
            ("H0.0", "Date"),
            ("H0.1", "Place"),
            ("c1.0", "5 May"),
            ("c2.0", "6 May"),
            ("c2.1", "Hall"),
            ("c0.0", "Date"),
            ("c0.1", "Speaker"),
            ("c1.0", "May 3"),
            ("c1.1", "Bob"),
        ],
    );
    check_blocks(
        "📅 4 May | 18:00 | Online\nJoin us",
        &[("p", "📅 4 May | 18:00 | Online\nJoin us")],
    );
}

#[test]
fn messages_have_fields() {
    let read = document(
        "From: Jane Doe <jane@a.example>\nTo: all@a.example\nSubject: Summer\n  fair\nDate: Wed, 05 Mar 2025 10:00:00 +0100\n\nDate: 5 July\nText",
    );
    let kinds = blocks(&read);
    assert_eq!(kinds[0], ("kv".to_owned(), "From: Jane Doe jane@a.example"));
    assert_eq!(kinds[2], ("kv".to_owned(), "Subject: Summer\n  fair"));
    assert_eq!(kinds[4], ("p".to_owned(), "Date: 5 July\nText"));
    assert_eq!(read.source.title.as_deref(), Some("Summer fair"));
    assert_eq!(read.source.published.as_deref(), Some("2025-03-05"));
    let names: Vec<&str> = read.facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["from", "to", "subject", "published"]);
}

#[test]
fn identifiers_of_messages_are_no_addresses() {
    let read =
        document("Message-ID: <2026.4F1@mail.a.example>\nObjet : Fête\nDe : <a@b.example>\n\nText");
    assert_eq!(blocks(&read)[0].1, "Message-ID: <2026.4F1@mail.a.example>");
    assert!(read.blocks[0].navigation && !read.blocks[1].navigation);
    assert_eq!(links(&read), [("a@b.example", "mailto:a@b.example")]);
    let BlockKind::KeyValue { key, .. } = read.blocks[1].kind else {
        panic!("expected a field, found {:?}", read.blocks[1].kind);
    };
    assert_eq!(key.of(&read.text), "Objet");
}

#[test]
fn fields_of_a_notice_state_nothing_about_the_document() {
    let read = document(
        "<0.28.4.95@a.example.0>\nType:     talks\nTopic:    Ropes\nDate:     3-May-95\n\nAbstract",
    );
    let kinds: Vec<String> = blocks(&read).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["p", "kv", "kv", "kv", "p"]);
    assert!(read.blocks[0].navigation);
    let BlockKind::KeyValue { key, value } = read.blocks[2].kind else {
        panic!("expected a field, found {:?}", read.blocks[2].kind);
    };
    assert_eq!(
        (key.of(&read.text), value.of(&read.text)),
        ("Topic", "Ropes")
    );
    assert!(read.facts.is_empty());
    assert_eq!(read.source.published, None);
}

#[test]
fn front_matter_states_facts() {
    let read = markdown(
        "---\ntitle: \"Summer fair\"\ndate: 2025-03-02\nlang: fr\ntags:\n  - a\n---\n# Fair",
    );
    assert_eq!(read.source.title.as_deref(), Some("Summer fair"));
    assert_eq!(read.source.published.as_deref(), Some("2025-03-02"));
    assert_eq!(read.source.language.as_deref(), Some("fr"));
    assert_eq!(read.source.media_type, "text/markdown");
    assert!(!read.text.contains("---"));
    assert_eq!(blocks(&read).last(), Some(&("h1".to_owned(), "Fair")));
}

#[test]
fn divided_words_are_joined_and_lines_are_not() {
    assert_eq!(
        text_of("the confer-\nence in\nParis"),
        "the conference in\nParis"
    );
    assert_eq!(
        text_of("Vor-\nund Nachmittag, und"),
        "Vor-\nund Nachmittag, und"
    );
}

#[test]
fn marks_around_blanks_at_a_line_end_mark_nothing() {
    let document = document("<b>\t\t</b>\nÉmile and <b>Ann</b>");
    let marked: Vec<&str> = document
        .styles
        .iter()
        .map(|styled| styled.span.of(&document.text))
        .collect();
    assert_eq!(marked, ["Ann"]);
}

#[test]
fn blank_lines_and_spaces_are_kept_sensible() {
    assert_eq!(text_of("\n\na  \n\n\n\n\n\nb\t\n  c\n\n"), "a\n\n\nb\n  c");
    assert_eq!(text_of("a\u{C}b"), "a\n\nb");
}

#[test]
fn quotations_are_read_without_their_marks() {
    check_blocks(
        "Hello\n> On Monday\n> we meet\n> > - old",
        &[("p", "Hello"), ("p", "On Monday\nwe meet"), ("i0", "old")],
    );
}

#[test]
fn styled_letters_lead_back_to_their_bytes() {
    let source = "🗓\u{FE0F} 𝟮𝟭 𝗝𝗮𝗻 in 𝗧𝘂\u{308}𝗿𝗸𝗶𝘆𝗲";
    let read = document(source);
    assert_eq!(read.text, "🗓\u{FE0F} 21 Jan in Türkiye");
    let at = read.text.find("rkiye").expect("name");
    assert_eq!(read.origins.source_offset(at), source.find('𝗿'));
}

#[test]
fn binary_data_is_refused() {
    let bytes: Vec<u8> = (0..2000_u32).map(|index| (index * 7 % 32) as u8).collect();
    assert!(read(&bytes, &Reading::default()).is_err());
    assert!(read(b"", &Reading::default()).is_ok());
    assert!(read(b"text with one \0 in it", &Reading::default()).is_ok());
}
