//! The shape of a comparison: `comparison.json` (schema 1) is this structure, written as it stands.

use crate::answers::{Answers, DateQuantiles, Estimate, Order, Provenance, Year};
use serde::Serialize;
use std::collections::BTreeMap;

/// All that a comparison reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The scenarios; the first is the baseline.
    pub scenarios: Vec<ComparedScenario>,
    /// Each other scenario against the baseline, in their order.
    pub differences: Vec<Difference>,
    /// What makes the scenarios hard to compare, in words.
    pub warnings: Vec<String>,
}

impl Comparison {
    /// What the scenario at `place` is called beside the others: its title; a variant of the first by what it changes, unless it changes
    /// the title; with its name where two titles are the same.
    ///
    /// # Panics
    /// If there is no such place.
    #[must_use]
    pub fn called(&self, place: usize) -> String {
        let scenario = &self.scenarios[place];
        let title = self.own_title(place);
        let is_ours = |other: usize| self.scenarios[other].name != scenario.name && self.own_title(other) == title;
        match title {
            None => format!("{} with {}", self.scenarios[0].letter, self.changes(place)),
            Some(title) if (0..self.scenarios.len()).any(is_ours) => format!("{title} ({})", scenario.name),
            Some(title) => title.to_owned(),
        }
    }

    /// A title without what was changed in that scenario alone; `None` for a variant that leaves the title as it was.
    fn own_title(&self, place: usize) -> Option<&str> {
        let (title, changes) = (&self.scenarios[place].title, self.changes(place));
        let own = title.strip_suffix(&changes).and_then(|title| title.strip_suffix(" with "));
        match own.filter(|_| place > 0 && !changes.is_empty()) {
            Some(own) if own == self.scenarios[0].title => None,
            Some(own) => Some(own),
            None => Some(title),
        }
    }

    /// What a scenario is called beside the others where room is short: its name, or what was changed in it alone.
    ///
    /// # Panics
    /// If there is no such place.
    #[must_use]
    pub fn short_name(&self, place: usize) -> String {
        let changes = self.changes(place);
        if place > 0 && !changes.is_empty() { changes } else { self.scenarios[place].name.clone() }
    }

    /// What was changed in a scenario beyond what was changed in the first.
    fn changes(&self, place: usize) -> String {
        let (first, all) =
            (&self.scenarios[0].answers.provenance.overrides, &self.scenarios[place].answers.provenance.overrides);
        all.strip_prefix(first.as_slice()).unwrap_or_default().join("; ")
    }
}

/// One of the scenarios.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ComparedScenario {
    /// `A` for the baseline, then `B`, `C` and so on.
    pub letter: char,
    /// The library's name or the file's stem, with what was changed in this scenario alone.
    pub name: String,
    /// Its title, with what was changed in this scenario alone.
    pub title: String,
    /// Its own answers: the `results.json` of `run` with the same seed, design and runs.
    pub answers: Answers,
}

/// Another scenario against the baseline. Every difference is the other's less the baseline's, of the same futures: above 0 where the
/// other has more, or later.
///
/// Where no future differs (`alike` is 1), differences of quantiles are 0 without a width; those of probabilities still have the
/// interval that allows for what was not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The baseline's letter.
    pub baseline: char,
    /// The other's letter.
    pub other: char,
    /// What is uncertain in both, and in one only.
    pub drivers: SharedDrivers,
    /// Share of futures in which both clocks strike at the same moments in both, and as much capital is needed.
    pub alike: Estimate,
    /// Whose cash lasts longer.
    pub lasting: Lasting,
    /// The difference in when the cash runs out.
    pub exhaustion: ExhaustionDifference,
    /// The difference in when the company becomes profitable.
    pub profitability: ProfitabilityDifference,
    /// The difference in which comes first.
    pub order: Order,
    /// With all new capital removed from both.
    pub without_new_capital: WithoutNewCapitalDifference,
    /// The difference in the extra capital at the start that survives to the horizon.
    pub capital_needed: CapitalDifference,
    /// The differences of the claims that both make with the same text, in the baseline's order.
    pub claims: Vec<ClaimDifference>,
}

/// How many uncertain numbers two scenarios share, by name, and with them their draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SharedDrivers {
    /// Uncertain in both.
    pub shared: usize,
    /// Uncertain in the baseline only.
    pub baseline_only: usize,
    /// Uncertain in the other only.
    pub other_only: usize,
}

/// Whose cash lasts longer, future by future: four classes that add up to one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Lasting {
    /// The baseline outlasts the other.
    pub baseline_longer: Estimate,
    /// The other outlasts the baseline.
    pub other_longer: Estimate,
    /// Both run out at the same moment.
    pub same_moment: Estimate,
    /// Neither runs out by the horizon.
    pub both_last: Estimate,
}

/// Differences of when the cash runs out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExhaustionDifference {
    /// Difference of the probability that it does by the horizon.
    pub by_horizon: Estimate,
    /// Difference of the probability that it has by the end of each year.
    pub by_end_of_year: BTreeMap<Year, Estimate>,
    /// Differences of the quantiles of the date.
    pub date_quantiles: DateQuantiles<DayDifference>,
}

/// How many days later the other's date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DayDifference {
    /// Days; `null` if either date is beyond the horizon.
    pub days: Option<i64>,
    /// Lower end of the 95 % interval; `null` if it is beyond what the horizon shows.
    pub low: Option<i64>,
    /// Upper end of the 95 % interval; `null` if it is beyond what the horizon shows.
    pub high: Option<i64>,
}

/// Differences of when the company becomes profitable.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ProfitabilityDifference {
    /// Difference of the probability that it does by the horizon.
    pub by_horizon: Estimate,
    /// Difference of the probability that it has by each year.
    pub by_end_of_year: BTreeMap<Year, Estimate>,
}

/// Differences with all new capital removed from both scenarios.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WithoutNewCapitalDifference {
    /// The difference in when the cash runs out.
    pub exhaustion: ExhaustionDifference,
    /// The difference in when the company becomes profitable.
    pub profitability: ProfitabilityDifference,
    /// The difference in which comes first.
    pub order: Order,
}

/// Differences of the quantiles of capital needed; an end that the runs do not bound is `null`.
///
/// # Units
/// Units of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the quantile it is named after")]
#[non_exhaustive]
pub struct CapitalDifference {
    pub p50: Estimate,
    pub p75: Estimate,
    pub p90: Estimate,
    pub p95: Estimate,
    pub p99: Estimate,
}

/// A claim that both scenarios make.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClaimDifference {
    /// The claim in words.
    pub text: String,
    /// Share of futures in which it holds in the baseline.
    pub baseline: Estimate,
    /// Share of futures in which it holds in the other.
    pub other: Estimate,
    /// The second less the first.
    pub difference: Estimate,
}
