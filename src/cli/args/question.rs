//! What can be typed after the commands that ask one question of a scenario.

use super::scenario::SCENARIO;
use super::{ActualsOptions, SetOptions};
use clap::{Args as Options, ValueHint};
use std::path::PathBuf;

/// Which scenario, with which changes, and which question.
#[derive(Debug, Clone, PartialEq, Options)]
pub(in crate::cli) struct QuestionOptions {
    /// A scenario file, or the name of one that comes with the program (see `runout list`)
    #[arg(value_name = SCENARIO, value_hint = ValueHint::FilePath)]
    pub(in crate::cli) scenario: PathBuf,

    #[command(flatten)]
    pub(in crate::cli) set: SetOptions,

    /// What is asked: a claim of the scenario, by its text or its number from 1, or the body of a new one, such as
    /// 'survives_to = 2030-01-01' [default: whether the cash lasts to the horizon]
    #[arg(long = "claim", value_name = "CLAIM")]
    pub(in crate::cli) claim: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) actuals: ActualsOptions,
}
