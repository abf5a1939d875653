//! Names of months, days, parts of the day and relative dates from CLDR (Unicode-3.0).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// Phrases by the table of the data file and the value in it.
type Tables = BTreeMap<&'static str, BTreeMap<i32, BTreeSet<String>>>;

/// The code of what all languages share, which CLDR has no names in.
const ALL: &str = "mul";

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Writes `cldr/<code>.toml` for each language that the registry lists.
pub fn generate(package: &Path, data: &Path) -> Result<()> {
    let version = json(&package.join("package.json"))?["version"]
        .as_str()
        .unwrap_or("of unknown version")
        .to_owned();
    let registry: toml::Table = fs::read_to_string(data.join("registry.toml"))?.parse()?;
    let languages = registry["languages"]
        .as_array()
        .context("registry.toml: expected `languages` to be a list")?;
    fs::create_dir_all(data.join("cldr"))?;
    let codes = languages.iter().filter_map(|code| code.as_str());
    for code in codes.filter(|code| *code != ALL) {
        let folder = package.join("main").join(code);
        let tables = read_language(&folder, code)
            .with_context(|| format!("cannot read the names of {code}"))?;
        let file = data.join("cldr").join(format!("{code}.toml"));
        fs::write(file, write_language(code, &version, &tables))?;
    }
    Ok(())
}

fn json(path: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn read_language(folder: &Path, code: &str) -> Result<Tables> {
    let calendar = json(&folder.join("ca-gregorian.json"))?;
    let calendar = &calendar["main"][code]["dates"]["calendars"]["gregorian"];
    let fields = json(&folder.join("dateFields.json"))?;
    let fields = &fields["main"][code]["dates"]["fields"];
    let mut tables = Tables::new();
    read_months(calendar, &mut tables);
    read_weekdays(calendar, &mut tables);
    read_day_periods(calendar, &mut tables);
    read_relative(fields, &mut tables);
    drop_short_forms_of_long_names(&mut tables);
    Ok(tables)
}

/// The entries of `names.<context>.<width>` for both contexts.
fn forms<'a>(names: &'a Value, width: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    ["format", "stand-alone"]
        .into_iter()
        .filter_map(move |context| names[context][width].as_object())
        .flatten()
        .filter_map(|(key, name)| Some((key.as_str(), name.as_str()?)))
}

fn read_months(calendar: &Value, tables: &mut Tables) {
    for (width, table) in [("wide", "date.month"), ("abbreviated", "date.month_short")] {
        for (month, name) in forms(&calendar["months"], width) {
            if let Ok(month) = month.parse() {
                add(tables, table, month, name);
            }
        }
    }
}

fn read_weekdays(calendar: &Value, tables: &mut Tables) {
    let widths = [
        ("wide", "date.weekday"),
        ("abbreviated", "date.weekday_short"),
        ("short", "date.weekday_short"),
    ];
    for (width, table) in widths {
        for (day, name) in forms(&calendar["days"], width) {
            if let Some(index) = WEEKDAYS.iter().position(|weekday| *weekday == day) {
                add(tables, table, index as i32 + 1, name);
            }
        }
    }
}

fn read_day_periods(calendar: &Value, tables: &mut Tables) {
    for width in ["wide", "abbreviated"] {
        for (period, name) in forms(&calendar["dayPeriods"], width) {
            match period {
                "am" => add(tables, "date.meridiem", 0, name),
                "pm" => add(tables, "date.meridiem", 12, name),
                "noon" => add(tables, "date.clock_word", 720, name),
                "midnight" => add(tables, "date.clock_word", 1440, name),
                _ => {}
            }
        }
    }
}

/// Days from the reference day, and units of time from the running one ("next week").
fn read_relative(fields: &Value, tables: &mut Tables) {
    let units = [
        ("day", "date.relative_day"),
        ("week", "date.relative_week"),
        ("month", "date.relative_month"),
        ("quarter", "date.relative_quarter"),
        ("year", "date.relative_year"),
    ];
    for (unit, table) in units {
        for shift in -2..=2 {
            if let Some(name) = fields[unit][format!("relative-type-{shift}")].as_str() {
                add(tables, table, shift, name);
            }
        }
    }
    let week_of = fields["week"]["relativePeriod"].as_str();
    if let Some((cue, "")) = week_of.and_then(|pattern| pattern.split_once("{0}")) {
        add(tables, "date.week_of", 0, cue.trim());
    }
}

/// Adds a name that can be told from a number; its full stop is left to the grammar.
fn add(tables: &mut Tables, table: &'static str, value: i32, name: &str) {
    let name = name.trim().trim_end_matches('.').to_lowercase();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let quotable = !name.contains(['"', '\\']);
    if quotable
        && name.chars().any(char::is_alphabetic)
        && !name.chars().any(|letter| letter.is_ascii_digit())
    {
        tables
            .entry(table)
            .or_default()
            .entry(value)
            .or_default()
            .insert(name);
    }
}

/// "may" is the long name of its month, not an abbreviation of it.
fn drop_short_forms_of_long_names(tables: &mut Tables) {
    for (short, long) in [
        ("date.month_short", "date.month"),
        ("date.weekday_short", "date.weekday"),
    ] {
        let Some(long_names) = tables.get(long).cloned() else {
            continue;
        };
        for (value, names) in tables.get_mut(short).into_iter().flatten() {
            if let Some(long_names) = long_names.get(value) {
                names.retain(|name| !long_names.contains(name));
            }
        }
    }
}

fn write_language(code: &str, version: &str, tables: &Tables) -> String {
    let mut out = format!(
        "# Generated by `cargo run -p xtask -- cldr DIR` from the npm package cldr-dates-full\n\
         # {version}, language {code} (Unicode CLDR, licence Unicode-3.0). Do not edit: add other\n\
         # forms to ../{code}.toml.\n"
    );
    for (table, values) in tables {
        if values.values().all(BTreeSet::is_empty) {
            continue;
        }
        write!(out, "\n[{table}]\n").ok();
        for (value, names) in values.iter().filter(|(_, names)| !names.is_empty()) {
            let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            writeln!(out, "{value} = [{}]", quoted.join(", ")).ok();
        }
    }
    out
}
