//! How bad runs typically go: the first of them in groups of like paths, and the run in the middle of each.

use super::medoids::{Distances, Grouping, k_medoids, silhouette};
use super::shifts::named;
use super::types::{Mark, TypicalPath, TypicalPaths};
use crate::answers::interval::{ALPHA, Intervals, Successes, quantile_rank};
use crate::answers::{Estimate, Fan, MaybeDate};
use crate::engine::{Block, Observer, Plan, lane_of, replay};
use crate::model::Model;
use crate::tally::{ContrastSpec, KeptRun, Watched};
use std::collections::BTreeMap;

/// Bad runs that are kept, at most: all distances between them are computed.
const MOST_KEPT: usize = 2_000;
/// Numbers that are kept of them, at most.
const MOST_NUMBERS: usize = 4 << 20;
/// The most groups that are sought.
const MOST_GROUPS: usize = 4;
/// Runs that a group has on average, at least.
const RUNS_A_GROUP: usize = 10;
/// Two groups are enough if they are set apart so clearly, and more clearly than more.
const CLEARLY_APART: f64 = 0.5;
/// A number further than so many standard deviations from the median counts as so far, or a few wild futures would be groups of their own.
const FURTHEST: f64 = 3.0;
/// Interquartile range of the standard normal.
const QUARTILES: f64 = 1.348_979_500_392_163_5;
/// Marks that are reported to set a group apart, at most.
const MOST_MARKS: usize = 2;
/// Standard deviations by which something sets a group apart, at least.
const LEAST_MARK: f64 = 0.2;

/// How many bad runs are kept, with this many numbers each.
pub(super) fn kept(numbers: usize) -> usize {
    (MOST_NUMBERS / numbers.max(1)).clamp(100, MOST_KEPT)
}

/// The typical paths of the bad runs that were kept; `None` if there are none.
pub(super) fn typical(model: &Model, plan: &Plan, spec: &ContrastSpec<'_>, kept: &[KeptRun]) -> Option<TypicalPaths> {
    if kept.is_empty() {
        return None;
    }
    let (grouping, silhouette) = grouped(&coordinates(kept, model.inputs.calendar.months() as f64));
    let paths = PathFinder { model, plan, spec, kept, grouping: &grouping };
    let mut groups: Vec<usize> = (0..grouping.medoids.len()).collect();
    groups.sort_by_key(|&group| (std::cmp::Reverse(paths.members(group).len()), kept[grouping.medoids[group]].run));
    let years = &model.inputs.calendar.years()[..spec.years];
    let at_year = |place: usize| fan(&kept.iter().map(|kept| kept.path[place]).collect::<Vec<f64>>());
    Some(TypicalPaths {
        runs: kept.len() as u64,
        silhouette,
        cash: years.iter().enumerate().map(|(year, &named)| (named, at_year(year + 1))).collect::<BTreeMap<_, _>>(),
        cash_left: std::iter::once(at_year(0)).chain(cash_left(model, kept, spec.steps(model))).collect(),
        paths: groups.into_iter().map(|group| paths.path(group)).collect(),
    })
}

/// Cash at the end of each step, where what has run out before that has no more than the minimum.
fn cash_left<'k>(model: &'k Model, kept: &'k [KeptRun], steps: usize) -> impl Iterator<Item = Fan> + use<'k> {
    let (months, minimum) = (model.inputs.calendar.months_per_step(), model.company.minimum_cash);
    (0..steps).map(move |step| {
        let end = ((step + 1) * months) as f64;
        let left = |run: &KeptRun| if run.exhausted < end { run.cash[step].min(minimum) } else { run.cash[step] };
        fan(&kept.iter().map(left).collect::<Vec<f64>>())
    })
}

