//! A panic over one document is a failure of that document, not of the run.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

/// Why an input gave no output.
#[derive(Debug)]
pub enum Failure {
    /// It could not be read.
    Unreadable(anyhow::Error),
    /// The program panicked over it; the message and its place.
    Panicked(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Failure::Unreadable(error) => write!(formatter, "{error:#}"),
            Failure::Panicked(what) => {
                write!(
                    formatter,
                    "handbill panicked, which is a bug of its own: {what}"
                )
            }
        }
    }
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the message of a panic under [`guarded`] for its caller, instead of printing it.
pub fn install() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |information| {
        if !GUARDED.get() {
            return print(information);
        }
        let message = information.payload_as_str().unwrap_or("no message");
        let place = information
            .location()
            .map(|at| format!(" ({}:{})", at.file(), at.line()))
            .unwrap_or_default();
        PANIC.replace(format!("{message}{place}"));
    }));
}

/// Does work on one input; a panic becomes a failure.
pub fn guarded<T>(work: impl FnOnce() -> anyhow::Result<T>) -> Result<T, Failure> {
    GUARDED.set(true);
    // The work owns or only reads what it touches, so nothing half-changed is seen afterwards.
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    match outcome {
        Ok(result) => result.map_err(Failure::Unreadable),
        Err(_) => Err(Failure::Panicked(PANIC.take())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_named_and_the_next_input_goes_on() {
        install();
        let failure = guarded(|| -> anyhow::Result<()> { panic!("expected {}", 1) });
        let message = failure.expect_err("it panicked").to_string();
        assert!(
            message.contains("expected 1 (crates/cli/src/guard.rs:"),
            "{message}"
        );
        assert_eq!(guarded(|| Ok(2)).expect("no panic"), 2);
    }
}
