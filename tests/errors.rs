//! Every message that a wrong scenario can give, with its place, and within a second.

use crate::problems::message;
use runout::error::Error;
use runout::scenario::{Library, Scenario, load};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// A second in a release build on a quiet machine; this only distinguishes an answer from none.
const PATIENCE: Duration = Duration::from_secs(120);

const GOOD: &str = r#"start = 2026-01-01
years = 10
[cash]
opening = 40
[[revenue]]
name = "Product"
opening = 13.1
growth = "20% to 60%"
[[burn]]
name = "Payroll"
annual = 20
"#;

/// Compares with the recorded text, which leaves out the code that made it.
macro_rules! check {
    ($reported:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($reported) })
    };
}

/// What is reported about a text; empty if nothing.
fn reported(text: &str, overrides: &[&str]) -> String {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let start = Instant::now();
    let outcome = Scenario::from_toml("acme.toml", text, &overrides);
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    match outcome {
        Ok(_) => String::new(),
        Err(error) => message(&error),
    }
}

/// What is reported about the good scenario with `from` written as `to`.
fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    reported(&GOOD.replacen(from, to, 1), &[])
}

/// What is reported about the good scenario with something added.
fn with(more: &str) -> String {
    reported(&format!("{GOOD}{more}"), &[])
}

/// All messages, one after the other, each under what was changed.
fn catalogue(cases: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (case, reported) in cases {
        assert!(!reported.is_empty(), "nothing is reported about: {case}");
        let _ = write!(text, "## {case}\n{reported}\n\n");
    }
    text
}

/// The growth of revenue written otherwise.
fn growth(written: &str) -> String {
    changed("\"20% to 60%\"", written)
}

#[test]
fn the_good_scenario_and_the_library_are_read() {
    assert_eq!(reported(GOOD, &[]), "");
    for scenario in Library::all() {
        assert_eq!(load(scenario.name, &[]).unwrap().name, scenario.name);
    }
}

#[test]
fn every_way_to_write_something_is_read() {
    let written = include_str!("everything.toml");
    assert_eq!(reported(written, &[]), "");
}

#[test]
fn texts_that_are_not_toml() {
    check!(catalogue(&[
        ("an empty file", reported("", &[])),
        ("prose", reported("Dear investors,\nwe are burning cash.\n", &[])),
        ("a word without quotes", changed("years = 10", "years = 10\nstep = month")),
        ("a value left out", changed("years = 10", "years =")),
        ("a text that is not closed", changed("\"Payroll\"", "\"Payroll")),
        ("a key twice", changed("years = 10", "years = 10\nyears = 11")),
        ("control characters", changed("Payroll", "Pay\u{7}roll")),
        ("5,000 nested brackets", reported(&format!("years = {}", "[".repeat(5000)), &[])),
        ("100,000 dotted keys", reported(&format!("{}a = 1", "a.".repeat(100_000)), &[])),
        ("a table within a table within a table", with(&format!("[deep]\n{} = 1", ["a"; 75].join(".")))),
    ]));
}

#[test]
fn values_of_the_wrong_kind() {
    check!(catalogue(&[
        ("nan", changed("opening = 40", "opening = nan")),
        ("inf", changed("opening = 40", "opening = -inf")),
        ("overflow", changed("opening = 40", "opening = 1e999")),
        ("a huge whole number", changed("opening = 40", "opening = 99999999999999999999")),
        ("a quoted date", changed("start = 2026-01-01", "start = \"2026-01-01\"")),
        ("a text for a date", changed("start = 2026-01-01", "start = \"soon\"")),
        ("a date-time", changed("start = 2026-01-01", "start = 2026-01-01T00:00:00Z")),
        ("an impossible date", changed("start = 2026-01-01", "start = 2026-02-30")),
        ("a day within the month", changed("start = 2026-01-01", "start = 2026-03-15")),
        ("a quarter that starts in February", changed("start = 2026-01-01", "start = 2026-02-01\nstep = \"quarter\"")),
        ("a year that starts in April", changed("start = 2026-01-01", "start = 2026-04-01\nstep = \"year\"")),
        ("years beyond reason", changed("years = 10", "years = 4000000000")),
        ("no years", changed("years = 10", "years = 0")),
        ("half a year", changed("years = 10", "years = 2.5")),
        ("an unknown word", changed("years = 10", "years = 10\nstep = \"monthly\"")),
        ("a number for a word", changed("years = 10", "years = 10\nunit = 3")),
        ("a number for a text", changed("years = 10", "years = 10\ntitle = 3")),
        ("truth for an amount", changed("opening = 40", "opening = true")),
        ("a distribution for a constant", changed("opening = 40", "opening = 40\nminimum = \"1 to 2\"")),
        ("a quoted number for a constant", changed("opening = 40", "opening = 40\nminimum = \"1\"")),
        ("a source that is a number", changed("opening = 40", "opening = 40\nsource = 3")),
        ("a text for truth", with("compute = \"yes\"")),
    ]));
}

