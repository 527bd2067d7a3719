//! Properties that hold for every scenario, tried on random ones; and hostile texts, which must end in an answer or in a message.

use crate::problems::message;
use crate::support::{answers_of, near};
use proptest::prelude::*;
use runout::answers::{Answers, trace};
use runout::error::Faults;
use runout::model::{Model, build};
use runout::sampling::Sampling;
use runout::scenario::{Library, Scenario};

/// A distribution of something not far from `scale`.
fn distribution(scale: f64) -> impl Strategy<Value = String> {
    (0..9, 0.05..0.95_f64, 0.05..0.9_f64).prop_map(move |(family, middle, spread)| {
        let (low, mid, high) = (scale * middle * 0.5, scale * middle, scale * (middle + spread));
        match family {
            0 => format!("{mid}"),
            1 => format!("\"{low} to {high}\""),
            2 => format!("{{ normal = {{ mean = {mid}, std_dev = {} }} }}", scale * spread),
            3 => format!("{{ lognormal = {{ median = {mid}, sigma = {spread} }} }}"),
            4 => format!("{{ pert = {{ min = {low}, mode = {mid}, max = {high} }} }}"),
            5 => format!("{{ gamma = {{ shape = {}, scale = {mid} }} }}", 5.0 * spread),
            6 => format!("{{ discrete = {{ values = [{low}, {mid}, {high}], weights = [1, 2, {spread}] }} }}"),
            7 => format!("{{ student_t = {{ location = {mid}, scale = {}, dof = 3 }} }}", low * spread),
            _ => format!(
                "{{ mixture = [{{ weight = {spread}, of = {low} }}, {{ weight = 1, of = \"{low} to {high}\" }}] }}"
            ),
        }
    })
}

fn yearly(scale: f64) -> impl Strategy<Value = String> {
    let redraw = prop::sample::select(vec!["", ", redraw = \"quarter\"", ", redraw = \"month\""]);
    (distribution(scale), 0..=4_u8, redraw).prop_map(|(value, persistence, redraw)| {
        format!("{{ value = {value}, persistence = 0.{persistence}{redraw} }}")
    })
}

fn flow(name: &'static str, kind: &'static str) -> impl Strategy<Value = String> {
    let growing = (distribution(20.0), yearly(0.8))
        .prop_map(|(opening, growth)| format!("opening = {opening}\ngrowth = {growth}\n"));
    let annual = yearly(20.0).prop_map(|level| format!("annual = {level}\n"));
    prop_oneof![growing, annual].prop_map(move |flow| format!("[[{kind}]]\nname = \"{name}\"\n{flow}"))
}

prop_compose! {
    fn capital()(day in 1..28, month in 1..12, year in 2027..2030, amount in distribution(30.0), probability in 0.0..1.0_f64, delay in distribution(9.0))
        -> String {
        format!("[[capital]]\nname = \"R\"\ndate = {year}-{month:02}-{day:02}\namount = {amount}\nprobability = {probability}\ndelay_months = {delay}\n")
    }
}

prop_compose! {
    fn scenario()(
        month in prop::sample::select(vec![1, 4, 10]), years in 1..6, quarterly in any::<bool>(), opening in distribution(40.0),
        minimum in 0..10, revenue in flow("A", "revenue"), more_revenue in flow("B", "revenue"), burn in flow("A", "burn"),
        compute in yearly(9.0), counts in prop::sample::select(vec!["both", "cash", "result"]), margin in distribution(0.9),
        commitment in yearly(20.0), capital in capital(), for_years in 1..3, spearman in -0.9..0.9_f64,
        measure in prop::sample::select(vec!["operating_result", "cash_flow"]),
    ) -> String {
        let step = if quarterly { "quarter" } else { "month" };
        format!(
            "start = 2026-{month:02}-01\nyears = {years}\nstep = \"{step}\"\n[cash]\nopening = {opening}\nminimum = {minimum}\n\
             {revenue}{more_revenue}{burn}[[burn]]\nname = \"C\"\nannual = {compute}\ncompute = true\ncounts_in = \"{counts}\"\n\
             [compute_margin]\nvalue = {margin}\n[compute_commitment]\nannual = {commitment}\n{capital}\
             [profitability]\nmeasure = \"{measure}\"\nfor_years = {for_years}\n\
             [[correlation]]\nbetween = [\"cash.opening\", \"capital.R.amount\"]\nspearman = {spearman}\n"
        )
    }
}

/// The model of a random text; all of them are sound.
fn model(text: &str) -> Model {
    crate::support::model(text)
}

const RUNS: u64 = 1_000;

/// Shares of runs in whole runs.
fn counts(shares: impl IntoIterator<Item = f64>) -> Vec<u64> {
    shares.into_iter().map(|share| (share * RUNS as f64).round() as u64).collect()
}

fn rises(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] <= pair[1])
}

