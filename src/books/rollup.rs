//! Which rows are accounts and which are sums of them: every printed sum is computed again, and one that does not agree is an error.

use super::month::Heading;
use super::table::{Row, Table};
use super::words::{self, Kind, Role};
use crate::error::{Problem, Result};
use std::collections::BTreeSet;

/// Rows above or below a sum without a name that may be its parts.
const MOST_PARTS: usize = 200;

/// A row and what it turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    /// An account, with its place in [`Table::rows`] and the section that it stands in.
    Account { row: usize, kind: Kind, section: Option<String>, is_guess: bool },
    /// A sum of other rows, recomputed.
    Sum { row: usize, of: String },
    /// No amount that was booked, and what it is.
    Apart { row: usize, why: &'static str },
}

/// The rows of a table that have figures, told apart.
///
/// # Errors
/// - [`Error::AtFault`](crate::error::Error::AtFault) with the first sum that does not agree with its parts.
pub(super) fn told_apart(table: &Table) -> Result<Vec<Found>> {
    let mut reader = RollUp::new(table)?;
    for row in 0..table.rows.len() {
        reader.row(row)?;
    }
    Ok(reader.found)
}

/// Rows that a later sum may be of: a heading, an account, or accounts that were summed up.
struct Open {
    name: String,
    is_heading: bool,
    /// Whether a later row sums up what is under this heading.
    is_closed: bool,
    /// Accounts, as places in the table.
    accounts: Vec<usize>,
}

struct RollUp<'t> {
    table: &'t Table,
    open: Vec<Open>,
    found: Vec<Found>,
    /// What each row is, if it is an account.
    kinds: Vec<Option<Kind>>,
    /// Sums without a name of their own.
    unnamed: Vec<Option<String>>,
    /// Accounts since the last result.
    since: usize,
    /// Whether costs are printed with a minus.
    negative_costs: bool,
    /// How much sums may be off: half of the last digit printed.
    grain: f64,
}

impl<'t> RollUp<'t> {
    fn new(table: &'t Table) -> Result<Self> {
        let figures = table.rows.iter().flat_map(|row| row.figures.iter().flatten());
        let places = figures.map(|(figure, _)| figure.places).max().unwrap_or(0);
        let mut reader = Self {
            table,
            open: Vec::new(),
            found: Vec::new(),
            kinds: vec![None; table.rows.len()],
            unnamed: vec![None; table.rows.len()],
            since: 0,
            negative_costs: false,
            grain: 0.5 * 0.1_f64.powi(i32::try_from(places.min(9)).unwrap_or(0)),
        };
        reader.find_unnamed()?;
        reader.negative_costs = reader.costs_are_negative();
        Ok(reader)
    }

    fn row(&mut self, at: usize) -> Result<()> {
        let table = self.table;
        let row = &table.rows[at];
        let role = words::role(&row.name);
        if row.is_share() {
            self.found.push(Found::Apart { row: at, why: "shares, and no amounts" });
            return Ok(());
        }
        if row.is_bare() {
            if role == Role::Plain {
                self.heading(at);
            }
            return Ok(());
        }
        if let Some(of) = self.unnamed[at].clone() {
            self.found.push(Found::Sum { row: at, of });
            return Ok(());
        }
        match role {
            Role::Plain => self.account(at),
            Role::Total(of) => self.total(at, &of)?,
            Role::Result => self.result(at)?,
            Role::Metric => {
                let why = "a count or a rate by its name, and nothing that was booked: rename it if it was";
                self.found.push(Found::Apart { row: at, why });
            }
        }
        Ok(())
    }

    /// Opens a heading; those that no later row sums up end where it begins.
    fn heading(&mut self, at: usize) {
        let name = words::plain(&self.table.rows[at].name);
        let later = self.table.rows[at + 1..].iter();
        let is_closed =
            later.filter(|row| !row.is_bare()).any(|row| words::role(&row.name) == Role::Total(name.clone()));
        for open in &mut self.open {
            if open.is_heading && !open.is_closed {
                open.is_heading = false;
            }
        }
        self.open.push(Open { name, is_heading: true, is_closed, accounts: Vec::new() });
    }

