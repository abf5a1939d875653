//! Turns the data files into tables that need no work at start-up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/tokens.rs"]
#[allow(dead_code)]
mod tokens;

#[path = "build_gazetteer.rs"]
mod gazetteer;

#[path = "src/hash.rs"]
mod hash;

#[path = "build_services.rs"]
mod services;

/// One reading of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sense {
    rest: Vec<String>,
    concept: String,
    value: i32,
    exact: Option<String>,
}

type Table = BTreeMap<String, BTreeMap<Sense, u64>>;

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build_gazetteer.rs");
    println!("cargo::rerun-if-changed=build_services.rs");
    let data = PathBuf::from("data");
    let registry = read(&data.join("registry.toml"));
    let languages: Vec<String> = registry["languages"]
        .as_array()
        .expect("registry.toml: expected `languages` to be a list")
        .iter()
        .map(|code| {
            code.as_str()
                .expect("a language code is a string")
                .to_owned()
        })
        .collect();
    let concepts: BTreeMap<String, String> = registry["concepts"]
        .as_table()
        .expect("registry.toml: expected `concepts` to be a table")
        .iter()
        .map(|(path, text)| (path.clone(), text.as_str().unwrap_or_default().to_owned()))
        .collect();

    let mut words = Table::new();
    let mut suffixes = Table::new();
    // Words of addresses hold whatever the language of the text: they are of no language.
    let mut files = vec![(data.join("gazetteer/addresses.toml"), 0)];
    for (index, language) in languages.iter().enumerate() {
        files.push((data.join(format!("{language}.toml")), 1 << index));
        files.push((data.join(format!("cldr/{language}.toml")), 1 << index));
    }
    // What a hand-written file takes out of the generated one of its language.
    let mut without = BTreeSet::new();
    for (file, language) in files.iter().filter(|(file, _)| file.exists()) {
        let mut leaves = Vec::new();
        collect(&read(file), String::new(), &mut leaves);
        let generated = file.starts_with(data.join("cldr"));
        for (path, phrase) in leaves {
            if let Some(concept) = path.strip_prefix("without.") {
                without.insert((*language, concept.to_owned(), phrase));
                continue;
            }
            let (concept, value) = split_value(&path);
            if generated && without.remove(&(*language, concept.clone(), phrase.clone())) {
                continue;
            }
            assert!(
                concepts.contains_key(&concept),
                "{}: the concept `{concept}` is not in registry.toml",
                file.display()
            );
            add(
                &mut words,
                &mut suffixes,
                file,
                &phrase,
                &concept,
                value,
                *language,
            );
        }
    }

    assert!(without.is_empty(), "nothing to do without: {without:?}");

    let mut code = String::new();
    write_concepts(&mut code, &concepts, &registry);
    writeln!(
        code,
        "/// Codes of the languages, by their bit.\npub const LANGUAGES: &[&str] = &{languages:?};"
    )
    .unwrap();
    let habits = [
        (
            "twelve_hours",
            "TWELVE_HOURS",
            "Languages in which bare hours are counted to twelve.",
        ),
        (
            "month_first",
            "MONTH_FIRST",
            "Languages that write the month before the day in digits.",
        ),
    ];
    for (key, name, comment) in habits {
        let listed = registry[key]
            .as_array()
            .unwrap_or_else(|| panic!("registry.toml: expected `{key}` to be a list"));
        let has = |language: &String| listed.iter().any(|code| code.as_str() == Some(language));
        let bits: u64 = (0..languages.len())
            .filter(|bit| has(&languages[*bit]))
            .map(|bit| 1 << bit)
            .sum();
        writeln!(
            code,
            "/// {comment}\npub const {name}: Languages = Languages({bits});"
        )
        .unwrap();
    }
    let mut pool = Pool::default();
    write_table(&mut code, &mut pool, "WORDS", &words, hash::hash);
    write_table(&mut code, &mut pool, "SUFFIXES", &suffixes, |suffix| {
        hash::hash_of_ending(suffix).unwrap_or_else(|| panic!("the suffix `{suffix}` is too short"))
    });
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("pool.bin"), pool.text).expect("cannot write the pool");
    fs::write(out.join("tables.rs"), code).expect("cannot write the tables");
    gazetteer::write(&data.join("gazetteer"), &out);
    let services = services::tables(&read(&data.join("services.toml")));
    fs::write(out.join("services.rs"), services).expect("cannot write the services");
}

fn read(path: &Path) -> toml::Table {
    let text = fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All strings of a table with their dotted paths.
fn collect(table: &toml::Table, prefix: String, out: &mut Vec<(String, String)>) {
    for (key, value) in table {
        let path = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            toml::Value::Table(inner) => collect(inner, path, out),
            toml::Value::Array(items) => {
                for item in items {
                    let phrase = item
                        .as_str()
                        .unwrap_or_else(|| panic!("{path}: expected a string, found {item}"));
                    out.push((path.clone(), phrase.to_owned()));
                }
            }
            other => panic!("{path}: expected a table or a list, found {other}"),
        }
    }
}

/// `date.month.3` is the concept `date.month` with the value 3.
fn split_value(path: &str) -> (String, i32) {
    if let Some((head, tail)) = path.rsplit_once('.')
        && let Ok(value) = tail.parse()
    {
        return (head.to_owned(), value);
    }
    (path.to_owned(), 0)
}

