//! Business years: a company whose years end in June is one whose years end in December, half a year later; and how its years are told.

use crate::problems::message;
use crate::support::{answers, draws, model};
use jiff::civil::date;
use runout::answers::{Answers, Compared, Year, check_comparable, trace};
use runout::model::load_source;
use runout::report::{RunFacts, csv, json, text, understood};
use runout::sampling::Sampling;
use runout::scenario::{Actuals, Month, Scenario, Source};
use std::time::Duration;

const RUNS: u64 = 4_096;

/// A company of five years that has something of everything that goes by years: from January in those of the calendar or, with the dates of
/// `in_june`, from July in those that end in June.
fn company(top: &str, [first, second, third]: [&str; 3], [round, at_last]: [&str; 2]) -> String {
    format!(
        r#"
{top}
years = 5
[cash]
opening = "5 to 20"
[[revenue]]
name = "Product"
opening = 10
growth = {{ by_year = {{ {first} = "20% to 60%", {third} = "-10% to 30%" }}, persistence = 0.5 }}
[[revenue]]
name = "Projects"
annual = {{ value = "1 to 9", redraw = "quarter" }}
[[burn]]
name = "Payroll"
annual = {{ by_year = {{ {second} = 16, {third} = "15 to 25" }}, persistence = 0.3 }}
[gross_margin]
value = "60% to 80%"
persistence = 0.5
[[event]]
name = "Rival"
probability = 0.3
from = {second}
until = {third}
on = "gross_margin"
add = -0.2
lasts = 2
[[capital]]
name = "Round"
date = {round}
amount = "10 to 20"
probability = 0.7
[[claim]]
text = "profitable"
profitable_by = {third}
[[claim]]
text = "sum"
operating_result = {{ through = {third}, at_least = -10 }}
[[claim]]
text = "growth"
growth = {{ year = {second}, at_least = 0.3 }}
[[claim]]
text = "lasts"
survives_to = {at_last}
"#
    )
}

fn in_december() -> String {
    company("start = 2026-01-01", ["2026", "2027", "2028"], ["2027-04-01", "2029-01-01"])
}

fn in_june() -> String {
    let top = "start = 2026-07-01\nyear_ends = \"June\"";
    company(top, ["2027", "2028", "2029"], ["2027-10-01", "2029-07-01"])
}

fn estimates(answers: &Answers) -> Vec<u64> {
    let clocks = [&answers.exhaustion.in_year, &answers.profitability.in_year, &answers.profitability.by_end_of_year];
    let shares = clocks.into_iter().flat_map(|by_year| by_year.values().map(|share| share.estimate));
    let amounts = answers.by_year.values();
    let amounts = amounts.flat_map(|of| [of.revenue.p50, of.operating_result.p05, of.cash_flow.p95, of.cash.p25]);
    let claims = answers.claims.iter().map(|claim| claim.probability.estimate);
    let rest = [answers.exhaustion.by_horizon.estimate, answers.order.exhausted_later.estimate];
    let needed = answers.capital_needed.p90.estimate;
    shares.chain(amounts).chain(claims).chain(rest).chain([needed]).map(f64::to_bits).collect()
}

#[test]
fn years_that_end_in_june_are_calendar_years_half_a_year_later() {
    let (calendar, business) = (answers(&in_december(), RUNS), answers(&in_june(), RUNS));
    assert_eq!(estimates(&calendar), estimates(&business));
    assert!(
        calendar.claims.iter().all(|claim| (0.01..0.99).contains(&claim.probability.estimate)),
        "{:?}",
        calendar.claims
    );
    let years = |answers: &Answers| answers.by_year.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(years(&calendar), ["2026", "2027", "2028", "2029", "2030"]);
    assert_eq!(years(&business), ["FY2027", "FY2028", "FY2029", "FY2030", "FY2031"]);
}

/// Earns 12, 24 and 36 a year in the business years to June 2026, 2027 and 2028, of which 3, 12 and 9 months are simulated; burns `burn`.
fn steps_up(burn: f64) -> String {
    format!(
        "start = 2026-04-01\nyears = 2\nyear_ends = \"June\"\n[cash]\nopening = 40\n[[revenue]]\nname = \"All\"\n\
         annual = {{ by_year = {{ FY2026 = 12, 2027 = 24, FY2028 = 36 }} }}\n[[burn]]\nname = \"Payroll\"\nannual = {burn}\n"
    )
}