/// Each run's cash and revenue by year and the moment at which its cash runs out, each on its own scale; the moment weighs as much as the
/// cash of all years. Cash that lasts runs out at the horizon.
fn coordinates(kept: &[KeptRun], horizon: f64) -> Vec<Vec<f64>> {
    // Cash at the start says little about how a run goes.
    let numbers = 1..kept[0].path.len();
    let scales: Vec<Option<[f64; 2]>> =
        numbers.clone().map(|place| scale(kept.iter().map(|kept| kept.path[place]).collect())).collect();
    let moment = scale(kept.iter().map(|kept| kept.exhausted.min(horizon)).collect());
    let weight = ((numbers.len() / 2) as f64).sqrt();
    let coordinates = |kept: &KeptRun| {
        let scaled = numbers.clone().zip(&scales).filter_map(|(place, scale)| {
            let [median, std_dev] = (*scale)?;
            Some(((kept.path[place] - median) / std_dev).clamp(-FURTHEST, FURTHEST))
        });
        let moment = moment.map(|[median, std_dev]| {
            weight * ((kept.exhausted.min(horizon) - median) / std_dev).clamp(-FURTHEST, FURTHEST)
        });
        scaled.chain(moment).collect()
    };
    kept.iter().map(coordinates).collect()
}

/// The median, and the standard deviation according to the quartiles, or to all values if the quartiles are equal; `None` if all values are
/// equal.
fn scale(mut values: Vec<f64>) -> Option<[f64; 2]> {
    values.sort_by(f64::total_cmp);
    let at = |p: f64| values[usize::try_from(quantile_rank(p, values.len() as u64)).unwrap_or(0)];
    let (median, quartiles) = (at(0.5), at(0.75) - at(0.25));
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let spread = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    let std_dev = if quartiles > 0.0 { quartiles / QUARTILES } else { spread };
    (std_dev > 1e-12 * median.abs() && std_dev.is_finite()).then_some([median, std_dev])
}

/// Groups of points, as many as suit them: three or four, or two if these are clearly apart.
fn grouped(points: &[Vec<f64>]) -> (Grouping, Option<f64>) {
    let distance =
        |a: usize, b: usize| points[a].iter().zip(&points[b]).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    let distances = Distances::new(points.len(), distance);
    let most = (points.len() / RUNS_A_GROUP).clamp(1, MOST_GROUPS);
    let tried = (2..=most).map(|groups| {
        let grouping = k_medoids(&distances, groups);
        let silhouette = silhouette(&distances, &grouping);
        (grouping, silhouette)
    });
    let mut best: Option<(Grouping, Option<f64>)> = None;
    for (grouping, silhouette) in tried {
        let two_are_enough = |known: &Option<f64>| known.is_some_and(|known| known >= CLEARLY_APART);
        let is_better = best.as_ref().is_none_or(|(known, reached)| {
            let is_two = known.medoids.len() == 2;
            (is_two && !two_are_enough(reached)) || silhouette > *reached
        });
        if is_better {
            best = Some((grouping, silhouette));
        }
    }
    // Groups whose members lie no nearer to each other than to others are no groups.
    let best = best.filter(|(_, silhouette)| silhouette.is_some_and(|silhouette| silhouette > 0.0));
    best.unwrap_or_else(|| (k_medoids(&distances, 1), None))
}

fn fan(values: &[f64]) -> Fan {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |p: f64| sorted[usize::try_from(quantile_rank(p, sorted.len() as u64)).unwrap_or(0)];
    Fan { p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) }
}

/// The runs that were kept, in their groups.
struct PathFinder<'a> {
    model: &'a Model,
    plan: &'a Plan,
    spec: &'a ContrastSpec<'a>,
    kept: &'a [KeptRun],
    grouping: &'a Grouping,
}

