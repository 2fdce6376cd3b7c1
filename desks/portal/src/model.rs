//! Types and rules of the public site: pure, without any input or output.

mod article;
mod letter;
mod site;
mod text;

pub use article::{Article, ArticleRecord};
pub use letter::{
    Draft, DraftErrors, LETTERS_PER_HOUR_MAX, Letter, LetterRecord, Network, OpenLetter, Settlement, State,
    UnknownState,
};
pub use site::{Column, Filing, Site, SiteRecord};
pub use text::{Flaw, Line, Prose, Slug};

/// What is wrong with a field of a file, and which field it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {flaw}")]
pub struct FieldFlaw {
    /// Name of the field in the file.
    pub field: &'static str,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// Puts the name of the field to a flaw.
fn at<T>(field: &'static str, value: Result<T, Flaw>) -> Result<T, FieldFlaw> {
    value.map_err(|flaw| FieldFlaw { field, flaw })
}
