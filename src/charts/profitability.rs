//! When the company becomes profitable: its probability by year.

use super::bars::{self, ClockBars};
use super::drawing::Drawing;
use super::frame::frame;
use super::look::Look;
use crate::answers::{Answers, Profitability};
use crate::wording::chart_labels;
use crate::wording::count;

/// The chart.
pub(super) fn drawing(answers: &Answers, look: &Look) -> Drawing {
    let (mut drawing, plot) = frame(answers, look, &title(answers), &subtitle(answers));
    let without = clock(&answers.without_new_capital.profitability);
    bars::draw(&mut drawing, plot, answers, &clock(&answers.profitability), &without);
    drawing
}

fn clock(profitability: &Profitability) -> ClockBars<'_> {
    ClockBars { in_year: &profitability.in_year, by_horizon: profitability.by_horizon }
}

/// The measure in words.
fn measure(profitability: &Profitability) -> String {
    profitability.measure.replace('_', "\u{a0}")
}

fn title(answers: &Answers) -> String {
    let (probability, end) =
        (&answers.profitability.by_horizon, chart_labels::by_the_end(&answers.provenance.scenario));
    let measure = measure(&answers.profitability);
    let runs = count(answers.provenance.runs);
    match probability.estimate {
        p if p <= 0.0 => format!("The company is not profitable ({measure}) by {end} in any of {runs} runs"),
        p if p >= 1.0 => format!("The company becomes profitable ({measure}) by {end} in every one of {runs} runs"),
        _ => {
            let chance = chart_labels::probability_at_the_start(&bars::complement(probability));
            format!("{chance} chance that the company is not profitable ({measure}) by {end}")
        }
    }
}

fn subtitle(answers: &Answers) -> String {
    let measure = measure(&answers.profitability);
    let what = match answers.profitability.for_years {
        0 | 1 => format!("the first with {measure} of zero or more"),
        years => format!("the first of {years} years running with {measure} of zero or more"),
    };
    let kind = answers.provenance.scenario.year_ends.kind_of_year();
    format!("Probability that each {kind} is {what}. Whiskers: 95\u{a0}% interval")
}
