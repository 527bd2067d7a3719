//! A chapter as a page for the terminal: Markdown, as far as the guide uses it, without its marks.

use super::Chapter;
use anstyle::Style;
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

const BOLD: Style = Style::new().bold();
/// Blanks between the columns of a table.
const GAP: usize = 2;
/// No column is made narrower, however narrow the page.
const NARROWEST: usize = 6;

impl Chapter {
    /// The chapter as text of lines of up to `width` columns, with headings and what is stressed in bold. Blocks of code are as written.
    #[must_use]
    pub fn page(&self, width: usize) -> String {
        let blocks = blocks(self.text);
        blocks.iter().map(|block| block.laid_out(width)).collect::<Vec<_>>().join("\n")
    }
}

/// The chapters as a table of contents, in lines of up to `width` columns.
#[must_use]
pub fn contents(width: usize) -> String {
    let widest = Chapter::all().iter().map(|chapter| chapter.name.len()).max().unwrap_or(0) + GAP;
    let about =
        |chapter: &Chapter| wrapped(chapter.about, width, &format!("{:widest$}", chapter.name), &" ".repeat(widest));
    Chapter::all().iter().map(about).collect::<String>() + "\n`runout guide CHAPTER` shows one.\n"
}

/// A part of a chapter that stands by itself.
enum MarkdownBlock {
    Heading(String),
    Paragraph(String),
    Item(String),
    Code(Vec<String>),
    Table(Vec<Vec<String>>),
}

/// The blocks of a chapter: comments and the ends of links are left out.
fn blocks(text: &str) -> Vec<MarkdownBlock> {
    let mut blocks: Vec<MarkdownBlock> = Vec::new();
    let (mut is_code, mut is_new) = (false, true);
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
            if is_code {
                blocks.push(MarkdownBlock::Code(Vec::new()));
            }
            is_new = true;
        } else if is_code {
            if let Some(MarkdownBlock::Code(lines)) = blocks.last_mut() {
                lines.push(line.to_owned());
            }
        } else if line.is_empty() || is_silent(line) {
            is_new = true;
        } else {
            add(&mut blocks, line, is_new);
            is_new = line.starts_with('#');
        }
    }
    blocks
}

/// Whether a line says nothing to a reader: a comment, or where a link leads.
fn is_silent(line: &str) -> bool {
    line.starts_with("<!--") || Chapter::all().iter().any(|chapter| line.starts_with(&format!("[{}]: ", chapter.name)))
}

/// Adds a line outside code: it begins a block, or goes on with the last one.
fn add(blocks: &mut Vec<MarkdownBlock>, line: &str, is_new: bool) {
    if let Some(title) = line.strip_prefix('#') {
        blocks.push(MarkdownBlock::Heading(title.trim_start_matches('#').trim().to_owned()));
        return;
    }
    if let Some(row) = line.strip_prefix('|') {
        let row = cells(row);
        match blocks.last_mut() {
            Some(MarkdownBlock::Table(rows)) if !is_new => rows.push(row),
            _ => blocks.push(MarkdownBlock::Table(vec![row])),
        }
        return;
    }
    if let Some(item) = line.strip_prefix("- ") {
        blocks.push(MarkdownBlock::Item(item.to_owned()));
        return;
    }
    match blocks.last_mut() {
        Some(MarkdownBlock::Paragraph(words) | MarkdownBlock::Item(words)) if !is_new => {
            words.push(' ');
            words.push_str(line.trim_start());
        }
        _ => blocks.push(MarkdownBlock::Paragraph(line.to_owned())),
    }
}

