//! The journal, as auditors read it.

use super::ground::{between, expect, houses};

#[tokio::test]
async fn the_journal_says_who_changed_what_and_how_it_stood_before() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        admin.get("/people/land").await;
        let fields = [
            ("version", "1"),
            ("name", "田守土"),
            ("organisation", "land"),
            ("post", "<b>副局长</b>"),
            ("email", ""),
            ("language", "zh-CN"),
        ];
        expect(&admin.post("/people/land", &fields).await, 303);
        let mut auditor = house.visitor("auditor").await;
        let list = auditor.get("/journal?kind=account&id=land&actor=admin").await;
        expect(&list, 200);
        let rows = between(&list.body, "<tbody>", "</tbody>");
        assert!(rows.contains("樊守成 (admin)") && rows.contains("修改账号") && rows.contains("2020-08-20 11:26"));
        let path = between(rows, "href=\"/qinshui", "\"").to_owned();
        let entry = auditor.get(&path).await;
        expect(&entry, 200);
        let change = between(&entry.body, "<tbody>", "</tbody>");
        assert!(change.contains("局长") && change.contains("&lt;b&gt;副局长&lt;/b&gt;") && change.contains("岗位"));
        assert!(!change.contains("田守土"), "only what differs is shown");
    }
}

#[tokio::test]
async fn the_journal_is_filtered_by_day_and_read_in_pages() {
    for house in houses().await {
        let mut auditor = house.visitor("auditor").await;
        let first = auditor.get("/journal").await;
        assert_eq!(between(&first.body, "<tbody>", "</tbody>").matches("<tr>").count(), 50);
        assert!(first.body.contains("rel=\"next\""));
        let second = auditor.get("/journal?page=2").await;
        expect(&second, 200);
        assert!(!second.body.contains("rel=\"next\""));
        let none = auditor.get("/journal?from=2020-08-21").await;
        assert!(none.body.contains("没有符合条件的流水"));
        let day = auditor.get("/journal?from=2020-08-20&to=2020-08-20&verb=zone.created").await;
        assert_eq!(between(&day.body, "<tbody>", "</tbody>").matches("<tr>").count(), 1);
        expect(&auditor.get("/journal?from=2020-02-31").await, 400);
        expect(&auditor.get("/journal?to=9999-12-31").await, 200);
        expect(&auditor.get("/journal?from=-9999-01-01").await, 400);
        for nothing in ["0", "-1", "999999", "x", "99999999999999999999"] {
            expect(&auditor.get(&format!("/journal/{nothing}")).await, 404);
        }
    }
}

#[tokio::test]
async fn no_secret_stands_in_the_journal() {
    for house in houses().await {
        let mut auditor = house.visitor("auditor").await;
        let mut read = 0;
        loop {
            let entry = auditor.get(&format!("/journal/{}", read + 1)).await;
            if entry.status == 404 {
                break;
            }
            assert!(!entry.body.contains("argon2"), "{}", entry.body);
            read += 1;
        }
        // The zone, its organisations and its people, and the auditor's own session.
        assert_eq!(read, 1 + 32 + 19 + 1);
    }
}