fn the_answers_agree_with_each_other(answers: &Answers) {
    for (exhaustion, order) in [
        (&answers.exhaustion, &answers.order),
        (&answers.without_new_capital.exhaustion, &answers.without_new_capital.order),
    ] {
        let classes = [order.profitable_first, order.exhausted_later, order.exhausted_first, order.neither];
        let classes = counts(classes.map(|class| class.estimate));
        assert_eq!(classes.iter().sum::<u64>(), RUNS, "the classes add up to one");
        let by_end: Vec<f64> = exhaustion.by_end_of_year.values().map(|share| share.estimate).collect();
        assert!(rises(&by_end), "{by_end:?}");
        let exhausted = counts([exhaustion.by_horizon.estimate])[0];
        assert_eq!(classes[1] + classes[2], exhausted);
        assert_eq!(counts(exhaustion.in_year.values().map(|share| share.estimate)).iter().sum::<u64>(), exhausted);
        let dates = &exhaustion.date_quantiles;
        let dates = [dates.p05, dates.p10, dates.p25, dates.p50, dates.p75, dates.p90, dates.p95];
        assert!(
            dates.windows(2).all(|pair| pair[1].is_none_or(|later| pair[0].is_some_and(|sooner| sooner <= later))),
            "{dates:?}"
        );
    }
    let (with, without) = (&answers.exhaustion, &answers.without_new_capital.exhaustion);
    for (year, share) in &with.by_end_of_year {
        assert!(share.estimate <= without.by_end_of_year[year].estimate, "capital never hurts: {year}");
    }
    let needed = &answers.capital_needed;
    assert!(rises(&[
        0.0,
        needed.p50.estimate,
        needed.p75.estimate,
        needed.p90.estimate,
        needed.p95.estimate,
        needed.p99.estimate
    ]));
    for (year, amounts) in &answers.by_year {
        for fan in [amounts.revenue, amounts.operating_result, amounts.cash_flow, amounts.cash] {
            assert!(rises(&[fan.p05, fan.p25, fan.p50, fan.p75, fan.p95]), "{year}: {fan:?}");
        }
    }
}

/// Opening cash, plus what lands, plus cash flow, is what there is at the end, step by step; and the need is the deepest shortfall.
fn money_is_conserved(model: &Model, run: u64) {
    let ledger = trace(model, 1, Sampling::Random, run);
    let opening = ledger.draws.iter().find(|(name, _)| name == "cash.opening").unwrap().1[0];
    // At the ends of steps, and where capital might have come on the last day.
    let (mut cash, mut lowest, mut least) = (opening, f64::INFINITY, opening);
    for step in &ledger.steps {
        let costs = step.running_cost + step.top_up;
        let size = step.cash.abs()
            + cash.abs()
            + step.revenue.iter().chain(&step.burn).sum::<f64>()
            + costs.abs()
            + step.capital;
        near(step.cash, cash + step.capital + step.cash_flow, 1e-12 * size);
        let in_both = step.revenue.iter().sum::<f64>() - costs - step.burn[0];
        let one = step.burn[1];
        let found = [step.cash_flow, step.operating_result].map(|amount| in_both - amount);
        assert!(found.iter().all(|paid| paid.abs() <= 1e-12 * size || (paid - one).abs() <= 1e-12 * size), "{step:?}");
        least = least.min(cash).min(cash + step.cash_flow);
        cash = step.cash;
        lowest = lowest.min(cash);
    }
    let minimum = model.company().minimum_cash;
    let ([fewest, most], size) =
        ([lowest, least].map(|lowest| (minimum - lowest).max(0.0)), 1e-9 * (1.0 + least.abs()));
    let need = ledger.capital_needed;
    assert!(fewest - size <= need && need <= most + size, "{need} is not within {fewest} to {most}");
    if ledger.steps.iter().all(|step| step.capital <= 0.0) {
        near(need, most, size);
    }
    assert!(ledger.exhausted_on.is_some() || lowest >= minimum - size);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: prop::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn random_scenarios_have_the_properties_of_all(text in scenario(), run in 0..RUNS) {
        let model = model(&text);
        the_answers_agree_with_each_other(&answers_of(&model, RUNS, Some(1)));
        money_is_conserved(&model, run);
    }
}

/// What mutations put into a text.
const SPLINTERS: [&str; 24] = [
    "\"",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    "#",
    ".",
    ",",
    "-",
    "nan",
    "inf",
    "1e308",
    "1e-308",
    "-1",
    "0",
    "99999999999999999999",
    "\0",
    "\u{202e}",
    "é",
    "'''",
    "2026-02-30",
    "[[capital]]\n",
];

prop_compose! {
    /// A file of the library with pieces cut out, doubled, or replaced.
    fn mutated()(
        file in 0..Library::all().len(), cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, 0..SPLINTERS.len(), any::<bool>()), 1..6),
    ) -> String {
        let mut text: Vec<char> = Library::all()[file].text.chars().collect();
        for (place, length, splinter, doubles) in cuts {
            let from = place.index(text.len());
            let to = (from + length).min(text.len());
            let kept: Vec<char> = if doubles { text[from..to].to_vec() } else { Vec::new() };
            text.splice(from..to, kept.iter().copied().chain(SPLINTERS[splinter].chars()).chain(kept.iter().copied()));
        }
        text.into_iter().collect()
    }
}

/// Fails unless a text is read, or refused with a message that names the file.
fn ends_well(text: &str) {
    let reported = match Scenario::from_toml("hostile.toml", text, &[]) {
        Err(error) => message(&error),
        Ok((scenario, sources)) => match build(&scenario) {
            Ok(_) => return,
            Err(problems) => message(&Faults::new(problems, sources, "hostile.toml").into()),
        },
    };
    assert!(reported.starts_with("error: hostile.toml"), "{reported}");
    assert!(!reported.contains('\0') && !reported.contains('\u{202e}'), "control characters are shown escaped");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, rng_seed: prop::test_runner::RngSeed::Fixed(2), ..ProptestConfig::default() })]

    #[test]
    fn mutated_scenarios_are_read_or_refused_with_a_message(text in mutated()) {
        ends_well(&text);
    }

    #[test]
    fn random_texts_are_refused_with_a_message(text in any::<String>()) {
        ends_well(&text);
    }
}
