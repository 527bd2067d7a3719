//! XLSX: the visible sheets of a workbook, each cell with the value that was saved for it.

use super::month::day_of_serial;
use super::sheet::{Cell, Sheet};
use super::xml::{Document, Element, Node};
use super::zip::Archive;
use crate::error::Problem;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Where every workbook says which sheets it has.
pub(super) const WORKBOOK: &str = "xl/workbook.xml";
/// Numbers of formats for dates that need no definition.
const DATE_FORMATS: [std::ops::RangeInclusive<u32>; 4] = [14..=22, 27..=36, 45..=47, 50..=58];

type Read<T> = Result<T, Box<Problem>>;

/// The visible sheets, in their order.
///
/// # Errors
/// - [`Problem`] if the workbook is damaged or too large.
pub(super) fn sheets(file: &str, archive: &Archive<'_>) -> Read<Vec<Sheet>> {
    let workbook = Workbook::read(archive)?;
    let mut sheets = Vec::new();
    for (name, path) in &workbook.sheets {
        let Some(text) = part(archive, path)? else { continue };
        let mut sheet = Sheet::of(file, Some(name));
        SheetReader { workbook: &workbook, sheet: &mut sheet, row: 0, column: 0 }.read(&text)?;
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// A part of an archive.
pub(super) fn part(archive: &Archive<'_>, name: &str) -> Read<Option<String>> {
    archive.part(name).map_err(|message| damaged(&message))
}

/// A workbook that cannot be read.
pub(super) fn damaged(message: &str) -> Box<Problem> {
    Box::new(Problem::new(None, "", message).help("open it in a spreadsheet and save it again, or as CSV (UTF-8)"))
}

/// What all sheets share.
struct Workbook {
    /// Names of the visible sheets and their parts.
    sheets: Vec<(String, String)>,
    strings: Vec<String>,
    styles: Vec<Style>,
    /// Days are counted from 1904 in place of 1900.
    is_1904: bool,
}

/// What the format of a cell says of its number.
#[derive(Debug, Clone, Default)]
struct Style {
    is_date: bool,
    currency: Option<String>,
}

impl Workbook {
    fn read(archive: &Archive<'_>) -> Read<Self> {
        let targets = targets(&part(archive, "xl/_rels/workbook.xml.rels")?.unwrap_or_default())?;
        let (mut sheets, mut is_1904) = (Vec::new(), false);
        each_element(&part(archive, WORKBOOK)?.unwrap_or_default(), |element| match element.name.as_str() {
            "workbookPr" => is_1904 |= element.attribute("date1904").is_some_and(|it| it == "1" || it == "true"),
            "sheet" if element.attribute("state").is_none_or(|state| state == "visible") => {
                let path = element.attribute("id").and_then(|id| targets.get(id));
                sheets.extend(element.attribute("name").map(str::to_owned).zip(path.cloned()));
            }
            _ => {}
        })?;
        let strings = strings(&part(archive, "xl/sharedStrings.xml")?.unwrap_or_default())?;
        let styles = styles(&part(archive, "xl/styles.xml")?.unwrap_or_default())?;
        Ok(Self { sheets, strings, styles, is_1904 })
    }

    /// The day with a serial number.
    fn date(&self, serial: f64) -> Option<Date> {
        let serial = if self.is_1904 { serial + 1_462.0 } else { serial };
        day_of_serial(serial)
    }
}

fn each_element(text: &str, mut each: impl FnMut(&Element)) -> Read<()> {
    let mut document = Document::new(text);
    while let Some(node) = document.next().map_err(|message| damaged(&message))? {
        if let Node::Start(element) = node {
            each(&element);
        }
    }
    Ok(())
}

/// The parts that relations name, from the root of the archive.
fn targets(text: &str) -> Read<BTreeMap<String, String>> {
    let mut targets = BTreeMap::new();
    each_element(text, |element| {
        let (id, target) = (element.attribute("Id"), element.attribute("Target"));
        if let (Some(id), Some(target)) = (id, target) {
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id.to_owned(), path);
        }
    })?;
    Ok(targets)
}

/// Texts that cells share: the runs of each joined, without its reading aids.
fn strings(text: &str) -> Read<Vec<String>> {
    let (mut strings, mut open, mut is_text, mut is_aid) = (Vec::new(), String::new(), false, false);
    let mut document = Document::new(text);
    while let Some(node) = document.next().map_err(|message| damaged(&message))? {
        match node {
            Node::Start(element) => match element.name.as_str() {
                "si" => open.clear(),
                "t" => is_text = !is_aid,
                "rPh" => is_aid = true,
                _ => {}
            },
            Node::Text(text) if is_text => open += &text,
            Node::Text(_) => {}
            Node::End(name) => match name.as_str() {
                "si" => strings.push(std::mem::take(&mut open)),
                "t" => is_text = false,
                "rPh" => is_aid = false,
                _ => {}
            },
        }
    }
    Ok(strings)
}

fn styles(text: &str) -> Read<Vec<Style>> {
    let (mut codes, mut styles, mut is_used) = (BTreeMap::new(), Vec::new(), false);
    let mut document = Document::new(text);
    while let Some(node) = document.next().map_err(|message| damaged(&message))? {
        match node {
            Node::Start(element) if element.name == "numFmt" => {
                let (id, code) = (element.attribute("numFmtId"), element.attribute("formatCode"));
                codes.extend(id.and_then(|id| id.parse::<u32>().ok()).zip(code.map(str::to_owned)));
            }
            Node::Start(element) if element.name == "cellXfs" => is_used = true,
            Node::Start(element) if element.name == "xf" && is_used => {
                let id = element.attribute("numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
                styles.push(style(id, codes.get(&id).map(String::as_str)));
            }
            Node::End(name) if name == "cellXfs" => is_used = false,
            _ => {}
        }
    }
    Ok(styles)
}

fn style(id: u32, code: Option<&str>) -> Style {
    let Some(code) = code else {
        return Style { is_date: DATE_FORMATS.iter().any(|known| known.contains(&id)), currency: None };
    };
    let (mut pattern, mut literal, mut closing) = (String::new(), String::new(), None);
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match (closing, c) {
            (Some(end), _) if c == end => closing = None,
            (Some(_), _) => literal.push(c),
            (None, '"') => closing = Some('"'),
            (None, '[') => closing = Some(']'),
            (None, '\\' | '_' | '*') => literal.extend(characters.next()),
            (None, _) => pattern.extend(c.to_lowercase()),
        }
    }
    let is_date = pattern != "general" && pattern.contains(['y', 'd', 'm']);
    let currency = super::numeral::currency_in(&format!("{literal} {pattern}"));
    Style { is_date, currency: currency.map(str::to_owned) }
}

/// A sheet while it is read.
struct SheetReader<'w> {
    workbook: &'w Workbook,
    sheet: &'w mut Sheet,
    row: usize,
    column: usize,
}

