use std::{fmt, str::FromStr};

use jiff::civil::Date;

/// A half-year (半年): `2020H1` is January to June.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfYear(i16);

impl HalfYear {
    /// Years that anybody plans for.
    const YEARS: std::ops::RangeInclusive<i16> = 1990..=2200;

    /// The one that a day lies in.
    pub fn of(day: Date) -> Self {
        Self(day.year() * 2 + i16::from(day.month() > 6))
    }

    /// So many later.
    #[must_use]
    pub fn later(self, by: i16) -> Self {
        Self(self.0.saturating_add(by))
    }

    /// How many half-years lie between; below zero where the other is earlier.
    pub fn until(self, other: Self) -> i16 {
        other.0.saturating_sub(self.0)
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        let month = if self.0.rem_euclid(2) == 0 { 1 } else { 7 };
        Date::new(self.0.div_euclid(2), month, 1).unwrap_or(Date::MAX)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        self.later(1).first_day().yesterday().unwrap_or(Date::MAX)
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}H{}", self.0.div_euclid(2), self.0.rem_euclid(2) + 1)
    }
}

impl FromStr for HalfYear {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no half-year such as 2020H2");
        let (year, half) = text.trim().split_once('H').ok_or_else(wrong)?;
        let year = Some(year).filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()));
        let year = year.and_then(|year| year.parse().ok()).filter(|year| Self::YEARS.contains(year));
        match (year, half) {
            (Some(year), "1") => Ok(Self(year * 2)),
            (Some(year), "2") => Ok(Self(year * 2 + 1)),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_half_year_has_its_days_and_its_name() {
        let second = HalfYear::of(date(2020, 8, 20));
        assert_eq!((second.to_string(), second.later(1).to_string()), ("2020H2".into(), "2021H1".into()));
        assert_eq!((second.first_day(), second.last_day()), (date(2020, 7, 1), date(2020, 12, 31)));
        assert_eq!("2020H2".parse(), Ok(second));
        assert_eq!(second.until("2022H1".parse().unwrap()), 3);
        for wrong in ["2020", "2020H3", "H1", "20H1", "-020H1", "99999H1", "1900H1", ""] {
            assert!(wrong.parse::<HalfYear>().is_err(), "{wrong}");
        }
    }
}
