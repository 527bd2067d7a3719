//! What can go wrong, with its place and its remedy. Used by every module, uses none.
//!
//! A [`Problem`] is one thing wrong with what the user wrote; [`Problems`] collects all of them, so that a
//! file is reported at once; [`Sources`] holds the texts that places point into.

mod problem;
mod sources;

pub(crate) use problem::visible;
pub use problem::{Problem, Problems};
pub use sources::{At, Place, Sources};

use std::path::PathBuf;

/// Why a command could not give its answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scenario, an override or a flag is at fault; the text is ready to print, one block a problem.
    #[error("{0}")]
    AtFault(String),
    /// A file could not be read or written.
    #[error("{}: cannot {doing}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was being done, as a verb: `read`, `write`.
        doing: &'static str,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A chart could not be drawn.
    #[error("cannot draw {chart}: {reason}")]
    Chart {
        /// The chart's file name.
        chart: String,
        /// What the drawing library said.
        reason: String,
    },
    /// The machine refused something that is not the user's fault, such as starting threads.
    #[error("{0}")]
    Machine(String),
}

/// The result of anything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;
