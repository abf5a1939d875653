//! Turns `data/services.toml` into static tables.

use std::fmt::Write as _;

/// The code of the tables.
pub fn tables(services: &toml::Table) -> String {
    let mut rows = Vec::new();
    for service in list(services, "service") {
        let kind = text(service, "kind");
        let variant = kind[..1].to_ascii_uppercase() + &kind[1..];
        for pattern in strings(service, "patterns") {
            let (host, path) = pattern.split_once('/').unwrap_or((pattern, ""));
            let name = host.rsplit('.').nth(1).unwrap_or(host);
            rows.push((name, host, path, variant.clone()));
        }
    }
    // Of one name, the order of the file holds.
    rows.sort_by_key(|row| row.0);
    let mut code = String::from("static SERVICES: &[(&str, &str, &str, ServiceKind)] = &[\n");
    for (name, host, path, variant) in rows {
        writeln!(
            code,
            "    ({name:?}, {host:?}, {path:?}, ServiceKind::{variant}),"
        )
        .unwrap();
    }
    code.push_str("];\n");
    for suffixes in list(services, "suffixes") {
        let name = text(suffixes, "kind").to_ascii_uppercase();
        let list: Vec<&str> = strings(suffixes, "suffixes").collect();
        writeln!(code, "static {name}_SUFFIXES: &[&str] = &{list:?};").unwrap();
    }
    code
}

fn list<'a>(table: &'a toml::Table, key: &str) -> impl Iterator<Item = &'a toml::Table> {
    table[key]
        .as_array()
        .expect("services.toml: expected a list of tables")
        .iter()
        .map(|item| item.as_table().expect("services.toml: expected a table"))
}

fn text<'a>(table: &'a toml::Table, key: &str) -> &'a str {
    table[key]
        .as_str()
        .expect("services.toml: expected a string")
}

fn strings<'a>(table: &'a toml::Table, key: &str) -> impl Iterator<Item = &'a str> {
    table[key]
        .as_array()
        .expect("services.toml: expected a list")
        .iter()
        .map(|item| item.as_str().expect("services.toml: expected a string"))
}