/// The cells of a row, without the bar before the first.
fn cells(row: &str) -> Vec<String> {
    row.trim_end().trim_end_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

impl MarkdownBlock {
    fn laid_out(&self, width: usize) -> String {
        match self {
            Self::Heading(words) => format!("{BOLD}{}{BOLD:#}\n", plain(words, false)),
            Self::Paragraph(words) => wrapped(&plain(words, true), width, "", ""),
            Self::Item(words) => wrapped(&plain(words, true), width, "- ", "  "),
            Self::Code(lines) => lines.iter().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect(),
            Self::Table(rows) => table(rows, width),
        }
    }
}

fn wrapped(words: &str, width: usize, first: &str, further: &str) -> String {
    let options =
        Options::new(width).initial_indent(first).subsequent_indent(further).word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(words, options) + "\n"
}

/// Words without marks: `**` makes bold if wanted, `*` nothing, and a link to a chapter says how to read that. Code stays as it is.
fn plain(words: &str, is_styled: bool) -> String {
    let mut text = String::new();
    for (place, part) in words.split('`').enumerate() {
        match place % 2 {
            0 => text.push_str(&unmarked(&linked(part), is_styled)),
            _ => text.push_str(&format!("`{part}`")),
        }
    }
    text
}

/// `[words][chapter]` as "words (`runout guide chapter`)".
fn linked(words: &str) -> String {
    Chapter::all().iter().fold(words.to_owned(), |words, chapter| {
        let reference = format!("][{}]", chapter.name);
        match words.split_once(&reference) {
            Some((before, after)) => match before.rsplit_once('[') {
                Some((before, label)) => format!("{before}{label} (`runout guide {}`){after}", chapter.name),
                None => words,
            },
            None => words,
        }
    })
}

fn unmarked(words: &str, is_styled: bool) -> String {
    let mut text = String::new();
    for (place, part) in words.split("**").enumerate() {
        if place > 0 && is_styled {
            text.push_str(&if place % 2 == 1 { format!("{BOLD}") } else { format!("{BOLD:#}") });
        }
        text.push_str(&without_stars(part));
    }
    text
}

/// Without the stars that stand at the beginning or the end of a word; those that stand alone are meant.
fn without_stars(words: &str) -> String {
    let near = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let characters: Vec<char> = words.chars().collect();
    let is_mark = |place: usize| {
        characters[place] == '*'
            && (near(characters.get(place + 1).copied()) || place > 0 && near(characters.get(place - 1).copied()))
    };
    (0..characters.len()).filter(|&place| !is_mark(place)).map(|place| characters[place]).collect()
}

/// A table whose cells are broken into lines where the page is too narrow for it.
fn table(rows: &[Vec<String>], width: usize) -> String {
    let (bars, rows): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.iter().all(|cell| is_bar(cell)));
    let is_right = |column: usize| bars.first().and_then(|bar| bar.get(column)).is_some_and(|bar| bar.ends_with(':'));
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|row| row.iter().map(|cell| plain(cell, false)).collect()).collect();
    let widths = widths(&rows, width);
    let broken: Vec<Vec<Vec<String>>> = rows.iter().map(|row| broken(row, &widths)).collect();
    let is_tall = broken.iter().any(|row| row.iter().any(|cell| cell.len() > 1));
    let mut text = String::new();
    for (place, row) in broken.iter().enumerate() {
        for line in 0..row.iter().map(Vec::len).max().unwrap_or(0) {
            text.push_str(&line_of(row, line, &widths, &is_right));
        }
        if place == 0 {
            let rule: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
            text.push_str(&(rule.join(&" ".repeat(GAP)) + "\n"));
        } else if is_tall && place + 1 < broken.len() {
            text.push('\n');
        }
    }
    text
}

/// Whether a cell belongs to the line below a table's head.
fn is_bar(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':'))
}

/// As wide as what is in them; if that is too much, the widest columns give way: those first that still hold their longest word.
fn widths(rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |column| rows.iter().filter_map(move |row| row.get(column));
    let widest = |parts: &mut dyn Iterator<Item = &str>| parts.map(display_width).max().unwrap_or(0);
    let words: Vec<usize> =
        (0..columns).map(|column| widest(&mut cells(column).flat_map(|cell| cell.split(' ')))).collect();
    let mut widths: Vec<usize> = (0..columns).map(|column| widest(&mut cells(column).map(String::as_str))).collect();
    let room = width.saturating_sub(GAP * columns.saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let above = |least: &dyn Fn(usize) -> usize| {
            (0..columns).filter(|&column| widths[column] > least(column)).max_by_key(|&column| widths[column])
        };
        match above(&|column| words[column].max(NARROWEST)).or_else(|| above(&|_| NARROWEST)) {
            Some(column) => widths[column] -= 1,
            None => break,
        }
    }
    widths
}

