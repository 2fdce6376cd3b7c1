//! The inbox: all notices, read one by one or all at once.

use std::collections::BTreeMap;

use notices::Notice;
use store::{Author, Entry, IdempotencyKey, StoreError, Subject};
use testing::House;

use crate::ground::{expect, houses};

async fn post(house: &House, account: &str, count: usize) {
    post_to(house, account, "test", count).await;
}

/// Posts so many notices of this occasion to an account.
pub async fn post_to(house: &House, account: &str, occasion: &str, count: usize) {
    let author = Author::system(house.zone.clone(), "test", house.clock.now());
    let (account, occasion) = (account.to_owned(), occasion.to_owned());
    house
        .store()
        .write(author, IdempotencyKey::random(), "test", move |change| {
            Box::pin(async move {
                for number in 0..count {
                    let notice = Notice {
                        account: account.clone(),
                        occasion: format!("{occasion}/{number}"),
                        text_key: "notice-mail-several".to_owned(),
                        details: BTreeMap::from([("count".to_owned(), format!("no-{number}"))]),
                        path: "/work".to_owned(),
                        light: "red".to_owned(),
                    };
                    notices::post(change, notice).await?;
                }
                change.record(Entry::new("notice.read", Subject::new("account", "x")));
                Ok::<_, StoreError>(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn notices_are_paged_and_read_one_by_one_or_all() {
    for house in houses().await {
        post(&house, "land", 60).await;
        post(&house, "leader", 1).await;
        let mut land = house.visitor("land").await.in_language("en");
        let first = land.get("/notices").await.body;
        assert!(first.contains("no-59") && !first.contains("no-9 ") && first.contains("Unread (60)"), "{first}");
        assert!(land.get("/notices?page=2").await.body.contains("no-1"));
        let id = first.split("name=\"notice\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        expect(&land.post("/notices", &[("notice", &id)]).await, 303);
        assert!(land.get("/notices").await.body.contains("Unread (59)"));
        // A notice of somebody else stays as it is.
        let mut leader = house.visitor("leader").await.in_language("en");
        leader.get("/notices").await;
        let other = first.split("name=\"notice\" value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
        expect(&leader.post("/notices", &[("notice", &other)]).await, 303);
        assert!(land.get("/notices").await.body.contains("Unread (59)"));
        expect(&land.post("/notices", &[]).await, 303);
        assert!(land.get("/notices").await.body.contains("Unread (0)"));
        assert!(leader.get("/notices").await.body.contains("Unread (1)"));
    }
}
