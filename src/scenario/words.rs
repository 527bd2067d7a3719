//! The words that stand for choices: `step = "quarter"`.

use super::{CountsIn, Measure, Of, Step, Unit};

/// A choice that is written as a word.
pub(super) trait Word: Copy + 'static {
    /// Every word and what it stands for.
    const WORDS: &'static [(&'static str, Self)];
}

/// All words of a choice.
pub(super) fn all<W: Word>() -> Vec<&'static str> {
    W::WORDS.iter().map(|(word, _)| *word).collect()
}

/// The choice that a word stands for.
pub(super) fn choice<W: Word>(written: &str) -> Option<W> {
    W::WORDS.iter().find(|(word, _)| *word == written).map(|(_, choice)| *choice)
}

impl Word for Unit {
    const WORDS: &'static [(&'static str, Self)] =
        &[("one", Self::One), ("thousand", Self::Thousand), ("million", Self::Million), ("billion", Self::Billion)];
}

impl Word for Step {
    const WORDS: &'static [(&'static str, Self)] =
        &[("month", Self::Month), ("quarter", Self::Quarter), ("year", Self::Year)];
}

impl Word for CountsIn {
    const WORDS: &'static [(&'static str, Self)] =
        &[("both", Self::Both), ("cash", Self::Cash), ("result", Self::Result)];
}

impl Word for Measure {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("operating_result", Self::OperatingResult),
        ("cash_flow", Self::CashFlow),
        ("cash_flow_before_credit", Self::CashFlowBeforeCredit),
    ];
}

impl Word for Of {
    const WORDS: &'static [(&'static str, Self)] =
        &[("all", Self::All), ("paying", Self::Paying), ("free", Self::Free)];
}
