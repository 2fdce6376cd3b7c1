//! What enterprises ask for: who answers, who hears of it, and what becomes of an answer that does not content.

use projects::{
    model::{Item, ItemKind},
    store::{self, ItemFilter, KeptItem, WaitsFor},
};
use testing::House;

use super::{
    dossier::{add, find, items},
    pages::houses,
};

async fn told(house: &House, login: &str, what: &str) -> Vec<String> {
    let scope = house.visitor(login).await.scope().clone();
    let inbox = notices::inbox(house.store().reader(), &scope, 1_000).await.unwrap();
    let about = inbox.iter().filter(|one| one.notice.text_key == format!("projects-notice-{what}"));
    about.map(|one| one.notice.details["said"].clone()).collect()
}

#[tokio::test]
async fn a_request_goes_from_the_enterprise_to_the_bureau_and_its_answer_back() {
    for house in houses().await {
        let mut enterprise = house.visitor("enterprise").await;
        let typed = [("kind", "request"), ("title", "九月检修需要临时气源"), ("class", "gas"), ("text", "三天")];
        let (status, body) = add(&mut enterprise, "qs-006", &typed).await;
        assert_eq!(status, 303, "{body}");
        let own = items(&house, enterprise.scope(), "qs-006", ItemKind::Request).await;
        let kept = own
            .iter()
            .find(|kept| kept.item.title.as_ref().is_some_and(|title| title.as_str().contains("检修")))
            .unwrap();
        // Who answers, and by when, is the zone's rule.
        assert_eq!(kept.item.owner.as_ref().unwrap().as_str(), "gas");
        assert_eq!(kept.item.due_on.unwrap().to_string(), "2020-08-25");
        let gas = house.visitor("gas").await;
        let somebody = gas.scope().person().unwrap();
        let waits_for = WaitsFor { account: somebody.account.clone(), organisation: somebody.organisation.clone() };
        let filter = ItemFilter { waits_for: Some(waits_for), open: true, ..ItemFilter::default() };
        let waiting = store::items(house.store().reader(), gas.scope(), &filter, 0, 100).await.unwrap();
        assert!(waiting.iter().any(|one| one.id == kept.id));

        let finish = format!("/projects/qs-006/items/{}/finish", kept.id);
        let done = [("version", "1"), ("done_on", "2020-08-20")];
        let mut other = house.visitor("land").await;
        assert_eq!(other.post(&finish, &done).await.status, 403, "another bureau does not answer");
        let mut gas = gas;
        let silent = gas.post(&finish, &done).await;
        assert_eq!(silent.status, 422, "an answer says something");
        let told = [("version", "1"), ("done_on", "2020-08-20"), ("outcome", "已安排槽车三天保供")];
        assert_eq!(gas.post(&finish, &told).await.status, 303);
        let page = enterprise.get(&format!("/projects/qs-006/items/{}", kept.id)).await;
        assert!(page.body.contains("已安排槽车三天保供"), "the enterprise reads the answer");
        let again = gas.post(&finish, &told).await;
        assert_eq!(again.status, 409, "it was answered meanwhile");
    }
}

