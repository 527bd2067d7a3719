//! What can be typed after `init`.

use super::decimals::DecimalsOption;
use clap::{Args as Options, ValueHint};
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  runout init acme.toml                          a commented example to change
  runout init acme.toml --from profit-and-loss.xlsx
  runout init acme.toml --from guv.csv --decimals comma

Books are a table of accounts by months (CSV, XLSX, ODS): what QuickBooks and Xero export as profit and
loss by month, a sheet of your own with a row for each account (or for each month), or
`hledger incomestatement -M --layout tidy -O csv`. Sums are recomputed and left out; one that does not
agree with its parts is an error that names the cell. Partial months, totals and plans are left out.
What is written says of every figure which cells it comes from, and lists what was left out and why.";

/// Options of `init`.
#[derive(Debug, Clone, PartialEq, Options)]
pub(in crate::cli) struct InitOptions {
    /// The file to write; an existing one is never overwritten
    #[arg(value_name = "FILE", default_value = "scenario.toml", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) file: PathBuf,

    /// Books to start from: accounts by months, as CSV, XLSX or ODS
    #[arg(long, value_name = "BOOKS", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) from: Option<PathBuf>,

    /// What stands before decimals in the books, if they do not show it [default: as they show]
    #[arg(long, value_name = "MARK", value_enum, requires = "from")]
    pub(in crate::cli) decimals: Option<DecimalsOption>,
}

#[cfg(test)]
mod tests {
    use super::super::{Args, Command};
    use super::*;
    use clap::Parser as _;

    #[test]
    fn init_takes_books_and_their_decimals() {
        let arguments = ["runout", "init", "a.toml", "--from", "b.xlsx", "--decimals", "comma"];
        let Command::Init(read) = Args::try_parse_from(arguments).unwrap().command else { panic!("not init") };
        assert_eq!((read.from, read.decimals), (Some("b.xlsx".into()), Some(DecimalsOption::Comma)));
        assert!(Args::try_parse_from(["runout", "init", "--decimals", "comma"]).is_err());
    }
}
