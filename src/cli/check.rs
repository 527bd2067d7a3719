//! `check`: validate a scenario and print what was understood.

use super::args::CheckOptions;
use super::{model, stdout};
use runout::answers;
use runout::error::Result;
use runout::report;

/// Prints what was understood of a scenario, or fails with everything that is wrong with it.
pub(super) fn check(options: &CheckOptions) -> Result<()> {
    let loaded = model(&options.scenario)?;
    let next = format!("\nNo errors. `runout run {}` simulates it.\n", options.scenario.scenario.display());
    stdout::print_text(&(report::understood(&loaded.model, &answers::doubts(&loaded.model), true) + &next))
}
