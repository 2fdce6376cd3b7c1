use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use crate::day::{Day, Exception};

/// Years that follow each other without a gap, counted through once, so that every question is a look-up.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub first: Date,
    pub last: Date,
    /// The working days in order.
    working: Vec<Date>,
    /// For each day of the run, how many working days there are up to it, itself included.
    through: Vec<usize>,
}

impl Run {
    /// Counts through the days from `first` to `last`.
    pub fn new(first: Date, last: Date, exceptions: &BTreeMap<Date, Exception>) -> Self {
        let (mut working, mut through) = (Vec::new(), Vec::new());
        for day in first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last) {
            if of(day, exceptions).is_working() {
                working.push(day);
            }
            through.push(working.len());
        }
        Self { first, last, working, through }
    }

    /// Working days up to a day of the run, itself included.
    pub fn through(&self, day: Date) -> usize {
        debug_assert!((self.first..=self.last).contains(&day), "{day} lies outside the run");
        self.through[self.index(day)]
    }

    /// Working days of the run before one of its days.
    pub fn before(&self, day: Date) -> usize {
        self.index(day).checked_sub(1).map_or(0, |day_before| self.through[day_before])
    }

    /// Whether a day of the run is a working day.
    pub fn is_working(&self, day: Date) -> bool {
        self.through(day) > self.before(day)
    }

    /// The working day with this many before it in the run.
    pub fn nth(&self, before: usize) -> Option<Date> {
        self.working.get(before).copied()
    }

    fn index(&self, day: Date) -> usize {
        usize::try_from(day.duration_since(self.first).as_hours() / 24).unwrap_or(0)
    }
}

/// What a day of a known year is.
pub(crate) fn of(day: Date, exceptions: &BTreeMap<Date, Exception>) -> Day<'_> {
    use crate::day::Kind::{Holiday, Workday};
    match exceptions.get(&day) {
        Some(Exception { kind: Holiday, name }) => Day::Holiday(name),
        Some(Exception { kind: Workday, name }) => Day::Swapped(name),
        None if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) => Day::Weekend,
        None => Day::Working,
    }
}
