//! `check`: validate a scenario and print what was understood.

use super::args::CheckOptions;
use super::{model, stdout};
use runout::answers;
use runout::error::{Result, shell_quoted};
use runout::report;

/// Prints what was understood of a scenario, or fails with everything that is wrong with it.
pub(super) fn check(options: &CheckOptions) -> Result<()> {
    let loaded = model(&options.scenario)?;
    let next = format!(
        "\nNo errors. `runout run {}` simulates it.\n",
        shell_quoted(&options.scenario.scenario.to_string_lossy())
    );
    stdout::print_fitted(&(report::understood(&loaded.model, &answers::doubts(&loaded.model), true) + &next))
}
