//! Books in the layouts that programs export: what is read, what is left out, and what does not agree.

use crate::problems::message;
use crate::support::sheets::{Written, bomb, cells, ods, ods_of, xlsx, xlsx_of, zip};
use runout::books::{Books, Decimals, Draft, Kind, sheets};
use runout::model::load_source;
use runout::scenario::Source;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// QuickBooks: titles, sections, sums of everything, a part of a month, totals.
const QUICKBOOKS: &str = "\
Profit and Loss,,,,,
Acme Inc.,,,,,
\"January 1-April 15, 2026\",,,,,

Distribution account,Jan 2026,Feb 2026,Mar 2026,\"Apr 1 - 15, 2026\",Total
Income,,,,,
   Subscriptions,\"$1,000.00\",\"$1,100.50\",\"$1,200.25\",$600.00,\"$3,900.75\"
   Refunds,($20.00),($10.00),,,($30.00)
Total for Income,$980.00,\"$1,090.50\",\"$1,200.25\",$600.00,\"$3,870.75\"
Cost of Goods Sold,,,,,
   Hosting,100.00,110.00,120.00,50.00,380.00
Total for Cost of Goods Sold,100.00,110.00,120.00,50.00,380.00
Gross Profit,880.00,980.50,\"1,080.25\",550.00,\"3,490.75\"
Expenses,,,,,
Payroll Expenses,,,,,
   Salaries,900.00,900.00,950.00,400.00,\"3,150.00\"
   Payroll Taxes,90.00,90.00,95.00,40.00,315.00
Total for Payroll Expenses,990.00,990.00,\"1,045.00\",440.00,\"3,465.00\"
   Depreciation,25.00,25.00,25.00,,75.00
Total for Expenses,\"1,015.00\",\"1,015.00\",\"1,070.00\",440.00,\"3,540.00\"
Net Operating Income,-135.00,-34.50,10.25,110.00,-49.25
Net Income,\u{2212}135.00,\u{2212}34.50,10.25,110.00,\u{2212}49.25

\"Accrual basis Wednesday, April 15, 2026 09:12 AM GMT\",,,,,
";

/// Xero: the newest month first, and a year to date.
const XERO: &str = "\
Profit and Loss
Acme Ltd
For the month ended 30 November 2026

Account,30 Nov 2026,31 Oct 2026,30 Sep 2026,Year to date

Trading Income
Sales,\"3,000.00\",\"2,900.00\",\"2,800.00\",\"31,000.00\"
Total Trading Income,\"3,000.00\",\"2,900.00\",\"2,800.00\",\"31,000.00\"

Less Cost of Sales
Direct wages,300.00,290.00,280.00,\"3,100.00\"
Total Cost of Sales,300.00,290.00,280.00,\"3,100.00\"

Gross Profit,\"2,700.00\",\"2,610.00\",\"2,520.00\",\"27,900.00\"

Less Operating Expenses
Wages and salaries,\"1,500.00\",\"1,400.50\",\"1,450.00\",\"16,000.00\"
Total Operating Expenses,\"1,500.00\",\"1,400.50\",\"1,450.00\",\"16,000.00\"

Net Profit,\"1,200.00\",\"1,209.50\",\"1,070.00\",\"11,900.00\"
";

/// Xero's cash summary, with cash at both ends of each month.
const CASH_SUMMARY: &str = "\
Cash Summary,,
Account,Feb 2026,Jan 2026
Income,,
Sales,120,100
Less Expenses,,
Rent,30,30
Wages,80,70
Plus Other Cash Movements,,
Share capital,50,0
Net cash increase for period,60,0
Opening Balance,500,500
Closing Balance,560,500
";

pub(crate) const PLAIN: &str = "\
Account,2026-01,2026-02,2026-03
Sales,300,320.5,340
Licences,10,11,12
Payroll,200,205,220
Rent,50,50,50
Cash,1000,1076.5,1158.5
";

const HLEDGER: &str = "\
\"account\",\"period\",\"start_date\",\"end_date\",\"commodity\",\"value\"
\"revenues:subscriptions\",\"2026-01\",\"2026-01-01\",\"2026-01-31\",\"€\",\"-100.00\"
\"revenues:subscriptions\",\"2026-02\",\"2026-02-01\",\"2026-02-28\",\"€\",\"-110.00\"
\"expenses:payroll:salaries\",\"2026-01\",\"2026-01-01\",\"2026-01-31\",\"€\",\"50.00\"
\"expenses:payroll:salaries\",\"2026-02\",\"2026-02-01\",\"2026-02-28\",\"€\",\"55.00\"
";

