//! What the reader makes of pages.

use std::time::{Duration, Instant};

use handbill_html::read;
use handbill_model::{BlockKind, Document, Reading, Style};

fn page(html: &str) -> Document {
    let reading = Reading {
        base_url: Some("https://example.org/a/".to_owned()),
        ..Reading::default()
    };
    read(html.as_bytes(), &reading)
}

fn text(html: &str) -> String {
    page(html).text
}

/// The blocks as "kind text" lines.
fn blocks(html: &str) -> Vec<String> {
    let document = page(html);
    let show = |block: &handbill_model::Block| {
        let text = block.span.of(&document.text);
        let kind = match block.kind {
            BlockKind::Heading { level } => format!("h{level}"),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::ListItem { depth } => format!("li{depth}"),
            BlockKind::Cell {
                table,
                row,
                column,
                header,
            } => format!("{table}/{row}/{column}{}", if header { "!" } else { "" }),
            BlockKind::KeyValue { key, value } => {
                format!("{}={}", key.of(&document.text), value.of(&document.text))
            }
            BlockKind::Caption => "caption".to_owned(),
            BlockKind::Separator => "rule".to_owned(),
        };
        let mark = if block.navigation { "~" } else { "" };
        format!("{mark}{kind} {text}")
    };
    document.blocks.iter().map(show).collect()
}

