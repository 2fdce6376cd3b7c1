//! From text to header values and tables.

use std::collections::BTreeMap;

use super::columns::{STORE_DESIGN, standard};
use super::error::MatgasError;

/// Larger files are refused: the largest public network, GasLib-4197, has under a megabyte.
const BYTES_MAX: usize = 64 << 20;
/// Wider rows are refused: no table of the format has more than twenty columns, and its extensions add few.
const FIELDS_MAX: usize = 256;
/// At most this much of an offending text is shown.
const SHOWN_MAX: usize = 40;

/// One row of a table: its fields as text, each list in the order of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Line of the file, from 1.
    pub line: usize,
    /// Fields, quotes removed.
    pub fields: Vec<String>,
    /// Fields of the extension's row beside it.
    pub extension: Vec<String>,
}

/// One table, its extension beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Line where it starts.
    pub line: usize,
    /// Names of the columns: the file's `%column_names%`, or the comment that names them all, or else the standard ones.
    pub columns: Vec<String>,
    /// Names of the columns of its extension.
    pub extension: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// What a row has in a column of the table or, where that has none of the name, of its extension.
    pub fn field<'a>(&self, row: &'a Row, column: &str) -> Option<&'a str> {
        let place = |columns: &[String]| columns.iter().position(|c| c == column);
        let field = match place(&self.columns) {
            Some(place) => row.fields.get(place),
            None => row.extension.get(place(&self.extension)?),
        };
        field.map(String::as_str)
    }
}

/// A file as read: nothing converted yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// Name of the Matlab function; empty if there is none.
    pub name: String,
    /// Header values by name without `mgc.`, with their line.
    pub header: BTreeMap<String, (usize, String)>,
    /// Tables by name without `mgc.`.
    pub tables: BTreeMap<String, Table>,
    /// Tables that mean nothing to this reader: kept in `tables`, not used.
    pub skipped: Vec<String>,
}

/// Reads the text of a MATGAS file.
///
/// # Errors
/// Names line and table of what cannot be read. Text of any kind is safe to pass.
///
/// ```
/// let case = gas_dispatch::matgas::parse("function mgc = tiny\nmgc.units = 'si';\nmgc.junction = [\n1 1e6 5e6 2e6 0 1\n]").unwrap();
/// assert_eq!(case.name, "tiny");
/// assert_eq!(case.tables["junction"].rows[0].fields[1], "1e6");
/// ```
pub fn parse(text: &str) -> Result<Case, MatgasError> {
    if text.len() > BYTES_MAX {
        return Err(MatgasError::TooLarge { bytes: text.len(), limit: BYTES_MAX });
    }
    let mut reader = Reader { case: Case::default(), columns: None, comment: None, table: None };
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        reader.line(index + 1, line.trim())?;
    }
    if let Some((table, open)) = reader.table {
        return Err(MatgasError::Unclosed { line: open.line, table });
    }
    extend(&mut reader.case)?;
    let known = |name: &String| standard(name).is_some();
    reader.case.skipped = reader.case.tables.keys().filter(|name| !known(name)).cloned().collect();
    Ok(reader.case)
}

struct Reader {
    case: Case,
    /// Columns announced for the next table.
    columns: Option<Vec<String>>,
    /// The last comment, if it looks like the names of columns.
    comment: Option<Vec<String>>,
    /// The table being read.
    table: Option<(String, Table)>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), MatgasError> {
        if let Some(names) = line.strip_prefix("%column_names%") {
            self.columns = Some(narrow(number, column_names(names))?);
            return Ok(());
        }
        if line.starts_with('%') {
            self.comment = Some(column_names(line.trim_start_matches('%')))
                .filter(|names| names.len() > 2)
                .or(self.comment.take());
        }
        let mut code = without_comment(line).trim();
        while !code.is_empty() {
            code = self.statement(number, code)?.trim_start_matches([';', ',']).trim();
        }
        Ok(())
    }

    /// Reads one statement, or what this line has of one; returns the rest of the line.
    fn statement<'a>(&mut self, number: usize, code: &'a str) -> Result<&'a str, MatgasError> {
        if self.table.is_some() {
            return self.rows(number, code);
        }
        if let Some(name) = code.strip_prefix("function") {
            let name = name.split('=').next_back().unwrap_or_default();
            name.trim().trim_end_matches(';').clone_into(&mut self.case.name);
            return Ok("");
        }
        let (word, rest) = code.split_at(code.find(';').unwrap_or(code.len()));
        match word.trim_end() {
            "end" | "return" | "endfunction" => Ok(rest),
            _ => self.assignment(number, code),
        }
    }

    fn assignment<'a>(&mut self, number: usize, code: &'a str) -> Result<&'a str, MatgasError> {
        let syntax = || MatgasError::Syntax { line: number, text: code.chars().take(SHOWN_MAX).collect() };
        let (name, value) = code.split_once('=').ok_or_else(syntax)?;
        let name = name.trim();
        let name = name.split_once('.').map_or(name, |(_, member)| member);
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(syntax());
        }
        let value = value.trim();
        if let Some(rest) = value.strip_prefix(['[', '{']) {
            let commented = self.comment.take().filter(|names| describes(name, names));
            let given = self.columns.take().or(commented);
            let columns = given.unwrap_or_else(|| usual(name));
            self.table =
                Some((name.to_owned(), Table { line: number, columns, extension: Vec::new(), rows: Vec::new() }));
            return Ok(rest);
        }
        let (value, rest) = value.split_at(find_outside_quotes(value, &[';']).unwrap_or(value.len()));
        let mut fields = fields(number, value)?;
        if fields.len() != 1 {
            return Err(syntax());
        }
        self.case.header.insert(name.to_owned(), (number, fields.swap_remove(0)));
        Ok(rest)
    }

    /// Rows, or what is left of a table, on one line.
    fn rows<'a>(&mut self, number: usize, code: &'a str) -> Result<&'a str, MatgasError> {
        let end = find_outside_quotes(code, &[']', '}']);
        let mut rows = &code[..end.unwrap_or(code.len())];
        while !rows.is_empty() {
            let (row, next) = match find_outside_quotes(rows, &[';']) {
                Some(at) => (&rows[..at], &rows[at + 1..]),
                None => (rows, ""),
            };
            rows = next;
            let fields = narrow(number, fields(number, row)?)?;
            if let (false, Some((_, table))) = (fields.is_empty(), self.table.as_mut()) {
                table.rows.push(Row { line: number, fields, extension: Vec::new() });
            }
        }
        let Some(end) = end else { return Ok("") };
        if let Some((name, table)) = self.table.take() {
            self.case.tables.insert(name, table);
        }
        Ok(&code[end + 1..])
    }
}

