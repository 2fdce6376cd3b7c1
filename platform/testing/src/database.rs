use sea_orm::{ConnectionTrait, Database};
use store::{Backend, SqlMigration, Store};
use tempfile::TempDir;

use crate::server;

/// A fresh, migrated database that no other test sees.
pub struct TestDatabase {
    /// The open database.
    pub store: Store,
    /// Its address, to open it once more.
    pub url: String,
    /// What the database stands on; gone with the test, after the store above.
    _ground: Ground,
}

/// Removes a database when its test is over.
enum Ground {
    /// Holds the file.
    Sqlite { _folder: TempDir },
    /// A database of this name on the server.
    Postgres { name: String },
}

impl TestDatabase {
    /// Which kind it is; for messages of tests.
    pub fn backend(&self) -> Backend {
        self.store.backend()
    }
}

/// One database of each kind, with these tables.
pub async fn databases(scripts: &[SqlMigration]) -> Vec<TestDatabase> {
    vec![sqlite(scripts).await, postgres(scripts).await]
}

/// A file of its own.
pub async fn sqlite(scripts: &[SqlMigration]) -> TestDatabase {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    open(url, Ground::Sqlite { _folder: folder }, scripts).await
}

/// A database of its own on the server that [`server::url`] names.
pub async fn postgres(scripts: &[SqlMigration]) -> TestDatabase {
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    on_server(&create).await;
    let (address, _) = server::url().rsplit_once('/').unwrap();
    open(format!("{address}/{name}"), Ground::Postgres { name }, scripts).await
}

async fn open(url: String, ground: Ground, scripts: &[SqlMigration]) -> TestDatabase {
    let store = Store::open(&url).await.unwrap();
    store::run_migrations(&store, scripts.to_vec()).await.unwrap();
    TestDatabase { store, url, _ground: ground }
}

async fn on_server(sql: &str) {
    let connection = Database::connect(server::url()).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

impl Drop for Ground {
    fn drop(&mut self) {
        let Self::Postgres { name } = self else { return };
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // The test's own runtime must not be blocked: another thread waits. A database that stays harms nobody.
        let _ = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(on_server(&drop));
        })
        .join();
    }
}