#[test]
fn sections_that_are_wrong() {
    check!(catalogue(&[
        ("nothing but years", reported("years = 10", &[])),
        ("a misspelt key", changed("growth =", "growht =")),
        ("a misspelt section", with("[profitabilty]\nfor_years = 2")),
        ("a key like no other", changed("years = 10", "years = 10\nzzz = 1")),
        ("a single bracket", changed("[[revenue]]", "[revenue]")),
        ("a double bracket", changed("[cash]", "[[cash]]")),
        ("a section that is a number", changed("[cash]\nopening = 40", "cash = 40")),
        ("an empty list of burn", reported(&format!("burn = []\n{}", GOOD.replace("[[burn]]", "[[capital]]")), &[])),
        ("opening without growth", changed("growth = \"20% to 60%\"", "")),
        ("growth without opening", changed("opening = 13.1", "")),
        ("no flow", changed("annual = 20", "")),
        ("annual beside opening", changed("annual = 20", "annual = 20\nopening = 3")),
        ("a name twice", with("[[burn]]\nname = \"Payroll\"\nannual = 3")),
        ("an empty name", changed("\"Payroll\"", "\"\"")),
        ("a name of 1,000 letters", changed("Payroll", &"P".repeat(1000))),
        ("a name with a line break", changed("\"Payroll\"", "\"Pay\\nroll\"")),
        ("a name with a space at its end", changed("\"Payroll\"", "\"Payroll \"")),
        ("both margins", with("[compute_margin]\nvalue = 0.7\n[gross_margin]\nvalue = 0.7")),
        ("capital without its date", with("[[capital]]\nname = \"A\"\namount = 3")),
        ("a correlation of one", with("[[correlation]]\nbetween = [\"revenue.Product.growth\"]\nspearman = 0.5")),
        ("a correlation beyond 1", with("[[correlation]]\nbetween = [\"a\", \"b\"]\nspearman = 1.5")),
        ("zero years running", with("[profitability]\nfor_years = 0")),
        ("an unknown measure", with("[profitability]\nmeasure = \"cashflow\"")),
        (
            "several sections that are not whole",
            with(
                "[users]\nopening = 3\n[[facility]]\nname = \"B\"\n[[revenue]]\nname = \"A\"\nannual = 1\nper_user = 3\ncollected_after_months = 2"
            )
        ),
    ]));
}

