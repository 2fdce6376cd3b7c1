use jiff::civil::Date;

use super::{History, Promises, StageGroup, Stages};

/// What an investor promises a day for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Milestone {
    /// Works start (开工).
    Start,
    /// Production begins (投产).
    Production,
}

/// A promised day that has passed without the project getting there (逾期).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Overdue {
    /// What was promised.
    pub milestone: Milestone,
    /// For which day.
    pub promised_on: Date,
    /// How many days ago that was.
    pub late_days: i32,
}

impl Milestone {
    /// Its key in language files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Production => "production",
        }
    }
}

impl Overdue {
    /// What is overdue at the end of a day: the promised day lies before it, and the project is not there.
    ///
    /// Whether a lost project can be late is for the caller: see [`ProjectRecord::overdue`](super::ProjectRecord::overdue).
    pub fn on(day: Date, promises: &Promises, history: &History, stages: &Stages) -> Vec<Self> {
        let late = |milestone, promised_on: Option<Date>, group| {
            let promised_on = promised_on.filter(|promised_on| *promised_on < day)?;
            let late_days = (day - promised_on).get_days();
            let there = history.reached(group, day, stages).is_some();
            (!there).then_some(Self { milestone, promised_on, late_days })
        };
        [
            late(Milestone::Start, promises.start_on, StageGroup::Construction),
            late(Milestone::Production, promises.production_on, StageGroup::Production),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use jiff::civil::date;

    use super::*;
    use crate::{
        example::{TODAY, history, record, rules},
        model::{Status, StatusChange},
    };

    #[test]
    fn a_promise_is_overdue_from_the_day_after() {
        let rules = rules();
        let promises =
            Promises { start_on: Some(date(2020, 8, 19)), production_on: Some(TODAY), ..Promises::default() };
        let signed = history(&[("signed", date(2020, 1, 1))]);
        let late = Overdue { milestone: Milestone::Start, promised_on: date(2020, 8, 19), late_days: 1 };
        assert_eq!(Overdue::on(TODAY, &promises, &signed, &rules.stages), [late]);
        assert_eq!(Overdue::on(date(2020, 8, 19), &promises, &signed, &rules.stages), []);
        let both = Overdue::on(date(2021, 8, 20), &promises, &signed, &rules.stages);
        assert_eq!(both.iter().map(|late| late.late_days).collect::<Vec<_>>(), [366, 365]);
        let built = history(&[("started", date(2020, 8, 20))]);
        assert_eq!(Overdue::on(TODAY, &promises, &built, &rules.stages), []);
    }

    #[test]
    fn a_lost_project_is_not_late() {
        let rules = rules();
        let mut record = record("p1", "a");
        record.project.promises.start_on = Some(date(2020, 1, 1));
        assert_eq!(record.overdue(TODAY, &rules).len(), 1);
        let status = Status::Lost { reason: "price".parse().unwrap(), went_to: None };
        record.statuses.change(StatusChange { status, since: date(2020, 7, 1), source: None }, TODAY).unwrap();
        assert_eq!(record.overdue(TODAY, &rules), []);
        assert_eq!(record.overdue(date(2020, 6, 30), &rules).len(), 1);
    }
}
