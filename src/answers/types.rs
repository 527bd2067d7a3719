//! The shape of the answers: `results.json` (schema 1) is this structure, written as it stands.

use super::{Provenance, Year};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A statistic with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate<T = f64> {
    /// The best single value.
    pub estimate: T,
    /// Lower end of the 95 % interval.
    pub low: T,
    /// Upper end of the 95 % interval.
    pub high: T,
}

/// A date, ISO 8601 when written; `None` is beyond the horizon.
pub type MaybeDate = Option<Date>;

/// All answers of a simulation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Answers {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The precision requested and reached; absent if only a number of runs was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<PrecisionReached>,
    /// When the cash runs out.
    pub exhaustion: Exhaustion,
    /// When the company becomes profitable.
    pub profitability: Profitability,
    /// Which of the two comes first.
    pub order: Order,
    /// The same draws with all new capital removed.
    pub without_new_capital: WithoutNewCapital,
    /// Extra capital at the start that survives to the horizon with 50 to 99 %.
    pub capital_needed: CapitalNeeded,
    /// Opening cash over the first step's burn, both at medians; `None` if it does not burn.
    ///
    /// # Units
    /// Months.
    pub naive_runway_months: Option<f64>,
    /// Amounts by year, over the first 1,048,576 runs.
    pub by_year: BTreeMap<Year, ByYear>,
    /// The runway by month and by quarter.
    pub runway: RunwayByPeriod,
    /// What happens along the way, by date.
    pub occurrences: Vec<OccurrenceAnswer>,
    /// Claims in the order of the file.
    pub claims: Vec<ClaimAnswer>,
    /// Drivers whose draws met a limit of meaning in more than 0.1 % of draws.
    pub limits_met: Vec<LimitMet>,
    /// Doubts about the scenario, in words.
    pub warnings: Vec<String>,

    /// Cash at the start, for the chart. Not in the JSON.
    #[serde(skip)]
    pub opening_cash: Fan,
    /// The cash of some single runs, for the chart. Not in the JSON.
    #[serde(skip)]
    pub cash_paths: Vec<SingleRun>,
    /// Survival to the horizon against extra capital, for the chart, by rising capital. Not in the JSON.
    #[serde(skip)]
    pub survival_by_capital: Vec<SurvivalPoint>,
}

impl Answers {
    /// The claims of the scenario, and those that were asked besides, which come last.
    #[must_use]
    pub fn own_and_asked(&self) -> (&[ClaimAnswer], &[ClaimAnswer]) {
        let (_, asked) = self.provenance.changes();
        self.claims.split_at(self.claims.len().saturating_sub(asked))
    }
}

/// The cash of a single run.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct SingleRun {
    /// At the start, then at the end of every step.
    ///
    /// # Units
    /// Units of the scenario.
    pub cash: Vec<f64>,
    /// When it runs out.
    pub exhausted_on: MaybeDate,
}

/// The precision requested of an answer, and reached. All intervals of the answer allow for the interim looks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PrecisionReached {
    /// How far intervals were to reach from their estimates, at most.
    pub target: f64,
    /// `headline`, or the text of the only claim that had to be so precise.
    pub of: String,
    /// How far the widest of these intervals reaches.
    pub half_width: f64,
    /// The probability with that interval, in words.
    pub widest: String,
    /// Whether it is narrow enough; never of an answer that was interrupted.
    pub reached: bool,
    /// Number of interim looks; if the answer was interrupted, the last one came early.
    pub looks: u32,
    /// Runs that would have been done at most.
    pub max_runs: u64,
}

/// When the cash runs out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Exhaustion {
    /// Probability that it does by the horizon.
    pub by_horizon: Estimate,
    /// Probability that it does in each year.
    pub in_year: BTreeMap<Year, Estimate>,
    /// Probability that it has by the end of each year.
    pub by_end_of_year: BTreeMap<Year, Estimate>,
    /// Quantiles of the date over all runs.
    pub date_quantiles: DateQuantiles<MaybeDate>,
    /// Their 95 % intervals.
    pub date_quantile_intervals: DateQuantiles<Interval<MaybeDate>>,
}

/// Quantiles of a date over all runs, those that never reach it included: `null` is after the horizon.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the quantile it is named after")]
pub struct DateQuantiles<T> {
    pub p05: T,
    pub p10: T,
    pub p25: T,
    pub p50: T,
    pub p75: T,
    pub p90: T,
    pub p95: T,
}

/// The ends of a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval<T> {
    /// Lower end.
    pub low: T,
    /// Upper end.
    pub high: T,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_usual(asked: &bool) -> bool {
    *asked
}

/// When the company becomes profitable.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Profitability {
    /// Whether the scenario asks about it; left out of JSON where it does.
    #[serde(skip_serializing_if = "is_usual")]
    pub asked: bool,
    /// `operating_result` or `cash_flow`.
    pub measure: String,
    /// For how many years running the measure must be 0 or more.
    pub for_years: u32,
    /// Probability that it does by the horizon.
    pub by_horizon: Estimate,
    /// Probability that it does in each year.
    pub in_year: BTreeMap<Year, Estimate>,
    /// Probability that it has by each year.
    pub by_end_of_year: BTreeMap<Year, Estimate>,
}

/// Which clock strikes first: four classes that add up to one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Order {
    /// Reaches profitability and is never exhausted.
    pub profitable_first: Estimate,
    /// Reaches profitability and is exhausted afterwards.
    pub exhausted_later: Estimate,
    /// Exhausted without having reached profitability.
    pub exhausted_first: Estimate,
    /// Neither by the horizon.
    pub neither: Estimate,
}