#[test]
fn sums_are_those_of_business_years_and_parts_of_them_are_never_profitable() {
    let found = answers(&steps_up(10.0), 64);
    let revenue: Vec<f64> = found.by_year.values().map(|year| year.revenue.p50).collect();
    assert_eq!(revenue, [3.0, 24.0, 27.0]);
    // 3 - 2.5, 24 - 10 and 27 - 7.5 are all above zero, but only the second year is whole.
    let profitable_in = |text: &str| trace(&model(text), 1, Sampling::Random, 0).profitable_in.map(Year::number);
    assert_eq!(profitable_in(&steps_up(10.0)), Some(2027));
    assert_eq!(profitable_in(&steps_up(25.0)), None, "27 - 18.75 of nine months do not count");
    // In calendar years, 2027 is the whole one: of 2026 on 3 x 12/12 = 3 in three months, 24/12 to June 2027.
    let calendar = steps_up(10.0).replace("year_ends = \"June\"", "");
    assert_eq!(profitable_in(&calendar), Some(2027));
}

#[test]
fn an_event_may_fire_from_the_first_month_of_its_business_year() {
    // Certain in the business year to June 2028, which is one yearly step: margins of 60 %, 60 - 20 % and 60 % of a revenue of 10.
    let text = "start = 2026-07-01\nyears = 3\nstep = \"year\"\nyear_ends = \"June\"\n[cash]\nopening = 40\n[[revenue]]\nname = \"All\"\n\
                annual = 10\n[[burn]]\nname = \"Payroll\"\nannual = 0\n[gross_margin]\nvalue = 0.6\n[[event]]\nname = \"Rival\"\n\
                probability = 1\non = \"gross_margin\"\nadd = -0.2\nfrom = 2028\nuntil = 2028\n";
    let margins = |text: &str| -> Vec<f64> {
        answers(text, 64).by_year.values().map(|year| (10.0 * year.operating_result.p50).round() / 100.0).collect()
    };
    assert_eq!(margins(text), [0.6, 0.4, 0.6]);
    // The year begins in July 2027: a window to that December holds its first step.
    assert_eq!(margins(&text.replace("until = 2028", "until = 2027-12-01")), [0.6, 0.4, 0.6]);
}

#[test]
fn quarters_are_counted_within_the_business_year() {
    let text = "start = 2026-01-01\nyears = 1\nyear_ends = \"November\"\n[cash]\nopening = 40\n[[revenue]]\nname = \"All\"\n\
                annual = { value = \"5 to 9\", redraw = \"quarter\" }\n[[burn]]\nname = \"Payroll\"\nannual = 1\n";
    let draws = draws(&model(text), "revenue.All.annual", 1);
    let changed: Vec<usize> =
        (1..12).filter(|&step| draws[step][0].to_bits() != draws[step - 1][0].to_bits()).collect();
    assert_eq!(changed, [2, 5, 8, 11], "March, June, September, December");
}

