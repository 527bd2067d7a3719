//! When revenue streams and burn lines exist, come once, have a season or follow an index, in words.

use crate::error::visible;
use crate::model::{LineTerms, Model, Onset, Requirement};
use crate::scenario::Month;
use crate::wording::{day, listed, percent, three_digits};
use jiff::civil::Date;

/// A sentence for each stream and line that does not exist throughout, as it is, or counts in one sum only.
pub(super) fn line_terms(model: &Model, rules: impl Fn(&[Requirement]) -> String) -> Vec<String> {
    let company = &model.company;
    let streams = company.revenue.iter().map(|stream| {
        let line = Line { kind: "Revenue", name: visible(&stream.name), is_once: stream.flow.is_once(), model };
        let counts = match (stream.in_cash, stream.in_result) {
            (true, false) => Some("counts in cash only: it is no revenue, and bears no running cost"),
            (false, true) => Some("counts in the operating result only: no cash comes in"),
            _ => None,
        };
        line.said(&stream.terms, [counts, None], &rules)
    });
    let lines = company.burn.iter().map(|of| {
        let line = Line { kind: "Burn", name: visible(&of.name), is_once: of.flow.is_once(), model };
        let counts = match (of.in_cash, of.in_result) {
            (true, false) => Some("counts in cash only, not in the operating result"),
            (false, true) => Some("counts in the operating result only: no cash goes out"),
            _ => None,
        };
        let is_fixed = (of.may_be_cut == Some(false)).then_some("cannot be cut");
        line.said(&of.terms, [counts, is_fixed], &rules)
    });
    streams.chain(lines).flatten().collect()
}

struct Line<'m> {
    kind: &'static str,
    name: String,
    is_once: bool,
    model: &'m Model,
}

impl Line<'_> {
    fn said(
        &self,
        terms: &LineTerms,
        more: [Option<&str>; 2],
        rules: impl Fn(&[Requirement]) -> String,
    ) -> Option<String> {
        let index = terms.index.map(|index| visible(&self.model.company.indices[index].name));
        let parts = [
            self.existence(terms, rules),
            terms.season.as_ref().map(season),
            index.map(|index| format!("follows the index {index}")),
        ];
        let more = more.map(|part| part.map(str::to_owned));
        let parts: Vec<String> = parts.into_iter().chain(more).flatten().collect();
        (!parts.is_empty()).then(|| format!("{} {} {}.", self.kind, self.name, parts.join("; it ")))
    }

    /// When it exists, or comes; `None` if it exists throughout.
    fn existence(&self, terms: &LineTerms, rules: impl Fn(&[Requirement]) -> String) -> Option<String> {
        let until = terms.until.map(|month| format!("until {}", day(self.date(month))));
        let Some(onset) = &terms.onset else { return until.map(|until| format!("exists {until}")) };
        let date = day(self.date_or_never(onset.month)?);
        let late = onset.delay.map_or_else(String::new, |delay| format!(", late by `{}`", self.driver(delay)));
        let when = if onset.requires.is_empty() { String::new() } else { waiting(onset, &rules(&onset.requires)) };
        if self.is_once {
            let chance =
                onset.happening.map(|chance| format!(", with probability `{}`", self.driver(chance.probability)));
            return Some(format!("comes once, on {date}{late}{}{when}", chance.unwrap_or_default()));
        }
        let until = match until {
            Some(until) if late.is_empty() => format!(" {until}"),
            Some(until) => format!(", {until}"),
            None => String::new(),
        };
        Some(format!("exists from {date}{late}{until}{when}"))
    }

    fn driver(&self, id: usize) -> String {
        visible(&self.model.inputs.drivers[id].name)
    }

    /// The day of a moment within the horizon.
    fn date(&self, month: f64) -> Date {
        self.model.inputs.calendar.date_at(month)
    }

    /// The same; `None` of one after the horizon.
    fn date_or_never(&self, month: f64) -> Option<Date> {
        (month < self.model.inputs.calendar.months() as f64).then(|| self.date(month))
    }
}

/// What something waits for, and for how long.
fn waiting(onset: &Onset, rules: &str) -> String {
    match onset.patience {
        none if none <= 0.0 => format!(", only if {rules} on the day"),
        long if long.is_infinite() => format!(", once {rules}"),
        months => format!(", only if {rules}, and waits {} months for that", three_digits(months)),
    }
}

/// The months in which most comes, and the least, in words.
fn season(weights: &[f64; 12]) -> String {
    let (most, least) = (weights.iter().copied().fold(0.0, f64::max), weights.iter().copied().fold(f64::MAX, f64::min));
    let months = |of: f64| {
        let is_of = |(_, weight): &(usize, &f64)| (**weight - of).abs() <= 1e-12 * most;
        let names: Vec<String> = weights
            .iter()
            .enumerate()
            .filter(is_of)
            .map(|(place, _)| Month::after_january(place).to_string())
            .collect();
        if names.len() > 3 { format!("{} months", names.len()) } else { listed(&names) }
    };
    if (most - least).abs() <= 1e-12 * most {
        return "has a season in which all months are alike".to_owned();
    }
    format!(
        "has a season: {} of an average month in {}, {} in {}",
        percent(most),
        months(most),
        percent(least),
        months(least)
    )
}

#[cfg(test)]
mod tests {
    use crate::model::build;
    use crate::scenario::Scenario;

    #[test]
    fn says_when_lines_exist_and_what_they_follow() {
        let text = r#"
            start = 2026-01-01
            years = 4
            [cash]
            opening = 10
            [[index]]
            name = "Prices"
            growth = "1% to 4%"
            [[revenue]]
            name = "Toys"
            annual = 5
            season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 5]
            indexed_to = "Prices"
            [[revenue]]
            name = "Grant"
            once = 3
            date = 2026-07-15
            probability = 0.5
            delay_months = "1 to 6"
            counts_in = "cash"
            [[burn]]
            name = "Team"
            annual = 9
            from = 2026-09-01
            until = 2028-01-01
            starts_late_months = "1 to 3"
            [[burn]]
            name = "Second site"
            annual = 2
            requires = { revenue_at_least = 6 }
            [[burn]]
            name = "Trial"
            once = 4
            date = 2027-01-01
            requires = { after = "Grant" }
            patience_months = 12
        "#;
        let model = build(&Scenario::from_toml("acme", text, &[]).unwrap().0).unwrap();
        insta::assert_snapshot!(crate::report::reactions::reactions(&model).join("\n"), @r###"
Revenue Grant comes once, on 15 July 2026, late by `revenue.Grant.delay_months`, with probability `revenue.Grant.probability`; it counts in cash only: it is no revenue, and bears no running cost.
Revenue Toys has a season: 300 % of an average month in November and December, 60 % in 10 months; it follows the index Prices.
Burn Second site exists from 1 January 2026, once revenue is at least 6 USD a year.
Burn Team exists from 1 September 2026, late by `burn.Team.starts_late_months`, until 1 January 2028.
Burn Trial comes once, on 1 January 2027, only if revenue Grant has happened, and waits 12 months for that.
"###);
    }
}
