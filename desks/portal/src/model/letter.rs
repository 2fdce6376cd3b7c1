use std::{fmt, net::IpAddr, str::FromStr};

use identity::MailAddress;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Delivery, FieldFlaw, Flaw, Line, Mailed, Prose, Slug, at};

/// Letters that one network may send within an hour; somebody who writes by hand does not notice.
pub const LETTERS_PER_HOUR_MAX: u64 = 5;
/// The longest letter.
const LETTER_CHARS_MAX: usize = 4_000;

/// A letter to the editor before it is sent (编辑信箱): each field is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Id of the article that it is about.
    pub about: Option<String>,
    /// Who writes.
    pub name: Line,
    /// Where an answer reaches them; they may want none.
    pub contact: Option<Line>,
    /// What they write.
    pub text: Prose,
}

/// What is wrong with a letter, field by field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} fields of the letter are wrong", .0.len())]
pub struct DraftErrors(pub Vec<(&'static str, Flaw)>);

/// Where a letter came from, as far as the throttle needs to know: an address, or an IPv6 network, which one customer
/// owns as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network(String);

/// How far a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has dealt with it.
    Open,
    /// The writer has an answer.
    Answered,
    /// It needs no answer, for a reason that is noted.
    SetAside,
}

/// Not a state of a letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a state of a letter; states are: open, answered, set_aside")]
pub struct UnknownState(pub String);

/// A letter as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: String,
    /// Id of the article that it is about; empty for none.
    pub about: String,
    /// Who wrote it.
    pub name: String,
    /// Where an answer reaches them; empty for none.
    pub contact: String,
    /// What they wrote.
    pub text: String,
    /// When it came.
    pub received_at: Timestamp,
    /// How far it is.
    pub state: State,
    /// What was answered, or why it needs no answer; empty while it is open.
    pub note: String,
    /// Account that dealt with it; empty while it is open.
    pub settled_by: String,
    /// When that was.
    pub settled_at: Option<Timestamp>,
    /// Whether the answer goes out by mail, and how far that is.
    pub delivery: Delivery,
    /// The answer that was mailed last.
    pub mailed: Option<Mailed>,
    /// Edition of the record.
    pub version: i64,
}

/// A letter as a zone's file keeps it, so that no letter is lost when a zone moves to another house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterRecord {
    /// Its id.
    pub id: String,
    /// Id of the article that it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Who wrote it.
    pub name: String,
    /// Where an answer reaches them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// What they wrote.
    pub text: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Where it came from.
    pub network: String,
    /// How far it is.
    pub state: State,
    /// What was answered, or why it needs no answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Account that dealt with it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub settled_by: String,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Timestamp>,
    /// Edition of the record.
    pub version: i64,
    /// Whether the answer goes out by mail, and how far that is; a table of its own, so that it stands last.
    #[serde(default, skip_serializing_if = "Delivery::is_none")]
    pub delivery: Delivery,
    /// The answer that was mailed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailed: Option<Mailed>,
}

/// A letter that waits, as far as the work queue needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLetter {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub name: String,
    /// When it came.
    pub received_at: Timestamp,
}

/// How a letter is dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    state: State,
    note: Prose,
    by_mail: bool,
}

/// The address that a contact is; `None` where it is a telephone number, several addresses, or anything else.
fn address_of(contact: &str) -> Option<MailAddress> {
    contact.parse().ok()
}

impl Letter {
    /// Where an answer can be mailed to.
    pub fn address(&self) -> Option<MailAddress> {
        address_of(&self.contact)
    }

    /// Whether the words that were mailed last are these.
    pub fn has_mailed(&self, note: &str) -> bool {
        self.mailed.as_ref().is_some_and(|mailed| mailed.note == note)
    }

    /// Whether the answer still goes out by itself, in a house that mails: it waits, and not for too long.
    pub fn is_on_its_way(&self, now: Timestamp) -> bool {
        let is_recent = self.settled_at.is_some_and(|at| at > Delivery::given_up_until(now));
        matches!(self.delivery, Delivery::Waiting { .. }) && is_recent
    }
}

impl LetterRecord {
    /// Checks the words that people wrote.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self) -> Result<(), FieldFlaw> {
        at("network", Network::check(&self.network))?;
        at("id", self.id.parse::<Slug>())?;
        at("name", self.name.parse::<Line>())?;
        at("text", letter_text(&self.text))?;
        for (field, text) in [("about", &self.about), ("contact", &self.contact), ("settled_by", &self.settled_by)] {
            if !text.is_empty() {
                at(field, text.parse::<Line>())?;
            }
        }
        if self.state != State::Open {
            at("note", letter_text(&self.note))?;
        }
        if let Some(mailed) = &self.mailed {
            at("mailed", letter_text(&mailed.note))?;
        }
        let answered = self.state == State::Answered && self.settled_at.is_some();
        at("delivery", self.delivery.check(answered && address_of(&self.contact).is_some()))
    }
}

