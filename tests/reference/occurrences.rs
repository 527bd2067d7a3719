//! What has landed, has begun or has happened in a run, and whether what it requires holds (equations, 16 and 23).

use super::company::{Company, Requires};
use super::follow::Run;
use super::lines::{self, LineState};

impl Run<'_> {
    /// Whether what investors or lenders ask for holds (16).
    pub(super) fn meets(&mut self, rules: &Requires, step: usize, runway: f64, last: (f64, f64)) -> bool {
        let company = self.company;
        let (revenue, running) = last;
        let years = company.step as f64 / 12.0;
        let mut meets = true;
        if let Some(least) = rules.revenue {
            meets &= !self.below(revenue / years, least);
        }
        if let Some(least) = rules.growth {
            let a_year = 12 / company.step;
            let growth = if step >= 2 * a_year {
                let late: f64 = self.path.revenue[step - a_year..].iter().sum();
                let early: f64 = self.path.revenue[step - 2 * a_year..step - a_year].iter().sum();
                if early > 0.0 { late / early - 1.0 } else { f64::NEG_INFINITY }
            } else if step >= 2 && self.path.revenue[0] > 0.0 {
                (self.path.revenue[step - 1] / self.path.revenue[0]).powf(1.0 / ((step - 1) as f64 * years)) - 1.0
            } else {
                f64::NEG_INFINITY
            };
            meets &= !self.below(growth, least);
        }
        if let Some(least) = rules.margin {
            let margin = if revenue > 0.0 { 1.0 - running / revenue } else { f64::NEG_INFINITY };
            meets &= !self.below(margin, least);
        }
        if let Some(least) = rules.runway {
            meets &= !self.below(runway, least);
        }
        let has_fired = |event: &String| {
            let place = company.events.iter().position(|known| known.name == *event).unwrap();
            self.fired[place].iter().flatten().any(|&fired| fired <= step)
        };
        meets &= rules.event.as_ref().is_none_or(has_fired);
        meets &= !rules.not_event.as_ref().is_some_and(has_fired);
        if let Some(after) = &rules.after {
            meets &= self.occurred.contains_key(after);
        }
        meets
    }

    /// Whether a line that is tested begins in a step (23).
    pub(super) fn begin(
        &mut self,
        i: usize,
        state: &mut LineState,
        step: usize,
        runway: f64,
        last: (f64, f64),
    ) -> bool {
        let part = lines::parts(self.company)[i];
        let (w, at) = (self.company.step as f64, step as f64);
        let due = (state.due / w).floor();
        if !state.is_tested || state.begun.is_some() || due > at || at > state.last {
            return false;
        }
        if !self.meets(&part.life.requires, step, runway, last) {
            self.happens("line kept waiting");
            return false;
        }
        let own = if due >= at { state.due } else { at * w };
        let moment = self.not_before(own, &part.life.requires, step);
        state.begun = Some((step, moment));
        self.occurred.insert(part.name.to_owned(), (step, moment));
        self.happens("line begins");
        true
    }

    /// A moment, or that of what is waited for if it is later in the same step.
    pub(super) fn not_before(&self, own: f64, requires: &Requires, step: usize) -> f64 {
        let other = requires.after.as_ref().and_then(|after| self.occurred.get(after));
        other.filter(|(at, _)| *at == step).map_or(own, |(_, moment)| own.max(*moment))
    }

    /// Revenue and running cost of the last step, or where anything has a season the mean of the last twelve months' steps (24).
    pub(super) fn recent(&self, is_seasonal: bool) -> (f64, f64) {
        let steps = if is_seasonal { 12 / self.company.step } else { 1 };
        let mean = |of: &[f64]| {
            let recent = &of[of.len().saturating_sub(steps)..];
            recent.iter().sum::<f64>() / recent.len() as f64
        };
        (mean(&self.path.revenue), mean(&self.running))
    }
}

/// What counts as revenue.
pub(super) fn counted(company: &Company, revenue: &[f64]) -> f64 {
    company.revenue.iter().zip(revenue).filter(|(stream, _)| stream.counts_in != 1).map(|(_, amount)| amount).sum()
}

/// Capital, and with `true` lines that are tested, each after what it waits for.
pub(super) fn order(company: &Company) -> Vec<(bool, usize)> {
    let lines = lines::parts(company);
    let capital = company.capital.iter().enumerate().map(|(i, raise)| ((false, i), &raise.name[..], &raise.requires));
    let all: Vec<((bool, usize), &str, &Requires)> =
        capital.chain(lines.iter().enumerate().map(|(i, part)| ((true, i), part.name, &part.life.requires))).collect();
    let depth = |requires: &Requires| {
        let (mut depth, mut next) = (0, requires.after.as_ref());
        while let Some(after) = next {
            depth += 1;
            next = all.iter().find(|(_, name, _)| name == after).and_then(|(.., requires)| requires.after.as_ref());
        }
        depth
    };
    let mut order: Vec<(usize, bool, &str, usize)> =
        all.iter().map(|&((is_line, i), name, requires)| (depth(requires), is_line, name, i)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, is_line, _, i)| (is_line, i)).collect()
}
