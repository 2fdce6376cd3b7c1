use std::{path::Path, sync::Arc};

use identity::{Role, Scope};
use jiff::{Timestamp, civil::Date};
use maud::Markup;
use search::SearchError;
use store::{SqlMigration, StoreError, Subject, ZoneId};

use crate::{Access, App, PublicArticles, PublicListings, Route, Texts, Visit};

/// What a desk hands the house.
pub struct Desk {
    /// Name of the desk, of its folder in a zone's files and of the first part of its addresses.
    pub key: &'static str,
    /// Its tables.
    pub migrations: Vec<SqlMigration>,
    /// The roles that it declares.
    pub roles: Vec<Role>,
    /// Its addresses.
    pub routes: Vec<Route>,
    /// Its entries in the menu.
    pub menu: Vec<MenuEntry>,
    /// Its language files.
    pub texts: Texts,
    /// What its part of the JSON API takes and answers.
    pub api: Option<fn() -> utoipa::openapi::OpenApi>,
    /// The facts that it offers to measures.
    pub facts: Option<Arc<dyn facts::FactSource>>,
    /// What waits for whom: its part of the first screen.
    pub work: Option<Arc<dyn WorkSource>>,
    /// Its part of a zone's folder.
    pub files: Option<Arc<dyn ZoneFiles>>,
    /// What it does by itself, at set times.
    pub chores: Vec<Chore>,
    /// What it publishes on the public site.
    pub articles: Option<Arc<dyn PublicArticles>>,
    /// What it shows there one by one.
    pub listings: Option<Arc<dyn PublicListings>>,
    /// The page that a stranger sees where there is none; one desk has it.
    pub missing: Option<MissingPage>,
    /// What of its records can be searched for.
    pub search: Option<Arc<dyn SearchSource>>,
    /// Which of its records belong to a record of another desk.
    pub related: Option<Arc<dyn RelatedSource>>,
}

/// Says which records of a desk belong to a record of another, so that its page leads to them without knowing the desk.
#[async_trait::async_trait]
pub trait RelatedSource: Send + Sync {
    /// Those that the scope may see.
    async fn related(&self, app: &App, scope: &Scope, to: &Subject) -> Result<Vec<Related>, StoreError>;
}

/// A record that belongs to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Key of the text that says what it is.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// Where it is, below the zone.
    pub path: String,
}

/// Makes the page that says that there is none at this address; `None` where it cannot be made.
pub type MissingPage = for<'a> fn(&'a Visit) -> MissingPageFuture<'a>;

/// What a [`MissingPage`] returns.
pub type MissingPageFuture<'a> = std::pin::Pin<Box<dyn Future<Output = Option<Markup>> + Send + 'a>>;

/// A line of the menu, shown to whoever may open it.
#[derive(Clone, Copy, Debug)]
pub struct MenuEntry {
    /// Key of its text.
    pub text: &'static str,
    /// Path below the zone.
    pub path: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Who sees it.
    pub access: Access,
}

/// Something that waits for somebody: a line of the first screen after signing in.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkItem {
    /// What it is, in the reader's language.
    pub title: String,
    /// Why it is here, in the reader's language.
    pub reason: String,
    /// Where it is done, below the zone.
    pub path: String,
    /// When it is due.
    pub due: Option<Date>,
    /// How urgent it is: green waits, amber is due soon, red is late or stuck; unknown is only in progress.
    pub light: facts::Light,
}

/// Finds what waits for the person in the scope.
#[async_trait::async_trait]
pub trait WorkSource: Send + Sync {
    /// The desk's lines for this person, most urgent first.
    async fn items(
        &self,
        app: &App,
        scope: &Scope,
        language: crate::Language,
        today: Date,
    ) -> Result<Vec<WorkItem>, StoreError>;
}

/// Hands over what can be searched for. Every document says who may find it, whoever asks: it is the desk that knows.
#[async_trait::async_trait]
pub trait SearchSource: Send + Sync {
    /// The kinds of records, as the journal names them, from which its documents follow.
    fn subjects(&self) -> &'static [&'static str];
    /// Adds all documents of a zone, while the index is made anew.
    async fn all(&self, app: &App, zone: &ZoneId, into: &mut search::Rewrite) -> Result<(), SearchError>;
    /// The documents of the records that the journal has spoken of: all that follow from them, as they are now. A record
    /// of which nothing comes back is found no more.
    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<search::Document>, SearchError>;
}

/// A desk's part of a zone's folder: plain files that a person can read and edit.
#[async_trait::async_trait]
pub trait ZoneFiles: Send + Sync {
    /// Brings the database to what the folder says; reading the same folder twice changes nothing the second time.
    /// A folder without the desk's files leaves the desk empty.
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError>;
    /// Writes the folder so that [`ZoneFiles::load`] gives the same records, byte for byte the same each time.
    async fn export(&self, app: &App, zone: &ZoneId, folder: &Path) -> Result<(), FilesError>;
    /// Whether its files name facts of other desks: it is then loaded after all that do not.
    fn rests_on_facts(&self) -> bool {
        false
    }
}

/// What can be wrong with a zone's folder.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file says something that cannot be; the line counts from 1, 0 is the file as a whole.
    #[error("{file}:{line}: {problem}")]
    Content {
        /// The file, below the zone's folder.
        file: String,
        /// The line.
        line: usize,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A file could not be read or written.
    #[error("{file}: {source}")]
    Access {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Work that a desk does by itself at set times; the scheduler keeps a log of each run.
#[derive(Clone, Copy)]
pub struct Chore {
    /// Name in the log: `policy.remind`.
    pub name: &'static str,
    /// How many minutes from one run to the next.
    pub every_minutes: u32,
    /// What is done, for one zone, as of the moment passed in. The text goes into the log; empty where nothing was done.
    pub run: for<'a> fn(&'a App, &'a ZoneId, Timestamp) -> ChoreFuture<'a>,
}

/// What a chore returns.
pub type ChoreFuture<'a> = std::pin::Pin<Box<dyn Future<Output = Result<String, ChoreError>> + Send + 'a>>;

/// Why a chore failed; it is tried again at its next time.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ChoreError(pub String);

impl From<StoreError> for ChoreError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}