#[track_caller]
pub(crate) fn read(bytes: &[u8]) -> Books {
    sheets("books.csv", bytes)
        .and_then(|sheets| Books::read(&sheets, None))
        .unwrap_or_else(|error| panic!("{}", message(&error)))
}

/// What is said of books that cannot be read.
#[track_caller]
pub(crate) fn refused(bytes: &[u8]) -> String {
    let outcome = sheets("books.csv", bytes).and_then(|sheets| Books::read(&sheets, None));
    message(&outcome.map(|books| format!("{books:?}")).unwrap_err())
}

/// Kinds, names and amounts of the accounts, a line each.
pub(crate) fn told(books: &Books) -> String {
    let months: Vec<String> = books.months.iter().map(ToString::to_string).collect();
    let mut text = months.join(" ") + "\n";
    for account in books.accounts.iter().chain(&books.cash) {
        let _ = writeln!(text, "{:?} {} {} {:?}", account.kind, account.name, account.cells, account.amounts);
    }
    text
}

/// The draft, which must be a scenario without a problem.
#[track_caller]
pub(crate) fn draft(books: &Books) -> Draft {
    let draft = books.draft();
    if let Err(error) = load_source(&Source::of_text("draft.toml", &draft.text), &[]) {
        panic!("{}\n{}", draft.text, message(&error));
    }
    draft
}