#[test]
fn distributions_that_are_wrong() {
    check!(catalogue(&[
        ("a misspelt family", growth("{ lognormall = { median = 1, sigma = 1 } }")),
        ("a family like no other", growth("{ value = { zzz = 1 } }")),
        ("a misspelt parameter", growth("{ normal = { mean = 1, stddev = 1 } }")),
        ("a family without its table", growth("{ normal = 3 }")),
        ("two families", growth("{ value = { normal = { mean = 1, std_dev = 1 }, uniform = { min = 0, max = 1 } } }")),
        ("an empty table", growth("{}")),
        ("one number in per cent", growth("\"20 to 60%\"")),
        ("the other in per cent", growth("\"20% to 60\"")),
        ("a reversed range", growth("\"60% to 20%\"")),
        ("an empty range", growth("\"1 to 1\"")),
        ("a dash", growth("\"20-60%\"")),
        ("a quoted number", growth("\"0.5\"")),
        ("words", growth("\"fast to slow\"")),
        ("a range to infinity", growth("\"1 to inf\"")),
        ("half a triplet", growth("{ quantiles = { p10 = 1, p50 = 2, p95 = 3 } }")),
        ("a triplet without its middle", growth("{ quantiles = { p10 = 1, p90 = 3 } }")),
        ("no values", growth("{ empirical = { values = [] } }")),
        ("a text among values", growth("{ discrete = { values = [1, \"two\", 3], weights = [1, 1, true] } }")),
        ("a mixture that is a table", growth("{ mixture = { weight = 1, of = 2 } }")),
        ("a part that is a number", growth("{ mixture = [1, 2] }")),
        ("a part without a weight", growth("{ mixture = [{ of = 2 }] }")),
        ("a negative weight", growth("{ mixture = [{ weight = -1, of = 2 }] }")),
        ("value and by_year", growth("{ value = 1, by_year = { 2026 = 1 } }")),
        ("a persistence beyond 1", growth("{ value = 1, persistence = 1.5 }")),
        ("a year that is none", growth("{ by_year = { next = 1 } }")),
        ("no year", growth("{ by_year = {} }")),
        ("by_year as a list", growth("{ by_year = [1, 2] }")),
        ("nine distributions deep", growth(&deep(9))),
    ]));
}

fn deep(levels: usize) -> String {
    (0..levels).fold("1".to_owned(), |of, _| format!("{{ truncated = {{ of = {of} }} }}"))
}

#[test]
fn claims_that_are_wrong() {
    let claim = |test: &str| with(&format!("[[claim]]\ntext = \"So\"\n{test}"));
    let nested =
        |levels| (0..levels).fold("{ profitable_first = true }".to_owned(), |of, _| format!("{{ not = {of} }}"));
    check!(catalogue(&[
        ("no test", claim("")),
        ("two tests", claim("profitable_by = 2029\nprofitable_first = true")),
        ("a misspelt test", claim("exausted_by = 2027-01-01")),
        ("a year for a date", claim("exhausted_by = 2027")),
        ("a year beyond reason", claim("profitable_by = 4000000000")),
        ("no bound", claim("revenue = { year = 2030 }")),
        ("both bounds", claim("revenue = { year = 2030, at_least = 1, at_most = 2 }")),
        ("no year", claim("revenue = { at_least = 1 }")),
        ("a sum of cash", claim("cash = { through = 2030, at_least = 1 }")),
        ("growth to the past", claim("cagr = { from = 2030, base = 13.1, to = 2025, at_least = 0.5 }")),
        ("growth from nothing", claim("cagr = { from = 2025, base = 0, to = 2030, at_least = 0.5 }")),
        ("nothing to combine", claim("all = []")),
        ("not of a date", claim("not = 2030-01-01")),
        ("an empty test in a list", claim("any = [{ profitable_by = 2029 }, {}]")),
        ("nine tests deep", claim(&format!("not = {}", nested(8)))),
        ("no text", with("[[claim]]\nprofitable_by = 2029")),
    ]));
}

#[test]
fn overrides_that_are_wrong() {
    let set = |text: &str| reported(GOOD, &[text]);
    check!(catalogue(&[
        ("a text without quotes", set("step=month")),
        ("no equals sign", set("years")),
        ("added to what is no list", set("cash += 3")),
        ("a claim with two tests", set("claim += { profitable_by = 2029, survives_to = 2030-01-01 }")),
        ("a claim that is no table", set("claim += 3")),
        ("a section without its keys", set("capital += { name = \"A\" }")),
        ("no path", set("=3")),
        ("no value", set("years=")),
        ("a quote left open", set("revenue.\"Product.growth=1")),
        ("an unknown name", set("revenue.Prodcut.growth=0.5")),
        ("a name like no other", set("revenue.zzz.growth=0.5")),
        ("an index beyond the end", set("burn[3].annual=0.5")),
        ("an index that is none", set("burn[x].annual=0.5")),
        ("an index of the whole", set("[0]=0.5")),
        ("within a number", set("cash.opening.normal=0.5")),
        ("a wrong value", set("years=4000000000")),
        ("an unknown key", set("yeras=5")),
        ("nan", set("cash.opening=nan")),
        ("an element that is a number", set("burn.Payroll=3")),
    ]));
}

