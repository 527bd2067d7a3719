//! ODS: the sheets of an OpenDocument spreadsheet, each cell with the value that was saved for it.

use super::sheet::{Cell, Sheet};
use super::xlsx::{damaged, part};
use super::xml::{Document, Element, Node};
use super::zip::Archive;
use crate::error::Problem;
use jiff::civil::Date;

/// Where everything is written.
pub(super) const CONTENT: &str = "content.xml";

type Read<T> = Result<T, Box<Problem>>;

/// The sheets, in their order.
///
/// # Errors
/// - [`Problem`] if the document is damaged or too large.
pub(super) fn sheets(file: &str, archive: &Archive<'_>) -> Read<Vec<Sheet>> {
    let text = part(archive, CONTENT)?.unwrap_or_default();
    let mut reader = OdsReader { file, sheets: Vec::new(), row: OpenRow::default(), open: None, aside: 0 };
    let mut document = Document::new(&text);
    while let Some(node) = document.next().map_err(|message| damaged(&message))? {
        match node {
            Node::Start(element) => reader.start(&element),
            Node::Text(text) => reader.text(&text),
            Node::End(name) => reader.end(&name)?,
        }
    }
    Ok(reader.sheets)
}

struct OdsReader<'f> {
    file: &'f str,
    sheets: Vec<Sheet>,
    row: OpenRow,
    open: Option<OpenCell>,
    /// Comments that are open: what they say is not in the cell.
    aside: usize,
}

/// A row while it is read: its cells that are not empty.
#[derive(Default)]
struct OpenRow {
    at: usize,
    repeats: usize,
    column: usize,
    cells: Vec<(usize, usize, Cell, String)>,
}

struct OpenCell {
    repeats: usize,
    /// The value, unless it is the text within.
    value: Option<Cell>,
    has_formula: bool,
    text: String,
    paragraphs: usize,
}

fn repeats(element: &Element, attribute: &str) -> usize {
    element.attribute(attribute).and_then(|times| times.parse().ok()).unwrap_or(1)
}

impl OdsReader<'_> {
    fn start(&mut self, element: &Element) {
        match element.name.as_str() {
            "table" => {
                self.sheets.push(Sheet::of(self.file, element.attribute("name")));
                self.row = OpenRow::default();
            }
            "table-row" => {
                self.row.repeats = repeats(element, "number-rows-repeated");
                (self.row.column, self.row.cells) = (0, Vec::new());
            }
            "table-cell" | "covered-table-cell" => self.start_cell(element),
            "annotation" => self.aside += 1,
            _ if self.aside > 0 => {}
            "p" => {
                if let Some(open) = &mut self.open {
                    open.paragraphs += 1;
                    if open.paragraphs > 1 {
                        open.text.push(' ');
                    }
                }
            }
            "s" | "tab" | "line-break" => self.text(" "),
            _ => {}
        }
    }

    fn start_cell(&mut self, element: &Element) {
        let number = element.attribute("value").and_then(|value| value.parse::<f64>().ok());
        let day = element.attribute("date-value").and_then(|day| day.get(..10)?.parse::<Date>().ok());
        let words = element.attribute("string-value").map(|text| Cell::Text(text.to_owned()));
        let number = number.filter(|number| number.is_finite()).map(Cell::Number);
        if let (Some(currency), Some(sheet)) = (element.attribute("currency"), self.sheets.last_mut()) {
            sheet.currencies.insert(currency.to_owned());
        }
        self.open = Some(OpenCell {
            repeats: repeats(element, "number-columns-repeated"),
            value: number.or_else(|| day.map(Cell::Date)).or(words),
            has_formula: element.attribute("formula").is_some(),
            text: String::new(),
            paragraphs: 0,
        });
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.as_mut().filter(|open| self.aside == 0 && open.paragraphs > 0) {
            open.text += text;
        }
    }

    fn end(&mut self, name: &str) -> Read<()> {
        match name {
            "annotation" => self.aside = self.aside.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                if let Some(open) = self.open.take() {
                    self.row.add(open);
                }
            }
            "table-row" => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self) -> Read<()> {
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        let (first, repeats) = (self.row.at, self.row.repeats);
        self.row.at = first.saturating_add(repeats);
        let cells = std::mem::take(&mut self.row.cells);
        // Rows and columns that are empty may be repeated to the end of the sheet; the limits of the sheet end any other loop.
        for row in if cells.is_empty() { 0..0 } else { first..self.row.at } {
            for (column, repeats, value, shown) in &cells {
                for column in *column..column.saturating_add(*repeats) {
                    sheet.push((row, column), value.clone(), shown)?;
                }
            }
        }
        Ok(())
    }
}

impl OpenRow {
    fn add(&mut self, open: OpenCell) {
        let OpenCell { repeats, value, has_formula, text, .. } = open;
        let column = self.column;
        self.column = column.saturating_add(repeats);
        let value = match value {
            Some(value) => value,
            None if text.is_empty() && has_formula => Cell::Formula,
            None if text.is_empty() => return,
            None => Cell::Text(text.clone()),
        };
        let shown = match &value {
            Cell::Formula => "=".to_owned(),
            Cell::Date(day) => day.to_string(),
            Cell::Number(number) => number.to_string(),
            _ => text,
        };
        self.cells.push((column, repeats, value, shown));
    }
}
