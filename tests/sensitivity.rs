//! What decides: known indices through the estimators, known companies through the simulation.

use crate::problems::message;
use crate::support::{answers_of, model};
use rand::Rng as _;
use runout::answers::{
    HeldAt, Index, Measured, QuestionKind, Resolution, Sensitivity, SensitivityRequest, UnitIndices, claim_called,
    indices, shapley, sum_of_first,
};
use runout::engine::{Plan, Progress, Simulator};
use runout::error::Error;
use runout::model::{Model, load};
use runout::report::json;
use runout::sampling::{Sampling, Stream, StreamKey};
use runout::tally::BATCHES;
use runout::tally::sensitivity::{ChainSums, SwapSums};
use std::f64::consts::{FRAC_PI_6, PI};
use std::sync::atomic::{AtomicBool, Ordering};

/// Functions of uniforms on (0, 1) are counted in millionths.
const FINE: f64 = 1e6;

fn whole(value: f64) -> i64 {
    (value * FINE).round() as i64
}

fn points(stream: &mut Stream, inputs: usize) -> Vec<f64> {
    (0..inputs).map(|_| (stream.next_u64() >> 11) as f64 / (1_u64 << 53) as f64).collect()
}

/// The sums of each unit and batch for `f` of so many uniforms.
fn swapped(f: &dyn Fn(&[f64]) -> f64, inputs: usize, pairs: usize, seed: u64) -> Vec<[SwapSums; BATCHES]> {
    let mut stream = Stream::new(StreamKey::new(seed, "test"), 0);
    let mut sums = vec![[SwapSums::default(); BATCHES]; inputs];
    for pair in 0..pairs {
        let (a, b) = (points(&mut stream, inputs), points(&mut stream, inputs));
        for unit in 0..inputs {
            let (mut ab, mut ba) = (a.clone(), b.clone());
            std::mem::swap(&mut ab[unit], &mut ba[unit]);
            let [a, b, ab, ba] = [&a, &b, &ab, &ba].map(|x| whole(f(x)));
            sums[unit][pair % BATCHES].add(a, b, ab, ba);
        }
    }
    sums
}

/// Fails unless a share is within so many standard errors, and its error is about as great as it was when this was written.
#[track_caller]
fn is_near(found: Measured, exact: f64, errors: f64, widest: f64) {
    let half = (found.high - found.low) / 2.0;
    let error = half / 2.04;
    assert!(half <= widest, "{found:?} is wider than {widest}");
    assert!((found.estimate - exact).abs() <= errors * error.max(1e-9), "{found:?} is not {exact}");
}

fn ishigami(x: &[f64]) -> f64 {
    let [a, b, c] = [0, 1, 2].map(|at: usize| PI * (2.0 * x[at] - 1.0));
    a.sin() + 7.0 * b.sin().powi(2) + 0.1 * c.powi(4) * a.sin()
}

/// METHODS: Ishigami, a = 7, b = 0.1.
const ISHIGAMI: [[f64; 2]; 3] =
    [[0.313_905_191_147_811, 0.557_588_855_209_959], [0.442_411_144_790_041; 2], [0.0, 0.243_683_664_062_148]];

#[test]
fn ishigamis_function_has_its_indices() {
    let sums = swapped(&ishigami, 3, 40_000, 1);
    for (sums, [first, total]) in sums.iter().zip(ISHIGAMI) {
        let found = indices(sums).unwrap();
        is_near(found.first, first, 4.5, 0.02);
        is_near(found.total, total, 4.5, 0.02);
    }
    let sums: Vec<&[SwapSums]> = sums.iter().map(|sums| sums.as_slice()).collect();
    is_near(sum_of_first(&sums).unwrap(), 0.313_905_191_147_811 + 0.442_411_144_790_041, 4.5, 0.02);
}

