//! Claims with dates and years resolved to the calendar of the scenario.

use crate::scenario::Bound;

/// A statement that holds or not in each run.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The claim in words.
    pub text: String,
    /// Who said it.
    pub source: Option<String>,
    /// A remark: what the claim rests on, or what is wrong with its figure.
    pub note: Option<String>,
    /// The test that decides it.
    pub test: Test,
}

/// The test of a claim in a run. Months count from the start; years are indices into the calendar's years; amounts are in units.
#[derive(Debug, Clone)]
pub enum Test {
    /// Exhaustion strictly before this month.
    ExhaustedBefore(f64),
    /// Profitability in this year or an earlier one.
    ProfitableBy(usize),
    /// Whether it gets to profitability before exhaustion.
    ProfitableFirst,
    /// A figure against a bound.
    Figure(Figure, Bound),
    /// Capital needed against a bound.
    CapitalNeeded(Bound),
    /// All hold.
    All(Vec<Test>),
    /// At least one holds.
    Any(Vec<Test>),
    /// Does not hold.
    Not(Box<Test>),
}

/// A figure of a run, in units; growth as a fraction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// A yearly amount in a year.
    InYear(Amount, usize),
    /// A yearly amount summed from the start through a year.
    Through(Amount, usize),
    /// Revenue of a year on the year before, less 1.
    Growth(usize),
}

/// A yearly amount that is kept for claims and for the picture by year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Sum of the year.
    Revenue,
    /// Sum of the year.
    OperatingResult,
    /// Sum of the year.
    CashFlow,
    /// At the end of the year.
    Cash,
    /// Sum of the year, where what compute credit pays for counts as paid.
    CashFlowBeforeCredit,
}

impl Amount {
    /// Those that are reported by year, in their order.
    pub const ALL: [Self; 4] = [Self::Revenue, Self::OperatingResult, Self::CashFlow, Self::Cash];
    /// Those that claims may ask about: the same, and what only they do.
    pub const KEPT: [Self; 5] =
        [Self::Revenue, Self::OperatingResult, Self::CashFlow, Self::Cash, Self::CashFlowBeforeCredit];
}
