//! The options that name what has happened, for every command that simulates.

use super::decimals::DecimalsOption;
use clap::{Args as Options, ValueHint};
use runout::answers::ErrorSizes;
use runout::scenario::number;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How much a figure may be off by default. Books are better than this; a scenario of smooth growth and annual levels is not.
const USUAL_ERROR: f64 = 0.05;

/// What has happened.
#[derive(Debug, Clone, Default, PartialEq, Options)]
pub(in crate::cli) struct ActualsOptions {
    /// What has happened so far (CSV, XLSX, ODS), as `runout update` takes it: only futures that agree with it count
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) actuals: Option<PathBuf>,

    /// What stands before decimals in the file, if it does not show it [default: as it shows]
    #[arg(long, value_name = "MARK", value_enum, requires = "actuals")]
    pub(in crate::cli) decimals: Option<DecimalsOption>,

    /// How much a figure may be off, as one standard deviation: in the books, and in what the scenario can be held to [default: 5%]
    ///
    /// Of an amount it is a share: of its own size, or of its usual size in the forecast if that is larger. Of a margin it is percentage
    /// points. COLUMN=SIZE sets it for one column; may be given several times.
    #[arg(long = "error", value_name = "[COLUMN=]SIZE", value_parser = error_size, requires = "actuals")]
    pub(in crate::cli) errors: Vec<ErrorSize>,
}

impl ActualsOptions {
    /// The last size of a column counts, and the last without a column is that of all others.
    pub(in crate::cli) fn sizes(&self) -> ErrorSizes {
        let mut sizes = ErrorSizes { all: USUAL_ERROR, columns: BTreeMap::new() };
        for error in &self.errors {
            match &error.column {
                Some(column) => _ = sizes.columns.insert(column.clone(), error.size),
                None => sizes.all = error.size,
            }
        }
        sizes
    }
}

/// One `--error`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct ErrorSize {
    /// The column that it applies to; `None`: all columns.
    pub(in crate::cli) column: Option<String>,
    /// A fraction.
    pub(in crate::cli) size: f64,
}

/// Smaller errors leave no future like what happened; larger ones leave all of them.
const SIZES: std::ops::RangeInclusive<f64> = 1e-6..=1e6;

/// A size, or a column and its size.
pub(super) fn error_size(text: &str) -> Result<ErrorSize, String> {
    let rule = || {
        format!("must be a size such as 5% or 0.05, above 0, or a column and its size such as margin=3%, got {text:?}")
    };
    let (column, written) = match text.rsplit_once('=') {
        Some((column, written)) => (Some(column.trim().to_owned()).filter(|name| !name.is_empty()), written),
        None => (None, text),
    };
    if column.is_none() && text.contains('=') {
        return Err(rule());
    }
    let size = number(written).filter(|size| SIZES.contains(size)).ok_or_else(rule)?;
    Ok(ErrorSize { column, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_sizes_or_sizes_of_columns() {
        let read = |text: &str| error_size(text).map(|error| (error.column, error.size));
        assert_eq!(read("2%").unwrap(), (None, 0.02));
        assert_eq!(read("0.02").unwrap(), (None, 0.02));
        assert_eq!(read("revenue.A=B=5 %").unwrap(), (Some("revenue.A=B".to_owned()), 0.05));
        for wrong in ["", "0", "-1%", "nan", "inf", "two", "=2%", "margin=", "1e9", "0.000001%"] {
            assert!(read(wrong).unwrap_err().starts_with("must be a size such as 5% or 0.05"), "{wrong}");
        }
    }
}
