use std::{fmt, str::FromStr};

use facts::MeasureId;
use identity::{Person, Scope};
use serde::{Deserialize, Serialize};

use super::{ClauseId, Due, Line, Owner, Problem, Words, problem::shown};
use crate::EDIT;

/// What a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What is to be reached (目标).
    Aim,
    /// What somebody is to do (任务); supervised when it has an owner and a due date.
    Duty,
    /// A figure to be reached (指标).
    Figure,
    /// How things are to be done, or why (原则); nobody reports on it.
    Principle,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Aim, Self::Duty, Self::Figure, Self::Principle];

    /// Name in the database, in files and in the language files (`policy-kind-NAME`).
    pub fn key(self) -> &'static str {
        match self {
            Self::Aim => "aim",
            Self::Duty => "duty",
            Self::Figure => "figure",
            Self::Principle => "principle",
        }
    }
}

impl FromStr for Kind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.key() == text)
            .ok_or_else(|| Problem::Word { given: shown(text), known: Self::ALL.map(Self::key).join(", ") })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Where a sentence stands in an edition.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The heading above it; none before the first heading.
    pub section: Option<Line>,
    /// Paragraph of the section, from 1.
    pub paragraph: u32,
}

/// A clause: one demand of a document, the same through all editions.
///
/// Its words belong to an edition, what is known of it to the clause itself: an edit of the text loses no owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Its permanent id.
    pub id: ClauseId,
    /// What it is.
    pub kind: Kind,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// Who helps.
    pub co_owners: Vec<Owner>,
    /// When it must be carried out.
    pub due: Option<Due>,
    /// Ids of the measures that its light is computed from.
    pub measures: Vec<MeasureId>,
    /// Whether the public may see its light.
    pub released: bool,
    /// Where it comes from: the article, or made up for a demo.
    pub source: Option<Words>,
    /// Counts the changes, from 1.
    pub version: i64,
}

impl Clause {
    /// A clause of which nothing is known yet; most sentences of a policy are something to do.
    pub fn new(id: ClauseId) -> Self {
        Self {
            id,
            kind: Kind::Duty,
            owner: None,
            co_owners: Vec::new(),
            due: None,
            measures: Vec::new(),
            released: false,
            source: None,
            version: 1,
        }
    }

    /// Whether the person answers for the clause or helps with it.
    pub fn concerns(&self, person: &Person) -> bool {
        self.owner.iter().chain(&self.co_owners).any(|owner| owner.is(&person.organisation, &person.post))
    }

    /// Whether the scope may add evidence and comments: editors to every clause, owners to their own.
    pub fn may_work_on(&self, scope: &Scope) -> bool {
        scope.may(EDIT) || scope.person().is_some_and(|person| self.concerns(person))
    }
}
