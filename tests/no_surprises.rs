//! What is typed does what one expects of it, and what is said can be typed: changes, questions, problems.

use crate::cli::{folder, text};
use assert_cmd::Command;
use runout::answers::Request;
use runout::engine::{Plan, Simulator};
use runout::model::load;
use runout::scenario::{Schedule, Source};
use std::fs;
use std::path::Path;

/// Exit code, standard output and standard error of `runout` with these arguments, in a folder.
#[track_caller]
fn runout(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_runout")).current_dir(folder).args(arguments).output().unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// What is said of a scenario that must be refused.
#[track_caller]
fn refused(scenario: &str) -> String {
    let folder = folder();
    fs::write(folder.path().join("wrong.toml"), scenario).unwrap();
    let (code, out, err) = runout(folder.path(), &["check", "wrong.toml"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    err
}

/// The lines of help for a value of `opening`.
fn help_for(value: &str) -> String {
    let scenario =
        format!("start = 2026-01-01\nyears = 3\n[cash]\nopening = {value}\n[[burn]]\nname = \"All\"\nannual = 1\n");
    let said = refused(&scenario);
    said.lines().filter_map(|line| line.strip_prefix("help: ")).collect::<Vec<_>>().join("; ")
}

const GROWTH: &str = "revenue.Enterprise.growth=\"20% to 60%\"";

#[test]
fn a_value_keeps_what_the_table_said_of_how_it_changes() {
    let found = load("openai", &[GROWTH.to_owned(), "compute_margin=0.7".to_owned()]).unwrap();
    let growth = found.scenario.revenue.iter().find(|stream| stream.name.value == "Enterprise").unwrap();
    let runout::scenario::FlowSpec::Growing { growth, .. } = &growth.flow else { panic!("no growth") };
    assert_eq!(growth.value.persistence.as_ref().map(|persistence| persistence.value), Some(0.7));
    let Schedule::ByYear(years) = &growth.value.values else { panic!("no years") };
    assert_eq!(years.keys().copied().collect::<Vec<_>>(), [2026, 2027, 2028, 2030, 2035]);
    assert_eq!(found.notes.len(), 2);
    // Every correlated group of the library's scenario takes a plain range: nothing there was to be known of persistence.
    for path in ["users.growth", "users.conversion", "compute_margin"] {
        load("openai", &[format!("{path}=\"20% to 60%\"")]).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn a_value_with_what_it_keeps_answers_as_if_it_were_written_so() {
    let scenario = |growth: &str| {
        format!(
            "start = 2026-01-01\nyears = 4\n[cash]\nopening = 9\n[[revenue]]\nname = \"A\"\nopening = 5\ngrowth = {growth}\n\
             [[burn]]\nname = \"B\"\nannual = 12\n"
        )
    };
    let answer = |growth: &str, changes: &[String]| {
        let loaded = runout::model::load_source(&Source::of_text("t", &scenario(growth)), changes).unwrap();
        let simulator = Simulator::new(Plan { runs: 4096, ..Plan::default() }).unwrap();
        simulator.answer(&loaded.model, &Request::default()).unwrap().exhaustion
    };
    let change = ["revenue.A.growth=\"20% to 60%\"".to_owned()];
    let kept = answer("{ by_year = { 2026 = 0.1, 2028 = 0.5 }, persistence = 0.8, redraw = \"quarter\" }", &change);
    assert_eq!(kept, answer("{ value = \"20% to 60%\", persistence = 0.8, redraw = \"quarter\" }", &[]));
    assert_ne!(kept, answer("\"20% to 60%\"", &[]));
    // By its place in the list, and of a distribution that says nothing of how it changes, there is nothing to keep.
    let by_place = ["revenue[0].growth=\"20% to 60%\"".to_owned()];
    assert_eq!(answer("{ value = 0.1, persistence = 0.8, redraw = \"quarter\" }", &by_place), kept);
    assert_eq!(answer("{ uniform = { min = 0, max = 1 } }", &change), answer("\"20% to 60%\"", &[]));
}

#[test]
fn what_a_value_kept_and_what_a_table_dropped_is_said_once() {
    let folder = folder();
    let check = |change: &str| runout(folder.path(), &["check", "openai", "--set", change]).2;
    assert_eq!(
        check(GROWTH),
        "note: --set revenue.Enterprise.growth keeps persistence = 0.7, its years 2026 to 2035, each at the new value; for others \
         write { value = .., persistence = .. }\n"
    );
    assert_eq!(
        check("revenue.Enterprise.growth={ value = \"20% to 60%\", persistence = 0.7 }"),
        "",
        "a table that says all"
    );
    let (_, _, err) = runout(
        folder.path(),
        &["check", "acme.toml", "--set", "burn.Payroll.annual={ by_year = { 2026 = 5, 2028 = 6 } }"],
    );
    assert_eq!(err, "note: --set burn.Payroll.annual replaces the whole table: persistence = 0.5 is gone\n");
    let several =
        ["compare", "acme.toml", "acme.toml", "--set", "burn.Payroll.annual=9", "--runs", "4096", "--no-charts"];
    let (code, _, err) = runout(folder.path(), &several);
    assert_eq!((code, err.matches("note:").count()), (0, 1), "{err}");
}

const QUESTION: &str = "text = \"whether a question that has a great many words, more than would fit in a line or two of any table, and so \
                        would have been cut before its end in every one of the tables, is told with all its words to the last\", \
                        survives_to = 2028-01-01";
const ENDING: &str = "the last";

#[test]
fn a_question_is_answered_first_and_in_full() {
    let folder = folder();
    let claims: String = (1..=12)
        .map(|year| format!("[[claim]]\ntext = \"claim {year}\"\nexhausted_by = 2028-{year:02}-01\n"))
        .collect();
    let scenario = fs::read_to_string(folder.path().join("acme.toml")).unwrap();
    fs::write(folder.path().join("asked.toml"), scenario + &claims).unwrap();
    fs::write(folder.path().join("books.csv"), "period,burn\n2026,9\n").unwrap();
    let with = |command: &[&str]| {
        let arguments = [command, &["--claim", QUESTION, "--runs", "4096"]].concat();
        let (code, out, err) = runout(folder.path(), &arguments);
        assert_eq!(code, 0, "{err}");
        let joined = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(joined.contains(ENDING), "{out}");
        assert!(!joined.contains("claim += {"), "{out}");
        out
    };
    let run = with(&["run", "asked.toml", "--no-charts"]);
    let at = |text: &str, what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
    assert!(at(&run, "What you asked") < at(&run, "Will the cash run out?"), "{run}");
    assert!(run.contains("and 4 more, in results.json"), "{run}");
    let update = with(&["update", "asked.toml", "--actuals", "books.csv", "--no-charts"]);
    assert!(at(&update, "What you asked") < at(&update, "What does it change?"), "{update}");
    let compare = with(&["compare", "asked.toml", "--with", "cash.opening=30", "--no-charts"]);
    assert!(at(&compare, "What you asked") < at(&compare, "By the end of"), "{compare}");
    let claims = with(&["claims", "asked.toml"]);
    assert!(at(&claims, ENDING) < at(&claims, "claim 1"), "{claims}");
    for command in ["solve", "sensitivity", "explain", "deadline"] {
        let arguments = [command, "asked.toml", "--no-charts"];
        let more: &[&str] = if command == "deadline" { &["--raise", "5", "--closes-in", "3"] } else { &[] };
        with(&[&arguments, more].concat());
    }
}

#[test]
fn numbers_as_people_write_them_are_answered_with_what_to_type() {
    let cases = [
        ("\"20-60%\"", "write \"20% to 60%\""),
        ("\"~40\"", "write 40 if you are sure of it, or a range such as \"36 to 44\""),
        ("\"40% +- 10%\"", "write \"30% to 50%\""),
        ("\"EUR1000k\"", "write 1000000, or 1000 if `unit` is \"thousand\", 1 if it is \"million\""),
        ("\"2m\"", "write 2000000, or 2000 if `unit` is \"thousand\", 2 if it is \"million\""),
        ("2m", "write 2000000, or 2000 if `unit` is \"thousand\", 2 if it is \"million\""),
        ("\"1,000\"", "write 1000, or 1 if the comma stands before decimals"),
    ];
    for (written, help) in cases {
        assert_eq!(help_for(written), help, "{written}");
    }
}

#[test]
fn sections_and_keys_of_other_tools_are_known_and_told_once() {
    let scenario = |section: &str, keys: &str| {
        refused(&format!("start = 2026-01-01\nyears = 3\n[cash]\nopening = 5\n[[{section}]]\nname = \"All\"\n{keys}\n"))
    };
    insta::assert_snapshot!(scenario("expense", "annual = 1"), @r"
    error: wrong.toml:5:3: unknown key `expense`
      |
    5 | [[expense]]
      |   ^^^^^^^
    help: write `[[burn]]`
    ");
    let said = scenario("burn", "monthly = 1");
    assert!(said.contains("help: write `annual`, twelve times as much as in a month"), "{said}");
    let said = scenario(
        "burn",
        "annual = 1\n[[revenue]]\nname = \"R\"\nchurn = 0.1\n[[loans]]\nname = \"L\"\n[taxes]\nrate = 0.2",
    );
    for help in ["write `customers = { opening = .., adds = .., churn = .. }`", "write `[[loan]]`", "write `[tax]`"] {
        assert!(said.contains(help), "{said}");
    }
}

#[test]
fn ten_problems_are_told_in_full_and_the_rest_by_kind() {
    let lines: String =
        (0..30).map(|line| format!("[[burn]]\nname = \"{line}\"\nannual = \"lots\"\nbogus{line} = 1\n")).collect();
    let said = refused(&format!("start = 2026-01-01\nyears = 3\n[cash]\nopening = 5\n{lines}"));
    assert_eq!(said.matches("error: wrong.toml").count(), 10);
    let rest = said.split("\n\n").last().unwrap();
    assert_eq!(
        rest.trim_end(),
        "error: and 50 more problems, by kind:\n  25 \u{d7} must be a number or a distribution\n  25 \u{d7} unknown key"
    );
}

#[test]
fn what_is_solved_for_can_be_typed_as_a_change_and_is_offered_as_one() {
    let folder = folder();
    let solve = |arguments: &[&str]| {
        let all = [&["solve", "startup", "--runs", "4096", "--no-charts", "--probability", "80%"], arguments].concat();
        let (code, out, err) = runout(folder.path(), &all);
        assert_eq!(code, 0, "{err}");
        out
    };
    let out = solve(&["--lever", "burn*"]);
    let line =
        out.split("in full: `").nth(1).and_then(|rest| rest.split('`').next()).unwrap_or_else(|| panic!("{out}"));
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let change = line.strip_prefix("runout run startup --set 'burn*=").unwrap_or_else(|| panic!("{line}"));
    let change = format!("burn*={}", change.trim_end_matches('\''));
    let survival = |change: &str| {
        let loaded = load("startup", &[change.to_owned()]).unwrap();
        let simulator = Simulator::new(Plan { runs: 4096, ..Plan::default() }).unwrap();
        1.0 - simulator.answer(&loaded.model, &Request::default()).unwrap().exhaustion.by_horizon.estimate
    };
    assert!((survival(&change) - 0.8).abs() < 0.002, "{change}: {}", survival(&change));
    // A name with a space is quoted, and so are changes that were made before.
    let out = solve(&["--lever", "capital.Seed extension.amount", "--set", "revenue.growth+=0.02"]);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "`runout run startup --set revenue.growth+=0.02 --set 'capital.Seed extension.amount=";
    assert!(!words.contains("in full") || words.contains(expected), "{out}");
    let (_, help, _) = runout(folder.path(), &["solve", "startup", "--lever", "help"]);
    assert!(help.contains("\n  'capital.Seed extension.date'\n"), "{help}");
}

#[test]
fn a_change_that_moves_is_what_the_lever_does() {
    let levers = |overrides: &[&str]| {
        let overrides: Vec<String> = overrides.iter().map(|&change| change.to_owned()).collect();
        runout::model::Levers::new(Source::find("startup").unwrap(), &overrides).unwrap()
    };
    let exhausted = |model: &runout::model::Model| {
        let simulator = Simulator::new(Plan { runs: 4096, ..Plan::default() }).unwrap();
        simulator.answer(model, &Request::default()).unwrap().exhaustion
    };
    let base = levers(&[]);
    for (lever, x) in [("burn*", 0.8), ("revenue.growth+", 0.1), ("gross_margin+", -0.05), ("cash.opening*", 1.5)] {
        let lever = base.lever(lever).unwrap();
        let change = lever.as_override(x);
        let by_lever = exhausted(&base.model(&[(&lever, x)]).unwrap());
        assert_eq!(by_lever, exhausted(levers(&[&change]).base()), "{change}");
        assert_ne!(by_lever, exhausted(base.base()), "{change}");
    }
    // Whatever the order, what is set is set before anything is moved.
    let [one, other] = [["cash.opening*=2", "cash.opening=1"], ["cash.opening=1", "cash.opening*=2"]];
    assert_eq!(exhausted(levers(&one).base()), exhausted(levers(&other).base()));
    // `+=` adds to lists as before.
    let more = levers(&["capital+={ name = \"Bridge\", date = 2027-06-01, amount = 20 }"]);
    assert_eq!(more.base().company().capital.len(), base.base().company().capital.len() + 1);
}

#[test]
fn moves_that_cannot_be_are_refused_with_their_place() {
    let folder = folder();
    let said = |change: &str| {
        let (code, _, err) = runout(folder.path(), &["check", "acme.toml", "--set", change]);
        assert_eq!(code, 2, "{err}");
        err.lines().next().unwrap_or_default().to_owned()
    };
    insta::assert_snapshot!(said("burn*=-1"), @"error: --set:1:7: `burn`: what it is multiplied by must be at least 0, got -1");
    insta::assert_snapshot!(said("burn*=\"a lot\""), @"error: --set:1:7: what it is multiplied by must be a number, got \"a lot\"");
    insta::assert_snapshot!(said("years+=2"), @"error: --set:1:8: `years`: is not a number of this scenario that can be moved in every year");
    insta::assert_snapshot!(said("burn.Payrol.annual*=2"), @"error: --set:1:6: `burn` has no \"Payrol\"");
    let (code, _, err) =
        runout(folder.path(), &["compare", "acme.toml", "--with", "burn*=0.5", "--runs", "4096", "--no-charts"]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn only_run_claims_and_list_speak_of_the_library_without_being_asked() {
    let folder = folder();
    for command in [
        &["check"][..],
        &["trace", "--run", "0"],
        &["explain"],
        &["sensitivity"],
        &["solve"],
        &["frontier", "--x", "cash.opening=1 to 2", "--y", "burn*=1 to 2"],
        &["deadline"],
        &["update", "--actuals", "x.csv"],
        &["compare"],
    ] {
        let (code, out, err) = runout(folder.path(), command);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(
            err.starts_with("error: a scenario must be named\nhelp: name a file such as acme.toml (`runout init FILE` writes one), or one of the library: openai, "),
            "{command:?}: {err}"
        );
    }
}

#[test]
fn a_cut_leaves_out_what_cannot_be_cut_and_a_round_that_may_fail_is_not_too_late() {
    let folder = folder();
    let scenario = r#"start = 2026-01-01
years = 3
[cash]
opening = 20
[[burn]]
name = "Payroll"
annual = 10
[[burn]]
name = "Office lease"
annual = 2
[[burn]]
name = "Machines"
annual = 0.1
can_be_cut = false
[[burn]]
name = "Flat for rent"
annual = 0.1
can_be_cut = true
[[burn]]
name = "Rent"
annual = 0.1
[[burn]]
name = "Deposit"
once = 1
date = 2026-06-01
[[capital]]
name = "Series B"
date = 2026-06-01
amount = 60
probability = 0.7
"#;
    fs::write(folder.path().join("lease.toml"), scenario).unwrap();
    let deadline = |arguments: &[&str]| {
        let all = [&["deadline", "lease.toml", "--runs", "4096", "--no-charts"], arguments].concat();
        let (code, out, err) = runout(folder.path(), &all);
        assert_eq!(code, 0, "{err}");
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let cut = deadline(&["--cut", "50%"]);
    assert!(cut.contains("A cut of 50 % in Flat for rent and Payroll, for good"), "{cut}");
    assert!(cut.contains("Not cut: Deposit, Machines, Office lease, Rent. A cut leaves out what comes once"), "{cut}");
    assert!(cut.contains("unless `--lines` names it"), "{cut}");
    let both = deadline(&["--cut", "50%", "--lines", "Payroll,\"Office lease\""]);
    assert!(both.contains("in Payroll and Office lease, for good") && !both.contains("Not cut"), "{both}");
    let arguments = ["deadline", "lease.toml", "--cut", "50%", "--lines", "Machines", "--no-charts"];
    let (code, _, refused) = runout(folder.path(), &arguments);
    assert!(code == 2 && refused.contains("`Machines` cannot be cut: the scenario says so"), "{refused}");
    let raise = deadline(&["--raise", "Series B", "--closes-in", "3"]);
    assert!(raise.contains("No day is early enough for 90 %") && !raise.contains("too late"), "{raise}");
    let small = deadline(&["--raise", "1", "--closes-in", "3"]);
    assert!(small.contains("Not enough for 90 % by itself"), "{small}");
}

#[test]
fn charts_say_nothing_of_a_profit_that_no_scenario_asks_about() {
    let folder = folder();
    let scenario =
        "start = 2026-01-01\nyears = 2\n[cash]\nopening = 20\n[[burn]]\nname = \"All\"\nannual = \"8 to 14\"\n";
    let charts = |name: &str, text: &str| {
        fs::write(folder.path().join("a.toml"), text).unwrap();
        let arguments =
            ["compare", "a.toml", "--with", "burn.All.annual=12", "--svg", "--runs", "4096", "--quiet", "--out", name];
        let (code, _, err) = runout(folder.path(), &arguments);
        assert_eq!(code, 0, "{err}");
        let files = fs::read_dir(folder.path().join(name)).unwrap().map(|entry| entry.unwrap().path());
        let charts = files.filter(|path| path.extension().is_some_and(|extension| extension == "svg"));
        charts.map(|path| fs::read_to_string(path).unwrap()).collect::<String>()
    };
    let asked = charts("asked", scenario);
    assert!(asked.contains("Out of cash") && asked.contains("Profitable"));
    let silent = charts("silent", &format!("{scenario}[profitability]\nask = false\n"));
    assert!(silent.contains("Out of cash") && !silent.contains("Profitable"));
}

#[test]
fn a_point_that_may_part_thousands_is_doubted_beside_amounts_in_the_thousands() {
    let folder = folder();
    let scenario = "start = 2026-01-01\nyears = 2\n[cash]\nopening = 20000\n[[burn]]\nname = \"All\"\nannual = \"8.500 to 12.000\"\n\
                    [[burn]]\nname = \"Rent\"\nannual = 1.000\n[[burn]]\nname = \"Rest\"\nannual = 1.5\n";
    let checked = |text: &str| {
        fs::write(folder.path().join("a.toml"), text).unwrap();
        let (code, out, err) = runout(folder.path(), &["check", "a.toml"]);
        assert_eq!(code, 0, "{err}");
        (out + &err).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let said = checked(scenario);
    let doubt = "8.500 in `burn.All.annual` is 8.5, beside amounts in the thousands: write 8500 if that is meant, else 8.5; \
                 likewise in `burn.Rent.annual`";
    assert!(said.contains(doubt), "{said}");
    assert!(!checked(&scenario.replace("20000", "20.000")).contains("in the thousands"), "all are small");
    let plain = scenario.replace("8.500 to 12.000", "8500 to 12000").replace("1.000", "1.0");
    assert!(!checked(&plain).contains("in the thousands"));
    fs::write(folder.path().join("books.csv"), "period,cash,burn\n2026-01,18500,1.020\n2026-02,17000,990\n").unwrap();
    let arguments = ["update", "a.toml", "--actuals", "books.csv", "--runs", "4096", "--no-charts"];
    let (code, _, err) = runout(folder.path(), &arguments);
    assert!(code == 2 && err.contains("is 1.02 beside figures in the thousands, got \"1.020\""), "{err}");
    assert!(
        err.contains("write 1020 if that is meant, else 1.02; `--decimals point` takes all as they stand"),
        "{err}"
    );
}

#[test]
fn loans_covenants_and_churn_that_are_not_likely_meant_are_doubted() {
    let folder = folder();
    let scenario = "start = 2026-01-01\nyears = 3\n[cash]\nopening = 60\n\
                    [[revenue]]\nname = \"Plans\"\ncustomers = { opening = 10, adds = 5, churn = 0.02 }\nprice = 1\n\
                    [[burn]]\nname = \"All\"\nannual = 20\n\
                    [[loan]]\nname = \"Bank\"\nbalance = 50\nrate = 0.05\nmatures = 2028-01-01\nrepays = \"level\"\n\
                    covenant = { cash_at_least = 80 }\n\
                    [[loan]]\nname = \"Venture\"\namount = 50\ndate = 2026-06-01\nrate = 0.1\nmatures = 2028-01-01\nrepays = \"level\"\n";
    let checked = |text: &str| {
        fs::write(folder.path().join("a.toml"), text).unwrap();
        let (code, out, err) = runout(folder.path(), &["check", "a.toml"]);
        assert_eq!(code, 0, "{err}");
        (out + &err).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let said = checked(scenario);
    for doubt in [
        "oan `Venture` is certain to be lent; lenders may refuse: write `probability = 0.8`, say",
        "he covenant of loan `Bank` is broken from the start: it asks for cash of 80, and at its median there is 60",
        "`revenue.Plans.customers.churn` is 2 % a year at its median: if so many leave in a month, write `\"22%\"`, which is",
    ] {
        assert!(said.contains(doubt), "{doubt}: {said}");
    }
    let mended = scenario.replace("churn = 0.02", "churn = 0.2").replace("cash_at_least = 80", "cash_at_least = 40");
    let said = checked(&mended.replace("date = 2026-06-01\n", "date = 2026-06-01\nprobability = 0.8\n"));
    for doubt in ["certain to be lent", "broken from the start", "leave in a month"] {
        assert!(!said.contains(doubt), "{said}");
    }
}
