//! Reads claims and their tests (equations, Claims).

use crate::error::{At, Place};
use crate::scenario::form::{
    BESIDE_TEST, CAGR, CAPITAL_NEEDED, CASH_FIGURE, COVENANT_BROKEN, FIGURE, RUNWAY_FIGURE, TEST,
};
use crate::scenario::section::{SectionReader, whole_table};
use crate::scenario::shown::any_of;
use crate::scenario::tree::{NodeKind, Table};
use crate::scenario::value::ValueReader;
use crate::scenario::{Bound, ClaimSpec, DayFigureSpec, FigureSpec, Period, TestSpec};

/// Tests within tests, at most.
const DEEPEST: usize = 8;
/// Tests in one list, at most.
const MOST_TESTS: usize = 100;

fn tests() -> impl Iterator<Item = &'static str> {
    TEST.keys.iter().map(|key| key.name)
}

/// What may stand beside a test.
fn beside() -> impl Iterator<Item = &'static str> {
    BESIDE_TEST.keys.iter().map(|key| key.name)
}

/// One `[[claim]]`.
pub(super) fn claim(section: &mut SectionReader<'_, '_>) -> Option<ClaimSpec> {
    section.offer(tests().chain(beside()));
    let text = section.text("text");
    let (source, note) = (section.source(), section.text("note"));
    let without_new_capital = section.truth("without_new_capital").unwrap_or_default();
    let (test, note) = (test(section, 1), note.map(|note| note.value));
    Some(ClaimSpec { text: text?.value, source, note, test: test?, without_new_capital })
}

/// The one test in a table, `depth` tests deep.
fn test(section: &mut SectionReader<'_, '_>, depth: usize) -> Option<At<TestSpec>> {
    if let (Some(by), true) = (section.key_place("by"), section.written(["lands"]).is_empty()) {
        let help = "write lands = \"Series B\" with it, or the date in the test: survives_to = 2030-01-01";
        section.problem(Some(by), "`by` must have `lands` beside it", Some(help.to_owned()));
    }
    match section.written(tests()).as_slice() {
        [key] => {
            let place = section.value(key)?.place();
            let start = section.key_place(key).map_or(place.start, |key| key.start.min(place.start));
            one_test(key, section, depth).map(|test| At::new(test, Place { start, end: place.end }))
        }
        [] if section.has_unknown() => None,
        [] => {
            let help = format!("add one of {}", any_of(tests()));
            section.problem(Some(section.place()), "must have a test", Some(help));
            None
        }
        several => {
            let got = any_of(several.iter().copied()).replace(" or ", " and ");
            let place = several.last().and_then(|key| section.key_place(key));
            let help = "to combine tests write all = [{ .. }, { .. }] or any = [{ .. }, { .. }]";
            section.problem(place, format!("must have exactly one test, got {got}"), Some(help.to_owned()));
            None
        }
    }
}

fn one_test(key: &'static str, section: &mut SectionReader<'_, '_>, depth: usize) -> Option<TestSpec> {
    match key {
        "exhausted_by" => Some(TestSpec::ExhaustedBy(section.date(key)?.value)),
        "survives_to" => Some(TestSpec::SurvivesTo(section.date(key)?.value)),
        "profitable_by" => Some(TestSpec::ProfitableBy(section.year(key)?.value)),
        "profitable_first" => Some(TestSpec::ProfitableFirst(section.truth(key)?)),
        "revenue" => figure(FigureSpec::Revenue, key, section),
        "operating_result" => figure(FigureSpec::OperatingResult, key, section),
        "cash_flow" => figure(FigureSpec::CashFlow, key, section),
        "cash_flow_before_credit" => figure(FigureSpec::CashFlowBeforeCredit, key, section),
        "cash" => section.table(key, &CASH_FIGURE, |inner| cash(key, inner)),
        "runway_months" => section.table(key, &RUNWAY_FIGURE, |inner| {
            let (date, bound) = (inner.date("date"), bound(inner, key));
            Some(TestSpec::OnDay { figure: DayFigureSpec::Runway, date: date?.value, bound: bound? })
        }),
        "covenant_broken_by" => section.table(key, &COVENANT_BROKEN, |inner| {
            let (loan, date) = (inner.text("loan"), inner.date("date"));
            Some(TestSpec::CovenantBrokenBy { loan: loan?, date: date?.value })
        }),
        "lands" => {
            let (name, by) = (section.value(key)?.name(), section.date("by"));
            Some(TestSpec::Lands { name: name?, by: by.map(|by| by.value) })
        }
        "growth" => figure(FigureSpec::Growth, key, section),
        "cagr" => section.table(key, &CAGR, cagr),
        "capital_needed" => {
            section.table(key, &CAPITAL_NEEDED, |inner| bound(inner, "capital_needed").map(TestSpec::CapitalNeeded))
        }
        "all" => list(section.value(key)?, depth).map(TestSpec::All),
        "any" => list(section.value(key)?, depth).map(TestSpec::Any),
        _ => inner(section.value(key)?, depth + 1).map(|test| TestSpec::Not(Box::new(test))),
    }
}