#[test]
fn the_g_function_has_its_indices() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let g = move |x: &[f64]| x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product();
    let sums = swapped(&g, 8, 20_000, 2);
    // METHODS: G function of these a.
    let first = [0.716_192_168_879_033, 0.179_048_042_219_758, 0.023_675_774_177_819_3, 0.007_161_921_688_790_33];
    let total = [0.787_144_126_659_275, 0.242_198_192_818_238, 0.034_316_910_154_082_8, 0.010_460_387_065_239_5];
    for (unit, sums) in sums.iter().take(4).enumerate() {
        let found = indices(sums).unwrap();
        is_near(found.first, first[unit], 4.5, 0.025);
        is_near(found.total, total[unit], 4.5, 0.025);
    }
    // A small index is known well: to a tenth of a point, where a plain pick-and-freeze would have a whole one.
    let small = indices(&sums[4]).unwrap().total;
    assert!(small.estimate > 0.0 && small.high < 2e-4, "{small:?}");
}

#[test]
fn what_only_adds_up_has_total_indices_that_are_first_order_and_what_does_nothing_has_none() {
    let sums = swapped(&|x| 3.0 * x[0] + x[1].powi(2), 3, 3_200, 3);
    let found: Vec<_> = sums.iter().map(|sums| indices(sums).unwrap()).collect();
    // A sum of rounded numbers is rounded once, so the two differ by what a millionth does.
    for unit in &found[..2] {
        assert!((unit.first.estimate - unit.total.estimate).abs() < 1e-6, "{unit:?}");
        assert!(unit.first.estimate <= unit.total.estimate);
    }
    let nothing = found[2];
    assert_eq!((nothing.first.estimate.to_bits(), nothing.total.estimate.to_bits()), (0, 0));
    assert_eq!(nothing.total.index().resolution, Resolution::Small);
    assert!(
        nothing.total.high > 0.0 && nothing.total.high < 0.02,
        "what was never seen is not impossible: {nothing:?}"
    );
}

#[test]
fn one_unit_that_decides_alone_has_an_index_of_one_but_not_for_certain() {
    let sums = swapped(&|x| f64::from(x[0] < 0.3), 2, 3_200, 4);
    let found = indices(&sums[0]).unwrap();
    assert!((found.first.estimate - 1.0).abs() < 1e-12 && found.first.low < 1.0 && found.first.low > 0.98, "{found:?}");
}

/// Nominal 95 %: 300 analyses of 1,024 pairs each of Ishigami's function and of whether it is above 6.
#[test]
fn intervals_hold_the_indices_as_often_as_they_say() {
    let (mut held, mut tried, mut rare) = (0, 0, Vec::new());
    let above = |x: &[f64]| f64::from(ishigami(x) > 9.0);
    for seed in 0..300 {
        for (sums, exact) in swapped(&ishigami, 3, 1_024, 100 + seed).iter().zip(ISHIGAMI) {
            let found = indices(sums).unwrap();
            for (share, exact) in [found.first, found.total].into_iter().zip(exact) {
                held += i32::from((share.low..=share.high).contains(&exact));
                tried += 1;
            }
        }
        rare.push(indices(&swapped(&above, 3, 1_024, 500 + seed)[0]).unwrap().total);
    }
    let coverage = f64::from(held) / f64::from(tried);
    assert!((0.935..0.985).contains(&coverage), "{coverage}");
    // For the yes-or-no function, the total index of its first input by far more pairs.
    let exact = indices(&swapped(&above, 3, 100_000, 7)[0]).unwrap().total.estimate;
    let held = rare.iter().filter(|share| (share.low..=share.high).contains(&exact)).count();
    assert!((0.92..0.99).contains(&(held as f64 / 300.0)), "{held} of 300");
}

/// Known: half of what the first and the third do together goes to each.
#[test]
fn ishigamis_function_has_its_shapley_effects() {
    let mut stream = Stream::new(StreamKey::new(1, "test"), 0);
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let mut batches = vec![ChainSums::new(3); BATCHES];
    let chains = 48_000;
    for chain in 0..chains {
        let (a, b) = (points(&mut stream, 3), points(&mut stream, 3));
        let (ends, mut along) = ([&a, &b].map(|x| whole(ishigami(x))), a.clone());
        for unit in orders[(stream.next_u64() % 6) as usize] {
            let before = whole(ishigami(&along));
            along[unit] = b[unit];
            batches[chain % BATCHES].add(unit, ends, before, whole(ishigami(&along)));
        }
    }
    let found = shapley(&batches, chains as u64).unwrap();
    for (found, [first, total]) in found.iter().zip(ISHIGAMI) {
        is_near(*found, f64::midpoint(first, total), 4.5, 0.02);
    }
    assert!((found.iter().map(|share| share.estimate).sum::<f64>() - 1.0).abs() < 1e-12);
}

