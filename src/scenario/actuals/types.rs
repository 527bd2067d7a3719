//! What has happened, as written: quantities, times and figures with their places.

use crate::error::{At, Faults, Place, Problem, Problems, Result, Sources};
use jiff::civil::Date;

/// Figures that a table may hold: every one is followed in every future.
pub(crate) const MOST_ACTUALS: usize = 240;
/// A table to start from.
pub(super) const EXAMPLE: &str =
    "write a table such as\n  period,revenue,margin,cash\n  2026Q1,6.1,41%,38.5\n  2026Q2,6.8,,";

/// What has happened, as written.
#[derive(Debug, Clone)]
pub struct Actuals {
    /// Every cell that is not empty, row by row.
    pub figures: Vec<WrittenActual>,
    /// Of books, what each account with costs had in each month, by its name ([`Item::Line`]).
    pub costs: Vec<WrittenActual>,
    /// The text that places point into.
    pub sources: Sources,
    /// The file's path as given.
    pub file: String,
    /// Whether these are books: amounts in currency, streams by the names of accounts, and months from before the scenario among them.
    pub are_books: bool,
}

/// One cell of the table.
#[derive(Debug, Clone)]
pub struct WrittenActual {
    /// When.
    pub span: At<Timespan>,
    /// What, from the head of its column.
    pub item: Item,
    /// How much: in units, users, or as a share.
    pub amount: At<f64>,
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timespan {
    /// `2026` or `FY2026`: a year of the scenario.
    Year(i16),
    /// `2026Q1` or `FY2026Q1`: the year of the scenario, and its quarter from 1.
    Quarter(i16, i8),
    /// Three months from a month of a calendar year on, from 1: a quarter of books.
    ThreeMonths(i16, i8),
    /// `2026-01`: the calendar year, and the month from 1.
    Month(i16, i8),
    /// `2026-03-31`: the end of that day.
    Day(Date),
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// `revenue`, of all streams.
    Revenue,
    /// `revenue.NAME`, of one stream.
    Stream(String),
    /// `burn.NAME`, of one line: what it cost, whenever it is paid.
    Line(String),
    /// `margin`: share of revenue left after running cost.
    Margin,
    /// `cash`, at the end of the period.
    Cash,
    /// `burn`: what operations took from cash.
    Burn,
    /// `cash_flow`: what they added.
    CashFlow,
    /// `operating_result`
    OperatingResult,
    /// `users`, on average over the period.
    Users,
}

impl Item {
    /// Columns that stand for themselves.
    pub(super) const PLAIN: [(&'static str, Self); 7] = [
        ("revenue", Self::Revenue),
        ("margin", Self::Margin),
        ("cash", Self::Cash),
        ("burn", Self::Burn),
        ("cash_flow", Self::CashFlow),
        ("operating_result", Self::OperatingResult),
        ("users", Self::Users),
    ];

    /// The column of this name, if there is one.
    #[must_use]
    pub fn called(name: &str) -> Option<Self> {
        let plain = Self::PLAIN.into_iter().find(|(written, _)| *written == name).map(|(_, item)| item);
        let of = |section: &str| name.strip_prefix(section).map(str::trim).filter(|name| !name.is_empty());
        let stream = || of("revenue.").map(|stream| Self::Stream(stream.to_owned()));
        let line = || of("burn.").map(|line| Self::Line(line.to_owned()));
        plain.or_else(stream).or_else(line)
    }

    /// The name of its column.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Stream(stream) => format!("revenue.{stream}"),
            Self::Line(line) => format!("burn.{line}"),
            plain => Self::PLAIN.iter().find(|(_, item)| item == plain).map_or_else(String::new, |it| it.0.to_owned()),
        }
    }

    /// What is wrong with an amount of it, and what to write instead; `None` if nothing is.
    pub(super) fn fault(&self, amount: f64) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Margin if amount > 1.0 => Some(("a margin is a share, at most 1", "for 55 % write `55%` or `0.55`")),
            Self::Revenue | Self::Stream(_) | Self::Line(_) | Self::Users if amount < 0.0 => {
                Some(("must not be below 0", "leave the cell empty if it is not known"))
            }
            _ => None,
        }
    }
}

impl Actuals {
    /// Figures of a table of periods, if nothing is wrong with them.
    pub(super) fn of_figures(
        figures: Vec<WrittenActual>,
        sources: Sources,
        name: &str,
        mut problems: Problems,
    ) -> Result<Self> {
        if problems.is_empty() && figures.is_empty() {
            problems.push(Problem::new(None, "", "holds no figure").help(EXAMPLE));
        }
        if let Some(first) = figures.get(MOST_ACTUALS) {
            problems.push(too_many(figures.len(), first.amount.place));
        }
        if problems.is_empty() {
            Ok(Self { figures, costs: Vec::new(), sources, file: name.to_owned(), are_books: false })
        } else {
            Err(Faults::new(problems, sources, name).into())
        }
    }
}

/// More figures than can be weighed, from a place on.
pub(crate) fn too_many(figures: usize, place: Place) -> Problem {
    let message = format!("at most {MOST_ACTUALS} figures can be weighed, got {figures}");
    Problem::new(place, "", message).help("give quarters or years in place of months")
}
