//! The reverse stress test: what is different about the futures in which something goes wrong, how they go, and whose bad luck it was.

mod bad_futures;
mod blame;
mod contrast_spec;
mod medoids;
mod shifts;
mod types;
mod typical_paths;

pub use bad_futures::usually_bad;
pub use types::{
    Bad, BlameShares, Density, DriverBlame, DriverShift, ExplainedQuestion, Explanation, Happening, HappeningKind,
    Mark, Shift, TypicalPath, TypicalPaths,
};

use super::answer::{check_done, check_overflow};
use super::{Provenance, exhaustion};
use crate::engine::{Case, JointObserver, Observer, Progress, RequestedOutputs, Simulator};
use crate::error::Result;
use crate::model::{Claim, Model, Test};
use crate::sampling::Variation;
use crate::tally::{Contrast, ContrastSpec, Merge as _};
use blame::{Blamed, EFFORT, candidates};
use shifts::ShiftEstimator;

/// What is to be explained.
#[derive(Debug, Clone, Default)]
pub struct ExplainRequest {
    /// The scenario as it was named, for the commands that are suggested.
    pub name: String,
    /// The claim in question; `None`: that the cash runs out by the horizon.
    pub claim: Option<Claim>,
    /// When that is bad; `None`: as [`usually_bad`] says.
    pub bad: Option<Bad>,
    /// Overrides as given, to be echoed.
    pub overrides: Vec<String>,
}

impl Simulator<'_> {
    /// Simulates `model`, compares the futures in which something goes wrong with the others, and shares out the blame.
    ///
    /// Where it is stopped, the explanation rests on the runs done so far.
    ///
    /// # Errors
    /// - If the design does not have that many runs.
    /// - If the scenario has more uncertain numbers than can be observed.
    /// - If it is stopped before any run is done, or if amounts grow beyond what numbers can hold.
    ///
    /// # Reproducibility
    /// The same model, plan and question give the same explanation, to the bit, on any number of threads.
    ///
    /// # Example
    /// A company of which only one number is uncertain has only one to blame:
    /// ```
    /// use runout::answers::ExplainRequest;
    /// use runout::engine::{Plan, Simulator};
    /// use runout::model::build;
    /// use runout::scenario::Scenario;
    ///
    /// let text = "start = 2026-01-01\nyears = 1\n[cash]\nopening = 10\n[[revenue]]\nname = \"All\"\nannual = 0\n\
    ///             [[burn]]\nname = \"Staff\"\nannual = { uniform = { min = 4, max = 14 } }\n";
    /// let (scenario, _) = Scenario::from_toml("a.toml", text, &[])?;
    /// let model = build(&scenario).map_err(|_| "sound")?;
    /// let simulator = Simulator::new(Plan { runs: 4_096, ..Plan::default() })?;
    /// let explanation = simulator.explain(&model, &ExplainRequest::default())?;
    /// assert!((explanation.failing.estimate - 0.4).abs() < 0.04, "a burn above 10");
    /// let blame = &explanation.blame.ok_or("some fail")?.drivers[0];
    /// assert_eq!(blame.driver.as_deref(), Some("burn.Staff.annual"));
    /// assert_eq!(blame.alone.estimate, 1.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, model: &Model, request: &ExplainRequest) -> Result<Explanation> {
        let plan = self.plan().whole()?;
        let claim = request.claim.clone().unwrap_or_else(|| exhaustion(model));
        let usual = usually_bad(&claim.test);
        let bad = request.bad.unwrap_or(usual);
        let test = bad_futures::bad_test(&claim.test, bad);
        let spec = contrast_spec::contrast_spec(&test, model, typical_paths::kept)?;
        // Blame is expected to take all the simulations that it may, so that the progress bar never goes back.
        let expected = plan.runs * (1 + EFFORT);
        let on_progress = |progress| self.report(Progress { until: expected, ..progress });
        let (contrast, runs) = contrast(model, &self.clone().reporting_to(&on_progress), &test, &spec)?;
        check_done(runs)?;
        let estimator = ShiftEstimator::new(&spec, &contrast, model, plan.replicates());
        let mut drivers = estimator.drivers();
        let mut happenings = estimator.happenings();
        let candidates = candidates(model, spec.years, &spec.watched, &drivers, &happenings);
        let blocks = runs.div_ceil(crate::vector::LANES as u64);
        let blamed =
            Blamed { model, plan: &plan, test: &test, blocks_failing: contrast.blocks_holding as f64 / blocks as f64 };
        let is_stopped = self.is_stopped();
        let blamed = (estimator.all.holding > 0 && !candidates.is_empty() && !is_stopped).then(|| {
            let on_progress = |Progress { runs: done, until, half_width }: Progress| {
                self.report(Progress { runs: runs + done, until: (runs + until).max(expected), half_width });
            };
            blamed.find(&candidates, &self.with(plan.clone()).reporting_to(&on_progress))
        });
        check_overflow(blamed.as_ref().map_or(0, |blamed| blamed.overflowed), runs)?;
        drivers.sort_by(|a, b| furthest(&b.1).total_cmp(&furthest(&a.1)));
        happenings.sort_by(|a, b| b.shift.estimate.abs().total_cmp(&a.shift.estimate.abs()));
        let years = model.inputs.calendar.years()[..spec.years].to_vec();
        let complete = runs == plan.runs && !is_stopped && blamed.as_ref().is_none_or(|blamed| blamed.complete);
        Ok(Explanation {
            provenance: Provenance::new(model, &request.overrides, self.plan(), runs, complete),
            name: request.name.clone(),
            followings: blamed.as_ref().map_or(0, |blamed| blamed.followings),
            question: ExplainedQuestion {
                claim: claim.text.clone(),
                source: claim.source.clone(),
                bad,
                bad_as_asked: bad != usual,
                named: request.claim.is_some(),
                years,
            },
            failing: estimator.failing(),
            failing_runs: estimator.all.holding,
            densities: estimator.densities(&drivers),
            drivers: drivers.into_iter().map(|(_, shift)| shift).collect(),
            happenings,
            runs_wanted: estimator.runs_wanted(),
            typical: typical_paths::typical(model, &plan, &spec, &contrast.kept),
            blame: blamed.map(|blamed| blamed.shares).filter(|shares| shares.failing_runs > 0),
        })
    }
}

fn furthest(shift: &DriverShift) -> f64 {
    shift.furthest().map_or(0.0, |at| at.shift.estimate.abs())
}

/// Simulates all runs as drawn; returns what was counted, and how many runs.
fn contrast<'t>(
    model: &Model,
    simulator: &Simulator<'_>,
    test: &Test,
    spec: &'t ContrastSpec<'t>,
) -> Result<(Contrast<'t>, u64)> {
    let case = Case { model, variation: Variation::none(), outputs: RequestedOutputs::Test(test) };
    let simulated = simulator.simulate_jointly(&[case], || One(Contrast::new(spec, model)))?;
    let all = Contrast::new(spec, model).merged(simulated.observers.iter().map(|part| &part.0));
    Ok((all, simulated.runs))
}

/// Observes a single case.
struct One<O>(O);

impl<O: Observer> JointObserver for One<O> {
    fn of(&mut self, _place: usize) -> &mut dyn Observer {
        &mut self.0
    }

    fn joint_end(&mut self, _blocks: &[crate::engine::Block<'_>]) {}
}
