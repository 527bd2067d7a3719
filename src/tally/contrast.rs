//! How the runs in which a test holds differ from the others: sums and densities of every driver in both, and the first of these runs
//! individually.

use super::merge::merge_fields;
use super::{BATCHES, Merge, Replicated, TestObserver};
use crate::engine::{Block, Observer};
use crate::model::{Cadence, Driver, DriverId, Model, Occurrence, Test};
use crate::sampling::Draws;
use crate::scenario::Step;
use crate::vector::{LANES, Lanes, Width, Work, at_full_width};

/// Bins of a density; one more at each side holds what lies beyond.
pub const BINS: usize = 40;
/// Values are summed in parts of 2^-24 of their scale.
const PARTS: f64 = (1_u64 << 24) as f64;
/// Values further than this many scales from the centre are clamped to it: distributions without a variance have unbounded draws.
const FURTHEST: f64 = 32_768.0;
/// Sums of one block that are added side by side.
const SIDES: usize = 8;

/// An observed quantity of every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// A driver's value.
    Value(DriverId),
    /// Whether capital closes, or what comes once happens.
    Closing(Occurrence),
    /// Whether the event at this place of [`RandomInputs::events`](crate::model::RandomInputs::events) fires in one of the years.
    Firing(usize),
}

/// The range in which the values of a driver in a year are expected, in the driver's units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpectedRange {
    /// About the median.
    pub centre: f64,
    /// About a standard deviation; above 0.
    pub scale: f64,
    /// Where the bins of its density begin.
    pub low: f64,
    /// Where they end; above `low`.
    pub high: f64,
}

/// One number of every run, compared between the runs in which the test holds and the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContrastRow {
    /// The driver.
    pub driver: DriverId,
    /// The year, as an index, over whose draws it is a mean; `None` for the only draw of a run, or for the mean
    /// over the years.
    pub year: Option<usize>,
    /// Its expected range.
    pub range: ExpectedRange,
}

/// What is compared, and up to which year.
#[derive(Debug)]
pub struct ContrastSpec<'t> {
    /// The test that tells the two kinds of runs apart.
    pub test: &'t Test,
    /// The years that matter, from the first.
    pub years: usize,
    /// The observed quantities.
    pub watched: Vec<Watched>,
    /// By observed driver, in the order of `watched`: one row per year and then their mean, or the only row.
    pub rows: Vec<ContrastRow>,
    /// How many of the runs in which the test holds are kept individually, from the first.
    pub kept: usize,
}

impl ContrastSpec<'_> {
    /// Steps up to the end of the last year that matters.
    #[must_use]
    pub fn steps(&self, model: &Model) -> usize {
        let calendar = &model.inputs.calendar;
        self.years.checked_sub(1).map_or(0, |last| calendar.end_of_year(last) / calendar.months_per_step())
    }
}

/// Sums of one row over one batch of runs, in parts of its scale from its centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContrastSums {
    /// Over the runs in which the test holds: of the values, and of their squares.
    pub holding: [i128; 2],
    /// Over all runs.
    pub all: [i128; 2],
}

/// The counts of one batch of runs.
#[derive(Debug, Clone, Default)]
pub struct ContrastCounts {
    /// Runs.
    pub runs: u64,
    /// Runs in which the test holds.
    pub holding: u64,
    /// By row.
    pub sums: Vec<ContrastSums>,
    /// By observed quantity, where it is a yes or no: runs with a yes among those in which the test holds, and among all.
    pub yes: Vec<[u64; 2]>,
}

/// One of the runs in which the test holds.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptRun {
    /// Its number.
    pub run: u64,
    /// When its cash runs out; infinite if it does not.
    ///
    /// # Units
    /// Months after the start.
    pub exhausted: f64,
    /// Cash at the start and at the end of each year, then revenue of each year.
    ///
    /// # Units
    /// Units of the scenario.
    pub path: Vec<f64>,
    /// Cash at the end of each step up to the last year that matters.
    ///
    /// # Units
    /// Units of the scenario.
    pub cash: Vec<f64>,
    /// By observed quantity: the value, its mean over the years, or 1 for yes.
    pub marks: Vec<f64>,
}

