//! When cash moves, slowly: every payment worked out from the amounts of all months (equations, 20 and 27).

/// Payment terms of a line.
#[derive(Debug, Clone)]
pub(crate) enum Terms {
    /// Months after which cash moves.
    After(usize),
    /// Months that customers pay ahead, and months after which each bill is collected.
    Billed(usize, usize),
    /// Months of the calendar from 1, and whether they pay in advance.
    Due(Vec<usize>, bool),
}

/// The cash of a month: on its first day, evenly, and on its last day.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cash {
    pub(crate) first: f64,
    /// When that moves, in months, if not at the start of the month.
    pub(crate) first_at: f64,
    pub(crate) evenly: f64,
    pub(crate) last: f64,
}

/// When a line exists, in months.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// Negative infinity if it exists at the start.
    pub(crate) begin: f64,
    pub(crate) until: f64,
}

impl Cash {
    pub(crate) fn total(self) -> f64 {
        self.first + self.evenly + self.last
    }
}

impl Terms {
    pub(crate) const AT_ONCE: Self = Self::After(0);

    /// The keys that say it; `after` is that of the months after which cash moves.
    pub(crate) fn written(&self, after: &str) -> String {
        match self {
            Self::After(0) => String::new(),
            Self::After(months) => format!("{after} = {months}\n"),
            Self::Billed(every, months) => format!("billed_every_months = {every}\n{after} = {months}\n"),
            Self::Due(months, in_advance) => format!("due_months = {months:?}\nin_advance = {in_advance}\n"),
        }
    }

    /// The cash of month `step` after a start in calendar month `start`; `amount` tells what counts in a month, `before` in
    /// one so many months before the start; `opening` is that at the start.
    pub(crate) fn cash(
        &self,
        (start, step): (usize, usize),
        amount: &dyn Fn(usize) -> f64,
        (opening, before): (f64, &dyn Fn(usize) -> f64),
        span: Span,
    ) -> Cash {
        match self {
            Self::After(months) => Cash {
                evenly: if step >= *months { amount(step - months) } else { before(months - step) },
                ..Cash::default()
            },
            Self::Billed(every, months) => {
                let bills = bills(*every, step, amount, (opening, before));
                Cash {
                    evenly: if step >= *months { bills[step - months] } else { before(months - step) },
                    ..Cash::default()
                }
            }
            Self::Due(months, in_advance) => {
                let is_due = |month: usize| months.contains(&((start - 1 + month) % 12 + 1));
                let until_next = (step + 1..).take_while(|&later| !is_due(later)).count() as f64 + 1.0;
                if *in_advance {
                    let month = step as f64;
                    let begins = month <= span.begin && span.begin < month + 1.0;
                    let from = span.begin.max(month);
                    let exists = (span.until.min(month + 1.0) - from).max(0.0);
                    if exists <= 0.0 || !(begins || is_due(step)) {
                        return Cash::default();
                    }
                    let first = amount(step) / exists * (span.until.min(month + until_next) - from);
                    return Cash { first, first_at: from, ..Cash::default() };
                }
                if !is_due(step) {
                    return Cash::default();
                }
                // Twelve months later, so that months before the start have numbers too.
                let since = (step + 1..step + 12).rev().take_while(|&late| !is_due(late));
                let count = |late: usize| if late >= 12 { amount(late - 12) } else { before(12 - late) };
                Cash { last: amount(step) + since.map(count).sum::<f64>(), ..Cash::default() }
            }
        }
    }
}

/// What is billed in each month up to `last`.
fn bills(
    every: usize,
    last: usize,
    amount: &dyn Fn(usize) -> f64,
    (opening, before): (f64, &dyn Fn(usize) -> f64),
) -> Vec<f64> {
    let (mut bills, mut withheld): (Vec<f64>, f64) = (Vec::new(), 0.0);
    for month in 0..=last {
        let earlier = if month > 0 { amount(month - 1) } else { opening };
        let renewed = if month >= every { bills[month - every] } else { before(every - month) };
        let wanted = every as f64 * (amount(month) - earlier) + renewed + withheld;
        bills.push(wanted.max(0.0));
        withheld = wanted.min(0.0);
    }
    bills
}

/// Adds what falls due in a month to the cash of its first day, or to the jumps of later days, and returns it; of compute, credit pays it before
/// what runs evenly.
pub(crate) fn pay_due(
    (collected, paid): (&[Cash], &[(bool, Cash)]),
    used: f64,
    (start, months): (f64, f64),
    (now, jumps): (&mut f64, &mut Vec<(f64, f64)>),
) -> f64 {
    let (mut unused, mut due) = (used, 0.0);
    let income = collected.iter().map(|cash| (false, 1.0, cash));
    let costs = paid.iter().map(|(is_compute, cash)| (*is_compute, -1.0, cash));
    for (takes_credit, sign, cash) in income.chain(costs) {
        for (at, amount) in [(cash.first_at.max(start), sign * cash.first), (start + months, sign * cash.last)] {
            let credit = if takes_credit { unused.min(-amount) } else { 0.0 };
            let amount = amount + credit;
            unused -= credit;
            due += amount;
            if at > start && amount != 0.0 {
                jumps.push((at, amount));
            } else {
                *now += amount;
            }
        }
    }
    due
}
