//! Generators of committed data: `cargo run -p xtask -- <command>`.
//!
//! `schema` writes the JSON Schema of the records; `cldr DIR` writes the names of months, days
//! and the like for every language of the lexicon, from the unpacked npm package
//! `cldr-dates-full` in `DIR`.

mod cldr;
mod schema;

use std::path::Path;

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("schema") => schema::write(),
        Some("cldr") => {
            let package = arguments
                .next()
                .context("expected the folder of the package")?;
            cldr::generate(Path::new(&package), Path::new("crates/lexicon/data"))
        }
        Some(other) => bail!("expected schema or cldr, found {other}"),
        None => bail!("expected a command: schema or cldr"),
    }
}
