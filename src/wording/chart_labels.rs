//! The labels of charts: what reports write in full, to about two digits, and held together.
//!
//! Spaces at which no line may break are no-break spaces, and a minus is a minus sign.

use super::amounts::{currency, unit_size};
use super::digits::{fixed, three_digits};
use super::names::KEPT_TOGETHER;
use super::{Horizon, LeverFormat};
use crate::answers::{Axis, Estimate, LeverValue, ScenarioHeader};
use jiff::civil::Date;

/// What a report writes, as it is set on a chart: held together, with a real minus sign.
fn typeset(words: &str) -> String {
    words.replace(' ', &KEPT_TOGETHER.to_string()).replace('-', "\u{2212}")
}

/// A probability in percent, to the digits that its interval supports; never as impossible or certain, because no number of runs shows
/// that.
pub(crate) fn probability(estimate: &Estimate) -> String {
    let Estimate { estimate, low, high } = *estimate;
    let extreme = !(0.1..=0.99).contains(&estimate);
    let sharp = high - low < 0.01;
    typeset(&match estimate {
        p if p <= 0.0 && high >= 0.001 => format!("<{:.0} %", (100.0 * high).ceil()),
        p if p >= 1.0 && low <= 0.999 => format!(">{:.0} %", (100.0 * low).floor()),
        p if p < 0.001 => "<0.1 %".to_owned(),
        p if p > 0.999 => ">99.9 %".to_owned(),
        p if (extreme && sharp) || !(0.005..0.995).contains(&p) => format!("{:.1} %", 100.0 * p),
        p => format!("{:.0} %", 100.0 * p),
    })
}

/// The same within a sentence: "over" and "under" in words.
pub(crate) fn probability_in_words(estimate: &Estimate) -> String {
    probability(estimate).replace('<', "under ").replace('>', "over ")
}

/// The same at the start of a sentence.
pub(crate) fn probability_at_the_start(estimate: &Estimate) -> String {
    probability(estimate).replace('<', "Under ").replace('>', "Over ")
}

/// A share that is known.
pub(crate) fn percent(share: f64) -> String {
    typeset(&super::percent(share))
}

/// A tick of a percent axis whose ticks are `step` apart.
pub(crate) fn percent_tick(value: f64, step: f64) -> String {
    typeset(&format!("{} %", fixed(100.0 * value, decimals(100.0 * step))))
}

/// A difference of probabilities in percentage points, with its sign, to the digits that its interval supports.
pub(crate) fn points(difference: &Estimate) -> String {
    let (points, width) = (100.0 * difference.estimate, 100.0 * (difference.high - difference.low));
    let digits = match width {
        _ if points == 0.0 || points.abs() >= 10.0 || width >= 2.0 => 0,
        _ if width >= 0.2 => 1,
        _ => 2,
    };
    plus(points, fixed(points, digits))
}

/// A tick of an axis of plain numbers whose ticks are `step` apart.
pub(crate) fn number_tick(value: f64, step: f64) -> String {
    if value.abs() >= 1e9 { scientific(value) } else { typeset(&fixed(value, decimals(step))) }
}

/// A tick of an axis of percentage points, with its sign, whose ticks are `step` apart.
pub(crate) fn points_tick(value: f64, step: f64) -> String {
    plus(value, number_tick(100.0 * value, 100.0 * step))
}

/// With a plus before what is above 0, and a real minus.
fn plus(value: f64, written: String) -> String {
    typeset(&if value > 0.0 { format!("+{written}") } else { written })
}

/// A value of a lever or a driver, as in `1.2 million USD`, `+5 points` or `1 May 2027`.
pub(crate) fn value(quantity: &str, value: LeverValue, scenario: &ScenarioHeader) -> String {
    match (quantity, value) {
        ("money", LeverValue::Number(amount)) => Money::of(scenario).short(amount),
        (quantity, value) => typeset(&LeverFormat { quantity, scenario }.plain(value)),
    }
}

/// What the values of a lever are, for the title of its axis.
pub(crate) fn lever_unit(of: &Axis, scenario: &ScenarioHeader) -> String {
    match of.quantity {
        "money" => Money::of(scenario).currency().to_owned(),
        "points" => "percentage points more in every year".to_owned(),
        "factor" => "multiplied in every year".to_owned(),
        "months" => "months".to_owned(),
        "date" => "the day that it is planned for".to_owned(),
        _ => String::new(),
    }
}

