use csv::StringRecord;

use crate::{
    CELL_CHARS_MAX, COLUMNS_MAX, ROWS_MAX, TableError,
    decode::decode,
    table::{Table, TableRow},
};

/// What a spreadsheet takes for the beginning of a formula, and the sign that makes it a text.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const APOSTROPHE: char = '\'';

/// Reads a CSV with commas. Empty rows are left out.
///
/// # Errors
/// [`TableError`].
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    let decoded = decode(bytes)?;
    check_quotes(&decoded.text)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(decoded.text.as_bytes());
    let mut table = Table { header: StringRecord::new(), rows: Vec::new(), suspect: decoded.suspect };
    let mut number = 0;
    let mut cells = StringRecord::new();
    while reader.read_record(&mut cells).map_err(damaged)? {
        number += 1;
        check_size(&cells, number)?;
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if table.header.is_empty() {
            table.header = bared(&cells);
            continue;
        }
        if table.rows.len() == ROWS_MAX {
            return Err(TableError::TooManyRows { max: ROWS_MAX });
        }
        let line = cells.position().map_or(number, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
        table.rows.push(TableRow { number, line, cells: bared(&cells) });
    }
    if table.header.is_empty() { Err(TableError::Empty) } else { Ok(table) }
}

fn damaged(error: csv::Error) -> TableError {
    TableError::Damaged { message: error.to_string() }
}

fn check_size(cells: &StringRecord, row: u32) -> Result<(), TableError> {
    if cells.len() > COLUMNS_MAX {
        return Err(TableError::TooManyColumns { row, max: COLUMNS_MAX });
    }
    let too_long = |cell: &str| cell.len() > CELL_CHARS_MAX && cell.chars().count() > CELL_CHARS_MAX;
    if cells.iter().any(too_long) {
        return Err(TableError::CellTooLong { row, max: CELL_CHARS_MAX });
    }
    Ok(())
}

/// Refuses what the `csv` crate would silently make sense of: a quotation mark within a plain cell, text behind a
/// closing one, and one that is never closed.
fn check_quotes(text: &str) -> Result<(), TableError> {
    #[derive(PartialEq)]
    enum At {
        CellStart,
        Plain,
        Quoted,
        QuoteWithin,
    }
    let mut at = At::CellStart;
    let mut line: u32 = 1;
    let mut opened = line;
    for byte in text.bytes() {
        let broken = Err(TableError::BrokenQuote { line });
        at = match (at, byte) {
            (At::CellStart, b'"') => {
                opened = line;
                At::Quoted
            }
            (At::Quoted, b'"') => At::QuoteWithin,
            (At::QuoteWithin, b'"') | (At::Quoted, _) => At::Quoted,
            (At::CellStart | At::Plain | At::QuoteWithin, b',' | b'\n' | b'\r') => At::CellStart,
            (At::Plain, b'"') | (At::QuoteWithin, _) => return broken,
            (At::CellStart | At::Plain, _) => At::Plain,
        };
        line += u32::from(byte == b'\n');
    }
    if at == At::Quoted { Err(TableError::BrokenQuote { line: opened }) } else { Ok(()) }
}

/// A text as it may stand in a CSV without being taken for a formula.
///
/// Apostrophes before a formula's beginning are doubled as it were: one more is put in front, so that
/// [`unprotect`] gives back every text.
pub fn protect(text: &str) -> String {
    if text.trim_start_matches(APOSTROPHE).starts_with(FORMULA) {
        format!("{APOSTROPHE}{text}")
    } else {
        text.to_owned()
    }
}

/// Takes away what [`protect`] put in front.
fn unprotect(text: &str) -> &str {
    match text.strip_prefix(APOSTROPHE) {
        Some(rest) if rest.trim_start_matches(APOSTROPHE).starts_with(FORMULA) => rest,
        _ => text,
    }
}

fn bared(cells: &StringRecord) -> StringRecord {
    cells.iter().map(unprotect).collect()
}

/// Writes rows with commas. With the mark of UTF-8 and lines ended as on Windows, Excel opens it without questions.
///
/// # Errors
/// [`TableError::Write`].
pub fn write(rows: impl Iterator<Item = Vec<String>>, for_excel: bool) -> Result<Vec<u8>, TableError> {
    let failed = |error: &dyn std::fmt::Display| TableError::Write { message: error.to_string() };
    let mark: &[u8] = if for_excel { "\u{feff}".as_bytes() } else { b"" };
    let terminator = if for_excel { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(mark.to_vec());
    for row in rows {
        writer.write_record(row).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn protection_is_undone_and_stops_formulas(text in "['=+@\t\ra-]{0,6}") {
            let safe = protect(&text);
            prop_assert!(!safe.starts_with(FORMULA));
            prop_assert_eq!(unprotect(&safe), text);
        }

        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(prop::collection::vec("[a,\"\n\r'=沁 ]{1,5}x", 3), 1..5)) {
            let safe = rows.iter().map(|row| row.iter().map(|cell| protect(cell)).collect::<Vec<_>>());
            let bytes = write(safe, true).unwrap();
            let table = read(&bytes).unwrap();
            let read: Vec<Vec<&str>> = std::iter::once(&table.header)
                .chain(table.rows.iter().map(|row| &row.cells))
                .map(|cells| cells.iter().collect())
                .collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }

    fn error(text: &str) -> TableError {
        read(text.as_bytes()).err().unwrap()
    }

    #[test]
    fn broken_quotes_are_found_by_line() {
        assert_eq!(error("a,b\n1,\"x"), TableError::BrokenQuote { line: 2 });
        assert_eq!(error("a,b\n1,2\n3,5\" pipe"), TableError::BrokenQuote { line: 3 });
        assert_eq!(error("a,b\n\"x\"y,2\n"), TableError::BrokenQuote { line: 2 });
        assert_eq!(error("a\n\"one\ntwo\n\n"), TableError::BrokenQuote { line: 2 });
        assert_eq!(read(b"a\n\"say \"\"hi\"\"\"\n").unwrap().rows[0].cells.get(0), Some("say \"hi\""));
    }

    #[test]
    fn encodings_are_read_or_refused_by_name() {
        let text = "项目名称,投资方\n煤层气制氢项目,某某新材料有限公司\n";
        let (bytes, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(read(&bytes).unwrap().rows[0].cells.get(0), Some("煤层气制氢项目"));
        let marked = format!("\u{feff}{text}");
        assert_eq!(read(marked.as_bytes()).unwrap().header.get(0), Some("项目名称"));
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(read(&utf16).err().unwrap(), TableError::Encoding { encoding: "UTF-16LE".into() });
        assert!(matches!(read(b"a,b\n\xff\xff,\xff\n").err().unwrap(), TableError::Encoding { .. }));
    }

    #[test]
    fn limits_are_kept() {
        assert_eq!(error(""), TableError::Empty);
        assert_eq!(error("\n ,\n\n"), TableError::Empty);
        assert_eq!(
            error(&format!("a\n{}\n", "x".repeat(CELL_CHARS_MAX + 1))),
            TableError::CellTooLong { row: 2, max: CELL_CHARS_MAX }
        );
        assert_eq!(error(&",".repeat(COLUMNS_MAX)), TableError::TooManyColumns { row: 1, max: COLUMNS_MAX });
        assert_eq!(error(&"a\n".repeat(ROWS_MAX + 2)), TableError::TooManyRows { max: ROWS_MAX });
    }
}
