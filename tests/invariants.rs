//! What holds for every document, whatever it says.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use handbill::{Options, Reading};
use handbill_tests::cases;
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn evidence_lies_in_the_normalised_text() {
    for case in cases() {
        let text: Vec<char> = case.read().expect("a text").text.chars().collect();
        let extraction = case.extract().expect("a text");
        let value = serde_json::to_value(extraction).expect("JSON");
        check_evidence(&value, &text, &case.reading.uri);
    }
}

#[test]
fn the_same_bytes_give_the_same_records() {
    let written = || -> Vec<String> {
        let written = |case: handbill_tests::Case| {
            serde_json::to_string(&case.extract().expect("a text")).expect("JSON")
        };
        cases().into_iter().map(written).collect()
    };
    assert_eq!(written(), written());
}

/// Four times the text may take four times as long, not sixteen. Short spells are left alone.
#[test]
fn time_grows_with_the_length_not_with_its_square() {
    const LENGTH: usize = 3_000;
    const SHORT: Duration = Duration::from_secs(1);
    let repeated = [
        "3 May 2026, 14:30 ",
        "Dr. Ann Lee, ",
        "info@example.org ",
        "Anmeldung bis 3. Mai\n",
        "3 May 2026, 14:30\n\n",
        "# Fair\n\n3 May 2026\n\n",
        "- 3 May 2026: Fair\n",
        "ABC (Association of Big Cats)\n",
        "2025:\n",
        "every Monday ",
        "Organised by Rowing Club, info@example.org\n",
        "www.example.org/a ",
    ];
    for piece in PIECES.iter().chain(&repeated) {
        for media_type in ["text/plain", "text/markdown", "text/html", "message/rfc822"] {
            let long = |length: usize| piece.repeat(length.div_ceil(piece.len()));
            let (one, four) = (long(LENGTH), long(4 * LENGTH));
            let fits = || {
                let four = spent(&four, media_type);
                four < SHORT || four < 10 * spent(&one, media_type)
            };
            assert!((0..TRIES).any(|_| fits()), "{piece:?} as {media_type}");
        }
    }
}

/// A long programme of few days takes no longer by row than a short one.
#[test]
fn time_grows_with_the_rows_of_a_day_not_with_their_square() {
    const KINDS: [&str; 4] = ["Lantern walk", "Seed swap", "Clay evening", "River sweep"];
    let programme = |rows: usize| -> String {
        let row = |at: usize| {
            let (day, hour, kind) = (1 + at % 5, 8 + at % 12, KINDS[at % KINDS.len()]);
            let group = at * 7 % 1001;
            format!("- {day} March 2026, {hour}:00: {kind} number {at} by group {group}\n")
        };
        (0..rows).map(row).collect()
    };
    let (few, many) = (programme(500), programme(4_000));
    // Eight times the rows; with the square of them it were more than thirty times the time.
    let fits = || spent(&many, "text/plain") < 16 * spent(&few, "text/plain");
    assert!((0..TRIES).any(|_| fits()));
}

/// Neither do the days of one long paragraph, nor bodies with their officers and addresses.
#[test]
fn time_grows_with_the_entries_of_a_list_not_with_their_square() {
    let days = |entries: usize| -> String {
        let entry = |at: usize| {
            let (day, month) = (1 + at % 28, ["March", "April", "May"][at / 28 % 3]);
            let year = 2026 + at / 84;
            format!("{day} {month} {year} - Talk {at} on maps\nAnn Lee tells of mills.\n")
        };
        (0..entries).map(entry).collect()
    };
    let bodies = |entries: usize| -> String {
        let entry = |at: usize| {
            let phone = 1000 + at % 9000;
            format!(
                "Rope Club {at} e.V.\nChair: Ann Lee, 020 7946 {phone}\nClerk - Jan Moe - jan{at}@example.org\n"
            )
        };
        (0..entries).map(entry).collect()
    };
    for (few, many) in [(days(250), days(2_000)), (bodies(20), bodies(160))] {
        let fits = || spent(&many, "text/plain") < 20 * spent(&few, "text/plain");
        assert!((0..TRIES).any(|_| fits()), "{}", &many[..80]);
    }
}

