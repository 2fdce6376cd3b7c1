use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FieldFlaw, Flaw, Line, PlaceFlaw, flaw::Flaws};

/// How far a parcel has come through the land bank (土地储备).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LandStatus {
    /// Foreseen in the plan (规划).
    Planned,
    /// Taken over from those who used it (征收).
    Requisitioned,
    /// In the bank (收储).
    Banked,
    /// Levelled (平整).
    Levelled,
    /// Works serve it: an investor can build (具备供地条件).
    Ready,
    /// Granted to somebody (已供).
    Granted,
    /// Built upon (建成).
    Built,
    /// Granted, but nothing happens on it (闲置).
    Idle,
    /// Taken back (收回).
    Recovered,
}

/// A step of a parcel through the land bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it became.
    pub status: LandStatus,
    /// On which day.
    pub on: Date,
    /// Why; needed out of the usual order.
    pub reason: Option<Line>,
}

/// A [`Step`] as it was typed: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepDraft {
    /// Key of the status.
    pub status: String,
    /// The day, as 2020-08-20.
    pub on: String,
    /// Why; needed out of the usual order.
    pub reason: String,
}

/// The steps of a parcel, oldest first: what was true on a past day stays readable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    steps: Vec<Step>,
    ended: Option<Date>,
}

impl LandStatus {
    /// All of them, in their usual order.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Requisitioned,
        Self::Banked,
        Self::Levelled,
        Self::Ready,
        Self::Granted,
        Self::Built,
        Self::Idle,
        Self::Recovered,
    ];

    /// Its key in files, addresses and facts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Requisitioned => "requisitioned",
            Self::Banked => "banked",
            Self::Levelled => "levelled",
            Self::Ready => "ready",
            Self::Granted => "granted",
            Self::Built => "built",
            Self::Idle => "idle",
            Self::Recovered => "recovered",
        }
    }

    /// What usually comes next.
    pub fn usual_next(self) -> &'static [Self] {
        match self {
            Self::Planned => &[Self::Requisitioned],
            Self::Requisitioned => &[Self::Banked],
            Self::Banked => &[Self::Levelled, Self::Ready],
            Self::Levelled => &[Self::Ready],
            Self::Ready => &[Self::Granted],
            Self::Granted => &[Self::Built, Self::Idle],
            Self::Built => &[Self::Idle, Self::Recovered],
            Self::Idle => &[Self::Built, Self::Recovered],
            Self::Recovered => &[Self::Banked, Self::Levelled, Self::Ready],
        }
    }

    /// Whether an investor could still get the parcel.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Granted | Self::Built | Self::Idle)
    }
}

impl fmt::Display for LandStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for LandStatus {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let found = Self::ALL.into_iter().find(|status| status.key() == text.trim());
        found.ok_or_else(|| Flaw::unknown(text, Self::ALL.into_iter().map(Self::key)))
    }
}

impl StepDraft {
    /// The step; whether it may follow is for [`History::enter`] to say.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self) -> Result<Step, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let status = flaws.take("status", self.status.parse());
        let on = flaws.take("on", self.on.trim().parse().map_err(|_| Flaw::Day));
        let reason = flaws.take_given("reason", &self.reason, str::parse);
        match (status, on) {
            (Some(status), Some(on)) if flaws.0.is_empty() => Ok(Step { status, on, reason }),
            _ => Err(flaws.0),
        }
    }
}

impl Step {
    /// As a form or a file has it.
    pub fn draft(&self) -> StepDraft {
        let reason = self.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        StepDraft { status: self.status.to_string(), on: self.on.to_string(), reason }
    }
}

impl History {
    /// Steps as they were stored; they were checked when they were written.
    pub fn restore(steps: Vec<Step>) -> Self {
        Self { steps, ended: None }
    }

    /// The same of a parcel that was divided or merged: from that day on it stands nowhere any more.
    #[must_use]
    pub fn until(self, ended: Option<Date>) -> Self {
        Self { ended, ..self }
    }

    /// The day from which on the parcel is no more.
    pub fn ended(&self) -> Option<Date> {
        self.ended
    }

