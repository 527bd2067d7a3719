//! The answer on the terminal: at most about a screen, in words first.
//!
//! Written to be read aloud to someone who has never heard of Monte Carlo. How a number is worded is decided in `wording`.

mod before_after;
mod claims;
mod clock_sentences;
mod comparison;
mod comparison_table;
mod deadline;
mod explanation;
mod frontier;
mod occurrences;
mod runway;
mod sensitivity;
mod solution;
mod tables;
mod update;

use super::csv;
use super::page::{MOST_NOTES, Page};
use super::precision::{kept_precision, missed_precision};
use crate::answers::{Answers, Provenance};
use crate::report::output::{CsvTable, Head, Output};
use crate::wording::{clean, percent};
pub use claims::{claims_markdown, claims_text};

impl Output for Answers {
    const FILE: &'static str = "results.json";
    const TABLES: &'static [CsvTable<Self>] = &[("summary.csv", csv)];

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn head(&self) -> Head<'_> {
        let rest =
            |replicates| format!("They rest on how far {replicates} independent replicates of the runs lie apart.");
        let asides = [kept_precision(self), self.provenance.replicates.map(rest)].into_iter().flatten().collect();
        Head { asides, ..Head::of(&self.provenance, "", ", each with luck of its own") }
    }

    fn alarms(&self, page: &mut Page) {
        if let Some(missed) = missed_precision(self) {
            page.loud(&format!("NOT AS PRECISE AS ASKED FOR: {}", page.named(&missed)));
            page.blank();
        }
    }

    fn body(&self, page: &mut Page) {
        tables::asked(page, self);
        clock_sentences::exhaustion(page, self);
        runway::runway(page, self);
        if self.profitability.asked {
            clock_sentences::profitability(page, self);
            tables::order(page, self);
        }
        tables::capital_needed(page, self);
        tables::by_year(page, self);
        occurrences::occurrences(page, self);
        tables::claims(page, self);
        doubts(page, self);
    }
}

