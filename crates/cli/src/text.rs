use std::io::{self, BufWriter, Write};

use anyhow::Context;

use crate::arguments::TextArguments;
use crate::input::{self, Input};
use crate::parallel::in_order;
use crate::report::Report;

/// `handbill text`: prints the normalised text of every input; several are told apart by their
/// names, as `head` prints them.
pub fn run(arguments: &TextArguments) -> anyhow::Result<bool> {
    let inputs = input::from_paths(&arguments.inputs, None);
    let several = inputs.len() > 1;
    let mut report = Report::new(inputs.len(), true);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut first = true;
    in_order(
        arguments.jobs,
        inputs.into_iter(),
        |found| input::with_input(found, normalised_text),
        |(name, outcome)| {
            let Some(text) = report.count(&name, outcome) else {
                return Ok(());
            };
            if several {
                let gap = if first { "" } else { "\n" };
                writeln!(out, "{gap}==> {name} <==")?;
            }
            first = false;
            out.write_all(text.as_bytes())?;
            if !text.ends_with('\n') {
                out.write_all(b"\n")?;
            }
            Ok(())
        },
    )?;
    out.flush().context("standard output")?;
    Ok(report.finish())
}

fn normalised_text(input: &Input) -> anyhow::Result<String> {
    let bytes = input.read()?;
    Ok(handbill::read(&bytes, &input.reading_of(&bytes)?)?.text)
}
