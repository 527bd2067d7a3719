//! Figures written as text, as programs of accounts print them: signs, brackets, currencies, separators of thousands, and decimals after a
//! point or a comma.

use super::sheet::{Cell, Decimals, Sheet};
use crate::error::{Input, Message, Problem};

/// Signs of currencies and their codes; those of several characters first.
const SIGNS: [(&str, &str); 11] = [
    ("US$", "USD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("NZ$", "NZD"),
    ("R$", "BRL"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("$", "USD"),
];
/// Codes that are known.
const CODES: [&str; 20] = [
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "CAD", "AUD", "NZD", "JPY", "INR", "SGD",
    "HKD", "ZAR", "BRL", "ILS",
];

/// The code of the currency that a text names, by its code or its sign.
pub(super) fn currency_in(text: &str) -> Option<&'static str> {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    let code = words.find_map(|word| CODES.into_iter().find(|code| *code == word));
    code.or_else(|| SIGNS.into_iter().find(|(sign, _)| text.contains(sign)).map(|(_, code)| code))
}

/// A figure, and how finely it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figure {
    pub(super) value: f64,
    /// Digits after the decimal point, or comma.
    pub(super) places: u32,
    /// Whether it is a percentage: then the value is a fraction of no amount.
    pub(super) is_share: bool,
}

/// A text taken apart: its digits and separators, without what stands around them.
struct Numeral {
    is_negative: bool,
    is_share: bool,
    digits: String,
}

impl Numeral {
    fn new(text: &str) -> Option<Self> {
        let mut rest =
            text.trim().replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ").replace(['\u{2212}', '\u{2013}'], "-");
        let (mut is_negative, mut is_share) = (false, false);
        loop {
            let stripped = rest.trim();
            let bracketed = stripped.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
            let minus = || stripped.strip_prefix('-').or_else(|| stripped.strip_suffix('-')).filter(|_| !is_negative);
            let next = if let Some(inner) = bracketed.or_else(minus) {
                is_negative = true;
                inner
            } else if let Some(inner) = stripped.strip_suffix('%').filter(|_| !is_share) {
                is_share = true;
                inner
            } else if let Some(inner) = stripped.strip_prefix('+').or_else(|| without_currency(stripped)) {
                inner
            } else {
                break;
            };
            rest = next.to_owned();
        }
        let digits = rest.trim().to_owned();
        let is_numeral = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
            && digits.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
            && digits.chars().any(|c| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '\u{2019}' | '_'));
        is_numeral.then_some(Self { is_negative, is_share, digits })
    }

    /// What stands before the decimals, if the figure shows it; `Err` if it may be either.
    fn decimals(&self) -> Result<Option<Decimals>, ()> {
        let of = |separator| if separator == '.' { Decimals::Point } else { Decimals::Comma };
        let other = |separator| if separator == '.' { Decimals::Comma } else { Decimals::Point };
        let count = |separator| self.digits.matches(separator).count();
        let last = self.digits.rfind(['.', ',']).and_then(|at| self.digits[at..].chars().next().map(|c| (at, c)));
        let Some((at, separator)) = last else { return Ok(None) };
        if count('.') > 0 && count(',') > 0 {
            return Ok(Some(of(separator)));
        }
        if count(separator) > 1 {
            return Ok(Some(other(separator)));
        }
        let looks_grouped = self.digits.len() - at == 4 && (1..=3).contains(&at);
        if looks_grouped { Err(()) } else { Ok(Some(of(separator))) }
    }

    /// Its digits with a point before the decimals and nothing else; `None` if its thousands are not thousands.
    fn plain(&self, decimals: Decimals) -> Option<(String, usize)> {
        let point = if decimals == Decimals::Point { '.' } else { ',' };
        let (whole, fraction) = self.digits.split_once(point).unwrap_or((&self.digits, ""));
        let mut groups = whole.split(|c: char| !c.is_ascii_digit());
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let is_grouped =
            rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3));
        if !is_grouped || !fraction.chars().all(|c| c.is_ascii_digit()) || fraction.len() > 30 {
            return None;
        }
        Some((format!("0{first}{}.{fraction}0", rest.concat()), fraction.len()))
    }

    fn figure(&self, decimals: Decimals) -> Option<Figure> {
        let (plain, places) = self.plain(decimals)?;
        let size = plain.parse::<f64>().ok().filter(|size| size.is_finite())?;
        Some(Figure {
            value: if self.is_negative && size > 0.0 { -size } else { size },
            places: u32::try_from(places).unwrap_or(0),
            is_share: self.is_share,
        })
    }
}

/// The text without the currency that stands at its start or end.
fn without_currency(text: &str) -> Option<&str> {
    let mut names = SIGNS.into_iter().map(|(sign, _)| sign).chain(CODES);
    names.find_map(|name| text.strip_prefix(name).or_else(|| text.strip_suffix(name)))
}