/// How amounts of a scenario are written.
pub(crate) struct Money {
    unit: f64,
    currency: String,
}

/// Orders of magnitude that have a name: from which amount on, the short and the long one.
const MAGNITUDES: [(f64, &str, &str); 4] =
    [(1e12, "tn", "trillion"), (1e9, "bn", "billion"), (1e6, "m", "million"), (1.0, "", "")];

impl Money {
    /// In the scenario's unit and currency.
    pub(crate) fn of(scenario: &ScenarioHeader) -> Self {
        Self { unit: unit_size(&scenario.unit), currency: currency(&scenario.currency).replace(' ', "\u{a0}") }
    }

    /// As in `1.4 billion USD`.
    pub(crate) fn long(&self, amount: f64) -> String {
        let (number, _, magnitude) = self.rounded(amount);
        joined(&[&number, magnitude, &self.currency])
    }

    /// As in `1.4 billion`.
    pub(crate) fn long_bare(&self, amount: f64) -> String {
        let (number, _, magnitude) = self.rounded(amount);
        joined(&[&number, magnitude])
    }

    /// As in `1.4 bn USD`.
    pub(crate) fn short(&self, amount: f64) -> String {
        let (number, magnitude, _) = self.rounded(amount);
        joined(&[&number, magnitude, &self.currency])
    }

    /// As in `1.4 bn`.
    pub(crate) fn bare(&self, amount: f64) -> String {
        let (number, magnitude, _) = self.rounded(amount);
        joined(&[&number, magnitude])
    }

    /// The ticks of an axis, all in one magnitude, as in `500 bn`.
    pub(crate) fn ticks(&self, ticks: &[f64]) -> Vec<String> {
        let largest = ticks.iter().fold(0.0_f64, |largest, tick| largest.max(tick.abs()));
        let (scale, name, _) = magnitude(largest * self.unit);
        let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        let step = if step.is_finite() { step } else { largest };
        let vast = largest * self.unit / scale >= 1e9;
        let formatted = |tick: f64| match tick * self.unit / scale {
            value if vast => scientific(value),
            value => typeset(&fixed(value, decimals(step * self.unit / scale))),
        };
        ticks
            .iter()
            .map(|&tick| if tick.abs() > 0.0 { joined(&[&formatted(tick), name]) } else { "0".to_owned() })
            .collect()
    }

    /// The currency, for subtitles.
    pub(crate) fn currency(&self) -> &str {
        &self.currency
    }

    fn rounded(&self, amount: f64) -> (String, &'static str, &'static str) {
        let amount = amount * self.unit;
        let (scale, short, long) = magnitude(amount);
        (number(amount / scale), short, long)
    }
}

/// The magnitude in which an amount is said: the largest of which there is at least one; billions up to ten thousand.
fn magnitude(amount: f64) -> (f64, &'static str, &'static str) {
    let rounded = amount.abs() * 1.0005;
    let fits = |scale: f64| if scale > 1e10 { rounded >= 10.0 * scale } else { rounded >= scale };
    MAGNITUDES.into_iter().find(|&(scale, _, _)| fits(scale)).unwrap_or(MAGNITUDES[3])
}

/// A number to about two digits, without trailing zeros after the point.
pub(crate) fn number(value: f64) -> String {
    typeset(&match value.abs() {
        size if size >= 1e9 => return scientific(value),
        size if size >= 99.95 => three_digits(value),
        size if size < 0.095 && size > 0.0 => fixed(value, decimals_of_small(size)),
        _ => fixed(value, 1).trim_end_matches(".0").to_owned(),
    })
}

/// A number too long to be read in full.
fn scientific(value: f64) -> String {
    typeset(&format!("{value:.1e}"))
}

/// Digits after the point that show a digit of a number well below one; at most nine.
fn decimals_of_small(size: f64) -> i32 {
    (1..9).find(|&digits| size * 10_f64.powi(digits) >= 1.0).unwrap_or(9)
}

