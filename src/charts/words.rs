//! Numbers and dates as the charts say them: percentages, amounts of money, the horizon.
//!
//! A space that must not break a line is a no-break space, a minus is a minus sign.

use crate::answers::{Estimate, ScenarioHeader};

/// A space at which no line breaks.
const NO_BREAK: char = '\u{a0}';

/// A probability in percent, to the digits that its interval supports; never said to be impossible or certain, for no number of
/// runs shows that.
pub(super) fn percent(probability: &Estimate) -> String {
    let estimate = probability.estimate;
    let extreme = !(0.1..=0.99).contains(&estimate);
    let sharp = probability.high - probability.low < 0.01;
    match estimate {
        p if p <= 0.0 && probability.high >= 0.001 => format!("<{:.0}{NO_BREAK}%", (100.0 * probability.high).ceil()),
        p if p >= 1.0 && probability.low <= 0.999 => format!(">{:.0}{NO_BREAK}%", (100.0 * probability.low).floor()),
        p if p < 0.001 => format!("<0.1{NO_BREAK}%"),
        p if p > 0.999 => format!(">99.9{NO_BREAK}%"),
        p if (extreme && sharp) || !(0.005..0.995).contains(&p) => format!("{:.1}{NO_BREAK}%", 100.0 * p),
        p => format!("{:.0}{NO_BREAK}%", 100.0 * p),
    }
}

/// The same within a sentence: "over" and "under" in words.
pub(super) fn percent_in_words(probability: &Estimate) -> String {
    percent(probability).replace('<', "under ").replace('>', "over ")
}

/// The same at the start of a sentence.
pub(super) fn percent_at_the_start(probability: &Estimate) -> String {
    percent(probability).replace('<', "Under ").replace('>', "Over ")
}

/// A tick of a percent axis whose ticks are `step` apart.
pub(super) fn percent_tick(value: f64, step: f64) -> String {
    format!("{}{NO_BREAK}%", plain(100.0 * value, decimals(100.0 * step)))
}

/// A difference of probabilities in percentage points, with its sign, to the digits that its interval supports.
pub(super) fn points(difference: &Estimate) -> String {
    let (points, width) = (100.0 * difference.estimate, 100.0 * (difference.high - difference.low));
    if difference.estimate == 0.0 {
        return "0".to_owned();
    }
    let digits = if points.abs() >= 10.0 || width >= 2.0 {
        0
    } else if width >= 0.2 {
        1
    } else {
        2
    };
    let written = plain(points, digits);
    if points > 0.0 { format!("+{written}") } else { written }
}

/// How many standard deviations, without its direction, to the digits that its interval supports.
pub(super) fn deviations(shift: &Estimate) -> String {
    let digits = if shift.high - shift.low < 0.2 { 1 } else { 0 };
    let digits = if shift.estimate.abs() < 0.095 { 2 } else { digits };
    plain(shift.estimate.abs(), digits)
}

/// A tick of an axis of plain numbers whose ticks are `step` apart.
pub(super) fn number_tick(value: f64, step: f64) -> String {
    if value.abs() >= 1e9 { scientific(value) } else { plain(value, decimals(step)) }
}

/// How amounts of a scenario are said.
pub(super) struct Money {
    unit: f64,
    currency: String,
}

/// Orders of magnitude that have a name: from which amount on, the short and the long one.
const MAGNITUDES: [(f64, &str, &str); 4] =
    [(1e12, "tn", "trillion"), (1e9, "bn", "billion"), (1e6, "m", "million"), (1.0, "", "")];

impl Money {
    /// In the scenario's unit and currency.
    pub(super) fn of(scenario: &ScenarioHeader) -> Self {
        let unit = match scenario.unit.as_str() {
            "thousand" => 1e3,
            "million" => 1e6,
            "billion" => 1e9,
            _ => 1.0,
        };
        let mut currency: String = scenario.currency.chars().filter(|c| !c.is_control()).take(8).collect();
        if scenario.currency.chars().count() > 8 {
            currency.push('…');
        }
        Self { unit, currency: currency.replace(' ', "\u{a0}") }
    }

    /// As in `1.4 billion USD`.
    pub(super) fn long(&self, amount: f64) -> String {
        let (number, _, magnitude) = self.rounded(amount);
        joined(&[&number, magnitude, &self.currency])
    }

    /// As in `1.4 billion`.
    pub(super) fn long_bare(&self, amount: f64) -> String {
        let (number, _, magnitude) = self.rounded(amount);
        joined(&[&number, magnitude])
    }

    /// As in `1.4 bn USD`.
    pub(super) fn short(&self, amount: f64) -> String {
        let (number, magnitude, _) = self.rounded(amount);
        joined(&[&number, magnitude, &self.currency])
    }

    /// As in `1.4 bn`.
    pub(super) fn bare(&self, amount: f64) -> String {
        let (number, magnitude, _) = self.rounded(amount);
        joined(&[&number, magnitude])
    }

    /// The ticks of an axis, all in one magnitude, as in `500 bn`.
    pub(super) fn ticks(&self, ticks: &[f64]) -> Vec<String> {
        let largest = ticks.iter().fold(0.0_f64, |largest, tick| largest.max(tick.abs()));
        let (scale, name, _) = magnitude(largest * self.unit);
        let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        let step = if step.is_finite() { step } else { largest };
        let vast = largest * self.unit / scale >= 1e9;
        let word = |tick: f64| match tick * self.unit / scale {
            value if vast => scientific(value),
            value => plain(value, decimals(step * self.unit / scale)),
        };
        ticks.iter().map(|&tick| if tick.abs() > 0.0 { joined(&[&word(tick), name]) } else { "0".to_owned() }).collect()
    }

