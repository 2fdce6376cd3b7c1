use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Flaw;

/// How long an answer waits for a mail server at most. Whoever gave it believes it delivered, and what comes weeks later
/// may be wrong by then: an editor looks at it again.
const WAITING_MAX: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How far the answer to a letter is on its way to the writer's mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum Delivery {
    /// Nothing is left to be mailed: it went out ([`Mailed`] says so), there is none, or it was told in another way.
    #[default]
    None,
    /// It waits until the mail server takes it.
    Waiting {
        /// How often it was handed to the server; a server that does not answer was handed nothing.
        tries: i64,
    },
    /// It was tried so often that it is not tried again.
    Failed,
}

/// What was mailed last. It is kept apart from what the letter says now, so that the same words are not mailed twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailed {
    /// When the server took it.
    pub at: Timestamp,
    /// The words.
    pub note: String,
}

impl Delivery {
    /// Before the first try.
    pub const FIRST: Self = Self::Waiting { tries: 0 };

    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Waiting { .. } => "waiting",
            Self::Failed => "failed",
        }
    }

    /// How often it was tried, as far as that still counts.
    pub fn tries(self) -> i64 {
        match self {
            Self::Waiting { tries } => tries,
            Self::None | Self::Failed => 0,
        }
    }

    /// Whether nothing is left to be mailed.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// How it stands once it is handed over, as long as nobody knows whether the server took it; only what waits is tried.
    #[must_use]
    pub fn tried(self) -> Self {
        match self {
            Self::Waiting { tries } if notices::is_given_up(tries + 1) => Self::Failed,
            Self::Waiting { tries } => Self::Waiting { tries: tries + 1 },
            other => other,
        }
    }

    /// How it stands in a house to which the zone has moved. Nobody there knows what has become of an answer that was on
    /// its way, so that nothing goes out unasked: it is the editor's again.
    #[must_use]
    pub fn moved(self) -> Self {
        match self {
            Self::Waiting { .. } => Self::Failed,
            other => other,
        }
    }

    /// What was settled until this moment has waited too long.
    pub fn given_up_until(now: Timestamp) -> Timestamp {
        now.saturating_sub(WAITING_MAX).unwrap_or(Timestamp::MIN)
    }

    /// Whether a file may say so of a letter.
    pub(super) fn check(self, may_be_mailed: bool) -> Result<(), Flaw> {
        let known = match self {
            Self::None => return Ok(()),
            _ if !may_be_mailed => {
                "none, unless the letter was answered at some moment and its contact is one e-mail address"
            }
            Self::Waiting { tries } if tries < 0 || notices::is_given_up(tries) => "waiting, with fewer tries",
            _ => return Ok(()),
        };
        Err(Flaw::Unknown { given: self.as_str().to_owned(), known: known.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_tried_until_it_is_given_up() {
        let mut delivery = Delivery::FIRST;
        let mut tries = 0;
        while delivery != Delivery::Failed {
            delivery = delivery.tried();
            tries += 1;
        }
        assert_eq!(tries, 8);
        for settled in [Delivery::None, Delivery::Failed] {
            assert_eq!(settled.tried(), settled);
        }
    }

    #[test]
    fn what_waited_elsewhere_is_looked_at_again() {
        assert_eq!(Delivery::Waiting { tries: 3 }.moved(), Delivery::Failed);
        assert_eq!(Delivery::None.moved(), Delivery::None);
    }

    #[test]
    fn a_file_says_it_only_of_letters_that_can_be_mailed() {
        assert!(Delivery::None.check(false).is_ok());
        assert!(Delivery::FIRST.check(true).is_ok() && Delivery::FIRST.check(false).is_err());
        assert!(Delivery::Waiting { tries: -1 }.check(true).is_err());
        assert!(Delivery::Waiting { tries: 8 }.check(true).is_err());
    }
}
