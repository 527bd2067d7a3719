//! Synthetic answers for tests: plausible companies, and cases at the edges.

use crate::answers::{
    Answers, ByPeriod, ByYear, CapitalNeeded, DateQuantiles, Estimate, Exhaustion, Fan, Interval, Month, Order,
    Profitability, Provenance, RunwayByPeriod, ScenarioHeader, SingleRun, SurvivalPoint, WithoutNewCapital, Year,
};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// Every example with its name.
pub(super) fn all() -> Vec<(&'static str, Answers)> {
    vec![
        ("openai", openai()),
        ("startup", startup()),
        ("one-year", one_year()),
        ("fifty-years", fifty_years()),
        ("certain", certain()),
        ("healthy", healthy()),
        ("huge", huge()),
    ]
}

/// A probability with the interval of so many runs.
fn p(estimate: f64, runs: u64) -> Estimate {
    let half = 1.96 * (estimate * (1.0 - estimate) / runs as f64).sqrt();
    Estimate { estimate, low: (estimate - half).max(0.0), high: (estimate + half).min(1.0) }
}

fn quantiles<T: Copy>(value: T) -> DateQuantiles<T> {
    DateQuantiles { p05: value, p10: value, p25: value, p50: value, p75: value, p90: value, p95: value }
}

/// The calendar year of `start` and those after it.
fn years_from(start: Date) -> impl Iterator<Item = Year> {
    (start.year()..).map(|number| Year::new(number, Month::December))
}

/// The probabilities of years as in_year and by_end_of_year.
fn clock(shares: &[f64], start: Date, runs: u64) -> (BTreeMap<Year, Estimate>, BTreeMap<Year, Estimate>, Estimate) {
    let (mut in_year, mut by_end, mut sum) = (BTreeMap::new(), BTreeMap::new(), 0.0_f64);
    for (year, &share) in years_from(start).zip(shares) {
        sum = (sum + share).min(1.0);
        in_year.insert(year, p(share, runs));
        by_end.insert(year, p(sum, runs));
    }
    (in_year, by_end, p(sum, runs))
}

fn exhaustion(shares: &[f64], start: Date, runs: u64) -> Exhaustion {
    let (in_year, by_end_of_year, by_horizon) = clock(shares, start, runs);
    let intervals = quantiles(Interval { low: None, high: None });
    Exhaustion {
        by_horizon,
        in_year,
        by_end_of_year,
        date_quantiles: quantiles(None),
        date_quantile_intervals: intervals,
    }
}

fn profitability(shares: &[f64], start: Date, runs: u64) -> Profitability {
    let (in_year, by_end_of_year, by_horizon) = clock(shares, start, runs);
    Profitability {
        asked: true,
        measure: "operating_result".to_owned(),
        for_years: 1,
        by_horizon,
        in_year,
        by_end_of_year,
    }
}

fn fan(p50: f64, spread: f64) -> Fan {
    let at = |z: f64| p50 + z * spread;
    Fan { p05: at(-1.64), p25: at(-0.67), p50, p75: at(0.67), p95: at(1.64) }
}

fn skewed(p50: f64, sigma: f64) -> Fan {
    let at = |z: f64| p50 * (z * sigma).exp();
    Fan { p05: at(-1.64), p25: at(-0.67), p50, p75: at(0.67), p95: at(1.64) }
}

/// What an example is made from.
struct ExampleCase<'a> {
    title: &'a str,
    currency: &'a str,
    unit: &'a str,
    start: Date,
    years: u32,
    step: &'a str,
    runs: u64,
    exhausted: &'a [f64],
    exhausted_without: &'a [f64],
    profitable: &'a [f64],
    /// Median and spread of cash at the end of each year.
    cash: &'a [(f64, f64)],
    /// Median and sigma of revenue in each year.
    revenue: &'a [(f64, f64)],
    /// p50 to p99.
    needed: [f64; 5],
}

