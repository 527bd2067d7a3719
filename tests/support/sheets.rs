//! Spreadsheets made for tests: workbooks by another hand, OpenDocument and whatever is hostile by hand.

use super::archive::archive;
pub(crate) use super::archive::{ods_of, xlsx_of, zip};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::fmt::Write as _;

/// A cell to be written.
#[derive(Debug, Clone)]
pub(crate) enum Written {
    /// Nothing.
    No,
    /// Words.
    Words(String),
    /// A number, perhaps of money.
    Number(f64),
    /// The first day of a month: year and month.
    Month(u16, u8),
}

/// The cells of a table in CSV: `2026-01` is a date, what reads as a number is one.
pub(crate) fn cells(table: &str) -> Vec<Vec<Written>> {
    let cell = |text: &str| match (text.parse::<f64>(), text.split_once('-')) {
        _ if text.is_empty() => Written::No,
        (Ok(number), _) => Written::Number(number),
        (_, Some((year, month))) if year.len() == 4 && month.len() == 2 => {
            Written::Month(year.parse().unwrap(), month.parse().unwrap())
        }
        _ => Written::Words(text.to_owned()),
    };
    table.lines().map(|line| line.split(',').map(cell).collect()).collect()
}

/// A workbook with one sheet, whose numbers are euros.
pub(crate) fn xlsx(sheet: &str, rows: &[Vec<Written>]) -> Vec<u8> {
    workbook(&[(sheet, rows)])
}

/// A workbook with several sheets by their names, whose numbers are euros.
pub(crate) fn workbook(sheets: &[(&str, &[Vec<Written>])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (sheet, rows) in sheets {
        write_sheet(&mut workbook, sheet, rows);
    }
    workbook.save_to_buffer().unwrap()
}

fn write_sheet(workbook: &mut Workbook, sheet: &str, rows: &[Vec<Written>]) {
    let (day, money) = (Format::new().set_num_format("mmm yyyy"), Format::new().set_num_format("#,##0.00\\ [$€-407]"));
    let page = workbook.add_worksheet().set_name(sheet).unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Written::No => {}
                Written::Words(text) => _ = page.write(row, column, text).unwrap(),
                Written::Number(number) => _ = page.write_with_format(row, column, *number, &money).unwrap(),
                Written::Month(year, month) => {
                    let date = ExcelDateTime::from_ymd(*year, *month, 1).unwrap();
                    page.write_with_format(row, column, &date, &day).unwrap();
                }
            }
        }
    }
}

/// An OpenDocument spreadsheet with one sheet, which ends in rows and columns that are repeated as LibreOffice does.
pub(crate) fn ods(sheet: &str, rows: &[Vec<Written>]) -> Vec<u8> {
    ods_of(&ods_table(sheet, rows))
}

/// One sheet of such a file.
pub(crate) fn ods_table(sheet: &str, rows: &[Vec<Written>]) -> String {
    let mut body = String::new();
    for cells in rows {
        body += "<table:table-row>";
        for cell in cells {
            let _ = match cell {
                Written::No => write!(body, "<table:table-cell/>"),
                Written::Words(text) => write!(
                    body,
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    text.replace('&', "&amp;")
                ),
                Written::Number(number) => write!(
                    body,
                    "<table:table-cell office:value-type=\"currency\" office:currency=\"EUR\" office:value=\"{number}\"><text:p>{number:.2} €</text:p></table:table-cell>"
                ),
                Written::Month(year, month) => write!(
                    body,
                    "<table:table-cell office:value-type=\"date\" office:date-value=\"{year}-{month:02}-01\"><text:p>x</text:p></table:table-cell>"
                ),
            };
        }
        body += "<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>";
    }
    body += "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    format!("<table:table table:name=\"{}\">{body}</table:table>", sheet.replace('&', "&amp;"))
}

/// A ZIP archive of one part, deflated, which unpacks to so many bytes of one kind.
pub(crate) fn bomb(name: &str, bytes: usize) -> Vec<u8> {
    use std::io::Write as _;
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b' '; 1 << 20];
    (0..bytes >> 20).for_each(|_| packer.write_all(&block).unwrap());
    let packed = packer.finish().unwrap();
    // It says of itself that it is small.
    archive(&[(name, 8, &packed, 100)])
}
