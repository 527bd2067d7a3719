//! A comparison on the terminal: what changes in words, then every number of the scenarios, each other one against the first.

use super::comparison_table::{ComparisonRow, ComparisonTable};
use super::tables::{Column, padded, thinned, year_label};
use crate::answers::{
    Answers, CapitalDifference, CapitalNeeded, ClaimDifference, ComparedScenario, Comparison, DateQuantiles,
    Difference, Estimate, Provenance, Year,
};
use crate::report::output::{Head, Output};
use crate::report::page::{LONGEST_QUESTION, Page};
use crate::wording::{AmountScale, Formatted, Horizon, amount, clean, counted, days, points, probability, side};

/// Claims that are shown of those that differ: those that differ most.
const MOST_CLAIMS: usize = 6;
/// The same for more than two scenarios.
const MOST_CLAIMS_OF_MANY: usize = 4;
const MOST_OF_A_CLAIM: usize = 90;
/// The unit of differences between probabilities.
const IN_POINTS: &str = "percentage points";

impl Output for Comparison {
    const FILE: &'static str = "comparison.json";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn head(&self) -> Head<'_> {
        let runs = counted(self.provenance.runs, "run");
        let called = |(place, scenario): (usize, &ComparedScenario)| {
            format!("{}: {}", scenario.letter, clean(&self.called(place), 190))
        };
        let aside =
            "A difference has its own: it is counted future by future, so it is known better than its two sides.";
        Head {
            missing: format!("this comparison rests on the {runs} done so far, fewer than asked for"),
            headings: self.scenarios.iter().enumerate().map(called).collect(),
            changes: everywhere(self),
            asides: vec![aside.to_owned()],
            changed: "in every scenario",
            ..Head::of(&self.provenance, "", ": the same luck in every scenario")
        }
    }

    fn body(&self, page: &mut Page) {
        let text = ComparisonText::new(self);
        text.table("What you asked", IN_POINTS, text.asked_claims()).print(page);
        match self.differences.as_slice() {
            [difference] => text.words(page, difference),
            _ => text.lasting(page),
        }
        if self.differences.iter().any(|difference| difference.alike.estimate < 1.0) {
            text.tables(page);
        }
        if !self.warnings.is_empty() {
            page.heading("Before you rely on this");
            page.warnings(&self.warnings);
            page.blank();
        }
    }
}

/// The changes that all scenarios begin with.
fn everywhere(comparison: &Comparison) -> Vec<&String> {
    let of_all = comparison.scenarios.iter().map(|scenario| scenario.answers.provenance.changes().0);
    let shared = |first: Vec<_>, other: Vec<_>| {
        let alike = first.iter().zip(&other).take_while(|(one, other)| one == other).count();
        first.into_iter().take(alike).collect()
    };
    of_all.reduce(shared).unwrap_or_default()
}

/// A comparison as it is written to a page.
struct ComparisonText<'a> {
    comparison: &'a Comparison,
    first: &'a Answers,
    horizon: Horizon,
}

impl<'a> ComparisonText<'a> {
    fn new(comparison: &'a Comparison) -> Self {
        let first = &comparison.scenarios[0].answers;
        Self { comparison, first, horizon: Horizon::of(&first.provenance.scenario) }
    }

    /// Whether there are more than two scenarios, about which less is written.
    fn is_of_many(&self) -> bool {
        self.comparison.differences.len() > 1
    }

