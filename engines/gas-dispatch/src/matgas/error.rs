//! What can be wrong with a file.

use crate::dispatch::MarketError;

/// An error in a MATGAS file, with its place.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MatgasError {
    /// The text is too large to be a network.
    #[error("the file has {bytes} bytes, more than {limit}: this is no network file")]
    TooLarge {
        /// Size of the text.
        bytes: usize,
        /// Most allowed.
        limit: usize,
    },
    /// A row that no table has.
    #[error("line {line}: a row has more than {limit} fields: end each row with `;` or a line break")]
    TooWide {
        /// Where.
        line: usize,
        /// Most allowed.
        limit: usize,
    },
    /// A table that does not end.
    #[error("line {line}: the table mgc.{table} has no closing bracket: the file is cut off, or a `]` is missing")]
    Unclosed {
        /// Where the table starts.
        line: usize,
        /// Its name.
        table: String,
    },
    /// A quote that does not end.
    #[error("line {line}: a quoted text has no closing quote: add the missing '")]
    Quote {
        /// Where.
        line: usize,
    },
    /// Something that is no MATGAS at all.
    #[error("line {line}: cannot read \"{text}\": expected `mgc.name = value` or a table `mgc.name = [`")]
    Syntax {
        /// Where.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A table is missing that every network has.
    #[error("the file has no table mgc.{table}: add it, or check that the file is MATGAS")]
    MissingTable {
        /// Its name.
        table: &'static str,
    },
    /// The layout of the first years, which has other tables, columns and header values.
    #[error(
        "the file has the layout of before 2020, with mgc.producer and mgc.consumer: write it anew with mgc.receipt and \
         mgc.delivery, the columns and header values that the format has today"
    )]
    OldLayout,
    /// Values that make no market.
    #[error("{}{source}", line.map_or_else(String::new, |line| format!("line {line}: ")))]
    Market {
        /// Where the element stands.
        line: Option<usize>,
        /// What is wrong.
        source: MarketError,
    },
    /// No gas goes in or out.
    #[error(
        "the file has no receipt, delivery, transfer or storage in service: add them, or look whether the file is cut off"
    )]
    NothingExchanged,
    /// A header value is missing.
    #[error("the file has no value mgc.{name}: add `mgc.{name} = ...;`")]
    MissingValue {
        /// Its name.
        name: &'static str,
    },
    /// A header value cannot be used.
    #[error("mgc.{name} is \"{value}\"; it must be {wanted}")]
    Header {
        /// Its name.
        name: String,
        /// What it is.
        value: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// A row is shorter than the columns that are needed.
    #[error("line {line}: {table} {id} has no {column}: the row is too short, or the %column_names% line lacks it")]
    MissingColumn {
        /// Where.
        line: usize,
        /// Table.
        table: &'static str,
        /// The row's id.
        id: String,
        /// The column.
        column: &'static str,
    },
    /// A field is not what its column holds.
    #[error("line {line}: {table} {id}: {column} is \"{value}\"; it must be {wanted}")]
    Field {
        /// Where.
        line: usize,
        /// Table.
        table: &'static str,
        /// The row's id.
        id: String,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// A row refers to a junction that the file does not have.
    #[error(
        "line {line}: {table} {id} refers to junction {junction}, which is not in mgc.junction (or is out of service)"
    )]
    UnknownJunction {
        /// Where.
        line: usize,
        /// Table.
        table: &'static str,
        /// The row's id.
        id: String,
        /// The junction.
        junction: String,
    },
    /// Two rows of a table with one id.
    #[error("line {line}: {table} {id} is there twice: give each its own id")]
    DuplicateId {
        /// Where.
        line: usize,
        /// Table.
        table: &'static str,
        /// The id.
        id: String,
    },
    /// An extension table whose rows do not match the table's.
    #[error("line {line}: mgc.{table}_data has {extension} rows, mgc.{table} has {rows}: they must match one to one")]
    Extension {
        /// Where.
        line: usize,
        /// The table that is extended.
        table: String,
        /// Rows in the extension.
        extension: usize,
        /// Rows in the table.
        rows: usize,
    },
}
