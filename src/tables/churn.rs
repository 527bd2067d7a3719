//! From churn a year to what a step leaves of the customers (equations, 25).

use super::growth::StepGrowth;

/// What a step of D years makes of customers who leave at the continuous rate c = -ln(1 - churn), while others come evenly: N' = a - cN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StepChurn {
    /// exp(-c D): the share of the customers at the start who are there at the end.
    pub(crate) kept: f64,
    /// (1 - exp(-c D))/c, which is D when c = 0: the customer-years of one who is there at the start; also, by customers a year who come, how
    /// many of them are there at the end.
    pub(crate) stay: f64,
    /// (D - stay)/c, which is D^2/2 when c = 0: the customer-years of those who come, by customers a year.
    pub(crate) joined: f64,
}

/// Below this c D the difference D - stay would lose digits, and its series does not.
const SMALL: f64 = 0.5;

impl StepChurn {
    /// At `churn` a year (a fraction from 0 to 0.99) in a step of `years` years, at most 1.
    #[inline(always)]
    #[must_use]
    pub(crate) fn of(churn: f64, years: f64) -> Self {
        let StepGrowth { factor: kept, integral: stay } = StepGrowth::of(-churn, years);
        let x = years * (1.0 - kept) / stay;
        // (x - 1 + exp(-x))/x^2 = 1/2! - x/3! + x^2/4! - ..
        let mut series = 1.0;
        for term in (3..=16).rev() {
            series = 1.0 - x / f64::from(term) * series;
        }
        let difference = (years - stay) / (years * if x == 0.0 { 1.0 } else { x });
        Self { kept, stay, joined: years * years * if x < SMALL { 0.5 * series } else { difference } }
    }
}

#[cfg(test)]
mod tests {
    use super::StepChurn;

    /// By libm, and by the sum of its alternating series in the other order where that converges.
    #[test]
    fn agrees_with_the_closed_form() {
        for churn in [1e-3, 0.02, 0.1, 0.3, 0.46, 0.8, 0.95, 0.99_f64] {
            for years in [1.0 / 12.0, 0.25, 1.0] {
                let (c, found) = (-libm::log1p(-churn), StepChurn::of(churn, years));
                let stay = -libm::expm1(-c * years) / c;
                assert!((found.kept - libm::exp(-c * years)).abs() < 1e-15, "{churn} {years}");
                assert!((found.stay / stay - 1.0).abs() < 1e-13, "{churn} {years}");
                // The closed form of the last loses digits as c D gets small.
                let tolerance = 1e-14 / (c * years) + 1e-14;
                assert!((found.joined / ((years - stay) / c) - 1.0).abs() < tolerance, "{churn} {years}");
            }
        }
    }

    #[test]
    fn no_churn_and_next_to_none_are_the_same_to_the_last_digits() {
        for churn in [0.0, 1e-300, 1e-17, 1e-12, 1e-9] {
            for years in [1.0 / 12.0, 0.25, 1.0] {
                let StepChurn { kept, stay, joined } = StepChurn::of(churn, years);
                let c = churn;
                assert!((kept - (1.0 - c * years)).abs() < 1e-15, "{kept}");
                assert!((stay / (years * (1.0 - c * years / 2.0)) - 1.0).abs() < 1e-15, "{stay}");
                assert!((joined / (years * years / 2.0 * (1.0 - c * years / 3.0)) - 1.0).abs() < 1e-15, "{joined}");
            }
        }
    }

    #[test]
    fn both_ways_meet() {
        let churn_at = |x: f64| -libm::expm1(-x);
        let [below, above] = [0.5 - 1e-9, 0.5 + 1e-9].map(|x| StepChurn::of(churn_at(x), 1.0).joined);
        assert!((below / above - 1.0).abs() < 1e-8 && below > above, "{below} {above}");
    }
}
