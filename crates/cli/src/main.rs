//! The command `handbill`: files and arguments in, JSON and text out.
//!
//! The only crate that knows files, threads, the clock, arguments and printing.

mod arguments;
mod extract;
mod guard;
mod input;
mod mentions;
mod ocr;
mod output;
mod parallel;
mod report;
mod resume;
mod text;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// Reading makes many small strings and lists: a tenth of the work was the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit status where an input could not be read; wrong usage is 2, by clap.
const FAILED: u8 = 1;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    guard::install();
    let outcome = output::remove_unfinished_on_interrupt().and_then(|()| run(arguments.command));
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report::error_line(&format!("{error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

/// Runs a command; gives whether every input could be read.
fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Text(arguments) => text::run(&arguments),
        Command::Mentions(arguments) => mentions::run(&arguments),
        Command::Schema => {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &handbill::schema())?;
            writeln!(out)?;
            Ok(true)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(ErrorKind::BrokenPipe)
    })
}
