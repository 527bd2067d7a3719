//! `solve`: what would have to be for a claim to have a probability, one lever after the other.

use super::args::SolveOptions;
use super::deliver::{Delivery, Finding};
use super::question::asked;
use super::run::plan;
use super::stdout;
use runout::answers::{Solution, survival};
use runout::error::Result;
use runout::model::{Lever, Levers};
use runout::report::{self, RunFacts};
use runout::scenario::Source;
use std::path::Path;
use std::process::ExitCode;

/// Solves as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &SolveOptions) -> Result<ExitCode> {
    let asked = asked(&options.question)?;
    let source = Source::find(&options.question.scenario.to_string_lossy())?;
    let levers = Levers::new(source, &asked.overrides)?;
    if options.levers.iter().any(|lever| lever.trim() == "help") {
        return stdout::print_text(&super::problems::said(&levers.help())).map(|()| ExitCode::SUCCESS);
    }
    let named = if options.levers.is_empty() { levers.usual() } else { options.levers.clone() };
    let named: Vec<Lever> = named.iter().map(|lever| levers.lever(lever)).collect::<Result<_>>()?;
    let claim = asked.claim.unwrap_or_else(|| survival(levers.base()));
    let default = || Path::new("results").join(format!("solve-{}", asked.loaded.name));
    let folder = options.out.clone().unwrap_or_else(default);
    let (plan, wanted) = (plan(options.runs, &options.luck), options.probability);
    let delivery = Delivery { folder, telling: &options.telling, plan, target: None };
    delivery.of(|simulator| simulator.solve(&levers, &named, &claim, wanted)).map(|(_, code)| code)
}

impl Finding for Solution {
    const JSON: &'static str = "solve.json";

    fn runs(&self) -> u64 {
        let Self { followed, .. } = self;
        *followed
    }

    fn is_complete(&self) -> bool {
        self.provenance.complete
    }

    fn text(&self, facts: &RunFacts) -> String {
        report::solution_text(self, facts, true)
    }
}
