//! Reads loans and taxes (equations, 28 and 29).

use super::capital::{lent, requirements_written};
use super::optional;
use crate::error::At;
use crate::scenario::form::{COVENANT, REVENUE_SHARE};
use crate::scenario::quoted::quoted;
use crate::scenario::section::SectionReader;
use crate::scenario::shown::any_of;
use crate::scenario::tree::NodeKind;
use crate::scenario::{
    Amortization, CovenantSpec, DistributionSpec, LoanOriginSpec, LoanSpec, RepaymentSpec, TaxSpec, keyword,
};

/// Default of `paid_after_months`.
const HALF_A_YEAR: i64 = 6;

/// One `[[loan]]`.
pub(super) fn loan(section: &mut SectionReader<'_, '_>) -> Option<LoanSpec> {
    let name = section.text("name");
    let (origin, repays) = (origin(section), repayment(section));
    let covenant = optional(section, "covenant", |section| section.table("covenant", &COVENANT, covenant));
    let indexed_to = section.text("indexed_to");
    section.source();
    Some(LoanSpec { name: name?, origin: origin?, repays: repays?, covenant: covenant?, indexed_to })
}

/// `balance`, or `amount` with `date` and the conditions of new capital.
fn origin(section: &mut SectionReader<'_, '_>) -> Option<LoanOriginSpec> {
    const CONDITIONS: [&str; 4] = ["probability", "delay_months", "requires", "patience_months"];
    let balance = section.distribution("balance");
    let (written, lent) = (section.written(["balance", "amount", "date"]), lent(section));
    match written.as_slice() {
        ["balance"] => {
            if let Some(condition) = section.written(CONDITIONS).first() {
                let message = format!("`{condition}` must have `amount` and `date` beside it, got `balance`");
                let help =
                    "what is owed at the start has been lent: write `amount` and `date` for what may be lent later";
                section.problem(section.key_place(condition), message, Some(help.to_owned()));
                return None;
            }
            balance.map(LoanOriginSpec::Balance)
        }
        ["amount", "date"] => lent.map(|lent| LoanOriginSpec::Lent(Box::new(lent))),
        _ => {
            let got =
                if written.is_empty() { "none of them".to_owned() } else { any_of(written).replace(" or ", " and ") };
            let message = format!("a loan must have either `balance`, or `amount` and `date`, got {got}");
            let help = "write `balance = 600` if it is owed at the start, or `amount = 600` and `date = 2027-07-01`";
            section.problem(Some(section.place()), message, Some(help.to_owned()));
            None
        }
    }
}

/// `repays`, with what belongs to it: `rate`, `interest_only_until` and `matures`.
fn repayment(section: &mut SectionReader<'_, '_>) -> Option<RepaymentSpec> {
    section.refuse_lost_percent("rate");
    let (rate, interest_only_until) = (section.distribution("rate"), section.date("interest_only_until"));
    let matures = section.date("matures");
    if let (Some(from), Some(matures)) = (&interest_only_until, &matures)
        && matures.value <= from.value
    {
        let message =
            format!("`matures` must be after `interest_only_until`, got {} and {}", matures.value, from.value);
        section.problem(Some(matures.place), message, None);
    }
    match repays(section)? {
        Repays::By(amortization) => {
            for (key, example) in [
                ("rate", "`rate = \"8%\"`, or `rate = 0` for a loan without interest"),
                ("matures", "`matures = 2030-01-01`"),
            ] {
                if section.key_place(key).is_none() {
                    section.problem(
                        Some(section.place()),
                        format!("`{key}` is missing"),
                        Some(format!("add {example}")),
                    );
                }
            }
            Some(RepaymentSpec::Scheduled { rate: rate?, interest_only_until, matures: matures?, amortization })
        }
        Repays::Share(of) => {
            let [share, until] = *of;
            let beside = section.written(["rate", "interest_only_until"]);
            if let Some(key) = beside.first() {
                let message = format!("`{key}` must not stand beside `revenue_share`");
                let help = "what is paid above the amount is the interest: `until = 1.3` is 30 % of it";
                section.problem(section.key_place(key), message, Some(help.to_owned()));
                return None;
            }
            Some(RepaymentSpec::RevenueShare { share, until, matures })
        }
    }
}

/// What stands under `repays`.
enum Repays {
    By(Amortization),
    /// The share, and how many times the amount is paid.
    Share(Box<[At<DistributionSpec>; 2]>),
}

fn repays(section: &mut SectionReader<'_, '_>) -> Option<Repays> {
    if matches!(section.value("repays")?.node.kind, NodeKind::Table(_)) {
        return section.table("repays", &REVENUE_SHARE, |inner| {
            let (share, until) = (inner.distribution("revenue_share"), inner.distribution("until"));
            Some(Repays::Share(Box::new([share?, until?])))
        });
    }
    let value = section.value("repays")?;
    if let NodeKind::Text(word) = &value.node.kind
        && let Some(amortization) = keyword::choice(word)
    {
        return Some(Repays::By(amortization));
    }
    let words = keyword::all::<Amortization>().into_iter().map(quoted).collect::<Vec<_>>().join(", ");
    let help = "write repays = \"level\", or repays = { revenue_share = \"8%\", until = 1.3 }";
    value.wrong_with(&format!("be one of {words} or a share of revenue"), help)
}

fn covenant(section: &mut SectionReader<'_, '_>) -> Option<CovenantSpec> {
    let covenant = CovenantSpec {
        cash_at_least: section.number("cash_at_least"),
        runway_months_at_least: section.number("runway_months_at_least"),
        revenue_at_least: section.number("revenue_at_least"),
        growth_at_least: section.number("growth_at_least"),
        margin_at_least: section.number("margin_at_least"),
        if_broken: section.word("if_broken").map(|word| word.value).unwrap_or_default(),
    };
    let asked = COVENANT.keys.iter().map(|key| key.name).filter(|key| *key != "if_broken");
    requirements_written(section, asked, "covenant", "covenant = { cash_at_least = 100 }").then_some(covenant)
}

/// `[tax]`
pub(super) fn tax(section: &mut SectionReader<'_, '_>) -> Option<TaxSpec> {
    section.refuse_lost_percent("rate");
    let (rate, losses) = (section.yearly("rate"), section.distribution("losses_brought_forward"));
    let paid_after_months = section.whole("paid_after_months");
    section.source();
    Some(TaxSpec {
        rate: rate?,
        losses_brought_forward: losses,
        paid_after_months: paid_after_months.map_or(HALF_A_YEAR, |months| months.value),
    })
}
