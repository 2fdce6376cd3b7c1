use jiff::civil::Date;

use super::{FieldError, Line, Problem, text::unknown_term};

/// How a project is doing, apart from how far it is. Everything but "on course" says why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// On course (推进中).
    Active,
    /// Stands still for a while (搁置).
    Dormant {
        /// Why.
        reason: Line,
    },
    /// Goes on, later than planned (滞后).
    Delayed {
        /// Why.
        reason: Line,
    },
    /// The investor has gone (流失).
    Lost {
        /// Why.
        reason: Line,
        /// Where the investor went; none when nobody knows.
        went_to: Option<Line>,
    },
    /// It has come to its end, or the zone has given it up (终止).
    Ended {
        /// Why.
        reason: Line,
    },
}

/// The kind of a status, without its particulars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusKind {
    /// On course.
    Active,
    /// Stands still for a while.
    Dormant,
    /// Goes on, later than planned.
    Delayed,
    /// The investor has gone.
    Lost,
    /// The zone has given it up.
    Ended,
}

/// A status and the day since which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatusChange {
    /// The status.
    pub status: Status,
    /// Since when.
    pub since: Date,
    /// Where this is known from.
    pub source: Option<Line>,
}

/// The statuses of a project in the order of their dates; before the first one it was on course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusHistory(Vec<StatusChange>);

impl StatusKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Active, Self::Dormant, Self::Delayed, Self::Lost, Self::Ended];

    /// Its key in files and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Dormant => "dormant",
            Self::Delayed => "delayed",
            Self::Lost => "lost",
            Self::Ended => "ended",
        }
    }

    /// Whether the project still counts among the zone's projects.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Lost | Self::Ended)
    }

    /// The kind with a key.
    ///
    /// # Errors
    /// [`Problem::UnknownTerm`] with the keys that there are.
    pub fn from_key(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let found = Self::ALL.into_iter().find(|kind| kind.key() == text);
        found.ok_or_else(|| unknown_term(text, Self::ALL.iter().map(|kind| kind.key())))
    }
}

impl Status {
    /// A status from what a form or a file says. Empty texts are none; where the investor went is kept for a lost one.
    ///
    /// # Errors
    /// A reason that is missing, or texts that are too long, by field `status_reason` and `lost_to`.
    pub fn parse(kind: StatusKind, reason: &str, went_to: &str) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut read = |field: &'static str, text: &str, if_empty: Option<Problem>| {
            if text.trim().is_empty() {
                errors.extend(if_empty.map(|problem| FieldError::new(field, problem)));
                return None;
            }
            text.parse::<Line>().map_err(|problem| errors.push(FieldError::new(field, problem))).ok()
        };
        if kind == StatusKind::Active {
            return Ok(Self::Active);
        }
        let reason = read("status_reason", reason, Some(Problem::ReasonMissing));
        let went_to = match kind {
            StatusKind::Lost => read("lost_to", went_to, None),
            _ => None,
        };
        match reason {
            Some(reason) if errors.is_empty() => Ok(Self::with_reason(kind, reason, went_to)),
            _ => Err(errors),
        }
    }

    fn with_reason(kind: StatusKind, reason: Line, went_to: Option<Line>) -> Self {
        match kind {
            StatusKind::Active => Self::Active,
            StatusKind::Dormant => Self::Dormant { reason },
            StatusKind::Delayed => Self::Delayed { reason },
            StatusKind::Lost => Self::Lost { reason, went_to },
            StatusKind::Ended => Self::Ended { reason },
        }
    }

    /// Its kind.
    pub fn kind(&self) -> StatusKind {
        match self {
            Self::Active => StatusKind::Active,
            Self::Dormant { .. } => StatusKind::Dormant,
            Self::Delayed { .. } => StatusKind::Delayed,
            Self::Lost { .. } => StatusKind::Lost,
            Self::Ended { .. } => StatusKind::Ended,
        }
    }

    /// Why.
    pub fn reason(&self) -> Option<&Line> {
        match self {
            Self::Active => None,
            Self::Dormant { reason }
            | Self::Delayed { reason }
            | Self::Lost { reason, .. }
            | Self::Ended { reason } => Some(reason),
        }
    }

    /// Where a lost investor went.
    pub fn went_to(&self) -> Option<&Line> {
        match self {
            Self::Lost { went_to, .. } => went_to.as_ref(),
            _ => None,
        }
    }
}

impl StatusHistory {
    /// Statuses as they were stored; they were checked when they were written.
    pub fn restore(changes: Vec<StatusChange>) -> Self {
        Self(changes)
    }

    /// Adds the newest status.
    ///
    /// # Errors
    /// Field `status_since`: after today, or before the latest change. Field `status`: nothing would change.
    pub fn change(&mut self, change: StatusChange, today: Date) -> Result<(), FieldError> {
        let since = |problem| Err(FieldError::new("status_since", problem));
        if change.since > today {
            return since(Problem::Future { today });
        }
        if let Some(latest) = self.0.last() {
            if change.since < latest.since {
                return since(Problem::BeforeLatest { latest: latest.since });
            }
            if change.status == latest.status {
                return Err(FieldError::new("status", Problem::AlreadyThere { since: latest.since }));
            }
        }
        self.0.push(change);
        Ok(())
    }

    /// All changes, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &StatusChange> {
        self.0.iter()
    }

    /// The latest change; none when the project was never anything but on course.
    pub fn latest(&self) -> Option<&StatusChange> {
        self.0.last()
    }

    /// The change that is in force at the end of a day; none when it is on course since it began.
    pub fn change_on(&self, day: Date) -> Option<&StatusChange> {
        self.0.iter().rfind(|change| change.since <= day)
    }

    /// The status at the end of a day.
    pub fn on(&self, day: Date) -> &Status {
        self.change_on(day).map_or(&Status::Active, |change| &change.status)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use jiff::civil::date;

    use super::*;

    #[test]
    fn lost_without_a_reason_does_not_construct() {
        let errors = Status::parse(StatusKind::Lost, " ", "elsewhere").unwrap_err();
        assert_eq!(errors, [FieldError::new("status_reason", Problem::ReasonMissing)]);
        let lost = Status::parse(StatusKind::Lost, "price of gas", "").unwrap();
        assert_eq!(lost.went_to(), None);
        assert!(!lost.kind().counts());
    }

    #[test]
    fn all_errors_come_at_once() {
        let errors = Status::parse(StatusKind::Lost, "", &"x".repeat(201)).unwrap_err();
        assert_eq!(errors.iter().map(|error| &*error.field).collect::<Vec<_>>(), ["status_reason", "lost_to"]);
    }

    #[test]
    fn the_status_of_a_past_day_is_known() {
        let mut history = StatusHistory::default();
        let change = |status, since| StatusChange { status, since, source: None };
        let paused = Status::Dormant { reason: "winter".parse().unwrap() };
        let today = date(2020, 8, 20);
        history.change(change(paused.clone(), date(2019, 12, 1)), today).unwrap();
        history.change(change(Status::Active, date(2020, 3, 1)), today).unwrap();
        assert_eq!(history.on(date(2019, 11, 30)), &Status::Active);
        assert_eq!(history.on(date(2020, 2, 29)), &paused);
        assert_eq!(history.on(today), &Status::Active);
        assert!(history.change(change(paused.clone(), date(2020, 2, 1)), today).is_err());
        assert!(history.change(change(paused, date(2020, 8, 21)), today).is_err());
        assert!(history.change(change(Status::Active, today), today).is_err());
    }
}