    /// What changes between two scenarios, in sentences.
    fn words(&self, page: &mut Page, difference: &Difference) {
        let (a, b, last) = (difference.baseline, difference.other, self.horizon.last());
        page.heading(&format!("What changes from {a} to {b}?"));
        if difference.alike.estimate >= 1.0 {
            let futures = counted(self.comparison.provenance.runs, "future");
            page.line(&format!("Nothing: in all {futures} both clocks strike at the same moments, and as much capital is needed. Every difference is 0."));
            return page.blank();
        }
        let [first, other] = [0, 1].map(|place: usize| &self.comparison.scenarios[place].answers.exhaustion.by_horizon);
        let change = &difference.exhaustion.by_horizon;
        let [in_first, in_other] = [first, other].map(|share| page.with_interval(&probability(share)));
        let change = match (change.low > 0.0, change.high < 0.0) {
            (true, _) | (_, true) => format!("{} percentage points", page.with_interval(&points(change))),
            _ => {
                format!("a difference of {} percentage points, which may be none", page.with_interval(&points(change)))
            }
        };
        page.line(&format!("The chance that the cash runs out by the end of {last} is {in_first} in {a} and {in_other} in {b}: {change}."));
        let lasting = &difference.lasting;
        let [longer, shorter, moment, both] =
            [&lasting.baseline_longer, &lasting.other_longer, &lasting.same_moment, &lasting.both_last]
                .map(|share| page.with_interval(&probability(share)));
        page.line(&format!("{a} outlasts {b} in {longer} of futures, {b} outlasts {a} in {shorter}; both last to the end of {last} in {both}, both run out at the same moment in {moment}."));
        page.blank();
    }

    /// Whose cash lasts longer, of several scenarios against the first.
    fn lasting(&self, page: &mut Page) {
        let (a, differences) = (self.comparison.scenarios[0].letter, &self.comparison.differences);
        let column = |share: fn(&Difference) -> &Estimate| {
            Column::of(&differences.iter().map(|difference| probability(share(difference))).collect::<Vec<_>>())
        };
        let columns: [(String, Column); 3] = [
            (format!("{a} lasts longer"), column(|of| &of.lasting.baseline_longer)),
            (format!("it outlasts {a}"), column(|of| &of.lasting.other_longer)),
            (format!("both last to the end of {}", self.horizon.last()), column(|of| &of.lasting.both_last)),
        ];
        let heading = "Whose cash lasts longer?";
        let width = |(title, column): &(String, Column)| title.len().max(column.width()) + 3;
        let titles: String = columns.iter().map(|column| padded(&column.0, width(column))).collect();
        page.exact(&format!("{}  {}", page.bold(heading), page.faint(titles.trim_end())));
        for (at, difference) in differences.iter().enumerate() {
            let cells: String = match difference.alike.estimate >= 1.0 {
                true => format!("nothing differs from {a} in any future"),
                false => columns.iter().map(|column| padded(&column.1.cell(page, at), width(column))).collect(),
            };
            page.row(&format!("{}{cells}", padded(&difference.other.to_string(), heading.len())));
        }
        page.blank();
    }

    fn tables(&self, page: &mut Page) {
        let last = self.horizon.last();
        self.table(&format!("By the end of {last}"), IN_POINTS, self.headlines()).print(page);
        if !self.is_of_many() {
            self.table("The cash has run out by the end of", IN_POINTS, self.years()).print(page);
        }
        self.table("The cash has run out in", "", self.dates()).print(page);
        let (scale, needs) = self.needs();
        self.table("More cash at the start that would last, for a chance of", &scale.words, needs).print(page);
        let (claims, more) = self.own_claims();
        self.table("Claims", IN_POINTS, claims).print(page);
        if more > 0 {
            let more = counted(u64::try_from(more).unwrap_or(u64::MAX), "more claim");
            page.line(&format!("and {more} with a smaller difference or none, in comparison.json"));
            page.blank();
        }
    }

    fn table(&self, heading: &str, unit: &str, rows: Vec<ComparisonRow>) -> ComparisonTable {
        let letters = self.comparison.scenarios.iter().map(|scenario| scenario.letter).collect();
        ComparisonTable { heading: heading.to_owned(), unit: unit.to_owned(), letters, rows }
    }

