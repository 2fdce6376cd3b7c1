use serde::{Deserialize, Serialize};

/// A period that some rule sets (期限). The day from which it runs does not count (Civil Code, article 201).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// This many working days (工作日); its last day is always one.
    WorkingDays(u32),
    /// This many days, holidays included (自然日).
    CalendarDays {
        /// How many.
        days: u32,
        /// What happens when the last of them is no working day.
        last_day: LastDay,
    },
}

/// What happens to a period in calendar days whose last day is no working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastDay {
    /// It ends on the next working day (Civil Code, article 203).
    MovesOn,
    /// It ends where it ends: validity of a licence, a term of a contract that says so.
    Stays,
}
