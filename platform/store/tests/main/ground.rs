//! A small desk: things with a name, to write and to look at.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use serde::{Serialize, de::DeserializeOwned};
use store::{Author, Change, CommandFuture, Entry, IdempotencyKey, SqlMigration, Store, StoreError, Subject, ZoneId};
use testing::TestDatabase;

const THINGS: SqlMigration = SqlMigration {
    name: "test_0001_things",
    sql: "CREATE TABLE thing (zone_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, weight DOUBLE PRECISION, \
          heavy BOOLEAN NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (zone_id, id));\
          CREATE TABLE part (zone_id TEXT NOT NULL, id TEXT NOT NULL, thing_id TEXT NOT NULL, PRIMARY KEY (zone_id, id), \
          FOREIGN KEY (zone_id, thing_id) REFERENCES thing (zone_id, id));",
};

pub fn scripts() -> Vec<SqlMigration> {
    let mut scripts = store::migrations();
    scripts.push(THINGS);
    scripts
}

pub async fn databases() -> Vec<TestDatabase> {
    testing::databases(&scripts()).await
}

pub fn zone() -> ZoneId {
    "qinshui".parse().unwrap()
}

pub fn now() -> Timestamp {
    "2020-08-20T11:26:30+08:00".parse().unwrap()
}

pub fn author() -> Author {
    Author { zone: zone(), actor: "clerk".to_owned(), on_behalf_of: None, through: None, at: now() }
}

/// Puts a thing into the table, with its entry.
pub async fn put(change: &mut Change, id: String, name: String) -> Result<String, StoreError> {
    run(
        change,
        "INSERT INTO thing VALUES ($1, $2, $3, 1.5, $4, 1)",
        [zone().as_str().into(), id.clone().into(), name.clone().into(), true.into()],
    )
    .await?;
    change.record(
        Entry::new("thing.put", Subject::new("thing", id.clone())).after(&serde_json::json!({ "name": name }))?,
    );
    Ok(id)
}

pub async fn run<const N: usize>(change: &Change, sql: &str, values: [Value; N]) -> Result<(), StoreError> {
    let connection = change.connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await?;
    Ok(())
}

/// Writes a thing as a command of its own.
pub async fn write(store: &Store, id: &str) -> Result<String, StoreError> {
    put_as(store, author(), id).await
}

/// The same as somebody else.
pub async fn put_as(store: &Store, author: Author, id: &str) -> Result<String, StoreError> {
    let id = id.to_owned();
    command(store, author, move |change| Box::pin(put(change, id, "梧桐".to_owned()))).await
}

/// Runs a command that is sent once.
pub async fn command<T, F>(store: &Store, author: Author, run: F) -> Result<T, StoreError>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, StoreError> + Send + 'static,
{
    store.write(author, IdempotencyKey::random(), "thing.put", run).await
}

/// A number that a query gives.
pub async fn number(store: &Store, sql: &str) -> i64 {
    let reader = store.reader();
    let row = reader.query_one_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

pub async fn things(store: &Store) -> i64 {
    number(store, "SELECT count(*) FROM thing").await
}