/// Bins of one row: below, the bins, above.
type Bins = [u64; BINS + 2];

/// Observes runs and counts those in which the test holds and the others.
#[derive(Debug)]
pub struct Contrast<'t> {
    spec: &'t ContrastSpec<'t>,
    observer: TestObserver<'t>,
    /// By group of runs, from whose spread intervals are made.
    pub groups: Replicated<ContrastCounts>,
    /// By row: the runs in which the test does not hold, and those in which it does.
    pub bins: Vec<[Bins; 2]>,
    /// Blocks with a run in which it holds.
    pub blocks_holding: u64,
    /// The first runs in which it holds, by number.
    pub kept: Vec<KeptRun>,
    /// Values of the block under way, by row.
    values: Vec<Lanes>,
    /// Cash and revenue of the block under way, by year.
    paths: Vec<[Lanes; 2]>,
    /// Cash of the block under way, by step.
    cash: Vec<Lanes>,
    steps_of_year: f64,
}

impl<'t> Contrast<'t> {
    /// Empty counts of `model`.
    #[must_use]
    pub fn new(spec: &'t ContrastSpec<'t>, model: &Model) -> Self {
        let group = ContrastCounts {
            sums: vec![ContrastSums::default(); spec.rows.len()],
            yes: vec![[0; 2]; spec.watched.len()],
            ..ContrastCounts::default()
        };
        Self {
            spec,
            observer: TestObserver::new(spec.test, model),
            groups: Replicated::new(group, BATCHES),
            bins: vec![[[0; BINS + 2]; 2]; spec.rows.len()],
            blocks_holding: 0,
            kept: Vec::new(),
            values: vec![Lanes::all(0.0); spec.rows.len()],
            paths: vec![[Lanes::all(0.0); 2]; spec.years],
            cash: vec![Lanes::all(0.0); spec.steps(model)],
            steps_of_year: 0.0,
        }
    }

    /// The first row of each driver watched, with how many rows it has.
    fn drivers(&self) -> impl Iterator<Item = (usize, usize)> + use<'t> {
        let rows = &self.spec.rows;
        let starts = (0..rows.len()).filter(|&at| at == 0 || rows[at - 1].driver != rows[at].driver);
        starts.map(|start| (start, rows[start..].iter().take_while(|row| row.driver == rows[start].driver).count()))
    }

    /// The mean over the years of every driver that has several, once all are known.
    fn average(&mut self) {
        for (start, rows) in self.drivers().filter(|&(_, rows)| rows > 1) {
            let mut mean = Lanes::all(0.0);
            for values in &self.values[start..start + rows - 1] {
                for lane in 0..LANES {
                    mean[lane] += values[lane];
                }
            }
            self.values[start + rows - 1] = Lanes::from_fn(|lane| mean[lane] / (rows - 1) as f64);
        }
    }

    /// Keeps runs in which the test holds, while there are fewer than requested.
    fn keep(&mut self, block: &Block<'_>, yes: &[Lanes]) {
        let missing = self.spec.kept.saturating_sub(self.kept.len());
        let holding: Vec<usize> = (0..block.runs).filter(|&lane| self.observer.holds[lane]).take(missing).collect();
        let last_rows: Vec<usize> = self.drivers().map(|(start, rows)| start + rows - 1).collect();
        for lane in holding {
            let mut last = last_rows.iter();
            let mark = |(place, watched): (usize, &Watched)| match watched {
                Watched::Value(_) => last.next().map_or(0.0, |&row| self.values[row][lane]),
                Watched::Closing(_) | Watched::Firing(_) => yes[place][lane],
            };
            let marks = self.spec.watched.iter().enumerate().map(mark).collect();
            let opening = block.draws.of(block.model.company.opening_cash)[lane];
            let by_year = (0..2).flat_map(|which| self.paths.iter().map(move |year| year[which][lane]));
            let path = std::iter::once(opening).chain(by_year).collect();
            let exhausted = block.with_capital.exhausted[lane];
            let cash = self.cash.iter().map(|cash| cash[lane]).collect();
            self.kept.push(KeptRun { run: block.index * LANES as u64 + lane as u64, exhausted, path, cash, marks });
        }
    }
}

