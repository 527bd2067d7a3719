//! What one would have to believe: the curves in the plane of two levers on which a claim has a probability of 50, 80, 90 and 95 %.
//!
//! The probability is counted at the points of a grid. Where two neighbours lie on different sides of a level, the point of the curve
//! between them is found as a lever is solved, over the same runs.

mod contour;
mod types;

pub use types::{Axis, Frontier, FrontierPoint, Level, OwnPoint};

use super::levers::{Bracket, CoarseScan, Halt, ResponseCurve, TrialResult, Trials, search_grid};
use super::{Estimate, Provenance};
use crate::distribution::{TailProbabilities, standard_normal};
use crate::engine::Simulator;
use crate::error::{Error, Input, Message, Problem, Result};
use crate::model::{Claim, Lever, Levers, Model, Quantity};
use contour::{Edge, curves};

/// The probabilities whose curves are drawn.
pub const LEVELS: [f64; 4] = [0.5, 0.8, 0.9, 0.95];
/// Points of the grid.
///
/// # Shape
/// To the right, then upwards.
const GRID: [usize; 2] = [13, 11];
/// About how many points of curves are computed.
const USUAL: u64 = 120;
/// Beyond the outermost level along its own lever, the plane goes on by this share.
const BEYOND: f64 = 0.15;

/// A lever of the plane, with the values between which it is shown, or `None` for those that matter.
#[derive(Debug, Clone)]
pub struct Side {
    /// The lever.
    pub lever: Lever,
    /// From and to, as the lever counts; the first is the lesser.
    pub range: Option<(f64, f64)>,
}

/// Checks that two levers span a plane.
///
/// # Errors
/// - If they are one and the same.
pub fn check_sides([x, y]: &[Side; 2]) -> Result<()> {
    if x.lever.text != y.lever.text {
        return Ok(());
    }
    let text = &x.lever.text;
    let rule = Message::from(Input::Sides) + format!(" are the same lever, {text}");
    Err(Problem::new(None, "", rule).help("choose two different ones").into())
}

impl Simulator<'_> {
    /// Finds the curves in the plane of two levers on which `claim` has the probabilities of [`LEVELS`].
    ///
    /// # Errors
    /// - If both levers are the same, a value has no meaning, or the design would change the draws of other drivers as a lever is moved, or
    ///   does not have that many runs.
    /// - If it is stopped before the end, or if amounts grow beyond what numbers can hold.
    pub fn frontier(&self, levers: &Levers, sides: &[Side; 2], claim: &Claim) -> Result<Frontier> {
        check_sides(sides)?;
        let [x, y] = sides.each_ref().map(|side| &side.lever);
        let trials = Trials::new(&claim.test, self)?;
        trials.add_expected_work(trials.runs() * (1 + USUAL + (GRID[0] * GRID[1]) as u64) + 32 * trials.few()?);
        let plane = match (Surveying { levers, sides, trials: &trials }).plane() {
            Ok(plane) => plane,
            Err(Halt::Failed(error)) => return Err(error),
            Err(Halt::Stopped) => {
                return Err(Error::Stopped("stopped before the curves were found: there is no answer".to_owned()));
            }
        };
        let axis = |lever: &Lever, values: &[f64]| Axis {
            lever: lever.text.clone(),
            quantity: lever.quantity.word(),
            now: lever.own.map(|own| lever.value(own)),
            values: values.iter().map(|&value| lever.value(value)).collect(),
        };
        let point = |&(right, up): &(f64, f64)| FrontierPoint { x: x.value(right), y: y.value(up) };
        let level = |(probability, curves): (f64, Vec<Vec<(f64, f64)>>)| Level {
            probability,
            curves: curves.iter().map(|curve| curve.iter().map(point).collect()).collect(),
        };
        Ok(Frontier {
            provenance: Provenance::new(levers.base(), levers.overrides(), self.plan(), trials.runs(), true),
            claim: claim.text.clone(),
            followed: trials.followed(),
            x: axis(x, &plane.values[0]),
            y: axis(y, &plane.values[1]),
            own: OwnPoint { x: x.value(x.centre), y: y.value(y.centre), probability: plane.own },
            levels: LEVELS.into_iter().zip(plane.levels).map(level).collect(),
            grid: plane.grid,
        })
    }
}

/// What was found, in the levers' own numbers.
struct Plane {
    own: Estimate,
    /// Of the grid, to the right and upwards.
    values: [Vec<f64>; 2],
    /// By row and column.
    grid: Vec<Vec<Estimate>>,
    /// The curves of each level.
    levels: Vec<Vec<Vec<(f64, f64)>>>,
}

struct Surveying<'a> {
    levers: &'a Levers,
    sides: &'a [Side; 2],
    trials: &'a Trials<'a>,
}