/// Both clocks on the same draws with all new capital removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WithoutNewCapital {
    /// When the cash runs out.
    pub exhaustion: Exhaustion,
    /// When the company becomes profitable.
    pub profitability: Profitability,
    /// Which comes first.
    pub order: Order,
}

/// Extra capital at the start that survives to the horizon with a given probability.
///
/// # Units
/// Units of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the quantile it is named after")]
#[non_exhaustive]
pub struct CapitalNeeded {
    /// `exact` (one simulation answers, nothing reacts to cash), or `repeated` (runs were followed again with more cash at the start).
    pub method: String,
    /// The first runs, on which it rests, where it was repeated; else it rests on all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<u64>,
    /// Share of runs that more cash harms, since cuts come later: they last with some amount and not with a greater one. Only where it is
    /// above 0.1 %; each quantile is then the least amount with which so many runs last, and with no greater amount looked at fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harmed: Option<Estimate>,
    pub p50: Estimate,
    pub p75: Estimate,
    pub p90: Estimate,
    pub p95: Estimate,
    pub p99: Estimate,
}

/// Quantiles of the amounts of one year.
///
/// # Units
/// Units of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ByYear {
    /// Sum of the year.
    pub revenue: Fan,
    /// Sum of the year.
    pub operating_result: Fan,
    /// Sum of the year.
    pub cash_flow: Fan,
    /// At the end of the year.
    pub cash: Fan,
}

/// Five quantiles over runs.
///
/// # Units
/// Units of the scenario, for amounts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the quantile it is named after")]
#[non_exhaustive]
pub struct Fan {
    pub p05: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p95: f64,
}

/// The runway by month and by quarter.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RunwayByPeriod {
    /// The first runs, on which quantiles of cash rest; probabilities rest on all.
    pub cash_runs: u64,
    /// By month, such as `2027-05`.
    pub by_month: BTreeMap<String, ByPeriod>,
    /// By quarter, such as `2027-Q2`, or `FY2027-Q2` where years do not end with December; of the first and the last, the parts within the
    /// horizon.
    pub by_quarter: BTreeMap<String, ByPeriod>,
}

/// A month or a quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ByPeriod {
    /// Its last day.
    pub last_day: Date,
    /// Probability that the cash runs out in it.
    pub exhaustion_in_period: Estimate,
    /// Probability that the cash has run out by its end.
    pub exhaustion_by_end: Estimate,
    /// The same without new capital.
    pub without_new_capital_exhaustion_by_end: Estimate,
    /// Cash at its end; `None` where no step ends with it.
    ///
    /// # Units
    /// Units of the scenario.
    pub cash: Option<Fan>,
    /// The same, where a future whose cash has run out has no more than the minimum from then on.
    ///
    /// # Units
    /// Units of the scenario.
    pub cash_left: Option<Fan>,
}

/// Something that may happen along the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OccurrenceAnswer {
    /// Its name in the scenario.
    pub name: String,
    /// What it is.
    pub kind: OccurrenceKind,
    /// Share of runs in which it happens by the horizon, at least once.
    pub probability: Estimate,
    /// Quartiles of the date on which it happens for the first time, among those of the first 65,536 runs in which it does; `None` if it
    /// does in none of them.
    pub date_quartiles: Option<DateQuartiles>,
    /// Why it does not happen; absent of an event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_occurred: Option<NotOccurred>,
}

/// What may happen along the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OccurrenceKind {
    /// That capital lands.
    Capital,
    /// That capital that repeats lands for the first time.
    Programme,
    /// That a loan is lent.
    Loan,
    /// That the covenant of a loan breaks.
    Covenant,
    /// That an amount comes that comes once.
    Once,
    /// That a revenue stream or a burn line begins.
    Line,
    /// That an event fires.
    Event,
}

/// Quartiles of a date.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the quantile it is named after")]
#[non_exhaustive]
pub struct DateQuartiles {
    pub p25: Date,
    pub p50: Date,
    pub p75: Date,
}

/// Why something does not happen: shares of all runs. Several requirements may fail in one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NotOccurred {
    /// It was not to be: by its `probability`, capital does not close, or an amount does not come.
    pub not_to_be: Estimate,
    /// It was to be, but is due after the horizon.
    pub after_horizon: Estimate,
    /// It was to be, but a requirement is not met at its last chance; by requirement, in the order of the language.
    pub requirements: Vec<RequirementNotMet>,
}

/// A requirement as scenarios name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the key of the language that it is named after")]
#[non_exhaustive]
pub enum StatedRequirement {
    RevenueAtLeast,
    GrowthAtLeast,
    MarginAtLeast,
    RunwayMonthsAtLeast,
    /// An event that must have fired, by its name.
    Event(String),
    /// An event that must not have fired, by its name.
    NotEvent(String),
    /// What must have landed or happened, by its name.
    After(String),
}

/// A requirement that is not met at the last chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RequirementNotMet {
    /// The requirement.
    pub requirement: StatedRequirement,
    /// Share of all runs in which it does not happen and this is not met at its last chance.
    pub not_met: Estimate,
}

/// A claim and how often it holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClaimAnswer {
    /// The claim in words.
    pub text: String,
    /// Who made it.
    pub source: Option<String>,
    /// What the answer rests on, or what is wrong with the figure; absent if nothing is noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share of runs in which it holds.
    pub probability: Estimate,
}

/// A driver whose draws met a limit of meaning.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LimitMet {
    /// The driver's name.
    pub driver: String,
    /// The limit in words, such as `at most 1`.
    pub limit: String,
    /// Share of its draws that were moved to the limit.
    pub share: f64,
}

/// A point of the survival curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalPoint {
    /// Extra capital at the start.
    ///
    /// # Units
    /// Units of the scenario.
    pub capital: f64,
    /// Probability of surviving to the horizon with it.
    pub survival: Estimate,
}
