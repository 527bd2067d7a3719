//! What the names of rows say: totals, results, cash, and what an account is.

/// What an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It comes in by selling.
    Revenue,
    /// It goes out.
    Cost,
    /// A cost that moves no cash.
    NonCash,
    /// Money raised, lent or paid back to owners and lenders: no operations.
    Financing,
    /// What is in the bank at the end.
    Cash,
    /// What was in the bank at the beginning.
    OpeningCash,
}

/// What a row is by its name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// An account, or a heading above some.
    Plain,
    /// The sum of the rows under a heading of this name; of those before it, if there is none.
    Total(String),
    /// What is left of revenue after costs so far.
    Result,
    /// A count or a rate, which books nothing.
    Metric,
}

const TOTAL_BEFORE: [&str; 9] =
    ["total for ", "total ", "sum of ", "subtotal ", "sub-total ", "summe ", "gesamt ", "totaal ", "net total "];
const TOTAL_AFTER: [&str; 4] = [" total", " gesamt", " summe", " subtotal"];
const TOTAL_ALONE: [&str; 12] = [
    "",
    "total",
    "totals",
    "sum",
    "subtotal",
    "sub-total",
    "summe",
    "gesamt",
    "net sales",
    "net revenue",
    "net revenues",
    "nettoumsatz",
];
const RESULTS: [&str; 34] = [
    "gross profit",
    "gross loss",
    "gross margin",
    "gross result",
    "rohertrag",
    "rohergebnis",
    "net operating income",
    "net operating loss",
    "operating income",
    "operating profit",
    "operating result",
    "operating loss",
    "operating surplus",
    "betriebsergebnis",
    "ebit",
    "ebitda",
    "ebt",
    "net other income",
    "net other expense",
    "net income",
    "net profit",
    "net loss",
    "net result",
    "net earnings",
    "profit",
    "loss",
    "profit for",
    "profit before",
    "profit after",
    "net burn",
    "net cash",
    "net cash flow",
    "cash flow",
    "jahresüberschuss",
];
/// What is in the bank, if nothing else is said of it.
const CASH: [&str; 9] = [
    "cash",
    "bank",
    "cash and cash equivalents",
    "kasse",
    "bankguthaben",
    "kontostand",
    "liquidität",
    "closing balance",
    "ending balance",
];
const OPENING_CASH: [&str; 3] = ["opening balance", "beginning balance", "anfangsbestand"];
/// Words beside `cash` or `bank` that make it what is there, at the end or at the beginning.
const AT_END: [&str; 12] = [
    "end",
    "ending",
    "closing",
    "balance",
    "position",
    "month",
    "period",
    "bank",
    "hand",
    "total",
    "held",
    "available",
];
const AT_BEGINNING: [&str; 5] = ["beginning", "opening", "start", "starting", "brought"];
/// Rows that count or rate something, and book nothing.
const METRICS: [&str; 26] = [
    "headcount",
    "fte",
    "ftes",
    "employees",
    "customers",
    "users",
    "subscribers",
    "runway",
    "churn",
    "arpu",
    "arr",
    "mrr",
    "cac",
    "ltv",
    "nps",
    "accounts",
    "orders",
    "units",
    "hours",
    "days",
    "months",
    "conversion",
    "retention",
    "number",
    "mitarbeiter",
    "kunden",
];
const REVENUE: [&str; 22] = [
    "revenue",
    "revenues",
    "income",
    "sales",
    "turnover",
    "receipts",
    "subscription",
    "subscriptions",
    "licences",
    "licenses",
    "grants",
    "grant",
    "umsatz",
    "umsatzerlöse",
    "umsätze",
    "erlöse",
    "ertrag",
    "erträge",
    "ventas",
    "ingresos",
    "ventes",
    "produits",
];
const COST: [&str; 48] = [
    "cost",
    "costs",
    "cogs",
    "expense",
    "expenses",
    "overhead",
    "overheads",
    "spending",
    "outgoings",
    "tax",
    "taxes",
    "marketing",
    "commission",
    "commissions",
    "payroll",
    "salary",
    "salaries",
    "wages",
    "rent",
    "hosting",
    "insurance",
    "travel",
    "fees",
    "software",
    "office",
    "legal",
    "interest",
    "discounts",
    "refunds",
    "payments",
    "purchases",
    "advertising",
    "contractors",
    "utilities",
    "aufwand",
    "aufwendungen",
    "kosten",
    "miete",
    "gehälter",
    "löhne",
    "personal",
    "steuern",
    "charges",
    "gastos",
    "salaires",
    "material",
    "wareneinsatz",
    "opex",
];
const NON_CASH: [&str; 9] = [
    "depreciation",
    "amortisation",
    "amortization",
    "abschreibung",
    "abschreibungen",
    "impairment",
    "stock-based",
    "share-based",
    "afa",
];
const FINANCING: [&str; 22] = [
    "equity",
    "shareholder",
    "shareholders",
    "financing",
    "loan",
    "loans",
    "safe",
    "safes",
    "convertible",
    "dividend",
    "dividends",
    "drawings",
    "borrowing",
    "borrowings",
    "repayment",
    "repayments",
    "darlehen",
    "kredit",
    "investors",
    "funding",
    "proceeds",
    "finanzierung",
];