    /// A row of what `side` gives for every scenario, and `difference` for each other one.
    fn row(
        &self,
        label: &str,
        side: impl Fn(&Answers) -> Formatted,
        difference: impl Fn(&Difference, &Answers) -> Formatted,
    ) -> ComparisonRow {
        let scenarios = &self.comparison.scenarios;
        let others = self.comparison.differences.iter().zip(&scenarios[1..]);
        ComparisonRow {
            label: label.to_owned(),
            sides: scenarios.iter().map(|scenario| side(&scenario.answers)).collect(),
            differences: others.map(|(of, other)| difference(of, &other.answers)).collect(),
        }
    }

    fn shares(
        &self,
        label: &str,
        side: fn(&Answers) -> &Estimate,
        difference: fn(&Difference) -> &Estimate,
    ) -> ComparisonRow {
        self.row(label, |of| probability(side(of)), |of, _| points(difference(of)))
    }

    fn headlines(&self) -> Vec<ComparisonRow> {
        let headlines = [
            self.shares("the cash runs out", |of| &of.exhaustion.by_horizon, |of| &of.exhaustion.by_horizon),
            self.shares(
                "  without new capital",
                |of| &of.without_new_capital.exhaustion.by_horizon,
                |of| &of.without_new_capital.exhaustion.by_horizon,
            ),
            self.shares("it is profitable", |of| &of.profitability.by_horizon, |of| &of.profitability.by_horizon),
            self.shares("profitable, and cash lasts", |of| &of.order.profitable_first, |of| &of.order.profitable_first),
            self.shares(
                "profitable, out of cash later",
                |of| &of.order.exhausted_later,
                |of| &of.order.exhausted_later,
            ),
            self.shares("out of cash first", |of| &of.order.exhausted_first, |of| &of.order.exhausted_first),
            self.shares("neither", |of| &of.order.neither, |of| &of.order.neither),
        ];
        let asked = self.comparison.scenarios.iter().any(|scenario| scenario.answers.profitability.asked);
        let shown = match (asked, self.is_of_many()) {
            (false, _) => 2,
            (true, true) => 4,
            (true, false) => headlines.len(),
        };
        let without = |row: ComparisonRow| match row.label.trim_start() {
            "without new capital" if self.is_of_many() => {
                ComparisonRow { label: "the same without new capital".to_owned(), ..row }
            }
            _ => row,
        };
        headlines.into_iter().take(shown).map(without).collect()
    }

    fn years(&self) -> Vec<ComparisonRow> {
        let scenario = &self.first.provenance.scenario;
        let years: Vec<Year> = self.first.exhaustion.by_end_of_year.keys().copied().collect();
        let row = |year: &Year| {
            let label = year_label(*year, scenario);
            let found = |of: Option<&Estimate>, format: fn(&Estimate) -> Formatted| of.map_or_else(unknown, format);
            self.row(
                &label,
                |of| found(of.exhaustion.by_end_of_year.get(year), probability),
                |of, _| found(of.exhaustion.by_end_of_year.get(year), points),
            )
        };
        // The last year is the horizon, which stands above.
        let shown = thinned(&years).0;
        shown.iter().take(shown.len().saturating_sub(1)).map(row).collect()
    }

    fn dates(&self) -> Vec<ComparisonRow> {
        type Of<T> = fn(&DateQuantiles<T>) -> &T;
        let row = |label: &str, date: Of<_>, interval: Of<_>, difference: Of<_>| {
            let on = |of: &Answers| *date(&of.exhaustion.date_quantiles);
            self.row(
                label,
                |of| self.horizon.date(on(of), interval(&of.exhaustion.date_quantile_intervals)),
                |of, other| days(difference(&of.exhaustion.date_quantiles), [on(self.first), on(other)]),
            )
        };
        let mut rows = vec![
            row("one future in ten by", |of| &of.p10, |of| &of.p10, |of| &of.p10),
            row("half by", |of| &of.p50, |of| &of.p50, |of| &of.p50),
            row("nine in ten by", |of| &of.p90, |of| &of.p90, |of| &of.p90),
        ];
        rows.truncate(if self.is_of_many() { 2 } else { 3 });
        rows
    }

