//! Curves of equal probability: on the straight lines that closed forms have them on, and through what solving finds.

use crate::solve::GAUSSIAN;
use crate::support::near;
use runout::answers::{Frontier, LeverValue, Side, survival};
use runout::engine::{Plan, Simulator};
use runout::model::Levers;
use runout::report::{frontier_csv, frontier_grid_csv, json};
use runout::sampling::Sampling;
use runout::scenario::Source;

const RUNS: u64 = 5_000;

fn plan(threads: Option<usize>) -> Plan {
    Plan { runs: RUNS, seed: 1, sampling: Sampling::Random, threads, ..Plan::default() }
}

fn found(text: &str, [x, y]: [&str; 2], threads: Option<usize>) -> Frontier {
    let levers = Levers::new(Source::of_text("test.toml", text), &[]).unwrap();
    let sides = [x, y].map(|path| Side { lever: levers.lever(path).unwrap(), range: None });
    let claim = survival(levers.base());
    Simulator::new(plan(threads)).unwrap().frontier(&levers, &sides, &claim).unwrap()
}

fn number(value: LeverValue) -> f64 {
    match value {
        LeverValue::Number(number) => number,
        LeverValue::Date(date) => panic!("{date}"),
    }
}

/// Cash c and s more of burn: c / 2 - s = 15 + 3 z.
#[test]
fn curves_lie_on_the_lines_of_the_closed_form() {
    let found = found(GAUSSIAN, ["cash.opening", "burn.All.annual+"], None);
    // Quantiles and densities of the standard normal at 50, 80, 90 and 95 %.
    let known = [(0.0, 0.398_942), (0.841_621, 0.279_962), (1.281_552, 0.175_498), (1.644_854, 0.103_136)];
    for (level, (z, density)) in found.levels.iter().zip(known) {
        let p = level.probability;
        let error = 3.0 * (p * (1.0 - p) / RUNS as f64).sqrt() / density;
        assert_eq!(level.curves.len(), 1, "{p}");
        assert!(level.curves[0].len() > 10, "{p}");
        for point in &level.curves[0] {
            let burn = 0.5f64.mul_add(number(point.x), -number(point.y));
            near(burn, 3.0f64.mul_add(z, 15.0), 4.5 * error);
        }
    }
    near(number(found.own.x), 24.0, 0.0);
    near(found.own.probability.estimate, 0.158_655, 0.02);
}

#[test]
fn curves_pass_through_what_solving_finds_on_the_same_runs() {
    let found = found(GAUSSIAN, ["cash.opening", "burn.All.annual+"], None);
    let levers = Levers::new(Source::of_text("test.toml", GAUSSIAN), &[]).unwrap();
    let claim = survival(levers.base());
    let requested = [levers.lever("cash.opening").unwrap(), levers.lever("burn.All.annual+").unwrap()];
    let solution = Simulator::new(plan(None)).unwrap().solve(&levers, &requested, &claim, 0.9).unwrap();
    let curve = &found.levels[2].curves[0];
    for (place, answer) in solution.levers.iter().enumerate() {
        let needed = answer.needed.as_ref().unwrap();
        let [value, low, high] = [needed.value, needed.low.unwrap(), needed.high.unwrap()].map(number);
        let on_the_line =
            curve.iter().find(|point| if place == 0 { point.y == found.own.y } else { point.x == found.own.x });
        let point = on_the_line.unwrap_or_else(|| panic!("no point beside {}", answer.lever));
        near(number(if place == 0 { point.x } else { point.y }), value, 0.15 * (high - low));
    }
}

/// The same plane seen from the other side: the curves are the same, whichever lever is upwards.
#[test]
fn a_lever_that_does_nothing_gives_straight_curves() {
    let found = found(GAUSSIAN, ["cash.opening", "capital.Round.probability"], None);
    for level in &found.levels {
        let places: Vec<f64> = level.curves[0].iter().map(|point| number(point.x)).collect();
        let spread = places.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b))
            - places.iter().fold(f64::INFINITY, |a, b| a.min(*b));
        assert!(places.len() == found.y.values.len() && spread < 1e-9, "{places:?}");
    }
}

#[test]
fn a_frontier_and_its_tables_do_not_depend_on_the_number_of_threads() {
    let [one, two] = [1, 2].map(|threads| {
        let found = found(GAUSSIAN, ["cash.opening", "burn*"], Some(threads));
        [json(&found).unwrap(), frontier_csv(&found).unwrap(), frontier_grid_csv(&found).unwrap()]
    });
    assert!(one == two);
    let table = String::from_utf8(one[1].clone()).unwrap();
    assert!(table.starts_with("probability,curve,x,y\n0.5,1,"), "{}", &table[..60]);
    let grid = String::from_utf8(one[2].clone()).unwrap();
    assert!(grid.starts_with("x,y,probability,low,high\n") && grid.lines().count() == 13 * 11 + 1);
}
