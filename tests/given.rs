//! Questions asked of the futures that agree with what has happened: closed forms, run by run, and by every command.

use crate::support::{model, near};
use crate::update::{actuals, covers, phi};
use runout::answers::{
    Compared, ErrorSizes, ExplainRequest, Planned, QuestionKind, Request, SensitivityRequest, Side, Updating, survival,
};
use runout::engine::{Block, Observer, Plan, Simulator, lane_of, replay};
use runout::error::{Error, Result};
use runout::model::{Action, CutPlan, Levers, Model, load};
use runout::sampling::{Futures, LANES, Sampling, SelectedRuns};
use runout::scenario::{Library, Source};
use std::collections::BTreeMap;
use std::process::Command;

/// Revenue a year is N(100, 15^2), costs are N(120, 10^2), both drawn once; cash is 60 and is gone within four years where costs exceed
/// revenue by more than 15.
const TWO_DRAWN: &str = r#"
start = 2026-01-01
years = 4
step = "year"
[cash]
opening = 60
[[revenue]]
name = "All"
annual = { value = { normal = { mean = 100, std_dev = 15 } }, persistence = 1 }
[[burn]]
name = "All"
annual = { value = { normal = { mean = 120, std_dev = 10 } }, persistence = 1 }
"#;

/// Revenue of 120 in 2026, give or take 6.
const BOOKS: &str = "period,revenue\n2026,120\n";
/// 1 / (1/225 + 1/36), and the mean that weighs 100 and 120 accordingly.
const VARIANCE: f64 = 900.0 / 29.0;
const MEAN: f64 = VARIANCE * (100.0 / 225.0 + 120.0 / 36.0);

/// That costs exceed revenue by more than `by`, after the books.
fn exceed(by: f64) -> f64 {
    phi((120.0 - MEAN - by) / (VARIANCE + 100.0).sqrt())
}

fn try_given<'a>(model: &Model, csv: &str, error: f64, plan: Plan) -> Result<Simulator<'a>> {
    let (actuals, errors) = (actuals(model, csv), ErrorSizes { all: error, columns: BTreeMap::new() });
    Simulator::new(plan)?.given(model, &Updating { actuals: &actuals, errors: &errors, overrides: Vec::new() })
}

fn given<'a>(model: &Model, csv: &str, runs: u64) -> Simulator<'a> {
    let plan = Plan { runs, ..Plan::default() };
    try_given(model, csv, 0.05, plan).unwrap_or_else(|error| panic!("{error}"))
}

/// A run agrees with the probability of its likelihood, exp(-(x - 120)^2 / (2 * 36)), whose mean is 6 / sqrt(261) exp(-400 / (2 * 261)).
#[test]
fn as_many_agree_as_the_likelihood_says_and_they_are_the_conjugate_posterior() {
    let model = model(TWO_DRAWN);
    let simulator = given(&model, BOOKS, 100_000);
    let known = simulator.plan().given.clone().unwrap();
    let share = 6.0 / 261.0_f64.sqrt() * (-400.0 / (2.0 * 261.0_f64)).exp();
    near(known.agreeing as f64 / (1e6 * share), 1.0, 0.01);
    assert_eq!((known.simulated, known.figures, known.errors_widened), (1_000_000, 1, 1.0));
    let answers = simulator.answer(&model, &Request::default()).unwrap();
    covers(answers.exhaustion.by_horizon, exceed(15.0));
    assert_eq!((answers.provenance.runs, answers.provenance.complete), (100_000, true));
    assert_eq!(answers.provenance.given.unwrap().columns, ["revenue"]);
}

/// Cash and draws of every step, bit by bit.
#[derive(Default)]
struct Course(usize, Vec<u64>);

impl Observer for Course {
    fn step(&mut self, _step: usize, block: &Block<'_>) {
        self.1.push(block.with_capital.cash[self.0].to_bits());
        let draws = 0..block.model.inputs().drivers.len();
        self.1.extend(draws.map(|driver| block.draws.value(driver, self.0).to_bits()));
    }

