//! Turns `data/weights.toml` into constants, so that weights are read in one place and cost
//! nothing at run time.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=data/weights.toml");
    println!("cargo::rerun-if-changed=build.rs");
    let text = fs::read_to_string("data/weights.toml").expect("cannot read data/weights.toml");
    let table: toml::Table = text.parse().expect("data/weights.toml is TOML");
    let mut code = String::new();
    for (group, weights) in &table {
        let weights = weights.as_table().expect("a group is a table of weights");
        for (name, value) in weights {
            let value = value
                .as_float()
                .or_else(|| value.as_integer().map(|whole| whole as f64))
                .unwrap_or_else(|| panic!("{group}.{name}: expected a number, found {value}"));
            writeln!(
                code,
                "pub const {}_{}: f32 = {value:?};",
                group.to_uppercase(),
                name.to_uppercase()
            )
            .expect("writing to a string cannot fail");
        }
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("weights.rs"), code).expect("cannot write the weights");
}
