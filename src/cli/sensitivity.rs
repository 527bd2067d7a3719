//! `sensitivity`: hold and swap the luck of each driver, print what decides, write it with its charts.

use super::args::{SensitivityOptions, Traced};
use super::deliver::{Delivery, Finding};
use super::question::{Asked, asked};
use super::run::plan;
use runout::answers::{Of, Sensitivity, SensitivityRequest};
use runout::error::{Problem, Result};
use runout::report::{self, RunFacts};
use std::path::Path;
use std::process::ExitCode;

/// Futures, unless so many are asked for.
const RUNS: u64 = 1 << 14;
/// The same where each is followed some twenty times in every case.
const RUNS_SOLVED: u64 = 1 << 12;

/// Analyses as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &SensitivityOptions) -> Result<ExitCode> {
    let of = of(options)?;
    let Asked { loaded, claim, overrides } = asked(&options.question)?;
    let model = &loaded.model;
    let usual = if of == Of::Need && model.reacts() { RUNS_SOLVED } else { RUNS };
    let plan = plan(options.runs.unwrap_or(usual), &options.luck);
    let request = SensitivityRequest { of, claim, shapley: options.shapley, overrides };
    let folder = Path::new("results").join(format!("sensitivity-{}", loaded.name));
    let folder = options.out.clone().unwrap_or(folder);
    let delivery = Delivery { folder, telling: &options.telling, plan, target: None };
    let (_, code) = delivery.of(|simulator| simulator.sensitivity(model, &request))?;
    Ok(code)
}

fn of(options: &SensitivityOptions) -> Result<Of> {
    let (of, name) = match options.of {
        Traced::Claim => return Ok(Of::Claim),
        Traced::Date => (Of::Date, "date"),
        Traced::Need => (Of::Need, "need"),
    };
    match options.question.claim {
        None => Ok(of),
        Some(_) => {
            let rule = format!("`--claim` asks whether something holds, `--of {name}` asks of something else");
            Err(Problem::new(None, "", rule).help("leave one of the two out").into())
        }
    }
}

impl Finding for Sensitivity {
    const JSON: &'static str = "sensitivity.json";

    fn runs(&self) -> u64 {
        self.followed
    }

    fn is_complete(&self) -> bool {
        self.provenance.complete
    }

    fn text(&self, facts: &RunFacts) -> String {
        report::sensitivity_text(self, facts, true)
    }
}