fn analyse(
    model: &Model,
    of: QuestionKind,
    claim: Option<&str>,
    runs: u64,
    change: impl FnOnce(&mut Plan, &mut SensitivityRequest),
) -> Sensitivity {
    let mut plan = Plan { runs, ..Plan::default() };
    let claim = claim.map(|claim| claim_called(claim, model).unwrap());
    let mut request = SensitivityRequest { of, claim, shapley: false, overrides: vec![] };
    change(&mut plan, &mut request);
    Simulator::new(plan).unwrap().sensitivity(model, &request).unwrap()
}

#[track_caller]
fn unit<'s>(found: &'s Sensitivity, driver: &str) -> &'s UnitIndices {
    found.units.iter().find(|unit| unit.drivers.iter().any(|name| name == driver)).unwrap_or_else(|| panic!("{driver}"))
}

#[track_caller]
fn holds(index: Index, exact: f64) {
    let estimate = index.estimate.unwrap();
    let half = (index.high - index.low) / 2.0;
    assert!((estimate - exact).abs() < 4.5 / 2.04 * half && half < 0.03, "{index:?} is not {exact}");
}

/// A year in one step. Cash at its end is normal: variances 1, 9, and of the two that are correlated 16 + 25 + 40 r; its median is -100.
const LINEAR: &str = r#"
    start = 2026-01-01
    years = 1
    step = "year"
    [cash]
    opening = { normal = { mean = 20, std_dev = 1 } }
    [[revenue]]
    name = "None"
    annual = 0
    [[burn]]
    name = "A"
    annual = { normal = { mean = 30, std_dev = 3 } }
    [[burn]]
    name = "B"
    annual = { value = { normal = { mean = 40, std_dev = 4 } }, persistence = 0.5 }
    [[burn]]
    name = "C"
    annual = { normal = { mean = 50, std_dev = 5 } }
    [[correlation]]
    between = ["burn.B.annual", "burn.C.annual"]
    spearman = 0.5
    [[claim]]
    text = "Lacks at least 100"
    cash = { year = 2026, at_most = -100 }
"#;

/// The shares of the variance: opening cash, A, and B with C.
fn linear_shares() -> [f64; 3] {
    let r = 2.0 * (FRAC_PI_6 * 0.5).sin();
    let parts = [1.0, 9.0, 16.0 + 25.0 + 40.0 * r];
    parts.map(|part| part / parts.iter().sum::<f64>())
}

const LINEAR_UNITS: [&str; 3] = ["cash.opening", "burn.A.annual", "burn.B.annual"];

/// Capital needed is what the cash lacks at the end of the year, since it never lasts: linear in normal drivers.
#[test]
fn a_linear_company_has_the_shares_of_its_variances() {
    let model = model(LINEAR);
    let found = analyse(&model, QuestionKind::Need, None, 8_192, |_, request| request.shapley = true);
    assert_eq!(found.units.len(), 3, "B and C are one unit");
    assert_eq!(
        unit(&found, "burn.C.annual").drivers,
        ["burn.C.annual", "burn.B.annual"],
        "the one that moves more first"
    );
    for (name, share) in LINEAR_UNITS.into_iter().zip(linear_shares()) {
        let unit = unit(&found, name);
        holds(unit.first, share);
        holds(unit.total, share);
        holds(unit.shapley.unwrap(), share);
    }
    holds(found.alone.unwrap(), 1.0);
    // Held at the 10 % and the 90 % quantile, 5 x 1.2816 away from its mean, C alone moves the mean by that.
    let held = found.drivers.iter().find(|held| held.driver == "burn.C.annual").unwrap();
    let exact = 2.0 * 5.0 * 1.281_551_565_544_600_5;
    let swing = held.high_less_low;
    assert!(
        (swing.estimate - exact).abs() < 1e-4 && swing.high - swing.low < 1e-4,
        "the same in every future: {held:?}"
    );
    let HeldAt::Value(at) = held.low.held_at else { panic!("{held:?}") };
    assert!((at - (50.0 - exact / 2.0)).abs() < 1e-9, "{at}");
}