/// A driver's current draw in every lane, in the units of the scenario.
fn value(draws: &Draws<'_>, driver: DriverId, model: &Model) -> Lanes {
    if model.inputs.drivers[driver].is_growth {
        Lanes::from_fn(|lane| draws.value(driver, lane))
    } else {
        *draws.of(driver)
    }
}

/// 1 for yes and 0 for no, in every lane.
fn happens(watched: Watched, block: &Block<'_>) -> Lanes {
    match watched {
        Watched::Closing(occurrence) => {
            let Some(closing) = block.model.company.chance_of(occurrence) else { return Lanes::all(1.0) };
            let (closes, probability) = (block.draws.of(closing.closes), block.draws.of(closing.probability));
            Lanes::from_fn(|lane| f64::from(u8::from(1.0 - closes[lane] < probability[lane])))
        }
        Watched::Firing(event) => {
            let fired = block.draws.has_fired(event);
            Lanes::from_fn(|lane| f64::from(u8::from(fired[lane] != 0)))
        }
        Watched::Value(_) => Lanes::all(0.0),
    }
}

impl Observer for Contrast<'_> {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        let (model, calendar) = (block.model, &block.model.inputs.calendar);
        if let Some(cash) = self.cash.get_mut(step) {
            *cash = block.with_capital.cash;
        }
        let is_first = step == 0 || calendar.begins(Step::Year, step);
        self.steps_of_year = if is_first { 1.0 } else { self.steps_of_year + 1.0 };
        let year = calendar.year_of_step(step);
        for (row, values) in self.spec.rows.iter().zip(&mut self.values) {
            let is_due = is_first || moves_within_a_year(&model.inputs.drivers[row.driver]);
            if row.year != Some(year) || !is_due {
                continue;
            }
            let now = value(&block.draws, row.driver, model);
            for lane in 0..LANES {
                values[lane] = if is_first { now[lane] } else { values[lane] + now[lane] };
            }
        }
    }

    fn year(&mut self, year: usize, block: &Block<'_>) {
        self.observer.year(year, block);
        let Some(path) = self.paths.get_mut(year) else { return };
        *path = [block.with_capital.cash, block.year.revenue];
        for (row, values) in self.spec.rows.iter().zip(&mut self.values) {
            if row.year == Some(year) && moves_within_a_year(&block.model.inputs.drivers[row.driver]) {
                for lane in 0..LANES {
                    values[lane] /= self.steps_of_year;
                }
            }
        }
    }

    fn end(&mut self, block: &Block<'_>) {
        self.observer.end(block);
        for (row, values) in self.spec.rows.iter().zip(&mut self.values) {
            if block.model.inputs.drivers[row.driver].cadence == Cadence::Single {
                *values = value(&block.draws, row.driver, block.model);
            }
        }
        self.average();
        let yes: Vec<Lanes> = self.spec.watched.iter().map(|&watched| happens(watched, block)).collect();
        at_full_width(Count { contrast: self, block, yes: &yes });
        self.keep(block, &yes);
    }
}

/// Whether a value of a year is the average of those of its steps: what is drawn once a year is one value, but where events may change it
/// within the year.
fn moves_within_a_year(driver: &Driver) -> bool {
    driver.cadence != Cadence::Each(Step::Year) || driver.is_acted_on
}

/// Counting a block, as work for vectors.
struct Count<'a, 't, 'm> {
    contrast: &'a mut Contrast<'t>,
    block: &'a Block<'m>,
    yes: &'a [Lanes],
}

