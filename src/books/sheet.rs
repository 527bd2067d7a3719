//! A sheet as rows of cells, each with its place, and the text that stands for it in messages.

use crate::error::{At, Error, Faults, Place, Problem, Sources, column_name};
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::Path;

/// Rows a sheet may have.
const MOST_ROWS: usize = 100_000;
/// Columns a sheet may have: a century of months, and a few more.
const MOST_COLUMNS: usize = 1_500;
/// Cells a sheet may have, the empty ones between others counted.
const MOST_CELLS: usize = 500_000;
/// Bytes a cell may have; Excel allows 32,767 characters.
const LONGEST_CELL: usize = 1 << 15;
/// Bytes all cells of a sheet may have.
const LONGEST_SHEET: usize = 16 << 20;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words, or a figure written as text.
    Text(String),
    /// A figure.
    Number(f64),
    /// A day.
    Date(Date),
    /// A formula whose result was not saved with it.
    Formula,
}

/// What stands before the decimals of a figure; the other one may part its thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimals {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// A sheet of a file.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What it is called in messages: the file's path and, where there are several, the sheet.
    pub name: String,
    /// What it is called as a source: the same with the file's name alone.
    pub title: String,
    /// The rows, each as long as its last cell that is not empty.
    pub rows: Vec<Vec<At<Cell>>>,
    /// Currencies that the formats of its cells name: signs, or codes.
    pub currencies: BTreeSet<String>,
    /// What stands before decimals, where the way in which it was saved says so: in a CSV with commas, a point.
    pub(super) decimals: Option<Decimals>,
    /// Whether rows and columns have changed places.
    is_turned: bool,
    /// The rows as text, a line each with tabs between cells: what places point into.
    text: String,
    /// Cells so far.
    cells: usize,
}

impl Sheet {
    /// An empty one, the only one of a file.
    pub fn new(path: &str) -> Self {
        Self::of(path, None)
    }

    /// An empty one: of a file with several, by its name.
    pub(super) fn of(path: &str, sheet: Option<&str>) -> Self {
        let of_sheet = sheet.map(|sheet| format!(", sheet {sheet}")).unwrap_or_default();
        let file = Path::new(path).file_name().map_or_else(|| path.into(), |name| name.to_string_lossy());
        let (name, title) = (format!("{path}{of_sheet}"), format!("{file}{of_sheet}"));
        Self {
            name,
            title,
            rows: Vec::new(),
            currencies: BTreeSet::new(),
            decimals: None,
            is_turned: false,
            text: String::new(),
            cells: 0,
        }
    }

