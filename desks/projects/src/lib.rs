//! The projects of a zone, from the first lead to full benefit (线索 … 达产达效).
//!
//! A project stands at a *stage*, which the zone's own list names; it entered each stage on a date, and the whole
//! [history](model::History) is kept. Apart from the stage it has a *status*: alive, paused, delayed, lost, withdrawn.
//! From dates and the year looked at follows its [category](model::Category): carried over (续建), new (新建), signed
//! (签约). A stage may ask for fields that must be filled first; [`model::missing_for`] lists them.
//!
//! [`model`] holds types and rules without any input or output, [`files`] reads and writes CSV and XLSX over bytes.
//!
//! ```
//! use projects::model::{CreditCode, Money};
//!
//! let total: Money = "30亿".parse()?;
//! assert_eq!(total.to_string(), "3000000000");
//! assert!("91350100M000100Y43".parse::<CreditCode>().is_ok());
//! assert!("91350100M000100Y44".parse::<CreditCode>().is_err());
//! # Ok::<(), projects::model::Problem>(())
//! ```

#[cfg(test)]
mod example;
pub mod files;
pub mod model;
#[cfg(test)]
mod texts;