/// Names of columns, older ones as they are called today.
fn column_names(text: &str) -> Vec<String> {
    let today = |name| match name {
        "f_junction" | "from_junction" => "fr_junction",
        "t_junction" => "to_junction",
        other => other,
    };
    text.split([' ', '\t', ',']).filter(|n| !n.is_empty()).map(|n| today(n).to_owned()).collect()
}

fn usual(table: &str) -> Vec<String> {
    standard(table).unwrap_or_default().iter().map(|c| (*c).to_owned()).collect()
}

/// Whether a comment is the list of a table's columns: layouts have changed over the years, and files say theirs in comments.
fn describes(table: &str, names: &[String]) -> bool {
    let usual = usual(table);
    let needed = usual.iter().take_while(|c| *c != "status").filter(|c| !STORE_DESIGN.contains(&c.as_str()));
    !usual.is_empty() && needed.clone().count() > 0 && needed.into_iter().all(|c| names.contains(c))
}

/// The line up to a `%` that is not inside quotes.
fn without_comment(line: &str) -> &str {
    find_outside_quotes(line, &['%']).map_or(line, |at| &line[..at])
}

fn find_outside_quotes(text: &str, wanted: &[char]) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(q) if c == q => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            None if wanted.contains(&c) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Fields separated by blanks, tabs or commas; quoted ones may hold any of them, and the quote itself if it is doubled.
fn fields(line: usize, text: &str) -> Result<Vec<String>, MatgasError> {
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(is_separator);
    while let Some(first) = rest.chars().next() {
        if first == '\'' || first == '"' {
            let mut field = String::new();
            loop {
                let (part, next) = rest[1..].split_once(first).ok_or(MatgasError::Quote { line })?;
                field.push_str(part);
                rest = next;
                if !rest.starts_with(first) {
                    break;
                }
                field.push(first);
            }
            found.push(field);
        } else {
            let end = rest.find(is_separator).unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        rest = rest.trim_start_matches(is_separator);
    }
    Ok(found)
}

fn narrow(line: usize, fields: Vec<String>) -> Result<Vec<String>, MatgasError> {
    if fields.len() > FIELDS_MAX { Err(MatgasError::TooWide { line, limit: FIELDS_MAX }) } else { Ok(fields) }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || c == ','
}

/// Puts each `x_data` table beside `x`.
fn extend(case: &mut Case) -> Result<(), MatgasError> {
    let names: Vec<String> = case.tables.keys().filter_map(|n| n.strip_suffix("_data").map(str::to_owned)).collect();
    for name in names {
        if !case.tables.contains_key(&name) {
            continue;
        }
        let (Some(extension), Some(table)) = (case.tables.remove(&format!("{name}_data")), case.tables.get_mut(&name))
        else {
            continue;
        };
        let (line, rows) = (extension.line, table.rows.len());
        if extension.rows.len() != rows {
            return Err(MatgasError::Extension { line, table: name, extension: extension.rows.len(), rows });
        }
        if table.columns == usual(&name) {
            // What the extension provides is not in the table itself.
            table.columns.retain(|c| !extension.columns.contains(c));
        }
        table.extension = extension.columns;
        for (row, more) in table.rows.iter_mut().zip(extension.rows) {
            row.extension = more.fields;
        }
    }
    Ok(())
}
