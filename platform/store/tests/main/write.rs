use std::sync::Arc;

use futures::{FutureExt, future::join_all};
use sea_orm::{ConnectionTrait, IsolationLevel, Statement, TransactionOptions, TransactionTrait};
use store::{Backend, Change, Entry, IdempotencyKey, Store, StoreError, Subject, journal};
use tokio::sync::oneshot;

use super::ground::{author, command, databases, number, put, run, things, write, zone};

#[tokio::test]
async fn state_and_trace_are_written_together() {
    for database in databases().await {
        let store = &database.store;
        assert_eq!(write(store, "a").await.unwrap(), "a");
        let entries =
            journal::of_subject(store.reader(), &zone(), "thing", "a", jiff::Timestamp::MAX, 10).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].verb, "thing.put");
        assert_eq!(entries[0].at, "2020-08-20T03:26:30.000000Z");
        assert_eq!(entries[0].after.as_deref(), Some(r#"{"name":"梧桐"}"#));
        assert_eq!(things(store).await, 1);
    }
}

#[tokio::test]
async fn a_command_that_fails_leaves_nothing_and_harms_no_neighbour() {
    for database in databases().await {
        let store = database.store.clone();
        let writes = (0..60).map(|index| {
            let store = store.clone();
            async move {
                let id = format!("thing-{index}");
                store
                    .write(author(), IdempotencyKey::random(), "thing.put", move |change| {
                        Box::pin(async move {
                            put(change, id, "x".to_owned()).await?;
                            match index % 3 {
                                0 => Ok(index),
                                1 => Err(StoreError::Corrupt("refused on purpose".to_owned())),
                                _ => panic!("broken on purpose"),
                            }
                        })
                    })
                    .await
            }
        });
        let outcomes = join_all(writes).await;
        for (index, outcome) in outcomes.iter().enumerate() {
            match index % 3 {
                0 => assert_eq!(*outcome.as_ref().unwrap(), index),
                1 => assert!(matches!(outcome, Err(StoreError::Corrupt(_)))),
                _ => assert!(matches!(outcome, Err(StoreError::Panicked))),
            }
        }
        assert_eq!(things(&store).await, 20);
        assert_eq!(journal::head(store.reader(), &zone()).await.unwrap().sequence, 20);
        assert!(matches!(
            journal::verify(store.reader(), &zone(), |_| ()).await.unwrap(),
            journal::Verdict::Whole(head) if head.sequence == 20
        ));
        write(&store, "afterwards").await.unwrap();
    }
}

#[tokio::test]
async fn a_statement_that_the_database_refuses_spoils_only_its_command() {
    for database in databases().await {
        let store = &database.store;
        write(store, "a").await.unwrap();
        let again = write(store, "a");
        let other = write(store, "b");
        let (again, other) = tokio::join!(again, other);
        assert!(matches!(again, Err(StoreError::Database(_))));
        other.unwrap();
        assert_eq!(things(store).await, 2);
    }
}

#[tokio::test]
async fn sent_twice_it_is_done_once_and_answered_twice() {
    for database in databases().await {
        let store = &database.store;
        let key = IdempotencyKey::random();
        let send = |name: &'static str, id: &'static str| {
            store.write(author(), key.clone(), name, move |change| {
                Box::pin(async move { put(change, id.to_owned(), "x".to_owned()).await })
            })
        };
        assert_eq!(send("thing.put", "a").await.unwrap(), "a");
        assert_eq!(send("thing.put", "b").await.unwrap(), "a", "the first answer again");
        assert_eq!(things(store).await, 1);
        assert!(matches!(send("thing.drop", "c").await, Err(StoreError::KeyReused(name)) if name == "thing.put"));
        // Another person may happen to use the same key.
        let mut other = author();
        other.actor = "another".to_owned();
        let answer: Result<String, StoreError> = store
            .write(other, key.clone(), "thing.put", |change| {
                Box::pin(async move { put(change, "d".to_owned(), "x".to_owned()).await })
            })
            .await;
        assert_eq!(answer.unwrap(), "d");
    }
}

#[tokio::test]
async fn the_same_key_twice_at_the_same_time_is_done_once() {
    for database in databases().await {
        let store = Arc::new(database.store.clone());
        let key = IdempotencyKey::random();
        let sends = (0..20).map(|index| {
            let (store, key) = (store.clone(), key.clone());
            async move {
                store
                    .write::<_, StoreError, _>(author(), key, "thing.put", move |change| {
                        Box::pin(async move { put(change, format!("thing-{index}"), "x".to_owned()).await })
                    })
                    .await
                    .unwrap()
            }
        });
        let answers = join_all(sends).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        assert_eq!(things(&store).await, 1);
    }
}

