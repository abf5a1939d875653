use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use crate::guard::Failure;

/// From how many inputs on progress is shown.
const MANY: usize = 20;

/// Prints an error on standard error.
pub fn error_line(message: &str) {
    // A closed standard error must not end the run.
    let _ = writeln!(std::io::stderr(), "handbill: {message}");
}

/// What a run says about itself on standard error: failures as they come, progress where there
/// is much to do and somebody looks, and a count at the end.
pub struct Report {
    bar: ProgressBar,
    seen: usize,
    failed: usize,
    panicked: usize,
}

impl Report {
    /// A report on a number of inputs. Progress shows on a terminal that the output itself does
    /// not go to.
    pub fn new(inputs: usize, output_is_on_terminal: bool) -> Self {
        let show = inputs >= MANY && std::io::stderr().is_terminal() && !output_is_on_terminal;
        let bar = if show {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta}");
            ProgressBar::new(inputs as u64)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        } else {
            ProgressBar::hidden()
        };
        Report {
            bar,
            seen: 0,
            failed: 0,
            panicked: 0,
        }
    }

    /// Counts an input; a failure is printed with the name of the input.
    pub fn count<T>(&mut self, name: &str, outcome: Result<T, Failure>) -> Option<T> {
        self.seen += 1;
        self.bar.inc(1);
        let failure = match outcome {
            Ok(value) => return Some(value),
            Err(failure) => failure,
        };
        self.failed += 1;
        self.panicked += usize::from(matches!(failure, Failure::Panicked(_)));
        self.bar
            .suspend(|| error_line(&format!("{name}: {failure}")));
        None
    }

    /// Ends the report; gives whether every input was read.
    pub fn finish(self) -> bool {
        self.bar.finish_and_clear();
        if self.failed > 0 && self.seen > 1 {
            let panics = match self.panicked {
                0 => String::new(),
                count => format!(", {count} by a panic"),
            };
            error_line(&format!(
                "{} of {} inputs failed{panics}",
                self.failed, self.seen
            ));
        }
        self.failed == 0
    }
}
