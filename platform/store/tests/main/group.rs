//! Commands that are committed together, and what may go wrong under them.

use futures::future::join_all;
use sea_orm::{ConnectionTrait, Database};
use store::{Backend, Entry, Store, StoreError, Subject, journal};

use super::ground::{author, command, databases, number, put, scripts, things, write, zone};

#[tokio::test]
async fn commands_that_wait_together_are_committed_together() {
    for database in databases().await {
        let store = &database.store;
        let heads = store.heads();
        join_all((0..200).map(|index| {
            let store = store.clone();
            async move { write(&store, &format!("thing-{index}")).await.unwrap() }
        }))
        .await;
        assert_eq!(heads.borrow().get(&zone()), Some(&200));
        let verdict = journal::verify(store.reader(), &zone(), |_| ()).await.unwrap();
        assert!(matches!(verdict, journal::Verdict::Whole(head) if head.sequence == 200));
        if store.backend() == Backend::Postgres {
            // PostgreSQL notes with every row which transaction wrote it.
            let commits = number(store, "SELECT count(DISTINCT xmin::text) FROM journal").await;
            assert!(commits <= 50, "200 commands took {commits} commits");
        }
    }
}

/// A command that ends the transaction under the writer's feet, as a full disk does, and says that all went well.
async fn pull_the_rug(store: &Store) -> Result<(), StoreError> {
    command(store, author(), |change| {
        Box::pin(async move {
            put(change, "rug".to_owned(), "x".to_owned()).await?;
            change.connection().execute_unprepared("ROLLBACK").await?;
            Ok(())
        })
    })
    .await
}

#[tokio::test]
async fn a_transaction_that_is_gone_answers_nobody_and_writes_nothing() {
    for database in databases().await {
        let store = &database.store;
        write(store, "before").await.unwrap();
        let (earlier, rug, later) = tokio::join!(write(store, "earlier"), pull_the_rug(store), write(store, "later"));
        assert!(rug.is_err());
        let acknowledged = 1 + i64::from(earlier.is_ok()) + i64::from(later.is_ok());
        assert!(matches!(earlier, Err(StoreError::Commit(_))), "{earlier:?}");
        write(store, "after").await.unwrap();
        assert_eq!(things(store).await, acknowledged + 1);
        let verdict = journal::verify(store.reader(), &zone(), |_| ()).await.unwrap();
        assert!(matches!(verdict, journal::Verdict::Whole(head) if head.sequence == acknowledged + 1));
    }
}

#[tokio::test]
async fn a_command_that_passes_over_an_error_harms_no_neighbour() {
    for database in databases().await {
        let store = &database.store;
        let careless = command(store, author(), |change| {
            Box::pin(async move {
                assert!(change.connection().execute_unprepared("INSERT INTO no_such_table VALUES (1)").await.is_err());
                change.record(Entry::new("thing.put", Subject::new("thing", "careless")));
                Ok(())
            })
        });
        let (earlier, careless, later) = tokio::join!(write(store, "earlier"), careless, write(store, "later"));
        earlier.unwrap();
        later.unwrap();
        // SQLite forgets the statement and goes on, PostgreSQL refuses the command: but both say truly what was done.
        let recorded =
            journal::of_subject(store.reader(), &zone(), "thing", "careless", jiff::Timestamp::MAX, 1).await.unwrap();
        assert_eq!(recorded.len(), usize::from(careless.is_ok()));
        assert_eq!(things(store).await, 2);
    }
}

#[tokio::test]
async fn a_lost_connection_is_replaced() {
    let database = testing::postgres(&scripts()).await;
    let store = &database.store;
    write(store, "a").await.unwrap();
    let hand = Database::connect(&database.url).await.unwrap();
    let end_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
    hand.execute_unprepared(end_all).await.unwrap();
    write(store, "b").await.unwrap();
    // In the middle of a command: it and its neighbour are told so, and nothing of them is there.
    let cut = command(store, author(), |change| {
        Box::pin(async move {
            put(change, "cut".to_owned(), "x".to_owned()).await?;
            change.connection().execute_unprepared("SELECT pg_terminate_backend(pg_backend_pid())").await?;
            Ok(())
        })
    });
    let (earlier, cut) = tokio::join!(write(store, "earlier"), cut);
    assert!(matches!(earlier, Err(StoreError::Commit(_))), "{earlier:?}");
    assert!(cut.is_err());
    write(store, "c").await.unwrap();
    assert_eq!(number(&Store::open(&database.url).await.unwrap(), "SELECT count(*) FROM thing").await, 3);
}

#[tokio::test]
async fn a_database_that_is_away_is_named_and_loses_nothing() {
    let database = testing::postgres(&scripts()).await;
    write(&database.store, "a").await.unwrap();
    let (_, name) = database.url.rsplit_once('/').unwrap();
    let server = Database::connect(testing::server::url()).await.unwrap();
    // Nobody may connect any more, and who is connected is thrown out: what a restart looks like.
    server.execute_unprepared(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await.unwrap();
    let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    server.execute_unprepared(&end).await.unwrap();
    let refused = write(&database.store, "b").await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    server.execute_unprepared(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await.unwrap();
    write(&database.store, "c").await.unwrap();
    assert_eq!(number(&Store::open(&database.url).await.unwrap(), "SELECT count(*) FROM thing").await, 2);
}
