//! What a seed has once given it gives for ever: these snapshots were recorded, and a change to any is value-breaking.

use crate::support::{answers, draws, model};
use runout::scenario::Library;
use std::fmt::Write as _;

/// One of each family, and each way to write one.
const FAMILIES: [(&str, &str); 18] = [
    ("range above 0", "\"10 to 30\""),
    ("range about 0", "\"-10 to 30\""),
    ("normal", "{ normal = { mean = 20, std_dev = 5 } }"),
    ("lognormal", "{ lognormal = { median = 20, sigma = 0.5 } }"),
    ("uniform", "{ uniform = { min = 10, max = 30 } }"),
    ("triangular", "{ triangular = { min = 10, mode = 15, max = 30 } }"),
    ("pert", "{ pert = { min = 10, mode = 15, max = 30 } }"),
    ("beta", "{ beta = { alpha = 2, beta = 5, min = 10, max = 30 } }"),
    ("gamma", "{ gamma = { shape = 2, scale = 10 } }"),
    ("exponential", "{ exponential = { mean = 20 } }"),
    ("weibull", "{ weibull = { shape = 1.5, scale = 20 } }"),
    ("student_t", "{ student_t = { location = 20, scale = 5, dof = 4 } }"),
    ("discrete", "{ discrete = { values = [10, 20, 30], weights = [1, 2, 1] } }"),
    ("empirical", "{ empirical = { values = [10, 12, 20, 30] } }"),
    ("quantiles", "{ quantiles = { p10 = 10, p50 = 18, p90 = 30 } }"),
    ("bounded quantiles", "{ quantiles = { p10 = 10, p50 = 18, p90 = 30, min = 0, max = 50 } }"),
    ("mixture", "{ mixture = [ { weight = 1, of = \"10 to 12\" }, { weight = 3, of = \"20 to 30\" } ] }"),
    ("truncated", "{ truncated = { of = { normal = { mean = 20, std_dev = 5 } }, min = 15, max = 40 } }"),
];

fn company(opening: &str, annual: &str) -> String {
    format!(
        "start = 2026-01-01\nyears = 2\nstep = \"year\"\n[cash]\nopening = {opening}\n[[revenue]]\nname = \"All\"\nannual = {annual}\n\
         [[burn]]\nname = \"All\"\nannual = 20\n"
    )
}

/// Three runs of the first block, to all 17 digits: once on its own, and with persistence in its second year.
#[test]
fn the_first_draws_of_every_family_are_as_recorded() {
    let mut text = String::new();
    for (family, written) in FAMILIES {
        let alone = draws(&model(&company(written, "20")), "cash.opening", 1).swap_remove(0);
        let lasting = company("20", &format!("{{ value = {written}, persistence = 0.5 }}"));
        let lasting = draws(&model(&lasting), "revenue.All.annual", 1).swap_remove(1);
        let _ = writeln!(text, "{family}: {:.17e}, {:.17e}, {:.17e}", alone[0], alone[1], alone[127]);
        let _ = writeln!(text, "  lasting: {:.17e}, {:.17e}, {:.17e}", lasting[0], lasting[1], lasting[127]);
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}

/// Counts, dates and amounts of 3,000 runs; words are left out, for they may improve.
#[test]
fn the_answers_of_the_startup_are_as_recorded() {
    let answers = answers(Library::get("startup").unwrap().text, 3_000);
    let mut text = String::new();
    for (year, amounts) in &answers.by_year {
        let (exhausted, profitable) = (answers.exhaustion.in_year[year], answers.profitability.in_year[year]);
        let _ = writeln!(text, "{year}: exhausted {} profitable {}", exhausted.estimate, profitable.estimate);
        for (name, fan) in [("revenue", amounts.revenue), ("cash flow", amounts.cash_flow), ("cash", amounts.cash)] {
            let _ = writeln!(text, "  {name} {} {} {}", fan.p05, fan.p50, fan.p95);
        }
    }
    let (order, needed) = (&answers.order, &answers.capital_needed);
    let _ = writeln!(text, "profitable first {:?}", order.profitable_first);
    let _ =
        writeln!(text, "exhausted later {}, first {}", order.exhausted_later.estimate, order.exhausted_first.estimate);
    let _ = writeln!(text, "dates {:?}", answers.exhaustion.date_quantiles);
    let _ = writeln!(text, "without new capital {:?}", answers.without_new_capital.exhaustion.date_quantiles);
    let _ = writeln!(text, "capital needed {:?} {:?}", needed.p50, needed.p95);
    for claim in &answers.claims {
        let _ = writeln!(text, "claim {}: {}", claim.text, claim.probability.estimate);
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}