#[test]
fn quickbooks_exports_lose_their_sums_and_the_month_that_is_not_over() {
    let books = read(QUICKBOOKS.as_bytes());
    insta::assert_snapshot!(told(&books), @r"
    2026-01 2026-02 2026-03
    Revenue Subscriptions B7:D7 [1000.0, 1100.5, 1200.25]
    Revenue Refunds B8:C8 [-20.0, -10.0, 0.0]
    Cost Hosting B11:D11 [100.0, 110.0, 120.0]
    Cost Salaries B16:D16 [900.0, 900.0, 950.0]
    Cost Payroll Taxes B17:D17 [90.0, 90.0, 95.0]
    NonCash Depreciation B19:D19 [25.0, 25.0, 25.0]
    ");
    assert_eq!((books.currency.as_deref(), books.is_cash_basis), (Some("USD"), Some(false)));
    assert_eq!(books.heading.as_deref(), Some("Acme Inc."));
    let left_out: Vec<&str> = books.left_out.iter().map(|one| one.what.as_str()).collect();
    assert!(
        left_out.contains(&"`Apr 1 - 15, 2026`, column E") && left_out.contains(&"`Gross Profit`, row 13"),
        "{left_out:?}"
    );
    let draft = draft(&books);
    insta::assert_snapshot!(draft.text);
}

#[test]
fn xero_exports_are_read_from_the_newest_month_back() {
    insta::assert_snapshot!(told(&read(XERO.as_bytes())), @r"
    2026-09 2026-10 2026-11
    Revenue Sales B8:D8 [2800.0, 2900.0, 3000.0]
    Cost Direct wages B12:D12 [280.0, 290.0, 300.0]
    Cost Wages and salaries B18:D18 [1450.0, 1400.5, 1500.0]
    ");
}

#[test]
fn a_cash_summary_gives_the_opening_cash_and_money_of_owners_is_no_revenue() {
    let books = read(CASH_SUMMARY.as_bytes());
    assert_eq!((books.is_cash_basis, books.cash.as_ref().unwrap().amounts.clone()), (Some(true), vec![500.0, 560.0]));
    let draft = draft(&books);
    assert!(draft.text.contains("[cash]\nopening = 560\n"), "{}", draft.text);
    assert!(
        draft.left_out.iter().any(|one| one.what.contains("Share capital") && one.why.contains("owners and lenders"))
    );
    let off = refused(CASH_SUMMARY.replace("Balance,560,500", "Balance,565,500").as_bytes());
    assert!(
        off.contains("books.csv:B12: `Closing Balance` of 2026-02 is printed as 565, and cash at its beginning"),
        "{off}"
    );
}

#[test]
fn a_plain_sheet_reads_the_same_as_csv_xlsx_and_ods_upright_and_turned() {
    let rows = cells(PLAIN);
    let width = rows[0].len();
    let turned: Vec<Vec<Written>> =
        (0..width).map(|column| rows.iter().map(|row| row[column].clone()).collect()).collect();
    let csv = read(PLAIN.as_bytes());
    insta::assert_snapshot!(told(&csv), @r"
    2026-01 2026-02 2026-03
    Revenue Sales B2:D2 [300.0, 320.5, 340.0]
    Revenue Licences B3:D3 [10.0, 11.0, 12.0]
    Cost Payroll B4:D4 [200.0, 205.0, 220.0]
    Cost Rent B5:D5 [50.0, 50.0, 50.0]
    Cash Cash D6 [1000.0, 1076.5, 1158.5]
    ");
    for bytes in [xlsx("Books & more", &rows), ods("Books & more", &rows)] {
        let books = read(&bytes);
        assert_eq!(told(&books), told(&csv));
        assert_eq!((books.name.as_str(), books.currency.as_deref()), ("books.csv, sheet Books & more", Some("EUR")));
        draft(&books);
    }
    for bytes in [xlsx("1", &turned), ods("1", &turned)] {
        let books = read(&bytes);
        assert_eq!(
            books.accounts.iter().map(|account| account.amounts.clone()).collect::<Vec<_>>(),
            csv.accounts.iter().map(|account| account.amounts.clone()).collect::<Vec<_>>()
        );
        assert_eq!(books.accounts[1].cells, "C2:C4");
    }
}

#[test]
fn a_ledger_prints_revenue_with_a_minus_and_accounts_as_paths() {
    insta::assert_snapshot!(told(&read(HLEDGER.as_bytes())), @r"
    2026-01 2026-02
    Revenue subscriptions F2:F3 [100.0, 110.0]
    Cost payroll:salaries F4:F5 [50.0, 55.0]
    ");
    let mixed = HLEDGER.replacen("\"€\",\"55.00\"", "\"$\",\"55.00\"", 1);
    assert!(refused(mixed.as_bytes()).contains("all figures must be in one currency, got $ and €"));
}

#[test]
fn european_figures_are_read_and_the_number_of_an_account_is_no_name() {
    let table = "Konto;Bezeichnung;Januar 2026;Februar 2026\n4400;Umsatzerlöse;\"12.000,00\";13.000,50\n6000;Gehälter;8.000,00;8.100,00\n;Summe Aufwand;8.000,00;8.100,00\n";
    insta::assert_snapshot!(told(&read(table.as_bytes())), @r"
    2026-01 2026-02
    Revenue Umsatzerlöse C2:D2 [12000.0, 13000.5]
    Cost Gehälter C3:D3 [8000.0, 8100.0]
    ");
    let unclear = "Account;Jan 2026;Feb 2026\nSales;1.020;1.040\nRent;0.940;0.950\n";
    insta::assert_snapshot!(refused(unclear.as_bytes()), @r"
    error: books.csv:B2: may be 1020 or 1.020: every figure here has three digits after a point
      |
    2 | Sales 1.020 1.040
      |       ^^^^^
    help: say what stands before decimals: `--decimals comma` if it is 1020, `--decimals point` if it is 1.020
    ");
    let sheets = sheets("books.csv", unclear.as_bytes()).unwrap();
    assert_eq!(Books::read(&sheets, Some(Decimals::Comma)).unwrap().accounts[0].amounts, [1020.0, 1040.0]);
}

#[test]
fn a_sum_that_does_not_agree_is_named_with_its_cell_and_both_figures() {
    let off =
        QUICKBOOKS.replace("Total for Payroll Expenses,990.00,990.00", "Total for Payroll Expenses,990.00,999.00");
    insta::assert_snapshot!(refused(off.as_bytes()), @r"
    error: books.csv:C18: `Total for Payroll Expenses` of Feb 2026 is printed as 999, and rows 16 to 17 come to 990
       |
    18 | Total for Payroll Expenses 990.00 999.00 1,045.00 440.00 3,465.00
       |                                   ^^^^^^
    help: a row may be hidden or was left out of the export: show it, or correct the sum, or delete this row
    ");
    let off =
        QUICKBOOKS.replace("Hosting,100.00,110.00,120.00,50.00,380.00", "Hosting,100.00,110.00,120.00,50.00,381.00");
    assert!(refused(off.as_bytes()).contains("F12: `Total for Cost of Goods Sold` of Total is printed as 380"));
    let off = QUICKBOOKS.replace("10.25,110.00,-49.25", "11.25,110.00,-49.25");
    assert!(refused(off.as_bytes()).contains("D21: `Net Operating Income` of Mar 2026 is printed as 11.25, and revenue after costs, rows 7 to 19 come to 10.25"));
}

#[test]
fn sums_without_a_word_are_found_by_their_figures_above_and_below() {
    let above = "In EUR thousand,Jan-26,Feb-26,Mar-26\nRevenue,300,320,341\n  Subscriptions,200,210,221\n  Services,100,110,120\nCosts,-250,-260,-280\n  Payroll,-200,-205,-220\n  Rent,-50,-55,-60\nResult,50,60,61\n";
    insta::assert_snapshot!(told(&read(above.as_bytes())), @r"
    2026-01 2026-02 2026-03
    Revenue Subscriptions B3:D3 [200000.0, 210000.0, 221000.0]
    Revenue Services B4:D4 [100000.0, 110000.0, 120000.0]
    Cost Payroll B6:D6 [200000.0, 205000.0, 220000.0]
    Cost Rent B7:D7 [50000.0, 55000.0, 60000.0]
    ");
    let stale = "Account,2026-01,2026-02,2026-03,2026-04\nSales,9,9,9,9\nSalaries,200,205,220,230\nTravel,50,55,61,62\nPeople,250,260,281,300\n";
    assert!(
        refused(stale.as_bytes()).contains("E5: `People` of 2026-04 is printed as 300, and rows 3 to 4 come to 292")
    );
    // Round figures that add up by accident are accounts.
    let round = "Account,2026-01,2026-02,2026-03\nSales,500,500,500\nRent,200,200,200\nSoftware,100,100,100\nInsurance,100,100,100\n";
    assert_eq!(read(round.as_bytes()).accounts.len(), 4);
}

#[test]
fn columns_of_last_year_add_their_months_and_plans_and_comparisons_do_not() {
    let table = "Account,Jan 2026,Jan 2025 (PY),Feb 2026,Feb 2025 (PY),Budget Feb 2026,% Change\nSales,110,100,120,105,150,9%\nRent,10,10,10,10,10,0%\n";
    insta::assert_snapshot!(told(&read(table.as_bytes())), @r"
    2026-01 2026-02
    Revenue Sales B2:D2 [110.0, 120.0]
    Cost Rent B3:D3 [10.0, 10.0]
    ");
    let months = |year: i32, mark: &str| (1..=12).map(|month| format!(",{year}-{month:02}{mark}")).collect::<String>();
    let row =
        |name: &str, from: i32| format!("{name}{}", (0..24).map(|at| format!(",{}", from + at)).collect::<String>());
    let table = format!("Account{}{}\n{}\n", months(2026, ""), months(2025, " (PY)"), row("Sales", 100));
    let books = read(table.as_bytes());
    assert_eq!((books.months.len(), books.accounts[0].amounts[0], books.accounts[0].amounts[12]), (24, 112.0, 100.0));
    let two_rows = "Account,Jan 2026,,Feb 2026,\n,Current,(PY),Current,(PY)\nSales,110,100,120,105\n";
    assert_eq!(read(two_rows.as_bytes()).accounts[0].amounts, [110.0, 120.0]);
}

#[test]
fn months_without_years_and_serial_numbers_are_dated_by_what_stands_above() {
    let table = "Plan 2026,,\nAccount,Jan,Feb\nSales,1,2\n";
    assert_eq!(told(&read(table.as_bytes())).lines().next(), Some("2026-01 2026-02"));
    let table = "Account,46023,46054\nSales,1,2\n";
    assert_eq!(told(&read(table.as_bytes())).lines().next(), Some("2026-01 2026-02"));
    assert!(refused(b"Account,Jan,Feb\nSales,1,2\n").contains("books.csv:B1: the month \"Jan\" has no year"));
    assert!(
        refused(b"Account,2026-01,2026-01,2026-02\nSales,1,2,3\n")
            .contains("C1: the month \"2026-01\" stands there twice")
    );
    assert!(refused(b"Sales,1,2\nRent,3,4\n").contains("has no row that names two months or more"));
}

#[test]
fn small_accounts_are_gathered_and_what_was_paid_back_is_taken_off() {
    let table = "Account,2026-01,2026-02,2026-03\nSales,1000,1000,1010\nInterest income,5,5,5\nDonations revenue,4,4,5\nPayroll,900,900,900\nBank fees,5,5,6\nPostage fees,6,5,5\nOld fees,0,0,0\n";
    let draft = draft(&read(table.as_bytes()));
    let names: Vec<&str> = draft.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["Sales", "Other revenue", "Payroll", "Other costs"]);
    assert!(draft.text.contains("source = \"books.csv, Bank fees (B6:D6), Postage fees (B7:D7)\""), "{}", draft.text);
    assert!(draft.left_out.iter().any(|one| one.what.contains("Old fees") && one.why.contains("nothing was booked")));
    let quickbooks = draft_of(QUICKBOOKS);
    assert!(quickbooks.contains("books.csv, Subscriptions (B7:D7), Refunds (B8:C8)"), "{quickbooks}");
}

fn draft_of(csv: &str) -> String {
    draft(&read(csv.as_bytes())).text
}

#[test]
fn two_years_show_growth_and_less_than_two_say_that_they_cannot() {
    let months = |count: usize| {
        let heads: String = (0..count).map(|at| format!(",{}-{:02}", 2025 + at / 12, at % 12 + 1)).collect();
        let sales: String = (0..count).map(|at| format!(",{}", if at < 12 { 100 } else { 140 })).collect();
        let rent: String = (0..count).map(|_| ",10".to_owned()).collect();
        format!("Account{heads}\nSales{sales}\nRent{rent}\n")
    };
    let two_years = draft_of(&months(24));
    assert!(
        two_years
            .contains("growth = { value = \"-5% to 65%\", persistence = 0.6 } # wide on purpose: 40% in the last year"),
        "{two_years}"
    );
    assert!(
        two_years.contains("start = 2027-01-01") && two_years.contains("name = \"Rent\"\nopening = 120\n"),
        "{two_years}"
    );
    let one_year = draft_of(&months(23));
    assert!(one_year.contains("23 months cannot show them, and 24 can"), "{one_year}");
}

#[test]
fn a_season_that_two_years_show_is_written_and_the_opening_is_without_it() {
    let weights = [50, 60, 80, 100, 100, 100, 100, 100, 100, 100, 110, 200];
    let heads: String = (0..24).map(|at| format!(",{}-{:02}", 2025 + at / 12, at % 12 + 1)).collect();
    let sales: String = (0..24).map(|at| format!(",{}", weights[at % 12])).collect();
    let text = draft_of(&format!("Account{heads}\nSales{sales}\nRent{}\n", ",10".repeat(24)));
    assert!(text.contains("season = [0.50, 0.60, 0.80, 1.00"), "{text}");
    assert!(text.contains("name = \"Sales\"\nopening = 1200\n"), "{text}");
}

#[test]
fn a_formula_without_its_result_is_an_error_with_the_remedy() {
    let header = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Account</v></c><c r=\"B1\" t=\"str\"><v>2026-01</v></c><c r=\"C1\" t=\"str\"><v>2026-02</v></c></row>";
    let row = |b: &str| {
        format!(
            "{header}<row r=\"2\"><c r=\"A2\" t=\"str\"><v>Sales</v></c><c r=\"B2\">{b}</c><c r=\"C2\"><v>2</v></c></row>"
        )
    };
    insta::assert_snapshot!(refused(&xlsx_of(&row("<f>SUM(B3:B9)</f><v></v>"))), @r"
    error: books.csv, sheet Books:B2: is a formula whose result was not saved with it
      |
    2 | Sales =SUM(B3:B9) 2
      |       ^^^^^^^^^^^
    help: open the file in a spreadsheet and save it, so that results are saved, or save the sheet as CSV
    ");
    assert_eq!(read(&xlsx_of(&row("<f>SUM(B3:B9)</f><v>7</v>"))).accounts[0].amounts, [7.0, 2.0]);
    assert!(refused(&xlsx_of(&row("<f>1/0</f><v>#DIV/0!</v>"))).contains("must be an amount, got \"#DIV/0!\""));
}

#[test]
fn hostile_files_are_refused_quickly_with_the_limit() {
    let ods_cell = |attributes: &str| {
        ods_of(&format!(
            "<table:table table:name=\"1\"><table:table-row {attributes}><table:table-cell office:value=\"1\" table:number-columns-repeated=\"4000000000\"/></table:table-row></table:table>"
        ))
    };
    let ods_rows = ods_of(
        "<table:table><table:table-row table:number-rows-repeated=\"18446744073709551615\"><table:table-cell office:value=\"1\"/></table:table-row></table:table>",
    );
    let xlsx_cell = |cell: &str| xlsx_of(&format!("<row><c r=\"{cell}\"><v>1</v></c></row>"));
    let shared = xlsx_of("<row><c r=\"A1\"><f t=\"shared\" ref=\"A1:XFD1048576\" si=\"4000000000\">1</f></c></row>");
    let long = format!("Account,2026-01,2026-02\n\"{}\",1,2\n", "x".repeat(1 << 20));
    let wide = format!("Account{}\n", ",1".repeat(1_000_000));
    let tall = "1\n".repeat(1_000_000);
    let many = format!("Account,2026-01,2026-02\n{}", "Sales,1,2\n".repeat(3_000));
    for (bytes, limit) in [
        (bomb("xl/workbook.xml", 80 << 20), "may unpack to at most 64 MiB"),
        (bomb("content.xml", 80 << 20), "may unpack to at most 64 MiB"),
        (ods_cell(""), "at most 1500 columns"),
        (ods_rows, "at most 100000 rows"),
        (xlsx_cell("XFD1048576"), "at most 100000 rows, got a cell in row 1048576"),
        (xlsx_cell("ZZZZZZZZZZZZZZZZZZZZZZ1"), "has no row that names two months"),
        (shared, "has no row that names two months"),
        (wide.into_bytes(), "at most 1500 columns"),
        (tall.into_bytes(), "at most 100000 rows"),
        (long.into_bytes(), "at most 32768 bytes of text"),
        (many.into_bytes(), "at most 2000 accounts, got 3000 rows"),
        (vec![b'1'; 100], "has no row that names two months"),
        (zip(&[("readme.txt", b"no")]), "is a ZIP archive, and no XLSX or ODS spreadsheet"),
        (xlsx("a", &cells(PLAIN))[..300].to_vec(), "is not a whole ZIP archive"),
        (b"\xd0\xcf\x11\xe0rest".to_vec(), "is an old Excel file (.xls)"),
        (b"%PDF-1.7".to_vec(), "is a PDF"),
        (b"a,b\n\xff\xff".to_vec(), "must be text in UTF-8"),
    ] {
        let begun = Instant::now();
        let said = refused(&bytes);
        assert!(begun.elapsed() < Duration::from_secs(60), "{limit}: {:?}", begun.elapsed());
        assert!(said.contains(limit), "{limit}: {said}");
        assert!(said.contains("\nhelp: ") && said.len() < 1_000, "{said}");
    }
}

#[test]
fn any_bytes_at_all_are_read_or_refused() {
    let samples = [
        xlsx("a", &cells(PLAIN)),
        ods("a", &cells(PLAIN)),
        QUICKBOOKS.as_bytes().to_vec(),
        HLEDGER.as_bytes().to_vec(),
    ];
    let mut state = 1_u64;
    for round in 0..400 {
        let mut bytes = samples[round % samples.len()].clone();
        for _ in 0..=round % 7 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (state >> 33) as usize % bytes.len();
            bytes[at] = (state >> 24) as u8;
        }
        if let Ok(books) = sheets("books", &bytes).and_then(|sheets| Books::read(&sheets, None)) {
            // Whatever can be read can be written.
            draft(&books);
        }
    }
}

#[test]
fn kinds_that_nothing_tells_are_those_of_the_rows_beside_and_said_to_be_guessed() {
    let books = read(b"Account,2026-01,2026-02\nSales,10,10\nZebra,3,3\nRent,5,5\nOstrich,2,2\n");
    let kinds: Vec<(Kind, bool)> = books.accounts.iter().map(|account| (account.kind, account.is_guess)).collect();
    assert_eq!(kinds, [(Kind::Revenue, false), (Kind::Revenue, true), (Kind::Cost, false), (Kind::Cost, true)]);
    let open = draft(&books).open;
    assert!(open.contains(&"nothing says what `Zebra` is: taken for revenue".to_owned()), "{open:?}");
}
