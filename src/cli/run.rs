//! `run`: simulate, print the answer, write results and charts.

use super::args::{LuckOptions, RunOptions};
use super::deliver::{Delivery, Finding};
use super::{model, warn};
use runout::answers::{Answers, Precision, Request};
use runout::engine::Plan;
use runout::error::Result;
use runout::model::Model;
use runout::report::{self, RunFacts};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;

/// Simulates as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &RunOptions) -> Result<ExitCode> {
    let loaded = model(&options.scenario)?;
    let (plan, request) = asked(&loaded.model, options)?;
    let folder = options.out.clone().unwrap_or_else(|| Path::new("results").join(&loaded.name));
    let target = request.precision.map(|precision| precision.target());
    let delivery = Delivery { folder, telling: &options.telling, plan, target };
    let (answers, code) = delivery.of(|simulator| simulator.answer(&loaded.model, &request))?;
    if let Some(missed) = report::missed_precision(&answers) {
        warn(&missed);
    }
    Ok(code)
}

/// What the options ask of the model.
fn asked(model: &Model, options: &RunOptions) -> Result<(Plan, Request)> {
    let runs = if options.precision.is_some() { options.max_runs } else { options.runs };
    let plan = plan(runs, &options.luck);
    let of = options.precision_of.as_deref();
    let precision = options.precision.map(|target| Precision::new(model, &plan, target, of)).transpose()?;
    Ok((plan, Request { precision, overrides: options.scenario.overrides() }))
}

/// So many runs with the luck that the options ask for.
pub(super) fn plan(runs: u64, luck: &LuckOptions) -> Plan {
    Plan { runs, seed: luck.seed, sampling: luck.sampling.into(), threads: luck.threads.map(NonZeroUsize::get) }
}

impl Finding for Answers {
    const JSON: &'static str = "results.json";
    const TABLES: &'static [&'static str] = &["summary.csv"];

    fn runs(&self) -> u64 {
        self.provenance.runs
    }

    fn is_complete(&self) -> bool {
        self.provenance.complete
    }

    fn table(&self, _name: &str) -> Result<Vec<u8>> {
        report::csv(self)
    }

    fn text(&self, facts: &RunFacts) -> String {
        report::text(self, facts, true)
    }
}