/// Digits after the point that write multiples of `step` in full; at most nine.
fn decimals(step: f64) -> i32 {
    let whole = |value: f64| value > 0.5 && (value - value.round()).abs() < 1e-6 * value;
    (0..9).find(|&digits| whole(step * 10_f64.powi(digits))).unwrap_or(9)
}

/// The words that are not empty, with spaces that do not break.
fn joined(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    words.join("\u{a0}")
}

/// `1 May 2027`
pub(crate) fn day(date: Date) -> String {
    typeset(&super::day(date))
}

/// `May 2027`
pub(crate) fn month(date: Date) -> String {
    typeset(&super::month(date))
}

/// The horizon as the end of a time: `the end of 2035` or, amid a year, `the end of June 2036`.
pub(crate) fn by_the_end(scenario: &ScenarioHeader) -> String {
    format!("the end of{KEPT_TOGETHER}{}", typeset(&Horizon::of(scenario).last()))
}

/// What does not happen within the horizon: `not by 2035` or `not by Jun 2036`.
pub(crate) fn not_by(scenario: &ScenarioHeader) -> String {
    typeset(&format!("not by {}", Horizon::of(scenario).last_in("%b %Y")))
}

#[cfg(test)]
mod tests {
    use super::{Money, number_tick, percent_tick, probability};
    use crate::answers::Estimate;
    use crate::wording::fixture;

    fn formatted(estimate: f64, half: f64) -> String {
        probability(&Estimate { estimate, low: estimate - half, high: estimate + half }).replace('\u{a0}', " ")
    }

    fn money(unit: &str) -> Money {
        let mut scenario = fixture::openai().provenance.scenario;
        scenario.unit = unit.to_owned();
        scenario.currency = "USD".to_owned();
        Money::of(&scenario)
    }

    #[test]
    fn says_percentages_to_the_digits_that_the_interval_supports() {
        assert_eq!(formatted(0.8812, 0.001), "88 %");
        assert_eq!(formatted(0.0312, 0.001), "3.1 %");
        assert_eq!(formatted(0.0312, 0.02), "3 %");
        assert_eq!(formatted(0.9961, 0.001), "99.6 %");
        assert_eq!(formatted(0.0004, 0.0), "<0.1 %");
        assert_eq!(formatted(0.9996, 0.0), ">99.9 %");
        assert_eq!(formatted(0.0, 0.0), "<0.1 %");
        assert_eq!(formatted(1.0, 0.0), ">99.9 %");
        assert_eq!(formatted(0.0, 0.037), "<4 %");
        assert_eq!(formatted(1.0, 0.037), ">96 %");
        assert_eq!(percent_tick(0.025, 0.025).replace('\u{a0}', " "), "2.5 %");
    }

    #[test]
    fn says_amounts_in_the_magnitude_that_a_reader_expects() {
        let says = |unit: &str, amount: f64| money(unit).short(amount).replace('\u{a0}', " ");
        assert_eq!(says("billion", 136.2), "136 bn USD");
        assert_eq!(says("billion", 1400.0), "1,400 bn USD");
        assert_eq!(says("billion", -0.5), "\u{2212}500 m USD");
        assert_eq!(says("thousand", 2500.0), "2.5 m USD");
        assert_eq!(says("thousand", 25.0), "25,000 USD");
        assert_eq!(says("million", 999.96), "1 bn USD");
        assert_eq!(says("one", 1e-3), "0.001 USD");
        assert_eq!(says("one", 0.0), "0 USD");
        assert_eq!(says("billion", 1e12), "1.0e9 tn USD");
        assert_eq!(money("billion").long(1.36).replace('\u{a0}', " "), "1.4 billion USD");
    }

    #[test]
    fn says_ticks_in_one_magnitude() {
        let ticks = money("thousand").ticks(&[-500.0, 0.0, 500.0, 1000.0]);
        assert_eq!(ticks, ["\u{2212}0.5\u{a0}m", "0", "0.5\u{a0}m", "1.0\u{a0}m"]);
    }

    #[test]
    fn never_writes_a_negative_zero() {
        assert_eq!(number_tick(-0.04, 0.1), "0.0");
        assert_eq!(number_tick(-1234567.0, 1.0), "\u{2212}1,234,567");
    }
}