fn list(value: ValueReader<'_, '_>, depth: usize) -> Option<Vec<At<TestSpec>>> {
    let NodeKind::Array(items) = &value.node.kind else {
        return value.wrong_with("be a list of tests", "write all = [{ survives_to = 2030-01-01 }, { .. }]");
    };
    if items.is_empty() || items.len() > MOST_TESTS {
        return value.wrong(&format!("have 1 to {MOST_TESTS} tests ({} are written)", items.len()));
    }
    let read: Vec<Option<At<TestSpec>>> = items
        .iter()
        .enumerate()
        .map(|(index, node)| {
            let name = format!("item {} of {}", index + 1, value.name);
            inner(ValueReader { node, subject: value.subject.clone(), name, problems: value.problems }, depth + 1)
        })
        .collect();
    read.into_iter().collect()
}

/// A test in a table of its own, within `not`, `all` or `any`.
fn inner(value: ValueReader<'_, '_>, depth: usize) -> Option<At<TestSpec>> {
    let NodeKind::Table(table): &NodeKind = &value.node.kind else {
        return value.wrong_with("be a test", "write { survives_to = 2030-01-01 }");
    };
    if depth > DEEPEST {
        return value.wrong(&format!("be at most {DEEPEST} tests deep"));
    }
    inner_table(table, value, depth)
}

fn inner_table(table: &Table, value: ValueReader<'_, '_>, depth: usize) -> Option<At<TestSpec>> {
    let place = value.place();
    whole_table(table, (&TEST, Some(place), &value.subject), value.problems, |section| {
        section.offer(tests().chain(beside()));
        test(section, depth)
    })
}

fn figure(figure: FigureSpec, key: &'static str, section: &mut SectionReader<'_, '_>) -> Option<TestSpec> {
    section.table(key, &FIGURE, |inner| {
        let (year, through) = (inner.year("year"), inner.year("through"));
        let bound = bound(inner, key);
        let period = match inner.written(["year", "through"]).as_slice() {
            ["year"] => Period::Year(year?.value),
            ["through"] if figure == FigureSpec::Growth => {
                let message = format!("`through` sums years, and `{key}` has no sum");
                inner.problem(inner.key_place("through"), message, Some("write `year` in its place".to_owned()));
                return None;
            }
            ["through"] => Period::Through(through?.value),
            written => {
                let got = if written.is_empty() { "neither" } else { "both" };
                let message = format!("`{key}` must have one of `year` and `through`, got {got}");
                let help = format!("write {key} = {{ year = 2030, at_least = 0 }}");
                inner.problem(Some(inner.place()), message, Some(help));
                return None;
            }
        };
        Some(TestSpec::Figure { figure, period, bound: bound? })
    })
}

/// Cash at the end of a year or of a day.
fn cash(key: &str, inner: &mut SectionReader<'_, '_>) -> Option<TestSpec> {
    let (year, date, bound) = (inner.year("year"), inner.date("date"), bound(inner, key));
    match inner.written(["year", "date"]).as_slice() {
        ["year"] => {
            Some(TestSpec::Figure { figure: FigureSpec::Cash, period: Period::Year(year?.value), bound: bound? })
        }
        ["date"] => Some(TestSpec::OnDay { figure: DayFigureSpec::Cash, date: date?.value, bound: bound? }),
        written => {
            let got = if written.is_empty() { "neither" } else { "both" };
            let message = format!("`{key}` must have one of `year` and `date`, got {got}");
            let help = format!("write {key} = {{ year = 2030, at_least = 0 }}");
            inner.problem(Some(inner.place()), message, Some(help));
            None
        }
    }
}

fn cagr(section: &mut SectionReader<'_, '_>) -> Option<TestSpec> {
    let (from, base, to) = (section.year("from"), section.number("base"), section.year("to"));
    let bound = bound(section, "cagr");
    let (from, base, to) = (from?, base?, to?);
    if to.value <= from.value {
        let message = format!("`to` must be after `from`, got {} to {}", from.value, to.value);
        section.problem(Some(to.place), message, None);
        return None;
    }
    if base.value <= 0.0 {
        section.problem(Some(base.place), format!("`base` must be greater than 0, got {}", base.value), None);
        return None;
    }
    Some(TestSpec::Cagr { from: from.value, base: base.value, to: to.value, bound: bound? })
}

/// `at_least` or `at_most`.
fn bound(section: &mut SectionReader<'_, '_>, key: &str) -> Option<Bound> {
    let (least, most) = (section.number("at_least"), section.number("at_most"));
    match section.written(["at_least", "at_most"]).as_slice() {
        ["at_least"] => Some(Bound::AtLeast(least?.value)),
        ["at_most"] => Some(Bound::AtMost(most?.value)),
        written => {
            let got = if written.is_empty() { "neither" } else { "both" };
            let message = format!("`{key}` must have one of `at_least` and `at_most`, got {got}");
            section.problem(Some(section.place()), message, None);
            None
        }
    }
}