/// Whether a sum of normals is below its median: of what explains the share s of its variance, the first-order index is 2 asin(s) / pi
/// (Sheppard 1899), the total 1 less that of the rest, the Shapley effect by all subsets.
#[test]
fn a_claim_on_a_linear_company_has_its_indices_in_closed_form() {
    let model = model(LINEAR);
    let found = analyse(&model, QuestionKind::Claim, Some("1"), 32_768, |_, request| request.shapley = true);
    let share_of = |share: f64| 2.0 * share.min(1.0).asin() / PI;
    let shares = linear_shares();
    for (at, name) in LINEAR_UNITS.into_iter().enumerate() {
        let (own, [x, y]) = (shares[at], [shares[(at + 1) % 3], shares[(at + 2) % 3]]);
        let unit = unit(&found, name);
        holds(unit.first, share_of(own));
        holds(unit.total, 1.0 - share_of(1.0 - own));
        let joins = |others: f64| share_of(others + own) - share_of(others);
        holds(unit.shapley.unwrap(), joins(0.0) / 3.0 + (joins(x) + joins(y)) / 6.0 + (1.0 - share_of(x + y)) / 3.0);
    }
    // A held high burns 3 x 1.2816 more than at its mean, the rest being as it was: Phi(3 x 1.2816 / 8.51...).
    let held = found.drivers.iter().find(|held| held.driver == "burn.A.annual").unwrap();
    let rest = (1.0 + 16.0 + 25.0 + 80.0 * (FRAC_PI_6 * 0.5).sin()).sqrt();
    let exact = 0.5 * (1.0 + error_function(3.0 * 1.281_551_565_544_600_5 / rest / 2.0_f64.sqrt()));
    let error = (exact * (1.0 - exact) / 32_768.0).sqrt();
    assert!((held.high.answer.estimate - exact).abs() < 4.5 * error, "{held:?} {exact}");
    assert!((held.low.answer.estimate + exact - 1.0).abs() < 4.5 * error);
    let widths = [held.high.less_baseline, held.high.answer].map(|found| found.high - found.low);
    assert!(widths[0] < 0.95 * widths[1], "a difference on the same draws is known better: {widths:?}");
}

/// By its series.
fn error_function(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..60 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    2.0 / PI.sqrt() * sum
}

