use identity::Right;
use jiff::{Timestamp, civil::Date};
use store::Subject;

/// What can be found: a record, or a part of one that has an address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The record as the journal names it: when the journal speaks of it, all documents of it are made anew.
    pub subject: Subject,
    /// What it is to a reader; the language files name it as `search-kind-KIND`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Where it is read, below the zone.
    pub path: String,
    /// The day that it is of.
    pub day: Option<Date>,
    /// Before this moment nobody finds it: what is to be published later is not in the journal when its time comes.
    pub since: Option<Timestamp>,
    /// Whoever is one of these may find it; nobody if there is none.
    pub audience: Vec<Audience>,
}

/// Who may find a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Anybody: the zone has published it.
    Public,
    /// Whoever holds the right.
    Right(Right),
    /// Whoever holds the right and belongs to the organisation of this credit code.
    Own(Right, String),
}

impl Audience {
    /// The term that stands in the index. The kinds of audience do not run into each other: no right begins like another
    /// kind, and a space stands in no right.
    pub(crate) fn term(&self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Right(right) => format!("right {}", right.0),
            Self::Own(right, credit_code) => format!("own {} {credit_code}", right.0),
        }
    }
}