fn answers(case: &ExampleCase<'_>) -> Answers {
    let (start, runs) = (case.start, case.runs);
    let end = start.saturating_add(jiff::Span::new().years(i64::from(case.years)));
    let amounts = case.cash.iter().zip(case.revenue).map(|(&(cash, spread), &(revenue, sigma))| {
        let [operating_result, cash_flow, cash] = [fan(cash, spread), fan(cash, spread), fan(cash, spread)];
        ByYear { revenue: skewed(revenue, sigma), operating_result, cash_flow, cash }
    });
    let order = Order {
        profitable_first: p(0.15, runs),
        exhausted_later: p(0.04, runs),
        exhausted_first: p(0.78, runs),
        neither: p(0.03, runs),
    };
    let need = |value: f64| Estimate { estimate: value, low: value * 0.97, high: value * 1.03 };
    let [p50, p75, p90, p95, p99] = case.needed.map(need);
    Answers {
        provenance: Provenance {
            schema: 1,
            program: "runout 0.1.0".to_owned(),
            scenario: ScenarioHeader {
                title: case.title.to_owned(),
                currency: case.currency.to_owned(),
                unit: case.unit.to_owned(),
                start,
                years: case.years,
                step: case.step.to_owned(),
                year_ends: Month::December,
                end,
                minimum_cash: 0.0,
                labels: BTreeMap::new(),
            },
            overrides: vec![],
            runs,
            runs_requested: runs,
            seed: 1,
            sampling: "random".to_owned(),
            replicates: None,
            given: None,
            complete: true,
        },
        precision: None,
        exhaustion: exhaustion(case.exhausted, start, runs),
        profitability: profitability(case.profitable, start, runs),
        order: order.clone(),
        without_new_capital: WithoutNewCapital {
            exhaustion: exhaustion(case.exhausted_without, start, runs),
            profitability: profitability(case.profitable, start, runs),
            order,
        },
        capital_needed: CapitalNeeded { method: "exact".to_owned(), runs: None, harmed: None, p50, p75, p90, p95, p99 },
        naive_runway_months: Some(19.5),
        by_year: years_from(start).zip(amounts).collect(),
        runway: runway(case),
        occurrences: vec![],
        claims: vec![],
        limits_met: vec![],
        warnings: vec![],
        opening_cash: fan(case.cash[0].0, 0.5 * case.cash[0].1),
        cash_paths: paths(case),
        survival_by_capital: survival(case),
    }
}

/// Steps in a year.
fn per_year(case: &ExampleCase<'_>) -> usize {
    match case.step {
        "month" => 12,
        "quarter" => 4,
        _ => 1,
    }
}

/// The months between year ends, as if all went evenly.
fn runway(case: &ExampleCase<'_>) -> RunwayByPeriod {
    let mut runway = RunwayByPeriod { cash_runs: case.runs, ..RunwayByPeriod::default() };
    let first = usize::try_from(case.start.month() - 1).unwrap();
    let sum_to = |shares: &[f64], month: usize| {
        let (year, within) = ((first + month) / 12, (first + month) % 12);
        let before: f64 = shares.iter().take(year).sum();
        let begun = if year == 0 { first } else { 0 };
        let share = shares.get(year).map_or(0.0, |share| share * (within - begun) as f64 / (12 - begun) as f64);
        p((before + share).min(1.0), case.runs)
    };
    for month in 1..=12 * case.years as usize {
        let day = |month: usize| case.start.saturating_add(jiff::Span::new().months(i64::try_from(month).unwrap()));
        let ends_step = month.is_multiple_of(12 / per_year(case));
        let (cash, spread) = case.cash[((first + month - 1) / 12).min(case.cash.len() - 1)];
        let cash = ends_step.then(|| fan(cash, spread));
        runway.by_month.insert(
            day(month - 1).strftime("%Y-%m").to_string(),
            ByPeriod {
                last_day: day(month).yesterday().unwrap(),
                exhaustion_in_period: p(0.0, case.runs),
                exhaustion_by_end: sum_to(case.exhausted, month),
                without_new_capital_exhaustion_by_end: sum_to(case.exhausted_without, month),
                cash,
                cash_left: cash,
            },
        );
    }
    runway
}

/// Twelve runs that wander around the median of cash, some far out.
fn paths(case: &ExampleCase<'_>) -> Vec<SingleRun> {
    let per_year = per_year(case);
    let steps = case.years as usize * per_year;
    let path = |run: usize| {
        let wander = |step: usize| {
            let (year, t) = (step / per_year, (step % per_year) as f64 / per_year as f64);
            let at = |year: usize| case.cash[year.min(case.cash.len() - 1)];
            let ((m0, s0), (m1, s1)) = (at(year.saturating_sub(1)), at(year));
            let z = (run as f64 - 5.5) * 0.45 + 0.25 * ((step * (run + 3)) as f64 * 0.7).sin();
            (m0 + t * (m1 - m0)) + z * (s0 + t * (s1 - s0))
        };
        let cash: Vec<f64> = (0..=steps).map(wander).collect();
        let out = cash.iter().position(|&cash| cash < 0.0);
        let months = |step: usize| i64::try_from(12 / per_year * step).unwrap();
        let day = |step: usize| case.start.saturating_add(jiff::Span::new().months(months(step)));
        SingleRun { exhausted_on: out.map(day), cash }
    };
    (0..12).map(path).collect()
}

