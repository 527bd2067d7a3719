//! `trace`: the ledger of one run.

use super::args::{LedgerFormat, TraceOptions};
use super::{model, stdout};
use runout::answers;
use runout::error::Result;
use runout::report;

/// Replays one run and prints its ledger.
pub(super) fn trace(options: &TraceOptions) -> Result<()> {
    let loaded = model(&options.scenario)?;
    let ledger = answers::trace(&loaded.model, options.seed, options.sampling.into(), options.run);
    match options.format {
        LedgerFormat::Text => stdout::print_text(&report::ledger_text(&loaded.model, &ledger, options.run, true)),
        LedgerFormat::Csv => stdout::print_bytes(&report::ledger_csv(&ledger)?),
    }
}
