use jiff::civil::Date;

use super::{FieldError, Key, Line, Passage, Problem, StageGroup, Stages};

/// A project's entry into a stage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Transition {
    /// The stage that it entered.
    pub stage: Key,
    /// On which day.
    pub entered_on: Date,
    /// Why; needed for a step back.
    pub reason: Option<Line>,
    /// How it came through the stage's gate.
    pub passage: Passage,
    /// Where this is known from.
    pub source: Option<Line>,
}

/// The stages that a project has gone through, in the order of their dates (one timeline from lead to full benefit).
///
/// Several stages may be entered on one day. A step back is recorded like any other, with its reason: what was true
/// on a past day stays readable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(Vec<Transition>);

impl Transition {
    /// An entry into a stage, through its open gate.
    pub fn new(stage: Key, entered_on: Date) -> Self {
        Self { stage, entered_on, reason: None, passage: Passage::Complete, source: None }
    }
}

impl History {
    /// Transitions as they were stored; they were checked when they were written.
    pub fn restore(transitions: Vec<Transition>) -> Self {
        Self(transitions)
    }

    /// Adds the newest transition.
    ///
    /// # Errors
    /// Field `stage`: not in the zone's list, or the project stands there already. Field `stage_since`: after today,
    /// or before the latest transition. Field `stage_reason`: a step back without a reason.
    pub fn enter(&mut self, transition: Transition, stages: &Stages, today: Date) -> Result<(), FieldError> {
        self.may_enter(&transition, stages, today)?;
        self.0.push(transition);
        Ok(())
    }

    /// Whether [`History::enter`] would take a transition.
    ///
    /// # Errors
    /// See there.
    pub(super) fn may_enter(&self, transition: &Transition, stages: &Stages, today: Date) -> Result<(), FieldError> {
        let stage = stages.find(transition.stage.as_str()).map_err(|problem| FieldError::new("stage", problem))?;
        let since = |problem| Err(FieldError::new("stage_since", problem));
        if transition.entered_on > today {
            return since(Problem::Future { today });
        }
        if let Some(latest) = self.0.last() {
            if latest.stage == transition.stage {
                return Err(FieldError::new("stage", Problem::AlreadyThere { since: latest.entered_on }));
            }
            if transition.entered_on < latest.entered_on {
                return since(Problem::BeforeLatest { latest: latest.entered_on });
            }
            let back = stages.get(&latest.stage).is_some_and(|from| stage.order < from.order);
            if back && transition.reason.is_none() {
                return Err(FieldError::new("stage_reason", Problem::ReasonMissing));
            }
        }
        Ok(())
    }

