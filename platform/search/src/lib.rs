//! Full-text search (全文检索) over what desks hand over, in Chinese and English, by what each reader may open.
//!
//! A zone has an [`Index`] of its own in a folder beside the database. It knows up to which entry of the zone's journal
//! it has read: whoever searches lets it catch up first, and so finds what was just written. An index that is missing,
//! of another format, or that knows entries which the journal does not have (a restored backup) is made anew; nothing
//! in it is a record.
//!
//! Each [`Document`] says who may find it ([`Audience`]), and every query is narrowed to the [`Reader`]: a document
//! without an audience is found by nobody. No text is a wrong query: whatever has no words finds nothing.
//!
//! ```
//! use search::{Audience, Document, Indexes, Question, Reader, State};
//! # let (folder, now) = (tempfile::tempdir()?, jiff::Timestamp::UNIX_EPOCH);
//! let indexes = Indexes::new(folder.path());
//! let index = indexes.zone(&"qinshui".parse()?)?;
//! let mut rewrite = index.rewrite()?;
//! rewrite.add(&Document {
//!     subject: store::Subject::new("article", "a1"),
//!     kind: "article".into(),
//!     title: "沁水经济技术开发区揭牌".into(),
//!     text: "2020年8月20日，开发区正式揭牌。".into(),
//!     path: "/site/articles/a1".into(),
//!     day: None,
//!     since: None,
//!     audience: vec![Audience::Public],
//! })?;
//! rewrite.finish(State { sequence: 1, hash: "…".into() })?;
//!
//! let groups = index.overview(&Reader::public(), now, "沁水 揭牌", 5)?;
//! assert_eq!((groups[0].kind.as_str(), groups[0].total), ("article", 1));
//! assert!(index.overview(&Reader::public(), now, "\" OR 1=1 --", 5)?.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod document;
mod excerpt;
mod index;
mod query;
mod reader;
mod schema;
mod words;

pub use document::{Audience, Document};
pub use excerpt::Span;
pub use index::{Group, Hit, Index, Indexes, OFFSET_MAX, Question, Rewrite, State};
pub use reader::Reader;

/// Why an index does not answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index could not be read or written.
    #[error("the search index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// Its folder could not be made or opened.
    #[error("the folder of the search index: {0}")]
    Folder(#[from] std::io::Error),
    /// A document in it cannot be read.
    #[error("the search index holds a damaged document: {0}")]
    Damaged(#[from] serde_json::Error),
    /// The database did not answer while the index caught up.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}
