//! How precise an answer must be: the target, the interim looks at which it is tested, and how wide intervals must be to allow for repeated
//! testing.
//!
//! Testing a plain 95 % interval again and again, and stopping once it is narrow, stops too often where it is narrow by chance. So the
//! interim looks are few and fixed, and the 5 % of intervals that may miss are divided among them (alpha spending).

use super::estimator::Estimator;
use super::interval::{ALPHA, Intervals, Successes};
use super::question::place_of;
use super::{Estimate, PrecisionReached};
use crate::engine::Plan;
use crate::error::{Input, Message, Problem, Result};
use crate::model::Model;
use crate::vector::LANES;

/// Runs at the first interim look: four blocks for each of 32 replicates. Every further look is at twice as many.
const FIRST_LOOK: u64 = 128 * LANES as u64;
/// Finer than this no count of runs can be.
const FINEST: f64 = 1e-15;

/// How precise an answer must be.
///
/// # Example
/// Within 0.5 percentage points, whatever that takes, up to ten million runs:
/// ```
/// use runout::answers::Precision;
/// use runout::engine::Plan;
/// use runout::sampling::Sampling;
///
/// let model = runout::model::load("startup", &[])?.model;
/// let plan = Plan { runs: 10_000_000, seed: 1, sampling: Sampling::Random, threads: None, ..Plan::default() };
/// let precision = Precision::new(&model, &plan, 0.005, None)?;
/// assert!(Precision::new(&model, &plan, 1e-9, None).is_err(), "ten million runs cannot tell");
/// # Ok::<(), runout::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    target: f64,
    /// The claim, by its place; `None`: every headline probability.
    of: Option<usize>,
}

impl Precision {
    /// The 95 % intervals of every headline probability (exhaustion by the horizon with and without new capital, profitability by the
    /// horizon, the four orders, each claim) must reach no further than `target` from their estimates; or only that of one claim, named
    /// by its text or by its number from 1.
    ///
    /// # Errors
    /// - If `target` is not at least 1e-15 and below 0.5.
    /// - If not even what never happens can be known so precisely within `plan.runs` random runs.
    /// - If there is no such claim, or more than one.
    pub fn new(model: &Model, plan: &Plan, target: f64, of: Option<&str>) -> Result<Self> {
        if !Self::is_possible(target) {
            let rule =
                Message::from(Input::Precision) + format!(" {target:e}: must be at least {FINEST:e} and below 0.5");
            return Err(Problem::new(None, "", rule).help("0.001 is a tenth of a percentage point").into());
        }
        let of = of.map(|claim| place_of(claim, Input::PreciseClaim, model)).transpose()?;
        // A design can be more precise than random runs: there it is left to be tried.
        if plan.replicates() == 1 {
            check_that_runs_suffice(target, plan.runs)?;
        }
        Ok(Self { target, of })
    }

    /// Whether a half-width can be requested.
    #[must_use]
    pub fn is_possible(target: f64) -> bool {
        (FINEST..0.5).contains(&target)
    }

    /// How far intervals may reach from their estimates, at most.
    #[must_use]
    pub fn target(&self) -> f64 {
        self.target
    }

    /// The widest of the intervals that must be narrow, at an interim look.
    pub(super) fn widest(&self, model: &Model, estimator: &Estimator<'_>) -> Widest {
        let of_claim = |place: usize| {
            let text = model.company.claims[place].text.clone();
            Widest::new(text, estimator.probability(|counts| counts.claims[place]))
        };
        match self.of {
            Some(claim) => of_claim(claim),
            None => {
                let claims = (0..model.company.claims.len()).map(of_claim);
                let [first, others @ ..] = headlines(estimator);
                others.into_iter().chain(claims).fold(first, Widest::or)
            }
        }
    }

    /// Whether so wide an interval is narrow enough.
    pub(super) fn is_met_by(&self, widest: &Widest) -> bool {
        widest.half_width <= self.target
    }

    /// What the answer reports about it.
    pub(super) fn reached(
        &self,
        model: &Model,
        plan: &Plan,
        looks: u32,
        widest: Widest,
        reached: bool,
    ) -> PrecisionReached {
        PrecisionReached {
            target: self.target,
            of: self.of.map_or_else(|| "headline".to_owned(), |place| model.company.claims[place].text.clone()),
            half_width: widest.half_width,
            widest: widest.name,
            reached,
            looks,
            max_runs: plan.runs,
        }
    }
}

