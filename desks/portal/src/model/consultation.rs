use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Body, FieldFlaw, Flaw, Flaws, day};

/// What makes an article a consultation, as a file or a form says it: not checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsultationRecord {
    /// First day on which comments are taken.
    pub opens_on: String,
    /// Last day on which comments are taken.
    pub closes_on: String,
    /// What came of it, once it is closed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub outcome: String,
}

/// A period in which anybody may comment on what an article says (征求意见、公示).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// First day on which comments are taken.
    pub opens_on: Date,
    /// Last day on which comments are taken; not before the first.
    pub closes_on: Date,
    /// What came of it (结果反馈), once it is closed.
    pub outcome: Option<Body>,
}

/// How far a consultation is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has not begun.
    Ahead,
    /// Comments are taken.
    Open,
    /// Comments are not taken any more.
    Closed,
}

impl ConsultationRecord {
    /// Checks every word of it.
    ///
    /// # Errors
    /// All fields that are wrong.
    pub fn check(&self) -> Result<Consultation, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let opens_on = flaws.take("opens_on", day(&self.opens_on));
        let closes_on = flaws.take("closes_on", day(&self.closes_on));
        let closes_on = match (opens_on, closes_on) {
            (Some(opens_on), Some(closes_on)) if closes_on < opens_on => flaws.take("closes_on", Err(Flaw::Backwards)),
            _ => closes_on,
        };
        let outcome = match self.outcome.trim() {
            "" => Some(None),
            outcome => flaws.take("outcome", outcome.parse()).map(Some),
        };
        match (opens_on, closes_on, outcome) {
            (Some(opens_on), Some(closes_on), Some(outcome)) => Ok(Consultation { opens_on, closes_on, outcome }),
            _ => Err(flaws.0),
        }
    }
}

impl Consultation {
    /// How far it is on a day.
    pub fn phase(&self, today: Date) -> Phase {
        if today < self.opens_on {
            Phase::Ahead
        } else if today <= self.closes_on {
            Phase::Open
        } else {
            Phase::Closed
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    #[test]
    fn comments_are_taken_from_the_first_day_to_the_last() {
        let record = |opens_on: &str, closes_on: &str| ConsultationRecord {
            opens_on: opens_on.into(),
            closes_on: closes_on.into(),
            ..Default::default()
        };
        let period = record("2020-08-20", "2020-08-26").check().unwrap();
        let phases = [19, 20, 26, 27].map(|day| period.phase(date(2020, 8, day)));
        assert_eq!(phases, [Phase::Ahead, Phase::Open, Phase::Open, Phase::Closed]);
        assert_eq!(record("2020-08-20", "2020-08-19").check().unwrap_err()[0].flaw, Flaw::Backwards);
        assert_eq!(record("20. 8.", "2020-08-19").check().unwrap_err()[0].field, "opens_on");
    }
}
