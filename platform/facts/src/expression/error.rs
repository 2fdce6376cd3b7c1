use std::fmt;

use super::{LENGTH_MAX, NESTING_MAX};

/// A place in an expression: characters from 1, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first character.
    pub first: usize,
    /// The last.
    pub last: usize,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)
    }
}

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// Nothing is written.
    #[error("the expression is empty")]
    Empty,
    /// Too long to be read by a person.
    #[error("the expression has {length} characters; at most {LENGTH_MAX} are taken")]
    TooLong {
        /// Characters.
        length: usize,
    },
    /// Too many parentheses inside each other.
    #[error("character {at}: more than {NESTING_MAX} levels of parentheses or signs")]
    TooDeep {
        /// Where the limit is passed.
        at: Span,
    },
    /// It ends too early.
    #[error("the expression is not finished")]
    Unfinished,
    /// It is no expression.
    #[error("character {at}: {found} cannot stand here")]
    Syntax {
        /// Where reading stopped.
        at: Span,
        /// The word or sign that stands there.
        found: String,
    },
    /// A part of the language that measures do without: loops, lists, texts, unknown functions.
    #[error("character {at}: {what} cannot be used in a measure")]
    NotAllowed {
        /// Where.
        at: Span,
        /// What: a function's name, or `list`, `map`, `text`, `loop`, `index`, `has`.
        what: String,
    },
    /// No desk offers this fact.
    #[error("character {at}: there is no fact {name}{}", suggestion.as_ref().map(|known| format!("; did you mean {known}?")).unwrap_or_default())]
    UnknownFact {
        /// Where.
        at: Span,
        /// What was written.
        name: String,
        /// The fact with the most similar name.
        suggestion: Option<String>,
    },
    /// Money is added to area, or compared with it.
    #[error("character {at}: {left} and {right} do not go together")]
    UnitMismatch {
        /// Where.
        at: Span,
        /// Unit on the left.
        left: String,
        /// Unit on the right.
        right: String,
    },
    /// A number where yes or no is needed, or the like.
    #[error("character {at}: {expected} is needed here, this is {found}")]
    WrongType {
        /// Where.
        at: Span,
        /// `number`, `flag` or `date`.
        expected: &'static str,
        /// The same.
        found: &'static str,
    },
    /// A function with too few or too many arguments.
    #[error("character {at}: {function} takes {takes} values")]
    WrongCount {
        /// Where.
        at: Span,
        /// Which function.
        function: String,
        /// How many it takes.
        takes: usize,
    },
    /// The whole has another unit than the measure.
    #[error("the result is in {found}, the measure in {expected}")]
    WrongResult {
        /// Unit of the measure.
        expected: String,
        /// Unit of the result.
        found: String,
    },
}

impl ExpressionError {
    /// Key of its text in the language files, under which [`ExpressionError::arguments`] are put in.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "expression-empty",
            Self::TooLong { .. } => "expression-too-long",
            Self::TooDeep { .. } => "expression-too-deep",
            Self::Unfinished => "expression-unfinished",
            Self::Syntax { .. } => "expression-syntax",
            Self::NotAllowed { .. } => "expression-not-allowed",
            Self::UnknownFact { suggestion: Some(_), .. } => "expression-unknown-fact-near",
            Self::UnknownFact { .. } => "expression-unknown-fact",
            Self::UnitMismatch { .. } => "expression-unit-mismatch",
            Self::WrongType { .. } => "expression-wrong-type",
            Self::WrongCount { .. } => "expression-wrong-count",
            Self::WrongResult { .. } => "expression-wrong-result",
        }
    }

    /// Where it is; `None` for the expression as a whole.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Empty | Self::TooLong { .. } | Self::Unfinished | Self::WrongResult { .. } => None,
            Self::TooDeep { at }
            | Self::Syntax { at, .. }
            | Self::NotAllowed { at, .. }
            | Self::UnknownFact { at, .. }
            | Self::UnitMismatch { at, .. }
            | Self::WrongType { at, .. }
            | Self::WrongCount { at, .. } => Some(*at),
        }
    }

    /// What is put into its text: names and values. `at` is the first character of the place.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        let mut arguments: Vec<_> = self.span().map(|span| ("at", span.first.to_string())).into_iter().collect();
        arguments.extend(match self {
            Self::Empty | Self::Unfinished => vec![],
            Self::TooLong { length } => vec![("length", length.to_string()), ("limit", LENGTH_MAX.to_string())],
            Self::TooDeep { .. } => vec![("limit", NESTING_MAX.to_string())],
            Self::Syntax { found, .. } => vec![("found", found.clone())],
            Self::NotAllowed { what, .. } => vec![("what", what.clone())],
            Self::UnknownFact { name, suggestion, .. } => {
                vec![("name", name.clone()), ("suggestion", suggestion.clone().unwrap_or_default())]
            }
            Self::UnitMismatch { left, right, .. } => vec![("left", left.clone()), ("right", right.clone())],
            Self::WrongType { expected, found, .. } => {
                vec![("expected", (*expected).to_owned()), ("found", (*found).to_owned())]
            }
            Self::WrongCount { function, takes, .. } => {
                vec![("function", function.clone()), ("takes", takes.to_string())]
            }
            Self::WrongResult { expected, found } => vec![("expected", expected.clone()), ("found", found.clone())],
        });
        arguments
    }
}