    /// Capital needed, and the scale it is written on.
    fn needs(&self) -> (AmountScale, Vec<ComparisonRow>) {
        let needs = self.comparison.scenarios.iter().map(|scenario| &scenario.answers.capital_needed);
        let amounts = needs.flat_map(|of| [&of.p50, &of.p75, &of.p90, &of.p95, &of.p99]).map(|amount| amount.estimate);
        let header = &self.first.provenance.scenario;
        let scale = AmountScale::of(&amounts.collect::<Vec<_>>(), &header.unit, &header.currency);
        let row = |label, need: fn(&CapitalNeeded) -> &Estimate, less: fn(&CapitalDifference) -> &Estimate| {
            self.row(
                label,
                |of| side(&scale, need(&of.capital_needed)),
                |of, _| amount(&scale, less(&of.capital_needed)),
            )
        };
        let rows = vec![
            row("50 %", |of| &of.p50, |of| &of.p50),
            row("75 %", |of| &of.p75, |of| &of.p75),
            row("90 %", |of| &of.p90, |of| &of.p90),
            row("95 %", |of| &of.p95, |of| &of.p95),
            row("99 %", |of| &of.p99, |of| &of.p99),
        ];
        let is_shown = |row: &ComparisonRow| !self.is_of_many() || ["50 %", "90 %"].contains(&row.label.as_str());
        let rows = rows.into_iter().filter(is_shown).collect();
        (scale, rows)
    }

    /// The claims that all scenarios make, with how they differ.
    fn claims(&self) -> impl Iterator<Item = Vec<&'a ClaimDifference>> {
        let differences = &self.comparison.differences;
        differences[0].claims.iter().filter_map(|claim| {
            let same = |of: &'a Difference| of.claims.iter().find(|other| other.text == claim.text);
            differences.iter().map(same).collect::<Option<Vec<_>>>()
        })
    }

    /// Whether a claim was asked besides those of the scenarios.
    fn was_asked(&self, claim: &ClaimDifference) -> bool {
        self.first.own_and_asked().1.iter().any(|asked| asked.text == claim.text)
    }

    /// The claims that were asked besides those of the scenarios: all of them, in full.
    fn asked_claims(&self) -> Vec<ComparisonRow> {
        let asked = self.claims().filter(|claim| self.was_asked(claim[0]));
        asked.map(|claim| claim_row(&claim, LONGEST_QUESTION)).collect()
    }

    /// The claims of all scenarios that differ most, and how many more there are.
    fn own_claims(&self) -> (Vec<ComparisonRow>, usize) {
        let mut claims: Vec<(f64, Vec<_>)> = self
            .claims()
            .filter(|claim| !self.was_asked(claim[0]))
            .map(|claim| (claim.iter().map(|of| of.difference.estimate.abs()).fold(0.0, f64::max), claim))
            .collect();
        let all = claims.len();
        claims.retain(|(size, _)| *size > 0.0);
        claims.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        claims.truncate(if self.is_of_many() { MOST_CLAIMS_OF_MANY } else { MOST_CLAIMS });
        (claims.iter().map(|(_, claim)| claim_row(claim, MOST_OF_A_CLAIM)).collect(), all - claims.len())
    }
}

/// A claim that all scenarios make, its text up to `longest` characters.
fn claim_row(claim: &[&ClaimDifference], longest: usize) -> ComparisonRow {
    let sides = std::iter::once(&claim[0].baseline).chain(claim.iter().map(|of| &of.other));
    ComparisonRow {
        label: clean(&claim[0].text, longest),
        sides: sides.map(probability).collect(),
        differences: claim.iter().map(|of| points(&of.difference)).collect(),
    }
}

fn unknown() -> Formatted {
    Formatted { value: "unknown".to_owned(), interval: String::new() }
}