    fn account(&mut self, at: usize) {
        let row = &self.table.rows[at];
        let headings = || self.open.iter().rev().filter(|open| open.is_heading).map(|open| open.name.as_str());
        let of_section = headings().find_map(words::kind);
        let own = account_kind(self.table, row);
        let kind = match (words::cash(&row.name), own, of_section) {
            (Some(cash), _, None) => Some(cash),
            (_, Some(Kind::NonCash), Some(Kind::Revenue)) => Some(Kind::Revenue),
            (_, Some(own @ (Kind::NonCash | Kind::Financing)), _) => Some(own),
            (_, _, Some(section)) => Some(section),
            (_, own, None) => own,
        };
        let section = headings().next().map(str::to_owned);
        let is_guess = kind.is_none();
        let by_sign = || if total(row) > 0.0 { Kind::Revenue } else { Kind::Cost };
        let kind = kind.unwrap_or_else(|| if self.negative_costs { by_sign() } else { self.kind_beside(at) });
        self.found.push(Found::Account { row: at, kind, section, is_guess });
        self.kinds[at] = Some(kind);
        let name = words::plain(&row.name);
        self.open.push(Open { name, is_heading: false, is_closed: false, accounts: vec![at] });
    }

    /// What the accounts above are, or else those below: revenue and costs mostly stand together.
    fn kind_beside(&self, at: usize) -> Kind {
        let is_told = |kind: &Kind| matches!(kind, Kind::Revenue | Kind::Cost);
        let above = self.kinds[..at].iter().rev().flatten().copied().find(is_told);
        let below = || self.table.rows[at + 1..].iter().find_map(|row| account_kind(self.table, row).filter(is_told));
        above.or_else(below).unwrap_or(Kind::Cost)
    }

    /// A row that sums up what stands under its heading, or before it.
    fn total(&mut self, at: usize, of: &str) -> Result<()> {
        let named = self.open.iter().rposition(|open| !of.is_empty() && open.name == of);
        let from = named.or_else(|| self.parts_before(at));
        let accounts = match from {
            Some(from) => self.accounts(from..self.open.len()).collect(),
            None => self.parts_by_kind(of),
        };
        let sums =
            if named.is_none() && from.is_some() { None } else { Some(self.sum(accounts.iter().copied(), false)) };
        let of = self.rows_named(&accounts);
        if let Some(sums) = sums {
            self.agrees(at, &sums, &of)?;
        }
        if let Some(from) = from {
            let name = words::plain(&self.table.rows[at].name);
            self.open.truncate(from);
            self.open.push(Open { name, is_heading: false, is_closed: false, accounts });
        }
        self.found.push(Found::Sum { row: at, of });
        Ok(())
    }

    /// The accounts of a total that names what they are; all since the last heading, if it does not.
    fn parts_by_kind(&self, of: &str) -> Vec<usize> {
        let kind = words::kind(of);
        let alike: Vec<usize> =
            self.accounts(0..self.open.len()).filter(|row| kind.is_some() && self.kinds[*row] == kind).collect();
        let from = self.open.iter().rposition(|open| open.is_heading).unwrap_or(0);
        if alike.is_empty() { self.accounts(from..self.open.len()).collect() } else { alike }
    }

    /// Where the nearest rows begin that add up to a total, with or without signs.
    fn parts_before(&self, at: usize) -> Option<usize> {
        let last = self.open.len();
        for from in (0..last).rev().take(MOST_PARTS) {
            for is_signed in [false, true] {
                let sum = self.sum(self.accounts(from..last), is_signed);
                if self.accounts(from..last).next().is_some() && self.worst(at, &sum).is_none() {
                    return Some(from);
                }
            }
        }
        None
    }

    /// What is left of revenue after costs: of all so far, or since the last such row.
    fn result(&mut self, at: usize) -> Result<()> {
        let flows: Vec<usize> = (0..at).filter(|row| self.kinds[*row].is_some_and(is_flow)).collect();
        let recent: Vec<usize> = flows.iter().copied().filter(|row| *row >= self.since).collect();
        let before_depreciation: Vec<usize> =
            flows.iter().copied().filter(|row| self.kinds[*row] != Some(Kind::NonCash)).collect();
        let mut candidates = [&flows, &recent, &before_depreciation].into_iter().filter(|rows| !rows.is_empty());
        let agrees = |rows: &&Vec<usize>| {
            [true, false].into_iter().any(|is_signed| {
                let sum = self.sum(rows.iter().copied(), is_signed);
                self.worst(at, &sum).is_none()
            })
        };
        let matched = candidates.find(agrees).cloned();
        let is_recent = self.table.rows[at].name.to_lowercase().contains("other") && !recent.is_empty();
        let rows = matched.as_ref().unwrap_or(if is_recent { &recent } else { &flows });
        let of = format!("revenue after costs, {}", self.rows_named(rows));
        if matched.is_none() {
            self.agrees(at, &self.sum(rows.iter().copied(), true), &of)?;
        }
        self.found.push(Found::Sum { row: at, of });
        self.since = at;
        Ok(())
    }