#[test]
fn overrides_change_what_is_read() {
    let set = |texts: &[&str]| {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        Scenario::from_toml("acme.toml", &GOOD.replace("\"Payroll\"", "\"Pay = B. Roll\""), &texts).unwrap().0
    };
    assert_eq!(set(&["years=5", " years = 7 "]).years.value, 7);
    assert_eq!(set(&["burn.\"Pay = B. Roll\".name = 'C'"]).burn[0].name.value, "C");
    assert_eq!(set(&["burn[0].name=\"C = D\""]).burn[0].name.value, "C = D");
    assert_eq!(set(&["profitability.for_years = 2"]).profitability.for_years.value, 2);
    assert_eq!(set(&["revenue.Product.name = \"X\"", "revenue.X.name = \"Y\""]).revenue[0].name.value, "Y");
}

#[test]
fn everything_wrong_is_reported_at_once_in_the_order_of_the_file() {
    let text = GOOD.replace("years = 10", "years = 99").replace("40", "nan").replace("annual", "anual");
    check!(reported(&text, &["cash.minimum=true"]));
}

#[test]
fn hostile_texts_are_answered() {
    let part = "{ weight = 1, of = 0.5 }, ";
    let nested = format!("{{ weight = 1, of = {{ mixture = [{}] }} }}, ", part.repeat(90));
    for (hostile, message) in [
        (growth(&format!("{{ mixture = [{}] }}", part.repeat(200_000))), "(200000 are written)"),
        (growth(&format!("{{ mixture = [{}] }}", nested.repeat(90))), "(8100 are written)"),
        (growth(&format!("{{ empirical = {{ values = [{}] }} }}", "1,".repeat(1_000_001))), "at most 1000000"),
        (
            growth(&format!("{{ empirical = {{ values = [{}] }} }}", "''\n,".repeat(200_000))),
            "and 199990 more problems",
        ),
        (with(&"[[burn]]\nname='A'\nannual=1\n".repeat(2_000)), "at most 1000 (2001 are written)"),
        (with(&(0..50_000).map(|key| format!("k{key}=1\n")).collect::<String>()), "and 49990 more problems"),
        (with(&format!("[x]\n\"{}\" = 1", "k".repeat(1_000_000))), "unknown key `x`"),
    ] {
        assert!(hostile.contains(message), "{}", &hostile[..hostile.len().min(500)]);
        assert!(hostile.len() < 20_000);
    }
    let million = format!("{{ empirical = {{ values = [{}] }} }}", "1,".repeat(1_000_000));
    assert_eq!(growth(&million), "");
}

#[test]
fn files_that_are_no_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = message(&load(path.to_str().unwrap(), &[]).unwrap_err());
        error.replace(folder.path().to_str().unwrap(), "here")
    };
    check!(catalogue(&[
        ("binary", fails("a.bin", b"\x7fELF\x02\x01\0\xff\xfe")),
        ("Latin-1", fails("a.toml", b"years = 3\ntitle = \"Caf\xe9\"")),
        ("too large", fails("large.toml", &vec![b'\n'; (16 << 20) + 1])),
        ("a name near one of the library", message(&load("benchmrk", &[]).unwrap_err())),
        ("a name like no other", message(&load("zzz", &[]).unwrap_err())),
    ]));
    assert!(matches!(load(folder.path().to_str().unwrap(), &[]), Err(Error::File { .. })));
}

