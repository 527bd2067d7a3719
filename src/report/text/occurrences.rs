//! What happens along the way: how often, when, and what stands against it.

use super::tables::{Column, padded};
use crate::answers::{
    Answers, DateQuartiles, Estimate, Interval, NotOccurred, OccurrenceAnswer, OccurrenceKind, StatedRequirement,
};
use crate::report::page::Page;
use crate::wording::{Horizon, clean, count, day, probability};
use textwrap::core::display_width;

/// Those beyond these are only counted.
const MOST_OCCURRENCES: usize = 6;
const LONGEST_NAME: usize = 28;

/// What happens along the way, by date; nothing where nothing can.
pub(super) fn occurrences(page: &mut Page, answers: &Answers) {
    let shown = &answers.occurrences[..answers.occurrences.len().min(MOST_OCCURRENCES)];
    if shown.is_empty() {
        return;
    }
    let horizon = Horizon::of(&answers.provenance.scenario);
    let names: Vec<String> = shown.iter().map(words).collect();
    let chances = Column::of(&shown.iter().map(|one| probability(&one.probability)).collect::<Vec<_>>());
    let title = "What happens along the way";
    let name_width = names.iter().map(|name| display_width(name)).max().unwrap_or(0).max(title.len() - 2) + 3;
    let chance_width = chances.width().max("chance".len()) + 3;
    let titles = format!("{}when, where it does (middle half)", padded("chance", chance_width));
    page.exact(&(padded(&page.bold(title), name_width + 2) + &page.faint(&titles)));
    for (at, one) in shown.iter().enumerate() {
        let chance = padded(&chances.cell(page, at), chance_width);
        let date = one.date_quartiles.map_or_else(String::new, |dates| when(page, horizon, dates));
        page.row(&(padded(&names[at], name_width) + &chance + &date));
        if let Some(reasons) =
            one.not_occurred.as_ref().and_then(|missed| reasons(one.kind, missed, &answers.occurrences))
        {
            page.hanging(&page.faint(&format!("\u{a0}\u{a0}or not, because {reasons}")), 4);
        }
    }
    if let Some(more @ 1..) = answers.occurrences.len().checked_sub(MOST_OCCURRENCES) {
        page.line(&format!("and {} more, in {}", count(u64::try_from(more).unwrap_or(u64::MAX)), page.file()));
    }
    page.blank();
}

fn words(one: &OccurrenceAnswer) -> String {
    let name = clean(&one.name, LONGEST_NAME);
    match one.kind {
        OccurrenceKind::Capital => format!("{name} lands"),
        OccurrenceKind::Programme => format!("{name} first lands"),
        OccurrenceKind::Loan => format!("{name} is lent"),
        OccurrenceKind::Covenant => format!("{name}: covenant breaks"),
        OccurrenceKind::Line => format!("{name} begins"),
        OccurrenceKind::Once | OccurrenceKind::Event => format!("{name} happens"),
    }
}

fn when(page: &Page, horizon: Horizon, dates: DateQuartiles) -> String {
    let formatted = horizon.date(Some(dates.p50), &Interval { low: Some(dates.p25), high: Some(dates.p75) });
    let interval = match formatted.interval.as_str() {
        // All in one month: by the day.
        "" if dates.p25 == dates.p75 => return page.bold(&day(dates.p50)),
        "" => format!("({} to {})", dates.p25.day(), day(dates.p75)),
        interval => interval.to_owned(),
    };
    format!("{} {}", page.bold(&formatted.value), page.faint(&interval))
}

/// What stands against it in some futures, the likeliest first; `None` if only that it is not to be, as its chance says already.
fn reasons(kind: OccurrenceKind, missed: &NotOccurred, all: &[OccurrenceAnswer]) -> Option<String> {
    let requirements = missed.requirements.iter().map(|one| (not_met(&one.requirement, all), &one.not_met));
    let plain = [
        (
            match kind {
                OccurrenceKind::Capital | OccurrenceKind::Loan => "it does not close".to_owned(),
                _ => "it is not to be".to_owned(),
            },
            &missed.not_to_be,
        ),
        ("it comes after the horizon".to_owned(), &missed.after_horizon),
    ];
    let mut reasons: Vec<_> = plain.into_iter().chain(requirements).collect();
    let says_more = reasons[1..].iter().any(|(_, share)| share.estimate > 0.0);
    reasons.retain(|(_, share)| share.estimate > 0.0);
    reasons.sort_by(|(_, a), (_, b)| b.estimate.total_cmp(&a.estimate));
    let formatted = |(words, share): &(String, &Estimate)| format!("{words} ({})", probability(share).value);
    says_more.then(|| reasons.iter().map(formatted).collect::<Vec<_>>().join(", "))
}