    fn accounts(&self, open: std::ops::Range<usize>) -> impl Iterator<Item = usize> + use<'_> {
        self.open[open].iter().flat_map(|open| open.accounts.iter().copied())
    }

    /// The rows that are summed, for people.
    fn rows_named(&self, rows: &[usize]) -> String {
        let name =
            |row: Option<&usize>| row.map_or_else(String::new, |row| self.table.row_name(&self.table.rows[*row]));
        match rows {
            [] => "no rows".to_owned(),
            [only] => name(Some(only)),
            [.., last] => {
                let last = name(Some(last));
                let number = last.rsplit(' ').next().unwrap_or_default().to_owned();
                format!("{} to {number}", name(rows.first()).replace("row ", "rows ").replace("column ", "columns "))
            }
        }
    }

    /// The sum of rows by column; costs subtracted, if it is signed.
    fn sum(&self, rows: impl Iterator<Item = usize>, is_signed: bool) -> Sums {
        let mut sums = Sums { amounts: vec![0.0; self.table.columns.len()], parts: 0 };
        for row in rows {
            let is_cost = matches!(self.kinds[row], Some(Kind::Cost | Kind::NonCash));
            let sign = if is_signed && is_cost && !self.negative_costs { -1.0 } else { 1.0 };
            for (column, sum) in sums.amounts.iter_mut().enumerate() {
                *sum += sign * self.table.rows[row].amount(column);
            }
            sums.parts += 1;
        }
        sums
    }

    /// The column in which a printed sum is farthest from the one computed; `None` if they agree.
    fn worst(&self, at: usize, sums: &Sums) -> Option<usize> {
        let row = &self.table.rows[at];
        let off = |column: usize| (row.amount(column) - sums.amounts[column]).abs();
        let disagrees = |column: &usize| {
            let is_compared = self.table.columns[*column].heading != Heading::Other;
            is_compared && off(*column) > self.tolerance(sums.parts, sums.amounts[*column])
        };
        // A month says more of what is wrong than the total that it is part of.
        let is_month = |column: &usize| self.table.columns[*column].month().is_some();
        let wrong: Vec<usize> = (0..self.table.columns.len()).filter(disagrees).collect();
        let farthest = |columns: &mut dyn Iterator<Item = usize>| columns.max_by(|a, b| off(*a).total_cmp(&off(*b)));
        farthest(&mut wrong.iter().copied().filter(is_month)).or_else(|| farthest(&mut wrong.iter().copied()))
    }

    /// Each part and the sum are rounded as they are printed.
    fn tolerance(&self, parts: usize, sum: f64) -> f64 {
        self.grain * (parts as f64 + 1.0) * 1.001 + 1e-9 * sum.abs()
    }

    fn agrees(&self, at: usize, sums: &Sums, of: &str) -> Result<()> {
        let Some(column) = self.worst(at, sums) else { return Ok(()) };
        Err(self.disagreement(at, column, sums.amounts[column], of))
    }

    fn disagreement(&self, at: usize, column: usize, computed: f64, of: &str) -> crate::error::Error {
        let (table, row) = (self.table, &self.table.rows[at]);
        let cell = row.figures[column].map_or((row.at, table.columns[column].at), |(_, cell)| cell);
        let printed = row.amount(column);
        let message = format!(
            "`{}` of {} is printed as {}, and {of} come to {}",
            row.name,
            table.columns[column].title,
            shown(printed),
            shown(computed),
        );
        let help = "a row may be hidden or was left out of the export: show it, or correct the sum, or delete this row";
        table.sheet.fault(Problem::new(table.sheet.place(cell.0, cell.1), "", message).help(help))
    }

    /// Whether the accounts that are costs by their names are printed with a minus.
    fn costs_are_negative(&self) -> bool {
        let (mut section, mut sum) = (None, 0.0);
        for (at, row) in self.table.rows.iter().enumerate() {
            let role = words::role(&row.name);
            if row.is_bare() && role == Role::Plain {
                section = words::kind(&row.name).or(section);
            } else if role == Role::Plain && !row.is_share() && self.unnamed[at].is_none() {
                let own = account_kind(self.table, row);
                let kind = if own == Some(Kind::Financing) { own } else { section.or(own) };
                sum += if matches!(kind, Some(Kind::Cost | Kind::NonCash)) { total(row) } else { 0.0 };
            }
        }
        // Without a word that says what is a cost, minus signs say it.
        let is_mixed =
            || self.table.rows.iter().any(|row| total(row) < 0.0) && self.table.rows.iter().any(|row| total(row) > 0.0);
        sum < 0.0 || (sum.abs() < f64::MIN_POSITIVE && is_mixed())
    }
}

/// Sums by column, and of how many rows.
struct Sums {
    amounts: Vec<f64>,
    parts: usize,
}

