//! What the user wrote: a scenario file as typed values, each with its place.
//!
//! First in the river. Checks the shape of the file (keys, kinds of values, forms of distributions) and nothing of its meaning:
//! names are still text, parameters still unchecked. `model` gives the meaning.

mod actuals;
mod base;
mod builder;
mod claim;
mod distribution;
mod distribution_form;
mod file;
mod form;
mod kept;
mod keyword;
mod label;
mod library;
mod line;
mod load;
mod loan;
mod lost_percent;
mod lost_thousands;
mod month;
mod moves;
mod number;
mod overrides;
mod quoted;
mod read;
mod schema;
mod section;
mod setting;
mod shown;
mod synonym;
mod tree;
mod typo;
mod units;
mod value;

pub use actuals::{Actuals, Item, Timespan, WrittenActual, read_actuals};
pub(crate) use actuals::{MOST_ACTUALS, too_many};
pub use builder::{ScenarioBuilder, Uncertain};
pub use claim::{Bound, ClaimSpec, DayFigureSpec, FigureSpec, Period, TestSpec};
pub use distribution::{DistributionSpec, MixturePart};
pub use library::Library;
pub use line::{CustomersSpec, IndexSpec, LineTermsSpec, OnceSpec, PaymentTermsSpec, ShareSpec};
pub use load::{Loaded, Parsed, Source, load, read};
pub use loan::{Amortization, CovenantSpec, IfBroken, LoanOriginSpec, LoanSpec, RepaymentSpec, TaxSpec};
pub use month::Month;
pub use moves::WrittenMove;
pub(crate) use moves::is_group;
pub use number::number;
pub(crate) use overrides::adds_claim;
pub use overrides::claim;
pub use schema::schema;
pub use setting::{Setting, Written};
pub(crate) use shown::nearest;
pub use units::{Step, Unit};

use crate::error::At;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A whole scenario file.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What the scenario is called in reports; the file's name if it has none.
    pub title: String,
    /// The question it asks, in a sentence.
    pub question: Option<String>,
    /// Currency of every amount, such as `USD`.
    pub currency: String,
    /// What amounts count in.
    pub unit: Unit,
    /// First day of the simulation; the first of a month.
    pub start: At<Date>,
    /// Horizon in whole years.
    pub years: At<i64>,
    /// Length of a step.
    pub step: At<Step>,
    /// The month with which its years end.
    pub year_ends: Month,
    /// `[cash]`
    pub cash: Cash,
    /// `[[index]]`
    pub index: Vec<IndexSpec>,
    /// `[[revenue]]`
    pub revenue: Vec<Revenue>,
    /// `[[burn]]`
    pub burn: Vec<Burn>,
    /// `[compute_margin]` or `[gross_margin]`
    pub margin: Option<Margin>,
    /// `[compute_commitment]`
    pub compute_commitment: Option<ComputeCommitment>,
    /// `[users]`
    pub users: Option<Users>,
    /// `[[event]]`
    pub event: Vec<EventSpec>,
    /// `[[capital]]`
    pub capital: Vec<Capital>,
    /// `[[facility]]`
    pub facility: Vec<FacilitySpec>,
    /// `[[loan]]`
    pub loan: Vec<LoanSpec>,
    /// `[tax]`
    pub tax: Option<TaxSpec>,
    /// `[[response]]`
    pub response: Vec<ResponseSpec>,
    /// `[[correlation]]`
    pub correlation: Vec<Correlation>,
    /// What drivers are called, by their names: `label` in a driver's table.
    pub labels: BTreeMap<String, String>,
    /// `[profitability]`
    pub profitability: ProfitabilitySpec,
    /// `[[claim]]`
    pub claim: Vec<ClaimSpec>,
    /// What is valid as it is written, and may not be meant.
    pub doubts: Vec<String>,
}

/// A driver with one draw a year, or oftener by `redraw`.
#[derive(Debug, Clone)]
pub struct Yearly {
    /// The distribution of each year.
    pub values: Schedule,
    /// The share of a year's draw that carries over to the next; `None` if not written.
    pub persistence: Option<At<f64>>,
    /// How often it is drawn anew.
    pub redraw: At<Step>,
}

/// The distributions of a yearly driver.
#[derive(Debug, Clone)]
pub enum Schedule {
    /// The same in every year.
    Same(At<DistributionSpec>),
    /// By year; between two named years the quantile functions are interpolated.
    ByYear(BTreeMap<i64, At<DistributionSpec>>),
}

/// `[cash]`
#[derive(Debug, Clone)]
pub struct Cash {
    /// Cash at the start.
    pub opening: At<DistributionSpec>,
    /// Cash below this is exhaustion. Default 0.
    pub minimum: f64,
    /// What cash above zero earns a year, as a share of it; `None` if not written, which means nothing.
    pub earns: Option<At<Yearly>>,
}

