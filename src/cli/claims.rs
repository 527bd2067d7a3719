//! `claims`: how likely is each claim of some scenarios? Prints, and writes no files.

use super::args::{ClaimsFormat, ClaimsOptions};
use super::interrupt::{self, Interrupt};
use super::progress::ProgressLine;
use super::{model_of, stdout, tell_notes};
use runout::engine::Simulator;
use runout::error::Result;
use runout::model::LoadedModel;
use runout::report;
use std::path::PathBuf;
use std::process::ExitCode;

/// The scenarios that answer the article, in the order in which it asks.
const ARTICLE: [&str; 10] = [
    "openai",
    "openai-no-launches",
    "openai-600",
    "openai-1400",
    "openai-cutbacks",
    "openai-lease",
    "openai-own",
    "openai-own-no-loan",
    "hsbc",
    "anthropic",
];

/// Simulates the scenarios and prints how likely their claims are; the exit code tells whether it was interrupted.
pub(super) fn run(options: &ClaimsOptions) -> Result<ExitCode> {
    let article = || ARTICLE.iter().map(PathBuf::from).collect();
    let named = if options.scenarios.is_empty() { article() } else { options.scenarios.clone() };
    let changes = options.changes.overrides();
    let loaded: Vec<LoadedModel> = named.iter().map(|name| model_of(name, &changes)).collect::<Result<_>>()?;
    tell_notes(loaded.iter().flat_map(|loaded| &loaded.notes));
    let scenarios: Vec<_> = loaded.iter().map(|loaded| (loaded.name.as_str(), &loaded.model)).collect();
    let plan = options.simulation.plan();
    let interrupt = Interrupt::listen()?;
    let progress = ProgressLine::new(None, options.quiet);
    let show = |done| progress.show(done);
    let table = Simulator::new(plan)?.stopped_by(interrupt.wanted()).reporting_to(&show).claims(&scenarios, &changes);
    progress.finish();
    let table = table?;
    match options.format {
        ClaimsFormat::Text => stdout::print_text(&report::claims_text(&table, true, stdout::width()))?,
        ClaimsFormat::Markdown => stdout::print_text(&report::claims_markdown(&table))?,
        ClaimsFormat::Json => stdout::print_bytes(&report::json(&table)?)?,
    }
    Ok(interrupt::exit_code(table.provenance.complete))
}
