use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// For how many days an edition can be shared.
pub const LIVES_DAYS: [i64; 3] = [7, 30, 90];

/// A link under which an edition is read without an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Number of the wish.
    pub wish: i64,
    /// Its number among the links of the wish, from 1.
    pub number: i64,
    /// The edition that it shows.
    pub edition: i64,
    /// Hash of its secret.
    pub secret: String,
    /// On which day it was made.
    pub made_on: Date,
    /// By which account.
    pub made_by: String,
    /// The last day on which it opens.
    pub last_day: Date,
    /// That somebody withdrew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
}

/// That somebody withdrew a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// On which day.
    pub on: Date,
    /// By which account.
    pub by: String,
}

/// Whether a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareState {
    /// It does.
    Open,
    /// Its last day is over.
    Expired,
    /// Somebody withdrew it.
    Withdrawn,
}

impl Share {
    /// Whether it opens on a day.
    pub fn state(&self, day: Date) -> ShareState {
        match &self.withdrawn {
            Some(_) => ShareState::Withdrawn,
            None if day > self.last_day => ShareState::Expired,
            None => ShareState::Open,
        }
    }
}

impl ShareState {
    /// As keys of texts name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}