    /// The currency, for subtitles.
    pub(super) fn currency(&self) -> &str {
        &self.currency
    }

    fn rounded(&self, amount: f64) -> (String, &'static str, &'static str) {
        let amount = amount * self.unit;
        let (scale, short, long) = magnitude(amount);
        (three_digits(amount / scale), short, long)
    }
}

/// The magnitude in which an amount is said: the largest of which there is at least one; billions up to ten thousand.
fn magnitude(amount: f64) -> (f64, &'static str, &'static str) {
    let rounded = amount.abs() * 1.0005;
    let fits = |scale: f64| if scale > 1e10 { rounded >= 10.0 * scale } else { rounded >= scale };
    MAGNITUDES.into_iter().find(|&(scale, _, _)| fits(scale)).unwrap_or(MAGNITUDES[3])
}

/// About three digits, and no more after the point than carry something.
pub(super) fn three_digits(value: f64) -> String {
    let size = value.abs();
    if size >= 1e9 {
        return scientific(value);
    }
    if size >= 999.5 {
        let unit = 10_f64.powf(size.log10().floor() - 2.0);
        return plain((value / unit).round() * unit, 0);
    }
    let decimals = if size >= 99.95 { 0 } else { 1 };
    match size {
        _ if size <= 0.0 => "0".to_owned(),
        _ if size < 0.095 => plain(value, decimals_of_small(size)),
        _ => plain(value, decimals).trim_end_matches(".0").to_owned(),
    }
}

/// A number beyond what can be read in full.
fn scientific(value: f64) -> String {
    format!("{value:.1e}").replace('-', "\u{2212}")
}

/// Digits after the point that show two digits of a number well below one; at most nine.
fn decimals_of_small(size: f64) -> usize {
    (1..9).find(|&digits| size * 10_f64.powi(digits) >= 1.0).and_then(|d| usize::try_from(d).ok()).unwrap_or(9)
}

/// Digits after the point that write multiples of `step` in full; at most nine.
fn decimals(step: f64) -> usize {
    let whole = |value: f64| value > 0.5 && (value - value.round()).abs() < 1e-6 * value;
    (0..9).find(|&digits| whole(step * 10_f64.powi(digits))).and_then(|d| usize::try_from(d).ok()).unwrap_or(9)
}

/// A number with its thousands set apart, and a real minus sign.
fn plain(value: f64, decimals: usize) -> String {
    let written = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = written.split_once('.').map_or((written.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut text = String::new();
    if value < 0.0 && written.chars().any(|digit| ('1'..='9').contains(&digit)) {
        text.push('\u{2212}');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A plain number to about three digits.
pub(super) fn three_digits_of(value: f64) -> String {
    three_digits(value)
}

/// The words that are not empty, with spaces that do not break.
fn joined(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    words.join("\u{a0}")
}

/// A count with its thousands set apart.
pub(super) fn count(number: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "exact below nine quadrillion")]
    plain(number as f64, 0)
}

/// The horizon as the end of a time: `the end of 2035` or, amid a year, `the end of June 2036`.
pub(super) fn by_the_end(scenario: &ScenarioHeader) -> String {
    format!("the end of{NO_BREAK}{}", last_time(scenario, false))
}

/// What lies beyond the horizon: `after 2035` or `after Jun 2036`.
pub(super) fn after(scenario: &ScenarioHeader) -> String {
    format!("after{NO_BREAK}{}", last_time(scenario, true))
}

/// The last year, with the month if the horizon does not reach its end.
fn last_time(scenario: &ScenarioHeader, short: bool) -> String {
    let last = scenario.end.yesterday().unwrap_or(scenario.end);
    match last.month() {
        12 => last.year().to_string(),
        _ if short => last.strftime("%b\u{a0}%Y").to_string(),
        _ => last.strftime("%B\u{a0}%Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Money, percent, percent_tick, plain};
    use crate::answers::Estimate;
    use crate::charts::examples;

    fn said(estimate: f64, half: f64) -> String {
        percent(&Estimate { estimate, low: estimate - half, high: estimate + half }).replace('\u{a0}', " ")
    }

    fn money(unit: &str) -> Money {
        let mut scenario = examples::startup().provenance.scenario;
        scenario.unit = unit.to_owned();
        scenario.currency = "USD".to_owned();
        Money::of(&scenario)
    }

    #[test]
    fn says_percentages_to_the_digits_that_the_interval_supports() {
        assert_eq!(said(0.8812, 0.001), "88 %");
        assert_eq!(said(0.0312, 0.001), "3.1 %");
        assert_eq!(said(0.0312, 0.02), "3 %");
        assert_eq!(said(0.9961, 0.001), "99.6 %");
        assert_eq!(said(0.0004, 0.0), "<0.1 %");
        assert_eq!(said(0.9996, 0.0), ">99.9 %");
        assert_eq!(said(0.0, 0.0), "<0.1 %");
        assert_eq!(said(1.0, 0.0), ">99.9 %");
        assert_eq!(said(0.0, 0.037), "<4 %");
        assert_eq!(said(1.0, 0.037), ">96 %");
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
        assert_eq!(plain(-0.04, 1), "0.0");
        assert_eq!(plain(-1234567.0, 0), "\u{2212}1,234,567");
    }
}
