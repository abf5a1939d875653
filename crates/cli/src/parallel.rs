use std::num::NonZeroUsize;

use anyhow::Context;
use rayon::prelude::*;

/// How many results a thread may be ahead of what is written. Bounds the memory of long runs.
const AHEAD: usize = 64;

/// The stack of a thread, in bytes: as large as a main thread has it, since an overflow would end
/// the whole run.
const STACK: usize = 8 << 20;

/// Does `work` on every input, `jobs` at a time (one a processor where that is not said), and
/// hands the results to `deliver` in the order of the inputs. Ends at the first error of
/// `deliver`.
pub fn in_order<Input: Send, Output: Send>(
    jobs: Option<NonZeroUsize>,
    inputs: impl Iterator<Item = Input>,
    work: impl Fn(Input) -> Output + Sync,
    mut deliver: impl FnMut(Output) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, NonZeroUsize::get))
        .stack_size(STACK)
        .build()
        .context("cannot start threads")?;
    let batch = AHEAD * pool.current_num_threads();
    let mut inputs = inputs.peekable();
    while inputs.peek().is_some() {
        let inputs: Vec<Input> = inputs.by_ref().take(batch).collect();
        let outputs: Vec<Output> = pool.install(|| inputs.into_par_iter().map(&work).collect());
        outputs.into_iter().try_for_each(&mut deliver)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_inputs() {
        for jobs in [None, NonZeroUsize::new(1), NonZeroUsize::new(3)] {
            let mut out = Vec::new();
            let result = in_order(
                jobs,
                0..1000,
                |number| number * 2,
                |double| {
                    out.push(double);
                    Ok(())
                },
            );
            assert!(result.is_ok());
            assert!(out.into_iter().eq((0..1000).map(|number| number * 2)));
        }
    }
}