fn links(html: &str) -> Vec<(String, String)> {
    let document = page(html);
    let pair = |link: &handbill_model::Link| {
        (link.span.of(&document.text).to_owned(), link.target.clone())
    };
    document.links.iter().map(pair).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn lines_break_as_in_a_browser() {
    assert_eq!(
        text("<p>One\n  two<br> three</p><p>four"),
        "One two\nthree\n\nfour"
    );
    assert_eq!(text("<div>a<div>b</div>c</div>"), "a\nb\nc");
    assert_eq!(text("a<span> b</span><i>c</i>\n d"), "a bc d");
    assert_eq!(text("<pre>a\n  b\n</pre>"), "a\nb");
    assert_eq!(text("a<br><br>b"), "a\n\nb");
    assert_eq!(
        text("18&nbsp;h&nbsp;&nbsp;30 Vor&shy;trag"),
        "18 h 30 Vortrag"
    );
}

#[test]
fn what_a_visitor_does_not_see_is_left_out() {
    let hidden = "<title>t</title><style>s</style><script>x<p>y</p></script><p hidden>h</p>\
        <div style='color:red; display:none'>n</div><template>m</template><noscript>j</noscript>\
        <form><label for=q>Find</label><input id=q value=v><select><option>o</select></form>";
    assert_eq!(
        text(&format!("{hidden}<p style='display:block'>seen")),
        "seen"
    );
}

#[test]
fn blocks_follow_the_structure() {
    assert_eq!(
        blocks(
            "<h2>Head</h2><p>Text<ul><li>one<ul><li>inner</ul>rest<li><p>two</p><p>more</p></ul><hr><p>end"
        ),
        [
            "h2 Head",
            "p Text",
            "li0 one",
            "li1 inner",
            "p rest",
            "li0 two",
            "p more",
            "rule ---",
            "p end"
        ]
    );
    assert_eq!(
        blocks("<dl><dt>Place:<dd>Town Hall<dt>3 May<dd>Concert</dl>"),
        ["Place=Town Hall Place:\nTown Hall", "p 3 May", "p Concert"]
    );
    assert_eq!(
        blocks("<figure><img src=a alt=Poster><figcaption>By Ann</figcaption></figure>"),
        ["p Poster", "caption By Ann"]
    );
}

#[test]
fn tables_have_rows_and_columns() {
    let table = "<table><caption>Dates</caption><tr><th>Day<th>What<tr><td rowspan=2>1 May<td>A<br>B<tr><td><p>C</p><p>D</p></table>";
    assert_eq!(
        blocks(table),
        [
            "caption Dates",
            "0/0/0! Day",
            "0/0/1! What",
            "0/1/0 1 May",
            "0/1/1 A\nB",
            "0/2/1 C\nD"
        ]
    );
    assert_eq!(
        text("<table><tr><td>a<td>b<tr><td colspan=2>c</table>"),
        "a\tb\nc"
    );
    // A table that only places things.
    let layout = "<table><tr><td><h1>Head</h1><p>x<td><p>y</table>";
    assert_eq!(blocks(layout), ["h1 Head", "p x", "p y"]);
}

#[test]
fn navigation_is_marked() {
    assert_eq!(
        blocks(
            "<nav><a href=/>Home</a></nav><div class='cookie-banner'>We use cookies</div><main><p>x</main><footer>y"
        ),
        ["~p Home", "~p We use cookies", "p x", "~p y"]
    );
    assert_eq!(blocks("<div class='has-menu'><p>x</div>"), ["p x"]);
    // What drops down may be a list of days.
    assert_eq!(
        blocks(
            "<div class='dropdown-menu'><a href=a>May 4</a> <a href=b>May 18</a> <a href=c>June 1</a></div>"
        ),
        ["p May 4 May 18 June 1"]
    );
    assert_eq!(
        blocks(
            "<div class='dropdown-menu'><a href=a>Route 4</a> <a href=b>Fares</a> <a href=c>Maps</a></div>"
        ),
        ["~p Route 4 Fares Maps"]
    );
}

#[test]
fn links_lead_to_absolute_addresses() {
    assert_eq!(
        links(
            "<a href='b?c=1'>one</a> <a href='#x'>two</a> <a href='https://example.com/?utm_source=n'>three</a>"
        ),
        pairs(&[
            ("one", "https://example.org/a/b?c=1"),
            ("three", "https://example.com/")
        ])
    );
    assert_eq!(
        links("<base href='/d/'><a href=e>f</a>"),
        pairs(&[("f", "https://example.org/d/e")])
    );
    // A link round a card belongs to each of its blocks.
    assert_eq!(
        links("<a href=/x><h3>Head</h3><p>Text</p></a>"),
        pairs(&[
            ("Head", "https://example.org/x"),
            ("Text", "https://example.org/x")
        ])
    );
    assert_eq!(
        links(
            "<a href='tel:+4930123'>call</a> <a href='https://example.com/p' aria-label='Our profile'><i></i></a>"
        ),
        pairs(&[
            ("call", "tel:+4930123"),
            ("Our profile", "https://example.com/p")
        ])
    );
}

#[test]
fn hidden_mail_addresses_are_decoded() {
    let html = "<a href='/cdn-cgi/l/email-protection' class='__cf_email__' data-cfemail='2b42454d446b4e534a465b474e05445942'>[email&#160;protected]</a>";
    let document = page(html);
    assert!(
        document.text.starts_with("info@example.o"),
        "{}",
        document.text
    );
    assert!(document.links[0].target.starts_with("mailto:info@"));
    assert_eq!(text("&#105;&#110;fo&#64;example.org"), "info@example.org");
}

#[test]
fn text_leads_back_to_its_bytes() {
    let html = "<!DOCTYPE html><p>Caf&eacute; <b>am</b>\n  Markt, 5.&nbsp;Mai</p><table><tr><td>x<td>Schluß</table>";
    for (bytes, charset) in [
        (html.as_bytes().to_vec(), "utf-8"),
        (html.chars().map(|c| c as u8).collect(), "windows-1252"),
    ] {
        let reading = Reading {
            media_type: Some(format!("text/html; charset={charset}")),
            ..Reading::default()
        };
        let document = read(&bytes, &reading);
        for word in ["Caf", "am", "Markt", "5.", "Mai", "x", "Schlu"] {
            let at = document.text.find(word).expect(word);
            let origin = document.origins.source_offset(at).expect(word);
            assert!(
                bytes[origin..].starts_with(word.as_bytes()),
                "{word} in {charset}"
            );
        }
        assert!(document.text.contains("Schluß"), "{}", document.text);
    }
}

#[test]
fn a_page_names_its_charset() {
    for declaration in [
        "<meta charset=iso-8859-2>",
        "<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-2'>",
    ] {
        let mut bytes = declaration.as_bytes().to_vec();
        bytes.extend(b"<p>Ko\xB6ci\xF3\xB3");
        let text = read(&bytes, &Reading::default()).text;
        assert_eq!(text, "Kościół", "{declaration}");
    }
}

#[test]
fn the_head_describes_the_page() {
    let document = page(
        "<html lang=de><title> A\n b </title><meta property='article:published_time' content='2026-03-01T10:00:00Z'><p>x",
    );
    let source = document.source;
    assert_eq!(
        (
            source.title.as_deref(),
            source.language.as_deref(),
            source.published.as_deref()
        ),
        (Some("A b"), Some("de"), Some("2026-03-01"))
    );
}

#[test]
fn styles_and_times_are_noted() {
    let document =
        page("<p><b>Bold</b> <del>old</del> <time datetime=2026-05-03T19:00>3 May</time>");
    let styles: Vec<(&str, Style)> = document
        .styles
        .iter()
        .map(|it| (it.span.of(&document.text), it.style))
        .collect();
    assert_eq!(styles, [("Bold", Style::Strong), ("old", Style::Struck)]);
    let fact = document
        .facts
        .iter()
        .find(|fact| fact.name == "time")
        .expect("a time");
    assert_eq!(fact.span.map(|span| span.of(&document.text)), Some("3 May"));
    assert_eq!(fact.value, "2026-05-03T19:00");
}

/// Broken, deep and endless pages end in time: work that grows with the square of the length would
/// need far longer.
#[test]
fn monstrous_pages_are_read_in_time() {
    const LENGTH: usize = 300_000;
    let limit = Duration::from_secs(10);
    let endless_tag = (0..30_000).fold("<p".to_owned(), |tag, n| tag + &format!(" a{n}=b")) + ">x";
    let open_tag = "<p ".to_owned() + &"a='".repeat(LENGTH / 3);
    let repeated = [
        "<div>",
        "<b>",
        "<p><font color=1>x",
        "<table><tr><td>",
        "<ul><li>",
        "<a href=x>y",
        "</p>",
        "<!-- x",
        "<script>",
        "&amp;",
        "&",
        "<",
        "<i><table>",
        "<svg><p>",
        "<select><option>",
        "x<br>",
        "<td rowspan=1000 colspan=1000>x",
        "<dl><dt>a<dd>",
        "<a title=t href=/x>",
        "<nav>",
        "<div class=menu><p>",
    ];
    let pages = repeated
        .iter()
        .map(|piece| piece.repeat(LENGTH / piece.len()));
    for html in pages.chain([endless_tag, open_tag]) {
        let start = Instant::now();
        let document = page(&html);
        let spent = start.elapsed();
        assert!(document.text.len() <= 2 * html.len() + 10);
        assert!(spent < limit, "{:?}: {spent:?}", &html[..30]);
    }
}

#[test]
fn items_that_look_alike_are_a_list() {
    let card = |class: &str, day: &str| {
        format!("<div class='{class}'><h4>Open Kiln</h4><p>{day} May 2026</p></div>")
    };
    let page = format!(
        "<main><p>All of May</p>{}{}{}{}{}{}</main>",
        card("row odd", "1"),
        card("row even", "2"),
        card("row odd", "3"),
        card("row even", "4"),
        card("row odd", "5"),
        card("row even", "6"),
    );
    let document = read(page.as_bytes(), &Reading::default());
    let lists: std::collections::BTreeSet<u32> =
        document.items.iter().map(|item| item.list).collect();
    assert_eq!((document.items.len(), lists.len()), (6, 1));
    let last = document.items[5].span.of(&document.text);
    assert_eq!(last, "Open Kiln\n\n6 May 2026");
}

#[test]
fn a_term_and_its_definitions_are_one_item() {
    let html = "<dl><dt>6 April, 2 pm</dt><dd>Yearly meeting</dd><dd>With cake</dd>\
        <dt>26 April</dt><dd>Spring clean</dd><dt>6 June</dt><dd>Flags</dd></dl>";
    let document = read(html.as_bytes(), &Reading::default());
    let items: Vec<&str> = document
        .items
        .iter()
        .map(|item| item.span.of(&document.text))
        .collect();
    assert_eq!(
        items,
        [
            "6 April, 2 pm\nYearly meeting\nWith cake",
            "26 April\nSpring clean",
            "6 June\nFlags"
        ]
    );
}

#[test]
fn menus_without_a_name_are_navigation() {
    let link = |name: &str| format!("<div><a href='/{name}'>{name}</a></div>");
    let menu: String = ["Home", "News", "Boards", "Library", "Contact"]
        .map(link)
        .concat();
    let page = format!("<p>Town of Millbrook</p>{menu}<h1>Harbour Board</h1><p>We meet.</p>");
    let document = read(page.as_bytes(), &Reading::default());
    let marked = |text: &str| {
        let block = document
            .blocks
            .iter()
            .find(|block| block.span.of(&document.text) == text);
        block.expect("a block").navigation
    };
    assert!(marked("Home") && marked("Contact"));
    assert!(!marked("Town of Millbrook") && !marked("Harbour Board"));
    // A link may be round a whole card.
    let lines: String = [
        "Theatre",
        "Headwinds",
        "The Quay Players",
        "Great hall",
        "Subtitled",
    ]
    .map(|line| format!("<div>{line}</div>"))
    .concat();
    let card = format!("<p>6 May</p><a href=/headwinds>{lines}</a><p>Book</p>");
    let document = read(card.as_bytes(), &Reading::default());
    assert!(document.blocks.iter().all(|block| !block.navigation));
}

#[test]
fn pieces_that_style_sheets_set_apart_do_not_run_together() {
    let row = "<ul><li><span class=day>12 May | 21:30</span><a href=/c>Concert: Quay Band</a><span class=place>Town Auditorium</span></ul>";
    assert_eq!(
        text(row),
        "12 May | 21:30\nConcert: Quay Band\nTown Auditorium"
    );
    let badge = "<p><span class=a>Fri</span><span class=b>15</span><span class=c>Jan</span>";
    assert_eq!(text(badge), "Fri 15 Jan");
    // One word, or what is written so.
    assert_eq!(
        text("<p><span class=cap>W</span><span>elcome</span>"),
        "Welcome"
    );
    assert_eq!(text("<p><b>Mill</b><b>Pond</b>"), "MillPond");
}

#[test]
fn raised_digits_stay_raised_behind_digits() {
    assert_eq!(
        text("<p>19<sup>30</sup>, <b>8</b><sup><u>00</u></sup>, m<sup>2</sup>, 5<sup>th</sup>"),
        "19³⁰, 8⁰⁰, m2, 5th"
    );
}

#[test]
fn pictures_that_say_more_than_a_sign_stand_apart() {
    assert_eq!(
        text("<p>With <img alt='Village Fund'><img alt=Vela><img alt=Ostro> and <img alt=📞> 555"),
        "With\nVillage Fund\nVela\nOstro and 📞 555"
    );
    let names = "<p><img alt=summer_fair src=a.png><img alt=IMG-207 src=x/IMG-207.jpg><img alt=Ostro-2 src=b.png>";
    assert_eq!(text(names), "Ostro-2");
}

#[test]
fn numbers_that_count_paragraphs_are_none_of_them() {
    let notices = "<p>1. Thanks.</p><p>2.&nbsp; Choir on Tuesday.</p><p>Bring tea.</p><p>3) Walk.</p><p>3. Fair</p>";
    assert_eq!(
        blocks(notices),
        [
            "p Thanks.",
            "p Choir on Tuesday.",
            "p Bring tea.",
            "p Walk.",
            "p 3. Fair"
        ]
    );
    // A number by itself is a part of what it stands before.
    let ordinals = "<p>3. Symposium</p><p>4. Symposium</p><p>5. Mai</p>";
    assert_eq!(blocks(ordinals)[0], "p 3. Symposium");
}
