//! Every scenario of `config/` runs, and gives the answers that its header promises.
//!
//! A header promises in lines of the form `# Answer holds: PATH VALUE +- TOLERANCE`, PATH leading into results.json.

use crate::support::{answers_of, model, near};
use jiff::civil::Date;
use runout::answers::trace;
use runout::engine::{Block, Observer, Plan, Simulator};
use runout::model::{Model, build};
use runout::report;
use runout::sampling::Sampling;
use runout::scenario::{Library, Scenario};
use serde_json::Value;
use std::fs;
use std::path::Path;

const RUNS: u64 = 100_000;

/// A line of a header, taken apart.
struct Promise<'t> {
    line: &'t str,
    path: &'t str,
    value: &'t str,
    tolerance: f64,
}

fn promises(text: &str) -> Vec<Promise<'_>> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("# Answer holds: "));
    lines
        .map(|line| {
            let (what, tolerance) = line.split_once(" +- ").unwrap();
            let (path, value) = what.split_once(' ').unwrap();
            Promise { line, path, value, tolerance: tolerance.trim_end_matches(" days").parse().unwrap() }
        })
        .collect()
}

/// The value at a dotted path; numbers index lists. Of a statistic with its interval, the estimate.
fn find<'v>(results: &'v Value, path: &str) -> Option<&'v Value> {
    let mut value = results;
    for part in path.split('.') {
        value = match part.parse::<usize>() {
            Ok(index) if value.is_array() => value.get(index)?,
            _ => value.get(part)?,
        };
    }
    Some(value.get("estimate").unwrap_or(value))
}

/// How far what was found is from what was promised: in days for dates.
fn distance(found: &Value, promised: &str) -> f64 {
    match (found.as_f64(), promised.parse::<f64>()) {
        (Some(found), Ok(promised)) => (found - promised).abs(),
        _ => {
            let [found, promised]: [Date; 2] = [found.as_str().unwrap(), promised].map(|date| date.parse().unwrap());
            f64::from((found - promised).get_days().abs())
        }
    }
}

fn library_model(name: &str) -> Model {
    model(Library::get(name).unwrap().text)
}

