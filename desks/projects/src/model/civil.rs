use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::{Problem, number::half_width, problem::shown};

/// The years that a project's dates may lie in: from the first five-year plan to beyond any land lease.
pub(super) const YEARS: RangeInclusive<i16> = 1953..=2100;

/// Reads a date as people write it: `2020-08-20`, `2020/8/20`, `2020.8.20`, `20200820`, `2020年8月20日`, and what a
/// spreadsheet exports with midnight behind it.
///
/// ```
/// use projects::model::{Problem, parse_date};
///
/// assert_eq!(parse_date("2020年8月20日")?, jiff::civil::date(2020, 8, 20));
/// assert_eq!(parse_date("2021-02-31"), Err(Problem::NoSuchDay { text: "2021-02-31".into() }));
/// # Ok::<(), Problem>(())
/// ```
///
/// # Errors
/// [`Problem::NotADate`] for another form, [`Problem::NoSuchDay`] for a day like 31 February,
/// [`Problem::YearOutOfRange`] outside 1953 to 2100.
pub fn parse_date(text: &str) -> Result<Date, Problem> {
    let not_a_date = || Problem::NotADate { text: shown(text) };
    let [year, month, day] = parts(text).and_then(|parts| parts.try_into().ok()).ok_or_else(not_a_date)?;
    let narrow = |part: i32| i8::try_from(part).map_err(|_| Problem::NoSuchDay { text: shown(text) });
    let year = checked_year(year)?;
    Date::new(year, narrow(month)?, narrow(day)?).map_err(|_| Problem::NoSuchDay { text: shown(text) })
}

/// The day so many days later, if the desk keeps its year.
///
/// # Errors
/// [`Problem::YearOutOfRange`].
pub(crate) fn days_later(day: Date, days: u16) -> Result<Date, Problem> {
    let later = day.saturating_add(jiff::Span::new().days(i64::from(days)));
    checked_year(later.year().into()).map(|_| later)
}

/// The year, if the desk keeps it.
pub(super) fn checked_year(year: i32) -> Result<i16, Problem> {
    i16::try_from(year)
        .ok()
        .filter(|year| YEARS.contains(year))
        .ok_or(Problem::YearOutOfRange { min: *YEARS.start(), max: *YEARS.end() })
}

/// The numbers of a date or month, the year first; none when there is anything else in the text.
pub(super) fn parts(text: &str) -> Option<Vec<i32>> {
    const DATE_CHARS_MAX: usize = 40;
    let narrow = half_width(text);
    let mut date = narrow.trim();
    if date.len() > DATE_CHARS_MAX {
        return None;
    }
    for midnight in [" 00:00:00", "T00:00:00", " 0:00:00", " 0:00"] {
        date = date.strip_suffix(midnight).unwrap_or(date);
    }
    if date.bytes().all(|b| b.is_ascii_digit()) && matches!(date.len(), 6 | 8) {
        let (year, rest) = date.split_at(4);
        let (month, day) = rest.split_at(2);
        return [year, month, day].into_iter().filter(|part| !part.is_empty()).map(number).collect();
    }
    let date = date.strip_suffix(['日', '号', '月']).unwrap_or(date);
    date.split(['-', '/', '.', '年', '月']).map(number).collect()
}

fn number(part: &str) -> Option<i32> {
    let digits = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| part.parse().ok())?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_of_writing_is_read() {
        for text in [
            "2020-08-20",
            "2020-8-20",
            "2020/8/20",
            "2020.08.20",
            "20200820",
            "2020年8月20日",
            "２０２０-８-２０",
            "2020-08-20 00:00:00",
            "2020-08-20T00:00:00",
            " 2020/8/20 0:00 ",
        ] {
            assert_eq!(parse_date(text).unwrap(), date(2020, 8, 20), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for text in ["2021-02-29", "2020-02-31", "2020-13-01", "2020-00-10", "20200231", "2020-4-999"] {
            assert_eq!(parse_date(text), Err(Problem::NoSuchDay { text: text.into() }));
        }
        for text in ["", "tomorrow", "20-08", "2020-08", "2020-08-20 13:00", "44063", "2020--08-20", "2020年"] {
            assert_eq!(parse_date(text), Err(Problem::NotADate { text: text.into() }));
        }
        assert_eq!(parse_date("20-08-2020"), Err(Problem::YearOutOfRange { min: 1953, max: 2100 }));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = parse_date(&text);
        }
    }
}
