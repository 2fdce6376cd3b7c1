//! The virus scanner of the machine.

use attachments::{Files, Refusal, Scan};

use crate::ground::*;

/// What a scanner that ends like this makes of a file, and how much was kept.
async fn scanned(script: &str) -> (Result<(), Refusal>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let command = ["sh", "-c", script].map(str::to_owned).to_vec();
    let files = Files::new(folder.path(), command);
    let outcome = files.receive(&zone(), "a.pdf", pdf("x"), now()).await;
    (outcome.map(drop), files_in(folder.path()).len())
}

#[tokio::test]
async fn only_what_is_clean_is_kept() {
    assert!(matches!(scanned("test -s \"$0\" && exit 0; exit 7").await, (Ok(()), 1)));
    assert!(matches!(scanned("exit 1").await, (Err(Refusal::Infected), 0)));
    assert!(matches!(scanned("exit 2").await, (Err(Refusal::NotScanned { .. }), 0)));
    assert!(matches!(scanned("kill -9 $$").await, (Err(Refusal::NotScanned { .. }), 0)));
}

#[tokio::test]
async fn a_scanner_that_is_not_there_keeps_everything_out() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::new(folder.path(), vec!["/no/such/scanner".to_owned()]);
    let refused = files.receive(&zone(), "a.pdf", pdf("x"), now()).await;
    assert!(matches!(refused, Err(Refusal::NotScanned { .. })));
    assert!(files_in(folder.path()).is_empty());
}

#[tokio::test]
async fn the_row_says_whether_it_was_scanned() {
    let mut ground = grounds().await.swap_remove(0);
    assert_eq!(ground.hand_in("x", None).await.scan, Scan::NotScanned);
    ground.files = Files::new(ground.folder.path().join("files"), vec!["true".to_owned()]);
    assert_eq!(ground.hand_in("y", None).await.scan, Scan::Clean);
}