#[tokio::test]
async fn an_enterprise_words_its_request_and_leaves_the_answer_to_others() {
    for house in houses().await {
        let mut enterprise = house.visitor("enterprise").await;
        let forged = [
            ("kind", "request"),
            ("title", "九月检修需要气源"),
            ("class", "gas"),
            ("owner", "land"),
            ("due_on", "2030-01-01"),
            ("done_on", "2020-08-20"),
            ("outcome", "已解决"),
        ];
        assert_eq!(add(&mut enterprise, "qs-006", &forged).await.0, 303);
        let asked = |kept: &&KeptItem| kept.item.title.as_ref().is_some_and(|title| title.as_str().contains("检修"));
        let own = items(&house, enterprise.scope(), "qs-006", ItemKind::Request).await;
        let kept = own.iter().find(asked).unwrap();
        let by_rule = |item: &Item| {
            (item.owner.as_ref().unwrap().to_string(), item.due_on.unwrap().to_string(), item.done.clone())
        };
        assert_eq!(by_rule(&kept.item), ("gas".to_owned(), "2020-08-25".to_owned(), None));
        let path = format!("/projects/qs-006/items/{}", kept.id);
        let page = enterprise.get(&path).await.body;
        assert!(page.contains("name=\"title\"") && !page.contains("name=\"owner\""), "{page}");
        let again = |version: &'static str| {
            [
                ("version", version),
                ("title", "十月检修需要气源"),
                ("class", "gas"),
                ("due_on", "2030-01-01"),
                ("outcome", "好"),
            ]
        };
        assert_eq!(enterprise.post(&path, &again("1")).await.status, 303);
        let item = find(&house, &kept.id).await.unwrap().item;
        assert_eq!(item.title.as_ref().unwrap().as_str(), "十月检修需要气源");
        assert_eq!(by_rule(&item), ("gas".to_owned(), "2020-08-25".to_owned(), None));
        let mut gas = house.visitor("gas").await;
        let told = [("version", "2"), ("done_on", "2020-08-20"), ("outcome", "已安排槽车")];
        assert_eq!(gas.post(&format!("{path}/finish"), &told).await.status, 303);
        assert_eq!(enterprise.post(&path, &again("3")).await.status, 403, "what is answered stays");
        assert!(!enterprise.get(&path).await.body.contains("name=\"title\""));
    }
}

#[tokio::test]
async fn an_answer_that_does_not_content_is_asked_for_again_and_both_words_stay() {
    for house in houses().await {
        let (mut enterprise, mut gas) = (house.visitor("enterprise").await, house.visitor("gas").await);
        let request = [("kind", "request"), ("title", "压力不稳"), ("class", "gas"), ("on", "2020-08-10")];
        assert_eq!(add(&mut enterprise, "qs-006", &request).await.0, 303);
        let own = items(&house, enterprise.scope(), "qs-006", ItemKind::Request).await;
        let is_new = |kept: &&KeptItem| kept.item.title.as_ref().is_some_and(|title| title.as_str() == "压力不稳");
        let id = own.iter().find(is_new).unwrap().id.clone();
        let path = format!("/projects/qs-006/items/{id}");
        let contest = |version: &'static str, reason: &'static str| [("version", version), ("contest_reason", reason)];
        let early = enterprise.post(&format!("{path}/contest"), &contest("1", "还没人来")).await;
        assert!(early.status == 422 && early.body.contains("还没有答复"), "{}", early.body);
        let told_so = [("version", "1"), ("done_on", "2020-08-20"), ("outcome", "已调压")];
        assert_eq!(gas.post(&format!("{path}/finish"), &told_so).await.status, 303);
        assert_eq!(gas.post(&format!("{path}/contest"), &contest("2", "行了")).await.status, 403);
        assert!(enterprise.get(&path).await.body.contains("name=\"contest_reason\""));
        let silent = enterprise.post(&format!("{path}/contest"), &contest("2", " ")).await;
        assert!(silent.status == 422 && silent.body.contains("field-contest_reason"), "{}", silent.body);
        let said = contest("2", "<b>夜里</b>还是不稳");
        assert_eq!(enterprise.post(&format!("{path}/contest"), &said).await.status, 303);
        let item = find(&house, &id).await.unwrap().item;
        assert_eq!((item.done.as_ref(), item.due_on.unwrap().to_string()), (None, "2020-08-25".to_owned()));
        let page = gas.get(&path).await.body;
        assert!(page.contains("已调压") && page.contains("&lt;b&gt;夜里&lt;/b&gt;还是不稳"), "{page}");
        assert_eq!(told(&house, "gas", "item-contested").await, ["压力不稳"]);
        // Whoever edits for the zone does not word it anew, and a second answer closes it again.
        let mut editor = house.visitor("projects").await;
        let worded = [("version", "3"), ("title", "压力不稳"), ("class", "gas"), ("on", "2020-08-11")];
        assert_eq!(editor.post(&path, &worded).await.status, 303);
        let own = [("version", "4"), ("title", "改了的问题"), ("class", "gas")];
        assert_eq!(enterprise.post(&path, &own).await.status, 403, "what was answered is what was asked");
        let early = [("version", "4"), ("done_on", "2020-08-19"), ("outcome", "换了调压器")];
        let early = gas.post(&format!("{path}/finish"), &early).await;
        assert!(early.status == 422 && early.body.contains("要求重办"), "{}", early.body);
        let again = [("version", "4"), ("done_on", "2020-08-20"), ("outcome", "换了调压器")];
        assert_eq!(gas.post(&format!("{path}/finish"), &again).await.status, 303);
        assert_eq!(enterprise.post(&format!("{path}/contest"), &contest("5", "又坏了")).await.status, 303);
        let item = find(&house, &id).await.unwrap().item;
        let reasons: Vec<&str> = item.contests().iter().map(|contest| contest.reason.as_str()).collect();
        assert_eq!(reasons, ["<b>夜里</b>还是不稳", "又坏了"]);
    }
}

