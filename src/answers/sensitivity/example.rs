//! A made-up analysis for the tests of reports and charts: long names, a group, an event, an index that is not resolved.

use super::types::{HeldAt, HeldDriver, HeldSide, Index, QuestionKind, Sensitivity, SensitivityQuestion, UnitIndices};
use super::{Measured, Resolution};
use crate::answers::{Estimate, Month, Provenance, ScenarioHeader, Year};
use jiff::civil::date;
use std::collections::BTreeMap;

fn about(estimate: f64, half: f64) -> Estimate {
    Estimate { estimate, low: estimate - half, high: estimate + half }
}

fn held(driver: &str, [low_at, high_at]: [HeldAt; 2], is_share: bool, [low, high]: [f64; 2]) -> HeldDriver {
    let side = |held_at, answer: f64| HeldSide {
        held_at,
        answer: about(answer, 0.006),
        less_baseline: about(answer - 0.4, 0.004),
    };
    HeldDriver {
        driver: driver.to_owned(),
        is_share,
        low: side(low_at, low),
        high: side(high_at, high),
        high_less_low: about(high - low, 0.005),
    }
}

fn index(estimate: f64, half: f64) -> Index {
    Measured { estimate, low: (estimate - half).max(0.0), high: (estimate + half).min(1.0) }.index()
}

fn scenario() -> ScenarioHeader {
    ScenarioHeader {
        title: "A ten-person software company".to_owned(),
        currency: "USD".to_owned(),
        unit: "thousand".to_owned(),
        start: date(2026, 1, 1),
        years: 6,
        step: "month".to_owned(),
        year_ends: Month::December,
        end: date(2032, 1, 1),
        minimum_cash: 0.0,
        labels: BTreeMap::new(),
    }
}

/// A value that falls from year to year.
fn by_year(value: f64) -> HeldAt {
    let years = (2026..=2031).map(|number| Year::new(number, Month::December));
    HeldAt::ByYear(years.zip((1..).map(|year| value / f64::from(year))).collect::<BTreeMap<_, _>>())
}

/// Whether a company runs out of cash.
pub(crate) fn example() -> Sensitivity {
    let words = |words: [&str; 2]| words.map(|words| HeldAt::Words(words.to_owned()));
    let mut drivers = vec![
        held("revenue.Subscriptions.growth", [0.1, 0.9].map(by_year), true, [0.75, 0.05]),
        held("capital.Seed extension.closes", words(["does not close", "closes"]), false, [0.62, 0.31]),
        held(
            "event.A recall of everything that was ever sold.fires",
            words(["never", "each year 2027-2031"]),
            false,
            [0.36, 0.58],
        ),
        held("cash.opening", [12.0, 16.5].map(HeldAt::Value), false, [0.42, 0.43]),
    ];
    drivers.extend(
        (1..20).map(|n| held(&format!("burn.Line {n}.annual"), [1e6, 2e6].map(HeldAt::Value), false, [0.39, 0.41])),
    );
    let unit = |drivers: &[&str], first, total| UnitIndices {
        drivers: drivers.iter().map(|&name| name.to_owned()).collect(),
        first,
        total,
        shapley: None,
    };
    let mut units = vec![
        unit(&["revenue.Subscriptions.growth", "burn.Payroll.growth"], index(0.41, 0.02), index(0.62, 0.03)),
        unit(&["capital.Seed extension.closes"], index(0.16, 0.012), index(0.3, 0.02)),
        unit(&["event.A recall of everything that was ever sold.fires"], index(0.02, 0.08), index(0.09, 0.2)),
        unit(&["cash.opening"], index(-0.001, 0.004), index(0.07, 0.004)),
    ];
    units.extend((1..20).map(|n| unit(&[&format!("burn.Line {n}.annual")], index(0.0, 0.003), index(0.004, 0.006))));
    Sensitivity {
        provenance: Provenance {
            schema: 1,
            program: "runout 0.1.0".to_owned(),
            scenario: scenario(),
            overrides: vec!["cash.opening=\"12 to 17\"".to_owned()],
            runs: 8_192,
            runs_requested: 8_000,
            seed: 1,
            sampling: "random".to_owned(),
            replicates: None,
            given: None,
            complete: true,
        },
        question: SensitivityQuestion {
            of: QuestionKind::Claim,
            text: "The cash runs out by the end of 2031".to_owned(),
            source: None,
            unit: "probability".to_owned(),
        },
        followed: 720_896,
        batches: 32,
        baseline: about(0.4, 0.011),
        drivers,
        drivers_missing: 0,
        units,
        units_missing: 0,
        alone: Some(index(0.63, 0.03)),
        runs_to_resolve: Some(120_000),
    }
}

/// The same of how much is needed, in which nothing is resolved or everything is the same.
pub(crate) fn examples() -> Vec<(&'static str, Sensitivity)> {
    let (usual, mut needed, mut lasting, mut same) = (example(), example(), example(), example());
    needed.question.of = QuestionKind::Need;
    needed.baseline = about(1_234_567.0, 20_000.0);
    for held in &mut needed.drivers {
        for side in [&mut held.low, &mut held.high] {
            side.answer = about(2e6 * side.answer.estimate, 12_000.0);
            side.less_baseline = about(side.answer.estimate - 1_234_567.0, 8_000.0);
        }
        held.high_less_low = about(held.high.answer.estimate - held.low.answer.estimate, 10_000.0);
    }
    lasting.question.of = QuestionKind::Date;
    lasting.provenance.complete = false;
    (lasting.drivers_missing, lasting.units_missing, lasting.alone) = (3, 9, None);
    for unit in &mut lasting.units {
        let unknown = Index { estimate: None, low: 0.0, high: 1.0, resolution: Resolution::Unresolved };
        (unit.first, unit.total, unit.shapley) = (unknown, unknown, Some(unknown));
    }
    (same.units, same.alone, same.runs_to_resolve) = (Vec::new(), None, None);
    same.drivers.iter_mut().for_each(|held| {
        (held.low.less_baseline, held.high.less_baseline, held.high_less_low) =
            (about(0.0, 0.001), about(0.0, 0.001), about(0.0, 0.001));
    });
    vec![("usual", usual), ("needed", needed), ("lasting", lasting), ("same", same)]
}
