//! The claims of several scenarios, and how likely each is: one table, in the order in which the claims' sources number them.

use super::answer::check_done;
use super::interval::probability;
use super::{ClaimAnswer, Provenance};
use crate::engine::{Case, RequestedOutputs, Simulator};
use crate::error::{Input, Message, Problem, Result};
use crate::model::{Claim, Model};
use crate::sampling::Variation;
use crate::tally::{ClaimCounts, Merge as _};
use serde::Serialize;

/// The claims of several scenarios, and how likely each is: the JSON of `runout claims` (schema 1) is this structure.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClaimsTable {
    /// The program, scenario and runs that it comes from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The claims, those with a number first, in its order; then in the order of the scenarios and of their files.
    pub claims: Vec<ClaimRow>,
}

/// A claim of one of the scenarios.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClaimRow {
    /// What its source begins with, if that is letters and a number: `A9`.
    pub number: Option<String>,
    /// The scenario's name.
    pub scenario: String,
    /// The claim and its probability.
    #[serde(flatten)]
    pub claim: ClaimAnswer,
}

impl Simulator<'_> {
    /// Simulates scenarios, given with their names and the overrides that all of them share, and reports how likely each of their claims
    /// is. Where it is stopped, the table is that of the runs done so far.
    ///
    /// # Errors
    /// - If no scenario makes a claim.
    /// - If the design does not have that many runs.
    /// - If it is stopped before any run is done, or if amounts grow beyond what numbers can hold.
    pub fn claims(&self, scenarios: &[(&str, &Model)], overrides: &[String]) -> Result<ClaimsTable> {
        if scenarios.iter().all(|(_, model)| model.company.claims.is_empty()) {
            let help =
                Message::from("add a `[[claim]]`, or ask with `") + Input::Claim + " 'survives_to = 2030-01-01'`";
            return Err(Problem::new(None, "", "there is no claim in these scenarios").help(help).into());
        }
        let case = |&(_, model)| Case { model, variation: Variation::none(), outputs: RequestedOutputs::Claims };
        let cases: Vec<Case<'_>> = scenarios.iter().map(case).collect();
        let plan = self.plan().whole()?;
        let nothing =
            || -> Vec<_> { scenarios.iter().map(|(_, model)| ClaimCounts::new(model, plan.replicates())).collect() };
        let simulated = self.simulate_jointly(&cases, nothing)?;
        let counts = nothing().merged(&simulated.observers);
        check_done(simulated.runs)?;
        let (runs, complete) = (simulated.runs, simulated.runs == plan.runs);
        let provenance = Provenance::new(scenarios[0].1, overrides, self.plan(), runs, complete);
        let (_, asked) = provenance.changes();
        let (mut first, mut claims) = (Vec::new(), Vec::new());
        for (&scenario, counts) in scenarios.iter().zip(&counts) {
            let mut own: Vec<ClaimRow> = rows(scenario, counts).collect();
            first.extend(own.split_off(own.len().saturating_sub(asked)));
            claims.extend(own);
        }
        claims.sort_by_key(|row| row.number.as_deref().map_or((true, String::new(), 0), order));
        claims.splice(..0, first);
        Ok(ClaimsTable { provenance, claims })
    }
}

fn rows<'a>((name, model): (&'a str, &'a Model), counts: &'a ClaimCounts) -> impl Iterator<Item = ClaimRow> + 'a {
    let row = move |(place, claim): (usize, &Claim)| ClaimRow {
        number: claim.source.as_deref().and_then(number),
        scenario: name.to_owned(),
        claim: ClaimAnswer {
            text: claim.text.clone(),
            source: claim.source.clone(),
            note: claim.note.clone(),
            probability: probability(&counts.replicates, place),
        },
    };
    model.company.claims.iter().enumerate().map(row)
}

/// What a source begins with, if that is letters and a number: `A9` of "A9, the article".
fn number(source: &str) -> Option<String> {
    let first: String = source.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
    let digits = first.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_number = digits.len() < first.len() && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    is_number.then_some(first)
}

/// The sort key of a number: its letters, then its value.
fn order(number: &str) -> (bool, String, u64) {
    let letters: String = number.chars().take_while(char::is_ascii_alphabetic).collect();
    let value = number[letters.len()..].parse().unwrap_or(u64::MAX);
    (false, letters, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_sources_begin_with() {
        assert_eq!(number("A13, the article").as_deref(), Some("A13"));
        assert_eq!(number("F41").as_deref(), Some("F41"));
        for none in ["", "A, the article", "41", "A4b", "the article", "Reuters, 2026"] {
            assert_eq!(number(none), None, "{none}");
        }
        assert!(order("A9") < order("A13") && order("A13") < order("F1"));
    }
}
