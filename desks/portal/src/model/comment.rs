use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FieldFlaw, Flaw, Line, Network, Prose, Reason, Slug, at, letter::letter_text};

/// What somebody says about an article while comments are taken (公众意见). Nobody reads it before an editor has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// Its id.
    pub id: String,
    /// Id of the article that it is about.
    pub article: String,
    /// Who says it.
    pub name: String,
    /// Where an answer reaches them; empty for none. The public never sees it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// What they say.
    pub text: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Where it came from.
    pub network: String,
    /// How far it is.
    pub state: CommentState,
    /// Why it is not shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The zone's answer; the public reads it once comments are not taken any more.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// Account that judged it; empty while it waits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub judged_by: String,
    /// Edition of the record.
    pub version: i64,
}

/// How far a comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentState {
    /// No editor has read it.
    Waiting,
    /// Anybody may read it.
    Shown,
    /// It is not shown, for a reason that is noted.
    Refused,
}

/// How an editor judges a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Anybody may read it, with an answer or without.
    Show(Option<Prose>),
    /// It is not shown: insults, advertising, private matters.
    Refuse(Reason),
}

impl Judgement {
    /// Reads the fields of the form.
    ///
    /// # Errors
    /// The field that is wrong.
    pub fn parse(shown: bool, answer: &str, reason: &str) -> Result<Self, FieldFlaw> {
        if !shown {
            return Ok(Self::Refuse(at("reason", reason.parse())?));
        }
        let answer = if answer.trim().is_empty() { None } else { Some(at("answer", letter_text(answer))?) };
        Ok(Self::Show(answer))
    }

    /// How far the comment is then.
    pub fn state(&self) -> CommentState {
        match self {
            Self::Show(_) => CommentState::Shown,
            Self::Refuse(_) => CommentState::Refused,
        }
    }

    /// The zone's answer; empty for none.
    pub fn answer(&self) -> &str {
        match self {
            Self::Show(Some(answer)) => answer.as_str(),
            _ => "",
        }
    }

    /// Why it is not shown; empty where it is.
    pub fn reason(&self) -> &str {
        match self {
            Self::Refuse(reason) => reason.as_str(),
            Self::Show(_) => "",
        }
    }
}

impl Comment {
    /// Checks the words that people wrote.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self) -> Result<(), FieldFlaw> {
        at("id", self.id.parse::<Slug>())?;
        at("article", self.article.parse::<Slug>())?;
        at("network", Network::check(&self.network))?;
        at("name", self.name.parse::<Line>())?;
        at("text", letter_text(&self.text))?;
        for (field, text) in [("contact", &self.contact), ("reason", &self.reason), ("judged_by", &self.judged_by)] {
            if !text.is_empty() {
                at(field, text.parse::<Line>())?;
            }
        }
        if !self.answer.is_empty() {
            at("answer", letter_text(&self.answer))?;
        }
        if self.state == CommentState::Refused && self.reason.is_empty() {
            return at("reason", Err(Flaw::Empty));
        }
        Ok(())
    }
}

impl CommentState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Shown, Self::Refused];

    /// As it stands in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Shown => "shown",
            Self::Refused => "refused",
        }
    }
}

impl FromStr for CommentState {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let unknown =
            || Flaw::Unknown { given: text.chars().take(40).collect(), known: Self::ALL.map(Self::as_str).join(", ") };
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or_else(unknown)
    }
}

impl fmt::Display for CommentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
