//! Tables as people send them, CSV or XLSX, read into rows of texts; and CSV written so that spreadsheets open it.
//!
//! - Which of both it is, the bytes say, not the name of the file. An XLSX gives its first visible sheet, each cell as the
//!   spreadsheet shows it.
//! - Text is UTF-8 or GB18030; other encodings are refused by name.
//! - Sizes are bounded before anything is unpacked, and broken quotation marks are named by their line.
//! - No cell that [`write_csv`] writes after [`protect`] is taken for a formula, and reading gives back the same text.
//!
//! ```
//! let table = spreadsheet::Table::read("编号,面积\nA-1,12.5\n".as_bytes())?;
//! assert_eq!(table.header.get(1), Some("面积"));
//! assert_eq!((table.rows[0].number, table.rows[0].cells.get(0)), (2, Some("A-1")));
//! # Ok::<(), spreadsheet::TableError>(())
//! ```

mod csv_text;
mod decode;
mod error;
mod table;
mod xlsx;

pub use csv_text::{protect, read as read_csv, write as write_csv};
pub use error::TableError;
pub use table::{Table, TableRow};

/// The largest file that is read: 200,000 rows of 300 bytes.
pub const FILE_BYTES_MAX: usize = 64 << 20;
/// The most that an XLSX may unpack to; a file beyond it is made to fill the memory.
pub const UNPACKED_BYTES_MAX: u64 = 512 << 20;
/// The most rows of one file; a larger stock comes in several.
pub const ROWS_MAX: usize = 200_000;
/// The most columns.
pub const COLUMNS_MAX: usize = 200;
/// The longest cell, as in Excel.
pub const CELL_CHARS_MAX: usize = 32_767;
