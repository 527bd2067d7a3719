//! Designs: every run is distributed as a random one, draws are correlated and persist as requested, and answers are more precise.

use crate::analytic::walk;
use crate::goodness::{LIMIT, company, correlated, is_correlated, kolmogorov, persistent};
use crate::support::{DESIGNS, draws_by, families, follow_by, model};
use runout::answers::Request;
use runout::engine::{Block, Observer, Plan, Simulator, replay};
use runout::internals::{bits_of, tail_probabilities};
use runout::model::Model;
use runout::sampling::{Futures, LANES, Sampling};
use runout::scenario::Library;

const SPREAD: [Sampling; 2] = [Sampling::Latin, Sampling::Sobol];

#[test]
fn bits_stand_for_the_probability_that_they_are_made_of() {
    let half = 1_u64 << 51;
    for k in [0, 1, 12_345, half / 3, half - 1, half, half + 1, half + half / 7, 2 * half - 2, 2 * half - 1] {
        let (p, u) = (tail_probabilities(bits_of(k)), (k as f64 + 0.5) / (2 * half) as f64);
        assert!((p.below - u).abs() <= f64::EPSILON * u, "{k}");
        let above = (2 * half - 1 - k) as f64 + 0.5;
        assert!((p.above - above / (2 * half) as f64).abs() <= f64::EPSILON * p.above, "{k}");
    }
}

/// With one run of each block in each of so many strata as it has lanes, no share of draws is off by more than one stratum.
#[test]
fn single_draws_of_every_family_follow_its_distribution_evenly() {
    let blocks = 64;
    for family in families::all() {
        let model = model(&company(family.written, "1", ""));
        for design in SPREAD {
            let drawn = draws_by(design, &model, "cash.opening", 1, blocks).swap_remove(0);
            let distance = kolmogorov(&drawn, family.exact.as_ref()) / (drawn.len() as f64).sqrt();
            assert!(distance <= 1.0 / LANES as f64 + 1e-9, "{design}, {}: {distance}", family.name);
        }
    }
}

#[test]
fn draws_of_every_year_follow_the_distribution_whatever_the_persistence() {
    for family in families::all() {
        for persistence in [0.0, 0.5, 1.0] {
            let model = model(&persistent(family.written, persistence));
            for design in SPREAD {
                for drawn in draws_by(design, &model, "revenue.All.annual", 1, 64) {
                    let distance = kolmogorov(&drawn, family.exact.as_ref());
                    assert!(distance < LIMIT, "{design}, {}, persistence {persistence}: {distance}", family.name);
                }
            }
        }
    }
}

/// One lane of a block is a random run: of the points of a sequence it always has the same, so only the scramble makes it random.
/// The first 16 blocks under 256 seeds are 4,096 such runs.
#[test]
fn a_single_lane_follows_the_distribution_over_seeds_and_blocks() {
    let distribution = runout::distribution::Uniform::new(10.0, 30.0).unwrap();
    let model = model(&persistent("{ uniform = { min = 10, max = 30 } }", 0.5));
    for design in SPREAD {
        let years: Vec<Vec<Vec<f64>>> =
            (1..=256).map(|seed| draws_by(design, &model, "revenue.All.annual", seed, 16)).collect();
        for lane in [0, 1, LANES - 1] {
            for year in 0..3 {
                let drawn: Vec<f64> =
                    years.iter().flat_map(|years| years[year].iter().skip(lane).step_by(LANES).copied()).collect();
                assert_eq!(drawn.len(), 4_096);
                let distance = kolmogorov(&drawn, &distribution);
                assert!(distance < LIMIT, "{design}, lane {lane}, year {year}: {distance}");
            }
        }
    }
}

/// Enough drivers and months that the dimensions run out: 3 x 120 draws, of which 256 at most are spread.
#[test]
fn draws_that_are_not_spread_are_as_random_as_any() {
    let line = |name: &str| {
        format!(
            "[[burn]]\nname = \"{name}\"\nannual = {{ value = {{ uniform = {{ min = 1, max = 2 }} }}, redraw = \"month\", \
             persistence = 0.4 }}\n"
        )
    };
    let text = format!(
        "start = 2026-01-01\nyears = 10\n[cash]\nopening = 1\n[[revenue]]\nname = \"All\"\nannual = 1\n{}{}{}",
        line("A"),
        line("B"),
        line("C")
    );
    let (model, distribution) = (model(&text), runout::distribution::Uniform::new(1.0, 2.0).unwrap());
    let drawn = ["A", "B", "C"].map(|name| draws_by(Sampling::Sobol, &model, &format!("burn.{name}.annual"), 1, 64));
    for months in &drawn {
        for month in (0..120).step_by(7) {
            assert!(kolmogorov(&months[month], &distribution) < LIMIT, "month {month}");
        }
    }
    for month in [1, 59, 60, 61, 119] {
        is_correlated(&drawn[0][month - 1], &drawn[0][month], runout::model::spearman(0.4));
        is_correlated(&drawn[0][month - 1], &drawn[1][month], 0.0);
        is_correlated(&drawn[1][month], &drawn[2][month], 0.0);
    }
}