/// Limits met and warnings: what may be wrong with the scenario.
fn doubts(page: &mut Page, answers: &Answers) {
    if answers.limits_met.is_empty() && answers.warnings.is_empty() {
        return;
    }
    page.heading("Before you rely on this");
    for met in answers.limits_met.iter().take(MOST_NOTES) {
        let (driver, limit) = (clean(&met.driver, 60), clean(&met.limit, 40));
        let share = percent(met.share);
        page.line(&format!("{driver} met its limit ({limit}) in {share} of its draws."));
    }
    page.rest(answers.limits_met.len(), "limit met");
    page.warnings(&answers.warnings);
    page.blank();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{RunFacts, text};
    use crate::wording::fixture::{between, certain, exhaustion, long, openai};
    use std::path::PathBuf;
    use std::time::Duration;

    #[test]
    fn reads_well_for_a_company_with_a_round_to_come() {
        insta::assert_snapshot!(text(&openai(), &facts(), false), @r###"
OpenAI: when does the cash run out?
1,000,000 possible futures, from January 2026 to the end of 2035, each with luck of its own.
Ranges (± or to) are 95 % intervals of the simulation; they leave out doubt about the assumptions.

Will the cash run out?
  The chance that it runs out by the end of 2035 is 88.41 % ± 0.06.
  One future in ten has run out by May 2027 and half by April 2029 (March to April 2029); nine in
  ten only after 2035, if ever.
  Without new capital it is over 99.9996 % (all 1,000,000 futures); half have run out by April 2027.
  Cash divided by burn at the start, the usual rule of thumb, gives 19.2 months: until August 2027.

Will it become profitable? (a calendar year with a cash flow of zero or more)
  The chance that it does by the end of 2035 is 45.59 % ± 0.10.
  One future in ten is profitable by 2031; half and nine in ten only after 2035, if ever.

Which comes first?                        with new capital   without new capital
  Profitable first, cash never runs out   10.23 % ± 0.06     under 0.0004 %
  Profitable first, cash runs out later    2.19 % ± 0.03           0.0012 % (0.0007 to 0.0021)
  Cash runs out first                     86.22 % ± 0.07          99.9988 % (99.9979 to 99.9993)
  Neither by the end of 2035               1.36 % ± 0.02     under 0.0004 %

How much more cash at the start would last to the end of 2035?
  for a chance of         50 %         75 %         90 %         95 %             99 %
  billion USD              136          309          521          698            1,180
  between           136 to 137   307 to 311   517 to 526   690 to 706   1,160 to 1,200

By the end of    the cash has run out                 it has become profitable
  2026           0.121 % ± 0.007 ▏                    0.0012 % (0.0007 to 0.0021) ▏
  2027           22.25 % ± 0.08  ████                  0.022 % ± 0.003            ▏
  2028           42.79 % ± 0.10  ███████▊              0.434 % ± 0.013            ▏
  2029           59.97 % ± 0.10  ██████████▊            2.62 % ± 0.03             ▌
  2030           71.97 % ± 0.09  █████████████          8.43 % ± 0.05             █▌
  2031           79.18 % ± 0.08  ██████████████▎       16.53 % ± 0.07             ███
  2032           83.58 % ± 0.07  ███████████████       24.94 % ± 0.08             ████▌
  2033           86.09 % ± 0.07  ███████████████▌      32.68 % ± 0.09             █████▉
  2034           87.51 % ± 0.06  ███████████████▊      39.59 % ± 0.10             ███████▏
  2035           88.41 % ± 0.06  ███████████████▉      45.59 % ± 0.10             ████████▎

Claims, and the chance that each comes true
   12.35 % ± 0.06               The cash runs out by mid-2027 – analysts…
    2.62 % ± 0.03               Cash flow is positive in 2029 or before – the company (A2)
   54.41 % ± 0.10               The two lines never cross: no year with a cash flow of zero or more
                                by 2035 – the article (A6)
  0.0003 % (0.0001 to 0.0009)   Revenue reaches 280 billion by 2030 – the company (A5)

1,000,000 runs (random draws, seed 1) in 3.21 seconds: 312,000 runs a second.
Written to results/openai: results.json, summary.csv and 6 charts (PNG).
"###);
    }

    #[test]
    fn says_how_many_replicates_the_ranges_rest_on() {
        let mut answers = openai();
        assert!(!text(&answers, &facts(), false).contains("replicates"));
        answers.provenance.replicates = Some(32);
        let expected = "\nThey rest on how far 32 independent replicates of the runs lie apart.\n";
        assert!(text(&answers, &facts(), false).contains(expected));
    }

    #[test]
    fn reads_well_where_nothing_is_uncertain_and_no_capital_comes() {
        insta::assert_snapshot!(text(&certain(), &facts(), false), @r###"
Acme Software
1,000 possible futures, from April 2026 to the end of March 2029, each with luck of its own.
Ranges (± or to) are 95 % intervals of the simulation; they leave out doubt about the assumptions.

Will the cash run out?
  The chance that it runs out by the end of March 2029 is under 0.4 % (none of the 1,000 futures).
  The usual rule of thumb, cash divided by burn, sets no limit: at the start it does not burn cash.

Will it become profitable? (a calendar year with an operating result of zero or more)
  The chance that it does by the end of March 2029 is over 99.6 % (all 1,000 futures).
  Early, middle and late futures alike are profitable by 2027.

Which comes first?
  Profitable first, cash never runs out   over 99.6 %
  Profitable first, cash runs out later   under 0.4 %
  Cash runs out first                     under 0.4 %
  Neither by the end of March 2029        under 0.4 %

How much more cash at the start would last to the end of March 2029?
  None: the cash lasts with a chance of 99 % or more.

By the end of          the cash has run out                   it has become profitable
  2026 (from April)    under 0.4 %                            under 0.4 %
  2027                 under 0.4 %                            over 99.6 % ████████████████████████
  2028                 under 0.4 %                            over 99.6 % ████████████████████████
  March 2029           under 0.4 %                            over 99.6 % ████████████████████████

1,000 runs (random draws, seed 1) in 3.21 seconds: 312,000 runs a second.
Written to results/openai: results.json, summary.csv and 6 charts (PNG).
"###);
    }

    #[test]
    fn reads_well_interrupted_over_fifty_years_with_doubts() {
        insta::assert_snapshot!(text(&long(), &facts(), false), @r###"
INTERRUPTED: this answer rests on the 4,096 runs done so far, fewer than asked for.

A slow burn
4,096 possible futures, from July 2026 to the end of June 2076, each with luck of its own.
Ranges (± or to) are 95 % intervals of the simulation; they leave out doubt about the assumptions.
Changed for this answer: revenue.Consumer.growth="20% to 60%"
Changed for this answer: years=50

Will the cash run out?
  Here the cash has run out once it is below 250,000 USD.
  The chance that it runs out by the end of June 2076 is 70.8 % ± 1.4.
  One future in ten has run out by March 2029 and half by March 2066 (March 2064 to March 2068);
  nine in ten only after June 2076, if ever.
  Without new capital it is 99.6 % (99.4 to 99.8); half have run out by March 2030.
  Cash divided by burn at the start, the usual rule of thumb, gives 0.84 months: until July 2026.

Will it become profitable? (2 calendar years running with an operating result of zero or more)
  The chance that it does by the end of June 2076 is 24.9 % ± 1.3.
  One future in ten is profitable by 2046 (2044 to 2048); half and nine in ten only after June 2076,
  if ever.

Which comes first?                        with new capital   without new capital
  Profitable first, cash never runs out   22.0 % ± 1.3       under 0.10 %
  Profitable first, cash runs out later    2.9 % ± 0.5             0.29 % (0.17 to 0.51)
  Cash runs out first                     65.8 % ± 1.5            99.71 % (99.49 to 99.83)
  Neither by the end of June 2076          9.3 % ± 0.9       under 0.10 %

How much more cash at the start would last to the end of June 2076?
  for a chance of         50 %           75 %             90 %             95 %           99 %
  million USD                0           0.91            0.521            0.698           1.18
  between           0 to 0.012   0.84 to 1.00   0.517 to 0.526   0.690 to 0.706   1.16 to 1.20

By the end of         the cash has run out                    it has become profitable
  2026 (from July)     1.0 % (0.7 to 1.3) ▏                    0.5 % (0.3 to 0.8) ▏
  2027                 2.0 % (1.6 to 2.4) ▍                    1.0 % (0.7 to 1.3) ▏
  2028                 2.9 % ± 0.5        ▌                    1.5 % (1.1 to 1.9) ▎
  2029                24.9 % ± 1.3        ████▎                2.0 % (1.6 to 2.4) ▍
  2036                31.7 % ± 1.4        █████▍               5.4 % ± 0.7        ▉
  2046                41.5 % ± 1.5        ███████             10.3 % ± 0.9        █▊
  2056                51.3 % ± 1.5        ████████▊           15.1 % ± 1.1        ██▋
  2066                61.0 % ± 1.5        ██████████▍         20.0 % ± 1.2        ███▍
  June 2076           70.8 % ± 1.4        ████████████        24.9 % ± 1.3        ████▎
  The first 4 years, then every 10; summary.csv has them all.

Claims, and the chance that each comes true
   12.35 % ± 0.06               The cash runs out by mid-2027 – analysts…
    2.62 % ± 0.03               Cash flow is positive in 2029 or before – the company (A2)
   54.41 % ± 0.10               The two lines never cross: no year with a cash flow of zero or more
                                by 2035 – the article (A6)
  0.0003 % (0.0001 to 0.0009)   Revenue reaches 280 billion by 2030 – the company (A5)

Before you rely on this
  compute_margin met its limit (at most 1) in 3.12 % of its draws.
  `revenue.Consumer.growth`: shocks of independent years average out: real forecasts err the same
    way.

4,096 runs (random draws, seed 1) in 3.21 seconds: 312,000 runs a second.
Written to results/openai: results.json, summary.csv and 6 charts (PNG).
"###);
    }

    #[test]
    fn fits_the_page_whatever_the_scenario_and_usually_a_screen() {
        for (answers, most_lines) in [(openai(), 50), (certain(), 50), (long(), 60), (hostile(), 70)] {
            let text = text(&answers, &facts(), false);
            assert!(text.lines().all(|line| textwrap::core::display_width(line) <= 100), "{text}");
            assert!(text.lines().all(|line| line == line.trim_end()), "{text}");
            assert!(text.lines().count() <= most_lines, "{text}");
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
        }
    }

    #[test]
    fn styles_change_nothing_but_the_looks() {
        let (styled, plain) = (text(&openai(), &facts(), true), text(&openai(), &facts(), false));
        assert_ne!(styled, plain);
        assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
    }

    #[test]
    fn without_new_capital_is_not_repeated_where_it_changes_nothing() {
        assert!(text(&openai(), &facts(), false).contains("ithout new capital"));
        assert!(!text(&certain(), &facts(), false).contains("ithout new capital"));
    }

    #[test]
    fn what_is_certain_is_said_of_all_the_futures() {
        let mut answers = certain();
        let dates = [Some(jiff::civil::date(2027, 4, 9)); 7];
        answers.exhaustion = exhaustion(2026, &[0, 1_000, 0, 0], 1_000, dates);
        let text = text(&answers, &facts(), false);
        let expected = "  The chance that it runs out by the end of March 2029 is over 99.6 % (all 1,000 futures).
  Early, middle and late futures alike have run out by April 2027.
";
        assert!(text.contains(expected), "{text}");
    }

    /// Everything as extreme as a user, or a bug elsewhere, can make it.
    fn hostile() -> Answers {
        let mut answers = openai();
        answers.provenance.scenario.title = "\u{1b}[2Jtitle\n".repeat(10_000);
        answers.provenance.scenario.currency = "\u{202e}longer than any currency".to_owned();
        answers.provenance.scenario.minimum_cash = f64::MAX;
        answers.provenance.overrides = vec!["x=".repeat(10_000); 20];
        answers.provenance.runs = u64::MAX;
        answers.capital_needed.p99 = between(f64::NAN, 1e300, f64::INFINITY);
        answers.naive_runway_months = Some(f64::MAX);
        answers.profitability.by_end_of_year.clear();
        answers.exhaustion.by_horizon = between(f64::NAN, f64::NAN, f64::NAN);
        answers.claims.truncate(1);
        answers.claims[0].text = "unbroken".repeat(1_000);
        answers.warnings = vec!["doubt ".repeat(1_000); 100];
        answers.limits_met.clear();
        answers
    }

    fn facts() -> RunFacts {
        let mut files: Vec<String> = ["results.json", "summary.csv"].map(str::to_owned).to_vec();
        files.extend(
            ["cash", "clocks", "capital", "exhaustion", "profitability", "revenue"].map(|name| format!("{name}.png")),
        );
        RunFacts {
            folder: PathBuf::from("results/openai"),
            files,
            elapsed: Duration::from_millis(3_210),
            runs_per_second: 311_526.0,
            names: |input| input.to_string(),
            width: 100,
        }
    }
}
