//! The ledger of one run, for `trace`: a table to read, or CSV with every line and every driver's draw.

use super::unit::amounts_in;
use crate::answers::{Dealt, Ledger, LedgerStep};
use crate::error::{Error, Result, visible};
use crate::model::Model;
use crate::wording::{Horizon, count, day, fixed, three_digits, whole_digits};
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;

/// The ledger as a table, with what became of the run above it; `styled` adds ANSI bold, and colour where cash is below the minimum.
#[must_use]
pub fn ledger_text(model: &Model, ledger: &Ledger, run: u64, styled: bool) -> String {
    let dressed = |style: Style| if styled { style } else { Style::new() };
    let bold = dressed(Style::new().bold());
    let short = dressed(Style::new().fg_color(Some(AnsiColor::Red.into())));
    let mut text = format!("{bold}{}, run {}{bold:#}\n", visible(&model.title), count(run));
    text += &textwrap::fill(&fate(model, ledger), WIDTH);
    text += &format!("\nAmounts of each step in {}.\n", amounts_in(model));
    if ledger.steps.iter().any(flows_differ) {
        text += if model.company.settlement().is_plain() {
            "Some burn counts in the operating result only, or in the cash flow only.\n"
        } else {
            "The cash flow differs from the operating result by what moves at another time, counts in one\nof them only, is paid from \
             credit, or is interest, yield or tax.\n"
        };
    }
    text.push('\n');
    let columns: Vec<LedgerColumn> = COLUMNS.into_iter().filter(|column| column.is_used(ledger)).collect();
    let decimals = decimals(ledger, &columns);
    let cells = |amounts: &dyn Fn(&LedgerColumn) -> String| columns.iter().map(amounts).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> =
        ledger.steps.iter().map(|step| cells(&|column| amount((column.of)(step), decimals, column))).collect();
    let header = cells(&|column| column.name.to_owned());
    let widest = |at: usize| rows.iter().chain([&header]).map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(widest).collect();
    let row = |first: &str, cells: &[String]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}"));
        format!("{first:<DATE$}{}", cells.collect::<String>())
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{bold}{}{bold:#}", row("from", &header));
    for (step, cells) in ledger.steps.iter().zip(&rows) {
        let style = if step.cash < model.company.minimum_cash { short } else { Style::new() };
        let _ = writeln!(text, "{style}{}{style:#}{}", row(&step.from.to_string(), cells), notes(step));
    }
    text
}

/// Covenants that break, events that fire, lines that begin or come, and cuts that are decided with the step.
fn notes(step: &LedgerStep) -> String {
    let happening = [
        (&step.broken, "breaks its covenant"),
        (&step.events, "fires"),
        (&step.begun, "begins"),
        (&step.came, "comes"),
        (&step.cuts, "decided"),
    ];
    let said = |(names, happens): (&Vec<String>, &str)| {
        names.iter().map(|name| format!("{} {happens}", visible(name))).collect::<Vec<_>>()
    };
    let notes: Vec<String> = happening.into_iter().flat_map(said).collect();
    if notes.is_empty() { String::new() } else { format!("  {}", notes.join(", ")) }
}

/// Whether some burn counts in the result only, or in cash only; a difference in the last digit of a sum does not count.
fn flows_differ(step: &LedgerStep) -> bool {
    let (result, cash) = (step.operating_result, step.cash_flow);
    (result - cash).abs() > 1e-9 * result.abs().max(cash.abs())
}

/// Columns of the page.
const WIDTH: usize = 100;
/// Width of a date.
const DATE: usize = "2026-01-01".len();

/// One column of amounts.
struct LedgerColumn {
    name: &'static str,
    of: fn(&LedgerStep) -> f64,
    /// Whether it is left out of a table where it is always 0, and is blank where it is 0 now and then.
    may_be_missing: bool,
}

