//! What was acknowledged survives `kill -9`.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    time::Duration,
};

use store::{Store, journal};

use super::ground::{databases, write, zone};

const ROUNDS: usize = 50;
/// Set for the child: the database that it writes to, and the first number of its things.
const URL: &str = "WUTONG_TEST_KILL_URL";
const FIRST: &str = "WUTONG_TEST_KILL_FIRST";

/// Not a test: the program that is killed, in a process of its own. It writes until then, and says what was
/// acknowledged.
#[tokio::test]
#[ignore = "runs as the child of the test below"]
async fn child() {
    let Ok(url) = std::env::var(URL) else { return };
    let first: usize = std::env::var(FIRST).unwrap().parse().unwrap();
    let store = Store::open(&url).await.unwrap();
    for number in first.. {
        write(&store, &format!("thing-{number}")).await.unwrap();
        writeln!(std::io::stdout(), "acknowledged {number}").unwrap();
    }
}

/// Starts the child, lets it write a while, kills it; the numbers that it acknowledged.
fn round(url: &str, first: usize, lives: usize) -> Vec<usize> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--ignored", "--nocapture"])
        .env(URL, url)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines {
        let line = line.unwrap();
        if let Some((_, number)) = line.split_once("acknowledged ") {
            acknowledged.push(number.parse().unwrap());
            if acknowledged.len() == lives {
                // In the middle of the next write, at another place in each round.
                std::thread::sleep(Duration::from_micros(137 * lives as u64));
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_nothing_that_was_acknowledged() {
    for database in databases().await {
        let mut acknowledged = Vec::new();
        for number in 0..ROUNDS {
            let first = number * 1_000;
            let url = database.url.clone();
            let told = tokio::task::spawn_blocking(move || round(&url, first, 1 + number % 7)).await.unwrap();
            assert!(!told.is_empty(), "the child wrote nothing in round {number}");
            acknowledged.extend(told);
        }
        for number in &acknowledged {
            let id = format!("thing-{number}");
            let entries = journal::of_subject(database.store.reader(), &zone(), "thing", &id, 2).await.unwrap();
            assert_eq!(entries.len(), 1, "{id} was acknowledged and is lost");
        }
        let verdict = journal::verify(database.store.reader(), &zone(), |_| ()).await.unwrap();
        let journal::Verdict::Whole(head) = verdict else { panic!("{verdict:?}") };
        // State and journal agree also on what was written and not acknowledged any more.
        assert_eq!(super::ground::things(&database.store).await, head.sequence);
        assert!(head.sequence >= i64::try_from(acknowledged.len()).unwrap());
    }
}
