//! Why it goes wrong: shifts, typical paths and blame against what is known exactly, and the command as users type it.

use crate::support::{model, near};
use assert_cmd::Command;
use runout::answers::{
    Bad, BlameShares, Density, DriverBlame, Estimate, ExplainRequest, Explanation, trace, usually_bad,
};
use runout::charts::{self, Look};
use runout::engine::{Plan, Simulator};
use runout::model::Model;
use runout::report::{self, RunFacts};
use runout::sampling::Sampling;
use runout::scenario::Library;
use std::path::PathBuf;
use std::time::Duration;

/// One year at once, with no revenue; burn lines are added.
const YEAR: &str = "start = 2026-01-01\nyears = 1\nstep = \"year\"\n[[revenue]]\nname = \"None\"\nannual = 0\n";

/// A burn line of so much a year.
fn burn(name: &str, annual: &str, more: &str) -> String {
    format!("[[burn]]\nname = \"{name}\"\nannual = {annual}\n{more}\n")
}

/// 0, or `amount` in four of ten futures; the median is 0.
fn sometimes(amount: f64) -> String {
    format!("{{ discrete = {{ values = [0, {amount}], weights = [6, 4] }} }}")
}

fn cash(opening: f64) -> String {
    format!("[cash]\nopening = {opening}\n")
}

fn plan(runs: u64, seed: u64) -> Plan {
    Plan { runs, seed, sampling: Sampling::Random, threads: Some(2), ..Plan::default() }
}

fn explained_by(model: &Model, plan: Plan, bad: Option<Bad>) -> Explanation {
    let claim = model.company().claims.first().cloned();
    let request = ExplainRequest { name: "test.toml".to_owned(), claim, bad, overrides: vec![] };
    Simulator::new(plan).unwrap().explain(model, &request).unwrap()
}

/// The explanation of a text, of its first claim if it has one.
fn explained(text: &str, runs: u64) -> Explanation {
    explained_by(&model(text), plan(runs, 1), None)
}

fn blame(explanation: &Explanation) -> &BlameShares {
    explanation.blame.as_ref().unwrap()
}

#[track_caller]
fn of<'e>(explanation: &'e Explanation, driver: &str) -> &'e DriverBlame {
    let found = blame(explanation).drivers.iter().find(|row| row.driver.as_deref() == Some(driver));
    found.unwrap_or_else(|| panic!("no {driver} in {:?}", blame(explanation).drivers))
}

fn shared(explanation: &Explanation, driver: &str) -> Estimate {
    of(explanation, driver).shared.unwrap()
}

/// Fails unless an estimate is within five standard errors, as its 95 % interval has them, of what is exact.
#[track_caller]
fn holds(found: Estimate, exact: f64) {
    let error = (found.high - found.low) / 2.0 / 1.96;
    assert!((found.estimate - exact).abs() <= 5.0 * error, "{found:?} is too far from {exact}");
    assert!(error < 0.02, "{found:?} is too wide to say anything");
}

#[test]
fn the_only_guilty_driver_bears_all_the_blame() {
    let innocent = burn("Stock", "\"1 to 30\"", "counts_in = \"result\"");
    let text = YEAR.to_owned() + &cash(10.0) + &burn("Staff", "{ uniform = { min = 4, max = 14 } }", "") + &innocent;
    let explanation = explained(&text, 8_192);
    holds(explanation.failing, 0.4);
    let guilty = of(&explanation, "burn.Staff.annual");
    assert_eq!((guilty.alone.estimate, guilty.shared.unwrap().estimate), (1.0, 1.0));
    assert!(guilty.alone.low > 0.99 && guilty.alone.low < 1.0, "what was always seen is not certain");
    let innocent = of(&explanation, "burn.Stock.annual");
    assert_eq!((innocent.alone.estimate, innocent.shared.unwrap().estimate), (0.0, 0.0));
    assert_eq!(explanation.drivers[0].driver, "burn.Staff.annual");
    // A uniform on 10 to 14 against one on 4 to 10: means 12 and 7, and 10/sqrt(12) over both.
    let at = explanation.drivers[0].furthest().unwrap();
    holds(at.shift, 5.0 * 12.0_f64.sqrt() / 10.0);
    near(at.failing, 12.0, 0.1);
    near(at.others, 7.0, 0.1);
}

