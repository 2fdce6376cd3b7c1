use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures::future::join_all;
use sea_orm::{ConnectionTrait, Database, DbErr, QueryResult, Statement};
use store::{Change, Entry, SqlMigration, Store, StoreError, Subject, backup, journal};

use super::ground::{author, command, databases, number, put, run, scripts, things, write, zone};

#[tokio::test]
async fn a_backup_of_either_database_restores_into_either() {
    let folder = tempfile::tempdir().unwrap();
    for (index, from) in databases().await.into_iter().enumerate() {
        for id in 0..1_200 {
            write(&from.store, &format!("thing-{id}")).await.unwrap();
        }
        let file = folder.path().join(format!("{index}.wutong"));
        let mut told = 0;
        backup::backup(&from.store, scripts(), &(), &file, |rows| told = rows).await.unwrap();
        assert!(told > 2_400);
        for to in databases().await {
            backup::restore(&file, &to.store, scripts(), &(), false, |_| ()).await.unwrap();
            assert_eq!(things(&to.store).await, 1_200);
            assert_eq!(
                number(&to.store, "SELECT count(*) FROM thing WHERE heavy AND weight = 1.5 AND name = '梧桐'").await,
                1_200
            );
            let (before, after) = (head(&from.store).await, head(&to.store).await);
            assert_eq!(before, after);
            write(&to.store, "afterwards").await.unwrap();
            assert!(matches!(
                journal::verify(to.store.reader(), &zone(), |_| ()).await.unwrap(),
                journal::Verdict::Whole(head) if head.sequence == 1_201
            ));
        }
    }
}

async fn head(store: &Store) -> journal::Head {
    journal::head(store.reader(), &zone()).await.unwrap()
}

#[tokio::test]
async fn a_backup_is_one_state_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    for (index, from) in databases().await.into_iter().enumerate() {
        let stop = Arc::new(AtomicBool::new(false));
        let writing = {
            let (store, stop) = (from.store.clone(), stop.clone());
            tokio::spawn(async move {
                let mut count = 0;
                while !stop.load(Ordering::Relaxed) {
                    write(&store, &format!("thing-{count}")).await.unwrap();
                    count += 1;
                }
                count
            })
        };
        while things(&from.store).await < 50 {
            tokio::task::yield_now().await;
        }
        let file = folder.path().join(format!("load-{index}.wutong"));
        backup::backup(&from.store, scripts(), &(), &file, |_| ()).await.unwrap();
        stop.store(true, Ordering::Relaxed);
        assert!(writing.await.unwrap() > 50);
        let copy = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
        // State and journal of the copy belong to one moment.
        assert_eq!(things(&copy).await, head(&copy).await.sequence);
        assert!(things(&copy).await >= 50);
    }
}

#[tokio::test]
async fn nothing_is_overwritten_unasked() {
    let folder = tempfile::tempdir().unwrap();
    for (index, from) in databases().await.into_iter().enumerate() {
        write(&from.store, "a").await.unwrap();
        let file = folder.path().join(format!("own-{index}.wutong"));
        backup::backup(&from.store, scripts(), &(), &file, |_| ()).await.unwrap();
        let again = backup::backup(&from.store, scripts(), &(), &file, |_| ()).await;
        assert!(matches!(again, Err(StoreError::Exists(_))));
        write(&from.store, "b").await.unwrap();
        let refused = backup::restore(&file, &from.store, scripts(), &(), false, |_| ()).await;
        assert!(matches!(refused, Err(StoreError::NotEmpty)));
        assert_eq!(things(&from.store).await, 2);
        backup::restore(&file, &from.store, scripts(), &(), true, |_| ()).await.unwrap();
        assert_eq!(things(&from.store).await, 1);
    }
}