#[tokio::test]
async fn a_change_without_a_trace_is_refused() {
    for database in databases().await {
        let store = &database.store;
        let outcome: Result<(), StoreError> = store
            .write(author(), IdempotencyKey::random(), "thing.silent", |change| {
                Box::pin(async move {
                    run(
                        change,
                        "INSERT INTO thing VALUES ($1, 'a', 'x', NULL, $2, 1)",
                        [zone().as_str().into(), false.into()],
                    )
                    .await
                })
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::NoTrace)));
        assert_eq!(things(store).await, 0);
    }
}

#[tokio::test]
async fn two_programs_on_one_database_continue_one_chain() {
    for database in databases().await {
        let other = Store::open(&database.url).await.unwrap();
        let writes = (0..40).map(|index| {
            let store = if index % 2 == 0 { database.store.clone() } else { other.clone() };
            async move { write(&store, &format!("thing-{index}")).await.unwrap() }
        });
        join_all(writes).await;
        assert!(matches!(
            journal::verify(database.store.reader(), &zone(), |_| ()).await.unwrap(),
            journal::Verdict::Whole(head) if head.sequence == 40
        ));
        other.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_reader_neither_waits_for_the_writer_nor_writes() {
    for database in databases().await {
        let store = database.store.clone();
        write(&store, "a").await.unwrap();
        let (reached, half_done) = oneshot::channel();
        let (go_on, told) = oneshot::channel::<()>();
        let slow = command(&store, author(), |change| {
            Box::pin(async move {
                put(change, "slow".to_owned(), "x".to_owned()).await?;
                reached.send(()).unwrap();
                told.await.unwrap();
                Ok(())
            })
        });
        let look = async {
            half_done.await.unwrap();
            assert_eq!(things(&store).await, 1, "what is not committed is not seen");
            go_on.send(()).unwrap();
        };
        let (slow, ()) = tokio::join!(slow, look);
        slow.unwrap();
        assert_eq!(things(&store).await, 2);
        let reader = store.reader();
        let refused = reader.execute_raw(Statement::from_string(reader.get_database_backend(), "DELETE FROM thing"));
        assert!(refused.await.is_err(), "a reader must not write");
        assert_eq!(things(&store).await, 2);
    }
}

#[tokio::test]
async fn a_long_read_sees_one_state_while_others_write() {
    for database in databases().await {
        let store = &database.store;
        write(store, "a").await.unwrap();
        let options = TransactionOptions {
            isolation_level: (store.backend() == Backend::Postgres).then_some(IsolationLevel::RepeatableRead),
            ..TransactionOptions::default()
        };
        let read = store.reader().begin_with_options(options).await.unwrap();
        let count = Statement::from_string(read.get_database_backend(), "SELECT count(*) FROM thing");
        let seen = || async {
            let row = read.query_one_raw(count.clone()).await.unwrap().unwrap();
            row.try_get_by_index::<i64>(0).unwrap()
        };
        assert_eq!(seen().await, 1);
        join_all((0..100).map(|index| {
            let store = store.clone();
            async move { write(&store, &format!("thing-{index}")).await.unwrap() }
        }))
        .await;
        assert_eq!(seen().await, 1);
        assert_eq!(things(store).await, 101);
    }
}

#[tokio::test]
async fn whoever_stops_waiting_does_not_stop_the_command() {
    for database in databases().await {
        let store = &database.store;
        assert!(write(store, "left alone").now_or_never().is_none(), "the answer cannot be there yet");
        write(store, "a").await.unwrap();
        assert_eq!(things(store).await, 2);
        assert_eq!(journal::head(store.reader(), &zone()).await.unwrap().sequence, 2);
    }
}

#[tokio::test]
async fn what_waits_is_done_before_the_house_closes() {
    for database in databases().await {
        let writes = join_all((0..300).map(|index| {
            let store = database.store.clone();
            async move { write(&store, &format!("thing-{index}")).await }
        }));
        let (outcomes, closed) = tokio::join!(writes, database.store.close());
        closed.unwrap();
        let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert!(done > 0);
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(_) | Err(StoreError::Closed))));
        assert!(matches!(write(&database.store, "late").await, Err(StoreError::Closed)));
        database.store.close().await.unwrap();
        let again = Store::open(&database.url).await.unwrap();
        assert_eq!(things(&again).await, i64::try_from(done).unwrap(), "what was acknowledged, and nothing else");
    }
}

