//! Revenue streams, burn lines and indices into the model: dates into months, names into places.

use super::super::capital::Closing;
use super::super::driver::{Cadence, Limits};
use super::super::flow::{BurnLine, Flow, RevenueStream};
use super::super::names;
use super::super::payment_terms::{DueMonths, PaymentTerms};
use super::super::terms::{Index, LineTerms, Onset};
use super::Builder;
use super::occurrences::Occurrences;
use crate::error::{At, Problem};
use crate::scenario::{CountsIn, FlowSpec, LineTermsSpec, PaymentTermsSpec};
use jiff::civil::Date;

/// What the terms of a line are resolved against.
pub(super) struct Surroundings<'a> {
    pub(super) occurrences: &'a Occurrences<'a>,
    pub(super) indices: &'a [Index],
}

impl Builder<'_> {
    /// Levels that lines follow, ordered by name.
    pub(super) fn indices(&mut self) -> Vec<Index> {
        let scenario = self.scenario;
        let index = |written: &crate::scenario::IndexSpec| {
            let name = written.name.value.clone();
            Index { growth: self.growth(&format!("index.{name}.growth"), &written.growth), name }
        };
        let mut indices: Vec<Index> = scenario.index.iter().map(index).collect();
        indices.sort_by(|a, b| a.name.cmp(&b.name));
        indices
    }

    /// The place of an index among `indices`, by its name.
    pub(super) fn index(&mut self, written: &At<String>, path: &str, indices: &[Index]) -> Option<usize> {
        let names = indices.iter().map(|index| index.name.as_str());
        names::find(written, ("index", names), &format!("{path}.indexed_to"), &mut self.problems)
    }

    /// Revenue streams, ordered by name.
    pub(super) fn revenue(&mut self, around: &Surroundings<'_>) -> Vec<RevenueStream> {
        let mut streams: Vec<RevenueStream> = Vec::new();
        for stream in &self.scenario.revenue {
            let name = stream.name.value.clone();
            let path = format!("revenue.{name}");
            let flow = self.flow(&path, &stream.flow);
            let margin = stream.margin.as_ref();
            let margin = margin.map(|margin| self.yearly(&format!("{path}.margin"), margin, Limits::MARGIN));
            let (in_cash, in_result) = counts_in(stream.counts_in);
            let payment = payment(stream.payment.as_ref());
            let terms = self.terms(&path, (&stream.flow, payment), &stream.terms, around);
            streams.push(RevenueStream { name, flow, margin, in_cash, in_result, payment, terms });
        }
        streams.sort_by(|a, b| a.name.cmp(&b.name));
        streams
    }

    /// Burn lines, ordered by name.
    pub(super) fn burn(&mut self, around: &Surroundings<'_>) -> Vec<BurnLine> {
        let mut lines: Vec<BurnLine> = Vec::new();
        for line in &self.scenario.burn {
            let name = line.name.value.clone();
            let path = format!("burn.{name}");
            let flow = self.flow(&path, &line.flow);
            let (in_cash, in_result) = counts_in(line.counts_in);
            let payment = payment(line.payment.as_ref());
            let terms = self.terms(&path, (&line.flow, payment), &line.terms, around);
            let (compute, may_be_cut) = (line.compute, line.can_be_cut);
            lines.push(BurnLine { name, flow, in_cash, in_result, compute, may_be_cut, payment, terms });
        }
        lines.sort_by(|a, b| a.name.cmp(&b.name));
        lines
    }

    fn flow(&mut self, path: &str, flow: &FlowSpec) -> Flow {
        match flow {
            FlowSpec::Growing { opening, growth } => Flow::Growing {
                opening: self.single(&format!("{path}.opening"), opening, Limits::AMOUNT),
                growth: self.growth(&format!("{path}.growth"), growth),
            },
            FlowSpec::Annual(level) => {
                Flow::Annual { level: self.yearly(&format!("{path}.annual"), level, Limits::AMOUNT) }
            }
            FlowSpec::PerUser { per_user, of } => Flow::PerUser {
                per_user: self.yearly(&format!("{path}.per_user"), per_user, Limits::AMOUNT),
                of: self.share(*of),
            },
            FlowSpec::Customers(customers) => Flow::Customers {
                opening: self.single(&format!("{path}.customers.opening"), &customers.opening, Limits::AMOUNT),
                adds: self.yearly(&format!("{path}.customers.adds"), &customers.adds, Limits::AMOUNT),
                churn: self.yearly(&format!("{path}.customers.churn"), &customers.churn, Limits::CHURN),
                price: self.yearly(&format!("{path}.price"), &customers.price, Limits::AMOUNT),
            },
            FlowSpec::ShareOf(share) => Flow::ShareOf {
                of: self.share_base(&share.of, path),
                share: self.yearly(&format!("{path}.share"), &share.share, Limits::SHARE),
            },
            FlowSpec::Once(once) => {
                Flow::Once { amount: self.single(&format!("{path}.once"), &once.amount, Limits::AMOUNT) }
            }
        }
    }

    /// How many users there are, and the share who pay.
    pub(super) fn users(&mut self) -> Option<Flow> {
        let users = self.scenario.users.as_ref()?;
        let conversion = users.conversion.as_ref();
        self.conversion = conversion.map(|share| self.yearly("users.conversion", share, Limits::SHARE));
        Some(self.flow("users", &users.flow))
    }

    fn terms(
        &mut self,
        path: &str,
        (flow, payment): (&FlowSpec, PaymentTerms),
        written: &LineTermsSpec,
        around: &Surroundings<'_>,
    ) -> LineTerms {
        let index = written.indexed_to.as_ref();
        LineTerms {
            onset: self.onset(path, flow, written, around.occurrences),
            until: written.until.as_ref().and_then(|until| self.end(until, payment, path)),
            season: written.season.as_ref().map(|season| {
                let sum: f64 = season.value.iter().sum();
                season.value.map(|weight| 12.0 * (weight / sum))
            }),
            index: index.and_then(|index| self.index(index, path, around.indices)),
            before_start: written.before_start.as_ref().map_or_else(Vec::new, |amounts| amounts.value.clone()),
        }
    }

    /// How a line begins, or one amount happens; `None` if it exists at the start.
    fn onset(
        &mut self,
        path: &str,
        flow: &FlowSpec,
        written: &LineTermsSpec,
        occurrences: &Occurrences<'_>,
    ) -> Option<Onset> {
        let requires = self.requirements(written.requires.as_ref(), path, &occurrences.named);
        if let FlowSpec::Once(once) = flow {
            let month = self.month(&once.date, &format!("{path}.date"));
            let happening = once.probability.as_ref().map(|probability| Closing {
                probability: self.single(&format!("{path}.probability"), probability, Limits::SHARE),
                closes: self.deciding(&format!("{path}.happens"), Cadence::Single, probability.place),
            });
            let delay = once.delay_months.as_ref();
            let delay = delay.map(|delay| self.single(&format!("{path}.delay_months"), delay, Limits::AMOUNT));
            return Some(Onset { month, happening, delay, requires, patience: once.patience_months });
        }
        let late = written.starts_late_months.as_ref();
        let delay = late.map(|late| self.single(&format!("{path}.starts_late_months"), late, Limits::AMOUNT));
        let month = written.from.as_ref().map_or(0.0, |from| self.beginning(from, path));
        let is_there = written.from.is_none() && delay.is_none() && requires.is_empty();
        (!is_there).then_some(Onset { month, happening: None, delay, requires, patience: f64::INFINITY })
    }

    /// Months from the start to the first day of a line.
    fn beginning(&mut self, from: &At<Date>, path: &str) -> f64 {
        let start = self.calendar.start();
        if from.value < start {
            let message = format!("`from` must not be before the start {start}, got {}", from.value);
            let help =
                "leave it out: a line without `from` exists at the start, at its opening run rate or annual level";
            self.problems.push(Problem::new(from.place, path, message).help(help));
        }
        self.calendar.months_to(from.value).max(0.0)
    }

    /// Months from the start to the first day on which a line no longer exists; `None` if that is after all that it is paid for.
    fn end(&mut self, until: &At<Date>, payment: PaymentTerms, path: &str) -> Option<f64> {
        let (start, month) = (self.calendar.start(), self.calendar.months_to(until.value));
        if month <= 0.0 {
            let message = format!("`until` must be after the start {start}, got {}", until.value);
            self.problems.push(Problem::new(until.place, path, message).help("leave the line out: it is over"));
        }
        let paid_for = if payment.is_in_advance() { f64::INFINITY } else { self.calendar.months() as f64 };
        (month < paid_for).then_some(month)
    }
}

/// Whether a line counts in cash, and in the operating result.
fn counts_in(written: CountsIn) -> (bool, bool) {
    (written != CountsIn::Result, written != CountsIn::Cash)
}

/// When cash moves: readers see to it that months are not negative, and that steps are months if they are not 0.
fn payment(written: Option<&PaymentTermsSpec>) -> PaymentTerms {
    let whole = |months: &At<i64>| usize::try_from(months.value).unwrap_or(0);
    match written {
        None => PaymentTerms::AT_ONCE,
        Some(PaymentTermsSpec::After(months)) => PaymentTerms::After(whole(months)),
        Some(PaymentTermsSpec::Billed { every, after }) => {
            PaymentTerms::Billed { every: whole(every), after: after.as_ref().map_or(0, whole) }
        }
        Some(PaymentTermsSpec::Due { months, in_advance }) => {
            PaymentTerms::Due(DueMonths::new(&months.value, *in_advance))
        }
    }
}