    /// Adds a cell, which must come after all others; `shown` is what messages show of it. What lies between stays empty.
    ///
    /// # Errors
    /// - [`Problem`] with the limit that the sheet exceeds.
    pub(super) fn push(&mut self, (row, column): (usize, usize), value: Cell, shown: &str) -> Result<(), Box<Problem>> {
        let too_many = |what: String| Err(Box::new(too_large(what)));
        if row >= MOST_ROWS {
            return too_many(format!("a sheet may have at most {MOST_ROWS} rows, got a cell in row {}", row + 1));
        }
        if column >= MOST_COLUMNS {
            let cell = format!("{}{}", column_name(column), row + 1);
            return too_many(format!("a sheet may have at most {MOST_COLUMNS} columns, got a cell at {cell}"));
        }
        if shown.len() > LONGEST_CELL {
            let cell = format!("{}{}", column_name(column), row + 1);
            let got = shown.len();
            return too_many(format!("a cell may have at most {LONGEST_CELL} bytes of text, got {got} at {cell}"));
        }
        let is_late = match self.rows.len().cmp(&(row + 1)) {
            Ordering::Less => true,
            Ordering::Equal => self.rows[row].len() <= column,
            Ordering::Greater => false,
        };
        if !is_late {
            let message = format!("is damaged: the cell {}{} comes too late", column_name(column), row + 1);
            return Err(Box::new(Problem::new(None, "", message).help("open it in a spreadsheet and save it again")));
        }
        while self.rows.len() <= row {
            if !self.rows.is_empty() {
                self.text.push('\n');
            }
            self.rows.push(Vec::new());
        }
        let Some(cells) = self.rows.last_mut() else { return Ok(()) };
        while cells.len() <= column {
            if !cells.is_empty() {
                self.text.push('\t');
            }
            let at = self.text.len();
            cells.push(At::new(Cell::Empty, Place { start: at, end: at }));
            self.cells += 1;
        }
        let start = self.text.len();
        self.text.extend(shown.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }));
        if let Some(cell) = cells.get_mut(column) {
            *cell = At::new(value, Place { start, end: self.text.len() });
        }
        if self.cells > MOST_CELLS || self.text.len() > LONGEST_SHEET {
            let mib = LONGEST_SHEET >> 20;
            return too_many(format!(
                "a sheet may have at most {MOST_CELLS} cells and {mib} MiB of text, and this has more"
            ));
        }
        Ok(())
    }

    /// The cell in a row and column, from 0; empty where there is none.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|cells| cells.get(column)).map_or(&Cell::Empty, |cell| &cell.value)
    }

    /// The words in a cell, without blanks around them; empty if there are none.
    #[must_use]
    pub fn words(&self, row: usize, column: usize) -> &str {
        match self.cell(row, column) {
            Cell::Text(text) => text.trim(),
            _ => "",
        }
    }

    /// Columns of its widest row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The same with rows for columns; places stay where they were.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut rows: Vec<Vec<At<Cell>>> = vec![Vec::new(); self.width()];
        for (row, cells) in self.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.value != Cell::Empty) {
                let turned = &mut rows[column];
                turned.resize(row, At::default());
                turned.push(cell.clone());
            }
        }
        Self { rows, is_turned: !self.is_turned, ..self.clone() }
    }

    /// Whether rows and columns have changed places.
    #[must_use]
    pub fn is_turned(&self) -> bool {
        self.is_turned
    }

    /// What the file calls a cell, as in `F12`.
    #[must_use]
    pub fn cell_name(&self, row: usize, column: usize) -> String {
        let (row, column) = if self.is_turned { (column, row) } else { (row, column) };
        format!("{}{}", column_name(column), row + 1)
    }

    /// Where a cell is written; that of the sheet's start where there is none.
    #[must_use]
    pub fn place(&self, row: usize, column: usize) -> Option<Place> {
        self.rows.get(row).and_then(|cells| cells.get(column)).map(|cell| cell.place)
    }

    /// The texts that places point into.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        sources.add_sheet(self.name.as_str(), self.text.as_str());
        sources
    }

    /// A problem with the sheet as an error.
    #[must_use]
    pub fn fault(&self, problem: Problem) -> Error {
        Faults::new(problem.into(), self.sources(), &self.name).into()
    }
}

fn too_large(message: String) -> Problem {
    Problem::new(None, "", message).help("export the months of one company, and nothing else, to a file of their own")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_places_when_the_sheet_is_turned() {
        let mut sheet = Sheet::new("books.csv");
        sheet.push((0, 1), Cell::Text("Sales".to_owned()), "Sales").unwrap();
        sheet.push((2, 0), Cell::Number(7.0), "7").unwrap();
        let turned = sheet.transposed();
        assert_eq!((turned.words(1, 0), turned.cell(0, 2)), ("Sales", &Cell::Number(7.0)));
        let error = turned.fault(Problem::new(turned.place(0, 2), "", "wrong"));
        assert_eq!(error.to_string(), "books.csv:A3: wrong");
    }

    #[test]
    fn what_is_too_large_is_refused_with_the_limit() {
        let refusal = |at, shown: &str| Sheet::new("").push(at, Cell::Empty, shown).unwrap_err().message.to_string();
        assert_eq!(refusal((100_000, 0), ""), "a sheet may have at most 100000 rows, got a cell in row 100001");
        assert_eq!(refusal((0, 16_383), ""), "a sheet may have at most 1500 columns, got a cell at XFD1");
        assert!(refusal((0, 0), &"x".repeat(40_000)).contains("at most 32768 bytes of text, got 40000 at A1"));
        let mut sheet = Sheet::new("");
        let wide = (0..1_000).find_map(|row| sheet.push((row, 1_400), Cell::Number(0.0), "0").err()).unwrap();
        assert!(wide.message.to_string().contains("at most 500000 cells"));
    }
}
