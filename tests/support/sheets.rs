//! Spreadsheets made for tests: workbooks by another hand, OpenDocument and whatever is hostile by hand.

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

/// An OpenDocument spreadsheet with this for its tables.
pub(crate) fn ods_of(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

/// A workbook with this for the data of its only sheet.
pub(crate) fn xlsx_of(data: &str) -> Vec<u8> {
    let workbook =
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Books\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>";
    let relations = "<Relationships><Relationship Id=\"a\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let sheet = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
    zip(&[
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A ZIP archive of parts that are stored as they are.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let stored: Vec<Part<'_>> = parts.iter().map(|(name, bytes)| (*name, 0, *bytes, bytes.len())).collect();
    archive(&stored)
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

/// Name, method, packed bytes and the size that is claimed.
type Part<'p> = (&'p str, u16, &'p [u8], usize);

fn archive(parts: &[Part<'_>]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let short = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    for (name, method, packed, size) in parts {
        let offset = bytes.len();
        let mut described = Vec::new();
        described.extend([20, 0, 0, 0]);
        described.extend(method.to_le_bytes());
        // Time, day and checksum, which are not looked at.
        described.extend([0; 8]);
        described.extend(long(packed.len()));
        described.extend(long(*size));
        described.extend(short(name.len()));
        described.extend(short(0));
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&described);
        bytes.extend(name.as_bytes());
        bytes.extend(*packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&described);
        directory.extend([0; 10]);
        directory.extend(long(offset));
        directory.extend(name.as_bytes());
    }
    let start = bytes.len();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(short(parts.len()));
    bytes.extend(short(parts.len()));
    bytes.extend(long(directory.len()));
    bytes.extend(long(start));
    bytes.extend([0, 0]);
    bytes
}
