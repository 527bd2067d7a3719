//! The runway month by month, or quarter by quarter: how the chance that the cash has run out rises, and how much is left.

use crate::answers::{Answers, ByPeriod, Fan, RunwayByPeriod};
use crate::report::page::Page;
use crate::wording::{AmountScale, count, probability, three_digits};
use std::collections::BTreeMap;
use textwrap::core::display_width;

/// The periods that matter: those in which the chance passes from the first to the second.
const RISES: [f64; 2] = [0.05, 0.95];
/// Of more months than this, quarters are shown; of more quarters, the first.
const MOST_PERIODS: usize = 7;

/// How the chance rises that the cash has run out, and cash meanwhile; nothing where it hardly rises.
pub(super) fn runway(page: &mut Page, answers: &Answers) {
    let Some((title, periods)) = shown(&answers.runway) else { return };
    let scenario = &answers.provenance.scenario;
    let quantiles = |quantile: fn(&Fan) -> f64| -> Vec<f64> {
        periods.iter().map(|(_, period)| period.cash.as_ref().map_or(f64::NAN, quantile)).collect()
    };
    let (few, half) = (quantiles(|cash| cash.p05), quantiles(|cash| cash.p50));
    let scale = AmountScale::of(&[few.as_slice(), &half].concat(), &scenario.unit, &scenario.currency);
    let amounts = |of: &[f64]| of.iter().map(|amount| three_digits(scale.of_amount(*amount))).collect();
    let chances = periods.iter().map(|(_, period)| probability(&period.exhaustion_by_end).value).collect();
    let rows: [(&str, Vec<String>); 4] = [
        (title, periods.iter().map(|(name, period)| heading(name, period)).collect()),
        ("the cash has run out", chances),
        ("half have less than", amounts(&half)),
        ("one in 20 less than", amounts(&few)),
    ];
    let label_width = rows.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
    let width = 2 + rows.iter().flat_map(|(_, cells)| cells).map(|cell| display_width(cell)).max().unwrap_or(0);
    let columns = (page.width().saturating_sub(2 + label_width) / width).max(1);
    for (at, (label, cells)) in rows.iter().enumerate() {
        let cells: String = cells.iter().take(columns).map(|cell| format!("{cell:>width$}")).collect();
        match at {
            0 => page.exact(&format!("{}{}{}", page.bold(label), blanks(2 + label_width, label), page.faint(&cells))),
            1 => page.row(&format!("{label}{}{}", blanks(label_width, label), page.bold(&cells))),
            _ => page.row(&format!("{label}{}{cells}", blanks(label_width, label))),
        }
    }
    let rests_on = match answers.runway.cash_runs {
        runs if runs < answers.provenance.runs => format!(", from the first {} futures", count(runs)),
        _ => String::new(),
    };
    let note = format!("Cash in {}{rests_on}; {} has every month, with ranges.", scale.words, page.file());
    page.line(&page.faint(&note));
    page.blank();
}

/// The months in which the chance rises, or the quarters if these are too many, or the first of those; with what they are called.
fn shown(runway: &RunwayByPeriod) -> Option<(&'static str, Vec<(&String, &ByPeriod)>)> {
    let [months, quarters] = [&runway.by_month, &runway.by_quarter].map(rising);
    let is_known = |periods: &[(&String, &ByPeriod)]| {
        !periods.is_empty() && periods.iter().all(|(_, period)| period.cash.is_some())
    };
    if is_known(&months) && months.len() <= MOST_PERIODS {
        return Some(("Month by month", months));
    }
    is_known(&quarters).then(|| ("Quarter by quarter", quarters.into_iter().take(MOST_PERIODS).collect()))
}

/// The periods from the first to the second of [`RISES`], or to the horizon.
fn rising(periods: &BTreeMap<String, ByPeriod>) -> Vec<(&String, &ByPeriod)> {
    let by_end = |period: &ByPeriod| period.exhaustion_by_end.estimate;
    let from = periods.iter().skip_while(|(_, period)| by_end(period) < RISES[0]);
    let risen = periods.values().filter(|period| by_end(period) < RISES[1]).count();
    let until = periods.keys().nth(risen);
    from.take_while(|(name, _)| until.is_none_or(|until| *name <= until)).collect()
}

/// `May 2027`, `Q2 2027`
fn heading(name: &str, period: &ByPeriod) -> String {
    match name.split_once("-Q") {
        Some((year, quarter)) => format!("Q{quarter} {year}"),
        None => period.last_day.strftime("%b %Y").to_string(),
    }
}

fn blanks(width: usize, text: &str) -> String {
    " ".repeat(width.saturating_sub(display_width(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::WIDTH;
    use crate::wording::fixture::{openai, share};
    use jiff::civil::Date;

    /// Answers in which the chance rises by these counts of a million, month by month from January 2027; quarters end with every third.
    fn rising_by(counts: &[u64]) -> Answers {
        let mut answers = openai();
        let first = jiff::civil::date(2027, 1, 1);
        let day_after = |months: usize| first.saturating_add(jiff::Span::new().months(i64::try_from(months).unwrap()));
        let mut so_far = 0;
        for (at, count) in counts.iter().enumerate() {
            so_far += count;
            let centre = 10.0 - 15.0 * at as f64;
            let month = period(day_after(at + 1), share(*count, 1_000_000), share(so_far, 1_000_000), centre);
            let name = day_after(at).strftime("%Y-%m").to_string();
            if (at + 1).is_multiple_of(3) {
                let quarter = format!("{}-Q{}", 2027 + at / 12, at % 12 / 3 + 1);
                answers.runway.by_quarter.insert(quarter, month.clone());
            }
            answers.runway.by_month.insert(name, month);
        }
        answers.runway.cash_runs = 65_536;
        answers
    }

    fn period(end: Date, inside: crate::answers::Estimate, by_end: crate::answers::Estimate, centre: f64) -> ByPeriod {
        let cash = Fan { p05: centre - 20.5, p25: centre, p50: centre, p75: centre, p95: centre };
        ByPeriod {
            last_day: end.yesterday().unwrap(),
            exhaustion_in_period: inside,
            exhaustion_by_end: by_end,
            without_new_capital_exhaustion_by_end: by_end,
            cash: Some(cash),
            cash_left: Some(cash),
        }
    }

    fn page(answers: &Answers) -> String {
        let mut page = Page::new(false, "results.json");
        runway(&mut page, answers);
        page.finish()
    }

    #[test]
    fn shows_the_months_in_which_the_chance_rises() {
        insta::assert_snapshot!(page(&rising_by(&[40_000, 460_000, 470_000, 20_000])), @r###"
Month by month          Feb 2027  Mar 2027
  the cash has run out   50.00 %   97.00 %
  half have less than         -5       -20
  one in 20 less than      -25.5     -40.5
  Cash in billion USD, from the first 65,536 futures; results.json has every month, with ranges.
"###);
    }

    #[test]
    fn shows_quarters_where_months_are_too_many_and_nothing_where_the_chance_hardly_rises() {
        let many = page(&rising_by(&[20_000; 48]));
        assert!(many.starts_with("Quarter by quarter      Q1 2027  Q2 2027"), "{many}");
        assert!(many.contains("Q3 2028") && !many.contains("Q4 2028"), "{many}");
        assert!(many.lines().all(|line| display_width(line) <= WIDTH), "{many}");
        assert_eq!(page(&rising_by(&[1_000; 12])), "");
        assert_eq!(page(&openai()), "", "nothing is known");
    }
}