    fn end(&mut self, block: &Block<'_>) {
        self.1.push(block.with_capital.exhausted[self.0].to_bits());
    }
}

fn course(model: &Model, futures: &Futures, run: u64) -> Vec<u64> {
    let mut course = Course(lane_of(run), Vec::new());
    replay(model, futures, run, &mut course);
    course.1
}

/// Of companies that react and of those that do not, with every mechanism.
#[test]
fn a_selected_run_is_to_the_bit_the_run_that_it_stands_for() {
    let numbers: Vec<u64> = (0..200).map(|place| place * place / 3 + place).chain([1_000_000_007]).collect();
    let all = Futures::all(5, Sampling::Random);
    let selected = Futures { selected: SelectedRuns::new(5, numbers.clone()), ..all.clone() };
    for name in Library::names() {
        let model = load(name, &[]).unwrap().model;
        for place in [0, 1, 127, 128, 150, 200] {
            let number = numbers[usize::try_from(place).unwrap()];
            assert_eq!(course(&model, &selected, place), course(&model, &all, number), "{name} {place}");
        }
    }
    assert!(SelectedRuns::new(5, Vec::new()).is_none() && LANES == 128);
}

#[test]
fn every_question_is_asked_of_the_futures_that_agree() {
    let levers = Levers::new(Source::of_text("test.toml", TWO_DRAWN), &[]).unwrap();
    let model = levers.base();
    let (simulator, runs_out) = (given(model, BOOKS, 20_000), exceed(15.0));
    let (claim, lasts) = (survival(model), 1.0 - runs_out);
    let more_cash = load_changed(&["cash.opening=100"]);
    let name = |model, name: &str| Compared { model, name: name.to_owned(), title: name.to_owned(), overrides: vec![] };
    let compared = simulator.compare(&[name(model, "a"), name(&more_cash, "b")]).unwrap();
    covers(compared.scenarios[0].answers.exhaustion.by_horizon, runs_out);
    covers(compared.scenarios[1].answers.exhaustion.by_horizon, exceed(25.0));
    covers(compared.differences[0].exhaustion.by_horizon, exceed(25.0) - runs_out);
    let lever = levers.lever("cash.opening").unwrap();
    let solution = simulator.solve(&levers, std::slice::from_ref(&lever), &claim, 0.9).unwrap();
    covers(solution.now, lasts);
    let explanation = simulator.explain(model, &ExplainRequest::default()).unwrap();
    covers(explanation.failing, runs_out);
    let action = Action::cut(&levers, &CutPlan { share: 0.1, lines: Vec::new() }).unwrap();
    let planned = [Planned { action, cut: Some(0.1), by_default: false }];
    covers(simulator.deadlines((model, &[]), &planned, &claim, 0.9).unwrap().now, lasts);
    let sides =
        ["cash.opening", "burn.All.annual+"].map(|path| Side { lever: levers.lever(path).unwrap(), range: None });
    covers(simulator.frontier(&levers, &sides, &claim).unwrap().own.probability, lasts);
}

fn load_changed(changes: &[&str]) -> Model {
    let changes: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
    Levers::new(Source::of_text("test.toml", TWO_DRAWN), &changes).unwrap().base().clone()
}

/// With costs always above revenue and a minimum that no future keeps to, capital needed is 4 (costs - revenue) and a constant: the share of revenue in its variance
/// falls from 225 / 325 to 31.03 / 131.03 once revenue is known. Swapped draws are still those of futures that agree.
#[test]
fn what_decides_is_what_is_still_uncertain() {
    let model = load_changed(&["cash.minimum=1000", "burn.All.annual.value.normal.mean=220"]);
    let request = SensitivityRequest { of: QuestionKind::Need, shapley: true, ..SensitivityRequest::default() };
    for (simulator, variance) in [
        (Simulator::new(Plan { runs: 1 << 14, ..Plan::default() }).unwrap(), 225.0),
        (given(&model, BOOKS, 1 << 14), VARIANCE),
    ] {
        let found = simulator.sensitivity(&model, &request).unwrap();
        let revenue = found.units.iter().find(|unit| unit.drivers == ["revenue.All.annual"]).unwrap();
        for index in [revenue.first, revenue.total, revenue.shapley.unwrap()] {
            let exact = variance / (variance + 100.0);
            let reach = index.high - index.low;
            assert!((index.low - 0.5 * reach..=index.high + 0.5 * reach).contains(&exact), "{index:?} {exact}");
        }
    }
}

