//! Capital that repeats, in a run of the reference: every instalment by itself, on the draws of its day (equations, 9).

use super::company::Raise;
use super::follow::{Round, Run};

/// One instalment: its round and its cash and credit, once its day is in the step.
pub(super) struct Instalment {
    raise: Raise,
    planned: Option<(Round, f64, f64)>,
}

/// What lands: the moment, cash and credit.
pub(super) type Landed = (f64, f64, f64);

impl Run<'_> {
    pub(super) fn instalments(&self) -> Vec<Instalment> {
        let mut instalments = Vec::new();
        for raise in &self.company.programmes {
            let (every, times) = raise.repeats.unwrap();
            for month in (raise.month..).step_by(every).take(times) {
                instalments.push(Instalment { raise: Raise { month, ..raise.clone() }, planned: None });
            }
        }
        instalments
    }

    pub(super) fn repeat(
        &mut self,
        instalments: &mut [Instalment],
        step: usize,
        (runway, last): (f64, (f64, f64)),
    ) -> Vec<Landed> {
        let mut landed = Vec::new();
        let w = self.company.step as f64;
        let start = step as f64 * w;
        for Instalment { raise, planned } in instalments {
            let path = format!("capital.{}", raise.name);
            if (start..start + w).contains(&self.company.moment(raise.month, raise.day)) {
                let amount = self.value(&format!("{path}.amount"), raise.amount, step, (0.0, f64::INFINITY));
                let tied =
                    raise.tied.map_or(0.0, |tied| self.value(&format!("{path}.tied_share"), tied, step, (0.0, 1.0)));
                let round = self.round(&path, raise, true, step);
                *planned = Some((round, amount * (1.0 - tied), amount * tied));
            }
            let Some((round, cash, credit)) = planned.as_mut().filter(|(round, ..)| round.is_due(step)) else {
                continue;
            };
            if !self.meets(&raise.requires, step, runway, last) {
                continue;
            }
            round.landed = true;
            let moment = self.not_before(round.month.max(start), &raise.requires, step);
            landed.push((moment, *cash, *credit));
            self.happens("instalment");
        }
        landed
    }
}