#[track_caller]
fn keeps_its_promises(name: &str) {
    let model = library_model(name);
    // Where something reacts to cash, each run is followed some twenty times.
    let runs = if model.company().reacts() { RUNS / 2 } else { RUNS };
    let results: Value = serde_json::from_slice(&report::json(&answers_of(&model, runs, None)).unwrap()).unwrap();
    let promises = promises(Library::get(name).unwrap().text);
    assert!(promises.len() >= 5, "{name} promises little");
    let broken = promises.iter().filter_map(|promise| match find(&results, promise.path) {
        Some(found) if distance(found, promise.value) <= promise.tolerance => None,
        found => Some(format!("{name}: {} but found {found:?}", promise.line)),
    });
    let broken: Vec<String> = broken.collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

macro_rules! each_keeps_its_promises {
    ($($test:ident: $name:literal),* $(,)?) => {
        $(#[test]
        fn $test() {
            keeps_its_promises($name);
        })*

        #[test]
        fn every_scenario_that_promises_is_tested() {
            let tested = [$($name),*];
            let promising = Library::all().iter().filter(|scenario| !promises(scenario.text).is_empty());
            assert!(promising.map(|scenario| scenario.name).eq(tested));
        }
    };
}

each_keeps_its_promises! {
    openai_gives_the_answers_of_its_header: "openai",
    openai_top_down_gives_the_answers_of_its_header: "openai-top-down",
    openai_600_gives_the_answers_of_its_header: "openai-600",
    openai_1400_gives_the_answers_of_its_header: "openai-1400",
    openai_no_launches_gives_the_answers_of_its_header: "openai-no-launches",
    openai_cutbacks_gives_the_answers_of_its_header: "openai-cutbacks",
    openai_lease_gives_the_answers_of_its_header: "openai-lease",
    openai_own_gives_the_answers_of_its_header: "openai-own",
    openai_own_no_loan_gives_the_answers_of_its_header: "openai-own-no-loan",
    the_plan_of_february_2026_gives_the_answers_of_its_header: "openai-plan-feb-2026",
    the_plan_of_september_2025_gives_the_answers_of_its_header: "openai-plan-sept-2025",
    hsbc_gives_the_answers_of_its_header: "hsbc",
    anthropic_gives_the_answers_of_its_header: "anthropic",
    the_startup_gives_the_answers_of_its_header: "startup",
    the_maker_of_devices_gives_the_answers_of_its_header: "hardware",
    the_software_company_gives_the_answers_of_its_header: "saas",
    the_biotech_gives_the_answers_of_its_header: "biotech",
    the_toy_shop_gives_the_answers_of_its_header: "shop",
}

/// What it costs to serve users, paying and free, and revenue, of 2026: sums over runs.
#[derive(Default)]
struct Inference {
    revenue: f64,
    paid: f64,
    free: f64,
}

impl Observer for Inference {
    fn step(&mut self, step: usize, block: &Block<'_>) {
        let free = block.model.company().burn.iter().position(|line| line.name == "Free users").unwrap();
        let sum = |lanes: &[f64]| lanes[..block.runs].iter().sum::<f64>();
        if block.model.inputs().calendar.year_of_step(step) == 0 {
            self.revenue += sum(&block.step.revenue[..]);
            self.paid += sum(&block.step.running_cost[..]);
            self.free += sum(&block.burn_by_line()[free][..]);
        }
    }

    fn end(&mut self, _block: &Block<'_>) {}
}

/// The inference of 2026 without a launch is the 14.1 that were planned (F9), to what the miss of 2025 (F7: 33 % where 46 % was planned)
/// makes likely: the margin with free users lies between the two years'; that on what is paid for is the 70 % of October 2025 (F6).
#[test]
fn openai_starts_from_the_reported_margins() {
    let changes = ["event.Launch of a larger model.probability=0".to_owned()];
    let (scenario, _) = Scenario::from_toml("openai", Library::get("openai").unwrap().text, &changes).unwrap();
    let plan = Plan { runs: 20_000, seed: 1, sampling: Sampling::Random, threads: Some(1), ..Plan::default() };
    let simulated = Simulator::new(plan).unwrap().simulate(&build(&scenario).unwrap(), Inference::default).unwrap();
    let runs = simulated.runs as f64;
    let Inference { revenue, paid, free } = simulated.observers.into_iter().next().unwrap();
    let (revenue, paid, free) = (revenue / runs, paid / runs, free / runs);
    near(revenue, 28.4, 0.5);
    near(paid + free, 14.1, 1.5);
    near(1.0 - (paid + free) / revenue, f64::midpoint(0.33, 1.0 - 14.1 / 30.0), 0.06);
    near(1.0 - paid / revenue, 0.70, 0.02);
}

/// What its header says of the loan, the cuts and the round: each taken away from the same futures.
#[test]
fn the_maker_of_devices_lives_longer_without_the_loan_and_not_without_cuts_or_the_round() {
    let runs_out = |change: &str| {
        let (scenario, _) =
            Scenario::from_toml("hardware", Library::get("hardware").unwrap().text, &[change.to_owned()]).unwrap();
        answers_of(&build(&scenario).unwrap(), RUNS, None).exhaustion
    };
    for (change, by_horizon, by_2029) in [
        ("facility[0].limit=0", 0.462, 0.214),
        ("response[0].cut=0", 0.535, 0.149),
        ("capital[0].probability=0", 0.603, 0.152),
    ] {
        let found = runs_out(change);
        near(found.by_horizon.estimate, by_horizon, 0.01);
        near(found.by_end_of_year[&2029].estimate, by_2029, 0.01);
    }
}

/// An independent NumPy program of the same model, 1,000,000 runs: its own error, given to three digits, is below 0.0005. Both errors
/// together are held to 4 standard errors of ours, plus half a unit of the last digit recorded.
#[test]
fn the_benchmark_gives_the_probabilities_of_an_independent_program() {
    let answers = answers_of(&library_model("benchmark"), 1_000_000, None);
    let order = answers.order;
    for (name, found, known, digits) in [
        ("exhaustion", answers.exhaustion.by_horizon, 0.2535, 5e-5),
        ("profitability", answers.profitability.by_horizon, 0.939, 5e-4),
        ("profitable first", order.profitable_first, 0.746, 5e-4),
        ("exhausted later", order.exhausted_later, 0.188, 5e-4),
        ("exhausted first", order.exhausted_first, 0.065, 5e-4),
        ("neither", order.neither, 0.001, 5e-4),
    ] {
        let error: f64 = (known * (1.0 - known) * 2.0 / 1e6_f64).sqrt();
        let off = (found.estimate - known).abs();
        assert!(off <= 4.0 * error + digits, "{name}: {} is {off} from {known}", found.estimate);
    }
}

/// From the operating result to the cash flow, step by step.
#[test]
fn the_columns_of_a_trace_lead_from_the_operating_result_to_the_cash_flow() {
    for name in Library::names() {
        for step in trace(&library_model(name), 1, Sampling::Random, 3).steps {
            let dealt = step.dealt;
            let counted_once = step.without_cash - step.cash_only_burn + step.other_receipts;
            let by_money = dealt.credit_used + dealt.earned - dealt.interest - dealt.tax;
            let found = step.operating_result + counted_once + step.from_working_capital + by_money;
            let scale = step.total_revenue + step.burn.iter().sum::<f64>() + 1.0;
            assert!((found - step.cash_flow).abs() <= 1e-9 * scale, "{name} {}: {found} {}", step.from, step.cash_flow);
        }
    }
}

#[test]
fn every_file_of_config_is_in_the_library_and_runs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let mut names: Vec<String> = Library::names().map(str::to_owned).collect();
    files.sort();
    names.sort();
    assert_eq!(files, names);
    for name in Library::names() {
        let runs = 4_096;
        let answers = answers_of(&library_model(name), runs, None);
        assert_eq!((answers.provenance.runs, answers.provenance.complete), (runs, true));
    }
}