/// Of three burns that are there in four of ten futures, A with B or C breaks the company. Failing: A and B only, or A and C only, 0.096
/// each; all three 0.064. In the first two either of the two saves it: a half each. In the last A saves it alone, or B and C together:
/// two thirds to A and a sixth each to B and C.
#[test]
fn blame_is_the_shapley_value_of_an_and_of_an_or() {
    let three = cash(12.0)
        + &burn("A", &sometimes(10.0), "")
        + &burn("B", &sometimes(5.0), "")
        + &burn("C", &sometimes(5.0), "");
    let innocent: String =
        (0..6).map(|one| burn(&format!("Paper {one}"), "\"1 to 2\"", "counts_in = \"result\"")).collect();
    let failing = 2.0 * 0.096 + 0.064;
    // Nine levers are too many for all orders at once.
    for (text, method) in [(three.clone(), "every order"), (three + &innocent, "orders by chance")] {
        let explanation = explained(&(YEAR.to_owned() + &text), 65_536);
        assert_eq!(blame(&explanation).method, method);
        holds(explanation.failing, failing);
        holds(shared(&explanation, "burn.A.annual"), (0.096 + 0.064 * 2.0 / 3.0) / failing);
        for other in ["burn.B.annual", "burn.C.annual"] {
            holds(shared(&explanation, other), (0.048 + 0.064 / 6.0) / failing);
            // Alone, B saves what only A and B break.
            holds(of(&explanation, other).alone, 0.096 / failing);
        }
        near(of(&explanation, "burn.A.annual").alone.estimate, 1.0, 0.0);
        let sum: f64 = blame(&explanation).drivers.iter().map(|row| row.shared.unwrap().estimate).sum();
        near(sum, 1.0, 1e-12);
        assert!(!blame(&explanation).median_fails);
    }
}

#[test]
fn drivers_that_do_the_same_are_blamed_the_same() {
    let distribution = "{ normal = { mean = 5, std_dev = 1 } }";
    let text = YEAR.to_owned() + &cash(10.5) + &burn("A", distribution, "") + &burn("B", distribution, "");
    let explanation = explained(&text, 65_536);
    holds(shared(&explanation, "burn.A.annual"), 0.5);
    holds(shared(&explanation, "burn.B.annual"), 0.5);
    // With A at 5 it lasts where B is at most 5.5: by numerical integration of phi(b) Phi(b - 0.5) from 0.5 on.
    holds(of(&explanation, "burn.A.annual").alone, 0.392732571);
}

/// The Shapley value of A above is 0.541667: of forty simulations, 33 to 40 intervals must hold it (32 or fewer: 1.2 in a million).
#[test]
fn intervals_of_blame_hold_what_they_should() {
    let burns = [("A", 10.0), ("B", 5.0), ("C", 5.0)].map(|(name, amount)| burn(name, &sometimes(amount), ""));
    let innocent: String =
        (0..6).map(|one| burn(&format!("Paper {one}"), "\"1 to 2\"", "counts_in = \"result\"")).collect();
    let model = model(&(YEAR.to_owned() + &cash(12.0) + &burns.concat() + &innocent));
    let holding = (1..=40).filter(|&seed| {
        let found = shared(&explained_by(&model, plan(4_096, seed), None), "burn.A.annual");
        (found.low..=found.high).contains(&(0.138_666_666_667 / 0.256))
    });
    let holding = holding.count();
    assert!(holding >= 33, "{holding} of 40");
}

/// Burn N(9, 1) of 10: failing above one standard deviation. The mean beyond it is phi(1)/(1 - Phi(1)) = 1.525135 (the inverse Mills
/// ratio), and -phi(1)/Phi(1) = -0.287600 below. A number correlated with it moves as far times the correlation of the latents,
/// 2 sin(pi s/6).
#[test]
fn a_normal_driver_moves_by_the_inverse_mills_ratio() {
    let normal = |mean: f64| format!("{{ normal = {{ mean = {mean}, std_dev = 1 }} }}");
    let text = YEAR.to_owned()
        + &cash(10.0)
        + &burn("Staff", &normal(9.0), "")
        + &burn("Stock", &normal(50.0), "counts_in = \"result\"")
        + "[[correlation]]\nbetween = [\"burn.Staff.annual\", \"burn.Stock.annual\"]\nspearman = 0.5\n";
    let explanation = explained(&text, 131_072);
    holds(explanation.failing, 0.158_655_253_931_457);
    let shift =
        |name: &str| explanation.drivers.iter().find(|driver| driver.driver == name).unwrap().furthest().unwrap().shift;
    let mills = 1.525_135_276_160_981 + 0.287_599_970_939_178_4;
    holds(shift("burn.Staff.annual"), mills);
    holds(shift("burn.Stock.annual"), 2.0 * (std::f64::consts::PI * 0.5 / 6.0).sin() * mills);
    // The correlated number is not to blame: held, it changes nothing.
    near(of(&explanation, "burn.Stock.annual").alone.estimate, 0.0, 0.0);
    let density = explanation.densities.iter().find(|density| density.driver == "burn.Staff.annual").unwrap();
    assert_eq!(density.totals.iter().sum::<u64>(), 131_072);
    let middle = density.from + (density.to - density.from) * 0.5;
    near(middle, 9.0, 1e-6);
    assert!(density.failing[..density.failing.len() / 2].iter().all(|&count| count == 0), "none below the mean fails");
}

