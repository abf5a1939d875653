//! Phrases with their values, a file a language: what is read and what must not be.
//!
//! A line is `text => value; value`, seen from Tuesday 10 February 2026; `-` is no time at all,
//! `?` a time whose year stays open. A value is `start`, or `start/end`, and may be followed by
//! a recurrence rule, or by `from` or `until`. In the text `\n` is a line end. A line that begins
//! with `> ` is a remark said at half past ten on that day.

use crate::find::testing::document_in;
use crate::{Bound, Found, Options, View};

const FILES: &[(&str, &str)] = &[
    ("en", include_str!("en.txt")),
    ("fr", include_str!("fr.txt")),
    ("de", include_str!("de.txt")),
    ("nl", include_str!("nl.txt")),
    ("da", include_str!("da.txt")),
    ("sv", include_str!("sv.txt")),
    ("nb", include_str!("nb.txt")),
    ("fi", include_str!("fi.txt")),
    ("et", include_str!("et.txt")),
    ("lv", include_str!("lv.txt")),
    ("lt", include_str!("lt.txt")),
    ("is", include_str!("is.txt")),
    ("es", include_str!("es.txt")),
    ("it", include_str!("it.txt")),
    ("pt", include_str!("pt.txt")),
    ("ca", include_str!("ca.txt")),
    ("ro", include_str!("ro.txt")),
    ("mt", include_str!("mt.txt")),
    ("ga", include_str!("ga.txt")),
    ("pl", include_str!("pl.txt")),
    ("cs", include_str!("cs.txt")),
    ("hu", include_str!("hu.txt")),
    ("el", include_str!("el.txt")),
    ("uk", include_str!("uk.txt")),
    ("tr", include_str!("tr.txt")),
    ("sk", include_str!("sk.txt")),
    ("sl", include_str!("sl.txt")),
    ("hr", include_str!("hr.txt")),
    ("bg", include_str!("bg.txt")),
    ("gl", include_str!("gl.txt")),
    ("eu", include_str!("eu.txt")),
    ("cy", include_str!("cy.txt")),
    ("lb", include_str!("lb.txt")),
    ("ru", include_str!("ru.txt")),
    ("sr", include_str!("sr.txt")),
    ("mk", include_str!("mk.txt")),
    ("be", include_str!("be.txt")),
    ("sq", include_str!("sq.txt")),
];

#[test]
fn phrases_read_as_the_files_say() {
    let mut wrong = Vec::new();
    for (language, cases) in FILES {
        for line in cases
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let (text, expected) = line.split_once(" => ").expect("a case is `text => value`");
            let found = values(language, &text.replace("\\n", "\n"));
            if found != expected {
                wrong.push(format!(
                    "{language}: {text}\n  expected {expected}\n  found    {found}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The times of a text as the files write them.
fn values(language: &str, text: &str) -> String {
    let remark = text.strip_prefix("> ");
    let document = document_in(language, remark.unwrap_or(text));
    let options = Options {
        reference_date: chrono::NaiveDate::from_ymd_opt(2026, 2, 10),
        reference_time: remark.and_then(|_| chrono::NaiveTime::from_hms_opt(10, 30, 0)),
        ..Options::default()
    };
    let view = View::of_remark(&document, &options);
    let values: Vec<String> = super::find(&view)
        .iter()
        .filter_map(|mention| match &mention.found {
            Found::Time(time) => Some(time),
            _ => None,
        })
        .map(|time| {
            let mut out = time.start.iso().unwrap_or_else(|| "?".to_owned());
            if time.ambiguous {
                out.push_str(" or");
            }
            if let Some(end) = time.end.and_then(|end| end.iso()) {
                out = format!("{out}/{end}");
            }
            if let Some(rule) = &time.recurrence {
                out = format!("{out} {rule}");
            }
            match time.bound {
                Bound::At => out,
                Bound::From => out + " from",
                Bound::Until => out + " until",
            }
        })
        .collect();
    if values.is_empty() {
        "-".to_owned()
    } else {
        values.join("; ")
    }
}

/// Any text gives an answer, in order and on character boundaries: pieces of dates, thrown
/// together by a fixed generator.
#[test]
fn any_mixture_of_pieces_gives_tidy_mentions() {
    const PIECES: &str = "1|31|12|2026|0930|20251009|99|May|mars|Sept.|Fr|Freitag|montags|every|\
        to|bis|et|-|–|/|.|,|:|(|)|'|am|pm|h|Uhr|T|Z|+02:00|noon|half past|Q1|next|week of|⏰|é|\n|\n\n| ";
    let pieces: Vec<&str> = PIECES.split('|').collect();
    let mut seed: u32 = 7;
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..24 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
            if seed >> 30 != 0 {
                text.push(' ');
            }
        }
        let document = document_in("en", &text);
        let options = Options::default();
        let view = View::new(&document, &options);
        let mut end = 0;
        for mention in super::find(&view) {
            assert!(mention.span.start >= end, "{text:?}");
            assert!(!mention.span.of(&text).trim().is_empty(), "{text:?}");
            end = mention.span.end;
        }
    }
}
