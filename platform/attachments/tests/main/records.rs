//! Rows, versions and the contents under them.

use std::{fs, time::SystemTime};

use attachments::{HandIn, HandInError, TakeBackError, find, hand_in, of_subject, take_back};
use jiff::{SignedDuration, Timestamp};
use store::{IdempotencyKey, Subject, journal};
use tokio::io::AsyncReadExt;

use crate::ground::*;

impl Ground {
    pub async fn hand_in(&self, text: &str, supersedes: Option<&str>) -> attachments::Attachment {
        self.try_hand_in(text, supersedes).await.unwrap()
    }

    async fn try_hand_in(&self, text: &str, supersedes: Option<&str>) -> Result<attachments::Attachment, HandInError> {
        let received = self.files.receive(&zone(), "协议.pdf", pdf(text), now()).await.unwrap();
        let supersedes = supersedes.map(str::to_owned);
        let what = HandIn { subject: project(), kind: "agreement".to_owned(), supersedes, received, follow: None };
        hand_in(&self.database.store, self.order(), what).await
    }

    async fn verbs(&self) -> Vec<String> {
        let reader = self.database.store.reader();
        let entries = journal::of_subject(reader, &zone(), "project", "p1", Timestamp::MAX, 50).await.unwrap();
        entries.into_iter().rev().map(|entry| entry.verb).collect()
    }
}

#[tokio::test]
async fn a_document_has_versions_and_each_is_in_the_journal() {
    for ground in grounds().await {
        let reader = ground.database.store.reader();
        let first = ground.hand_in("one", None).await;
        let second = ground.hand_in("two", Some(&first.document)).await;
        let other = ground.hand_in("three", None).await;
        assert_eq!((first.version, second.version, other.version), (1, 2, 1));
        let documents = of_subject(reader, &ground.scope, &project()).await.unwrap();
        assert_eq!(documents.len(), 2);
        assert_eq!((&documents[0].newest, &documents[0].older), (&second, &vec![first.clone()]));
        assert_eq!(documents[1].newest, other);
        take_back(&ground.database.store, ground.order(), project(), (second.id.clone(), "错了".to_owned()), None)
            .await
            .unwrap();
        let documents = of_subject(reader, &ground.scope, &project()).await.unwrap();
        assert_eq!((&documents[0].newest, documents[0].older.len()), (&first, 0));
        // A number is not given twice.
        assert_eq!(ground.hand_in("four", Some(&first.document)).await.version, 3);
        let verbs = [
            "attachment.added",
            "attachment.replaced",
            "attachment.added",
            "attachment.removed",
            "attachment.replaced",
        ];
        assert_eq!(ground.verbs().await, verbs);
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    for ground in grounds().await {
        let store = &ground.database.store;
        let first = ground.hand_in("one", None).await;
        assert!(matches!(ground.try_hand_in("one", Some(&first.document)).await, Err(HandInError::Same)));
        assert!(matches!(ground.try_hand_in("two", Some("nothing")).await, Err(HandInError::NoDocument)));
        let back = |id: &str, reason: &str| {
            take_back(store, ground.order(), project(), (id.to_owned(), reason.to_owned()), None)
        };
        assert!(matches!(back(&first.id, " ").await, Err(TakeBackError::NoReason)));
        assert!(matches!(back("nothing", "why").await, Err(TakeBackError::NoAttachment)));
        back(&first.id, "why").await.unwrap();
        assert!(matches!(back(&first.id, "why").await, Err(TakeBackError::NoAttachment)));
        assert!(matches!(ground.try_hand_in("two", Some(&first.document)).await, Err(HandInError::NoDocument)));
    }
}

#[tokio::test]
async fn an_attachment_is_found_by_its_own_record_and_zone_only() {
    for ground in grounds().await {
        let reader = ground.database.store.reader();
        let one = ground.hand_in("one", None).await;
        let other_record = Subject::new("project", "p2");
        let elsewhere = identity::Scope::system("yangcheng".parse().unwrap());
        assert_eq!(find(reader, &ground.scope, &project(), &one.id).await.unwrap(), Some(one.clone()));
        assert_eq!(find(reader, &ground.scope, &other_record, &one.id).await.unwrap(), None);
        assert_eq!(find(reader, &elsewhere, &project(), &one.id).await.unwrap(), None);
        assert!(ground.files.open(&"yangcheng".parse().unwrap(), &one.digest).await.is_err());
    }
}

#[tokio::test]
async fn the_same_order_sent_twice_is_carried_out_once() {
    for ground in grounds().await {
        let key = IdempotencyKey::random();
        let mut ids = Vec::new();
        for _ in 0..2 {
            let received = ground.files.receive(&zone(), "协议.pdf", pdf("one"), now()).await.unwrap();
            let what =
                HandIn { subject: project(), kind: "agreement".to_owned(), supersedes: None, received, follow: None };
            let order = identity::Order { key: key.clone(), ..ground.order() };
            ids.push(hand_in(&ground.database.store, order, what).await.unwrap().id);
        }
        assert_eq!(ids[0], ids[1]);
        assert_eq!(ground.verbs().await.len(), 1);
    }
}

#[tokio::test]
async fn the_same_content_is_kept_once_and_comes_back_as_it_was() {
    for ground in grounds().await {
        let (one, two) = (ground.hand_in("same", None).await, ground.hand_in("same", None).await);
        assert_eq!(one.digest, two.digest);
        assert_eq!(ground.contents().len(), 1);
        let mut content = Vec::new();
        ground.files.open(&zone(), &one.digest).await.unwrap().read_to_end(&mut content).await.unwrap();
        assert_eq!(content, pdf("same"));
    }
}

/// The program died between content and row: the content is swept after a day, and no other.
#[tokio::test]
async fn a_content_without_a_row_is_swept_after_a_day() {
    for ground in grounds().await {
        let reader = ground.database.store.reader();
        ground.hand_in("named", None).await;
        ground.files.receive(&zone(), "a.pdf", pdf("unnamed"), now()).await.unwrap();
        let draft = ground.folder.path().join("files/qinshui/incoming/draft-left");
        fs::write(&draft, "half").unwrap();
        let long_ago = SystemTime::try_from(now() - SignedDuration::from_hours(30)).unwrap();
        fs::File::options().append(true).open(&draft).unwrap().set_modified(long_ago).unwrap();
        let sweep = |hours: i64| ground.files.sweep(reader, ground_zone(), now() + SignedDuration::from_hours(hours));
        assert_eq!(sweep(0).await.unwrap(), 1, "the draft");
        assert_eq!(sweep(23).await.unwrap(), 0);
        assert_eq!(ground.contents().len(), 2);
        // Handed in again, it is young again.
        let later = now() + SignedDuration::from_hours(23);
        ground.files.receive(&zone(), "a.pdf", pdf("unnamed"), later).await.unwrap();
        assert_eq!(sweep(25).await.unwrap(), 0);
        assert_eq!(sweep(48).await.unwrap(), 1);
        assert_eq!(ground.contents().len(), 1);
        assert_eq!(sweep(48).await.unwrap(), 0);
    }
}

fn ground_zone() -> &'static store::ZoneId {
    static ZONE: std::sync::OnceLock<store::ZoneId> = std::sync::OnceLock::new();
    ZONE.get_or_init(zone)
}
