use sea_orm::{ConnectionTrait, Database};
use store::{Backend, SqlMigration, Store};
use tempfile::TempDir;

/// A fresh, migrated database that no other test sees.
pub struct TestDatabase {
    /// The open database.
    pub store: Store,
    /// Its address, to open it once more.
    pub url: String,
    /// Holds the SQLite file; gone with the test. PostgreSQL's go with their server.
    pub(crate) _folder: Option<TempDir>,
}

impl TestDatabase {
    /// Which kind it is; for messages of tests.
    pub fn backend(&self) -> Backend {
        self.store.backend()
    }
}

/// One database of each kind, with these tables.
pub async fn databases(scripts: &[SqlMigration]) -> Vec<TestDatabase> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("test.db").display());
    let postgres = fresh_postgres().await;
    vec![open(sqlite, Some(folder), scripts).await, open(postgres, None, scripts).await]
}

async fn open(url: String, folder: Option<TempDir>, scripts: &[SqlMigration]) -> TestDatabase {
    let store = Store::open(&url).await.unwrap();
    store::run_migrations(&store, scripts.to_vec()).await.unwrap();
    TestDatabase { store, url, _folder: folder }
}

async fn fresh_postgres() -> String {
    let server = std::env::var("WUTONG_TEST_POSTGRES")
        .expect("every test runs on PostgreSQL too: run `make test`, or `scripts/with-postgres cargo test …`");
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let connection = Database::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    connection.execute_unprepared(&create).await.unwrap();
    connection.close().await.unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}
