//! Synthetic explanations, and tests of what the titles of their charts say.

use super::{Charted as _, Look, examples};
use crate::answers::{
    Bad, BlameShares, Density, DriverBlame, DriverShift, Estimate, ExplainedQuestion, Explanation, Fan, Provenance,
    Shift, TypicalPath, TypicalPaths, Year, quantity_of,
};
use crate::wording::fixture::year;

fn about(estimate: f64, half: f64) -> Estimate {
    Estimate { estimate, low: estimate - half, high: estimate + half }
}

/// Nothing is bad.
fn none() -> Explanation {
    let openai = examples::openai();
    Explanation {
        provenance: Provenance {
            schema: 1,
            program: openai.provenance.program,
            scenario: openai.provenance.scenario,
            overrides: vec![],
            runs: 200_000,
            runs_requested: 200_000,
            seed: 1,
            sampling: "random".to_owned(),
            replicates: None,
            given: None,
            complete: true,
        },
        name: "openai".to_owned(),
        followings: 0,
        question: ExplainedQuestion {
            claim: "The cash runs out by the end of 2035".to_owned(),
            source: None,
            bad: Bad::Holds,
            bad_as_asked: false,
            named: false,
            years: (2026..=2035).map(year).collect(),
        },
        failing: about(0.0, 1e-5),
        failing_runs: 0,
        drivers: vec![],
        happenings: vec![],
        densities: vec![],
        typical: None,
        runs_wanted: None,
        blame: None,
    }
}

fn density(driver: &str, year: Option<Year>, (from, to): (f64, f64), shift: f64) -> Density {
    let bins = |middle: f64| {
        let height = |bin: u32| 10_000.0 * (-(f64::from(bin) - middle).powi(2) / 60.0).exp();
        #[expect(clippy::cast_possible_truncation, reason = "at most ten thousand")]
        (0..40).map(|bin| height(bin) as u64).collect::<Vec<u64>>()
    };
    let (failing, others) = (bins(20.0 + 8.0 * shift), bins(20.0));
    Density {
        driver: driver.to_owned(),
        quantity: quantity_of(driver).word(),
        year,
        shift: about(shift, 0.02),
        means: [from + (0.5 + 0.1 * shift) * (to - from), 0.5 * (from + to)],
        from,
        to,
        failing,
        others,
        totals: [140_000, 60_000],
    }
}

fn fan(middle: f64, spread: f64) -> Fan {
    Fan {
        p05: middle - 2.0 * spread,
        p25: middle - spread,
        p50: middle,
        p75: middle + spread,
        p95: middle + 2.0 * spread,
    }
}

fn path(share: f64, run: u64, slope: f64) -> TypicalPath {
    TypicalPath {
        share: about(share, 0.02),
        run,
        exhausted_on: jiff::civil::Date::new(2029, 4, 1).ok(),
        exhausted: about(1.0, 0.0),
        half_exhausted_by: jiff::civil::Date::new(2029, 6, 1).ok(),
        marks: vec![],
        cash: (0..=40).map(|step| 40.0 + slope * f64::from(step)).collect(),
    }
}

fn row(driver: Option<&str>, held: &str, alone: f64, shared: Option<f64>) -> DriverBlame {
    DriverBlame {
        driver: driver.map(str::to_owned),
        held: held.to_owned(),
        alone: about(alone, 0.005),
        shared: shared.map(|shared| about(shared, 0.01)),
    }
}

/// The driver of the first density, as the JSON has it.
fn first_shift() -> DriverShift {
    let shift = Shift { failing: 0.902, others: 0.75, std_dev: 0.19, shift: about(0.8, 0.02) };
    DriverShift {
        driver: "revenue.Consumer.growth".to_owned(),
        quantity: "share",
        overall: None,
        by_year: [(year(2027), shift)].into(),
        strongest: Some(year(2027)),
    }
}

/// Much of everything.
fn plenty() -> Explanation {
    let names = ["revenue.Consumer.growth", "compute_margin", "burn.Training.annual", "capital.Round 2027.amount"];
    let densities = (0..9).map(|place| {
        let (year, range) = [(Some(2027), (-0.2, 1.7)), (None, (0.0, 120.0))][place % 2];
        density(names[place % 4], year.map(self::year), range, 0.8 - 0.2 * place as f64)
    });
    let paths = vec![path(0.4, 17, -9.0), path(0.3, 1_234_567_890, -2.0), path(0.2, 3, -2.1), path(0.1, 4, 12.0)];
    let fan_in = |number: i16| fan(-10.0 * f64::from(number - 2026), 8.0 * f64::from(number - 2024));
    let cash = (2026..=2035).map(|number| (year(number), fan_in(number)));
    let mut drivers: Vec<DriverBlame> = (0..7)
        .map(|place| row(Some(names[place % 4]), "at its median", 0.14, Some(0.3 - 0.05 * place as f64)))
        .collect();
    drivers.push(row(Some("capital.Amazon 2026 conditional.closes"), "closed", 0.1, Some(-0.04)));
    drivers.push(row(None, "all", 0.1, Some(0.3)));
    Explanation {
        failing: about(0.7, 0.002),
        failing_runs: 140_000,
        drivers: vec![first_shift()],
        densities: densities.collect(),
        typical: Some(TypicalPaths {
            runs: 2_000,
            silhouette: Some(0.4),
            cash: cash.collect(),
            cash_left: (0..=40).map(|step| fan(40.0 - 2.0 * f64::from(step), f64::from(step))).collect(),
            paths,
        }),
        blame: Some(BlameShares {
            runs: 30_000,
            failing_runs: 21_000,
            median_fails: true,
            held_at: Some(0.55),
            method: "orders by chance".to_owned(),
            all_held: Some(about(1.0, 0.0)),
            others_together: 12,
            drivers,
        }),
        ..none()
    }
}

/// Names and numbers beyond all sense, and an interruption.
fn hostile() -> Explanation {
    let mut explanation = plenty();
    let long = "an endless name with 漢字 and\ttabs ".repeat(40);
    explanation.provenance.scenario.title = long.clone();
    explanation.provenance.scenario.minimum_cash = 1e12;
    explanation.question.claim = long.clone();
    explanation.question.named = true;
    explanation.provenance.complete = false;
    for density in &mut explanation.densities {
        density.driver = long.clone();
        (density.from, density.to) = (-1e300, 1e300);
        density.failing = vec![0; 5];
        density.others = vec![0; 5];
    }
    if let Some(blame) = &mut explanation.blame {
        blame.held_at = None;
        blame.drivers.iter_mut().for_each(|row| {
            row.driver = Some(long.clone());
            row.shared = None;
        });
    }
    if let Some(typical) = &mut explanation.typical {
        typical.paths.truncate(1);
        typical.paths[0].cash = vec![1e300, -1e300, f64::INFINITY];
        typical.paths[0].exhausted_on = None;
    }
    explanation
}

pub(super) fn all() -> [(&'static str, Explanation); 3] {
    [("none", none()), ("plenty", plenty()), ("hostile", hostile())]
}

#[test]
fn titles_state_the_finding() {
    let plenty = plenty();
    let title = |place: usize| Explanation::CHARTS[place].1(&plenty, &Look::default()).title.replace('\u{a0}', " ");
    assert_eq!(
        title(0),
        "Consumer revenue growth in 2027 is higher in futures that run out of cash: 90.2 % on average, not 75 %"
    );
    assert_eq!(title(1), "The cash runs out in four typical ways: out of cash in 2029");
    assert_eq!(title(2), "Consumer revenue growth bears the largest part of the blame for running out of cash: 30 %");
}
