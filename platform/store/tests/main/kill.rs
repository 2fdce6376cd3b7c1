//! What was acknowledged survives `kill -9`.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use futures::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use store::{Store, journal};
use testing::TestDatabase;

use super::ground::{databases, things, write, zone};

const ROUNDS: usize = 50;
/// Writers at once in the killed program, so that it dies with groups of commands half done.
const WRITERS: usize = 12;
/// Set for the program that is killed: the database that it writes to, and the first number of its things.
const URL: &str = "WUTONG_TEST_KILL_URL";
const FIRST: &str = "WUTONG_TEST_KILL_FIRST";

/// This test starts itself again as the program that writes until it is killed.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_nothing_that_was_acknowledged() {
    if let Ok(url) = std::env::var(URL) {
        return write_until_killed(&url, std::env::var(FIRST).unwrap().parse().unwrap()).await;
    }
    for database in databases().await {
        let mut acknowledged = Vec::new();
        for number in 0..ROUNDS {
            let url = database.url.clone();
            // Each program dies at another place: after its first, fourth, seventh … acknowledgement.
            let lives = 1 + 3 * (number % 17);
            acknowledged
                .extend(tokio::task::spawn_blocking(move || round(&url, number * 10_000, lives)).await.unwrap());
        }
        nothing_is_lost(&database, &acknowledged).await;
    }
}

/// Writes things and says which of them were acknowledged.
#[allow(clippy::print_stdout)]
async fn write_until_killed(url: &str, first: usize) {
    let store = Store::open(url).await.unwrap();
    let next = AtomicUsize::new(first);
    join_all((0..WRITERS).map(|_| async {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            write(&store, &format!("thing-{number}")).await.unwrap();
            println!("acknowledged thing-{number};");
        }
    }))
    .await;
}

/// Starts the program, kills it after so many acknowledgements; all that it acknowledged until it was dead.
fn round(url: &str, first: usize, lives: usize) -> Vec<String> {
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::fifty_kills_lose_nothing_that_was_acknowledged", "--nocapture"])
        .env(URL, url)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(program.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        // A line without its end was cut off by the kill.
        if let Some((_, id)) = line.trim_end_matches(';').split_once("acknowledged ").filter(|_| line.ends_with(';')) {
            acknowledged.push(id.to_owned());
            if acknowledged.len() == lives {
                program.kill().unwrap();
            }
        }
    }
    program.wait().unwrap();
    assert!(acknowledged.len() >= lives, "the program ended by itself after {} acknowledgements", acknowledged.len());
    acknowledged
}

async fn nothing_is_lost(database: &TestDatabase, acknowledged: &[String]) {
    let reader = database.store.reader();
    let column = |sql: &'static str| async move {
        let rows = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect::<Vec<String>>()
    };
    let kept = column("SELECT id FROM thing ORDER BY id").await;
    for id in acknowledged {
        assert!(kept.binary_search(id).is_ok(), "{id} was acknowledged and is lost");
    }
    // State and journal agree also on what was written and could not be acknowledged any more.
    assert_eq!(kept, column("SELECT subject_id FROM journal ORDER BY subject_id").await);
    let verdict = journal::verify(reader, &zone(), |_| ()).await.unwrap();
    let journal::Verdict::Whole(head) = verdict else { panic!("{verdict:?}") };
    assert_eq!(things(&database.store).await, head.sequence);
    write(&database.store, "afterwards").await.unwrap();
}