/// A curve through the capital needed.
fn survival(case: &ExampleCase<'_>) -> Vec<SurvivalPoint> {
    let alone = 1.0 - case.exhausted.iter().sum::<f64>();
    let known = [0.5, 0.75, 0.9, 0.95, 0.99].into_iter().zip(case.needed).filter(|&(_, need)| need > 0.0);
    let mut corners = vec![(0.0, alone.max(0.0))];
    corners.extend(known.map(|(share, need)| (need, share)));
    if let Some(&(last, _)) = corners.last() {
        corners.push((2.0 * last, 0.9999));
    }
    let mut points = vec![];
    for pair in corners.windows(2) {
        for part in 0..20 {
            let t = f64::from(part) / 20.0;
            let survival = p(pair[0].1 + t * (pair[1].1 - pair[0].1), case.runs);
            points.push(SurvivalPoint { capital: pair[0].0 + t * (pair[1].0 - pair[0].0), survival });
        }
    }
    points
}

/// Ten years in billions with a great round; profitable by cash flow.
pub(super) fn openai() -> Answers {
    let mut openai = answers(&ExampleCase {
        title: "OpenAI: a forecast of our own as of 24 February 2026",
        currency: "USD",
        unit: "billion",
        start: date(2026, 1, 1),
        years: 10,
        step: "quarter",
        runs: 1_000_000,
        exhausted: &[0.002, 0.094, 0.311, 0.236, 0.118, 0.061, 0.028, 0.013, 0.0091, 0.0042],
        exhausted_without: &[0.012, 0.587, 0.251, 0.062, 0.026, 0.013, 0.007, 0.004, 0.003, 0.001],
        profitable: &[0.0, 0.0004, 0.003, 0.012, 0.047, 0.071, 0.063, 0.052, 0.043, 0.036],
        cash: &[
            (95.0, 30.0),
            (51.0, 38.0),
            (-14.0, 60.0),
            (-68.0, 95.0),
            (-96.0, 140.0),
            (-120.0, 195.0),
            (-140.0, 260.0),
            (-152.0, 330.0),
            (-160.0, 420.0),
            (-163.0, 530.0),
        ],
        revenue: &[
            (28.0, 0.15),
            (52.0, 0.25),
            (80.0, 0.33),
            (112.0, 0.4),
            (144.0, 0.46),
            (172.0, 0.52),
            (200.0, 0.57),
            (224.0, 0.61),
            (246.0, 0.65),
            (265.0, 0.69),
        ],
        needed: [136.0, 322.0, 561.0, 742.0, 1180.0],
    });
    openai.profitability.measure = "cash_flow".to_owned();
    openai
}

/// Three years by month from July, in thousands, few runs, interrupted, with a minimum of cash.
pub(super) fn startup() -> Answers {
    let mut startup = answers(&ExampleCase {
        title: "Acme Software: ten people, two products, and a seed extension that may come late",
        currency: "EUR",
        unit: "thousand",
        start: date(2026, 7, 1),
        years: 3,
        step: "month",
        runs: 400,
        exhausted: &[0.01, 0.14, 0.21, 0.07],
        exhausted_without: &[0.03, 0.39, 0.24, 0.04],
        profitable: &[0.02, 0.11, 0.24, 0.16],
        cash: &[(1450.0, 210.0), (820.0, 460.0), (410.0, 690.0), (520.0, 840.0)],
        revenue: &[(310.0, 0.12), (840.0, 0.2), (1310.0, 0.3), (840.0, 0.37)],
        needed: [0.0, 180.0, 640.0, 905.0, 1420.0],
    });
    startup.profitability.for_years = 2;
    startup.provenance.complete = false;
    startup.provenance.scenario.minimum_cash = 250.0;
    startup
}

/// A single year with all probability in one bar, in plain units.
pub(super) fn one_year() -> Answers {
    answers(&ExampleCase {
        title: "A kiosk",
        currency: "CHF",
        unit: "one",
        start: date(2026, 1, 1),
        years: 1,
        step: "month",
        runs: 10_000,
        exhausted: &[1.0],
        exhausted_without: &[1.0],
        profitable: &[0.0],
        cash: &[(-4200.0, 1800.0)],
        revenue: &[(12_500.0, 0.1)],
        needed: [5200.0, 6400.0, 7700.0, 8400.0, 9900.0],
    })
}

