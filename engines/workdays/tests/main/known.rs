//! Days that everybody remembers.

use jiff::civil::{Date, date};
use workdays::{Calendar, CalendarError, Day, LastDay, Period};

use crate::{bare, calendar};

#[test]
fn spring_festival_of_2024() {
    let calendar = calendar();
    assert_eq!(calendar.day(date(2024, 2, 4)), Ok(Day::Swapped("Spring Festival")), "a Sunday at work");
    assert_eq!(calendar.is_working_day(date(2024, 2, 9)), Ok(true), "New Year's Eve, a Friday");
    for day in 10..=17 {
        assert_eq!(calendar.day(date(2024, 2, day)), Ok(Day::Holiday("Spring Festival")), "{day}");
    }
    assert_eq!(calendar.is_working_day(date(2024, 2, 18)), Ok(true), "a Sunday at work");
    assert_eq!(calendar.day(date(2024, 2, 25)), Ok(Day::Weekend));
    assert_eq!(calendar.day(date(2024, 2, 26)), Ok(Day::Working));
    assert_eq!(calendar.next_working_day(date(2024, 2, 9)), Ok(date(2024, 2, 18)));
    assert_eq!(calendar.working_days_between(date(2024, 2, 3), date(2024, 2, 18)), Ok(7));
}

#[test]
fn national_day_of_2020() {
    let calendar = calendar();
    for day in 1..=8 {
        assert_eq!(calendar.is_working_day(date(2020, 10, day)), Ok(false), "{day}");
    }
    assert_eq!(calendar.is_working_day(date(2020, 9, 27)), Ok(true), "a Sunday at work");
    assert_eq!(calendar.is_working_day(date(2020, 10, 10)), Ok(true), "a Saturday at work");
    assert_eq!(calendar.add_working_days(date(2020, 9, 30), 3), Ok(date(2020, 10, 12)));
}

#[test]
fn working_days_of_a_year() {
    // 366 days of 2024, 104 of them on a weekend; 19 holidays on weekdays, 8 weekend days at work.
    let calendar = calendar();
    assert_eq!(calendar.working_days_between(date(2023, 12, 31), date(2024, 12, 31)), Ok(251));
}

#[test]
fn the_start_does_not_count() {
    let calendar = calendar();
    assert_eq!(calendar.add_working_days(date(2024, 3, 4), 0), Ok(date(2024, 3, 4)), "a Monday");
    assert_eq!(calendar.add_working_days(date(2024, 3, 4), 1), Ok(date(2024, 3, 5)));
    assert_eq!(calendar.add_working_days(date(2024, 3, 8), 1), Ok(date(2024, 3, 11)), "over a weekend");
    assert_eq!(calendar.add_working_days(date(2024, 3, 9), 1), Ok(date(2024, 3, 11)), "from a Saturday");
    assert_eq!(calendar.working_day_from(date(2024, 3, 8)), Ok(date(2024, 3, 8)));
    assert_eq!(calendar.working_day_from(date(2024, 3, 9)), Ok(date(2024, 3, 11)));
    assert_eq!(calendar.working_days_between(date(2024, 3, 11), date(2024, 3, 8)), Ok(-1), "overdue by one");
}

#[test]
fn periods_end_as_their_rule_says() {
    let calendar = calendar();
    let ends = |start: Date, period| calendar.end_of(start, period);
    let days = |days, last_day| Period::CalendarDays { days, last_day };
    let start = date(2020, 9, 21);
    assert_eq!(ends(start, Period::WorkingDays(9)), Ok(date(2020, 10, 9)), "a Sunday at work, then eight days off");
    assert_eq!(ends(start, days(12, LastDay::MovesOn)), Ok(date(2020, 10, 9)));
    assert_eq!(ends(start, days(12, LastDay::Stays)), Ok(date(2020, 10, 3)));
    assert_eq!(ends(start, days(6, LastDay::MovesOn)), Ok(date(2020, 9, 27)), "a Sunday at work does not move");
    assert_eq!(ends(date(2090, 1, 1), days(1, LastDay::Stays)), Ok(date(2090, 1, 2)), "needs no calendar");
    assert_eq!(ends(date(9999, 12, 1), days(u32::MAX, LastDay::Stays)), Err(CalendarError::TooLong));
    assert_eq!(ends(date(9999, 12, 31), Period::WorkingDays(1)), Err(CalendarError::TooLong));
}

#[test]
fn a_year_without_data_is_named() {
    let calendar = calendar();
    assert_eq!(calendar.years().collect::<Vec<_>>(), (2004..=2026).collect::<Vec<_>>());
    for (day, year) in [(date(2027, 1, 1), 2027), (date(2003, 12, 31), 2003), (date(1949, 10, 1), 1949)] {
        assert_eq!(calendar.is_working_day(day), Err(CalendarError::MissingYear(year)));
        assert_eq!(calendar.day(day), Err(CalendarError::MissingYear(year)));
        assert_eq!(calendar.working_day_from(day), Err(CalendarError::MissingYear(year)));
    }
    let missing = Err(CalendarError::MissingYear(2027));
    assert_eq!(calendar.add_working_days(date(2026, 12, 30), 1), Ok(date(2026, 12, 31)));
    assert_eq!(calendar.add_working_days(date(2026, 12, 30), 2), missing);
    assert_eq!(calendar.next_working_day(date(2026, 12, 31)), missing);
    assert_eq!(calendar.end_of(date(2026, 12, 1), Period::WorkingDays(u32::MAX)), missing);
    assert_eq!(
        calendar.working_days_between(date(2026, 12, 1), date(2030, 1, 1)),
        Err(CalendarError::MissingYear(2027))
    );
    assert!(CalendarError::MissingYear(2027).to_string().contains("2027"));
}

#[test]
fn a_gap_between_years_is_not_jumped_over() {
    let calendar = Calendar::from_csv(&bare([2021, 2022, 2024])).unwrap();
    assert_eq!(calendar.years().collect::<Vec<_>>(), [2021, 2022, 2024]);
    let missing = CalendarError::MissingYear(2023);
    assert_eq!(calendar.add_working_days(date(2022, 12, 1), 100), Err(missing));
    assert_eq!(calendar.working_days_between(date(2022, 12, 1), date(2024, 2, 1)), Err(missing));
    assert_eq!(calendar.working_days_between(date(2024, 2, 1), date(2022, 12, 1)), Err(missing));
    assert!(calendar.add_working_days(date(2021, 12, 1), 100).is_ok(), "over a known year's end");
    // Only the days that are counted must be known: here none of 2023 is.
    assert_eq!(calendar.add_working_days(date(2023, 12, 31), 1), Ok(date(2024, 1, 2)));
}

#[test]
fn a_calendar_without_years_knows_nothing() {
    let calendar = Calendar::from_csv("date,kind,name\n").unwrap();
    assert_eq!(calendar.years().count(), 0);
    assert_eq!(calendar.is_working_day(date(2024, 1, 2)), Err(CalendarError::MissingYear(2024)));
}
