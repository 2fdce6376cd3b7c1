use jiff::civil::Date;

use super::{
    Conduct, Done, FieldError, Item, Particulars, Problem, Prose,
    civil::{days_later, parse_date},
};

/// That the enterprise was not content with an answer and asked again (重办). The answer stays, and so does what was said
/// against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    /// The answer.
    pub answer: Done,
    /// By when it was to be given.
    pub due_on: Option<Date>,
    /// On which day the enterprise asked again.
    pub on: Date,
    /// What is not solved.
    pub reason: Prose,
}

impl Contest {
    /// The keys of its fields, in the order of [`Contest::texts`].
    pub const FIELDS: [&'static str; 5] = ["answered_on", "answer", "due_on", "contested_on", "reason"];

    /// The texts of its fields; empty where there is nothing.
    pub fn texts(&self) -> [String; 5] {
        let answer = self.answer.outcome.as_ref().map(ToString::to_string).unwrap_or_default();
        let due_on = self.due_on.map(|due| due.to_string()).unwrap_or_default();
        [self.answer.on.to_string(), answer, due_on, self.on.to_string(), self.reason.to_string()]
    }

    /// What its texts say.
    ///
    /// # Errors
    /// The first field that cannot be read.
    pub fn parse(texts: [&str; 5]) -> Result<Self, FieldError> {
        let [answered_on, answer, due_on, on, reason] = texts;
        let filled = |text: &'static str| move |problem| FieldError::new(text, problem);
        let [at_answered, at_answer, at_due, at_on, at_reason] = Self::FIELDS.map(filled);
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let outcome = given(answer).map(|text| text.parse()).transpose().map_err(at_answer)?;
        Ok(Self {
            answer: Done { on: parse_date(answered_on).map_err(at_answered)?, outcome },
            due_on: given(due_on).map(|text| parse_date(&text)).transpose().map_err(at_due)?,
            on: parse_date(on).map_err(at_on)?,
            reason: reason.parse().map_err(at_reason)?,
        })
    }
}

impl Item {
    /// How often the enterprise asked again, the first time first; for anything but a request never.
    pub fn contests(&self) -> &[Contest] {
        match &self.particulars {
            Particulars::Request { contests, .. } => contests,
            _ => &[],
        }
    }

    /// The same item with what the enterprise said against answers. Nothing but a request takes it.
    #[must_use]
    pub fn with_contests(mut self, said: &[Contest]) -> Self {
        if let Particulars::Request { contests, .. } = &mut self.particulars {
            *contests = said.to_vec();
        }
        self
    }

    /// The request as it stands after the enterprise was not content with the answer: open anew, with the clock of the
    /// zone's rule or as much time as there was for the answer.
    ///
    /// # Errors
    /// Field `contest_reason` where nothing was answered, or no calendar has the day.
    pub fn contest(&self, reason: Prose, conduct: &Conduct, today: Date) -> Result<Self, FieldError> {
        let wrong = |problem| FieldError::new("contest_reason", problem);
        let (Particulars::Request { class, contests }, Some(answer)) = (&self.particulars, &self.done) else {
            return Err(wrong(Problem::NothingToContest));
        };
        let asked_on = contests.last().map_or(self.on, |last| last.on);
        let by_rule = conduct.request_rules.get(class).map(|rule| rule.answer_days);
        let as_before = self.due_on.and_then(|due| u16::try_from((due - asked_on).get_days()).ok());
        let due_on = by_rule.or(as_before).map(|days| days_later(today, days)).transpose().map_err(wrong)?;
        let new = Contest { answer: answer.clone(), due_on: self.due_on, on: today, reason };
        let said: Vec<Contest> = contests.iter().cloned().chain([new]).collect();
        Ok(Self { done: None, due_on, ..self.clone() }.with_contests(&said))
    }

    /// Whether the enterprise may still word it anew: what was answered once is what was asked.
    pub fn may_be_reworded(&self) -> bool {
        self.done.is_none() && self.contests().is_empty()
    }

    /// An answer follows what it answers.
    ///
    /// # Errors
    /// Field `done_on` for a day before the enterprise asked again.
    pub fn check_done(&self) -> Result<(), FieldError> {
        match (&self.done, self.contests().last()) {
            (Some(done), Some(last)) if done.on < last.on => {
                Err(FieldError::new("done_on", Problem::BeforeContest { contested_on: last.on }))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;
    use crate::model::{ItemDraft, ItemKind};

    fn answered(outcome: &str) -> Item {
        let typed = [
            ("title", "压力不稳"),
            ("class", "gas"),
            ("on", "2020-08-01"),
            ("due_on", "2020-08-11"),
            ("done_on", "2020-08-12"),
            ("outcome", outcome),
        ];
        let draft: ItemDraft = typed.into_iter().collect();
        draft.restore(&"p1".parse().unwrap(), ItemKind::Request).unwrap()
    }

    fn again(item: &Item, day: Date) -> Item {
        item.contest("夜里还是不稳".parse().unwrap(), &Conduct::default(), day).unwrap()
    }

    #[test]
    fn the_longest_answer_can_be_contested_again_and_again() {
        let mut item = answered(&"长".repeat(4_000));
        for day in 1..=5 {
            item = again(&item, date(2020, 9, day));
            item.done = Some(Done { on: date(2020, 9, day), outcome: Some("又答复了".parse().unwrap()) });
        }
        assert_eq!(item.contests().len(), 5);
        let open = again(&item, date(2020, 9, 6));
        let nothing = open.contest("再说一次".parse().unwrap(), &Conduct::default(), date(2020, 9, 7)).unwrap_err();
        assert_eq!((nothing.field.as_ref(), nothing.problem), ("contest_reason", Problem::NothingToContest));
    }

    #[test]
    fn without_a_rule_there_is_as_much_time_as_before_each_time() {
        let first = again(&answered("已调压"), date(2020, 9, 1));
        assert_eq!(first.due_on, Some(date(2020, 9, 11)));
        let done = Done { on: date(2020, 9, 5), outcome: None };
        let second = again(&Item { done: Some(done), ..first }, date(2020, 9, 20));
        assert_eq!(second.due_on, Some(date(2020, 9, 30)));
    }

    #[test]
    fn a_past_day_stays_as_it_was() {
        let item = again(&answered("已调压"), date(2020, 8, 20));
        assert_eq!(item.late_days(date(2020, 8, 11)), None);
        assert_eq!((item.is_open(date(2020, 8, 11)), item.is_open(date(2020, 8, 15))), (true, false));
        assert_eq!(item.done_by(date(2020, 8, 15)).map(|done| done.on), Some(date(2020, 8, 12)));
        assert!(item.is_open(date(2020, 8, 20)) && item.done_by(date(2020, 8, 20)).is_none());
        assert_eq!(item.late_days(date(2020, 9, 1)), Some(2));
    }

    #[test]
    fn what_is_written_is_read() {
        let item = again(&answered("一\n二，「三」"), date(2020, 8, 20));
        let contest = &item.contests()[0];
        let texts = contest.texts();
        assert_eq!(Contest::parse(texts.each_ref().map(String::as_str)), Ok(contest.clone()));
        let broken = Contest::parse(["soon", "", "", "2020-08-20", "x"]).unwrap_err();
        assert_eq!(broken.field, "answered_on");
    }
}