#[test]
fn business_years_are_told_as_such_and_counted_in_json() {
    let found = answers(&in_june(), RUNS);
    let facts = RunFacts {
        folder: "x".into(),
        files: vec![],
        elapsed: Duration::from_secs(1),
        runs_per_second: 1e6,
        names: |input| format!("{input:?}"),
        width: 100,
    };
    let page = text(&found, &facts, false);
    for told in [
        "from July 2026 to the end of FY2031",
        "(a business year with an operating result",
        "\n  FY2027 ",
        "after FY2031",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let table = String::from_utf8(csv(&found).unwrap()).unwrap();
    assert!(table.lines().nth(1).unwrap().starts_with("FY2027,"), "{table}");
    let value: serde_json::Value = serde_json::from_slice(&json(&found).unwrap()).unwrap();
    assert_eq!(value["scenario"]["year_ends"], "June");
    assert!(value["exhaustion"]["in_year"]["2027"]["estimate"].is_f64());
    let value: serde_json::Value = serde_json::from_slice(&json(&answers(&in_december(), 64)).unwrap()).unwrap();
    assert_eq!(value["scenario"].get("year_ends"), None);
}

#[test]
fn charts_mark_business_years() {
    let drawn = runout::charts::draw(&answers(&in_june(), RUNS), &runout::charts::Look::default(), true).unwrap().files;
    let svg = |name: &str| {
        let (_, bytes) = drawn.iter().find(|(file, _)| file == name).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    };
    for (chart, told) in [
        ("exhaustion.svg", ["FY2027", "FY2031", "each business year"]),
        ("clocks.svg", ["FY2027", "FY2031", "each business year"]),
        ("revenue.svg", ["FY2027", "Revenue in FY2031", "each business year"]),
        ("cash.svg", ["FY2027", "FY2031", "FY2029"]),
    ] {
        let svg = svg(chart);
        assert!(told.iter().all(|told| svg.contains(told)), "{chart} lacks one of {told:?}");
        assert!(!svg.contains(">2027<"), "{chart}");
    }
}

#[test]
fn check_says_when_years_end() {
    let model = model(&in_june());
    let told = understood(&model, model.warnings(), false);
    assert!(told.contains("Business years end with June: FY2027 is July 2026 to June 2027."), "{told}");
    assert!(told.contains("may fire in each year from FY2028 to FY2029"), "{told}");
}

#[test]
fn actuals_of_years_and_quarters_are_those_of_the_business_year() {
    let model = model(&in_june());
    let periods = |rows: &str| -> Vec<(String, String)> {
        let written = Actuals::from_csv("books.csv", &format!("period,revenue\n{rows}")).unwrap();
        let actuals = model.actuals(&written).unwrap();
        actuals.into_iter().map(|of| (of.period, format!("{} to {}", of.from, of.to))).collect()
    };
    let said = |period: &str, days: &str| (period.to_owned(), days.to_owned());
    assert_eq!(
        periods("FY2027,12\n2028,15\n"),
        [said("FY2027", "2026-07-01 to 2027-06-30"), said("FY2028", "2027-07-01 to 2028-06-30")]
    );
    assert_eq!(
        periods("FY2027Q1,3\n2027Q4,3\n2026-10,1\n"),
        [
            said("FY2027Q1", "2026-07-01 to 2026-09-30"),
            said("FY2027Q4", "2027-04-01 to 2027-06-30"),
            said("2026-10", "2026-10-01 to 2026-10-31")
        ]
    );
    let refused = Actuals::from_csv("books.csv", "period,revenue\nFY2027-01,3\n").unwrap_err();
    assert!(message(&refused).contains("must be a month, a quarter, a year or a day"), "months are the calendar's");
}

/// What is wrong with a scenario of these first lines, in full.
fn refused(top: &str) -> String {
    let text = format!(
        "{top}\n[cash]\nopening = 40\n[[revenue]]\nname = \"All\"\nannual = 1\n[[burn]]\nname = \"Payroll\"\nannual = 2\n"
    );
    load_source(&Source::of_text("acme.toml", &text), &[]).map_or_else(|error| message(&error), |_| String::new())
}

/// Fails unless what is reported says all of this.
#[track_caller]
fn says(reported: &str, told: &[&str]) {
    assert!(told.iter().all(|told| reported.contains(told)), "{reported}");
}

#[test]
fn a_start_within_a_quarter_is_refused_with_the_months_that_would_do() {
    says(
        &refused("start = 2026-01-01\nyears = 2\nstep = \"quarter\"\nyear_ends = \"November\""),
        &[
            "`start` must be in March, June, September or December when `step` is \"quarter\", got 2026-01-01",
            "a step may not straddle two business years",
            "write year_ends = \"December\" if business years begin in January",
        ],
    );
    says(
        &refused("start = 2026-04-01\nyears = 2\nstep = \"year\""),
        &[
            "`start` must be in January when `step` is \"year\", got 2026-04-01",
            "write year_ends = \"March\" if business years begin in April",
        ],
    );
    assert_eq!(refused("start = 2026-04-01\nyears = 2\nstep = \"year\"\nyear_ends = \"March\""), "");
    assert_eq!(refused("start = 2026-03-01\nyears = 2\nstep = \"quarter\"\nyear_ends = \"November\""), "");
}

#[test]
fn what_is_written_wrongly_of_years_is_refused_with_the_remedy() {
    let of = |more: &str| refused(&format!("start = 2026-07-01\nyears = 1\n{more}"));
    says(&of("year_ends = \"june\""), &["`year_ends` must be one of `January`", "did you mean \"June\"?"]);
    says(
        &of("claim = [{ text = \"a\", profitable_by = 2026 }]"),
        &[
            "no calendar year lies wholly within the horizon, so none can be profitable: this is never true",
            "write `year_ends = \"June\"` if the twelve months from 2026-07-01 are a business year",
        ],
    );
    says(
        &of("gross_margin = { by_year = { 2026 = 0.5, FY2026 = 0.6 } }"),
        &["`by_year` names 2026 twice, as `2026` and as `FY2026`", "keep one of them"],
    );
    says(&of("gross_margin = { by_year = { FY26 = 0.5 } }"), &["must name years such as 2026 or FY2026, got `FY26`"]);
    let claim = "claim = [{ text = \"a\", revenue = { year = 2026, at_least = 1 } }]";
    says(&of(&format!("year_ends = \"June\"\n{claim}")), &["the year must be from FY2027 to FY2027, got 2026"]);
}

#[test]
fn doubts_about_part_years_name_the_years_that_would_be_whole() {
    let top = "start = 2026-10-01\nyears = 1\n";
    let text = format!(
        "{top}{}",
        "[cash]\nopening = 40\n[[revenue]]\nname = \"All\"\nannual = \"1 to 2\"\n[[burn]]\nname = \"Payroll\"\nannual = 2\n"
    );
    let claim = "[[claim]]\ntext = \"a\"\nrevenue = { year = 2027, at_least = 1 }\n";
    let doubts = |text: &str| model(text).warnings().join("\n");
    let told = doubts(&format!("{text}{claim}"));
    for doubt in [
        "no calendar year lies wholly within the horizon, so none can be profitable: choose a larger `years`, a `start` in January, or \
         `year_ends = \"September\"` if business years end then",
        "asks about 2027, of which the horizon holds only 9 months: choose whole years, a `start` in January, or `year_ends = \"September\"`",
    ] {
        assert!(told.contains(doubt), "{told}");
    }
    let told = doubts(&format!("year_ends = \"September\"\n{text}{claim}"));
    assert!(!told.contains("year_ends"), "{told}");
    let told = doubts(&format!("year_ends = \"June\"\n{text}{claim}"));
    assert!(told.contains("no business year lies wholly"), "{told}");
    assert!(
        told.contains(
            "asks about FY2027, of which the horizon holds only 9 months: choose whole years, a `start` in July"
        ),
        "{told}"
    );
}

#[test]
fn scenarios_in_different_years_are_not_compared() {
    let models =
        [in_june(), in_june().replace("year_ends = \"June\"", "year_ends = \"March\"")].map(|text| model(&text));
    let compared =
        |model, name: &str| Compared { model, name: name.to_owned(), title: name.to_owned(), overrides: vec![] };
    let error =
        check_comparable(&[compared(&models[0], "a"), compared(&models[1], "b")], Sampling::Random).unwrap_err();
    says(
        &message(&error),
        &[
            "a and b cannot be compared: `year_ends` is June in the first and March in the other",
            "'year_ends=\"June\"'` counts both in the years of the first",
        ],
    );
}

#[test]
fn a_scenario_made_in_code_says_when_its_years_end() {
    let acme = Scenario::builder("acme").start(date(2026, 7, 1)).years(2).year_ends(Month::June).cash(4.0);
    let loaded = acme.revenue("All", 1.0).burn("Payroll", 1.0).build().unwrap();
    let years = loaded.model.inputs().calendar.years();
    assert_eq!(years.iter().map(ToString::to_string).collect::<Vec<_>>(), ["FY2027", "FY2028"]);
    assert_eq!((years[0].first_day(), years[1].end()), (date(2026, 7, 1), date(2028, 7, 1)));
}

#[test]
fn a_claim_names_a_business_year_by_its_number_or_as_it_is_told() {
    let text = "start = 2026-07-01\nyears = 4\nyear_ends = \"June\"\n[cash]\nopening = 9\n[[revenue]]\nname = \"All\"\nopening = 4\n\
                growth = \"10% to 60%\"\n[[burn]]\nname = \"All\"\nannual = 6\n";
    let tests = [
        "profitable_by = FY2028",
        "revenue = { year = FY2028, at_least = 5 }",
        "revenue = { through = FY2028, at_least = 11 }",
        "cash = { year = FY2028, at_least = 8 }",
        "cagr = { from = FY2027, base = 4, to = FY2029, at_least = 0.4 }",
    ];
    let claims = |year: fn(&str) -> String| {
        let claims = tests.iter().map(|test| format!("[[claim]]\ntext = \"Claim\"\n{}\n", year(test)));
        answers(&(text.to_owned() + &claims.collect::<String>()), 2_000).claims
    };
    let quoted = |test: &str| {
        test.replace("FY2027", "\"FY2027\"").replace("FY2028", "\"FY2028\"").replace("FY2029", "\"FY2029\"")
    };
    let (told, plain) = (claims(quoted), claims(|test| test.replace("FY", "")));
    assert_eq!(told, plain);
    assert!(told.iter().all(|claim| (0.02..0.98).contains(&claim.probability.estimate)), "{told:?}");
}