    /// Adds the newest step.
    ///
    /// # Errors
    /// Field `on`: after today, or before the latest step. Field `status`: the parcel stands there already, or is no more.
    /// Field `reason`: the step is out of the usual order and nobody says why.
    pub fn enter(&mut self, step: Step, today: Date) -> Result<(), FieldFlaw> {
        let refused = |field, flaw| Err(FieldFlaw { field, flaw });
        if let Some(since) = self.ended {
            return refused("status", PlaceFlaw::Ended { since: since.to_string() }.into());
        }
        if step.on > today {
            return refused("on", Flaw::Future { today });
        }
        if let Some(latest) = self.steps.last() {
            if latest.status == step.status {
                return refused("status", Flaw::AlreadyThere { since: latest.on });
            }
            if step.on < latest.on {
                return refused("on", Flaw::BeforeLatest { latest: latest.on });
            }
            if step.reason.is_none() && !latest.status.usual_next().contains(&step.status) {
                return refused("reason", Flaw::ReasonMissing);
            }
        }
        self.steps.push(step);
        Ok(())
    }

    /// All steps, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter()
    }

    /// The step that had led to where the parcel stood at the end of a day; none before its first, and none once it is no
    /// more.
    pub fn on(&self, day: Date) -> Option<&Step> {
        if self.ended.is_some_and(|ended| ended <= day) {
            return None;
        }
        self.steps.iter().rfind(|step| step.on <= day)
    }

    /// The latest step.
    pub fn latest(&self) -> Option<&Step> {
        self.steps.last()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2020, 8, 20);

    fn step(status: LandStatus, on: Date) -> Step {
        Step { status, on, reason: None }
    }

    #[test]
    fn a_parcel_takes_its_way_through_the_bank_and_past_days_stay_readable() {
        let mut history = History::default();
        history.enter(step(LandStatus::Requisitioned, date(2018, 5, 1)), TODAY).unwrap();
        history.enter(step(LandStatus::Banked, date(2019, 3, 1)), TODAY).unwrap();
        history.enter(step(LandStatus::Ready, date(2020, 6, 30)), TODAY).unwrap();
        let on = |day| history.on(day).map(|step| step.status);
        assert_eq!(on(date(2018, 4, 30)), None);
        assert_eq!(on(date(2020, 6, 29)), Some(LandStatus::Banked));
        assert_eq!(on(TODAY), Some(LandStatus::Ready));
    }

    #[test]
    fn out_of_the_usual_order_a_reason_is_needed() {
        let mut history = History::restore(vec![step(LandStatus::Banked, date(2019, 3, 1))]);
        let early = step(LandStatus::Granted, date(2019, 6, 1));
        let flaw = history.enter(early.clone(), TODAY).unwrap_err();
        assert_eq!(flaw, FieldFlaw { field: "reason", flaw: Flaw::ReasonMissing });
        history.enter(Step { reason: Some("先行供地".parse().unwrap()), ..early }, TODAY).unwrap();
        assert_eq!(history.latest().unwrap().status, LandStatus::Granted);
    }

    #[test]
    fn days_go_forward_and_not_beyond_today() {
        let latest = date(2020, 3, 1);
        let mut history = History::restore(vec![step(LandStatus::Banked, latest)]);
        let mut refused = |status, on| history.enter(step(status, on), TODAY).unwrap_err().flaw;
        assert_eq!(refused(LandStatus::Ready, date(2020, 2, 29)), Flaw::BeforeLatest { latest });
        assert_eq!(refused(LandStatus::Ready, date(2020, 8, 21)), Flaw::Future { today: TODAY });
        assert_eq!(refused(LandStatus::Banked, TODAY), Flaw::AlreadyThere { since: latest });
    }

    #[test]
    fn what_was_divided_stands_nowhere_from_that_day_on() {
        let steps = vec![step(LandStatus::Ready, date(2019, 3, 1))];
        let mut history = History::restore(steps).until(Some(date(2020, 3, 1)));
        assert!(history.on(date(2020, 2, 29)).is_some() && history.on(date(2020, 3, 1)).is_none());
        let refused = history.enter(step(LandStatus::Granted, TODAY), TODAY).unwrap_err();
        assert_eq!(refused.flaw, PlaceFlaw::Ended { since: "2020-03-01".into() }.into());
    }

    #[test]
    fn every_status_can_be_left_and_is_read_back() {
        for status in LandStatus::ALL {
            assert!(!status.usual_next().is_empty(), "{status}");
            assert!(!status.usual_next().contains(&status), "{status}");
            assert_eq!(status.to_string().parse(), Ok(status));
        }
        assert!("takeoff".parse::<LandStatus>().is_err());
    }
}
