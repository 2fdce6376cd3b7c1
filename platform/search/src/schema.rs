//! What stands in the index.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tantivy::{
    TantivyDocument,
    schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions},
};

use crate::{
    Document, SearchError,
    words::{pairs, words},
};

/// To be counted up when documents are kept in another way, or desks tell of others: the indexes are then made anew.
pub(crate) const FORMAT: u32 = 2;
/// Characters of a text that are kept to show a part of.
const SHOWN_CHARS_MAX: usize = 20_000;

/// The fields of a document in the index.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub subject: Field,
    pub kind: Field,
    pub audience: Field,
    pub title: Field,
    pub pairs: Field,
    pub text: Field,
    pub since: Field,
    pub shown: Field,
}

/// What is kept to be shown.
#[derive(Serialize, Deserialize)]
pub(crate) struct Shown {
    pub kind: String,
    pub title: String,
    pub text: String,
    pub path: String,
    pub day: Option<jiff::civil::Date>,
}

impl Fields {
    /// The schema; words are cut before, so that the index splits at spaces only.
    pub fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let cut = |record| {
            let indexing = TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let fields = Self {
            subject: schema.add_text_field("subject", STRING),
            kind: schema.add_text_field("kind", STRING),
            audience: schema.add_text_field("audience", STRING),
            title: schema.add_text_field("title", cut(IndexRecordOption::WithFreqs)),
            pairs: schema.add_text_field("pairs", cut(IndexRecordOption::Basic)),
            text: schema.add_text_field("text", cut(IndexRecordOption::WithFreqs)),
            since: schema.add_i64_field("since", FAST),
            shown: schema.add_text_field("shown", STORED),
        };
        (schema.build(), fields)
    }

    /// A document as the index holds it.
    pub fn document(&self, document: &Document) -> Result<TantivyDocument, SearchError> {
        let shown = Shown {
            kind: document.kind.clone(),
            title: document.title.clone(),
            text: document.text.chars().take(SHOWN_CHARS_MAX).collect(),
            path: document.path.clone(),
            day: document.day,
        };
        let mut row = TantivyDocument::default();
        row.add_text(self.subject, subject_term(&document.subject));
        row.add_text(self.kind, &document.kind);
        for audience in &document.audience {
            row.add_text(self.audience, audience.term());
        }
        row.add_text(self.title, words(&document.title).join(" "));
        row.add_text(self.pairs, pairs(&document.title).join(" "));
        row.add_text(self.text, words(&document.text).join(" "));
        row.add_i64(self.since, document.since.map_or(i64::MIN, Timestamp::as_second));
        row.add_text(self.shown, serde_json::to_string(&shown)?);
        Ok(row)
    }
}

/// A record as one term; no kind holds a slash.
pub(crate) fn subject_term(subject: &store::Subject) -> String {
    format!("{}/{}", subject.kind, subject.id)
}
