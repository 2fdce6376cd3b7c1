//! Chinese working days (工作日): when a period ends that is counted in them.
//!
//! The State Council moves weekends around the holidays each year (调休): a Sunday becomes a working day so that a
//! holiday can last a week. So no formula gives the working days; each year's notice does, as data:
//!
//! ```text
//! working(d) = d is listed as a working day, or d is Monday to Friday and not listed as a holiday
//! end(start, n) = the n-th working day after start; the start itself does not count
//! ```
//!
//! A [`Calendar`] is built from a list of dated exceptions. A year that the list does not hold is refused by name and
//! never guessed from the weekdays.
//!
//! ```
//! use jiff::civil::date;
//! use workdays::{Calendar, CalendarError, Period};
//!
//! let calendar = Calendar::from_csv("date,kind,name\n\
//!     2024-01-01,holiday,元旦\n2024-02-04,workday,春节\n2024-02-12,holiday,春节\n2024-02-13,holiday,春节\n\
//!     2024-05-01,holiday,劳动节\n2024-10-01,holiday,国庆节\n")?;
//! // Friday; then the Sunday that was made a working day, and Monday.
//! assert_eq!(calendar.add_working_days(date(2024, 2, 2), 2), Ok(date(2024, 2, 5)));
//! assert_eq!(calendar.end_of(date(2024, 2, 9), Period::WorkingDays(1)), Ok(date(2024, 2, 14)));
//! assert_eq!(calendar.is_working_day(date(2027, 1, 4)), Err(CalendarError::MissingYear(2027)));
//! # Ok::<(), workdays::CsvError>(())
//! ```

mod calendar;
mod day;
mod list;
mod period;
mod run;

pub use calendar::{Calendar, CalendarError};
pub use day::Day;
pub use list::{CsvError, Problem, TEXT_LENGTH_MAX};
pub use period::{LastDay, Period};
