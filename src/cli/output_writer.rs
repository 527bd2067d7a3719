//! From the question to the files: opens them before the first run, shows progress, writes what was found, prints it.

use super::actuals::Happened;
use super::args::{AnswerFormat, OutputOptions};
use super::files::{FileSet, OutputFiles};
use super::interrupt::{self, Interrupt};
use super::problems::flag;
use super::progress::ProgressLine;
use super::{stdout, warn};
use runout::charts::{self, Charted};
use runout::engine::{Plan, Simulator};
use runout::error::{Error, Result};
use runout::report::{self, CsvTable, Output, RunFacts};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Files larger than this are no fonts.
const LARGEST_FONT: u64 = 64 << 20;
/// Letters that a warning names.
const MOST_LETTERS: usize = 20;

/// Writes an answer to its folder and to standard output.
#[derive(Debug)]
pub(super) struct OutputWriter<'a> {
    /// The command as it is typed: its files are replaced by no other.
    pub(super) command: &'static str,
    /// The folder of its files.
    pub(super) folder: PathBuf,
    pub(super) output: &'a OutputOptions,
    pub(super) plan: Plan,
    /// How far intervals may reach, if that ends the simulation.
    pub(super) target: Option<f64>,
    /// What has happened, if only futures that agree with it count.
    pub(super) happened: Option<Happened<'a>>,
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
        let Self { command, folder, output, plan, target, happened } = self;
        if let Some(font) = &output.font {
            charts::use_font(font_of(font)?)?;
        }
        let interrupt = Interrupt::listen()?;
        let mut files = OutputFiles::open(&folder, file_set(command, tables, output))?;
        interrupt.remove_on_stop(files.temporary_paths());
        if !files.forced().is_empty() {
            let names = files.forced().join(", ");
            warn(&format!("`--force` replaces or removes what `runout {command}` did not write as it is: {names}"));
        }

        let cores = std::thread::available_parallelism().map_or(usize::MAX, NonZeroUsize::get);
        if let Some(threads) = plan.threads.filter(|&threads| threads > cores) {
            warn(&format!(
                "{threads} threads are more than this machine's {cores} cores: they take memory, and no less time"
            ));
        }

        let progress = ProgressLine::new(target, output.quiet);
        let started = Instant::now();
        let show = |done| progress.show(done);
        let simulator = Simulator::new(plan)?.stopped_by(interrupt.wanted()).reporting_to(&show);
        let given = match &happened {
            Some(happened) => simulator.given(happened.model, &happened.updating(Vec::new())),
            None => Ok(simulator),
        };
        let found = given.and_then(|simulator| find(&simulator));
        let elapsed = started.elapsed();
        progress.finish();
        let found = found?;

        write_files(&found, tables, &mut files, output)?;
        files.sync()?;
        let files = interrupt.without_stopping(|| files.publish())?;
        let runs_per_second = found.followed() as f64 / elapsed.as_secs_f64();
        let facts = RunFacts { folder, files, elapsed, runs_per_second, names: flag, width: stdout::width() };
        match output.format {
            AnswerFormat::Text => stdout::print_text(&report::text(&found, &facts, true))?,
            AnswerFormat::Json => stdout::print_bytes(&report::json(&found)?)?,
        }
        let code = interrupt::exit_code(found.provenance().complete);
        Ok((found, code))
    }
}

/// The files of an answer: the main one, its tables, its charts.
fn file_set<F: Output + Charted>(command: &'static str, tables: &[CsvTable<F>], output: &OutputOptions) -> FileSet {
    let tables = tables.iter().map(|(name, _)| *name);
    let mut made: Vec<String> = std::iter::once(F::FILE).chain(tables).map(str::to_owned).collect();
    let all = [made.as_slice(), &charts::file_names::<F>(true)].concat();
    if !output.no_charts {
        made.extend(charts::file_names::<F>(output.svg));
    }
    FileSet { command, made, all, force: output.force }
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
        let pictures = charts::draw(found, &output.look(), output.svg)?;
        for (name, bytes) in &pictures.files {
            files.write(name, bytes)?;
        }
        lacking(&pictures.missing);
    }
    Ok(())
}

/// The bytes of a font's file.
fn font_of(path: &Path) -> Result<Vec<u8>> {
    let failed = |source| Error::File { path: path.to_owned(), doing: "read", source };
    let metadata = path.metadata().map_err(failed)?;
    if !metadata.is_file() || metadata.len() > LARGEST_FONT {
        let what = format!("must be a file of at most {} MiB", LARGEST_FONT >> 20);
        return Err(failed(std::io::Error::new(std::io::ErrorKind::InvalidInput, what)));
    }
    std::fs::read(path).map_err(failed)
}

/// Warns of letters that no font has.
fn lacking(letters: &BTreeSet<char>) {
    let Some(first) = letters.first() else { return };
    let shown: String = letters.iter().take(MOST_LETTERS).collect();
    let more = letters.len().saturating_sub(MOST_LETTERS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let kind = if letters.len() == 1 { "a letter" } else { "letters" };
    warn(&format!(
        "charts have {kind} that no font at hand has: {shown}{more} (the first is U+{:04X}); name a font that does with `--font FILE`",
        u32::from(*first)
    ));
}
