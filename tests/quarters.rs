//! Books by quarters, and books whose cash stands on a balance sheet beside them.

use crate::books::{PLAIN, draft, read, refused, told};
use crate::support::sheets::{cells, ods_of, ods_table, workbook};

/// The plain sheet by quarters, with its year and a quarter that is not over.
const QUARTERLY: &str = "\
Account,Q1 2025,Q2 2025,Q3 2025,Q4 2025,Total
Sales,900,960,1020,1080,3960
Payroll,600,600,630,630,2460
Rent,150,150,150,150,600
Cash,1000,1210,1450,1750,
";

#[test]
fn quarters_are_read_where_there_are_no_months_and_are_sums_where_there_are() {
    let books = read(QUARTERLY.as_bytes());
    assert_eq!(books.months_each, 3);
    insta::assert_snapshot!(told(&books), @r"
    2025-01 2025-04 2025-07 2025-10
    Revenue Sales B2:E2 [900.0, 960.0, 1020.0, 1080.0]
    Cost Payroll B3:E3 [600.0, 600.0, 630.0, 630.0]
    Cost Rent B4:E4 [150.0, 150.0, 150.0, 150.0]
    Cash Cash E5 [1000.0, 1210.0, 1450.0, 1750.0]
    ");
    let draft = draft(&books);
    assert!(draft.text.contains("start = 2026-01-01") && draft.text.contains("opening = 1750"), "{}", draft.text);
    assert!(draft.open.iter().any(|open| open.contains("a third of its quarter")), "{:?}", draft.open);
    assert!(draft.text.contains("name = \"Rent\"\nopening = 600\n"), "{}", draft.text);
    let spans = QUARTERLY.replace("Q1 2025", "Jan - Mar 2025").replace("Q2 2025", "\"Apr 1 - Jun 30, 2025\"");
    assert_eq!(told(&read(spans.as_bytes())), told(&books));
    let off = refused(QUARTERLY.replace("3960", "3970").as_bytes());
    assert!(off.contains("`Sales` of Total is printed as 3,970, and its months come to 3,960"), "{off}");
    let both = "Account,2026-01,2026-02,2026-03,Q1 2026\nSales,1,2,3,6\nRent,1,1,1,3\n";
    let books = read(both.as_bytes());
    assert_eq!((books.months_each, books.months.len()), (1, 3));
    assert!(books.left_out.iter().any(|one| one.what.contains("Q1 2026") && one.why == "several months together"));
}

#[test]
fn cash_comes_from_a_balance_sheet_beside_the_profit_and_loss() {
    let without = PLAIN.lines().filter(|line| !line.starts_with("Cash")).collect::<Vec<_>>().join("\n");
    let balance = "Account,2025-12,2026-01,2026-02,2026-03\nAssets,,,,\nBank Accounts,,,,\nChecking,900,990,1060,1150\nSavings,10,10,16.5,8.5\n\
                   Total for Bank Accounts,910,1000,1076.5,1158.5\n";
    let rows = [("Profit and Loss", cells(&without)), ("Balance Sheet", cells(balance))];
    let sheets_of = rows.each_ref().map(|(name, rows)| (*name, rows.as_slice()));
    for file in [workbook(&sheets_of), ods_of(&sheets_of.map(|(name, rows)| ods_table(name, rows)).concat())] {
        let books = read(&file);
        let cash = books.cash.as_ref().unwrap();
        assert_eq!(
            (cash.name.as_str(), cash.amounts.as_slice()),
            ("Total for Bank Accounts", &[1000.0, 1076.5, 1158.5][..])
        );
        assert!(draft(&books).text.contains("opening = 1158\n"), "{}", draft(&books).text);
        let left_out: Vec<String> = books.left_out.iter().map(|one| format!("{}: {}", one.what, one.why)).collect();
        assert!(
            left_out[0].contains("Balance Sheet") && left_out[0].contains("only its cash was taken"),
            "{left_out:?}"
        );
    }
    // A longer one is a balance sheet all the same, by its assets.
    let long = format!("{balance}{}", (0..9).map(|at| format!("Machine {at},1,1,1,1\n")).collect::<String>());
    let rows = [("Balance Sheet", cells(&long)), ("Profit and Loss", cells(&without))];
    let books = read(&workbook(&rows.each_ref().map(|(name, rows)| (*name, rows.as_slice()))));
    assert_eq!((books.accounts.len(), books.cash.unwrap().amounts[2]), (4, 1158.5));
    // One that ends before the books do says nothing of their end.
    let short =
        [("Profit and Loss", cells(&without)), ("Balance Sheet", cells(&balance.replace("2026-03", "2025-11")))];
    assert!(read(&workbook(&short.each_ref().map(|(name, rows)| (*name, rows.as_slice())))).cash.is_none());
}
