//! The forms of a scenario: which keys each section has, and what each may hold.
//!
//! Readers and the JSON Schema are both made from these, so they cannot drift apart.

mod claims;
mod loans;

pub(super) use claims::{
    BESIDE_TEST, CAGR, CAPITAL_NEEDED, CASH_FIGURE, CLAIM, COVENANT_BROKEN, FIGURE, RUNWAY_FIGURE, TEST,
};
pub(super) use loans::{COVENANT, LOAN, REVENUE_SHARE, TAX};

use super::keyword;
use super::{CountsIn, Measure, Month, Step, Unit, UserGroup};

/// The keys of one kind of table.
#[derive(Debug)]
pub(super) struct Form {
    /// What the table says, in a sentence.
    pub(super) about: &'static str,
    /// Its keys.
    pub(super) keys: &'static [FormKey],
}

/// A key, what it may hold and what it says.
#[derive(Debug)]
pub(super) struct FormKey {
    pub(super) name: &'static str,
    pub(super) shape: ValueShape,
    pub(super) required: bool,
    pub(super) about: &'static str,
}

/// What a key may hold.
#[derive(Debug)]
pub(super) enum ValueShape {
    /// A text.
    Text,
    /// A text that is not empty, has at most 200 characters, and no control characters.
    Name,
    /// Two texts or more, different from each other.
    Drivers,
    /// A rank correlation, or the matrix of them: whole, or its lower triangle.
    Spearman,
    /// Numbers from -1 to 1, one for each driver.
    Loadings,
    /// A list of names, each once.
    Names,
    /// Whole years from 1 to 50, or `"forever"`.
    Lasts,
    /// A text or a list of texts, for readers only.
    Source,
    /// A calendar date.
    Date,
    /// A year: `2030` or, of a business year, `"FY2030"`.
    Year,
    /// Whole numbers, both ends included.
    Whole(i64, i64),
    /// Numbers, both ends included; a percentage may be a text.
    Number(f64, f64),
    /// A list of numbers.
    Numbers,
    /// Twelve numbers of 0 or more, one for each month of the calendar, at least one of them above 0.
    Season,
    /// A list of months of the calendar, each once.
    CalendarMonths,
    /// Amounts of 0 or more, of the last months before the start.
    MonthsBefore,
    /// `true` or `false`.
    Truth,
    /// One of these.
    Words(fn() -> Vec<&'static str>),
    /// A number or a distribution.
    Distribution,
    /// Distributions by year.
    ByYear,
    /// A yearly driver.
    Yearly,
    /// A table.
    Table(&'static Form),
    /// A year or a date.
    YearOrDate,
    /// How a loan is paid back: a word, or a table.
    Repays,
    /// At least so many tables under `[[double brackets]]`.
    Tables(&'static Form, usize),
    /// The test of a claim.
    Test,
    /// A list of tests.
    Tests,
}

pub(super) const fn must(name: &'static str, shape: ValueShape, about: &'static str) -> FormKey {
    FormKey { name, shape, required: true, about }
}

pub(super) const fn may(name: &'static str, shape: ValueShape, about: &'static str) -> FormKey {
    FormKey { name, shape, required: false, about }
}

pub(super) const ANY: ValueShape = ValueShape::Number(f64::NEG_INFINITY, f64::INFINITY);
const SOURCE: FormKey = may("source", ValueShape::Source, "Where this comes from; a text or a list of texts");

pub(super) static SCENARIO: Form = Form {
    about: "A scenario: what is believed about one company's revenue, burn and capital",
    keys: &[
        may("title", ValueShape::Text, "What the scenario is called in reports"),
        may("question", ValueShape::Text, "The question it asks, in a sentence"),
        may("description", ValueShape::Text, "Notes for readers"),
        SOURCE,
        may("currency", ValueShape::Text, "Currency of every amount; default \"USD\""),
        may("unit", ValueShape::Words(keyword::all::<Unit>), "What amounts count in; default \"one\""),
        must("start", ValueShape::Date, "First day of the simulation: the first of a month"),
        must("years", ValueShape::Whole(1, 50), "Horizon in whole years"),
        may("step", ValueShape::Words(keyword::all::<Step>), "Length of a step; default \"month\""),
        may(
            "year_ends",
            ValueShape::Words(keyword::all::<Month>),
            "The month with which years end; default \"December\"",
        ),
        must("cash", ValueShape::Table(&CASH), "Cash at the start"),
        may("revenue", ValueShape::Tables(&REVENUE, 0), "Revenue streams"),
        must("burn", ValueShape::Tables(&BURN, 1), "Burn lines: what is spent beside the cost of running the product"),
        may("compute_margin", ValueShape::Yearly, "Share of revenue left after the cost of running the product"),
        may("gross_margin", ValueShape::Yearly, "The same as compute_margin, for a business without compute"),
        may(
            "compute_commitment",
            ValueShape::Table(&COMPUTE_COMMITMENT),
            "Take or pay: the least compute to be paid for",
        ),
        may("users", ValueShape::Table(&USERS), "How many users there are, and the share who pay"),
        may("index", ValueShape::Tables(&INDEX, 0), "Levels that lines follow together: prices, an exchange rate"),
        may("event", ValueShape::Tables(&EVENT, 0), "What may happen in a year and then acts on a driver"),
        may("capital", ValueShape::Tables(&CAPITAL, 0), "Money raised"),
        may("facility", ValueShape::Tables(&FACILITY, 0), "Money that may be borrowed"),
        may("loan", ValueShape::Tables(&LOAN, 0), "Money owed, or lent on a date, and how it is paid back"),
        may("tax", ValueShape::Table(&TAX), "Tax on the result"),
        may("response", ValueShape::Tables(&RESPONSE, 0), "What management cuts when cash gets short"),
        may("correlation", ValueShape::Tables(&CORRELATION, 0), "Drivers that move together"),
        may("profitability", ValueShape::Table(&PROFITABILITY), "What counts as profitable"),
        may("claim", ValueShape::Tables(&CLAIM, 0), "Questions asked of the simulation"),
    ],
};

/// What a scenario may say that differs from another only here and there; [`base`](super::base) takes it out before the rest is read.
pub(super) static VARIANT: Form = Form {
    about: "A scenario that says only how it differs from another",
    keys: &[
        must("base", ValueShape::Text, "The other scenario: of the library, or a file by its path from this one"),
        may(
            "without",
            ValueShape::Names,
            "What the other has and this has not: \"claim\", \"capital.Round 2027\", \"cash.yield\"",
        ),
    ],
};

pub(super) static CASH: Form = Form {
    about: "Cash at the start",
    keys: &[
        must("opening", ValueShape::Distribution, "Cash at the start"),
        may("minimum", ANY, "Cash below this is exhaustion; default 0"),
        may("yield", ValueShape::Yearly, "What cash above zero earns a year, as a share of it"),
        SOURCE,
    ],
};

const FLOW_OPENING: FormKey = may("opening", ValueShape::Distribution, "Annual run rate at the start; needs growth");
const FLOW_GROWTH: FormKey = may("growth", ValueShape::Yearly, "Growth a year; 0.5 or \"50%\" is half as much again");
const FLOW_ANNUAL: FormKey = may("annual", ValueShape::Yearly, "Annual level, in place of opening and growth");

const FLOW_PER_USER: FormKey =
    may("per_user", ValueShape::Yearly, "Currency per user and year, in place of opening and growth");
const FLOW_OF: FormKey =
    may("of", ValueShape::Words(keyword::all::<UserGroup>), "Which users per_user counts; default \"all\"");
const FLOW_SHARE_OF: FormKey = may(
    "share_of",
    ValueShape::Text,
    "What it is a share of, in place of opening and growth: \"revenue\", \"revenue.NAME\" or \"burn.NAME\"; needs share",
);
const FLOW_SHARE: FormKey = may("share", ValueShape::Yearly, "The share of share_of; 0.08 or \"8%\"");
const LAG: ValueShape = ValueShape::Whole(0, 24);
const DUE_MONTHS: FormKey = may(
    "due_months",
    ValueShape::CalendarMonths,
    "The only months of the calendar in which cash moves, such as [1, 7]",
);
const IN_ADVANCE: FormKey = may(
    "in_advance",
    ValueShape::Truth,
    "Whether due_months pay on their first day for the months ahead; default false: on their last, for those since the last",
);

const FLOW_ONCE: FormKey = may("once", ValueShape::Distribution, "One amount on one day; needs date");
const FLOW_DATE: FormKey = may("date", ValueShape::Date, "The day of once");
const FLOW_PROBABILITY: FormKey =
    may("probability", ValueShape::Distribution, "Chance that once happens at all; default 1");
const FLOW_DELAY: FormKey = may("delay_months", ValueShape::Distribution, "Months by which once is late; default 0");
const FLOW_PATIENCE: FormKey =
    may("patience_months", MONTHS, "For how many months once waits until what it requires holds; default 0");
const LINE_FROM: FormKey = may("from", ValueShape::Date, "First day on which it exists; default the start");
const LINE_UNTIL: FormKey = may("until", ValueShape::Date, "First day on which it no longer exists");
const LINE_LATE: FormKey =
    may("starts_late_months", ValueShape::Distribution, "Months by which its first day is late; default 0");
const LINE_REQUIRES: FormKey = may("requires", ValueShape::Table(&REQUIRES), "What must hold before it begins");
const LINE_SEASON: FormKey =
    may("season", ValueShape::Season, "Weights of the twelve months, January first; 2 is twice as much as 1");
const LINE_INDEX: FormKey = may("indexed_to", ValueShape::Name, "The index that it is multiplied by");
const LINE_BEFORE: FormKey = may(
    "before_start",
    ValueShape::MonthsBefore,
    "Amounts of the last months before the start, the last month last, as far as their cash is still to move; default as at the start",
);
const LINE_COUNTS: FormKey =
    may("counts_in", ValueShape::Words(keyword::all::<CountsIn>), "Which sums it counts in; default \"both\"");

pub(super) static REVENUE: Form = Form {
    about: "A revenue stream: opening and growth, annual, per_user, customers and price, share_of and share, or once with date",
    keys: &[
        must("name", ValueShape::Name, "Its name, unique"),
        FLOW_OPENING,
        FLOW_GROWTH,
        FLOW_ANNUAL,
        FLOW_PER_USER,
        FLOW_OF,
        may("customers", ValueShape::Table(&CUSTOMERS), "Customers who come and leave, in place of opening and growth"),
        may("price", ValueShape::Yearly, "Currency per customer and year; needs customers"),
        FLOW_SHARE_OF,
        FLOW_SHARE,
        FLOW_ONCE,
        FLOW_DATE,
        FLOW_PROBABILITY,
        FLOW_DELAY,
        FLOW_PATIENCE,
        LINE_FROM,
        LINE_UNTIL,
        LINE_LATE,
        LINE_REQUIRES,
        LINE_SEASON,
        LINE_INDEX,
        LINE_BEFORE,
        LINE_COUNTS,
        may("margin", ValueShape::Yearly, "Its own margin in place of the company's; 1 if it costs nothing to run"),
        may("collected_after_months", LAG, "Months until it is collected; default 0"),
        may("billed_every_months", ValueShape::Whole(1, 24), "Months that customers pay ahead, renewals spread evenly"),
        DUE_MONTHS,
        IN_ADVANCE,
        SOURCE,
    ],
};

pub(super) static INDEX: Form = Form {
    about: "A level, 1 at the start, that lines follow together: prices, an exchange rate",
    keys: &[
        must("name", ValueShape::Name, "Its name, unique"),
        must("growth", ValueShape::Yearly, "Growth a year; 0.03 or \"3%\" is three hundredths more"),
        SOURCE,
    ],
};

pub(super) static CUSTOMERS: Form = Form {
    about: "Customers who come and leave, as plain numbers",
    keys: &[
        must("opening", ValueShape::Distribution, "Customers at the start"),
        must("adds", ValueShape::Yearly, "Customers a year who come"),
        must("churn", ValueShape::Yearly, "Share of the customers who leave within a year; at most 0.99"),
        SOURCE,
    ],
};

pub(super) static USERS: Form = Form {
    about: "How many users there are: opening and growth, or annual; counted in units",
    keys: &[
        may("opening", ValueShape::Distribution, "Users at the start; needs growth"),
        FLOW_GROWTH,
        may("annual", ValueShape::Yearly, "Users in each year, in place of opening and growth"),
        may("conversion", ValueShape::Yearly, "Share of users who pay"),
        SOURCE,
    ],
};

pub(super) static BURN: Form = Form {
    about: "A burn line: opening and growth, annual, per_user, share_of and share, or once with date",
    keys: &[
        must("name", ValueShape::Name, "Its name, unique"),
        FLOW_OPENING,
        FLOW_GROWTH,
        FLOW_ANNUAL,
        FLOW_PER_USER,
        FLOW_OF,
        FLOW_SHARE_OF,
        FLOW_SHARE,
        FLOW_ONCE,
        FLOW_DATE,
        FLOW_PROBABILITY,
        FLOW_DELAY,
        FLOW_PATIENCE,
        LINE_FROM,
        LINE_UNTIL,
        LINE_LATE,
        LINE_REQUIRES,
        LINE_SEASON,
        LINE_INDEX,
        LINE_BEFORE,
        LINE_COUNTS,
        may("compute", ValueShape::Truth, "Whether it is compute bought, which counts towards the commitment"),
        may(
            "can_be_cut",
            ValueShape::Truth,
            "Whether management can cut it; default true, but for a planned cut of a line that is a lease or rent by its name",
        ),
        may("paid_after_months", LAG, "Months until it is paid; default 0"),
        DUE_MONTHS,
        IN_ADVANCE,
        SOURCE,
    ],
};

pub(super) static COMPUTE_COMMITMENT: Form = Form {
    about: "Take or pay: the least compute that must be paid for",
    keys: &[must("annual", ValueShape::Yearly, "The least compute a year"), SOURCE],
};

pub(super) static CAPITAL: Form = Form {
    about: "Money raised",
    keys: &[
        must("name", ValueShape::Name, "Its name, unique"),
        must("date", ValueShape::Date, "When it is planned to land"),
        must("amount", ValueShape::Distribution, "How much"),
        may("probability", ValueShape::Distribution, "Chance that it closes at all; default 1"),
        may("delay_months", ValueShape::Distribution, "Months by which it is late; default 0"),
        may("requires", ValueShape::Table(&REQUIRES), "What must hold when it would land"),
        may("patience_months", MONTHS, "For how many months it waits until that holds; default 0"),
        may("tied_share", ValueShape::Distribution, "Share that arrives as compute credit, not cash; default 0"),
        may("every", ValueShape::Words(keyword::all::<Step>), "How often it repeats, from its date on; default never"),
        may("until", ValueShape::Date, "Day before which it repeats; default the horizon"),
        SOURCE,
    ],
};

/// No horizon has more months.
const MONTHS: ValueShape = ValueShape::Number(0.0, 600.0);
/// A runway to react to.
const RUNWAY: ValueShape = ValueShape::Number(1e-3, 600.0);

pub(super) static REQUIRES: Form = Form {
    about: "What investors or lenders ask for; all that is written must hold",
    keys: &[
        may("revenue_at_least", ANY, "Revenue of the last step, a year's worth"),
        may(
            "growth_at_least",
            ValueShape::Number(-1.0, f64::INFINITY),
            "Growth of revenue over the last twelve months",
        ),
        may("margin_at_least", ANY, "Share of revenue left after running costs in the last step"),
        may("runway_months_at_least", ANY, "Months that the cash lasts at the burn of the last three months"),
        may("event", ValueShape::Name, "An event that has fired"),
        may("not_event", ValueShape::Name, "An event that has not fired"),
        may("after", ValueShape::Name, "Capital that has landed, or a line with `once` that has happened"),
    ],
};

pub(super) static EVENT: Form = Form {
    about: "What may happen and then acts on a driver: add or multiply",
    keys: &[
        must("name", ValueShape::Name, "Its name, unique"),
        must("probability", ValueShape::Yearly, "Chance that it fires in a year, at the start of one of its months"),
        may("from", ValueShape::YearOrDate, "First year in which it can fire, or the first day; default the start"),
        may(
            "until",
            ValueShape::YearOrDate,
            "Last year in which it can fire, or the day before which; default the horizon",
        ),
        may("once", ValueShape::Truth, "Whether it fires at most once; default false"),
        must("on", ValueShape::Name, "The yearly driver that it acts on, such as \"compute_margin\""),
        may("add", ValueShape::Yearly, "What is added to the driver while it acts"),
        may("multiply", ValueShape::Yearly, "What the driver is multiplied by while it acts"),
        may("requires", ValueShape::Table(&REQUIRES), "What must hold for it to fire"),
        may("lasts", ValueShape::Lasts, "Years of twelve months for which it acts from when it fires; default 1"),
        SOURCE,
    ],
};

pub(super) static FACILITY: Form = Form {
    about: "Money that may be borrowed when cash gets short",
    keys: &[
        must("name", ValueShape::Name, "Its name, unique"),
        must("limit", ValueShape::Distribution, "The most that may be drawn"),
        must("rate", ValueShape::Distribution, "Interest a year, as a share of what is drawn"),
        may("from", ValueShape::Date, "First day on which it may be drawn; default the start"),
        must("matures", ValueShape::Date, "Day on which all is repaid"),
        must("draw_when_runway_below", RUNWAY, "Months of runway below which it is drawn, up to that many"),
        may("requires", ValueShape::Table(&REQUIRES), "The lender's test at each draw"),
        SOURCE,
    ],
};

pub(super) static RESPONSE: Form = Form {
    about: "What management cuts when cash gets short",
    keys: &[
        must("name", ValueShape::Name, "Its name, unique"),
        must("when_runway_below", RUNWAY, "Months of runway below which it cuts"),
        must("cut", ValueShape::Distribution, "Share by which it cuts"),
        may("lines", ValueShape::Names, "The burn lines that it cuts; default all that can be cut"),
        may("at_most_every_months", MONTHS, "Least months between two cuts; default 12"),
        may("delay_months", MONTHS, "Months until a cut is felt; default 0"),
        SOURCE,
    ],
};

pub(super) static CORRELATION: Form = Form {
    about: "Drivers that move together: spearman or loadings",
    keys: &[
        must("between", ValueShape::Drivers, "The drivers, two or more, such as \"revenue.Consumer.growth\""),
        may(
            "spearman",
            ValueShape::Spearman,
            "Rank correlation of their draws: of every two of them, or a matrix by rows, whole or its lower triangle",
        ),
        may(
            "loadings",
            ValueShape::Loadings,
            "What each has in common with one shared factor, from -1 to 1: two are correlated by the product of theirs",
        ),
        SOURCE,
    ],
};

pub(super) static PROFITABILITY: Form = Form {
    about: "What counts as profitable",
    keys: &[
        may(
            "measure",
            ValueShape::Words(keyword::all::<Measure>),
            "What must be 0 or more; default \"operating_result\"",
        ),
        may("for_years", ValueShape::Whole(1, 50), "For how many years running; default 1"),
        may("ask", ValueShape::Truth, "Whether the answer says when it becomes profitable; default true"),
        SOURCE,
    ],
};

pub(super) static YEARLY: Form = Form {
    about: "A driver with a new draw each year: value, by_year or a distribution",
    keys: &[
        may("value", ValueShape::Distribution, "The same number or distribution every year"),
        may("by_year", ValueShape::ByYear, "Distributions by year (2027 or FY2027), interpolated between"),
        may("persistence", ValueShape::Number(0.0, 1.0), "How much of a year's luck is kept in the next; default 0"),
        may("redraw", ValueShape::Words(keyword::all::<Step>), "How often it is drawn anew; default \"year\""),
        may("label", ValueShape::Name, "What it is called in charts"),
        SOURCE,
    ],
};
