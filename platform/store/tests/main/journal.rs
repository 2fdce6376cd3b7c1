use futures::future::join_all;
use sea_orm::ConnectionTrait;
use store::{
    Author, StoreError, ZoneId,
    journal::{self, Misfit, Verdict},
};
use testing::TestDatabase;

use super::ground::{author, databases, now, put_as, things, write, zone};

/// What somebody with the database's own tools does to a journal of six entries.
async fn verdict_after(database: &TestDatabase, sql: &str) -> Verdict {
    for id in ["a", "b", "c", "d", "e", "f"] {
        write(&database.store, id).await.unwrap();
    }
    let hand = sea_orm::Database::connect(&database.url).await.unwrap();
    hand.execute_unprepared(sql).await.unwrap();
    hand.close().await.unwrap();
    journal::verify(database.store.reader(), &zone(), |_| ()).await.unwrap()
}

#[tokio::test]
async fn whatever_is_done_to_the_journal_is_named() {
    let cases = [
        ("UPDATE journal SET actor = 'nobody' WHERE sequence = 3", 3, Misfit::Altered),
        ("UPDATE journal SET after = '{\"name\":\"x\"}' WHERE sequence = 4", 4, Misfit::Altered),
        ("UPDATE journal SET at = '2019-01-01T00:00:00.000000Z' WHERE sequence = 1", 1, Misfit::Altered),
        ("UPDATE journal SET on_behalf_of = 'x' WHERE sequence = 6", 6, Misfit::Altered),
        ("UPDATE journal SET through = 'x' WHERE sequence = 6", 6, Misfit::Altered),
        ("DELETE FROM journal WHERE sequence = 2", 2, Misfit::Missing),
        ("DELETE FROM journal WHERE sequence = 1", 1, Misfit::Missing),
        ("UPDATE journal SET previous = hash WHERE sequence = 5", 5, Misfit::Unlinked),
        // Two entries change places.
        (
            "UPDATE journal SET sequence = 99 WHERE sequence = 2; UPDATE journal SET sequence = 2 WHERE sequence = 3; \
             UPDATE journal SET sequence = 3 WHERE sequence = 99",
            2,
            Misfit::Unlinked,
        ),
        (
            "INSERT INTO journal SELECT zone_id, 7, at, actor, on_behalf_of, verb, subject_kind, subject_id, before, after, hash, hash, through \
             FROM journal WHERE sequence = 6",
            7,
            Misfit::Altered,
        ),
        // Entries where none belongs: before the first one, and far behind the last one.
        ("UPDATE journal SET sequence = 0 WHERE sequence = 6", 0, Misfit::Unlinked),
        ("UPDATE journal SET sequence = -7 WHERE sequence = 6", -7, Misfit::Unlinked),
        ("UPDATE journal SET sequence = 9223372036854775807 WHERE sequence = 6", 6, Misfit::Missing),
    ];
    for (sql, sequence, why) in cases {
        for database in databases().await {
            match verdict_after(&database, sql).await {
                Verdict::Broken(broken) => assert_eq!((broken.sequence, broken.why), (sequence, why), "{sql}"),
                Verdict::Whole(_) => panic!("{sql} was not noticed"),
            }
        }
    }
}

/// Only SQLite takes something other than text into a column of text.
#[tokio::test]
async fn an_entry_that_holds_no_text_is_named() {
    for column in ["hash", "after", "actor"] {
        for database in databases().await.into_iter().filter(|database| database.url.starts_with("sqlite")) {
            let sql = format!("UPDATE journal SET {column} = x'ff00' WHERE sequence = 3");
            let verdict = verdict_after(&database, &sql).await;
            let Verdict::Broken(broken) = verdict else { panic!("{column}") };
            assert_eq!((broken.sequence, broken.why), (3, Misfit::Unreadable), "{column}");
        }
    }
}

#[tokio::test]
async fn a_cut_off_end_shows_against_a_head_that_was_noted() {
    for database in databases().await {
        for id in ["a", "b", "c"] {
            write(&database.store, id).await.unwrap();
        }
        let noted = journal::head(database.store.reader(), &zone()).await.unwrap();
        let verdict = verdict_after_cut(&database).await;
        assert!(matches!(verdict, Verdict::Whole(head) if head != noted));
        let now = journal::hash_at(database.store.reader(), &zone(), noted.sequence).await.unwrap();
        assert_eq!(now, None);
    }
}

async fn verdict_after_cut(database: &TestDatabase) -> Verdict {
    let hand = sea_orm::Database::connect(&database.url).await.unwrap();
    hand.execute_unprepared("DELETE FROM journal WHERE sequence = 3").await.unwrap();
    hand.close().await.unwrap();
    journal::verify(database.store.reader(), &zone(), |_| ()).await.unwrap()
}

#[tokio::test]
async fn the_last_touch_is_that_of_a_person() {
    for database in databases().await {
        write(&database.store, "a").await.unwrap();
        let touched = journal::last_touched(database.store.reader(), &zone(), "thing", now()).await.unwrap();
        assert_eq!(touched.get("a"), Some(&now()));
        let before = now() - jiff::SignedDuration::from_secs(1);
        assert!(journal::last_touched(database.store.reader(), &zone(), "thing", before).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_number_put_there_by_hand_stops_the_zone_and_nothing_else() {
    for database in databases().await {
        verdict_after(&database, "UPDATE journal SET sequence = 9223372036854775807 WHERE sequence = 6").await;
        let refused = write(&database.store, "g").await;
        assert!(matches!(refused, Err(StoreError::Commit(_))), "{refused:?}");
        assert_eq!(things(&database.store).await, 6);
        let mut other = author();
        other.zone = "other".parse().unwrap();
        put_as(&database.store, other, "g").await.unwrap();
        assert_eq!(things(&database.store).await, 7);
    }
}

#[tokio::test]
async fn every_zone_has_a_chain_of_its_own() {
    for database in databases().await {
        let zones: Vec<ZoneId> = ["alpha", "beta", "gamma"].map(|id| id.parse().unwrap()).to_vec();
        let writes = (0..60).map(|index| {
            let by = Author { zone: zones[index % 3].clone(), ..author() };
            let store = database.store.clone();
            async move { put_as(&store, by, &format!("thing-{index}")).await.unwrap() }
        });
        join_all(writes).await;
        assert_eq!(journal::zones(database.store.reader()).await.unwrap(), zones);
        for zone in &zones {
            let verdict = journal::verify(database.store.reader(), zone, |_| ()).await.unwrap();
            assert!(matches!(verdict, Verdict::Whole(head) if head.sequence == 20));
        }
    }
}
