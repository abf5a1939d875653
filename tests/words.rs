//! Words of one language do no harm in another.

use std::fs;
use std::path::Path;

use handbill::{Options, Reading};
use handbill_extract::View;
use handbill_lexicon::{LANGUAGES, Languages};

/// The everyday words of a language, as its file lists them.
fn everyday_words(language: &str) -> Vec<String> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/lexicon/data");
    let file = fs::read_to_string(data.join(format!("{language}.toml"))).expect("a language");
    let table: toml::Table = file.parse().expect("TOML");
    let words = table
        .get("language")
        .and_then(|table| table.get("word"))
        .and_then(toml::Value::as_array);
    words
        .into_iter()
        .flatten()
        .filter_map(|word| Some(word.as_str()?.to_owned()))
        .collect()
}

/// Names hold in texts of any language; with accents dropped many are everyday words of another.
#[test]
fn everyday_words_are_names_of_no_other_language() {
    let mut leaks = Vec::new();
    for language in LANGUAGES {
        let own = Languages::of(language);
        let words = everyday_words(language);
        let capitals: Vec<String> = words.iter().map(|word| capitalised(word)).collect();
        for text in [words.join(" , "), capitals.join(" , ")] {
            let reading = Reading {
                media_type: Some("text/plain; charset=utf-8".to_owned()),
                ..Reading::default()
            };
            let document = handbill::read(text.as_bytes(), &reading).expect("a text");
            let options = Options {
                language: Some((*language).to_owned()),
                ..Options::default()
            };
            let view = View::new(&document, &options);
            let foreign = view.hits.iter().filter(|hit| {
                // Words of addresses of all the world are of no language.
                hit.languages != Languages::default()
                    && hit.concept.is_of_any_language()
                    && !hit.concept.holds_beside_everyday_words()
                    && !hit.languages.meets(own)
                    && !hit.languages.meets(Languages::of("mul"))
            });
            leaks.extend(foreign.map(|hit| {
                format!(
                    "{language}: {}: {}",
                    hit.span.of(view.text()),
                    hit.concept.name()
                )
            }));
        }
    }
    assert!(leaks.is_empty(), "\n{}\n", leaks.join("\n"));
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
