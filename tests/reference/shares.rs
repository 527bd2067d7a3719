//! Lines that are a share of others, one after the other (equations, 25).

use super::company::Flow;
use super::follow::Run;
use super::lines::{self, LineState};

impl Run<'_> {
    /// What the line at place `i` is a share of, if it is one: the places of its parts, and the share.
    pub(super) fn parts_of(&self, i: usize, step: usize) -> Option<(Vec<usize>, f64)> {
        let parts = lines::parts(self.company);
        let Flow::ShareOf(share, of) = parts[i].flow else { return None };
        let share = self.value(&format!("{}.{}.share", parts[i].kind, parts[i].name), *share, step, (0.0, 1.0));
        let is_part = |j: &usize| match of.as_str() {
            "revenue" => *j < self.company.revenue.len() && self.company.revenue[*j].counts_in != 1,
            path => path == format!("{}.{}", parts[*j].kind, parts[*j].name),
        };
        Some(((0..parts.len()).filter(is_part).collect(), share))
    }

    /// Settles the lines that are a share of others: those of revenue streams come first.
    pub(super) fn settle_shares(
        &mut self,
        (revenue, uncut, left): (&mut [f64], &mut [f64], &[f64]),
        states: &mut [LineState],
        step: usize,
        indices: &[(f64, f64)],
    ) {
        let streams = revenue.len();
        for i in 0..states.len() {
            let Some((parts, share)) = self.parts_of(i, step) else { continue };
            let amount = |j: usize| if j < streams { revenue[j] } else { uncut[j - streams] * left[j - streams] };
            let whole: f64 = parts.into_iter().map(amount).sum();
            let amount = self.line(i, &mut states[i], (share * whole, step), indices);
            if i < streams {
                revenue[i] = amount
            } else {
                uncut[i - streams] = amount
            }
            self.happens("a share");
        }
    }
}