const COLUMNS: [LedgerColumn; 22] = [
    LedgerColumn { name: "users", of: |step| step.users.unwrap_or(0.0), may_be_missing: true },
    LedgerColumn { name: "customers", of: |step| step.customers.iter().sum(), may_be_missing: true },
    LedgerColumn { name: "new capital", of: |step| step.capital, may_be_missing: true },
    LedgerColumn { name: "drawn", of: |step| step.dealt.drawn, may_be_missing: true },
    LedgerColumn { name: "repaid", of: |step| step.dealt.repaid, may_be_missing: true },
    LedgerColumn { name: "other receipts", of: |step| step.other_receipts, may_be_missing: true },
    LedgerColumn { name: "revenue", of: |step| step.total_revenue, may_be_missing: false },
    LedgerColumn { name: "running cost", of: |step| step.running_cost, may_be_missing: true },
    LedgerColumn { name: "burn", of: |step| step.burn.iter().sum(), may_be_missing: false },
    LedgerColumn { name: "top-up", of: |step| step.top_up, may_be_missing: true },
    LedgerColumn { name: "yield", of: |step| step.dealt.earned, may_be_missing: true },
    LedgerColumn { name: "interest", of: |step| step.dealt.interest, may_be_missing: true },
    LedgerColumn { name: "tax", of: |step| step.dealt.tax, may_be_missing: true },
    LedgerColumn { name: "operating result", of: |step| step.operating_result, may_be_missing: false },
    LedgerColumn { name: "without cash", of: |step| step.without_cash, may_be_missing: true },
    LedgerColumn { name: "cash-only burn", of: |step| step.cash_only_burn, may_be_missing: true },
    LedgerColumn { name: "from working capital", of: |step| step.from_working_capital, may_be_missing: true },
    LedgerColumn { name: "from credit", of: |step| step.dealt.credit_used, may_be_missing: true },
    LedgerColumn { name: "cash flow", of: |step| step.cash_flow, may_be_missing: false },
    LedgerColumn { name: "debt", of: |step| step.dealt.debt, may_be_missing: true },
    LedgerColumn { name: "credit left", of: |step| step.dealt.credit, may_be_missing: true },
    LedgerColumn { name: "cash at the end", of: |step| step.cash, may_be_missing: false },
];

impl LedgerColumn {
    fn is_used(&self, ledger: &Ledger) -> bool {
        !self.may_be_missing || ledger.steps.iter().any(|step| (self.of)(step) != 0.0)
    }
}

/// Decimals at which the largest amount of the table has five digits or more.
fn decimals(ledger: &Ledger, columns: &[LedgerColumn]) -> i32 {
    let amounts = ledger.steps.iter().flat_map(|step| columns.iter().map(|column| (column.of)(step).abs()));
    5 - whole_digits(amounts.filter(|amount| amount.is_finite()).fold(0.0, f64::max)).clamp(0, 5)
}

fn amount(amount: f64, decimals: i32, column: &LedgerColumn) -> String {
    match amount {
        nothing if nothing == 0.0 && column.may_be_missing => String::new(),
        huge if !huge.is_finite() || huge.abs() >= 1e15 => three_digits(huge),
        usual => fixed(usual, decimals),
    }
}

/// What became of the run, in words.
fn fate(model: &Model, ledger: &Ledger) -> String {
    let last = Horizon::new(model.inputs.calendar.end(), model.inputs.calendar.year_ends()).last();
    let exhausted = match ledger.exhausted_on {
        Some(date) => format!("The cash runs out on {}.", day(date)),
        None => format!("The cash lasts to the end of {last}."),
    };
    let profitable = match ledger.profitable_in {
        _ if !model.company.asks_profitability => String::new(),
        Some(year) => format!(" It becomes profitable in {year}."),
        None => format!(" It is not profitable by the end of {last}."),
    };
    let needed = match ledger.capital_needed {
        nothing if nothing <= 0.0 => "No more cash was needed at the start.".to_owned(),
        needed => {
            format!("With {} {} more at the start it would have lasted.", three_digits(needed), amounts_in(model))
        }
    };
    format!("{exhausted}{profitable} {needed}")
}

