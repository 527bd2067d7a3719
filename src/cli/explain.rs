//! `explain`: hold the futures in which something goes wrong against the others; print, write the explanation and its charts.

use super::args::ExplainOptions;
use super::deliver::{Delivery, Finding};
use super::question::asked;
use super::run::plan;
use runout::answers::{ExplainRequest, Explanation};
use runout::error::Result;
use runout::report::{self, RunFacts};
use std::path::Path;
use std::process::ExitCode;

/// Explains as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &ExplainOptions) -> Result<ExitCode> {
    let asked = asked(&options.question)?;
    let folder = Path::new("results").join(format!("explain-{}", asked.loaded.name));
    let request = ExplainRequest {
        name: options.question.scenario.display().to_string(),
        claim: asked.claim,
        bad: options.bad.map(Into::into),
        overrides: asked.overrides,
    };
    let (folder, plan) = (options.out.clone().unwrap_or(folder), plan(options.runs, &options.luck));
    let delivery = Delivery { folder, telling: &options.telling, plan, target: None };
    let (_, code) = delivery.of(|simulator| simulator.explain(&asked.loaded.model, &request))?;
    Ok(code)
}

impl Finding for Explanation {
    const JSON: &'static str = "explanation.json";
    const TABLES: &'static [&'static str] = &["shifts.csv"];

    fn runs(&self) -> u64 {
        self.provenance.runs + self.followings
    }

    fn is_complete(&self) -> bool {
        self.provenance.complete
    }

    fn table(&self, _name: &str) -> Result<Vec<u8>> {
        report::shifts_csv(self)
    }

    fn text(&self, facts: &RunFacts) -> String {
        report::explanation_text(self, facts, true)
    }
}
