//! How amounts of money are written: a row of them on one scale, each to the digits that its interval supports.

use super::digits::{fixed, supported_decimals, three_digit_decimals, three_digits};
use super::names::clean;
use crate::answers::Estimate;

/// The scale on which a row of amounts is written: `billion USD`.
pub(crate) struct AmountScale {
    /// `billion USD`
    pub(crate) words: String,
    factor: f64,
}

impl AmountScale {
    /// The scale for amounts in `unit`s of `currency`, as the scenario counts: the smallest amount other than 0 has a digit before the
    /// point, unless the largest would then have more than five (six, in whole `USD`).
    pub(crate) fn of(amounts: &[f64], unit: &str, currency: &str) -> Self {
        let sizes = || amounts.iter().map(|amount| amount.abs()).filter(|size| size.is_finite() && *size > 0.0);
        let largest = sizes().fold(0.0, f64::max);
        let smallest = sizes().fold(largest, f64::min);
        let unit_size = unit_size(unit);
        let currency = self::currency(currency);
        // The second number of a step: a row with such an amount is written on its scale, however small the others.
        let steps = [(1e12, 1e14, "trillion "), (1e9, 1e11, "billion "), (1e6, 1e6, "million ")];
        let step =
            steps.into_iter().find(|(size, enough, _)| smallest * unit_size >= *size || largest * unit_size >= *enough);
        let (size, _, name) = step.unwrap_or((1.0, 0.0, ""));
        Self { words: format!("{name}{currency}"), factor: unit_size / size }
    }

    /// An amount and the ends of its interval to three digits or what the interval supports, without the words.
    pub(crate) fn amount(&self, amount: &Estimate) -> [String; 3] {
        let [estimate, low, high] = [amount.estimate, amount.low, amount.high].map(|value| value * self.factor);
        let readable = |value: f64| value.is_finite() && value.abs() < 1e15;
        if ![estimate, low, high].into_iter().all(readable) {
            return [estimate, low, high].map(three_digits);
        }
        let size = if estimate == 0.0 { high.abs() } else { estimate.abs() };
        let most = if size > 0.0 { three_digit_decimals(size) } else { 0 };
        let decimals = supported_decimals((high - low) / 2.0).map_or(most, |supported| supported.min(most));
        let formatted = |number: f64| if number == 0.0 { "0".to_owned() } else { fixed(number, decimals) };
        [estimate, low, high].map(formatted)
    }

    /// An amount in units of the scale.
    pub(crate) fn of_amount(&self, amount: f64) -> f64 {
        amount * self.factor
    }

    /// An amount to three digits with its words: `2.4 million USD`.
    pub(crate) fn plain(amount: f64, unit: &str, currency: &str) -> String {
        let scale = Self::of(&[amount], unit, currency);
        format!("{} {}", three_digits(amount * scale.factor), scale.words)
    }
}

/// How much of the currency a scenario's unit is.
pub(super) fn unit_size(unit: &str) -> f64 {
    match unit {
        "thousand" => 1e3,
        "million" => 1e6,
        "billion" => 1e9,
        _ => 1.0,
    }
}

/// A currency as it is written after an amount.
pub(super) fn currency(of: &str) -> String {
    clean(of, 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::fixture::between;

    #[test]
    fn amounts_have_three_digits_or_fewer() {
        let formatted = |low: f64, estimate: f64, high: f64| {
            let scale = AmountScale::of(&[estimate], "billion", "USD");
            let [value, low, high] = scale.amount(&between(low, estimate, high));
            format!("{value} {} {low} to {high}", scale.words)
        };
        assert_eq!(formatted(135.6, 136.2, 136.9), "136 billion USD 136 to 137");
        assert_eq!(formatted(110.0, 136.2, 160.0), "140 billion USD 110 to 160");
        assert_eq!(formatted(1_155.0, 1_180.0, 1_204.0), "1.18 trillion USD 1.16 to 1.20");
        assert_eq!(formatted(0.002_39, 0.002_4, 0.002_41), "2.40 million USD 2.39 to 2.41");
        assert_eq!(formatted(0.0, 0.0, 0.0), "0 USD 0 to 0");
        assert_eq!(formatted(0.0, 0.0, 0.012), "0 USD 0 to 12,000,000");
    }

    #[test]
    fn a_row_of_amounts_is_said_in_words_that_suit_its_smallest() {
        assert_eq!(AmountScale::of(&[136.0, 1_180.0], "billion", "USD").words, "billion USD");
        assert_eq!(AmountScale::of(&[0.0, 0.85, 0.9], "million", "USD").words, "USD");
        assert_eq!(AmountScale::of(&[0.85, 2.4], "million", "USD").words, "million USD");
        assert_eq!(AmountScale::of(&[0.0], "million", "USD").words, "USD");
    }

    #[test]
    fn plain_amounts_choose_their_own_words() {
        assert_eq!(AmountScale::plain(136.0, "billion", "USD"), "136 billion USD");
        assert_eq!(AmountScale::plain(2_400.0, "thousand", "USD"), "2.4 million USD");
        assert_eq!(AmountScale::plain(850.0, "thousand", "EUR"), "850,000 EUR");
        assert_eq!(AmountScale::plain(-0.5, "million", "EUR"), "-500,000 EUR");
        assert_eq!(AmountScale::plain(1e300, "billion", "EUR"), "1.00e297 trillion EUR");
    }
}