/// What moves a revenue stream or a burn line.
#[derive(Debug, Clone)]
pub enum FlowSpec {
    /// A run rate that grows continuously within each year.
    Growing {
        /// Annual run rate at the start.
        opening: At<DistributionSpec>,
        /// Growth a year.
        growth: At<Yearly>,
    },
    /// An annual level.
    Annual(At<Yearly>),
    /// An amount for each user.
    PerUser {
        /// Currency per user and year.
        per_user: At<Yearly>,
        /// Whom it counts.
        of: UserGroup,
    },
    /// One amount on one day.
    Once(Box<OnceSpec>),
    /// An amount for each of the customers, who come and leave.
    Customers(Box<CustomersSpec>),
    /// A share of another line, or of all revenue.
    ShareOf(Box<ShareSpec>),
}

/// Which users a flow counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserGroup {
    /// All of them.
    #[default]
    All,
    /// Those who pay.
    Paying,
    /// Those who do not.
    Free,
}

/// `[users]`
#[derive(Debug, Clone)]
pub struct Users {
    /// What moves their number; never [`FlowSpec::PerUser`].
    pub flow: FlowSpec,
    /// Share of them who pay; `None` if not written.
    pub conversion: Option<At<Yearly>>,
}

/// `[[revenue]]`
#[derive(Debug, Clone)]
pub struct Revenue {
    /// Its name, unique among revenue streams.
    pub name: At<String>,
    /// What moves it.
    pub flow: FlowSpec,
    /// Share of it left after the cost of running it; `None` for the company's margin.
    pub margin: Option<At<Yearly>>,
    /// Which sums it counts in.
    pub counts_in: CountsIn,
    /// When it exists, and what it is multiplied by.
    pub terms: LineTermsSpec,
    /// When it is collected; `None` if not written, which means at once.
    pub payment: Option<PaymentTermsSpec>,
}

/// `[[burn]]`
#[derive(Debug, Clone)]
pub struct Burn {
    /// Its name, unique among burn lines.
    pub name: At<String>,
    /// What moves it.
    pub flow: FlowSpec,
    /// Which sums it counts in.
    pub counts_in: CountsIn,
    /// Whether it is compute bought, which counts towards the commitment.
    pub compute: bool,
    /// Whether management can cut it; `None` if not written.
    pub can_be_cut: Option<bool>,
    /// When it exists, and what it is multiplied by.
    pub terms: LineTermsSpec,
    /// When it is paid; `None` if not written, which means at once.
    pub payment: Option<PaymentTermsSpec>,
}

/// Which sums a revenue stream or a burn line counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CountsIn {
    /// Operating result and cash flow.
    #[default]
    Both,
    /// Cash flow only: capital expenditure, a grant.
    Cash,
    /// Operating result only: stock compensation.
    Result,
}

/// `[compute_margin]` or `[gross_margin]`: the share of revenue left after the cost of running the product.
#[derive(Debug, Clone)]
pub struct Margin {
    /// The section's name as written; also the driver's name.
    pub section: &'static str,
    /// The share.
    pub share: At<Yearly>,
}

/// `[compute_commitment]`
#[derive(Debug, Clone)]
pub struct ComputeCommitment {
    /// The least compute a year that must be paid for.
    pub annual: At<Yearly>,
}

/// `[[capital]]`
#[derive(Debug, Clone)]
pub struct Capital {
    /// Its name, unique among capital.
    pub name: At<String>,
    /// When it is planned to land.
    pub date: At<Date>,
    /// How much.
    pub amount: At<DistributionSpec>,
    /// Chance that it closes at all; `None` if not written, which means 1.
    pub probability: Option<At<DistributionSpec>>,
    /// Months by which it is late; `None` if not written, which means 0.
    pub delay_months: Option<At<DistributionSpec>>,
    /// What must hold when it would land; `None` if nothing.
    pub requires: Option<Requirements>,
    /// For how many months it waits until that holds. Default 0.
    pub patience_months: f64,
    /// Share that arrives as compute credit; `None` if not written, which means 0.
    pub tied_share: Option<At<DistributionSpec>>,
    /// How often it repeats; `None` if it lands once.
    pub every: Option<At<Step>>,
    /// Day before which it repeats; `None` for the horizon.
    pub until: Option<At<Date>>,
}

