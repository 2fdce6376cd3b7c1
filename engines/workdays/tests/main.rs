//! The calendar through its public door.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "main/hostile.rs"]
mod hostile;
#[path = "main/known.rs"]
mod known;
#[path = "main/properties.rs"]
mod properties;

use std::{fs, path::Path};

use workdays::Calendar;

/// The list of 2004 to 2026 as it was published.
fn published() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cn_workdays.csv");
    fs::read_to_string(path).unwrap()
}

fn calendar() -> Calendar {
    Calendar::from_csv(&published()).unwrap()
}

/// A list of the least days that a year must have.
fn bare(years: impl IntoIterator<Item = u16>) -> String {
    let year = |year| format!("{year}-01-01,holiday,x\n{year}-05-01,holiday,x\n{year}-10-01,holiday,x\n");
    format!("date,kind,name\n{}", years.into_iter().map(year).collect::<String>())
}
