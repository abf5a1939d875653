//! Turns the gazetteer's files into tables that are read in place.
//!
//! Written are, in the build's folder: `gazetteer.rs` (countries, zones, forms of postcodes),
//! `gazetteer_names.txt` (all folded names, ascending, without separators),
//! `gazetteer_entries.bin` (for each name and place: offset and length of the name, number of the
//! place), `gazetteer_index.bin` (hash table from a name's first word to its first entry) and
//! `gazetteer_places.bin` (the places), `gazetteer_titles.txt` (their own names).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::tokens::Tokens;

/// A place before it is packed.
struct Place {
    name: String,
    kind: u8,
    country: usize,
    zone: usize,
    population: u32,
}

const COUNTRY: u8 = 0;
const REGION: u8 = 1;
const CITY: u8 = 2;

#[derive(Default)]
struct Tables {
    countries: Vec<String>,
    zones: Vec<String>,
    places: Vec<Place>,
    /// Folded names and the places they stand for.
    entries: Vec<(String, u32)>,
}

/// Writes the tables of the files in `data` into `out`.
pub fn write(data: &Path, out: &Path) {
    let regions: toml::Table = super::read(&data.join("regions.toml"));
    let postcodes: toml::Table = super::read(&data.join("postcodes.toml"));
    let countries = rows(&data.join("countries.tsv"));
    let cities = rows(&data.join("cities.tsv"));

    let mut tables = Tables::default();
    tables.zones.push(String::new());
    let mut zones: BTreeMap<&str, &str> = BTreeMap::new();
    for city in &cities {
        let zone = zones.entry(&city[1]).or_insert(&city[2]);
        if *zone != city[2] {
            *zone = "";
        }
    }
    for row in &countries {
        tables.countries.push(row[0].clone());
    }
    for row in &countries {
        let zone = zones.get(row[0].as_str()).copied().unwrap_or_default();
        let own = row[4].split('|').next().unwrap_or_default().to_owned();
        let place = tables.place(own, COUNTRY, &row[0], zone, 0);
        for name in row[4].split('|').filter(|name| is_long(name)) {
            tables.name(name, place);
        }
        for name in strings(&regions["countries"]["named"], &row[0]) {
            tables.name(name, place);
        }
    }
    let mut states = String::from("static REGION_CODES: &[(&str, &str)] = &[\n");
    for (country, list) in regions["regions"].as_table().expect("a table of regions") {
        for code in list.as_table().expect("a table of names by code").keys() {
            writeln!(states, "    ({country:?}, {code:?}),").unwrap();
            for name in strings(list, code) {
                let place = tables.place(name.to_owned(), REGION, country, "", 0);
                tables.name(name, place);
            }
        }
    }
    states.push_str("];\n");
    for row in &cities {
        let population = row[3].parse().unwrap_or(0);
        let place = tables.place(row[0].clone(), CITY, &row[1], &row[2], population);
        tables.name(&row[0], place);
        for name in row[4].split('|').filter(|name| !name.is_empty()) {
            tables.name(name, place);
        }
    }
    tables.entries.sort();
    tables.entries.dedup();
    tables.write(out);

    let mut code = states;
    writeln!(code, "static COUNTRIES: &[&str] = &{:?};", tables.countries).unwrap();
    writeln!(code, "static ZONES: &[&str] = &{:?};", tables.zones).unwrap();
    write_countries(&mut code, &countries);
    write_pairs(&mut code, "COUNTRY_WORDS", &regions["countries"]["exact"]);
    write_postcodes(&mut code, &postcodes);
    write_lists(&mut code, "LANGUAGE_COUNTRIES", &regions["languages"]);
    write_lists(&mut code, "COUNTRY_SPELLINGS", &regions["spellings"]);
    let worldwide: Vec<&str> = strings(&regions["domains"], "worldwide").collect();
    let bare: Vec<&str> = strings(&regions["streets"], "bare").collect();
    writeln!(code, "static BARE_STREETS: &[&str] = &{bare:?};").unwrap();
    writeln!(code, "static WORLDWIDE_DOMAINS: &[&str] = &{worldwide:?};").unwrap();
    fs::write(out.join("gazetteer.rs"), code).expect("cannot write the gazetteer");
}

impl Tables {
    fn place(&mut self, name: String, kind: u8, country: &str, zone: &str, population: u32) -> u32 {
        let country = position(&mut self.countries, country);
        let zone = position(&mut self.zones, zone);
        self.places.push(Place {
            name,
            kind,
            country,
            zone,
            population,
        });
        (self.places.len() - 1) as u32
    }

    fn name(&mut self, name: &str, place: u32) {
        let tokens = Tokens::new(name);
        let words: Vec<&str> = (0..tokens.len())
            .filter(|index| !matches!(tokens[*index].kind, super::tokens::TokenKind::Mark(_)))
            .map(|index| tokens.folded(index))
            .collect();
        let folded = words.join(" ");
        if !folded.is_empty() && folded.len() < 256 {
            self.entries.push((folded, place));
        }
    }

