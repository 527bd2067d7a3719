//! The forms of claims and of the tests that they make (equations, Claims).

use super::{ANY, Form, FormKey, SOURCE, ValueShape, may, must};

const AT_LEAST: FormKey = may("at_least", ANY, "The figure must be this or more");
const AT_MOST: FormKey = may("at_most", ANY, "The figure must be this or less");

pub(in crate::scenario) static FIGURE: Form = Form {
    about: "A yearly figure against a bound: year or through, at_least or at_most",
    keys: &[
        may("year", ValueShape::Year, "The year"),
        may("through", ValueShape::Year, "In place of year: the sum from the start through this one"),
        AT_LEAST,
        AT_MOST,
    ],
};

/// Cash is of a year or of a day.
pub(in crate::scenario) static CASH_FIGURE: Form = Form {
    about: "Cash against a bound: year or date, at_least or at_most",
    keys: &[
        may("year", ValueShape::Year, "The year at whose end it is"),
        may("date", ValueShape::Date, "In place of year: the day at whose end it is"),
        AT_LEAST,
        AT_MOST,
    ],
};

pub(in crate::scenario) static RUNWAY_FIGURE: Form = Form {
    about: "Runway in months against a bound: at_least or at_most",
    keys: &[must("date", ValueShape::Date, "The day at whose end it is"), AT_LEAST, AT_MOST],
};

pub(in crate::scenario) static COVENANT_BROKEN: Form = Form {
    about: "A covenant that breaks before a date",
    keys: &[
        must("loan", ValueShape::Name, "The loan"),
        must("date", ValueShape::Date, "It breaks strictly before this date"),
    ],
};

pub(in crate::scenario) static CAGR: Form = Form {
    about: "Compound annual growth of revenue: at_least or at_most",
    keys: &[
        must("from", ValueShape::Year, "Base year"),
        must("base", ValueShape::Number(0.0, f64::INFINITY), "Revenue of the base year"),
        must("to", ValueShape::Year, "Last year"),
        AT_LEAST,
        AT_MOST,
    ],
};

pub(in crate::scenario) static CAPITAL_NEEDED: Form =
    Form { about: "Capital needed against a bound: at_least or at_most", keys: &[AT_LEAST, AT_MOST] };

/// The tests that a claim can make; a claim or a combined test has exactly one.
pub(in crate::scenario) static TEST: Form = Form {
    about: "A test: exactly one key",
    keys: &[
        may("exhausted_by", ValueShape::Date, "Exhaustion strictly before the date"),
        may("survives_to", ValueShape::Date, "No exhaustion before the date"),
        may("profitable_by", ValueShape::Year, "Profitable in that year or earlier"),
        may("profitable_first", ValueShape::Truth, "Profitable before exhaustion"),
        may("revenue", ValueShape::Table(&FIGURE), "Revenue of a year"),
        may("operating_result", ValueShape::Table(&FIGURE), "Operating result of a year"),
        may("cash_flow", ValueShape::Table(&FIGURE), "Cash flow of a year"),
        may(
            "cash_flow_before_credit",
            ValueShape::Table(&FIGURE),
            "The same, what compute credit pays for counted as paid",
        ),
        may("cash", ValueShape::Table(&CASH_FIGURE), "Cash at the end of a year or of a day"),
        may("runway_months", ValueShape::Table(&RUNWAY_FIGURE), "Months that the cash lasts at the end of a day"),
        may("covenant_broken_by", ValueShape::Table(&COVENANT_BROKEN), "The covenant of a loan breaks before a date"),
        may("lands", ValueShape::Name, "Capital or a loan lands, within the horizon or by a day"),
        may("growth", ValueShape::Table(&FIGURE), "Growth of revenue on the year before"),
        may("cagr", ValueShape::Table(&CAGR), "Compound annual growth of revenue"),
        may("capital_needed", ValueShape::Table(&CAPITAL_NEEDED), "Capital needed to survive to the horizon"),
        may("all", ValueShape::Tests, "All of these hold"),
        may("any", ValueShape::Tests, "At least one of these holds"),
        may("not", ValueShape::Test, "This does not hold"),
    ],
};

/// What may stand beside the test that it is about.
pub(in crate::scenario) static BESIDE_TEST: Form = Form {
    about: "What may stand beside a test",
    keys: &[may("by", ValueShape::Date, "The last day on which it counts that something lands")],
};

/// A claim has these keys beside those of its test.
pub(in crate::scenario) static CLAIM: Form = Form {
    about: "A question asked of the simulation, with exactly one test",
    keys: &[
        must("text", ValueShape::Text, "The claim in words"),
        SOURCE,
        may("without_new_capital", ValueShape::Truth, "Whether it is asked of the futures without new capital"),
        may("note", ValueShape::Text, "What the answer rests on, or what is wrong with the figure"),
    ],
};
