use std::{fmt, str::FromStr};

use jiff::civil::Date;

use super::{
    Problem,
    civil::{checked_year, parts},
    problem::shown,
};

/// A calendar year that the desk keeps figures for, 1953 to 2100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(i16);

/// A calendar month (`2020-08`), the period of a report.
///
/// ```
/// let month: projects::model::Month = "2020年8月".parse()?;
/// assert_eq!(month.to_string(), "2020-08");
/// assert_eq!(month.last_day(), jiff::civil::date(2020, 8, 31));
/// # Ok::<(), projects::model::Problem>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

impl Year {
    /// A year between 1953 and 2100.
    ///
    /// # Errors
    /// [`Problem::YearOutOfRange`].
    pub fn new(year: i32) -> Result<Self, Problem> {
        checked_year(year).map(Self)
    }

    /// The year as a number.
    pub fn get(self) -> i16 {
        self.0
    }
}

impl Month {
    /// The month that a day lies in.
    ///
    /// # Errors
    /// [`Problem::YearOutOfRange`].
    pub fn of(day: Date) -> Result<Self, Problem> {
        checked_year(day.year().into())?;
        Ok(Self { first: day.first_of_month() })
    }

    /// Its year.
    pub fn year(self) -> Year {
        Year(self.first.year())
    }

    /// Its number, 1 to 12.
    pub fn number(self) -> i8 {
        self.first.month()
    }

    /// Its figures are known when it is over, at the end of its last day.
    ///
    /// # Errors
    /// [`Problem::MonthNotOver`].
    pub fn check_over(self, on: Date) -> Result<(), Problem> {
        if self.last_day() > on { Err(Problem::MonthNotOver { last_day: self.last_day() }) } else { Ok(()) }
    }

    /// The month after it; none beyond the years that the desk keeps.
    pub fn next(self) -> Option<Self> {
        Self::of(self.last_day().tomorrow().ok()?).ok()
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        self.first
    }

    /// Its last day: the earliest day on which its report is complete.
    pub fn last_day(self) -> Date {
        self.first.last_of_month()
    }
}

impl FromStr for Year {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let year = super::number::parse_decimal(text)?;
        let whole = i32::try_from(year).ok().filter(|_| year.is_integer());
        Self::new(whole.unwrap_or(-1))
    }
}

impl FromStr for Month {
    type Err = Problem;

    /// Reads `2020-08`, `2020/8`, `202008`, `2020年8月`, and `2020-08-01`, into which spreadsheets turn a month.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let not_a_month = || Problem::NotAMonth { text: shown(text) };
        let ([year, month] | [year, month, 1]) = parts(text).ok_or_else(not_a_month)?[..] else {
            return Err(not_a_month());
        };
        let month = i8::try_from(month).map_err(|_| not_a_month())?;
        let first = Date::new(checked_year(year)?, month, 1).map_err(|_| not_a_month())?;
        Ok(Self { first })
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn every_way_of_writing_is_read() {
        for text in ["2020-08", "2020/8", "202008", "2020年8月", "2020.8", "2020-08-01", "2020-08-01 00:00:00"] {
            assert_eq!(text.parse::<Month>().unwrap().to_string(), "2020-08", "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for text in ["", "2020", "2020-13", "2020-08-20", "2020-0", "August"] {
            assert_eq!(text.parse::<Month>(), Err(Problem::NotAMonth { text: text.into() }), "{text}");
        }
        assert!("2020.5".parse::<Year>().is_err());
        assert_eq!("2020".parse::<Year>().unwrap().get(), 2020);
    }
}
