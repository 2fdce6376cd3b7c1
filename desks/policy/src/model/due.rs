use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Problem, problem::shown};

/// When a clause must be carried out: by a day, or within a period.
///
/// ```
/// use jiff::civil::date;
/// use policy::model::Due;
///
/// let plan: Due = "2021-01-01/2025-12-31".parse()?;
/// assert_eq!(plan.last_day(), date(2025, 12, 31));
/// assert!(plan.is_past(date(2026, 1, 1)) && !plan.is_past(date(2025, 12, 31)));
/// # Ok::<(), policy::model::Problem>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Due {
    from: Option<Date>,
    on: Date,
}

impl Due {
    /// By the end of this day.
    pub fn on(day: Date) -> Self {
        Self { from: None, on: day }
    }

    /// Between two days, both included.
    ///
    /// # Errors
    /// [`Problem::Backwards`].
    pub fn within(from: Date, on: Date) -> Result<Self, Problem> {
        if on < from { Err(Problem::Backwards) } else { Ok(Self { from: Some(from), on }) }
    }

    /// The day on which work begins, for a period.
    pub fn first_day(&self) -> Option<Date> {
        self.from
    }

    /// The last day on which it is still in time.
    pub fn last_day(&self) -> Date {
        self.on
    }

    /// Whether it is late on this day if it is not done.
    pub fn is_past(&self, today: Date) -> bool {
        self.on < today
    }
}

impl FromStr for Due {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let day = |part: &str| part.trim().parse::<Date>().map_err(|_| Problem::Due(shown(text)));
        match text.split_once('/') {
            Some((from, on)) => Self::within(day(from)?, day(on)?),
            None => day(text).map(Self::on),
        }
    }
}

impl TryFrom<String> for Due {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Due> for String {
    fn from(due: Due) -> Self {
        due.to_string()
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.from {
            Some(from) => write!(f, "{from}/{}", self.on),
            None => self.on.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_does_not_run_backwards_and_days_exist() {
        assert_eq!("2025-12-31/2021-01-01".parse::<Due>(), Err(Problem::Backwards));
        for wrong in ["2021-02-31", "", "/", "2021-01-01/", "soon", "2021-01-01/2021-01-02/2021-01-03"] {
            assert!(wrong.parse::<Due>().is_err(), "{wrong}");
        }
        assert_eq!("2021-01-01/2021-01-01".parse::<Due>().map(String::from), Ok("2021-01-01/2021-01-01".to_owned()));
    }
}
