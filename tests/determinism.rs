//! The same scenario gives the same answers, to the byte, whatever does not belong to it: threads, order of the file, unit of money.

use crate::support::{DESIGNS, answers_by, answers_of, draws, follow, model};
use runout::answers::trace;
use runout::engine::{Block, NEVER, Observer, replay_at};
use runout::model::Model;
use runout::report;
use runout::sampling::{Futures, Sampling, Width};
use runout::scenario::Library;

/// A bit of everything, short enough to trace every run: growth, levels, persistence, correlation, capital, a commitment.
const COMPANY: &str = r#"
start = 2026-04-01
years = 4
[cash]
opening = "8 to 32"
minimum = 2
[[revenue]]
name = "Product"
opening = 8
growth = { value = "20% to 160%", persistence = 0.7 }
[[revenue]]
name = "Services"
annual = { value = "1 to 4", redraw = "quarter", persistence = 0.3 }
[compute_margin]
value = { pert = { min = 0.4, mode = 0.6, max = 0.8 } }
persistence = 0.5
[[burn]]
name = "Payroll"
opening = 10
growth = { normal = { mean = 0.2, std_dev = 0.2 } }
[[burn]]
name = "Clusters"
annual = "1 to 3"
compute = true
[compute_commitment]
annual = 5
[profitability]
measure = "cash_flow"
[[capital]]
name = "Round"
date = 2027-02-15
amount = { lognormal = { median = 8, sigma = 0.5 } }
probability = 0.6
delay_months = { gamma = { shape = 2, scale = 2 } }
[[correlation]]
between = ["revenue.Product.growth", "burn.Payroll.growth"]
spearman = 0.5
[[claim]]
text = "Survives to 2029"
survives_to = 2029-01-01
"#;

fn json(model: &Model, runs: u64, threads: usize) -> String {
    json_by(Sampling::Random, model, runs, threads)
}

fn json_by(sampling: Sampling, model: &Model, runs: u64, threads: usize) -> String {
    String::from_utf8(report::json(&answers_by(sampling, model, runs, Some(threads))).unwrap()).unwrap()
}

/// 10,007 random runs do not fill their last block; the other designs round them up to 12,288 and 16,384.
#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    for text in [COMPANY, Library::get("openai").unwrap().text, Library::get("benchmark").unwrap().text] {
        let model = model(text);
        for design in DESIGNS {
            let one = json_by(design, &model, 10_007, 1);
            for threads in [2, 7] {
                assert_eq!(one, json_by(design, &model, 10_007, threads), "{design}, {threads} threads");
            }
        }
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads_where_something_reacts_to_cash() {
    let model = model(Library::get("hardware").unwrap().text);
    for sampling in DESIGNS {
        let one = json_by(sampling, &model, 20_000, 1);
        assert!([2, 7].into_iter().all(|threads| json_by(sampling, &model, 20_000, threads) == one), "{sampling}");
    }
}

#[test]
fn another_seed_gives_other_results() {
    let model = model(COMPANY);
    assert_ne!(draws(&model, "cash.opening", 1), {
        let request = trace(&model, 2, Sampling::Random, 0);
        vec![vec![request.draws[0].1[0]]]
    });
    let cash = |seed| trace(&model, seed, Sampling::Random, 3).steps.last().unwrap().cash.to_bits();
    assert_ne!(cash(1), cash(2));
    assert_eq!(cash(1), cash(1));
}

/// The runs of a smaller simulation are the first of a larger one: run 700 is the same whether there are 701 or a million.
#[test]
fn runs_that_do_not_fill_a_block_are_counted_and_no_others() {
    let model = model(COMPANY);
    for runs in [1, 511, 513, 701] {
        let answers = answers_of(&model, runs, Some(2));
        let exhausted = (0..runs).filter(|&run| trace(&model, 1, Sampling::Random, run).exhausted_on.is_some()).count();
        let counted = answers.exhaustion.by_horizon.estimate * runs as f64;
        assert_eq!((answers.provenance.runs, counted.round() as usize), (runs, exhausted));
    }
}

/// A text with its sections, which are set apart by their headings, in another order.
fn reordered(text: &str) -> String {
    let (head, rest) = text.split_once("\n[").unwrap();
    let mut sections: Vec<String> = rest.split("\n[").map(|section| format!("\n[{section}")).collect();
    sections.reverse();
    format!("{head}{}\n", sections.concat())
}

#[test]
fn the_order_of_the_sections_changes_nothing() {
    let turned = reordered(COMPANY);
    assert_ne!(COMPANY, turned);
    assert_eq!(json(&model(COMPANY), 5_000, 2), json(&model(&turned), 5_000, 2));
}

/// Moments of exhaustion of every run, and their years of profitability, both to the bit.
#[derive(Default)]
struct Clocks {
    exhausted: Vec<f64>,
    profitable: Vec<f64>,
}

impl Observer for Clocks {
    fn sees_steps(&self) -> bool {
        false
    }