/// Fifty years by year, with a title that has no end and many scripts.
pub(super) fn fifty_years() -> Answers {
    let shares: Vec<f64> = (0..50).map(|year| 0.06 * (-0.1 * f64::from(year)).exp()).collect();
    let profitable: Vec<f64> = (0..50).map(|year| 0.018 * (-(f64::from(year) - 18.0).powi(2) / 120.0).exp()).collect();
    let cash: Vec<(f64, f64)> = (0..50).map(|y| (40.0 + f64::from(y).powi(2) * 0.1, 6.0 * f64::from(y + 1))).collect();
    let revenue: Vec<(f64, f64)> = (0..50).map(|y| (10.0 * 1.06_f64.powi(y), 0.03 * f64::from(y + 1))).collect();
    answers(&ExampleCase {
        title: "Ein sehr langer Titel über 核融合発電 und Термоядерная энергия, der nicht enden will, weil alle mitreden ",
        currency: "USD",
        unit: "million",
        start: date(2026, 1, 1),
        years: 50,
        step: "year",
        runs: 100_000,
        exhausted: &shares,
        exhausted_without: &shares,
        profitable: &profitable,
        cash: &cash,
        revenue: &revenue,
        needed: [20.0, 45.0, 90.0, 160.0, 5200.0],
    })
}

/// No uncertainty at all.
pub(super) fn certain() -> Answers {
    let mut certain = answers(&ExampleCase {
        title: "The plan taken at its word",
        currency: "USD",
        unit: "billion",
        start: date(2026, 1, 1),
        years: 5,
        step: "quarter",
        runs: 1_000_000,
        exhausted: &[0.0, 1.0, 0.0, 0.0, 0.0],
        exhausted_without: &[0.0, 1.0, 0.0, 0.0, 0.0],
        profitable: &[0.0, 0.0, 0.0, 0.0, 1.0],
        cash: &[(15.0, 0.0), (-42.0, 0.0), (-127.0, 0.0), (-178.0, 0.0), (-139.0, 0.0)],
        revenue: &[(30.0, 0.0), (62.0, 0.0), (110.0, 0.0), (180.0, 0.0), (280.0, 0.0)],
        needed: [178.0; 5],
    });
    let runs = certain.provenance.runs;
    let step = [(0.0, 0.0), (177.9, 0.0), (178.0, 1.0), (250.0, 1.0)];
    certain.survival_by_capital =
        step.map(|(capital, survival)| SurvivalPoint { capital, survival: p(survival, runs) }).to_vec();
    certain.order.exhausted_first = p(1.0, runs);
    certain
}

/// Nothing can go wrong: no exhaustion, no capital needed.
pub(super) fn healthy() -> Answers {
    let mut healthy = answers(&ExampleCase {
        title: "A company that earns what it spends",
        currency: "GBP",
        unit: "million",
        start: date(2026, 4, 1),
        years: 6,
        step: "quarter",
        runs: 200_000,
        exhausted: &[0.0; 7],
        exhausted_without: &[0.0; 7],
        profitable: &[0.91, 0.06, 0.02, 0.006, 0.002, 0.001, 0.0],
        cash: &[(12.0, 1.0), (19.0, 2.0), (27.0, 3.0), (36.0, 4.0), (46.0, 5.0), (57.0, 7.0), (60.0, 8.0)],
        revenue: &[(6.0, 0.1), (9.0, 0.1), (10.0, 0.2), (11.0, 0.2), (12.0, 0.2), (13.0, 0.3), (3.4, 0.3)],
        needed: [0.0; 5],
    });
    healthy.order.exhausted_first = p(0.0, 200_000);
    healthy.order.profitable_first = p(0.999, 200_000);
    healthy
}

/// Amounts beyond all sense, single runs beyond those, and no points of the curve.
pub(super) fn huge() -> Answers {
    let mut huge = answers(&ExampleCase {
        title: "Hyperinflation\nwith a\tbroken title",
        currency: "a currency with a long name",
        unit: "billion",
        start: date(2026, 1, 1),
        years: 4,
        step: "year",
        runs: 50,
        exhausted: &[0.02, 0.2, 0.0, 0.0],
        exhausted_without: &[0.5, 0.2, 0.1, 0.0],
        profitable: &[0.0; 4],
        cash: &[(1e12, 3e12), (-2e12, 5e12), (1e-3, 1e13), (4e12, 6e13)],
        revenue: &[(1e-3, 0.1), (1e3, 1.0), (1e6, 2.0), (1e9, 3.0)],
        needed: [1e-3, 1.0, 1e3, 1e6, 1e12],
    });
    huge.cash_paths = vec![SingleRun { cash: vec![1e300, -1e300, f64::MAX, 0.0], exhausted_on: None }];
    huge.survival_by_capital.clear();
    huge
}
