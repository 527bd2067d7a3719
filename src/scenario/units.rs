//! What amounts count in, and how long a step is.

/// What amounts count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// 1
    #[default]
    One,
    /// 1,000
    Thousand,
    /// 1,000,000
    Million,
    /// 1,000,000,000
    Billion,
}

/// Length of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Step {
    /// 1/12 year
    #[default]
    Month,
    /// 1/4 year
    Quarter,
    /// One year
    Year,
}
