//! What can go wrong, with its place and its remedy. Used by every module, uses none.
//!
//! A [`Problem`] is one thing wrong with what the user wrote; [`Problems`] collects all of them, so that a
//! file is reported at once; [`Sources`] holds the texts that places point into.

mod problem;
mod sources;

pub(crate) use problem::visible;
pub use problem::{Problem, Problems};
pub use sources::{At, Place, Sources};

use std::fmt;
use std::path::PathBuf;

/// Why a command could not give its answer.
#[derive(Debug)]
pub enum Error {
    /// The scenario, an override or a flag is at fault; the text is ready to print, one block a problem.
    AtFault(String),
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
    /// The machine refused something that is not the user's fault, such as starting threads.
    Machine(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtFault(text) | Self::Machine(text) => f.write_str(text),
            Self::File { path, doing, source } => write!(f, "{}: cannot {doing}: {source}", path.display()),
            Self::Chart { chart, reason } => write!(f, "cannot draw {chart}: {reason}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            Self::AtFault(_) | Self::Chart { .. } | Self::Machine(_) => None,
        }
    }
}

/// The result of anything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;
