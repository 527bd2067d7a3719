//! How the figures of a table are written, wherever one is read.

use clap::ValueEnum;
use runout::books::Decimals;

/// What stands before decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DecimalsOption {
    /// 1,234.5
    Point,
    /// 1.234,5
    Comma,
}

impl From<DecimalsOption> for Decimals {
    fn from(option: DecimalsOption) -> Self {
        match option {
            DecimalsOption::Point => Self::Point,
            DecimalsOption::Comma => Self::Comma,
        }
    }
}
