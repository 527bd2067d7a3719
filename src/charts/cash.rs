//! Cash by the month as a fan that ends where the money ends, with some single futures.

use super::axis::AxisScale;
use super::drawing::Drawing;
use super::fan::{self, BANDS};
use super::frame::frame;
use super::labels::End;
use super::look::Look;
use super::style::{INK, THIN};
use super::trajectory::{CashPlot, Trajectory, is_out};
use crate::answers::{Answers, DateQuantiles, Fan, MaybeDate};
use crate::wording::chart_labels::{self, Money};

/// Single futures shown, of those that there are.
const RUNS: usize = 6;

/// The chart.
pub(super) fn drawing(answers: &Answers, look: &Look) -> Drawing {
    let (scenario, money) = (&answers.provenance.scenario, Money::of(&answers.provenance.scenario));
    let (mut drawing, plot) = frame(answers, look, &title(answers, &money), &subtitle(answers, &money));
    let months = answers.runway.by_month.values();
    let at_ends = months.filter_map(|month| Some((month.last_day.tomorrow().ok()?, month.cash_left?)));
    let single = answers.cash_paths.iter().take(RUNS);
    let single =
        single.map(|run| Trajectory { cash: &run.cash, exhausted_on: run.exhausted_on, ink: THIN, width: 1.5 });
    let cash = CashPlot {
        scenario,
        fans: std::iter::once((scenario.start, answers.opening_cash)).chain(at_ends).collect(),
        trajectories: single.collect(),
        has_median: true,
    };
    let last = cash.fans.last().map(|(_, fan)| *fan);
    cash.draw(&mut drawing, plot, &money, |amounts| {
        last.map_or_else(Vec::new, |last| ends(answers, &last, amounts, &money))
    });
    drawing
}

/// What the end of the fan says of what is left, and how many futures have nothing left.
fn ends(answers: &Answers, last: &Fan, amounts: &AxisScale, money: &Money) -> Vec<End> {
    let minimum = answers.provenance.scenario.minimum_cash;
    let mut ends = if is_out(last.p95, minimum) { Vec::new() } else { fan::ends(last, amounts, money) };
    ends.retain(|end| end.y < amounts.at(minimum) - 1.0);
    let out = &answers.exhaustion.by_horizon;
    if out.estimate > 0.0 {
        ends.push(End {
            y: amounts.at(minimum),
            text: format!("{} out of cash", chart_labels::probability(out)),
            note: (minimum.abs() > 0.0).then(|| format!("below {}", money.short(minimum))),
            ink: INK,
            bold: true,
        });
    }
    ends
}

/// The finding: when half of all futures, a quarter or a tenth are out of cash; else what the median future has at the end.
fn title(answers: &Answers, money: &Money) -> String {
    let end = chart_labels::by_the_end(&answers.provenance.scenario);
    let out = &answers.exhaustion.by_horizon;
    let share = chart_labels::probability_in_words(out);
    if let Some((who, when)) = reached(&answers.exhaustion.date_quantiles) {
        let when = chart_labels::month(when);
        return if out.estimate >= 1.0 {
            format!("{who} out of cash by {when}, and all by {end}")
        } else {
            format!("{who} out of cash by {when}, and {share} by {end}")
        };
    }
    let Some(Fan { p05, p50, .. }) = answers.runway.by_month.values().next_back().and_then(|month| month.cash_left)
    else {
        return "Cash".to_owned();
    };
    if out.estimate > 0.0 {
        let share = chart_labels::probability_at_the_start(out);
        return format!("{share} of futures are out of cash by {end}; the median one then has {}", money.long(p50));
    }
    format!("The median future has {} at {end}, and 19 of 20 more than {}", money.long(p50), money.long(p05))
}

/// The largest of some shares of futures that are out of cash before the horizon, and when.
fn reached(dates: &DateQuantiles<MaybeDate>) -> Option<(&'static str, jiff::civil::Date)> {
    let shares = [
        ("Half of all futures are", dates.p50),
        ("A quarter of futures is", dates.p25),
        ("One future in ten is", dates.p10),
    ];
    shares.into_iter().find_map(|(who, when)| Some((who, when?)))
}

fn subtitle(answers: &Answers, money: &Money) -> String {
    let single = if answers.cash_paths.is_empty() {
        ""
    } else {
        ". Thin lines: single futures, up to the day the cash runs out"
    };
    format!("Cash by month, {}. {BANDS}{single}", money.currency())
}
