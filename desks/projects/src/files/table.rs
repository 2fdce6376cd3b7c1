use csv::StringRecord;
use encoding_rs::Encoding;

use super::{FILE_BYTES_MAX, FileError, csv_file, xlsx_file};

/// A file's rows as texts, whatever its format.
pub(super) struct Table {
    pub header: StringRecord,
    pub rows: Vec<TableRow>,
    /// See [`Decoded`](super::decode::Decoded).
    pub suspect: Option<&'static Encoding>,
}

/// One row below the header.
pub(super) struct TableRow {
    /// As a spreadsheet counts it; the header is usually 1.
    pub number: u32,
    /// The line of a text file on which it begins.
    pub line: u32,
    pub cells: StringRecord,
}

impl Table {
    /// Reads XLSX or CSV, whichever it is.
    pub fn read(bytes: &[u8]) -> Result<Self, FileError> {
        const ZIP: &[u8] = b"PK\x03\x04";
        const OLD_EXCEL: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
        if bytes.len() > FILE_BYTES_MAX {
            return Err(FileError::TooManyBytes { max_mib: (FILE_BYTES_MAX >> 20) as u64 });
        }
        if bytes.starts_with(OLD_EXCEL) {
            return Err(FileError::OldExcel);
        }
        if bytes.starts_with(ZIP) { xlsx_file::read(bytes) } else { csv_file::read(bytes) }
    }
}