/// 40 of cash and a burn of uniform 10 to 30 a year, two years: it lasts 480 / burn months, 24 at most.
#[test]
fn how_long_the_cash_lasts_is_counted_to_the_horizon() {
    let text = "start = 2026-01-01\nyears = 2\n[cash]\nopening = 40\n[[revenue]]\nname = 'None'\nannual = 0\n[[burn]]\nname = 'All'\nannual = { value = { uniform = { min = 10, max = 30 } }, persistence = 1 }\n";
    let found = analyse(&model(text), QuestionKind::Date, None, 8_192, |_, _| ());
    // (24 x 10 + the integral of 480 / b from 20 to 30) / 20
    let exact = (240.0 + 480.0 * 1.5_f64.ln()) / 20.0;
    assert!(
        (found.baseline.estimate - exact).abs() < 2.2 * (found.baseline.high - found.baseline.estimate),
        "{:?}",
        found.baseline
    );
    let [low, high] = [&found.drivers[0].low, &found.drivers[0].high].map(|side| side.answer.estimate);
    assert!((low - 24.0).abs() < 1e-5, "at 12 a year it lasts beyond the horizon: {low}");
    assert!((high - 480.0 / 28.0).abs() < 1e-5, "at 28 a year: {high}");
    assert_eq!(found.units.len(), 1);
    assert!((found.units[0].first.estimate.unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn the_same_bytes_come_of_any_number_of_threads() {
    let startup = load("startup", &[]).unwrap().model;
    let hardware = load("hardware", &[]).unwrap().model;
    let bytes = |model: &Model, of, threads| {
        let found = analyse(model, of, None, 4_096, |plan, request| {
            plan.threads = Some(threads);
            request.shapley = of == QuestionKind::Claim;
        });
        String::from_utf8(json(&found).unwrap()).unwrap()
    };
    for (model, of) in [
        (&startup, QuestionKind::Claim),
        (&startup, QuestionKind::Date),
        (&startup, QuestionKind::Need),
        (&hardware, QuestionKind::Claim),
    ] {
        assert_eq!(bytes(model, of, 1), bytes(model, of, 2));
    }
}

/// A round that is held not to close is a round whose probability is 0, draw by draw.
#[test]
fn what_closes_or_not_is_held_closed_and_not_and_the_baseline_is_the_answer_of_run() {
    let model = load("startup", &[]).unwrap().model;
    let found = analyse(&model, QuestionKind::Claim, None, 8_192, |_, _| ());
    let answer = |probability: &str| {
        let changed = load("startup", &[format!("capital[0].probability={probability}")]).unwrap().model;
        answers_of(&changed, 8_192, None).exhaustion.by_horizon
    };
    assert_eq!(found.baseline, answer("0.65"));
    let held = found.drivers.iter().find(|held| held.driver == "capital.Seed extension.closes").unwrap();
    assert_eq!((held.low.answer, held.high.answer), (answer("0"), answer("1")));
    assert_eq!(held.low.held_at, HeldAt::Words("does not close".to_owned()));
    let difference = held.high.answer.estimate - held.low.answer.estimate;
    assert!((held.high_less_low.estimate - difference).abs() < 1e-12);
}

#[test]
fn events_are_held_to_happen_or_never_and_drivers_that_only_last_stay_by_themselves() {
    let model = load("hardware", &[]).unwrap().model;
    let found = analyse(&model, QuestionKind::Claim, None, 4_096, |_, _| ());
    let held = |name: &str| found.drivers.iter().find(|held| held.driver == name).unwrap();
    let recall = held("event.Recall.fires");
    let words = [&recall.low.held_at, &recall.high.held_at].map(|at| at.clone());
    assert_eq!(words, ["never", "every year"].map(|words| HeldAt::Words(words.to_owned())));
    assert!(recall.high_less_low.low > 0.2, "a recall every year is bad: {recall:?}");
    let groups: Vec<_> = found.units.iter().filter(|unit| unit.drivers.len() > 1).collect();
    let mut members = groups[0].drivers.clone();
    members.sort();
    assert_eq!(
        (groups.len(), members),
        (1, ["burn.Parts.growth", "revenue.Devices.growth", "users.growth"].map(str::to_owned).to_vec())
    );
    assert_eq!(unit(&found, "users.conversion").drivers.len(), 1, "persistence alone binds nobody");
    assert_eq!(found.drivers.len(), found.units.len() + 2);
}

#[test]
fn latin_hypercubes_give_the_same_indices() {
    let model = load("startup", &[]).unwrap().model;
    let by = |sampling| analyse(&model, QuestionKind::Claim, None, 16_384, |plan, _| plan.sampling = sampling);
    let (random, latin) = (by(Sampling::Random), by(Sampling::Latin));
    for unit_of in &random.units {
        let other = unit(&latin, &unit_of.drivers[0]);
        for (one, other) in [(unit_of.first, other.first), (unit_of.total, other.total)] {
            let [a, b] = [one, other].map(|index| index.estimate.unwrap_or(index.high / 2.0));
            let reach = (one.high - one.low).hypot(other.high - other.low) / 2.0;
            assert!((a - b).abs() < 2.2 * reach, "{} {one:?} {other:?}", unit_of.drivers[0]);
        }
    }
}

#[test]
fn what_cannot_be_analysed_is_refused_with_a_remedy() {
    let refused = |model: &Model, sampling, stop| {
        let plan = Plan { runs: 1, seed: 1, sampling, threads: None, ..Plan::default() };
        let request = SensitivityRequest { of: QuestionKind::Claim, claim: None, shapley: false, overrides: vec![] };
        Simulator::new(plan).unwrap().stopped_by(&AtomicBool::new(stop)).sensitivity(model, &request).unwrap_err()
    };
    let startup = load("startup", &[]).unwrap().model;
    let sobol = message(&refused(&startup, Sampling::Sobol, false));
    assert!(sobol.contains("`--sampling sobol`") && sobol.contains("help: "), "{sobol}");
    let certain = model(
        "start = 2026-01-01\nyears = 1\n[cash]\nopening = 1\n[[revenue]]\nname = 'A'\nannual = 1\n[[burn]]\nname = 'B'\nannual = 1\n",
    );
    let certain = message(&refused(&certain, Sampling::Random, false));
    assert!(certain.contains("nothing is uncertain") && certain.contains("help: "), "{certain}");
    assert!(matches!(refused(&startup, Sampling::Random, true), Error::Stopped(_)), "stopped before it began");
}

#[test]
fn a_claim_that_never_holds_has_no_uncertainty_and_one_that_hardly_does_is_not_resolved() {
    let text = LINEAR.replace("at_most = -100", "at_most = -1000");
    let never = analyse(&model(&text), QuestionKind::Claim, Some("1"), 4_096, |_, _| ());
    assert!(never.units.is_empty() && never.alone.is_none() && never.provenance.complete);
    // 3.1 standard deviations below the median: one future in a thousand.
    let text = LINEAR.replace("at_most = -100", "at_most = -126.5");
    let rare = analyse(&model(&text), QuestionKind::Claim, Some("1"), 4_096, |_, _| ());
    assert!(rare.baseline.estimate > 0.0 && rare.baseline.estimate < 0.003);
    for unit in &rare.units {
        assert_eq!((unit.total.resolution, unit.total.estimate), (Resolution::Unresolved, None), "{unit:?}");
        assert_eq!((unit.total.low, unit.total.high), (0.0, 1.0));
    }
    assert_eq!(rare.units.len(), 3);
    assert!(rare.runs_to_resolve.unwrap() > 8_192);
}

#[test]
fn an_interrupted_analysis_says_what_is_missing() {
    let model = load("benchmark", &[]).unwrap().model;
    let stop = AtomicBool::new(false);
    let plan = Plan { runs: 12_288, seed: 1, sampling: Sampling::Random, threads: Some(1), ..Plan::default() };
    let request = SensitivityRequest { of: QuestionKind::Claim, claim: None, shapley: false, overrides: vec![] };
    // Stopped amid the last wave, which is left out as a whole.
    let whole = Simulator::new(plan.clone()).unwrap().sensitivity(&model, &request).unwrap();
    assert!(whole.provenance.complete && whole.drivers_missing + whole.units_missing == 0);
    let on_progress = |progress: Progress| {
        assert_eq!(progress.until, whole.followed);
        stop.store(progress.runs * 20 > 17 * progress.until, Ordering::Relaxed);
    };
    let stopped = Simulator::new(plan).unwrap().stopped_by(&stop).reporting_to(&on_progress);
    let part = stopped.sensitivity(&model, &request).unwrap();
    assert!(!part.provenance.complete && part.drivers_missing == 0 && part.alone.is_none());
    assert_eq!(part.units.len() + part.units_missing, whole.units.len());
    assert!(!part.units.is_empty() && part.units_missing > 0);
    assert_eq!(part.drivers, whole.drivers);
    assert!(
        part.units
            .iter()
            .all(|unit| whole.units.iter().any(|other| other.first == unit.first && other.total == unit.total))
    );
}

#[test]
fn the_command_writes_what_it_prints_and_refuses_what_makes_no_sense() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| {
        let mut command = assert_cmd::Command::cargo_bin("runout").unwrap();
        command.args(["sensitivity", "startup", "--quiet", "--no-charts", "--runs", "5000", "--out", "found"]);
        command.args(arguments.split_whitespace()).current_dir(folder.path()).output().unwrap()
    };
    let printed = run("--format json --claim 3");
    assert!(printed.status.success(), "{printed:?}");
    assert_eq!(std::fs::read(folder.path().join("found/sensitivity.json")).unwrap(), printed.stdout);
    let found: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!((&found["runs"], &found["asked"]["of"]), (&8_192.into(), &"claim".into()));
    assert_eq!(found["asked"]["text"], "With 500 more it would never run out");
    let printed = String::from_utf8(run("--shapley").stdout).unwrap();
    assert!(
        printed.contains("Shapley") && printed.contains("5,000 were asked for: 8,192 is the next number"),
        "{printed}"
    );
    assert!(printed.lines().all(|line| line.chars().count() <= 100), "{printed}");
    for (wrong, words) in
        [("--of date --claim 1", "leave one of the two out"), ("--sampling sobol", "--sampling latin")]
    {
        let refused = run(wrong);
        assert_eq!(refused.status.code(), Some(2));
        assert!(String::from_utf8(refused.stderr).unwrap().contains(words), "{wrong}");
    }
}
