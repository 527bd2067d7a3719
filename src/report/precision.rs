//! The precision requested and reached, in words.

use crate::answers::Answers;
use crate::error::{Input, Message};
use crate::wording::{clean, count, counted, three_digits};

/// A message that a complete answer has not reached the precision requested, with its widest interval; `None` if it was reached, or none
/// was requested.
#[must_use]
pub fn missed_precision(answers: &Answers) -> Option<Message> {
    let precision = answers.precision.as_ref().filter(|precision| answers.provenance.complete && !precision.reached)?;
    let (target, runs) = (precision.target, counted(precision.max_runs, "run"));
    let widest = widest(answers)?;
    let missed = format!("precision {target} was not reached within {runs}: {widest}; `");
    Some(Message::from(missed) + Input::MostRuns + "` allows more")
}

/// The precision requested, and at how many looks it was tested; `None` if none was, or it was not reached.
pub(super) fn kept_precision(answers: &Answers) -> Option<String> {
    let precision = answers.precision.as_ref()?;
    let of = match precision.of.as_str() {
        "headline" => "every headline probability".to_owned(),
        claim => format!("the chance of \"{}\"", clean(claim, 60)),
    };
    let points = three_digits(100.0 * precision.target);
    let looks = match precision.looks {
        1 => "at the first look".to_owned(),
        looks => format!("at look {}; ranges allow for the looking", count(looks.into())),
    };
    if precision.reached {
        return Some(format!("Simulated until {of} was known to ± {points} percentage points: {looks}."));
    }
    let widest = widest(answers).filter(|_| !answers.provenance.complete)?;
    Some(format!("It was to go on until {of} is known to ± {points} percentage points: {widest}."))
}

/// Which interval is the widest, a claim in quotes, and how wide it is.
fn widest(answers: &Answers) -> Option<String> {
    let precision = answers.precision.as_ref()?;
    let name = clean(&precision.widest, 60);
    let is_claim = answers.claims.iter().any(|claim| claim.text == precision.widest);
    let name = if is_claim { format!("\"{name}\"") } else { name };
    Some(format!("the widest, {name}, is ± {}", three_digits(precision.half_width)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::PrecisionReached;
    use crate::wording::fixture::openai;

    fn answers(of: &str, complete: bool, reached: bool) -> Answers {
        let mut answers = openai();
        answers.provenance.complete = complete;
        answers.precision = Some(PrecisionReached {
            target: 0.001,
            of: of.to_owned(),
            half_width: 0.002_346,
            widest: "exhaustion by the horizon".to_owned(),
            reached,
            looks: 14,
            max_runs: 100_000_000,
        });
        answers
    }

    #[test]
    fn says_what_was_reached() {
        let reported = |answers: &Answers| (kept_precision(answers), missed_precision(answers));
        assert_eq!(reported(&openai()), (None, None), "none was asked for");
        insta::assert_snapshot!(kept_precision(&answers("headline", true, true)).unwrap(), @"Simulated until every headline probability was known to ± 0.1 percentage points: at look 14; ranges allow for the looking.");
        insta::assert_snapshot!(kept_precision(&answers("Survives", true, true)).unwrap(), @r#"Simulated until the chance of "Survives" was known to ± 0.1 percentage points: at look 14; ranges allow for the looking."#);
        assert_eq!(missed_precision(&answers("headline", true, true)), None);
    }

    #[test]
    fn says_what_was_not_reached() {
        let missed = answers("headline", true, false);
        insta::assert_snapshot!(missed_precision(&missed).unwrap(), @"precision 0.001 was not reached within 100,000,000 runs: the widest, exhaustion by the horizon, is ± 0.00235; `most runs` allows more");
        assert_eq!(kept_precision(&missed), None);
        let mut of_claim = missed.clone();
        of_claim.precision.as_mut().unwrap().widest = of_claim.claims[0].text.clone();
        let reported = missed_precision(&of_claim).unwrap().to_string();
        assert!(reported.contains("the widest, \"The cash runs out by mid-2027\", is ± 0.00235"), "{reported}");
        let interrupted = answers("headline", false, false);
        insta::assert_snapshot!(kept_precision(&interrupted).unwrap(), @"It was to go on until every headline probability is known to ± 0.1 percentage points: the widest, exhaustion by the horizon, is ± 0.00235.");
        assert_eq!(missed_precision(&interrupted), None);
    }
}