fn add(
    words: &mut Table,
    suffixes: &mut Table,
    file: &Path,
    phrase: &str,
    concept: &str,
    value: i32,
    language: u64,
) {
    let (table, phrase, exact) = if let Some(suffix) = phrase.strip_prefix('*') {
        (suffixes, suffix, None)
    } else if let Some(exact) = phrase.strip_prefix('=') {
        (words, exact, Some(exact.to_owned()))
    } else {
        (words, phrase, None)
    };
    let cut = tokens::Tokens::new(phrase);
    assert!(
        !cut.is_empty(),
        "{}: an empty phrase under {concept}",
        file.display()
    );
    let mut parts = (0..cut.len()).map(|index| cut.folded(index).to_owned());
    let first = parts.next().expect("the phrase has a token");
    let sense = Sense {
        rest: parts.collect(),
        concept: concept.to_owned(),
        value,
        exact,
    };
    *table.entry(first).or_default().entry(sense).or_default() |= language;
}

fn variant(concept: &str) -> String {
    concept
        .split(['.', '_'])
        .map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
                .unwrap_or_default()
        })
        .collect()
}

fn write_concepts(code: &mut String, concepts: &BTreeMap<String, String>, registry: &toml::Table) {
    code.push_str("/// What a phrase means. Listed with their meaning in `data/registry.toml`.\n");
    code.push_str("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n");
    code.push_str("#[repr(u8)]\npub enum Concept {\n");
    for (concept, text) in concepts {
        writeln!(code, "    /// {text}\n    {},", variant(concept)).unwrap();
    }
    code.push_str(
        "}\n\nimpl Concept {\n    /// All concepts.\n    pub const ALL: &'static [Concept] = &[\n",
    );
    for concept in concepts.keys() {
        writeln!(code, "        Concept::{},", variant(concept)).unwrap();
    }
    code.push_str("    ];\n\n    /// The concept's path in the data files.\n    pub fn name(self) -> &'static str {\n        match self {\n");
    for concept in concepts.keys() {
        writeln!(
            code,
            "            Concept::{} => {concept:?},",
            variant(concept)
        )
        .unwrap();
    }
    code.push_str("        }\n    }\n\n    /// Whether its phrases hold in texts of any language: names keep the language of their bearer.\n    pub fn is_of_any_language(self) -> bool {\n        matches!(self, ");
    code.push_str(&variants(registry, "any_language", concepts));
    code.push_str(")\n    }\n\n    /// Whether they hold even where the language that is spoken has the same letters for an everyday\n    /// word.\n    pub fn holds_beside_everyday_words(self) -> bool {\n        matches!(self, ");
    code.push_str(&variants(registry, "beside_everyday_words", concepts));
    code.push_str(")\n    }\n}\n\n");
}

/// The concepts that a list of the registry names, as a pattern.
fn variants(registry: &toml::Table, list: &str, concepts: &BTreeMap<String, String>) -> String {
    let names = registry[list]
        .as_array()
        .unwrap_or_else(|| panic!("registry.toml: expected `{list}` to be a list"));
    let variants: Vec<String> = names
        .iter()
        .filter_map(toml::Value::as_str)
        .map(|concept| {
            assert!(
                concepts.contains_key(concept),
                "registry.toml: no concept `{concept}`"
            );
            format!("Concept::{}", variant(concept))
        })
        .collect();
    variants.join(" | ")
}

/// All strings that the tables point into, each once.
#[derive(Default)]
struct Pool {
    text: String,
    known: BTreeMap<String, u32>,
}

impl Pool {
    /// Where the string stands: its offset, and its length in the last eight bits.
    fn piece(&mut self, string: &str) -> u32 {
        if let Some(piece) = self.known.get(string) {
            return *piece;
        }
        assert!(string.len() < 256, "`{string}` is too long");
        let offset = self.text.len() as u32;
        assert!(offset < 1 << 24, "the words take too much room");
        let piece = offset << 8 | string.len() as u32;
        self.text.push_str(string);
        self.known.insert(string.to_owned(), piece);
        piece
    }
}

/// Writes a table whose words are found by the hash of their key.
fn write_table(
    code: &mut String,
    pool: &mut Pool,
    name: &str,
    table: &Table,
    key: impl Fn(&str) -> u32,
) {
    let size = (table.len() / 2).next_power_of_two();
    let mut buckets: Vec<Vec<&String>> = vec![Vec::new(); size];
    for word in table.keys() {
        buckets[key(word) as usize & (size - 1)].push(word);
    }
    let mut starts = vec![0];
    let (mut entries, mut phrases) = (String::new(), String::new());
    let (mut count, mut first) = (0, 0);
    for bucket in &mut buckets {
        bucket.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in bucket.iter() {
            write!(
                entries,
                "Entry {{ word: Piece({}), first: {first} }}, ",
                pool.piece(word)
            )
            .unwrap();
            for (sense, languages) in &table[*word] {
                write!(
                    phrases,
                    "Phrase {{ rest: Piece({}), exact: Piece({}), concept: Concept::{}, value: {}, languages: Languages({languages}) }}, ",
                    pool.piece(&sense.rest.join("\0")),
                    pool.piece(sense.exact.as_deref().unwrap_or_default()),
                    variant(&sense.concept),
                    sense.value,
                )
                .unwrap();
                first += 1;
            }
        }
        count += bucket.len();
        starts.push(u16::try_from(count).expect("the words are too many for 16 bits"));
    }
    writeln!(
        code,
        "static {name}: Table = Table {{ starts: &{starts:?}, entries: &[{entries}Entry {{ word: Piece(0), first: {first} }}], phrases: &[{phrases}] }};\n"
    )
    .unwrap();
}
