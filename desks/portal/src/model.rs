//! Types and rules of the public site: pure, without any input or output.

mod article;
mod comment;
mod consultation;
mod delivery;
mod document;
mod escape;
mod letter;
mod manuscript;
mod markdown;
mod site;
mod text;

use jiff::civil::Date;

pub use article::{Article, ArticleRecord, Withdrawal};
pub use comment::{Comment, CommentState, Judgement};
pub use consultation::{Consultation, ConsultationRecord, Phase};
pub use delivery::{Delivery, Mailed};
pub use document::{DocumentRecord, PolicyDocument, Validity};
pub use escape::Escaped;
pub use letter::{
    Draft, DraftErrors, LETTERS_PER_HOUR_MAX, Letter, LetterRecord, Network, OpenLetter, Settlement, State,
    UnknownState,
};
pub use manuscript::{Edition, Manuscript, ManuscriptState, Reason, free_address};
pub use markdown::{Body, FILES, Target, WORDS_TO_COME};
pub use site::{Column, Filing, Site, SiteLink, SiteRecord, Topic};
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

/// A day as files and forms write it.
fn day(text: &str) -> Result<Date, Flaw> {
    text.trim().parse().map_err(|_| Flaw::Day)
}

/// What is wrong with a record, field by field.
#[derive(Debug, Default)]
struct Flaws(Vec<FieldFlaw>);

impl Flaws {
    /// The value, or a note of what is wrong with it.
    fn take<T>(&mut self, field: &'static str, value: Result<T, Flaw>) -> Option<T> {
        value.map_err(|flaw| self.0.push(FieldFlaw { field, flaw })).ok()
    }

    /// A part of the record, or a note of all that is wrong with it.
    fn take_part<T>(&mut self, part: Result<T, Vec<FieldFlaw>>) -> Option<T> {
        part.map_err(|flaws| self.0.extend(flaws)).ok()
    }
}
