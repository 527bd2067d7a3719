//! How much faster `runout` could be: `config/benchmark.toml` with the same draws and everything else reduced to a minimum. The company is
//! fixed in the code, all years of eight runs are simulated in registers, and nothing is counted but the two clocks, by year.

use super::{Counts, ours};
use rayon::prelude::*;
use runout::internals::{
    AffineMap, Growths, QuantileTable, ROWS, Row, TableLookup, step_growth, tail_probabilities, uniforms,
};
use runout::model::{Curve, Model};
use runout::sampling::{Bits, LANES, Lanes, Stream, StreamKey, Width, Work, at_full_width};

const YEARS: usize = 10;
const BLOCKS_A_TASK: u64 = 256;
const REVENUE: usize = 0;
const BURN: usize = 1;

/// One distribution of the scenario.
#[derive(Clone, Copy)]
struct Marginal<'m> {
    table: &'m QuantileTable,
    affine: AffineMap,
}

/// The distributions of the scenario; those of growth by year.
struct Marginals<'m> {
    growth: [[Marginal<'m>; YEARS]; 2],
    margin: Marginal<'m>,
    amount: Marginal<'m>,
    growths: &'static Growths,
}

impl<'m> Marginals<'m> {
    fn of(model: &'m Model) -> Self {
        let distribution = |name: &str, year| {
            let driver =
                model.inputs().drivers.iter().find(|driver| driver.name == name).expect("a driver of the scenario");
            match *driver.curve(year) {
                Curve::Drawn { table, location, scale } => {
                    Marginal { table: &model.inputs().tables[table], affine: AffineMap { scale, location } }
                }
                Curve::Constant(_) => unreachable!("what the scenario draws"),
            }
        };
        Self {
            growth: ["revenue.All.growth", "burn.All.growth"]
                .map(|name| std::array::from_fn(|year| distribution(name, year))),
            margin: distribution("compute_margin", 0),
            amount: distribution("capital.Round of 2026.amount", 0),
            growths: Growths::of(12),
        }
    }
}

/// Room for the draws of a block, and what was counted.
struct Room {
    bits: Bits,
    lookup: TableLookup,
    closes: Lanes,
    factor: [[Lanes; YEARS]; 2],
    integral: [[Lanes; YEARS]; 2],
    margin: [Lanes; YEARS],
    landed: [Lanes; YEARS],
    counts: [[u64; YEARS + 1]; 2],
}

/// One block, as work for vectors.
struct Follow<'a> {
    distributions: &'a Marginals<'a>,
    room: &'a mut Room,
    seed: u64,
    block: u64,
    runs: usize,
}

impl Work for Follow<'_> {
    type Output = ();

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the place of a year, a small whole number")]
    fn work(self, width: Width) {
        let (distributions, room) = (self.distributions, self.room);
        room.lookup.width = width;
        for (flow, name) in ["revenue", "burn"].into_iter().enumerate() {
            let mut stream = Stream::new(StreamKey::new(self.seed, name), self.block);
            for year in 0..YEARS {
                let (factor, integral) = (&mut room.factor[flow][year], &mut room.integral[flow][year]);
                draw(distributions.growth[flow][year], &mut stream, &mut room.bits, &mut room.lookup, factor);
                for lane in 0..LANES {
                    factor[lane] = factor[lane].max(-0.99);
                }
                step_growth(distributions.growths, &mut room.lookup, factor, integral);
            }
        }
        let streams = ["margin", "amount", "closes"].map(|name| StreamKey::new(self.seed, name));
        let [mut margin, mut amount, mut closes] = streams.map(|key| Stream::new(key, self.block));
        for year in 0..YEARS {
            draw(distributions.margin, &mut margin, &mut room.bits, &mut room.lookup, &mut room.margin[year]);
            let landed = &mut room.landed[year];
            draw(distributions.amount, &mut amount, &mut room.bits, &mut room.lookup, landed);
            closes.fill(&mut room.bits);
            uniforms(&room.bits, AffineMap::IDENTITY, &mut room.closes);
            for lane in 0..LANES {
                landed[lane] = if room.closes[lane] < 0.6 { landed[lane] } else { 0.0 };
            }
        }
        let clocks = walk(room);
        for lane in 0..self.runs {
            for (clock, counts) in clocks.iter().zip(&mut room.counts) {
                counts[clock[lane] as usize] += 1;
            }
        }
    }
}