/// `requires = { .. }`: what investors and lenders ask for; all that is written must hold.
#[derive(Debug, Clone, Default)]
pub struct Requirements {
    /// Annualised revenue of the last step.
    pub revenue_at_least: Option<At<f64>>,
    /// Growth of revenue over the last twelve months.
    pub growth_at_least: Option<At<f64>>,
    /// Share of revenue left after running costs in the last step.
    pub margin_at_least: Option<At<f64>>,
    /// Runway in months.
    pub runway_months_at_least: Option<At<f64>>,
    /// Name of an event that has fired.
    pub event: Option<At<String>>,
    /// Name of an event that has not fired.
    pub not_event: Option<At<String>>,
    /// Name of capital that has been received.
    pub after: Option<At<String>>,
}

/// `[[event]]`
#[derive(Debug, Clone)]
pub struct EventSpec {
    /// Its name, unique among events.
    pub name: At<String>,
    /// Chance that it fires in a year of twelve months.
    pub probability: At<Yearly>,
    /// First year in which it can fire, or the first day; `None` for the start.
    pub from: Option<At<YearOrDate>>,
    /// Last year in which it can fire, or the day before which; `None` for the horizon.
    pub until: Option<At<YearOrDate>>,
    /// Whether it fires at most once a run.
    pub once: bool,
    /// Name of the yearly driver that it acts on.
    pub on: At<String>,
    /// What it does to that driver.
    pub effect: EffectSpec,
    /// For how long.
    pub lasts: Lasts,
    /// What must hold for it to fire; `None` if nothing.
    pub requires: Option<Requirements>,
}

/// An edge of a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearOrDate {
    /// A year, wholly within the window.
    Year(i64),
    /// The first day of the window, or the first day after it.
    Date(Date),
}

/// What an event does to its driver's value.
#[derive(Debug, Clone)]
pub enum EffectSpec {
    /// Is added.
    Add(At<Yearly>),
    /// Is multiplied.
    Multiply(At<Yearly>),
}

/// For how long an event acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// So many years of twelve months.
    Years(i64),
    /// To the horizon.
    Forever,
}

/// `[[facility]]`: money that may be borrowed.
#[derive(Debug, Clone)]
pub struct FacilitySpec {
    /// Its name, unique among facilities.
    pub name: At<String>,
    /// The most that may be drawn.
    pub limit: At<DistributionSpec>,
    /// Interest a year, as a share of what is drawn.
    pub rate: At<DistributionSpec>,
    /// First day on which it may be drawn; `None` for the start.
    pub from: Option<At<Date>>,
    /// Day on which all is repaid.
    pub matures: At<Date>,
    /// Months of runway below which it is drawn, up to that many.
    pub draw_when_runway_below: At<f64>,
    /// The lender's test at each draw; `None` if there is none.
    pub requires: Option<Requirements>,
}

/// `[[response]]`: what management does when cash gets short.
#[derive(Debug, Clone)]
pub struct ResponseSpec {
    /// Its name, unique among responses.
    pub name: At<String>,
    /// Months of runway below which it acts.
    pub when_runway_below: At<f64>,
    /// Share by which it cuts.
    pub cut: At<DistributionSpec>,
    /// Names of the burn lines that it cuts; `None` for all.
    pub lines: Option<Vec<At<String>>>,
    /// Least months between two cuts. Default 12.
    pub at_most_every_months: f64,
    /// Months until a cut is felt. Default 0.
    pub delay_months: f64,
}

/// `[[correlation]]`
#[derive(Debug, Clone)]
pub struct Correlation {
    /// The names of two drivers or more.
    pub between: Vec<At<String>>,
    /// How strongly they move together.
    pub strength: CorrelationStrength,
    /// Where the section starts.
    pub place: crate::error::Place,
}

/// How strongly the drivers of a `[[correlation]]` move together.
#[derive(Debug, Clone, PartialEq)]
pub enum CorrelationStrength {
    /// One rank correlation of every two of them.
    Spearman(f64),
    /// Rank correlations of them all.
    ///
    /// # Shape
    /// A row for each driver, with an entry for each driver before it: the lower triangle without its diagonal.
    Matrix(Vec<Vec<f64>>),
    /// The correlation of each one's normal score with one factor that they share.
    Loadings(Vec<f64>),
}

/// `[profitability]`
#[derive(Debug, Clone)]
pub struct ProfitabilitySpec {
    /// What must be 0 or more.
    pub measure: Measure,
    /// For how many years running. Default 1.
    pub for_years: At<i64>,
    /// Whether it is asked about at all. Default true.
    pub ask: bool,
}

impl Default for ProfitabilitySpec {
    fn default() -> Self {
        Self { measure: Measure::default(), for_years: At::new(1, crate::error::Place::default()), ask: true }
    }
}

/// A yearly sum that can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Revenue less running cost, burn that counts in the result, and top-up.
    #[default]
    OperatingResult,
    /// Revenue less running cost, burn that counts in cash, and top-up.
    CashFlow,
    /// The same, where what compute credit pays for counts as paid.
    CashFlowBeforeCredit,
}
