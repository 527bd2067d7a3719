//! Claims as they are written: `[[claim]]` and its test (equations, Claims).

use crate::error::At;
use jiff::civil::Date;

/// `[[claim]]`
#[derive(Debug, Clone)]
pub struct ClaimSpec {
    /// The claim in words.
    pub text: String,
    /// Who said it.
    pub source: Option<String>,
    /// What the answer rests on, or what is wrong with the figure.
    pub note: Option<String>,
    /// What makes it hold in a run.
    pub test: At<TestSpec>,
    /// Whether it is asked of the runs without new capital.
    pub without_new_capital: bool,
}

/// What makes a claim hold in a run (equations, Claims).
#[derive(Debug, Clone)]
pub enum TestSpec {
    /// Exhaustion strictly before the date.
    ExhaustedBy(Date),
    /// No exhaustion before the date.
    SurvivesTo(Date),
    /// Profitability in that year or earlier.
    ProfitableBy(i64),
    /// Whether it gets to profitability before exhaustion is as said.
    ProfitableFirst(bool),
    /// A yearly figure against a bound.
    Figure {
        /// Which figure.
        figure: FigureSpec,
        /// In a year, or summed from the start through it.
        period: Period,
        /// The bound.
        bound: Bound,
    },
    /// Compound annual growth of revenue from a base year to a year.
    Cagr {
        /// Base year.
        from: i64,
        /// Revenue of the base year.
        base: f64,
        /// Last year.
        to: i64,
        /// The bound on growth a year.
        bound: Bound,
    },
    /// A figure at the end of a day against a bound.
    OnDay {
        /// Which figure.
        figure: DayFigureSpec,
        /// The day.
        date: Date,
        /// The bound.
        bound: Bound,
    },
    /// Capital needed against a bound.
    CapitalNeeded(Bound),
    /// The covenant of a loan breaks before a date.
    CovenantBrokenBy {
        /// The loan's name.
        loan: At<String>,
        /// The date.
        date: Date,
    },
    /// Capital or a loan lands.
    Lands {
        /// Its name.
        name: At<String>,
        /// The last day on which that counts; `None` for the horizon's.
        by: Option<Date>,
    },
    /// All hold.
    All(Vec<At<TestSpec>>),
    /// At least one holds.
    Any(Vec<At<TestSpec>>),
    /// Does not hold.
    Not(Box<At<TestSpec>>),
}

/// A figure of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureSpec {
    /// Sum of the year.
    Revenue,
    /// Sum of the year.
    OperatingResult,
    /// Sum of the year.
    CashFlow,
    /// Sum of the year, where what compute credit pays for counts as paid.
    CashFlowBeforeCredit,
    /// At the end of the year.
    Cash,
    /// Of revenue, on the year before.
    Growth,
}

/// A figure at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayFigureSpec {
    /// Cash.
    Cash,
    /// Runway, in months.
    Runway,
}

/// Which years a figure covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// One year.
    Year(i64),
    /// The sum from the start through the end of a year.
    Through(i64),
}

/// A bound on a figure, itself included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// `figure >= value`
    AtLeast(f64),
    /// `figure <= value`
    AtMost(f64),
}
