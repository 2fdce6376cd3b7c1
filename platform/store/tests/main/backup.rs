use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use store::{Store, StoreError, backup, journal};

use super::ground::{databases, number, scripts, things, write, zone};

#[tokio::test]
async fn a_backup_of_either_database_restores_into_either() {
    let folder = tempfile::tempdir().unwrap();
    for (index, from) in databases().await.into_iter().enumerate() {
        for id in 0..1_200 {
            write(&from.store, &format!("thing-{id}")).await.unwrap();
        }
        let file = folder.path().join(format!("{index}.wutong"));
        let mut told = 0;
        backup::backup(&from.store, scripts(), &file, |rows| told = rows).await.unwrap();
        assert!(told > 2_400);
        for to in databases().await {
            backup::restore(&file, &to.store, scripts(), false, |_| ()).await.unwrap();
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
        backup::backup(&from.store, scripts(), &file, |_| ()).await.unwrap();
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
        backup::backup(&from.store, scripts(), &file, |_| ()).await.unwrap();
        let again = backup::backup(&from.store, scripts(), &file, |_| ()).await;
        assert!(matches!(again, Err(StoreError::Exists(_))));
        write(&from.store, "b").await.unwrap();
        let refused = backup::restore(&file, &from.store, scripts(), false, |_| ()).await;
        assert!(matches!(refused, Err(StoreError::NotEmpty)));
        assert_eq!(things(&from.store).await, 2);
        backup::restore(&file, &from.store, scripts(), true, |_| ()).await.unwrap();
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
    backup::backup(&databases[0].store, scripts(), &file, |_| ()).await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    for byte in &mut damaged[whole.len() / 2..whole.len() / 2 + 4_096] {
        *byte ^= 0xff;
    }
    let cases = [b"not a database".to_vec(), Vec::new(), whole[..whole.len() / 2].to_vec(), damaged];
    for (index, bytes) in cases.into_iter().enumerate() {
        let path = folder.path().join(format!("bad-{index}"));
        std::fs::write(&path, bytes).unwrap();
        let outcome = backup::restore(&path, &databases[1].store, scripts(), false, |_| ()).await;
        assert!(matches!(outcome, Err(StoreError::NotABackup { .. })), "case {index}: {outcome:?}");
        assert_eq!(things(&databases[1].store).await, 0);
    }
    let newer = store::migrations();
    let outcome = backup::restore(&file, &databases[1].store, newer, false, |_| ()).await;
    assert!(matches!(&outcome, Err(StoreError::NotABackup { why, .. }) if why.contains("newer")), "{outcome:?}");
    assert!(matches!(
        backup::restore(&folder.path().join("none"), &databases[1].store, scripts(), false, |_| ()).await,
        Err(StoreError::File { .. })
    ));
}