/// How the figures of a sheet are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numerals {
    decimals: Decimals,
}

impl Numerals {
    /// As `said`, or else as the cells show it.
    ///
    /// # Errors
    /// - [`Problem`] if they show both, or may mean either.
    pub(super) fn of(
        sheet: &Sheet,
        cells: impl Iterator<Item = (usize, usize)>,
        said: Option<Decimals>,
    ) -> Result<Self, Box<Problem>> {
        if let Some(decimals) = said {
            return Ok(Self { decimals });
        }
        let (mut shown, mut unclear): (Option<(Decimals, _)>, _) = (None, None);
        for (row, column) in cells {
            let Some(numeral) = Numeral::new(sheet.words(row, column)) else { continue };
            match (numeral.decimals(), shown) {
                (Ok(Some(decimals)), Some((other, at))) if decimals != other => {
                    return Err(Box::new(both(sheet, (row, column), at)));
                }
                (Ok(Some(decimals)), None) => shown = Some((decimals, (row, column))),
                (Err(()), _) => unclear = unclear.or(Some((row, column))),
                _ => {}
            }
        }
        match (shown.map(|(decimals, _)| decimals).or(sheet.decimals), unclear) {
            (Some(decimals), _) => Ok(Self { decimals }),
            (None, None) => Ok(Self { decimals: Decimals::Point }),
            (None, Some((row, column))) => {
                let text = sheet.words(row, column);
                Err(Box::new(Problem { place: sheet.place(row, column), ..unclear_decimals(text) }))
            }
        }
    }

    /// The figure in a cell; a dash, or nothing, is none.
    ///
    /// # Errors
    /// - [`Problem`] if something stands there that is no figure.
    pub(super) fn figure(self, sheet: &Sheet, row: usize, column: usize) -> Result<Option<Figure>, Box<Problem>> {
        let wrong =
            |message: &str, help: &str| Err(Box::new(Problem::new(sheet.place(row, column), "", message).help(help)));
        match sheet.cell(row, column) {
            Cell::Empty => Ok(None),
            Cell::Number(value) => Ok(Some(Figure { value: *value, places: places(*value), is_share: false })),
            Cell::Formula => wrong(
                "is a formula whose result was not saved with it",
                "open the file in a spreadsheet and save it, so that results are saved, or save the sheet as CSV",
            ),
            Cell::Date(day) => wrong(&format!("must be an amount, got the day {day}"), "format the cell as a number"),
            Cell::Text(text) if is_blank(text) => Ok(None),
            Cell::Text(text) => match self.read(text) {
                Some(figure) => Ok(Some(figure)),
                None => wrong(
                    &format!("must be an amount, got \"{}\"", text.trim()),
                    "correct the cell, or leave it empty where nothing was booked",
                ),
            },
        }
    }

    /// The figure that a text is.
    pub(super) fn read(self, text: &str) -> Option<Figure> {
        Numeral::new(text)?.figure(self.decimals)
    }
}

/// Whether a text stands for nothing booked.
fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "\u{2013}" | "\u{2014}" | "\u{2212}" | "n/a" | "N/A")
}

/// Whether a text is a figure in any way of writing.
pub(super) fn is_figure(text: &str) -> bool {
    Numeral::new(text).is_some()
}

/// Decimals that a number has, to the cent; a number with more is the result of a calculation.
fn places(value: f64) -> u32 {
    let is_whole = |scale: f64| ((value * scale).round() - value * scale).abs() < 1e-6;
    if is_whole(1.0) {
        0
    } else if is_whole(10.0) {
        1
    } else {
        2
    }
}

/// What stands before the decimals of some figures; `None` if none has any.
///
/// # Errors
/// - The place of the first of these figures that may mean either, if no other shows which.
pub fn decimals_of<'t>(figures: impl Iterator<Item = &'t str>) -> Result<Option<Decimals>, usize> {
    let (mut shown, mut unclear) = (None, None);
    for (place, figure) in figures.enumerate() {
        match Numeral::new(figure).map(|numeral| numeral.decimals()) {
            Some(Ok(decimals)) => shown = shown.or(decimals),
            Some(Err(())) => unclear = unclear.or(Some(place)),
            None => {}
        }
    }
    match (shown, unclear) {
        (None, Some(place)) => Err(place),
        _ => Ok(shown),
    }
}

/// A figure as programs write it: with a point before its decimals, and nothing else but its sign and `%`.
#[must_use]
pub fn plain_figure(text: &str, decimals: Decimals) -> Option<String> {
    let numeral = Numeral::new(text)?;
    let (plain, _) = numeral.plain(decimals)?;
    let (sign, share) = (if numeral.is_negative { "-" } else { "" }, if numeral.is_share { "%" } else { "" });
    Some(format!("{sign}{plain}{share}"))
}