/// Only the first year matters for a claim that is settled at its end, though the drivers go on.
#[test]
fn years_after_the_claim_is_settled_are_left_out() {
    let text = "start = 2026-01-01\nyears = 4\n[cash]\nopening = 10\n[[revenue]]\nname = \"None\"\nannual = 0\n"
        .to_owned()
        + &burn("Staff", "{ value = \"6 to 12\", persistence = 0.5 }", "")
        + "[[claim]]\ntext = \"Early\"\nexhausted_by = 2027-01-01\n";
    let explanation = explained(&text, 4_096);
    assert_eq!(explanation.question.years, [2026]);
    assert_eq!(explanation.drivers[0].by_year.keys().copied().collect::<Vec<_>>(), [2026]);
    assert_eq!(explanation.question.bad, Bad::Holds);
    let turned = explained_by(&model(&text), plan(4_096, 1), Some(Bad::Fails));
    near(turned.failing.estimate + explanation.failing.estimate, 1.0, 1e-12);
    let [one, other] = [&explanation, &turned].map(|of| of.drivers[0].furthest().unwrap().shift.estimate);
    // Sums are kept in parts of 2^-24.
    near(one, -other, 1e-7);
}

/// An event may act on a yearly number within the year, so that it is read in every month; its value of the year is their average. One
/// that adds nothing changes nothing.
#[test]
fn what_an_event_acts_on_is_the_average_of_its_months() {
    let text = "start = 2026-01-01\nyears = 3\n[cash]\nopening = 10\n[[revenue]]\nname = \"Sales\"\nopening = 4\n\
                growth = { normal = { mean = 0.5, std_dev = 0.1 }, persistence = 0.5 }\n"
        .to_owned()
        + &burn("Staff", "{ normal = { mean = 11, std_dev = 1 } }", "");
    let event = "[[event]]\nname = \"Nothing\"\nprobability = 0.5\non = \"revenue.Sales.growth\"\nadd = 0\n";
    let [plain, acted_on] = [text.clone(), text + event].map(|text| {
        let explanation = explained(&text, 8_192);
        let growth = |name: &str| name == "revenue.Sales.growth";
        let density = explanation.densities.iter().find(|density| growth(&density.driver)).unwrap().clone();
        (explanation.drivers.into_iter().find(|shift| growth(&shift.driver)).unwrap(), density)
    });
    assert_eq!(plain.0.by_year.len(), 3);
    for (year, shift) in &plain.0.by_year {
        let with_event = &acted_on.0.by_year[year];
        for [one, other] in [[shift.failing, with_event.failing], [shift.others, with_event.others]] {
            near(one, other, 1e-6);
            assert!((0.3..0.7).contains(&other), "{other} is no growth of a year");
        }
        near(shift.shift.estimate, with_event.shift.estimate, 1e-6);
    }
    let Density { failing, others, totals, .. } = &acted_on.1;
    let inside: u64 = failing.iter().chain(others).sum();
    assert!(inside * 100 >= 99 * totals.iter().sum::<u64>(), "{inside} of {totals:?} lie within the density");
}

/// Ten in the bank and a burn of eight a year for three years; a round of thirty in September closes in seven of ten futures. An event
/// in one of four of the years 2027 raises burn fivefold. Failing: no round 0.3 (with the event 0.075 of it), or the event alone 0.175.
const TWO_WAYS: &str = r#"
start = 2026-01-01
years = 3
[cash]
opening = 10
[[revenue]]
name = "None"
annual = 0
[[burn]]
name = "Staff"
annual = { normal = { mean = 8, std_dev = 0.2 } }
[[capital]]
name = "Round"
date = 2026-09-01
amount = { normal = { mean = 30, std_dev = 0.5 } }
probability = 0.7
[[event]]
name = "Fire"
probability = 0.9683236479759216 # a quarter in one month
from = 2027-01-01
until = 2027-02-01
on = "burn.Staff.annual"
multiply = 5
"#;

