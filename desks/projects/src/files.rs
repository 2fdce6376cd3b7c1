//! Projects and monthly reports as files: CSV and XLSX, over bytes; nothing is written to the database here.
//!
//! Reading goes in two steps. [`ProjectSheet::read`] and [`ReportSheet::read`] understand the file and its header,
//! in Chinese, in English or by stable keys; `compare` sets every row against what is known already and says what
//! would be new, changed field by field, unchanged, wrong, or there twice ([`Preview`]).
//!
//! - A column that the file does not have keeps its value; an empty cell clears it.
//! - A CSV is UTF-8 or GB18030; Excel opens what [`projects_csv`] writes, and no cell of it is taken for a formula:
//!   a text that begins like one gets an apostrophe in front, which reading takes away again.
//! - [`zone`] reads and writes the desk's part of a zone's folder, byte for byte the same each time.

mod column;
mod export;
mod header;
mod identity;
mod preview;
mod projects;
mod reports;
mod row;
#[cfg(test)]
mod tests;
mod words;
pub mod zone;

pub use column::{Column, ReportColumn};
pub use export::{Actuals, ExportRow, Sight, projects_csv, projects_xlsx, reports_csv, reports_xlsx};
pub use identity::{Identity, Index};
pub use preview::{Change, Counts, Outcome, Preview, PreviewRow};
pub use projects::{ImportedProject, Managers, ProjectSheet};
pub use reports::{ImportedReport, ReportSheet};
pub use words::{Wording, category_name};
