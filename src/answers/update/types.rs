//! The shape of an update: `update.json` (schema 1) is this structure, written as it stands.

use crate::answers::{Answers, Estimate, Fan, Order, Provenance, Year};
use serde::Serialize;
use std::collections::BTreeMap;

/// All that an update reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Update {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// How much figures may be off, as given.
    pub errors: ErrorSizes,
    /// What has happened, in the order of the table, and where it stands in the forecast.
    pub actuals: Vec<Surprise>,
    /// All of it taken together.
    pub together: Together,
    /// How much the futures count.
    pub weights: WeightsUsed,
    /// The answers of all futures alike: the `results.json` of `run` with the same seed, design and runs.
    pub before: Answers,
    /// The answers of the futures as much as they count. Quantiles by year have no interval: see `weights.effective_runs`.
    pub after: Answers,
    /// After less before, of the same futures.
    pub change: Change,
    /// What drives the futures, by how far what happened moved it: the farthest first.
    pub drivers: Vec<Moved>,
    /// What makes the update hard to rely on, in words.
    pub warnings: Vec<String>,
}

/// How much figures may be off.
///
/// # Units
/// One standard deviation: of an amount as a share of it, of a margin as a fraction (0.01 is a percentage point).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorSizes {
    /// Of every column that is not named.
    pub all: f64,
    /// Of columns, by name.
    pub columns: BTreeMap<String, f64>,
}

/// A figure that has happened, and where it stands in the forecast before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Surprise {
    /// What, as its column is called.
    pub item: String,
    /// When, as it was written.
    pub period: String,
    /// First day of the period.
    pub from: jiff::civil::Date,
    /// Last day of the period.
    pub to: jiff::civil::Date,
    /// `amount` (in units), `share` or `users` (in units).
    pub kind: Kind,
    /// How much, as it was written.
    pub actual: f64,
    /// How much it may be off: one standard deviation; `null` if all futures have the same figure, and nothing was learned from it.
    pub error: Option<f64>,
    /// Share of futures whose figure is lower; of those with the same figure, half.
    pub lower: Estimate,
    /// Quantiles of the futures' figures, over the first 16,384 of them.
    pub forecast: Fan,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Money, in units.
    Amount,
    /// A fraction.
    Share,
    /// Users, in units.
    Users,
    /// Any other number.
    Number,
}

/// How surprising all figures are together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Together {
    /// Figures from which something was learned.
    pub figures: usize,
    /// The futures they were compared with: the first ones, each with errors of its own.
    pub futures: u64,
    /// Share of these that lie as far from the middle of the forecast, or farther; `null` if no figure was informative.
    pub as_far: Option<Estimate>,
}

/// How much the futures count.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WeightsUsed {
    /// The number of equally weighted futures that would be as informative.
    pub effective_runs: f64,
    /// The same before the likelihood was tempered.
    pub effective_runs_untempered: f64,
    /// The power to which the likelihood was raised, so that `effective_runs` reach 400: 1 if it did not have to be.
    pub power: f64,
    /// How many times as wide as given the errors are with that power.
    pub errors_widened: f64,
    /// Share of all weight that the heaviest future has.
    pub heaviest: f64,
    /// Futures with which `power` would be 1, or nearly; `null` if it is, or if these futures cannot tell.
    pub runs_needed: Option<u64>,
}

/// How far probabilities moved. Each is after less before.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// That the cash has run out.
    pub exhaustion: ClockChange,
    /// That the company is profitable.
    pub profitability: ClockChange,
    /// Which comes first.
    pub order: Order,
    /// With all new capital removed.
    pub without_new_capital: WithoutNewCapitalChange,
    /// Of the claims, in the order of the file.
    pub claims: Vec<Estimate>,
}

/// How far a clock's probabilities moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClockChange {
    /// By the horizon.
    pub by_horizon: Estimate,
    /// By the end of each year.
    pub by_end_of_year: BTreeMap<Year, Estimate>,
}

/// The same with all new capital removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WithoutNewCapitalChange {
    /// That the cash has run out.
    pub exhaustion: ClockChange,
    /// That the company is profitable.
    pub profitability: ClockChange,
    /// Which comes first.
    pub order: Order,
}

/// What drives the futures, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The driver; `capital.NAME.closes`, `burn.NAME.happens` and `event.NAME.fires` are whether it does, 1 or 0.
    pub driver: String,
    /// The year; `null` if it is drawn once.
    pub year: Option<Year>,
    /// `share` or `number`.
    pub kind: Kind,
    /// Over all futures alike.
    pub before: MeanAndSpread,
    /// Over the futures as much as they count.
    pub after: MeanAndSpread,
    /// Mean after less mean before.
    ///
    /// # Units
    /// Standard deviations of before.
    pub shift: Estimate,
    /// Whether that is more than chance, allowing for how many drivers were tested.
    pub resolved: bool,
}

/// A mean and how far values lie from it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeanAndSpread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub std_dev: f64,
}