#[tokio::test]
async fn damaged_truncated_and_foreign_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let databases = databases().await;
    let file = folder.path().join("whole.wutong");
    for id in 0..500 {
        write(&databases[0].store, &format!("thing-{id}")).await.unwrap();
    }
    backup::backup(&databases[0].store, scripts(), &(), &file, |_| ()).await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    for byte in &mut damaged[whole.len() / 2..whole.len() / 2 + 4_096] {
        *byte ^= 0xff;
    }
    let foreign = folder.path().join("foreign.db");
    let hand = Database::connect(format!("sqlite:{}?mode=rwc", foreign.display())).await.unwrap();
    hand.execute_unprepared("CREATE TABLE song (id TEXT); INSERT INTO song VALUES ('x')").await.unwrap();
    hand.close().await.unwrap();
    let cases = [
        b"not a database".to_vec(),
        Vec::new(),
        whole[..100].to_vec(),
        whole[..whole.len() / 2].to_vec(),
        whole[..whole.len() - 4_096].to_vec(),
        damaged,
        std::fs::read(&foreign).unwrap(),
    ];
    for (index, bytes) in cases.into_iter().enumerate() {
        let path = folder.path().join(format!("bad-{index}"));
        std::fs::write(&path, bytes).unwrap();
        let outcome = backup::restore(&path, &databases[1].store, scripts(), &(), false, |_| ()).await;
        assert!(matches!(outcome, Err(StoreError::NotABackup { .. })), "case {index}: {outcome:?}");
        assert_eq!(things(&databases[1].store).await, 0);
    }
    let newer = store::migrations();
    let outcome = backup::restore(&file, &databases[1].store, newer, &(), false, |_| ()).await;
    assert!(matches!(&outcome, Err(StoreError::NotABackup { why, .. }) if why.contains("newer")), "{outcome:?}");
    assert!(backup::restore(folder.path(), &databases[1].store, scripts(), &(), false, |_| ()).await.is_err());
    assert!(matches!(
        backup::restore(&folder.path().join("none"), &databases[1].store, scripts(), &(), false, |_| ()).await,
        Err(StoreError::File { .. })
    ));
}

#[tokio::test]
async fn nothing_to_back_up_is_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    for database in [testing::sqlite(&[]).await, testing::postgres(&[]).await] {
        let outcome = backup::backup(&database.store, scripts(), &(), &folder.path().join("nothing"), |_| ()).await;
        assert!(matches!(outcome, Err(StoreError::NothingToBackUp)), "{outcome:?}");
        let outcome =
            backup::backup(&database.store, scripts(), &(), &folder.path().join("no/such/folder"), |_| ()).await;
        assert!(matches!(outcome, Err(StoreError::File { .. })), "{outcome:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "a draft was left behind");
}

#[tokio::test]
async fn an_older_backup_is_restored_into_the_newest_schema() {
    let folder = tempfile::tempdir().unwrap();
    for (index, from) in databases().await.into_iter().enumerate() {
        write(&from.store, "a").await.unwrap();
        let file = folder.path().join(format!("old-{index}.wutong"));
        // The program knows a newer schema, the database has not seen it yet.
        backup::backup(&from.store, newer_scripts(), &(), &file, |_| ()).await.unwrap();
        let before = std::fs::read(&file).unwrap();
        for to in [testing::sqlite(&[]).await, testing::postgres(&newer_scripts()).await] {
            backup::restore(&file, &to.store, newer_scripts(), &(), false, |_| ()).await.unwrap();
            assert_eq!(number(&to.store, "SELECT count(*) FROM thing WHERE colour = 'green'").await, 1);
            assert_eq!(head(&from.store).await, head(&to.store).await);
        }
        assert_eq!(std::fs::read(&file).unwrap(), before, "the backup itself was changed");
        assert_eq!(number(&from.store, "SELECT count(*) FROM seaql_migrations").await, 2);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "something was left beside the backups");
}

fn newer_scripts() -> Vec<SqlMigration> {
    let mut scripts = scripts();
    scripts.push(SqlMigration {
        name: "test_0002_colour",
        sql: "ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'green';",
    });
    scripts
}

#[tokio::test]
async fn a_restore_that_fails_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (testing::sqlite(&scripts()).await, testing::postgres(&scripts()).await);
    command(&from.store, author(), |change| Box::pin(put(change, "a".to_owned(), "U+0000: \0".to_owned())))
        .await
        .unwrap();
    let file = folder.path().join("nul.wutong");
    backup::backup(&from.store, scripts(), &(), &file, |_| ()).await.unwrap();
    write(&to.store, "kept").await.unwrap();
    let before = head(&to.store).await;
    let outcome = backup::restore(&file, &to.store, scripts(), &(), true, |_| ()).await;
    assert!(matches!(&outcome, Err(StoreError::Copy { table, .. }) if table == "thing"), "{outcome:?}");
    assert_eq!(number(&to.store, "SELECT count(*) FROM thing WHERE id = 'kept'").await, 1);
    assert_eq!(head(&to.store).await, before);
    write(&to.store, "afterwards").await.unwrap();
}