impl RollUp<'_> {
    /// Notes the rows that no word calls a sum and that are one: of the rows that follow, or of those before.
    fn find_unnamed(&mut self) -> Result<()> {
        let is_plain = |row: &Row| {
            !row.is_bare()
                && !row.is_share()
                && words::role(&row.name) == Role::Plain
                && words::cash(&row.name).is_none()
        };
        let mut start = 0;
        while start < self.table.rows.len() {
            let block = self.table.rows[start..].iter().take_while(|row| is_plain(row)).count();
            // Parts that follow their sum may have parts themselves: the last are looked at first.
            self.find_in((start..start + block).rev().collect())?;
            let rest = (start..start + block).filter(|row| self.unnamed[*row].is_none()).collect();
            self.find_in(rest)?;
            start += block.max(1);
        }
        Ok(())
    }

    /// Notes those of some rows that are the sum of rows passed just before.
    fn find_in(&mut self, rows: Vec<usize>) -> Result<()> {
        let mut passed: Vec<usize> = Vec::new();
        for row in rows {
            if let Some(parts) = self.parts_of(row, &passed)? {
                let mut summed = passed.split_off(passed.len() - parts);
                summed.sort_unstable();
                self.unnamed[row] = Some(self.rows_named(&summed));
            }
            passed.push(row);
        }
        Ok(())
    }

    /// How many of the rows passed last add up to a row, at least two; `None` if none do.
    fn parts_of(&self, row: usize, passed: &[usize]) -> Result<Option<usize>> {
        let mut sums = Sums { amounts: vec![0.0; self.table.columns.len()], parts: 0 };
        let booked = |row: usize| {
            (0..self.table.columns.len()).filter(|column| self.table.rows[row].amount(*column).abs() > 0.0).count()
        };
        let least = booked(row);
        if least < 2 {
            return Ok(None);
        }
        let mut with_figures = 0;
        for (count, part) in passed.iter().rev().take(MOST_PARTS).enumerate() {
            for (column, sum) in sums.amounts.iter_mut().enumerate() {
                *sum += self.table.rows[*part].amount(column);
            }
            sums.parts += 1;
            with_figures += usize::from(booked(*part) > 0);
            if with_figures < 2 {
                continue;
            }
            let agree = (0..sums.amounts.len()).filter(|column| {
                let sum = sums.amounts[*column];
                sum.abs() > 0.0 && (self.table.rows[row].amount(*column) - sum).abs() <= self.tolerance(sums.parts, sum)
            });
            let agree = agree.count();
            let parts = &passed[passed.len() - count - 1..];
            if !self.is_telling(row, parts) {
                continue;
            }
            match self.worst(row, &sums) {
                None => return Ok(Some(count + 1)),
                // A sum that agrees nearly everywhere is one that was not kept up.
                Some(column) if agree >= 3 && 4 * agree >= 3 * least => {
                    let mut rows = parts.to_vec();
                    rows.sort_unstable();
                    return Err(self.disagreement(row, column, sums.amounts[column], &self.rows_named(&rows)));
                }
                Some(_) => {}
            }
        }
        Ok(None)
    }

    /// Whether agreement is no accident: the amounts change from month to month, or the parts are set in under their sum.
    fn is_telling(&self, row: usize, parts: &[usize]) -> bool {
        let (rows, row) = (&self.table.rows, &self.table.rows[row]);
        let prefix = format!("{}:", row.name);
        let is_within = |part: &usize| rows[*part].indent > row.indent || rows[*part].name.starts_with(&prefix);
        let amounts =
            (0..self.table.columns.len()).map(|column| row.amount(column).abs()).filter(|amount| *amount > 0.0);
        let different: BTreeSet<u64> = amounts.map(f64::to_bits).collect();
        different.len() >= 3 || parts.iter().all(is_within)
    }
}

/// What an account is by its name; in a ledger's account such as `expenses:rent`, by the root.
fn account_kind(table: &Table, row: &Row) -> Option<Kind> {
    let of_root = row.name.split_once(':').filter(|_| table.is_tidy).and_then(|(root, _)| words::kind(root));
    match words::kind(&row.name) {
        Some(kind @ (Kind::NonCash | Kind::Financing)) => Some(kind),
        own => of_root.or(own),
    }
}

fn is_flow(kind: Kind) -> bool {
    !matches!(kind, Kind::Cash | Kind::OpeningCash)
}

fn total(row: &Row) -> f64 {
    row.figures.iter().flatten().map(|(figure, _)| figure.value).sum()
}

/// An amount with its thousands parted and as many decimals as it has, two at most.
pub(super) fn shown(amount: f64) -> String {
    let rounded = format!("{:.2}", amount.abs());
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, "00"));
    let grouped: Vec<String> =
        whole.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let fraction = if fraction == "00" { String::new() } else { format!(".{fraction}") };
    let sign = if amount < 0.0 { "-" } else { "" };
    format!("{sign}{}{fraction}", grouped.join(","))
}
