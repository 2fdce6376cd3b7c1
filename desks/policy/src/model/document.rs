use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{ClauseId, DocumentId, Line, Place, Problem, Problems, Prose, Words, day_in_china};

/// The most sentences of a document: a five-year plan has some thousand.
pub const SENTENCES_MAX: usize = 5_000;

/// A document of the zone: its identity, which stays while editions replace each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Number of the newest edition.
    pub edition: u32,
    /// Whether the public site shows it.
    pub released: bool,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// What stands above the text of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its title.
    pub title: Line,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Where it was published (来源).
    pub source: Option<Line>,
    /// Who wrote it.
    pub author: Option<Line>,
    /// What a reader should know of it.
    pub note: Option<Prose>,
}

/// One edition of a document's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// From 1.
    pub number: u32,
    /// What stands above it.
    pub heading: Heading,
    /// When it came into the house; it is in force from that day on.
    pub imported_at: Timestamp,
    /// The account that brought it.
    pub imported_by: String,
}

impl Edition {
    /// Whether it had come into the house by the end of the day.
    pub fn is_there(&self, on: Date) -> bool {
        day_in_china(self.imported_at) <= on
    }
}

/// A sentence of an edition: the words of a clause at their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The clause whose words they are.
    pub clause: ClauseId,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// The words.
    pub text: Words,
}

/// Checks that sentences make an article: at least one, not too many, no clause twice.
///
/// # Errors
/// The problem, at the field `sentences`.
pub fn check_sentences(sentences: &[Sentence]) -> Result<(), Problems> {
    let problem = |problem| Err(Problems::one("sentences", problem));
    if sentences.is_empty() {
        return problem(Problem::NoSentence);
    }
    if sentences.len() > SENTENCES_MAX {
        return problem(Problem::TooMany { max: SENTENCES_MAX, got: sentences.len() });
    }
    let mut seen = std::collections::BTreeSet::new();
    match sentences.iter().find(|sentence| !seen.insert(&sentence.clause)) {
        Some(twice) => problem(Problem::Twice(twice.clause.to_string())),
        None => Ok(()),
    }
}