#[test]
fn the_futures_that_agree_do_not_depend_on_threads() {
    let model = model(TWO_DRAWN);
    let by = |threads| {
        let plan = Plan { runs: 5_000, threads: Some(threads), ..Plan::default() };
        try_given(&model, BOOKS, 0.05, plan).unwrap().answer(&model, &Request::default()).unwrap()
    };
    let one = by(1);
    assert!([2, 7].map(by).iter().all(|answers| *answers == one));
}

/// A forecast of N(100, 225), and books that are four and five and a half of its standard deviations off.
#[test]
fn where_few_agree_errors_are_wider_and_where_none_do_it_is_refused() {
    let model = model(TWO_DRAWN);
    let simulator = given(&model, "period,revenue\n2026,160\n", 10_000);
    let known = simulator.plan().given.clone().unwrap();
    near(known.errors_widened, 1.0, 0.0);
    assert!(known.agreeing == simulator.plan().runs && known.agreeing < 10_000);
    let wide = given(&model, "period,revenue\n2026,182\n", 10_000).plan().given.clone().unwrap();
    assert!(wide.errors_widened > 1.0 && (300..600).contains(&wide.agreeing), "{wide:?}");
    let refused = |error: f64, plan: Plan| {
        try_given(&model, "period,revenue\n2026,300\n", error, plan).err().map_or_else(String::new, |e| e.to_string())
    };
    let far = refused(0.001, Plan::default());
    assert!(far.contains("what happened lies too far outside the forecast"), "{far}");
    let spread = refused(0.05, Plan { sampling: Sampling::Latin, ..Plan::default() });
    assert!(spread.contains("futures spread evenly are no longer so once only some agree"), "{spread}");
    let few =
        simulator.sensitivity(&model, &SensitivityRequest::default()).map(|_| ()).map_err(|e: Error| e.to_string());
    assert!(few.as_ref().is_err_and(|few| few.contains("too few to swap their luck")), "{few:?}");
}

#[test]
fn run_says_how_many_futures_agree_and_echoes_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("acme.toml"), TWO_DRAWN).unwrap();
    std::fs::write(folder.path().join("books.csv"), BOOKS).unwrap();
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runout"));
        let usual = ["run", "acme.toml", "--actuals", "books.csv", "--out", "out", "--no-charts", "--quiet"];
        let output = command.current_dir(folder.path()).args(usual).args(more).output().unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.code(), out, err)
    };
    let (code, out, _) = run(&["--runs", "1000", "--error", "10%"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("agree with what happened until the end of December 2026 (1 figure)"));
    let json = std::fs::read_to_string(folder.path().join("out/results.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let agreeing = json["given"]["agreeing"].as_f64().unwrap();
    near(agreeing / 1e6, 12.0 / 369.0_f64.sqrt() * (-400.0 / 738.0_f64).exp(), 0.002);
    assert_eq!((json["given"]["until"].as_str(), json["runs"].as_u64()), (Some("2026-12-31"), Some(1_000)));
    let (code, _, refused) = run(&["--precision", "0.01"]);
    assert!(code == Some(2) && refused.contains("cannot be used with"), "{refused}");
    let (code, _, refused) = run(&["--error", "revenu=1%"]);
    assert!(code == Some(2) && refused.contains("the actuals have no column `revenu`"), "{refused}");
}
