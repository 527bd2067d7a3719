//! `deadline`: by when a raise must start, or a cut be made.

use super::args::{CLOSES_IN, DeadlineOptions};
use super::output_writer::OutputWriter;
use super::question::{Question, load_question};
use runout::answers::{Planned, naive_runway_months, survival};
use runout::error::{Problem, Result};
use runout::model::{Action, CutPlan, Levers, Model, RaisePlan};
use std::process::ExitCode;

/// By default, a raise is for this many months of burn at the start.
const MONTHS_OF_BURN: f64 = 18.0;
/// By default, a cut is this share of all costs.
const CUT: f64 = 0.3;

/// Finds the deadlines as the options say; the exit code tells whether it was interrupted.
pub(super) fn run(options: &DeadlineOptions) -> Result<ExitCode> {
    let Question { levers, claim, actuals } = load_question(&options.question)?;
    let (model, overrides) = (levers.base(), levers.overrides());
    let planned = planned(options, &levers)?;
    let claim = claim.unwrap_or_else(|| survival(model));
    let folder = options.output.folder(format!("deadline-{}", levers.name()));
    let (plan, wanted) = (options.simulation.plan(), options.probability);
    let happened = actuals.happened(model)?;
    let writer = OutputWriter { command: "deadline", folder, output: &options.output, plan, target: None, happened };
    writer.write(|simulator| simulator.deadlines((model, overrides), &planned, &claim, wanted)).map(|(_, code)| code)
}

/// What was requested; if nothing was, both a raise and a cut, as far as the company burns.
fn planned(options: &DeadlineOptions, levers: &Levers) -> Result<Vec<Planned>> {
    let nothing = options.raise.is_none() && options.cut.is_none();
    let wants_raise = nothing || options.closes_in != CLOSES_IN || options.closes_with.is_some();
    let amount = match &options.raise {
        Some(amount) => Some(amount.clone()),
        None if wants_raise => Some(months_of_burn(levers.base())?),
        None => None,
    };
    let mut planned = Vec::new();
    if let Some(what) = amount {
        let plan = RaisePlan { what, closes_in: options.closes_in.clone(), probability: options.closes_with.clone() };
        let action = Action::raise(levers, &plan)?;
        planned.push(Planned { action, cut: None, by_default: options.raise.is_none() });
    }
    if let Some(share) = options.cut.or(nothing.then_some(CUT)) {
        let lines = options.lines.as_ref().map_or_else(Vec::new, |named| named.0.clone());
        let action = Action::cut(levers, &CutPlan { share, lines })?;
        planned.push(Planned { action, cut: Some(share), by_default: options.cut.is_none() });
    }
    Ok(planned)
}

/// What the company burns in some months at the start, to two digits.
fn months_of_burn(model: &Model) -> Result<String> {
    let cash = model.inputs().drivers[model.company().opening_cash].median(0, &model.inputs().tables);
    let runway = naive_runway_months(model).filter(|months| *months > 0.0 && cash > 0.0);
    let Some(runway) = runway else {
        let rule = "--raise: the company does not burn its cash at the start, so there is no amount to begin with";
        return Err(Problem::new(None, "", rule).help("say how much may be raised: `--raise AMOUNT`").into());
    };
    let amount = MONTHS_OF_BURN * cash / runway;
    let unit = 10_f64.powf(amount.log10().floor() - 1.0);
    Ok(format!("{:?}", (amount / unit).round() * unit))
}