#[tokio::test]
async fn values_come_through_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    for (index, from) in databases().await.into_iter().enumerate() {
        command(&from.store, author(), |change| Box::pin(put_strange_things(change))).await.unwrap();
        let file = folder.path().join(format!("{index}.wutong"));
        backup::backup(&from.store, scripts(), &(), &file, |_| ()).await.unwrap();
        for to in databases().await {
            backup::restore(&file, &to.store, scripts(), &(), false, |_| ()).await.unwrap();
            assert_eq!(strange_things(&to.store).await, strange_things(&from.store).await);
            assert_eq!(strange_things(&to.store).await.len(), 4);
            assert_eq!(number(&to.store, "SELECT count(*) FROM part").await, 1);
        }
    }
}

async fn put_strange_things(change: &mut Change) -> Result<(), StoreError> {
    let rows: [(&str, &str, Option<f64>, bool, i64); 4] = [
        ("1", "", None, false, i64::MIN),
        ("2", "quote ' \" \\ \u{1f333} line\nbreak", Some(0.1 + 0.2), true, i64::MAX),
        ("3", "NULL", Some(-1e300), false, 0),
        ("4", " 梧桐 ", Some(5e-324), true, 1),
    ];
    for (id, name, weight, heavy, version) in rows {
        let values = [zone().as_str().into(), id.into(), name.into(), weight.into(), heavy.into(), version.into()];
        run(change, "INSERT INTO thing VALUES ($1, $2, $3, $4, $5, $6)", values).await?;
    }
    run(change, "INSERT INTO part VALUES ($1, 'p', '4')", [zone().as_str().into()]).await?;
    change.record(Entry::new("thing.put", Subject::new("thing", "all")).after(&"<b>&</b>")?);
    Ok(())
}

type Thing = (String, String, Option<u64>, bool, i64);

async fn strange_things(store: &Store) -> Vec<Thing> {
    let sql = "SELECT id, name, weight, heavy, version FROM thing ORDER BY id";
    let reader = store.reader();
    let rows = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap();
    let thing = |row: &QueryResult| {
        let weight: Option<f64> = row.try_get_by_index(2)?;
        Ok::<_, DbErr>((
            row.try_get_by_index(0)?,
            row.try_get_by_index(1)?,
            // Bit by bit: the copy is not almost the same.
            weight.map(f64::to_bits),
            row.try_get_by_index(3)?,
            row.try_get_by_index(4)?,
        ))
    };
    rows.iter().map(|row| thing(row).unwrap()).collect()
}

#[tokio::test]
async fn a_restore_while_others_write_lets_nothing_in_between() {
    let folder = tempfile::tempdir().unwrap();
    for (index, database) in databases().await.into_iter().enumerate() {
        for id in 0..30 {
            write(&database.store, &format!("thing-{id}")).await.unwrap();
        }
        let file = folder.path().join(format!("{index}.wutong"));
        backup::backup(&database.store, scripts(), &(), &file, |_| ()).await.unwrap();
        let other = Store::open(&database.url).await.unwrap();
        let writes = join_all((0..40).map(|id| {
            let store = if id % 2 == 0 { database.store.clone() } else { other.clone() };
            async move { write(&store, &format!("beside-{id}")).await.unwrap() }
        }));
        let restore = backup::restore(&file, &database.store, scripts(), &(), true, |_| ());
        let (_, outcome) = tokio::join!(writes, restore);
        outcome.unwrap();
        // What was written before is gone, what came after stands on the restored chain.
        let journal::Verdict::Whole(head) = journal::verify(database.store.reader(), &zone(), |_| ()).await.unwrap()
        else {
            panic!("the chain is broken")
        };
        assert_eq!(things(&database.store).await, head.sequence);
        assert_eq!(number(&database.store, "SELECT count(*) FROM thing WHERE id LIKE 'thing-%'").await, 30);
    }
}