/// Total runs at interim look number `look`, from 1.
pub(super) fn runs_at(look: u32, max_runs: u64) -> u64 {
    FIRST_LOOK.checked_shl(look - 1).filter(|runs| *runs >= FIRST_LOOK).map_or(max_runs, |runs| runs.min(max_runs))
}

/// The alpha spent at interim look number `look`, from 1: over all looks it adds up to 5 %.
///
/// # Source
/// The sum of 1 / k^2 is pi^2 / 6 (Euler); the union bound.
pub(super) fn alpha_at(look: u32) -> f64 {
    let k = std::f64::consts::PI * f64::from(look);
    ALPHA * 6.0 / (k * k)
}

/// A probability and how far its interval reaches from its estimate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Widest {
    name: String,
    pub(super) half_width: f64,
}

impl Widest {
    fn new(name: impl Into<String>, estimate: Estimate) -> Self {
        let half_width = (estimate.high - estimate.estimate).max(estimate.estimate - estimate.low);
        Self { name: name.into(), half_width }
    }

    fn or(self, other: Self) -> Self {
        if other.half_width > self.half_width { other } else { self }
    }
}

fn headlines(estimator: &Estimator<'_>) -> [Widest; 7] {
    let with = estimator.probability(|counts| counts.with_capital.exhausted_on().iter().sum());
    let without = estimator.probability(|counts| counts.without_capital.exhausted_on().iter().sum());
    let profitable = estimator.probability(|counts| counts.with_capital.profitable_in.iter().sum());
    [
        Widest::new("exhaustion by the horizon", with),
        Widest::new("exhaustion by the horizon without new capital", without),
        Widest::new("profitability by the horizon", profitable),
        Widest::new("profitable first", estimator.probability(|counts| counts.with_capital.order.profitable_first)),
        Widest::new("exhausted later", estimator.probability(|counts| counts.with_capital.order.exhausted_later)),
        Widest::new("exhausted first", estimator.probability(|counts| counts.with_capital.order.exhausted_first)),
        Widest::new("neither", estimator.probability(|counts| counts.with_capital.order.neither)),
    ]
}

/// Refuses what no number of runs up to `max_runs` can reach: not even what never happens is then known so precisely.
fn check_that_runs_suffice(target: f64, max_runs: u64) -> Result<()> {
    let last = (1..).find(|&look| runs_at(look, max_runs) == max_runs).unwrap_or(1);
    let half_width = |successes: u64| {
        let share = Intervals::new(alpha_at(last), 1).probability(&[Successes { successes, runs: max_runs.max(1) }]);
        share.high - share.estimate
    };
    if half_width(0) <= target {
        return Ok(());
    }
    let (half, least) =
        (runs_for(target, |z, h| 0.25 * z * z / (h * h)), runs_for(target, |z, h| z * z * (1.0 - h) / h));
    let sure = two_digits_up(half_width(max_runs / 2));
    let why = format!(
        " {target:e}: cannot be reached within {max_runs:e} runs: what happens half the time takes {half:.1e} runs, and even what never \
         happens {least:.1e}"
    );
    let help = Message::from(format!("{sure:e} is sure to be reached; `")) + Input::MostRuns;
    Err(Problem::new(None, "", Message::from(Input::Precision) + why)
        .help(help + "` allows more runs, up to 1e12")
        .into())
}

/// The runs of the first look at which there are enough, given the normal point and the half-width.
fn runs_for(target: f64, enough: fn(f64, f64) -> f64) -> f64 {
    let mut runs = FIRST_LOOK as f64;
    for look in 1.. {
        let z = Intervals::new(alpha_at(look), 1).normal_point();
        if runs >= enough(z, target) {
            break;
        }
        runs *= 2.0;
    }
    runs
}

/// Rounded up to two digits.
#[expect(clippy::cast_possible_truncation, reason = "the logarithm of a number between 0 and 1 that floats resolve")]
fn two_digits_up(value: f64) -> f64 {
    let digits = 10_f64.powi(1 - value.log10().floor() as i32);
    (value * digits).ceil() / digits
}