/// A cell while it is read.
#[derive(Default)]
struct OpenCell {
    kind: String,
    style: usize,
    value: Option<String>,
    formula: Option<String>,
    inline: String,
}

impl SheetReader<'_> {
    fn read(&mut self, text: &str) -> Read<()> {
        let (mut document, mut open, mut within) = (Document::new(text), OpenCell::default(), String::new());
        while let Some(node) = document.next().map_err(|message| damaged(&message))? {
            match node {
                Node::Start(element) => {
                    match element.name.as_str() {
                        "row" => self.start_row(&element),
                        "c" => open = self.start_cell(&element),
                        "v" => open.value = Some(String::new()),
                        "f" => open.formula = Some(String::new()),
                        _ => {}
                    }
                    within = element.name;
                }
                Node::Text(text) => match within.as_str() {
                    "v" => open.value.iter_mut().for_each(|value| *value += &text),
                    "f" => open.formula.iter_mut().for_each(|formula| *formula += &text),
                    "t" => open.inline += &text,
                    _ => {}
                },
                Node::End(name) => {
                    within.clear();
                    match name.as_str() {
                        "c" => self.end_cell(std::mem::take(&mut open))?,
                        "row" => self.row = self.row.saturating_add(1),
                        "sheetData" => break,
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn start_row(&mut self, element: &Element) {
        if let Some(row) = element.attribute("r").and_then(|row| row.parse::<usize>().ok()) {
            self.row = row.saturating_sub(1);
        }
        self.column = 0;
    }

    fn start_cell(&mut self, element: &Element) -> OpenCell {
        if let Some((row, column)) = element.attribute("r").and_then(cell_called) {
            (self.row, self.column) = (row, column);
        }
        let attribute = |name| element.attribute(name).unwrap_or_default();
        OpenCell { kind: attribute("t").to_owned(), style: attribute("s").parse().unwrap_or(0), ..OpenCell::default() }
    }

    fn end_cell(&mut self, open: OpenCell) -> Read<()> {
        let at = (self.row, self.column);
        self.column = self.column.saturating_add(1);
        let OpenCell { kind, style, value, formula, inline } = open;
        let is_text = matches!(kind.as_str(), "s" | "str" | "inlineStr" | "b" | "e");
        let value = value.filter(|value| is_text || !value.is_empty());
        match (kind.as_str(), value, formula) {
            ("inlineStr", ..) if inline.is_empty() => Ok(()),
            ("inlineStr", ..) => self.sheet.push(at, Cell::Text(inline.clone()), &inline),
            (_, None, Some(formula)) => self.sheet.push(at, Cell::Formula, &format!("={formula}")),
            (_, None, None) => Ok(()),
            ("s", Some(index), _) => {
                let index = index.trim().parse::<usize>().ok();
                let text = index.and_then(|index| self.workbook.strings.get(index));
                let text = text.ok_or_else(|| damaged("is damaged: a cell's text is missing"))?;
                self.sheet.push(at, Cell::Text(text.clone()), text)
            }
            ("str" | "e", Some(text), _) => self.sheet.push(at, Cell::Text(text.clone()), &text),
            ("b", Some(value), _) => {
                let text = if value == "0" { "FALSE" } else { "TRUE" };
                self.sheet.push(at, Cell::Text(text.to_owned()), text)
            }
            (_, Some(value), _) => self.figure(at, &value, style),
        }
    }

    /// A number, or the day that it stands for.
    fn figure(&mut self, at: (usize, usize), value: &str, style: usize) -> Read<()> {
        let style = self.workbook.styles.get(style).cloned().unwrap_or_default();
        let iso = || value.get(..10).and_then(|day| day.parse::<Date>().ok());
        let number = value.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let day = if style.is_date { number.and_then(|serial| self.workbook.date(serial)) } else { None };
        let cell = match (day, number) {
            (Some(day), _) => Cell::Date(day),
            (None, Some(number)) => Cell::Number(number),
            (None, None) => iso().map_or_else(|| Cell::Text(value.to_owned()), Cell::Date),
        };
        let shown = match &cell {
            Cell::Date(day) => day.to_string(),
            Cell::Number(number) => number.to_string(),
            _ => value.to_owned(),
        };
        self.sheet.currencies.extend(style.currency);
        self.sheet.push(at, cell, &shown)
    }
}

/// Row and column, from 0, of a cell called as in `F12`.
fn cell_called(name: &str) -> Option<(usize, usize)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let mut column = 0_usize;
    for c in name[..digits].bytes().map(|c| c.to_ascii_uppercase()) {
        column = column.checked_mul(26)?.checked_add(usize::from(c.checked_sub(b'A')?) + 1)?;
    }
    Some((name[digits..].parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn formats_say_which_numbers_are_days_and_which_are_money() {
        let read = |code| style(164, Some(code));
        assert!(["mmm\\-yy", "dd/mm/yyyy", "[$-409]mmmm d, yyyy"].into_iter().all(|code| read(code).is_date));
        assert!(["General", "#,##0.00\"day\"", "[Red]-0.0"].into_iter().all(|code| !read(code).is_date));
        assert_eq!(read("#,##0.00\\ [$€-407]").currency.as_deref(), Some("EUR"));
        assert_eq!(read("\"$\"#,##0").currency.as_deref(), Some("USD"));
        assert!(style(17, None).is_date && !style(4, None).is_date);
    }

    #[test]
    fn cells_and_serial_numbers_are_understood() {
        assert_eq!((cell_called("F12"), cell_called("AA1"), cell_called("12")), (Some((11, 5)), Some((0, 26)), None));
        assert_eq!(cell_called(&format!("{}1", "Z".repeat(40))), None);
        assert_eq!(day_of_serial(46_023.0), Some(date(2026, 1, 1)));
        assert_eq!((day_of_serial(1e300), day_of_serial(f64::NAN)), (None, None));
    }
}