/// The ledger as CSV: one row a step; every revenue stream, burn line and driver has a column; amounts to all their digits.
///
/// # Errors
/// - [`Error::Machine`] if the table cannot be written, which no ledger of this program causes.
pub fn ledger_csv(ledger: &Ledger) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::Machine(format!("cannot write the ledger as CSV: {reason}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns(ledger)).map_err(|error| failed(error.to_string()))?;
    for (place, step) in ledger.steps.iter().enumerate() {
        writer.write_record(cells(ledger, place, step)).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

fn columns(ledger: &Ledger) -> Vec<String> {
    let mut columns = vec!["from".to_owned(), "capital".to_owned()];
    columns.extend(ledger.revenue_streams.iter().map(|name| format!("revenue.{name}")));
    columns.push("running_cost".to_owned());
    columns.extend(ledger.burn_lines.iter().map(|name| format!("burn.{name}")));
    columns.extend(["top_up", "operating_result", "cash_flow", "cash"].map(str::to_owned));
    columns.extend(ledger.lines_with_payment_terms.iter().map(|path| format!("cash {path}")));
    columns.extend(ledger.streams_with_customers.iter().map(|name| format!("customers {name}")));
    if ledger.steps.iter().any(|step| step.users.is_some()) {
        columns.push("users".to_owned());
    }
    if deals(ledger) {
        columns.extend(DEALT.iter().map(|(name, _)| (*name).to_owned()));
    }
    if happens(ledger) {
        columns.extend(["events", "cuts"].map(str::to_owned));
    }
    if begins(ledger) {
        columns.push("begins".to_owned());
    }
    columns.extend(ledger.draws.iter().map(|(driver, _)| format!("draw {driver}")));
    columns
}

fn cells(ledger: &Ledger, place: usize, step: &LedgerStep) -> Vec<String> {
    let mut amounts = vec![step.capital];
    amounts.extend(&step.revenue);
    amounts.push(step.running_cost);
    amounts.extend(&step.burn);
    amounts.extend([step.top_up, step.operating_result, step.cash_flow, step.cash]);
    amounts.extend(&step.cash_by_line);
    amounts.extend(&step.customers);
    amounts.extend(step.users);
    if deals(ledger) {
        amounts.extend(DEALT.iter().map(|(_, of)| of(&step.dealt)));
    }
    let amounts = amounts.iter().map(f64::to_string);
    let begun = begins(ledger).then(|| [step.begun.as_slice(), &step.came].concat().join("; "));
    let happened = if happens(ledger) { vec![step.events.join("; "), step.cuts.join("; ")] } else { Vec::new() };
    let draws = ledger.draws.iter().map(|(_, draws)| draws[place].to_string());
    std::iter::once(step.from.to_string()).chain(amounts).chain(happened).chain(begun).chain(draws).collect()
}

type DealtColumn = (&'static str, fn(&Dealt) -> f64);

/// Columns of a scenario with credit, debt, a yield or taxes.
const DEALT: [DealtColumn; 9] = [
    ("credit_landed", |dealt| dealt.credit_landed),
    ("credit_used", |dealt| dealt.credit_used),
    ("credit", |dealt| dealt.credit),
    ("drawn", |dealt| dealt.drawn),
    ("repaid", |dealt| dealt.repaid),
    ("debt", |dealt| dealt.debt),
    ("interest", |dealt| dealt.interest),
    ("earned", |dealt| dealt.earned),
    ("tax", |dealt| dealt.tax),
];

fn deals(ledger: &Ledger) -> bool {
    ledger.steps.iter().any(|step| step.dealt != Dealt::default())
}

fn happens(ledger: &Ledger) -> bool {
    ledger.steps.iter().any(|step| !step.events.is_empty() || !step.cuts.is_empty())
}

fn begins(ledger: &Ledger) -> bool {
    ledger.steps.iter().any(|step| !step.begun.is_empty() || !step.came.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::trace;
    use crate::model::build;
    use crate::sampling::Sampling;
    use crate::scenario::Scenario;

    fn model(opening: &str) -> Model {
        let text = format!(
            "start = 2026-01-01\nyears = 2\nstep = 'quarter'\ncurrency = 'EUR'\nunit = 'thousand'\n[cash]\nopening = {opening}\n\
             [[revenue]]\nname = 'Product'\nannual = 400\n[[burn]]\nname = 'Payroll'\nannual = 1000\n\
             [[capital]]\nname = 'Round'\ndate = 2027-04-01\namount = 250.5\n"
        );
        build(&Scenario::from_toml("Acme", &text, &[]).unwrap().0).unwrap()
    }

    /// By hand: 150 a quarter go, 700 and later 250.5 are there.
    #[test]
    fn the_table_says_the_unit_and_sets_the_points_below_each_other() {
        let model = model("700");
        insta::assert_snapshot!(ledger_text(&model, &trace(&model, 1, Sampling::Random, 0), 0, false), @r###"
Acme, run 0
The cash runs out on 1 March 2027. It is not profitable by the end of 2027. With 250 thousand EUR
more at the start it would have lasted.
Amounts of each step in thousand EUR.

from        new capital  revenue    burn  operating result  cash flow  cash at the end
2026-01-01                100.00  250.00           -150.00    -150.00           550.00
2026-04-01                100.00  250.00           -150.00    -150.00           400.00
2026-07-01                100.00  250.00           -150.00    -150.00           250.00
2026-10-01                100.00  250.00           -150.00    -150.00           100.00
2027-01-01                100.00  250.00           -150.00    -150.00           -50.00
2027-04-01       250.50   100.00  250.00           -150.00    -150.00            50.50
2027-07-01                100.00  250.00           -150.00    -150.00           -99.50
2027-10-01                100.00  250.00           -150.00    -150.00          -249.50
"###);
    }

    #[test]
    fn only_rows_with_too_little_cash_are_coloured() {
        let model = model("700");
        let styled = ledger_text(&model, &trace(&model, 1, Sampling::Random, 0), 0, true);
        let red: Vec<&str> = styled.lines().filter(|line| line.contains("\u{1b}[31m")).collect();
        assert_eq!(red.len(), 3, "{styled}");
        assert!(red[0].contains("2027-01-01") && red[1].contains("2027-07-01"), "{styled}");
        let plain = ledger_text(&model, &trace(&model, 1, Sampling::Random, 0), 0, false);
        assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
    }

    #[test]
    fn amounts_of_any_size_are_said() {
        for opening in ["0", "1e-9", "1e290", "-1e15"] {
            let model = model(opening);
            let text = ledger_text(&model, &trace(&model, 1, Sampling::Random, 0), 0, false);
            assert!(text.lines().all(|line| line.len() < 200), "{text}");
        }
    }
}
