use jiff::civil::Date;

use super::{ProjectRecord, Rules};

/// That a project has stood at its stage for longer than the zone's rule lets it (停滞).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// Days at the stage.
    pub days: i32,
    /// Days after which the rule asks why.
    pub days_max: u16,
}

impl ProjectRecord {
    /// How many days the project has been at its stage at the end of a day.
    pub fn days_at_stage(&self, day: Date) -> Option<i32> {
        self.stages.stage_on(day).map(|transition| (day - transition.entered_on).get_days())
    }

    /// Whether the project is stuck at the end of a day; none that was lost, ended, or not yet known is.
    pub fn stuck(&self, day: Date, rules: &Rules) -> Option<Stuck> {
        self.category(day, rules)?;
        let stage = &self.stages.stage_on(day)?.stage;
        let days_max = *rules.conduct.stuck_days.get(&rules.stages.group(stage)?)?;
        let days = self.days_at_stage(day)?;
        (days > i32::from(days_max)).then_some(Stuck { days, days_max })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;
    use crate::{
        example::{record, rules},
        model::{StageGroup, Status, StatusChange},
    };

    #[test]
    fn a_project_is_stuck_from_the_day_after_its_days_are_over() {
        let mut rules = rules();
        let mut record = record("p1", "a");
        assert_eq!(record.stuck(date(2020, 8, 20), &rules), None, "no rule, nothing stuck");
        rules.conduct.stuck_days.insert(StageGroup::Signed, 180);
        let last = date(2019, 6, 1).saturating_add(jiff::Span::new().days(180));
        assert_eq!(record.stuck(last, &rules), None);
        assert_eq!(record.stuck(last.tomorrow().unwrap(), &rules), Some(Stuck { days: 181, days_max: 180 }));
        let lost = Status::Lost { reason: "price".parse().unwrap(), went_to: None };
        let change = StatusChange { status: lost, since: date(2020, 1, 1), source: None };
        record.statuses.change(change, date(2020, 8, 20)).unwrap();
        assert_eq!(record.stuck(date(2020, 8, 20), &rules), None, "what is lost does not wait");
    }
}
