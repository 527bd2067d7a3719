//! Errors, each with its place and its remedy. Used by every module, uses none.
//!
//! A [`Problem`] is one thing wrong with what was written; [`Problems`] collects all of them, so that a file is reported at once;
//! [`Faults`] joins them with the [`Sources`] that their places point into. An [`Input`] is anything else that is given and can be at
//! fault.

mod message;
mod problem;
mod remedy;
mod shell;
mod sources;

pub use message::{Input, Message};
pub use problem::{Faults, Problem, Problems, is_mark, visible, visible_line};
pub use shell::shell_quoted;
pub use sources::{At, Excerpt, Place, Sources, column_name};

use std::fmt;
use std::path::PathBuf;

/// Why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The scenario, or what was requested of it, is at fault: everything that is wrong.
    AtFault(Box<Faults>),
    /// A file could not be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// What was being done, as a verb: `read`, `write`.
        doing: &'static str,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A chart could not be drawn.
    Chart {
        /// The chart's file name.
        chart: String,
        /// What the drawing library said.
        reason: String,
    },
    /// The machine refused the threads: why.
    Threads(String),
    /// It was stopped before there was anything to answer.
    Stopped(String),
    /// Something else that is not the user's fault.
    Machine(String),
}

impl Error {
    /// The same error, with `other` named wherever it names `input`: for callers that derive the one from the other.
    #[must_use]
    pub fn about(self, input: Input, other: Input) -> Self {
        match self {
            Self::AtFault(faults) => Self::AtFault(Box::new(faults.about(input, other))),
            error => error,
        }
    }
}

impl<T: Into<Faults>> From<T> for Error {
    fn from(faults: T) -> Self {
        Self::AtFault(Box::new(faults.into()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtFault(faults) => faults.fmt(f),
            Self::Stopped(text) | Self::Machine(text) => f.write_str(text),
            Self::Threads(reason) => write!(f, "cannot start the threads: {reason}; try fewer"),
            Self::File { path, doing, source } => {
                write!(f, "{}: cannot {doing}: {source}", visible_line(&path.to_string_lossy()))
            }
            Self::Chart { chart, reason } => write!(f, "cannot draw {chart}: {reason}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// The result of anything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;
