//! The lines of a scenario that accounts become: the large ones by themselves, the small ones gathered.

use super::accounts::{Account, Books, LeftOut};
use super::series::{self, Range};
use super::words::Kind;
use std::collections::BTreeSet;

/// Accounts that are smaller than this share of all of their kind are gathered.
const SMALL: f64 = 0.05;
/// Lines of one kind that stand by themselves.
const MOST_LINES: usize = 12;
/// Characters a name may have.
const LONGEST_NAME: usize = 60;

/// A line of the scenario.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) form: Form,
    /// The weights of the calendar months from January, where two years show them.
    pub(super) season: Option<[f64; 12]>,
    /// Where it comes from: the accounts and their cells.
    pub(super) source: String,
    /// What must be known about it.
    pub(super) notes: Vec<String>,
}

/// How its amounts go on, in currency a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// A run rate and its growth.
    Level { opening: Range, growth: Range, seen: Option<f64> },
    /// An annual amount that comes in lumps.
    Lumps(Range),
}

/// The lines of some books; what is left out is noted.
pub(super) fn lines(books: &Books, left_out: &mut Vec<LeftOut>) -> Vec<Line> {
    let mut names = BTreeSet::new();
    let mut lines = Vec::new();
    for (kind, gathered) in
        [(Kind::Revenue, "Other revenue"), (Kind::Cost, "Other costs"), (Kind::NonCash, "Other costs without cash")]
    {
        let accounts = alive(books, kind, left_out);
        for group in grouped(&accounts) {
            let line = line(books, (kind, gathered), &group, &mut names);
            match line {
                Some(line) => lines.push(line),
                None => left_out.push(LeftOut {
                    what: list(&group.accounts),
                    why: "what was booked comes to nothing, or less, in the last twelve months".to_owned(),
                }),
            }
        }
    }
    for account in books.accounts.iter().filter(|account| account.kind == Kind::Financing) {
        left_out.push(LeftOut {
            what: format!("`{}`, {}", account.name, account.cells),
            why: "money of owners and lenders, no operations: what comes next is for you to write".to_owned(),
        });
    }
    lines
}

/// The accounts of a kind in which something was booked in the last twelve months.
fn alive<'b>(books: &'b Books, kind: Kind, left_out: &mut Vec<LeftOut>) -> Vec<&'b Account> {
    let of_kind = books.accounts.iter().filter(|account| account.kind == kind);
    let is_alive = |account: &&Account| account.amounts.iter().rev().take(12).any(|amount| amount.abs() > 0.0);
    let (alive, dead): (Vec<&Account>, Vec<&Account>) = of_kind.partition(is_alive);
    for account in dead {
        left_out.push(LeftOut {
            what: format!("`{}`, {}", account.name, if account.cells.is_empty() { "no cells" } else { &account.cells }),
            why: "nothing was booked in the last twelve months".to_owned(),
        });
    }
    alive
}

/// Accounts that become one line, of which the first gives it its name, unless they are gathered.
struct Group<'b> {
    accounts: Vec<&'b Account>,
    is_gathered: bool,
}

/// Large accounts by themselves, and the small ones together; what was mostly paid back is taken off the largest.
fn grouped<'b>(accounts: &[&'b Account]) -> Vec<Group<'b>> {
    let size = |account: &Account| series::last_year(&account.amounts);
    let all: f64 = accounts.iter().map(|account| size(account)).filter(|size| *size > 0.0).sum();
    let mut by_size: Vec<&&Account> = accounts.iter().collect();
    by_size.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let large: Vec<&Account> =
        by_size.into_iter().take(MOST_LINES).filter(|account| size(account) >= SMALL * all).copied().collect();
    let is_large = |account: &&Account| large.iter().any(|large| std::ptr::eq(*large, *account));
    let (own, small): (Vec<&Account>, Vec<&Account>) = accounts.iter().copied().partition(is_large);
    let mut groups: Vec<Group<'b>> =
        own.into_iter().map(|account| Group { accounts: vec![account], is_gathered: false }).collect();
    let together: f64 = small.iter().map(|account| size(account)).sum();
    let largest = groups.iter_mut().max_by(|a, b| size(a.accounts[0]).total_cmp(&size(b.accounts[0])));
    match (small.is_empty(), largest) {
        (true, _) => {}
        (false, Some(largest)) if together <= 0.0 => largest.accounts.extend(small),
        _ => groups.push(Group { is_gathered: small.len() > 1, accounts: small }),
    }
    groups
}

fn line(
    books: &Books,
    (kind, gathered): (Kind, &str),
    group: &Group<'_>,
    names: &mut BTreeSet<String>,
) -> Option<Line> {
    let (months, is_gathered) = (books.months.len(), group.is_gathered);
    let group = group.accounts.as_slice();
    let amounts: Vec<f64> = (0..months).map(|at| group.iter().map(|account| account.amounts[at]).sum()).collect();
    let year = series::last_year(&amounts);
    let recent: f64 = amounts.iter().rev().take(3).sum();
    if year <= 0.0 {
        return None;
    }
    let first = books.months.first().map_or(0, |month| usize::try_from(month.parts().1 - 1).unwrap_or(0));
    let season = series::season(&amounts, first);
    let form = if series::is_lumpy(&amounts) || recent <= 0.0 {
        Form::Lumps(Range { low: 0.6 * year, high: 1.5 * year })
    } else {
        let seen = series::growth(&amounts);
        let opening = series::run_rate(&amounts, season.as_ref(), first);
        Form::Level { opening, growth: series::growth_to_come(seen, kind != Kind::Revenue), seen }
    };
    let lead = group.first().filter(|_| !is_gathered).map_or(gathered, |account| &account.name);
    let name = unique(lead, names);
    let guessed: Vec<&str> =
        group.iter().filter(|account| account.is_guess).map(|account| account.name.as_str()).collect();
    let what = if kind == Kind::Revenue { "revenue" } else { "a cost" };
    let notes = if guessed.is_empty() {
        Vec::new()
    } else {
        vec![format!("nothing says what `{}` is: taken for {}", guessed.join("`, `"), what)]
    };
    Some(Line { name, kind, form, season, source: format!("{}, {}", books.name, list_of_cells(group)), notes })
}

/// A name that no other line has, and that is not too long.
fn unique(name: &str, names: &mut BTreeSet<String>) -> String {
    let short: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let short = if short.trim().is_empty() { "Without a name".to_owned() } else { short.trim().to_owned() };
    let numbered = (2..).map(|number| format!("{short} {number}"));
    let name = std::iter::once(short.clone()).chain(numbered).find(|name| !names.contains(name)).unwrap_or(short);
    names.insert(name.clone());
    name
}

fn list(group: &[&Account]) -> String {
    group.iter().map(|account| format!("`{}`", account.name)).collect::<Vec<_>>().join(", ")
}

fn list_of_cells(group: &[&Account]) -> String {
    match group {
        [only] => only.cells.clone(),
        several => {
            several.iter().map(|account| format!("{} ({})", account.name, account.cells)).collect::<Vec<_>>().join(", ")
        }
    }
}
