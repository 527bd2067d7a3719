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
    /// The covenant of the loan with this place in [`Company::loans`](super::Company::loans) breaks strictly before this month.
    CovenantBrokenBefore(usize, f64),
    /// That lands before this month.
    LandsBefore(Landing, f64),
    /// The test holds in the run without new capital.
    WithoutNewCapital(Box<Test>),
    /// All hold.
    All(Vec<Test>),
    /// At least one holds.
    Any(Vec<Test>),
    /// Does not hold.
    Not(Box<Test>),
}

/// What may land in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// The capital with this place in [`Company::capital`](super::Company::capital).
    Round(usize),
    /// An instalment of the programme with this place in [`Company::programmes`](super::Company::programmes).
    Instalment(usize),
    /// The loan with this place in [`Company::loans`](super::Company::loans).
    Loan(usize),
}

impl Test {
    /// Whether `is_so` holds of this test or of one that it is made of.
    #[must_use]
    pub fn has(&self, is_so: &dyn Fn(&Self) -> bool) -> bool {
        is_so(self)
            || match self {
                Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.has(is_so)),
                Self::Not(part) | Self::WithoutNewCapital(part) => part.has(is_so),
                _ => false,
            }
    }

    /// Whether it asks for more than the two clocks of the runs without new capital.
    #[must_use]
    pub fn asks_of_counterfactual(&self) -> bool {
        let is_more = |test: &Self| {
            matches!(
                test,
                Self::Figure(..) | Self::CovenantBrokenBefore(..) | Self::LandsBefore(..) | Self::CapitalNeeded(_)
            )
        };
        self.has(&|test| matches!(test, Self::WithoutNewCapital(part) if part.has(&is_more)))
    }

    /// Whether it asks for the runs without new capital.
    #[must_use]
    pub fn asks_without_capital(&self) -> bool {
        self.has(&|test| matches!(test, Self::WithoutNewCapital(_)))
    }

    /// Whether it asks for what is seen only step by step.
    pub(super) fn asks_for_steps(&self) -> bool {
        let is_of_steps = |test: &Self| {
            matches!(
                test,
                Self::Figure(Figure::CashOn(_) | Figure::RunwayOn(_), _)
                    | Self::CovenantBrokenBefore(..)
                    | Self::LandsBefore(..)
            )
        };
        self.has(&is_of_steps)
    }

    /// Adds the figures on days that it asks about, with the ends of these days in months after the start.
    pub(super) fn add_days(&self, days: &mut Vec<(Figure, f64)>) {
        match self {
            Self::Figure(figure @ (Figure::CashOn(moment) | Figure::RunwayOn(moment)), _) => {
                days.push((*figure, *moment))
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.add_days(days)),
            Self::Not(part) | Self::WithoutNewCapital(part) => part.add_days(days),
            _ => {}
        }
    }
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
    /// Cash at a moment, in months after the start: the end of a day.
    CashOn(f64),
    /// Runway, in months, at such a moment.
    RunwayOn(f64),
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
