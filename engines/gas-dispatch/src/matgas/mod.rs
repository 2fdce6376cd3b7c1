//! MATGAS, the plain-text format of GasModels.jl, read into a [`Market`](crate::dispatch::Market).
//!
//! A file is a Matlab function that fills a structure: scalars (`mgc.temperature = 288.7;`), tables (`mgc.pipe = [...]`),
//! and extensions of tables (`%column_names% priority` before `mgc.delivery_data = [...]`, row by row beside
//! `mgc.delivery`). The reader takes what real files do: comments, missing semicolons, quotes, commas, tabs, `end`.
//!
//! - [`parse`] reads the text into a [`Case`]: header and tables, nothing interpreted but units.
//! - [`Case::market`] makes the [`Market`](crate::dispatch::Market) in SI.
//! - [`Imported::network`] makes a network of `gas-flow` at the nominal flows, to be solved or simulated.
//!
//! Units `si` and `usc` (psi, inches, miles, million standard cubic feet a day, hp) and per-unit files are converted.
//! Format: <https://lanl-ansi.github.io/GasModels.jl/dev/data-format/>.

mod balance;
mod columns;
mod convert;
mod error;
mod nominal;
mod record;
mod text;
mod units;

pub use convert::Imported;
pub use error::MatgasError;
pub use nominal::{AtNominal, Bore, Nominal, NominalError};
pub use text::{Case, Row, Table, parse};
