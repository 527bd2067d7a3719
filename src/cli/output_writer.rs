//! From the question to the files: opens them before the first run, shows progress, writes what was found, prints it.

use super::args::{AnswerFormat, OutputOptions};
use super::files::OutputFiles;
use super::interrupt::{self, Interrupt};
use super::problems::flag;
use super::progress::ProgressLine;
use super::stdout;
use runout::charts::{self, Charted};
use runout::engine::{Plan, Simulator};
use runout::error::Result;
use runout::report::{self, CsvTable, Output, RunFacts};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Writes an answer to its folder and to standard output.
#[derive(Debug)]
pub(super) struct OutputWriter<'a> {
    /// The folder of its files.
    pub(super) folder: PathBuf,
    pub(super) output: &'a OutputOptions,
    pub(super) plan: Plan,
    /// How far intervals may reach, if that ends the simulation.
    pub(super) target: Option<f64>,
}

impl OutputWriter<'_> {
    /// Finds the answer, writes it and prints it; returns it with the exit code, which tells whether it was interrupted.
    pub(super) fn write<F: Output + Charted>(
        self,
        find: impl FnOnce(&Simulator<'_>) -> Result<F>,
    ) -> Result<(F, ExitCode)> {
        self.write_with(F::TABLES, find)
    }

    /// The same with other tables than the usual ones.
    pub(super) fn write_with<F: Output + Charted>(
        self,
        tables: &[CsvTable<F>],
        find: impl FnOnce(&Simulator<'_>) -> Result<F>,
    ) -> Result<(F, ExitCode)> {
        let Self { folder, output, plan, target } = self;
        let charts = if output.no_charts { Vec::new() } else { charts::file_names::<F>(output.svg) };
        let names = std::iter::once(F::FILE).chain(tables.iter().map(|(name, _)| *name));
        let mut files = OutputFiles::open(&folder, names.chain(charts.iter().map(String::as_str)))?;
        let interrupt = Interrupt::listen()?;
        interrupt.remove_on_stop(files.temporary_paths());

        let progress = ProgressLine::new(target, output.quiet);
        let started = Instant::now();
        let show = |done| progress.show(done);
        let found = find(&Simulator::new(plan)?.stopped_by(interrupt.wanted()).reporting_to(&show));
        let elapsed = started.elapsed();
        progress.finish();
        let found = found?;

        write_files(&found, tables, &mut files, output)?;
        let files = files.publish(&charts::file_names::<F>(true))?;
        let runs_per_second = found.followed() as f64 / elapsed.as_secs_f64();
        let facts = RunFacts { folder, files, elapsed, runs_per_second, names: flag };
        match output.format {
            AnswerFormat::Text => stdout::print_text(&report::text(&found, &facts, true))?,
            AnswerFormat::Json => stdout::print_bytes(&report::json(&found)?)?,
        }
        let code = interrupt::exit_code(found.provenance().complete);
        Ok((found, code))
    }
}

fn write_files<F: Output + Charted>(
    found: &F,
    tables: &[CsvTable<F>],
    files: &mut OutputFiles,
    output: &OutputOptions,
) -> Result<()> {
    files.write(F::FILE, &report::json(found)?)?;
    for (name, table) in tables {
        files.write(name, &table(found)?)?;
    }
    if !output.no_charts {
        for (name, bytes) in charts::draw(found, output.svg)? {
            files.write(&name, &bytes)?;
        }
    }
    Ok(())
}