    /// All transitions, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Transition> {
        self.0.iter()
    }

    /// The latest transition.
    pub fn latest(&self) -> Option<&Transition> {
        self.0.last()
    }

    /// The transition into the stage at which the project stood at the end of a day.
    pub fn stage_on(&self, day: Date) -> Option<&Transition> {
        self.0.iter().rfind(|transition| transition.entered_on <= day)
    }

    /// Since when the project, seen at the end of a day, has been at a group or beyond without a break.
    ///
    /// A project that started, fell back to signed and started again counts from the second start. Stages that the
    /// zone's list no longer has belong to no group.
    pub fn reached(&self, group: StageGroup, day: Date, stages: &Stages) -> Option<Date> {
        let seen = self.0.iter().filter(|transition| transition.entered_on <= day);
        seen.rev()
            .take_while(|transition| stages.group(&transition.stage) >= Some(group))
            .last()
            .map(|transition| transition.entered_on)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use jiff::civil::date;

    use super::*;
    use crate::{
        example::{TODAY, history, record, rules, transition},
        model::{DocumentKinds, Field, Need},
    };

    #[test]
    fn the_stage_of_a_past_day_is_known() {
        let history =
            history(&[("lead", date(2019, 1, 5)), ("signed", date(2019, 6, 1)), ("landed", date(2019, 6, 1))]);
        let on = |day| history.stage_on(day).map(|transition| transition.stage.to_string());
        assert_eq!(on(date(2019, 1, 4)), None);
        assert_eq!(on(date(2019, 5, 31)).unwrap(), "lead");
        assert_eq!(on(date(2019, 6, 1)).unwrap(), "landed");
    }

    #[test]
    fn a_step_back_needs_a_reason_and_breaks_what_was_reached() {
        let rules = rules();
        let mut history = history(&[("signed", date(2018, 6, 1)), ("started", date(2019, 3, 1))]);
        let back = transition("landed", date(2020, 1, 10));
        let error = history.enter(back.clone(), &rules.stages, TODAY).unwrap_err();
        assert_eq!(error, FieldError::new("stage_reason", Problem::ReasonMissing));
        let back = Transition { reason: Some("works stopped".parse().unwrap()), ..back };
        history.enter(back, &rules.stages, TODAY).unwrap();
        history.enter(transition("construction", date(2020, 5, 2)), &rules.stages, TODAY).unwrap();
        let started = |day| history.reached(StageGroup::Construction, day, &rules.stages);
        assert_eq!(started(date(2019, 12, 31)), Some(date(2019, 3, 1)));
        assert_eq!(started(date(2020, 2, 1)), None);
        assert_eq!(started(TODAY), Some(date(2020, 5, 2)));
        assert_eq!(history.reached(StageGroup::Signed, TODAY, &rules.stages), Some(date(2018, 6, 1)));
    }

    #[test]
    fn dates_only_go_forward_and_not_beyond_today() {
        let rules = rules();
        let mut history = history(&[("lead", date(2020, 3, 1))]);
        let mut enter =
            |stage, day| history.enter(transition(stage, day), &rules.stages, TODAY).map_err(|e| (e.field, e.problem));
        let latest = date(2020, 3, 1);
        assert_eq!(enter("signed", date(2020, 2, 29)), Err(("stage_since".into(), Problem::BeforeLatest { latest })));
        assert_eq!(enter("signed", date(2020, 8, 21)), Err(("stage_since".into(), Problem::Future { today: TODAY })));
        assert_eq!(enter("lead", TODAY), Err(("stage".into(), Problem::AlreadyThere { since: latest })));
        assert!(matches!(enter("takeoff", TODAY), Err((_, Problem::UnknownTerm { .. }))));
        assert_eq!(enter("signed", TODAY), Ok(()));
    }

    #[test]
    fn a_stage_is_closed_until_its_fields_are_filled() {
        let rules = rules();
        let mut record = record("p1", "a");
        record.project.needs.land_mu = None;
        record.project.credit_code = None;
        record.documents = DocumentKinds::from(["contract".parse().unwrap()]);
        let error = record.enter(transition("construction", TODAY), &rules, TODAY).unwrap_err();
        let needs = vec![Need::Field(Field::CreditCode), Need::Field(Field::Land)];
        assert_eq!(error, FieldError::new("stage", Problem::StageNeeds { needs }));
        let (next, missing) = record.next_step(&rules).unwrap();
        assert_eq!((next.key.as_str(), missing.len()), ("landed", 1));
    }

    #[test]
    fn a_gate_is_bypassed_with_a_reason_and_a_verified_stage_never() {
        let rules = rules();
        let mut record = record("p1", "a");
        let past = |stage, reason: Option<&str>, passage| Transition {
            reason: reason.map(|reason| reason.parse().unwrap()),
            passage,
            ..transition(stage, TODAY)
        };
        let by = || Passage::Bypassed { by: "deputy".parse().unwrap() };
        let error = record.enter(past("landed", None, by()), &rules, TODAY).unwrap_err();
        assert_eq!(error, FieldError::new("stage_reason", Problem::ReasonMissing));
        let error = record.enter(past("full_capacity", Some("urgent"), by()), &rules, TODAY).unwrap_err();
        assert_eq!(error, FieldError::new("stage", Problem::NeedsVerification));
        record.enter(past("landed", Some("urgent"), by()), &rules, TODAY).unwrap();
        let verified = Passage::Verified { by: "verifier".parse().unwrap(), evidence: "visited".parse().unwrap() };
        let error = record.enter(past("full_capacity", None, Passage::Complete), &rules, TODAY).unwrap_err();
        assert_eq!(error, FieldError::new("stage", Problem::NeedsVerification));
        record.documents = DocumentKinds::from(["contract".parse().unwrap()]);
        record.enter(past("full_capacity", None, verified), &rules, TODAY).unwrap();
    }
}
