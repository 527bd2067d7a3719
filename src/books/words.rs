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
const CASH: [&str; 17] = [
    "cash",
    "bank",
    "cash at bank",
    "cash balance",
    "bank balance",
    "closing cash",
    "closing balance",
    "ending cash",
    "closing cash balance",
    "ending balance",
    "cash at end",
    "cash and cash equivalents",
    "cash at end of period",
    "kasse",
    "bankguthaben",
    "kontostand",
    "liquidität",
];
const OPENING_CASH: [&str; 10] = [
    "opening cash",
    "opening balance",
    "beginning cash",
    "beginning balance",
    "cash at beginning",
    "opening cash balance",
    "cash at beginning of period",
    "starting cash",
    "cash at start",
    "anfangsbestand",
];
const REVENUE: [&str; 24] = [
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
    "mrr",
    "arr",
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
        None => Role::Plain,
    }
}

/// Whether a row of this name is cash in the bank.
pub(super) fn cash(name: &str) -> Option<Kind> {
    let name = plain(name);
    let at_end = name.starts_with("cash at end") || name.starts_with("cash at bank");
    if name.starts_with("cash at beginning") || OPENING_CASH.contains(&name.as_str()) {
        Some(Kind::OpeningCash)
    } else {
        (at_end || CASH.contains(&name.as_str())).then_some(Kind::Cash)
    }
}

/// What an account of this name is, or what those under such a heading are; `None` if the name does not say.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let name = plain(name);
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
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
        for name in ["Sales", "Totally Fine Inc", "Cash at end of period", "Profit-sharing", "Bank fees"] {
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
        assert_eq!(
            (cash("Closing Balance"), cash("Opening cash"), cash("Cash")),
            (Some(Kind::Cash), Some(Kind::OpeningCash), Some(Kind::Cash))
        );
    }
}