    fn end(&mut self, block: &Block<'_>) {
        self.exhausted.extend(&block.with_capital.exhausted[..block.runs]);
        self.profitable.extend(&block.profitable[..block.runs]);
    }
}

fn clocks(text: &str) -> Clocks {
    follow(&model(text), 80, Clocks::default())
}

/// `COMPANY` with each amount of money times `factor`.
fn scaled(factor: f64) -> String {
    let mut text = COMPANY.to_owned();
    for (key, amounts) in [
        ("opening = \"", &[8.0, 32.0][..]),
        ("minimum = ", &[2.0]),
        ("opening = ", &[8.0]),
        ("value = \"", &[1.0, 4.0]),
        ("opening = ", &[10.0]),
        ("annual = \"", &[1.0, 3.0]),
        ("annual = ", &[5.0]),
        ("median = ", &[8.0]),
    ] {
        let written = |factor: f64| {
            let amounts: Vec<String> = amounts.iter().map(|amount| (amount * factor).to_string()).collect();
            format!("{key}{}", amounts.join(" to "))
        };
        assert_eq!(text.matches(&(written(1.0) + if key.ends_with('"') { "\"" } else { "" })).count(), 1, "{key}");
        text = text.replace(&written(1.0), &written(factor));
    }
    text
}

/// With a thousand drivers each is drawn one period ahead, with few all periods at once: their draws are the same.
#[test]
fn how_far_ahead_a_driver_is_drawn_changes_none_of_its_draws() {
    let few = "start = 2026-01-01\nyears = 2\n[cash]\nopening = 9\n[[revenue]]\nname = \"All\"\n\
               annual = { value = \"1 to 3\", redraw = \"month\", persistence = 0.5 }\n\
               [[burn]]\nname = \"All\"\nannual = { value = \"2 to 4\", redraw = \"quarter\" }\n";
    let line = |number| format!("[[burn]]\nname = \"Line {number}\"\nopening = 0.01\ngrowth = 0.1\n");
    let some: String = few.to_owned() + &(0..200).map(line).collect::<String>();
    let many: String = few.to_owned() + &(0..900).map(line).collect::<String>();
    for driver in ["revenue.All.annual", "burn.All.annual"] {
        let alone = draws(&model(few), driver, 2);
        assert!(alone[0] != alone[23], "it is drawn anew");
        assert!(alone == draws(&model(&some), driver, 2) && alone == draws(&model(&many), driver, 2), "{driver}");
    }
}

/// Powers of two leave every digit of a float as it is.
#[test]
fn money_times_a_power_of_two_gives_the_same_dates_to_the_bit() {
    let bits = |moments: &[f64]| moments.iter().map(|moment| moment.to_bits()).collect::<Vec<_>>();
    let here = clocks(COMPANY);
    assert!(here.exhausted.iter().filter(|&&moment| moment < NEVER).count() > 1_000, "there is something to compare");
    for factor in [0.25, 1024.0, (1_u64 << 40) as f64] {
        let there = clocks(&scaled(factor));
        assert!(bits(&here.exhausted) == bits(&there.exhausted), "exhausted at other moments times {factor}");
        assert!(bits(&here.profitable) == bits(&there.profitable), "profitable in other years times {factor}");
    }
}

#[test]
fn a_driver_more_leaves_the_draws_of_all_others_as_they_were() {
    let more = "[[burn]]\nname = \"A new line\"\nannual = { value = \"1 to 2\", persistence = 0.4 }\n\
                [[capital]]\nname = \"Another round\"\ndate = 2028-01-01\namount = \"1 to 2\"\nprobability = 0.5\n";
    let (before, after) = (model(COMPANY), model(&(COMPANY.to_owned() + more)));
    assert_eq!(after.inputs().drivers.len(), before.inputs().drivers.len() + 4);
    for driver in &before.inputs().drivers {
        assert_eq!(draws(&before, &driver.name, 2), draws(&after, &driver.name, 2), "{}", driver.name);
    }
}

#[test]
fn less_opening_cash_never_gives_a_later_exhaustion_in_any_run() {
    let cash = |amount: &str| clocks(&COMPANY.replace("\"8 to 32\"", amount)).exhausted;
    let amounts = ["30", "16", "15.9", "4", "2.5", "-8"];
    let exhausted: Vec<Vec<f64>> = amounts.iter().map(|amount| cash(amount)).collect();
    for (more, less) in exhausted.iter().zip(&exhausted[1..]) {
        assert!(more.iter().zip(less).all(|(more, less)| less <= more));
        assert!(more.iter().zip(less).any(|(more, less)| less < more));
    }
}

