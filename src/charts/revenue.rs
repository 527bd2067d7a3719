//! Revenue of every year as a fan.

use super::axis::{self, AxisScale};
use super::drawing::Drawing;
use super::fan::{self, BANDS, Fans};
use super::frame::frame;
use super::labels;
use super::look::Look;
use crate::answers::{Answers, Fan, ScenarioHeader, Year};
use crate::wording::chart_labels::Money;

/// The chart.
pub(super) fn drawing(answers: &Answers, look: &Look) -> Drawing {
    let money = Money::of(&answers.provenance.scenario);
    let (mut drawing, mut plot) =
        frame(answers, look, &title(answers, &money), &subtitle(&answers.provenance.scenario, &money));
    let revenue: Vec<Fan> = answers.by_year.values().map(|year| year.revenue).collect();
    let (low, high) = fan::range(&revenue);
    let range = (low.min(0.0), high.max(0.0));
    let amounts = axis::money_scale(&plot, range);
    let ends = revenue.last().map_or_else(Vec::new, |last| fan::ends(last, &amounts, &money));
    plot.right -= labels::room(&ends);
    let amounts = axis::money_grid(&mut drawing, &mut plot, range, &money);
    let years: Vec<Year> = answers.by_year.keys().copied().collect();
    let edge = |year: Option<&Year>| year.map_or(0.0, |year| f64::from(year.number()));
    let time = AxisScale::new((edge(years.first()), edge(years.last())), (plot.left + 40.0, plot.right));
    let x = |year: Year| if years.len() > 1 { time.at(f64::from(year.number())) } else { plot.right };
    let fans: Fans = years.iter().map(|&year| x(year)).zip(revenue).collect();
    fan::bands(&mut drawing, &fans, &amounts);
    fan::median(&mut drawing, &fans, &amounts);
    let aside = if years.len() > 1 { 0.0 } else { fan::SINGLE / 2.0 };
    let labelled: Vec<(Year, f64)> = years.iter().map(|&year| (year, x(year) - aside)).collect();
    axis::year_labels(&mut drawing, &labelled, plot.bottom + 42.0);
    labels::at_the_right(&mut drawing, &plot, &ends);
    drawing
}

/// The last whole year, or the last if none is whole.
fn last_whole_year(answers: &Answers) -> Option<(Year, Fan)> {
    let scenario = &answers.provenance.scenario;
    let whole = |year: Year| year.first_day() >= scenario.start && year.end() <= scenario.end;
    let mut years = answers.by_year.iter().rev();
    let last = years.clone().next();
    years.find(|(year, _)| whole(**year)).or(last).map(|(&year, amounts)| (year, amounts.revenue))
}

fn title(answers: &Answers, money: &Money) -> String {
    match last_whole_year(answers) {
        Some((year, Fan { p05, p50, p95, .. })) if p95 > p05 => format!(
            "Revenue in {year} is {} at the median, and between {} and {} in nine of ten futures",
            money.long(p50),
            money.long_bare(p05),
            money.long(p95)
        ),
        Some((year, fan)) => format!("Revenue in {year} is {}", money.long(fan.p50)),
        None => "Revenue".to_owned(),
    }
}

fn subtitle(scenario: &ScenarioHeader, money: &Money) -> String {
    let (start, last_day) = (scenario.start, scenario.end.yesterday().unwrap_or(scenario.end));
    let (first, last) = (scenario.year_of(start), scenario.year_of(last_day));
    let mut partial = Vec::new();
    if first.first_day() < start {
        partial.push(format!("{first} from {}", start.strftime("%B")));
    }
    if last.end() > scenario.end {
        partial.push(format!("{last} to {}", last_day.strftime("%B")));
    }
    let note = if partial.is_empty() { String::new() } else { format!(" ({} only)", partial.join(", ")) };
    format!("Revenue of each {}{note}, {}. {BANDS}", scenario.year_ends.kind_of_year(), money.currency())
}
