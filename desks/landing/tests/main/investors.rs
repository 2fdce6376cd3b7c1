//! Investors without an account send a wish and look at what becomes of it.

use testing::Visitor;

use super::plans::houses;

const SENT: [(&str, &str); 9] = [
    ("title", "外地来的<b>项目</b>"),
    ("investor", "=HYPERLINK(1)"),
    ("contact", "138-0000-0000"),
    ("gas", "800"),
    ("land_use", "0601"),
    ("area_least", ""),
    ("jobs", "40"),
    ("note", "不清楚的都没填"),
    ("consent", "1"),
];

fn but<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    SENT.iter().map(|&(key, was)| if key == name { (key, value) } else { (key, was) }).collect()
}

async fn investor(house: &testing::House) -> Visitor {
    let mut stranger = house.stranger();
    let form = stranger.get("/landing/ask").await;
    assert!(form.status == 200 && form.body.contains("我同意园区"), "{}", form.body);
    stranger
}

#[tokio::test]
async fn a_wish_from_outside_is_a_lead_that_people_hear_of_and_its_sender_follows() {
    for house in houses().await {
        let mut investor = investor(&house).await;
        let sent = investor.post("/landing/ask", &SENT).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let receipt = sent.location().strip_prefix("/qinshui").unwrap().to_owned();
        let page = house.stranger().get(&receipt).await;
        assert!(page.body.contains("受理编号 4") && page.body.contains("尚未出具方案"), "{}", page.body);
        assert!(!page.body.contains("<b>项目") && page.headers["x-robots-tag"] == "noindex, nofollow");

        let mut editor = house.visitor("projects").await;
        let list = editor.get("/landing?show=waiting").await.body;
        assert!(list.contains("外地来的&lt;b&gt;") && list.contains("投资方在线提交"), "{list}");
        assert!(editor.get("/notices").await.body.contains("投资方在线提交了意向"));
        assert!(editor.get("/work").await.body.contains("/landing/wishes/4"));
        let wish = editor.get("/landing/wishes/4").await.body;
        assert!(wish.contains("138-0000-0000"), "{wish}");
        let journal = house.visitor("auditor").await.get("/journal").await.body;
        assert!(journal.contains("收到投资意向") && !journal.contains("138-0000-0000"), "{journal}");

        assert_eq!(editor.post("/landing/wishes/4/editions", &[("version", "1")]).await.status, 303);
        assert!(house.stranger().get(&receipt).await.body.contains("园区已出具方案，将与您联系"));
        assert_eq!(editor.post("/landing/wishes/4/editions/1/share", &[("days", "7")]).await.status, 200);
        let page = house.stranger().get(&receipt).await.body;
        assert!(page.contains("园区已出具方案，见下") && page.contains("推荐地块"), "{page}");
        assert!(!page.contains("/land/parcels/"), "{page}");
        assert!(!editor.get("/landing?show=waiting").await.body.contains("外地来的"));
        assert!(editor.get("/landing?show=answered").await.body.contains("外地来的"));
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_and_a_form_sent_twice_is_one_wish() {
    for house in houses().await {
        let mut stranger = investor(&house).await;
        let long = "长".repeat(5_000);
        for (field, value, said) in [
            ("consent", "", "需要您同意"),
            ("contact", " ", "请填写此项"),
            ("contact", &long, "最多 200 个字"),
            ("investor", "", "请填写此项"),
            ("title", "", "请填写此项"),
            ("gas", "-1", "须大于 0"),
            ("area_least", "0", "面积须大于 0"),
            ("area_least", "1000000000000", "面积须大于 0"),
            ("land_use", "9999", "不在清单中"),
            ("note", &long, "最多 200 个字"),
        ] {
            let sent = stranger.post("/landing/ask", &but(field, value)).await;
            assert!(sent.status == 422 && sent.body.contains(said), "{field}: {} {}", sent.status, sent.body);
            assert!(sent.body.contains("138-0000-0000") || field == "contact", "what was typed stays");
        }
        let key = "4dfe5b5e-5fd5-4c8f-9d3c-5b7a52a7f0aa";
        let first = stranger.post_once("/landing/ask", key, &SENT).await;
        let second = stranger.post_once("/landing/ask", key, &SENT).await;
        assert_eq!((first.status, first.location()), (303, second.location()), "both lead to one receipt");
        let mut editor = house.visitor("projects").await;
        assert_eq!(editor.get("/landing/wishes/4").await.status, 200);
        assert_eq!(editor.get("/landing/wishes/5").await.status, 404);
        for guess in ["x", &"0".repeat(64)] {
            assert_eq!(house.stranger().get(&format!("/landing/receipts/{guess}")).await.status, 404);
        }
    }
}

#[tokio::test]
async fn one_network_sends_so_many_in_an_hour() {
    for house in houses().await {
        let mut stranger = investor(&house).await;
        for number in 0..landing::commands::WISHES_PER_HOUR_MAX {
            let title = format!("意向 {number}");
            assert_eq!(stranger.post("/landing/ask", &but("title", &title)).await.status, 303);
        }
        let more = stranger.post("/landing/ask", &SENT).await;
        assert!(more.status == 429 && more.body.contains("一小时内提交过多"), "{}", more.body);
        house.clock.pass_minutes(61);
        assert_eq!(stranger.post("/landing/ask", &SENT).await.status, 303);
    }
}
