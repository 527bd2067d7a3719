//! When the cash of a revenue stream or a burn line moves (equations, 20 and 27); the result counts it at once.

/// When cash moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentTerms {
    /// So many steps after it counts; 0 if at once.
    After(usize),
    /// Customers pay for so many months ahead, and each bill is collected so many months later.
    Billed {
        /// Months that a bill is for.
        every: usize,
        /// Months from a bill to its money.
        after: usize,
    },
    /// In some months of the calendar only.
    Due(DueMonths),
}

impl PaymentTerms {
    /// Cash moves as it counts.
    pub const AT_ONCE: Self = Self::After(0);

    /// Steps of which what is due is kept.
    #[must_use]
    pub fn steps_kept(self) -> usize {
        match self {
            Self::After(steps) => steps,
            Self::Billed { every, after } => every + after,
            Self::Due(_) => MONTHS,
        }
    }

    /// Whether it is paid on first days for months ahead, which may lie beyond the horizon.
    #[must_use]
    pub fn is_in_advance(self) -> bool {
        matches!(self, Self::Due(DueMonths { in_advance: true, .. }))
    }
}

/// The months of the calendar in which something is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueMonths {
    is_due: [bool; MONTHS],
    /// Whether it is paid on their first day, for the months until the next of them; else on their last, for those since the last.
    pub in_advance: bool,
}

/// Months of the calendar.
const MONTHS: usize = 12;

impl DueMonths {
    /// The months of the calendar, from 1 to 12, of which there is at least one.
    #[must_use]
    pub fn new(months: &[usize], in_advance: bool) -> Self {
        Self { is_due: std::array::from_fn(|place| months.contains(&(place + 1))), in_advance }
    }

    /// The months, from 1 to 12, in order.
    pub fn months(&self) -> impl Iterator<Item = usize> {
        (1..=MONTHS).filter(|&month| self.contains(month))
    }

    /// Whether `month`, from 1 to 12, is one of them.
    #[must_use]
    pub fn contains(&self, month: usize) -> bool {
        self.is_due[month - 1]
    }

    /// Months from `month`, from 1 to 12, to the next of them after it: 1 to 12.
    #[must_use]
    pub fn until_next(&self, month: usize) -> usize {
        (1..MONTHS).find(|later| self.is_due[(month - 1 + later) % MONTHS]).unwrap_or(MONTHS)
    }

    /// Months between the last of them before `month`, from 1 to 12, and `month`: 0 to 11.
    #[must_use]
    pub fn since_last(&self, month: usize) -> usize {
        (1..MONTHS).find(|earlier| self.is_due[(month - 1 + MONTHS - earlier) % MONTHS]).unwrap_or(MONTHS) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::DueMonths;

    #[test]
    fn distances_go_round_the_year() {
        let rent = DueMonths::new(&[7, 1], true);
        assert_eq!(rent.months().collect::<Vec<_>>(), [1, 7]);
        assert_eq!([1, 2, 6, 7, 12].map(|month| rent.until_next(month)), [6, 5, 1, 6, 1]);
        let tax = DueMonths::new(&[3], false);
        assert_eq!([3, 4, 2, 1].map(|month| tax.since_last(month)), [11, 0, 10, 9]);
        assert_eq!(tax.until_next(3), 12);
    }
}
