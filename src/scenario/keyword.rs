//! Keywords, each of which stands for a choice: `step = "quarter"`.

use super::{Amortization, CountsIn, IfBroken, Measure, Step, Unit, UserGroup};

/// A choice that is written as a keyword.
pub(super) trait Keyword: Copy + 'static {
    /// Every word and what it stands for.
    const WORDS: &'static [(&'static str, Self)];
}

/// All keywords of a choice.
pub(super) fn all<W: Keyword>() -> Vec<&'static str> {
    W::WORDS.iter().map(|(word, _)| *word).collect()
}

/// The choice that a keyword stands for.
pub(super) fn choice<W: Keyword>(written: &str) -> Option<W> {
    W::WORDS.iter().find(|(word, _)| *word == written).map(|(_, choice)| *choice)
}

/// The keyword of a choice.
pub(super) fn word<W: Keyword + PartialEq>(choice: W) -> &'static str {
    W::WORDS.iter().find(|(_, other)| *other == choice).map_or("", |(word, _)| *word)
}

impl Keyword for Unit {
    const WORDS: &'static [(&'static str, Self)] =
        &[("one", Self::One), ("thousand", Self::Thousand), ("million", Self::Million), ("billion", Self::Billion)];
}

impl Keyword for Step {
    const WORDS: &'static [(&'static str, Self)] =
        &[("month", Self::Month), ("quarter", Self::Quarter), ("year", Self::Year)];
}

impl Keyword for CountsIn {
    const WORDS: &'static [(&'static str, Self)] =
        &[("both", Self::Both), ("cash", Self::Cash), ("result", Self::Result)];
}

impl Keyword for Measure {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("operating_result", Self::OperatingResult),
        ("cash_flow", Self::CashFlow),
        ("cash_flow_before_credit", Self::CashFlowBeforeCredit),
    ];
}

impl Keyword for UserGroup {
    const WORDS: &'static [(&'static str, Self)] =
        &[("all", Self::All), ("paying", Self::Paying), ("free", Self::Free)];
}

impl Keyword for Amortization {
    const WORDS: &'static [(&'static str, Self)] =
        &[("level", Self::Level), ("annuity", Self::Annuity), ("at_maturity", Self::AtMaturity)];
}

impl Keyword for IfBroken {
    const WORDS: &'static [(&'static str, Self)] = &[("repay", Self::Repay), ("report", Self::Report)];
}