#[test]
fn correlation_and_persistence_are_as_requested() {
    for ([requested, of_revenue, of_burn], model) in correlated() {
        for design in SPREAD {
            let [revenue, burn] =
                ["revenue.All.annual", "burn.B.annual"].map(|driver| draws_by(design, &model, driver, 1, 64));
            for year in 0..3 {
                is_correlated(&revenue[year], &burn[year], requested);
            }
            if of_revenue < 1.0 {
                is_correlated(&revenue[0], &revenue[1], runout::model::spearman(of_revenue));
                is_correlated(&burn[0], &burn[2], runout::model::spearman(of_burn * of_burn));
            } else {
                assert_eq!(revenue[0], revenue[2], "drawn once and kept");
            }
        }
    }
}

/// Moments of exhaustion by run number.
#[derive(Default)]
struct Moments(Vec<(u64, Vec<f64>)>);

impl Observer for Moments {
    fn end(&mut self, block: &Block<'_>) {
        self.0.push((block.index, block.with_capital.exhausted[..block.runs].to_vec()));
    }
}

fn moments(model: &Model, seed: u64, sampling: Sampling, runs: u64) -> Vec<f64> {
    let plan = Plan { runs, seed, sampling, threads: Some(2), ..Plan::default() };
    let simulated = Simulator::new(plan).unwrap().simulate(model, Moments::default).unwrap();
    let mut blocks: Vec<_> = simulated.observers.into_iter().flat_map(|moments| moments.0).collect();
    blocks.sort_by_key(|(index, _)| *index);
    blocks.into_iter().flat_map(|(_, moments)| moments).collect()
}

#[test]
fn a_run_replayed_by_its_number_is_the_run_that_was_counted() {
    for text in [Library::get("startup").unwrap().text, Library::get("benchmark").unwrap().text] {
        let model = model(text);
        for design in DESIGNS {
            let all = moments(&model, 7, design, 32_768);
            assert_eq!(all.len(), 32_768);
            for run in [0, 1, 511, 512, 16_383, 16_384, 20_000, 32_767] {
                let mut replayed = Moments::default();
                replay(&model, &Futures::all(7, design), run, &mut replayed);
                let lane = runout::engine::lane_of(run);
                assert_eq!(replayed.0[0].1[lane].to_bits(), all[run as usize].to_bits(), "{design}, run {run}");
            }
        }
    }
}

/// Twice the runs are the same and as many again.
#[test]
fn more_runs_go_on_where_fewer_stopped() {
    let model = model(&walk("1212"));
    for design in DESIGNS {
        let (fewer, more) = (moments(&model, 1, design, 16_384), moments(&model, 1, design, 32_768));
        assert_eq!(fewer, more[..16_384], "{design}");
    }
}

