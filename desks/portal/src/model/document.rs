use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FieldFlaw, Flaw, Flaws, Line, Slug, day};

/// What makes an article a document of the policy library, as a file or a form says it: not checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRecord {
    /// Its number, where it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// The day on which it was issued.
    pub issued_on: String,
    /// Id of its topic.
    pub topic: String,
    /// Whether it is in force.
    pub validity: String,
}

/// A document of the policy library (政策文件库).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDocument {
    /// Its number (文号).
    pub number: Option<Line>,
    /// Who issued it (发文机关).
    pub issuer: Line,
    /// The day on which it was issued (成文日期).
    pub issued_on: Date,
    /// Id of its topic (主题分类).
    pub topic: Slug,
    /// Whether it is in force (有效性).
    pub validity: Validity,
}

/// Whether a document is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Validity {
    /// In force (有效).
    InForce,
    /// In force as amended since (已修改).
    Amended,
    /// Repealed (已废止).
    Repealed,
}

impl Validity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::InForce, Self::Amended, Self::Repealed];

    /// As it stands in the database, in files and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Amended => "amended",
            Self::Repealed => "repealed",
        }
    }
}

impl FromStr for Validity {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let known = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| Flaw::Unknown { given: text.chars().take(40).collect(), known: known() })
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl DocumentRecord {
    /// Checks every word of it.
    ///
    /// # Errors
    /// All fields that are wrong.
    pub fn check(&self) -> Result<PolicyDocument, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let number = match self.number.trim() {
            "" => Some(None),
            number => flaws.take("number", number.parse()).map(Some),
        };
        let issuer = flaws.take("issuer", self.issuer.parse());
        let issued_on = flaws.take("issued_on", day(&self.issued_on));
        let topic = flaws.take("topic", self.topic.parse());
        let validity = flaws.take("validity", self.validity.parse());
        match (number, issuer, issued_on, topic, validity) {
            (Some(number), Some(issuer), Some(issued_on), Some(topic), Some(validity)) => {
                Ok(PolicyDocument { number, issuer, issued_on, topic, validity })
            }
            _ => Err(flaws.0),
        }
    }
}