/// How often a measurement that fails is taken again: the machine may be busy with other things.
const TRIES: usize = 4;

/// The time that the processor spends on the extraction.
fn spent(text: &str, media_type: &str) -> Duration {
    let reading = Reading {
        media_type: Some(format!("{media_type}; charset=utf-8")),
        ..Reading::default()
    };
    let start = processor_time();
    let read = handbill::extract(text.as_bytes(), &reading, &Options::default());
    let spent = processor_time().saturating_sub(start);
    drop(read);
    spent
}

/// How long this thread has run, whatever else the machine does; where the system does not tell, the
/// time on the wall.
fn processor_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let run = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    match run {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => START.get_or_init(Instant::now).elapsed(),
    }
}

/// Every evidence in the value quotes the text at its code points.
fn check_evidence(value: &Value, text: &[char], name: &str) {
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| check_evidence(item, text, name)),
        Value::Object(fields) => {
            let offset = |key: &str| fields.get(key).and_then(Value::as_u64);
            if let (Some(start), Some(end)) = (offset("start"), offset("end")) {
                let there = text.get(start as usize..end as usize);
                let there: Option<String> = there.map(|slice| slice.iter().collect());
                assert_eq!(fields["text"].as_str(), there.as_deref(), "{name}: {value}");
            }
            // Attachments have texts of their own.
            let own = fields.iter().filter(|(key, _)| *key != "attachments");
            own.for_each(|(_, field)| check_evidence(field, text, name));
        }
        _ => {}
    }
}

/// Pieces that finders look for, in combinations that nobody writes.
const PIECES: &[&str] = &[
    "3",
    "31",
    "2026",
    "99999999999",
    "14:30",
    "24:00",
    "am",
    "May",
    "mars",
    "Dienstag",
    "3.–5.",
    "1er",
    "\u{2013}",
    "-",
    "/",
    ".",
    ",",
    ":",
    "|",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\r\n",
    "# ",
    "* ",
    "@",
    "#",
    "info@",
    "example.org",
    "https://",
    "www.",
    "+33",
    "(0)",
    "Tel.",
    "rue",
    "Str. ",
    "75001",
    "Paris",
    "deadline",
    "Anmeldung bis",
    "Registration",
    "é",
    "e\u{301}",
    "𝗔",
    "\u{200b}",
    "\u{feff}",
    "🎉",
    "\0",
    "½",
    "(",
    "[",
    "](",
    "```",
    "From: ",
    "CEST",
    "every",
    "GmbH",
    "Dr. ",
    "<p>",
    "</p>",
    "<br>",
    "<li>",
    "<table><tr><td>",
    "<a href='/x'>",
    "<dl><dt>",
    "<dd>",
    "<time datetime='2026-05-03T19:00'>",
    "&nbsp;",
    "&eacute;",
    "<script>",
    "<!-- ",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_bytes_give_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        let extraction = handbill::extract(&bytes, &Reading::default(), &Options::default());
        prop_assert!(extraction.is_err() || extraction.is_ok_and(|it| it.source.byte_length == bytes.len() as u64));
    }

    #[test]
    fn any_text_gives_evidence_that_lies_in_it(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..200),
        media_type in proptest::sample::select(&["text/plain", "text/markdown", "text/html"][..]),
    ) {
        let reading = Reading {
            media_type: Some(media_type.to_owned() + "; charset=utf-8"),
            ..Reading::default()
        };
        let written = pieces.concat();
        let options = Options {
            reference_date: chrono::NaiveDate::from_ymd_opt(2026, 2, 28),
            ..Options::default()
        };
        let text: Vec<char> = handbill::read(written.as_bytes(), &reading).expect("text").text.chars().collect();
        let extraction = handbill::extract(written.as_bytes(), &reading, &options).expect("text");
        check_evidence(&serde_json::to_value(extraction).expect("JSON"), &text, &written);
    }
}
