use jiff::SignedDuration;
use store::{Author, IdempotencyKey, Store, StoreError};

use super::ground::{author, databases, now, number, put, things};

async fn send(store: &Store, author: Author, key: &IdempotencyKey, id: &str) -> String {
    let id = id.to_owned();
    let answer: Result<_, StoreError> =
        store.write(author, key.clone(), "thing.put", move |change| Box::pin(put(change, id, "x".to_owned()))).await;
    answer.unwrap()
}

#[tokio::test]
async fn old_answers_are_forgotten_and_newer_ones_are_not() {
    for database in databases().await {
        let store = &database.store;
        let (old, new) = (IdempotencyKey::random(), IdempotencyKey::random());
        send(store, author(), &old, "a").await;
        let later = Author { at: now() + SignedDuration::from_hours(48), ..author() };
        send(store, later.clone(), &new, "b").await;
        let day_after = now() + SignedDuration::from_hours(24);
        assert_eq!(store.forget_answers_before(day_after).await.unwrap(), 1);
        assert_eq!(store.forget_answers_before(day_after).await.unwrap(), 0);
        assert_eq!(send(store, later.clone(), &new, "c").await, "b", "still answered from the ledger");
        assert_eq!(send(store, later, &old, "d").await, "d", "done anew");
        assert_eq!(things(store).await, 3);
        assert_eq!(number(store, "SELECT count(*) FROM answered_write").await, 2);
    }
}

#[test]
fn a_key_is_short_and_plain() {
    let long = "k".repeat(65);
    for text in ["", "short", "with space in it", "newline\nnewline", "梧桐梧桐梧桐", "quote'quote", long.as_str()]
    {
        assert!(text.parse::<IdempotencyKey>().is_err(), "{text:?}");
    }
    let random = IdempotencyKey::random();
    assert_eq!(random.as_str().parse::<IdempotencyKey>().unwrap(), random);
}