/// Shares of runs exhausted before `months`, by replicate.
fn shares(model: &Model, seed: u64, design: Sampling, runs: u64, months: f64) -> Vec<f64> {
    let replicates = Sampling::Sobol.replicates();
    let mut held = vec![0_u64; replicates];
    for (block, moments) in moments(model, seed, design, runs).chunks(LANES).enumerate() {
        held[block % replicates] += moments.iter().filter(|&&moment| moment < months).count() as u64;
    }
    held.iter().map(|&held| held as f64 / (runs / replicates as u64) as f64).collect()
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

const KNOWN: [(f64, f64); 3] = [(6.0, 0.007_668_419_826), (12.0, 0.144_162_053_825), (24.0, 0.568_152_013_015)];
const KNOWN_WITH_DRIFT: [(f64, f64); 3] = [(6.0, 0.012_345_940_80), (12.0, 0.178_023_343_85), (24.0, 0.554_179_510_56)];

/// Within 4 standard errors as the 32 replicates show them: nearer than random runs are.
#[test]
fn known_probabilities_are_met_within_the_designs_own_errors() {
    let drift = "{ value = { normal = { mean = 1212, std_dev = 6 } }, persistence = 1 }";
    for (burn, known) in [("1212", KNOWN), (drift, KNOWN_WITH_DRIFT)] {
        let model = model(&walk(burn));
        for design in SPREAD {
            for (months, exact) in known {
                let (mean, variance) = mean_and_variance(&shares(&model, 1, design, 1 << 18, months));
                let off = (mean - exact) / (variance / 32.0).sqrt();
                assert!(off.abs() < 4.0, "{design}, {months} months: {mean} is {off:.1} standard errors from {exact}");
            }
        }
    }
}

/// How many times the variance of so many random runs is that of a design's, from 8 seeds of 32 replicates.
fn gain(model: &Model, design: Sampling, runs: u64, months: f64, exact: f64) -> f64 {
    let shares: Vec<f64> = (1..=8).flat_map(|seed| shares(model, seed, design, runs, months)).collect();
    exact * (1.0 - exact) / (runs / 32) as f64 / mean_and_variance(&shares).1
}

/// The walk over 24 months.
fn two_years(persistence: &str) -> Model {
    let text = walk("1212").replace("years = 3", "years = 2");
    model(&text.replace("persistence = 0 ", &format!("persistence = {persistence} ")))
}

/// Measured elsewhere: 2 to 9 for Latin hypercubes and 12 to 20 for Sobol points in bridge order, at 65,536 points; here each of
/// the 32 sequences has 2,048. 256 replicates tell a variance to 9 %. Random runs, counted the same way, must gain nothing.
#[test]
fn even_designs_lower_the_variance_of_a_walk() {
    let (months, exact) = KNOWN[2];
    let gains = DESIGNS.map(|design| gain(&two_years("0"), design, 1 << 16, months, exact));
    assert!((0.6..1.6).contains(&gains[0]) && gains[1] > 1.5 && gains[2] > 8.0, "{gains:?}");
}

/// Persistent draws spread over the months; the bridge of sums keeps to the directions that matter. A reference of 2^20 runs is exact
/// enough: its error is a fraction of that of 2^16.
#[test]
fn the_bridge_serves_persistent_draws_as_well() {
    for (persistence, least) in [("0.5", 8.0), ("0.9", 16.0), ("1", 50.0)] {
        let model = two_years(persistence);
        let exact = mean_and_variance(&shares(&model, 99, Sampling::Sobol, 1 << 20, 24.0)).0;
        let gain = gain(&model, Sampling::Sobol, 1 << 16, 24.0, exact);
        assert!(gain > least, "persistence {persistence}: {gain}");
    }
}

/// Of 300 answers at 16,384 runs, 95 % of the intervals hold the truth, to 3.5 standard errors of such a share.
#[test]
fn intervals_of_every_design_hold_the_truth_19_times_in_20() {
    let claims =
        "[[claim]]\ntext = \"year\"\nexhausted_by = 2027-01-01\n[[claim]]\ntext = \"two\"\nexhausted_by = 2028-01-01\n";
    let model = model(&(walk("1212").replace("years = 3", "years = 2") + claims));
    let seeds = 300;
    for design in SPREAD {
        let mut held = [0_u32; 2];
        for seed in 1..=seeds {
            let plan = Plan { runs: 16_384, seed, sampling: design, threads: Some(1), ..Plan::default() };
            let answers = Simulator::new(plan).unwrap().answer(&model, &Request::default()).unwrap();
            assert_eq!(answers.provenance.replicates, Some(32));
            for ((claim, (_, exact)), held) in answers.claims.iter().zip(&KNOWN[1..]).zip(&mut held) {
                let interval = claim.probability;
                *held += u32::from(interval.low <= *exact && *exact <= interval.high);
            }
        }
        for held in held {
            let (share, error) = (f64::from(held) / seeds as f64, (0.95_f64 * 0.05 / seeds as f64).sqrt());
            assert!((share - 0.95).abs() < 3.5 * error, "{design}: {held} of {seeds}");
        }
    }
}

/// All runs of a block: those of a lane that is not counted are followed all the same.
struct Lane(Vec<f64>);

impl Observer for Lane {
    fn end(&mut self, block: &Block<'_>) {
        self.0.extend(block.with_capital.cash.iter());
    }
}

#[test]
fn replicates_and_seeds_have_draws_of_their_own() {
    let model = model(&walk("1212"));
    for design in DESIGNS {
        let cash = |seed| follow_by(design, &model, seed, 33, Lane(Vec::new())).0;
        let (one, other) = (cash(1), cash(2));
        assert_ne!(one[..LANES], other[..LANES], "{design}: seeds");
        assert_ne!(one[..LANES], one[LANES..2 * LANES], "{design}: replicates");
        assert_ne!(one[..LANES], one[32 * LANES..], "{design}: the first replicate goes on");
    }
}