impl Surveying<'_> {
    fn model(&self, right: f64, up: f64) -> Result<Model> {
        self.levers.model(&[(&self.sides[0].lever, right), (&self.sides[1].lever, up)])
    }

    fn plane(&self) -> TrialResult<Plane> {
        let own = self.trials.of(self.levers.base())?;
        let values = [self.values(0)?, self.values(1)?];
        let points = values[1].iter().flat_map(|&up| values[0].iter().map(move |&right| (right, up)));
        let models: Vec<Model> = points.map(|(right, up)| self.model(right, up)).collect::<Result<_>>()?;
        let (trials, _) = self.trials.side_by_side(&models, self.trials.runs())?;
        let lost = trials.iter().filter(|trial| trial.overflows).count() as u64;
        super::answer::check_overflow(lost, trials.len() as u64)?;
        let grid: Vec<Vec<Estimate>> =
            trials.chunks(values[0].len()).map(|row| row.iter().map(|trial| trial.probability).collect()).collect();
        let levels = LEVELS.iter().map(|&level| self.level(&values, &grid, level)).collect::<TrialResult<_>>()?;
        Ok(Plane { own, values, grid, levels })
    }

    /// The grid's values of a lever.
    fn values(&self, side: usize) -> TrialResult<Vec<f64>> {
        let Side { lever, range } = &self.sides[side];
        let (from, to) = match range {
            Some(range) => *range,
            None => self.range(side)?,
        };
        let steps = (GRID[side] - 1) as f64;
        let mut values: Vec<f64> = (0..GRID[side]).map(|step| from + (to - from) * step as f64 / steps).collect();
        // A row and a column go through the scenario as written, so that what solving finds lies on the curves.
        if (from..=to).contains(&lever.centre) {
            let distance = |place: &usize| (values[*place] - lever.centre).abs();
            let nearest = (0..values.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
            nearest.into_iter().for_each(|place| values[place] = lever.centre);
        }
        if lever.is_whole {
            values.iter_mut().for_each(|value| *value = value.round());
        }
        values.sort_by(f64::total_cmp);
        values.dedup_by(|a, b| (*a - *b).abs() <= 1e-9 * lever.size);
        if values.len() < 2 {
            let text = &lever.text;
            let problem = Problem::new(None, "", format!("{text} has only one value to be shown at"));
            return Err(Error::from(problem.help("choose another lever, or another range")).into());
        }
        Ok(values)
    }

    /// Between which values a lever matters by itself: where the probability passes the outermost levels, and where it stands.
    fn range(&self, side: usize) -> TrialResult<(f64, f64)> {
        let lever = &self.sides[side].lever;
        let at = |value: f64| self.levers.model(&[(lever, value)]);
        let scan = CoarseScan::of(self.trials, &search_grid(lever), &at, self.trials.few()?)?;
        let normal: Vec<f64> = scan.probabilities.iter().map(|of| normal(of.estimate, self.trials.runs())).collect();
        let (mut from, mut to) = (lever.centre, lever.centre);
        for level in LEVELS {
            let level = normal_of(level);
            for place in (1..scan.values.len()).filter(|&place| (normal[place - 1] < level) != (normal[place] < level))
            {
                let share = (level - normal[place - 1]) / (normal[place] - normal[place - 1]);
                let value = scan.values[place - 1] + share * (scan.values[place] - scan.values[place - 1]);
                (from, to) = (from.min(value), to.max(value));
            }
        }
        if to - from <= 1e-9 * lever.size {
            // By itself it passes no level: show it as far as its neighbours but one.
            let here = scan.place_of(lever.centre);
            from = scan.values[here.saturating_sub(2)];
            to = scan.values[(here + 2).min(scan.values.len() - 1)];
        }
        let room = BEYOND * (to - from);
        // A value that is not negative as written stays so.
        let keeps = lever.sets() && lever.quantity != Quantity::Date && from >= 0.0;
        let least = if keeps { 0.0 } else { f64::NEG_INFINITY };
        let (from, to) = ((from - room).max(least), to + room);
        let (first, last) = (scan.values[0], scan.values[scan.values.len() - 1]);
        Ok((from.clamp(first, last), to.clamp(first, last)))
    }

    /// The curves of a level.
    fn level(&self, values: &[Vec<f64>; 2], grid: &[Vec<Estimate>], level: f64) -> TrialResult<Vec<Vec<(f64, f64)>>> {
        let heights: Vec<Vec<f64>> = grid.iter().map(|row| row.iter().map(|of| of.estimate).collect()).collect();
        let point = |edge: &Edge| self.point(values, grid, level, *edge);
        curves(&heights, level).iter().map(|curve| curve.iter().map(point).collect()).collect()
    }

    /// Where a level passes an edge of the grid.
    fn point(&self, values: &[Vec<f64>; 2], grid: &[Vec<Estimate>], level: f64, edge: Edge) -> TrialResult<(f64, f64)> {
        let (from, to) = ((edge.column, edge.row), edge.end());
        let side = usize::from(edge.is_upwards);
        let lever = &self.sides[side].lever;
        let (right, up) = (values[0][from.0], values[1][from.1]);
        let place = |(column, row): (usize, usize)| if edge.is_upwards { values[1][row] } else { values[0][column] };
        let ends = [from, to].map(|at| (place(at), grid[at.1][at.0]));
        let probability_at = move |value: f64| {
            let model = if edge.is_upwards { self.model(right, value) } else { self.model(value, up) };
            self.trials.of(&model?)
        };
        let runs = self.trials.runs();
        let mut curve =
            ResponseCurve::new(Box::new(probability_at), lever.is_whole, (ends[0].0, ends[1].0), lever.size, runs);
        ends.iter().for_each(|&(value, probability)| curve.learn(value, probability));
        let is_up = ends[1].1.estimate >= level;
        let (short, meets) = if is_up { (ends[0].0, ends[1].0) } else { (ends[1].0, ends[0].0) };
        let value = curve.between_on_a_level(level, Bracket { short, meets })?;
        Ok(if edge.is_upwards { (right, value) } else { (value, up) })
    }
}

/// The normal quantile of a share of so many runs, finite.
fn normal(share: f64, runs: u64) -> f64 {
    let least = 0.25 / runs as f64;
    normal_of(share.clamp(least, 1.0 - least))
}

fn normal_of(probability: f64) -> f64 {
    standard_normal::quantile(TailProbabilities::below(probability))
}
