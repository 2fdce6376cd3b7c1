//! Plans are kept as they were, and say what has become otherwise.

use super::plans::{answer, but, houses, place};

const GRANTED: [(&str, &str); 4] = [("version", "1"), ("status", "granted"), ("on", "2020-08-20"), ("reason", "")];

#[tokio::test]
async fn an_edition_says_for_ever_what_it_said_then_and_what_is_otherwise_now() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        answer(&mut editor, &but(&[("investment", "46500"), ("output", "60000"), ("jobs", "300")])).await;
        let saved = editor.post("/landing/wishes/4/editions", &[("version", "1")]).await;
        assert_eq!(saved.location(), "/qinshui/landing/wishes/4/editions/1?flash=edition-saved", "{}", saved.body);
        let path = "/landing/wishes/4/editions/1";
        let kept = editor.get(path).await.body;
        assert!(kept.contains("没有差别") && kept.contains("此版本留存于 2020-08-20"), "{kept}");
        assert!(kept.contains("对园区指标的影响") && kept.contains("/policy/facts/projects.jobs.promised"), "{kept}");

        assert_eq!(editor.post("/land/parcels/XC-03/status", &GRANTED).await.status, 303);
        let kept = editor.get(path).await.body;
        let (differs, says) = kept.split_at(place(&kept, "投资意向</h2>"));
        assert!(differs.contains("推荐地块 1") && differs.contains("已供他人"), "{differs}");
        assert!(says[place(says, "1. ")..].contains("/land/parcels/XC-03"), "the edition still recommends it: {says}");
        let now = editor.get("/landing/wishes/4").await.body;
        assert!(now.contains("/landing/wishes/4/editions/1"), "it is listed on the wish");
        assert!(!editor.get("/landing/wishes/4?as_of=2020-08-19").await.body.contains("/editions/1"));

        let mut leader = house.visitor("leader").await;
        assert_eq!(leader.get(path).await.status, 200);
        assert_eq!(leader.post("/landing/wishes/4/editions", &[("version", "1")]).await.status, 403);
        assert_eq!(house.visitor("enterprise").await.get(path).await.status, 403);
        assert_eq!(editor.get("/landing/wishes/4/editions/2").await.status, 404);
        assert_eq!(editor.get("/landing/wishes/4/editions/x").await.status, 404);
    }
}

#[tokio::test]
async fn the_same_plan_is_kept_once_and_a_changed_wish_first_looked_at() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let keep = [("version", "1")];
        let path = "/landing/wishes/2/editions";
        assert!(editor.post(path, &keep).await.location().contains("edition-saved"));
        assert!(editor.post(path, &keep).await.location().contains("edition-known"));
        assert_eq!(editor.post("/landing/wishes/2/edit", &but(&[("version", "1")])).await.status, 303);
        assert_eq!(editor.post(path, &keep).await.status, 409, "the plan on the page was for the wish as it was");
        let second = editor.post(path, &[("version", "2")]).await;
        assert!(second.location().contains("/editions/2?"), "{}", second.location());
        let first = editor.get("/landing/wishes/2/editions/1").await.body;
        assert!(first.contains("装备配件加工项目（演示编造）"), "under the name that the wish had: {first}");
    }
}