impl PathFinder<'_> {
    fn members(&self, group: usize) -> Vec<usize> {
        (0..self.kept.len()).filter(|&run| self.grouping.group[run] == group).collect()
    }

    fn path(&self, group: usize) -> TypicalPath {
        let (members, middle) = (self.members(group), &self.kept[self.grouping.medoids[group]]);
        let one = Intervals::new(ALPHA, 1);
        let share = |held: usize, of: usize| one.probability(&[Successes { successes: held as u64, runs: of as u64 }]);
        let mut moments: Vec<f64> = members.iter().map(|&run| self.kept[run].exhausted).collect();
        moments.sort_by(f64::total_cmp);
        let half = moments[(moments.len() - 1) / 2];
        let mut course = CashTrajectory { lane: lane_of(middle.run), cash: Vec::new() };
        replay(self.model, &self.plan.futures(), middle.run, &mut course);
        course.cash.truncate(self.spec.steps(self.model) + 1);
        TypicalPath {
            share: share(members.len(), self.kept.len()),
            run: self.plan.number(middle.run),
            exhausted_on: self.date(middle.exhausted),
            exhausted: share(moments.iter().filter(|moment| moment.is_finite()).count(), moments.len()),
            half_exhausted_by: self.date(half),
            marks: self.marks(&members),
            cash: course.cash,
        }
    }

    fn date(&self, moment: f64) -> MaybeDate {
        moment.is_finite().then(|| self.model.inputs.calendar.date_at(moment))
    }

    /// What sets a group apart from the other bad runs by more than chance.
    fn marks(&self, members: &[usize]) -> Vec<Mark> {
        let is_member = |run: usize| members.binary_search(&run).is_ok();
        let [inside, outside] = [true, false].map(|inside| {
            (0..self.kept.len()).filter(|&run| is_member(run) == inside).map(|run| &self.kept[run]).collect::<Vec<_>>()
        });
        let mark = |(place, &watched): (usize, &Watched)| {
            let [here, there] =
                [&inside, &outside].map(|runs| MarkMoments::of(runs.iter().map(|kept| kept.marks[place])));
            let shift = difference(&here?, &there?)?;
            let is_clear = shift.low > 0.0 || shift.high < 0.0;
            let (driver, happening) = match (named(watched, self.model), watched) {
                (Some((kind, name, driver)), _) => (driver, Some((kind, name))),
                (None, Watched::Value(driver)) => (self.model.inputs.drivers[driver].name.clone(), None),
                (None, _) => return None,
            };
            let (here, elsewhere) = (here?.mean, there?.mean);
            (is_clear && shift.estimate.abs() >= LEAST_MARK).then_some(Mark {
                driver,
                happening,
                here,
                elsewhere,
                shift,
            })
        };
        let mut marks: Vec<Mark> = self.spec.watched.iter().enumerate().filter_map(mark).collect();
        marks.sort_by(|a, b| b.shift.estimate.abs().total_cmp(&a.shift.estimate.abs()));
        marks.truncate(MOST_MARKS);
        marks
    }
}

/// A mean and what it is made from.
#[derive(Debug, Clone, Copy)]
struct MarkMoments {
    count: f64,
    mean: f64,
    variance: f64,
}

impl MarkMoments {
    /// `None` for fewer than two values.
    fn of(values: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let count = values.clone().count() as f64;
        let mean = values.clone().sum::<f64>() / count;
        let variance = values.map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (count > 1.5).then_some(Self { count, mean, variance })
    }
}

/// The difference of two means in standard deviations over both, with Welch's interval for large samples.
///
/// # Source
/// Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika 34, 1947.
fn difference(here: &MarkMoments, there: &MarkMoments) -> Option<Estimate> {
    let all = here.count + there.count;
    let mean = (here.count * here.mean + there.count * there.mean) / all;
    let about = |of: &MarkMoments| of.count * (of.variance + (of.mean - mean).powi(2));
    let std_dev = ((about(here) + about(there)) / all).sqrt();
    let estimate = (here.mean - there.mean) / std_dev;
    let error = (here.variance / here.count + there.variance / there.count).sqrt() / std_dev;
    let half = Intervals::new(ALPHA, 1).normal_point() * error;
    (std_dev > 1e-12 * mean.abs()).then_some(Estimate { estimate, low: estimate - half, high: estimate + half })
}

/// Cash of one run at the start and at the end of every step.
struct CashTrajectory {
    lane: usize,
    cash: Vec<f64>,
}

impl Observer for CashTrajectory {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        if step == 0 {
            self.cash.push(block.draws.of(block.model.company.opening_cash)[self.lane]);
        }
        self.cash.push(block.with_capital.cash[self.lane]);
    }

    fn end(&mut self, _block: &Block<'_>) {}
}
