//! A file of books as its sheets: CSV, XLSX or ODS by what is in it, whatever its name.

use super::csv_sheet;
use super::sheet::Sheet;
#[cfg(feature = "spreadsheets")]
use super::{ods, xlsx, zip};
use crate::error::{Error, Faults, Problem, Result, Sources};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Files larger than this are refused before they are read.
const LARGEST: u64 = 16 << 20;
/// What a ZIP archive begins with, as XLSX and ODS do.
const ZIP: &[u8] = b"PK\x03\x04";
/// Files that are none of these, by what they begin with, and what to do instead.
const OTHERS: [(&[u8], &str, &str); 4] = [
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Excel file (.xls), or one with a password",
        "open it in a spreadsheet and save it as XLSX without a password",
    ),
    (b"%PDF", "is a PDF, not a spreadsheet", "export the report as XLSX or CSV"),
    (b"<", "is a web page or XML, not a spreadsheet", "open it in a spreadsheet and save it as XLSX"),
    (b"\xff\xfe", "is text in UTF-16", "save the sheet as CSV (UTF-8), or as XLSX"),
];

/// Whether a file is an XLSX or ODS spreadsheet by what it begins with; one that cannot be read is none.
#[must_use]
pub fn is_spreadsheet(path: &Path) -> bool {
    let mut start = [0; ZIP.len()];
    let is_file = path.metadata().is_ok_and(|metadata| metadata.is_file());
    is_file && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == ZIP
}

/// The sheets in a file, at least one.
///
/// # Errors
/// - [`Error::AtFault`] if there is no such file, or it is too large, damaged or nothing that holds sheets.
/// - [`Error::File`] if the file cannot be read.
pub fn open(path: &Path) -> Result<Vec<Sheet>> {
    let name = path.to_string_lossy().into_owned();
    sheets(&name, &bytes(path, &name)?)
}

fn bytes(path: &Path, name: &str) -> Result<Vec<u8>> {
    let failed = |source: std::io::Error| Error::File { path: path.to_owned(), doing: "read", source };
    let refused = |message: String, help: &str| at_fault(name, Problem::new(None, "", message).help(help));
    let metadata = match path.metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(refused("there is no such file".to_owned(), "name a CSV, XLSX or ODS file"));
        }
        found => found.map_err(failed)?,
    };
    if metadata.is_dir() {
        return Err(refused("is a folder, not a file of figures".to_owned(), "name a CSV, XLSX or ODS file in it"));
    }
    if !metadata.is_file() {
        return Err(refused("is no regular file".to_owned(), "save the figures to a file"));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("a file of figures must have at most {} MiB, and this file has more", LARGEST >> 20);
        return Err(refused(message, "export the months of one company, and nothing else"));
    }
    Ok(bytes)
}

fn at_fault(name: &str, problem: Problem) -> Error {
    Faults::new(problem.into(), Sources::default(), name).into()
}

/// The sheets in the bytes of a file; `name` stands for it in messages.
///
/// # Errors
/// - [`Error::AtFault`] if they are damaged, too large or nothing that holds sheets.
pub fn sheets(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>> {
    let refused = |problem: Problem| at_fault(name, problem);
    if bytes.starts_with(ZIP) {
        return spreadsheet(name, bytes).map_err(|problem| refused(*problem));
    }
    if let Some((_, message, help)) = OTHERS.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(refused(Problem::new(None, "", *message).help(*help)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(vec![csv_sheet::sheet(name, text).map_err(|problem| refused(*problem))?]),
        Err(error) => {
            let got = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            let message = format!("a table must be text in UTF-8, got the byte 0x{got:02x}");
            Err(refused(Problem::new(None, "", message).help("save the sheet as CSV (UTF-8), or as XLSX")))
        }
    }
}

#[cfg(feature = "spreadsheets")]
fn spreadsheet(name: &str, bytes: &[u8]) -> std::result::Result<Vec<Sheet>, Box<Problem>> {
    let archive = zip::Archive::new(bytes).map_err(|message| xlsx::damaged(&message))?;
    let sheets = if archive.has(xlsx::WORKBOOK) {
        xlsx::sheets(name, &archive)?
    } else if archive.has(ods::CONTENT) {
        ods::sheets(name, &archive)?
    } else {
        let problem = Problem::new(None, "", "is a ZIP archive, and no XLSX or ODS spreadsheet");
        return Err(Box::new(problem.help("unpack it, or export the report as XLSX or CSV")));
    };
    if sheets.is_empty() {
        return Err(Box::new(Problem::new(None, "", "has no visible sheet").help("show the sheet that is meant")));
    }
    Ok(sheets)
}

#[cfg(not(feature = "spreadsheets"))]
fn spreadsheet(_: &str, _: &[u8]) -> std::result::Result<Vec<Sheet>, Box<Problem>> {
    let problem =
        Problem::new(None, "", "is a spreadsheet, and this library was built without its feature `spreadsheets`");
    Err(Box::new(problem.help("save the sheet as CSV (UTF-8), or build with the feature")))
}
