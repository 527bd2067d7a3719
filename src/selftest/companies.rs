//! Companies whose chance of running out of cash is known: random walks, a burn drawn once, gamblers' ruin.

use super::Check;
use crate::answers::Request;
use crate::engine::{Plan, Simulator};
use crate::error::{Faults, Result};
use crate::model::build;
use crate::scenario::Scenario;

/// Runs that each company is followed through.
const RUNS: u64 = 400_000;
/// Standard errors: one right answer in 16,000 is farther off.
const LIMIT: f64 = 4.0;

/// A company with the probabilities that its cash runs out before some dates.
struct KnownCompany {
    name: &'static str,
    text: String,
    known: &'static [(&'static str, f64)],
}

/// Cash 24; a month brings N(-1, 3^2): revenue of N(1200, 36^2) a year drawn each month, against `burn`. The mean is so large
/// that no draw comes near 0, where amounts end.
#[must_use]
pub fn walk(burn: &str) -> String {
    format!(
        r#"
start = 2026-01-01
years = 3
[cash]
opening = 24
[[revenue]]
name = "All"
annual = {{ value = {{ normal = {{ mean = 1200, std_dev = 36 }} }}, redraw = "month", persistence = 0 }}
[[burn]]
name = "All"
annual = {burn}
"#
    )
}

fn companies() -> [KnownCompany; 4] {
    [
        // By recursion of the density, seen at the ends of months.
        KnownCompany {
            name: "random walk",
            text: walk("1212"),
            known: &[
                ("2026-07-01", 0.007_668_419_826),
                ("2027-01-01", 0.144_162_053_825),
                ("2028-01-01", 0.568_152_013_015),
            ],
        },
        // The same with the drift N(-1, 0.5^2).
        KnownCompany {
            name: "random walk, its drift drawn once",
            text: walk("{ value = { normal = { mean = 1212, std_dev = 6 } }, persistence = 1 }"),
            known: &[
                ("2026-07-01", 0.012_345_940_80),
                ("2027-01-01", 0.178_023_343_85),
                ("2027-07-01", 0.392_724_510_01),
                ("2028-01-01", 0.554_179_510_56),
            ],
        },
        // Phi((n - 16) / (n / 3)) in months.
        KnownCompany {
            name: "burn drawn once",
            text: company(4, "24", "0", "{ value = { normal = { mean = 18, std_dev = 6 } }, persistence = 1 }"),
            known: &[
                ("2027-01-01", 0.158_655_253_931_457),
                ("2027-07-01", 0.630_558_659_818_236),
                ("2028-01-01", 0.841_344_746_068_543),
                ("2029-01-01", 0.952_209_647_727_185),
            ],
        },
        // An exact rational, by reflection; a month brings 1 or takes 1.
        KnownCompany {
            name: "gamblers' ruin",
            text: company(
                2,
                "5.5",
                "{ value = { discrete = { values = [0, 24], weights = [1, 1] } }, redraw = \"month\", persistence = 0 }",
                "12",
            ),
            known: &[("2028-01-01", 0.229_522_943_496_704_1)],
        },
    ]
}

fn company(years: u32, opening: &str, revenue: &str, burn: &str) -> String {
    format!(
        "start = 2026-01-01\nyears = {years}\n[cash]\nopening = {opening}\n\
         [[revenue]]\nname = \"All\"\nannual = {revenue}\n[[burn]]\nname = \"All\"\nannual = {burn}\n"
    )
}

/// How far each company's share of runs is from the known probability.
pub(super) fn known() -> Result<Vec<Check>> {
    let checks = companies().iter().map(checks_of).collect::<Result<Vec<_>>>()?;
    Ok(checks.into_iter().flatten().collect())
}

fn checks_of(company: &KnownCompany) -> Result<Vec<Check>> {
    let claims = company.known.iter().map(|(date, _)| format!("[[claim]]\ntext = \"{date}\"\nexhausted_by = {date}\n"));
    let text = company.text.clone() + &claims.collect::<String>();
    let (scenario, sources) = Scenario::from_toml(company.name, &text, &[])?;
    let model = build(&scenario).map_err(|problems| Faults::new(problems, sources, company.name))?;
    let simulator = Simulator::new(Plan { runs: RUNS, ..Plan::default() })?;
    let claims = simulator.answer(&model, &Request::default())?.claims;
    let check = |(claim, (date, exact)): (&crate::answers::ClaimAnswer, &(&str, f64))| {
        let error = (exact * (1.0 - exact) / RUNS as f64).sqrt();
        Check::new(
            format!("{}, before {date}", company.name),
            (claim.probability.estimate - exact).abs() / error,
            LIMIT,
        )
    };
    Ok(claims.iter().zip(company.known).map(check).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_that_burns_a_little_more_misses_the_limit() {
        let [mut company, ..] = companies();
        assert!(checks_of(&company).unwrap().iter().all(Check::holds));
        company.text = walk("1213");
        assert!(!checks_of(&company).unwrap().iter().all(Check::holds));
    }
}
