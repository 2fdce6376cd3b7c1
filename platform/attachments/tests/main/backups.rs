//! A backup carries the contents, whole or not at all.

use std::fs;

use attachments::of_subject;
use store::backup::{backup, restore};

use crate::ground::*;

#[tokio::test]
async fn a_backup_carries_the_contents_into_either_database() {
    for (from, to) in grounds().await.into_iter().zip(grounds().await.into_iter().rev()) {
        let first = from.hand_in("one", None).await;
        from.hand_in("two", Some(&first.document)).await;
        from.files.receive(&zone(), "a.pdf", pdf("unnamed"), now()).await.unwrap();
        let file = from.folder.path().join("2020.wutong");
        backup(&from.database.store, scripts(), &from.files, &file, |_| ()).await.unwrap();
        assert_eq!(files_in(&from.folder.path().join("2020.wutong.files")).len(), 2);
        restore(&file, &to.database.store, scripts(), &to.files, false, |_| ()).await.unwrap();
        let documents = of_subject(to.database.store.reader(), &to.scope, &project()).await.unwrap();
        assert_eq!((documents.len(), documents[0].older.len()), (1, 1));
        assert!(to.files.open(&zone(), &first.digest).await.is_ok());
        assert_eq!(to.contents().len(), 2);
    }
}

#[tokio::test]
async fn a_backup_without_a_content_is_none() {
    for ground in grounds().await {
        ground.hand_in("one", None).await;
        let content = ground.contents().remove(0);
        let file = ground.folder.path().join("2020.wutong");
        let store = &ground.database.store;
        for damage in ["altered", "gone"] {
            if damage == "gone" {
                fs::remove_file(&content).unwrap();
            } else {
                fs::write(&content, "altered").unwrap();
            }
            let refused = backup(store, scripts(), &ground.files, &file, |_| ()).await.unwrap_err();
            assert!(refused.to_string().contains(&content.display().to_string()), "{damage}: {refused}");
            assert!(!file.exists(), "{damage}");
        }
        // Handed in again it is whole again, and what was left over is no hindrance.
        ground.files.receive(&zone(), "a.pdf", pdf("one"), now()).await.unwrap();
        backup(store, scripts(), &ground.files, &file, |_| ()).await.unwrap();
    }
}

#[tokio::test]
async fn a_restore_looks_at_every_content_before_it_changes_anything() {
    for ground in grounds().await {
        ground.hand_in("one", None).await;
        let file = ground.folder.path().join("2020.wutong");
        let store = &ground.database.store;
        backup(store, scripts(), &ground.files, &file, |_| ()).await.unwrap();
        ground.hand_in("two", None).await;
        let kept = files_in(&ground.folder.path().join("2020.wutong.files")).remove(0);
        fs::remove_file(&kept).unwrap();
        fs::write(&kept, "altered").unwrap();
        assert!(restore(&file, store, scripts(), &ground.files, true, |_| ()).await.is_err());
        let documents = of_subject(store.reader(), &ground.scope, &project()).await.unwrap();
        assert_eq!(documents.len(), 2, "a refused restore changed the records");
    }
}