#[test]
fn separate_ways_to_fail_are_found_with_their_shares_and_causes() {
    let explanation = explained(TWO_WAYS, 32_768);
    holds(explanation.failing, 0.3 + 0.7 * 0.25);
    let typical = explanation.typical.as_ref().unwrap();
    assert!(typical.silhouette.unwrap() > 0.5, "{:?}", typical.silhouette);
    let found: Vec<Estimate> = typical.paths.iter().map(|path| path.share).collect();
    let expected = [0.225, 0.175, 0.075].map(|share| share / 0.475);
    assert_eq!(found.len(), 3);
    for (found, expected) in found.iter().zip(expected) {
        holds(*found, expected);
    }
    for path in &typical.paths {
        let ledger = trace(&model(TWO_WAYS), 1, Sampling::Random, path.run);
        assert_eq!((ledger.exhausted_on, true), (path.exhausted_on, path.exhausted_on.is_some()), "run {}", path.run);
        let cash: Vec<f64> = ledger.steps.iter().map(|step| step.cash).collect();
        assert_eq!(path.cash[1..], cash, "the path is that of the ledger");
        near(path.cash[0], 10.0, 0.0);
    }
    let names = |place: usize| typical.paths[place].marks.iter().map(|mark| mark.driver.as_str()).collect::<Vec<_>>();
    assert!(names(0).contains(&"event.Fire.fires") && names(1).contains(&"capital.Round.closes"), "{typical:?}");
    let fire =
        |place: usize| typical.paths[place].marks.iter().find(|mark| mark.driver == "event.Fire.fires").unwrap().here;
    assert_eq!((fire(0), fire(2)), (0.0, 1.0), "no fire in the first group, and always in the last");
    let happening = |driver: &str| explanation.happenings.iter().find(|one| one.driver == driver).unwrap();
    holds(happening("capital.Round.closes").failing, 0.175 / 0.475);
    near(happening("capital.Round.closes").others.estimate, 1.0, 0.0);
    holds(happening("event.Fire.fires").failing, 0.25 / 0.475);
    // The round saves those without the fire; no fire saves those with the round; both are needed where both failed.
    holds(of(&explanation, "capital.Round.closes").alone, 0.225 / 0.475);
    holds(of(&explanation, "event.Fire.fires").alone, 0.175 / 0.475);
    holds(shared(&explanation, "capital.Round.closes"), (0.225 + 0.075 / 2.0) / 0.475);
    assert_eq!(of(&explanation, "event.Fire.fires").culprit(str::to_owned), "\u{201c}Fire\u{201d}");
}

/// Burn N(11, 1) of 10: the median company fails, and lasts from one standard deviation below on, which is the 84 % point.
#[test]
fn where_the_median_company_fails_blame_is_held_against_a_better_one() {
    let distribution = |mean: f64| format!("{{ normal = {{ mean = {mean}, std_dev = 1 }} }}");
    let explanation = explained(&(YEAR.to_owned() + &cash(10.0) + &burn("Staff", &distribution(11.0), "")), 8_192);
    assert!(blame(&explanation).median_fails);
    assert_eq!(blame(&explanation).held_at, Some(0.85));
    near(of(&explanation, "burn.Staff.annual").alone.estimate, 0.0, 0.0);
    near(shared(&explanation, "burn.Staff.annual").estimate, 1.0, 0.0);
    let hopeless = explained(&(YEAR.to_owned() + &cash(10.0) + &burn("Staff", &distribution(12.0), "")), 8_192);
    assert_eq!((blame(&hopeless).median_fails, blame(&hopeless).held_at), (true, None));
    assert!(text(&hopeless).contains("So no blame is shared."), "{}", text(&hopeless));
}

#[test]
fn explanations_do_not_depend_on_the_number_of_threads() {
    for (text, runs) in [(TWO_WAYS, 5_000), (Library::get("hardware").unwrap().text, 1_000)] {
        let model = model(text);
        for sampling in [Sampling::Random, Sampling::Latin, Sampling::Sobol] {
            let json = |threads| {
                let plan = Plan { runs, seed: 3, sampling, threads: Some(threads), ..Plan::default() };
                report::json(&explained_by(&model, plan, None)).unwrap()
            };
            let one = json(1);
            assert!([2, 5].into_iter().all(|threads| json(threads) == one), "{sampling}");
        }
    }
}

fn text(explanation: &Explanation) -> String {
    let facts = RunFacts {
        folder: PathBuf::from("results"),
        files: vec![],
        elapsed: Duration::from_secs(1),
        runs_per_second: 1e6,
        names: crate::problems::flag,
        width: 100,
    };
    report::text(explanation, &facts, false)
}