#[tokio::test]
async fn an_answer_that_a_clerk_takes_out_is_nobodys_discontent() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let path = "/projects/qs-006/items/qs-006-156";
        let version = find(&house, &"qs-006-156".parse().unwrap()).await.unwrap().version.to_string();
        let open =
            [("version", version.as_str()), ("title", "设备补贴兑现"), ("class", "policy"), ("owner", "economy")];
        assert_eq!(editor.post(path, &open).await.status, 303);
        assert!(told(&house, "statistics", "item-contested").await.is_empty());
        assert_eq!(told(&house, "statistics", "item-asked").await, ["设备补贴兑现"]);
    }
}

#[tokio::test]
async fn whoever_must_act_hears_at_once_and_has_it_in_the_queue_and_the_enterprise_hears_the_answer() {
    for house in houses().await {
        let (mut editor, mut enterprise) = (house.visitor("projects").await, house.visitor("enterprise").await);
        let duty = [("kind", "duty"), ("title", "十月底前办结"), ("owner", "permits"), ("due_on", "2020-10-30")];
        assert_eq!(add(&mut editor, "qs-007", &duty).await.0, 303);
        assert_eq!(told(&house, "permits", "item-given").await, ["十月底前办结"]);
        let work = projects::desk().work.unwrap();
        let permits = house.visitor("permits").await;
        let today = jiff::civil::date(2020, 8, 20);
        let queue = work.items(&house.app, permits.scope(), pages::Language::Chinese, today).await.unwrap();
        assert!(queue.iter().any(|item| item.title.contains("十月底前办结")), "{queue:?}");
        let request = [("kind", "request"), ("title", "临时气源"), ("class", "gas"), ("text", "三天")];
        assert_eq!(add(&mut enterprise, "qs-006", &request).await.0, 303);
        assert_eq!(told(&house, "gas", "item-asked").await, ["临时气源"]);
        let own = items(&house, enterprise.scope(), "qs-006", ItemKind::Request).await;
        let is_new = |kept: &&KeptItem| kept.item.title.as_ref().is_some_and(|title| title.as_str() == "临时气源");
        let path = format!("/projects/qs-006/items/{}/finish", own.iter().find(is_new).unwrap().id);
        let answer = [("version", "1"), ("done_on", "2020-08-20"), ("outcome", "槽车保供三天")];
        assert_eq!(house.visitor("gas").await.post(&path, &answer).await.status, 303);
        assert_eq!(told(&house, "enterprise", "item-answered").await, ["槽车保供三天"]);
        assert!(told(&house, "gas", "item-answered").await.is_empty());
    }
}
