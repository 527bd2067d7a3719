//! The options that say how and where an answer is written: one group for all commands that answer.

use clap::{Arg, Args as Options, ValueEnum, ValueHint};
use runout::charts::{Look, PictureSize};
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

    /// What stands at the top of every chart in place of its finding
    #[arg(long, value_name = "TEXT", conflicts_with = "no_charts")]
    pub(in crate::cli) title: Option<String>,

    /// The size of every chart in pixels: WIDTHxHEIGHT, such as 1200x630, or `square`
    #[arg(long, value_name = "SIZE", default_value = "1600x1000", conflicts_with = "no_charts")]
    pub(in crate::cli) size: PictureSize,

    /// A font (TTF or OTF) for letters in charts that the bundled one lacks, such as Japanese, Thai or Arabic ones
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_charts")]
    pub(in crate::cli) font: Option<PathBuf>,
}

impl OutputOptions {
    /// How charts are to look.
    pub(in crate::cli) fn look(&self) -> Look {
        Look { title: self.title.clone(), size: self.size }
    }

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
