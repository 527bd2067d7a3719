//! A scenario written from books: lines, openings and growth with their sources, and what was left out, as comments.

use super::accounts::{Books, LeftOut};
use super::lines::{Form, Line, lines};
use super::series::Range;
use super::words::Kind;
use std::fmt::Write as _;

/// Years that it looks ahead.
const YEARS: u8 = 3;
/// Characters of a line of comments.
const WIDTH: usize = 110;
/// Amounts of a year from which on it counts in thousands, or in millions.
const UNITS: [(f64, f64, &str); 2] = [(1e9, 1e6, "million"), (1e5, 1e3, "thousand")];

/// A scenario made from books.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The scenario file.
    pub text: String,
    /// What amounts are counted in: `one`, `thousand`, `million`.
    pub unit: &'static str,
    /// Its lines, each in words.
    pub lines: Vec<DraftLine>,
    /// What the books cannot say and somebody must.
    pub open: Vec<String>,
    /// What was left out, and why.
    pub left_out: Vec<LeftOut>,
}

/// A line of a draft, in words.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// Its name.
    pub name: String,
    /// `revenue` or `cost`.
    pub kind: &'static str,
    /// Its amount a year in the scenario's unit.
    pub amount: String,
    /// Its growth a year; empty if it has none.
    pub growth: String,
}

impl Books {
    /// A scenario that starts where these books end.
    #[must_use]
    pub fn draft(&self) -> Draft {
        let (books, mut left_out) = (self.by_month(), self.left_out.clone());
        let lines = lines(&books, &mut left_out);
        let is_by_quarter = self.months_each > 1;
        let writer = Writer { books: &books, unit: unit(&books, &lines), lines: &lines, is_by_quarter };
        let told = lines.iter().map(|line| writer.told(line)).collect();
        let open = writer.open();
        Draft { text: writer.text(&open, &left_out), unit: writer.unit.1, lines: told, open, left_out }
    }
}

/// What amounts are counted in, so that they have few digits.
fn unit(books: &Books, lines: &[Line]) -> (f64, &'static str) {
    let size = |line: &Line| match line.form {
        Form::Level { opening, .. } => opening.high,
        Form::Lumps(range) => range.high,
    };
    let cash = books.cash.as_ref().and_then(|cash| cash.amounts.last()).map_or(0.0, |cash| cash.abs());
    let largest = lines.iter().map(size).fold(cash, f64::max);
    UNITS.iter().find(|(from, ..)| largest >= *from).map_or((1.0, "one"), |(_, scale, name)| (*scale, name))
}

struct Writer<'b> {
    books: &'b Books,
    unit: (f64, &'static str),
    lines: &'b [Line],
    /// Whether each month has a third of what was booked in its quarter.
    is_by_quarter: bool,
}