/// A name in small letters, without blanks and colons around it, and without what Xero puts before sections.
pub(super) fn plain(name: &str) -> String {
    let lower = name.trim().trim_end_matches([':', '.']).to_lowercase();
    let rest = lower.strip_prefix("less ").or_else(|| lower.strip_prefix("plus ")).unwrap_or(&lower);
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a row of this name is.
pub(super) fn role(name: &str) -> Role {
    let name = plain(name);
    let whole = |known: &[&str]| known.contains(&name.as_str());
    let begins = |known: &[&str]| {
        known.iter().any(|word| name.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '/', '('])))
    };
    if whole(&TOTAL_ALONE) {
        return Role::Total(String::new());
    }
    if cash(&name).is_some() {
        return Role::Plain;
    }
    if whole(&RESULTS) || begins(&RESULTS) || (name.starts_with("net ") && name.contains(" cash ")) {
        return Role::Result;
    }
    let before = TOTAL_BEFORE.iter().find_map(|word| name.strip_prefix(word));
    let of = before.or_else(|| TOTAL_AFTER.iter().find_map(|word| name.strip_suffix(word)));
    match of.map(plain) {
        Some(of) if RESULTS.contains(&of.as_str()) => Role::Result,
        Some(of) => Role::Total(of),
        None if is_metric(&name) => Role::Metric,
        None => Role::Plain,
    }
}

/// Whether a name counts or rates something: and says of no money that it came or went.
fn is_metric(name: &str) -> bool {
    let words = words_of(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    name.contains('#')
        || name.contains('%')
        || (has(&METRICS) && !has(&REVENUE) && !has(&COST) && !has(&["payable", "receivable"]))
}

/// The words of a name in small letters.
fn words_of(name: &str) -> Vec<&str> {
    name.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect()
}

/// Whether a row of this name is cash in the bank.
pub(super) fn cash(name: &str) -> Option<Kind> {
    let name = plain(name);
    let words = words_of(&name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let is_money = words
        .first()
        .is_some_and(|first| ["cash", "bank", "closing", "ending", "opening", "beginning", "starting"].contains(first));
    // Whatever flows is no balance, nor is what a bank takes for it.
    let is_flow = has(&["flow", "change", "increase", "decrease", "movement", "sales", "burn", "spent"])
        || has(&COST)
        || has(&["charges"]);
    if OPENING_CASH.contains(&name.as_str()) {
        Some(Kind::OpeningCash)
    } else if CASH.contains(&name.as_str()) {
        Some(Kind::Cash)
    } else if !is_money || is_flow || !has(&["cash", "bank"]) {
        None
    } else if has(&AT_BEGINNING) {
        Some(Kind::OpeningCash)
    } else {
        has(&AT_END).then_some(Kind::Cash)
    }
}

/// What an account of this name is, or what those under such a heading are; `None` if the name does not say.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let name = plain(name);
    let words = words_of(&name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if has(&NON_CASH) {
        return Some(Kind::NonCash);
    }
    if has(&["interest"]) {
        return Some(if has(&REVENUE) || has(&["earned", "received"]) { Kind::Revenue } else { Kind::Cost });
    }
    if has(&FINANCING) || name.contains("share capital") || name.contains("capital raised") {
        return Some(Kind::Financing);
    }
    if has(&COST) {
        return Some(Kind::Cost);
    }
    has(&REVENUE).then_some(Kind::Revenue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_rows_are() {
        let total = |name: &str| Role::Total(name.to_owned());
        assert_eq!(role("Total for Payroll Expenses"), total("payroll expenses"));
        assert_eq!((role("Total Less Operating Expenses"), role("TOTAL")), (total("operating expenses"), total("")));
        assert_eq!(role("Personnel total"), total("personnel"));
        for name in [
            "Gross Profit",
            "Net Operating Income",
            "Net Income",
            "EBITDA",
            "Net cash increase for period",
            "NET PROFIT",
        ] {
            assert_eq!(role(name), Role::Result, "{name}");
        }
        for name in ["Headcount", "# of customers", "MRR", "Churn rate", "Runway months"] {
            assert_eq!(role(name), Role::Metric, "{name}");
        }
        for name in
            ["Sales", "Totally Fine Inc", "Cash at end of period", "Profit-sharing", "Bank fees", "Customers revenue"]
        {
            assert_eq!(role(name), Role::Plain, "{name}");
        }
    }

    #[test]
    fn names_say_what_accounts_are() {
        for (name, said) in [
            ("Trading Income", Some(Kind::Revenue)),
            ("Cost of Sales", Some(Kind::Cost)),
            ("Sales & Marketing", Some(Kind::Cost)),
            ("Less Operating Expenses", Some(Kind::Cost)),
            ("Interest earned", Some(Kind::Revenue)),
            ("Loan interest", Some(Kind::Cost)),
            ("Income tax", Some(Kind::Cost)),
            ("Shareholder loans", Some(Kind::Financing)),
            ("Depreciation", Some(Kind::NonCash)),
            ("Umsatzerlöse", Some(Kind::Revenue)),
            ("Consulting", None),
        ] {
            assert_eq!(kind(name), said, "{name}");
        }
        for name in
            ["Closing Balance", "Cash", "Cash end of month", "Cash at bank", "Ending cash balance", "Bank balance"]
        {
            assert_eq!(cash(name), Some(Kind::Cash), "{name}");
        }
        for name in ["Opening cash", "Cash at beginning of period", "Opening Balance"] {
            assert_eq!(cash(name), Some(Kind::OpeningCash), "{name}");
        }
        for name in
            ["Cash sales", "Bank fees", "Net cash flow", "Cash flow end of month", "Bank charges", "Bank interest"]
        {
            assert_eq!(cash(name), None, "{name}");
        }
    }
}