#[inline(always)]
fn draw(
    distribution: Marginal<'_>,
    stream: &mut Stream,
    bits: &mut Bits,
    lookup: &mut TableLookup,
    values: &mut Lanes,
) {
    stream.fill(bits);
    lookup.find_bits(bits);
    let cubics = distribution.table.by_probability().expect("a smooth distribution");
    if lookup.evaluate(cubics, distribution.affine, values) {
        for lane in 0..LANES {
            if values[lane].is_nan() {
                values[lane] = distribution.affine.apply(distribution.table.quantile(tail_probabilities(bits[lane])));
            }
        }
    }
}

/// The years of exhaustion and of profitability, counted from 0; the number of years if never.
#[inline(always)]
fn walk(room: &Room) -> [Lanes; 2] {
    let never = Row::all(YEARS as f64);
    let mut clocks = [Lanes::all(0.0); 2];
    for row in 0..ROWS {
        let (mut exhausted, mut profitable) = (never, never);
        let (mut revenue_rate, mut burn_rate, mut cash) = (Row::all(13.1), Row::all(17.2), Row::all(40.0));
        for year in 0..YEARS {
            let this = Row::all(year as f64);
            let of = |flow: usize| (room.factor[flow][year].row(row), room.integral[flow][year].row(row));
            let ((revenue_factor, revenue), (burn_factor, burn)) = (of(REVENUE), of(BURN));
            let result = revenue_rate * revenue * room.margin[year].row(row) - burn_rate * burn;
            (revenue_rate, burn_rate) = (revenue_rate * revenue_factor, burn_rate * burn_factor);
            let opening = cash + room.landed[year].row(row);
            cash = opening + result;
            let lowest = opening.lesser(cash);
            exhausted = exhausted.or_where((lowest, lowest), exhausted.lesser(this), |lowest, _| lowest < 0.0);
            profitable = profitable.or_where((result, result), profitable.lesser(this), |result, _| result >= 0.0);
        }
        clocks[0].set_row(row, exhausted);
        clocks[1].set_row(row, profitable);
    }
    clocks
}

/// Simulates a number of runs of `benchmark` under a seed, on all threads of rayon's pool; `None` for any other scenario.
pub(crate) fn of(scenario: &str) -> Option<impl Fn(u64, u64) -> Counts> {
    (scenario == "benchmark").then_some(())?;
    let model = ours::model(scenario);
    Some(move |runs: u64, seed| {
        let distributions = Marginals::of(&model);
        let tasks = runs.div_ceil(BLOCKS_A_TASK * LANES as u64);
        let counts = (0..tasks).into_par_iter().map(|task| follow(&distributions, task, runs, seed));
        let [exhausted, profitable] = counts.reduce(|| [[0; YEARS + 1]; 2], merge);
        Counts { exhausted: exhausted.to_vec(), profitable: profitable.to_vec() }
    })
}

fn follow(distributions: &Marginals<'_>, task: u64, runs: u64, seed: u64) -> [[u64; YEARS + 1]; 2] {
    const NOTHING: Lanes = Lanes::all(0.0);
    let mut room = Box::new(Room {
        bits: Bits::all(0),
        lookup: TableLookup::default(),
        closes: NOTHING,
        factor: [[NOTHING; YEARS]; 2],
        integral: [[NOTHING; YEARS]; 2],
        margin: [NOTHING; YEARS],
        landed: [NOTHING; YEARS],
        counts: [[0; YEARS + 1]; 2],
    });
    for block in task * BLOCKS_A_TASK..(task + 1) * BLOCKS_A_TASK {
        let left = usize::try_from(runs.saturating_sub(block * LANES as u64)).unwrap_or(LANES);
        at_full_width(Follow { distributions, room: &mut room, seed, block, runs: left.min(LANES) });
    }
    room.counts
}

fn merge(mut a: [[u64; YEARS + 1]; 2], b: [[u64; YEARS + 1]; 2]) -> [[u64; YEARS + 1]; 2] {
    for (a, b) in a.iter_mut().flatten().zip(b.iter().flatten()) {
        *a += b;
    }
    a
}
