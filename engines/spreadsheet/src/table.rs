use csv::StringRecord;
use encoding_rs::Encoding;

use crate::{FILE_BYTES_MAX, TableError, csv_text, xlsx};

/// A file's rows as texts, whatever its format.
pub struct Table {
    /// The names of the columns.
    pub header: StringRecord,
    /// The rows below; those that are empty are left out.
    pub rows: Vec<TableRow>,
    /// The encoding that a text looks like which was read as GB18030: almost any bytes are valid GB18030.
    pub suspect: Option<&'static Encoding>,
}

/// One row below the header.
pub struct TableRow {
    /// As a spreadsheet counts it; the header is usually 1.
    pub number: u32,
    /// The line of a text file on which it begins.
    pub line: u32,
    /// Its cells.
    pub cells: StringRecord,
}

impl Table {
    /// Reads XLSX or CSV, whichever it is.
    ///
    /// # Errors
    /// [`TableError`].
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        const ZIP: &[u8] = b"PK\x03\x04";
        const OLD_EXCEL: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
        if bytes.len() > FILE_BYTES_MAX {
            return Err(TableError::TooManyBytes { max_mib: (FILE_BYTES_MAX >> 20) as u64 });
        }
        if bytes.starts_with(OLD_EXCEL) {
            return Err(TableError::OldExcel);
        }
        if bytes.starts_with(ZIP) { xlsx::read(bytes) } else { csv_text::read(bytes) }
    }
}
