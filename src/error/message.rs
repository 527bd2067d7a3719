//! Messages: text, and the inputs that it names, for which a command has other names (flags) than a library.

use std::fmt;
use std::ops::Add;

/// What a caller or user gives besides the text of a scenario, and what can be called or typed next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Input {
    /// A change of one value, `PATH=VALUE`.
    Override,
    /// The same, in one of the scenarios that are compared.
    Variant,
    /// The claim in question.
    Claim,
    /// A value that is moved.
    Lever,
    /// The two levers that span a plane.
    Sides,
    /// A raise to be started.
    Raise,
    /// Months until it closes.
    ClosesIn,
    /// A cut to be made.
    Cut,
    /// The lines that are cut.
    CutLines,
    /// How many runs.
    Runs,
    /// How many runs at most, where a precision is requested.
    MostRuns,
    /// The design of the draws.
    Sampling,
    /// How narrow intervals must be.
    Precision,
    /// The claim whose interval must be that narrow.
    PreciseClaim,
    /// How much what happened may be off.
    ErrorSize,
    /// What stands before the decimals of figures in a table.
    Decimals,
    /// Which futures are the bad ones.
    Bad,
    /// The seed of all streams.
    Seed,
    /// The number of a run.
    Run,
    /// What lists the library.
    Listing,
    /// What gives a scenario to start from.
    Starter,
    /// What says how a scenario is understood.
    Understanding,
    /// What simulates a scenario.
    Simulating,
    /// What shows one run step by step.
    Tracing,
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Override => "override",
            Self::Variant => "variant",
            Self::Claim => "claim",
            Self::Lever => "lever",
            Self::Sides => "x and y",
            Self::Raise => "raise",
            Self::ClosesIn => "closes_in",
            Self::Cut => "cut",
            Self::CutLines => "lines",
            Self::Runs => "runs",
            Self::MostRuns => "most runs",
            Self::Sampling => "sampling",
            Self::Precision => "precision",
            Self::PreciseClaim => "claim of the precision",
            Self::ErrorSize => "error size",
            Self::Decimals => "decimals",
            Self::Bad => "bad",
            Self::Seed => "seed",
            Self::Run => "run",
            Self::Listing => "Library::all",
            Self::Starter => "Scenario::builder",
            Self::Understanding => "report::understood",
            Self::Simulating => "run",
            Self::Tracing => "trace",
        })
    }
}

/// Words that may name inputs. As text it calls them what the library does; [`Message::naming`] calls them anything else.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Message(Vec<MessagePart>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum MessagePart {
    Text(String),
    Input(Input),
}

impl Message {
    /// The text, with every input called what `name` says.
    #[must_use]
    pub fn naming(&self, name: impl Fn(Input) -> String) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            MessagePart::Text(text) => text.clone(),
            MessagePart::Input(input) => name(*input),
        });
        pieces.collect()
    }

    /// The same about another input wherever it names `input`.
    pub(super) fn about(&mut self, input: Input, other: Input) {
        for piece in &mut self.0 {
            if *piece == MessagePart::Input(input) {
                *piece = MessagePart::Input(other);
            }
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.naming(|input| input.to_string()))
    }
}

impl<T: Into<String>> From<T> for Message {
    fn from(text: T) -> Self {
        Self(vec![MessagePart::Text(text.into())])
    }
}

impl From<Input> for Message {
    fn from(input: Input) -> Self {
        Self(vec![MessagePart::Input(input)])
    }
}

impl<T: Into<Self>> Add<T> for Message {
    type Output = Self;

    fn add(mut self, more: T) -> Self {
        self.0.extend(more.into().0);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Input, Message};

    #[test]
    fn inputs_are_called_what_who_tells_them_calls_them() {
        let mut words = Message::from("simulate more `") + Input::Runs + "`";
        assert_eq!(words.to_string(), "simulate more `runs`");
        assert_eq!(words.naming(|input| format!("-{input}")), "simulate more `-runs`");
        words.about(Input::Runs, Input::MostRuns);
        assert_eq!(words.to_string(), "simulate more `most runs`");
    }
}
