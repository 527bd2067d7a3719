//! `trace`: the ledger of one run.

use super::args::{LedgerFormat, TraceOptions};
use super::{model, stdout};
use runout::answers;
use runout::error::{Problem, Result};
use runout::report;
use runout::sampling::Sampling;

/// Replays one run and prints its ledger.
pub(super) fn trace(options: &TraceOptions) -> Result<()> {
    let loaded = model(&options.scenario)?;
    let sampling = Sampling::from(options.random.sampling);
    if options.run >= sampling.most_runs() {
        let (most, run) = (sampling.most_runs(), options.run);
        let rule = format!("--run {run}: must be below {most} with `--sampling {sampling}`");
        return Err(Problem::new(None, "", rule).help(format!("name a run from 0 to {}", most - 1)).into());
    }
    let ledger = answers::trace(&loaded.model, options.random.seed, sampling, options.run);
    match options.format {
        LedgerFormat::Text => stdout::print_fitted(&report::ledger_text(&loaded.model, &ledger, options.run, true)),
        LedgerFormat::Csv => stdout::print_bytes(&report::ledger_csv(&ledger)?),
    }
}