impl Writer<'_> {
    fn text(&self, open: &[String], left_out: &[LeftOut]) -> String {
        let mut text = self.head(open, left_out);
        text += &self.cash();
        if !self.lines.iter().any(|line| line.kind == Kind::Revenue) {
            text += "\n[[revenue]]                             # the books have none\nname = \"No revenue yet\"\nannual = 0\n";
        }
        for line in self.lines {
            text += &self.line(line);
        }
        if self.lines.iter().all(|line| line.kind == Kind::Revenue) {
            text += "\n[[burn]]                                # the books have none\nname = \"No costs yet\"\nannual = 0\n";
        }
        let last = self.books.months.last().map(|month| month.plus(13).first());
        if let Some(day) = last {
            let _ = write!(text, "\n[[claim]]\ntext = \"The cash lasts twelve months\"\nsurvives_to = {day}\n");
        }
        text
    }

    fn head(&self, open: &[String], left_out: &[LeftOut]) -> String {
        let books = self.books;
        let span = match (books.months.first(), books.months.last()) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => String::new(),
        };
        let mut text = comment(&format!("Written from the books in {}, {span}.", books.name));
        text += &comment(
            "Openings are the last three months as a year's worth, the wider the less steady the last year was. Growth is wide on \
             purpose: books say what was, and not what comes. Put in what you know.",
        );
        text += &section("What the books do not say:", open.iter().cloned());
        text += &section("Left out, and why:", left_out.iter().map(|one| format!("{}: {}", one.what, one.why)));
        let title = books.heading.clone().unwrap_or_else(|| "The company of these books".to_owned());
        let _ = writeln!(text, "\ntitle = {}", quoted(&title));
        if let Some(currency) = &books.currency {
            let _ = writeln!(text, "currency = {}", quoted(currency));
        }
        let start = books.months.last().map(|month| month.plus(1).first()).unwrap_or_default();
        let _ = writeln!(text, "unit = {}\nstart = {start}\nyears = {YEARS}", quoted(self.unit.1));
        text
    }

    fn cash(&self) -> String {
        let books = self.books;
        let last = books.cash.as_ref().and_then(|cash| Some((cash, cash.amounts.last()?)));
        match last {
            Some((cash, amount)) => {
                let source = quoted(&format!("{}, {} ({})", books.name, cash.name, cash.cells));
                format!("\n[cash]\nopening = {}\nsource = {source}\n", self.number(*amount, 4))
            }
            None => "\n[cash]\nopening = 0                             # not in the books: write what is in the bank at the start\n".to_owned(),
        }
    }

    fn line(&self, line: &Line) -> String {
        let section = if line.kind == Kind::Revenue { "revenue" } else { "burn" };
        let mut text = format!("\n[[{section}]]\nname = {}\n", quoted(&line.name));
        match line.form {
            Form::Level { opening, growth, seen } => {
                let why = match seen {
                    Some(seen) => format!("wide on purpose: {} in the last year", percent(seen)),
                    None => "wide on purpose: fewer than two years of books".to_owned(),
                };
                let _ = writeln!(text, "opening = {}", self.range(opening));
                let _ =
                    writeln!(text, "growth = {{ value = \"{}\", persistence = 0.6 }} # {why}", growth_range(growth));
            }
            Form::Lumps(range) => {
                let _ = writeln!(
                    text,
                    "annual = {} # it came in lumps: the last year's sum, 60 % to 150 %",
                    self.range(range)
                );
            }
        }
        if let Some(season) = line.season {
            text += &season_line(&season);
        }
        if line.kind == Kind::NonCash {
            text += "counts_in = \"result\"                    # it moves no cash\n";
        }
        for note in &line.notes {
            let _ = writeln!(text, "# {}", clean(note));
        }
        let _ = writeln!(text, "source = {}", quoted(&line.source));
        text
    }

    /// What somebody must say, because the books do not.
    fn open(&self) -> Vec<String> {
        let (books, mut open) = (self.books, Vec::new());
        if books.cash.is_none() {
            open.push("how much is in the bank: `opening` of [cash] is 0 until you write it".to_owned());
        }
        if books.currency.is_none() {
            open.push("the currency: add `currency = \"EUR\"`, say, or it is told as USD".to_owned());
        }
        if books.months.len() < 24 {
            open.push(format!(
                "seasons, and growth from year to year: {} months cannot show them, and 24 can",
                books.months.len()
            ));
        }
        if self.is_by_quarter {
            open.push("what single months had: each was taken for a third of its quarter".to_owned());
        }
        if books.is_cash_basis == Some(false) {
            open.push(
                "when customers pay: the books are on the accrual basis; see `collected_after_months`".to_owned(),
            );
        }
        open.push("money still to be raised, and how sure it is: see [[capital]]".to_owned());
        let guessed = self.lines.iter().flat_map(|line| line.notes.iter().cloned());
        open.extend(guessed);
        open
    }

    fn told(&self, line: &Line) -> DraftLine {
        let (amount, growth) = match line.form {
            Form::Level { opening, growth, .. } => (self.plain_range(opening), growth_range(growth)),
            Form::Lumps(range) => (self.plain_range(range), String::new()),
        };
        let kind = match line.kind {
            Kind::Revenue => "revenue",
            Kind::NonCash => "no cash",
            _ => "cost",
        };
        DraftLine { name: line.name.clone(), kind, amount, growth }
    }

    /// A range as a value of the file.
    fn range(&self, range: Range) -> String {
        let plain = self.plain_range(range);
        if plain.contains(' ') { quoted(&plain) } else { plain }
    }

    fn plain_range(&self, range: Range) -> String {
        for digits in 3..=9 {
            let (low, high) = (self.number(range.low, digits), self.number(range.high, digits));
            if range.is_certain() {
                return self.number(range.low, 6);
            }
            if low != high {
                return format!("{low} to {high}");
            }
        }
        self.number(range.high, 9)
    }

    /// An amount in the unit, with so many digits.
    fn number(&self, amount: f64, digits: i32) -> String {
        let amount = amount / self.unit.0;
        if amount.abs() < 1e-9 {
            return "0".to_owned();
        }
        #[expect(clippy::cast_possible_truncation, reason = "the logarithm of a number")]
        let places = (digits - 1 - amount.abs().log10().floor() as i32).clamp(0, 9);
        let text = format!("{amount:.*}", usize::try_from(places).unwrap_or(0));
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }
}

/// The weights of the months from January, as two years or more show them.
fn season_line(season: &[f64; 12]) -> String {
    let weights: Vec<String> = season.iter().map(|weight| format!("{weight:.2}")).collect();
    format!("season = [{}] # January to December, as the books of two years or more show it\n", weights.join(", "))
}

fn growth_range(growth: Range) -> String {
    format!("{} to {}", percent(growth.low), percent(growth.high))
}

fn percent(share: f64) -> String {
    let rounded = (100.0 * share).round();
    format!("{}%", if rounded.abs() < 0.5 { 0.0 } else { rounded })
}

/// A text as a string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            _ if c.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(c)),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text that can stand in a comment.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Lines of comments, broken between words.
fn comment(text: &str) -> String {
    let (mut lines, mut line) = (String::new(), String::from("#"));
    for word in clean(text).split(' ').filter(|word| !word.is_empty()) {
        if line.chars().count() + word.chars().count() >= WIDTH && line.len() > 1 {
            lines += &line;
            lines.push('\n');
            line = String::from("#  ");
        }
        line.push(' ');
        line += word;
    }
    lines + &line + "\n"
}

fn section(title: &str, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| comment(&format!("- {item}"))).collect();
    if items.is_empty() { String::new() } else { format!("#\n# {title}\n{}", items.concat()) }
}