#[test]
fn questions_with_only_one_answer_are_answered_so() {
    let with = |opening: f64| explained(&(YEAR.to_owned() + &cash(opening) + &burn("Staff", "\"5 to 9\"", "")), 2_000);
    let never = with(1e9);
    assert!(text(&never).contains("None is bad, so there is nothing to explain."), "{}", text(&never));
    let always = with(0.001);
    assert!(text(&always).contains("All are bad, so there are no others"), "{}", text(&always));
    assert!(always.typical.is_some() && always.drivers.is_empty());
    let rarely = with(12.0);
    assert!((1..32).contains(&rarely.failing_runs), "{}", rarely.failing_runs);
    assert!(text(&rarely).contains("too few of one kind") && text(&rarely).contains("--runs "), "{}", text(&rarely));
    let certain = explained(&(YEAR.to_owned() + &cash(5.0) + &burn("Staff", "9", "")), 2_000);
    for explanation in [never, always, rarely, certain] {
        // Paths alone, each as PNG and as SVG: there is nothing else to draw.
        let drawn = charts::draw(&explanation, &Look::default(), true).unwrap().files;
        assert_eq!(drawn.len(), if explanation.failing_runs == 0 { 0 } else { 2 });
        report::shifts_csv(&explanation).unwrap();
    }
}

#[test]
fn it_is_bad_to_run_out_and_good_to_reach_something() {
    let tests = [
        ("exhausted_by = 2027-01-01", Bad::Holds),
        ("survives_to = 2027-01-01", Bad::Fails),
        ("profitable_by = 2026", Bad::Fails),
        ("not = { profitable_by = 2026 }", Bad::Holds),
        ("cash_flow = { year = 2026, at_most = -5 }", Bad::Holds),
        ("revenue = { year = 2026, at_least = 5 }", Bad::Fails),
        ("capital_needed = { at_most = 5 }", Bad::Fails),
        ("any = [ { exhausted_by = 2027-01-01 }, { profitable_by = 2026 } ]", Bad::Fails),
        ("all = [ { exhausted_by = 2027-01-01 }, { not = { profitable_first = true } } ]", Bad::Holds),
    ];
    for (test, bad) in tests {
        let text = YEAR.to_owned().replace("years = 1", "years = 2") + &cash(5.0) + &burn("Staff", "9", "");
        let model = model(&format!("{text}[[claim]]\ntext = \"It\"\n{test}\n"));
        assert_eq!(usually_bad(&model.company().claims[0].test), bad, "{test}");
    }
}

#[test]
fn every_scenario_of_the_library_is_explained() {
    for name in Library::names() {
        let loaded = runout::model::load(name, &[]).unwrap();
        let request =
            ExplainRequest { name: name.to_owned(), claim: None, bad: None, overrides: vec!["x=".repeat(3_000); 9] };
        let explanation = Simulator::new(plan(2_000, 1)).unwrap().explain(&loaded.model, &request).unwrap();
        let printed = text(&explanation);
        assert!(printed.lines().all(|line| line.chars().count() <= 100 && line == line.trim_end()), "{printed}");
        assert!(printed.lines().count() <= 62, "{}:\n{printed}", printed.lines().count());
        assert!(explanation.typical.is_some(), "{name}");
    }
}

#[test]
fn the_command_writes_what_it_says_and_refuses_what_it_cannot_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("two.toml"), TWO_WAYS).unwrap();
    let run = |arguments: &str| {
        let words = arguments.split(' ').map(|word| word.replace('~', " "));
        Command::new(env!("CARGO_BIN_EXE_runout")).current_dir(folder.path()).args(words).output().unwrap()
    };
    let done = run("explain two.toml --runs 4k --quiet --svg");
    let printed = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(
        printed.contains("`runout trace two.toml --run ") && printed.contains("\u{201c}Fire\u{201d} "),
        "{printed}"
    );
    for file in ["explanation.json", "shifts.csv", "densities.png", "paths.svg", "blame.png"] {
        assert!(folder.path().join("results/explain-two").join(file).exists(), "{file}");
    }
    let claimed = run(
        "explain two.toml --runs 4k --quiet --no-charts --claim survives_to~=~2027-06-01 --bad holds --format json",
    );
    let json: serde_json::Value = serde_json::from_slice(&claimed.stdout).unwrap();
    assert_eq!(
        (json["question"]["bad"].as_str(), json["question"]["bad_as_asked"].as_bool()),
        (Some("holds"), Some(true))
    );
    assert!(json["failing"]["estimate"].as_f64().unwrap() > 0.5);
    let refused = run("explain two.toml --claim Nonsense");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("there is no claim"));
}