/// Every run of a small simulation, one by one: days, years, order of the clocks and capital needed are those that were counted.
#[test]
fn the_traces_of_all_runs_add_up_to_the_tallies() {
    let runs = 300;
    let model = model(COMPANY);
    let answers = answers_of(&model, runs, Some(2));
    let ledgers: Vec<_> = (0..runs).map(|run| trace(&model, 1, Sampling::Random, run)).collect();
    let share = |count: usize| count as f64 / runs as f64;
    for year in model.inputs().calendar.years() {
        let exhausted = ledgers.iter().filter(|ledger| ledger.exhausted_on.is_some_and(|day| year == day.year()));
        let profitable = ledgers.iter().filter(|ledger| ledger.profitable_in == Some(year));
        assert_eq!(answers.exhaustion.in_year[&year].estimate.to_bits(), share(exhausted.count()).to_bits());
        assert_eq!(answers.profitability.in_year[&year].estimate.to_bits(), share(profitable.count()).to_bits());
    }
    let mut days: Vec<_> =
        ledgers.iter().map(|ledger| ledger.exhausted_on.map_or((1, None), |day| (0, Some(day)))).collect();
    days.sort();
    assert_eq!(answers.exhaustion.date_quantiles.p25, days[runs as usize / 4 - 1].1, "the 75th of 300");
    let neither = ledgers.iter().filter(|ledger| ledger.exhausted_on.is_none() && ledger.profitable_in.is_none());
    assert_eq!(answers.order.neither.estimate.to_bits(), share(neither.count()).to_bits());
    let mut needs: Vec<f64> = ledgers.iter().map(|ledger| ledger.capital_needed).collect();
    needs.sort_by(f64::total_cmp);
    let (counted, ranked) = (answers.capital_needed.p90.estimate, needs[269]);
    assert!((counted - ranked).abs() <= 0.002 * ranked, "{counted}, the 270th of 300 is {ranked}: bins are 0.1 % wide");
    let paths: Vec<f64> = ledgers[5].steps.iter().map(|step| step.cash).collect();
    assert_eq!(answers.cash_paths[5].cash[1..], paths, "the chart shows the same runs");
}

/// Cash of every lane at every step, if steps are seen; the sums of every year, cash at its end, and both clocks; as bits.
#[derive(Default, PartialEq)]
struct Everything {
    sees_steps: bool,
    steps: Vec<u64>,
    years: Vec<u64>,
}

impl Observer for Everything {
    fn sees_steps(&self) -> bool {
        self.sees_steps
    }

    fn step(&mut self, _step: usize, block: &Block<'_>) {
        self.steps.extend(block.with_capital.cash.iter().map(|cash| cash.to_bits()));
    }

    fn year(&mut self, _year: usize, block: &Block<'_>) {
        let sums = [&block.year.revenue, &block.year.operating_result, &block.year.cash_flow];
        let all = sums.into_iter().chain([&block.with_capital.cash, &block.without_capital.cash]);
        self.years.extend(all.flat_map(|lanes| lanes.iter()).map(|value| value.to_bits()));
    }

    fn end(&mut self, block: &Block<'_>) {
        let clocks = [&block.with_capital.exhausted, &block.without_capital.exhausted, &block.profitable, &block.need];
        self.years.extend(clocks.into_iter().flat_map(|lanes| lanes.iter()).map(|value| value.to_bits()));
    }
}

/// Companies of every kind: with and without what reacts, users, quarters, costs that are no cash.
fn companies() -> Vec<Model> {
    let users = COMPANY.to_owned()
        + "[users]\nopening = 2\ngrowth = \"5% to 30%\"\nconversion = \"5% to 9%\"\n\
        [[revenue]]\nname = \"Subscribers\"\nper_user = 3\nof = \"paying\"\n";
    let quarterly = COMPANY.replace("years = 4", "years = 4\nstep = \"quarter\"");
    let library = ["benchmark", "startup", "hardware"].map(|name| Library::get(name).unwrap().text.to_owned());
    [COMPANY.to_owned(), users, quarterly].into_iter().chain(library).map(|text| model(&text)).collect()
}

#[track_caller]
fn everything(model: &Model, sampling: Sampling, index: u64, width: Width, sees_steps: bool) -> Option<Everything> {
    let mut everything = Everything { sees_steps, ..Everything::default() };
    let is_there = replay_at(width, model, &Futures::all(1, sampling), index, &mut everything);
    assert!(!is_there || !everything.years.is_empty() && everything.steps.is_empty() != sees_steps);
    is_there.then_some(everything)
}

#[test]
fn the_width_of_vectors_changes_no_bit() {
    for model in companies() {
        for (index, sampling) in (0..4).zip(DESIGNS.into_iter().cycle()) {
            for sees_steps in [true, false] {
                let at = |width| everything(&model, sampling, index, width, sees_steps);
                let baseline = at(Width::Baseline).unwrap();
                for width in [Width::Avx2, Width::Avx512] {
                    match at(width) {
                        Some(wide) => assert!(wide == baseline, "{width:?}, {sampling} block {index}"),
                        None => eprintln!("skipped: this processor has no {width:?}"),
                    }
                }
            }
        }
    }
}

/// An observer that sees every step has them taken one by one, others a year at a time.
#[test]
fn whether_steps_are_seen_changes_no_bit() {
    for model in companies() {
        for index in 0..3 {
            let years = |sees_steps| {
                everything(&model, Sampling::Random, index, Width::Baseline, sees_steps).map(|all| all.years)
            };
            assert!(years(true) == years(false), "{} block {index}", model.title());
        }
    }
}
