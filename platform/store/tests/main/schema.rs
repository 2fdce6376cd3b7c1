use sea_orm::{ConnectionTrait, Database};
use store::{SqlMigration, Store, StoreError, run_migrations};

use super::ground::{databases, number, scripts, things, write};

const LABELS: SqlMigration = SqlMigration {
    name: "test_0002_labels",
    sql: "CREATE TABLE label (zone_id TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (zone_id, id));",
};
const WRONG: SqlMigration = SqlMigration {
    name: "test_0003_wrong",
    sql: "CREATE TABLE crate (zone_id TEXT NOT NULL PRIMARY KEY); CREATE TABLE thing (id TEXT);",
};

/// How many scripts have run.
async fn ledger(store: &Store) -> usize {
    usize::try_from(number(store, "SELECT count(*) FROM seaql_migrations").await).unwrap()
}

#[tokio::test]
async fn migrations_twice_are_harmless() {
    for database in databases().await {
        write(&database.store, "a").await.unwrap();
        run_migrations(&database.store, scripts()).await.unwrap();
        assert_eq!(things(&database.store).await, 1);
        assert_eq!(ledger(&database.store).await, scripts().len());
    }
}

#[tokio::test]
async fn a_script_that_fails_leaves_the_schema_as_it_was() {
    for database in databases().await {
        let store = &database.store;
        let mut more = scripts();
        more.extend([LABELS, WRONG]);
        let error = run_migrations(store, more).await.unwrap_err().to_string();
        assert!(error.contains("test_0003_wrong"), "{error}");
        assert_eq!(ledger(store).await, scripts().len());
        for table in ["label", "crate"] {
            let query = format!("SELECT count(*) FROM {table}");
            assert!(store.reader().execute_unprepared(&query).await.is_err(), "{table} is there");
        }
        write(store, "a").await.unwrap();
        let mut good = scripts();
        good.push(LABELS);
        run_migrations(store, good).await.unwrap();
        assert_eq!(ledger(store).await, scripts().len() + 1);
    }
}

#[tokio::test]
async fn an_older_program_leaves_a_newer_schema_alone() {
    for database in databases().await {
        let refused = run_migrations(&database.store, store::migrations()).await;
        assert!(matches!(refused, Err(StoreError::Newer(name)) if name == "test_0001_things"));
        assert_eq!(ledger(&database.store).await, scripts().len());
    }
}

#[tokio::test]
async fn programs_that_start_at_once_migrate_once() {
    for database in [testing::sqlite(&[]).await, testing::postgres(&[]).await] {
        let mut stores = Vec::new();
        for _ in 0..4 {
            stores.push(Store::open(&database.url).await.unwrap());
        }
        let runs = stores.iter().map(|store| run_migrations(store, scripts()));
        for outcome in futures::future::join_all(runs).await {
            outcome.unwrap();
        }
        assert_eq!(ledger(&database.store).await, scripts().len());
    }
}

#[tokio::test]
async fn a_postgresql_that_sorts_by_a_language_is_refused() {
    let server = Database::connect(testing::server::url()).await.unwrap();
    let create = "CREATE DATABASE by_language TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh'";
    server.execute_unprepared("DROP DATABASE IF EXISTS by_language").await.unwrap();
    server.execute_unprepared(create).await.unwrap();
    let (address, _) = testing::server::url().rsplit_once('/').unwrap();
    let refused = Store::open(&format!("{address}/by_language")).await.err();
    server.execute_unprepared("DROP DATABASE by_language WITH (FORCE)").await.unwrap();
    let Some(StoreError::Collation(found)) = refused else { panic!("{refused:?}") };
    assert!(found.contains("UTF8"), "{found}");
}