/// What to say of a figure such as `1.020` that may be thousands or decimals.
pub fn unclear_decimals(text: &str) -> Problem {
    let at = text.rfind(['.', ',']).unwrap_or(0);
    let is_point = text[at..].starts_with('.');
    let whole = text.replace(['.', ','], "");
    let small = text.replace(',', ".");
    let (thousands, decimal) = if is_point { ("comma", "point") } else { ("point", "comma") };
    let separator = if is_point { "point" } else { "comma" };
    let message = format!("may be {whole} or {small}: every figure here has three digits after a {separator}");
    let help = Message::from("say what stands before decimals: `")
        + Input::Decimals
        + format!(" {thousands}` if it is {whole}, `")
        + Input::Decimals
        + format!(" {decimal}` if it is {small}");
    Problem::new(None, "", message).help(help)
}

fn both(sheet: &Sheet, at: (usize, usize), first: (usize, usize)) -> Problem {
    let text = sheet.words(at.0, at.1);
    let other = sheet.words(first.0, first.1);
    let message = format!("\"{text}\" has other decimals than \"{other}\": one after a point, one after a comma");
    let help = Message::from("correct one of them, or say which holds: `")
        + Input::Decimals
        + " point` or `"
        + Input::Decimals
        + " comma`";
    let problem = Problem::new(sheet.place(at.0, at.1), "", message).help(help);
    match sheet.place(first.0, first.1) {
        Some(place) => problem.also("the other", place),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, decimals: Decimals) -> Option<f64> {
        Numerals { decimals }.read(text).map(|figure| figure.value)
    }

    #[test]
    fn figures_are_read_as_programs_print_them() {
        let printed = [
            ("$1,000.00", 1_000.0),
            ("-9,905.00", -9_905.0),
            ("($50,000.00)", -50_000.0),
            ("$(50,000.00)", -50_000.0),
            ("-$12", -12.0),
            ("\u{2212}12.5", -12.5),
            ("1 234.5 EUR", 1_234.5),
            ("12.5-", -12.5),
            ("1'234'567", 1_234_567.0),
            ("(0.00)", 0.0),
            (".5", 0.5),
        ];
        for (text, value) in printed {
            assert_eq!(read(text, Decimals::Point), Some(value), "{text}");
        }
        for (text, value) in [("1.234,50 €", 1_234.5), ("-1\u{a0}234,5", -1_234.5), ("12.345.678", 12_345_678.0)] {
            assert_eq!(read(text, Decimals::Comma), Some(value), "{text}");
        }
        for text in ["", "abc", "1,5", "1,23,456", "1.2.3", "12 apples", "--", "31.12.2026", "1e5", "(", "%"] {
            assert_eq!(read(text, Decimals::Point), None, "{text}");
        }
    }

    #[test]
    fn decimals_are_known_from_any_figure_that_shows_them() {
        let sheet = |cells: &[&str]| {
            let mut sheet = Sheet::new("books.csv");
            for (row, text) in cells.iter().enumerate() {
                sheet.push((row, 0), Cell::Text((*text).to_owned()), text).unwrap();
            }
            sheet
        };
        let decimals = |cells: &[&str]| {
            let sheet = sheet(cells);
            let found = Numerals::of(&sheet, (0..cells.len()).map(|row| (row, 0)), None);
            found.map(|numerals| numerals.decimals).map_err(|problem| sheet.fault(*problem).to_string())
        };
        assert_eq!(decimals(&["1.020", "1.234.567"]), Ok(Decimals::Comma));
        assert_eq!(decimals(&["1.020", "12,5"]), Ok(Decimals::Comma));
        assert_eq!(decimals(&["1,020", "7.25"]), Ok(Decimals::Point));
        assert_eq!(decimals(&["1020", "-"]), Ok(Decimals::Point));
        let unclear = decimals(&["7", "1.020", "0.940"]).unwrap_err();
        assert_eq!(
            unclear,
            "books.csv:A2: may be 1020 or 1.020: every figure here has three digits after a point; say what stands \
             before decimals: `decimals comma` if it is 1020, `decimals point` if it is 1.020"
        );
        let both = decimals(&["1.5", "1,5"]).unwrap_err();
        assert!(both.contains("A2: \"1,5\" has other decimals than \"1.5\""), "{both}");
    }

    #[test]
    fn currencies_are_known_by_code_and_sign() {
        assert_eq!(currency_in("in TEUR, EUR"), Some("EUR"));
        assert_eq!((currency_in("A$ 5"), currency_in("$5"), currency_in("five")), (Some("AUD"), Some("USD"), None));
    }
}