impl Work for Count<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn work(self, _: Width) {
        let Self { contrast, block, yes } = self;
        let Contrast { spec, observer, groups, bins, values, .. } = contrast;
        let counts = Lanes::from_fn(|lane| f64::from(u8::from(lane < block.runs)));
        let holds = Lanes::from_fn(|lane| f64::from(u8::from(lane < block.runs && observer.holds[lane])));
        let holding = observer.count(block.runs);
        contrast.blocks_holding += u64::from(holding > 0);
        let group = groups.of_block(block.index);
        group.runs += block.runs as u64;
        group.holding += holding;
        for (row, values) in values.iter().enumerate() {
            group.sums[row].add(values, &spec.rows[row].range, [&holds, &counts]);
            count_bins(&mut bins[row], values, &spec.rows[row].range, &observer.holds[..block.runs]);
        }
        for (count, yes) in group.yes.iter_mut().zip(yes) {
            for lane in 0..block.runs {
                let is_so = u64::from(yes[lane] > 0.5);
                count[0] += is_so & u64::from(observer.holds[lane]);
                count[1] += is_so;
            }
        }
    }
}

/// Counts values in bins of equal width.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "clamped to the number of bins")]
fn count_bins(bins: &mut [Bins; 2], values: &Lanes, range: &ExpectedRange, holds: &[bool]) {
    let per_width = BINS as f64 / (range.high - range.low);
    let places = Lanes::from_fn(|lane| {
        let place = (values[lane] - range.low) * per_width + 1.0;
        place.max(0.0).min((BINS + 1) as f64) as u32
    });
    for (&place, &holds) in places.iter().zip(holds) {
        bins[usize::from(holds)][place as usize] += 1;
    }
}

impl ContrastSums {
    /// Adds the values of a block, once over the lanes that hold and once over those that count.
    ///
    /// # Reproducibility
    /// A block's sums are floats, added in an order of their own, and become integers before anything else is added.
    #[inline(always)]
    fn add(&mut self, values: &Lanes, range: &ExpectedRange, [holds, counts]: [&Lanes; 2]) {
        let per_scale = 1.0 / range.scale;
        let mut sums = [[0.0; SIDES]; 4];
        for lane in 0..LANES {
            let (at, side) = (((values[lane] - range.centre) * per_scale).clamp(-FURTHEST, FURTHEST), lane % SIDES);
            sums[0][side] += holds[lane] * at;
            sums[1][side] += holds[lane] * (at * at);
            sums[2][side] += counts[lane] * at;
            sums[3][side] += counts[lane] * (at * at);
        }
        let [first, squares, all, all_squares] = sums.map(|sides| parts(sides.iter().sum()));
        self.holding[0] += first;
        self.holding[1] += squares;
        self.all[0] += all;
        self.all[1] += all_squares;
    }
}

/// A sum in whole parts.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "at most 128 squares of 2^30 in parts of 2^-24: below 2^62")]
fn parts(sum: f64) -> i128 {
    i128::from((sum * PARTS).round() as i64)
}

/// The mean of `count` values whose sum is `sum` parts.
///
/// # Units
/// Scales of the [`ExpectedRange`] from its centre.
#[must_use]
pub fn mean_of(sum: i128, count: u64) -> f64 {
    sum as f64 / PARTS / count as f64
}

merge_fields!(ContrastSums { holding, all });
merge_fields!(ContrastCounts { runs, holding, sums, yes });

impl Merge for Contrast<'_> {
    fn merge(&mut self, other: &Self) {
        self.groups.merge(&other.groups);
        self.bins.merge(&other.bins);
        self.blocks_holding += other.blocks_holding;
        self.observer.merge(&other.observer);
        self.kept.extend_from_slice(&other.kept);
        self.kept.sort_by_key(|kept| kept.run);
        self.kept.truncate(self.spec.kept);
    }
}
