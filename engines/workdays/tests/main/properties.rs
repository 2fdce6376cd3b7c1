//! What must hold of every day, checked against counting on one's fingers.

use std::sync::LazyLock;

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;
use workdays::{Calendar, CalendarError, LastDay, Period};

static CALENDAR: LazyLock<Calendar> = LazyLock::new(crate::calendar);

/// A day of the years that are known.
fn any_day() -> impl Strategy<Value = Date> {
    (0..8_401_i32).prop_map(|days| date(2004, 1, 1).checked_add(days.days()).unwrap())
}

/// Walks from day to day.
fn walked(start: Date, count: u32) -> Result<Date, CalendarError> {
    let (mut day, mut left) = (start, count);
    while left > 0 {
        day = day.tomorrow().unwrap();
        left -= u32::from(CALENDAR.is_working_day(day)?);
    }
    Ok(day)
}

/// The working days after one day, up to another.
fn walked_between(from: Date, to: Date) -> i32 {
    let days = from.tomorrow().unwrap().series(1.day()).take_while(|day| *day <= to);
    days.map(|day| i32::from(CALENDAR.is_working_day(day).unwrap())).sum()
}

proptest! {
    #[test]
    fn adding_is_walking(start in any_day(), count in 0..300_u32) {
        prop_assert_eq!(CALENDAR.add_working_days(start, count), walked(start, count));
    }

    #[test]
    fn counting_is_walking(from in any_day(), to in any_day()) {
        let (early, late) = (from.min(to), from.max(to));
        let walked = walked_between(early, late);
        prop_assert_eq!(CALENDAR.working_days_between(early, late), Ok(walked));
        prop_assert_eq!(CALENDAR.working_days_between(late, early), Ok(-walked));
    }

    #[test]
    fn counting_undoes_adding(start in any_day(), count in 0..2_000_i32) {
        if let Ok(end) = CALENDAR.add_working_days(start, count.unsigned_abs()) {
            prop_assert_eq!(CALENDAR.working_days_between(start, end), Ok(count));
            prop_assert!(count == 0 || CALENDAR.is_working_day(end).unwrap());
        }
    }

    #[test]
    fn later_and_longer_never_ends_earlier(one in any_day(), other in any_day(), count in 0..500_u32, more in 0..50_u32) {
        let end = |start, count| CALENDAR.add_working_days(start, count);
        if let (Ok(early), Ok(late)) = (end(one.min(other), count), end(one.max(other), count)) {
            prop_assert!(early <= late);
        }
        if let (Ok(short), Ok(long)) = (end(one, count), end(one, count + more)) {
            prop_assert!(short <= long && (more == 0 || short < long));
        }
    }

    #[test]
    fn counts_add_up(one in any_day(), two in any_day(), three in any_day()) {
        let between = |from, to| CALENDAR.working_days_between(from, to).unwrap();
        prop_assert_eq!(between(one, two) + between(two, three), between(one, three));
    }

    #[test]
    fn a_last_day_moves_on_to_the_first_working_day(start in any_day(), days in 0..400_u32) {
        let end = |last_day| CALENDAR.end_of(start, Period::CalendarDays { days, last_day });
        let stays = end(LastDay::Stays).unwrap();
        if let Ok(moved) = end(LastDay::MovesOn) {
            prop_assert!(CALENDAR.is_working_day(moved).unwrap());
            let skipped = stays.series(1.day()).take_while(|day| *day < moved);
            for day in skipped {
                prop_assert_eq!(CALENDAR.is_working_day(day), Ok(false));
            }
        } else {
            prop_assert!(stays > date(2026, 12, 25), "only the last days of the list may lead out of it");
        }
    }

    #[test]
    fn no_list_makes_the_reader_panic(text in "(date,kind,name\n)?([-0-9a-z,\"\n]{0,20}|20[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9],(holiday|workday),.?\n){0,30}") {
        let _ = Calendar::from_csv(&text);
    }

    #[test]
    fn no_date_makes_the_calendar_panic(year in -9999..=9999_i16, other in -9999..=9999_i16, count in any::<u32>()) {
        for (from, to) in [(date(year, 1, 1), date(other, 12, 31)), (date(year, 12, 31), date(other, 1, 1))] {
            let _ = CALENDAR.add_working_days(from, count);
            let _ = CALENDAR.working_days_between(from, to);
            let _ = CALENDAR.end_of(from, Period::CalendarDays { days: count, last_day: LastDay::MovesOn });
        }
    }
}