#[tokio::test]
async fn what_a_command_has_read_stays_true_until_it_is_done() {
    for database in databases().await {
        let other = Store::open(&database.url).await.unwrap();
        write(&other, "counter").await.unwrap();
        let counts = (0..60).map(|index| {
            let store = if index % 2 == 0 { database.store.clone() } else { other.clone() };
            async move { command(&store, author(), |change| Box::pin(count_on(change))).await.unwrap() }
        });
        join_all(counts).await;
        assert_eq!(number(&other, "SELECT version FROM thing WHERE id = 'counter'").await, 61);
    }
}

/// Reads a number, then writes the next one: two of these at once would lose one.
async fn count_on(change: &mut Change) -> Result<(), StoreError> {
    let connection = change.connection();
    let read =
        Statement::from_string(connection.get_database_backend(), "SELECT version FROM thing WHERE id = 'counter'");
    let version: i64 = connection.query_one_raw(read).await?.unwrap().try_get_by_index(0)?;
    run(change, "UPDATE thing SET version = $1 WHERE id = 'counter'", [(version + 1).into()]).await?;
    change.record(Entry::new("thing.counted", Subject::new("thing", "counter")));
    Ok(())
}

#[tokio::test]
async fn a_name_that_one_database_could_not_hold_is_refused_on_both() {
    for database in databases().await {
        let store = &database.store;
        let refused = command(store, author(), |change| {
            Box::pin(async move {
                change.record(Entry::new("thing.put", Subject::new("thing", "a\0b")));
                Ok(())
            })
        });
        let neighbour = write(store, "a");
        let (refused, neighbour) = tokio::join!(refused, neighbour);
        assert!(matches!(refused, Err(StoreError::NulCharacter)));
        neighbour.unwrap();
        // Before and after are JSON: there it is escaped, and comes back.
        command(store, author(), |change| {
            Box::pin(async move {
                change.record(Entry::new("thing.put", Subject::new("thing", "b")).after(&"a\0b")?);
                Ok(())
            })
        })
        .await
        .unwrap();
        let entries =
            journal::of_subject(store.reader(), &zone(), "thing", "b", jiff::Timestamp::MAX, 1).await.unwrap();
        assert_eq!(journal::parse_state(entries[0].after.as_deref()).unwrap(), Some("a\0b".into()));
    }
}

#[tokio::test]
async fn text_has_one_order_on_both_databases() {
    let names = ["b", "B", "a", "Z", "梧", "一", "é", "1", "-", "aa"];
    let mut orders = Vec::new();
    for database in databases().await {
        let store = &database.store;
        for name in names {
            write(store, name).await.unwrap();
        }
        let reader = store.reader();
        let rows = reader
            .query_all_raw(Statement::from_string(reader.get_database_backend(), "SELECT id FROM thing ORDER BY id"))
            .await
            .unwrap();
        orders.push(rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect::<Vec<_>>());
    }
    assert_eq!(orders[0], orders[1]);
}

#[tokio::test]
async fn a_wrong_address_is_refused_with_what_would_be_right() {
    let error = Store::open("mysql://somewhere").await.err().unwrap();
    assert!(error.to_string().contains("sqlite:") && error.to_string().contains("postgres://"));
    for url in ["sqlite::memory:", "sqlite:", "sqlite://", "sqlite:?mode=rwc"] {
        assert!(matches!(Store::open(url).await.err(), Some(StoreError::NoFile)), "{url}");
    }
}

#[tokio::test]
async fn the_head_is_told_to_whoever_keeps_a_cache() {
    for database in databases().await {
        let heads = database.store.heads();
        write(&database.store, "a").await.unwrap();
        assert_eq!(heads.borrow().get(&zone()), Some(&1));
        let failed: Result<(), StoreError> = database
            .store
            .write(author(), IdempotencyKey::random(), "thing.fail", |change| {
                Box::pin(async move {
                    change.record(Entry::new("x", Subject::new("x", "x")));
                    Err(StoreError::Corrupt("on purpose".to_owned()))
                })
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(heads.borrow().get(&zone()), Some(&1));
    }
}