/// What does not hold where a requirement is not met; `all` know what kind of thing each name is.
fn not_met(requirement: &StatedRequirement, all: &[OccurrenceAnswer]) -> String {
    match requirement {
        StatedRequirement::RevenueAtLeast => "revenue is too low".to_owned(),
        StatedRequirement::GrowthAtLeast => "growth is too low".to_owned(),
        StatedRequirement::MarginAtLeast => "the margin is too low".to_owned(),
        StatedRequirement::RunwayMonthsAtLeast => "the runway is too short".to_owned(),
        StatedRequirement::Event(name) => format!("{} has not happened", clean(name, LONGEST_NAME)),
        StatedRequirement::NotEvent(name) => format!("{} has happened", clean(name, LONGEST_NAME)),
        StatedRequirement::After(name) => format!("{} has not {}", clean(name, LONGEST_NAME), come(name, all)),
    }
}

/// What it is called that something of this name comes, which is no event.
fn come(name: &str, all: &[OccurrenceAnswer]) -> &'static str {
    let named = all.iter().filter(|one| one.name == name && one.kind != OccurrenceKind::Event);
    let mut kinds: Vec<OccurrenceKind> = named.map(|one| one.kind).collect();
    kinds.dedup();
    match kinds.as_slice() {
        [OccurrenceKind::Capital] => "landed",
        [OccurrenceKind::Line] => "begun",
        [OccurrenceKind::Once] => "happened",
        _ => "landed or happened",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::RequirementNotMet;
    use crate::wording::fixture::{openai, share};
    use jiff::civil::date;

    fn happenings() -> Vec<OccurrenceAnswer> {
        let of = |count| share(count, 1_000_000);
        let growth = RequirementNotMet { requirement: StatedRequirement::GrowthAtLeast, not_met: of(100_000) };
        let missed = NotOccurred { not_to_be: of(300_000), after_horizon: of(0), requirements: vec![growth] };
        let dates = [date(2027, 3, 9), date(2027, 4, 11), date(2027, 9, 1)];
        let round = OccurrenceAnswer {
            name: "Series B".to_owned(),
            kind: OccurrenceKind::Capital,
            probability: of(600_000),
            date_quartiles: Some(DateQuartiles { p25: dates[0], p50: dates[1], p75: dates[2] }),
            not_occurred: Some(missed),
        };
        let event = OccurrenceAnswer {
            name: "Recession".to_owned(),
            kind: OccurrenceKind::Event,
            probability: of(0),
            date_quartiles: None,
            not_occurred: None,
        };
        vec![round, event]
    }

    fn page(of: Vec<OccurrenceAnswer>) -> String {
        let mut page = Page::new(false, "results.json");
        let mut answers = openai();
        answers.occurrences = of;
        occurrences(&mut page, &answers);
        page.finish()
    }

    #[test]
    fn says_how_often_when_and_why_not() {
        insta::assert_snapshot!(page(happenings()), @r###"
What happens along the way   chance                  when, where it does (middle half)
  Series B lands                    60.00 % ± 0.10   April 2027 (March to September 2027)
    or not, because it does not close (30.00 %), growth is too low (10.00 %)
  Recession happens          under 0.0004 %
"###);
    }

    #[test]
    fn what_waits_for_a_round_says_that_it_has_not_landed_and_dates_within_a_month_are_days() {
        let [mut round, event] = <[OccurrenceAnswer; 2]>::try_from(happenings()).unwrap();
        let after = StatedRequirement::After("Series B".to_owned());
        let mut next = OccurrenceAnswer { name: "Series C".to_owned(), ..round.clone() };
        let requirements = vec![RequirementNotMet { requirement: after, not_met: share(400_000, 1_000_000) }];
        next.not_occurred = Some(NotOccurred { requirements, ..next.not_occurred.unwrap() });
        let on = |day| date(2026, 10, day);
        round.date_quartiles = Some(DateQuartiles { p25: on(1), p50: on(1), p75: on(1) });
        next.date_quartiles = Some(DateQuartiles { p25: on(3), p50: on(9), p75: on(20) });
        let page = page(vec![round, next, event]);
        assert!(page.contains("Series B has not landed (40.00 %)"), "{page}");
        assert!(
            page.contains("   1 October 2026\n") && page.contains("   October 2026 (3 to 20 October 2026)\n"),
            "{page}"
        );
    }

    #[test]
    fn is_nothing_where_nothing_can_happen_and_short_where_much_can() {
        assert_eq!(page(Vec::new()), "");
        let many = page(vec![happenings(); 20].concat());
        assert!(many.ends_with("  and 34 more, in results.json\n\n"), "{many}");
        assert!(many.lines().count() <= 12 && many.lines().all(|line| display_width(line) <= 100), "{many}");
    }
}