impl Draft {
    /// Reads the fields of the form.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(about: Option<&str>, name: &str, contact: &str, text: &str) -> Result<Self, DraftErrors> {
        let mut errors = Vec::new();
        let name = name.parse::<Line>().map_err(|flaw| errors.push(("name", flaw)));
        let contact = match contact.trim() {
            "" => Ok(None),
            given => given.parse::<Line>().map(Some).map_err(|flaw| errors.push(("contact", flaw))),
        };
        let text = letter_text(text).map_err(|flaw| errors.push(("text", flaw)));
        match (name, contact, text) {
            (Ok(name), Ok(contact), Ok(text)) => Ok(Self { about: about.map(str::to_owned), name, contact, text }),
            _ => Err(DraftErrors(errors)),
        }
    }
}

impl Settlement {
    /// The letter was answered so, or set aside for this reason.
    ///
    /// # Errors
    /// A note that is empty or too long; a letter cannot be opened again.
    pub fn parse(state: State, note: &str) -> Result<Self, Flaw> {
        if state == State::Open {
            return Err(Flaw::Empty);
        }
        Ok(Self { state, note: letter_text(note)?, by_mail: false })
    }

    /// An answer goes out by mail where the letter says where to.
    #[must_use]
    pub fn by_mail(self, by_mail: bool) -> Self {
        Self { by_mail, ..self }
    }

    /// What becomes of the answer to this letter. What was mailed last is not mailed again, word for word, whatever stood
    /// in between.
    pub fn delivery(&self, letter: &Letter) -> Delivery {
        let is_mail = self.by_mail && self.state == State::Answered && letter.address().is_some();
        if is_mail && !letter.has_mailed(self.note()) { Delivery::FIRST } else { Delivery::None }
    }

    /// How far the letter is then.
    pub fn state(&self) -> State {
        self.state
    }

    /// What was answered, or the reason.
    pub fn note(&self) -> &str {
        self.note.as_str()
    }
}

pub(super) fn letter_text(text: &str) -> Result<Prose, Flaw> {
    let prose: Prose = text.parse()?;
    match prose.as_str().chars().count() {
        got if got > LETTER_CHARS_MAX => Err(Flaw::TooLong { max: LETTER_CHARS_MAX, got }),
        _ => Ok(prose),
    }
}

impl Network {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Self {
        let network: IpAddr = match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                [a, b, c, d, 0, 0, 0, 0].into()
            }
            v4 @ IpAddr::V4(_) => v4,
        };
        Self(network.to_string())
    }

    /// As it stands in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a file names an address.
    pub(super) fn check(text: &str) -> Result<(), Flaw> {
        let unknown = |_| Flaw::Unknown { given: text.chars().take(60).collect(), known: "addresses".to_owned() };
        text.parse::<IpAddr>().map(drop).map_err(unknown)
    }

    /// Letters that came after this moment count for the limit.
    pub fn counts_from(now: Timestamp) -> Timestamp {
        now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MIN)
    }
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::SetAside];

    /// As it stands in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::SetAside => "set_aside",
        }
    }
}

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| UnknownState(text.chars().take(40).collect()))
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_letter_says_all_that_is_wrong_at_once() {
        let errors = Draft::parse(None, " ", "a\u{202e}b", &"长".repeat(4_001)).unwrap_err();
        let fields: Vec<_> = errors.0.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["name", "contact", "text"]);
    }

    #[test]
    fn a_letter_may_want_no_answer() {
        let draft = Draft::parse(Some("plan"), " 王女士 ", "", "<script>alert(1)</script>").unwrap();
        assert_eq!(draft.name.as_str(), "王女士");
        assert_eq!(draft.contact, None);
        assert_eq!(draft.text.as_str(), "<script>alert(1)</script>");
    }

    #[test]
    fn a_settled_letter_needs_a_note_and_is_not_opened_again() {
        assert!(Settlement::parse(State::Answered, "已电话答复。").is_ok());
        assert_eq!(Settlement::parse(State::SetAside, " "), Err(Flaw::Empty));
        assert!(Settlement::parse(State::Open, "再看看").is_err());
    }

    #[test]
    fn a_network_is_an_address_or_what_one_customer_owns() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("::ffff:10.0.0.1").as_str(), "10.0.0.1");
        assert_eq!(of("2001:db8:1:2::9"), of("2001:db8:1:2:3::1"));
        assert_ne!(of("2001:db8:1:2::9"), of("2001:db8:1:3::9"));
    }

    #[test]
    fn states_are_read_back() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse::<State>(), Ok(state));
        }
        assert!("closed".parse::<State>().is_err());
    }
}
