//! Synthetic answers for tests of reports and charts.

use crate::answers::{
    Answers, ByYear, CapitalNeeded, ClaimAnswer, DateQuantiles, Estimate, Exhaustion, Fan, Interval, LimitMet,
    MaybeDate, Month, Order, Profitability, Provenance, RunwayByPeriod, ScenarioHeader, WithoutNewCapital, Year,
};
use jiff::civil::date;
use std::collections::BTreeMap;

/// A probability with its Wilson interval, from counts.
pub(crate) fn share(count: u64, runs: u64) -> Estimate {
    let (n, z) = (runs as f64, 1.959_963_984_540_054);
    let p = count as f64 / n;
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Estimate { estimate: p, low: (centre - half).clamp(0.0, p), high: (centre + half).clamp(p, 1.0) }
}

pub(crate) fn between(low: f64, estimate: f64, high: f64) -> Estimate {
    Estimate { estimate, low, high }
}

/// A calendar year.
pub(crate) fn year(number: i16) -> Year {
    Year::new(number, Month::December)
}

/// Yearly shares that add up to `by_end`, given the counts in each year from `first`.
fn yearly(first: i16, counts: &[u64], runs: u64) -> (BTreeMap<Year, Estimate>, BTreeMap<Year, Estimate>) {
    let (mut in_year, mut by_end, mut sum) = (BTreeMap::new(), BTreeMap::new(), 0);
    for (year, count) in (first..).map(year).zip(counts) {
        sum += count;
        in_year.insert(year, share(*count, runs));
        by_end.insert(year, share(sum, runs));
    }
    (in_year, by_end)
}

pub(crate) fn exhaustion(first: i16, counts: &[u64], runs: u64, dates: [MaybeDate; 7]) -> Exhaustion {
    let (in_year, by_end_of_year) = yearly(first, counts, runs);
    let [p05, p10, p25, p50, p75, p90, p95] = dates;
    let exactly = |date| Interval { low: date, high: date };
    Exhaustion {
        by_horizon: share(counts.iter().sum(), runs),
        in_year,
        by_end_of_year,
        date_quantiles: DateQuantiles { p05, p10, p25, p50, p75, p90, p95 },
        date_quantile_intervals: DateQuantiles {
            p05: exactly(p05),
            p10: exactly(p10),
            p25: exactly(p25),
            p50: exactly(p50),
            p75: exactly(p75),
            p90: exactly(p90),
            p95: exactly(p95),
        },
    }
}

pub(crate) fn profitability(first: i16, counts: &[u64], runs: u64, measure: &str) -> Profitability {
    let (in_year, by_end_of_year) = yearly(first, counts, runs);
    let by_horizon = share(counts.iter().sum(), runs);
    Profitability { asked: true, measure: measure.to_owned(), for_years: 1, by_horizon, in_year, by_end_of_year }
}

pub(crate) fn order(counts: [u64; 4], runs: u64) -> Order {
    let [profitable_first, exhausted_later, exhausted_first, neither] = counts.map(|count| share(count, runs));
    Order { profitable_first, exhausted_later, exhausted_first, neither }
}

fn amounts(year: i16) -> ByYear {
    let fan =
        |centre: f64| Fan { p05: centre - 20.5, p25: centre - 8.0, p50: centre, p75: centre + 8.0, p95: centre + 20.5 };
    let grown = 30.0 + 25.0 * f64::from(year - 2026);
    ByYear { revenue: fan(grown), operating_result: fan(-30.0), cash_flow: fan(-25.0), cash: fan(10.0) }
}

const RUNS: u64 = 1_000_000;

fn openai_header() -> ScenarioHeader {
    ScenarioHeader {
        title: "OpenAI: when does the cash run out?".to_owned(),
        currency: "USD".to_owned(),
        unit: "billion".to_owned(),
        start: date(2026, 1, 1),
        years: 10,
        step: "quarter".to_owned(),
        year_ends: Month::December,
        end: date(2036, 1, 1),
        minimum_cash: 0.0,
        labels: BTreeMap::new(),
    }
}

/// A company like OpenAI: ten whole years in billions, with a round that may come.
pub(crate) fn openai() -> Answers {
    let early = [date(2027, 2, 3), date(2027, 5, 20), date(2028, 1, 15), date(2029, 4, 11), date(2031, 8, 2)];
    let [p05, p10, p25, p50, p75] = early.map(Some);
    let early = [p05, p10, p25, p50, p75, None, None];
    let counts = [1_210, 221_300, 205_410, 171_802, 120_002, 72_114, 44_008, 25_077, 14_200, 8_977];
    let mut exhausted = exhaustion(2026, &counts, RUNS, early);
    exhausted.date_quantile_intervals.p50 = Interval { low: Some(date(2029, 3, 30)), high: Some(date(2029, 4, 20)) };
    let alone_dates = [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 4, 9), date(2027, 8, 1)];
    let [p05, p10, p25, p50, p75] = alone_dates.map(Some);
    let alone = [p05, p10, p25, p50, p75, Some(date(2027, 11, 4)), Some(date(2028, 1, 7))];
    let profitable = [12, 204, 4_122, 21_900, 58_070, 81_002, 84_100, 77_413, 69_080, 60_004];
    let profitability = profitability(2026, &profitable, RUNS, "cash_flow");
    Answers {
        provenance: Provenance {
            schema: 1,
            program: "runout 0.1.0".to_owned(),
            scenario: openai_header(),
            overrides: vec![],
            runs: RUNS,
            runs_requested: RUNS,
            seed: 1,
            sampling: "random".to_owned(),
            replicates: None,
            given: None,
            complete: true,
        },
        precision: None,
        exhaustion: exhausted,
        profitability: profitability.clone(),
        order: order([102_304, 21_877, 862_223, 13_596], RUNS),
        without_new_capital: WithoutNewCapital {
            exhaustion: exhaustion(2026, &[60_000, 880_000, 59_900, 100, 0, 0, 0, 0, 0, 0], RUNS, alone),
            profitability,
            order: order([0, 12, 999_988, 0], RUNS),
        },
        capital_needed: CapitalNeeded {
            method: "exact".to_owned(),
            runs: None,
            harmed: None,
            p50: between(135.6, 136.2, 136.9),
            p75: between(307.0, 309.1, 311.4),
            p90: between(517.0, 521.3, 526.0),
            p95: between(690.0, 698.0, 706.0),
            p99: between(1_155.0, 1_180.0, 1_204.0),
        },
        naive_runway_months: Some(19.2),
        by_year: (2026..=2035).map(|number| (year(number), amounts(number))).collect(),
        runway: RunwayByPeriod::default(),
        occurrences: vec![],
        claims: claims(),
        limits_met: vec![],
        warnings: vec![],
        opening_cash: Fan { p05: 40.0, p25: 40.0, p50: 40.0, p75: 40.0, p95: 40.0 },
        cash_paths: vec![],
        survival_by_capital: vec![],
    }
}

