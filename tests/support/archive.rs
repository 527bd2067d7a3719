//! ZIP archives, and the spreadsheets that are such archives, as small as can be: what is hostile in them is written by hand.
//! The fuzzer makes them too, so that this needs nothing but the standard library.

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

/// Name, method, packed bytes and the size that is claimed.
pub(crate) type Part<'p> = (&'p str, u16, &'p [u8], usize);

/// A ZIP archive of parts, which may say of themselves what is not so.
pub(crate) fn archive(parts: &[Part<'_>]) -> Vec<u8> {
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
