//! What claims ask of the runs without new capital, kept from the simulation of these until the claims are tested (equations, 13 and Claims).

use super::cash_path::CashPath;
use super::financing::Financing;
use super::sums::YearSums;
use crate::model::{Amount, Company, Figure};
use crate::vector::{self, Lanes};

/// The runs without new capital, where they have a simulation of their own and claims ask for more than their clocks. Amounts are in units.
#[derive(Debug)]
pub struct CounterfactualRecord {
    /// By year, in the order of [`Amount::KEPT`].
    years: Vec<[Lanes; 5]>,
    /// The figures on days that claims ask about.
    days: Vec<(Figure, Lanes)>,
    /// By loan, the moment at which its covenant first broke.
    broken: Vec<Lanes>,
}

impl CounterfactualRecord {
    /// Room for it, if `company` asks for it.
    pub(super) fn new(company: &Company, years: usize) -> Option<Box<Self>> {
        let zero = Lanes::all(0.0);
        company.asks_of_counterfactual().then(|| {
            Box::new(Self {
                years: vec![[zero; 5]; years],
                days: company.days_asked().into_iter().map(|(figure, _)| (figure, zero)).collect(),
                broken: vec![zero; company.loans.len()],
            })
        })
    }

    /// Keeps a year that has just ended.
    #[inline(always)]
    pub(super) fn keep_year(&mut self, year: usize, sums: &YearSums, path: &CashPath, financing: Option<&Financing>) {
        let credit = financing.map_or(Lanes::all(0.0), |financing| financing.credit_used_in_year);
        let mut before_credit = sums.cash_flow;
        vector::subtract(&mut before_credit, &credit);
        self.years[year] = [sums.revenue, sums.operating_result, sums.cash_flow, path.cash, before_credit];
    }

    /// Keeps the rest, once the horizon is reached.
    #[inline(always)]
    pub(super) fn keep(&mut self, financing: &Financing) {
        for (figure, kept) in &mut self.days {
            if let Some(value) = financing.on_day(*figure) {
                *kept = *value;
            }
        }
        for (place, kept) in self.broken.iter_mut().enumerate() {
            *kept = *financing.covenant_broken(place);
        }
    }

    /// An amount of a year.
    #[must_use]
    pub fn in_year(&self, amount: Amount, year: usize) -> &Lanes {
        &self.years[year][amount as usize]
    }

    /// A figure on a day, if a claim asks for it.
    #[must_use]
    pub fn on_day(&self, figure: Figure) -> Option<&Lanes> {
        self.days.iter().find(|(asked, _)| *asked == figure).map(|(_, value)| value)
    }

    /// The moment at which the covenant of a loan first broke, in months after the start, or [`NEVER`](super::NEVER).
    #[must_use]
    pub fn covenant_broken(&self, loan: usize) -> &Lanes {
        &self.broken[loan]
    }
}
