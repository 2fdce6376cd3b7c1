use std::fmt;

/// How much of a wrong text an error repeats.
const SHOWN_CHARS_MAX: usize = 60;

/// What is wrong with one value, and what would be right.
///
/// [`key`](Self::key) and [`values`](Self::values) find and fill the sentence in the reader's language; `Display` is for
/// files, logs and the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing stands in it.
    #[error("must be filled in")]
    Missing,
    /// Too much stands in it.
    #[error("has {got} characters; at most {max} fit")]
    TooLong {
        /// What fits.
        max: usize,
        /// What there is.
        got: usize,
    },
    /// It holds a character that cannot be seen.
    #[error("holds an invisible character; type it anew")]
    Invisible,
    /// Not an id.
    #[error("{0:?} is not an id: use 1 to 60 lower-case letters, digits or hyphens, a letter or digit first")]
    Id(String),
    /// The word is used in addresses.
    #[error("{0:?} is a word of the house; choose another id")]
    Reserved(String),
    /// Not one of the words that are possible.
    #[error("{given:?} is not possible; possible are: {known}")]
    Word {
        /// What was given.
        given: String,
        /// What there is.
        known: String,
    },
    /// Not a day.
    #[error("{0:?} is not a day; write it like 2020-08-20")]
    Day(String),
    /// Not a day and not a period.
    #[error("{0:?} is neither a day nor a period; write 2020-08-20 or 2020-01-01/2020-12-31")]
    Due(String),
    /// Not an instant.
    #[error("{0:?} is not a time; write it like 2020-08-20 11:26")]
    Instant(String),
    /// Something ends before it begins.
    #[error("ends before it begins")]
    Backwards,
    /// The day must lie ahead.
    #[error("must not lie in the past")]
    Past,
    /// The day must not lie ahead.
    #[error("must not lie ahead")]
    Future,
    /// An override that holds too long.
    #[error("must end within {0} days")]
    TooFar(i64),
    /// Neither a path of the house nor a web address.
    #[error("{0:?} is no link: write /projects/… or https://…")]
    Link(String),
    /// Not an organisation, or not one with a post.
    #[error("{0:?} is no owner: write the id of an organisation, or id/post")]
    Owner(String),
    /// Nobody has this id.
    #[error("there is no {0:?}")]
    Unknown(String),
    /// The same thing twice.
    #[error("{0:?} stands here twice")]
    Twice(String),
    /// Something rests on it.
    #[error("is used by {0}; take it away there first")]
    InUse(String),
    /// An article without a sentence.
    #[error("holds no sentence")]
    NoSentence,
    /// More sentences than a document has.
    #[error("holds {got} sentences; at most {max} fit")]
    TooMany {
        /// What fits.
        max: usize,
        /// What there is.
        got: usize,
    },
}

impl Problem {
    /// Names its sentence in the language files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Missing => "policy-problem-missing",
            Self::TooLong { .. } => "policy-problem-too-long",
            Self::Invisible => "policy-problem-invisible",
            Self::Id(_) => "policy-problem-id",
            Self::Reserved(_) => "policy-problem-reserved",
            Self::Word { .. } => "policy-problem-word",
            Self::Day(_) => "policy-problem-day",
            Self::Due(_) => "policy-problem-due",
            Self::Instant(_) => "policy-problem-instant",
            Self::Backwards => "policy-problem-backwards",
            Self::Past => "policy-problem-past",
            Self::Future => "policy-problem-future",
            Self::TooFar(_) => "policy-problem-too-far",
            Self::Link(_) => "policy-problem-link",
            Self::Owner(_) => "policy-problem-owner",
            Self::Unknown(_) => "policy-problem-unknown",
            Self::Twice(_) => "policy-problem-twice",
            Self::InUse(_) => "policy-problem-in-use",
            Self::NoSentence => "policy-problem-no-sentence",
            Self::TooMany { .. } => "policy-problem-too-many",
        }
    }

    /// What is put into the sentence.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Id(given)
            | Self::Reserved(given)
            | Self::Day(given)
            | Self::Due(given)
            | Self::Instant(given)
            | Self::Link(given)
            | Self::Owner(given)
            | Self::Unknown(given)
            | Self::Twice(given)
            | Self::InUse(given) => vec![("given", given.clone())],
            Self::Word { given, known } => vec![("given", given.clone()), ("known", known.clone())],
            Self::TooLong { max, got } | Self::TooMany { max, got } => {
                vec![("max", max.to_string()), ("got", got.to_string())]
            }
            Self::TooFar(days) => vec![("days", days.to_string())],
            Self::Missing | Self::Invisible | Self::Backwards | Self::Past | Self::Future | Self::NoSentence => vec![],
        }
    }
}

/// Every field that is wrong, with what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<(String, Problem)>);

impl Problems {
    /// Keeps the problem of a field, and the value where there is none.
    pub fn take<T>(&mut self, field: &str, value: Result<T, Problem>) -> Option<T> {
        value.map_err(|problem| self.0.push((field.to_owned(), problem))).ok()
    }

    /// A problem with one field.
    pub fn one(field: &str, problem: Problem) -> Self {
        Self(vec![(field.to_owned(), problem)])
    }

    /// The value, unless something was wrong.
    ///
    /// # Errors
    /// All that was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, problem)) in self.0.iter().enumerate() {
            write!(f, "{}{field} {problem}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

/// The beginning of a wrong text, to be repeated in an error.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
