use std::{collections::BTreeMap, ops::RangeInclusive};

use jiff::{
    SignedDuration,
    civil::{Date, date},
};

use crate::{
    day::{Day, Exception},
    period::{LastDay, Period},
    run::{self, Run},
};

/// The working days of the years that it has data for.
///
/// Every question is a look-up, however long the period: the days are counted through once, when it is built.
#[derive(Clone, Debug)]
pub struct Calendar {
    exceptions: BTreeMap<Date, Exception>,
    /// In order, with at least one unknown year between one and the next.
    runs: Vec<Run>,
}

/// A question that the calendar cannot answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The answer depends on a year that the calendar does not hold.
    #[error("the working days of {0} are not known; add that year's holidays and swapped weekends to the calendar")]
    MissingYear(i16),
    /// Dates end with the year 9999.
    #[error("the period ends after the year 9999; shorten it")]
    TooLong,
}

impl Calendar {
    /// A calendar of exceptions that were checked, for each of these years in order.
    pub(crate) fn new(exceptions: BTreeMap<Date, Exception>, years: impl IntoIterator<Item = i16>) -> Self {
        let mut spans: Vec<RangeInclusive<i16>> = Vec::new();
        for year in years {
            match spans.last_mut() {
                Some(span) if *span.end() + 1 == year => *span = *span.start()..=year,
                _ => spans.push(year..=year),
            }
        }
        let run =
            |span: RangeInclusive<i16>| Run::new(date(*span.start(), 1, 1), date(*span.end(), 12, 31), &exceptions);
        Self { runs: spans.into_iter().map(run).collect(), exceptions }
    }

    /// The years that it has data for, in order.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.runs.iter().flat_map(|run| run.first.year()..=run.last.year())
    }

    /// What a day is, and which holiday made it so.
    ///
    /// # Errors
    /// [`CalendarError::MissingYear`].
    pub fn day(&self, day: Date) -> Result<Day<'_>, CalendarError> {
        self.run(day.year())?;
        Ok(run::of(day, &self.exceptions))
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// [`CalendarError::MissingYear`].
    pub fn is_working_day(&self, day: Date) -> Result<bool, CalendarError> {
        Ok(self.run(day.year())?.is_working(day))
    }

    /// The `count`-th working day after `start`, which itself does not count; `start` for none.
    ///
    /// # Errors
    /// [`CalendarError::MissingYear`] names the first year that the count would have to guess.
    pub fn add_working_days(&self, start: Date, count: u32) -> Result<Date, CalendarError> {
        let Some(more) = count.checked_sub(1) else {
            return Ok(start);
        };
        self.nth_from(start.tomorrow().map_err(|_| CalendarError::TooLong)?, more)
    }

    /// The first working day after `day`.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn next_working_day(&self, day: Date) -> Result<Date, CalendarError> {
        self.add_working_days(day, 1)
    }

    /// `day` when it is a working day, otherwise the first after it.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn working_day_from(&self, day: Date) -> Result<Date, CalendarError> {
        self.nth_from(day, 0)
    }

    /// How many working days lie after `from` up to `to`, `to` included; negative, counted the other way round, when `to`
    /// lies before `from`.
    ///
    /// It undoes [`Calendar::add_working_days`]: `working_days_between(start, add_working_days(start, n)) == n`. From
    /// today to a due date it says how many working days are left.
    ///
    /// # Errors
    /// [`CalendarError::MissingYear`] names the first year in between that is not known.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<i32, CalendarError> {
        if to < from {
            return self.working_days_between(to, from).map(|count| -count);
        }
        if from == to {
            return Ok(0);
        }
        let first = from.tomorrow().map_err(|_| CalendarError::TooLong)?;
        let run = self.run(first.year())?;
        if to > run.last {
            return Err(CalendarError::MissingYear(run.last.year() + 1));
        }
        // A run holds fewer than 4 million days.
        i32::try_from(run.through(to) - run.before(first)).map_err(|_| CalendarError::TooLong)
    }

    /// The last day of a period that runs from `start`.
    ///
    /// # Errors
    /// [`CalendarError::MissingYear`] for a year that must be known, [`CalendarError::TooLong`].
    pub fn end_of(&self, start: Date, period: Period) -> Result<Date, CalendarError> {
        match period {
            Period::WorkingDays(count) => self.add_working_days(start, count),
            Period::CalendarDays { days, last_day } => {
                let days = SignedDuration::from_hours(24 * i64::from(days));
                let end = start.checked_add(days).map_err(|_| CalendarError::TooLong)?;
                match last_day {
                    LastDay::MovesOn => self.working_day_from(end),
                    LastDay::Stays => Ok(end),
                }
            }
        }
    }

    /// The working day that has `more` working days between `first` and itself, `first` included.
    fn nth_from(&self, first: Date, more: u32) -> Result<Date, CalendarError> {
        let run = self.run(first.year())?;
        let more = usize::try_from(more).map_err(|_| CalendarError::TooLong)?;
        let end = run.before(first).checked_add(more).and_then(|before| run.nth(before));
        end.ok_or_else(|| CalendarError::MissingYear(run.last.year() + 1))
    }

    fn run(&self, year: i16) -> Result<&Run, CalendarError> {
        let index = self.runs.partition_point(|run| run.last.year() < year);
        self.runs.get(index).filter(|run| run.first.year() <= year).ok_or(CalendarError::MissingYear(year))
    }
}
