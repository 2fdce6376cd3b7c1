//! What every desk shows itself with.
//!
//! A desk hands the house a [`Desk`]: its tables, roles, facts, texts and [`Route`]s. Each route says who may take it
//! ([`Access`]); [`router`] puts one guard in front of all of them, which finds the zone, the session and the language,
//! checks the right, and turns a [`PageError`] into a page in the reader's language. A handler is thin: it takes a
//! [`Visit`], calls one query or one command, and answers with a [`Page`].
//!
//! Pages are rendered on the server; [`components`] are plain functions that return markup.

mod access;
pub mod api;
mod app;
pub mod assets;
pub mod components;
mod cookie;
mod desk;
pub mod documents;
mod error;
pub mod figure;
pub mod finding;
mod form;
pub mod front;
mod guard;
mod language;
mod page;
pub mod printing;
mod publication;
mod pulse;
mod related;
mod remembered;
pub mod scheduler;
pub mod sheet;
mod visit;
pub mod words;
pub mod zone_file;

pub use access::{Access, Route};
pub use app::{App, AppParts, Clock, china};
pub use desk::{
    Chore, ChoreError, Desk, FilesError, MenuEntry, MissingPage, MissingPageFuture, Related, RelatedSource,
    SearchSource, WorkItem, WorkSource, ZoneFiles,
};
pub use error::PageError;
pub use form::{FormData, Submitted, Upload, UploadedFile};
pub use guard::router;
pub use language::{Language, Languages, MissingText, Texts};
pub use page::{Page, shell};
pub use publication::{
    PublicArticle, PublicArticles, PublicHeading, PublicListing, PublicListings, PublicSection, PublicSentence,
    ReleasedLight,
};
pub use pulse::Pulse;
pub use related::related;
pub use visit::Visit;

/// The texts of the components and error pages.
pub(crate) const TEXTS: Texts =
    Texts { chinese: include_str!("../locales/zh.ftl"), english: include_str!("../locales/en.ftl") };
