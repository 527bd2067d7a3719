//! What can be typed after `update`.

use super::{ActualsOptions, OutputOptions, ScenarioOptions, SimulationOptions, usual_folder, usual_runs};
use clap::Args as Options;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout update acme.toml --actuals books.csv
  runout update acme.toml --actuals books.csv --error 1% --error margin=3%
  runout update openai --actuals 2026.csv --runs 5M --out results/after-2026

books.csv is what has happened so far, in the unit of the scenario; a cell that is not known is
left empty:
  period,revenue,revenue.Services,margin,cash,burn
  2027-01,58.1,9.5,,,
  2027-02,60.4,,71%,,
  2027Q2,191,,,648,233
The first column says when: a month, a quarter or a year within the scenario, made of whole steps;
or the last day of one, for cash. The others, as many as you like:
  revenue, revenue.STREAM   of the period          operating_result   of the period
  burn.LINE                 what it cost
  margin                    a share, or 55%        cash_flow          what operations added to cash
  cash                      at the period's end    burn               what they took from it
  users                     on average, in units

Books are what `runout init --from` takes: accounts by months, in currency. Their revenue, what is left
after costs and, if it is there, cash count in every month of the scenario. What was before its start, in
either form, says how it opens: cash, run rates, seasons.

Each figure is taken to be right to within its error, give or take: futures that look like what
happened count more, those that do not count less. Errors of different figures are taken for independent.";

const ACTUALS: &str =
    "What has happened so far (CSV, XLSX, ODS): books, or a table with a row for each period, described below";

/// Options of `update`.
#[derive(Debug, Clone, PartialEq, Options)]
#[command(
    mut_arg("actuals", |actuals| actuals.required(true).help(ACTUALS)),
    mut_arg("runs", |runs| usual_runs(runs, "1_000_000", ", each twice")),
    mut_arg("out", |out| usual_folder(out, "the update and its charts", "update"))
)]
pub(in crate::cli) struct UpdateOptions {
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioOptions,

    #[command(flatten)]
    pub(in crate::cli) actuals: ActualsOptions,

    #[command(flatten)]
    pub(in crate::cli) simulation: SimulationOptions,

    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

#[cfg(test)]
mod tests {
    use super::super::{Args, Command};
    use clap::Parser as _;

    #[test]
    fn update_takes_a_scenario_actuals_and_errors() {
        let arguments = ["runout", "update", "a.toml", "--actuals", "b.csv", "--error", "1%", "--error", "cash=2%"];
        let Command::Update(read) = Args::try_parse_from(arguments).unwrap().command else { panic!("not update") };
        assert_eq!(
            (read.scenario.scenario, read.actuals.actuals, read.simulation.runs),
            ("a.toml".into(), Some("b.csv".into()), 1_000_000)
        );
        assert_eq!((read.actuals.errors.len(), read.actuals.errors[1].column.as_deref()), (2, Some("cash")));
        let refused = Args::try_parse_from(["runout", "update", "a.toml"]).unwrap_err();
        assert!(refused.to_string().contains("--actuals <FILE>"), "{refused}");
    }
}
