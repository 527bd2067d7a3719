//! The forms of what is owed whatever happens: loans, what their lenders watch, and taxes (equations, 28 and 29).

use super::{ANY, Form, MONTHS, REQUIRES, SOURCE, ValueShape, may, must};
use crate::scenario::IfBroken;
use crate::scenario::keyword;

pub(in crate::scenario) static LOAN: Form = Form {
    about: "A loan: balance if it is owed at the start, amount and date if it is lent later; and how it is paid back",
    keys: &[
        must("name", ValueShape::Name, "Its name, unique"),
        may("balance", ValueShape::Distribution, "What is owed at the start, in place of amount and date"),
        may("amount", ValueShape::Distribution, "How much is lent; needs date"),
        may("date", ValueShape::Date, "When it is planned to land"),
        may("probability", ValueShape::Distribution, "Chance that it is lent at all; default 1"),
        may("delay_months", ValueShape::Distribution, "Months by which it is late; default 0"),
        may("requires", ValueShape::Table(&REQUIRES), "What must hold when it would land"),
        may("patience_months", MONTHS, "For how many months it waits until that holds; default 0"),
        may("rate", ValueShape::Distribution, "Interest a year, as a share of what is owed; a month costs a twelfth"),
        may("interest_only_until", ValueShape::Date, "Day up to which only interest is paid"),
        may("matures", ValueShape::Date, "Day by which all is repaid"),
        may("indexed_to", ValueShape::Name, "The index that its amounts are multiplied by, each on its day"),
        must("repays", ValueShape::Repays, "How principal is spread, or a share of revenue"),
        may("covenant", ValueShape::Table(&COVENANT), "What must hold while something is owed"),
        SOURCE,
    ],
};

pub(in crate::scenario) static REVENUE_SHARE: Form = Form {
    about: "Paid back by a share of revenue, until so many times the amount is paid",
    keys: &[
        must("revenue_share", ValueShape::Distribution, "Share of revenue"),
        must("until", ValueShape::Distribution, "How many times the amount is paid in all, 1 or more"),
    ],
};

pub(in crate::scenario) static COVENANT: Form = Form {
    about: "What must hold at the start of every step while something is owed",
    keys: &[
        may("cash_at_least", ANY, "Cash, before anything lands"),
        may("runway_months_at_least", ANY, "Months that the cash lasts at the burn of the last three months"),
        may("revenue_at_least", ANY, "Revenue of the last step, a year's worth"),
        may(
            "growth_at_least",
            ValueShape::Number(-1.0, f64::INFINITY),
            "Growth of revenue over the last twelve months, once it can be told",
        ),
        may("margin_at_least", ANY, "Share of revenue left after running costs in the last step"),
        may(
            "if_broken",
            ValueShape::Words(keyword::all::<IfBroken>),
            "Whether all is then repaid, or it is only reported; default \"repay\"",
        ),
    ],
};

pub(in crate::scenario) static TAX: Form = Form {
    about: "Tax on the year's operating result less interest, after losses carried forward",
    keys: &[
        must("rate", ValueShape::Yearly, "Share of the taxable result"),
        may("losses_brought_forward", ValueShape::Distribution, "Losses of years before the start; default 0"),
        may("paid_after_months", ValueShape::Whole(0, 24), "Months after the year's end when it is paid; default 6"),
        SOURCE,
    ],
};
