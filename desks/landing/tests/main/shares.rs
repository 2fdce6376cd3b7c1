//! Editions are shared by links that open for a while and can be withdrawn.

use sea_orm::{ConnectionTrait, Statement};
use testing::{House, Visitor, words_of_pdf};

use super::plans::{houses, place};

/// Shares the demo's edition; the path that the link leads to.
async fn share(editor: &mut Visitor, days: &str) -> String {
    let made = editor.post("/landing/wishes/1/editions/1/share", &[("days", days)]).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let link = &made.body[place(&made.body, "http://wutong.test/qinshui")..];
    let path = link.split('<').next().unwrap();
    path.strip_prefix("http://wutong.test/qinshui").unwrap().to_owned()
}

/// Whether the secret stands where links, the journal and answers to forms are kept.
async fn is_kept(house: &House, secret: &str) -> bool {
    let database = house.store().reader();
    for (table, column) in [("landing_share", "secret"), ("journal", "after"), ("answered_write", "answer")] {
        let found = format!("SELECT COUNT(*) AS found FROM {table} WHERE {column} LIKE '%{secret}%'");
        let found = Statement::from_string(database.get_database_backend(), found);
        let row = database.query_one_raw(found).await.unwrap().unwrap();
        if row.try_get::<i64>("", "found").unwrap() > 0 {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn a_link_shows_the_edition_to_anybody_until_its_last_day() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let path = share(&mut editor, "7").await;
        let secret = path.strip_prefix("/landing/shared/").unwrap();
        assert_eq!(secret.len(), 64);
        assert!(!is_kept(&house, secret).await, "only its hash is kept");
        let mut stranger = house.stranger();
        let page = stranger.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("先进陶瓷材料项目") && page.body.contains("推荐地块"), "{}", page.body);
        assert!(!page.body.contains("/land/parcels/") && !page.body.contains("/policy/facts/"), "nothing for staff");
        assert!(page.body.contains("noindex") && page.headers["x-robots-tag"] == "noindex, nofollow");
        assert_eq!(page.headers["cache-control"], "no-store");
        let pdf = stranger.get(&format!("{path}/plan.pdf")).await;
        assert!(words_of_pdf(&pdf.bytes).contains("先进陶瓷材料项目") && pdf.headers.contains_key("x-robots-tag"));
        assert_eq!(stranger.get(&format!("{path}/plan.docx")).await.status, 200);

        house.clock.pass_days(8);
        let over = stranger.get(&path).await;
        assert!(over.status == 410 && over.body.contains("此链接已过期"), "{}", over.body);
        assert!(!over.body.contains("推荐地块"));
        assert_eq!(stranger.get(&format!("{path}/plan.pdf")).await.status, 404);
    }
}

#[tokio::test]
async fn a_withdrawn_link_says_so_and_nobody_guesses_one() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let path = share(&mut editor, "30").await;
        let gone = editor.post("/landing/wishes/1/shares/2/withdraw", &[]).await;
        assert!(gone.location().contains("flash=share-withdrawn"), "{}", gone.body);
        assert_eq!(
            editor.post("/landing/wishes/1/shares/2/withdraw", &[]).await.status,
            303,
            "once more changes nothing"
        );
        let page = house.stranger().get(&path).await;
        assert!(page.status == 410 && page.body.contains("已被撤回"), "{}", page.body);
        for guess in ["", "x", &"0".repeat(64), "%00", "../1"] {
            assert_eq!(house.stranger().get(&format!("/landing/shared/{guess}")).await.status, 404, "{guess}");
        }
        for days in ["0", "31", "-7", "many", "99999999999999"] {
            let refused = editor.post("/landing/wishes/1/editions/1/share", &[("days", days)]).await;
            assert!((400..500).contains(&refused.status), "{days}: {}", refused.status);
        }
        assert_eq!(editor.post("/landing/wishes/1/editions/9/share", &[("days", "7")]).await.status, 404);
        assert_eq!(editor.post("/landing/wishes/1/shares/9/withdraw", &[]).await.status, 404);
        let mut leader = house.visitor("leader").await;
        assert_eq!(leader.post("/landing/wishes/1/editions/1/share", &[("days", "7")]).await.status, 403);
        assert!(leader.get("/landing/wishes/1/editions/1").await.body.contains("已撤回"));
    }
}
