//! When the cash runs out: its probability by year.

use super::bars::{self, ClockBars};
use super::drawing::Drawing;
use super::frame::frame;
use super::look::Look;
use crate::answers::{Answers, Exhaustion};
use crate::wording::chart_labels::{self, Money};
use crate::wording::count;

/// The chart.
pub(super) fn drawing(answers: &Answers, look: &Look) -> Drawing {
    let (mut drawing, plot) = frame(answers, look, &title(answers), &subtitle(answers));
    let without = clock(&answers.without_new_capital.exhaustion);
    bars::draw(&mut drawing, plot, answers, &clock(&answers.exhaustion), &without);
    drawing
}

fn clock(exhaustion: &Exhaustion) -> ClockBars<'_> {
    ClockBars { in_year: &exhaustion.in_year, by_horizon: exhaustion.by_horizon }
}

fn title(answers: &Answers) -> String {
    let (probability, end) = (&answers.exhaustion.by_horizon, chart_labels::by_the_end(&answers.provenance.scenario));
    match probability.estimate {
        p if p <= 0.0 => format!("The cash lasts beyond {end} in every one of {} runs", count(answers.provenance.runs)),
        p if p >= 1.0 => {
            let runs = count(answers.provenance.runs);
            format!("The cash runs out by {end} in every one of {runs} runs{}", most_often(answers))
        }
        _ => {
            let chance = chart_labels::probability_at_the_start(probability);
            format!("{chance} chance that the cash runs out by {end}{}", most_often(answers))
        }
    }
}

/// Of the likeliest year, below which it is not worth a word.
const WORTH_A_WORD: f64 = 0.01;

/// The year in which it does most often.
fn most_often(answers: &Answers) -> String {
    let years = answers.exhaustion.in_year.iter();
    let most = years.max_by(|a, b| a.1.estimate.total_cmp(&b.1.estimate).then(b.0.cmp(a.0)));
    let most = most.filter(|(_, share)| share.estimate >= WORTH_A_WORD);
    most.map_or_else(String::new, |(year, _)| format!(", most likely in\u{a0}{year}"))
}

fn subtitle(answers: &Answers) -> String {
    let scenario = &answers.provenance.scenario;
    let below = match scenario.minimum_cash {
        minimum if minimum.abs() > 0.0 => format!("falls below {}", Money::of(scenario).short(minimum)),
        _ => "runs out".to_owned(),
    };
    let kind = scenario.year_ends.kind_of_year();
    format!("Probability that the cash {below} in each {kind}. Whiskers: 95\u{a0}% interval")
}
