//! The options that say how and where an answer is written: one group for all commands that answer.

use clap::{Arg, Args as Options, ValueEnum, ValueHint};
use std::path::{Path, PathBuf};

/// How and where the answer is written.
#[derive(Debug, Clone, PartialEq, Options)]
pub(in crate::cli) struct OutputOptions {
    /// Folder for results and charts [default: results/<scenario>]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) out: Option<PathBuf>,

    /// Replace files in the folder that the same command did not write, or that were changed since
    #[arg(long)]
    pub(in crate::cli) force: bool,

    /// What to print on standard output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = AnswerFormat::Text)]
    pub(in crate::cli) format: AnswerFormat,

    /// Do not show progress
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,

    /// Do not draw charts; those of an earlier run in the folder are removed
    #[arg(long, conflicts_with = "svg")]
    pub(in crate::cli) no_charts: bool,

    /// Draw each chart as SVG too, beside its PNG
    #[arg(long)]
    pub(in crate::cli) svg: bool,
}

impl OutputOptions {
    /// The folder that was requested, or the one of this name in `results`.
    pub(in crate::cli) fn folder(&self, name: impl AsRef<Path>) -> PathBuf {
        self.out.clone().unwrap_or_else(|| Path::new("results").join(name))
    }
}

/// The help of `--out` for a command: what goes into the folder, and which folder that is by default.
pub(super) fn usual_folder(out: Arg, files: &str, command: &str) -> Arg {
    let named = if command == "compare" { "<scenarios>" } else { "<scenario>" };
    out.help(format!("Folder for {files} [default: results/{command}-{named}]"))
}

/// How `run` prints its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AnswerFormat {
    /// The answer in words
    Text,
    /// The content of results.json
    Json,
}
