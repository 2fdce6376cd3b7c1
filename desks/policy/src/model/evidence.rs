use std::{fmt, str::FromStr};

use facts::Light;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{ClauseId, PieceId, Problem, Prose, Words, day_in_china, problem::shown};

/// The longest link.
const LINK_LENGTH_MAX: usize = 500;

/// How much a piece of evidence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Somebody said so (已宣布).
    Announcement,
    /// Something is being done (在行动).
    Action,
    /// It is achieved (有结果); only this can make a clause green.
    Result,
}

impl Grade {
    /// All grades, the weakest first.
    pub const ALL: [Self; 3] = [Self::Announcement, Self::Action, Self::Result];

    /// Name in the database, in files and in the language files (`policy-grade-NAME`).
    pub fn key(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Action => "action",
            Self::Result => "result",
        }
    }
}

impl FromStr for Grade {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let known = || Self::ALL.map(Self::key).join(", ");
        let found = Self::ALL.into_iter().find(|grade| grade.key() == text);
        found.ok_or_else(|| Problem::Word { given: shown(text), known: known() })
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Where evidence can be looked at: a record of the house, or a page of the web. Nothing that a browser would run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Link {
    /// A path below the zone: `/projects/7`.
    Record(String),
    /// An `https:` or `http:` address.
    Web(String),
}

impl FromStr for Link {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let plain = text.len() <= LINK_LENGTH_MAX
            && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '<' | '>' | '\\'));
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        match host {
            Some(host) if plain && !host.is_empty() && !host.starts_with('/') => Ok(Self::Web(text.to_owned())),
            None if plain && text.starts_with('/') && !text.starts_with("//") => Ok(Self::Record(text.to_owned())),
            _ => Err(Problem::Link(shown(text))),
        }
    }
}

impl TryFrom<String> for Link {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        match link {
            Link::Record(text) | Link::Web(text) => text,
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(text) | Self::Web(text) => f.write_str(text),
        }
    }
}

/// What shows that a clause is carried out (佐证).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its id in the document.
    pub id: PieceId,
    /// The clause that it is about.
    pub clause: ClauseId,
    /// How much it shows.
    pub grade: Grade,
    /// The day that it is true of.
    pub on: Date,
    /// What it shows.
    pub text: Prose,
    /// Where it can be looked at.
    pub link: Option<Link>,
    /// When it was put down.
    pub added_at: Timestamp,
    /// The account that did.
    pub added_by: String,
    /// Where it comes from: the article, or made up for a demo.
    pub source: Option<Words>,
}

/// A remark beside a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its id in the document.
    pub id: PieceId,
    /// The clause that it is about.
    pub clause: ClauseId,
    /// When it was written.
    pub at: Timestamp,
    /// The account that wrote it.
    pub by: String,
    /// What it says.
    pub text: Prose,
}

/// A light that a person has set over the computed one, for a time, with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Its id in the document.
    pub id: PieceId,
    /// The clause whose light it sets.
    pub clause: ClauseId,
    /// The light that is shown.
    pub light: Light,
    /// Why.
    pub reason: Prose,
    /// When it was set.
    pub at: Timestamp,
    /// The account that set it.
    pub by: String,
    /// The last day on which it holds.
    pub expires_on: Date,
}

impl Override {
    /// The longest time that a light stays overridden: a quarter of a year, then somebody must look again.
    pub const DAYS_MAX: i64 = 92;

    /// Whether it holds on this day.
    pub fn holds(&self, on: Date) -> bool {
        day_in_china(self.at) <= on && on <= self.expires_on
    }

    /// The last day, where it may be the last day of an override that is set today.
    ///
    /// # Errors
    /// [`Problem::Past`] or [`Problem::TooFar`].
    pub fn expiry(today: Date, expires_on: Date) -> Result<Date, Problem> {
        if expires_on < today {
            Err(Problem::Past)
        } else if expires_on > today.saturating_add(jiff::Span::new().days(Self::DAYS_MAX)) {
            Err(Problem::TooFar(Self::DAYS_MAX))
        } else {
            Ok(expires_on)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_link_leads_to_a_record_or_the_web_and_nowhere_else() {
        assert_eq!("/projects/7".parse(), Ok(Link::Record("/projects/7".to_owned())));
        assert_eq!("https://example.org/a?b".parse(), Ok(Link::Web("https://example.org/a?b".to_owned())));
        for wrong in [
            "javascript:alert(1)",
            "//example.org",
            "data:text/html,x",
            "https://",
            "https:///x",
            "projects/7",
            "/a b",
            "/\"onclick=",
            "/\\example.org",
            &format!("/{}", "a".repeat(500)),
        ] {
            assert!(wrong.parse::<Link>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_override_ends_within_a_quarter() {
        let today = date(2020, 8, 20);
        assert_eq!(Override::expiry(today, today), Ok(today));
        assert_eq!(Override::expiry(today, date(2020, 8, 19)), Err(Problem::Past));
        assert_eq!(Override::expiry(today, date(2020, 11, 21)), Err(Problem::TooFar(92)));
        assert_eq!(Override::expiry(date(9999, 12, 31), date(9999, 12, 31)), Ok(date(9999, 12, 31)));
    }
}