    fn write(&self, out: &Path) {
        let mut names = String::new();
        let mut entries = Vec::new();
        let mut last = (String::new(), 0);
        let mut firsts: Vec<(String, u32)> = Vec::new();
        for (number, (name, place)) in self.entries.iter().enumerate() {
            if last.0 != *name {
                last = (name.clone(), names.len() as u32);
                names.push_str(name);
            }
            entries.extend_from_slice(&last.1.to_le_bytes());
            entries.push(name.len() as u8);
            entries.extend_from_slice(&place.to_le_bytes()[..3]);
            let first = name.split(' ').next().unwrap_or_default();
            if firsts.last().is_none_or(|(word, _)| word != first) {
                firsts.push((first.to_owned(), number as u32));
            }
        }
        // Names that begin with one word need not stand together ("new-york" sorts after "new
        // york" only because marks are dropped), so that is checked.
        let mut words: Vec<&str> = firsts.iter().map(|(word, _)| word.as_str()).collect();
        words.sort();
        let distinct = words.windows(2).all(|pair| pair[0] != pair[1]);
        assert!(distinct, "names with one first word stand apart");
        fs::write(out.join("gazetteer_names.txt"), &names).expect("cannot write the names");
        fs::write(out.join("gazetteer_entries.bin"), &entries).expect("cannot write the entries");
        fs::write(out.join("gazetteer_index.bin"), index(&firsts)).expect("cannot write the index");
        self.write_places(out);
    }

    fn write_places(&self, out: &Path) {
        let mut titles = String::new();
        let mut places = Vec::new();
        for place in &self.places {
            places.extend_from_slice(&(titles.len() as u32).to_le_bytes());
            places.extend_from_slice(&place.population.to_le_bytes());
            places.extend_from_slice(&(place.zone as u16).to_le_bytes());
            places.push(place.name.len() as u8);
            places.push(place.kind);
            places.push(place.country as u8);
            titles.push_str(&place.name);
        }
        fs::write(out.join("gazetteer_places.bin"), &places).expect("cannot write the places");
        fs::write(out.join("gazetteer_titles.txt"), &titles).expect("cannot write the titles");
    }
}

/// An open hash table of 32-bit numbers: the first entry of each first word, plus one.
fn index(firsts: &[(String, u32)]) -> Vec<u8> {
    let size = (firsts.len() * 2).next_power_of_two();
    let mut table = vec![0_u32; size];
    for (word, entry) in firsts {
        let mut slot = super::hash::hash(word) as usize & (size - 1);
        while table[slot] != 0 {
            slot = (slot + 1) & (size - 1);
        }
        table[slot] = entry + 1;
    }
    table.iter().flat_map(|slot| slot.to_le_bytes()).collect()
}

fn write_countries(code: &mut String, countries: &[Vec<String>]) {
    code.push_str("static COUNTRY_FACTS: &[(&str, &str, &str)] = &[\n");
    for row in countries {
        writeln!(code, "    ({:?}, {:?}, {:?}),", row[0], row[1], row[2]).unwrap();
    }
    code.push_str("];\n");
}

fn write_pairs(code: &mut String, name: &str, table: &toml::Value) {
    writeln!(code, "static {name}: &[(&str, &str)] = &[").unwrap();
    for country in table.as_table().expect("a table by country").keys() {
        for word in strings(table, country) {
            writeln!(code, "    ({word:?}, {country:?}),").unwrap();
        }
    }
    code.push_str("];\n");
}

fn write_lists(code: &mut String, name: &str, table: &toml::Value) {
    writeln!(code, "static {name}: &[(&str, &[&str])] = &[").unwrap();
    for key in table.as_table().expect("a table of lists").keys() {
        let list: Vec<&str> = strings(table, key).collect();
        writeln!(code, "    ({key:?}, &{list:?}),").unwrap();
    }
    code.push_str("];\n");
}

fn write_postcodes(code: &mut String, postcodes: &toml::Table) {
    code.push_str("static POSTCODE_FORMS: &[PostcodeForm] = &[\n");
    let forms = postcodes["forms"].as_table().expect("a table of forms");
    let mut forms: Vec<&String> = forms.keys().collect();
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    for form in forms {
        let countries: Vec<&str> = strings(&postcodes["forms"], form).collect();
        writeln!(
            code,
            "    PostcodeForm {{ pattern: {form:?}, countries: &{countries:?} }},"
        )
        .unwrap();
    }
    code.push_str("];\nstatic POSTCODE_PREFIXES: &[(&str, &str)] = &[\n");
    let prefixes = postcodes["prefixes"].as_table().expect("a table");
    for (prefix, country) in prefixes {
        let country = country.as_str().expect("a country's code");
        writeln!(code, "    ({prefix:?}, {country:?}),").unwrap();
    }
    code.push_str("];\n");
}

/// Names of at least four letters: shorter ones are words and other codes too.
fn is_long(name: &str) -> bool {
    !name.contains('.') && name.chars().filter(|letter| letter.is_alphabetic()).count() > 3
}

fn strings<'a>(table: &'a toml::Value, key: &str) -> impl Iterator<Item = &'a str> {
    table
        .get(key)
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
}

fn position(list: &mut Vec<String>, item: &str) -> usize {
    match list.iter().position(|known| known == item) {
        Some(index) => index,
        None => {
            list.push(item.to_owned());
            list.len() - 1
        }
    }
}

/// The rows of a table of tab-separated values; lines that begin with `#` are comments.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let row: Vec<String> = line.split('\t').map(str::to_owned).collect();
            assert_eq!(
                row.len(),
                5,
                "{}: expected five columns: {line}",
                path.display()
            );
            row
        })
        .collect()
}
