/// Why a file as a whole cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Too large.
    #[error("the file is larger than {max_mib} MiB; divide it")]
    TooManyBytes {
        /// The most, in MiB.
        max_mib: u64,
    },
    /// Too many rows.
    #[error("the file has more than {max} rows; divide it")]
    TooManyRows {
        /// The most.
        max: usize,
    },
    /// Too many columns.
    #[error("row {row} has more than {max} columns")]
    TooManyColumns {
        /// The row, counted from 1.
        row: u32,
        /// The most.
        max: usize,
    },
    /// A cell is longer than Excel allows.
    #[error("row {row} has a cell of more than {max} characters")]
    CellTooLong {
        /// The row, counted from 1.
        row: u32,
        /// The most.
        max: usize,
    },
    /// There is nothing in it.
    #[error("the file is empty; its first row must name the columns")]
    Empty,
    /// Text in an encoding that is not read.
    #[error("the text is in {encoding}; save it as UTF-8 or GB18030")]
    Encoding {
        /// The encoding, as far as it can be told.
        encoding: String,
    },
    /// An Excel file of before 2007.
    #[error("this is an Excel file of before 2007 (.xls); save it as .xlsx or CSV")]
    OldExcel,
    /// Not a spreadsheet, or a damaged one.
    #[error("the XLSX cannot be read ({message}); open it in Excel and save it again")]
    Damaged {
        /// What the reader said.
        message: String,
    },
    /// A quotation mark that does not belong where it stands.
    #[error("line {line}: a quotation mark is missing or too many; inside quotes it is written twice")]
    BrokenQuote {
        /// The line, counted from 1.
        line: u32,
    },
    /// None of the columns that the file must have.
    #[error("no column is named {expected}; the first row must name the columns")]
    MissingColumn {
        /// What was looked for.
        expected: String,
    },
    /// Two columns mean the same.
    #[error("the column {header:?} stands twice")]
    ColumnTwice {
        /// The second one.
        header: String,
    },
    /// A header gives a unit that the column does not have.
    #[error("the column {header:?} must be in {expected}")]
    HeaderUnit {
        /// The header.
        header: String,
        /// The units that would be understood.
        expected: String,
    },
    /// The file could not be made.
    #[error("the file could not be written: {message}")]
    Write {
        /// What the writer said.
        message: String,
    },
}