#[test]
fn what_companies_do_written_wrongly() {
    let event = "[[event]]\nname = \"Launch\"\nprobability = 0.3\non = \"revenue.Product.growth\"\n";
    let facility = "[[facility]]\nname = \"Line\"\nlimit = 5\nrate = 0.1\nmatures = 2030-01-01\n";
    let capital = "[[capital]]\nname = \"A\"\ndate = 2027-01-01\namount = 5\n";
    let per_user = "[[revenue]]\nname = \"Subs\"\nper_user = 10\n";
    let users = "[users]\nopening = 1\ngrowth = 0.1\n";
    let cases = [
        ("per user and annual", with(&format!("{per_user}annual = 4\n{users}"))),
        ("of without per_user", changed("annual = 20", "annual = 20\nof = \"free\"")),
        ("a word that is none", with(&format!("{per_user}of = \"payng\"\n{users}"))),
        ("per user without users", with(per_user)),
        ("paying without conversion", with(&format!("{per_user}of = \"paying\"\n{users}"))),
        ("lag too long", changed("annual = 20", "annual = 20\npaid_after_months = 25")),
        (
            "a lag with steps that are not months",
            reported(
                &GOOD
                    .replace("years = 10", "years = 10\nstep = \"year\"")
                    .replace("annual = 20", "annual = 20\npaid_after_months = 2"),
                &[],
            ),
        ),
        ("neither add nor multiply", with(event)),
        ("add and multiply", with(&format!("{event}add = 0.1\nmultiply = 2\n"))),
        ("lasts a word", with(&format!("{event}add = 0.1\nlasts = \"ever\"\n"))),
        ("lasts too long", with(&format!("{event}add = 0.1\nlasts = 0\n"))),
        ("until before from", with(&format!("{event}add = 0.1\nfrom = 2029\nuntil = 2027\n"))),
        ("two events of a name", with(&format!("{event}add = 0.1\n{event}add = 0.1\n"))),
        ("nothing required", with(&format!("{capital}requires = {{}}\n"))),
        ("an unknown requirement", with(&format!("{capital}requires = {{ revenue_at_lest = 3 }}\n"))),
        ("patience for nothing", with(&format!("{capital}patience_months = 6\n"))),
        ("no trigger", with(facility)),
        ("a trigger of nothing", with(&format!("{facility}draw_when_runway_below = 0\n"))),
        ("matures before from", with(&format!("{facility}draw_when_runway_below = 6\nfrom = 2031-01-01\n"))),
        ("a response without a cut", with("[[response]]\nname = \"Cut\"\nwhen_runway_below = 6\n")),
        (
            "lines that are no list",
            with("[[response]]\nname = \"Cut\"\nwhen_runway_below = 6\ncut = 0.2\nlines = \"Payroll\"\n"),
        ),
        (
            "a line named twice",
            with(
                "[[response]]\nname = \"Cut\"\nwhen_runway_below = 6\ncut = 0.2\nlines = [\"Payroll\", \"Payroll\"]\n",
            ),
        ),
    ];
    check!(catalogue(&cases));
}

/// Problems that are recorded in the snapshots of all tests: the line that begins with `error: `, and those below it.
fn recorded() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let problems = |text: String| -> Vec<String> {
        let cases = text.split("\n## ").map(str::to_owned);
        cases.flat_map(|case| case.split("\nerror: ").skip(1).map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    files.flat_map(problems).collect()
}

#[test]
fn every_problem_that_is_recorded_has_a_remedy() {
    // Of the parser of arguments, which says how the command is used.
    let is_of_arguments = |problem: &str| problem.starts_with("invalid value") || problem.starts_with("the argument");
    let problems = recorded();
    assert!(problems.len() > 300, "{}", problems.len());
    let bare: Vec<&String> =
        problems.iter().filter(|problem| !problem.contains("\nhelp: ") && !is_of_arguments(problem)).collect();
    assert!(bare.is_empty(), "{bare:#?}");
}

#[test]
fn every_problem_of_a_scenario_that_is_recorded_has_a_place_unless_something_is_missing() {
    let of_the_file = ["is missing", "2 MiB", "is neither a file", "is a folder"];
    for problem in recorded().iter().filter(|problem| problem.starts_with("acme.toml")) {
        let head = problem.lines().next().unwrap_or_default();
        let at = head.strip_prefix("acme.toml:").unwrap_or_default();
        let has_place = at.starts_with(|c: char| c.is_ascii_digit());
        assert!(has_place || of_the_file.iter().any(|known| head.contains(known)), "{head}");
    }
}
