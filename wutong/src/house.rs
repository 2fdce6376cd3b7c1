//! Which desks the house has; the only place that knows them all by name.

use std::sync::Arc;

use jiff::Timestamp;
use notices::HookReach;
use pages::{App, AppParts, Clock, Desk, Route, printing::Typefaces};
use store::{SqlMigration, Store, StoreError};

use crate::settings::Settings;

/// The desks, in the order of the menu. `front` is where people sign in.
pub fn desks() -> Vec<Desk> {
    vec![pages::front::desk(), policy::desk(), projects::desk(), land::desk(), landing::desk(), portal::desk()]
}

/// The whole schema, in the order in which it is applied.
pub fn migrations() -> Vec<SqlMigration> {
    let mut scripts = store::migrations();
    scripts.extend(identity::migrations());
    scripts.extend(facts::migrations());
    scripts.extend(notices::migrations());
    scripts.extend(attachments::migrations());
    scripts.extend(desks().into_iter().flat_map(|desk| desk.migrations));
    scripts
}

/// Every address of the house.
pub fn routes() -> Vec<Route> {
    desks().into_iter().flat_map(|desk| desk.routes).collect()
}

/// Why the house does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database does not answer, or not as it should.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A text stands in one language only.
    #[error(transparent)]
    Texts(#[from] pages::MissingText),
    /// The folder of the SQLite file cannot be made.
    #[error("{folder}: {source}")]
    Folder {
        /// Which folder.
        folder: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Opens the database, brings it to the newest schema and puts the house together.
///
/// # Errors
/// [`OpenError`].
pub async fn open(settings: &Settings) -> Result<App, OpenError> {
    let store = open_store(settings).await?;
    store::run_migrations(&store, migrations()).await?;
    Ok(App::new(AppParts {
        store,
        desks: desks(),
        files: settings.files(),
        search: search::Indexes::new(settings.search_folder()),
        typefaces: Typefaces::new(settings.fonts.clone()),
        clock: clock(settings.clock_start),
        secure_cookies: settings.secure_cookies,
        mail: settings.mail.clone(),
        hook_reach: if settings.private_webhooks { HookReach::Private } else { HookReach::Public },
        public_url: settings.address(),
        trusted_proxies: settings.trusted_proxies.clone(),
    })?)
}

/// The real clock, or one that started at another moment and goes on from there.
fn clock(start: Option<Timestamp>) -> Clock {
    let ahead = start.map(|start| start.duration_since(Timestamp::now()));
    Arc::new(move || ahead.map_or_else(Timestamp::now, |ahead| Timestamp::now() + ahead))
}

/// Opens the database as it is.
///
/// # Errors
/// [`OpenError`].
pub async fn open_store(settings: &Settings) -> Result<Store, OpenError> {
    if let Some(folder) = settings.database_folder() {
        std::fs::create_dir_all(folder)
            .map_err(|source| OpenError::Folder { folder: folder.display().to_string(), source })?;
    }
    Ok(Store::open(&settings.database_url).await?)
}
