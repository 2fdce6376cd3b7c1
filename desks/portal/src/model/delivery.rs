use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Flaw;

/// How far the answer to a letter is on its way to the writer's mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum Delivery {
    /// It does not go by mail: there is none, or it was told in another way.
    #[default]
    None,
    /// It waits until the mail server takes it.
    Waiting {
        /// How often the server has refused it; a server that does not answer refuses nothing.
        tries: i64,
    },
    /// The mail server has it.
    Mailed {
        /// Since when.
        at: Timestamp,
    },
    /// The mail server refused it so often that it is not tried again.
    Failed,
}

impl Delivery {
    /// Before the first try.
    pub const FIRST: Self = Self::Waiting { tries: 0 };

    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Waiting { .. } => "waiting",
            Self::Mailed { .. } => "mailed",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing goes by mail.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// How it stands after a try at this moment; only what waits is tried.
    #[must_use]
    pub fn tried(self, sent: bool, at: Timestamp) -> Self {
        match self {
            Self::Waiting { .. } if sent => Self::Mailed { at },
            Self::Waiting { tries } if notices::is_given_up(tries + 1) => Self::Failed,
            Self::Waiting { tries } => Self::Waiting { tries: tries + 1 },
            other => other,
        }
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
    fn an_answer_is_tried_until_it_is_mailed_or_given_up() {
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(Delivery::FIRST.tried(true, at), Delivery::Mailed { at });
        let mut delivery = Delivery::FIRST;
        let mut tries = 0;
        while delivery != Delivery::Failed {
            delivery = delivery.tried(false, at);
            tries += 1;
        }
        assert_eq!(tries, 8);
        for settled in [Delivery::None, Delivery::Mailed { at }, Delivery::Failed] {
            assert_eq!(settled.tried(true, at), settled);
        }
    }

    #[test]
    fn a_file_says_it_only_of_letters_that_can_be_mailed() {
        assert!(Delivery::None.check(false).is_ok());
        assert!(Delivery::FIRST.check(true).is_ok() && Delivery::FIRST.check(false).is_err());
        assert!(Delivery::Waiting { tries: -1 }.check(true).is_err());
        assert!(Delivery::Waiting { tries: 8 }.check(true).is_err());
    }
}