/// The lines of each cell of a row.
fn broken(row: &[String], widths: &[usize]) -> Vec<Vec<String>> {
    let lines = |cell: &String, width: usize| {
        let options = Options::new(width.max(1)).word_splitter(WordSplitter::NoHyphenation);
        textwrap::wrap(cell, options).into_iter().map(std::borrow::Cow::into_owned).collect()
    };
    row.iter().zip(widths).map(|(cell, &width)| lines(cell, width)).collect()
}

fn line_of(row: &[Vec<String>], line: usize, widths: &[usize], is_right: &dyn Fn(usize) -> bool) -> String {
    let mut text = String::new();
    for (column, (cell, &width)) in row.iter().zip(widths).enumerate() {
        let words = cell.get(line).map_or("", String::as_str);
        let blanks = " ".repeat(width.saturating_sub(display_width(words)));
        let (before, after) = if is_right(column) { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
        let gap = " ".repeat(if column == 0 { 0 } else { GAP });
        text.push_str(&format!("{gap}{before}{words}{after}"));
    }
    text.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &'static str, width: usize) -> String {
        let chapter = Chapter { name: "test", about: "", text };
        anstream::adapter::strip_str(&chapter.page(width)).to_string()
    }

    #[test]
    fn words_are_broken_at_the_width_and_lose_their_marks() {
        let text = "# A *title*\n\n**Bold** words, `code*` and a\nlink to [speeds][speed] (*).\n\n<!-- unseen -->\n- an item\n  goes on\n- another\n\n[speed]: speed.md\n";
        insta::assert_snapshot!(page(text, 40), @r"
        A title

        Bold words, `code*` and a link to speeds
        (`runout guide speed`) (*).

        - an item goes on

        - another
        ");
    }

    #[test]
    fn blocks_of_code_are_left_as_they_are() {
        let text =
            "Text.\n```toml fragment\nname = \"**A**\"     # a long line that is not broken\n\n  deeper = 1\n```\n";
        insta::assert_snapshot!(page(text, 20), @r#"
        Text.

          name = "**A**"     # a long line that is not broken

            deeper = 1
        "#);
    }

    #[test]
    fn tables_fit_the_width_and_numbers_stand_to_the_right() {
        let text = "| what | how much |\n|---|---:|\n| `one` | 1 |\n| another one that is long | 20 |\n";
        insta::assert_snapshot!(page(text, 60), @r"
        what                      how much
        ------------------------  --------
        `one`                            1
        another one that is long        20
        ");
        insta::assert_snapshot!(page(text, 24), @r"
        what            how much
        --------------  --------
        `one`                  1

        another one           20
        that is long
        ");
    }

    #[test]
    fn words_of_a_table_stay_whole_where_others_can_give_way() {
        let text = "| a | b |\n|---|---|\n| `[a_long_name]` | some words that are many |\n";
        insta::assert_snapshot!(page(text, 30), @r"
        a                b
        ---------------  -------------
        `[a_long_name]`  some words
                         that are many
        ");
    }

    #[test]
    fn the_contents_name_every_chapter_and_fit_the_width() {
        let narrow = contents(40);
        assert!(narrow.lines().all(|line| display_width(line) <= 40), "{narrow}");
        let names = narrow.lines().filter_map(|line| line.split_once("  ")).map(|(name, _)| name);
        assert!(
            names.filter(|name| !name.is_empty()).eq(Chapter::all().iter().map(|chapter| chapter.name)),
            "{narrow}"
        );
    }

    #[test]
    fn no_chapter_goes_beyond_the_width_but_in_its_code() {
        for chapter in Chapter::all() {
            for width in [60, 100] {
                let page = page(chapter.text, width);
                let long = page.lines().find(|line| !line.starts_with("  ") && display_width(line) > width);
                assert_eq!(long, None, "{} at {width}", chapter.name);
                assert!(!page.contains("**") || page.contains("`**"), "{}", chapter.name);
                assert!(!page.contains("]["), "{}", chapter.name);
            }
        }
    }
}
