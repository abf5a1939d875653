//! Generators of committed data: `cargo run -p xtask -- <command>`.

mod schema;

use anyhow::bail;

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("schema") => schema::write(),
        Some(other) => bail!("expected schema, found {other}"),
        None => bail!("expected a command: schema"),
    }
}