fn claims() -> Vec<ClaimAnswer> {
    let claim = |text: &str, source: &str, count| ClaimAnswer {
        text: text.to_owned(),
        note: None,
        source: Some(source.to_owned()),
        probability: share(count, RUNS),
    };
    vec![
        claim("The cash runs out by mid-2027", "analysts, in the article of 2026-02-24 (A1)", 123_456),
        claim("Cash flow is positive in 2029 or before", "the company (A2)", 26_238),
        claim(
            "The two lines never cross: no year with a cash flow of zero or more by 2035",
            "the article (A6)",
            544_093,
        ),
        claim("Revenue reaches 280 billion by 2030", "the company (A5)", 3),
    ]
}

/// A small firm that is far from trouble: monthly, partial first and last years, units of one, no capital, with everything certain.
pub(crate) fn certain() -> Answers {
    let runs = 1_000;
    let never = [None; 7];
    let exhausted = exhaustion(2026, &[0, 0, 0, 0], runs, never);
    let profitable = profitability(2026, &[0, 1_000, 0, 0], runs, "operating_result");
    let order = order([1_000, 0, 0, 0], runs);
    let none = between(0.0, 0.0, 0.0);
    let mut answers = openai();
    answers.provenance.scenario.title = "Acme Software".to_owned();
    answers.provenance.scenario.unit = "one".to_owned();
    answers.provenance.scenario.currency = "EUR".to_owned();
    answers.provenance.scenario.step = "month".to_owned();
    answers.provenance.scenario.start = date(2026, 4, 1);
    answers.provenance.scenario.years = 3;
    answers.provenance.scenario.end = date(2029, 4, 1);
    answers.provenance.runs = runs;
    answers.exhaustion = exhausted.clone();
    answers.profitability = profitable.clone();
    answers.order = order.clone();
    answers.without_new_capital = WithoutNewCapital { exhaustion: exhausted, profitability: profitable, order };
    let method = "exact".to_owned();
    answers.capital_needed =
        CapitalNeeded { method, runs: None, harmed: None, p50: none, p75: none, p90: none, p95: none, p99: none };
    answers.naive_runway_months = None;
    answers.by_year = (2026..=2029).map(|number| (year(number), amounts(number))).collect();
    answers.claims = vec![];
    answers
}

/// Fifty years from July, interrupted, with everything that can stand at the end of the page.
pub(crate) fn long() -> Answers {
    let runs = 4_096;
    let mut counts = vec![40; 51];
    counts[3] = 900;
    let date_at = |year| Some(date(year, 3, 9));
    let dates = [date_at(2029), date_at(2029), date_at(2041), date_at(2066), None, None, None];
    let mut exhausted = exhaustion(2026, &counts, runs, dates);
    exhausted.date_quantile_intervals.p50 = Interval { low: date_at(2064), high: date_at(2068) };
    let mut answers = openai();
    answers.provenance.scenario.title = "A slow burn".to_owned();
    answers.provenance.scenario.unit = "thousand".to_owned();
    answers.provenance.scenario.start = date(2026, 7, 1);
    answers.provenance.scenario.years = 50;
    answers.provenance.scenario.end = date(2076, 7, 1);
    answers.provenance.scenario.minimum_cash = 250.0;
    answers.provenance.overrides = vec!["revenue.Consumer.growth=\"20% to 60%\"".to_owned(), "years=50".to_owned()];
    answers.provenance.runs = runs;
    answers.provenance.complete = false;
    answers.exhaustion = exhausted;
    answers.profitability = profitability(2026, &[20; 51], runs, "operating_result");
    answers.profitability.for_years = 2;
    answers.order = order([900, 120, 2_696, 380], runs);
    answers.without_new_capital.exhaustion = exhaustion(2026, &[80; 51], runs, [date_at(2030); 7]);
    answers.without_new_capital.profitability = answers.profitability.clone();
    answers.without_new_capital.order = order([0, 12, 4_084, 0], runs);
    answers.capital_needed.p50 = between(0.0, 0.0, 12.0);
    answers.capital_needed.p75 = between(840.0, 912.0, 1_003.0);
    answers.naive_runway_months = Some(0.84);
    answers.by_year = (2026..=2076).map(|number| (year(number), amounts(number))).collect();
    let driver = "compute_margin".to_owned();
    answers.limits_met = vec![LimitMet { driver, limit: "at most 1".to_owned(), share: 0.0312 }];
    answers.warnings = vec![
        "`revenue.Consumer.growth`: shocks of independent years average out: real forecasts err the same way"
            .to_owned(),
    ];
    answers
}
